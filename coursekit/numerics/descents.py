"""What every descent needs besides its rule: sound settings, the size of a gradient, and words for how it ended.

`coursekit.descent` stands on this module, so that a step there is two lines.
"""

import math
from dataclasses import dataclass
from reprlib import repr as shown
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from coursekit.numerics.answers import as_numbers, takes
from coursekit.numerics.columns import Columns
from coursekit.numerics.given import POSITIVE, Array, Function, count, floats, function, one_number
from coursekit.numerics.points import GRADIENT_SHAPE
from coursekit.words import mark, say

__all__ = ["DescentResult", "along", "as_gradient", "length", "message", "one_rate", "rates", "room"]

MESSAGES = {
    0: mark("The gradient is at most as long as tol."),
    1: mark("The steps are used up."),
    -1: mark("Diverged: numbers grew beyond all bounds or stopped being numbers. Try a smaller learning_rate."),
    -2: mark("Stalled: a step is too small to change x. Try a larger learning_rate."),
}
GREW = mark(
    "The steps are used up, and f grew from {first:.3g} to {last:.3g}. Try a smaller learning_rate; if that does not "
    "help, check the gradient with check_gradient."
)
NO_STEP = mark(
    "Stalled: the line search found no step against the gradient on which f falls enough. Either x is as low as the "
    "digits of f tell, or the gradient is wrong: check_gradient(f, grad, x) tells."
)
BAD_START = mark("f is {value} at the start; start where it is finite.")
BAD_GRADIENT = mark("The gradient is not finite at the start, where f = {value:.3g}; start somewhere else.")
NOT_FOUND = mark("line_search must return the step t and how often it called f, as in (0.5, 3), but gave {value}")
FOUR_ARGUMENTS = mark("line_search must take four arguments, f, x, p and the gradient, but Python says: {error}")
NO_SEED = mark("rng must be a seed, such as 1, or a numpy.random.Generator, but is {value}")
MANY_RATES = mark("{name} must be one number, but has shape {shape}; sweep takes many")
NO_ROOM = mark("a path of {points} points does not fit into memory; take fewer steps, such as 1000")
NO_ROOM_FOR_SAMPLES = mark("the indices of {n} samples do not fit into memory; is n_samples right?")


@dataclass(frozen=True)
class DescentResult:
    """Where a descent went and why it stopped.

    Parameters
    ----------
    x : array, or float for a function of one variable
        The answer: the last point of the path.
    fun, values : float, array ``(nit + 1,)``
        The function at the answer and along the path; None from `sgd`, which does not know it.
    grad : array
        The gradient at the answer.
    path : array ``(nit + 1, ...)``
        Every point, from the start to the answer.
    nit, nfev, njev : int
        Steps taken; evaluations of the function and of the gradient.
    success, status, message : bool, int, str
        0: the gradient is at most `tol`. 1: the steps are used up. -1: diverged. -2: stalled. Only 0 is a success.
    """

    x: Any
    fun: float | None
    grad: Any
    path: Array
    values: Array | None
    nit: int
    nfev: int
    njev: int
    success: bool
    status: int
    message: str


def rates(value: ArrayLike, name: str = "learning_rate") -> Array:
    """Give positive numbers, or raise ValueError."""
    try:
        numbers = floats(value, name)
    except TypeError:
        raise ValueError(say(POSITIVE, name=name, value=shown(value), example=0.1)) from None
    if not (good := (numbers > 0) & (numbers < np.inf)).all():
        raise ValueError(say(POSITIVE, name=name, value=numbers[~good].flat[0], example=0.1))
    return numbers


def one_rate(value: float, name: str = "learning_rate") -> float:
    """Give one positive number, or raise TypeError or ValueError."""
    numbers = rates(value, name)
    if numbers.ndim:
        raise ValueError(say(MANY_RATES, name=name, shape=numbers.shape))
    return float(numbers)


def room(*shape: int) -> Array:
    """Make an array for a path, if there is memory for it."""
    try:
        return np.empty(shape)
    except (MemoryError, ValueError, OverflowError):
        raise ValueError(say(NO_ROOM, points=shape[0])) from None


def indices(n: int) -> NDArray[np.int_]:
    """Give the indices of n samples, if there is memory for them."""
    try:
        return np.arange(n)
    except (MemoryError, ValueError, OverflowError):
        raise ValueError(say(NO_ROOM_FOR_SAMPLES, n=n)) from None


def length(v: Array) -> float:
    """Euclidean length of `v`, also where the squares of its entries are too large or too small to be numbers."""
    size = math.sqrt(np.vdot(v, v))
    if 0 < size < math.inf:
        return size
    largest = float(np.abs(v).max(initial=0.0))
    return largest * math.sqrt(np.vdot(v / largest, v / largest)) if 0 < largest < math.inf else largest


def as_gradient(g: Any, shape: tuple[int, ...]) -> Array:
    """Give what a gradient answered as float64 of that shape, or say what is wrong with it."""
    if type(g) is np.ndarray and g.dtype == np.float64 and g.shape == shape:
        return g
    numbers = as_numbers(g, "grad")
    if numbers.shape != shape:
        raise ValueError(say(GRADIENT_SHAPE, given=numbers.shape, shape=shape))
    return numbers.astype(np.float64)


def along(f: Function, path: Array) -> Array:
    """Values of `f` along a path ``(k, ...)``, in one call where that is the same as one by one; they may be nan."""
    columns = f if isinstance(f, Columns) else Columns(f, path.shape[1:])
    points: Array = np.ascontiguousarray(path.reshape(len(path), -1).T)
    with np.errstate(all="ignore"):
        return columns(points)


def searched(line_search: Function | None, f: Function, x: Array, g: Array) -> tuple[float, int]:
    """Tell what a line search found downhill from `x`: the step, and how often it called `f`."""
    search = function(line_search, "line_search")
    try:
        found = search(f, x, -g, g)
    except TypeError as error:
        in_c = error.__traceback__ is None or error.__traceback__.tb_next is None  # such as int, without a signature
        if takes(search, f, x, -g, g) and not in_c:
            raise
        raise TypeError(say(FOUR_ARGUMENTS, error=error)) from error
    try:
        t, nfev = found
        return one_number(t, "t", 0, math.inf), count(nfev, "nfev")
    except (TypeError, ValueError):
        raise TypeError(say(NOT_FOUND, value=shown(found))) from None


def frozen(x: Array) -> Array:
    """`x`, read-only: a function that writes to it fails loudly."""
    view = x.view()
    view.setflags(write=False)
    return view


def generator(rng: Any) -> np.random.Generator:
    """Make a generator of random numbers from a seed, or say what a seed is."""
    try:
        return np.random.default_rng(rng)
    except Exception:  # whatever NumPy says of it
        raise TypeError(say(NO_SEED, value=shown(rng))) from None


def message(status: int, values: Array | None, g: Array, searched: bool) -> str:
    """Say why a descent ended, in words that fit what was seen."""
    if values is None:
        return say(MESSAGES[status])
    first, last = values[0], values[-1]
    if status == -1 and len(values) == 1 and not math.isfinite(first):
        return say(BAD_START, value=first)
    if status == -1 and len(values) == 1 and not np.isfinite(g).all():
        return say(BAD_GRADIENT, value=first)
    if status == 1 and last > first:
        return say(GREW, first=first, last=last)
    return say(NO_STEP if status == -2 and searched else MESSAGES[status])
