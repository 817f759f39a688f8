"""The exercises of lesson 01, the derivative.

Every case is a function whose slope is known exactly, drawn anew for each check. Two right answers may differ by
rounding only, and `rounding` is all the tolerance they get: a forward difference is no central one, however small h is.
"""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.polynomial import Polynomial

from coursekit.exercises.exercise import Answer, Exercise, Step, Wrong, advice, array, draw, near, number, step, truth

INTRO = """# Exercises: the derivative

**What you'll do**: write the formulas of the lesson yourself, and have each one checked. ·
**What you need**: [lesson 01](../notebooks/01_derivative.ipynb). · 45 minutes

Write your code where the `...` is, run the cell, then run the cell with `check` below it. Stuck? `hint` helps."""

Steps = Iterator[Step]
EPS = float(np.finfo(float).eps)


def polynomial(rng: np.random.Generator, degree: int) -> Polynomial:
    """Draw a polynomial whose every coefficient matters."""
    return Polynomial([draw(rng, 1.1, 2.9) * (1 if rng.random() < 0.5 else -1) for _ in range(degree + 1)], symbol="t")


def rounding(f: Polynomial, x: float, h: float) -> float:
    """Bound what rounding does to a difference of f near x that is divided by h: both f and x + h are rounded.

    On a straight line any two points give the slope, and two very close ones do too: there the bound is for h = 1e-8.
    """
    h = 1e-8 if f.degree() == 1 else h
    k = np.arange(f.degree() + 1)
    size = np.sum((1 + k) * np.abs(f.coef) * (abs(x) + abs(h)) ** k)
    return float(16 * EPS * size / abs(h))


def too_good(got: float, slope: float, tolerance: float) -> tuple[float, str]:
    """Return the mistake of a formula that comes closer to the slope than the one that is asked for."""
    if near(got, slope, tolerance):
        return slope, "That is the slope itself, which two points do not show exactly. Which two points are asked for?"
    return slope, "That is closer to the slope than such a step can come. Is it the given h that you use?"


# 1. Average rate


def steps_of_average_rate(answer: Answer, rng: np.random.Generator) -> Steps:
    """Check the average rate on lines, on curves, and with b before a."""
    for name, degree, sign in ("a straight line", 1, 1), ("a curve", 3, 1), ("b to the left of a", 2, -1):
        cases = []
        for _ in range(2):
            f, a = polynomial(rng, degree), draw(rng, 0.4, 0.9)
            b = round(a + sign * draw(rng, 1.2, 1.9), 2)
            change = f(b) - f(a)
            rate, middle = change / (b - a), f.deriv()((a + b) / 2)
            got = number(answer(f, a, b))
            mistakes = [
                (change, "That is how much f changes. How much is it for each unit from a to b?"),
                (-rate, "The sign is wrong: do you subtract in the same order above and below the fraction bar?"),
                (1 / rate, "Your fraction is upside down: is it f per unit of t, or t per unit of f?"),
                (change / b, "You divide by b. How long is the way from a to b?"),
                (f(b) - f(a) / b - a, "Without parentheses Python divides first: what should it work out first?"),
                (middle, "That is the slope half way. Which two points does the average need?"),
            ]
            direction = "rises" if change > 0 else "falls"
            simple = (
                f"There f {direction} by {abs(change):.4g} over a distance of {b - a:.4g}: how much is that per unit?"
            )
            said = f"For f(t) = {f:unicode}, a = {a} and b = {b} you return {got:.6g}. {advice(got, mistakes, simple)}"
            cases.append((near(got, rate, rounding(f, abs(a) + abs(b), b - a)), said))
        yield step(name, 1, cases)


average_rate = Exercise(
    task="""The average rate of change of `f` from `a` to `b`: how much `f` changes for each unit between `a` and `b`.
For Bolt's race, with `f(t)` the distance after `t` seconds, it is his average speed.""",
    starter='''\
def average_rate(f, a, b):
    """The average rate of change of the function f from a to b."""
    ...
''',
    solution="return (f(b) - f(a)) / (b - a)",
    points=3,
    hints=(
        "Bolt was at 10 m after 1.89 s, and at 20 m after 2.88 s. Work out his speed between the two on paper first.",
        "You divided metres by seconds. Which difference gave the metres, and which the seconds?",
        "Above the fraction bar stands the change of f, below it the change of t, and each needs its own parentheses.",
    ),
    wrong=(
        Wrong("return f(b) - f(a)", fails="a straight line", because="how much f changes"),
        Wrong("return (f(a) - f(b)) / (b - a)", fails="a straight line", because="sign is wrong"),
        Wrong("return (b - a) / (f(b) - f(a))", fails="a straight line", because="upside down"),
        Wrong("return (f(b) - f(a)) / b", fails="a straight line", because="You divide by b"),
        Wrong("return f(b) - f(a) / b - a", fails="a straight line", because="Without parentheses"),
        Wrong("return (f(a) + f(b)) / 2", fails="a straight line", because="over a distance of"),
        Wrong(
            "m = (a + b) / 2\nreturn (f(m + 1e-4) - f(m - 1e-4)) / 2e-4", fails="a curve", because="the slope half way"
        ),
        Wrong("return (f(b) - f(a)) / abs(b - a)", fails="b to the left of a", because="same order above and below"),
    ),
    steps=steps_of_average_rate,
)


# 2. Forward difference


def steps_of_forward_difference(answer: Answer, rng: np.random.Generator) -> Steps:
    """Check the forward difference: on a parabola it is the slope plus h times the leading coefficient, exactly."""
    rows = ("a straight line", 0, 1, 1), ("a parabola", 2, 2, 1), ("a negative h", 1, 2, -1)
    for name, points, degree, sign in rows:
        cases = []
        for _ in range(2):
            f, x, h = polynomial(rng, degree), draw(rng, 0.5, 1.5), sign * draw(rng, 0.05, 0.2)
            slope = f.deriv()(x)
            expected = slope + (h * f.coef[2] if degree == 2 else 0.0)
            tolerance = rounding(f, x, h)
            got = number(answer(f, x, h))
            mistakes = [
                (expected * h, "That is how much f changes on the way. Over which distance?"),
                (-expected, "Your sign is turned round: which of the two values comes first?"),
                (expected / 2, "That is half of it: how far apart are x and x + h?"),
                (f(x + h) - f(x) / h, "Without parentheses Python divides first: what should it work out first?"),
                (
                    2 * slope - expected,
                    "That is the slope on the other side of x. Where does the task say to look?",
                ),
                too_good(got, slope, tolerance),
            ]
            simple = f"f is {f(x):.6g} at x, and {f(x + h):.6g} at {x + h:.4g}: what is the slope between the two?"
            said = f"For f(t) = {f:unicode}, x = {x} and h = {h} you return {got:.6g}. {advice(got, mistakes, simple)}"
            cases.append((near(got, expected, tolerance), said))
        yield step(name, points, cases)


forward_difference = Exercise(
    task="""The slope of `f` between `x` and the point a step `h` further on: the forward difference.
It must be right for a negative `h` too.""",
    starter='''\
def forward_difference(f, x, h):
    """The slope of f between x and x + h."""
    ...
''',
    solution="return (f(x + h) - f(x)) / h",
    points=3,
    hints=(
        "It is the average rate from the exercise before, between two special points. Which two?",
        "The two points lie at x and at x + h. How far apart are they?",
        "The change of f on the way from x to x + h, divided by the length of that way, sign and all.",
    ),
    wrong=(
        Wrong("return f(x + h) - f(x)", fails="a straight line", because="Over which distance"),
        Wrong("return (f(x) - f(x + h)) / h", fails="a straight line", because="which of the two values"),
        Wrong("return (f(x + h) - f(x)) / (2 * h)", fails="a straight line", because="half of it"),
        Wrong("return f(x + h) - f(x) / h", fails="a straight line", because="Without parentheses"),
        Wrong("return (f(x) - f(x - h)) / h", fails="a parabola", because="other side of x"),
        Wrong("return (f(x + h) - f(x - h)) / (2 * h)", fails="a parabola", because="Which two points"),
        Wrong("return (f(x + 1e-8) - f(x)) / 1e-8", fails="a parabola", because="the given h"),
        Wrong("return (f(x + h) - f(x)) / abs(h)", fails="a negative h", because="which of the two values"),
        Wrong("h = abs(h)\nreturn (f(x + h) - f(x)) / h", fails="a negative h", because="other side of x"),
    ),
    steps=steps_of_forward_difference,
)


# 3. Central difference


def steps_of_central_difference(answer: Answer, rng: np.random.Generator) -> Steps:
    """Check the central difference: exact on a parabola, and h² times the leading coefficient too large on a cubic."""
    for name, points, degree in ("a straight line", 0, 1), ("a parabola", 1, 2), ("a cubic", 2, 3):
        cases = []
        for _ in range(2):
            f, x, h = polynomial(rng, degree), draw(rng, 0.5, 1.5), draw(rng, 0.05, 0.2)
            slope = f.deriv()(x)
            expected = slope + (h**2 * f.coef[3] if degree == 3 else 0.0)
            tolerance = rounding(f, x, h)
            got = number(answer(f, x, h))
            mistakes = [
                (2 * expected, "That is twice the slope: how far apart are x − h and x + h?"),
                (expected * h**2, "In Python `/ 2 * h` divides by 2, then multiplies by h: what is below the bar?"),
                (f(x + h) - f(x - h) / (2 * h), "Without parentheses Python divides first: what should it do first?"),
                ((f(x + h) - f(x)) / h, "That looks to the right only: where is the point on the other side?"),
                ((f(x) - f(x - h)) / h, "That looks to the left only: where is the point on the other side?"),
                (
                    expected,
                    f"That is {abs(got - expected):.0e} off, which rounding is not: do you use the given h?",
                ),
                (-expected, "Your sign is turned round: which of the two values comes first?"),
                too_good(got, slope, tolerance),
            ]
            simple = f"The curve is {f(x - h):.6g} at x − h and {f(x + h):.6g} at x + h: how steep is the line between?"
            said = f"For f(t) = {f:unicode}, x = {x} and h = {h} you return {got:.6g}. {advice(got, mistakes, simple)}"
            cases.append((near(got, expected, tolerance), said))
        yield step(name, points, cases)


central_difference = Exercise(
    task="""The central difference: the slope of `f` at `x` from two neighbours at distance `h`, one on each side.""",
    starter='''\
def central_difference(f, x, h):
    """The slope of f at x, from the points x - h and x + h."""
    ...
''',
    solution="return (f(x + h) - f(x - h)) / (2 * h)",
    points=3,
    hints=(
        "Draw it: x in the middle, one point on each side. How far apart are x − h and x + h?",
        "It is again a change of f divided by a distance. f(x) itself is not needed.",
        "The value on the right less the value on the left, divided by twice h, and that in parentheses.",
    ),
    wrong=(
        Wrong("return (f(x + h) - f(x - h)) / h", fails="a straight line", because="twice the slope"),
        Wrong("return (f(x + h) - f(x - h)) / 2 * h", fails="a straight line", because="then multiplies by h"),
        Wrong("return f(x + h) - f(x - h) / (2 * h)", fails="a straight line", because="Without parentheses"),
        Wrong("return (f(x - h) - f(x + h)) / (2 * h)", fails="a straight line", because="which of the two values"),
        Wrong("return (f(x + h) - f(x)) / h", fails="a parabola", because="to the right only"),
        Wrong("return (f(x) - f(x - h)) / h", fails="a parabola", because="to the left only"),
        Wrong("return (f(x + h / 2) - f(x - h / 2)) / h", fails="a cubic", because="how steep is the line"),
        Wrong("return (f(x + 1e-5) - f(x - 1e-5)) / 2e-5", fails="a parabola", because="which rounding is not"),
        Wrong(
            "return (f(x - 2 * h) - 8 * f(x - h) + 8 * f(x + h) - f(x + 2 * h)) / (12 * h)",
            fails="a cubic",
            because="Which two points",
        ),
    ),
    steps=steps_of_central_difference,
)


# 4. Choose h


def errors(h: float, x: float, method: str) -> tuple[float, float]:
    """Return the truncation and the rounding error at step h, for √|t| at x, or for exp(t) at 0.

    Forward: h/2 |f″| and 2ε|f|/h. Central: h²/6 |f‴| and ε|f|/h.
    """
    s = abs(x)
    f, f2, f3 = (s**0.5, s**-1.5 / 4, s**-2.5 * 3 / 8) if s else (1.0, 1.0, 1.0)
    return (h / 2 * f2, 2 * EPS * f / h) if method == "forward" else (h**2 / 6 * f3, EPS * f / h)


def best_step(x: float, method: str) -> float:
    """Return the step at which the sum of both `errors` is smallest: where its derivative by h is 0."""
    truncation, round_off = errors(1.0, x, method)
    return float((round_off / truncation) ** 0.5 if method == "forward" else (round_off / (2 * truncation)) ** (1 / 3))


def steps_of_step_size(answer: Answer, rng: np.random.Generator) -> Steps:
    """Check the step by the error that it leads to: at most five times the smallest, which no constant is for both."""
    far = 1e9 * draw(rng, 1.1, 3)
    for name, places in ("near 1", [draw(rng, 1.1, 1.9)]), ("far out", [far]), ("left of 0, and at 0", [-far, 0.0]):
        cases = []
        for x in places:
            for method in "forward", "central":
                h = number(answer(x, method))
                said = f'For x = {x:g} and "{method}" you return {h:.3g}. '
                if not 0 < h < 1e100:
                    cases.append((False, said + "A step is positive and small: what does your rule do with such an x?"))
                    continue
                truncation, round_off = errors(h, x, method)
                times = (truncation + round_off) / sum(errors(best_step(x, method), x, method))
                question = "Which power of ε is for this formula?" if abs(x) < 2 else "How should h depend on x?"
                if x + h == x:
                    said += "x + h is then the same number as x: how large must h be to change it?"
                elif truncation > round_off:
                    said += f"The curve bends too much on the way: {times:.3g} times the smallest error. {question}"
                else:
                    said += f"Rounding counts too much then: {times:.3g} times the smallest error. {question}"
                cases.append((times <= 5, said))
        yield step(name, 1, cases)


step_size = Exercise(
    task=r"""A good step `h` for a slope at `x`; `method` is `"forward"` or `"central"`.
With $\varepsilon$ for `np.finfo(float).eps`, about 2.2e-16, the best step is near $\sqrt{\varepsilon}$ for the forward
difference and near $\varepsilon^{1/3}$ for the central one, each times the size of `x`; where `x` is smaller than 1,
take 1 for its size. Your step is right if its error is at most five times the smallest possible one.""",
    starter='''\
def step_size(x, method):
    """A good step h at x; method is "forward" or "central"."""
    ...
''',
    solution="""\
power = 1 / 2 if method == "forward" else 1 / 3
return np.finfo(float).eps ** power * max(1, abs(x))""",
    points=3,
    hints=(
        "Start near x = 1: what does `np.finfo(float).eps ** (1 / 2)` give, and which of the two formulas is it for?",
        "Near 200000000 the numbers that Python can store lie 3e-8 apart. By how much must h grow with x?",
        "Multiply by the size of x: never negative, and never below 1. `abs` and `max` do that.",
    ),
    wrong=(
        Wrong("return 1e-16", fails="near 1", because="same number as x"),
        Wrong("return 1e-4", fails="near 1", because="bends too much"),
        Wrong("return np.finfo(float).eps ** (1 / 2) * max(1, abs(x))", fails="near 1", because='"central" you return'),
        Wrong("return np.finfo(float).eps ** (1 / 3) * max(1, abs(x))", fails="near 1", because='"forward" you return'),
        Wrong(
            "return np.finfo(float).eps ** (1 / 2 if method == 'forward' else 1 / 3)",
            fails="far out",
            because="how large must h be",
        ),
        Wrong(
            "return np.finfo(float).eps ** (1 / 2 if method == 'forward' else 1 / 3) * x",
            fails="left of 0, and at 0",
            because="A step is positive",
        ),
        Wrong(
            "return np.finfo(float).eps ** (1 / 2 if method == 'forward' else 1 / 3) * abs(x)",
            fails="left of 0, and at 0",
            because="For x = 0",
        ),
    ),
    steps=steps_of_step_size,
)


# 5. A kink or a smooth point


def steps_of_has_kink(answer: Answer, rng: np.random.Generator) -> Steps:
    """Check corners and smooth points in one step each, so that neither True nor False alone earns anything."""
    h = 1e-5  # slopes at a smooth point differ by h |f″| < 1e-4, at a corner here by 0.6 and more: 0.01 lies between
    c, k, m = draw(rng, 0.5, 1.5), draw(rng, 0.3, 0.9), draw(rng, 1.1, 1.9)

    def kink(f: Callable[[float], float], x: float = c) -> bool:
        return truth(answer(f, x, h))

    corner, slope, bowl = kink(lambda t: abs(t - c)), kink(lambda t: k * t**2), kink(lambda t: m * (t - c) ** 2)
    if corner and slope and bowl:
        said = f"You find a kink in f(t) = {k}t² at x = {c}. Its slopes right and left differ by {2 * k * h:.1g}: "
        said += "is that more than 0.01?"
    elif bowl:
        said = f"You find a kink at the bottom of a smooth bowl, f(t) = {m}(t − {c})². Its slope is 0: is that a kink?"
    elif slope:
        said = f"You find a kink in f(t) = {k}t² at x = {c}, and both slopes there are near {2 * k * c:.3g}. "
        said += "On the left of x, which value of f comes first?"
    else:
        said = f"You find no kink in f(t) = |t − {c}| at x = {c}. Its slope is −1 on the left: what is it on the right?"
    yield Step("a corner, a slope and a bowl", 1, corner and not slope and not bowl, said)

    roof, bend = kink(lambda t: -m * abs(t - c)), kink(lambda t: m * t + k * max(t - c, 0))
    hill = kink(lambda t: -m * (t - c) ** 2)
    if not roof:
        said = f"You find no kink in f(t) = −{m}|t − {c}| at x = {c}, where the slope falls from {m} to −{m}. "
        said += "Is your difference of slopes negative there?"
    elif not bend:
        said = f"At x = {c} a line of slope {m} goes on with slope {m + k:.3g}, and you find no kink. "
        said += "By how much do the two slopes differ?"
    else:
        said = f"You find a kink on top of f(t) = −{m}(t − {c})², a smooth hill. What are the slopes on both sides?"
    yield Step("a roof, a bend and a hill", 1, roof and bend and not hill, said)

    there, beside = kink(lambda t: k * abs(t - c)), kink(lambda t: k * abs(t - c), c + 3 * h)
    said = f"f(t) = {k}|t − {c}| has its kink at {c}. At {c + 3 * h:.5f}, which is 3h beside it, you find "
    said += "one too: how far to each side do you look?" if beside else "none, and none at the corner: do you use h?"
    yield Step("beside the corner", 1, there and not beside, said)


has_kink = Exercise(
    task="""Does `f` have a kink at `x`? Compare the slope just right of `x` with the slope just left of it, each over
the distance `h`. Return `True` if they differ by more than 0.01, and `False` if not.""",
    starter='''\
def has_kink(f, x, h):
    """True if the slopes of f right and left of x differ by more than 0.01, else False."""
    ...
''',
    solution="""\
right = (f(x + h) - f(x)) / h
left = (f(x) - f(x - h)) / h
return abs(right - left) > 0.01""",
    points=3,
    hints=(
        "Take |t| at 0. What is its slope on the right, and what on the left? By how much do they differ?",
        "You need two slopes: one between x and x + h, the other between x − h and x. Name them right and left.",
        "Compare the size of right less left with 0.01. `abs` gives the size, and `>` gives True or False.",
    ),
    wrong=(
        Wrong(
            "return (f(x + h) - f(x)) / h != (f(x) - f(x - h)) / h",
            fails="a corner, a slope and a bowl",
            because="is that more than 0.01",
        ),
        Wrong(
            "return abs(f(x + h) - f(x - h)) / (2 * h) < 0.01",
            fails="a corner, a slope and a bowl",
            because="Its slope is 0",
        ),
        Wrong(
            "return abs((f(x + h) - f(x)) / h - (f(x - h) - f(x)) / h) > 0.01",
            fails="a corner, a slope and a bowl",
            because="which value of f comes first",
        ),
        Wrong(
            "return abs(abs(f(x + h) - f(x)) / h - abs(f(x) - f(x - h)) / h) > 0.01",
            fails="a corner, a slope and a bowl",
            because="what is it on the right",
        ),
        Wrong(
            "return (f(x + h) - f(x)) / h - (f(x) - f(x - h)) / h > 0.01",
            fails="a roof, a bend and a hill",
            because="negative there",
        ),
        Wrong(
            "return abs((f(x + h) - f(x)) / h - (f(x) - f(x - h)) / h) > 1",
            fails="a roof, a bend and a hill",
            because="By how much do the two slopes differ",
        ),
        Wrong(
            "h = 1e-4\nreturn abs((f(x + h) - f(x)) / h - (f(x) - f(x - h)) / h) > 0.01",
            fails="beside the corner",
            because="how far to each side",
        ),
        Wrong("return (f(x + h) - 2 * f(x) + f(x - h)) / h", fails="it runs", because="True or False is wanted"),
    ),
    steps=steps_of_has_kink,
)


# 6. Slope at the edge of measured data


def steps_of_edge_slope(answer: Answer, rng: np.random.Generator) -> Steps:
    """Check the edge formula: exact on a parabola, and 2h² times the leading coefficient too small on a cubic."""
    for name, points, degree in ("a straight line", 0, 1), ("a parabola", 2, 2), ("a cubic", 1, 3):
        cases = []
        for _ in range(2):
            f, h = polynomial(rng, degree), draw(rng, 0.1, 0.4)
            y = f(h * np.arange(5))
            slope = f.coef[1]
            expected = slope - (2 * h**2 * f.coef[3] if degree == 3 else 0.0)
            got = number(answer(y, h))
            mistakes = [
                (expected * h, "Is that per step, or per unit? What is the distance between two values?"),
                (expected * 2, "That is twice as much: over how many steps do your three values reach?"),
                (expected * h**2, "In Python `/ 2 * h` divides by 2, then multiplies by h: what is below the bar?"),
                (-expected, "Your sign is turned round: do the values rise or fall at the edge?"),
                (
                    (y[1] - y[0]) / h,
                    "That takes two values only: it is the slope half a step inside. Which third one helps?",
                ),
                (
                    (y[2] - y[0]) / (2 * h),
                    "That is the slope at the second value, y[1]. At which one is it wanted?",
                ),
                (f.deriv()(4 * h), "That is the slope at the last value. At which end is it wanted?"),
                (slope, "That is closer than three values can come. Do you use the first three, and only these?"),
            ]
            simple = f"The values begin {y[0]:.5g}, {y[1]:.5g}, {y[2]:.5g}: which parabola goes through these three?"
            said = f"For values of f(t) = {f:unicode} at 0, {h}, {2 * h:.3g}, … you return {got:.6g}. "
            cases.append((near(got, expected, rounding(f, 4 * h, h)), said + advice(got, mistakes, simple)))
        yield step(name, points, cases)


edge_slope = Exercise(
    task=r"""Values `y` were measured at equal distances `h`. The first has no neighbour on its left. The parabola
through the first three values has there the slope

$$\frac{-3y_0 + 4y_1 - y_2}{2h},$$

the second-order edge formula. `y` is an array; `y[0]` is its first value.""",
    starter='''\
def edge_slope(y, h):
    """The slope at the first of the values y, which lie h apart; exact for a parabola."""
    ...
''',
    solution="return (-3 * y[0] + 4 * y[1] - y[2]) / (2 * h)",
    points=3,
    hints=(
        "The squares 0, 1, 4 lie 1 apart, and the slope of t² at 0 is 0. Does the formula say so, on paper?",
        "Python counts from 0: y[0], y[1] and y[2] are the first three values.",
        "Write the fraction from left to right, with `*` for each product, and parentheses above and below the bar.",
    ),
    wrong=(
        Wrong("return (-3 * y[0] + 4 * y[1] - y[2]) / 2", fails="a straight line", because="per step, or per unit"),
        Wrong("return (-3 * y[0] + 4 * y[1] - y[2]) / h", fails="a straight line", because="twice as much"),
        Wrong("return (-3 * y[0] + 4 * y[1] - y[2]) / 2 * h", fails="a straight line", because="then multiplies by h"),
        Wrong("return (3 * y[0] - 4 * y[1] + y[2]) / (2 * h)", fails="a straight line", because="sign is turned round"),
        Wrong("return (-3 * y[1] + 4 * y[2] - y[3]) / (2 * h)", fails="a parabola", because="at the second value"),
        Wrong("return (y[1] - y[0]) / h", fails="a parabola", because="two values only"),
        Wrong("return (3 * y[-1] - 4 * y[-2] + y[-3]) / (2 * h)", fails="a parabola", because="at the last value"),
        Wrong("return (-11 * y[0] + 18 * y[1] - 9 * y[2] + 2 * y[3]) / (6 * h)", fails="a cubic", because="only these"),
    ),
    steps=steps_of_edge_slope,
)


# 7. The slope of the sigmoid


def sigmoid_slope(x: Any) -> Any:
    """Return e^(−|x|) / (1 + e^(−|x|))², which neither overflows nor loses digits."""
    t = np.exp(-np.abs(x))
    return t / (1 + t) ** 2


def steps_of_sigmoid_derivative(answer: Answer, rng: np.random.Generator) -> Steps:
    """Check relative errors: e^x has one of ε|x|, and near 0 the factor 1 − σ adds one of ε(1 + e^x)."""
    xs = np.array([draw(rng, 0.2, 2.9) * sign for sign in (1, -1, 1, -1)])
    cases = []
    for x in xs.tolist():
        got, expected, s = number(answer(x)), sigmoid_slope(x), 1 / (1 + np.exp(-x))
        mistakes = [
            (s, "That is the sigmoid σ itself. How steep is it there?"),
            (1 - s, "That is 1 − σ. What is missing from the product?"),
            (s * (1 + s), "The slope is never more than 1/4. Which sign stands in the second factor?"),
            (-expected, "The sigmoid rises everywhere. Which sign has its slope then?"),
        ]
        said = f"At x = {x} you return {got:.6g}. There σ is {s:.6g}"
        question = advice(got, mistakes, "How does its slope come from that number?")
        cases.append((near(got, expected, 64 * EPS * expected), f"{said}. {question}"))
    yield step("near 0", 1, cases)

    slopes = array(answer(xs), xs.shape)
    said = f"For an array that begins {xs[0]}, {xs[1]} you return one that begins {slopes[0]:.4g}, {slopes[1]:.4g}. "
    said += "Is each the value that you return for that number alone?"
    yield Step("an array", 1, near(slopes, sigmoid_slope(xs), 64 * EPS * sigmoid_slope(xs)), said)

    for name, sign in ("far to the left", -1), ("far to the right", 1):
        cases = []
        for x in sign * draw(rng, 40, 300), sign * draw(rng, 400, 700), sign * 1000.0:
            got, expected = number(answer(x)), sigmoid_slope(x)
            said = f"At x = {x} you return {got:.4g}, and the slope is {expected:.4g}. "
            if got == 0 and abs(x) < 300:
                said += (
                    f"σ is so near to {(sign + 1) // 2} that a difference is lost: where else is the slope the same?"
                )
            else:
                said += f"e^{abs(x):g} is too large for a number, or its square is: can you do without it?"
            cases.append((near(got, expected, 16 * EPS * (1 + abs(x)) * expected), said))
        yield step(name, 1, cases)


sigmoid_derivative = Exercise(
    task=r"""The sigmoid $\sigma(x) = \frac{1}{1 + e^{-x}}$ has the slope $\sigma(x)\,(1 - \sigma(x))$. Write it so
that it keeps its digits for every `x` from −1000 to 1000: `np.exp(1000)` is too large for a number, and
$1 - \sigma(40)$ is 0 in sixteen digits. The slope is the same at `x` and at `-x`. `x` may be a number or an array.""",
    starter='''\
def sigmoid_derivative(x):
    """The slope of the sigmoid at x, a number or an array, with all its digits."""
    ...
''',
    solution="""\
t = np.exp(-abs(x))
return t / (1 + t) ** 2""",
    points=4,
    hints=(
        "First write σ(x)(1 − σ(x)) with `np.exp`, which takes arrays too. What does it give at 40, and at −40?",
        "The slope is the same at x and −x, so take the side where e^(…) is small. Which sign has its power?",
        "With t = e^(−|x|), σ(|x|) is 1 / (1 + t), and 1 − σ(|x|) is t / (1 + t). Multiply the two on paper.",
    ),
    wrong=(
        Wrong("return 1 / (1 + np.exp(-x))", fails="near 0", because="the sigmoid σ itself"),
        Wrong("s = 1 / (1 + np.exp(-x))\nreturn s * (1 + s)", fails="near 0", because="Which sign stands"),
        Wrong("return 1 - 1 / (1 + np.exp(-x))", fails="near 0", because="missing from the product"),
        Wrong("t = np.exp(-x)\nreturn -t / (1 + t) ** 2", fails="near 0", because="rises everywhere"),
        Wrong("h = 1e-5\nreturn (1 / (1 + np.exp(-x - h)) - 1 / (1 + np.exp(-x + h))) / (2 * h)", "near 0", "How does"),
        Wrong("import math\nt = math.exp(-abs(x))\nreturn t / (1 + t) ** 2", fails="it runs", because="TypeError"),
        Wrong("t = np.exp(-x)\nreturn t / (1 + t) ** 2", fails="far to the left", because="can you do without it"),
        Wrong("s = 1 / (1 + np.exp(-x))\nreturn s * (1 - s)", fails="far to the right", because="difference is lost"),
    ),
    steps=steps_of_sigmoid_derivative,
)

EXERCISES = (
    average_rate,
    forward_difference,
    central_difference,
    step_size,
    has_kink,
    edge_slope,
    sigmoid_derivative,
)
