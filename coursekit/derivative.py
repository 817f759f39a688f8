"""The slope of a function of one variable, from its values alone. Each formula is the last line of its function.

`coursekit.numerics.steps.difference` adds to each what a reader did not come for: it looks at `f`, `x` and `h`,
chooses `h` where none is given, and hands more than 32,000 points to `f` in flat pieces, which saves time and memory.
"""

from collections.abc import Sequence
from inspect import unwrap
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from coursekit.numerics.answers import ask
from coursekit.numerics.given import known, one_number
from coursekit.numerics.one_variable import Array, Function, Guarded, real_numbers, step_for
from coursekit.numerics.richardson import DerivativeResult, richardson
from coursekit.numerics.steps import ROOT, difference, step_size
from coursekit.words import say

__all__ = [
    "ROOT",
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


@difference("forward")
def forward_difference(f: Function, x: Any, h: Any = None) -> Any:
    r"""Slope of `f` at `x` from the neighbour at distance `h` to the right; to the left if `h` is negative.

    .. math:: f'(x) \approx \frac{f(x+h) - f(x)}{h}, \quad
        \text{error} \approx \tfrac{h}{2} |f''| + \tfrac{2\varepsilon}{h} |f|

    Parameters
    ----------
    f : callable, elementwise: `f(x)` has the shape of `x`. What it is given is read-only.
    x : float or array of any shape; integers and float32 count as float64
    h : float, or an array of the shape of `x`, in the units of `x`; default `step_size(x, "forward")`

    Returns
    -------
    float or array, the shape of `x`, in units of f per unit of x; nan where `f` is not finite

    Raises
    ------
    TypeError : `x`, `h` or `f(x)` is not made of real numbers.
    ValueError : `h` is 0 or so small that `x + h == x`; `x` is not finite; `f(x)` has another shape.

    Examples
    --------
    >>> forward_difference(lambda t: t**2, [1, 2, 3], h=0.5)
    array([2.5, 4.5, 6.5])
    """
    return (f(x + h) - f(x)) / h


@difference("backward")
def backward_difference(f: Function, x: Any, h: Any = None) -> Any:
    r"""Slope of `f` at `x` from the neighbour at distance `h` to the left; to the right if `h` is negative.

    .. math:: f'(x) \approx \frac{f(x) - f(x-h)}{h}, \quad
        \text{error} \approx \tfrac{h}{2} |f''| + \tfrac{2\varepsilon}{h} |f|

    Parameters
    ----------
    f : callable, elementwise: `f(x)` has the shape of `x`. What it is given is read-only.
    x : float or array of any shape; integers and float32 count as float64
    h : float, or an array of the shape of `x`, in the units of `x`; default `step_size(x, "backward")`

    Returns
    -------
    float or array, the shape of `x`, in units of f per unit of x; nan where `f` is not finite

    Raises
    ------
    TypeError : `x`, `h` or `f(x)` is not made of real numbers.
    ValueError : `h` is 0 or so small that `x + h == x`; `x` is not finite; `f(x)` has another shape.

    Examples
    --------
    >>> backward_difference(lambda t: t**2, [1, 2, 3], h=0.5)
    array([1.5, 3.5, 5.5])
    """
    return (f(x) - f(x - h)) / h


@difference("central")
def central_difference(f: Function, x: Any, h: Any = None) -> Any:
    r"""Slope of `f` at `x` from the two neighbours at distance `h`.

    .. math:: f'(x) \approx \frac{f(x+h) - f(x-h)}{2h}, \quad
        \text{error} \approx \tfrac{h^2}{6} |f'''| + \tfrac{\varepsilon}{h} |f|

    Parameters
    ----------
    f : callable, elementwise: `f(x)` has the shape of `x`. What it is given is read-only.
    x : float or array of any shape; integers and float32 count as float64
    h : float, or an array of the shape of `x`, in the units of `x`; default `step_size(x, "central")`

    Returns
    -------
    float or array, the shape of `x`, in units of f per unit of x; nan where `f` is not finite

    Raises
    ------
    TypeError : `x`, `h` or `f(x)` is not made of real numbers.
    ValueError : `h` is 0 or so small that `x + h == x`; `x` is not finite; `f(x)` has another shape.

    Examples
    --------
    >>> central_difference(lambda t: t**2, 3, h=0.5)
    6.0
    """
    return (f(x + h) - f(x - h)) / (2 * h)


@difference("five_point")
def five_point_difference(f: Function, x: Any, h: Any = None) -> Any:
    r"""Slope of `f` at `x` from the four neighbours at distances `h` and `2h`; with `x` they are five points.

    .. math:: f'(x) \approx \frac{8\,[f(x+h) - f(x-h)] - [f(x+2h) - f(x-2h)]}{12h}, \quad
        \text{error} \approx \tfrac{h^4}{30} |f^{(5)}| + \tfrac{3\varepsilon}{2h} |f|

    Parameters
    ----------
    f : callable, elementwise: `f(x)` has the shape of `x`. What it is given is read-only.
    x : float or array of any shape; integers and float32 count as float64
    h : float, or an array of the shape of `x`, in the units of `x`; default `step_size(x, "five_point")`

    Returns
    -------
    float or array, the shape of `x`, in units of f per unit of x; nan where `f` is not finite

    Raises
    ------
    TypeError : `x`, `h` or `f(x)` is not made of real numbers.
    ValueError : `h` is 0 or so small that `x + h == x`; `x` is not finite; `f(x)` has another shape.

    Examples
    --------
    >>> five_point_difference(lambda t: t**4, 3, h=0.5)
    108.0
    """
    return (8 * (f(x + h) - f(x - h)) - (f(x + 2 * h) - f(x - 2 * h))) / (12 * h)


@difference("complex_step")
def complex_step(f: Function, x: Any, h: Any = None) -> Any:
    r"""Slope of `f` at `x` from one step into the complex plane (Squire and Trapp, 1998).

    .. math:: f'(x) \approx \frac{\operatorname{Im} f(x + ih)}{h}, \quad \text{error} \approx \tfrac{h^2}{6} |f'''|

    Nothing is subtracted, so however small `h` is, no digits are lost but those that `f` itself loses. It needs an `f`
    that is real for real numbers and analytic; to notice where it is not, `f` is asked at seven real numbers or more.

    Parameters
    ----------
    f : callable, elementwise: `f(x)` has the shape of `x`. What it is given is read-only.
    x : float or array of any shape; integers and float32 count as float64
    h : float, or an array of the shape of `x`, in the units of `x`; default 1e-20 times `|x|`, but at most 1e-20

    Returns
    -------
    float or array, the shape of `x`, in units of f per unit of x; nan where `f` is not finite, not real or has a kink

    Raises
    ------
    TypeError : `f` takes no complex numbers, or drops a part of them, as abs, conj, norm and float do; `f` rounds; `x`
        or `h` is not real; `h` is not far below `|x|`, and it matters.
    ValueError : `h` is 0 or below 2.3e-308; `x` is not finite; `f(x)` has another shape.

    Examples
    --------
    >>> complex_step(lambda t: t**2, 3)
    6.0
    """
    return f(x + 1j * h).imag / h


FORMULAS = {
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
        raise ValueError(say("richardson chooses its own steps, but h={h!r} was given; leave h out", h=h))
    return richardson(f, x).df


def difference_error(
    f: Function, df: Any, x: float, h: ArrayLike, methods: Sequence[str] = ("forward", "backward", "central")
) -> dict[str, Array]:
    """Absolute error of each formula at each step: what the picture of error against `h` shows.

    Here `h` may be as small as you like: where ``x + h == x`` the difference is 0, and the error is the whole slope.

    Parameters
    ----------
    f : callable, elementwise
    df : the exact slope: the function f', or its value at `x`
    x : float
    h : array of any shape
    methods : a list of names from `FORMULAS`

    Returns
    -------
    dict : for each method an array of the shape of `h`. Logarithmic axes leave out what is exactly 0.

    Raises
    ------
    TypeError, ValueError : as the formulas, but for `x + h == x`; `x` is not one number; a method is unknown.

    Examples
    --------
    >>> difference_error(np.sin, np.cos, 1.0, [1e-1, 1e-20], ["forward", "central"])["central"].round(4)
    array([0.0009, 0.5403])
    """
    h, point = real_numbers(h, "h"), np.float64(one_number(real_numbers(x, "x"), "x"))
    points, steps = np.full(h.shape, point), step_for(h, h, may_vanish=True)
    errors = {}
    with np.errstate(all="ignore"):
        exact = one_number(ask(df, point, name="df") if callable(df) else df, "df")
        for method in methods if isinstance(methods, Sequence) and not isinstance(methods, str) else [methods]:
            formula = unwrap(FORMULAS[known(method, FORMULAS)])
            errors[method] = np.abs(formula(Guarded(f, complex_values=method == "complex_step"), points, steps) - exact)
    return errors
