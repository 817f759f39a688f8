"""Pictures of the toolbox: an axis that turns from straight to logarithmic, and a matrix that moves a vector."""

from types import SimpleNamespace as Artists
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from coursekit.live import Handle, Picture, Target, menu, slider
from coursekit.live.picture import BLACK, BLUE, GREY, ORANGE
from coursekit.numerics.one_variable import Array
from coursekit.pictures.kit import draw_arrow, is_narrow, line, move_arrow, row_above, unit, write
from coursekit.words import mark, say, say_count

# --- 1. powers of ten ---

LENGTHS = {
    mark("grain of sand"): 1e-3,
    mark("pencil"): 0.2,
    mark("house"): 10.0,
    mark("Eiffel Tower"): 330.0,
    mark("Mount Everest"): 8849.0,
    mark("Earth"): 1.2742e7,
}
FROM, TO = 1e-4, 1e8  # the ends of the axis, in metres
POWERS = np.arange(-4, 9)
HELD = sorted(LENGTHS.values())[2]  # the dot that the hand can take
APART = 0.05  # of the axis: two dots that are nearer than that look like one
LABEL = 0.08  # of the axis: as wide as the number at a mark; on a phone it is twice as much


def place_on_axis(x: ArrayLike, bend: float) -> Array:
    """Give the place of each positive x on an axis from 0 to 1: straight for bend = 0, logarithmic for bend = 1.

    In between the axis is straight in x**p with p = 1 - bend (Box and Cox 1964); log(x) is what is left as p goes to 0.
    """
    p = 1 - bend
    low, high, here = (np.log(t) if p == 0 else np.power(t, p) for t in (FROM, TO, np.asarray(x, float)))
    return np.asarray((here - low) / (high - low))


def see_axis(bend: float) -> dict[str, Any]:
    """Find where each length lies, and how many of them lie apart from all others."""
    at = place_on_axis(list(LENGTHS.values()), bend)
    near = np.abs(at[:, None] - at) < APART
    return {"at": at, "powers": place_on_axis(10.0**POWERS, bend), "apart": int((near.sum(axis=0) == 1).sum())}


def draw_axis(ax: Axes) -> Artists:
    """Draw an axis without marks; make the marks at powers of ten, the dots and their names."""
    ax.set(xlim=(-0.03, 1.09), ylim=(-0.5, 1.6))
    ax.set_axis_off()
    ax.axhline(0, color=GREY, lw=1)
    ax.text(1.0, -0.42, say("length in m"), ha="right", va="top", color=BLACK)
    marks, dots = line(ax, "|", GREY, ms=12), line(ax, "o", BLUE, ms=9)
    ticks = [ax.text(0, -0.13, f"{10.0**power:.0e}", ha="center", va="top", fontsize=9) for power in POWERS]
    names = [ax.text(0, 0.16, say(name), rotation=35, rotation_mode="anchor", color=BLUE) for name in LENGTHS]
    return Artists(marks=marks, dots=dots, ticks=ticks, names=names, label=LABEL * (1 + is_narrow(ax)))


def move_axis(a: Artists, bend: float, at: Array, powers: Array, apart: int) -> str:
    """Bend the axis: move marks and dots; a text that would lie on its right neighbour is not shown."""
    a.marks.set_data(powers, 0 * powers)
    a.dots.set_data(at, 0 * at)
    for texts, places, room in ((a.ticks, powers, a.label), (a.names, at, APART)):
        free = np.inf
        for text, place in list(zip(texts, places, strict=True))[::-1]:
            text.set_visible(bool(free - place >= room))
            text.set_x(place)
            free = place if text.get_visible() else free
    seen = say_count("{count} of the 6 dots stands apart.", "{count} of the 6 dots stand apart.", apart)
    if bend == 0:
        return say("A straight axis: equal distances add the same number of metres.") + " " + seen
    if bend == 1:
        return say("A logarithmic axis: equal distances multiply by the same number.") + " " + seen
    return say("An axis between straight (0) and logarithmic (1), at {bend:g}.", bend=bend) + " " + seen


axis = Picture(
    see_axis, draw_axis, move_axis, size=(8.0, 2.8),
    handles=[Handle(lambda bend: (np.vectorize(place_on_axis)(HELD, bend), 0), x="bend")],
    controls={"bend": slider(0, 1, value=0, step=0.05, label=mark("from straight to logarithmic"))},
    target=Target(mark("Make all 6 dots stand apart."), lambda apart: apart == len(LENGTHS)),
)  # fmt: skip

# --- 5. a matrix times a vector ---

MATRICES = {
    mark("symmetric"): np.array([[2.0, 1.0], [1.0, 2.0]]),
    mark("not symmetric"): np.array([[2.0, 1.0], [0.0, 1.0]]),
    mark("a quarter turn"): np.array([[0.0, -1.0], [1.0, 0.0]]),
}


def as_matrix(A: Any) -> Array:
    """Give A as a matrix with two rows and two columns, or say why it is none."""
    try:
        matrix = np.asarray(A, float)
    except (TypeError, ValueError):
        matrix = np.empty(0)
    if matrix.shape != (2, 2) or not np.isfinite(matrix).all():
        words = mark("A = {A!r} is no matrix with 2 rows of 2 finite numbers: write for example [[2, 1], [1, 2]]")
        raise ValueError(say(words, A=A))
    return matrix


def see_matrix(A: Any, angle: float) -> dict[str, Any]:
    """Find x, the vector of length 1 in the direction `angle`, and A x; and whether the two lie on one line."""
    matrix, radians = as_matrix(A), np.radians(angle)
    x = np.array([np.cos(radians), np.sin(radians)])
    Ax = matrix @ x
    across = abs(x[0] * Ax[1] - x[1] * Ax[0])
    return {"x": x, "Ax": Ax, "length": float(np.hypot(*Ax)), "in_line": bool(across <= 1e-9 * np.hypot(*Ax))}


def draw_matrix(ax: Axes, A: Any) -> Artists:
    """Draw all vectors of length 1 as a circle, and where the matrix moves them; make x and A x."""
    matrix = as_matrix(A)
    around = np.radians(np.arange(361))
    circle = np.array([np.cos(around), np.sin(around)])
    moved = matrix @ circle
    room = 1.15 * max(1.0, float(np.abs(moved).max()))
    ax.plot(*circle, ":", color=BLUE, lw=1)
    ax.plot(*moved, "--", color=ORANGE, lw=1)
    ax.axhline(0, color=GREY, lw=1)
    ax.axvline(0, color=GREY, lw=1, ls="-.")
    ax.set(xlim=(-room, room), ylim=(-room, room), aspect="equal", xlabel="$x_0$", ylabel="$x_1$")
    after, before = draw_arrow(ax, ORANGE, 1.0, width=0.016), draw_arrow(ax, BLUE, 1.0, width=0.01)
    return Artists(before=before, after=after, texts=row_above(ax, (BLUE, 0.0), (ORANGE, 0.5)))


def move_matrix(a: Artists, angle: float, x: Array, Ax: Array, length: float, in_line: bool) -> str:
    """Turn x, and let A x follow."""
    move_arrow(a.before, np.zeros(2), x)
    move_arrow(a.after, np.zeros(2), Ax)
    x, Ax = x.round(12) + 0.0, Ax.round(12) + 0.0  # so that none is written as -0
    numbers = {"angle": angle, "x": x[0], "y": x[1], "Ax": Ax[0], "Ay": Ax[1], "length": length}
    write(a.texts, numbers, mark("x = ({x:.2f}, {y:.2f})"), mark("A x = ({Ax:.2f}, {Ay:.2f})"))
    moves = say("A moves ({x:.2f}, {y:.2f}) to ({Ax:.2f}, {Ay:.2f}), which has the length {length:.2f}.", **numbers)
    if length == 0:
        return moves
    return moves + " " + (say("Both lie on one line.") if in_line else say("The two are not on one line."))


matrix = Picture(
    see_matrix, draw_matrix, move_matrix, size=(5.6, 5.4),
    handles=[Handle(lambda angle: unit(angle), x="angle", y="angle", anywhere=True)],
    controls={"A": menu(MATRICES), "angle": slider(0, 180, value=20, step=5, label=mark("direction of x (degrees)"))},
    target=Target(mark("Turn x until A x lies on one line with x."), lambda length, in_line: length > 0 and in_line),
)  # fmt: skip
