"""Try every file descriptor that may be open: read, write, receive others through the channel."""
import array, os, socket, stat
channels = 0
for fd in range(3, 1024):
    try:
        kind = os.fstat(fd).st_mode
    except OSError:
        continue
    channels += stat.S_ISSOCK(kind)
    attempt(f"a file {fd}", lambda: 1 / (not stat.S_ISSOCK(kind)))
attempt("more than one channel", lambda: 1 / (channels > 1))
attempt("as a socket", lambda: socket.socket(fileno=3).sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [0]))]))
for fd in (0, 1, 2):
    attempt("read", lambda: os.read(fd, 10) or 1 / 0)
# %%
def slope(f, x, h): return report()
