"""A course that came on a stick, with its wheels: for this computer, and whole? Python's standard library only.

`coursekit bundle` writes the folder `wheels` and, in it, `stick.json`: which wheels each kind of computer needs, and
the SHA-256 of each. The launcher asks here before it installs.
"""

import hashlib
import json
import platform
import sys
import sysconfig
from pathlib import Path
from typing import Any

from coursekit.words import command, mark, say

__all__ = ["GLIBC", "LIST", "MACOS", "SYSTEMS", "WHEELS", "StickError", "carries", "key", "listed", "sha256", "these"]

WHEELS = "wheels"  # the folder, beside course.py
LIST = "stick.json"
MACOS = (12, 0)  # and
GLIBC = (2, 28)  # are the oldest for which wheels are taken
SYSTEMS = {  # as bundle's --platform names them
    "windows": "Windows",
    "macos-arm64": mark("macOS (Apple chip)"),
    "macos-x86_64": mark("macOS (Intel chip)"),
    "linux": "Linux",
    "linux-aarch64": "Linux (ARM)",
}
OF_PYTHON = {  # what Python calls them
    "win-amd64": "windows",
    "macos-arm64": "macos-arm64",
    "macos-x86_64": "macos-x86_64",
    "linux-x86_64": "linux",
    "linux-aarch64": "linux-aarch64",
}


class StickError(Exception):
    """The wheels of the stick cannot be used; the message is a sentence."""


def carries(root: Path, extras: str) -> bool:
    """Whether a course came on a stick that has wheels for these extras, which a comma separates."""
    return (root / WHEELS / LIST).is_file() and set(extras.split(",")) <= set(listed(root)["extras"])


def listed(root: Path) -> dict[str, Any]:
    """Return what the stick says of its wheels: `extras`; `parts`, with the names of each; the `sha256` of each name.

    Raises
    ------
    StickError
        The list itself is not whole.
    """
    try:
        found: dict[str, Any] = json.loads((root / WHEELS / LIST).read_text("utf-8"))
        if set(found) == {"extras", "parts", "sha256"}:
            return found
    except ValueError:
        pass
    raise StickError(_not_whole(mark("{file} is damaged"), LIST))


def these(root: Path) -> list[Path]:
    """Return the wheels of the stick that this computer needs, all of them whole.

    Raises
    ------
    StickError
        The stick is for other computers or other Pythons, or a wheel is missing or was cut off.
    """
    found = listed(root)
    system, python = here()
    names = found["parts"].get(key(system, python))
    if names is None:
        raise StickError(_for_others(found["parts"], system, python))
    for name in names:
        path = root / WHEELS / name
        if not path.is_file():
            raise StickError(_not_whole(mark("{file} is missing"), name))
        if sha256(path) != found["sha256"].get(name):
            raise StickError(_not_whole(mark("{file} was cut off, or changed"), name))
    return [root / WHEELS / name for name in names]


def here() -> tuple[str, str]:
    """Return the system and the Python that this is, as the parts of a stick are named if they can be on one."""
    system = sysconfig.get_platform()
    if sys.platform == "darwin":
        release = platform.mac_ver()[0]
        old = _numbers(release) < MACOS
        system = f"macOS {release}" if old else f"macos-{platform.machine()}"  # a Python may be for both
    elif sys.platform == "linux":
        library, release = platform.libc_ver()
        if library != "glibc" or _numbers(release) < GLIBC:
            system = "Linux, {} {}".format(library or "musl", release).strip()
    python = ".".join(map(str, sys.version_info[:2]))
    if platform.python_implementation() != "CPython":
        python += f" ({platform.python_implementation()})"
    elif sysconfig.get_config_var("Py_GIL_DISABLED"):
        python += "t"
    return OF_PYTHON.get(system, system), python


def key(system: str, python: str) -> str:
    """Return the name of a part in the list.

    >>> key("windows", "3.12")
    'windows 3.12'
    """
    return f"{system} {python}"


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _numbers(release: str) -> tuple[int, ...]:
    return tuple(int(number) for number in release.split(".")[:2] if number.isdigit())


def _for_others(parts: dict[str, list[str]], system: str, python: str) -> str:
    systems, pythons = ([*dict.fromkeys(one)] for one in zip(*map(str.split, parts), strict=True))
    words = mark(
        "This stick has wheels for Python {pythons} on {systems}, and this is Python {python} on {system}: start the "
        "course with such a Python, or make another stick ({command} bundle), or go online and delete {folder}."
    )
    return say(
        words,
        pythons=_all_of(pythons),
        systems=_all_of([say(SYSTEMS.get(one, one)) for one in systems]),
        python=python,
        system=say(SYSTEMS.get(system, system)),
        command=command(),
        folder=WHEELS,
    )


def _all_of(names: list[str]) -> str:
    *most, last = names
    return say("{most} and {last}", most=say(", ").join(most), last=last) if most else last


def _not_whole(what: str, file: str) -> str:
    words = mark(
        "The stick is not whole: {what}. Copy the folder of the course from the stick again, or make the stick again "
        "({command} bundle), or go online and delete {folder}."
    )
    return say(words, what=say(what, file=f"{WHEELS}/{file}"), command=command(), folder=WHEELS)
