"""Pictures of lesson 02: a slice of a surface, curves for held variables, the textbook loop, and what partials miss.

`f` takes a point of two numbers. It is a function of the catalogue, whose partial derivatives are known exactly, or any
function of the reader's own, for one point or for many; its slope is then the best number that `richardson` finds.
"""

from collections.abc import Iterator
from types import SimpleNamespace as Artists
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from numpy.typing import ArrayLike

from coursekit.functions import ExactFunction
from coursekit.live.picture import COLORS, Picture, Target
from coursekit.numerics.descents import along
from coursekit.numerics.one_variable import Array, Function
from coursekit.pictures.kit import limits, row_above, shown, slope_at, values

__all__ = [
    "approach",
    "held_curves",
    "mixed",
    "mixed_disagree",
    "movable_slice",
    "rises_and_falls",
    "slope_along_x_is",
    "textbook_loop",
    "tmp_has_changed",
    "value_from",
]

BLACK, BLUE, GREEN, GREY, ORANGE = (COLORS[name] for name in ("black", "blue", "green", "grey", "orange"))

Bounds = tuple[tuple[float, float], tuple[float, float]]

# --- what the pictures share ----------------------------------------------------------------------


def window(f: Function, bounds: Bounds | None) -> Bounds:
    """Choose the part of the plane to show: as asked, else as the catalogue says, else -2 to 2."""
    return bounds or (f.bounds if isinstance(f, ExactFunction) else ((-2.0, 2.0), (-2.0, 2.0)))


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


def fixed(value: float) -> str:
    """Write a number with four digits after the point, and 0 without a sign."""
    return f"{round(value, 4) + 0.0:.4f}"


def on_grid(f: Function, bounds: Bounds, size: int) -> tuple[Array, Array, Array]:
    """Give a grid over the window and the values of f on it."""
    x, y = np.meshgrid(*(np.linspace(low, high, size) for low, high in bounds))
    with np.errstate(all="ignore"):
        return x, y, along(f, np.stack([x.ravel(), y.ravel()], axis=1)).reshape(x.shape)


# --- 1. a slice of a surface ----------------------------------------------------------------------


class View:
    """Where a point of space lies on the page: x goes right and a little down, y right and up, z up."""

    TO_PAGE = np.array([[0.80, 0.50, 0.0], [-0.24, 0.36, 0.80]])

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
    ax.set(xlim=(-0.08, 1.38), ylim=(-0.36, 1.2))
    ax.set_axis_off()
    return view


def draw_movable_slice(axes: Any, f: Function, along_y: bool, bounds: Bounds | None = None) -> Artists:
    """Draw the surface, and beside it the axes of the slice; make the plane, the slice, its tangent and secant."""
    land, side = axes.flat
    bounds = window(f, bounds)
    view = draw_surface(land, f, bounds)
    held, moving = ("x", "y") if along_y else ("y", "x")
    side.set(xlim=bounds[along_y], ylim=(view.low[2], view.high[2]), xlabel=f"{moving}, with {held} held still")
    (plane,) = land.fill([0, 0, 0, 0], [0, 0, 0, 0], color=BLUE, alpha=0.18, lw=0)
    (edge,) = land.plot([], [], "-", color=BLUE, lw=1.4)
    parts = []
    for ax in (land, side):
        (curve,) = ax.plot([], [], "-", color=BLACK, lw=2.4)
        (tangent,) = ax.plot([], [], "--", color=BLUE, lw=2)
        (point,) = ax.plot([], [], "o", color=BLUE, ms=8)
        parts.append((curve, tangent, point))
    (secant,) = side.plot([], [], "-o", color=ORANGE, lw=1.5, ms=6)
    texts = row_above(side, (ORANGE, 0.0), (BLUE, 0.0))
    texts[0].set_y(1.11)
    return Artists(view=view, bounds=bounds, plane=plane, edge=edge, parts=parts, secant=secant, texts=texts)


def update_movable_slice(a: Artists, f: Function, x: float, y: float, along_y: bool, h: float) -> str:
    """Move the point, the plane through it, and the slice."""
    i = int(along_y)
    g, t, view = section(f, x, y, i), (x, y)[i], a.view
    low, high = a.bounds[i]

    def space(t: Any) -> tuple[Any, Any]:
        """Give x and y of places on the slice."""
        return (np.full(np.shape(t), x), t) if along_y else (t, np.full(np.shape(t), y))

    corners = np.array([low, high, high, low, low])
    frame = view(*space(corners), view.low[2] + np.array([0, 0, 1, 1, 0]) * (view.high[2] - view.low[2]))
    a.plane.set_xy(frame.T)
    a.edge.set_data(*frame)
    ts = np.linspace(low, high, 121)
    height, exact = float(values(g, [t])[0]), partial(f, x, y, i)
    reach = np.array([-0.22, 0.22]) * (high - low)
    (curve, tangent, point), (flat_curve, flat_tangent, flat_point) = a.parts
    curve.set_data(*view(*space(ts), values(g, ts)))
    inside = np.clip(t + reach, low, high)
    tangent.set_data(*view(*space(inside), height + exact * (inside - t)))
    point.set_data(*view(*space(np.array([t])), height))
    flat_curve.set_data(ts, values(g, ts))
    flat_tangent.set_data(t + 2 * reach, height + 2 * exact * reach)
    flat_point.set_data([t], [height])
    ends = values(g, [t - h, t + h])
    a.secant.set_data([t - h, t + h], ends)
    slope = float(ends[1] - ends[0]) / (2 * h)
    name, held = ("y", f"x = {x:g}") if along_y else ("x", f"y = {y:g}")
    a.texts[0].set_text(f"— central difference: {shown(slope)}")
    a.texts[1].set_text(f"- - tangent, ∂f/∂{name}: {shown(exact)}")
    where = f"Along {name}, with {held} held still, at {name} = {t:g}"
    if not np.isfinite([height, *ends]).all():
        return f"{where}: f has no value there or beside it; move the point."
    if not np.isfinite(exact):
        return f"{where}: f is {height:.4g}, and the slice has no slope there."
    return (
        f"{where}: f is {height:.4g}, its slope {shown(exact)}. With h = {h:.3g} the error is {abs(slope - exact):.1e}."
    )


movable_slice = Picture(None, draw_movable_slice, update_movable_slice, panels=(1, 2), size=(9.0, 4.2))


def rises_and_falls(least: float) -> Target:
    """Ask for a place where f rises along x and falls along y."""
    return Target(
        f"Find a place where the slope along x is {least:g} or more, and the slope along y is −{least:g} or less.",
        lambda f, x, y: partial(f, x, y, 0) >= least and partial(f, x, y, 1) <= -least,
    )


# --- 2. each variable in its turn -----------------------------------------------------------------


def draw_held_curves(
    axes: Any, f: Function, bounds: Bounds | None = None, labels: tuple[str, str] = ("x", "y"), height: str = "f"
) -> Artists:
    """Draw f against each variable, for a few values of the other; make the two curves through the point."""
    bounds = window(f, bounds)
    z = on_grid(f, bounds, 31)[2]
    parts = []
    for i, ax in enumerate(axes.flat):
        ts = np.linspace(*bounds[i], 61)
        for other in np.linspace(*bounds[1 - i], 6):
            ax.plot(ts, values(section(f, other, other, i), ts), "-", color="0.75", lw=1)
        ax.set(xlim=bounds[i], ylim=limits(z, 0.05), xlabel=labels[i], ylabel=height)
        (curve,) = ax.plot([], [], "-", color=BLACK)
        (tangent,) = ax.plot([], [], "--", color=(ORANGE, BLUE)[i])
        (point,) = ax.plot([], [], "o", color=(ORANGE, BLUE)[i])
        parts.append((curve, tangent, point, row_above(ax, ((ORANGE, BLUE)[i], 0.0))[0]))
    return Artists(bounds=bounds, parts=parts)


def update_held_curves(a: Artists, f: Function, x: float, y: float, units: tuple[str, str] = ("", "")) -> str:
    """Move the point; each panel shows the curve through it along one variable."""
    slopes = []
    for i, (curve, tangent, point, text) in enumerate(a.parts):
        g, t = section(f, x, y, i), (x, y)[i]
        low, high = a.bounds[i]
        ts = np.linspace(low, high, 121)
        here, slope = float(values(g, [t])[0]), partial(f, x, y, i)
        reach = np.array([-0.25, 0.25]) * (high - low)
        curve.set_data(ts, values(g, ts))
        tangent.set_data(t + reach, here + slope * reach)
        point.set_data([t], [here])
        slopes.append(f"{slope:.5g} {units[i]}".strip() if np.isfinite(slope) else "none")
        text.set_text(f"- - ∂f/∂{'xy'[i]}: {slopes[-1]}")
    if not np.isfinite(here):
        return f"At x = {x:g} and y = {y:g} f has no value: move the point."
    return f"At x = {x:g} and y = {y:g}, f is {here:.5g}. The slope along x is {slopes[0]}, and along y {slopes[1]}."


held_curves = Picture(None, draw_held_curves, update_held_curves, panels=(1, 2), size=(8.6, 4.0))


def slope_along_x_is(slope: float, unit: str = "") -> Target:
    """Ask for a place with a given slope along x."""
    words = f"Make the slope along x exactly {slope:g} {unit}".rstrip() + "."
    return Target(words, lambda f, x, y: abs(partial(f, x, y, 0) - slope) < 1e-6 * (1 + abs(slope)))


# --- 4. the textbook loop -------------------------------------------------------------------------

LOOP = """\
def textbook(f, x):
    h, grad = 1e-4, np.zeros_like(x)
    for i in range(x.size):
        tmp = x[i]
        x[i] = tmp + h
        ahead = f(x)
        x[i] = tmp - h
        behind = f(x)
        grad[i] = (ahead - behind) / (2 * h)
        x[i] = tmp
    return grad"""

Names = dict[str, Any]
STOPS = (ArithmeticError, IndexError, RuntimeError, TypeError, ValueError)  # what may stop the loop in the middle


def run_loop(f: Function, x: Any) -> Iterator[tuple[int, Names]]:
    """Run `LOOP` line by line; after each, give its number in `LOOP`, from 0 on, and the names that it knows."""
    now: Names = {"x": x, "h": 1e-4, "grad": np.zeros_like(x)}
    yield 1, now
    for i in range(x.size):
        now["i"] = i
        yield 2, now
        now["tmp"] = x[i]
        yield 3, now
        x[i] = now["tmp"] + now["h"]
        yield 4, now
        now["ahead"] = f(x)
        yield 5, now
        x[i] = now["tmp"] - now["h"]
        yield 6, now
        now["behind"] = f(x)
        yield 7, now
        now["grad"][i] = (now["ahead"] - now["behind"]) / (2 * now["h"])
        yield 8, now
        x[i] = now["tmp"]
        yield 9, now
    yield 10, now


def after(f: Function, x: Any, lines: int) -> tuple[int, Names, str]:
    """Run so many lines of the loop; give the last, what it left, copied, and the error that stopped it, if any."""
    last, now, error = 0, {"x": np.array(x)}, ""
    run = run_loop(f, now["x"])
    try:
        for _ in range(lines):
            last, now = next(run)
    except StopIteration:
        pass
    except STOPS as stop:
        error = f"{type(stop).__name__}: {stop}"
    return last, {name: np.array(value) for name, value in now.items()}, error


def written(value: Any) -> str:
    """Write numbers with enough digits to see a step of 1e-4, and floats with a point: 3. is no whole number."""
    numbers = np.asarray(value)

    def digits(number: Any) -> str:
        text = f"{number:.10g}"
        return text + "." if numbers.dtype.kind == "f" and text.lstrip("-").isdigit() else text

    number = numbers.dtype.kind in "iufc"  # it is None where f has no return
    return np.array2string(numbers, formatter={"all": digits} if number else None).replace("\n", "")


def draw_textbook_loop(axes: Any) -> Artists:
    """Write the loop; make a mark for its line, and beside it what its names hold."""
    code, memory = axes.flat
    for ax in (code, memory):
        ax.set(xlim=(0, 1), ylim=(11.5, -0.8))
        ax.set_axis_off()
    for number, line in enumerate(LOOP.splitlines()):
        code.text(0.06, number, line, family="monospace", va="center", fontsize=11)
    (mark,) = code.plot([], [], ">", color=ORANGE, ms=11)
    texts = [memory.text(0.1, 1.3 * k, "", family="monospace", va="center", color=BLACK) for k in range(7)]
    texts.append(memory.text(0.1, 9.6, "", va="center", color=ORANGE))
    return Artists(mark=mark, texts=texts)


def update_textbook_loop(a: Artists, f: Function, x: Any, lines: int) -> str:
    """Run the loop up to a line, and show what its names hold then."""
    last, now, error = after(f, x, lines)
    a.mark.set_data([0.02], [last])
    rows = ("i", "tmp", "x", "ahead", "behind", "grad")
    for text, name in zip(a.texts, rows, strict=False):
        text.set_text(f"{name:>6} = {written(now[name])}" if name in now else "")
    a.texts[-1].set_text("stopped by an error" if error else "the end" if last == 10 else "")
    held = ", ".join(f"{name} = {written(now[name])}" for name in ("tmp", "x", "grad") if name in now)
    line = LOOP.splitlines()[last].strip()
    if error:
        return f"After “{line}” the next line stops with {error.rstrip('.')}. Left behind: {held}."
    turn = f" with i = {now['i']}" if "i" in now else ""
    return f"After “{line}”{turn}: {held}."


textbook_loop = Picture(None, draw_textbook_loop, update_textbook_loop, panels=(1, 2), size=(9.0, 4.2))


def _tmp_has_changed(f: Function, x: Any, lines: int) -> bool:
    saved: Any = None
    try:
        for _, (last, now) in zip(range(lines), run_loop(f, np.array(x)), strict=False):
            saved = np.array(now["tmp"]) if last == 3 else None if last == 2 else saved
    except STOPS:
        return False
    return saved is not None and bool(np.any(saved != now["tmp"]))


tmp_has_changed = Target("Find an x for which tmp changes although no line sets it, and stop there.", _tmp_has_changed)

# --- 5. from every direction ----------------------------------------------------------------------


def ray(f: Function, angle: float, distance: ArrayLike) -> Array:
    """Give f at these distances from (0, 0) in the direction of the angle, in degrees."""
    direction = np.array([np.cos(np.deg2rad(angle)), np.sin(np.deg2rad(angle))])
    return along(f, np.asarray(distance, float).reshape(-1, 1) * direction)


def draw_approach(axes: Any, f: Function) -> Artists:
    """Draw f as shades around (0, 0); make the line of the approach, and f along it."""
    land, side = axes.flat
    x, y, z = on_grid(f, ((-1.0, 1.0), (-1.0, 1.0)), 80)  # an even number, so that (0, 0) itself is not on the grid
    low, high = limits(z, 0.1)
    land.contourf(x, y, np.clip(z, low, high), np.linspace(low, high, 15), cmap="gray", vmin=low - (high - low) / 2)
    land.set(xlim=(-1, 1), ylim=(-1, 1), xlabel="x", ylabel="y", aspect="equal")
    land.grid(False)
    side.set(xlim=(-1.05, 1.05), ylim=(low, high), xlabel="distance from (0, 0)", ylabel="f along the line")
    (line,) = land.plot([], [], "-", color=BLUE)
    (curve,) = side.plot([], [], "-", color=BLUE)
    points = [ax.plot([], [], "o", color=ORANGE, ms=9, clip_on=ax is side)[0] for ax in (land, side)]
    (centre,) = side.plot([0], values(lambda t: ray(f, 0, t), [0.0]), "s", color=BLACK, ms=7)
    return Artists(line=line, curve=curve, points=points, centre=centre, text=row_above(side, (ORANGE, 0.0))[0])


def update_approach(a: Artists, f: Function, angle: float, distance: float) -> str:
    """Turn the line, and move the point on it."""
    direction = np.array([np.cos(np.deg2rad(angle)), np.sin(np.deg2rad(angle))])
    a.line.set_data(*(direction[:, None] * [-1.5, 1.5]))
    ts = np.concatenate([np.linspace(-1, -1e-9, 60), [np.nan], np.linspace(1e-9, 1, 60)])
    here, centre = (float(ray(f, angle, [t])[0]) for t in (distance, 0.0))
    a.curve.set_data(ts, np.where(np.isnan(ts), np.nan, ray(f, angle, np.nan_to_num(ts))))
    a.points[0].set_data(*(direction * distance).reshape(2, 1))
    a.points[1].set_data([distance], [here])
    a.text.set_text(f"f = {fixed(here)}" if np.isfinite(here) else "")
    near = f"f is {fixed(here)}" if np.isfinite(here) else "f has no value"
    there = f"is {centre + 0.0:g}" if np.isfinite(centre) else "has no value"
    return f"Direction {angle:g}°, distance {distance:.3g}: {near}, and at (0, 0) itself f {there}."


approach = Picture(None, draw_approach, update_approach, panels=(1, 2), size=(8.6, 4.2))


def value_from(value: float, within: float) -> Target:
    """Ask for a direction from which f comes with this value, however near."""
    return Target(
        f"Closer to (0, 0) than {within:g}, find f = {value:g}.",
        lambda f, angle, distance: distance < within and bool(abs(ray(f, angle, [distance])[0] - value) < 1e-3),
    )


# --- 6. mixed partial derivatives -----------------------------------------------------------------

INNER, OUTER = 1e-6, 1e-3  # the step of the first difference is much smaller than that of the second


def partials(f: Function, x: ArrayLike, y: ArrayLike, i: int) -> Array:
    """Give central differences along variable i at many points."""
    points = np.stack([np.ravel(p) for p in np.broadcast_arrays(x, y)], axis=1).astype(float)
    step = INNER * np.eye(2)[i]
    return np.asarray((along(f, points + step) - along(f, points - step)) / (2 * INNER))


def mixed_at(f: Function, x: float, y: float) -> tuple[float, float]:
    """Give the slope along y of the slope along x, and the slope along x of the slope along y."""
    ends = np.array([-OUTER, OUTER])
    first = np.diff(partials(f, x, y + ends, 0))[0] / (2 * OUTER)
    second = np.diff(partials(f, x + ends, y, 1))[0] / (2 * OUTER)
    return float(first), float(second)


def draw_mixed(axes: Any, f: Function, bounds: Bounds | None = None) -> Artists:
    """Make the slope along x as y moves, the slope along y as x moves, and a tangent to each."""
    bounds = window(f, bounds)
    x, y, _ = on_grid(f, bounds, 25)
    parts = []
    for i, ax in enumerate(axes.flat):
        ax.set(
            xlim=bounds[1 - i],
            ylim=limits(partials(f, x, y, i)),
            xlabel=f"{'yx'[i]}, with {'xy'[i]} held still",
            ylabel=f"slope along {'xy'[i]}",
        )
        color = (ORANGE, BLUE)[i]
        (curve,) = ax.plot([], [], "-", color=BLACK)
        (tangent,) = ax.plot([], [], "--", color=color)
        (point,) = ax.plot([], [], "o", color=color)
        parts.append((curve, tangent, point, row_above(ax, (color, 0.0))[0]))
    return Artists(bounds=bounds, parts=parts)


def update_mixed(a: Artists, f: Function, x: float, y: float) -> str:
    """Move the point, and the two curves through it."""
    found = mixed_at(f, x, y)
    for i, (curve, tangent, point, text) in enumerate(a.parts):
        low, high = a.bounds[1 - i]
        ts, t = np.linspace(low, high, 201), (y, x)[i]
        curve.set_data(ts, partials(f, x, ts, 0) if i == 0 else partials(f, ts, y, 1))
        here, reach = float(partials(f, x, y, i)[0]), np.array([-0.25, 0.25]) * (high - low)
        tangent.set_data(t + reach, here + found[i] * reach)
        point.set_data([t], [here])
        text.set_text(f"- - its slope along {'yx'[i]}: {fixed(found[i])}" if np.isfinite(found[i]) else "")
    if not np.isfinite(found).all():
        return f"At ({x:g}, {y:g}) f has no value, or none beside it: move the point."
    verdict = "they agree" if abs(found[0] - found[1]) < 1e-3 * (1 + abs(found[0])) else "they do not agree"
    return (
        f"At ({x:g}, {y:g}): the slope along x changes along y by {fixed(found[0])}, "
        f"the slope along y changes along x by {fixed(found[1])}: {verdict}."
    )


mixed = Picture(None, draw_mixed, update_mixed, panels=(1, 2), size=(8.6, 4.0))

mixed_disagree = Target(
    "Find a function and a place for which the two do not agree.",
    lambda f, x, y: abs(np.diff(mixed_at(f, x, y))[0]) > 0.1,
)
