"""Pictures of lesson 04: a path downhill, its rate, its stop, its start, its valley, momentum and line search.

`f` is a function of the catalogue, whose gradient is known exactly, or any function of the reader's own; its gradient
is then numerical. Where f is a bowl, a quadratic with one minimum, its curvatures are found from its values, and with
them the rates at which descent overshoots and diverges.
"""

from types import SimpleNamespace as Artists
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import LogLocator
from numpy.typing import ArrayLike

from coursekit.descent import DescentResult, backtracking_line_search, gradient_descent, numerical, sweep
from coursekit.functions import ExactFunction
from coursekit.live.picture import COLORS, Picture, Target
from coursekit.numerics.descents import along, length
from coursekit.numerics.one_variable import Array, Function
from coursekit.pictures.kit import draw_curve, limits, log_axes, row_above, slope_at
from coursekit.pictures.landscape import (
    Bounds,
    Ground,
    at,
    counted,
    descend,
    draw_contour_lines,
    draw_contours,
    draw_path,
    gradient_of,
    move_path,
    no_start,
)
from coursekit.pictures.regimes import REGIMES, bounds_of, regime_of_path, regime_of_rate, thresholds

__all__ = [
    "accepted_at_once",
    "basins",
    "below_after",
    "bottom_within",
    "condition_cured",
    "descent",
    "flat_below",
    "fooled",
    "lowest_rate",
    "not_the_nearest",
    "rate_sweep",
    "rolling",
    "step_search",
    "stopped_near",
    "stopping",
    "uphill_all_the_way",
    "valley",
]

BLACK, BLUE, GREEN, GREY = (COLORS[name] for name in ("black", "blue", "green", "grey"))
ORANGE, PURPLE = COLORS["orange"], COLORS["purple"]

# --- 1 and 2. one dimension, and the rule ---------------------------------------------------------

RULES: dict[str, Function] = {
    "x − rate · slope": lambda slope: slope,
    "x + rate · slope": lambda slope: -slope,
    "x − rate": lambda _: 1.0,
}
"""What each rule takes for the slope: the right one, one with the wrong sign, and one that does not ask f."""


def ended(run: DescentResult) -> str:
    """Say where a run has left the numbers."""
    return f"It ends after {counted(run.nit)}: then f or its slope is no finite number."


def roll(f: Function, start: float, learning_rate: float, steps: int, rule: str) -> Any:
    """Run the rule in one dimension; a wrong rule is descent with a wrong slope."""
    taken = RULES[rule]
    return descend(f, float(start), learning_rate, steps, grad=lambda x: taken(slope_at(f, float(x))))


def draw_rolling(ax: Axes, f: Function, low: float | None = None, high: float | None = None) -> Artists:
    """Draw the curve; make the path on it."""
    left, right = draw_curve(ax, f, low, high, "f(x)")
    room = 0.02 * (right - left)  # so that a start at the rim is seen whole
    ax.set_xlim(left - room, right + room)
    return Artists(path=draw_path(ax), texts=row_above(ax, (ORANGE, 0.0), (BLACK, 0.6)))


def update_rolling(
    a: Artists, f: Function, start: float, learning_rate: float, steps: int, rule: str = "x − rate · slope"
) -> str:
    """Take the steps."""
    run = roll(f, start, learning_rate, steps, rule)
    move_path(a.path, run.path, run.values)
    x, height = float(run.x), float(run.values[-1])
    a.texts[0].set_text(f"{counted(run.nit)}: x = {x:.4g}")
    a.texts[1].set_text(f"f(x) = {height:.4g}")
    if run.status == -1:
        return f"From {start:g} at rate {learning_rate:g} it diverges. {ended(run)}"
    trend = "f rose" if height > run.values[0] else "f fell" if height < run.values[0] else "f is the same"
    slope = slope_at(f, x)
    return (
        f"From {start:g} at rate {learning_rate:g}: after {counted(run.nit)} x = {x:.5g}. "
        f"{trend}, from {run.values[0]:.4g} to {height:.4g}. The slope there is {slope:.2g}."
    )


rolling = Picture(None, draw_rolling, update_rolling)


def bottom_within(bound: float, most: int) -> Target:
    """Ask for a rate that leads close to the minimum in a few steps."""

    def reached(f: Function, start: float, learning_rate: float, steps: int) -> bool:
        x = float(roll(f, start, learning_rate, steps, "x − rate · slope").x)
        minima = f.minima if isinstance(f, ExactFunction) else ()
        return steps <= most and any(abs(x - m) < bound for m in minima)

    return Target(f"Come within {bound:g} of the minimum in {most} steps or fewer.", reached)


def flat_below(bound: float) -> Target:
    """Ask for an end where f is level: in one dimension from `start`, in two from `start_x` and `start_y`."""

    def reached(
        f: Function, learning_rate: float, steps: int = 100,
        start: float = np.nan, start_x: float = np.nan, start_y: float = np.nan,
    ) -> bool:  # fmt: skip
        run = descend(f, [start_x, start_y] if np.isnan(start) else start, learning_rate, steps)
        return bool(run.status >= 0 and np.linalg.norm(run.grad) < bound)

    return Target(f"Come to a place where the slope is less than {bound:g}.", reached)


def _uphill(f: Function, start: float, learning_rate: float, steps: int, rule: str) -> bool:
    run = roll(f, start, learning_rate, steps, rule)
    return rule == "x − rate" and run.nit > 2 and bool(np.all(np.diff(run.values) > 0))


uphill_all_the_way = Target("With “x − rate”, find a start from which every step goes uphill.", _uphill)

# --- 3 and 7. two dimensions, and momentum --------------------------------------------------------


def draw_descent(
    axes: Any, f: Function, bounds: Bounds | None = None,
    slowest: float = 1e-3, fastest: float = 1.0, most: int = 60, deepest: float = 1e-10,
) -> Artists:  # fmt: skip
    """Draw the contours, axes for the value, and the scale of rates; make the path, the curve and the thresholds."""
    grid = axes[0, 0].get_gridspec()
    grid.set_height_ratios([6, 1])
    for ax in axes[1]:
        ax.remove()
    scale = axes[0, 0].figure.add_subplot(grid[1, :])
    ground, (land, side) = Ground(f, bounds), axes[0]
    draw_contours(land, ground)
    side.set(xlim=(-0.03 * most, 1.03 * most), xlabel="steps taken", ylabel="f(x)")
    if np.isnan(ground.low):
        side.set_ylim(*limits(ground.z))
    else:
        top = np.max(ground.height(ground.z))
        side.set(
            yscale="log",
            ylim=(deepest, 10 * top),
            ylabel="f(x) above the minimum" if abs(ground.low) > 1e-9 * top else "f(x)",
        )
    scale.set(xscale="log", xlim=(slowest, fastest), ylim=(0, 1), yticks=[], xlabel="learning rate")
    scale.spines["left"].set_visible(False)
    scale.grid(False)
    (curve,) = side.plot([], [], "-", color=ORANGE)
    (last,) = side.plot([], [], "*", color=ORANGE, ms=15, mec=BLACK)
    (here,) = scale.plot([], [], "v", color=ORANGE, ms=13, mec=BLACK, clip_on=False)
    lines = [scale.plot([], [], style, color=BLACK, lw=1.6, clip_on=False)[0] for style in ("-", "--", "-")]
    marks = [scale.text(1, y, "", ha=ha, va="bottom") for y, ha in ((1.02, "right"), (1.45, "center"), (1.02, "left"))]
    names = [scale.text(1, 0.65, "", color=color, ha="center", va="center") for color in REGIMES.values()]
    word = land.text(0, 1.03, "", transform=land.transAxes, va="bottom", weight="bold")
    (value,) = row_above(side, (ORANGE, 0.0))
    return Artists(
        ground=ground, window=(slowest, fastest), path=draw_path(land), curve=curve, last=last, here=here,
        lines=lines, marks=marks, names=names, word=word, value=value,
    )  # fmt: skip


def update_descent(
    a: Artists, f: Function, start_x: float, start_y: float, learning_rate: float, steps: int,
    momentum: float = 0.0, nesterov: bool = False,
) -> str:  # fmt: skip
    """Run the descent."""
    run = descend(f, [start_x, start_y], learning_rate, steps, momentum=momentum, nesterov=nesterov)
    height = a.ground.height(run.values)
    move_path(a.path, *run.path.T)
    a.curve.set_data(np.arange(len(height)), height)
    a.last.set_data([run.nit], height[-1:])
    a.here.set_data([learning_rate], [0.1])
    if a.ground.curvatures:
        limits = thresholds(a.ground.curvatures, momentum, nesterov)
        regime, said = regime_of_rate(learning_rate, limits), _move_scale(a, limits, momentum)
    else:
        regime, said = "diverging" if run.status == -1 else regime_of_path(run.path), " f is no bowl."
    regime = "overshooting" if momentum and regime == "zigzag" else regime
    a.word.set_text(regime)
    a.word.set_color(REGIMES.get(regime, PURPLE))
    a.value.set_text(f"{counted(run.nit)}: {height[-1]:.3g}")
    if run.status == -1:
        return f"Learning rate {learning_rate:g}: {regime}.{said} {ended(run)}"
    if regime == "diverging" and height[-1] < height[0]:
        said += " It does not show yet."  # a start on the gentle axis, or only a few steps
    return (
        f"Learning rate {learning_rate:g}: {regime}.{said} After {counted(run.nit)} f = {run.fun:.3g} at {at(run.x)}."
    )


def _move_scale(a: Artists, limits: tuple[float, float, float], momentum: float) -> str:
    """Put the thresholds and the names of the regimes on the scale of rates; say the thresholds."""
    slowest, fastest = a.window
    plain = ("1/L ", "2/(L+μ)", " 2/L")
    for line, mark, rate, words, top in zip(a.lines, a.marks, limits, plain, (1, 1.5, 1), strict=True):
        seen = bool(slowest < rate < fastest)
        line.set_data([rate, rate], [0, top])
        mark.set_position((rate, mark.get_position()[1]))
        mark.set_text(words if momentum == 0 else f"{rate:.2g}")
        line.set_visible(seen)
        mark.set_visible(seen)
    edges = np.clip([slowest, *bounds_of(limits).values(), fastest], slowest, fastest)
    for text, regime, left, right in zip(a.names, REGIMES, edges[:-1], edges[1:], strict=True):
        name = "overshooting" if momentum and regime == "zigzag" else regime
        fits = np.log(right / left) > (0.01 + 0.012 * len(name)) * np.log(fastest / slowest)
        text.set_position((np.sqrt(left * right), 0.65))
        text.set_text(name if fits else "")
    if momentum:
        return f" It overshoots from {limits[0]:.2g} on and diverges from {limits[2]:.2g} on."
    return f" 1/L = {limits[0]:.3g}, 2/(L+μ) = {limits[1]:.3g}, 2/L = {limits[2]:.3g}."


descent = Picture(None, draw_descent, update_descent, panels=(2, 2), size=(8.6, 5.0))


def below_after(bound: float, most: int) -> Target:
    """Ask for a small value after a few steps."""

    def reached(
        f: Function, start_x: float, start_y: float, learning_rate: float, steps: int,
        momentum: float = 0.0, nesterov: bool = False,
    ) -> bool:  # fmt: skip
        run = descend(f, [start_x, start_y], learning_rate, steps, momentum=momentum, nesterov=nesterov)
        end: Any = run.fun
        return steps <= most and bool(end - Ground(f, size=5).low < bound)

    few = "a single step" if most == 1 else f"{most} steps or fewer"
    return Target(f"Bring f(x) within {bound:g} of its smallest value in {few}.", reached)


# --- 4. when to stop ------------------------------------------------------------------------------


def textbook(f: Function) -> Function:
    """Give the gradient as many books compute it: central differences with the one step 1e-4, wherever x is."""
    return lambda x: np.array([(f(x + e) - f(x - e)) / 2e-4 for e in 1e-4 * np.eye(2)])


def run_to_stop(
    f: Function, start: ArrayLike, learning_rate: float, tol: float, steps: int, gradient: str
) -> tuple[DescentResult, Array]:
    """Run descent until it stops by itself; give the run and the length of its gradient at each point."""
    exact = f.grad if isinstance(f, ExactFunction) else numerical(f, np.array(start, float))
    grad = textbook(f) if gradient == "textbook" else exact
    run = descend(f, start, learning_rate, steps, grad, tol=tol)
    return run, np.array([length(grad(p)) for p in run.path])


def draw_stopping(ax: Axes, f: Function, steps: int = 100, smallest: float = 1e-16, largest: float = 1e16) -> Artists:
    """Draw axes; make the length of the gradient, the distance to the minimum, and the tolerance."""
    ax.set(xlim=(-1, steps), yscale="log", ylim=(smallest / 10, largest), xlabel="steps taken")
    (slope,) = ax.plot([], [], "-", color=ORANGE)
    (away,) = ax.plot([], [], "--", color=BLUE)
    (stop,) = ax.plot([], [], "s", color=BLACK, ms=8)
    tol = ax.axhline(1, color=BLACK, lw=1, ls=":")
    name = ax.text(0.995, 1, "tol ", transform=ax.get_yaxis_transform(), ha="right", va="bottom")
    texts = row_above(ax, (ORANGE, 0.0), (BLUE, 0.5))
    return Artists(ground=Ground(f), slope=slope, away=away, stop=stop, tol=tol, name=name, texts=texts)


def update_stopping(
    a: Artists, f: Function, start_x: float, start_y: float, learning_rate: float, tol: float,
    steps: int = 100, gradient: str = "exact",
) -> str:  # fmt: skip
    """Run until it stops."""
    run, lengths = run_to_stop(f, [start_x, start_y], learning_rate, tol, steps, gradient)
    away = np.array([a.ground.distance(p) for p in run.path])
    count = np.arange(run.nit + 1)
    a.slope.set_data(count, np.maximum(lengths, 1e-16))
    a.away.set_data(count, np.maximum(away, 1e-16))
    a.stop.set_data([run.nit], [max(lengths[-1], 1e-16)])
    a.tol.set_ydata([tol, tol])
    a.name.set_position((0.995, tol))
    a.texts[0].set_text(f"— length of the gradient: {lengths[-1]:.2g}")
    a.texts[1].set_text(f"- - distance to the minimum: {away[-1]:.2g}" if np.isfinite(away[-1]) else "")
    distance = f" The minimum is {away[-1]:.2g} away." if np.isfinite(away[-1]) else ""
    return f"Stopped after {counted(run.nit)}. {run.message}{distance}"


stopping = Picture(None, draw_stopping, update_stopping)


def stopped_near(bound: float) -> Target:
    """Ask for a run that stops by itself, close to the minimum."""

    def reached(
        f: Function, start_x: float, start_y: float, learning_rate: float, tol: float,
        steps: int = 100, gradient: str = "exact",
    ) -> bool:  # fmt: skip
        run, _ = run_to_stop(f, [start_x, start_y], learning_rate, tol, steps, gradient)
        return bool(run.status == 0 and Ground(f, size=5).distance(run.x) < bound)

    return Target(f"Let it stop by its gradient, within {bound:g} of the minimum.", reached)


def _fooled(f: Function, start_x: float, start_y: float, learning_rate: float, tol: float, gradient: str) -> bool:
    run, _ = run_to_stop(f, [start_x, start_y], learning_rate, tol, 100, gradient)
    return run.status == 0 and Ground(f, size=5).distance(run.x) > 1e6


fooled = Target("Make it say that all is well, more than a million away from the minimum.", _fooled)

# --- 5. where you start ---------------------------------------------------------------------------

BASINS = ("#1f4e79", "#e9a13b", "#cfe8e3", "#b0528c", "#4a4a4a", "#8fa63a")  # apart in greyscale, too


def ends_of(f: Function, starts: Array, learning_rate: float, steps: int) -> tuple[Array, list[Array]]:
    """Run descent from many starts at once; give the number of the end of each, -1 for none, and the ends.

    An end is a place where one start in a hundred or more has come to rest.
    """
    with np.errstate(all="ignore"):
        path = sweep(gradient_of(f), starts, learning_rate, steps=steps).path
        rests = np.linalg.norm(path[-1] - path[-2], axis=0) < 1e-4 * learning_rate * np.ptp(starts)
    ends, apart = path[-1], 0.02 * np.ptp(starts)
    found: list[Array] = []
    cells, counts = np.unique(np.round(ends[:, rests] / apart), axis=1, return_counts=True)
    for cell in cells[:, np.argsort(-counts)].T:
        near = rests & (np.linalg.norm(ends - apart * cell[:, None], axis=0) < apart)
        if np.mean(near) > 0.01 and all(np.linalg.norm(cell - other) > 2 for other in found):
            found.append(cell)
    number, found = np.full(starts.shape[1], -1), sorted(found[: len(BASINS)], key=tuple)
    for k, cell in enumerate(found):
        number[rests & (np.linalg.norm(ends - apart * cell[:, None], axis=0) < 1.5 * apart)] = k
    return number, [np.median(ends[:, number == k], axis=1) for k in range(len(found))]


def draw_basins(
    ax: Axes, f: Function, learning_rate: float, bounds: Bounds | None = None, steps: int = 100, size: int = 61
) -> Artists:
    """Colour each start by the end that descent finds from there; make one path."""
    ground = Ground(f, bounds, size)
    starts = np.stack([grid.ravel() for grid in np.meshgrid(*ground.axes)])
    number, ends = ends_of(f, starts, learning_rate, steps)
    (left, right), (bottom, top) = ground.bounds
    colors = np.array([[1, 1, 1], *([int(c[i : i + 2], 16) / 255 for i in (1, 3, 5)] for c in BASINS)])
    image = colors[number.reshape(size, size) + 1]
    ax.imshow(image, origin="lower", extent=(left, right, bottom, top), aspect="auto", interpolation="nearest")
    draw_contour_lines(ax, ground, ground.levels(9), colors="black", linewidths=0.4, alpha=0.5)
    for letter, end in zip("ABCDEF", ends, strict=False):
        ax.text(end[0], end[1], letter, weight="bold", ha="center", va="center", clip_on=True,
                bbox={"boxstyle": "circle", "facecolor": "white", "edgecolor": BLACK})  # fmt: skip
    ax.set(xlim=(left, right), ylim=(bottom, top), xlabel="start x", ylabel="start y")
    ax.grid(False)
    shares = [float(np.mean(number == k)) for k in range(len(ends))]
    return Artists(ends=ends, shares=shares, path=draw_path(ax), text=row_above(ax, (BLACK, 0.0))[0])


def update_basins(
    a: Artists, f: Function, start_x: float, start_y: float, learning_rate: float, steps: int = 100
) -> str:
    """Run one descent over the map."""
    run = descend(f, [start_x, start_y], learning_rate, steps)
    move_path(a.path, *run.path.T)
    parts = [f"{letter} {share:.0%}" for letter, share in zip("ABCDEF", a.shares, strict=False)]
    a.text.set_text("   ".join([*parts, f"white, nowhere yet: {1 - sum(a.shares):.0%}"]))
    if run.status == -1:
        return f"From {at([start_x, start_y])} it diverges. {ended(run)}"
    near = [letter for letter, end in zip("ABCDEF", a.ends, strict=False) if np.linalg.norm(run.x - end) < 0.05]
    where = f"at {near[0]}, " if near else ""
    return (
        f"From {at([start_x, start_y])} the path ends {where}near {at(run.x)}, with f = {run.fun:.3g} "
        f"and a gradient of length {np.linalg.norm(run.grad):.1g}."
    )


basins = Picture(None, draw_basins, update_basins, size=(6.4, 5.2))


def _not_the_nearest(f: Function, start_x: float, start_y: float, learning_rate: float) -> bool:
    start, minima = np.array([start_x, start_y]), np.array(Ground(f, size=5).minima)
    if not minima.size:
        return False
    end = descend(f, start, learning_rate, 100).x
    ends, nearest = (np.linalg.norm(minima - p, axis=1) for p in (end, start))
    return bool(ends.min() < 0.01 and ends.argmin() != nearest.argmin())


not_the_nearest = Target(
    "Find a start from which the path ends at a minimum that is not the nearest.", _not_the_nearest
)

# --- 6. stretched valleys -------------------------------------------------------------------------


def stretched(kappa: float, angle: float) -> Array:
    """Give the Hessian matrix of a valley `kappa` times as steep across as along, turned by `angle` degrees."""
    c, s = np.cos(np.deg2rad(angle)), np.sin(np.deg2rad(angle))
    turn = np.array([[c, -s], [s, c]])
    return np.asarray(turn @ np.diag([1.0, kappa]) @ turn.T)


def hessian_of(f: Function | None, kappa: float, angle: float) -> Array:
    """Give the Hessian matrix of a function's bowl; without a function, that of the valley with these numbers."""
    if f is None:
        return stretched(kappa, angle)
    found = Ground(f, size=5).hessian
    if found is None:
        raise ValueError(
            "f is no quadratic bowl, so it does not bend alike everywhere, and this picture cannot show it: "
            "write one such as p[0] ** 2 + 10 * p[1] ** 2"
        )
    return found


def rescaled(matrix: Array) -> Array:
    """Measure each coordinate in a unit that makes its own curvature 1: that is what feature scaling does."""
    size = np.sqrt(np.diag(matrix))
    return np.asarray(matrix / np.outer(size, size))


def steps_to(part: float, matrix: Array) -> int:
    """Give the steps at the best rate until f is at most `part` of its first value, from any start."""
    low, high = np.linalg.eigvalsh(matrix)
    shrink = (high - low) / (high + low)
    return 1 if shrink < 1e-12 else int(np.ceil(np.log(part) / (2 * np.log(shrink)) - 1e-9))


def draw_valley(axes: Any, most: int = 60) -> Artists:
    """Draw axes; make ellipses, directions and a path on the left, the value on the right."""
    land, side = axes.flat
    land.set(xlim=(-1.6, 1.6), ylim=(-1.6, 1.6), aspect="equal", xticks=[], yticks=[], xlabel="x", ylabel="y")
    side.set(xlim=(-1, most), yscale="log", ylim=(1e-9, 3), xlabel="steps taken", ylabel="f(x)")
    (rings,) = land.plot([], [], "-", color=GREY, lw=1)
    arms = [land.plot([], [], style, color=color, lw=2)[0] for style, color in (("-", BLUE), ("--", GREEN))]
    (curve,) = side.plot([], [], "-", color=ORANGE)
    side.axhline(1e-6, color=BLACK, lw=1, ls=":")
    side.text(0.99, 1e-6, "one millionth", transform=side.get_yaxis_transform(), ha="right", va="bottom")
    texts = [*row_above(land, (BLACK, 0.0)), *row_above(side, (ORANGE, 0.0))]
    return Artists(rings=rings, arms=arms, path=draw_path(land), curve=curve, texts=texts, most=most)


def update_valley(a: Artists, kappa: float, angle: float, scaled: bool = False, f: Function | None = None) -> str:
    """Run the descent at the best rate."""
    plain = hessian_of(f, kappa, angle)
    matrix = rescaled(plain) if scaled else plain
    (low, high), directions = np.linalg.eigh(matrix)
    matrix, high = matrix / low, high / low  # one unit of length is the valley's own: it always fills the picture
    turn = np.linspace(0, 2 * np.pi, 90)
    ellipse = directions @ np.array([np.cos(turn), np.sin(turn) / np.sqrt(high)])
    a.rings.set_data(*np.hstack([np.c_[size * ellipse, [np.nan, np.nan]] for size in (0.25, 0.5, 0.75, 1, 1.25)]))
    for arm, direction in zip(a.arms, directions.T, strict=True):
        arm.set_data(*np.outer(direction, [-1.5, 1.5]))
    start = directions @ np.array([1.0, 1 / np.sqrt(high)])
    run = gradient_descent(
        lambda p: np.sum(p * (matrix @ p), axis=0) / 2, start, grad=lambda p: matrix @ p,
        learning_rate=2 / (1 + high), steps=a.most,
    )  # fmt: skip
    move_path(a.path, *run.path.T)
    a.curve.set_data(np.arange(run.nit + 1), run.values)
    count = steps_to(1e-6, matrix)
    a.texts[0].set_text(f"condition number {high:.4g}")
    a.texts[1].set_text(f"{counted(count)} to a millionth")
    cured = f" after scaling, {np.linalg.cond(plain):.4g} before" if scaled else ""
    which = f"valley turned by {angle:g}°" if f is None else "the valley of your function"
    return f"Condition number {high:.4g}{cured}, {which}: {counted(count)} to a millionth."


valley = Picture(None, draw_valley, update_valley, panels=(1, 2), size=(8.6, 4.2))


def condition_cured(kappa_at_least: float, most: int) -> Target:
    """Ask for a stretched valley in which descent is fast all the same."""

    def reached(kappa: float, angle: float, scaled: bool, f: Function | None = None) -> bool:
        matrix = hessian_of(f, kappa, angle)
        stretch = np.linalg.cond(matrix) * (1 + 1e-9)
        return bool(stretch >= kappa_at_least and steps_to(1e-6, rescaled(matrix) if scaled else matrix) <= most)

    return Target(f"In a valley stretched {kappa_at_least:g} times or more, need {most} steps or fewer.", reached)


# --- 8. choosing the rate -------------------------------------------------------------------------


def draw_step_search(ax: Axes) -> Artists:
    """Draw what the slope promises; make what f does, what is enough, and the rates tried."""
    ax.set(xlim=(0, 1.06), ylim=(-1.1, 1.1), xlabel="rate t, as a part of the first try",
           ylabel="change of f,\nas a part of the promise")  # fmt: skip
    ax.plot([0, 1.06], [0, -1.06], ":", color=BLUE, lw=1.5)
    ax.axhline(0, color=GREY, lw=1)
    ax.text(0.02, -1.02, "·· promised by the slope", color=BLUE)
    (curve,) = ax.plot([], [], "-", color=BLACK)
    (line,) = ax.plot([], [], "--", color=GREEN)
    (refused,) = ax.plot([], [], "x", color=ORANGE, ms=11, mew=2.5)
    (taken,) = ax.plot([], [], "*", color=GREEN, ms=16, mec=BLACK)
    texts = row_above(ax, (BLACK, 0.0), (GREEN, 0.35), (ORANGE, 0.72))
    return Artists(curve=curve, line=line, refused=refused, taken=taken, texts=texts)


def search(f: Function, start_x: float, start_y: float, t: float, c1: float) -> tuple[Array, Array, float, int]:
    """Run one line search from a point; give the point, the gradient, the rate found, and how many were refused."""
    x = np.array([start_x, start_y], float)
    g = gradient_of(f)(x[:, None])[:, 0]
    if not np.isfinite([*g, f(x)]).all():
        raise no_start(x)
    if not np.any(g):
        return x, g, 0.0, 0
    rate, nfev = backtracking_line_search(f, x, -g, g, t=t, c1=c1)
    return x, g, rate, nfev - 2


def update_step_search(a: Artists, f: Function, start_x: float, start_y: float, t: float, c1: float) -> str:
    """Search from the start, straight down."""
    x, g, rate, refused = search(f, start_x, start_y, t, c1)
    for artist in (a.curve, a.line, a.refused, a.taken):
        artist.set_data([], [])
    for text, words in zip(a.texts, ("— f along the way", f"- - enough: {c1:g} of it", ""), strict=True):
        text.set_text(words)
    if not np.any(g):
        return f"At {at(x)} the gradient is 0: there is no way down, and nothing to search."
    if rate == 0:
        return f"From {at(x)}, first try {t:g}: none of {refused + 1} rates is good enough, and the search gives up."
    promise = t * float(g @ g)

    def change(s: Any) -> Array:
        return np.asarray((along(f, x - np.multiply.outer(s * t, g)) - float(f(x))) / promise)

    s = np.linspace(0, 1.06, 121)
    tries = 0.5 ** np.arange(refused + 1)
    heights = np.clip(change(tries), -1.05, 1.05)
    a.curve.set_data(s, change(s))
    a.line.set_data(s, -c1 * s)
    a.refused.set_data(tries[:-1], heights[:-1])
    a.taken.set_data(tries[-1:], heights[-1:])
    a.texts[2].set_text(f"x refused: {refused}")
    times = f"{refused} rates were refused" if refused != 1 else "1 rate was refused"
    return (
        f"From {at(x)}, first try {t:g}: {times}, and {rate:.3g} is taken. f falls from {float(f(x)):.4g} "
        f"to {float(f(x - rate * g)):.4g}."
    )


step_search = Picture(None, draw_step_search, update_step_search)


def _at_once(f: Function, start_x: float, start_y: float, t: float, c1: float) -> bool:
    refused = [search(f, start_x, start_y, first, c1)[3] for first in (t, 2 * t)]
    return refused == [0, 1]


accepted_at_once = Target("Find a first try that is taken at once, while twice that rate is refused.", _at_once)

RATES = 1000


def final_values(f: Function, start: ArrayLike, rates: Array, steps: int) -> Array:
    """Run descent at many rates, as one array computation; give f at the end of each, nan where it is not finite."""
    with np.errstate(all="ignore"):
        ends = sweep(gradient_of(f), start, rates, steps=steps).path[-1]
        found = np.full(len(rates), np.nan)
        here = np.isfinite(ends).all(axis=0)
        if here.any():
            found[here] = along(f, ends[:, here].T)
        return np.where(np.isfinite(found), found, np.nan)


def heights_of(ground: Ground, ends: Array) -> Array:
    """Give the ends above the smallest value of f; where that is not known, above the lowest of them."""
    low = np.nanmin(ends) if np.isnan(ground.low) else ground.low
    return np.asarray(np.maximum(ends - low, 1e-16))


def draw_rate_sweep(ax: Axes, f: Function, slowest: float = 1e-3, fastest: float = 1.0) -> Artists:
    """Draw the thresholds; make the final value as a curve over the rate, and a mark on it."""
    ground = Ground(f)
    log_axes(ax, (slowest, fastest), (1e-16, 1e8))
    ax.xaxis.set_major_locator(LogLocator(10))
    above = "" if ground.low == 0 else ", above the lowest" if np.isnan(ground.low) else ", above the minimum"
    ax.set(xlabel="learning rate", ylabel=f"f(x) at the end{above}")
    if ground.curvatures:
        for rate, style, words, ha in zip(
            thresholds(ground.curvatures), ("-", "--", "-"), ("1/L ", "", " 2/L"), ("right", "", "left"), strict=True
        ):
            ax.axvline(rate, color=BLACK, lw=1.2, ls=style)
            if words:
                ax.text(rate, 0.03, words, transform=ax.get_xaxis_transform(), ha=ha)
    (curve,) = ax.plot([], [], "-", color=BLUE)
    (mark,) = ax.plot([], [], "o", color=ORANGE, ms=10, mec=BLACK)
    return Artists(ground=ground, rates=np.geomspace(slowest, fastest, RATES), curve=curve, mark=mark,
                   text=row_above(ax, (ORANGE, 0.0))[0])  # fmt: skip


def update_rate_sweep(a: Artists, f: Function, start_x: float, start_y: float, learning_rate: float, steps: int) -> str:
    """Run all rates, and mark one."""
    ends = final_values(f, [start_x, start_y], np.append(a.rates, learning_rate), steps)
    if np.isnan(ends[:-1]).all():
        raise no_start([start_x, start_y])
    heights = heights_of(a.ground, ends)
    a.curve.set_data(a.rates, heights[:-1])
    a.mark.set_data([learning_rate], [min(heights[-1], 1e8)])
    best = np.nanargmin(ends[:-1])
    here = "no finite number" if np.isnan(ends[-1]) else f"{ends[-1]:.2g}"
    a.text.set_text(f"rate {learning_rate:g}: f = {here}")
    return (
        f"{RATES} rates, {counted(steps)} each: the lowest end, {ends[best]:.2g}, is at rate {a.rates[best]:.3g}. "
        f"At rate {learning_rate:g} it is {here}."
    )


rate_sweep = Picture(None, draw_rate_sweep, update_rate_sweep)


def lowest_rate(slowest: float = 1e-3, fastest: float = 1.0, within: float = 10.0) -> Target:
    """Ask for a rate that is nearly as good as the best of all."""

    def reached(f: Function, start_x: float, start_y: float, learning_rate: float, steps: int) -> bool:
        rates = np.append(np.geomspace(slowest, fastest, RATES), learning_rate)
        heights = heights_of(Ground(f, size=5), final_values(f, [start_x, start_y], rates, steps))
        return bool(heights[-1] <= within * np.nanmin(heights[:-1]))

    return Target("Put the mark on the lowest point of the curve, or close to it.", reached)
