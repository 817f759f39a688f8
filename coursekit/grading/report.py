"""The report: two tables for a spreadsheet, a page for each student, a page for the class.

Whatever a learner wrote is escaped: in the pages as HTML, in the tables as text that no spreadsheet takes for a
formula. The pages need no network.
"""

import csv
import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jinja2
from markupsafe import Markup, escape

from coursekit.exercises.exercise import Exercise
from coursekit.grading.record import Record
from coursekit.grading.results import Result

__all__ = ["Seen", "cell", "pages", "write"]

MARKS = {"right": "✔", "not yet": "…", "not attempted": "○"}
KINDS_LIMIT = 1000  # of mistakes that are told apart
FORMULA = re.compile(
    r"(^|[;\t])(?=[\s\u200c\u200d]*[=+\-@\t\r\n＝＋－＠])"
)  # many languages' tables are cut at semicolons
LISTED = 200  # problems listed on the page of the class


@dataclass
class Seen:
    """What the whole class did, added up."""

    graded: int = 0
    earned: int = 0
    problem_count: int = 0
    problems: list[tuple[str, str]] = field(default_factory=list)
    exercises: list[dict[str, Any]] = field(default_factory=list)
    mistakes: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    sentences: dict[tuple[str, str, str], str] = field(default_factory=dict)

    def add(self, student: str, result: Result) -> None:
        """Add one student's result."""
        if result.problem:
            self.problem_count += 1
            if len(self.problems) < LISTED:
                self.problems.append((student, result.problem))
        if not result.exercises:
            return
        self.graded += 1
        self.earned += result.earned
        for row, mark in zip(self.exercises, result.exercises, strict=True):
            row[mark.status] += 1
            row["earned"] += mark.earned
            if mark.status == "not yet":
                mistake = (mark.name, mark.step, _kind(mark.sentence))
                if mistake not in self.mistakes and len(self.mistakes) >= KINDS_LIMIT:
                    mistake = (mark.name, mark.step, "")
                self.mistakes[mistake] += 1
                self.sentences.setdefault(mistake, mark.sentence if mistake[2] else "Something else.")

    @property
    def teach(self) -> list[dict[str, Any]]:
        """The mistakes, the most frequent first."""
        ordered = sorted(self.mistakes.items(), key=lambda item: (-item[1], item[0]))
        return [
            {"exercise": key[0], "step": key[1], "sentence": self.sentences[key], "count": count}
            for key, count in ordered
        ]


def _kind(sentence: str) -> str:
    """Reduce a sentence to what is the same for all who make the same mistake: without numbers, code and quotations."""
    return re.sub(r"`[^`]*`|'[^']*'|[-−]?\d[\d.,e+−-]*", "…", sentence)


def write(folder: Path, record: Record, exercises: tuple[Exercise, ...]) -> Seen:
    """Write the whole report of a run into `folder`."""
    points = sum(exercise.points for exercise in exercises)
    fresh = {"right": 0, "not yet": 0, "not attempted": 0, "earned": 0}
    seen = Seen(exercises=[{"name": exercise.name, "points": exercise.points, **fresh} for exercise in exercises])
    names = pages(graded.student for graded in record)
    environment = _environment(record.run, exercises)
    student_page = environment.get_template("student.html")
    (folder / "feedback").mkdir(exist_ok=True)
    with (
        open(
            folder / "grades.csv", "w", encoding="utf-8-sig", newline=""
        ) as long,  # with a mark, so that Excel reads any script
        open(folder / "grades_wide.csv", "w", encoding="utf-8-sig", newline="") as wide,
    ):
        rows, columns = csv.writer(long), csv.writer(wide)
        rows.writerow(["student", "exercise", "points earned", "of", "step", "sentence"])
        # An exercise may be called total, but not "total points".
        columns.writerow(
            ["student", *(exercise.name for exercise in exercises), "total points", "out of", "what to know"]
        )
        for graded in record:
            result = graded.result
            seen.add(graded.student, result)
            student = cell(graded.student)
            remark = cell(" ".join([result.problem, *graded.notes]).strip())
            earned = [mark.earned for mark in result.exercises] or [0] * len(exercises)
            columns.writerow([student, *earned, result.earned, points, remark])
            for mark in result.exercises:
                sentence = mark.sentence or mark.status
                rows.writerow([student, mark.name, mark.earned, mark.points, cell(mark.step), cell(sentence)])
            if not result.exercises:
                rows.writerow([student, "", 0, points, "", cell(result.problem)])
            page = student_page.render(student=graded.student, notes=graded.notes, result=result)
            (folder / "feedback" / names[graded.student]).write_text(page, "utf-8")
    students = (
        (
            graded.student,
            graded.result.earned if graded.result.exercises else "–",
            "feedback/" + quote(names[graded.student]),
        )
        for graded in record
    )
    with open(folder / "class.html", "w", encoding="utf-8") as file:
        file.writelines(environment.get_template("class.html").generate(seen=seen, students=students))
    return seen


def _environment(run: dict[str, Any], exercises: tuple[Exercise, ...]) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("coursekit.grading"),
        autoescape=True,
        trim_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    style = (Path(__file__).parent / "templates" / "style.css").read_text("utf-8")
    environment.filters["code"] = _code
    environment.globals |= {
        "run": run,
        "style": Markup(style),
        "marks": MARKS,
        "points": sum(exercise.points for exercise in exercises),
        "hints": {exercise.name: exercise.hints[0] if exercise.hints else "" for exercise in exercises},
    }
    return environment


def _code(sentence: str) -> Markup:
    """Escape a sentence; what stands in backticks becomes code."""
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(sentence))))


def cell(text: str) -> str:
    """Write text for a cell of a table, so that no spreadsheet takes it, or a part behind a semicolon, for a formula.

    >>> cell("=1+2"), cell("a;=1+2"), cell("Anna")
    ("'=1+2", "a;'=1+2", 'Anna')
    """
    return FORMULA.sub(r"\1'", text)


def pages(students: Iterator[str]) -> dict[str, str]:
    """Name each student's page; no two are the same on any system, and none leads out of its folder.

    >>> pages(iter(["Anna", "../x"]))
    {'Anna': 'Anna.html', '../x': '___x-d6b96a.html'}
    """
    names = list(students)
    often = Counter(name.casefold() for name in names)
    return {name: _page(name, often[name.casefold()] > 1) for name in names}


def _page(name: str, shared: bool) -> str:
    safe = "".join(c if c.isalnum() or c in " -_" else "_" for c in name)
    safe = safe.encode()[:80].decode(errors="ignore").strip()
    if safe and safe == name and not shared and not re.fullmatch(r"(?i)con|prn|aux|nul|com\d|lpt\d", safe):
        return f"{safe}.html"
    return f"{safe}-{hashlib.sha256(name.encode()).hexdigest()[:6]}.html"
