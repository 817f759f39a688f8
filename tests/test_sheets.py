"""Sheets are what the declarations say, run from top to bottom, and lose no learner's work."""

import json
import re
from pathlib import Path

import nbformat
import pytest
from lessons import language_of

from coursekit import check
from coursekit.publish import sheets
from coursekit.publish.sheets import ROOT, SHEETS, build, clean, fingerprint, main, place, written
from coursekit.publish.twins import resolved, twin
from coursekit.words import languages, say, spoken

every_notebook = pytest.mark.parametrize(
    ("sheet", "solved"), [(sheet, solved) for sheet in SHEETS for solved in (False, True)]
)
every_language = pytest.mark.parametrize("language", languages())


@pytest.fixture
def course(tmp_path):
    """A course's folder of one's own, with all its sheets built."""
    (tmp_path / "exercises").mkdir()
    (tmp_path / "notebooks").mkdir()
    assert main([], tmp_path) == 0
    return tmp_path


def sources(notebook, kind="code"):
    return {cell["id"]: "".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == kind}


# What is built


@every_language
@every_notebook
def test_the_sheet_in_the_repository_is_the_one_that_the_declarations_build(sheet, solved, language):
    with spoken(language):
        built = written(build(sheet, solved=solved))
    assert (ROOT / place(sheet, solved=solved, language=language)).read_text("utf-8") == built, "run `coursekit build`"


@every_language
def test_no_sheet_is_left_over_whose_declarations_are_gone(language):
    for solved in False, True:
        built = {ROOT / place(sheet, solved=solved, language=language) for sheet in SHEETS}
        found = {path for path in next(iter(built)).parent.glob("*.ipynb") if "_kept_" not in path.stem}
        assert found == built


def test_no_two_notebooks_of_a_lesson_have_the_same_file_name():
    paths = [path for folder in ("notebooks", "exercises") for path in (ROOT / folder).rglob("*.ipynb")]
    names = [(path.name, language_of(path)) for path in paths]
    assert len(names) == len(set(names))
    for sheet in SHEETS:
        for solved in False, True:
            about = build(sheet, solved=solved)["metadata"]["coursekit"]
            assert (about["sheet"], about["kind"]) == (sheet, "solutions" if solved else "sheet")


@every_notebook
def test_a_sheet_is_a_valid_notebook_that_jupyter_would_write_the_same(sheet, solved):
    text = written(build(sheet, solved=solved))
    notebook = nbformat.reads(text, as_version=4)
    nbformat.validate(notebook)
    assert nbformat.writes(notebook) + "\n" == text


@every_notebook
def test_a_sheet_is_clean_and_built_the_same_every_time(sheet, solved):
    notebook = build(sheet, solved=solved)
    assert clean(notebook) == notebook == build(sheet, solved=solved)
    ids = [cell["id"] for cell in notebook["cells"]]
    assert len(ids) == len(set(ids))


@every_notebook
def test_code_cells_have_at_most_twelve_lines_and_parse(sheet, solved):
    for source in sources(build(sheet, solved=solved)).values():
        assert source.count("\n") < 12
        assert max(map(len, source.splitlines())) <= 100
        compile(source, "<a cell>", "exec")


@every_language
@every_notebook
def test_every_link_of_a_sheet_leads_somewhere(sheet, solved, language):
    with spoken(language):
        text = "".join(sources(build(sheet, solved=solved), "markdown").values())
    page = ROOT / place(sheet, solved=solved, language=language)
    links = [link for link in re.findall(r"\]\(([^)]+)\)", text) if "://" not in link]
    assert links
    for link in links:
        file, heading = resolved(link, page)
        assert file.exists(), link
        assert file.is_relative_to(ROOT)
        assert isinstance(heading, int), link
        assert language_of(file) == language or not twin(file, language, ROOT).exists(), link


@pytest.mark.parametrize("sheet", SHEETS)
def test_hints_and_solutions_are_shipped_commented_and_no_solution_is_in_the_sheet(sheet):
    text = written(build(sheet))
    code = sources(build(sheet))
    for exercise in SHEETS[sheet]:
        first, second = code[f"{exercise.name}-help"].splitlines()
        assert first.split("  # ")[0] == f"# hint({exercise.name})"
        assert second == f"# solution({exercise.name})"
        assert ("take the first # away" in first) == (exercise is SHEETS[sheet][0])
        compile(first.removeprefix("# "), "the cell without its first #", "exec")
        assert json.dumps(exercise.solution.splitlines()[-1])[1:-1] not in text
        assert code[f"{exercise.name}-answer"] + "\n" == exercise.starter


def shown(notebook, monkeypatch):
    """Run the code cells of `notebook` in order, and return the messages that they show."""
    messages = []
    monkeypatch.setattr(check, "show", messages.append)
    names = {"__name__": "__main__"}
    for name, source in sources(notebook).items():
        exec(compile(source, name, "exec"), names)
    return messages


@every_language
@pytest.mark.parametrize("sheet", SHEETS)
def test_a_sheet_runs_with_nothing_attempted_and_says_so(sheet, language, monkeypatch):
    with spoken(language):
        notebook = build(sheet)
        messages = shown(notebook, monkeypatch)
        texts = {exercise.docstring: say(exercise.docstring) for exercise in SHEETS[sheet]}
    answers = [text for name, text in sources(notebook).items() if name.endswith("-answer")]
    assert all(text in answer for text, answer in zip(texts.values(), answers, strict=True))
    assert all((text == docstring) == (language == "en") for docstring, text in texts.items())
    count = len(SHEETS[sheet])
    assert [message.kind for message in messages[:count]] == ["not attempted"] * count


@pytest.mark.parametrize("sheet", SHEETS)
def test_the_solutions_of_a_sheet_all_come_out_right(sheet, monkeypatch):
    messages = shown(build(sheet, solved=True), monkeypatch)
    assert [message.kind for message in messages] == ["right"] * len(SHEETS[sheet])


# A learner's work is never lost


def changed(path, source="def rise(start, end):\n    return end - start"):
    """Write an answer into the sheet, as a learner does."""
    notebook = json.loads(path.read_text("utf-8"))
    answer = next(cell for cell in notebook["cells"] if cell["id"] == "rise-answer")
    answer["source"] = source.splitlines(keepends=True)
    path.write_text(written(notebook), "utf-8")


def test_a_sheet_with_a_learners_answer_is_left_as_it_is(course, capsys):
    sheet = course / place("00_start_here")
    changed(sheet)
    before = sheet.read_bytes()
    assert main([], course) == 1
    assert sheet.read_bytes() == before
    assert "was changed by hand, so it was left as it is. The same command with --fresh" in capsys.readouterr().err


def test_a_fresh_sheet_keeps_the_learners_one_under_another_name(course, capsys):
    sheet = course / place("00_start_here")
    for count in 1, 2:
        changed(sheet, f"answer = {count}")
        before = sheet.read_bytes()
        assert main(["--fresh"], course) == 0
        assert (course / "exercises" / f"00_start_here_exercises_kept_{count}.ipynb").read_bytes() == before
        assert sheet.read_text("utf-8") == written(build("00_start_here"))
    assert "Your 00_start_here_exercises.ipynb is now 00_start_here_exercises_kept_2.ipynb" in capsys.readouterr().out


def test_a_sheet_that_was_only_run_and_saved_is_built_anew(course, monkeypatch):
    sheet = course / place("00_start_here")
    notebook = json.loads(sheet.read_text("utf-8"))
    notebook["cells"][1]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": ["x"]}]
    notebook["cells"][1]["execution_count"] = 7
    sheet.write_text(json.dumps(notebook), "utf-8")
    monkeypatch.setattr(sheets, "END", "New words of the author.")
    assert main([], course) == 0
    assert "New words of the author." in sheet.read_text("utf-8")


def test_a_sheet_that_is_no_notebook_is_left_as_it_is(course):
    sheet = course / place("00_start_here")
    for content in b"", b"{", b"[]", b"null", b"\xff", b'{"cells": 3, "metadata": {"coursekit": {"built": "x"}}}':
        sheet.write_bytes(content)
        assert main([], course) == 1
        assert sheet.read_bytes() == content


def test_checking_writes_nothing_and_names_what_differs(course, capsys):
    sheet = course / place("01_derivative", solved=True)
    sheet.unlink()
    assert main(["--check"], course) == 1
    assert not sheet.exists()
    assert f"{sheet} differs from its declarations: run `coursekit build`." in capsys.readouterr().err
    assert main([], course) == 0
    assert main(["--check"], course) == 0


# How long a lesson takes


@pytest.fixture
def timed(course):
    """A course's folder with one lesson, of one minute in the core and 2 of a picture in what goes deeper."""
    core = "*Lesson 09 · 5 minutes*\n" + "word " * 120
    texts = {"title": f"# Walk\n\n{core}", "s1": "## 1. Level", "s2": "## 2. ◇ Uphill"}
    cells = [
        {"cell_type": "markdown", "id": name, "metadata": {}, "source": text.splitlines(keepends=True)}
        for name, text in texts.items()
    ]
    picture = {"cell_type": "code", "id": "s2-picture", "source": ["explore(walk)"], "metadata": {}}
    cells.append(picture | {"execution_count": None, "outputs": []})
    notebook = {"cells": cells, "metadata": sheets.METADATA, "nbformat": 4, "nbformat_minor": 5}
    (course / "notebooks" / "09_walk.ipynb").write_text(written(notebook), "utf-8")
    (course / "README.md").write_text("| [09 Walk](notebooks/09_walk.ipynb) | how to go | 1 | 2 |\n", "utf-8")
    (course / "docs").mkdir()
    guide = "| [09](../notebooks/09_walk.ipynb) | 1 | 2 | 45 |\n- [09](../notebooks/09_walk.ipynb): \n"
    (course / "docs" / "instructors.md").write_text(guide, "utf-8")
    return course


def test_minutes_are_told_the_same_everywhere_and_come_from_the_lesson_alone(timed, capsys):
    lesson, readme, guide = timed / "notebooks/09_walk.ipynb", timed / "README.md", timed / "docs/instructors.md"
    before = [path.read_text("utf-8") for path in (lesson, readme, guide)]
    assert main(["--check"], timed) == 1
    assert (
        f"{readme} tells other minutes than its lessons take: run `coursekit build --clean`." in capsys.readouterr().err
    )
    assert [path.read_text("utf-8") for path in (lesson, readme, guide)] == before
    assert main(["--clean"], timed) == 0
    assert main(["--check"], timed) == 0
    assert "| how to go | 5 | 5 |" in readme.read_text("utf-8")
    assert guide.read_text("utf-8").splitlines() == [
        "| [09](../notebooks/09_walk.ipynb) | 5 | 5 | 45 |",
        "- [09](../notebooks/09_walk.ipynb): 1. Level (0) · 2. ◇ Uphill (2)",
    ]
    notebook = json.loads(lesson.read_text("utf-8"))
    notebook["cells"][0]["source"].append("word " * 130 * 4)  # four minutes more
    lesson.write_text(written(notebook), "utf-8")
    assert main(["--clean"], timed) == 0
    assert "| how to go | 5 | 10 |" in readme.read_text("utf-8")
    assert "· 5 minutes, 10 with the sections marked ◇*" in "".join(
        json.loads(lesson.read_text("utf-8"))["cells"][0]["source"]
    )


def test_the_minutes_of_a_lesson_are_told_in_each_language_with_its_own_titles(timed):
    lesson, other = timed / "notebooks" / "09_walk.ipynb", timed / "notebooks" / "zh" / "09_walk.ipynb"
    other.parent.mkdir()
    (timed / "docs" / "zh").mkdir()
    text = lesson.read_text("utf-8").replace("Level", "水平").replace("Uphill", "上坡").replace("Walk", "散步")
    other.write_text(text.replace("word " * 120, "走路" * 300), "utf-8")
    readme, guide = timed / "README.zh.md", timed / "docs" / "zh" / "instructors.md"
    readme.write_text("| [09 散步](notebooks/zh/09_walk.ipynb) | 怎样走 | 1 | 2 |\n", "utf-8")
    link = "[09](../../notebooks/zh/09_walk.ipynb)"
    guide.write_text(f"| {link} | 1 | 2 | 45 |\n- {link}：\n", "utf-8")
    main(["--clean"], timed)
    assert readme.read_text("utf-8") == "| [09 散步](notebooks/zh/09_walk.ipynb) | 怎样走 | 5 | 5 |\n"
    assert guide.read_text("utf-8") == f"| {link} | 5 | 5 | 45 |\n- {link}：1. 水平（0）· 2. ◇ 上坡（2）\n"
    english = (timed / "docs" / "instructors.md").read_text("utf-8")
    assert "1. Level (0) · 2. ◇ Uphill (2)" in english


def test_without_a_course_folder_it_says_where_to_run(tmp_path, capsys):
    assert main([], tmp_path) == 2
    assert "There is no folder `exercises` in" in capsys.readouterr().err


# The shape of every notebook


def test_cleaning_takes_what_running_leaves_and_keeps_ids_sources_tags_and_tagged_texts(course):
    path = course / "notebooks" / "lesson.ipynb"
    outputs = [
        {"output_type": "stream", "name": "stdout", "text": "1\n"},
        {"output_type": "stream", "name": "stdout", "text": "2\n"},
        {"output_type": "display_data", "data": {"image/png": "x"}, "metadata": {}},
        {"output_type": "error", "ename": "E", "evalue": "", "traceback": []},
        {
            "output_type": "execute_result",
            "execution_count": 3,
            "data": {"text/plain": ["2.0"], "text/html": "x"},
            "metadata": {"a": 1},
        },
    ]
    code = {"cell_type": "code", "execution_count": 3, "outputs": outputs, "source": "1\n2"}
    messy = {
        "cells": [
            {**code, "id": "a", "metadata": {"tags": ["nbval-check-output"], "scrolled": True}},
            {**code, "id": "b", "metadata": {"collapsed": False}},
            {"cell_type": "markdown", "id": "c", "metadata": {"x": 1}, "source": ["# T"], "attachments": {"p.png": {}}},
            {**code, "metadata": {}},
        ],
        "metadata": {"kernelspec": {"name": "conda-env"}, "widgets": {"state": 1}, "language_info": {"version": "3"}},
        "nbformat": 4,
        "nbformat_minor": 4,
    }
    path.write_text(json.dumps(messy), "utf-8")
    assert main(["--clean", "--check"], course) == 1
    assert json.loads(path.read_text("utf-8")) == messy
    assert main(["--clean"], course) == 0
    cleaned = json.loads(path.read_text("utf-8"))
    nbformat.validate(nbformat.from_dict(cleaned))
    first, second, third, fourth = cleaned["cells"]
    assert [output["output_type"] for output in first["outputs"]] == ["stream", "execute_result"]
    assert first["outputs"][0]["text"] == ["1\n", "2\n"]
    assert first["outputs"][1]["data"] == {"text/plain": ["2.0"]}
    assert first["metadata"] == {"tags": ["nbval-check-output"]}
    assert first["execution_count"] == first["outputs"][1]["execution_count"] == 1
    assert (second["outputs"], second["execution_count"], second["metadata"]) == ([], None, {})
    assert third["attachments"] == {"p.png": {}}
    assert fourth["id"] == "cell-4"
    assert cleaned["metadata"] == sheets.METADATA
    assert written(clean(cleaned)) == path.read_text("utf-8")
    assert main(["--clean", "--check"], course) == 0


def test_cleaning_a_learners_sheet_keeps_the_answer_and_the_fingerprint(course):
    sheet = course / place("00_start_here")
    changed(sheet)
    assert main(["--clean"], course) == 0
    notebook = json.loads(sheet.read_text("utf-8"))
    assert "return end - start" in sources(notebook)["rise-answer"]
    assert notebook["metadata"]["coursekit"]["built"] != fingerprint(notebook["cells"])


def test_a_notebook_that_cannot_be_read_is_named_and_the_others_are_cleaned(course, capsys):
    bad, other = course / "notebooks" / "a.ipynb", course / "notebooks" / "b.ipynb"
    other.write_text(json.dumps(build("00_start_here")), "utf-8")
    for content in b"{", b"[]", b"\xff", b'{"cells": [{}], "metadata": {}}', b'{"cells": 3}':
        bad.write_bytes(content)
        assert main(["--clean"], course) == 1
        assert bad.read_bytes() == content
        assert "a.ipynb is no notebook that can be read" in capsys.readouterr().err
    assert other.read_text("utf-8") == written(build("00_start_here"))


def test_every_notebook_of_the_course_is_clean(capsys):
    assert main(["--clean", "--check"]) == 0, capsys.readouterr().err


def test_a_write_that_fails_half_way_leaves_the_old_sheet(course, monkeypatch):
    sheet = course / place("00_start_here")
    before = sheet.read_bytes()

    def full(self, *_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(sheets, "END", "New words.")
    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(OSError, match="No space left"):
        main([], course)
    assert sheet.read_bytes() == before
