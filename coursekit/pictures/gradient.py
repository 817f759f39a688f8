"""Pictures of lesson 03: arrows uphill, slopes in every direction, contours, tangent planes, a real landscape.

`f` is a function of the catalogue, whose gradient is known exactly, or any function of the reader's own that takes a
point of two coordinates; its gradient is then numerical.
"""

from types import SimpleNamespace as Artists
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator
from numpy.typing import ArrayLike

from coursekit.functions import ExactFunction, get
from coursekit.gradient import check_gradient, directional_derivative, numerical_gradient
from coursekit.live import log_slider, menu, slider, switch
from coursekit.live.picture import BLACK, BLUE, GREEN, GREY, ORANGE, Picture, Target
from coursekit.numerics.descents import along
from coursekit.numerics.one_variable import Array, Function
from coursekit.numerics.several_variables import NotFinite
from coursekit.pictures.kit import limits, line, log_axes, row_above
from coursekit.pictures.landscape import Bounds, Ground, at, draw_contour_lines, draw_contours
from coursekit.words import mark, say

FIELDS = {"x² + y²": get("sphere"), "x² − y²": get("saddle"), "Himmelblau": get("himmelblau")}

# --- what the pictures share ----------------------------------------------------------------------


def gradient_at(f: Function, p: ArrayLike) -> Array:
    """Give the gradient of f at the one point p: from the catalogue, or numerical."""
    p = np.asarray(p, float)
    if isinstance(f, ExactFunction):
        return np.asarray(f.grad(p), float)
    return np.asarray(numerical_gradient(f, p, vectorized=False))


def unit(angle: float) -> Array:
    """Give the unit vector at an angle in degrees, 0 along x."""
    t = np.deg2rad(angle)
    return np.array([np.cos(t), np.sin(t)])


def slope_towards(f: Function, p: Array, angle: float) -> float:
    """Give the slope of f at p in a direction, looking ahead only."""
    return float(directional_derivative(f, p, unit(angle)))


def draw_land(ax: Axes, f: Function, bounds: Bounds | None = None, even: bool = False) -> tuple[Ground, float]:
    """Draw contours to scale; give the ground, and how much gradient an arrow of length 1 stands for.

    `even` makes f change by the same amount from one contour to the next.
    """
    ground = Ground(f, bounds)
    (draw_even_contours if even else draw_contours)(ax, ground)
    ax.set_aspect("equal")
    return ground, steepest_of(ground) / (0.25 * (ground.bounds[0][1] - ground.bounds[0][0]))


def draw_even_contours(ax: Axes, ground: Ground) -> None:
    """Draw f as filled contours, as much height between one and the next everywhere: close together means steep."""
    lowest, *_, highest = ground.levels(13)
    levels = np.linspace(lowest, highest, 13)
    ax.contourf(*ground.axes, ground.square, levels, colors=[str(g) for g in np.linspace(0.72, 0.97, 12)])
    draw_contour_lines(ax, ground, levels, colors="white", linewidths=0.8)
    ax.set(xlim=ground.bounds[0], ylim=ground.bounds[1], xlabel="x", ylabel="y")
    ax.grid(False)


def field_of(ground: Ground) -> tuple[Array, Array]:
    """Give the slopes along x and y at each point of the ground, from its values."""
    along_y, along_x = np.gradient(ground.square, ground.axes[1], ground.axes[0])
    return np.asarray(along_x), np.asarray(along_y)


def steepest_of(ground: Ground) -> float:
    """Give the length of the longest gradient on the ground, beside its poles; 1 where there is none."""
    lengths = np.hypot(*field_of(ground))
    return float(np.max(lengths, where=np.isfinite(lengths), initial=0)) or 1.0


def draw_arrow(ax: Axes, color: str, scale: float, **style: Any) -> Any:
    """Make an arrow that can be moved, whole also where it leaves the axes."""
    look: dict[str, Any] = {"facecolor": color, "width": 0.012, "zorder": 5, "clip_on": False} | style
    return ax.quiver([0], [0], [0], [0], angles="xy", scale_units="xy", scale=scale, **look)


def move_arrow(arrow: Any, p: Array, v: Array) -> None:
    """Let an arrow start at p and show v; hide one without a length."""
    arrow.set_visible(bool(np.any(v)))
    arrow.set_offsets([p])
    arrow.set_UVC([v[0]], [v[1]])


def draw_place(ax: Axes, color: str = "white", **style: Any) -> Any:
    """Make the point at which the reader stands, whole also at the rim of the picture."""
    place = line(ax, "o", BLACK, mfc=color, **{"ms": 8, "zorder": 6, "clip_on": False} | style)
    return place


# --- 1. the vector of partials --------------------------------------------------------------------


def draw_arrows(ax: Axes, f: Function, bounds: Bounds | None = None) -> Artists:
    """Draw contours and a field of arrows; make the point, its gradient, and its two partial derivatives."""
    ground, scale = draw_land(ax, f, bounds)
    some = (slice(2, None, 4), slice(2, None, 4))
    x, y = np.meshgrid(*ground.axes)
    u, v = field_of(ground)
    ax.quiver(
        x[some], y[some], u[some], v[some], color=GREY, angles="xy", scale_units="xy", scale=3 * scale, width=0.004
    )  # three times shorter: not longer than from one to the next
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
    controls={"f": menu(FIELDS), "x": slider(-3, 3, value=1, step=0.25), "y": slider(-3, 3, value=2, step=0.25)},
    target=Target(mark("Find a place where the gradient is ({slope_x:g}, {slope_y:g})."),
                  lambda gradient, slope_x=-6, slope_y=3: np.allclose(gradient, [slope_x, slope_y], atol=1e-3)),
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
    a.texts[1].set_text(f"- - ∇f · u: {product:.3g}")
    return say(
        "At {place}, towards {angle:g} degrees: the slope is {slope:.4g}, and ∇f · u is {product:.4g}. "
        "The gradient is {gradient}, of length {length:.4g}.",
        place=at(p), angle=angle, slope=ahead, product=product, gradient=at(gradient), length=length,
    )  # fmt: skip


dial = Picture(
    see_dial, draw_dial, move_dial, panels=(1, 2), size=(9.0, 4.4),
    controls={"f": menu(FIELDS), "angle": slider(0, 360, value=0, step=5, play=True, label=mark("angle")),
              "x": slider(-3, 3, value=1, step=0.5), "y": slider(-3, 3, value=2, step=0.5)},
    target=Target(mark("Turn to the direction in which f falls most steeply."),
                  lambda product, length: product < -0.999 * length),
)  # fmt: skip


def cone(p: Array) -> Any:
    """Give the distance from (0, 0): the tip of a cone, where there is no gradient."""
    return np.sqrt(p[0] ** 2 + p[1] ** 2)


one_sided = Target(mark("Find a way on which f rises by {least:g} or more per unit, both forwards and backwards."),
                   lambda ahead, behind, least=0.9: ahead > least and behind > least)  # fmt: skip

tip = Picture(
    see_dial, draw_dial, move_dial, panels=(1, 2), size=(9.0, 4.4),
    controls={"f": menu({mark("cone"): cone}), "bounds": ((-2, 2), (-2, 2)),
              "angle": slider(0, 360, value=0, step=15, label=mark("angle")), "x": slider(-1, 1, value=1, step=0.25),
              "y": 0.0},
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
    a.off.set_text(f"— f: {heights[-1]:.4g}")
    return say(
        "{count} steps of {step:g} lead from {start} to {end}. f was {before:.5g} and is now {now:.5g}.",
        count=len(path) - 1, step=step, start=at(path[0]), end=at(path[-1]), before=heights[0], now=heights[-1],
    )  # fmt: skip


contour_walk = Picture(
    see_contour_walk, draw_contour_walk, move_contour_walk, panels=(1, 2), size=(9.0, 4.4),
    controls={"f": menu({"x² + y²": get("sphere"), "½(x² + 10y²)": get("ellipse")}), "start_x": 2.0, "start_y": 0.0,
              "way": slider(0, 15, value=6, step=0.5, play=True, label=mark("way")),
              "halfway": switch(label=mark("gradient from half way")),
              "step": log_slider(0.5, 0.05, value=0.25, per_decade=5, label=mark("step"))},
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
    return Artists(
        slices=slices, here=draw_place(side), place=draw_place(land), arrow=draw_arrow(land, ORANGE, scale),
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
    return {
        "gradient": g, "length": float(np.hypot(*g)), "height": height, "slices": slices,
        "up": int(np.sum(change > 1e-9)), "down": int(np.sum(change < -1e-9)),
    }  # fmt: skip


def move_steepness(
    a: Artists, x: float, y: float, gradient: Array, length: float, height: float, slices: Any, up: int, down: int
) -> str:
    """Move the point."""
    for curve, (t, heights) in zip(a.slices, slices, strict=True):
        curve.set_data(t, heights)
    a.here.set_data([x, y], [height, height])
    a.place.set_data([x], [y])
    move_arrow(a.arrow, np.array([x, y], float), gradient)
    a.text.set_text(say("length {length:.3g}", length=length))
    a.texts[0].set_text(say("— x changes"))
    a.texts[1].set_text(say("- - y changes"))
    return say(
        "At {place} the gradient is {gradient}, of length {length:.3g}. "
        "Of 72 directions around, {up} lead up and {down} down.",
        place=at([x, y]), gradient=at(gradient), length=length, up=up, down=down,
    )  # fmt: skip


LEVEL = {
    "x² + y²": get("sphere"),
    "−x² − y²": lambda p: -(p[0] ** 2) - p[1] ** 2,
    "x² − y²": get("saddle"),
    mark("a plain with a hole"): get("easom"),
}
steepness = Picture(
    see_steepness, draw_steepness, move_steepness, panels=(1, 2), size=(9.0, 4.4),
    controls={"f": menu(LEVEL), "x": slider(-1, 3.5, value=1.5, step=0.25), "y": slider(-1, 3.5, value=1, step=0.25)},
    target=flat,
)  # fmt: skip

# --- 5. the tangent plane -------------------------------------------------------------------------


def draw_plane(axes: Any, f: Function, x: float, y: float) -> Artists:
    """Draw axes for a slice with its tangent, and for the error against the distance, both logarithmic."""
    near, errors = axes
    p = np.array([x, y], float)
    t = np.linspace(-1, 1, 81)
    disc = np.concatenate([along(f, p + t[:, None] * unit(angle)) for angle in range(0, 180, 15)])
    near.set(xlim=(-1, 1), ylim=limits(disc, 0.4), xlabel=say("distance from the point"), ylabel="f")
    log_axes(errors, (1e-4, 1), (1e-13, 1e3))
    errors.set(xlabel=say("distance from the point"), ylabel=say("error of the plane"))
    slice_, tangent = line(near, "-", BLUE), line(near, "--", ORANGE)
    gap, curve = line(near, "-", BLACK, lw=3), line(errors, "-", BLACK)
    guide = line(errors, ":", GREY)
    return Artists(
        slice=slice_, tangent=tangent, gap=gap, curve=curve, guide=guide, here=draw_place(errors, ORANGE),
        texts=row_above(near, (BLUE, 0.0), (ORANGE, 0.35)), said=row_above(errors, (BLACK, 0.0), (GREY, 0.55)),
    )  # fmt: skip


WAY, AWAY = np.linspace(-1, 1, 81), np.geomspace(1e-4, 1, 41)


def see_plane(f: Function, x: float, y: float, angle: float, distance: float) -> dict[str, Any]:
    """Find f and its tangent plane in one direction, and how far they are apart."""
    p, u = np.array([x, y], float), unit(angle)
    height, slope = along(f, p[None])[0], float(gradient_at(f, p) @ u)
    heights = along(f, p + np.concatenate([WAY, AWAY, [distance]])[:, None] * u)
    near, far, there = np.split(heights, [len(WAY), len(WAY) + len(AWAY)])
    return {
        "near": near, "tangent": height + WAY * slope, "there": float(there[0]), "flat": height + distance * slope,
        "errors": np.abs(far - height - AWAY * slope), "error": abs(float(there[0]) - height - distance * slope),
    }  # fmt: skip


def move_plane(
    a: Artists, x: float, y: float, angle: float, distance: float, near: Array, tangent: Array, there: float,
    flat: float, errors: Array, error: float,
) -> str:  # fmt: skip
    """Go some way from the point."""
    a.slice.set_data(WAY, near)
    a.tangent.set_data(WAY, tangent)
    a.gap.set_data([distance, distance], [flat, there])
    found = np.maximum(errors, 1e-12)
    a.curve.set_data(AWAY, found)
    a.guide.set_data(AWAY, found[20] * (AWAY / AWAY[20]) ** 2)
    a.here.set_data([distance], [max(error, 1e-12)])
    a.texts[0].set_text("— f")
    a.texts[1].set_text(say("- - tangent plane"))
    a.said[0].set_text(say("— error: {error:.2g}", error=error))
    a.said[1].set_text(say("··· c · distance²"))
    return say(
        "From {place}, {distance:g} towards {angle:g} degrees: f is {there:.8g}, the plane says {flat:.8g}. "
        "The error is {error:.2g}.",
        place=at([x, y]), distance=distance, angle=angle, there=there, flat=flat, error=error,
    )  # fmt: skip


plane = Picture(
    see_plane, draw_plane, move_plane, panels=(1, 2), size=(9.0, 4.2),
    controls={"f": menu({"Himmelblau": get("himmelblau"), "x² − y²": get("saddle")}), "x": 1.0, "y": 1.0,
              "angle": slider(0, 360, value=30, step=15, label=mark("angle")),
              "distance": log_slider(1, 0.0001, value=0.1, label=mark("distance"))},
    target=Target(mark("Bring the error below {bound:g}."), lambda error, bound=1e-6: error < bound),
)  # fmt: skip

# --- 6. a real landscape --------------------------------------------------------------------------


EXTENT = (30_000, 32_000)
"""How far the land of a function reaches to the east and to the north, in metres."""


class Land:
    """Heights in metres on a grid, row 0 in the south: their slopes, and the way down.

    Parameters
    ----------
    heights : array (rows, columns), in metres; or a function that takes (east, north) in km and gives metres
    dx, dy : float, from one column and one row to the next, in metres
    """

    def __init__(self, heights: Any, dx: float, dy: float) -> None:
        if callable(heights):
            east, north = (np.arange(0, far + 1, d) / 1000 for far, d in zip(EXTENT, (dx, dy), strict=True))
            points = np.stack([grid.ravel() for grid in np.meshgrid(east, north)], axis=1)
            heights = along(heights, points).reshape(len(north), len(east))
        self.heights = np.asarray(heights, float)
        if self.heights.ndim != 2 or min(self.heights.shape) < 2:
            raise ValueError(
                say(
                    "heights has shape {shape}; give a table of rows and columns, or a function",
                    shape=self.heights.shape,
                )
            )
        if not np.isfinite(self.heights).all():
            raise ValueError(say("a height is not a finite number; give one for every place of the map"))
        if not np.ptp(self.heights):
            raise ValueError(say("the ground has the same height everywhere: there is no way up or down"))
        self.spacing = np.array([dx, dy])
        self.step = max(100.0, dx, dy)  # long enough to lead to another cell
        self.north, self.east = np.gradient(self.heights, dy, dx)

    def cell(self, p: Array) -> tuple[int, int]:
        """Give the row and column nearest to p = (east, north), in metres."""
        column, row = np.rint(p / self.spacing).astype(int)
        return int(np.clip(row, 0, len(self.heights) - 1)), int(np.clip(column, 0, self.heights.shape[1] - 1))

    def gradient(self, p: Array) -> Array:
        """Give the slopes to the east and to the north, in metres per metre."""
        return np.array([slope[self.cell(p)] for slope in (self.east, self.north)], float)

    def down(self, p: Array, way: float) -> Array:
        """Walk against the gradient, one step at a time, for as long as it leads down."""
        path = [p]
        for _ in range(round(way / self.step)):
            g = self.gradient(path[-1])
            new = path[-1] - self.step * g / (np.hypot(*g) or 1.0)
            if self.heights[self.cell(new)] >= self.heights[self.cell(path[-1])]:
                break
            path.append(new)
        return np.array(path, float)


def draw_landscape(ax: Axes, heights: Any, dx: float, dy: float) -> Artists:
    """Draw the map with its contours; make the point, the arrow uphill and the way down."""
    land = Land(heights, dx, dy)
    rows, columns = land.heights.shape
    x, y = np.arange(columns) * dx / 1000, np.arange(rows) * dy / 1000
    levels = MaxNLocator(10).tick_values(land.heights.min(), land.heights.max())
    ax.contourf(x, y, land.heights, levels, colors=[str(g) for g in np.linspace(0.6, 0.97, len(levels) - 1)])
    ax.contour(x, y, land.heights, levels, colors="white", linewidths=0.5, linestyles="solid")
    ax.set(
        xlim=(0, x[-1]), ylim=(0, y[-1]), xlabel=say("km to the east"), ylabel=say("km to the north"), aspect="equal"
    )
    ax.grid(False)
    path = line(ax, "-", BLUE, lw=2.5)
    arrow = draw_arrow(ax, ORANGE, 0.15)
    return Artists(path=path, arrow=arrow, place=draw_place(ax), texts=row_above(ax, (ORANGE, 0), (BLUE, 0.5)))


def see_landscape(heights: Any, dx: float, dy: float, east: float, north: float, way: float) -> dict[str, Any]:
    """Find the slopes where the reader stands, and the way down."""
    land, p = Land(heights, dx, dy), np.array([east, north]) * 1000
    path, g = land.down(p, way * 1000), land.gradient(p)
    return {
        "gradient": g, "slope": float(np.hypot(*g)), "height": land.heights[land.cell(p)], "path": path,
        "end": land.heights[land.cell(path[-1])], "walked": land.step / 1000 * (len(path) - 1),
    }  # fmt: skip


def move_landscape(
    a: Artists, east: float, north: float, gradient: Array, slope: float, height: float, path: Array, end: float,
    walked: float,
) -> str:  # fmt: skip
    """Stand somewhere, look uphill, and walk down."""
    a.path.set_data(*path.T / 1000)
    a.place.set_data([east], [north])
    move_arrow(a.arrow, np.array([east, north], float), gradient)
    a.texts[0].set_text(say("slope {slope:.2f} m per m", slope=slope))
    a.texts[1].set_text(say("— way down: {walked:.1f} km", walked=walked))
    degrees, facing = np.rad2deg(np.arctan(slope)), np.rad2deg(np.arctan2(-gradient[0], -gradient[1])) % 360
    steep = say("{degrees:.0f} degrees", degrees=degrees)
    if slope:
        steep = say("{degrees:.0f} degrees, facing {facing:.0f} degrees", degrees=degrees, facing=facing)
    return say(
        "{east:g} km east, {north:g} km north: {height:.0f} m high, slope {slope:.2f} m per m ({steep}). "
        "{walked:.1f} km downhill you are at {end:.0f} m.",
        east=east, north=north, height=height, slope=slope, steep=steep, walked=walked, end=end,
    )  # fmt: skip


def round_hills(p: Array) -> Any:
    """Give the heights, in metres, of a land of round hills; p is in km."""
    return 600 + 300 * np.sin(p[0]) * np.cos(p[1] / 2)


landscape = Picture(
    see_landscape, draw_landscape, move_landscape, size=(7.6, 5.6),
    controls={"heights": round_hills, "dx": 250, "dy": 250,
              "east": slider(1, 29, value=12, step=0.25, label=mark("km east")),
              "north": slider(1, 31, value=15, step=0.25, label=mark("km north")),
              "way": slider(0, 5, value=2, step=0.1, label=mark("km to walk"), play=True)},
    target=Target(mark("Find a place steeper than {bound:g} m per m."), lambda slope, bound=0.28: slope > bound),
)  # fmt: skip

# --- 7. why bother? -------------------------------------------------------------------------------

EDGES = np.linspace(-1.1, 1.1, 45)


def gains(f: Function, n: int, series: int, count: int = 200, step: float = 1e-3) -> Array:
    """Give the change of f over one step in each of `count` random directions, as a part of the gradient's own step.

    The place has n coordinates, from 1 to 2.
    """
    p = np.linspace(1, 2, n)
    v = np.random.default_rng(series).standard_normal((count, n))
    g = gradient_at(f, p)
    if not g.any():
        raise ValueError(
            say("the gradient of f is 0 where the steps begin: no step gains anything; take another function")
        )
    v = np.concatenate([g[None], v])
    moves = step * v / np.linalg.norm(v, axis=1, keepdims=True)
    change = along(f, p + moves) - along(f, p[None])
    return np.asarray(change[1:] / change[0])


def draw_random_steps(ax: Axes) -> Artists:
    """Draw axes and the gradient's step; make the histogram and the best of the random steps."""
    ax.set(xlim=(-1.15, 1.15), ylim=(0, 80), ylabel=say("random directions"))
    ax.set_xlabel(say("change of f, as a part of the gradient's"))
    ax.axvline(1, color=ORANGE, lw=3, ls="-")
    bars = ax.stairs(np.zeros(len(EDGES) - 1), EDGES, fill=True, color=BLUE)
    best = line(ax, "v", BLACK, ms=11)
    return Artists(bars=bars, best=best, texts=row_above(ax, (BLUE, 0.0), (ORANGE, 0.6)))


def see_random_steps(f: Function, n: int, series: int) -> dict[str, Any]:
    """Take 200 random steps."""
    found = gains(f, n, series)
    return {"found": found, "best": float(found.max())}


def move_random_steps(a: Artists, n: int, found: Array, best: float) -> str:
    """Draw what they gain."""
    a.bars.set_data(np.histogram(found, EDGES)[0])
    a.best.set_data([best], [3])
    a.texts[0].set_text(say("best of 200: {best:.2f}", best=best))
    a.texts[1].set_text(say("— gradient: 1"))
    return say(
        "{n} variables: the best of 200 random steps gains {best:.2f} of what the gradient's step gains.",
        n=n,
        best=best,
    )


random_steps = Picture(
    see_random_steps, draw_random_steps, move_random_steps,
    controls={"f": menu({mark("sum of squares"): get("sphere")}),
              "n": slider(2, 200, value=2, step=1, label=mark("variables")),
              "series": slider(1, 20, value=1, step=1, play=True, label=mark("series"))},
    target=Target(mark("Let the best of the 200 gain less than {part:g} of what the gradient gains."),
                  lambda best, part=0.5: best < part),
)  # fmt: skip

# --- 8. what it costs -----------------------------------------------------------------------------

TIMES = {mark("a second"): 1.0, mark("an hour"): 3600.0, mark("a day"): 86400.0, mark("a year"): 365.25 * 86400}
UNITS = {
    mark("{count:.3g} seconds"): 1.0,
    mark("{count:.3g} hours"): 3600.0,
    mark("{count:.3g} days"): 86400.0,
    mark("{count:.3g} years"): 365.25 * 86400,
}


def duration(seconds: float) -> str:
    """Write a time in its largest unit."""
    words, size = next(((w, s) for w, s in reversed(UNITS.items()) if seconds >= s), next(iter(UNITS.items())))
    return say(words, count=seconds / size)


def draw_cost(ax: Axes) -> Artists:
    """Draw axes with times that one can imagine; make the line of the cost."""
    log_axes(ax, (1, 1e12), (1e-6, 1e14))
    ax.set(xlabel=say("number of variables"), ylabel=say("seconds"))
    for words, seconds in TIMES.items():
        ax.axhline(seconds, color=GREY, lw=0.8, ls=":")
        ax.text(1.5, seconds, say(words), color=GREY, va="bottom")
    return Artists(line=line(ax, "-", BLUE), here=draw_place(ax, ORANGE), text=row_above(ax, (BLUE, 0.0))[0])


def move_cost(a: Artists, n: float, seconds: float, total: float) -> str:
    """Move the cost."""
    a.line.set_data([1, 1e12], [2 * seconds, 2e12 * seconds])
    a.here.set_data([n], [total])
    a.text.set_text(say("— 2n evaluations: {time}", time=duration(total)))
    return say(
        "{n:g} variables, {seconds:g} s for each evaluation: {count:g} evaluations take {time}.",
        n=n, seconds=seconds, count=2 * n, time=duration(total),
    )  # fmt: skip


cost = Picture(
    lambda n, seconds: {"total": 2 * n * seconds}, draw_cost, move_cost,
    controls={"n": log_slider(1, 1e12, value=1000, per_decade=1, label=mark("variables")),
              "seconds": log_slider(1e-6, 10, value=0.001, per_decade=1, label=mark("seconds for one evaluation"))},
    target=Target(mark("Let one gradient take longer than a year."), lambda total: total > TIMES["a year"]),
)  # fmt: skip

# --- 9. check a gradient --------------------------------------------------------------------------

ALLOWED = 1e-6


def draw_check(ax: Axes) -> Artists:
    """Draw axes for the error of each entry, and the error that is allowed."""
    ax.set(yscale="log", xlim=(-0.6, 1.6), ylim=(1e-15, 1e2), xticks=[0, 1], ylabel=say("relative error"))
    ax.set_xticklabels([say("entry {i}", i=i) for i in (0, 1)])
    ax.axhline(ALLOWED, color=BLACK, lw=1, ls=":")
    ax.text(1.58, ALLOWED, say("allowed"), ha="right", va="bottom")
    stems, heads = line(ax, "-", BLUE, lw=3), line(ax, "o", BLUE, ms=11)
    return Artists(stems=stems, heads=heads, texts=row_above(ax, (BLACK, 0.0)))


def see_check(f: Function, grad: Function, x: float, y: float) -> dict[str, Any]:
    """Compare the two gradients at a place, and at another one, which hides nothing."""
    found, elsewhere = (check_gradient(f, grad, np.array(p, float), rtol=ALLOWED) for p in ((x, y), (0.7, -0.9)))
    size = max(np.max(np.abs(found.numerical)), np.max(np.abs(found.analytic)), np.finfo(float).tiny)
    errors = np.clip(np.abs(found.numerical - found.analytic) / size, 1e-14, 50)
    return {"found": found, "errors": errors, "right": elsewhere.passed}


def move_check(a: Artists, x: float, y: float, found: Any, errors: Array) -> str:
    """Draw the error of each entry."""
    a.stems.set_data([0, 0, np.nan, 1, 1], [1e-15, errors[0], np.nan, 1e-15, errors[1]])
    a.heads.set_data([0, 1], errors)
    told = {"place": at([x, y]), "analytic": at(found.analytic), "numerical": at(found.numerical)}
    if found.passed:
        a.texts[0].set_text(say("passed"))
        return say("At {place} the formula says {analytic}, and the differences {numerical}. The check passes.", **told)
    a.texts[0].set_text(say("failed: entry {entry}", entry=found.worst_index))
    return say(
        "At {place} the formula says {analytic}, and the differences {numerical}. "
        "The check fails, worst at entry {entry}.",
        entry=found.worst_index, **told,
    )  # fmt: skip


def cubic(p: Array) -> Any:
    """Give x² y + y³, whose gradient the lesson checks."""
    return p[0] ** 2 * p[1] + p[1] ** 3


check = Picture(
    see_check, draw_check, move_check,
    controls={"f": cubic,
              "grad": menu({mark("a wrong sign"): lambda p: np.array([2 * p[0] * p[1], p[0] ** 2 - 3 * p[1] ** 2])}),
              "x": slider(-2, 2, value=1, step=0.25), "y": slider(-2, 2, value=1, step=0.25)},
    target=Target(mark("Find a place at which a wrong formula passes."),
                  lambda found, right: found.passed and not right),
)  # fmt: skip
