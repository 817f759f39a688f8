"""Whatever a learner types gets the right answer, or a sentence of ours: no error of NumPy's, no warning, no change."""

import contextlib
import copy
import io
import math
import traceback
import warnings
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

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
