"""Where a gradient points and how long it is: arrows, the slope in every direction, contours, level places."""

from dataclasses import replace
from types import SimpleNamespace as Artists
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from coursekit.functions import ExactFunction, get
from coursekit.live import Handle, log_slider, menu, slider, switch
from coursekit.live.picture import BLACK, BLUE, GREEN, GREY, ORANGE, Picture, Target
from coursekit.numerics.descents import along
from coursekit.numerics.one_variable import Array, Function
from coursekit.numerics.several_variables import NotFinite
from coursekit.pictures.kit import draw_arrow, draw_place, line, move_arrow, row_above, unit
from coursekit.pictures.landscape import PLACE, Bounds, at, draw_land, field_of, gradient_at, slope_towards, steepest_of
from coursekit.words import mark, say

NEAR = replace(get("himmelblau"), bounds=((-4, 4), (-4, 4)))
"""Himmelblau's function without its steep rim, beside which no arrow between the valleys could be seen."""
FIELDS = {"x² + y²": get("sphere"), "x² − y²": get("saddle"), "Himmelblau": NEAR}

# --- 1. the vector of partials --------------------------------------------------------------------


def draw_arrows(ax: Axes, f: Function, bounds: Bounds | None = None) -> Artists:
    """Draw contours and a field of arrows; make the point, its gradient, and its two partial derivatives."""
    ground, scale = draw_land(ax, f, bounds)
    some = (slice(3, None, 6), slice(3, None, 6))
    x, y = np.meshgrid(*ground.axes)
    u, v = field_of(ground)
    ax.quiver(
        x[some], y[some], u[some], v[some], color=GREY, angles="xy", scale_units="xy", scale=3 * scale, width=0.004
    )  # a third as long: not longer than from one to the next
    legs = [line(ax, style, color, lw=2, clip_on=False) for style, color in (("--", BLUE), (":", GREEN))]
    texts = row_above(ax, (BLUE, 0.0), (GREEN, 0.52))
    return Artists(scale=scale, legs=legs, arrow=draw_arrow(ax, ORANGE, scale), place=draw_place(ax), texts=texts)


def see_arrows(f: Function, x: float, y: float) -> dict[str, Any]:
    """Find the gradient at the point, and f there."""
    p = np.array([x, y], float)
    g = gradient_at(f, p)
    return {"gradient": g, "length": float(np.hypot(*g)), "height": along(f, p[None])[0]}


def move_arrows(a: Artists, x: float, y: float, gradient: Array, length: float, height: float) -> str:
    """Move the point."""
    p = np.array([x, y], float)
    end_x, end_y = p + gradient / a.scale
    a.legs[0].set_data([x, end_x], [y, y])
    a.legs[1].set_data([end_x, end_x], [y, end_y])
    move_arrow(a.arrow, p, gradient)
    a.place.set_data([x], [y])
    a.texts[0].set_text(say("- - along x: {slope:.3g}", slope=gradient[0]))
    a.texts[1].set_text(say("··· along y: {slope:.3g}", slope=gradient[1]))
    return say(
        "At {place} f = {height:.4g}, and the gradient is {gradient}: its length is {length:.4g}.",
        place=at(p), height=height, gradient=at(gradient), length=length,
    )  # fmt: skip


arrows = Picture(
    see_arrows, draw_arrows, move_arrows, size=(6.0, 5.6),
    handles=[PLACE],
    controls={"f": menu(FIELDS), "x": slider(-3, 3, value=1, step=0.25), "y": slider(-3, 3, value=2, step=0.25)},
    target=Target(mark("Find a place where the gradient is ({slope_x:g}, {slope_y:g})."),
                  lambda gradient, slope_x=-6, slope_y=3: np.allclose(gradient, [slope_x, slope_y], atol=1e-3)),
    symbols={r"\frac{\partial f}{\partial x}": BLUE, r"\frac{\partial f}{\partial y}": GREEN},
)  # fmt: skip

flat = Target(mark("Find a place where the gradient is shorter than {bound:g}."),
              lambda length, bound=0.01: length < bound)  # fmt: skip

# --- 2. the direction dial ------------------------------------------------------------------------

ANGLES = np.arange(0.0, 361.0, 5.0)


def draw_dial(axes: Any, f: Function, bounds: Bounds | None = None) -> Artists:
    """Draw contours, and axes for the slope against the angle; make the two arrows and the two curves."""
    land, side = axes
    ground, scale = draw_land(land, f, bounds)
    reach = 0.2 * (ground.bounds[0][1] - ground.bounds[0][0])
    top = 1.1 * steepest_of(ground)
    side.set(
        xlim=(0, 360), ylim=(-top, top), xticks=range(0, 361, 90), xlabel=say("angle in degrees"), ylabel=say("slope")
    )
    side.axhline(0, color=BLACK, lw=0.8, ls="-")
    measured, product = line(side, "-", BLUE), line(side, "--", ORANGE)
    return Artists(
        measured=measured, product=product, here=draw_place(side, BLACK), place=draw_place(land),
        arrow=draw_arrow(land, ORANGE, scale), way=draw_arrow(land, "white", 1 / reach, edgecolor=BLUE, linewidth=1.5),
        text=row_above(land, (BLUE, 0.0))[0], texts=row_above(side, (BLUE, 0.0), (ORANGE, 0.5)),
    )  # fmt: skip


def see_dial(f: Function, x: float, y: float, angle: float) -> dict[str, Any]:
    """Measure the slope in every direction, and find what the gradient says of each."""
    p = np.array([x, y], float)
    g = np.nan_to_num(gradient_at(f, p))  # the catalogue gives nan where there is no gradient: shown as none
    return {
        "gradient": g, "length": float(np.hypot(*g)),
        "ahead": slope_towards(f, p, angle), "behind": slope_towards(f, p, angle + 180), "product": g @ unit(angle),
        "measured": [slope_towards(f, p, t) for t in ANGLES], "products": [g @ unit(t) for t in ANGLES],
    }  # fmt: skip


def move_dial(
    a: Artists, x: float, y: float, angle: float, gradient: Array, length: float, ahead: float, product: float,
    measured: Any, products: Any,
) -> str:  # fmt: skip
    """Turn the dial."""
    p = np.array([x, y], float)
    a.measured.set_data(ANGLES, measured)
    a.product.set_data(ANGLES, products)
    a.here.set_data([angle], [ahead])
    a.place.set_data([x], [y])
    move_arrow(a.arrow, p, gradient)
    move_arrow(a.way, p, unit(angle))
    a.text.set_text(say("{angle:g} degrees", angle=angle))
    a.texts[0].set_text(say("— measured: {slope:.3g}", slope=ahead))
    a.texts[1].set_text(say("- - ∇f · u: {product:.3g}", product=product))
    return say(
        "At {place}, towards {angle:g} degrees: the slope is {slope:.4g}, and ∇f · u is {product:.4g}. "
        "The gradient is {gradient}, of length {length:.4g}.",
        place=at(p), angle=angle, slope=ahead, product=product, gradient=at(gradient), length=length,
    )  # fmt: skip


dial = Picture(
    see_dial, draw_dial, move_dial, panels=(1, 2), size=(9.0, 4.4), sound="ahead",
    handles=[PLACE,
             Handle(lambda angle, ahead: (angle, ahead), x="angle", panel=1, anywhere=True)],
    controls={"f": menu(FIELDS), "angle": slider(0, 360, value=0, step=5, play=True, label=mark("angle (degrees)")),
              "x": slider(-3, 3, value=1, step=0.5), "y": slider(-3, 3, value=2, step=0.5)},
    target=Target(mark("Turn to the direction in which f falls most steeply."),
                  lambda product, length: product < -0.999 * length),
    symbols={r"\nabla f \cdot u": ORANGE, "D_u f": BLUE},
)  # fmt: skip


def cone(p: Array) -> Any:
    """Give the distance from (0, 0): the tip of a cone, where there is no gradient."""
    return np.sqrt(p[0] ** 2 + p[1] ** 2)


one_sided = Target(mark("Find a way on which f rises by {least:g} or more per unit, both forwards and backwards."),
                   lambda ahead, behind, least=0.9: ahead > least and behind > least)  # fmt: skip

tip = Picture(
    see_dial, draw_dial, move_dial, panels=(1, 2), size=(9.0, 4.4), sound="ahead",
    handles=[PLACE,
             Handle(lambda angle, ahead: (angle, ahead), x="angle", panel=1, anywhere=True)],
    controls={"f": menu({mark("cone"): cone}), "bounds": ((-2, 2), (-2, 2)),
              "angle": slider(0, 360, value=0, step=15, label=mark("angle (degrees)")),
              "x": slider(-1, 1, value=1, step=0.25), "y": 0.0},
    target=one_sided,
)  # fmt: skip

# --- 3. perpendicular to the contours -------------------------------------------------------------


def walk(f: Function, start: ArrayLike, way: float, step: float, halfway: bool) -> Array:
    """Walk along a contour, uphill on the left: each step is perpendicular to the gradient.

    `halfway` takes the gradient in the middle of the step instead of at its beginning.
    """
    path = [np.asarray(start, float)]
    for _ in range(round(way / step)):
        move = np.zeros(2)
        for _ in range(2 if halfway else 1):
            g = gradient_at(f, path[-1] + move / 2)
            size = float(np.hypot(*g))
            move = step * np.array([g[1], -g[0]]) / size if size > 0 else np.zeros(2)
        path.append(path[-1] + move)
    return np.array(path)


def heights_on_the_way(f: Function, start: Array, longest: float) -> Array:
    """Give f along the longest walk with coarse steps, which leads furthest off; at the start only if f ends there."""
    try:
        path = walk(f, start, longest, 0.5, halfway=False)
    except NotFinite:
        path = start[None]
    heights = along(f, path)
    return heights[np.isfinite(heights)]


def draw_contour_walk(
    axes: Any, f: Function, start_x: float, start_y: float, bounds: Bounds | None = None, longest: float = 15.0
) -> Artists:
    """Draw contours, and axes for the height on the way; make the path and the two arrows at its end."""
    land, side = axes
    _, scale = draw_land(land, f, bounds)
    heights = heights_on_the_way(f, np.array([start_x, start_y], float), longest)
    room = 0.15 * np.ptp(heights) or abs(heights[0]) or 1.0
    side.set(xlim=(0, longest), ylim=(heights.min() - room, heights.max() + room), xlabel=say("way walked"), ylabel="f")
    side.axhline(heights[0], color=BLACK, lw=0.8, ls="-")
    path, curve = line(land, "-", BLUE), line(side, "-", BLUE)
    return Artists(
        path=path, curve=curve,
        place=draw_place(land, clip_on=True), arrow=draw_arrow(land, ORANGE, scale, clip_on=True),
        text=row_above(land, (BLUE, 0.0))[0], off=row_above(side, (BLUE, 0.0))[0],
    )  # fmt: skip


def see_contour_walk(
    f: Function, start_x: float, start_y: float, way: float, step: float, halfway: bool
) -> dict[str, Any]:
    """Walk the way; find f on it, and the gradient at its end."""
    if not np.isfinite(along(f, np.array([[start_x, start_y]], float))).all():
        raise ValueError(
            say(
                "f has no value at {place}, where the walk starts: start at another place", place=at((start_x, start_y))
            )
        )
    path = walk(f, [start_x, start_y], way, step, halfway)
    heights = along(f, path)
    change = abs(heights[-1] - heights[0]) / abs(heights[0]) if heights[0] else np.inf
    return {"path": path, "heights": heights, "change": change, "gradient": gradient_at(f, path[-1])}


def move_contour_walk(a: Artists, step: float, path: Array, heights: Array, gradient: Array) -> str:
    """Draw the way, and the height on it."""
    a.path.set_data(*path.T)
    a.place.set_data(*path[-1:].T)
    a.curve.set_data(step * np.arange(len(path)), heights)
    move_arrow(a.arrow, path[-1], gradient)
    a.text.set_text(say("{count} steps of {step:g}", count=len(path) - 1, step=step))
    a.off.set_text(say("— f: {height:.4g}", height=heights[-1]))
    return say(
        "{count} steps of {step:g} lead from {start} to {end}. f was {before:.5g} and is now {now:.5g}.",
        count=len(path) - 1, step=step, start=at(path[0]), end=at(path[-1]), before=heights[0], now=heights[-1],
    )  # fmt: skip


contour_walk = Picture(
    see_contour_walk, draw_contour_walk, move_contour_walk, panels=(1, 2), size=(9.0, 4.4), ticks="heights",
    handles=[Handle(lambda way, heights: (way, heights[-1]), x="way", panel=1, anywhere=True)],
    controls={"f": menu({"x² + y²": get("sphere"), "½(x² + 10y²)": get("ellipse")}), "start_x": 2.0, "start_y": 0.0,
              "way": slider(0, 15, value=6, step=0.5, play=True, label=mark("way")),
              "halfway": switch(label=mark("gradient from half way")),
              "step": log_slider(0.5, 0.05, value=0.25, per_decade=5, label=mark("step length"))},
    target=Target(mark("Walk {far:g} or more, and let f change by less than {part:.0%}."),
                  lambda way, change, far=12, part=0.01: way >= far and change < part),
)  # fmt: skip

# --- 4. its length --------------------------------------------------------------------------------

OWN_BOUNDS = ((-4.0, 4.0), (-4.0, 4.0))

RING = np.array([unit(t) for t in np.arange(2.5, 360, 5)])
"""72 directions, none of them along an axis or half way between two."""


def draw_steepness(axes: Any, f: Function, bounds: Bounds | None = None) -> Artists:
    """Draw contours, and axes for the two slices through the point."""
    land, side = axes
    ground, scale = draw_land(land, f, bounds, even=True)
    low, high = ground.bounds[0]
    heights = ground.z[np.isfinite(ground.z)]  # all of them: a hole in a plain is what this picture is about
    room = 0.1 * np.ptp(heights)
    side.set(xlim=(low, high), ylim=(heights.min() - room, heights.max() + room), xlabel=say("x or y"), ylabel="f")
    slices = [line(side, style, color) for style, color in (("-", BLUE), ("--", GREEN))]
    rings = line(land, ".", BLACK, ms=6), line(land, "v", BLUE, ms=6, mfc="white")
    return Artists(
        slices=slices, rings=rings, radius=0.09 * (high - low),
        here=draw_place(side), place=draw_place(land), arrow=draw_arrow(land, ORANGE, scale),
        text=row_above(land, (ORANGE, 0.0))[0], texts=row_above(side, (BLUE, 0.0), (GREEN, 0.5)),
    )  # fmt: skip


def see_steepness(f: Function, x: float, y: float, bounds: Bounds | None = None) -> dict[str, Any]:
    """Find the gradient, the two slices, and the ways up and down from the point."""
    p = np.array([x, y], float)
    g, height = gradient_at(f, p), along(f, p[None])[0]
    slices = []
    for i, (first, last) in enumerate(bounds or (f.bounds if isinstance(f, ExactFunction) else OWN_BOUNDS)):
        t = np.linspace(first, last, 161)
        points = np.tile(p, (len(t), 1))
        points[:, i] = t
        slices.append((t, along(f, points)))
    change = along(f, p + 0.01 * RING) - height
    up, down = change > 1e-9, change < -1e-9
    return {
        "gradient": g, "length": float(np.hypot(*g)), "height": height, "slices": slices, "up": up, "down": down,
        "ways": int(np.sum(down & ~np.roll(down, 1))) or int(down.all()),
    }  # fmt: skip


def move_steepness(
    a: Artists, x: float, y: float, gradient: Array, length: float, height: float, slices: Any, up: Array, down: Array,
    ways: int,
) -> str:  # fmt: skip
    """Move the point, and the dots around it that tell which ways lead up."""
    for curve, (t, heights) in zip(a.slices, slices, strict=True):
        curve.set_data(t, heights)
    for ring, there in zip(a.rings, (up, down), strict=True):
        ring.set_data(*(np.array([x, y]) + a.radius * RING[::2][there[::2]]).T)
    a.here.set_data([x, y], [height, height])
    a.place.set_data([x], [y])
    move_arrow(a.arrow, np.array([x, y], float), gradient)
    a.text.set_text(say("length {length:.3g}", length=length))
    a.texts[0].set_text(say("— x changes"))
    a.texts[1].set_text(say("- - y changes"))
    said = say("At {place} the gradient is {gradient}, of length {length:.3g}.",
               place=at([x, y]), gradient=at(gradient), length=length)  # fmt: skip
    counts: dict[str, Any] = {"up": up.sum(), "down": down.sum(), "ways": ways}
    if ways > 1:
        return f"{said} " + say("Of 72 directions around, {up} lead up and {down} down, on {ways} sides.", **counts)
    return f"{said} " + say("Of 72 directions around, {up} lead up and {down} down.", **counts)


LEVEL = {
    "x² + y²": get("sphere"),
    "−x² − y²": lambda p: -(p[0] ** 2) - p[1] ** 2,
    "x² − y²": get("saddle"),
    mark("a plain with a hole"): get("easom"),
}
steepness = Picture(
    see_steepness, draw_steepness, move_steepness, panels=(1, 2), size=(9.0, 4.4),
    handles=[PLACE,
             Handle(lambda x, height: (x, height), x="x", panel=1),
             Handle(lambda y, height: (y, height), x="y", panel=1)],
    controls={"f": menu(LEVEL), "x": slider(-1, 3.5, value=1.5, step=0.25), "y": slider(-1, 3.5, value=1, step=0.25)},
    target=flat,
)  # fmt: skip

three_ways = Target(mark("Find a place from which three ways lead down, with ways up between them."),
                    lambda ways: ways >= 3)  # fmt: skip
