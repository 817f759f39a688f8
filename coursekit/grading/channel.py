"""The judge's end of the channel to a process with one submission in it, and the clock that runs meanwhile."""

import importlib.util
import os
import signal
import socket
import struct
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn, Protocol

from coursekit.exercises import telling
from coursekit.grading.inside.wire import LINE_LIMIT, line, parse
from coursekit.words import mark, say

__all__ = [
    "ENVIRONMENT",
    "INSIDE",
    "PYTHON",
    "START",
    "TELLING",
    "Box",
    "BoxError",
    "Channel",
    "Clock",
    "Ended",
    "Endless",
    "Limits",
    "OutOfTime",
    "numpy_folder",
]

TICK = 0.25  # seconds between two looks at what a process has used
START = 30.0  # seconds to wait for a box, on a very busy machine
INSIDE = Path(__file__).parent / "inside"
TELLING = Path(telling.__file__)  # the one file of the course that is in a box

# How Python runs in a box of either kind: alone, on one thread, with the same order of a set in every run.
PYTHON = ("-s", "-S", "-P", "-B")
ENVIRONMENT = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL")} | {"PYTHONHASHSEED": "0"}


class BoxError(Exception):
    """The box cannot be made; the message says what is missing and what to do."""


class Ended(Exception):
    """The learner's process is gone, or was ended: a template that says so of `what`, and its values."""

    def __init__(self, template: str, **values: Any) -> None:
        super().__init__(template)
        self.template, self.values = template, values

    def said(self, what: str) -> str:
        """Say it of `what`: the notebook, a cell, a call."""
        return say(self.template, what=what, **self.values)


class Endless(Ended):
    """What runs there had not ended in its time."""


class OutOfTime(Ended):
    """The submission has used all of its time."""


@dataclass(frozen=True)
class Limits:
    """What one submission may use. A busy machine stretches the clock, so what counts first is computing."""

    seconds: float = 8.0  # of computing, for one exercise or one statement of a cell
    total: float = 40.0  # of computing, for all of a submission, and for the judge over it
    patience: float = 20.0  # by the clock, for one exercise or one statement: an answer may sleep
    clock: float = 60.0  # by the clock, for all of a submission
    memory: int = 2**30
    calls: int = 20_000  # of functions of the judge's, in one exercise


class Owner(Protocol):
    """What a `Channel` needs of the one who started the process."""

    def cpu(self) -> float:
        """Return the seconds of computing so far."""

    def end(self) -> tuple[int, float]:
        """End the process and all that it left behind; return how it ended, as `os.wait` does, and its time."""


class Box(Protocol):
    """Where submissions run: `sandbox.Sandbox`, or `bare.Bare` without protection."""

    limits: Limits

    def open(self, clock: "Clock") -> "Channel":
        """Start a process for one submission, or to go on with it after a hang."""

    def close(self) -> None:
        """End the box."""


class Clock:
    """The one clock of a submission, whatever processes it runs in. Nothing that a submission sends resets it.

    What the judge computes for a submission counts as the submission's own.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._began = self._looked = time.monotonic()
        self._judging = time.thread_time()
        self._before = 0.0  # seconds of computing of the processes that have ended
        self.allow()

    def allow(self) -> None:
        """Begin a new allowance, for one statement or one exercise: at most half of the time that is left."""
        now = time.monotonic()
        self._patience = min(self._limits.patience, (self._began + self._limits.clock - now) / 2)
        self._deadline = now + self._patience
        self._seconds = self._until = 0.0  # set at the first look, so that what is quick costs no look

    def add(self, seconds: float) -> None:
        """Count the computing of a process that has ended."""
        self._before += seconds

    def tick(self, owner: Owner) -> None:
        """Look at the time, if the last look is a while ago; raise if it is up."""
        now, limits = time.monotonic(), self._limits
        if now - self._looked < TICK:
            return
        self._looked = now
        computed = self._before + owner.cpu() + time.thread_time() - self._judging
        if computed > limits.total:
            raise OutOfTime(mark("{what} used up the {seconds:g} seconds that it may compute."), seconds=limits.total)
        if now - self._began > limits.clock:
            raise OutOfTime(mark("{what} used up the {seconds:g} seconds that it may take."), seconds=limits.clock)
        if not self._seconds:
            self._seconds = min(limits.seconds, (limits.total - computed) / 2)
            self._until = computed + self._seconds
        if computed > self._until:
            raise Endless(mark("{what} computed for {seconds:.2g} seconds and had not ended."), seconds=self._seconds)
        if now > self._deadline:
            raise Endless(mark("{what} had not ended after {seconds:.2g} seconds."), seconds=self._patience)


class Channel:
    """The judge's end of the channel to one process with one submission in it."""

    def __init__(self, owner: Owner, channel: socket.socket, clock: Clock) -> None:
        self._owner, self._channel, self._clock = owner, channel, clock
        self._received = bytearray()
        self._ended: tuple[int, float] | None = None
        _wake(channel)

    def send(self, message: dict[str, Any], data: bytes = b"") -> None:
        """Send a message, and raw bytes after it."""
        rest = memoryview(line(message) + data)
        while rest:
            try:
                rest = rest[self._channel.send(rest) :]
            except (TimeoutError, BlockingIOError):
                pass
            except OSError:
                self._gone()
            if rest:
                self._clock.tick(self._owner)

    def receive(self) -> dict[str, Any]:
        """Wait for one message. The clock is looked at after every read, whatever came."""
        looked = 0
        while (end := self._received.find(b"\n", looked)) < 0:
            looked = len(self._received)
            if looked > LINE_LIMIT:
                raise Ended(mark("{what} sent more than one megabyte."))
            self._received += self._read()
            self._clock.tick(self._owner)
        self._clock.tick(self._owner)  # many messages may come at one read
        message = bytes(self._received[:end])
        del self._received[: end + 1]
        return parse(message)

    def _read(self) -> bytes:
        """Wait for some bytes; there may be none yet."""
        try:
            data = self._channel.recv(8192)
        except (TimeoutError, BlockingIOError):
            return b""
        except OSError:
            data = b""
        if not data:
            self._gone()
        return data

    def end(self) -> None:
        """End the process; what it used counts."""
        if not self._ended:
            self._channel.close()
            self._ended = self._owner.end()
            self._clock.add(self._ended[1])

    def _gone(self) -> NoReturn:
        """Say how the process ended by itself."""
        self.end()
        assert self._ended is not None
        how = self._ended[0]
        if not os.WIFSIGNALED(how):
            raise Ended(mark("{what} ended Python."))
        killed = signal.Signals(os.WTERMSIG(how)).name
        if killed in ("SIGKILL", "SIGXCPU"):
            raise Ended(mark("{what} used too much time or memory, or cut itself off."))
        raise Ended(mark("{what} crashed Python ({signal})."), signal=killed)


def _wake(channel: socket.socket) -> None:
    """Let the judge wait on a channel for a `TICK` at a time. The kernel's own clock saves a call for each message."""
    if sys.platform == "linux":
        channel.settimeout(None)
        seconds = struct.pack("ll", 0, int(TICK * 1e6))
        channel.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, seconds)
        channel.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, seconds)
    else:
        channel.settimeout(TICK)


def numpy_folder() -> Path:
    """Return the folder of NumPy, without loading it."""
    spec = importlib.util.find_spec("numpy")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent
