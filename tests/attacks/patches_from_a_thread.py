"""Patch later, from a thread."""
import threading, time, _thread
def later():
    time.sleep(0.01)
    globals()["slope"] = lambda f, x, h: 1.0
attempt("thread", lambda: threading.Thread(target=later, daemon=True).start())
attempt("_thread", lambda: _thread.start_new_thread(later, ()))
from concurrent.futures import ThreadPoolExecutor
attempt("pool", lambda: ThreadPoolExecutor().submit(later))
# %%
def slope(f, x, h): return report()
