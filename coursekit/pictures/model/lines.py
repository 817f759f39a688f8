"""A line through the penguins: by hand, from above as a landscape of losses, and one penguin's say in its gradient."""

from types import SimpleNamespace as Artists
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from numpy.typing import ArrayLike

from coursekit.data import penguins
from coursekit.descent import gradient_descent
from coursekit.live import log_slider, slider
from coursekit.live.picture import BLACK, BLUE, GREY, ORANGE, PURPLE, Handle, Picture, Target
from coursekit.model import MeanSquaredError
from coursekit.numerics.descents import length
from coursekit.numerics.given import count
from coursekit.numerics.one_variable import EPS, Array, Function
from coursekit.numerics.samples import differ, features
from coursekit.pictures.kit import column_above, draw_arrow, draw_place, line, move_arrow_inside, row_above
from coursekit.pictures.landscape import RATE, Bounds, Ground, at, counted, draw_contours, draw_path, move_path
from coursekit.words import mark, say, say_count, together

PENGUINS = penguins()
FLIPPER = (PENGUINS["flipper_length_mm"] - 200) / 10
"""Flipper length of each penguin, in centimetres beyond 20."""
MASS = PENGUINS["body_mass_g"] / 1000
"""Body mass of each penguin, in kilograms."""
DATA = {"x": FLIPPER, "y": MASS}
NAMES = [
    (mark("flipper length, in cm beyond 20"), FLIPPER),
    (mark("body mass in kg"), MASS),
    (mark("flipper length in mm"), PENGUINS["flipper_length_mm"]),
    (mark("body mass in g"), PENGUINS["body_mass_g"]),
]
"""What stands at an axis with these values."""
HANDLES = [
    Handle(lambda w0: (0, w0), y="w0"),
    Handle(lambda w0, w1, lever: (lever, w0 + w1 * lever), y="w1"),
]
"""Of a line in the first axes: its height at 0, and far to the right, where `lever` is."""
INTERCEPT, SLOPE = mark("intercept w₀"), mark("slope w₁")
BEYOND = mark("An arrow that ends at the rim goes on beyond it.")
START = (3.2, -0.3)  # of descent: intercept and slope
SHAPE = 0.7  # of the axes, height by width, so that squares are square
ONE_COLUMN = mark("x has {found} columns, and this picture shows lines over one of them; give one, such as x[:, 0]")
MOST_ROWS = 10_000
MANY_ROWS = mark(
    "x has {rows:,} rows, and a picture answers at once with {most:,} at most; show one row of {step}: "
    "x[::{step}] and y[::{step}]"
)
SQUARES = 18  # drawn at most; those of all samples would cover each other


def line_loss(x: ArrayLike, y: ArrayLike) -> MeanSquaredError:
    """Give the mean squared error of lines over one feature.

    Raises
    ------
    TypeError, ValueError
        There are several features; or as `MeanSquaredError` says.
    """
    return MeanSquaredError(one_feature(x), y)


def one_feature(x: ArrayLike) -> Array:
    """Give the numbers of a table of one column, or of none."""
    table = few_rows(x)
    if table.shape[1] > 1:
        raise ValueError(say(ONE_COLUMN, found=table.shape[1]))
    return table[:, 0]


def few_rows(x: ArrayLike) -> Array:
    """Give a table that is not too long for a picture."""
    table = features(x)
    if (rows := len(table)) > MOST_ROWS:
        raise ValueError(say(MANY_ROWS, rows=rows, most=MOST_ROWS, step=-(-rows // MOST_ROWS)))
    return table


def count_rows(x: Any, otherwise: int) -> int:
    """Count the rows of a table from which a slider takes its end; a table that no picture takes has some others."""
    try:
        return max(len(few_rows(x)), 2)
    except (TypeError, ValueError):  # the picture says what is wrong with it
        return otherwise


def fitted(f: MeanSquaredError) -> tuple[Array, float]:
    """Give the best line and its loss, 0 where it is nothing but rounding; counted from the middle of the samples."""
    x, y = f.X[:, 1] - f.X[:, 1].mean(), f.y - f.y.mean()
    slope = np.mean(x * y) / np.mean(x**2)
    w, lowest = np.array([f.y.mean() - slope * f.X[:, 1].mean(), slope]), float(np.mean((slope * x - y) ** 2))
    rounding = 10 * EPS * (np.abs(f.y).max() + np.abs(slope * f.X[:, 1]).max())
    return w, lowest if lowest > rounding**2 else 0.0


def height_above(f: MeanSquaredError, best: Array, path: Array) -> Array:
    """Give how far the loss lies above the lowest one along a path: it is a quadratic."""
    away = path - best
    return np.asarray(np.sum(away @ f.hessian() * away, axis=-1) / 2)


def bowl(f: MeanSquaredError) -> Function:
    """Give the loss as the quadratic that it is: over a whole map, many samples then take no longer than a few."""
    best, lowest = fitted(f)
    return lambda w: lowest + height_above(f, best, np.asarray(w).T)


def ended_higher(run: Any) -> bool:
    """Say whether a descent ended higher than it began, or where numbers end."""
    return run.status == -1 or not float(run.fun) <= float(run.values[0])


def lever_of(f: MeanSquaredError) -> float:
    """Give the place at which a line is taken hold of, to turn it: right of the middle, and not at 0."""
    return float(0.6 * f.X[:, 1].max()) or 1.0


def axis_name(given: str, values: ArrayLike, letter: str, names: list[tuple[str, Array]] = NAMES) -> str:
    """Give the name of an axis: the one that is given, or that of these values, or the letter."""
    return say(given or next((name for name, own in names if np.array_equal(np.ravel(values), own)), letter))


def move_ends(artist: Any, limits: tuple[float, ...], w0: float, w1: float, lever: float) -> None:
    """Put the points where the line is taken hold of; one that lies outside the axes is not drawn."""
    left, right, bottom, top = limits
    x, y = np.array([0, lever]), np.array([w0, w0 + w1 * lever])
    seen = (x >= left) & (x <= right) & (y >= bottom) & (y <= top)
    artist.set_data(x[seen], y[seen])


def draw_samples(ax: Axes, x: ArrayLike, y: ArrayLike, x_name: str, y_name: str) -> tuple[float, float, float, float]:
    """Draw the samples as points; give the limits of the axes. Where 0 is near, the best intercept is seen."""
    f = line_loss(x, y)
    x, y = f.X[:, 1], f.y
    near = abs(x).min() < np.ptp(x)
    across, up = (np.append(x, 0), np.append(y, fitted(f)[0][0])) if near else (x, y)
    room = 0.08 * np.array([np.ptp(across), np.ptp(up) if differ(up) else 1])
    limits = (across.min() - room[0], across.max() + room[0], up.min() - room[1], up.max() + room[1])
    ax.plot(x, y, ".", color=GREY, ms=7, alpha=0.6)
    ax.set(xlim=limits[:2], ylim=limits[2:], xlabel=axis_name(x_name, x, "x"),
           ylabel=axis_name(y_name, y, "y"))  # fmt: skip
    return limits


def move_line(artist: Any, limits: tuple[float, ...], w: ArrayLike) -> None:
    """Put a line with these parameters through the axes."""
    w, ends = np.asarray(w), np.array(limits[:2])
    artist.set_data(ends, w[0] + w[1] * ends)


def formula(w0: float, w1: float) -> str:
    """Write a line: 3.5 + 0.2 x, 3 − 0.5 x."""
    return f"{w0:g} {'−' if w1 < 0 else '+'} {abs(w1):g} x"


# --- 1. by hand -----------------------------------------------------------------------------------


def see_by_hand(x: ArrayLike, y: ArrayLike, w0: float, w1: float) -> dict[str, Any]:
    """Find the errors of the line, its loss, and the lowest loss of all lines."""
    f = line_loss(x, y)
    return {"errors": f.X @ [w0, w1] - f.y, "loss": f([w0, w1]), "lowest": fitted(f)[1],
            "lever": lever_of(f)}  # fmt: skip


def draw_by_hand(ax: Axes, x: ArrayLike, y: ArrayLike, x_name: str = "", y_name: str = "") -> Artists:
    """Draw the samples; make the line and the squares of some errors."""
    limits, f = draw_samples(ax, x, y, x_name, y_name), line_loss(x, y)
    ax.set_box_aspect(SHAPE)
    order = np.argsort(f.X[:, 1], kind="stable")
    some = order[:: -(-len(order) // SQUARES)]
    squares = PolyCollection(
        [], facecolor=(*[int(ORANGE[i : i + 2], 16) / 255 for i in (1, 3, 5)], 0.12), edgecolor=ORANGE
    )
    ax.add_collection(squares)
    per_height = (limits[1] - limits[0]) / (limits[3] - limits[2]) * SHAPE
    places = f.X[some, 1], f.y[some]
    return Artists(limits=limits, some=some, places=places, squares=squares, per_height=per_height,
                   line=line(ax, "-", BLUE), ends=draw_place(ax),
                   texts=row_above(ax, (BLUE, 0.0), (ORANGE, 0.5)))  # fmt: skip


def move_by_hand(a: Artists, w0: float, w1: float, errors: Array, loss: float, lowest: float, lever: float) -> str:
    """Put the line and the squares where they belong."""
    move_line(a.line, a.limits, [w0, w1])
    move_ends(a.ends, a.limits, w0, w1, lever)
    x, y = a.places
    e = errors[a.some]
    side = np.abs(e) * a.per_height * np.where(x > np.mean(a.limits[:2]), -1, 1)  # towards the middle
    corners = [(x, y), (x + side, y), (x + side, y + e), (x, y + e)]
    a.squares.set_verts(np.stack([np.stack(corner, axis=1) for corner in corners], axis=1))
    a.texts[0].set_text("— ŷ = " + formula(w0, w1))
    a.texts[1].set_text(say("□ mean squared error: {loss:.4g}", loss=loss))
    return say(
        "The line {line} has the mean squared error {loss:.4g}; the lowest of all lines is {lowest:.4g}. "
        "The largest error is {worst:.3g}. Squares are drawn for {some} of {count} samples.",
        line=formula(w0, w1), loss=loss, lowest=lowest, worst=np.max(np.abs(errors)), some=len(a.some),
        count=len(errors),
    )  # fmt: skip


by_hand = Picture(
    see_by_hand, draw_by_hand, move_by_hand, handles=HANDLES,
    controls={**DATA, "w0": slider(3, 5, value=3.5, step=0.05, label=INTERCEPT),
              "w1": slider(-0.5, 1, value=0, step=0.05, label=SLOPE)},
    target=Target(mark("Bring the mean squared error within {bound:g} of the lowest."),
                  lambda loss, lowest, bound=0.005: loss <= lowest + bound),
    symbols={r"\hat y": BLUE, "e_i^2": ORANGE},
)  # fmt: skip

# --- 2. from above --------------------------------------------------------------------------------


def see_from_above(
    x: ArrayLike, y: ArrayLike, w0: float, w1: float, learning_rate: float, steps: int,
    start: tuple[float, float] = START, visited: tuple[dict[str, Any], ...] | None = (),
) -> dict[str, Any]:  # fmt: skip
    """Find the loss where the hand is and where it has been, and run descent from the hand's first place."""
    f = line_loss(x, y)
    trail = [start, *((place["w0"], place["w1"]) for place in visited or ()), (w0, w1)]
    trail = [place for place, before in zip(trail, [None, *trail], strict=False) if place != before]
    run = gradient_descent(f, start, grad=f.grad, learning_rate=learning_rate, steps=steps)
    moves = None if visited is None else len(trail) - 1
    return {"trail": np.array(trail[-1:] if moves is None else trail, float), "moves": moves, "loss": f([w0, w1]),
            "run": run, "lowest": fitted(f)[1], "lever": lever_of(f)}  # fmt: skip


def around(f: MeanSquaredError, start: tuple[float, float]) -> Bounds:
    """Choose the part of the landscape to show: the best line in the middle, and room on both sides for the start."""
    w, spread = fitted(f)[0], np.sqrt((np.var(f.y) if differ(f.y) else 1) / np.mean(f.X**2, axis=0))
    room = 1.3 * np.maximum(np.abs(w - start), spread)
    (left, bottom), (right, top) = (w - room).tolist(), (w + room).tolist()
    return (left, right), (bottom, top)


def draw_from_above(
    axes: Any, x: ArrayLike, y: ArrayLike, x_name: str = "", y_name: str = "", bounds: Bounds | None = None,
    start: tuple[float, float] = START,
) -> Artists:  # fmt: skip
    """Draw samples on the left, the loss of all lines on the right; make both lines, both ways down."""
    data, land = axes.flat
    limits = draw_samples(data, x, y, x_name, y_name)
    f = line_loss(x, y)
    draw_contours(land, Ground(bowl(f), bounds or around(f, start)))
    land.set(xlabel=say(INTERCEPT), ylabel=say(SLOPE))
    best = fitted(f)[0]
    land.plot(*best[:, None], "+", color=BLACK, ms=12, mew=2)
    return Artists(
        limits=limits, hand=line(data, "--", BLUE), line=line(data, "-", ORANGE), ends=draw_place(data),
        trail=line(land, "--s", BLUE, lw=1.5, ms=4), here=line(land, "s", BLUE, ms=9, mec=BLACK, zorder=6),
        path=draw_path(land),
        texts=[*row_above(data, (BLUE, 0.0), (ORANGE, 0.61)), *row_above(land, (BLUE, 0.0), (ORANGE, 0.6))],
    )  # fmt: skip


def move_from_above(
    a: Artists, w0: float, w1: float, trail: Array, moves: int | None, loss: float, run: Any, lowest: float,
    lever: float,
) -> str:  # fmt: skip
    """Put both lines and both ways where they belong."""
    move_line(a.hand, a.limits, [w0, w1])
    move_ends(a.ends, a.limits, w0, w1, lever)
    move_line(a.line, a.limits, run.x)
    a.trail.set_data(*trail.T)
    a.here.set_data([w0], [w1])
    move_path(a.path, *run.path.T)
    a.texts[0].set_text(say("- - your line: {loss:.4g}", loss=loss))
    a.texts[1].set_text(say("— descent's: {loss:.4g}", loss=run.fun))
    hand = "" if moves is None else say_count("{count} move", "{count} moves", moves)
    a.texts[2].set_text(say("■ your hand, {moves}", moves=hand) if hand else say("■ your hand"))
    a.texts[3].set_text(say("★ descent, {steps}", steps=counted(run.nit)))
    after = mark("Your hand, after {moves}: {place}, mean squared error {loss:.4g}.")
    there = mark("Your hand: {place}, mean squared error {loss:.4g}.")
    said = say(after if hand else there, moves=hand, place=at([w0, w1]), loss=loss)
    if ended_higher(run):
        return said + " " + say("Descent diverges.")
    descent = mark("Descent, after {steps}: {place}, {fun:.4g}. The lowest is {lowest:.4g}.")
    return said + " " + say(descent, steps=counted(run.nit), place=at(run.x), fun=run.fun, lowest=lowest)


from_above = Picture(
    see_from_above, draw_from_above, move_from_above, panels=(1, 2), size=(9.0, 4.2),
    handles=[*HANDLES, Handle(lambda w0, w1: (w0, w1), x="w0", y="w1", panel=1, anywhere=True)],
    controls={**DATA, "w0": slider(3, 5, value=3.2, step=0.05, label=INTERCEPT),
              "w1": slider(-0.5, 1, value=-0.3, step=0.05, label=SLOPE),
              "learning_rate": log_slider(0.01, 1, value=0.02, label=RATE),
              "steps": slider(0, 40, value=10, step=1, play=True, label=mark("steps"))},
    target=Target(mark("Come within {bound:g} of the lowest loss by your hand."),
                  lambda loss, lowest, bound=0.002: loss <= lowest + bound),
)  # fmt: skip

# --- 3. one penguin -------------------------------------------------------------------------------


def outside(f: MeanSquaredError, w: ArrayLike) -> Array:
    """Give the gradient as a known page has it: x stands outside the sum, so the mean error meets the mean x."""
    errors = f.X @ np.asarray(w) - f.y
    return np.asarray(2 * np.mean(errors) * np.mean(f.X, axis=0))


def gradients_reach(f: MeanSquaredError, w: ArrayLike | None = None) -> tuple[float, float]:
    """Say how far nearly all single gradients reach along each parameter: at w, or where the best line is level."""
    errors = (f.y.mean() - f.y) * differ(f.y) if w is None else f.X @ np.asarray(w) - f.y
    along = np.quantile(np.abs(2 * errors[:, None] * f.X), 0.95, axis=0)
    return float(along[0]) or 1.0, float(along[1]) or 1.0


def draw_plane(ax: Axes, most: tuple[float, float]) -> None:
    """Draw the axes of a plane of gradients."""
    ax.set(xlim=(-most[0], most[0]), ylim=(-most[1], most[1]), xlabel=say("along the intercept w₀"),
           ylabel=say("along the slope w₁"))  # fmt: skip
    ax.axhline(0, color=GREY, lw=0.8)
    ax.axvline(0, color=GREY, lw=0.8)


def see_one(x: ArrayLike, y: ArrayLike, w0: float, w1: float, number: int) -> dict[str, Any]:
    """Find the gradient of one sample, the mean of all, and the wrong one."""
    f = line_loss(x, y)
    number, w = min(count(number, "number", example=20), f.n - 1), np.array([w0, w1])
    mean, wrong = f.grad(w), outside(f, w)
    return {
        "which": number, "sample": f.X[number, 1], "answer": f.y[number], "own": f.grad(w, [number]),
        "mean": mean, "wrong": wrong, "true_length": length(mean), "wrong_length": length(wrong), "lever": lever_of(f),
    }  # fmt: skip


def draw_one(
    axes: Any, x: ArrayLike, y: ArrayLike, x_name: str = "", y_name: str = "",
    most: tuple[float, float] | None = None,
) -> Artists:  # fmt: skip
    """Draw samples on the left, a plane of gradients on the right; make the line, one error, three arrows."""
    data, plane = axes.flat
    limits = draw_samples(data, x, y, x_name, y_name)
    draw_plane(plane, most or gradients_reach(line_loss(x, y)))
    arrows = [draw_arrow(plane, color, 1, width=width, clip_on=True)
              for color, width in ((BLUE, 0.008), (ORANGE, 0.016), (PURPLE, 0.006))]  # fmt: skip
    return Artists(
        limits=limits, line=line(data, "-", ORANGE), ends=draw_place(data),
        error=line(data, "-", BLUE, lw=2.5), one=draw_place(data, BLUE),
        arrows=arrows, texts=[*row_above(data, (BLUE, 0.0)), *column_above(plane, ORANGE, PURPLE)],
    )  # fmt: skip


def move_one(
    a: Artists, w0: float, w1: float, which: int, sample: float, answer: float, own: Array, mean: Array, wrong: Array,
    true_length: float, wrong_length: float, lever: float,
) -> str:  # fmt: skip
    """Put the line, the error and the arrows where they belong."""
    move_line(a.line, a.limits, [w0, w1])
    move_ends(a.ends, a.limits, w0, w1, lever)
    error = w0 + w1 * sample - answer
    a.error.set_data([sample, sample], [answer, answer + error])
    a.one.set_data([sample], [answer])
    beyond = [
        move_arrow_inside(arrow, np.zeros(2), gradient)
        for arrow, gradient in zip(a.arrows, (own, mean, wrong), strict=True)
    ]
    a.texts[0].set_text(say("error of this one: {error:.3g}", error=error))
    a.texts[1].set_text(say("mean of all: {length:.3g}", length=true_length))
    a.texts[2].set_text(say("x outside the sum: {length:.3g}", length=wrong_length))
    said = say(
        "Sample {number} at x = {x:.3g}: the error {error:.3g} makes the gradient {own}. The mean of all is {mean}, of "
        "length {length:.3g}; with x outside the sum it is {wrong}, of length {wrong_length:.3g}.",
        number=which, x=sample, error=error, own=at(own), mean=at(mean), length=true_length, wrong=at(wrong),
        wrong_length=wrong_length,
    )  # fmt: skip
    return together(said, say(BEYOND) if any(beyond) else "")


def numbers(x: Any) -> dict[str, Any]:
    """Give a slider over the numbers of the samples."""
    last = count_rows(x, 342) - 1
    return {"number": slider(0, last, value=min(20, last), step=1, label=mark("sample number i"))}


one_sample = Picture(
    see_one, draw_one, move_one, panels=(1, 2), size=(9.0, 4.2), handles=HANDLES, sized=numbers,
    controls={**DATA, **numbers(FLIPPER), "w0": slider(3, 5, value=3.5, step=0.02, label=INTERCEPT),
              "w1": slider(-0.5, 1, value=0.2, step=0.05, label=SLOPE)},
    target=Target(mark("Find a line where the gradient with x outside the sum is shorter than {small:g}, and the true "
                       "one longer than {large:g}."),
                  lambda wrong_length, true_length, small=0.05, large=1.0: wrong_length < small
                  and true_length > large),
)  # fmt: skip
