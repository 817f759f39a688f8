"""Make .venv with the course in it, once: what `course.py` does first. Python's standard library only."""

import contextlib
import hashlib
import importlib.util
import math
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, NamedTuple

from coursekit import mirror, stick
from coursekit.words import mark, say

__all__ = ["PYTHON", "ROOT", "STOPPED", "once", "remedy", "try_once"]

ROOT = Path(__file__).absolute().parents[1]
VENV = ROOT / ".venv"
PROGRAMS, EXE = (VENV / "Scripts", ".exe") if os.name == "nt" else (VENV / "bin", "")
PYTHON = PROGRAMS / f"python{EXE}"
UV = PROGRAMS / f"uv{EXE}"
NOTE = VENV / "installed.txt"
LOCK = ROOT / ".venv.lock"
PATIENCE = 120  # seconds for what the course can do without

Command = list[str | Path]

NETWORK = "connect|dns|name resolution|timed out|proxy|certificate|fetch|sending request"
NO_PACKAGE = "no matching distribution|no solution found"
REMEDIES = {  # words of Python or of an installer: what to do
    "read-only|permission denied|access is denied|operation not permitted": mark(
        "The folder of the course cannot be written. Close the programs that use it, or copy it to a place of your own"
    ),
    "space left|error 28|error 112|quota": mark("The disk is full. Make 2 GB free"),
    NETWORK: mark("The packages could not be fetched. Go online (behind a proxy, set HTTPS_PROXY)"),
    "ensurepip is not|are missing": mark(
        "This Python cannot make environments. Install python3-venv (`sudo apt install python3-venv`)"
    ),
    NO_PACKAGE: mark(
        "A package is not where pip is told to look. Go online, see what it is told (`python3 -m pip config list`)"
    ),
    "failed to build|metadata-generation": mark(
        "A package does not know this Python yet. Take an older one, such as 3.13"
    ),
    "": mark(
        "The course could not be installed in this way. Take another one from README.md, or delete the folder .venv"
    ),
}
LACKING = mark(
    "The stick lacks a package. Make it again, or go online and delete the folder wheels, which came with the course"
)
OF_A_STICK = {NETWORK: LACKING, NO_PACKAGE: LACKING}
STOPPED = mark("Stopped. The same command goes on from here.")


class Way(NamedTuple):
    """Commands that install."""

    make: Command  # makes .venv
    bring: Command  # puts an installer into it, or nothing
    add: Command  # adds the packages that follow
    seconds: float  # after which `add` has hung


def once(extras: str) -> None:
    """Install the course with these extras, unless that is done already and pyproject.toml has not changed since."""
    if _installed(extras):
        return
    with _alone():
        if not _installed(extras):
            _install(extras)


def try_once(extra: str) -> None:
    """Add to the course that is installed what it can do without, if pyproject.toml has such an extra.

    Whether or not that goes well, later starts do not try again: they need no network.
    """
    note = VENV / f"{extra}.txt"
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    if extra not in declared or (note.exists() and note.read_text("utf-8") == _note(extra)):
        return
    print(say("Fetching the words of JupyterLab, once "), end="", file=sys.stderr, flush=True)
    with _alone():
        with contextlib.suppress(stick.StickError):
            wheels = _wheels(extra)
            for way in _ways(wheels):
                with contextlib.suppress(OSError, subprocess.CalledProcessError):
                    _add(way, declared[extra], PATIENCE, wheels)
                    break
        note.write_text(_note(extra), "utf-8")
    print(file=sys.stderr)


def remedy(said: str, remedies: dict[str, str] = REMEDIES) -> str:
    """Return one sentence, what to do, and the last complaint of Python or of an installer."""
    full = "no space left" if shutil.disk_usage(ROOT).free < 100e6 else ""  # ensurepip does not say so
    todo = next(todo for words, todo in remedies.items() if re.search(words, full + said, re.IGNORECASE))
    complaints = re.findall(r"^.*error: .+ .*$", said, re.IGNORECASE | re.MULTILINE) or said.strip().split("\n")
    words = mark("{todo} and run the same command again. (What it said: {said})")
    return say(words, todo=say(todo), said=complaints[-1].strip())


def _note(extras: str) -> str:
    """Say what is installed: two notes differ if the packages that are asked for do."""
    asked = (ROOT / "pyproject.toml").read_bytes() + (ROOT / "constraints.txt").read_bytes()
    return f"{hashlib.sha256(asked).hexdigest()} {extras}"


def _noted() -> str:
    return NOTE.read_text("utf-8", "replace") if NOTE.exists() else ""


def _installed(extras: str) -> bool:
    return _noted() in (_note(extras), _note("test")) and _sound()


def _sound() -> bool:
    """Ask .venv for the course. It cannot answer if it is half-made, or if its Python was moved or replaced."""
    question = "import os, numpy, coursekit; assert os.path.samefile(coursekit.__path__[0], 'coursekit')"
    command = [str(PYTHON), "-I", "-c", question]
    return PYTHON.exists() and subprocess.run(command, cwd=ROOT, stderr=subprocess.DEVNULL).returncode == 0


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Let no other launcher change .venv meanwhile."""
    with LOCK.open("a") as file:
        while not _locked(file):
            time.sleep(0.5)  # another launcher is at work
        yield


def _locked(file: IO[str]) -> bool:
    """Try to lock the file. The system frees the lock of a launcher that dies."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


def _install(extras: str) -> None:
    try:
        wheels = _wheels(extras)
        if wheels:
            stick.these(ROOT)
    except stick.StickError as error:
        sys.exit(str(error))
    before, there = _noted(), _packages()
    keep = before != "half-made" and _sound()
    said = "ensurepip, pip and uv are missing"
    print(say("Installing the course, once, in about a minute "), end="", file=sys.stderr, flush=True)
    for way in _ways(wheels):
        try:
            if not keep:
                if VENV.exists():
                    shutil.rmtree(VENV)
                _call(way.make)
            NOTE.write_text("half-made", "utf-8")
            said = _add(way, ["pip", "-e", f".[{extras}]"], way.seconds, wheels)
            # Up to Python 3.12 this file is read in the system's own encoding: a relative path is ASCII and can move.
            for path in VENV.glob("[Ll]ib/**/*coursekit.pth"):
                path.write_text(os.path.relpath(ROOT, path.parent), "ascii")
            if _sound():
                NOTE.write_text(_note(extras), "utf-8")
                print(file=sys.stderr)
                return
        except (OSError, subprocess.CalledProcessError) as error:
            said = getattr(error, "output", None) or str(error)
        keep = keep and _packages() == there  # what failed half-way is nothing to build on
        if keep:
            NOTE.write_text(before, "utf-8")
    sys.exit("\n" + remedy(said, REMEDIES | (OF_A_STICK if wheels else {})))


def _wheels(extras: str) -> Path | None:
    """Return the folder of wheels, if the course came on a stick that has what is asked for: no network is needed."""
    return ROOT / stick.WHEELS if stick.carries(ROOT, extras) else None


def _add(way: Way, packages: list[str], seconds: float, wheels: Path | None) -> str:
    """Add packages to .venv; return what the installer says."""
    environment = mirror.settings([sys.executable, PYTHON], wheels)
    if way.bring:
        _call(way.bring, environment, seconds=120)
    only = ["--no-index"] if "PIP_NO_INDEX" in environment else []  # uv has no variable for it
    return _call([*way.add, *only, "-c", "constraints.txt", *packages], environment, seconds)


def _packages() -> set[str]:
    """Return names and versions of what is in .venv, but for uv, which is added on the way."""
    return {path.name for path in VENV.glob("[Ll]ib/**/*.dist-info") if not path.name.startswith("uv-")}


def _ways(wheels: Path | None = None) -> Iterator[Way]:
    """Yield ways to install, the quickest first. Among wheels there may be a pip, for a Python that has none."""
    python = getattr(sys, "_base_executable", sys.executable)  # not that of an environment which may be .venv itself
    bare: Command = [python, "-m", "venv", "--without-pip", VENV]
    uv = shutil.which("uv")
    if uv and _is_uv(uv):
        yield Way(bare, [], [uv, "pip", "install", "--python", PYTHON], 1800)
    pips: list[tuple[Command, Command]] = []
    if importlib.util.find_spec("pip"):  # quick, but it may be anyone's
        pips += [(bare, [sys.executable, "-m", "pip", "--python", PYTHON, "install"])]
    if importlib.util.find_spec("ensurepip"):  # not in Debian's Python without python3-venv
        pips += [([python, "-m", "venv", VENV], [PYTHON, "-m", "pip", "install"])]
    for wheel in wheels.glob("pip-*.whl") if wheels and not pips else ():
        pips += [(bare, [sys.executable, wheel / "pip", "--python", PYTHON, "install"])]  # a wheel can be run as it is
    if pips:
        make, pip = pips[0]
        bring = [*pip, "--only-binary=:all:", "--retries=1", "uv"]
        yield Way(make, bring, [UV, "pip", "install", "--python", PYTHON], 1800)
        make, pip = pips[-1]
        yield Way(make, [], pip, math.inf)


def _is_uv(program: str) -> bool:
    try:
        return _call([program, "--version"], seconds=10).startswith("uv ")
    except (OSError, subprocess.CalledProcessError):
        return False


def _call(command: Command, environment: dict[str, str] | None = None, seconds: float = math.inf) -> str:
    """Run a command, with a dot every other second. Return what it says; if it fails, that is the error's output."""
    end = time.monotonic() + seconds
    with tempfile.TemporaryFile() as file:  # not a pipe: what a killed command has started may hold that open
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.STDOUT
        )
        try:
            while process.returncode is None and time.monotonic() < end:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(min(2, seconds))
                print(".", end="", file=sys.stderr, flush=True)
        finally:
            process.kill()
            process.wait()
        file.seek(0)
        said = file.read().decode("utf-8", "replace")
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, said)
    return said
