"""The report: tables, a page for each student, a page for the class, and one of the class to show it.

Whatever a learner wrote is escaped. The pages need no network.
"""

import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jinja2
from markupsafe import Markup, escape

from coursekit.grading import tables
from coursekit.grading.names import pages
from coursekit.grading.record import Record
from coursekit.grading.results import Graded
from coursekit.grading.summary import Seen, summary
from coursekit.words import language, say, say_count, spoken

__all__ = ["write"]

MARKS = {"right": "✔", "not yet": "…", "not attempted": "○"}


def write(record: Record) -> Seen:
    """Write the whole report of a run into its folder, anew, in its language."""
    with spoken(record.run.get("language") or language()):
        return _write(record)


def _write(record: Record) -> Seen:
    folder, run = record.folder, record.run
    seen = summary(record)
    names = pages(graded.student for graded in record)
    (folder / "feedback").mkdir(exist_ok=True)
    environment = _environment(run)
    student_page = environment.get_template("student.html")
    for graded in record:
        page = student_page.render(graded=graded, tasks=_tasks(run, graded))
        (folder / "feedback" / names[graded.student]).write_text(page, "utf-8", tables.ESCAPED)
    for old in (folder / "feedback").glob("*.html"):
        if old.name not in names.values():  # of a student who is called otherwise since, as after a merge
            old.unlink()
    tables.long(folder / "grades.csv", record)
    alike = {student for group in seen.alike for student in group.students}
    tables.wide(folder / "grades_wide.csv", run, record, alike)
    _gradebooks(record, names)
    for file, named in ("class.html", True), ("class_to_show.html", False):
        students = ((one, "feedback/" + quote(names[one.student])) for one in record) if named else ()
        with open(folder / file, "w", encoding="utf-8", errors=tables.ESCAPED) as out:
            side = _side_by_side(record, seen) if named else []
            links = {student: "feedback/" + quote(page) for student, page in names.items()} if named else {}
            values = {"seen": seen, "students": students, "named": named, "side": side, "links": links, "alike": alike}
            out.writelines(environment.get_template("class.html").generate(**values))
    return seen


def _gradebooks(record: Record, names: dict[str, str]) -> None:
    """Write the gradebooks of the systems that know these students."""
    folder, run = record.folder, record.run
    known = [tables.known(run, graded) for graded in record]
    if any(canvas for canvas, _ in known):
        tables.canvas(folder / "gradebook_canvas.csv", run, record)
    if any(moodle for _, moodle in known):
        tables.moodle(folder / "gradebook_moodle.csv", run, record)
    if run["system"] == "moodle":
        tables.feedback(folder / "feedback.zip", folder / "feedback", ((one, names[one.student]) for one in record))


def _tasks(run: dict[str, Any], graded: Graded) -> dict[str, dict[str, str]]:
    """Return the task and the first hint of each exercise, as the student had it."""
    variants = graded.variants or (0,) * len(run["exercises"])
    return {one["name"]: one["variants"][at] for one, at in zip(run["exercises"], variants, strict=True)}


def _side_by_side(record: Record, seen: Seen) -> list[dict[str, Any]]:
    """Put the longest answer of the first two of each group of alike students side by side."""
    wanted = {student for group in seen.alike for student in group.students[:2]}
    codes = {graded.student: graded.answers for graded in record if graded.student in wanted}
    found = []
    for group in seen.alike:
        first = codes[group.students[0]]
        name = max(first, key=lambda exercise: len(first[exercise]))
        shown = [(student, codes[student].get(name, "")) for student in group.students[:2]]
        found.append({"group": group, "exercise": name, "codes": shown})
    return found


def _environment(run: dict[str, Any]) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("coursekit.grading"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    style = (Path(__file__).parent / "templates" / "style.css").read_text("utf-8")
    environment.filters |= {"code": _code, "task": _Task(), "number": tables.number, "said": say}
    environment.globals |= {
        "run": run,
        "style": Markup(style),
        "marks": MARKS,
        "points": sum(exercise["points"] for exercise in run["exercises"]),
        "hints": {exercise["name"]: exercise["variants"][0]["hint"] for exercise in run["exercises"]},
        "language": language(),
        "say": say,
        "say_count": say_count,
    }
    return environment


def _code(sentence: str) -> Markup:
    """Escape a sentence; what stands in backticks becomes code."""
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(sentence))))


class _Task:
    """Write a task, which is Markdown with formulas, as HTML; each once."""

    def __init__(self) -> None:
        from coursekit.publish.body import markdown  # it brings the pictures along: not before it is needed

        self.markdown = markdown()
        self.known: dict[str, Markup] = {}

    def __call__(self, task: str) -> Markup:
        if task not in self.known:
            self.known[task] = Markup(self.markdown(task))
        return self.known[task]
