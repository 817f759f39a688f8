"""Many descents at once, as one array computation."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from coursekit.numerics.answers import ask
from coursekit.numerics.columns import GOLDEN
from coursekit.numerics.descents import as_gradient, rates, room
from coursekit.numerics.given import Array, Function, count, function, one_number, real_numbers
from coursekit.words import mark, say

__all__ = ["SweepResult", "sweep"]

ALIKE = 1e-9  # by which part of a run's first gradient a column may differ from the same run alone
RATES_SHAPE = mark("learning_rate has shape {shape}; give one number, or one for each of several runs")
STARTS_SHAPE = mark("x0 has shape {shape}; give one start (n,), or m of them side by side (n, m)")
NUMBERS = mark("{starts} starts and {rates} learning rates: give as many of each, or one of them")


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
        The gradient, ``(n, m) -> (n, m)`` or ``(n,) -> (n,)``. All runs go to it side by side, as columns. At the
        steps 0, 1, 2, 4, 8 … and at the last one, three runs are also asked alone. If one of them differs, `grad` mixes
        its columns, as ``x / np.linalg.norm(x)`` does, and every run is repeated alone.
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
    x, rate = _starts_and_rates(x0, learning_rate)
    steps, momentum = count(steps, "steps"), one_number(momentum, "momentum", 0, 1, example=0.9)
    path, side_by_side = room(steps + 1, *x.shape), SideBySide(function(grad, "grad"), x.shape)
    path[0] = x
    with np.errstate(all="ignore"):
        try:
            g = _descend(side_by_side, path, rate, momentum)
        except Mixed:
            g = np.empty(x.shape)
            for j in range(x.shape[1]):
                g[:, j] = _descend(lambda x, _: side_by_side.alone(x), path[:, :, j], rate[j], momentum)
    return SweepResult(path, _status(path, g))


def _starts_and_rates(x0: ArrayLike, learning_rate: ArrayLike) -> tuple[Array, Array]:
    """Give the starts ``(n, m)`` and the rates ``(m,)``, as many of each."""
    rate, x = rates(learning_rate), np.atleast_1d(real_numbers(x0, "x0"))
    if x.ndim > 2 or not x.size:
        raise ValueError(say(STARTS_SHAPE, shape=x.shape))
    if rate.ndim > 1 or not rate.size:
        raise ValueError(say(RATES_SHAPE, shape=rate.shape))
    x, rate = x.reshape(len(x), -1), rate.reshape(-1)
    if x.shape[1] != rate.size and 1 not in (x.shape[1], rate.size):
        raise ValueError(say(NUMBERS, starts=x.shape[1], rates=rate.size))
    m = max(x.shape[1], rate.size)
    return np.broadcast_to(x, (len(x), m)), np.broadcast_to(rate, m)


def _descend(grad: Function, path: Array, rate: Any, momentum: float) -> Array:
    """Fill the path, whose first point is there; give the gradient at the last."""
    points, last = path.view(), len(path) - 1
    points.setflags(write=False)  # a gradient that writes to x fails loudly
    v, downhill = np.zeros(path.shape[1:]), np.empty(path.shape[1:])
    downhill[...] = -rate  # spread once: in the loop NumPy need not
    for k in range(last):
        x = points[k]
        g = grad(x, not k & (k - 1))
        v = momentum * v + downhill * g if momentum else np.multiply(downhill, g, v)
        np.add(x, v, path[k + 1])
    return grad(points[last], True)  # type: ignore[no-any-return]


class Mixed(Exception):
    """The gradient of many runs side by side is not that of each."""


class SideBySide:
    """The gradient of many runs at once; where asked to look, three of them are also asked alone."""

    def __init__(self, grad: Function, shape: tuple[int, ...]) -> None:
        self.grad, self.shape = grad, shape
        self.some = sorted({0, int(GOLDEN * shape[1]), shape[1] - 1})
        self.size = np.zeros(len(self.some))  # of the largest gradient of each so far

    def __call__(self, x: Array, look: bool) -> Array:
        if not look:
            return as_gradient(ask(self.grad, x, name="grad"), self.shape)
        try:
            g = as_gradient(ask(self.grad, x, name="grad"), self.shape)
        except Exception as error:
            try:
                self.alone(x[:, 0])
            except Exception:
                raise error from None
            raise Mixed from None
        each = np.array([self.alone(x[:, j]) for j in self.some]).T
        self.size = np.fmax(self.size, np.abs(each).max(axis=0))
        together = g[:, self.some]
        both_nan = (each != each) & (together != together)
        alike = (np.abs(together - each) <= ALIKE * self.size) | (together == each) | both_nan
        if not alike.all():
            raise Mixed
        return g

    def alone(self, x: Array) -> Array:
        """Give the gradient of one run, ``(n,)``; a `grad` that is written for columns gets one column."""
        x = x.copy()
        x.setflags(write=False)
        try:
            return as_gradient(ask(self.grad, x, name="grad"), x.shape)
        except Exception as error:
            try:
                return as_gradient(ask(self.grad, x[:, None], name="grad"), (len(x), 1))[:, 0]
            except Exception:
                raise error from None


def _status(path: Array, g: Array) -> NDArray[np.int_]:
    """Judge each run by its last step and the gradient `g` after it."""
    status = np.ones(path.shape[2], int)
    if len(path) > 1:
        status[(path[-1] == path[-2]).all(axis=0)] = -2
    status[(g == 0).all(axis=0)] = 0
    status[~np.isfinite(path[-1]).all(axis=0)] = -1
    return status
