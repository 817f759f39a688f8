"""What a check does with a value: take it as a number, an array or one of several choices, compare it, write it.

Each says in a sentence what it was given, where it cannot.
"""

import contextlib
import numbers
import reprlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from coursekit.exercises.telling import Told
from coursekit.words import say, together, without_minus_zero

__all__ = [
    "Answer",
    "AnswerError",
    "Step",
    "Written",
    "apart",
    "array",
    "bare",
    "brief",
    "draw",
    "near",
    "number",
    "one_of",
    "point",
    "shown",
    "stopped",
    "truth",
]


class AnswerError(Exception):
    """The learner's function gave no value that a check can use.

    Parameters
    ----------
    sentence : str
        What the learner reads.
    cause : str
        What Python said, if it stopped: its type and message, as in "ZeroDivisionError: division by zero".
    """

    def __init__(self, sentence: str, cause: str = "") -> None:
        super().__init__(sentence)
        self.cause = cause


class Answer(Protocol):
    """The learner's function as a check calls it, in the notebook or far away."""

    arguments: list[Any]
    """The arguments of the last call, as the learner's function left them: has it changed an array?"""

    def __call__(self, *arguments: Any) -> Any:
        """Call it: numbers, texts, lists, tuples, arrays and functions go in and come out."""

    def again(self) -> Any:
        """Call it once more, with the very same arguments, as the last call left them."""


@dataclass(frozen=True)
class Step:
    """One thing that a check looks at. `points` is 0 for a step that only helps to explain."""

    name: str
    points: int
    holds: bool
    sentence: str


def stopped(called: str, told: Told) -> AnswerError:
    """Say that the learner's code stopped: `called` is the call as it is written, `told` what Python said.

    >>> print(stopped("`rise(1, 2)`", Told("NameError", "name 'ends' is not defined", 2, "return ends - start")))
    `rise(1, 2)` stops with NameError: name 'ends' is not defined, in line 2: `return ends - start`.
    """
    words = told.words
    if told.kind == "RecursionError":
        words = say("it calls itself, and never comes to an end")
    error = f"{told.kind}: {words}".rstrip(". ") if words else told.kind
    if not told.line:
        sentence = say("{called} stops with {error}.", called=called, error=error)
    elif told.code:
        sentence = say(
            "{called} stops with {error}, in line {line}: `{code}`.",
            called=called,
            error=error,
            line=told.line,
            code=told.code,
        )
    else:
        sentence = say("{called} stops with {error}, in line {line}.", called=called, error=error, line=told.line)
    return AnswerError(sentence, f"{told.kind}: {told.words}")


def draw(rng: np.random.Generator, low: float, high: float) -> float:
    """Draw a number with two decimals, so that a learner who reads it can calculate with the very same number."""
    return round(float(rng.uniform(low, high)), 2)


def point(rng: np.random.Generator, n: int) -> NDArray[np.float64]:
    """Draw a point none of whose coordinates is near 0."""
    return np.round(rng.uniform(1.1, 2.9, n), 2) * (1 - 2 * rng.integers(0, 2, n))


def near(got: float | NDArray[Any], expected: float | NDArray[Any], tolerance: float | NDArray[Any]) -> bool:
    """Whether `got` is within `tolerance` of `expected`, everywhere. False for nan."""
    with np.errstate(all="ignore"):
        return bool(np.all(np.abs(got - expected) <= tolerance))


def number(value: Any) -> float:
    """Take what an answer returned as one number, or say what it is instead.

    A real number of any type will do, a complex one without an imaginary part too: newer versions of NumPy give the
    eigenvalues of a symmetric matrix so.

    >>> number(3), number(np.float32(0.5)), number(np.array(2 + 0j))
    (3.0, 0.5, 2.0)
    """
    found = _real(value)
    if found is None:
        raise _refused(say("You return {what}, and one number is wanted.", what=shown(value)), value, value)
    return found


def truth(value: Any) -> bool:
    """Take what an answer returned as True or False, or say what it is instead.

    >>> truth(True)
    True
    """
    value = bare(value)
    if not isinstance(value, bool):
        raise _refused(say("You return {what}, and True or False is wanted.", what=shown(value)), value)
    return value


def one_of(choices: Iterable[Any], value: Any) -> Any:
    """Take what an answer returned as one of several choices, or say what it is instead.

    >>> one_of(("x", "y"), "y"), one_of((None, 0, 1), 1.0)
    ('y', 1)
    """
    plain, real = bare(value), _real(value)
    for choice in choices:
        same = isinstance(plain, str | bool | None) and type(plain) is type(choice) and plain == choice
        if same or (real is not None and type(choice) is int and real == choice):
            return choice
    listed = ", ".join(f'"{choice}"' if isinstance(choice, str) else str(choice) for choice in choices)
    raise _refused(
        say("You return {what}, and one of these is wanted: {choices}.", what=shown(value), choices=listed), value
    )


def array(value: Any, shape: tuple[int, ...]) -> NDArray[np.float64]:
    """Take what an answer returned as an array of floats, or say what it is instead. A list or tuple will do.

    What `number` takes is a number here too.

    >>> array([1, 2 + 0j], (2,))
    array([1., 2.])
    """

    def wanted(what: str) -> str:
        if shape == (2,):
            return say("You return {what}, and two numbers are wanted.", what=what)
        return say("You return {what}, and an array of numbers, of shape {shape}, is wanted.", what=what, shape=shape)

    try:  # the items of a list stay as they are: NumPy would make the number 1 of a True beside a float
        found = np.asarray(value, None if isinstance(value, np.ndarray) else object)
    except ValueError:  # arrays of different shapes in a list
        raise AnswerError(wanted(shown(value))) from None
    if found.dtype.kind in "iuf":
        with np.errstate(over="ignore"):  # a long double may be too large, and becomes infinite
            floats = found.astype(np.float64)
    else:
        reals = [_real(leaf) for leaf in found.flat]
        if None in reals:
            leaf = found.flat[reals.index(None)]
            what = shown(value)
            if found.shape:
                what = say("{what} with {entry} in it", what=what, entry=shown(leaf))
            raise _refused(wanted(what), value, leaf)
        floats = np.array(reals, np.float64).reshape(found.shape)
    if floats.shape != shape:
        if not floats.shape and shape == (2,):
            raise AnswerError(wanted(say("a single number")))
        what = shown(floats) if floats.shape else say("a single number")
        raise AnswerError(say("You return {what}, and an array of shape {shape} is wanted.", what=what, shape=shape))
    return floats


def shown(value: Any) -> str:
    """Write `value` in a few words, whatever it is.

    >>> shown("abc"), shown([1, 2]), shown(2.50000001), shown(1 + 2j)
    ("the text 'abc'", 'the list [1, 2]', '2.5', 'the complex number 1+2j')
    """
    value = bare(value)
    if isinstance(value, bool) or value is None:
        return str(value)
    if isinstance(value, np.ndarray):
        return say("an array of shape {shape}", shape=value.shape)
    if callable(value):
        return say("a class") if isinstance(value, type) else say("a function")
    if isinstance(value, numbers.Real):
        try:
            return without_minus_zero(f"{float(value):.6g}")
        except OverflowError:
            return say("an integer too large for a number here")
    if isinstance(value, numbers.Complex):
        return say("the complex number {number:.6g}", number=complex(value))
    if isinstance(value, str | list | tuple):
        words = brief(value)
        words = words[:59] + "…" * (len(words) > 59)
        if isinstance(value, str):
            return say("the text {text}", text=words)
        return say("the list {list}", list=words) if isinstance(value, list) else say("the tuple {tuple}", tuple=words)
    return say("an object of type {kind}", kind=type(value).__name__)


class _Brief(reprlib.Repr):
    def repr1(self, x: Any, level: int) -> str:
        return super().repr1(bare(x), level)

    def repr_float(self, x: float, level: int) -> str:
        return repr(x) if len(repr(x)) < 8 else f"{x:.6g}"

    def repr_ndarray(self, x: NDArray[Any], level: int) -> str:
        kinds: Any = {"float_kind": lambda t: f"{t:.6g}", "int": str, "bool": str}
        words = np.array2string(x, separator=", ", threshold=12, edgeitems=2, formatter=kinds)
        return " ".join(words.split())


_BRIEF = _Brief()


def brief(value: Any) -> str:
    """Write a value as it would stand in code, in few words, and its numbers in few digits.

    >>> brief(np.array([-1.5642718, 1e-7])), brief([np.float64(1), 2 / 3]), brief(np.eye(2, dtype=bool))
    ('[-1.56427, 1e-07]', '[1.0, 0.666667]', '[[True, False], [False, True]]')
    """
    return _BRIEF.repr(value)


class Written:
    """A point as a learner would write it; a format such as ``{x:.3g}`` is for each of its numbers.

    >>> f"{Written(np.array([1.0, -2.5]))}, {Written([0.125, 1e-9]):.2g}"
    '(1, -2.5), (0.12, 1e-09)'
    """

    def __init__(self, point: Any) -> None:
        self.point = point

    def __format__(self, form: str) -> str:
        """Write its numbers, with four digits if not told otherwise; those of a matrix row by row."""
        form = form or ".4g"
        parts = (
            format(Written(t), form) if np.ndim(t) else without_minus_zero(format(float(t), form)) for t in self.point
        )
        return f"({', '.join(parts)})"


def apart(one: Any, other: Any) -> tuple[str, str]:
    """Write a number or an array, and what has come in its place, with as many digits as tell them apart.

    >>> apart(np.array([1.0, 2.0]), [1.0, 2.00001]), apart(np.array([1.0, 2.0]), [1.0])
    (('(1, 2)', '(1, 2.00001)'), ('(1, 2)', 'an array of shape (1,)'))
    """

    def written(value: Any, form: str) -> str:
        return format(Written(value), form) if np.ndim(value) else without_minus_zero(format(float(value), form))

    with contextlib.suppress(ValueError):  # rows of different lengths
        other = np.asarray(other)
    if not isinstance(other, np.ndarray) or other.dtype.kind not in "biuf" or other.shape != np.shape(one):
        return written(one, ".4g"), shown(other)
    pairs = [(written(one, form), written(other, form)) for form in (".4g", ".8g", ".12g", ".17g")]
    return next((pair for pair in pairs if pair[0] != pair[1]), pairs[0])


def bare(value: Any) -> Any:
    """Make Python's own value of a NumPy scalar and of an array of no dimension; leave everything else.

    >>> bare(np.float64(0.5)), bare(np.array(3)), bare("x")
    (0.5, 3, 'x')
    """
    return value.item() if isinstance(value, np.generic | np.ndarray) and value.shape == () else value


def _real(value: Any) -> float | None:
    """Return a real number, whatever its type, as a float; None for everything else."""
    value = bare(value)
    if isinstance(value, bool) or not isinstance(value, numbers.Complex) or value.imag != 0:
        return None
    try:
        return float(value.real)
    except OverflowError:
        return None


def _refused(sentence: str, value: Any, entry: Any = 0) -> AnswerError:
    """Add to a sentence what helps: nothing was returned, or an entry is complex."""
    entry = bare(entry)
    if value is None:
        sentence = together(sentence, say("Does your function always end with `return` and the value?"))
    if isinstance(entry, numbers.Complex) and entry.imag != 0:
        sentence = together(
            sentence, say("Its imaginary part is {imaginary:.6g}, and not 0.", imaginary=float(entry.imag))
        )
    return AnswerError(sentence)
