"""Whether a line or plane parts two kinds of samples, decided in whole numbers: no tolerance, no rounding."""

from fractions import Fraction
from math import lcm
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coursekit.numerics.given import Array

__all__ = ["can_be_parted"]


def can_be_parted(table: Array, labels: Array) -> bool:
    """Say whether some plane has no sample of the `table` on its wrong side, and not all samples on it.

    Write each sample as a row with its sign: +(1, x) for the label 1, −(1, x) for 0. Such a plane is a w that gives no
    row a negative product, and not every row 0. Either there is such a w, or 0 is a sum of all rows, each with a
    positive weight: never both (Stiemke 1915). The numbers count as they are printed: 0.1 is a tenth.

    Examples
    --------
    >>> can_be_parted(np.array([[1.0], [2.0], [2.0]]), np.array([0.0, 0.0, 1.0]))
    True
    >>> can_be_parted(np.array([[1.0], [2.0], [1e9], [3.0]]), np.array([0.0, 1.0, 0.0, 1.0]))
    False
    """
    rows = np.unique(np.column_stack([labels, table]), axis=0)  # a sample that comes twice says nothing new
    columns = [np.ones(len(rows), dtype=object), *map(_whole, rows[:, 1:].T)]
    return not _weighs_out(np.column_stack(columns) * np.where(rows[:, 0] == 1, 1, -1).astype(object)[:, None])


def _whole(column: Array) -> NDArray[Any]:
    """Multiply a column by what makes whole numbers of it, of any length."""
    exact = [Fraction(str(number)) for number in column.tolist()]
    common = lcm(*(number.denominator for number in exact))
    return np.array([int(number * common) for number in exact], dtype=object)


def _weighs_out(rows: NDArray[Any]) -> bool:
    """Say whether 0 is a sum of all rows, each with a positive weight.

    With weights of 1 and more, weight = 1 + v, that asks for v ≥ 0 with Σ v row = −Σ row. It is phase one of the
    simplex method; in whole numbers, each step divides by the pivot before (Edmonds 1967). The column that promises
    most comes first. Where a step gains nothing, Bland's rule takes over, so that it ends.
    """
    left = -rows.sum(axis=0)
    equations = np.column_stack([rows.T, left]) * np.where(left < 0, -1, 1).astype(object)[:, None]
    tableau = np.vstack([equations, equations.sum(axis=0)])  # the last row says what is still missing, at the end
    basis, before, gained = [len(rows) + j for j in range(len(equations))], 1, True
    while tableau[-1, -1] > 0:
        helps = np.flatnonzero(tableau[-1, :-1] > 0)
        if not helps.size:
            return False
        enters = int(max(helps, key=tableau[-1].__getitem__) if gained else helps[0])
        column = tableau[:, enters]
        step, _, r = min((Fraction(tableau[i, -1], column[i]), basis[i], i) for i in range(len(basis)) if column[i] > 0)
        pivot, basis[r], gained = column[r], enters, step > 0
        others = np.arange(len(tableau)) != r
        tableau[others] = (tableau[others] * pivot - np.outer(column[others], tableau[r])) // before
        before = pivot
    return True
