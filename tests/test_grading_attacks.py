"""Each notebook in `attacks` tries something. None earns a point that it did not earn, and none is noticed by the next.

An attack's file is Python in cells between lines `# %%`, and called .txt so that nothing runs it by accident. Before
its cells runs `ATTEMPTS`: what an attack could do, it tells in an exception that begins with GOT, which the judge
would show.
"""

import json
import os
import re
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from grading_classroom import HERE, PRACTICE, RIGHT, SHORT, TOTAL, marks, needs_boxes, notebook

from coursekit.grading.judge import grade
from coursekit.grading.sandbox import Sandbox

ATTACKS = sorted((HERE / "attacks").glob("*.txt"))
CANARY = "the-canary-of-this-computer"
ATTEMPTS = """
got = []
def attempt(what, action):
    try:
        got.append(f"{what}: {action()!r}"[:80])
    except BaseException:
        pass
def report():
    if got:
        raise ValueError("GOT " + "; ".join(got))
    return 0.0
"""


@pytest.fixture(scope="module")
def box():
    needs_boxes()
    os.environ["COURSEKIT_CANARY"] = CANARY
    try:
        with Sandbox(replace(SHORT, total=2.0, patience=2.0, clock=6.0)) as box:
            yield box
    finally:
        del os.environ["COURSEKIT_CANARY"]


def neighbours(box):
    """Grade an honest notebook and a half right one."""
    half = notebook(TOTAL, "def slope(f, x, h): return (f(x + h) - f(x)) / h")
    return [grade(one, PRACTICE, 5, box) for one in (notebook(*RIGHT), half)]


@pytest.fixture(scope="module")
def alone(box):
    """What the neighbours get before any attack."""
    found = neighbours(box)
    assert [marks(one) for one in found] == [[3, 2, 2, 1], [1, 2, 0, 0]]
    return found


def below(pid):
    """Return the processes that descend from a process of this computer."""
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(path.parent.name)] = int(path.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def test_there_are_at_least_a_hundred_attacks():
    assert len(ATTACKS) >= 100


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda path: path.stem)
def test_an_attack_earns_nothing_and_harms_nobody(box, alone, attack, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "neighbour.ipynb").write_text(CANARY)
    code = attack.read_text("utf-8")
    processes = below(box.process.pid)
    result = grade(notebook(ATTEMPTS, *code.split("# %%\n")), PRACTICE, 5, box)

    earns = re.search(r"^# earns: (\d+)", code, re.MULTILINE)
    told = json.dumps(asdict(result), ensure_ascii=False)
    assert "GOT" not in told.replace("GOT')", ""), told
    assert CANARY not in told
    assert "coursekit" not in told  # nothing of the judge's own, as the address of an object
    assert sum(marks(result)) == (int(earns[1]) if earns else 0), told
    assert len(result.exercises) == 4
    assert result.problem == ""
    assert all(len(exercise.sentence) <= 500 and exercise.sentence.isprintable() for exercise in result.exercises)
    assert below(box.process.pid) == processes
    assert os.listdir(tmp_path) == ["neighbour.ipynb"]
    assert neighbours(box) == alone
