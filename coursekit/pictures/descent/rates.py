"""What decides the rate: how stretched the valley is, a search along the way, a sweep of many rates."""

from types import SimpleNamespace as Artists
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import LogLocator
from numpy.typing import ArrayLike

from coursekit.descent import backtracking_line_search, gradient_descent, sweep
from coursekit.functions import get
from coursekit.live import Handle, log_slider, menu, slider, switch
from coursekit.live.picture import BLACK, BLUE, GREEN, GREY, ORANGE, Picture, Target
from coursekit.numerics.descents import along
from coursekit.numerics.one_variable import Array, Function
from coursekit.pictures.descent.paths import BOWLS
from coursekit.pictures.kit import draw_place, line, log_axes, row_above, unit
from coursekit.pictures.landscape import (
    RATE,
    START_X,
    START_Y,
    Ground,
    at,
    counted,
    draw_path,
    gradient_of,
    move_path,
    no_start,
)
from coursekit.pictures.regimes import thresholds
from coursekit.words import mark, say, say_count

# --- 7. stretched valleys -------------------------------------------------------------------------


def stretched(kappa: float, angle: float) -> Array:
    """Give the Hessian of a valley that bends `kappa` times as much across as along, turned by `angle` degrees."""
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
    end, curve = draw_place(land, BLUE), line(side, "-", ORANGE)
    side.axhline(1e-6, color=BLACK, lw=1, ls=":")
    side.text(0.99, 1e-6, say("one millionth"), transform=side.get_yaxis_transform(), ha="right", va="bottom")
    texts = [*row_above(land, (BLACK, 0.0)), *row_above(side, (ORANGE, 0.0))]
    return Artists(rings=rings, arms=arms, end=end, path=draw_path(land), curve=curve, texts=texts, most=most)


def see_valley(kappa: float, angle: float, scaled: bool = False, f: Function | None = None) -> dict[str, Any]:
    """Find how stretched the valley is, before scaling and now, and how many steps it takes at the best rate."""
    plain = hessian_of(f, kappa, angle)
    matrix = rescaled(plain) if scaled else plain
    (low, high), directions = np.linalg.eigh(matrix)
    # One unit of length is the valley's own: it always fills the picture.
    return {
        "matrix": matrix / low, "condition": high / low, "directions": directions,
        "before": float(np.linalg.cond(plain)), "count": steps_to(1e-6, matrix), "own": f is not None,
        "turned": np.nan if scaled or f is not None else 1.0,  # whether the valley lies as the slider says
    }  # fmt: skip


def move_valley(
    a: Artists, angle: float, matrix: Array, condition: float, directions: Array, before: float, count: int, own: bool,
    turned: float, scaled: bool = False,
) -> str:  # fmt: skip
    """Run the descent at the best rate."""
    turn = np.linspace(0, 2 * np.pi, 90)
    ellipse = directions @ np.array([np.cos(turn), np.sin(turn) / np.sqrt(condition)])
    a.rings.set_data(*np.hstack([np.c_[size * ellipse, [np.nan, np.nan]] for size in (0.25, 0.5, 0.75, 1, 1.25)]))
    a.end.set_data(*(turned * 1.5 * unit(angle))[:, None])
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
    handles=[Handle(lambda angle, turned: turned * 1.5 * unit(angle), x="angle", y="angle")],
    controls={"f": menu({mark("set by the sliders"): None}, label=mark("valley")),
              "kappa": log_slider(1, 1000, value=100, per_decade=5, label=mark("steepness, across to along")),
              "angle": slider(0, 45, value=20, step=5, label=mark("turned by (degrees)")),
              "scaled": switch(label=mark("scaled"))},
    target=Target(mark("In a valley stretched {stretch:g} times or more, come down in {most_steps} steps or fewer."),
                  lambda before, count, stretch=100, most_steps=20:
                      before * (1 + 1e-9) >= stretch and count <= most_steps),
)  # fmt: skip

# --- 8. the simple directions ---------------------------------------------------------------------

TURNED = np.linspace(0, 180, 181)


def see_simple_directions(direction: float, angle: float, kappa: float) -> dict[str, Any]:
    """Go down in small steps from a start in that direction; find how much the bowl bends, and which way is down."""
    matrix, start = stretched(kappa, angle), 1.4 * unit(direction)
    run = gradient_descent(
        lambda p: p @ matrix @ p / 2, start, grad=lambda p: matrix @ p, learning_rate=0.1 / kappa, steps=800
    )
    down, ways = matrix @ start, np.array([unit(t) for t in TURNED])
    turn = np.cross([*start, 0.0], [*down, 0.0])[2] / (np.linalg.norm(start) * np.linalg.norm(down))
    return {
        "matrix": matrix, "path": run.path, "bends": float(start @ down / (start @ start)),
        "off": float(np.rad2deg(np.arcsin(np.clip(abs(turn), 0, 1)))),
        "all_bends": np.sum(ways * (ways @ matrix), axis=1),
    }  # fmt: skip


def draw_simple_directions(axes: Any, kappa: float) -> Artists:
    """Draw axes for the bowl from above, and for how much it bends in each direction; make what moves on them."""
    land, side = axes.flat
    land.set(xlim=(-1.6, 1.6), ylim=(-1.6, 1.6), aspect="equal", xlabel="x", ylabel="y")
    side.set(xlim=(0, 180), ylim=(0, 1.1 * kappa), xticks=range(0, 181, 45))
    side.set(xlabel=say("direction in degrees"), ylabel=say("how much it bends"))
    rings, way = line(land, "-", GREY, lw=1), line(land, ":", BLUE, lw=1.6)
    curve, here = line(side, "-", BLUE), line(side, "o", BLACK, ms=8, mfc="white", clip_on=False)
    texts = [*row_above(land, (ORANGE, 0.0)), *row_above(side, (BLUE, 0.0))]
    return Artists(rings=rings, way=way, path=draw_path(land), curve=curve, here=here, texts=texts)


def move_simple_directions(
    a: Artists, direction: float, angle: float, kappa: float, path: Array, bends: float, off: float, all_bends: Array
) -> str:
    """Turn the bowl, and go down from the start."""
    turn = np.linspace(0, 2 * np.pi, 90)
    ellipse = np.array([unit(angle), unit(angle + 90)]).T @ np.array([np.cos(turn), np.sin(turn) / np.sqrt(kappa)])
    a.rings.set_data(*np.hstack([np.c_[size * ellipse, [np.nan, np.nan]] for size in (0.3, 0.6, 0.9, 1.2, 1.5)]))
    a.way.set_data(*np.outer(unit(direction), [-2.3, 2.3]))
    move_path(a.path, *path.T)
    a.curve.set_data(TURNED, all_bends)
    a.here.set_data([direction], [bends])
    numbers = {"direction": direction, "bends": bends, "off": off}
    a.texts[0].set_text(say("downhill: {off:.0f} degrees off the straight way", **numbers))
    a.texts[1].set_text(say("it bends by {bends:.3g}", **numbers))
    straight = say("downhill is straight to the minimum")
    if off > 1e-6:
        straight = say("downhill is {off:.0f} degrees off the way to the minimum", **numbers)
    return say("At {direction:g} degrees the bowl bends by {bends:.3g}, and {straight}.", straight=straight, **numbers)


simple_directions = Picture(
    see_simple_directions, draw_simple_directions, move_simple_directions, panels=(1, 2), size=(8.6, 4.2),
    handles=[Handle(lambda direction: 1.4 * unit(direction), x="direction", y="direction", anywhere=True),
             Handle(lambda direction, bends: (direction, bends), x="direction", panel=1, anywhere=True)],
    controls={"kappa": 10.0, "direction": slider(0, 180, value=75, step=5, label=mark("start, in degrees")),
              "angle": slider(0, 90, value=30, step=15, label=mark("bowl turned by (degrees)"))},
    target=Target(mark("Find the start from which the way is straight, in the direction in which the bowl bends most."),
                  lambda off, bends, kappa: off < 1e-6 and bends > 0.99 * kappa),
)  # fmt: skip

# --- 11. choosing the rate -------------------------------------------------------------------------

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
    texts = row_above(ax, (BLACK, 0.0), (GREEN, 0.28), (ORANGE, 0.79))
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
    a.texts[1].set_text(say("- - enough: {part:g} of the promise", part=c1))
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
    symbols={r"t\,\lVert\nabla f(x)\rVert^2": BLUE},
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
    handles=[Handle(lambda learning_rate, height: (learning_rate, min(height, 1e8)), x="learning_rate", anywhere=True)],
    controls={"f": menu(BOWLS), "start_x": -3.5, "start_y": 1.5,
              "learning_rate": log_slider(0.001, 1, value=0.01, per_decade=20, label=RATE),
              "steps": slider(1, 200, value=50, step=1, play=True, label=mark("steps"))},
    target=Target(mark("Put the mark on the lowest point of the curve, or close to it."),
                  lambda height, heights: height <= 10 * np.nanmin(heights)),
)  # fmt: skip
