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

from coursekit.grading.inside.wire import LINE_LIMIT, line, parse

__all__ = [
    "ENVIRONMENT",
    "INSIDE",
    "PYTHON",
    "START",
    "Box",
    "BoxError",
    "Channel",
    "Ended",
    "Limits",
    "OutOfTime",
    "numpy_folder",
]

TICK = 0.25  # seconds between two looks at what a process has used
START = 30.0  # seconds to wait for a box, on a very busy machine
INSIDE = Path(__file__).parent / "inside"

# How Python runs in a box of either kind: alone, on one thread, with the same order of a set in every run.
PYTHON = ("-s", "-S", "-P", "-B")
ENVIRONMENT = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL")} | {"PYTHONHASHSEED": "0"}


class BoxError(Exception):
    """The box cannot be made; the message says what is missing and what to do."""


class Ended(Exception):
    """The learner's process is gone, or was ended. The message says what it did, to follow "it" or "cell 3"."""


class OutOfTime(Ended):
    """The submission has used all of its time."""


@dataclass(frozen=True)
class Limits:
    """What one submission may use. A busy machine stretches the clock, so what counts is the time of computing."""

    seconds: float = 4.0  # of computing, for one cell or one exercise
    total: float = 30.0  # of computing, for all of a submission
    patience: float = 5.0  # seconds by the clock for each of those, for an answer that sleeps
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

    def open(self, spent: tuple[float, float] = (0.0, 0.0)) -> "Channel":
        """Start a process for one submission, or to go on with it after a hang."""

    def close(self) -> None:
        """End the box."""


class Channel:
    """The judge's end of the channel to one process with one submission in it."""

    def __init__(
        self, owner: Owner, channel: socket.socket, limits: Limits, spent: tuple[float, float] = (0.0, 0.0)
    ) -> None:
        self._owner, self._channel, self._limits = owner, channel, limits
        self._received = b""
        self._spent = spent  # what earlier processes of this submission have used: computing, clock
        self._born = self._looked = time.monotonic()
        self._until = self._deadline = 0.0
        self._ended: tuple[int, float] | None = None
        _wake(channel)

    def allow(self) -> None:
        """Begin a new allowance of time, for one cell or one exercise."""
        self._until = 0.0  # set at the first look, so that what is quick costs no look
        self._deadline = time.monotonic() + self._limits.seconds * self._limits.patience

    def send(self, message: dict[str, Any], data: bytes = b"") -> None:
        """Send a message, and raw bytes after it."""
        rest = memoryview(line(message) + data)
        while rest:
            try:
                rest = rest[self._channel.send(rest) :]
            except (TimeoutError, BlockingIOError):
                self._look()
            except OSError:
                self._gone()

    def receive(self) -> dict[str, Any]:
        """Wait for one message, within the allowance."""
        while (end := self._received.find(b"\n")) < 0:
            if len(self._received) > LINE_LIMIT:
                raise Ended("sent more than one megabyte")
            try:
                data = self._channel.recv(8192)
            except (TimeoutError, BlockingIOError):
                self._look()
                continue
            except OSError:
                data = b""
            if not data:
                self._gone()
            self._received += data
        message, self._received = self._received[:end], self._received[end + 1 :]
        if time.monotonic() - self._looked > TICK:
            self._look()
        return parse(message)

    def end(self) -> tuple[float, float]:
        """End the process; return the seconds of computing and by the clock that this submission has used so far."""
        if not self._ended:
            self._channel.close()
            self._ended = self._owner.end()
        return self._spent[0] + self._ended[1], self._spent[1] + time.monotonic() - self._born

    def _look(self) -> None:
        """Raise if time is up."""
        limits, now = self._limits, time.monotonic()
        self._looked = now
        cpu = self._owner.cpu()
        self._until = self._until or cpu + limits.seconds
        if cpu + self._spent[0] > limits.total or now - self._born + self._spent[1] > limits.total * limits.patience:
            raise OutOfTime(f"used up the {limits.total:g} seconds that one notebook may compute")
        if cpu > self._until:
            raise Ended(f"computed for {limits.seconds:g} seconds and had not ended")
        if now > self._deadline:
            raise Ended(f"had not ended after {limits.seconds * limits.patience:g} seconds")

    def _gone(self) -> NoReturn:
        """Say how the process ended by itself."""
        self._channel.close()
        self._ended = self._owner.end()
        how = self._ended[0]
        if os.WIFSIGNALED(how):
            killed = signal.Signals(os.WTERMSIG(how)).name
            raise Ended("used too much time" if killed in ("SIGKILL", "SIGXCPU") else f"crashed Python ({killed})")
        raise Ended("ended Python")


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
