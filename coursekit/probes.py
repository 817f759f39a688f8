"""What every formula of several variables needs before its formula: probes around the points, and a sound `f`.

A probe is a point a step away from `x`. The probes of many coordinates, or of many points, go to `f` in one array
``(n, m)``, in batches that a processor's cache holds. `coursekit.gradient` stands on this module.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from coursekit.derivative import ROOT
from coursekit.elementwise import EPS, Array, Function, known, power_of_two

BATCH = 2**17  # numbers handed to f at once: 1 MB

ONE_POINT = "Pass vectorized=False for an f that takes one point only; write a constant as 3.0 + 0 * x[0]."

# The slope is the sum of weight * f(x + offset * h), over h: the offsets, the weights, and the weight of f(x) itself.
STENCILS = {
    "forward": (np.array([1.0]), np.array([1.0]), -1.0),
    "backward": (np.array([-1.0]), np.array([-1.0]), 1.0),
    "central": (np.array([1.0, -1.0]), np.array([1.0, -1.0]) / 2, 0.0),
    "five_point": (np.array([1.0, -1.0, 2.0, -2.0]), np.array([8.0, -8.0, -1.0, 1.0]) / 12, 0.0),
}


class NotFinite(ValueError):
    """`f` is infinite or nan at a probe."""


def slopes(f: Function, x: Array, rows: slice, method: str, h: Array | None, eps: float = EPS) -> Array:
    """Slopes of `f` along the coordinates `rows` at the points x ``(n, m)``; `h` has one step for each of them."""
    stencil = STENCILS[known(method, STENCILS)]
    steps = power_of_two(eps ** (1 / ROOT[method]) * np.maximum(np.abs(x[rows]), 1)) if h is None else h
    most = max(1, BATCH // (len(x) * len(stencil[0])))
    if steps.size <= most:
        result: Array
        result, coarse = _block(f, x, rows.start, steps, *stencil)
    else:
        result, width = np.empty(steps.shape), min(most, steps.shape[1])
        for i in range(0, len(steps), most // width):
            for j in range(0, steps.shape[1], width):
                part = slice(i, i + most // width), slice(j, j + width)
                result[part], coarse = _block(f, x[:, part[1]], rows.start + i, steps[part], *stencil)
    if h is None and coarse > eps:  # f computes with fewer digits: take the step that suits it
        return slopes(f, x, rows, method, None, coarse)
    return result


def _block(f: Function, points: Array, first: int, h: Array, offsets: Array, weights: Array, rest: float) -> Any:
    """Slopes along the coordinates from `first` on, and the relative precision of the values of `f`."""
    answers = values(f, _probes(points, first, offsets[:, None, None] * h))
    total = (weights @ answers.reshape(len(offsets), -1)).reshape(h.shape)
    if rest:
        total += rest * values(f, points)
    return total / h, EPS if answers.dtype.itemsize == 8 else _eps(answers.dtype)


def _eps(kind: Any) -> float:
    return float(np.finfo(kind).eps) if kind.kind == "f" else EPS


def _probes(points: Array, first: int, moves: Array) -> Array:
    """Copy the points ``(n, m)``; the copies for slope i have coordinate ``first + i`` moved by ``moves[:, i]``."""
    offsets, k, m = moves.shape
    probes = np.empty((len(points), offsets * k, m))
    probes[:] = points[:, None]
    table = probes.reshape(-1, m)
    for j in range(offsets):  # one coordinate down and one copy on: a diagonal of the table
        moved = table[(first * offsets + j) * k :: offsets * k + 1][:k]
        moved += moves[j]
    return probes.reshape(len(points), -1)


def values(f: Function, points: Array) -> NDArray[Any]:
    """``f`` at the points ``(n, m)``: m finite numbers, or an error that says what is wrong and what to do."""
    answers = _real(_ask(f, points))
    if answers.shape != points.shape[1:]:
        raise ValueError(
            f"f gives shape {answers.shape} for {points.shape[1]} points, x of shape {points.shape}; expected "
            f"{points.shape[1:]}, one number for each point: did you mean np.sum(..., axis=0)? {ONE_POINT}"
        )
    return _finite(answers, points)


def _ask(f: Function, points: Array) -> NDArray[Any]:
    points.setflags(write=False)  # an f that writes to its argument fails loudly
    try:
        with np.errstate(all="ignore"):  # what is not finite becomes an error below
            return np.asarray(f(points))
    except Exception as error:
        if _serves_one(f, points[:, 0]):
            raise ValueError(f"f fails on {points.shape[1]} points at once ({error}). {ONE_POINT}") from error
        raise


def _serves_one(f: Function, point: Array) -> bool:
    try:
        return np.size(f(point)) == 1
    except Exception:
        return False


def number(f: Function, point: Array) -> Any:
    """``f`` at one point of any shape: one finite number."""
    point.setflags(write=False)
    with np.errstate(all="ignore"):
        answer = np.asarray(f(point))
    if answer.size != 1:
        raise ValueError(f"f gives shape {answer.shape} for one x of shape {point.shape}; expected one number")
    return _finite(_real(answer).reshape(1), point[..., None])[0]


def _real(answers: NDArray[Any]) -> NDArray[Any]:
    if answers.dtype.kind not in "iuf":
        raise TypeError(f"f gives {answers.dtype.name}, but a slope needs real numbers; is a return missing?")
    return answers


def _finite(answers: NDArray[Any], points: Array) -> NDArray[Any]:
    if np.count_nonzero(np.isfinite(answers)) < answers.size:
        bad = np.flatnonzero(~np.isfinite(answers))[0]
        point = np.array2string(points[..., bad], threshold=8)
        raise NotFinite(f"f is {answers[bad]} at x = {point}; move x away from there, or give a smaller h")
    return answers


def one_by_one(f: Function, shape: tuple[int, ...]) -> Function:
    """Make an `f` that takes one argument of that shape into one that takes many, each as a column."""
    return lambda columns: np.array([number(f, column.reshape(shape)) for column in columns.T.copy()])


def takes_whole(f: Function, points: Array) -> bool:
    """Whether `f` gives one number for all the points together: it takes the array as a single argument."""
    return _ask(f, points).ndim == 0
