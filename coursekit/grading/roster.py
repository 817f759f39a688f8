"""Who is in the class: a table that Moodle, Canvas, Blackboard or a spreadsheet wrote, and whose a submission is."""

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from coursekit.grading.downloads import Whose
from coursekit.grading.names import compact, pages, same
from coursekit.grading.times import moment
from coursekit.words import say

__all__ = ["Person", "Roster", "RosterError"]

SIZE_LIMIT = 20 * 2**20
MARKED = {  # what begins a file that says how it is written
    b"\xff\xfe\0\0": "utf-32",
    b"\0\0\xfe\xff": "utf-32",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
    b"\xef\xbb\xbf": "utf-8-sig",
}
# What each column is called, in the exports of the usual systems; capitals, spaces and dots do not count.
COLUMNS = {
    "name": "name, full name, student, student name, display name, learner, user full name, vollständiger name, "
    "nom complet, 姓名",
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
    remark : str
        What is to be said of the table where it does not say how it is written; or "".
    header : list of str
        The names of the columns, and `rows`, their values for each of `people`: for a gradebook in the same form.

    Raises
    ------
    RosterError
        The table cannot be read, has no names, or holds two students whom nothing tells apart.
    """

    def __init__(self, path: Path) -> None:
        self.file = path.name
        table, self.remark = _table(path)
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
            keys |= {("name", same(f"{person.name} {known}")) for known in (person.id, person.login, person.email)}
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
        if re.search(r"[\r\n]", name):
            raise RosterError(_unclosed(self.file, line, name))
        number = said.get("number", "")
        return Person(
            " ".join(name.split()),
            said.get("email", ""),
            said.get("id", ""),
            said.get("login", ""),
            said.get("section", ""),
            re.sub(r"^.*\D(?=\d)", "", number),  # "Participant 17", in any language
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


def _table(path: Path) -> tuple[list[tuple[int, list[str]]], str]:
    """Read a table with commas, semicolons or tabs between its cells.

    Returns
    -------
    table : list of (int, list of str)
        The lines that hold something, each with its number in the file.
    remark : str
        How the file was read where it does not say it, or "".
    """
    try:
        if path.stat().st_size > SIZE_LIMIT:
            raise RosterError(say("{file} is larger than any class. Is it the roster?", file=path))
        data = path.read_bytes()
    except OSError as error:
        raise RosterError(say("The roster {file} cannot be read ({why}).", file=path, why=error.strerror)) from None
    if data.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        raise RosterError(
            say("{file} is a workbook or a zip. Save the table as CSV, and give that file.", file=path.name)
        )
    text, guessed = _text(data)
    text = text.removeprefix("\ufeff").replace("\0", "")
    best: list[tuple[int, list[str]]] = []
    chosen = ","
    for separator in ",;\t":
        table = _cells(text, separator)
        if max((len(_columns(row)) for _, row in table[:10]), default=0) > max(
            (len(_columns(row)) for _, row in best[:10]), default=-1
        ):
            best, chosen = table, separator
    if not best:
        raise RosterError(say("{file} is empty, or no table that can be read.", file=path.name))
    try:
        list(csv.reader(io.StringIO(text, newline=""), delimiter=chosen, strict=True))
    except csv.Error as error:
        if "end of data" in str(error):
            raise RosterError(_unclosed(path.name, *[(line, " ".join(row)) for line, row in best][-1])) from None
    if not guessed:
        return best, ""
    foreign = next((cell for _, row in best[1:] for cell in row if not cell.isascii()), "–")
    return best, say(
        "{file} is not in UTF-8, and was read as {guessed}, for example {example}. If that is wrong, save it as CSV "
        "UTF-8.",
        file=path.name,
        guessed=guessed,
        example=foreign,
    )


def _cells(text: str, separator: str) -> list[tuple[int, list[str]]]:
    """Cut a text into lines that hold something, each with the number of the line that it begins in, and cells."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    found, begins = [], 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                found.append((begins, row))
            begins = reader.line_num + 1
    except csv.Error:
        return []
    return found


def _unclosed(file: str, line: int, text: str) -> str:
    return say(
        "Line {line} of {file} begins with a quotation mark that is not closed, or goes over several lines: {text}. "
        "Close it, or take it out.",
        line=line,
        file=file,
        text=" ".join(text.split())[:60],
    )


def _text(data: bytes) -> tuple[str, str]:
    """Read bytes as spreadsheets write them; return the text, and how it was read where that was guessed."""
    for start, encoding in MARKED.items():
        if data.startswith(start):
            return data.decode(encoding, errors="replace"), ""
    zeros = [data[start::2].count(0) for start in (0, 1)]
    if sum(zeros) * 50 > len(data) and min(zeros) * 10 < max(zeros) > 2:  # UTF-16: one of the two bytes of , or 1 is 0
        return data.decode("utf-16-be" if zeros[0] > zeros[1] else "utf-16-le", errors="replace"), ""
    lines = data.split(b"\n")
    usual = [_utf8(line) for line in lines]
    if None not in usual:
        return data.decode("utf-8"), ""
    if 2 * sum(line is not None and not line.isascii() for line in usual) > sum(not line.isascii() for line in lines):
        pairs = zip(usual, lines, strict=True)
        mixed = [line.decode("cp1252", "replace") if text is None else text for text, line in pairs]
        return "\n".join(mixed), say("UTF-8, and as Western European where it is not")
    if (chinese := _chinese(data)) is not None:
        return chinese, say("Chinese (GB 18030)")
    return data.decode("cp1252", errors="replace"), say("Western European (Windows-1252)")


def _utf8(line: bytes) -> str | None:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _chinese(data: bytes) -> str | None:
    """Read bytes as Chinese, if they are: then hardly any of its letters stands beside a Latin one, as in Müller."""
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return None
    parts = re.findall(r"[A-Za-z]?[^\x00-\x7f]+[A-Za-z]?", text)
    western = sum(part[0].isascii() or part[-1].isascii() for part in parts)
    letters = re.sub(r"[\x00-\x7f·\u3000-\u303f\u3400-\u9fff\uff00-\uffef]+", "", text)
    return None if letters or 10 * western > len(parts) else text


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
