"""Every exercise is proved, and what is said of a wrong answer is true: its cause if known, else what is seen."""

import ast
import dataclasses
import functools
import inspect
import re
from fractions import Fraction

import numpy as np
import pytest

from coursekit.check.in_notebook import Local
from coursekit.exercises import SHEETS
from coursekit.exercises.asking import OwnAnswer, _wanted, trials
from coursekit.exercises.checking import AnswerError, Written, array, near, number, one_of, shown, truth
from coursekit.exercises.exercise import Case, Exercise
from coursekit.exercises.proving import prove
from coursekit.exercises.running import in_order, run
from coursekit.exercises.start_here import rise
from coursekit.words import say

EXERCISES = {exercise.name: exercise for sheet in SHEETS.values() for exercise in sheet}
every_exercise = pytest.mark.parametrize("exercise", EXERCISES.values(), ids=EXERCISES)


def outcome(exercise, body, seed=0):
    """What the check finds of an answer with this code, or of this function."""
    answer = OwnAnswer(exercise, body if isinstance(body, str) else exercise.solution)
    if not isinstance(body, str):
        answer.function = body
    return run(exercise, answer, np.random.default_rng(seed))


def said(name, body, seed=0):
    found = outcome(EXERCISES[name], body, seed)
    assert found.status == "not yet", f"{name}, seed {seed}: {body}"
    return found.sentence


# Every exercise


@every_exercise
def test_an_exercise_is_proved(exercise):
    """Right answers earn everything; nothing, constants and replies by heart nothing; mistakes get their own words."""
    assert prove(exercise, 2) == []


@pytest.mark.parametrize("name", ["average_rate", "has_kink", "best_rate"])
def test_an_exercise_is_proved_whatever_the_seed(name):
    """With more seeds for a few, whose cases are most different."""
    assert prove(EXERCISES[name], 6) == []


@every_exercise
def test_the_starter_is_not_attempted(exercise):
    def code(body):
        names = {"np": np}
        exec(exercise.code(body), names)
        return names[exercise.name].__code__

    assert exercise.unchanged(code("..."))
    assert exercise.unchanged(code("# a comment\npass"))
    assert not exercise.unchanged(code(exercise.solution))


@every_exercise
@pytest.mark.parametrize("other", [lambda t: 0 * t, lambda t: t, lambda t: 2 * t + 1, np.sin])
def test_an_answer_that_ignores_its_function_earns_nothing(exercise, other):
    """Where the exercise has no function, this answer is right for the first case and gives the same for all others."""
    solution = OwnAnswer(exercise, exercise.solution).function
    first = []

    def ignoring(*arguments):
        first.append(arguments)
        if any(callable(argument) for argument in arguments):
            return solution(*[other if callable(argument) else argument for argument in arguments])
        return solution(*first[0])

    for seed in range(2):
        first.clear()
        assert outcome(exercise, ignoring, seed).earned == 0


@every_exercise
def test_sentences_end_as_sentences_and_show_no_code_of_the_check_or_solution(exercise):
    for code in list(exercise.mistakes)[::2]:
        sentence = outcome(exercise, code).sentence
        assert re.search(r"\d|None|wanted", sentence)
        assert sentence.endswith((".", "?")), sentence
        assert 40 < len(sentence) < 500, sentence
        assert not any(word in sentence for word in ("assert", "near(", "Traceback", "!", "lambda", "<known")), sentence
        assert exercise.solution.splitlines()[-1].removeprefix("return ") not in sentence


@every_exercise
def test_the_cases_are_drawn_anew(exercise):
    """So no answer can be learned by heart: what is asked, and what is right, differs from seed to seed."""

    def asked(seed):
        with np.errstate(all="ignore"):
            drawn = trials(exercise, np.random.default_rng(seed))
        return [(q.step, str(q.right), str([value for value in q.values if not callable(value)])) for q in drawn]

    assert asked(1) == asked(1)
    assert asked(1) != asked(2)


@pytest.mark.parametrize(("kappa", "k"), [(7, 3), (3, 29), (15, 5), (9, 6)])
def test_steps_that_reach_the_part_exactly_are_enough(kappa, k):
    solution = OwnAnswer(EXERCISES["best_rate"], EXERCISES["best_rate"].solution).function
    assert solution(1, kappa, ((kappa - 1) / (kappa + 1)) ** k)[1] == k


@every_exercise
def test_the_starter_is_the_solution_with_parts_replaced(exercise):
    starter, solved = (ast.parse(text).body[-1] for text in (exercise.starter, exercise.code(exercise.solution)))
    assert isinstance(starter, ast.FunctionDef)
    assert starter.name == solved.name == exercise.name
    assert ast.dump(starter.args) == ast.dump(solved.args)
    assert ast.get_docstring(starter) == ast.get_docstring(solved)


@every_exercise
def test_hints_climb_and_none_is_the_solution(exercise):
    assert len(exercise.hints) >= 2
    assert len(set(exercise.hints)) == len(exercise.hints)
    for hint in exercise.hints:
        assert exercise.solution.splitlines()[-1].removeprefix("return ") not in hint
        assert hint.endswith((".", "?"))


@every_exercise
@pytest.mark.parametrize("kind", ["float64", "longdouble", "complex128", "clongdouble", "object"])
def test_answers_of_every_kind_of_number_are_taken(exercise, kind):
    solution = OwnAnswer(exercise, exercise.solution).function

    def as_array(*arguments):
        value = solution(*arguments)
        if callable(value):
            return lambda t: np.array(value(t)).astype(kind)
        value = np.array(value)  # a number becomes an array of no dimension
        return value.astype(kind) if value.dtype.kind in "if" else value

    def as_scalar(*arguments):
        value = as_array(*arguments)
        if callable(value):
            return lambda t: value(t)[()]
        return value[()] if value.shape == () else list(value)

    for function in as_array, as_scalar:
        assert outcome(exercise, function).status == "right"


def test_names_are_unique_over_all_sheets():
    names = [exercise.name for sheet in SHEETS.values() for exercise in sheet]
    assert len(names) == len(set(names))


# What is said of a wrong answer

SIDES = "right, left = (f(x + h) - f(x)) / h, (f(x) - f(x - h)) / h\n"
NEW = "new, length = x - learning_rate * gradient, np.linalg.norm(gradient)\n"
HALVE = "g = grad(x)\nwhile f(x - t * g) > f(x) - {}:\n    t = t / 2\nreturn t"
PATH = """\
m = np.diff(path, axis=0)
n, back = np.sqrt(np.sum(m**2, axis=1)), np.sum(m[1:] * m[:-1], axis=1) < 0
if not np.all(np.isfinite(path)) or n[-1] > n[0]:
    return "diverging"
if {}:
    return "zigzag"
return "crawling" if n[-1] > n[len(m) // 2] / 2 else "converging\""""
REPAIRED = EXERCISES["repaired_gradient"].solution
IN_PLACE = EXERCISES["repaired_gradient"].also_right[0]
FOUND = """\
found = np.array([(f(x + d) - f(x - d)) / 2e-5 for d in 1e-5 * np.eye(len(x))])
error = np.abs(grad(x) - found) / np.abs(found)
"""

HAD_FULL_MARKS = [
    *(
        (
            "fastest_axis",
            f"a, b = T[i, j + 1] - T[i, j - 1], T[i + 1, j] - T[i - 1, j]\nreturn 'xy'[int({test})]",
            words,
        )
        for test, words in (
            ("abs(a) / dx < abs(b) / (2 * dy)", "equally many steps apart?"),
            ("abs(a) / (2 * dx) < abs(b) / dy", "equally many steps apart?"),
        )
    ),
    *(
        ("has_kink", SIDES + f"return abs(right - left) > {k}", "0.01 the limit")
        for k in (0.1, 0.25, 0.001, 0.008, 0.012)
    ),
    *(("has_kink", f"h = {h}\n{SIDES}return abs(right - left) > 0.01", "How far do you look?") for h in (1e-5, 1e-4)),
    *(
        ("stop_reason", NEW + "return " + chain, words)
        for chain, words in (
            ("'converged' if length <= tol else 'diverged' if not np.all(np.isfinite(new)) else 'go on'", ""),
            (
                "'converged' if length <= tol else 'diverged' if not np.all(np.isfinite(new)) else "
                "'stalled' if np.all(new == x) else 'go on'",
                "Which of them stands first in the list?",
            ),
            (
                "'diverged' if not np.all(np.isfinite(new)) else 'converged' if np.sum(np.abs(gradient)) <= tol else "
                "'stalled' if np.all(new == x) else 'go on'",
                "What does yours compare with tol?",
            ),
            (
                "'diverged' if not np.all(np.isfinite(new)) else 'converged' if length < tol else "
                "'stalled' if np.all(new == x) else 'go on'",
                "What does “at most” say?",
            ),
        )
    ),
    *(
        ("steepest_descent", f"g = grad(x)\nreturn -g / np.linalg.norm(g) if {test} else 0 * g", "level ground")
        for test in ("g.all()", "sum(g) != 0")
    ),
    *(
        ("backtrack", HALVE.format(asked), "What is in your condition?")
        for asked in (
            "c * t * np.mean(g**2)",
            "c * t * np.max(g**2)",
            "c * t * np.sum(g**2) / 2",
            "0",
            "t * np.sum(g**2) / 2",
        )
    ),
    (
        "numerical_gradient",
        "x, g = np.asarray(x, float), []\nfor i in range(len(x)):\n    x[i] += h\n    a = f(x)\n    x[i] -= 2 * h\n"
        "    b = f(x)\n    x[i] += h\n    g.append((a - b) / (2 * h))\nreturn g",
        "rounding leaves a little",
    ),
    (
        "step_size",
        "p = 1 / 2 if method == 'forward' else 1 / 3\nreturn np.finfo(float).eps ** p * (abs(x) or 1)",
        "1 is to be taken for 0, and for what else?",
    ),
    *(
        (
            "backtrack",
            f"{first}\nwhile f(x - t * {g}) > f(x) - c * t * np.sum({g}**2):\n    {loop}\nreturn t",
            "You move x while you look for t.",
        )
        for first, g, loop in (
            ("", "grad(x)", "x = x - t * grad(x)\n    t = t / 2"),
            ("", "grad(x)", "t = t / 2\n    x = x - t * grad(x)"),
            ("g = grad(x)", "g", "x = x - t * g\n    g = grad(x)\n    t = t / 2"),
            ("g = grad(x)", "g", "t = t / 2\n    x = x - t * g\n    g = grad(x)"),
        )
    ),
    *(
        ("regime", PATH.format("np.mean(back) > 1 / 2").replace("not np.all(np.isfinite(path))", test), words)
        for words in ("Does your test find each of them, and no other?",)
        for test in (
            "np.isinf(path).any()",
            "np.isnan(path).any()",
            "not np.isfinite(path[-1]).any()",
            "not np.isfinite(path[-1]).all()",
            "not np.isfinite(path[:, 0]).all()",
            "np.abs(path).max() > 1e6",
        )
    ),
    *(
        ("regime", PATH.format(test), words)
        for test, words in (
            ("np.any(back)", "What does yours count?"),
            ("back[-1]", "What does yours count?"),
            ("back[0]", "What does yours count?"),
            ("np.mean(m[1:, 0] * m[:-1, 0] < 0) > 1 / 2", "one coordinate only"),
        )
    ),
    *(
        ("repaired_gradient", code, words)
        for code, words in (
            (
                IN_PLACE.replace(
                    "finally:", "except ValueError:\n            x[i] = tmp\n            raise\n        else:"
                ),
                "whatever the error is?",
            ),
            (
                REPAIRED.replace("behind[i] -= h", "pass").replace("(2 * h)", "h").replace("1e-4", "1e-6"),
                "That looks ahead only.",
            ),
            (
                REPAIRED.replace("slopes[i] =", "try:\n            slopes[i] =").replace(
                    "    return", "        except Exception:\n            pass\n    return"
                ),
                "How will the caller know?",
            ),
        )
    ),
    ("regime", PATH.format("np.sum(back) > len(m) / 2"), "half of which do you take?"),
    (
        "regime",
        PATH.format("np.mean(back) > 1 / 2").replace("n[len(m) // 2]", "np.median(n)"),
        "Which step is the middle one?",
    ),
    (
        "descent_step",
        "y = x.copy()\nfor i in range(len(x)):\n    y[i] = y[i] - learning_rate * grad(y)[i]\nreturn y",
        "one coordinate after another",
    ),
    (
        "wrong_entry",
        FOUND + "for i in range(len(x)):\n    if abs(grad(x)[i] - found[i]) / found[i] > 0.05:\n        return i",
        "so is your quotient",
    ),
    ("wrong_entry", FOUND + "return int(np.argmax(error)) if np.max(error) > 0.29 else None", "less than your limit"),
    ("best_rate", "return 2 / (L + mu), np.ceil(L / mu / 2 * np.log(1 / part))", "for a large κ"),
    ("average_rate", "return abs((f(b) - f(a)) / (b - a))", "`abs` took the sign away"),
]


@pytest.mark.parametrize(("name", "code", "words"), HAD_FULL_MARKS)
def test_what_passed_by_luck_fails_whatever_the_seed_and_reads_why(name, code, words):
    for seed in range(5):
        assert words in said(name, code, seed)


LOOP = "for start in range(0, len(order), size):\n    batch = order[start : start + size]\n    {}\nreturn w"
MOVE = "w = w - learning_rate * grad(w, batch)"
SHARDS = "total = 0\nfor n, g in zip(sizes, gradients):\n    total = total + n * g\n"
LOSSES = "total = 0\nfor a, b in zip(x, y):\n    total += (w[0] + w[1] * a - b) ** 2\n"
ERRORS = "e = w[0] + w[1] * x - y\nreturn "
BOTH = "both = np.concatenate([train, test])\nreturn "
COLUMNS = "X = np.column_stack([{}])\nreturn 2 * X.T @ (X @ w - y) / {}"
STEPS = ERRORS + "np.array([{}, {}])"
SURPRISES = "losses = []\nfor a, b in zip(z, y):\n    losses.append(np.logaddexp(0, -a if b == 1 else a))\n"
ENTRIES = "e, g = 1 / (1 + np.exp(-X @ w)) - y, 0 * w\nfor j in {}:\n    g[j] = np.mean(e * X[:, j])\nreturn g"
CHANCE = "p = {}\nreturn X.T @ (p - y) / len(y)"
DOWN = "path = [start]\nfor _ in range(steps):\n    x = path[-1]\n    path.append(x - {})\nreturn np.array(path)"
ALONG = "g = np.zeros(len(x))\nfor i in range(len(x)):\n    d = h * np.eye(len(x))[i]\n    g[i] = {}"
BY_TABLE = PATH.replace("np.sum(m[1:] * m[:-1], axis=1)", "np.sum(m[1:] * m[:-1])").replace("{}", "np.mean(back) > 0.5")

STEEP = "f(x - {0} * g) > f(x) - c * {0} * np.sum(g**2)"
GROWN = (
    "path, x = [start], start\nfor _ in range(steps):\n    x = x - learning_rate * grad(x)\n    {}\n"
    "return np.array(path)"
)
NEXT = "new = x - learning_rate * gradient\n"
FINITE = "if not np.all(np.isfinite(new)):\n    return 'diverged'\n"
REST = (
    "if np.linalg.norm(gradient) <= tol:\n    return 'converged'\n"
    "if (new == x).all():\n    return 'stalled'\nreturn 'go on'"
)
COUNTED = "q = (L - mu) / (L + mu)\nfor k in range({}):\n    if q**k <= part:\n        break\nreturn 2 / (L + mu), k"
NEGATIVE = "import math\nbest = 2 / (L + mu)\nreturn best, {}"
WRITTEN_NATURALLY = [
    (
        "mean_squared_error",
        "for a, b in zip(x, y):\n    total = (w[0] + w[1] * a - b) ** 2\nreturn total / len(x)",
        "Only the last sample counts",
    ),
    (
        "squared_error_gradient",
        "for a, b in zip(x, y):\n    e = w[0] + w[1] * a - b\n    s, t = 2 * e, 2 * e * a\nreturn s, t",
        "Only the last sample counts",
    ),
    (
        "cross_entropy",
        "for s, a in zip(z, y):\n    total = np.logaddexp(0, -s if a else s)\nreturn total",
        "Only the last sample",
    ),
    (
        "cross_entropy",
        "z = np.clip(z, -30, 30)\nreturn np.mean(np.logaddexp(0, np.where(y == 1, -z, z)))",
        "beyond some size",
    ),
    (
        "sharded_gradient",
        "for n, g in zip(sizes, gradients):\n    total = n * g\nreturn total / sum(sizes)",
        "Only the last shard",
    ),
    (
        "stochastic_step",
        "e = w[0] + w[1] * x - y\nreturn w - learning_rate * 2 * e * np.array([1, w[1]])",
        "There is w in your gradient",
    ),
    ("descend", GROWN.format("path = path.append(x)"), "write `path.append(…)` alone"),
    ("descend", GROWN.format("pass").replace("return", "path.append(x)\nreturn"), "stand inside the loop?"),
    ("descend", GROWN.format("path = np.append(path, x)"), "with `axis=0`?"),
    ("descend", GROWN.format("path = np.append(path, x)").replace("[start]", "start"), "with `axis=0`?"),
    (
        "stop_reason",
        NEXT + "for one in new:\n    if not np.isfinite(one):\n        return 'diverged'\n    break\n" + REST,
        "Which of its numbers does yours test?",
    ),
    ("stop_reason", NEXT + "if np.any(new == np.inf):\n    return 'diverged'\n" + REST, "all its numbers are finite?"),
    ("stop_reason", (NEXT + FINITE + REST).replace("learning_rate * ", ""), "Where does the learning rate come in?"),
    ("stop_reason", (NEXT + FINITE + REST).replace(".all()", ".all"), "ever say “go on”?"),
    (
        "backtrack",
        f"g = grad(x)\nwhile {STEEP.format('t').replace('c * ', '')}:\n    t = t / 2\nreturn t",
        "does c come in?",
    ),
    (
        "momentum_step",
        "velocity = learning_rate * velocity - momentum * grad(x)\nreturn x + velocity, velocity",
        "You exchange the rate and the momentum.",
    ),
    (
        "momentum_step",
        "velocity = momentum * velocity - learning_rate * grad(x)\nreturn x, velocity",
        "x has not moved",
    ),
    ("best_rate", "q = (L - mu) / (L + mu)\nreturn 2 / (L + mu), np.ceil(np.log(q) / np.log(part))", "upside down"),
    ("best_rate", COUNTED.format(200), "Your loop ends before the part is reached."),
    (
        "best_rate",
        "import math\nrate = 2 / L + mu\nreturn rate, math.ceil(math.log(part) / math.log(1 - rate * L))",
        "Are all brackets there?",
    ),
    ("largest_safe_rate", "return 2 / np.linalg.eigvals(H)[-1]", "give them in no order"),
    ("largest_safe_rate", "return 2 / np.linalg.eig(H)[0][0]", "give them in no order"),
    (
        "stop_reason",
        "import math\nreturn 'go on' if math.isfinite(x - learning_rate * gradient) else 'diverged'",
        "`np.isfinite`, take arrays.",
    ),
    ("scale_test_data", "return (test - test.mean()) / test.std()", "its own mean"),
    ("scale_test_data", BOTH + "(test - both.mean()) / both.std()", "of all data together"),
    ("scale_test_data", "return (train - train.mean()) / train.std()", "the training data, scaled"),
    ("scale_test_data", "return (test - np.mean(train, axis=0)) / np.std(train)", "one spread for the whole table"),
    ("scale_test_data", "return (test - np.mean(train)) / np.std(train, axis=0)", "one mean for the whole table"),
    ("scale_test_data", "return (test - np.mean(train)) / np.std(test)", "Whose spread is it?"),
    ("scale_test_data", "return (test - np.mean(test)) / np.std(train)", "Whose mean is it?"),
    ("scale_test_data", "return test - np.mean(train) / np.std(train)", "Python divides first"),
    (
        "scale_test_data",
        "return (test - np.min(train)) / (np.max(train) - np.min(train))",
        "the smallest and the largest",
    ),
    (
        "cross_entropy",
        "return np.mean(y * np.log(1 + np.exp(-z)) + (1 - y) * np.log(1 + np.exp(z)))",
        "The formula is right, and e¹⁰⁰⁰ is too large",
    ),
    ("cross_entropy", "return np.mean(np.log1p(np.exp(np.where(y, -z, z))))", "The formula is right, and e¹⁰⁰⁰"),
    ("epoch", LOOP.format("w = w - grad(w, batch)"), "a step by the whole gradient"),
    ("epoch", LOOP.format("w = w - 2 * learning_rate * grad(w, batch)"), "twice as long"),
    ("epoch", LOOP.format("w = w - learning_rate * grad(w, batch) * len(batch) / size"), "You weigh a batch"),
    ("epoch", LOOP.format("w = w - learning_rate * grad(w, batch) * len(batch) / len(order)"), "You weigh a batch"),
    ("mean_squared_error", "return np.mean(w[0] + w[1] * x - y**2)", "Only y is squared there"),
    ("mean_squared_error", LOSSES + "return total / (len(x) - 1)", "You divide by n − 1"),
    ("mean_squared_error", LOSSES + "return total / len(w)", "the number of parameters"),
    ("mean_squared_error", LOSSES + "    return total / len(x)", "Your loop ends at the first sample"),
    ("mean_squared_error", LOSSES + "    return total", "Your loop ends at the first sample"),
    ("squared_error_gradient", ERRORS + "[np.mean(e), 2 * np.mean(e * x)]", "lacks the 2"),
    ("squared_error_gradient", ERRORS + "[2 * np.mean(e), np.mean(e * x)]", "lacks the 2"),
    ("squared_error_gradient", ERRORS + "[2 * np.mean(e), 2 * e @ x]", "a sum, and no mean"),
    ("squared_error_gradient", ERRORS + "[np.mean(e), np.mean(e * w[1])]", "There is w in your gradient"),
    ("stochastic_step", ERRORS + "w - learning_rate * 2 * np.array([e, x])", "without the error"),
    ("stochastic_step", ERRORS + "w - learning_rate * np.array([e, x])", "without the error"),
    ("stochastic_step", ERRORS + "[w[0] - 2 * learning_rate * e, w[1] - 2 * e * x]", "without the learning rate"),
    ("stochastic_step", ERRORS + "[w[0] - learning_rate * e, w[1] - learning_rate * 2 * e * x]", "lacks the 2"),
    ("cross_entropy_gradient", CHANCE.format("sigmoid(X @ w)"), "has a `sigmoid`: write it out"),
    ("cross_entropy_gradient", CHANCE.format("np.sigmoid(X @ w)"), "has a `sigmoid`: write it out"),
    ("cross_entropy_gradient", CHANCE.format("1 / (1 + exp(-X @ w))"), "begins with `np.`: `np.exp`."),
    ("cross_entropy_gradient", CHANCE.format("1 / (1 + math.exp(-X @ w))"), "`math` was not imported"),
    ("mean_squared_error", "return mean((w[0] + w[1] * x - y) ** 2)", "begins with `np.`: `np.mean`."),
    ("sharded_gradient", "return np.mean(gradients)", "How many entries has a gradient?"),
    ("regime", PATH.replace("np.diff(path, axis=0)", "np.diff(path)").replace("{}", "np.mean(back) > 0.5"), "np.diff"),
    ("regime", BY_TABLE, "the sum of all products"),
    ("regime", PATH.format("np.mean(np.sum(m[1:] * m[:-1], axis=1)) < 0"), "or their mean"),
    (
        "regime",
        PATH.format("sum(m[i] @ m[i - 1] < 0 for i in range(len(m))) > (len(m) - 1) / 2"),
        "the last step and the first for a turn",
    ),
    (
        "backtrack",
        f"g = grad(x)\nlast = t\nwhile {STEEP.format('t')}:\n    last, t = t, t / 2\nreturn last",
        "before the last",
    ),
    ("backtrack", f"g = grad(x)\nwhile {STEEP.format('(t / 2)')}:\n    t = t / 2\nreturn t", "before the last"),
    (
        "backtrack",
        f"g = grad(x)\nwhile True:\n    t /= 2\n    if not {STEEP.format('t')}:\n        return t",
        "before you ask",
    ),
    (
        "backtrack",
        f"g = grad(x)\nfor _ in range(10):\n    if {STEEP.format('t')}:\n        t = t / 2\nreturn t",
        "ends before",
    ),
    (
        "backtrack",
        f"g, k = grad(x), 0\nwhile {STEEP.format('(t / 2**k)')}:\n    k += 1\nreturn k",
        "how often you halve",
    ),
    (
        "best_rate",
        "f = (L - mu) / (L + mu)\nreturn 2 / L + mu, np.ceil(np.log(part) / np.log(f))",
        "divides before it adds",
    ),
    ("best_rate", "f = (L - mu) / (L + mu)\nreturn 2 / (L + mu), int(np.log(part) / np.log(f))", "Is that enough?"),
    (
        "descend",
        "path = [start]\nfor k in range(steps):\n    path.append(path[k - 1] - learning_rate * grad(path[k - 1]))\n"
        "return np.array(path)",
        "Points are there twice",
    ),
    (
        "descent_step",
        "y = x.copy()\nfor i in range(len(x)):\n    y[i] = x[i] - learning_rate * grad(x)\nreturn y",
        "Which of its entries belongs there?",
    ),
    ("multiply_add_back", "return np.array([g * b, g * a, 1])", "rows of the same length"),
    (
        "steepest_descent",
        "g = grad(x)\nreturn -g / np.sum(g) if np.any(g) else g",
        "the sum of the entries?",
    ),
    ("polynomial_slope", "return sum(k * a * x ** (k - 1) for k, a in enumerate(c[1:]))", "belongs to the power k?"),
    (
        "heat_flow",
        "new = t.copy()\nfor i in range(len(t) - 1):\n    new[i] += step * (t[i + 1] - t[i])\nreturn new",
        "on the right only",
    ),
    ("backtrack", f"g, t = grad(x), 1\nwhile {STEEP.format('t')}:\n    t = t / 2\nreturn t", "begins at 1"),
    ("best_rate", NEGATIVE.format("math.ceil(math.log(part) / math.log(1 - best * L))"), "has no logarithm"),
    ("best_rate", NEGATIVE.format("int(np.ceil(np.log(part) / np.log(1 - best * L)))"), "has no logarithm"),
    ("best_rate", NEGATIVE.format("np.ceil(np.log(part) / np.log(1 - best * L))"), "has no logarithm"),
    (
        "stop_reason",
        "new = x - learning_rate * gradient\nif not np.isfinite(new @ new):\n    return 'diverged'\n"
        "if np.linalg.norm(gradient) <= tol:\n    return 'converged'\n"
        "return 'stalled' if np.all(new == x) else 'go on'",
        "All numbers of the next point are finite",
    ),
    (
        "descend",
        "path, x = [start], start\nfor _ in range(steps):\n    path.append(x)\n    x = x - learning_rate * grad(x)\n"
        "return np.array(path)",
        "The start is there twice, and the last point is missing",
    ),
    ("descend", DOWN.format("learning_rate * grad(path[-1])[0]"), "Has each a slope of its own?"),
    ("descent_step", "return x - learning_rate * np.sum(grad(x))", "Has each a slope of its own?"),
    ("descent_step", "return (1 - 2 * learning_rate) * x", "the rule for x² alone"),
    (
        "thin_edges",
        "thin = np.zeros(m.shape)\nfor i in range(len(m)):\n    for j in range(len(m[0])):\n"
        "        one = m[i, j - 1] if along_x[i, j] else m[i - 1, j]\n"
        "        k, l = (i, j + 1) if along_x[i, j] else (i + 1, j)\n"
        "        other = m[k, l] if k < len(m) and l < len(m[0]) else 0\n"
        "        thin[i, j] = m[i, j] if m[i, j] >= max(one, other) else 0\nreturn thin",
        "is the last pixel of the row",
    ),
    (
        "heat_flow",
        "new = t.copy()\nfor i in range(len(t)):\n    new[i] += step * (t[i - 1] - t[i])\n    if i + 1 < len(t):\n"
        "        new[i] += step * (t[i + 1] - t[i])\nreturn new",
        "is the last piece",
    ),
    ("descent_step", "return x - 2 * learning_rate * grad(x)", "twice as long"),
    ("descend", DOWN.format("grad(x)"), "a step by the whole gradient"),
    ("descend", DOWN.format("2 * learning_rate * grad(x)"), "twice as long"),
    ("largest_safe_rate", "return 2 / eigvalsh(H)[-1]", "begins with `np.`: `np.linalg.eigvalsh`."),
    (
        "numerical_gradient",
        ALONG.format("(f(x + d) - f(x - d)) / (2 * h)\n    return g"),
        "ends at the first coordinate",
    ),
    ("numerical_gradient", ALONG.format("f(x + d) - f(x - d) / (2 * h)\nreturn g"), "Python divides first"),
    ("polynomial_slope", "return sum(c[k] * x ** (k - 1) for k in range(len(c)))", "What else does it become?"),
    ("heat_flow", "p = np.pad(t, 1, mode='edge')\nreturn t + 2 * step * (p[:-2] + p[2:] - 2 * t)", "Twice the heat"),
    (
        "sobel_at",
        "return np.mean([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]] * image[y - 1 : y + 2, x - 1 : x + 2])",
        "the mean",
    ),
    ("clip_by_norm", "m = max(abs(g))\nreturn g * limit / m if m > limit else g", "You measure the largest entry"),
    ("power_back", "return g * p * a ** float(p) - 1", "Where do brackets belong?"),
    ("epoch", LOOP.format("w = w - learning_rate * grad(w, batch) / len(batch)"), "divided by the size once more"),
    ("epoch", LOOP.format("w = w - learning_rate * grad(w, batch) * len(batch)"), "a sum or a mean"),
    ("epoch", LOOP.replace("+ size]", "+ size + 1]").format(MOVE), "Your batches overlap. How long is each"),
    ("epoch", f"for batch in np.array_split(order, size):\n    {MOVE}\nreturn w", "Do you make `size` batches?"),
    (
        "epoch",
        f"for batch in np.array_split(order, int(np.ceil(len(order) / size))):\n    {MOVE}\nreturn w",
        "nearly equal size",
    ),
    ("epoch", LOOP.format("w = w - learning_rate * grad(batch, w)"), "was called with ["),
    ("cross_entropy", "return np.mean(np.logaddexp(1, np.exp(np.where(y == 1, -z, z))))", "the powers of e itself"),
    ("cross_entropy", "return np.mean(np.logaddexp(0, np.exp(np.where(y == 1, -z, z))))", "the powers of e itself"),
    ("cross_entropy", "return -np.mean(np.where(y == 1, np.log(z), np.log(1 - z)))", "scores, and no chances"),
    (
        "cross_entropy_gradient",
        CHANCE.format("1 / (1 + np.exp(-X @ w))").replace("(p - y)", "(2 * (p - y) * p * (1 - p))"),
        "the squared error of the chances",
    ),
    ("cross_entropy_gradient", CHANCE.format("1/1 + np.exp(-X @ w)"), "Python divides first there"),
    ("cross_entropy_gradient", CHANCE.format("1 / (1 + np.exp(-(w * X)))"), "a column of b"),
    ("sharded_gradient", "return np.sum(gradients * sizes, axis=0) / np.sum(sizes)", "a column of b"),
    ("sharded_gradient", SHARDS + "    return total / np.sum(sizes)", "ends at the first shard"),
    ("sharded_gradient", SHARDS + "    return total", "ends at the first shard"),
    *[
        (
            "scale_test_data",
            f"return (test - train.mean(axis=0)) / (train.std(axis=0) + {e})",
            "You add a little to the spread",
        )
        for e in ("1e-5", "1e-6", "1e-8", "1e-9")
    ],
    ("mean_squared_error", "return np.mean((w[0] + w[1] * x + y) ** 2)", "You add y to the prediction"),
    ("mean_squared_error", "return np.mean((w * x - y) ** 2)", "two lengths must be equal, or one of them 1"),
    ("squared_error_gradient", ERRORS.replace("- y", "+ y") + "[2 * np.mean(e), 2 * np.mean(e * x)]", "You add y"),
    (
        "squared_error_gradient",
        ERRORS.replace("w[0] + ", "") + "[2 * np.mean(e), 2 * np.mean(e * x)]",
        "goes through 0",
    ),
    ("stochastic_step", ERRORS.replace("- y", "+ y") + "w - 2 * learning_rate * e * np.array([1, x])", "You add y"),
    (
        "stochastic_step",
        ERRORS.replace("w[0] + ", "") + "w - 2 * learning_rate * e * np.array([1, x])",
        "goes through 0",
    ),
    ("mean_squared_error", ERRORS + "np.mean(e * 2)", "You double the errors"),
    ("mean_squared_error", ERRORS + "np.mean(e**2) / len(x)", "divides by the number of samples already"),
    ("mean_squared_error", ERRORS + "sum(e) ** 2 / len(x)", "You add up before you square"),
    ("mean_squared_error", LOSSES + "    total /= len(x)\nreturn total", "You divide in each turn"),
    ("mean_squared_error", LOSSES + "return total / (len(x) - 2)", "You divide by n − 2"),
    ("mean_squared_error", "return np.mean((y - w[0] + w[1] * x) ** 2)", "have different signs"),
    ("mean_squared_error", "return [(w[0] + w[1] * a - b) ** 2 for a, b in zip(x, y)]", "These are the squares"),
    ("mean_squared_error", "return np.mean([e**2 for e in w[0] + w[1] * x - y][1:])", "One sample does not count"),
    ("mean_squared_error", "return np.mean((w[0] - w[1] * x - y) ** 2)", "have different signs"),
    ("squared_error_gradient", ERRORS + "np.array(2 * np.mean(e), 2 * np.mean(e * x))", "is `np.array([a, b])`"),
    ("squared_error_gradient", ERRORS + "np.array([2 * np.mean(e), 2 * np.mean(e) * x])", "a number for each sample"),
    ("squared_error_gradient", ERRORS + "[2 * np.mean(e), 2 * np.mean(e) * x]", "a number for each sample"),
    ("squared_error_gradient", ERRORS + "np.mean([2 * e, 2 * e * x])", "one mean of both entries"),
    ("squared_error_gradient", ERRORS + "np.mean([2 * e, 2 * e * x], axis=0)", "the entries of each sample"),
    ("squared_error_gradient", COLUMNS.format("x, np.ones(len(x))", "len(x)"), "is the slope?"),
    ("squared_error_gradient", COLUMNS.format("np.ones(len(x)), x", "len(w)"), "the number of parameters"),
    ("squared_error_gradient", ERRORS + "[2 * np.mean(e), 2 * np.mean(e * y)]", "You multiply the error by y"),
    ("scale_test_data", "for t in test:\n    t = (t - np.mean(train)) / np.std(train)\nreturn test", "as it was given"),
    (
        "scale_test_data",
        "if train.ndim == 1:\n    return (test - np.mean(train)) / np.std(train)\n"
        "return np.array([(b - np.mean(a)) / np.std(a) for a, b in zip(train.T, test.T)])",
        "Rows and columns have changed places",
    ),
    (
        "scale_test_data",
        "return (test - train.mean(axis=0)) / (train.std(axis=0) / len(train) ** 0.5)",
        "the standard error of the mean",
    ),
    (
        "stochastic_step",
        STEPS.format("w[0] - learning_rate * 2 * e", "w[1] + learning_rate * 2 * e * x"),
        "the wrong way",
    ),
    (
        "stochastic_step",
        STEPS.format("w[0] - learning_rate * 2 * e", "w[0] - learning_rate * 2 * e * x"),
        "start from `w[0]`",
    ),
    ("stochastic_step", STEPS.format("w[0] - learning_rate * 2 * e", "w[1]"), "Only the intercept moves"),
    (
        "stochastic_step",
        ERRORS.replace("w[0] + w[1] * x - y", "y - w[0] + w[1] * x") + "w + 2 * learning_rate * e * np.array([1, x])",
        "have different signs",
    ),
    ("epoch", LOOP.replace("(0", "(1").format(MOVE), "The first sample is left out"),
    ("epoch", LOOP.replace("len(order)", "len(order) - 1").format(MOVE), "The last batch is missing"),
    ("epoch", LOOP.replace(", size)", ", size + 1)").format(MOVE), "samples are left out"),
    (
        "epoch",
        f"k = 0\nwhile k + size < len(order):\n    batch = order[k : k + size]\n    k += size\n    {MOVE}\nreturn w",
        "Where does your loop end?",
    ),
    ("epoch", LOOP.format(MOVE.replace("batch", "order[start, start + size]")), "A slice has a colon"),
    ("epoch", LOOP.format(MOVE.replace("batch", "start")), "the place where a batch begins"),
    ("epoch", LOOP.format(MOVE.replace("batch", "order[start]")), "the first sample only"),
    ("epoch", LOOP.format(MOVE.replace("w =", "new =")), "That is where you began"),
    (
        "epoch",
        "path = []\n" + LOOP.format(MOVE + "\n    path.append(w)").replace("return w", "return path"),
        "after every step",
    ),
    ("epoch", f"for batch in order.reshape(-1, size):\n    {MOVE}\nreturn w", "rows of the same length"),
    ("epoch", f"for batch in np.split(order, len(order) // size):\n    {MOVE}\nreturn w", "parts of the same length"),
    ("epoch", f"for batch in range(len(order) / size):\n    {MOVE}\nreturn w", "There a whole number is wanted"),
    ("epoch", f"for batch in len(order):\n    {MOVE}\nreturn w", "`range(n)` counts"),
    ("epoch", "batch = np.array([])\nfor i in order:\n    batch.append(i)\nreturn w", "An array has a fixed length"),
    ("cross_entropy", SURPRISES + "return losses", "These are the losses. What is their mean?"),
    ("cross_entropy", SURPRISES + "return np.mean(losses) / len(z)", "divides by the number of samples already"),
    (
        "cross_entropy",
        "return np.mean(np.logaddexp(0, -z[y == 1])) / 2 + np.mean(np.logaddexp(0, z[y == 0])) / 2",
        "Does each sample count alike?",
    ),
    (
        "cross_entropy",
        "return np.mean(y * np.logaddexp(0, -z) - (1 - y) * np.logaddexp(0, z))",
        "The losses of y = 0 are subtracted",
    ),
    (
        "cross_entropy",
        "p = np.exp(z) / (1 + np.exp(z))\nreturn -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))",
        "divided by itself",
    ),
    (
        "cross_entropy_gradient",
        "p = 1 / (1 + np.exp(-X @ w))\nreturn np.sum(X.T @ (p - y)) / len(y)",
        "You add the entries up",
    ),
    ("cross_entropy_gradient", ENTRIES.format("range(1, len(w))"), "One entry is 0 there"),
    ("cross_entropy_gradient", ENTRIES.format("range(len(w) - 1)"), "One entry is 0 there"),
    (
        "cross_entropy_gradient",
        ENTRIES.format("range(len(w))").replace("\nreturn", "\n    return"),
        "the first entry alone",
    ),
    (
        "cross_entropy_gradient",
        CHANCE.format("1 / (1 + np.exp(-X @ w))").replace("X.T @ (p - y) / len(y)", "(p - y)[:, None] * X"),
        "of the single samples",
    ),
    (
        "cross_entropy_gradient",
        CHANCE.format("1 / (1 + np.exp(-X @ w))").replace("X.T @ (p - y)", "(p - y)"),
        "the errors alone",
    ),
    (
        "cross_entropy_gradient",
        "n = len(y) - 1\n"
        + CHANCE.format("1 / (1 + np.exp(-X @ w))").replace("X.T @ (p - y)", "X[:n].T @ (p - y)[:n]"),
        "One sample does not count",
    ),
    (
        "sharded_gradient",
        SHARDS.replace("gradients)", "gradients[:-1])") + "return total / np.sum(sizes)",
        "One shard does not count",
    ),
    ("sharded_gradient", SHARDS + "    total = total / np.sum(sizes)\nreturn total", "You divide in each turn"),
    ("sharded_gradient", SHARDS.replace("n * g", "g / n") + "return total", "You divide each mean by the size"),
    (
        "sharded_gradient",
        "total = 0\nfor k in range(sizes):\n    total += sizes[k] * gradients[k]\nreturn total",
        "There one whole number is wanted",
    ),
]


@pytest.mark.parametrize(("name", "code", "words"), WRITTEN_NATURALLY)
def test_a_known_mistake_in_its_most_natural_form_reads_its_cause(name, code, words):
    for seed in range(3):
        assert words in said(name, code, seed)


def test_a_name_of_the_readers_own_is_not_taken_for_one_of_numpy():
    for name in ("gradient", "size"):  # NumPy has functions of these names
        assert f"name '{name}' is not defined, in line 4." in said("mean_squared_error", f"return np.mean({name}**2)")
        assert "np." not in said("mean_squared_error", f"return np.mean({name}**2)").partition("is not defined")[2]


POINTED_THE_WRONG_WAY = [
    (
        "numerical_gradient",
        "g = []\nfor i in range(len(x)):\n    p, q = x.copy(), x.copy()\n    p[i] += h\n    q[i] -= h\n"
        "    g.append((f(p) - f(q)) / (2 * h))\nreturn g",
        "Your step was cut to a whole number",
    ),
    (
        "step_size",
        "eps = np.finfo(float).eps\nreturn max(1, x) * eps ** (1 / (2 if method == 'forward' else 3))",
        "negative",
    ),
    (
        "step_size",
        "eps = np.finfo(float).eps\nreturn max(1, abs(x)) * (eps**1/2 if method == 'forward' else eps**1/3)",
        "(ε¹)/2",
    ),
    (
        "wrong_entry",
        "for i in range(len(x)):\n    d = np.zeros(len(x))\n    d[i] = 1e-5\n    n = (f(x + d) - f(x - d)) / 2e-5\n"
        "    if n != grad(x)[i]:\n        return i",
        "differs by rounding only",
    ),
    (
        "wrong_entry",
        FOUND + "for i in range(len(x)):\n    if error[i] > 0.01:\n        return i\n    else:\n        return None",
        "look at each entry before it returns?",
    ),
    (
        "sigmoid_derivative",
        "x = abs(x)\ns = 1 / (1 + np.exp(-x))\nreturn s * (1 - s)",
        "Which form subtracts nothing?",
    ),
    ("sigmoid_derivative", "if x > 0:\n    x = -x\nreturn np.exp(x) / (1 + np.exp(x)) ** 2", "an array has many"),
    (
        "sigmoid_derivative",
        "import math\nt = math.exp(-abs(x))\nreturn t / (1 + t) ** 2",
        "Which exp takes an array?",
    ),
    (
        "steepest_descent",
        "g = grad(x)\nif g == 0:\n    return g\nreturn -g / np.linalg.norm(g)",
        "asks whether all of it is True?",
    ),
    ("stop_reason", NEW + "if new == x:\n    return 'stalled'\nreturn 'go on'", "`np.all`, `np.any`"),
    ("partial_difference", "return (f(x[i] + h) - f(x[i] - h)) / (2 * h)", "f takes the whole point"),
    ("partial_difference", "p = x\nq = x\np[i] += h\nq[i] -= h\nreturn (f(p) - f(q)) / (2 * h)", "`p = x` is no copy"),
    ("forward_difference", "return (f(x + h) - f(x)) / abs(h)", "you divide by its size"),
    ("average_rate", "return (f[b] - f[a]) / (b - a)", "round brackets: `f(b)`"),
    ("average_rate", "return (f - f) / (b - a)", "Its value at x is `f(x)`"),
    ("average_rate", "return round((f(b) - f(a)) / (b - a), 2)", "rounded to 2 decimals"),
    ("average_rate", "return (f(b) - f(a)) // (b - a)", "without its decimals"),
    ("steepest_descent", "g = grad(x)\nreturn -g / (np.linalg.norm(g) + 1e-8)", "what do you add to the length"),
    (
        "descent_step",
        "return np.float32(x) - np.float32(learning_rate) * np.float32(grad(x))",
        "the seven digits of float32",
    ),
    (
        "descent_step",
        "n = x - learning_rate * grad(x)\nx.resize((0, 1), refcheck=False)\nreturn n",
        "an array of shape (0, 1)",
    ),
    ("best_rate", "return 2.0001 / (L + mu), 3", "more than the formula's rounding."),
]


@pytest.mark.parametrize(("name", "code", "words"), POINTED_THE_WRONG_WAY)
def test_what_was_led_astray_reads_its_cause(name, code, words):
    for seed in range(3):
        assert words in said(name, code, seed)


COUNTS = {
    "the inner function is right the first time only": (
        "used = []\ndef g(t):\n    y = np.array(x, float)\n    y[i] = t\n    used.append(t)\n"
        "    return f(y) if len(used) == 1 else 0.0\nreturn g"
    ),
    "the inner function moves on with each call": (
        "y = np.array(x, float)\ndef g(t):\n    y[i] = y[i] + t if y[i] != x[i] else t\n    return f(y)\nreturn g"
    ),
    "the second call returns no function": (
        "f.used = getattr(f, 'used', 0) + 1\ndef g(t):\n    y = np.array(x, float)\n    y[i] = t\n    return f(y)\n"
        "return g if f.used == 1 else 'rubbish'"
    ),
    "the second call returns another function": (
        "f.used = getattr(f, 'used', 0) + 1\ndef g(t, n=f.used):\n    y = np.array(x, float)\n    y[i] = t\n"
        "    return f(y) * (n == 1)\nreturn g"
    ),
}


@pytest.mark.parametrize("code", COUNTS.values(), ids=COUNTS)
def test_a_function_that_is_right_once_holds_nothing(code):
    for seed in range(3):
        assert outcome(EXERCISES["hold_others"], code, seed).earned == 0


NAIVE = [
    "-np.mean(y * np.log(s) + (1 - y) * np.log(1 - s))",
    "-np.mean(np.log(np.where(y == 1, s, 1 - s)))",
    "-np.mean([np.log(a) if b == 1 else np.log(1 - a) for a, b in zip(s, y)])",
]


@pytest.mark.parametrize("code", NAIVE)
def test_the_formula_of_the_lesson_holds_moderate_scores_whatever_the_seed(code):
    """And who adds a small number reads of it where the logarithm of 0 is to be found, or before."""
    for seed in range(100):
        found = outcome(EXERCISES["cross_entropy"], f"s = 1 / (1 + np.exp(-z))\nreturn {code}", seed)
        assert [(step.name, step.holds) for step in found.steps] == [("moderate scores", True), ("large scores", False)]


@pytest.mark.parametrize("little", ["1e-7", "1e-12"])
def test_a_small_number_in_the_logarithm_is_no_moderate_cross_entropy_either(little):
    code = f"s = 1 / (1 + np.exp(-z))\nreturn -np.mean(np.log(np.where(y == 1, s, 1 - s) + {little}))"
    for seed in range(20):
        assert outcome(EXERCISES["cross_entropy"], code, seed).earned == 0


HINGES = [
    "np.mean(np.maximum(0, (1 - 2 * y) * z))",
    "np.mean(np.where(y == 1, np.maximum(0, -z), np.maximum(0, z)))",
    "np.mean(np.maximum(0, 1 + (1 - 2 * y) * z))",
    "np.mean(np.abs(z) * ((z > 0) != (y == 1)))",
]


@pytest.mark.parametrize("code", HINGES)
def test_a_hinge_is_no_cross_entropy_however_large_the_scores(code):
    for seed in range(3):
        assert outcome(EXERCISES["cross_entropy"], f"return {code}", seed).earned == 0
    assert "What is the loss of a score of 0?" in said("cross_entropy", f"return {HINGES[0]}")


EPOCH = "for i in range(0, len(order), size):\n    w = w - learning_rate * grad(w, order[i : i + size])"

AS_REAL_LEARNERS_WRITE = [
    ("forward_difference", "return (f(x + h) - f(x)) / (x + h)", "How far apart are the points?"),
    ("chain_slope", "return a * np.cos(a * x) + b * np.e**b*x", "e^b · x"),
    (
        "hold_others",
        "p = np.array(x, float)\np[i] = t\nreturn f(p)",
        "t is the argument of the function that you return.",
    ),
    (
        "hold_others",
        "def inner(t):\n    p = np.asarray(x, float)\n    p[i] = t\n    return f(p)\nreturn inner",
        "`np.asarray` copies no array of floats",
    ),
    (
        "mixed_partial",
        "up = f([x[0] + h, x[1] + h]) - f([x[0] - h, x[1] + h])\n"
        "down = f([x[0] + h, x[1] - h]) - f([x[0] - h, x[1] - h])\nreturn (up - down) / (4 * h)",
        "How often is a difference divided by 2h?",
    ),
    ("mixed_partial", "return (f(x + h) - f(x - h)) / (2 * h)", "You compare two corners. There are four"),
    ("numerical_gradient", "return (f(x + h) - f(x - h)) / (2 * h)", "moves all coordinates at once"),
    (
        "numerical_gradient",
        "g = []\nfor i in range(len(x)):\n    e = np.zeros(len(x))\n    e[i] = 1\n"
        "    g.append((f(x + e) - f(x - e)) / (2 * h))\nreturn g",
        "You move by 1 and divide by 2h.",
    ),
    (
        "stop_reason",
        NEW + "return 'diverged' if not np.any(np.isfinite(new)) else 'converged' if length <= tol else "
        "'stalled' if np.all(new == x) else 'go on'",
        "Is one number that is not finite enough?",
    ),
    (
        "backtrack",
        HALVE.format("c * t * np.linalg.norm(g)"),
        "Is your length squared?",
    ),
    ("average_rate", "return np.mean([f(a), f(b)])", "the mean of two values of f"),
    ("average_rate", "rate = (f(b) - f(a)) / (b - a)", "end with `return` and the value?"),
    (
        "polynomial_slope",
        "s = 0\nfor k in range(len(c)):\n    s += k * c[k] * x ** k - 1\nreturn s",
        "subtracts 1 from the value",
    ),
    (
        "polynomial_slope",
        "s = c[1]\nfor k in range(2, len(c)):\n    s += c[k] * x ** (k - 1)\nreturn s",
        "What else does it become?",
    ),
    (
        "polynomial_slope",
        "for k in range(1, len(c)):\n    s = k * c[k] * x ** (k - 1)\nreturn s",
        "the last power adds. What happens to the others?",
    ),
    (
        "polynomial_slope",
        "s = 0\nfor k in range(1, len(c)):\n    s += k * c[k] * x ** (k - 1)\n    return s",
        "the first power adds. What happens to the others?",
    ),
    ("chain_slope", "return np.exp(x * b) + np.cos(x * a)", "Both factors of the chain rule are missing."),
    (
        "polynomial_slope",
        "s = 0\nfor k in c:\n    s += k * x ** (k - 1)\nreturn s",
        "Your loop runs through the numbers of c.",
    ),
    ("chain_slope", "return a * np.cos(a * x) + b * np.exp(b) * x", "What belongs into the power of e?"),
    ("chain_slope", "return np.cos(a * x) * x * a + b * np.exp(b * x)", "Before the cosine stand a and x"),
    ("sigmoid_derivative", "t = np.exp(-abs(x))\nreturn t / (1 + t**2)", "Below the bar stands (1 + t)²."),
    ("step_size", "if method == 'forward':\n    return 1e-8 * max(1, abs(x))", "always end with `return`"),
    (
        "hold_others",
        "def g(t):\n    p = list(x)\n    p[i] = t\n    return p\nreturn g",
        "The function that you return gives the list",
    ),
    (
        "hold_others",
        "def g(t):\n    p = list(x)\n    p[i] = t\n    f(p)\nreturn g",
        "The function that you return gives None, and one number is wanted. Does it end with `return`",
    ),
    ("hold_others", "def g(t):\n    return f(*x)\nreturn g", "the given function takes 1 value"),
    (
        "partials_by_hand",
        "return 3 * x**2 * y + 2 * y**2, 3 * x**2 + 4 * x * y - 5",
        "Does it change while y moves?",
    ),
    (
        "partial_difference",
        "p, q = list(x), list(x)\np[i] += h\nq[i] += h\nreturn (f(p) - f(q)) / (2 * h)",
        "do your points differ?",
    ),
    (
        "partial_difference",
        "p, q = list(x), list(x)\np[i] = h\nq[i] = -h\nreturn (f(p) - f(q)) / (2 * h)",
        "h and −h in your two points",
    ),
    (
        "partial_difference",
        "e = np.zeros_like(x)\ne[i] = h\nreturn (f(x + e) - f(x - e)) / (2 * h)",
        "an array of whole numbers cannot hold it",
    ),
    (
        "repaired_gradient",
        REPAIRED.replace(
            "    for i in np.ndindex(x.shape):",
            "    for i in ((a, b) for a in range(x.shape[0]) for b in range(x.shape[1])):",
        ),
        "Two loops are for a table.",
    ),
    (
        "mixed_partial",
        "a = np.array([h, 0])\ns = lambda p: (f(p + a) - f(p - a)) / (2 * h)\nreturn (s(x + h) - s(x - h)) / (2 * h)",
        "Your second step moves both coordinates.",
    ),
    ("fastest_axis", "return 'x'", "You say the same for each plate."),
    ("chain_slope", "w = a * x\nreturn np.cos(w) / a + np.exp(b * x) / b", "You divide by the factors."),
    ("central_difference", "return (f(x + h) - f(x)) / h + (f(x) - f(x - h)) / h", "That is twice the slope"),
    ("central_difference", "h = 1e-8\nreturn (f(x + h) - f(x - h)) / (2 * h)", "more than the formula's rounding."),
    ("has_kink", "return f(x + h) != f(x - h)", "In effect that compares f(x + h) with f(x − h)."),
    (
        "has_kink",
        "r, l = f(x + h) - f(x), f(x) - f(x - h)\nreturn r - l > 0.01",
        "Over which distance are they slopes?",
    ),
    ("edge_slope", "return np.mean(np.diff(y[:3])) / h", "the slope at the second value"),
    ("sigmoid_derivative", "s = 1 / (1 + np.exp(-x))\nreturn s - s**2", "so near 1 that 1 − σ is 0"),
    ("hold_others", "def g(t):\n    x[i] = t\n    return f(x)\nreturn g(x[i])", "f(x) is a number."),
    ("hold_others", "return lambda t: f(t)", "f takes a whole point"),
    ("partial_difference", "p, q = x + h, x - h\nreturn (f(p)[i] - f(q)[i]) / (2 * h)", "an entry of a single number"),
    (
        "mixed_partial",
        "return (f(x[0] + h, x[1]) - f(x[0] - h, x[1])) / (2 * h)",
        "takes 1 value, and was called with 2",
    ),
    (
        "fastest_axis",
        "x, y = T[i + 1, j] - T[i - 1, j], T[i, j + 1] - T[i, j - 1]\nreturn 'x' if abs(x / dx) > abs(y / dy) else 'y'",
        "Which index of T counts along x?",
    ),
    (
        "numerical_gradient",
        "g = np.zeros_like(x)\nfor i, e in enumerate(h * np.eye(len(x))):\n"
        "    g[i] = (f(x + e) - f(x - e)) / (2 * h)\nreturn g",
        "Your result array holds whole numbers",
    ),
    (
        "slope_towards",
        "return grad @ np.array([np.cos(angle), np.sin(angle)])",
        "A function is called first, `grad(x) @ u`",
    ),
    (
        "steepest_descent",
        "g = grad(x)\nif g.all() == 0:\n    return 0 * g\nreturn -g / np.linalg.norm(g)",
        "level ground",
    ),
    (
        "tangent_plane",
        "g = grad(a)\nreturn f(a) + g[0] * (x[0] - a[0]) + g[1] * (x[1] - a[1])",
        "Two coordinates add to the height in yours.",
    ),
    ("descent_step", "return x - learning_rate * grad", "There a function itself is in the calculation."),
    (
        "descent_step",
        "for i in range(len(x)):\n    x[i] -= learning_rate * grad(x)[i]\nreturn x",
        "one coordinate after another",
    ),
    (
        "descend",
        "path = np.zeros((steps + 1, len(start)))\nfor i in range(steps):\n"
        "    path[i + 1] = path[i] - learning_rate * grad(path[i])\nreturn path",
        "Your path begins at 0.",
    ),
    (
        "momentum_step",
        "velocity = momentum * velocity + learning_rate * grad(x)\nreturn x - velocity, velocity",
        "points uphill, and you subtract it",
    ),
    ("repaired_gradient", IN_PLACE.replace("np.ndindex(x.shape)", "range(x.size)"), "`x[i]` is a row here."),
    (
        "repaired_gradient",
        EXERCISES["repaired_gradient"].starter.replace("    h, grad", "    x = np.array(x, float)\n    h, grad"),
        "`x[i]` is a row here.",
    ),
    *(("largest_safe_rate", code, "round brackets: `f(b)`") for code in ("return 2 / np.linalg.eigvalsh[H]",
                                                                          "return 2 / np.max[H]")),
    ("largest_safe_rate", "mu, L = np.linalg.eigvalsh(H)\nreturn 2 / L", "more values than names"),
    ("descend", "p = [start]\np.append[start]\nreturn np.array(p)", "round brackets: `f(b)`"),
    ("stop_reason", NEW + "if not np.isfinite[new].all():\n    return 'diverged'", "round brackets: `f(b)`"),
    (
        "stop_reason",
        NEW + "if not np.all(np.isfinite(new)):\n    return 'diverged'\nif length <= tol:\n    return 'converged'\n"
        "if new.all() == x.all():\n    return 'stalled'\nreturn 'go on'",
        "Compare first, then ask",
    ),
    (
        "best_rate",
        "f = L - mu / L + mu\nk = 0\nwhile f**k > part:\n    k = k + 1\nreturn 2 / (L + mu), k",
        "Should it have become smaller? Are all brackets there?",
    ),
    (
        "backtrack",
        "g = grad(x)\nwhile f(x - t * g) > f(x) - c * t * g**2:\n    t = t / 2\nreturn t",
        "is a sum missing, as in `np.sum(g**2)`?",
    ),
    ("average_rate", "return f(b) - f(a) / (b - a)", "Without brackets Python divides first."),
    (
        "polynomial_slope",
        "h = 1e-4\np = lambda t: sum(a * t ** k for k, a in enumerate(c))\nreturn (p(x + h) - p(x)) / h",
        "A difference comes near.",
    ),
    ("chain_slope", "return a * np.cos(a * x) + b * np.exp(x)", "To which power is e taken?"),
    ("chain_slope", "return np.cos(a * x) * a + x * np.exp(b * x)", "Which number stands before x in e^(bx)?"),
    ("chain_slope", "return a * np.cos(np.deg2rad(a * x)) + b * np.exp(b * x)", "degrees or radians?"),
    ("sigmoid_derivative", "s = 1 / (1 + np.exp(-abs(x)))\nreturn s", "That is the sigmoid σ itself."),
    (
        "sigmoid_derivative",
        "x = np.clip(x, -30, 30)\ns = 1 / (1 + np.exp(-x))\nreturn s * (1 - s)",
        "every x is taken for the same",
    ),
    ("partials_by_hand", "return 3 * x**2 + 2 * y**2, x**3 + 4 * x * y - 5", "What does it do to x³?"),
    (
        "partial_difference",
        "p = x.copy()\np[i] += h\na = f(p)\np[i] -= h\nreturn (a - f(p)) / (2 * h)",
        "One of your two points is x itself",
    ),
    ("gradient_by_hand", "return 2 * x * y + 3 + x**2 - 3 * y**2", "You add the two slopes up."),
    (
        "numerical_gradient",
        "g, d = np.zeros(len(x)), np.zeros(len(x))\nfor i in range(len(x)):\n    d[i] = h\n"
        "    g[i] = (f(x + d) - f(x - d)) / (2 * h)\nreturn g",
        "moves those before it, too",
    ),
    (
        "numerical_gradient",
        "g = np.zeros(len(x))\nfor i in range(len(x)):\n    d = np.zeros_like(x)\n    d[i] = h\n"
        "    g[i] = (f(x + d) - f(x - d)) / (2 * h)\nreturn g",
        "Your step was cut to a whole number",
    ),
    (
        "numerical_gradient",
        "g = np.zeros(2)\nfor i in range(2):\n    d = np.zeros(2)\n    d[i] = h\n"
        "    g[i] = (f(x + d) - f(x - d)) / (2 * h)\nreturn g",
        "How many has x?",
    ),
    (
        "numerical_gradient",
        "g = np.zeros(len(x))\nfor i in x:\n    d = np.zeros(len(x))\n    d[i] = h\n"
        "    g[i] = (f(x + d) - f(x - d)) / (2 * h)\nreturn g",
        "`for t in x` takes the entries",
    ),
    (
        "slope_towards",
        "t = np.deg2rad(angle)\nreturn grad(x[0]) * np.cos(t) + grad(x[1]) * np.sin(t)",
        "grad takes an array of shape (2,), and was given a single number",
    ),
    (
        "slope_towards",
        "t = np.rad2deg(angle)\nreturn grad(x) @ np.array([np.cos(t), np.sin(t)])",
        "makes degrees of radians",
    ),
    (
        "steepest_descent",
        "g = grad(x)\nn = np.sqrt(g[0] ** 2 + g[1] ** 2)\nif n == 0:\n    return 0 * g\nreturn -g / n",
        "Two entries are in your length.",
    ),
    (
        "steepest_descent",
        "g = grad(x)\nn = np.sum(g**2) ** 1 / 2\nif n == 0:\n    return 0 * g\nreturn -g / n",
        "(… ** 1) / 2",
    ),
    (
        "wrong_entry",
        "for i in range(len(x)):\n    d = np.zeros(len(x))\n    d[i] = 1e-5\n    n = (f(x + d) - f(x - d)) / 2 * 1e-5\n"
        "    if abs(n - grad(x)[i]) > 0.05 * abs(n):\n        return i",
        "Which two numbers do you compare there",
    ),
    (
        "wrong_entry",
        FOUND + "for i in range(len(x)):\n    if error[i] < 0.05:\n        return i",
        "where two numbers differ, or where they agree?",
    ),
    (
        "wrong_entry",
        FOUND + "worst = 0\nfor i in range(len(x)):\n    if error[i] > 0.05:\n        worst = i\nreturn worst",
        "What is to be returned then?",
    ),
    (
        "numerical_gradient",
        "g = np.zeros(len(x))\nfor i in range(1, len(x) + 1):\n    d = np.zeros(len(x))\n    d[i] = h\n"
        "    g[i] = (f(x + d) - f(x - d)) / (2 * h)\nreturn g",
        "`range(n)` counts them",
    ),
    (
        "descend",
        "path, x = [start], start\nfor _ in range(steps):\n    x -= learning_rate * grad(x)\n    path.append(x)\n"
        "return np.array(path)",
        "`x = x - …` makes a new array",
    ),
    ("steepest_descent", "g = grad(x)\nreturn x - g / np.linalg.norm(g)", "one step from x"),
    (
        "descend",
        "path = [start]\nx = np.array(start, float)\nfor _ in range(steps):\n    x -= learning_rate * grad(x)\n"
        "    path.append(x)\nreturn np.array(path)",
        "All its points but the first are the same",
    ),
    (
        "stop_reason",
        "new = x - learning_rate * gradient\nif np.isfinite(new).all():\n    return 'diverged'\n"
        "if np.linalg.norm(gradient) <= tol:\n    return 'converged'\nif (new == x).all():\n"
        "    return 'stalled'\nreturn 'go on'",
        "Of what does `np.isfinite` say True?",
    ),
    (
        "stop_reason",
        "new = x - learning_rate * gradient\nif not np.isfinite(new).all():\n    return 'diverged'\n"
        "if np.linalg.norm(new - x) <= tol:\n    return 'converged'\nif (new == x).all():\n"
        "    return 'stalled'\nreturn 'go on'",
        "You compare the step with tol",
    ),
    (
        "backtrack",
        "g = grad(x)\nwhile f(x - t * g) > f(x) - c * t * np.sum(g**2):\n    t = t / 2\n    x = x - t * g\nreturn t",
        "You move x while you look for t.",
    ),
    (
        "backtrack",
        "g = grad(x)\nwhile f(x + t * g) > f(x) - c * t * np.sum(g**2):\n    t = t / 2\nreturn t",
        "You try the way uphill.",
    ),
    ("backtrack", HALVE.format("-c * t * np.sum(g**2)"), "What is in your condition?"),
    (
        "momentum_step",
        "x = x + velocity\nvelocity = momentum * velocity - learning_rate * grad(x)\nreturn x, velocity",
        "x moved by the old velocity.",
    ),
    (
        "momentum_step",
        "velocity = momentum * velocity + grad(x)\nreturn x - learning_rate * velocity, velocity",
        "Your velocity leaves out the rate, and its sign.",
    ),
    ("scale_test_data", "return (test - np.mean(train, axis=1)) / np.std(train, axis=1)", "`axis=1` goes along a row."),
    (
        "stochastic_step",
        "e = w[0] + w[1] * x - y\nreturn w - learning_rate * e**2",
        "There is the square of the error.",
    ),
    (
        "epoch",
        "for k in range(0, len(order) - size, size):\n    w = w - learning_rate * grad(w, order[k:k + size])\nreturn w",
        "Where does your loop end?",
    ),
    (
        "cross_entropy",
        "s = 1 / (1 + np.exp(-z))\nreturn -np.mean(y * np.log(s + 1e-12) + (1 - y) * np.log(1 - s + 1e-12))",
        "kept away from 0 by a small number",
    ),
    (
        "cross_entropy_gradient",
        "p = 1 / (1 + np.exp(-(X @ w)))\nreturn np.mean((p - y) * X)",
        "What adds up over the rows?",
    ),
    (
        "polynomial_slope",
        "from coursekit.derivative import central_difference\n"
        "return central_difference(lambda t: sum(a * t**k for k, a in enumerate(c)), x)",
        "A difference comes near.",
    ),
    ("sigmoid_derivative", "s = np.exp(x) / (1 + np.exp(x))\nreturn s * (1 - s)", "σ is so near 1 that 1 − σ is 0"),
    (
        "squared_error_gradient",
        "e = w[0] + w[1] * x - y\nreturn np.array([2 * e, 2 * e * x])",
        "the gradients of the single samples",
    ),
    (
        "wrong_entry",
        "found = np.array([(f(x + d) - f(x - d)) / 2e-5 for d in 1e-5 * np.eye(len(x))])\n"
        "off = np.abs(grad(x) - found)\n"
        "return int(np.argmax(off)) if off.max() > 1e-3 * np.abs(found).max() else None",
        "measured by the large slopes",
    ),
    (
        "cross_entropy",
        "p = np.clip(1 / (1 + np.exp(-z)), 1e-7, 1 - 1e-7)\nreturn np.mean(-y * np.log(p) - (1 - y) * np.log(1 - p))",
        "kept away from 0 by a small number",
    ),
    ("sigmoid_derivative", "return 0.25 - (1 / (1 + np.exp(-x)) - 0.5) ** 2", "Which form subtracts nothing?"),
    (
        "epoch",
        "for k in range(len(order) // size + 1):\n"
        "    w = w - learning_rate * grad(w, order[k * size : (k + 1) * size])\nreturn w",
        "A batch is empty, and its mean is nan.",
    ),
    (
        "epoch",
        "for i in range(0, len(order), size):\n    w = w - learning_rate * grad(w, order[i:size])\nreturn w",
        "A batch is empty, and its mean is nan.",
    ),
    (
        "epoch",
        "for i in range(0, len(order), size):\n    w = w - learning_rate * grad(w, order[i : i + size - 1])\nreturn w",
        "A batch is empty, and its mean is nan.",
    ),
    ("graph_slopes", "v = x * y + x\nreturn [-3 * v**2 * (y + 1), -3 * v**2 * x]", "Both signs are reversed."),
    ("epoch", f"{EPOCH}\norder.sort()\nreturn w", "and after the call it is (0, 1, 2, 3, 4)."),
    ("epoch", f"np.random.default_rng(1).shuffle(order)\n{EPOCH}\nreturn w", "You were given order = ("),
    *(
        (name, code, f"`{t} -= …` and `{t}[0] = …` write into the array of the caller.")
        for name, t, code in [
            ("stochastic_step", "w", "e = w[0] + w[1] * x - y\nw[0] = w[0] - learning_rate * 2 * e\n"
             "w[1] = w[1] - learning_rate * 2 * e * x\nreturn w"),
            ("stochastic_step", "w", "w[:] = w - learning_rate * 2 * (w[0] + w[1] * x - y) * np.array([1, x])\n"
             "return w"),
            ("epoch", "w", EPOCH.replace("w = w", "w[:] = w") + "\nreturn w"),
            ("descent_step", "x", "x[:] = x - learning_rate * grad(x)\nreturn x"),
        ]
    ),
    ("regime", PATH.format("np.sum(back) > len(path) / 2"), "Half of what do you take?"),
    ("regime", PATH.format("np.mean([a[0] * b[0] + a[1] * b[1] < 0 for a, b in zip(m, m[1:])]) > 1 / 2"),
     "How many has this path?"),
    *(
        ("descend", "path = []\nx = start\nfor _ in range(steps):\n" + body + "return np.array(path)", words)
        for body, words in [
            ("    path.append(x)\n    x = x - learning_rate * grad(x)\n", "The last point is missing"),
            ("    x = x - learning_rate * grad(x)\n    path.append(x)\n", "The start is a point of the path, too"),
        ]
    ),
    ("descend", "path = np.zeros((steps + 1, len(start)))\npath[0] = start\nfor k in range(1, steps):\n"
     "    path[k] = path[k - 1] - learning_rate * grad(path[k - 1])\nreturn path", "The last row is still 0"),
    *(
        ("momentum_step", code, words)
        for code, words in [
            ("v = momentum * velocity - grad(x)\nreturn x + v, v", "Where does the learning rate come in?"),
            ("v = momentum * velocity - learning_rate * grad(x)\nreturn x + v, velocity", "velocity is the old one"),
            ("v = momentum + velocity - learning_rate * grad(x)\nreturn x + v, v", "You add momentum to the velocity."),
        ]
    ),
    (
        "cross_entropy",
        "s = 1 / (1 + np.exp(-z))\nreturn -np.mean(np.log(np.where(y == 1, s, 1 - s)))",
        "At these scores σ(z) is 0 or 1 in the computer",
    ),
    *(
        ("backtrack", f"g = grad(x)\n{loop}\n    t = t / 2\nreturn t", "Your search ends before t is small enough.")
        for loop in (
            *(f"for _ in range({n}):\n    if not {STEEP.format('t')}:\n        break" for n in (30, 64)),
            f"while {STEEP.format('t')} and t > 1e-10:",
        )
    ),
    (
        "descend",
        "path = np.array([start])\nfor _ in range(steps):\n    new = path[-1] - learning_rate * grad(path[-1])\n"
        "    np.append(path, [new], axis=0)\nreturn path",
        "gives back a new array: do you keep it?",
    ),
    (
        "stop_reason",
        (NEXT + FINITE + REST).replace("not np.all(np.isfinite(new))", "np.isfinite(new).any()"),
        "Of what does `np.isfinite` say True?",
    ),
    (
        "stop_reason",
        (NEXT + FINITE + REST).replace("np.all(np.isfinite(new))", "np.isfinite(new).all").replace(".all()", ".all"),
        "ever say “go on”?",
    ),
    ("stop_reason", (NEXT + FINITE + REST).replace("np.linalg.norm(gradient)", "len(gradient)"), "compare with tol?"),
    ("largest_safe_rate", "return 2 / np.linalg.det(H)", "the product of all curvatures"),
    (
        "momentum_step",
        "v = momentum * velocity - learning_rate * grad(x)\nreturn x - learning_rate * grad(x), v",
        "x takes a plain step",
    ),
    (
        "momentum_step",
        "v = momentum * velocity + (1 - momentum) * grad(x)\nreturn x - learning_rate * v, v",
        "leaves out the rate",
    ),
    ("regime", PATH.format("np.mean(m[1:] * m[:-1] < 0) > 1 / 2"), "each coordinate by itself"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "code", "words"), AS_REAL_LEARNERS_WRITE)
def test_what_real_learners_write_reads_its_cause(name, code, words):
    for seed in range(3):
        assert words in said(name, code, seed)


UNKNOWN = [
    ("rise", "return 3 * end - 2 * start"),
    ("average_rate", "return (f(b) - 2 * f(a)) / (b + 7 * a)"),
    ("polynomial_slope", "return sum(c) * x"),
    ("chain_slope", "return np.cos(a * x) + x"),
    ("central_difference", "return (f(x + 3 * h) - f(x - h)) / (5 * h)"),
    ("step_size", "return 1e-3"),
    ("has_kink", "return f(x) > 1"),
    ("edge_slope", "return (y[3] - y[1]) / h"),
    ("sigmoid_derivative", "return 0.3 * np.exp(-x * x)"),
    ("partial_difference", "return f(x) / h"),
    ("fastest_axis", "return 'x' if T[i, j] > 20 else 'y'"),
    ("numerical_gradient", "return x * 1.5"),
    ("along_contour", "return np.array([0.6, 0.8])"),
    ("wrong_entry", "return 2 if grad(x)[2] > 0 else None"),
    ("descent_step", "return x - learning_rate * grad(2 * x)"),
    ("stop_reason", "return 'go on' if x[0] > 0 else 'stalled'"),
    ("largest_safe_rate", "return 3 / np.sum(H)"),
    ("backtrack", "return t / 1024"),
    ("regime", "return 'zigzag' if path[0, 0] > 0 else 'crawling'"),
]


@pytest.mark.parametrize(("name", "code"), UNKNOWN)
def test_where_the_cause_is_not_known_nothing_is_asked(name, code):
    """What was found is said, and what a simple look shows: a number more than the answer's own, and no question."""
    for seed in range(4):
        found = outcome(EXERCISES[name], code, seed)
        assert (found.advice, found.sentence.count("?")) == ("", 0), found.sentence
        assert len(re.findall(r"\d", found.sentence)) > 3


def test_a_mistake_is_named_only_if_no_case_speaks_against_it():
    """On a falling line the sign is turned round in both; on a rising one only the second is wrong."""
    assert "`abs` took the sign away" in said("average_rate", "return abs((f(b) - f(a)) / (b - a))")
    assert "do you subtract both in the same order?" in said("average_rate", "return (f(a) - f(b)) / (b - a)")


def test_of_two_mistakes_as_near_none_is_named():
    twins = {"start - end": "One?", "-(end - start)": "Two?", "end": "Three?"}
    assert outcome(dataclasses.replace(rise, mistakes=twins), "return start - end").advice == ""
    alike = dict.fromkeys(twins, "One?")
    assert outcome(dataclasses.replace(rise, mistakes=alike), "return start - end").advice == "One?"


def test_a_mistake_is_recognised_in_other_numbers_of_its_kind():
    """Whoever takes the slope half way takes it with an h of their own."""
    code = "m = (a + b) / 2\nreturn (f(m + 1e-3) - f(m - 1e-3)) / 2e-3"
    assert "the slope at one place" in said("average_rate", code)


def test_a_mistake_that_never_ends_stops_and_one_that_raises_is_no_matter():
    wild = {"while True: pass": "For ever?", "return 1 / 0": "Why 0?", "return end + 1": "Why 1?"}
    exercise = dataclasses.replace(rise, mistakes=wild)
    assert outcome(exercise, "return end + 1").advice == "Why 1?"
    assert outcome(exercise, "return 1 / int(end - end)").advice == "Why 0?"
    assert "does not end" in outcome(exercise, "while True: pass").sentence


def test_a_right_step_keeps_its_points_when_another_stops():
    found = outcome(rise, "return end - start if end > start else 1 / 0")
    assert (found.earned, [step.holds for step in found.steps]) == (1, [True, False])
    assert "ZeroDivisionError" in found.sentence


# The order of cases, and arrays that are to stay as they were


def test_the_seed_decides_the_order_of_cases_and_how_many_are_true():
    def replies(seed):
        heard = []
        solution = OwnAnswer(EXERCISES["has_kink"], EXERCISES["has_kink"].solution).function

        def answer(f, x, h):
            heard.append(bool(solution(f, x, h)))
            return heard[-1]

        assert outcome(EXERCISES["has_kink"], answer, seed).status == "right"
        return heard

    found = [replies(seed) for seed in range(12)]
    assert len({str(one) for one in found}) == 12
    assert len({len(one) for one in found}) > 3
    assert len({sum(one) for one in found}) > 3
    assert all({True, False} <= set(one) for one in found)


def test_the_seed_decides_in_which_order_each_case_is_asked():
    for exercise in EXERCISES.values():
        answer, orders = OwnAnswer(exercise, exercise.solution), set()
        for seed in range(12):
            with np.errstate(all="ignore"):
                asked = trials(exercise, np.random.default_rng(0))
                order, _ = in_order(exercise, answer, asked, np.random.default_rng(seed))
            orders.add(tuple(order))
        assert len(orders) > min(5, len(order) - 1)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("descent_step", "x -= learning_rate * grad(x)\nreturn x"),
        ("descend", "path = walk(down)\nstart[:] = path[-1]\nreturn path"),
        ("momentum_step", "velocity[:] = v\nreturn x + v, v"),
        ("repaired_gradient", IN_PLACE.replace("finally:", "except ValueError:\n            raise\n        else:")),
    ],
)
def test_an_array_that_was_changed_is_found_out_by_asking_again(name, code):
    class Silent(OwnAnswer):
        """Never tells of a change, as a patched box would not."""

        def __call__(self, *arguments):
            self.given = arguments
            self.real = [np.array(one) if isinstance(one, np.ndarray) else one for one in arguments]
            self.arguments = list(arguments)
            return self._called(self.function, self.real)

        def again(self):
            return self._called(self.function, self.real)

    exercise = EXERCISES[name]
    for seed in range(4):
        found = run(exercise, Silent(exercise, code), np.random.default_rng(seed))
        assert found.earned < exercise.points, found
        assert "of shape" not in found.sentence  # the values tell more


# What is no exercise


GOOD = {field.name: getattr(rise, field.name) for field in dataclasses.fields(Exercise)}


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"hints": ()}, "it has the hints (). Give at least one"),
        ({"hints": ("Think.", " ")}, "none that is empty"),
        ({"cases": {}}, "it has no cases"),
        ({"cases": {"up": Case(-1, lambda rng: (1, 2))}}, "the case 'up' is worth -1 points. Give a whole number"),
        ({"cases": {"up": Case(0.5, lambda rng: (1, 2))}}, "the case 'up' is worth 0.5 points"),
        ({"cases": {"up": Case(0, lambda rng: (1, 2))}}, "worth 0 points together. Give at least one of them a point"),
        ({"cases": {"up": Case(1)}}, "the case 'up' is drawn by ()"),
        ({"cases": {"up": Case(1, 3)}}, "Give one or more functions of rng"),
        (
            {"cases": {"up": Case(1, lambda rng: (1, 2), keeps=("y",))}},
            "keeps 'y', which is no argument of rise(start, end)",
        ),
        ({"mistakes": {"end": "Why?"}}, "it knows 1 mistakes. Give at least three"),
        ({"mistakes": {"end": "Why?", "start": "Why?", "end +": "Why?"}}, "the code 'end +' is not Python"),
        ({"mistakes": {"end": "Why?", "start": "Why?", "0": " "}}, "the mistake '0' has no words"),
        ({"also_right": ("end -",)}, "the code 'end -' is not Python"),
        ({"solution": "return end -"}, "is not Python, where the starter has its `...`"),
        ({"said": "From {begin} you return {got}."}, "has the place {begin}, and there is: start, end, got, right"),
        ({"said": "From {} you return {got}."}, "has a place without a name"),
        ({"mistakes": {**GOOD["mistakes"], "2": "Where does {begin} come from?"}}, "has the place {begin}"),
        ({"starter": "rise = ..."}, "has no function"),
        ({"starter": 'def rise(start, end):\n    """The rise."""\n'}, "its starter has no `...`"),
        ({"starter": "def rise(start, end)"}, "is not Python"),
    ],
)
def test_what_cannot_be_an_exercise_is_refused_when_it_is_declared(fields, words):
    with pytest.raises(ValueError, match=re.escape(words)) as error:
        Exercise(**(GOOD | fields))
    assert "rise" in str(error.value)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"solution": "return start - end"}, "the right answer 'return start - end' earns 0 of 2"),
        ({"also_right": ("abs(end - start)",)}, "the right answer 'abs(end - start)' earns 1 of 2"),
        ({"mistakes": {**GOOD["mistakes"], "-(start - end)": "No?"}}, "the mistake '-(start - end)' earns everything"),
        ({"mistakes": {**GOOD["mistakes"], "-end + start": "No?"}}, "the mistake 'start - end' does not get its words"),
        ({"right": lambda start, end: 0.0, "solution": "return 0"}, "the answer 'return 0' earns 2"),
        (
            {"see": lambda got, start, end: {"from": start}, "said": "{begin}"},
            "'{begin}' has the place {begin}, and there is: start, end, got, right, from. `see` can give more",
        ),
        ({"see": lambda got, start, end: {}, "simple": "{begin}"}, "'{begin}' has the place {begin}"),
        ({"mistakes": {**GOOD["mistakes"], "end - begin": "No?"}}, "name 'begin' is not defined"),
        (
            {"see": lambda got, start, end: {}, "mistakes": {**GOOD["mistakes"], "2": "{end} {begin}?"}},
            "the place {begin}",
        ),
        ({"see": lambda got, start, end: 1 / 0}, "ZeroDivisionError"),
        (
            {"cases": {"up": Case(1, lambda rng: (1.0, 2.0))}, "right": lambda start, end: 1.0},
            "learned by heart earn 1",
        ),
    ],
)
def test_what_does_not_hold_together_is_found_by_the_proof(fields, words):
    problems = prove(Exercise(**(GOOD | fields)), 2)
    assert any(words in problem for problem in problems), problems
    assert all(problem.startswith("rise: ") for problem in problems)


# What checks are written with


def test_nan_is_near_nothing():
    assert not near(np.nan, np.nan, np.inf)
    assert not near(np.array([1, np.nan]), np.array([1, 1]), 9)
    assert near(np.array([1, 2]), np.array([1.5, 2]), 0.5)


REALS = ["int8", "int64", "uint16", "float16", "float32", "float64", "longdouble"]
COMPLEXES = ["complex64", "complex128", "clongdouble"]


@pytest.mark.parametrize(
    "value", [3, 3.0, 3 - 0j, Fraction(3), *(np.array(3, kind) for kind in [*REALS, *COMPLEXES, object])]
)
def test_a_number_is_a_number_in_any_dress(value):
    for dressed in value, np.asarray(value)[()]:
        assert number(dressed) == 3.0
        assert type(number(dressed)) is float
        assert shown(dressed).removeprefix("the complex number ").removesuffix("+0j") == "3"
        for items in [dressed, 4], (dressed, 4.0), np.array([dressed, 4]), [np.array(dressed), np.float16(4)]:
            got = array(items, (2,))
            assert got.tolist() == [3.0, 4.0]
            assert got.dtype == np.float64


def test_a_number_too_large_for_a_float_is_infinite_and_no_warning():
    huge = np.array([np.finfo(np.longdouble).max, 1])
    assert array(huge, (2,))[1] == number(huge[1]) == 1
    assert array(huge, (2,))[0] == number(huge[0]) >= np.finfo(float).max


@pytest.mark.parametrize("kind", [*COMPLEXES, object])
@pytest.mark.parametrize("part", [2, -0.5, 1e-17, np.nan, np.inf])
def test_an_imaginary_part_is_told_and_never_dropped(kind, part):
    value = np.array(complex(1, part), kind)
    words = f"Its imaginary part is {part:g}, and not 0."
    for wanted in (
        lambda: number(value),
        lambda: number(value[()]),
        lambda: array(value, (2,)),
        lambda: array([3, value[()]], (2,)),
        lambda: array(np.array([3, value[()]]), (2,)),
    ):
        with pytest.raises(AnswerError, match=r"the complex number 1[+-]") as error:
            wanted()
        assert str(error.value).endswith(words)


@pytest.mark.parametrize("value", [True, np.True_, np.array(True)])
def test_true_is_true_in_any_dress_and_no_number(value):
    assert truth(value) is True
    with pytest.raises(AnswerError, match="You return True, and one number is wanted"):
        number(value)
    for items in [value, 2.0], [value, value], np.array([value, value]), np.array([value, 2.0], object):
        with pytest.raises(AnswerError, match="with True in it, and two numbers are wanted"):
            array(items, (2,))


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "`return`"),
        ("2.0", "the text '2.0'"),
        ([2.0], "the list [2.0]"),
        ([np.float64(2)], "the list [2.0]"),
        (True, "True"),
        (np.zeros(3), "an array of shape (3,)"),
        (10**400, "too large"),
        (1j, "the complex number 0+1j"),
        (np.array("a"), "the text 'a'"),
        (np.timedelta64(3, "s"), "an object of type timedelta"),
        (len, "a function"),
        ("x" * 10**6, "the text 'xxx"),
    ],
)
def test_what_is_no_number_is_named(value, words):
    for wanted in number, truth, lambda value: array(value, (2,)):
        if wanted is truth and value is True:
            continue
        with pytest.raises(AnswerError) as error:
            wanted(value)
        assert words in str(error.value) or wanted not in (number, truth)
        assert len(str(error.value)) < 200


def test_an_array_may_be_given_as_a_list_and_its_shape_is_told():
    assert array([1, 2], (2,)).dtype == np.float64
    for value, words in (
        ([[1, 2]], "shape (1, 2)"),
        (3.0, "a single number, and two numbers are wanted."),
        ([1, "a"], "the list"),
        ([1, [2]], "the list"),
        ([1, None], "with None in it, and two numbers are wanted."),
        ([np.zeros((2, 2)), np.zeros((2, 3))], "the list"),
    ):
        with pytest.raises(AnswerError, match=words.replace("(", r"\(").replace(")", r"\)")):
            array(value, (2,))


def test_everything_can_be_shown_in_a_few_words():
    deep = []
    deep.append(deep)
    for value in (deep, {}, object(), 10**5000, -1e308, np.nan, ..., b"x", [[1] * 1000] * 1000, len, type, 1 + 2j):
        assert 0 < len(shown(value)) < 120


def test_one_of_takes_a_choice_in_any_dress_and_names_all_of_them_otherwise():
    assert [one_of((None, 0, 1), value) for value in (None, 0.0, np.int64(1), 1 + 0j)] == [None, 0, 1, 1]
    assert one_of(("x", "y"), np.str_("x")) == "x"
    for value in True, 2, "0", [0], np.zeros(2), len:
        with pytest.raises(AnswerError, match="and one of these is wanted: None, 0, 1"):
            one_of((None, 0, 1), value)


@pytest.mark.parametrize("zero", [-0.0, np.float64(-0.0)])
def test_a_sentence_never_shows_minus_zero(zero):
    assert say("{x:.6g} {x:g} {x} {x:.2f}", x=zero) == "0 0 0.0 0.00"
    assert say("{x:.3f} {x:.1e} {y:.2f} {y:+.4g}", x=-1e-9, y=-0.5) == "0.000 -1.0e-09 -0.50 -0.5"
    assert f"{Written([zero, 1])} {Written(np.array([[zero, -1.0]])):.1f}" == "(0, 1) ((0.0, -1.0))"
    assert shown(zero) == "0"


def test_the_length_of_a_step_is_told_where_its_square_is_too_large():
    path = np.array([[0, 0], [3e200, 4e200], [3e200, 4e200 + 5e195]])
    with np.errstate(over="ignore"):
        seen = EXERCISES["regime"].see("crawling", path)
    assert list(seen["lengths"]) == pytest.approx([5e200, 5e195, 5e195])


@pytest.mark.parametrize("code", ["return -grad(x)", "g = grad(x)\nreturn -g / np.linalg.norm(g)"])
def test_a_level_place_has_a_gradient_without_minus_zero(code):
    for seed in range(6):
        assert not re.search(r"-0\b(?!\.)", said("steepest_descent", code, seed))


def test_points_and_matrices_are_written_with_the_digits_that_are_asked_for():
    assert f"{Written([1, 2.54321])} {Written(np.eye(2)):.1f}" == "(1, 2.543) ((1.0, 0.0), (0.0, 1.0))"


NO_ANSWERS = [
    *([1, [2, 3]], ["a", 1], [None], [1j, 1.0], (1.0, (2.0,)), [[]], "x" * 5000, 2**999, -np.inf, complex("nan")),
    *(np.zeros((0, 3)), np.ones((2, 2), complex), np.full(2, 5e-324), np.full((3, 3), np.inf), np.ones((1,) * 16)),
    *([lambda *given: 0.5] * 2, (lambda *given: [1, [2, 3]],), lambda *given: [1, [2, 3]], "{got}", "\ud800"),
]


@pytest.mark.parametrize("exercise", EXERCISES.values(), ids=EXERCISES)
def test_no_value_makes_a_check_fail_by_itself(exercise):
    """Neither what an answer gives, nor what it leaves in the place of an array that it was given."""

    class Odd(OwnAnswer):
        def __init__(self, value, left):
            super().__init__(exercise, exercise.solution)
            self.value, self.left = value, left

        def again(self):
            value = super().again() if self.left else self.value
            if self.left:
                self.arguments = [self.value if isinstance(one, np.ndarray) else one for one in self.arguments]
            return value

    keeping = any(case.keeps for case in exercise.cases.values())
    for value in NO_ANSWERS:
        for left in {False, keeping}:
            found = run(exercise, Odd(value, left), np.random.default_rng(1))
            assert found.earned < exercise.points
            assert found.sentence


@pytest.mark.parametrize("exercise", EXERCISES.values(), ids=EXERCISES)
def test_an_answer_meets_the_same_kinds_of_numbers_in_the_notebook_and_in_the_box(exercise):
    """In the box a number is Python's own. What works in the notebook is not to stop there: `f(x).shape`, `1 / x`."""
    right = OwnAnswer(exercise, exercise.solution).function
    met = []

    def kept(f):
        def g(*arguments):
            met.append(f(*arguments))
            return met[-1]

        return g

    def answer(*arguments):
        met.extend(arguments)
        return right(*(kept(one) if callable(one) else one for one in arguments))

    for seed in range(3):
        run(exercise, Local(answer, exercise, 5.0), np.random.default_rng(seed))
    assert not [type(one) for one in met if isinstance(one, np.generic)]


class _Takes:
    def two(self, a, b=1):
        pass

    def __call__(self, a, b, c=1):
        pass


@pytest.mark.parametrize(
    "function",
    [
        *(_Takes(), _Takes().two, _Takes, np.sin, len, lambda *p: 0, lambda a, *, k: 0, lambda a, b=2: 0),
        functools.partial(lambda a, b: 0, 1),
        functools.wraps(lambda a, b: 0)(lambda *p: 0),
    ],
)
def test_how_many_values_a_function_takes_is_what_its_signature_says(function):
    try:
        parameters = inspect.signature(function).parameters.values()
    except ValueError:
        assert _wanted(function) is None
    else:
        assert _wanted(function) == sum(one.default is one.empty for one in parameters)
