"""Grading a whole class with the command: what is found, what is written, and that nothing is lost or counted twice."""

import csv
import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import time
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import pytest
from grading_classroom import EVENS, HOLD, OWN, RIGHT, SLOPE, TOTAL, needs_boxes, notebook

from coursekit.grading.cli import main
from coursekit.grading.record import Record, RecordError
from coursekit.grading.report import cell, pages
from coursekit.grading.submissions import SIZE_LIMIT, HandedIn, SubmissionsError

PRACTICE = ["--sheet", "practice", "--exercises", str(OWN)]


@pytest.fixture(scope="module", autouse=True)
def boxes_can_be_made():
    needs_boxes()


def rows(path):
    """Read a table of the report."""
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def put(path, data):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


# What was handed in


def found(path, sheet="practice"):
    handed_in = HandedIn(path, sheet)
    return {one.student: str(one.file.path) if one.file else one.problem for one in handed_in.submissions}


def zipped(path, files):
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


@pytest.mark.parametrize(
    ("files", "students"),
    [
        (["anna.ipynb", "李雷.ipynb", "O'Neil, Ben (2).ipynb"], ["O'Neil, Ben (2)", "anna", "李雷"]),
        (["anna/practice.ipynb", "ben/x y.ipynb"], ["anna", "ben"]),
        (["anna/week 1/practice.ipynb", "ben.ipynb"], ["anna", "ben"]),
        (["export/anna.ipynb", "export/ben.ipynb"], ["anna", "ben"]),
        (["export/anna/practice.ipynb", "export/ben/practice.ipynb"], ["anna", "ben"]),
        (["anna/practice.ipynb"], ["anna"]),
        (
            ["Anna Ek_77_assignsubmission_file_/practice.ipynb", "Bo_78_assignsubmission_file_/p.ipynb"],
            ["Anna Ek_77", "Bo_78"],
        ),
        (["ek_77_practice.ipynb", "bo_78_practice-2.ipynb"], ["bo_78", "ek_77"]),
        (["محمد علي/practice.ipynb", "محمد\u200cرضا.ipynb", "王小明.ipynb"], ["محمد علي", "محمد\u200cرضا", "王小明"]),
        (["anna.ipynb", "__MACOSX/._anna.ipynb", ".ipynb_checkpoints/anna-checkpoint.ipynb", ".DS_Store"], ["anna"]),
    ],
)
def test_students_are_found_in_every_layout_in_folders_and_zips(tmp_path, files, students):
    for name in files:
        put(tmp_path / "class" / name, b"{}")
    assert sorted(found(tmp_path / "class")) == students
    assert sorted(found(zipped(tmp_path / "class.zip", dict.fromkeys(files, b"{}")))) == students


def test_of_two_notebooks_the_newest_is_graded_and_the_report_says_so(tmp_path):
    old, new = put(tmp_path / "anna/practice.ipynb", b"1"), put(tmp_path / "anna/practice (1).ipynb", b"2")
    os.utime(old, (1e9, 1e9))
    put(tmp_path / "anna/other.ipynb", b"3")
    put(tmp_path / "ben/a.txt", b"4")
    os.utime(new, (1.1e9, 1.1e9))
    (tmp_path / "cem").mkdir()
    anna, ben, cem = HandedIn(tmp_path, "practice").submissions
    assert str(anna.file.path) == "anna/practice (1).ipynb"
    assert "Graded is the newest: anna/practice (1).ipynb" in anna.notes[0]
    assert "Not graded: anna/other.ipynb, anna/practice.ipynb" in anna.notes[0]
    assert ben.problem == "No notebook was handed in, only a.txt."
    assert cem.problem == "No notebook was handed in: the folder is empty."


def test_files_that_are_no_notebooks_are_named(tmp_path):
    put(tmp_path / "anna.ipynb", b"{}")
    put(tmp_path / "read me.pdf", b"")
    assert HandedIn(tmp_path, "practice").ignored == ["read me.pdf"]


def test_links_and_pipes_are_not_followed_and_the_report_says_so(tmp_path):
    put(tmp_path / "secret.ipynb", b"{}")
    put(tmp_path / "class/anna.ipynb", b"{}")
    (tmp_path / "class/ben.ipynb").symlink_to(tmp_path / "secret.ipynb")
    (tmp_path / "class/cem").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "class/dan.ipynb")
    handed_in = HandedIn(tmp_path / "class", "practice")
    anna, ben, dan = handed_in.submissions
    assert handed_in.read(anna) == (b"{}", "")
    assert handed_in.read(ben) == handed_in.read(dan)
    assert "it is a link or a device" in handed_in.read(ben)[1]
    assert handed_in.ignored == ["cem"]


def test_a_folder_that_cannot_be_read_is_not_taken_for_an_empty_one(tmp_path, monkeypatch):
    put(tmp_path / "anna/practice.ipynb", b"{}")
    put(tmp_path / "ben/practice.ipynb", b"{}")
    scan = os.scandir

    def refusing(path):
        if Path(path).name == "ben":
            raise PermissionError(13, "Permission denied", path)
        return scan(path)

    monkeypatch.setattr(os, "scandir", refusing)
    with pytest.raises(SubmissionsError, match=r"ben cannot be read \(Permission denied\)"):
        HandedIn(tmp_path, "practice")


def test_names_in_a_zip_lead_nowhere_and_are_read_in_their_own_script(tmp_path):
    path = zipped(tmp_path / "c.zip", {"../../evil.ipynb": b"1", "/etc/root.ipynb": b"2", "a\\ben.ipynb": b"3"})
    assert sorted(found(path)) == ["a", "etc", "evil"]
    assert sorted(os.listdir(tmp_path)) == ["c.zip"]
    for encoding in ("utf-8", "gb2312"):
        raw = zipped(tmp_path / "d.zip", {"XXXXXX.ipynb": b"{}"}).read_bytes()
        name = "李雷".encode(encoding).ljust(6, b"_")
        (tmp_path / "d.zip").write_bytes(raw.replace(b"XXXXXX", name))
        assert next(iter(found(tmp_path / "d.zip"))).startswith("李雷")


def test_a_zip_bomb_and_a_huge_file_are_read_up_to_the_limit_only(tmp_path):
    with zipfile.ZipFile(tmp_path / "c.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("anna.ipynb", b" " * (SIZE_LIMIT + 10))
    handed_in = HandedIn(tmp_path / "c.zip", "practice")
    data, problem = handed_in.read(handed_in.submissions[0])
    assert data == b""
    assert "at most 20 MB are read" in problem


def test_a_broken_zip_and_a_broken_file_in_one_are_named(tmp_path):
    with pytest.raises(SubmissionsError, match="no folder, notebook or zip file"):
        HandedIn(put(tmp_path / "a.zip", b"PK not"), "practice")
    path = zipped(tmp_path / "b.zip", {"anna.ipynb": b"x" * 1000})
    path.write_bytes(path.read_bytes().replace(b"x" * 1000, b"y" * 1000))
    handed_in = HandedIn(path, "practice")
    assert "cannot be read" in handed_in.read(handed_in.submissions[0])[1]


def test_names_that_are_no_text_can_be_shown(tmp_path):
    (tmp_path / "a\udcff\n\u202eb.ipynb").write_bytes(b"{}")
    assert list(found(tmp_path)) == ["a\\xff\\n\\u202eb"]


# The report


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
    status = main(["grade", str(folder / "in"), *PRACTICE, "--out", str(folder / "out"), "--seed", "5", "--jobs", "2"])
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
    assert len(written) == 9
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
    assert "2 of 6 (33 %): slope , “a parabola”" in text
    assert "notes.txt" in text
    assert "Graded without a sandbox" not in text


def test_a_student_reads_points_sentence_and_hint(graded):
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", (graded / "feedback/cem.html").read_text("utf-8")))
    assert "2 of 8 points" in text
    assert "Do you look to both sides?" in text
    assert "What holds: a line." in text
    assert "First hint." in text
    assert "seed" not in text


def test_no_two_students_share_a_page_on_any_system():
    names = ["Anna", "anna", "a/b", "a_b", "..", "con", "x" * 300, "x" * 301, "李雷", ""]
    made = pages(iter(names))
    assert len({page.casefold() for page in made.values()}) == len(names)
    assert all(re.fullmatch(r"[\w -]+\.html", page) and len(page.encode()) < 100 for page in made.values())


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\tx", "\rx", "＝1", " =1", "\u200c=1"])
def test_no_cell_of_a_table_is_a_formula_nor_what_a_semicolon_cuts_off(text):
    assert cell(text) == "'" + text
    assert cell(f"Anna;{text};x") == f"Anna;'{text};x"
    assert cell("a; b = c - d, e") == "a; b = c - d, e"


# The marks are the same however they come about


VARIANTS = {  # code, and the points it earns: known beforehand, each by its own reasoning
    "slope": [
        (SLOPE, 3),
        ("def slope(f, x, h):\n    return (f(x + h / 2) - f(x - h / 2)) / h", 3),
        ("def slope(f, x, h):\n    return (f(x + h) - f(x)) / h", 1),
        ("slope = lambda f, x, h: (f(x) - f(x - h)) / h", 1),
        ("def slope(f, x, h):\n    return (f(x + h) - f(x - h)) / h", 0),
        ("def slope(f, x, h):\n    return 2 * x", 0),
        ("def slope(f, x, h):\n    return undefined", 0),
        ("def slope(f, x, h)\n    return 1", 0),
        ("def slope(f, x, h):\n    ...", 0),
        ("def slope(f, x, h):\n    class A(float):\n        __eq__ = __le__ = lambda *a: True\n    return A(1)", 0),
        ("def slope(f, x, h):\n    import os\n    os._exit(0)", 0),
        ("", 0),
    ],
    "total": [
        (TOTAL, 2),
        ("import numpy as np\ndef total(y):\n    return np.sum(y)", 2),
        ("def total(y):\n    y *= 2\n    return sum(y) / 2", 1),
        ("def total(y):\n    return y", 0),
        ("def total(y):\n    return sum(y[1:])", 0),
        ("def total(y):\n    return float('nan')", 0),
        ("", 0),
    ],
    "hold": [
        (HOLD, 2),
        ("def hold(f, a):\n    def g(t):\n        return f(a, t)\n    return g", 2),
        ("from functools import partial\ndef hold(f, a):\n    return partial(f, a)", 2),
        ("def hold(f, a):\n    return lambda t: f(t, a)", 0),
        ("def hold(f, a):\n    return f(a, 1)", 0),
        ("def hold(f, a):\n    return f", 0),
        ("def hold(f, a):\n    raise SystemExit", 0),
    ],
    "evens": [
        (EVENS, 1),
        ("import numpy as np\ndef evens(n):\n    return np.arange(0, 2 * n, 2)", 1),
        ("def evens(n):\n    return [2 * k for k in range(1, n + 1)]", 0),
        ("def evens(n):\n    return [0, 2, 4, 6, 8]", 0),
        ("def evens(n):\n    return evens(n)", 0),
        ("evens = 5", 0),
    ],
}


def generated(folder, count, seed):
    """Write that many notebooks; return the marks that each is to get."""
    rng = random.Random(seed)
    expected = {}
    for number in range(count):
        name = f"student {number:04}"
        if number % 50 == 49:
            put(folder / f"{name}.ipynb", rng.choice([b"", b"{", b"[]", notebook(*RIGHT)[:-20]]))
            expected[name] = [0, 0, 0, 0]
            continue
        chosen = [rng.choice(variants) for variants in VARIANTS.values()]
        if chosen[3][1] == 0 and "[0, 2, 4" in chosen[3][0]:
            chosen[3] = VARIANTS["evens"][2]  # five numbers may be what is asked for
        cells = [code for code, _ in chosen] + rng.sample(
            ["1 / 0", "%matplotlib inline", "import os; os.abort()", "x = 1", "print('x')"], 2
        )
        rng.shuffle(cells)
        put(folder / f"{name}.ipynb", notebook(*cells))
        expected[name] = [points for _, points in chosen]
    return expected


def marks_in(folder):
    return {row["student"]: [int(row[name]) for name in VARIANTS] for row in rows(folder / "grades_wide.csv")}


def test_a_thousand_notebooks_get_the_marks_that_are_known_beforehand(tmp_path, capsys):
    expected = generated(tmp_path / "in", 1000, seed=1)
    assert (
        main(
            [
                "grade",
                str(tmp_path / "in"),
                *PRACTICE,
                "--out",
                str(tmp_path / "out"),
                "--seed",
                "20261122",
                "--jobs",
                "2",
            ]
        )
        == 1
    )
    assert marks_in(tmp_path / "out") == expected
    assert "980 of 1000 graded." in capsys.readouterr().out


def command(*args, **kwargs):
    """Start the command in a process of its own."""
    code = "import sys; from coursekit.grading.cli import main; sys.exit(main(sys.argv[1:]))"
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, args)],
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        **kwargs,
    )


def test_after_kill_9_resume_grades_the_rest_once_and_the_jobs_do_not_matter(tmp_path):
    generated(tmp_path / "in", 150, seed=2)
    order = ["grade", tmp_path / "in", *PRACTICE, "--seed", "9"]
    with command(*order, "--out", tmp_path / "whole", "--jobs", "1") as whole:
        assert whole.wait() == 1, whole.stderr.read()
    rng, results = random.Random(3), tmp_path / "out/results.jsonl"
    for reach in sorted(rng.sample(range(5, 140), 3)):
        resume = ["--resume"] if results.exists() else []
        with command(*order, "--out", tmp_path / "out", "--jobs", "2", *resume, start_new_session=True) as run:
            while run.poll() is None and (not results.exists() or results.read_bytes().count(b"\n") < reach):
                time.sleep(0.005)
            run.kill()
            run.wait()
            with pytest.raises(RecordError, match="holds another run"):
                Record(tmp_path / "out", {}, resume=False)
            until = time.monotonic() + 30
            while _alive(run.pid):  # the workers and their boxes go with it
                assert time.monotonic() < until
                time.sleep(0.05)
    with open(results, "ab") as file:
        file.write(b'{"student": "student 0149", "earn')  # as a power cut leaves it
    with command(*order, "--out", tmp_path / "out", "--jobs", "2", "--resume") as run:
        assert run.wait() == 1, run.stderr.read()
    students = [json.loads(line)["student"] for line in results.read_bytes().splitlines()]
    assert sorted(students) == [f"student {number:04}" for number in range(150)]
    for name in ("grades.csv", "grades_wide.csv"):
        assert (tmp_path / "out" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()


def _alive(session):
    """Count the processes of a session that are no zombies."""
    count = 0
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        count += int(fields[3]) == session and fields[0] != "Z"
    return count


@pytest.mark.parametrize("starting", [True, False], ids=["while it starts", "while it grades"])
def test_ctrl_c_ends_all_processes_and_says_how_to_go_on(tmp_path, starting):
    put(tmp_path / "in/a.ipynb", b"")
    for number in range(4):
        put(tmp_path / f"in/b{number}.ipynb", notebook(*["while True: pass"] * 9))
    order = ["grade", tmp_path / "in", *PRACTICE, "--out", tmp_path / "out", "--jobs", "2"]
    with command(*order, start_new_session=True) as run:
        results = tmp_path / "out/results.jsonl"
        while run.poll() is None and not (
            _alive(run.pid) > 3 if starting else results.exists() and results.stat().st_size
        ):
            time.sleep(0.005)
        time.sleep(0.1)
        os.killpg(run.pid, signal.SIGINT)  # as a terminal does: all processes get it
        err = run.communicate(timeout=60)[1]
    assert run.returncode == 130
    assert "Traceback" not in err
    assert err.splitlines()[-1] == "Interrupted. What was graded is kept: the same command with --resume goes on."
    until = time.monotonic() + 30
    while _alive(run.pid):
        assert time.monotonic() < until
        time.sleep(0.05)


def test_a_worker_that_dies_costs_no_submission(tmp_path):
    from coursekit.grading.pool import local, spread

    units = [(number, (tmp_path / str(number), number == 3)) for number in range(8)]
    results = dict(spread(_fragile, units, lambda: local(2), 5))
    assert results == {number: number for number in range(8)}


def test_a_submission_that_always_kills_its_worker_is_one_error_and_harms_no_other(tmp_path):
    from coursekit.grading.pool import local, spread

    units = [(number, (tmp_path / str(number), number == 2, True)) for number in range(5)]
    results = dict(spread(_fragile, units, lambda: local(2), 5))
    assert isinstance(results.pop(2), Exception)
    assert results == {0: 0, 1: 1, 3: 3, 4: 4}


def _fragile(mark, dies, always=False):
    if dies and (always or not mark.exists()):
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return int(mark.name)


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
        (["IN", *PRACTICE[:2], "--exercises", "/no/such", "--out", "NEW"], "There is no folder"),
        (["NONE", *PRACTICE, "--out", "NEW"], "There is no folder, zip file or notebook"),
        (["EMPTY", *PRACTICE, "--out", "NEW"], "holds no notebook"),
        (["IN", *PRACTICE, "--out", "FULL"], "not empty"),
        (["IN", *PRACTICE, "--out", "FULL", "--resume"], "not empty"),
        (["IN", *PRACTICE, "--out", "IN/out"], "lies in the folder of the submissions"),
        (["IN", *PRACTICE, "--out", "FILE"], "is a file"),
        (["IN", *PRACTICE, "--out", "FILE/new"], "cannot be used (Not a directory). Give --out another folder"),
        (["IN", *PRACTICE, "--out", "BROKEN", "--resume"], "says nothing of a run"),
        (["IN", *PRACTICE, "--out", "NEW", "--cluster", "tcp://127.0.0.1:1"], "No Dask scheduler answers"),
        (["IN", *PRACTICE, "--out", "NEW", "--cluster", "nonsense"], "An address is written tcp://HOST:PORT"),
        (["IN", *PRACTICE, "--out", "NEW", "--cluster", ""], "An address is written tcp://HOST:PORT"),
        (["IN", *PRACTICE, "--out", "NEW", "--cluster", "SILENT"], "No Dask scheduler answers"),
    ],
)
def test_what_cannot_be_done_is_refused_before_anything_runs(tmp_path, capsys, monkeypatch, silent, args, words):
    monkeypatch.setattr("coursekit.grading.pool.PATIENCE", 0.5)
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
        main(["grade", str(tmp_path), *PRACTICE[:2], "--out", str(tmp_path / "out"), *options])
    assert stopped.value.code == 2
    assert words in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_full_disk_is_told_and_what_was_written_before_is_kept(tmp_path, monkeypatch):
    with Record(tmp_path / "out", {"seed": 1}, resume=False) as record:
        record.add({"student": "anna"})
        monkeypatch.setattr(os, "fsync", _full)
        with pytest.raises(RecordError, match=r"No space left on device.*--resume goes on"):
            record.add({"student": "ben"})
    with Record(tmp_path / "out", {"seed": 1}, resume=True) as record:
        assert "anna" in record


def _full(fd):
    raise OSError(28, "No space left on device")


def test_resume_refuses_another_sheet_seed_or_class(graded, capsys, tmp_path):
    before = (graded / "results.jsonl").read_bytes()
    others = graded.parent / "in"
    for args, words in (
        ([str(others), *PRACTICE, "--seed", "6"], "seed was 5, not 6"),
        ([str(others), "--sheet", "01_derivative", "--seed", "5"], "sheet was 'practice'"),
        ([str(put(tmp_path / "x.ipynb", notebook(*RIGHT))), *PRACTICE, "--seed", "5"], "other files were handed in"),
        ([str(others), *PRACTICE, "--no-sandbox"], "sandbox was True"),
    ):
        assert main(["grade", *args, "--out", str(graded), "--resume"]) == 2
        assert words in capsys.readouterr().err
    assert (graded / "results.jsonl").read_bytes() == before


def test_resume_of_a_whole_run_needs_no_seed_and_changes_nothing(graded):
    before = {path: path.read_bytes() for path in graded.rglob("*.csv")}
    assert main(["grade", str(graded.parent / "in"), *PRACTICE, "--out", str(graded), "--resume"]) == 1
    assert {path: path.read_bytes() for path in graded.rglob("*.csv")} == before


def test_two_graders_cannot_write_to_one_folder(tmp_path):
    with Record(tmp_path / "out", {"seed": 1}, resume=False), pytest.raises(RecordError, match="Another grader"):
        Record(tmp_path / "out", {"seed": 1}, resume=True)


def test_without_bubblewrap_nothing_runs_unless_told_so(tmp_path, capsys, monkeypatch):
    put(tmp_path / "in/anna.ipynb", notebook(*RIGHT))
    monkeypatch.setenv("PATH", "")
    order = ["grade", str(tmp_path / "in"), *PRACTICE, "--out", str(tmp_path / "out"), "--jobs", "1"]
    assert main(order) == 2
    assert "apt install bubblewrap" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
    assert main([*order, "--no-sandbox"]) == 0
    assert "Warning: --no-sandbox" in capsys.readouterr().err
    assert "Graded without a sandbox" in (tmp_path / "out/class.html").read_text("utf-8")
    assert json.loads((tmp_path / "out/run.json").read_text())["sandbox"] is False
    assert marks_in(tmp_path / "out") == {"anna": [3, 2, 2, 1]}
