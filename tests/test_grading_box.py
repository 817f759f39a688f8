"""The box: what stands in it, and which calls of the kernel are closed."""

import os
import sys

import pytest
from grading_classroom import PRACTICE, SHORT, needs_boxes, notebook, said

from coursekit.grading.judge import grade
from coursekit.grading.sandbox import Sandbox
from coursekit.grading.walls import has_own_time


@pytest.fixture(scope="module")
def box():
    needs_boxes()
    with Sandbox(SHORT) as box:
        yield box


def seen(box, code):
    """Run code in the box, and return what it leaves in `found`: 200 characters come out, as the text of an error."""
    cells = (code, "def slope(f, x, h):\n    raise ValueError(found)")
    text = said(grade(notebook(*cells), PRACTICE, 1, box), "slope")
    return text.partition("ValueError: ")[2].partition(", in line")[0]


KERNEL = """
import ctypes, gc, os, socket
libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long
room = ctypes.create_string_buffer(4096)
channel = next(thing for thing in gc.get_objects() if isinstance(thing, socket.socket)).fileno()
def call(number, *args):
    ctypes.set_errno(0)
    value = libc.syscall(number, *[ctypes.c_long(a) if isinstance(a, int) else a for a in args])
    return "closed" if value == -1 and ctypes.get_errno() == 1 else f"open: {value}, {ctypes.get_errno()}"
page = libc.mmap
page.restype = ctypes.c_void_p
page = page(None, 4096, 3, 0x22, -1, 0)
"""
OTHER = (~1 << 3) | 2  # the kernel's name for the clock of process 1

# By x86-64's numbers; beside each use that is closed, one of the same call that is open, since Python needs it.
CLOSED = {
    "recvfrom, out of band": "call(45, channel, room, 1, socket.MSG_OOB, 0, 0)",
    "recvfrom, without waiting": "call(45, channel, room, 1, socket.MSG_DONTWAIT, 0, 0)",
    "recvfrom, from an address": "call(45, channel, room, 0, 0, room, room)",
    "sendto, out of band": "call(44, channel, room, 0, socket.MSG_OOB, 0, 0)",
    "sendto, to an address": "call(44, channel, room, 0, 0, room, 16)",
    "futex, shared, waits": "call(202, room, 0, 1, 0, 0, 0)",
    "futex, shared, wakes": "call(202, room, 1, 1, 0, 0, 0)",
    "mmap, written and executed": "call(9, 0, 4096, 7, 0x22, -1, 0)",
    "mprotect, executed": "call(10, page, 4096, 5)",
    "madvise, merged with others": "call(28, page, 4096, 12)",
    "madvise, poisoned": "call(28, page, 4096, 100)",
    "madvise, huge pages": "call(28, page, 4096, 14)",
    "openat, as a path": "call(257, -100, b'/dev/null', os.O_PATH, 0)",
    "openat, direct": "call(257, -100, b'/python', os.O_DIRECT, 0)",
    "openat, without a name": "call(257, -100, b'/', os.O_TMPFILE | 2, 0)",
    "open, as a path": "call(2, b'/dev/null', os.O_PATH, 0)",
    "clock_gettime, of another": f"call(228, {OTHER}, room)",
    "clock_getres, of another": f"call(229, {OTHER}, room)",
    "clock_nanosleep, of another": f"call(230, {OTHER}, 0, room, 0)",
    "statfs": "call(137, b'/', room)",
    "fstatfs": "call(138, channel, room)",
    "times": "call(100, room)",
    "sysinfo": "call(99, room)",
}
OPEN = {
    "sendto": "call(44, channel, room, 0, 0, 0, 0)",
    "futex": "call(202, room, 129, 1, 0, 0, 0)",
    "mmap": "call(9, 0, 4096, 3, 0x22, -1, 0)",
    "mprotect": "call(10, page, 4096, 1)",
    "madvise": "call(28, page, 4096, 4)",
    "openat": "call(257, -100, b'/dev/null', os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0)",
    "clock_gettime": "call(228, 2, room)",
}
x86 = pytest.mark.skipif(os.uname().machine != "x86_64" if hasattr(os, "uname") else True, reason="numbers of x86-64")


@x86
@pytest.mark.parametrize("use", CLOSED)
def test_a_call_that_is_not_needed_is_closed(box, use):
    assert seen(box, f"{KERNEL}\nfound = {CLOSED[use]}") == "closed"


@x86
@pytest.mark.parametrize("use", OPEN)
def test_what_python_needs_of_the_same_calls_is_open(box, use):
    assert seen(box, f"{KERNEL}\nfound = {OPEN[use]}").startswith("open: ")


def test_in_the_box_stand_python_numpy_and_their_libraries_only(box):
    code = "import os\nfound = sorted(set(os.listdir('/')) - {'lib', 'lib64'}), os.listdir('/dev')"
    assert seen(box, f"{code}, len(os.listdir('/box/lib')) < 40") == "(['box', 'dev', 'python'], ['null'], True)"
    walk = "import os\nfound = [f for d, _, fs in os.walk('/') for f in fs if not d.startswith(('/box', '/python'))]"
    assert seen(box, walk).count("ld-") == 1  # what loads the libraries is asked for by its path
    assert seen(box, walk).count(",") == 1


PLACES = {
    "Python": "[sys.prefix, sys.exec_prefix, sys.executable, os.__file__]",
    "paths": "sys.path + sys.argv + [os.getcwd(), numpy.__file__]",
    "environment": "os.environ.items()",
    "folders": "sysconfig.get_paths().values()",
    "how it was built": "sysconfig.get_config_vars().values()",
}


@pytest.mark.parametrize("place", PLACES)
def test_no_name_of_a_folder_of_the_instructors_is_seen(box, place):
    outside = {os.path.realpath(sys.base_prefix), os.path.realpath(sys.prefix), os.path.expanduser("~"), os.getcwd()}
    code = "import os, sys, sysconfig, numpy\nfound = ' '.join(sorted({str(one) for one in VALUES}, key=len))"
    for last in ("[:190]", "[-190:]"):
        told = seen(box, code.replace("VALUES", PLACES[place]) + last)
        assert told
        assert not [path for path in outside if path in told]


def test_a_box_does_not_say_how_long_the_computer_has_been_running(box):
    if not has_own_time():
        pytest.skip("this system gives a box no clock of its own")
    assert float(seen(box, "import time\nfound = max(time.monotonic(), time.clock_gettime(time.CLOCK_BOOTTIME))")) < 900
    assert seen(box, "import os\nfound = hasattr(os, 'times')") == "False"


HONEST = {
    "the standard library's own C": "zlib.compress(hashlib.sha256(str(decimal.Decimal(1)).encode()).digest())",
    "the standard library": "statistics.mean([fractions.Fraction(1, 3)]), json.dumps(1), random.random(), uuid.uuid4()",
    "numbers": "np.linalg.svd(np.random.default_rng(1).normal(size=(3, 3))), np.fft.fft([1, 2]), np.ones(10**7).sum()",
    "corners of NumPy": "numpy.polynomial.Polynomial([1])(3), numpy.ma.masked, numpy.testing.assert_allclose(1, 1)",
    "the day and the system": "datetime.datetime.now(), platform.system(), time.perf_counter(), time.process_time()",
    "a sleep": "time.sleep(0.01), time.thread_time()",
    "printing into nothing": "print(1, file=open(os.devnull, 'w'))",
}
IMPORTS = """
import asyncio, bz2, contextlib, csv, ctypes, dataclasses, datetime, decimal, fractions, glob, hashlib, itertools, json
import lzma, os, pathlib, platform, pyexpat, random, statistics, tempfile, threading, time, unittest, uuid, zlib
import numpy as np, numpy.ma, numpy.polynomial, numpy.testing, numpy.lib.format
"""


@pytest.mark.parametrize("use", HONEST)
def test_what_an_honest_notebook_uses_works(box, use):
    assert seen(box, f"{IMPORTS}\n{HONEST[use]}\nfound = 'it works'") == "it works"
