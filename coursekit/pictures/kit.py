"""What the pictures of the lessons share: values and slopes of any function, windows and limits, axes and texts.

`f` is a function of the catalogue, whose slope is known exactly, or any function of the reader's own that answers
element by element; its slope is then the best number that `richardson` finds.
"""

import math
from dataclasses import replace
from functools import cache
from typing import Any, cast

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import LogLocator, NullLocator
from matplotlib.transforms import offset_copy
from numpy.typing import ArrayLike

from coursekit.derivative import richardson
from coursekit.functions import ExactFunction
from coursekit.live import Control
from coursekit.live.picture import BLACK, NARROW
from coursekit.numerics.one_variable import Array, Function, Guarded
from coursekit.words import places, say


def values(f: Function, x: ArrayLike) -> Array:
    """Give f at each of the points `x`, as an array."""
    with np.errstate(all="ignore"):
        return np.asarray(Guarded(f)(np.array(x, float)))


def slopes(f: Function, x: ArrayLike) -> Array:
    """Give the slope of f at each point: from the catalogue, or the best that `richardson` finds; nan where none."""
    x = np.asarray(x, float)
    values(f, x)
    return np.asarray(f.grad(x) if isinstance(f, ExactFunction) else richardson(f, x).df, float)


def slope_at(f: Function, x: float) -> float:
    """Give the slope of f at the one point x."""
    return float(slopes(f, [x])[0])


def values_and_slope(f: Function, *x: float) -> tuple[Array, float]:
    """Give f at the points x, and its slope at the first of them, by 17 values of f, or 33 where it is in doubt."""
    asked: dict[float, float] = {}

    def once(t: Any) -> Any:
        numbers = np.ravel(t).tolist()
        if asked.keys() >= set(numbers):
            return np.reshape([asked[number] for number in numbers], np.shape(t))
        y = f(t)
        if np.shape(y) == np.shape(t):
            asked.update(zip(numbers, np.ravel(y).tolist(), strict=True))
        return y

    y = values(once, x)
    return y, slope_at(f if isinstance(f, ExactFunction) else once, x[0])


def window(f: Function, low: float | None, high: float | None) -> tuple[float, float]:
    """Choose the part of the x axis to show: as asked, else as the catalogue says, else -3 to 3."""
    bounds = f.bounds if isinstance(f, ExactFunction) else (-3.0, 3.0)
    return (bounds[0] if low is None else low), (bounds[1] if high is None else high)


def limits(y: Array, room: float = 0.15) -> tuple[float, float]:
    """Find limits that hold nearly all of y, so that a pole does not flatten the rest."""
    finite = y[np.isfinite(y)]
    if not finite.size:
        raise ValueError(say("f has no finite value anywhere in this window: does it divide by zero?"))
    low, high = np.quantile(finite, [0.05, 0.95])
    inside = finite[(finite >= 2 * low - high) & (finite <= 2 * high - low)]
    low, high = inside.min(), inside.max()
    margin = room * (high - low) or max(1.0, abs(high))
    return float(low - margin), float(high + margin)


def draw_curve(ax: Axes, f: Function, low: float | None, high: float | None, label: str) -> tuple[float, float]:
    """Draw the graph of f, set its limits, and return the window."""
    low, high = window(f, low, high)
    x = np.linspace(low, high, 401)
    y = values(f, x)
    ax.plot(x, y, "-", color=BLACK, lw=2)
    ax.set(xlim=(low, high), ylim=limits(y), xlabel="x", ylabel=label)
    return low, high


def draw_with_derivative(
    above: Axes, below: Axes, f: Function, low: float | None, high: float | None, label: str
) -> tuple[Array, Array]:
    """Draw the graph of f, and its slope below; return the places and the slopes."""
    x = np.linspace(*draw_curve(above, f, low, high, label), 401)
    df = slopes(f, x)
    below.plot(x, df, "-", color=BLACK, lw=2)
    below.set_xlabel("x")
    above.set_xlabel("")
    above.tick_params(labelbottom=False)
    return x, df


def line(ax: Axes, style: str, color: str, **options: Any) -> Line2D:
    """Make a line, or points, that will move."""
    return ax.plot([], [], style, color=color, **options)[0]


def row_above(ax: Axes, *entries: tuple[str, float]) -> list[Any]:
    """Put texts in a row above the axes, each in the colour of its line, from the given fraction of the width on.

    On a phone they stand below each other.
    """
    if is_narrow(ax):
        return column_above(ax, *(color for color, _ in entries))
    keep_clear(ax)
    return [ax.text(at, 1.03, "", color=color, transform=ax.transAxes, va="bottom") for color, at in entries]


def keep_clear(ax: Axes) -> None:
    """Let a "1e7" at the vertical axis stand beside what is written above the axes, not in it."""
    ax.yaxis.get_offset_text().set_horizontalalignment("right")


def is_narrow(ax: Axes) -> bool:
    """Say whether the picture is drawn for a phone (`Picture.narrow`)."""
    return bool(ax.figure.bbox.width / ax.figure.dpi <= NARROW)


def column_above(ax: Axes, *colors: str) -> list[Any]:
    """Put texts above the axes, below each other."""
    keep_clear(ax)
    below = range(len(colors) - 1, -1, -1)
    rows = [offset_copy(ax.transAxes, cast("Figure", ax.figure), y=17 * lines, units="points") for lines in below]
    return [
        ax.text(0, 1.03, "", color=color, transform=row, va="bottom") for color, row in zip(colors, rows, strict=True)
    ]


named_in = cache(places)  # at every move of a slider the same templates


def write(texts: list[Any], numbers: dict[str, Any], *templates: str) -> None:
    """Write each text from its template; one with a number that is not finite is left empty."""
    for text, template in zip(texts, templates, strict=True):
        asked = [numbers[name] for name in named_in(template)]
        finite = all(not isinstance(number, float) or math.isfinite(number) for number in asked)
        text.set_text(say(template, **numbers) if finite else "")


def log_axes(ax: Axes, x: tuple[float, float], y: tuple[float, float]) -> None:
    """Set logarithmic axes with a tick at every second power of ten and a quiet grid."""
    ax.set(xscale="log", yscale="log", xlim=x, ylim=y)
    for axis in (ax.xaxis, ax.yaxis):
        crowded = axis is ax.xaxis and is_narrow(ax) and x[1] > 1e10 * x[0]
        axis.set_major_locator(LogLocator(10_000 if crowded else 100, numticks=20))
        axis.set_minor_locator(NullLocator())


def shown(value: float) -> str:
    """Write a slope with enough digits to see the error in it."""
    return say("none") if np.isnan(value) else say("vertical") if np.isinf(value) else f"{value:.8g}"


def readable(number: float) -> str:
    """Write a number with four digits, a large one in full with its thousands apart.

    >>> readable(8346409.3), readable(1.23456), readable(2.5e-9)
    ('8,346,409', '1.235', '2.5e-09')
    """
    return f"{number:,.0f}" if 1000 <= abs(number) < 1e15 else f"{number:.4g}"


def draw_arrow(ax: Axes, color: str, scale: float, **style: Any) -> Any:
    """Make an arrow that can be moved, whole also where it leaves the axes."""
    look: dict[str, Any] = {"facecolor": color, "width": 0.012, "zorder": 5, "clip_on": False} | style
    return ax.quiver([0], [0], [0], [0], angles="xy", scale_units="xy", scale=scale, **look)


def move_arrow(arrow: Any, p: Array, v: Array) -> None:
    """Let an arrow start at p and show v; hide one without a length."""
    arrow.set_visible(bool(np.any(v)))
    arrow.set_offsets([p])
    arrow.set_UVC([v[0]], [v[1]])


def move_arrow_inside(arrow: Any, p: Array, v: Array) -> bool:
    """Let an arrow start at p and show v, but end at the rim of its axes if v leads beyond; say whether it does."""
    low, high = np.transpose([arrow.axes.get_xlim(), arrow.axes.get_ylim()])
    along = v != 0
    part = np.min((np.where(v > 0, high, low) - p)[along] / v[along], initial=1)
    beyond = 0 < part < 1
    move_arrow(arrow, p, part * v if beyond else v)
    return bool(beyond)


def draw_place(ax: Axes, color: str = "white", **style: Any) -> Any:
    """Make the point at which the reader stands, whole also at the rim of the picture."""
    place = line(ax, "o", BLACK, mfc=color, **{"ms": 8, "zorder": 6, "clip_on": False} | style)
    return place


def whole(control: Control) -> Control:
    """Return a slider whose numbers are whole: nobody takes 21.5 steps.

    >>> from coursekit.live import log_slider
    >>> whole(log_slider(1, 100, per_decade=3)).texts
    ('1', '2', '5', '10', '22', '46', '100')
    """
    values = tuple(round(value) for value in control.values)
    return replace(control, values=values, texts=tuple(map(str, values)))


def unit(angle: float) -> Array:
    """Give the unit vector at an angle in degrees, 0 along x."""
    t = np.deg2rad(angle)
    return np.array([np.cos(t), np.sin(t)])
