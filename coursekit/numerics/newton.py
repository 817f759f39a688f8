"""Newton's steps to the lowest point of a cross-entropy."""

from typing import Any

import numpy as np

from coursekit.numerics.given import Array

__all__ = ["at_rest"]

STEPS = 60  # where no plane parts the samples, some ten are enough


def at_rest(f: Any) -> Array:
    """Give the w at which a `coursekit.model.CrossEntropy` is lowest. It must have a lowest point: see `separable`.

    Examples
    --------
    >>> from coursekit.model import CrossEntropy
    >>> at_rest(CrossEntropy([-1, 1, -1, 1], [0, 1, 1, 0])) + 0.0
    array([0., 0.])
    """
    sides, w = (2 * f.y - 1)[:, None] * f.X, np.zeros(f.X.shape[1])
    for _ in range(STEPS):
        g, margins = f.grad(w), sides @ w  # how far each sample lies on its own side
        if np.linalg.norm(g) < 1e-12:
            break
        # Newton: H step = −g, with H = Xᵀ S X / n. As least squares with the root of S it keeps twice the digits.
        with np.errstate(over="ignore"):  # a sample far on its own side has no weight
            weights = 1 / (2 * np.cosh(margins / 2))
        step = np.linalg.lstsq(weights[:, None] * sides, np.exp(-margins / 2))[0]
        t = 1.0
        while f(w + t * step) > f(w) + 0.25 * t * (g @ step) and t > 1e-9:
            t /= 2
        w = w + t * step
    return np.asarray(w)
