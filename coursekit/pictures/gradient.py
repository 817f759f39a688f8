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

from coursekit.functions import ExactFunction
from coursekit.gradient import check_gradient, directional_derivative, numerical_gradient
from coursekit.live.picture import COLORS, Picture, Target
from coursekit.numerics.descents import along
from coursekit.numerics.one_variable import Array, Function
from coursekit.numerics.several_variables import NotFinite
from coursekit.pictures.kit import limits, log_axes, row_above
from coursekit.pictures.landscape import Bounds, Ground, at, draw_contour_lines, draw_contours

__all__ = [
    "arrows",
    "best_of_random_below",
    "check",
    "contour_walk",
    "cost",
    "dial",
    "flat_below",
    "fooled",
    "gradient_is",
    "landscape",
    "longer_than",
    "one_sided",
    "plane",
    "plane_error_below",
    "random_steps",
    "steeper_than",
    "steepest_down",
    "steepness",
    "walked_true",
]

BLACK, BLUE, GREEN, GREY, ORANGE = (COLORS[name] for name in ("black", "blue", "green", "grey", "orange"))

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
    (place,) = ax.plot([], [], "o", color=BLACK, mfc=color, **{"ms": 8, "zorder": 6, "clip_on": False} | style)
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
    legs = [
        ax.plot([], [], style, color=color, lw=2, clip_on=False)[0] for style, color in (("--", BLUE), (":", GREEN))
    ]
    texts = row_above(ax, (BLUE, 0.0), (GREEN, 0.52))
    return Artists(scale=scale, legs=legs, arrow=draw_arrow(ax, ORANGE, scale), place=draw_place(ax), texts=texts)


def update_arrows(a: Artists, f: Function, x: float, y: float) -> str:
    """Move the point."""
    p = np.array([x, y], float)
    g = gradient_at(f, p)
    (end_x, end_y), height = p + g / a.scale, along(f, p[None])[0]
    a.legs[0].set_data([x, end_x], [y, y])
    a.legs[1].set_data([end_x, end_x], [y, end_y])
    move_arrow(a.arrow, p, g)
    a.place.set_data([x], [y])
    a.texts[0].set_text(f"- - along x: {g[0]:.3g}")
    a.texts[1].set_text(f"··· along y: {g[1]:.3g}")
    return f"At {at(p)} f = {height:.4g}, and the gradient is {at(g)}: its length is {np.hypot(*g):.4g}."


arrows = Picture(None, draw_arrows, update_arrows, size=(6.0, 5.6))


def gradient_is(slope_x: float, slope_y: float) -> Target:
    """Ask for the place where the gradient has the given entries."""

    def reached(f: Function, x: float, y: float) -> bool:
        return bool(np.allclose(gradient_at(f, [x, y]), [slope_x, slope_y], atol=1e-3))

    return Target(f"Find a place where the gradient is ({slope_x:g}, {slope_y:g}).", reached)


# --- 2. the direction dial ------------------------------------------------------------------------

ANGLES = np.arange(0.0, 361.0, 5.0)


def draw_dial(axes: Any, f: Function, bounds: Bounds | None = None) -> Artists:
    """Draw contours, and axes for the slope against the angle; make the two arrows and the two curves."""
    land, side = axes
    ground, scale = draw_land(land, f, bounds)
    reach = 0.2 * (ground.bounds[0][1] - ground.bounds[0][0])
    top = 1.1 * steepest_of(ground)
    side.set(xlim=(0, 360), ylim=(-top, top), xticks=range(0, 361, 90), xlabel="angle in degrees", ylabel="slope")
    side.axhline(0, color=BLACK, lw=0.8, ls="-")
    (measured,) = side.plot([], [], "-", color=BLUE)
    (product,) = side.plot([], [], "--", color=ORANGE)
    return Artists(
        measured=measured, product=product, here=draw_place(side, BLACK), place=draw_place(land),
        arrow=draw_arrow(land, ORANGE, scale), way=draw_arrow(land, "white", 1 / reach, edgecolor=BLUE, linewidth=1.5),
        text=row_above(land, (BLUE, 0.0))[0], texts=row_above(side, (BLUE, 0.0), (ORANGE, 0.5)),
    )  # fmt: skip


def update_dial(a: Artists, f: Function, x: float, y: float, angle: float) -> str:
    """Turn the dial."""
    p = np.array([x, y], float)
    g, here = gradient_at(f, p), slope_towards(f, p, angle)
    g = np.nan_to_num(g)  # the catalogue gives nan where there is no gradient: the dial shows it as none
    a.measured.set_data(ANGLES, [slope_towards(f, p, t) for t in ANGLES])
    a.product.set_data(ANGLES, [g @ unit(t) for t in ANGLES])
    a.here.set_data([angle], [here])
    a.place.set_data([x], [y])
    move_arrow(a.arrow, p, g)
    move_arrow(a.way, p, unit(angle))
    a.text.set_text(f"{angle:g} degrees")
    a.texts[0].set_text(f"— measured: {here:.3g}")
    a.texts[1].set_text(f"- - ∇f · u: {g @ unit(angle):.3g}")
    return (
        f"At {at(p)}, towards {angle:g} degrees: the slope is {here:.4g}, and ∇f · u is {g @ unit(angle):.4g}. "
        f"The gradient is {at(g)}, of length {np.hypot(*g):.4g}."
    )


dial = Picture(None, draw_dial, update_dial, panels=(1, 2), size=(9.0, 4.4))


def _steepest_down(f: Function, x: float, y: float, angle: float) -> bool:
    g = gradient_at(f, [x, y])
    return bool(g @ unit(angle) < -0.999 * np.hypot(*g))


steepest_down = Target("Turn to the direction in which f falls most steeply.", _steepest_down)


def _one_sided(f: Function, x: float, y: float, angle: float) -> bool:
    p = np.array([x, y], float)
    return slope_towards(f, p, angle) > 0.9 and slope_towards(f, p, angle + 180) > 0.9


one_sided = Target("Find a way on which f rises by 0.9 or more per unit, both forwards and backwards.", _one_sided)

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
    if not heights.size:
        raise ValueError(f"f has no value at {at((start_x, start_y))}, where the walk starts: start at another place")
    room = 0.15 * np.ptp(heights) or abs(heights[0]) or 1.0
    side.set(xlim=(0, longest), ylim=(heights.min() - room, heights.max() + room), xlabel="way walked", ylabel="f")
    side.axhline(heights[0], color=BLACK, lw=0.8, ls="-")
    (path,) = land.plot([], [], "-", color=BLUE)
    (curve,) = side.plot([], [], "-", color=BLUE)
    return Artists(
        path=path, curve=curve,
        place=draw_place(land, clip_on=True), arrow=draw_arrow(land, ORANGE, scale, clip_on=True),
        text=row_above(land, (BLUE, 0.0))[0], off=row_above(side, (BLUE, 0.0))[0],
    )  # fmt: skip


def update_contour_walk(
    a: Artists, f: Function, start_x: float, start_y: float, way: float, step: float, halfway: bool
) -> str:
    """Walk the way."""
    path = walk(f, [start_x, start_y], way, step, halfway)
    heights = along(f, path)
    a.path.set_data(*path.T)
    a.place.set_data(*path[-1:].T)
    a.curve.set_data(step * np.arange(len(path)), heights)
    move_arrow(a.arrow, path[-1], gradient_at(f, path[-1]))
    a.text.set_text(f"{len(path) - 1} steps of {step:g}")
    a.off.set_text(f"— f: {heights[-1]:.4g}")
    return (
        f"{len(path) - 1} steps of {step:g} lead from {at(path[0])} to {at(path[-1])}. "
        f"f was {heights[0]:.5g} and is now {heights[-1]:.5g}."
    )


contour_walk = Picture(None, draw_contour_walk, update_contour_walk, panels=(1, 2), size=(9.0, 4.4))


def walked_true(far: float, part: float) -> Target:
    """Ask for a long walk on which f hardly changes."""

    def reached(f: Function, start_x: float, start_y: float, way: float, step: float, halfway: bool) -> bool:
        if way < far:
            return False
        heights = along(f, walk(f, [start_x, start_y], way, step, halfway)[[0, -1]])
        return bool(abs(heights[1] - heights[0]) < part * abs(heights[0]))

    return Target(f"Walk {far:g} or more, and let f change by less than {part:.0%}.", reached)


# --- 4. its length --------------------------------------------------------------------------------

RING = np.array([unit(t) for t in np.arange(2.5, 360, 5)])
"""72 directions, none of them along an axis or half way between two."""


def draw_steepness(axes: Any, f: Function, bounds: Bounds | None = None) -> Artists:
    """Draw contours, and axes for the two slices through the point."""
    land, side = axes
    ground, scale = draw_land(land, f, bounds, even=True)
    low, high = ground.bounds[0]
    heights = ground.z[np.isfinite(ground.z)]  # all of them: a hole in a plain is what this picture is about
    room = 0.1 * np.ptp(heights)
    side.set(xlim=(low, high), ylim=(heights.min() - room, heights.max() + room), xlabel="x or y", ylabel="f")
    slices = [side.plot([], [], style, color=color)[0] for style, color in (("-", BLUE), ("--", GREEN))]
    return Artists(
        axes=[np.linspace(first, last, 161) for first, last in ground.bounds], slices=slices,
        here=draw_place(side), place=draw_place(land), arrow=draw_arrow(land, ORANGE, scale),
        text=row_above(land, (ORANGE, 0.0))[0], texts=row_above(side, (BLUE, 0.0), (GREEN, 0.5)),
    )  # fmt: skip


def update_steepness(a: Artists, f: Function, x: float, y: float) -> str:
    """Move the point; count the ways up and down from it."""
    p = np.array([x, y], float)
    g, height = gradient_at(f, p), along(f, p[None])[0]
    for i, (line, t) in enumerate(zip(a.slices, a.axes, strict=True)):
        points = np.tile(p, (len(t), 1))
        points[:, i] = t
        line.set_data(t, along(f, points))
    a.here.set_data(p, [height, height])
    a.place.set_data([x], [y])
    move_arrow(a.arrow, p, g)
    length = float(np.hypot(*g))
    a.text.set_text(f"length {length:.3g}")
    a.texts[0].set_text("— x changes")
    a.texts[1].set_text("- - y changes")
    change = along(f, p + 0.01 * RING) - height
    up, down = int(np.sum(change > 1e-9)), int(np.sum(change < -1e-9))
    return (
        f"At {at(p)} the gradient is {at(g)}, of length {length:.3g}. "
        f"Of 72 directions around, {up} lead up and {down} down."
    )


steepness = Picture(None, draw_steepness, update_steepness, panels=(1, 2), size=(9.0, 4.4))


def flat_below(bound: float) -> Target:
    """Ask for a place where the gradient is short."""

    def reached(f: Function, x: float, y: float) -> bool:
        return bool(np.hypot(*gradient_at(f, [x, y])) < bound)

    return Target(f"Find a place where the gradient is shorter than {bound:g}.", reached)


# --- 5. the tangent plane -------------------------------------------------------------------------


def plane_error(f: Function, p: Array, angle: float, distance: ArrayLike) -> Array:
    """Give how far f and its tangent plane at p are apart, at each distance in a direction."""
    d = np.atleast_1d(np.asarray(distance, float))
    height = along(f, p[None])[0]
    rise = d * float(gradient_at(f, p) @ unit(angle))
    return np.asarray(np.abs(along(f, p + d[:, None] * unit(angle)) - height - rise))


def draw_plane(axes: Any, f: Function, x: float, y: float) -> Artists:
    """Draw axes for a slice with its tangent, and for the error against the distance, both logarithmic."""
    near, errors = axes
    p = np.array([x, y], float)
    t = np.linspace(-1, 1, 81)
    disc = np.concatenate([along(f, p + t[:, None] * unit(angle)) for angle in range(0, 180, 15)])
    near.set(xlim=(-1, 1), ylim=limits(disc, 0.4), xlabel="distance from the point", ylabel="f")
    log_axes(errors, (1e-4, 1), (1e-13, 1e3))
    errors.set(xlabel="distance from the point", ylabel="error of the plane")
    (slice_,) = near.plot([], [], "-", color=BLUE)
    (tangent,) = near.plot([], [], "--", color=ORANGE)
    (gap,) = near.plot([], [], "-", color=BLACK, lw=3)
    (curve,) = errors.plot([], [], "-", color=BLACK)
    (guide,) = errors.plot([], [], ":", color=GREY)
    return Artists(
        slice=slice_, tangent=tangent, gap=gap, curve=curve, guide=guide, here=draw_place(errors, ORANGE),
        texts=row_above(near, (BLUE, 0.0), (ORANGE, 0.35)), said=row_above(errors, (BLACK, 0.0), (GREY, 0.55)),
    )  # fmt: skip


def update_plane(a: Artists, f: Function, x: float, y: float, angle: float, distance: float) -> str:
    """Go some way from the point."""
    p, u = np.array([x, y], float), unit(angle)
    t, d = np.linspace(-1, 1, 81), np.geomspace(1e-4, 1, 41)
    height, slope = along(f, p[None])[0], float(gradient_at(f, p) @ u)
    there = float(along(f, (p + distance * u)[None])[0])
    flat, error = height + distance * slope, float(plane_error(f, p, angle, distance)[0])
    a.slice.set_data(t, along(f, p + t[:, None] * u))
    a.tangent.set_data(t, height + t * slope)
    a.gap.set_data([distance, distance], [flat, there])
    found = np.maximum(plane_error(f, p, angle, d), 1e-12)
    a.curve.set_data(d, found)
    a.guide.set_data(d, found[20] * (d / d[20]) ** 2)
    a.here.set_data([distance], [max(error, 1e-12)])
    a.texts[0].set_text("— f")
    a.texts[1].set_text("- - tangent plane")
    a.said[0].set_text(f"— error: {error:.2g}")
    a.said[1].set_text("··· distance²")
    return (
        f"From {at(p)}, {distance:g} towards {angle:g} degrees: f is {there:.8g}, the plane says {flat:.8g}. "
        f"The error is {error:.2g}."
    )


plane = Picture(None, draw_plane, update_plane, panels=(1, 2), size=(9.0, 4.2))


def plane_error_below(bound: float) -> Target:
    """Ask for a place where the plane is nearly f, at the distance shown."""

    def reached(f: Function, x: float, y: float, angle: float, distance: float) -> bool:
        return bool(plane_error(f, np.array([x, y], float), angle, distance)[0] < bound)

    return Target(f"Bring the error below {bound:g}.", reached)


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
            raise ValueError(f"heights has shape {self.heights.shape}; give a table of rows and columns, or a function")
        if not np.isfinite(self.heights).all():
            raise ValueError("a height is not a finite number; give one for every place of the map")
        if not np.ptp(self.heights):
            raise ValueError("the ground has the same height everywhere: there is no way up or down")
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
    ax.set(xlim=(0, x[-1]), ylim=(0, y[-1]), xlabel="km to the east", ylabel="km to the north", aspect="equal")
    ax.grid(False)
    (path,) = ax.plot([], [], "-", color=BLUE, lw=2.5)
    arrow = draw_arrow(ax, ORANGE, 0.15)
    return Artists(
        land=land, path=path, arrow=arrow, place=draw_place(ax), texts=row_above(ax, (ORANGE, 0), (BLUE, 0.5))
    )


def update_landscape(a: Artists, east: float, north: float, way: float) -> str:
    """Stand somewhere, look uphill, and walk down."""
    p = np.array([east, north]) * 1000
    g, height = a.land.gradient(p), a.land.heights[a.land.cell(p)]
    path, slope = a.land.down(p, way * 1000), float(np.hypot(*g))
    end = a.land.heights[a.land.cell(path[-1])]
    walked = a.land.step / 1000 * (len(path) - 1)
    a.path.set_data(*path.T / 1000)
    a.place.set_data([east], [north])
    move_arrow(a.arrow, p / 1000, g)
    a.texts[0].set_text(f"slope {slope:.2f} m per m")
    a.texts[1].set_text(f"— way down: {walked:.1f} km")
    facing = f", facing {np.rad2deg(np.arctan2(-g[0], -g[1])) % 360:.0f} degrees" if slope else ""
    return (
        f"{east:g} km east, {north:g} km north: {height:.0f} m high, slope {slope:.2f} m per m "
        f"({np.rad2deg(np.arctan(slope)):.0f} degrees{facing}). {walked:.1f} km downhill you are at {end:.0f} m."
    )


landscape = Picture(None, draw_landscape, update_landscape, size=(7.6, 5.6))


def steeper_than(bound: float) -> Target:
    """Ask for a steep place."""

    def reached(heights: Any, dx: float, dy: float, east: float, north: float) -> bool:
        return bool(np.hypot(*Land(heights, dx, dy).gradient(np.array([east, north]) * 1000)) > bound)

    return Target(f"Find a place steeper than {bound:g} m per m.", reached)


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
        raise ValueError("the gradient of f is 0 where the steps begin: no step gains anything; take another function")
    v = np.concatenate([g[None], v])
    moves = step * v / np.linalg.norm(v, axis=1, keepdims=True)
    change = along(f, p + moves) - along(f, p[None])
    return np.asarray(change[1:] / change[0])


def draw_random_steps(ax: Axes) -> Artists:
    """Draw axes and the gradient's step; make the histogram and the best of the random steps."""
    ax.set(
        xlim=(-1.15, 1.15), ylim=(0, 80), xlabel="change of f, as a part of the gradient's", ylabel="random directions"
    )
    ax.axvline(1, color=ORANGE, lw=3, ls="-")
    bars = ax.stairs(np.zeros(len(EDGES) - 1), EDGES, fill=True, color=BLUE)
    (best,) = ax.plot([], [], "v", color=BLACK, ms=11)
    return Artists(bars=bars, best=best, texts=row_above(ax, (BLUE, 0.0), (ORANGE, 0.6)))


def update_random_steps(a: Artists, f: Function, n: int, series: int) -> str:
    """Take 200 random steps."""
    found = gains(f, n, series)
    a.bars.set_data(np.histogram(found, EDGES)[0])
    a.best.set_data([found.max()], [3])
    a.texts[0].set_text(f"best of 200: {found.max():.2f}")
    a.texts[1].set_text("— gradient: 1")
    return f"{n} variables: the best of 200 random steps gains {found.max():.2f} of what the gradient's step gains."


random_steps = Picture(None, draw_random_steps, update_random_steps)


def best_of_random_below(part: float) -> Target:
    """Ask for so many variables that chance does badly."""
    return Target(
        f"Let the best of the 200 gain less than {part:g} of what the gradient gains.",
        lambda f, n, series: bool(gains(f, n, series).max() < part),
    )


# --- 8. what it costs -----------------------------------------------------------------------------

TIMES = {"a second": 1.0, "an hour": 3600.0, "a day": 86400.0, "a year": 365.25 * 86400}


def duration(seconds: float) -> str:
    """Write a time in its largest unit."""
    unit, size = next(((u, s) for u, s in reversed(TIMES.items()) if seconds >= s), ("a second", 1.0))
    return f"{seconds / size:.3g} {unit.split()[1]}s"


def draw_cost(ax: Axes) -> Artists:
    """Draw axes with times that one can imagine; make the line of the cost."""
    log_axes(ax, (1, 1e12), (1e-6, 1e14))
    ax.set(xlabel="number of variables", ylabel="seconds")
    for words, seconds in TIMES.items():
        ax.axhline(seconds, color=GREY, lw=0.8, ls=":")
        ax.text(1.5, seconds, words, color=GREY, va="bottom")
    (line,) = ax.plot([], [], "-", color=BLUE)
    return Artists(line=line, here=draw_place(ax, ORANGE), text=row_above(ax, (BLUE, 0.0))[0])


def update_cost(a: Artists, n: float, seconds: float) -> str:
    """Move the cost."""
    a.line.set_data([1, 1e12], [2 * seconds, 2e12 * seconds])
    a.here.set_data([n], [2 * n * seconds])
    a.text.set_text(f"— 2n evaluations: {duration(2 * n * seconds)}")
    return (
        f"{n:g} variables, {seconds:g} s for each evaluation: {2 * n:g} evaluations take {duration(2 * n * seconds)}."
    )


cost = Picture(None, draw_cost, update_cost)


def longer_than(words: str) -> Target:
    """Ask for a gradient that takes longer than the time with this name."""
    return Target(
        f"Let one gradient take longer than {words}.", lambda n, seconds: bool(2 * n * seconds > TIMES[words])
    )


# --- 9. check a gradient --------------------------------------------------------------------------

ALLOWED = 1e-6


def draw_check(ax: Axes) -> Artists:
    """Draw axes for the error of each entry, and the error that is allowed."""
    ax.set(yscale="log", xlim=(-0.6, 1.6), ylim=(1e-15, 1e2), xticks=[0, 1], ylabel="relative error")
    ax.set_xticklabels(["entry 0", "entry 1"])
    ax.axhline(ALLOWED, color=BLACK, lw=1, ls=":")
    ax.text(1.58, ALLOWED, "allowed", ha="right", va="bottom")
    (stems,) = ax.plot([], [], "-", color=BLUE, lw=3)
    (heads,) = ax.plot([], [], "o", color=BLUE, ms=11)
    return Artists(stems=stems, heads=heads, texts=row_above(ax, (BLACK, 0.0)))


def update_check(a: Artists, f: Function, grad: Function, x: float, y: float) -> str:
    """Compare the two gradients at a place."""
    p = np.array([x, y], float)
    found = check_gradient(f, grad, p, rtol=ALLOWED)
    size = max(np.max(np.abs(found.numerical)), np.max(np.abs(found.analytic)), np.finfo(float).tiny)
    error = np.clip(np.abs(found.numerical - found.analytic) / size, 1e-14, 50)
    a.stems.set_data([0, 0, np.nan, 1, 1], [1e-15, error[0], np.nan, 1e-15, error[1]])
    a.heads.set_data([0, 1], error)
    a.texts[0].set_text("passed" if found.passed else f"failed: entry {found.worst_index}")
    verdict = "The check passes" if found.passed else f"The check fails, worst at entry {found.worst_index}"
    return f"At {at(p)} the formula says {at(found.analytic)}, and the differences {at(found.numerical)}. {verdict}."


check = Picture(None, draw_check, update_check)


def _fooled(f: Function, grad: Function, x: float, y: float) -> bool:
    here, elsewhere = (check_gradient(f, grad, np.array(p, float)).passed for p in ((x, y), (0.7, -0.9)))
    return here and not elsewhere


fooled = Target("Find a place at which a wrong formula passes.", _fooled)
