"""The letters of pictures: a language whose letters matplotlib's own font lacks has a font beside its catalogue.

That font stands first: in a text with a formula, matplotlib takes the first one only, without a warning. Letters of the
reader's own that are in none of the course's fonts are taken from a font of the computer, and this is said once.
"""

import warnings
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache

from matplotlib.font_manager import FontProperties, findfont, fontManager
from matplotlib.ft2font import FT2Font
from matplotlib.text import Text

from coursekit.words import CATALOGUES, language, languages, say

__all__ = ["FILE", "charted", "families", "give_fonts"]

OWN = "sans-serif"  # matplotlib's own
FILE = "letters.otf"

_helping: list[str] = []  # families for letters of the reader's own
_in_vain: set[int] = set()  # letters that no font has


@cache
def font_of(language: str) -> str:
    """Return the family of a language's font, known to matplotlib from now on; "" where it has none."""
    path = CATALOGUES / language / FILE
    if not path.is_file():
        return ""
    fontManager.addfont(path)
    regular = fontManager.ttflist[-1]
    fontManager.ttflist.append(replace(regular, weight=700))  # it has no other weight, and matplotlib would complain
    return str(regular.name)


def file_of(family: str) -> str:
    """Return the file of a family's font."""
    return findfont(FontProperties(family=[family]))


def families() -> list[str]:
    """Return the families of a picture's letters, the first before the others, for the language that is spoken."""
    return [family for family in (font_of(language()), OWN, *_helping) if family]


@cache
def charted(path: str) -> frozenset[int]:
    """Return the codes of the letters that the font of a file has."""
    return frozenset(FT2Font(path).get_charmap())


def give_fonts(texts: Iterable[Text]) -> None:
    """Look whether the fonts have each letter of these texts, and give them another font where they have not."""
    texts = [text for text in texts if not text.get_text().isascii()]
    before = families()
    letters = {ord(letter) for text in texts for letter in text.get_text() if letter.isprintable()}
    missing = letters.difference(_in_vain, *(charted(file_of(family)) for family in before))
    if not missing:
        return
    shown = "".join(map(chr, sorted(missing)[:10]))
    family = max(candidates(), key=lambda one: len(missing & charted(one[1])), default=("", ""))[0]
    if not family or not missing & charted(file_of(family)):
        _in_vain.update(missing)
        said = say("No font of this computer has the letters {letters}: boxes stand for them.", letters=shown)
        warnings.warn(said, stacklevel=2)
        return
    if family not in map(font_of, languages()):
        said = say("A font of this computer, {family}, shows the letters {letters}.", family=family, letters=shown)
        warnings.warn(said, stacklevel=2)
    _helping.append(family)
    for text in texts:
        if text.get_fontfamily() == before:
            text.set_fontfamily(families())


def candidates() -> Iterator[tuple[str, str]]:
    """Yield the families that there are, each with its file: those of the course's languages first."""
    for family in filter(None, map(font_of, languages())):
        yield family, file_of(family)
    yield from (
        (font.name, font.fname) for font in fontManager.ttflist if font.weight == 400 and font.style == "normal"
    )
