"""How far to go downhill, found anew for each step."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from coursekit.numerics.columns import NOT_FINITE_HERE, finite_number, number
from coursekit.numerics.descents import one_rate
from coursekit.numerics.given import count, function, one_number, real_numbers
from coursekit.words import mark, say

__all__ = ["backtracking_line_search"]

SHAPES = mark("x, p and g have the shapes {x}, {p} and {g}; they need one shape, a number for each coordinate")
UPHILL = mark("p must go downhill, but its slope g . p is {slope:.3g}; give p = -g")


def backtracking_line_search(
    f: Callable[[Any], Any],
    x: ArrayLike,
    p: ArrayLike,
    g: ArrayLike,
    *,
    t: float = 1.0,
    rho: float = 0.5,
    c1: float = 1e-4,
    max_iter: int = 50,
) -> tuple[float, int]:
    r"""Find how far to go from `x` in the direction `p`: shrink `t` until `f` falls enough (Armijo's rule).

    .. math:: f(x + t p) \le f(x) + c_1 \, t \, \nabla f(x) \cdot p

    Source: J. Nocedal and S. Wright, "Numerical Optimization", 2006, algorithm 3.1.

    Parameters
    ----------
    f : callable
    x, p, g : arrays of one shape
        The point, a direction downhill, and the gradient at `x`.
    t, rho, c1, max_iter : float, float, float, int
        The first step, what each next one is multiplied by, the share of the promised fall that is enough, and the
        most steps tried.

    Returns
    -------
    t : float
        The step; 0 if none of those tried is good enough.
    nfev : int
        How often `f` was called: once at `x`, and once for each step tried.

    Raises
    ------
    TypeError, ValueError
        `p` does not go downhill, `f` is not finite at `x`, or a setting is out of range.

    Examples
    --------
    >>> backtracking_line_search(lambda x: x[0] ** 2, [1.0], [-2.0], [2.0])
    (0.5, 3)
    """
    x, p, g = real_numbers(x, "x"), real_numbers(p, "p"), real_numbers(g, "g")
    t, max_iter = one_rate(t, "t"), count(max_iter, "max_iter")
    rho, c1 = (
        one_number(rho, "rho", 0, 1, inside=True, example=0.5),
        one_number(c1, "c1", 0, 1, inside=True, example=1e-4),
    )
    if not x.shape == p.shape == g.shape:
        raise ValueError(say(SHAPES, x=x.shape, p=p.shape, g=g.shape))
    with np.errstate(all="ignore"):
        slope = float(np.vdot(g, p))
        if not slope < 0:
            raise ValueError(say(UPHILL, slope=slope))
        here = finite_number(function(f), x.copy(), otherwise=NOT_FINITE_HERE)
        for k in range(max_iter):
            if number(f, x + t * p) <= here + c1 * t * slope:
                return t, k + 2
            t = rho * t
    return 0.0, max_iter + 1
