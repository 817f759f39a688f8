"""Loop for ever, and swallow whatever wants to end it."""
import signal
for number in range(1, 65):
    attempt("", lambda: signal.signal(number, signal.SIG_IGN) and None)
got.clear()
def slope(f, x, h):
    while True:
        try:
            while True: pass
        except BaseException: continue
