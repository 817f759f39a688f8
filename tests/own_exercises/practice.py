"""A sheet as an instructor writes one for `coursekit grade --exercises`: four exercises, eight points."""

import numpy as np

from coursekit.exercises.exercise import AnswerError, Exercise, Step, Wrong, array, near, number

WRONG = (Wrong("return 0.0", fails="", because=""),)


def steps_of_slope(answer, rng):
    a, b, c, x = rng.uniform(1, 3, 4)
    got = number(answer(lambda t: a * t + b, x, 0.1))
    yield Step(
        "a line", 1, near(got, a, 1e-9), f"For f(t) = {a:.3g}t + {b:.3g} you return {got:.4g}, and not its slope."
    )
    got = number(answer(lambda t: a * t**2 + b * t + c, x, 0.1))
    yield Step(
        "a parabola",
        2,
        near(got, 2 * a * x + b, 1e-9),
        f"On a parabola you return {got:.4g}. Do you look to both sides?",
    )


def steps_of_total(answer, rng):
    y = rng.uniform(1, 2, 5)
    got = number(answer(y))
    expected = y.sum()
    right = near(got, expected, 1e-9)
    yield Step("the sum", 1, right, f"You return {got:.4g}, and the sum is {expected:.4g}.")
    alone = right and np.array_equal(answer.arguments[0], y) and near(number(answer.again()), expected, 1e-9)
    yield Step("y is left alone", 1, alone, "Your function changes y.")


def steps_of_hold(answer, rng):
    a, t = rng.uniform(1, 2, 2)
    g = answer(lambda x, y: x**2 + 3 * y, a)
    if not callable(g):
        raise AnswerError("You return no function.")
    got = number(g(t))
    yield Step("a value", 2, near(got, a**2 + 3 * t, 1e-9), f"At {t:.3g} your function gives {got:.4g}.")


def steps_of_evens(answer, rng):
    n = int(rng.integers(4, 9))
    got = array(answer(n), (n,))
    yield Step("the numbers", 1, near(got, 2 * np.arange(n), 0), f"For n = {n} you return {got.tolist()}.")


def exercise(call, points, solution, steps):
    starter = f'def {call}:\n    """Do it."""\n    ...\n'
    return Exercise("Do it.", starter, solution, points, ("First hint.", "Second hint."), WRONG * 3, steps)


EXERCISES = (
    exercise("slope(f, x, h)", 3, "return (f(x + h) - f(x - h)) / (2 * h)", steps_of_slope),
    exercise("total(y)", 2, "return sum(y)", steps_of_total),
    exercise("hold(f, a)", 2, "return lambda t: f(a, t)", steps_of_hold),
    exercise("evens(n)", 1, "return [2 * k for k in range(n)]", steps_of_evens),
)
