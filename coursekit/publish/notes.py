"""Notes for whoever teaches a lesson, which learners do not see.

They are Markdown cells with the tag ``notes``, and each is one HTML comment: JupyterLab, and whatever else shows a
notebook, shows nothing. They take no minutes and are in no prose; a page keeps them for the notes of its lecture.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

__all__ = ["MOVES", "TAG", "moves", "notes"]

TAG = "notes"
MOVES = "moves"
"""In the metadata of a note: the values to which it moves the sliders of the picture before it."""


def notes(cell: Mapping[str, Any]) -> str:
    r"""Return what a cell says to the teacher: Markdown, without the marks of its comment; empty for any other cell.

    Examples
    --------
    >>> notes({"metadata": {"tags": ["notes"]}, "source": ["<!--\n", "Draw a secant first.\n", "-->"]})
    'Draw a secant first.'
    """
    if TAG not in cell.get("metadata", {}).get("tags", []):
        return ""
    text = re.sub(r"-->\s*<!--", "\n\n", "".join(cell["source"]))  # somebody has written two
    return text.strip().removeprefix("<!--").removesuffix("-->").strip()


def moves(cells: Sequence[Mapping[str, Any]], place: int) -> dict[str, list[float]]:
    """Return the values to which the next note moves the sliders of the picture in the cell at `place`.

    Examples
    --------
    >>> note = {"metadata": {"tags": ["notes"], "moves": {"h": [0.5]}}, "source": ["<!-- Go to 0.5. -->"]}
    >>> picture, text = {"source": ["explore(dial)"]}, {"source": ["Look."]}
    >>> moves([picture, text, note], 0), moves([picture, picture, note], 0)
    ({'h': [0.5]}, {})
    """
    for cell in cells[place + 1 :]:
        if notes(cell):
            found: dict[str, list[float]] = cell["metadata"].get(MOVES, {})
            return found
        if "explore(" in "".join(cell["source"]):
            break
    return {}
