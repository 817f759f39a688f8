"""`coursekit bundle`: the course, the wheels of its packages and its site in one file, for rooms without a network."""

import argparse
import errno
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from packaging.specifiers import SpecifierSet

from coursekit import mirror, stick
from coursekit.wheels import MACHINES, BundleError, Folder, Part, extras_of, gather
from coursekit.words import SOURCE, command, languages, mark, reason, say, say_count, spoken

__all__ = ["main"]

PYTHONS = ("3.11", "3.12", "3.13", "3.14")
SYSTEMS = ("windows", "macos-arm64", "macos-x86_64", "linux")
COURSE = "course"  # the folder on the stick
INSTALL = "INSTALL.txt"
OF_THE_COURSE = (  # where git cannot say it: no .venv, no exercises of one's own, no marks
    r".*\.md|CITATION.cff|LICENSE|benchmarks|con(ftest.py|straints.txt)|course(.py|kit)|docs|environment.yml|examples"
    "|exercises|notebooks|pyproject.toml|tests|tools"
)
LEFT_OUT = r"__pycache__|\..*|.*\.egg-info"
TITLE = mark("From a slope to gradient descent: how to open the course on a computer without a network")
NEEDED = mark("The computer needs Python {pythons}, which is not on this stick. The first start takes a minute.")
COPY = mark("1. Copy the folder course from here to the computer, such as into Documents.")
PAGES = mark("Without Python: open course/site/index.html in a browser. The pictures move, and nothing is installed.")
STEPS = {
    "windows": (
        "Windows",
        COPY,
        mark("2. Open the copy, click into the line that shows where it is, type cmd and press Enter: a window opens."),
        mark("3. In it, type py course.py and press Enter. The course opens in the browser."),
    ),
    "macos": (
        "macOS",
        COPY,
        mark("2. Open the program Terminal, type cd and a space, drag the copy into its window and press Enter."),
        mark("3. Type python3 course.py and press Enter. The course opens in the browser."),
    ),
    "linux": (
        "Linux",
        COPY,
        mark("2. Open a terminal, type cd and a space, drag the copy into its window and press Enter."),
        mark("3. Type python3 course.py and press Enter. The course opens in the browser."),
    ),
}
AT_LEAST = 40e6  # bytes that the wheels of one part need


def main(args: list[str], course: Path | None) -> int:
    """Write the stick; return the exit status."""
    parser = argparse.ArgumentParser(
        prog=f"{command()} bundle",
        description=say("Write the course with all packages that it needs into one file, for rooms without a network."),
    )
    parser.add_argument("--out", type=Path, default=Path("stick.zip"), help=say("a new file; stick.zip, if not given"))
    parser.add_argument(
        "--python",
        action="append",
        help=say("for this Python, as 3.13; can be repeated. If not given: {all}", all=", ".join(PYTHONS)),
    )
    parser.add_argument(
        "--platform",
        action="append",
        help=say(
            "for these computers: {names}; can be repeated. If not given: all but linux-aarch64",
            names=", ".join(["macos", *MACHINES]),
        ),
    )
    parser.add_argument(
        "--site", action="store_true", help=say("with the course as pages, if they must be written, too")
    )
    asked = parser.parse_args(args)
    try:
        if course is None or not (course / "course.py").is_file():
            raise BundleError(
                say("The notebooks of the course are not here. Run this in the folder that holds course.py.")
            )
        parts = [
            Part(system, python) for system in _systems(asked.platform) for python in _pythons(asked.python, course)
        ]
        write(course, parts, asked.out, asked.site)
    except BundleError as error:
        print(error, file=sys.stderr)
    except KeyboardInterrupt:
        print("\n" + say("Stopped. The same command goes on from here."), file=sys.stderr)
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        given = mark("{file} cannot be written ({why}): give --out a name in a folder that is there and is yours.")
        room = mark("The disk is full. Make room and run the same command again: what has come is kept.")
        print(say(room) if full else say(given, file=asked.out, why=error.strerror or reason(error)), file=sys.stderr)
    else:
        return 0
    return 1


def write(course: Path, parts: list[Part], out: Path, with_site: bool) -> None:
    """Fetch what is missing, and write the stick."""
    if out.exists():
        given = mark("{file} is there already, and nothing is written over: give --out another name, or remove it.")
        raise BundleError(say(given, file=out))
    folder = Folder(out.absolute().with_name(out.stem + "_wheels"))
    folder.path.mkdir(exist_ok=True)
    pages = _site(course, with_site)
    folder.look()
    there = sum(wheel.path.stat().st_size for wheel in folder.known.values())
    _room(out, max(len(parts) * AT_LEAST - there, 0) + len(parts) * AT_LEAST)
    extras = extras_of(course, ["lab", "grade", *(code for code in languages() if code != SOURCE)])
    settings = mirror.settings([sys.executable, getattr(sys, "_base_executable", sys.executable)])
    of_part: dict[Part, set[Path]] = {}
    for part in parts:
        print(f"{part} ", end="", file=sys.stderr, flush=True)
        try:
            of_part[part] = gather(course, extras, part, folder, settings, _dot)
        finally:
            print(file=sys.stderr)
        number, size = len(of_part[part]), _megabytes(of_part[part])
        print("  " + say_count("{count} wheel, {size} MB", "{count} wheels, {size} MB", number, size=size), flush=True)
    wheels = set().union(*of_part.values())
    text = mark("Together, each wheel once: {count} wheels, {size} MB. The course: {course} MB. Its pages: {pages} MB.")
    files = [*_files(course)]
    print(say(text, count=len(wheels), size=_megabytes(wheels), course=_megabytes(files), pages=_megabytes(pages)))
    _room(out, sum(path.stat().st_size for path in [*wheels, *files, *pages]))
    _zip(course, out, [*files, *pages], of_part, extras, _how_to_install(parts, bool(pages)))
    text = mark("{file}: {size} MB. Unpack it on a stick; {install} there says what to do. Python itself is not on it.")
    print(say(text, file=out, size=_megabytes([out]), install=INSTALL))
    print(say("The wheels are kept in {folder} for the next stick; delete it when you like.", folder=folder.path.name))


def _systems(asked: list[str] | None) -> list[str]:
    found: list[str] = []
    for name in asked or SYSTEMS:
        matching = [system for system in MACHINES if system == name or system.partition("-")[0] == name == "macos"]
        if not matching:
            given = mark("There is no platform {name!r} for wheels. There are: {names}.")
            raise BundleError(say(given, name=name, names=", ".join(["macos", *MACHINES])))
        found += matching
    return [*dict.fromkeys(found)]


def _pythons(asked: list[str] | None, course: Path) -> list[str]:
    wanted = tomllib.loads((course / "pyproject.toml").read_text("utf-8"))["project"]["requires-python"]
    admitted = SpecifierSet(wanted)
    for python in asked or []:
        if not re.fullmatch(r"3\.\d{1,2}", python) or not admitted.contains(python):
            given = mark("--python is {python!r}, and the course needs a Python {wanted}: write it as 3.13.")
            raise BundleError(say(given, python=python, wanted=wanted))
    return [*dict.fromkeys(asked or (python for python in PYTHONS if admitted.contains(python)))]


def _site(course: Path, write: bool) -> list[Path]:
    """Return the files of the course's pages, which are written if that is asked for and they are not there."""
    folder = course / "site"
    if write and not (folder / "index.html").is_file():
        from coursekit.publish.site import main as site

        if site(["--out", str(folder)], course):
            raise BundleError(say("The pages could not be written. Make a stick without them: leave out --site."))
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _files(course: Path) -> Iterator[Path]:
    """Yield the files of the course: those that git knows, or else those that belong to it by their names."""
    if (course / ".git").exists():
        done = subprocess.run(["git", "-C", course, "ls-files", "-z"], capture_output=True)
        if done.returncode == 0:
            found = dict.fromkeys(done.stdout.split(b"\0"))  # while a conflict is open, git names a file twice
            paths = [course / os.fsdecode(name) for name in found if name]
            yield from (path for path in paths if path.is_file())
            return
    for folder, folders, names in os.walk(course):
        if Path(folder) == course:
            folders[:], names = ([one for one in some if re.fullmatch(OF_THE_COURSE, one)] for some in (folders, names))
        folders[:] = sorted(one for one in folders if not re.fullmatch(LEFT_OUT, one))
        yield from (Path(folder, name) for name in sorted(names) if not re.fullmatch(LEFT_OUT, name))


def _zip(
    course: Path, out: Path, files: list[Path], of_part: dict[Part, set[Path]], extras: list[str], install: str
) -> None:
    """Write the stick under another name first: what is there under its own is whole."""
    wheels = sorted(set().union(*of_part.values()))
    listed = {
        "extras": extras,
        "parts": {stick.key(part.system, part.python): sorted(p.name for p in some) for part, some in of_part.items()},
        "sha256": {path.name: stick.sha256(path) for path in wheels},
    }
    half = out.with_name(out.name + ".half")
    try:
        with zipfile.ZipFile(half, "w", zipfile.ZIP_DEFLATED, strict_timestamps=False) as archive:
            archive.writestr(INSTALL, install)
            for path in files:
                archive.write(path, f"{COURSE}/{path.relative_to(course).as_posix()}")
            archive.writestr(f"{COURSE}/{stick.WHEELS}/{stick.LIST}", json.dumps(listed, indent=1))
            for path in wheels:
                archive.write(path, f"{COURSE}/{stick.WHEELS}/{path.name}", zipfile.ZIP_STORED)
        half.rename(out)
    finally:
        half.unlink(missing_ok=True)


def _how_to_install(parts: list[Part], with_site: bool) -> str:
    """Return what stands beside the folder of the course: how a computer gets it, in each language."""
    pythons = ", ".join(dict.fromkeys(part.python for part in parts))
    systems = {part.system.partition("-")[0] for part in parts}
    texts = []
    for code in languages():
        with spoken(code):
            lines = [say(TITLE), "", say(NEEDED, pythons=pythons)]
            lines += [line for system, steps in STEPS.items() if system in systems for line in ("", *map(say, steps))]
            lines += ["", say(PAGES)] if with_site else []
        texts.append("\n".join(lines))
    return "\ufeff" + "\n\n\n".join(texts) + "\n"  # with a mark, so that every editor of Windows reads any script


def _room(out: Path, bytes_needed: float) -> None:
    """Raise a BundleError if the disk has less than this."""
    free = shutil.disk_usage(out.absolute().parent).free
    if free < bytes_needed:
        given = mark(
            "The disk has {free} MB free, and this needs {needed}: make room, or a smaller stick (--python {python}, "
            "--platform windows)."
        )
        raise BundleError(say(given, free=f"{free / 1e6:.0f}", needed=f"{bytes_needed / 1e6:.0f}", python=PYTHONS[-1]))


def _megabytes(paths: Iterable[Path]) -> str:
    return f"{sum(path.stat().st_size for path in paths) / 1e6:.0f}"


def _dot() -> None:
    print(".", end="", file=sys.stderr, flush=True)
