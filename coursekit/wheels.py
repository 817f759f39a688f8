"""Which wheels another computer needs, and how they are fetched: the half of `coursekit bundle` that asks pip.

What a wheel requires stands in it, with conditions, as "on Windows only". pip evaluates them for the computer that it
runs on. So they are evaluated here, and pip is asked for nothing but names and versions.
"""

import email.parser
import errno
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.tags import Tag, compatible_tags, cpython_tags, mac_platforms
from packaging.utils import canonicalize_name, parse_wheel_filename
from packaging.version import Version

from coursekit import stick
from coursekit.words import mark, say

__all__ = ["MACHINES", "BundleError", "Folder", "Part", "Wheel", "gather", "needed"]

RELEASES = (0, 99)  # of a Python: some packages need one version before 3.11.5, and another from there on
LAUNCHER = ("pip", "uv", "editables")  # what installs, and what Hatchling asks for while it does
AT_ONCE = 8  # names that pip is asked for: what has come is kept, should it be stopped
NO_NETWORK = "connect|name resolution|timed out|proxy|certificate|unreachable"
MACHINES = {  # os_name, sys_platform, platform_system, platform_machine
    "windows": ("nt", "win32", "Windows", "AMD64"),
    "macos-arm64": ("posix", "darwin", "Darwin", "arm64"),
    "macos-x86_64": ("posix", "darwin", "Darwin", "x86_64"),
    "linux": ("posix", "linux", "Linux", "x86_64"),
    "linux-aarch64": ("posix", "linux", "Linux", "aarch64"),
}


class BundleError(Exception):
    """A stick cannot be made; the message is a sentence."""


@dataclass(frozen=True)
class Part:
    """A kind of computer, such as "windows", with a Python, such as "3.12"."""

    system: str
    python: str

    def __str__(self) -> str:
        """Return how a reader calls it."""
        return say("Python {python} on {system}", python=self.python, system=say(stick.SYSTEMS[self.system]))

    @cached_property
    def platforms(self) -> list[str]:
        """Return what wheels for it may call the platform, the best first."""
        machine = MACHINES[self.system][3]
        if self.system == "windows":
            return ["win_amd64"]
        if self.system.startswith("macos"):
            return list(mac_platforms(stick.MACOS, machine))
        major, newest = stick.GLIBC
        old = {17: ["manylinux2014"], 12: ["manylinux2010"], 5: ["manylinux1"]}
        names = [name for n in range(newest, 4, -1) for name in [f"manylinux_{major}_{n}", *old.get(n, [])]]
        return [f"{name}_{machine}" for name in [*names, "linux"]]

    @property
    def interpreter(self) -> str:
        """Return what wheels call its Python."""
        return "cp" + self.python.replace(".", "")

    @cached_property
    def ranks(self) -> dict[Tag, int]:
        """Return the tags of the wheels that it can install; the lower the number, the better."""
        version = [int(number) for number in self.python.split(".")]
        tags = [*cpython_tags(version, [self.interpreter], self.platforms)]
        tags += compatible_tags(version, self.interpreter, self.platforms)
        return {tag: rank for rank, tag in enumerate(tags)}

    def environment(self, release: int) -> dict[str, str]:
        """Return what the conditions of requirements ask about, for a release such as the 5 of Python 3.11.5."""
        full = f"{self.python}.{release}"
        names = ("os_name", "sys_platform", "platform_system", "platform_machine")
        python = {"implementation_name": "cpython", "platform_python_implementation": "CPython"}
        python |= {"python_version": self.python, "python_full_version": full, "implementation_version": full}
        unknown = {"platform_release": "", "platform_version": ""}
        return dict(zip(names, MACHINES[self.system], strict=True)) | python | unknown


@dataclass(frozen=True)
class Wheel:
    """A wheel: its file, what stands in the file's name, and what it requires."""

    path: Path
    name: str
    version: Version
    tags: frozenset[Tag]
    requires: tuple[Requirement, ...]

    @classmethod
    def read(cls, path: Path) -> "Wheel":
        """Read a wheel. One that was cut off raises a BadZipFile."""
        name, version, _, tags = parse_wheel_filename(path.name)
        with zipfile.ZipFile(path) as archive:
            metadata = next(name for name in archive.namelist() if re.fullmatch(r"[^/]+\.dist-info/METADATA", name))
            said = email.parser.BytesHeaderParser().parsebytes(archive.read(metadata))
        return cls(path, name, version, tags, tuple(map(Requirement, said.get_all("Requires-Dist", []))))


@dataclass
class Folder:
    """A folder of wheels, in which more of them may come to lie."""

    path: Path
    known: dict[str, Wheel] = field(default_factory=dict)

    def look(self) -> None:
        """Read the wheels that are new. One that was cut off is removed: it is to be fetched again."""
        for path in sorted(self.path.glob("*.whl")):
            if path.name not in self.known:
                try:
                    self.known[path.name] = Wheel.read(path)
                except (zipfile.BadZipFile, EOFError, StopIteration):
                    path.unlink()

    def best(self, asked: Requirement, part: Part) -> Wheel | None:
        """Return the newest wheel that a part can install, and of these the one that suits it best."""
        fitting = [
            (wheel.version, -min(part.ranks[tag] for tag in wheel.tags & part.ranks.keys()), wheel.path.name)
            for wheel in self.known.values()
            if wheel.name == canonicalize_name(asked.name)
            and asked.specifier.contains(wheel.version)
            and not wheel.tags.isdisjoint(part.ranks)
        ]
        return self.known[max(fitting)[-1]] if fitting else None


def extras_of(course: Path, wished: list[str]) -> list[str]:
    """Return those of the extras that the course declares."""
    return [extra for extra in wished if extra in _project(course)["project"]["optional-dependencies"]]


def needed(course: Path, extras: list[str], part: Part, release: int, folder: Folder) -> tuple[set[Path], list[str]]:
    """Return the wheels that the course needs on such a computer, and what else it needs: "numpy==2.5.5".

    What the missing ones need themselves is only known when they are there.
    """
    environment = part.environment(release)
    pins = {
        canonicalize_name(line.name): str(line.specifier)
        for line in map(Requirement, (course / "constraints.txt").read_text("utf-8").splitlines())
        if _holds(line, environment)
    }
    said = _project(course)
    asked = [*said["project"]["dependencies"], *said["build-system"]["requires"], *LAUNCHER]
    asked += [one for extra in extras for one in said["project"]["optional-dependencies"][extra]]
    todo = [one for one in map(Requirement, asked) if _holds(one, environment)]
    found: set[Path] = set()
    missing: set[str] = set()
    done: set[tuple[str, str]] = set()
    while todo:
        requirement = todo.pop()
        name = canonicalize_name(requirement.name)
        pinned = Requirement(name + pins.get(name, str(requirement.specifier)))
        wheel = folder.best(pinned, part)
        if wheel is None:
            missing.add(str(pinned))
            continue
        found.add(wheel.path)
        for extra in {"", *requirement.extras} - {extra for other, extra in done if other == name}:
            done.add((name, extra))
            todo += [one for one in wheel.requires if _holds(one, environment | {"extra": extra})]
    return found, sorted(missing)


def gather(
    course: Path,
    extras: list[str],
    part: Part,
    folder: Folder,
    settings: Mapping[str, str],
    progress: Callable[[], None] = lambda: None,
) -> set[Path]:
    """Fetch what a part still needs into the folder, and return all that it needs.

    Raises
    ------
    BundleError
        Something cannot be had. The message names all that could be known to be missing.
    """
    wheels: set[Path] = set()
    for release in RELEASES:
        before: set[str] = set()
        folder.look()
        found, missing = needed(course, extras, part, release, folder)
        while missing:
            if again := before & set(missing):  # pip took something for it that does not suit
                raise BundleError(_not_there(part, sorted(again), "OK"))
            _fetch(part, release, missing, folder.path, settings, progress)
            before |= set(missing)
            folder.look()
            found, missing = needed(course, extras, part, release, folder)
        wheels |= found
    return wheels


def _fetch(
    part: Part, release: int, names: list[str], to: Path, settings: Mapping[str, str], progress: Callable[[], None]
) -> None:
    """Let pip fetch these. What it cannot fetch is named, all of it, with what pip says of the last."""
    lost: list[str] = []
    last = ""
    for start in range(0, len(names), AT_ONCE):
        batch = names[start : start + AT_ONCE]
        progress()
        said = _pip(part, release, batch, to, settings)
        if re.search("no space left|errno 28|disk quota", said, re.IGNORECASE):
            raise OSError(errno.ENOSPC, "")
        if "No module named pip" in said:
            raise BundleError(say("This Python has no pip, which fetches the wheels. Run: python3 course.py bundle"))
        if re.search(NO_NETWORK, said, re.IGNORECASE):
            words = mark(
                "{names} could not be fetched for {part}. Go online (behind a proxy, set HTTPS_PROXY), or see where "
                "pip is told to look (python3 -m pip config list), and run the same command again: what has come is "
                "kept."
            )
            raise BundleError(say(words, names=", ".join(lost + names[start:]), part=part))
        for name in batch if said else ():
            if said := _pip(part, release, [name], to, settings):
                lost.append(name)
                last = said
    if lost:
        raise BundleError(_not_there(part, lost, last))


def _pip(part: Part, release: int, names: list[str], to: Path, settings: Mapping[str, str]) -> str:
    """Let pip fetch these; return what it says if it cannot."""
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:", "--progress-bar=off"]
    command += ["--disable-pip-version-check", "--implementation=cp", f"--python-version={part.python}.{release}"]
    command += [f"--abi={abi}" for abi in (part.interpreter, "abi3", "none")]
    command += [f"--platform={name}" for name in part.platforms]
    done = subprocess.run(
        [*command, f"--dest={to}", *names], env=settings, stdin=subprocess.DEVNULL, capture_output=True, cwd=to
    )
    return (done.stdout + done.stderr).decode("utf-8", "replace") if done.returncode else ""


def _not_there(part: Part, names: list[str], said: str) -> str:
    words = mark(
        "{names} could not be had for {part} (pip said: {said}). Make a stick without this part (--python, "
        "--platform): what has come is kept."
    )
    complaints = re.findall(r"(?m)^ERROR: (.+)$", said) or said.strip().splitlines() or [""]
    return say(words, names=", ".join(names), part=part, said=complaints[-1].strip())


def _holds(requirement: Requirement, environment: Mapping[str, str]) -> bool:
    """Say whether a requirement counts on such a computer."""
    return requirement.marker is None or requirement.marker.evaluate({"extra": "", **environment})


def _project(course: Path) -> dict[str, Any]:
    return tomllib.loads((course / "pyproject.toml").read_text("utf-8"))
