"""The exercises of lesson 01, the derivative.

Every case is a function whose slope is known exactly, drawn anew for each check. Two right answers may differ by
rounding only, and `rounding` is all the tolerance they get: a forward difference is no central one, however small h is.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.polynomial import Polynomial

from coursekit.exercises.checking import draw
from coursekit.exercises.exercise import Case, Exercise, Kind, Rng
from coursekit.words import mark, say

INTRO = mark("""# Exercises: the derivative

**What you'll do**: write the formulas of the lesson yourself, and have each one checked. ·
**What you need**: [lesson 01](../notebooks/01_derivative.ipynb). · 55 minutes

Write your code where the `...` is, run the cell, then run the cell with `check` below it. Stuck? `hint` helps.""")

EPS = float(np.finfo(float).eps)


class Quick(Polynomial):
    """A polynomial that is quick for a single number; the grader asks for thousands."""

    def __call__(self, t: Any) -> Any:
        """Take its value at t."""
        value = 0.0
        for c in self.coef[::-1].tolist():
            value = value * t + c
        return value


def polynomial(rng: Rng, degree: int) -> Polynomial:
    """Draw a polynomial whose every coefficient matters."""
    return Quick([draw(rng, 1.1, 2.9) * (1 if rng.random() < 0.5 else -1) for _ in range(degree + 1)], symbol="t")


def near(side: int, degree: int, sign: int = 1) -> Kind:
    """Return what draws a polynomial of that degree, a place near 1 or -1, and a step of that sign."""
    return lambda rng: (polynomial(rng, degree), side * draw(rng, 0.5, 1.5), sign * draw(rng, 0.05, 0.2))


def rounding(f: Polynomial, x: float, h: float) -> float:
    """Bound what rounding does to a difference of f near x that is divided by h: both f and x + h are rounded.

    On a straight line any two points give the slope, and two very close ones do too: there the bound is for h = 1e-8.
    """
    h = 1e-8 if f.degree() == 1 else h
    k = np.arange(f.degree() + 1)
    size = np.sum((1 + k) * np.abs(f.coef) * (abs(x) + abs(h)) ** k)
    return float(16 * EPS * size / abs(h))


def way(degree: int, rises: bool, sign: int = 1) -> Kind:
    """Return what draws a polynomial that rises or falls from a to b, and these two: b right of a (1), or left (-1).

    Between them lies 0, so that a is negative where b is right of it.
    """

    def drawn(rng: Rng) -> tuple[Polynomial, float, float]:
        f, a = polynomial(rng, degree), -sign * draw(rng, 0.4, 0.9)
        b = round(a + sign * draw(rng, 1.2, 1.9), 2)
        return f if (f(b) > f(a)) == rises else -f, a, b

    return drawn


average_rate = Exercise(
    task=mark("""The average rate of change of `f` from `a` to `b`: how much `f` changes for each unit between `a` and
`b`. For Bolt's race, with `f(t)` the distance after `t` seconds, it is his average speed."""),
    starter='''\
def average_rate(f, a, b):
    """The average rate of change of the function f from a to b."""
    ...
''',
    solution="return (f(b) - f(a)) / (b - a)",
    hints=(
        mark(
            "Bolt was at 10 m after 1.89 s, and at 20 m after 2.88 s. First work out his speed between them on paper."
        ),
        mark("You divided metres by seconds. Which difference gave the metres, and which the seconds?"),
        mark("Above the bar stands the change of f, below it the change of t. Each needs brackets of its own."),
    ),
    cases={
        mark("a straight line"): Case(1, way(1, True), way(1, False)),
        mark("a curve"): Case(1, way(3, True), way(3, False)),
        mark("b to the left of a"): Case(1, way(2, True, -1), way(2, False, -1)),
    },
    right=lambda f, a, b: (f(b) - f(a)) / (b - a),
    within=lambda f, a, b: rounding(f, abs(a) + abs(b), b - a),
    said=mark("For f(t) = {f:unicode}, a = {a} and b = {b} you return {got:.6g}."),
    see=lambda got, f, a, b: {"change": f(b) - f(a), "way": b - a},
    simple=mark("From a to b, f changes by {change:.5g} while t changes by {way:.3g}."),
    mistakes={
        "f(b) - f(a)": mark("That is how much f changes. How much is it for each unit from a to b?"),
        "(f(a) - f(b)) / (b - a)": mark("The sign is wrong: do you subtract both in the same order?"),
        "abs(f(b) - f(a)) / abs(b - a)": mark("`abs` took the sign away: does f rise or fall there?"),
        "abs(f(b) - f(a)) / (b - a)": mark("`abs` took the sign of the change of f away: is it needed?"),
        "(f(b) - f(a)) / abs(b - a)": mark("b is left of a here. Which sign has the change of t then?"),
        "(b - a) / (f(b) - f(a))": mark("Your fraction is upside down: is it f per t, or t per f?"),
        **dict.fromkeys(
            ("(f(b) - f(a)) / a", "(f(b) - f(a)) / b", "(f(b) - f(a)) / (a + b)", "(f(b) - f(a)) / 2"),
            mark("The change of f is right. How long is the way from a to b?"),
        ),
        **dict.fromkeys(
            ("f(b) - f(a) / b - a", "f(b) - f(a) / (b - a)"),
            mark("Without brackets Python divides first. What should it do first?"),
        ),
        "(f(b) - f(a)) / b - a": mark("Python divides by b, then subtracts a. What is below the bar?"),
        "f(b - a) / (b - a)": mark("f(b − a) is one value of f. Is it how much f changes?"),
        "(f(a) + f(b)) / 2": mark("That is the mean of two values of f. How fast does f change?"),
        "(f(a) + f(b)) / (b - a)": mark("You add the two values. How much does f change between them?"),
        **dict.fromkeys(
            ("slope((a + b) / 2)", "slope(a)", "slope(b)"),
            mark("That is the slope at one place. Which two points does the average need?"),
        ),
    },
    begin="slope = lambda t: (f(t + 1e-4) - f(t - 1e-4)) / 2e-4",
    also_right=("(f(a) - f(b)) / (a - b)", "change = f(b) - f(a)\nreturn change / (b - a)"),
)


forward_difference = Exercise(
    task=mark("""The slope of `f` between `x` and the point a step `h` further on: the forward difference.
It must be right for a negative `h` too."""),
    starter='''\
def forward_difference(f, x, h):
    """The slope of f between x and x + h."""
    ...
''',
    solution="return (f(x + h) - f(x)) / h",
    hints=(
        mark("It is the average rate from the exercise before, between two special points. Which two?"),
        mark("The two points lie at x and at x + h. How far apart are they?"),
        mark("The change of f on the way from x to x + h, divided by h, with the sign of h."),
    ),
    cases={
        mark("a straight line"): Case(0, near(1, 1)),
        mark("a parabola and a cubic"): Case(2, near(1, 2), near(-1, 3)),
        mark("a negative h"): Case(1, near(-1, 2, -1), near(1, 2, -1)),
    },
    right=lambda f, x, h: f.deriv()(x) + h * f.deriv(2)(x) / 2 + h**2 * f.coef[3:].sum(),
    within=rounding,
    said=mark("For f(t) = {f:unicode}, x = {x} and h = {h} you return {got:.6g}."),
    see=lambda got, f, x, h: {"here": f(x), "there": f(x + h), "place": x + h},
    simple=mark("f is {here:.6g} at x, and {there:.6g} at {place:.4g}."),
    mistakes={
        "f(x + h) - f(x)": mark("That is how much f changes on the way. Over which distance?"),
        "(f(x) - f(x + h)) / h": mark("Your sign is turned round: which of the two values comes first?"),
        "(f(x + h) - f(x)) / (2 * h)": mark("That is half of it: how far apart are x and x + h?"),
        "f(x + h) - f(x) / h": mark("Without brackets Python divides first. What should it do first?"),
        "(f(x) + h - f(x)) / h": mark("f(x) + h is a value of f, and h more. Where is f to be taken?"),
        "(f(x + h) - f(h)) / h": mark("You take f at h. At which place does the way begin?"),
        "(f(x + h) - f(x)) / x": mark("You divide by x. How far apart are x and x + h?"),
        "(f(x + h) - f(x)) / (x + h)": mark("You divide by x + h. How far apart are the points?"),
        "(f(x) - f(x - h)) / h": mark("That is the slope on the other side of x. Where is x + h?"),
        "(f(x + h) - f(x - h)) / (2 * h)": mark("That looks to both sides. Which two points are asked for?"),
        "(f(x + 1e-8) - f(x)) / 1e-8": mark("That is nearer to x than x + h is. Do you use the given h?"),
        "(f(x + h) - f(x)) / abs(h)": mark("h is negative here, and you divide by its size. Is that so?"),
        "h = abs(h)\nreturn (f(x + h) - f(x)) / h": mark("h is negative here: on which side of x is x + h?"),
    },
    also_right=("f(x + h) / h - f(x) / h", "(f(x) - f(x + h)) / -h", "b = x + h\nreturn (f(b) - f(x)) / (b - x)"),
)


def coefficients(low: int, high: int, *, falls: bool = False) -> Kind:
    """Return what draws so many coefficients, none of them near 0, 1 or another, and a place left or right of 0.

    Where the polynomial `falls`, its slope there is negative.
    """

    def drawn(rng: Rng) -> tuple[list[float], float]:
        order = rng.permutation(int(rng.integers(low, high + 1)))
        c = [float(draw(rng, 1.1 + k, 1.9 + k) * rng.choice([-1.0, 1.0])) for k in order]
        x = draw(rng, 1.2, 1.9) * float(rng.choice([-1.0, 1.0]))
        return ([-one for one in c] if (sum(power_slopes(c, x)) < 0) != falls else c), x

    return drawn


def at_zero(rng: Rng) -> tuple[list[float], float]:
    """Draw coefficients, and take the place 0, where 0 to the power −1 is no number."""
    c, _ = coefficients(3, 4)(rng)
    return c, 0.0


def power_slopes(c: list[float], x: float) -> list[float]:
    """Return what each power adds to the slope of c[0] + c[1] x + c[2] x² + … at x, but for the constant."""
    return [k * c[k] * x ** (k - 1) for k in range(1, len(c))]


def differences(name: str) -> list[str]:
    """Write differences of a function with steps that people take."""
    steps = ("1e-3", "1e-4", "1e-5", "1e-6", "1e-7", "1e-8")
    forward = [f"({name}(x + {h}) - {name}(x)) / {h}" for h in steps]
    central = [f"({name}(x + {h}) - {name}(x - {h})) / (2 * {h})" for h in steps]
    return [
        *forward,
        *central,
        f"from coursekit.derivative import central_difference as slope\nreturn slope({name}, x)",
    ]


polynomial_slope = Exercise(
    task=mark(r"""The list `c` holds the numbers $c_0, c_1, c_2, \dots$ of $c_0 + c_1 x + c_2 x^2 + \dots$, the constant
first: `[5, 7, 2]` is $5 + 7x + 2x^2$. Return the derivative at `x`, by the rules of section 4."""),
    starter='''\
def polynomial_slope(c, x):
    """The derivative of c[0] + c[1] * x + c[2] * x**2 + ... at x."""
    ...
''',
    solution="""\
total = 0
for k in range(1, len(c)):
    total += k * c[k] * x ** (k - 1)
return total""",
    hints=(
        mark("Take c = [5, 7, 2], which is 5 + 7x + 2x², on paper. What is its derivative at x = 3?"),
        mark("c[k] belongs to the power k. What do the rules make of c[k] * x**k?"),
        mark("Add up k * c[k] * x**(k − 1) in a loop over k, from 1 to the last place of the list."),
    ),
    cases={
        mark("a straight line"): Case(1, coefficients(2, 2), coefficients(2, 2, falls=True)),
        mark("a parabola"): Case(1, coefficients(3, 3), coefficients(3, 3, falls=True)),
        mark("higher powers"): Case(1, coefficients(4, 5), coefficients(6, 9, falls=True), at_zero),
    },
    right=lambda c, x: sum(power_slopes(c, x)),
    within=lambda c, x: 64 * EPS * sum(map(abs, power_slopes(c, x))),
    said=mark("For c = {c} and x = {x} you return {got:.6g}."),
    see=lambda got, c, x: {"powers": len(c) - 1, "last": power_slopes(c, x)[-1]},
    simple=mark("By the rules the last power, {powers}, adds {last:.6g} to the slope."),
    mistakes={
        **dict.fromkeys(
            ("sum(c[k] * x ** (k - 1) for k in range(1, n))", "sum(c[k] * x ** (k - 1) for k in range(n))"),
            mark("Each power is smaller by 1. What else does it become?"),
        ),
        "sum(k * c[k] * x**k for k in range(1, n))": mark("The factors are right. What happens to the powers?"),
        "sum(k * x ** (k - 1) for k in range(1, n))": mark("Those are the powers alone. Where are the numbers of c?"),
        "sum(k * x ** (k - 1) for k in c)": mark("Your loop runs through the numbers of c. What are their powers?"),
        "c[0] + sum(k * c[k] * x ** (k - 1) for k in range(1, n))": mark("How steep is the constant c[0]?"),
        "sum(c[k] * x**k for k in range(n))": mark("That is the value of the polynomial. How steep is it?"),
        "sum((k + 1) * c[k] * x**k for k in range(n))": mark("Do you count the powers from 1? Which power has c[0]?"),
        **dict.fromkeys(
            (
                "sum(k * c[k - 1] * x ** (k - 1) for k in range(1, n))",
                "sum(k * c[k + 1] * x ** (k - 1) for k in range(1, n - 1))",
                "sum(k * c[k + 1] * x ** (k - 1) for k in range(n - 1))",  # as `enumerate(c[1:])` counts
            ),
            mark("Which number of c belongs to the power k?"),
        ),
        "sum((k - 1) * c[k] * x ** (k - 1) for k in range(1, n))": mark("Which factor comes from x**k: k, or k − 1?"),
        "sum(k * c[k] * x ** (k - 1) for k in range(1, n - 1))": mark(
            "The last power is left out. Where does `range` end?"
        ),
        "sum(k * c[k] * x ** (k - 1) for k in range(2, n))": mark(
            "The first power is left out. How steep is c[1] * x?"
        ),
        "sum(k * c[k] * x**k - 1 for k in range(1, n))": mark(
            "`x ** k - 1` subtracts 1 from the value. What is the power?"
        ),
        "sum(k * c[k] * x**k - 1 for k in range(n))": mark(
            "`x ** k - 1` subtracts 1 from the value. What is the power?"
        ),
        **dict.fromkeys(
            ("sum(k * c[k] * x ** (k - 1) for k in range(n))", "sum(k * a * x ** (k - 1) for k, a in enumerate(c))"),
            mark("At 0 the constant asks for 0 to the power −1. With which power may your loop begin?"),
        ),
        "(n - 1) * c[-1] * x ** (n - 2)": mark("That is what the last power adds. What happens to the others?"),
        "c[1]": mark("That is what the first power adds. What happens to the others?"),
        "np.polyval(np.polyder(c), x)": mark("In your list the highest power stands first. Which one does c[0] have?"),
        **dict.fromkeys(differences("p"), mark("A difference comes near. Which formula do the rules give?")),
    },
    begin="n, p = len(c), lambda t: sum(c[k] * t**k for k in range(len(c)))",
    also_right=(
        "sum(k * one * x ** (k - 1) for k, one in enumerate(c) if k)",
        "np.polyval(np.polyder(c[::-1]), x)",
        "np.polynomial.Polynomial(c).deriv()(x)",
    ),
)


def wave(side: int, *ranges: tuple[float, float]) -> Kind:
    """Return what draws a and b between these bounds, and a place x left (-1) or right of 0; the cosine is > 0."""
    return lambda rng: (*(draw(rng, *ends) for ends in ranges), side * draw(rng, 0.3, 0.5))


chain_slope = Exercise(
    task=mark(r"""Return the derivative of $\sin(ax) + e^{bx}$ at `x`, by the rules of section 4. NumPy has `np.sin`,
`np.cos` and `np.exp`."""),
    starter='''\
def chain_slope(a, b, x):
    """The derivative of sin(a * x) + exp(b * x) at x."""
    ...
''',
    solution="return a * np.cos(a * x) + b * np.exp(b * x)",
    hints=(
        mark("Take a = 3 and b = 2, and write down the derivative of sin(3x), then that of e^(2x)."),
        mark("The chain rule: the derivative of f(ax) is a · f'(ax). What is f, and what is f', in each part?"),
        mark("a times the cosine of a·x, plus b times e to the power of b·x."),
    ),
    cases={
        mark("a = 1 and b = 1"): Case(1, wave(1, (1, 1), (1, 1)), wave(-1, (1, 1), (1, 1))),
        mark("other a and b"): Case(
            2,
            wave(-1, (2.1, 2.9), (1.3, 1.9)),
            wave(1, (-2.9, -2.1), (-1.9, -1.3)),
            wave(1, (2.1, 2.9), (-1.9, -1.3)),
        ),
    },
    right=lambda a, b, x: a * np.cos(a * x) + b * np.exp(b * x),
    within=lambda a, b, x: 64 * EPS * (abs(a) * (1 + abs(a * x)) + abs(b) * np.exp(b * x) * (1 + abs(b * x))),
    said=mark("For a = {a}, b = {b} and x = {x} you return {got:.6g}."),
    see=lambda got, a, b, x: {"wave": a * np.cos(a * x), "growth": b * np.exp(b * x)},
    simple=mark("sin(ax) alone has the slope {wave:.6g} there, and e^(bx) the slope {growth:.6g}."),
    mistakes={
        "cos(a * x) + exp(b * x)": mark(
            "Both factors of the chain rule are missing. What does a in sin(ax) do to the slope?"
        ),
        "a * cos(a * x) + exp(b * x)": mark("The sine is right. Which factor does e^(bx) get?"),
        "cos(a * x) + b * exp(b * x)": mark("The e-part is right. Which factor does sin(ax) get?"),
        "a * cos(x) + b * exp(x)": mark("The factors are right. At which place are the cosine and e taken?"),
        "a * cos(a * x) + b * exp(x)": mark("The sine is right. To which power is e taken?"),
        "a * cos(x) + b * exp(b * x)": mark("The e-part is right. At which place is the cosine taken?"),
        "a * cos(a * x) + b * x * exp(b * x)": mark(
            "The sine is right. Before e^(bx) stand b and x: which belongs there?"
        ),
        "a * x * cos(a * x) + b * exp(b * x)": mark(
            "The e-part is right. Before the cosine stand a and x: which belongs there?"
        ),
        "a * cos(a * x) + x * exp(b * x)": mark("The sine is right. Which number stands before x in e^(bx)?"),
        "cos(a * x) * x + b * exp(b * x)": mark("The e-part is right. Which number stands before x in sin(ax)?"),
        "a * cos(np.deg2rad(a * x)) + b * exp(b * x)": mark("Which angles do the rules take, degrees or radians?"),
        "cos(a * x) / a + exp(b * x) / b": mark(
            "You divide by the factors. Is sin(3x) steeper than sin(x), or less steep?"
        ),
        "-a * cos(a * x) + b * exp(b * x)": mark("Which sign does the derivative of the sine have?"),
        "a * sin(a * x) + b * exp(b * x)": mark("The sine stands there still. What is its derivative?"),
        "sin(a * x) + exp(b * x)": mark("That is the value of the function. How steep is it?"),
        "a * cos(a * x) * b * exp(b * x)": mark("You multiply the two parts. What does the rule of sums say?"),
        "a * cos(a * x) + b * x * exp(b * x - 1)": mark("The power rule is for xⁿ. Where does x stand in e^(bx)?"),
        "a * cos(a * x) + b * np.e**b * x": mark(
            "That is e^b · x, as Python reads e**b*x. What belongs into the power of e?"
        ),
        "x * cos(a * x) + x * exp(b * x)": mark("Your factors are x. Which number stands before x inside?"),
        **dict.fromkeys(differences("p"), mark("A difference comes near. Which formula do the rules give?")),
    },
    begin="sin, cos, exp = np.sin, np.cos, np.exp\np = lambda t: np.sin(a * t) + np.exp(b * t)",
    also_right=(
        "import math\nreturn a * math.cos(a * x) + b * math.exp(b * x)",
        "p(x + 1e-20j).imag / 1e-20",
    ),
)


central_difference = Exercise(
    task=mark("""The central difference: the slope of `f` at `x` from two neighbours at distance `h`, one on each
side."""),
    starter='''\
def central_difference(f, x, h):
    """The slope of f at x, from the points x - h and x + h."""
    ...
''',
    solution="return (f(x + h) - f(x - h)) / (2 * h)",
    hints=(
        mark("Draw it: x in the middle, one point on each side. How far apart are x − h and x + h?"),
        mark("It is again a change of f divided by a distance. f(x) itself is not needed."),
        mark("The value on the right minus the value on the left, divided by twice h: put `2 * h` in brackets."),
    ),
    cases={
        mark("a straight line"): Case(0, near(1, 1)),
        mark("a parabola"): Case(1, near(1, 2), near(-1, 2)),
        mark("a cubic"): Case(2, near(1, 3), near(-1, 3)),
    },
    right=lambda f, x, h: f.deriv()(x) + h**2 * f.coef[3:].sum(),
    within=rounding,
    said=mark("For f(t) = {f:unicode}, x = {x} and h = {h} you return {got:.6g}."),
    see=lambda got, f, x, h: {"left": f(x - h), "ahead": f(x + h)},
    simple=mark("The curve is {left:.6g} at x − h, and {ahead:.6g} at x + h."),
    mistakes={
        "(f(x + h) - f(x - h)) / h": mark("That is twice the slope: how far apart are x − h and x + h?"),
        "f(x + h) - f(x - h)": mark("That is how much f changes. Over which distance?"),
        "(f(x + h) - f(x - h)) / 2": mark("You divide by 2. How far apart are x − h and x + h?"),
        "(f(x + h) - f(x - h)) / 2 * h": mark("`/ 2 * h` divides by 2, then multiplies by h. Is that so?"),
        "f(x + h) - f(x - h) / (2 * h)": mark("Python divides first there. What should it do first?"),
        "(f(x - h) - f(x + h)) / (2 * h)": mark("Your sign is turned round: which value comes first?"),
        "(f(x + h) + f(x - h)) / (2 * h)": mark("You add the two values. How much does f change?"),
        "(f(x + h) - f(x)) / h": mark("That looks to the right only: where is the other neighbour?"),
        "(f(x + h) - f(x)) / (2 * h)": mark("Your two points are x and x + h. Which two are asked for?"),
        "(f(x) - f(x - h)) / h": mark("That looks to the left only: where is the other neighbour?"),
        "(f(x + h / 2) - f(x - h / 2)) / h": mark("Your neighbours are h apart. How far is each from x?"),
        "(f(x + 1e-5) - f(x - 1e-5)) / 2e-5": mark("Your neighbours are nearer than h. Do you use the given h?"),
        "(4 * near(h) - near(2 * h)) / 3": mark("That uses more than two points. Which two are asked for?"),
    },
    begin="near = lambda h: (f(x + h) - f(x - h)) / (2 * h)",
    also_right=(
        *("(f(x + h) - f(x - h)) / 2 / h", "((f(x + h) - f(x)) / h + (f(x) - f(x - h)) / h) / 2"),
        *("a, b = x - h, x + h\nreturn (f(b) - f(a)) / (b - a)", "np.diff(f(np.array([x - h, x + h])))[0] / (2 * h)"),
    ),
)


def errors(h: float, x: float, method: str) -> tuple[float, float]:
    """Return the truncation and the rounding error at step h: for √|t| far from 0, and for a curve such as exp near it.

    Forward: h/2 |f″| and 2ε|f|/h. Central: h²/6 |f‴| and ε|f|/h.
    """
    s = abs(x)
    f, f2, f3 = (s**0.5, s**-1.5 / 4, s**-2.5 * 3 / 8) if s > 1 else (1.0, 1.0, 1.0)
    return (h / 2 * f2, 2 * EPS * f / h) if method == "forward" else (h**2 / 6 * f3, EPS * f / h)


def best_step(x: float, method: str) -> float:
    """Return the step at which the sum of both `errors` is smallest: where its derivative by h is 0."""
    truncation, round_off = errors(1.0, x, method)
    return float((round_off / truncation) ** 0.5 if method == "forward" else (round_off / (2 * truncation)) ** (1 / 3))


def off(h: float, x: float, method: str) -> float:
    """Return how many times the smallest error a step adds to it; negative if it is too small, infinite if far so."""
    if not 0 < h < 1e100:
        return np.nan
    if x + h == x:
        return -np.inf
    best = best_step(x, method)
    times = sum(errors(h, x, method)) / sum(errors(best, x, method)) - 1
    return times if h > best else -times


def about_step(got: float, x: float, method: str) -> dict[str, Any]:
    """Say what a step does there."""
    times = off(got, x, method)
    if np.isnan(times):
        return {"seen": say("A step is positive and small.")}
    if np.isinf(times):
        return {"seen": say("x + h is then the same number as x.")}
    bends = mark("The curve bends too much on such a way: that makes {times:.3g} times the smallest error.")
    rounds = mark("Rounding counts too much for such a step: that makes {times:.3g} times the smallest error.")
    return {"seen": say(bends if times > 0 else rounds, times=abs(times) + 1)}


def places(low: float, high: float) -> tuple[Kind, ...]:
    """Return what draws a place between two, for each of the two methods."""
    return (lambda rng: (draw(rng, low, high), "forward")), (lambda rng: (draw(rng, low, high), "central"))


step_size = Exercise(
    task=mark(r"""◇ This one goes with section 6.

A good step `h` for a slope at `x`; `method` is `"forward"` or `"central"`.
With $\varepsilon$ for `np.finfo(float).eps`, about 2.2e-16, the best step is near $\sqrt{\varepsilon}$ for the forward
difference and near $\varepsilon^{1/3}$ for the central one, each times $|x|$, the size of `x`. Where $|x|$ is smaller
than 1, take 1 for it. Your step is right if the slope that it gives has at most five times the
smallest possible error, for an `f` whose slope changes clearly only over
distances of about $|x|$, or of 1 where $|x|$ is smaller."""),
    starter='''\
def step_size(x, method):
    """A good step h at x; method is "forward" or "central"."""
    ...
''',
    solution="""\
power = 1 / 3
if method == "forward":
    power = 1 / 2
return np.finfo(float).eps ** power * max(1, abs(x))""",
    hints=(
        mark("Start near x = 1: what does `np.finfo(float).eps ** (1 / 2)` give, and for which of the two formulas?"),
        mark("Near 200000000 the numbers that Python can store lie 3e-8 apart. By how much must h grow with x?"),
        mark("Multiply by the size of x: never negative, and never below 1. `abs` and `max` do that."),
    ),
    cases={
        mark("near 1"): Case(1, *places(1.1, 1.9), *places(3, 9), *places(-1.9, -1.1), measure=off),
        mark("far out"): Case(1, *places(1e9, 3e9), *places(-3e9, -1e9), *places(1e5, 3e5), measure=off),
        mark("near 0"): Case(1, *places(0, 0), *places(-0.03, -0.01), *places(0.01, 0.03), measure=off),
    },
    right=best_step,
    within=lambda x, method: 4.0,
    said=mark('For x = {x:.4g} and "{method}" you return {got:.3g}.'),
    see=about_step,
    simple="{seen}",
    mistakes={
        "eps ** (1 / 2) * max(1, abs(x))": mark('{seen} Which power of ε is for "central"?'),
        "eps ** (1 / 3) * max(1, abs(x))": mark('{seen} Which power of ε is for "forward"?'),
        "eps ** (5 / 6 - power) * max(1, abs(x))": mark("{seen} Which power goes with which method?"),
        **dict.fromkeys(
            [
                f"(eps * power if method in {wrong} else eps**power) * max(1, abs(x))"
                for wrong in (["forward"], ["central"], ["forward", "central"])
            ],
            mark("{seen} Python reads `eps**1/2` as (ε¹)/2: what does the 1/2 need?"),
        ),
        "eps**power": mark("{seen} How must h grow with the size of x?"),
        "eps**power * max(1, x)": mark("{seen} This x is negative: how large is its size?"),
        "eps**power * x": mark("{seen} Yours has the sign of x: what does `abs` do?"),
        "eps**power * abs(x)": mark("{seen} The size of x is below 1 here: what is taken for it?"),
        "eps**power * (abs(x) or 1)": mark("{seen} 1 is to be taken for 0, and for what else?"),
    },
    begin='eps, power = np.finfo(float).eps, 1 / 2 if method == "forward" else 1 / 3',
    also_right=(
        "(1e-8 if method == 'forward' else 1e-5) * max(1, abs(x))",
        "2.0 ** (-26 if method == 'forward' else -17) * max(abs(x), 1)",
        "eps**power * (1 + abs(x))",
        "from coursekit import derivative\nreturn derivative.step_size(x, method)",
    ),
)


class Curve:
    """A function that is written as its formula."""

    def __init__(self, formula: str, f: Callable[[Any], Any]) -> None:
        self.formula, self.f = formula, f

    def __call__(self, t: Any) -> Any:
        """Take its value at t."""
        return self.f(t)

    def __str__(self) -> str:
        """Write its formula."""
        return self.formula


Make = Callable[[float, float, float, float], Curve]


def curve(make: Make, low: float = -5, high: float = -4.5, beside: float = 0, side: int = 1) -> Kind:
    """Return what draws the function ``make(c, k, m, h)``, the place `beside` steps h right of c, and h.

    c lies right or left of 0, by the sign of `side`. h lies between two powers of 10. At a smooth point the slopes
    differ by h |f″| < 1e-4, at most corners by 0.3.
    """

    def drawn(rng: Rng) -> tuple[Any, ...]:
        c, k, m = side * draw(rng, 0.5, 1.5), draw(rng, 0.3, 0.9), draw(rng, 1.1, 1.9)
        h = float(f"{10 ** rng.uniform(low, high):.1e}")
        return make(c, k, m, h), c + beside * h, h

    return drawn


def turn(c: float, m: float, by: float) -> Curve:
    """Return a line of slope m that turns at c, by so much."""
    beside = f"t − {c}" if c > 0 else f"t + {-c}"
    return Curve(f"{m:g}t + {by:.6g}·max({beside}, 0)", lambda t: m * t + by * np.maximum(t - c, 0))


def at_the_limit(rng: Rng) -> tuple[Any, ...]:
    """Draw a corner at which the slopes differ by exactly 0.01: with powers of 2 for x and h nothing is rounded."""
    x, m = 2.0 ** rng.integers(-1, 2), float(rng.choice([-0.005, 0.005]))
    return Curve(f"{m:g}|t − {x:g}|", lambda t: m * abs(t - x)), x, 2.0 ** -rng.integers(8, 16)


SIDES = "right, left = (f(x + h) - f(x)) / h, (f(x) - f(x - h)) / h"

has_kink = Exercise(
    task=mark("""Does `f` have a kink at `x`? Compare the slope just right of `x` with the slope just left of it, each
over the distance `h`. Return `True` if they differ by more than 0.01, and `False` if not."""),
    starter='''\
def has_kink(f, x, h):
    """True if the slopes of f right and left of x differ by more than 0.01, else False."""
    ...
''',
    solution="""\
right = (f(x + h) - f(x)) / h
left = (f(x) - f(x - h)) / h
return abs(right - left) > 0.01""",
    hints=(
        mark("Take |t| at 0. What is its slope on the right, and what on the left? By how much do they differ?"),
        mark("You need two slopes: one between x and x + h, the other between x − h and x. Name them right and left."),
        mark("Compare the size of right minus left with 0.01. `abs` gives the size, and `>` gives True or False."),
    ),
    cases={
        mark("kinks and smooth points"): Case(
            2,
            curve(lambda c, k, m, h: Curve(f"|t − {c}|", lambda t: abs(t - c))),
            curve(lambda c, k, m, h: Curve(f"−{m}|t + {-c}|", lambda t: -m * abs(t - c)), side=-1),
            curve(lambda c, k, m, h: turn(c, m, k)),
            curve(lambda c, k, m, h: Curve(f"{k}t²", lambda t: k * t**2)),
            curve(lambda c, k, m, h: Curve(f"{m}(t − {c})²", lambda t: m * (t - c) ** 2)),
            curve(lambda c, k, m, h: Curve(f"−{m}(t − {c})²", lambda t: -m * (t - c) ** 2)),
        ),
        mark("beside 0.01"): Case(
            1,
            curve(lambda c, k, m, h: turn(c, 1000 * m, 0.01 + k / 2000)),  # steep, and the limit is the same
            curve(lambda c, k, m, h: turn(c, m, 0.01 - k / 2000)),
            curve(lambda c, k, m, h: turn(c, m, -0.01 - k / 2000), side=-1),
            curve(lambda c, k, m, h: turn(c, m, -0.01 + k / 2000)),
            curve(lambda c, k, m, h: turn(c, m, k), -3.5, -3, beside=0.5),
            curve(lambda c, k, m, h: turn(c, m, k), beside=3),
            at_the_limit,
        ),
    },
    right=lambda f, x, h: bool(abs((f(x + h) - f(x)) / h - (f(x) - f(x - h)) / h) > 0.01),
    choices=(True, False),
    said=mark("For f(t) = {f}, x = {x:.7g} and h = {h:g} you return {got}."),
    see=lambda got, f, x, h: {"left": (f(x) - f(x - h)) / h, "ahead": (f(x + h) - f(x)) / h},
    simple=mark("Over h its slope is {left:.4g} on the left of x, and {ahead:.4g} on the right."),
    mistakes={
        "right != left": mark("Slopes {left:.7g} and {ahead:.7g}: do they differ by more than 0.01?"),
        "abs(right - left) < 0.01": mark("You exchange the two: which of them is for a kink?"),
        "abs(right - left) >= 0.01": mark("They differ by exactly 0.01. Is that more than 0.01?"),
        "abs(abs(right) - abs(left)) > 0.01": mark("Are slopes of −1 and 1 the same slope?"),
        "abs(right) > 0.01": mark("You look at one slope. Which two are to be compared?"),
        **dict.fromkeys(
            ("right - left > 0.01", "left - right > 0.01"),
            mark("Your difference is negative here: what takes its sign away?"),
        ),
        **dict.fromkeys(
            [f"abs(right - left) > {limit}" for limit in (1, 0.5, 0.25, 0.1, 0.02, 0.005, 0.001)],
            mark("The slopes are {left:.5g} and {ahead:.5g} there. Is 0.01 the limit in yours?"),
        ),
        **dict.fromkeys(
            [f"h = {h}\n{SIDES}\nreturn abs(right - left) > 0.01" for h in (1e-3, 1e-4, 1e-5, 1e-6)],
            mark("h = {h:g} is given. How far do you look?"),
        ),
        "abs(right + left) > 0.01": mark(
            "In effect that compares f(x + h) with f(x − h). What is the slope on the left?"
        ),
        "abs(right + left) / 2 < 0.01": mark("You look for a slope of 0. Is that a kink?"),
        "abs(right - left) * h > 0.01": mark("You compare two changes of f. Over which distance are they slopes?"),
        "abs(right - left)": mark("That is how much the slopes differ. Which sign compares it with 0.01?"),
    },
    begin=SIDES,
    also_right=("bool(abs(f(x + h) - 2 * f(x) + f(x - h)) / h > 0.01)", "not np.abs(right - left) <= 0.01"),
)


def row(degree: int) -> Kind:
    """Return what draws a function that is measured, the distance of the values, and how many there are."""
    return lambda rng: (polynomial(rng, degree), draw(rng, 0.1, 0.4), int(rng.integers(3, 8)))


edge_slope = Exercise(
    task=mark(r"""Values `y` were measured at equal distances `h`. The first has no neighbour on its left. Take the
parabola through the first three values: at the first of them it has the slope

$$\frac{-3y_0 + 4y_1 - y_2}{2h},$$

the second-order edge formula. `y` is an array; `y[0]` is its first value."""),
    starter='''\
def edge_slope(y, h):
    """The slope at the first of the values y, which lie h apart; exact for a parabola."""
    ...
''',
    solution="return (-3 * y[0] + 4 * y[1] - y[2]) / (2 * h)",
    hints=(
        mark("The squares 0, 1, 4 lie 1 apart, and the slope of t² at 0 is 0. Does the formula say so, on paper?"),
        mark("Python counts from 0: y[0], y[1] and y[2] are the first three values."),
        mark("Write the fraction from left to right, with `*` for each product, and brackets above and below the bar."),
    ),
    cases={
        mark("a straight line"): Case(0, row(1)),
        mark("a parabola"): Case(2, row(2)),
        mark("a cubic"): Case(1, row(3)),
    },
    ask=lambda answer, f, h, n: answer(f(h * np.arange(n)), h),
    right=lambda f, h, n: f.coef[1] - 2 * h**2 * f.coef[3:].sum(),
    within=lambda f, h, n: rounding(f, 4 * h, h),
    said=mark("For values of f(t) = {f:unicode} at 0, {h}, … you return {got:.6g}."),
    see=lambda got, f, h, n: {"y0": f(0), "y1": f(h), "y2": f(2 * h)},
    simple=mark("The values begin {y0:.6g}, {y1:.6g}, {y2:.6g}."),
    mistakes={
        "(-3 * y[0] + 4 * y[1] - y[2]) / 2": mark("Is that per step, or per unit? How far apart are the values?"),
        "(-3 * y[0] + 4 * y[1] - y[2]) / h": mark("That is twice as much. What is below the fraction bar?"),
        "(-3 * y[0] + 4 * y[1] - y[2]) / 2 * h": mark("`/ 2 * h` divides by 2, then multiplies by h. Is that so?"),
        "-3 * y[0] + 4 * y[1] - y[2] / (2 * h)": mark("Only y[2] is divided there. What is above the bar?"),
        "(3 * y[0] - 4 * y[1] + y[2]) / (2 * h)": mark("Your sign is turned round. Do the values rise?"),
        "(-3 * y[0] + 4 * y[1] + y[2]) / (2 * h)": mark("Which sign has y₂ in the formula?"),
        "(-3 * y[1] + 4 * y[2] - y[3]) / (2 * h)": mark("That is for the second value. Which number has the first?"),
        "(y[1] - y[0]) / h": mark("That takes two values only. Which third one helps?"),
        "(y[2] - y[0]) / (2 * h)": mark("That is the slope at the second value. At which is it wanted?"),
        "(3 * y[-1] - 4 * y[-2] + y[-3]) / (2 * h)": mark("That is the slope at the last value. Which end is meant?"),
        "(-11 * y[0] + 18 * y[1] - 9 * y[2] + 2 * y[3]) / (6 * h)": mark("You use four values. Which three are meant?"),
    },
    also_right=("np.gradient(y, h, edge_order=2)[0]", "2 * (y[1] - y[0]) / h - (y[2] - y[0]) / (2 * h)"),
)


def sigmoid_slope(x: Any) -> Any:
    """Return e^(−|x|) / (1 + e^(−|x|))², which neither overflows nor loses digits."""
    t = np.exp(-np.abs(x))
    return t / (1 + t) ** 2


FAR = (40, 300), (400, 700), (1000, 1000)

sigmoid_derivative = Exercise(
    task=mark(r"""The sigmoid $\sigma(x) = \frac{1}{1 + e^{-x}}$ has the slope $\sigma(x)\,(1 - \sigma(x))$. Write it
so that it is as exact as numbers can be for every `x` from −1000 to 1000: `np.exp(1000)` is too large for the computer,
and $1 - \sigma(40)$ is 0 in sixteen digits. The slope is the same at `x` and at `-x`. Look
for a form without a subtraction: write $t$ for $e^{-|x|}$, and write $1 - \sigma$ as one fraction on paper."""),
    starter='''\
def sigmoid_derivative(x):
    """The slope of the sigmoid at x, a number or an array, without losing digits."""
    ...
''',
    solution="t = np.exp(-abs(x))\nreturn t / (1 + t) ** 2",
    hints=(
        mark("First write σ(x)(1 − σ(x)) with `np.exp`, which takes arrays too. What does it give at 40, and at −40?"),
        mark("The slope is the same at x and −x, so take the side where e^(…) is small. Which sign has its power?"),
        mark("With t = e^(−|x|), σ(|x|) is 1 / (1 + t), and 1 − σ(|x|) is t / (1 + t). Multiply the two on paper."),
    ),
    cases={
        mark("near 0"): Case(1, lambda rng: (draw(rng, 0.2, 2.9),), lambda rng: (draw(rng, -2.9, -0.2),)),
        mark("an array"): Case(
            1,
            lambda rng: (rng.integers(1, 5, 4) * np.array([1, -1, 0, 1]),),
            lambda rng: (np.array([draw(rng, *x) * sign for x, sign in zip(FAR, (-1, -1, 1), strict=True)]),),
        ),
        mark("far to the left"): Case(1, *(lambda rng, x=x: (-draw(rng, *x),) for x in FAR)),
        mark("far to the right"): Case(1, *(lambda rng, x=x: (draw(rng, *x),) for x in FAR)),
    },
    right=sigmoid_slope,
    within=lambda x: EPS * (64 + 16 * np.abs(x)) * sigmoid_slope(x),  # e^x has a relative error of ε|x|
    said=mark("At x = {x} you return {got:.5g}."),
    simple=mark("The slope is {right:.5g} there."),
    mistakes={
        **dict.fromkeys(("s(x)", "s(np.abs(x))"), mark("That is the sigmoid σ itself. How steep is it there?")),
        "1 - s(x)": mark("That is 1 − σ. What is missing from the product?"),
        "s(x) * (1 + s(x))": mark("A slope of σ is never more than 1/4. Which sign has the second factor?"),
        "-np.exp(-x) / (1 + np.exp(-x)) ** 2": mark("The sigmoid rises everywhere. Which sign has its slope?"),
        "t / (1 + t)": mark("That is 1 − σ of the size of x. What is the other factor?"),
        "t / (1 + t**2)": mark("Below the bar stands (1 + t)². Is that 1 + t²?"),
        "t / 1 + t**2": mark("What belongs below the bar needs brackets. Which part is that?"),
        "(s(x + 1e-5) - s(x - 1e-5)) / 2e-5": mark("A difference gives ten digits of it. How does it follow from σ?"),
        "np.exp(-x) / (1 + np.exp(-x)) ** 2": mark("Is that power of e small there, or too large for a number?"),
        **dict.fromkeys(
            ("s(x) * (1 - s(x))", "r = np.exp(x) / (1 + np.exp(x))\nreturn r * (1 - r)"),
            mark("σ is so near 1 that 1 − σ is 0: where else is the slope the same?"),
        ),
        "s(abs(x)) * (1 - s(abs(x)))": mark(
            "There two numbers are equal in all digits, and their difference is 0. Which form subtracts nothing?"
        ),
        **dict.fromkeys(
            [f"c = np.clip(x, -{most}, {most})\nreturn s(c) * (1 - s(c))" for most in (20, 30, 100, 500, 700)],
            mark("Beyond your limits every x is taken for the same. Does the slope stop falling there?"),
        ),
        "s(x) * (1 - s(x)) if x < 0 else s(-x) * (1 - s(-x))": mark(
            "`if` asks about one number, and an array has many. `abs` and `np.where` take each of them."
        ),
        "import math\nt = math.exp(-abs(x))\nreturn t / (1 + t) ** 2": mark(
            "`math.exp` takes one number. Which exp takes an array?"
        ),
    },
    begin="t, s = np.exp(-np.abs(x)), lambda x: 1 / (1 + np.exp(-x))",
    also_right=("t / (1 + t) ** 2", "1 / (4 * np.cosh(x / 2) ** 2)", "1 / (2 + np.exp(abs(x)) + np.exp(-abs(x)))"),
)

EXERCISES = (
    average_rate,
    forward_difference,
    polynomial_slope,
    chain_slope,
    central_difference,
    step_size,
    has_kink,
    edge_slope,
    sigmoid_derivative,
)
