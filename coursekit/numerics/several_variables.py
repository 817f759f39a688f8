"""What every formula of several variables needs before its formula: probes around the points.

A probe is a point a step away from `x`. The probes of many coordinates, or of many points, go to `f` in one array
``(n, m)``, in batches that a processor's cache holds. `coursekit.gradient` stands on this module.
"""

import math
from functools import lru_cache

import numpy as np

from coursekit.numerics.answers import EPS
from coursekit.numerics.columns import FEW, Columns, NotFinite, finite, spread, standing_out
from coursekit.numerics.given import Array, known
from coursekit.numerics.steps import balanced_step

__all__ = ["NotFinite", "along_coordinates", "slopes"]

BATCH = 16_000  # numbers handed to f at once: for a larger array the system is asked for memory at each call
SLACK = 1e-10  # of the largest slope: less than a difference can tell


# The slope is the sum of weight * f(x + offset * h), over h: the offsets, the weights, the weight of f(x) itself, and
# how many units in the last place of f do not matter: the smaller the usual step, the more does each.
STENCILS = {
    "forward": (np.array([1.0]), np.array([1.0]), -1.0, 16.0),
    "backward": (np.array([-1.0]), np.array([-1.0]), 1.0, 16.0),
    "central": (np.array([1.0, -1.0]), np.array([1.0, -1.0]) / 2, 0.0, 256.0),
    "five_point": (np.array([1.0, -1.0, 2.0, -2.0]), np.array([8.0, -8.0, -1.0, 1.0]) / 12, 0.0, 256.0),
}


def slopes(f: Columns, x: Array, rows: slice, method: str, h: Array | None) -> Array:
    """Slopes of `f` along the coordinates `rows` at the points x ``(n, m)``; `h` has one step for each of them."""
    count, m = rows.stop - rows.start, x.shape[1]
    if m == 1:
        return along_coordinates(f, x[:, 0], rows, method, None if h is None else h[:, 0])[:, None]
    most = max(1, BATCH // (len(x) * len(STENCILS[known(method, STENCILS)][1])))
    result, width, alone = np.empty((count, m)), min(most, m), standing_out(x)
    with np.errstate(all="ignore"):  # what is not finite becomes an error
        for i in range(0, count, most // width):
            some = slice(i, min(i + most // width, count))
            lines = slice(rows.start + some.start, rows.start + some.stop)
            for j in range(0, m, width):
                columns = slice(j, j + width)
                step = None if h is None else h[some, columns]
                here = [k - j for k in alone if j <= k < j + width]
                result[some, columns] = _in_a_field(f, x[:, columns], lines, method, step, here)
    return result


@np.errstate(all="ignore")  # what is not finite becomes an error
def along_coordinates(f: Columns, x: Array, rows: slice, method: str, h: Array | None, eps: float = EPS) -> Array:
    """Slopes of `f` along the coordinates `rows` at one point x ``(n,)``; `h` has one step for each of them.

    From one call of `f`; of two, if `f` turns out to compute with fewer digits than `eps`; of more, if there are more
    probes than a batch holds.
    """
    offsets, weights, rest, rounding = STENCILS[known(method, STENCILS)]
    count, many = rows.stop - rows.start, len(offsets)
    if count > 1 and len(x) * many * (count + 1) > BATCH:
        return _in_pieces(f, x, rows, method, h)
    step = balanced_step(x[rows], method, eps) if h is None else h
    together = f.together and count * many > FEW
    probes = _around(x, rows, _moves(count, method, together), step)
    answers = f.at_once(probes, (count,), rounding, SLACK) if together else f.one_by_one(probes)
    if answers is None:  # one after the other, from now on
        return along_coordinates(f, x, rows, method, h, eps)
    if f.eps > eps and h is None:
        return along_coordinates(f, x, rows, method, None, f.eps)
    blocks = answers.reshape(many, -1)
    slope: Array = weights.dot(blocks)[:count]
    if rest:
        slope += rest * blocks[0, -1]
    slope /= step
    if not math.isfinite(slope.dot(slope)):
        if f.together:  # is f itself not finite, or does it only mix too many large numbers?
            f.together = False
            return along_coordinates(f, x, rows, method, h, eps)
        finite(answers, probes)
    return slope


def _around(x: Array, rows: slice, moves: Array, step: Array) -> Array:
    """Put the point x ``(n,)`` into each column, and move the coordinates `rows` of it."""
    width = moves.shape[1]
    probes = x.repeat(width).reshape(-1, width)  # faster than broadcasting
    moved = probes[rows]
    moved += step.repeat(width).reshape(-1, width) * moves
    return probes


def _in_pieces(f: Columns, x: Array, rows: slice, method: str, h: Array | None) -> Array:
    """`along_coordinates`, in pieces of one width that a batch holds."""
    count = rows.stop - rows.start
    pieces = -(-count // max(1, BATCH // (len(x) * len(STENCILS[method][0])) - 1))
    slope, width = np.empty(count), -(-count // pieces)
    for i in range(0, count, width):
        some = slice(i, min(i + width, count))
        lines = slice(rows.start + some.start, rows.start + some.stop)
        slope[some] = along_coordinates(f, x, lines, method, None if h is None else h[some])
    return slope


@lru_cache(maxsize=8)
def _moves(rows: int, method: str, odd: bool) -> Array:
    """Give the moves to the probes around one point, as parts of the steps: for each offset ``(rows, rows or more)``.

    For each offset every coordinate moves alone. In an `odd` column more, all of them move by random parts, always the
    same, that add up to about half the offset: so far between the probes nothing but `f` itself gives the value of `f`.
    Parts by a rule would have a sum of 0 with some signs, as g, 2g, 3g, 4g have with +, -, -, +, and an `f` with these
    slopes would not be found out. A formula that needs the value at the point itself gets
    columns in which nothing moves: one, or two, so that the odd column has not the place that its size gives it.
    """
    offsets, _, rest, _ = STENCILS[method]
    moves = np.zeros((rows, len(offsets), rows + odd + bool(rest) * (1 + odd)))
    moves[range(rows), :, range(rows)] = offsets
    if odd:
        moves[:, :, rows] = offsets * np.random.default_rng(0).random((rows, len(offsets))) / rows
    return moves.reshape(rows, -1)


def _in_a_field(
    f: Columns, x: Array, rows: slice, method: str, h: Array | None, alone: list[int], eps: float = EPS
) -> Array:
    """Slopes along `rows` at many points, from one call of `f`, or two. Probes of the points `alone` are looked at."""
    offsets, weights, rest, rounding = STENCILS[method]
    step = balanced_step(x[rows], method, eps) if h is None else h
    probes = _probes(x, rows.start, offsets, step)
    answers = _finite(f, probes, [*alone, *spread(step.size, 1), -1], rounding)
    if h is None and f.eps > eps:
        return _in_a_field(f, x, rows, method, None, alone, f.eps)
    slope: Array = weights.dot(answers.reshape(len(offsets), -1)).reshape(step.shape)
    if rest:
        slope += rest * finite(f(x), x)
    slope /= step
    return slope


def _finite(f: Columns, probes: Array, alone: list[int], rounding: float) -> Array:
    together = f.together and 2 * len(alone) < probes.shape[1]
    answers = f.at_once(probes, alone, rounding) if together else None
    probes = probes[:, :-1]  # without the odd one
    return finite(f.one_by_one(probes) if answers is None else answers[:-1], probes)


def _probes(points: Array, first: int, offsets: Array, step: Array) -> Array:
    """Copy the points ``(n, m)`` for each offset and row, and move coordinate ``first + i`` of the copies of row i.

    One more column, the last, is an odd one as in `_moves`.
    """
    (n, m), rows = points.shape, len(step)
    probes = np.empty((n, len(offsets) * rows * m + 1))
    copies = probes[:, :-1].reshape(n, len(offsets), rows, m)  # a view
    copies[...] = points[:, None, None]
    moved = copies[first : first + rows].diagonal(0, 0, 2)
    moved.setflags(write=True)  # a diagonal is a view, but is given as read-only
    moved += offsets[:, None, None] * step.T
    some = spread(m, 1)[0]
    probes[:, -1] = points[:, some]
    probes[first : first + rows, -1] += _moves(rows, "central", True)[:, rows] * offsets[0] * step[:, some]
    return probes
