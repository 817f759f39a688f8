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
from coursekit.functions import ExactFunction, get
from coursekit.live import log_slider, menu, slider, switch
from coursekit.live.picture import BLACK, BLUE, GREEN, GREY, ORANGE, PURPLE, Picture, Target
from coursekit.numerics.descents import along, length
from coursekit.numerics.one_variable import Array, Function
from coursekit.pictures.kit import draw_curve, limits, line, log_axes, row_above, slope_at
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
from coursekit.words import mark, say, say_count

CURVES = {"x²": get("x**2"), "x⁴ − 3x³ + 2": get("x**4 - 3x**3 + 2")}
BOWLS = {"½(x² + 10y²)": get("ellipse"), mark("Booth's function"): get("booth")}
BUMPS = {"Himmelblau": get("himmelblau"), "Styblinski-Tang": get("styblinski-tang")}
CURVED = {"Rosenbrock": get("rosenbrock"), "Beale": get("beale")}

RATE = mark("learning rate")
START_X, START_Y = mark("start x"), mark("start y")

# --- 1 and 2. one dimension, and the rule ---------------------------------------------------------

RULES: dict[str, Function] = {
    mark("x − rate · slope"): lambda slope: slope,
    mark("x + rate · slope"): lambda slope: -slope,
    mark("x − rate"): lambda _: 1.0,
}
"""What each rule takes for the slope: the right one, one with the wrong sign, and one that does not ask f."""
DESCENT = next(iter(RULES))


def ended(run: DescentResult) -> str:
    """Say where a run has left the numbers."""
    return say("It ends after {steps}: then f or its slope is no finite number.", steps=counted(run.nit))


def see_rolling(f: Function, start: float, learning_rate: float, steps: int, rule: str = DESCENT) -> dict[str, Any]:
    """Run the rule in one dimension; a wrong rule is descent with a wrong slope."""
    taken = RULES[rule]
    run = descend(f, float(start), learning_rate, steps, grad=lambda x: taken(slope_at(f, float(x))))
    x, values = float(run.x), np.asarray(run.values)
    minima = f.minima if isinstance(f, ExactFunction) else ()
    return {
        "run": run,
        "slope": slope_at(f, x) if run.status != -1 else np.nan,
        "distance": min((abs(x - m) for m in minima), default=np.nan),
        "uphill": run.nit > 2 and bool(np.all(np.diff(values) > 0)),
    }


def draw_rolling(ax: Axes, f: Function, low: float | None = None, high: float | None = None) -> Artists:
    """Draw the curve; make the path on it."""
    left, right = draw_curve(ax, f, low, high, "f(x)")
    room = 0.02 * (right - left)  # so that a start at the rim is seen whole
    ax.set_xlim(left - room, right + room)
    return Artists(path=draw_path(ax), texts=row_above(ax, (ORANGE, 0.0), (BLACK, 0.6)))


def move_rolling(a: Artists, start: float, learning_rate: float, run: Any, slope: float) -> str:
    """Put the path on the curve."""
    move_path(a.path, run.path, run.values)
    x, first, height = float(run.x), float(run.values[0]), float(run.values[-1])
    a.texts[0].set_text(say("{steps}: x = {x:.4g}", steps=counted(run.nit), x=x))
    a.texts[1].set_text(f"f(x) = {height:.4g}")
    if run.status == -1:
        diverges = say("From {start:g} at rate {rate:g} it diverges.", start=start, rate=learning_rate)
        return f"{diverges} {ended(run)}"
    trend = say("f rose") if height > first else say("f fell") if height < first else say("f is the same")
    return say(
        "From {start:g} at rate {rate:g}: after {steps} x = {x:.5g}. {trend}, from {first:.4g} to {height:.4g}. "
        "The slope there is {slope:.2g}.",
        start=start, rate=learning_rate, steps=counted(run.nit), x=x, trend=trend, first=first, height=height,
        slope=slope,
    )  # fmt: skip


rolling = Picture(
    see_rolling, draw_rolling, move_rolling,
    controls={"f": menu(CURVES), "start": slider(-1, 3, value=2.5, step=0.1, label=mark("start")),
              "learning_rate": slider(0.01, 1.2, value=0.03, step=0.01, label=RATE),
              "steps": slider(0, 30, value=10, step=1, play=True, label=mark("steps"))},
    target=Target(mark("Come within {bound:g} of the minimum in {after} steps or fewer."),
                  lambda distance, steps, bound=0.001, after=10: steps <= after and distance < bound),
)  # fmt: skip

flat = Target(mark("Come to a place where the slope is less than {bound:g}."),
              lambda run, slope, bound=0.01: run.status >= 0 and abs(slope) < bound)  # fmt: skip

rules = Picture(
    see_rolling, draw_rolling, move_rolling,
    controls={"f": menu({"x²": get("x**2")}), "rule": menu(list(RULES), label=mark("rule")),
              "start": slider(-3, 3, value=3, step=0.1, label=mark("start")),
              "learning_rate": slider(0.01, 1.2, value=0.25, step=0.01, label=RATE),
              "steps": slider(0, 30, value=12, step=1, play=True, label=mark("steps"))},
    target=Target(mark("With “x − rate”, find a start from which every step goes uphill."),
                  lambda rule, uphill: rule == "x − rate" and uphill),
)  # fmt: skip

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
    side.set(xlim=(-0.03 * most, 1.03 * most), xlabel=say("steps taken"), ylabel="f(x)")
    if np.isnan(ground.low):
        side.set_ylim(*limits(ground.z))
    else:
        top = np.max(ground.height(ground.z))
        side.set(
            yscale="log",
            ylim=(deepest, 10 * top),
            ylabel=say("f(x) above the minimum") if abs(ground.low) > 1e-9 * top else "f(x)",
        )
    scale.set(xscale="log", xlim=(slowest, fastest), ylim=(0, 1), yticks=[], xlabel=say(RATE))
    scale.spines["left"].set_visible(False)
    scale.grid(False)
    curve, last = line(side, "-", ORANGE), line(side, "*", ORANGE, ms=15, mec=BLACK)
    here = line(scale, "v", ORANGE, ms=13, mec=BLACK, clip_on=False)
    lines = [line(scale, style, BLACK, lw=1.6, clip_on=False) for style in ("-", "--", "-")]
    marks = [scale.text(1, y, "", ha=ha, va="bottom") for y, ha in ((1.02, "right"), (1.45, "center"), (1.02, "left"))]
    names = [scale.text(1, 0.65, "", color=color, ha="center", va="center") for color in REGIMES.values()]
    word = land.text(0, 1.03, "", transform=land.transAxes, va="bottom", weight="bold")
    (value,) = row_above(side, (ORANGE, 0.0))
    return Artists(
        window=(slowest, fastest), path=draw_path(land), curve=curve, last=last, here=here,
        lines=lines, marks=marks, names=names, word=word, value=value,
    )  # fmt: skip


def see_descent(
    f: Function, start_x: float, start_y: float, learning_rate: float, steps: int, bounds: Bounds | None = None,
    momentum: float = 0.0, nesterov: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """Run the descent, and name its regime."""
    run = descend(f, [start_x, start_y], learning_rate, steps, momentum=momentum, nesterov=nesterov)
    ground = Ground(f, bounds, size=5)
    edges = thresholds(ground.curvatures, momentum, nesterov) if ground.curvatures else None
    if edges:
        regime = regime_of_rate(learning_rate, edges)
    else:
        regime = "diverging" if run.status == -1 else regime_of_path(run.path)
    if momentum and regime == "zigzag":
        regime = "overshooting"
    return {
        "run": run, "regime": regime, "edges": edges,
        "heights": ground.height(run.values), "above": float(np.asarray(run.fun)) - ground.low,
    }  # fmt: skip


def move_descent(
    a: Artists, learning_rate: float, run: Any, regime: str, edges: Any, heights: Array, momentum: float = 0.0
) -> str:
    """Put the path on the ground, the values beside it, and the rate on its scale."""
    move_path(a.path, *run.path.T)
    a.curve.set_data(np.arange(len(heights)), heights)
    a.last.set_data([run.nit], heights[-1:])
    a.here.set_data([learning_rate], [0.1])
    a.word.set_text(say(regime))
    a.word.set_color(REGIMES.get(regime, PURPLE))
    a.value.set_text(f"{counted(run.nit)}: {heights[-1]:.3g}")
    told = [say("Learning rate {rate:g}: {regime}.", rate=learning_rate, regime=say(regime))]
    told.append(_move_scale(a, edges, momentum) if edges else say("f is no bowl."))
    if run.status == -1:
        return " ".join([*told, ended(run)])
    if regime == "diverging" and heights[-1] < heights[0]:
        told.append(say("It does not show yet."))  # a start on the gentle axis, or only a few steps
    told.append(say("After {steps} f = {f:.3g} at {place}.", steps=counted(run.nit), f=run.fun, place=at(run.x)))
    return " ".join(told)


def _move_scale(a: Artists, edges: tuple[float, float, float], momentum: float) -> str:
    """Put the thresholds and the names of the regimes on the scale of rates; say the thresholds."""
    slowest, fastest = a.window
    plain = ("1/L ", "2/(L+μ)", " 2/L")
    for edge, name, rate, words, top in zip(a.lines, a.marks, edges, plain, (1, 1.5, 1), strict=True):
        seen = bool(slowest < rate < fastest)
        edge.set_data([rate, rate], [0, top])
        name.set_position((rate, name.get_position()[1]))
        name.set_text(words if momentum == 0 else f"{rate:.2g}")
        edge.set_visible(seen)
        name.set_visible(seen)
    ends = np.clip([slowest, *bounds_of(edges).values(), fastest], slowest, fastest)
    for text, regime, left, right in zip(a.names, REGIMES, ends[:-1], ends[1:], strict=True):
        name = say("overshooting") if momentum and regime == "zigzag" else say(regime)
        fits = np.log(right / left) > (0.01 + 0.012 * len(name)) * np.log(fastest / slowest)
        text.set_position((np.sqrt(left * right), 0.65))
        text.set_text(name if fits else "")
    if momentum:
        return say("It overshoots from {first:.2g} on and diverges from {last:.2g} on.", first=edges[0], last=edges[2])
    return say(
        "1/L = {first:.3g}, 2/(L+μ) = {best:.3g}, 2/L = {last:.3g}.", first=edges[0], best=edges[1], last=edges[2]
    )


below = Target(mark("Bring f(x) within {bound:g} of its smallest value in {after} steps or fewer."),
               lambda above, steps, bound=1e-5, after=40: steps <= after and above < bound)  # fmt: skip
one_step = Target(mark("Bring f(x) within {bound:g} of its smallest value in a single step."),
                  lambda above, steps, bound=1e-3: steps <= 1 and above < bound)  # fmt: skip


def downhill(target: Target = below, **controls: Any) -> Picture:
    """Declare a picture of descent in two dimensions."""
    return Picture(
        see_descent, draw_descent, move_descent, controls=controls, target=target, panels=(2, 2), size=(8.6, 5.0)
    )


descent = downhill(
    f=menu(BOWLS), start_x=slider(-4, 4, value=-3.5, step=0.1, label=START_X),
    start_y=slider(-4, 4, value=1.5, step=0.1, label=START_Y),
    learning_rate=log_slider(0.005, 0.5, value=0.05, per_decade=20, label=RATE),
    steps=slider(0, 60, value=40, step=1, play=True, label=mark("steps")), slowest=0.005, fastest=0.5,
)  # fmt: skip

MOMENTUM = {
    "momentum": slider(0, 0.95, value=0, step=0.05, label=mark("momentum")),
    "nesterov": switch(label=mark("Nesterov")),
    "slowest": 1e-4,
    "fastest": 0.1,
}
momentum = downhill(
    Target(below.words, lambda above, steps, bound=1e-6, after=100: steps <= after and above < bound),
    f=menu(BOWLS), start_x=-3.5, start_y=1.5, learning_rate=log_slider(1e-4, 0.1, value=0.0158, label=RATE),
    steps=slider(0, 100, value=100, step=1, play=True, label=mark("steps")), most=100, deepest=1e-16, **MOMENTUM,
)  # fmt: skip
curved_valleys = downhill(
    Target(below.words, lambda above, steps, bound=1e-3, after=300: steps <= after and above < bound),
    f=menu(CURVED), start_x=slider(-2, 2, value=-1.2, step=0.1, label=START_X),
    start_y=slider(-1, 3, value=1, step=0.1, label=START_Y),
    learning_rate=log_slider(1e-4, 0.1, value=0.001, label=RATE),
    steps=slider(0, 300, value=300, step=10, play=True, label=mark("steps")), most=300, **MOMENTUM,
)  # fmt: skip

shifted_bowl = downhill(
    one_step, f=menu({"(x − 5)² + (y − 5)²": lambda p: (p[0] - 5) ** 2 + (p[1] - 5) ** 2}), bounds=((-1, 11), (-1, 11)),
    start_x=0, start_y=0, learning_rate=log_slider(0.01, 10, value=0.1, label=RATE),
    steps=slider(0, 60, value=40, step=1, play=True, label=mark("steps")), slowest=0.01, fastest=10,
)  # fmt: skip

# --- 4. when to stop ------------------------------------------------------------------------------


def textbook(f: Function) -> Function:
    """Give the gradient as many books compute it: central differences with the one step 1e-4, wherever x is."""
    return lambda x: np.array([(f(x + e) - f(x - e)) / 2e-4 for e in 1e-4 * np.eye(2)])


def see_stopping(
    f: Function, start_x: float, start_y: float, learning_rate: float, tol: float, steps: int = 100,
    gradient: str = "exact",
) -> dict[str, Any]:  # fmt: skip
    """Run descent until it stops by itself; find the length of its gradient and the way left at each point."""
    start = [start_x, start_y]
    exact = f.grad if isinstance(f, ExactFunction) else numerical(f, np.array(start, float))
    grad = textbook(f) if gradient == "textbook" else exact
    run = descend(f, start, learning_rate, steps, grad, tol=tol)
    ground = Ground(f, size=5)
    away = np.array([ground.distance(p) for p in run.path])
    return {"run": run, "lengths": np.array([length(grad(p)) for p in run.path]), "away": away, "distance": away[-1]}


def draw_stopping(ax: Axes, steps: int = 100, smallest: float = 1e-16, largest: float = 1e16) -> Artists:
    """Draw axes; make the length of the gradient, the distance to the minimum, and the tolerance."""
    ax.set(xlim=(-1, steps), yscale="log", ylim=(smallest / 10, largest), xlabel=say("steps taken"))
    slope, away = line(ax, "-", ORANGE), line(ax, "--", BLUE)
    stop = line(ax, "s", BLACK, ms=8)
    tol = ax.axhline(1, color=BLACK, lw=1, ls=":")
    name = ax.text(0.995, 1, "tol ", transform=ax.get_yaxis_transform(), ha="right", va="bottom")
    texts = row_above(ax, (ORANGE, 0.0), (BLUE, 0.5))
    return Artists(slope=slope, away=away, stop=stop, tol=tol, name=name, texts=texts)


def move_stopping(a: Artists, tol: float, run: Any, lengths: Array, away: Array, distance: float) -> str:
    """Draw the run up to its stop."""
    count = np.arange(run.nit + 1)
    a.slope.set_data(count, np.maximum(lengths, 1e-16))
    a.away.set_data(count, np.maximum(away, 1e-16))
    a.stop.set_data([run.nit], [max(lengths[-1], 1e-16)])
    a.tol.set_ydata([tol, tol])
    a.name.set_position((0.995, tol))
    a.texts[0].set_text(say("— length of the gradient: {length:.2g}", length=lengths[-1]))
    known = np.isfinite(distance)
    a.texts[1].set_text(say("- - distance to the minimum: {distance:.2g}", distance=distance) if known else "")
    told = say("Stopped after {steps}. {message}", steps=counted(run.nit), message=run.message)
    return told + " " + say("The minimum is {distance:.2g} away.", distance=distance) if known else told


stopping = Picture(
    see_stopping, draw_stopping, move_stopping,
    controls={"f": menu({mark("Matyas' function"): get("matyas"), "x² + y²": get("sphere")}), "start_x": 3,
              "start_y": 4, "learning_rate": log_slider(0.01, 10, value=1, label=RATE),
              "tol": log_slider(1, 1e-8, value=0.1, per_decade=2), "steps": 200, "smallest": 1e-9, "largest": 1e3},
    target=Target(mark("Let it stop by its gradient, within {bound:g} of the minimum."),
                  lambda run, distance, bound=1e-3: run.status == 0 and distance < bound),
)  # fmt: skip

frozen = Picture(
    see_stopping, draw_stopping, move_stopping,
    controls={"f": menu({"x² + y²": get("sphere")}), "start_x": -3, "start_y": 4,
              "learning_rate": log_slider(0.1, 10, value=0.1, label=RATE),
              "tol": log_slider(1, 1e-8, value=1e-3, per_decade=2),
              "gradient": menu({mark("h = 0.0001, wherever x is"): "textbook", mark("exact"): "exact"},
                               label=mark("gradient"))},
    target=Target(mark("Make it say that all is well, more than a million away from the minimum."),
                  lambda run, distance: run.status == 0 and distance > 1e6),
)  # fmt: skip

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
    ax.set(xlim=(left, right), ylim=(bottom, top), xlabel=say(START_X), ylabel=say(START_Y))
    ax.grid(False)
    shares = [float(np.mean(number == k)) for k in range(len(ends))]
    return Artists(ends=ends, shares=shares, path=draw_path(ax), text=row_above(ax, (BLACK, 0.0))[0])


def see_basins(
    f: Function, start_x: float, start_y: float, learning_rate: float, bounds: Bounds | None = None, steps: int = 100
) -> dict[str, Any]:
    """Run one descent, and see whether it comes to the minimum that is nearest to its start."""
    run = descend(f, [start_x, start_y], learning_rate, steps)
    minima = np.array(Ground(f, bounds, size=5).minima)
    nearest = True
    if minima.size:
        to_end, to_start = (np.linalg.norm(minima - p, axis=1) for p in (run.x, [start_x, start_y]))
        nearest = not (to_end.min() < 0.01 and to_end.argmin() != to_start.argmin())
    return {"run": run, "slope": length(run.grad), "nearest": nearest}


def move_basins(a: Artists, start_x: float, start_y: float, run: Any, slope: float) -> str:
    """Put the path on the map."""
    move_path(a.path, *run.path.T)
    parts = [f"{letter} {share:.0%}" for letter, share in zip("ABCDEF", a.shares, strict=False)]
    nowhere = say("white, nowhere yet: {share:.0%}", share=1 - sum(a.shares))
    a.text.set_text("   ".join([*parts, nowhere]))
    start = at([start_x, start_y])
    if run.status == -1:
        return say("From {start} it diverges.", start=start) + " " + ended(run)
    near = [letter for letter, end in zip("ABCDEF", a.ends, strict=False) if np.linalg.norm(run.x - end) < 0.05]
    where = (
        say("at {letter}, near {place}", letter=near[0], place=at(run.x))
        if near
        else say("near {place}", place=at(run.x))
    )
    return say(
        "From {start} the path ends {where}, with f = {f:.3g} and a gradient of length {slope:.1g}.",
        start=start, where=where, f=run.fun, slope=slope,
    )  # fmt: skip


basins = Picture(
    see_basins, draw_basins, move_basins, size=(6.4, 5.2),
    controls={"f": menu(BUMPS), "start_x": slider(-5, 5, value=-1, step=0.25, label=START_X),
              "start_y": slider(-5, 5, value=4, step=0.25, label=START_Y),
              "learning_rate": log_slider(0.001, 0.1, value=0.01, per_decade=5, label=RATE)},
    target=Target(mark("Find a start from which the path ends at a minimum that is not the nearest."),
                  lambda nearest: not nearest),
)  # fmt: skip

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
            say(
                "f is no quadratic bowl, so it does not bend alike everywhere, and this picture cannot show it: "
                "write one such as p[0] ** 2 + 10 * p[1] ** 2"
            )
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
    side.set(xlim=(-1, most), yscale="log", ylim=(1e-9, 3), xlabel=say("steps taken"), ylabel="f(x)")
    rings = line(land, "-", GREY, lw=1)
    arms = [line(land, style, color, lw=2) for style, color in (("-", BLUE), ("--", GREEN))]
    curve = line(side, "-", ORANGE)
    side.axhline(1e-6, color=BLACK, lw=1, ls=":")
    side.text(0.99, 1e-6, say("one millionth"), transform=side.get_yaxis_transform(), ha="right", va="bottom")
    texts = [*row_above(land, (BLACK, 0.0)), *row_above(side, (ORANGE, 0.0))]
    return Artists(rings=rings, arms=arms, path=draw_path(land), curve=curve, texts=texts, most=most)


def see_valley(kappa: float, angle: float, scaled: bool = False, f: Function | None = None) -> dict[str, Any]:
    """Find how stretched the valley is, before scaling and now, and how many steps it takes at the best rate."""
    plain = hessian_of(f, kappa, angle)
    matrix = rescaled(plain) if scaled else plain
    (low, high), directions = np.linalg.eigh(matrix)
    # One unit of length is the valley's own: it always fills the picture.
    return {
        "matrix": matrix / low, "condition": high / low, "directions": directions,
        "before": float(np.linalg.cond(plain)), "count": steps_to(1e-6, matrix), "own": f is not None,
    }  # fmt: skip


def move_valley(
    a: Artists, angle: float, matrix: Array, condition: float, directions: Array, before: float, count: int, own: bool,
    scaled: bool = False,
) -> str:  # fmt: skip
    """Run the descent at the best rate."""
    turn = np.linspace(0, 2 * np.pi, 90)
    ellipse = directions @ np.array([np.cos(turn), np.sin(turn) / np.sqrt(condition)])
    a.rings.set_data(*np.hstack([np.c_[size * ellipse, [np.nan, np.nan]] for size in (0.25, 0.5, 0.75, 1, 1.25)]))
    for arm, direction in zip(a.arms, directions.T, strict=True):
        arm.set_data(*np.outer(direction, [-1.5, 1.5]))
    start = directions @ np.array([1.0, 1 / np.sqrt(condition)])
    run = gradient_descent(
        lambda p: np.sum(p * (matrix @ p), axis=0) / 2, start, grad=lambda p: matrix @ p,
        learning_rate=2 / (1 + condition), steps=a.most,
    )  # fmt: skip
    move_path(a.path, *run.path.T)
    a.curve.set_data(np.arange(run.nit + 1), run.values)
    a.texts[0].set_text(say("condition number {condition:.4g}", condition=condition))
    a.texts[1].set_text(say("{steps} to a millionth", steps=counted(count)))
    told = {
        "number": say("{condition:.4g} after scaling, {before:.4g} before", condition=condition, before=before)
        if scaled
        else f"{condition:.4g}",
        "valley": say("the valley of your function") if own else say("valley turned by {angle:g}°", angle=angle),
        "steps": counted(count),
    }
    return say("Condition number {number}, {valley}: {steps} to a millionth.", **told)


valley = Picture(
    see_valley, draw_valley, move_valley, panels=(1, 2), size=(8.6, 4.2),
    controls={"f": menu({mark("set by the sliders"): None}, label=mark("valley")),
              "kappa": log_slider(1, 1000, value=100, per_decade=5, label=mark("steepness, across to along")),
              "angle": slider(0, 45, value=20, step=5, label=mark("turned by (degrees)")),
              "scaled": switch(label=mark("scaled"))},
    target=Target(mark("In a valley stretched {stretch:g} times or more, need {most_steps} steps or fewer."),
                  lambda before, count, stretch=100, most_steps=20:
                      before * (1 + 1e-9) >= stretch and count <= most_steps),
)  # fmt: skip

# --- 8. choosing the rate -------------------------------------------------------------------------

WAY = np.linspace(0, 1.06, 121)


def draw_step_search(ax: Axes) -> Artists:
    """Draw what the slope promises; make what f does, what is enough, and the rates tried."""
    ax.set(xlim=(0, 1.06), ylim=(-1.1, 1.1), xlabel=say("rate t, as a part of the first try"),
           ylabel=say("change of f,\nas a part of the promise"))  # fmt: skip
    ax.plot([0, 1.06], [0, -1.06], ":", color=BLUE, lw=1.5)
    ax.axhline(0, color=GREY, lw=1)
    ax.text(0.02, -1.02, say("·· promised by the slope"), color=BLUE)
    curve, enough = line(ax, "-", BLACK), line(ax, "--", GREEN)
    refused, taken = line(ax, "x", ORANGE, ms=11, mew=2.5), line(ax, "*", GREEN, ms=16, mec=BLACK)
    texts = row_above(ax, (BLACK, 0.0), (GREEN, 0.35), (ORANGE, 0.72))
    return Artists(curve=curve, line=enough, refused=refused, taken=taken, texts=texts)


def search(f: Function, x: Array, g: Array, t: float, c1: float) -> tuple[float, int]:
    """Run one line search straight down; give the rate found, and how many were refused."""
    rate, nfev = backtracking_line_search(f, x, -g, g, t=t, c1=c1)
    return rate, nfev - 2


def see_step_search(f: Function, start_x: float, start_y: float, t: float, c1: float) -> dict[str, Any]:
    """Search from the start, and once more with twice the first try; find f along the way, beside what was promised."""
    x = np.array([start_x, start_y], float)
    g = gradient_of(f)(x[:, None])[:, 0]
    if not np.isfinite([*g, f(x)]).all():
        raise no_start(x)
    nothing = {"x": x, "rate": 0.0, "refused": 0, "twice": 0, "way": None, "tries": None, "falls": None}
    if not np.any(g):
        return nothing | {"level": True}
    rate, refused = search(f, x, g, t, c1)
    if rate == 0:
        return nothing | {"level": False, "refused": refused}
    promise = t * float(g @ g)

    def change(s: Any) -> Array:
        return np.asarray((along(f, x - np.multiply.outer(s * t, g)) - float(f(x))) / promise)

    return {
        "x": x, "level": False, "rate": rate, "refused": refused, "twice": search(f, x, g, 2 * t, c1)[1],
        "way": change(WAY), "tries": change(0.5 ** np.arange(refused + 1)),
        "falls": (float(f(x)), float(f(x - rate * g))),
    }  # fmt: skip


def move_step_search(
    a: Artists, t: float, c1: float, x: Array, level: bool, rate: float, refused: int, way: Any, tries: Any, falls: Any
) -> str:
    """Draw what f does along the way, what is enough, and the rates that were tried."""
    for artist in (a.curve, a.line, a.refused, a.taken):
        artist.set_data([], [])
    a.texts[0].set_text(say("— f along the way"))
    a.texts[1].set_text(say("- - enough: {part:g} of it", part=c1))
    a.texts[2].set_text("")
    if level:
        return say("At {place} the gradient is 0: there is no way down, and nothing to search.", place=at(x))
    if rate == 0:
        return say(
            "From {place}, first try {t:g}: none of {count} rates is good enough, and the search gives up.",
            place=at(x), t=t, count=refused + 1,
        )  # fmt: skip
    tried, heights = 0.5 ** np.arange(refused + 1), np.clip(tries, -1.05, 1.05)
    a.curve.set_data(WAY, way)
    a.line.set_data(WAY, -c1 * WAY)
    a.refused.set_data(tried[:-1], heights[:-1])
    a.taken.set_data(tried[-1:], heights[-1:])
    a.texts[2].set_text(say("x refused: {count}", count=refused))
    return say(
        "From {place}, first try {t:g}: {refused}, and {rate:.3g} is taken. f falls from {before:.4g} to {after:.4g}.",
        place=at(x), t=t, rate=rate, before=falls[0], after=falls[1],
        refused=say_count("{count} rate was refused", "{count} rates were refused", refused),
    )  # fmt: skip


step_search = Picture(
    see_step_search, draw_step_search, move_step_search,
    controls={"f": menu({"Rosenbrock": get("rosenbrock"), "Himmelblau": get("himmelblau")}),
              "start_x": slider(-2, 2, value=-1.2, step=0.1, label=START_X),
              "start_y": slider(-1, 3, value=1, step=0.1, label=START_Y),
              "t": log_slider(0.0001, 1, value=0.01, label=mark("first try t")),
              "c1": menu({"0.0001": 1e-4, "0.1": 0.1, "0.5": 0.5}, label=mark("part c"))},
    target=Target(mark("Find a first try that is taken at once, while twice that rate is refused."),
                  lambda refused, twice, rate: rate > 0 and refused == 0 and twice == 1),
)  # fmt: skip

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
    if ground.low == 0:
        end = say("f(x) at the end")
    elif np.isnan(ground.low):
        end = say("f(x) at the end, above the lowest")
    else:
        end = say("f(x) at the end, above the minimum")
    ax.set(xlabel=say(RATE), ylabel=end)
    if ground.curvatures:
        for rate, style, words, ha in zip(
            thresholds(ground.curvatures), ("-", "--", "-"), ("1/L ", "", " 2/L"), ("right", "", "left"), strict=True
        ):
            ax.axvline(rate, color=BLACK, lw=1.2, ls=style)
            if words:
                ax.text(rate, 0.03, words, transform=ax.get_xaxis_transform(), ha=ha)
    curve, mark = line(ax, "-", BLUE), line(ax, "o", ORANGE, ms=10, mec=BLACK)
    return Artists(rates=np.geomspace(slowest, fastest, RATES), curve=curve, mark=mark,
                   text=row_above(ax, (ORANGE, 0.0))[0])  # fmt: skip


def see_rate_sweep(
    f: Function, start_x: float, start_y: float, learning_rate: float, steps: int,
    slowest: float = 1e-3, fastest: float = 1.0,
) -> dict[str, Any]:  # fmt: skip
    """Run all rates and the chosen one; find f at the end of each, and the best."""
    rates = np.append(np.geomspace(slowest, fastest, RATES), learning_rate)
    ends = final_values(f, [start_x, start_y], rates, steps)
    if np.isnan(ends[:-1]).all():
        raise no_start([start_x, start_y])
    heights = heights_of(Ground(f, size=5), ends)
    best = int(np.nanargmin(ends[:-1]))
    return {
        "heights": heights[:-1], "height": heights[-1], "here": ends[-1],
        "lowest": ends[best], "best_rate": rates[best],
    }  # fmt: skip


def move_rate_sweep(
    a: Artists, learning_rate: float, steps: int, heights: Array, height: float, here: float,
    lowest: float, best_rate: float,
) -> str:  # fmt: skip
    """Draw f at the end over the rate, and mark one rate."""
    a.curve.set_data(a.rates, heights)
    a.mark.set_data([learning_rate], [min(height, 1e8)])
    end = say("no finite number") if np.isnan(here) else f"{here:.2g}"
    a.text.set_text(say("rate {rate:g}: f = {end}", rate=learning_rate, end=end))
    return say(
        "{count} rates, {steps} each: the lowest end, {lowest:.2g}, is at rate {best:.3g}. "
        "At rate {rate:g} it is {end}.",
        count=RATES, steps=counted(steps), lowest=lowest, best=best_rate, rate=learning_rate, end=end,
    )  # fmt: skip


rate_sweep = Picture(
    see_rate_sweep, draw_rate_sweep, move_rate_sweep,
    controls={"f": menu(BOWLS), "start_x": -3.5, "start_y": 1.5,
              "learning_rate": log_slider(0.001, 1, value=0.01, per_decade=20, label=RATE),
              "steps": slider(1, 200, value=50, step=1, play=True, label=mark("steps"))},
    target=Target(mark("Put the mark on the lowest point of the curve, or close to it."),
                  lambda height, heights: height <= 10 * np.nanmin(heights)),
)  # fmt: skip
