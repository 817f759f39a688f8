"""The exercises of lesson 05, fit a model.

Every case is a few samples drawn anew for each check, so that loss and gradient are known in closed form. Two right
answers may differ by rounding only.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from coursekit.exercises.checking import brief, draw, point
from coursekit.exercises.exercise import Case, Exercise, Kind, Rng
from coursekit.words import mark, say

INTRO = mark("""# Exercises: fit a model

**What you'll do**: write the losses and gradients of a line and of a yes-or-no model, scale data without looking at
the test, take the steps of one epoch, and add up the gradients of shards. · **What you need**:
[lesson 05](../notebooks/05_model.ipynb). · 55 minutes

Write your code where the `...` is, run the cell, then run the cell with `check` below it. If you are stuck, `hint`
helps.""")

Vector = NDArray[np.float64]


def numbers(rng: Rng, n: int, low: float, high: float) -> Vector:
    """Draw n numbers with two decimals."""
    return np.array([draw(rng, low, high) for _ in range(n)])


def line_and_samples(n: int, *, far: float = 0, sign: int = 1) -> Kind:
    """Return what draws a line (intercept, slope), places, and answers none of which it meets; the places lie off 0.

    Intercept and slope have this `sign`.
    """

    def drawn(rng: Rng) -> tuple[Any, ...]:
        w, x = (
            sign * np.array([draw(rng, 0.6, 1.9), draw(rng, 2.1, 3.4)]),
            far + numbers(rng, n, 0.5, 3) * rng.choice([-1, 1], n),
        )
        sides = np.where(np.arange(n) % 3 == 1, -1, 1)
        return w, x, np.round(w[0] + w[1] * x + sides * numbers(rng, n, 0.6, 2.5), 2)

    return drawn


def errors_of(w: Vector, x: Vector, y: Vector) -> Vector:
    """Return how much too high the line is at each place."""
    return np.asarray(w[0] + w[1] * x - y)


FIRST_SAMPLE = mark("Your loop ends at the first sample. Where does `return` stand?")
LAST_SAMPLE = mark("Only the last sample counts there. What does each turn of your loop do to the sum?")
LEFT_OUT = mark("One sample does not count there. Where does your loop begin, and where does it end?")
ADDED = mark("You add y to the prediction. How far apart are the two?")
NO_INTERCEPT = mark("That line goes through 0. Where is the intercept?")
WHICH_SLOPE = mark("Which of the two numbers of w is the slope?")
OTHER_SIGNS = mark("`w[0]` and `w[1] * x` have different signs there. Does a minus lack its brackets?")
DIVIDED_TWICE = mark("`np.mean` divides by the number of samples already. How often do you?")
DIVIDED_EACH_TURN = mark("You divide in each turn of your loop. When is the sum complete?")
OF_PARAMETERS = mark("You divide by the number of parameters. What is the mean taken over?")

mean_squared_error = Exercise(
    task=mark("""The loss of a line. `w` has two numbers, the intercept and the slope: the line predicts
`w[0] + w[1] * x`. `x` and `y` are arrays, a number for each sample. Return the mean of the squared errors."""),
    starter='''\
def mean_squared_error(w, x, y):
    """The mean squared error of the line w[0] + w[1] * x."""
    ...
''',
    solution="return np.mean((w[0] + w[1] * x - y) ** 2)",
    hints=(
        mark("Take w = (1, 2), one sample at x = 3 with y = 5. What does the line predict, and how far is it off?"),
        mark("An array for the predictions, one for the errors, one for their squares: each is one line."),
        mark("The mean is the sum divided by how many there are. `np.mean` does both."),
    ),
    cases={
        mark("one sample"): Case(1, line_and_samples(1)),
        mark("several samples"): Case(2, line_and_samples(4, sign=-1), line_and_samples(7)),
    },
    right=lambda w, x, y: np.mean(errors_of(w, x, y) ** 2),
    said=mark("For w = {w}, x = {x} and y = {y} you return {got:.6g}."),
    see=lambda got, w, x, y: {"errors": errors_of(w, x, y)},
    simple=mark("The errors are {errors}."),
    mistakes={
        "np.sum(e**2)": mark("That is the sum of the squares. How many samples are there?"),
        "np.mean(e**2) / 2": mark("That is half of it. Where does the 2 come from?"),
        "np.mean(np.abs(e))": mark("That is the mean of the distances. Where are the squares?"),
        "np.sqrt(np.mean(e**2))": mark("That is the root of it, in the unit of y. What is asked for?"),
        **dict.fromkeys(
            ("np.mean(e) ** 2", "np.sum(e) ** 2 / len(x)", "np.sum(e) ** 2"),
            mark("You add up before you square. Errors of {errors} can cancel there: what comes first?"),
        ),
        "np.mean(e)": mark("Errors of {errors} can cancel in a sum. What keeps them from it?"),
        "np.mean((w[1] + w[0] * x - y) ** 2)": WHICH_SLOPE,
        "np.mean((w[1] * x - y) ** 2)": NO_INTERCEPT,
        "np.mean((w[0] + w[1] * x + y) ** 2)": ADDED,
        "e": mark("These are the errors. The mean of what is asked for?"),
        "e**2": mark("These are the squares. What is their mean?"),
        "np.mean((w[0] + w[1] * y - x) ** 2)": mark("You predict x from y. Which of the two is given?"),
        "np.mean(w[0] + w[1] * x - y**2)": mark("Only y is squared there. Where do the brackets belong?"),
        "np.mean((w[0] + w[1] * x) ** 2 - y**2)": mark("You square both, and subtract afterwards. Which comes first?"),
        "np.var(e)": mark("`np.var` first subtracts the mean of the errors. Is that asked for?"),
        "np.sum(e**2) / (len(x) - 1)": mark("You divide by n − 1. How many squares do you add up?"),
        "np.sum(e**2) / (len(x) - 2)": mark("You divide by n − 2. How many squares do you add up?"),
        "np.sum(e**2) / len(w)": OF_PARAMETERS,
        "np.mean(e**2) / len(x)": DIVIDED_TWICE,
        "total = 0\nfor one in e:\n    total = (total + one**2) / len(x)\nreturn total": DIVIDED_EACH_TURN,
        "np.mean(e * 2)": mark("You double the errors. How is a square written?"),
        "np.mean((y - w[0] + w[1] * x) ** 2)": OTHER_SIGNS,
        **dict.fromkeys(("e[0] ** 2", "e[0] ** 2 / len(x)"), FIRST_SAMPLE),
        **dict.fromkeys(("e[-1] ** 2", "e[-1] ** 2 / len(x)"), LAST_SAMPLE),
        **dict.fromkeys(
            [f"np.sum(e[{part}] ** 2) / len({over})" for part in ("1:", ":-1") for over in ("x", f"e[{part}]")],
            LEFT_OUT,
        ),
    },
    begin="e = w[0] + w[1] * x - y",
    also_right=("sum((w[0] + w[1] * a - b) ** 2 for a, b in zip(x, y)) / len(x)", "e @ e / len(e)"),
)


def slope_of_loss(w: Vector, x: Vector, y: Vector) -> Vector:
    """Return the gradient of the mean squared error."""
    e = errors_of(w, x, y)
    return 2 * np.array([np.mean(e), np.mean(e * x)])


OWN_PARAMETER = mark("There is w in your gradient. What multiplies each parameter in the prediction?")
TIMES_Y = mark("You multiply the error by y. What multiplies w₁ in the prediction?")
OF_SAMPLES = mark("These are the gradients of the single samples. What is their mean?")
ACROSS = mark("You take the mean of the entries of each sample. Along which axis do the samples lie?")

squared_error_gradient = Exercise(
    task=mark(r"""The gradient of the mean squared error. With the errors $e_i = w_0 + w_1 x_i - y_i$ it has two
entries: the mean of $2 e_i$, for the intercept, and the mean of $2 e_i x_i$, for the slope. Return both in one array,
in this order."""),
    starter='''\
def squared_error_gradient(w, x, y):
    """The gradient of the mean squared error of w[0] + w[1] * x: two numbers."""
    ...
''',
    solution="""\
e = w[0] + w[1] * x - y
return 2 * np.array([np.mean(e), np.mean(e * x)])""",
    hints=(
        mark("For one sample the loss is e². Its derivative with respect to e is 2e. How does e change with w₁?"),
        mark("Each error is multiplied by its own x, and only then is the mean taken."),
        mark("`e * x` multiplies entry by entry. Put the two means into one array."),
    ),
    cases={
        mark("one sample"): Case(1, line_and_samples(1)),
        mark("several samples"): Case(2, line_and_samples(4, sign=-1), line_and_samples(7)),
        mark("places far from 0"): Case(1, line_and_samples(4, far=20)),
    },
    right=slope_of_loss,
    said=mark("For w = {w}, x = {x} and y = {y} you return {got}."),
    see=lambda got, w, x, y: {"errors": errors_of(w, x, y), "outside": np.mean(x)},
    simple=mark("The errors are {errors}."),
    mistakes={
        "[np.mean(e), np.mean(e * x)]": mark("That is half of it. What is the derivative of a square?"),
        "[2 * np.mean(e), 2 * np.mean(e) * np.mean(x)]": mark(
            "You multiply the mean error by the mean of x, {outside:.3g}. Which x belongs to which error?"
        ),
        "[2 * np.sum(e), 2 * np.sum(e * x)]": mark("These are sums. How many samples are there?"),
        "[-2 * np.mean(e), -2 * np.mean(e * x)]": mark(
            "That points downhill. Is your error the prediction minus y, or y minus the prediction?"
        ),
        "[2 * np.mean(e * x), 2 * np.mean(e)]": mark("These are the right two. Which of them comes first?"),
        "[2 * np.mean(e), 2 * np.mean(e**2 * x)]": mark("Is the error squared in a derivative of its square?"),
        "[2 * np.mean(e), 2 * np.mean(e)]": mark("Both are the same. What multiplies w₁ in the prediction?"),
        "[2 * np.mean(e * x), 2 * np.mean(e * x)]": mark("Both are the same. What multiplies w₀ in the prediction?"),
        "2 * np.mean(e * x)": mark("That is the entry of the slope. Where is that of the intercept?"),
        "2 * np.mean(e)": mark(
            "That is the entry of the intercept. Where is that of the slope? An array of two is `np.array([a, b])`."
        ),
        "np.mean([2 * e, 2 * e * x])": mark("That is one mean of both entries. Which mean is each of them?"),
        "np.mean([2 * e, 2 * e * x], axis=0)": ACROSS,
        **dict.fromkeys(("[2 * e, 2 * e * x]", "np.transpose([2 * e, 2 * e * x])"), OF_SAMPLES),
        **dict.fromkeys(
            [
                f"{made}[{first}, {second}]{end}"
                for first, second in (
                    ("2 * np.mean(e)", "2 * np.mean(e) * x"),
                    ("2 * np.mean(e)", "2 * e * x"),
                    ("2 * e", "2 * np.mean(e * x)"),
                )
                for made, end in (("", ""), ("np.array(", ")"))
            ],
            mark("One of the two entries is still a number for each sample. Of what is its mean to be taken?"),
        ),
        "2 * np.mean(e) + 2 * np.mean(e * x)": mark("You add the two entries up. Which of them is which?"),
        **dict.fromkeys(
            [f"{factor} * np.array([np.mean(e**2), np.mean(e**2 * x)])" for factor in (1, 2)],
            mark("Those are squares. What is the derivative of e²?"),
        ),
        "[4 * np.mean(e), 4 * np.mean(e * x)]": mark(
            "That is twice the gradient. How many factors of 2 has the derivative of a square?"
        ),
        "[2 * np.mean(e), 2 * np.mean(e * y)]": TIMES_Y,
        "[2 * np.mean(e) / len(x), 2 * np.mean(e * x) / len(x)]": DIVIDED_TWICE,
        "[2 * np.sum(e) / len(w), 2 * np.sum(e * x) / len(w)]": OF_PARAMETERS,
        "g = np.zeros(2)\nfor a, b in zip(e, x):\n    g = (g + 2 * a * np.array([1, b])) / len(x)\nreturn g": (
            DIVIDED_EACH_TURN
        ),
        **dict.fromkeys(
            ("[np.mean(e), 2 * np.mean(e * x)]", "[2 * np.mean(e), np.mean(e * x)]"),
            mark("One of the two entries is half of what it should be. Which one lacks the 2?"),
        ),
        **dict.fromkeys(
            ("[2 * np.mean(e), 2 * e @ x]", "[2 * np.sum(e), 2 * np.mean(e * x)]"),
            mark("One of the two entries is a sum, and no mean. Which one?"),
        ),
        **dict.fromkeys(
            ("[-2 * np.mean(e), 2 * np.mean(e * x)]", "[2 * np.mean(e), -2 * np.mean(e * x)]"),
            mark("One of the two entries has the wrong sign. Which one?"),
        ),
        **dict.fromkeys(
            ("[2 * e[-1] / len(x), 2 * np.mean(e * x)]", "[2 * np.mean(e), 2 * e[-1] * x[-1] / len(x)]"),
            mark("In one of the two entries only the last sample counts. `=` or `+=`?"),
        ),
        **dict.fromkeys(
            [
                f"[2 * np.sum(e[{part}]) / len({over}), 2 * np.sum((e * x)[{part}]) / len({over})]"
                for part in ("1:", ":-1")
                for over in ("x", f"e[{part}]")
            ],
            LEFT_OUT,
        ),
        **dict.fromkeys(
            [
                f"{factor} * np.array([np.mean({first}), np.mean(e * w[1])])"
                for factor in (2, 1)
                for first in ("e", "e * w[0]")
            ],
            OWN_PARAMETER,
        ),
        **dict.fromkeys(("[2 * e[0], 2 * e[0] * x[0]]", "[2 * e[0] / len(x), 2 * e[0] * x[0] / len(x)]"), FIRST_SAMPLE),
        **dict.fromkeys(
            ("[2 * e[-1], 2 * e[-1] * x[-1]]", "[2 * e[-1] / len(x), 2 * e[-1] * x[-1] / len(x)]"), LAST_SAMPLE
        ),
        "e = w[0] + w[1] * x + y\nreturn [2 * np.mean(e), 2 * np.mean(e * x)]": ADDED,
        "e = w[1] * x - y\nreturn [2 * np.mean(e), 2 * np.mean(e * x)]": NO_INTERCEPT,
        **dict.fromkeys(
            [
                f"e = w[1] + w[0] * x - y\nreturn [2 * np.mean({first}), 2 * np.mean({second})]"
                for first, second in (("e", "e * x"), ("e * x", "e"))
            ],
            WHICH_SLOPE,
        ),
        **dict.fromkeys(
            [
                f"e = y - w[0] + w[1] * x\nreturn [{factor} * np.mean(e), {factor} * np.mean(e * x)]"
                for factor in (2, -2)
            ],
            OTHER_SIGNS,
        ),
    },
    begin="e = w[0] + w[1] * x - y",
    also_right=(
        "X = np.stack([np.ones(len(x)), x], axis=1)\nreturn 2 * X.T @ (X @ w - y) / len(y)",
        "sum(2 * (w[0] + w[1] * a - b) * np.array([1, a]) for a, b in zip(x, y)) / len(x)",
    ),
)


def train_and_test(n: int, m: int, columns: int = 0, *, sign: int = 1) -> Kind:
    """Return what draws a table to learn from and a table to predict, whose means and spreads differ.

    All numbers have this `sign`; the test data lie farther from 0.
    """

    def drawn(rng: Rng) -> tuple[Any, ...]:
        shape = (lambda k: (k, columns)) if columns else (lambda k: (k,))
        scale = np.array([draw(rng, 0.5, 4) * 10**j for j in range(max(columns, 1))])
        middle = scale * numbers(rng, max(columns, 1), 2, 5)
        train = middle + scale * np.round(rng.uniform(-1, 1, (n, max(columns, 1))), 2)
        test = middle + scale * np.round(rng.uniform(0.5, 2.5, (m, max(columns, 1))), 2)
        return sign * np.round(train, 2).reshape(shape(n)), sign * np.round(test, 2).reshape(shape(m))

    return drawn


def scaled(train: Vector, test: Vector) -> Vector:
    """Return the test data in the scale of the training data."""
    return np.asarray((test - train.mean(axis=0)) / train.std(axis=0))


def columns_or_table(code: str, words: str) -> dict[str, str]:
    """Return a mistake as it is with `axis=0`, a mean and a spread for each column, and as it is without."""
    return dict.fromkeys((code, f"mean, std = np.mean, np.std\nreturn {code}"), words)


scale_test_data = Exercise(
    task=mark("""Standardise without looking at the test data. `train` are the data that a model is fitted to, `test`
new ones that it is to predict. Subtract from each column of `test` the mean of that column of `train`, and divide by
the standard deviation of that column of `train` (`np.std`). Either both have one column, of shape (n,), or both are
tables of shape (n, p)."""),
    starter='''\
def scale_test_data(train, test):
    """The test data, shifted and scaled as the training data are standardised."""
    ...
''',
    solution="return (test - np.mean(train, axis=0)) / np.std(train, axis=0)",
    hints=(
        mark("Which of the two arrays may the mean be taken from, if the test is not known when the model is fitted?"),
        mark("A table has a mean for each column. Along which axis are the numbers of one column?"),
        mark("Two numbers for each column, both from `train`: the mean, and the standard deviation."),
    ),
    cases={
        mark("one column"): Case(1, train_and_test(5, 3), train_and_test(6, 1, sign=-1)),
        mark("several columns"): Case(2, train_and_test(5, 3, 2, sign=-1), train_and_test(6, 2, 3)),
    },
    right=scaled,
    within=lambda train, test: 1e-10 * (1 + np.abs(scaled(train, test))),  # a spread + 1e-12 does no harm
    said=mark("For train = {train} and test = {test} you return {got}."),
    see=lambda got, train, test: {"mean": np.mean(train, axis=0), "std": np.std(train, axis=0)},
    simple=mark("The right answer is {right}."),
    mistakes={
        **columns_or_table(
            "(test - mean(test)) / std(test)",
            mark("You measure the test with its own mean. Is it known when the model is fitted?"),
        ),
        **columns_or_table(
            "(test - mean(both)) / std(both)",
            mark("You take mean and spread of all data together. Which of them are known when the model is fitted?"),
        ),
        **columns_or_table(
            "(train - mean(train)) / std(train)", mark("These are the training data, scaled. Which are asked for?")
        ),
        **columns_or_table("(test - mean(test)) / std(train)", mark("The spread is that of train. Whose mean is it?")),
        **columns_or_table("(test - mean(train)) / std(test)", mark("The mean is that of train. Whose spread is it?")),
        **columns_or_table(
            "(mean(train) - test) / std(train)", mark("The signs are reversed. What is subtracted from what?")
        ),
        **columns_or_table("test - mean(train)", mark("The mean is gone. What about the spread?")),
        **columns_or_table("test / std(train)", mark("The spread is right. What is to be subtracted before?")),
        **columns_or_table(
            "test - mean(train) / std(train)", mark("Python divides first there. What is to be divided?")
        ),
        **columns_or_table(
            "(test - mean(train)) / std(train) ** 2", mark("That is the variance. Which root is missing?")
        ),
        **columns_or_table(
            "(test - mean(train)) / np.sqrt(std(train))",
            mark("You take the root of the standard deviation. What of it is a root already?"),
        ),
        **columns_or_table(
            "(test - mean(train)) / (std(train) / np.sqrt(len(train)))",
            mark("You divide by the standard error of the mean. Which spread is asked for?"),
        ),
        **columns_or_table(
            "(test - mean(train)) * std(train)", mark("You multiply by the spread. What is to be done with it?")
        ),
        "test": mark("That is `test` as it was given. Where do the new numbers go?"),
        "((test - mean(train)) / std(train)).T": mark(
            "Rows and columns have changed places. What has a row of `test` become?"
        ),
        "if train.ndim == 1:\n    return (test - mean(train)) / std(train)\n"
        "return np.array([(new - np.mean(row)) / np.std(row) for row, new in zip(train, test)])": mark(
            "You take mean and spread of a row. In which direction do the numbers of one column lie?"
        ),
        **columns_or_table(
            "(test - mean(train)) / std(train, ddof=1)",
            mark("You divide by n − 1 in the standard deviation. What does `np.std` do?"),
        ),
        "(test - np.mean(train, axis=1)) / np.std(train, axis=1)": mark(
            "`axis=1` goes along a row. Along which axis are the numbers of one column?"
        ),
        **dict.fromkeys(
            ("(test - np.mean(train)) / np.std(train)", "(test - np.mean(train)) / std(train)"),
            mark("That is one mean for the whole table. How many columns are there?"),
        ),
        "(test - mean(train)) / np.std(train)": mark(
            "That is one spread for the whole table. How many columns are there?"
        ),
        **dict.fromkeys(
            (
                "(test - train.min(axis=0)) / (train.max(axis=0) - train.min(axis=0))",
                "(test - train.min()) / (train.max() - train.min())",
            ),
            mark("You use the smallest and the largest number. What are mean and standard deviation?"),
        ),
        **dict.fromkeys(
            [f"(test - mean(train)) / (std(train) + {e})" for e in ("1e-4", "1e-5", "1e-6", "1e-7", "1e-8", "1e-9")],
            mark("You add a little to the spread. What does that change?"),
        ),
    },
    begin="""\
both = np.concatenate([train, test])
def mean(table):
    return np.mean(table, axis=0)
def std(table, ddof=0):
    return np.std(table, axis=0, ddof=ddof)""",
    also_right=("(np.array(test) - sum(train) / len(train)) / np.sqrt(np.mean((train - mean(train)) ** 2, axis=0))",),
)


def one_sample(rng: Rng) -> tuple[Any, ...]:
    """Draw a line, one sample that it misses, and a rate."""
    w, x, y = line_and_samples(1)(rng)
    return w, float(x[0]), float(y[0]), draw(rng, 0.05, 0.2)


def below_the_line(rng: Rng) -> tuple[Any, ...]:
    """Draw a line that falls, one sample below it, and a rate."""
    w, x = -np.array([draw(rng, 0.6, 1.9), draw(rng, 2.1, 3.4)]), draw(rng, -3, -1.5)
    return w, x, round(w[0] + w[1] * x - draw(rng, 0.6, 2.5), 2), draw(rng, 0.05, 0.2)


WHOLE_GRADIENT = mark("That is a step by the whole gradient. Where does the learning rate come in?")

stochastic_step = Exercise(
    task=mark("""One stochastic step. Of all samples you look at one: the number `x` with its answer `y`. Take a step of
gradient descent on its squared error alone, from `w` (intercept and slope) with the rate `learning_rate`. Return the
new `w`, and leave the old one as it was."""),
    starter='''\
def stochastic_step(w, x, y, learning_rate):
    """The parameters after one step on the squared error of the sample (x, y)."""
    ...
''',
    solution="""\
e = w[0] + w[1] * x - y
return w - learning_rate * 2 * e * np.array([1, x])""",
    hints=(
        mark("First the error of this sample: what the line predicts, minus y."),
        mark("The gradient of e² is 2e for the intercept and 2ex for the slope. Put both into an array."),
        mark("`w = w - …` makes a new array, `w -= …` and `w[0] = …` change the one that you were given."),
    ),
    cases={
        mark("a sample above the line"): Case(1, one_sample),
        mark("a sample below the line"): Case(1, below_the_line),
        mark("w stays as it was"): Case(1, one_sample, keeps=("w",)),
    },
    right=lambda w, x, y, learning_rate: w - learning_rate * 2 * (w[0] + w[1] * x - y) * np.array([1, x]),
    said=mark("From w = {w} with the sample ({x}, {y}) and rate {learning_rate} you go to {got}."),
    see=lambda got, w, x, y, learning_rate: {"error": w[0] + w[1] * x - y},
    simple=mark("The error of this sample is {error:.4g}."),
    mistakes={
        "w + rate * 2 * e * a": mark("That makes the error, {error:.4g}, larger in size. Which sign leads downhill?"),
        "w - rate * e * a": mark("Your step is half as long. What is the derivative of a square?"),
        "w - 2 * e * a": WHOLE_GRADIENT,
        "w - rate * 4 * e * a": mark(
            "Your step is twice as long. How many factors of 2 has the derivative of a square?"
        ),
        **dict.fromkeys(
            ("[w[0] - rate * 2 * e, w[1] - 2 * e * x]", "[w[0] - 2 * e, w[1] - rate * 2 * e * x]"),
            mark("One of the two parameters moves without the learning rate. Which one?"),
        ),
        **dict.fromkeys(
            ("[w[0] - rate * e, w[1] - rate * 2 * e * x]", "[w[0] - rate * 2 * e, w[1] - rate * e * x]"),
            mark("One of the two parameters moves half as far as it should. Which one lacks the 2?"),
        ),
        **dict.fromkeys(
            [f"w - rate * np.array({gradient})" for gradient in ("[2 * e, 2 * x]", "[e, x]", "[2 * e, x]")],
            mark("The entry of the slope is x there, without the error. What is the slope of e² along w₁?"),
        ),
        **dict.fromkeys(
            ("w - rate * e**2", "w - rate * e**2 * a"),
            mark("There is the square of the error. What is the derivative of e², along each parameter?"),
        ),
        "w - rate * 2 * e": mark("Both parameters move alike. What multiplies the slope in the prediction?"),
        **dict.fromkeys(
            ("w - rate * 2 * e * x", "w - rate * e * x"),
            mark("Both parameters move alike. Is the step of the intercept multiplied by x, too?"),
        ),
        "b = w[0] - rate * 2 * e\nreturn [b, w[1] - rate * 2 * (b + w[1] * x - y) * x]": mark(
            "The slope's step begins at the new intercept. At which w is the gradient taken?"
        ),
        **dict.fromkeys(("w - rate * 2 * e * w", "w - rate * 2 * e * np.array([1, w[1]])"), OWN_PARAMETER),
        "w - rate * 2 * (w[0] + w[1] * x + y) * a": ADDED,
        "w - rate * 2 * (w[1] * x - y) * a": NO_INTERCEPT,
        "w - rate * 2 * e * a[::-1]": mark("The two entries have changed places. Which is that of the intercept?"),
        "w - rate * 2 * e**2 * a": mark("Is the error squared in the derivative of its square?"),
        "-rate * 2 * e * a": mark("That is the step. Where do you arrive, if you start at w?"),
        "rate * 2 * e * a": mark("That is the rate times the gradient. From what is it subtracted?"),
        "2 * e * a": mark("That is the gradient. Where does a step against it lead?"),
        "w - rate * 2 * e * np.array([0, x])": mark("Only the slope moves. Does the intercept not take part?"),
        "w - rate * 2 * e * np.array([1, 0])": mark("Only the intercept moves. Does the slope not take part?"),
        "w[0] - rate * 2 * e": mark(
            "That is the new intercept. Where is the new slope? An array of two is `np.array([a, b])`."
        ),
        "w[0] - rate * 2 * e * a": mark("Both entries start from `w[0]`. Where does the slope start?"),
        **dict.fromkeys(
            [f"w - rate * 2 * e * np.array({signed})" for signed in ("[1, -x]", "[-1, x]")],
            mark("One of the two parameters moves the wrong way. Which one?"),
        ),
        "w - rate * 2 * e * np.array([1, y])": TIMES_Y,
        "w - rate * 2 * (w[1] + w[0] * x - y) * a": WHICH_SLOPE,
        **dict.fromkeys([f"w {sign} rate * 2 * (y - w[0] + w[1] * x) * a" for sign in "+-"], OTHER_SIGNS),
        "w -= rate * 2 * e * a\nreturn w": mark(
            "`w -= …` and `w[0] = …` write into the array of the caller. What makes a new one?"
        ),
    },
    begin="rate, e, a = learning_rate, w[0] + w[1] * x - y, np.array([1, x])",
    also_right=("[w[0] - rate * 2 * e, w[1] - rate * 2 * e * x]",),
)


def epoch_of(n: int, size: int, *, level: bool = False) -> Kind:
    """Return what draws the gradient of a loss with one bowl for each sample, a start, an order, and a rate.

    Sample i pulls towards its own place, and the mean gradient of some samples is asked for by their indices. Where it
    is to be `level`, the start is the place of the first batch: its gradient is 0.
    """

    def drawn(rng: Rng) -> tuple[Any, ...]:
        places = np.array([point(rng, 2) * draw(rng, 0.5, 3) for _ in range(n)])

        def grad(w: Any, samples: Any) -> Any:
            some = np.asarray(samples, int)
            if np.shape(w) != (2,) or some.ndim > 1 or np.any(some != np.asarray(samples)):
                raise ValueError(
                    say(
                        "grad takes w and a row of indices, and was called with {w}, {some}",
                        w=brief(w),
                        some=brief(samples),
                    )
                )
            return np.asarray(w) - places[np.atleast_1d(some)].mean(axis=0)

        order = rng.permutation(n)
        while np.any(order == np.arange(n)):
            order = rng.permutation(n)
        if level:
            places[order[:size]] = places[order[0]]
        start = places[order[0]].copy() if level else point(rng, 2)
        return grad, start, order, size, draw(rng, 0.2, 0.4)

    return drawn


def after_epoch(grad: Any, w: Vector, order: Any, size: int, learning_rate: float) -> Vector:
    """Return w after a step for each batch."""
    for start in range(0, len(order), size):
        w = w - learning_rate * grad(w, order[start : start + size])
    return w


EPOCH = """\
rate, n = learning_rate, len(order)
def walk(batches, w=w):
    for batch in batches:
        w = w - rate * grad(w, batch)
    return w"""

NO_SAMPLES = mark("A batch is empty, and its mean is nan. Where does each slice begin and end?")

epoch = Exercise(
    task=mark("""One epoch of mini-batches that loses no sample. `order` holds the indices of all samples, shuffled. The
first batch is the first `size` of them, the next batch the `size` after these, and so on; the last batch may be
smaller. For each batch take one step of descent: `grad(w, batch)` is the mean gradient of the samples with these
indices. Return `w` after the last step, and leave `w` and `order` as they were."""),
    starter='''\
def epoch(grad, w, order, size, learning_rate):
    """The parameters after one step for each batch of an epoch."""
    ...
''',
    solution="""\
moved = w
for start in range(0, len(order), size):
    moved = moved - learning_rate * grad(moved, order[start : start + size])
return moved""",
    hints=(
        mark("With 7 samples and a size of 3 there are three batches. At which places of `order` does each begin?"),
        mark("`range(0, 7, 3)` gives 0, 3 and 6. What does `order[6:9]` give, when order has 7 entries?"),
        mark("Each step begins where the last one ended: the gradient is asked for at the newest w."),
    ),
    cases={
        mark("one sample at a time"): Case(1, epoch_of(4, 1)),
        mark("batches of equal size"): Case(1, epoch_of(6, 3), epoch_of(6, 2), epoch_of(6, 2, level=True)),
        mark("the last batch is smaller"): Case(2, epoch_of(7, 3), epoch_of(8, 5), epoch_of(3, 5)),
        mark("w and order stay as they were"): Case(1, epoch_of(5, 2), keeps=("w", "order")),
    },
    right=after_epoch,
    said=mark("From w = {w} with the order {order} and batches of {size} you come to {got}."),
    see=lambda got, grad, w, order, size, learning_rate: {
        "first": w - learning_rate * grad(w, order[:size]),
        "steps": -(-len(order) // size),
    },
    simple=mark("There are {steps} batches, and the first step leads to {first}."),
    mistakes={
        "walk([order[i : i + size] for i in range(0, n - size + 1, size)])": mark(
            "The last batch is missing. How many samples are left when the full batches are through?"
        ),
        **dict.fromkeys(
            [f"walk([order[i : i + size] for i in range(0, n - {less}, size)])" for less in ("size", "1")],
            mark("The last batch is missing. Where does your loop end?"),
        ),
        "walk([order[i : i + size] for i in range(1, n, size)])": mark(
            "The first sample is left out. Where does your loop begin?"
        ),
        "walk([order[i : i + size] for i in range(0, n, size + 1)])": mark(
            "Between your batches samples are left out. By how much does one begin after the other?"
        ),
        "walk([[i] for i in range(0, n, size)])": mark(
            "You give `grad` the place where a batch begins. Which indices are in the batch?"
        ),
        "walk([[order[i]] for i in range(0, n, size)])": mark(
            "Of each batch you take the first sample only. How many make a batch?"
        ),
        "walk(order.reshape(-1, size))": mark("`reshape` makes rows of the same length. How long is the last batch?"),
        **dict.fromkeys(
            [f"walk(np.split(order, {parts}))" for parts in ("size", "n // size")],
            mark("`np.split` with a number makes parts of the same length. How long is the last batch?"),
        ),
        **dict.fromkeys(
            [
                f"path = [{start}]\nfor i in range(0, n, size):\n    w = w - rate * grad(w, order[i : i + size])\n"
                "    path.append(w)\nreturn path"
                for start in ("", "w")
            ],
            mark("That is w after every step. Which of these is asked for?"),
        ),
        "walk([order[i * size : (i + 1) * size] for i in range(n // size + 1)])": NO_SAMPLES,
        "walk([order[i : i + size - 1] for i in range(0, n, size)])": NO_SAMPLES,
        **dict.fromkeys(
            (
                "walk([order[i : i + size] for i in range(n)])",
                "walk([order[i : i + size + 1] for i in range(0, n, size)])",
                "walk([order[k : k + size] for k in range(n // size)])",
                "walk([order[k : k + size] for k in range(-(-n // size))])",
            ),
            mark("Your batches overlap. How long is each, and by how much does one begin after the other?"),
        ),
        "walk(np.array_split(order, size))": mark(
            "`size` is how many samples a batch has. Do you make `size` batches?"
        ),
        "walk(np.array_split(order, -(-n // size)))": mark(
            "Your batches are of nearly equal size. Which may be smaller?"
        ),
        "walk([np.arange(n)[i : i + size] for i in range(0, n, size)])": mark(
            "You take the samples in the order in which they lie. What is `order` for?"
        ),
        "w": mark("That is where you began. Which name has the place after the last step?"),
        "for i in range(0, n, size):\n    w = w - rate * np.mean(grad(w, order[i : i + size]))\nreturn w": mark(
            "All coordinates move by the same amount. Has each a slope of its own?"
        ),
        "walk([order])": mark("That is one step with all samples. How many batches are there?"),
        "walk([order[:size]])": mark("That is the first step. How many batches are there?"),
        "walk([order[(n - 1) // size * size :]])": mark(
            "Only the last batch has an effect. Where does each step begin, and what does the next one start from?"
        ),
        "walk([order[i : i + size] for i in range(0, n, size)][::-1])": mark("Which batch comes first?"),
        "walk([[i] for i in order])": mark("You take one sample at a time. How many make a batch?"),
        "w - rate * sum(grad(w, order[i : i + size]) for i in range(0, n, size))": mark(
            "All your gradients are taken at the first w. Where are you when the second batch comes?"
        ),
        "2 * w - walk([order[i : i + size] for i in range(0, n, size)])": mark(
            "You arrive on the other side of w. Which way does a step lead?"
        ),
        "for i in range(0, n, size):\n    w = w + rate * grad(w, order[i : i + size])\nreturn w": mark(
            "You go uphill: which sign has the step?"
        ),
        "for i in range(0, n, size):\n    w = w - grad(w, order[i : i + size])\nreturn w": WHOLE_GRADIENT,
        "for i in range(0, n, size):\n    w = w - 2 * rate * grad(w, order[i : i + size])\nreturn w": mark(
            "Each of your steps is twice as long. What does `grad` give, the gradient or half of it?"
        ),
        **dict.fromkeys(
            [
                f"for i in range(0, n, size):\n    batch = order[i : i + size]\n"
                f"    w = w - rate * len(batch) / {whole} * grad(w, batch)\nreturn w"
                for whole in ("size", "n")
            ],
            mark("You weigh a batch by how many samples it has. What does the task subtract in each step?"),
        ),
        **dict.fromkeys(
            [
                f"for i in range(0, n, size):\n    b = order[i : i + size]\n"
                f"    w = w - rate / {many} * grad(w, b)\nreturn w"
                for many in ("size", "len(b)")
            ],
            mark("The gradient is a mean already. Is it to be divided by the size once more?"),
        ),
        **dict.fromkeys(
            [
                f"for i in range(0, n, size):\n    b = order[i : i + size]\n"
                f"    w = w - rate * {many} * grad(w, b)\nreturn w"
                for many in ("size", "len(b)")
            ],
            mark("You multiply the gradient by the size. Is it a sum or a mean?"),
        ),
        "for i in range(0, n, size):\n    g = grad(w, order[i : i + size])\n    if np.linalg.norm(g) < 1e-6:\n"
        "        break\n    w = w - rate * g\nreturn w": mark(
            "The gradient of a batch is 0, and your loop ends there. Which batches come after it?"
        ),
        "for i in range(0, n, size):\n    w -= rate * grad(w, order[i : i + size])\nreturn w": mark(
            "`w -= …` and `w[0] = …` write into the array of the caller. What makes a new one?"
        ),
        "walk([order[i:size] for i in range(0, n, size)])": NO_SAMPLES,
    },
    begin=EPOCH,
    also_right=(
        "walk([order[i : i + size] for i in range(0, n, size)])",
        "order = list(order)\nwhile order:\n    batch, order = order[:size], order[size:]\n"
        "    w = w - rate * grad(w, batch)\nreturn w",
    ),
)


def scores(n: int, low: float, high: float) -> Kind:
    """Return what draws scores of both signs and labels, of which some contradict the scores.

    The first two have sizes from 0.5 to 3, the others lie between `low` and `high`, but for one that is 0.
    Up to 8 the logarithms of σ(z) and 1 − σ(z) keep all their digits but a few.
    """

    def drawn(rng: Rng) -> tuple[Any, ...]:
        z = np.concatenate([numbers(rng, 2, 0.5, 3), numbers(rng, n - 2, low, high)])
        z *= np.where(np.arange(n) % 2, -1, 1)
        y = np.array([1, 0, 0, 1, 1, 0][:n])  # of each four, two against their score
        turn = rng.permutation(n + 1)
        return np.append(z, 0)[turn], np.append(y, rng.integers(2))[turn]

    return drawn


def surprise(z: Vector, y: Vector) -> Any:
    """Return the cross-entropy of scores."""
    return np.mean(np.logaddexp(0, (1 - 2 * y) * z))


cross_entropy = Exercise(
    task=mark(r"""The cross-entropy of scores, for any size of them. `z` are scores and `y` the answers, 1 for yes and 0
for no. For $y = 1$ the loss of a sample is $\ln(1 + e^{-z})$, for $y = 0$ it is $\ln(1 + e^{z})$. Return the mean. It
must be right for scores of 1000 and −1000, too: $e^{1000}$ is too large for a number, and `np.logaddexp(a, b)` finds
$\ln(e^a + e^b)$ all the same."""),
    starter='''\
def cross_entropy(z, y):
    """The mean cross-entropy of the scores z for the answers y."""
    ...
''',
    solution="return np.mean(np.logaddexp(0, np.where(y == 1, -z, z)))",
    hints=(
        mark("1 is e⁰. So for which a and b is `np.logaddexp(a, b)` the loss of a sample with y = 0?"),
        mark("For y = 1 the score comes in with the other sign. `np.where(y == 1, …, …)` chooses for each sample."),
        mark("You need no sigmoid at all: one `np.where`, one `np.logaddexp`, one mean."),
    ),
    cases={
        mark("moderate scores"): Case(1, scores(4, 0.5, 3), scores(6, 0.5, 3), scores(5, 6, 8)),
        mark("large scores"): Case(2, scores(4, 800, 1000), scores(6, 800, 1000), scores(4, 40, 600)),
    },
    right=surprise,
    said=mark("For z = {z} and y = {y} you return {got:.6g}."),
    see=lambda got, z, y: {"each": np.logaddexp(0, (1 - 2 * y) * z)},
    simple=mark("The losses of the samples are {each}."),
    mistakes={
        **dict.fromkeys(
            (
                "-np.mean(y * np.log(s) + (1 - y) * np.log(1 - s))",
                "-np.mean(np.log(np.where(y == 1, s, 1 - s)))",
            ),
            mark("At these scores σ(z) is 0 or 1 in the computer, and a logarithm is taken of 0. What needs no σ?"),
        ),
        **dict.fromkeys(
            [
                code
                for e in ("1e-5", "1e-6", "1e-7", "1e-8", "1e-9", "1e-10", "1e-12", "1e-15", "1e-16")
                for code in (
                    f"-np.mean(np.where(y == 1, np.log(s + {e}), np.log(1 - s + {e})))",
                    f"t = np.clip(s, {e}, 1 - {e})\nreturn -np.mean(np.where(y == 1, np.log(t), np.log(1 - t)))",
                )
            ],
            mark("The logarithm is kept away from 0 by a small number. What does that make of a loss of 900?"),
        ),
        **dict.fromkeys(
            [f"np.mean(np.logaddexp(0, (1 - 2 * y) * np.clip(z, -{m}, {m})))" for m in (10, 20, 30, 50, 100, 500, 700)],
            mark("There the loss cannot grow beyond some size. What does that make of a loss of 900?"),
        ),
        **dict.fromkeys(
            [
                f"np.mean({code})"
                for yes, no in (
                    ("np.log(1 + np.exp(-z))", "np.log(1 + np.exp(z))"),
                    ("np.log1p(np.exp(-z))", "np.log1p(np.exp(z))"),
                )
                for code in (f"np.where(y == 1, {yes}, {no})", f"y * {yes} + (1 - y) * {no}")
            ],
            mark(
                "The formula is right, and e¹⁰⁰⁰ is too large for a number. Which function takes logarithm and sum at "
                "once?"
            ),
        ),
        **dict.fromkeys(
            [f"np.mean(np.logaddexp({one}, np.exp((1 - 2 * y) * z)))" for one in (0, 1)],
            mark("`np.logaddexp` takes the powers of e itself. What do you give it?"),
        ),
        "s = np.exp(z) / (1 + np.exp(z))\nreturn -np.mean(y * np.log(s) + (1 - y) * np.log(1 - s))": mark(
            "There e¹⁰⁰⁰ is divided by itself, and both are infinite in the computer. What needs no σ?"
        ),
        "-np.mean(y * np.log(z) + (1 - y) * np.log(1 - z))": mark(
            "z are scores, and no chances. Of what may a logarithm be taken?"
        ),
        "np.sum(np.logaddexp(0, (1 - 2 * y) * z))": mark("That is the sum. How many samples are there?"),
        **dict.fromkeys(
            ("-np.mean(np.logaddexp(0, (1 - 2 * y) * z))", "np.mean(y * np.log(s) + (1 - y) * np.log(1 - s))"),
            mark("A loss is never negative. Which sign is too much, or missing?"),
        ),
        "np.mean(np.logaddexp(0, (2 * y - 1) * z))": mark("You punish the right answers. Which sign has z for y = 1?"),
        "np.mean(np.logaddexp(0, -z))": mark("You treat every answer as yes. What of y = 0?"),
        "np.mean(np.logaddexp(0, z))": mark("You treat every answer as no. What of y = 1?"),
        "np.mean(y * np.logaddexp(0, -z))": mark("Only the answers yes count there. What of y = 0?"),
        "np.mean((1 - y) * np.logaddexp(0, z))": mark("Only the answers no count there. What of y = 1?"),
        "np.mean(np.logaddexp(0, -y * z))": mark("For y = 0 you take ln(1 + e⁰). Which power of e belongs there?"),
        "np.mean(np.maximum(0, (1 - 2 * y) * z))": mark(
            "For scores far from 0 that is the loss. What is the loss of a score of 0?"
        ),
        "np.mean((s - y) ** 2)": mark("That is the mean squared error. Which loss is asked for?"),
        "np.mean(np.logaddexp(0, (1 - 2 * y) * z)) / len(z)": DIVIDED_TWICE,
        "np.mean((2 * y - 1) * np.logaddexp(0, (1 - 2 * y) * z))": mark(
            "The losses of y = 0 are subtracted there. Is a loss ever negative?"
        ),
        "np.mean(y * np.logaddexp(0, -z) + 1 - y * np.logaddexp(0, z))": mark(
            "Python multiplies by y before it subtracts from 1. Where do brackets belong?"
        ),
        **dict.fromkeys(
            [
                f"each = np.logaddexp(0, (1 - 2 * y) * z)\nreturn (np.mean(each[y == 1]) + np.mean(each[y == 0])) / {n}"
                for n in (1, 2)
            ],
            mark("You take a mean of the answers yes and one of the answers no. Does each sample count alike?"),
        ),
        "np.mean(np.log10(1 + np.exp((1 - 2 * y) * z)))": mark("That is the logarithm to base 10. Which is ln?"),
        "np.mean(np.logaddexp(1, (1 - 2 * y) * z))": mark("That is the logarithm of e¹ + eᶻ. Which power of e is 1?"),
        "np.mean(np.logaddexp2(0, (1 - 2 * y) * z))": mark("`logaddexp2` counts in powers of 2. Which are asked for?"),
        "np.logaddexp(0, (1 - 2 * y) * z)": mark("These are the losses. What is their mean?"),
        **dict.fromkeys(
            [f"np.logaddexp(0, (1 - 2 * y[0]) * z[0]) / {count}" for count in ("1", "len(z)")], FIRST_SAMPLE
        ),
        "np.logaddexp(0, (1 - 2 * y[-1]) * z[-1])": LAST_SAMPLE,
        **dict.fromkeys(
            [
                f"{summed}(np.logaddexp(0, (1 - 2 * y) * z)[{part}])"
                for part in ("1:", ":-1")
                for summed in ("1 / len(z) * np.sum", "np.mean")
            ],
            LEFT_OUT,
        ),
        **dict.fromkeys(
            [
                f"""\
total = 0
for a, b in zip(z, y):
    loss = np.logaddexp(0, (1 - 2 * b) * a)
    total = loss if {when} else total + loss
return total / len(z)"""
                for when in ("True", "b == 0", "b == 1")
            ],
            mark("Somewhere in your loop the sum begins anew. `=` or `+=`?"),
        ),
    },
    begin="s = 1 / (1 + np.exp(-z))",
    also_right=(
        "np.mean(np.maximum(z, 0) - y * z + np.log1p(np.exp(-np.abs(z))))",
        "np.mean(np.logaddexp(0, z) - y * z)",
    ),
)


def labelled_table(n: int, p: int, *, sure: float = 1) -> Kind:
    """Return what draws parameters, a matrix whose first column is 1, and labels of both kinds.

    `sure` multiplies the parameters: probabilities near 0 and 1.
    """

    def drawn(rng: Rng) -> tuple[Any, ...]:
        X = np.column_stack([np.ones(n), *[point(rng, n) for _ in range(p)]])
        y = rng.permutation(np.arange(n) % 3 == 0).astype(float)
        return np.round(sure * point(rng, 1 + p) / 3, 2), X, y

    return drawn


def logistic_gradient(w: Vector, X: Vector, y: Vector) -> Vector:
    """Return the gradient of the cross-entropy."""
    return np.asarray(X.T @ (1 / (1 + np.exp(-(X @ w))) - y) / len(y))


cross_entropy_gradient = Exercise(
    task=mark(r"""The gradient of the cross-entropy. `X` has a row for each sample, whose first number is 1; `y` are the
answers, 1 or 0. The scores are `z = X @ w`, the chances their sigmoid $p = \frac{1}{1 + e^{-z}}$. The error of a
sample is $p_i - y_i$. Entry $j$ of the gradient is the mean of the errors, each multiplied by entry $j$ of
its row of `X`."""),
    starter='''\
def cross_entropy_gradient(w, X, y):
    """The gradient of the mean cross-entropy at w, of the shape of w."""
    ...
''',
    solution="""\
p = 1 / (1 + np.exp(-(X @ w)))
return X.T @ (p - y) / len(y)""",
    hints=(
        mark("Three lines: the scores, the chances, the errors. Then the mean for each column of X."),
        mark("`X.T @ errors` adds up, for each column, the errors times the numbers of that column."),
        mark("The sum becomes a mean when it is divided by the number of samples, `len(y)`."),
    ),
    cases={
        mark("two parameters"): Case(1, labelled_table(4, 1)),
        mark("three parameters and more"): Case(
            2, labelled_table(5, 2), labelled_table(8, 4), labelled_table(6, 2, sure=5)
        ),
    },
    right=logistic_gradient,
    said=mark("For w = {w}, X = {X} and y = {y} you return {got}."),
    see=lambda got, w, X, y: {"z": X @ w},
    simple=mark("The scores are {z}."),  # a chance near 1 would be written as 1
    mistakes={
        "X.T @ (p - y)": mark("That is the sum. How many samples are there?"),
        "X.T @ (y - p) / n": mark("That points downhill. Which minus which is the error?"),
        "2 * X.T @ (p - y) / n": mark("There is one factor of 2 too many. Whose derivative had it?"),
        "2 * X.T @ (X @ w - y) / n": mark("That is the gradient of the squared error. Where is the sigmoid?"),
        "X.T @ (X @ w - y) / n": mark("You compare the scores with y. Where is the sigmoid?"),
        "X.T @ ((p - y) * p * (1 - p)) / n": mark(
            "You multiply by the slope of the sigmoid. The logarithm has taken it away again: what is left?"
        ),
        "2 * X.T @ ((p - y) * p * (1 - p)) / n": mark(
            "That is the gradient of the squared error of the chances. Which loss is asked for?"
        ),
        **dict.fromkeys(
            [
                f"p = {sigmoid}\nreturn X.T @ (p - y) / n"
                for sigmoid in ("1 / 1 + np.exp(-(X @ w))", "np.exp(X @ w) / 1 + np.exp(X @ w)")
            ],
            mark("Python divides first there. Where do the brackets belong?"),
        ),
        "X.T @ (np.round(p) - y) / n": mark("You round the chances to yes or no. What happens to a doubt?"),
        "X.T @ (1 - p - y) / n": mark("Your sigmoid falls where it is to rise. Which sign stands in the exponent?"),
        "np.mean(p - y) * np.mean(X, axis=0)": mark(
            "You multiply the mean error by the mean of each column. Which number belongs to which error?"
        ),
        **dict.fromkeys(
            ("np.mean((p - y) * X)", "np.mean((p - y) * X, axis=0)", "(p - y) * X / n"),
            mark("`*` fits the errors to the columns of X, and each belongs to a row. What adds up over the rows?"),
        ),
        **dict.fromkeys(
            ("np.mean((p - y)[:, None] * X)", "np.mean(X.T @ (p - y))"),
            mark("That is one mean of all columns. How many entries has w?"),
        ),
        **dict.fromkeys(("(p[0] - y[0]) * X[0]", "(p[0] - y[0]) * X[0] / n"), FIRST_SAMPLE),
        **dict.fromkeys(("(p[-1] - y[-1]) * X[-1]", "(p[-1] - y[-1]) * X[-1] / n"), LAST_SAMPLE),
        **dict.fromkeys([f"X[{part}].T @ (p - y)[{part}] / n" for part in ("1:", ":-1")], LEFT_OUT),
        **dict.fromkeys(
            [f"g = X.T @ (p - y) / n\ng[{place}] = 0\nreturn g" for place in (0, -1)],
            mark("One entry is 0 there. Where does your loop over the entries begin, and where does it end?"),
        ),
        **dict.fromkeys(
            ("X[:, :1].T @ (p - y) / n", "g = X.T @ (p - y) / n\ng[1:] = 0\nreturn g"),
            mark("That is the first entry alone. Where does `return` stand?"),
        ),
        "X[:, 1:].T @ (p - y) / n": mark("The entry of the intercept is missing. Which column of X belongs to it?"),
        "(p - y)[:, None] * X": OF_SAMPLES,
        "np.mean((p - y)[:, None] * X, axis=1)": ACROSS,
        **dict.fromkeys(
            ("p - y", "(p - y) / n"), mark("These are the errors alone. Which numbers of X multiply them?")
        ),
        "X.T @ (p - y) / n / n": DIVIDED_TWICE,
        "X.T @ (p - y) / X.size": mark("You divide by how many numbers X has. How many samples are there?"),
        "X.T @ (p - y) / len(w)": OF_PARAMETERS,
        "np.mean(p - y)": mark("That is the entry of the intercept. How many entries has w?"),
        "np.sum(X.T @ (p - y)) / n": mark("You add the entries up. How many entries has w?"),
        "-np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))": mark("That is the loss itself. How many entries has w?"),
    },
    begin="n, p = len(y), 1 / (1 + np.exp(-(X @ w)))",
    also_right=(
        "np.mean((p - y)[:, None] * X, axis=0)",
        "[sum((p - y) * X[:, j]) / n for j in range(len(w))]",
        "(p - y) @ X / n",
    ),
)


def shards_of(sizes: tuple[int, int], parts: int, p: int) -> Kind:
    """Return what draws the mean gradients of some shards, and their sizes between two."""

    def drawn(rng: Rng) -> tuple[Any, ...]:
        low, high = sizes
        while True:
            found = rng.integers(low, high + 1, parts)
            if low == high or len(set(found.tolist())) == parts:
                return np.array([point(rng, p) for _ in range(parts)]), found

    return drawn


def of_all(gradients: Vector, sizes: Any) -> Vector:
    """Return the gradient of all samples together."""
    return np.asarray(sizes @ gradients / np.sum(sizes))


sharded_gradient = Exercise(
    task=mark("""◇ This one goes with section 8. The samples lie on several machines, a
shard of them on each. Machine `k` has `sizes[k]` of them, and sends the mean of their gradients: row `k` of
`gradients`. Return the mean gradient of all samples."""),
    starter='''\
def sharded_gradient(gradients, sizes):
    """The mean gradient of all samples, from the mean gradient of each shard."""
    ...
''',
    solution="return sizes @ gradients / np.sum(sizes)",
    hints=(
        mark("One shard has 1 sample, another 99. Should both count alike?"),
        mark("The mean of a shard, times its size, is the sum over its samples. Sums can be added."),
        mark("After the sum over all shards, divide by the number of all samples."),
    ),
    cases={
        mark("shards of equal size"): Case(1, shards_of((4, 4), 2, 2), shards_of((5, 5), 3, 2)),
        mark("shards of other sizes"): Case(2, shards_of((1, 9), 2, 2), shards_of((1, 9), 5, 3)),
    },
    right=of_all,
    said=mark("For shards of {sizes:.0f} samples with the gradients {gradients} you return {got}."),
    see=lambda got, gradients, sizes: {"all": int(np.sum(sizes))},
    simple=mark("There are {all} samples in all."),
    mistakes={
        "np.mean(gradients, axis=0)": mark("Each shard counts alike. How many samples does each have?"),
        **dict.fromkeys(
            (
                "np.mean(gradients)",
                "np.sum(gradients) / np.sum(sizes)",
                "np.sum(sizes @ gradients) / np.sum(sizes)",
                "np.mean(sizes @ gradients) / np.sum(sizes)",
                "np.mean(sizes[:, None] * gradients)",
            ),
            mark("That is one number for all entries. How many entries has a gradient?"),
        ),
        "np.sum(gradients, axis=0)": mark("That adds up means. What is the sum over the samples of one shard?"),
        "sizes @ gradients": mark("That is the sum over all samples. How many are there?"),
        "sizes @ gradients / len(sizes)": mark("You divide by the number of shards. What is the mean taken over?"),
        "np.sum(gradients, axis=0) / np.sum(sizes)": mark(
            "You add up means and divide by all samples. What is the sum over one shard?"
        ),
        "sizes @ gradients / len(sizes) / np.sum(sizes)": mark(
            "You divide by the number of shards and by that of the samples. Which of the two is right?"
        ),
        **dict.fromkeys(
            ("sizes[:, None] * gradients / np.sum(sizes)", "gradients.T * sizes / np.sum(sizes)"),
            mark("These are the parts of the shards. What is their sum?"),
        ),
        "-(sizes @ gradients) / np.sum(sizes)": mark(
            "That points downhill. What is asked for, the gradient or a step?"
        ),
        **dict.fromkeys(
            ("sizes[0] * gradients[0]", "sizes[0] * gradients[0] / np.sum(sizes)"),
            mark("Your loop ends at the first shard. Where does `return` stand?"),
        ),
        **dict.fromkeys(
            ("sizes[-1] * gradients[-1]", "sizes[-1] * gradients[-1] / np.sum(sizes)"),
            mark("Only the last shard counts there. What does each turn of your loop do to the sum?"),
        ),
        **dict.fromkeys(
            [f"sizes[{part}] @ gradients[{part}] / np.sum(sizes)" for part in ("1:", ":-1")],
            mark("One shard does not count there. Where does your loop begin, and where does it end?"),
        ),
        "total = 0\nfor n, g in zip(sizes, gradients):\n    total = (total + n * g) / np.sum(sizes)\nreturn total": (
            DIVIDED_EACH_TURN
        ),
        **dict.fromkeys(
            [f"(1 / sizes) @ gradients / {whole}" for whole in ("1", "len(sizes)", "np.sum(sizes)")],
            mark("You divide each mean by the size of its shard. What makes a sum of a mean?"),
        ),
        "np.mean(gradients, axis=1)": mark(
            "You take the mean of each shard's entries. Along which axis do the shards lie?"
        ),
        "gradients[np.argmax(sizes)]": mark("That is the largest shard alone. What do the others say?"),
        "(1 / sizes) @ gradients / np.sum(1 / sizes)": mark("Your small shards count most. Which should?"),
    },
    also_right=(
        "np.average(gradients, axis=0, weights=sizes)",
        "sum(n * g for n, g in zip(sizes, gradients)) / sum(sizes)",
    ),
)

EXERCISES = (
    mean_squared_error,
    squared_error_gradient,
    scale_test_data,
    stochastic_step,
    epoch,
    cross_entropy,
    cross_entropy_gradient,
    sharded_gradient,
)
