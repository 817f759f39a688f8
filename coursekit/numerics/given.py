"""What a reader gave: sound numbers and settings, or a sentence that says what was given and what to do.

Every function of the course looks at its arguments with these, so that one mistake is told in one way.
"""

import math
import operator
import warnings
from collections.abc import Callable, Collection
from numbers import Real
from reprlib import repr as shown
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from coursekit.words import mark, say

__all__ = ["Array", "Function", "all_finite", "count", "floats", "function", "known", "one_number", "real_numbers"]

Array = NDArray[np.float64]
Function = Callable[..., Any]

PLAIN = (float, int, np.float64, np.int64)
RAGGED = mark("{name} must be a number, or rows of numbers of one length, but is {value}")
NO_ARRAY = mark("{name} must be a number, or rows of numbers of one length, but is {value} ({error})")
NO_FUNCTION = mark("{name} must be a function, but is {value}; pass the function itself: {name}, not {name}(x)")
NO_NUMBERS = mark(
    "{name} must be real numbers (floats or integers), but {value} is {what}; give a number such as 1.0, or a list"
)
NOT_FINITE = mark("{name} must be finite, but is {value}; give another number")
NOT_FINITE_AT = mark("{name} must be finite, but is {value} at index {place}; leave such points out")
MASKED = mark("{name} has masked entries, which are no numbers; leave them out with {name}.compressed()")
NO_COUNT = mark("{name} must be a non-negative integer, but is {value}; try {example}")
NOT_POSITIVE = mark("{name} must be a positive integer, but is {value}; try {example}")
EXCHANGED = mark("{name} must be real numbers, but is a function, {value}; did two arguments change places?")
NO_SWITCH = mark("{name} must be True or False, but is {value}")
OUTSIDE = mark("{name} must lie between {low:g} and {high:g}, but is {value}; try {example:g}")
NOT_INSIDE = mark("{name} must be above {low:g} and below {high:g}, but is {value}; try {example:g}")
POSITIVE = mark("{name} must be positive and finite, but is {value}; try {example:g}")
SEVERAL = mark("{name} must be one number, but has shape {shape}; give one of them")
TOO_LARGE = mark("{name} is too large for a float, which reaches to 1.8e308; give {name} in other units")
UNKNOWN = mark("unknown {what} {name}; did you mean {near}?")


def real_numbers(value: ArrayLike, name: str) -> Array:
    """Give `value` as float64, or say what is wrong with it. The result is read-only and may share its memory.

    Fractions and integers of any length are real numbers too.

    Raises
    ------
    TypeError
        bool, str, complex, None, or anything else that is no real number.
    ValueError
        nan, infinite, too large for a float, or masked; rows of different lengths.
    """
    numbers = floats(value, name)
    if not all_finite(numbers):
        raise not_finite(numbers, name)
    return numbers


def floats(value: Any, name: str) -> Array:
    """`real_numbers`, which may still be nan or infinite."""
    numbers = value if type(value) is np.ndarray else np.asarray(value) if type(value) in PLAIN else _array(value, name)
    if numbers.dtype != np.float64:
        if numbers.dtype.kind not in "iuf":
            numbers = _from_objects(numbers, value, name)
        with np.errstate(over="ignore"):  # a longdouble may be too large
            numbers = numbers.astype(np.float64)
    numbers = numbers[...]
    numbers.setflags(write=False)
    return numbers


def _array(value: Any, name: str) -> NDArray[Any]:
    if isinstance(value, np.ma.MaskedArray) and np.ma.is_masked(value):
        raise ValueError(say(MASKED, name=name))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a masked number in a list becomes nan, and is told as such
            return np.asarray(value)
    except Exception as error:  # rows of different lengths, a tensor of another library, and so on
        words = RAGGED if "inhomogeneous" in str(error) else NO_ARRAY  # what NumPy says of ragged rows tells no more
        raise ValueError(say(words, name=name, value=shown(value), error=error)) from None


def _from_objects(numbers: NDArray[Any], value: Any, name: str) -> NDArray[Any]:
    if callable(value):
        raise TypeError(say(EXCHANGED, name=name, value=shown(value)))
    if not all_real(numbers):
        raise TypeError(say(NO_NUMBERS, name=name, value=shown(value), what=kind(numbers)))
    try:
        return numbers.astype(np.float64)
    except OverflowError:
        raise ValueError(say(TOO_LARGE, name=name)) from None


def all_real(numbers: NDArray[Any]) -> bool:
    """Whether an array of objects holds real numbers only: fractions, or integers that are too long for NumPy."""
    real = [isinstance(v, Real) and not isinstance(v, bool | np.bool_) for v in numbers.flat]
    return numbers.dtype == object and numbers.size > 0 and all(real)


def kind(numbers: NDArray[Any]) -> str:
    """Name what an array holds: its NumPy type, or the class of its one object."""
    if numbers.dtype.kind in "SU":
        return "str" if numbers.dtype.kind == "U" else "bytes"
    if numbers.dtype != object or numbers.ndim:
        return str(numbers.dtype.name)
    return "None" if numbers[()] is None else type(numbers[()]).__name__


def not_finite(numbers: Array, name: str) -> ValueError:
    """Say which of the numbers is nan or infinite."""
    place = tuple(map(int, np.argwhere(~np.isfinite(numbers))[0]))
    return ValueError(say(NOT_FINITE_AT if place else NOT_FINITE, name=name, value=numbers[place], place=place))


def all_finite(numbers: NDArray[Any]) -> bool:
    """Whether all numbers are finite. If the sum of their squares is, they are: one quick look at each of a few."""
    if numbers.size < 1000:  # more than that NumPy may share out among threads, which costs more than it saves
        square = np.vdot(numbers, numbers)  # which warns of no overflow
        if math.isfinite(square):
            return True
    return bool(np.isfinite(numbers).all())


def one_number(
    value: Any, name: str, low: float = -math.inf, high: float = math.inf, *, inside: bool = False, example: float = 0.0
) -> float:
    """Give one number from `low` to `high`, or strictly `inside`; otherwise say what is wrong, with an `example`."""
    numbers = floats(value, name)
    if numbers.ndim:
        raise ValueError(say(SEVERAL, name=name, shape=numbers.shape))
    number = float(numbers)
    if not low <= number <= high or (inside and number in (low, high)):
        sentence = NOT_INSIDE if inside else OUTSIDE
        if (low, high, inside) == (0, math.inf, True):
            sentence = POSITIVE
        raise ValueError(say(sentence, name=name, low=low, high=high, value=all_digits(number), example=example))
    return number


def all_digits(number: float) -> str:
    """Write a number with as few digits as tell it from all others.

    >>> all_digits(2.0), all_digits(1.0000001)
    ('2', '1.0000001')
    """
    short = f"{number:g}"
    return short if float(short) == number else repr(float(number))


def count(value: Any, name: str, *, positive: bool = False, example: int = 100) -> int:
    """Give `value` as a non-negative integer, or raise ValueError; where it must be `positive`, 0 is the caller's."""
    try:
        number = -1 if isinstance(value, bool) else operator.index(value)
    except TypeError:
        number = -1
    if number < 0:
        raise ValueError(say(NOT_POSITIVE if positive else NO_COUNT, name=name, value=shown(value), example=example))
    return number


def switch(value: Any, name: str) -> bool:
    """Give True or False, or raise TypeError: in Python many other things count as true, the word "no" among them."""
    if not isinstance(value, bool | np.bool_):
        raise TypeError(say(NO_SWITCH, name=name, value=shown(value)))
    return bool(value)


def function(f: Any, name: str = "f") -> Function:
    """Give `f` back if it can be called."""
    if not callable(f):
        raise TypeError(say(NO_FUNCTION, name=name, value=shown(f)))
    return f  # type: ignore[no-any-return]


def known(name: Any, names: Collection[str], what: str = "method") -> str:
    """Give `name` back if it is one of `names`; otherwise raise a ValueError that offers the nearest."""
    if isinstance(name, str) and name in names:
        return name
    from difflib import get_close_matches  # here, so that a plain import stays fast

    near = get_close_matches(name if isinstance(name, str) else "", list(names), n=1, cutoff=0.4) or list(names)
    raise ValueError(say(UNKNOWN, what=what, name=shown(name), near=say(" or ").join(map(repr, near))))
