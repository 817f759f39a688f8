"""The exercises of lesson 03, the gradient.

Every case is a polynomial drawn anew for each check, so that its gradient and each difference is known exactly. Two
right answers may differ by rounding only.
"""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coursekit.exercises.descent import close, point, written
from coursekit.exercises.exercise import Answer, Exercise, Step, Wrong, advice, array, draw, near, number, shown, step

INTRO = """# Exercises: the gradient

**What you'll do**: find gradients by hand and in code, follow them, walk along a contour, and catch a wrong one. ·
**What you need**: [lesson 03](../notebooks/03_gradient.ipynb). · 45 minutes

Write your code where the `...` is, run the cell, then run the cell with `check` below it. If you are stuck, `hint`
helps."""

Steps = Iterator[Step]
Vector = NDArray[np.float64]
Field = Callable[[Any], Any]


def cubic(rng: np.random.Generator, n: int) -> tuple[Field, Field]:
    """Draw the sum of a (t - c)³ over the coordinates, plus b times the square of their sum, and its gradient."""
    a, c, b = np.array([draw(rng, 0.6, 1.9) for _ in range(n)]), point(rng, n), draw(rng, 0.3, 0.9)

    def checked(p: Any) -> Vector:
        if np.ndim(p) and np.shape(p) != (n,):
            raise ValueError(f"this function takes a point of {n} numbers, not an array of shape {np.shape(p)}")
        return np.asarray(p, float)

    return (
        lambda p: float(np.sum(a * (checked(p) - c) ** 3) + b * np.sum(checked(p)) ** 2),
        lambda p: 3 * a * (checked(p) - c) ** 2 + 2 * b * np.sum(checked(p)),
    )


def size(v: Vector) -> float:
    """Return the length of a vector."""
    return float(np.sqrt(np.sum(v**2)))


# 1. By hand


def steps_of_gradient_by_hand(answer: Answer, rng: np.random.Generator) -> Steps:
    """Check both partial derivatives of x²y + 3x - y³ at points off the axes; two right answers differ by rounding."""
    for name, i in ("the first entry", 0), ("the second entry", 1):
        cases = []
        for sign in (-1, 1):
            x, y = draw(rng, 1.6, 2.9) * sign, draw(rng, 0.6, 1.4)
            right = np.array([2 * x * y + 3, x**2 - 3 * y**2])
            got = array(answer(x, y), (2,))
            both = [
                (right[::-1], "These are the right two numbers. Which of them comes first?"),
                (-right, "Both have the wrong sign. Does the gradient point uphill or downhill?"),
                (right / size(right), "Its length is 1. Does the gradient keep its own length?"),
            ]
            one = [
                [
                    (2 * x * y, "What is the slope of 3x?"),
                    (2 * x + 3, "y is held still, but it is still there. What does it do to the slope of x²?"),
                    (2 * x * y + 3 - 3 * y**2, "While x changes, y is held still. What is then the slope of y³?"),
                    (2 * x * y + x**2 + 3, "While x changes, y is held still. How many slopes does x²y have then?"),
                ],
                [
                    (-3 * y**2, "While y changes, x is held still. What is then the slope of x²y?"),
                    (2 * x - 3 * y**2, "While y changes, x² is a constant. What is the slope of a constant times y?"),
                    (x**2 + 3 - 3 * y**2, "While y changes, x is held still. What is then the slope of 3x?"),
                ],
            ][i]
            variable = "xy"[i]
            simple = f"Hold {'yx'[i]} still, and find the slope of each of the three terms along {variable}: is it so?"
            said = f"At x = {x}, y = {y} you return {written(got)}. "
            cases.append(
                (close(got[i : i + 1], right[i : i + 1]), said + advice(got, both, advice(got[i], one, simple)))
            )
        yield step(name, 1, cases)


gradient_by_hand = Exercise(
    task=r"""Find the gradient of $f(x, y) = x^2 y + 3x - y^3$ on paper. Return it at the point (`x`, `y`): an array of
two numbers, the slope along $x$ first.""",
    starter='''\
def gradient_by_hand(x, y):
    """The gradient of x²y + 3x - y³ at (x, y)."""
    ...
''',
    solution="return np.array([2 * x * y + 3, x**2 - 3 * y**2])",
    points=2,
    hints=(
        "For the first entry only x changes. What would you do with 5 in the place of y?",
        "The slope of x²y along x is 2xy. What is it along y?",
        "Along x the terms give 2xy, 3 and 0. Along y they give x², 0 and -3y².",
    ),
    wrong=(
        Wrong("return np.array([x**2 - 3 * y**2, 2 * x * y + 3])", "the first entry", "Which of them comes first"),
        Wrong("return np.array([2 * x * y, x**2 - 3 * y**2])", "the first entry", "slope of 3x"),
        Wrong("return np.array([2 * x + 3, x**2 - 3 * y**2])", "the first entry", "it is still there"),
        Wrong("return np.array([2 * x * y + 3, -3 * y**2])", "the second entry", "slope of x²y"),
        Wrong("return np.array([2 * x * y + 3, x**2 + 3 - 3 * y**2])", "the second entry", "slope of 3x"),
        Wrong(
            "g = np.array([2 * x * y + 3, x**2 - 3 * y**2])\nreturn g / np.linalg.norm(g)",
            fails="the first entry",
            because="keep its own length",
        ),
        Wrong("return -np.array([2 * x * y + 3, x**2 - 3 * y**2])", "the first entry", "uphill or downhill"),
        Wrong("return 2 * x * y + 3 + x**2 - 3 * y**2", fails="it runs", because="a single number"),
        Wrong("return np.array([[2 * x * y + 3], [x**2 - 3 * y**2]])", fails="it runs", because="shape (2, 1)"),
    ),
    steps=steps_of_gradient_by_hand,
)


# 2. In numbers


def steps_of_numerical_gradient(answer: Answer, rng: np.random.Generator) -> Steps:
    """Check central differences in two and three variables, at whole numbers, and that x stays as it was."""
    for name, n in ("two variables", 2), ("three variables", 3), ("whole numbers", 2), ("x stays as it was", 3):
        cases = []
        for _ in range(2):
            f, _ = cubic(rng, n)
            x, h = rng.integers(3, 9, n) if name == "whole numbers" else point(rng, n), draw(rng, 0.11, 0.29)
            moves = h * np.eye(n)
            rise = np.array([f(x + d) - f(x - d) for d in moves])
            ahead = np.array([f(x + d) - f(x) for d in moves])
            right = rise / (2 * h)
            got = array(answer(f, x, h), (n,))
            mistakes = [
                (rise, "That is how much f changes. By what is it divided to be a slope?"),
                (rise / h, "That is twice as much. How far apart are the two points?"),
                (rise / 2, "Your step is in the difference, and you divide by 2 only. How far apart are the points?"),
                (ahead / h, "You look ahead only. Where does the second point of a central difference lie?"),
                (-right, "The sign is wrong. Which of the two values is subtracted from which?"),
                (right / size(right), "Its length is 1. Does the gradient keep its own length?"),
                (0 * right, "Does your x move by h? An array of whole numbers cuts h off: which kind holds it?"),
            ]
            simple = f"The first entry should be {right[0]:.6g}: when you go on to the next, is x as it was?"
            said = f"At x = {written(x)} with h = {h} you return {written(got)}. "
            cases.append((close(got, right), said + advice(got, mistakes, simple)))
            if cases[-1][0] and name == "x stays as it was":
                left = f"You were given x = {written(x)}, and after the call it is {written(answer.arguments[1])}. "
                cases.append((near(answer.arguments[1], x, 1e-12), left + "Whose array do you change?"))
        yield step(name, 1, cases)


numerical_gradient = Exercise(
    task=r"""The numerical gradient. `f` takes an array with the coordinates of a point and returns one number. For each
coordinate take the central difference with the step `h`, and hold the others still. Return the array of these slopes.
`x` may have any number of coordinates, also whole ones. Leave it as it was.""",
    starter='''\
def numerical_gradient(f, x, h):
    """The central difference of f at x along each coordinate: an array like x."""
    ...
''',
    solution="""\
slopes = np.zeros(len(x))
for i in range(len(x)):
    move = np.zeros(len(x))
    move[i] = h
    slopes[i] = (f(x + move) - f(x - move)) / (2 * h)
return slopes""",
    points=4,
    hints=(
        "Make an array of zeros for the result, and fill it in a loop over the coordinates.",
        "A move along coordinate i: an array of zeros, with h at place i. `x + move` is a new array.",
        "In the loop: `(f(x + move) - f(x - move)) / …`. How far apart are the two points?",
    ),
    wrong=(
        Wrong(
            "return np.array([f(x + d) - f(x - d) for d in h * np.eye(len(x))])", "two variables", "how much f changes"
        ),
        Wrong("return np.array([(f(x + d) - f(x - d)) / h for d in h * np.eye(len(x))])", "two variables", "twice"),
        Wrong("return np.array([(f(x + d) - f(x)) / h for d in h * np.eye(len(x))])", "two variables", "ahead only"),
        Wrong(
            "return np.array([(f(x - d) - f(x + d)) / (2 * h) for d in h * np.eye(len(x))])",
            fails="two variables",
            because="The sign is wrong",
        ),
        Wrong(
            "g = np.array([f(x + d) - f(x - d) for d in h * np.eye(len(x))])\nreturn g / np.sqrt(sum(g**2))",
            fails="two variables",
            because="keep its own length",
        ),
        Wrong(
            """\
grad = []
for i in range(len(x)):
    x[i] += h
    ahead = f(x)
    x[i] -= 2 * h
    grad.append((ahead - f(x)) / (2 * h))
return grad""",
            fails="two variables",
            because="is x as it was",
        ),
        Wrong(
            "d, e = [h, 0], [0, h]\nreturn np.array([f(x + d) - f(x - d), f(x + e) - f(x - e)]) / (2 * h)",
            fails="it runs",
            because="3",
        ),
        Wrong(
            """\
grad = []
for i in range(len(x)):
    ahead, behind = x.copy(), x.copy()
    ahead[i] += h
    behind[i] -= h
    grad.append((f(ahead) - f(behind)) / (2 * h))
return grad""",
            fails="whole numbers",
            because="is x as it was",
        ),
        Wrong(
            """\
grad = np.array([(f(x + d) - f(x - d)) / (2 * h) for d in h * np.eye(len(x))])
x[:] = grad
return grad""",
            fails="x stays as it was",
            because="Whose array",
        ),
    ),
    steps=steps_of_numerical_gradient,
)


# 3. The slope in a direction


def steps_of_slope_towards(answer: Answer, rng: np.random.Generator) -> Steps:
    """Check directions of all four quadrants, and the two along the axes; two right answers differ by rounding."""
    for name, points, angles in (
        ("the directions of the axes", 0, (90, 0)),
        ("to the right", 1, (draw(rng, 15, 75), -draw(rng, 15, 75))),
        ("to the left", 1, (draw(rng, 105, 165), draw(rng, 195, 255))),
    ):
        cases = []
        for angle in angles:
            _, grad = cubic(rng, 2)
            x = point(rng, 2)
            g, t = grad(x), np.deg2rad(angle)
            right = float(g[0] * np.cos(t) + g[1] * np.sin(t))
            got = number(answer(grad, x, angle))
            mistakes = [
                (g[0] * np.cos(angle) + g[1] * np.sin(angle), "Do `np.cos` and `np.sin` take degrees?"),
                (g[0] * np.sin(t) + g[1] * np.cos(t), "An angle of 0 points along x. Which of the two is 1 there?"),
                (right / size(g), "You divide the gradient by its length. Is the slope as large where f is steeper?"),
                (size(g) * np.cos(t), "Is the gradient at angle 0? Your angle is measured from the x axis."),
                (-right, "The sign is wrong. Does f rise or fall on the way?"),
                (size(g), "That is the slope straight uphill. What is it in the direction asked for?"),
                (g[0] * np.cos(t) - g[1] * np.sin(t), "Which sign has the step along y, for a small angle?"),
            ]
            simple = "Take one unit in that direction: how far do you go along x, and how far along y?"
            said = f"With the gradient {written(g)} and {angle:g} degrees you return {got:.5g}. "
            cases.append((near(got, right, 1e-9 * (1 + size(g))), said + advice(got, mistakes, simple)))
        yield step(name, points, cases)


slope_towards = Exercise(
    task=r"""The slope in a direction, the directional derivative. `angle` is in degrees: 0 points along $x$, 90 along
$y$. `grad` is a function: `grad(x)` is the gradient at the point `x`. Return the slope of $f$ at `x` in that
direction, one number.""",
    starter='''\
def slope_towards(grad, x, angle):
    """The slope at x in the direction of `angle`, in degrees from the x axis."""
    ...
''',
    solution="""\
t = np.deg2rad(angle)
return grad(x) @ np.array([np.cos(t), np.sin(t)])""",
    points=2,
    hints=(
        "What is the slope for 0 degrees, and for 90? Both are entries of the gradient.",
        "The unit vector of the direction has the entries cos and sin of the angle. They take radians: `np.deg2rad`.",
        "Multiply the first entries with each other, then the second ones, and add. `@` does that.",
    ),
    wrong=(
        Wrong(
            "return grad(x) @ np.array([np.cos(angle), np.sin(angle)])", "the directions of the axes", "take degrees"
        ),
        Wrong(
            "t = np.deg2rad(angle)\nreturn grad(x) @ np.array([np.sin(t), np.cos(t)])",
            fails="the directions of the axes",
            because="Which of the two is 1",
        ),
        Wrong(
            "t, g = np.deg2rad(angle), grad(x)\nreturn g @ np.array([np.cos(t), np.sin(t)]) / np.linalg.norm(g)",
            fails="the directions of the axes",
            because="divide the gradient by its length",
        ),
        Wrong("return np.linalg.norm(grad(x))", "the directions of the axes", "straight uphill"),
        Wrong(
            "return np.linalg.norm(grad(x)) * np.cos(np.deg2rad(angle))",
            fails="the directions of the axes",
            because="at angle 0",
        ),
        Wrong(
            "t = np.deg2rad(angle)\nreturn -grad(x) @ np.array([np.cos(t), np.sin(t)])",
            fails="the directions of the axes",
            because="The sign is wrong",
        ),
        Wrong(
            "t = np.deg2rad(angle)\nreturn grad(x) * np.array([np.cos(t), np.sin(t)])",
            fails="it runs",
            because="one number is wanted",
        ),
    ),
    steps=steps_of_slope_towards,
)


# 4. Straight down


def steps_of_steepest_descent(answer: Answer, rng: np.random.Generator) -> Steps:
    """Check the direction, its length, and that a level place has none; two right answers differ by rounding."""
    for name, n in ("two variables", 2), ("three variables", 3), ("a level place", 2):
        cases = []
        for level in (False, name == "a level place"):
            _, slopes = cubic(rng, n)
            x = point(rng, n)

            def grad(p: Any, slopes: Field = slopes, top: Any = x if level else np.nan) -> Any:
                return np.where(np.all(p == top), 0.0, slopes(p))

            g = grad(x)
            got = array(answer(grad, x), (n,))
            said = f"The gradient is {written(g)}, and you return {written(got)}. "
            if level:
                cases.append((close(got, g), said + "No way leads down from here. What is wanted then?"))
                continue
            mistakes = [
                (g / size(g), "That leads uphill. Which sign leads down?"),
                (-g, f"The direction is right, and its length is {size(got):.4g}. How long is a unit vector?"),
                (g, f"That leads uphill, and its length is {size(got):.4g}. How long is a unit vector?"),
                (-g / size(g) ** 2, f"The direction is right, and its length is {size(got):.4g}. Is a root missing?"),
                (-g / np.sum(np.abs(g)), f"Its length is {size(got):.4g}. Is a length the sum of the sizes?"),
                (-g / np.max(np.abs(g)), f"Its length is {size(got):.4g}. Is a length the largest of the sizes?"),
                (-np.sign(g), "You use the signs only. Are all coordinates equally steep?"),
                (-x / size(x), "That leads straight to the origin. Is it lowest there?"),
            ]
            simple = f"The length of the gradient is {size(g):.4g}: what do you divide by it?"
            cases.append((close(got, -g / size(g)), said + advice(got, mistakes, simple)))
        yield step(name, 1, cases)


steepest_descent = Exercise(
    task=r"""The direction in which $f$ falls most steeply at `x`, as a unit vector: its length is 1. `grad(x)` is the
gradient, for any number of coordinates. Where the gradient is exactly 0, no way leads down: return an array of zeros
there.""",
    starter='''\
def steepest_descent(grad, x):
    """The unit vector straight downhill from x; zeros where the ground is level."""
    ...
''',
    solution="""\
g = grad(x)
length = np.sqrt(np.sum(g**2))
return -g / length if length > 0 else g""",
    points=3,
    hints=(
        "The gradient leads uphill. What leads down?",
        "The length of a vector is the root of the sum of its squares. What happens if you divide by it?",
        "First find the length. If it is 0, return zeros; if not, divide by it. `if` decides.",
    ),
    wrong=(
        Wrong("g = grad(x)\nreturn g / np.linalg.norm(g)", fails="two variables", because="Which sign leads down"),
        Wrong("return -grad(x)", fails="two variables", because="How long is a unit vector"),
        Wrong("g = grad(x)\nreturn -g / np.sum(g**2)", fails="two variables", because="Is a root missing"),
        Wrong("g = grad(x)\nreturn -g / np.sum(np.abs(g))", fails="two variables", because="the sum of the sizes"),
        Wrong("g = grad(x)\nreturn -g / np.max(np.abs(g))", fails="two variables", because="the largest of the sizes"),
        Wrong("return -np.sign(grad(x))", fails="two variables", because="the signs only"),
        Wrong("return -x / np.linalg.norm(x)", fails="two variables", because="straight to the origin"),
        Wrong("g = grad(x)\nreturn -g / np.hypot(g[0], g[1])", fails="three variables", because="do you divide by it"),
        Wrong("g = grad(x)\nreturn -g / np.linalg.norm(g)", fails="a level place", because="What is wanted then"),
    ),
    steps=steps_of_steepest_descent,
)


# 5. The tangent plane


def steps_of_tangent_plane(answer: Answer, rng: np.random.Generator) -> Steps:
    """Check heights of the tangent plane near and far, in two and three variables; the tolerance is rounding."""
    for name, n in ("two variables", 2), ("three variables", 3):
        cases = []
        for _ in range(2):
            f, grad = cubic(rng, n)
            a, x = point(rng, n), point(rng, n) * 2
            g, d = grad(a), x - a
            got = number(answer(f, grad, a, x))
            mistakes = [
                (f(x), "That is f itself. How high is the plane that touches it at a?"),
                (f(a) + grad(x) @ d, "Your slopes are those at x. Where does the plane touch?"),
                (g @ d, "That is how much the plane rises. How high is it where it touches?"),
                (f(a) + g @ x, "How far is it from a to x?"),
                (f(a) - g @ d, "Your plane falls where it should rise. From where to where do you go?"),
                (f(x) + g @ d, "That begins at f(x). How high is the plane where it touches?"),
                (f(a), "That is a level plane. Where do the slopes come in?"),
                (
                    f(a) + size(g) * size(d),
                    "That holds for a way straight uphill only. Where does the direction come in?",
                ),
            ]
            simple = f"From a you go {written(d)}: what does each coordinate add, at its own slope?"
            said = f"At a = {written(a)} f is {f(a):.5g} and the gradient {written(g)}. At x = {written(x)} "
            said += f"you say {got:.6g}. {advice(got, mistakes, simple)}"
            right = float(f(a) + g @ d)
            cases.append((near(got, right, 1e-9 * (1 + abs(f(a)) + size(g) * size(d))), said))
        yield step(name, 1, cases)


tangent_plane = Exercise(
    task=r"""The tangent plane. It touches the graph of `f` at the point `a`. Return its height above the point `x`, one
number: `f(a)`, plus what the way from `a` to `x` adds. `grad(a)` is the gradient at `a`.""",
    starter='''\
def tangent_plane(f, grad, a, x):
    """The height at x of the plane that touches f at a."""
    ...
''',
    solution="return f(a) + grad(a) @ (x - a)",
    points=2,
    hints=(
        "In one variable the tangent is f(a) plus the slope at a times (x - a). What changes for more?",
        "Each coordinate adds its slope times how far it moves. `@` multiplies and sums.",
        "`f(a) + grad(…) @ (… - …)`: where are the slopes taken, and from where to where do you go?",
    ),
    wrong=(
        Wrong("return f(x)", fails="two variables", because="That is f itself"),
        Wrong("return f(a) + grad(x) @ (x - a)", fails="two variables", because="slopes are those at x"),
        Wrong("return grad(a) @ (x - a)", fails="two variables", because="how much the plane rises"),
        Wrong("return f(a) + grad(a) @ x", fails="two variables", because="How far is it"),
        Wrong("return f(a) + grad(a) @ (a - x)", fails="two variables", because="From where to where"),
        Wrong("return f(x) + grad(a) @ (x - a)", fails="two variables", because="begins at f(x)"),
        Wrong("return f(a)", fails="two variables", because="a level plane"),
        Wrong(
            "return f(a) + np.linalg.norm(grad(a)) * np.linalg.norm(x - a)",
            fails="two variables",
            because="straight uphill only",
        ),
        Wrong("return f(a) + grad(a) * (x - a)", fails="it runs", because="one number is wanted"),
    ),
    steps=steps_of_tangent_plane,
)


# 6. Along the contour


def steps_of_along_contour(answer: Answer, rng: np.random.Generator) -> Steps:
    """Check that the vector lies along the contour, has the length 1, and has uphill on its left."""
    for name in ("along the contour", "of length 1", "uphill on the left"):
        cases = []
        for _ in range(2):
            _, grad = cubic(rng, 2)
            x = point(rng, 2)
            g = grad(x)
            got, right = array(answer(grad, x), (2,)), np.array([g[1], -g[0]])
            along = 0 < size(got) < np.inf and near(got @ g, 0, 1e-9 * size(got) * size(g))
            same = close(got, right / size(g)) or (name != "uphill on the left" and close(got, -right / size(g)))
            said = f"With the gradient {written(g)} you return {written(got)}. "
            if not along:
                mistakes = [
                    (g, "That is the way uphill. What is perpendicular to it?"),
                    (g / size(g), "That is the way uphill. What is perpendicular to it?"),
                    (-g / size(g), "That is the way downhill. What is perpendicular to it?"),
                    (g[::-1] / size(g), "You swapped the two entries. Which sign must change as well?"),
                    (g[::-1], "You swapped the two entries. Which sign must change as well?"),
                    (np.array([-x[1], x[0]]) / size(x), "You turned the point. What is to be turned?"),
                    (0 * g, "It has no direction. What is perpendicular to the gradient?"),
                ]
                simple = "The slope that way is not 0: does a product of your vector with the gradient vanish?"
                said += advice(got, mistakes, simple)
            elif not same and near(size(got), 1, 1e-9):
                said += "It leads along the contour, with uphill on your right: which of the two ways is wanted?"
            else:
                said += f"It leads along the contour, and its length is {size(got):.4g}. What makes it 1?"
            cases.append((along if name == "along the contour" else same, said))
        yield step(name, 1, cases)


along_contour = Exercise(
    task=r"""The way along the contour of a function of two variables, at the point `x`. `grad(x)` is the gradient
there, and is not 0. Return a unit vector perpendicular to it. There are two: return the one for which uphill is on
your **left** as you walk.""",
    starter='''\
def along_contour(grad, x):
    """The unit vector along the contour through x, with uphill on the left."""
    ...
''',
    solution="""\
g = grad(x)
return np.array([g[1], -g[0]]) / np.sqrt(g[0] ** 2 + g[1] ** 2)""",
    points=3,
    hints=(
        "Draw the gradient (3, 1) on squared paper, and a vector perpendicular to it. What are its entries?",
        "Swap the two entries, and change one sign. The result is perpendicular to the gradient: check the product.",
        "Suppose uphill is north, (0, 1), and on your left. Which way do you walk?",
    ),
    wrong=(
        Wrong("g = grad(x)\nreturn g / np.linalg.norm(g)", fails="along the contour", because="the way uphill"),
        Wrong("g = grad(x)\nreturn -g / np.linalg.norm(g)", fails="along the contour", because="the way downhill"),
        Wrong("g = grad(x)\nreturn g[::-1] / np.linalg.norm(g)", fails="along the contour", because="Which sign must"),
        Wrong(
            "return np.array([-x[1], x[0]]) / np.linalg.norm(x)", fails="along the contour", because="turned the point"
        ),
        Wrong("g = grad(x)\nreturn np.array([g[1], -g[0]])", fails="of length 1", because="What makes it 1"),
        Wrong(
            "g = grad(x)\nreturn np.array([-g[1], g[0]]) / np.linalg.norm(g)",
            fails="uphill on the left",
            because="which of the two ways",
        ),
        Wrong("g = grad(x)\nreturn g[0] * g[1]", fails="it runs", because="a single number"),
    ),
    steps=steps_of_along_contour,
)


# 7. Catch the wrong entry


def steps_of_wrong_entry(answer: Answer, rng: np.random.Generator) -> Steps:
    """Check gradients with one entry that is wrong by a tenth of it or more, or none; differences may use any h."""
    for name, factors in (
        ("a wrong sign", (-1.0, -1.0)),
        ("too large, too small", (1.3, 0.7)),
        ("nothing wrong", (1.0, 1.4)),
    ):
        cases = []
        for factor, i in zip(factors, rng.permutation(4), strict=False):
            f, exact = cubic(rng, 4)
            x = point(rng, 4)
            while np.min(np.abs(exact(x))) < 2 or exact(x)[i] < 0:
                x = point(rng, 4)

            def grad(p: Any, i: int = int(i), factor: float = factor, exact: Field = exact) -> Any:
                return exact(p) * np.where(np.arange(4) == i, factor, 1.0)

            reply = answer(f, grad, x)
            if reply is not None:
                reply = number(reply)
            said = f"At {written(x)} the slopes of f are {written(exact(x))}, and `grad` says {written(grad(x))}. "
            said += f"You return {shown(reply)}. "
            if factor == 1.0:
                said += "They agree but for rounding: which reply says that no entry is wrong?"
                cases.append((reply is None, said))
            else:
                said += "Where do the two differ, and do you count from 0?"
                cases.append((reply == i, said))
        yield step(name, 1, cases)


wrong_entry = Exercise(
    task=r"""Check a gradient. `grad` claims to be the gradient of `f`, and at most one of its entries is wrong. Compare
`grad(x)` with central differences of `f` at `x`. Return the number of the wrong entry, counted from 0, or `None` if
all are right. A wrong entry is wrong by a tenth or more. You may call your own `numerical_gradient`, if you copy it
into the cell.""",
    starter='''\
def wrong_entry(f, grad, x):
    """The number of the entry of grad(x) that is wrong, or None."""
    ...
''',
    solution="""\
h = 1e-5
found = np.array([(f(x + d) - f(x - d)) / (2 * h) for d in h * np.eye(len(x))])
error = np.abs(grad(x) - found)
return int(np.argmax(error)) if np.max(error) > 1e-3 * np.max(np.abs(found)) else None""",
    points=3,
    hints=(
        "First the slopes in numbers, as in the second exercise. Then the differences to `grad(x)`.",
        "A difference may have either sign: what takes the sign away? `np.argmax` gives the place of the largest.",
        "Rounding makes all entries differ a little. From which size on is it an error? Compare with the slopes.",
    ),
    wrong=(
        Wrong(
            "h = 1e-5\nfound = np.array([(f(x + d) - f(x - d)) / (2 * h) for d in h * np.eye(len(x))])\n"
            "return int(np.argmax(np.abs(grad(x) - found)))",
            fails="nothing wrong",
            because="which reply says that no entry",
        ),
        Wrong(
            "h = 1e-5\nfound = np.array([(f(x + d) - f(x - d)) / (2 * h) for d in h * np.eye(len(x))])\n"
            "error = found - grad(x)\nreturn int(np.argmax(error)) if np.max(error) > 1e-3 else None",
            fails="too large, too small",
            because="You return None",
        ),
        Wrong(
            "h = 1e-5\nfound = np.array([(f(x + d) - f(x - d)) / (2 * h) for d in h * np.eye(len(x))])\n"
            "wrong = found != grad(x)\nreturn int(np.argmax(wrong)) if np.any(wrong) else None",
            fails="a wrong sign",
            because="Where do the two differ",
        ),
        Wrong(
            "h = 1e-5\nfound = np.array([(f(x + d) - f(x - d)) / (2 * h) for d in h * np.eye(len(x))])\n"
            "error = np.abs(grad(x) - found)\nreturn int(np.argmax(error)) + 1 if np.max(error) > 1e-2 else None",
            fails="a wrong sign",
            because="count from 0",
        ),
        Wrong("return None", fails="a wrong sign", because="You return None"),
        Wrong(
            "h = 1e-5\nfound = np.array([(f(x + d) - f(x - d)) / (2 * h) for d in h * np.eye(len(x))])\n"
            "return np.abs(grad(x) - found)",
            fails="it runs",
            because="one number is wanted",
        ),
    ),
    steps=steps_of_wrong_entry,
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
