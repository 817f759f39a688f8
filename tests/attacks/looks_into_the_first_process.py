"""Trace, read, write, limit or signal the first process by the kernel's own calls."""
import ctypes, fcntl, os
libc = ctypes.CDLL(None, use_errno=True)
buffer = ctypes.create_string_buffer(64)
def call(what, number, *args):
    attempt(what, lambda: 1 / (libc.syscall(number, *args) + 1))
call("ptrace attach", 101, 16, 1, 0, 0)
call("ptrace seize", 101, 0x4206, 1, 0, 0)
call("process_vm_readv", 310, 1, buffer, 1, buffer, 1, 0)
call("process_vm_writev", 311, 1, buffer, 1, buffer, 1, 0)
call("pidfd_open", 434, 1, 0)
call("pidfd_send_signal", 424, 3, 9, 0, 0)
call("pidfd_getfd", 438, 3, 3, 0)
call("prlimit", 302, 1, 0, buffer, 0)
call("tgkill", 234, 1, 1, 9)
call("rt_sigqueueinfo", 129, 1, 9, buffer)
call("kcmp", 312, 1, os.getpid(), 0, 0, 0)
call("setpriority", 141, 0, 1, 19)
call("sched_setaffinity", 203, 1, 8, buffer)
call("ioprio_set", 251, 1, 1, 0)
call("migrate_pages", 256, 1, 8, buffer, buffer)
for fd in range(20):
    attempt("F_SETOWN", lambda: fcntl.fcntl(fd, fcntl.F_SETOWN, 1))
    attempt("F_SETSIG", lambda: fcntl.fcntl(fd, fcntl.F_SETSIG, 9))
    attempt("FIOSETOWN", lambda: fcntl.ioctl(fd, 0x8901, buffer))
    attempt("F_NOTIFY", lambda: fcntl.fcntl(fd, 1026, 1))
# %%
def slope(f, x, h): return report()
