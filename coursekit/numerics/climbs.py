"""Whether `f` climbs by more than its complex slopes add up to: it rounds, or drops a part of them in another way.

``np.round`` of a complex number is complex, too, and its slope is 0 at almost every place. What a smooth `f` climbs is
the integral of its slopes. Where two rules for the integral (Gauss and Legendre's, with 5 and 8 places) agree with each
other, and not with the values of `f`, then `f` moves without them.
"""

import numpy as np
from numpy.typing import NDArray

from coursekit.numerics.given import Array
from coursekit.numerics.one_variable import EPS, Guarded

__all__ = ["climbs_unseen"]

RULES = [np.polynomial.legendre.leggauss(n) for n in (5, 8)]  # places and weights on -1 … 1
ENDS = (-2.1, -0.9, 0.0, 1.2, 2.0)  # of the intervals; no two have one width, since a wave might just fit into both
SURE = 256  # times as much as the rules differ by
SHARE = 1e-4  # of what f climbs: less may be digits that are lost inside f, which the slopes keep
STEADY = 0.1  # but not if the slope that is missing is the same, up to this part, on all intervals
WIDTHS = [4.0**-k for k in range(7)]  # of an interval, as a part of x, or of 1
WIDTH = 2.0**-8  # the one that is looked at where f has a slope
SHOWS = 3e-7  # of the slope: less is not looked at


def climbs_unseen(real: Guarded, plane: Guarded, x: Array, middle: Array, df: Array) -> NDArray[np.bool_]:
    """Whether `f` moves on each of four intervals around `x`, two to a side, by more than its slopes `df` add up to.

    One jump far away, or two, are not enough: they may be pieces of `f`, whose slopes are right. How wide the steps of
    `f` are is not known. Where its slope is 0, as at a step, several widths are tried; elsewhere one, so that a part of
    a sum that is rounded to steps of 0.01 and more is taken as meant.

    Examples
    --------
    >>> real, plane, x = Guarded(np.round), Guarded(np.round, complex_values=True), np.array(3.1)
    >>> bool(climbs_unseen(real, plane, x, np.array(3.0), np.array(0.0)))
    True
    """
    size, d = np.maximum(np.abs(x), 1), WIDTH * np.maximum(np.abs(x), 1)
    size, d = np.maximum(np.abs(x), 1), WIDTH * np.maximum(np.abs(x), 1)
    apart, nearer = (real(x + part * d) - real(x - part * d) - 2 * part * d * df for part in (1, 1 / 3))
    steep = np.abs(27 * nearer - apart) / 8  # without what bends as the cube of d, as a smooth f does
    doubt = steep > SHOWS * np.abs(2 * d * df) + 64 * EPS * np.maximum(np.abs(middle), 1)
    unseen = np.zeros(x.shape, bool)
    for width in WIDTHS if (df == 0).any() else [WIDTH]:
        asked = ~unseen & ((df == 0) | (doubt if width == WIDTH else False))
        if asked.any():
            unseen |= asked & _on_all_four(real, plane, x, middle, width * size)
    return unseen


def _on_all_four(real: Guarded, plane: Guarded, x: Array, middle: Array, d: Array) -> NDArray[np.bool_]:
    """Whether `f` moves unseen on each of four intervals of about the width `d`."""
    ends = [x + part * d for part in ENDS]
    values = [middle if part == 0 else real(end) for part, end in zip(ENDS, ends, strict=True)]
    moves = np.diff(values, axis=0)
    rounding = 64 * EPS * np.maximum(np.max(np.abs(values), axis=0), 1)  # digits may be lost inside f, at size 1
    moving: NDArray[np.bool_] = np.all(np.abs(moves) > rounding, axis=0)
    if not moving.any():
        return moving
    steady, missing = moving.copy(), []
    for start, end, move in zip(ends, ends[1:], moves, strict=False):
        few, many = (_integral(plane, start, end - start, *rule) for rule in RULES)
        unseen = np.abs(move - many) - SURE * np.abs(many - few) - rounding
        steady &= unseen > SHOWS * np.abs(move)
        moving &= unseen > SHARE * np.abs(move)
        missing.append((move - many) / (end - start))
    return np.asarray(moving | steady & (np.ptp(missing, axis=0) < STEADY * np.abs(np.mean(missing, axis=0))))


def _integral(plane: Guarded, start: Array, d: Array, places: Array, weights: Array) -> Array:
    """Add up the complex slopes from `start` over the distance `d`."""
    total = np.zeros(start.shape)
    for place, weight in zip((places + 1) / 2, weights / 2, strict=True):
        t = start + place * d
        h = 1e-20 * np.maximum(np.abs(t), 1e-100)
        total += weight * d * plane(t + 1j * h).imag / h
    return total
