"""Why there is no picture, in words, and what to do about it."""

import linecache
import re
import traceback
from collections.abc import Mapping
from typing import Any

from coursekit.words import mark, say

__all__ = ["why"]

CALL = re.compile(r"(?:.*\.)?(\w+|<lambda>)\(\) (?:missing|takes|got) ")  # how Python says that arguments do not fit
REMEDY = mark("Move a slider to another value, or fix the function and run its cell again.")


def why(error: BaseException, values: Mapping[str, Any], misfit: str = "") -> str:
    """Say why there is no picture at these values; look first for a function of the reader's own.

    `misfit` says which of them is not what the picture's own control would have given.
    """
    own = {value.__code__: value.__name__ for value in values.values() if hasattr(value, "__code__")}
    causes = [error]
    while cause := causes[-1].__cause__:
        causes.append(cause)
    for cause in causes:
        called = CALL.match(str(cause))
        if isinstance(cause, TypeError) and called and called[1] in own.values():
            words = mark(
                "the picture cannot call your function: {error}. Leave out what the picture does not hand over, or "
                "give it a value, as in q=1, and run its cell again."
            )
            return say(words, error=cause)
        for frame, line in reversed(list(traceback.walk_tb(cause.__traceback__))):
            if name := own.get(frame.f_code):
                code = linecache.getline(frame.f_code.co_filename, line, frame.f_globals).strip()
                return stopped(name, line - frame.f_code.co_firstlineno + 1, code, cause)
    *_, (frame, line) = traceback.walk_tb(error.__traceback__)
    ours = frame.f_globals.get("__name__", "").startswith("coursekit.")
    if ours and isinstance(error, ValueError):
        return str(error)  # written for the reader
    if misfit:
        return misfit
    if ours and isinstance(error, TypeError):
        return str(error)
    if isinstance(error, ArithmeticError):
        return say("there is nothing to draw: {error}. Move a slider to another value.", error=error)
    words = mark(
        "the picture stopped with {kind}: {error} (line {line} of {name}). "
        "Move a slider to another value, or fix what it was given and run the cell again."
    )
    return say(words, kind=type(error).__name__, error=error, line=line, name=frame.f_code.co_name)


def stopped(name: str, line: int, code: str, error: BaseException) -> str:
    """Say in which line a function of the reader's own stopped; help where it was not written for an array."""
    words = mark("your function {name} stopped in its line {line} ({code}) with {kind}: {error}.")
    said = [say(words, name=name, line=line, code=code, kind=type(error).__name__, error=error)]
    if "an array" in str(error) or "arrays" in str(error):
        words = mark(
            "It is called with an array of numbers: write np.sin, not math.sin, and np.where(t > 0, a, b), not if."
        )
        said.append(say(words))
    return " ".join([*said, say(REMEDY)])
