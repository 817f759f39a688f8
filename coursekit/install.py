"""Make .venv with the course in it, once: what `course.py` does first. Python's standard library only."""

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

__all__ = ["PYTHON", "ROOT", "once", "remedy"]

ROOT = Path(__file__).absolute().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
NOTE = VENV / "installed.txt"
LOCK = ROOT / ".venv.lock"

REMEDIES = {  # words of Python or of an installer: what to do
    "read-only|permission denied|access is denied": "The folder of the course cannot be written. Close the programs "
    "that use it, or copy it to a place of your own",
    "space left|error 28|error 112|quota": "The disk is full. Make 2 GB free",
    "connect|resolv|timed out|proxy|certificate|fetch|sending request": "The packages could not be fetched. "
    "Go online (behind a proxy, set HTTPS_PROXY)",
    "ensurepip is not|are missing": "This Python cannot make environments. Install python3-venv "
    "(sudo apt install python3-venv)",
    "failed to build|metadata-generation": "A package does not know this Python yet. Take an older one, such as 3.13",
    "": "The course could not be installed. Delete its folder .venv",
}


def once(extras: str) -> None:
    """Install the course with these extras, unless that is done already and pyproject.toml has not changed since."""
    if _installed(extras):
        return
    with LOCK.open("a") as file:
        while not _locked(file):
            time.sleep(0.5)  # another launcher is at work
        if not _installed(extras):
            _install(extras)


def remedy(said: str) -> str:
    """Return one sentence, what to do, and the last complaint of Python or of an installer."""
    full = "no space left" if shutil.disk_usage(ROOT).free < 100e6 else ""  # ensurepip does not say so
    todo = next(todo for words, todo in REMEDIES.items() if re.search(words, full + said, re.IGNORECASE))
    complaints = re.findall(r"^.*error: .*$", said, re.IGNORECASE | re.MULTILINE) or said.strip().split("\n")
    return f"{todo} and run the same command again. (What it said: {complaints[-1].strip()})"


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
    before = _noted()
    keep = before != "half-made" and _sound()
    said = ""
    print("Installing the course, once, in a minute or two ", end="", file=sys.stderr, flush=True)
    for make, add in _ways():
        try:
            if not keep:
                if VENV.exists():
                    shutil.rmtree(VENV)
                _call(make)
            NOTE.write_text("half-made", "utf-8")
            _call([*add, "-c", "constraints.txt", "pip", "-e", f".[{extras}]"])
        except subprocess.CalledProcessError as error:
            said += error.output
            if keep:
                NOTE.write_text(before, "utf-8")
        else:
            # Up to Python 3.12 this file is read in the system's own encoding: a relative path is ASCII and can move.
            for path in VENV.glob("[Ll]ib/**/*coursekit.pth"):
                path.write_text(os.path.relpath(ROOT, path.parent), "ascii")
            NOTE.write_text(_note(extras), "utf-8")
            print(file=sys.stderr)
            return
    sys.exit("\n" + remedy(said or "ensurepip, pip and uv are missing"))


def _ways() -> Iterator[tuple[list[str | Path], list[str | Path]]]:
    """Yield commands that make .venv and that add packages to it, the quickest first."""
    python = getattr(sys, "_base_executable", sys.executable)  # not that of an environment which may be .venv itself
    uv = shutil.which("uv")
    if uv:
        yield [uv, "venv", "--python", python, VENV], [uv, "pip", "install", "--python", PYTHON]
    if importlib.util.find_spec("ensurepip"):
        yield [python, "-m", "venv", VENV], [PYTHON, "-m", "pip", "install"]
    elif importlib.util.find_spec("pip"):  # Debian's Python with python3-pip and without python3-venv
        yield (
            [python, "-m", "venv", "--without-pip", VENV],
            [sys.executable, "-m", "pip", "--python", PYTHON, "install"],
        )


def _call(command: list[str | Path]) -> None:
    """Run an installer, with a dot for every ten lines that it says. The error of one that fails holds its lines."""
    said = []
    with subprocess.Popen(
        command,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    ) as process:
        for line in process.stdout or ():
            said.append(line)
            if len(said) % 10 == 0:
                print(".", end="", file=sys.stderr, flush=True)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, "".join(said))
