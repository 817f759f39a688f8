"""The slope where the values of `f` scatter: by noise, rounding, float32, or an iteration that stops early.

The smaller the step, the more scatter counts. So pairs are laid as far out as `f` is smooth, and a polynomial between
them by least squares gives the slope, and by its residuals the error.
"""

import numpy as np
from numpy.typing import NDArray

from coursekit.numerics.found import CONVERGED, KINK, NOISY, Found, found
from coursekit.numerics.one_variable import Array, Guarded
from coursekit.numerics.pairs import Pair, ordered, pair, regress, still

__all__ = ["NEAR_0", "look_wider"]

NEAR_0 = 1e-2  # here steps that shrink with x may see nothing but the rounding of numbers of size 1
LEAST = 1e-3  # rounding to three digits or more; what is coarser is a step of f


def look_wider(f: Guarded, x: Array, middle: Array, pairs: list[Pair], noise: Array) -> Found:
    """Find the slope from the pairs that are known, the nearest last, and seven that lie farther out.

    Parameters
    ----------
    noise : array
        How far the nearest pairs are from where the others foresee them, in units of `f`.
    """
    size = np.abs(x) + (x == 0)
    near_0 = (size < NEAR_0) & (x != 0)
    lost = f.eps * np.maximum(np.abs(middle), 1) / size  # digits of numbers of size 1 that are divided by x
    farther = _search(f, x, middle, pairs, np.where(near_0, np.fmax(noise, np.minimum(lost / size, 1)), noise))
    top = farther[-1]
    h, slope, bend, rounding = (np.array(a) for a in zip(*ordered([*pairs, *farther])[::-1], strict=True))

    quiet = (slope == 0) & (bend == 0)
    one_sided = (np.abs(slope) == np.abs(bend)) | ~np.isfinite(slope + bend)
    constant = quiet[0] & np.all(one_sided, axis=0)
    noise = np.fmax(noise, rounding[0] * h[0] / 4)
    noise = np.where(quiet[0], np.fmax(noise, _grain(h, bend, quiet, top)), noise)
    deviation = np.where(quiet & ~constant, np.inf, np.fmax(0.5 * noise / h, rounding / 8))
    df, error, scale = regress(h, slope, deviation)
    if near_0.any():
        alone = np.where(near_0 & (h > 2 * size), np.fmax(rounding / 2, lost * size / h), np.inf)
        far, far_error, _ = regress(h, slope, alone)
        gap = np.max(np.where(h < 0.5 * size, np.abs(slope - far) * h, 0), axis=0)
        better = near_0 & (gap < 64 * lost / size) & (far_error < np.fmax(error, 0.03 * np.abs(far)))
        df, error = np.where(better, far, df), np.where(better, far_error, error)

    status = np.where(error <= 1e-3 * (np.abs(df) + np.fmax(np.abs(top.bend), 0)), CONVERGED, NOISY)
    status = np.where(_kink(h, bend, np.fmax(noise / h, rounding)), KINK, status)
    tail = _tail(h, slope, quiet, middle)
    df, error = np.where(constant, 0, df), np.where(constant, tail, error)
    status = np.where(constant, np.where(tail == 0, CONVERGED, NOISY), status)
    return found(x.shape, df, error, status, np.where(constant, 0, 0.5 * noise * scale), 1 + 2 * len(h))


def _search(f: Guarded, x: Array, middle: Array, pairs: list[Pair], noise: Array) -> list[Pair]:
    """Search for the largest step at which `f` is still as nearer ones have it, and lay four pairs from there inwards.

    Three pairs halve the distance, in logarithms. The last pair of the seven is the largest of the four.
    """

    def agree(near: Pair, far: Pair) -> NDArray[np.bool_]:
        allowed = 0.2 * (np.abs(near.slope) + np.abs(far.bend)) + 4 * noise / near.h
        return still(near) | (np.abs(far.slope - near.slope) < allowed)

    def choose(condition: NDArray[np.bool_], one: Pair, other: Pair) -> Pair:
        return Pair(*(np.where(condition, a, b) for a, b in zip(one, other, strict=True)))

    size = np.abs(x) + (x == 0)
    known = ordered(pairs)[4]
    far = pair(f, x, middle, np.maximum(0.3 * np.maximum(size, 1), 4 * known.h))
    half = pair(f, x, middle, _between(known.h, far.h))
    half_agrees = agree(known, half)
    far_agrees = half_agrees & agree(half, far)
    good = choose(far_agrees, far, choose(half_agrees, half, known))
    bad = np.where(half_agrees, far.h, half.h)
    last = pair(f, x, middle, np.where(far_agrees, 4 * far.h, _between(good.h, bad)))
    agrees = agree(good, last)
    bad = np.where(agrees, np.where(far_agrees, 16 * far.h, bad), last.h)
    good = choose(agrees, last, good)
    # Near 0 less noise is left out there, and smaller steps are better.
    top = np.where((size < NEAR_0) & (x != 0), 0.12, 0.65) * _between(good.h, bad)
    return [far, half, last, *(pair(f, x, middle, top / 2**k) for k in (3, 2, 1, 0))]


def _between(near: Array, far: Array) -> Array:
    return np.sqrt(near) * np.sqrt(far)  # the product of two steps may be too small for a float


def _grain(h: Array, bend: Array, quiet: NDArray[np.bool_], top: Pair) -> Array:
    """How coarse the values are, if the nearest do not move at all: what others move by, or would have moved by."""
    least = np.min(np.where(bend != 0, np.abs(bend) * h, np.inf)[:4], axis=0)
    widest: Array = np.max(np.where(quiet, h, 0), axis=0)
    return np.fmax(np.where(np.isinf(least), 0, 0.3 * least), np.abs(top.slope) * widest)


def _tail(h: Array, slope: Array, quiet: NDArray[np.bool_], middle: Array) -> Array:
    """How steep `f` may be where it does not move to one side: 0, unless it is rounded, and moves a little later."""
    moved = np.where(np.isfinite(slope), np.abs(slope) * h, 0)
    least = np.min(np.where(moved > 0, moved, np.inf), axis=0)
    rounded = (least <= LEAST * np.fmax(np.max(moved, axis=0), np.abs(middle))) & (middle != 0)
    return np.where(rounded, 2 * least / np.max(np.where(quiet, h, 0), axis=0), 0)


def _kink(h: Array, bend: Array, noise: Array) -> NDArray[np.bool_]:
    """Whether the sides keep apart by the same, from the nearest pair that shows it through the noise."""
    clear = (np.abs(bend) > 10 * noise) & np.isfinite(bend)
    places = np.minimum(np.argmax(clear, axis=0) + np.array([0, 2, 4]).reshape(-1, *[1] * (h.ndim - 1)), len(h) - 1)
    bends, steps = np.take_along_axis(bend, places, 0), np.take_along_axis(h, places, 0)
    powers = np.diff(np.log(bends), axis=0) / np.diff(np.log(steps), axis=0)
    return np.asarray(clear.any(axis=0) & np.all(np.abs(powers) < 0.25, axis=0))
