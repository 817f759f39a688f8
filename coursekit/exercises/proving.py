"""Prove that a declaration holds together, before anybody is marked by it."""

import itertools
import re
import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np

from coursekit.exercises.asking import OwnAnswer, trials
from coursekit.exercises.exercise import Exercise
from coursekit.exercises.running import earned, holding, in_order, told
from coursekit.words import reason

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
    found: dict[str, str] = {}
    heard: list[list[Any]] = []
    try:
        with np.errstate(all="ignore"), warnings.catch_warnings(action="ignore"):
            for seed in range(seeds):
                for what, problem in _problems(exercise, seed, heard):
                    found.setdefault(what, f"{exercise.name}: {what} {problem}")
    except Exception as error:  # `see` or `right` stops
        found["error"] = f"{exercise.name}: its check stops with {reason(error, kind=True)}."
    return list(found.values())


def _problems(exercise: Exercise, seed: int, heard: list[list[Any]]) -> Iterator[tuple[str, str]]:
    """Give what does not hold, and how: each is told once, for the first seed that shows it."""
    everything = exercise.points
    asked = trials(exercise, np.random.default_rng(seed))
    if exercise.see is not None:
        seen = exercise.see(asked[0].right, *asked[0].values)
        yield from exercise.unknown_places(seen)

    def marks(answer: OwnAnswer) -> int:
        _, replies = in_order(exercise, answer, asked, np.random.default_rng(seed))
        return earned(exercise, holding(exercise, asked, replies))

    for body in (exercise.solution, *exercise.also_right):
        outcome = told(exercise, OwnAnswer(exercise, body), asked, np.random.default_rng(seed))
        if outcome.earned < everything:
            yield f"the right answer {body!r}", f"earns {outcome.earned} of {everything}: {outcome.sentence}"
    for code, words in exercise.mistakes.items():
        outcome = told(exercise, OwnAnswer(exercise, code), asked, np.random.default_rng(seed))
        if outcome.earned == everything:
            yield f"the mistake {code!r}", "earns everything. Add a case in which it is wrong."
        elif (missing := re.search(r"name '(\w+)' is not defined", outcome.sentence)) and not re.search(
            rf"\b{missing[1]}\b", words
        ):  # words that speak of the name mean this very mistake
            yield f"the mistake {code!r}", f"has a name that nothing gives: {outcome.sentence}"
        elif outcome.advice != words:
            yield f"the mistake {code!r}", f"does not get its words, {words!r}: {outcome.sentence}"
    for body in (
        (*map("return {}".format, CONSTANTS), *map("return {!r}".format, exercise.choices)) if seed == 0 else ()
    ):
        if points := marks(OwnAnswer(exercise, body)):
            yield f"the answer {body!r}", f"earns {points}. Add cases in which it is wrong."
    if points := marks(OwnAnswer(exercise, exercise.starter)):
        yield "the starter", f"earns {points}. Add cases in which it is wrong."
    for before in heard:
        if points := marks(_replying(exercise, itertools.cycle(before))):
            yield "replies learned by heart", f"earn {points}. Add kinds of cases to its first step."
    heard.append([])
    marks(_replying(exercise, None, heard[-1]))


def _replying(exercise: Exercise, replies: Iterator[Any] | None, heard: list[Any] | None = None) -> OwnAnswer:
    """Return an answer that gives these replies one after the other; or the right ones, and writes them down."""
    answer = OwnAnswer(exercise, exercise.solution)
    right = answer.function

    def reply(*given: Any) -> Any:
        value = next(replies) if replies is not None else right(*given)
        if heard is not None:
            heard.append(value)
        return value

    answer.function = reply
    return answer
