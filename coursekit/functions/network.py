r"""A deep chain of layers with random weights: how large its gradient is, layer by layer.

Each layer makes :math:`z = W h` of the numbers h that it gets, and hands on :math:`\sigma(z)`. Every weight is drawn at
random with mean 0 and standard deviation s/√n, where n is the width and s the scale. So n E[w²] is s².
"""

from dataclasses import dataclass
from functools import cache

import numpy as np

from coursekit.functions.exact import sigmoid
from coursekit.numerics.given import Array, Function

__all__ = ["ACTIVATIONS", "Sweep", "sweep_back", "turned"]

DEEPEST, WIDEST = 100, 100  # whose weights are drawn once; others are a part of them, or drawn anew
LEAK = 0.1


def _elu(z: Array) -> Array:
    return np.maximum(z, 0) + np.expm1(np.minimum(z, 0))


ACTIVATIONS: dict[str, tuple[Function, Function]] = {
    "sigmoid": (sigmoid, lambda z: sigmoid(z) * sigmoid(-z)),
    "tanh": (np.tanh, lambda z: 1 - np.tanh(z) ** 2),
    "ReLU": (lambda z: np.maximum(z, 0), lambda z: np.heaviside(z, 0.5)),
    "leaky ReLU": (lambda z: np.maximum(z, LEAK * z), lambda z: LEAK + (1 - LEAK) * np.heaviside(z, 0.5)),
    "ELU": (_elu, lambda z: np.exp(np.minimum(z, 0))),
}
"""Each activation by name, and its slope; at a kink the mean of the slopes on both sides."""


@dataclass(frozen=True)
class Sweep:
    """What a sweep back through a random network finds.

    Attributes
    ----------
    sizes : array (depth + 1,)
        The length of the gradient at the end, which is 1, and after each layer that it has gone back through.
    law : array (depth + 1,)
        The same by the law: each layer multiplies by s times the root of the mean squared slope of its activations.
    gradient : array (width,)
        The gradient at the first layer's input.
    """

    sizes: Array
    law: Array
    gradient: Array


@cache
def _drawn(seed: int, depth: int, width: int) -> tuple[Array, Array, Array]:
    rng = np.random.default_rng(seed)
    return rng.normal(size=(depth, width, width)), rng.normal(size=width), rng.normal(size=width)


def sweep_back(
    activation: str, scale: float, depth: int, width: int, seed: int = 1, normalise: bool = False, skip: bool = False,
    common: float = 0.0,
) -> Sweep:  # fmt: skip
    """Run a random input forward through a random network, and a gradient of length 1 back.

    Parameters
    ----------
    activation : str
        One of `ACTIVATIONS`.
    scale : float
        s: the standard deviation of a weight, times the root of the width.
    depth, width : int
        How many layers, and how many numbers each has.
    seed : int
        Of the random weights.
    normalise : bool
        Shift and scale the z of each layer to mean 0 and standard deviation 1.
    skip : bool
        Add to what a layer gives what it was given.
    common : float
        The part of n E[w²] that is the same number in all weights of a layer; the rest is independent.

    Examples
    --------
    >>> print(f"{sweep_back('sigmoid', 1, 20, 100).sizes[-1]:.0e}")
    3e-13
    """
    large = depth > DEEPEST or width > WIDEST
    W, h, g = _drawn(seed, depth if large else DEEPEST, width if large else WIDEST)
    W, h, g, unit = W[:depth, :width, :width], h[:width], g[:width] / np.linalg.norm(g[:width]), scale / np.sqrt(width)
    sigma, slope = ACTIVATIONS[activation]
    layers = []
    for own in W:
        weights = np.sqrt(1 - common) * own + np.sqrt(common) if common else own
        z = unit * (weights @ h)
        spread = float(np.std(z)) if normalise else 1.0
        z = (z - np.mean(z)) / (spread or 1.0) if normalise else z
        layers.append((weights, z, slope(z), spread or 1.0))
        h = sigma(z) + h if skip else sigma(z)
    sizes, law = [1.0], [1.0]
    for weights, z, slopes, spread in reversed(layers):
        back = slopes * g
        if normalise:  # the slope of the mean and of the standard deviation goes back, too
            back = (back - np.mean(back) - z * np.mean(back * z)) / spread
        g = unit * (weights.T @ back) + (g if skip else 0)
        sizes.append(float(np.linalg.norm(g)))
        law.append(law[-1] * scale * float(np.sqrt(np.mean(slopes**2))))
    return Sweep(np.array(sizes), np.array(law), g)


def turned(before: Array, after: Array) -> float:
    """Give the angle between two vectors, in degrees; 0 where one has no length.

    Examples
    --------
    >>> round(turned(np.array([1.0, 0.0]), np.array([1.0, 1.0])), 6)
    45.0
    """
    lengths = float(np.linalg.norm(before) * np.linalg.norm(after))
    return float(np.degrees(np.arccos(np.clip(before @ after / lengths, -1, 1)))) if lengths > 0 else 0.0
