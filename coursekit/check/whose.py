"""Which exercise is meant, and which function of the learner's."""

import difflib
import inspect
import sys
from collections.abc import Callable
from types import CodeType, ModuleType
from typing import Any

from coursekit.check.message import shell
from coursekit.exercises import SHEETS
from coursekit.exercises.checking import shown
from coursekit.exercises.exercise import Exercise
from coursekit.words import say

__all__ = ["EXERCISES", "Unclear", "borrowed", "find", "learners_names"]

EXERCISES = {exercise.name: exercise for sheet in SHEETS.values() for exercise in sheet}

AWAY: dict[str, str] = {}  # exercises of sheets of an instructor's own whose module is not here: the name of the sheet


class Unclear(Exception):
    """What the learner gave is no exercise; the message says what to give."""


def find(function: Any) -> tuple[Exercise, Callable[..., Any] | None]:
    """Return the exercise that `function` is meant for, and the learner's function if there is one.

    Raises
    ------
    Unclear
        It is no function, no exercise has its name, or it is not the learner's.
    """
    names = learners_names()
    example = next((name for name in names if name in EXERCISES), next(iter(EXERCISES)))
    if isinstance(function, str):
        name, function = function, names.get(function)
    elif inspect.isclass(function):
        raise Unclear(
            say(
                "You gave the class `{name}`. A function is wanted, one that begins with `def`.", name=function.__name__
            )
        )
    elif callable(function):
        aliases = [name for name, value in names.items() if value is function and name in EXERCISES]
        name = next(iter(aliases), str(getattr(function, "__name__", type(function).__name__)))
    else:
        raise Unclear(
            say(
                "You gave {what}. Give the function itself, and do not call it: `check({example})`.",
                what=shown(function),
                example=example,
            )
        )
    if name in AWAY:
        raise Unclear(say("The exercises of {sheet} are not on this computer: hand the notebook in.", sheet=AWAY[name]))
    if name not in EXERCISES:
        close = difflib.get_close_matches(name, EXERCISES, n=1, cutoff=0.5)
        remedy = say("`progress()` shows all their names.")
        if close:
            remedy = say("Did you mean `{close}`?", close=close[0])
        raise Unclear(say("No exercise is called `{name}`.", name=name) + " " + remedy)
    if function is not None and (inspect.isclass(function) or not callable(function)):
        raise Unclear(
            say(
                "`{name}` is {what} here, not your function. Run the cell with `def {name}` again.",
                name=name,
                what=shown(function),
            )
        )
    if str(getattr(function, "__module__", "")).startswith("coursekit."):
        raise Unclear(
            say(
                "This `{name}` is the course's own. Run the cell in which you write yours, then check again.", name=name
            )
        )
    return EXERCISES[name], function


def borrowed(function: Callable[..., Any]) -> str:
    """Return the name by which the code of `function` calls something of the course's, or ""."""
    names, waiting = getattr(function, "__globals__", {}), [getattr(function, "__code__", None)]
    while waiting:
        code = waiting.pop()
        if not isinstance(code, CodeType):
            continue
        waiting += code.co_consts
        for name in code.co_names:
            value = names.get(name)
            of = value.__name__ if isinstance(value, ModuleType) else getattr(value, "__module__", "")
            if any(str(one).partition(".")[0] == "coursekit" for one in (name, of)):
                return name
    return ""


def learners_names() -> dict[str, Any]:
    """Return the names in the learner's notebook, or where a script calls from."""
    frame = sys._getframe()
    while frame.f_back is not None and str(frame.f_globals.get("__name__")).startswith("coursekit."):
        frame = frame.f_back
    notebook = shell()
    return {**(notebook.user_ns if notebook else {}), **frame.f_globals, **frame.f_locals}
