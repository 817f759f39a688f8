"""Prove that a declaration holds together, before anybody is marked by it."""

import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np

from coursekit.exercises.asking import OwnAnswer
from coursekit.exercises.exercise import Exercise
from coursekit.exercises.running import Outcome, run

__all__ = ["prove"]

CONSTANTS = (
    *("0", "1", "-1", "0.5", "1e-6", "1e300", "10**400", "1j", "np.nan", "np.inf", "None", "True", "False"),
    *("''", "'1'", "'forward'", "[]", "[1.0]", "(0.0, 0.0)", "{}", "object()", "np.zeros(3)", "np.zeros((2, 2))"),
    *("np.array('a')", "np.full(3, np.nan)", "lambda *given: 0.0"),
)


def prove(exercise: Exercise, seeds: int = 6) -> list[str]:
    """Return what does not hold of an exercise, a sentence for each, or nothing if it is proved.

    The solution and each other right answer earn everything. The starter, a constant, each of the `choices`, and the
    replies that were right for other seeds earn nothing. Each mistake earns less than everything, and its own words.

    Parameters
    ----------
    exercise : Exercise
        What is to be proved.
    seeds : int
        How many times the cases are drawn.

    Examples
    --------
    >>> from coursekit.exercises.start_here import rise
    >>> prove(rise)
    []
    """
    found: list[str] = []
    try:
        found += _problems(exercise, seeds)
    except Exception as error:  # a template with an unknown place, `see` or `right` that stops
        found.append(f"{exercise.name}: its check stops with {type(error).__name__}: {error}")
    return list(dict.fromkeys(found))


def _problems(exercise: Exercise, seeds: int) -> Iterator[str]:
    name, everything = exercise.name, exercise.points

    def outcome(body: str, seed: int) -> Outcome:
        return run(exercise, OwnAnswer(exercise, body), np.random.default_rng(seed))

    for seed in range(seeds):
        for body in (exercise.solution, *exercise.also_right):
            found = outcome(body, seed)
            if found.earned < everything:
                yield f"{name}: the right answer {body!r} earns {found.earned} of {everything}: {found.sentence}"
        for code, words in exercise.mistakes.items():
            found = outcome(code, seed)
            if found.earned == everything:
                yield f"{name}: the mistake {code!r} earns everything. Add a case in which it is wrong."
            elif found.advice != words:
                yield f"{name}: the mistake {code!r} does not get its words, {words!r}: {found.sentence}"
    for body in (*map("return {}".format, CONSTANTS), *(f"return {choice!r}" for choice in exercise.choices)):
        if earned := outcome(body, 0).earned:
            yield f"{name}: the answer {body!r} earns {earned}. Add cases in which it is wrong."
    if earned := outcome(exercise.starter, 0).earned:
        yield f"{name}: the starter earns {earned}. Add cases in which it is wrong."
    for earned in _by_heart(exercise, seeds):
        yield f"{name}: replies learned by heart earn {earned}. Add kinds of cases to its first step."


def _by_heart(exercise: Exercise, seeds: int) -> Iterator[int]:
    """Reply in each run what was right in the runs before it; yield what that earns, if anything."""
    heard: list[list[Any]] = []
    for seed in range(seeds):
        for before in heard:
            known = OwnAnswer(exercise, exercise.solution)
            known.function = lambda *given, replies=itertools.cycle(before): next(replies)
            if earned := run(exercise, known, np.random.default_rng(seed)).earned:
                yield earned
        known = OwnAnswer(exercise, exercise.solution)
        right, replies = known.function, list[Any]()
        known.function = lambda *given, right=right, replies=replies: replies.append(right(*given)) or replies[-1]
        run(exercise, known, np.random.default_rng(seed))
        heard.append(replies)
