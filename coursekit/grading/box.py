"""A process that can do nothing but compute and answer.

`Box` is a bubblewrap sandbox with a warm Python in it: no network, no `/proc`, no environment, nothing that can be
written to, and of the file system Python and NumPy only. `open` forks it for one submission; the fork may make only
the system calls of `CALLS`. `Bare` does the same work without protection, for systems that have no bubblewrap and
instructors who trust their class.
"""

import functools
import importlib.util
import json
import os
import secrets
import shutil
import signal
import socket
import struct
import subprocess
import sys
import sysconfig
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn, Protocol, Self

from coursekit.grading.inside.wire import LINE_LIMIT, line, parse

__all__ = ["Bare", "Box", "BoxError", "Child", "Ended", "Limits"]

# All that a learner's code may ask of the kernel: memory, reading files, the time, its own end, and one channel that
# is open already. Every other call fails with "operation not permitted": there is no way to start a process or a
# thread, to send a signal, to open a socket, to look at another process.
CALLS = (
    "access brk clock_getres clock_gettime clock_nanosleep close dup exit exit_group faccessat faccessat2 "
    "fadvise64 fstat fstatfs futex getcwd getdents getdents64 getegid geteuid getgid getgroups getpgrp getpid "
    "getppid getrandom getrusage getsid gettid gettimeofday getuid lseek lstat madvise mmap mprotect mremap "
    "munmap nanosleep newfstatat open openat poll ppoll pread64 pselect6 read readlink readlinkat readv recvfrom "
    "restart_syscall rt_sigaction rt_sigprocmask rt_sigreturn sched_getaffinity sched_yield select sendto "
    "sigaltstack stat statfs statx time times uname write writev "
)
FCNTL = {"F_DUPFD": 0, "F_GETFD": 1, "F_SETFD": 2, "F_GETFL": 3, "F_DUPFD_CLOEXEC": 1030}  # what opening a file needs
TCGETS = 0x5401  # and whether it is a terminal

START = 30.0  # seconds to wait for a box, on a very busy machine
TICK = 0.25  # seconds between two looks at what a child has used
ONE_THREAD = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL")}
FIXED_HASHES = {"PYTHONHASHSEED": "0"}  # the same order of a set in every run
PYTHON = ("-s", "-S", "-P", "-B")
INSIDE = Path(__file__).parent / "inside"

INSTALL = (
    "Grading needs bubblewrap (the command `bwrap`), which keeps submissions away from this computer. Install it "
    "with `apt install bubblewrap` (Debian, Ubuntu), `dnf install bubblewrap` (Fedora) or `conda install bubblewrap`. "
    "It runs on Linux only. If you trust every submission as you trust your own code, `--no-sandbox` grades without it."
)


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
    """What `Child` needs of the one who started it."""

    def cpu(self) -> float:
        """Return the seconds of computing so far."""

    def end(self) -> tuple[int, float]:
        """End the process and all that it left behind; return how it ended, as `os.wait` does, and its time."""


class Child:
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


class Box:
    """A warm sandbox: `open` gives a fresh process with NumPy loaded, in about a millisecond."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        command, packages = _bubblewrap()
        setup = {"filter": _filter().hex(), **_rlimits(self.limits)}
        self._control, inner = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._control.settimeout(START)
        boot = f"import sys; sys.path[:0] = ['/box', {packages!r}]; from inside.zygote import main; main()"
        with inner, tempfile.TemporaryFile() as errors:
            self._process = subprocess.Popen(
                [*command, "-c", boot, str(inner.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=errors,
                pass_fds=[inner.fileno()],
                start_new_session=True,
            )
            inner.close()
            try:
                self._control.send(json.dumps(setup).encode())
                ready = self._control.recv(64) == b"ready"
            except OSError:
                ready = False
            if not ready:
                self.close()
                errors.seek(0)
                raise BoxError(_why(errors.read().decode(errors="replace")))

    def open(self, spent: tuple[float, float] = (0.0, 0.0)) -> Child:
        """Fork a process for one submission, or to go on with it after a hang."""
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                socket.send_fds(self._control, [b"open"], [theirs.fileno()])
            except OSError as error:
                ours.close()
                raise BoxError(f"The box has ended ({error}).") from None
        return Child(self, ours, self.limits, spent)

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
            raise BoxError(f"The box does not answer ({error}).") from None
        if not answer:
            raise BoxError("The box has ended.")
        return answer

    def close(self) -> None:
        """End the box."""
        self._control.close()
        self._process.kill()
        self._process.wait()

    def __enter__(self) -> Self:
        """Give the box."""
        return self

    def __exit__(self, *error: object) -> None:
        """End the box."""
        self.close()


class Bare:
    """No sandbox: a plain process for each submission, which can do whatever the instructor can do."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._process: subprocess.Popen[bytes] | None = None

    def open(self, spent: tuple[float, float] = (0.0, 0.0)) -> Child:
        """Start a process for one submission."""
        boot = (
            "import socket, sys; sys.path[:0] = sys.argv[1:3]; from inside.child import Child, prepare; "
            "del sys.path[0]; prepare(); s = socket.create_connection(('127.0.0.1', int(sys.argv[3]))); "
            "s.sendall(sys.stdin.buffer.read(32)); Child(s).serve()"
        )
        keep = {
            name: os.environ[name] for name in ("SYSTEMROOT", "TEMP", "TMP") if name in os.environ
        }  # Windows needs them
        token = secrets.token_hex(16).encode()
        with socket.create_server(("127.0.0.1", 0)) as server, tempfile.TemporaryDirectory() as folder:
            server.settimeout(START)
            paths = [str(INSIDE.parent), str(_numpy().parent), str(server.getsockname()[1])]
            self._process = subprocess.Popen(
                [sys.executable, *PYTHON, "-c", boot, *paths],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=keep | ONE_THREAD | FIXED_HASHES,
                cwd=folder,
            )
            assert self._process.stdin is not None
            self._process.stdin.write(token)
            self._process.stdin.close()
            try:
                channel, _ = server.accept()
            except TimeoutError:
                raise BoxError(f"Python ({sys.executable}) did not start within {START:g} seconds.") from None
        channel.settimeout(START)
        if channel.recv(32, socket.MSG_WAITALL) != token:
            raise BoxError("Another program of this computer came between the judge and the submission.")
        return Child(self, channel, self.limits, spent)

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


def _wake(channel: socket.socket) -> None:
    """Let the judge wait on a channel for a `TICK` at a time. The kernel's own clock saves a call for each message."""
    if sys.platform == "linux":
        channel.settimeout(None)
        seconds = struct.pack("ll", 0, int(TICK * 1e6))
        channel.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, seconds)
        channel.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, seconds)
    else:
        channel.settimeout(TICK)


def _rlimits(limits: Limits) -> dict[str, int]:
    return {"AS": limits.memory, "CPU": int(limits.total) + 5, "FSIZE": 0, "NOFILE": 64, "CORE": 0}


def _numpy() -> Path:
    spec = importlib.util.find_spec("numpy")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent


def _interpreter() -> str:
    """Return the Python that a virtual environment points to: the box has no virtual environment."""
    return os.path.realpath(getattr(sys, "_base_executable", None) or sys.executable)


def _bubblewrap() -> tuple[list[str], str]:
    """Write the command that makes the box: Python, NumPy and the system's libraries, read-only, and nothing else.

    Returns
    -------
    (list of str, str)
        The command, and the folder in the box where NumPy is.
    """
    bwrap = shutil.which("bwrap")
    if not bwrap or sys.platform != "linux":
        raise BoxError(INSTALL)
    interpreter = Path(_interpreter())
    prefix = interpreter.parent.parent
    folders = [
        "/lib",
        "/lib64",
        "/usr/lib",
        "/usr/lib64",
        str(prefix / "lib"),
        str(prefix / "lib64"),
        sysconfig.get_path("stdlib"),
    ]
    options = [
        "--unshare-all",
        "--unshare-user",
        "--disable-userns",
        "--uid",
        "65534",
        "--gid",
        "65534",
        "--hostname",
        "box",
    ]
    options += ["--cap-drop", "ALL", "--new-session", "--die-with-parent", "--as-pid-1", "--clearenv"]
    for name, value in (ONE_THREAD | FIXED_HASHES).items():
        options += ["--setenv", name, value]
    bound: list[Path] = []
    for folder in map(Path, folders):
        if folder.is_symlink():
            options += ["--symlink", os.readlink(folder), str(folder)]
        elif folder.is_dir() and not any(folder.is_relative_to(other) for other in bound):
            options += ["--ro-bind", str(folder), str(folder)]
            bound.append(folder)
    # What is installed for Python is hidden, the course among it, and NumPy alone is put back: in its place where
    # that is among these folders, because conda's finds its libraries from there.
    packages = {
        path
        for folder in bound
        for kind in ("site", "dist")
        for path in folder.glob(f"python3*/{kind}-packages")
        if path.is_dir()
    }
    hidden = sorted(str(path) for path in packages)
    for path in hidden:
        options += ["--tmpfs", path]
    numpy = _numpy()
    place = numpy.parent if numpy.parent in packages else Path("/box/packages")
    for source in (numpy, numpy.with_name("numpy.libs")):
        options += ["--ro-bind-try", str(source), str(place / source.name)]
    options += ["--ro-bind", str(interpreter), str(interpreter), "--ro-bind", str(INSIDE), "/box/inside"]
    for name in ("/etc/alternatives", "/etc/ld.so.cache"):  # where the libraries are
        options += ["--ro-bind-try", name, name]
    options += ["--dev-bind", "/dev/null", "/dev/null", "--chdir", "/"]
    for path in (*hidden, "/"):
        options += ["--remount-ro", path]
    return [bwrap, *options, "--", str(interpreter), *PYTHON], str(place)


@functools.cache
def _filter() -> bytes:
    """Compile `CALLS` into a seccomp filter, as the kernel takes it."""
    try:
        import pyseccomp as seccomp
    except (ImportError, RuntimeError, OSError) as error:
        raise BoxError(
            f"Grading needs seccomp, and it cannot be loaded ({error}). Install it with "
            "`pip install 'coursekit[grade]'`, and the system's libseccomp with `apt install libseccomp2` or "
            "`dnf install libseccomp`."
        ) from None
    rules = seccomp.SyscallFilter(seccomp.ERRNO(1))  # EPERM
    for name in CALLS.split():
        try:
            rules.add_rule(seccomp.ALLOW, name)
        except (OSError, ValueError, RuntimeError):
            continue  # this kind of processor has no such call
    for command in FCNTL.values():
        rules.add_rule(seccomp.ALLOW, "fcntl", seccomp.Arg(1, seccomp.EQ, command))
    rules.add_rule(seccomp.ALLOW, "ioctl", seccomp.Arg(1, seccomp.EQ, TCGETS))
    with tempfile.TemporaryFile() as file:
        rules.export_bpf(file)
        file.seek(0)
        return file.read()


def _why(errors: str) -> str:
    """Say why no box could be made."""
    last = errors.strip().splitlines()[-1] if errors.strip() else "it ended without a word"
    if "bwrap" not in last:
        return f"Python does not start in the box: {last}"
    return (
        f"bubblewrap cannot make a box here: {last}. In a container, or where the system forbids user namespaces, "
        "grading needs that permission (Docker: `--security-opt seccomp=unconfined --security-opt "
        "systempaths=unconfined`; Ubuntu: an AppArmor profile for bwrap). If you trust every submission as you trust "
        "your own code, `--no-sandbox` grades without it."
    )
