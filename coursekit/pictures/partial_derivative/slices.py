"""What a partial derivative is, and what it misses: slices of a surface, every direction, mixed derivatives."""

from types import SimpleNamespace as Artists
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from numpy.typing import ArrayLike

from coursekit.functions import ExactFunction, get
from coursekit.live import Handle, Picture, Target, log_slider, menu, slider, switch
from coursekit.live.picture import BLACK, BLUE, GREY, ORANGE
from coursekit.numerics.descents import along
from coursekit.numerics.one_variable import Array, Function
from coursekit.pictures.kit import column_above, limits, line, row_above, shown, slope_at, unit, values, write
from coursekit.pictures.landscape import Bounds
from coursekit.words import mark, say

# --- what the pictures share ---


def window(f: Function, bounds: Bounds | None) -> Bounds:
    """Choose the part of the plane to show: as asked, else as the catalogue says, else -2 to 2."""
    return bounds or (f.bounds if isinstance(f, ExactFunction) else ((-2.0, 2.0), (-2.0, 2.0)))


def on_grid(f: Function, bounds: Bounds, size: int) -> tuple[Array, Array, Array]:
    """Give a grid over the window and the values of f on it."""
    x, y = np.meshgrid(*(np.linspace(low, high, size) for low, high in bounds))
    with np.errstate(all="ignore"):
        return x, y, along(f, np.stack([x.ravel(), y.ravel()], axis=1)).reshape(x.shape)


def section(f: Function, x: float, y: float, i: int) -> Function:
    """Give f as a function of its variable i alone, elementwise; the other is held at x or y."""

    def g(t: Any) -> Array:
        points = np.stack(np.broadcast_arrays(t, y) if i == 0 else np.broadcast_arrays(x, t), axis=-1)
        return along(f, points.reshape(-1, 2).astype(float)).reshape(np.shape(t))

    return g


def partial(f: Function, x: float, y: float, i: int) -> float:
    """Give the partial derivative at (x, y): exact for the catalogue, else the best that `richardson` finds."""
    if isinstance(f, ExactFunction):
        return float(f.grad(np.array([x, y], float))[i])
    return slope_at(section(f, x, y, i), (x, y)[i])


class Slice(NamedTuple):
    """The curve along one variable: many places and heights, and the place in question, its height and its slope."""

    ts: Array
    heights: Array
    t: float
    height: float
    slope: float


def slice_at(f: Function, x: float, y: float, i: int, bounds: Bounds | None) -> Slice:
    """Cut f along its variable i at (x, y)."""
    ts, t = np.linspace(*window(f, bounds)[i], 121), (x, y)[i]
    heights = values(section(f, x, y, i), np.append(ts, t))
    return Slice(ts, heights[:-1], t, float(heights[-1]), partial(f, x, y, i))


def draw_touch(ax: Axes, color: str) -> tuple[Any, Any, Any]:
    """Make a curve, its tangent, and the point where they touch."""
    return line(ax, "-", BLACK, lw=2.4), line(ax, "--", color), line(ax, "o", color)


def move_touch(parts: Any, cut: Slice) -> None:
    """Move the three to a slice."""
    curve, tangent, point = parts
    reach = np.array([-0.25, 0.25]) * np.ptp(cut.ts)
    curve.set_data(cut.ts, cut.heights)
    tangent.set_data(cut.t + reach, cut.height + cut.slope * reach)
    point.set_data([cut.t], [cut.height])


# --- 1. a slice of a surface ---


class View:
    """Where a point of space lies on the page: x goes right and a little down, y right and up, z up."""

    TO_PAGE = np.array([[0.86, 0.44, 0.0], [-0.06, 0.36, 0.84]])

    def __init__(self, bounds: Bounds, heights: tuple[float, float]) -> None:
        self.low, self.high = np.array([*bounds, heights]).T

    def __call__(self, x: Any, y: Any, z: Any) -> Array:
        """Give the two coordinates on the page; heights beyond the box are cut off at its lid and floor."""
        place = np.stack(np.broadcast_arrays(x, y, z), axis=-1).astype(float)
        place = (np.clip(place, self.low, self.high) - self.low) / (self.high - self.low)
        return np.asarray(self.TO_PAGE @ np.moveaxis(place, -1, 0).reshape(3, -1))


def draw_surface(ax: Axes, f: Function, bounds: Bounds) -> View:
    """Draw the surface z = f(x, y) in its box, far patches first."""
    x, y, z = on_grid(f, bounds, 31)
    view = View(bounds, limits(z))
    at = view(x, y, z).T.reshape(*x.shape, 2)
    patches = np.stack([at[:-1, :-1], at[:-1, 1:], at[1:, 1:], at[1:, :-1]], axis=2).reshape(-1, 4, 2)
    floor = view(x, y, view.low[2])[1].reshape(x.shape)[:-1, :-1].ravel()
    height = (z[:-1, :-1].ravel() - view.low[2]) / (view.high[2] - view.low[2])
    order = [k for k in np.argsort(-floor, kind="stable") if np.isfinite(patches[k]).all()]
    shades = [str(round(0.62 + 0.34 * float(np.clip(height[k], 0, 1)), 3)) for k in order]
    (x0, y0, z0), (x1, y1, z1) = view.low, view.high
    ax.plot(*view([x0, x0, x1, x1], [y0, y0, y0, y1], [z1, z0, z0, z0]), "-", color=GREY, lw=1)
    ax.add_collection(PolyCollection(list(patches[order]), facecolors=shades, edgecolors="white", linewidths=0.4))
    for place, words, ha, va in (
        ((x0, y0, z0), f"{x0:g} ", "right", "top"),
        (((x0 + x1) / 2, y0, z0), "x", "center", "top"),
        ((x1, y0, z0), f"{x1:g} ", "right", "top"),
        ((x1, y0, z0), f"  {y0:g}", "left", "top"),
        ((x1, (y0 + y1) / 2, z0), "  y", "left", "top"),
        ((x1, y1, z0), f" {y1:g}", "left", "top"),
        ((x0, y0, z1), "f ", "right", "top"),
    ):
        u, v = view(*place)[:, 0]
        ax.text(u, v, words, ha=ha, va=va)
    ax.set(xlim=(-0.08, 1.38), ylim=(-0.2, 1.28))
    ax.set_axis_off()
    return view


def see_movable_slice(
    f: Function, x: float, y: float, along_y: bool, h: float, bounds: Bounds | None = None
) -> dict[str, Any]:
    """Cut the surface along one variable; find the central difference there, and the slopes along both."""
    i = int(along_y)
    cut, other = slice_at(f, x, y, i, bounds), partial(f, x, y, 1 - i)
    ends = values(section(f, x, y, i), [cut.t - h, cut.t + h])
    slopes = (other, cut.slope) if along_y else (cut.slope, other)
    return {"cut": cut, "ends": ends, "central": float(ends[1] - ends[0]) / (2 * h), "slopes": slopes}


def draw_movable_slice(axes: Any, f: Function, along_y: bool, bounds: Bounds | None = None) -> Artists:
    """Draw the surface, and beside it the axes of the slice; make the plane, the slice, its tangent and secant."""
    land, side = axes.flat
    bounds = window(f, bounds)
    view = draw_surface(land, f, bounds)
    words = say("y, with x held still") if along_y else say("x, with y held still")
    (low, high), room = bounds[along_y], 0.02 * (bounds[along_y][1] - bounds[along_y][0])  # for a point at the rim
    side.set(xlim=(low - room, high + room), ylim=(view.low[2], view.high[2]), xlabel=words)
    (plane,) = land.fill([0, 0, 0, 0], [0, 0, 0, 0], color=BLUE, alpha=0.18, lw=0)
    edge, solid, flat = line(land, "-", BLUE, lw=1.4), draw_touch(land, BLUE), draw_touch(side, BLUE)
    secant, texts = line(side, "-o", ORANGE, lw=1.5, ms=6), column_above(side, ORANGE, BLUE)
    return Artists(view=view, plane=plane, edge=edge, solid=solid, flat=flat, secant=secant, texts=texts)


def move_movable_slice(
    a: Artists, x: float, y: float, along_y: bool, h: float, cut: Slice, ends: Array, central: float
) -> str:
    """Move the point, the plane through it, and the slice."""
    view, (low, high) = a.view, (cut.ts[0], cut.ts[-1])

    def on_page(t: Any, height: Any) -> Any:
        """Give places on the page for places on the slice."""
        return view(np.full(np.shape(t), x), t, height) if along_y else view(t, np.full(np.shape(t), y), height)

    floor, lid = view.low[2], view.high[2]
    frame = on_page([low, high, high, low, low], [floor, floor, lid, lid, floor])
    a.plane.set_xy(frame.T)
    a.edge.set_data(*frame)
    move_touch(a.flat, cut)
    inside = np.clip(cut.t + np.array([-0.22, 0.22]) * (high - low), low, high)
    for artist, t, height in zip(
        a.solid,
        (cut.ts, inside, [cut.t]),
        (cut.heights, cut.height + cut.slope * (inside - cut.t), cut.height),
        strict=True,
    ):
        artist.set_data(*on_page(t, height))
    a.secant.set_data([cut.t - h, cut.t + h], ends)
    where = {"name": "y", "held": "x", "at": x} if along_y else {"name": "x", "held": "y", "at": y}
    numbers = where | {"t": cut.t, "h": h, "height": cut.height, "slope": shown(cut.slope), "central": shown(central)}
    write(a.texts, numbers, mark("— central difference: {central}"), mark("- - tangent, ∂f/∂{name}: {slope}"))
    said = say("Along {name}, with {held} = {at:g} held still, at {name} = {t:g}:", **numbers) + " "
    if not np.isfinite([cut.height, *ends]).all():
        return said + say("f has no value there or beside it; move the point.")
    if not np.isfinite(cut.slope):
        return said + say("f is {height:.4g}, and the slice has no slope there.", **numbers)
    words = mark("f is {height:.4g}, its slope {slope}. With h = {h:.3g} the error is {error:.1e}.")
    return said + say(words, error=abs(central - cut.slope), **numbers)


movable_slice = Picture(
    see_movable_slice, draw_movable_slice, move_movable_slice, panels=(1, 2), size=(9.0, 4.2), sound="central",
    handles=[Handle(lambda x, cut, along_y: (np.where(along_y, np.nan, x), cut.height), x="x", panel=1, anywhere=True),
             Handle(lambda y, cut, along_y: (np.where(along_y, y, np.nan), cut.height), x="y", panel=1, anywhere=True)],
    controls={"f": menu({"x² − y²": get("saddle")}), "x": slider(-3, 3, value=0.5, step=0.5),
              "y": slider(-3, 3, value=-0.5, step=0.5), "along_y": switch(label=mark("along y")),
              "h": log_slider(1, 0.001), "bounds": ((-3, 3), (-3, 3))},
    target=Target(mark("Find a place where the slope along x is {least:g} or more, "
                       "and along y −{least:g} or less."),
                  lambda slopes, least=1: slopes[0] >= least and slopes[1] <= -least),
    symbols={r"\frac{\partial f}{\partial x}": BLUE, r"\frac{\partial f}{\partial y}": BLUE},
)  # fmt: skip

# --- 2. each variable in its turn ---


def see_cyclist(f: Function, x: float, y: float, bounds: Bounds | None = None) -> dict[str, Any]:
    """Cut f along each variable."""
    cuts = [slice_at(f, x, y, i, bounds) for i in (0, 1)]
    return {"cuts": cuts, "slope": cuts[0].slope}


def draw_cyclist(axes: Any, f: Function, bounds: Bounds | None = None) -> Artists:
    """Draw f against each variable, for a few values of the other; make the two curves through the point."""
    bounds = window(f, bounds)
    z = on_grid(f, bounds, 31)[2]
    labels = say("mass x in kg"), say("speed y in m/s")
    for i, ax in enumerate(axes.flat):
        ts = np.linspace(*bounds[i], 61)
        for other in np.linspace(*bounds[1 - i], 6):
            ax.plot(ts, values(section(f, other, other, i), ts), "-", color="0.75", lw=1)
        ax.set(xlim=bounds[i], ylim=limits(z, 0.05), xlabel=labels[i], ylabel=say("energy in J"))
    return draw_two(axes)


def draw_two(axes: Any) -> Artists:
    """Make a curve, its tangent, their point and a text on each of two axes."""
    colors = (ORANGE, BLUE)
    touches = [draw_touch(ax, color) for ax, color in zip(axes.flat, colors, strict=True)]
    return Artists(touches=touches, texts=[row_above(ax, (c, 0.0))[0] for ax, c in zip(axes.flat, colors, strict=True)])


def move_cyclist(a: Artists, x: float, y: float, cuts: list[Slice]) -> str:
    """Move the point; each panel shows the curve through it along one variable."""
    numbers: dict[str, Any] = {"x": x, "y": y, "height": cuts[0].height}
    for name, touch, cut, of in zip("xy", a.touches, cuts, ("J/kg", "J/(m/s)"), strict=True):
        move_touch(touch, cut)
        numbers[f"along_{name}"] = f"{cut.slope:.5g} {of}".strip() if np.isfinite(cut.slope) else say("none")
    write(a.texts, numbers, "- - ∂f/∂x: {along_x}", "- - ∂f/∂y: {along_y}")
    if not np.isfinite(cuts[0].height):
        return say("At x = {x:g} and y = {y:g} f has no value: move the point.", **numbers)
    words = mark(
        "At x = {x:g} and y = {y:g}, f is {height:.5g}. The slope along x is {along_x}, and along y {along_y}."
    )
    return say(words, **numbers)


def is_near(slope: float, wanted: float) -> bool:
    """Say whether a slope is the wanted one, but for rounding."""
    return abs(slope - wanted) < 1e-6 * (1 + abs(wanted))


cyclist = Picture(
    see_cyclist, draw_cyclist, move_cyclist, panels=(1, 2), size=(8.6, 4.0),
    handles=[Handle(lambda x, cuts: (x, cuts[0].height), x="x", anywhere=True),
             Handle(lambda y, cuts: (y, cuts[1].height), x="y", panel=1, anywhere=True)],
    controls={"x": slider(50, 120, value=70, step=5, label=mark("mass x (kg)")),
              "y": slider(0, 20, value=8, step=1, label=mark("speed y (m/s)")), "bounds": ((50, 120), (0, 20))},
    target=Target(mark("Make the slope along x exactly {wanted:g} J/kg."),
                  lambda slope, wanted=50: is_near(slope, wanted)),
    symbols={r"\frac{\partial f}{\partial x}": ORANGE, r"\frac{\partial f}{\partial y}": BLUE},
)  # fmt: skip

# --- 6. from every direction ---


def ray(f: Function, angle: float, distance: ArrayLike) -> Array:
    """Give f at these distances from (0, 0) in the direction of the angle, in degrees."""
    return along(f, np.asarray(distance, float).reshape(-1, 1) * unit(angle))


def see_approach(f: Function, angle: float, distance: float) -> dict[str, Any]:
    """Find f along the line on both sides of (0, 0), at the point, and at (0, 0) itself."""
    ts = np.concatenate([np.linspace(-1, -1e-9, 60), np.linspace(1e-9, 1, 60)])
    *heights, here, centre = ray(f, angle, [*ts, distance, 0.0])
    return {"ts": np.insert(ts, 60, np.nan), "heights": np.insert(heights, 60, np.nan), "here": here, "centre": centre}


def draw_approach(axes: Any, f: Function) -> Artists:
    """Draw f as shades around (0, 0); make the line of the approach, and f along it."""
    land, side = axes.flat
    x, y, z = on_grid(f, ((-1.0, 1.0), (-1.0, 1.0)), 80)  # an even number, so that (0, 0) itself is not on the grid
    low, high = limits(z, 0.1)
    land.contourf(x, y, np.clip(z, low, high), np.linspace(low, high, 15), cmap="gray", vmin=low - (high - low) / 2)
    land.set(xlim=(-1, 1), ylim=(-1, 1), xlabel="x", ylabel="y", aspect="equal")
    land.grid(False)
    side.set(xlim=(-1.05, 1.05), ylim=(low, high))
    side.set(xlabel=say("distance from (0, 0)"), ylabel=say("f along the line"))
    way, curve = line(land, "-", BLUE), line(side, "-", BLUE)
    points = [line(ax, "o", ORANGE, ms=9, clip_on=ax is side) for ax in (land, side)]
    return Artists(
        line=way, curve=curve, points=points, centre=line(side, "s", BLACK, ms=7), texts=row_above(side, (ORANGE, 0.0))
    )


def move_approach(
    a: Artists, angle: float, distance: float, ts: Array, heights: Array, here: float, centre: float
) -> str:
    """Turn the line, and move the point on it."""
    a.line.set_data(*(unit(angle)[:, None] * [-1.5, 1.5]))
    a.curve.set_data(ts, heights)
    a.points[0].set_data(*(unit(angle) * distance).reshape(2, 1))
    a.points[1].set_data([distance], [here])
    a.centre.set_data([0], [centre])
    numbers = {"angle": angle, "distance": distance, "here": round(here, 4) + 0.0, "centre": centre + 0.0}
    write(a.texts, numbers, mark("f = {here:.4f}"))
    near = say("f is {here:.4f}", **numbers) if np.isfinite(here) else say("f has no value")
    there = say("f is {centre:g}", **numbers) if np.isfinite(centre) else say("f has no value")
    words = mark("Direction {angle:g}°, distance {distance:.3g}: {near}, and at (0, 0) itself {there}.")
    return say(words, near=near, there=there, **numbers)


approach = Picture(
    see_approach, draw_approach, move_approach, panels=(1, 2), size=(8.6, 4.2),
    handles=[Handle(lambda angle, distance: unit(angle) * distance, x="angle", y="angle", anywhere=True),
             Handle(lambda distance, here: (distance, here), x="distance", panel=1, anywhere=True)],
    controls={"angle": slider(0, 180, value=0, step=5, label=mark("direction (degrees)")),
              "distance": log_slider(1, 1e-6)},
    target=Target(mark("Closer to (0, 0) than {within:g}, find f = {wanted:g}."),
                  lambda distance, here, wanted=-0.5, within=0.001: distance < within and abs(here - wanted) < 1e-3),
)  # fmt: skip

# --- 7. mixed partial derivatives ---

INNER, OUTER = 1e-6, 1e-3  # the step of the first difference is much smaller than that of the second


def partials(f: Function, x: ArrayLike, y: ArrayLike, i: int) -> Array:
    """Give central differences along variable i at many points."""
    points = np.stack([np.ravel(p) for p in np.broadcast_arrays(x, y)], axis=1).astype(float)
    step = INNER * np.eye(2)[i]
    return np.asarray((along(f, points + step) - along(f, points - step)) / (2 * INNER))


def see_mixed(f: Function, x: float, y: float, bounds: Bounds | None = None) -> dict[str, Any]:
    """Cut the slope along x as y moves, and the slope along y as x moves; their slopes are the mixed derivatives."""
    ends = np.array([-OUTER, OUTER])
    cuts = []
    for i, t in enumerate((y, x)):
        ts = np.linspace(*window(f, bounds)[1 - i], 201)
        at = np.concatenate([ts, t + ends, [t]])
        *heights, behind, ahead, here = partials(f, x, at, 0) if i == 0 else partials(f, at, y, 1)
        cuts.append(Slice(ts, np.array(heights), t, here, float(ahead - behind) / (2 * OUTER)))
    return {"cuts": cuts, "slopes": (cuts[0].slope, cuts[1].slope)}


def draw_mixed(axes: Any, f: Function, bounds: Bounds | None = None) -> Artists:
    """Make the slope along x as y moves, the slope along y as x moves, and a tangent to each."""
    bounds = window(f, bounds)
    x, y, _ = on_grid(f, bounds, 25)
    words = ((say("y, with x held still"), say("slope along x")), (say("x, with y held still"), say("slope along y")))
    for i, ax in enumerate(axes.flat):
        ax.set(xlim=bounds[1 - i], ylim=limits(partials(f, x, y, i)), xlabel=words[i][0], ylabel=words[i][1])
    return draw_two(axes)


def move_mixed(a: Artists, x: float, y: float, cuts: list[Slice]) -> str:
    """Move the point, and the two curves through it."""
    for touch, cut in zip(a.touches, cuts, strict=True):
        move_touch(touch, cut)
    first, second = (round(cut.slope, 4) + 0.0 for cut in cuts)  # no zero has a sign
    numbers = {"x": x, "y": y, "first": first, "second": second}
    write(a.texts, numbers, mark("- - its slope along y: {first:.4f}"), mark("- - its slope along x: {second:.4f}"))
    if not np.isfinite([first, second]).all():
        return say("At ({x:g}, {y:g}) f has no value, or none beside it: move the point.", **numbers)
    agree = abs(cuts[0].slope - cuts[1].slope) < 1e-3 * (1 + abs(cuts[0].slope))
    words = mark(
        "At ({x:g}, {y:g}): the slope along x changes along y by {first:.4f}, "
        "the slope along y changes along x by {second:.4f}: {verdict}."
    )
    return say(words, verdict=say("they agree") if agree else say("they do not agree"), **numbers)


mixed = Picture(
    see_mixed, draw_mixed, move_mixed, panels=(1, 2), size=(8.6, 4.0),
    handles=[Handle(lambda y, cuts: (y, cuts[0].height), x="y", anywhere=True),
             Handle(lambda x, cuts: (x, cuts[1].height), x="x", panel=1, anywhere=True)],
    controls={"x": slider(-1, 1, value=0, step=0.1), "y": slider(-1, 1, value=0.5, step=0.1),
              "bounds": ((-1, 1), (-1, 1))},
    target=Target(mark("Find a function and a place for which the two do not agree."),
                  lambda slopes: abs(slopes[0] - slopes[1]) > 0.1),
)  # fmt: skip
