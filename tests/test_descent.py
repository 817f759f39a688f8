"""Descent against its closed form, its four ways to end, and what it must never do to its caller."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize

from coursekit.descent import SweepResult, backtracking_line_search, gradient_descent, sgd, sweep
from coursekit.functions import get

few = settings(max_examples=40, deadline=None)
sphere = get("sphere")
seeds = st.integers(0, 10_000)


def quadratic(seed: int, n: int):
    """Make ½ xᵀAx with a random A = QΛQᵀ: the function, its gradient, Λ and Q."""
    rng = np.random.default_rng(seed)
    q, _ = np.linalg.qr(rng.normal(size=(n, n)))
    eigenvalues = rng.uniform(0.1, 4, n)
    a = q * eigenvalues @ q.T
    return (lambda x: np.sum(x * (a @ x), axis=0) / 2), (lambda x: a @ x), eigenvalues, q


# --- the rule ---


@few
@given(seed=seeds, n=st.integers(1, 6), share=st.floats(0.05, 1.9))
def test_descent_on_a_quadratic_is_its_closed_form(seed: int, n: int, share: float) -> None:
    f, grad, eigenvalues, q = quadratic(seed, n)
    x0, rate = np.random.default_rng(seed + 1).normal(size=n), share / eigenvalues.max()
    run = gradient_descent(f, x0, grad=grad, learning_rate=rate, steps=30)
    k = np.arange(31)[:, None]
    exact = ((1 - rate * eigenvalues) ** k * (q.T @ x0)) @ q.T
    assert np.allclose(run.path, exact[: len(run.path)], rtol=0, atol=1e-12 * np.abs(exact).max())
    assert np.allclose(run.values, [f(x) for x in run.path], rtol=1e-12)
    numerical = gradient_descent(f, x0, learning_rate=rate, steps=30)
    assert np.allclose(numerical.path, exact[: len(numerical.path)], rtol=0, atol=1e-6 * np.abs(exact).max())


@few
@given(seed=seeds, n=st.integers(1, 6), share=st.floats(0.01, 0.99))
def test_a_rate_below_one_over_l_never_goes_up(seed: int, n: int, share: float) -> None:
    f, grad, eigenvalues, _ = quadratic(seed, n)
    x0 = np.random.default_rng(seed).normal(size=n)
    run = gradient_descent(f, x0, grad=grad, learning_rate=share / eigenvalues.max(), steps=50)
    assert np.all(np.diff(run.values) < 0)
    assert run.status == 1


def test_the_thresholds_of_the_lesson() -> None:
    f, grad, eigenvalues, _ = quadratic(3, 4)
    smoothest, steepest = eigenvalues.min(), eigenvalues.max()

    def end(rate: float) -> float:
        return float(np.linalg.norm(gradient_descent(f, np.ones(4), grad=grad, learning_rate=rate, steps=200).x))

    assert end(1.99 / steepest) < end(1e-9)
    assert end(2.01 / steepest) > end(1e-9)
    best = 2 / (steepest + smoothest)
    assert end(best) < min(end(0.8 * best), end(1.2 * best))


def test_path_values_and_counts_belong_together() -> None:
    calls = {"f": 0, "grad": 0}

    def f(x):
        calls["f"] += 1
        return np.sum(x**2, axis=0)

    def grad(x):
        calls["grad"] += 1
        return 2 * x

    run = gradient_descent(f, [3, 4], grad=grad, learning_rate=0.1, steps=7)
    assert len(run.path) == len(run.values) == run.nit + 1 == 8
    assert np.array_equal(run.path[0], [3, 4])
    assert np.array_equal(run.path[-1], run.x)
    assert run.fun == run.values[-1] == pytest.approx(25 * 0.8**14)
    assert np.allclose(run.grad, 2 * run.x)
    assert run.njev == calls["grad"] == 8
    assert 8 <= run.nfev <= 12  # once at each point, and again at a few, alone
    assert calls["f"] < 8  # the values of the path are computed together
    assert (run.success, run.status, run.message) == (False, 1, "The steps are used up.")


def test_momentum_and_nesterov_as_the_lesson_writes_them() -> None:
    grad, rate, part = get("booth").grad, 0.03, 0.8
    for nesterov in (False, True):
        x, v, by_hand = np.array([-5.0, 4.0]), np.zeros(2), []
        for _ in range(20):
            by_hand.append(x)
            v = part * v - rate * grad(x + part * v if nesterov else x)
            x = x + v
        run = gradient_descent(
            get("booth"), [-5, 4], grad=grad, learning_rate=rate, momentum=part, nesterov=nesterov, steps=20
        )
        assert np.array_equal(run.path, [*by_hand, x])


@few
@given(seed=seeds)
def test_momentum_0_is_plain_descent_bitwise(seed: int) -> None:
    f, grad, eigenvalues, _ = quadratic(seed, 3)
    start, rate = np.ones(3), 1 / eigenvalues.max()
    plain = gradient_descent(f, start, grad=grad, learning_rate=rate)
    assert np.array_equal(gradient_descent(f, start, grad=grad, learning_rate=rate, momentum=0).path, plain.path)
    nesterov = gradient_descent(f, start, grad=grad, learning_rate=rate, momentum=0, nesterov=True)
    assert np.array_equal(nesterov.path, plain.path)


def test_momentum_is_quicker_in_a_long_valley() -> None:
    def f(x):
        return (x[0] ** 2 + 100 * x[1] ** 2) / 2

    def steps(**how) -> int:
        return gradient_descent(f, [10, 1], grad=lambda x: x * [1, 100], tol=1e-6, steps=5000, **how).nit

    best = ((10 - 1) / (10 + 1)) ** 2
    assert steps(learning_rate=4 / 11**2, momentum=best) < steps(learning_rate=2 / 101) / 4


def test_a_number_is_a_start_for_a_function_of_one_variable() -> None:
    run = gradient_descent(get("x**4 - 3x**3 + 2"), 3, grad=get("x**4 - 3x**3 + 2").grad, learning_rate=0.02, steps=500)
    assert run.x == pytest.approx(2.25)
    assert type(run.x) is type(run.fun) is type(run.grad) is float
    assert run.path.shape == (run.nit + 1,)
    flat = gradient_descent(
        get("x**4 - 3x**3 + 2"), -1, grad=get("x**4 - 3x**3 + 2").grad, learning_rate=0.02, steps=500
    )
    assert -0.1 < flat.x < 0  # it crawls to the flat place at 0
    assert gradient_descent(lambda x: math.cosh(x), 1.0, steps=200).x == pytest.approx(0, abs=1e-6)


def test_a_matrix_is_a_start_too() -> None:
    target = np.arange(6.0).reshape(2, 3)
    run = gradient_descent(lambda w: np.sum((w - target) ** 2), np.zeros((2, 3)), learning_rate=0.25, steps=60)
    assert np.allclose(run.x, target, atol=1e-6)
    assert run.path.shape == (run.nit + 1, 2, 3)


def test_an_f_for_one_point_only_is_served() -> None:
    def f(x):
        return (x[0] - 1) ** 2 + x[1] ** 2 if x[0] > -10 else math.inf

    assert np.allclose(gradient_descent(f, [3, 4], steps=200).x, [1, 0], atol=1e-6)
    assert np.allclose(gradient_descent(f, [3, 4], grad=lambda x: 2 * (x - [1, 0])).values[:2], [20, 12.8])


# --- how it ends ---


def test_status_0_the_gradient_is_no_longer_than_tol() -> None:
    run = gradient_descent(sphere, [3.0, 4.0], grad=sphere.grad, learning_rate=0.25, tol=1e-3, steps=1000)
    lengths = np.linalg.norm([sphere.grad(x) for x in run.path], axis=1)
    assert (run.status, run.success) == (0, True)
    assert lengths[-1] <= 1e-3 < lengths[-2]


def test_a_start_at_the_minimum_is_the_answer() -> None:
    for steps in (0, 10):
        run = gradient_descent(sphere, [0, 0], grad=sphere.grad, steps=steps)
        assert (run.status, run.nit, len(run.path)) == (0, 0, 1)


def test_tol_is_met_on_the_very_last_step() -> None:
    run = gradient_descent(sphere, [1.0], grad=sphere.grad, learning_rate=0.5, steps=1)
    assert (run.status, run.nit, run.x) == (0, 1, 0.0)


def test_status_1_with_no_steps_at_all() -> None:
    run = gradient_descent(sphere, [3, 4], steps=0)
    assert (run.status, run.nit, run.fun) == (1, 0, 25.0)
    assert np.array_equal(run.path, [[3, 4]])


@pytest.mark.parametrize("grad", [None, sphere.grad])
@pytest.mark.parametrize("rate", [10.0, 1e300])
def test_status_minus_1_keeps_every_finite_point(grad, rate: float, capfd: pytest.CaptureFixture[str]) -> None:
    run = gradient_descent(sphere, [-3, 4], grad=grad, learning_rate=rate, steps=1000)
    assert (run.status, run.success) == (-1, False)
    assert np.isfinite(run.path).all()
    assert np.isfinite(run.values).all()
    assert run.fun == run.values[-1]
    assert "learning_rate" in run.message
    exact = np.outer((1 - 2 * 10.0) ** np.arange(len(run.path)), [-3, 4])
    assert rate != 10 or np.allclose(run.path, exact, rtol=1e-6)
    assert rate != 10 or 19 ** len(run.path) > 1e153  # it went on until x² was too large
    assert capfd.readouterr().err == ""


def test_what_froze_the_textbook_descent_goes_on() -> None:
    run = gradient_descent(sphere, [-3.0, 4.0], learning_rate=10, steps=100)
    assert np.allclose(run.x, [-2.25e128, 3.00e128], rtol=2e-3)
    assert run.status == 1


def test_a_plane_runs_to_the_end_of_all_numbers() -> None:
    run = gradient_descent(lambda x: -x[0], [1e308], grad=lambda x: np.array([-1.0]), learning_rate=4e307, steps=10)
    assert run.status == -1
    assert np.isfinite(run.path).all()


def test_status_minus_2_a_step_too_small_to_change_x() -> None:
    run = gradient_descent(lambda x: x[0], [1e20], grad=lambda x: np.array([1.0]), learning_rate=0.1)
    assert (run.status, run.nit) == (-2, 0)
    assert "too small" in run.message
    assert np.array_equal(run.path, [[1e20]])


def test_a_pause_of_the_momentum_is_not_the_end() -> None:
    # v is exactly 0 in the first step, although the gradient is not: the look-ahead finds a flat place
    grads = iter([np.array([0.0]), np.array([1.0]), np.array([1.0])])
    run = gradient_descent(lambda x: x[0], [5.0], grad=lambda x: next(grads), learning_rate=0.5, steps=2, tol=0)
    assert run.status == 0  # without momentum a gradient of 0 is the end
    rise = iter([2.0, -1.0, 1.0, 1.0])
    run = gradient_descent(
        lambda x: x[0], [5.0], grad=lambda x: np.array([next(rise)]), learning_rate=0.5, momentum=0.5, steps=3
    )
    assert run.path.ravel().tolist() == [5.0, 4.0, 4.0, 3.5]  # v: -1, then -0.5 + 0.5 = 0, then -0.5


def test_an_f_that_is_nan_ends_the_path() -> None:
    run = gradient_descent(lambda x: np.nan * x[0], [1.0, 2.0])
    assert (run.status, run.nit) == (-1, 0)
    assert math.isnan(run.fun)
    edge = gradient_descent(lambda x: np.where(x[0] > 0, x[0], np.nan), [1.05], grad=lambda x: np.ones(1), steps=20)
    assert edge.status == -1
    assert edge.path.ravel() == pytest.approx(np.arange(1.05, 0, -0.1))
    nan_slope = gradient_descent(sphere, [1.0], grad=lambda x: x * np.nan)
    assert (nan_slope.status, nan_slope.nit) == (-1, 0)


def test_gradients_too_small_to_square_are_not_zero() -> None:
    run = gradient_descent(lambda x: 1e-200 * x[0], [0.0], grad=lambda x: np.array([1e-200]), steps=3)
    assert (run.status, run.nit) == (1, 3)
    run = gradient_descent(
        lambda x: 1e200 * x[0], [0.0], grad=lambda x: np.array([1e200]), learning_rate=1e-200, steps=3
    )
    assert (run.status, run.nit) == (1, 3)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_a_start_where_f_is_no_number_is_named(value: float, capfd: pytest.CaptureFixture[str]) -> None:
    for grad in (None, lambda x: np.ones(2)):
        run = gradient_descent(lambda x: x[0] + value, [1.0, 2.0], grad=grad)
        assert (run.status, run.nit) == (-1, 0)
        assert run.message == f"f is {value} at the start; start where it is finite."
    assert gradient_descent(lambda x: np.log(x[0]), [-1.0]).message.startswith("f is nan at the start")
    no_slope = gradient_descent(sphere, [1.0], grad=lambda x: x * np.nan)
    assert no_slope.message == "The gradient is not finite at the start, where f = 1; start somewhere else."
    assert capfd.readouterr() == ("", "")


def test_a_run_that_grows_is_told_so_although_its_steps_are_used_up() -> None:
    for grad in (None, sphere.grad):
        run = gradient_descent(sphere, [2e5, 2e5], grad=grad, learning_rate=10, steps=66)
        assert (run.status, run.success) == (1, False)
        assert run.message.startswith(f"The steps are used up, and f grew from 8e+10 to {run.fun:.3g}. Try a smaller")
    uphill = gradient_descent(sphere, [1.0], grad=lambda x: -2 * x)
    assert "check the gradient with check_gradient" in uphill.message


def test_a_line_search_along_a_wrong_gradient_points_to_the_gradient() -> None:
    run = gradient_descent(sphere, [3.0, 4.0], grad=lambda x: -2 * x, line_search=backtracking_line_search)
    assert (run.status, run.nit) == (-2, 0)
    assert "no step against the gradient on which f falls" in run.message
    assert "check_gradient(f, grad, x)" in run.message
    assert "learning_rate" not in run.message


def test_a_step_too_small_asks_for_a_larger_rate() -> None:
    assert (
        "Try a larger learning_rate" in gradient_descent(sphere, [3.0], grad=sphere.grad, learning_rate=1e-18).message
    )


@pytest.mark.parametrize("momentum", [0.0, 0.9])
def test_a_look_ahead_beyond_all_numbers_is_the_end_and_no_error(momentum: float) -> None:
    run = gradient_descent(
        lambda x: -(x[0] ** 3), [1.0, 1.0], learning_rate=10, momentum=momentum, nesterov=bool(momentum), steps=500
    )
    assert run.status == -1
    assert np.isfinite(run.path).all()


# --- what it must not do ---


def test_the_callers_start_is_never_changed_and_integers_will_do() -> None:
    for start in (np.array([3, 4]), np.array([3.0, 4.0]), [3, 4], np.array([3, 4], np.int8)):
        before = np.array(start)
        for run in (
            gradient_descent(sphere, start, steps=3),
            gradient_descent(sphere, start, grad=sphere.grad, steps=3, momentum=0.5),
            sgd(lambda x, i: 2 * x, start, 4, learning_rate=0.1, batch_size=4, epochs=3),
        ):
            run.x[:] = 99
            assert np.array_equal(start, before)
            assert run.path.dtype == float
            assert np.array_equal(run.path[0], [3, 4])
        sweep(sphere.grad, start, 0.1, steps=3)
        assert np.array_equal(start, before)


def test_a_gradient_cannot_write_to_the_path() -> None:
    def rude(x):
        if x[0] != 1.0:  # not yet at the start, which is the caller's
            x *= 2
        return 2 * x

    for run in (
        lambda: gradient_descent(sphere, [1.0, 2.0], grad=rude),
        lambda: gradient_descent(sphere, [1.0, 2.0], grad=rude, momentum=0.9),
        lambda: gradient_descent(sphere, [3.0, 4.0], grad=rude, steps=0),
        lambda: sgd(lambda x, _: rude(x), [3.0, 4.0], 1, learning_rate=0.1, batch_size=1, epochs=0),
        lambda: sweep(rude, [1.0, 2.0], 0.1, steps=3),
        lambda: sweep(rude, [3.0, 4.0], 0.1, steps=0),
    ):
        with pytest.raises(ValueError, match="read-only"):
            run()


def test_a_gradient_that_returns_its_own_array_again_and_again() -> None:
    own = np.zeros(2)

    def grad(x):
        own[:] = 2 * x
        return own

    run = gradient_descent(sphere, [3.0, 4.0], grad=grad, steps=5)
    assert np.allclose(run.path, np.outer(0.8 ** np.arange(6), [3, 4]))
    assert np.allclose(run.grad, 2 * run.x)
    grad(np.ones(2))
    assert np.allclose(run.grad, 2 * run.x)


# --- line search ---


@few
@given(seed=seeds, t=st.floats(0.01, 100), rho=st.floats(0.1, 0.9), c1=st.floats(1e-4, 0.4))
def test_armijos_rule_holds_after_a_line_search(seed: int, t: float, rho: float, c1: float) -> None:
    f, x = get("rosenbrock"), np.random.default_rng(seed).uniform(-2, 2, 2)
    g = f.grad(x)
    step, nfev = backtracking_line_search(f, x, -g, g, t=t, rho=rho, c1=c1, max_iter=500)
    assert 0 < step <= t
    assert f(x - step * g) <= f(x) - c1 * step * (g @ g)
    assert step == pytest.approx(t * rho ** (nfev - 2))
    assert step == t or f(x - step / rho * g) > f(x) - c1 * step / rho * (g @ g)  # the one before was too long


def test_a_line_search_that_finds_nothing_says_0() -> None:
    assert backtracking_line_search(lambda x: -float(x[0] == 0), [0.0], [1.0], [-1.0], max_iter=5) == (0.0, 6)
    run = gradient_descent(
        lambda x: -float(x[0] == 0), [0.0], grad=lambda x: np.array([1.0]), line_search=backtracking_line_search
    )
    assert run.status == -2


def test_a_line_search_steps_over_what_is_not_a_number() -> None:
    with np.errstate(all="ignore"):
        step, _ = backtracking_line_search(lambda x: x[0] - np.log(x[0]), [3.0], [-8.0], [2 / 3])
    assert 3 - 8 * step > 0


def test_descent_with_a_line_search_never_goes_up_and_counts_its_calls() -> None:
    calls = 0

    def f(x):
        nonlocal calls
        calls += x[0].size
        return get("rosenbrock").f(x)

    run = gradient_descent(
        f, [-1.2, 1], grad=get("rosenbrock").grad, line_search=backtracking_line_search, steps=20000, tol=1e-2
    )
    assert run.status == 0
    assert np.allclose(run.x, 1, atol=0.05)
    assert np.all(np.diff(run.values) < 0)
    assert run.nfev == calls


# --- batches ---


def test_a_batch_of_everything_is_plain_descent_bitwise() -> None:
    rng = np.random.default_rng(1)
    a, b = rng.normal(size=(30, 3)), rng.normal(size=30)

    def grad(x, i):
        return a[i].T @ (a[i] @ x - b[i]) / len(i)

    for momentum in (0.0, 0.7):
        plain = gradient_descent(
            lambda x: 0 * x[0], np.zeros(3), grad=lambda x: grad(x, np.arange(30)), steps=25, momentum=momentum
        )
        batch = sgd(grad, np.zeros(3), 30, learning_rate=0.1, batch_size=30, epochs=25, momentum=momentum, rng=7)
        assert np.array_equal(batch.path, plain.path)


@few
@given(n=st.integers(1, 30), data=st.data())
def test_each_epoch_sees_every_sample_once(n: int, data: st.DataObject) -> None:
    size, epochs = data.draw(st.integers(1, n)), data.draw(st.integers(0, 3))
    seen = []

    def grad(x, i):
        seen.append(np.array(i))
        return 1 + 0 * x

    run = sgd(grad, [0.0], n, learning_rate=0.1, batch_size=size, epochs=epochs, rng=1)
    batches, rest = seen[:-1], seen[-1]
    per_epoch = math.ceil(n / size)
    assert run.nit == len(batches) == epochs * per_epoch
    assert np.array_equal(rest, np.arange(n))
    for epoch in range(epochs):
        mine = batches[epoch * per_epoch : (epoch + 1) * per_epoch]
        assert np.array_equal(np.sort(np.concatenate(mine)), np.arange(n))
        assert all(len(batch) == size for batch in mine[:-1])


def test_batches_come_in_the_order_of_the_seed_and_find_the_mean() -> None:
    data = np.random.default_rng(2).normal(5, 1, 200)

    def run(rng):
        return sgd(lambda x, i: x - data[i].mean(), [0.0], 200, learning_rate=0.05, batch_size=5, epochs=20, rng=rng)

    assert np.array_equal(run(3).path, run(np.random.default_rng(3)).path)
    assert not np.array_equal(run(3).path, run(4).path)
    assert run(3).x == pytest.approx(data.mean(), abs=0.2)
    assert run(3).fun is None
    assert run(3).grad == pytest.approx(run(3).x - data.mean())


def test_a_batch_that_is_content_does_not_stop_the_others() -> None:
    data = np.array([0.0, 10.0])
    run = sgd(lambda x, i: x - data[i].mean(), [0.0], 2, learning_rate=0.5, batch_size=1, epochs=5, rng=0)
    assert run.nit == 10


def test_batches_that_diverge_say_so() -> None:
    run = sgd(lambda x, i: -x * 1e200, [1.0], 4, learning_rate=1.0, batch_size=2, epochs=9)
    assert run.status == -1
    assert np.isfinite(run.path).all()
    leap = sgd(lambda x, i: np.array([1e305]), [1.0], 1, learning_rate=1e10, batch_size=1, epochs=3)
    assert (leap.status, leap.path.tolist()) == (-1, [[1.0]])


# --- many at once ---


@few
@given(seed=seeds, momentum=st.sampled_from([0.0, 0.9]))
def test_each_column_of_a_sweep_is_the_single_run_bitwise(seed: int, momentum: float) -> None:
    rng = np.random.default_rng(seed)
    f, starts, rates = get("himmelblau"), rng.uniform(-4, 4, (2, 6)), 10 ** rng.uniform(-4, -1.5, 6)
    many = sweep(f.grad, starts, rates, steps=40, momentum=momentum)
    assert isinstance(many, SweepResult)
    assert many.path.shape == (41, 2, 6)
    for j in range(6):
        one = gradient_descent(f, starts[:, j], grad=f.grad, learning_rate=rates[j], steps=40, momentum=momentum)
        assert np.array_equal(many.path[: len(one.path), :, j], one.path)
        assert one.status == -1 or many.status[j] == one.status  # a single run also ends where f is not finite


def test_many_rates_from_one_start_and_one_rate_from_many() -> None:
    rates = np.linspace(0.05, 1.2, 24)
    path = sweep(sphere.grad, [3, 4], rates, steps=10).path
    assert np.allclose(path[-1], np.outer([3, 4], (1 - 2 * rates) ** 10))
    assert sweep(sphere.grad, np.ones((2, 5)), 0.1, steps=3).path.shape == (4, 2, 5)
    assert sweep(sphere.grad, 3.0, 0.1, steps=0).path.shape == (1, 1, 1)


def test_a_sweep_knows_how_each_run_ended(capfd: pytest.CaptureFixture[str]) -> None:
    assert sweep(sphere.grad, [3, 4], [0.1, 0.5, 10], steps=300).status.tolist() == [1, 0, -1]
    assert sweep(lambda x: 1 + 0 * x, [[1e20, 1.0]], 0.1, steps=5).status.tolist() == [-2, 1]
    assert sweep(lambda x: 1 + 0 * x, [[1e20], [1.0]], 0.1, steps=5).status.tolist() == [1]  # one of two is stuck
    assert sweep(sphere.grad, [[0.0, 1.0]], 0.1, steps=0).status.tolist() == [0, 1]
    assert capfd.readouterr().err == ""


# --- against others, and errors ---


@pytest.mark.parametrize(
    "name", ["booth", "matyas", "ellipse", "three-hump camel", "least squares", "logistic", "mccormick"]
)
def test_descent_finds_what_scipy_finds(name: str) -> None:
    f, start = get(name), np.array([0.5, 0.7])
    scipys = optimize.minimize(f.f, start, jac=f.grad, tol=1e-10)
    curvature = np.linalg.eigvalsh(f.hess(scipys.x)).max()
    run = gradient_descent(f, start, grad=f.grad, learning_rate=1 / (2 * curvature), steps=20000, tol=1e-9)
    assert run.success
    assert np.allclose(run.x, scipys.x, atol=1e-5)
    assert run.fun == pytest.approx(scipys.fun, abs=1e-9)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: gradient_descent(sphere, [1.0], learning_rate=0), ValueError, "learning_rate must be positive.*0"),
        (lambda: gradient_descent(sphere, [1.0], learning_rate=-0.1), ValueError, "-0.1"),
        (lambda: gradient_descent(sphere, [1.0], learning_rate=math.nan), ValueError, "nan"),
        (lambda: gradient_descent(sphere, [1.0], learning_rate=math.inf), ValueError, "inf"),
        (lambda: gradient_descent(sphere, [1.0], learning_rate="fast"), ValueError, "fast"),
        (lambda: gradient_descent(sphere, [1.0], learning_rate=[0.1, 0.2]), ValueError, "one number.*sweep"),
        (lambda: gradient_descent(sphere, [1.0], steps=-1), ValueError, "steps must be a non-negative integer.*-1"),
        (lambda: gradient_descent(sphere, [1.0], steps=1.5), ValueError, "1.5"),
        (lambda: gradient_descent(sphere, [1.0], steps=True), ValueError, "True"),
        (lambda: gradient_descent(sphere, [1.0], momentum=1.5), ValueError, "momentum must lie between 0 and 1"),
        (lambda: gradient_descent(sphere, [1.0], tol=-1), ValueError, "tol"),
        (lambda: gradient_descent(sphere, [1.0], tol=math.nan), ValueError, "tol"),
        (lambda: gradient_descent(sphere, [math.nan]), ValueError, "x0 must be finite"),
        (lambda: gradient_descent(sphere, ["a"]), TypeError, "x0"),
        (lambda: gradient_descent(sphere, [True]), TypeError, "bool"),
        (lambda: gradient_descent(sphere, [1.0, 2.0], grad=lambda x: x[:1]), ValueError, "shape of x"),
        (lambda: gradient_descent(lambda x: x, [1.0, 2.0], grad=lambda x: x), ValueError, "one number"),
        (
            lambda: gradient_descent(lambda x: None, [1.0, 2.0], grad=lambda x: x),
            TypeError,
            "None .is its return missing",
        ),
        (
            lambda: gradient_descent(sphere, [1.0], line_search=backtracking_line_search, momentum=0.5),
            ValueError,
            "without momentum",
        ),
        (lambda: backtracking_line_search(sphere, [1.0], [1.0], [2.0]), ValueError, "downhill.*slope.*2"),
        (lambda: backtracking_line_search(sphere, [1.0], [-1.0], [2.0], rho=1), ValueError, "rho"),
        (lambda: backtracking_line_search(sphere, [1.0], [-1.0], [2.0], t=0), ValueError, "t must be positive"),
        (lambda: backtracking_line_search(lambda x: math.nan, [1.0], [-1.0], [2.0]), ValueError, "f is nan"),
        (lambda: sgd(sphere, [1.0], 4, learning_rate=0.1, batch_size=0, epochs=1), ValueError, "from 1 to 4.*0"),
        (lambda: sgd(sphere, [1.0], 4, learning_rate=0.1, batch_size=1.5, epochs=1), ValueError, "a positive integer"),
        (lambda: sgd(sphere, [1.0], 4, learning_rate=0.1, batch_size=5, epochs=1), ValueError, "from 1 to 4.*5"),
        (lambda: sgd(sphere, [1.0], 4, learning_rate=0.1, batch_size=2, epochs=-1), ValueError, "epochs"),
        (lambda: sweep(sphere.grad, np.ones((2, 3)), [0.1, 0.2], steps=3), ValueError, "3 starts.*as many"),
        (lambda: gradient_descent(sphere, [], grad=sphere.grad), ValueError, "x0 is empty"),
        (lambda: gradient_descent(9.0, [1.0]), TypeError, "f must be a function.*not f.x."),
        (lambda: gradient_descent(sphere, [1.0], grad=9.0), TypeError, "grad must be a function"),
        (lambda: gradient_descent(sphere, [1.0], momentum=None), TypeError, "momentum must be real numbers.*None"),
        (lambda: gradient_descent(sphere, [1.0], tol=None), TypeError, "tol must be real numbers.*None"),
        (lambda: gradient_descent(sphere, [1.0], nesterov="no"), TypeError, "nesterov must be True or False"),
        (lambda: gradient_descent(sphere, [1.0], grad=lambda x: None), TypeError, "grad returned None"),
        (lambda: gradient_descent(sphere, [1.0], grad=lambda x: 1j * x), TypeError, "grad returned complex128"),
        (lambda: gradient_descent(sphere, [1.0, 2.0], grad=lambda x, y: x), TypeError, "grad must take one argument"),
        (lambda: gradient_descent(lambda x: (x[0], 2 * x), [1.0, 2.0]), TypeError, "f returned tuple.*the value alone"),
        (
            lambda: gradient_descent(sphere, [1.0], line_search=lambda *a: 0.1),
            TypeError,
            r"line_search must return.*0\.1",
        ),
        (lambda: gradient_descent(sphere, [1.0], line_search=0.1), TypeError, "line_search must be a function"),
        (lambda: gradient_descent(sphere, [1.0], grad=sphere.grad, steps=10**15), ValueError, "memory"),
        (lambda: backtracking_line_search(sphere, [1.0, 2.0], [[-1.0], [-2.0]], [1.0, 2.0]), ValueError, "one shape"),
        (lambda: backtracking_line_search(sphere, [1.0], [-1.0], [2.0], c1=None), TypeError, "c1"),
        (lambda: backtracking_line_search(sphere, [1.0], [-1.0], [2.0], max_iter=-1), ValueError, "max_iter"),
        (
            lambda: sgd(sphere, [1.0], 0, learning_rate=0.1, batch_size=1, epochs=1),
            ValueError,
            "n_samples must be at least",
        ),
        (
            lambda: sgd(sphere, [1.0], 4, learning_rate=0.1, batch_size=1, epochs=1, rng="a"),
            TypeError,
            "rng must be a seed",
        ),
        (lambda: sweep(sphere.grad, [1.0], [[0.1, 0.2]], steps=3), ValueError, "learning_rate has shape"),
        (lambda: sweep(sphere.grad, np.ones((2, 3, 4)), 0.1, steps=3), ValueError, "x0 has shape"),
        (lambda: sweep(sphere.grad, [1.0], [], steps=3), ValueError, "learning_rate has shape"),
        (lambda: sweep(sphere.grad, [1.0], [0.1, 0.0], steps=3), ValueError, "learning_rate"),
        (lambda: sweep(sphere.grad, [1.0], 0.1, steps=-3), ValueError, "steps"),
        (lambda: sweep(lambda x: x[0], [1.0, 2.0], 0.1, steps=3), ValueError, "shape of x"),
    ],
)
def test_bad_input_is_named_with_its_remedy(call, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=f"(?s).*{words}"):
        call()
