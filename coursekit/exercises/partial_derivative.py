"""The exercises of lesson 02, the partial derivative.

Every case is a polynomial of several variables, drawn anew for each check, so that each partial derivative and each
difference is known exactly. Two right answers may differ by rounding only.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coursekit.exercises.checking import Answer, AnswerError, Written, draw, number, point, shown
from coursekit.exercises.exercise import Case, Exercise, Kind, Rng
from coursekit.words import mark, say, together

INTRO = mark("""# Exercises: the partial derivative

**What you'll do**: hold variables still, by hand and in code, and repair a loop from many textbooks. ·
**What you need**: [lesson 02](../notebooks/02_partial_derivative.ipynb). · 45 minutes

Write your code where the `...` is, run the cell, then run the cell with `check` below it. Stuck? `hint` helps.""")

Vector = NDArray[np.float64]
Field = Callable[[Any], float]


def takes(shape: tuple[int, ...], f: Callable[[Vector], Any], name: str = "f") -> Callable[[Any], Any]:
    """Let f, which the learner knows by this name, refuse whatever is no array of that shape."""

    def checked(p: Any) -> Any:
        p = np.asarray(p, float)
        if p.shape != shape:
            given = shown(p) if p.ndim else say("a single number")
            words = mark("{name} takes an array of shape {shape}, and was given {given}")
            raise ValueError(say(words, name=name, shape=shape, given=given))
        return f(p)

    return checked


def polynomial(rng: Rng, powers: Sequence[Sequence[int]]) -> Field:
    """Draw a sum of products of powers of the variables, such as (2, 1) for x²y, each with a coefficient."""
    exponents, coefficients = np.array(powers), point(rng, len(powers))
    return takes(exponents.shape[1:], lambda p: float(coefficients @ np.prod(p**exponents, axis=1)))


def mixture(rng: Rng, n: int) -> Field:
    """Draw a polynomial in which each variable is cubed, squared, and multiplied by its neighbour."""
    unit = np.eye(n, dtype=int)
    return polynomial(rng, np.concatenate([3 * unit, 2 * unit, unit + np.roll(unit, 1, axis=1)]).tolist())


def moved(x: Any, i: int, by: float) -> Vector:
    """Return a copy of x in which coordinate i is moved."""
    y = np.array(x, float)
    y[i] += by
    return y


def along(n: int, i: int, low: float, high: float, *, whole: bool = False) -> Kind:
    """Return what draws a function of n variables, a point of floats or of whole numbers, the number i, a number."""
    return lambda rng: (mixture(rng, n), rng.integers(3, 7, n) if whole else point(rng, n), i, draw(rng, low, high))


def drifting(kind: Kind) -> Kind:
    """Return what draws again until x + h - 2h + h is not quite x, so that whoever moves x itself leaves a trace."""

    def drawn(rng: Rng) -> tuple[Any, ...]:
        while True:
            f, x, i, h = kind(rng)
            if x[i] + h - 2 * h + h != x[i]:
                return f, x, i, h

    return drawn


def ask_function(answer: Answer, f: Field, x: Any, i: int, t: float) -> Any:
    """Call the function that the answer returns."""
    inner = answer(f, x, i)
    if not callable(inner):
        said = say("You return {what}, and a function is wanted.", what=shown(inner))
        raise AnswerError(together(said, say("`def` one inside, and return its name, without brackets.")))
    first, _, then = inner(t), inner(t + 1), inner(t)
    inner = answer.again()  # tells what the function that was returned has done to x
    last = inner(t) if callable(inner) else inner
    value = next((value for value in (then, last) if repr(value) != repr(first)), first)
    try:
        return number(value)
    except AnswerError:
        said = say("The function that you return gives {what}, and one number is wanted.", what=shown(value))
        if value is None:
            said = together(said, say("Does it end with `return` and the value?"))
        raise AnswerError(said) from None


hold_others = Exercise(
    task=mark("""Hold all variables but one. `f` takes a point, an array; `x` is a point, of floats or of whole numbers.
Return a **function** of one number `t`: it gives `f` at the point `x`, with `t` in place of coordinate number `i`.
Leave `x` as it was."""),
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
    hints=(
        mark("For f(x, y) = xy at (3, 4) and i = 0 you should return the function 4t of t. What is f called with?"),
        mark("A function can be written inside a function: `def` it there, and return its name, without brackets."),
        mark("Inside, copy the point into an array of floats, put t in its place, and call f with the copy."),
    ),
    cases={
        mark("two variables"): Case(1, along(2, 1, 0.2, 0.9), along(2, 0, 3.1, 3.9)),
        mark("any variable"): Case(1, along(4, 3, 0.2, 0.9), along(6, 0, 3.1, 3.9), along(6, 4, 3.1, 3.9)),
        mark("whole numbers"): Case(1, along(3, 2, 0.2, 0.9, whole=True), along(3, 0, 3.1, 3.9, whole=True)),
        mark("x stays as it was"): Case(1, along(3, 2, 0.2, 0.9), along(3, 0, 3.1, 3.9), keeps=("x",)),
    },
    ask=ask_function,
    right=lambda f, x, i, t: f(moved(x, i, t - x[i])),
    said=mark("For x = {x}, i = {i} and t = {t} your function gives {got:.6g}."),
    see=lambda got, f, x, i, t: {"there": moved(x, i, t - x[i])},
    simple=mark("At {there} f is {right:.6g}."),
    mistakes={
        "f(x)": mark("f(x) is a number. What is to happen when your function is called with t?"),
        "along(lambda t: x)": mark("That is f(x), whatever t is: where does t go?"),
        "along(lambda t: 0 * x + t)": mark("There t stands for every variable: which ones stay as they are?"),
        "along(lambda t: put(t + x[i], i))": mark("There t is added to the variable. What is it to be instead?"),
        "along(lambda t: put(t, 0))": mark("There t is in the first place. In which one is it to be?"),
        "along(lambda t: put(t, i - 1))": mark("There t is one place before its own. Where does i count from?"),
        "along(lambda t: put(t, i).astype(x.dtype))": mark(
            "Your t was cut to a whole number: what can your array hold?"
        ),
        "along(lambda t: t)": mark("f takes a whole point: which numbers does it hold beside t?"),
        "along(lambda t: [t, x[1]] if i == 0 else [x[0], t])": mark("Your point has two numbers. How many has x?"),
        "y = np.array(x, float)\ny[i] = t\nreturn f(y)": mark(
            "t is the argument of the function that you return. Where is it defined?"
        ),
        "def g(t):\n    p = np.asarray(x, float)\n    p[i] = t\n    return f(p)\nreturn g": mark(
            "`np.asarray` copies no array of floats: then both are one array. What makes a copy?"
        ),
        "def g(t):\n    x[i] = t\n    return f(x)\nreturn g": mark(
            "The array x is the caller's. Do you write into it?"
        ),
    },
    begin="""\
along = lambda point: lambda t: f(point(t))
def put(t, i):
    y = np.array(x, float)
    y[i] = t
    return y""",
    also_right=(
        "along(lambda t: np.where(np.arange(len(x)) == i, t, x))",
        "along(lambda t: [t if k == i else x[k] for k in range(len(x))])",
        "along(lambda t: np.concatenate([x[:i], [t], x[i + 1:]]))",
    ),
)


def places(*sides: tuple[int, int]) -> tuple[Kind, ...]:
    """Return what draws x and y on these sides of 0: the sign of each slope is that of y or x, which is the larger."""
    return tuple(lambda rng, a=a, b=b: (a * draw(rng, 1.7, 2.9), b * draw(rng, 1.1, 1.9)) for a, b in sides)


QUADRANTS = places((1, 1), (-1, 1), (1, -1), (-1, -1))

partials_by_hand = Exercise(
    task=mark(r"""On paper first: for

$$f(x, y) = x^3 y + 2 x y^2 - 5y$$

find $\frac{\partial f}{\partial x}$ and $\frac{\partial f}{\partial y}$. Return both, in this order and with a comma
between, for the numbers `x` and `y`."""),
    starter='''\
def partials_by_hand(x, y):
    """Both partial derivatives of x³y + 2xy² - 5y, along x first."""
    ...
''',
    solution="return 3 * x**2 * y + 2 * y**2, x**3 + 4 * x * y - 5",
    hints=(
        mark("Write 7 for y, and differentiate along x as in lesson 01. Then write y again where the 7 was."),
        mark("Take one term at a time. A factor without the moving variable stays; a term without it has the slope 0."),
        mark("Along x the three terms have the slopes 3x²y, 2y² and 0. Now hold x still, and do the same along y."),
    ),
    cases={
        mark("along x"): Case(
            1,
            *QUADRANTS,
            measure=lambda both, x, y: both[0],
            said=mark("At x = {x} and y = {y} your slope along x is {along_x:.6g}."),
            simple=mark("With y = {y} held still, f(x) = {y}x³ + {factor:.4g}x {constant:+.4g}."),
        ),
        mark("along y"): Case(
            1,
            *QUADRANTS,
            measure=lambda both, x, y: both[1],
            said=mark("At x = {x} and y = {y} your slope along y is {along_y:.6g}."),
            simple=mark("With x = {x} held still, f(y) = {linear:.4g}y {square:+.4g}y²."),
        ),
    },
    right=lambda x, y: (3 * x**2 * y + 2 * y**2, x**3 + 4 * x * y - 5),
    said="",
    see=lambda got, x, y: {
        **{"along_x": got[0], "along_y": got[1], "factor": 2 * y**2, "constant": -5 * y},
        **{"linear": x**3 - 5, "square": 2 * x},
    },
    mistakes={
        "(along_y, along_x)": mark("These are the right two. Which of them comes first?"),
        "along_x + along_y": mark("You add the two slopes up. Which of them is along x?"),
        "(3 * x**2 + 2 * y**2, along_y)": mark("y is held still, but it is still there. What does it do to x³?"),
        "(along_x - 5 * y, along_y)": mark("While y is held still, −5y does not change. What is its slope?"),
        "(along_x - 5, along_y)": mark("−5 is the slope of −5y along y. What is it along x?"),
        "(3 * x**2 + 4 * y, along_y)": mark(
            "You differentiated y too. As a factor it is constant: what happens to it?"
        ),
        "(3 * x**2 + 2, along_y)": mark("A constant factor stays: is the slope of 7x³ not 7 times that of x³?"),
        **dict.fromkeys(
            ("(3 * x**2 * y + 2 * y, along_y)", "(3 * x**2 * y + 2 * x * y**2, along_y)"),
            mark("2xy² is 2y² times x. What is its slope along x?"),
        ),
        "(x**2 * y + 2 * y**2, along_y)": mark("Which factor does the power of x³ leave in its slope?"),
        "(3 * x**2 * y + 4 * x * y, along_y)": mark("Your second term is the slope of 2xy² along y. And along x?"),
        "(x**3 * y + 2 * x * y**2 - 5 * y, along_y)": mark("That is f itself. How steep is it along x?"),
        "(along_x, along_y + 5)": mark("−5y is missing: while y moves, what is its slope?"),
        "(along_x, along_y + 5 - 5 * y)": mark("−5y is there still. What is its slope?"),
        "(along_x, 3 * x**2 + 4 * y - 5)": mark(
            "You differentiated x too. As a factor it is constant: what happens to it?"
        ),
        "(along_x, 3 * x**2 + 4 * x * y - 5)": mark("x³ is the factor of y. Does it change while y moves?"),
        "(along_x, 1 + 4 * y - 5)": mark("A constant factor stays: is the slope of 7y not 7?"),
        "(along_x, x**3 + 2 * x * y - 5)": mark("Which factor does the power of y² leave in its slope?"),
        "(along_x, x**3 + 2 * x - 5)": mark("2xy² is 2x times y². What is its slope along y?"),
    },
    begin="along_x, along_y = 3 * x**2 * y + 2 * y**2, x**3 + 4 * x * y - 5",
    also_right=(
        "np.array([y * (3 * x * x + 2 * y), x * (x * x + 4 * y) - 5])",
        "f = lambda x, y: x**3 * y + 2 * x * y**2 - 5 * y\n"
        "return [f(x + 1e-20j, y).imag / 1e-20, f(x, y + 1e-20j).imag / 1e-20]",
    ),
)


MOVING = "x = np.asarray(x, float)\nx[i] += h\na = f(x)\nx[i] -= 2 * h\nb = f(x)\nreturn (a - b) / (2 * h)"

partial_difference = Exercise(
    task=mark("""The partial derivative of `f` at the point `x` along coordinate number `i`, by the central difference
with step `h`. `f` takes a point. `x` may hold whole numbers, and must stay as it was before the call."""),
    starter='''\
def partial_difference(f, x, i, h):
    """The slope of f at the point x along coordinate i, from both neighbours."""
    ...
''',
    solution="step = np.zeros(len(x))\nstep[i] = h\nreturn (f(x + step) - f(x - step)) / (2 * h)",
    hints=(
        mark("Only coordinate i moves. What are the two neighbours of (3, 4) along i = 1 with h = 0.1?"),
        mark("Make an array of zeros with h in place i. `x` plus that array is a new point, and so is `x` minus it."),
        mark("It is the central difference of lesson 01: the difference of the two values, over their distance."),
    ),
    cases={
        mark("two variables"): Case(1, along(2, 1, 0.05, 0.2), along(2, 0, 0.05, 0.2)),
        mark("any axis"): Case(1, along(4, 3, 0.05, 0.2), along(6, 0, 0.05, 0.2), along(6, 4, 0.05, 0.2)),
        mark("whole numbers"): Case(1, along(3, 2, 0.05, 0.2, whole=True), along(3, 0, 0.05, 0.2, whole=True)),
        mark("x stays as it was"): Case(1, drifting(along(3, 2, 0.05, 0.2)), along(3, 1, 0.05, 0.2), keeps=("x",)),
    },
    right=lambda f, x, i, h: (f(moved(x, i, h)) - f(moved(x, i, -h))) / (2 * h),
    within=lambda f, x, i, h: 1e-9 * (1 + abs(f(moved(x, i, h))) + abs(f(moved(x, i, -h)))) / h,
    said=mark("At x = {x}, along i = {i} with h = {h}, you return {got:.6g}."),
    see=lambda got, f, x, i, h: {"behind": f(moved(x, i, -h)), "ahead": f(moved(x, i, h))},
    simple=mark("f is {behind:.6g} at the neighbour on one side, and {ahead:.6g} on the other."),
    mistakes={
        "(f(x + e) - f(x - e)) / h": mark("That is twice the slope: how far apart are the points?"),
        "f(x + e) - f(x - e)": mark("That is how much f changes. Over which distance?"),
        "(f(x + e / h) - f(x - e / h)) / (2 * h)": mark("You move by 1 and divide by 2h. By how much is x to move?"),
        "(f(x + e) - f(x - e)) / 2": mark("You divide by 2. How far apart are the two points?"),
        "(f(x + e) - f(x - e)) / 2 * h": mark("`/ 2 * h` divides by 2, then multiplies by h. Is that so?"),
        "(f(x - e) - f(x + e)) / (2 * h)": mark("Your sign is turned round: which value comes first?"),
        "(f(x + e) - f(x)) / h": mark("That looks ahead only: where is the point on the other side?"),
        "(f(x) - f(x - e)) / h": mark("That looks back only: where is the point on the other side?"),
        **dict.fromkeys(
            ("(f(x + e) - f(x)) / (2 * h)", "(f(x) - f(x - e)) / (2 * h)"),
            mark("One of your two points is x itself, and you divide by 2h. Where do both neighbours lie?"),
        ),
        "(f(x + h) - f(x - h)) / (2 * h)": mark("All the variables moved at once: which are held still?"),
        "(f(x[i] + h) - f(x[i] - h)) / (2 * h)": mark("f takes the whole point: which array has h in place i?"),
        **dict.fromkeys(
            [f"e = h * np.eye(len(x))[{k}]\nreturn (f(x + e) - f(x - e)) / (2 * h)" for k in ("0", "1", "i - 1", "-1")],
            mark("Another variable moved than number {i}. Where do the numbers begin?"),
        ),
        "p = x\nq = x\np[i] = x[i] + h\nq[i] = x[i] - h\nreturn (f(p) - f(q)) / (2 * h)": mark(
            "That is 0, as if f were asked twice at one point. `p = x` is no copy: do your points differ?"
        ),
        **dict.fromkeys(
            (
                "p, q = x.copy(), x.copy()\np[i] += h\nq[i] -= h\nreturn (f(p) - f(q)) / (2 * h)",
                "e = np.zeros_like(x)\ne[i] = h\nreturn (f(x + e) - f(x - e)) / (2 * h)",
            ),
            mark("Your h was cut off: an array of whole numbers cannot hold it. What kind of array can?"),
        ),
        "p, q = 1.0 * x, 1.0 * x\np[i], q[i] = h, -h\nreturn (f(p) - f(q)) / (2 * h)": mark(
            "Number {i} is h and −h in your two points. Where do they lie, if they are the neighbours of x?"
        ),
        MOVING: mark("Whose array do you move?"),
        MOVING.replace("return", "x[i] += h\nreturn"): mark(
            "You add and subtract h, and rounding leaves a little. What brings the old number back exactly?"
        ),
    },
    begin="e = h * np.eye(len(x))[i]",
    also_right=(
        "a, b = np.array(x, float), np.array(x, float)\na[i] += h\nb[i] -= h\nreturn (f(a) - f(b)) / 2 / h",
        "((f(x + e) - f(x)) / h + (f(x) - f(x - e)) / h) / 2",
        "import coursekit.gradient as c\nreturn c.partial_derivative(f, x, i, h=h)",
    ),
)


HOT = "too hot to measure"
OTHER_ERRORS = OverflowError, IndexError, RuntimeError


def plate(shape: tuple[int, ...], *errors: type[Exception], whole: bool = False) -> Kind:
    """Return what draws the sum of a (t - c)² over an array, its gradient, a place near its lowest point, an error.

    One of the slopes is negative, and the others are not.
    """

    def drawn(rng: Rng) -> tuple[Any, ...]:
        a, away = (np.array([draw(rng, 0.6, 1.4) for _ in range(int(np.prod(shape)))]).reshape(shape) for _ in range(2))
        x = rng.integers(3, 7, shape) if whole else 1 + away[::-1] + rng.integers(1, 4, shape)
        away.flat[rng.integers(away.size)] *= -1
        error = errors[int(rng.integers(len(errors)))] if errors else None
        return takes(shape, lambda p: float(np.sum(a * (p - x + away) ** 2))), x, 2 * a * away, error

    return drawn


def ask_in_spite(answer: Answer, f: Field, x: Any, slopes: Vector, error: type[Exception] | None) -> Any:
    """Ask for the gradient; if an error is drawn, let f raise it the first time that its last entry grows."""
    if error is None:
        return answer(f, x)
    armed = True

    def fragile(p: Any) -> float:
        value = f(p)
        if armed and np.ravel(p)[-1] > np.ravel(x)[-1]:
            raise error(HOT)
        return value

    try:
        answer(fragile, x)
    except AnswerError as told:
        if error.__name__ not in str(told) or HOT not in str(told):
            raise
        armed = False
        return answer.again()
    template = mark("At x = {x} f stops with an error, “{error}”, when the last entry grows, and you return a value.")
    said = say(template, x=Written(x), error=HOT)
    raise AnswerError(together(said, say("How will the caller know?")))


REPAIRED = """\
def repaired_gradient(f, x):
    \"""All slopes of f at x, in an array of the shape of x; x stays as it was.\"""
    h, slopes = 1e-4, np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        ahead, behind = np.array(x, float), np.array(x, float)
        ahead[i] += h
        behind[i] -= h
        slopes[i] = (f(ahead) - f(behind)) / (2 * h)
    return slopes
"""

IN_PLACE = """\
def repaired_gradient(f, x):
    x = np.asarray(x, float)
    h, slopes = 1e-4, np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        tmp = x[i]
        try:
            x[i] = tmp + h
            ahead = f(x)
            x[i] = tmp - h
            slopes[i] = (ahead - f(x)) / (2 * h)
        finally:
            x[i] = tmp
    return slopes
"""

repaired_gradient = Exercise(
    task=mark("""This loop stands in many textbooks: one central difference for each entry of `x`. Section 4 of the
lesson breaks it. Repair it, so that it is right for arrays of whole numbers and for arrays of any shape, and so that
the call leaves `x` as it was, **even if `f` stops with an error** half way. The error itself
needs no code of yours: it stops your function too, so that whoever called it knows."""),
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
    hints=(
        mark(
            "Run it with the arrays [3, 4] and [[3.0], [4.0]], and print x and tmp inside the loop. What do they hold?"
        ),
        mark("`np.zeros(x.shape)` holds floats whatever x holds. `np.ndindex(x.shape)` runs through every place of x."),
        mark("If x itself is never written to, nothing needs to be put back. Move an entry of a fresh copy of floats."),
    ),
    cases={
        mark("whole numbers"): Case(1, plate((2,), whole=True)),
        mark("any shape"): Case(1, plate((3, 1)), plate((2, 3)), plate((2, 1, 3))),
        mark("x stays as it was"): Case(1, plate((2, 2)), keeps=("x",)),
        mark("x stays as it was even if f stops with an error"): Case(
            2, plate((2, 2), ValueError), plate((3, 1), *OTHER_ERRORS), keeps=("x",)
        ),
    },
    ask=ask_in_spite,
    right=lambda f, x, slopes, error: slopes,
    # a central difference of a parabola is exact: rounding of f, and of x where it is 6 or less, for h = 1e-6 or more
    within=lambda f, x, slopes, error: 2e-10 * (8 + np.sum(slopes**2)),
    said=mark("At x = {x} you return {got}."),
    simple=mark("The slopes are {slopes} there."),
    mistakes={
        REPAIRED.replace("np.array(x, float)", "x.copy()"): mark("Does x + h keep its h when it is stored in x?"),
        REPAIRED.replace("np.zeros(x.shape)", "np.zeros_like(x)"): mark("What numbers can your result array hold?"),
        REPAIRED.replace("return slopes", "return abs(slopes)"): mark(
            "`abs` took the sign away: does f rise or fall there?"
        ),
        REPAIRED.replace("/ (2 * h)", "/ h"): mark("That is twice the gradient: how far apart are the points?"),
        **dict.fromkeys(
            [
                REPAIRED.replace("behind[i] -= h", "pass").replace("(2 * h)", "h").replace("1e-4", h)
                for h in ("1e-4", "1e-6")
            ],
            mark("That looks ahead only. Where is the second point of a central difference?"),
        ),
        IN_PLACE.replace("np.ndindex(x.shape)", "range(len(x))").replace("asarray", "array"): mark(
            "Is your tmp a number, or a row of x that changes with x?"
        ),
        REPAIRED.replace("np.ndindex(x.shape)", "[(i, j) for i in range(x.shape[0]) for j in range(x.shape[1])]"): mark(
            "Two loops are for a table. What runs through all places of an array of any shape?"
        ),
        REPAIRED.replace("np.ndindex(x.shape)", "range(len(x))"): mark(
            "A whole row moves at once. What runs through all places?"
        ),
        REPAIRED.replace("behind[i] -= h", "pass"): mark("Your second point is x itself. How far is the other side?"),
        **dict.fromkeys(
            [
                IN_PLACE.replace("np.ndindex(x.shape)", "range(x.size)").replace("asarray", copied)
                for copied in ("asarray", "array")
            ],
            mark("`x[i]` is a row here. What runs through all places?"),
        ),
        REPAIRED.replace("return slopes", "return slopes.ravel()"): mark("Its shape is to be that of x."),
        IN_PLACE.replace("x[i] = tmp\n", "pass\n"): mark("What puts the old number back into x?"),
        IN_PLACE.replace("x[i] = tmp\n", "x[i] += h\n"): mark(
            "You add and subtract h, and rounding leaves a little. What brings the old number back exactly?"
        ),
        IN_PLACE.replace(
            "finally:", "except ValueError:\n            x[i] = tmp\n            raise\n        else:"
        ): mark("f stopped half way with another error than a ValueError. What is done whatever the error is?"),
        IN_PLACE.replace("try:", "if True:").replace("finally:", "if True:"): mark(
            "f stopped half way with an error, and x was left as it was then. Is it your own copy that you move?"
        ),
        **dict.fromkeys(
            [
                IN_PLACE.replace(
                    "        finally:", f"        except Exception:\n            {instead}\n        finally:"
                )
                for instead in ("pass", 'raise RuntimeError("f failed")')
            ],
            mark("Whoever calls your function needs the error of f as it is. What does yours make of it?"),
        ),
    },
    also_right=(
        IN_PLACE,
        REPAIRED.replace("1e-4", "1e-6"),
        REPAIRED.replace(
            "h, slopes",
            "from coursekit.gradient import numerical_gradient_loop as g\n    return g(f, x)\n    h, slopes",
        ),
    ),
)


def corners(f: Field, x: Vector, h: float) -> float:
    """Return the sum of f over the four corners, those where both coordinates go the same way as positive."""
    return sum(s * t * f(x + [s * h, t * h]) for s in (1, -1) for t in (1, -1))


def flat(powers: Sequence[tuple[int, int]]) -> Kind:
    """Return what draws a polynomial of two variables, a point, a step."""
    return lambda rng: (polynomial(rng, powers), point(rng, 2), draw(rng, 0.05, 0.2))


mixed_partial = Exercise(
    task=mark(r"""The mixed partial derivative $\frac{\partial^2 f}{\partial y\,\partial x}$ of a function of two
variables: the slope along y of the slope along x. Take a central difference with step `h` along each of them. `f`
takes a point, and `x` is one: an array of two floats."""),
    starter='''\
def mixed_partial(f, x, h):
    """The slope along x[1] of the slope of f along x[0], by central differences."""
    ...
''',
    solution="""\
a, b = np.array([h, 0]), np.array([0, h])
return (f(x + a + b) - f(x + a - b) - f(x - a + b) + f(x - a - b)) / (4 * h**2)""",
    hints=(
        mark("First write the slope along x[0] as a function of the point. Then take the slope of that along x[1]."),
        mark("Written out, f is needed at four corners: both coordinates move by h, each up or down."),
        mark("Two corners count as positive: both up, and both down. Below the bar stands 2h times 2h."),
    ),
    cases={
        mark("a product"): Case(1, flat([(1, 1), (2, 0), (0, 2), (1, 0), (0, 1)])),
        mark("a polynomial"): Case(2, flat([(3, 1), (1, 3), (2, 2), (2, 1), (1, 2), (1, 1), (2, 0), (0, 2)])),
    },
    right=lambda f, x, h: corners(f, x, h) / (4 * h**2),
    within=lambda f, x, h: 1e-9 / h**2,
    said=mark("At x = {x} with h = {h} you return {got:.6g}."),
    see=lambda got, f, x, h: {
        "low": (f(x + [h, -h]) - f(x - [h, h])) / (2 * h),
        "high": (f(x + [h, h]) - f(x - [h, -h])) / (2 * h),
    },
    simple=mark("The slope along x is {low:.5g} at y − h, and {high:.5g} at y + h."),
    mistakes={
        "d / h**2": mark("That is 4 times as much: over how much does each difference reach?"),
        "d / (2 * h**2)": mark("That is twice as much: over how much does each difference reach?"),
        "d": mark("That is the difference of differences. Over which two distances?"),
        "d / (2 * h)": mark("You divide by one distance only. Which is the second?"),
        "d / (4 * h)": mark("You divide by h once. How often is a difference divided by 2h?"),
        "d / 4 * h**2": mark("`/ 4 * h**2` divides, then multiplies. What is below the bar?"),
        "-d / (4 * h**2)": mark("Your sign is turned round: which two corners are positive?"),
        "(f(x + a + b) - f(x + a - b) + f(x - a + b) - f(x - a - b)) / (4 * h**2)": mark(
            "Two of your four signs are wrong: which two corners are positive?"
        ),
        "s = lambda p: (f(p + a) - f(p - a)) / (2 * h)\nreturn (s(x + h) - s(x - h)) / (2 * h)": mark(
            "Your second step moves both coordinates. Which one stays as it is?"
        ),
        "(f(x + a) - 2 * f(x) + f(x - a)) / h**2": mark("That is twice along x. Which is the second direction?"),
        "(f(x + b) - 2 * f(x) + f(x - b)) / h**2": mark("That is twice along y. Which is the first direction?"),
        "(f(x + a) - f(x - a)) * (f(x + b) - f(x - b)) / (4 * h**2)": mark(
            "That is the product of two slopes. It is the slope of a slope that is asked: of which?"
        ),
        "(f(x + a) - f(x - a)) / (2 * h)": mark("That is the slope along x. How does it change along y?"),
        "(f(x + b) - f(x - b)) / (2 * h)": mark("That is the slope along y. How does it change along x?"),
        "(f(x + a + b) - f(x + a) - f(x + b) + f(x)) / h**2": mark("That looks ahead only: where is the other side?"),
        **dict.fromkeys(
            (
                *("(f(x + a + b) - f(x - a - b)) / (4 * h**2)", "(f(x + a + b) - f(x - a - b)) / (2 * h)"),
                "(f(x + a + b) - 2 * f(x) + f(x - a - b)) / h**2",
            ),
            mark("You compare two corners. There are four: which are the others?"),
        ),
    },
    begin="""\
a, b = np.array([h, 0]), np.array([0, h])
d = f(x + a + b) - f(x + a - b) - f(x - a + b) + f(x - a - b)""",
    also_right=(
        "(f(x + a + b) - f(x - a + b)) / (2 * h) / (2 * h) - (f(x + a - b) - f(x - a - b)) / (2 * h) / (2 * h)",
        "g = lambda y: (f([x[0] + h, y]) - f([x[0] - h, y])) / (2 * h)\nreturn (g(x[1] + h) - g(x[1] - h)) / (2 * h)",
    ),
)


def grid(
    fast: str,
    *,
    sign: int = 1,
    power: float = 0,
    edge: float = 0,
    bend: float = 0,
    times: tuple[float, float] = (1.2, 1.6),
) -> Kind:
    """Return what draws a grid that changes fastest along x or y, and what can make it look the other way round.

    Parameters
    ----------
    sign : int
        1 if it gets warmer along the fast axis, -1 if colder.
    power : float
        The places lie farther apart along the other axis: by this power of how much faster the first one is.
    edge, bend : float
        How much is added to the edges along the slow axis; how much it is bent, as a part of its slope.
    times : tuple of float
        How many times as fast the fast axis is: between which two.
    """

    def drawn(rng: Rng) -> tuple[Any, ...]:
        i, j = (int(k) for k in rng.integers(2, 4, 2))
        slow, ratio, steps = draw(rng, 1, 2), draw(rng, *times), np.arange(-3, 4)
        middle = draw(rng, 18, 25) if bend or edge else draw(rng, -0.5, 0.5)
        near = draw(rng, 0.5, 2)
        far = round(near * ratio**power, 2)
        u, v = sign * slow * ratio * near * steps, slow * far * (steps + bend * steps**2)
        v[[0, -1]] += edge * np.array([-1, 1])
        table = np.pad(middle + u[None, :] + v[:, None], ((i, 0), (j, 0)), mode="edge")  # not always at (3, 3)
        return (table, i + 3, j + 3, near, far) if fast == "x" else (table.T.copy(), j + 3, i + 3, far, near)

    return drawn


fastest_axis = Exercise(
    task=mark("""The temperature of a plate was measured on a grid. `T[i, j]` is in row `i` and column `j`: `x` grows by
`dx` from one column to the next, `y` grows by `dy` from one row to the next, both in cm. Along which axis does the
temperature change faster at row `i` and column `j`, which is not at the edge? Compare the two partial derivatives there
by size, and return `"x"` or `"y"`."""),
    starter='''\
def fastest_axis(T, i, j, dx, dy):
    """The axis along which T changes faster at row i and column j: "x" or "y"."""
    ...
''',
    solution="""\
along_x = (T[i, j + 1] - T[i, j - 1]) / (2 * dx)
along_y = (T[i + 1, j] - T[i - 1, j]) / (2 * dy)
return "x" if abs(along_x) > abs(along_y) else "y\"""",
    hints=(
        mark("Along x the row stays the same: which of the two indices changes?"),
        mark(
            "Each slope is a central difference: the neighbour after minus the neighbour before, over their distance."
        ),
        mark("A slope of −4 °C per cm is faster than one of 3: compare without the signs, with `abs`."),
    ),
    cases={
        mark("a slanted plate"): Case(
            2,
            *(grid(fast, sign=sign, bend=bend) for fast in "xy" for sign in (1, -1) for bend in (0, 0.01)),
            *(grid(fast, times=(2.5, 3)) for fast in "xy"),
        ),
        mark("distances differ"): Case(1, *(grid(fast, power=power) for fast in "xy" for power in (0.7, 5))),
        mark("a hot edge"): Case(1, *(grid(fast, edge=80) for fast in "xy")),
        mark("a bent plate"): Case(1, *(grid(fast, bend=3) for fast in "xy")),
    },
    right=lambda T, i, j, dx, dy: (
        "x" if abs(T[i, j + 1] - T[i, j - 1]) * dy > abs(T[i + 1, j] - T[i - 1, j]) * dx else "y"
    ),
    choices=("x", "y"),
    said=mark(
        "At row {i}, column {j} you say “{got}”. "
        "Left and right of it are {left:.4g} and {ahead:.4g} °C, {wide:g} cm apart; "
        "before and after it along y {before:.4g} and {after:.4g} °C, {high:g} cm apart."
    ),
    see=lambda got, T, i, j, dx, dy: {
        **{"left": T[i, j - 1], "ahead": T[i, j + 1], "before": T[i - 1, j], "after": T[i + 1, j]},
        **{"wide": 2 * dx, "high": 2 * dy},
    },
    mistakes={
        **dict.fromkeys(
            ('"y" if abs(along_x) > abs(along_y) else "x"', '"x" if abs(along_x) < abs(along_y) else "y"'),
            mark("It is the other axis each time. Which index of T counts along x, and which slope is larger?"),
        ),
        '"x" if along_x > along_y else "y"': mark("Does a plate that gets colder not change?"),
        **dict.fromkeys(
            ('"x" if abs(2 * along_x) > abs(along_y) else "y"', '"x" if abs(along_x) > abs(2 * along_y) else "y"'),
            mark("Are the neighbours along x and along y equally many steps apart?"),
        ),
        '"x" if abs(along_x * dx) > abs(along_y * dy) else "y"': mark("How far is it from one column to the next?"),
        '"x" if abs(along_x * dx) * dx > abs(along_y * dy) * dy else "y"': mark("Which of the distances is along x?"),
        '"x" if abs(along_y * dy / dx) > abs(along_x * dx / dy) else "y"': mark("Which index of T counts along x?"),
        **dict.fromkeys(
            [f'"x" if abs(T[i, j{k}1] - T[i, j]) / dx > abs(T[i{k}1, j] - T[i, j]) / dy else "y"' for k in "+-"],
            mark("Do you look at both neighbours, the one before and the one after?"),
        ),
        '"x" if np.ptp(T[i]) / (len(T[i]) * dx) > np.ptp(T[:, j]) / (len(T) * dy) else "y"': mark(
            "One edge of this plate is very hot. Do you look at the neighbours of the place only?"
        ),
        **dict.fromkeys(('"x"', '"y"'), mark("You say the same for each plate. Which two slopes do you compare?")),
        "along_x": mark("That is one slope. Which axis has the larger one?"),
    },
    begin="along_x, along_y = (T[i, j + 1] - T[i, j - 1]) / (2 * dx), (T[i + 1, j] - T[i - 1, j]) / (2 * dy)",
    also_right=(
        "down, across = np.gradient(T, dy, dx)\nreturn 'xy'[int(abs(down[i, j]) > abs(across[i, j]))]",
        '"y" if along_y**2 > along_x**2 else "x"',
    ),
)

EXERCISES = (hold_others, partials_by_hand, partial_difference, repaired_gradient, mixed_partial, fastest_axis)
