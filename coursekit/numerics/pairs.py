r"""What two neighbours of `x` tell about a slope, and what several such pairs tell together.

The slopes of pairs at steps h lie on a curve :math:`D(h) = f'(x) + c_2h^2 + c_4h^4 + \dots`, which is wanted at h = 0.
Where `f` has all its digits, `extrapolate` runs polynomials through the slopes (Richardson, 1911; the table is
Neville's). Where the values of `f` scatter, `coursekit.numerics.regression` lays polynomials between more of them.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from coursekit.numerics.one_variable import EPS, Array, Guarded

__all__ = ["Pair", "confirm", "extrapolate", "ordered", "pair", "still"]

TINY = float(np.finfo(np.float64).tiny)  # below it, numbers have fewer digits


class Pair(NamedTuple):
    """What the two neighbours of `x` at distance `h` tell."""

    h: Array
    slope: Array  # (f(x + h) - f(x - h)) / 2h: the central difference
    bend: Array  # (f(x + h) - 2 f(x) + f(x - h)) / 2h: half of what the slope to the right exceeds that to the left by
    noise: Array  # what rounding may do to either

    def bend_at(self, h: Array) -> "Pair":
        """Give the same of what both sides have in common: the bend as it would be at `h`, in place of the slope."""
        return Pair(self.h, self.bend * (h / self.h), self.bend, self.noise * (h / self.h))


def pair(f: Guarded, x: Array, middle: Array, h: Array) -> Pair:
    """Ask `f` for the neighbours of `x` at distance `h`; `middle` is `f(x)`.

    Examples
    --------
    >>> from coursekit.numerics.one_variable import Guarded
    >>> float(pair(Guarded(np.square), np.array(3.0), np.array(9.0), np.array(0.5)).slope)
    6.0
    """
    h = (np.abs(x) + h) - np.abs(x)  # so that neither neighbour is rounded: the slope of (x - 1)**2 at 1 is 0
    after, before = x + h, x - h
    right, left = f(after), f(before)
    width = after - before  # what is left of 2h after rounding
    slope = (right - left) / width
    bend = (right - 2 * middle + left) / width
    of_x = np.abs(x) * (np.abs(slope) + np.abs(bend))  # f may round x, too
    noise = 2 / width * (f.eps * (np.maximum(np.abs(right), np.abs(left)) + TINY) + EPS * of_x)
    return Pair(width / 2, slope, bend, noise)


def still(pair: Pair) -> NDArray[np.bool_]:
    """Whether `f` has one value, to the last bit, at `x` and at both neighbours.

    Examples
    --------
    >>> still(Pair(0.5, np.array([0.0, 0.0]), np.array([0.0, 1.0]), 1e-16)).tolist()
    [True, False]
    """
    return np.asarray((pair.slope == 0) & (pair.bend == 0))


def ordered(pairs: Sequence[Pair]) -> list[Pair]:
    """Sort pairs by their steps, at each point; the largest comes first.

    Examples
    --------
    >>> pairs = [Pair(h, 0 * h, 0 * h, 0 * h) for h in (np.array([1.0, 2.0]), np.array([3.0, 1.0]))]
    >>> ordered(pairs)[0].h.tolist()
    [3.0, 2.0]
    """
    stack = np.array(pairs)  # pair, what, point
    order = np.argsort(-stack[:, :1], axis=0)
    return [Pair(*values) for values in np.take_along_axis(stack, order, axis=0)]


def extrapolate(pairs: Sequence[Pair]) -> list[tuple[Array, Array]]:
    """Extrapolate every run of neighbouring pairs, from far to near; keep the slope that its last step moved least.

    That step may be small by chance, where digits are lost inside `f`. So the error is twice as much, and how far the
    slope is from the one that moved least but for it.

    Returns
    -------
    list of (slope, error)
        After the first pair, after the second, and so on.

    Examples
    --------
    The slopes of exp at 0 with steps 1/2, 1/4 and 1/8:

    >>> pairs = [Pair(h, np.sinh(h) / h, h / 2, 1e-15 / h) for h in np.array([0.5, 0.25, 0.125])]
    >>> for slope, error in extrapolate(pairs):
    ...     print(f"{slope:.7f} within {error:.0e}")
    nan within inf
    0.9998688 within 2e-02
    1.0000000 within 2e-05
    """
    df, doubt = np.full(pairs[0].h.shape, np.nan), np.full(pairs[0].h.shape, np.inf)
    second, its_doubt = df, doubt
    squares = [(pair.h / pairs[0].h) ** 2 for pair in pairs]  # by a ratio, which neither overflows nor vanishes
    noises = [4 * pair.noise for pair in pairs]
    above: list[Array] = []
    best = []
    for k, pair in enumerate(pairs):
        row, noise = [pair.slope], noises[k]
        for j in range(1, k + 1):
            move = (row[-1] - above[j - 1]) / (squares[k - j] / squares[k] - 1)
            row.append(row[-1] + move)
            noise = np.maximum(noise, noises[k - j])
            moved = np.abs(move) + noise
            better = moved < doubt
            worse, its_move = np.where(better, df, row[-1]), np.maximum(doubt, moved)
            df, doubt = np.where(better, row[-1], df), np.fmin(doubt, moved)
            second, its_doubt = np.where(its_move < its_doubt, worse, second), np.fmin(its_doubt, its_move)
        above = row
        best.append((df, 2 * doubt + np.fmax(np.abs(second - df), 0)))
    return best


def confirm(df: Array, error: Array, far: Pair, near: Pair) -> tuple[Array, Array]:
    """Give a slope up for what two near pairs tell, where it does not suit them: far steps may miss what is small.

    Examples
    --------
    >>> far, near = (Pair(h, np.array(2.0), h, 1e-16 / h) for h in np.array([1e-2, 1e-4]))
    >>> slope, error = confirm(np.array(1.0), np.array(1e-9), far, near)
    >>> float(slope), float(error) < 1e-9
    (2.0, True)
    """
    move = (near.slope - far.slope) / ((far.h / near.h) ** 2 - 1)
    band = 4 * near.noise + 2 * np.abs(move)
    suits = ~(np.abs(df - near.slope) > band)
    return np.where(suits, df, near.slope + move), np.where(suits, error, 2 * band)
