r"""Gradient descent: step against the gradient, again and again, and keep the whole path.

The rule is :math:`x \leftarrow x - \text{learning\_rate} \cdot \nabla f(x)`. Momentum lets a part of the last step live
on: :math:`v \leftarrow \text{momentum} \cdot v - \text{learning\_rate} \cdot \nabla f(x)`, :math:`x \leftarrow x + v`.
"""

import math
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from coursekit.numerics.answers import ask
from coursekit.numerics.batches import batch_size_given, batches
from coursekit.numerics.columns import Columns, NotFinite
from coursekit.numerics.descents import (
    DescentResult,
    along,
    as_gradient,
    frozen,
    generator,
    indices,
    length,
    message,
    one_rate,
    room,
    searched,
)
from coursekit.numerics.given import Array, Function, count, function, one_number, switch
from coursekit.numerics.line_search import backtracking_line_search
from coursekit.numerics.points import points_given
from coursekit.numerics.several_variables import along_coordinates
from coursekit.numerics.sweeps import SweepResult, sweep
from coursekit.words import mark, say

__all__ = ["DescentResult", "SweepResult", "backtracking_line_search", "gradient_descent", "sgd", "sweep"]

Rule = Callable[..., Any]
HUGE = 1e300  # the square of a gradient; a longer one may carry x beyond all numbers

NO_MOMENTUM = mark(
    "a line search chooses each step anew, without momentum, but momentum is {momentum:g}; leave one out"
)


def gradient_descent(
    f: Function,
    x0: ArrayLike,
    *,
    grad: Function | None = None,
    learning_rate: float = 0.1,
    steps: int = 100,
    momentum: float = 0.0,
    nesterov: bool = False,
    line_search: Callable[..., tuple[float, int]] | None = None,
    tol: float = 0.0,
) -> DescentResult:
    """Walk downhill on `f` from `x0`, at most `steps` steps.

    Parameters
    ----------
    f : callable
        Gives one number for an array of the shape of `x0`.
    x0 : array of any shape, or a number for a function of one variable
        The start. Never written to.
    grad : callable
        The gradient of `f`, of the shape of `x0`; default: the numerical gradient.
    learning_rate : float
        In units of x squared per unit of f.
    steps : int
    momentum : float from 0 to 1
        How much of a step lives on in the next.
    nesterov : bool
        Whether to ask for the gradient where the momentum is about to carry `x`.
    line_search : callable, such as `backtracking_line_search`
        Chooses the rate of each step, in the place of `learning_rate`; not together with momentum.
    tol : float
        Stop where the gradient is no longer than this.

    Returns
    -------
    DescentResult

    Raises
    ------
    TypeError, ValueError
        `x0` is not finite real numbers; `learning_rate` is not positive and finite; `steps` is not a non-negative
        integer; `momentum` or `tol` is out of range; `f` or `grad` gives another shape.

    Examples
    --------
    >>> run = gradient_descent(lambda x: x[0] ** 2 + x[1] ** 2, [3, 4], learning_rate=0.25, steps=2)
    >>> run.path.round(6)
    array([[3.  , 4.  ],
           [1.5 , 2.  ],
           [0.75, 1.  ]])
    """
    start, steps, rate = points_given(x0, "x0"), count(steps, "steps"), one_rate(learning_rate)
    momentum, nesterov = one_number(momentum, "momentum", 0, 1, example=0.9), switch(nesterov, "nesterov")
    tol = one_number(tol, "tol", 0, example=1e-6)
    if line_search is not None and momentum:
        raise ValueError(say(NO_MOMENTUM, momentum=momentum))
    columns, tried = Columns(f, start.shape), [0]
    gradient = partial(_numerical, columns) if grad is None else function(grad, "grad")

    def search(x: Array, g: Array) -> float:
        t, nfev = searched(line_search, f, x, g)
        tried.append(nfev)
        return t

    choose = None if line_search is None else search
    path, status, njev = _descend(gradient, start, steps, rate, momentum, nesterov, tol, choose)
    values = along(columns, path)
    if not (finite := np.logical_and.accumulate(np.isfinite(values))).all():  # the points are numbers, but f is not
        status, path, values = -1, path[: max(1, finite.sum())], values[: max(1, finite.sum())]
    with np.errstate(all="ignore"):
        g = as_gradient(ask(gradient, frozen(path[-1]), name="grad"), start.shape)
    if status == 1 and length(g) <= tol:
        status = 0
    nfev = sum(tried) + columns.nfev
    return _result(path, status, values, g, nfev, njev + 1, message(status, values, g, choose is not None))


def sgd(
    grad: Rule,
    x0: ArrayLike,
    n_samples: int,
    *,
    learning_rate: float,
    batch_size: int,
    epochs: int,
    momentum: float = 0.0,
    rng: Any = None,
) -> DescentResult:
    """Walk downhill by the gradient of a few samples at a time: stochastic (1), mini-batch, or full batch.

    Parameters
    ----------
    grad : callable
        ``grad(x, samples)``: the mean gradient of the samples with these indices.
    x0 : array
    n_samples, batch_size, epochs : int
        How many samples there are; how many make a batch (the last of an epoch may be smaller); how often each is seen.
    learning_rate, momentum :
        As in `gradient_descent`.
    rng : seed or numpy.random.Generator
        Where the order of the samples comes from.

    Returns
    -------
    DescentResult
        With one point for each batch, and the gradient of all samples at the answer.

    Raises
    ------
    TypeError, ValueError
        As in `gradient_descent`; `batch_size` is not from 1 to `n_samples`.

    Examples
    --------
    >>> data = np.array([1.0, 2.0, 6.0])
    >>> run = sgd(lambda x, i: x - data[i].mean(), [0.0], 3, learning_rate=0.5, batch_size=3, epochs=2)
    >>> run.path.ravel()
    array([0.  , 1.5 , 2.25])
    """
    (n, size), epochs = batch_size_given(n_samples, batch_size), count(epochs, "epochs")
    rng, everything = generator(rng), indices(n)
    dealt = (batch for _ in range(epochs) for batch in batches(n, size, rng))
    start, steps = points_given(x0, "x0"), epochs * -(-n // size)
    rate, momentum = one_rate(learning_rate), one_number(momentum, "momentum", 0, 1, example=0.9)
    function(grad, "grad")

    def gradient(x: Array) -> Array:
        return as_gradient(ask(grad, x, next(dealt), name="grad"), start.shape)

    path, status, njev = _descend(gradient, start, steps, rate, momentum, False, -1.0, None)
    with np.errstate(all="ignore"):
        g = as_gradient(ask(grad, frozen(path[-1]), everything, name="grad"), start.shape)
    return _result(path, status, None, g, 0, njev + 1, message(status, None, g, False))


def _descend(
    gradient: Rule, x: Array, steps: int, rate: float, momentum: float, nesterov: bool, tol: float, search: Rule | None
) -> tuple[Array, int, int]:
    """Take the steps: the path, why it ended, and how many gradients it took. A negative `tol` never stops."""
    path, v, small, shape = room(steps + 1, *x.shape), np.zeros(x.shape), tol * max(tol, 0), x.shape
    path[0], here, downhill, points = x, x.tobytes(), np.array(-rate), path.view()
    points.setflags(write=False)  # a gradient that writes to x fails loudly
    dot = np.ndarray.dot if x.ndim < 2 else np.vdot  # the quicker one, where it means the same
    with np.errstate(all="ignore"):
        for k in range(steps):
            x = points[k, ...]
            g = as_gradient(ask(gradient, frozen(x + momentum * v) if nesterov else x, name="grad"), shape)
            square = dot(g, g)
            if not small < square < HUGE and not tol < (size := length(g)) < math.inf:
                return path[: k + 1], 0 if size <= tol else -1, k + 1
            if search:
                downhill = np.array(-search(x, g))
            v = momentum * v + downhill * g if momentum else np.multiply(downhill, g, v)
            moved = np.add(x, v, path[k + 1, ...])
            if not square < HUGE and not np.isfinite(moved).all():
                return path[: k + 1], -1, k + 1
            before, here = here, moved.tobytes()
            if here == before and tol >= 0 and np.array_equal(x + downhill * g, x):
                return path[: k + 1], -2, k + 1
    return path, 1, steps


def _result(path: Array, status: int, values: Array | None, g: Array, nfev: int, njev: int, why: str) -> DescentResult:
    x, fun = path[-1].copy(), None if values is None else float(values[-1])
    answer, slope = (x, g.copy()) if x.ndim else (float(x), float(g))
    return DescentResult(answer, fun, slope, path, values, len(path) - 1, nfev, njev, status == 0, status, why)


def numerical(f: Function, start: Array) -> Function:
    """Make the numerical gradient of `f`: nan where `f` is not finite, so that a descent can say that it diverged."""
    return partial(_numerical, Columns(f, start.shape))


def _numerical(f: Columns, x: Array) -> Array:
    try:
        return along_coordinates(f, x.reshape(-1), slice(0, x.size), "central", None).reshape(x.shape)
    except NotFinite:
        return np.full(x.shape, np.nan)
