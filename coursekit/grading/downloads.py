"""Whose a file is, as the download of a learning-management system says it: by names, and by lists that it puts in.

Moodle, Canvas, Blackboard, Brightspace, Google Classroom, Gradescope, Teams and nbgrader each name files in a form of
their own, and a pattern knows it. Where none fits, a student is known by the name of a file or of a folder.
"""

import contextlib
import os
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from coursekit.grading.names import compact
from coursekit.grading.sources import File, SubmissionsError
from coursekit.grading.times import moment
from coursekit.words import say

__all__ = [
    "COPY_OF",
    "COPY_WORD",
    "FOLDERS",
    "LOOSE",
    "SYSTEMS",
    "System",
    "Whose",
    "is_notebook",
    "owners",
    "recognised",
]

DAY = (
    r"(?:[^\W\d_]{3,20}\.? \d{1,2},? \d{4}|\d{1,2}\.?(?: de)? [^\W\d_]{3,20}\.?,?(?: de)? \d{4}"
    r"|\d{4}年\d{1,2}月\d{1,2}日),?"
)
DATE = rf"{DAY} \d{{1,2}}(?:[:. ]| ?h ?)?\d{{2}}(?: ?[AaPp][Mm])?"
STAMP = r"\d{4}-\d\d-\d\d[ -]\d\d[:_-]\d\d[:_-]\d\d(?:\.\d+)?(?: [A-Z]{2,5}| ?[+-]\d\d:?\d\d)?"
COPY_OF = r"(?:Copy of|Kopie von|Copie de|Copia d[ei]|Cópia de|Kopie van|Kopia av|Копия) "  # as Google names one
COPY_WORD = (
    "(?:copy|kopie|copie|copia|cópia|kopia|kopi|копия|副本|コピー|사본)"  # as computers number files of one name
)
NOTEBOOK = re.compile(
    r"(?i)\.ipynb ?(?:\(\d+\))?(\.txt|\.json)?$|\.(zip|json)$"
)  # browsers rename; a zip is looked into


@dataclass(frozen=True)
class Whose:
    """What a download says of one file.

    Attributes
    ----------
    name : str
        The student, or what stands for the name.
    number, login, email, id : str
        How else the system knows the student, and the institution's number; "" where it does not say.
    file : str
        The file's own name.
    order : tuple
        The attempt: the time at which it was handed in (0 if unknown), and the system's number of it. Greater is newer.
    late : bool or None
        Whether the system says that it came late; None if it does not say.
    """

    name: str
    number: str = ""
    login: str = ""
    email: str = ""
    file: str = ""
    order: tuple[float, int] = (0.0, 0)
    late: bool | None = None
    id: str = ""


@dataclass(frozen=True)
class System:
    """A learning-management system: its name, the form of a path in its downloads, and one such path."""

    title: str
    pattern: re.Pattern[str]
    example: str


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(rf"(?:^|/){text}$", re.DOTALL)


SYSTEMS = {
    "moodle": System(
        "Moodle",
        _pattern(r"(?P<name>[^/_]*)_(?P<number>\d+)_assign[a-z]+_[a-z]+(?:_/|/|_)(?P<file>.+)"),
        "Anna Ek_123456_assignsubmission_file/sheet.ipynb",
    ),
    "canvas": System(
        "Canvas",
        _pattern(
            r"(?:(?P<hidden>LATE_)?(?P<login>anon_[^/_]{5})(?P<marked>_LATE)?"
            r"|(?P<name>[^/_]+(?:_(?!LATE_|\d)[^/_]+)*)_(?P<late>LATE_)?(?P<number>\d+))"
            r"_(?:(?P<upload>\d+)_(?P<file>[^/]+)|(?:text|link)\.html)"
        ),
        "ekanna_10001_550001_sheet.ipynb",
    ),
    "blackboard": System(
        "Blackboard",
        _pattern(rf"(?P<head>[^/]+?)_attempt_(?P<when>{STAMP})(?:_(?P<file>[^/]+)|\.txt)"),
        "Sheet 1_ek123_attempt_2026-11-20-10-20-30_sheet.ipynb",
    ),
    "brightspace": System(
        "Brightspace",
        _pattern(
            r"(?P<number>\d+)-(?P<upload>\d+) *- *(?P<name>[^/ ](?:[^/]*?[^/ ])?)"
            rf" *- *(?P<when>{DATE})(?:/| *- *)(?P<file>.+)"
        ),
        "10001-550001 - Anna Ek - Nov 20, 2026 1020 AM/sheet.ipynb",
    ),
    "gradescope": System(
        "Gradescope",
        _pattern(r"(?P<name>submission_(?P<upload>\d+))/(?P<file>.+)"),
        "submission_320000001/sheet.ipynb, and submission_metadata.yml",
    ),
    "nbgrader": System(
        "nbgrader",
        re.compile(
            rf"(?:^|/)(?:submitted/(?P<name>[^/]+)/[^/]+/|(?P<login>[^/]+)\+[^/+]+\+(?P<when>{STAMP})[^/]*/)(?P<file>.+)$"
        ),
        "submitted/ek123/sheet/sheet.ipynb",
    ),
    "teams": System(
        "Teams",
        _pattern(r"Submitted files/(?P<name>[^/]+)/[^/]+/(?:Version (?P<upload>\d+)/)?(?P<file>[^/]+)"),
        "Submitted files/Anna Ek/Sheet 1/Version 1/sheet.ipynb",
    ),
    "classroom": System(
        "Google Classroom",
        _pattern(rf"(?:{COPY_OF})*(?P<name>[^/]*?[^/ ]) - (?P<file>[^/]+)"),
        "Anna Ek - sheet.ipynb",
    ),
}
FOLDERS = "folders"  # no system: files or folders, named for the students
BESIDE = {  # folders beside what was handed in
    "nbgrader": {"source", "release", "autograded", "feedback"},
    "teams": {"Working files"},
}
TIME = "timestamp.txt"  # of nbgrader's
LOOSE = "classroom"  # its form is so common that the name of the sheet must stand there, too


def is_notebook(file: File) -> bool:
    """Whether the name of a file says that it is a notebook, or may hold one."""
    return file.read is not None and bool(NOTEBOOK.search(file.path.name))


def recognised(files: list[File], top: str, sheet: str, wanted: str | None) -> str:
    """Return the name of the system that a download comes from, or `FOLDERS`.

    Parameters
    ----------
    top : str
        The name of the folder or zip file.
    wanted : str or None
        The system that was asked for.

    Raises
    ------
    SubmissionsError
        No file is named as the system that was asked for names files.
    """
    if wanted == FOLDERS:
        return FOLDERS
    everything = [_path(file, top) for file in files if file.read]
    above = os.path.commonpath(everything) + "/" if everything else ""
    named = [_path(file, top) for file in files if is_notebook(file)]
    named = list(dict.fromkeys([*named, *(path for path in everything if "/" in path[len(above) :])]))
    for name, system in SYSTEMS.items():
        paths = [path for path in named or everything if BESIDE.get(name, set()).isdisjoint(path.split("/"))]
        found = [match for path in paths if (match := system.pattern.search(path))]
        if name == LOOSE and name != wanted:
            common, often = compact(sheet), Counter(match["file"] for match in found)
            found = [
                match
                for match in found
                if often[match["file"]] > max(1, len(paths) / 2)
                or (common in compact(match["file"]) and common not in compact(match["name"]))
            ]
        if wanted == name and not found:
            raise SubmissionsError(
                say(
                    "No file there is named as {system} names them, for example {example}. Leave --from out, or give "
                    "another: {known}.",
                    system=system.title,
                    example=system.example,
                    known=", ".join([*SYSTEMS, FOLDERS]),
                )
            )
        if wanted == name or (wanted is None and _share(paths, {match.string for match in found}, above) > 0.5):
            return name
    return FOLDERS


def _share(paths: list[str], found: set[str], above: str) -> float:
    """Return which part of a download is named as a system names it.

    Whatever lies at the top counts once: a student can hand in many files, and name them as one pleases.
    """
    tops: dict[str, list[bool]] = {}
    for path in paths:
        tops.setdefault(path[len(above) :].partition("/")[0], []).append(path in found)
    return sum(sum(one) / len(one) for one in tops.values()) / max(len(tops), 1)


def _path(file: File, top: str) -> str:
    return f"{top}/{file.path}" if top == "submitted" else str(file.path)


def owners(system: str, files: list[File], top: str) -> list[tuple[File, Whose]]:
    """Return each file of a system's download with whose it is; one of several students' stands there for each."""
    found = [
        (file, match)
        for file in files
        if (file.read or file.remark) and (match := SYSTEMS[system].pattern.search(_path(file, top)))
    ]
    told = [(file, _whose(match)) for file, match in found]
    special: dict[str, Callable[..., Iterable[tuple[File, Whose]]]] = {
        "blackboard": _blackboard,
        "classroom": _classroom,
        "brightspace": _brightspace,
        "gradescope": _gradescope,
        "nbgrader": _nbgrader,
    }
    return list(special[system](files, told)) if system in special else told


def _whose(match: re.Match[str]) -> Whose:
    said = {name: value or "" for name, value in match.groupdict().items()}
    when = moment(said.get("when", "")) or 0.0
    name = re.sub(rf"^(?:{COPY_OF})+", "", said.get("name") or said.get("login") or said.get("head", ""))
    return Whose(
        unicodedata.normalize("NFC", name).strip(),
        said.get("number", ""),
        said.get("login", ""),
        file=said.get("file") or match.group().rpartition("/")[2],
        order=(when, int(said.get("upload") or 0)),
        late=bool(said["late"] or said["hidden"] or said["marked"]) if "late" in said else None,
    )


def _blackboard(files: list[File], told: list[tuple[File, Whose]]) -> Iterable[tuple[File, Whose]]:
    """Part the name of the assignment from the login; a text beside each attempt says both, and the student's name."""
    heads = sorted({whose.name for _, whose in told})
    first, last = heads[0], heads[-1]
    common = next((at for at, pair in enumerate(zip(first, last, strict=False)) if pair[0] != pair[1]), len(first))
    start = first.rfind("_", 0, common) + 1
    known: dict[str, tuple[str, str]] = {}
    for file, whose in told:
        own = whose.file == file.path.name  # what a student hands in has a name of its own behind the time
        text = _text(file) if own and file.path.suffix == ".txt" else ""
        if said := re.match(r"Name: (?P<name>.+) \((?P<login>[^()\n]+)\)\r?\n", text):
            known[whose.name] = said["name"], said["login"]
    starts = {len(head) - len(login) for head, (_, login) in known.items() if head.endswith(f"_{login}")}
    if len(starts) == 1 and start > min(starts):  # logins may begin alike
        [start] = starts
    for file, whose in told:
        name, login = known.get(whose.name, (whose.name[start:], whose.name[start:]))
        yield file, replace(whose, name=name, login=login)


def _classroom(files: list[File], told: list[tuple[File, Whose]]) -> Iterable[tuple[File, Whose]]:
    """Part a name with dashes from the file's: most students hand in a file that is called the same."""
    parts = [f"{whose.name} - {whose.file}".split(" - ") for _, whose in told]
    often = Counter(" - ".join(one[at:]) for one in parts for at in range(1, len(one)))
    for (file, whose), one in zip(told, parts, strict=True):
        at = max(range(1, len(one)), key=lambda at: (often[" - ".join(one[at:])], -at))
        yield file, replace(whose, name=" - ".join(one[:at]).strip(), file=" - ".join(one[at:]))


def _brightspace(files: list[File], told: list[tuple[File, Whose]]) -> Iterable[tuple[File, Whose]]:
    """Take the first number for the student's only where it is: some downloads have the course's there."""
    names: dict[str, set[str]] = {}
    for _, whose in told:
        names.setdefault(whose.number, set()).add(whose.name)
    for file, whose in told:
        yield file, whose if len(names[whose.number]) == 1 and len(names) > 1 else replace(whose, number="")


def _gradescope(files: list[File], told: list[tuple[File, Whose]]) -> Iterable[tuple[File, Whose]]:
    """Take the names out of Gradescope's list."""
    import yaml

    listed: dict[str, Any] = {}
    for file in files:
        outside = not SYSTEMS["gradescope"].pattern.search(str(file.path))  # students may hand in such a list, too
        if file.path.name == "submission_metadata.yml" and outside and file.read:
            try:
                listed |= yaml.load(file.read(), getattr(yaml, "CSafeLoader", yaml.SafeLoader))
            except (yaml.YAMLError, TypeError, ValueError, OSError, RecursionError) as error:
                why = str(error).partition("\n")[0]
                raise SubmissionsError(say("{file} cannot be read ({why}).", file=file.path, why=why)) from None
    for file, whose in told:
        about = listed.get(whose.name)
        about = about if isinstance(about, dict) else {}
        when = about.get(":created_at")
        if isinstance(when, datetime):
            seconds = (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp()
            whose = replace(whose, order=(seconds, whose.order[1]))
        for one in about.get(":submitters") or [{}]:
            said = {key: str(one.get(f":{key}") or "") for key in ("name", "sid", "email")}
            yield file, replace(whose, name=said["name"] or whose.name, id=said["sid"], email=said["email"])


def _nbgrader(files: list[File], told: list[tuple[File, Whose]]) -> Iterable[tuple[File, Whose]]:
    """Take the times out of the file that nbgrader puts beside each submission; one further in is a student's."""
    tops = [str(file.path).removesuffix(whose.file) for file, whose in told]
    times = {top: moment(_text(file)) for top, (file, whose) in zip(tops, told, strict=True) if whose.file == TIME}
    for top, (file, whose) in zip(tops, told, strict=True):
        yield file, replace(whose, login=whose.name, order=(whose.order[0] or times.get(top) or 0.0, 0))


def _text(file: File) -> str:
    """Read the start of a small text; what cannot be read says nothing."""
    try:
        data = file.read()[:2000] if file.read else b""
    except OSError:
        return ""
    data = data.rpartition(b"\n")[0] or data  # no half of a letter
    for encoding in ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp1252"):
        with contextlib.suppress(UnicodeDecodeError):
            return data.decode(encoding)
    return data.decode("utf-8", errors="replace")
