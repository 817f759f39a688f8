"""The slope of `f` at `x`, with an error that holds for functions with any number of digits.

At most points `f` is smooth and has all its digits. Seven pairs of neighbours, extrapolated to a step of zero, give the
slope there; what remains is to find out how large is small enough for `f` near `x`. Where the pairs do not agree, one
more, very close, tells why: `f` is rough (`coursekit.numerics.rough` looks closer), or its values scatter
(`coursekit.numerics.scatter` looks from farther away).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from coursekit.numerics.given import one_number
from coursekit.numerics.one_variable import EPS, Array, Function, Guarded, pieces, power_of_two, real_numbers
from coursekit.numerics.pairs import Pair, confirm, extrapolate, ordered, pair, still
from coursekit.numerics.rough import endless, jumps, look_closer
from coursekit.numerics.scatter import NEAR_0, look_wider
from coursekit.numerics.slopes import CONVERGED, KINK, NOT_FINITE, VERTICAL, Slopes, settled, slopes
from coursekit.words import mark, say

__all__ = ["DerivativeResult", "richardson"]

MESSAGES = (
    mark("The slope is known to within its error."),
    mark(
        "No derivative: the slopes to the left and to the right do not meet, in a kink, a jump or a very narrow bend."
    ),
    mark("f has no finite value at x, or none beside it."),
    mark("Not settled: the slopes still change at the smallest steps, since f is too fast for them, or hardly smooth."),
    mark("No derivative: the slope grows without end as the steps shrink, as at a vertical tangent."),
    mark("Not settled: the values of f scatter, or have few digits, and leave the slope this uncertain."),
)


@dataclass(frozen=True)
class DerivativeResult:
    """A slope, how wrong it may be, and whether to believe it. All fields have the shape of `x`.

    Attributes
    ----------
    df : float or array
        The slope; nan where `status` is 1, 2 or 4.
    error : float or array
        Estimate of the absolute error of `df`, rounding and noise included; nan where `df` is.
    status : int or array
        0: converged. 1: no derivative: the slopes from left and right do not meet (a kink, a jump). 2: `f` is not
        finite at `x` or near it. 3: not settled: `f` changes faster than the steps, or is hardly smooth. 4: no
        derivative: the slope grows without end (a vertical tangent). 5: not settled: the values of `f` scatter too
        much. Where it is 3 or 5, `df` is the best there is, and `error` is large.
    noise : float or array
        Estimate of how much the values of `f` scatter, in units of `f`; its rounding where nothing else was seen.
    nfev : int or array
        Evaluations of `f`: 15; up to 25 where `f` needed a closer look, and 31 where its values scatter.
    x : float or array
        The points, as float64; read-only.
    """

    df: Any
    error: Any
    status: Any
    noise: Any
    nfev: Any
    x: Any

    @property
    def success(self) -> Any:
        """Whether `status` is 0."""
        return self.status == CONVERGED

    @property
    def message(self) -> Any:
        """What `status` means, as a sentence, or an array of them."""
        said = np.array([say(message) for message in MESSAGES])[self.status]
        return said if np.ndim(self.status) else str(said)


def richardson(f: Function, x: ArrayLike, *, eps: float | None = None) -> DerivativeResult:
    """Slope of `f` at `x` by Richardson's extrapolation, with an estimate of its error.

    The steps are chosen for each element of `x`. Two small ones tell how far `f` looks like a parabola, a third
    corrects that, and four more, each half of the last, are laid where extrapolation is good. Where the values of `f`
    have fewer digits than float64, which their scatter shows, larger steps and a regression find the slope that they
    leave.

    What cannot be told: a kink from a bend narrower than the smallest step, about 1e-8, or one between slopes less than
    1e-7 apart from none; noise from waves as narrow; a jump of less than 1e-5 of `f` from its rounding; a small kink at
    0, from closer than 1e-8, from the rounding of 1 + x. An iteration that stops at a tolerance makes smooth pieces,
    whose slopes are off by about as much: `df` is that of the piece, and `error` tells of others only where they
    clearly do not meet.

    Parameters
    ----------
    f : callable, elementwise
    x : float or array of any shape
    eps : float, optional
        How far a value of `f` may be off, as a part of itself, such as 1e-5 for measured data with five digits. If left
        out, it is found from the values.

    Raises
    ------
    TypeError, ValueError
        As `coursekit.derivative.central_difference`; `eps` is not between 0 and 1.

    Examples
    --------
    >>> result = richardson(np.sin, 0.0)
    >>> round(result.df, 12), result.success
    (1.0, True)
    >>> richardson(np.abs, [0.0, 1e-9]).status
    array([1, 0], dtype=int8)

    Six digits of sin leave five of its slope, which is 0.540302:

    >>> result = richardson(lambda t: np.round(np.sin(t), 6), 1.0)
    >>> abs(result.df - np.cos(1)) < result.error < 5e-5
    True
    """
    guarded, points = Guarded(f), real_numbers(x, "x")
    if eps is not None:
        guarded.eps = max(EPS, one_number(eps, "eps", 0, 1, inside=True, example=1e-5))
    result = slopes(points.shape)
    with np.errstate(all="ignore"):
        for part, *fields in pieces(points, *result, most=2**13):
            for field, values in zip(fields, _extrapolate(guarded, part), strict=True):
                field[...] = values
    if points.ndim:
        return DerivativeResult(**result._asdict(), x=points)
    numbers = {name: field.item() for name, field in result._asdict().items()}
    return DerivativeResult(**numbers, x=float(points))


def _extrapolate(f: Guarded, x: Array) -> Slopes:
    middle = f(x)
    fine, coarse = (pair(f, x, middle, _step(x, f.eps, root)) for root in (4, 8))
    near = _reach(fine, coarse)
    trial = pair(f, x, middle, _tenth(near, coarse.h))
    top = 0.75 * _tenth(_reach(fine, trial), trial.h)
    pairs = [trial, *(pair(f, x, middle, top / 2**k) for k in range(4)), coarse, fine]
    table = extrapolate(pairs)
    (wide, wide_error), (before, _), (df, error) = table[4], table[5], table[6]
    noise = 2 * fine.noise * fine.h
    expected = (_surprise(fine, coarse, before) < noise) & (_surprise_of_bend(fine, coarse, pairs[4]) < noise)
    df, error = confirm(df, error, coarse, fine)
    sure = expected & (near > 4 * coarse.h) & (error <= 1e-7 * np.abs(df))
    # If wide pairs are sure of a slope that differs a little, f may be made of pieces that do not quite meet.
    apart = np.abs(wide - df)
    apart = np.where((apart > wide_error) & (apart < 1e-3 * np.abs(df)), 4 * apart, 0)
    error = error + apart
    steepest = np.fmax(np.abs(coarse.slope) + np.abs(coarse.bend), np.abs(trial.slope) + np.abs(trial.bend))
    result = slopes(x.shape, df, error, settled(error, steepest), f.eps * np.abs(middle), 15)
    result.take_over(~sure, _doubt, f, x, middle, pairs, apart)
    result.status[~np.isfinite(middle + result.df)] = NOT_FINITE
    nothing = np.isin(result.status, (KINK, VERTICAL, NOT_FINITE))
    result.df[nothing] = result.error[nothing] = np.nan
    return result


def _doubt(f: Guarded, x: Array, middle: Array, pairs: list[Pair], apart: Array) -> Slopes:
    """Look at one pair more, very close, to tell whether `f` is rough, or its values scatter."""
    finest = pair(f, x, middle, _step(x, f.eps, 2))
    ladder = [*ordered(pairs), finest]
    fine = ladder[-2]
    bends = _surprises([p.bend_at(finest.h) for p in ladder]) * [fine.h / finest.h, np.ones_like(x)]
    near, nearest = np.fmax(_surprises(ladder), bends)
    rounding = 2 * finest.noise * finest.h
    # Scatter does not shrink with the step. Of a wave, what both sides have in common shrinks as its square.
    even = np.abs(finest.bend) * finest.h
    scatters = (nearest > rounding) & (nearest > near / 12) & ~((even > rounding) & (even < near / 1000))
    scatters |= still(finest) & (still(fine) | (near > 2 * fine.noise * fine.h))  # rounded: nothing moves close by
    scatters |= f.eps > EPS
    clear = np.fmax(np.abs(finest.slope), np.abs(finest.bend)) * finest.h > 1e-6 * np.abs(middle)
    regular = jumps(finest, fine) & clear | endless(*ladder[:-5:-1])
    wider = (scatters | (np.abs(x) < NEAR_0) & (x != 0)) & ~regular
    result = slopes(x.shape)
    result.take_over(wider, look_wider, f, x, middle, ladder, np.where(scatters, np.fmax(near, nearest), 0))
    result.take_over(~wider, look_closer, f, x, middle, [*pairs, finest], apart)
    return result


def _surprise(near: Pair, far: Pair, slope: Array) -> Array:
    """Tell how far `f` at `near` is from what farther pairs foresee, in units of `f`; `slope` is theirs at h = 0."""
    foreseen = slope + (far.slope - slope) * (near.h / far.h) ** 2
    return np.abs(near.slope - foreseen) * near.h


def _surprise_of_bend(near: Pair, middle: Pair, far: Pair) -> Array:
    """Tell the same of what both sides have in common, which alone shows a kink between two straight lines."""
    a, b, c = (p.bend_at(near.h) for p in (near, middle, far))
    return _surprise(a, b, b.slope + (b.slope - c.slope) / ((c.h / b.h) ** 2 - 1))


def _surprises(pairs: list[Pair]) -> Array:
    """How far each of the two nearest pairs is from what all farther ones foresee."""
    table = extrapolate(pairs[:-1])
    return np.array([_surprise(pairs[k], pairs[k - 1], table[k][0]) for k in (-2, -1)])


def _step(x: Array, eps: float, root: int) -> Array:
    """Give a step that suits most functions at `x`. It shrinks with `x`, since many functions end or peak at 0."""
    size = np.abs(x)
    size = np.minimum(size, np.maximum(np.cbrt(size), np.sqrt(eps) * size)) + (size < 1e-290)
    # No power of two: else 1 + t would round alike at both neighbours, and hide that it rounds.
    step: Array = 0.6180339887498949 * power_of_two(min(eps, 1e-9) ** (1 / root) * size)
    return step


def _tenth(reach: Array, h: Array) -> Array:
    """Give a tenth of the reach, but not too far from the step `h` that it was seen with."""
    step: Array = power_of_two(np.clip(reach / 10, h / 16, 256 * h))
    return step


def _reach(fine: Pair, far: Pair) -> Array:
    """Distance at which `f` would differ from the parabola through the fine pair by as much as that changes."""
    q = far.h / fine.h
    parabola = np.abs(fine.slope) + np.abs(fine.bend * q)
    differs = np.abs(far.slope - fine.slope) + np.abs(far.bend - fine.bend * q) + fine.noise + far.noise
    reach = far.h * np.sqrt(parabola / differs)
    return np.where(np.isnan(reach), 0, reach)
