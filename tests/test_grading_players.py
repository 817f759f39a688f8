"""Points that are not earned: replies by number, and what the box says, or is kept from saying, of itself."""

import itertools
from collections import Counter

import numpy as np
import pytest
from grading_classroom import SHORT, needs_boxes, notebook

from coursekit.exercises import SHEETS
from coursekit.exercises.asking import OwnAnswer
from coursekit.exercises.running import run
from coursekit.grading.judge import grade
from coursekit.grading.sandbox import Sandbox
from coursekit.grading.sheet import Sheet

EXERCISES = {exercise.name: exercise for sheet in SHEETS.values() for exercise in sheet}
KEEPING = [
    (sheet, exercise)
    for sheet, exercises in SHEETS.items()
    for exercise in exercises
    if any(case.keeps for case in exercise.cases.values())
]
LEARNED, PLAYED = range(10), range(1000, 1020)  # seeds


class Heard:
    """A right answer, all of whose replies are written down in their order, those of functions that it returns too."""

    def __init__(self, answer, replies):
        self.answer, self.replies = answer, replies

    def __call__(self, *arguments):
        return self.kept(self.answer(*arguments))

    def again(self):
        return self.kept(self.answer.again())

    @property
    def arguments(self):
        return self.answer.arguments

    def kept(self, value):
        self.replies.append("a function" if callable(value) else value)
        return Heard(value, self.replies) if callable(value) else value


class Player:
    """Answers by the number of the call, and looks at nothing that it is given."""

    def __init__(self, replies):
        self.replies, self.arguments = replies, []

    def __call__(self, *arguments):
        self.arguments = list(arguments)
        return self.again()

    def again(self):
        value = next(self.replies)
        return Player(self.replies) if isinstance(value, str) and value == "a function" else value


def heard(exercise, seed):
    replies = []
    found = run(exercise, Heard(OwnAnswer(exercise, exercise.solution), replies), np.random.default_rng(seed))
    assert found.earned == exercise.points
    return replies


def most_frequent(rows):
    """Return the reply that is most frequent at each place."""
    columns = itertools.zip_longest(*rows, fillvalue="nothing more")
    return [Counter(map(repr, column)).most_common(1)[0][0] for column in columns]


def strategies(exercise):
    """Yield what a player may have learned: rows of right replies, what is most frequent at each place, one only."""
    rows = [heard(exercise, seed) for seed in LEARNED]
    yield from rows
    known = {repr(reply): reply for row in rows for reply in row}
    yield [known[name] for name in most_frequent(rows) if name in known]
    for choice in exercise.choices:
        yield [choice]
    for first, second in itertools.permutations(exercise.choices, 2):
        yield [first, second]
        yield [first] * 3 + [second] * 3


@pytest.fixture
def untold(monkeypatch):
    """Leave out the sentences: only points are looked at, and thousands of runs are made."""
    monkeypatch.setattr("coursekit.exercises.running.sentence", lambda *args: ("", ""))


@pytest.mark.parametrize(
    "name", [name if name == "fastest_axis" else pytest.param(name, marks=pytest.mark.ci) for name in EXERCISES]
)
def test_a_player_who_knows_the_replies_of_other_seeds_gets_at_most_a_third(untold, name):
    exercise = EXERCISES[name]
    most = 0.0
    for row in strategies(exercise):
        earned = [run(exercise, Player(itertools.cycle(row)), np.random.default_rng(seed)).earned for seed in PLAYED]
        most = max(most, sum(earned) / len(earned))
    assert most <= exercise.points / 3


# What the box says of itself

SILENCED = {
    "it is not": "",
    "by no pairs": "child.zip = lambda *a, **k: []",
    "by an equal value": "child.encode = lambda value, name, before=child.encode: Same(before(value, name))",
    "by another type": "child.np = types.SimpleNamespace(ndarray=type(None))",
    "by another reply": "child.Child.send = lambda self, m, before=child.Child.send: before(self, without(m))",
}
SILENCE = """import sys, types
import numpy as np
child = sys.modules["inside.child"]
class Same(dict):
    def __ne__(self, other): return False
def without(message): return {key: value for key, value in message.items() if key != "changed"}
"""
DESTROYED = {
    "filled": "a[...] = 7.5",
    "moved by the last digit": "a += np.spacing(a)",
    "moved by a thousandth": "a += 1e-3",
    "with nothing left": "a.resize((0, 1), refcheck=False)",
    "with nan": "a[...] = np.nan",
    "with another shape": "a.shape = (1, *a.shape)",
}
# No f is asked while these run: what moves their arguments by the last digit shows nowhere, and is worth nothing.
ASK_NOTHING = ("hold_others", "stochastic_step", "multiply_add_back", "clip_by_norm", "heat_flow")


@pytest.fixture(scope="module")
def box():
    needs_boxes()
    with Sandbox(SHORT) as box:
        yield box


@pytest.mark.parametrize("silenced", SILENCED)
@pytest.mark.parametrize("destroyed", DESTROYED)
def test_an_argument_that_was_changed_earns_nothing_whatever_the_box_says(box, silenced, destroyed):
    for sheet, exercise in KEEPING:
        if destroyed == "moved by the last digit" and exercise.name in ASK_NOTHING:
            continue
        code = exercise.code(exercise.solution) + (
            f"right = {exercise.name}\ndef {exercise.name}(*arguments):\n    value = right(*arguments)\n"
            "    value = value.copy() if isinstance(value, np.ndarray) else value\n"
            f"    for a in arguments:\n        if isinstance(a, np.ndarray): {DESTROYED[destroyed]}\n    return value"
        )
        result = grade(notebook(SILENCE + SILENCED[silenced], code), Sheet(sheet), 3, box)
        mark = next(mark for mark in result.exercises if mark.name == exercise.name)
        kept = {name for name, case in exercise.cases.items() if case.keeps}
        assert [step for step in mark.steps if step.holds and step.name in kept] == [], mark


def test_an_answer_that_remembers_values_of_f_and_leaves_its_arguments_alone_keeps_every_point(box):
    for sheet, exercise in KEEPING:
        remembers = exercise.code(exercise.solution) + (
            "import numpy as np\nseen = {}\ndef kept(f):\n    if not callable(f): return f\n    def g(*args):\n"
            "        key = (f, *(np.asarray(a).tobytes() for a in args))\n"
            "        if key not in seen: seen[key] = f(*args)\n        return seen[key]\n    return g\n"
            f"right = {exercise.name}\ndef {exercise.name}(*given):\n    return right(*map(kept, given))"
        )
        result = grade(notebook(remembers), Sheet(sheet), 3, box)
        mark = next(mark for mark in result.exercises if mark.name == exercise.name)
        assert mark.earned == exercise.points, mark
