"""What every formula of several variables needs before its formula: probes around the points, and a sound `f`.

A probe is a point a step away from `x`. The probes of many coordinates, or of many points, go to `f` in one array
``(n, m)``, in batches that a processor's cache holds. `coursekit.gradient` stands on this module.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from coursekit.numerics.one_variable import EPS, Array, Function, all_finite, known
from coursekit.numerics.steps import balanced_step

BATCH = 2**18  # numbers handed to f at once: 2 MB, which a processor's caches hold
ONE_POINT = "Pass vectorized=False for an f that takes one point only; write a constant as 3.0 + 0 * x[0]."

# The slope is the sum of weight * f(x + offset * h), over h: the offsets, the weights, and the weight of f(x) itself.
STENCILS = {
    "forward": (np.array([[[1.0]]]), np.array([1.0]), -1.0),
    "backward": (np.array([[[-1.0]]]), np.array([-1.0]), 1.0),
    "central": (np.array([[[1.0]], [[-1.0]]]), np.array([1.0, -1.0]) / 2, 0.0),
    "five_point": (np.array([[[1.0]], [[-1.0]], [[2.0]], [[-2.0]]]), np.array([8.0, -8.0, -1.0, 1.0]) / 12, 0.0),
}


class NotFinite(ValueError):
    """`f` is infinite or nan at a probe."""


def slopes(f: Function, x: Array, rows: slice, method: str, h: Array | None) -> Array:
    """Slopes of `f` along the coordinates `rows` at the points x ``(n, m)``; `h` has one step for each of them."""
    count, m = rows.stop - rows.start, x.shape[1]
    most = max(1, BATCH // (len(x) * len(STENCILS[known(method, STENCILS)][1])))
    if count * m <= most:
        return _at_once(f, x, rows, method, h)
    result, width = np.empty((count, m)), min(most, m)
    for i in range(0, count, most // width):
        some = slice(i, min(i + most // width, count))
        for j in range(0, m, width):
            columns = slice(j, j + width)
            step = None if h is None else h[some, columns]
            lines = slice(rows.start + some.start, rows.start + some.stop)
            result[some, columns] = _at_once(f, x[:, columns], lines, method, step)
    return result


def _at_once(f: Function, x: Array, rows: slice, method: str, h: Array | None, eps: float = EPS) -> Array:
    """Slopes along `rows` from one call of `f`; of two, if `f` turns out to compute with fewer digits than `eps`."""
    offsets, weights, rest = STENCILS[method]
    step = balanced_step(x[rows], method, eps) if h is None else h
    answers = values(f, _probes(x, rows.start, offsets * step.T))
    if h is None and answers.dtype.itemsize < 8 and (coarse := _eps(answers.dtype)) > eps:
        return _at_once(f, x, rows, method, None, coarse)
    slope: Array = weights.dot(answers.reshape(len(weights), -1)).reshape(step.shape)
    if rest:
        slope += rest * values(f, x)
    slope /= step
    return slope


def _eps(kind: Any) -> float:
    return float(np.finfo(kind).eps) if kind.kind == "f" else EPS


def _probes(points: Array, first: int, moves: Array) -> Array:
    """Copy the points ``(n, m)`` for each move ``(offset, m, i)``, and move coordinate ``first + i`` of its copies."""
    n, m = points.shape
    offsets, _, rows = moves.shape
    probes = np.empty((n, offsets, rows, m))
    probes[...] = points[:, None, None]
    moved = probes[first : first + rows].diagonal(0, 0, 2)
    moved.setflags(write=True)  # a diagonal is a view, but is given as read-only
    moved += moves
    return probes.reshape(n, -1)


def values(f: Function, points: Array) -> NDArray[Any]:
    """``f`` at the points ``(n, m)``: m finite numbers, or an error that says what is wrong and what to do."""
    answers = _ask(f, points)
    if answers.dtype.kind not in "iuf":
        raise TypeError(wrong_kind(answers))
    if answers.shape != points.shape[1:]:
        raise ValueError(
            f"f gives shape {answers.shape} for {points.shape[1]} points, x of shape {points.shape}; expected "
            f"{points.shape[1:]}, one number for each point: did you mean np.sum(..., axis=0)? {ONE_POINT}"
        )
    if not all_finite(answers):
        bad = np.flatnonzero(~np.isfinite(answers))[0]
        raise NotFinite(_where(answers[bad], points[:, bad]))
    return answers


def _ask(f: Function, points: Array) -> NDArray[Any]:
    points.setflags(write=False)  # an f that writes to its argument fails loudly
    try:
        with np.errstate(all="ignore"):  # what is not finite becomes an error
            return np.asarray(f(points))
    except Exception as error:
        if _gives(f, points[:, 0], ()):
            raise ValueError(f"f fails on {points.shape[1]} points at once ({error}). {ONE_POINT}") from error
        raise


def number(f: Function, point: Array) -> Any:
    """``f`` at one point of any shape: one finite number."""
    point.setflags(write=False)
    with np.errstate(all="ignore"):
        answer = np.asarray(f(point))
    if answer.dtype.kind not in "iuf":
        raise TypeError(wrong_kind(answer))
    if answer.size != 1:
        raise ValueError(f"f gives shape {answer.shape} for one x of shape {point.shape}; expected one number")
    if not np.isfinite(answer).all():
        raise NotFinite(_where(answer, point))
    return answer.reshape(())[()]


def wrong_kind(answers: NDArray[Any]) -> str:
    """Say what `f` gave instead of real numbers."""
    given = "None (is its return missing?)" if answers.shape == () and answers[()] is None else answers.dtype.name
    return f"f gives {given}; expected real numbers, such as 1.0 * (x[0] > 0) for x[0] > 0"


def _where(answer: Any, point: Array) -> str:
    return f"f is {answer} at x = {np.array2string(point, threshold=8)}; move x away from there, or give a smaller h"


def one_by_one(f: Function, shape: tuple[int, ...]) -> Function:
    """Make an `f` that takes one argument of that shape into one that takes many, each as a column."""
    return lambda columns: np.array([number(f, column.reshape(shape)) for column in columns.T.copy()])


def takes_whole(f: Function, points: Array) -> bool:
    """Whether `f` gives one number for all the points together: it takes the array as a single argument."""
    if points.shape[1] > 2 and _gives(f, points[:, :2], (2,)):  # for many points the same answer, at less cost
        return False
    return _ask(f, points).ndim == 0


def _gives(f: Function, points: Array, shape: tuple[int, ...]) -> bool:
    try:
        return np.shape(f(points)) == shape
    except Exception:  # whatever it is that f cannot do
        return False
