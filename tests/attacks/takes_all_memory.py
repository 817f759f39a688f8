"""Ask for all memory."""
import mmap
attempt("bytes", lambda: len(bytearray(1 << 31)))
attempt("mmap", lambda: len(mmap.mmap(-1, 1 << 31)))
import resource
attempt("limit", lambda: resource.setrlimit(resource.RLIMIT_AS, (-1, -1)) or "raised")
# %%
hoard = []
def slope(f, x, h):
    report()
    while True: hoard.append(bytearray(1 << 24))
