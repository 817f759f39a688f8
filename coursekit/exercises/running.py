"""Run the check of an exercise: the one way for the notebook, the grader of a class and the proof.

They differ in `answer` only. In a notebook it calls the learner's function; in the grader it sends the arguments to
another process and waits for numbers.
"""

import warnings
from dataclasses import dataclass

import numpy as np

from coursekit.exercises.asking import Reply, Trial, ask, trials
from coursekit.exercises.checking import Answer, Step
from coursekit.exercises.exercise import Exercise
from coursekit.exercises.reasons import sentence

__all__ = ["Outcome", "earned", "holding", "in_order", "run", "told"]


@dataclass(frozen=True)
class Outcome:
    """What a check found.

    Attributes
    ----------
    status : str
        "not attempted", "not yet" or "right".
    sentence : str
        What is said of the first step that fails.
    advice : str
        The words of the mistake that was recognised, as they are declared, or "": answers that get the same advice
        share a mistake.
    """

    status: str
    earned: int
    points: int
    sentence: str
    steps: tuple[Step, ...]
    advice: str = ""


def run(exercise: Exercise, answer: Answer, rng: np.random.Generator) -> Outcome:
    """Run the check of `exercise`: ask all its cases, in an order that `rng` decides, and say the first that fails.

    A step holds if each of its cases does. Where calls stop or give nothing that can be looked at, the first of these
    is said instead.
    """
    with np.errstate(all="ignore"), warnings.catch_warnings(action="ignore"):
        return told(exercise, answer, trials(exercise, rng), rng)


def told(exercise: Exercise, answer: Answer, asked: list[Trial], rng: np.random.Generator) -> Outcome:
    """Run the check of `exercise` on cases that are drawn."""
    order, replies = in_order(exercise, answer, asked, rng)
    held = holding(exercise, asked, replies)
    failing = [place for place in order if replies[place].error]
    failing += [place for place, reply in enumerate(replies) if not reply.holds]
    said, advice = sentence(exercise, list(zip(asked, replies, strict=True)), failing[0]) if failing else ("", "")
    step = asked[failing[0]].step if failing else ""
    steps = tuple(
        Step(name, case.points, held[name], said if name == step else "") for name, case in exercise.cases.items()
    )
    status = "not yet" if failing else "right"
    return Outcome(status, earned(exercise, held), exercise.points, said, steps, advice)


def in_order(
    exercise: Exercise, answer: Answer, asked: list[Trial], rng: np.random.Generator
) -> tuple[list[int], list[Reply]]:
    """Ask all cases in an order that `rng` decides; return that order, and the replies in the order of the cases."""
    order = rng.permutation(len(asked)).tolist()
    found = {place: ask(exercise, asked[place], answer) for place in order}
    return order, [found[place] for place in range(len(asked))]


def holding(exercise: Exercise, asked: list[Trial], replies: list[Reply]) -> dict[str, bool]:
    """Return for each step whether it holds. Where a reply can be guessed, it counts only if those before it hold."""
    held: dict[str, bool] = {}
    for name in exercise.cases:
        holds = all(reply.holds for trial, reply in zip(asked, replies, strict=True) if trial.step == name)
        held[name] = holds and (not exercise.choices or all(held.values()))
    return held


def earned(exercise: Exercise, held: dict[str, bool]) -> int:
    """Add up the points of the steps that hold."""
    return sum(case.points for name, case in exercise.cases.items() if held[name])
