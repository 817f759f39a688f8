"""A sheet as an instructor writes one for `coursekit grade --exercises`: four exercises, eight points."""

import numpy as np

from coursekit.exercises.checking import AnswerError
from coursekit.exercises.exercise import Case, Exercise


def line(rng):
    a, b, x = rng.uniform(1, 3, 3)
    return lambda t: a * t + b, x, 0.1


def parabola(rng):
    a, b, c, x = rng.uniform(1, 3, 4)
    return lambda t: a * t**2 + b * t + c, x, 0.1


def called(answer, f, a, t):
    g = answer(f, a)
    if not callable(g):
        raise AnswerError("You return no function.")
    return g(t)


def exercise(call, solution, **fields):
    starter = f'def {call}:\n    """Do it."""\n    ...\n'
    mistakes = {"0.0": "Why is it 0?", "1.0": "Why is it 1?", "None": "Why is it nothing?"}
    fields = {"said": "You return {got}.", "mistakes": mistakes} | fields
    return Exercise(task="Do it.", starter=starter, solution=solution, hints=("First hint.", "Second hint."), **fields)


EXERCISES = (
    exercise(
        "slope(f, x, h)",
        "return (f(x + h) - f(x - h)) / (2 * h)",
        cases={"a line": Case(1, line), "a parabola": Case(2, parabola)},
        right=lambda f, x, h: (f(x + h) - f(x - h)) / (2 * h),
        said="At {x:.3g} you return {got:.4g}.",
        mistakes={
            "(f(x + h) - f(x)) / h": "Do you look to both sides?",
            "(f(x) - f(x - h)) / h": "Do you look to both sides?",
            "(f(x + h) - f(x - h)) / h": "How far apart are the two points?",
        },
    ),
    exercise(
        "total(y)",
        "return sum(y)",
        cases={
            "the sum": Case(1, lambda rng: (rng.uniform(1, 2, 5),)),
            "y is left alone": Case(1, lambda rng: (rng.uniform(1, 2, 5),), keeps=("y",)),
        },
        right=np.sum,
    ),
    exercise(
        "hold(f, a)",
        "return lambda t: f(a, t)",
        cases={"a value": Case(2, lambda rng: (lambda x, y: x**2 + 3 * y, *rng.uniform(1, 2, 2)))},
        ask=called,
        right=lambda f, a, t: f(a, t),
        mistakes={
            "lambda t: f(t, a)": "Which of the two is held?",
            "lambda t: f(a, a)": "Where is t?",
            "lambda t: f(t, t)": "Where is a?",
        },
    ),
    exercise(
        "evens(n)",
        "return [2 * k for k in range(n)]",
        cases={"the numbers": Case(1, lambda rng: (int(rng.integers(20, 90)),))},
        right=lambda n: 2 * np.arange(n),
    ),
)
