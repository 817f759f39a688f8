"""What every formula of one variable needs before its formula: sound numbers, a sound `f`, and small pieces.

All mathematics stands on this module, so that a formula elsewhere is one line. Its rule is the contract of a function
of one variable: `f` answers element by element, and `f(x)` has the shape of `x`.
"""

import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.exceptions import ComplexWarning
from numpy.typing import ArrayLike, NDArray

from coursekit.numerics.answers import EPS, ImaginaryLost, as_complex, as_numbers, explained, precision
from coursekit.numerics.given import Array, Function, all_finite, function, real_numbers
from coursekit.words import mark, say

__all__ = ["EPS", "Array", "Function", "Guarded", "all_finite", "pieces", "power_of_two", "real_numbers", "step_for"]

EXPONENT = np.array(0x7FF0_0000_0000_0000)  # these bits of a float64
SAME = 1e-3  # by which part a value may differ in company: an iteration may stop at another place
PIECE = 32_000  # points handed to f at once: the arrays of one piece fit into a processor's cache

ELEMENTWISE = mark(
    "f fails on an array of shape {shape}, but not on its first number ({error}); it must answer element by element: "
    "np.sin instead of math.sin, np.where instead of if; or wrap it: np.vectorize(f)"
)
FAILS = mark("f fails at x = {x}: {error}")
MIXES = mark(
    "f gives {alone:.6g} for x = {x:.6g} alone, and {given:.6g} for it among others, but must answer element by "
    "element; did it sort, sum or scale all of x? np.vectorize(f) gives it one number at a time"
)
NO_COMPLEX = mark("f takes no complex numbers ({error}): use central_difference or richardson for such an f")
NO_STEP = mark("h must not be 0; leave it out for a step that suits x")
SHAPE = mark("f returned shape {given} for x of shape {shape}; expected {shape}: {remedy}")
STEP_SHAPE = mark("h has shape {given} and x has shape {shape}: give one step, or one for each element")
VANISHES = mark("step {h:.3g} vanishes at x={x:.17g}; the smallest that does not is {least:.2g}")


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

    take: Callable[[Any], NDArray[Any]]
    kind: type[np.float64] | type[np.complex128]

    def __init__(self, f: Function, *, complex_values: bool = False) -> None:
        self.f, self.eps, self.nfev = function(f), EPS, 0
        self.looked = complex_values or hasattr(f, "of_some")  # where it is another function at each point
        self.take, self.kind = (as_complex, np.complex128) if complex_values else (as_numbers, np.float64)

    def __call__(self, x: Any) -> Any:
        """`f(x)`, as new float64 or complex128 numbers."""
        if not x.size:
            return np.empty(x.shape, self.kind)
        own = x if x.base is None else x.copy()  # f may keep what it is given
        argument = own[()]  # a view, so that only f's way to the numbers is closed; a number where x is one
        argument.setflags(write=False)
        self.nfev += 1
        try:
            values = self.take(self._asked(argument))
        except (TypeError, ValueError, IndexError, ArithmeticError) as error:
            clearer = self._clearer(error, argument)
            raise clearer from error if clearer is not error else error.__cause__
        if values.shape != np.shape(x):
            raise ValueError(_wrong_shape(values, np.shape(x)))
        self.eps = max(self.eps, precision(values))
        values = values.astype(self.kind)  # a copy: f may reuse its array
        if not self.looked and values.size > 1:
            self._look_alone(argument, values)
        return values

    def _clearer(self, error: Exception, argument: NDArray[Any]) -> Exception:
        clearer = explained(error, self.f, (argument,))
        if clearer is not error or isinstance(error, ImaginaryLost):
            return clearer
        if argument.ndim and self._takes_numbers(argument):
            return type(error)(say(ELEMENTWISE, shape=argument.shape, error=error))
        if self.kind is np.complex128 and isinstance(error, TypeError):
            return TypeError(say(NO_COMPLEX, error=error))
        if hasattr(self.f, "__self__") or isinstance(self.f, type):  # of Python's own: it names no place
            named = ValueError if isinstance(error, ArithmeticError) else type(error)
            return named(say(FAILS, x=argument, error=error))
        return error

    def _look_alone(self, x: NDArray[Any], values: NDArray[Any]) -> None:
        """Ask for two of the points alone, once: an f that sorts, or divides by the sum, is no function of one number.

        An f that gives something else each time is noisy, and may be.
        """
        self.looked = True
        for place in {int(0.618 * x.size), x.size - 1}:
            some = tuple(slice(i, i + 1) for i in np.unravel_index(place, x.shape))
            given = values[some].item()
            try:
                alone = self.take(self.f(x[some].copy())).item()
                differs = abs(alone - given) > SAME * max(abs(alone), abs(given))
                noisy = differs and self.take(self.f(x[some].copy())).item() != alone
            except Exception:  # it may need more than one: what it then says is no help
                return
            if differs and not noisy:
                raise ValueError(say(MIXES, x=x[some].item(), alone=alone, given=given))

    def _asked(self, argument: NDArray[Any]) -> Any:
        if self.kind is np.float64:
            return self.f(argument)
        with warnings.catch_warnings():
            warnings.simplefilter("error", ComplexWarning)  # where an imaginary part is thrown away on the way
            try:
                return self.f(argument)
            except ComplexWarning:
                raise ImaginaryLost(say("a real number")) from None

    def _takes_numbers(self, argument: NDArray[Any]) -> bool:
        try:
            return self.take(self._asked(argument.flat[0])).shape == ()
        except Exception:
            return False

    def of_some(self, some: tuple[NDArray[np.intp], ...]) -> "Guarded":
        """Give the function of some of the points alone; another one only where `f` is another at each point."""
        if not hasattr(self.f, "of_some"):
            return self
        guarded = Guarded(self.f.of_some(some))
        guarded.eps = self.eps
        return guarded


def _wrong_shape(values: NDArray[Any], shape: tuple[int, ...]) -> str:
    remedy = say("f must answer element by element: did it sum, or pick, or reshape?")
    if values.shape == ():
        remedy = say(
            "write a constant as 3.0 + 0 * x; an f of several variables, which gives one number for a vector, "
            "belongs to coursekit.gradient"
        )
    return say(SHAPE, given=values.shape, shape=shape, remedy=remedy)


def step_for(x: Array, h: ArrayLike, *, may_vanish: bool = False) -> Array:
    """Give `h` as a number, or one number for each element of `x`, or say what is wrong with it.

    Raises
    ------
    TypeError, ValueError
        As for `real_numbers`; `h` is 0; `h` has another shape than `x` and is not one number; or `h` is so small that
        ``x + h == x`` (unless it `may_vanish`).
    """
    h = real_numbers(h, "h")
    if h.shape not in ((), x.shape):
        raise ValueError(say(STEP_SHAPE, given=h.shape, shape=x.shape))
    if not h.all():
        raise ValueError(say(NO_STEP))
    with np.errstate(all="ignore"):  # x + h may be too large, which f will see
        for part, step in () if may_vanish else pieces(x, h):
            vanishes = np.abs(part) + np.abs(step) == np.abs(part)
            if vanishes.any():
                bad, small = part[vanishes][0], np.broadcast_to(step, part.shape)[vanishes][0]
                raise ValueError(say(VANISHES, h=small, x=bad, least=np.spacing(abs(bad))))
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


def power_of_two(h: Any) -> Any:
    """Give the power of two nearest in ratio to |h|: exact, and many times faster than ``2.0 ** np.round(np.log2(h))``.

    Of the bits of sqrt(2) h it keeps those of the exponent, and so loses the sign.
    """
    bits = np.asarray(2**0.5 * h).view(np.int64)
    bits &= EXPONENT
    return bits.view(np.float64)
