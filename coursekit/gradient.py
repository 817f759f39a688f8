r"""The gradient of a function of several variables, from its values alone.

Coordinates come first: `f` gives one number for a point ``(n,)`` and m numbers for ``(n, m)``, m points side by side.
So ``x[0]**2 + x[1]**2``, ``A @ x`` and a meshgrid all work unchanged, and many points are evaluated in one call.

What `f` gives says what an array with several axes is. One number for each column: its columns are points. One number
in all: it is a single argument, such as a matrix of weights. Only then may `f` see more than two axes.
"""

import operator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from coursekit.derivative import derivative, step_size
from coursekit.numerics.one_variable import EPS, Array, Function, real_numbers, step_for
from coursekit.numerics.several_variables import number, one_by_one, slopes, takes_whole, values

__all__ = [
    "GradientCheck",
    "check_gradient",
    "directional_derivative",
    "numerical_gradient",
    "numerical_gradient_loop",
    "partial_derivative",
]


def numerical_gradient_loop(f: Function, x: ArrayLike, h: float = 1e-4) -> Any:
    r"""Gradient of `f` at `x`, one entry after the other: the loop of the textbooks, repaired.

    .. math:: \frac{\partial f}{\partial x_i} \approx \frac{f(x + h e_i) - f(x - h e_i)}{2h}

    Parameters
    ----------
    f : callable, from an array of the shape of `x` to one number
    x : array of any shape
    h : float, in the units of `x`

    Returns
    -------
    array of the shape of `x`, in units of f per unit of x

    Raises
    ------
    TypeError, ValueError
        As in `numerical_gradient`.

    Examples
    --------
    >>> numerical_gradient_loop(lambda x: x[0] ** 2 + x[1] ** 2, [3, 4]).round(6)
    array([6., 8.])
    """
    x = real_numbers(x, "x")  # floats: an array of integers would cut h off
    step_for(x, h)
    grad = np.zeros(x.shape)
    for i in np.ndindex(x.shape):  # every entry, however many axes there are
        ahead, behind = x.copy(), x.copy()  # fresh copies: nothing to put back, even if f raises
        ahead[i] += h
        behind[i] -= h
        grad[i] = (number(f, ahead) - number(f, behind)) / (2 * h)
    return grad if x.ndim else float(grad)


def numerical_gradient(
    f: Function, x: ArrayLike, *, method: str = "central", h: ArrayLike | None = None, vectorized: bool = True
) -> Any:
    r"""Gradient of `f` at `x`: all the points ``x ± h e_i`` in as few calls of `f` as possible.

    Parameters
    ----------
    f : callable
        ``(n,) -> ()`` and ``(n, m) -> (m,)``; or an array of any shape to one number.
    x : array
        A point ``(n,)``; a field of points ``(n, m)``, or with more axes, such as a meshgrid; or one argument of `f`
        of any shape. A number stands for a function of one variable.
    method : "forward", "backward", "central" or "five_point"
    h : float or array of the shape of `x`, in the units of `x`; default ``step_size(x, method)``
    vectorized : bool
        False for an `f` that takes one point ``(n,)`` only: it is called for one after the other.

    Returns
    -------
    array of the shape of `x` (a float for a number), in units of f per unit of x

    Raises
    ------
    TypeError
        `x` or what `f` gives is not made of real numbers.
    ValueError
        `x` is not finite; `h` is not positive and finite, or vanishes beside `x`; `method` is unknown; `f` gives
        another shape, or is not finite at a point it was asked for.

    Examples
    --------
    >>> numerical_gradient(lambda x: x[0] ** 2 + x[1] ** 2, [3, 4]).round(6)
    array([6., 8.])
    >>> numerical_gradient(lambda x: x[0] * x[1], [[1, 2, 3], [4, 5, 6]]).round(6)
    array([[4., 5., 6.],
           [1., 2., 3.]])
    """
    x = real_numbers(x, "x")
    if x.ndim == 0:
        return derivative(f, x, method=method, h=h)
    points = x.reshape(len(x), -1)
    if not vectorized:
        f = one_by_one(f, (len(x),))
    elif x.ndim > 1 and takes_whole(f, points):
        f, points = one_by_one(f, x.shape), x.reshape(-1, 1)
    steps = None if h is None else np.broadcast_to(step_for(x, h), x.shape).reshape(points.shape)
    return slopes(f, points, slice(0, len(points)), method, steps).reshape(x.shape)


def partial_derivative(
    f: Function, x: ArrayLike, i: int, *, method: str = "central", h: ArrayLike | None = None
) -> Any:
    r"""Slope of `f` at `x` along coordinate `i`, the others held still: the slope of ``g(t) = f(x with x_i = t)``.

    Parameters
    ----------
    f, method :
        As in `numerical_gradient`.
    x : array
        A point ``(n,)``, or a field of points ``(n, m)`` or with more axes.
    i : int, the coordinate, from 0 on
    h : float, or one for each point, in the units of `x`

    Returns
    -------
    float, or array of one number for each point, in units of f per unit of x_i

    Raises
    ------
    TypeError, ValueError
        As in `numerical_gradient`; or `i` is not a coordinate of `x`.

    Examples
    --------
    >>> round(partial_derivative(lambda x: x[0] * x[1], [3, 4], 0), 6)
    4.0
    """
    x = real_numbers(x, "x")
    n = len(x) if x.ndim else 0
    if not -n <= operator.index(i) < n:
        raise ValueError(f"axis {i} is out of range: x of shape {x.shape} has {n} coordinates, 0 to {n - 1}")
    steps = None if h is None else np.broadcast_to(step_for(x[i], h), x.shape[1:]).reshape(1, -1)
    if x.ndim == 1:
        f = one_by_one(f, x.shape)  # two or three points only: any f will do
    slope = slopes(f, x.reshape(n, -1), slice(i % n, i % n + 1), method, steps)[0]
    return slope.reshape(x.shape[1:]) if x.ndim > 1 else float(slope[0])


def directional_derivative(
    f: Function, x: ArrayLike, v: ArrayLike, *, normalize: bool = False, h: float | None = None
) -> Any:
    r"""Slope of `f` at `x` in the direction `v`, looking ahead only: at a kink, `v` and `-v` each have their own.

    .. math:: D_v f(x) = \lim_{t \downarrow 0} \frac{f(x+tv) - f(x)}{t} \approx \frac{-3f(x) + 4f(x+hv) - f(x+2hv)}{2h}

    Where `f` is differentiable it is the gradient times `v`. The formula is the edge rule of `numpy.gradient`.

    Parameters
    ----------
    f, x :
        As in `partial_derivative`.
    v : array ``(n,)``, or of the shape of `x`
    normalize : bool
        Whether to divide `v` by its length first.
    h : float, how many times `v` to go; default: as far as ``step_size`` says

    Returns
    -------
    float, or array of one number for each point

    Raises
    ------
    TypeError, ValueError
        As in `numerical_gradient`; or `v` has another shape, or is 0.

    Examples
    --------
    >>> round(directional_derivative(lambda x: x[0] * x[1], [3, 4], [1, -1]), 6)
    1.0
    """
    x, v = real_numbers(x, "x"), real_numbers(v, "v")
    if x.ndim == 0 or v.shape not in (x.shape, x.shape[:1]):
        raise ValueError(
            f"v has shape {v.shape} and x has shape {x.shape}: v needs one number for each coordinate of x"
        )
    points, v = x.reshape(len(x), -1), v.reshape(len(x), -1)
    size = np.abs(v).max(axis=0)
    if not size.all():
        raise ValueError("v is 0, which is no direction; give at least one coordinate another value")
    if normalize:
        v, size = v / (size * np.sqrt(np.sum((v / size) ** 2, axis=0))), np.ones_like(size)
    t: Any = step_size(np.abs(points).max(axis=0)) / size if h is None else step_for(np.zeros(()), h)
    if (points + t * v == points).all(axis=0).any():
        raise ValueError(f"step {h} times v vanishes beside x; give a larger h")
    if x.ndim == 1:
        f = one_by_one(f, x.shape)
    here, near, far = (values(f, points + k * t * v) for k in (0, 1, 2))
    slope = (-3 * here + 4 * near - far) / (2 * t)
    return slope.reshape(x.shape[1:]) if x.ndim > 1 else float(slope[0])


@dataclass(frozen=True)
class GradientCheck:
    """What `check_gradient` found: whether the gradients agree, and where they disagree most.

    `max_rel_error` is a difference over the largest entry at its point, or over more where `numerical` is in doubt;
    `worst_index` is an int at a point and a tuple in a field of points.
    """

    passed: bool
    max_rel_error: float
    worst_index: int | tuple[int, ...]
    numerical: Array
    analytic: Array


def check_gradient(f: Function, grad: Function, x: ArrayLike, *, rtol: float = 1e-6) -> GradientCheck:
    """Compare a gradient that you worked out, ``grad(x)``, with the numerical gradient of `f`.

    Raises
    ------
    TypeError, ValueError
        As in `numerical_gradient`; or ``grad(x)`` has another shape than `x`.

    Examples
    --------
    >>> check_gradient(lambda x: x[0] ** 2 + x[1] ** 2, lambda x: x * [2, -2], [3, 4]).worst_index
    1
    """
    x = real_numbers(x, "x")
    if x.ndim > 2:
        raise ValueError(f"x has shape {x.shape}; check the gradient at a point (n,) or at points (n, m)")
    if (analytic := np.asarray(grad(x))).shape != x.shape:
        raise ValueError(f"grad gives shape {analytic.shape} for x of shape {x.shape}; a gradient has the shape of x")
    h, vectorized = step_size(x), x.ndim > 1  # a point takes few calls: any f will do
    numerical, coarse = (numerical_gradient(f, x, h=k * h, vectorized=vectorized) for k in (1, 2))
    ahead = numerical_gradient(f, x, method="forward", h=h, vectorized=vectorized)
    doubt = 2 * np.abs(numerical - coarse) + 4 * EPS * (np.abs(f(x)) / h + np.abs(ahead))  # truncation and rounding
    scale = np.maximum(np.abs(numerical), np.abs(analytic)).max(axis=0)
    error = np.abs(numerical - analytic) / np.maximum(np.maximum(scale, doubt / rtol), np.finfo(float).tiny)
    worst = tuple(map(int, np.unravel_index(error.argmax(), x.shape)))  # argmax finds nan first
    largest = float(error[worst])
    return GradientCheck(largest <= rtol, largest, worst[0] if x.ndim == 1 else worst, numerical, analytic)
