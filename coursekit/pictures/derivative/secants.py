"""What a slope is: average rates, secants and tangents, the rules, kinks, f and its derivative."""

from dataclasses import dataclass
from itertools import pairwise
from types import SimpleNamespace as Artists
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from coursekit import derivative as formulas
from coursekit.functions import get
from coursekit.live import Handle, Picture, Target, log_slider, menu, slider
from coursekit.live.picture import BLACK, BLUE, GREY, ORANGE, YELLOW
from coursekit.numerics.one_variable import Array, Function
from coursekit.pictures.kit import (
    column_above,
    draw_curve,
    draw_with_derivative,
    limits,
    line,
    row_above,
    shown,
    slopes,
    values,
    values_and_slope,
    window,
    write,
)
from coursekit.words import mark, say

KINKS = {"|x|": get("|x|"), "x|x|": get("x|x|"), mark("cube root"): get("cube root"), mark("a step"): get("step")}
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
    handles=[Handle(lambda start: (0, start), y="start"),
             Handle(lambda end: (1, end), y="end")],
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
    handles=[Handle(lambda begin, times, distances: (np.interp(begin, distances, times), begin), x="begin", y="begin"),
             Handle(lambda end, times, distances: (np.interp(end, distances, times), end), x="end", y="end")],
    controls={"begin": slider(0, 100, value=0, step=10, label=mark("from (m)")),
              "end": slider(0, 100, value=100, step=10, label=mark("to (m)"))},
    target=Target(mark("Find the two neighbouring points with the highest speed between them."),
                  lambda is_fastest: is_fastest),
    symbols={r"\frac{s_2 - s_1}{t_2 - t_1}": ORANGE},
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
    see_secant, draw_secant, move_secant, sound="slope",
    handles=[Handle(lambda x, h, there: (x + h, there), x="h"),
             Handle(lambda x, here: (x, here), x="x", anywhere=True)],
    controls={"f": menu({"sin(x)": get("sin"), "x²": get("x**2"), "eˣ": get("exp")}),
              "x": slider(-1, 2, value=1, step=0.1), "h": log_slider(1, 1e-16), "low": -1.5, "high": 3},
    target=Target(mark("Make h so small that the error is above {bound:g} again."),
                  lambda h, error, small=1e-8, bound=0.1: h < small and error > bound),
    symbols={r"\frac{f(x+h) - f(x)}{h}": ORANGE, "f'(x)": BLUE},
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
    see_rules, draw_rules, move_rules, sound="slope",
    handles=[Handle(lambda x, h, ends: (x + h, ends[1]), x="h"),
             Handle(lambda x, ends: (x, ends[0]), x="x", anywhere=True),
             Handle(lambda x, slope: (x, slope), x="x", panel=1, anywhere=True)],
    controls={"f": menu(RULES), "x": slider(-2, 2, value=-1, step=0.1), "h": log_slider(1, 1e-4), "low": -2, "high": 2},
    target=Target(mark("Bring the two lower curves so close that they are nowhere more than {bound:g} apart."),
                  lambda gap, bound=0.02: gap < bound),
    panels=(2, 1), size=(7.0, 5.0),
    symbols={r"\frac{f(x+h) - f(x)}{h}": ORANGE, "f'(x)": BLUE},
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
    status = 1 if status == 4 else status  # a vertical tangent is no derivative, either
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
    texts = column_above(left, ORANGE, BLUE) + row_above(right, (BLACK, 0.0))
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
    handles=[Handle(lambda x, h, points: (x + h, points[2]), x="h"),
             Handle(lambda x, points: (x, points[1]), x="x", anywhere=True),
             Handle(lambda h, ahead: (h, ahead[-1]), x="h", panel=1, anywhere=True)],
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
    text, shaded = row_above(above, (BLUE, 0.0), (BLACK, 0.58))
    shaded.set_text(say("shaded: f rises, f'(x) > 0"))
    points = [line(ax, "o", BLUE) for ax in (above, below)]
    tangent, drop = line(above, "--", BLUE, lw=2), line(below, ":", BLUE, lw=1.5)
    return Artists(tangent=tangent, points=points, drop=drop, text=text)


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
    sound="slope",
    handles=[Handle(lambda x, y: (x, y), x="x", anywhere=True),
             Handle(lambda x, slope: (x, slope), x="x", panel=1, anywhere=True)],
    controls={"f": menu(ACTIVATIONS), "x": slider(-6, 6, value=-2, step=0.1), "low": -6, "high": 6},
    target=Target(mark("Find the place where f rises most steeply."),
                  lambda slope, largest: slope >= 0.999 * largest),
    panels=(2, 1), size=(7.0, 5.0),
    symbols={"f'(x)": BLUE, r"\sigma'(x)": BLUE},
)  # fmt: skip
