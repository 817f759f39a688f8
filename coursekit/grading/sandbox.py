"""A process that can do nothing but compute and answer.

`Sandbox` is bubblewrap with a warm Python in it: no network, no `/proc`, no environment, nothing that can be written
to, and of the file system Python and NumPy only (see `walls`). `open` forks it for one submission; the fork may make
few system calls (see `calls`).
"""

import json
import socket
import subprocess
import tempfile
from typing import Self

from coursekit.grading.calls import seccomp_filter
from coursekit.grading.channel import START, BoxError, Channel, Clock, Limits
from coursekit.grading.walls import command, why_not
from coursekit.words import say

__all__ = ["Sandbox"]


class Sandbox:
    """A warm sandbox: `open` gives a fresh process with NumPy loaded, in about a millisecond."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        setup = {"filter": seccomp_filter().hex(), **_rlimits(self.limits)}
        start = command()
        self._control, inner = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._control.settimeout(START)
        with inner, tempfile.TemporaryFile() as errors:
            try:
                self.process = subprocess.Popen(
                    [*start, str(inner.fileno())],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=errors,
                    pass_fds=[inner.fileno()],
                    start_new_session=True,
                )
            except OSError as error:
                self._control.close()
                raise BoxError(say("The box cannot be started ({error}).", error=error)) from None
            inner.close()
            try:
                self._control.send(json.dumps(setup).encode())
                ready = self._control.recv(64) == b"ready"
            except OSError:
                ready = False
            if not ready:
                self.close()
                errors.seek(0)
                raise BoxError(why_not(errors.read().decode(errors="replace")))

    def open(self, clock: Clock) -> Channel:
        """Fork a process for one submission, or to go on with it after a hang."""
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                socket.send_fds(self._control, [b"open"], [theirs.fileno()])
            except OSError as error:
                ours.close()
                raise BoxError(say("The box has ended ({error}).", error=error)) from None
        return Channel(self, ours, clock)

    def cpu(self) -> float:
        """Return the seconds of computing that the process has used."""
        return float(self._ask(b"cpu"))

    def end(self) -> tuple[int, float]:
        """End the process, and everything else that may be left in the box."""
        how, seconds = json.loads(self._ask(b"end"))
        return how, seconds

    def _ask(self, question: bytes) -> bytes:
        try:
            self._control.send(question)
            answer = self._control.recv(64)
        except OSError as error:
            raise BoxError(say("The box does not answer ({error}).", error=error)) from None
        if not answer:
            raise BoxError(say("The box has ended."))
        return answer

    def close(self) -> None:
        """End the box."""
        self._control.close()
        self.process.kill()
        self.process.wait()

    def __enter__(self) -> Self:
        """Give the box."""
        return self

    def __exit__(self, *error: object) -> None:
        """End the box."""
        self.close()


def _rlimits(limits: Limits) -> dict[str, int]:
    return {"AS": limits.memory, "CPU": int(limits.total) + 5, "FSIZE": 0, "NOFILE": 64, "CORE": 0}
