"""The table of a class as bytes: how it is written, where its cells end, and what its columns are."""

import csv
import io
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from coursekit.words import say

__all__ = ["ClassTable", "RosterError", "read", "unclosed"]

SIZE_LIMIT = 20 * 2**20
MARKED = {  # what begins a file that says how it is written
    b"\xff\xfe\0\0": "utf-32",
    b"\0\0\xfe\xff": "utf-32",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
    b"\xef\xbb\xbf": "utf-8-sig",
}
# What each column is called, in the exports of the usual systems and by people; signs and capitals do not count.
COLUMNS = {
    "name": "name, full name, student, student name, students, display name, learner, user full name, "
    "participant, last name first name, surname first name, family name given name, "
    "roster identifier, vollständiger name, name vorname, nachname vorname, familienname vorname, "
    "teilnehmer, nom complet, nom prénom, nom et prénom, étudiant, nombre completo, "
    "apellidos y nombre, apellidos nombre, estudiante, nome completo, cognome e nome, studente, "
    "volledige naam, fullständigt namn, namn, naam, фио, 姓名, 学生姓名, 全名, 姓名全名, 學生姓名, "
    "氏名, 名前, 이름, 성명",
    "first": "first name, firstname, given name, given names, forename, vorname, prénom, nombre, nombres, "
    "nome, voornaam, förnamn, fornavn, imię, jméno, имя, 名",
    "last": "last name, lastname, surname, family name, nachname, familienname, nom, nom de famille, "
    "apellido, apellidos, apellido s, cognome, sobrenome, apelido, achternaam, efternamn, "
    "etternavn, nazwisko, příjmení, фамилия, 姓",
    "email": "email, e mail, email address, e mail address, mail, mail address, email id, e mail adresse, "
    "emailadresse, mailadresse, adresse de courriel, courriel, adresse e mail, correo, "
    "correo electrónico, dirección de correo, indirizzo email, endereço de email, "
    "endereço de e mail, e mailadres, e postadress, почта, электронная почта, "
    "адрес электронной почты, 邮箱, 邮件, 电子邮件, 电子邮件地址, 电子邮箱, 電子郵件, "
    "メールアドレス, 이메일",
    "id": "id, id number, student id, student no, student number, sis user id, sid, "
    "matriculation number, matrikelnummer, matrikel nr, matrikelnr, matr nr, matrnr, id nummer, "
    "orgdefinedid, org defined id, numéro d identification, numéro étudiant, número de id, "
    "número de identificación, matrícula, matricola, numero id, nr albumu, numer albumu, 学号, "
    "学生学号, 學號, 学籍番号, 학번",
    "login": "login, username, user name, login id, sis login id, user id, userid, netid, net id, "
    "github username, anmeldename, benutzername, benutzerkennung, kennung, identifiant, "
    "nom d utilisateur, usuario, nombre de usuario, логин, 用户名",
    "section": "section, sections, group, groups, class, gruppe, gruppen, groupe, groupes, grupo, grupos, "
    "gruppo, группа, 班级, 班",
    "number": "identifier",
    # The assignment's grading worksheet of Moodle, in its own words.
    "handed_in": "last modified (submission), zuletzt geändert (abgabe), dernière modification (travail remis), "
    "última modificación (entrega), ultima modifica (consegna), ultima modifica (invio), "
    "última modificação (envio), última atualização (submissão), laatst gewijzigd (inzending), "
    "senast ändrad (inlämning), son düzenleme (gönderim), darrera modificació (tramesa), "
    "последнее изменение (ответ), 最后修改(学生), 最近修改(提交), 最後修改(學生), "
    "最後修改的(作業), 最終更新日時 (提出)",
}
# Windows-1252 has these signs where other encodings have letters; no name has one beside a letter.
ODD = "£¤¥¦¨¬¯±²³¶¹¼½¾¿¡¢÷×ˆ˜†‡‰‹›"


class RosterError(Exception):
    """The roster cannot be used, or does not say who is who; the message says what to do."""


@dataclass(frozen=True)
class ClassTable:
    """A table of a class.

    Attributes
    ----------
    columns : dict of str to int
        At which place each known column stands.
    lines : list of (int, list of str)
        Those below the headings that hold something, each with its number in the file.
    remark : str
        How the file was read where it does not say it, or "".
    canvas : bool
        Whether it is a gradebook of Canvas.
    """

    columns: dict[str, int]
    lines: list[tuple[int, list[str]]]
    remark: str
    canvas: bool


def read(path: Path, encoding: str | None) -> ClassTable:
    """Read a table with commas, semicolons, tabs or bars between its cells.

    Parameters
    ----------
    encoding : str or None
        How it is written, for a file that does not say so; guessed if None.

    Raises
    ------
    RosterError
        It cannot be read, has no column of names, or lines that do not fit its headings.
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
    text, guessed = _text(data, encoding, path.name)
    text = unicodedata.normalize("NFC", text.removeprefix("\ufeff").replace("\0", ""))
    best: list[tuple[int, list[str]]] = []
    chosen = ","
    for separator in "\t;|,":  # the comma last: it also stands in the heading `Name, Vorname`, and in names
        table = _cells(text, separator)
        if _most(table) > _most(best):
            best, chosen = table, separator
    if not best:
        raise RosterError(say("{file} is empty, or no table that can be read.", file=path.name))
    try:
        list(csv.reader(io.StringIO(text, newline=""), delimiter=chosen, strict=True))
    except csv.Error as error:
        if "end of data" in str(error):
            raise RosterError(unclosed(path.name, *[(line, " ".join(row)) for line, row in best][-1])) from None
    remark = ""
    if guessed:
        foreign = next((cell for _, row in best[1:] for cell in row if not cell.isascii()), "–")
        remark = say(
            "{file} is not in UTF-8, and was read as {guessed}, for example {example}. If that is wrong, save it as "
            "CSV UTF-8, or say with --encoding how it is written.",
            file=path.name,
            guessed=guessed,
            example=foreign,
        )
    at = max(range(len(best[:10])), key=lambda at: _usable(_columns(best[at][1])))
    header = best[at][1]
    if not _usable(_columns(header)):
        raise RosterError(
            say(
                "{file} has no column of names. Its columns are: {columns}. Call one `name`, or "
                "two `first name` and `last name`.",
                file=path.name,
                columns=", ".join(filter(None, best[0][1][:20])) or "–",
            )
        )
    for line, row in best[at + 1 :]:
        if any(cell.strip() for cell in row[len(header) :]):
            if any("\n" in cell for cell in row):
                raise RosterError(unclosed(path.name, line, " ".join(row)))
            raise RosterError(
                say(
                    "Line {line} of {file} has more cells than there are headings. If a comma stands in a name, put "
                    "the name between quotation marks.",
                    line=line,
                    file=path.name,
                )
            )
    return ClassTable(_columns(header), best[at + 1 :], remark, _of_canvas(header))


def unclosed(file: str, line: int, text: str) -> str:
    """Say that a quotation mark is open."""
    return say(
        "Line {line} of {file} begins with a quotation mark that is not closed, or goes over several lines: {text}. "
        "Close it, or take it out.",
        line=line,
        file=file,
        text=" ".join(text.split())[:60],
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


def _most(table: list[tuple[int, list[str]]]) -> tuple[int, int]:
    """Return how many columns are known; where none is, how many there are."""
    known = max((len(_columns(row)) for _, row in table[:10]), default=-1)
    return known, 0 if known else len(table[0][1])


def _text(data: bytes, encoding: str | None, file: str) -> tuple[str, str]:
    """Read bytes as spreadsheets write them; return the text, and how it was read where that was guessed."""
    for start, marked in MARKED.items():
        if data.startswith(start):
            return data.decode(marked, errors="replace"), ""
    zeros = [data[start::2].count(0) for start in (0, 1)]
    if sum(zeros) * 50 > len(data) and min(zeros) * 10 < max(zeros) > 2:  # UTF-16: one of the two bytes of , or 1 is 0
        return data.decode("utf-16-be" if zeros[0] > zeros[1] else "utf-16-le", errors="replace"), ""
    lines = data.split(b"\n")
    usual = [_utf8(line) for line in lines]
    if None not in usual:
        return data.decode("utf-8"), ""
    if encoding is not None:
        try:
            return data.decode(encoding), ""
        except UnicodeError:
            raise RosterError(say("{file} is not written in {encoding}.", file=file, encoding=encoding)) from None
    if 2 * sum(line is not None and not line.isascii() for line in usual) > sum(not line.isascii() for line in lines):
        pairs = zip(usual, lines, strict=True)
        mixed = [line.decode("cp1252", "replace") if text is None else text for text, line in pairs]
        return "\n".join(mixed), say("UTF-8, and as Western European where it is not")
    if (chinese := _chinese(data)) is not None:
        return chinese, say("Chinese (GB 18030)")
    western = data.decode("cp1252", errors="replace")
    if "\ufffd" in western or re.search(rf"[{ODD}][^\W\d_]|[^\W\d_][{ODD}]", western):
        raise RosterError(
            say(
                "{file} is not in UTF-8, and nothing says how it is written. Save it as CSV UTF-8, or add --encoding "
                "and one of cp1250 (Central European), cp1251 (Cyrillic), cp1253 (Greek), cp1254 (Turkish), big5, "
                "gb18030, shift_jis, cp949 (Korean), mac_roman.",
                file=file,
            )
        )
    return western, say("Western European (Windows-1252)")


def _utf8(line: bytes) -> str | None:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _chinese(data: bytes) -> str | None:
    """Read bytes as Chinese, if they are: then hardly any of its letters stands beside a Latin one, as in Müller.

    Most are of the older GB 2312, which the bytes of other East Asian encodings seldom are.
    """
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return None
    parts = re.findall(r"[A-Za-z]?[^\x00-\x7f]+[A-Za-z]?", text)
    western = sum(part[0].isascii() or part[-1].isascii() for part in parts)
    letters = re.sub(r"[\x00-\x7f·\u3000-\u303f\u3400-\u9fff\uff00-\uffef]+", "", text)
    characters = re.findall(r"[\u3400-\u9fff]", text)
    usual = sum(bool(character.encode("gb2312", "ignore")) for character in characters)
    return None if letters or 10 * western > len(parts) or 2 * usual < len(characters) else text


def _title(cell: str) -> str:
    """Return what counts of a heading: its words."""
    return " ".join(re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", cell).casefold()))


USUAL = {name: [_title(title) for title in words.split(",")] for name, words in COLUMNS.items()}


def _of_canvas(header: list[str]) -> bool:
    titles = [_title(cell) for cell in header]
    plain = titles[:2] == ["student", "id"] and "section" in titles
    return plain or any("sis" in title.split() for title in titles)


def _columns(header: list[str]) -> dict[str, int]:
    """Return at which place each known column stands in a line of headings."""
    titles = [_title(cell) for cell in header]
    found = {}
    for name, words in USUAL.items():
        places = [titles.index(word) for word in words if word in titles]
        if places:
            found[name] = places[0]
    if _of_canvas(header) and "id" in titles:  # there `ID` is its own number
        found["number"] = titles.index("id")
        places = [titles.index(word) for word in USUAL["id"] if word != "id" and word in titles]
        found = {name: place for name, place in found.items() if name != "id"} | ({"id": places[0]} if places else {})
    if {"identifier", "github username"} <= set(titles):  # GitHub Classroom: its names are often empty
        if "name" in found:
            found["profile"] = found["name"]
        found["name"] = found.pop("number")
    if "handed_in" in found:  # Moodle's number of the participant stands first, whatever it is called
        found = {name: place for name, place in found.items() if place} | {"number": 0}
    return found


def _usable(found: dict[str, int]) -> int:
    """Count the columns of a line of headings, if there are names among them."""
    return len(found) if found.keys() & {"name", "first", "last"} else 0
