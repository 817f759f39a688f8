"""How far a computed slope is off: its step, its place, its price, and measured data."""

from collections.abc import Iterable
from dataclasses import replace
from types import SimpleNamespace as Artists
from typing import Any, Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import LogLocator, NullLocator
from numpy.typing import ArrayLike

from coursekit import derivative as formulas
from coursekit.functions import ExactFunction, get
from coursekit.live import Handle, Picture, Target, log_slider, menu, slider
from coursekit.live.picture import BLACK, BLUE, GREEN, GREY, ORANGE, PURPLE, YELLOW
from coursekit.numerics.one_variable import EPS, Array, Function
from coursekit.pictures.kit import (
    draw_with_derivative,
    limits,
    line,
    log_axes,
    row_above,
    slope_at,
    slopes,
    values,
    write,
)
from coursekit.words import mark, say

CURVES = {"sin(x)": get("sin"), "x³": get("x**3"), "eˣ": get("exp")}


def with_noise(x: ArrayLike) -> Array:
    """Give a sine with noise of 1e-4: the digits of a fast wave, so that the same x has the same value again."""
    return np.asarray(np.sin(x) + 1e-4 * np.modf(1e9 * np.sin(7e4 * np.asarray(x)))[0])


FEW_DIGITS = {
    mark("sin(x) to 6 digits"): replace(get("sin"), f=lambda x: np.round(np.sin(x), 6)),
    mark("sin(x) with noise"): replace(get("sin"), f=with_noise),
}

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
        beside = (0.7, 1.5) if order == 1 else (1.0, 0.5)  # so that the words do not touch the line
        place = (reach[0] * beside[0], max(height[0], 10 * floor) * beside[1])
        name.set(position=place, text=say("slope {n}", n=order) if bends else "")
    words = mark(
        "h = {h:.3g}: error forward {forward:.1e}, backward {backward:.1e}, central {central:.1e}. "
        "Stars mark the best steps; for the central formula about {best:.0e}."
    )
    return say(words, h=h, best=best["central"][0], **now) + drawn_as_zero(now.values())


error_against_h = Picture(
    see_error_against_h, draw_error_against_h, move_error_against_h,
    handles=[Handle(lambda h, now: (h, max(now["central"], 1e-17)), x="h", anywhere=True)],
    controls={"f": menu(CURVES), "x": slider(0.5, 3, value=1, step=0.1), "h": log_slider(1, 1e-16)},
    target=Target(mark("Bring the error of the central formula below {bound:g}."),
                  lambda now, bound=1e-9: now["central"] < bound),
    symbols={r"\frac{f(x+h) - f(x)}{h}": ORANGE,
             r"\frac{f(x) - f(x-h)}{h}": GREEN,
             r"\frac{f(x+h) - f(x-h)}{2h}": BLUE},
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
    handles=[Handle(lambda x, now: (x, np.clip(now, 1e-17, 1e5)), x="x", anywhere=True)],
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
    trusted = float(best.error), bool(best.success)
    return {"errors": errors, "five_point": errors["five-point"][1], "least": least, "trusted": trusted}


def draw_evaluations(ax: Axes) -> Artists:
    """Draw axes for evaluations against error, and one moving mark for each formula."""
    ax.set(xlim=(-5, 40), yscale="log", ylim=(1e-20, 1e3))
    ax.set(xlabel=say("evaluations of f"), ylabel=say("error of the slope"), xticks=[1, 4, 8, 15, 20, 25, 31])
    ax.yaxis.set_major_locator(LogLocator(100, numticks=20))
    ax.yaxis.set_minor_locator(NullLocator())
    trust = line(ax, "-_", BLACK, lw=1.5, ms=14, markevery=[1])
    marks, labels = {}, {}
    for name, (marker, color, paid) in PAID.items():
        marks[name] = line(ax, marker, color, ms=11, mec=BLACK)
        labels[name] = ax.text(0, 1, "", color=BLACK, va="center", ha="right" if paid == 2 else "left")
    return Artists(marks=marks, labels=labels, trust=trust)


def move_evaluations(
    a: Artists, x: float, errors: dict[str, tuple[int, float]], least: float, trusted: tuple[float, bool]
) -> str:
    """Put each mark at what it costs and what it reaches; a line leads from richardson's to the error it reports."""
    (paid, error), (reported, sure) = errors["richardson"], trusted
    a.trust.set_data([paid, paid], np.maximum([error, reported], 1e-17))
    reached = []
    for name, (paid, error) in errors.items():
        known = np.isfinite(error)
        at = max(error, 1e-17) if known else np.nan
        a.marks[name].set_data([paid], [at])
        shift = {1: -0.3, 2: -1.0}.get(paid, 1.0)
        a.labels[name].set(position=(paid + shift, at if known else 1.0), text=say(name) if known else "")
        if known:
            reached.append(f"{say(name)} {'0' if error == 0 else f'{error:.0e}'} ({paid})")
    lower, upper = sorted(("forward", "central"), key=lambda name: errors[name][1])
    a.labels[lower].set_verticalalignment("top")
    a.labels[upper].set_verticalalignment("bottom")
    one, above = errors["complex step"][1], errors["complex step"][1] > errors[upper][1]  # where no other label is
    a.labels["complex step"].set(y=max(one, 1e-17) * (20 if above else 0.05), va="bottom" if above else "top")
    if not reached:
        return say("f has no slope at x = {x:g}, so no formula has an error there. Move x.", x=x)
    said = say("Error, and in brackets the evaluations: {reached}.", reached=say(", ").join(reached))
    if np.isfinite(reported):
        doubtful = mark("richardson is not sure, and reports up to {error:.0e}.")
        said += " " + say(mark("richardson reports up to {error:.0e}.") if sure else doubtful, error=reported)
    words = mark("Its exact slope is known only to {least:.0e}: smaller errors cannot be seen.")
    return f"{said} {say(words, least=least)}" if least else said + drawn_as_zero(error for _, error in errors.values())


evaluations = Picture(
    see_evaluations, draw_evaluations, move_evaluations,
    controls={"f": menu(CURVES), "x": slider(0.5, 3, value=1, step=0.1), "h": log_slider(1, 1e-12)},
    target=Target(mark("Choose h so that the error of the five-point formula falls below {bound:g}."),
                  lambda five_point, bound=1e-12: five_point < bound),
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
    controls={"f": menu({"sin(x)": get("sin")}), "points": slider(5, 201, value=201, step=4, label=mark("points")),
              "noise": menu({"0.01": 0.01, "0.001": 0.001, "0": 0.0}, label=mark("noise")),
              "edge_order": menu({"2": 2, "1": 1})},
    target=Target(mark("With noise 0.01, bring the mean error of the slopes below {bound:g}."),
                  lambda noise, error, bound=0.03: noise >= 0.01 and error < bound),
    panels=(2, 1), size=(7.0, 5.0),
    symbols={r"\dfrac{f_{i+1} - f_{i-1}}{2h}": BLUE},
)  # fmt: skip
