"""The slope where `f` is not as smooth as farther pairs have it: a kink, a vertical tangent, a wave, a narrow peak.

Near enough, a smooth `f` is one straight line. So pairs that come nearer tell what is there: the slopes settle, or they
do not (a vertical tangent), or those of the two sides keep apart (a kink, a jump).
"""

import numpy as np
from numpy.typing import NDArray

from coursekit.numerics.one_variable import Array, Guarded
from coursekit.numerics.pairs import Pair, confirm, extrapolate, pair
from coursekit.numerics.scatter import smoothed
from coursekit.numerics.slopes import KINK, UNSETTLED, VERTICAL, Slopes, settled, slopes

__all__ = ["endless", "jumps", "look_closer"]


def look_closer(f: Guarded, x: Array, middle: Array, pairs: list[Pair], apart: Array) -> Slopes:
    """Find the slope from the pairs that are known, the nearest last, and one to four between the nearest two.

    Parameters
    ----------
    pairs : the seven of `richardson`, in its order, and closer ones
    apart : array
        By how much pieces of `f` may not meet, as a slope.

    Examples
    --------
    >>> from coursekit.numerics.richardson import richardson
    >>> [richardson(f, 0.0).status for f in (np.abs, np.cbrt, lambda t: t * np.abs(t) ** 0.1)]
    [1, 4, 3]
    """
    coarse, fine, finest = pairs[-3:]
    close = pair(f, x, middle, np.sqrt(finest.h) * np.sqrt(fine.h))
    pairs = [*pairs[:-1], close, finest]
    table = extrapolate(pairs)
    df, error = table[-1]
    for far, near in zip(pairs[-4:-1], pairs[-3:], strict=True):
        df, error = confirm(df, error, far, near)
    error = error + _rest(finest, close, fine, apart) + _contradiction(df, table[6], pairs[5], pairs[6], middle)
    status = settled(
        error, np.fmax.reduce([np.abs(df), *(np.abs(p.slope) + np.abs(p.bend) for p in (pairs[0], pairs[5]))])
    )
    if len(pairs) == 9:
        status = np.where(_bent(finest, close, fine, coarse) | jumps(finest, close, fine), KINK, status)
    if len(pairs) == 12:
        status = np.where(endless(*pairs[:5:-1]), VERTICAL, status)
    result = slopes(x.shape, df, error, status, f.eps * np.abs(middle), 2 * len(pairs) + 1)
    unsettled = result.status == UNSETTLED
    if len(pairs) < 12:
        result.take_over(unsettled, look_closer, f, x, middle, pairs, apart)
    else:
        result.take_over(unsettled & _scattered(pairs), smoothed, f, x, middle, pairs, apart)
    return result


def _scattered(pairs: list[Pair]) -> NDArray[np.bool_]:
    """Whether what the five nearest pairs are off by, in units of `f`, does not shrink with the step."""
    off = np.array([np.abs(p.slope - pairs[0].slope) * p.h for p in pairs[-5:]])
    return np.asarray(off[-1] > off.max(axis=0) / 30)


def _rest(finest: Pair, close: Pair, fine: Pair, apart: Array) -> Array:
    """How far the slope, and those of both sides, may still be from where they settle."""
    q = close.h / finest.h
    last, before = np.abs(finest.slope - close.slope), np.abs(close.slope - fine.slope)
    power = np.clip(np.log(before / last) / np.log(q), 0.02, 1)  # of h, by which they settle
    unseen = np.where(before > 8 * close.noise, 2 * before / (q**2 - 1), apart)
    rest = np.where(last > 8 * finest.noise, 2 * last / (q**power - 1), unseen)
    bend, bends = np.abs(finest.bend), np.fmax(np.abs(close.bend), np.abs(fine.bend))
    return rest + np.where((bend > 8 * finest.noise) & (bend > q**-0.3 * bends), bend, 0)


def _contradiction(df: Array, wide: tuple[Array, Array], coarse: Pair, fine: Pair, middle: Array) -> Array:
    """Tell how far the slope is from that of wider pairs, if `f` need only have grains of 1e-4 for them to be right.

    Which of the two is right cannot be told then. It can if a kink far out shows that the wider pairs are wrong.
    """
    conflict = np.abs(df - wide[0])
    kink = np.abs(np.log2(np.abs(fine.bend / coarse.bend))) < 1
    return np.where((conflict > wide[1]) & (conflict * fine.h < 1e-4 * np.abs(middle)) & ~kink, conflict, 0)


@np.errstate(all="ignore")
def jumps(*nearest: Pair) -> NDArray[np.bool_]:
    """Whether f(x - h), f(x) and f(x + h) keep apart, by the same, however small the step; the nearest pair first.

    Examples
    --------
    >>> step = [Pair(h, 0.5 / h, 0.5 / h, 1e-16 / h) for h in np.array([1e-8, 1e-6, 1e-4])]
    >>> kink = [pair._replace(slope=np.array(0.0), bend=np.array(1.0)) for pair in step]
    >>> bool(jumps(*step)), bool(jumps(*kink))
    (True, False)
    """

    def constant(values: Array) -> NDArray[np.bool_]:
        same = np.all(np.abs(values - values[0]) <= 2e-4 * np.abs(values[0]), axis=0)
        return np.asarray(same & (np.abs(values[0]) > 64 * nearest[0].noise * nearest[0].h))

    even, odd, h = (np.array(a) for a in zip(*((p.bend * p.h, p.slope * p.h, p.h) for p in nearest), strict=True))
    sides = np.diff(odd, axis=0) / np.diff(h, axis=0)  # the slope to each side of the jump
    straight = np.abs(sides[0] - sides[-1]) <= 0.1 * np.abs(sides[-1])
    one_side = np.abs(np.abs(odd[0] - sides[-1] * h[0]) - np.abs(even[0])) < 0.01 * np.abs(even[0])
    return np.asarray(constant(odd) | constant(even) & straight & one_side)


def _bent(finest: Pair, close: Pair, fine: Pair, coarse: Pair) -> NDArray[np.bool_]:
    """Whether the slopes of both sides keep apart by the same, once the curvature is taken out."""
    a, b, c = (p.bend - coarse.bend * p.h / coarse.h for p in (finest, close, fine))
    same = (np.abs(a / b - 1) < 0.3) | (np.abs(a - b) < 2 * finest.noise)
    return np.asarray((np.abs(b) > 8 * close.noise) & same & (np.abs(b / c - 1) < 0.3))


@np.errstate(all="ignore")
def endless(*nearest: Pair) -> NDArray[np.bool_]:
    """Whether the slope, or how far both sides are apart, grows as a power of 1/h, or as log h; the nearest first.

    Examples
    --------
    >>> root = [Pair(h, h**-0.5, 0 * h, 1e-16 / h) for h in np.array([1e-8, 1e-7, 1e-6, 1e-5])]
    >>> bool(endless(*root)), bool(endless(*(pair._replace(slope=np.array(1.0)) for pair in root)))
    (True, False)
    """
    h = np.array([p.h for p in nearest])
    grows = np.zeros(h.shape[1:], bool)
    for size in (np.abs([p.slope for p in nearest]), np.abs([p.bend for p in nearest])):
        powers = np.log(size[:-1] / size[1:]) / np.log(h[1:] / h[:-1])
        regular = np.all(np.abs(np.diff(powers, axis=0)) < 0.1, axis=0) & (np.abs(powers[0] - powers[1]) < 0.05)
        grows |= regular & (powers[0] > 0.045) & (powers[0] < 0.95) & (size[0] > 8 * nearest[0].noise)
    return grows
