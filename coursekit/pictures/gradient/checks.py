"""What a gradient is worth, what it costs as differences, and how one checks a formula for it."""

from types import SimpleNamespace as Artists
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from coursekit.functions import get
from coursekit.gradient import check_gradient
from coursekit.live import Handle, log_slider, menu, slider
from coursekit.live.picture import BLACK, BLUE, GREY, ORANGE, Picture, Target
from coursekit.numerics.checks import CANNOT_TELL
from coursekit.numerics.descents import along
from coursekit.numerics.one_variable import Array, Function
from coursekit.pictures.kit import draw_place, line, log_axes, row_above
from coursekit.pictures.landscape import at, gradient_at
from coursekit.words import mark, say

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

GROUND = {"facecolor": "white", "edgecolor": "none", "pad": 0.5}  # no line of the grid goes through the words
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
        ax.text(1.5, 1.3 * seconds, say(words), color=GREY, va="bottom", bbox=GROUND)
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
    handles=[Handle(lambda n, total: (n, total), x="n", anywhere=True)],
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
    return {"found": found, "errors": np.clip(found.rel_error, 1e-14, 50), "right": elsewhere.passed}


def move_check(a: Artists, x: float, y: float, found: Any, errors: Array) -> str:
    """Draw the error of each entry."""
    a.stems.set_data([0, 0, np.nan, 1, 1], [1e-15, errors[0], np.nan, 1e-15, errors[1]])
    a.heads.set_data([0, 1], errors)
    told = {"place": at([x, y]), "analytic": at(found.analytic), "numerical": at(found.numerical)}
    if found.passed:
        a.texts[0].set_text(say(found.verdict))
        return say("At {place} the formula says {analytic}, and the differences {numerical}. The check passes.", **told)
    a.texts[0].set_text(say("{verdict}: entry {entry}", verdict=say(found.verdict), entry=found.worst_index))
    if found.verdict == CANNOT_TELL:
        return say("At {place} the check cannot tell. {reason}", reason=found.reason, **told)
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
fixed = Target(mark("Let the check pass here, and at a place without zeros too."),
               lambda found, right: found.passed and right)  # fmt: skip
