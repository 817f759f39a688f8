"""What every descent needs besides its rule: sound settings, the size of a gradient, the values along a path.

`coursekit.descent` stands on this module, so that a step there is two lines.
"""

import math
import operator
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from coursekit.numerics.one_variable import Array, Function
from coursekit.numerics.several_variables import wrong_kind

MESSAGES = {
    0: "The gradient is no longer than tol.",
    1: "The steps are used up.",
    -1: "Diverged: numbers grew beyond all bounds or stopped being numbers. Try a smaller learning_rate.",
    -2: "Stalled: a step is too small to change x.",
}


def count(value: Any, name: str) -> int:
    """Give `value` as a non-negative integer, or raise ValueError."""
    try:
        number = operator.index(value)
    except TypeError:
        number = -1
    if number < 0 or isinstance(value, bool):
        raise ValueError(f"{name} must be a non-negative integer, but is {value!r}")
    return number


def rates(value: ArrayLike, name: str = "learning_rate") -> Array:
    """Give positive numbers, or raise ValueError."""
    numbers = np.asarray(value)
    if numbers.dtype.kind not in "iuf" or not np.all((numbers > 0) & (numbers < np.inf)):
        raise ValueError(f"{name} must be positive and finite, but is {value!r}; try 0.1")
    return numbers.astype(float)


def one_rate(value: float, name: str = "learning_rate") -> float:
    """Give one positive number, or raise ValueError."""
    numbers = rates(value, name)
    if numbers.ndim:
        raise ValueError(f"{name} must be one number, but has shape {numbers.shape}; sweep takes many")
    return float(numbers)


def share(value: float, name: str, most: float) -> float:
    """Give a number from 0 to `most`, or raise ValueError."""
    if not 0 <= value <= most:
        raise ValueError(f"{name} must lie between 0 and {most:g}, but is {value!r}")
    return float(value)


def length(v: Array) -> float:
    """Euclidean length of `v`, also where the squares of its entries are too large or too small to be numbers."""
    size = math.sqrt(np.vdot(v, v))
    if 0 < size < math.inf:
        return size
    largest = float(np.abs(v).max(initial=0.0))
    return largest * math.sqrt(np.vdot(v / largest, v / largest)) if 0 < largest < math.inf else largest


def wrong_shape(g: Any, x: Array) -> str:
    """Say what shape a gradient should have."""
    return f"grad gives shape {g.shape} for x of shape {x.shape}; a gradient has the shape of x"


def along(f: Function, path: Array) -> Array:
    """Values of `f` along a path ``(k, ...)``: in one call if `f` can, else point by point."""
    if path.ndim <= 2 and agrees(f, path[[0, -1]]):
        return np.array(f(np.ascontiguousarray(path.T)), dtype=float)
    return np.array([_number(f, x) for x in path])


def agrees(f: Function, points: Array) -> bool:
    """Whether `f` gives for two points at once what it gives for each."""
    apart = np.array([_number(f, x) for x in points])
    try:
        together = np.asarray(f(points.T.copy()))
    except Exception:  # whatever it is that f cannot do
        return False
    if together.shape != (2,) or together.dtype.kind not in "iuf":
        return False
    alike = (np.abs(together - apart) <= 1e-9 * np.abs(apart)) | (together == apart) | (apart != apart)
    return bool(alike.all())


def _number(f: Function, x: Array) -> float:
    value = np.asarray(f(x))
    if value.dtype.kind not in "iuf":
        raise TypeError(wrong_kind(value))
    if value.size != 1:
        raise ValueError(f"f gives shape {value.shape} for one x of shape {x.shape}; expected one number")
    return float(value.reshape(()))
