"""What a learning rate does on a bowl: crawl, converge, zigzag or diverge, and the rates where one becomes another."""

import numpy as np

from coursekit.live.picture import GREEN, GREY, ORANGE, PURPLE
from coursekit.numerics.one_variable import Array
from coursekit.words import mark

__all__ = ["REGIMES", "bounds_of", "regime_of_path", "regime_of_rate", "thresholds"]

REGIMES = {
    mark("crawling"): GREY,
    mark("converging"): GREEN,
    mark("zigzag"): PURPLE,
    mark("diverging"): ORANGE,
}
"""The names of what descent does, each with its colour."""


def thresholds(
    curvatures: tuple[float, float], momentum: float = 0.0, nesterov: bool = False
) -> tuple[float, float, float]:
    """Give three rates for a bowl with these curvatures, the smallest and the largest, μ and L.

    Up to the first no direction overshoots; the second is the best for plain descent; from the third on it diverges.
    They come from the roots z of z² - (1 + β - ηλ) z + β, for the heavy ball, and of z² - (1 + β)(1 - ηλ) z +
    β (1 - ηλ), for Nesterov: positive real roots do not overshoot, a root beyond -1 diverges.
    """
    low, high = curvatures
    best = 2 / (low + high) if momentum == 0 else np.nan
    if nesterov:
        return ((1 - momentum) / (1 + momentum)) ** 2 / high, best, 2 * (1 + momentum) / (1 + 2 * momentum) / high
    return (1 - momentum**0.5) ** 2 / high, best, 2 * (1 + momentum) / high


def bounds_of(limits: tuple[float, float, float]) -> dict[str, float]:
    """Give the rate up to which each regime goes. Crawling, a tenth of the first, is our word; the others are exact."""
    smooth, _, largest = limits
    return {"crawling": smooth / 10, "converging": smooth, "zigzag": largest}


def regime_of_rate(rate: float, limits: tuple[float, float, float]) -> str:
    """Name what a rate does on a bowl, from any start."""
    if np.isclose(rate, limits[2], rtol=1e-6):
        return mark("on the edge")
    return next((name for name, bound in bounds_of(limits).items() if rate <= bound * (1 + 1e-9)), "diverging")


def regime_of_path(path: Array) -> str:
    """Name what a path does, where there is no bowl: by three of its steps, and how often it turns back."""
    moves = np.diff(path, axis=0)
    if len(moves) < 2:
        return mark("too few steps to say")
    lengths = np.linalg.norm(moves, axis=1)
    if lengths[-1] > lengths[0]:
        return "diverging"
    if np.mean(np.sum(moves[1:] * moves[:-1], axis=1) < 0) > 1 / 2:
        return "zigzag"
    return "crawling" if lengths[-1] > lengths[len(lengths) // 2] / 2 else "converging"
