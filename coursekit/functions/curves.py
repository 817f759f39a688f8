"""Functions of one variable, each with its exact slope.

All are elementwise: ``f(x)`` has the shape of `x`, and so have f' and f''. What is analytic also takes complex numbers,
so that a complex step can check it.
"""

from typing import Any

import numpy as np

from coursekit.functions.exact import ExactFunction, Function, quietly, sigmoid, sign

__all__ = ["CURVES"]


def _elu(x: Any) -> Any:
    return np.maximum(x, 0) + np.expm1(np.minimum(x, 0))


def _except_at_zero(f: Function) -> Function:
    """`f` with nan at 0, where there is no derivative."""
    return lambda x: np.where(x == 0, np.nan, f(x))[()]


def _cube_root(x: Any) -> Any:
    return np.cbrt(x) if np.isrealobj(x) else sign(x) * (sign(x) * x) ** (1 / 3)


CURVES = (
    ExactFunction(
        "x**2", lambda x: x**2, lambda x: 2 * x, lambda x: 2 + 0 * x,
        minima=(0.0,), fmin=0.0, bounds=(-3.0, 3.0), notes="The parabola. Its slope is a straight line.",
    ),
    ExactFunction(
        "x**3", lambda x: x**3, lambda x: 3 * x**2, lambda x: 6 * x,
        minima=(), fmin=None, bounds=(-2.0, 2.0), notes="Flat at 0, and yet no minimum there: it rises on both sides.",
    ),
    ExactFunction(
        "x**4 - 3x**3 + 2", lambda x: x**4 - 3 * x**3 + 2, lambda x: 4 * x**3 - 9 * x**2, lambda x: 12 * x**2 - 18 * x,
        minima=(2.25,), fmin=-6.54296875, bounds=(-1.0, 3.5), notes="Minimum at 9/4; at 0 it is flat and falls on.",
    ),
    ExactFunction(
        "sin", np.sin, np.cos, lambda x: -np.sin(x),
        minima=(-np.pi / 2, 3 * np.pi / 2), fmin=-1.0, bounds=(-2 * np.pi, 2 * np.pi), notes="Its slope is the cosine.",
    ),
    ExactFunction(
        "exp", np.exp, np.exp, np.exp,
        minima=(), fmin=None, bounds=(-3.0, 2.0), notes="It is its own slope.",
    ),
    ExactFunction(
        "|x|", np.abs, _except_at_zero(np.sign), _except_at_zero(lambda x: 0 * x),
        minima=(0.0,), fmin=0.0, bounds=(-2.0, 2.0), notes="A kink at 0: the slope jumps from -1 to 1.",
    ),
    ExactFunction(
        "x|x|", lambda x: sign(x) * x**2, lambda x: 2 * sign(x) * x, _except_at_zero(lambda x: 2 * sign(x)),
        minima=(), fmin=None, bounds=(-2.0, 2.0), notes="Its slope is 2|x|, with a kink: no second derivative at 0.",
    ),
    ExactFunction(
        "step", lambda x: np.where(np.real(x) < 0, 0.0, 1.0)[()],
        _except_at_zero(lambda x: 0 * x), _except_at_zero(lambda x: 0 * x),
        minima=(), fmin=0.0, bounds=(-2.0, 2.0), notes="0, and 1 from 0 on: no slope where it jumps.",
    ),
    ExactFunction(
        "cube root", _cube_root, quietly(lambda x: 1 / (3 * _cube_root(x) ** 2)),
        quietly(lambda x: -2 / (9 * _cube_root(x) ** 5)),
        minima=(), fmin=None, bounds=(-2.0, 2.0), notes="Its tangent at 0 is vertical: the slope there is infinite.",
    ),
    ExactFunction(
        "sin(1/x)", quietly(lambda x: np.sin(1 / x)), quietly(lambda x: -np.cos(1 / x) / x**2),
        quietly(lambda x: (2 * x * np.cos(1 / x) - np.sin(1 / x)) / x**4),
        minima=(-2 / np.pi, 2 / (3 * np.pi)), fmin=-1.0, bounds=(-1.0, 1.0),
        notes="Not defined at 0, and faster and faster near it. It has endless minima; the two outermost are listed.",
    ),
    ExactFunction(
        "sigmoid", sigmoid, lambda x: sigmoid(x) * sigmoid(-x),
        lambda x: sigmoid(x) * sigmoid(-x) * (sigmoid(-x) - sigmoid(x)),
        minima=(), fmin=None, bounds=(-6.0, 6.0), notes="1 / (1 + exp(-x)). Its slope s(1 - s) is at most 1/4.",
    ),
    ExactFunction(
        "tanh", np.tanh, lambda x: 4 * sigmoid(2 * x) * sigmoid(-2 * x),
        lambda x: -8 * sigmoid(2 * x) * sigmoid(-2 * x) * np.tanh(x),
        minima=(), fmin=None, bounds=(-3.0, 3.0), notes="Its slope 1 - tanh(x)**2 is at most 1.",
    ),
    ExactFunction(
        "relu", lambda x: np.maximum(x, 0), _except_at_zero(lambda x: np.heaviside(np.real(x), 0.0)),
        _except_at_zero(lambda x: 0 * x),
        minima=(), fmin=0.0, bounds=(-2.0, 2.0), notes="max(x, 0): a kink at 0. Its minimum is taken at every x <= 0.",
    ),
    ExactFunction(
        "leaky relu", lambda x: np.maximum(x, 0.01 * x),
        _except_at_zero(lambda x: np.where(np.real(x) < 0, 0.01, 1.0)), _except_at_zero(lambda x: 0 * x),
        minima=(), fmin=None, bounds=(-2.0, 2.0), notes="max(x, x/100): a kink at 0, and never quite flat.",
    ),
    ExactFunction(
        "elu", _elu, lambda x: np.exp(np.minimum(x, 0)),
        _except_at_zero(lambda x: np.where(np.real(x) < 0, np.exp(np.minimum(x, 0)), 0.0)),
        minima=(), fmin=None, bounds=(-3.0, 2.0), notes="x, or exp(x) - 1 where x < 0. Slope 1 on both sides of 0.",
    ),
)  # fmt: skip
