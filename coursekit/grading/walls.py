"""The command that makes a box: bubblewrap, and the files that stand in it.

In the box are Python's standard library, NumPy, and the shared libraries that the two need: nothing else of the
system, and nothing that is installed beside NumPy. They stand in places of their own, so that the names of the
instructor's folders are not seen; what Python's own program file says of the place where it was built stays in it.
"""

import functools
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import time
from pathlib import Path

from coursekit.grading.channel import ENVIRONMENT, INSIDE, PYTHON, TELLING, BoxError, numpy_folder
from coursekit.words import mark, say

__all__ = ["command", "has_own_time", "why_not"]

PLACE = Path("/python")  # of Python in the box
BOX = Path("/box")  # of the rest

# Of the standard library: the modules whose libraries are there too (those for a screen, a terminal, a network or a
# database are not), and the folders that are not there.
LINKED = "zlib binascii _bz2 _lzma _zstd _hashlib _blake2 _ctypes _decimal _uuid pyexpat"
HIDDEN = (
    "site-packages",
    "dist-packages",
    "config-*",
    "test",
    "idlelib",
    "ensurepip",
    "lib2to3",
    "tkinter",
    "turtledemo",
)

INSTALL = mark(
    "Grading needs bubblewrap (the command `bwrap`), which keeps submissions away from this computer. Install it "
    "with `apt install bubblewrap` (Debian, Ubuntu), `dnf install bubblewrap` (Fedora) or `conda install bubblewrap`. "
    "It runs on Linux only. If you trust every submission as you trust your own code, `--no-sandbox` grades without it."
)
FORBIDDEN = mark(
    "bubblewrap cannot make a box here: {last}. In a container, or where the system forbids user namespaces, grading "
    "needs that permission (Docker: `--security-opt seccomp=unconfined --security-opt systempaths=unconfined`; Ubuntu: "
    "an AppArmor profile for bwrap). If you trust every submission as you trust your own code, `--no-sandbox` grades "
    "without it."
)


def command() -> list[str]:
    """Write the command that starts Python in a new box; what follows are Python's arguments.

    Raises
    ------
    BoxError
        This system has no bubblewrap.
    """
    bwrap = shutil.which("bwrap")
    if not bwrap or sys.platform != "linux":
        raise BoxError(say(INSTALL))
    options = ["--unshare-all", "--unshare-user", "--disable-userns", "--uid", "65534", "--gid", "65534"]
    options += [
        "--hostname",
        "box",
        "--cap-drop",
        "ALL",
        "--new-session",
        "--die-with-parent",
        "--as-pid-1",
        "--clearenv",
    ]
    for name, value in (ENVIRONMENT | {"LD_LIBRARY_PATH": str(BOX / "lib")}).items():
        options += ["--setenv", name, value]
    interpreter, library = PLACE / "bin" / "python3", _library()
    for source, place in _files():
        options += ["--ro-bind", source, place]
    hidden = [str(library / path.name) for pattern in HIDDEN for path in _stdlib().glob(pattern)]
    for path in hidden:
        options += ["--tmpfs", path]
    options += ["--dev-bind", "/dev/null", "/dev/null", "--chdir", "/"]
    for path in (*hidden, "/"):
        options += ["--remount-ro", path]
    start = f"import sys; sys.path[:0] = [{str(BOX)!r}, {str(BOX / 'packages')!r}]; "
    start += "import telling; from inside.zygote import main; main(telling)"
    return [*_own_time(), bwrap, *options, "--", str(interpreter), *PYTHON, "-c", start]


def _interpreter() -> Path:
    """Return the Python that a virtual environment points to: the box has no virtual environment."""
    return Path(os.path.realpath(getattr(sys, "_base_executable", None) or sys.executable))


def _stdlib() -> Path:
    return Path(sysconfig.get_path("stdlib"))


def _library() -> Path:
    """Return the place of the standard library in the box, where Python looks for it."""
    return PLACE / sys.platlibdir / f"python{sys.version_info.major}.{sys.version_info.minor}"


@functools.cache
def _files() -> tuple[tuple[str, str], ...]:
    """Return all that stands in the box: where it is, and where it is to be."""
    numpy, stdlib = numpy_folder(), _stdlib()
    found = {PLACE / "bin" / "python3": _interpreter(), _library(): stdlib, BOX / "inside": INSIDE}
    found |= {BOX / "telling.py": TELLING, BOX / "packages" / "numpy": numpy}
    if (libraries := numpy.with_name("numpy.libs")).is_dir():
        found[BOX / "packages" / "numpy.libs"] = libraries
    for path in stdlib.glob("_sysconfigdata*.py"):  # says where Python was built
        found[_library() / path.name] = INSIDE / "unknown.py"
    modules = [path for name in LINKED.split() for path in (stdlib / "lib-dynload").glob(f"{name}.*so")]
    modules += [path for path in numpy.rglob("*.so") if "tests" not in path.parts]
    for name, path in _needed([_interpreter(), *modules]):
        if not path.resolve().is_relative_to(numpy.parent):
            found[Path(name) if name.startswith("/") else BOX / "lib" / name] = path.resolve()
    return tuple((str(source), str(place)) for place, source in found.items())


def _needed(files: list[Path]) -> list[tuple[str, Path]]:
    """Return the shared libraries that these files need: the name that each is asked for by, and its path."""
    try:
        said = subprocess.run(["ldd", *map(str, files)], capture_output=True, text=True, errors="replace").stdout
    except OSError as error:
        raise BoxError(say("Grading needs the command `ldd`, and it does not run ({error}).", error=error)) from None
    found = re.findall(r"^\s+(\S+) => (/.*) \(0x", said, re.MULTILINE)
    loaders = re.findall(r"^\s+(/.*) \(0x", said, re.MULTILINE)  # asked for by its path
    return [(name, Path(path)) for name, path in found] + [(path, Path(path)) for path in sorted(set(loaders))]


def _own_time() -> list[str]:
    """Begin the clock of a box at 0, where the system can: else it says how long this computer has been running."""
    if not has_own_time():
        return []
    since = -int(time.monotonic())
    return [*OWN_TIME, "--monotonic", str(since), "--boottime", str(since), "--"]


OWN_TIME = ["unshare", "--user", "--map-current-user", "--time"]


@functools.cache
def has_own_time() -> bool:
    """Whether this system lets a box have a clock of its own: Linux 5.6 with util-linux 2.36, and the permission."""
    bwrap = ["bwrap", "--unshare-all", "--unshare-user", "--disable-userns", "--ro-bind", "/", "/", "true"]
    try:
        order = [*OWN_TIME, "--monotonic", "0", "--boottime", "0", "--", *bwrap]
        return subprocess.run(order, capture_output=True).returncode == 0
    except OSError:
        return False


def why_not(errors: str) -> str:
    """Say why no box could be made, by what was written on stderr."""
    last = errors.strip().splitlines()[-1] if errors.strip() else say("it ended without a word")
    if "bwrap" not in last:
        return say("Python does not start in the box: {last}", last=last)
    return say(FORBIDDEN, last=last)
