"""Cut a font down to the letters that the pictures of a language need, and put it beside the catalogue.

    python tools/font.py zh NotoSansCJK-Regular.ttc "Noto Sans CJK SC"

The font must be free, under the SIL Open Font License (Noto Sans CJK: Debian has it as fonts-noto-cjk). It is given a
name of its own, as that licence asks of a changed font; the licence is coursekit/words/zh/letters.txt. Run it again
when tests/test_letters.py finds a letter that is missing. A language whose letters matplotlib has by itself needs none.
"""

import io
import sys
from pathlib import Path
from unicodedata import category

from babel.messages.pofile import read_po
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont
from matplotlib.font_manager import findfont

from coursekit.words import CATALOGUES

DRAWN = ("pictures/", "live/", "functions/")  # the templates of these are drawn, or may be
LATIN = "".join(map(chr, range(32, 127)))


def needed(language: str) -> set[str]:
    """Return the letters of the language's templates that are drawn, and all of ASCII."""
    catalogue = read_po(io.BytesIO((CATALOGUES / language / "LC_MESSAGES" / "coursekit.po").read_bytes()))
    drawn = [m.string for m in catalogue if m.id and any(file.startswith(DRAWN) for file, _ in m.locations)]
    texts = [text for said in drawn for text in ([said] if isinstance(said, str) else said)]
    return {letter for text in [LATIN, *texts] for letter in text if letter.isprintable()}


def left(font: TTFont) -> set[str]:
    """Return the letters that are left to matplotlib's own font, which has them all.

    Those that are narrow there, and as wide as a Chinese letter here, such as · and ∂, but for quotation marks; and
    raised digits, all of which a number is to have from one font.
    """
    own = TTFont(findfont("DejaVu Sans")).getBestCmap()
    em = font["head"].unitsPerEm
    both = {chr(code): name for code, name in font.getBestCmap().items() if code in own}
    wide = {one for one, name in both.items() if font["hmtx"][name][0] == em and category(one) not in ("Pi", "Pf")}
    return wide | {one for one in both if category(one) == "No"}


def opened(path: Path, family: str) -> TTFont:
    """Return a font of a file, which may hold several."""
    fonts = TTCollection(path).fonts if path.suffix == ".ttc" else [TTFont(path)]
    return next(font for font in fonts if font["name"].getDebugName(1) == family)


def cut(font: TTFont, letters: set[str], name: str) -> None:
    """Leave only these letters in a font, and call it `name`."""
    options = Options(layout_features=[], hinting=False, notdef_outline=True, name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14])
    options.drop_tables += ["vhea", "vmtx", "VORG", "BASE", "DSIG", "GPOS", "GSUB", "GDEF"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[ord(letter) for letter in letters])
    subsetter.subset(font)
    font["OS/2"].sTypoLineGap = font["head"].unitsPerEm // 5  # a line of Chinese letters fills its height
    plain = name.replace(" ", "")
    for record in font["name"].names:
        if record.nameID in (1, 3, 4, 6):
            record.string = plain if record.nameID in (3, 6) else name
    if "CFF " in font:
        top = font["CFF "].cff[0]
        font["CFF "].cff.fontNames[0] = plain
        top.FullName, top.FamilyName = name, name


def main(language: str, path: str, family: str) -> int:
    """Write the font of a language."""
    font = opened(Path(path), family)
    letters = needed(language)
    there = set(map(chr, font.getBestCmap())) - left(font)
    cut(font, letters & there, f"Coursekit {language}")
    font.save(out := CATALOGUES / language / "letters.otf")
    print(f"{out.name}: {len(letters & there)} letters, {out.stat().st_size / 1000:.0f} kB")
    print("Left to matplotlib's own font:", "".join(sorted(letters - there)) or "none")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
