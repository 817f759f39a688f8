"""Who is in the class: a table that Moodle, Canvas, Blackboard or a spreadsheet wrote, and whose a submission is."""

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from coursekit.grading.downloads import Whose
from coursekit.grading.names import DOUBLED, compact, loose, pages, same
from coursekit.grading.spreadsheet import RosterError, read, unclosed
from coursekit.grading.times import moment
from coursekit.words import say, together

__all__ = ["Person", "Roster", "RosterError"]

# Lines of an export that are nobody's.
NOBODY = {"points possible", "points", "date", "class average", "average", "total"}
NONE = re.compile(r"[\W_]*|[Nn]\W[Aa]\W?")  # in the place of a number: a dash, `n/a`, `#N/A` of a spreadsheet
LOST = re.compile(r"\?\?|\w\?\w|(?:^|\s)\?(?:\w|\s|$)|\ufffd")  # what programs write for a letter that they lack


@dataclass(frozen=True)
class Person:
    """One student of the class.

    Attributes
    ----------
    id : str
        The institution's number for the student.
    number : str
        The system's own: Canvas's ID, or the number in Moodle's "Participant 123".
    handed_in : float or None
        When something was handed in, where a grading worksheet of Moodle's says so.
    written : str
        The name as it stands in the table.
    """

    name: str
    email: str = ""
    id: str = ""
    login: str = ""
    section: str = ""
    number: str = ""
    handed_in: float | None = None
    written: str = ""

    @property
    def known_by(self) -> str:
        """What tells the student from another of the same name."""
        return self.id or self.login or self.email or self.number


class Roster:
    """The students of a class, from a table.

    Parameters
    ----------
    path : Path
    encoding : str, optional
        How the file is written, if it does not say so; guessed if left out.

    Attributes
    ----------
    people : list of Person
    folders : dict of Person to str
        How each one's folder is called where `build` writes notebooks; `find` knows it again.
    remark : str
        What is to be said of the table where it does not say how it is written, or its times cannot be read; or "".

    Raises
    ------
    RosterError
        The table cannot be read, has no names, or holds two students whom nothing tells apart or who share a number.
    """

    def __init__(self, path: Path, encoding: str | None = None) -> None:
        self.file = path.name
        table = read(path, encoding)
        self.remark, self._canvas = table.remark, table.canvas
        self.people: list[Person] = []
        lines: dict[tuple[str, str], int] = {}
        owners: dict[tuple[str, str], tuple[str, int]] = {}
        unread = ""
        for line, row in table.lines:
            said = {name: _plain(row[place]) if place < len(row) else "" for name, place in table.columns.items()}
            person = self._person(line, said)
            if person is None or (person.known_by and (same(person.name), person.known_by) in lines):
                continue  # who is in two sections stands there twice
            if person.handed_in is None and re.search(r"\d", said.get("handed_in", "")):
                unread = said["handed_in"]
            self.people.append(person)
            self._refuse_twin(person, line, lines)
            self._refuse_shared(person, line, owners)
        if not self.people:
            raise RosterError(say("{file} has a line of headings, and no student below it.", file=path.name))
        if unread:
            told = say(
                "When each was handed in cannot be read in {file}, for example {example}. Export it from Moodle in "
                "English, or the dates of the files are taken.",
                file=path.name,
                example=unread,
            )
            self.remark = together(self.remark, told)
        self.folders = _folders(self.people)
        self._index: dict[tuple[str, str], list[Person]] = {}
        for person in self.people:
            keys = {("number", person.number), ("id", person.id), ("login", person.login), ("email", person.email)}
            words = person.name.split()
            turned = [" ".join([*words[at:], *words[:at]]) for at in range(len(words))]  # the family's name first
            keys |= {("compact", compact(name)) for name in (*turned, person.written)}
            keys |= {("word", word) for letters in (None, DOUBLED) for word in loose(person.name, letters)}
            keys |= {("name", same(person.name)), ("name", same(self.folders[person]))}
            keys |= {("name", same(f"{person.name} {known}")) for known in (person.id, person.login, person.email)}
            keys |= {("login", "" if person.login else person.email.partition("@")[0])}
            for kind, value in keys:
                if value:
                    self._index.setdefault((kind, value.casefold()), []).append(person)

    def _person(self, line: int, said: dict[str, str]) -> Person | None:
        """Read one line of the table; None for one that is no student's."""
        written = said.get("name", "")
        if said.get("profile") and re.fullmatch(r"\S*[\d@]\S*", written):  # GitHub's identifier may be a number
            said = {**said, "name": said["profile"], "id": written}
            written = said["profile"]
        known = any(said.get(key) for key in ("email", "id", "login", "number"))
        if not any(said.values()) or self._nobody(said, known):
            return None
        last, comma, first = written.partition(",")
        name = f"{first.strip()} {last.strip()}" if comma else written
        if "last" in said:
            name = f"{said.get('first', '')} {said['last']}"
        elif "first" in said and same(said["first"]) not in same(written):  # in German, Name is the family's
            name = f"{said['first']} {written}"
        if not name.strip():
            raise RosterError(
                say(
                    "Line {line} of {file} has no name. Write it there, or take the line out.",
                    line=line,
                    file=self.file,
                )
            )
        said = {key: value.removeprefix("#") for key, value in said.items()}  # Brightspace writes one before each
        dashes = [key for key in ("id", "login", "email", "number") if NONE.fullmatch(said.get(key, ""))]
        said |= dict.fromkeys(dashes, "")
        if re.search(r"[\r\n]", name):
            raise RosterError(unclosed(self.file, line, name))
        if LOST.search(name):
            raise RosterError(
                say(
                    "Line {line} of {file} has the name {name}: the program that saved it could not write its letters. "
                    "Save the table again, as CSV UTF-8.",
                    line=line,
                    file=self.file,
                    name=" ".join(name.split()),
                )
            )
        participant = r"^\D+(?=\d+$)" if "handed_in" in said else r"^Participant (?=\d+$)"  # 17, in any language
        return Person(
            " ".join(name.split()),
            said.get("email", ""),
            said.get("id", ""),
            said.get("login", ""),
            said.get("section", ""),
            re.sub(participant, "", said.get("number", "")),
            moment(said.get("handed_in", "")),
            written or f"{said.get('last', '')}, {said.get('first', '')}",
        )

    def _nobody(self, said: dict[str, str], known: bool) -> bool:
        """Whether a line of an export is about no student: points, dates, or a student who is there for trying."""
        name = " ".join((said.get("name") or f"{said.get('last', '')} {said.get('first', '')}").split()).casefold()
        tried = name in ("student, test", "test student") or said.get("login", "").endswith("_previewuser")
        above = self._canvas and not self.people  # in the teacher's language
        return tried or (not known and (above or name.rstrip(":") in NOBODY))

    def _refuse_twin(self, person: Person, line: int, lines: dict[tuple[str, str], int]) -> None:
        """Refuse a second student of one name whom nothing tells from the first."""
        name = same(person.name)
        others = [first for (other, known), first in lines.items() if other == name and not (known and person.known_by)]
        if others:
            raise RosterError(
                say(
                    "Lines {first} and {second} of {file} have the same name, {name}, and nothing tells the two apart. "
                    "Give each an id, a login or an email.",
                    first=others[0],
                    second=line,
                    file=self.file,
                    name=person.name,
                )
            )
        lines[name, person.known_by] = line

    def _refuse_shared(self, person: Person, line: int, owners: dict[tuple[str, str], tuple[str, int]]) -> None:
        """Refuse two students of one number: by it marks are put together, and one's would become the other's."""
        for kind in "id", "login", "email", "number":
            value = getattr(person, kind)
            name, first = owners.setdefault((kind, value.casefold()), (person.name, line)) if value else ("", line)
            if first != line:
                raise RosterError(
                    say(
                        "{name} and {other}, in lines {first} and {second} of {file}, are both known by {value}. "
                        "Write each one's own, or leave both empty.",
                        name=name,
                        other=person.name,
                        first=first,
                        second=line,
                        file=self.file,
                        value=value,
                    )
                )

    def find(self, whose: Whose) -> Person | None:
        """Return the student who handed something in, or None if it is nobody of the class.

        Raises
        ------
        RosterError
            It may be one of several.
        """
        only = not (whose.number or whose.login or whose.email or whose.id)  # it may be a name or a login
        called = self._any(("name", same(whose.name))) or self._any(("compact", compact(whose.name)))
        called = called or self._behind(whose.name, only)
        other = self._any(*[(kind, whose.name) for kind in ("login", "id", "email")])
        called = [*called, *(one for one in other if one not in called)] if only else called or other
        sure = [("id", whose.id), *[(kind, whose.login) for kind in ("login", "id", "email")], ("email", whose.email)]
        for kind, value in (*sure, ("number", whose.number), ("id", whose.number)):
            found = self._any((kind, value))
            if (kind, value) not in sure and (called or kind == "id"):  # a number may be one of another system
                found = [one for one in found if one in called]
            if len(found) == 1:
                return found[0]
        called = called or self._within(whose.name)
        if len(called) > 1:
            told = say(
                "{count} students in {file} are called {name}, and the download does not say whose {path} is.",
                count=len(called),
                file=self.file,
                name=whose.name if only else called[0].name,
                path=whose.file or whose.name,
            )
            if whose.number and not any(person.number for person in called):
                remedy = say(
                    "It says a number: give a --roster that has it, Moodle's grading worksheet or Canvas's gradebook."
                )
            else:
                remedy = say("Put the id or the login of each into the name of the file or folder.")
            raise RosterError(together(told, remedy))
        return called[0] if called else None

    def knows(self, name: str) -> bool:
        """Whether one student of the class, or several, are called so."""
        try:
            return self.find(Whose(name)) is not None
        except RosterError:
            return True

    def _behind(self, name: str, logins: bool) -> list[Person]:
        """Return who is called by the end of a name: Moodle writes a group's before it, others the name of a task."""
        for dash in re.finditer(r"(?<!^)-\s*(?!\d+$)", name):
            rest = name[dash.end() :]
            if found := self._any(("name", same(rest)), ("login", rest if logins else "")):
                return found
        return []

    def _within(self, name: str) -> list[Person]:
        """Return who is called by a part of a name, as in ILIAS's `Ek_Anna_ek1_4711`, or with other letters.

        A login with a digit is enough. Else all words of the student's name must be there, and what is left must be
        known of the student, or a number: Anna Ek is not Anna Maria Ek.
        """
        pieces = re.split(r"[\s_,()\[\]-]+", name)
        by_login = self._any(*[("login", piece) for piece in pieces if re.search(r"\D\d|\d\D", piece)])
        words = loose(name)
        found = []
        for person in self._any(*[("word", word) for word in words]):
            known = loose(f"{person.login} {person.id} {person.email} {person.section}")
            for own in (loose(person.name), loose(person.name, DOUBLED)):
                rest = [word for word in words if word not in own and word not in known]
                if set(own) <= set(words) and all(re.search(r"\d", word) for word in rest):
                    found += [person] * (person not in found)
        return [one for one in by_login if one in found] or [*by_login, *found]

    def _any(self, *keys: tuple[str, str]) -> list[Person]:
        """Return all who have one of these properties."""
        found: list[Person] = []
        for kind, value in keys:
            found += [one for one in self._index.get((kind, value.casefold()), []) if value and one not in found]
        return found


def _folders(people: list[Person]) -> dict[Person, str]:
    """Name a folder for each: by the name, and where two have the same, by what tells them apart as well."""
    often = Counter(person.name for person in people)
    names = {one: one.name if often[one.name] == 1 else f"{one.name} {one.known_by}".strip() for one in people}
    places = pages(names.values())
    return {person: places[name].removesuffix(".html") for person, name in names.items()}


def _plain(cell: str) -> str:
    """Return a cell without what keeps a spreadsheet from taking a number for one: ="0101"."""
    return re.sub(r'^="(.*)"$', r"\1", cell.strip())
