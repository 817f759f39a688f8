"""One clock and one memory: whatever a submission sends, the judge stays small, and its time is bounded."""

import contextlib
import socket
import subprocess
import sys
import threading
import time
from dataclasses import replace
from itertools import chain

import pytest
from grading_classroom import (
    EVENS,
    HERE,
    HOLD,
    PRACTICE,
    RIGHT,
    SHORT,
    SLOPE,
    TOTAL,
    marks,
    most_memory,
    needs_boxes,
    notebook,
)

from coursekit.grading.channel import Channel, Clock, Ended, Endless, Limits, OutOfTime
from coursekit.grading.inside.wire import LINE_LIMIT, VALUES_LIMIT, WireError, decode, encode, line, parse
from coursekit.grading.judge import STARTS, grade
from coursekit.grading.pool import Workers, local, spread
from coursekit.grading.sandbox import Sandbox
from coursekit.grading.work import work

CHANNEL = (
    "import gc, itertools, os, socket, time\nc = next(t for t in gc.get_objects() if isinstance(t, socket.socket))\n"
)


class Process:
    """A process as a clock sees it."""

    def __init__(self, computed=0.0):
        self.computed = computed

    def cpu(self):
        return self.computed

    def end(self):
        return 0, self.computed


@contextlib.contextmanager
def heard(pieces, clock, every=0.02):
    """Give a channel on which pieces come, one after the other, for ever."""
    ours, theirs = socket.socketpair()
    stopped = threading.Event()

    def send():
        with contextlib.suppress(OSError):
            while not stopped.wait(every):
                theirs.sendall(pieces)

    thread = threading.Thread(target=send)
    thread.start()
    channel = Channel(Process(), ours, clock)
    try:
        yield channel
    finally:
        stopped.set()
        ours.close()
        theirs.close()
        thread.join()


def test_bytes_without_a_line_end_do_not_keep_the_clock_from_being_looked_at():
    began = time.monotonic()
    with heard(b" ", Clock(Limits(patience=0.5))) as channel, pytest.raises(Endless):
        channel.receive()
    assert time.monotonic() - began < 3


def test_no_message_resets_the_clock_of_the_submission():
    clock = Clock(Limits(patience=0.5, clock=1.2))
    began = time.monotonic()
    with heard(b'{"at": [0, 1]}\n', clock) as channel, pytest.raises(OutOfTime):
        _hear(channel, clock)
    assert 1 < time.monotonic() - began < 5


def _hear(channel, clock):
    while channel.receive():
        clock.allow()


def test_a_line_that_never_ends_is_cut_off_at_a_megabyte():
    with heard(b" " * 2**16, Clock(Limits()), every=0) as channel, pytest.raises(Ended, match="one megabyte"):
        channel.receive()


class Time:
    """A time that a test moves."""

    def __init__(self):
        self.now = self.judged = 0.0

    def monotonic(self):
        return self.now

    def thread_time(self):
        return self.judged


@pytest.fixture
def moved(monkeypatch):
    moved = Time()
    monkeypatch.setattr("coursekit.grading.channel.time", moved)
    return moved


def test_what_earlier_processes_and_the_judge_have_computed_counts(moved):
    clock = Clock(Limits(total=40))
    clock.add(30)
    moved.now, moved.judged = 1.0, 5.0
    clock.tick(Process(4.9))
    moved.now, moved.judged = 2.0, 5.2
    with pytest.raises(OutOfTime, match="may compute"):
        clock.tick(Process(4.9))


def test_each_part_may_compute_half_of_what_is_left_so_that_the_last_is_asked_too(moved):
    clock, process, stopped = Clock(Limits(seconds=8, total=40, patience=1e4, clock=1e5)), Process(), []
    for _ in range(7):
        clock.allow()
        with pytest.raises(Endless, match="computed for"):
            _compute(clock, process, moved)
        stopped.append(process.computed)
    assert stopped == pytest.approx([8, 16, 24, 32, 36, 38, 39], abs=0.5)


def _compute(clock, process, moved):
    while True:
        moved.now += 0.3
        clock.tick(process)
        process.computed += 0.02


def test_the_time_that_is_said_is_the_time_that_was_given(moved):
    clock = Clock(Limits(patience=20, clock=60))
    for given in (20, 20, 10, 5, 2.5):
        clock.allow()
        moved.now += given + 0.01
        with pytest.raises(Endless) as ended:
            clock.tick(Process())
        assert ended.value.said("It") == f"It had not ended after {given:g} seconds."


HOSTILE = {
    "drips": CHANNEL + "while True: c.send(b' '); time.sleep(0.02)",
    "begins statements": CHANNEL + "for n in itertools.count(): c.send(b'{\"at\": [0, %d]}\\n' % n); time.sleep(0.02)",
    "restarts": CHANNEL + "c.send(b'{\"at\": [%d, 1]}\\n' % (time.time_ns() % 900_000)) and os._exit(0)",
    "restarts late": CHANNEL
    + "time.sleep(0.2); c.send(b'{\"at\": [%d, 1]}\\n' % (time.time_ns() % 900_000)) and os._exit(0)",
    "sleeps": "import time\ndef slope(f, x, h): time.sleep(1000)\ntotal = hold = evens = slope\ntime.sleep(1000)",
    "hogs": "x = []\ndef slope(*a):\n    while True: x.append(bytearray(10**8))\ntotal = hold = evens = slope\nslope()",
    "computes": "def slope(*a):\n    while True: pass\ntotal = hold = evens = slope\nslope()",
    "asks for ever": "import numpy as np\ndef slope(f, x, h):\n    while True: f(np.zeros(65536))",
}


class Counted:
    """A box that counts how often it is opened."""

    def __init__(self, box):
        self.box, self.limits, self.opened = box, box.limits, 0

    def open(self, clock):
        self.opened += 1
        return self.box.open(clock)


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_submission_is_over_when_its_time_is_and_is_not_started_for_ever(kind):
    needs_boxes()
    with Sandbox(Limits(seconds=0.3, total=1.5, patience=1, clock=4)) as sandbox:
        box, began = Counted(sandbox), time.monotonic()
        result = grade(notebook(HOSTILE[kind]), PRACTICE, 1, box)
        assert time.monotonic() - began < 4 + 2
        assert sum(marks(result)) == 0
        assert box.opened <= STARTS + len(PRACTICE.exercises())


def test_starts_are_counted_also_where_there_is_time_for_more():
    needs_boxes()
    with Sandbox(Limits()) as sandbox:
        box = Counted(sandbox)
        grade(notebook(HOSTILE["restarts"]), PRACTICE, 1, box)
    assert box.opened == STARTS + len(PRACTICE.exercises())


# Memory


@pytest.mark.ci
def test_the_judge_stays_small_whatever_is_sent():
    """In a process of its own, whose memory nothing else has used: a judge begins with about 100 MB."""
    needs_boxes()
    names = ["sends_texts_that_numpy_stretches", "sends_empty_arrays_with_many_rows", "packs_a_message_full"]
    names += [
        "multiplies_shapes",
        "makes_the_judge_compute",
        "returns_huge_things",
        "floods_with_statements",
        "hands_over_deep_mixtures",
    ]
    code = (
        "import sys; sys.path.insert(0, 'tests')\n"
        "from grading_classroom import HERE, PRACTICE, most_memory, notebook\n"
        "from coursekit.grading.channel import Limits\n"
        "from coursekit.grading.judge import grade\n"
        "from coursekit.grading.sandbox import Sandbox\n"
        "with Sandbox(Limits(seconds=0.5, total=1, patience=2, clock=4)) as box:\n"
        f"    for name in {names}:\n"
        "        cells = (HERE / 'attacks' / f'{name}.txt').read_text().split('# %%\\n')\n"
        "        grade(notebook('report = lambda: 0.0', *cells), PRACTICE, 1, box)\n"
        "print(most_memory())"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=HERE.parent, capture_output=True, text=True, check=True)
    assert float(done.stdout) < 300


TOGETHER = """
import numpy as np
n = 6_000
column, row, deep = np.zeros((n, 1)), np.zeros((1, n)), np.zeros((1, n, 1), np.int8)
SHAPES = [(column, deep), (column, [[[0]] * n]), (column, ([0],) * n), (column, row > 0), (row[0], list(range(n)))]
def {name}(*given):
    for f in filter(callable, given):
        for shapes in (*SHAPES, (column, row, deep), (column[:, :, None, None, None],), (deep, deep)):
            try:
                f(*shapes)
            except (ValueError, TypeError, IndexError):
                pass
    return 0.0
"""


@pytest.mark.ci
def test_small_arguments_of_which_any_lent_function_could_make_gigabytes_cost_the_judge_no_memory():
    """In a process whose memory nothing else has used: parameters and indices are small, and what is picked is not."""
    needs_boxes()
    judged = (
        "import sys; sys.path.insert(0, 'tests')\n"
        "from grading_classroom import most_memory, notebook\n"
        "from test_grading_limits import TOGETHER\n"
        "from coursekit.exercises import SHEETS\n"
        "from coursekit.grading.channel import Limits\n"
        "from coursekit.grading.judge import grade\n"
        "from coursekit.grading.sandbox import Sandbox\n"
        "from coursekit.grading.sheet import Sheet\n"
        "earned = 0\n"
        "with Sandbox(Limits(seconds=2, total=9, patience=4, clock=15)) as box:\n"
        "    for name in ('03_gradient', '05_model'):\n"
        "        cells = [TOGETHER.format(name=exercise.name) for exercise in SHEETS[name]]\n"
        "        earned += sum(mark.earned for mark in grade(notebook(*cells), Sheet(name), 1, box).exercises)\n"
        "print(earned, most_memory())"
    )
    done = subprocess.run([sys.executable, "-c", judged], cwd=HERE.parent, capture_output=True, text=True, check=True)
    points, memory = done.stdout.split()
    assert points == "0"
    assert float(memory) < 300, memory


ARRAY = {"dtype": "f8", "array": ""}


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (["x" * 500_000] + [""] * 600, "texts"),
        ([["x" * 5000], [""] * 300], "texts"),
        ({"tuple": [{"tuple": ["x" * 100_000]}, *[0] * 20]}, "texts"),
        (ARRAY | {"shape": [1048576, 0, 1]}, "shape"),
        (ARRAY | {"shape": [0, 300, 300]}, "shape"),
        (ARRAY | {"shape": [2] * 15 + [0] + [4]}, "shape"),
        (ARRAY | {"shape": [0] * 17}, "shape"),
        (ARRAY | {"shape": [-1, 0]}, "shape"),
        (ARRAY | {"shape": [True]}, "shape"),
        ({"dtype": "u1", "array": "AAAA" * 30_000, "shape": [90_000]}, "shape"),
        (2**2000, "digits"),
        ([[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]], "deep"),
    ],
)
def test_what_arrives_is_measured_before_numpy_sees_it(value, code):
    with pytest.raises(WireError) as refused:
        decode(value, lambda number: None)
    assert refused.value.code == code


def test_what_an_honest_answer_sends_is_not_refused():
    for value in (["x" * 50] * 100, [[1.5] * 200] * 100, "x" * 100_000, [0.5] * 60_000, ["minimum", None, 1, True]):
        assert decode(parse(line({"value": encode(value, id)})[:-1])["value"], id) == value


@pytest.mark.parametrize(
    "text",
    [
        b'{"value": [' + b"{}," * VALUES_LIMIT + b"0]}",
        b'{"value": ' + b"[" * VALUES_LIMIT + b"]" * VALUES_LIMIT + b"}",
        b'{"value": [' + b"[],[]," * VALUES_LIMIT + b"0]}",
        b"{" + b",".join(b'"%d":0' % n for n in range(VALUES_LIMIT + 2)) + b"}",
        b'{"value": "' + b"x" * LINE_LIMIT + b'"}',
    ],
)
def test_a_message_of_too_many_values_is_not_even_parsed(monkeypatch, text):
    monkeypatch.setattr("coursekit.grading.inside.wire.DECODER", None)
    with pytest.raises(WireError) as refused:
        parse(text)
    assert refused.value.code in ("many", "large")


# A class

CLASS = Limits(seconds=0.5, total=2.0, patience=2.0, clock=5.0)
HONEST = [
    (RIGHT, [3, 2, 2, 1]),
    ((SLOPE, HOLD), [3, 0, 2, 0]),
    ((TOTAL, "def slope(f, x, h): return (f(x + h) - f(x)) / h", EVENS), [1, 2, 0, 1]),
    (("1 / 0", "def slope(f, x, h): return undefined", EVENS), [0, 0, 0, 1]),
]


def watched(data):
    """Grade a submission; return the marks, and the most memory in MB that this worker has had."""
    result = work(data, PRACTICE, 5, True, CLASS)
    return marks(result), most_memory()


@pytest.mark.ci
def test_twenty_hostile_notebooks_cost_a_class_of_sixty_their_own_limits_and_nothing_else():
    needs_boxes()
    hostile = [code for name, code in HOSTILE.items() if name in ("drips", "restarts late", "hogs", "sleeps")] * 5
    units = []
    for number in range(60):
        cells, _ = HONEST[number % len(HONEST)]
        # Every third is hostile, and is an honest notebook until then.
        units.append((number, (notebook(*cells, hostile[number // 3]) if number % 3 == 1 else notebook(*cells),)))
    began = time.monotonic()
    results = dict(chain.from_iterable(spread(watched, units, Workers(lambda: local(2), 2))))
    assert time.monotonic() - began < len(hostile) * CLASS.clock / 2 + 30
    for number in range(60):
        found, memory = results[number]
        assert memory < 300
        if number % 3 != 1:
            assert found == HONEST[number % len(HONEST)][1]


def test_an_honest_notebook_beside_hostile_ones_is_told_what_it_is_told_alone():
    needs_boxes()
    with Sandbox(replace(SHORT, total=1.0, clock=3.0)) as box:
        honest = [notebook(*cells) for cells, _ in HONEST]
        alone = [grade(data, PRACTICE, 7, box) for data in honest]
        for code in (HOSTILE["computes"], HOSTILE["hogs"], HOSTILE["restarts"]):
            grade(notebook(code), PRACTICE, 7, box)
        assert [grade(data, PRACTICE, 7, box) for data in honest] == alone
