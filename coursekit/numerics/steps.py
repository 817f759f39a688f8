"""Which step suits a difference formula, and how a formula gets its step.

A formula in `coursekit.derivative` is one line. `difference` turns it into a function that takes whatever a reader
gives it: it checks the input, finds the step, and works through large arrays in pieces.
"""

from collections.abc import Callable
from functools import cache, wraps
from typing import Any, TypeVar, cast

import numpy as np
from numpy.typing import ArrayLike

from coursekit.numerics.complex_plane import complex_slope
from coursekit.numerics.given import floats, known, not_finite, one_number
from coursekit.numerics.one_variable import (
    EPS,
    EXPONENT,
    Array,
    Function,
    Guarded,
    all_finite,
    pieces,
    real_numbers,
    step_for,
)

__all__ = ["ROOT", "difference", "step_size"]

Formula = TypeVar("Formula", bound=Callable[..., Any])

ROOT = {"forward": 2, "backward": 2, "central": 3, "five_point": 5}


def step_size(x: ArrayLike, method: str = "central", *, eps: float = EPS) -> Any:
    r"""Step that balances the two errors of a difference formula.

    .. math:: h \approx \varepsilon^{1/p} \max(1, |x|), \qquad p = 2, 3, 5

    A larger step cuts the curve short; a smaller one loses the digits that `f(x + h)` and `f(x)` share (*Numerical
    Recipes*, section 5.7). It is rounded to a power of two: dividing by it is exact, and so, almost wherever `|x|` is 1
    or more, are `x + h` and `x - h`; nearer to 0 they may be rounded.

    Parameters
    ----------
    x : float or array of any shape
    method : "forward" or "backward" (p = 2), "central" (p = 3), "five_point" (p = 5)
    eps : float between 0 and 1
        Relative precision of the values of `f`: 2.2e-16, or 1.2e-7 where it computes in float32.

    Returns
    -------
    float or array, the shape and units of `x`

    Raises
    ------
    TypeError, ValueError : `x` is not real and finite, the method is unknown, or `eps` is no such number.

    Examples
    --------
    >>> step_size(1.0) == 2**-17
    True
    >>> step_size([0, 1000], "forward") == [2**-26, 2**-16]
    array([ True,  True])
    """
    x = real_numbers(x, "x")
    h = balanced_step(x, known(method, ROOT), one_number(eps, "eps", 0, 1, inside=True, example=EPS))
    return h if x.ndim else float(h)


def balanced_step(x: Any, method: str, eps: float) -> Any:
    """`step_size` for numbers that were looked at already: `power_of_two`, of numbers in the order of their bits."""
    factor, least = _at_least(method, eps)
    return np.maximum((factor * x).view(np.int64) & EXPONENT, least).view(np.float64)


@cache
def _at_least(method: str, eps: float) -> tuple[Any, Any]:
    """Give by what to multiply x, so that its exponent is that of the step, and the bits of the step for x up to 1."""
    factor = np.array(2**0.5 * eps ** (1 / ROOT[method]))
    return factor, np.array(factor.view(np.int64) & EXPONENT)  # an array is faster than a scalar


def difference(method: str) -> Callable[[Formula], Formula]:
    """Turn a bare formula into a function that checks its input and finds its step; the formula is its `__wrapped__`.

    Examples
    --------
    >>> @difference("forward")
    ... def to_the_right(f, x, h=None):
    ...     return (f(x + h) - f(x)) / h
    >>> to_the_right(lambda t: t**2, [1, 2], h=0.5)
    array([2.5, 4.5])
    """
    slope = complex_slope if method == "complex_step" else _slope

    def decorate(formula: Formula) -> Formula:
        @wraps(formula)
        def checked(f: Function, x: ArrayLike, h: ArrayLike | None = None) -> Any:
            guarded = Guarded(f)
            points = floats(x, "x")
            steps = () if h is None else (step_for(real_numbers(points, "x"), h, may_vanish=method == "complex_step"),)
            df = np.empty(points.shape)
            with np.errstate(all="ignore"):
                for result, *part in pieces(df, points, *steps):
                    if not all_finite(part[0]):  # looked at here, where it is in the cache
                        raise not_finite(points, "x")
                    result[...] = slope(formula, guarded, method, *part)
            return df if df.ndim else float(df)

        return cast(Formula, checked)

    return decorate


def _slope(formula: Callable[..., Any], f: Guarded, method: str, x: Array, *h: Array) -> Any:
    eps = f.eps
    if h:
        df = formula(f, x, *h)
    else:
        df = formula(f, x, balanced_step(x, method, eps))
        if f.eps > eps:  # f turns out to be coarse: again, with the step that suits it
            df = formula(f, x, balanced_step(x, method, f.eps))
    return df if all_finite(df) else np.where(np.isfinite(df), df, np.nan)
