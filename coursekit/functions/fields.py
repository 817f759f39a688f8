"""Scalar fields: functions of several variables, each with its exact gradient, second derivatives and minima.

Coordinates come first: ``f`` maps ``(n,)`` to one number and ``(n, m)``, m points side by side, to ``(m,)``. What is
analytic also takes complex numbers, so that a complex step can check it.

Formulas: M. Jamil and X.-S. Yang, "A literature survey of benchmark functions for global optimisation problems", 2013.
"""

from typing import Any

import numpy as np

from coursekit.functions.exact import ExactFunction, Function, quietly, sigmoid, sign, two_coordinates

__all__ = ["FIELDS"]


def _two(name: str, f: Function, grad: Function, hess: Function, **facts: Any) -> ExactFunction:
    """Make a field of the coordinates x and y; `grad` gives both slopes, `hess` the entries xx, xy and yy."""

    def matrix(x: Any, y: Any) -> Any:
        xx, xy, yy = (entry + 0 * x for entry in hess(x, y))
        return np.array([[xx, xy], [xy, yy]])

    def at(g: Function) -> Function:  # one axis more: numbers and arrays are rounded alike
        return lambda p: g(*two_coordinates(p, name)[..., None])[..., 0]

    return ExactFunction(name, at(f), at(lambda x, y: np.array(grad(x, y))), at(matrix), **facts)


def _sum(name: str, f: Function, slope: Function, bend: Function, **facts: Any) -> ExactFunction:
    """Make a field that adds up one function of each coordinate, however many there are."""
    return ExactFunction(name, lambda x: np.sum(f(x), axis=0), slope, lambda x: _diagonal(bend(x)), **facts)


def _diagonal(d: Any) -> Any:
    matrix = np.zeros((len(d), *np.shape(d)), np.result_type(d, float))
    matrix[range(len(d)), range(len(d))] = d
    return matrix


def _rosenbrock_grad(x: Any) -> Any:
    grad, rise = 0.0 * x, 200 * (x[1:] - x[:-1] ** 2)
    grad[:-1] = -2 * x[:-1] * rise - 2 * (1 - x[:-1])
    grad[1:] += rise
    return grad


def _rosenbrock_hess(x: Any) -> Any:
    d, i = 0.0 * x, np.arange(len(x) - 1)
    d[:-1] = 1200 * x[:-1] ** 2 - 400 * x[1:] + 2
    d[1:] += 200
    hess = _diagonal(d)
    hess[i, i + 1] = hess[i + 1, i] = -400 * x[:-1]
    return hess


def _beale_grad(x: Any, y: Any) -> Any:
    terms = [(c - x * (1 - y**i), 1 - y**i, i * x * y ** (i - 1)) for i, c in _BEALE]
    return sum(-2 * r * u for r, u, _ in terms), sum(2 * r * v for r, _, v in terms)


def _beale_hess(x: Any, y: Any) -> Any:
    terms = [(i, c - x * (1 - y**i), 1 - y**i) for i, c in _BEALE]
    xx = sum(2 * u**2 for _, _, u in terms)
    xy = sum(2 * i * y ** (i - 1) * (r - x * u) for i, r, u in terms)
    yy = sum(2 * (i * x * y ** (i - 1)) ** 2 + 2 * r * x * i * (i - 1) * y ** max(i - 2, 0) for i, r, _ in terms)
    return xx, xy, yy


def _ackley_parts(x: Any) -> tuple[Any, Any, Any, Any]:
    r, w = np.sqrt(np.mean(x**2, axis=0)), 2 * np.pi
    return r, np.exp(-0.2 * r), np.exp(np.mean(np.cos(w * x), axis=0)), w * np.sin(w * x)


def _ackley(x: Any) -> Any:
    r, _, waves, _ = _ackley_parts(x)
    return -20 * np.expm1(-0.2 * r) + np.e - waves  # expm1: exactly 0 at 0


def _ackley_grad(x: Any) -> Any:
    r, bowl, waves, s = _ackley_parts(x)
    return (4 * bowl * x / r + waves * s) / len(x)


def _ackley_hess(x: Any) -> Any:
    n, (r, bowl, waves, s) = len(x), _ackley_parts(x)
    diagonal = 4 * bowl / r + waves * 4 * np.pi**2 * np.cos(2 * np.pi * x)
    mixed = 4 * bowl * (1 / r + 0.2) * (x / r)[:, None] * (x / r) + waves * s[:, None] * s
    return _diagonal(diagonal) / n - mixed / n**2


def _easom(t: Any) -> Any:
    return np.cos(t) * np.exp(-((t - np.pi) ** 2))


def _easom_slope(t: Any) -> Any:
    return -(np.sin(t) + 2 * (t - np.pi) * np.cos(t)) * np.exp(-((t - np.pi) ** 2))


def _easom_bend(t: Any) -> Any:
    u = t - np.pi
    return (4 * u * np.sin(t) + (4 * u**2 - 3) * np.cos(t)) * np.exp(-(u**2))


def _misfit(x: Any, y: Any) -> Any:
    return x[..., None] + y[..., None] * _T - _HEIGHTS  # the data are the last axis


def _margin(x: Any, y: Any) -> Any:
    return _SIDES * (x[..., None] + y[..., None] * _T)


def _log_loss(x: Any, y: Any) -> Any:
    z = _margin(x, y)
    return np.where(np.real(z) < 0, -z, 0) + np.log1p(np.exp(-sign(z) * z))  # log(1 + exp(-z)) without overflow


def _error(x: Any, y: Any) -> Any:
    return _SIDES * sigmoid(-_margin(x, y))


def _spread(x: Any, y: Any) -> Any:
    return sigmoid(_margin(x, y)) * sigmoid(-_margin(x, y))


def _box(r: float) -> Any:
    return (-r, r), (-r, r)


_BEALE, _ROOT2 = ((1, 1.5), (2, 2.25), (3, 2.625)), np.sqrt(2.0)
_random = np.random.default_rng(2009)
_T = _random.uniform(-1, 1, 40)
_HEIGHTS = 1 + 2 * _T + _random.uniform(-0.5, 0.5, 40)
_SIDES = np.where(_T + _random.uniform(-0.5, 0.5, 40) > 0.2, 1.0, -1.0)
FIELDS = (
    _sum(
        "sphere", lambda x: x**2, lambda x: 2 * x, lambda x: 2 + 0 * x,
        minima=((0.0, 0.0),), fmin=0.0, bounds=_box(4), notes="x**2 + y**2, a round bowl; any number of variables.",
    ),
    _two(
        "ellipse", lambda x, y: (x**2 + 10 * y**2) / 2, lambda x, y: (x, 10 * y), lambda x, y: (1, 0, 10),
        minima=((0.0, 0.0),), fmin=0.0, bounds=_box(4), notes="A stretched bowl: condition number 10.",
    ),
    ExactFunction(
        "rosenbrock", lambda x: np.sum(100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2, axis=0),
        _rosenbrock_grad, _rosenbrock_hess,
        minima=((1.0, 1.0),), fmin=0.0, bounds=((-2.0, 2.0), (-1.0, 3.0)),
        notes="A curved valley with a flat floor, slow for descent; any number of variables from 2.",
    ),
    _two(
        "booth", lambda x, y: (x + 2 * y - 7) ** 2 + (2 * x + y - 5) ** 2,
        lambda x, y: (10 * x + 8 * y - 34, 8 * x + 10 * y - 38), lambda x, y: (10, 8, 10),
        minima=((1.0, 3.0),), fmin=0.0, bounds=_box(10), notes="A tilted bowl: condition number 9.",
    ),
    _two(
        "matyas", lambda x, y: 0.26 * (x**2 + y**2) - 0.48 * x * y,
        lambda x, y: (0.52 * x - 0.48 * y, 0.52 * y - 0.48 * x), lambda x, y: (0.52, -0.48, 0.52),
        minima=((0.0, 0.0),), fmin=0.0, bounds=_box(10), notes="A narrow bowl: condition number 25.",
    ),
    _two(
        "beale", lambda x, y: sum((c - x * (1 - y**i)) ** 2 for i, c in _BEALE), _beale_grad, _beale_hess,
        minima=((3.0, 0.5),), fmin=0.0, bounds=_box(4.5), notes="A flat valley between steep walls.",
    ),
    _two(
        "himmelblau", lambda x, y: (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2,
        lambda x, y: (4 * x * (x**2 + y - 11) + 2 * (x + y**2 - 7), 2 * (x**2 + y - 11) + 4 * y * (x + y**2 - 7)),
        lambda x, y: (12 * x**2 + 4 * y - 42, 4 * (x + y), 4 * x + 12 * y**2 - 26),
        minima=((3.0, 2.0), (-2.805118086952745, 3.131312518250573), (-3.779310253377747, -3.283185991286170),
                (3.584428340330492, -1.848126526964404)),
        fmin=0.0, bounds=_box(5), notes="Four minima, all 0: which one descent finds depends on the start.",
    ),
    _two(
        "three-hump camel", lambda x, y: 2 * x**2 - 1.05 * x**4 + x**6 / 6 + x * y + y**2,
        lambda x, y: (4 * x - 4.2 * x**3 + x**5 + y, x + 2 * y), lambda x, y: (4 - 12.6 * x**2 + 5 * x**4, 1, 2),
        minima=((0.0, 0.0),), fmin=0.0, bounds=_box(2), notes="Three valleys; the middle one is lowest.",
    ),
    _two(
        "six-hump camel", lambda x, y: (4 - 2.1 * x**2 + x**4 / 3) * x**2 + x * y + (4 * y**2 - 4) * y**2,
        lambda x, y: (8 * x - 8.4 * x**3 + 2 * x**5 + y, x - 8 * y + 16 * y**3),
        lambda x, y: (8 - 25.2 * x**2 + 10 * x**4, 1, 48 * y**2 - 8),
        minima=((0.08984201310031806, -0.7126564030207396), (-0.08984201310031806, 0.7126564030207396)),
        fmin=-1.031628453489877, bounds=((-2.0, 2.0), (-1.0, 1.0)), notes="Six valleys, two of them lowest.",
    ),
    _two(
        "mccormick", lambda x, y: np.sin(x + y) + (x - y) ** 2 - 1.5 * x + 2.5 * y + 1,
        lambda x, y: (np.cos(x + y) + 2 * (x - y) - 1.5, np.cos(x + y) - 2 * (x - y) + 2.5),
        lambda x, y: (2 - np.sin(x + y), -2 - np.sin(x + y), 2 - np.sin(x + y)),
        minima=((0.5 - np.pi / 3, -0.5 - np.pi / 3),), fmin=-np.sqrt(3) / 2 - np.pi / 3,
        bounds=((-1.5, 4.0), (-3.0, 4.0)), notes="Lowest within its bounds; the same dent repeats, lower, outside.",
    ),
    _sum(
        "styblinski-tang", lambda x: (x**4 - 16 * x**2 + 5 * x) / 2, lambda x: 2 * x**3 - 16 * x + 2.5,
        lambda x: 6 * x**2 - 16,
        minima=((-2.903534027771177, -2.903534027771177),), fmin=-78.33233140754284,
        bounds=_box(5), notes="Four valleys, one lowest; any number n of variables, fmin is -39.166 n.",
    ),
    _sum(
        "rastrigin", lambda x: x**2 + 10 * (1 - np.cos(2 * np.pi * x)),
        lambda x: 2 * x + 20 * np.pi * np.sin(2 * np.pi * x), lambda x: 2 + 40 * np.pi**2 * np.cos(2 * np.pi * x),
        minima=((0.0, 0.0),), fmin=0.0, bounds=_box(5.12),
        notes="A bowl full of dents: descent stops in the nearest; any number of variables.",
    ),
    ExactFunction(
        "ackley", _ackley, quietly(_ackley_grad), quietly(_ackley_hess),
        minima=((0.0, 0.0),), fmin=0.0, bounds=_box(4),
        notes="A funnel with dents and a sharp tip at its minimum, where it has no gradient; any number of variables.",
    ),
    _two(
        "griewank", lambda x, y: (x**2 + y**2) / 4000 + 1 - np.cos(x) * np.cos(y / _ROOT2),
        lambda x, y: (x / 2000 + np.sin(x) * np.cos(y / _ROOT2), y / 2000 + np.cos(x) * np.sin(y / _ROOT2) / _ROOT2),
        lambda x, y: (
            1 / 2000 + np.cos(x) * np.cos(y / _ROOT2),
            -np.sin(x) * np.sin(y / _ROOT2) / _ROOT2,
            1 / 2000 + np.cos(x) * np.cos(y / _ROOT2) / 2,
        ),
        minima=((0.0, 0.0),), fmin=0.0, bounds=_box(10), notes="A wide bowl with waves on it.",
    ),
    _two(
        "easom", lambda x, y: -_easom(x) * _easom(y),
        lambda x, y: (-_easom_slope(x) * _easom(y), -_easom(x) * _easom_slope(y)),
        lambda x, y: (-_easom_bend(x) * _easom(y), -_easom_slope(x) * _easom_slope(y), -_easom(x) * _easom_bend(y)),
        minima=((np.pi, np.pi),), fmin=-1.0, bounds=((-1.0, 7.0), (-1.0, 7.0)),
        notes="A plateau with one hole: far from it the gradient is almost 0, and descent does not move.",
    ),
    _two(
        "saddle", lambda x, y: x**2 - y**2, lambda x, y: (2 * x, -2 * y), lambda x, y: (2, 0, -2),
        minima=(), fmin=None, bounds=_box(4), notes="Flat at (0, 0), which is lowest along x and highest along y.",
    ),
    _two(
        "monkey saddle", lambda x, y: x**3 - 3 * x * y**2, lambda x, y: (3 * x**2 - 3 * y**2, -6 * x * y),
        lambda x, y: (6 * x, -6 * y, -6 * x),
        minima=(), fmin=None, bounds=_box(4), notes="Three ways down from (0, 0): two for the legs, one for the tail.",
    ),
    _two(
        "least squares", lambda x, y: (_misfit(x, y) ** 2).mean(-1) / 2,
        lambda x, y: (_misfit(x, y).mean(-1), (_misfit(x, y) * _T).mean(-1)),
        lambda x, y: (1, _T.mean(), (_T**2).mean()),
        minima=((0.8859228450024906, 2.0341738997324703),), fmin=0.03226074881447215, bounds=((-1.0, 3.0), (0.0, 4.0)),
        notes="Half the mean squared error of the line x + y t through 40 points.",
    ),
    _two(
        "logistic", lambda x, y: _log_loss(x, y).mean(-1) + (x**2 + y**2) / 20,
        lambda x, y: (x / 10 - _error(x, y).mean(-1), y / 10 - (_error(x, y) * _T).mean(-1)),
        lambda x, y: tuple((_spread(x, y) * _T**k).mean(-1) + ridge for k, ridge in ((0, 0.1), (1, 0), (2, 0.1))),
        minima=((-0.16933885401878543, 1.3228450733038684),), fmin=0.5467872196234788, bounds=_box(4),
        notes="Telling two classes of 40 points apart: log-loss with a ridge. One minimum, and no formula for it.",
    ),
)  # fmt: skip
