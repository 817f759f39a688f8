"""The README and the guides agree with what is there: links, lessons, minutes, commands, pictures."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from coursekit.cli import COMMANDS
from coursekit.exercises import SHEETS
from coursekit.exercises.proving import prove
from coursekit.live import explore
from coursekit.publish.minutes import core_and_all, sections
from coursekit.publish.plans import LECTURES, PlanError, plans
from coursekit.publish.sheets import place
from coursekit.questions import DEEPER, QUESTIONS

ROOT = Path(__file__).parents[1]
DOCUMENTS = [
    *(ROOT / f"{name}.md" for name in ("README", "CONTRIBUTING", "CHANGELOG")),
    *sorted((ROOT / "docs").glob("*.md")),
]
LESSONS = sorted((ROOT / "notebooks").glob("*.ipynb"))
README = (ROOT / "README.md").read_text("utf-8")
TIMETABLE = (ROOT / "docs" / "instructors.md").read_text("utf-8")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_to_files(document: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)", document.read_text("utf-8"))
    gone = [link for link in links if "://" not in link and not (document.parent / link).exists()]
    assert not gone


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_each_lesson_stands_in_the_lists_with_its_minutes(lesson: Path) -> None:
    core, every = core_and_all(json.loads(lesson.read_text("utf-8"))["cells"])
    [row] = [line for line in README.splitlines() if f"(notebooks/{lesson.name})" in line]
    assert row.endswith(f"| {core} | {every} |")
    rows = [line for line in TIMETABLE.splitlines() if f"(../notebooks/{lesson.name})" in line]
    of_the_sheet = "–"
    if lesson.stem in SHEETS:
        opening = "".join(json.loads((ROOT / place(lesson.stem)).read_text("utf-8"))["cells"][0]["source"])
        of_the_sheet = re.search(r"(\d+) minutes", opening)[1]
    assert rows[0].endswith(f"| {core} | {every} | {of_the_sheet} |")
    assert lesson.stem[:2] == "00" or "1. " in rows[1]


PLANNED = re.findall(r"^- \*\*(\d\d), a (lecture|lab) of (\d+) minutes\.\*\* (.*)$", TIMETABLE, re.MULTILINE)


def test_the_plans_hold_each_core_section_and_exercise_once_and_fill_their_minutes() -> None:
    assert [(lesson, kind, int(of)) for lesson, kind, of, _ in PLANNED] == [
        (lesson, *plan) for lesson in sorted(LECTURES) for plan in (("lecture", 50), ("lab", 90))
    ]
    for lesson in sorted(LECTURES):
        [sheet] = [name for name in SHEETS if name.startswith(lesson)]
        lines = [line for number, _, _, line in PLANNED if number == lesson]
        for line, of in zip(lines, (50, 90), strict=True):
            assert sum(map(int, re.findall(r"\((\d+)\)", line))) == of
        [timetable] = re.findall(rf"^- \[{lesson}\].*$", TIMETABLE, re.MULTILINE)
        listed = set(re.findall(r"(\d+)\. (?!◇)([^·]*?) \((\d+)\)", timetable))
        planned = [found for line in lines for found in re.findall(r"(\d+)\. ([^·]*?) \((\d+)\), `", line)]
        assert set(planned) == listed
        assert len(planned) == len(listed)
        for number, question in re.findall(r"(\d+)\. [^·]*?\), `(\w+)` \(3\)", " · ".join(lines)):
            assert (QUESTIONS[lesson][question].section, QUESTIONS[lesson][question].kind) == (number, "concept")
        core, _, deeper = lines[1].partition(" ◇ ")
        assert re.findall(r"`(\w+)`", core.partition("the sheet: ")[2]) == [
            one.name for one in SHEETS[sheet] if not one.task.startswith("◇")
        ]
        assert re.findall(r"(\d+)\. ", deeper) == list(DEEPER.get(lesson, ()))
        assert f"- **{lesson}, to prepare.** " in TIMETABLE


def test_a_plan_that_does_not_hold_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    parts = sections(json.loads((ROOT / "notebooks" / "03_gradient.ipynb").read_text("utf-8"))["cells"])
    monkeypatch.setitem(LECTURES, "03", ("1", "2", "3", "4", "6", "9"))
    with pytest.raises(PlanError, match=r"lecture on 03_gradient takes 7\d minutes of 50"):
        plans("03_gradient", parts)
    monkeypatch.setitem(LECTURES, "03", ("1", "5"))
    with pytest.raises(PlanError, match="has the sections 5; its core has them not"):
        plans("03_gradient", parts)


def test_nobody_counts_the_exercises_of_a_sheet() -> None:
    """A ninth one would make a lesson, or a guide, say what is not so."""
    counted = (
        r"(?i)\b(two|three|four|five|six|seven|eight|nine|ten|\d+) (short |small |little )?exercises\b(?! of one name)"
    )
    for path in (*LESSONS, *DOCUMENTS, *sorted((ROOT / "exercises").rglob("*.ipynb"))):
        assert not re.search(counted, path.read_text("utf-8")), path.name


def test_an_instructor_reads_whom_a_cluster_makes_one_trust() -> None:
    section = TIMETABLE.partition("**A Dask scheduler must be trusted")[2].partition("\n\n")[0]
    for named in "notebooks", "seed", "marks", "every worker", "your computer", "certificates":
        assert named in section


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_commands_in_the_documents_exist(document: Path) -> None:
    for command in re.findall(r"(?:course\.py|coursekit) ([a-z]+)(?= |`|$)", code(document), re.MULTILINE):
        assert command in COMMANDS or command == "test"


def code(document: Path) -> str:
    """Return what stands in the code blocks and between backticks."""
    found = re.findall(r"```[a-z]*\n(.*?)```|`([^`\n]+)`", document.read_text("utf-8"), re.DOTALL)
    return "\n".join(block or inline for block, inline in found)


def test_pictures_of_the_documents_are_small() -> None:
    for picture in (ROOT / "docs").glob("*.*"):
        assert picture.stat().st_size < 500_000


def declared(name: str) -> dict[str, Any]:
    """Run the block of the authors' guide that declares `name`; return what it declares."""
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "authors.md").read_text("utf-8"), re.DOTALL)
    [block] = [block for block in blocks if f"\n{name} = " in block]
    namespace: dict[str, Any] = {}
    exec(block, namespace)
    return namespace


def test_the_picture_that_the_authors_guide_declares_is_shown_and_its_target_can_be_reached() -> None:
    namespace = declared("parabola")
    shown = explore(namespace["parabola"])
    assert shown.sentence == "With h = 1 the slope of the secant is 5."
    assert not shown.reached
    shown.set(h=1e-8)
    assert shown.reached
    given = explore(namespace["parabola"], h=0.1, bound=1e-3)
    assert given.widget.spec["target"] == "Bring the error below 0.001."


def test_the_exercise_that_the_authors_guide_declares_is_proved() -> None:
    assert prove(declared("second_difference")["second_difference"]) == []
