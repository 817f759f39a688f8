"""Many descents at once, as one array computation."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from coursekit.numerics.descents import count, rates, share, wrong_shape
from coursekit.numerics.one_variable import Array, Function, real_numbers

__all__ = ["SweepResult", "sweep"]


@dataclass(frozen=True)
class SweepResult:
    """Many descents, side by side.

    Parameters
    ----------
    path : array ``(steps + 1, n, m)``
        Point of each step, coordinate and run. A run that diverged ends in inf or nan.
    status : array of int ``(m,)``
        As in `DescentResult`, each run judged by its last step.
    """

    path: Array
    status: Any


def sweep(grad: Function, x0: ArrayLike, learning_rate: ArrayLike, *, steps: int, momentum: float = 0.0) -> SweepResult:
    """Run many descents, with many rates or from many starts, as one array computation.

    Parameters
    ----------
    grad : callable
        The gradient, ``(n, m) -> (n, m)``.
    x0 : array ``(n,)``, or ``(n, m)`` for m starts
    learning_rate : float, or array ``(m,)``
    steps, momentum :
        As in `gradient_descent`.

    Returns
    -------
    SweepResult

    Raises
    ------
    TypeError, ValueError
        As in `gradient_descent`; or as many rates as starts were expected.

    Examples
    --------
    >>> sweep(lambda x: 2 * x, [1.0], [0.25, 0.5, 2.0], steps=2).path[-1]
    array([[0.25, 0.  , 9.  ]])
    """
    rate, steps, momentum = rates(learning_rate), count(steps, "steps"), share(momentum, "momentum", 1)
    x = np.atleast_1d(real_numbers(x0, "x0"))
    x = x.reshape(len(x), -1)
    try:
        path = np.empty((steps + 1, *np.broadcast_shapes(x.shape, rate.shape)))
    except ValueError:
        raise ValueError(f"{x.shape[1]} starts and learning_rate of shape {rate.shape}: give as many of each") from None
    path[0], shape, points = x, path.shape[1:], path.view()
    points.setflags(write=False)  # a gradient that writes to x fails loudly
    v, downhill = np.zeros(shape), np.empty(shape)
    downhill[...] = -rate  # spread once: in the loop NumPy need not
    with np.errstate(all="ignore"):
        for x, moved in zip(points, path[1:], strict=False):
            g = np.asarray(grad(x))
            if g.shape != shape:
                raise ValueError(wrong_shape(g, x))
            v = momentum * v + downhill * g if momentum else np.multiply(downhill, g, v)
            np.add(x, v, moved)
        g = grad(points[-1])
    return SweepResult(path, _status(path, g))


def _status(path: Array, g: Any) -> Any:
    """Judge each run by its last step and the gradient `g` after it."""
    status = np.ones(path.shape[2], int)
    if len(path) > 1:
        status[(path[-1] == path[-2]).all(axis=0)] = -2
    status[(g == 0).all(axis=0)] = 0
    status[~np.isfinite(path[-1]).all(axis=0)] = -1
    return status
