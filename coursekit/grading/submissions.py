"""What a class handed in, whatever system it comes from: one row for each student."""

import contextlib
import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from coursekit.grading.choice import Submission, Taken, taken
from coursekit.grading.downloads import COPY_WORD, FOLDERS, LOOSE, Whose, is_notebook, owners, recognised
from coursekit.grading.names import shown
from coursekit.grading.roster import Person, Roster
from coursekit.grading.sources import File, SubmissionsError, files, inside
from coursekit.grading.whichnotebook import Known
from coursekit.words import say

__all__ = ["HandedIn"]

# Each can be read in one way only: a name is a student's, and could keep a pattern that tries many ways for ever.
COPIES = rf"(?:-\d+|\s*\(\d+\)|[ _-]*\(?{COPY_WORD}\)?(?: ?\d+)?)*"


class HandedIn:
    """All that was handed in for a sheet.

    Parameters
    ----------
    path : Path
        A folder, a zip file or a notebook.
    sheet : str
        The name of the sheet.
    notebooks : iterable of Known
        The notebooks that what was handed in may be.
    roster : Roster, optional
        Who is in the class.
    system : str, optional
        The system that the download comes from; recognised if left out.
    encoding : str, optional
        How names in a zip are written that does not say so.

    Attributes
    ----------
    submissions : list of Submission
        One for each student, in the order of their names.
    ignored : list of str
        Files that belong to no student.
    timed : bool
        Whether the download or the roster says when something was handed in, or whether it was late.
    digest : str
        Tells whether another look finds the same files of the same students.

    Raises
    ------
    SubmissionsError, RosterError
        There is nothing to grade, or it does not become clear whose it is.
    """

    def __init__(
        self,
        path: Path,
        sheet: str,
        notebooks: Iterable[Known] = (),
        roster: Roster | None = None,
        system: str | None = None,
        encoding: str | None = None,
    ) -> None:
        self.sheet, self.notebooks, self.roster = sheet, tuple(notebooks), roster
        found, top = _all_zips(path, sheet, encoding), path.resolve().name
        self.system = recognised(found, top, sheet, system)
        told = _by_folder(found, sheet, roster) if self.system == FOLDERS else owners(self.system, found, top)
        owned = {id(file) for file, _ in told}
        self.ignored = [shown(str(file.path)) for file in found if file.read and id(file) not in owned]
        self.timed = any(whose.order[0] or whose.late is not None for _, whose in told)
        self.timed = self.timed or any(person.handed_in for person in (roster.people if roster else ()))
        self.submissions = sorted(self._students(told), key=lambda one: one.student)
        if not told:
            raise SubmissionsError(
                say(
                    "{path} holds no notebook. It is to hold files STUDENT.ipynb, folders named for students with the "
                    "sheet inside, or what a learning-management system lets you download.",
                    path=path,
                )
            )
        said = sorted(f"{one.student}|{file.path}" for one in self.submissions for file, _ in one.files)
        self.digest = hashlib.sha256("\n".join(said).encode("utf-8", "surrogateescape")).hexdigest()

    def _students(self, told: list[tuple[File, Whose]]) -> Iterable[Submission]:
        """Put the files of each student together; who handed in nothing has none."""
        listed: dict[Person, list[tuple[File, Whose]]] = {
            person: [] for person in (self.roster.people if self.roster else ())
        }
        others: dict[tuple[str, str], list[tuple[File, Whose]]] = {}
        for file, whose in told:
            person = self.roster.find(whose) if self.roster else None
            if person is not None:
                listed[person].append((file, whose))
            else:
                key = ("known", known) if (known := whose.number or whose.id or whose.login) else ("name", whose.name)
                others.setdefault(key, []).append((file, whose))
        rows = [
            Submission("", _numbered(person, self.system, handed), tuple(handed)) for person, handed in listed.items()
        ]
        for handed in others.values():
            whose = handed[0][1]
            about = Person(whose.name, whose.email, whose.id, whose.login, number=whose.number, written=whose.name)
            rows.append(Submission("", about, tuple(handed), listed=self.roster is None))
        often = Counter(shown(row.person.name) for row in rows)
        used: set[str] = set()
        for row in rows:
            name = shown(row.person.name)
            if often[name] > 1 and row.person.known_by:
                name = f"{name} ({shown(row.person.known_by)})"
            while name in used:
                name += " (again)"
            used.add(name)
            yield replace(row, student=name)

    def read(self, submission: Submission) -> Taken:
        """Choose a student's notebook and read it; no bytes and the reason where there is none."""
        return taken(submission, self.sheet, self.notebooks)


def _numbered(person: Person, system: str, handed: list[tuple[File, Whose]]) -> Person:
    """Add the system's own number of a student to what the roster says."""
    number = handed[0][1].number if handed and system in ("moodle", "canvas") else ""
    return replace(person, number=number) if number and not person.number else person


def _all_zips(path: Path, sheet: str, encoding: str | None) -> list[File]:
    """Return what was handed in; zips that are downloads themselves, as of several groups, are one class."""
    found = files(path, encoding)
    zips = [file for file in found if len(file.path.parts) == 1 and file.path.suffix.lower() == ".zip"]
    if zips:
        with contextlib.suppress(SubmissionsError, OSError):  # one that is broken is a student's
            if path.is_dir():
                opened = files(path, encoding, opened=True)
            else:
                opened = [one for file in zips if file.read for one in inside(file, file.read())]
            if recognised(opened, path.resolve().name, sheet, None) not in (FOLDERS, LOOSE):
                return opened
    return found


def _by_folder(found: list[File], sheet: str, roster: Roster | None) -> list[tuple[File, Whose]]:
    """Find the students in a download of no known system: by names of files, or of folders."""
    depth, told = _listed(found, _wrapped(found, sheet), sheet, roster), []
    task = _task(found, depth)
    names = {_stem(file.path.parts[depth], sheet) for file in found if len(file.path.parts) > depth}
    for file in found:
        parts = file.path.parts[depth:]
        if len(parts) > 1 or (parts and file.read is None):
            name = _once(_student(parts[0].removeprefix(task), sheet), names)
            told.append((file, Whose(name, file=file.path.name)))
        elif parts:
            whose = Whose(_once(_stem(parts[0], sheet), names), file=parts[0])
            if is_notebook(file) or (roster is not None and roster.find(whose)):
                told.append((file, whose))
    return told


def _listed(found: list[File], depth: int, sheet: str, roster: Roster | None) -> int:
    """Return where folders or files are called as somebody in the class: it may be within the folders of groups."""
    if roster is None:
        return depth
    for place in range(depth, depth + 3):
        here = {file.path.parts[place] for file in found if len(file.path.parts) > place}
        if any(roster.knows(name) for part in here for name in (_student(part, sheet), _stem(part, sheet))):
            return place
    return depth


def _task(found: list[File], depth: int) -> str:
    """Return what the names of all folders begin with where each is a repository: `sheet-1-` of `sheet-1-annaek`."""
    tops = {file.path.parts[depth] for file in found if len(file.path.parts) > depth + 1}
    repositories = {file.path.parts[depth] for file in found if file.path.parts[depth + 1 :] == (".git",)}
    if tops != repositories or len(tops) < 2:
        return ""
    first, last = min(tops), max(tops)
    common = next(at for at in range(len(last)) if first[at : at + 1] != last[at])
    return first[: first.rfind("-", 0, common) + 1]


def _wrapped(found: list[File], sheet: str) -> int:
    """Count the outer folders that only wrap the others, as a zip of a folder has them."""
    depth = 0
    notebooks = [file.path for file in found if is_notebook(file)]
    nameless = any(
        re.fullmatch(rf"(?i){re.escape(sheet)}(_exercises)?{COPIES}(\.ipynb)?", path.stem) for path in notebooks
    )
    parents = {path.parent for path in notebooks}
    single = len(parents) == 1 and nameless  # the folder of one student, if nobody else's lies beside it
    for path in parents:
        single = single and all(path in (one.path, *one.path.parents) or one.path in path.parents for one in found)
    while notebooks and not single:
        outer = {file.path.parts[depth] for file in found if len(file.path.parts) > depth}
        direct = [file for file in found if len(file.path.parts) == depth + 1 and file.read]
        if len(outer) != 1 or direct:
            return depth
        depth += 1
    return depth


def _stem(name: str, sheet: str) -> str:
    """Take the student's name out of a file's name with its ending."""
    return _student(re.sub(r"(?i)\.ipynb.*$|\.\w+$", "", name), sheet)


def _once(name: str, names: set[str]) -> str:
    """Return the name without what numbers a copy, where the first of them lies beside it."""
    first = re.sub(rf"(?i){COPIES}$", "", name)
    return first if first in names else name


def _student(name: str, sheet: str) -> str:
    """Take the student's name out of a file's or folder's.

    >>> _student("anna_01_derivative_exercises-2", "01_derivative")
    'anna'
    >>> _student("01_derivative_anna ek", "01_derivative")
    'anna ek'
    >>> _student("01_derivative_exercises", "01_derivative")
    '01_derivative_exercises'
    """
    name = unicodedata.normalize("NFC", name)
    this = rf"{re.escape(sheet)}(?:_exercises)?+"
    if behind := re.fullmatch(rf"(?i){this}(?!{COPIES}$)[_\- ]+(.*)", name):
        return behind[1].strip() or name
    return re.sub(rf"(?i)(?<=.)[_\- ]+{this}(?![^\W_]).*$", "", name).strip() or name
