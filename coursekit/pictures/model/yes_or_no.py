"""Yes or no: a logistic curve by hand and by descent, a confident wrong answer, and weights that grow for ever."""

from reprlib import repr as shown
from types import SimpleNamespace as Artists
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from coursekit.descent import gradient_descent
from coursekit.live import log_slider, menu, slider
from coursekit.live.picture import BLACK, BLUE, GREEN, GREY, ORANGE, PURPLE, Handle, Picture, Target
from coursekit.model import CrossEntropy, separable, sigmoid, standardise
from coursekit.numerics.descents import length
from coursekit.numerics.newton import at_rest
from coursekit.numerics.one_variable import Array
from coursekit.numerics.samples import features
from coursekit.pictures.kit import draw_place, line, row_above, whole
from coursekit.pictures.landscape import RATE, Ground, at, counted, draw_contours, draw_path, move_path
from coursekit.pictures.model.lines import INTERCEPT, PENGUINS, SLOPE, axis_name, ended_higher, few_rows, one_feature
from coursekit.words import mark, say, say_count


def pair(second: str, *columns: str) -> tuple[Array, Array]:
    """Give measures of the Adelies and of another species, and which of them are of the other."""
    two = np.isin(PENGUINS["species"], ["Adelie", second])
    table = np.column_stack([PENGUINS[name][two] for name in columns])
    return table, 1.0 * (PENGUINS["species"][two] == second)


_bills, CHINSTRAP = pair("Chinstrap", "bill_length_mm")
BILL = _bills[:, 0] - 44
"""Bill length of each Adelie and Chinstrap, in millimetres beyond 44; `CHINSTRAP` is 1 for a Chinstrap."""

NAMES = [(mark("bill length, in mm beyond 44"), BILL), (mark("chance of a Chinstrap"), CHINSTRAP)]

NO_END = mark("These samples can be separated: the weights would grow for ever.")

# --- by hand and by descent -----------------------------------------------------------------------


def see_curve(
    x: ArrayLike, y: ArrayLike, w0: float, w1: float, learning_rate: float, steps: int,
    start: tuple[float, float] = (0.0, 0.0),
) -> dict[str, Any]:  # fmt: skip
    """Find the cross-entropy of the hand's curve, and run descent."""
    f = CrossEntropy(one_feature(x), y)
    w = np.array([w0, w1])
    run = gradient_descent(f, start, grad=f.grad, learning_rate=learning_rate, steps=steps)
    z = f.X @ w
    right = int(np.sum((2 * f.y - 1) * z > 0))  # a score of 0 is on neither side
    return {"loss": f(w), "run": run, "right": right, "n": f.n, "parts": separable(x, y)}


def in_parts(f: CrossEntropy, w: Array) -> Any:
    """Give the loss over a map, a part at a time: with many samples all at once would fill the memory."""
    return f(w) if np.ndim(w) < 2 else np.concatenate([f(part) for part in np.array_split(w, 64, axis=1)])


def draw_curve_of_chance(
    axes: Any, x: ArrayLike, y: ArrayLike, x_name: str = "", y_name: str = "",
    bounds: tuple[tuple[float, float], tuple[float, float]] = ((-3, 3), (-0.2, 2)),
) -> Artists:  # fmt: skip
    """Draw samples at 0 and 1 on the left, the loss from above on the right; make both curves and the path."""
    data, land = axes.flat
    f = CrossEntropy(one_feature(x), y)
    values = f.X[:, 1]
    room = 0.05 * np.ptp(values)
    shaken = f.y + np.random.default_rng(1).uniform(-0.04, 0.04, f.n)  # so that equal ones can be told apart
    data.plot(values, shaken, ".", color=GREY, ms=7, alpha=0.6)
    data.set(xlim=(values.min() - room, values.max() + room), ylim=(-0.1, 1.1),
             xlabel=axis_name(x_name, values, "x", NAMES), ylabel=axis_name(y_name, f.y, "y", NAMES))  # fmt: skip
    draw_contours(land, Ground(lambda w: in_parts(f, w), bounds))
    land.set(xlabel=say(INTERCEPT), ylabel=say(SLOPE))
    return Artists(
        places=values.mean() + np.linspace(-1, 1, 121) * np.ptp(values), hand=line(data, "--", BLUE),
        line=line(data, "-", ORANGE), here=draw_place(land, BLUE, ms=10), path=draw_path(land),
        texts=[*row_above(data, (BLUE, 0.0), (ORANGE, 0.52)), *row_above(land, (BLUE, 0.0), (ORANGE, 0.52))],
    )  # fmt: skip


def move_curve(
    a: Artists, w0: float, w1: float, loss: float, run: Any, right: int, n: int, parts: bool
) -> str:  # fmt: skip
    """Put both curves, the hand and the path where they belong."""
    a.hand.set_data(a.places, sigmoid(w0 + w1 * a.places))
    a.line.set_data(a.places, sigmoid(run.x[0] + run.x[1] * a.places))
    a.here.set_data([w0], [w1])
    move_path(a.path, *run.path.T)
    a.texts[0].set_text(say("- - your curve: {loss:.4g}", loss=loss))
    a.texts[1].set_text(say("— descent's: {loss:.4g}", loss=run.fun))
    a.texts[2].set_text(say("● your curve"))
    a.texts[3].set_text(say("★ descent, {steps}", steps=counted(run.nit)))
    hand = mark("Your curve, w = {place}: cross-entropy {loss:.4g}, and {right} of {n} on their side of one half.")
    said = [
        say(hand, place=at([w0, w1]), loss=loss, right=right, n=n),
        say("Descent ends higher than it began.") if ended_higher(run)  # it may swing: its gradients are bounded
        else say("Descent, after {steps}: {fun:.4g} at {end}.", steps=counted(run.nit), fun=run.fun, end=at(run.x)),
    ]  # fmt: skip
    return " ".join([*said, say(NO_END)] if parts else said)


curve = Picture(
    see_curve, draw_curve_of_chance, move_curve, panels=(1, 2), size=(9.0, 4.2),
    handles=[Handle(lambda w0, w1: (w0, w1), x="w0", y="w1", panel=1, anywhere=True)],
    controls={"x": BILL, "y": CHINSTRAP,
              "w0": slider(-3, 3, value=1, step=0.1, label=INTERCEPT),
              "w1": slider(0, 2, value=0.2, step=0.05, label=SLOPE),
              "learning_rate": log_slider(0.01, 2, value=0.1, label=RATE),
              "steps": slider(0, 100, value=20, step=1, play=True, label=mark("steps"))},
    target=Target(mark("Bring the cross-entropy of your curve below {bound:g}."),
                  lambda loss, bound=0.12: loss < bound),
)  # fmt: skip

# --- confident and wrong --------------------------------------------------------------------------


def see_confident(z: float) -> dict[str, Any]:
    """Find both losses of one sample whose answer is yes, and their slopes, at a score."""
    p, rest = float(sigmoid(z)), float(sigmoid(-z))
    return {
        "p": p, "squared": rest**2, "surprise": float(np.logaddexp(0, -z)),
        "squared_slope": -2 * rest * p * rest, "surprise_slope": -rest,
    }  # fmt: skip


def draw_confident(axes: Any) -> Artists:
    """Draw both losses above each score, and their slopes below; make points on them."""
    above, below = axes.flat
    z = np.linspace(-10, 10, 201)
    p = sigmoid(z)
    for ax, squared, surprise in (
        (above, (1 - p) ** 2, np.logaddexp(0, -z)), (below, -2 * (1 - p) ** 2 * p, p - 1)
    ):  # fmt: skip
        ax.plot(z, surprise, "-", color=GREEN)
        ax.plot(z, squared, "--", color=PURPLE)  # in front: to the right both are nearly 0
        ax.set_xlim(-10, 10)
    above.set(ylim=(-0.4, 10.4), ylabel=say("loss"))
    above.tick_params(labelbottom=False)
    below.set(ylim=(-1.12, 0.1), ylabel=say("its slope"), xlabel=say("score z of a sample whose answer is yes"))
    marks = ("s", PURPLE, 13), ("o", GREEN, 8)  # the smaller one on the larger, where they lie on each other
    points = [[line(ax, marker, color, ms=size, mec=BLACK) for marker, color, size in marks] for ax in (above, below)]
    return Artists(points=points, texts=row_above(above, (PURPLE, 0.0), (GREEN, 0.5)))


def nearly(p: float, rest: float) -> str:
    """Write a chance; one that would be rounded to 1 by the rest that it lacks."""
    return f"1 − {rest:.2g}" if f"{p:.5g}" == "1" else f"{p:.5g}"


def move_confident(
    a: Artists, z: float, p: float, squared: float, surprise: float, squared_slope: float, surprise_slope: float
) -> str:
    """Put the points where they belong."""
    heights = ((squared, surprise), (squared_slope, surprise_slope))
    for points, both in zip(a.points, heights, strict=True):
        for artist, height in zip(points, both, strict=True):
            artist.set_data([z], [height])
    a.texts[0].set_text(say("- - squared error"))
    a.texts[1].set_text(say("— cross-entropy"))
    return say(
        "At the score {z:g} the model says yes with the chance {chance}. Squared error {squared:.3g}, its slope "
        "{squared_slope:.2g}; cross-entropy {surprise:.3g}, its slope {surprise_slope:.2g}.",
        z=z, chance=nearly(p, -surprise_slope), squared=squared, squared_slope=squared_slope, surprise=surprise,
        surprise_slope=surprise_slope,
    )  # fmt: skip


confident = Picture(
    see_confident, draw_confident, move_confident, panels=(2, 1), size=(7.0, 5.0), sound="surprise_slope",
    handles=[Handle(lambda z, surprise: (z, surprise), x="z", anywhere=True),
             Handle(lambda z, surprise_slope: (z, surprise_slope), x="z", panel=1, anywhere=True)],
    controls={"z": slider(-10, 10, value=1, step=0.5, label=mark("score z"))},
    target=Target(mark("Find a score where the answer is wrong, and the slope of the squared error no steeper than "
                       "{flat:g}."),
                  lambda p, squared_slope, flat=0.001: p < 0.5 and abs(squared_slope) <= flat),
)  # fmt: skip

# --- separable ------------------------------------------------------------------------------------

WEIGHT = mark("body mass, standardised")
PAIRS = {
    mark("Adelie and Gentoo"): (
        pair("Gentoo", "bill_depth_mm", "body_mass_g"), mark("bill depth, standardised"), WEIGHT, "Adelie", "Gentoo"
    ),
    mark("Adelie and Chinstrap"): (
        pair("Chinstrap", "bill_length_mm", "flipper_length_mm"), mark("bill length, standardised"),
        mark("flipper length, standardised"), "Adelie", "Chinstrap",
    ),
}  # fmt: skip


NO_PAIR = mark("data must be {names}, or your own (x, y): features (n, 2) and labels (n,), but is {data}")
TWO_COLUMNS = mark("each sample of x has {found}, and this picture has an axis for each of two; give x of shape (n, 2)")


def pair_of(data: Any) -> tuple[Any, Any, str, str, str, str]:
    """Give features, labels, the features' names and the labels': of a pair by its name, or of the own ``(x, y)``."""
    if isinstance(data, str) and data in PAIRS:
        (x, y), *names = PAIRS[data]
        return x, y, names[0], names[1], names[2], names[3]
    if not (isinstance(data, tuple | list) and len(data) == 2):
        raise ValueError(say(NO_PAIR, data=shown(data), names=say(" or ").join(map(repr, PAIRS))))
    x, y = data
    if (columns := few_rows(x).shape[1]) != 2:
        raise ValueError(say(TWO_COLUMNS, found=say_count("{count} feature", "{count} features", columns)))
    return x, np.asarray(CrossEntropy(x, y).y), "x[:, 0]", "x[:, 1]", "y = 0", "y = 1"


def length_at_rest(x: ArrayLike, y: ArrayLike) -> float:
    """Give the length of the weights at which the loss of the standardised samples is lowest; nan if it has no end."""
    return np.nan if separable(x, y) else length(at_rest(CrossEntropy(standardise(x), y)))


def see_growing(data: Any, steps: float, learning_rate: float = 2.0) -> dict[str, Any]:
    """Run descent on the cross-entropy; find how long the weights have become, and whether this has an end."""
    x, y, *_ = pair_of(data)
    f = CrossEntropy(standardise(x), y)
    run = gradient_descent(f, np.zeros(f.X.shape[1]), grad=f.grad, learning_rate=learning_rate, steps=int(steps))
    rest = length_at_rest(x, y)
    return {
        "run": run, "lengths": np.sqrt(np.sum(run.path**2, axis=1)), "weight": length(run.x),
        "wrong": int(np.sum((2 * f.y - 1) * (f.X @ run.x) < 0)), "parts": bool(np.isnan(rest)), "rest": rest,
    }  # fmt: skip


def draw_growing(axes: Any, data: Any, most: float = 1000) -> Artists:
    """Draw samples on the left, axes for the length of w on the right; make the border and the curve."""
    plane, side = axes.flat
    x, y, *names = pair_of(data)
    rest = length_at_rest(x, y)
    x = standardise(features(x))
    for label, marker, color, shape in ((0, "o", BLUE, "●"), (1, "^", ORANGE, "▲")):
        plane.plot(*x[np.asarray(y) == label].T, marker, color=color, ms=4, alpha=0.6)
        plane.text(0.3 * label, 1.11, f"{shape} {names[2 + label]}", color=color, transform=plane.transAxes)
    window = [(column.min() - 0.3, column.max() + 0.3) for column in x.T]
    plane.set(xlim=window[0], ylim=window[1], xlabel=say(names[0]), ylabel=say(names[1]))
    top = 12.0 if np.isnan(rest) else max(12.0, 1.2 * rest)
    side.set(xscale="log", xlim=(0.8, 1.3 * most), ylim=(0, top), xlabel=say("steps taken"), ylabel=say("length of w"))
    return Artists(
        ends=np.array(window[0]), border=line(plane, "-", BLACK),
        band=[line(plane, ":", BLACK, lw=1.4) for _ in range(2)], rest=side.axhline(np.nan, color=BLACK, ls="--"),
        curve=line(side, "-", GREEN),
        here=line(side, "o", GREEN, ms=9, mec=BLACK),
        texts=[*row_above(plane, (BLACK, 0.0)), *row_above(side, (GREEN, 0.0), (BLACK, 0.5))],
    )  # fmt: skip


def move_growing(
    a: Artists, run: Any, lengths: Array, weight: float, wrong: int, parts: bool, rest: float
) -> str:  # fmt: skip
    """Draw the border where the chance is one half, and where it is a tenth and nine tenths."""
    w = run.x
    for artist, score in zip((a.border, *a.band), (0, -np.log(9), np.log(9)), strict=True):
        artist.set_data(a.ends, (score - w[0] - w[1] * a.ends) / w[2] if w[2] else np.full(2, np.nan))
    a.curve.set_data(np.arange(1, len(lengths)), lengths[1:])
    a.here.set_data([run.nit], [weight])
    a.texts[0].set_text(say("— one half   ·· a tenth, nine tenths"))
    a.texts[1].set_text(say("length of w: {length:.3g}", length=weight))
    a.texts[2].set_text("" if parts else say("- - at rest: {length:.3g}", length=rest))
    a.rest.set_ydata([rest, rest])
    end = (
        say(NO_END)
        if parts
        else say("These samples cannot be separated: the weights come to rest at the length {length:.3g}.", length=rest)
    )
    return say(
        "After {steps} w = {w}, of length {length:.3g}, with the loss {loss:.3g} and {wrong} on the wrong side.",
        steps=counted(run.nit), w=at(w), length=weight, loss=run.fun, wrong=wrong,
    ) + " " + end  # fmt: skip


growing = Picture(
    see_growing, draw_growing, move_growing, panels=(1, 2), size=(9.0, 4.2),
    handles=[Handle(lambda steps, weight: (steps, weight), x="steps", panel=1, anywhere=True)],
    controls={"data": menu(list(PAIRS), label=mark("species")),
              "steps": whole(log_slider(1, 1000, value=10, per_decade=3, label=mark("steps")))},
    target=Target(mark("Let the weights of the pair that can be separated grow longer than {long:g}."),
                  lambda weight, parts, long=7: parts and weight > long),
)  # fmt: skip
