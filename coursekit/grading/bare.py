"""A box without walls, for systems that have no bubblewrap and instructors who trust their class."""

import os
import secrets
import socket
import subprocess
import sys
import tempfile
from typing import Self

from coursekit.grading.channel import (
    ENVIRONMENT,
    INSIDE,
    PYTHON,
    START,
    TELLING,
    BoxError,
    Channel,
    Clock,
    Limits,
    numpy_folder,
)
from coursekit.words import mark, say

__all__ = ["Bare"]


class Bare:
    """No sandbox: a plain process for each submission, which can do whatever the instructor can do."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._process: subprocess.Popen[bytes] | None = None

    def open(self, clock: Clock) -> Channel:
        """Start a process for one submission."""
        boot = (
            "import socket, sys; sys.path[:0] = sys.argv[1:4]; import telling; "
            "from inside.child import Child, prepare; del sys.path[:2]; prepare(); "
            "s = socket.create_connection(('127.0.0.1', int(sys.argv[4]))); "
            "s.sendall(sys.stdin.buffer.read(32)); Child(s, telling).serve()"
        )
        keep = {
            name: os.environ[name] for name in ("SYSTEMROOT", "TEMP", "TMP") if name in os.environ
        }  # Windows needs them
        token = secrets.token_hex(16).encode()
        with socket.create_server(("127.0.0.1", 0)) as server, tempfile.TemporaryDirectory() as folder:
            server.settimeout(START)
            folders = [INSIDE.parent, TELLING.parent, numpy_folder().parent]
            self._process = subprocess.Popen(
                [sys.executable, *PYTHON, "-c", boot, *map(str, folders), str(server.getsockname()[1])],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=keep | ENVIRONMENT,
                cwd=folder,
            )
            assert self._process.stdin is not None
            self._process.stdin.write(token)
            self._process.stdin.close()
            try:
                channel, _ = server.accept()
            except TimeoutError:
                template = mark("Python ({python}) did not start within {seconds:g} seconds.")
                raise BoxError(say(template, python=sys.executable, seconds=START)) from None
        channel.settimeout(START)
        if channel.recv(32, socket.MSG_WAITALL) != token:
            raise BoxError(say("Another program of this computer came between the judge and the submission."))
        return Channel(self, channel, clock)

    def cpu(self) -> float:
        """Return 0: without a box only the clock counts."""
        return 0.0

    def end(self) -> tuple[int, float]:
        """End the process."""
        assert self._process is not None
        code = self._process.poll()
        self._process.kill()
        self._process.wait()
        return (-code if code is not None and code < 0 else (code or 0) << 8), 0.0

    def close(self) -> None:
        """Do nothing: no process waits."""

    def __enter__(self) -> Self:
        """Give it."""
        return self

    def __exit__(self, *error: object) -> None:
        """Do nothing."""
