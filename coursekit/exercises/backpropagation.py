"""The exercises of lesson 06: the chain rule, backward rules, a test for them, gradients kept in bounds."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from coursekit.exercises.checking import draw, point
from coursekit.exercises.exercise import Case, Exercise, Kind, Rng
from coursekit.functions.network import ACTIVATIONS
from coursekit.numerics.suspects import SUSPECTS
from coursekit.words import mark, say

INTRO = mark("""# Exercises: the chain rule and backpropagation

**What you'll do**: go back through a calculation by hand, write backward rules, write a test that catches wrong ones,
and keep gradients from growing. · **What you need**: [lesson 06](../notebooks/06_backpropagation.ipynb). · 50 minutes

Write your code where the `...` is, run the cell, then run the cell with `check` below it. If you are stuck, `hint`
helps.""")

Vector = NDArray[np.float64]

graph_slopes = Exercise(
    task=mark("""A calculation in three steps: `u = x * y`, `v = u + x`, `z = v**3`. Go back through it by hand.
Return the slopes of `z` by `x` and by `y`, a list or an array of two numbers. Mind that `x` is used twice."""),
    starter='''\
def graph_slopes(x, y):
    """The slopes of z = (x * y + x)**3 by x and by y."""
    ...
''',
    solution="""\
v = x * y + x
by_v = 3 * v**2
by_u = by_v
return [by_u * y + by_v, by_u * x]""",
    hints=(
        mark("Begin at the end: the slope of z by v is 3v². What does the + hand on to u, and to x?"),
        mark("The step u = x·y hands on to x what arrives times y, and to y what arrives times x."),
        mark("x gets two shares: one from v = u + x, one from u = x·y. A fork adds."),
    ),
    cases={
        mark("positive numbers"): Case(1, lambda rng: (draw(rng, 0.6, 1.4), draw(rng, 1.6, 2.6))),
        mark("numbers of both signs"): Case(
            2,
            lambda rng: (draw(rng, 1.1, 1.9), -draw(rng, 2.1, 2.9)),
            lambda rng: (-draw(rng, 1.1, 1.9), draw(rng, 2.1, 2.9)),
        ),
    },
    right=lambda x, y: np.array([3 * (x * y + x) ** 2 * (y + 1), 3 * (x * y + x) ** 2 * x]),
    said=mark("At x = {x:g} and y = {y:g} you return {got}."),
    see=lambda got, x, y: {"v": x * y + x, "arrives": 3 * (x * y + x) ** 2},
    simple=mark("There v is {v:.4g}, and {arrives:.4g} arrives at it."),
    mistakes={
        "[s * y, s * x]": mark("x has two ways to the result. Which share is missing?"),
        "[s, s * x]": mark("That is the share of x from the sum alone. Where is the one from the product?"),
        "[s * (x + 1), s * y]": mark(
            "A product hands on to each factor what arrives times the other one. Which is which?"
        ),
        "[3 * v * (y + 1), 3 * v * x]": mark("The slope of v³ is not 3v. Which power is left?"),
        "[v**2 * (y + 1), v**2 * x]": mark("The slope of v³ has a factor before it. Which?"),
        "[y + 1, x]": mark("These are the slopes of v. What does the last step multiply them by?"),
        "[s * x, s * (y + 1)]": mark("These are both slopes, in the wrong places. Which comes first?"),
        "[-s * (y + 1), -s * x]": mark("Both signs are reversed. Does z rise or fall as v grows?"),
        "[s * y * 1, s * x * 0 + s]": mark("What does the product hand on to y?"),
        "[v**3 * (y + 1), v**3 * x]": mark("You multiply by the value v³. What is its slope?"),
    },
    begin="v = x * y + x\ns = 3 * v**2",
    also_right=("np.array([s * (y + 1), s * x])", "(3 * x**2 * (y + 1) ** 3, 3 * x**3 * (y + 1) ** 2)"),
)

NAMES = {"sigmoid": "sigmoid", "tanh": "tanh", "relu": "ReLU", "leaky_relu": "leaky ReLU", "elu": "ELU"}


def activated(low: float, high: float, *names: str, whole: bool = False) -> Kind:
    """Return what draws one of these activations, and places of both signs between two sizes, or whole numbers."""

    def drawn(rng: Rng) -> tuple[Any, ...]:
        n = 2 * int(rng.integers(2, 5))
        sizes = np.array([draw(rng, low, high) for _ in range(n)])
        z = sizes * rng.permutation((-1) ** np.arange(n))
        return str(rng.choice(names)), np.ceil(np.abs(z)).astype(int) * np.sign(z).astype(int) if whole else z

    return drawn


def slopes_of(name: str, z: Vector) -> Vector:
    """Return the slope of an activation at each place."""
    return np.asarray(ACTIVATIONS[NAMES[name]][1](z), float)


activation_slope = Exercise(
    task=mark(r"""The slope of an activation at each number of the array `z`. `name` is `"sigmoid"`, `"tanh"`,
`"relu"`, `"leaky_relu"` (slope 0.1 on the left) and `"elu"` ($e^z - 1$ on the left, $z$ on the right). It must be
right for $z = \pm 1000$, too: there `np.exp(1000)` is too large for a number. No `z` is 0."""),
    starter='''\
def activation_slope(name, z):
    """The slope of an activation at each number of the array z."""
    ...
''',
    solution="""\
if name == "sigmoid":
    t = np.exp(-np.abs(z))
    return t / (1 + t) ** 2
if name == "tanh":
    return 1 - np.tanh(z) ** 2
if name == "elu":
    return np.exp(np.minimum(z, 0))
return np.where(z > 0, 1, 0.1 if name == "leaky_relu" else 0)""",
    hints=(
        mark("Write the five slopes on paper first. `np.where(z > 0, …, …)` chooses for each number of an array."),
        mark("The slope of the sigmoid is the same on both sides of 0. So `-np.abs(z)` will do, and cannot overflow."),
        mark("For `elu` let nothing above 0 into the exponent: `np.exp(np.minimum(z, 0))` is 1 on the right."),
    ),
    cases={
        mark("sigmoid and tanh"): Case(1, activated(0.3, 2, "sigmoid"), activated(0.3, 1.5, "tanh")),
        mark("relu, leaky relu and elu"): Case(
            1, activated(0.3, 2, "relu"), activated(0.3, 2, "leaky_relu"), activated(0.3, 2, "elu", whole=True)
        ),
        mark("far from 0"): Case(1, *(activated(800, 1000, name) for name in NAMES)),
    },
    right=slopes_of,
    said=mark("For {name} at z = {z} you return {got}."),
    see=lambda got, name, z: {"name": name, "exact": slopes_of(name, z)},
    simple=mark("The slopes are {exact}."),
    mistakes={
        's = 1 / (1 + np.exp(-z))\nreturn {"sigmoid": s, "tanh": np.tanh(z), "relu": np.maximum(z, 0), '
        '"leaky_relu": np.maximum(z, 0.1 * z), "elu": np.where(z > 0, z, np.expm1(np.minimum(z, 0)))}[name]': mark(
            "These are the values. What is asked for is how steep they are."
        ),
        "return right(name, z, sigmoid=np.exp(-z) / (1 + np.exp(-z)) ** 2)": mark(
            "The formula is right, and for z = −1000 both parts are too large. Which side of 0 is harmless?"
        ),
        "return right(name, z, elu=np.where(z > 0, 1, np.exp(z)) * (np.exp(z) / np.exp(z)))": mark(
            "The formula is right near 0. What is e¹⁰⁰⁰ in the computer, and do you need it on the right?"
        ),
        "return right(name, z, sigmoid=sigma * (1 + sigma))": mark(
            "σ(1 + σ) grows beyond 1. Which sign has the slope?"
        ),
        "return right(name, z, sigmoid=sigma)": mark("For the sigmoid you return its value. What is its slope?"),
        "return right(name, z, tanh=1 - z**2)": mark("1 minus the square of what? Of z, or of tanh(z)?"),
        "return right(name, z, tanh=1 - np.tanh(z))": mark("For tanh a square is missing. Of what?"),
        "return right(name, z, tanh=sigma * (1 - sigma))": mark(
            "That is the slope of the sigmoid. How steep is tanh at 0?"
        ),
        "return right(name, z, relu=np.maximum(z, 0))": mark("For relu you return the value. How steep is a line z?"),
        'return right(name, z, **{"leaky_relu": np.where(z > 0, 1, 0)})': mark(
            "On the left leaky relu rises a little. How steep?"
        ),
        'return right(name, z, **{"leaky_relu": np.where(z > 0, 1, 0.01)})': mark(
            "How steep is this leaky relu on the left?"
        ),
        "return right(name, z, elu=np.where(z > 0, 1, np.expm1(np.minimum(z, 0))))": mark(
            "On the left of elu you return its value. Does the −1 have a slope?"
        ),
        "return right(name, z, elu=np.exp(z))": mark("On the right elu is z. How steep is it there?"),
    },
    begin="""\
sigma = np.where(z < 0, np.exp(np.minimum(z, 0)), 1) / (1 + np.exp(-np.abs(z)))
def right(name, z, **other):
    known = {"sigmoid": sigma * (1 - sigma), "tanh": 1 - np.tanh(z) ** 2, "relu": 1.0 * (z > 0),
             "leaky_relu": np.where(z > 0, 1, 0.1), "elu": np.exp(np.minimum(z, 0))}
    return {**known, **other}[name]""",
    also_right=(
        "return right(name, z)",
        "return right(name, z, tanh=1 / np.cosh(np.clip(z, -300, 300)) ** 2, relu=np.where(z > 0, 1, 0))",
    ),
)


def three(low: int, high: int) -> Kind:
    """Return what draws what arrives, and three inputs, arrays of one length between two."""

    def drawn(rng: Rng) -> tuple[Any, ...]:
        n = int(rng.integers(low, high + 1))
        return tuple(point(rng, n) for _ in range(4))

    return drawn


multiply_add_back = Exercise(
    task=mark("""A step `y = a * b + c` of three arrays, number by number. The gradient `g` arrives at `y`, an array
of the same length. Return what the step hands on to `a`, to `b` and to `c`: three arrays, in this order. Leave all
arrays that you were given as they were."""),
    starter='''\
def multiply_add_back(g, a, b, c):
    """What the step y = a * b + c hands on to a, to b and to c of the gradient g."""
    ...
''',
    solution="return [g * b, g * a, g]",
    hints=(
        mark("Let a grow by a little. How many times as much does y grow? And what does g have to do with it?"),
        mark("The slope of y by a is b. What arrives is multiplied by it."),
        mark("The slope of y by c is 1: what arrives is handed on as it is."),
    ),
    cases={
        mark("numbers of both signs"): Case(2, three(2, 3), three(4, 6)),
        mark("all arrays stay as they were"): Case(1, three(2, 6), keeps=("g", "a", "b", "c")),
    },
    right=lambda g, a, b, c: np.array([g * b, g * a, g]),
    said=mark("For g = {g}, a = {a}, b = {b} and c = {c} you return {got}."),
    see=lambda got, g, a, b, c: {"first": b},
    simple=mark("The slopes of y by a are {first}, before g comes in."),
    mistakes={
        "[b, a, np.ones(len(a))]": mark("These are the slopes of the step. What has arrived from behind it?"),
        "[b, a, g]": mark("To a and b you hand on the slopes alone. Where is what arrived?"),
        "[g * b, g * a, g * c]": mark("The slope of y by c is not c. How much does y grow if c grows by 1?"),
        "[g * b, g * a, c]": mark("To c you hand on c itself. What has arrived?"),
        "[g * b, g * a, np.ones(len(a))]": mark("To c you hand on 1. What has arrived?"),
        "[g * a, g * b, g]": mark("You have exchanged a and b. Which of them decides how y changes with a?"),
        "[g + b, g + a, g]": mark("Slopes in a row multiply. What do you do with g and b?"),
        "[g * b + c, g * a + c, g]": mark("Does c change how fast y grows with a?"),
        "[g * b, g * a, 0 * g]": mark("c is added to y. Does y not change with it?"),
        "[a * b + c, a * b + c, a * b + c]": mark("That is the value y. What does the step hand on?"),
        "[g * b, g * b, g]": mark("b gets what a gets. Which factor decides how y changes with b?"),
        "b *= g\nreturn [b, g * a, g]": mark(
            "`b *= …` and `b[0] = …` write into the array of the caller. What makes a new one?"
        ),
        "g *= b\nreturn [g, g / b * a, g / b]": mark("`g *= …` writes into what arrived. Who else may need it?"),
    },
    also_right=("np.array([b, a, np.ones(len(a))]) * g", "(g * b, g * a, g)"),
)


def powers(*exponents: int) -> Kind:
    """Return what draws what arrives, inputs of both signs and one of these exponents."""

    def drawn(rng: Rng) -> tuple[Any, ...]:
        n = int(rng.integers(2, 7))
        return point(rng, n), np.round(point(rng, n) / 1.5, 2), int(rng.choice(exponents))

    return drawn


power_back = Exercise(
    task=mark("""A step `y = a**p`, where `p` is a whole number, which may be 0 or negative; its own slope is not asked
for. The gradient `g` arrives at `y`, an array of the length of `a`. Return what the step hands on to `a`. `a` may be
negative, but is never 0."""),
    starter='''\
def power_back(g, a, p):
    """What the step y = a**p hands on to a of the gradient g."""
    ...
''',
    solution="return g * p * a ** (p - 1)",
    hints=(
        mark("What is the derivative of a³ by a? And of a to the power of p?"),
        mark("The exponent comes down as a factor, and one power is left out."),
        mark("That is the slope of the step. Multiply it by what arrives."),
    ),
    cases={
        mark("squares and cubes"): Case(1, powers(2), powers(3)),
        mark("exponents below 2"): Case(1, powers(-1), powers(-2, -3), powers(0), powers(1)),
        mark("higher powers"): Case(1, powers(4, 5)),
    },
    right=lambda g, a, p: g * p * a ** float(p - 1),
    within=lambda g, a, p: 1e-12 * (1 + np.abs(g * p * a ** float(p - 1))),
    said=mark("For g = {g}, a = {a} and p = {p} you return {got}."),
    see=lambda got, g, a, p: {"slopes": p * a ** float(p - 1)},
    simple=mark("The slopes of the step are {slopes}."),
    mistakes={
        "p * a ** float(p - 1)": mark("That is the slope of the step. What has arrived from behind it?"),
        "g * p * a ** float(p)": mark("The exponent comes down, and one power is left out. Which power is left?"),
        "g * p * a ** float(p) - 1": mark("`a ** p - 1` subtracts 1 from the power. Where do brackets belong?"),
        "g * a ** float(p - 1)": mark("One power is left out, and a factor comes down. Which?"),
        "g * (p - 1) * a ** float(p - 1)": mark("Which number comes down as a factor, p or p − 1?"),
        "g * a ** float(p)": mark("That multiplies by the value. What is the slope of a power?"),
        "(g * p * a) ** float(p - 1)": mark("The power takes g and p in. What is it of?"),
        "g * p * np.abs(a) ** float(p - 1)": mark(
            "You take a without its sign. Which sign has the slope of a² on the left of 0?"
        ),
        "g * p * a ** float(p + 1)": mark("Your power grows. Which one is left of a³?"),
        "g * a ** float(p) * np.log(np.abs(a))": mark(
            "That is the slope by the exponent. By which number is it asked for?"
        ),
        "g * a ** float(p + 1) / (p + 1) if p != -1 else g * np.log(np.abs(a))": mark(
            "That goes the other way: it has a**p as its slope."
        ),
        "g + p * a ** float(p - 1)": mark("You add what arrives. What do slopes in a row do?"),
    },
    also_right=("g * (p * a ** (float(p) - 1))", "p * g * a**float(p) / a"),
)


def rules(*which: int) -> tuple[Kind, ...]:
    """Return what draws each of some suspects, by their numbers, and what disguises it: its size, and a plane."""
    return tuple(lambda rng, i=i: (i, draw(rng, 0.6, 1.4), *np.round(point(rng, 2) / 3, 2).tolist()) for i in which)


def disguised(suspect: int, scale: float, along_a: float, along_b: float) -> tuple[Any, Any]:
    """Return a suspect's step and rule, both times `scale`, with a plane added: nobody knows it by its values."""
    f, rule = SUSPECTS[suspect].f, SUSPECTS[suspect].make()

    def disguised_rule(g: Any, a: Any, b: Any) -> tuple[Any, Any]:
        by_a, by_b = rule(g, a, b)
        return scale * by_a + along_a * g, scale * by_b + along_b * g

    return (lambda a, b: scale * f(a, b) + along_a * a + along_b * b), disguised_rule


rule_is_right = Exercise(
    task=mark("""A test for backward rules. `f(a, b)` is a step of two arrays, number by number. `rule(g, a, b)`
returns two arrays: what it hands on to `a` and to `b` of the gradient `g` that arrives. Return `True` if the rule is
right, and `False` if it is wrong. You are given right rules, too, which a good test lets pass. Wrong ones forget what
arrives, are a little off, know only positive numbers, are right for the first call only, or fail where one array is
both inputs."""),
    starter='''\
def rule_is_right(f, rule):
    """Whether rule(g, a, b) hands on what the step f(a, b) should."""
    ...
''',
    solution="""\
h = 1e-5
a, b, g = np.random.default_rng(1).normal(size=(3, 6))
by_a = g * (f(a + h, b) - f(a - h, b)) / (2 * h)
by_b = g * (f(a, b + h) - f(a, b - h)) / (2 * h)
by_both = g * (f(a + h, a + h) - f(a - h, a - h)) / (2 * h)
for _ in range(2):
    if not np.allclose(rule(g, a, b), [by_a, by_b], rtol=0, atol=1e-6):
        return False
return np.allclose(sum(rule(g, a, a)), by_both, rtol=0, atol=1e-6)""",
    hints=(
        mark("A central difference of f gives the slope by a, number by number. A right rule hands on g times this."),
        mark(
            "Send a `g` of random numbers, and inputs of both signs. `np.allclose(x, y, rtol=0, atol=1e-6)` compares "
            "arrays."
        ),
        mark("Call the rule twice. Then call `rule(g, a, a)`: the sum of both shares is g times the slope of f(a, a)."),
    ),
    cases={
        mark("right ones pass, plainly wrong ones do not"): Case(1, *rules(0, 1, 12, 13)),
        mark("what arrives"): Case(1, *rules(2, 4, 5, 6)),
        mark("numbers of both signs"): Case(1, *rules(0, 9, 10, 11)),
        mark("small errors"): Case(1, *rules(1, 7, 8)),
        mark("a second call"): Case(1, *rules(2, 14, 15)),
        mark("one array as both inputs"): Case(2, *rules(3, 16, 17)),
    },
    right=lambda suspect, scale, along_a, along_b: SUSPECTS[suspect].right,
    ask=lambda answer, suspect, scale, along_a, along_b: answer(*disguised(suspect, scale, along_a, along_b)),
    choices=(True, False),
    said=mark(
        "Among the {count} rules is “{what}”, here {scale:g} times, and {along_a:g}·a {along_b:+g}·b added. "
        "It is {truth}. You return {got}."
    ),
    see=lambda got, suspect, scale, along_a, along_b: {
        "count": len(SUSPECTS),
        "what": say(SUSPECTS[suspect].name),
        "truth": say("right") if SUSPECTS[suspect].right else say("wrong"),
    },
    mistakes={
        "passes(g=np.ones(6))": mark("What arrives is always 1 in your test. Which rules cannot be told apart then?"),
        "passes(close=1e-2)": mark("Your tolerance lets errors of a percent pass. How exact is a central difference?"),
        "passes(close=1e-13)": mark(
            "A right rule does not pass your test. What must a rule do to pass it, and to how many digits?"
        ),
        "passes(times=1)": mark("You call the rule once. What does it do the second time?"),
        "passes(both=False)": mark("In your test a and b are never the same array. What happens at a tie?"),
        "passes(a=np.abs(a0), b=np.abs(b0))": mark("All your inputs are positive. What of the other side of 0?"),
        "passes(a=np.ones(6), b=np.ones(6))": mark("All your inputs are 1. There 1, 1² and 1³ are the same."),
        "passes(g=np.ones(6), times=1, both=False)": mark(
            "You send ones, call once, and never give one array twice. Which of them would you drop first?"
        ),
        "passes(g=np.ones(6), close=1e-2, times=1, both=False)": mark(
            "You send ones, allow an error of a percent, and call once: some known tests do. Which rules pass it?"
        ),
        "passes(times=1, both=False)": mark(
            "You call the rule once, with two different arrays. What else can a caller do?"
        ),
        "passes(which=0)": mark("You look at what a gets. And b?"),
        "passes(which=1)": mark("You look at what b gets. And a?"),
        "not passes()": mark("You answer True for the wrong ones. What is asked for?"),
    },
    begin="""\
a0, b0, g0 = np.random.default_rng(1).normal(size=(3, 6))
def passes(g=g0, a=a0, b=b0, close=1e-6, times=2, both=True, which=None):
    h = 1e-5
    slopes = [(f(a + h, b) - f(a - h, b)) / (2 * h), (f(a, b + h) - f(a, b - h)) / (2 * h)]
    keep = [0, 1] if which is None else [which]
    for _ in range(times):
        shares = rule(g, a, b)
        if not all(np.all(np.abs(shares[k] - g * slopes[k]) <= close * (1 + np.abs(g * slopes[k]))) for k in keep):
            return False
    if not both or which is not None:
        return True
    slope = (f(a + h, a + h) - f(a - h, a - h)) / (2 * h)
    one, other = rule(g, a, a)
    return bool(np.all(np.abs(one + other - g * slope) <= close * (1 + np.abs(g * slope))))""",
    also_right=("passes()", "passes(times=3, close=1e-7)"),
)


def gradient_of_size(low: float, high: float, n: int, *, scale: float = 1) -> Kind:
    """Return what draws a gradient, times `scale`, and a limit so many times shorter."""

    def drawn(rng: Rng) -> tuple[Any, ...]:
        g = np.round(scale * point(rng, n), 3)
        return g, round(float(np.linalg.norm(g) / rng.uniform(low, high)), 3)

    return drawn


def shortened(g: Vector, limit: float) -> Vector:
    """Return the gradient, made as short as the limit if it is longer."""
    return np.asarray(g * min(1.0, float(limit / np.linalg.norm(g)))) if np.any(g) else g


clip_by_norm = Exercise(
    task=mark("""Gradient clipping by norm. If the gradient `g` is longer than `limit`, return one of the same
direction and of the length `limit`. If it is not, return it as it is; it may be all zeros. Leave the array `g` as it
was."""),
    starter='''\
def clip_by_norm(g, limit):
    """The gradient g, but no longer than limit."""
    ...
''',
    solution="""\
size = np.linalg.norm(g)
return g * limit / size if size > limit else g""",
    hints=(
        mark("How long is (3, 4)? What would it be with the length 1, in the same direction?"),
        mark("`np.linalg.norm(g)` is the length. g divided by it has the length 1."),
        mark("Only if it is longer than the limit: multiply by limit, divide by the length."),
    ),
    cases={
        mark("too long"): Case(
            2,
            *(gradient_of_size(1.6, 4, 2), gradient_of_size(1.6, 4, 4), gradient_of_size(1.03, 1.1, 5)),
            gradient_of_size(1.6, 4, 3, scale=0.1),
        ),
        mark("short enough, or all zeros"): Case(
            2,
            *(gradient_of_size(0.3, 0.8, 3), gradient_of_size(0.92, 0.98, 5)),
            lambda rng: (np.zeros(int(rng.integers(2, 5))), draw(rng, 0.5, 2)),
        ),
        mark("g stays as it was"): Case(1, gradient_of_size(1.6, 4, 3), keeps=("g",)),
    },
    right=shortened,
    said=mark("For g = {g} and the limit {limit:g} you return {got}."),
    see=lambda got, g, limit: {"size": float(np.linalg.norm(g)), "after": float(np.linalg.norm(got))},
    simple=mark("g is {size:.4g} long, and what you return {after:.4g}."),
    mistakes={
        "np.clip(g, -limit, limit)": mark(
            "You cut each number by itself. That turns the arrow: what keeps its direction?"
        ),
        "g * limit / size if size else g": mark("A short gradient becomes longer. When is it to be left as it is?"),
        "g * limit / size": mark("A short gradient becomes longer. When is it to be left as it is?"),
        "np.minimum(g, limit)": mark("You cut each number by itself, and from above only. What keeps the direction?"),
        "g / size if size > limit else g": mark("Yours has the length 1. Which length is asked for?"),
        "g / limit if size > limit else g": mark("You divide by the limit. By what is g too long?"),
        "limit * g if size > limit else g": mark("You multiply by the limit. By what must you divide?"),
        "0 * g if size > limit else g": mark("A gradient that is too long is still a direction. What is left of it?"),
        "g": mark("Nothing is clipped. How long is g?"),
        **dict.fromkeys(
            [
                f"most = np.max(np.abs(g))\nreturn g * limit / most if {asked} > limit else g"
                for asked in ("size", "most")
            ],
            mark("You measure the largest entry. How long is the whole arrow?"),
        ),
        **dict.fromkeys(
            [f"all = np.sum(np.abs(g))\nreturn g * limit / all if {asked} > limit else g" for asked in ("size", "all")],
            mark("That is the sum of the entries. How long is the arrow?"),
        ),
        **dict.fromkeys(
            [f"g * limit / size**2 if {asked} > limit else g" for asked in ("size", "size**2")],
            mark("You divide by the square of the length. What is left of it?"),
        ),
        "-g * limit / size if size > limit else g": mark("Yours points the other way. Where does the minus come from?"),
        "if size > limit:\n    g *= limit / size\nreturn g": mark(
            "`g *= …` and `g[0] = …` write into the array of the caller. What makes a new one?"
        ),
    },
    begin="size = np.linalg.norm(g)",
    also_right=(
        "g * min(1, limit / size) if size else g",
        "g / max(1, size / limit)",
        "g * np.minimum(1, limit / size)",
    ),
)


def many_slopes(low: float, high: float) -> Kind:
    """Return what draws slopes of activations, a number of layers, and how much growth is allowed."""

    def drawn(rng: Rng) -> tuple[Any, ...]:
        n = int(rng.integers(4, 9))
        slopes = np.array([draw(rng, low, high) for _ in range(n)])
        slopes[int(rng.integers(n))] = 0.0
        return slopes, int(rng.integers(10, 60)), float(rng.choice([10.0, 100.0, 1000.0]))

    return drawn


largest_scale = Exercise(
    task=mark("""How large may random weights be? By the law of section 8 each layer multiplies the length of the
gradient by the scale `s` of the weights, times the root of the mean of the squared slopes. `slopes` are the slopes of
a layer's activations, an array. Return the largest `s` with which the gradient grows at most `most` times through
`depth` layers."""),
    starter='''\
def largest_scale(slopes, depth, most):
    """The scale of the weights with which a gradient grows `most` times through `depth` layers."""
    ...
''',
    solution="return most ** (1 / depth) / np.sqrt(np.mean(slopes**2))",
    hints=(
        mark("If a layer multiplies by r, what do two layers multiply by? And `depth` of them?"),
        mark("So r to the power of depth is `most`. Which root of `most` is r?"),
        mark("r is s times the root of the mean of the squared slopes. Divide by that root."),
    ),
    cases={
        mark("slopes up to 1"): Case(1, many_slopes(0.3, 0.95)),
        mark("small slopes"): Case(1, many_slopes(0.05, 0.24)),
    },
    right=lambda slopes, depth, most: most ** (1 / depth) / np.sqrt(np.mean(slopes**2)),
    said=mark("For the slopes {slopes}, {depth} layers and a growth of {most:g} you return {got:.6g}."),
    see=lambda got, slopes, depth, most: {
        "growth": float(np.power(np.abs(got) * np.sqrt(np.mean(slopes**2)), depth)),
    },
    simple=mark("With that scale the gradient would grow {growth:.3g} times."),
    mistakes={
        "1 / rms": mark("With that scale it does not grow at all. How much may it grow?"),
        "most / rms": mark("With that scale it grows {most:g} times in each layer. How many layers are there?"),
        "most / depth / rms": mark("Layers multiply. Which root of {most:g} is the share of one of {depth} layers?"),
        "most ** (1 / depth)": mark("That is what a layer may multiply by. How much of that do the slopes do already?"),
        "most ** (1 / depth) / np.std(slopes)": mark(
            "You take how far the slopes scatter around their mean. What does the law take?"
        ),
        "np.log(most) / depth / rms": mark(
            "Layers multiply, and do not add. Which root of {most:g} is the share of one?"
        ),
        "most ** (1 / depth) / np.mean(slopes)": mark(
            "You take the mean of the slopes. The mean of what does the law take?"
        ),
        "most ** (1 / depth) / np.mean(slopes**2)": mark("A root is missing: which one?"),
        "most ** (1 / depth) * rms": mark(
            "You multiply by the slopes. If they are small, may the weights be larger or smaller?"
        ),
        "most ** (1 / depth) / np.max(slopes)": mark("You take the largest slope. What does the law take?"),
        "most ** (1 / depth) / np.sqrt(np.sum(slopes**2))": mark(
            "You take the sum of the squares. What does the law take?"
        ),
        "most ** (1 / (depth - 1)) / rms": mark("Your root is for one layer fewer. How many layers multiply?"),
        "most**depth / rms": mark("The power goes the wrong way. What is the share of one layer?"),
        "most ** (1 / depth) / np.linalg.norm(slopes) / np.sqrt(len(slopes))": mark(
            "The number of slopes stands on the wrong side."
        ),
        "most ** (2 / depth) / rms**2": mark("That is the square of it. Which root is left to take?"),
    },
    begin="rms = np.sqrt(np.mean(slopes**2))",
    also_right=(
        "np.exp(np.log(most) / depth) / rms",
        "most ** (1 / depth) * np.sqrt(len(slopes)) / np.linalg.norm(slopes)",
    ),
)

EXERCISES = (
    graph_slopes,
    activation_slope,
    multiply_add_back,
    power_back,
    rule_is_right,
    clip_by_norm,
    largest_scale,
)
