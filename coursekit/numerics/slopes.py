"""The slopes that a look at some points has found, and how another look takes some of the points over."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from coursekit.numerics.one_variable import Array, Guarded
from coursekit.numerics.pairs import Pair

__all__ = ["CONVERGED", "KINK", "NOISY", "NOT_FINITE", "UNSETTLED", "VERTICAL", "Slopes", "settled", "slopes"]

CONVERGED, KINK, NOT_FINITE, UNSETTLED, VERTICAL, NOISY = range(6)
MOST = 512  # points of a closer look at once, since it holds many numbers for each


class Slopes(NamedTuple):
    """Arrays of the shape of the points; the fields are those of `DerivativeResult`."""

    df: Array
    error: Array
    status: NDArray[np.int8]
    noise: Array
    nfev: NDArray[np.int64]

    def take_over(
        self,
        which: NDArray[np.bool_],
        look: "Callable[..., Slopes]",
        f: Guarded,
        x: Array,
        middle: Array,
        pairs: Sequence[Pair],
        more: Array,
    ) -> None:
        """Look at some of the points in another way, and write what that finds in here."""
        if not which.any():
            return
        fields: tuple[NDArray[Any], ...] = self
        places = np.nonzero(np.atleast_1d(which))[: x.ndim]
        for start in range(0, places[0].size if places else 1, MOST):
            some = tuple(axis[start : start + MOST] for axis in places)
            theirs = [Pair(*(values[some] for values in pair)) for pair in pairs]
            found = look(f.of_some(some), x[some], middle[some], theirs, more[some])
            for field, values in zip(fields, found, strict=True):
                field[some] = values


def slopes(shape: tuple[int, ...], *values: Any) -> Slopes:
    """Put what is found into new arrays; without values they wait to be filled.

    Examples
    --------
    >>> slopes((2,), 0.5, [1e-9, 1e-8], CONVERGED, 0.0, 15).error.tolist()
    [1e-09, 1e-08]
    """
    new = Slopes(np.empty(shape), np.empty(shape), np.empty(shape, np.int8), np.empty(shape), np.empty(shape, np.int64))
    fields: tuple[NDArray[Any], ...] = new
    for field, value in zip(fields, values, strict=False):
        field[...] = value
    return new


def settled(error: Array, steepest: Array, otherwise: int = UNSETTLED) -> Array:
    """Say which errors are small beside the steepest slope that was seen.

    Examples
    --------
    >>> settled(np.array([1e-9, 0.1]), np.array([1.0, 1.0])).tolist() == [CONVERGED, UNSETTLED]
    True
    """
    return np.where((error <= 1e-3 * steepest) | (steepest == 0), CONVERGED, otherwise)
