"""What an exercise is, and the one way to run its check.

The learner's notebook and the grader of a class both call `run`; they differ in `answer` only. In a notebook it calls the
learner's function; in the grader it sends the arguments to another process and waits for numbers.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

__all__ = ["AnswerError", "Exercise", "Outcome", "Step", "Wrong", "run"]


class AnswerError(Exception):
    """The learner's function could not give a value; the message is the sentence that the learner reads."""


@dataclass(frozen=True)
class Step:
    """One thing that a check looks at. `points` is 0 for a step that only helps to explain."""

    name: str
    points: int
    holds: bool
    sentence: str


@dataclass(frozen=True)
class Wrong:
    """A known wrong answer: its code, the step that must catch it, and words that the sentence must contain."""

    code: str
    fails: str
    because: str


@dataclass(frozen=True)
class Outcome:
    """What a check found. `status` is "not attempted", "not yet" or "right"; `sentence` belongs to the first failing step."""

    status: str
    earned: int
    points: int
    sentence: str
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Exercise:
    """One exercise, named after the function that the learner writes."""

    name: str
    task: str
    starter: str
    solution: str
    points: int
    hints: tuple[str, ...]
    wrong: tuple[Wrong, ...]
    steps: Callable[[Callable[..., Any], np.random.Generator], Iterator[Step]]


def run(exercise: Exercise, answer: Callable[..., Any], rng: np.random.Generator) -> Outcome:
    """Run the check of `exercise` on `answer`. An `AnswerError` ends the check; the steps before it keep their points."""
    steps: list[Step] = []
    try:
        for step in exercise.steps(answer, rng):
            steps.append(step)
    except AnswerError as error:
        steps.append(Step("it runs", 0, False, str(error)))
    earned = sum(step.points for step in steps if step.holds)
    failing = [step.sentence for step in steps if not step.holds]
    status = "not yet" if failing else "right"
    return Outcome(status, earned, exercise.points, failing[0] if failing else "", tuple(steps))
