"""The folder of a run: two graders at once, what a killed one leaves behind, junk, and notebooks that were changed."""

import json
import multiprocessing
import os

import pytest
from grading_classroom import OPTIONS, RIGHT, needs_boxes, notebook, put, row, rows, run_of

from coursekit.grading.afterwards import change, merge
from coursekit.grading.cli import main
from coursekit.grading.record import Record, RecordError
from coursekit.words import say, spoken


def _start(folder, seed, gate, found):
    gate.wait()
    try:
        with Record(folder, run_of(seed=seed), resume=False) as record:
            found.put((seed, record.run["seed"]))
    except RecordError as error:
        found.put((seed, str(error)))


@pytest.mark.ci
def test_of_two_graders_that_start_at_once_one_is_refused_and_the_other_writes_its_own_seed(tmp_path):
    context = multiprocessing.get_context("fork")
    for turn in range(60):
        gate, found = context.Barrier(2), context.Queue()
        folder = tmp_path / str(turn)
        both = [context.Process(target=_start, args=(folder, seed, gate, found)) for seed in (1, 2)]
        for one in both:
            one.start()
        told = dict(found.get() for _ in both)
        for one in both:
            one.join()
        [winner] = [seed for seed, said in told.items() if said == seed]
        assert json.loads((folder / "run.json").read_text())["seed"] == winner
        assert re_told(told[3 - winner])


def re_told(words):
    return "Another grader is writing" in words or "holds another run" in words


def test_what_a_run_that_was_killed_at_its_start_leaves_behind_is_no_hindrance(tmp_path):
    put(tmp_path / "out/run.json.part", b'{"seed"')
    put(tmp_path / "out/results.jsonl", b"")
    with Record(tmp_path / "out", run_of(), resume=False) as record:
        record.add(row("Anna"))
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["results.jsonl", "run.json"]


@pytest.mark.parametrize("junk", [b"", b"[]", b"null", b"{}", b'{"seed": "1"}', b'{"seed": 1}', b"\xff", b"[" * 10**5])
def test_a_run_json_that_says_nothing_is_refused_in_a_sentence(tmp_path, junk):
    put(tmp_path / "out/run.json", junk)
    with pytest.raises(RecordError, match=r"run\.json says nothing of a run"):
        Record(tmp_path / "out", run_of())


def test_a_row_that_is_written_anew_replaces_the_old_one_and_half_a_line_is_cut_off(tmp_path):
    with Record(tmp_path / "out", run_of(), resume=False) as record:
        record.add(row("Anna", 0, 0), row("Bo", 0, 0))
        record.add(row("Anna", 3, 1))
        assert record["Anna"].total == 0
        record.add(row("Anna", 3, 1), anew=True)
        assert record["Anna"].total == 4
    with open(tmp_path / "out/results.jsonl", "ab") as file:
        file.write(b'{"student": "Bo", "res')
    with Record(tmp_path / "out") as record:
        assert [(one.student, one.total) for one in record] == [("Anna", 4), ("Bo", 0)]


@pytest.mark.parametrize("name", ["Anna\udcff", "Zoë", "李雷", "\ud800"])
def test_a_row_comes_back_as_it_was_whatever_the_name(tmp_path, name):
    one = row(name, 0, 1, notes=("n",), flags=("late",), when=1.5, off=0.25, answers={"slope": "x\ud800\n"})
    with Record(tmp_path / "out", run_of(), resume=False) as record:
        record.add(one)
        assert record[name] == one


# Whole runs


def grade(tmp_path, *options):
    return main(["grade", str(tmp_path / "in"), *OPTIONS, "--out", str(tmp_path / "out"), "--jobs", "1", *options])


@pytest.fixture
def boxes():
    needs_boxes()


def test_a_notebook_that_was_changed_is_graded_again_also_one_of_the_same_size_and_date(tmp_path, boxes):
    wrong = [RIGHT[0].replace("2 * h", "3 * h"), *RIGHT[1:]]
    path = put(tmp_path / "in/anna.ipynb", notebook(*wrong))
    put(tmp_path / "in/bo.ipynb", notebook(*RIGHT))
    known = path.stat()
    assert grade(tmp_path) == 0
    change(tmp_path / "out", "anna", "0", "total", "copied")
    path.write_bytes(notebook(*RIGHT))
    os.utime(path, ns=(known.st_atime_ns, known.st_mtime_ns))
    assert path.stat().st_size == known.st_size
    lines = (tmp_path / "out/results.jsonl").read_bytes().count(b"\n")
    assert grade(tmp_path, "--resume") == 0
    anna, bo = rows(tmp_path / "out/grades_wide.csv")
    assert (anna["slope"], anna["total"], anna["total points"], bo["total points"]) == ("3", "0", "6", "8")
    assert (tmp_path / "out/results.jsonl").read_bytes().count(b"\n") == lines + 1
    assert "copied" in (tmp_path / "out/feedback/anna.html").read_text("utf-8")


def test_marks_that_were_merged_stay_when_the_first_run_is_resumed(tmp_path, boxes):
    put(tmp_path / "in/anna.ipynb", notebook(*RIGHT))
    put(tmp_path / "in/bo.ipynb", b"half of a fi")
    put(tmp_path / "late/bo.ipynb", notebook(*RIGHT))
    assert grade(tmp_path) == 1
    assert main(["grade", str(tmp_path / "late"), *OPTIONS, "--out", str(tmp_path / "second"), "--jobs", "1"]) == 0
    merge(tmp_path / "out", tmp_path / "second")
    merged = rows(tmp_path / "out/grades_wide.csv")
    assert [one["total points"] for one in merged] == ["8", "8"]
    assert grade(tmp_path, "--resume") == 0
    assert rows(tmp_path / "out/grades_wide.csv") == merged


def test_a_report_keeps_its_language_when_it_is_resumed_and_merged(tmp_path, boxes, capsys):
    wrong = [RIGHT[0].replace("2 * h", "3 * h"), *RIGHT[1:]]
    for place in "in/anna", "in/bo", "late/anna", "late/cem":
        put(tmp_path / f"{place}.ipynb", notebook(*(RIGHT if place == "late/anna" else wrong)))
    assert grade(tmp_path, "--language", "zh") == 0
    page = (tmp_path / "out/feedback/anna.html").read_text("utf-8")
    assert '<html lang="zh">' in page
    with spoken("zh"):
        assert say("not yet") in page
    sentences = {one["sentence"] for one in rows(tmp_path / "out/grades.csv") if one["exercise"] == "slope"}
    put(tmp_path / "in/dan.ipynb", notebook(*wrong))
    assert grade(tmp_path, "--resume") == 2  # other files; only some of those before can be read again
    (tmp_path / "in/dan.ipynb").unlink()
    (tmp_path / "out/results.jsonl").write_bytes(b"")
    assert grade(tmp_path, "--resume") == 0  # in a system that speaks English
    assert (tmp_path / "out/feedback/anna.html").read_text("utf-8") == page
    assert {one["sentence"] for one in rows(tmp_path / "out/grades.csv") if one["exercise"] == "slope"} == sentences
    capsys.readouterr()
    assert grade(tmp_path, "--resume", "--language", "en") == 2
    assert "the language was 'zh', not 'en'" in capsys.readouterr().err
    late = ["grade", str(tmp_path / "late"), *OPTIONS, "--out", str(tmp_path / "second"), "--jobs", "1"]
    assert main(late) == 0
    assert "1 mark of" in merge(tmp_path / "out", tmp_path / "second")  # to who merges, in the language of the system
    with spoken("zh"):
        note = say("Handed in again later, for {points:g} points; that does not count.", points=8)
    page = (tmp_path / "out/feedback/anna.html").read_text("utf-8")
    assert note in page
    assert '<html lang="zh">' in page
    assert not note.isascii()


def test_late_work_is_asked_other_cases_and_each_run_those_of_its_own(tmp_path, boxes):
    wrong = notebook("def slope(f, x, h): return 0.0")
    for name, time in ("anna", 1e9), ("bo", 1e9), ("cem", 2e9), ("dan", 2e9):
        os.utime(put(tmp_path / f"in/{name}.ipynb", wrong), (time, time))
    assert grade(tmp_path, "--seed", "5", "--due", "2020-01-01", "--penalty", "10%/week") == 0
    said = {}
    for one in rows(tmp_path / "out/grades.csv"):
        if one["exercise"] == "slope":
            said[one["student"]] = one["sentence"]
    assert said["anna"] == said["bo"] != said["cem"] == said["dan"]
    late = {one["student"]: one["flags"] for one in rows(tmp_path / "out/grades_wide.csv")}
    assert late == {"anna": "", "bo": "", "cem": "late", "dan": "late"}


def test_a_class_with_a_roster_has_a_row_for_each_and_who_handed_in_nothing_is_no_failure(tmp_path, capsys, boxes):
    roster = put(tmp_path / "class.csv", "Name;E-Mail\nAnna Ek;a@x.org\nZoë Ü;z@x.org\n".encode("latin-1"))
    put(tmp_path / "in/Anna Ek.ipynb", notebook(*RIGHT))
    put(tmp_path / "in/Bo.ipynb", notebook(*RIGHT))
    assert grade(tmp_path, "--roster", str(roster)) == 0
    said = capsys.readouterr().out
    assert "Nothing was handed in by: Zoë Ü" in said
    assert "Not in the roster: Bo" in said
    points = {one["student"]: (one["total points"], one["email"]) for one in rows(tmp_path / "out/grades_wide.csv")}
    assert points == {"Anna Ek": ("8", "a@x.org"), "Bo": ("8", ""), "Zoë Ü": ("0", "z@x.org")}


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--roster", "ROSTER"], "Line 3 of class.csv has no name"),
        (["--roster", "none.csv"], "The roster none.csv cannot be read"),
        (["--from", "canvas"], "No file there is named as Canvas names them"),
        (["--penalty", "10%/day"], "--penalty needs to know what is late: add --due"),
    ],
)
def test_what_is_wrong_with_the_class_is_said_before_anything_runs(tmp_path, capsys, options, words):
    roster = put(tmp_path / "class.csv", b"name,id\nAnna,1\n,2\n")
    put(tmp_path / "in/Anna.ipynb", notebook(*RIGHT))
    assert grade(tmp_path, *(str(roster) if option == "ROSTER" else option for option in options)) == 2
    assert words in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--due", "next week"], "'next week' is no time. Write it as 2026-11-20 23:59"),
        (["--penalty", "a lot"], "'a lot' is no penalty. Write 10%/day"),
        (["--from", "blackbird"], "invalid choice: 'blackbird'"),
    ],
)
def test_an_option_that_cannot_be_read_is_refused(tmp_path, capsys, options, words):
    with pytest.raises(SystemExit) as stopped:
        grade(tmp_path, *options)
    assert stopped.value.code == 2
    told = capsys.readouterr().err
    assert words in told
    assert told.count("\n") == 1


def test_a_full_disk_while_the_report_is_written_says_resume(tmp_path, capsys, monkeypatch, boxes):
    def full(*_):
        raise OSError(28, "No space left on device")

    put(tmp_path / "in/anna.ipynb", notebook(*RIGHT))
    with monkeypatch.context() as patched:
        patched.setattr("coursekit.grading.tables.wide", full)
        assert grade(tmp_path) == 2
    assert (
        "No space left on device. What was done before is kept: the same command with --resume"
        in capsys.readouterr().err
    )
    assert grade(tmp_path, "--resume") == 0


@pytest.mark.ci
def test_odd_paths_and_names_on_a_terminal_that_knows_ascii_only_are_no_traceback(tmp_path):
    import subprocess
    import sys

    needs_boxes()
    put(tmp_path / "in/李雷.ipynb", b"{")
    put(tmp_path / "in/zo\udceb.ipynb", b"{")
    out = os.fsencode(tmp_path / "r\udcff")
    command = [
        sys.executable,
        "-m",
        "coursekit.cli",
        "grade",
        str(tmp_path / "in"),
        *OPTIONS,
        "--jobs",
        "1",
        "--out",
        out,
    ]
    done = subprocess.run(command, capture_output=True, env={**os.environ, "PYTHONIOENCODING": "ascii", "LC_ALL": "C"})
    assert done.returncode == 1, done.stderr
    assert b"Traceback" not in done.stderr
    assert rb"\u674e\u96f7" in done.stdout
    assert os.path.exists(os.path.join(out, b"class.html"))
