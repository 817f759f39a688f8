"""What a learner has done: a small file of the learner's own, one line of JSON for each check, hint and answer.

Lines are only ever added, so that two notebooks at work lose nothing of each other, and a spoilt line spoils no other.
There is nothing personal in it: names of exercises, what their checks found, which hints were shown; names of questions
and the answers that were chosen.
"""

import json
import os
from pathlib import Path
from typing import Any

from coursekit.words import mark, reason, say, say_count

__all__ = ["add", "entries"]

unsaved: list[dict[str, Any]] = []  # what could not be written counts as long as the kernel lives


def path() -> Path:
    """Return where the record is: in the folder that COURSEKIT_HOME names, else in .coursekit in the home folder."""
    return Path(os.environ.get("COURSEKIT_HOME") or Path("~", ".coursekit").expanduser()) / "progress.jsonl"


def add(entry: dict[str, Any]) -> tuple[str, ...]:
    """Add `entry`; return a sentence if it could not be written."""
    try:
        file = path()
        file.parent.mkdir(parents=True, exist_ok=True)
        # One write of one line that begins with its own line break: half a line left by a crash spoils only itself.
        with open(file, "ab", buffering=0) as out:
            out.write(("\n" + json.dumps(entry)).encode())
    except (OSError, RuntimeError) as error:
        unsaved.append(entry)
        template = mark("This could not be written down, and will be forgotten when you close the notebook: {error}.")
        return (say(template, error=reason(error)),)
    return ()


def entries(kind: str = "exercise") -> tuple[list[dict[str, Any]], tuple[str, ...]]:
    """Return what was written down of one kind, oldest first, and a sentence if part of it could not be read.

    `kind` is "exercise" (checks and hints) or "question" (answers to questions).
    """
    try:
        lines = path().read_text("utf-8", errors="replace").split("\n")
    except FileNotFoundError:
        return _of_kind(kind, unsaved), ()
    except (OSError, RuntimeError) as error:
        return _of_kind(kind, unsaved), (say("Your record could not be read: {error}.", error=reason(error)),)
    read = [parsed(line) for line in lines if line.strip()]
    found = [entry for entry in read if entry]
    spoilt = len(read) - len(found)
    told = say_count(
        "Your record, {path}, has {count} line that cannot be read; it was passed over.",
        "Your record, {path}, has {count} lines that cannot be read; they were passed over.",
        spoilt,
        path=path(),
    )
    return _of_kind(kind, found + unsaved), (told,) if spoilt else ()


def _of_kind(kind: str, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [entry for entry in found if isinstance(entry.get(kind), str)]


def parsed(line: str) -> dict[str, Any] | None:
    """Return the entry that `line` holds, or None where it holds none."""
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError):
        return None
    known = isinstance(entry, dict) and any(isinstance(entry.get(kind), str) for kind in ("exercise", "question"))
    return entry if known else None
