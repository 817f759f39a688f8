"""Run the check of an exercise: the one way for the notebook, the grader of a class and the proof.

They differ in `answer` only. In a notebook it calls the learner's function; in the grader it sends the arguments to
another process and waits for numbers.
"""

import warnings
from dataclasses import dataclass

import numpy as np

from coursekit.exercises.asking import ask, trials
from coursekit.exercises.checking import Answer, Step
from coursekit.exercises.exercise import Exercise
from coursekit.exercises.reasons import sentence

__all__ = ["Outcome", "run"]


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
        return _run(exercise, answer, rng)


def _run(exercise: Exercise, answer: Answer, rng: np.random.Generator) -> Outcome:
    asked = trials(exercise, rng)
    order = rng.permutation(len(asked)).tolist()
    found = {place: ask(exercise, asked[place], answer) for place in order}
    failing = [place for place in order if found[place].error] or [p for p in range(len(asked)) if not found[p].holds]
    told, advice = "", ""
    if failing:
        told, advice = sentence(exercise, [(asked[p], found[p]) for p in range(len(asked))], failing[0])
    steps: list[Step] = []
    for name, case in exercise.cases.items():
        holds = all(found[p].holds for p in range(len(asked)) if asked[p].step == name)
        if exercise.choices:  # a reply can be guessed: a step counts only if those before it hold
            holds = holds and all(step.holds for step in steps)
        first = bool(failing) and asked[failing[0]].step == name
        steps.append(Step(name, case.points, holds, told if first else ""))
    earned = sum(step.points for step in steps if step.holds)
    return Outcome("not yet" if failing else "right", earned, exercise.points, told, tuple(steps), advice)
