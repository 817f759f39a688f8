"""How far to go downhill, found anew for each step."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from coursekit.numerics.descents import count, one_rate
from coursekit.numerics.one_variable import real_numbers

__all__ = ["backtracking_line_search"]


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
    x, p, g : array
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
    ValueError
        `p` does not go downhill, `f` is not finite at `x`, or a setting is out of range.

    Examples
    --------
    >>> backtracking_line_search(lambda x: x[0] ** 2, [1.0], [-2.0], [2.0])
    (0.5, 3)
    """
    x, p = real_numbers(x, "x"), real_numbers(p, "p")
    slope = float(np.vdot(real_numbers(g, "g"), p))
    t = one_rate(t, "t")
    if not (0 < rho < 1 and 0 < c1 < 1):
        raise ValueError(f"rho and c1 must lie between 0 and 1, but are {rho!r} and {c1!r}")
    if not slope < 0:
        raise ValueError(f"p must go downhill, but its slope g . p is {slope:.3g}; give p = -g")
    here = f(x)
    if not np.isfinite(here):
        raise ValueError(f"f is {here} at x = {x}; start where it is finite")
    for k in range(count(max_iter, "max_iter")):
        if f(x + t * p) <= here + c1 * t * slope:
            return t, k + 2
        t = rho * t
    return 0.0, max_iter + 1
