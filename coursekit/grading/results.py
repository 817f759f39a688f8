"""What the judge found, and the line of results.jsonl that keeps it."""

import json
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

__all__ = ["Graded", "Looked", "Mark", "Result", "ResultError", "from_line", "to_line"]


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
    """

    name: str
    status: str
    earned: int
    points: int
    step: str
    sentence: str
    steps: tuple[Looked, ...]


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
class Graded:
    """One student's result; `notes` say what was chosen of several files that were handed in."""

    student: str
    notes: tuple[str, ...]
    result: Result


def to_line(graded: Graded) -> bytes:
    """Write a student's result as one line."""
    written = {
        "student": graded.student,
        "earned": graded.result.earned,
        "notes": graded.notes,
        **asdict(graded.result),
    }
    return json.dumps(written, ensure_ascii=False).encode() + b"\n"


def from_line(line: bytes) -> Graded:
    """Read what `to_line` wrote.

    Raises
    ------
    ResultError
        The line holds something else, or only a part.

    Examples
    --------
    >>> from_line(to_line(Graded("Anna", (), Result("The file is empty.")))).result.problem
    'The file is empty.'
    """
    try:
        held = json.loads(line)
        result = Result(str(held["problem"]), tuple(map(_mark, held["exercises"])), tuple(map(str, held["cells"])))
        return Graded(str(held["student"]), tuple(map(str, held["notes"])), result)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ResultError(f"{type(error).__name__}: {error}") from None


def _mark(held: dict[str, Any]) -> Mark:
    """Read one mark."""
    steps = tuple(Looked(str(name), int(points), bool(holds)) for name, points, holds in held["steps"])
    name, status, step, sentence = (str(held[key]) for key in ("name", "status", "step", "sentence"))
    return Mark(name, status, int(held["earned"]), int(held["points"]), step, sentence, steps)
