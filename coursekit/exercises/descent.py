"""The exercises of lesson 04, gradient descent.

Every case is a bowl whose curvatures are drawn anew for each check, so that each step, path and rate is known exactly.
Two right answers may differ by rounding only.
"""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coursekit.exercises.exercise import (
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

INTRO = """# Exercises: gradient descent

**What you'll do**: write descent yourself, with its stop rule, its best rate, momentum and line search. ·
**What you need**: [lesson 04](../notebooks/04_gradient_descent.ipynb). · 60 minutes

Write your code where the `...` is, run the cell, then run the cell with `check` below it. If you are stuck, `hint`
helps."""

Answer = Any  # called as the learner's function; `arguments` holds what that left of its arguments
Steps = Iterator[Step]
Vector = NDArray[np.float64]
Field = Callable[[Any], Any]


def point(rng: np.random.Generator, n: int) -> Vector:
    """Draw a point none of whose coordinates is near 0."""
    return np.array([draw(rng, 1.1, 2.9) * rng.choice([-1, 1]) for _ in range(n)])


def bowl(rng: np.random.Generator, n: int) -> tuple[Field, Field]:
    """Draw a bowl: the sum of a (t - c)² over the coordinates, and its gradient."""
    a, c = np.array([draw(rng, 0.6, 1.9) for _ in range(n)]), point(rng, n)
    return (lambda p: sum(a * (p - c) ** 2)), (lambda p: 2 * a * (p - c))


def turned(rng: np.random.Generator, curvatures: list[float]) -> NDArray[np.float64]:
    """Return a symmetric matrix with these eigenvalues, turned so that none of its entries is 0."""
    n = len(curvatures)
    while True:
        turn = np.linalg.qr(rng.standard_normal((n, n)))[0]
        if np.min(np.abs(turn)) > 0.2:
            matrix = turn @ np.diag(curvatures) @ turn.T
            return np.asarray((matrix + matrix.T) / 2)


def written(p: Any) -> str:
    """Write a point as the learner would.

    >>> written(np.array([1.0, -2.5]))
    '(1, -2.5)'
    """
    return f"({', '.join(f'{t:.4g}' for t in p)})"


def close(found: Vector, right: Vector) -> bool:
    """Whether two results are the same but for rounding."""
    return near(found, right, 1e-9 * (1 + np.abs(right)))


def word(value: Any, words: tuple[str, ...]) -> str:
    """Take what an answer returned as one of the words, or say what it is instead."""
    if not isinstance(value, str) or value not in words:
        choices = ", ".join(f'"{w}"' for w in words)
        raise AnswerError(f"You return {shown(value)}, and one of these {len(words)} texts is wanted: {choices}.")
    return value


# 1. One step


def steps_of_descent_step(answer: Answer, rng: np.random.Generator) -> Steps:
    """Check one step in two and in three variables, and that the caller's array stays as it was."""
    for name, n in ("two variables", 2), ("three variables", 3), ("x stays as it was", 2):
        cases = []
        for _ in range(2):
            f, grad = bowl(rng, n)
            x, rate = point(rng, n), draw(rng, 0.05, 0.25)
            while abs(sum(np.sign(g := grad(x)))) == n:  # one slope goes up and one down: their signs matter
                x = point(rng, n)
            new = array(answer(grad, x, rate), (n,))
            mistakes = [
                (x + rate * g, f"There f is {f(x + rate * g):.4g}, and it was {f(x):.4g}: which sign leads downhill?"),
                (x - rate, "Each coordinate moved by the rate alone. Where does the gradient come in?"),
                (x - g, "That is a step by the whole gradient. Where does the learning rate come in?"),
                (-rate * g, "That is the way to go. Where do you arrive, if you start at x?"),
                (rate * g, "That is the way to go, and its sign. Where do you arrive, if you start at x?"),
                (x - rate * g / np.sqrt(sum(g**2)), "It is as long everywhere. Does it not shrink with the gradient?"),
                (x - rate * np.sign(g), "You use the signs of the gradient only. What are its sizes for?"),
            ]  # fmt: skip
            simple = f"The gradient there is {written(g)}: how far does each coordinate move?"
            said = f"From x = {written(x)} with rate {rate} you go to {written(new)}. {advice(new, mistakes, simple)}"
            right = close(new, x - rate * g)
            cases.append((right, said))
            if right and name == "x stays as it was":
                left = f"You were given x = {written(x)}, and after the call it is {written(answer.arguments[1])}. "
                cases.append((bool(np.all(answer.arguments[1] == x)), left + "Do you make a new array?"))
        yield step(name, 1, cases)


descent_step = Exercise(
    task=r"""One step of gradient descent: from `x` to `x` minus `learning_rate` times the gradient at
`x`. `grad` is a function: `grad(x)` is the gradient there, an array like `x`. Return the new point, and leave `x` as it
was.""",
    starter='''\
def descent_step(grad, x, learning_rate):
    """The point after one step of gradient descent from x."""
    ...
''',
    solution="return x - learning_rate * grad(x)",
    points=3,
    hints=(
        "Take x = (3, 4), gradient (6, 8) and rate 0.1. Where do you arrive? Do it on paper first.",
        "The step is the rate times the gradient. Downhill is against the gradient.",
        "Subtract: `x = x - …` makes a new array, and `x -= …` changes the one that you were given.",
    ),
    wrong=(
        Wrong("return x + learning_rate * grad(x)", fails="two variables", because="which sign leads downhill"),
        Wrong("return x - learning_rate", fails="two variables", because="by the rate alone"),
        Wrong("return x - grad(x)", fails="two variables", because="Where does the learning rate"),
        Wrong("return -learning_rate * grad(x)", fails="two variables", because="Where do you arrive"),
        Wrong(
            "g = grad(x)\nreturn x - learning_rate * g / np.sqrt(sum(g**2))",
            fails="two variables",
            because="shrink with the gradient",
        ),
        Wrong(
            "return x - learning_rate * np.sign(grad(x))", fails="two variables", because="the signs of the gradient"
        ),
        Wrong("x -= learning_rate * grad(x)\nreturn x", fails="x stays as it was", because="make a new array"),
        Wrong("return x[0] - learning_rate * grad(x)[0]", fails="it runs", because="a single number"),
    ),
    steps=steps_of_descent_step,
)


# 2. The whole loop


def path_of(grad: Field, x: Any, rate: float, steps: int) -> Vector:
    """Return the points of a descent, the start first."""
    path = [x * 1.0]
    for _ in range(steps):
        path.append(path[-1] - rate * grad(path[-1]))
    return np.array(path)


def about_path(found: Any, right: Vector, grad: Field, rate: float) -> tuple[bool, str]:
    """Say whether a path is right, and if not, what is wrong with it."""
    try:
        shape = np.shape(found)
    except ValueError:  # rows of different lengths
        shape = right.shape
    path, (rows, n) = array(found, shape), right.shape
    said = f"From {written(right[0])} with {rows - 1} steps you return "
    if shape == (n,) and close(path, right[-1]):
        return False, f"{said}the last point only. The path is wanted: how do you keep the points before it?"
    if path.ndim != 2 or path.shape[1] != n:
        return False, f"{said}an array of shape {shape}. Where are the {rows} points, with {n} coordinates each?"
    if len(path) != rows:
        said += f"{len(path)} points. "
        if len(path) == rows - 1 and close(path, right[1:]):
            return False, said + "The first is missing: is the start a point of the path too?"
        if len(path) == rows - 1 and close(path, right[:-1]):
            return False, said + "The last is missing: do you keep a point before each step, or after it?"
        return False, f"{said}How many are {rows - 1} steps and the start?"
    if close(path, right):
        return True, ""
    said = f"From {written(right[0])} with {rows - 1} steps your path ends at {written(path[-1])}. "
    if rows > 2 and np.ptp(path, axis=0).max() == 0:
        return False, said + "All its points are the same: do you keep one array, and change it?"
    if np.all(path == np.trunc(path)) and close(right[0], path[0]):
        return False, said + "All its numbers are whole ones: what kind of numbers can your array hold?"
    mistakes = [
        (path_of(lambda p: -grad(p), right[0], rate, rows - 1), "You go uphill: which sign has the step?"),
        (path_of(lambda p: grad(right[0]), right[0], rate, rows - 1), "All its steps are equal: whose gradient is it?"),
        (path_of(np.ones_like, right[0], rate, rows - 1), "Each step is the rate alone: where is the gradient?"),
    ]  # fmt: skip
    return False, said + advice(path, mistakes, f"Its second point should be {written(right[1])}: is it?")


def steps_of_descend(answer: Answer, rng: np.random.Generator) -> Steps:
    """Check whole paths, one of no step, one from whole numbers, and that the caller's start stays as it was."""
    for name, points in (
        ("the path", 2),
        ("one step, and none", 1),
        ("a start of whole numbers", 1),
        ("x0 stays as it was", 1),
    ):
        cases = []
        for n in (2, 3):
            _, grad = bowl(rng, n)
            rate, steps = draw(rng, 0.05, 0.2), int(rng.integers(4, 9))
            if name == "one step, and none":
                steps = 3 - n
            x0 = rng.integers(3, 9, n) if name == "a start of whole numbers" else point(rng, n)
            found = answer(grad, x0, rate, steps)
            cases.append(about_path(found, path_of(grad, x0, rate, steps), grad, rate))
            if cases[-1][0] and name == "x0 stays as it was":
                left = f"You were given x0 = {written(x0)}, and after the call it is {written(answer.arguments[1])}. "
                left += "Whose array do you change?"
                cases.append((bool(np.all(answer.arguments[1] == x0)), left))
        yield step(name, points, cases)


descend = Exercise(
    task="""The whole descent. Take `steps` steps from `x0`, and return the path: an array with one row for each point.
Its first row is `x0`, its last is where the descent ends, so it has `steps + 1` rows. Leave `x0` as it was.""",
    starter='''\
def descend(grad, x0, learning_rate, steps):
    """The path of gradient descent from x0: an array of shape (steps + 1, len(x0))."""
    ...
''',
    solution="""\
path = [x0]
for _ in range(steps):
    path.append(path[-1] - learning_rate * grad(path[-1]))
return np.array(path)""",
    points=5,
    hints=(
        "Begin with a list that holds x0. Each step appends one more point to it.",
        "The newest point is `path[-1]`. One step from there is what you wrote in the exercise before.",
        "After the loop, make an array of the list: `np.array` does, with one row for each point.",
    ),
    wrong=(
        Wrong(
            "x = x0\nfor _ in range(steps):\n    x = x - learning_rate * grad(x)\nreturn x",
            fails="the path",
            because="the last point only",
        ),
        Wrong(
            "x, path = x0, []\nfor _ in range(steps):\n    path.append(x)\n    x = x - learning_rate * grad(x)\n"
            "return np.array(path)",
            fails="the path",
            because="The last is missing",
        ),
        Wrong(
            "x, path = x0, []\nfor _ in range(steps):\n    x = x - learning_rate * grad(x)\n    path.append(x)\n"
            "return np.array(path)",
            fails="the path",
            because="The first is missing",
        ),
        Wrong(
            "path = [x0]\nfor _ in range(steps):\n    path.append(path[-1] + learning_rate * grad(path[-1]))\n"
            "return np.array(path)",
            fails="the path",
            because="You go uphill",
        ),
        Wrong(
            "path = [x0]\nfor _ in range(steps):\n    path.append(path[-1] - learning_rate * grad(x0))\n"
            "return np.array(path)",
            fails="the path",
            because="All its steps are equal",
        ),
        Wrong(
            "path = [x0]\nfor _ in range(steps):\n    path.append(path[-1] - learning_rate)\nreturn np.array(path)",
            fails="the path",
            because="the rate alone",
        ),
        Wrong(
            "x = x0.copy()\npath = [x]\nfor _ in range(steps):\n    x -= learning_rate * grad(x)\n    path.append(x)\n"
            "return np.array(path)",
            fails="the path",
            because="All its points are the same",
        ),
        Wrong(
            "path = [x0]\nfor _ in range(max(steps, 1)):\n"
            "    path.append(path[-1] - learning_rate * grad(path[-1]))\nreturn np.array(path)",
            fails="one step, and none",
            because="How many are 0 steps",
        ),
        Wrong(
            "path = np.tile(x0, (steps + 1, 1))\nfor k in range(steps):\n"
            "    path[k + 1] = path[k] - learning_rate * grad(path[k])\nreturn path",
            fails="a start of whole numbers",
            because="what kind of numbers",
        ),
        Wrong(
            "path = [x0.copy()]\nx = x0 if x0.dtype == float else x0 * 1.0\nfor _ in range(steps):\n"
            "    x -= learning_rate * grad(x)\n    path.append(x.copy())\nreturn np.array(path)",
            fails="x0 stays as it was",
            because="Whose array",
        ),
    ),
    steps=steps_of_descend,
)


# 3. When to stop

REASONS = ("diverged", "converged", "stalled", "go on")


def steps_of_stop_reason(answer: Answer, rng: np.random.Generator) -> Steps:
    """Check each reason beside a case that is nearly one; no two cases of a step that follow each other are alike."""
    far = 10.0 ** rng.integers(5, 8)
    x, tol, rate = point(rng, 2), 10.0 ** -rng.integers(3, 7), draw(rng, 0.1, 0.9)
    a, b = draw(rng, 0.75, 0.95), draw(rng, 0.2, 0.6)
    big = draw(rng, 2, 9) * 1e307
    sizes, finite = "Each of its numbers is below tol: how long is it?", "Is each number of the new point finite?"
    other = "Is the new point another one than x?"
    sums = "Do positive and negative slopes cancel in what you compare?"
    for name, situations in (
        ("converged", [
            ((x, tol * np.array([b, -b]), rate), "converged", "Is it not shorter than tol?"),
            ((x, tol * np.array([a, a]), rate), "go on", sizes),
            ((x, tol * np.array([-40 * a, 40 * a]), rate), "go on", sums),
            ((x, np.zeros(2), rate), "converged", "How long is a gradient of zeros?"),
        ]),
        ("diverged", [
            ((x, np.array([a, -np.inf]), rate), "diverged", finite),
            ((x, np.array([big, a]), rate), "go on", "The new point is far away, and finite: may it go on?"),
            ((x, np.array([a, big]), 1e3), "diverged", "The gradient is finite. Is the new point too?"),
            ((np.array([np.nan, x[1]]), np.array([np.nan, 0.0]), rate), "diverged", finite),
        ]),
        ("stalled", [
            ((far * x, np.array([a, b]) * 1e-12, rate), "stalled", other),
            ((far * x, np.array([a * 1e-12, b]), rate), "go on", "One coordinate stays, one moves: may it go on?"),
            ((x, np.array([a, -b]), 1e-18), "stalled", f"The gradient is not small. {other}"),
        ]),
    ):  # fmt: skip
        cases = []
        for (place, gradient, speed), right, question in situations:
            limit = 1e-15 if name == "stalled" else tol
            reply = word(answer(place, gradient, speed, limit), REASONS)
            said = f"At x = {written(place)} with gradient {written(gradient)}, rate {speed:g} and tol {limit:g} "
            cases.append((reply == right, f'{said}you say "{reply}". {question}'))
        yield step(name, 1, cases)


stop_reason = Exercise(
    task="""Why should a descent stop at `x`? Its next point is `x - learning_rate * gradient`. Return the first of
these texts that fits:
- `"diverged"` if a number of the next point is not finite: `np.isfinite` tells;
- `"converged"` if the gradient's length is at most `tol`;
- `"stalled"` if the next point is `x` again, in every coordinate;
- `"go on"` otherwise.""",
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
    points=3,
    hints=(
        "Work out the next point first, and give it a name. Then ask the questions in the order of the list.",
        "The length of a gradient is the root of the sum of its squares. `np.linalg.norm` gives it too.",
        "`np.isfinite(new)` and `new == x` are arrays of True and False. `np.all` asks whether all are True.",
    ),
    wrong=(
        Wrong(
            'new = x - learning_rate * gradient\nif not np.all(np.isfinite(new)):\n    return "diverged"\n'
            'if np.max(np.abs(gradient)) <= tol:\n    return "converged"\n'
            'return "stalled" if np.all(new == x) else "go on"',
            fails="converged",
            because="how long is it",
        ),
        Wrong(
            'new = x - learning_rate * gradient\nif not np.all(np.isfinite(new)):\n    return "diverged"\n'
            'if np.sum(gradient) <= tol:\n    return "converged"\n'
            'return "stalled" if np.all(new == x) else "go on"',
            fails="converged",
            because="cancel",
        ),
        Wrong(
            'if np.linalg.norm(gradient) <= tol:\n    return "converged"\n'
            'if np.all(x - learning_rate * gradient == x):\n    return "stalled"\nreturn "go on"',
            fails="diverged",
            because="finite",
        ),
        Wrong(
            'new = x - learning_rate * gradient\nif np.linalg.norm(gradient) <= tol:\n    return "converged"\n'
            'if not np.all(np.isfinite(new)) or np.max(np.abs(new)) > 1e6:\n    return "diverged"\n'
            'return "stalled" if np.all(new == x) else "go on"',
            fails="diverged",
            because="may it go on",
        ),
        Wrong(
            'new = x - learning_rate * gradient\nif not np.all(np.isfinite(gradient)):\n    return "diverged"\n'
            'if np.linalg.norm(gradient) <= tol:\n    return "converged"\n'
            'return "stalled" if np.all(new == x) else "go on"',
            fails="diverged",
            because="The gradient is finite",
        ),
        Wrong(
            'new = x - learning_rate * gradient\nif not np.all(np.isfinite(new)):\n    return "diverged"\n'
            'if np.linalg.norm(gradient) <= tol:\n    return "converged"\n'
            'return "stalled" if np.any(new == x) else "go on"',
            fails="stalled",
            because="One coordinate stays",
        ),
        Wrong(
            'new = x - learning_rate * gradient\nif not np.all(np.isfinite(new)):\n    return "diverged"\n'
            'return "converged" if np.linalg.norm(gradient) <= tol else "go on"',
            fails="stalled",
            because="another one than x",
        ),
        Wrong("return np.linalg.norm(gradient) <= tol", fails="it runs", because="one of these 4 texts"),
    ),
    steps=steps_of_stop_reason,
)


# 4. The largest safe rate


def steps_of_largest_safe_rate(answer: Answer, rng: np.random.Generator) -> Steps:
    """Check bowls along the axes, turned ones, and one of three variables."""
    for name, points, n in ("along the axes", 1, 2), ("a turned bowl", 2, 2), ("three variables", 1, 3):
        cases = []
        for _ in range(2):
            curvatures = [draw(rng, 1.1, 1.9), draw(rng, 6, 9), draw(rng, 2.1, 4.9)][:n]
            rng.shuffle(curvatures)
            matrix = np.diag(curvatures) if name == "along the axes" else turned(rng, curvatures)
            low, high = min(curvatures), max(curvatures)
            rate = number(answer(matrix))
            mistakes = [
                (1 / high, "From that rate on the steps overshoot, and still they converge. Where do they stop to?"),
                (2 / low, "You use the smallest curvature. Which direction diverges first?"),
                (2 / (low + high), "That is the best rate. How much larger may it become before the steps grow?"),
                (2 / np.trace(matrix), "You use the sum of the curvatures. Which one alone decides?"),
                (2 / np.linalg.norm(matrix), "You use the length of all entries together. Which curvature decides?"),
                (2 / np.max(np.diag(matrix)), "You use an entry of the matrix. Where are a turned bowl's curvatures?"),
                (2 / np.max(np.sum(np.abs(matrix), 0)), "You add up a row of the matrix. Where are the curvatures?"),
                (high, "That is the largest curvature. Which rate belongs to it?"),
            ]  # fmt: skip
            simple = f"Along the steepest direction a step then multiplies the distance by {1 - rate * high:.3g}: "
            simple += "at which factor does growing begin?"
            said = (
                f"For curvatures {written(sorted(curvatures))} you return {rate:.4g}. {advice(rate, mistakes, simple)}"
            )
            cases.append((near(rate, 2 / high, 1e-9), said))
        yield step(name, points, cases)


largest_safe_rate = Exercise(
    task=r"""A bowl has the gradient `H @ x`, where `H` is a symmetric matrix. Its curvatures are the eigenvalues of
`H`, all positive; `np.linalg.eigvalsh(H)` gives them in order, the smallest first. Return the rate below which gradient
descent converges from every start, and above which it diverges.""",
    starter='''\
def largest_safe_rate(H):
    """The learning rate at which descent on the bowl with gradient H @ x begins to diverge."""
    ...
''',
    solution="return 2 / np.linalg.eigvalsh(H)[-1]",
    points=4,
    hints=(
        "In the direction of curvature λ, each step multiplies the distance by 1 − ηλ. When does that grow?",
        "It grows where 1 − ηλ is below −1. For which of the curvatures does this happen first?",
        "Only the largest eigenvalue counts, the last in the list. At which η is 1 − ηλ equal to −1?",
    ),
    wrong=(
        Wrong("return 1 / np.linalg.eigvalsh(H)[-1]", fails="along the axes", because="still they converge"),
        Wrong("return 2 / np.linalg.eigvalsh(H)[0]", fails="along the axes", because="smallest curvature"),
        Wrong(
            "low, *_, high = np.linalg.eigvalsh(H)\nreturn 2 / (low + high)",
            fails="along the axes",
            because="That is the best rate",
        ),
        Wrong("return 2 / np.linalg.norm(H)", fails="along the axes", because="all entries together"),
        Wrong("return np.linalg.eigvalsh(H)[-1]", fails="along the axes", because="Which rate belongs to it"),
        Wrong("return 2 / np.max(H)", fails="a turned bowl", because="an entry of the matrix"),
        Wrong("return 2 / np.max(np.sum(np.abs(H), axis=0))", fails="a turned bowl", because="add up a row"),
        Wrong("return 2 / np.linalg.eigvalsh(H)[1]", fails="three variables", because="at which factor"),
    ),
    steps=steps_of_largest_safe_rate,
)


# 5. The best rate, and how many steps it takes


def steps_of_best_rate(answer: Answer, rng: np.random.Generator) -> Steps:
    """Check the rate and the number of steps; the cases keep a distance from where rounding could decide."""
    rates: list[tuple[bool, str]] = []
    counts: list[tuple[bool, str]] = []
    while len(counts) < 4:
        low, high = draw(rng, 0.4, 1.9), draw(rng, 4, 60)
        part = [1e-1, 1e-2, 1e-3, 1e-6][len(counts)]
        shrink = (high - low) / (high + low)
        exact = np.log(part) / np.log(shrink)
        if not 0.2 < exact % 1 < 0.4 or exact < 3:
            continue
        right, best = np.ceil(exact), 2 / (low + high)
        rate, count = array(answer(low, high, part), (2,))
        mistakes = [
            (1 / high, "That is the largest rate without overshooting. Which is the best one?"),
            (2 / high, "There the steepest direction does not shrink at all. Which rate is best?"),
            (1 / (low + high), "That is half of the best rate. Where are both factors equal, but for the sign?"),
            ((low + high) / 2, "Your fraction is upside down: is the rate large or small where the bowl is steep?"),
            (right, "That looks like the number of steps. Which of the two comes first?"),
        ]
        simple = f"Your factors are {1 - rate * low:.3g} and {1 - rate * high:.3g}: when is the larger one smallest?"
        said = f"For curvatures {low} to {high} you return the rate {rate:.4g}. {advice(rate, mistakes, simple)}"
        rates.append((near(rate, best, 1e-9), said))
        reached = f"There the distance is {shrink**count:.3g} of the first"
        mistakes = [
            (right - 1, f"{reached}, which is more than {part:g}. Round up, or down?"),
            (exact, "That is no whole number. Which step is the first that is enough?"),
            (np.ceil(exact / 2), "Then f has shrunk to that part. And the distance?"),
            (np.ceil(np.log(part) / np.log(1 - low / high)), "That is for the rate 1/L. What is the best factor?"),
        ]  # fmt: skip
        simple = f"{reached}: is that at most {part:g}, and for the first time?"
        said = (
            f"For curvatures {low} to {high} and {part:g} you return {count:g} steps. {advice(count, mistakes, simple)}"
        )
        counts.append((near(count, right, 0), said))
    yield step("the rate", 1, rates)
    yield step("the number of steps", 2, counts)


best_rate = Exercise(
    task=r"""A bowl has curvatures from `mu` (the smallest) to `L` (the largest). Return two numbers. The first is the
best learning rate. The second is how many steps it takes until the distance to the minimum is at most `part` times
that at the start, whatever the start: the first whole number that is enough. `mu` is smaller than `L`.""",
    starter='''\
def best_rate(mu, L, part):
    """The best learning rate for curvatures mu to L, and the steps until `part` of the distance."""
    ...
''',
    solution="""\
factor = (L - mu) / (L + mu)
return 2 / (L + mu), np.ceil(np.log(part) / np.log(factor))""",
    points=3,
    hints=(
        "At the best rate the distance shrinks by one factor along both directions. Which, for mu = 1 and L = 3?",
        "After k steps the distance is the factor to the power k. Which is the first k to make it at most `part`?",
        "The factor is (L − mu) / (L + mu). Two logarithms and `np.ceil` give k, or a loop that counts.",
    ),
    wrong=(
        Wrong("k = np.ceil(np.log(part) / np.log(1 - mu / L))\nreturn 1 / L, k", "the rate", "without overshooting"),
        Wrong(
            "return 2 / L, np.ceil(np.log(part) / np.log((L - mu) / (L + mu)))", "the rate", "does not shrink at all"
        ),
        Wrong(
            "return 1 / (L + mu), np.ceil(np.log(part) / np.log((L - mu) / (L + mu)))", "the rate", "half of the best"
        ),
        Wrong("return (L + mu) / 2, np.ceil(np.log(part) / np.log((L - mu) / (L + mu)))", "the rate", "upside down"),
        Wrong("return np.ceil(np.log(part) / np.log((L - mu) / (L + mu))), 2 / (L + mu)", "the rate", "comes first"),
        Wrong(
            "return 2 / (L + mu), np.log(part) // np.log((L - mu) / (L + mu))",
            fails="the number of steps",
            because="Round up, or down",
        ),
        Wrong(
            "return 2 / (L + mu), np.log(part) / np.log((L - mu) / (L + mu))",
            fails="the number of steps",
            because="no whole number",
        ),
        Wrong(
            "return 2 / (L + mu), np.ceil(np.log(part) / np.log(((L - mu) / (L + mu)) ** 2))",
            fails="the number of steps",
            because="And the distance",
        ),
        Wrong(
            "return 2 / (L + mu), np.ceil(np.log(part) / np.log(1 - mu / L))",
            fails="the number of steps",
            because="for the rate 1/L",
        ),
    ),
    steps=steps_of_best_rate,
)


# 6. A step with momentum


def steps_of_momentum_step(answer: Answer, rng: np.random.Generator) -> Steps:
    """Check a step from rest, one in full flight, and that the caller's arrays stay as they were."""
    for name, points in ("from rest", 1), ("in flight", 1), ("x and velocity stay as they were", 1):
        cases = []
        for n in (2, 3):
            _, grad = bowl(rng, n)
            x, rate, momentum = point(rng, n), draw(rng, 0.05, 0.2), draw(rng, 0.55, 0.85)
            v = np.zeros(n) if name == "from rest" else point(rng, n) / 4
            g = grad(x)
            new = momentum * v - rate * g
            both = array(answer(grad, x, v, rate, momentum), (2, n))
            ahead = momentum * v - rate * grad(x + momentum * v)
            up = momentum * v + rate * g
            mixed = momentum * v - (1 - momentum) * rate * g
            mistakes = [
                ((x + up, up), "You go uphill: which sign has the gradient?"),
                ((new, x + new), "These look like the right two. Which of them comes first?"),
                ((x - new, new), "The velocity is right, and you go the other way. Which sign carries x along it?"),
                ((x + v, new), "The velocity is right, and x moved by the old one. Which comes first?"),
                ((x - rate * g, -rate * g), "That is a plain step. What does the old velocity do?"),
                ((x + v - rate * g, v - rate * g), "The old velocity is kept in full. Where does momentum come in?"),
                ((x + ahead, ahead), "You take the gradient further on, as Nesterov does. Where does the heavy ball?"),
                ((x + mixed, mixed), f"Your gradient is multiplied by {1 - momentum:.2g}. Does the rule say so?"),
            ]  # fmt: skip
            simple = f"Momentum keeps {written(momentum * v)}, and the gradient is {written(g)}: what is their sum?"
            said = (
                f"From x = {written(x)}, velocity {written(v)}, you return {written(both[0])} and {written(both[1])}. "
            )
            right = close(both, np.array([x + new, new]))
            cases.append((right, said + advice(both, mistakes, simple)))
            if right and name == "x and velocity stay as they were":
                same = all(np.all(a == b) for a, b in zip(answer.arguments[1:3], (x, v), strict=True))
                left = f"You were given x = {written(x)} and velocity {written(v)}, and after the call they are "
                left += f"{written(answer.arguments[1])} and {written(answer.arguments[2])}. Do you make new arrays?"
                cases.append((same, left))
        yield step(name, points, cases)


momentum_step = Exercise(
    task=r"""One step with momentum, the heavy ball. The new velocity is `momentum` times the old one, minus
`learning_rate` times the gradient at `x`. The new point is `x` plus the new velocity. Return both, the point first.
Leave `x` and `velocity` as they were.""",
    starter='''\
def momentum_step(grad, x, velocity, learning_rate, momentum):
    """The point and the velocity after one step of the heavy ball."""
    ...
''',
    solution="""\
velocity = momentum * velocity - learning_rate * grad(x)
return x + velocity, velocity""",
    points=3,
    hints=(
        "From rest, with velocity 0, the step is the one of plain descent. Does yours give that?",
        "Two lines: first the new velocity, then the new point. The second uses the result of the first.",
        "`velocity = momentum * velocity - …` makes a new array. What stands in the place of the dots?",
    ),
    wrong=(
        Wrong("v = momentum * velocity + learning_rate * grad(x)\nreturn x + v, v", "from rest", "You go uphill"),
        Wrong(
            "v = momentum * velocity - learning_rate * grad(x)\nreturn v, x + v",
            "from rest",
            "Which of them comes first",
        ),
        Wrong(
            "v = momentum * velocity - learning_rate * grad(x)\nreturn x - v, v", "from rest", "Which sign carries x"
        ),
        Wrong("v = momentum * velocity - learning_rate * grad(x)\nreturn x + velocity, v", "from rest", "the old one"),
        Wrong(
            "v = momentum * velocity - (1 - momentum) * learning_rate * grad(x)\nreturn x + v, v",
            fails="from rest",
            because="is multiplied by",
        ),
        Wrong("v = -learning_rate * grad(x)\nreturn x + v, v", fails="in flight", because="a plain step"),
        Wrong("v = velocity - learning_rate * grad(x)\nreturn x + v, v", fails="in flight", because="kept in full"),
        Wrong(
            "v = momentum * velocity - learning_rate * grad(x + momentum * velocity)\nreturn x + v, v",
            fails="in flight",
            because="Nesterov",
        ),
        Wrong(
            "velocity *= momentum\nvelocity -= learning_rate * grad(x)\nx += velocity\nreturn x, velocity",
            fails="x and velocity stay as they were",
            because="Do you make new arrays",
        ),
    ),
    steps=steps_of_momentum_step,
)


# 7. Backtracking


def steps_of_backtrack(answer: Answer, rng: np.random.Generator) -> Steps:
    """Check bowls of one curvature λ, where a rate t is accepted as long as tλ is at most 2 (1 - c)."""
    for name, short, tries in (
        ("accepted at once, or soon", False, ((0.6, 0), (2.3, 1))),
        ("a short gradient", True, ((5.2, 2), (10.4, 3))),
        ("falling is not enough", False, ((1.8, 1), (7.2, 3))),
    ):
        cases = []
        for first_try, halvings in tries:
            c, centre, curvature = draw(rng, 0.28, 0.32), point(rng, 2), draw(rng, 2.1, 5.9)
            away = point(rng, 2)
            x = centre + (away / np.linalg.norm(away) * draw(rng, 0.55, 0.65) / curvature if short else 2 * away)
            t, g = first_try / curvature, curvature * (x - centre)
            right = t / 2**halvings

            def f(p: Any, curvature: float = curvature, centre: Vector = centre) -> Any:
                return curvature / 2 * sum((p - centre) ** 2)

            def grad(p: Any, curvature: float = curvature, centre: Vector = centre) -> Any:
                return curvature * (p - centre)

            def compared(t: float, f: Field = f, x: Vector = x, g: Vector = g, c: float = c) -> str:
                fall, wanted = f(x) - f(x - t * g), c * t * sum(g**2)
                return f"At t = {t:.4g} f falls by {fall:.4g}, and c · t · (length of the gradient)² is {wanted:.4g}: "

            rate = number(answer(f, grad, x, t, c))
            said = f"From t = {t:.4g}, with c = {c} and gradient {written(g)}, you return {rate:.4g}. "
            if not 0 < rate <= t:
                said += f"A rate is wanted, {t:.4g} or a half, a quarter, … of it: what do you return?"
            elif not near((np.log2(t / rate) + 0.5) % 1, 0.5, 1e-9):
                said += f"That is {rate / t:.3g} of the first t: do you halve?"
            elif rate > right:
                said += compared(rate) + (
                    "is the first enough?" if f(x - rate * g) < f(x) else "do you go on until it falls?"
                )
            else:
                said += compared(right) + "was that not enough?"
            cases.append((near(rate, right, 1e-12 * t), said))
        yield step(name, 1, cases)


backtrack = Exercise(
    task=r"""Backtracking line search. Let `g` be the gradient at `x`. Begin with the rate `t`. As long as

$$f(x - t\,g) > f(x) - c\,t\,\lVert g \rVert^2,$$

halve `t`. Return the first `t` for which this no longer holds. $\lVert g \rVert^2$ is the square of the length of `g`,
the sum of the squares of its entries.""",
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
    points=3,
    hints=(
        "Give the gradient at x a name: it does not change while t does.",
        "A `while` loop goes on as long as its condition holds. The condition stands in the task.",
        "Inside the loop there is one line, which halves t. After the loop, return t.",
    ),
    wrong=(
        Wrong("return t", fails="accepted at once, or soon", because="do you go on until"),
        Wrong(
            "g = grad(x)\nwhile f(x - t * g) > f(x) - c * t * np.sum(g**2):\n    t = t * 0.8\nreturn t",
            fails="accepted at once, or soon",
            because="do you halve",
        ),
        Wrong(
            "g = grad(x)\nwhile f(x - t * g) > f(x) - c * t * np.sum(g**2):\n    t = t / 2\nreturn t / 2",
            fails="accepted at once, or soon",
            because="was that not enough",
        ),
        Wrong(
            "g = grad(x)\nif f(x - t * g) > f(x) - c * t * np.sum(g**2):\n    t = t / 2\nreturn t",
            fails="a short gradient",
            because="do you go on until",
        ),
        Wrong(
            "g = grad(x)\nwhile f(x - t * g) > f(x) - c * t * np.sqrt(np.sum(g**2)):\n    t = t / 2\nreturn t",
            fails="a short gradient",
            because="was that not enough",
        ),
        Wrong(
            "g = grad(x)\nwhile f(x - t * g) > f(x):\n    t = t / 2\nreturn t",
            fails="falling is not enough",
            because="is the first enough",
        ),
        Wrong(
            "g = grad(x)\nwhile f(x - t * g) > f(x) - c * t * np.sum(g**2):\n    t = t / 2\nreturn x - t * g",
            fails="it runs",
            because="one number is wanted",
        ),
    ),
    steps=steps_of_backtrack,
)


# 8. Name the regime

REGIMES = ("diverging", "zigzag", "crawling", "converging")


def steps_of_regime(answer: Answer, rng: np.random.Generator) -> Steps:
    """Check paths on turned bowls, well inside each regime; each step has paths of at least two of them."""
    overflow = np.array([[1.0, 2.0], [-1e200, 1e250], [np.inf, -np.inf]]) * point(rng, 2)
    cases = []

    def case(name: str, low: float, high: float) -> tuple[bool, str]:
        top = draw(rng, 2, 5)
        matrix = turned(rng, [top / draw(rng, 2.1, 3.4), top])
        start = np.linalg.eigh(matrix)[1] @ point(rng, 2)  # some way along both directions
        path = path_of(lambda p: matrix @ p, start, draw(rng, low, high) / top, 20)
        moves = np.diff(path, axis=0)
        lengths = np.sqrt(np.sum(moves**2, axis=1))
        back = int(np.sum(np.sum(moves[1:] * moves[:-1], axis=1) < 0))
        reply = word(answer(path), REGIMES)
        said = f'On a path of {len(moves)} steps you say "{reply}". Its first, middle and last step have the lengths '
        said += f"{written(lengths[[0, len(moves) // 2, -1]])}, and {back} of its {len(moves) - 1} turns go back: "
        said += "which text fits first?"
        return reply == name, said

    yield step("crawling and converging", 1, [case("crawling", 0.02, 0.05), case("converging", 0.5, 0.9)])
    yield step("zigzag", 1, [case("zigzag", 1.8, 1.9), case("converging", 0.5, 0.9), case("zigzag", 1.97, 1.99)])
    cases = [case("diverging", 2.2, 2.6), case("zigzag", 1.8, 1.9)]
    reply = word(answer(overflow), REGIMES)
    said = f'From {written(overflow[0])} to {written(overflow[-1])} you say "{reply}". Are all of these finite?'
    yield step("diverging", 1, [*cases, (reply == "diverging", said)])


regime = Exercise(
    task=r"""Name what a path does. `path` has one row for each point, and the differences of neighbouring rows are its
steps: `np.diff(path, axis=0)`. Return the first of these texts that fits:
- `"diverging"` if a number of the path is not finite, or the last step is longer than the first;
- `"zigzag"` if more than half of its turns go back. A turn is two steps in a row. It goes back if the dot product of
  the two is negative, the sum of the products of their coordinates;
- `"crawling"` if the last step is longer than half the middle one, which is number `len(moves) // 2` of the steps;
- `"converging"` otherwise.""",
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
    points=3,
    hints=(
        "Make an array of the steps first, then one of their lengths. Print both for a path of your own.",
        "`moves[1:]` are all steps but the first, `moves[:-1]` all but the last: each step, and the one before it.",
        "Multiply these two and sum along axis 1: one number a turn. `np.mean` of True and False gives the part.",
    ),
    wrong=(
        Wrong('return "crawling"', fails="crawling and converging", because='you say "crawling"'),
        Wrong('return "converging"', fails="crawling and converging", because='you say "converging"'),
        Wrong(
            "lengths = np.linalg.norm(np.diff(path, axis=0), axis=1)\n"
            'if not np.all(np.isfinite(path)) or lengths[-1] > lengths[0]:\n    return "diverging"\n'
            'return "crawling" if lengths[-1] > lengths[len(lengths) // 2] / 2 else "converging"',
            fails="zigzag",
            because='you say "converging"',
        ),
        Wrong(
            "moves = np.diff(path, axis=0)\nlengths = np.linalg.norm(moves, axis=1)\n"
            'if not np.all(np.isfinite(path)) or lengths[-1] > lengths[0]:\n    return "diverging"\n'
            'if lengths[-1] > lengths[len(moves) // 2] / 2:\n    return "crawling"\n'
            'return "zigzag" if np.mean(np.sum(moves[1:] * moves[:-1], axis=1) < 0) > 1 / 2 else "converging"',
            fails="zigzag",
            because='you say "crawling"',
        ),
        Wrong(
            "moves = np.diff(path, axis=0)\nlengths = np.linalg.norm(moves, axis=1)\n"
            'if np.mean(np.sum(moves[1:] * moves[:-1], axis=1) < 0) > 1 / 2:\n    return "zigzag"\n'
            'if not np.all(np.isfinite(path)) or lengths[-1] > lengths[0]:\n    return "diverging"\n'
            'return "crawling" if lengths[-1] > lengths[len(moves) // 2] / 2 else "converging"',
            fails="diverging",
            because='you say "zigzag"',
        ),
        Wrong(
            "moves = np.diff(path, axis=0)\nlengths = np.linalg.norm(moves, axis=1)\n"
            'if lengths[-1] > lengths[0]:\n    return "diverging"\n'
            'if np.mean(np.sum(moves[1:] * moves[:-1], axis=1) < 0) > 1 / 2:\n    return "zigzag"\n'
            'return "crawling" if lengths[-1] > lengths[len(moves) // 2] / 2 else "converging"',
            fails="diverging",
            because="Are all of these finite",
        ),
    ),
    steps=steps_of_regime,
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
