"""Richardson's extrapolation."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from coursekit.elementwise import Array, Function, Guarded, pieces, real_numbers

__all__ = ["DerivativeResult", "richardson"]


@dataclass(frozen=True)
class DerivativeResult:
    """A slope, how wrong it may be, and whether to believe it.

    status: 0 converged, 1 no derivative here (a kink, a jump, a vertical tangent), 2 not finite, 3 not converged.
    """

    df: Any
    error: Any
    status: Any
    nfev: int
    x: Any

    @property
    def success(self) -> Any:
        """Where `status` is 0."""
        return self.status == 0


def richardson(f: Function, x: ArrayLike) -> DerivativeResult:
    """Slope of `f` at `x` by extrapolation, with its error.

    Examples
    --------
    >>> round(richardson(np.sin, 0.0).df, 12)
    1.0
    """
    guarded, points = Guarded(f), real_numbers(x, "x")
    with np.errstate(all="ignore"):
        parts = [_piece(guarded, part) for (part,) in pieces(points)]
    df, error, status = (np.concatenate([np.ravel(p[i]) for p in parts]).reshape(points.shape) for i in range(3))
    if points.ndim == 0:
        return DerivativeResult(float(df), float(error), int(status), 13, float(points))
    return DerivativeResult(df, error, status, 13, points)


def _piece(f: Guarded, x: Array) -> tuple[Array, Array, Array]:
    s = np.where(x == 0, 1.0, np.minimum(np.abs(x), 1))
    s = 2.0 ** np.round(np.log2(s))
    middle = f(x)
    best, error = np.full(x.shape, np.nan), np.full(x.shape, np.inf)
    rows: list[list[Array]] = []
    noise, kinks, steps = [], [], []
    for k in (-2, -3, -5, -8, -12, -17):
        h = s * 2.0**k
        right, left = f(x + h), f(x - h)
        d = (right - left) / (2 * h)
        row = [d]
        rounding = f.eps * (np.abs(right) + np.abs(left)) / h
        kinks.append(np.abs(right - 2 * middle + left) / h)
        noise.append(rounding)
        steps.append(h)
        for j in range(1, len(rows) + 1):
            factor = (steps[-1 - j] / h) ** 2 - 1
            row.append(row[-1] + (row[-1] - rows[-1][j - 1]) / factor)
            estimate = np.maximum(np.abs(row[-1] - row[-2]), np.abs(row[-1] - rows[-1][j - 1])) + 2 * rounding
            better = estimate < error
            best, error = np.where(better, row[-1], best), np.where(better, estimate, error)
        rows.append(row)
    kink = (kinks[-1] > 0.6 * kinks[-2]) & (kinks[-1] > 16 * noise[-1])
    status = np.where(kink, 1, np.where(np.isfinite(error), 0, 2)).astype(np.int8)
    return np.where(status == 0, best, np.nan), np.where(status == 0, error, np.nan), status
