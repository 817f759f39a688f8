"""Grading many notebooks: marks known beforehand, nothing lost or counted twice, however the run ends."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from concurrent.futures import BrokenExecutor, ThreadPoolExecutor
from itertools import chain
from pathlib import Path

import numpy as np
import pytest
from grading_classroom import EVENS, HOLD, OPTIONS, RIGHT, SLOPE, TOTAL, needs_boxes, notebook, put, row, rows, run_of

from coursekit.grading.cli import main
from coursekit.grading.pool import Workers, local, spread
from coursekit.grading.record import Record, RecordError
from coursekit.grading.submissions import HandedIn


@pytest.fixture(scope="module", autouse=True)
def boxes_can_be_made():
    needs_boxes()


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
        if number % 25 == 24:
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


def test_a_notebook_that_breaks_what_looks_at_it_costs_the_class_nothing(tmp_path, capsys, monkeypatch):
    """Metadata too deep for Python; and whatever else a file may yet break, before it reaches the box."""
    deep = b'{"coursekit": {"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}}"
    plain = notebook(*RIGHT)
    put(tmp_path / "in/Deep.ipynb", plain.replace(b'"metadata": {}', b'"metadata": ' + deep, 1))
    put(tmp_path / "in/Good.ipynb", plain)
    put(tmp_path / "in/Trap.ipynb", b"trap")
    usual = HandedIn.read
    monkeypatch.setattr(HandedIn, "read", lambda self, one: 1 // 0 if one.student == "Trap" else usual(self, one))
    assert main(["grade", str(tmp_path / "in"), *OPTIONS, "--jobs", "1", "--out", str(tmp_path / "report")]) == 1
    told = capsys.readouterr().out
    assert "1 of 3 graded." in told
    assert "Deep: The file is not a notebook: it is nested too deeply." in told
    assert "Trap: What was handed in cannot be read (ZeroDivisionError" in told
    points = {one["student"]: one["total points"] for one in rows(tmp_path / "report/grades_wide.csv")}
    assert points == {"Deep": "0", "Good": "8", "Trap": "0"}


def test_merge_says_where_its_page_is_and_which_answers_are_alike_now(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    other = "def slope(f, x, h):\n    up = f(x + h)\n    down = f(x - h)\n    return (up - down) / h / 2"
    rest = ("def total(y):\n    return sum(list(y))", "def evens(n):\n    return list(range(0, 2 * n, 2))", HOLD)
    put(tmp_path / "in/Anna.ipynb", notebook(other, *rest))
    put(tmp_path / "in/Cem.ipynb", notebook(other))
    put(tmp_path / "late/Bo.ipynb", notebook(other.replace("up", "high"), *rest))
    put(tmp_path / "late/Dan.ipynb", notebook(SLOPE))
    for folder in "in", "late":
        assert main(["grade", folder, *OPTIONS, "--jobs", "1", "--out", f"of {folder}"]) == 0
    capsys.readouterr()
    assert main(["merge", "of in", "of late"]) == 0
    told = capsys.readouterr().out
    assert "2 marks of of late were added. Answers that are alike, for you to judge: Anna – Bo.\n" in told
    assert f"The class: {tmp_path / 'of in/class.html'}" in told
    assert main(["merge", "of in", "of late"]) == 0
    assert "alike" not in capsys.readouterr().out


@pytest.mark.parametrize("count", [200, pytest.param(1000, marks=pytest.mark.ci)])
def test_a_class_gets_the_marks_that_are_known_beforehand(tmp_path, capsys, count):
    expected = generated(tmp_path / "in", count, seed=1)
    order = [str(tmp_path / "in"), *OPTIONS, "--out", str(tmp_path / "out"), "--seed", "20261122", "--jobs", "2"]
    assert main(["grade", *order]) == 1
    assert marks_in(tmp_path / "out") == expected
    assert f"{count - count // 25} of {count} graded." in capsys.readouterr().out


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


@pytest.mark.parametrize("kills", [1, pytest.param(2, marks=pytest.mark.ci)])
def test_after_kill_9_resume_grades_the_rest_once_and_the_jobs_do_not_matter(tmp_path, kills):
    count = 30 * kills
    generated(tmp_path / "in", count, seed=2)
    order = ["grade", tmp_path / "in", *OPTIONS, "--seed", "9"]
    assert main([*map(str, order), "--out", str(tmp_path / "whole"), "--jobs", "1"]) == 1
    rng, results = random.Random(3), tmp_path / "out/results.jsonl"
    for reach in sorted(rng.sample(range(3, count - 5), kills)):
        resume = ["--resume"] if results.exists() else []
        with command(*order, "--out", tmp_path / "out", "--jobs", "2", *resume, start_new_session=True) as run:
            while run.poll() is None and (not results.exists() or results.read_bytes().count(b"\n") < reach):
                time.sleep(0.005)
            run.kill()
            run.wait()
            with pytest.raises(RecordError, match="holds another run"):
                Record(tmp_path / "out", {}, resume=False)
            until = time.monotonic() + 120
            while _alive(run.pid):  # the workers and their boxes go with it
                assert time.monotonic() < until
                time.sleep(0.05)
    with open(results, "ab") as file:
        file.write(b'{"student": "student 0029", "earn')  # as a power cut leaves it
    with command(*order, "--out", tmp_path / "out", "--jobs", "2", "--resume") as run:
        assert run.wait() == 1, run.stderr.read()
    students = [json.loads(line)["student"] for line in results.read_bytes().splitlines()]
    assert sorted(students) == [f"student {number:04}" for number in range(count)]
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
    order = ["grade", tmp_path / "in", *OPTIONS, "--out", tmp_path / "out", "--jobs", "2"]
    with command(*order, start_new_session=True) as run:
        results = tmp_path / "out/results.jsonl"
        while run.poll() is None and not (
            _alive(run.pid) > 3 if starting else results.exists() and results.stat().st_size
        ):
            time.sleep(0.02)
        time.sleep(0.1)
        os.killpg(run.pid, signal.SIGINT)  # as a terminal does: all processes get it
        err = run.communicate(timeout=240)[1]
    assert run.returncode == 130
    assert "Traceback" not in err
    assert err.splitlines()[-1] == "Interrupted. What was graded is kept: the same command with --resume goes on."
    until = time.monotonic() + 120
    while _alive(run.pid):
        assert time.monotonic() < until
        time.sleep(0.05)


@pytest.mark.ci
def test_a_worker_that_dies_costs_no_submission_and_one_that_always_kills_it_harms_no_other(tmp_path):
    units = [(number, (tmp_path / str(number), number in (2, 4), number == 4)) for number in range(7)]
    results = dict(chain.from_iterable(spread(_fragile, units, Workers(lambda: local(2), 2))))
    assert isinstance(results.pop(4), Exception)
    assert results == {0: 0, 1: 1, 2: 2, 3: 3, 5: 5, 6: 6}


def test_what_would_fill_the_memory_of_a_worker_is_an_error_and_harms_no_other():
    """As an exercise of one's own might, whose f makes an array of as many numbers as a student asks for."""
    units = [(size, (size,)) for size in (10, 4 * 10**8, 20)]
    results = dict(chain.from_iterable(spread(_large, units, Workers(lambda: local(1), 1))))
    assert (results[10], results[20]) == (10, 20)
    assert isinstance(results[4 * 10**8], MemoryError)


def test_workers_that_die_while_they_are_idle_cost_no_submission():
    class Broken(ThreadPoolExecutor):
        def submit(self, *args):
            raise BrokenExecutor

    executors = iter([Broken(), Broken(), ThreadPoolExecutor(1)])
    results = spread(abs, [(number, (-number,)) for number in range(3)], Workers(lambda: next(executors), 1))
    assert dict(chain.from_iterable(results)) == {0: 0, 1: 1, 2: 2}


@pytest.mark.parametrize("line", [b"1", b'{"student": "Anna"}', b"[" * 10**5, b"\xff\x00", b"null", b"x"])
def test_a_line_that_is_no_result_is_refused_with_its_number(tmp_path, line):
    with Record(tmp_path / "out", run_of(), resume=False) as record:
        record.add(row("Anna"))
    with open(tmp_path / "out/results.jsonl", "ab") as file:
        file.write(line + b"\n")
    with pytest.raises(RecordError, match=r"Line 2 of .*results.jsonl is not as this version writes it"):
        Record(tmp_path / "out")


def _fragile(mark, dies, always):
    if dies and (always or not mark.exists()):
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return int(mark.name)


def _large(size):
    return np.ones(size).size
