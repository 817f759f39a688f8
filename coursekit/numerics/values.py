"""What a step of a calculation is given, gives and hands back; where that is no number, a sentence that names it.

The plain numbers of a value are a float, or an array. What a step calculated with is kept beside it, so that a later
change is found.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import zip_longest
from reprlib import repr as shown
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from coursekit.numerics.given import Array, Function, all_finite, real_numbers
from coursekit.words import mark, say

__all__ = [
    "Number",
    "Rule",
    "calculated",
    "entry",
    "first_gradient",
    "kept",
    "no_array",
    "no_history",
    "no_rule",
    "number_or_array",
    "numbers",
    "only_keepdims",
    "slope",
    "still",
    "symbol",
]

Number = float | Array
Rule = Callable[..., Any]

SYMBOLS = {"add": "+", "subtract": "-", "multiply": "*", "divide": "/", "power": "**", "matmul": "@", "absolute": "abs"}
BETWEEN = ["+", "-", "*", "/", "**", "@"]

NO_NUMBER = mark("{call} is {result}{place}: {why}")
DIVIDED = mark("a number cannot be divided by 0; keep what stands below / away from 0")
LOGARITHM = mark("only a positive number has a logarithm; keep what log is given above 0")
ROOT = mark("a negative number has no real root; keep what sqrt is given at 0 or above")
POWER = mark("a negative number has a real power for whole exponents only; keep what ** is given above 0")
POWER_OF_0 = mark("0 has no negative power; keep what ** is given away from 0")
LARGE = mark("that is too large for a float, which reaches to 1.8e308; give {operation} smaller numbers")
SHAPES = mark("{operation} was given the shapes {shapes}, which do not fit each other ({error})")
NOT_THERE = mark("{operation} of an array of shape {shapes} cannot be taken so ({error})")
NO_SLOPE = mark(
    "backward() through {call} gives {result}{place}: {operation} has no finite slope there, or one that is too large; "
    "keep its inputs away from there"
)
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
STACKED = mark("@ of a Value is for vectors and matrices, and was given the shapes {shapes}")
NO_RULE = mark("there is no rule for {name} of a Value; there are rules for {known}, sum, mean, [ ], T and reshape")
NO_OUT = mark(
    "{name} of a Value takes its inputs and no more, and makes a new Value: where y is an array, write y = y + x, and "
    "not y += x"
)
PLAIN_ARRAY = mark(
    "A Value cannot become a plain array or number, which would forget how it was calculated: {value}. Calculate with "
    "operators and with np.exp, np.maximum and the like, not with math.exp, np.where or np.array; its plain number is "
    "x.data"
)
NO_HISTORY = mark(
    "f gives {value}, which was not calculated from x by steps that a Value remembers. Use no x.data in f"
)
NO_ENTRY = mark("there is no entry [{index}] where the shape is {shape} ({error})")


def number_or_array(data: ArrayLike) -> Any:
    """Give a float, or an array of one's own."""
    return float(data) if np.ndim(data) == 0 else np.array(data)  # type: ignore[arg-type]


def kept(data: ArrayLike) -> Any:
    """Give plain numbers that nobody else can change, and that divide by 0 as NumPy's do."""
    return np.float64(data) if np.ndim(data) == 0 else np.array(data)  # type: ignore[arg-type]


def symbol(ufunc: Any) -> str:
    """Write NumPy's function as it is called or written: "+", "exp"."""
    return SYMBOLS.get(ufunc.__name__, str(ufunc.__name__))


def numbers(given: Any, operation: str) -> Any:
    """Take what stands beside a value in a step, as plain numbers; truths are 0 and 1 there."""
    if type(given) in (float, int) and abs(given) < 1e308:
        return np.float64(given)
    truths = isinstance(given, bool | np.bool_) or (isinstance(given, np.ndarray) and given.dtype == bool)
    return real_numbers(
        np.asarray(given, float) if truths else given, say("what {operation} is given", operation=operation)
    ).copy()[()]


def calculated(operation: str, f: Function, inputs: Sequence[Any]) -> Any:
    """Calculate one step."""
    if operation == "@" and max(map(np.ndim, inputs)) > 2:
        raise ValueError(say(STACKED, shapes=say(" and ").join(str(np.shape(one)) for one in inputs)))
    try:
        with np.errstate(all="ignore"):
            result = f(*inputs)
    except (ValueError, TypeError, OverflowError) as error:  # NumPy's own
        shapes = say(" and ").join(str(np.shape(one)) for one in inputs)
        words = SHAPES if len(inputs) > 1 else NOT_THERE
        raise ValueError(say(words, operation=operation, shapes=shapes, error=error)) from None
    if not all_finite(np.asarray(result)):
        call, value, place, one = _worst(operation, result, inputs)
        why = say(_why(operation, one), operation=operation)
        raise ValueError(say(NO_NUMBER, call=call, result=value, place=place, why=why))
    return result


def _worst(operation: str, result: Any, inputs: Sequence[Any]) -> tuple[str, float, str, list[float]]:
    """Give the first entry that is not finite: how it was calculated, what it is, where, and its inputs."""
    result = np.asarray(result)
    place = tuple(map(int, np.argwhere(~np.isfinite(result))[0]))
    try:
        one = [float(np.broadcast_to(part, result.shape)[place]) for part in inputs]
    except ValueError:  # a sum or a product of matrices: an entry has many inputs
        one = []
    return written(operation, one), float(result[place]), say(" at index {place}", place=place) if place else "", one


def written(operation: str, inputs: Iterable[float]) -> str:
    """Write a step as it stands in code, such as ``1 / 0`` or ``log(-2)``."""
    parts = [f"{one:.6g}" for one in inputs]
    if operation in BETWEEN and len(parts) == 2:
        return f"{parts[0]} {operation} {parts[1]}"
    return f"{operation}({', '.join(parts)})" if parts else operation


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
        case "sqrt", _:
            return ROOT
    return LARGE


def slope(operation: str, rule: Rule, i: int, gradient: Any, then: Sequence[Any]) -> Any:
    """Give what a step hands back to its input number i; numbers that were spread over an array are added up again."""
    with np.errstate(all="ignore"):
        share = rule(gradient, *then)
    if not all_finite(np.asarray(share)):
        call, value, place, _ = _worst(operation, share, then[1:])
        raise ValueError(say(NO_SLOPE, call=call, result=value, place=place, operation=operation))
    return _unspread(share, np.shape(then[1 + i]))


def _unspread(share: Any, shape: tuple[int, ...]) -> Any:
    """Add up over the axes along which an input of this shape was spread: a number used often is a fork."""
    if np.shape(share) == shape:
        return share if shape else float(share)
    sizes = zip_longest(reversed(np.shape(share)), reversed(shape), fillvalue=0)
    spread = tuple(-1 - place for place, (size, own) in enumerate(sizes) if own != size)
    return number_or_array(np.reshape(np.sum(share, axis=spread), shape))


def still(operation: str, now: Iterable[Any], then: Iterable[Any]) -> None:
    """Refuse to go back through a step if a number that it used has been changed since."""
    for one, before in zip(now, then, strict=False):
        if one is before or (type(one) is float and np.ndim(before) == 0 and one == before):
            continue
        if not np.array_equal(one, before):
            raise ValueError(say(CHANGED, operation=operation, before=shown(before.tolist()), now=_shown(one)))


def _shown(data: Any) -> str:
    return shown(np.asarray(data).tolist())


def first_gradient(gradient: ArrayLike | None, data: Any, operation: str) -> Any:
    """Take the gradient with which a sweep begins: 1 for a single number."""
    shape = np.shape(data)
    if gradient is None:
        if shape:
            what = say("the result of {operation}", operation=operation) if operation else say("an array")
            raise ValueError(say(NO_START, what=what, shape=shape))
        return 1.0
    first = real_numbers(gradient, "gradient")
    if first.shape != shape:
        raise ValueError(say(OTHER_SHAPE, given=first.shape, expected=shape))
    return number_or_array(first)


def only_keepdims(name: str, options: Mapping[str, Any]) -> bool:
    """Whether the axes that are added up are kept; no other option is taken."""
    if [option for option, value in options.items() if option != "keepdims" and value is not None]:
        raise no_out(name)
    return bool(options.get("keepdims"))


def entry(data: Any, index: Any) -> Any:
    """Give an entry, or several."""
    try:
        return np.asarray(data)[index]
    except IndexError as error:
        raise IndexError(say(NO_ENTRY, index=shown(index), shape=np.shape(data), error=error)) from None


def no_out(name: str) -> TypeError:
    """Give the error of a step that is asked for more than it can."""
    return TypeError(say(NO_OUT, name=name))


def no_rule(ufunc: Any, method: str, rules: Iterable[Any]) -> TypeError:
    """Give the error of a step that has no rule."""
    name = symbol(ufunc)
    if method == "__call__" and ufunc in rules:
        return no_out(name)
    known = ", ".join(map(symbol, rules))
    return TypeError(say(NO_RULE, name=name if method == "__call__" else f"{name}.{method}", known=known))


def no_array(data: Any) -> TypeError:
    """Give the error of a value that is to become a plain array."""
    return TypeError(say(PLAIN_ARRAY, value=_shown(data)))


def no_history(result: Any) -> TypeError:
    """Give the error of a function whose result remembers nothing."""
    return TypeError(say(NO_HISTORY, value=shown(result)))
