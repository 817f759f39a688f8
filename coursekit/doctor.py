"""Say what is sound in this installation and what is not, with the remedy. It runs with half the packages missing."""

import argparse
import importlib.metadata
import importlib.util
import os
import platform
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from coursekit.cli import course_folder
from coursekit.publish.paper import BROWSERS
from coursekit.words import SOURCE, command, language, mark, reason, say

__all__ = ["Finding", "doctor", "examine", "main"]

REINSTALL = mark(
    "With a network or a stick: in the course's folder, delete .venv and run: python3 course.py "
    "(on Windows: py course.py)"
)
EXTRAS = {
    "grade": mark("packages for grading a class"),
    "cluster": mark("packages for grading on a cluster"),
    "test": mark("packages for the tests"),
}

# These questions are asked in a process of their own: in a notebook this process is busy, and a package may be broken.
WHERE_THE_KERNEL_LIVES = """
from jupyter_client.manager import start_new_kernel
manager, client = start_new_kernel(kernel_name="python3", startup_timeout=30)
try:
    work = "import sys, matplotlib.figure, ipywidgets, anywidget, coursekit; print(sys.prefix)"
    client.execute_interactive(work, timeout=30)
finally:
    client.stop_channels()
    manager.shutdown_kernel(now=True)
"""
WHICH_WIDGETS_ARE_MISSING = """
from pathlib import Path
from jupyter_core.paths import jupyter_path
names = ["@jupyter-widgets/jupyterlab-manager", "anywidget"]
print(*[name for name in names if not any(Path(folder, name).is_dir() for folder in jupyter_path("labextensions"))])
"""


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. `remedy` is empty if it is sound; the lessons run without what is not `needed`."""

    what: str
    remedy: str = ""
    needed: bool = True

    def __str__(self) -> str:
        """Return one line, or two with the remedy."""
        state = say("sound") if not self.remedy else say("FIX") if self.needed else say("without")
        return f"{state:<8} {self.what}" + (f"\n         {self.remedy}" if self.remedy else "")


def doctor() -> None:
    """Print what is sound in this installation and what is not, with the remedy.

    Examples
    --------
    >>> doctor()  # doctest: +ELLIPSIS
    sound    Python 3...
    """
    tell()


def main(args: list[str]) -> int:
    """Run ``coursekit doctor``; return 1 if something that the lessons need is not sound."""
    argparse.ArgumentParser(
        prog=f"{command()} doctor",
        description=say("Say what is sound in this installation and what is not, with the remedy."),
    ).parse_args(args)
    return min(tell(), 1)


def tell() -> int:
    """Print the findings as they come; return how many things there are to fix."""
    ill = 0
    for finding in examine():
        print(finding, flush=True)
        ill += finding.needed and finding.remedy != ""
    told = say("{count} to fix. Start with the first.", count=ill) if ill else say("The lessons can run.")
    print(f"\n{told}")
    return ill


def examine() -> Iterator[Finding]:
    """Look at one thing after the other."""
    yield python()
    yield from packages()
    yield widgets()
    yield from menus()
    yield kernel()
    yield course()
    if importlib.util.find_spec("numpy"):  # without it nothing of the course runs, and nothing is written down
        yield record()
    yield box()
    yield browser()


def python() -> Finding:
    """Look at the version of this Python."""
    sound = sys.version_info >= (3, 11)
    return Finding(
        f"Python {platform.python_version()} ({sys.executable})",
        "" if sound else say("The course needs Python 3.11 or later. Install it from python.org."),
    )


def packages() -> Iterator[Finding]:
    """Look for the packages of the lessons and of the extras, in versions that the course admits."""
    try:
        from packaging.requirements import Requirement

        asked = [Requirement(line) for line in importlib.metadata.requires("coursekit") or []]
    except ImportError as error:  # so is PackageNotFoundError
        yield Finding(say("packages: {error}", error=error), say(REINSTALL))
        return
    for need in asked:
        if need.marker is None or need.marker.evaluate({"extra": "lab"}):
            found = version(need.name)
            sound = found is not None and need.specifier.contains(found, prereleases=True)
            remedy = "" if sound else say("Needed: {package}. {remedy}", package=need, remedy=say(REINSTALL))
            what = f"{need.name} {found}" if found else say("{package} is missing", package=need.name)
            yield Finding(what, remedy)
    for extra, purpose in EXTRAS.items():
        extras = [need for need in asked if need.marker and need.marker.evaluate({"extra": extra})]
        lacking = [str(need.name) for need in extras if not need.specifier.contains(version(need.name) or "0")]
        words = mark("Lacking: {packages}. In the course's folder, run: {command}")
        pip = f'"{sys.executable}" -m pip install -e ".[{extra}]"'
        remedy = say(words, packages=", ".join(lacking), command=pip) if lacking else ""
        yield Finding(say(purpose), remedy, needed=False)


def version(name: str) -> str | None:
    """Return the version of a package, or None if it is not installed."""
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def widgets() -> Finding:
    """Look for the part of the sliders that runs in the browser."""
    missing, error = ask(WHICH_WIDGETS_ARE_MISSING)
    words = mark("Missing: {packages}. {remedy}")
    remedy = say(words, packages=missing or error, remedy=say(REINSTALL)) if missing or error else ""
    return Finding(say("sliders in JupyterLab"), remedy)


def kernel() -> Finding:
    """Start the kernel python3 and let it load what a lesson loads."""
    what = say("kernel python3 starts, loads the course, and is this Python")
    if why := deaf():
        words = mark(
            "This computer cannot reach itself at 127.0.0.1 ({why}), and JupyterLab must. Keep the course, it is not "
            "to blame: on Linux, run `sudo ip link set lo up`; elsewhere, let the firewall allow it, and restart."
        )
        return Finding(what, say(words, why=why))
    prefix, error = ask(WHERE_THE_KERNEL_LIVES)
    if prefix and not Path(prefix).samefile(sys.prefix):
        error = say("It is another Python, in {folder}", folder=prefix)
    return Finding(what, say("{error}. {remedy}", error=error, remedy=say(REINSTALL)) if error else "")


def deaf() -> str:
    """Return why this computer cannot reach itself, or nothing: a network is not needed for that, but its part `lo`."""
    try:
        with socket.create_server(("127.0.0.1", 0)) as server:
            socket.create_connection(server.getsockname(), timeout=5).close()
    except OSError as error:
        return error.strerror or reason(error)
    return ""


def course() -> Finding:
    """Look for the notebooks."""
    folder = course_folder()
    return Finding(
        say("lessons in {folder}", folder=folder) if folder else say("lessons"),
        "" if folder else say("They are not here. Run this in the folder that holds course.py."),
    )


def record() -> Finding:
    """Look whether the progress can be written down."""
    from coursekit.check.record import path

    file = path()
    there = next(there for there in (file, *file.parents) if there.exists())
    sound = os.access(there, os.W_OK) and there.is_dir() == (there != file)
    remedy = say("It cannot be written. Set COURSEKIT_HOME to a folder of your own, and start the course again.")
    return Finding(say("record of your progress in {folder}", folder=file.parent), "" if sound else remedy)


def box() -> Finding:
    """Look for bubblewrap, the box in which the answers of a class are run."""
    lacking = shutil.which("bwrap") is None
    remedy = say("Grading a class in safety needs Linux: `sudo apt install bubblewrap`") if lacking else ""
    return Finding(say("bubblewrap, for grading a class"), remedy, needed=False)


def menus() -> Iterator[Finding]:
    """Look for the words of JupyterLab in the language that is spoken, where that is not its own."""
    if language() != SOURCE:
        packs = importlib.metadata.entry_points(group="jupyterlab.languagepack")
        there = any(pack.name.startswith(language()) for pack in packs)
        words = mark("JupyterLab's menus stay in English. In the course's folder, run: {command}")
        remedy = "" if there else say(words, command=f'"{sys.executable}" -m pip install -e ".[{language()}]"')
        yield Finding(say("JupyterLab's menus in English"), remedy, needed=False)


def browser() -> Finding:
    """Look for a browser that the tests can drive."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    remedy = say("The browser tests are skipped without Chromium or Chrome. On Debian: `sudo apt install chromium`")
    what = say("a browser for the tests, {path}", path=found) if found else say("a browser for the tests")
    return Finding(what, "" if found else remedy, needed=False)


def ask(question: str) -> tuple[str, str]:
    """Let a new Python answer; return what it printed and the last line of its error."""
    environment = os.environ | {"JUPYTER_PREFER_ENV_PATH": "1"}
    try:
        done = subprocess.run(
            [sys.executable, "-c", question], capture_output=True, text=True, timeout=60, env=environment
        )
    except subprocess.TimeoutExpired:
        return "", say("No answer in 60 seconds")
    return done.stdout.strip(), done.stderr.strip().rpartition("\n")[2] if done.returncode else ""
