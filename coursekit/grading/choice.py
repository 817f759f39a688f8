"""Which of a student's notebooks is graded: the one that is the sheet, and of several the newest."""

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath

from coursekit.grading.downloads import COPY_OF, COPY_WORD, Whose, is_notebook
from coursekit.grading.names import shown
from coursekit.grading.roster import Person
from coursekit.grading.sources import INNER_LIMIT, PACKED, SIZE_LIMIT, File, inside
from coursekit.grading.times import dated
from coursekit.grading.whichnotebook import Known, defined, untouched, which
from coursekit.words import mark, reason, say, together

__all__ = ["Submission", "Taken", "taken"]

READ_LIMIT = 5 * SIZE_LIMIT  # bytes of all that one student handed in
COPY = re.compile(rf"(?i)(?:\((\d+)\)|-(\d+)| (\d{{1,2}})|[ _-]v(\d{{1,3}})|\(?{COPY_WORD}[ -]?\(?(\d*)\)?\)?)[\s-]*$")
TOLD = 5  # files that a sentence names
SHEET, ANSWERS, UNKNOWN, OTHER, BROKEN = 6, 5, 2, 1, 0  # how much a notebook is what was asked for
EMPTY, SOLUTIONS = 4, 3  # less than answers of one's own in another notebook, more than what is unknown


@dataclass(frozen=True)
class Submission:
    """What one student handed in.

    Attributes
    ----------
    student : str
        The student as the report names them; no two have the same.
    person : Person
        What is known of the student, from the roster or from the download.
    files : tuple
        Each with what the download says of it; none if nothing was handed in.
    listed : bool
        Whether the student stands in the roster, if there is one.
    """

    student: str
    person: Person
    files: tuple[tuple[File, Whose], ...]
    listed: bool = True


@dataclass(frozen=True)
class Taken:
    """The notebook that was chosen to be graded, or why there is none, and what the report is to say of it.

    Attributes
    ----------
    when : float or None
        When it was handed in; None where nothing says so.
    late : bool or None
        Whether the system says that it came late; None if it does not say.
    wrong : bool
        Whether it is another notebook than the sheet.
    """

    data: bytes
    problem: str
    notes: tuple[str, ...] = ()
    when: float | None = None
    late: bool | None = None
    wrong: bool = False


@dataclass(frozen=True)
class Found:
    """A notebook that a student handed in: where, its bytes or why there are none, how new and what it is."""

    path: str
    name: str
    data: bytes
    problem: str
    order: tuple[float, int]
    changed: float
    came: float  # when what it lies in was last changed: the times in a student's own zip are the student's
    late: bool | None
    named: bool  # whether its name is that of the sheet, or of the student alone
    kind: int
    this: Known | None

    @property
    def when(self) -> float | None:
        """When it was handed in: as the system says, else when the file was last changed."""
        return self.order[0] or self.came or None

    @cached_property
    def empty(self) -> bool:
        """Whether it is a sheet in which nobody has worked."""
        return self.kind == SHEET and untouched(self.data)

    @cached_property
    def rank(self) -> tuple[object, ...]:
        """Order a student's notebooks: what it is, whether there is work in it, how new the system says it is."""
        rest, numbers = re.sub(r"(?i)\.ipynb.*", "", self.name), [len(re.findall(COPY_OF, self.path))]
        while copy := COPY.search(rest):  # from the last to the first: `sheet - Copy (2)` is newer than `sheet - Copy`
            rest = rest[: copy.start()]
            numbers.insert(0, int("0" + next(filter(None, copy.groups()), "1")))
        counted = [(int(part), "") if part.isdecimal() else (0, part) for part in re.split(r"(\d+)", self.path)]
        kind = EMPTY if self.empty else self.kind
        if kind == ANSWERS and self.this is not None and self.this.kind == "solutions":
            kind = SOLUTIONS  # who hands in the whole course does not mean them
        return kind, self.order, self.named, self.changed // 10, numbers, self.name, counted


def taken(submission: Submission, sheet: str, notebooks: tuple[Known, ...]) -> Taken:
    """Choose a student's notebook and read it; no bytes and the reason where there is none."""
    found, others, remarks = _notebooks(submission, sheet, notebooks)
    if not found:
        return Taken(b"", together(_nothing(submission, others, remarks), *remarks))
    chosen = max(found, key=lambda one: one.rank)
    when = submission.person.handed_in or chosen.when
    if chosen.problem:
        return Taken(b"", chosen.problem, when=when, late=chosen.late)
    notes = [note for note in (_choice(chosen, found), _beside(others)) if note] + remarks
    if chosen.this is None or chosen.kind == SHEET:
        return Taken(chosen.data, "", tuple(notes), when, chosen.late)
    told = say("This is {notebook}, not the sheet {sheet}.", notebook=_called(chosen.this), sheet=sheet)
    if chosen.kind == OTHER:
        return Taken(b"", told, tuple(notes), when, chosen.late, wrong=True)
    return Taken(chosen.data, "", (told, *notes), when, chosen.late, wrong=True)


def _kind(data: bytes, sheet: str, notebooks: tuple[Known, ...]) -> tuple[int, Known | None]:
    """Say how much a notebook is what was asked for, and which of the course's it is."""
    this = which(data, notebooks)
    if this is not None and (this.kind, this.sheet) == ("sheet", sheet):
        return SHEET, this
    asked = {name for known in notebooks if known.sheet == sheet for name in _answers(known)}
    own = this.defined if this is not None and this.kind == "lesson" else frozenset()
    if defined(data) & asked - own:
        return ANSWERS, this
    return (UNKNOWN if this is None else OTHER), this


def _answers(known: Known) -> list[str]:
    return [name.decode().removesuffix("-answer") for name in known.ids if name.endswith(b"-answer")]


def _choice(chosen: Found, found: list[Found]) -> str:
    """Say which of several notebooks is graded, and what the others are."""
    rest = [one for one in found if one is not chosen]
    if not rest:
        return ""
    if any(one.kind == chosen.kind and one.named == chosen.named and one.empty == chosen.empty for one in rest):
        what = say("the newest")
    else:
        what = say("the sheet") if chosen.kind == SHEET else say("the one that is most like the sheet")
    others = ", ".join(sorted(f"{shown(one.path)}{_remark(one, chosen)}" for one in rest)[:TOLD])
    return say(
        "{count} notebooks were handed in. Graded is {what}: {chosen}{when}. Not graded: {others}.",
        count=len(found),
        what=what,
        chosen=shown(chosen.path),
        when=f" ({dated(chosen.when)})" if chosen.when else "",
        others=others,
    )


def _remark(one: Found, chosen: Found) -> str:
    """Say in brackets what a notebook is that is not graded."""
    if one.problem:
        return say(" (cannot be read)")
    if one.data == chosen.data:
        return say(" (the very same)")
    if one.kind == SHEET:
        return say(" (the same sheet, empty)") if one.empty else say(" (the same sheet)")
    return f" ({_called(one.this)})" if one.this is not None else ""


def _notebooks(
    submission: Submission, sheet: str, notebooks: tuple[Known, ...]
) -> tuple[list[Found], list[str], list[str]]:
    """Read the notebooks of a student, in zips too; return them, the names of other files, and remarks.

    The small ones first: where there is too much, it is the large ones that are not looked at.
    """
    found: list[Found] = []
    others: list[str] = []
    remarks: list[str] = []
    total = count = 0
    waiting = [(file, whose, 0, file.changed) for file, whose in sorted(submission.files, key=lambda one: one[0].size)]
    while waiting:
        file, whose, depth, came = waiting.pop(0)
        if file.remark and file.remark not in remarks:
            remarks.append(file.remark)
        if file.read is None:
            continue
        ending, name = file.path.suffix.lower(), file.path.name if depth else PurePosixPath(whose.file).name
        if (ending == ".zip" and depth == 2) or not is_notebook(file):
            others.append(name)
            continue
        too_much = total >= READ_LIMIT or count > INNER_LIMIT
        data, problem = (b"", say("It was not looked at: there is too much.")) if too_much else _read(file)
        total += 0 if too_much else max(len(data), min(file.size, SIZE_LIMIT))  # what is too large was unpacked, too
        if ending == ".zip":
            remark = say("Not all was looked at: there is too much.") if too_much else f"{shown(name)}: {problem}"
            if problem and remark not in remarks:
                remarks.append(remark)
            if not problem:
                packed = inside(file, data)
                count += len(packed)
                waiting[:0] = [(one, whose, depth + 1, came) for one in sorted(packed, key=lambda one: one.size)]
            continue
        if ending == ".json" and b'"nbformat"' not in data:
            others.append(name)
            continue
        kind, this = (BROKEN, None) if problem else _kind(data, sheet, notebooks)
        named = kind != UNKNOWN or len(file.path.parts) == 1 or sheet in name
        found.append(
            Found(str(file.path), name, data, problem, whose.order, file.changed, came, whose.late, named, kind, this)
        )
    return found, others, remarks


def _read(file: File) -> tuple[bytes, str]:
    """Return the bytes of a file, or no bytes and the reason."""
    assert file.read is not None
    try:
        data = file.read()
    except OSError as error:
        return b"", say("The file cannot be read: {why}.", why=shown(reason(error)))
    if len(data) <= SIZE_LIMIT:
        return data, ""
    size = f"{file.size / 2**20:.0f} MB" if file.size > SIZE_LIMIT else say("more than it claims")
    return b"", say(
        "The file has {size}; at most {most} MB are read. In JupyterLab choose Edit, Clear Outputs of All Cells, save "
        "it, and hand it in again.",
        size=size,
        most=SIZE_LIMIT // 2**20,
    )


def _nothing(submission: Submission, others: list[str], remarks: list[str]) -> str:
    """Say what a student handed in instead of a notebook."""
    if others:
        names = ", ".join(sorted(map(shown, others))[:TOLD])
        told = say("No notebook was handed in, only {names}.", names=names)
        packed = any(map(PACKED.search, others))
        return together(told, say("It may lie in there, but only zip files are looked into.")) if packed else told
    if remarks:
        return say("No notebook was handed in.")
    if submission.files:
        return say("No notebook was handed in: the folder is empty.")
    return say("Nothing was handed in.")


def _beside(others: list[str]) -> str:
    if not others:
        return ""
    return say("Also handed in, and not looked at: {names}.", names=", ".join(sorted(map(shown, others))[:TOLD]))


def _called(known: Known) -> str:
    """Name a notebook of the course in a sentence."""
    ways = {
        "lesson": mark("lesson {name}"),
        "sheet": mark("sheet {name}"),
        "solutions": mark("the course's solutions of {name}"),
    }
    return say(ways[known.kind], name=known.sheet)
