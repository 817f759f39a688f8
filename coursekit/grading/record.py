"""Results as they come, on the disk at once: after a kill or a power cut, what was graded is there, once.

The folder of a run holds `run.json`, which says what was graded and how, and `results.jsonl`, a line for each student.
Lines are only ever added: where a student has several, the last one counts.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

from coursekit.grading.results import Graded, ResultError, from_line, to_line
from coursekit.words import languages, mark, say, together

__all__ = ["Record", "RecordError", "language_of"]

# What must be the same for a run to be resumed, as a reader knows it.
SAME = {
    "sheet": mark("the sheet"),
    "declared": mark("the exercises"),
    "seed": mark("the seed"),
    "sandbox": mark("the sandbox"),
    "due": mark("the due time"),
    "penalty": mark("the penalty"),
    "variants": mark("the number of the variants"),
    "language": mark("the language"),
    "digest": "",
    "coursekit": mark("the version of coursekit"),
}
OURS = {"run.json.part", "results.jsonl"}  # what a run that was killed at its very start leaves behind


class RecordError(Exception):
    """The folder cannot be used for this run; the message says why and what to do."""


class Record:
    """The results of one run.

    Parameters
    ----------
    folder : Path
        Where the run is written.
    run : dict, optional
        What is graded and how. Where the folder holds a run, all of `SAME` that is not None here must be the same. If
        left out, the folder must hold a run.
    resume : bool
        Go on with the run that the folder holds.
    """

    def __init__(self, folder: Path, run: dict[str, Any] | None = None, resume: bool = True) -> None:
        self.folder = folder
        try:
            self._begin(folder, run, resume)
        except OSError as error:
            told = say("{folder} cannot be used ({why}).", folder=folder, why=error.strerror)
            raise RecordError(together(told, _remedy(run))) from None

    def _begin(self, folder: Path, run: dict[str, Any] | None, resume: bool) -> None:
        """Make the folder, or take over the run that it holds; nobody else writes there meanwhile."""
        about = folder / "run.json"
        if folder.exists() and not folder.is_dir():
            raise RecordError(together(say("{folder} is a file.", folder=folder), _remedy(run)))
        if run is None and not about.is_file():
            raise RecordError(together(say("{folder} holds no run of the grader.", folder=folder), _remedy(run)))
        names = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
        if "run.json" not in names and names - OURS:
            raise RecordError(
                say("{folder} is not empty, and holds no run of the grader. Give --out a new folder.", folder=folder)
            )
        if not resume:
            _refuse_held(folder)
        if about.is_file():
            _same(folder, about.read_bytes(), run or {})
        folder.mkdir(parents=True, exist_ok=True)
        self._file = open(folder / "results.jsonl", "a+b")  # noqa: SIM115 (open for as long as the run lasts)
        try:
            self._lock()
            if not resume:
                _refuse_held(folder)  # by a grader that was started in the same moment, and has ended
            if about.is_file():
                self.run = _same(folder, about.read_bytes(), run or {})
            else:
                self.run = dict(run or {})
                self.save()
            self._places: dict[str, int] = {}
            self._digests: dict[str, str] = {}
            self._find()
        except BaseException:
            self._file.close()
            raise

    def _lock(self) -> None:
        """Keep other graders out for as long as this process lives. Windows has no such lock."""
        try:
            import fcntl

            fcntl.flock(self._file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except ImportError:
            return
        except OSError:
            raise RecordError(
                say("Another grader is writing to {folder}. Wait for it to end.", folder=self.folder)
            ) from None

    def save(self) -> None:
        """Write what the run is, whole or not at all."""
        part = self.folder / "run.json.part"
        with open(part, "w", encoding="utf-8") as out:
            out.write(json.dumps(self.run, indent=1))
            out.flush()
            os.fsync(out.fileno())
        part.replace(self.folder / "run.json")

    def _find(self) -> None:
        """Find where each student's line begins; a last line that was not written whole is cut off."""
        self._file.seek(0)
        for count in range(1, 10**9):
            place = self._file.tell()
            line = self._file.readline()
            if not line.endswith(b"\n"):
                self._file.truncate(place)
                return
            try:
                graded = from_line(line)
            except ResultError as error:
                raise RecordError(
                    say(
                        "Line {line} of {file} is not as this version writes it ({why}). Take that line out, or give "
                        "--out a new folder.",
                        line=count,
                        file=self._file.name,
                        why=error,
                    )
                ) from None
            self._places[graded.student], self._digests[graded.student] = place, graded.digest

    def __contains__(self, student: str) -> bool:
        """Whether the student's result is there."""
        return student in self._places

    def __len__(self) -> int:
        """Count the students."""
        return len(self._places)

    def __getitem__(self, student: str) -> Graded:
        """Return a student's row."""
        self._file.seek(self._places[student])
        return from_line(self._file.readline())

    def digest(self, student: str) -> str | None:
        """Return what tells whether a student's notebook is the one that was graded; None where none was."""
        return self._digests.get(student)

    def add(self, *rows: Graded, anew: bool = False) -> None:
        """Write rows to the disk, together; a second one of the same student only where it is written `anew`."""
        try:
            place = self._file.seek(0, os.SEEK_END)
            for graded in rows:
                if anew or graded.student not in self:
                    self._places[graded.student], self._digests[graded.student] = place, graded.digest
                    place += self._file.write(to_line(graded))
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as error:
            raise RecordError(
                say(
                    "{file} cannot be written ({why}). What was graded before is kept: the same command with --resume "
                    "goes on.",
                    file=self._file.name,
                    why=error.strerror,
                )
            ) from None

    def __iter__(self) -> Iterator[Graded]:
        """Yield the rows in the order of the students' names, one at a time from the disk."""
        for student in sorted(self._places):
            yield self[student]

    def __enter__(self) -> Self:
        """Give the record."""
        return self

    def __exit__(self, *error: object) -> None:
        """Close the file, and let others write."""
        self._file.close()


def language_of(folder: Path) -> str | None:
    """Return the language of the run that a folder holds, or None where it says none that there is."""
    try:
        found = {**json.loads((folder / "run.json").read_bytes())}.get("language")
    except (OSError, ValueError, TypeError, RecursionError):
        return None
    return found if found in languages() else None


def _remedy(run: dict[str, Any] | None) -> str:
    """Say which folder to give instead: for a run that begins, or of one that has ended."""
    return (
        say("Give --out a new folder.") if run is not None else say("Give the folder of a report, which --out named.")
    )


def _refuse_held(folder: Path) -> None:
    if (folder / "run.json").is_file():
        raise RecordError(
            say(
                "{folder} holds another run. Give --out a new folder, or go on with that run with --resume.",
                folder=folder,
            )
        )


def _same(folder: Path, about: bytes, run: dict[str, Any]) -> dict[str, Any]:
    """Return what the folder holds, if it is this run."""
    try:
        held: dict[str, Any] = {"language": run.get("language"), **json.loads(about)}
        if not (type(held["seed"]) is int and held["exercises"] and {"sheet", "system", "title"} <= held.keys()):
            raise ValueError
    except (ValueError, TypeError, KeyError, RecursionError):
        raise RecordError(
            say("{file} says nothing of a run. Give --out a new folder.", file=folder / "run.json")
        ) from None
    for name, words in SAME.items():
        value = run.get(name)
        if value is not None and held.get(name) != value:
            if name == "digest":
                what = say("other files were handed in,")
            elif name == "declared":
                what = say("the exercises were changed,")
            else:
                what = say("{what} was {old!r}, not {new!r},", what=say(words), old=held.get(name), new=value)
            raise RecordError(
                say(
                    "{folder} holds another run: {what} so it cannot be resumed. Give --out a new folder.",
                    folder=folder,
                    what=what,
                )
            )
    return held
