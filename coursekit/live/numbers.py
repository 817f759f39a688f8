"""The numbers of a picture, for somebody who does not see it: what is written in it, its curves and its points.

They are read from what is drawn, so a picture declares nothing. By the rules of the look (`coursekit.live.picture`) the
name of a line stands in the line's colour behind its style, "- - tangent", and helping lines are grey or thin.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.text import Text

from coursekit.live.picture import GREY
from coursekit.words import say

__all__ = ["evenly", "labels_of", "lines_in", "measured_in", "named_in", "rounded", "texts_in"]

PLACES = 11  # of a curve
STYLE = re.compile(r"^(?:—|- -|·+|[●○■□★▲▬→✖]) *")  # before the name of a line
VALUE = re.compile(r": |：| = ")  # between a name and its number
INDEX = re.compile(r"_(\d)")


def texts_in(texts: Iterable[Text]) -> list[list[str]]:
    """Return what is written as name and value: "— secant: 0.5" is ["secant", "0.5"]; other texts say no number."""
    found = []
    for text in texts:
        name, value, *_ = [*VALUE.split(STYLE.sub("", text.get_text()), maxsplit=1), ""]
        if name and value and text.get_visible() and not set("\n$") & set(name + value):
            found.append([name, value])
    return found


LINES = {"—": "solid", "- -": "dashed", "··": "dotted"}


def named_in(texts: Iterable[Text]) -> dict[str, tuple[str, str]]:
    """Return the colour and the style of each line that has a name; a name with digits is none, but a number."""
    found = {}
    for text in texts:
        words, colour = text.get_text(), text.get_color()
        style = next((style for begin, style in LINES.items() if words.startswith(begin)), "")
        for name in re.split("[,，] ?", VALUE.split(STYLE.sub("", words), maxsplit=1)[0]):  # "tangent, ∂f/∂x: 2"
            if style and text.get_visible() and len(name) > 1 and not re.search(r"[\d\n$]|^[—·-]", name):
                found[name.strip()] = (str(colour), style)
    return found


def measured_in(figure_axes: Sequence[Axes]) -> dict[Axes, int]:
    """Return the axes that measure something, with their places: those with marks along x and y."""
    return {
        axes: i
        for i, axes in enumerate(figure_axes)
        if axes.axison and axes.get_visible() and len(axes.get_xticks()) and len(axes.get_yticks())
    }


def labels_of(figure_axes: Sequence[Axes]) -> list[list[str]]:
    """Return what each of the axes measures along x and y; panels below each other have one label of x, the last."""
    across = [axes.get_xlabel() for axes in figure_axes]
    below = [next(filter(None, across[i:]), "x") for i in range(len(across))]
    both = zip(below, (axes.get_ylabel() or say("height") for axes in figure_axes), strict=True)
    return [[plain(label) for label in pair] for pair in both]


def plain(label: str) -> str:
    """Return the label of an axis without the signs of a formula.

    >>> plain("$x_0$")
    'x₀'
    """
    return INDEX.sub(lambda found: chr(0x2080 + int(found[1])), label.replace("$", "")).replace("\n", " ")


def lines_in(artists: Iterable[Any], measured: Mapping[Axes, int], texts: Iterable[Text]) -> list[list[Any]]:
    """Return each curve and each row of points: the place of its axes, its name or "", whether points, its x, its y.

    A curve is told at 11 places. A straight line without marks is left out: its slope is what is said of it. Of panels
    below each other, which share x, the first alone may have the names.
    """
    names: dict[tuple[Any, Any], str] = {
        (text.axes, text.get_color()): VALUE.split(STYLE.sub("", text.get_text()), maxsplit=1)[0]
        for text in texts
        if STYLE.match(text.get_text())
    }
    above = {lower: upper for upper, lower in pairwise(measured) if not upper.get_xlabel()}
    found: list[list[Any]] = []
    for artist in artists:
        axes = artist.axes
        if not isinstance(artist, Line2D) or axes not in measured or artist.get_transform() != axes.transData:
            continue
        colour, marked = artist.get_color(), artist.get_marker() not in UNMARKED
        name = names.get((axes, colour), names.get((above.get(axes), colour), ""))
        helps = colour == GREY or (not marked and artist.get_linewidth() <= 1)
        points = np.asarray(artist.get_xydata())
        points = points[np.isfinite(points).all(axis=1)]
        if (helps and not name) or len(points) < (1 if marked else 3):
            continue
        digits = 4 if len(points) <= 2 else 3
        points = evenly(points, PLACES)
        x, y = rounded(points[:, 0], axes.xaxis, digits), rounded(points[:, 1], axes.yaxis, digits)
        found.append([measured[axes], name, marked, x, y])
    return found


def evenly(numbers: Any, count: int) -> Any:
    """Return `count` of the numbers, from the first to the last; all of them where there are few.

    >>> evenly(np.arange(101), 11).tolist()
    [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100]
    """
    few = len(numbers) <= count + 1
    return numbers if few else numbers[np.linspace(0, len(numbers) - 1, count).round().astype(int)]


UNMARKED = ("None", "none", "", " ", None)


def rounded(numbers: Any, axis: Any = None, digits: int = 4) -> list[float]:
    """Return numbers with so many digits of the length of their axis; on a scale of powers, and without one, of each.

    >>> rounded(np.array([0.123456, 1e-17, 25.0]))
    [0.1235, 1e-17, 25]
    """
    if axis is None or axis.get_scale() != "linear":
        found = [float(f"{number:.{digits}g}") for number in numbers.tolist()]
    else:
        low, high = axis.get_view_interval()
        found = np.round(numbers, digits - int(np.floor(np.log10(abs(high - low) or 1)))).tolist()
    return [int(number) if number.is_integer() and abs(number) < 1e15 else number for number in found]
