"""The exercises of lesson 03, the gradient.

Every case is a polynomial drawn anew for each check, so that its gradient and each difference is known exactly. Two
right answers may differ by rounding only.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coursekit.exercises.checking import draw, point
from coursekit.exercises.exercise import Case, Exercise, Kind, Rng
from coursekit.exercises.partial_derivative import takes
from coursekit.words import mark

INTRO = mark("""# Exercises: the gradient

**What you'll do**: find gradients by hand and in code, point downhill and along a contour, and catch a wrong one. ·
**What you need**: [lesson 03](../notebooks/03_gradient.ipynb). · 45 minutes

Write your code where the `...` is, run the cell, then run the cell with `check` below it. If you are stuck, `hint`
helps.""")

Vector = NDArray[np.float64]
Field = Callable[[Any], Any]


def cubic(rng: Rng, n: int) -> tuple[Field, Field]:
    """Draw the sum of a (t - c)³ over the coordinates, plus b times the square of their sum, and its gradient."""
    a, c, b = np.array([draw(rng, 0.6, 1.9) for _ in range(n)]), point(rng, n), draw(rng, 0.3, 0.9)
    return (
        takes((n,), lambda p: float(a @ (p - c) ** 3 + b * p.sum() ** 2)),
        takes((n,), lambda p: 3 * a * (p - c) ** 2 + 2 * b * p.sum(), "grad"),
    )


def size(v: Any) -> float:
    """Return the length of a vector."""
    return float(np.sqrt(np.sum(np.square(v))))


def quadrant(across: int, up: int, *, far: bool = True) -> Kind:
    """Return what draws a point on these sides of the axes: x² is larger than 3y² if it is `far`, or else smaller."""
    return lambda rng: (
        across * (draw(rng, 2.5, 2.9) if far else draw(rng, 1.6, 1.9)),
        up * (draw(rng, 0.6, 1.4) if far else draw(rng, 1.2, 1.4)),
    )


gradient_by_hand = Exercise(
    task=mark(r"""Find the gradient of $f(x, y) = x^2 y + 3x - y^3$ on paper. Return it at the point (`x`, `y`): an
array of two numbers, the slope along $x$ first."""),
    starter='''\
def gradient_by_hand(x, y):
    """The gradient of x²y + 3x - y³ at (x, y)."""
    ...
''',
    solution="return np.array([2 * x * y + 3, x**2 - 3 * y**2])",
    hints=(
        mark("For the first entry only x changes. What would you do with 5 in the place of y?"),
        mark("The slope of x²y along x is 2xy. What is it along y?"),
        mark("Along x the terms give 2xy, 3 and 0. Along y they give x², 0 and -3y²."),
    ),
    cases={
        mark("the first entry"): Case(
            1, *(quadrant(a, b) for a in (1, -1) for b in (1, -1)), measure=lambda g, x, y: g[0]
        ),
        mark("the second entry"): Case(
            1,
            *(quadrant(a, b, far=far) for a, b, far in ((1, 1, True), (-1, -1, True), (1, -1, False), (-1, 1, False))),
            measure=lambda g, x, y: g[1],
            simple=mark("While x is held still, f(y) = {square:.5g}y {linear:+.5g} − y³."),
        ),
    },
    right=lambda x, y: (2 * x * y + 3, x**2 - 3 * y**2),
    said=mark("At x = {x}, y = {y} you return {got:.5g}."),
    see=lambda got, x, y: {"square": x**2, "linear": 3 * x, "cube": -(y**3)},
    simple=mark("While y is held still, f(x) = {y}x² + 3x {cube:+.5g}."),
    mistakes={
        "(along_y, along_x)": mark("These are the right two numbers. Which of them comes first?"),
        "along_x + along_y": mark("You add the two slopes up. What does that throw away?"),
        "(-along_x, -along_y)": mark("Both have the wrong sign. Does the gradient point uphill?"),
        "np.array([along_x, along_y]) / np.hypot(along_x, along_y)": mark(
            "That has the length 1. How long is the gradient itself?"
        ),
        "(along_x - 3, along_y)": mark("What is the slope of 3x?"),
        "(along_x - 3 + 3 * x, along_y)": mark("3x is there still. What is its slope?"),
        "(2 * x + 3, along_y)": mark("y is held still, but it is still there. What does it do to the slope of x²?"),
        "(x * y + 3, along_y)": mark("Which factor does the power of x² leave in its slope?"),
        "(along_x - 3 * y**2, along_y)": mark("While x changes, y is held still. What is then the slope of y³?"),
        "(along_x + x**2, along_y)": mark("While x changes, y is held still. How many slopes does x²y have then?"),
        "(along_x, -3 * y**2)": mark("While y changes, x is held still. What is then the slope of x²y?"),
        "(along_x, 2 * x - 3 * y**2)": mark(
            "While y changes, x² is constant. What is the slope of a constant times y?"
        ),
        "(along_x, along_y + 3)": mark("While y changes, x is held still. What is then the slope of 3x?"),
        "(along_x, x**2 + 3 * y**2)": mark("Which sign has y³ in f?"),
        "(along_x, x**2 - y**2)": mark("Which factor does the power of y³ leave in its slope?"),
    },
    begin="along_x, along_y = 2 * x * y + 3, x**2 - 3 * y**2",
    also_right=(
        "[2 * y * x + 3, (x - 3**0.5 * y) * (x + 3**0.5 * y)]",
        "f = lambda x, y: x**2 * y + 3 * x - y**3\n"
        "return [f(x + 1e-20j, y).imag / 1e-20, f(x, y + 1e-20j).imag / 1e-20]",
    ),
)


def rises(f: Field, x: Any, h: float) -> Vector:
    """Return how much f changes from one neighbour to the other, along each coordinate."""
    return np.array([f(x + d) - f(x - d) for d in h * np.eye(len(x))])


def neighbours(n: int, *, whole: bool = False, drifts: bool = False) -> Kind:
    """Return what draws a function of n variables, a point, a step.

    Where the point `drifts`, x + h - 2h + h is not quite x: whoever moves x itself leaves a trace.
    """

    def drawn(rng: Rng) -> tuple[Any, ...]:
        while True:
            x, h = rng.integers(3, 9, n) if whole else point(rng, n), draw(rng, 0.11, 0.29)
            if not drifts or np.any(x + h - 2 * h + h != x):
                return cubic(rng, n)[0], x, h

    return drawn


EACH = """\
def each(slope):
    return np.array([slope(i, d) for i, d in enumerate(h * np.eye(len(x)))])
def moving(p, q, i, back=1):
    p[i] = p[i] + h
    a = f(p)
    q[i] = q[i] - back * h
    return (a - f(q)) / (2 * h)
right = lambda: each(lambda i, d: f(x + d) - f(x - d)) / (2 * h)"""

numerical_gradient = Exercise(
    task=mark(r"""The numerical gradient. `f` takes an array with the coordinates of a point and returns one number. For
each coordinate take the central difference with the step `h`, and hold the others still. Return the array of these
slopes. `x` may have any number of coordinates, and they may be whole numbers. Leave `x` as it was."""),
    starter='''\
def numerical_gradient(f, x, h):
    """The central difference of f at x along each coordinate: a float for each."""
    ...
''',
    solution="""\
slopes = np.zeros(len(x))
for i in range(len(x)):
    move = np.zeros(len(x))
    move[i] = h
    slopes[i] = (f(x + move) - f(x - move)) / (2 * h)
return slopes""",
    hints=(
        mark("Make an array of zeros for the result, `np.zeros(len(x))`, and fill it in a loop over the coordinates."),
        mark("A move along coordinate i: an array of zeros, with h at place i. `x + move` is a new array."),
        mark("In the loop: `(f(x + move) - f(x - move)) / …`. How far apart are the two points?"),
    ),
    cases={
        mark("two variables"): Case(1, neighbours(2)),
        mark("three variables and more"): Case(1, neighbours(3), neighbours(5)),
        mark("whole numbers"): Case(1, neighbours(2, whole=True)),
        mark("x stays as it was"): Case(1, neighbours(3, drifts=True), neighbours(3), keeps=("x",)),
    },
    right=lambda f, x, h: rises(f, x, h) / (2 * h),
    said=mark("At x = {x} with h = {h} you return {got:.5g}."),
    simple=mark("The central differences are {right:.5g} there."),
    mistakes={
        "each(lambda i, d: f(x + d) - f(x - d))": mark("That is how much f changes. Over which distance?"),
        "each(lambda i, d: f(x + d) - f(x - d)) / h": mark("That is twice as much. How far apart are the two points?"),
        "each(lambda i, d: f(x + d) - f(x - d)) / 2": mark("You divide by 2. How far apart are the two points?"),
        "each(lambda i, d: f(x + d) - f(x - d)) / 2 * h": mark(
            "`/ 2 * h` divides by 2, and then multiplies by h. Where do brackets belong?"
        ),
        "each(lambda i, d: f(x + d) - f(x - d) / (2 * h))": mark("Python divides first there. What is to be divided?"),
        "np.where(np.arange(len(x)) == 0, right(), 0)": mark(
            "Your loop ends at the first coordinate. Where does `return` stand?"
        ),
        "each(lambda i, d: f(x + d) - f(x)) / h": mark("You look ahead only. Where does the other point lie?"),
        "each(lambda i, d: f(x) - f(x - d)) / h": mark("You look back only. Where does the other point lie?"),
        "each(lambda i, d: f(x - d) - f(x + d)) / (2 * h)": mark("The sign is wrong. Which value is subtracted?"),
        "each(lambda i, d: f(x + h) - f(x - h)) / (2 * h)": mark("All coordinates move at once. Which are held still?"),
        "each(lambda i, d: f(x[i] + h) - f(x[i] - h)) / (2 * h)": mark("Which array is x with h added in one place?"),
        "(f(x + h) - f(x - h)) / (2 * h)": mark(
            "x + h moves all coordinates at once, and one number comes out. Which entry is each move for?"
        ),
        "each(lambda i, d: f(x + d / h) - f(x - d / h)) / (2 * h)": mark(
            "You move by 1 and divide by 2h. By how much is x to move?"
        ),
        "right() / np.linalg.norm(right())": mark("That has the length 1. How long is the gradient itself?"),
        **dict.fromkeys(
            ("right()[0]", "right()[-1]"), mark("Which entry of the result does each round of the loop fill?")
        ),
        **dict.fromkeys(
            [
                f"d, e = np.array([h, 0]), np.array([0, h])\nreturn [(f(x + m) - f(x - m)){over} for m in (d, e)]"
                for over in (" / (2 * h)", "")
            ],
            mark("Two moves are for two coordinates. How many has x?"),
        ),
        **dict.fromkeys(
            (
                "each(lambda i, d: f(x + d.astype(x.dtype)) - f(x - d.astype(x.dtype))) / (2 * h)",
                "slopes = []\nfor i in range(len(x)):\n    slopes.append(moving(x, x, i, 2))\n    x[i] = x[i] + h\n"
                "return slopes",  # the textbook's loop, on the array that was given
                "each(lambda i, d: moving(x.copy(), x.copy(), i))",
            ),
            mark(
                "Your step was cut to a whole number: an array of whole numbers cannot hold h. What kind of array can?"
            ),
        ),
        "each(lambda i, d: f(x + h * (np.arange(len(x)) <= i)) - f(x - h * (np.arange(len(x)) <= i))) / (2 * h)": mark(
            "Your move for a later coordinate moves those before it, too. Which are held still?"
        ),
        "y = np.array(x, float)\nreturn each(lambda i, d: moving(y, y, i, 2))": mark(
            "When you go on to the next entry, is x as it was?"
        ),
        "right().astype(x.dtype)": mark(
            "Your result array holds whole numbers: `np.zeros_like(x)` has the data type of x. Which has floats?"
        ),
        "0.0 * x": mark("That is 0, as if f were asked twice at one point. `p = x` is no copy: do your points differ?"),
        "each(lambda i, d: f(x + d) - f(x)) / (2 * h)": mark(
            "Your second point is x itself. How far is the other side?"
        ),
        "g, y = right(), np.asarray(x, float)\ny += h\ny -= 2 * h\ny += h\nreturn g": mark(
            "You add and subtract h, and rounding leaves a little. What brings the old number back exactly?"
        ),
        "g = right()\nx[:] = g\nreturn g": mark("The array x is the caller's. Do you write into it?"),
    },
    begin=EACH,
    also_right=(
        "[(f(x + d) - f(x - d)) / h / 2 for d in h * np.eye(len(x))]",
        "list(each(lambda i, d: moving(np.array(x, float), np.array(x, float), i)))",
        "from coursekit.gradient import numerical_gradient_loop\nreturn numerical_gradient_loop(f, x, h)",
    ),
)


def both_ways(rng: Rng, n: int) -> tuple[Field, Field, Vector]:
    """Draw a function, its gradient and a point where some slopes go up and some down, all of them steep."""
    while True:
        (f, grad), x = cubic(rng, n), point(rng, n)
        if np.min(np.abs(grad(x))) >= 1 and abs(np.sum(np.sign(grad(x)))) < n:
            return f, grad, x


def towards(low: float, high: float) -> Kind:
    """Return what draws a gradient with an entry of each sign, a point, and an angle between two."""
    return lambda rng: (*both_ways(rng, 2)[1:], draw(rng, low, high))


slope_towards = Exercise(
    task=mark(r"""The slope in a direction, the directional derivative. `angle` is in degrees: 0 points along $x$, 90
along $y$. `grad` is a function: `grad(x)` is the gradient at the point `x`. Return the slope of $f$ at `x` in that
direction, one number."""),
    starter='''\
def slope_towards(grad, x, angle):
    """The slope at x in the direction of `angle`, in degrees from the x axis."""
    ...
''',
    solution="""\
t = np.deg2rad(angle)
return grad(x) @ np.array([np.cos(t), np.sin(t)])""",
    hints=(
        mark("What is the slope for 0 degrees, and for 90? Both are entries of the gradient."),
        mark(
            "The unit vector of the direction has the entries cos and sin of the angle. "
            "They take radians: `np.deg2rad`."
        ),
        mark("Multiply the first entries with each other, then the second ones, and add. `@` does that."),
    ),
    cases={
        mark("the directions of the axes"): Case(0, towards(90, 90), towards(0, 0)),
        mark("to the right"): Case(1, towards(15, 75), towards(-75, -15)),
        mark("to the left"): Case(1, towards(105, 165), towards(195, 255)),
    },
    right=lambda grad, x, angle: grad(x) @ [np.cos(np.deg2rad(angle)), np.sin(np.deg2rad(angle))],
    within=lambda grad, x, angle: 1e-9 * (1 + size(grad(x))),
    said=mark("With the gradient {gradient} and {angle:g} degrees you return {got:.5g}."),
    see=lambda got, grad, x, angle: {
        **{"gradient": grad(x), "across": np.round(np.cos(np.deg2rad(angle)), 9)},
        **{"up": np.round(np.sin(np.deg2rad(angle)), 9)},
    },
    simple=mark("One unit in that direction is {across:.4g} along x and {up:.4g} along y."),
    mistakes={
        "g @ np.array([np.cos(angle), np.sin(angle)])": mark("Do `np.cos` and `np.sin` take degrees?"),
        "g @ np.array([np.sin(t), np.cos(t)])": mark("An angle of 0 points along x. Which of the two is 1 there?"),
        "g @ np.array([np.cos(t), -np.sin(t)])": mark("Which sign has the way along y, for 90 degrees?"),
        "-g @ np.array([np.cos(t), np.sin(t)])": mark("The sign is wrong. Does f rise or fall on the way?"),
        "g @ np.array([np.cos(t), np.sin(t)]) / np.linalg.norm(g)": mark(
            "You divide the gradient by its length. Is a slope not larger where f is steeper?"
        ),
        "np.linalg.norm(g)": mark("That is the slope straight uphill. What is it in the given direction?"),
        "np.linalg.norm(g) * np.cos(t)": mark("Is the gradient at angle 0? Your angle is measured from the x axis."),
        "g @ np.array([np.cos(np.rad2deg(angle)), np.sin(np.rad2deg(angle))])": mark(
            "`np.rad2deg` makes degrees of radians. Which of the two is `angle` in, and which does `np.cos` take?"
        ),
        "abs(g @ np.array([np.cos(t), np.sin(t)]))": mark(
            "`abs` takes the sign away. Which sign has a slope downhill?"
        ),
        "g[0] + g[1]": mark("You add the two slopes. How much of each belongs to the direction?"),
        "g @ np.array([1, np.tan(t)])": mark("How long is your vector? A slope is for one unit of the way."),
        "g * np.array([np.cos(t), np.sin(t)])": mark("`*` multiplies entry by entry. What adds the products up?"),
    },
    begin="t, g = np.deg2rad(angle), grad(x)",
    also_right=(
        "import math\ng, t = grad(x), math.radians(angle)\nreturn g[0] * math.cos(t) + g[1] * math.sin(t)",
        *("np.hypot(*g) * np.cos(t - np.arctan2(g[1], g[0]))", "np.dot(g, [np.exp(1j * t).real, np.exp(1j * t).imag])"),
    ),
)


def ground(n: int, *, change: Callable[[Vector], Any] = lambda g: g, first: int = 0) -> Kind:
    """Return what draws a gradient of n entries, each of them steep, and changed, and a point.

    `first` is the sign of the first entry, if it is not 0.
    """

    def drawn(rng: Rng) -> tuple[Any, ...]:
        g = np.zeros(n)
        while abs(np.sum(g)) < 1 or np.sign(g[0]) == -first:
            _, slopes, x = both_ways(rng, n)
            g = slopes(x)
        return (lambda p: change(slopes(p)) if np.array_equal(p, x) else slopes(p)), x

    return drawn


steepest_descent = Exercise(
    task=mark(r"""The direction in which $f$ falls most steeply at `x`, as a unit vector: its length is 1. `grad(x)` is
the gradient, for any number of coordinates. Where the gradient is exactly 0, it shows no way: return an array of
zeros there."""),
    starter='''\
def steepest_descent(grad, x):
    """The unit vector straight downhill from x; zeros where the ground is level."""
    ...
''',
    solution="""\
g = grad(x)
length = np.sqrt(np.sum(g**2))
if length == 0:
    return g
return -g / length""",
    hints=(
        mark("The gradient leads uphill. What leads down?"),
        mark("The length of a vector is the root of the sum of its squares. What happens if you divide by it?"),
        mark("First find the length. If it is 0, return zeros; if not, divide by it. `if` decides."),
    ),
    cases={
        mark("two variables"): Case(1, ground(2)),
        mark("three variables and more"): Case(1, ground(3), ground(5)),
        mark("where slopes are 0"): Case(
            1,
            ground(2, change=lambda g: 0 * g),
            ground(2, change=lambda g: 1e-20 * g),
            ground(2, change=lambda g: g * [0, 1]),
            ground(3, change=lambda g: g * [1, 0, 1]),
            ground(2, change=lambda g: g[0] * np.array([1, -1])),
        ),
    },
    right=lambda grad, x: -grad(x) / (size(grad(x)) or 1),
    within=lambda grad, x: 1e-12,
    said=mark("The gradient is {gradient}, and you return {got}."),
    see=lambda got, grad, x: {"gradient": grad(x), "steep": size(grad(x)), "length": size(got)},
    simple=mark(
        "The length of the gradient is {steep:.4g}, and that of yours {length:.4g}. A unit vector has the length 1."
    ),
    mistakes={
        **dict.fromkeys(
            ("g / length", "g / length if length else 0 * g"), mark("That leads uphill. Which sign leads down?")
        ),
        "g": mark("That leads uphill, and its length is {length:.4g}. How long is a unit vector?"),
        "-g": mark("The direction is right, and its length is {length:.4g}. What makes it 1?"),
        **{
            code: words
            for divisor, words in {
                "np.sum(g**2)": mark("Its length is {length:.4g}. Is a root missing?"),
                **dict.fromkeys(
                    ("np.sum(g**2) ** 1 / 2", "np.sum(g**2) ** 1 * 2"),  # in a line of its own, or after -g /
                    mark("Python reads `** 1 / 2` as (… ** 1) / 2. Where do brackets belong?"),
                ),
                "np.sum(np.abs(g))": mark("Its length is {length:.4g}. Is a length the sum of the sizes?"),
                "np.sum(g)": mark("Its length is {length:.4g}. Is a length the sum of the entries?"),
                "np.max(np.abs(g))": mark("Its length is {length:.4g}. Is a length the largest of the sizes?"),
                "np.sqrt(abs(sum(g)))": mark("Its length is {length:.4g}. What is added up under the root?"),
                "np.hypot(g[0], g[1])": mark("Two entries are in your length. How many has the gradient?"),
            }.items()
            for code in (f"-g / ({divisor})", f"-g / ({divisor}) if length else 0 * g")
        },
        "-np.sign(g)": mark("You use the signs only. Are all coordinates equally steep?"),
        "x - g / length": mark("That is a place, one step from x. Which part of it is the direction?"),
        "-x / np.linalg.norm(x)": mark("That leads straight to the origin. Is it lowest there?"),
        "-g / length": mark("The gradient shows no way there, and 0/0 is no number. What is wanted?"),
        "-g / (length + 1e-8)": mark("Its length is {length:.12g}: what do you add to the length of the gradient?"),
        **dict.fromkeys(
            [
                f"-g / length if {level} else 0 * g"
                for level in ("g.all()", "sum(g) != 0", "g[0] != 0", "length > 1e-8")
            ],
            mark(
                "Your `if` takes this place for level ground, but there is a slope. "
                "What is 0 only where all slopes are 0?"
            ),
        ),
        "g if g == 0 else -g / length": mark("`g == 0` is an array. Which function asks whether all of it is True?"),
    },
    begin="g = grad(x)\nlength = np.linalg.norm(g)",
    also_right=("np.zeros(len(x)) if np.all(g == 0) else -g / length", "-g / (length or 1)"),
)


def plane(n: int) -> Kind:
    """Return what draws a function of n variables, its gradient with slopes of both signs, and two points."""
    return lambda rng: (*both_ways(rng, n), 2 * point(rng, n))


tangent_plane = Exercise(
    task=mark(r"""◇ This one goes with section 5.

The tangent plane. It touches the graph of `f` at the point `a`. Return its height above the point
`x`, one number: `f(a)`, plus what the way from `a` to `x` adds. `grad(a)` is the gradient at `a`."""),
    starter='''\
def tangent_plane(f, grad, a, x):
    """The height at x of the plane that touches f at a."""
    ...
''',
    solution="return f(a) + grad(a) @ (x - a)",
    hints=(
        mark("In one variable the tangent is f(a) plus the slope at a times (x - a). What changes for more?"),
        mark("Each coordinate adds its slope times how far it moves. `@` multiplies and sums."),
        mark("`f(a) + grad(…) @ (… - …)`: where are the slopes taken, and from where to where do you go?"),
    ),
    cases={
        mark("two variables"): Case(1, plane(2)),
        mark("three variables and more"): Case(1, plane(3), plane(5)),
    },
    right=lambda f, grad, a, x: f(a) + grad(a) @ (x - a),
    within=lambda f, grad, a, x: 1e-9 * (1 + abs(f(a)) + size(grad(a)) * size(x - a)),
    said=mark("At a = {a} f is {height:.5g} and the gradient {gradient}. At x = {x} you say {got:.6g}."),
    see=lambda got, f, grad, a, x: {"height": f(a), "gradient": grad(a), "way": x - a},
    simple=mark("From a to x it is {way}."),
    mistakes={
        "f(x)": mark("That is f itself. How high is the plane that touches it at a?"),
        "f(a)": mark("That is a level plane. Where do the slopes come in?"),
        "f(a) + grad(x) @ (x - a)": mark("Your slopes are those at x. Where does the plane touch?"),
        "grad(a) @ (x - a)": mark("That is how much the plane rises. How high is it where it touches?"),
        "f(a) + grad(a) @ x": mark("You go as far as x is from the origin. How far is it from a to x?"),
        "f(a) + grad(a) @ (a - x)": mark("Your plane falls where f rises: from where to where do you go?"),
        "f(x) + grad(a) @ (x - a)": mark("That begins at f(x). How high is the plane where it touches?"),
        "f(a) + sum(grad(a)) * sum(x - a)": mark("Which slope belongs to which part of the way?"),
        "f(a) + grad(a)[:2] @ (x - a)[:2]": mark("Two coordinates add to the height in yours. How many has x?"),
        "f(a) + sum(grad(a))": mark("That goes one unit along each axis. How far is it from a to x?"),
        "f(a) + np.linalg.norm(grad(a)) * np.linalg.norm(x - a)": mark(
            "That holds for a way straight uphill only. Where does the direction come in?"
        ),
        "f(a) + grad(a) * (x - a)": mark("`*` multiplies entry by entry. What adds the products up?"),
    },
    also_right=("f(a) + sum(g * (t - s) for g, t, s in zip(grad(a), x, a))", "f(a) - np.dot(grad(a), a - x)"),
)


def right_of_uphill(grad: Field, x: Vector) -> Vector:
    """Return the unit vector that has uphill on its left."""
    g = grad(x)
    return np.array([g[1], -g[0]]) / size(g)


along_contour = Exercise(
    task=mark(r"""The way along the contour of a function of two variables, at the point `x`. `grad(x)` is the gradient
there, and is not 0. Return a unit vector at a right angle to it. There are two: return the one for which uphill is on
your **left** as you walk."""),
    starter='''\
def along_contour(grad, x):
    """The unit vector along the contour through x, with uphill on the left."""
    ...
''',
    solution="g = grad(x)\nreturn np.array([g[1], -g[0]]) / np.sqrt(g[0] ** 2 + g[1] ** 2)",
    hints=(
        mark("Draw the gradient (3, 1) on squared paper, and a vector at a right angle to it. What are its entries?"),
        mark(
            "Swap the two entries, and change one sign. The result is at a right angle to the gradient: multiply them."
        ),
        mark("Suppose uphill is north, (0, 1), and on your left. Which way do you walk?"),
    ),
    cases={
        mark("along the contour"): Case(1, ground(2), measure=lambda v, grad, x: np.outer(v, v) / (v @ v)),
        mark("of length 1"): Case(1, ground(2), measure=lambda v, grad, x: np.outer(v, v)),
        mark("uphill on the left"): Case(1, ground(2, first=1), ground(2, first=-1)),
    },
    right=right_of_uphill,
    said=mark("With the gradient {gradient} you return {got}."),
    see=lambda got, grad, x: {"gradient": grad(x), "length": size(got), "slope": grad(x) @ got / size(got)},
    simple=mark(
        "Its length is {length:.4g}, and the slope of f that way {slope:.3g}. They are to be 1 and 0, with uphill "
        "on the left."
    ),
    mistakes={
        **dict.fromkeys(("g", "g / length"), mark("That is the way uphill. What is at a right angle to it?")),
        **dict.fromkeys(("-g", "-g / length"), mark("That is the way downhill. What is at a right angle to it?")),
        **dict.fromkeys(
            ("g[::-1]", "g[::-1] / length"), mark("You swapped the two entries. Which sign must change as well?")
        ),
        **dict.fromkeys(
            ("np.array([g[0], -g[1]]) / length", "np.array([-g[0], g[1]]) / length"),
            mark("You changed a sign. What else must change?"),
        ),
        **dict.fromkeys(
            ("np.array([-x[1], x[0]]) / np.hypot(*x)", "np.array([x[1], -x[0]]) / np.hypot(*x)"),
            mark("You turned the point. What is to be turned?"),
        ),
        "0 * x": mark("That has no direction. What is at a right angle to the gradient?"),
        "length * right": mark("It leads along the contour, and its length is {length:.4g}. What makes it 1?"),
        "-length * right": mark(
            "It leads along the contour, with uphill on your right and the length {length:.4g}. What is wanted?"
        ),
        "-right": mark("It leads along the contour, with uphill on your right. Which of the two ways is wanted?"),
        "g[0] * g[1]": mark("A way has two entries. Which are they?"),
    },
    begin="g = grad(x)\nlength = np.hypot(*g)\nright = np.array([g[1], -g[0]]) / length",
    also_right=(
        "t = np.arctan2(g[1], g[0]) - np.pi / 2\nreturn [np.cos(t), np.sin(t)]".replace("g[1], g[0]", "*grad(x)[::-1]"),
        "a, b = grad(x) / np.linalg.norm(grad(x))\nreturn b, -a",
    ),
)


def claimed(scale: float, low: float, high: float, sign: int = 1) -> Kind:
    """Return what draws a function of that scale and what claims to be its gradient: a factor is on one of its entries.

    No entry is small beside the others, and one at least is negative. The wrong one has this `sign`: that
    of an error is the sign of 1 - factor, or the other one.
    """

    def drawn(rng: Rng) -> tuple[Any, ...]:
        n = int(rng.integers(3, 5))
        factors, i, g = np.ones(n), int(rng.integers(n)), np.zeros(n)
        while np.min(np.abs(g)) <= max(2, np.max(np.abs(g)) / 20) or g[i] * sign < 0 or np.min(g) > 0:
            (f, exact), x = cubic(rng, n), point(rng, n)
            g = exact(x)
        factors[i] = draw(rng, low, high)
        return (lambda p: scale * f(p)), (lambda p: scale * exact(p) * factors), x, None if low == high == 1 else i

    return drawn


def uneven(rng: Rng) -> tuple[Any, ...]:
    """Draw a function whose slopes are of very different sizes, and a claim in which the smallest one is wrong."""
    sizes, x, bends, factors = rng.permutation([1, 1e-1, 1e-2, 1e-5]), point(rng, 4), point(rng, 4), np.ones(4)
    slopes, i = sizes * [draw(rng, 20, 60) for _ in sizes], int(np.argmin(sizes))
    factors[i] = draw(rng, 1.5, 1.9)
    f = takes((4,), lambda p: float(slopes @ (p + bends * (p - x) ** 2)))
    grad = takes((4,), lambda p: factors * slopes * (1 + 2 * bends * (p - x)))
    return f, grad, x, i


wrong_entry = Exercise(
    task=mark(r"""Check a gradient. `grad` claims to be the gradient of `f`, and at most one of its entries is wrong.
Compare `grad(x)` with central differences of `f` at `x`, with a step of 1e-5. Return the
number of the wrong entry, counted from 0, or `None`, Python's word for nothing, if all are right. No slope is 0, and a
wrong entry is off by at least a tenth of the right one. You may call your own
`numerical_gradient`, if you copy it into the cell."""),
    starter='''\
def wrong_entry(f, grad, x):
    """The number of the entry of grad(x) that is wrong, or None."""
    ...
''',
    solution="""\
h, bad = 1e-5, None
for i in range(len(x)):
    move = np.zeros(len(x))
    move[i] = h
    slope = (f(x + move) - f(x - move)) / (2 * h)
    if abs(grad(x)[i] - slope) > 0.05 * abs(slope):
        bad = i
return bad""",
    hints=(
        mark("First the slopes in numbers, as in the second exercise. Then the differences from `grad(x)`."),
        mark("A difference may have either sign: what takes the sign away? A loop can keep the number of an entry."),
        mark("Rounding makes all entries differ a little. From which part of its own slope on is it an error?"),
    ),
    cases={
        mark("one is wrong"): Case(
            2,
            *(claimed(1, *factors) for factors in ((-1, -1), (1.12, 1.14), (1.18, 1.2), (0.8, 0.82), (0.86, 0.88))),
            *(claimed(1, 1.5, 1.9), claimed(1e-6, 1.5, 1.9), claimed(1e-6, 0.3, 0.6), uneven),
            *(claimed(1, 1.5, 1.9, -1), claimed(1, 0.3, 0.6, -1)),
        ),
        mark("none is wrong"): Case(1, claimed(1, 1, 1), claimed(1e4, 1, 1)),
    },
    ask=lambda answer, f, grad, x, i: answer(f, grad, x),
    right=lambda f, grad, x, i: i,
    choices=(None, 0, 1, 2, 3),
    said=mark("At {x} `grad` says {claim:.5g}, and differences of f give {exact:.5g}. You return {got}."),
    see=lambda got, f, grad, x, i: {"claim": grad(x), "exact": rises(f, x, 1e-5) / 2e-5},
    mistakes={
        **dict.fromkeys(
            (
                *("argmax(error)", "argmax(error) if np.max(error) > 0 else None"),
                "argmax(error > 0.05 * abs(found))",  # the first True, and 0 where there is none
            ),
            mark("They differ by rounding only. What is to be returned then?"),
        ),
        **dict.fromkeys(
            ("argmax(g != found)", "[*(g != found), True].index(True)"),
            mark(
                "The entry that you name differs by rounding only. "
                "Which two numbers do you compare there, and how far apart may they be?"
            ),
        ),
        "argmax(error <= 0.05 * abs(found))": mark(
            "The entry that you name is right. Does your condition hold where two numbers differ, or where they agree?"
        ),
        **dict.fromkeys(
            [f"argmax(error / found) if np.max(error / found) > {limit} else None" for limit in (0.05, 0.1)],
            mark("The slope is negative there, and so is your quotient. What takes the sign away?"),
        ),
        **dict.fromkeys(
            ("None", "0 if error[0] > 0.05 * abs(found[0]) else None", "0 if error[0] > 0.1 else None"),
            mark("One of them is off there. Does your code look at each entry before it returns?"),
        ),
        "argmax((found - g) / abs(found)) if np.max((found - g) / abs(found)) > 0.05 else None": mark(
            "The claim is too large there, so its difference is negative in yours. What takes the sign away?"
        ),
        "argmax((g - found) / abs(found)) if np.max((g - found) / abs(found)) > 0.05 else None": mark(
            "The claim is too small there, so its difference is negative in yours. What takes the sign away?"
        ),
        **dict.fromkeys(
            [
                f"argmax(error / abs(found)) if np.max(error / abs(found)) > {limit} else None"
                for limit in (0.16, 0.29, 0.6)
            ],
            mark("It is wrong by less than your limit lets through. From which part of a slope on is it an error?"),
        ),
        **dict.fromkeys(
            [f"argmax(error) if np.max(error) > {limit} else None" for limit in (0.1, 0.001, 1e-8)],
            mark("Your limit is the same for small slopes and large ones. With what can an error be compared?"),
        ),
        "argmax(error / abs(found)) + 1 if np.max(error / abs(found)) > 0.05 else None": mark("Do you count from 0?"),
        **dict.fromkeys(
            [f"argmax(error) if np.max(error) > {part} * large else None" for part in (0.05, 1e-3)],
            mark("Your limit is measured by the large slopes. Can it see an error in one that is much smaller?"),
        ),
        "error": mark("These are the errors. Which of them is too large?"),
    },
    begin="""\
argmax, g = lambda v: int(np.argmax(v)), grad(x)
found = np.array([(f(x + d) - f(x - d)) / 2e-5 for d in 1e-5 * np.eye(len(x))])
error, large = np.abs(g - found), np.max(np.abs(found))""",
    also_right=(
        "for i in range(len(x)):\n    d = np.zeros(len(x))\n    d[i] = 1e-4\n    slope = (f(x + d) - f(x - d)) / 2e-4\n"
        "    if abs(slope - grad(x)[i]) > 0.1 * abs(slope):\n        return i",
        "from coursekit.gradient import check_gradient\ncheck = check_gradient(f, grad, x)\n"
        "return None if check.passed else check.worst_index",
    ),
)

EXERCISES = (
    gradient_by_hand,
    numerical_gradient,
    slope_towards,
    steepest_descent,
    tangent_plane,
    along_contour,
    wrong_entry,
)
