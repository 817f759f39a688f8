"""Which notebook of the course is it: a lesson, a sheet, its solutions? Its cells and metadata say it, not its name.

What was handed in is looked at as bytes, with patterns that need no more memory than it, however it is written.
"""

import functools
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from coursekit.exercises import SHEETS
from coursekit.publish.sheets import ROOT, build, fingerprint, written

__all__ = ["Known", "cells", "course", "defined", "known", "untouched", "which"]

ID = re.compile(rb'"(?:id|grade_id)":\s*"([\w-]{1,64})"')
TITLE = re.compile(rb'"# ((?:[^"\\]|\\[^n]){1,200})')  # the first heading; a pattern takes memory for each turn
ABOUT = re.compile(rb'"coursekit":\s*(\{[^{}]{0,4000}\})')  # is read as JSON, too: no list of millions
NAME = re.compile(
    rb'(?:"|\\n)(?:async )?(?:def (\w+)\s*\(|(\w+)\s*(?::[^="\\]*)?=[^=])'
)  # of a function, at the left edge
NAMED = re.compile(r"\w{1,64}")  # a sheet, by the name of its file
PARTS = 500_000  # of what is read as JSON: each takes some 200 bytes
CELLS = 1000  # of a sheet: no sheet that was built has more
LETTERS = 1_000_000  # of all its cells, too: a fingerprint takes some 90 bytes for each
SHARED = {b"title", b"setup", b"imports", b"progress", b"end"}  # cells that every sheet has
ALIKE = 0.25  # of the cells of both, for one to be the other


@dataclass(frozen=True)
class Known:
    """A notebook of the course: `kind` is "lesson", "sheet" or "solutions"."""

    kind: str
    sheet: str
    title: bytes
    ids: frozenset[bytes]
    defined: frozenset[str]


def known(kind: str, sheet: str, data: bytes) -> Known:
    """Describe a notebook of the course by its bytes."""
    title = TITLE.search(data)
    return Known(kind, sheet, title[1] if title else b"", _ids(data), defined(data))


def _ids(data: bytes) -> frozenset[bytes]:
    return frozenset(found[1] for found in ID.finditer(data)) - SHARED


@functools.cache
def course() -> tuple[Known, ...]:
    """Describe the notebooks of the course: its sheets, their solutions, and the lessons where they lie beside it."""
    lessons = sorted((ROOT / "notebooks").rglob("*.ipynb"))
    return (
        *(known("lesson", path.stem, path.read_bytes()) for path in lessons),
        *(known("sheet", sheet, written(build(sheet)).encode()) for sheet in SHEETS),
        *(known("solutions", sheet, written(build(sheet, solved=True)).encode()) for sheet in SHEETS),
    )


def which(data: bytes, among: Iterable[Known]) -> Known | None:
    """Return the notebook of the course that `data` is, or None: by its metadata, its cells' ids and its title.

    A sheet of somebody's own that is not among them is known by its metadata alone.
    """
    about = _about(data)
    title, ids = TITLE.search(data), _ids(data)
    best, most = None, ALIKE
    for one in among:
        alike = len(ids & one.ids) / max(len(ids | one.ids), 1)
        alike += 0.5 * (title is not None and title[1] == one.title)
        alike += 2.0 * (about.get("sheet") == one.sheet and about.get("kind") == one.kind)
        if alike > most:
            best, most = one, alike
    match about:
        case {"kind": "sheet" | "solutions" as kind, "sheet": str(sheet)} if best is None and NAMED.fullmatch(sheet):
            return Known(kind, sheet, b"", frozenset(), frozenset())
    return best


def _about(data: bytes) -> dict[str, Any]:
    found = ABOUT.search(data)
    try:
        return dict(json.loads(found[1], parse_int=float)) if found else {}
    except (ValueError, RecursionError):
        return {}


def defined(data: bytes) -> frozenset[str]:
    """Return the names that the cells of a notebook give to functions and values."""
    return frozenset((found[1] or found[2]).decode() for found in NAME.finditer(data))


def cells(data: bytes) -> list[tuple[str, str]]:
    """Return the kind and the source of each cell; none where the notebook cannot be read, or would fill the memory."""
    if sum(map(data.count, (b",", b"[", b"{"))) > PARTS:
        return []
    try:
        found = json.loads(data.decode("utf-8-sig"), parse_int=float)["cells"]  # an integer may have too many digits
        return [(str(cell["cell_type"]), _source(cell["source"])) for cell in found]
    except (ValueError, KeyError, TypeError, RecursionError):
        return []


def _source(source: Any) -> str:
    return source if isinstance(source, str) else "".join(line for line in source if isinstance(line, str))


def untouched(data: bytes) -> bool:
    """Whether a sheet still says what was built: nobody has worked in it."""
    built = _about(data).get("built")
    if not built or data.count(b'"cell_type"') > CELLS:
        return False
    said = [{"cell_type": kind, "source": source} for kind, source in cells(data)]
    return bool(said) and sum(len(cell["source"]) for cell in said) < LETTERS and built == fingerprint(said)
