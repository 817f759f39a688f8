"""Which exercise is meant, and which function of the learner's."""

import difflib
import dis
import inspect
import sys
from collections.abc import Callable
from types import CodeType, FunctionType, ModuleType
from typing import Any

import numpy as np

from coursekit.check.message import shell
from coursekit.exercises import SHEETS
from coursekit.exercises.checking import shown
from coursekit.exercises.exercise import Exercise
from coursekit.words import say

__all__ = ["EXERCISES", "Unclear", "borrowed", "find", "learners_names"]

EXERCISES = {exercise.name: exercise for sheet in SHEETS.values() for exercise in sheet}

SHOWING = {"IPython", "ipympl", "ipywidgets", "matplotlib", "mpl_toolkits", "plotly", "seaborn"}
THERE = {*sys.stdlib_module_names, *SHOWING, "numpy", "__main__"}  # of the packages, where a class is graded

AWAY: dict[str, str] = {}  # exercises of sheets of an instructor's own whose module is not here: the name of the sheet


class Unclear(Exception):
    """What the learner gave is no exercise; the message says what to give."""


def find(function: Any, call: str = "check") -> tuple[Exercise, Callable[..., Any] | None]:
    """Return the exercise that `function` is meant for, and the learner's function if there is one.

    `call` is what the learner called, to be named where it was called in another way than is right.

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
                "You gave {what}. Give the function itself, and do not call it: `{call}({example})`.",
                what=shown(function),
                call=call,
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


def borrowed(function: Callable[..., Any]) -> tuple[str, str]:
    """Return a name in the code of `function` that a class is graded without, and the package that it is of, or "", "".

    Such are what the course has, and all that is neither Python's own nor NumPy's; what only shows something may stay.
    """
    names = getattr(function, "__globals__", {})
    there = THERE | {str(names.get("__name__")).partition(".")[0]}
    waiting, seen = [getattr(function, "__code__", None)], set[CodeType]()
    while waiting:
        code = waiting.pop()
        if not isinstance(code, CodeType) or code in seen:
            continue
        seen.add(code)
        waiting += code.co_consts
        for step in dis.get_instructions(code):
            if step.opname in ("IMPORT_NAME", "LOAD_GLOBAL"):
                value = names.get(step.argval)
                if isinstance(value, FunctionType) and value.__globals__ is names:  # one beside it, which it calls
                    waiting.append(value.__code__)
                package = (step.argval if step.opname == "IMPORT_NAME" else _home(value)).partition(".")[0]
                if package and package not in there:
                    return step.argval, package
    return "", ""


def _home(value: Any) -> str:
    """Return the name of the module that a value is from, or "" where nothing says it."""
    if isinstance(value, ModuleType):
        return value.__name__
    home = getattr(value, "__module__", None)
    if home is None and isinstance(value, np.ufunc):  # many do not say it
        modules = [(name, getattr(one, "__dict__", {})) for name, one in sys.modules.items()]  # one may be None
        found = (name for name, held in modules if held.get(value.__name__) is value and name != "__main__")
        home = next(found, "")
    return str(home or "")


def learners_names() -> dict[str, Any]:
    """Return the names in the learner's notebook, or where a script calls from."""
    frame = sys._getframe()
    while frame.f_back is not None and str(frame.f_globals.get("__name__")).startswith("coursekit."):
        frame = frame.f_back
    notebook = shell()
    return {**(notebook.user_ns if notebook else {}), **frame.f_globals, **frame.f_locals}
