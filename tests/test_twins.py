"""A notebook and its translation: what they have in common is proved, and each way in which they may part is found."""

import json
from pathlib import Path
from typing import Any

import pytest

from coursekit.publish.sheets import METADATA, ROOT, main, setup, written
from coursekit.publish.twins import differences, problems, stamped
from coursekit.words import SOURCE, languages

ENGLISH = {
    "title": "# Slopes\n\nA **secant** of $x^2$ through 1 and 2.5 is steep ([rules](02_b.ipynb#1.-The-rules)).",
    "s1": "## 1. Level\n\n`f` gives $$f(x) = 3 \\text{ m}$$ here, as <b>said</b> in [words](../docs/glossary.md).",
    "s1-code": '# two numbers\nfor name in ["flat", "steep"]:\n    print(f"{name}: a slope of {2:.1f}", max(1, 2))',
}
CHINESE = {
    "title": "# 斜率\n\n过 1 和 2.5 的 $x^2$ 的**割线**很陡（[法则](02_b.ipynb#1.-法则)）。",
    "s1": "## 1. 水平\n\n如[术语表](../../docs/glossary.md) <b>所说</b>，`f` 给出 $$f(x) = 3 \\text{ 米}$$。",
    "s1-code": '# 两个数\nfor name in ["平", "陡"]:\n    print(f"{name}：斜率为 {2:.1f}", max(1, 2))',
}


def notebook(sources: dict[str, str]) -> dict[str, Any]:
    cells: list[dict[str, Any]] = []
    for name, text in sources.items():
        cell = {"cell_type": "markdown", "id": name, "metadata": {}, "source": text.splitlines(keepends=True)}
        code: dict[str, Any] = {"cell_type": "code", "execution_count": None, "outputs": []}
        cells.append(cell | (code if name.endswith("-code") else {}))
    return {"cells": cells, "metadata": METADATA, "nbformat": 4, "nbformat_minor": 5}


def put(path: Path, sources: dict[str, str]) -> None:
    path.write_text(written(notebook(sources)), "utf-8")


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course of two lessons, in two languages, that is as it should be."""
    for folder in ("exercises", "docs", "notebooks/zh"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "docs" / "glossary.md").write_text("| Term | 中文 |\n|---|---|\n| secant | 割线 |\n", "utf-8")
    put(tmp_path / "notebooks" / "01_a.ipynb", ENGLISH)
    put(tmp_path / "notebooks" / "zh" / "01_a.ipynb", CHINESE)
    put(tmp_path / "notebooks" / "02_b.ipynb", {"title": "# Rules", "s1": "## 1. The rules"})
    put(tmp_path / "notebooks" / "zh" / "02_b.ipynb", {"title": "# 运算", "s1": "## 1. 法则"})
    assert main([], tmp_path) == main(["--clean"], tmp_path) == 0
    return tmp_path


def change(path: Path, cell: str, old: str, new: str, *, stamp: bool = True) -> None:
    """Change the text of a cell; where it is Chinese, as somebody who translates it."""
    found = json.loads(path.read_text("utf-8"))
    [changed] = [each for each in found["cells"] if each["id"] == cell]
    text = "".join(changed["source"])
    assert old in text
    changed["source"] = text.replace(old, new).splitlines(keepends=True)
    if stamp and path.parent.name == "zh":
        found = stamped(found, json.loads((path.parents[1] / path.name).read_text("utf-8")))
    path.write_text(written(found), "utf-8")


def test_twins_that_are_as_they_should_be_have_no_problems(course: Path) -> None:
    assert list(problems(course)) == []
    assert main(["--check"], course) == 0


@pytest.mark.parametrize(
    ("cell", "old", "new", "problem"),
    [
        ("title", "2.5", "2.6", "lacks the number 2.5"),
        ("title", "2.5", "2.6", "has the number 2.6"),
        ("title", "$x^2$", "$x^3$", "lacks the formula $x^2$"),
        ("title", " 的 $x^2$ ", "", "lacks the formula $x^2$"),
        ("s1", "f(x) = 3", "f(x) = 4", "lacks the formula $$f(x)=3\\text$$"),
        ("s1", "`f`", "`g`", "lacks the code `f`"),
        ("s1", "<b>所说</b>", "所说", "lacks the tag <b>"),
        ("title", "**割线**", "**切线**", "lacks the bold term 割线, which is secant in the glossary"),
        ("title", "**割线**", "割线", "lacks the bold text **"),
        ("title", "02_b.ipynb#1.-法则", "02_b.ipynb#1.-规则", "leads elsewhere"),
        ("title", "02_b.ipynb#1.-法则", "../02_b.ipynb#1.-The-rules", "leads elsewhere"),
        ("title", "[法则](02_b.ipynb#1.-法则)", "法则", "lacks a link to notebooks/zh/02_b.ipynb, heading 2"),
        ("title", "很陡", "很陡。A line of two points is steep.", "has the number"),
        ("s1-code", "max(1, 2)", "min(1, 2)", "differs in its code: for name"),
        ("s1-code", "{2:.1f}", "{2:.2f}", "differs in its code: for name"),
        ("s1-code", "{2:.1f}", "{3:.1f}", "differs in its code: for name"),
        ("s1-code", '"平"', '"steep"', "differs in its code: for name"),
        ("s1-code", "# 两个数\n", "", "has 0 comments, and its source 1"),
        ("s1-code", "：斜率为", ": a slope of", "is not translated"),
        ("s1-code", "# 两个数", "# two numbers", "is not translated"),
    ],
)
def test_what_a_translation_lacks_or_adds_is_named(course: Path, cell: str, old: str, new: str, problem: str) -> None:
    if problem == "has the number":  # an English sentence that was left behind, and one that has no source
        change(course / "notebooks" / "01_a.ipynb", cell, "is steep", "is steep. A line of two points is steep")
        problem = "is not translated where it says: A line of two points is steep"
        new = "很陡。A line of two points is steep"
    change(course / "notebooks" / "zh" / "01_a.ipynb", cell, old, new)
    found = list(problems(course))
    assert any(one.startswith(f"`notebooks/zh/01_a.ipynb`, cell `{cell}`, ") and problem in one for one in found), found
    assert main(["--check"], course) == 1


def test_a_changed_english_cell_makes_its_translation_an_older_one(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    english, chinese = course / "notebooks" / "01_a.ipynb", course / "notebooks" / "zh" / "01_a.ipynb"
    change(english, "s1", "here", "everywhere")
    for _ in range(2):  # to clean alone makes it no newer
        assert main(["--check"], course) == 1
        assert "`notebooks/zh/01_a.ipynb`, cell `s1`, translates an older text." in capsys.readouterr().err
        assert main(["--clean"], course) == 0
    change(chinese, "s1", "`f` 给出", "`f` 处处给出", stamp=False)
    assert main(["--clean"], course) == 0
    assert list(problems(course)) == []


def test_a_lesson_that_was_copied_speaks_the_language_of_its_folder_once_it_is_clean(course: Path) -> None:
    english, chinese = course / "notebooks" / "03_c.ipynb", course / "notebooks" / "zh" / "03_c.ipynb"
    for path in english, chinese:
        put(path, {"title": "# Speed", "setup": setup()})
        found = json.loads(path.read_text("utf-8"))
        found["cells"][1] |= {"cell_type": "code", "execution_count": None, "outputs": []}
        path.write_text(written(found), "utf-8")
    assert main(["--clean"], course) == 0
    assert 'coursekit.speak("en")' in "".join(json.loads(english.read_text("utf-8"))["cells"][1]["source"])
    assert 'coursekit.speak("zh")' in "".join(json.loads(chinese.read_text("utf-8"))["cells"][1]["source"])


def test_code_edited_in_english_only_is_found(course: Path) -> None:
    change(course / "notebooks" / "01_a.ipynb", "s1-code", "max(1, 2)", "max(1, 3)")
    assert [one for one in problems(course) if "cell `s1-code`, differs in its code" in one]


def test_a_cell_that_one_language_lacks_is_named(course: Path) -> None:
    put(course / "notebooks" / "01_a.ipynb", {**ENGLISH, "s2": "## 2. More"})
    assert list(problems(course)) == ["`notebooks/zh/01_a.ipynb` has other cells than its source: s2."]


def test_a_lesson_that_is_not_translated_is_named(course: Path) -> None:
    (course / "notebooks" / "zh" / "01_a.ipynb").unlink()
    assert "`notebooks/zh/01_a.ipynb` is missing." in list(problems(course))


def test_other_numbers_in_what_a_cell_printed_are_found(course: Path) -> None:
    for path, text in ("notebooks/01_a.ipynb", "a slope of 2.0"), ("notebooks/zh/01_a.ipynb", "斜率为 2.1"):
        found = json.loads((course / path).read_text("utf-8"))
        found["cells"][2] |= {"outputs": [{"name": "stdout", "output_type": "stream", "text": [text]}]}
        (course / path).write_text(written(found), "utf-8")
    assert [one for one in problems(course) if "prints what lacks the number 2.0" in one]


@pytest.mark.parametrize(
    ("source", "translation", "found"),
    [
        ("At {x:g} it is {y:.2f}.", "在 {x:g} 处是 {y:.2f}。", []),
        ("At {x:g} it is {y:.2f}.", "在 {x:g} 处是 {y:.3f}。", ["lacks the place {y:.2f}", "has the place {y:.3f}"]),
        ("The step is {h}.", "步长很小。", ["lacks the place {h}"]),
        ("Give a number.", "Give a number.", ["is not translated"]),
        ("sin(x)", "sin(x)", []),
        ("In 1,000 steps, 1e-3.", "1000 步，1e-3。", []),
    ],
)
def test_what_a_template_and_its_translation_have_in_common(source: str, translation: str, found: list[str]) -> None:
    said = list(differences(source, translation))
    assert [one.partition(", which")[0] for one in said] == found


@pytest.mark.parametrize("language", sorted({*languages()} - {SOURCE}))
def test_the_course_is_the_same_in_every_language(language: str) -> None:
    assert (ROOT / "notebooks" / language).is_dir()
    assert [one for one in problems(ROOT) if f"/{language}/" in one] == []
