"""Fill the disk, or any place that keeps data."""
import os, tempfile
attempt("temporary", lambda: tempfile.TemporaryFile().write(b"x"))
attempt("memfd", lambda: os.memfd_create("x"))
for folder, folders, files in os.walk("/"):
    attempt(folder, lambda: os.open(folder + "/x", os.O_CREAT | os.O_WRONLY))
    attempt(folder, lambda: os.mkdir(folder + "/y") or "made")
    folders[:] = folders[:3] if folder.count("/") < 4 else []
attempt("device", lambda: os.mknod("/null") or "made")
attempt("link", lambda: os.symlink("/", "/x") or "made")
attempt("remove", lambda: os.remove("/box/inside/child.py") or "removed")
attempt("rename", lambda: os.rename("/box", "/xob") or "renamed")
attempt("mode", lambda: os.chmod("/", 0o777) or "changed")
# %%
def slope(f, x, h): return report()
