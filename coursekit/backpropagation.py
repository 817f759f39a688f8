r"""Exact gradients: a calculation remembers its steps, and the chain rule goes back through them.

A `Value` is a number or an array that remembers how it was calculated. Each step :math:`y = f(a, b)` has a rule for
each of its inputs: what the gradient g that arrives at y hands on to it, :math:`g \cdot \partial y / \partial a`. One
sweep from the last value to the first gives all gradients. This is written to be read; autograd and JAX are faster.

>>> x, y = Value(2), Value(3)
>>> z = x * y + x**2
>>> z.backward()
>>> x.grad, y.grad
(7.0, 2.0)
"""

from itertools import count
from typing import Any

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin
from numpy.typing import ArrayLike

from coursekit.numerics import value_errors as error
from coursekit.numerics import values as guard
from coursekit.numerics.answers import ask
from coursekit.numerics.given import Array, Function, function, real_numbers

__all__ = ["RULES", "Value", "gradient"]
CREATED = count()  # a value is younger than all that it was calculated from

RULES: dict[Any, tuple[guard.Rule, ...]] = {
    np.positive: (lambda g, y, a: g,),
    np.negative: (lambda g, y, a: -g,),
    np.add: (lambda g, y, a, b: g, lambda g, y, a, b: g),
    np.subtract: (lambda g, y, a, b: g, lambda g, y, a, b: -g),
    np.multiply: (lambda g, y, a, b: g * b, lambda g, y, a, b: g * a),
    np.divide: (lambda g, y, a, b: g / b, lambda g, y, a, b: -g * y / b),
    np.power: (
        lambda g, y, a, b: g * b * a ** np.where(b == 0, 1, b - 1),  # of the constant a**0 the slope is 0, at a = 0 too
        lambda g, y, a, b: g * y * np.log(np.where((a == 0) & (b > 0), 1, a)),
    ),
    np.matmul: (
        lambda g, y, a, b: np.multiply.outer(g, b) if b.ndim == 1 else g @ b.T,
        lambda g, y, a, b: np.multiply.outer(a, g) if a.ndim == 1 else a.T @ g,
    ),
    np.exp: (lambda g, y, a: g * y,),
    np.log: (lambda g, y, a: g / a,),
    np.sqrt: (lambda g, y, a: g / (2 * y),),
    np.square: (lambda g, y, a: g * 2 * a,),
    np.sin: (lambda g, y, a: g * np.cos(a),),
    np.cos: (lambda g, y, a: -g * np.sin(a),),
    np.tanh: (lambda g, y, a: g * (1 - y) * (1 + y),),
    np.logaddexp: (lambda g, y, a, b: g * np.exp(a - y), lambda g, y, a, b: g * np.exp(b - y)),
    np.absolute: (lambda g, y, a: g * np.sign(a),),  # at a kink, and at a tie, the mean of the slopes on both sides
    np.maximum: (lambda g, y, a, b: g * (1 + np.sign(a - b)) / 2, lambda g, y, a, b: g * (1 + np.sign(b - a)) / 2),
    np.minimum: (lambda g, y, a, b: g * (1 + np.sign(b - a)) / 2, lambda g, y, a, b: g * (1 + np.sign(a - b)) / 2),
}
"""For each step, a rule for each of its inputs: what it hands on of the gradient g that arrives at the result y."""


class Value(NDArrayOperatorsMixin):
    r"""A number or an array that remembers how it was calculated.

    It can be used like a number or an array: ``+ - * / ** @``, ``np.exp`` and the other functions in `RULES`, entries
    ``x[0]``, `sum`, `mean`, `T`, `reshape`. Each step gives a new value. Comparisons give plain truths. Gradients are
    plain numbers, so there are no second derivatives.

    Parameters
    ----------
    data : number or array of any shape
    name : str, optional
        How a picture writes it.

    Attributes
    ----------
    data : float or array; a step of descent may write new numbers here
    grad : float or array
        The derivative of the value from which `backward` was called last, by each number of this one.
    operation : str
        The step that made it, such as "*"; empty for a value that was given.
    inputs : tuple
        What it was calculated from: values, and plain numbers or arrays.

    Raises
    ------
    TypeError, ValueError : `data` is no real and finite number, or a step gives none; the sentence names the step.

    Examples
    --------
    >>> w = Value([1, 2])
    >>> loss = np.sum(np.exp(w) * 3)
    >>> loss.backward()
    >>> w.grad.round(3)
    array([ 8.155, 22.167])
    """

    def __init__(self, data: ArrayLike, name: str = "") -> None:
        self._data: Any = guard.number_or_array(real_numbers(data, "data"))
        self.grad: Any = 0.0 * self.data
        self.name, self.operation, self.born = name, "", next(CREATED)
        self.inputs: tuple[Any, ...] = ()
        self.rules: tuple[guard.Rule, ...] = ()
        self.saved: tuple[guard.Number, ...] = ()  # the result and the inputs, as they were

    def backward(self, gradient: ArrayLike | None = None) -> None:
        r"""Find the derivative of this number by everything that it was calculated from, in their `grad`.

        .. math:: \bar a = \sum_{\text{steps } y \text{ that use } a} \bar y \, \frac{\partial y}{\partial a}

        A second call gives the same: nothing is left from the first. What this number does not need keeps its `grad`.
        Where a step has a kink or a tie, it hands on a slope between those of its sides.

        Parameters
        ----------
        gradient : number or array of the shape of `data`, optional
            What arrives here; 1 for a single number. An array of weights gives the gradient of the weighted sum.

        Raises
        ------
        TypeError, ValueError : no single number, a value changed since, an infinite slope; the sentence names the step.
        """
        for value in (steps := self.history()):
            value.grad = 0.0 * value.data
        self.grad = guard.first_gradient(gradient, self.data, self.operation)
        for value in reversed(steps):
            now = [value.data, *map(_plain, value.inputs)]
            guard.still(value.operation, now, value.saved)
            for i, (used, rule) in enumerate(zip(value.inputs, value.rules, strict=True)):
                if isinstance(used, Value):
                    used.grad = used.grad + guard.slope(value.operation, rule, i, value.grad, value.saved)

    def history(self) -> list["Value"]:
        """All values that this one was calculated from, and itself, in the order in which they were calculated."""
        found: dict[int, Value] = {}
        waiting = [self]
        while waiting:
            value = waiting.pop()
            if id(value) not in found:
                found[id(value)] = value
                waiting += [used for used in value.inputs if isinstance(used, Value)]
        return sorted(found.values(), key=lambda value: value.born)

    def sum(self, axis: int | tuple[int, ...] | None = None, **options: Any) -> "Value":
        """Add up all numbers, or those along an axis."""
        keep: Any = guard.only_keepdims("sum", options)

        def spread(g: Any, y: Any, a: Any) -> Any:
            return np.broadcast_to(g if keep or axis is None else np.expand_dims(g, axis), np.shape(a))

        return _step("sum", lambda a: np.sum(a, axis, keepdims=keep), (spread,), self)

    def mean(self, axis: int | tuple[int, ...] | None = None, **options: Any) -> "Value":
        """Take the mean of all numbers, or of those along an axis."""
        total = self.sum(axis, **options)
        return total * (total.size / guard.some(self.size))  # type: ignore[no-any-return]

    def reshape(self, *shape: Any) -> "Value":
        """Arrange the numbers in another shape."""
        return _step("reshape", lambda a: np.reshape(a, *shape), (lambda g, y, a: np.reshape(g, np.shape(a)),), self)

    data = property(lambda self: self._data, lambda self, new: setattr(self, "_data", guard.new_data(new)))
    T = property(lambda self: _step("T", np.transpose, (lambda g, y, a: np.transpose(g),), self))
    shape = property(lambda self: np.shape(self.data))
    ndim = property(lambda self: np.ndim(self.data))
    size = property(lambda self: np.size(self.data))

    def __len__(self) -> int:
        """Count the rows; a single number has none."""
        return len(guard.rows(self).data)

    def __bool__(self) -> bool:
        """Say whether a single number differs from 0."""
        return bool(guard.single(self.data))

    def __getitem__(self, index: Any) -> "Value":
        """Take an entry, or several."""

        def put_back(g: Any, y: Any, a: Any) -> Any:
            whole = np.zeros(np.shape(a))
            np.add.at(whole, index, g)  # an entry that was taken twice is a fork
            return whole

        return _step("[ ]", lambda a: guard.entry(a, index), (put_back,), guard.rows(self))

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Any:
        """Take a step: NumPy calls this for every operator and function of a value."""
        if method == "__call__" and ufunc in RULES:
            if not set(options) - {"out"} and all(isinstance(out, Value) for out in options.get("out", ())):
                return _step(error.symbol(ufunc), ufunc, RULES[ufunc], *inputs)  # x += 1 gives a new value, too
        elif method == "__call__" and guard.gives_truths(ufunc):
            return ufunc(*map(_plain, inputs), **options)
        raise error.no_rule(ufunc, method, RULES)

    def __array__(self, *arguments: Any, **options: Any) -> Array:
        """Refuse to be made a plain array or number, which would forget how it was calculated."""
        raise error.no_array(self.data)

    __float__ = __int__ = __array__

    def __format__(self, form: str) -> str:
        """Write the plain number in a form such as ".3f"."""
        return format(self.data, form) if form else repr(self)

    def __repr__(self) -> str:
        """Write the value and its gradient."""
        return f"Value({self.data!r}, grad={self.grad!r})"


def _plain(value: Any) -> Any:
    return value.data if isinstance(value, Value) else value


def _step(operation: str, f: Function, rules: tuple[guard.Rule, ...], *inputs: Any) -> Value:
    """Calculate f of the inputs, and remember how."""
    inputs = tuple(one if isinstance(one, Value) else guard.numbers(one, operation) for one in inputs)
    now = tuple(map(_plain, inputs))
    result = Value(guard.calculated(operation, f, now))
    result.operation, result.inputs, result.rules = operation, inputs, rules
    saved = (one if one is data else guard.kept(data) for one, data in zip(inputs, now, strict=True))
    result.saved = (guard.kept(result.data), *saved)
    return result


def gradient(f: Function, x: ArrayLike) -> Any:
    """Gradient of a scalar field at one point, by one sweep forward and one back.

    Parameters
    ----------
    f : callable
        Takes a point, ``x[0]**2 + x[1]**2``, and gives one number. It may use what `Value` can do.
    x : float or array of any shape

    Returns
    -------
    float or array, the shape of `x`

    Raises
    ------
    TypeError, ValueError : f gives something else than one number calculated from `x`; or as in `Value`.

    Examples
    --------
    >>> gradient(lambda x: x[0] ** 2 * x[1] + np.sin(x[1]), [3, 0])
    array([ 0., 10.])
    """
    point = Value(x)
    result = ask(function(f), point)
    if not isinstance(result, Value) or not any(value is point for value in result.history()):
        raise error.no_history(result)
    result.backward()
    return point.grad
