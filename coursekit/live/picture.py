"""Pictures of the course: matplotlib only, data in, artists out; no widget and no global state.

A picture is two functions. One draws once what stands still and makes the artists that will move. The other moves them,
and says in one sentence what is to be seen. `coursekit.live.explore` joins a picture to sliders.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cycler import cycler

__all__ = ["COLORS", "STYLE", "Picture", "Target"]

COLORS = {
    "blue": "#0060a8",
    "orange": "#c75000",
    "green": "#00795c",
    "purple": "#b0528c",
    "sky": "#56b4e9",
    "yellow": "#e8c000",
    "grey": "#6b6b6b",
    "black": "#1a1a1a",
}
"""Colours that stay apart for colour-blind readers (after Okabe and Ito). Let the line style differ as well."""

STYLE: dict[str, Any] = {
    "font.size": 12,
    "text.hinting": "none",  # letters keep their widths at every size, on the page as in the PNG
    "axes.titlesize": 13,
    "axes.labelsize": 12,
    "xtick.labelsize": 11,
    "ytick.labelsize": 11,
    "legend.fontsize": 11,
    "lines.linewidth": 2.2,
    "lines.markersize": 8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": COLORS["grey"],
    "axes.axisbelow": True,
    "axes.grid": True,
    "grid.color": "#e4e4e4",
    "figure.facecolor": "white",
    "axes.facecolor": "white",
    "text.color": COLORS["black"],
    "axes.labelcolor": COLORS["black"],
    "xtick.color": COLORS["black"],
    "ytick.color": COLORS["black"],
    "axes.prop_cycle": cycler(color=[COLORS[name] for name in ("blue", "orange", "green", "purple")])
    + cycler(linestyle=["-", "--", "-.", ":"]),
}
"""matplotlib's settings for every picture of the course; `coursekit.live` applies them while a picture is drawn."""


@dataclass(frozen=True)
class Target:
    """What the reader should reach with the sliders.

    Parameters
    ----------
    words : str
        The task, in one sentence: "Bring the error below 1e-8."
    reached : callable
        Takes any of the picture's values by name (a subset of them) and says whether the target is reached.
    """

    words: str
    reached: Callable[..., bool]


@dataclass(frozen=True)
class Picture:
    """A picture that can move.

    Parameters
    ----------
    draw : callable
        ``draw(axes, **still)`` draws what stands still and returns the artists that will move (any object that holds
        them). The values named in its signature are those whose change needs a new drawing: limits, another function.
        `axes` is one matplotlib Axes, or an array of them where `panels` says so.
    update : callable
        ``update(artists, **values)`` moves the artists to the new values. It returns one sentence with the numbers that
        are to be seen: it is the caption, the alt text and what tests look at. What it touches beside what `draw`
        returned (limits, a title) is seen too, but costs a new drawing.
    panels : tuple of int
        Rows and columns of axes.
    size : tuple of float
        Width and height in inches.
    """

    draw: Callable[..., Any]
    update: Callable[..., str]
    panels: tuple[int, int] = (1, 1)
    size: tuple[float, float] = (7.0, 4.2)
