"""A path downhill: in one dimension, by three rules, on bowls and in valleys, with and without momentum."""

from types import SimpleNamespace as Artists
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from coursekit.functions import ExactFunction, get
from coursekit.live import Handle, log_slider, menu, slider, switch
from coursekit.live.picture import BLACK, ORANGE, PURPLE, Picture, Target
from coursekit.numerics.one_variable import Array, Function
from coursekit.pictures.kit import draw_curve, is_narrow, limits, line, row_above, slope_at, values, window
from coursekit.pictures.landscape import (
    RATE,
    START,
    START_X,
    START_Y,
    Bounds,
    Ground,
    at,
    counted,
    descend,
    draw_contours,
    draw_path,
    ended,
    move_path,
)
from coursekit.pictures.regimes import REGIMES, bounds_of, regime_of_path, regime_of_rate, thresholds
from coursekit.words import columns, mark, say

CURVES = {"x²": get("x**2"), "x⁴ − 3x³ + 2": get("x**4 - 3x**3 + 2")}
BOWLS = {"½(x² + 10y²)": get("ellipse"), mark("Booth's function"): get("booth")}
CURVED = {"Rosenbrock": get("rosenbrock"), "Beale": get("beale")}

# --- 1 and 2. one dimension, and the rule ---------------------------------------------------------

RULES: dict[str, Function] = {
    mark("x − rate · slope"): lambda slope: slope,
    mark("x + rate · slope"): lambda slope: -slope,
    mark("x − rate"): lambda _: 1.0,
}
"""What each rule takes for the slope: the right one, one with the wrong sign, and one that does not ask f."""
DESCENT = next(iter(RULES))


def see_rolling(f: Function, start: float, learning_rate: float, steps: int, rule: str = DESCENT) -> dict[str, Any]:
    """Run the rule in one dimension; a wrong rule is descent with a wrong slope."""
    taken = RULES[rule]
    run = descend(f, float(start), learning_rate, steps, grad=lambda x: taken(slope_at(f, float(x))))
    x, heights = float(run.x), np.asarray(run.values)
    minima = f.minima if isinstance(f, ExactFunction) else minima_of(f)
    return {
        "run": run,
        "heights": heights,
        "slope": slope_at(f, x) if run.status != -1 else np.nan,
        "distance": min((abs(x - m) for m in minima), default=np.nan),
        "uphill": run.nit > 2 and bool(np.all(np.diff(heights) > 0)),
    }


def minima_of(f: Function) -> list[float]:
    """Give the places in the window at which a curve of the reader's own is lower than on both sides."""

    def lowest(x: Array) -> Any:
        y = values(f, x)
        return np.flatnonzero((y[1:-1] < y[:-2]) & (y[1:-1] <= y[2:])) + 1

    x = np.linspace(*window(f, None, None), 401)
    closer = (np.linspace(x[i - 1], x[i + 1], 401) for i in lowest(x))
    return [float(near[i]) for near in closer for i in lowest(near)[:1]]


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
    trend = mark("f is the same, {height:.4g}.")
    if f"{first:.4g}" != f"{height:.4g}":
        rose, fell = mark("f rose from {first:.4g} to {height:.4g}."), mark("f fell from {first:.4g} to {height:.4g}.")
        trend = rose if height > first else fell
    return say(
        "From {start:g} at rate {rate:g}: after {steps} x = {x:.5g}. {trend} The slope there is {slope:.2g}.",
        start=start, rate=learning_rate, steps=counted(run.nit), x=x, slope=slope,
        trend=say(trend, first=first, height=height),
    )  # fmt: skip


rolling = Picture(
    see_rolling, draw_rolling, move_rolling, sound="slope", ticks="heights",
    handles=[Handle(lambda start, run: (start, run.values[0]), x="start", anywhere=True)],
    controls={"f": menu(CURVES), "start": slider(-1, 3, value=2.5, step=0.1, label=mark("start")),
              "learning_rate": slider(0.01, 1.2, value=0.03, step=0.01, label=RATE),
              "steps": slider(0, 30, value=10, step=1, play=True, label=mark("steps"))},
    target=Target(mark("Come within {bound:g} of the minimum in {after} steps or fewer."),
                  lambda distance, steps, bound=0.001, after=10: steps <= after and distance < bound),
)  # fmt: skip

rules = Picture(
    see_rolling, draw_rolling, move_rolling, sound="slope", ticks="heights",
    handles=[Handle(lambda start, run: (start, run.values[0]), x="start", anywhere=True)],
    controls={"f": menu({"x²": get("x**2")}), "rule": menu(list(RULES), label=mark("rule")),
              "start": slider(-3, 3, value=3, step=0.1, label=mark("start")),
              "learning_rate": slider(0.01, 1.2, value=0.25, step=0.01, label=RATE),
              "steps": slider(0, 30, value=12, step=1, play=True, label=mark("steps"))},
    target=Target(mark("With “x − rate”, find a start from which every step goes uphill."),
                  lambda rule, uphill: rule == "x − rate" and uphill),
)  # fmt: skip

# --- 3, 9 and 10. two dimensions, and momentum --------------------------------------------------------


def draw_descent(
    axes: Any, f: Function, bounds: Bounds | None = None,
    slowest: float = 1e-3, fastest: float = 1.0, most: int = 60, deepest: float = 1e-10,
) -> Artists:  # fmt: skip
    """Draw the contours, axes for the value, and the scale of rates; make the path, the curve and the thresholds."""
    grid = axes[0, 0].get_gridspec()
    grid.set_height_ratios([6, 1])
    grid.hspace = 0.06  # the best rate is named above the scale, apart from what the axes above it measure
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
    size = 10 if is_narrow(scale) else None
    names = [scale.text(1, 0.65, "", color=color, size=size, ha="center", va="center") for color in REGIMES.values()]
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
    a: Artists, learning_rate: float, run: Any, regime: str, edges: Any, heights: Array, above: float,
    momentum: float = 0.0,
) -> str:  # fmt: skip
    """Put the path on the ground, the values beside it, and the rate on its scale."""
    move_path(a.path, *run.path.T)
    a.curve.set_data(np.arange(len(heights)), heights)
    a.last.set_data([run.nit], heights[-1:])
    a.here.set_data([learning_rate], [0.1])
    a.word.set_text(say(regime))
    a.word.set_color(REGIMES.get(regime, PURPLE))
    a.value.set_text(say("{steps}: {height:.3g}", steps=counted(run.nit), height=heights[-1]))
    told = [say("Learning rate {rate:g}: {regime}.", rate=learning_rate, regime=say(regime))]
    told.append(_move_scale(a, edges, momentum) if edges else say("f is no bowl."))
    if run.status == -1:
        return " ".join([*told, ended(run)])
    if regime == "diverging" and heights[-1] < heights[0]:
        told.append(say("It does not show here."))  # a start on the gentle axis, or only a few steps
    told.append(say("After {steps} f = {f:.3g} at {place}.", steps=counted(run.nit), f=run.fun, place=at(run.x)))
    if np.isnan(above):
        told.append(say("What its smallest value is, the picture does not know."))
    return " ".join(told)


def _move_scale(a: Artists, edges: tuple[float, float, float], momentum: float) -> str:
    """Put the thresholds and the names of the regimes on the scale of rates; say the thresholds."""
    slowest, fastest = a.window
    plain = ("1/L ", "2/(L+μ)", " 2/L")
    apart = (0, 0.4, np.nan, 0.95, 1.5)  # the best rate is within a regime: its line goes round the name of that
    spans: tuple[tuple[float, ...], ...] = ((0, 1), apart, (0, 1))
    for edge, name, rate, words, ys in zip(a.lines, a.marks, edges, plain, spans, strict=True):
        seen = bool(slowest < rate < fastest)
        edge.set_data([rate] * len(ys), ys)
        name.set_position((rate, name.get_position()[1]))
        name.set_text(words if momentum == 0 else f"{rate:.2g}")
        edge.set_visible(seen)
        name.set_visible(seen)
    ends = np.clip([slowest, *bounds_of(edges).values(), fastest], slowest, fastest)
    letter = 0.0215 if is_narrow(a.names[0].axes) else 0.012  # of the axis
    for text, regime, left, right in zip(a.names, REGIMES, ends[:-1], ends[1:], strict=True):
        name = say("overshooting") if momentum and regime == "zigzag" else say(regime)
        fits = np.log(right / left) > (0.01 + letter * columns(name)) * np.log(fastest / slowest)
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
        see_descent, draw_descent, move_descent, controls=controls, target=target, panels=(2, 2), size=(8.6, 5.0),
        ticks="heights",
        handles=[START, Handle(lambda steps, heights: (steps, heights[-1]), x="steps", panel=1, anywhere=True),
                 Handle(lambda learning_rate: (learning_rate, 0.1), x="learning_rate", panel=2, anywhere=True)],
    )  # fmt: skip


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

two_kinds = downhill(
    Target(below.words, lambda above, steps, bound=1e-6, after=80: steps <= after and above < bound),
    f=menu(BOWLS), start_x=-3.5, start_y=1.5,
    learning_rate=log_slider(1e-3, 0.1, value=0.00631, per_decade=20, label=RATE),
    steps=slider(0, 100, value=80, step=1, play=True, label=mark("steps")), most=100, deepest=1e-16,
    **MOMENTUM | {"momentum": slider(0, 0.95, value=0.8, step=0.05, label=mark("momentum"))},
)  # fmt: skip

shifted_bowl = downhill(
    one_step, f=menu({"(x − 5)² + (y − 5)²": lambda p: (p[0] - 5) ** 2 + (p[1] - 5) ** 2}), bounds=((-1, 11), (-1, 11)),
    start_x=0, start_y=0, learning_rate=log_slider(0.01, 10, value=0.1, label=RATE),
    steps=slider(0, 60, value=40, step=1, play=True, label=mark("steps")), slowest=0.01, fastest=10,
)  # fmt: skip
