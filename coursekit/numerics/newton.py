"""Newton's steps to the lowest point of a cross-entropy, or the news that it has none."""

from typing import Any

import numpy as np

from coursekit.numerics.given import Array

__all__ = ["at_rest"]

STEPS = 60  # where no plane parts the samples, some ten are enough


def at_rest(f: Any) -> Array | None:
    """Give the w at which a `coursekit.model.CrossEntropy` is lowest; None if it falls for ever.

    It falls for ever along a direction that puts no sample on the wrong side, nor all on the border. Newton's steps
    find such a direction if there is one. The columns of f.X should be standardised.

    Examples
    --------
    >>> from coursekit.model import CrossEntropy
    >>> at_rest(CrossEntropy([-1, 0, 0, 1], [0, 1, 0, 1])) is None
    True
    >>> at_rest(CrossEntropy([-1, 1, -1, 1], [0, 1, 1, 0])) + 0.0
    array([0., 0.])
    """
    sides, w = (2 * f.y - 1)[:, None] * f.X, np.zeros(f.X.shape[1])
    for _ in range(STEPS):
        g = f.grad(w)
        step = -np.linalg.lstsq(f.hessian(w), g)[0]  # Newton: H step = −g
        for towards in (w, step):
            margins = sides @ towards  # how far each sample lies on its own side
            if margins.max() > 0 and margins.min() > -1e-9 * margins.max():
                return None
        if np.linalg.norm(g) < 1e-12:
            break
        t = 1.0
        while f(w + t * step) > f(w) + 0.25 * t * (g @ step) and t > 1e-9:
            t /= 2
        w = w + t * step
    return np.asarray(w)
