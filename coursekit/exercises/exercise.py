"""What an exercise is, and the one way to run its check.

The learner's notebook and the grader of a class both call `run`; they differ in `answer` only. In a notebook it calls
the learner's function; in the grader it sends the arguments to another process and waits for numbers.
"""

import numbers
import re
import reprlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from textwrap import indent
from types import CodeType
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from coursekit.exercises import telling

__all__ = [
    "Answer",
    "AnswerError",
    "Exercise",
    "Outcome",
    "Step",
    "Wrong",
    "advice",
    "array",
    "draw",
    "near",
    "number",
    "run",
    "shown",
    "step",
    "truth",
]


class AnswerError(Exception):
    """The learner's function gave no value that a check can use; the message is the sentence that the learner reads."""


class Answer(Protocol):
    """The learner's function as a check calls it, in the notebook or far away."""

    arguments: list[Any]
    """The arguments of the last call, as the learner's function left them: has it changed an array?"""

    def __call__(self, *arguments: Any) -> Any:
        """Call it: numbers, texts, lists, tuples, arrays and functions go in and come out."""


@dataclass(frozen=True)
class Step:
    """One thing that a check looks at. `points` is 0 for a step that only helps to explain."""

    name: str
    points: int
    holds: bool
    sentence: str


@dataclass(frozen=True)
class Wrong:
    """A known wrong answer: its code, the step that must catch it, and words that the sentence must contain."""

    code: str
    fails: str
    because: str


@dataclass(frozen=True)
class Outcome:
    """What a check found: "not attempted", "not yet" or "right", and the sentence of the first step that fails."""

    status: str
    earned: int
    points: int
    sentence: str
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Exercise:
    """One exercise, named after the function that the learner writes.

    Parameters
    ----------
    task : str
        What to do, in Markdown, for the sheet.
    starter : str
        The function as the learner finds it: one line `def`, a docstring, and `...` on a line of its own.
    solution : str
        The code that stands for the `...`, or a whole function.
    points : int
        The sum of the points of the steps.
    hints : tuple of str
        A ladder: each says a little more than the one before, the last nearly everything.
    wrong : tuple of Wrong
        Known wrong answers, at least three, their code written as `solution` is.
    steps : callable
        The check: ``steps(answer, rng)`` yields a `Step` for each thing it looks at. It calls ``answer`` as the
        learner's function and draws its cases from ``rng``, so that no constant is right.
    """

    task: str
    starter: str
    solution: str
    points: int
    hints: tuple[str, ...]
    wrong: tuple[Wrong, ...]
    steps: Callable[[Answer, np.random.Generator], Iterator[Step]]

    @property
    def name(self) -> str:
        """The name of the function that the learner writes."""
        return self.call.partition("(")[0]

    @property
    def call(self) -> str:
        """How the check calls the function: ``central_difference(f, x, h)``."""
        return str(re.findall(r"^def (.*):$", self.starter, re.MULTILINE)[-1])

    def code(self, body: str) -> str:
        """Write the whole function, with `body` where the starter has its ``...``, unless `body` is whole already."""
        if f"def {self.name}(" in body:
            return body
        return self.starter.replace("    ...", indent(body, "    "))

    def unchanged(self, code: CodeType) -> bool:
        """Whether a function's `code` still does what the starter does: then nothing was attempted."""
        return telling.unchanged(code, self.starter, self.name)

    def written(self, arguments: Sequence[Any]) -> str:
        """Write a call of the function with these `arguments`, in few words."""
        words = ("f" if callable(a) else shown(a) if isinstance(a, float) else reprlib.repr(a) for a in arguments)
        return f"`{self.name}({', '.join(words)})`"

    def wrong_call(self, given: int, signature: str) -> str:
        """Say that a function with this `signature`, such as "(f, x)", cannot be called with `given` values."""
        yours = f"The check calls `{self.call}`, with {given} values, and yours is `{self.name}{signature}`."
        return f"{yours} Does its first line still read as it did?"


def run(exercise: Exercise, answer: Answer, rng: np.random.Generator) -> Outcome:
    """Run the check of `exercise`. An `AnswerError` ends it; the steps before that keep their points."""
    steps: list[Step] = []
    try:
        for found in exercise.steps(answer, rng):
            steps.append(found)
    except AnswerError as error:
        steps.append(Step("it runs", 0, False, str(error)))
    earned = sum(step.points for step in steps if step.holds)
    failing = [step.sentence for step in steps if not step.holds]
    status = "not yet" if failing else "right"
    return Outcome(status, earned, exercise.points, failing[0] if failing else "", tuple(steps))


# What a check is written with


def step(name: str, points: int, cases: Iterable[tuple[bool, str]]) -> Step:
    """Make one step of several cases: it holds if each does, and says the sentence of the first that does not."""
    for holds, sentence in cases:
        if not holds:
            return Step(name, points, False, sentence)
    return Step(name, points, True, "")


def draw(rng: np.random.Generator, low: float, high: float) -> float:
    """Draw a number with two decimals, so that a learner who reads it can calculate with the very same number."""
    return round(float(rng.uniform(low, high)), 2)


def advice(got: Any, mistakes: Iterable[tuple[Any, str]], otherwise: str) -> str:
    """Return the words for the first known mistake that leads to `got`: a number, or an array of the mistake's shape.

    >>> advice(6.0, [(6.0, "That is twice the slope."), (1.5, "That is half of it.")], "What is it?")
    'That is twice the slope.'
    """
    return next((words for value, words in mistakes if near(got, value, 1e-6 * np.abs(value))), otherwise)


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
        raise AnswerError(f"You return {shown(value)}, and one number is wanted.{_remedy(value)}{_imaginary(value)}")
    return found


def truth(value: Any) -> bool:
    """Take what an answer returned as True or False, or say what it is instead.

    >>> truth(True)
    True
    """
    value = _bare(value)
    if not isinstance(value, bool):
        raise AnswerError(f"You return {shown(value)}, and True or False is wanted.{_remedy(value)}")
    return value


def array(value: Any, shape: tuple[int, ...]) -> NDArray[np.float64]:
    """Take what an answer returned as an array of floats, or say what it is instead. A list or tuple will do.

    What `number` takes is a number here too.

    >>> array([1, 2 + 0j], (2,))
    array([1., 2.])
    """
    wanted = f"an array of numbers, of shape {shape}, is wanted"
    try:  # the items of a list stay as they are: NumPy would make the number 1 of a True beside a float
        found = np.asarray(value, None if isinstance(value, np.ndarray) else object)
    except ValueError:  # arrays of different shapes in a list
        raise AnswerError(f"You return {shown(value)}, and {wanted}.") from None
    if found.dtype.kind in "iuf":
        with np.errstate(over="ignore"):  # a long double may be too large, and becomes infinite
            floats = found.astype(np.float64)
    else:
        reals = [_real(leaf) for leaf in found.flat]
        if None in reals:
            leaf = found.flat[reals.index(None)]
            what = f"{shown(value)} with {shown(leaf)} in it" if found.shape else shown(value)
            raise AnswerError(f"You return {what}, and {wanted}.{_remedy(value)}{_imaginary(leaf)}")
        floats = np.array(reals, np.float64).reshape(found.shape)
    if floats.shape != shape:
        what = "a single number" if floats.shape == () else f"an array of shape {floats.shape}"
        raise AnswerError(f"You return {what}, and an array of shape {shape} is wanted.")
    return floats


def shown(value: Any) -> str:
    """Write `value` in a few words, whatever it is.

    >>> shown("abc"), shown([1, 2]), shown(2.50000001), shown(1 + 2j)
    ("the text 'abc'", 'the list [1, 2]', '2.5', 'the complex number 1+2j')
    """
    value = _bare(value)
    if isinstance(value, bool) or value is None:
        return str(value)
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape}"
    if callable(value):
        return "a class" if isinstance(value, type) else "a function"
    if isinstance(value, numbers.Real):
        try:
            return f"{float(value):.6g}"
        except OverflowError:
            return "an integer too large for a number here"
    if isinstance(value, numbers.Complex):
        return f"the complex number {complex(value):.6g}"
    if isinstance(value, str | list | tuple):
        words = reprlib.repr(value)
        return f"the {'text' if isinstance(value, str) else type(value).__name__} {words[:59]}{'…' * (len(words) > 59)}"
    return f"an object of type {type(value).__name__}"


def _bare(value: Any) -> Any:
    """Make Python's own value of a NumPy scalar and of an array of no dimension."""
    return value.item() if isinstance(value, np.generic | np.ndarray) and value.shape == () else value


def _real(value: Any) -> float | None:
    """Return a real number, whatever its type, as a float; None for everything else."""
    value = _bare(value)
    if isinstance(value, bool) or not isinstance(value, numbers.Complex) or value.imag != 0:
        return None
    try:
        return float(value.real)
    except OverflowError:
        return None


def _imaginary(value: Any) -> str:
    value = _bare(value)
    if isinstance(value, numbers.Complex) and value.imag != 0:
        return f" Its imaginary part is {float(value.imag):.6g}, and not 0."
    return ""


def _remedy(value: Any) -> str:
    return " Does your function end with `return` and the value?" if value is None else ""
