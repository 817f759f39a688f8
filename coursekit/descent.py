r"""Gradient descent: step against the gradient, again and again, and keep the whole path.

The rule is :math:`x \leftarrow x - \text{learning\_rate} \cdot \nabla f(x)`. Momentum lets a part of the last step live
on: :math:`v \leftarrow \text{momentum} \cdot v - \text{learning\_rate} \cdot \nabla f(x)`, :math:`x \leftarrow x + v`.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from coursekit.gradient import numerical_gradient
from coursekit.numerics.descents import MESSAGES, agrees, along, count, length, one_rate, share, wrong_shape
from coursekit.numerics.line_search import backtracking_line_search
from coursekit.numerics.one_variable import Array, Function, real_numbers
from coursekit.numerics.several_variables import NotFinite
from coursekit.numerics.sweeps import SweepResult, sweep

__all__ = ["DescentResult", "SweepResult", "backtracking_line_search", "gradient_descent", "sgd", "sweep"]

Rule = Callable[..., Any]
HUGE = 1e300  # the square of a gradient; a longer one may carry x beyond all numbers


@dataclass(frozen=True)
class DescentResult:
    """Where a descent went and why it stopped.

    Parameters
    ----------
    x : array, or float for a function of one variable
        The answer: the last point of the path.
    fun, values : float, array ``(nit + 1,)``
        The function at the answer and along the path; None from `sgd`, which does not know it.
    grad : array
        The gradient at the answer.
    path : array ``(nit + 1, ...)``
        Every point, from the start to the answer.
    nit, nfev, njev : int
        Steps taken; evaluations of the function and of the gradient.
    success, status, message : bool, int, str
        0: the gradient is at most `tol`. 1: the steps are used up. -1: diverged. -2: stalled. Only 0 is a success.
    """

    x: Any
    fun: float | None
    grad: Any
    path: Array
    values: Array | None
    nit: int
    nfev: int
    njev: int
    success: bool
    status: int
    message: str


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
    start, steps = real_numbers(x0, "x0"), count(steps, "steps")
    rate, momentum, tol = one_rate(learning_rate), share(momentum, "momentum", 1), share(tol, "tol", math.inf)
    if line_search and momentum:
        raise ValueError(f"a line search chooses each step anew, without momentum, but momentum is {momentum}")
    gradient, tried = grad or numerical(f, start), [0]

    def search(x: Array, g: Array) -> float:
        t, nfev = line_search(f, x, -g, g) if line_search else (0.0, 0)
        tried.append(nfev)
        return t

    choose = search if line_search else None
    path, status, njev = _descend(gradient, start, steps, rate, momentum, nesterov, tol, choose)
    with np.errstate(all="ignore"):
        values = along(f, path)
        finite = np.logical_and.accumulate(np.isfinite(values))
        if not finite.all():  # the points are still numbers, but f is no longer
            status, path, values = -1, path[: max(1, finite.sum())], values[: max(1, finite.sum())]
        g = gradient(real_numbers(path[-1], "x"))  # read-only
    if status == 1 and length(g) <= tol:
        status = 0
    nfev = sum(tried) + len(values) + (0 if grad else 2 * start.size * (njev + 1))
    return _result(path, status, values, g, nfev, njev + 1)


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
    n, size, epochs = count(n_samples, "n_samples"), count(batch_size, "batch_size"), count(epochs, "epochs")
    if not 1 <= size <= n:
        raise ValueError(f"batch_size must be from 1 to {n}, the number of samples, but is {batch_size!r}")
    batches = _batches(n, size, epochs, np.random.default_rng(rng))
    start, steps = real_numbers(x0, "x0"), epochs * -(-n // size)
    rate, momentum = one_rate(learning_rate), share(momentum, "momentum", 1)
    path, status, njev = _descend(lambda x: grad(x, next(batches)), start, steps, rate, momentum, False, -1.0, None)
    with np.errstate(all="ignore"):
        g = grad(real_numbers(path[-1], "x"), np.arange(n))
    return _result(path, status, None, g, 0, njev + 1)


def _batches(n: int, size: int, epochs: int, rng: np.random.Generator) -> Iterator[Any]:
    for _ in range(epochs):
        order = rng.permutation(n)
        for start in range(0, n, size):
            yield np.sort(order[start : start + size])  # sorted: a batch of all samples adds them up in their order


def _descend(
    gradient: Rule, x: Array, steps: int, rate: float, momentum: float, nesterov: bool, tol: float, search: Rule | None
) -> tuple[Array, int, int]:
    """Take the steps: the path, why it ended, and how many gradients it took. A negative `tol` never stops."""
    path, v, small, shape = np.empty((steps + 1, *x.shape)), np.zeros(x.shape), max(tol, 0) ** 2, x.shape
    path[0], here, downhill, points = x, x.tobytes(), np.array(-rate), path.view()
    points.setflags(write=False)  # a gradient that writes to x fails loudly
    dot = np.ndarray.dot if x.ndim < 2 else np.vdot  # the quicker one, where it means the same
    with np.errstate(all="ignore"):
        for k in range(steps):
            x = points[k, ...]
            g = np.asarray(gradient(x + momentum * v if nesterov else x))
            if g.shape != shape:
                raise ValueError(wrong_shape(g, x))
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


def _result(path: Array, status: int, values: Array | None, g: Any, nfev: int, njev: int) -> DescentResult:
    x, fun = path[-1].copy(), None if values is None else float(values[-1])
    answer, slope = (x, np.array(g, dtype=float)) if x.ndim else (float(x), float(g))
    nit = len(path) - 1
    return DescentResult(answer, fun, slope, path, values, nit, nfev, njev, status == 0, status, MESSAGES[status])


def numerical(f: Function, start: Array) -> Function:
    """Make the numerical gradient of `f`: nan where `f` is not finite, so that a descent can say that it diverged."""
    vectorized = start.ndim != 1 or agrees(f, np.stack([start, start]))

    def gradient(x: Array) -> Any:
        try:
            return numerical_gradient(f, real_numbers(x, "x"), vectorized=vectorized)
        except NotFinite:
            return np.full(x.shape, np.nan)

    return gradient
