"""Answers that nobody had in mind: wrong ones that had full marks, right ones in an odd dress, and what only remembers.

The answers stand in `answers`: bodies of functions between lines `# %% name of the exercise`.
"""

import re
import warnings
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from coursekit.exercises import SHEETS
from coursekit.exercises.asking import OwnAnswer, trials
from coursekit.exercises.running import earned, holding, in_order

HERE = Path(__file__).parent
EXERCISES = {exercise.name: exercise for sheet in SHEETS.values() for exercise in sheet}


def answers(file: str) -> Iterator[pytest.param]:
    """Give the answers of a file: the exercise and the code."""
    parts = (HERE / "answers" / file).read_text("utf-8").split("\n# %% ")[1:]
    for place, part in enumerate(parts):
        name, _, code = part.partition("\n")
        code = code.strip()
        if name == "repaired_gradient" and "def repaired_gradient(" not in code:  # its starter has no `...`
            code = "def repaired_gradient(f, x):\n" + re.sub("^", "    ", code, flags=re.MULTILINE)
        yield pytest.param(name, code, id=f"{name}-{place}")


def marks(name, answer, seed):
    """Mark an answer without words: they cost time."""
    rng = np.random.default_rng(seed)
    with np.errstate(all="ignore"), warnings.catch_warnings(action="ignore"):
        asked = trials(EXERCISES[name], rng)
        _, replies = in_order(EXERCISES[name], answer, asked, rng)
    return earned(EXERCISES[name], holding(EXERCISES[name], asked, replies))


def test_every_exercise_has_right_answers_in_an_odd_dress():
    assert {answer.values[0] for answer in answers("right.txt")} == EXERCISES.keys() - {"rise"}


@pytest.mark.parametrize(("name", "code"), list(answers("right.txt")))
def test_a_right_answer_in_an_odd_dress_has_full_marks(name, code):
    assert [marks(name, OwnAnswer(EXERCISES[name], code), seed) for seed in range(4)] == [EXERCISES[name].points] * 4


@pytest.mark.parametrize(("name", "code"), list(answers("had_full_marks.txt")))
def test_what_is_right_in_some_cases_only_never_has_full_marks(name, code):
    for seed in range(16):  # what is right in one draw of four may be wrong in the first eight
        assert marks(name, OwnAnswer(EXERCISES[name], code), seed) < EXERCISES[name].points


class Remembers:
    """Knows the right reply to every question that it has met under other seeds, and 0 to all others."""

    def __init__(self, right: OwnAnswer | None, known: dict[str, object]) -> None:
        self.right, self.known = right, known

    def __call__(self, *arguments):
        self.arguments = list(arguments)
        self.question = repr([looks(argument, arguments) for argument in arguments])
        return self.again()

    def again(self):
        if self.right is not None:
            self.known[self.question] = self.right(*self.arguments)
        return self.known.get(self.question, 0.0)


def looks(argument, arguments):
    """Return what tells one argument from others: a function by a few of its values."""
    if not callable(argument):
        return np.asarray(argument).tolist()
    pairs = [(0.5, -0.25), (-0.5, 0.25), (0.5, 0.5)]
    places = [(0.5,), *pairs, *((2.0, *pair) for pair in [*pairs, pairs[0]])]
    places += [(p,) for p in arguments if isinstance(p, np.ndarray)]
    found = []
    for place in places:
        try:
            found.append(np.round(np.asarray(argument(*place), float), 9).tolist())
        except (TypeError, ValueError, IndexError):
            found.append(None)
    return found


@pytest.mark.parametrize("name", EXERCISES)
def test_who_remembers_the_questions_of_other_seeds_gets_at_most_a_third(name):
    exercise, known = EXERCISES[name], {}
    learner = Remembers(OwnAnswer(exercise, exercise.solution), known)
    assert [marks(name, learner, seed) for seed in range(12)] == [exercise.points] * 12
    found = [marks(name, Remembers(None, known), seed) for seed in range(1000, 1010)]
    assert np.mean(found) <= exercise.points / 3
