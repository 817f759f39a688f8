r"""Models with parameters w: how badly they fit the data, and which way that grows.

A linear model predicts :math:`\hat y = w_0 + w_1 x_1 + \dots + w_p x_p`. With a 1 before the features of each sample,
the rows of a matrix X, it is :math:`\hat y = Xw`. A logistic model takes Xw as a score z, and says
:math:`\sigma(z)` for how likely the answer is yes. To fit one is to descend on its loss: `coursekit.descent` does that.
"""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from coursekit.functions.exact import sigmoid
from coursekit.numerics.batches import batches, chosen, shards
from coursekit.numerics.given import Array, one_number
from coursekit.numerics.samples import design_matrix, features, labels, parameters, spreads, targets
from coursekit.numerics.separation import can_be_parted
from coursekit.words import mark, say

__all__ = [
    "CrossEntropy",
    "MeanSquaredError",
    "batches",
    "separable",
    "shards",
    "sigmoid",
    "standardise",
    "steps_needed",
]

OTHER_COLUMNS = mark("x has {found} columns and like has {expected}; both must have the same columns")


class MeanSquaredError:
    r"""The loss of a linear model: the mean of the squared errors.

    .. math:: f(w) = \frac1n \sum_i (x_i \cdot w - y_i)^2 \qquad \nabla f(w) = \frac2n X^T (Xw - y)

    Parameters
    ----------
    x : array ``(n,)`` or ``(n, p)``
        The features, a row for each sample. True and False count as 1 and 0.
    y : array ``(n,)``
        What the model is to predict.

    Attributes
    ----------
    X : array ``(n, 1 + p)``
        The features with a column of ones before them, for the intercept.
    y : array ``(n,)``
    n : int

    Raises
    ------
    TypeError, ValueError
        A value is missing or no number; a column never changes, or follows from others; there are fewer rows than
        parameters; there is not one y for each row.

    Examples
    --------
    >>> f = MeanSquaredError([1, 2, 3], [2, 4, 7])
    >>> f([0, 2]), f.grad([0, 2]).round(4)
    (0.3333333333333333, array([-0.6667, -2.    ]))
    """

    def __init__(self, x: ArrayLike, y: ArrayLike) -> None:
        self.X = design_matrix(x)
        self.n = len(self.X)
        self.y = targets(y, self.n)

    @np.errstate(all="ignore")  # what a descent that diverges reaches: it ends in inf or nan
    def __call__(self, w: ArrayLike) -> Any:
        """Mean squared error of w ``(1 + p,)``, a number; of m of them side by side ``(1 + p, m)``, m numbers."""
        w = parameters(w, self.X.shape[1])
        value = np.mean(((self.X @ w).T - self.y) ** 2, axis=-1)  # of (Xw − y)²; for several w, a row for each
        return value if w.ndim > 1 else float(value)

    @np.errstate(all="ignore")
    def grad(self, w: ArrayLike, samples: Any = None) -> Array:
        """Gradient at `w`, of its shape; of some samples only, if an index, indices or a slice are given."""
        w = parameters(w, self.X.shape[1])
        X, y = chosen(samples, self.X, self.y)
        errors = ((X @ w).T - y).T  # Xw − y; where there are several w, a column for each
        return np.asarray(2 * X.T @ errors / len(y))

    def hessian(self, w: ArrayLike | None = None) -> Array:
        r"""All second derivatives ``(1 + p, 1 + p)``: :math:`\frac2n X^T X`, the same for every `w`."""
        parameters(self.X[0] if w is None else w, self.X.shape[1])  # what is no w is refused here too
        return np.asarray(2 * self.X.T @ self.X / self.n)


class CrossEntropy:
    r"""The loss of a logistic model: the mean surprise at the right answers.

    .. math:: f(w) = -\frac1n \sum_i \bigl(y_i \log \sigma(z_i) + (1 - y_i) \log(1 - \sigma(z_i))\bigr) \qquad z = Xw
              \qquad \nabla f(w) = \frac1n X^T (\sigma(z) - y)

    Neither logarithm is ever taken of 0: for y = 1 the first is :math:`-\log(1 + e^{-z})`, which `numpy.logaddexp`
    finds for every z.

    Parameters
    ----------
    x : array ``(n,)`` or ``(n, p)``
        The features, a row for each sample. True and False count as 1 and 0.
    y : array ``(n,)``
        The answers: 1 for yes, 0 for no; True and False will do.

    Attributes
    ----------
    X, y, n : as in `MeanSquaredError`

    Raises
    ------
    TypeError, ValueError
        As in `MeanSquaredError`; or a label is neither 0 nor 1, or all are the same.

    Examples
    --------
    >>> f = CrossEntropy([1, 2, 3, 4], [0, 1, 0, 1])
    >>> round(f([0, 0]), 4), f.grad([0, 0])
    (0.6931, array([ 0.  , -0.25]))
    """

    def __init__(self, x: ArrayLike, y: ArrayLike) -> None:
        self.X = design_matrix(x)
        self.n = len(self.X)
        self.y = labels(y, self.n)

    @np.errstate(all="ignore")  # scores too large for a float: it ends in inf or nan
    def __call__(self, w: ArrayLike) -> Any:
        """Cross-entropy of w ``(1 + p,)``, a number; of m of them side by side ``(1 + p, m)``, m numbers."""
        w = parameters(w, self.X.shape[1])
        against = (1 - 2 * self.y) * (self.X @ w).T  # the score of the wrong answer: −z for y = 1, z for y = 0
        value = np.mean(np.logaddexp(0, against), axis=-1)  # −log σ(z) = log(1 + e^−z), −log(1 − σ(z)) = log(1 + e^z)
        return value if w.ndim > 1 else float(value)

    @np.errstate(all="ignore")
    def grad(self, w: ArrayLike, samples: Any = None) -> Array:
        """Gradient at `w`, of its shape; of some samples only, if an index, indices or a slice are given."""
        w = parameters(w, self.X.shape[1])
        X, y = chosen(samples, self.X, self.y)
        side = 1 - 2 * y
        errors = (side * sigmoid(side * (X @ w).T)).T  # σ(z) − y, without the digits that 1 − σ(z) would lose
        return np.asarray(X.T @ errors / len(y))

    def hessian(self, w: ArrayLike) -> Array:
        r"""All second derivatives at `w`, ``(1 + p, 1 + p)``: :math:`\frac1n X^T S X` with :math:`\sigma'(z)` in S."""
        z = self.X @ parameters(w, self.X.shape[1])
        return np.asarray(self.X.T @ (sigmoid(z) * sigmoid(-z) * self.X.T).T / self.n)  # σ' = σ(z) (1 − σ(z))


def standardise(x: ArrayLike, like: ArrayLike | None = None) -> Array:
    r"""Shift and scale each column to mean 0 and standard deviation 1.

    .. math:: \frac{x - \text{mean}}{\text{standard deviation}}

    Parameters
    ----------
    x : array ``(n,)`` or ``(n, p)``
    like : array, optional
        Where mean and standard deviation are taken from: the data of the fit, when `x` is new data. Default: `x`.

    Returns
    -------
    array of the shape of `x`

    Raises
    ------
    TypeError, ValueError
        A value is missing or no number; a column never changes, as in a single row; `like` has another
        number of columns.

    Examples
    --------
    >>> standardise([180, 200, 220]).round(3)
    array([-1.225,  0.   ,  1.225])
    >>> standardise([210], like=[180, 200, 220]).round(3)
    array([0.612])
    """
    table = features(x)
    known = table if like is None else features(like, "like")
    if known.shape[1] != table.shape[1]:
        raise ValueError(say(OTHER_COLUMNS, found=table.shape[1], expected=known.shape[1]))
    z = (table - known.mean(axis=0)) / spreads(known, "x" if like is None else "like", new=like is None)
    return np.asarray(z.reshape(np.shape(x)))


def steps_needed(condition: float, part: float) -> int:
    r"""How many steps of descent at the rate 1/L bring a quadratic loss within `part`.

    .. math:: \left(1 - \tfrac1\kappa\right)^{2k} \le \text{part}

    `part` is of how far the loss lies above its minimum at the start. The count is for a start in the direction that
    bends least; from any other start it takes no more.

    Parameters
    ----------
    condition : float
        The condition number κ = L/μ of the Hessian matrix, at least 1.
    part : float
        Above 0 and below 1.

    Raises
    ------
    TypeError, ValueError
        A number is out of its range.

    Examples
    --------
    >>> steps_needed(197, 1e-6)
    1358
    """
    condition = one_number(condition, "condition", 1, 1e15, example=100)
    part = one_number(part, "part", 0, 1, inside=True, example=1e-6)
    if condition == 1:
        return 1
    return max(1, int(np.ceil(np.log(part) / (2 * np.log1p(-1 / condition)) - 1e-9)))  # but for rounding


def separable(x: ArrayLike, y: ArrayLike) -> bool:
    """Whether some w puts no sample on the wrong side, nor all on the border: then the loss has no lowest point.

    The weights of a logistic fit then grow for ever, and the loss falls for ever. It is decided in whole numbers, so
    no difference is too small. Give the samples as they were measured: where some lie on the border, the rounding of
    a calculation, such as `standardise`, can move them off it.

    Parameters
    ----------
    x, y :
        As in `CrossEntropy`.

    Raises
    ------
    TypeError, ValueError
        As in `CrossEntropy`.

    Examples
    --------
    >>> separable([1, 2, 3, 4], [0, 0, 1, 1]), separable([1, 2, 3, 4], [0, 1, 0, 1])
    (True, False)
    """
    f = CrossEntropy(x, y)
    return can_be_parted(f.X[:, 1:], f.y)
