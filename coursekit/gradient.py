r"""The gradient of a function of several variables, from its values alone.

Coordinates come first: `f` gives one number for a point ``(n,)`` and m numbers for ``(n, m)``, m points side by side.
So ``x[0]**2 + x[1]**2``, ``A @ x`` and a meshgrid all work unchanged, and many points are evaluated in one call.

What `f` gives says what an array with several axes is. One number for each column: its columns are points. One number
in all: it is a single argument, such as a matrix of weights. Only then may `f` see more than two axes.

A batch is believed only where it agrees with single points: whatever `f` does to many, what is right for one is right.
"""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from coursekit.derivative import derivative
from coursekit.numerics.checks import GradientCheck, compare
from coursekit.numerics.columns import NOT_FINITE_HERE, Columns, finite, finite_number
from coursekit.numerics.given import Function, function, one_number, switch
from coursekit.numerics.one_variable import step_for
from coursekit.numerics.points import coordinate, direction, gradient_at, longest, points_given, takes_whole
from coursekit.numerics.several_variables import along_coordinates, slopes
from coursekit.words import mark, say

__all__ = [
    "GradientCheck",
    "check_gradient",
    "directional_derivative",
    "numerical_gradient",
    "numerical_gradient_loop",
    "partial_derivative",
]

NO_POINTS = mark("x has shape {shape}; check the gradient at a point (n,) or at points (n, m)")
VANISHES = mark("step {h} times v vanishes beside x; give a larger h")


@np.errstate(all="ignore")  # what is not finite becomes an error
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
    x, h, f = points_given(x), one_number(h, "h"), function(f)  # floats: an array of integers would cut h off
    step_for(x, h)
    grad = np.zeros(x.shape)
    for i in np.ndindex(x.shape):  # every entry, however many axes there are
        ahead, behind = x.copy(), x.copy()  # fresh copies: nothing to put back, even if f raises
        ahead[i] += h
        behind[i] -= h
        grad[i] = (finite_number(f, ahead) - finite_number(f, behind)) / (2 * h)
    return grad if x.ndim else float(grad)


def numerical_gradient(
    f: Function, x: ArrayLike, *, method: str = "central", h: ArrayLike | None = None, vectorized: bool = True
) -> Any:
    r"""Gradient of `f` at `x`: all the points ``x ± h e_i`` in as few calls of `f` as possible.

    Two more points stand among them, where all coordinates have moved a little, and one of these is also asked alone,
    in a field of points several. If the answers differ by more than rounding, `f` does something else to many points
    than to each, as ``x / np.linalg.norm(x)`` does, and it gets one after the other. This look costs one call and three
    evaluations. An `f` that cannot take many points is as slow as in a loop, and as right.

    Parameters
    ----------
    f : callable
        From a point ``(n,)`` to one number; fast if it also takes ``(n, m)`` to ``(m,)``. Or from an array of any shape
        to one number.
    x : array
        A point ``(n,)``; a field of points ``(n, m)``, or with more axes, such as a meshgrid; or one argument of `f`
        of any shape. A number stands for a function of one variable.
    method : "forward", "backward", "central" or "five_point"
    h : float or array of the shape of `x`, in the units of `x`; default ``step_size(x, method)``
    vectorized : bool
        False calls `f` for one point ``(n,)`` after the other from the start, and does not look.

    Returns
    -------
    array of the shape of `x` (a float for a number), in units of f per unit of x

    Raises
    ------
    TypeError
        `x` or what `f` gives is not made of real numbers.
    ValueError
        `x` is empty or not finite; `h` is 0 or not finite, or vanishes beside `x`; `method` is unknown; `f` gives more
        than one number for a point, or is not finite at one.

    Examples
    --------
    >>> numerical_gradient(lambda x: x[0] ** 2 + x[1] ** 2, [3, 4]).round(6)
    array([6., 8.])
    >>> numerical_gradient(lambda x: x[0] * x[1], [[1, 2, 3], [4, 5, 6]]).round(6)
    array([[4., 5., 6.],
           [1., 2., 3.]])
    """
    x = points_given(x)
    if x.ndim == 0:
        return derivative(f, x, method=method, h=h)
    if vectorized is not True:
        switch(vectorized, "vectorized")
    columns, n = Columns(f, x.shape[:1], together=vectorized), len(x)
    h = None if h is None else np.broadcast_to(step_for(x, h), x.shape)
    if x.ndim == 1:
        return along_coordinates(columns, x, slice(0, n), method, h)
    if vectorized and takes_whole(function(f), x):
        whole = None if h is None else h.reshape(-1)
        return along_coordinates(Columns(f, x.shape), x.reshape(-1), slice(0, x.size), method, whole).reshape(x.shape)
    steps = None if h is None else h.reshape(n, -1)
    return slopes(columns, x.reshape(n, -1), slice(0, n), method, steps).reshape(x.shape)


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
    x = points_given(x)
    i = coordinate(i, x)
    steps = None if h is None else np.broadcast_to(step_for(x[i], h), x.shape[1:]).reshape(1, -1)
    slope = slopes(Columns(f, x.shape[:1]), x.reshape(len(x), -1), slice(i, i + 1), method, steps)[0]
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
    x = points_given(x)
    points, (u, size) = x.reshape(len(x) if x.ndim else 1, -1), direction(v, x)
    if switch(normalize, "normalize"):
        size = 1 / np.sqrt(np.sum(u**2, axis=0))
    with np.errstate(all="ignore"):
        t = longest(points, u) if h is None else size * one_number(h, "h", 0, inside=True, example=1e-5)
        if (points + t * u == points).all(axis=0).any():
            raise ValueError(say(VANISHES, h=h))
        columns = Columns(f, x.shape[:1])
        here, near, far = (finite(columns(p), p) for p in (points, points + t * u, points + 2 * t * u))
        slope = size * (-3 * here + 4 * near - far) / (2 * t)
    return slope.reshape(x.shape[1:]) if x.ndim > 1 else float(slope[0])


def check_gradient(f: Function, grad: Function, x: ArrayLike, *, rtol: float = 1e-6) -> GradientCheck:
    """Compare a gradient that you worked out, ``grad(x)``, with what the values of `f` say, by `richardson`.

    Each entry is measured by its own size and its own doubt. "differs": the values of `f` are sure enough to say so.
    "agrees": a mistake of 1 % would show, and there is none. "cannot tell": it would not show, because `f` has a kink
    at `x`, or too few digits for this entry. It takes 18 evaluations of `f` for each entry, and up to 34 where its
    values scatter.

    Raises
    ------
    TypeError, ValueError
        `x` is not finite real numbers; ``grad(x)`` has another shape; `f` is not finite at `x`; `rtol` is not from 0
        to 1.

    Examples
    --------
    >>> found = check_gradient(lambda x: x[0] ** 2 + x[1] ** 2, lambda x: x * [2, -2], [3, 4])
    >>> found.verdict, found.worst_index
    ('differs', 1)
    """
    x, rtol = points_given(x), one_number(rtol, "rtol", 0, 1, example=1e-6)
    if x.ndim not in (1, 2):
        raise ValueError(say(NO_POINTS, shape=x.shape))
    columns, points = Columns(f, x.shape[:1], together=x.ndim > 1), x.reshape(len(x), -1)
    with np.errstate(all="ignore"):
        analytic = gradient_at(grad, x)
        finite(columns(points), points, otherwise=NOT_FINITE_HERE)
        return compare(columns, points, analytic, rtol)
