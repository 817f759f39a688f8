"""Ask an answer: draw the cases of an exercise, call the answer, see what comes back.

The learner's function, a solution and a known mistake are all asked by `ask`, so that they can be compared.
"""

import contextlib
import copy
import functools
import inspect
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FrameType, FunctionType
from typing import Any

import numpy as np

from coursekit.exercises.checking import (
    Answer,
    AnswerError,
    apart,
    array,
    bare,
    near,
    number,
    one_of,
    shown,
    stopped,
    truth,
)
from coursekit.exercises.exercise import Case, Exercise
from coursekit.exercises.telling import tell
from coursekit.words import mark, say, say_count, together

__all__ = ["OwnAnswer", "Reply", "Trial", "ask", "trials"]

STEPS = 50_000  # of Python that a known answer may take: a mistake may loop for ever
FILE = "<known answer>"


@dataclass(frozen=True)
class Trial:
    """A case that was drawn.

    Attributes
    ----------
    step : str
        The name of the step that it belongs to.
    values, given : tuple
        What was drawn; and the same as an answer gets it, with plain functions.
    right, within : Any
        The right value, and how far an answer may be off.
    """

    step: str
    case: Case
    values: tuple[Any, ...]
    given: tuple[Any, ...]
    right: Any
    within: Any

    def measured(self, value: Any) -> Any:
        """Return what of a value is compared."""
        return value if self.case.measure is None else self.case.measure(value, *self.values)

    def right_is(self, value: Any) -> bool:
        """Whether a value is right."""
        if isinstance(self.right, float) and self.case.measure is None:
            return bool(abs(value - self.right) <= self.within)
        if isinstance(self.right, float | np.ndarray):
            return near(self.measured(value), self.measured(self.right), self.within)
        return type(value) is type(self.right) and bool(value == self.right)


@dataclass(frozen=True)
class Reply:
    """What came back.

    Attributes
    ----------
    value : Any
        What was returned, as what is wanted; where it cannot be that, as it came.
    error : AnswerError, optional
        Why there is no value that can be compared.
    changed : dict
        The arrays that should not have changed and did, by name, as they are now.
    holds : bool
        Whether all is right.
    """

    value: Any = None
    error: AnswerError | None = None
    changed: dict[str, Any] = field(default_factory=dict)
    holds: bool = False


def trials(exercise: Exercise, rng: np.random.Generator) -> list[Trial]:
    """Draw the cases of an exercise, in the order of its declaration.

    Each kind of case is drawn, and each step has two cases or more. Where a reply is one of a few, `rng` decides how
    many there are of each kind, so that no row of replies can be learned by heart.
    """
    found = []
    for step, case in exercise.cases.items():
        for kind in case.kinds:
            times = int(rng.integers(1, 3)) if exercise.choices else 2 if len(case.kinds) == 1 else 1
            found += [_trial(exercise, step, case, kind(rng)) for _ in range(times)]
    return found


def _trial(exercise: Exercise, step: str, case: Case, values: tuple[Any, ...]) -> Trial:
    given = tuple(_plain(value) if callable(value) else bare(value) for value in values)
    right = exercise.right(*values)
    if exercise.choices:
        return Trial(step, case, values, given, right, None)
    right = np.asarray(right, float) if np.ndim(right) else float(right)
    if exercise.within is not None:
        return Trial(step, case, values, given, right, exercise.within(*values))
    compared = Trial(step, case, values, given, right, None).measured(right)
    return Trial(step, case, values, given, right, 1e-12 * (1 + np.abs(compared)))


def _plain(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a plain function, as the grader's box has it: a polynomial could be indexed, and differentiates itself.

    Its numbers are Python's own: NumPy's have a shape, and divide by 0, and in the box they would not.
    """
    wanted = _wanted(function)

    def f(*arguments: Any) -> Any:
        if wanted is not None and len(arguments) != wanted:
            raise TypeError(
                say_count(
                    "the given function takes {count} value, and was called with {given}",
                    "the given function takes {count} values, and was called with {given}",
                    wanted,
                    given=len(arguments),
                )
            )
        return bare(function(*arguments))

    return f


def _wanted(function: Callable[..., Any]) -> int | None:
    """Return how many values a function cannot do without; None where it does not tell, as one of NumPy's."""
    own = function if isinstance(function, FunctionType) else type(function).__call__
    if isinstance(own, FunctionType) and not own.__dict__:  # `inspect` takes a hundred times as long
        code = own.__code__
        if not (code.co_kwonlyargcount or code.co_flags & (inspect.CO_VARARGS | inspect.CO_VARKEYWORDS)):
            return code.co_argcount - len(own.__defaults__ or ()) - (own is not function)
    with contextlib.suppress(ValueError):
        return sum(one.default is one.empty for one in inspect.signature(function).parameters.values())
    return None


def ask(exercise: Exercise, trial: Trial, answer: Answer) -> Reply:
    """Ask an answer one trial. Where arrays are to stay as they were, ask it again with those of the first call."""
    asked = trial.given if exercise.ask is None else (answer, *trial.given)
    value = None
    try:
        value = (exercise.ask or answer)(*asked)
        value = _read(exercise, trial, value)
        changed = _changed(exercise, trial, answer)
        holds = trial.right_is(value)
        if holds and trial.case.keeps and not changed:
            again = answer.again()
            if not callable(again) and not trial.right_is(again := _read(exercise, trial, again)):
                template = mark(
                    "Called again with what it was given, your function returns {second}, and {first} before."
                )
                plain = isinstance(trial.right, float | np.ndarray)
                first, second = apart(value, again) if plain else (shown(value), shown(again))
                said = say(template, first=first, second=second)
                raise AnswerError(together(said, say("What does the first call change?")))
    except AnswerError as error:
        return Reply(value, error)
    return Reply(value, None, changed, holds and not changed)


def _read(exercise: Exercise, trial: Trial, value: Any) -> Any:
    """Take what was returned as what is wanted."""
    if exercise.choices == (True, False):
        return truth(value)
    if exercise.choices:
        return one_of(exercise.choices, value)
    return array(value, trial.right.shape) if isinstance(trial.right, np.ndarray) else number(value)


def _changed(exercise: Exercise, trial: Trial, answer: Answer) -> dict[str, Any]:
    """Return the arrays that were to stay as they were and did not, by name, as they are now."""
    if not trial.case.keeps:
        return {}
    before = dict(zip(exercise.drawn, trial.values, strict=True))
    after = dict(zip(exercise.parameters, answer.arguments, strict=True))
    return {name: after[name] for name in trial.case.keeps if not np.array_equal(after[name], before[name])}


class OwnAnswer:
    """An answer of the course's own, a solution or a mistake, asked as a learner's function is.

    What it raises becomes an `AnswerError`, as does a loop that does not end.
    """

    def __init__(self, exercise: Exercise, body: str) -> None:
        self.exercise, self.function = exercise, _function(exercise, body)
        self.arguments: list[Any] = []

    def __call__(self, *arguments: Any) -> Any:
        """Call it with copies of the arguments."""
        self.arguments = [copy.deepcopy(a) if isinstance(a, list | np.ndarray) else a for a in arguments]
        return self.again()

    def again(self) -> Any:
        """Call it with the arguments of the last call."""
        return self._called(self.function, self.arguments)

    def _called(self, function: Callable[..., Any], arguments: list[Any]) -> Any:
        try:
            value = function(*arguments)
        except AnswerError:
            raise
        except Exception as error:
            told = tell(error, lambda frame: frame.f_code.co_filename == FILE)
            raise stopped(self.exercise.written(arguments), told) from None
        except NeverEnds:
            called = self.exercise.written(arguments)
            raise AnswerError(say("{called} does not end.", called=called), "TimeoutError") from None
        return (lambda *given: self._called(value, list(given))) if callable(value) else value


class NeverEnds(BaseException):
    """A known answer has taken all its `STEPS`; no `except Exception` of its own catches this."""


@functools.cache
def _function(exercise: Exercise, body: str) -> Callable[..., Any]:
    source = exercise.known(body)
    names: dict[str, Any] = {"np": np}
    exec(compile(source, FILE, "exec"), names)
    function: Callable[..., Any] = names[exercise.name]
    return functools.partial(_limited, function) if re.search(r"\b(while|iter|count|cycle)\b", source) else function


def _limited(function: Callable[..., Any], *arguments: Any) -> Any:
    """Call an answer that may loop for ever for at most so many `STEPS`, in all threads, counted as a debugger does."""
    left = STEPS

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal left
        if frame.f_code.co_filename != FILE:
            return None
        frame.f_trace_opcodes = True  # a loop on one line has no lines to count
        left -= 1
        if left < 0:
            raise NeverEnds
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        return function(*arguments)
    finally:
        sys.settrace(before)
