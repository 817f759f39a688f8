"""Results as they come, on the disk at once: after a kill or a power cut, what was graded is there, once.

The folder of a run holds `run.json`, which says what was graded and how, and `results.jsonl`, a line for each
submission.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

from coursekit.grading.results import Graded, ResultError, from_line, to_line

__all__ = ["Record", "RecordError"]

SAME = ("sheet", "exercises", "seed", "sandbox", "digest", "coursekit")


class RecordError(Exception):
    """The folder cannot be used for this run; the message says why and what to do."""


class Record:
    """The results of one run.

    Parameters
    ----------
    folder : Path
        Where the run is written.
    run : dict
        What is graded and how. Where the folder holds a run, all of `SAME` that is not None here must be the same.
    resume : bool
        Go on with the run that the folder holds.
    """

    def __init__(self, folder: Path, run: dict[str, Any], resume: bool) -> None:
        try:
            self._begin(folder, run, resume)
        except OSError as error:
            raise RecordError(f"{folder} cannot be used ({error.strerror}). Give --out another folder.") from None

    def _begin(self, folder: Path, run: dict[str, Any], resume: bool) -> None:
        """Make the folder, or take over the run that it holds."""
        about = folder / "run.json"
        held = folder.is_dir() and any(folder.iterdir())
        if folder.exists() and not folder.is_dir():
            raise RecordError(f"{folder} is a file. Give --out a new folder.")
        if held and not about.is_file():
            raise RecordError(f"{folder} is not empty, and holds no run of the grader. Give --out a new folder.")
        if held and not resume:
            raise RecordError(
                f"{folder} holds another run. Give --out a new folder, or go on with that run with --resume."
            )
        if held:
            self.run = _same(folder, about.read_bytes(), run)
        else:
            self.run = run
            folder.mkdir(parents=True, exist_ok=True)
            part = folder / "run.json.part"
            part.write_text(json.dumps(run, indent=1, ensure_ascii=False), "utf-8")
            part.replace(about)
        self._file = open(folder / "results.jsonl", "a+b")  # noqa: SIM115 (open for as long as the run lasts)
        try:
            _lock(self._file.fileno())
        except OSError:
            self._file.close()
            raise RecordError(f"Another grader is writing to {folder}. Wait for it to end.") from None
        try:
            self._places = self._known()
        except RecordError:
            self._file.close()
            raise

    def _known(self) -> dict[str, int]:
        """Find where each student's result begins; a last line that was not written whole is cut off."""
        places: dict[str, int] = {}
        self._file.seek(0)
        while True:
            place = self._file.tell()
            line = self._file.readline()
            if not line.endswith(b"\n"):
                self._file.truncate(place)
                return places
            try:
                student = from_line(line).student
            except ResultError as error:
                raise RecordError(
                    f"Line {len(places) + 1} of {self._file.name} is not as this version writes it ({error}). "
                    "Give --out a new folder."
                ) from None
            places.setdefault(student, place)

    def __contains__(self, student: str) -> bool:
        """Whether the student's result is there."""
        return student in self._places

    def __len__(self) -> int:
        """Count the results."""
        return len(self._places)

    def add(self, *results: Graded) -> None:
        """Write results to the disk, together; a second one of the same student is not taken."""
        try:
            place = self._file.seek(0, os.SEEK_END)
            for result in results:
                if result.student not in self:
                    self._places[result.student] = place
                    place += self._file.write(to_line(result))
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as error:
            raise RecordError(
                f"{self._file.name} cannot be written ({error.strerror}). What was graded before is kept: the same "
                "command with --resume goes on."
            ) from None

    def __iter__(self) -> Iterator[Graded]:
        """Yield the results in the order of the students' names, one at a time from the disk."""
        for student in sorted(self._places):
            self._file.seek(self._places[student])
            yield from_line(self._file.readline())

    def __enter__(self) -> Self:
        """Give the record."""
        return self

    def __exit__(self, *error: object) -> None:
        """Close the file, and let others write."""
        self._file.close()


def _same(folder: Path, about: bytes, run: dict[str, Any]) -> dict[str, Any]:
    """Return what the folder holds, if it is this run."""
    try:
        held: dict[str, Any] = {**json.loads(about)}
    except (ValueError, TypeError):
        raise RecordError(f"{folder / 'run.json'} says nothing of a run. Give --out a new folder.") from None
    for name in SAME:
        value = run.get(name)
        if value is not None and held.get(name) != value:
            what = (
                "other files were handed in, or some were changed,"
                if name == "digest"
                else f"{name} was {held.get(name)!r}, not {value!r},"
            )
            raise RecordError(f"{folder} holds another run: {what} so it cannot be resumed. Give --out a new folder.")
    return held


def _lock(fd: int) -> None:
    """Keep other graders out for as long as this process lives. Windows has no such lock."""
    try:
        import fcntl
    except ImportError:
        return
    fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
