"""A lecture of 50 minutes and a lab of 90 for each lesson, made of its sections, questions and exercises.

Whoever changes a lesson changes its plans: all minutes are those of `minutes.py`. The lab has what the core of the
lesson has beside the lecture, and the exercises of the sheet; what goes deeper, ◇, is in neither.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from coursekit.exercises import MODULES, SHEETS
from coursekit.exercises.exercise import Exercise
from coursekit.publish import minutes
from coursekit.publish.minutes import Section
from coursekit.questions import QUESTIONS
from coursekit.words import mark, say, spoken, typeset

__all__ = ["LECTURES", "PlanError", "exercise_minutes", "plans", "told"]

LECTURE, LAB = 50, 90
IN_CLASS = 3  # minutes for a question: hands, a talk with the neighbour, hands again

LECTURES = {
    "01": ("1", "2", "3", "4", "8"),
    "02": ("1", "2", "3", "6"),
    "03": ("1", "2", "3", "4"),
    "04": ("1", "2", "3", "7"),
    "05": ("1", "2", "3", "6"),
    "06": ("1", "2", "3", "4", "8"),
    "07": ("1", "2", "3"),
}
"""For each lesson the sections that its lecture is made of."""

LINES = (  # of a lesson in the guide; what follows {plan} is written here
    mark("- **{lesson}, a lecture of {minutes} minutes.** {plan}"),
    mark("- **{lesson}, a lab of {minutes} minutes.** {plan}"),
)


class PlanError(ValueError):
    """A plan that does not hold."""


def exercise_minutes(sheet: str) -> dict[Exercise, float]:
    """Return how long each exercise of a sheet takes: the sheet's minutes, shared out by points."""
    found = re.search(r"(\d+) minutes", MODULES[sheet].INTRO)
    if found is None:
        raise PlanError(f"The sheet {sheet} does not say how many minutes it takes: write it into its INTRO.")
    points = sum(exercise.points for exercise in SHEETS[sheet])
    return {exercise: int(found[1]) * exercise.points / points for exercise in SHEETS[sheet]}


def plans(sheet: str, sections: list[Section]) -> tuple[str, str]:
    """Return the lecture and the lab of a lesson, in a line each, in the language that is spoken.

    Raises
    ------
    PlanError
        They take more than 50 or 90 minutes, or the lecture has a section that the lesson has not in its core.
    """
    lesson = sheet[:2]
    core = [section for section in sections if not section.deeper]
    chosen = LECTURES[lesson]
    if strange := set(chosen) - {section.number for section in core}:
        raise PlanError(f"The lecture on {sheet} has the sections {', '.join(sorted(strange))}; its core has them not.")
    exercises = exercise_minutes(sheet)
    own = [one for one in exercises if not _deeper(one)]
    later = [f"{part.number}. {part.title}" for part in sections if part.deeper]
    later += [f"`{one.name}`" for one in exercises if _deeper(one)]
    lecture = [_step(lesson, part) for part in core if part.number in chosen]
    lab = [_step(lesson, part) for part in core if part.number not in chosen]
    names = say(", ").join(f"`{one.name}`" for one in own)
    time = round(sum(exercises[one] for one in own))
    lab.append((say("the sheet: {names} ({minutes})", names=names, minutes=time), time))
    return (
        _line(f"The lecture on {sheet}", LECTURE, lecture),
        _line(f"The lab on {sheet}", LAB, lab, " · ".join(later)),
    )


def _deeper(exercise: Exercise) -> bool:
    return exercise.task.startswith("◇")


def _step(lesson: str, section: Section) -> tuple[str, int]:
    """Return a section with its first question for a class, and the minutes of both."""
    asked = QUESTIONS[lesson].items()
    questions = [name for name, one in asked if (one.section, one.kind) == (section.number, "concept")]
    if not questions:
        raise PlanError(f"Section {section.number} of lesson {lesson} has no question for a class: write one.")
    time = round(minutes.minutes(section.cells))
    step = say(
        "{section} ({minutes}), `{question}` ({in_class})",
        section=section.heading,
        minutes=time,
        question=questions[0],
        in_class=IN_CLASS,
    )
    return step, time + IN_CLASS


def _line(what: str, most: int, steps: list[tuple[str, int]], later: str = "") -> str:
    left = most - sum(time for _, time in steps)
    if left < 0:
        raise PlanError(f"{what} takes {most - left} minutes of {most}: change its sections in LECTURES.")
    line = " · ".join([*(step for step, _ in steps), say("for the room ({minutes}).", minutes=left)])
    return typeset(f"{line} ◇ {later}" if later else line)


def told(root: Path) -> Iterator[tuple[Path, str]]:
    """Yield each file that tells minutes and the text that it ought to have; the instructors' guides with all plans."""
    pages = minutes.documents(root)
    for path, text in minutes.told(root):
        yield path, _planned(root, text, pages[path]) if path.name == "instructors.md" else text


def _planned(root: Path, guide: str, language: str) -> str:
    """Return the guide in a language, its lines of plans anew."""
    lines = guide.splitlines(keepends=True)
    for sheet in SHEETS:
        lesson = root / "notebooks" / f"{sheet}.ipynb"
        if sheet[:2] not in LECTURES or not lesson.exists():
            continue
        with spoken(language):
            try:
                sections = minutes.titled(lesson, language, root)
            except (ValueError, KeyError, TypeError):
                continue  # whoever cleans says that this is no notebook
            planned = plans(sheet, sections)
            for line, time, plan in zip(LINES, (LECTURE, LAB), planned, strict=True):
                head = say(line, lesson=sheet[:2], minutes=time, plan="")
                lines = [f"{head}{plan}\n" if one.startswith(head) else one for one in lines]
    return "".join(lines)
