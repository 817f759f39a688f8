"""What a whole class did, added up from the rows one by one."""

import re
import statistics
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Any

from coursekit.grading.answers import Alike, alike
from coursekit.grading.predictions import Predicted
from coursekit.grading.record import Record
from coursekit.grading.results import Graded, Mark

__all__ = ["Mistake", "Seen", "summary"]

KINDS_LIMIT = 1000  # of mistakes that are told apart
LISTED = 200  # names in one list of the class's page
FLAGS = ("nothing", "late", "again", "file", "unlisted", "variants")  # what an instructor is to look at, in this order
BINS = 12  # bars of the histogram, at most


@dataclass
class Mistake:
    """What several have in common: where the check stopped, what the first of them read, and who they are.

    It is one mistake if it is `known`: if all of them read the same advice. Else only the step is the same.
    """

    exercise: str
    step: str
    sentence: str
    known: bool
    count: int = 0
    students: list[str] = field(default_factory=list)


@dataclass
class Seen:
    """What the whole class did.

    Attributes
    ----------
    totals : list of float
        The points of each student whose notebook was graded.
    problems, nothing, flags : list
        Students whose notebook could not be graded and why; who handed in nothing; and for each flag, who bears it.
    exercises : list of dict
        For each exercise its name and points, how many were right, not yet, not attempted, and the points of all.
    predicted : Predicted
        How many of them predicted what before the pictures of the lesson, where they handed that in.
    """

    exercises: list[dict[str, Any]]
    totals: list[float] = field(default_factory=list)
    problem_count: int = 0
    problems: list[tuple[str, str]] = field(default_factory=list)
    flags: dict[str, list[str]] = field(default_factory=lambda: {flag: [] for flag in FLAGS})
    changes: list[tuple[str, str, str, str]] = field(default_factory=list)
    mistakes: dict[tuple[str, str, str], Mistake] = field(default_factory=dict)
    alike: list[Alike] = field(default_factory=list)
    predicted: Predicted = field(default_factory=Predicted)

    @property
    def graded(self) -> int:
        """How many notebooks were graded."""
        return len(self.totals)

    @property
    def mean(self) -> float:
        """The mean of their points; 0 where there are none."""
        return statistics.fmean(self.totals) if self.totals else 0.0

    @property
    def median(self) -> float:
        """The median of their points; 0 where there are none."""
        return statistics.median(self.totals) if self.totals else 0.0

    def add(self, graded: Graded) -> None:
        """Add one student's row."""
        result = graded.result
        for flag in graded.flags:
            self.flags[flag].append(graded.student)
        self.changes += [(graded.student, one.exercise, f"{one.points:g}", one.reason) for one in graded.changes]
        if result.problem and "nothing" not in graded.flags:
            self.problem_count += 1
            if len(self.problems) < LISTED:
                self.problems.append((graded.student, result.problem))
        if not result.exercises:
            return
        self.totals.append(graded.total)
        self.predicted.add(graded.predicted, graded.total)
        for row, mark in zip(self.exercises, result.exercises, strict=True):
            row[mark.status] += 1
            row["earned"] += graded.points(mark)
            if mark.status == "not yet":
                self._mistaken(graded.student, mark)

    def _mistaken(self, student: str, mark: Mark) -> None:
        kind = mark.advice or _stopped(mark.sentence)
        fresh = Mistake(mark.name, mark.step, mark.sentence, known=bool(kind))
        key = (mark.name, "" if mark.advice else mark.step, kind)
        if key not in self.mistakes and len(self.mistakes) >= KINDS_LIMIT:
            key, fresh = (mark.name, mark.step, ""), replace(fresh, known=False)
        mistake = self.mistakes.setdefault(key, fresh)
        mistake.count += 1
        if len(mistake.students) < LISTED:
            mistake.students.append(student)

    @property
    def teach(self) -> list[Mistake]:
        """The mistakes, the most frequent first; at the end what is not known to be one."""
        return sorted(
            self.mistakes.values(), key=lambda one: (not one.known, -one.count, one.exercise, one.step, one.sentence)
        )

    def histogram(self, of: float) -> list[tuple[str, int]]:
        """Count the students whose points lie in each of at most twelve equal parts from 0 to `of`."""
        top = max(of, *self.totals, 1)
        width = max(1, -(-int(top + 1) // BINS))
        counts = Counter(int(total // width) for total in self.totals)
        parts = range(int(top) // width + 1)
        ends = [(at * width, min((at + 1) * width - 1, int(top))) for at in parts]
        return [(f"{low}–{high}" if high > low else f"{low}", counts[at]) for at, (low, high) in enumerate(ends)]


def _stopped(sentence: str) -> str:
    """Return what Python said where code stopped, which is the same for all who are stopped by it; else nothing."""
    found = re.search(r"\b[A-Za-z]*(?:Error|Exception|Iteration)\b(?:: [^,，`]*)?", sentence)
    return found[0].rstrip("。. ") if found else ""


def summary(record: Record) -> Seen:
    """Add up what a run holds."""
    fresh = {"right": 0, "not yet": 0, "not attempted": 0, "earned": 0}
    exercises = record.run["exercises"]
    seen = Seen([{"name": one["name"], "points": one["points"], **fresh} for one in exercises])
    for graded in record:
        seen.add(graded)
    most = max(len(one["variants"]) for one in exercises)
    solutions = [
        {one["name"]: one["variants"][min(at, len(one["variants"]) - 1)]["solution"] for one in exercises}
        for at in range(most)
    ]
    seen.alike = alike(((graded.student, _attempted(graded)) for graded in record), solutions)
    return seen


def _attempted(graded: Graded) -> dict[str, str]:
    tried = {mark.name for mark in graded.result.exercises if mark.status != "not attempted"}
    return {name: code for name, code in graded.answers.items() if name in tried}
