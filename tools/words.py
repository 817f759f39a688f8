"""Write what a reader sees outside the notebooks as a translator is given it, and make ready what translators wrote.

    python tools/words.py       # after a change of a sentence in the sources, or in a catalogue
    python tools/words.py fr    # a new catalogue, for French

Babel finds the templates by the names under which they are said or marked; the docstrings of starters are templates,
too. They go to coursekit/words/coursekit.pot. Each catalogue, coursekit/words/zh/LC_MESSAGES/coursekit.po, is brought
up to date with them, and compiled to the .mo beside it. A template that has changed is untranslated again: nothing is
guessed.
"""

import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from coursekit.exercises import MODULES
from coursekit.publish.twins import differences

PACKAGE = Path(__file__).parents[1] / "coursekit"
FILE = PACKAGE / "words" / "coursekit.pot"
METHODS = [("**.py", "python"), ("grading/templates/**.html", "jinja2")]
KEYWORDS = {"say": None, "mark": None, "_": None, "say_count": (1, 2)}
HEADER = "# What a reader sees outside the notebooks. Written by tools/words.py."
ABOUT: dict[str, Any] = {"project": "coursekit", "charset": "utf-8", "fuzzy": False}
OF_THE_DAY = ('"POT-Creation-Date', '"PO-Revision-Date', '"Generated-By')  # lines that differ where no word does


@cache
def extracted() -> Catalog:
    """Return the templates of the sources as they are now, each with the files that say it."""
    catalogue = Catalog(header_comment=HEADER, **ABOUT)
    for file, _, message, _, _ in extract_from_dir(PACKAGE, METHODS, keywords=KEYWORDS):
        catalogue.add(message, locations=[(Path(file).as_posix(), None)])
    for module in MODULES.values():
        for docstring in filter(None, (exercise.docstring for exercise in module.EXERCISES)):
            catalogue.add(docstring, locations=[(f"exercises/{module.__name__.rpartition('.')[2]}.py", None)])
    return catalogue


def written(catalogue: Catalog) -> str:
    """Return the text of the file: in the order of the templates, with no date and no line number."""
    text = io.BytesIO()
    write_po(text, catalogue, width=0, sort_output=True, include_lineno=False, ignore_obsolete=True)
    return "".join(line for line in text.getvalue().decode().splitlines(True) if not line.startswith(OF_THE_DAY))


def whole(catalogue: Catalog) -> Catalog:
    """Return what of a catalogue is read in the course: the templates that have all forms of their translation."""
    day = datetime(2000, 1, 1, tzinfo=UTC)  # the same bytes on every day
    found = Catalog(locale=catalogue.locale, creation_date=day, revision_date=day, **ABOUT)
    for message in catalogue:
        if message.id and all(sentences(message)[1]):
            found.add(message.id, message.string)
    return found


def compiled(catalogue: Catalog) -> bytes:
    """Return the .mo file of a catalogue."""
    file = io.BytesIO()
    write_mo(file, whole(catalogue))
    return file.getvalue()


def catalogues() -> list[Path]:
    """Return the catalogue of each language."""
    return sorted(FILE.parent.glob("*/LC_MESSAGES/coursekit.po"))


def read(path: Path) -> Catalog:
    """Read a catalogue."""
    return read_po(io.BytesIO(path.read_bytes()), locale=path.parts[-3])


def updated(path: Path) -> Catalog:
    """Return a catalogue with the templates that the sources have now, and no others."""
    catalogue = read(path)
    catalogue.update(extracted(), no_fuzzy_matching=True, update_header_comment=False)
    return catalogue


def sentences(message: Message) -> tuple[list[str], list[str]]:
    """Return the forms of a template, and those of its translation."""
    ours, theirs = message.id, message.string or ""
    return [ours] if isinstance(ours, str) else list(ours), [theirs] if isinstance(theirs, str) else list(theirs)


def problems(catalogue: Catalog) -> Iterator[str]:
    """Say which templates have no translation, and what each translation has not in common with its template."""
    for message in catalogue:
        if message.id:
            ours, theirs = sentences(message)
            if not all(theirs):
                yield f"{ours[0]!r} is not translated."
                continue
            for translation in theirs:
                yield from (f"{ours[0]!r}: {translation!r} {found}." for found in differences(ours[-1], translation))


def main(new: list[str]) -> int:
    """Write all of it; return 1 where a catalogue is not as it should be."""
    FILE.write_text(written(extracted()), "utf-8", newline="\n")
    print(f"{FILE.name}: {len(extracted())} templates")
    for language in new:
        path = FILE.parent / language / "LC_MESSAGES" / "coursekit.po"
        if not path.exists():
            path.parent.mkdir(parents=True)
            path.write_text(written(Catalog(locale=language, header_comment=HEADER, **ABOUT)), "utf-8", newline="\n")
    wrong = 0
    for path in catalogues():
        catalogue = updated(path)
        path.write_text(written(catalogue), "utf-8", newline="\n")
        path.with_suffix(".mo").write_bytes(compiled(catalogue))
        found = list(problems(catalogue))
        wrong += len(found)
        print(*found, f"{path.parts[-3]}: {len(found)} to look at", sep="\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
