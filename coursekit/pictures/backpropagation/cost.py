"""What a gradient costs: one sweep against 2n evaluations, measured here and now."""

from functools import lru_cache
from time import perf_counter
from types import SimpleNamespace as Artists
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from coursekit.backpropagation import gradient
from coursekit.gradient import numerical_gradient
from coursekit.live import log_slider
from coursekit.live.picture import BLUE, GREY, ORANGE, Picture, Target
from coursekit.numerics.one_variable import Array, Function
from coursekit.pictures.kit import line, log_axes, row_above
from coursekit.words import mark, say


def ridge(x: Any) -> Any:
    """Sum up (x² − 1)² + sin(x) over as many variables as you like."""
    return np.sum((x**2 - 1) ** 2 + np.sin(x))


def seconds(call: Function, times: int = 3) -> float:
    """Give the shortest of a few times that a call takes."""
    best = np.inf
    for _ in range(times):
        begun = perf_counter()
        call()
        best = min(best, perf_counter() - begun)
    return float(best)


@lru_cache(64)
def measured(f: Function, count: int) -> tuple[float, float, float]:
    """Measure one evaluation of f, one sweep, and a numerical gradient, at a point of so many variables.

    What is short is measured more often: one look of the system elsewhere would take longer than all of it.
    """
    x = np.random.default_rng(1).uniform(-1, 1, count)
    return (
        seconds(lambda: f(x), 5),
        seconds(lambda: gradient(f, x)),
        seconds(lambda: numerical_gradient(f, x, vectorized=False), 1 + 20 // count),
    )


def see_cost(f: Function, n: float, visited: tuple[dict[str, Any], ...] | None = ()) -> dict[str, Any]:
    """Find what was measured here, and at all sizes where the reader has been."""
    count = round(n)
    sizes = sorted({count, *(round(place["n"]) for place in visited or ())})
    one, sweep, differences = measured(f, count)
    return {
        "count": count, "one": one, "sweep": sweep, "differences": differences, "ratio": differences / sweep,
        "sizes": sizes, "times": np.array([measured(f, size) for size in sizes]),
    }  # fmt: skip


def draw_cost(ax: Axes) -> Artists:
    """Draw logarithmic axes; make a line for each of both ways, through all that was measured."""
    log_axes(ax, (1.5, 1500), (1e-6, 10))
    ax.set(
        xticks=[2, 10, 100, 1000],
        xticklabels=["2", "10", "100", "1000"],
        xlabel=say("number of variables n"),
        ylabel=say("seconds"),
    )
    return Artists(
        one=line(ax, ":", GREY, lw=1.5), sweep=line(ax, "-s", BLUE, ms=8),
        differences=line(ax, "--o", ORANGE, ms=8), texts=row_above(ax, (BLUE, 0.0), (ORANGE, 0.45)),
    )  # fmt: skip


def move_cost(
    a: Artists, count: int, one: float, sweep: float, differences: float, ratio: float, sizes: list[int], times: Array
) -> str:
    """Mark what was measured, and what 2n evaluations of this f would take by themselves."""
    a.one.set_data([2, 1000], [4 * one, 2000 * one])
    a.sweep.set_data(sizes, times[:, 1])
    a.differences.set_data(sizes, times[:, 2])
    a.texts[0].set_text(say("■ one sweep: {seconds:.2g} s", seconds=sweep))
    a.texts[1].set_text(say("● central differences: {seconds:.2g} s", seconds=differences))
    return say(
        "With {count} variables one evaluation of f takes {one:.1e} s here, one sweep {sweep:.1e} s and central "
        "differences, {evaluations} evaluations, {differences:.1e} s: {ratio:.2g} times as long as the sweep.",
        count=count, one=one, sweep=sweep, evaluations=2 * count, differences=differences, ratio=ratio,
    )  # fmt: skip


cost = Picture(
    see_cost, draw_cost, move_cost,
    controls={"f": ridge, "n": log_slider(2, 1000, value=2, per_decade=3, label=mark("number of variables n"))},
    target=Target(mark("Find a number of variables from which on the sweep is {least:g} times cheaper."),
                  lambda ratio, least=20: ratio >= least),
)  # fmt: skip
