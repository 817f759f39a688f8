r"""The slope from central differences at several steps, extrapolated to a step of zero.

A central difference is wrong by :math:`c_2h^2 + c_4h^4 + \dots`. Two of them, at different steps, cancel the first
term, three the second, and so on (Richardson, 1911; the table is Neville's). So steps that are large, where rounding is
small, give the slope that tiny ones would. What remains is to find out how large is small enough for `f` near `x`.
"""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from coursekit.numerics.one_variable import Array, Function, Guarded, pieces, power_of_two, real_numbers

__all__ = ["DerivativeResult", "richardson"]

TINY = float(np.finfo(np.float64).tiny)  # below it, numbers have fewer digits
CONVERGED, NO_DERIVATIVE, NOT_FINITE, UNSETTLED = range(4)


@dataclass(frozen=True)
class DerivativeResult:
    """A slope, how wrong it may be, and whether to believe it. All but `nfev` have the shape of `x`.

    Attributes
    ----------
    df : float or array
        The slope; nan where `status` is 1 or 2.
    error : float or array
        Estimate of the absolute error of `df`, rounding included; nan where `df` is.
    status : int or array
        0: converged. 1: no derivative: the slopes from left and right do not meet (a kink, a jump) or grow without end.
        2: `f` is not finite at `x` or near it. 3: not settled; `df` is the best there is, and `error` is large.
    nfev : int
        Evaluations of `f` at each point: 15, or 17 where some point needed a closer look.
    x : float or array
        The points, as float64; read-only.
    """

    df: Any
    error: Any
    status: Any
    nfev: int
    x: Any

    @property
    def success(self) -> Any:
        """Whether `status` is 0."""
        return self.status == CONVERGED


class Pair(NamedTuple):
    """What the two neighbours of `x` at distance `h` tell."""

    h: Array
    slope: Array  # (f(x + h) - f(x - h)) / 2h: the central difference
    bend: Array  # (f(x + h) - 2 f(x) + f(x - h)) / 2h: half of what the slope to the right exceeds that to the left by
    noise: Array  # what rounding may do to either


def richardson(f: Function, x: ArrayLike) -> DerivativeResult:
    """Slope of `f` at `x` by Richardson's extrapolation, with an estimate of its error.

    The steps are chosen for each element of `x`: two small ones tell how far `f` looks like a parabola, a third
    corrects that, and four more, each half of the last, are laid where extrapolation is good. Where these do not
    agree, one more, close by, tells a kink from a narrow bend. What is narrower than this last step, about 1e-8, cannot
    be told from a kink.

    Parameters
    ----------
    f : callable, elementwise
    x : float or array of any shape

    Raises
    ------
    TypeError, ValueError
        As `coursekit.derivative.central_difference`.

    Examples
    --------
    >>> result = richardson(np.sin, 0.0)
    >>> round(result.df, 12), result.success
    (1.0, True)
    >>> richardson(np.abs, [0.0, 1e-9]).status
    array([1, 0], dtype=int8)
    """
    guarded, points = Guarded(f), real_numbers(x, "x")
    df, error, status = np.empty(points.shape), np.empty(points.shape), np.empty(points.shape, np.int8)
    nfev = 0
    with np.errstate(all="ignore"):
        for part, *results in pieces(points, df, error, status, most=2**13):
            before = guarded.nfev
            for result, values in zip(results, _extrapolate(guarded, part), strict=True):
                result[...] = values
            nfev = max(nfev, guarded.nfev - before)
    if points.ndim:
        return DerivativeResult(df, error, status, nfev, points)
    return DerivativeResult(float(df), float(error), int(status), nfev, float(points))


def _extrapolate(f: Guarded, x: Array) -> tuple[Array, Array, NDArray[np.int8]]:
    middle = f(x)
    finest_h, fine_h, coarse_h = _first_steps(x, f.eps)
    fine, coarse = _pair(f, x, middle, fine_h), _pair(f, x, middle, coarse_h)
    near = _reach(fine, coarse)
    trial = _pair(f, x, middle, _tenth(near, coarse.h))
    top = 0.75 * _tenth(_reach(fine, trial), trial.h)
    pairs = [trial, *(_pair(f, x, middle, top / 2**k) for k in range(4)), coarse, fine]
    df, error = _confirm(*_neville(pairs), coarse, fine)
    kink = np.zeros(x.shape, bool)
    rough = ~((near > 4 * coarse.h) & (error <= 1e-7 * np.abs(df)))
    if rough.any():  # is it smooth closer by?
        finest = _pair(f, x, middle, finest_h)
        kink = rough & _kink(finest, fine, coarse)
        closer, doubt = _confirm(*_neville([*pairs, finest]), fine, finest)
        # Where it is not smooth, the error may be c h instead of c h^2.
        doubt = doubt + 2 * np.abs(finest.slope - fine.slope) / (fine.h / finest.h - 1)
        df, error = np.where(rough, closer, df), np.where(rough, doubt, error)
    steepest = np.fmax(np.abs(coarse.slope) + np.abs(coarse.bend), np.abs(trial.slope) + np.abs(trial.bend))
    status = np.asarray(UNSETTLED * ((error > 1e-3 * steepest) & (steepest > 0)), np.int8)
    status[kink] = NO_DERIVATIVE
    status[~np.isfinite(middle + df)] = NOT_FINITE
    hidden = np.where((status == NO_DERIVATIVE) | (status == NOT_FINITE), np.nan, 0)
    return df + hidden, error + hidden, status


def _first_steps(x: Array, eps: float) -> list[Array]:
    """Three steps that suit most functions at `x`. They shrink with `x`, since many functions end or peak at 0."""
    size = np.abs(x)
    size = np.minimum(size, np.maximum(np.cbrt(size), np.sqrt(eps) * size)) + (size < 1e-290)
    # The factors 5/8 here, 1 for the trial and 3/4 for the rest keep all steps apart.
    return [0.625 * power_of_two(eps ** (1 / root) * size) for root in (2, 4, 8)]


def _tenth(reach: Array, h: Array) -> Array:
    """Give a tenth of the reach, but not too far from the step `h` that it was seen with."""
    step: Array = power_of_two(np.clip(reach / 10, h / 16, 256 * h))
    return step


def _pair(f: Guarded, x: Array, middle: Array, h: Array) -> Pair:
    after, before = x + h, x - h
    right, left = f(after), f(before)
    width = after - before  # what is left of 2h after rounding
    slope = (right - left) / width
    bend = (right - 2 * middle + left) / width
    noise = 2 * f.eps / width * (np.maximum(np.abs(right), np.abs(left)) + np.abs(x * slope) + TINY)
    return Pair(width / 2, slope, bend, noise)


def _reach(fine: Pair, far: Pair) -> Array:
    """Distance at which `f` would differ from the parabola through the fine pair by as much as that changes."""
    q = far.h / fine.h
    parabola = np.abs(fine.slope) + np.abs(fine.bend * q)
    differs = np.abs(far.slope - fine.slope) + np.abs(far.bend - fine.bend * q) + fine.noise + far.noise
    reach = far.h * np.sqrt(parabola / differs)
    return np.where(np.isnan(reach), 0, reach)


def _kink(finest: Pair, fine: Pair, coarse: Pair) -> NDArray[np.bool_]:
    """Whether, as the step shrinks, the slopes to left and right keep apart, or the slope grows without end."""

    def growth(name: str) -> tuple[Array, Array]:  # the power of 1/h that it follows, near and far
        a, b, c = (np.abs(getattr(pair, name)) for pair in (finest, fine, coarse))
        return np.log(a / b) / np.log(fine.h / finest.h), np.log(b / c) / np.log(coarse.h / fine.h)

    near, far = growth("bend")
    apart = (near > -0.1) & ((near < 0.1) | (np.abs(near - far) < 0.1)) & (np.abs(finest.bend) > 8 * finest.noise)
    near, far = growth("slope")
    endless = (near > 0.05) & (np.abs(near - far) < 0.05) & (np.abs(finest.slope) > 8 * finest.noise)
    return np.asarray(apart | endless)


def _neville(pairs: list[Pair]) -> tuple[Array, Array]:
    """Extrapolate every run of neighbouring pairs, from far to near; take the slope that its last step moved least."""
    df, doubt = np.full(pairs[0].h.shape, np.nan), np.full(pairs[0].h.shape, np.inf)
    squares = [(pair.h / pairs[0].h) ** 2 for pair in pairs]  # by a ratio, which neither overflows nor vanishes
    noises = [4 * pair.noise for pair in pairs]
    above: list[Array] = []
    for k, pair in enumerate(pairs):
        row, noise = [pair.slope], noises[k]
        for j in range(1, k + 1):
            move = (row[-1] - above[j - 1]) / (squares[k - j] / squares[k] - 1)
            row.append(row[-1] + move)
            noise = np.maximum(noise, noises[k - j])
            moved = np.abs(move) + noise
            np.copyto(df, row[-1], where=moved < doubt)
            doubt = np.fmin(doubt, moved)
        above = row
    return df, 2 * doubt


def _confirm(df: Array, error: Array, far: Pair, near: Pair) -> tuple[Array, Array]:
    """Let the slope lie where the plain difference of the nearest pair allows it: far steps may miss what is small."""
    band = 4 * near.noise + 2 * np.abs(near.slope - far.slope) / ((far.h / near.h) ** 2 - 1)
    inside = np.clip(df, near.slope - band, near.slope + band)
    return inside, error + np.abs(df - inside)
