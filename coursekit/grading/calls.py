"""What a submission may ask of the kernel, as a seccomp filter.

Memory, reading files, the time, its own end, and one channel that is open already. Every other call fails with
"operation not permitted": there is no way to start a process or a thread, to send a signal, to open a socket, to look
at another process.
"""

import functools
import os
import tempfile
from typing import Any

from coursekit.grading.channel import BoxError
from coursekit.words import mark, say

__all__ = ["seccomp_filter"]

FREE = (
    "access brk close dup exit exit_group faccessat faccessat2 fadvise64 fstat getcwd getdents getdents64 getegid "
    "geteuid getgid getgroups getpgrp getpid getppid getrandom getrusage getsid gettid gettimeofday getuid lseek lstat "
    "mremap munmap nanosleep newfstatat poll ppoll pread64 pselect6 read readlink readlinkat readv restart_syscall "
    "rt_sigaction rt_sigprocmask rt_sigreturn sched_getaffinity sched_yield select sigaltstack stat statx time uname "
    "write writev"
)

READ, WRITE, EXECUTE = 1, 2, 4  # of memory
PRIVATE, REAL_TIME = 128, 256  # of a futex: not shared with other processes; by the clock on the wall
WAIT, WAKE, REQUEUE, WAKE_OP, WAIT_BITSET, WAKE_BITSET = 0, 1, 4, 5, 9, 10
PLAIN_ADVICE = range(5)  # normal, random, sequential, will need, do not need
CLOCKS = range(8)  # the time, and what this process and thread have used; not what others have
TCGETS = 0x5401  # is it a terminal?
DUPLICATE, GET_CLOSING, SET_CLOSING, GET_FLAGS, DUPLICATE_CLOSING = 0, 1, 2, 3, 1030  # what opening a file needs

# What a file may be opened with: reading, and writing to /dev/null. Not O_PATH, O_DIRECT or O_TMPFILE.
OPEN = "ACCMODE CREAT EXCL TRUNC APPEND NONBLOCK NOCTTY CLOEXEC DIRECTORY NOFOLLOW"

# Calls that are free with some of their arguments only: which argument, and what it may be.
SOME: tuple[tuple[str, int, tuple[int, ...]], ...] = (
    ("mmap", 2, (0, READ, READ | WRITE, WRITE, EXECUTE, READ | EXECUTE)),  # never both written and executed
    ("mprotect", 2, (0, READ, READ | WRITE, WRITE)),
    ("madvise", 2, tuple(PLAIN_ADVICE)),
    ("futex", 1, tuple(PRIVATE | kind for kind in (WAIT, WAKE, REQUEUE, WAKE_OP, WAIT_BITSET, WAKE_BITSET))),
    ("futex", 1, (PRIVATE | REAL_TIME | WAIT_BITSET,)),
    ("clock_gettime", 0, tuple(CLOCKS)),
    ("clock_getres", 0, tuple(CLOCKS)),
    ("clock_nanosleep", 0, tuple(CLOCKS)),
    ("fcntl", 1, (DUPLICATE, GET_CLOSING, SET_CLOSING, GET_FLAGS, DUPLICATE_CLOSING)),
    ("ioctl", 1, (TCGETS,)),
)


@functools.cache
def seccomp_filter() -> bytes:
    """Compile the filter, as the kernel takes it."""
    try:
        import pyseccomp as seccomp
    except (ImportError, RuntimeError, OSError) as error:
        template = mark(
            "Grading needs seccomp, and it cannot be loaded ({error}). Install it with "
            "`pip install 'coursekit[grade]'`, and the system's libseccomp with `apt install libseccomp2` or "
            "`dnf install libseccomp`."
        )
        raise BoxError(say(template, error=error)) from None
    rules = seccomp.SyscallFilter(seccomp.ERRNO(1))  # EPERM

    def allow(name: str, *conditions: Any) -> None:
        try:
            rules.add_rule(seccomp.ALLOW, name, *conditions)
        except (OSError, ValueError, RuntimeError):
            return  # this kind of processor has no such call

    for name in FREE.split():
        allow(name)
    for name, argument, values in SOME:
        for value in values:
            allow(name, seccomp.Arg(argument, seccomp.EQ, value))
    others = 0xFFFFFFFF & ~sum(getattr(os, f"O_{name}") for name in OPEN.split())
    for name, argument in ("open", 1), ("openat", 2):
        allow(name, seccomp.Arg(argument, seccomp.MASKED_EQ, others, 0))
    for name in "sendto", "recvfrom":  # on the channel, with no flags and no address
        allow(name, seccomp.Arg(3, seccomp.EQ, 0), seccomp.Arg(4, seccomp.EQ, 0))
    with tempfile.TemporaryFile() as file:
        rules.export_bpf(file)
        file.seek(0)
        return file.read()
