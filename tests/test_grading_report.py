"""The report of a small class, and what is refused before anything runs."""

import csv
import io
import json
import os
import re
import socket
from html.parser import HTMLParser
from itertools import chain

import pytest
from grading_classroom import (
    EVENS,
    HOLD,
    OPTIONS,
    OWN,
    RIGHT,
    SLOPE,
    TOTAL,
    needs_boxes,
    notebook,
    put,
    row,
    rows,
    run_of,
)
from hypothesis import given
from hypothesis import strategies as st

from coursekit.grading.cli import main
from coursekit.grading.names import pages
from coursekit.grading.record import Record, RecordError
from coursekit.grading.sources import SIZE_LIMIT
from coursekit.grading.tables import cell


@pytest.fixture(scope="module", autouse=True)
def boxes_can_be_made():
    needs_boxes()


class Checked(HTMLParser):
    """Collect what a page would load or run."""

    def __init__(self):
        super().__init__()
        self.loads = []

    def handle_starttag(self, tag, attrs):
        self.loads += [
            (tag, value) for name, value in attrs if name == "src" or name.startswith("on") or (tag == "link")
        ]
        self.loads += [(tag, "")] if tag in ("script", "iframe", "img", "object", "base") else []


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """Grade a small class with two workers, once; return the folder of the report."""
    folder = tmp_path_factory.mktemp("class")
    evil = (
        "def slope(f, x, h): raise ValueError('<script>alert(1)</script>')\ndef evens(n): raise ValueError('{{ run }}')"
    )
    put(folder / "in/anna.ipynb", notebook(*RIGHT))
    put(folder / "in/ben/practice.ipynb", notebook("def slope(f, x, h): return (f(x + h) - f(x)) / h", TOTAL))
    put(folder / "in/cem.ipynb", notebook("def slope(f, x, h): return (f(x + h) - f(x)) / h", EVENS))
    put(folder / "in/=1+1.ipynb", notebook(evil))
    put(folder / "in/<img src=x onerror=alert(1)>.ipynb", notebook("1 / 0"))
    put(folder / "in/李 雷.ipynb", notebook(SLOPE, HOLD))
    put(folder / "in/zoe.ipynb", b"{")
    put(folder / "in/zoë.ipynb", b"x" * (SIZE_LIMIT + 1))
    put(folder / "in/notes.txt", b"")
    status = main(["grade", str(folder / "in"), *OPTIONS, "--out", str(folder / "out"), "--seed", "5", "--jobs", "2"])
    assert status == 1
    return folder / "out"


def test_each_student_has_one_row_with_the_right_marks(graded):
    found = {row["student"]: row for row in rows(graded / "grades_wide.csv")}
    totals = {
        "anna": 8,
        "ben": 3,
        "cem": 2,
        "'=1+1": 0,
        "<img src=x onerror=alert(1)>": 0,
        "李 雷": 5,
        "zoe": 0,
        "zoë": 0,
    }
    assert {student: int(row["total points"]) for student, row in found.items()} == totals
    assert found["ben"]["slope"] == "1"
    assert "not JSON" in found["zoe"]["what to know"]
    assert "at most 20 MB" in found["zoë"]["what to know"]


def test_the_long_table_says_which_step_failed_and_why(graded):
    found = {(row["student"], row["exercise"]): row for row in rows(graded / "grades.csv")}
    assert len(found) == 6 * 4 + 2
    assert found["cem", "slope"]["step"] == "a parabola"
    assert found["cem", "slope"]["sentence"].endswith("Do you look to both sides?")
    assert (found["ben", "hold"]["points earned"], found["ben", "hold"]["of"]) == ("0", "2")


def test_the_pages_load_nothing_and_run_nothing(graded):
    written = sorted(graded.rglob("*.html"))
    assert len(written) == 10
    for path in written:
        page = Checked()
        text = path.read_text("utf-8")
        page.feed(text)
        assert page.loads == [], path
        assert "{{" not in text.replace("{{ run }}", "")
    assert "ValueError: {{ run }}" in (graded / "feedback" / pages(iter(["=1+1"]))["=1+1"]).read_text("utf-8")


def test_the_page_of_the_class_says_which_misconception_is_how_frequent(graded):
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", (graded / "class.html").read_text("utf-8")))
    assert "6 graded, 2 with a problem" in text
    assert "2 of 6 (33 %) · slope · a parabola" in text
    assert "notes.txt" in text
    assert "Graded without a sandbox" not in text


def test_a_student_reads_points_sentence_and_hint(graded):
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", (graded / "feedback/cem.html").read_text("utf-8")))
    assert "2 of 8 points" in text
    assert "Do you look to both sides?" in text
    assert "What holds: a line." in text
    assert "First hint." in text
    assert "seed" not in text


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\tx", "\rx", "＝1", " =1", "\u200c=1"])
def test_no_cell_of_a_table_is_a_formula_nor_what_a_semicolon_cuts_off(text):
    assert cell(text) == "'" + text
    assert cell(f"Anna;{text};x") == f"Anna;'{text};x"
    assert cell("a; b = c - d, e") == "a; b = c - d, e"


@given(st.text(alphabet="=+-@ab1 ;,\t|\"'\n\r：＝", max_size=12))
def test_wherever_a_program_cuts_a_table_it_finds_no_formula(text):
    out = io.StringIO()
    csv.writer(out).writerow(["Anna", cell(text), cell(text)])
    for separator in ";\t|":
        for quoting in csv.QUOTE_MINIMAL, csv.QUOTE_NONE:
            lines = csv.reader(io.StringIO(out.getvalue(), newline=""), delimiter=separator, quoting=quoting)
            for one in chain.from_iterable(lines):
                assert not re.match(r"[\s\"]*[=+\-@＝]", one), (separator, one)
    for one in chain.from_iterable(csv.reader(io.StringIO(out.getvalue(), newline=""))):
        assert not re.match(r"\s*[=+\-@＝]", one)


def test_a_message_that_hides_a_formula_behind_quotes_is_text():
    assert cell('ValueError: x;"=1+1;"') == "ValueError: x;'\"'=1+1;\""


# What is refused before anything runs


@pytest.fixture(scope="module")
def silent():
    """Give the address of a server that says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"tcp://127.0.0.1:{server.getsockname()[1]}"


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["IN", "--sheet", "99_nothing", "--out", "NEW"], "There is no sheet '99_nothing'"),
        (["IN", "--sheet", "nothing", "--exercises", str(OWN), "--out", "NEW"], "There is: practice"),
        (["IN", *OPTIONS[:2], "--exercises", "/no/such", "--out", "NEW"], "There is no folder"),
        (["NONE", *OPTIONS, "--out", "NEW"], "There is no folder, zip file or notebook"),
        (["EMPTY", *OPTIONS, "--out", "NEW"], "holds no notebook"),
        (["IN", *OPTIONS, "--out", "FULL"], "not empty"),
        (["IN", *OPTIONS, "--out", "FULL", "--resume"], "not empty"),
        (["IN", *OPTIONS, "--out", "IN/out"], "lies in the folder of the submissions"),
        (["IN", *OPTIONS, "--out", "FILE"], "is a file"),
        (["IN", *OPTIONS, "--out", "FILE/new"], "cannot be used (Not a directory). Give --out a new folder"),
        (["IN", *OPTIONS, "--out", "BROKEN", "--resume"], "says nothing of a run"),
        (["IN", *OPTIONS, "--out", "NEW", "--cluster", "tcp://127.0.0.1:1"], "No Dask scheduler answers"),
        (["IN", *OPTIONS, "--out", "NEW", "--cluster", "nonsense"], "An address is written tcp://HOST:PORT"),
        (["IN", *OPTIONS, "--out", "NEW", "--cluster", ""], "An address is written tcp://HOST:PORT"),
        (["IN", *OPTIONS, "--out", "NEW", "--cluster", "SILENT"], "No Dask scheduler answers"),
    ],
)
def test_what_cannot_be_done_is_refused_before_anything_runs(tmp_path, capsys, monkeypatch, silent, args, words):
    monkeypatch.setattr("coursekit.grading.cluster.PATIENCE", 0.5)
    put(tmp_path / "IN/anna.ipynb", notebook(*RIGHT))
    put(tmp_path / "FULL/theirs.txt", b"theirs")
    put(tmp_path / "FILE", b"")
    put(tmp_path / "BROKEN/run.json", b'{"seed": ')
    (tmp_path / "EMPTY").mkdir()
    args = [silent if arg == "SILENT" else arg for arg in args]
    args = [str(tmp_path / arg) if arg.split("/")[0].isupper() else arg for arg in args]
    before = sorted(tmp_path.rglob("*"))
    assert main(["grade", *args]) == 2
    assert words in capsys.readouterr().err
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--seed", "abc"], "'abc' is no seed: give a whole number"),
        (["--seed", "-1"], "'-1' is no seed"),
        (["--seed", "1.5"], "'1.5' is no seed"),
        (["--jobs", "0"], "'0' is no number of processes"),
        (["--jobs", "x"], "'x' is no number of processes"),
        (["--jobs", "2", "--cluster", "tcp://127.0.0.1:1"], "not allowed with"),
        (["--exercises", ""], "it is empty: give the name of a folder"),
    ],
)
def test_an_option_that_makes_no_sense_is_refused(tmp_path, capsys, options, words):
    with pytest.raises(SystemExit) as stopped:
        main(["grade", str(tmp_path), *OPTIONS[:2], "--out", str(tmp_path / "out"), *options])
    assert stopped.value.code == 2
    assert words in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_full_disk_is_told_and_what_was_written_before_is_kept(tmp_path, monkeypatch):
    with Record(tmp_path / "out", run_of(), resume=False) as record:
        record.add(row("anna"))
        monkeypatch.setattr(os, "fsync", _full)
        with pytest.raises(RecordError, match=r"No space left on device.*--resume goes on"):
            record.add(row("ben"))
    with Record(tmp_path / "out", run_of(), resume=True) as record:
        assert "anna" in record


def _full(fd):
    raise OSError(28, "No space left on device")


def test_resume_refuses_another_sheet_seed_or_class(graded, capsys, tmp_path):
    before = (graded / "results.jsonl").read_bytes()
    others = graded.parent / "in"
    for args, words in (
        ([str(others), *OPTIONS, "--seed", "6"], "seed was 5, not 6"),
        ([str(others), "--sheet", "01_derivative", "--seed", "5"], "sheet was 'practice'"),
        ([str(put(tmp_path / "x.ipynb", notebook(*RIGHT))), *OPTIONS, "--seed", "5"], "other files were handed in"),
        ([str(others), *OPTIONS, "--no-sandbox"], "sandbox was True"),
    ):
        assert main(["grade", *args, "--out", str(graded), "--resume"]) == 2
        assert words in capsys.readouterr().err
    assert (graded / "results.jsonl").read_bytes() == before


def test_resume_of_a_whole_run_needs_no_seed_and_changes_nothing(graded):
    before = {path: path.read_bytes() for path in graded.rglob("*.csv")}
    assert main(["grade", str(graded.parent / "in"), *OPTIONS, "--out", str(graded), "--resume"]) == 1
    assert {path: path.read_bytes() for path in graded.rglob("*.csv")} == before


def test_two_graders_cannot_write_to_one_folder(tmp_path):
    with Record(tmp_path / "out", run_of(), resume=False), pytest.raises(RecordError, match="Another grader"):
        Record(tmp_path / "out", run_of(), resume=True)


def test_without_bubblewrap_nothing_runs_unless_told_so(tmp_path, capsys, monkeypatch):
    put(tmp_path / "in/anna.ipynb", notebook(*RIGHT))
    monkeypatch.setenv("PATH", "")
    order = ["grade", str(tmp_path / "in"), *OPTIONS, "--out", str(tmp_path / "out"), "--jobs", "1"]
    assert main(order) == 2
    assert "apt install bubblewrap" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
    assert main([*order, "--no-sandbox"]) == 0
    assert "Warning: --no-sandbox" in capsys.readouterr().err
    assert "Graded without a sandbox" in (tmp_path / "out/class.html").read_text("utf-8")
    assert json.loads((tmp_path / "out/run.json").read_text())["sandbox"] is False
    assert rows(tmp_path / "out/grades_wide.csv")[0]["total points"] == "8"
