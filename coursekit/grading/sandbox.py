"""A process that can do nothing but compute and answer.

`Sandbox` is bubblewrap with a warm Python in it: no network, no `/proc`, no environment, nothing that can be written
to, and of the file system Python and NumPy only. `open` forks it for one submission; the fork may make only the system
calls of `CALLS`.
"""

import functools
import json
import os
import shutil
import socket
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path
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

__all__ = ["Sandbox"]

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

INSTALL = (
    "Grading needs bubblewrap (the command `bwrap`), which keeps submissions away from this computer. Install it "
    "with `apt install bubblewrap` (Debian, Ubuntu), `dnf install bubblewrap` (Fedora) or `conda install bubblewrap`. "
    "It runs on Linux only. If you trust every submission as you trust your own code, `--no-sandbox` grades without it."
)


class Sandbox:
    """A warm sandbox: `open` gives a fresh process with NumPy loaded, in about a millisecond."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        command, packages = _bubblewrap()
        setup = {"filter": _filter().hex(), **_rlimits(self.limits)}
        self._control, inner = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._control.settimeout(START)
        boot = f"import sys; sys.path[:0] = ['/box', {packages!r}]; "
        boot += "import telling; from inside.zygote import main; main(telling)"
        with inner, tempfile.TemporaryFile() as errors:
            self.process = subprocess.Popen(
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

    def open(self, clock: Clock) -> Channel:
        """Fork a process for one submission, or to go on with it after a hang."""
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                socket.send_fds(self._control, [b"open"], [theirs.fileno()])
            except OSError as error:
                ours.close()
                raise BoxError(f"The box has ended ({error}).") from None
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
            raise BoxError(f"The box does not answer ({error}).") from None
        if not answer:
            raise BoxError("The box has ended.")
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
    for name, value in ENVIRONMENT.items():
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
    numpy = numpy_folder()
    place = numpy.parent if numpy.parent in packages else Path("/box/packages")
    for source in (numpy, numpy.with_name("numpy.libs")):
        options += ["--ro-bind-try", str(source), str(place / source.name)]
    options += ["--ro-bind", str(interpreter), str(interpreter), "--ro-bind", str(INSIDE), "/box/inside"]
    options += ["--ro-bind", str(TELLING), "/box/telling.py"]
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
