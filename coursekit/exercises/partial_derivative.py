"""The exercises of lesson 02, the partial derivative.

Every case is a polynomial of several variables, drawn anew for each check, so that each partial derivative and each
difference is known exactly. Two right answers may differ by rounding only.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coursekit.exercises.descent import point, word, written
from coursekit.exercises.exercise import (
    Answer,
    AnswerError,
    Exercise,
    Step,
    Wrong,
    advice,
    array,
    draw,
    near,
    number,
    shown,
    step,
)

INTRO = """# Exercises: the partial derivative

**What you'll do**: hold variables still, by hand and in code, and repair the loop that everybody copies. ·
**What you need**: [lesson 02](../notebooks/02_partial_derivative.ipynb). · 45 minutes

Write your code where the `...` is, run the cell, then run the cell with `check` below it. Stuck? `hint` helps."""

Steps = Iterator[Step]
Vector = NDArray[np.float64]
Field = Callable[[Any], float]


def polynomial(rng: np.random.Generator, powers: Sequence[tuple[int, ...]]) -> Field:
    """Draw a sum of products of powers of the variables, such as (2, 1) for x²y, each with a coefficient."""
    exponents = np.array(powers)
    coefficients = np.array([draw(rng, 1.1, 2.9) * rng.choice([-1, 1]) for _ in powers])
    n = exponents.shape[1]

    def f(p: Any) -> float:
        if np.ndim(p) and np.shape(p) != (n,):
            raise ValueError(f"f takes a point of {n} numbers, and was given an array of shape {np.shape(p)}")
        return float(np.sum(coefficients * np.prod(np.asarray(p, float) ** exponents, axis=1)))

    return f


def mixture(rng: np.random.Generator, n: int) -> Field:
    """Draw a polynomial in which each variable is cubed, squared, and multiplied by its neighbour."""
    unit = np.eye(n, dtype=int)
    rows = np.concatenate([3 * unit, 2 * unit, unit + np.roll(unit, 1, axis=1)])
    return polynomial(rng, [tuple(row) for row in rows.tolist()])


def place(rng: np.random.Generator, shape: tuple[int, ...], whole: bool) -> NDArray[Any]:
    """Draw a point of floats, none near 0, or of whole numbers."""
    return rng.integers(3, 7, shape) if whole else point(rng, int(np.prod(shape))).reshape(shape)


def moved(x: Any, i: int, by: float) -> Vector:
    """Return a copy of x in which coordinate i is moved."""
    y = np.array(x, float)
    y[i] += by
    return y


# 1. Hold the others still


def steps_of_hold_others(answer: Answer, rng: np.random.Generator) -> Steps:
    """Check the returned function at two places each, along the first, the last and a middle variable."""
    for name, n in ("two variables", 2), ("any variable", 4), ("whole numbers", 3):
        cases = []
        for i in n - 1, 0, n // 2:
            f, x = mixture(rng, n), place(rng, (n,), name == "whole numbers")
            inner = answer(f, x, i)
            if not callable(inner):
                raise AnswerError(f"You return {shown(inner)}, and a function is wanted: `def` one inside, return it.")
            for t in draw(rng, 0.2, 0.9), draw(rng, 3.1, 3.9):
                got = number(inner(t))
                right = f(moved(x, i, t - x[i]))
                mistakes = [
                    (f(x), "That is f(x), whatever t is: where does t go?"),
                    (f(np.full(n, t)), "That is f with t for every variable: which ones stay as they are?"),
                    (f(moved(x, i, t)), "That is f with t added to the variable. What is it to be instead?"),
                    (f(moved(x, i, int(t) - x[i])), "Your t was cut to a whole number: what can your array hold?"),
                    *(
                        (f(moved(x, j, t - x[j])), f"There t is variable {j}: which one is asked for?")
                        for j in range(n)
                    ),
                ]
                simple = f"f{written(moved(x, i, t - x[i]))} is {right:.6g}: is that what f is asked for?"
                said = f"For x = {written(x)}, i = {i} and t = {t} your function gives {got:.6g}. "
                cases.append((near(got, right, 1e-9 * (1 + abs(right))), said + advice(got, mistakes, simple)))
        yield step(name, 1, cases)


hold_others = Exercise(
    task="""Hold all variables but one. `f` takes a point, an array; `x` is a point, of floats or of whole numbers.
Return a **function** of one number `t`: it gives `f` at the point `x`, with `t` in place of coordinate number `i`.""",
    starter='''\
def hold_others(f, x, i):
    """The function of t that is f at the point x with x[i] = t."""
    ...
''',
    solution="""\
def along(t):
    y = np.array(x, float)
    y[i] = t
    return f(y)
return along""",
    points=3,
    hints=(
        "For f(x, y) = xy at (3, 4) and i = 0 you should return the function t ↦ 4t. What would f be called with?",
        "A function can be written inside a function: `def` it there, and return its name without parentheses.",
        "Inside, copy the point into an array of floats, put t in its place, and call f with the copy.",
    ),
    wrong=(
        Wrong("return f(x)", fails="it runs", because="a function is wanted"),
        Wrong("def along(t):\n    return f(x)\nreturn along", fails="two variables", because="whatever t is"),
        Wrong("def along(t):\n    return f(0 * x + t)\nreturn along", fails="two variables", because="every variable"),
        Wrong(
            "def along(t):\n    y = np.array(x, float)\n    y[0] = t\n    return f(y)\nreturn along",
            fails="two variables",
            because="which one is asked for",
        ),
        Wrong(
            "def along(t):\n    y = np.array(x, float)\n    y[i] += t\n    return f(y)\nreturn along",
            fails="two variables",
            because="t added to the variable",
        ),
        Wrong(
            "def along(t):\n    return f(np.array([t, x[1]] if i == 0 else [x[0], t]))\nreturn along",
            fails="it runs",
            because="a point of 4 numbers",
        ),
        Wrong(
            "def along(t):\n    y = x.copy()\n    y[i] = t\n    return f(y)\nreturn along",
            fails="whole numbers",
            because="cut to a whole number",
        ),
        Wrong(
            "def along(t):\n    y = np.array(x, float)\n    y[i] = t\n    f(y)\nreturn along",
            fails="it runs",
            because="return None",
        ),
    ),
    steps=steps_of_hold_others,
)


# 2. By hand


def steps_of_partials_by_hand(answer: Answer, rng: np.random.Generator) -> Steps:
    """Check each of the two formulas at two places."""
    places = [point(rng, 2).tolist() for _ in range(2)]
    found = [array(answer(x, y), (2,)) for x, y in places]
    for name, k in ("along x", 0), ("along y", 1):
        cases = []
        for (x, y), both in zip(places, found, strict=True):
            right = (3 * x**2 * y + 2 * y**2, x**3 + 4 * x * y - 5)
            got = float(both[k])
            mistakes = [
                (right[1 - k], f"That is the slope along {'yx'[k]}. Which of the two comes first?"),
                (sum(right), "That is the sum of both slopes. Which variable moves, and which one is held still?"),
                (x**3 * y + 2 * x * y**2 - 5 * y, "That is f itself. How steep is it?"),
            ]
            if k == 0:
                mistakes += [
                    (right[0] - 5 * y, "With y held still, −5y does not change at all: what is its slope?"),
                    (right[0] - 5, "That has −5 in it, the slope of −5y along y. How does −5y change with x?"),
                    (3 * x**2 + 4 * y, "You differentiated y too. As a factor it is a constant: what becomes of it?"),
                    (3 * x**2 + 2, "A constant factor stays: is the slope of 7x³ not 7 times that of x³?"),
                ]
                simple = f"With y = {y} held still, f(x) = {y}x³ + {2 * y**2:.4g}x − {5 * y:.4g}: what is its slope?"
            else:
                mistakes += [
                    (right[1] + 5, "−5y is missing: y is what moves now. What is its slope?"),
                    (
                        3 * x**2 + 4 * y - 5,
                        "You differentiated x too. A constant factor stays: which ones are there?",
                    ),
                    (1 + 4 * y - 5, "A constant factor stays: is the slope of 7y not 7?"),
                ]
                simple = f"With x = {x} held still, f(y) = {x**3 - 5:.4g}y + {2 * x:.4g}y²: what is its slope?"
            said = f"At x = {x} and y = {y} your slope along {'xy'[k]} is {got:.6g}. "
            cases.append((near(got, right[k], 1e-9 * (1 + abs(right[k]))), said + advice(got, mistakes, simple)))
        yield step(name, 1, cases)


partials_by_hand = Exercise(
    task=r"""On paper first: for

$$f(x, y) = x^3 y + 2 x y^2 - 5y$$

find $\frac{\partial f}{\partial x}$ and $\frac{\partial f}{\partial y}$. Return both, in this order, for the numbers
`x` and `y`.""",
    starter='''\
def partials_by_hand(x, y):
    """Both partial derivatives of x³y + 2xy² - 5y, along x first."""
    ...
''',
    solution="return 3 * x**2 * y + 2 * y**2, x**3 + 4 * x * y - 5",
    points=2,
    hints=(
        "Write 7 for y, and differentiate along x as in lesson 01. Then write y again where the 7 was.",
        "Take one term at a time. A factor without the moving variable stays; a term without it has the slope 0.",
        "Along x the three terms have the slopes 3x²y, 2y² and 0. Now hold x still, and do the same along y.",
    ),
    wrong=(
        Wrong(
            "return x**3 + 4 * x * y - 5, 3 * x**2 * y + 2 * y**2", fails="along x", because="Which of the two comes"
        ),
        Wrong(
            "return 3 * x**2 * y + 2 * y**2 - 5 * y, x**3 + 4 * x * y - 5", fails="along x", because="not change at all"
        ),
        Wrong("return 3 * x**2 + 4 * y, 3 * x**2 + 4 * y - 5", fails="along x", because="You differentiated y too"),
        Wrong("return 3 * x**2 + 2, x**3 + 4 * x * y - 5", fails="along x", because="A constant factor stays"),
        Wrong(
            "return 3 * x**2 * y + 2 * y**2 - 5, x**3 + 4 * x * y - 5",
            fails="along x",
            because="slope of −5y along",
        ),
        Wrong("return 3 * x**2 * y + 2 * y**2, x**3 + 4 * x * y", fails="along y", because="−5y is missing"),
        Wrong(
            "return 3 * x**2 * y + 2 * y**2, 3 * x**2 + 4 * y - 5", fails="along y", because="You differentiated x too"
        ),
        Wrong("return 3 * x**2 * y + 2 * y**2 + x**3 + 4 * x * y - 5", fails="it runs", because="a single number"),
    ),
    steps=steps_of_partials_by_hand,
)


# 3. Numeric, along any axis


def steps_of_partial_difference(answer: Answer, rng: np.random.Generator) -> Steps:
    """Check the central difference; each variable is cubed, so that h shows, and multiplied by another."""
    for name, n in ("two variables", 2), ("any axis", 4), ("whole numbers", 3), ("x stays as it was", 3):
        cases = []
        for i in n - 1, 0:
            f, x, h = mixture(rng, n), place(rng, (n,), name == "whole numbers"), draw(rng, 0.05, 0.2)
            ahead, behind = f(moved(x, i, h)), f(moved(x, i, -h))
            right = (ahead - behind) / (2 * h)
            got = number(answer(f, x, i, h))
            whole = (f(moved(x, i, int(x[i] + h) - x[i])) - f(moved(x, i, int(x[i] - h) - x[i]))) / (2 * h)
            mistakes = [
                (2 * right, "That is twice the slope: how far apart are the two points?"),
                (ahead - behind, "That is how much f changes. Over which distance?"),
                (right * h**2, "In Python `/ 2 * h` divides by 2, then multiplies by h: what is below the bar?"),
                (-right, "Your sign is turned round: which of the two values comes first?"),
                ((ahead - f(x)) / h, "That looks ahead only: where is the point on the other side?"),
                ((f(x) - behind) / h, "That looks back only: where is the point on the other side?"),
                (
                    (f(x + h) - f(x - h)) / (2 * h),
                    "There all the variables moved at once: which ones are held still?",
                ),
                (whole, "Your h was cut off: an array of whole numbers cannot hold it. What kind of array can?"),
                *(
                    ((f(moved(x, j, h)) - f(moved(x, j, -h))) / (2 * h), f"There variable {j} moved. Which one should?")
                    for j in range(n)
                ),
            ]
            simple = f"f is {behind:.6g} on one side and {ahead:.6g} on the other: how steep is the line between?"
            said = f"At x = {written(x)}, along i = {i} with h = {h}, you return {got:.6g}. "
            holds = near(got, right, 1e-9 * (1 + abs(ahead) + abs(behind)) / h)
            cases.append((holds, said + advice(got, mistakes, simple)))
            if holds and name == "x stays as it was":
                left = f"You were given x = {written(x)}, and after the call it is {written(answer.arguments[1])}. "
                cases.append((bool(np.all(answer.arguments[1] == x)), left + "Whose array do you change?"))
        yield step(name, 1, cases)


partial_difference = Exercise(
    task="""The partial derivative of `f` at the point `x` along coordinate number `i`, by the central difference with
step `h`. `f` takes a point. `x` may hold whole numbers, and must be as it was after the call.""",
    starter='''\
def partial_difference(f, x, i, h):
    """The slope of f at the point x along coordinate i, from both neighbours."""
    ...
''',
    solution="""\
step = np.zeros(len(x))
step[i] = h
return (f(x + step) - f(x - step)) / (2 * h)""",
    points=4,
    hints=(
        "Only coordinate i moves. What are the two neighbours of (3, 4) along i = 1 with h = 0.1?",
        "Make an array of zeros with h in place i. `x` plus that array is a new point, and so is `x` minus it.",
        "It is the central difference of lesson 01: the difference of the two values, over their distance.",
    ),
    wrong=(
        Wrong("e = h * np.eye(len(x))[i]\nreturn (f(x + e) - f(x - e)) / h", "two variables", "twice the slope"),
        Wrong("e = h * np.eye(len(x))[i]\nreturn f(x + e) - f(x - e)", "two variables", "Over which distance"),
        Wrong("e = h * np.eye(len(x))[i]\nreturn (f(x + e) - f(x - e)) / 2 * h", "two variables", "multiplies by h"),
        Wrong("e = h * np.eye(len(x))[i]\nreturn (f(x - e) - f(x + e)) / (2 * h)", "two variables", "turned round"),
        Wrong("e = h * np.eye(len(x))[i]\nreturn (f(x + e) - f(x)) / h", "two variables", "looks ahead only"),
        Wrong("return (f(x + h) - f(x - h)) / (2 * h)", "two variables", "all the variables moved"),
        Wrong("e = h * np.eye(len(x))[0]\nreturn (f(x + e) - f(x - e)) / (2 * h)", "two variables", "variable 0 moved"),
        Wrong(
            "e = np.array([h, 0, 0, 0] if i == 0 else [0, h, 0, 0])[:len(x)]\nreturn (f(x + e) - f(x - e)) / (2 * h)",
            fails="any axis",
            because="variable 1 moved",
        ),
        Wrong(
            "a, b = x.copy(), x.copy()\na[i] = x[i] + h\nb[i] = x[i] - h\nreturn (f(a) - f(b)) / (2 * h)",
            fails="whole numbers",
            because="Your h was cut off",
        ),
        Wrong(
            "x = np.asarray(x, float)\nx[i] += h\nahead = f(x)\nx[i] -= 2 * h\nreturn (ahead - f(x)) / (2 * h)",
            fails="x stays as it was",
            because="Whose array",
        ),
    ),
    steps=steps_of_partial_difference,
)


# 4. The loop, repaired

HOT = "too hot to measure"


def plate(rng: np.random.Generator, shape: tuple[int, ...]) -> tuple[Field, Callable[[Any], Vector]]:
    """Draw the sum of a (t - c)² over an array of that shape, and its gradient; any other shape is refused."""
    n = int(np.prod(shape))
    a, c = np.array([draw(rng, 0.6, 1.9) for _ in range(n)]).reshape(shape), point(rng, n).reshape(shape)

    def f(p: Any) -> float:
        if np.ndim(p) and np.shape(p) != shape:
            raise ValueError(f"f takes an array of shape {shape}, and was given one of shape {np.shape(p)}")
        return float(np.sum(a * (np.asarray(p, float) - c) ** 2))

    return f, lambda p: 2 * a * (p - c)


def about_gradient(got: Vector, right: Vector, x: Any) -> tuple[bool, str]:
    """Say whether a gradient is right; h is the answer's own, so a little truncation is allowed."""
    said = f"At x = {x.tolist()} you return {np.array2string(got.ravel(), precision=4)}. "
    if np.max(np.abs(got)) > 100 * np.max(np.abs(right)):
        words = "Such slopes are far too steep: does x + h keep its h when it is stored in x?"
    elif np.all(got == np.trunc(got)):
        words = "All its numbers are whole ones: what kind of numbers can your arrays hold?"
    else:
        mistakes = [
            (right / 2, "That is half of it: is your tmp a number, or a part of x that changes with x?"),
            (2 * right, "That is twice the gradient: how far apart are x + h and x − h?"),
            (-right, "Your sign is turned round: which of the two values comes first?"),
        ]
        simple = f"The first slope is {right.flat[0]:.4g}: is only one entry of x moved at a time?"
        words = next((w for value, w in mistakes if near(got, value, 1e-4 * (1 + np.abs(value)))), simple)
    return near(got, right, 1e-5 * (1 + np.abs(right))), said + words


def steps_of_repaired_gradient(answer: Answer, rng: np.random.Generator) -> Steps:
    """Check whole numbers, a column, a matrix, and that x is as it was, even where f raises at its last entry."""
    for name, shape in ("whole numbers", (2,)), ("a column", (3, 1)), ("a matrix", (2, 3)):
        cases = []
        for _ in range(2):
            f, grad = plate(rng, shape)
            x = place(rng, shape, name == "whole numbers")
            cases.append(about_gradient(array(answer(f, x), shape), grad(x), x))
        yield step(name, 1, cases)

    f, grad = plate(rng, (3,))
    x = point(rng, 3)
    found = about_gradient(array(answer(f, x), x.shape), grad(x), x)
    kept = found[0] and bool(np.all(answer.arguments[1] == x))
    said = f"You were given x = {written(x)}, and after the call it has changed. Whose array do you change?"
    yield step("x stays as it was", 0, [found, (kept, said)])

    def fragile(p: Any) -> float:
        if np.size(p) == 3 and np.ravel(p)[-1] > x[-1]:
            raise ValueError(HOT)
        return f(p)

    told = f"At x = {written(x)} f raises an error as soon as the last entry grows: {HOT}. "
    try:
        answer(fragile, x)
        holds, said = False, told + "You return a value all the same: how will the caller know?"
    except AnswerError as error:
        if HOT not in str(error):
            raise
        holds = bool(np.all(answer.arguments[1] == x))
        said = told + f"After that x is {x_after(answer.arguments[1])}: was it your own copy that you moved?"
    yield Step("x stays as it was, even if f raises", 2, holds and found[0] and kept, said)


def x_after(x: Any) -> str:
    """Write a point with enough digits to see that it was moved."""
    return str([float(f"{t:.10g}") for t in np.ravel(x)])


REPAIRED = '''\
def repaired_gradient(f, x):
    """All slopes of f at x, in an array of the shape of x; x stays as it was."""
    h, slopes = 1e-4, np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        ahead, behind = np.array(x, float), np.array(x, float)
        ahead[i] += h
        behind[i] -= h
        slopes[i] = (f(ahead) - f(behind)) / (2 * h)
    return slopes
'''

IN_PLACE = '''\
def repaired_gradient(f, x):
    """All slopes of f at x, in an array of the shape of x; x stays as it was."""
    x = np.asarray(x, float)
    h, slopes = 1e-4, np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        tmp = x[i]
        x[i] = tmp + h
        ahead = f(x)
        x[i] = tmp - h
        slopes[i] = (ahead - f(x)) / (2 * h)
        x[i] = tmp
    return slopes
'''

repaired_gradient = Exercise(
    task="""This loop stands in many textbooks: one central difference for each entry of `x`. Section 4 of the lesson
breaks it. Repair it, so that it is right for arrays of whole numbers and for arrays of any shape, and so that `x` is
as it was after the call, **even if `f` raises an error** half way. That error is to reach the caller.""",
    starter='''\
def repaired_gradient(f, x):
    """All slopes of f at x, in an array of the shape of x; x stays as it was."""
    h, grad = 1e-4, np.zeros_like(x)
    for i in range(x.size):
        tmp = x[i]
        x[i] = tmp + h
        ahead = f(x)
        x[i] = tmp - h
        behind = f(x)
        grad[i] = (ahead - behind) / (2 * h)
        x[i] = tmp
    return grad
''',
    solution=REPAIRED,
    points=5,
    hints=(
        "Run it with [3, 4] and with [[3.0], [4.0]], and print x and tmp inside the loop. What do they hold?",
        "`np.zeros(x.shape)` holds floats whatever x holds. `np.ndindex(x.shape)` runs through every place of x.",
        "If x itself is never written to, nothing needs to be put back. Move an entry of a fresh copy of floats.",
    ),
    wrong=(
        Wrong(REPAIRED.replace("np.array(x, float)", "x.copy()"), fails="whole numbers", because="keep its h"),
        Wrong(REPAIRED.replace("np.zeros(x.shape)", "np.zeros_like(x)"), fails="whole numbers", because="whole ones"),
        Wrong(REPAIRED.replace("/ (2 * h)", "/ h"), fails="whole numbers", because="twice the gradient"),
        Wrong(
            IN_PLACE.replace("asarray", "array").replace("np.ndindex(x.shape)", "range(len(x))"),
            fails="a column",
            because="half of it",
        ),
        Wrong(
            REPAIRED.replace("return slopes", "return slopes.ravel()"),
            fails="it runs",
            because="an array of shape (3, 1) is wanted",
        ),
        Wrong(IN_PLACE.replace("        x[i] = tmp\n", ""), fails="x stays as it was", because="it has changed"),
        Wrong(IN_PLACE, fails="x stays as it was, even if f raises", because="was it your own copy"),
        Wrong(
            REPAIRED.replace("slopes[i] =", "try:\n            slopes[i] =").replace(
                "    return", "        except ValueError:\n            pass\n    return"
            ),
            fails="x stays as it was, even if f raises",
            because="how will the caller know",
        ),
    ),
    steps=steps_of_repaired_gradient,
)


# 5. The mixed partial derivative


def steps_of_mixed_partial(answer: Answer, rng: np.random.Generator) -> Steps:
    """Check the four-point formula: on xy it gives the coefficient, and on x³y it shows its h."""
    kinds = (
        ("a product", 1, [(1, 1), (2, 0), (0, 2), (1, 0), (0, 1)]),
        ("a polynomial", 2, [(3, 1), (2, 1), (1, 2), (1, 1), (2, 0), (0, 2)]),
    )
    for name, points, powers in kinds:
        cases = []
        for _ in range(2):
            f, x, h = polynomial(rng, powers), point(rng, 2), draw(rng, 0.05, 0.2)
            a, b = np.array([h, 0.0]), np.array([0.0, h])
            corners = f(x + a + b) - f(x + a - b) - f(x - a + b) + f(x - a - b)
            right = corners / (4 * h**2)
            slopes = [(f(x + e) - f(x - e)) / (2 * h) for e in (a, b)]
            got = number(answer(f, x, h))
            mistakes = [
                (4 * right, "That is 4 times as much: each of the two differences reaches over 2h, not over h."),
                (2 * right, "That is twice as much: each of the two differences reaches over 2h. Is it so in yours?"),
                (corners, "That is the difference of differences. Over which two distances?"),
                (corners / (2 * h), "That is divided by one distance only. Over which second one is the difference?"),
                (corners / 4 * h**2, "In Python `/ 4 * h**2` divides, then multiplies: what is below the bar?"),
                (-right, "Your sign is turned round: which two of the four corners count as positive?"),
                ((f(x + a) - 2 * f(x) + f(x - a)) / h**2, "That is twice along x. Along which one is the second?"),
                ((f(x + b) - 2 * f(x) + f(x - b)) / h**2, "That is twice along y. Along which one is the first?"),
                (slopes[0] * slopes[1], "That is the product of two slopes. It is the slope of a slope that is asked."),
                (slopes[0], "That is the slope along x. How does that slope change along y?"),
                (
                    (f(x + a + b) - f(x + a) - f(x + b) + f(x)) / h**2,
                    "That looks ahead only: where are the neighbours on the other side?",
                ),
            ]
            simple = f"The slope along x is {slopes[0]:.5g} at y = {x[1]:.4g}. How does it change as y moves by ±h?"
            said = f"At x = {written(x)} with h = {h} you return {got:.6g}. {advice(got, mistakes, simple)}"
            cases.append((near(got, right, 1e-9 / h**2), said))
        yield step(name, points, cases)


mixed_partial = Exercise(
    task=r"""The mixed partial derivative $\frac{\partial^2 f}{\partial y\,\partial x}$ of a function of two variables:
the slope along y of the slope along x. Take a central difference with step `h` for each. `f` takes a point, and `x` is
one: an array of two floats.""",
    starter='''\
def mixed_partial(f, x, h):
    """The slope along x[1] of the slope of f along x[0], by central differences."""
    ...
''',
    solution="""\
a, b = np.array([h, 0]), np.array([0, h])
return (f(x + a + b) - f(x + a - b) - f(x - a + b) + f(x - a - b)) / (4 * h**2)""",
    points=3,
    hints=(
        "First write the slope along x[0] as a function of the point. Then take the slope of that along x[1].",
        "Written out, f is needed at four corners: both coordinates move by h, each up or down.",
        "Two corners count as positive: both up, and both down. Below the bar stands 2h times 2h.",
    ),
    wrong=(
        Wrong(
            "a, b = np.array([h, 0]), np.array([0, h])\n"
            "return (f(x + a + b) - f(x + a - b) - f(x - a + b) + f(x - a - b)) / h**2",
            fails="a product",
            because="4 times as much",
        ),
        Wrong(
            "a, b = np.array([h, 0]), np.array([0, h])\n"
            "return (f(x + a + b) - f(x + a - b) - f(x - a + b) + f(x - a - b)) / (2 * h)",
            fails="a product",
            because="one distance only",
        ),
        Wrong(
            "a, b = np.array([h, 0]), np.array([0, h])\n"
            "return (f(x + a - b) + f(x - a + b) - f(x + a + b) - f(x - a - b)) / (4 * h**2)",
            fails="a product",
            because="which two of the four",
        ),
        Wrong(
            "a = np.array([h, 0])\nreturn (f(x + a) - 2 * f(x) + f(x - a)) / h**2",
            fails="a product",
            because="twice along x",
        ),
        Wrong(
            "a, b = np.array([h, 0]), np.array([0, h])\n"
            "return (f(x + a) - f(x - a)) / (2 * h) * (f(x + b) - f(x - b)) / (2 * h)",
            fails="a product",
            because="product of two slopes",
        ),
        Wrong("a = np.array([h, 0])\nreturn (f(x + a) - f(x - a)) / (2 * h)", "a product", "the slope along x. How"),
        Wrong(
            "a, b = np.array([h, 0]), np.array([0, h])\nreturn (f(x + a + b) - f(x + a) - f(x + b) + f(x)) / h**2",
            fails="a polynomial",
            because="looks ahead only",
        ),
    ),
    steps=steps_of_mixed_partial,
)


# 6. A plate


def plates(rng: np.random.Generator, name: str) -> Iterator[tuple[str, Vector, int, int, float, float]]:
    """Draw plates that change fastest along x and along y, with what looks like the other way round in them."""
    for fast in rng.permutation(["x", "y"]).tolist():
        i, j = (int(k) for k in rng.integers(2, 4, 2))
        steep, gentle = draw(rng, 3, 4), draw(rng, 1, 1.5)
        near_by, far = 1.0, 1.0
        if name == "distances differ":
            near_by, far = 0.5, 4.0  # the fast axis has the small distance, and so the small difference
        if name == "a falling plate":
            steep = -steep
        u, v = near_by * np.arange(-3, 4), far * np.arange(-3, 4)
        along_fast, along_slow = steep * u, gentle * v
        if name == "a hot edge":
            along_slow[[0, -1]] += draw(rng, 70, 90) * np.array([-1, 1])
        if name == "a bent plate":
            along_slow += draw(rng, 4, 6) * v**2
        table = draw(rng, 18, 25) + along_fast[None, :] + along_slow[:, None]
        table = np.pad(table, ((i, 0), (j, 0)), mode="edge")  # so that the place (i + 3, j + 3) is not always the same
        if fast == "x":
            yield fast, table, i + 3, j + 3, near_by, far
        else:
            yield fast, table.T.copy(), j + 3, i + 3, far, near_by


def steps_of_fastest_axis(answer: Answer, rng: np.random.Generator) -> Steps:
    """Check a plate of each kind for both axes, so that one word for all earns nothing."""
    rows = (
        ("a slanted plate", "Which index of T counts along x: the row, or the column?"),
        ("a falling plate", "Does a plate that gets colder not change?"),
        ("distances differ", "How far is it from one column to the next, and from one row to the next?"),
        ("a hot edge", "One edge of this plate is very hot. Do you look at the neighbours of the place only?"),
        ("a bent plate", "Do you look at both neighbours, the one before and the one after?"),
    )
    for name, question in rows:
        cases = []
        for fast, T, i, j, dx, dy in plates(rng, name):
            got = word(answer(T, i, j, dx, dy), ("x", "y"))
            said = (
                f"At row {i}, column {j} you say “{got}”. Left and right of it are {T[i, j - 1]:.4g} and "
                f"{T[i, j + 1]:.4g} °C, {2 * dx:g} cm apart; before and after it along y {T[i - 1, j]:.4g} and "
                f"{T[i + 1, j]:.4g} °C, {2 * dy:g} cm apart. {question}"
            )
            cases.append((got == fast, said))
        yield step(name, 1, cases)


fastest_axis = Exercise(
    task="""The temperature of a plate was measured on a grid. `T[i, j]` is in row `i` and column `j`: `x` grows by `dx`
from one column to the next, `y` grows by `dy` from one row to the next, both in cm. Along which axis does the
temperature change faster at row `i` and column `j`, which is not at the edge? Compare the two partial derivatives there
by size, and return `"x"` or `"y"`.""",
    starter='''\
def fastest_axis(T, i, j, dx, dy):
    """The axis along which T changes faster at row i and column j: "x" or "y"."""
    ...
''',
    solution="""\
along_x = (T[i, j + 1] - T[i, j - 1]) / (2 * dx)
along_y = (T[i + 1, j] - T[i - 1, j]) / (2 * dy)
return "x" if abs(along_x) > abs(along_y) else "y\"""",
    points=5,
    hints=(
        "Along x the row stays the same: which of the two indices changes?",
        "Each slope is a central difference: the neighbour after, less the neighbour before, over their distance.",
        "A slope of −4 °C per cm is faster than one of 3: compare without the signs, with `abs`.",
    ),
    wrong=(
        Wrong(
            "along_y = (T[i, j + 1] - T[i, j - 1]) / (2 * dx)\nalong_x = (T[i + 1, j] - T[i - 1, j]) / (2 * dy)\n"
            "return 'x' if abs(along_x) > abs(along_y) else 'y'",
            fails="a slanted plate",
            because="Which index of T",
        ),
        Wrong(
            "along_x = (T[i, j + 1] - T[i, j - 1]) / (2 * dx)\nalong_y = (T[i + 1, j] - T[i - 1, j]) / (2 * dy)\n"
            "return 'x' if along_x > along_y else 'y'",
            fails="a falling plate",
            because="gets colder",
        ),
        Wrong(
            "return 'x' if abs(T[i, j + 1] - T[i, j - 1]) > abs(T[i + 1, j] - T[i - 1, j]) else 'y'",
            fails="distances differ",
            because="from one column to the next",
        ),
        Wrong(
            "return 'x' if abs(T[i, j + 1] - T[i, j]) / dx > abs(T[i + 1, j] - T[i, j]) / dy else 'y'",
            fails="a bent plate",
            because="both neighbours",
        ),
        Wrong(
            "return 'x' if np.ptp(T[i]) / (len(T[i]) * dx) > np.ptp(T[:, j]) / (len(T) * dy) else 'y'",
            fails="a hot edge",
            because="the neighbours of the place only",
        ),
        Wrong("return (T[i, j + 1] - T[i, j - 1]) / (2 * dx)", fails="it runs", because="one of these 2 texts"),
    ),
    steps=steps_of_fastest_axis,
)

EXERCISES = (hold_others, partials_by_hand, partial_difference, repaired_gradient, mixed_partial, fastest_axis)
