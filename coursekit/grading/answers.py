"""What students wrote: the code of each answer, and whose answers are alike. Alike is never a mark; a human judges."""

import builtins
import hashlib
import keyword
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from coursekit.grading.whichnotebook import cells

__all__ = ["Alike", "alike", "normal", "written"]

LENGTH = 4000  # characters of an answer that are kept
CODE = 200_000  # characters of all code that is looked at; a sheet has some thousands
FEW = 3  # exercises that must be alike, at least, before anything is said
SOLUTIONS = "\0"  # before what is the course's own: no student's name begins so
TOKEN = re.compile(
    r"""(?P<doc>(?s:[rRbBuUfF]{0,2}(?:\"{3}.*?\"{3}|'{3}.*?'{3})))|(?P<comment>\#[^\n]*)"""
    r"""|(?P<text>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|(?P<name>[^\W\d]\w*)|(?P<number>\d[\w.]*)|(?P<other>\S)"""
)
KEPT = {*keyword.kwlist, *dir(builtins), "np", "numpy", "math"}  # names that mean the same in every answer


def written(data: bytes, names: Iterable[str]) -> dict[str, str]:
    """Return for each function the code of the last cell of a notebook that defines it, as far as that can be read.

    Where none does in a usual way, the last that names it: `exec`, a loop and a tuple can define it, too. Python takes
    letters for the same that look otherwise, and so does this. Nothing where there is more code than anybody writes.
    """
    found = {}
    code = [source for kind, source in cells(data) if kind == "code"]
    if sum(map(len, code)) > CODE:
        return {}
    plain = [_usual(source) for source in code]
    for name in names:
        word = re.escape(name)
        usual = re.compile(rf"^(?:async )?def {word}[ \t]*\(|^{word}[ \t]*(?::[^=\n]*)?=(?!=)", re.MULTILINE)
        places = [(at, here.start()) for at, source in enumerate(plain) if (here := usual.search(source))]
        if not places:
            named = re.compile(rf"\b(?:def|class|as|import) {word}\b|\b{word}\b(?!\s*[()\]])")  # and is not only called
            places = [(at, here.start()) for at, source in enumerate(plain) if (here := named.search(source))]
        if places:
            at, start = places[-1]
            short = code[at] if len(code[at]) <= LENGTH else f"{plain[at][start : start + LENGTH]}\n…"
            found[name] = short.encode("utf-8", "replace").decode()
    return found


def _usual(source: str) -> str:
    """Write letters as Python reads them in a name; one by one, since a text of many accents takes for ever at once."""
    usual = {ord(letter): unicodedata.normalize("NFKC", letter) for letter in set(source) if letter > "\x7f"}
    return source.translate({letter: text for letter, text in usual.items() if len(text) <= 3})


def normal(code: str) -> str:
    """Reduce code to what two answers share that differ in names, spaces and comments only.

    >>> normal("def slope(f, x): return f(x)  # mine") == normal("def slope(g, t): return g( t )")
    True
    """
    renamed: dict[str, str] = {}
    parts: list[str] = []
    for token in TOKEN.finditer(code):
        text = token.group()
        if token.lastgroup in ("comment", "doc"):
            continue
        if token.lastgroup == "name" and text not in KEPT and (not parts or parts[-1] not in (".", "def")):
            text = renamed.setdefault(text, f"v{len(renamed)}")
        parts.append(text)
    return " ".join(parts)


@dataclass(frozen=True)
class Alike:
    """Students whose answers are alike: all, or all but one. `letters`: not even names and spaces differ."""

    students: tuple[str, ...]
    exercises: int
    solutions: bool
    letters: bool


def alike(answers: Iterable[tuple[str, Mapping[str, str]]], solutions: Sequence[Mapping[str, str]]) -> list[Alike]:
    """Find students whose answers are alike.

    Parameters
    ----------
    answers : iterable of tuple
        A student, and the code of what was attempted, for each exercise.
    solutions : sequence of mapping
        The course's own answers; several where exercises have variants.

    Returns
    -------
    list of Alike
        The groups, the largest first. None of fewer than three exercises.
    """
    raw: dict[str, int] = {}
    leader: dict[str, str] = {}
    first: dict[frozenset[tuple[str, bytes]], str] = {}
    shared: dict[str, int] = {}
    everything = [(f"{SOLUTIONS}{number}", code) for number, code in enumerate(solutions)]
    known = {name for name, _ in everything}

    def leads(student: str) -> str:
        while leader[student] != student:
            student = leader[student]
        return student

    for student, codes in (*everything, *answers):
        parts = frozenset((name, hashlib.sha256(normal(code).encode()).digest()[:12]) for name, code in codes.items())
        leader[student] = student
        raw[student] = hash(tuple(sorted(codes.items())))
        for key in (parts, *(parts - {part} for part in parts)):
            if len(key) < FEW:
                continue
            other = leads(first.setdefault(key, student))
            if other != leads(student):
                leader[leads(student)] = other
                shared[other] = min(shared.get(other, len(key)), len(key))
    groups: dict[str, list[str]] = {}
    for student in leader:
        groups.setdefault(leads(student), []).append(student)
    found = []
    for one, members in groups.items():
        students = sorted(member for member in members if member not in known)
        copied = len(students) < len(members)
        if students and len(members) > 1 and (len(students) > 1 or copied):
            letters = len({raw[member] for member in students}) == 1 and len(students) > 1
            found.append(Alike(tuple(students), shared.get(one, 0), copied, letters))
    return sorted(found, key=lambda group: (-len(group.students), group.students))
