"""Who is in the class: a table that Moodle, Canvas, Blackboard or a spreadsheet wrote, and whose a submission is."""

import csv
import io
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from coursekit.grading.downloads import Whose
from coursekit.grading.names import compact, pages, same
from coursekit.grading.times import moment
from coursekit.words import say

__all__ = ["Person", "Roster", "RosterError"]

SIZE_LIMIT = 20 * 2**20
# What each column is called, in the exports of the usual systems; capitals, spaces and dots do not count.
COLUMNS = {
    "name": "name, full name, student, student name, display name, learner, user full name, nom complet, 姓名",
    "first": "first name, given name, forename, vorname, prénom, nombre, 名",
    "last": "last name, surname, family name, nachname, familienname, nom, nom de famille, apellido, apellidos, 姓",
    "email": "email, e-mail, email address, e-mail address, mail, e-mail-adresse, adresse de courriel, 邮箱, 电子邮件",
    "id": "id, id number, student id, sis user id, sid, student number, matriculation number, matrikelnummer, "
    "orgdefinedid, org defined id, 学号",
    "login": "login, username, user name, login id, sis login id, user id, userid, anmeldename, benutzername, 用户名",
    "section": "section, sections, group, groups, class, gruppe, gruppen, 班级",
    "number": "identifier",
    "handed_in": "last modified (submission)",
}


class RosterError(Exception):
    """The roster cannot be used, or does not say who is who; the message says what to do."""


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

    Attributes
    ----------
    people : list of Person
    folders : dict of Person to str
        How each one's folder is called where `build` writes notebooks; `find` knows it again.
    header : list of str
        The names of the columns, and `rows`, their values for each of `people`: for a gradebook in the same form.

    Raises
    ------
    RosterError
        The table cannot be read, has no names, or holds two students whom nothing tells apart.
    """

    def __init__(self, path: Path) -> None:
        self.file = path.name
        table = _table(path)
        at, found = max(
            ((at, _columns(row)) for at, (_, row) in enumerate(table[:10])), key=lambda item: _usable(item[1])
        )
        self.header = table[at][1]
        if not _usable(found):
            raise RosterError(
                say(
                    "{file} has no column of names. Its columns are: {columns}. Call one `name`, or "
                    "two `first name` and `last name`.",
                    file=path.name,
                    columns=", ".join(filter(None, table[0][1][:20])) or "–",
                )
            )
        self.people: list[Person] = []
        self.rows: list[list[str]] = []
        lines: dict[tuple[str, str], int] = {}
        for line, row in table[at + 1 :]:
            said = {name: row[place].strip() if place < len(row) else "" for name, place in found.items()}
            person = self._person(line, said)
            if person is None or (person.known_by and (same(person.name), person.known_by) in lines):
                continue  # who is in two sections stands there twice
            self.people.append(person)
            self.rows.append(row)
            self._refuse_twin(person, line, lines)
        if not self.people:
            raise RosterError(say("{file} has a line of headings, and no student below it.", file=path.name))
        self.folders = _folders(self.people)
        self._index: dict[tuple[str, str], list[Person]] = {}
        for person in self.people:
            keys = {("number", person.number), ("id", person.id), ("login", person.login), ("email", person.email)}
            first, _, last = person.name.rpartition(" ")
            keys |= {("compact", compact(name)) for name in (person.name, f"{last} {first}", person.written)}
            keys |= {("name", same(person.name)), ("name", same(self.folders[person]))}
            keys |= {("login", "" if person.login else person.email.partition("@")[0])}
            for kind, value in keys:
                if value:
                    self._index.setdefault((kind, value.casefold()), []).append(person)

    def _person(self, line: int, said: dict[str, str]) -> Person | None:
        """Read one line of the table; None for one that is no student's."""
        written = said.get("name", "")
        if not any(said.values()) or written.strip() in ("Points Possible", "Student, Test", "Test Student"):
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
        number = said.get("number", "")
        return Person(
            " ".join(name.split()),
            said.get("email", ""),
            said.get("id", ""),
            said.get("login", ""),
            said.get("section", ""),
            number.rpartition(" ")[2],
            moment(said.get("handed_in", "")),
            written or f"{said.get('last', '')}, {said.get('first', '')}",
        )

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

    def find(self, whose: Whose) -> Person | None:
        """Return the student who handed something in, or None if it is nobody of the class.

        Raises
        ------
        RosterError
            It may be one of several.
        """
        group, _, alone = whose.name.partition("-")  # Moodle writes a group's name before a student's
        called = self._any(("name", same(whose.name))) or self._any(("compact", compact(whose.name)))
        called = called or self._any(("name", same(alone) if group else ""))
        other = self._any(*[(kind, whose.name) for kind in ("login", "id", "email")])
        only = not (whose.number or whose.login or whose.email or whose.id)  # it may be a name or a login
        called = [*called, *(one for one in other if one not in called)] if only else called or other
        sure = [("id", whose.id), *[(kind, whose.login) for kind in ("login", "id", "email")], ("email", whose.email)]
        for kind, value in (*sure, ("number", whose.number), ("id", whose.number)):
            found = self._any((kind, value))
            if (kind, value) not in sure and (called or kind == "id"):  # a number may be one of another system
                found = [one for one in found if one in called]
            if len(found) == 1:
                return found[0]
        if len(called) > 1:
            raise RosterError(
                say(
                    "{count} students in {file} are called {name}, and the download does not say whose {path} is. "
                    "Put the id or the login of each into the name of the file or folder.",
                    count=len(called),
                    file=self.file,
                    name=whose.name if only else called[0].name,
                    path=whose.file or whose.name,
                )
            )
        return called[0] if called else None

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


def _table(path: Path) -> list[tuple[int, list[str]]]:
    """Read a table with commas, semicolons or tabs between its cells; return its numbered lines that hold something."""
    try:
        if path.stat().st_size > SIZE_LIMIT:
            raise RosterError(say("{file} is larger than any class. Is it the roster?", file=path))
        data = path.read_bytes()
    except OSError as error:
        raise RosterError(say("The roster {file} cannot be read ({why}).", file=path, why=error.strerror)) from None
    if data.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        raise RosterError(say("{file} is a workbook. Save it as CSV, and give that file.", file=path.name))
    text = _text(data).removeprefix("\ufeff")
    best: list[tuple[int, list[str]]] = []
    for separator in ",;\t":
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        try:
            table = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
        except csv.Error:
            continue
        if max((len(_columns(row)) for _, row in table[:10]), default=0) > max(
            (len(_columns(row)) for _, row in best[:10]), default=-1
        ):
            best = table
    if not best:
        raise RosterError(say("{file} is empty, or no table that can be read.", file=path.name))
    return best


def _text(data: bytes) -> str:
    """Read bytes as spreadsheets write them: UTF-16, UTF-8, Chinese if the headings are, else Western European."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    if data[1:40:2].count(0) > 10 or data[:40:2].count(0) > 10:
        return data.decode("utf-16-le" if data[1] == 0 else "utf-16-be", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        chinese = data.decode("gb18030", errors="replace")
        if any(word in chinese.partition("\n")[0] for word in ("姓名", "学号", "邮箱")):
            return chinese
        return data.decode("cp1252", errors="replace")


def _columns(row: list[str]) -> dict[str, int]:
    """Return at which place each known column stands in a line of headings."""
    titles = [
        " ".join(cell.strip().strip("\ufeff\"'").casefold().replace("_", " ").rstrip(".:").split()) for cell in row
    ]
    usual = {name: [title.strip() for title in words.split(",")] for name, words in COLUMNS.items()}
    if any(title.startswith("sis ") for title in titles):  # Canvas: there `ID` is its own number
        usual["number"].append("id")
        usual["id"].remove("id")
    found = {}
    for name, words in usual.items():
        places = [titles.index(word) for word in words if word in titles]
        if places:
            found[name] = places[0]
    return found


def _usable(found: dict[str, int]) -> int:
    """Count the columns of a line of headings, if there are names among them."""
    return len(found) if found.keys() & {"name", "first", "last"} else 0
