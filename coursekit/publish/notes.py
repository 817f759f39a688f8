"""Notes for whoever teaches a lesson, which learners do not see.

They are Markdown cells with the tag ``notes``, and each is one HTML comment: JupyterLab, and whatever else shows a
notebook, shows nothing. They take no minutes and are in no prose; a page keeps them for the notes of its lecture.
"""

from collections.abc import Mapping
from typing import Any

__all__ = ["TAG", "notes"]

TAG = "notes"


def notes(cell: Mapping[str, Any]) -> str:
    r"""Return what a cell says to the teacher: Markdown, without the marks of its comment; empty for any other cell.

    Examples
    --------
    >>> notes({"metadata": {"tags": ["notes"]}, "source": ["<!--\n", "Draw a secant first.\n", "-->"]})
    'Draw a secant first.'
    """
    if TAG not in cell.get("metadata", {}).get("tags", []):
        return ""
    return "".join(cell["source"]).strip().removeprefix("<!--").removesuffix("-->").strip()
