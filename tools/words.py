"""Write coursekit/words/coursekit.pot: all that a reader sees outside the notebooks, as a translator is given it.

    python tools/words.py

Babel finds the templates by the names under which they are said or marked.
"""

import io
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

PACKAGE = Path(__file__).parents[1] / "coursekit"
FILE = PACKAGE / "words" / "coursekit.pot"
KEYWORDS = {"say": None, "mark": None, "_": None, "say_count": (1, 2)}
OF_THE_DAY = ('"POT-Creation-Date', '"PO-Revision-Date', '"Generated-By')  # lines that differ where no word does


@cache
def extracted() -> Catalog:
    """Return the templates of the sources as they are now, each with the files that say it."""
    catalogue = Catalog(project="coursekit", charset="utf-8")
    catalogue.header_comment = "# What a reader sees outside the notebooks. Written by tools/words.py."
    for file, _, message, _, _ in extract_from_dir(PACKAGE, [("**.py", "python")], keywords=KEYWORDS):
        catalogue.add(message, locations=[(Path(file).as_posix(), None)])
    return catalogue


def written(catalogue: Catalog) -> str:
    """Return the text of the file: in the order of the templates, with no date and no line number."""
    text = io.BytesIO()
    write_po(text, catalogue, width=0, sort_output=True, include_lineno=False)
    return "".join(line for line in text.getvalue().decode().splitlines(True) if not line.startswith(OF_THE_DAY))


if __name__ == "__main__":
    catalogue = extracted()
    FILE.write_text(written(catalogue), "utf-8", newline="\n")
    print(f"{FILE.name}: {len(catalogue)} templates")
