"""What every formula of one variable needs before its formula: sound numbers, a sound `f`, and small pieces.

All mathematics stands on this module, so that a formula elsewhere is one line. Its rule is the contract of a function
of one variable: `f` answers element by element, and `f(x)` has the shape of `x`.
"""

import math
from collections.abc import Callable, Collection, Iterator
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["EPS", "Array", "Function", "Guarded", "known", "pieces", "power_of_two", "real_numbers", "step_for"]

Array = NDArray[np.float64]
Function = Callable[[Any], Any]
EPS = float(np.finfo(np.float64).eps)
EXPONENT = np.array(0x7FF0_0000_0000_0000)  # these bits of a float64
PIECE = 32_000  # points handed to f at once: the arrays of one piece fit into a processor's cache


class Guarded:
    """`f`, called safely: it cannot change its argument, and answers with new numbers of the argument's shape.

    Parameters
    ----------
    f : callable, elementwise
    complex_values : bool
        Whether `f` must return complex numbers rather than real ones.

    Attributes
    ----------
    eps : float
        The coarsest relative precision seen in a result of `f`: 2.2e-16, or 1.2e-7 once `f` returned float32.
    nfev : int
        How often `f` was called.

    Raises
    ------
    TypeError
        `f` is not callable, or returns numbers of another kind.
    ValueError
        `f` returns another shape than it was given.
    """

    def __init__(self, f: Function, *, complex_values: bool = False) -> None:
        if not callable(f):
            raise TypeError(f"f must be a function, but is {f!r}; pass the function itself: f, not f(x)")
        self.f, self.complex_values, self.eps, self.nfev = f, complex_values, EPS, 0

    def __call__(self, x: Any) -> Any:
        """`f(x)`, as new float64 or complex128 numbers."""
        own = x if x.base is None else x.copy()  # f may keep what it is given
        argument = own[()]  # a view, so that only f's way to the numbers is closed; a number where x is one
        argument.setflags(write=False)
        self.nfev += 1
        try:
            values = np.asarray(self.f(argument))
        except (TypeError, ValueError) as error:
            if argument.ndim:
                error.add_note(
                    f"f was given an array of shape {argument.shape} and must answer element by element: "
                    "np.sin instead of math.sin, np.where instead of if; or wrap it: np.vectorize(f)"
                )
            raise
        if values.dtype.kind not in ("c" if self.complex_values else "iuf"):
            raise TypeError(self._wrong_kind(values))
        if values.shape != np.shape(x):
            raise ValueError(_wrong_shape(values, np.shape(x)))
        if values.dtype.char in "ef":  # float16, float32
            self.eps = max(self.eps, float(np.finfo(values.dtype).eps))
        return values.astype(np.complex128 if self.complex_values else np.float64)  # a copy: f may reuse its array

    def _wrong_kind(self, values: NDArray[Any]) -> str:
        given = "None (is its return missing?)" if values.dtype == object and values.shape == () else values.dtype.name
        if self.complex_values:
            return (
                f"f returned {given} for a complex argument, so the imaginary part, which carries the slope, is lost; "
                "abs, float, norm, real and comparisons drop it: use central_difference or richardson for such an f"
            )
        return f"f returned {given}, but a slope needs real numbers: return floats, such as 1.0 * (x > 0) for x > 0"


def _wrong_shape(values: NDArray[Any], shape: tuple[int, ...]) -> str:
    remedy = "f must answer element by element: did it sum, or pick, or reshape?"
    if values.shape == ():
        remedy = (
            "write a constant as 3.0 + 0 * x; an f of several variables, which gives one number for a vector, "
            "belongs to coursekit.gradient"
        )
    return f"f returned shape {values.shape} for x of shape {shape}; expected {shape}: {remedy}"


def real_numbers(value: ArrayLike, name: str) -> Array:
    """Give `value` as float64, or say what is wrong with it. The result is read-only and may share its memory.

    Raises
    ------
    TypeError
        bool, str, object or complex.
    ValueError
        nan or infinite.
    """
    numbers = floats(value, name)
    if not all_finite(numbers):
        raise not_finite(numbers, name)
    return numbers


def floats(value: ArrayLike, name: str) -> Array:
    """`real_numbers`, which may still be nan or infinite."""
    numbers = np.asarray(value)
    if numbers.dtype.kind not in "iuf":
        raise TypeError(f"{name} must be real numbers (floats or integers), but {value!r} is {numbers.dtype.name}")
    numbers = numbers.astype(np.float64, copy=False)[...]
    numbers.setflags(write=False)
    return numbers


def not_finite(numbers: Array, name: str) -> ValueError:
    """Say which of the numbers is nan or infinite."""
    where = np.argwhere(~np.isfinite(numbers))[0]
    place = f" at index {tuple(map(int, where))}" if numbers.ndim else ""
    return ValueError(f"{name} must be finite, but is {numbers[tuple(where)]}{place}; leave such points out")


def step_for(x: Array, h: ArrayLike, *, may_vanish: bool = False) -> Array:
    """Give `h` as a number, or one number for each element of `x`, or say what is wrong with it.

    Raises
    ------
    TypeError, ValueError
        As for `real_numbers`; `h` is not positive; `h` has another shape than `x` and is not one number; or `h` is so
        small that ``x + h == x`` (unless it `may_vanish`).
    """
    h = real_numbers(h, "h")
    if h.shape not in ((), x.shape):
        raise ValueError(f"h has shape {h.shape} and x has shape {x.shape}: give one step, or one for each element")
    if not (h > 0).all():
        raise ValueError(f"h must be positive, but is {h.min()}; leave it out for a step that suits x")
    for part, step in () if may_vanish else pieces(x, h):
        vanishes = np.abs(part) + step == np.abs(part)
        if vanishes.any():
            bad, small = part[vanishes][0], np.broadcast_to(step, part.shape)[vanishes][0]
            raise ValueError(
                f"step {small:.3g} vanishes at x={bad:.17g}; the smallest that does not is {np.spacing(abs(bad)):.2g}"
            )
    return h


def pieces(*arrays: NDArray[Any], most: int = PIECE) -> Iterator[tuple[NDArray[Any], ...]]:
    """Cut arrays of one shape into views small enough for the cache; numbers and small arrays stay whole."""
    size = max(a.size for a in arrays)
    if size <= most:
        yield arrays
        return
    flat = [a.reshape(-1) for a in arrays]
    for start in range(0, size, most):
        yield tuple(a[start : start + most] if a.size == size else a[0] for a in flat)


def power_of_two(h: Any, scale: float = 1.0, least: float = 0.0) -> Any:
    """Give the power of two nearest in ratio to `scale` times |h|, or times `least` where |h| is less.

    Of the bits of sqrt(2) h, the power keeps those of the exponent, and so loses the sign. It is exact, and many times
    faster than ``2.0 ** np.round(np.log2(h))``. Powers of two are in the order of their bits.
    """
    bits = np.asarray(2**0.5 * scale * h).view(np.int64)
    bits &= EXPONENT
    if least:
        np.maximum(bits, _exponent(2**0.5 * scale * least), out=bits)
    return bits.view(np.float64)


@cache
def _exponent(h: float) -> Any:
    return np.array(h).view(np.int64) & EXPONENT


def all_finite(numbers: NDArray[Any]) -> bool:
    """Whether all numbers are finite. If the sum of their squares is, they are: one quick look at each."""
    return math.isfinite(np.vdot(numbers, numbers)) or bool(np.isfinite(numbers).all())  # vdot warns of no overflow


def known(name: str, names: Collection[str], what: str = "method") -> str:
    """Give `name` back if it is one of `names`; otherwise raise a ValueError that offers the nearest."""
    if name not in names:
        from difflib import get_close_matches  # here, so that a plain import stays fast

        names = list(names)
        near = get_close_matches(str(name), names, n=1, cutoff=0.4) or names
        raise ValueError(f"unknown {what} {name!r}; did you mean {' or '.join(map(repr, near))}?")
    return name
