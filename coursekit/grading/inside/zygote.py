"""The first process in the box: it loads NumPy once and forks for each submission. It never reads what a learner wrote.

A child can do nothing to it: it is process 1 of its namespace, which no signal from inside can kill; the child's
system calls are a short list without signals, ptrace, sockets or new processes; and they share no file and no
writable memory.
"""

import contextlib
import ctypes
import gc
import json
import os
import resource
import signal
import socket
import sys
import time
from typing import Any

import numpy.linalg
import numpy.random  # noqa: F401

from .child import Child, prepare

__all__ = ["main"]

PR_SET_DUMPABLE, PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS, SECCOMP_MODE_FILTER = 4, 22, 38, 2


class Program(ctypes.Structure):
    """`struct sock_fprog`: a seccomp filter as the kernel takes it."""

    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def main(telling: Any) -> None:
    """Serve the judge on the socket that it handed down, until it is gone; `telling` is what a `Child` needs."""
    if os.getpid() != 1:
        sys.exit("This runs as the first process of a box, and nowhere else.")
    control = socket.socket(fileno=int(sys.argv[1]))
    limits = json.loads(control.recv(65536))
    filter = bytes.fromhex(limits["filter"])
    libc = ctypes.CDLL(None)
    libc.prctl.argtypes = [ctypes.c_int, *[ctypes.c_ulong] * 4]
    program = Program(len(filter) // 8, filter)
    call(libc.prctl, PR_SET_DUMPABLE, 0, 0, 0, 0)
    os.environ.pop("LD_LIBRARY_PATH", None)  # what loads the libraries has read it
    prepare()
    gc.collect()
    gc.freeze()
    control.send(b"ready")
    child = 0
    while True:
        message, fds, _, _ = socket.recv_fds(control, 64, 1)
        if message == b"open":
            child = os.fork()
            if child == 0:
                enter(control, limits)
                submission = Child(socket.socket(fileno=fds[0]), telling)
                call(libc.prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
                call(libc.prctl, PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.addressof(program), 0, 0)
                try:
                    submission.serve()
                finally:
                    os._exit(1)
            os.close(fds[0])
        elif message == b"cpu":
            control.send(repr(cpu(child)).encode())
        elif message == b"end":
            control.send(json.dumps(end(child)).encode())
        else:
            os._exit(0)


def call(function: Any, *args: Any) -> None:
    """Call a function of the C library; an error ends the process, so that nothing runs unguarded."""
    if function(*args) != 0:
        os._exit(70)


def enter(control: socket.socket, limits: dict[str, Any]) -> None:
    """Make a fork ready for a learner's code: nothing shared with the first process, everything limited."""
    control.close()
    os.setsid()
    nothing = os.open("/dev/null", os.O_RDWR)
    for fd in (0, 1, 2):
        os.dup2(nothing, fd)
    os.close(nothing)
    for name in ("AS", "CPU", "FSIZE", "NOFILE", "CORE"):
        resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (limits[name], limits[name]))


def cpu(child: int) -> float:
    """Return the seconds of computing that the child has used."""
    try:
        return time.clock_gettime((~child << 3) | 2)  # the kernel's name for the clock of another process
    except OSError:
        return 0.0


def end(child: int) -> tuple[int, float]:
    """End the child and whatever else is left in this namespace; return how it ended, and its seconds of computing."""
    how, seconds = 0, 0.0
    for target in (child, -1):
        with contextlib.suppress(ProcessLookupError):
            os.kill(target, signal.SIGKILL)
    while True:
        try:
            pid, status, usage = os.wait4(-1, 0)
        except ChildProcessError:
            return how, seconds
        if pid == child:
            how, seconds = status, usage.ru_utime + usage.ru_stime
