"""What a step of a calculation is given, gives and hands back; where that is no number, a sentence that names it.

The plain numbers of a value are a float, or an array. What a step calculated with is kept beside it, so that a later
change is found.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import zip_longest
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from coursekit.numerics import value_errors as error
from coursekit.numerics.given import Array, Function, all_finite, floats, real_numbers
from coursekit.words import say

__all__ = [
    "Number",
    "Rule",
    "calculated",
    "entry",
    "first_gradient",
    "gives_truths",
    "kept",
    "new_data",
    "number_or_array",
    "numbers",
    "only_keepdims",
    "rows",
    "single",
    "slope",
    "some",
    "still",
]

Number = float | Array
Rule = Callable[..., Any]


def number_or_array(data: ArrayLike) -> Any:
    """Give a float, or an array of one's own."""
    return float(data) if np.ndim(data) == 0 else np.array(data)  # type: ignore[arg-type]


def new_data(data: ArrayLike) -> Any:
    """Take the numbers that are written into a value, as plain numbers."""
    taken = floats(data, "data")
    if not all_finite(taken):
        raise error.no_new_data(taken)
    return number_or_array(taken)


def kept(data: ArrayLike) -> Any:
    """Give plain numbers that nobody else can change, and that divide by 0 as NumPy's do."""
    return np.float64(data) if np.ndim(data) == 0 else np.array(data)  # type: ignore[arg-type]


def numbers(given: Any, operation: str) -> Any:
    """Take what stands beside a value in a step, as plain numbers; truths are 0 and 1 there."""
    if type(given) in (float, int) and abs(given) < 1e308:
        return np.float64(given)
    truths = isinstance(given, bool | np.bool_) or (isinstance(given, np.ndarray) and given.dtype == bool)
    return real_numbers(
        np.asarray(given, float) if truths else given, say("what {operation} is given", operation=operation)
    ).copy()[()]


def gives_truths(ufunc: Any) -> bool:
    """Whether a function of NumPy says True or False of floats, as comparisons do."""
    return "d" * ufunc.nin + "->?" in ufunc.types


def calculated(operation: str, f: Function, inputs: Sequence[Any]) -> Any:
    """Calculate one step."""
    if operation == "@" and max(map(np.ndim, inputs)) > 2:
        raise error.stacked(inputs)
    try:
        with np.errstate(all="ignore"):
            result = f(*inputs)
    except (ValueError, TypeError) as failed:  # NumPy's own
        raise error.not_fitting(operation, inputs, failed) from None
    if not all_finite(np.asarray(result)):
        raise error.no_number(operation, result, inputs)
    return result


def slope(operation: str, rule: Rule, i: int, gradient: Any, then: Sequence[Any]) -> Any:
    """Give what a step hands back to its input number i; numbers that were spread over an array are added up again."""
    with np.errstate(all="ignore"):
        share = rule(gradient, *then)
    if not all_finite(np.asarray(share)):
        raise error.no_slope(operation, share, then[1:])
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
            raise error.changed(operation, before, one)


def first_gradient(gradient: ArrayLike | None, data: Any, operation: str) -> Any:
    """Take the gradient with which a sweep begins: 1 for a single number."""
    shape = np.shape(data)
    if gradient is None:
        if shape:
            raise error.no_start(operation, shape)
        return 1.0
    first = real_numbers(gradient, "gradient")
    if first.shape != shape:
        raise error.other_shape(first.shape, shape)
    return number_or_array(first)


def only_keepdims(name: str, options: Mapping[str, Any]) -> bool:
    """Whether the axes that are added up are kept; no other option is taken."""
    if [option for option, value in options.items() if option != "keepdims" and value is not None]:
        raise error.too_much(name)
    return bool(options.get("keepdims"))


def rows(value: Any) -> Any:
    """Give a value, or an array, that has entries; a single number has none."""
    if not value.shape:
        raise error.no_rows(value)
    return value


def single(data: Any) -> Any:
    """Give a single number; several have no one truth."""
    if np.ndim(data):
        raise error.no_truth(np.shape(data))
    return data


def some(size: int) -> int:
    """Give how many numbers there are, if there are any to take the mean of."""
    if not size:
        raise error.no_mean()
    return size


def entry(data: Any, index: Any) -> Any:
    """Give an entry, or several."""
    try:
        return np.asarray(data)[index]
    except IndexError as failed:
        raise error.no_entry(index, np.shape(data), failed) from None
