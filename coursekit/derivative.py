r"""The slope of a function of one variable, from its values alone.

Each formula is one line, the last of its function. In all of them

- `f` answers element by element: `f(x)` has the shape of `x`. It cannot change `x`: what it is given is read-only;
- `x` is a number or an array of any shape. Integers and float32 count as float64. A number gives a Python float;
- `h`, in the units of `x`, is one number, or one for each element of `x`; left out, it is `step_size(x, method)`;
- where `f` is not finite at a point it is asked for, the slope is nan, and the neighbours are not touched;
- more than 65,536 points are handed to `f` in flat pieces; that saves time and memory.

A `TypeError` says that `x`, `h` or what `f` returned is of a wrong kind (bool, str, complex, object); a `ValueError`
that `x` is not finite, that `h` is not positive or so small that ``x + h == x``, or that `f` returned another shape.
What `f` raises comes through unchanged.
"""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, Protocol, cast

import numpy as np
from numpy.typing import ArrayLike

from coursekit.elementwise import EPS, Array, Function, Guarded, known, pieces, power_of_two, real_numbers, step_for
from coursekit.richardson import DerivativeResult, richardson  # apart, so that each module is read in one sitting

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
    """A formula for the slope, as its users call it; the bare formula is its `__wrapped__`."""

    __wrapped__: Callable[..., Any]

    def __call__(self, f: Function, x: ArrayLike, h: ArrayLike | None = None) -> Any:
        """Slope of `f` at `x`: a float, or an array of the shape of `x`."""


def step_size(x: ArrayLike, method: str = "central", *, eps: float = EPS) -> Any:
    r"""Step that balances the two errors of a difference formula.

    .. math:: h \approx \varepsilon^{1/p} \max(1, |x|), \qquad p = 2, 3, 5

    rounded to a power of two, so that `x + h` and `x - h` mirror each other exactly. A larger step cuts the curve
    short; a smaller one loses the digits that `f(x + h)` and `f(x)` share (*Numerical Recipes*, section 5.7).

    Parameters
    ----------
    x : float or array of any shape
    method : "forward" or "backward" (p = 2), "central" (p = 3), "five_point" (p = 5)
    eps : float
        Relative precision of the values of `f`. The formulas take that of float32 where `f` returns float32.

    Returns
    -------
    float or array, the shape and units of `x`

    Examples
    --------
    >>> step_size(1.0) == 2**-17, step_size([0, 1000], "forward").tolist() == [2**-26, 2**-16]
    (True, True)
    """
    h = _default_step(real_numbers(x, "x"), known(method, ROOT), eps)
    return h if np.ndim(h) else float(h)


def _default_step(x: Array, method: str, eps: float) -> Any:
    if method == "complex_step":
        return 1e-20
    return power_of_two(eps ** (1 / ROOT[method]) * np.maximum(np.abs(x), 1))


def difference(method: str) -> Callable[[Callable[..., Any]], Difference]:
    """Turn a bare formula into one that checks its input, finds its step and works on arrays of any size."""

    def decorate(formula: Callable[..., Any]) -> Difference:
        @wraps(formula)
        def slope(f: Function, x: ArrayLike, h: ArrayLike | None = None) -> Any:
            guarded = Guarded(f, complex_values=method == "complex_step")
            points = real_numbers(x, "x")
            steps = () if h is None else (step_for(points, h, may_vanish=method == "complex_step"),)
            df = np.empty(points.shape)
            for result, *part in pieces(df, points, *steps):
                result[...] = _slope(formula, guarded, method, *part)
            return df if df.ndim else float(df)

        return cast(Difference, slope)

    return decorate


def _slope(formula: Callable[..., Any], f: Guarded, method: str, x: Array, h: Array | None = None) -> Any:
    x, eps = x.copy(), f.eps  # f may keep what it is given
    with np.errstate(all="ignore"):
        df = formula(f, x, _default_step(x, method, eps) if h is None else h)
        if h is None and f.eps > eps:  # f turns out to be coarse: again, with the step that suits it
            df = formula(f, x, _default_step(x, method, f.eps))
    finite = np.isfinite(df)
    return df if finite.all() else np.where(finite, df, np.nan)


@difference("forward")
def forward_difference(f: Function, x: Any, h: Any = None) -> Any:
    r"""Slope of `f` at `x` from the neighbour at distance `h` to the right.

    .. math:: f'(x) \approx \frac{f(x+h) - f(x)}{h}, \qquad \text{error} \approx \tfrac{h}{2} |f''| + \tfrac{2\varepsilon}{h} |f|

    Examples
    --------
    >>> forward_difference(lambda t: t**2, [1, 2, 3], h=0.5)
    array([2.5, 4.5, 6.5])
    """  # noqa: E501
    return (f(x + h) - f(x)) / h


@difference("backward")
def backward_difference(f: Function, x: Any, h: Any = None) -> Any:
    r"""Slope of `f` at `x` from the neighbour at distance `h` to the left.

    .. math:: f'(x) \approx \frac{f(x) - f(x-h)}{h}, \qquad \text{error} \approx \tfrac{h}{2} |f''| + \tfrac{2\varepsilon}{h} |f|

    Examples
    --------
    >>> backward_difference(lambda t: t**2, [1, 2, 3], h=0.5)
    array([1.5, 3.5, 5.5])
    """  # noqa: E501
    return (f(x) - f(x - h)) / h


@difference("central")
def central_difference(f: Function, x: Any, h: Any = None) -> Any:
    r"""Slope of `f` at `x` from the two neighbours at distance `h`.

    .. math:: f'(x) \approx \frac{f(x+h) - f(x-h)}{2h}, \qquad \text{error} \approx \tfrac{h^2}{6} |f'''| + \tfrac{\varepsilon}{h} |f|

    Examples
    --------
    >>> central_difference(lambda t: t**2, 3, h=0.5)
    6.0
    """  # noqa: E501
    return (f(x + h) - f(x - h)) / (2 * h)


@difference("five_point")
def five_point_difference(f: Function, x: Any, h: Any = None) -> Any:
    r"""Slope of `f` at `x` from the four neighbours at distances `h` and `2h`; with `x` itself they are five points.

    .. math:: f'(x) \approx \frac{f(x-2h) - 8f(x-h) + 8f(x+h) - f(x+2h)}{12h}, \qquad
        \text{error} \approx \tfrac{h^4}{30} |f^{(5)}| + \tfrac{3\varepsilon}{2h} |f|

    Examples
    --------
    >>> five_point_difference(lambda t: t**4, 3, h=0.5)
    108.0
    """
    return (f(x - 2 * h) - 8 * f(x - h) + 8 * f(x + h) - f(x + 2 * h)) / (12 * h)


@difference("complex_step")
def complex_step(f: Function, x: Any, h: Any = 1e-20) -> Any:
    r"""Slope of `f` at `x` from one step into the complex plane (Squire and Trapp, 1998).

    .. math:: f'(x) \approx \frac{\operatorname{Im} f(x + ih)}{h}, \qquad \text{error} \approx \tfrac{h^2}{6} |f'''|

    Nothing is subtracted, so no digits are lost however small `h` is. But `f` must be made of functions that know
    complex numbers: where the imaginary part is lost (abs, float, norm), it raises. Keep `h` far below `|x|`.

    Examples
    --------
    >>> complex_step(lambda t: t**2, 3)
    6.0
    """
    return f(x + 1j * h).imag / h


FORMULAS: dict[str, Difference] = {
    "forward": forward_difference,
    "backward": backward_difference,
    "central": central_difference,
    "five_point": five_point_difference,
    "complex_step": complex_step,
}


def derivative(f: Function, x: ArrayLike, *, method: str = "central", h: ArrayLike | None = None) -> Any:
    """Slope of `f` at `x` by the method of that name: one of `FORMULAS`, or "richardson", which chooses its own steps.

    Examples
    --------
    >>> derivative(lambda t: t**2, 3, method="forward", h=0.5)
    6.5
    """
    if known(method, [*FORMULAS, "richardson"]) != "richardson":
        return FORMULAS[method](f, x, h)
    if h is not None:
        raise ValueError(f"richardson chooses its own steps, but h={h!r} was given; leave h out")
    return richardson(f, x).df


def difference_error(
    f: Function, df: Any, x: float, h: ArrayLike, methods: Sequence[str] = ("forward", "backward", "central")
) -> dict[str, Array]:
    """Absolute error of each formula at each step: what the picture of error against `h` shows.

    Here `h` may be as small as you like: where ``x + h == x`` the difference is 0, and the error is the whole slope.

    Parameters
    ----------
    f : callable, elementwise
    df : callable or float
        The exact slope: the function f', or its value at `x`.
    x : float
    h : array of any shape
    methods : names from `FORMULAS`

    Returns
    -------
    dict
        For each method an array of the shape of `h`. An error of 0 cannot be shown on logarithmic axes.

    Examples
    --------
    >>> difference_error(np.sin, np.cos, 1.0, [1e-1, 1e-20], ["forward", "central"])["central"].round(4)
    array([0.0009, 0.5403])
    """
    steps, point = real_numbers(h, "h"), real_numbers(x, "x")
    if point.ndim:
        raise ValueError(
            f"x must be one number, but has shape {point.shape}: the picture shows the errors at one point"
        )
    points = np.full(steps.shape, point)
    exact = df(point[()]) if callable(df) else df
    errors = {}
    for method in methods:
        formula = FORMULAS[known(method, FORMULAS)].__wrapped__
        guarded = Guarded(f, complex_values=method == "complex_step")
        with np.errstate(all="ignore"):
            errors[method] = np.abs(formula(guarded, points, step_for(points, steps, may_vanish=True)) - exact)
    return errors
