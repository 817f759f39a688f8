"""The slope of a function of one variable: right on every input, and clear about what it cannot do."""

import contextlib
import math
import tracemalloc
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import autograd
import autograd.numpy as anp
import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import special

from coursekit.derivative import (
    FORMULAS,
    backward_difference,
    central_difference,
    complex_step,
    derivative,
    difference_error,
    five_point_difference,
    forward_difference,
    richardson,
    step_size,
)
from tools.accuracy_suite import STRANGERS, Case, drawn

EPS = np.finfo(float).eps
TINY = np.finfo(float).tiny
DIFFERENCES = (forward_difference, backward_difference, central_difference, five_point_difference)
EVERY = (*DIFFERENCES, complex_step, lambda f, x: richardson(f, x).df)
every_method = pytest.mark.parametrize("slope", EVERY, ids=[*FORMULAS, "richardson"])
every_difference = pytest.mark.parametrize("slope", DIFFERENCES, ids=list(FORMULAS)[:4])

properties = settings(deadline=None)
numbers = st.floats(-100, 100)
points = st.floats(-1e6, 1e6)


def cubic(t: Any) -> Any:
    return t * t * t - 2 * t  # products, since NumPy's powers of arrays and of numbers differ in the last bit


def band(scale: float, h: float) -> float:
    """Return how far rounding may move a difference of values that are up to `scale` large."""
    return 8 * EPS * scale / h + TINY


# Known answers


@pytest.mark.parametrize(
    ("f", "x", "slope"),
    [
        (np.sin, 0.0, 1.0),
        (np.exp, 1.0, math.e),
        (np.log, 4.0, 0.25),
        (np.sqrt, 9.0, 1 / 6),
        (np.arctan, -2.0, 0.2),
        (lambda t: 1 / t, -0.5, -4.0),
        (lambda t: t**10, 1.0, 10.0),
        (lambda t: 1 / (1 + np.exp(-t)), 0.0, 0.25),
    ],
    ids=["sin", "exp", "log", "sqrt", "arctan", "1/t", "t^10", "sigmoid"],
)
@pytest.mark.parametrize(
    ("method", "digits"),
    [("forward", 6e-7), ("backward", 6e-7), ("central", 2e-9), ("five_point", 2e-10), ("complex_step", 1e-15)],
)
def test_slopes_known_from_school(f: Callable, x: float, slope: float, method: str, digits: float) -> None:
    assert derivative(f, x, method=method) == pytest.approx(slope, rel=digits)
    assert richardson(f, x).df == pytest.approx(slope, rel=2e-13)


def test_special_functions_have_the_slope_that_scipy_knows() -> None:
    x = np.linspace(0.2, 12, 50)
    result = richardson(special.j0, x)
    assert np.abs(result.df + special.j1(x)).max() < 1e-12
    assert result.success.all()
    assert np.abs(complex_step(special.erf, x) - 2 / np.sqrt(np.pi) * np.exp(-(x**2))).max() < 1e-15


def test_autograd_and_every_method_agree() -> None:
    def f(t: Any) -> Any:
        return anp.tanh(t) * anp.exp(-(t**2) / 8)

    x = np.linspace(-3, 3, 41)
    exact = autograd.elementwise_grad(f)(x)
    for slope, digits in zip(EVERY, (1e-7, 1e-7, 1e-9, 1e-11, 1e-15, 1e-12), strict=True):
        np.testing.assert_allclose(slope(f, x), exact, rtol=0, atol=digits)


# The formulas, as properties


@properties
@given(a=numbers, b=numbers, x=points, h=st.sampled_from([2.0**-k for k in range(-3, 13)]))
def test_forward_backward_and_central_are_exact_on_straight_lines(a: float, b: float, x: float, h: float) -> None:
    for slope in DIFFERENCES:
        assert abs(slope(lambda t: a * t + b, x, h) - a) <= band(abs(a) * (abs(x) + 2 * h) + abs(b), h)


@properties
@given(a=numbers, b=numbers, c=numbers, x=points, h=st.sampled_from([2.0**-k for k in range(-3, 13)]))
def test_central_is_exact_on_parabolas(a: float, b: float, c: float, x: float, h: float) -> None:
    size = abs(x) + 2 * h
    scale = abs(a) * size**2 + abs(b) * size + abs(c)
    for slope in (central_difference, five_point_difference):
        assert abs(slope(lambda t: (a * t + b) * t + c, x, h) - (2 * a * x + b)) <= band(scale, h)


@properties
@given(x=points, a=numbers)
def test_an_even_function_has_an_odd_slope_and_an_odd_one_an_even_slope_to_the_last_bit(x: float, a: float) -> None:
    for slope in (central_difference, five_point_difference, lambda f, x: richardson(f, x).df):
        left, right = slope(lambda t: np.cos(t) + a * t * t, -x), slope(lambda t: np.cos(t) + a * t * t, x)
        assert left == -right
        left, right = slope(lambda t: np.sin(t) + a * t, -x), slope(lambda t: np.sin(t) + a * t, x)
        assert left == right
    assert forward_difference(np.cos, -x) == -backward_difference(np.cos, x)


@pytest.mark.parametrize(("method", "order"), [("forward", 1), ("backward", 1), ("central", 2), ("five_point", 4)])
@pytest.mark.parametrize("x", [0.3, 1.0, -2.0])
def test_halving_the_step_divides_the_error_by_two_to_the_order(method: str, order: int, x: float) -> None:
    error = difference_error(np.exp, np.exp, x, [2.0**-4, 2.0**-5], [method])[method]
    assert np.log2(error[0] / error[1]) == pytest.approx(order, abs=0.1)


@properties
@given(x=st.floats(-30, 30))
def test_the_complex_step_is_exact_to_rounding(x: float) -> None:
    for f, df in ((np.exp, mpmath.exp), (np.sin, mpmath.cos), (lambda t: t**3, lambda t: 3 * t**2)):
        exact = float(df(mpmath.mpf(x)))
        assert abs(complex_step(f, x) - exact) <= 8 * EPS * max(abs(exact), EPS)


@pytest.mark.parametrize("power", [1, 2, 3, 5])
@pytest.mark.parametrize("scale", [1e-200, 1.0, 1e200])
def test_the_complex_step_holds_for_an_x_of_any_size(power: int, scale: float) -> None:
    least = np.log10(1e-290 / min(scale, 1)) / power  # down to here f itself has its digits
    for x in 10.0 ** np.arange(least, 20, 1.3):
        exact = float(scale * power * mpmath.mpf(x) ** (power - 1))
        assert complex_step(lambda t: scale * t**power, x) == pytest.approx(exact, rel=1e-14, abs=0)


@properties
@given(arrays(float, st.tuples(st.integers(0, 3), st.integers(0, 3)), elements=st.floats(-1e3, 1e3)))
def test_a_whole_array_gives_what_its_elements_give_one_by_one(x: np.ndarray) -> None:
    for slope in EVERY:
        got, alone = slope(cubic, x), [[slope(cubic, float(value)) for value in line] for line in x]
        assert got.shape == x.shape
        if slope is complex_step:  # NumPy multiplies complex arrays and complex numbers differently in the last bit
            np.testing.assert_allclose(got, np.reshape(alone, x.shape), rtol=8 * EPS)
        else:
            assert got.tolist() == alone


@every_method
def test_integers_lists_and_floats_give_the_same_slope(slope: Callable) -> None:
    expected = slope(cubic, np.array([3.0, 4.0])).tolist()
    for x in ([3, 4], (3.0, 4.0), np.array([3, 4], np.uint8), np.array([3, 4], np.int64), np.array([3, 4], "f4")):
        assert slope(cubic, x).tolist() == expected
    assert slope(cubic, 3) == slope(cubic, 3.0) == expected[0]


@every_method
def test_a_number_gives_a_python_float_and_shapes_are_kept(slope: Callable) -> None:
    for x in (2, 2.0, np.float32(2), np.int64(2), np.array(2.0)):
        assert type(slope(cubic, x)) is float
    for shape in ((1,), (1, 1), (2, 3), (0,), (0, 2)):
        got = slope(cubic, np.ones(shape))
        assert got.shape == shape
        assert got.dtype == np.float64


@every_method
def test_a_view_of_every_other_element_is_not_mixed_up(slope: Callable) -> None:
    x = np.arange(24.0).reshape(4, 6)
    assert slope(cubic, x.T[::2]).tolist() == slope(cubic, x).T[::2].tolist()


@every_method
def test_many_points_in_pieces_give_what_few_give(slope: Callable) -> None:
    x = np.linspace(-2, 2, 70_001)
    middle = slice(63_900, 65_600)  # two borders of pieces: 2 * 32,000, and 8 * 8192 of richardson
    np.testing.assert_array_equal(slope(np.sin, x)[middle], slope(np.sin, x[middle]))


def test_each_element_may_have_a_step_of_its_own_also_in_pieces() -> None:
    x, h = np.linspace(1, 2, 70_000), np.geomspace(1e-6, 1e-2, 70_000)
    got = forward_difference(np.exp, x, h)
    np.testing.assert_array_equal(got, (np.exp(x + h) - np.exp(x)) / h)


# The step


@pytest.mark.parametrize(("method", "p"), [("forward", 2), ("backward", 2), ("central", 3), ("five_point", 5)])
def test_the_step_is_a_power_of_two_near_the_root_of_eps(method: str, p: int) -> None:
    for x in (0.0, 0.1, 1.0, -3.0, 1000.0, -1e9):
        h = step_size(x, method)
        assert type(h) is float
        assert h == 2.0 ** round(math.log2(EPS ** (1 / p) * max(1, abs(x))))
    x = np.array([[0, 5], [-70, 1e6]])
    assert step_size(x, method).tolist() == [[step_size(float(v), method) for v in line] for line in x]


@properties
@given(x=points, method=st.sampled_from(list(FORMULAS)[:4]))
def test_the_default_step_is_the_one_that_step_size_tells(x: float, method: str) -> None:
    assert derivative(np.sin, x, method=method) == derivative(np.sin, x, method=method, h=step_size(x, method))


@pytest.mark.parametrize(("x", "digits"), [(1e6, 1e-9), (1e10, 1e-9), (1e13, 1e-9)])
def test_the_step_grows_with_x_where_the_textbook_gives_0(x: float, digits: float) -> None:
    assert central_difference(np.square, x) == pytest.approx(2 * x, rel=digits)


# What may go wrong


@every_method
@pytest.mark.parametrize(
    "x", [True, [True, False], "3", ["a"], 1j, np.array([1, 2j]), None, [None], {}, [{1}]], ids=repr
)
def test_what_is_not_a_real_number_is_refused(slope: Callable, x: Any) -> None:
    with pytest.raises(TypeError, match="x must be real numbers"):
        slope(cubic, x)


@every_method
@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_x_must_be_finite_and_the_message_says_where_it_is_not(slope: Callable, bad: float) -> None:
    with pytest.raises(ValueError, match=rf"x must be finite, but is {bad}"):
        slope(cubic, bad)
    with pytest.raises(ValueError, match=r"at index \(1, 0\)"):
        slope(cubic, [[1.0, 2.0], [bad, 4.0]])
    with pytest.raises(ValueError, match=r"at index \(40000,\)"):  # the first of them, and not in the first piece
        slope(cubic, np.where(np.arange(70_000) < 40_000, 1.0, bad))


@every_difference
def test_x_must_be_finite_also_where_h_is_given(slope: Callable) -> None:
    with pytest.raises(ValueError, match="x must be finite, but is inf at index"):
        slope(cubic, [1.0, np.inf], 0.5)


@every_method
def test_fractions_and_integers_of_any_length_are_real_numbers(slope: Callable) -> None:
    assert slope(cubic, Fraction(3, 2)) == slope(cubic, 1.5)
    assert slope(lambda t: t, 10**20) == slope(lambda t: t, 1e20)
    assert slope(cubic, [Fraction(1, 2), 2]).tolist() == slope(cubic, [0.5, 2.0]).tolist()
    with pytest.raises(ValueError, match=r"x is too large for a float, which reaches to 1\.8e308"):
        slope(cubic, 10**400)


def test_fractions_and_long_integers_from_f_are_numbers_too() -> None:
    assert central_difference(lambda t: Fraction(float(t)) ** 2, 3.0, h=0.5) == 6
    assert forward_difference(lambda t: 10**20 * int(t), 2, 1) == 1e20


@every_method
def test_masked_numbers_are_refused_and_not_used(slope: Callable) -> None:
    with pytest.raises(ValueError, match=r"x has masked entries.*x\.compressed\(\)"):
        slope(cubic, np.ma.array([1.0, 2.0], mask=[False, True]))
    assert slope(cubic, np.ma.array([1.0, 2.0])).tolist() == slope(cubic, [1.0, 2.0]).tolist()


def test_what_f_masks_is_no_number() -> None:
    got = central_difference(lambda t: np.ma.masked_less(t, 1.5) ** 2, [1.0, 2.0])
    assert np.isnan(got).tolist() == [True, False]


@every_method
def test_rows_of_different_lengths_are_named(slope: Callable) -> None:
    with pytest.raises(
        ValueError, match=r"x must be a number, or rows of numbers of one length, but is \[\[1\.0, 2\.0\], \[3\.0\]\]"
    ):
        slope(cubic, [[1.0, 2.0], [3.0]])


@every_difference
@pytest.mark.parametrize("h", [0, 0.0, [1e-3, 0.0]])
def test_a_step_of_0_is_refused(slope: Callable, h: Any) -> None:
    with pytest.raises(ValueError, match="h must not be 0; leave it out"):
        slope(cubic, [1.0, 2.0], h)


@properties
@given(x=st.floats(-10, 10), h=st.floats(1e-6, 1))
def test_a_negative_step_looks_the_other_way(x: float, h: float) -> None:
    assert forward_difference(cubic, x, -h) == backward_difference(cubic, x, h)
    assert backward_difference(cubic, x, -h) == forward_difference(cubic, x, h)
    assert central_difference(cubic, x, -h) == central_difference(cubic, x, h)
    assert five_point_difference(cubic, x, -h) == five_point_difference(cubic, x, h)
    assert complex_step(cubic, x, -h * 1e-20) == complex_step(cubic, x, h * 1e-20)


@every_difference
def test_a_step_of_a_wrong_kind_or_shape_is_refused(slope: Callable) -> None:
    for h in (np.nan, np.inf):
        with pytest.raises(ValueError, match="h must be finite"):
            slope(cubic, 1.0, h)
    for h in (True, "0.1", 1e-3j):
        with pytest.raises(TypeError, match="h must be real numbers"):
            slope(cubic, 1.0, h)
    with pytest.raises(ValueError, match=r"h has shape \(3,\) and x has shape \(2,\)"):
        slope(cubic, [1.0, 2.0], [1e-3] * 3)


@every_difference
def test_a_step_that_vanishes_is_refused_with_the_smallest_that_does_not(slope: Callable) -> None:
    with pytest.raises(ValueError, match=r"step 1e-20 vanishes at x=3; the smallest that does not is 4\.4e-16"):
        slope(cubic, 3, 1e-20)
    with pytest.raises(ValueError, match=r"vanishes at x=-1;"):
        slope(cubic, [0.0, -1.0, 3.0], [1e-20, 1e-16, 1.0])
    assert np.isfinite(slope(cubic, 3, np.spacing(3.0)))
    assert slope(cubic, 0, 1e-20) == -2


def test_the_complex_step_does_not_vanish() -> None:
    for h in (1e-10, 1e-30, 1e-200):
        assert complex_step(cubic, 3, h) == pytest.approx(25, rel=4 * EPS)
    with pytest.raises(ValueError, match="h must not be 0"):
        complex_step(cubic, 3, 0)


# The complex step, in its world and outside


@pytest.mark.parametrize(
    ("f", "x"),
    [
        (np.log, -1.0),
        (np.sqrt, -1.0),
        (lambda t: t**2.5, -2.0),
        (lambda t: t ** (1 / 3), -8.0),
        (np.arcsin, 2.0),
        (np.arccosh, 0.5),
        (np.emath.sqrt, -1.0),
        (lambda t: np.log(t - 2), 1.0),
        (lambda t: 1 / t, 0.0),
        (np.sqrt, 0.0),
        (lambda t: np.maximum(t, 0), 0.0),
        (lambda t: np.where(t.real > 1, t * t, t), 1.0),
        (lambda t: np.where(t.real < 0, -1, 1) * (np.where(t.real < 0, -1, 1) * t) ** (1 / 3), 0.0),
    ],
    ids=[
        "log",
        "sqrt",
        "t^2.5",
        "t^1/3",
        "arcsin",
        "arccosh",
        "emath",
        "log(t-2)",
        "1/t",
        "edge",
        "relu",
        "seam",
        "cbrt",
    ],
)
def test_where_f_is_not_real_or_not_smooth_the_complex_step_is_nan(f: Callable, x: float) -> None:
    assert np.isnan(complex_step(f, x))
    assert np.isnan(complex_step(f, [x, 3.0]))[0]


@pytest.mark.parametrize("drops", [abs, np.conj, lambda t: t.real**3, lambda t: np.maximum(t.real, 0)])
@pytest.mark.parametrize("share", [1e-2, 1e-4, 3e-6])
@pytest.mark.parametrize("f", [np.exp, np.sin, lambda t: t**2, lambda t: np.log1p(np.exp(-t))])
def test_a_small_penalty_that_drops_the_imaginary_part_is_noticed(f: Callable, share: float, drops: Callable) -> None:
    """A loss with a penalty, such as t**2 + 1e-4 * abs(t): less is missing than neighbours close by show."""
    for x in (0.7, [1.0, 1.9]):
        with pytest.raises(TypeError, match=r"(f climbs|real neighbours say) .*richardson"):
            complex_step(lambda t: f(t) + share * drops(t), x)


@pytest.mark.parametrize(
    "f",
    [
        lambda t: t * np.conj(t),
        lambda t: t * abs(t),
        lambda t: t.real * t,
        lambda t: np.conj(t) ** 2 + t,
        lambda t: 1 + t * np.conj(t),
        lambda t: np.sqrt(t * np.conj(t)) * t,
        lambda t: np.exp(-(abs(t) ** 2)) * t,
    ],
    ids=["conj", "abs", "real", "conj^2", "beside 1", "length", "bell"],
)
@pytest.mark.parametrize("x", [3.0, -0.7, 0.01])
def test_where_f_drops_a_part_of_a_complex_number_it_is_an_error(f: Callable, x: float) -> None:
    with pytest.raises(TypeError, match=r"the complex step says .* real neighbours say .* drops a part"):
        complex_step(f, x)


@pytest.mark.parametrize(
    "f", [math.sin, lambda t: np.sin(float(t)), lambda t: np.array([0.0 + t.real])[0] * 1.0, np.cbrt]
)
def test_where_f_takes_no_complex_number_it_is_an_error_without_a_warning(f: Callable) -> None:
    with pytest.raises(TypeError, match="use central_difference or richardson"):
        complex_step(f, 1.0)


def text(t: Any) -> Any:
    """Write numbers with three digits, and read them."""
    return np.vectorize(lambda v: float(f"{v.real:.3f}"), otypes=[float])(t)


ROUND = {
    "round": lambda t: np.round(np.sin(t), 6),
    "around, few": lambda t: np.around(3 * t, 1),
    "rint": lambda t: np.rint(7 * t),
    "rint of the real part": lambda t: np.rint(7 * t.real) + 0 * t,
    "floor of the real part": lambda t: np.floor(3 * t.real) + 0 * t,
    "ceil of the real part": lambda t: np.ceil(20 * t.real) * 1j / 1j,
    "by int": lambda t: np.asarray(100 * t.real).astype(int) + 0 * t,
    "by hand": lambda t: np.round(1e4 * t * t) / 1e4,
    "as text": lambda t: text(t) + 0 * t,
    "inside": lambda t: np.exp(np.round(t, 3)),
    "beside": lambda t: t + np.round(t, 3),
    "a small part": lambda t: np.sin(t) + 1e-3 * np.round(t, 3),
    "comparisons": lambda t: sum(np.where(t.real > k / 50, 1.0, 0.0) for k in range(-200, 200)) + 0 * t,
    "a table": lambda t: np.digitize(t.real, np.arange(-5, 5, 0.01)) + 0 * t,
}


@pytest.mark.parametrize("f", ROUND.values(), ids=ROUND)
@pytest.mark.parametrize("x", [0.7, -1.3, 2.0, 0.01])
def test_where_f_rounds_the_slope_of_its_steps_is_not_passed_off_as_its_own(f: Callable, x: float) -> None:
    for place in (x, np.array([0.123, x])):
        with pytest.raises(TypeError, match=r"the complex step says .* (f climbs|real neighbours say) .*richardson"):
            complex_step(f, place)


@settings(deadline=None)
@given(
    g=st.sampled_from([np.sin, np.exp, np.arctan, lambda t: t * t - t, lambda t: t / (1 + t * t)]),
    digits=st.integers(1, 15),
    x=st.floats(-3, 3),
    part=st.sampled_from(["all", "the argument", "half"]),
)
def test_whatever_is_rounded_the_complex_step_is_right_or_an_error(
    g: Callable, digits: int, x: float, part: str
) -> None:
    def f(t: Any) -> Any:
        if part == "half":
            return 5 * g(t) + np.round(5 * g(t), min(max(digits, 3), 6))
        return np.round(5 * g(t), digits) if part == "all" else g(np.round(t, digits))

    slope = (10 if part == "half" else 1 if part == "the argument" else 5) * complex_step(g, x)
    with contextlib.suppress(TypeError):
        got = complex_step(f, x)
        assert np.isnan(got) or abs(got - slope) < 1e-5 + 10.0**-digits or abs(slope) < 0.5


PIECES = {
    "relu": (lambda t: np.where(t.real > 0, t, 0), [-3.0, -0.01, 0.3], [0, 0, 1]),
    "clip": (lambda t: np.clip(t, -1, 1), [-3.0, 0.2, 1.01], [0, 1, 0]),
    "length": (lambda t: np.sqrt(t * t), [-0.2, 0.1, 2.0], [-1, 1, 1]),
    "one jump": (lambda t: np.where(t.real > 1, t + 5, 2 * t), [0.9, 1.1, 3.0], [2, 1, 1]),
    "two jumps": (lambda t: np.where(abs(t) > 0.5, t, 0 * t), [0.0, 0.4, 0.6], [0, 0, 1]),
    "a step": (lambda t: np.where(t.real > 1, 1.0, 0.0) + 0 * t, [0.5, 0.99, 7.0], [0, 0, 0]),
    "a constant": (lambda t: 5 + 0 * t, [0.0, 1.0, 1e9], [0, 0, 0]),
    "Huber": (
        lambda t: np.where(abs(t) < 1, t * t / 2, np.sqrt(t * t) - 0.5),
        [0.0, 0.5, -3.0],
        [0, 0.5, -1],
    ),
    "hat": (lambda t: np.where(abs(t) < 1, 1 - np.sqrt(t * t), 0 * t), [-2.0, 0.5, 1.2], [0, -1, 0]),
    "a bell far out": (lambda t: np.exp(-t * t), [0.0, 30.0, -50.0], [0, 0, 0]),
    "extremes": (lambda t: (t * t - 1) ** 2, [0.0, 1.0, -1.0], [0, 0, 0]),
}


@pytest.mark.parametrize(("f", "x", "slopes"), PIECES.values(), ids=PIECES)
def test_pieces_that_are_meant_have_the_slopes_of_the_pieces(f: Callable, x: list[float], slopes: list[float]) -> None:
    assert complex_step(f, x).tolist() == pytest.approx(slopes, abs=1e-15)


@pytest.mark.parametrize(
    ("f", "slope"),
    [
        (lambda t: np.log(1 + np.exp(t)), lambda t: 1 / (1 + np.exp(-t))),
        (lambda t: 1 - np.tanh(-t), lambda t: 1 / np.cosh(t) ** 2),
        (lambda t: np.sqrt(1 + np.exp(t)) - 1, lambda t: np.exp(t) / np.sqrt(1 + np.exp(t)) / 2),
        (lambda t: 1e6 + np.exp(t), np.exp),
    ],
    ids=["softplus", "1 - tanh", "sqrt(1 + exp) - 1", "beside 1e6"],
)
def test_digits_that_are_lost_inside_f_are_not_taken_for_rounding(f: Callable, slope: Callable) -> None:
    x = np.linspace(-12, -5, 201)
    np.testing.assert_allclose(complex_step(f, x), slope(x), rtol=1e-6)


def test_an_f_that_throws_the_imaginary_part_away_on_the_way_is_seen() -> None:
    def f(t: Any) -> Any:
        buffer = np.zeros(np.shape(t))
        buffer[...] = t
        return buffer * t

    with pytest.raises(TypeError, match="imaginary part"):
        complex_step(f, [1.0, 2.0])


@pytest.mark.parametrize("x", [1e-20, 1e-100, 1e-280, 1e20, -1e-20, 3.0])
def test_the_step_is_far_below_x_however_small_that_is(x: float) -> None:
    assert complex_step(lambda t: np.sqrt(t * np.sign(x)), x) == pytest.approx(
        0.5 * np.sign(x) / np.sqrt(abs(x)), rel=8 * EPS
    )


def test_a_step_not_far_below_x_is_an_error_where_it_matters() -> None:
    with pytest.raises(TypeError, match=r"h = 1e-20 is not far below \|x\|"):
        complex_step(np.sqrt, 1e-20, 1e-20)
    assert complex_step(np.sin, 1e-20, 1e-20) == 1
    assert complex_step(np.exp, 1, 0.1) == pytest.approx(math.e * math.sin(0.1) / 0.1)  # the formula, still good


@pytest.mark.parametrize("h", [1e-320, 5e-324, -1e-310])
def test_a_step_with_few_digits_is_refused(h: float) -> None:
    with pytest.raises(ValueError, match=r"h must be at least 2\.3e-308.*try 1e-20"):
        complex_step(np.exp, 1, h)


@pytest.mark.parametrize("speed", [1e3, 1e6, 1e8, 1e10])
def test_waves_much_faster_than_real_neighbours_can_follow_are_no_error(speed: float) -> None:
    x = np.linspace(-3, 3, 201)
    got = complex_step(lambda t: np.sin(speed * t), x)
    np.testing.assert_allclose(got, speed * np.cos(speed * x), rtol=1e-9, atol=1e-14 * speed)


def test_digits_that_f_loses_close_by_do_not_mislead_the_look_at_neighbours() -> None:
    assert complex_step(lambda t: 1 - np.cos(t), 1e-8) == pytest.approx(1e-8)
    assert complex_step(lambda t: 1e6 + np.sin(t), 1e-3) == pytest.approx(math.cos(1e-3), rel=4 * EPS)


def takes_complex(f: Callable, x: float) -> bool:
    try:
        return np.iscomplexobj(f(np.complex128(x)))
    except TypeError:
        return False


@pytest.mark.parametrize("cases", [drawn(3, 300), drawn(4, 300, STRANGERS)], ids=["race", "strangers"])
def test_on_smooth_curves_the_complex_step_is_never_nan(cases: list[Case]) -> None:
    tried = 0
    for case in cases:
        if takes_complex(case.f, case.x):
            assert complex_step(case.f, case.x) == pytest.approx(case.slope, rel=1e-7), (case.name, case.x)
            tried += 1
    assert tried > 100


@every_method
def test_a_function_that_answers_with_another_shape_is_named(slope: Callable) -> None:
    x = np.ones((2, 3))
    with pytest.raises(ValueError, match=r"f returned shape \(3,\) for x of shape \(2, 3\); expected \(2, 3\)"):
        slope(lambda t: t[0], x)
    with pytest.raises(ValueError, match=r"3\.0 \+ 0 \* x.*several variables"):
        slope(lambda t: (t**2).sum(), x)
    with pytest.raises(ValueError, match=r"f returned shape \(1,\) for x of shape \(\)"):
        slope(lambda t: [t], 1.0)


def test_a_constant_is_written_with_the_shape_of_x() -> None:
    with pytest.raises(ValueError, match=r"write a constant as 3\.0 \+ 0 \* x"):
        central_difference(lambda t: 3.0, [1.0, 2.0])
    for slope in EVERY:
        assert slope(lambda t: 3.0 + 0 * t, np.array([1.0, 2.0])).tolist() == [0, 0]


@pytest.mark.parametrize("slope", [*DIFFERENCES, richardson], ids=lambda slope: slope.__name__)
@pytest.mark.parametrize(
    ("f", "given"),
    [
        (lambda t: t > 1, "bool"),
        (lambda t: t + 1j, "complex128"),
        (lambda t: None, r"None \(is its return missing\?\)"),
        (lambda t: "3", "str"),
        (lambda t: np.array([1, "a"], object), "object"),
    ],
)
def test_a_function_that_answers_with_something_else_is_named(slope: Callable, f: Callable, given: str) -> None:
    with pytest.raises(TypeError, match=rf"f returned {given}.*"):
        slope(f, 1.0)


@every_method
def test_what_is_no_function_is_refused(slope: Callable) -> None:
    with pytest.raises(TypeError, match=r"f must be a function, but is 9\.0; pass the function itself"):
        slope(9.0, 3.0)


@pytest.mark.parametrize("drops", [np.abs, np.real, lambda t: np.linalg.norm([t]), lambda t: t.real**2])
def test_the_complex_step_says_so_where_f_drops_the_imaginary_part(drops: Callable) -> None:
    with pytest.raises(TypeError, match="the imaginary part, which carries the slope, is lost"):
        complex_step(drops, 3.0)


def test_what_f_raises_comes_through_and_the_data_are_as_they_were() -> None:
    class Broken(Exception):
        pass

    failure = Broken("half way")
    x = np.array([1.0, 2.0])

    def f(t: Any) -> Any:
        calls.append(t)
        if len(calls) >= 2:
            raise failure
        return t**2

    for slope in EVERY[:4]:
        calls: list[Any] = []
        with pytest.raises(Broken) as caught:
            slope(f, x)
        assert caught.value is failure
        assert x.tolist() == [1, 2]


def test_a_function_of_numbers_that_gets_an_array_is_told_what_to_do() -> None:
    for f in (math.sin, lambda t: t if t > 0 else 0):
        assert central_difference(f, 2.0) == pytest.approx(math.cos(2) if f is math.sin else 1)
        with pytest.raises((TypeError, ValueError)) as caught:
            central_difference(f, [1.0, 2.0])
        assert "np.where instead of if" in str(caught.value)


@every_method
def test_a_function_cannot_change_its_argument(slope: Callable) -> None:
    def f(t: Any) -> Any:
        t += 1
        return t

    x = np.array([1.0, 2.0])
    with pytest.raises(ValueError, match="read-only"):
        slope(f, x)
    assert x.tolist() == [1, 2]


@every_method
def test_a_function_may_keep_its_arguments(slope: Callable) -> None:
    kept = []

    def f(t: Any) -> Any:
        kept.append(t)
        return t**2

    x = np.array([1.0, 2.0])
    slope(f, x)
    seen = [t.tolist() for t in kept]
    x[:] = 99
    assert [t.tolist() for t in kept] == seen
    assert len({str(t) for t in seen}) == len(seen)


@every_difference
def test_a_function_may_use_one_array_for_all_its_results(slope: Callable) -> None:
    answer = np.empty(2)

    def f(t: Any) -> Any:
        return np.multiply(t, t, out=answer)

    assert slope(f, [1.0, 2.0], 2.0**-10).tolist() == slope(np.square, [1.0, 2.0], 2.0**-10).tolist()


@every_method
def test_x_that_is_read_only_is_good_enough_and_the_result_is_writable(slope: Callable) -> None:
    x = np.array([1.0, 2.0])
    x.setflags(write=False)
    slope(cubic, x)[:] = 0


def test_integers_from_f_are_numbers_too() -> None:
    assert central_difference(lambda t: np.asarray(4 * t, int), [1, 2], 1).tolist() == [4, 4]


@pytest.mark.parametrize("kind", [np.float32, np.float16])
@pytest.mark.parametrize("x", [0.7, np.array([0.7, 2.0])])
def test_a_function_in_float32_gets_steps_and_errors_that_suit_it(kind: type, x: Any) -> None:
    def f(t: Any) -> Any:
        return np.exp(np.asarray(t, kind))

    eps = float(np.finfo(kind).eps)
    exact = np.exp(x)
    for method, order in (("forward", 1 / 2), ("central", 2 / 3), ("five_point", 4 / 5)):
        assert np.max(np.abs(derivative(f, x, method=method) - exact)) < 12 * eps**order
    result = richardson(f, x)
    assert np.all(np.abs(result.df - exact) <= result.error)
    assert np.max(np.abs(result.df - exact)) < 60 * eps


@every_method
def test_a_bad_point_is_nan_and_its_neighbours_are_as_if_it_were_not_there(slope: Callable) -> None:
    def f(t: Any) -> Any:
        return np.where(np.real(t) < 0, np.nan, 1) * t**2

    got = slope(f, np.array([1.0, -1.0, 3.0]))
    assert np.isnan(got).tolist() == [False, True, False]
    assert got[[0, 2]].tolist() == slope(f, np.array([1.0, 3.0])).tolist()


def test_where_f_is_infinite_the_slope_is_nan() -> None:
    for slope in (forward_difference, backward_difference, lambda f, x: richardson(f, x).df):
        assert np.isnan(slope(lambda t: 1 / t, 0.0))


@pytest.mark.parametrize("name", ["centrall", "five-point", "richard", ""])
def test_an_unknown_method_is_told_the_nearest(name: str) -> None:
    with pytest.raises(ValueError, match=f"unknown method '{name}'; did you mean '") as caught:
        derivative(cubic, 1.0, method=name)
    nearest = {"centrall": "'central'", "five-point": "'five_point'", "richard": "'richardson'", "": "'forward' or "}
    assert nearest[name] in str(caught.value)
    with pytest.raises(ValueError, match="unknown method"):
        step_size(1.0, "complex_step")
    for eps in (-1, 0, 1, 2, math.nan):
        with pytest.raises(ValueError, match="eps must be above 0 and below 1"):
            step_size(1.0, eps=eps)
    with pytest.raises(TypeError, match="eps must be real numbers"):
        step_size(1.0, eps=None)


def test_derivative_is_the_method_that_it_names() -> None:
    assert [derivative(cubic, 1.3, method=name) for name in FORMULAS] == [f(cubic, 1.3) for f in FORMULAS.values()]
    assert derivative(cubic, 1.3) == central_difference(cubic, 1.3)
    assert derivative(cubic, 1.3, method="richardson") == richardson(cubic, 1.3).df
    with pytest.raises(ValueError, match="richardson chooses its own steps"):
        derivative(cubic, 1.3, method="richardson", h=1e-3)


# The error against the step


def test_the_error_falls_to_its_least_near_the_step_that_the_rule_gives_and_rises_again() -> None:
    h = 2.0 ** -np.arange(0, 53)
    errors = difference_error(np.exp, np.exp, 1.0, h, list(FORMULAS)[:4])
    for method, error in errors.items():
        assert error.shape == h.shape
        best, rule = h[np.argmin(error)], step_size(1.0, method)
        assert 1 / 64 < best / rule < 64
        assert error[0] > 100 * error.min() < error[-1] / 100


def test_down_to_steps_that_vanish_the_error_is_the_whole_slope() -> None:
    h = np.array([[1e-17, 1e-30], [1e-100, 1e-300]])
    for method, error in difference_error(np.exp, math.e, 1.0, h, list(FORMULAS)[:4]).items():
        assert error.tolist() == [[math.e] * 2] * 2, method


def test_the_error_of_the_complex_step_stays_at_rounding() -> None:
    error = difference_error(np.exp, np.exp, 1.0, np.geomspace(1e-300, 1e-10), ["complex_step"])["complex_step"]
    assert error.max() < 4 * EPS


def test_the_exact_slope_may_be_a_function_or_a_number_and_the_methods_keep_their_order() -> None:
    by_function = difference_error(np.sin, np.cos, 0.5, [1e-2], ["central", "forward"])
    by_number = difference_error(np.sin, math.cos(0.5), 0.5, [1e-2], ["central", "forward"])
    assert list(by_function) == ["central", "forward"]
    assert by_function == by_number
    with pytest.raises(ValueError, match=r"x must be one number, but has shape \(2,\)"):
        difference_error(np.sin, np.cos, [1.0, 2.0], [1e-2])
    with pytest.raises(ValueError, match="h must not be 0"):
        difference_error(np.sin, np.cos, 1.0, [1e-2, 0.0])
    with pytest.raises(ValueError, match="did you mean 'central'"):
        difference_error(np.sin, np.cos, 1.0, [1e-2], ["centre"])


@pytest.mark.parametrize(("difference", "most"), [(central_difference, 16), (richardson, 48)])  # 8 and 33: the result
def test_a_million_points_need_little_memory(difference: Callable[..., Any], most: int) -> None:
    x = np.linspace(0.1, 3, 10**6)
    tracemalloc.start()
    try:
        difference(np.sin, x)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < most * 2**20
