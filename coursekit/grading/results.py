"""What the judge found, and the line of results.jsonl that keeps it."""

import json
from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple

from coursekit.grading.roster import Person

__all__ = ["Change", "Graded", "Looked", "Mark", "Result", "ResultError", "from_line", "to_line"]


class ResultError(ValueError):
    """A line that holds no result."""


class Looked(NamedTuple):
    """One thing that a check looked at."""

    name: str
    points: int
    holds: bool


@dataclass(frozen=True)
class Mark:
    """What the check of one exercise found.

    Attributes
    ----------
    status : str
        "right", "not yet" or "not attempted".
    step, sentence : str
        The first step that does not hold, and what it says; both are "" where all is right.
    advice : str
        The words of the mistake that was recognised, as they are declared, or "".
    """

    name: str
    status: str
    earned: int
    points: int
    step: str
    sentence: str
    steps: tuple[Looked, ...]
    advice: str = ""


@dataclass(frozen=True)
class Result:
    """What the judge found in one notebook.

    Attributes
    ----------
    problem : str
        Why it could not be graded, or what an instructor is to look at; mostly "".
    exercises : tuple of Mark
        One for each exercise of the sheet; none where the notebook could not be graded.
    cells : tuple of str
        The cells that failed, a sentence for each.
    """

    problem: str
    exercises: tuple[Mark, ...] = ()
    cells: tuple[str, ...] = ()

    @property
    def earned(self) -> int:
        """The points, all together."""
        return sum(mark.earned for mark in self.exercises)


@dataclass(frozen=True)
class Change:
    """A mark that was changed by hand: of one exercise, or of the whole sheet where `exercise` is ""."""

    exercise: str
    points: float
    reason: str


@dataclass(frozen=True)
class Graded:
    """One student's row: who it is, what was handed in, and what the judge found in it.

    Attributes
    ----------
    notes : tuple of str
        What was chosen of several files, and what else the student and the instructor are to know.
    flags : tuple of str
        "nothing" was handed in, it is "late", handed in "again" after it was graded, another "file" than the sheet, or
        from somebody "unlisted", or has other "variants" than it is marked by.
    digest : str
        Tells whether another look finds the same notebook.
    when : float or None
        When it was handed in, in seconds since 1970.
    off : float
        The part of the points that lateness takes off.
    variants : tuple of int
        Which variant of each exercise the student had.
    answers : dict
        The code that the student wrote for each exercise.
    predicted : dict or None
        What the student handed in of predictions, for the page of the class alone, which names nobody there. None where
        they were changed by hand.
    """

    student: str
    result: Result
    person: Person
    notes: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    digest: str = ""
    when: float | None = None
    off: float = 0.0
    variants: tuple[int, ...] = ()
    answers: dict[str, str] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    predicted: dict[str, str] | None = field(default_factory=dict)

    def points(self, mark: Mark) -> float:
        """Return the points of one exercise: those that were given by hand, or those that the judge gave."""
        return next((one.points for one in reversed(self.changes) if one.exercise == mark.name), mark.earned)

    @property
    def total(self) -> float:
        """The points of the sheet, after what lateness takes off."""
        earned = sum(self.points(mark) for mark in self.result.exercises) * (1 - self.off)
        return next((one.points for one in reversed(self.changes) if not one.exercise), round(earned, 2))


def to_line(graded: Graded) -> bytes:
    """Write a student's row as one line."""
    return json.dumps(asdict(graded)).encode() + b"\n"


def from_line(line: bytes) -> Graded:
    """Read what `to_line` wrote.

    Raises
    ------
    ResultError
        The line holds something else, or only a part.

    Examples
    --------
    >>> from_line(to_line(Graded("Anna", Result("The file is empty."), Person("Anna")))).result.problem
    'The file is empty.'
    """
    try:
        held = json.loads(line)
        found = held["result"]
        result = Result(str(found["problem"]), tuple(map(_mark, found["exercises"])), tuple(map(str, found["cells"])))
        return Graded(
            str(held["student"]),
            result,
            Person(**held["person"]),
            tuple(map(str, held["notes"])),
            tuple(map(str, held["flags"])),
            str(held["digest"]),
            None if held["when"] is None else float(held["when"]),
            float(held["off"]),
            tuple(map(int, held["variants"])),
            {str(name): str(code) for name, code in held["answers"].items()},
            tuple(Change(str(one["exercise"]), float(one["points"]), str(one["reason"])) for one in held["changes"]),
            None if held["predicted"] is None else {str(name): str(one) for name, one in held["predicted"].items()},
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ResultError(f"{type(error).__name__}: {error}") from None


def _mark(held: dict[str, Any]) -> Mark:
    """Read one mark."""
    steps = tuple(Looked(str(name), int(points), bool(holds)) for name, points, holds in held["steps"])
    name, status, step, sentence = (str(held[key]) for key in ("name", "status", "step", "sentence"))
    advice = str(held["advice"])
    return Mark(name, status, int(held["earned"]), int(held["points"]), step, sentence, steps, advice)
