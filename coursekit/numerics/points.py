"""What a reader gives where several variables are meant: points, coordinates, directions, gradients."""

import operator
from reprlib import repr as shown
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from coursekit.numerics.answers import EPS, as_numbers, ask
from coursekit.numerics.columns import number
from coursekit.numerics.given import Array, Function, function, real_numbers
from coursekit.numerics.steps import balanced_step
from coursekit.words import mark, say

__all__ = ["coordinate", "direction", "gradient_at", "longest", "points_given", "takes_whole"]

GRADIENT_SHAPE = mark("grad returned shape {given} for x of shape {shape}; a gradient has the shape of x")
EMPTY = mark("{name} is empty (its shape is {shape}); give at least one number")
NO_INDEX = mark("i must be an integer, the number of a coordinate from 0 on, but is {value}")
NO_COORDINATES = mark("x is one number, which has no coordinates; give a point, such as [{x:g}], or use derivative")
OUT_OF_RANGE = mark("axis {i} is out of range: x of shape {shape} has {n} coordinates, 0 to {last}")
NO_DIRECTION = mark("v is 0, which is no direction; give at least one coordinate another value")
OTHER_SHAPE = mark("v has shape {v} and x has shape {x}: v needs one number for each coordinate of x")


def points_given(x: ArrayLike, name: str = "x") -> Array:
    """Give `x` as float64, with at least one number in it."""
    x = real_numbers(x, name)
    if not x.size:
        raise ValueError(say(EMPTY, name=name, shape=x.shape))
    return x


def coordinate(i: Any, x: Array) -> int:
    """Give the number of a coordinate of `x`, from 0 on, or say which there are."""
    n = len(x) if x.ndim else 0
    try:
        index = operator.index(i)
    except TypeError:
        raise TypeError(say(NO_INDEX, value=shown(i))) from None
    if x.ndim == 0:
        raise ValueError(say(NO_COORDINATES, x=float(x)))
    if not -n <= index < n:
        raise ValueError(say(OUT_OF_RANGE, i=index, shape=x.shape, n=n, last=n - 1))
    return index % n


def direction(v: ArrayLike, x: Array) -> tuple[Array, Array]:
    """Give `v` as ``size * u``, where the largest entry of u ``(n, m)`` is 1, or say what is wrong with it."""
    u = real_numbers(v, "v")
    if x.ndim == 0 or u.shape not in (x.shape, x.shape[:1]):
        raise ValueError(say(OTHER_SHAPE, v=u.shape, x=x.shape))
    u = u.reshape(len(x), -1)
    size: Array = np.abs(u).max(axis=0)
    if not size.all():
        raise ValueError(say(NO_DIRECTION))
    return u / size, size


def longest(points: Array, v: Array) -> Array:
    """Give how many times `v` to go, so that no coordinate goes further than suits it; those that stay do not count."""
    each: Array = np.where(v == 0, np.inf, balanced_step(points, "central", EPS) / np.abs(v))
    return np.asarray(each.min(axis=0))


def gradient_at(grad: Function, x: Array) -> Array:
    """``grad(x)``: real numbers of the shape of `x`, which may be nan."""
    g = as_numbers(ask(function(grad, "grad"), x[()], name="grad"), "grad")
    if g.shape != x.shape:
        raise ValueError(say(GRADIENT_SHAPE, given=g.shape, shape=x.shape))
    return g.astype(np.float64)  # a copy: grad may reuse its array


def takes_whole(f: Function, x: Array) -> bool:
    """Whether `f` gives one number for all the points together: it takes the array as a single argument."""
    points = x.reshape(len(x), -1)
    with np.errstate(all="ignore"):
        if points.shape[1] > 2 and _gives_two(f, points[:, :2]):  # for many points the same answer, at less cost
            return False
        try:
            answer = as_numbers(ask(f, x))
        except Exception:
            if points.shape[1] > 1 and _gives_one(f, points[:, 0]):
                return False
            raise
    return answer.ndim == 0 or (answer.size == 1 < points.shape[1])


def _gives_two(f: Function, points: Array) -> bool:
    try:
        return as_numbers(f(points)).shape == (2,)
    except Exception:  # whatever it is that f cannot do
        return False


def _gives_one(f: Function, point: Array) -> bool:
    try:
        number(f, point.copy())
    except Exception:
        return False
    return True
