"""The slope where the values of `f` scatter: by noise, rounding, float32, or an iteration that stops early.

The smaller the step, the more scatter counts. So pairs are laid as far out as `f` is smooth, and a polynomial between
them by least squares gives the slope, and by its residuals the error.
"""

import numpy as np
from numpy.typing import NDArray

from coursekit.numerics.one_variable import Array, Guarded
from coursekit.numerics.pairs import Pair, ordered, pair, still
from coursekit.numerics.regression import regress
from coursekit.numerics.slopes import CONVERGED, KINK, NOISY, Slopes, settled, slopes

__all__ = ["NEAR_0", "look_wider", "smoothed"]

NEAR_0 = 1e-2  # here steps that shrink with x may see nothing but the rounding of numbers of size 1
LEAST = 1e-3  # of the values: what is less may have been rounded, to three digits or more
COARSE = 1e-2  # of the change: what is more may be steps of f itself


def look_wider(f: Guarded, x: Array, middle: Array, pairs: list[Pair], noise: Array) -> Slopes:
    """Find the slope from the pairs that are known, the nearest last, and seven that lie farther out.

    Parameters
    ----------
    noise : array
        How far the nearest pairs are from where the others foresee them, in units of `f`.

    Examples
    --------
    >>> from coursekit.numerics.richardson import richardson
    >>> result = richardson(lambda t: np.round(np.exp(t), 5), 1.0)
    >>> result.nfev, abs(result.df - np.e) < result.error < 1e-3
    (31, True)
    """
    unit = f.eps * np.maximum(np.abs(middle), 1)  # what numbers of size 1 round to
    farther = _search(f, x, middle, pairs, np.fmax(noise, np.where(_near_0(x), np.minimum(unit / x**2, 1), 0)))
    ladder, top = Pair(*np.stack(ordered([*pairs, *farther])[::-1], axis=1)), farther[-1]  # the nearest first
    quiet = still(ladder)
    to_one_side = (np.abs(ladder.slope) == np.abs(ladder.bend)) | ~np.isfinite(ladder.slope + ladder.bend)
    constant = quiet[0] & np.all(to_one_side, axis=0)
    grainy = quiet[0] & ~constant

    noise = np.fmax(noise, ladder.noise[0] * ladder.h[0] / 4)
    noise = np.fmax(noise, np.where(grainy, _grain(ladder, quiet, top), 0))
    no_vote = grainy & (quiet | _repeats(ladder) & (noise > 32 * ladder.noise * ladder.h))
    deviation = np.where(no_vote, np.inf, np.fmax(0.5 * noise / ladder.h, ladder.noise / 8))
    df, error, scale = regress(ladder.h, ladder.slope, deviation)
    df, error = _from_afar(df, error, ladder, x, unit, np.where(grainy, deviation, 0))
    error = np.fmax(error, _contradicted(df, ladder, x, unit, noise))
    scatter = 0.5 * noise * scale
    error = np.fmax(error, _hidden(df, ladder, grainy, scatter, pairs[-3].h))

    status = settled(error, np.fmax(np.abs(df), np.abs(top.slope)) + np.fmax(np.abs(top.bend), 0), NOISY)
    status = np.where(_kink(ladder, noise), KINK, status)
    tail = _tail(ladder, quiet, middle)
    status = np.where(constant, np.where(tail == 0, CONVERGED, NOISY), status)
    error = np.where(constant, tail + f.eps * np.abs(middle) / _widest(ladder, quiet), error)
    df = np.where(constant, 0, np.where(np.isnan(df), _farthest(ladder), df))  # nan if too few had a vote
    scatter = np.where(constant, f.eps * np.abs(middle), scatter)
    return slopes(x.shape, df, error, status, scatter, 1 + 2 * len(ladder.h))


@np.errstate(all="ignore")
def smoothed(f: Guarded, x: Array, middle: Array, pairs: list[Pair], more: Array) -> Slopes:
    """Find the slope from the pairs that are known alone, where the nearest five, the last, turn out to scatter.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> steps = np.geomspace(0.1, 1e-8, 12)[:, None]
    >>> pairs = [Pair(h, 2 + 1e-6 * rng.normal(size=1) / h, h, 1e-16 / h) for h in steps]
    >>> found = smoothed(Guarded(np.square), np.ones(1), np.ones(1), pairs, np.zeros(1))
    >>> bool(np.abs(found.df - 2)[0] < found.error[0] < 1e-3)
    True
    """
    ladder = Pair(*np.stack(ordered(pairs)[::-1], axis=1))
    noise = np.max(np.abs(ladder.slope[:5] - pairs[0].slope) * ladder.h[:5], axis=0)
    df, error, scale = regress(ladder.h, ladder.slope, 0.5 * noise / ladder.h)
    status = settled(error, np.fmax(np.abs(df), np.abs(pairs[0].slope)), NOISY)
    status = np.where(_kink(ladder, noise), KINK, status)
    return slopes(x.shape, df, error, status, 0.5 * noise * scale, 1 + 2 * len(pairs))


def _near_0(x: Array) -> NDArray[np.bool_]:
    return np.asarray((np.abs(x) < NEAR_0) & (x != 0))


def _search(f: Guarded, x: Array, middle: Array, pairs: list[Pair], noise: Array) -> list[Pair]:
    """Search for the largest step at which `f` is still as nearer ones have it, and lay four pairs from there inwards.

    Three pairs halve the distance, in logarithms. The last pair of the seven is the largest of the four.
    """

    def agree(near: Pair, far: Pair) -> NDArray[np.bool_]:
        allowed = 0.2 * (np.abs(near.slope) + np.abs(far.bend)) + 4 * noise / near.h
        return still(near) | (np.abs(far.slope - near.slope) < allowed)

    def choose(condition: NDArray[np.bool_], one: Pair, other: Pair) -> Pair:
        return Pair(*(np.where(condition, a, b) for a, b in zip(one, other, strict=True)))

    known = ordered(pairs)[0]
    far = pair(f, x, middle, np.maximum(0.3 * np.maximum(np.abs(x), 1), 4 * known.h))
    half = pair(f, x, middle, _between(known.h, far.h))
    half_agrees = agree(known, half)
    far_agrees = half_agrees & agree(half, far)
    good = choose(far_agrees, far, choose(half_agrees, half, known))
    bad = np.where(half_agrees, far.h, half.h)
    last = pair(f, x, middle, np.where(far_agrees, 4 * far.h, _between(good.h, bad)))
    agrees = agree(good, last)
    bad = np.where(agrees, np.where(far_agrees, 16 * far.h, bad), last.h)
    good = choose(agrees, last, good)
    top = np.where(_near_0(x), 0.12, 0.65) * _between(good.h, bad)  # beyond 0 there is less noise, and less is better
    return [far, half, last, *(pair(f, x, middle, top / 2**k) for k in (3, 2, 1, 0))]


def _between(near: Array, far: Array) -> Array:
    return np.sqrt(near) * np.sqrt(far)  # the product of two steps may be too small for a float


def _farthest(ladder: Pair) -> Array:
    """Slope of the farthest pair at which `f` is finite."""
    farthest: Array = np.full_like(ladder.slope[0], np.nan)
    for slope in ladder.slope:
        farthest = np.where(np.isfinite(slope), slope, farthest)
    return farthest


def _grain(ladder: Pair, quiet: NDArray[np.bool_], top: Pair) -> Array:
    """How coarse the values are, if the nearest do not move at all: what others move by, or would have moved by."""
    common = np.where(np.abs(ladder.bend) > ladder.noise, np.abs(ladder.bend) * ladder.h, np.inf)
    least = np.min(common[:4], axis=0)
    return np.fmax(np.where(np.isinf(least), 0, 0.3 * least), np.abs(top.slope) * _widest(ladder, quiet))


def _widest(ladder: Pair, quiet: NDArray[np.bool_]) -> Array:
    widest: Array = np.max(np.where(quiet, ladder.h, 0), axis=0)
    return widest


def _repeats(ladder: Pair) -> NDArray[np.bool_]:
    """Whether a larger step gives the same slope. As few grains double with the step, it is one witness, not two."""
    slope, rounding = ladder.slope, ladder.noise
    later = [np.any(np.abs(slope[k + 1 :] - slope[k]) <= rounding[k], axis=0) for k in range(len(slope))]
    return np.asarray(np.array(later) & (slope != 0))


def _from_afar(df: Array, error: Array, ladder: Pair, x: Array, unit: Array, grain: Array) -> tuple[Array, Array]:
    """Near 0, take the slope from pairs beyond 0 alone, where rounding explains why nearer ones contradict."""
    if not _near_0(x).any():
        return df, error
    size = np.where(_near_0(x), np.abs(x), np.nan)
    alone = np.where(ladder.h > 2 * size, np.fmax.reduce([ladder.noise / 2, unit / ladder.h, grain]), np.inf)
    far, far_error, _ = regress(ladder.h, ladder.slope, alone)
    far_error = 4 * far_error  # of few pairs
    gap = np.max(np.where(ladder.h < 0.5 * size, np.abs(ladder.slope - far) * ladder.h, 0), axis=0)
    better = (gap < 64 * unit / size**2) & (far_error < np.fmax(error, 0.03 * np.abs(far)))
    return np.where(better, far, df), np.where(better, far_error, error)


def _contradicted(df: Array, ladder: Pair, x: Array, unit: Array, noise: Array) -> Array:
    """How far the slope is from that of nearer pairs near 0, where no rounding explains it, as beside a kink at 0.

    What was rounded at size 1 is off by a few units; divided by x or its square, by far more.
    """
    size = np.where(_near_0(x), np.abs(x), np.nan)
    near = np.where(ladder.h < 0.5 * size, ladder.h, 0)
    gap, widest = np.max(np.abs(ladder.slope - df) * near, axis=0), np.max(near, axis=0)
    return np.where((gap > 16 * unit) & (gap < 0.01 * unit / size) & (gap > 16 * noise), gap / widest, 0)


def _hidden(df: Array, ladder: Pair, grainy: NDArray[np.bool_], scatter: Array, h: Array) -> Array:
    """How large the error is, at least, where scatter may hide what `f` does.

    If `f` moves nowhere by more than its values scatter, it may do so between the wide steps. If its grain is coarse,
    that may be steps of `f` itself, with a slope of 0 between them.
    """
    moves = np.fmax(np.abs(ladder.slope), np.abs(ladder.bend) / 2) * ladder.h
    unseen = np.where(np.any(moves > 6 * scatter, axis=0), 0, 4 * scatter / h)
    steps = grainy & (scatter > COARSE * np.max(np.nan_to_num(moves), axis=0))
    return np.fmax(unseen, np.where(steps, np.abs(df), 0))


def _tail(ladder: Pair, quiet: NDArray[np.bool_], middle: Array) -> Array:
    """How steep `f` may be where it does not move to one side: 0, unless it is rounded, and moves a little later."""
    moved = np.where(np.isfinite(ladder.slope), np.abs(ladder.slope) * ladder.h, 0)
    least = np.min(np.where(moved > 0, moved, np.inf), axis=0)
    rounded = (least <= LEAST * np.fmax(np.max(moved, axis=0), np.abs(middle))) & (middle != 0)
    return np.where(rounded, 2 * least / _widest(ladder, quiet), 0)


def _kink(ladder: Pair, noise: Array) -> NDArray[np.bool_]:
    """Whether the sides keep apart by the same, from the nearest pair that shows it through the noise."""
    h, bend, noise = ladder.h, ladder.bend, np.fmax(noise / ladder.h, ladder.noise)
    clear = (np.abs(bend) > 10 * noise) & np.isfinite(bend)
    first = np.argmax(clear, axis=0)
    places = np.minimum(first + np.array([0, 2, 4]).reshape(-1, *[1] * (h.ndim - 1)), len(h) - 1)
    bends, steps = np.take_along_axis(bend, places, 0), np.take_along_axis(h, places, 0)
    powers = np.diff(np.log(bends / bends[0]), axis=0) / np.diff(np.log(steps), axis=0)  # nan if they turn round
    nearer = np.arange(len(h)).reshape(-1, *[1] * (h.ndim - 1)) < first
    hidden = np.all(~nearer | (20 * noise > np.abs(bends[0])), axis=0)  # nearer pairs would not show it
    return np.asarray(clear.any(axis=0) & hidden & np.all(np.abs(powers) < 0.25, axis=0))
