"""Pictures of the course: matplotlib only, data in, artists out; no widget and no global state.

A picture is two functions. One draws once what stands still and makes the artists that will move. The other moves them,
and says in one sentence what is to be seen. `coursekit.live.explore` joins a picture to sliders.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

__all__ = ["Picture", "Target"]


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
        are to be seen: it is the caption, the alt text and what tests look at.
    panels : tuple of int
        Rows and columns of axes.
    size : tuple of float
        Width and height in inches.
    """

    draw: Callable[..., Any]
    update: Callable[..., str]
    panels: tuple[int, int] = (1, 1)
    size: tuple[float, float] = (7.0, 4.2)
