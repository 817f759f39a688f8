"""The exercises of lesson 04, gradient descent.

Every case is a bowl whose curvatures are drawn anew for each check, so that each step, path and rate is known exactly.
Two right answers may differ by rounding only.
"""

import itertools
import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coursekit.exercises.checking import draw, point
from coursekit.exercises.exercise import Case, Exercise, Kind, Rng
from coursekit.words import mark

INTRO = mark("""# Exercises: gradient descent

**What you'll do**: write descent yourself, with its stop rule, its best rate, momentum and line search. ·
**What you need**: [lesson 04](../notebooks/04_gradient_descent.ipynb). · 60 minutes

Write your code where the `...` is, run the cell, then run the cell with `check` below it. If you are stuck, `hint`
helps.""")

Vector = NDArray[np.float64]
Field = Callable[[Any], Any]


def bowl(rng: Rng, n: int) -> tuple[Field, Field]:
    """Draw a bowl: the sum of a (t - c)² over the coordinates, plus b times the square of their sum, and its gradient.

    No slope depends on one coordinate alone: who moves one after another ends elsewhere.
    """
    a, c, b = np.array([draw(rng, 0.6, 1.9) for _ in range(n)]), point(rng, n), draw(rng, 0.1, 0.3)
    return (lambda p: sum(a * (p - c) ** 2) + b * sum(p) ** 2), (lambda p: 2 * a * (p - c) + 2 * b * sum(p))


def turned(rng: Rng, curvatures: list[float]) -> Vector:
    """Return a symmetric matrix with these eigenvalues, turned so that none of its entries is 0."""
    n = len(curvatures)
    while True:
        turn = np.linalg.qr(rng.standard_normal((n, n)))[0]
        if np.min(np.abs(turn)) > 0.2:
            matrix = turn @ np.diag(curvatures) @ turn.T
            return np.asarray((matrix + matrix.T) / 2)


def standing(n: int) -> Kind:
    """Return what draws a bowl, its gradient, a point where one slope goes up and one down, and a learning rate."""

    def drawn(rng: Rng) -> tuple[Any, ...]:
        while True:
            f, grad = bowl(rng, n)
            x = point(rng, n)
            if abs(sum(np.sign(grad(x)))) < n:
                return f, grad, x, draw(rng, 0.05, 0.25)

    return drawn


ALIKE = mark("All coordinates move by the same amount. Has each a slope of its own?")
STEPS = {
    "x - rate": mark("Each coordinate moved by the rate alone. Where does the gradient come in?"),
    "x - g": mark("That is a step by the whole gradient. Where does the learning rate come in?"),
    "x - 2 * rate * g": mark("Each of your steps is twice as long. What does `grad` give, the gradient or half of it?"),
    "x * (1 - rate)": mark("You subtract a part of x itself. Where does the gradient come in?"),
    "x * (1 - 2 * rate)": mark("That is the rule for x² alone. Where is `grad`?"),
    "x - rate * g / np.linalg.norm(g)": mark(
        "Your step has the same length everywhere. Should it not shrink with the gradient?"
    ),
    "x - rate * np.linalg.norm(g)": mark(
        "All coordinates move by the same amount, the rate times the length. Where does the direction come in?"
    ),
    "x - rate * np.sign(g)": mark("You use the signs of the gradient only. What are its sizes for?"),
    **{f"x - rate * {one}": ALIKE for one in ("g[0]", "g[-1]", "np.sum(g)", "np.mean(g)")},
}
"""Slips of a step, and what is said of each: x is the place, g its gradient."""

descent_step = Exercise(
    task=mark(r"""One step of gradient descent: from `x` to `x` minus `learning_rate` times the gradient at
`x`. `grad` is a function: `grad(x)` is the gradient there, an array like `x`. Return the new point, and leave `x` as it
was."""),
    starter='''\
def descent_step(grad, x, learning_rate):
    """The point after one step of gradient descent from x."""
    ...
''',
    solution="return x - learning_rate * grad(x)",
    hints=(
        mark("Take x = (3, 4), gradient (6, 8) and rate 0.1. Where do you arrive? Do it on paper first."),
        mark("The step is the rate times the gradient. Downhill is against the gradient."),
        mark("Subtract: `x = x - …` makes a new array; `x -= …` and `x[0] = …` change the one that you were given."),
    ),
    cases={
        mark("two variables"): Case(1, standing(2)),
        mark("three variables and more"): Case(1, standing(3), standing(5)),
        mark("x stays as it was"): Case(1, standing(2), keeps=("x",)),
    },
    ask=lambda answer, f, grad, x, learning_rate: answer(grad, x, learning_rate),
    right=lambda f, grad, x, learning_rate: x - learning_rate * grad(x),
    said=mark("From x = {x} with rate {learning_rate} you go to {got}."),
    see=lambda got, f, grad, x, learning_rate: {"gradient": grad(x), "here": f(x), "there": f(got)},
    simple=mark("The gradient at x is {gradient}."),
    mistakes={
        "x + rate * g": mark("There f is {there:.4g}, and it was {here:.4g}: which sign leads downhill?"),
        **STEPS,
        "-rate * g": mark("That is the way to go. Where do you arrive, if you start at x?"),
        "rate * g": mark("That is how far to go. Where do you arrive, if you start at x?"),
        "(x - g) * rate": mark("The rate multiplies x, too. What is it to multiply?"),
        "y = x.copy()\nfor i in range(len(x)):\n    y[i] -= rate * grad(y)[i]\nreturn y": mark(
            "You move one coordinate after another, and the later slopes are those of a place that has moved. "
            "At which place is the gradient taken?"
        ),
        "x[0] - rate * g[0]": mark("That is one coordinate. How many has the new point?"),
        "x -= rate * g\nreturn x": mark(
            "`x -= …` and `x[0] = …` write into the array of the caller. What makes a new one?"
        ),
    },
    begin="rate, g = learning_rate, grad(x)",
    also_right=("[a - rate * b for a, b in zip(x, g)]",),
)


def path_of(grad: Field, x: Any, rate: float, steps: int) -> Vector:
    """Return the points of a descent, the start first."""
    path = [np.asarray(x, float)]
    for _ in range(steps):
        path.append(path[-1] - rate * grad(path[-1]))
    return np.array(path)


def run_of(n: int, low: int, high: int, *, whole: bool = False) -> Kind:
    """Return what draws a gradient, a start, a rate and a number of steps from `low` to `high`."""
    return lambda rng: (
        bowl(rng, n)[1],
        rng.integers(3, 9, n) if whole else point(rng, n),
        draw(rng, 0.05, 0.2),
        int(rng.integers(low, high + 1)),
    )


def settled(rng: Rng) -> tuple[Any, ...]:
    """Draw a run that comes to rest before its last step: its bowl is nearly round, and the rate nearly the best."""
    a, c, b = np.array([draw(rng, 0.9, 1.1) for _ in range(2)]), point(rng, 2), draw(rng, 0.02, 0.1)
    grad = lambda p: 2 * a * (p - c) + 2 * b * sum(p - c)  # noqa: E731
    return grad, point(rng, 2), draw(rng, 0.38, 0.42), int(rng.integers(35, 46))


WALK = """\
rate, down = learning_rate, lambda x: x - learning_rate * grad(x)
def walk(step, count=steps):
    path = [start]
    for _ in range(count):
        path.append(step(path[-1]))
    return np.array(path)"""

descend = Exercise(
    task=mark("""The whole descent. Take `steps` steps from `start`, and return the path: an array with one row for
each point. Its first row is `start`, its last is where the descent ends, so it has `steps + 1` rows. Leave `start` as
it was."""),
    starter='''\
def descend(grad, start, learning_rate, steps):
    """The path of gradient descent from `start`: an array of shape (steps + 1, len(start))."""
    ...
''',
    solution="""\
path = [start]
for _ in range(steps):
    path.append(path[-1] - learning_rate * grad(path[-1]))
return np.array(path)""",
    hints=(
        mark("Begin with a list that holds `start`. Each step appends one more point to it."),
        mark("The newest point is `path[-1]`. One step from there is what you wrote in the exercise before."),
        mark("After the loop, make an array of the list: `np.array` does, with one row for each point."),
    ),
    cases={
        mark("the path"): Case(2, run_of(2, 4, 8), run_of(4, 12, 20), settled),
        mark("one step, and none"): Case(1, run_of(2, 1, 1), run_of(3, 0, 0)),
        mark("a start of whole numbers"): Case(1, run_of(2, 4, 8, whole=True), run_of(3, 4, 8, whole=True)),
        mark("start stays as it was"): Case(1, run_of(2, 4, 8), run_of(3, 4, 8), keeps=("start",)),
    },
    right=path_of,
    said=mark("From {start} with rate {learning_rate} and {steps} steps your path ends at {end}."),
    see=lambda got, grad, start, learning_rate, steps: {"end": got[-1], "second": start - learning_rate * grad(start)},
    simple=mark("The point after the start is {second}."),
    mistakes={
        "walk(down)[-1]": mark("That is the last point. How do you keep those before it?"),
        **dict.fromkeys(  # a list of no points becomes an array of one axis
            ("walk(down)[:-1]", "np.array(list(walk(down)[:-1]))"),
            mark("The last point is missing: do you keep a point before each step, or after it?"),
        ),
        **dict.fromkeys(
            ("walk(down)[1:]", "np.array(list(walk(down)[1:]))"),
            mark("The start is a point of the path, too: where is it?"),
        ),
        "np.array([start, *walk(down)])": mark("The start is there twice. What is in your list before the loop?"),
        "np.array([start])": mark(
            "The start is all that your path holds. `np.append` gives back a new array: do you keep it?"
        ),
        "np.array([start, walk(down)[-1]])": mark(
            "The start and the end are there. Does `append` stand inside the loop?"
        ),
        **dict.fromkeys(
            ("walk(down).ravel()", "walk(down).ravel() if steps else walk(down)"),  # begun with start, or with [start]
            mark("All numbers stand in one row. What does `np.append` do with `axis=0`?"),
        ),
        "walk(down, steps + 1)": mark("You take a step too many. How many steps lead to steps + 1 points?"),
        "walk(down, steps - 1)": mark("You take a step too few. How many steps lead to steps + 1 points?"),
        "path = np.zeros((steps + 1, len(start)))\npath[0] = start\nfor k in range(steps - 1):\n"
        "    path[k + 1] = down(path[k])\nreturn path": mark("The last row is still 0: how far does your loop go?"),
        "path = np.zeros((steps + 1, len(start)))\npath[0] = start\nfor k in range(steps):\n"
        "    path[k] = down(path[k - 1])\nreturn path": mark(
            "The last row is still 0, and the first is not the start. Which row does step k write?"
        ),
        "walk(down).T": mark("Rows and columns are exchanged. What stands in a row of the path?"),
        "start = 0.0 * start\nreturn walk(down)": mark("Your path begins at 0. Where does `start` go in?"),
        "walk(lambda x: x + rate * grad(x))": mark("You go uphill: which sign has the step?"),
        "walk(lambda x: x - rate * grad(start))": mark("All steps are equal: whose gradient is it?"),
        "np.array([start] + [down(start)] * steps)": mark(
            "Each point is one step from the start. From where is it to go on?"
        ),
        **{
            f"def one(x):\n    g = grad(x)\n    return {step}\nreturn walk(one)": words for step, words in STEPS.items()
        },
        "np.array([start, *walk(down)[:-1]])": mark(
            "The start is there twice, and the last point is missing: do you keep a point before each step, or after "
            "it?"
        ),
        "np.array([walk(down)[-1]] * (steps + 1))": mark(
            "All its points are the same: you keep one array and change it. What makes a new one each time?"
        ),
        "np.array([start] + [walk(down)[-1]] * steps)": mark(
            "All its points but the first are the same: you change one array. What makes a new one each time?"
        ),
        "walk(down, min(steps, 1))": mark("Your path ends after one step. Does your `return` stand inside the loop?"),
        "path = [start]\nfor k in range(steps):\n    path.append(down(path[k - 1]))\nreturn np.array(path)": mark(
            "Points are there twice. Which point is `path[k - 1]` at k = 0, and which at k = 1?"
        ),
        "walk(down, max(steps, 1))": mark("How many points has a path of no step?"),
        **dict.fromkeys(
            [
                f"path = [start]\nfor _ in range(steps):\n    new = down(path[-1])\n    if {rest}:\n        break\n"
                "    path.append(new)\nreturn np.array(path)"
                for rest in (
                    *(f"np.linalg.norm(grad(path[-1])) < {tol}" for tol in (1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-8)),
                    *("np.allclose(new, path[-1])", "np.array_equal(new, path[-1])"),
                )
            ],
            mark("Your path stops before its steps are used up. Is that asked for?"),
        ),
        **dict.fromkeys(
            [
                f"path = {made}\npath[0] = start\nfor k in range(steps):\n    path[k + 1] = down(path[k])\nreturn path"
                for made in ("np.tile(start, (steps + 1, 1))", "np.zeros((steps + 1, len(start)), int)")
            ],
            mark("What numbers can an array hold that was made of whole ones?"),
        ),
        "path = walk(down)\nstart[:] = path[-1]\nreturn path": mark(
            "`-=` and the like write into the caller's array. What does not?"
        ),
    },
    begin=WALK,
    also_right=(
        "path = np.zeros((steps + 1, len(start)))\npath[0] = start\nfor k in range(steps):\n"
        "    path[k + 1] = down(path[k])\nreturn path",
        "walk(down).tolist()",
    ),
)


def situation(gradient: Callable[..., Any], *, x: Any = 1, rate: float | None = None, tol: float | None = None) -> Kind:
    """Return what draws a place, a gradient, a rate and a tolerance.

    ``gradient(a, b, tol)`` makes the gradient of two numbers of which one is near 1 and one near 1/2, and of the
    tolerance. The place is multiplied by `x`.
    """

    def drawn(rng: Rng) -> tuple[Any, ...]:
        a, b, small = draw(rng, 0.75, 0.95), draw(rng, 0.55, 0.65), tol or 2.0 ** -rng.integers(10, 20)
        slopes = np.array(gradient(a, b, small), float)
        at = point(rng, len(slopes)) * x
        return at, slopes, rate or draw(rng, 0.1, 0.9), small

    return drawn


def beyond(side: int) -> Kind:
    """Return what draws a place near the largest number, or the smallest, and a gradient whose step leads over it.

    The other way would not.
    """

    def drawn(rng: Rng) -> tuple[Any, ...]:
        a = draw(rng, 0.75, 0.95)
        return np.array([side * a * 1.7e308, a]), np.array([-side * 1e308, a]), 0.9, 2.0**-12

    return drawn


def reason(x: Vector, gradient: Vector, learning_rate: float, tol: float) -> str:
    """Return why to stop at x."""
    new = x - learning_rate * gradient
    if not np.all(np.isfinite(new)):
        return "diverged"
    if np.linalg.norm(gradient) <= tol:
        return "converged"
    return "stalled" if np.all(new == x) else "go on"


def stops(order: str = "DCS", **other: str) -> str:
    """Write an answer to `stop_reason` that tests in this order, with other tests in place of some."""
    tests = {"D": "not np.all(np.isfinite(new))", "C": "length <= tol", "S": "np.all(new == x)"} | other
    texts = {"D": "diverged", "C": "converged", "S": "stalled"}
    return " ".join(f'"{texts[k]}" if {tests[k]} else' for k in order) + ' "go on"'


stop_reason = Exercise(
    task=mark("""Why should a descent stop at `x`? Its next point is `x - learning_rate * gradient`. Return the first of
these texts that fits:
- `"diverged"` if any number of the next point is not finite (`inf` or `nan`): `np.isfinite` is False there;
- `"converged"` if the gradient's length is at most `tol`;
- `"stalled"` if the next point is `x` again, in every coordinate;
- `"go on"` otherwise."""),
    starter='''\
def stop_reason(x, gradient, learning_rate, tol):
    """Why to stop at x: "diverged", "converged", "stalled", or "go on" if there is no reason."""
    ...
''',
    solution="""\
new = x - learning_rate * gradient
if not np.all(np.isfinite(new)):
    return "diverged"
if np.sqrt(np.sum(gradient**2)) <= tol:
    return "converged"
return "stalled" if np.all(new == x) else "go on\"""",
    hints=(
        mark("Work out the next point first, and give it a name. Then ask the questions in the order of the list."),
        mark("The length of a gradient is the root of the sum of its squares. `np.linalg.norm` gives it too."),
        mark("`np.isfinite(new)` and `new == x` are arrays of True and False. `np.all` asks whether all are True."),
    ),
    cases={
        mark("converged"): Case(
            1,
            situation(lambda a, b, tol: (b * tol, -b * tol)),
            situation(lambda a, b, tol: (a * tol, a * tol)),
            situation(lambda a, b, tol: (-6 * a * tol, 6 * a * tol)),
            situation(lambda a, b, tol: (-6 * a * tol, -6 * b * tol)),
            situation(lambda a, b, tol: (0.6 * tol, -0.8 * tol), tol=5 * 2.0**-16),
            situation(lambda a, b, tol: (0, 0)),
            situation(lambda a, b, tol: (0, b * tol, -6 * a * tol)),
        ),
        mark("diverged"): Case(
            1,
            situation(lambda a, b, tol: (a, -np.inf)),
            situation(lambda a, b, tol: (-np.inf, np.inf)),
            situation(lambda a, b, tol: (a * 1e200, b)),
            situation(lambda a, b, tol: (-a * 1e308, -b * 1e308), rate=1.5),
            situation(lambda a, b, tol: (a, b, np.inf)),
            situation(lambda a, b, tol: (a, b * 1e308), rate=1e3),
            situation(lambda a, b, tol: (np.nan, 0), x=[np.nan, 1]),
            situation(lambda a, b, tol: (0, 0), x=[1, np.inf]),
            beyond(1),
            beyond(-1),
        ),
        mark("stalled"): Case(
            1,
            situation(lambda a, b, tol: (a * 1e-12, b * 1e-12), x=1e6, tol=1e-15),
            situation(lambda a, b, tol: (a * 1e-12, b), x=1e6, tol=1e-15),
            situation(lambda a, b, tol: (b, a * 1e-12), x=1e6, tol=1e-15),
            situation(lambda a, b, tol: (a, -b), rate=1e-18, tol=1e-15),
            situation(lambda a, b, tol: (a * 1e-10, b * 1e-10), tol=1e-15),
            situation(lambda a, b, tol: (4.5e-16, -4.5e-16), rate=1.0, tol=1e-17),  # the last digit of x
            situation(lambda a, b, tol: (a * 1e-12, b * 1e-12, -a), x=[1e6, 1e6, 1], tol=1e-15),
            situation(lambda a, b, tol: (a * 1e-13, b * 1e-12, -a * 1e-12), x=[1, 1e6, 1e6], tol=1e-15),  # |x| stays
        ),
    },
    right=reason,
    choices=("diverged", "converged", "stalled", "go on"),
    said=mark("At x = {x} with gradient {gradient}, rate {learning_rate:g} and tol {tol:.6g} you say “{got}”."),
    see=lambda got, x, gradient, learning_rate, tol: {
        "new": x - learning_rate * gradient,
        "move": (x - learning_rate * gradient) - x,
        "length": math.hypot(*gradient),  # squares of its entries may overflow
    },
    simple=mark("The length of the gradient is {length:.6g}, and the next point minus x is {move}."),
    mistakes={
        **dict.fromkeys(
            [
                stops(C=f"{length} <= tol")
                for length in (
                    *(
                        "np.max(np.abs(gradient))",
                        "np.max(gradient)",
                        "np.sum(np.abs(gradient))",
                        "np.sum(gradient)",
                        "abs(np.sum(gradient))",
                    ),
                    *("length**2", "np.sqrt(np.mean(gradient**2))", "len(gradient)", "np.all(gradient)"),
                )
            ],
            mark("The length of the gradient is {length:.6g}. What does yours compare with tol?"),
        ),
        **dict.fromkeys(
            [
                stops(C=f"{size} <= tol")
                for size in ("np.linalg.norm(new - x)", "np.max(np.abs(new - x))", "learning_rate * length")
            ],
            mark("You compare the step with tol, and the length of the gradient is {length:.6g}. Which is asked for?"),
        ),
        **dict.fromkeys(
            [stops(D=f"np.{some}(np.isfinite(new))") for some in ("all", "any")],
            mark("The next point is {new}. Of what does `np.isfinite` say True?"),
        ),
        stops(C="length < tol"): mark("Its length is tol there, exactly. What does “at most” say?"),
        **dict.fromkeys(
            [stops(order) for order in ("CDS", "DSC", "SDC", "CSD", "SCD")],
            mark("Two of the texts fit there. Which of them stands first in the list?"),
        ),
        **dict.fromkeys(
            [
                stops(D=diverged)
                for diverged in (
                    *("False", "not np.all(np.isfinite(gradient))", "not np.all(np.isfinite(x))"),
                    "np.max(np.abs(new)) > 1e6",
                    *("np.any(np.isnan(new))", "np.any(np.isinf(new))", "np.any(new == np.inf)"),
                )
            ],
            mark("The next point is {new}. What says whether all its numbers are finite?"),
        ),
        **dict.fromkeys(
            [
                stops(D=f"not np.isfinite({one})")
                for one in ("np.linalg.norm(new)", "np.sum(new)", "np.sum(np.abs(new))", "np.prod(new)")
            ],
            mark("All numbers of the next point are finite: {new}. What does yours ask?"),
        ),
        **dict.fromkeys(
            [stops(D=f"not np.isfinite({one})") for one in ("new[0]", "new[-1]")],
            mark("The next point is {new}. Which of its numbers does yours test?"),
        ),
        **dict.fromkeys(
            [stops(D="np.all(~np.isfinite(new))", S=stalled) for stalled in ("np.all(new == x)", "np.any(new == x)")],
            mark("The next point is {new}. Is one number that is not finite enough?"),
        ),
        **dict.fromkeys(
            [
                stops(S=stalled)
                for stalled in (
                    *("False", "np.any(new == x)", "np.allclose(new, x)", "new[0] == x[0]", "new[-1] == x[-1]"),
                    *("np.linalg.norm(new) == np.linalg.norm(x)", "np.sum(new) == np.sum(x)"),
                    "np.linalg.norm(new - x) <= tol",
                )
            ],
            mark("The next point minus x is {move}. Is it x again, in every coordinate?"),
        ),
        f"new = x + learning_rate * gradient\nreturn {stops()}": mark(
            "Which sign has the step from x to the next point?"
        ),
        f"new = x - gradient\nreturn {stops()}": STEPS["x - g"],
        **dict.fromkeys(
            (stops(S="True"), stops(D="False", S="True")),
            mark(
                "Can yours ever say “go on”? Compare first, then ask, and mind the brackets: `np.all(new == x)` or "
                "`(new == x).all()`."
            ),
        ),
        "length <= tol": mark("That is one of the questions. Which text belongs to it?"),
    },
    begin="new, length = x - learning_rate * gradient, np.linalg.norm(gradient)",
    also_right=(
        "import math\nn = [a - learning_rate * b for a, b in zip(x, gradient)]\n"
        "if not all(map(math.isfinite, n)):\n    return 'diverged'\n"
        "return 'converged' if math.hypot(*gradient) <= tol else 'stalled' if n == list(x) else 'go on'",
    ),
)


def along_axes(*, falling: bool) -> Kind:
    """Return what draws a diagonal matrix of two positive eigenvalues, the smaller one first, or the larger.

    `np.linalg.eigvals` gives them as they stand there.
    """
    return lambda rng: (np.diag(sorted([draw(rng, 1.1, 1.9), draw(rng, 6, 9)], reverse=falling)),)


def turned_bowl(n: int) -> Kind:
    """Return what draws a symmetric matrix of n positive eigenvalues that is not diagonal.

    Of three the largest two are so near that hundreds of products with H do not tell them apart.
    """

    def drawn(rng: Rng) -> tuple[Any, ...]:
        largest = draw(rng, 6, 9)
        found = [draw(rng, 1.1, 1.9), largest, largest * rng.uniform(0.985, 0.99)][:n]
        rng.shuffle(found)
        H = turned(rng, found)
        while n == 3 and H[0, 1] * H[1, 2] * H[2, 0] > 0:  # without its signs it would have the same eigenvalues
            H = turned(rng, found)
        return (H,)

    return drawn


largest_safe_rate = Exercise(
    task=mark(r"""◇ This one goes with section 8.

A bowl has the gradient `H @ x`, where `H` is a symmetric matrix
([toolbox, section 5](../notebooks/00_toolbox.ipynb#5.-A-matrix-times-a-vector)). Its curvatures are the eigenvalues of
`H`, all positive; `np.linalg.eigvalsh(H)` gives them in order, the smallest first. Return the rate below which gradient
descent converges from every start, and above which it diverges from nearly every one."""),
    starter='''\
def largest_safe_rate(H):
    """The learning rate at which descent on the bowl with gradient H @ x begins to diverge."""
    ...
''',
    solution="return 2 / np.linalg.eigvalsh(H)[-1]",
    hints=(
        mark(
            "In the direction of curvature λ, each step multiplies the distance by 1 − ηλ. When does the distance grow?"
        ),
        mark("It grows where 1 − ηλ is below −1. For which of the curvatures does this happen first?"),
        mark("Only the largest eigenvalue counts, the last in the list. At which η is 1 − ηλ equal to −1?"),
    ),
    cases={
        mark("along the axes"): Case(1, along_axes(falling=False), along_axes(falling=True)),
        mark("a turned bowl"): Case(2, turned_bowl(2)),
        mark("three variables"): Case(1, turned_bowl(3)),
    },
    right=lambda H: 2 / np.linalg.eigvalsh(H)[-1],
    said=mark("For curvatures {all} you return {got:.4g}."),
    see=lambda got, H: {"all": np.linalg.eigvalsh(H), "factor": 1 - got * np.linalg.eigvalsh(H)[-1]},
    simple=mark(
        "Along the largest curvature each step then multiplies the distance by {factor:.3g}; at the limit by −1."
    ),
    mistakes={
        "1 / all[-1]": mark("From there on steps overshoot, and still they converge. Up to which rate?"),
        **dict.fromkeys(
            ("2 / all[0]", "1 / all[0]"), mark("You use the smallest curvature. Which direction diverges first?")
        ),
        "2 / np.mean(all)": mark("You use the mean of the curvatures. Which one alone decides?"),
        "all[-1] / all[0]": mark("That is the condition number. Which rate is asked for?"),
        "2 / (all[0] + all[-1])": mark("That is the best rate. How much larger may it become before the steps grow?"),
        "2 / np.trace(H)": mark("You use the sum of all curvatures. Which one alone decides?"),
        "2 / np.linalg.det(H)": mark("You use the product of all curvatures. Which one alone decides?"),
        "2 / np.linalg.norm(H)": mark("You use the length of all entries together. Which curvature decides?"),
        "2 / np.max(H)": mark("You use an entry of the matrix. Where are a turned bowl's curvatures?"),
        "2 / np.max(np.sum(np.abs(H), axis=0))": mark("You add up a row of the matrix. Where are the curvatures?"),
        **dict.fromkeys(
            ("2 / np.linalg.eigvals(H)[-1]", "2 / np.linalg.eigvals(H)[0]"),
            mark("`np.linalg.eig` and `eigvals` give them in no order. Which is the largest?"),
        ),
        "2 / all[1]": mark("Which place has the largest of three curvatures?"),
        "all[-1]": mark("That is the largest curvature. Which rate belongs to it?"),
        "all[-1] / 2": mark("Your fraction is upside down: does a steep bowl take large steps?"),
        "2 / all": mark("Each direction has a rate of its own. Which of them is safe for all?"),
    },
    begin="all = np.linalg.eigvalsh(H)",
    also_right=("2 / np.max(np.linalg.eigvals(H))", "2 / np.linalg.norm(H, 2)", "min(2 / all)"),
)


def bounds(low: float, high: float, part: float, begun: tuple[float, float] = (0.2, 0.4)) -> Kind:
    """Return what draws curvatures whose ratio is between two, and that part; rounding cannot decide the count.

    Nor is it the count that the approximation of large ratios gives, κ/2 · ln(1/part). Of the last step a part between
    the two numbers `begun` is needed.
    """

    def drawn(rng: Rng) -> tuple[Any, ...]:
        while True:
            mu = draw(rng, 0.4, 1.9)
            L = round(mu * rng.uniform(low, high), 2)
            exact = np.log(part) / np.log((L - mu) / (L + mu))
            rough = L / mu / 2 * np.log(1 / part)
            if begun[0] < exact % 1 < begun[1] and exact > 3 and (low > 5 or np.ceil(rough) > np.ceil(exact)):
                return mu, L, part

    return drawn


def exact_power(rng: Rng) -> tuple[Any, ...]:
    """Draw curvatures with the factor 1/2, and a power of it for the part: it is reached exactly, by every way."""
    mu = float(2.0 ** rng.integers(-2, 1))
    return mu, 3 * mu, 0.5 ** float(rng.choice([3, 5]))


best_rate = Exercise(
    task=mark(r"""A bowl has curvatures from `mu` (the smallest) to `L` (the largest). Return two numbers. The
first is the best learning rate. The second is the smallest number of steps at this rate after which, from every start,
the distance to the minimum is at most `part` times the distance at the start. Count in a loop, or use logarithms and
`np.ceil`, which rounds up. `mu` is smaller than `L`, and `part` lies between 0 and 1."""),
    starter='''\
def best_rate(mu, L, part):
    """The best learning rate for curvatures mu to L, and the steps until `part` of the distance."""
    ...
''',
    solution="""\
factor = (L - mu) / (L + mu)
k = 0
while factor**k > part:
    k = k + 1
return 2 / (L + mu), k""",
    hints=(
        mark("At the best rate the distance shrinks by one factor along both directions. Which, for mu = 1 and L = 3?"),
        mark(
            "After k steps the distance is the factor to the power k. Which is the first k to make it at most `part`?"
        ),
        mark("The factor is (L − mu) / (L + mu). Two logarithms and `np.ceil` give k, or a loop that counts."),
    ),
    cases={
        mark("the rate"): Case(
            1,
            *(bounds(6, 40, 1e-3), bounds(2, 4, 1e-6)),
            measure=lambda both, mu, L, part: both[0],
            said=mark("For curvatures {mu} to {L} you return the rate {rate:.4g}."),
            simple=mark(
                "Then a step multiplies the distance by {low:.3g} along one direction, by {high:.3g} along the other. "
                "At the best rate both have the same size."
            ),
        ),
        mark("the number of steps"): Case(
            2,
            *(bounds(6, 40, 1e-1), bounds(6, 40, 1e-3), bounds(2, 4, 1e-6), bounds(2, 4, 1e-8)),
            *(bounds(6, 40, 1e-2, (0.6, 0.8)), exact_power, bounds(300, 400, 1e-3)),
            measure=lambda both, mu, L, part: both[1],
            said=mark("For curvatures {mu} to {L} and a part of {part:g} your number of steps is {count:.6g}."),
            simple=mark("At the best rate the distance is then {left:.5g} times that at the start."),
        ),
    },
    right=lambda mu, L, part: (2 / (L + mu), next(k for k in itertools.count() if ((L - mu) / (L + mu)) ** k <= part)),
    said="",
    see=lambda got, mu, L, part: {
        **{"rate": got[0], "count": got[1], "low": 1 - got[0] * mu, "high": 1 - got[0] * L},
        "left": ((L - mu) / (L + mu)) ** got[1],
    },
    mistakes={
        "(1 / L, np.ceil(np.log(part) / np.log(1 - mu / L)))": mark(
            "1/L never overshoots. Is it the best for all directions?"
        ),
        "(k, best)": mark("That looks like the number of steps. Which of the two comes first?"),
        "(2 / L, k)": mark(
            "There the distance along the largest curvature does not shrink at all. Which rate is best?"
        ),
        "(best / 2, k)": mark("That is half of the best rate. Where are both factors equal, but for the sign?"),
        "(2 / (L - mu), k)": mark("Where are the factors 1 − ηL and 1 − ημ equal, but for the sign?"),
        "(1 / best, k)": mark("Your fraction is upside down: is the rate large where the bowl is steep?"),
        **dict.fromkeys(
            ("(best, k - 1)", "(best, np.floor(exact))", "(best, np.round(exact))"),
            mark("The distance is then {left:.5g} times that at the start. Is that enough?"),
        ),
        **dict.fromkeys(
            (
                *("(2 / L + mu, k)", "(best, np.ceil(np.log(part) / np.log(L - mu / L + mu)))"),
                "kappa = L / mu\nreturn best, np.ceil(np.log(part) / np.log(kappa - 1 / kappa + 1))",
            ),
            mark("Python divides before it adds and subtracts. Where do brackets belong?"),
        ),
        **dict.fromkeys(
            ("(best, np.ceil(np.log(part / factor)))", "(best, np.ceil(np.log(part) / factor))"),
            mark("One logarithm is divided by another. What do you divide?"),
        ),
        "(best, np.ceil(np.log(part) / np.log(1 - best)))": mark(
            "The factor is 1 − η times a curvature. Which curvature is in yours?"
        ),
        "(best, exact)": mark("That is no whole number. Which step is the first that is enough?"),
        **dict.fromkeys(
            (
                *("(best, np.floor(exact) + 1)", "(best, np.round(exact + 0.5))"),
                "(best, np.floor(np.log(part) / (np.log(L - mu) - np.log(L + mu))) + 1)",
            ),
            mark("One step fewer leaves exactly `part` times the distance at the start. What does “at most” say?"),
        ),
        "best": mark("That is the rate. What is to be returned beside it?"),
        "k": mark("That is the number of steps. What is to be returned before it?"),
        "(best, k + 1)": mark(
            "One step fewer is enough. Does your loop count one too many, or do you add 1 to `np.ceil`?"
        ),
        "(best, np.ceil(exact / 2))": mark("Then f has shrunk to that part. And the distance?"),
        "(best, np.ceil(np.log(part) / np.log(1 - mu / L)))": mark(
            "That is for the rate 1/L. What is the best factor?"
        ),
        "(best, np.ceil(L / mu / 2 * np.log(1 / part)))": mark(
            "κ/2 · ln(1/part) is for a large κ. What holds for each?"
        ),
        "(best, np.ceil(L / mu * np.log(1 / part)))": mark(
            "κ · ln(1/part) is a bound for the rate 1/L. What is exact?"
        ),
        **dict.fromkeys(
            (
                *("(best, np.ceil(np.log(part) / np.log(-factor)))", "(best, int(np.log(part) / np.log(-factor)))"),
                "import math\nreturn best, math.ceil(math.log(part) / math.log(-factor))",
            ),
            mark(
                "Your factor is negative, and has no logarithm. Which size does a factor have? Are all brackets there?"
            ),
        ),
        **dict.fromkeys(
            (
                "k, left = 0, 1\nwhile left > part:\n    k, left = k + 1, left * -factor\nreturn best, k",
                *("(best, np.ceil(np.log(factor) / np.log(part)))", "(best, np.ceil(part / factor))"),
            ),
            mark(
                "Yours takes one step to be enough. Is your factor negative, your quotient upside down or without its "
                "logarithms, your `return` inside the loop, or its counting outside?"
            ),
        ),
        **dict.fromkeys(
            [
                f"for k in range({most}):\n    if factor**k <= part:\n        break\nreturn best, k"
                for most in (100, 200, 1000)
            ],
            mark("Your loop ends before the part is reached. How far must it count?"),
        ),
        "(best, np.ceil(np.log10(part) / np.log(factor)))": mark("Two logarithms are divided. Are yours of one kind?"),
    },
    begin="""\
factor, best = (L - mu) / (L + mu), 2 / (L + mu)
exact = np.log(part) / np.log(factor)
k = np.ceil(exact)""",
    also_right=(
        "k, left = 0, 1.0\nwhile left > part:\n    k, left = k + 1, left * factor\nreturn [best, k]",
        *("(best, k)", "(best, np.ceil(np.log(part) / (np.log(L - mu) - np.log(L + mu))))"),
        "import math\nreturn best, math.ceil(math.log(part, factor))",
        "return best, np.ceil(np.log10(part) / np.log10((L / mu - 1) / (L / mu + 1)))",
        "return best, -int(-np.log2(part) // np.log2(1 - best * mu))",
    ),
)


def flight(n: int, *, rest: bool = False) -> Kind:
    """Return what draws a gradient, a point, a velocity, a rate and a momentum."""
    return lambda rng: (
        *(bowl(rng, n)[1], point(rng, n), np.zeros(n) if rest else point(rng, n) / 4),
        *(draw(rng, 0.05, 0.2), draw(rng, 0.55, 0.85)),
    )


def heavy_ball(grad: Field, x: Vector, velocity: Vector, learning_rate: float, momentum: float) -> Vector:
    """Return the new point and the new velocity."""
    velocity = momentum * velocity - learning_rate * grad(x)
    return np.array([x + velocity, velocity])


momentum_step = Exercise(
    task=mark(r"""One step with momentum, the heavy ball. The new velocity is `momentum` times the old one, minus
`learning_rate` times the gradient at `x`. The new point is `x` plus the new velocity. Return both, the point first.
Leave `x` and `velocity` as they were."""),
    starter='''\
def momentum_step(grad, x, velocity, learning_rate, momentum):
    """The point and the velocity after one step of the heavy ball."""
    ...
''',
    solution="""\
velocity = momentum * velocity - learning_rate * grad(x)
return x + velocity, velocity""",
    hints=(
        mark("From rest, with velocity 0, the step is the one of plain descent. Does yours give that?"),
        mark("Two lines: first the new velocity, then the new point. The second uses the result of the first."),
        mark("`velocity = momentum * velocity - …` makes a new array. What stands in the place of the dots?"),
    ),
    cases={
        mark("from rest"): Case(1, flight(2, rest=True), flight(3, rest=True)),
        mark("in flight"): Case(1, flight(2), flight(5)),
        mark("x and velocity stay as they were"): Case(1, flight(2), flight(3), keeps=("x", "velocity")),
    },
    right=heavy_ball,
    said=mark("From x = {x}, velocity {velocity}, you return {got}."),
    see=lambda got, grad, x, velocity, learning_rate, momentum: {
        **{"kept": momentum * velocity, "gradient": grad(x), "rest": 1 - momentum}
    },
    simple=mark("`momentum * velocity` is {kept}, and the gradient is {gradient}."),
    mistakes={
        "ball(keep + rate * g)": mark("You go uphill: which sign has the gradient?"),
        "(v, x + v)": mark("These are the right two. Which of them comes first?"),
        "(x - v, v)": mark("The velocity is right, and you go the other way. Which sign carries x along it?"),
        "(x + velocity, v)": mark("The velocity is right, and x moved by the old one. Which comes first?"),
        "new = x + velocity\nreturn new, keep - rate * grad(new)": mark(
            "x moved by the old velocity. Which comes first, the new velocity or the new point?"
        ),
        **dict.fromkeys(
            [f"v = keep + {one}\nreturn x - rate * v, v" for one in ("g", "(1 - momentum) * g")],
            mark("Your velocity leaves out the rate, and its sign. What is the rule?"),
        ),
        **dict.fromkeys(
            ("(x - rate * v, v)", "(x + rate * v, v)"),
            mark("The rate is in the velocity already. How far does x move?"),
        ),
        "v = keep + rate * g\nreturn x - v, v": mark(
            "Your velocity points uphill, and you subtract it. Which signs has the rule?"
        ),
        **dict.fromkeys(
            ("ball(keep - g)", "(x + rate * (keep - g), keep - g)"),
            mark("Your velocity changes by the whole gradient. Where does the learning rate come in?"),
        ),
        "ball((1 - momentum) * velocity - rate * g)": mark(
            "You keep {rest:.2g} of the velocity. What says how much is kept?"
        ),
        "(x + v - rate * g, v)": mark("The gradient is in the velocity already. How far does x move?"),
        "ball(momentum + velocity - rate * g)": mark(
            "You add momentum to the velocity. What does the rule do with it?"
        ),
        "(x - rate * g, v)": mark("The velocity is right, and x takes a plain step. What is added to x?"),
        "(x + v, velocity)": mark("The point is right, and the velocity is the old one. Which one is asked for?"),
        "ball(-rate * g)": mark("That is a plain step. What does the old velocity do?"),
        "ball(velocity - rate * g)": mark("The old velocity is kept in full. Where does momentum come in?"),
        "ball(keep - rate * grad(x + keep))": mark(
            "You take the gradient further on, as Nesterov does. Where is it due?"
        ),
        "ball(keep - rate * grad(x + velocity))": mark(
            "You take the gradient where the old velocity leads. Where is it due?"
        ),
        "(x + momentum * v, v)": mark("Momentum is in the new velocity already. How far does x move?"),
        **{f"ball(keep - rate * {one})": ALIKE for one in ("g[0]", "g[-1]", "np.sum(g)", "np.mean(g)")},
        "ball(keep - (1 - momentum) * rate * g)": mark(
            "Your gradient is multiplied by {rest:.2g}, too. Is that the rule?"
        ),
        "ball(keep - momentum * rate * g)": mark("What does momentum multiply, and what not?"),
        "ball(rate * velocity - momentum * g)": mark(
            "You exchange the rate and the momentum. Which of them multiplies the velocity?"
        ),
        "(x, v)": mark("The velocity is right, and x has not moved. What is added to it?"),
        "x + v": mark("That is the new point. What is to be returned beside it?"),
        "v": mark("That is the new velocity. What is to be returned before it?"),
        **dict.fromkeys(
            (
                "velocity *= momentum\nvelocity -= rate * g\nx += velocity\nreturn x, velocity",
                *("velocity[:] = v\nreturn x + v, v", "x += v\nreturn x, v"),
            ),
            mark("`-=`, `+=` and `*=` write into the arrays of the caller. What does not?"),
        ),
    },
    begin="""\
rate, g, keep = learning_rate, grad(x), momentum * velocity
v, ball = keep - rate * g, lambda v: (x + v, v)""",
    also_right=("np.array([x + v, v])", "[list(x + v), list(v)]"),
)


LONG, SHORT = (2.0, 4.0), (0.3, 0.5)


def search(
    halvings: int, last: tuple[float, float], length: tuple[float, float], c: tuple[float, float], n: int = 2
) -> Kind:
    """Return what draws a bowl of n variables and one curvature λ, its gradient, a point, a first rate t, and c.

    There a rate is accepted as long as its product with λ is at most 2(1 - c). The one that is, after so many halvings,
    is a part of that: if `last` is just above 1/2, the one before was rejected for little; just below 1, it is accepted
    for little. The gradient has a length between two, and none of its entries is much the larger.
    """

    def drawn(rng: Rng) -> tuple[Any, ...]:
        part, centre, curvature = draw(rng, *c), point(rng, n), draw(rng, 2.1, 5.9)
        way = rng.choice([-1, 1], n) * rng.uniform(0.85, 1.15, n)
        x = centre + rng.uniform(*length) / curvature * way / np.linalg.norm(way)
        t = 2**halvings * rng.uniform(*last) * 2 * (1 - part) / curvature
        return (lambda p: curvature / 2 * sum((p - centre) ** 2)), (lambda p: curvature * (p - centre)), x, t, part

    return drawn


def stretched(halvings: int) -> Kind:
    """Return what draws the same for a turned bowl of two curvatures: who moves x needs other rates.

    The gradient at x lies nearly along the gentle direction. A long step leads far up the steep one.
    """

    def drawn(rng: Rng) -> tuple[Any, ...]:
        part, centre = draw(rng, 0.2, 0.4), point(rng, 2)
        H = turned(rng, [draw(rng, 0.9, 1.1), draw(rng, 7, 9)])
        across = np.linalg.eigh(H)[1]
        g = across @ (rng.choice([-1, 1], 2) * [1, draw(rng, 0.25, 0.35)]) * rng.uniform(0.8, 1.2)
        t = 2**halvings * rng.uniform(0.6, 0.9) * 2 * (1 - part) * (g @ g) / (g @ H @ g)
        x = centre + np.linalg.solve(H, g)
        return (lambda p: (p - centre) @ H @ (p - centre) / 2), (lambda p: H @ (p - centre)), x, t, part

    return drawn


def equality(halvings: int, n: int, steeper: int = 1, below: int = 0) -> Kind:
    """Return what draws the same, where the rate that is accepted makes both sides equal: nothing is rounded.

    A `steeper` bowl needs smaller rates, and its bottom is `below` 0.
    """

    def drawn(rng: Rng) -> tuple[Any, ...]:
        part, centre = float(rng.choice([0.25, 0.75])), rng.integers(-3, 3, n)
        curvature = steeper * int(rng.choice([2, 4]))
        g = rng.permutation([3.0, 4.0] if n == 2 else [2.0, 3.0, 6.0]) * rng.choice([-1, 1], n)  # of whole length
        t = 2**halvings * 2 * (1 - part) / curvature
        x = centre + g / curvature
        f: Field = lambda p: curvature / 2 * sum((p - centre) ** 2) - below  # noqa: E731
        return f, (lambda p: curvature * (p - centre)), x, t, part

    return drawn


def steep(kind: Kind, times: float) -> Kind:
    """Return what draws the same on a bowl so many times as steep, a power of 2: rates are as many times smaller."""

    def drawn(rng: Rng) -> tuple[Any, ...]:
        f, grad, x, t, part = kind(rng)
        return (lambda p: times * f(p)), (lambda p: times * grad(p)), x, t / times, part

    return drawn


def first_rate(f: Field, grad: Field, x: Vector, t: float, c: float) -> float:
    """Return the first of t, t/2, t/4, … that is accepted."""
    g = grad(x)
    rates = (t * 0.5**k for k in itertools.count())
    return next(rate for rate in rates if f(x - rate * g) <= f(x) - c * rate * np.sum(g**2))


def at_rate(got: float, f: Field, grad: Field, x: Vector, t: float, c: float) -> dict[str, Any]:
    """Compare how f changes with what is asked for: at the returned rate if it is too large, else at the right one."""
    g, right = grad(x), first_rate(f, grad, x, t, c)
    rate = got if got > right else right
    return {"gradient": g, "rate": rate, "change": f(x - rate * g) - f(x), "wanted": -c * rate * sum(g**2)}


HALVE = """\
g = grad(x)
square, fall = np.sum(g**2), lambda t: f(x) - f(x - t * g)
def halve(enough, by=0.5, most=999, t=t):
    while not enough(t) and most:
        t, most = t * by, most - 1
    return t"""

backtrack = Exercise(
    task=mark(r"""◇ This one goes with section 11.

Backtracking line search. Let `g` be `grad(x)`, the gradient at `x`. Begin with the rate `t`. As long as

$$f(x - t\,g) > f(x) - c\,t\,\lVert g \rVert^2,$$

halve `t`. Return the first `t` for which this no longer holds. $\lVert g \rVert^2$ is the square of the length of `g`,
the sum of the squares of its entries."""),
    starter='''\
def backtrack(f, grad, x, t, c):
    """The first of t, t/2, t/4, … at which f falls by c * t * (length of gradient)**2 or more."""
    ...
''',
    solution="""\
g = grad(x)
trial = t
while f(x - trial * g) > f(x) - c * trial * np.sum(g**2):
    trial = trial / 2
return trial""",
    hints=(
        mark("Give the gradient at x a name: it does not change while t does."),
        mark(
            "A `while` loop goes on as long as its condition holds. The condition stands in the task, "
            "and t stands on both of its sides."
        ),
        mark("Inside the loop there is one line, which halves t. After the loop, return t."),
    ),
    cases={
        mark("a long gradient"): Case(
            1, search(0, (0.55, 0.95), LONG, (0.2, 0.4)), search(2, (0.6, 0.9), LONG, (0.6, 0.8)), stretched(2)
        ),
        mark("a short gradient"): Case(
            1, search(1, (0.55, 0.95), SHORT, (0.6, 0.8)), search(3, (0.96, 0.98), SHORT, (0.2, 0.4)), stretched(3)
        ),
        mark("only just rejected, or rejected many times"): Case(
            1,
            *(search(1, (0.51, 0.52), LONG, (0.2, 0.4)), search(2, (0.51, 0.52), SHORT, (0.6, 0.8), n=3)),
            *(search(120, (0.6, 0.9), LONG, (0.2, 0.4), n=3), equality(0, 2), equality(2, 3)),
            *(equality(3, 2, steeper=2**20, below=40), steep(equality(3, 3), 2.0**110)),
        ),
    },
    right=first_rate,
    within=lambda f, grad, x, t, c: 1e-12 * first_rate(f, grad, x, t, c),
    said=mark("From t = {t:.4g}, with c = {c} and gradient {gradient}, you return {got:.4g}."),
    see=at_rate,
    simple=mark("At t = {rate:.4g} f changes by {change:.4g}, and −c t ‖g‖² is {wanted:.4g}."),
    mistakes={
        "t": mark("That is the first t. How is it known whether it is small enough?"),
        "halve(lambda t: fall(t) > c * t * square)": mark(
            "At t = {rate:.4g} both sides are equal, so the condition no longer holds. Which sign stands in yours?"
        ),
        "t / 2": mark("You halve once. How often may it be needed?"),
        **dict.fromkeys(
            [f"halve(lambda t: fall(t) >= c * t * square, {by})" for by in (0.9, 0.8, 0.7, 1 / 3, 0.25, 0.1, "c")],
            mark("Is what you multiply t by a half?"),
        ),
        "halve(lambda t: fall(t) >= c * t * square) / 2": mark(
            "You halve once more at the end. Was t not small enough?"
        ),
        **dict.fromkeys(
            (
                "2 * halve(lambda t: fall(t) >= c * t * square)",
                "min(t, 2 * halve(lambda t: fall(t) >= c * t * square))",  # there is none before the first
            ),
            mark("That is the t before the last one. Was it enough?"),
        ),
        "halve(lambda t: fall(t) >= c * t * square, t=t / 2)": mark(
            "You halve before you ask. What if the first t is small enough?"
        ),
        "halve(lambda t: fall(t) >= c * t * square, t=1)": mark("Your search begins at 1. Which t is given?"),
        **dict.fromkeys(
            [
                *(
                    f"halve(lambda t: fall(t) >= c * t * square, most={most})"
                    for most in (5, 10, 20, 25, 30, 40, 50, 60, 64, 100)
                ),
                *(
                    f"halve(lambda t: t <= 1e-{k} or fall(t) >= c * t * square)"
                    for k in (3, 4, 5, 6, 8, 10, 12, 15, 16)
                ),
            ],
            mark("Your search ends before t is small enough. How often may it be halved?"),
        ),
        "np.round(np.log2(t / halve(lambda t: fall(t) >= c * t * square)))": mark(
            "That is how often you halve. What is to be returned?"
        ),
        "halve(lambda t: fall(t) >= c * t * square, most=1)": mark(
            "You halve at most once. How often may it be needed?"
        ),
        **dict.fromkeys(
            [
                f"halve(lambda t: f(x - t * g) <= f(x) - {wanted})"
                for wanted in (
                    *("c * t * square / 2", "c * t * np.max(g**2)", "c * t * np.sum(g) ** 2", "c * t"),
                    *("t * square / 2", "1e-4 * t * square", "0", "-c * t * square"),
                )
            ],
            mark(
                "At t = {rate:.4g} f changes by {change:.4g}, and −c t ‖g‖² is {wanted:.4g}. What is in your condition?"
            ),
        ),
        "halve(lambda t: f(x - t * g) <= f(x) - t * square)": mark(
            "You ask for the whole of t ‖g‖². Where does c come in?"
        ),
        "halve(lambda t: f(x - t * g) <= f(x) - c * t * np.sqrt(square))": mark(
            "At t = {rate:.4g} f changes by {change:.4g}, and −c t ‖g‖² is {wanted:.4g}. Is your length squared?"
        ),
        **dict.fromkeys(
            [
                *(
                    f"while f(x - t * {g}) > f(x) - c * t * np.sum({g}**2):\n    {one}\n    {other}\nreturn t"
                    for g in ("g", "grad(x)")
                    for one, other in itertools.permutations(("t = t / 2", f"x = x - t * {g}"))
                ),
                *(
                    f"while f(x - t * g) > f(x) - c * t * np.sum(g**2):\n    {one}\n    {other}\n    g = grad(x)\n"
                    "return t"
                    for one, other in itertools.permutations(("t = t / 2", "x = x - t * g"))
                ),
            ],
            mark("You move x while you look for t. From which place is each t tried?"),
        ),
        "halve(lambda t: f(x + t * g) <= f(x) - c * t * square)": mark(
            "You try the way uphill. Which sign leads down?"
        ),
        "halve(lambda t: fall(t) <= c * t * square)": mark("Your loop goes on while t is good. When is it to go on?"),
        "x - halve(lambda t: fall(t) >= c * t * square) * g": mark("That is the new point. What is asked for?"),
    },
    begin=HALVE,
    also_right=(
        "halve(lambda t: f(x - t * g) <= f(x) - c * t * g @ g)",
        "next(t / 2**k for k in range(999) if f(x - t / 2**k * g) - f(x) <= -c * t / 2**k * np.linalg.norm(g) ** 2)",
    ),
)


def zigzags(
    ratio: float,
    part: float,
    last: bool,
    *,
    just: int = 0,
    growth: float = 1,
    middle: float = 1,
    odd: bool = False,
    diagonal: bool = False,
) -> Kind:
    """Return what draws a path of which a part of the turns goes back: the last one or not, the first one not or so.

    Parameters
    ----------
    ratio : float
        The length of the last step as a part of the middle one.
    just : int
        1 if the ratio is just above 1/2 instead, -1 if just below: a step off the middle would show.
    growth : float
        How many times longer than the first the second step is; all after it shrink as told.
    middle : float
        How many times longer the middle step is than it would be: it is no longer the median of all.
    odd : bool
        Whether the number of turns is odd, and `part`, 1/2, is rounded up: 8 turns of 15 go back.
    diagonal : bool
        Whether all steps go along a diagonal, more or less: a coordinate turns back where the path does.
    """

    def drawn(rng: Rng) -> tuple[Any, ...]:
        n = 2 * int(rng.integers(6, 10)) + (not odd)  # steps; an even number of turns can be halved
        count = n // 2 if odd else round(part * (n - 1))
        after = n - 1 - n // 2
        shrink = 0.5 ** (1 / (after + 0.5 * just)) if just else ratio ** (1 / after)
        lengths = shrink ** np.arange(n)
        lengths[1:] *= growth
        lengths[n // 2] *= middle
        back = rng.permutation(np.arange(n - 3) < count - 1)
        turns = np.where([not last, *back, last], rng.uniform(115, 160, n - 1), rng.uniform(10, 65, n - 1))
        angles = np.deg2rad(rng.uniform(0, 360) + np.cumsum([0, *(turns * rng.choice([-1, 1], n - 1))]))
        if diagonal:
            angles = np.deg2rad(180 * np.cumsum([0, not last, *back, last]) + rng.uniform(30, 60, n))
        moves = lengths[:, None] * np.stack([np.cos(angles), np.sin(angles)], axis=1)
        return (np.concatenate([[[0.0, 0.0]], np.cumsum(moves, axis=0)]) + point(rng, 2),)

    return drawn


def valley(axis: int) -> Kind:
    """Return what draws a path that goes to and fro across a valley, and slowly along its floor, which is that axis.

    0 lies in its middle.
    """

    def drawn(rng: Rng) -> tuple[Any, ...]:
        n = int(rng.integers(12, 20))
        across = draw(rng, 0.8, 0.9) ** np.arange(n) * (-1) ** np.arange(n)
        moves = np.stack([draw(rng, 0.1, 0.2) * np.abs(across), across], axis=1)
        path = np.cumsum(moves if axis == 0 else moves[:, ::-1], axis=0)
        return (path - np.mean(path, axis=0),)

    return drawn


def lifted(kind: Kind) -> Kind:
    """Return what draws such a path in space: it stays in a plane, and its first coordinate as it is."""
    return lambda rng: (np.insert(kind(rng)[0], 0, draw(rng, 1, 3), axis=1),)


def stepping(*steps: complex) -> Kind:
    """Return what draws a path of whole numbers with these steps, turned by right angles and so many times as long.

    Nothing is rounded, so ties are exact.
    """

    def drawn(rng: Rng) -> tuple[Any, ...]:
        as_drawn = 1j ** rng.integers(4) * rng.integers(1, 5)
        places = np.cumsum([complex(*rng.integers(-9, 9, 2)), *(step * as_drawn for step in steps)])
        return (np.round(np.stack([places.real, places.imag], axis=1)),)

    return drawn


def exactly(lengths: list[int], turn: complex = 1) -> Kind:
    """Return what draws a path of whole numbers with steps of these lengths, times a multiple of 5.

    Each step is the one before, times `turn`: 1 goes straight on, and with 1j every turn is a right angle.
    """

    def drawn(rng: Rng) -> tuple[Any, ...]:
        step = complex(*rng.permutation([3, 4]))
        return stepping(*(n * step * turn**k for k, n in enumerate(lengths)))(rng)

    return drawn


def sized(kind: Kind, size: float) -> Kind:
    """Return what draws such a path so many times as large."""
    return lambda rng: (kind(rng)[0] * size,)


def facing(kind: Kind) -> Kind:
    """Return what draws such a path whose last step goes back against the first: as if that were a turn, too."""

    def drawn(rng: Rng) -> tuple[Any, ...]:
        while True:
            (path,) = kind(rng)
            moves = np.diff(path, axis=0)
            if moves[-1] @ moves[0] < 0:
                return (path,)

    return drawn


def broken(value: float, column: int, *, last: bool) -> Kind:
    """Return what draws a path that would converge, but for one number: in its last point, or in one on the way."""

    def drawn(rng: Rng) -> tuple[Any, ...]:
        (path,) = zigzags(0.3, 0.4, True)(rng)
        path[-1 if last else len(path) // 3, column] = value
        return (path,)

    return drawn


def overflow(rng: Rng) -> tuple[Any, ...]:
    """Draw a path that ends at infinity."""
    return (np.array([[1.0, 2.0], [-1e200, 1e250], [np.inf, -np.inf]]) * point(rng, 2),)


def shape_of(path: Vector) -> tuple[Vector, NDArray[np.bool_]]:
    """Return the lengths of the steps of a path, and which of its turns go back."""
    moves = np.diff(path, axis=0)
    return np.sqrt(np.sum(moves**2, axis=1)), np.sum(moves[1:] * moves[:-1], axis=1) < 0


def regime_of(path: Vector) -> str:
    """Return what a path does."""
    lengths, back = shape_of(path)
    if not np.all(np.isfinite(path)) or lengths[-1] > lengths[0]:
        return "diverging"
    if np.mean(back) > 1 / 2:
        return "zigzag"
    return "crawling" if lengths[-1] > lengths[len(lengths) // 2] / 2 else "converging"


def about_path(got: str, path: Vector) -> dict[str, Any]:
    """Count what the texts speak of."""
    _, back = shape_of(path)
    moves = np.diff(path, axis=0)
    return {
        # squares of its entries may overflow
        "lengths": np.array([math.hypot(*moves[k]) for k in (0, len(moves) // 2, -1)]),
        "back": int(np.sum(back)),
        "turns": len(back),
        "end": path[-1],
        "lost": int(np.sum(~np.isfinite(path))),
    }


SIZES = """\
n, back, bad = np.sqrt(np.sum(m**2, axis=1)), np.sum(m[1:] * m[:-1], axis=1) < 0, not np.all(np.isfinite(path))"""


def names(order: str = "DZC", **other: str) -> str:
    """Write an answer to `regime` that tests in this order, with other tests in place of some."""
    tests = {"D": "bad or n[-1] > n[0]", "Z": "np.mean(back) > 1 / 2", "C": "n[-1] > n[len(m) // 2] / 2"} | other
    texts = {"D": "diverging", "Z": "zigzag", "C": "crawling"}
    return " ".join(f'"{texts[k]}" if {tests[k]} else' for k in order) + ' "converging"'


regime = Exercise(
    task=mark(r"""Name what a path does, by its points alone: the rate is not known. `path` has one row for each
point, three or more, each with two coordinates or more. `moves = np.diff(path, axis=0)` are its steps, the differences
of neighbouring rows. Return the first of these texts that fits:
- `"diverging"` if a number of the path is not finite, or the last step is longer than the first;
- `"zigzag"` if more than half of its turns go back. A turn is a step and the next one. It goes back if the dot
  product of the two, the sum of the products of their coordinates, is negative;
- `"crawling"` if the last step is longer than half the middle one, `moves[len(moves) // 2]` (`//` divides and
  leaves out the decimals);
- `"converging"` otherwise."""),
    starter='''\
def regime(path):
    """What a path of descent does: "diverging", "zigzag", "crawling" or "converging"."""
    ...
''',
    solution="""\
moves = np.diff(path, axis=0)
lengths = np.sqrt(np.sum(moves**2, axis=1))
back = np.sum(moves[1:] * moves[:-1], axis=1) < 0
if not np.all(np.isfinite(path)) or lengths[-1] > lengths[0]:
    return "diverging"
if np.mean(back) > 1 / 2:
    return "zigzag"
return "crawling" if lengths[-1] > lengths[len(moves) // 2] / 2 else "converging\"""",
    hints=(
        mark("Make an array of the steps first, then one of their lengths. Print both for a path of your own."),
        mark(
            "`moves[1:]` are all steps but the first, `moves[:-1]` all but the last: each step, and the one before it."
        ),
        mark("Multiply these two and sum along axis 1: one number a turn. `np.mean` of True and False gives the part."),
    ),
    cases={
        mark("crawling and converging"): Case(
            1,
            *(zigzags(0.8, 0.4, True), zigzags(0.3, 0.4, True), zigzags(0.8, 0.5, False), zigzags(0.3, 0.5, True)),
            *(lifted(zigzags(0, 0, False, just=1)), lifted(zigzags(0, 0, False, just=-1))),
            *(zigzags(0.4, 0.4, True, middle=0.6, diagonal=True), zigzags(0.6, 0.4, True, middle=1.6)),
            *(exactly([1] * 7), exactly([9, *[8] * 7], turn=1j), exactly([9, 9, 8, 8, 6, 5, 4])),
            exactly([9, 9, 9, 9, 7, 6, 5, 4]),  # the step before the middle one, and the mean of the two, would show
            exactly([999, 999, 999, 998, 700, 600, 500]),  # only just longer than half
            # by its largest entry (4, 4) is shorter than (5, 0), and by the sum of its entries longer than (6, 0)
            *(stepping(6, 6, 6, 4 + 4j), stepping(10, 10, 10, 7, 4 + 4j), stepping(*[6 + 6j] * 3, 5 + 5j, 5)),
            sized(zigzags(0.3, 0.4, True), 1e8),
            # one long turn goes back; one turn goes back and none goes on; the last step and the first are no turn
            *(stepping(10, -9, -1, -1), stepping(9, -8, -8j, 7), facing(zigzags(0.8, 0.5, True))),
        ),
        mark("zigzag"): Case(
            1,
            *(
                lifted(zigzags(0.8, 0.6, False)),
                lifted(zigzags(0.3, 0.7, True)),
                zigzags(0.3, 0.56, False),  # one turn more than half: of 12 it is 7, half of the 14 points
                valley(0),
                valley(1),
                lifted(valley(0)),  # it turns back in its last coordinate alone
                zigzags(0.8, 0.4, True),
            ),
            *(zigzags(0.8, 0.5, last, odd=True) for last in (False, True)),
            stepping(10, 10, -1, 1, -1),  # one long turn goes on
        ),
        mark("diverging"): Case(
            1,
            lifted(zigzags(1.3, 0, False)),
            zigzags(1.3, 1, True),
            zigzags(0.8, 0, True, growth=1.9),
            zigzags(0.3, 0, False, growth=1.5),
            *(stepping(5, 5, 5, 4 + 4j), exactly([999, 999, 999, 999, 1000])),
            overflow,
            *(broken(np.nan, 0, last=True), broken(np.nan, 1, last=False)),
            *(broken(np.inf, 1, last=True), broken(-np.inf, 0, last=False)),
        ),
    },
    right=regime_of,
    choices=("diverging", "zigzag", "crawling", "converging"),
    said=mark("On a path (turns: {turns}, going back: {back}) you say “{got}”."),
    see=about_path,
    simple=mark("Its first, middle and last step have the lengths {lengths}, and it ends at {end}."),
    mistakes={
        **dict.fromkeys(
            [names(order) for order in ("DCZ", "ZDC", "ZCD", "CDZ", "CZD")],
            mark("Two of the texts fit this path. Which of them stands first in the list?"),
        ),
        **dict.fromkeys(
            [
                names(Z=often)
                for often in (
                    "False",
                    "any(back)",
                    "back[0]",
                    "back[-1]",
                    "all(back)",
                    "np.sum(back) > 2",
                    *(f"np.sum({some}) > len(back) / 2" for some in ("back[1:]", "back[:-1]")),
                    *(f"np.mean({some}) > 1 / 2" for some in ("back[1:]", "back[:-1]")),
                )
            ],
            mark("Of its {turns} turns, {back} go back. What does yours count?"),
        ),
        names(Z="np.sum(back) > len(m) / 2"): mark(
            "Of its {turns} turns, {back} go back. Its steps are one more than its turns: half of which do you take?"
        ),
        names(Z="np.sum(back) > len(path) / 2"): mark(
            "Of its {turns} turns, {back} go back. Half of what do you take?"
        ),
        **dict.fromkeys(
            [
                names(Z=f"np.sum(np.sum(m * np.roll(m, 1, axis=0), axis=1) < 0) > {half}")
                for half in ("(len(m) - 1) / 2", "len(m) / 2")
            ],
            mark("You take the last step and the first for a turn, too. Which step is `moves[-1]`?"),
        ),
        names(Z="np.sum(np.sign(np.sum(m[1:] * m[:-1], axis=1))) < 0"): mark(
            "You compare the turns that go back with those that go on. Is a right angle no turn?"
        ),
        names(Z="np.mean(back) >= 1 / 2"): mark("Half of its turns go back. Is that more than half?"),
        **dict.fromkeys(
            [names(Z=f"np.mean(m[1:, {k}] * m[:-1, {k}] < 0) > 1 / 2") for k in (0, 1)],
            mark("You look at one coordinate only. What is the dot product of two steps?"),
        ),
        names(Z="np.mean(m[1:, 0] * m[:-1, 0] + m[1:, 1] * m[:-1, 1] < 0) > 1 / 2"): mark(
            "You use two coordinates. How many has this path?"
        ),
        **dict.fromkeys(
            [
                names(Z=f"np.mean({back}) > 1 / 2")
                for back in ("np.any(m[1:] * m[:-1] < 0, axis=1)", "m[1:] * m[:-1] < 0")
            ],
            mark("You look at each coordinate by itself. What is the dot product of two steps?"),
        ),
        **dict.fromkeys(
            [
                names(C=f"n[-1] > {middle} / 2")
                for middle in (
                    *("n[0]", "n[-2]", "n[len(path) // 2]", "np.mean(n)", "np.median(n)"),
                    *("n[(len(m) - 1) // 2]", "(n[(len(m) - 1) // 2] + n[len(m) // 2]) / 2"),
                )
            ],
            mark("Which step is the middle one?"),
        ),
        names(C="n[-1]**2 > n[len(m) // 2] ** 2 / 2"): mark("Half of a length is a quarter of its square."),
        **dict.fromkeys(
            [
                *(
                    names(**{text: test.format(sizes)})
                    for sizes in ("np.max(np.abs(m), axis=1)", "np.sum(np.abs(m), axis=1)")
                    for text, test in (("D", "bad or {0}[-1] > {0}[0]"), ("C", "{0}[-1] > {0}[len(m) // 2] / 2"))
                ),
                *(names(D=f"bad or np.{some}(m[-1] > m[0])") for some in ("any", "all")),
            ],
            mark("The lengths of its first, middle and last step are {lengths}. How is a length worked out?"),
        ),
        names(C="n[-1] < n[len(m) // 2] / 2"): mark("You exchange the two. Does a path crawl whose steps shrink fast?"),
        names(C="n[-1] > n[len(m) // 2]"): mark("With how much of the middle step is the last one compared?"),
        **dict.fromkeys(
            [
                names(D=f"n[-1] > n[0] or {lost}")
                for lost in (
                    *("False", "np.any(np.isinf(path))", "np.any(np.isnan(path))", "np.max(np.abs(path)) > 1e6"),
                    *("not np.any(np.isfinite(path[-1]))", "not np.all(np.isfinite(path[-1]))"),
                    *("not np.all(np.isfinite(path[:, 0]))", "not np.all(np.isfinite(path[:, 1]))"),
                    "not np.any(np.isfinite(path))",
                )
            ],
            mark("Numbers of the path that are not finite: {lost}. Does your test find each of them, and no other?"),
        ),
        **dict.fromkeys(
            [
                names(D=grows)
                for grows in (
                    *("bad", "bad or n[-1] > n[-2]", "bad or n[-1] > n[len(m) // 2]"),
                    "bad or np.linalg.norm(path[-1]) > np.linalg.norm(path[0])",
                )
            ],
            mark("The lengths of its first, middle and last step are {lengths}. Which two are compared?"),
        ),
        names(D="bad or np.any(np.diff(n) > 0)"): mark("A step on the way grows. Which two are to be compared?"),
        names(D="bad or n[-1] >= n[0]"): mark("Its last step is as long as the first. Is that longer?"),
        names(Z="np.mean(np.sum(m[1:] * m[:-1], axis=1) <= 0) > 1 / 2"): mark(
            "Its turns are right angles, and there the dot product is 0. Is 0 negative?"
        ),
        f"m = np.diff(path)\n{SIZES}\nreturn {names()}": mark(
            "`np.diff(path)` subtracts the x of each point from its y. Along which axis does a path go on?"
        ),
        names(Z="np.sum(m[1:] * m[:-1]) < 0"): mark(  # as the mean of the dot products would be
            "You take the sum of all products, or their mean. How many of the dot products, one for each turn, are "
            "negative?"
        ),
        names(C="n[-1] >= n[len(m) // 2] / 2"): mark(
            "Its last step is half the middle one, exactly. Is that longer than half?"
        ),
    },
    begin=f"m = np.diff(path, axis=0)\n{SIZES}",
    also_right=(
        "turns = sum(a @ b < 0 for a, b in zip(m, m[1:]))\nif not np.isfinite(path).all() or n[-1] > n[0]:\n"
        "    return 'diverging'\nif 2 * turns > len(m) - 1:\n    return 'zigzag'\n"
        "return 'crawling' if 2 * n[-1] > n[len(n) // 2] else 'converging'",
    ),
)

EXERCISES = (
    descent_step,
    descend,
    stop_reason,
    largest_safe_rate,
    best_rate,
    momentum_step,
    backtrack,
    regime,
)
