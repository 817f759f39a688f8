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
from coursekit.publish.sheets import main as build
from coursekit.publish.sheets import place
from coursekit.publish.twins import differences, links_unlike, twin
from coursekit.questions import DEEPER, QUESTIONS
from coursekit.words import NAME, SOURCE, languages, say, spoken

ROOT = Path(__file__).parents[1]
DOCUMENTS = [
    *(ROOT / f"{name}.md" for name in ("README", "CONTRIBUTING", "CHANGELOG")),
    *sorted((ROOT / "docs").glob("*.md")),
]
OTHERS = sorted({*languages()} - {SOURCE})
TWINS = [(ROOT / name, language) for language in OTHERS for name in ("README.md", "docs/instructors.md")]
DOCUMENTS += [twin(page, language, ROOT) for page, language in TWINS]
DOCUMENTS += [twin(ROOT / "docs" / "glossary.md", language, ROOT) for language in OTHERS]
LESSONS = sorted((ROOT / "notebooks").glob("*.ipynb"))
README = (ROOT / "README.md").read_text("utf-8")
TIMETABLE = (ROOT / "docs" / "instructors.md").read_text("utf-8")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
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


def test_a_lesson_that_became_too_long_for_its_lecture_is_told_by_build(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "exercises").mkdir()
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "instructors.md").write_text(TIMETABLE, "utf-8")
    lesson = json.loads((ROOT / "notebooks" / "03_gradient.ipynb").read_text("utf-8"))
    at = next(place for place, cell in enumerate(lesson["cells"]) if "".join(cell["source"]).startswith("## 2. "))
    more = {"cell_type": "markdown", "id": "more", "metadata": {}, "source": ["word " * 1000]}
    lesson["cells"].insert(at + 1, more)
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "03_gradient.ipynb").write_text(json.dumps(lesson), "utf-8")
    (tmp_path / "notebooks" / "04_gradient_descent.ipynb").write_text("spoilt", "utf-8")
    assert build(["--clean"], tmp_path) == 1
    said = capsys.readouterr().err
    assert re.search(r"The lecture on 03_gradient takes 5\d minutes of 50: change its sections in LECTURES\.", said)
    assert "04_gradient_descent.ipynb is no notebook that can be read" in said


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


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_commands_in_the_documents_exist(document: Path) -> None:
    for command in re.findall(r"(?:course\.py|coursekit) ([a-z]+)(?= |`|$)", code(document), re.MULTILINE):
        assert command in COMMANDS or command == "test"


def code(document: Path) -> str:
    """Return what stands in the code blocks and between backticks."""
    found = re.findall(r"```[a-z]*\n(.*?)```|`([^`\n]+)`", document.read_text("utf-8"), re.DOTALL)
    return "\n".join(block or inline for block, inline in found)


def test_pictures_of_the_documents_are_small() -> None:
    for picture in (ROOT / "docs").rglob("*.*"):
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


# Languages

PIECE = re.compile(r"^```[\s\S]*?^```|^(?!```)\S.*(?:\n(?!\n|```|[#|]|- ).+)*", re.M)
LEADS = re.compile(r"\A\[\S+\]\(README\.?\w*\.md\)\n\n")  # the line that leads to another language


def pieces(text: str) -> list[str]:
    """Return headings, paragraphs, items and rows, each in one line, and blocks of code as they are."""
    found = PIECE.findall(LEADS.sub("", text))
    return [piece if piece.startswith("```") else " ".join(piece.split()) for piece in found]


def kind(piece: str) -> str:
    return re.match(r"#+ |\||- |```|", piece)[0]


def localized(code: str, language: str, root: Path) -> str:
    """Return code that names pages of the course, with those of a language in their place."""

    def other(found: re.Match[str]) -> str:
        path = root / found[0]
        translated = twin(path, language, root)
        return translated.relative_to(root).as_posix() if path.exists() and translated.exists() else found[0]

    return re.sub(r"(?<![-/\w])(?:notebooks|exercises|docs)(?:/\w+(?:\.\w+)?)*", other, code)


def parted(page: Path, language: str, root: Path = ROOT) -> list[str]:
    """Say where a document and its translation are not the same, piece by piece."""
    mine, other = (pieces(path.read_text("utf-8")) for path in (page, twin(page, language, root)))
    if list(map(kind, mine)) != list(map(kind, other)):
        odd = next((pair for pair in zip(mine, other, strict=False) if kind(pair[0]) != kind(pair[1])), ("the end",))
        return ["has other headings, paragraphs, items, rows or blocks, from here on: " + " / ".join(odd)]
    found = []
    for source, translation in zip(mine, other, strict=True):
        here = re.sub(r"```[\s\S]*```|`[^`]+`", lambda code: localized(code[0], language, root), source)
        if source.startswith("```"):
            said = [] if here == translation else [f"has another block of code than: {here}"]
        else:
            said = [*differences(here, translation), *links_unlike(source, translation, page, language, root)]
        found += [f"{translation[:60]}: {problem}" for problem in said]
    return found


@pytest.mark.parametrize(("page", "language"), TWINS, ids=[f"{path.name}-{language}" for path, language in TWINS])
def test_a_document_is_the_same_in_every_language(page: Path, language: str) -> None:
    assert parted(page, language) == []


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("## 步\n\n", "", "has other headings"),
        ("## 步", "### 步", "has other headings"),
        ("| 2 |", "| 3 |", "lacks the number 2"),
        ("| 一 | 2 |\n", "", "has other headings"),
        ("course.py --out a", "course.py --out b", "has another block of code"),
        ("`hint`", "`check`", "lacks the code `hint`"),
        ("`docs/zh/a.md`", "`docs/a.md`", "lacks the code `docs/zh/a.md`"),
        ("docs/zh/a.md#步", "docs/a.md#steps", "leads elsewhere"),
        ("docs/zh/a.md#步", "docs/zh/a.md", "leads elsewhere"),
        ("见[步](docs/zh/a.md#步)", "见步", "lacks a link to docs/zh/a.md, heading 1"),
        ("见", "You see it here. 见", "is not translated"),
    ],
)
def test_where_a_translated_document_parts_from_its_source_is_said(
    tmp_path: Path, old: str, new: str, problem: str
) -> None:
    source = "# A\n\n## Steps\n\nYou see it here.\nIt is in [steps](docs/a.md#steps): `hint` in `docs/a.md`.\n\n"
    translation = "[English](README.md)\n\n# 甲\n\n## 步\n\n见[步](docs/zh/a.md#步)：`docs/zh/a.md` 里的 `hint`。\n\n"
    row, its, block = "| one | 2 |\n\n", "| 一 | 2 |\n\n", "```\npython3 course.py --out a\n```\n"
    source, translation = source + row + block, translation + its + block
    (tmp_path / "docs" / "zh").mkdir(parents=True)
    (tmp_path / "docs" / "a.md").write_text("# Steps\n", "utf-8")
    (tmp_path / "docs" / "zh" / "a.md").write_text("# 步\n", "utf-8")
    page, translated = tmp_path / "README.md", tmp_path / "README.zh.md"
    page.write_text(source, "utf-8")
    translated.write_text(translation, "utf-8")
    assert parted(page, "zh", tmp_path) == []
    assert old in translation
    translated.write_text(translation.replace(old, new), "utf-8")
    assert any(problem in one for one in parted(page, "zh", tmp_path))


@pytest.mark.parametrize("language", OTHERS)
def test_each_readme_leads_to_the_other_at_its_top(language: str) -> None:
    with spoken(language):
        name = say(NAME)
    assert README.startswith(f"[{name}](README.{language}.md)\n\n# ")
    assert (ROOT / f"README.{language}.md").read_text("utf-8").startswith("[English](README.md)\n\n# ")


@pytest.mark.parametrize("language", OTHERS)
def test_the_glossaries_explain_the_same_terms_in_the_same_order(language: str) -> None:
    path = ROOT / "docs" / "glossary.md"
    rows = [
        [row.split(" | ") for row in re.findall(r"^\| (.+) \|$", page.read_text("utf-8"), re.M)[1:]]
        for page in (path, twin(path, language, ROOT))
    ]
    assert len(rows[0]) == len(rows[1])
    for (term, its, meaning, lesson), other in zip(*rows, strict=True):
        assert other == [its, term, other[2], lesson]
        assert [*differences(meaning, other[2])] == [], term
