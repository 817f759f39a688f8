"""Keep something running that slows whoever comes next: timers, alarms, busy destructors."""
import gc, signal
attempt("alarm", lambda: signal.setitimer(signal.ITIMER_REAL, 0.01, 0.01))
class Slow:
    def __del__(self):
        while True: pass
gc.freeze()
slow = Slow()
# %%
def slope(f, x, h): return report()
