"""Whatever a learner types gets the right answer, or a sentence of ours: no error of NumPy's, no warning, no change."""

import contextlib
import copy
import datetime
import enum
import io
import math
import traceback
import warnings
from array import array
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import coursekit
from coursekit import backpropagation, derivative, descent, functions, gradient

PACKAGE = str(Path(coursekit.__file__).parent)
HERE = __file__


class Odd:
    """What no function of ours has ever seen, and no array can be made of."""

    def __array__(self, *args: object, **more: object) -> None:
        raise RuntimeError("no array of me")

    def __repr__(self) -> str:
        return "<odd>"


RANDOM = np.random.default_rng(1)


def writes(x):
    x[...] = 0
    return np.sum(x)


NUMBERS = [3, 2.0, -2.5, 0, 1e308, 1e-320, math.nan, math.inf, True, None, "3", "", b"x", 1j, 10**20, 10**400]
NUMBERS += [Fraction(1, 3), Decimal("1.5"), np.float32(2), np.longdouble(2), np.ma.masked, np.datetime64("2020-01-01")]
ODD = [
    {1: 2},
    {1, 2},
    range(3),
    Odd(),
    len,
    type,
    ...,
    slice(1),
    [1, [2, 3]],
    [1.0, np.ma.masked],
    np.array(["a", "b"]),
]
ARRAYS = [[1, 2], [1.0, 2.0], (3, 4), [[1.0, 2.0], [3.0, 4.0]], [[1.0], [2.0]], [], [[]], [1.0, math.nan], [10**20, 1]]
ARRAYS += [
    np.ones((2, 3)),
    np.ones((2, 2, 2)),
    np.empty((0, 2)),
    np.empty((2, 0)),
    np.zeros(2),
    np.array([1, 2], object),
]
ARRAYS += [np.ma.array([1.0, 2.0], mask=[0, 1]), np.ma.array([1.0, 2.0]), [1e308, -1e308], np.array([True, False])]
ANY = NUMBERS + ODD + ARRAYS

RIGHT = [
    lambda x: np.sum(np.asarray(x) ** 2, axis=0),
    lambda x: x**2,
    np.sin,
    math.sin,
    lambda x: x[0] ** 2 + x[1],
    lambda x: np.linalg.norm(x),
    lambda x: np.sort(x)[0],
    lambda x: np.log(np.sum(x)),
]
ANSWERS = [
    None,
    "a",
    True,
    1j,
    (1.0, 2.0),
    (1.0, np.ones(3)),
    [1.0],
    np.ones((1, 1)),
    Fraction(1, 3),
    10**20,
    10**400,
    {},
]
ANSWERS += [math.nan, math.inf, -np.inf, Odd(), np.ma.masked, np.float32(2), Decimal(1), np.array([]), np.array("a"), 0]
FUNCTIONS = [
    *RIGHT,
    *[lambda x, answer=answer: answer for answer in ANSWERS],
    lambda x: (v for v in [1]),
    lambda x: np.asarray(x) > 0,
    lambda x: np.ma.array(x, mask=True),
    lambda x: 1e308 * np.sum(x),
    lambda x: np.exp(1e3 * np.sum(x)),
    lambda x: RANDOM.normal(),
    lambda x, y: x,
    lambda: 1,
    writes,
    np.cbrt,
    np.conj,
    float,
    3.0,
    None,
    "sin",
]
GRADIENTS = [
    lambda x: 2 * x,
    lambda x: -2 * x,
    lambda x: np.nan * x,
    lambda x: np.inf * x,
    lambda x: 1j * x,
    lambda x: x[:1],
    lambda x: x / np.linalg.norm(x),
    lambda x, i: 2 * x,
    *[lambda x, answer=answer: answer for answer in ANSWERS],
    writes,
    3.0,
    None,
]
STEPS = [None, 1e-4, -1e-4, 0, 1e-20, 1e300, math.nan, "h", [1e-4, 1e-3], True, 10**400, Fraction(1, 8), np.ma.masked]
RATES = [0.1, 1, 0, -1, None, "fast", math.nan, [0.1, 0.2], [[0.1]], True, 1j, 1e300, Fraction(1, 10), []]
COUNTS = [3, 0, 1, -1, 1.5, None, "3", True, np.int64(2), 10**18, [3]]
SHARES = [0.5, 0, 1, -1, 2, None, "a", math.nan, 1j, [0.5], Fraction(1, 2), True]
METHODS = ["central", "forward", "backward", "five_point", "centrl", "complex_step", None, 3, ["central"], ""]
SWITCHES = [False, True, None, 1, "no"]
PLACES = [0, 1, -1, 2, None, 0.5, "0", True, 10**30]
SEARCHES = [None, descent.backtracking_line_search, lambda *a: None, lambda *a: 0.1, lambda *a: (-1, 1), 3]


def usually(first, *rest):
    """Draw the first mostly: if every argument is odd at once, only the first one is ever looked at."""
    return st.one_of(*[st.just(first)] * 2, st.sampled_from([first, *rest]))


f = st.one_of(st.sampled_from(RIGHT), st.sampled_from(FUNCTIONS))
x = st.one_of(st.sampled_from([[1.0, 2.0], 3.0, [1.0, 2.0, 3.0], np.ones((2, 3))]), st.sampled_from(ANY))
grad = st.one_of(st.just(GRADIENTS[0]), st.sampled_from(GRADIENTS))
rate, share, count, h = usually(*RATES), usually(*SHARES), usually(*COUNTS), usually(*STEPS)
CALLS = {
    derivative.forward_difference: ((f, x, h), {}),
    derivative.backward_difference: ((f, x, h), {}),
    derivative.central_difference: ((f, x, h), {}),
    derivative.five_point_difference: ((f, x, h), {}),
    derivative.complex_step: ((f, x, h), {}),
    derivative.richardson: ((f, x), {"eps": usually(None, 1e-5, *SHARES)}),
    derivative.derivative: ((f, x), {"method": usually("richardson", *METHODS), "h": h}),
    derivative.step_size: ((x, usually(*METHODS)), {"eps": usually(1e-16, *SHARES)}),
    derivative.difference_error: (
        (f, usually(np.cos, 1.0, *NUMBERS), x, usually(1e-3, *STEPS), usually(["central"], "forward", None, 3, ["a"])),
        {},
    ),
    backpropagation.gradient: ((f, x), {}),
    backpropagation.Value: ((usually(2.0, *ANY),), {}),
    gradient.numerical_gradient_loop: ((f, x, usually(1e-4, *STEPS)), {}),
    gradient.numerical_gradient: ((f, x), {"method": usually(*METHODS), "h": h, "vectorized": usually(*SWITCHES)}),
    gradient.partial_derivative: ((f, x, usually(*PLACES)), {"method": usually(*METHODS), "h": h}),
    gradient.directional_derivative: ((f, x, x), {"normalize": usually(*SWITCHES), "h": h}),
    gradient.check_gradient: ((f, grad, x), {"rtol": usually(1e-6, *SHARES)}),
    descent.gradient_descent: (
        (f, x),
        {
            "grad": grad,
            "learning_rate": rate,
            "steps": count,
            "momentum": share,
            "nesterov": usually(*SWITCHES),
            "line_search": usually(*SEARCHES),
            "tol": share,
        },
    ),
    descent.backtracking_line_search: (
        (f, usually([1.0, 2.0], *ANY), usually([-1.0, -2.0], *ANY), usually([1.0, 2.0], *ANY)),
        {"t": rate, "rho": share, "c1": share, "max_iter": count},
    ),
    descent.sgd: (
        (st.one_of(st.just(lambda x, i: 2 * x), grad), x, usually(4, *COUNTS)),
        {
            "learning_rate": rate,
            "batch_size": usually(2, *COUNTS),
            "epochs": count,
            "momentum": share,
            "rng": usually(None, 1, "a", -1, 1.5, Odd()),
        },
    ),
    descent.sweep: ((grad, x, usually([0.1, 0.2], *RATES)), {"steps": count, "momentum": share}),
    functions.get: ((usually("sphere", "spher", *ANY),), {}),
    functions.names: ((usually(None, 1, 2, 3, "a", [1]),), {}),
    functions.ExactFunction.__call__: ((st.sampled_from([functions.get(name) for name in functions.names()]), x), {}),
}


def is_ours(error: Exception) -> bool:
    """Whether the error was raised by a sentence of ours, or in the reader's own function, which stands here."""
    if not isinstance(error, TypeError | ValueError) or not str(error):
        return False
    frames = traceback.extract_tb(error.__traceback__)
    own_code = any(frame.filename == HERE and frame.name in ("<lambda>", "writes") for frame in frames[1:])
    return own_code or (frames[-1].filename.startswith(PACKAGE) and "raise" in (frames[-1].line or ""))


@pytest.mark.parametrize("function", CALLS, ids=lambda function: function.__qualname__)
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_strange_arguments_get_an_answer_or_a_sentence(function, data: st.DataObject) -> None:
    positional, named = CALLS[function]
    arguments = [data.draw(strategy) for strategy in positional]
    more = {name: data.draw(strategy) for name, strategy in named.items()}
    arrays = [value for value in (*arguments, *more.values()) if isinstance(value, np.ndarray | list)]
    before, said = copy.deepcopy(arrays), io.StringIO()
    with warnings.catch_warnings(), contextlib.redirect_stderr(said):
        warnings.simplefilter("error")
        error = raised_by(function, arguments, more)
    if str(error) != "no array of me":  # the odd object's own
        assert error is None or is_ours(error), (error, traceback.extract_tb(error.__traceback__)[-1])
    assert said.getvalue() == ""
    assert [str(array) for array in arrays] == [str(array) for array in before]


def raised_by(function, arguments: list, more: dict) -> Exception | None:
    try:
        function(*arguments, **more)
    except Exception as error:
        return error
    return None


def square(t):
    return t**2


def squares(x):
    return np.sum(x**2, axis=0)


def twice(x):
    return 2 * x


class Series:
    """A column of numbers that is no array, as pandas has it."""

    def __init__(self, *numbers: float) -> None:
        self.numbers = numbers

    def __array__(self, dtype: object = None, copy: object = None) -> np.ndarray:
        return np.array(self.numbers, dtype)


class Symbol:
    """What adds and multiplies to more symbols."""

    def __add__(self, other: object) -> "Symbol":
        return self

    __radd__ = __mul__ = __rmul__ = __pow__ = __sub__ = __add__


class Named(NamedTuple):
    x: float
    y: float


class Nameless:
    def __repr__(self) -> str:
        raise RuntimeError("no name")


class Kind(enum.IntEnum):
    THREE = 3


class Price(float):
    pass


def prints(t):
    print("f is asked")
    return t**2


KEPT: list[object] = []
STRANGE_BUT_RIGHT = [
    (lambda: derivative.central_difference(x=3, f=square), 6),
    (lambda: derivative.central_difference(square, 3, -1e-3), 6),
    (lambda: derivative.central_difference(square, [1, 2], [1e-3, 1e-4]), [2, 4]),
    (lambda: derivative.central_difference(square, range(3)), [0, 2, 4]),
    (lambda: derivative.central_difference(square, Price(3)), 6),
    (lambda: derivative.central_difference(square, Kind.THREE), 6),
    (lambda: derivative.central_difference(square, Named(1, 2)), [2, 4]),
    (lambda: derivative.central_difference(square, array("d", [1, 2])), [2, 4]),
    (lambda: derivative.central_difference(square, Series(1, 2)), [2, 4]),
    (lambda: derivative.central_difference(square, np.array(3)), 6),
    (lambda: derivative.central_difference(square, np.array([[3]], np.uint8)), [[6]]),
    (lambda: derivative.central_difference(square, Fraction(3, 2)), 3),
    (lambda: derivative.central_difference(square, [Fraction(3, 2), 1]), [3, 2]),
    (lambda: derivative.central_difference(square, 10**20), 2e20),
    (lambda: derivative.central_difference(lambda t: Fraction(float(t)) ** 2, 3), 6),
    (lambda: derivative.central_difference(lambda t: Series(*(t * t)), [1.0, 2.0]), [2, 4]),
    (lambda: derivative.central_difference(lambda t: (t * t).tolist(), [1.0, 2.0]), [2, 4]),
    (lambda: derivative.central_difference(lambda t: KEPT.append(t) or t * t, [1.0, 2.0]), [2, 4]),
    (lambda: derivative.central_difference(lambda *all_of_it: all_of_it[0] ** 2, 3), 6),
    (lambda: derivative.central_difference(lambda t, scale=2, **more: scale * t, 3), 2),
    (lambda: derivative.central_difference(prints, 3), 6),
    (lambda: derivative.central_difference(np.poly1d([1, 2, 3]), 3), 8),
    (lambda: derivative.central_difference(np.polynomial.Polynomial([1, 2, 3]), 3), 20),
    (lambda: derivative.central_difference(np.vectorize(lambda v: v * v if v > 0 else 0.0), [1.0, -2.0]), [2, 0]),
    (lambda: derivative.central_difference(square, []), []),
    (lambda: derivative.central_difference(square, np.empty((2, 0))), np.empty((2, 0))),
    (lambda: derivative.central_difference(float, 3), 1),
    (lambda: derivative.central_difference(abs, [3.0, -1.0]), [1, -1]),
    (lambda: derivative.richardson(math.sin, 0).df, 1),
    (lambda: derivative.richardson(square, np.array([3])).df, [6]),
    (lambda: derivative.richardson(square, Fraction(3, 2)).df, 3),
    (lambda: derivative.complex_step(square, Fraction(3, 2)), 3),
    (lambda: derivative.complex_step(square, 3, 1), 6),
    (lambda: derivative.step_size(-5) == derivative.step_size(5), True),
    (lambda: derivative.difference_error(square, 6.0, 3.0, 2**-5, "central")["central"], 0),
    (lambda: gradient.numerical_gradient(squares, (3, 4)), [6, 8]),
    (lambda: gradient.numerical_gradient(squares, 3), 6),
    (lambda: gradient.numerical_gradient(squares, np.array(3)), 6),
    (lambda: gradient.numerical_gradient(squares, Series(3, 4)), [6, 8]),
    (lambda: gradient.numerical_gradient(squares, [3, 4], h=[-1e-3, 1e-4]), [6, 8]),
    (lambda: gradient.numerical_gradient(lambda x: [squares(x)], [3, 4]), [6, 8]),
    (lambda: gradient.numerical_gradient(lambda x: np.array([[squares(x)]]), [3, 4]), [6, 8]),
    (lambda: gradient.numerical_gradient(lambda x: sum(v * v for v in x), [3, 4]), [6, 8]),
    (lambda: gradient.numerical_gradient(lambda x: max(x) * min(x), [3, 4]), [4, 3]),
    (lambda: gradient.numerical_gradient(lambda x: x @ x, [3, 4]), [6, 8]),
    (lambda: gradient.numerical_gradient(lambda x: KEPT.append(x) or x @ x, [3, 4]), [6, 8]),
    (lambda: gradient.numerical_gradient(lambda w: np.sum(w**2), np.ones((2, 2, 2))), np.full((2, 2, 2), 2)),
    (lambda: gradient.numerical_gradient(lambda x: 0, [3, 4]), [0, 0]),
    (lambda: gradient.numerical_gradient(lambda x: Fraction(float(x[0])) * 3, [3, 4]), [3, 0]),
    (lambda: gradient.partial_derivative(squares, [3, 4], -1), 8),
    (lambda: gradient.partial_derivative(squares, [3, 4], np.int8(1)), 8),
    (lambda: gradient.directional_derivative(squares, [3, 4], [1e200, 1e200]) / 1e201, 1.4),
    (lambda: gradient.directional_derivative(squares, [3, 4], [1e-200, 1e-200]) * 1e199, 1.4),
    (lambda: gradient.check_gradient(squares, lambda x: (6, 8), [3, 4]).passed, True),
    (lambda: gradient.check_gradient(squares, lambda x: Series(6, 8), [3, 4]).passed, True),
    (lambda: gradient.check_gradient(squares, lambda x: (6, -8), [3, 4]).passed, False),
    (lambda: descent.gradient_descent(squares, Series(3, 4), steps=2).x, [1.92, 2.56]),
    (lambda: descent.gradient_descent(squares, [3, 4], grad=lambda x: [2 * x[0], 2 * x[1]], steps=2).x, [1.92, 2.56]),
    (lambda: descent.gradient_descent(squares, 3.0, learning_rate=Fraction(1, 10), steps=2).x, 1.92),
    (lambda: descent.gradient_descent(squares, [3, 4], steps=0).x, [3, 4]),
    (lambda: descent.gradient_descent(squares, [3, 4], tol=1e308).x, [3, 4]),
    (lambda: derivative.difference_error(square, twice, 1e308, 1.0, "central")["central"], np.nan),
    (lambda: descent.sweep(lambda x: x.tolist(), [3, 4], [0.5, 1], steps=1).path[-1], [[1.5, 0], [2, 0]]),
]


@pytest.mark.parametrize(("call", "right"), STRANGE_BUT_RIGHT)
def test_what_is_strange_but_makes_sense_gets_the_right_answer(call, right, capfd) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        np.testing.assert_allclose(call(), right, rtol=1e-8, atol=1e-8)
    assert capfd.readouterr().err == ""


EXCHANGED = "is a function, .*change places"
NO_SENSE = [
    (lambda: derivative.central_difference(3, square), "f must be a function, but is 3"),
    (lambda: derivative.central_difference("sin", 3), "f must be a function, but is 'sin'"),
    (lambda: derivative.central_difference(square, square), f"x must be real numbers, but {EXCHANGED}"),
    (lambda: gradient.numerical_gradient([3.0, 4.0], squares), f"x must be real numbers, but {EXCHANGED}"),
    (lambda: gradient.numerical_gradient_loop([3.0, 4.0], squares), f"x must be real numbers, but {EXCHANGED}"),
    (lambda: gradient.check_gradient(squares, [3.0, 4.0], twice), f"x must be real numbers, but {EXCHANGED}"),
    (lambda: gradient.check_gradient(squares, [6, 8], [3, 4]), "grad must be a function, but is .6, 8."),
    (lambda: descent.gradient_descent([3.0, 4.0], squares), f"x0 must be real numbers, but {EXCHANGED}"),
    (lambda: descent.backtracking_line_search(squares, [1, 1], [-1, -1], twice), f"g must be .*{EXCHANGED}"),
    (lambda: gradient.partial_derivative(squares, 0, [3, 4]), "i must be an integer"),
    (lambda: gradient.partial_derivative(squares, [3, 4], [0, 1]), "i must be an integer"),
    (lambda: gradient.partial_derivative(squares, 5.0, 0), r"x is one number, which has no coordinates; .*\[5\]"),
    (lambda: gradient.partial_derivative(squares, [3, 4], 2), "axis 2 is out of range"),
    (lambda: gradient.directional_derivative(squares, [3, 4], 1), r"v has shape \(\) and x has shape \(2,\)"),
    (lambda: gradient.directional_derivative(squares, [3, 4], [0, 0]), "v is 0, which is no direction"),
    (lambda: derivative.central_difference(square, 3, 0), "h must not be 0"),
    (lambda: derivative.central_difference(square, 3, [1e-3]), r"h has shape \(1,\)"),
    (lambda: derivative.central_difference(square, [1, 2], [1, 2, 3]), r"h has shape \(3,\)"),
    (lambda: derivative.central_difference(square, 3, math.nan), "h must be finite, but is nan"),
    (lambda: derivative.central_difference(square, [1, math.inf]), r"x must be finite, but is inf at index \(1,\)"),
    (lambda: derivative.central_difference(square, datetime.date(2020, 1, 1)), "is date"),
    (lambda: derivative.central_difference(square, np.timedelta64(3, "D")), "is timedelta64"),
    (lambda: derivative.central_difference(square, Decimal("1.5")), "is Decimal"),
    (lambda: derivative.central_difference(square, Symbol()), "is Symbol"),
    (lambda: derivative.central_difference(square, [Symbol(), 1]), "is object"),
    (lambda: derivative.central_difference(square, {"x": 3}), "is dict"),
    (lambda: derivative.central_difference(square, (v for v in [3])), "is generator"),
    (lambda: derivative.central_difference(square, map(float, [3])), "is map"),
    (lambda: derivative.central_difference(square, [[1, 2], [3]]), "rows of numbers of one length"),
    (lambda: derivative.central_difference(square, 10**400), "too large for a float"),
    (lambda: derivative.central_difference(lambda t: Symbol() + t, 3), "f returned Symbol"),
    (lambda: derivative.central_difference(lambda t: {"y": t}, 3), "f returned dict"),
    (lambda: derivative.central_difference(lambda t: f"{t}", 3), "f returned str"),
    (lambda: derivative.central_difference(lambda t: Decimal(float(t)), 3), "f returned Decimal"),
    (lambda: derivative.central_difference(lambda t: KEPT.append(t), 3), "f returned None"),
    (lambda: derivative.central_difference(lambda t: (t, t), 3), r"f returned shape \(2,\)"),
    (lambda: derivative.central_difference(lambda t, u: t * u, 3), "f must take one argument"),
    (lambda: derivative.central_difference(type, 3), "f returned type"),
    (lambda: derivative.central_difference(math.exp, 1000), "f fails at x = 1000.*range"),
    (lambda: derivative.central_difference(list, 3), "f fails at x = 3.*iterable"),
    (lambda: derivative.richardson(range, 3), "f fails at x = 3.*integer"),
    (lambda: derivative.richardson(math.exp, 1000), "f fails at x = 1000.*range"),
    (lambda: derivative.central_difference(math.factorial, 3), "f fails at x = 3.*integer"),
    (lambda: derivative.central_difference(max, [3.0, 1.0]), "belongs to coursekit.gradient"),
    (lambda: derivative.central_difference(np.sort, [3.3, 1.0]), "element by element; did it sort"),
    (lambda: derivative.richardson(np.cumsum, [3.3, 1.0]), "f gives 1 for x = 1 alone, and 4.3"),
    (lambda: derivative.complex_step(lambda t: t / t.sum(), [3.3, 1.0]), "element by element"),
    (lambda: derivative.central_difference(lambda t: np.where(t.max() > 2, t, -t), [3.3, 1.0]), "element by element"),
    (lambda: derivative.derivative(square, 3, method="Central"), "unknown method 'Central'; did you mean 'central'"),
    (lambda: derivative.derivative(square, 3, method=square), "unknown method <function"),
    (lambda: derivative.derivative(square, 3, method="richardson", h=1e-3), "leave h out"),
    (lambda: derivative.richardson(square, [1, 2], eps=[1e-3, 1e-4]), "eps must be one number"),
    (lambda: derivative.complex_step(square, 3, 1j), "h must be real numbers"),
    (lambda: derivative.complex_step(lambda t: np.round(t, 3), 3), "f climbs by more than such slopes"),
    (lambda: gradient.numerical_gradient(squares, [3, 4], h=[1, 2, 3]), r"h has shape \(3,\)"),
    (lambda: gradient.numerical_gradient(squares, [3, 4], method="richardson"), "unknown method"),
    (lambda: gradient.numerical_gradient(squares, ["3", "4"]), "is str"),
    (lambda: gradient.numerical_gradient(squares, []), "x is empty"),
    (lambda: gradient.numerical_gradient(lambda x: (squares(x), 2 * x), [3, 4]), "return the value alone"),
    (lambda: gradient.numerical_gradient(lambda x: x, [3, 4]), "did it return a value and something else"),
    (lambda: gradient.numerical_gradient(lambda x: np.sqrt(x[0]), [-1.0, 2]), "f is nan at x ="),
    (lambda: gradient.check_gradient(squares, lambda x: 6, [3, 4]), r"grad returned shape \(\)"),
    (lambda: gradient.check_gradient(squares, lambda x: None, [3, 4]), "grad returned None"),
    (lambda: descent.gradient_descent(squares, [3, 4], learning_rate="0.1"), "learning_rate must be positive"),
    (lambda: descent.gradient_descent(squares, [3, 4], learning_rate=[0.1, 0.2]), "sweep takes many"),
    (lambda: descent.gradient_descent(squares, [3, 4], steps="10"), "steps must be a non-negative integer"),
    (lambda: descent.gradient_descent(squares, [3, 4], nesterov="yes"), "nesterov must be True or False"),
    (lambda: descent.gradient_descent(None, [3, 4], grad=twice), "f must be a function, but is None"),
    (lambda: descent.sgd(twice, [3, 4], 4, learning_rate=0.1, batch_size=2, epochs=1), "grad must take two arguments"),
    (lambda: gradient.numerical_gradient_loop(3.0, [3, 4]), "f must be a function, but is 3.0"),
    (lambda: gradient.check_gradient(squares, float, [3, 4]), r"grad fails on x of shape \(2,\) \(.*all coordinates"),
    (lambda: descent.gradient_descent(squares, [3, 4], grad=math.sin), r"grad fails on x of shape \(2,\)"),
    (lambda: descent.gradient_descent(squares, [3, 4], line_search=lambda f, x: 1), "line_search must take four arg"),
    (lambda: descent.gradient_descent(squares, [3, 4], line_search=int), "line_search must take four arg"),
    (lambda: descent.gradient_descent(squares, [3, 4], line_search=max), "line_search must take four arg"),
    (lambda: derivative.difference_error(square, len, 3.0, 1e-3), r"df fails on x of shape \(\)"),
    (lambda: derivative.difference_error(square, lambda: 6, 3.0, 1e-3), "df must take one argument"),
    (lambda: derivative.derivative(square, 3, method=Nameless()), "unknown method <Nameless instance"),
    (lambda: descent.sweep(squares, [3, 4], [0.1], steps=3), "a gradient has the shape of x"),
    (lambda: descent.sweep(twice, np.ones((2, 3)), [0.1, 0.2], steps=3), "3 starts and 2 learning rates"),
]


@pytest.mark.parametrize(("call", "words"), NO_SENSE)
def test_what_makes_no_sense_is_told_in_one_sentence(call, words: str, capfd) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises((TypeError, ValueError), match=words) as caught:
            call()
    assert "\n" not in str(caught.value)
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize(
    "error", [KeyError("a"), ZeroDivisionError("by 0"), LookupError("mine"), AssertionError("no"), OverflowError("!")]
)
def test_what_the_readers_own_function_raises_is_the_readers(error: Exception) -> None:
    def f(x):
        raise error

    for call in (
        lambda: derivative.central_difference(f, 3.0),
        lambda: derivative.richardson(f, [3.0, 4.0]),
        lambda: gradient.numerical_gradient(f, [3.0, 4.0]),
        lambda: descent.gradient_descent(f, [3.0, 4.0]),
        lambda: descent.sweep(f, [3.0, 4.0], [0.1, 0.2], steps=2),
    ):
        with pytest.raises(type(error)) as caught:
            call()
        assert caught.value is error


def test_noise_is_not_taken_for_a_function_that_mixes_its_points() -> None:
    rng = np.random.default_rng(0)
    assert derivative.richardson(lambda t: np.sin(t) + rng.normal(size=t.shape), [1.0, 2.0, 3.0]).df.shape == (3,)
    weights = np.array([1.0, 2.0, 3.0])  # another function at each point, which has no answer for one alone
    assert derivative.central_difference(lambda t: weights * t, [5.0, 6.0, 7.0]) == pytest.approx(weights)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: derivative.central_difference(lambda t: Fraction(1, 3), "a"), TypeError, "x must be real numbers"),
        (lambda: derivative.central_difference(lambda t: (v for v in [t]), 1.0), TypeError, "f returned generator"),
        (lambda: derivative.central_difference(writes, np.ones(2)), ValueError, "f writes to its argument.*read-only"),
        (lambda: gradient.numerical_gradient(writes, [1.0, 2.0]), ValueError, "f writes to its argument.*read-only"),
        (lambda: descent.sweep(writes, [1.0, 2.0], 0.1, steps=2), ValueError, "grad writes to its argument.*read-only"),
        (
            lambda: descent.sgd(lambda x: x, [1.0], 4, learning_rate=0.1, batch_size=2, epochs=1),
            TypeError,
            "grad must take two arguments, x and the indices",
        ),
        (
            lambda: derivative.central_difference(lambda p: p[0] ** 2, 3.0),
            TypeError,
            "takes x apart.*coursekit.gradient",
        ),
        (
            lambda: gradient.numerical_gradient(lambda p: p[2], [1.0, 2]),
            ValueError,
            r"a coordinate that x of shape \(2,\)",
        ),
        (
            lambda: derivative.central_difference(math.sin, [1.0, 2]),
            TypeError,
            r"array of shape \(2,\).*np\.sin instead",
        ),
        (lambda: gradient.numerical_gradient(math.sin, [1.0, 2.0]), TypeError, "given all coordinates"),
        (lambda: functions.get("spher"), ValueError, "Did you mean 'sphere'"),
        (lambda: functions.get([1]), ValueError, r"no function \[1\]"),
        (lambda: functions.names(3), ValueError, "variables must be 1 or 2"),
        (lambda: functions.get("booth")([1, 2, 3]), ValueError, r"booth has two variables.*\(3,\)"),
        (lambda: functions.get("booth")(1.0), ValueError, "booth has several variables"),
        (lambda: functions.get("sin")("a"), TypeError, "x must be real numbers.*'a'"),
    ],
)
def test_the_cause_is_named_in_the_words_of_the_function_that_was_called(call, error, words: str) -> None:
    with pytest.raises(error, match=f"(?s).*{words}"):
        call()


def test_functions_of_one_point_are_not_told_of_what_they_do_not_take() -> None:
    def fails(x):
        return np.nan

    for call in (
        lambda: gradient.partial_derivative(fails, [1.0, 2.0], 0),
        lambda: gradient.directional_derivative(fails, [1.0, 2.0], [1, 0]),
        lambda: gradient.check_gradient(fails, lambda x: x, [1.0, 2.0]),
        lambda: gradient.partial_derivative(lambda x: x, [1.0, 2.0], 0),
        lambda: gradient.check_gradient(lambda x: x, lambda x: x, [1.0, 2.0]),
        lambda: descent.gradient_descent(lambda x: x, [1.0, 2.0]),
    ):
        with pytest.raises(ValueError, match=r"f is nan|one number") as caught:
            call()
        assert "vectorized" not in str(caught.value)
    with pytest.raises(ValueError, match="f is nan") as caught:
        gradient.check_gradient(fails, lambda x: x, [1.0, 2.0])
    assert "smaller h" not in str(caught.value)
