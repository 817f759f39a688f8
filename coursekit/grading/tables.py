"""The tables of a report: two for a spreadsheet, and the gradebooks that Canvas and Moodle take in.

Whatever a learner wrote becomes text that no spreadsheet takes for a formula, wherever it cuts the line.
"""

import csv
import re
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from coursekit.grading.names import shown
from coursekit.grading.results import Graded
from coursekit.words import say, together

__all__ = ["ESCAPED", "canvas", "cell", "feedback", "known", "long", "moodle", "number", "wide"]

ESCAPED = "backslashreplace"  # what is no text, as names in folders that an old program unpacked
SIGN = r"[=+\-@\t\r\n＝＋－＠]"
BLANK = r"[\s\u200c\u200d\"']*"
FORMULA = (
    re.compile(  # at the start, and where a program that does not know our quotes cuts: it takes blanks and quotes off
        rf"(^|[;\t|\r\n])(?={BLANK}{SIGN})|([,\"])(?={BLANK}[=@＝＠])"
    )
)


def cell(text: str) -> str:
    """Write text for a cell of a table, so that no spreadsheet takes it, or a part of it, for a formula.

    >>> cell("=1+2"), cell("a;=1+2"), cell("Anna"), cell("(1, -2)")
    ("'=1+2", "a;'=1+2", 'Anna', '(1, -2)')
    """
    return FORMULA.sub(lambda found: f"{found[0]}'", text)


def number(points: float) -> str:
    """Write points: 18, or 16.2."""
    return f"{round(points, 2):g}" if abs(points) < 1e5 else str(points)


def long(file: Path, rows: Iterable[Graded]) -> None:
    """Write a row for each exercise of each student, with the sentence that the student reads."""
    with open(
        file, "w", encoding="utf-8-sig", errors=ESCAPED, newline=""
    ) as out:  # with a mark, so that Excel reads any script
        table = csv.writer(out)
        table.writerow(["student", "exercise", "points earned", "of", "step", "sentence"])
        for graded in rows:
            student = cell(graded.student)
            for mark in graded.result.exercises:
                sentence = together(*changed(graded, mark.name), mark.sentence or mark.status)
                points = number(graded.points(mark))
                table.writerow([student, mark.name, points, mark.points, cell(mark.step), cell(sentence)])
            if not graded.result.exercises:
                table.writerow([student, "", number(graded.total), "", "", cell(graded.result.problem)])


def changed(graded: Graded, exercise: str) -> list[str]:
    """Say that a mark was changed by hand, and why."""
    reason = next((one.reason for one in reversed(graded.changes) if one.exercise == exercise), None)
    return [] if reason is None else [say("Changed by hand: {reason}", reason=reason)]


def wide(file: Path, run: dict[str, Any], rows: Iterable[Graded], alike: set[str]) -> None:
    """Write a row for each student; `alike` names those whose answers are like another's."""
    exercises = [exercise["name"] for exercise in run["exercises"]]
    of = sum(exercise["points"] for exercise in run["exercises"])
    with open(file, "w", encoding="utf-8-sig", errors=ESCAPED, newline="") as out:
        table = csv.writer(out)
        # An exercise may be called total, but not "total points".
        about = ["email", "id", "login", "section", "number"]
        table.writerow(["student", *exercises, "total points", "out of", "flags", "what to know", *about])
        for graded in rows:
            points = [number(graded.points(mark)) for mark in graded.result.exercises] or ["0"] * len(exercises)
            remarks = [graded.result.problem, *changed(graded, ""), *graded.notes]
            person = [cell(getattr(graded.person, name)) for name in about]
            flags = [
                *graded.flags,
                *(["alike"] if graded.student in alike else []),
                *(["changed"] if graded.changes else []),
            ]
            told = [", ".join(flags), cell(together(*remarks))]
            table.writerow([cell(graded.student), *points, number(graded.total), of, *told, *person])


# Gradebooks


def known(run: dict[str, Any], graded: Graded) -> tuple[bool, bool]:
    """Say whether Canvas and Moodle know the student by what is known here."""
    person = graded.person
    own = bool(person.number)
    return (
        (own and run["system"] == "canvas") or bool(person.id or person.login),
        (own and run["system"] == "moodle") or bool(person.email),
    )


def canvas(file: Path, run: dict[str, Any], rows: Iterable[Graded]) -> None:
    """Write what Canvas's gradebook imports: its five columns, the assignment, and the line of possible points.

    Who handed in nothing has no grade there, so that Canvas's own rule for what is missing holds.
    """
    of = sum(exercise["points"] for exercise in run["exercises"])
    with open(file, "w", encoding="utf-8", errors=ESCAPED, newline="") as out:
        table = csv.writer(out)
        table.writerow(["Student", "ID", "SIS User ID", "SIS Login ID", "Section", cell(run["title"])])
        table.writerow(["    Points Possible", "", "", "", "", of])
        for graded in rows:
            person = graded.person
            own = person.number if run["system"] == "canvas" else ""
            ids = [cell(text) for text in (own, person.id, person.login, person.section)]
            table.writerow([cell(person.written or person.name), *ids, _grade(graded)])


def moodle(file: Path, run: dict[str, Any], rows: Iterable[Graded]) -> None:
    """Write what Moodle imports as an assignment's grading worksheet."""
    of = sum(exercise["points"] for exercise in run["exercises"])
    columns = ["Identifier", "Full name", "Email address", "Status", "Grade", "Maximum Grade", "Grade can be changed"]
    times = ["Last modified (submission)", "Last modified (grade)"]
    with open(file, "w", encoding="utf-8", errors=ESCAPED, newline="") as out:
        table = csv.writer(out)
        table.writerow([*columns, *times, "Feedback comments"])
        for graded in rows:
            person = graded.person
            own = f"Participant {person.number}" if person.number and run["system"] == "moodle" else ""
            who = [own, cell(person.name), cell(person.email), ""]
            table.writerow([*who, _grade(graded), of, "Yes", "-", "-", cell(_comment(run, graded, of))])


def _grade(graded: Graded) -> str:
    return "" if "nothing" in graded.flags and not graded.changes else number(graded.total)


def _comment(run: dict[str, Any], graded: Graded, of: int) -> str:
    """Write what a student reads in Moodle. Nothing of it is a learner's: Moodle takes it for HTML."""
    if "nothing" in graded.flags and not graded.result.exercises:
        return say("Nothing was handed in.")
    if not graded.result.exercises:
        return say("Your notebook could not be graded. The page of feedback says why.")
    right = sum(mark.status == "right" for mark in graded.result.exercises)
    return say(
        "{points} of {of} points, {right} of {count} exercises right. The page of feedback says more.",
        points=number(graded.total),
        of=of,
        right=right,
        count=len(graded.result.exercises),
    )


def feedback(file: Path, folder: Path, rows: Iterable[tuple[Graded, str]]) -> None:
    """Write a zip of the students' pages, in folders named as Moodle wants them for its upload of feedback."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for graded, page in rows:
            if graded.person.number:
                name = re.sub(r"[_/\\:*?\"<>|\x00-\x1f]+", " ", shown(graded.person.name))[:50].strip(" .-")
                place = f"{name or 'Student'}_{graded.person.number}_assignsubmission_file_/feedback.html"
                archive.write(folder / page, place)
