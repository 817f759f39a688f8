"""A function of a function: three axes side by side, and a small move that is carried from one to the next."""

from types import SimpleNamespace as Artists
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from coursekit.live import log_slider, menu, slider
from coursekit.live.picture import BLACK, BLUE, GREY, ORANGE, Handle, Picture, Target
from coursekit.numerics.one_variable import Function
from coursekit.pictures.kit import line, row_above, slope_at, values, write
from coursekit.words import mark, say

CHAINS: dict[str, tuple[Function, Function]] = {
    mark("two gears: a = 2x, y = 3a"): (lambda x: 2 * x, lambda a: 3 * a),
    mark("a = x², y = sin(a)"): (lambda x: x**2, np.sin),
    mark("a = sin(x), y = a²"): (np.sin, lambda a: a**2),
    mark("a = −x, y = eᵃ"): (lambda x: -x, np.exp),
}
"""Pairs of functions: the inner one g, which makes a of x, and the outer one f, which makes y of a."""
FROM, TO = -1.5, 1.5
AXES = (0.0, 1.0, 2.0)  # where the three axes stand


def see_chain(chain: tuple[Function, Function], x: float, move: float) -> dict[str, Any]:
    """Find the inner and the outer value at x and a small move further on, both slopes, and their product."""
    g, f = chain
    u = values(g, [x, x + move])
    y = values(f, u)
    first, second = slope_at(g, x), slope_at(f, u[0])
    product = first * second
    measured = float(y[1] - y[0]) / move
    return {
        "u": u, "y": y, "first": first, "second": second, "product": product, "measured": measured,
        "apart": abs(measured - product),
    }  # fmt: skip


def draw_chain(ax: Axes, chain: tuple[Function, Function]) -> Artists:
    """Draw three axes; make the way from one to the next, and the small move on each."""
    g, f = chain
    x = np.linspace(FROM, TO, 301)
    u = values(g, x)
    y = values(f, u)
    low, high = min(FROM, u.min(), y.min()), max(TO, u.max(), y.max())
    room = 0.06 * (high - low)
    ax.set(xlim=(-0.3, 2.3), ylim=(low - room, high + room), xticks=AXES, xticklabels=["x", "a = g(x)", "y = f(a)"])
    ax.tick_params(axis="x", labelsize=13)
    for place in AXES:
        ax.axvline(place, color=GREY, lw=1)
    return Artists(
        way=line(ax, "-o", BLUE, lw=1.2, ms=7), other=line(ax, "--", BLUE, lw=1.2),
        moves=[line(ax, "-", ORANGE, lw=6, solid_capstyle="butt") for _ in AXES],
        texts=[ax.text(place, 0.98, "", ha="center", va="top", transform=ax.get_xaxis_transform(), color=BLACK,
                       bbox={"facecolor": "white", "edgecolor": "none", "pad": 2}) for place in (0.5, 1.5)],
        above=row_above(ax, (ORANGE, 0.0)),
    )  # fmt: skip


def move_chain(
    a: Artists, x: float, move: float, u: Any, y: Any, first: float, second: float, product: float, measured: float,
    apart: float,
) -> str:  # fmt: skip
    """Carry the small move from one axis to the next."""
    a.way.set_data(AXES, [x, u[0], y[0]])
    a.other.set_data(AXES, [x + move, u[1], y[1]])
    for artist, place, ends in zip(a.moves, AXES, ([x, x + move], u, y), strict=True):
        artist.set_data([place, place], ends)
    numbers = {"first": first, "second": second, "measured": measured}
    write(a.texts, numbers, mark("times {first:.3g}"), mark("times {second:.3g}"))
    write(a.above, numbers, mark("▬ a small move: stretched {measured:.4g} times in all"))
    return say(
        "At x = {x:g} the first function stretches a small move {first:.4g} times, the second one {second:.4g} times: "
        "together {product:.4g} times. A move of {move:g} is stretched {measured:.4g} times.",
        x=x, first=first, second=second, product=product, move=move, measured=measured,
    )  # fmt: skip


chain = Picture(
    see_chain, draw_chain, move_chain, size=(7.5, 4.6), handles=[Handle(lambda x: (0 * x, x), y="x")],
    controls={"chain": menu(CHAINS, label=mark("functions")), "x": slider(FROM, TO, value=0.5, step=0.05),
              "move": log_slider(0.5, 0.001, value=0.2, label=mark("small move"))},
    target=Target(mark("With a = x², y = sin(a), find a place where a moves more than x, and y less than a "
                       "tenth as much as a."),
                  lambda first, product: abs(first) > 1 and abs(product) < 0.1 * abs(first)),
)  # fmt: skip
