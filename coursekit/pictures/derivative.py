"""Pictures of lesson 01: from the average rate to the derivative, its errors, its kinks, and measured data.

`f` is a function of the catalogue, whose slope is known exactly, or any function of the reader's own that answers
element by element; its slope is then the best number that `richardson` finds.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from types import SimpleNamespace as Artists
from typing import Any, Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import LogLocator, NullLocator
from numpy.typing import ArrayLike

from coursekit import derivative as formulas
from coursekit.functions import ExactFunction, get
from coursekit.live import Picture, Target, log_slider, menu, slider
from coursekit.live.picture import BLACK, BLUE, GREEN, GREY, ORANGE, PURPLE, YELLOW
from coursekit.numerics.one_variable import EPS, Array, Function
from coursekit.pictures.kit import (
    draw_curve,
    draw_with_derivative,
    limits,
    line,
    log_axes,
    row_above,
    shown,
    slope_at,
    slopes,
    values,
    values_and_slope,
    window,
    write,
)
from coursekit.words import mark, say

CURVES = {"sin(x)": get("sin"), "x³": get("x**3"), "eˣ": get("exp")}
KINKS = {"|x|": get("|x|"), "x|x|": get("x|x|"), mark("cube root"): get("cube root"), mark("step"): get("step")}
ACTIVATIONS = {name: get(name) for name in ("sigmoid", "tanh", "relu", "sin")}

# --- lesson 00: a first picture with sliders ---


def draw_rise(ax: Axes) -> Artists:
    """Draw the axes of a path; make the path, its ends and its rise."""
    ax.set(xlim=(-0.3, 1.6), ylim=(-11, 11), ylabel=say("height in m"))
    ax.set_xticks([0, 1], [say("start"), say("end")])
    path, level, rise = line(ax, "-o", BLACK), line(ax, ":", GREY, lw=1), line(ax, "-", ORANGE, lw=4)
    return Artists(path=path, level=level, rise=rise, text=ax.text(1.05, 0, "", color=ORANGE, va="center"))


def move_rise(a: Artists, start: float, end: float, rise: float) -> str:
    """Move the two ends of the path."""
    a.path.set_data([0, 1], [start, end])
    a.level.set_data([0, 1], [start, start])
    a.rise.set_data([1, 1], [start, end])
    a.text.set(position=(1.05, (start + end) / 2), text=say("rise: {rise:g} m", rise=rise))
    return say("From {start:g} m to {end:g} m: the rise is {rise:g} m.", start=start, end=end, rise=rise)


rise = Picture(
    lambda start, end: {"rise": end - start}, draw_rise, move_rise, size=(7.0, 3.2),
    controls={"start": slider(-10, 10, value=2, step=1, label=mark("start")),
              "end": slider(-10, 10, value=5, step=1, label=mark("end"))},
    target=Target(mark("Make the rise {wanted:g} m."), lambda rise, wanted=-4: rise == wanted),
)  # fmt: skip

# --- 1. average rate ---


def as_measured(times: Any, distances: Any) -> tuple[Array, Array]:
    """Give both lists as arrays, or say why they are no measured way."""
    t, s = np.asarray(times, float), np.asarray(distances, float)
    if t.ndim != 1 or t.shape != s.shape or t.size < 2:
        words = mark("there are {t} times and {s} distances: give one time for each distance, two or more")
        raise ValueError(say(words, t=t.size, s=s.size))
    for numbers, fault in (
        (t, mark("times must grow, but {one:g} is followed by {next:g}: fix the list")),
        (s, mark("distances must grow, but {one:g} is followed by {next:g}: fix the list")),
    ):
        if falls := [pair for pair in pairwise(numbers) if not pair[0] < pair[1]]:
            raise ValueError(say(fault, one=falls[0][0], next=falls[0][1]))
    return t, s


def see_average_rate(times: Any, distances: Any, begin: float, end: float) -> dict[str, Any]:
    """Find the times at the distances `begin` and `end`, the speed between, and whether none is higher."""
    t, s = as_measured(times, distances)
    for place in (begin, end):
        if not s[0] <= place <= s[-1]:
            words = mark("{place:g} m is not between {first:g} m and {last:g} m: move the slider")
            raise ValueError(say(words, place=place, first=s[0], last=s[-1]))
    left, right = np.interp([begin, end], s, t)
    speed = (end - begin) / (right - left) if begin != end else np.nan
    k = int(np.argmax(np.diff(s) / np.diff(t)))
    return {"left": left, "right": right, "speed": speed, "is_fastest": {begin, end} == {s[k], s[k + 1]}}


def draw_average_rate(ax: Axes, times: Any, distances: Any) -> Artists:
    """Draw distance against time as measured, and a line through two of the points."""
    t, s = as_measured(times, distances)
    ax.plot(t, s, "o-", color=BLACK, lw=1, ms=5)
    ax.set(xlabel=say("time in s"), ylabel=say("distance in m"))
    across, up = 0.03 * (t[-1] - t[0]), 0.05 * (s[-1] - s[0])
    ax.set(xlim=(t[0] - across, t[-1] + across), ylim=(s[0] - up, s[-1] + up))
    secant, ends = line(ax, "-", ORANGE, lw=1.5), line(ax, "o", ORANGE, ms=9)
    return Artists(line=secant, ends=ends, texts=row_above(ax, (ORANGE, 0.0)))


def move_average_rate(a: Artists, begin: float, end: float, left: float, right: float, speed: float) -> str:
    """Put the line through the points at the distances `begin` and `end`."""
    numbers = {"begin": begin, "end": end, "way": end - begin, "time": right - left, "speed": speed}
    whole = np.array(a.line.axes.get_xlim())
    a.ends.set_data([left, right], [begin, end])
    a.line.set_data(whole, begin + speed * (whole - left))
    write(a.texts, numbers, mark("— secant: {speed:.2f} m/s"))
    if begin == end:
        return say("From {begin:g} m to {end:g} m no time passes: 0/0 is no speed. Move one of the two.", **numbers)
    words = mark(
        "From {begin:g} m to {end:g} m: {way:g} m in {time:.2f} s. "
        "The slope of the line is the average speed, {speed:.2f} m/s."
    )
    return say(words, **numbers)


average_rate = Picture(
    see_average_rate, draw_average_rate, move_average_rate,
    controls={"begin": slider(0, 100, value=0, step=10, label=mark("from (m)")),
              "end": slider(0, 100, value=100, step=10, label=mark("to (m)"))},
    target=Target(mark("Find the two neighbouring points with the highest speed between them."),
                  lambda is_fastest: is_fastest),
)  # fmt: skip

# --- 2 and 3. secant to tangent ---


def see_secant(f: Function, x: float, h: float) -> dict[str, Any]:
    """Find the slope of the secant from x to x + h, exactly as the computer finds it, and that of the tangent."""
    (here, there), exact = values_and_slope(f, x, x + h)
    slope = float((there - here) / h) if h else np.nan
    return {"here": here, "there": there, "slope": slope, "exact": exact, "error": abs(slope - exact)}


def draw_secant(ax: Axes, f: Function, low: float | None = None, high: float | None = None) -> Artists:
    """Draw the curve; make the secant, the tangent and the two points that will move."""
    draw_curve(ax, f, low, high, "f(x)")
    tangent, secant = line(ax, "--", BLUE, lw=2), line(ax, "-", ORANGE, lw=1.5)
    drops, points = line(ax, ":", GREY, lw=1), line(ax, "o", ORANGE, ms=7)
    labels = [ax.text(0, 0, "", va="bottom", color=BLACK) for _ in range(2)]
    texts = row_above(ax, (ORANGE, 0.0), (BLUE, 0.38), (BLACK, 0.77))
    return Artists(tangent=tangent, line=secant, drops=drops, points=points, labels=labels, texts=texts)


def move_secant(
    a: Artists, x: float, h: float, here: float, there: float, slope: float, exact: float, error: float
) -> str:
    """Move to the points x and x + h."""
    whole, floor = np.array(a.line.axes.get_xlim()), a.line.axes.get_ylim()[0]
    a.points.set_data([x, x + h], [here, there])
    a.line.set_data(whole, here + slope * (whole - x))
    a.tangent.set_data(whole, here + exact * (whole - x))
    a.drops.set_data([x, x, np.nan, x + h, x + h], [floor, here, np.nan, floor, there])
    apart = abs(h) > 0.12 * (whole[1] - whole[0])
    for label, at, name in zip(a.labels, (x, x + h), (" x", " x + h" if apart else ""), strict=True):
        outside = at > whole[1] - 0.1 * (whole[1] - whole[0])
        label.set_text(name.strip() + " " if outside else name)
        label.set_ha("right" if outside else "left")
        label.set_position((at, floor))
    numbers = {"x": x, "h": h, "end": x + h, "slope": shown(slope), "exact": shown(exact), "error": error}
    write(a.texts, numbers, mark("— secant: {slope}"), mark("- - tangent: {exact}"), mark("error: {error:.1e}"))
    if not np.isfinite([here, there]).all():
        return say("f has no value at x = {x:g} or at x + h = {end:g}: move x.", **numbers)
    if h == 0:
        return say("h = 0: the two points are one, and 0/0 is no slope. The exact slope is {exact}.", **numbers)
    lost = " " + say("In the computer x + h is x now: the step is lost.") if x + h == x else ""
    if not np.isfinite(exact):
        return say("h = {h:.3g}: the secant's slope is {slope}. The curve has no slope at x = {x:g}.", **numbers) + lost
    return say("h = {h:.3g}: the secant's slope is {slope}, exact {exact}, error {error:.1e}.", **numbers) + lost


secant = Picture(
    see_secant, draw_secant, move_secant,
    controls={"f": menu({"sin(x)": get("sin"), "x²": get("x**2"), "eˣ": get("exp")}),
              "x": slider(-1, 2, value=1, step=0.1), "h": log_slider(1, 1e-16), "low": -1.5, "high": 3},
    target=Target(mark("Make h so small that the error is above {bound:g} again."),
                  lambda h, error, small=1e-8, bound=0.1: h < small and error > bound),
)  # fmt: skip

slope_from_the_left = Target(
    mark("With a negative h, bring the error below {bound:g}."),
    lambda h, error, bound=0.06: h < 0 and error < bound,
)

# --- 4. the rules ---


@dataclass(frozen=True)
class Rule:
    """A function `f`, and the derivative `df` that a rule gives for it; `text` is the rule as one reads it."""

    f: Function
    df: Function
    text: str

    def __call__(self, x: Any) -> Any:
        """Value of the function at `x`."""
        return self.f(x)


RULES = {
    mark("power: x³"): Rule(lambda x: x**3, lambda x: 3 * x**2, "(x³)' = 3x²"),
    mark("constant: 2"): Rule(lambda x: 2 + 0 * x, lambda x: 0 * x, "(2)' = 0"),
    mark("factor: 2·x²"): Rule(lambda x: 2 * x**2, lambda x: 4 * x, "(2·x²)' = 2·2x"),
    mark("sum: x² + sin(x)"): Rule(
        lambda x: x**2 + np.sin(x), lambda x: 2 * x + np.cos(x), "(x² + sin(x))' = 2x + cos(x)"
    ),
    mark("sine: sin(x)"): Rule(np.sin, np.cos, "(sin(x))' = cos(x)"),
    mark("cosine: cos(x)"): Rule(np.cos, lambda x: -np.sin(x), "(cos(x))' = −sin(x)"),
    mark("exponential: eˣ"): Rule(np.exp, np.exp, "(eˣ)' = eˣ"),
    mark("chain rule: sin(3x)"): Rule(lambda x: np.sin(3 * x), lambda x: 3 * np.cos(3 * x), "(sin(3x))' = 3·cos(3x)"),
}


def by_rule(f: Function, x: Array) -> Array:
    """Give the derivative of f at each place: by its rule, or for a reader's own f the best that can be computed."""
    return np.asarray(f.df(x)) if isinstance(f, Rule) else slopes(f, x)


def see_rules(f: Function, x: float, h: float, low: float, high: float) -> dict[str, Any]:
    """Find the slopes of the secants from t to t + h for many t, how far they are from the rule, and that at x."""
    t = np.append(np.linspace(low, high, 401), x)
    with np.errstate(all="ignore"):
        quotients = (values(f, t + h) - values(f, t)) / h
        apart = np.abs(quotients - by_rule(f, t))[:-1]
    gap = np.max(apart, initial=-np.inf, where=np.isfinite(apart))
    return {"t": t[:-1], "quotients": quotients[:-1], "gap": gap, "ends": values(f, [x, x + h]), "slope": quotients[-1]}


def draw_rules(axes: Any, f: Function, low: float, high: float) -> Artists:
    """Draw f above and its derivative by the rule below; make a secant above, the slopes of all secants, and a dot."""
    above, below = axes.flat
    draw_curve(above, f, low, high, "f(x)")
    above.set_xlabel("")
    above.tick_params(labelbottom=False)
    t = np.linspace(low, high, 401)
    df = by_rule(f, t)
    below.plot(t, df, "--", color=BLUE, lw=2)
    below.set(xlim=(low, high), ylim=limits(np.append(df, 0.0), 0.3), xlabel="x", ylabel=say("slope"))
    below.axhline(0, color=GREY, lw=1)
    secant, ends = line(above, "-", ORANGE, lw=1.5), line(above, "o", ORANGE, ms=7)
    curve, dot = line(below, "-", ORANGE, lw=1.5), line(below, "o", ORANGE, ms=7)
    texts = row_above(above, (ORANGE, 0.0)) + row_above(below, (ORANGE, 0.0), (BLUE, 0.5))
    return Artists(secant=secant, ends=ends, curve=curve, dot=dot, texts=texts)


def move_rules(
    a: Artists, f: Function, x: float, h: float, t: Array, quotients: Array, gap: float, ends: Array, slope: float
) -> str:
    """Move the secant to x and x + h, and draw the slopes of all secants with this h."""
    whole = np.array(a.secant.axes.get_xlim())
    a.secant.set_data(whole, ends[0] + slope * (whole - x))
    a.ends.set_data([x, x + h], ends)
    a.curve.set_data(t, quotients)
    a.dot.set_data([x], [slope])
    rule = f.text if isinstance(f, Rule) else say("f'(x)")
    numbers = {"x": x, "h": h, "slope": slope, "gap": gap, "rule": rule}
    write(
        a.texts, numbers, mark("— secant from x to x + h: slope {slope:.4g}"), mark("— slope for every x"), "- - {rule}"
    )
    if not np.isfinite(gap):
        return say("f has no slope here at any x: change f.")
    words = mark("{rule}: with h = {h:.3g} the slopes of the secants are up to {gap:.2g} away from it.")
    if not np.isfinite(slope):
        words = mark("f has no value at x = {x:g} or at x + h: move x. Elsewhere the gap is up to {gap:.2g}.")
    return say(words, **numbers)


rules = Picture(
    see_rules, draw_rules, move_rules,
    controls={"f": menu(RULES), "x": slider(-2, 2, value=-1, step=0.1), "h": log_slider(1, 1e-4), "low": -2, "high": 2},
    target=Target(mark("Bring the two lower curves so close that they are nowhere more than {bound:g} apart."),
                  lambda gap, bound=0.02: gap < bound),
    panels=(2, 1), size=(7.0, 5.0),
)  # fmt: skip

# --- 5. error against the step ---

STYLES = {
    "forward": ("-", ORANGE, "o", 0.0, mark("— forward: {forward:.1e}")),
    "backward": (":", GREEN, "s", 0.33, mark("··· backward: {backward:.1e}")),
    "central": ("--", BLUE, "D", 0.69, mark("- - central: {central:.1e}")),
}
SAMPLES = 10  # steps in a decade


def best_step(h: Array, error: Array) -> tuple[float, float]:
    """Find the step with the least error; the median over a decade stands for each, so that luck does not count."""
    width = SAMPLES + 1
    typical = np.median(np.lib.stride_tricks.sliding_window_view(error, width), axis=1)
    i = len(typical) - 1 - int(np.argmin(typical[::-1]))  # the largest of equals: a line has no error at large steps
    return float(h[i + width // 2]), float(typical[i])


def drawn_as_zero(errors: Iterable[float]) -> str:
    """Say where an error of 0 is drawn, if there is one: a logarithmic axis has no 0."""
    return " " + say("An error of exactly 0 is drawn at 1e-17.") if 0 in errors else ""


def see_error_against_h(
    f: Function, x: float, h: float, smallest: float = 1e-16, largest: float = 1.0
) -> dict[str, Any]:
    """Find the errors of the three formulas at all steps and at the step h, and their best steps."""
    exact = slope_at(f, x)
    if not np.isfinite(exact):
        raise ValueError(say("f has no slope at x = {x:g}, so no formula has an error there: move x.", x=x))
    steps = np.geomspace(smallest, largest, SAMPLES * round(np.log10(largest / smallest)) + 1)
    errors = formulas.difference_error(f, exact, x, np.append(steps, h), tuple(STYLES))
    now = {method: float(error[-1]) for method, error in errors.items()}
    best = {method: best_step(steps, error[:-1]) for method, error in errors.items()}
    return {"steps": steps, "errors": errors, "now": now, "best": best}


def draw_error_against_h(ax: Axes, smallest: float = 1e-16, largest: float = 1.0) -> Artists:
    """Draw log-log axes and the two causes by name; make the curves, guides and marks that will move."""
    log_axes(ax, (smallest / 2, 3 * largest), (1e-17, 1e3))
    ax.set(xlabel=say("step h"), ylabel=say("error of the slope"))
    ground = {"facecolor": "white", "alpha": 0.8, "edgecolor": "none", "pad": 1}
    for at, ha, words in (
        (0.035, "left", say("rounding:\ntoo few digits differ")),
        (0.93, "right", say("truncation:\nthe curve bends")),
    ):
        ax.text(at, 0.06, words, transform=ax.transAxes, color=BLACK, ha=ha, bbox=ground)
    guides = [line(ax, "-", GREY, lw=1) for _ in range(2)]
    names = [ax.text(1, 1, "", color=GREY, ha=ha, va=va) for ha, va in (("right", "bottom"), ("left", "top"))]
    curves, dots, best = {}, {}, {}
    for method, (style, color, marker, _, _) in STYLES.items():
        curves[method] = line(ax, style, color, lw=1.2)
        best[method] = line(ax, "*", color, ms={"forward": 24}.get(method, 13), mec=BLACK)  # two lie one on the other
        dots[method] = line(ax, marker, color, ms=7, mec=BLACK)
    step = ax.axvline(smallest, color=BLACK, lw=0.8)
    texts = row_above(ax, *((color, at) for _, color, _, at, _ in STYLES.values()))
    return Artists(guides=guides, names=names, curves=curves, dots=dots, best=best, step=step, texts=texts)


def move_error_against_h(a: Artists, h: float, steps: Array, errors: Any, now: Any, best: Any) -> str:
    """Draw the errors of all steps at x, and mark the step h and the best steps."""
    floor = a.step.axes.get_ylim()[0]
    a.step.set_xdata([h, h])
    for method in STYLES:
        a.curves[method].set_data(steps, np.maximum(errors[method][:-1], floor))
        a.dots[method].set_data([h], [max(now[method], floor)])
        a.best[method].set_data([best[method][0]], [max(best[method][1], floor)])
    write(a.texts, now, *(words for *_, words in STYLES.values()))
    k = len(steps) - 1 - SAMPLES  # one decade below the largest step
    for order, method, shift, guide, name in zip(
        (1, 2), ("forward", "central"), (5, 0.2), a.guides, a.names, strict=True
    ):
        top = errors[method][k] * shift
        reach = steps[k] * np.array([1e-4 if order == 1 else 1e-3, 10.0])
        bends = top > 1e-12  # else there is no truncation, only rounding
        height = top * (reach / steps[k]) ** order
        guide.set_data(reach, height if bends else [np.nan, np.nan])
        name.set(position=(reach[0], max(height[0], 10 * floor)), text=say("slope {n}", n=order) if bends else "")
    words = mark(
        "h = {h:.3g}: error forward {forward:.1e}, backward {backward:.1e}, central {central:.1e}. "
        "Stars mark the best steps; for the central formula about {best:.0e}."
    )
    return say(words, h=h, best=best["central"][0], **now) + drawn_as_zero(now.values())


error_against_h = Picture(
    see_error_against_h, draw_error_against_h, move_error_against_h,
    controls={"f": menu(CURVES), "x": slider(0.5, 3, value=1, step=0.1), "h": log_slider(1, 1e-16)},
    target=Target(mark("Bring the error of the central formula below {bound:g}."),
                  lambda now, bound=1e-9: now["central"] < bound),
)  # fmt: skip

# --- 6. one step for every x? ---


def relative_error(f: Function, x: ArrayLike, h: ArrayLike) -> Array:
    """Give the error of the central formula at each x, as a part of the exact slope."""
    x = np.asarray(x, float)
    with np.errstate(all="ignore"):
        exact, slope = slopes(f, x), (values(f, x + h) - values(f, x - h)) / (2 * np.asarray(h))
        return np.asarray(np.abs(slope - exact) / np.abs(exact))


def follows(x: Any) -> Any:
    """Give a step for the central formula that follows x."""
    return EPS ** (1 / 3) * x


def see_error_against_x(
    f: Function, x: float, h: float, at: float, smallest: float = 1e-6, largest: float = 1e10
) -> dict[str, Any]:
    """Find the errors of the one step h at many places, at x and at `at`; and at x with a step that follows it."""
    places = np.geomspace(smallest, largest, 150)  # no round numbers, where an error may be 0 by luck
    errors = relative_error(f, np.append(places, [x, at]), h)
    best = relative_error(f, [x], follows(x))[0]
    return {"places": places, "errors": errors[:-2], "now": errors[-2], "there": errors[-1], "best": best}


def draw_error_against_x(ax: Axes, f: Function, smallest: float = 1e-6, largest: float = 1e10) -> Artists:
    """Draw the relative error against x: still for a step that grows with x, moving for one step everywhere."""
    log_axes(ax, (smallest / 2, 2 * largest), (1e-17, 1e5))
    ax.set(xlabel="x", ylabel=say("error as a part of the slope"))
    x = np.geomspace(smallest, largest, 150)
    ax.plot(x, np.maximum(relative_error(f, x, follows(x)), 1e-17), "--", color=BLUE, lw=1.2)
    text, still = row_above(ax, (ORANGE, 0.0), (BLUE, 0.5))
    still.set_text(say("- - central, h = 6e-06 times x"))
    curve, here = line(ax, "-", ORANGE, lw=1.2), ax.axvline(smallest, color=BLACK, lw=0.8)
    dot = line(ax, "o", ORANGE, ms=8, mec=BLACK, clip_on=False)  # an error too large is at the top
    return Artists(curve=curve, here=here, dot=dot, text=text)


def move_error_against_x(a: Artists, x: float, h: float, places: Array, errors: Array, now: float, best: float) -> str:
    """Draw the errors of the one step h, and mark x."""
    a.curve.set_data(places, np.maximum(errors, 1e-17))
    a.here.set_xdata([x, x])
    a.dot.set_data([x], [np.clip(now, 1e-17, 1e5)])
    a.text.set_text(say("— central, h = {h:.0e} everywhere", h=h))
    if not np.isfinite([now, best]).all():
        words = mark("At x = {x:.0e} with h = {h:.0e}: f has no value here or beside, or its slope is 0. Move x or h.")
        return say(words, x=x, h=h)
    lost = " " + say("In the computer x + h is x here.") if x + h == x else ""
    words = mark(
        "At x = {x:.0e} with h = {h:.0e} the error is {now:.0e} of the slope; "
        "with h = {step:.0e}, which follows x, it is {best:.0e}."
    )
    return say(words, x=x, h=h, now=now, step=follows(x), best=best) + lost


error_against_x = Picture(
    see_error_against_x, draw_error_against_x, move_error_against_x,
    controls={"f": menu({"x³": get("x**3")}), "x": log_slider(1e-6, 1e10, value=1, per_decade=2),
              "h": log_slider(1e4, 1e-12, value=1e-4, per_decade=2), "at": 1e-5},
    target=Target(mark("Find a step h that brings the error at x = {at:g} below {bound:g} of the slope. "
                       "Then look at x = 1e8."), lambda there, at, bound=1e-6: there < bound),
)  # fmt: skip

# --- 7. evaluations paid, error reached ---

PAID = {
    mark("complex step"): ("o", PURPLE, 1),
    mark("forward"): ("v", ORANGE, 2),
    mark("central"): ("D", BLUE, 2),
    mark("five-point"): ("s", GREEN, 4),
    mark("richardson"): ("*", YELLOW, None),
}


def see_evaluations(f: Function, x: float, h: float) -> dict[str, Any]:
    """Find the evaluations of f and the error of the slope for each formula, no smaller than that of what is exact."""
    values(f, [x])
    best = formulas.richardson(f, x)
    exact, least = (float(f.grad(x)), 0.0) if isinstance(f, ExactFunction) else (best.df, float(best.error))
    found = {
        "forward": (2, formulas.forward_difference(f, x, h)),
        "central": (2, formulas.central_difference(f, x, h)),
        "five-point": (4, formulas.five_point_difference(f, x, h)),
        "richardson": (best.nfev, best.df),
    }
    try:
        found["complex step"] = (1, formulas.complex_step(f, x))
    except TypeError:  # f cannot take a complex number
        found["complex step"] = (1, np.nan)
    errors = {name: (paid, max(abs(slope - exact), least)) for name, (paid, slope) in found.items()}
    return {"errors": errors, "five_point": errors["five-point"][1], "least": least}


def draw_evaluations(ax: Axes) -> Artists:
    """Draw axes for evaluations against error, and one moving mark for each formula."""
    ax.set(xlim=(-1, 20), yscale="log", ylim=(1e-20, 1e3))
    ax.set(xlabel=say("evaluations of f"), ylabel=say("error of the slope"), xticks=[1, 2, 4, 8, 12, 16, 20])
    ax.yaxis.set_major_locator(LogLocator(100, numticks=20))
    ax.yaxis.set_minor_locator(NullLocator())
    marks, labels = {}, {}
    for name, (marker, color, paid) in PAID.items():
        marks[name] = line(ax, marker, color, ms=11, mec=BLACK)
        labels[name] = ax.text(0, 1, "", color=BLACK, va="center", ha="right" if paid == 2 else "left")
    labels["complex step"].set_verticalalignment("top")  # below its mark, where no other is
    return Artists(marks=marks, labels=labels)


def move_evaluations(a: Artists, x: float, errors: dict[str, tuple[int, float]], least: float) -> str:
    """Put each mark at what it costs and what it reaches."""
    reached = []
    for name, (paid, error) in errors.items():
        known = np.isfinite(error)
        at = max(error, 1e-17) if known else np.nan
        a.marks[name].set_data([paid], [at])
        shift, down = {1: (-0.3, 0.05), 2: (-0.5, 1.0)}.get(paid, (0.5, 1.0))
        a.labels[name].set(position=(paid + shift, at * down if known else 1.0), text=say(name) if known else "")
        if known:
            reached.append(f"{say(name)} {'0' if error == 0 else f'{error:.0e}'} ({paid})")
    lower, upper = sorted(("forward", "central"), key=lambda name: errors[name][1])
    a.labels[lower].set_verticalalignment("top")
    a.labels[upper].set_verticalalignment("bottom")
    if not reached:
        return say("f has no slope at x = {x:g}, so no formula has an error there. Move x.", x=x)
    said = say("Error, and in brackets the evaluations: {reached}.", reached=", ".join(reached))
    words = mark("Its exact slope is known only to {least:.0e}: smaller errors cannot be seen.")
    return f"{said} {say(words, least=least)}" if least else said + drawn_as_zero(error for _, error in errors.values())


evaluations = Picture(
    see_evaluations, draw_evaluations, move_evaluations,
    controls={"f": menu(CURVES), "x": slider(0.5, 3, value=1, step=0.1), "h": log_slider(1, 1e-12)},
    target=Target(mark("Choose h so that the error of the five-point formula falls below {bound:g}."),
                  lambda five_point, bound=1e-12: five_point < bound),
)  # fmt: skip

# --- 8. one-sided slopes ---


def see_one_sided(f: Function, x: float, h: float) -> dict[str, Any]:
    """Find the slopes of the secants from x to x + h and from x - h to x, at many steps and at h; and a verdict."""
    steps = np.append(np.geomspace(1e-6, 1, 61), [h / 10, h])
    right, middle, left = values(f, x + steps), values(f, np.full(steps.shape, x)), values(f, x - steps)
    with np.errstate(all="ignore"):
        ahead, behind = (right - middle) / steps, (middle - left) / steps
    verdicts = mark("richardson finds a derivative here"), mark("richardson reports that there is no derivative here")
    status = int(formulas.richardson(f, x).status)
    return {
        "steps": steps[:-2], "ahead": ahead, "behind": behind, "points": (left[-1], middle[-1], right[-1]),
        "apart": np.ptp([ahead[-2:], behind[-2:]]),  # at this step and at one ten times smaller
        "verdict": verdicts[status] if status < 2 else mark("richardson does not trust any number here"),
    }  # fmt: skip


def draw_one_sided(axes: Any, f: Function, low: float | None = None, high: float | None = None) -> Artists:
    """Draw the curve; make two secants, one to each side, and beside it their slopes against h."""
    left, right = axes.flat
    low, high = draw_curve(left, f, low, high, "f(x)")
    x = np.linspace(low, high, 401)
    steep = np.abs(np.diff(values(f, x)) / np.diff(x))
    reach = 1.5 * max(2.0, float(np.quantile(steep[np.isfinite(steep)], 0.99)))
    right.set(xscale="log", xlim=(1e-6, 1), ylim=(-reach, reach), xlabel=say("step h"), ylabel=say("slope"))
    sides, point = (line(left, "o-", ORANGE, lw=3), line(left, "s--", BLUE, lw=3)), line(left, "o", BLACK)
    curves = [line(right, style, color, lw=2) for style, color in (("-", ORANGE), ("--", BLUE), (":", BLACK))]
    texts = row_above(left, (ORANGE, 0.0), (BLUE, 0.0)) + row_above(right, (BLACK, 0.0))
    texts[0].set_y(1.11)
    return Artists(sides=sides, point=point, curves=curves, step=right.axvline(1, color=GREY, lw=1), texts=texts)


def move_one_sided(
    a: Artists, x: float, h: float, steps: Array, ahead: Array, behind: Array, points: Any, verdict: str
) -> str:
    """Move to x; draw the slopes at all steps and mark the step h."""
    a.point.set_data([x], [points[1]])
    a.sides[0].set_data([x, x + h], points[1:])
    a.sides[1].set_data([x - h, x], points[:2])
    for curve, slope in zip(a.curves, (ahead, behind, (ahead + behind) / 2), strict=True):
        curve.set_data(steps, slope[:-2])
    a.step.set_xdata([h, h])
    numbers = {"x": x, "h": h, "right": ahead[-1], "left": behind[-1], "mean": (ahead[-1] + behind[-1]) / 2}
    right, left = mark("— to the right: {right:.4g}"), mark("- - to the left: {left:.4g}")
    write(a.texts, numbers, right, left, mark("··· central, their mean: {mean:.4g}"))
    if not np.isfinite(points).all():
        return say("f has no value at one of x = {x:g}, x - h and x + h: move x.", **numbers)
    words = mark(
        "x = {x:g}, h = {h:.3g}: the slope to the right is {right:.4g}, to the left {left:.4g}, "
        "and the central formula gives {mean:.4g}; {verdict}."
    )
    return say(words, verdict=say(verdict), **numbers)


one_sided = Picture(
    see_one_sided, draw_one_sided, move_one_sided, panels=(1, 2),
    controls={"f": menu(KINKS), "x": slider(-1, 1, value=0, step=0.1), "h": log_slider(1, 1e-6)},
    target=Target(mark("Make the two slopes agree to {bound:g}, and to stay so for smaller steps."),
                  lambda apart, bound=1e-3: apart < bound),
)  # fmt: skip

# --- 9. f and f' ---


def see_function_and_derivative(
    f: Function, x: float, low: float | None = None, high: float | None = None
) -> dict[str, Any]:
    """Find the value and the slope at x, and the largest slope in the window."""
    (y,), slope = values_and_slope(f, x)
    df = slopes(f, np.linspace(*window(f, low, high), 401))
    return {"y": y, "slope": slope, "largest": np.max(df, initial=-np.inf, where=np.isfinite(df))}


def draw_function_and_derivative(
    axes: Any, f: Function, low: float | None = None, high: float | None = None
) -> Artists:
    """Draw f above and f' below, shaded where f rises; make a tangent and two points that will move."""
    above, below = axes.flat
    x, df = draw_with_derivative(above, below, f, low, high, "f(x)")
    below.set(xlim=above.get_xlim(), ylim=limits(np.append(df, 0.0)), ylabel="f'(x)")
    below.axhline(0, color=GREY, lw=1)
    shade = {"color": YELLOW, "alpha": 0.2, "lw": 0, "step": "mid"}
    for ax in (above, below):
        ax.fill_between(x, 0, 1, where=df > 0, transform=ax.get_xaxis_transform(), **shade)
    words = say("shaded: f rises, f'(x) > 0")
    above.text(1, 1.03, words, transform=above.transAxes, ha="right", va="bottom", color=BLACK)
    points = [line(ax, "o", BLUE) for ax in (above, below)]
    tangent, drop = line(above, "--", BLUE, lw=2), line(below, ":", BLUE, lw=1.5)
    return Artists(tangent=tangent, points=points, drop=drop, text=row_above(above, (BLUE, 0.0))[0])


def move_function_and_derivative(a: Artists, x: float, y: float, slope: float) -> str:
    """Move both points to x."""
    reach = np.array([-0.12, 0.12]) * np.ptp(a.tangent.axes.get_xlim())
    a.tangent.set_data(x + reach, y + slope * reach)
    a.points[0].set_data([x], [y])
    a.points[1].set_data([x], [slope])
    a.drop.set_data([x, x], [0, slope])
    a.text.set_text(say("- - tangent: slope {slope}", slope=shown(slope)))
    if not np.isfinite(y):
        return say("f has no value at x = {x:g}: move x.", x=x)
    if not np.isfinite(slope):
        return say("x = {x:g}: f(x) = {y:.4g}, and there is no slope here.", x=x, y=y)
    trend = say("f rises") if slope > 0 else say("f falls") if slope < 0 else say("f is level")
    return say("x = {x:g}: f(x) = {y:.4g}, f'(x) = {slope:.4g}: {trend}.", x=x, y=y, slope=slope, trend=trend)


function_and_derivative = Picture(
    see_function_and_derivative, draw_function_and_derivative, move_function_and_derivative,
    controls={"f": menu(ACTIVATIONS), "x": slider(-6, 6, value=-2, step=0.1), "low": -6, "high": 6},
    target=Target(mark("Find the place where f rises most steeply."),
                  lambda slope, largest: slope >= 0.999 * largest),
    panels=(2, 1), size=(7.0, 5.0),
)  # fmt: skip

# --- 10. measured data ---


def see_sampled(
    f: Function, points: float, noise: float, edge_order: Literal[1, 2], low: float = 0.0, high: float = 6.0
) -> dict[str, Any]:
    """Find places, values with noise, which is the same at every call, their slopes, and the mean error of a slope."""
    x = np.linspace(low, high, round(points))
    y = values(f, x) + noise * np.random.default_rng(1).standard_normal(x.size)
    slope = np.gradient(y, x, edge_order=edge_order)
    return {"x": x, "y": y, "slope": slope, "error": np.mean(np.abs(slope - slopes(f, x)))}


def draw_sampled(axes: Any, f: Function, low: float = 0.0, high: float = 6.0) -> Artists:
    """Draw f above and f' below; make the measured values, and the slopes that come from them."""
    above, below = axes.flat
    _, df = draw_with_derivative(above, below, f, low, high, say("measured f"))
    edge = 0.01 * (high - low)
    below.set(xlim=(low - edge, high + edge), ylim=limits(df, 0.4), ylabel=say("slope"))
    above.set_xlim(below.get_xlim())
    samples, estimate = line(above, "o", ORANGE, ms=4), line(below, "o--", BLUE, ms=4, lw=1)
    return Artists(samples=samples, estimate=estimate, texts=row_above(above, (BLACK, 0), (BLUE, 0.5)))


def move_sampled(
    a: Artists, noise: float, edge_order: Literal[1, 2], x: Array, y: Array, slope: Array, error: float
) -> str:
    """Measure again, and take the slopes."""
    a.samples.set_data(x, y)
    a.estimate.set_data(x, slope)
    numbers = {"count": x.size, "h": x[1] - x[0], "noise": noise, "order": edge_order, "error": error}
    write(a.texts, numbers, mark("{count} points, h = {h:.3g}"), mark("- - numpy.gradient: off by {error:.2g}"))
    words = mark(
        "{count} points at distance h = {h:.3g}, noise {noise:g}, edge_order {order}: "
        "on average a slope is off by {error:.2g}."
    )
    if not np.isfinite(error):
        words = mark(
            "At one of the {count} points f has no value, or no slope: there is no mean error. Change the points."
        )
    return say(words, **numbers)


sampled = Picture(
    see_sampled, draw_sampled, move_sampled,
    controls={"f": menu({"sin(x)": get("sin")}), "points": slider(5, 201, value=201, step=4),
              "noise": menu({"0.01": 0.01, "0.001": 0.001, "0": 0.0}), "edge_order": menu({"2": 2, "1": 1})},
    target=Target(mark("With noise 0.01, bring the mean error of the slopes below {bound:g}."),
                  lambda noise, error, bound=0.03: noise >= 0.01 and error < bound),
    panels=(2, 1), size=(7.0, 5.0),
)  # fmt: skip
