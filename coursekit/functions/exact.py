"""What a function of the catalogue is: its values, its exact slopes and curvatures, its minima."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from coursekit.numerics.given import floats
from coursekit.words import mark, say

TWO = mark("{name} has two variables, but x has shape {shape}; give a point (2,), or points side by side (2, m)")
NO_POINT = mark("{name} has several variables, but x is one number; give a point (n,), or points side by side (n, m)")
NO_COORDINATES = mark("x has no coordinates, but {name} has several; give a point (n,), or points side by side (n, m)")

__all__ = ["ExactFunction", "Function", "quietly", "sigmoid", "sign", "two_coordinates"]

Function = Callable[..., Any]


@dataclass(frozen=True)
class ExactFunction:
    """A function whose slope and minima are known exactly. It is callable.

    Parameters
    ----------
    name : str
    f : callable
        The function: elementwise for one variable; ``(n,) -> ()`` and ``(n, m) -> (m,)`` for a field.
    grad : callable
        Its exact gradient, of the shape of `x`; for one variable f'. It is nan where there is no derivative.
    hess : callable
        Its exact second derivatives: f'' for one variable; ``(n, n)`` or ``(n, n, m)`` for a field.
    minima : tuple
        Where the smallest value is taken: numbers, or points. Empty if nowhere, or at too many places.
    fmin : float or None
        The smallest value; None if there is none.
    bounds : tuple
        What a picture should show: ``(low, high)``, or one such pair for each of two coordinates.
    notes : str
        What is worth knowing about it.

    Examples
    --------
    >>> from coursekit.functions import get
    >>> print(get("x**2")(3))
    9.0
    >>> get("sphere").grad(np.array([3.0, 4.0]))
    array([6., 8.])
    """

    name: str
    f: Function
    grad: Function
    hess: Function
    minima: tuple[Any, ...]
    fmin: float | None
    bounds: tuple[Any, ...]
    notes: str

    def __call__(self, x: ArrayLike) -> Any:
        """Value at `x`: a number, a list or an array; inf or nan where it is too large or has none."""
        numbers = _real_or_complex(x)
        if self.variables > 1 and not np.ndim(numbers):
            raise ValueError(say(NO_POINT, name=self.name))
        if self.variables > 1 and not np.shape(numbers)[0]:
            raise ValueError(say(NO_COORDINATES, name=self.name))
        with np.errstate(all="ignore"):
            return self.f(numbers)

    @property
    def variables(self) -> int:
        """How many variables its picture has: 1 or 2. Many fields take more; their notes say so."""
        return 1 if np.ndim(self.bounds) == 1 else len(self.bounds)


def sign(x: Any) -> Any:
    """+1 or -1; of the real part, so that a complex step keeps its side."""
    return np.where(np.real(x) < 0, -1.0, 1.0)


def _real_or_complex(x: Any) -> Any:
    """Give numbers: complex ones, as of a complex step, as they are, all others as floats."""
    is_complex = isinstance(x, complex | np.complexfloating) or (isinstance(x, np.ndarray) and x.dtype.kind == "c")
    return x if is_complex else floats(x, "x")[()]


def sigmoid(x: Any) -> Any:
    """1 / (1 + exp(-x)), without overflow and without loss of digits.

    Parameters
    ----------
    x : number or array
        Complex numbers will do, too: a complex step takes them.

    Returns
    -------
    number or array of the shape of `x`

    Raises
    ------
    TypeError, ValueError
        `x` is no number, or rows of different lengths.

    Examples
    --------
    >>> sigmoid(np.array([0.0, 1000.0]))
    array([0.5, 1. ])
    """
    x = _real_or_complex(x)
    t = np.exp(-sign(x) * x)  # at most 1: it cannot overflow
    return np.where(np.real(x) < 0, t, 1.0) / (1 + t)


def quietly(f: Function) -> Function:
    """Make an `f` that gives inf or nan at a bad element, as IEEE 754 has it, without a warning."""

    def quiet(x: Any) -> Any:
        with np.errstate(divide="ignore", invalid="ignore"):
            return f(x)

    return quiet


def two_coordinates(p: Any, name: str) -> Any:
    """Give the point back if it has two coordinates."""
    if len(p) != 2:
        raise ValueError(say(TWO, name=name, shape=np.shape(p)))
    return p
