r"""The slope of a function of one variable, from its values alone.

Each formula is one line, the last of its function; `coursekit.elementwise` does what a reader did not come for. In all of
them `f` answers element by element: `f(x)` has the shape of `x`. More than 16,384 points are handed to `f` in flat pieces.
Integers and float32 count as float64. Where `f` has no finite value at a point it is asked for, the slope there is nan.
"""

from functools import wraps
from typing import Any, Protocol

import numpy as np
from numpy.typing import ArrayLike

from coursekit.elementwise import EPS, Array, Function, Guarded, pieces, real_numbers, step_for
from coursekit.richardson import DerivativeResult, richardson

__all__ = [
    "DerivativeResult",
    "backward_difference",
    "central_difference",
    "complex_step",
    "derivative",
    "difference_error",
    "five_point_difference",
    "forward_difference",
    "richardson",
    "step_size",
]

ROOT = {"forward": 2, "backward": 2, "central": 3, "five_point": 5}


class Difference(Protocol):
    """A formula for the slope, as its users call it."""

    __wrapped__: Any

    def __call__(self, f: Function, x: ArrayLike, h: ArrayLike | None = None) -> Any:
        """Slope of `f` at `x`."""


def step_size(x: ArrayLike, method: str = "central", *, eps: float = EPS) -> Any:
    r"""Step that balances the two errors of a difference formula: a power of two near :math:`\varepsilon^{1/p}|x|`.

    Parameters
    ----------
    x : float or array of any shape
    method : "forward", "backward" (p = 2), "central" (p = 3) or "five_point" (p = 5)
    eps : float
        Relative precision of the values of `f`.

    Returns
    -------
    float or array, the shape and units of `x`
        Powers of two, so that `x + h` and `x - h` mirror each other exactly. Below ``|x| = 1`` the step is that of 1.

    Examples
    --------
    >>> step_size(1.0, "central") == 2.0**-17
    True
    """
    x = real_numbers(x, "x")
    p = ROOT[_known(method, ROOT)]
    h = 2.0 ** np.round(np.log2(eps ** (1 / p) * np.maximum(1, np.abs(x))))
    return h if x.ndim else float(h)


def difference(method: str) -> Any:
    """Turn a bare formula into a function that checks its input, finds a step and works on arrays of any size."""

    def decorate(formula: Any) -> Any:
        @wraps(formula)
        def slope(f: Function, x: ArrayLike, h: ArrayLike | None = None) -> Any:
            guarded, x = Guarded(f), real_numbers(x, "x")
            steps = () if h is None else (step_for(x, h),)
            parts = [_slope(formula, guarded, method, *part) for part in pieces(x, *steps)]
            return np.concatenate(parts).reshape(x.shape) if x.ndim else float(parts[0])

        return slope

    return decorate


def _slope(formula: Any, f: Guarded, method: str, x: Array, h: Array | None = None) -> Array:
    with np.errstate(all="ignore"):
        eps = f.eps
        df = formula(f, x, step_size(x, method, eps=eps) if h is None else h)
        if h is None and f.eps > eps:  # f turns out to be coarse: take the step that suits it
            df = formula(f, x, step_size(x, method, eps=f.eps))
    return np.where(np.isfinite(df), df, np.nan)


@difference("forward")
def forward_difference(f: Function, x: Any, h: Any = None) -> Any:
    r"""Slope of `f` at `x` from the neighbour at distance `h` to the right.

    Examples
    --------
    >>> round(forward_difference(lambda t: t**2, 3), 6)
    6.0
    """
    return (f(x + h) - f(x)) / h


@difference("backward")
def backward_difference(f: Function, x: Any, h: Any = None) -> Any:
    r"""Slope of `f` at `x` from the neighbour at distance `h` to the left.

    Examples
    --------
    >>> round(backward_difference(lambda t: t**2, 3), 6)
    6.0
    """
    return (f(x) - f(x - h)) / h


@difference("central")
def central_difference(f: Function, x: Any, h: Any = None) -> Any:
    r"""Slope of `f` at `x` from the two neighbours at distance `h`.

    Examples
    --------
    >>> round(central_difference(lambda t: t**2, 3), 6)
    6.0
    """
    return (f(x + h) - f(x - h)) / (2 * h)


@difference("five_point")
def five_point_difference(f: Function, x: Any, h: Any = None) -> Any:
    r"""Slope of `f` at `x` from the four neighbours at distances `h` and `2h`.

    Examples
    --------
    >>> round(five_point_difference(lambda t: t**4, 3), 6)
    108.0
    """
    return (f(x - 2 * h) - 8 * f(x - h) + 8 * f(x + h) - f(x + 2 * h)) / (12 * h)


def complex_step(f: Function, x: ArrayLike, h: float = 1e-20) -> Any:
    r"""Slope of `f` at `x` from one step into the complex plane: nothing is subtracted, so nothing is lost.

    Examples
    --------
    >>> complex_step(lambda t: t**2, 3)
    6.0
    """
    guarded, x = Guarded(f, "complex"), real_numbers(x, "x")
    with np.errstate(all="ignore"):
        parts = [guarded(part + 1j * h).imag / h for (part,) in pieces(x)]
    return np.concatenate(parts).reshape(x.shape) if x.ndim else float(parts[0])


FORMULAS: dict[str, Difference] = {
    "forward": forward_difference,
    "backward": backward_difference,
    "central": central_difference,
    "five_point": five_point_difference,
}


def derivative(f: Function, x: ArrayLike, *, method: str = "central", h: ArrayLike | None = None) -> Any:
    """Slope of `f` at `x` by the method of that name.

    Examples
    --------
    >>> round(derivative(lambda t: t**2, 3, method="forward"), 6)
    6.0
    """
    return FORMULAS[_known(method, FORMULAS)](f, x, h)


def difference_error(
    f: Function, df: Any, x: float, h: ArrayLike, methods: tuple[str, ...] = ("forward", "backward", "central")
) -> dict[str, Array]:
    """Error of each formula at each step: what the picture of error against `h` shows.

    Examples
    --------
    >>> difference_error(np.sin, np.cos, 0.0, [1e-1, 1e-30], ["forward"])["forward"].round(4)
    array([0.0017, 0.    ])
    """
    h = real_numbers(h, "h")
    exact = df(x) if callable(df) else df
    points = np.full(h.shape, x, float)
    with np.errstate(all="ignore"):
        return {m: np.abs(FORMULAS[_known(m, FORMULAS)].__wrapped__(Guarded(f), points, h) - exact) for m in methods}


def _known(method: str, methods: dict[str, Any]) -> str:
    if method not in methods:
        from difflib import get_close_matches  # here, so that a plain import stays fast

        near = get_close_matches(str(method), methods) or methods
        raise ValueError(f"unknown method {method!r}; did you mean {' or '.join(map(repr, near))}?")
    return method
