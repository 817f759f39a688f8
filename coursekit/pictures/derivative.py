"""Pictures of lesson 01: from the average rate to the derivative, its errors, its kinks, and measured data.

`f` is a function of the catalogue, whose slope is known exactly, or any function of the reader's own that answers
element by element; its slope is then the best number that `richardson` finds.
"""

from types import SimpleNamespace as Artists
from typing import Any, Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import LogLocator, NullLocator
from numpy.typing import ArrayLike

from coursekit.derivative import (
    central_difference,
    complex_step,
    difference_error,
    five_point_difference,
    forward_difference,
    richardson,
)
from coursekit.functions import ExactFunction, get
from coursekit.live import log_slider, menu, slider
from coursekit.live.picture import Picture, Target
from coursekit.numerics.one_variable import EPS, Array, Function
from coursekit.pictures.kit import (
    BLACK,
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    PURPLE,
    YELLOW,
    draw_curve,
    limits,
    log_axes,
    row_above,
    shown,
    slope_at,
    slopes,
    values,
    values_and_slope,
    window,
)
from coursekit.words import mark, say

__all__ = [
    "CURVES",
    "average_rate",
    "central_error_below",
    "error_against_h",
    "error_against_x",
    "evaluations",
    "fastest_stretch",
    "five_point_error_below",
    "function_and_derivative",
    "gradient_error_below",
    "one_sided",
    "relative_error_below",
    "rise",
    "sampled",
    "secant",
    "slope_from_the_left",
    "slopes_agree",
    "steepest",
]


# --- 0. a first picture with sliders ---


def draw_rise(ax: Axes) -> Artists:
    """Draw the axes of a path; make the path, its ends and its rise."""
    ax.set(xlim=(-0.3, 1.6), ylim=(-11, 11), ylabel=say("height in m"))
    ax.set_xticks([0, 1], [say("start"), say("end")])
    (path,) = ax.plot([], [], "-o", color=BLACK)
    (level,) = ax.plot([], [], ":", color=GREY, lw=1)
    (rise,) = ax.plot([], [], "-", color=ORANGE, lw=4)
    return Artists(path=path, level=level, rise=rise, text=ax.text(1.05, 0, "", color=ORANGE, va="center"))


def move_rise(a: Artists, start: float, end: float, rise: float) -> str:
    """Move the two ends of the path."""
    a.path.set_data([0, 1], [start, end])
    a.level.set_data([0, 1], [start, start])
    a.rise.set_data([1, 1], [start, end])
    a.text.set_position((1.05, (start + end) / 2))
    a.text.set_text(say("rise: {rise:g} m", rise=rise))
    return say("From {start:g} m to {end:g} m: the rise is {rise:g} m.", start=start, end=end, rise=rise)


rise = Picture(
    lambda start, end: {"rise": end - start},
    draw_rise,
    move_rise,
    controls={
        "start": slider(-10, 10, value=2, step=1, label=mark("start")),
        "end": slider(-10, 10, value=5, step=1, label=mark("end")),
    },
    target=Target(mark("Make the rise {wanted:g} m."), lambda rise, wanted=-4: rise == wanted),
    size=(7.0, 3.2),
)

# --- 1. average rate ------------------------------------------------------------------------------


def as_measured(times: Any, distances: Any) -> tuple[Array, Array]:
    """Give both lists as arrays, or say why they are no measured way."""
    t, s = np.asarray(times, float), np.asarray(distances, float)
    if t.ndim != 1 or t.shape != s.shape or t.size < 2:
        raise ValueError(
            f"there are {t.size} times and {s.size} distances: give one time for each distance, two or more"
        )
    for name, numbers in (("times", t), ("distances", s)):
        if not (np.diff(numbers) > 0).all():
            k = int(np.argmin(np.diff(numbers) > 0))
            raise ValueError(f"{name} must grow, but {numbers[k]:g} is followed by {numbers[k + 1]:g}: mend the list")
    return t, s


def draw_average_rate(ax: Axes, times: Any, distances: Any) -> Artists:
    """Draw distance against time as measured, and a line through two of the points."""
    t, s = as_measured(times, distances)
    ax.plot(t, s, "o-", color=BLACK, lw=1, ms=5)
    across, up = 0.03 * (t[-1] - t[0]), 0.05 * (s[-1] - s[0])
    ax.set(
        xlabel="time in s",
        ylabel="distance in m",
        xlim=(t[0] - across, t[-1] + across),
        ylim=(s[0] - up, s[-1] + up),
    )
    (line,) = ax.plot([], [], "-", color=ORANGE, lw=1.5)
    (ends,) = ax.plot([], [], "o", color=ORANGE, ms=9)
    return Artists(line=line, ends=ends, text=row_above(ax, (ORANGE, 0.0))[0])


def update_average_rate(a: Artists, times: Any, distances: Any, begin: float, end: float) -> str:
    """Put the line through the points at the distances `begin` and `end`."""
    for place in (begin, end):
        if not distances[0] <= place <= distances[-1]:
            raise ValueError(f"{place:g} m is not between {distances[0]:g} m and {distances[-1]:g} m: move the slider")
    t, s = np.interp([begin, end], distances, times), np.array([begin, end], float)
    a.ends.set_data(t, s)
    if begin == end:
        a.line.set_data([], [])
        a.text.set_text("")
        return f"From {begin:g} m to {end:g} m no time passes: 0/0 is no speed. Move one of the two."
    speed = (s[1] - s[0]) / (t[1] - t[0])
    whole = np.array(a.line.axes.get_xlim())
    a.line.set_data(whole, s[0] + speed * (whole - t[0]))
    a.text.set_text(f"— secant: {speed:.2f} m/s")
    return (
        f"From {begin:g} m to {end:g} m: {s[1] - s[0]:g} m in {t[1] - t[0]:.2f} s. "
        f"The slope of the line is the average speed, {speed:.2f} m/s."
    )


average_rate = Picture(None, draw_average_rate, update_average_rate)


def _fastest(times: Any, distances: Any, begin: float, end: float) -> bool:
    fastest = int(np.argmax(np.diff(distances) / np.diff(times)))
    return {begin, end} == set(np.asarray(distances)[[fastest, fastest + 1]])


fastest_stretch = Target("Find the two neighbouring points with the highest speed between them.", _fastest)

# --- 2 and 3. secant to tangent -------------------------------------------------------------------


CURVES = {"sin(x)": get("sin"), "x²": get("x**2"), "eˣ": get("exp")}


def see_secant(f: Function, x: float, h: float) -> dict[str, Any]:
    """Find the slope of the secant from x to x + h, exactly as the computer finds it, and that of the tangent."""
    (here, there), exact = values_and_slope(f, x, x + h)
    slope = float((there - here) / h) if h else float("nan")
    return {"here": here, "there": there, "slope": slope, "exact": exact, "error": abs(slope - exact)}


def draw_secant(ax: Axes, f: Function, low: float | None = None, high: float | None = None) -> Artists:
    """Draw the curve; make the secant, the tangent and the two points that will move."""
    draw_curve(ax, f, low, high, "f(x)")
    (tangent,) = ax.plot([], [], "--", color=BLUE, lw=2)
    (line,) = ax.plot([], [], "-", color=ORANGE, lw=1.5)
    (drops,) = ax.plot([], [], ":", color=GREY, lw=1)
    (points,) = ax.plot([], [], "o", color=ORANGE, ms=7)
    here, there = (ax.text(0, 0, "", va="bottom", color=BLACK) for _ in range(2))
    texts = row_above(ax, (ORANGE, 0.0), (BLUE, 0.38), (BLACK, 0.77))
    return Artists(tangent=tangent, line=line, drops=drops, points=points, labels=(here, there), texts=texts)


def move_secant(
    a: Artists, x: float, h: float, here: float, there: float, slope: float, exact: float, error: float
) -> str:
    """Move to the points x and x + h."""
    whole = np.array(a.line.axes.get_xlim())
    floor = a.line.axes.get_ylim()[0]
    a.points.set_data([x, x + h], [here, there])
    a.line.set_data(whole, here + slope * (whole - x))
    a.tangent.set_data(whole, here + exact * (whole - x))
    a.drops.set_data([x, x, np.nan, x + h, x + h], [floor, here, np.nan, floor, there])
    apart = abs(h) > 0.12 * (whole[1] - whole[0])
    for label, at, words in zip(a.labels, (x, x + h), (" x", " x + h" if apart else ""), strict=True):
        outside = at > whole[1] - 0.1 * (whole[1] - whole[0])
        label.set(text=f"{words.strip()} " if outside else words, ha="right" if outside else "left")
        label.set_position((at, floor))
    numbers = {"x": x, "h": h, "slope": shown(slope), "exact": shown(exact), "error": error}
    a.texts[0].set_text(say("— secant: {slope}", **numbers))
    a.texts[1].set_text(say("- - tangent: {exact}", **numbers))
    a.texts[2].set_text(say("error: {error:.1e}", **numbers) if np.isfinite(error) else "")
    if not np.isfinite([here, there]).all():
        return say("f has no value at x = {x:g} or at x + h = {end:g}: move x.", x=x, end=x + h)
    if h == 0:
        return say("h = 0: the two points are one, and 0/0 is no slope. The exact slope is {exact}.", **numbers)
    lost = " " + say("In the computer x + h is x now: the step is lost.") if x + h == x else ""
    if not np.isfinite(exact):
        return say("h = {h:.3g}: the secant's slope is {slope}. The curve has no slope at x = {x:g}.", **numbers) + lost
    return say("h = {h:.3g}: the secant's slope is {slope}, exact {exact}, error {error:.1e}.", **numbers) + lost


secant = Picture(
    see_secant,
    draw_secant,
    move_secant,
    controls={
        "f": menu(CURVES),
        "x": slider(-1, 2, value=1, step=0.1),
        "h": log_slider(1, 1e-16),
        "low": -1.5,
        "high": 3,
    },
    target=Target(
        mark("Bring the error below {bound:g}. Then find a smaller h that makes it worse again."),
        lambda error, bound=1e-7: error < bound,
    ),
)

slope_from_the_left = Target(
    mark("With a negative h, bring the error below {bound:g}."),
    lambda h, error, bound=0.06: h < 0 and error < bound,
)

# --- 4. error against the step --------------------------------------------------------------------

STYLES = {"forward": ("-", ORANGE, "o"), "backward": (":", GREEN, "s"), "central": ("--", BLUE, "D")}
SAMPLES = 10  # steps in a decade


def draw_error_against_h(ax: Axes, smallest: float = 1e-16, largest: float = 1.0) -> Artists:
    """Draw log-log axes and the two causes by name; make the curves, guides and marks that will move."""
    log_axes(ax, (smallest / 2, 3 * largest), (1e-17, 1e3))
    ax.set(xlabel="step h", ylabel="error of the slope")
    ground = {"facecolor": "white", "alpha": 0.8, "edgecolor": "none", "pad": 1}
    for at, ha, words in (
        (0.035, "left", "rounding:\ntoo few digits differ"),
        (0.93, "right", "truncation:\nthe curve bends"),
    ):
        ax.text(at, 0.06, words, transform=ax.transAxes, color=BLACK, ha=ha, bbox=ground)
    guides = [ax.plot([], [], "-", color=GREY, lw=1)[0] for _ in range(2)]
    names = [ax.text(1, 1, "", color=GREY, ha=ha, va=va) for ha, va in (("right", "bottom"), ("left", "top"))]
    curves, dots, best = {}, {}, {}
    for method, (line, color, marker) in STYLES.items():
        (curves[method],) = ax.plot([], [], line, color=color, lw=1.2)
        (best[method],) = ax.plot([], [], "*", color=color, ms=15, mec=BLACK)
        (dots[method],) = ax.plot([], [], marker, color=color, ms=7, mec=BLACK)
    step = ax.axvline(smallest, color=BLACK, lw=0.8)
    texts = row_above(ax, (ORANGE, 0.0), (GREEN, 0.33), (BLUE, 0.69))
    decades = round(np.log10(largest / smallest))
    h = np.geomspace(smallest, largest, SAMPLES * decades + 1)
    return Artists(h=h, guides=guides, names=names, curves=curves, dots=dots, best=best, step=step, texts=texts)


def best_step(h: Array, error: Array) -> tuple[float, float]:
    """Find the step with the least error; the median over a decade stands for each, so that luck does not count."""
    width = SAMPLES + 1
    typical = np.median(np.lib.stride_tricks.sliding_window_view(error, width), axis=1)
    i = len(typical) - 1 - int(np.argmin(typical[::-1]))  # the largest of equals: a line has no error at large steps
    return float(h[i + width // 2]), float(typical[i])


def update_error_against_h(a: Artists, f: Function, x: float, h: float) -> str:
    """Draw the errors of all steps at x, and mark the step h and the best steps."""
    values(f, [x])
    exact = slope_at(f, x)
    if not np.isfinite(exact):
        raise ValueError(f"f has no slope at x = {x:g}, so no formula has an error there: move x.")
    methods = tuple(STYLES)
    errors = difference_error(f, exact, x, a.h, methods)
    now = {method: float(error[0]) for method, error in difference_error(f, exact, x, [h], methods).items()}
    floor = a.step.axes.get_ylim()[0]
    a.step.set_xdata([h, h])
    for method, text in zip(methods, a.texts, strict=True):
        a.curves[method].set_data(a.h, np.maximum(errors[method], floor))
        a.dots[method].set_data([h], [max(now[method], floor)])
        step, error = best_step(a.h, errors[method])
        a.best[method].set_data([step], [max(error, floor)])
        text.set_text(f"{ {'-': '—', '--': '- -', ':': '···'}[STYLES[method][0]] } {method}: {now[method]:.1e}")
    for order, (method, shift) in enumerate((("forward", 5.0), ("central", 0.2)), start=1):
        i = len(a.h) - 1 - SAMPLES  # one decade below the largest step
        top = errors[method][i] * shift
        reach = a.h[i] * np.array([1e-4 if order == 1 else 1e-3, 10.0])
        bends = top > 1e-12  # else there is no truncation, only rounding
        a.guides[order - 1].set_data(reach, top * (reach / a.h[i]) ** order if bends else [np.nan, np.nan])
        a.names[order - 1].set_text(f"slope {order}" if bends else "")
        a.names[order - 1].set_position((reach[0], max(top * (reach[0] / a.h[i]) ** order, 10 * floor)))
    least, _ = best_step(a.h, errors["central"])
    return (
        f"h = {h:.3g}: error forward {now['forward']:.1e}, backward {now['backward']:.1e}, "
        f"central {now['central']:.1e}. Stars mark the best steps; for the central formula about {least:.0e}."
    )


error_against_h = Picture(None, draw_error_against_h, update_error_against_h)


def central_error_below(bound: float) -> Target:
    """Ask for a step at which the central formula is right to within `bound`."""
    return Target(
        f"Bring the error of the central formula below {bound:g}.",
        lambda f, x, h: bool(difference_error(f, slope_at(f, x), x, [h], ("central",))["central"][0] < bound),
    )


# --- 4. one step for every x? ---------------------------------------------------------------------


def relative_error(f: Function, x: ArrayLike, h: ArrayLike) -> Array:
    """Give the error of the central formula at each x, as a part of the exact slope."""
    x = np.asarray(x, float)
    with np.errstate(all="ignore"):
        exact, slope = slopes(f, x), (values(f, x + h) - values(f, x - h)) / (2 * np.asarray(h))
        return np.asarray(np.abs(slope - exact) / np.abs(exact))


def draw_error_against_x(ax: Axes, f: Function, smallest: float = 1e-6, largest: float = 1e10) -> Artists:
    """Draw the relative error against x: still for a step that grows with x, moving for one step everywhere."""
    log_axes(ax, (smallest / 2, 2 * largest), (1e-17, 1e5))
    ax.set(xlabel="x", ylabel="error as a part of the slope")
    x = np.geomspace(smallest, largest, 150)  # no round numbers, where an error may be 0 by luck
    adapted = relative_error(f, x, EPS ** (1 / 3) * x)
    ax.plot(x, np.maximum(adapted, 1e-17), "--", color=BLUE, lw=1.2)
    ax.text(0.5, 1.03, "- - central, h = 6e-06 times x", color=BLUE, transform=ax.transAxes, va="bottom")
    (curve,) = ax.plot([], [], "-", color=ORANGE, lw=1.2)
    here = ax.axvline(smallest, color=BLACK, lw=0.8)
    (dot,) = ax.plot([], [], "o", color=ORANGE, ms=8, mec=BLACK, clip_on=False)  # an error too large is at the top
    return Artists(x=x, curve=curve, here=here, dot=dot, text=row_above(ax, (ORANGE, 0.0))[0])


def update_error_against_x(a: Artists, f: Function, x: float, h: float) -> str:
    """Draw the errors of the one step h, and mark x."""
    now = float(relative_error(f, [x], h)[0])
    adapted = float(relative_error(f, [x], EPS ** (1 / 3) * x)[0])
    a.curve.set_data(a.x, np.maximum(relative_error(f, a.x, h), 1e-17))
    a.here.set_xdata([x, x])
    a.dot.set_data([x], [np.clip(now, 1e-17, 1e5)])
    a.text.set_text(f"— central, h = {h:.0e} everywhere")
    if not np.isfinite([now, adapted]).all():
        return f"At x = {x:.0e} with h = {h:.0e}: f has no value here or beside, or its slope is 0. Move x or h."
    lost = " In the computer x + h is x here." if x + h == x else ""
    return (
        f"At x = {x:.0e} with h = {h:.0e} the error is {now:.0e} of the slope; "
        f"with h = {EPS ** (1 / 3) * x:.0e}, which follows x, it is {adapted:.0e}.{lost}"
    )


error_against_x = Picture(None, draw_error_against_x, update_error_against_x)


def relative_error_below(bound: float, at: float) -> Target:
    """Ask for one step that serves the point `at`."""
    return Target(
        f"Find a step h that brings the error at x = {at:g} below {bound:g} of the slope. Then look at x = 1e8.",
        lambda f, h: bool(relative_error(f, [at], h)[0] < bound),
    )


# --- 5. evaluations paid, error reached -----------------------------------------------------------

PAID = {
    "complex step": ("o", PURPLE, 1),
    "forward": ("v", ORANGE, 2),
    "central": ("D", BLUE, 2),
    "five-point": ("s", GREEN, 4),
    "richardson": ("*", YELLOW, None),
}


def paid_and_reached(f: Function, x: float, h: float) -> dict[str, tuple[int, float]]:
    """Give the evaluations of f and the error of the slope, for each formula; no error is below what is `unsure`."""
    best = richardson(f, x)
    exact = float(f.grad(x)) if isinstance(f, ExactFunction) else best.df
    formulas = {"forward": forward_difference, "central": central_difference, "five-point": five_point_difference}
    result = {name: (PAID[name][2] or 0, formula(f, x, h)) for name, formula in formulas.items()}
    result["richardson"] = (best.nfev, best.df)
    try:
        result["complex step"] = (1, complex_step(f, x))
    except TypeError:  # f cannot take a complex number
        result["complex step"] = (1, float("nan"))
    least = unsure(f, x)
    return {name: (paid, max(abs(slope - exact), least)) for name, (paid, slope) in result.items()}


def unsure(f: Function, x: float) -> float:
    """Give the error of the slope that others are compared with: 0 where f is of the catalogue."""
    return 0.0 if isinstance(f, ExactFunction) else float(richardson(f, x).error)


def draw_evaluations(ax: Axes) -> Artists:
    """Draw axes for evaluations against error, and one moving mark for each formula."""
    ax.set(xlim=(-1, 20), yscale="log", ylim=(1e-20, 1e3), xlabel="evaluations of f", ylabel="error of the slope")
    ax.set_xticks([1, 2, 4, 8, 12, 16, 20])
    ax.yaxis.set_major_locator(LogLocator(100, numticks=20))
    ax.yaxis.set_minor_locator(NullLocator())
    marks, labels = {}, {}
    for name, (marker, color, paid) in PAID.items():
        (marks[name],) = ax.plot([], [], marker, color=color, ms=11, mec=BLACK)
        labels[name] = ax.text(0, 1, "", color=BLACK, va="center", ha="right" if paid == 2 else "left")
    labels["complex step"].set_verticalalignment("top")  # below its mark, where no other is
    return Artists(marks=marks, labels=labels)


def update_evaluations(a: Artists, f: Function, x: float, h: float) -> str:
    """Put each mark at what it costs and what it reaches."""
    values(f, [x])
    found = paid_and_reached(f, x, h)
    for name, (paid, error) in found.items():
        at = max(error, 1e-17) if np.isfinite(error) else np.nan
        a.marks[name].set_data([paid], [at])
        shift, down = {1: (-0.3, 0.05), 2: (-0.5, 1.0)}.get(paid, (0.5, 1.0))
        a.labels[name].set_position((paid + shift, at * down if np.isfinite(at) else 1.0))
        a.labels[name].set_text(name if np.isfinite(at) else "")
    lower, upper = sorted(("forward", "central"), key=lambda name: found[name][1])
    a.labels[lower].set_verticalalignment("top")
    a.labels[upper].set_verticalalignment("bottom")
    reached = (
        f"{name} {'0' if error == 0 else f'{error:.0e}'} ({paid})"
        for name, (paid, error) in found.items()
        if np.isfinite(error)
    )
    words = ", ".join(reached)
    if not words:
        return f"f has no slope at x = {x:g}, so no formula has an error there. Move x."
    least = unsure(f, x)
    unknown = f" Its exact slope is known only to {least:.0e}: smaller errors cannot be seen." if least else ""
    return f"Error, and in brackets the evaluations: {words}.{unknown}"


evaluations = Picture(None, draw_evaluations, update_evaluations)


def five_point_error_below(bound: float) -> Target:
    """Ask for a step at which the five-point formula is right to within `bound`."""
    return Target(
        f"Choose h so that the error of the five-point formula falls below {bound:g}.",
        lambda f, x, h: paid_and_reached(f, x, h)["five-point"][1] < bound,
    )


# --- 6. one-sided slopes --------------------------------------------------------------------------


def draw_one_sided(axes: Any, f: Function, low: float | None = None, high: float | None = None) -> Artists:
    """Draw the curve; make two secants, one to each side, and beside it their slopes against h."""
    left, right = axes.flat
    low, high = draw_curve(left, f, low, high, "f(x)")
    x = np.linspace(low, high, 401)
    steep = np.abs(np.diff(values(f, x)) / np.diff(x))
    reach = 1.5 * max(2.0, float(np.quantile(steep[np.isfinite(steep)], 0.99)))
    right.set(xscale="log", xlim=(1e-6, 1), ylim=(-reach, reach), xlabel="step h", ylabel="slope")
    to_right, to_left = (left.plot([], [], s, color=c, lw=3, ms=8)[0] for s, c in (("o-", ORANGE), ("s--", BLUE)))
    (point,) = left.plot([], [], "o", color=BLACK, ms=8)
    h = np.geomspace(1e-6, 1, 61)
    curves = [right.plot([], [], s, color=c, lw=2)[0] for s, c in (("-", ORANGE), ("--", BLUE), (":", BLACK))]
    step = right.axvline(1, color=GREY, lw=1)
    texts = row_above(left, (ORANGE, 0.0), (BLUE, 0.0)) + row_above(right, (BLACK, 0.0))
    texts[0].set_y(1.11)
    return Artists(h=h, sides=(to_right, to_left), point=point, curves=curves, step=step, texts=texts)


def both_slopes(f: Function, x: float, h: ArrayLike) -> tuple[Array, Array]:
    """Give the slopes of the secants from x to x + h and from x - h to x."""
    h = np.asarray(h, float)
    middle = values(f, np.full(h.shape, x))
    with np.errstate(all="ignore"):
        return (values(f, x + h) - middle) / h, (middle - values(f, x - h)) / h


def update_one_sided(a: Artists, f: Function, x: float, h: float) -> str:
    """Move to x; draw the slopes at all steps and mark the step h."""
    forward, backward = (float(slope[0]) for slope in both_slopes(f, x, [h]))
    y = values(f, [x - h, x, x + h])
    a.point.set_data([x], [y[1]])
    a.sides[0].set_data([x, x + h], y[1:])
    a.sides[1].set_data([x - h, x], y[:2])
    ahead, behind = both_slopes(f, x, a.h)
    for curve, slope in zip(a.curves, (ahead, behind, (ahead + behind) / 2), strict=True):
        curve.set_data(a.h, slope)
    a.step.set_xdata([h, h])
    a.texts[0].set_text(f"— to the right: {forward:.4g}")
    a.texts[1].set_text(f"- - to the left: {backward:.4g}")
    a.texts[2].set_text(f"··· central, their mean: {(forward + backward) / 2:.4g}")
    if not np.isfinite(y).all():
        return f"f has no value at one of x = {x:g}, x - h and x + h: move x."
    verdict = {
        0: "richardson finds a derivative here",
        1: "richardson reports that there is no derivative here",
    }.get(int(richardson(f, x).status), "richardson does not trust any number here")
    return (
        f"x = {x:g}, h = {h:.3g}: the slope to the right is {forward:.4g}, to the left {backward:.4g}, "
        f"and the central formula gives {(forward + backward) / 2:.4g}; {verdict}."
    )


one_sided = Picture(None, draw_one_sided, update_one_sided, panels=(1, 2))


def slopes_agree(bound: float) -> Target:
    """Ask for a point where the slopes to both sides agree, for this step and for one ten times smaller."""
    return Target(
        f"Make the two slopes agree to {bound:g}, and to stay so for smaller steps.",
        lambda f, x, h: bool(np.ptp(both_slopes(f, x, [h, h / 10])) < bound),
    )


# --- 7. f and f' ----------------------------------------------------------------------------------


def draw_function_and_derivative(
    axes: Any, f: Function, low: float | None = None, high: float | None = None
) -> Artists:
    """Draw f above and f' below, shaded where f rises; make a tangent and two points that will move."""
    above, below = axes.flat
    low, high = draw_curve(above, f, low, high, "f(x)")
    x = np.linspace(low, high, 401)
    df = slopes(f, x)
    below.plot(x, df, "-", color=BLACK, lw=2)
    bottom, top = limits(np.append(df, 0.0))
    below.set(xlim=(low, high), ylim=(bottom, top), xlabel="x", ylabel="f'(x)")
    below.axhline(0, color=GREY, lw=1)
    above.set_xlabel("")
    above.tick_params(labelbottom=False)
    for ax in (above, below):
        ax.fill_between(
            x, 0, 1, where=df > 0, transform=ax.get_xaxis_transform(), color=YELLOW, alpha=0.2, lw=0, step="mid"
        )
    above.text(1, 1.03, "shaded: f rises, f'(x) > 0", transform=above.transAxes, ha="right", va="bottom", color=BLACK)
    (tangent,) = above.plot([], [], "--", color=BLUE, lw=2)
    points = [ax.plot([], [], "o", color=BLUE, ms=8)[0] for ax in (above, below)]
    (drop,) = below.plot([], [], ":", color=BLUE, lw=1.5)
    return Artists(tangent=tangent, points=points, drop=drop, text=row_above(above, (BLUE, 0.0))[0])


def update_function_and_derivative(a: Artists, f: Function, x: float) -> str:
    """Move both points to x."""
    y, slope = float(values(f, [x])[0]), slope_at(f, x)
    low, high = a.tangent.axes.get_xlim()
    reach = np.array([-0.12, 0.12]) * (high - low)
    a.tangent.set_data(x + reach, y + slope * reach)
    a.points[0].set_data([x], [y])
    a.points[1].set_data([x], [slope])
    a.drop.set_data([x, x], [0, slope])
    a.text.set_text(f"- - tangent: slope {shown(slope)}")
    if not np.isfinite(y):
        return f"f has no value at x = {x:g}: move x."
    if not np.isfinite(slope):
        return f"x = {x:g}: f(x) = {y:.4g}, and there is no slope here."
    trend = "f rises" if slope > 0 else "f falls" if slope < 0 else "f is level"
    return f"x = {x:g}: f(x) = {y:.4g}, f'(x) = {slope:.4g}: {trend}."


function_and_derivative = Picture(
    None, draw_function_and_derivative, update_function_and_derivative, panels=(2, 1), size=(7.0, 5.0)
)


def steepest(share: float = 0.999) -> Target:
    """Ask for the place in the window where f rises most."""

    def reached(f: Function, x: float, low: float | None = None, high: float | None = None) -> bool:
        most = np.nanmax(slopes(f, np.linspace(*window(f, low, high), 401)))
        return bool(slope_at(f, x) >= share * most)

    return Target("Find the place where f rises most steeply.", reached)


# --- 8. measured data -----------------------------------------------------------------------------


def measured(f: Function, low: float, high: float, points: float, noise: float) -> tuple[Array, Array]:
    """Give places and noisy values of f, the same at every call; `noise` is the standard deviation."""
    x = np.linspace(low, high, round(points))
    return x, values(f, x) + noise * np.random.default_rng(1).standard_normal(x.size)


def draw_sampled(axes: Any, f: Function, low: float = 0.0, high: float = 6.0) -> Artists:
    """Draw f above and f' below; make the measured values, and the slopes that come from them."""
    above, below = axes.flat
    draw_curve(above, f, low, high, "measured f")
    x = np.linspace(low, high, 401)
    df = slopes(f, x)
    below.plot(x, df, "-", color=BLACK, lw=2)
    edge = 0.01 * (high - low)
    below.set(xlim=(low - edge, high + edge), ylim=limits(df, 0.4), xlabel="x", ylabel="slope")
    above.set(xlim=below.get_xlim(), xlabel="")
    above.tick_params(labelbottom=False)
    (samples,) = above.plot([], [], "o", color=ORANGE, ms=4)
    (estimate,) = below.plot([], [], "o--", color=BLUE, ms=4, lw=1)
    return Artists(
        low=low, high=high, samples=samples, estimate=estimate, texts=row_above(above, (BLACK, 0), (BLUE, 0.5))
    )


def gradient_error(
    f: Function, low: float, high: float, points: float, noise: float, edge_order: Literal[1, 2]
) -> tuple[Any, ...]:
    """Give places, measured values, slopes by `numpy.gradient`, and the mean error of a slope."""
    x, y = measured(f, low, high, points, noise)
    slope = np.gradient(y, x, edge_order=edge_order)
    return x, y, slope, float(np.mean(np.abs(slope - slopes(f, x))))


def update_sampled(a: Artists, f: Function, points: float, noise: float, edge_order: Literal[1, 2]) -> str:
    """Measure again, and take the slopes."""
    x, y, slope, error = gradient_error(f, a.low, a.high, points, noise, edge_order)
    a.samples.set_data(x, y)
    a.estimate.set_data(x, slope)
    a.texts[0].set_text(f"{x.size} points, h = {x[1] - x[0]:.3g}")
    a.texts[1].set_text(f"- - numpy.gradient: off by {error:.2g}" if np.isfinite(error) else "")
    if not np.isfinite(error):
        return f"At one of the {x.size} points f has no value, or no slope: there is no mean error. Change the points."
    return (
        f"{x.size} points at distance h = {x[1] - x[0]:.3g}, noise {noise:g}, edge_order {edge_order}: "
        f"on average a slope is off by {error:.2g}."
    )


sampled = Picture(None, draw_sampled, update_sampled, panels=(2, 1), size=(7.0, 5.0))


def gradient_error_below(bound: float, low: float = 0.0, high: float = 6.0) -> Target:
    """Ask for a spacing at which the slopes from the measured values are right to within `bound` on average."""
    return Target(
        f"With noise 0.01, bring the mean error of the slopes below {bound:g}.",
        lambda f, points, noise, edge_order: (
            noise >= 0.01 and gradient_error(f, low, high, points, noise, edge_order)[3] < bound
        ),
    )
