"""Names of students: how they are shown, compared, and made into names of files."""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

__all__ = ["DOUBLED", "compact", "loose", "pages", "same", "shown"]

# Characters that look like nothing although Unicode calls them letters, marks or symbols.
BLANK = {
    *"\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0",
    *map(chr, (*range(0x180B, 0x1810), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))),
}
SIGNS = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
JOINED = {  # the scripts that are written with the joiners U+200C and U+200D
    *("ARABIC", "SYRIAC", "MONGOLIAN", "DEVANAGARI", "BENGALI", "GURMUKHI", "GUJARATI", "ORIYA", "TAMIL", "TELUGU"),
    *("KANNADA", "MALAYALAM", "SINHALA", "KHMER", "MYANMAR", "TIBETAN"),
}

SINGLE = str.maketrans("ıłøđð", "ilodd")
TWO = {"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "æ": "ae"}
DOUBLED = str.maketrans(TWO | {one.upper(): two.capitalize() for one, two in TWO.items()})


def shown(name: str) -> str:
    r"""Write a name so that it can be shown: what is not printable, looks like nothing, or is no text, as its escape.

    A joiner stays between letters of a script that is written with it, as Persian is.

    >>> shown("Anna"), shown("Anna\u200d"), shown("\u3164"), shown("a\x1b[2J")
    ('Anna', 'Anna\\u200d', '\\u3164', 'a\\x1b[2J')
    """
    text = name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return "".join(c if _visible(text, at) else c.encode("unicode_escape").decode() for at, c in enumerate(text))


def _visible(text: str, at: int) -> bool:
    if text[at] in "\u200c\u200d":
        return 0 < at < len(text) - 1 and _joins(text[at - 1]) and _joins(text[at + 1])
    return text[at].isprintable() and text[at] not in BLANK


def _joins(letter: str) -> bool:
    return unicodedata.name(letter, "").partition(" ")[0] in JOINED


def same(name: str) -> str:
    """Return what is the same for two ways to write one name: the order of its words, commas and capitals do not count.

    >>> same("Ek, Anna") == same("anna_ek")
    True
    """
    return " ".join(sorted(_words(name)))


def compact(name: str) -> str:
    """Return the letters and digits of a name only, as Canvas writes names.

    >>> compact("Ek, Anna")
    'ekanna'
    """
    return "".join(_words(name))


def _words(name: str) -> list[str]:
    """Return the words of a name as they are compared; signs that only join letters or turn lines do not count."""
    text = unicodedata.normalize("NFKC", SIGNS.sub("", name)).casefold().replace("i\u0307", "i")  # small İ
    return "".join(_counted(letter) for letter in text).split()


def _counted(letter: str) -> str:
    """Return a letter, a digit or a mark, which tells किम from कुम; Arabic and Hebrew may leave theirs out."""
    if letter.isalnum():
        return letter
    if not unicodedata.category(letter).startswith("M"):
        return " "
    return "" if unicodedata.name(letter, "").startswith(("ARABIC", "HEBREW")) else letter


def loose(name: str, letters: dict[int, str] | None = None) -> list[str]:
    """Return the words of a name as somebody writes them whose keyboard lacks some of its Latin letters.

    `letters`, as `DOUBLED`, says which letters become two.

    >>> loose("José Łukasz Müller"), loose("Jörg Müller", DOUBLED)
    (['jose', 'lukasz', 'muller'], ['joerg', 'mueller'])
    """
    words = []
    for word in _words(name.translate(letters or {})):
        latin = unicodedata.name(word[0], "").startswith("LATIN")
        parted = unicodedata.normalize("NFKD", word) if latin else word
        words.append("".join(c for c in parted if not (latin and unicodedata.combining(c))).translate(SINGLE))
    return words


def pages(students: Iterable[str]) -> dict[str, str]:
    """Name each student's page; no two are the same on any system, none leads out of its folder or is an option.

    >>> pages(["Anna", "../x"])
    {'Anna': 'Anna.html', '../x': 'x-d6b96a97d147daaae49e.html'}
    """
    names = list(students)
    often = Counter(map(_folded, names))
    found = {name: _page(name, often[_folded(name)] > 1) for name in names}
    if len({_folded(page) for page in found.values()}) < len(found):  # nobody has found two such names yet
        found = {name: f"student-{count:06}.html" for count, name in enumerate(sorted(found))}
    return found


def _folded(name: str) -> str:
    """Return what systems that do not tell capitals and compositions apart see of a name."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())


def _page(name: str, shared: bool) -> str:
    usual = unicodedata.normalize("NFKC", name)
    plain = re.fullmatch(r"[^\W_](?:[\w '’\-]*[^\W_])?", name) and len(name.encode()) <= 80
    reserved = re.fullmatch(r"(?i)con|prn|aux|nul|com\d|lpt\d|.*-[0-9a-f]{20}", usual)
    if plain and not reserved and not shared:
        return f"{name}.html"
    start = re.sub(r"[^\w \-]", "_", usual).encode()[:40].decode(errors="ignore").strip(" _-") or "student"
    return f"{start}-{hashlib.sha256(name.encode('utf-8', 'surrogatepass')).hexdigest()[:20]}.html"
