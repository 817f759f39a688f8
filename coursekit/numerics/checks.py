"""How a gradient that was worked out compares with the values of `f`: entry by entry, each with its own size and doubt.

Along every coordinate `richardson` finds the slope, how wrong it may be, and whether there is one. So a gradient is
only called wrong where the values of `f` are sure, and only called right where a mistake would show.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from coursekit.numerics.answers import EPS
from coursekit.numerics.columns import Columns
from coursekit.numerics.given import Array
from coursekit.numerics.richardson import richardson
from coursekit.words import mark, say

__all__ = ["CANNOT_TELL", "GradientCheck", "compare"]

BLOCK = 1024  # coordinates looked at together
SURE = 3.0  # richardson's error is an estimate: beyond three times as much, a difference is one
SHOWS = 0.01  # a mistake of this part of an entry has to show
TINY = float(np.finfo(np.float64).tiny)
DIGITS = 1e-8  # of the slopes around: an entry in no more doubt may be called 0
AGREES, DIFFERS, CANNOT_TELL = mark("agrees"), mark("differs"), mark("cannot tell")

ALL_AGREE = mark("Each entry agrees, as far as the digits of f tell.")
WRONG = mark(
    "Entry {entry}: grad says {analytic:.6g}, and the values of f say {numerical:.6g}, give or take {doubt:.1g}."
)
NO_NUMBER = mark("Entry {entry}: grad says {analytic}, which is no number.")
KINK = mark("Entry {entry}: f has a kink or a jump at x, and so no gradient; check at another place.")
STEEP = mark("Entry {entry}: the slope of f grows without end at x, so it has no gradient; check at another place.")
GAPS = mark("Entry {entry}: f is not finite all around x; check at another place.")
SCALE = mark("Entry {entry} is so small beside f itself that the digits of f do not show it; scale the variables.")
NOISE = mark("Entry {entry}: f has too few digits here (noise?) to tell more than {numerical:.2g} ± {doubt:.1g}.")
NOWHERE = {1: KINK, 2: GAPS, 4: STEEP}  # by the status of richardson


@dataclass(frozen=True)
class GradientCheck:
    """What `coursekit.gradient.check_gradient` found.

    Parameters
    ----------
    verdict : "agrees", "differs" or "cannot tell"
    reason : str
        One sentence: which entry decided, and why.
    max_rel_error : float
        The `rel_error` of that entry.
    worst_index : int, or a tuple in a field of points
        The entry that decided.
    numerical, analytic, doubt, rel_error : arrays of the shape of `x`
        What the values of `f` say, what `grad` says, how wrong the first may be, and the difference of the two as a
        part of the larger (at most `rtol` where doubt explains it); nan where `f` has no gradient.
    """

    verdict: str
    reason: str
    max_rel_error: float
    worst_index: int | tuple[int, ...]
    numerical: Array
    analytic: Array
    doubt: Array
    rel_error: Array

    @property
    def passed(self) -> bool:
        """Whether the verdict is "agrees"."""
        return self.verdict == "agrees"


class Entries(NamedTuple):
    """What the values of `f` tell of each entry of its gradient; arrays ``(n, m)``."""

    slope: Array
    doubt: Array  # how wrong the slope may be
    status: NDArray[np.int8]  # as in DerivativeResult
    typical: Array  # how steep f is in this direction, further around
    tall: Array  # the slope that would bring f from 0 to its value, over the same distance


def compare(f: Columns, points: Array, analytic: Array, rtol: float) -> GradientCheck:
    """Compare the gradient `analytic` with the values of `f` around the points ``(n, m)``."""
    shape, analytic = analytic.shape, analytic.reshape(points.shape)
    entries = _look(f, points)
    slope, doubt, status, typical, tall = entries
    size, relative = np.fmax(np.abs(slope), np.abs(analytic)), _relative(entries, analytic, rtol)
    differs = relative > rtol
    seen = (doubt <= np.fmax(SHOWS * size, TINY)) | (doubt <= DIGITS * typical)
    flat = (doubt <= SHOWS * typical) | (typical <= 64 * EPS * tall)  # as f is around, or within its rounding
    seen |= (analytic == 0) & (doubt <= DIGITS * tall) & flat
    if differs.any():
        where = _first(relative, differs)
        verdict, why = DIFFERS, WRONG if np.isfinite(analytic[where]) else NO_NUMBER
    elif not seen.all():
        where = _first(np.divide(doubt, size, out=np.full(size.shape, np.inf), where=size > 0), ~seen)
        small = SCALE if doubt[where] <= DIGITS * tall[where] else NOISE
        verdict, why = CANNOT_TELL, NOWHERE.get(int(status[where]), small)
    else:
        where = _first(relative, seen)
        verdict, why = AGREES, ALL_AGREE
    index = where[0] if len(shape) == 1 else where
    reason = say(why, entry=index, analytic=analytic[where], numerical=slope[where], doubt=doubt[where])
    found = (array.reshape(shape) for array in (slope, analytic, doubt, relative))
    return GradientCheck(verdict, reason, float(relative[where]), index, *found)


def _relative(entries: Entries, analytic: Array, rtol: float) -> Array:
    """Give each difference as a part of the larger entry; where doubt explains it, of the slopes around."""
    slope, doubt, _, typical, _ = entries
    error, size = np.abs(slope - analytic), np.fmax(np.abs(slope), np.abs(analytic))
    explained = error <= SURE * doubt + 16 * EPS * typical
    relative = np.divide(error, size, out=np.zeros(error.shape), where=size > 0)
    of_typical = np.divide(error, typical, out=np.zeros(error.shape), where=typical > 0)
    relative = np.where(explained, np.minimum(np.minimum(relative, rtol), of_typical), relative)
    relative[~np.isfinite(slope)], relative[~np.isfinite(analytic)] = np.nan, np.inf
    return relative


def _look(f: Columns, x: Array) -> Entries:
    """Look along each coordinate of the points x ``(n, m)``."""
    parts = []
    for first in range(0, x.size, BLOCK):
        i, j = np.unravel_index(np.arange(first, min(first + BLOCK, x.size)), x.shape)
        along, start = Along(f, x[:, j], i), x[i, j]
        far, value = np.maximum(np.abs(start), 1) / 8, along(start)
        typical = np.fmax(np.abs(along(start + far) - value), np.abs(along(start - far) - value)) / far
        found = richardson(along, start)
        tall = np.abs(value) / far
        scatter = found.noise > 16 * EPS * np.abs(value)  # the error is then found from few, and may be too small
        doubt = np.maximum(np.where(scatter, 2, 1) * found.error, EPS * tall)
        parts.append((found.df, doubt, found.status, np.nan_to_num(typical), tall))
    return Entries(*(np.concatenate(part).reshape(x.shape) for part in zip(*parts, strict=True)))


class Along:
    """`f` at each point as a function of one coordinate, its own for each: what `richardson` takes for many at once."""

    def __init__(self, f: Columns, points: Array, i: NDArray[np.intp]) -> None:
        self.f, self.points, self.i = f, points, i

    def __call__(self, t: Array) -> Array:
        """``f`` where coordinate i of each point is t."""
        points = self.points.copy()
        points[self.i, np.arange(len(self.i))] = t
        return self.f(points)

    def of_some(self, some: tuple[NDArray[np.intp], ...]) -> "Along":
        """Give the function of some of the points alone."""
        return Along(self.f, self.points[:, some[0]], self.i[some])


def _first(size: Array, among: NDArray[np.bool_]) -> tuple[int, ...]:
    """Where the size is largest among some; nan counts as largest."""
    place = np.where(among, np.nan_to_num(size, nan=np.inf, posinf=np.inf), -1.0).argmax()
    return tuple(map(int, np.unravel_index(place, size.shape)))
