"""Leave processes behind."""
import multiprocessing, os, subprocess
attempt("fork", os.fork)
attempt("forkpty", os.forkpty)
attempt("spawn", lambda: os.posix_spawn("/bin/sh", ["sh"], {}))
attempt("run", lambda: subprocess.run(["true"]).returncode)
attempt("Process", lambda: multiprocessing.Process(target=print).start())
attempt("exec", lambda: os.execv("/bin/sh", ["sh"]))
attempt("system", lambda: os.system("true") == 0 or 1 / 0)
# %%
def slope(f, x, h): return report()
