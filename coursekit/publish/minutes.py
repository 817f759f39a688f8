"""How long a lesson takes, computed from what stands in it, and the places that say so.

A lesson's sections are its core, or deeper: those have ◇ in their heading, and a first reading leaves them out. Minutes
are rounded up to the next 5, for the core and for all. `coursekit build` writes them wherever `told` says. Those of the
English lesson stand for all languages.
"""

import json
import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from coursekit.publish.notes import notes
from coursekit.publish.twins import twin
from coursekit.words import SOURCE, languages, say, spoken, typeset

__all__ = ["Section", "core_and_all", "documents", "minutes", "sections", "titled", "told"]

Cell = dict[str, Any]

WORDS_A_MINUTE = 130
PICTURE, CODE, QUESTION = 2, 0.75, 0.5  # minutes for each
HEADING = re.compile(r"## (\d+)\. (◇ )?(.+)")


@dataclass(frozen=True)
class Section:
    """A numbered section of a lesson."""

    number: str
    deeper: bool
    title: str
    cells: list[Cell]

    @property
    def heading(self) -> str:
        """Its heading: the number, ◇ if it goes deeper, the title."""
        return f"{self.number}. {'◇ ' * self.deeper}{self.title}"


def source(cell: Cell) -> str:
    """Return what stands in a cell."""
    return "".join(cell["source"])


def minutes(cells: Iterable[Cell]) -> float:
    """Say how long cells take: 130 words a minute, 2 minutes a picture, 45 s a code cell, 30 s a question.

    A formula in a line counts as one word, one of its own line as eight; `recall` asks three questions.
    Notes for the teacher take none.

    >>> minutes([{"cell_type": "code", "source": ["explore(pictures.secant)"]}])
    2
    >>> minutes([{"cell_type": "markdown", "source": ["The slope of $x^2$ at 1 is 2. " * 13]}])
    0.8
    """
    return sum(map(_takes, cells))


def _takes(cell: Cell) -> float:
    text = source(cell)
    if notes(cell):
        return 0
    if cell["cell_type"] == "code":
        if text.startswith("recall("):
            return 3 * QUESTION
        return PICTURE if re.search(r"^explore\(", text, re.M) else QUESTION if text.startswith("ask(") else CODE
    text = re.sub(r"\$\$.*?\$\$", " formula" * 8, text, flags=re.S)
    text = re.sub(r"<[^>]*>|\]\([^)]*\)", " ", re.sub(r"\$[^$]*\$", " x ", text))
    return len(re.findall(r"[^\s|#*`-]*\w[^\s|#*`]*", text)) / WORDS_A_MINUTE


def sections(cells: Iterable[Cell]) -> list[Section]:
    """Return the numbered sections of a lesson's cells, in their order.

    >>> cells = [{"cell_type": "markdown", "source": [text]} for text in ("# Slopes", "## 1. ◇ Why", "Since ...")]
    >>> [(section.number, section.deeper, section.title, len(section.cells)) for section in sections(cells)]
    [('1', True, 'Why', 2)]
    """
    found: list[Section] = []
    inside = False
    for cell in cells:
        if cell["cell_type"] == "markdown" and source(cell).startswith("## "):
            heading = HEADING.match(source(cell))
            inside = heading is not None
            if heading:
                found.append(Section(heading[1], heading[2] is not None, heading[3], []))
        if inside:
            found[-1].cells.append(cell)
    return found


def core_and_all(cells: list[Cell]) -> tuple[int, int]:
    """Return the minutes of a lesson, each rounded up to the next 5: for its core, and for all."""
    every = minutes(cells)
    core = every - sum(minutes(section.cells) for section in sections(cells) if section.deeper)
    return 5 * math.ceil(core / 5), 5 * math.ceil(every / 5)


def documents(root: Path) -> dict[Path, str]:
    """Return the README and the instructors' guide of the course's folder `root`, and in which language each is."""
    pages = root / "README.md", root / "docs" / "instructors.md"
    others = {twin(page, other, root): other for other in languages() if other != SOURCE for page in pages}
    return {page: language for page, language in ({page: SOURCE for page in pages} | others).items() if page.exists()}


def titled(lesson: Path, language: str, root: Path) -> list[Section]:
    """Return the sections of a lesson, with the titles that they have in a language."""
    found = sections(json.loads(lesson.read_text("utf-8"))["cells"])
    other = twin(lesson, language, root)
    if language == SOURCE or not other.exists():
        return found
    titles = {section.number: section.title for section in sections(json.loads(other.read_text("utf-8"))["cells"])}
    return [replace(section, title=titles.get(section.number, section.title)) for section in found]


def told(root: Path) -> Iterator[tuple[Path, str]]:
    """Yield each file of the course's folder `root` that tells minutes, and the text that it ought to have.

    A lesson tells its own, below its title. The README, lesson 00 and the instructors' guide have a table of all, in
    which each row has a link to its lesson; and the guide has a line for the sections of each.
    """
    pages = documents(root)
    lessons = sorted((root / "notebooks").glob("*.ipynb"))
    texts = {path: path.read_text("utf-8", errors="replace") for path in [*lessons, *pages]}
    for lesson in [path for path in lessons if re.match(r"\d\d_", path.name)]:
        try:
            core, every = core_and_all(json.loads(texts[lesson])["cells"])
            listed = {language: _listed(titled(lesson, language, root), language) for language in set(pages.values())}
        except (ValueError, KeyError, TypeError):
            continue  # whoever cleans says that this is no notebook
        both = f"{core} minutes" + (f", {every} with the sections marked ◇" if every > core else "")
        texts[lesson] = re.sub(r"\d+ minutes(, \d+ with the sections marked ◇)?\*", f"{both}*", texts[lesson], count=1)
        link = rf"\[[^]|\n]+\]\([^)|\n]*{re.escape(lesson.name)}\)"
        row = re.compile(rf"(\| {link} \|(?:[^|\n]*[^\W\d_][^|\n]* \|)?) \d+ \| \d+ \|")
        line = re.compile(rf"^(- {link}(?:: |：)).*$", re.M)
        for path in texts:
            texts[path] = row.sub(rf"\1 {core} | {every} |", texts[path])
            if path in pages:
                texts[path] = line.sub(rf"\g<1>{listed[pages[path]]}", texts[path])
    yield from texts.items()


def _listed(parts: list[Section], language: str) -> str:
    """Return the sections of a lesson with their minutes, in one line."""
    with spoken(language):
        told = (say("{section} ({minutes:.0f})", section=one.heading, minutes=minutes(one.cells)) for one in parts)
        return typeset(" · ".join(told))
