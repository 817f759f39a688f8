"""Why an answer is wrong: the known mistake that it comes nearest to, what Python's own words mean, or which digits.

Advice that names the wrong cause is worse than none. So a mistake is named only if it is near in every case that fails
beside the one that is told, and in most of all cases, if no case that holds speaks against it, and if no other mistake
is as near. Where nothing is recognised, the sentence says what a simple look shows, and asks nothing.
"""

import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coursekit.exercises.asking import OwnAnswer, Reply, Trial, ask
from coursekit.exercises.checking import Written, apart
from coursekit.exercises.exercise import Exercise
from coursekit.words import mark, places, say, say_count, together

__all__ = ["sentence"]

Array = NDArray[np.float64]
Asked = tuple[Trial, Reply]

NEAR = 0.01  # a mistake is near if it explains all but a hundredth of what an answer is off
ROUNDING = 1e-6  # in a case that holds, no more than this speaks against a mistake
CLOSE = 1e-3  # an answer that is off by less, relative to the right value, is wrong in its last digits only

# What Python's words mean, for those who read them for the first time: a part of the error, and the remedy.
MEANINGS = (
    *dict.fromkeys(
        (
            *("'function' object is not subscriptable", "'numpy._ArrayFunctionDispatcher' object is not subscriptable"),
            *("'numpy.ufunc' object is not subscriptable", "method' object is not subscriptable"),
        ),
        mark("A function is called with round brackets: `f(b)`, not `f[b]`, and `grad(x)[0]`, not `grad[0]`."),
    ).items(),
    ("'function' object has no attribute", mark("All that you can do with that function is to call it: `f(x)`.")),
    (
        "'NoneType' object has no attribute 'append'",
        mark("`append` changes the list itself and returns None: write `path.append(…)` alone, not `path = …`."),
    ),
    ("'function' and '", mark("There a function itself is in the calculation. Its value at x is `f(x)`.")),
    ("and 'function'", mark("There a function itself is in the calculation. Its value at x is `f(x)`.")),
    (
        "truth value of an array",
        mark(
            "`if`, `while`, `and`, `max` and the like want one True or False, and an array gives one for each of its "
            "numbers. `np.all`, `np.any`, `np.where` and `np.maximum` are for arrays. Or is a sum missing, as in "
            "`np.sum(g**2)`?"
        ),
    ),
    (
        "can be converted to Python scalar",
        mark(
            "There one number is wanted, and an array given. `float` and the functions of `math` take single numbers. "
            "`row.astype(float)` and NumPy's own, such as `np.exp` or `np.isfinite`, take arrays."
        ),
    ),
    ("tuple index out of range", mark("An array of shape (n,) has one length only, `shape[0]`.")),
    ("'float' object is not subscriptable", mark("There `[ ]` asks for an entry of a single number.")),
    *dict.fromkeys(
        (
            "float' has no len()",
            "float64' has no len()",
            "float' object is not iterable",
            "float64' object is not iterable",
        ),
        mark(
            "There a single number stands in the place of an array. Is all of `x` wanted, and not one entry? Else "
            "`np.array([x])` makes an array of one number."
        ),
    ).items(),
    ("'int' object is not iterable", mark("`for` takes the entries of a list or an array, and `range(n)` counts.")),
    ("only integer scalar arrays", mark("There one whole number is wanted. `len(x)` says how long an array x is.")),
    *dict.fromkeys(
        ("float' object cannot be interpreted", "float64' object cannot be interpreted", "slice indices must be"),
        mark("There a whole number is wanted. `//` divides and cuts the decimals off; `int(np.ceil(…))` rounds up."),
    ).items(),
    (
        "too many indices for array",
        mark("In `[ ]` a comma separates axes, and an array of shape (n,) has one. A slice has a colon: `x[i:k]`."),
    ),
    ("too many values to unpack", mark("There are more values than names. The last value of an array `a` is `a[-1]`.")),
    ("not enough values to unpack", mark("There are more names than values. An array of shape (n,) has one length.")),
    *dict.fromkeys(
        ("'numpy.ndarray' object has no attribute 'append'", "'numpy.ndarray' object has no attribute 'pop'"),
        mark("An array has a fixed length. A list grows and shrinks: begin with `[]`, and end with `np.array(…)`."),
    ).items(),
    (
        "could not be broadcast together",
        mark(
            "`*`, `+` and `-` compare shapes from the right: two lengths must be equal, or one of them 1. `b[:, None]` "
            "makes a column of b, and `A @ b` multiplies the rows of A by b."
        ),
    ),
    (
        "mismatch in its core dimension",
        mark(
            "In `A @ b` each row of A must have as many numbers as b has entries. `A.T` has the columns of A for rows, "
            "and `.shape` says how many there are."
        ),
    ),
    (
        "matmul: Input operand",
        mark("`@` is for two arrays. A function is called first, `grad(x) @ u`; a number takes `*`."),
    ),
    (
        "'float' object is not callable",
        mark("There a number stands before a round bracket, as if it were a function. A product needs its `*`."),
    ),
    (
        "'numpy.ndarray' object is not callable",
        mark("There an array is called. Its entries are `x[0]`, `x[1]` and so on."),
    ),
    ("for ^:", mark("Python writes a power with two stars: `x**2`. `^` is something else.")),
    ("ufunc 'bitwise_xor'", mark("Python writes a power with two stars: `x**2`. `^` is something else.")),
    ("is the course's own", mark("A class is graded without the functions of the course: write out what it does.")),
    ("No module named", mark("A class is graded with Python and NumPy alone: use these.")),
    (
        "only integers, slices",
        mark("In `[ ]` the place is a whole number. `for i in range(len(x))` counts; `for t in x` takes the entries."),
    ),
    ("is out of bounds for axis", mark("An axis of n entries has the places 0 to n − 1: `range(n)` counts them.")),
    ("invalid index to scalar variable", mark("There `[ ]` asks for an entry of a single number.")),
    (
        "with casting rule 'same_kind'",
        mark("An array of whole numbers cannot hold that: `x = x - …` makes a new array, and `x -= …` does not."),
    ),
    ("inhomogeneous shape", mark("An array has rows of the same length, and the parts that you give have not.")),
    (
        "setting an array element with a sequence",
        mark("A place of an array holds one number, and yours is given an array. Which of its entries belongs there?"),
    ),
    ("math domain error", mark("`math.log` takes numbers above 0 only, and `math.sqrt` none below 0.")),
    ("math range error", mark("There the result is too large for a number.")),
    *dict.fromkeys(
        ("Numerical result out of range", "Result too large"),  # of Linux, and of Windows and macOS
        mark(
            "There a result grew beyond the largest number, about 1.8e308. Should it have become smaller? Are all "
            "brackets there?"
        ),
    ).items(),
    ("can't multiply sequence by non-int", mark("A list cannot be multiplied by a number: `np.array(list)` can.")),
    (
        "name 'math' is not defined",
        mark("`math` was not imported. `np` has such functions, too, and they take arrays."),
    ),
    *dict.fromkeys(
        ("name 'sigmoid' is not defined", "has no attribute 'sigmoid'"),
        mark("Neither Python nor NumPy has a `sigmoid`: write it out, with `np.exp`."),
    ).items(),
)  # fmt: skip

# What learners take from NumPy: other names, such as `e` or `gradient`, may be of their own making.
OF_NUMPY = {
    *(
        "arange",
        "argmax",
        "array",
        "ceil",
        "concatenate",
        "cos",
        "diff",
        "dot",
        "exp",
        "eye",
        "floor",
        "isfinite",
        "isnan",
        "linalg",
        "linspace",
    ),
    *("log", "logaddexp", "maximum", "mean", "minimum", "ones", "pi", "sign", "sin", "sqrt", "stack", "std", "tanh"),
    *("var", "where", "zeros"),
}
OF_LINALG = {"cond", "eigh", "eigvals", "eigvalsh", "norm"}


def sentence(exercise: Exercise, asked: Sequence[Asked], place: int) -> tuple[str, str]:
    """Say what is wrong in the case at `place`; also return the words of the mistake that was recognised, or "".

    Parameters
    ----------
    exercise : Exercise
        What was asked.
    asked : sequence of (Trial, Reply)
        All cases.
    place : int
        One that does not hold.
    """
    trial, reply = asked[place]
    changes = [k for k, (_, other) in enumerate(asked) if other.changed and not other.error]
    values = _values(exercise, trial, reply)
    advice = _nearest(exercise, asked, place)
    if places(advice) - values.keys():  # there is no value that they could speak of
        advice = ""
    if reply.error is not None:
        said = str(reply.error)
        meaning = say(advice, **values) if advice else _meaning(reply.error.cause)
        return together(said, meaning), advice
    if reply.changed:
        name, now = next(iter(reply.changed.items()))
        before = dict(zip(exercise.drawn, trial.values, strict=True))[name]
        before, now = apart(before, now)
        said = say(
            "You were given {name} = {before}, and after the call it is {now}.", name=name, before=before, now=now
        )
        own = mark("Do you make a new array, or change the one that you were given?")
        return together(said, say(advice or own, **values)), advice
    said = say(trial.case.said or exercise.said, **values)
    if advice:
        return together(said, say(advice, **values)), advice
    simple = trial.case.simple or exercise.simple
    other = _digits(asked, place)
    if not other and changes:  # a cause that is known for sure
        return sentence(exercise, asked, changes[0])
    return together(said, other or (say(simple, **values) if simple else "")), ""


def _values(exercise: Exercise, trial: Trial, reply: Reply) -> dict[str, Any]:
    """Give the values for templates by name; an array is written as a point. What is no value is not among them."""
    values = dict(zip(exercise.drawn, trial.values, strict=True)) | {"right": trial.right}
    if reply.error is None:
        values["got"] = reply.value
        values |= exercise.see(reply.value, *trial.values) if exercise.see is not None else {}
    return {name: Written(value) if np.ndim(value) else value for name, value in values.items()}


def _meaning(cause: str) -> str:
    """Say what Python's words mean, if that is known."""
    unknown = re.match(r"NameError: \w+ '(\w+)'", cause)
    if unknown and unknown[1] in OF_NUMPY | OF_LINALG:
        name = f"linalg.{unknown[1]}" if unknown[1] in OF_LINALG else unknown[1]
        return say("What NumPy has begins with `np.`: `np.{name}`.", name=name)
    return next((say(words) for part, words in MEANINGS if part in cause), "")


# The nearest mistake


def _nearest(exercise: Exercise, asked: Sequence[Asked], place: int) -> str:
    """Return the words of the mistake that explains the case at `place` best, or ""."""
    told = asked[place][0]
    beside = [asked[place], *(a for a in asked if a[0].step == told.step and not a[1].holds and a is not asked[place])]
    others = [a for a in asked if a[0].step != told.step or a[1].holds]
    found: list[tuple[float, float, str]] = []
    for code, words in exercise.mistakes.items():
        known = OwnAnswer(exercise, code)
        distances = list(itertools.takewhile(lambda d: d <= NEAR, (_distance(exercise, a, known) for a in beside)))
        if len(distances) < len(beside):
            continue
        agree = [_agrees(exercise, a, known) for a in others]
        against = any(reply.holds and not same for same, (_, reply) in zip(agree, others, strict=True))
        alike = [same for same, (q, _) in zip(agree, others, strict=True) if q.case.measure is told.case.measure]
        few = len(beside) + sum(alike) <= (len(beside) + len(alike)) / 2
        if against or few or (exercise.choices and not all(agree)):
            continue
        found.append((-sum(agree), sum(distances), words))
    found.sort(key=lambda one: one[:2])
    if len(found) > 1 and found[0][:2] == found[1][:2] and found[0][2] != found[1][2]:
        return ""
    return found[0][2] if found else ""


def _agrees(exercise: Exercise, asked: Asked, known: OwnAnswer) -> float:
    """Return 1 if an answer and a mistake are both right in a case, or wrong in the same way, and 0 if they are not.

    1/2 if the answer is right, and the mistake is but for its last digits: that does not speak against it.
    """
    trial, reply = asked
    if not reply.holds:
        return float(_distance(exercise, asked, known) <= NEAR)
    theirs = ask(exercise, trial, known)
    if theirs.holds or theirs.error or theirs.changed or not isinstance(trial.right, float | np.ndarray):
        return float(theirs.holds)
    right, value = (np.ravel(trial.measured(one)) for one in (trial.right, theirs.value))
    return _close(right, value, ROUNDING) / 2


def _distance(exercise: Exercise, asked: Asked, mistake: OwnAnswer) -> float:
    """Return how far a wrong reply is from that of a mistake: 0 is the same, 1 as far as the mistake is off."""
    trial, reply = asked
    known = ask(exercise, trial, mistake)
    if reply.error is not None or known.error is not None:
        same = _cause(reply) == _cause(known) or (_is_row(trial, reply) and _is_row(trial, known))
        return 0.0 if same and _alike(reply.value, known.value) else np.inf
    if known.holds:
        return np.inf
    if reply.changed or known.changed:
        same = reply.changed.keys() == known.changed.keys()
        return 0.0 if same and all(_alike(now, known.changed[name]) for name, now in reply.changed.items()) else np.inf
    if not isinstance(trial.right, float | np.ndarray):
        return 0.0 if reply.value == known.value else np.inf
    got, theirs, right = (trial.measured(value) for value in (reply.value, known.value, trial.right))
    if np.array_equal(got, theirs, equal_nan=True):
        return 0.0
    apart = np.max(np.abs(got - theirs))
    if not apart <= 10 * NEAR * np.max(np.abs(theirs)):  # of another size: all small numbers are near 0
        return np.inf
    distance = apart / np.max(np.abs(theirs - right))
    return float(distance) if np.isfinite(distance) else np.inf


def _cause(reply: Reply) -> str:
    """Return what Python said, or what the check says of a value that is none; "" if all is well."""
    return (reply.error.cause or str(reply.error)) if reply.error is not None else ""


def _is_row(trial: Trial, reply: Reply) -> bool:
    """Whether many numbers were returned where one is wanted: a list is refused in other words than an array."""
    return isinstance(trial.right, float) and isinstance(reply.value, list | tuple | np.ndarray)


def _alike(one: Any, other: Any) -> bool:
    """Whether two values that cannot be compared with the right one are the same but for rounding."""
    try:
        one, other = np.asarray(one, float), np.asarray(other, float)
    except (TypeError, ValueError):  # texts, functions, rows of different lengths
        return type(one) is type(other)
    return one.shape == other.shape and np.allclose(one, other, equal_nan=True)


# Digits


def _digits(asked: Sequence[Asked], place: int) -> str:
    """Say in which digits a value differs from the right one, or "" if it differs in more than the last ones."""
    trial, reply = asked[place]
    if not isinstance(trial.right, float | np.ndarray):
        return ""
    beside = [
        (np.ravel(q.measured(q.right)), np.ravel(q.measured(r.value)))
        for q, r in asked
        if q.step == trial.step and not r.holds and r.error is None
    ]
    for habit, words in _habits():
        if all(habit(right, got) for right, got in beside):
            return words
    right, got = (np.ravel(trial.measured(value)) for value in (trial.right, reply.value))
    if not _close(right, got, CLOSE):
        return ""
    worst = int(np.argmax(np.abs(got - right) / (1 + np.abs(right))))
    template = mark(
        "It should be {right:.12g} and is {got:.12g}: {off:.1g} apart, which is more than the formula's rounding."
    )
    if right.size > 1:
        template = mark(
            "Its entry {worst} should be {right:.12g} and is {got:.12g}: {off:.1g} apart, which is more than the "
            "formula's rounding."
        )
    return say(template, worst=worst, right=right[worst], got=got[worst], off=abs(got[worst] - right[worst]))


def _close(right: Array, got: Array, part: float) -> bool:
    return bool(np.all(np.abs(got - right) <= part * np.max(np.abs(right))))


def _habits() -> Iterator[tuple[Callable[[Array, Array], bool], str]]:
    """Give what people do to a right value: how it is recognised, and what to say of it."""

    def made(by: Callable[[Array], Array]) -> Callable[[Array, Array], bool]:
        return lambda right, got: bool(np.any(got)) and np.array_equal(got, by(right))

    def rounded_to(count: int) -> Callable[[Array], Array]:
        return lambda right: np.round(right, count)

    for count in range(9):
        said = say_count(
            "That is the right value, rounded to {count} decimal: return it with all its digits.",
            "That is the right value, rounded to {count} decimals: return it with all its digits.",
            count,
        )
        yield made(rounded_to(count)), said
    for cut in np.floor, np.trunc:
        yield (
            made(cut),
            say("That is the right value without its decimals. `//`, `int` and arrays of whole numbers cut them off."),
        )
    said = say("That is the right value with the seven digits of float32. NumPy's float64 keeps sixteen.")
    yield (lambda right, got: np.array_equal(got, got.astype(np.float32)) and _close(right, got, 1e-5)), said
