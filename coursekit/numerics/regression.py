r"""A slope from pairs whose values scatter: polynomials in :math:`h^2` between their slopes, by least squares."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from coursekit.numerics.given import Array
from coursekit.numerics.pairs import TINY

__all__ = ["regress"]

DEGREES = 7  # of the polynomials in h^2, from 0
PRIOR = 4  # the noise that is given counts as much as so many residuals
DEVIATIONS = 6.5  # in an error
OFF = 12  # deviations: a pair with so much is not explained by noise, and the nearer one may be right
UNSEEN = 0.5  # of the deviation of the next degree: by so little it may move the value, by chance
FAINT = 1e-6  # of the weight of a run's farthest pair: with less, a pair is not fitted, but may still contradict


@np.errstate(all="ignore")
def regress(h: Array, slope: Array, noise: Array) -> tuple[Array, Array, Array]:
    r"""Slope at h = 0 by least squares, from the nearest pairs: as many, and of that degree, as leave the least doubt.

    Every run of the nearest pairs, four and more, is fitted by polynomials of every degree in :math:`h^2`. The doubt of
    a fit is the standard deviation of its value at 0, and how far the next degree, or a pair that contradicts, moves
    that value. Where the residuals are not what `noise` explains, the deviation grows or shrinks with them.

    Parameters
    ----------
    h, slope, noise : array, a row for each pair, the nearest first
        `noise` is the standard deviation of `slope`. A pair has no vote if that is infinite, or
        its slope not finite.

    Returns
    -------
    slope, error : array
        nan and infinite where too few pairs have a vote.
    scale : array
        The residuals, as a multiple of what `noise` explains.

    Examples
    --------
    >>> h = np.array([0.1, 0.2, 0.3, 0.4, 0.5])
    >>> scattered = np.cos(1) * np.sin(h) / h + np.array([-2, 1, 1, -1, 1]) * 1e-6 / h
    >>> slope, error, _ = regress(h, scattered, 1e-6 / h)
    >>> print(f"{slope:.5f} within {error:.0e}, and {np.cos(1):.5f} is right")
    0.54030 within 1e-04, and 0.54030 is right
    """
    votes = np.isfinite(slope) & np.isfinite(noise)
    noise = np.maximum(noise, TINY)
    unit = np.min(np.where(votes, noise, np.inf), axis=0)  # the square of noise / unit neither overflows nor vanishes
    slope, noise = slope / unit, noise / unit
    value, deviation, moves, scale, few = _candidates(h, np.where(votes, slope, 0), np.where(votes, noise, np.inf))
    doubt = np.hypot(deviation, 0.7 * moves)
    doubt[few | np.isnan(doubt)] = np.inf
    doubt = doubt.reshape(-1, *h.shape[1:])
    best = np.argmin(doubt, axis=0)[None]
    doubt, value, deviation, moves, scale = (
        np.take_along_axis(a.reshape(doubt.shape), best, 0)[0] for a in (doubt, value, deviation, moves, scale)
    )
    none = np.isinf(doubt)
    error = DEVIATIONS * deviation + moves
    return np.where(none, np.nan, value * unit), np.where(none, np.inf, error * unit), np.sqrt(scale)


def _candidates(h: Array, slope: Array, noise: Array) -> tuple[Any, ...]:
    """Fit every run of the nearest pairs by polynomials of every degree; a pair of infinite `noise` has no vote.

    Returns
    -------
    arrays by degree, run and point: the value at h = 0, its deviation, how far it may move, the residuals, as a square
    multiple of what `noise` explains, and whether too few pairs have a vote
    """
    last = np.arange(3, len(h))  # of each run
    run = (np.arange(len(h)) <= last[:, None]).reshape(len(last), len(h), *[1] * (h.ndim - 1))
    u = np.where(run, (h / h[last, None]) ** 2, 0)
    weight = np.where(run, 1 / noise, 0)
    fitted = weight > FAINT / noise[last, None]  # beside the square of a weight, that of a fainter one would be lost
    fits = _fits(u, np.where(fitted, weight, 0), np.where(fitted, weight * slope, 0))
    value, variance, misfit, off = (np.array(a) for a in zip(*fits, strict=True))
    faint, gap = _at_0(value, slope, np.where(fitted, 0, weight))
    degree = np.arange(1, DEGREES).reshape(-1, *[1] * h.ndim)
    scale = (PRIOR + (misfit + faint)[:-1]) / (PRIOR + np.sum(weight > 0, axis=1) - degree)  # by degrees of freedom
    deviation = np.sqrt(variance[:-1]) * np.where(scale > 1, scale, np.sqrt(scale))  # a bad fit is off by more
    next_moves = np.fmax(np.abs(np.diff(value, axis=0)), UNSEEN * np.sqrt(variance[1:]))
    moves = np.fmax.reduce([next_moves, off[:-1], gap[:-1]])
    few = np.isinf(noise[last]) | (np.sum(fitted, axis=1) <= degree)
    return value[:-1], deviation, moves, scale, few


def _at_0(value: Array, slope: Array, weight: Array) -> tuple[Array, Array]:
    """Tell what pairs say that are so near that a fit is at all of them what it is at 0.

    Returns
    -------
    the sum of the squares of their residuals, and by how much their mean is off, if it is by far more than noise
    """
    squares = weight**2
    total = np.sum(squares, axis=1)
    mean = np.sum(squares * slope, axis=1) / np.maximum(total, TINY)
    misfit = total * (value - mean) ** 2
    gap = np.where(misfit > OFF**2, np.abs(value - mean), 0)
    return np.sum(squares * (slope - mean[:, None]) ** 2, axis=1) + misfit, gap


def _fits(u: Array, weight: Array, residual: Array) -> Iterator[tuple[Array, ...]]:
    """Fit by polynomials of degree 0, 1, … in `u`, orthogonal on each run (Forsythe, 1957).

    Yields
    ------
    the value at u = 0, the variance of that value, the sum of the squares of the residuals, in units of the noise, and
    by how much a pair is off, if it is by far more than noise
    """
    p, before, norm_before = weight, np.zeros_like(u), np.full_like(u[:, 0], np.inf)  # at u, and the one before
    p_at_0, before_at_0 = np.ones_like(u[:, 0]), np.zeros_like(u[:, 0])
    value, variance = np.zeros_like(p_at_0), np.zeros_like(p_at_0)
    for _ in range(DEGREES):
        squares = p * p
        norm = squares.sum(axis=1)
        coefficient = (p * residual).sum(axis=1) / norm
        residual = residual - coefficient[:, None] * p
        value, variance = value + coefficient * p_at_0, variance + p_at_0**2 / norm
        off = np.where(np.abs(residual) > OFF, np.abs(residual) / weight, 0)
        yield value, variance, (residual**2).sum(axis=1), off.max(axis=1)
        mean, ratio = (u * squares).sum(axis=1) / norm, norm / norm_before
        p, before = (u - mean[:, None]) * p - ratio[:, None] * before, p
        p_at_0, before_at_0 = -mean * p_at_0 - ratio * before_at_0, p_at_0
        norm_before = norm
