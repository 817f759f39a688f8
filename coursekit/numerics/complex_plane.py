"""Whether a step into the complex plane may be believed.

The formula ``f(x + ih).imag / h`` is the slope where `f` is real for real numbers and analytic. Elsewhere it gives a
number all the same: 3e20 for log at -1, or 3 for ``t * abs(t)`` at 3, whose slope is 6. So `f` is also asked at `x` and
at two real neighbours very close by. The slope that they tell is coarse, and good enough to notice.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from coursekit.numerics.answers import EPS, real_part
from coursekit.numerics.climbs import climbs_unseen
from coursekit.numerics.given import Array
from coursekit.numerics.one_variable import Guarded
from coursekit.words import mark, say

__all__ = ["complex_slope"]

TINY = float(np.finfo(np.float64).tiny)  # below it, numbers have fewer digits
GRAIN = float(np.finfo(np.float64).smallest_subnormal)  # by which the smallest of them differ
FAR_BELOW, BELOW = 1e-20, 1e-9  # h as a part of x; the second where the first leaves an imaginary part too small
FAR, NEAR, NEARER = 2.0**-17, 2.0**-34, 2.0**-44  # how far away the real neighbours are, as a part of x
DIFFERS = mark(
    "at x = {x:.6g} the complex step says {df:.6g}, and real neighbours say {real:.6g}: f drops a part of a complex "
    "number, as abs, conj and real do, or loses its digits there, or h = {h:.3g} is not far below |x|; use richardson"
)
CLIMBS = mark(
    "at x = {x:.6g} the complex step says {df:.6g}, but around x f climbs by more than such slopes add up to: it "
    "rounds, or drops a part of a complex number, as abs and conj do; use central_difference or richardson"
)
SUBNORMAL = mark("h must be at least 2.3e-308, below which numbers have fewer digits, but is {h:.3g}; try 1e-20")


class Neighbours(NamedTuple):
    """What two real neighbours tell of the slope, by how much it differs to the right and left, and its rounding."""

    slope: Array
    bend: Array
    noise: Array

    def agree(self, df: Array, share: float) -> NDArray[np.bool_]:
        """Whether `df` may be the slope, but for this share of it."""
        return np.asarray(np.abs(df - self.slope) <= self.bend + self.noise + share * np.abs(self.slope))

    def bent(self) -> NDArray[np.bool_]:
        """Whether the slopes to the right and left differ more than they do on a smooth curve."""
        return np.asarray(self.bend > self.noise + 0.1 * np.abs(self.slope))


def complex_slope(formula: Callable[..., Any], f: Guarded, method: str, x: Array, *h: Array) -> Any:
    """Slope by the `formula`: nan where `f` is not real and smooth, and an error where the formula is misled."""
    size = np.minimum(1, np.abs(x) + (x == 0))
    step = h[0] if h else np.maximum(FAR_BELOW * size, TINY)
    if (np.abs(step) < TINY).any():
        raise ValueError(say(SUBNORMAL, h=np.abs(step).min()))
    real = Guarded(f.f)
    real.take = real_part
    middle = real(x)  # first, so that an error that has nothing to do with complex numbers comes through
    plane = Guarded(f.f, complex_values=True)
    df = formula(plane, x, step)
    near = _neighbours(real, x, middle, NEAR)
    few = (np.abs(df * step) < TINY) & ((df != 0) | (near.slope != 0))  # the imaginary part has few digits
    share = 0.02 if h else 1e-4  # a longer step may make the formula itself a little wrong
    if not h and (again := few | ~near.agree(df, share)).any():  # a longer step keeps more digits inside f
        longer_df, longer = _by_a_longer_step(formula, plane, x, size)
        again &= near.agree(longer_df, share)
        df, step, few = np.where(again, longer_df, df), np.where(again, longer, step), few & False
    near = near._replace(noise=near.noise + GRAIN / np.abs(step))
    bad = few | ~np.isfinite(near.slope + near.bend)
    odd = ~bad & (~near.agree(df, share) | near.bent())
    if odd.any():
        bad |= odd & _refuted(real, x, middle, df, near, step, share)
    if (unseen := climbs_unseen(real, plane, x, middle, df) & ~bad).any():
        raise _misled(CLIMBS, unseen, x=x, df=df)
    return np.where(bad | ~np.isfinite(df), np.nan, df)


def _by_a_longer_step(formula: Callable[..., Any], f: Guarded, x: Array, size: Array) -> tuple[Array, Array]:
    """Give a slope and its step; nan where one more step says something else, as where `f` rounds."""
    step = np.maximum(BELOW * size, TINY)
    df, other = formula(f, x, step), formula(f, x, 0.618 * step)
    return np.where(np.abs(df - other) <= 1e-7 * np.abs(df), df, np.nan), step


def _refuted(
    f: Guarded, x: Array, middle: Array, df: Array, near: Neighbours, step: Array, share: float
) -> NDArray[np.bool_]:
    """Whether `f` has a kink or no finite slope at `x`. An error where it has one that the complex step misses."""
    nearer = _neighbours(f, x, middle, NEARER)
    far = _neighbours(f, x, middle, FAR / np.minimum(1, np.abs(x) + (x == 0)))
    agree, moved = near.agree(df, share), np.abs(near.slope - nearer.slope)
    steady = moved <= near.noise + nearer.noise + 0.1 * np.minimum(np.abs(df - near.slope), np.abs(near.slope))
    apart = np.abs(df - far.slope)
    lost = apart < np.abs(near.slope - far.slope)  # the digits of f, close by
    from_afar = lost & (apart <= far.noise + 0.02 * np.abs(far.slope))
    if (misled := ~agree & ~near.bent() & steady & ~from_afar & np.isfinite(near.slope)).any():
        raise _misled(DIFFERS, misled, x=x, df=df, real=near.slope, h=step)
    kink = agree & nearer.bent() & (np.abs(near.bend - nearer.bend) <= nearer.noise + 0.2 * near.bend)
    fast = np.abs(df - nearer.slope) <= nearer.noise + 1.5 * moved  # smooth on a smaller scale
    return np.asarray(kink | ~(agree | fast | from_afar))


def _misled(sentence: str, where: NDArray[np.bool_], **numbers: Array) -> TypeError:
    """Say what happened at the first of the points where it did."""
    first = np.flatnonzero(where)[0]
    return TypeError(
        say(sentence, **{name: np.broadcast_to(a, where.shape).flat[first] for name, a in numbers.items()})
    )


def _neighbours(f: Guarded, x: Array, middle: Array, part: Any) -> Neighbours:
    k = np.maximum(part * (np.abs(x) + (x == 0)), TINY)
    after, before = x + k, x - k
    right, left = f(after), f(before)
    slope = (right - left) / (after - before)
    bend = np.abs((right - middle) / (after - x) - (middle - left) / (x - before))
    noise = 4 * EPS * (np.abs(right) + np.abs(left) + np.abs(x * slope) + TINY) / k
    return Neighbours(slope, bend, noise)
