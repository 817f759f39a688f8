"""What every formula of several variables needs before its formula: probes around the points, and a sound `f`.

A probe is a point a step away from `x`. The probes of many coordinates, or of many points, go to `f` in one array
``(n, m)``, in batches that a processor's cache holds. `coursekit.gradient` stands on this module.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from coursekit.elementwise import EPS, Array, Function, known
from coursekit.steps import balanced_step

BATCH = 2**17  # numbers handed to f at once: 1 MB, which a processor's cache holds
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
    known(method, STENCILS)
    shape = (rows.stop - rows.start, x.shape[1])
    most = max(1, BATCH // (len(x) * len(STENCILS[method][0])))
    if shape[0] * shape[1] <= most:
        return _block(f, x, rows, method, h)
    result, width = np.empty(shape), min(most, shape[1])
    for i in range(0, shape[0], most // width):
        some = slice(i, min(i + most // width, shape[0]))
        for j in range(0, shape[1], width):
            columns = slice(j, j + width)
            lines = slice(rows.start + some.start, rows.start + some.stop)
            step = None if h is None else h[some, columns]
            result[some, columns] = _block(f, x[:, columns], lines, method, step)
    return result


def _block(f: Function, points: Array, rows: slice, method: str, h: Array | None, eps: float = EPS) -> Array:
    """Slopes along `rows` from one call of `f`; of two, if `f` turns out to compute with fewer digits than `eps`."""
    offsets, weights, rest = STENCILS[method]
    step = balanced_step(points[rows], method, eps) if h is None else h
    answers = values(f, _probes(points, rows.start, offsets * step))
    if h is None and answers.dtype.itemsize < 8 and (coarse := _eps(answers.dtype)) > eps:
        return _block(f, points, rows, method, None, coarse)
    total: Array = weights.dot(answers.reshape(len(offsets), -1)).reshape(step.shape)
    if rest:
        total += rest * values(f, points)
    return total / step


def _eps(kind: Any) -> float:
    return float(np.finfo(kind).eps) if kind.kind == "f" else EPS


def _probes(points: Array, first: int, moves: Array) -> Array:
    """Copy the points ``(n, m)`` for each move ``(offset, i, m)``, and move coordinate ``first + i`` of its copies."""
    n, m = points.shape
    offsets, rows, _ = moves.shape
    copies = offsets * rows
    memory = np.empty((n + 1) * copies * m)
    probes = memory[: n * copies * m].reshape(n, copies, m)
    probes[...] = points[:, None]
    # Read in rows that are longer by one copy, the numbers to be moved stand below each other.
    start = first * copies * m
    slanted = memory[start : start + rows * (copies + 1) * m].reshape(rows, copies + 1, m)[:, :copies:rows]
    np.add(slanted, moves.swapaxes(0, 1), out=slanted)
    return probes.reshape(n, copies * m)


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
    if np.count_nonzero(np.isfinite(answers)) < answers.size:
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
