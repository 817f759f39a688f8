"""The catalogue is the answer key of the course: slopes, second derivatives and minima are checked by other routes."""

import autograd
import autograd.numpy
import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize

from coursekit.functions import curves, fields, get, names

ANALYTIC = [name for name in names(1) if name not in ("|x|", "step")]  # those two drop the imaginary part
TINY = 1e-20  # a complex step


def random_points(name: str, how_many: int = 20) -> np.ndarray:
    low, high = np.transpose(get(name).bounds)
    return np.random.default_rng(1).uniform(low, high, (how_many, *np.shape(low))).T


def close(given: np.ndarray, expected: np.ndarray) -> bool:
    """Whether two answers agree to 1e-12 of the largest."""
    return bool(np.all(np.abs(given - expected) <= 1e-12 * np.abs(expected).max()))


def test_the_catalogue_has_twenty_fields_and_curves_for_every_lesson() -> None:
    assert len(names(2)) == 19  # and the quartic, which has one variable
    assert {"x**2", "x**3", "sin", "exp", "|x|", "x|x|", "step", "sin(1/x)", "cube root", "sigmoid", "tanh"} < {
        *names(1)
    }
    assert {"relu", "leaky relu", "elu", "x**4 - 3x**3 + 2"} < {*names(1)}
    assert names() == names(1) + names(2)


@pytest.mark.parametrize(
    ("wrong", "near"),
    [("rosenbrok", "rosenbrock"), ("Booth", "booth"), ("sine", "sin"), ("six hump camel", "six-hump camel")],
)
def test_an_unknown_name_is_answered_with_the_nearest(wrong: str, near: str) -> None:
    with pytest.raises(ValueError, match=f"{wrong}.*Did you mean.*'{near}'"):
        get(wrong)


def test_a_name_like_no_other_is_answered_with_all_names() -> None:
    with pytest.raises(ValueError, match=r"There are: x\*\*2, .*logistic"):
        get("qqqqqq")


def test_a_function_can_be_called_with_numbers_lists_and_integers() -> None:
    assert get("x**2")(3) == 9.0
    assert get("booth")([1, 3]) == 0.0
    assert np.array_equal(get("sphere")(np.array([[1, 2], [3, 4]])), [10.0, 20.0])


@pytest.mark.parametrize("name", names(1))
def test_a_curve_is_elementwise_and_its_slope_and_bend_too(name: str) -> None:
    f, x = get(name), random_points(name).reshape(4, 5)
    for g in (f.f, f.grad, f.hess):
        assert np.shape(g(x)) == (4, 5)
        assert np.array_equal(g(x)[1, 2], g(x[1, 2]))
        assert np.ndim(g(1.5)) == 0


@pytest.mark.parametrize("name", ANALYTIC)
def test_slope_and_bend_of_a_curve_agree_with_the_complex_step(name: str) -> None:
    f, x = get(name), random_points(name)
    assert close(f.grad(x), f.f(x + 1j * TINY).imag / TINY)
    if name not in ("relu", "leaky relu"):  # their slope is constant on each side, and so real
        assert close(f.hess(x), f.grad(x + 1j * TINY).imag / TINY)


@pytest.mark.parametrize(
    ("name", "formula"),
    [
        ("sigmoid", lambda t: 1 / (1 + mpmath.exp(-t))),
        ("tanh", mpmath.tanh),
        ("cube root", lambda t: mpmath.sign(t) * mpmath.cbrt(abs(t))),
        ("elu", lambda t: t if t > 0 else mpmath.expm1(t)),
    ],
)
def test_a_curve_keeps_its_digits_far_out(name: str, formula) -> None:
    f = get(name)
    with mpmath.workdps(700):
        for x in (-300.0, -40.0, -1e-3, 0.3, 40.0, 300.0):
            assert float(f(x)) == pytest.approx(float(formula(mpmath.mpf(x))), rel=1e-14, abs=0)
            assert float(f.grad(x)) == pytest.approx(float(mpmath.diff(formula, mpmath.mpf(x))), rel=1e-13, abs=0)


@settings(deadline=None)
@given(st.floats(-1e300, 1e300))
def test_sigmoid_and_tanh_overflow_nowhere(x: float) -> None:
    for f in (get("sigmoid"), get("tanh"), get("elu")):
        assert np.isfinite([f(x), f.grad(x), f.hess(x if x else 1.0)]).all()


@pytest.mark.parametrize("name", ["|x|", "step", "relu", "leaky relu"])
def test_there_is_no_slope_at_a_kink_or_a_jump(name: str) -> None:
    assert np.isnan(get(name).grad(0.0))


def test_slopes_at_zero_that_a_reader_may_ask_for() -> None:
    assert get("cube root").grad(0.0) == np.inf
    assert get("x|x|").grad(0.0) == 0.0
    assert get("elu").grad(0.0) == 1.0
    assert np.isnan(get("sin(1/x)")(0.0))
    assert get("step")(0.0) == 1.0
    assert get("sigmoid").grad(0.0) == 0.25


@pytest.mark.parametrize("name", names(2))
def test_a_field_takes_a_point_many_points_and_a_mesh(name: str) -> None:
    f, x = get(name), random_points(name, 6)
    assert np.shape(f(x[:, 0])) == ()
    for g, before in ((f.f, ()), (f.grad, (2,)), (f.hess, (2, 2))):
        assert g(x).shape == (*before, 6)
        assert np.allclose(g(x)[..., 4], g(x[:, 4]), rtol=1e-14, atol=0)
    assert np.array_equal(f.f(x.reshape(2, 2, 3)), f.f(x).reshape(2, 3))


@pytest.mark.parametrize("name", names(2))
def test_gradient_and_hessian_of_a_field_agree_with_the_complex_step(name: str) -> None:
    f, x = get(name), random_points(name)
    for i, e in enumerate(np.eye(2)):
        probe = x + 1j * TINY * e[:, None]
        assert close(f.grad(x)[i], f.f(probe).imag / TINY)
        assert close(f.hess(x)[i], f.grad(probe).imag / TINY)


@pytest.mark.parametrize("name", names(2))
def test_gradient_of_a_field_agrees_with_automatic_differentiation(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    f, x = get(name), random_points(name)
    expected = f.grad(x)
    monkeypatch.setattr(fields, "np", autograd.numpy)
    monkeypatch.setattr(curves, "np", autograd.numpy)
    assert close(np.transpose([autograd.grad(f.f)(point) for point in x.T]), expected)


@pytest.mark.parametrize("name", ["sphere", "rosenbrock", "styblinski-tang", "rastrigin", "ackley"])
def test_fields_for_any_number_of_variables(name: str) -> None:
    f, x = get(name), np.random.default_rng(2).uniform(-2, 2, (5, 3))
    for i, e in enumerate(np.eye(5)):
        probe = x + 1j * TINY * e[:, None]
        assert close(f.grad(x)[i], f.f(probe).imag / TINY)
        assert close(f.hess(x)[i], f.grad(probe).imag / TINY)
    assert np.allclose(f.hess(x), np.swapaxes(f.hess(x), 0, 1))


@pytest.mark.parametrize("name", [name for name in names() if get(name).minima])
def test_minima_are_minima(name: str) -> None:
    f = get(name)
    for m in f.minima:
        here = np.array(m)
        assert f(here) == pytest.approx(f.fmin, abs=1e-13)
        around = here + 1e-3 * np.random.default_rng(3).normal(size=(50, *here.shape))
        assert min(f(x) for x in around) >= f.fmin - 1e-14
        if name not in ("ackley", "|x|"):
            assert np.abs(f.grad(here)).max() < 1e-13
            assert np.all(np.linalg.eigvalsh(np.atleast_2d(f.hess(here))) > 0)


@pytest.mark.parametrize("name", [name for name in names(2) if get(name).minima])
def test_no_search_within_the_bounds_finds_less(name: str) -> None:
    f, bounds = get(name), get(name).bounds
    found = optimize.differential_evolution(
        f.f, bounds, rng=4, popsize=60, tol=1e-10, vectorized=True, updating="deferred"
    )
    assert found.fun == pytest.approx(f.fmin, abs=1e-7)
    assert min(np.linalg.norm(found.x - m) for m in f.minima) < 1e-3


def test_each_of_himmelblaus_minima_is_found_from_its_own_side() -> None:
    f = get("himmelblau")
    for m in f.minima:
        found = optimize.minimize(f.f, np.add(m, [0.3, -0.3]), jac=f.grad, tol=1e-12)
        assert np.allclose(found.x, m, atol=1e-7)


def test_functions_without_a_minimum_say_so() -> None:
    for name in ("saddle", "monkey saddle", "x**3", "exp", "sigmoid", "cube root"):
        assert get(name).minima == ()
        assert get(name).fmin is None


def test_the_condition_numbers_in_the_notes_are_right() -> None:
    for name, expected in (("ellipse", 10), ("booth", 9), ("matyas", 25)):
        assert f"condition number {expected}." in get(name).notes
        assert np.linalg.cond(get(name).hess(np.array([0.3, 0.4]))) == pytest.approx(expected)


def test_the_slope_of_a_ridge_is_steeper_than_its_data_alone() -> None:
    w = np.array([3.0, -2.0])
    lines = np.stack([np.ones(40), fields._T], axis=1)
    margins = fields._SIDES * (lines @ w)
    by_hand = -(fields._SIDES / (1 + np.exp(margins))) @ lines / 40 + w / 10
    assert np.allclose(get("logistic").grad(w), by_hand, rtol=1e-13)
    assert np.allclose(get("least squares").minima, np.linalg.lstsq(lines, fields._HEIGHTS)[0])
