"""A calculation drawn as a graph, and its two sweeps, step by step: the reader's own expression."""

import inspect
from types import SimpleNamespace as Artists
from typing import Any, cast

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.transforms import offset_copy

from coursekit.backpropagation import Value
from coursekit.derivative import central_difference
from coursekit.live import menu, slider, switch
from coursekit.live.picture import BLACK, BLUE, GREY, ORANGE, Picture, Target
from coursekit.numerics.given import function
from coursekit.numerics.one_variable import Function
from coursekit.pictures.kit import line, row_above
from coursekit.words import mark, say

CLEAR, APART, TRIES = 0.17, 0.4, 30  # how far a circle stays from edges and from others, in heights of the picture
RING = 42  # points across
MOST = 24  # values that can be told apart in one picture
ORDERS = {mark("newest first"): True, mark("as they are found"): False}
STEP = mark("step")


def names_in(f: Function) -> list[str]:
    """Give the names of what f takes; a function of NumPy's tells none."""
    return ["x", "y"][: f.nin] if isinstance(f, np.ufunc) else list(inspect.signature(function(f)).parameters)


def calculated(f: Function, at: tuple[float, ...]) -> list[Value]:
    """Calculate f of values named as its parameters; give all values, in the order in which they were calculated.

    Raises
    ------
    ValueError
        f does not give one number, or takes too many steps for a picture.
    """
    names = names_in(f)
    if len(names) > len(at):
        words = mark("f takes {count} values, and there are {given}: give more, as in more=(1.0, 2.0)")
        raise ValueError(say(words, count=len(names), given=len(at)))
    inputs = [Value(number, name) for number, name in zip(at, names, strict=False)]
    result = f(*inputs)
    if not isinstance(result, Value) or result.shape or not result.operation:
        raise ValueError(say("f gives {result!r}, and not one number calculated from its values", result=result))
    found = result.history()
    if len(found) > MOST:
        words = mark("f has {count} values on the way, and a picture shows {most} at most: take a part of it")
        raise ValueError(say(words, count=len(found), most=MOST))
    if any(value.shape for value in found):
        raise ValueError(
            say("f has arrays on the way, and a picture shows single numbers: give each a name of its own")
        )
    return found


def label(value: Value) -> str:
    """Write what a step does; a plain number in it is written out, and a dot stands for what comes in."""
    if not value.operation:
        return value.name
    parts = ["·" if isinstance(one, Value) else f"{one:.4g}" for one in value.inputs]
    if value.operation == "negative":
        return "−·"
    if all(part == "·" for part in parts):
        return value.operation
    return f"{parts[0]}{value.operation}{parts[1]}" if len(parts) == 2 else value.operation


def used_by(value: Value) -> list[Value]:
    """Give the values among a step's inputs."""
    return [one for one in value.inputs if isinstance(one, Value)]


def visiting(found: list[Value], newest_first: bool) -> list[Value]:
    """Give the steps in the order in which the sweep back visits them."""
    if newest_first:
        return [value for value in reversed(found) if value.operation]
    order: list[Value] = []
    waiting = [found[-1]]
    while waiting:
        value = waiting.pop(0)
        if value.operation and not any(value is one for one in order):
            order.append(value)
            waiting += used_by(value)
    return order


def swept(
    order: list[Value], result: Value, steps: int, adds: bool
) -> tuple[dict[int, float], list[tuple[int, float]]]:
    """Go back through the first of the steps; give all gradients so far, and what the last step has handed on."""
    grads = {result.born: 1.0}
    handed: list[tuple[int, float]] = []
    for value in order[:steps]:
        handed = []
        for used, rule in zip(value.inputs, value.rules, strict=True):
            if isinstance(used, Value):
                share = float(rule(grads[value.born], *value.saved))
                grads[used.born] = share + (grads.get(used.born, 0.0) if adds else 0.0)
                handed.append((used.born, share))
    return grads, handed


def see_graph(
    f: Function, step: int, x: float = 2.0, y: float = 3.0, more: tuple[float, ...] = (), adds: bool = True,
    newest_first: bool = True,
) -> dict[str, Any]:  # fmt: skip
    """Find all values, and those that the sweeps have reached at this step."""
    at = (x, y, *more)[: len(names_in(f))]
    found = calculated(f, at)
    steps = [value for value in found if value.operation]
    order = visiting(found, newest_first)
    ahead = min(step, len(steps))
    back = min(max(step - len(steps), 0), len(order) + 1)
    grads, handed = swept(order, found[-1], back - 1, adds) if back else ({}, [])
    names = [value for value in found if not value.operation]
    place = names_in(f).index(names[0].name)

    def along(t: Any) -> Any:
        return [f(*at[:place], Value(one), *at[place + 1 :]).data for one in np.ravel(t)]

    slope = float(central_difference(lambda t: np.reshape(along(t), np.shape(t)), at[place]))
    here = steps[ahead - 1] if ahead and not back else order[back - 2] if back > 1 else found[-1] if back else None
    first = grads.get(names[0].born, np.nan)
    return {
        "found": found, "grads": grads, "handed": handed, "here": here, "ahead": ahead, "back": back,
        "ended": back == len(order) + 1, "slope": slope, "first": first, "name": names[0].name,
        "off": abs(first - slope) / (1 + abs(slope)),
    }  # fmt: skip


def places_of(found: list[Value]) -> dict[int, tuple[float, float]]:
    """Give each value its place: to the right of all that it was calculated from, near their height, on no edge."""
    column: dict[int, int] = {}
    for value in found:
        column[value.born] = 1 + max((column[one.born] for one in used_by(value)), default=-1)
    last = max(column.values())
    places: dict[int, tuple[float, float]] = {}
    for k in range(last + 1):
        members = [value for value in found if column[value.born] == k]
        heights = [np.mean([places[one.born][1] for one in used_by(value)] or [-i]) for i, value in enumerate(members)]
        members = [members[i] for i in np.argsort(heights, kind="stable")]
        for i, value in enumerate(members):
            alone = heights[0] if len(members) == 1 else (i + 0.5) / len(members)
            places[value.born] = (k / last, float(alone))
    edges = [(one.born, value.born) for value in found for one in used_by(value)]
    for born in list(places) * TRIES:
        step_aside(places, born, [(places[a], places[b]) for a, b in edges if born not in (a, b)])
    lowest, highest = (bound(y for _, y in places.values()) for bound in (min, max))
    room = max(highest - lowest, 1)
    return {born: (x, 0.5 + (y - (lowest + highest) / 2) / room) for born, (x, y) in places.items()}


def step_aside(
    places: dict[int, tuple[float, float]], born: int, edges: list[tuple[tuple[float, float], tuple[float, float]]]
) -> None:
    """Move a circle a little away from an edge that passes too near, unless it would come too near to another."""
    x, y = places[born]
    for (x0, y0), (x1, y1) in edges:
        off = y - (y0 + (y1 - y0) * (x - x0) / (x1 - x0))
        if x0 < x < x1 and abs(off) < CLEAR:
            aside = y + (0.03 if off > 0 or (off == 0 and y <= 0.5) else -0.03)
            column = [other for key, (place, other) in places.items() if key != born and place == x]
            if all(abs(aside - other) > min(APART, abs(y - other)) for other in column):
                places[born] = (x, aside)
                return


def draw_graph(ax: Axes, f: Function, more: tuple[float, ...] = (), start: tuple[float, float] = (2.0, 3.0)) -> Artists:
    """Draw the steps and what they use; make the numbers on them, and a ring around the step that is taken."""
    found = calculated(f, (*start, *more))
    places = places_of(found)
    ax.set(xlim=(-0.1, 1.1), ylim=(-0.08, 1.08))
    ax.set_axis_off()
    for value in found:
        for one in used_by(value):
            (x0, y0), (x1, y1) = places[one.born], places[value.born]
            ax.plot([x0, x1], [y0, y1], "-", color=GREY, lw=1.2, zorder=1)
    ring = line(ax, "o", BLACK, ms=RING, mfc="none", mew=3, zorder=6)
    sent = [line(ax, "--", ORANGE, lw=3.5, zorder=1.5) for _ in range(2)]
    came = [line(ax, "-", BLUE, lw=3.5, zorder=1.5) for _ in range(2)]
    numbers, grads = [], []
    figure, off = cast("Figure", ax.figure), RING / 2 + 3  # clear of the ring, however large the picture is
    above, below = (offset_copy(ax.transData, figure, y=y, units="points") for y in (off, -off))
    for value in found:
        x, y = places[value.born]
        ax.plot([x], [y], "o", color=BLACK, mfc="white", ms=37, mew=1, zorder=3)
        name = label(value)
        ax.text(
            x, y, name, ha="center", va="center", fontsize=12 if len(name) < 6 else 8 if len(name) < 9 else 6, zorder=4
        )
        ground = {"facecolor": "white", "edgecolor": "none", "pad": 1}
        at: dict[str, Any] = {"ha": "center", "zorder": 5, "bbox": ground}
        numbers.append(ax.text(x, y, "", va="bottom", color=BLUE, transform=above, **at))
        grads.append(ax.text(x, y, "", va="top", color=ORANGE, transform=below, **at))
    return Artists(places=list(places.values()), keys=list(places), order=[value.born for value in found], ring=ring,
                   sent=sent, came=came, numbers=numbers, grads=grads,
                   texts=row_above(ax, (BLUE, 0.0), (ORANGE, 0.4)))  # fmt: skip


def move_graph(
    a: Artists, found: list[Value], grads: dict[int, float], handed: list[tuple[int, float]], here: Value | None,
    ahead: int, back: int, ended: bool, slope: float, first: float, name: str,
) -> str:  # fmt: skip
    """Write the numbers that the sweeps have reached, and mark the step that is taken."""
    if len(found) != len(a.order):
        raise ValueError(say("f takes other steps here than at the start; choose a place on the same side"))
    index = {value.born: i for i, value in enumerate(found)}
    place = {value.born: a.places[a.keys.index(born)] for value, born in zip(found, a.order, strict=True)}
    done = 0
    for value, text, grad in zip(found, a.numbers, a.grads, strict=True):
        done += bool(value.operation)
        text.set_text(f"{value.data:.4g}" if not value.operation or done <= ahead else "")
        grad.set_text(f"← {grads[value.born]:.4g}" if value.born in grads else "")
    a.ring.set_data(*([[z] for z in place[here.born]] if here is not None else ([], [])))
    ways = [place[one.born] for one in used_by(here)] if here is not None else []
    for k, (came, sent) in enumerate(zip(a.came, a.sent, strict=True)):
        ends = np.array([place[here.born], ways[k]]).T if here is not None and k < len(ways) else np.empty((2, 0))
        came.set_data(*(ends if not back else np.empty((2, 0))))
        sent.set_data(*(ends if back > 1 else np.empty((2, 0))))
    a.texts[0].set_text(say("— forward: values"))
    a.texts[1].set_text(say("- - back: the slope of the result by each value"))
    if here is None:
        return say("The values that are given stand on the left. Nothing is calculated yet.")
    number = found[index[here.born]].data
    if not back:
        return say("Forward, step {ahead}: {step} gives {number:.4g}.", ahead=ahead, step=label(here), number=number)
    if back == 1:
        return say("The result is {number:.4g}. The sweep back begins there: its slope by itself is 1.", number=number)
    shares = " " + say(" and ").strip() + " "
    words = shares.join(f"{share:.4g}" for _, share in handed)
    said = say("Back: {step} hands on {shares}.", step=label(here), shares=words)
    if not ended:
        return said
    return said + " " + say(
        "Both sweeps are done. The slope by {name} is {first:.6g}; a central difference says {slope:.6g}.",
        name=name, first=first, slope=slope,
    )  # fmt: skip


def squared(x: Any, y: Any) -> Any:
    """Use each value once: (2x + y)²."""
    return (2 * x + y) ** 2


def forked(x: Any, y: Any) -> Any:
    """Use x twice: x y + x²."""
    return x * y + x**2


def late(x: Any) -> Any:
    """Use x² in three places: (sin(x²) + x²) x²."""
    a = x * x
    return (np.sin(a) + a) * a


graph = Picture(
    see_graph, draw_graph, move_graph, size=(8.0, 4.4),
    controls={"f": squared, "step": slider(0, 7, value=0, step=1, label=STEP, play=True),
              "x": slider(-2, 2, value=2, step=0.5), "y": slider(-3, 3, value=3, step=0.5)},
    target=Target(mark("Go through both sweeps, at a place where a small move of the first value does not change the "
                       "result."),
                  lambda ended, first: ended and abs(first) < 1e-9),
    symbols={"g_a": ORANGE, "g_b": ORANGE},
)  # fmt: skip
fork = Picture(
    see_graph, draw_graph, move_graph, size=(8.0, 4.4),
    controls={"f": forked, "step": slider(0, 8, value=7, step=1, label=STEP, play=True),
              "x": slider(-2, 3, value=2, step=0.5), "y": slider(-3, 3, value=3, step=0.5),
              "adds": switch(label=mark("add up what arrives"))},
    target=Target(mark("Let the slope by x agree with the central difference, at a place where neither x nor y "
                       "is 0."),
                  lambda ended, off, x, y: ended and off < 1e-6 and x != 0 and y != 0),
    symbols={"g_a": ORANGE, "g_b": ORANGE},
)  # fmt: skip
order = Picture(
    see_graph, draw_graph, move_graph, size=(8.0, 4.4),
    controls={"f": late, "step": slider(0, 9, value=9, step=1, label=STEP, play=True),
              "x": slider(0.5, 2, value=1, step=0.1),
              "newest_first": menu(ORDERS, value=mark("as they are found"), label=mark("order of the sweep back"))},
    target=Target(mark("Let the slope by x agree with the central difference."),
                  lambda ended, off: ended and off < 1e-6),
)  # fmt: skip
