"""What is said of a step of a calculation that gives no number, has no slope, or cannot be taken with a value."""

from collections.abc import Iterable, Sequence
from reprlib import repr as shown
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from coursekit.words import mark, say

__all__ = [
    "changed",
    "no_array",
    "no_entry",
    "no_history",
    "no_mean",
    "no_new_data",
    "no_number",
    "no_rows",
    "no_rule",
    "no_slope",
    "no_start",
    "no_truth",
    "not_fitting",
    "other_shape",
    "stacked",
    "symbol",
    "too_much",
]

SYMBOLS = {"add": "+", "subtract": "-", "multiply": "*", "divide": "/", "power": "**", "matmul": "@", "absolute": "abs"}
BETWEEN = ["+", "-", "*", "/", "**", "@"]
REDUCTIONS = {"maximum": "max", "minimum": "min", "multiply": "prod", "add": "add.reduce"}

NO_NUMBER = mark("{call} is {result}{place}: {why}")
DIVIDED = mark("a number cannot be divided by 0; keep what stands below / away from 0")
LOGARITHM = mark("only a positive number has a logarithm; keep what log is given above 0")
ROOT = mark("a negative number has no real root; keep what sqrt is given at 0 or above")
POWER = mark("a negative number has a real power for whole exponents only; keep what ** is given above 0")
POWER_OF_0 = mark("0 has no negative power; keep what ** is given away from 0")
LARGE = mark("that is too large for a float, which reaches to 1.8e308; give {operation} smaller numbers")
GIVEN = mark("{operation} was given a number that is not finite; look where it was written into data")
SHAPES = mark("{operation} was given the shapes {shapes}, which do not fit each other; {remedy}")
SPREAD = mark("give arrays of one shape, or a single number beside an array")
ROWS = mark("the left one needs as many columns as the right one has rows")
NO_SCALARS = mark("for a single number write *")
NOT_THERE = mark("{operation} of an array of shape {shapes} cannot be taken so ({error})")
STACKED = mark("@ of a Value is for vectors and matrices, and was given the shapes {shapes}")
NO_SLOPE = mark(
    "backward() through {call} gives {result}{place}: {operation} has no finite slope there, or one that is too large; "
    "{remedy}"
)
AWAY = mark("keep its inputs away from there")
PLAIN_EXPONENT = mark("a power of a negative number has no slope by its exponent; give the exponent as a plain number")
CHANGED = mark(
    "A value was changed in place after {operation} had used it: it was {before} and is {now}. Calculate the result "
    "anew, and then call backward()"
)
NO_START = mark(
    "backward() starts from one number, and this is {what} of shape {shape}. Take its sum() or mean(), or give "
    "backward() a gradient of this shape"
)
OTHER_SHAPE = mark(
    "gradient has shape {given}, and the value has shape {expected}; give one number for each of its own"
)
NO_RULE = mark("there is no rule for {name} of a Value; there are rules for {known}, sum, mean, [ ], T and reshape")
NO_OUT = mark(
    "{name} of a Value takes its inputs and no more, and makes a new Value: where y is an array, write y = y + x, and "
    "not y += x"
)
NO_OPTIONS = mark("{name} of a Value takes axis and keepdims and no more")
PLAIN_ARRAY = mark(
    "A Value cannot become a plain array or number, which would forget how it was calculated: {value}. Calculate with "
    "operators and with np.exp, np.maximum, np.sum and the like, not with math.exp, np.where, np.dot or np.array; its "
    "plain number is x.data"
)
NO_HISTORY = mark(
    "f gives {value}, which was not calculated from x by steps that a Value remembers. Use no x.data in f"
)
NO_ENTRY = mark("there is no entry [{index}] where the shape is {shape} ({error})")
NO_ROWS = mark(
    "x is the single number {value}, which has no entries; if there are several coordinates, give them all, as in "
    "[1.0, 2.0]"
)
NO_TRUTH = mark("a Value of shape {shape} is no single truth; compare, and write (x > 0).all() or (x > 0).any()")
NO_MEAN = mark("mean was given no numbers; give it at least one")
NO_NEW_DATA = mark(
    "data became {value}, which is not finite; if that was a step of descent, take a smaller learning rate"
)


def symbol(ufunc: Any) -> str:
    """Write NumPy's function as it is called or written: "+", "exp"."""
    return SYMBOLS.get(ufunc.__name__, str(ufunc.__name__))


def written(operation: str, inputs: Iterable[float]) -> str:
    """Write a step as it stands in code, such as ``1 / 0``, ``(-8) ** 0.5`` or ``log(-2)``."""
    parts = [f"{one:.6g}" for one in inputs]
    if operation in BETWEEN and len(parts) == 2:
        left = f"({parts[0]})" if operation == "**" and parts[0].startswith("-") else parts[0]
        return f"{left} {operation} {parts[1]}"
    return f"{operation}({', '.join(parts)})" if parts else operation


def _worst(operation: str, result: Any, inputs: Sequence[Any]) -> tuple[dict[str, Any], list[float]]:
    """Give the first entry that is not finite: how it was calculated, what it is, where; and its inputs."""
    result = np.asarray(result)
    place = tuple(map(int, np.argwhere(~np.isfinite(result))[0]))
    try:
        one = [float(np.broadcast_to(part, result.shape)[place]) for part in inputs]
    except ValueError:  # a sum or a product of matrices: an entry has many inputs
        one = []
    at = say(" at index {place}", place=place) if place else ""
    return {"call": written(operation, one), "result": float(result[place]), "place": at}, one


def _why(operation: str, inputs: Sequence[float]) -> str:
    match operation, inputs:
        case "/", [_, 0]:
            return DIVIDED
        case "**", [0, _]:
            return POWER_OF_0
        case "**", [a, b] if a < 0 and not float(b).is_integer():
            return POWER
        case "log", [a] if a <= 0:
            return LOGARITHM
        case "sqrt", [a] if a < 0:
            return ROOT
    return LARGE


def no_number(operation: str, result: Any, inputs: Sequence[Any]) -> ValueError:
    """Give the error of a step that gives inf or nan."""
    found, one = _worst(operation, result, inputs)
    why = _why(operation, one) if all(np.all(np.isfinite(part)) for part in inputs) else GIVEN
    return ValueError(say(NO_NUMBER, **found, why=say(why, operation=operation)))


def no_slope(operation: str, share: Any, inputs: Sequence[Any]) -> ValueError:
    """Give the error of a step that hands back inf or nan."""
    found, one = _worst(operation, share, inputs)
    by_exponent = operation == "**" and one and one[0] < 0
    remedy = say(PLAIN_EXPONENT if by_exponent else AWAY)
    return ValueError(say(NO_SLOPE, **found, operation=operation, remedy=remedy))


def not_fitting(operation: str, inputs: Sequence[Any], error: Exception) -> ValueError:
    """Give the error of a step whose inputs have shapes that do not fit."""
    shapes = [np.shape(one) for one in inputs]
    words = say(" and ").join(map(str, shapes))
    if len(inputs) == 1:
        return ValueError(say(NOT_THERE, operation=operation, shapes=words, error=error))
    remedy = SPREAD if operation != "@" else ROWS if all(shapes) else NO_SCALARS
    return ValueError(say(SHAPES, operation=operation, shapes=words, remedy=say(remedy)))


def stacked(inputs: Sequence[Any]) -> ValueError:
    """Give the error of a product of more than matrices."""
    return ValueError(say(STACKED, shapes=say(" and ").join(str(np.shape(one)) for one in inputs)))


def changed(operation: str, before: Any, now: Any) -> ValueError:
    """Give the error of a value that is not what it was when a step used it."""
    return ValueError(say(CHANGED, operation=operation, before=_shown(before), now=_shown(now)))


def no_start(operation: str, shape: tuple[int, ...]) -> ValueError:
    """Give the error of a sweep that begins at several numbers."""
    what = say("the result of {operation}", operation=operation) if operation else say("an array")
    return ValueError(say(NO_START, what=what, shape=shape))


def other_shape(given: tuple[int, ...], expected: tuple[int, ...]) -> ValueError:
    """Give the error of a first gradient of another shape."""
    return ValueError(say(OTHER_SHAPE, given=given, expected=expected))


def no_rule(ufunc: Any, method: str, rules: Iterable[Any]) -> TypeError:
    """Give the error of a step that has no rule."""
    if method == "__call__" and ufunc in rules:
        return TypeError(say(NO_OUT, name=symbol(ufunc)))
    named = {"__call__": symbol(ufunc), "reduce": REDUCTIONS.get(ufunc.__name__, f"{ufunc.__name__}.reduce")}
    name = named.get(method, f"{ufunc.__name__}.{method}")
    return TypeError(say(NO_RULE, name=name, known=", ".join(map(symbol, rules))))


def too_much(name: str) -> TypeError:
    """Give the error of a sum or a mean that is asked for more than it can."""
    return TypeError(say(NO_OPTIONS, name=name))


def no_entry(index: Any, shape: tuple[int, ...], error: Exception) -> IndexError:
    """Give the error of an entry that is not there."""
    return IndexError(say(NO_ENTRY, index=shown(index), shape=shape, error=error))


def no_rows(value: Any) -> TypeError:
    """Give the error of a single number that is counted, taken apart or gone through."""
    return TypeError(say(NO_ROWS, value=value.data))


def no_truth(shape: tuple[int, ...]) -> ValueError:
    """Give the error of several numbers that are asked whether they are true."""
    return ValueError(say(NO_TRUTH, shape=shape))


def no_mean() -> ValueError:
    """Give the error of a mean of nothing."""
    return ValueError(say(NO_MEAN))


def no_array(data: Any) -> TypeError:
    """Give the error of a value that is to become a plain array."""
    return TypeError(say(PLAIN_ARRAY, value=_shown(data)))


def no_history(result: Any) -> TypeError:
    """Give the error of a function whose result remembers nothing of x."""
    return TypeError(say(NO_HISTORY, value=shown(result)))


def no_new_data(data: ArrayLike) -> ValueError:
    """Give the error of numbers that are written into a value and are not finite."""
    return ValueError(say(NO_NEW_DATA, value=_shown(data)))


def _shown(data: Any) -> str:
    return shown(np.asarray(data).tolist())
