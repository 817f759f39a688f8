"""Find what a class handed in: a folder or a zip file, of notebooks named for students or of students' folders.

Nothing is ever unpacked to the disk. A student is known by the name of the file or of the folder.
"""

import hashlib
import os
import re
import stat
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any, Protocol

__all__ = ["SIZE_LIMIT", "HandedIn", "Submission", "SubmissionsError"]

SIZE_LIMIT = 20 * 2**20  # bytes of one notebook
FILE_LIMIT = 500_000  # files in one folder or zip
IGNORED = {"__MACOSX", ".ipynb_checkpoints", ".DS_Store", "Thumbs.db", "desktop.ini"}  # what systems leave behind
JOINERS = "\u200c\u200d"


class SubmissionsError(Exception):
    """There is nothing to grade there; the message says what was looked for."""


@dataclass(frozen=True)
class File:
    """One file that was handed in: where it is, when it was last changed, its size; `key` finds it again."""

    path: PurePosixPath
    changed: float
    size: int
    key: Any


@dataclass(frozen=True)
class Submission:
    """What one student handed in: the file to grade, or why there is none, and what the report is to say of it."""

    student: str
    file: File | None
    problem: str
    notes: tuple[str, ...]


class Source(Protocol):
    """Where files come from."""

    def files(self) -> Iterator[File]:
        """Yield every file, and every folder as a file with no key."""

    def read(self, file: File) -> bytes:
        """Read a file; one byte more than `SIZE_LIMIT` at most."""


class Folder:
    """Files in a folder. Links are not followed: they could lead to another's work."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def files(self) -> Iterator[File]:
        """Yield every file below the folder."""
        for folder, folders, names in os.walk(self.path, onerror=_no_folder):
            for name in (*folders, *names):
                path = Path(folder, name)
                known = path.lstat()
                is_folder = stat.S_ISDIR(known.st_mode)
                relative = PurePosixPath(path.relative_to(self.path).as_posix())
                yield File(relative, known.st_mtime, known.st_size, None if is_folder else path)

    def read(self, file: File) -> bytes:
        """Read one file."""
        if not stat.S_ISREG(file.key.lstat().st_mode):
            raise OSError("it is a link or a device, and these are not followed")
        return _start_of(file.key)


def _start_of(path: Path) -> bytes:
    with open(path, "rb") as opened:
        return opened.read(SIZE_LIMIT + 1)


def _no_folder(error: OSError) -> None:
    """Refuse a folder that cannot be looked into: it would seem to be empty."""
    raise SubmissionsError(f"{error.filename} cannot be read ({error.strerror}). May you read all that is in it?")


class Zip:
    """Files in a zip file, read one by one where they are."""

    def __init__(self, path: Path) -> None:
        try:
            self.zip = zipfile.ZipFile(path)
        except (OSError, ValueError, zipfile.BadZipFile) as error:
            raise SubmissionsError(f"{path} is no folder, notebook or zip file that can be read ({error}).") from None

    def files(self) -> Iterator[File]:
        """Yield every file in the zip; names that lead out of it are just names, since nothing is unpacked."""
        for info in self.zip.infolist():
            parts = [part for part in PurePosixPath(_name(info).replace("\\", "/")).parts if part not in ("/", "..")]
            try:
                changed = datetime(*info.date_time, tzinfo=UTC).timestamp()
            except ValueError:
                changed = 0.0
            if parts:
                yield File(PurePosixPath(*parts), changed, info.file_size, None if info.is_dir() else info)

    def read(self, file: File) -> bytes:
        """Read one file, whatever size the zip claims for it."""
        with self.zip.open(file.key) as opened:
            return opened.read(SIZE_LIMIT + 1)


class One:
    """A single notebook."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def files(self) -> Iterator[File]:
        """Yield the one file."""
        known = self.path.stat()
        yield File(PurePosixPath(self.path.name), known.st_mtime, known.st_size, self.path)

    def read(self, file: File) -> bytes:
        """Read it."""
        return _start_of(self.path)


class HandedIn:
    """All that was handed in for a sheet.

    Attributes
    ----------
    submissions : list of Submission
        One for each student, in the order of their names.
    ignored : list of str
        Files that belong to no student.
    digest : str
        Tells whether another look finds the same files.
    """

    def __init__(self, path: Path, sheet: str) -> None:
        if path.is_dir():
            self.source: Source = Folder(path)
        elif not path.is_file():
            raise SubmissionsError(f"There is no folder, zip file or notebook {path}.")
        elif path.suffix.lower() == ".ipynb":
            self.source = One(path)
        else:
            self.source = Zip(path)
        files = [file for file in self.source.files() if not _left_behind(file.path)]
        if len(files) > FILE_LIMIT:
            raise SubmissionsError(f"{path} holds {len(files)} files, and at most {FILE_LIMIT} are looked at.")
        students: dict[str, list[File]] = {}
        self.ignored: list[str] = []
        depth = _wrapped(files, sheet)
        for file in files:
            parts = file.path.parts[depth:]
            if len(parts) > 1 or (parts and file.key is None):
                students.setdefault(_student(parts[0], sheet), []).append(file)
            elif parts and _is_notebook(file):
                students.setdefault(_student(file.path.stem, sheet), []).append(file)
            elif file.key is not None:
                self.ignored.append(_shown(str(file.path)))
        self.submissions = [_chosen(student, students[student], sheet) for student in sorted(students)]
        if not self.submissions:
            raise SubmissionsError(
                f"{path} holds no notebook. It is to hold files STUDENT.ipynb, or folders named for students with the "
                "sheet inside."
            )
        said = sorted(f"{file.path}|{file.changed}|{file.size}" for file in files if file.key is not None)
        self.digest = hashlib.sha256("\n".join(said).encode("utf-8", "surrogateescape")).hexdigest()

    def read(self, submission: Submission) -> tuple[bytes, str]:
        """Return the bytes of the notebook, or no bytes and the reason."""
        if submission.file is None:
            return b"", submission.problem
        try:
            data = self.source.read(submission.file)
        except (OSError, RuntimeError, zipfile.BadZipFile, NotImplementedError, ValueError, EOFError) as error:
            return b"", f"The file cannot be read: {error}."
        except Exception as error:  # zlib.error, lzma.LZMAError: what a broken zip raises
            return b"", f"The file cannot be unpacked: {error}."
        if len(data) > SIZE_LIMIT:
            size = (
                f"{submission.file.size / 2**20:.0f} MB" if submission.file.size > SIZE_LIMIT else "more than it claims"
            )
            return b"", (
                f"The file has {size}; at most {SIZE_LIMIT // 2**20} MB are read. In JupyterLab choose Edit, Clear "
                "Outputs of All Cells, save it and hand it in again."
            )
        return data, ""


def _left_behind(path: PurePosixPath) -> bool:
    return any(part in IGNORED or part.startswith("._") for part in path.parts)


def _is_notebook(file: File) -> bool:
    return file.key is not None and file.path.suffix.lower() == ".ipynb"


def _wrapped(files: list[File], sheet: str) -> int:
    """Count the outer folders that only wrap the others, as a zip of a folder has them."""
    depth = 0
    while True:
        outer = {file.path.parts[depth] for file in files if len(file.path.parts) > depth}
        direct = [file for file in files if len(file.path.parts) == depth + 1 and file.key is not None]
        notebooks = [file.path for file in files if _is_notebook(file)]
        if len(outer) != 1 or direct or not notebooks:
            return depth
        if len({path.parent for path in notebooks}) == 1 and all(sheet in path.stem for path in notebooks):
            return depth  # the folder of a single student
        depth += 1


def _student(name: str, sheet: str) -> str:
    """Take the student's name out of a file's or folder's, as learning-management systems write it.

    >>> _student("Anna Ek_1234_assignsubmission_file_", "01_derivative")
    'Anna Ek_1234'
    >>> _student("anna_01_derivative-2", "01_derivative")
    'anna'
    """
    name = unicodedata.normalize("NFC", name).partition("_assignsubmission_")[0]
    name = re.sub(rf"[_\- ]{re.escape(sheet)}(_exercises)?(-\d+|\s*\(\d+\))?$", "", name) or name
    return _shown(name.strip() or name)


def _shown(name: str) -> str:
    """Write a name so that it can be shown: what is not printable, or no text at all, as its escape.

    The two joiners stay: names in Persian and in Indian scripts are written with them.
    """
    text = name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return "".join(c if c.isprintable() or c in JOINERS else c.encode("unicode_escape").decode() for c in text)


def _chosen(student: str, files: list[File], sheet: str) -> Submission:
    """Choose the notebook to grade: of those named like the sheet, or of all, the newest."""
    notebooks = [file for file in files if _is_notebook(file)]
    others = [_shown(file.path.name) for file in files if file.key is not None and not _is_notebook(file)]
    if not notebooks:
        only = f", only {', '.join(sorted(others)[:5])}" if others else ": the folder is empty"
        return Submission(student, None, f"No notebook was handed in{only}.", ())
    named = [file for file in notebooks if sheet in file.path.stem] or notebooks
    newest = max(named, key=lambda file: (file.changed, str(file.path)))
    notes = []
    if len(notebooks) > 1:
        rest = ", ".join(sorted(_shown(str(file.path)) for file in notebooks if file is not newest)[:5])
        when = datetime.fromtimestamp(newest.changed, UTC).strftime("%Y-%m-%d %H:%M")
        what = "the newest" if len(named) > 1 else f"the one named {sheet}"
        notes.append(
            f"{len(notebooks)} notebooks were handed in. Graded is {what}: {_shown(str(newest.path))} ({when}). "
            f"Not graded: {rest}."
        )
    if others:
        notes.append(f"Also handed in, and not looked at: {', '.join(sorted(others)[:5])}.")
    return Submission(student, newest, "", tuple(notes))


def _name(info: zipfile.ZipInfo) -> str:
    """Return the name of a file in a zip; many programs write UTF-8 or Chinese there and do not say so."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    for encoding in ("utf-8", "gb2312"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename
