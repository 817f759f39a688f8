"""The gradient in all its shapes, what the textbook loop gets wrong, and every error by name."""

import math

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from coursekit.derivative import complex_step, richardson
from coursekit.functions import get, names
from coursekit.gradient import (
    check_gradient,
    directional_derivative,
    numerical_gradient,
    numerical_gradient_loop,
    partial_derivative,
)

FIELDS = names(2)
few = settings(max_examples=20, deadline=None)  # each for 19 fields
many = settings(deadline=None)
METHODS = ["forward", "backward", "central", "five_point"]
points = hnp.arrays(float, 2, elements=st.floats(-2, 2))
grid = hnp.arrays(float, 2, elements=st.integers(-128, 128).map(lambda k: k / 64))  # no almost flat places
sizes = st.floats(-1e3, 1e3)


def squares(x):
    return np.sum(x**2, axis=0)


def textbook_loop(f, x, h=1e-4):
    """The loop as tutorials print it, with all its faults."""
    grad = np.zeros_like(x)
    for i in range(x.size):
        tmp = x[i]
        x[i] = tmp + h
        f1 = f(x)
        x[i] = tmp - h
        f2 = f(x)
        grad[i] = (f1 - f2) / (2 * h)
        x[i] = tmp
    return grad


# --- right answers ---


@pytest.mark.parametrize("name", FIELDS)
@few
@given(x=points)
def test_all_at_once_one_by_one_and_the_loop_agree_with_the_exact_gradient(name: str, x: np.ndarray) -> None:
    f = get(name)
    assume(name != "ackley" or np.linalg.norm(x) > 0.1)  # its sharp tip
    exact, before = f.grad(x), x.copy()
    scale = max(1.0, np.abs(exact).max(), abs(float(f(x))), np.abs(f.hess(x)).max())
    x.setflags(write=False)
    for gradient in (
        numerical_gradient(f, x),
        numerical_gradient(f, x, vectorized=False),
        numerical_gradient_loop(f, x, h=2.0**-17),
        [partial_derivative(f, x, 0), partial_derivative(f, x, 1)],
    ):
        assert np.allclose(gradient, exact, rtol=0, atol=1e-7 * scale)
    assert np.array_equal(x, before)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("n", [1, 2, 10, 300])
def test_every_method_in_many_variables(method: str, n: int) -> None:
    f = get("styblinski-tang")  # 300 variables take several batches
    x = np.random.default_rng(1).uniform(-3, 3, n)
    tolerance = {"forward": 1e-3, "backward": 1e-3, "central": 1e-7, "five_point": 1e-8}[method]
    assert np.allclose(numerical_gradient(f, x, method=method), f.grad(x), rtol=0, atol=tolerance)


@pytest.mark.parametrize(("method", "order"), [("forward", 1), ("backward", 1), ("central", 2), ("five_point", 4)])
def test_methods_have_the_orders_that_the_lesson_says(method: str, order: int) -> None:
    def f(x):
        return np.exp(x[0]) * np.sin(x[1])

    x = np.array([0.3, 0.7])
    exact = [np.exp(0.3) * np.sin(0.7), np.exp(0.3) * np.cos(0.7)]
    errors = [np.abs(numerical_gradient(f, x, method=method, h=h) - exact).max() for h in (0.1, 0.05)]
    assert math.log2(errors[0] / errors[1]) == pytest.approx(order, abs=0.15)


def test_forward_and_backward_look_to_their_own_side() -> None:
    x = np.array([0.0, 1.0])
    assert np.allclose(numerical_gradient(lambda x: np.abs(x[0]), x, method="forward"), [1, 0])
    assert np.allclose(numerical_gradient(lambda x: np.abs(x[0]), x, method="backward"), [-1, 0])


@many
@given(a=hnp.arrays(float, 3, elements=sizes), b=sizes, x=hnp.arrays(float, 3, elements=sizes))
def test_a_plane_has_its_coefficients_as_gradient(a: np.ndarray, b: float, x: np.ndarray) -> None:
    def plane(x):
        return a[0] * x[0] + a[1] * x[1] + a[2] * x[2] + b

    rounding = 8 * np.finfo(float).eps * (np.abs(a) @ (np.abs(x) + 1) + abs(b)) * 2**17
    for method in METHODS:
        extra = {"forward": 2**9, "backward": 2**9}.get(method, 1)
        assert np.allclose(numerical_gradient(plane, x, method=method), a, rtol=0, atol=rounding * extra + 1e-300)


@pytest.mark.parametrize(("method", "other"), [("forward", "backward"), ("central", "central")])
def test_a_negative_step_looks_the_other_way(method: str, other: str) -> None:
    f, x = get("beale"), np.array([0.3, 0.7])
    assert np.array_equal(
        numerical_gradient(f, x, method=method, h=-0.01), numerical_gradient(f, x, method=other, h=0.01)
    )
    assert partial_derivative(f, x, 0, method=method, h=-0.01) == partial_derivative(f, x, 0, method=other, h=0.01)
    assert np.allclose(numerical_gradient_loop(f, x, h=-0.01), numerical_gradient_loop(f, x, h=0.01), rtol=1e-14)


@many
@given(x=hnp.arrays(float, (3, 4), elements=sizes))
def test_an_even_function_has_an_odd_gradient_bitwise(x: np.ndarray) -> None:
    def even(x):
        return 1 / (1 + x[0] * x[0]) + x[1] * x[1] * x[2] * x[2]  # pow and cos may round otherwise in another lane

    assert np.array_equal(numerical_gradient(even, -x), -numerical_gradient(even, x))


@many
@given(x=hnp.arrays(np.int64, 2, elements=st.integers(-100, 100)))
def test_integers_lists_and_floats_give_the_same_gradient(x: np.ndarray) -> None:
    expected = numerical_gradient(squares, x.astype(float))
    for same in (x, x.tolist(), x.astype(np.int8), tuple(x.tolist()), x.astype(np.float32)):
        assert np.array_equal(numerical_gradient(squares, same), expected)
        assert np.array_equal(numerical_gradient_loop(squares, same), numerical_gradient_loop(squares, x.astype(float)))


@pytest.mark.parametrize("name", FIELDS)
@few
@given(x=hnp.arrays(float, (2, 3), elements=st.floats(-2, 2)))
def test_a_field_of_points_gives_the_gradient_of_each(name: str, x: np.ndarray) -> None:
    f = get(name)
    one_by_one = np.stack([numerical_gradient(f, point) for point in x.T], axis=1)
    assert np.allclose(numerical_gradient(f, x), one_by_one, rtol=1e-6, atol=1e-6)
    assert np.allclose(numerical_gradient(f, x, vectorized=False), one_by_one, rtol=1e-6, atol=1e-6)
    assert numerical_gradient(f, x[:, :1]).shape == (2, 1)
    assert np.allclose(numerical_gradient(f, x[:, :1]).ravel(), numerical_gradient(f, x[:, 0]), rtol=1e-12, atol=1e-12)


def test_points_are_columns_not_rows() -> None:
    given_points = [[1, 2, 3], [4, 5, 6]]
    assert np.allclose(numerical_gradient(lambda x: x[0] * x[1], given_points), [[4, 5, 6], [1, 2, 3]])


def test_a_meshgrid_is_a_field_and_f_never_sees_more_than_two_axes() -> None:
    seen = []

    def f(x):
        seen.append(x.ndim)
        return x[0] ** 2 * x[1]

    x, y = mesh = np.array(np.meshgrid(np.linspace(-2, 2, 200), np.linspace(-1, 1, 200)))
    assert np.allclose(numerical_gradient(f, mesh), [2 * x * y, x**2], atol=1e-9)
    assert np.allclose(partial_derivative(f, mesh, 1), x**2, atol=1e-9)
    assert np.allclose(directional_derivative(f, mesh, [1, 2]), 2 * x * y + 2 * x**2, atol=1e-9)
    assert max(seen) == 2


def test_matrix_products_work_unchanged_in_batches_and_fields() -> None:
    rng = np.random.default_rng(5)
    a, x = rng.normal(size=(4, 3)), rng.normal(size=(3, 7))

    def f(x):
        return np.sum((a @ x) ** 2, axis=0) / 2

    assert np.allclose(numerical_gradient(f, x), a.T @ a @ x, atol=1e-8)
    assert np.allclose(numerical_gradient(f, x[:, 0]), a.T @ a @ x[:, 0], atol=1e-8)


@pytest.mark.parametrize("shape", [(2, 3), (1, 2), (4, 1), (2, 3, 4)])
def test_one_number_for_a_whole_array_makes_it_a_single_argument(shape: tuple[int, ...]) -> None:
    w = np.random.default_rng(6).normal(size=shape)

    def f(w):
        return np.sum(w) ** 2 / 2 + np.sum(w**3)  # mixes all entries: no field of points could do so

    exact = np.sum(w) + 3 * w**2
    assert np.allclose(numerical_gradient(f, w), exact, atol=1e-8)
    assert np.allclose(numerical_gradient_loop(f, w), exact, atol=1e-6)


def test_the_weights_of_a_layer_get_a_gradient_of_their_shape() -> None:
    rng = np.random.default_rng(7)
    w, data, target = rng.normal(size=(3, 4)), rng.normal(size=(4, 5)), rng.normal(size=(3, 5))

    def loss(w, np=np):
        return np.sum((np.tanh(w @ data) - target) ** 2)

    assert np.allclose(numerical_gradient(loss, w), autograd.grad(lambda w: loss(w, anp))(w), atol=1e-8)


def test_a_number_stands_for_a_function_of_one_variable() -> None:
    assert numerical_gradient(np.sin, 0.0) == pytest.approx(1.0, abs=1e-10)
    assert type(numerical_gradient(np.sin, 0)) is float
    assert type(numerical_gradient_loop(np.sin, 0)) is float
    assert numerical_gradient(squares, [3.0]).shape == (1,)


def test_an_f_for_one_point_only_is_served_when_asked() -> None:
    def f(x):
        return math.sin(x[0]) * x[1] if x[1] > 0 else 0.0

    assert np.allclose(numerical_gradient(f, [0.5, 2], vectorized=False), [2 * math.cos(0.5), math.sin(0.5)])
    field = numerical_gradient(f, [[0.5, 0.1], [2, 3]], vectorized=False)
    assert np.allclose(field[:, 1], [3 * math.cos(0.1), math.sin(0.1)])
    assert partial_derivative(f, [0.5, 2], 1) == pytest.approx(math.sin(0.5))
    assert directional_derivative(f, [0.5, 2], [0, 1]) == pytest.approx(math.sin(0.5))
    assert check_gradient(f, lambda x: np.array([x[1] * math.cos(x[0]), math.sin(x[0])]), [0.5, 2]).passed


def test_an_f_with_float32_inside_gets_a_step_that_suits_it() -> None:
    def coarse(x):
        return np.sum(x.astype(np.float32) ** 2, axis=0)

    x = np.array([0.3, 1.7])
    assert np.allclose(numerical_gradient(coarse, x), 2 * x, atol=1e-3)
    assert np.abs(numerical_gradient(coarse, x, h=2.0**-17) - 2 * x).max() > 5e-3


def test_large_gradients_are_computed_in_batches_that_fit_the_cache() -> None:
    most = 0

    def f(x):
        nonlocal most
        most = max(most, x.nbytes)
        return squares(x)

    x = np.arange(1000.0) / 1000
    assert np.allclose(numerical_gradient(f, x), 2 * x, atol=1e-7)
    assert np.allclose(numerical_gradient(f, np.ones((3, 100_000))), 2, atol=1e-7)
    assert most <= 2**20 * 3


# --- how the textbook loop breaks, row by row ---

BROKEN = [
    ("int64", np.array([3, 4])),
    ("uint8", np.array([3, 4], np.uint8)),
    ("int64 at 0", np.array([0, 0])),
    ("column", np.array([[3.0], [4.0]])),
    ("square", np.array([[1.0, 2.0], [3.0, 4.0]])),
    ("row", np.array([[3.0, 4.0]])),
    ("list", [3.0, 4.0]),
    ("float32", np.array([1000, 2000], np.float32)),
    ("float16", np.array([3, 4], np.float16)),
]


@pytest.mark.parametrize(("name", "x"), BROKEN, ids=[name for name, _ in BROKEN])
@pytest.mark.parametrize("gradient", [numerical_gradient, numerical_gradient_loop])
def test_inputs_that_break_the_textbook_loop(name: str, x, gradient) -> None:
    given_before = np.array(x)
    for f in (lambda x: np.sum(x**2), squares)[gradient is numerical_gradient and np.ndim(x) == 1 :]:
        if np.ndim(x) == 2 and np.shape(x)[1] > 1 and gradient is numerical_gradient_loop and f is squares:
            continue  # the loop wants one number
        assert np.allclose(gradient(f, x), 2.0 * given_before, rtol=1e-6)
    assert np.array_equal(x, given_before)
    try:
        naive = textbook_loop(lambda x: np.sum(x**2), np.array(x) if not isinstance(x, list) else x)
    except (IndexError, AttributeError, OverflowError):
        return
    assert name == "int64 at 0" or not np.allclose(naive, 2.0 * given_before, rtol=1e-3)


def test_a_number_breaks_the_textbook_loop_only() -> None:
    with pytest.raises(AttributeError):
        textbook_loop(squares, 3.0)
    assert numerical_gradient(lambda x: x**2, 3.0) == pytest.approx(6)
    assert numerical_gradient(lambda x: x**2, np.array(3.0)) == pytest.approx(6)


@pytest.mark.parametrize("x", [1e6, 1e10, 1e13])
def test_far_from_zero_the_step_grows(x: float) -> None:
    assert numerical_gradient(squares, [x])[0] == pytest.approx(2 * x, rel=1e-9)
    assert textbook_loop(squares, np.array([x]))[0] != pytest.approx(2 * x, rel=1e-7)


@pytest.mark.parametrize(
    ("f", "slope", "x"),
    [
        (np.log, lambda x: 1 / x, 1e-4),
        (lambda x: 1 / x, lambda x: -1 / x**2, 5e-5),
        (lambda x: x**3, lambda x: 3 * x**2, 1e-5),
    ],
    ids=["log", "1/x", "cube"],
)
def test_near_zero_a_smaller_step_or_another_method_is_right(f, slope, x: float) -> None:
    with np.errstate(all="ignore"):
        naive = textbook_loop(lambda x: f(x)[0], np.array([x]))[0]
    assert not abs(naive / slope(x) - 1) < 1
    assert numerical_gradient(lambda x: f(x[0]), [x], h=2.0**-17 * x)[0] == pytest.approx(slope(x), rel=1e-9)
    assert complex_step(f, x) == pytest.approx(slope(x), rel=1e-14)
    assert richardson(f, x).df == pytest.approx(slope(x), rel=1e-6)


def test_an_f_that_raises_leaves_x_as_it_was() -> None:
    x, calls = np.array([1.0, 2.0]), []

    def f(x):
        calls.append(x)
        if len(calls) == 2:
            raise ZeroDivisionError("on purpose")
        return np.sum(x**2, axis=0)

    for gradient in (numerical_gradient_loop, lambda f, x: numerical_gradient(f, x, vectorized=False)):
        calls.clear()
        with pytest.raises(ZeroDivisionError, match="on purpose"):
            gradient(f, x)
        assert np.array_equal(x, [1.0, 2.0])


def test_an_f_that_stores_its_argument_stores_different_points() -> None:
    for gradient in (numerical_gradient_loop, lambda f, x: numerical_gradient(f, x, vectorized=False)):
        stored = []
        gradient(lambda x, stored=stored: stored.append(x) or float(x[0] * x[1]), np.array([3.0, 4.0]))
        assert len({tuple(x) for x in stored}) == 4


@pytest.mark.parametrize("vectorized", [True, False])
def test_an_f_that_writes_to_its_argument_fails_loudly(vectorized: bool) -> None:
    def rude(x):
        x[0] = 0
        return x[0] + x[1]

    with pytest.raises(ValueError, match="read-only"):
        numerical_gradient(rude, np.array([1.0, 2.0]), vectorized=vectorized)
    with pytest.raises(ValueError, match="read-only"):
        numerical_gradient_loop(rude, np.array([1.0, 2.0]))


def test_nan_is_an_error_that_names_the_point() -> None:
    with pytest.raises(ValueError, match=r"f is nan at x = \[0.99.*2\."):
        numerical_gradient(lambda x: np.where(x[0] < 1, np.nan, x[1]), [1.0, 2.0])
    with pytest.raises(ValueError, match=r"f is -?inf at x = \[0\."):
        numerical_gradient(lambda x: np.log(x[0]), [2.0**-17])
    with pytest.raises(ValueError, match="f is nan"):
        numerical_gradient_loop(lambda x: np.nan, [1.0])


def test_a_kink_is_what_one_sided_differences_show() -> None:
    for name, expected in (("|x|", (1, -1)), ("relu", (1, 0))):
        f = get(name)
        ahead = directional_derivative(lambda x, f=f: f(x[0]), [0.0], [1.0])
        behind = directional_derivative(lambda x, f=f: f(x[0]), [0.0], [-1.0])
        assert (ahead, -behind) == pytest.approx(expected)
        assert richardson(f, 0.0).success is False


# --- parts and directions ---


@pytest.mark.parametrize("name", FIELDS)
@few
@given(x=points, v=points)
def test_the_directional_derivative_is_the_gradient_times_the_direction(
    name: str, x: np.ndarray, v: np.ndarray
) -> None:
    f = get(name)
    assume(np.abs(v).max() > 1e-3 and (name != "ackley" or np.linalg.norm(x) > 0.1))
    scale = max(1.0, abs(float(f(x))), np.abs(f.grad(x)).max(), np.abs(f.hess(x)).max()) * max(1, np.linalg.norm(v))
    assert directional_derivative(f, x, v) == pytest.approx(float(f.grad(x) @ v), abs=3e-7 * scale)
    along = directional_derivative(f, x, v, normalize=True)
    assert along == pytest.approx(float(f.grad(x) @ v / np.linalg.norm(v)), abs=3e-7 * scale)


@pytest.mark.parametrize("far", [1e6, 1e-6, 1e12, -1e20])
def test_the_step_of_a_direction_suits_the_coordinates_that_move(far: float) -> None:
    assert directional_derivative(lambda p: np.sin(p[0]), [1, far], [1, 0]) == pytest.approx(np.cos(1), abs=1e-9)
    assert directional_derivative(lambda p: np.sin(p[1]), [far, 1], [0, 2]) == pytest.approx(2 * np.cos(1), abs=1e-9)
    field = directional_derivative(lambda p: np.sin(p[0]), [[1.0, far, 2.0], [far, 1.0, far]], [1, 0])
    assert field[[0, 2]] == pytest.approx(np.cos([1, 2]), abs=1e-9)


def test_coordinates_of_very_different_size_may_move_together() -> None:
    assert directional_derivative(lambda p: np.sin(p[0]) + 1e-6 * p[1], [1, 1e6], [1, 1]) == pytest.approx(
        np.cos(1) + 1e-6, abs=1e-9
    )
    assert directional_derivative(lambda p: p[0] * p[1], [1, 1e6], [1, 1e6]) == pytest.approx(2e6, rel=1e-9)


def test_the_directional_derivative_of_a_field_of_points() -> None:
    f, x = get("booth"), np.random.default_rng(8).normal(size=(2, 5))
    v = np.random.default_rng(9).normal(size=(2, 5))
    assert np.allclose(directional_derivative(f, x, v), np.sum(f.grad(x) * v, axis=0), atol=1e-8)
    assert np.allclose(directional_derivative(f, x, [1, 2], h=1e-4), f.grad(x)[0] + 2 * f.grad(x)[1], atol=1e-6)
    for v in ([1e-200, 1e-200], [1e200, 1e200]):
        assert directional_derivative(lambda x: x[0] + x[1], [1, 1], v, normalize=True) == pytest.approx(2**0.5)


def test_partial_derivatives_are_the_entries_of_the_gradient_bitwise() -> None:
    f, x = get("beale"), np.random.default_rng(10).normal(size=(2, 6))
    gradient = numerical_gradient(f, x)
    for i in (0, 1, -1):
        assert np.array_equal(partial_derivative(f, x, i), gradient[i])
    assert type(partial_derivative(f, [1, 2], 0)) is float
    assert partial_derivative(f, [1, 2], 0, h=0.5) == pytest.approx(float(f.grad(np.array([1.0, 2.0]))[0]))


def test_partial_derivatives_can_be_nested() -> None:
    def f(x):
        return x[0] ** 2 * x[1] ** 3

    def inner(x):
        return partial_derivative(f, x, 0, h=2.0**-10)

    assert partial_derivative(inner, [2.0, 3.0], 1, h=2.0**-10) == pytest.approx(108, rel=1e-5)
    assert np.allclose(numerical_gradient(inner, [2.0, 3.0], h=2.0**-10), [54, 108], rtol=1e-5)


# --- checking a gradient ---


@pytest.mark.parametrize("name", FIELDS)
@few
@given(x=grid, data=st.data())
def test_a_right_gradient_passes_and_one_percent_off_does_not(name: str, x: np.ndarray, data: st.DataObject) -> None:
    f = get(name)
    assume(name != "ackley" or np.linalg.norm(x) > 0.1)
    assert check_gradient(f, f.grad, x).passed
    exact = f.grad(x)
    largest = int(np.abs(exact).argmax())
    assume(abs(exact[largest]) > 1e-6 * np.abs(f.hess(x)).max())  # else rounding hides one percent
    factor = data.draw(st.sampled_from([0.99, 1.01, -1.0]))
    result = check_gradient(f, lambda x: np.where(np.arange(2) == largest, factor, 1) * f.grad(x), x)
    assert not result.passed
    assert result.worst_index == largest
    assert result.max_rel_error > 5e-3
    assert np.array_equal(result.numerical, check_gradient(f, f.grad, x).numerical)


@pytest.mark.parametrize("name", [name for name in FIELDS if get(name).minima and name != "ackley"])
def test_a_right_gradient_passes_at_the_minimum_too(name: str) -> None:
    for m in get(name).minima:
        assert check_gradient(get(name), get(name).grad, m).passed


def test_check_gradient_in_a_field_of_points_and_at_a_critical_point() -> None:
    f, x = get("himmelblau"), np.random.default_rng(11).normal(size=(2, 4))
    assert check_gradient(f, f.grad, x).passed

    def wrong(x):
        grad = f.grad(x)
        grad[1, 2] *= -1
        return grad

    result = check_gradient(f, wrong, x)
    assert (result.passed, result.worst_index) == (False, (1, 2))
    assert result.max_rel_error > 0.1
    assert check_gradient(lambda x: x[0] ** 5 + 1, lambda x: 5 * x**4, [0.0]).passed
    assert check_gradient(lambda x: 1e-12 * x[0] ** 2, lambda x: 2e-12 * x, [1.0]).passed
    assert not check_gradient(lambda x: 1e-12 * x[0] ** 2, lambda x: 1e-12 * x, [1.0]).passed


def flipped(grad, i):
    """`grad` with the wrong sign in entry i."""
    return lambda x: np.where(np.arange(len(x)) == i, -1, 1) * grad(x)


AREA, PRICE = np.array([900.0, 1500, 2100, 3000]), np.array([180e3, 260e3, 330e3, 450e3])
FEATURES = np.stack([np.ones(4), AREA, AREA**2], axis=1)


def prices(w):
    return np.mean((FEATURES @ w - PRICE) ** 2) / 2


def slope_of_prices(w):
    return FEATURES.T @ (FEATURES @ w - PRICE) / 4


@pytest.mark.parametrize("i", [0, 1, 2])
def test_each_entry_is_measured_by_its_own_size(i: int) -> None:
    # -6e5, -1e9 and -2e12: the largest hides the others where all are divided by it
    assert check_gradient(prices, slope_of_prices, np.zeros(3)).verdict == "agrees"
    result = check_gradient(prices, flipped(slope_of_prices, i), np.zeros(3))
    assert (result.verdict, result.passed, result.worst_index) == ("differs", False, i)
    assert result.max_rel_error == pytest.approx(2)
    assert f"Entry {i}: grad says" in result.reason


@pytest.mark.parametrize("size", [1e-3, 1e-7, 1e-10])
def test_a_small_entry_with_the_wrong_sign_is_found(size: float) -> None:
    def f(x):
        return x[0] ** 2 + size * x[1] ** 2

    def grad(x):
        return np.array([2 * x[0], 2 * size * x[1]])

    assert check_gradient(f, grad, [1.0, 1.0]).verdict == "agrees"
    assert check_gradient(f, flipped(grad, 1), [1.0, 1.0]).verdict == "differs"


def test_a_slope_of_0_is_only_agreed_to_where_that_of_f_would_show() -> None:
    """Beside 1e12 the values of f hold 4 digits after the point: too few for slopes of size 1, unless f never moves."""
    for c, k, x in ((1e12, 1, 1.1), (1e12, 5, 0.7), (1e11, 5, -0.4), (1e11, 1, 0.7), (1e13, 2, 0.3)):
        result = check_gradient(
            lambda p, c=c, k=k: c + p[0] ** 2 + k * p[1] ** 2, lambda p: np.array([2 * p[0], 0]), [1000.0, x]
        )
        assert result.verdict != "agrees"
    result = check_gradient(lambda x: 1e12 + 1e9 * x[0] + 0 * x[1], lambda x: np.array([1e9, 0]), [1.0, 2.0])
    assert result.verdict == "agrees"


def test_an_entry_too_small_for_the_digits_of_f_cannot_be_told() -> None:
    result = check_gradient(lambda x: x[0] ** 2 + 1e-18 * x[1] ** 2, lambda x: x * [2, -2e-18], [1.0, 1.0])
    assert (result.verdict, result.passed, result.worst_index) == ("cannot tell", False, 1)
    assert "small beside f itself" in result.reason


@pytest.mark.parametrize("claim", [0.0, 1.0, -1.0])
def test_at_a_kink_there_is_nothing_to_pass(claim: float) -> None:
    result = check_gradient(lambda x: np.abs(x[0]) + x[1] ** 2, lambda x: np.array([claim, 2 * x[1]]), [0.0, 1.0])
    assert (result.verdict, result.worst_index) == ("cannot tell", 0)
    assert "kink" in result.reason
    assert np.isnan(result.numerical[0])
    assert np.isnan(result.max_rel_error)
    for beside in (1e-9, -1e-9, 0.1, -0.1):
        right = np.array([np.sign(beside), 2.0])
        found = check_gradient(lambda x: np.abs(x[0]) + x[1] ** 2, lambda x, right=right: right, [beside, 1.0])
        assert found.verdict == "agrees" or (found.verdict == "cannot tell" and abs(beside) < 1e-8)


def test_a_gradient_that_is_no_number_differs() -> None:
    for bad in (np.nan, np.inf):
        result = check_gradient(squares, lambda x, bad=bad: np.array([bad, 2.0]), [1.0, 1.0], rtol=0)
        assert (result.verdict, result.worst_index) == ("differs", 0)
        assert "no number" in result.reason


def noisy(size: float, seed: int):
    rng = np.random.default_rng(seed)
    return lambda x: x[0] ** 2 + x[1] ** 2 + size * rng.uniform(-1, 1)


@pytest.mark.parametrize("size", [1e-10, 1e-7, 1e-4])
@pytest.mark.parametrize("seed", range(10))
def test_noise_neither_lets_a_wrong_gradient_pass_nor_calls_a_right_one_wrong(size: float, seed: int) -> None:
    assert check_gradient(noisy(size, seed), lambda x: 2 * x, [3.0, 4.0]).verdict != "differs"
    assert check_gradient(noisy(size, seed), lambda x: 2.2 * x, [3.0, 4.0]).verdict != "agrees"


@pytest.mark.parametrize("relative", [True, False])
def test_noise_of_any_size_leads_to_no_wrong_verdict(relative: bool) -> None:
    for seed in range(150):
        rng = np.random.default_rng(seed)
        x, size = rng.uniform(-2, 2, 2), 10 ** rng.uniform(-13, -3)

        def f(p: np.ndarray, rng=rng, size=size) -> float:
            value = np.sin(p[0]) * np.exp(p[1] / 3) + p[0] * p[1]
            return value + size * (value if relative else 1) * rng.uniform(-1, 1)

        e = np.exp(x[1] / 3)
        right = np.array([np.cos(x[0]) * e + x[1], np.sin(x[0]) * e / 3 + x[0]])
        assert check_gradient(f, lambda p, right=right: right, x).verdict != "differs", seed
        for wrong in (right * [1.1, 1], right * [1, -1]):
            assert check_gradient(f, lambda p, wrong=wrong: wrong, x).verdict != "agrees", seed


def test_where_noise_hides_everything_it_says_so() -> None:
    for seed in range(5):
        result = check_gradient(noisy(10.0, seed), lambda x: 2 * x, [0.3, 0.4])
        assert result.verdict == "cannot tell"
        assert "noise" in result.reason


# --- errors ---


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: numerical_gradient(squares, [True, False]), TypeError, "bool"),
        (lambda: numerical_gradient(squares, ["3"]), TypeError, "3"),
        (lambda: numerical_gradient(squares, np.array([None])), TypeError, "object"),
        (lambda: numerical_gradient(squares, [1 + 2j]), TypeError, "complex"),
        (lambda: numerical_gradient(squares, [1.0, np.nan]), ValueError, "nan at index"),
        (lambda: numerical_gradient(squares, [1.0, -np.inf]), ValueError, "inf at index"),
        (lambda: numerical_gradient(squares, [1.0], h=0), ValueError, "h must not be 0"),
        (lambda: numerical_gradient(squares, [1.0], h=np.nan), ValueError, "finite"),
        (lambda: numerical_gradient(squares, [1.0, 3.0], h=1e-20), ValueError, "vanishes at x=1; the smallest"),
        (lambda: numerical_gradient(squares, [1.0, 3.0], h=[1e-4]), ValueError, "shape"),
        (lambda: numerical_gradient(squares, [1.0], method="centrl"), ValueError, "central"),
        (lambda: numerical_gradient(squares, [1.0], method="centrl", h=0.1), ValueError, "central"),
        (lambda: numerical_gradient(lambda x: x**2, [1.0, 2.0]), ValueError, r"\(2,\).*expected one number"),
        (lambda: numerical_gradient(lambda x: (x[0], x), [1.0, 2.0]), TypeError, "tuple.*the value alone"),
        (lambda: numerical_gradient(lambda x: (v for v in x), [1.0, 2.0]), TypeError, "generator.*sum"),
        (lambda: numerical_gradient(lambda x, y: x, [1.0, 2.0]), TypeError, "one argument.*'y'"),
        (lambda: numerical_gradient(squares, []), ValueError, "x is empty.*at least one number"),
        (lambda: numerical_gradient(squares, np.ma.array([1.0, 2.0], mask=[0, 1])), ValueError, "masked.*compressed"),
        (lambda: numerical_gradient(squares, [1.0, 2.0], vectorized="no"), TypeError, "True or False.*'no'"),
        (lambda: numerical_gradient(lambda x: None, [1.0, 2.0]), TypeError, "None .is its return missing"),
        (lambda: numerical_gradient_loop(lambda x: None, [1.0, 2.0]), TypeError, "return missing"),
        (lambda: numerical_gradient(lambda x: "a", [1.0, 2.0]), TypeError, "str"),
        (lambda: numerical_gradient(lambda x: x[0] + 1j, [1.0, 2.0]), TypeError, "complex128"),
        (lambda: numerical_gradient(lambda x: x[0] > 0, [1.0, 2.0]), TypeError, "bool"),
        (lambda: numerical_gradient(lambda x: x, [1.0, 2.0], vectorized=False), ValueError, "one number"),
        (lambda: numerical_gradient_loop(lambda x: x, [1.0, 2.0]), ValueError, "one number"),
        (lambda: numerical_gradient_loop(squares, [1e13]), ValueError, "vanishes"),
        (lambda: numerical_gradient_loop(squares, [True]), TypeError, "bool"),
        (lambda: partial_derivative(squares, [1.0, 2.0], 2), ValueError, "axis 2 is out of range.*0 to 1"),
        (lambda: partial_derivative(squares, [1.0, 2.0], -3), ValueError, "axis -3"),
        (lambda: partial_derivative(squares, 3.0, 0), ValueError, "no coordinates"),
        (lambda: partial_derivative(squares, [1.0], 0, method="middle"), ValueError, "middle"),
        (lambda: partial_derivative(squares, [1.0, 2.0], 0.5), TypeError, "i must be an integer.*0.5"),
        (lambda: directional_derivative(squares, [1.0, 2.0], [1.0]), ValueError, "one number for each coordinate"),
        (lambda: directional_derivative(squares, [1.0, 2.0], [0.0, 0.0]), ValueError, "no direction"),
        (lambda: directional_derivative(squares, [1.0, 2.0], [1.0, 0.0], h=1e-30), ValueError, "vanishes"),
        (lambda: directional_derivative(squares, [1.0, 2.0], [1.0, 0.0], h=0.0), ValueError, "positive"),
        (lambda: directional_derivative(squares, [1.0, 2.0], [1.0, 0.0], h=-1e-3), ValueError, "positive.*-0.001"),
        (lambda: directional_derivative(squares, [1.0, 2.0], [1.0, 0.0], normalize=1), TypeError, "normalize"),
        (lambda: check_gradient(squares, lambda x: x[:1], [1.0, 2.0]), ValueError, "shape of x"),
        (lambda: check_gradient(squares, lambda x: None, [1.0, 2.0]), TypeError, "grad returned None"),
        (lambda: check_gradient(squares, lambda x: 1j * x, [1.0, 2.0]), TypeError, "grad returned complex128"),
        (
            lambda: check_gradient(squares, lambda x: x, [1.0, 2.0], rtol=-1),
            ValueError,
            "rtol must lie between 0 and 1",
        ),
        (lambda: check_gradient(lambda x: np.log(x[0]), lambda x: x, [-1.0]), ValueError, "f is nan.*finite"),
        (lambda: check_gradient(squares, lambda x: x, np.ones((2, 2, 2))), ValueError, "points"),
    ],
)
def test_bad_input_is_named_with_its_remedy(call, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=f"(?s).*{words}"):
        call()


def test_an_error_of_f_itself_comes_through() -> None:
    def broken(x):
        raise KeyError("mine")

    for vectorized in (True, False):
        with pytest.raises(KeyError, match="mine"):
            numerical_gradient(broken, [1.0, 2.0], vectorized=vectorized)
