"""What lesson 04 says in words and numbers, recomputed by another route than its own cells and pictures.

The routes: exact fractions, closed forms, roots of polynomials, SciPy, autograd.
"""

import inspect
import math
import re
from fractions import Fraction
from typing import Any

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
import scipy.optimize
from hypothesis import given
from hypothesis import strategies as st
from lessons import defaults, drawn, himmelblau, known, picture_cells, reached
from scipy.optimize import minimize, rosen, rosen_der

from coursekit.descent import gradient_descent
from coursekit.functions import get
from coursekit.pictures.descent.ends import draw_basins
from coursekit.pictures.regimes import thresholds

LESSON = "04_gradient_descent"


OWN = {"my_curve": ("s1-picture", "s2-picture"), "hills": ("s6-picture",)}  # and `mine` everywhere from section 3 on


def test_the_readers_own_function_stands_in_the_menu_of_every_picture_below_it():
    for cell, call in picture_cells(LESSON).items():
        offered = call["f"].values if "f" in call else ()  # one picture has a bowl of its own
        names = {getattr(f, "__name__", "") for f in offered}
        for own, cells in OWN.items():
            assert (own in names) == (cell in cells), cell
        if offered and int(re.match(r"s(\d+)", cell)[1]) >= 3:
            assert "mine" in names, cell
            assert call["f"].texts[-1] == "mine"


def walk(grad: Any, x: Any, rate: float, steps: int) -> list[Any]:
    path = [np.asarray(x, float)]
    for _ in range(steps):
        path.append(path[-1] - rate * np.asarray(grad(path[-1])))
    return path


# 1


def test_section_1_ten_steps_of_003_go_about_half_way():
    assert 0.5 < float(Fraction(94, 100) ** 10) < 0.55


def test_section_1_a_step_of_05_lands_on_the_bottom_and_one_of_1_as_high_as_before():
    factor = {rate: 1 - 2 * Fraction(rate) for rate in ("0.5", "1", "0.7", "0.3", "1.1")}
    assert factor["0.5"] == 0
    assert factor["1"] == -1
    assert -1 < factor["0.7"] < 0 < factor["0.3"] < 1
    assert factor["1.1"] < -1


def test_section_1_from_minus_09_at_003_the_point_never_gets_past_0():
    """On (-0.9, 0) a step multiplies x by 1 - 0.03 (4x² - 9x), which lies between 0 and 1: it stays negative."""
    x = np.linspace(-0.9, 0, 1001)[:-1]
    factor = 1 - 0.03 * (4 * x**2 - 9 * x)
    assert np.all((factor > 0) & (factor < 1))
    slope = autograd.grad(lambda t: t**4 - 3 * t**3 + 2)
    assert slope(0.0) == slope(2.25) == 0
    assert -0.01 < walk(slope, -0.9, 0.03, 1000)[-1] < 0


# 2


def test_section_2_the_rate_alone_stands_on_the_bottom_after_12_steps_and_as_high_as_before_after_24():
    place = [3 - Fraction(1, 4) * k for k in range(25)]
    assert (place[12], place[24]) == (0, -3)
    assert all(abs(a) < abs(b) for a, b in zip(place[1:13], place[:12], strict=True))


def test_section_2_the_other_two_rules_reach_it_and_climb():
    assert 3 * abs(1 - 2 * 0.25) ** 12 < 0.001
    assert 3 * abs(1 + 2 * 0.25) ** 12 > 300


def test_section_2_only_from_0_does_the_wrong_sign_not_climb():
    for start in np.linspace(-3, 3, 61):
        places = walk(lambda x: -2 * x, start, 0.25, 12)
        assert (places[-1] ** 2 > places[0] ** 2) == (abs(start) > 1e-9)


# 3


def test_section_3_a_start_on_the_gentle_axis_hides_zigzag_and_divergence():
    for rate in (0.16, 0.25):
        path = np.array(walk(lambda p: np.array([1, 10]) * p, [-3.5, 0.0], rate, 40))
        assert np.all(path[:, 1] == 0)
        assert np.all(np.diff(np.abs(path[:, 0])) < 0)


@pytest.mark.parametrize(
    ("rate", "name"), [(0.006, "crawling"), (0.05, "converging"), (0.16, "zigzag"), (0.25, "diverging")]
)
def test_section_3_the_four_rates_do_what_their_names_say(rate, name):
    path = np.array(walk(autograd.grad(lambda p: (p[0] ** 2 + 10 * p[1] ** 2) / 2), [-3.5, 1.5], rate, 40))
    across, sides = np.abs(path[:, 1]), np.sign(path[:8, 1])
    assert (across[-1] > across[0]) == (name == "diverging")
    assert np.all(sides[1:] == -sides[:-1]) == (name in ("zigzag", "diverging"))
    assert (abs(path[-1, 0]) > 0.7 * 3.5) == (name == "crawling")


@given(st.floats(0.1, 10), st.floats(1.01, 50))
def test_section_3_the_best_rate_has_the_smallest_larger_factor(mu, kappa):
    high = mu * kappa
    found = scipy.optimize.minimize_scalar(
        lambda rate: max(abs(1 - rate * mu), abs(1 - rate * high)), bounds=(0, 2 / high), options={"xatol": 1e-12}
    )
    assert found.x == pytest.approx(2 / (high + mu), rel=1e-5)
    assert found.fun == pytest.approx((kappa - 1) / (kappa + 1), abs=1e-5)


def test_section_3_the_curvatures_of_the_bowls_are_those_that_autograd_finds():
    half = autograd.hessian(lambda p: (p[0] ** 2 + 10 * p[1] ** 2) / 2)(np.array([0.3, -0.7]))
    booth = autograd.hessian(lambda p: (p[0] + 2 * p[1] - 7) ** 2 + (2 * p[0] + p[1] - 5) ** 2)(np.array([0.3, -0.7]))
    assert np.linalg.eigvalsh(half) == pytest.approx([1, 10])
    assert np.linalg.eigvalsh(booth) == pytest.approx([2, 18])
    assert float(f"{2 / 11:.3f}") == 0.182


# 4


def test_section_4_matyas_run_stops_after_17_steps_25_away():
    matyas = autograd.grad(lambda p: 0.26 * (p[0] ** 2 + p[1] ** 2) - 0.48 * p[0] * p[1])
    path = walk(matyas, [3, 4], 1.0, 30)
    stop = next(k for k, p in enumerate(path) if np.linalg.norm(matyas(p)) <= 0.1)
    assert stop == 17
    assert np.linalg.norm(path[stop]) == pytest.approx(2.5, abs=0.05)


def test_section_4_matyas_mu_is_004_so_a_gradient_of_01_allows_for_a_distance_of_25():
    hessian = autograd.hessian(lambda p: 0.26 * (p[0] ** 2 + p[1] ** 2) - 0.48 * p[0] * p[1])(np.zeros(2))
    assert np.linalg.eigvalsh(hessian) == pytest.approx([0.04, 1])
    assert pytest.approx(2.5) == 0.1 / 0.04


@given(st.tuples(st.floats(-9, 9), st.floats(-9, 9)), st.floats(0.1, 5), st.floats(1, 50))
def test_section_4_the_distance_is_at_most_the_gradient_over_mu(p, mu, kappa):
    gradient = np.array([mu * p[0], mu * kappa * p[1]])
    assert np.hypot(*p) <= np.hypot(*gradient) / mu * (1 + 1e-12) + 1e-300


def test_section_5_at_1e13_the_numbers_lie_0002_apart_and_the_frozen_run_is_26_million_million_away():
    assert np.spacing(1e13) == pytest.approx(0.002, rel=0.03)
    x, h = [-3.0, 4.0], 1e-4  # the textbook loop, on plain Python numbers
    for _ in range(100):
        grad = []
        for i in range(2):
            ahead, behind = x.copy(), x.copy()
            ahead[i] += h
            behind[i] -= h
            grad.append((sum(t * t for t in ahead) - sum(t * t for t in behind)) / (2 * h))
        x = [t - 10 * g for t, g in zip(x, grad, strict=True)]
    assert grad == [0, 0]
    assert np.hypot(*x) == pytest.approx(26e12, rel=0.01)


def test_section_5_with_a_step_that_grows_with_x_the_frozen_run_diverges():
    from_values = gradient_descent(get("sphere").f, [-3.0, 4.0], learning_rate=10, steps=1000)
    assert from_values.status == -1
    assert from_values.nit > 100


def test_section_4_each_digit_of_tol_costs_56_steps():
    assert pytest.approx(0.1, rel=0.02) == 0.96**56


# 6


def test_section_6_hills_has_four_valleys_and_the_two_deep_ones_are_where_x_times_y_is_negative():
    call = picture_cells(LESSON)["s6-picture"]
    hills = call["f"].values[call["f"].texts.index("hills")]
    ends = [scipy.optimize.minimize(hills, start) for start in ((3, 3), (3, -3), (-3, 3), (-3, -3))]
    assert [tuple(end.x.round(1)) for end in ends[1:3]] == [(3.5, -3.5), (-3.5, 3.5)]
    assert ends[1].fun == pytest.approx(ends[2].fun)
    assert ends[1].fun < ends[0].fun - 1
    _, artists = drawn(call["picture"], **defaults(call) | {"f": hills, "learning_rate": 0.1})
    assert [tuple(np.sign(end)) for end in artists.ends] == [(-1, 1), (-1, -1), (1, 1), (1, -1)]


@pytest.mark.parametrize("rate", [0.01, 0.0158, 0.0251])
def test_section_6_a_minimum_keeps_its_letter_whatever_the_rate(rate):
    call = picture_cells(LESSON)["s6-picture"]
    _, artists = drawn(call["picture"], **defaults(call) | {"learning_rate": rate})
    places = sorted([(3, 2), (-2.805118, 3.131312), (-3.779310, -3.283186), (3.584428, -1.848126)])
    assert len(artists.ends) == 4
    assert sum(end is not None for end in artists.ends) == {0.01: 4, 0.0158: 3, 0.0251: 0}[rate]
    for end, place in zip(artists.ends, places, strict=True):
        assert end is None or end == pytest.approx(place, abs=1e-3)


def test_section_6_the_map_is_3721_runs_of_100_steps_over_both_landscapes():
    names = inspect.signature(draw_basins).parameters
    assert (names["size"].default ** 2, names["steps"].default) == (3721, 100)
    call = picture_cells(LESSON)["s6-picture"]
    assert not {"size", "steps"} & set(call)
    assert {0.01, 0.0158} <= set(call["learning_rate"].values)


def test_section_6_about_2_starts_in_100_lead_to_a_minimum_that_is_not_the_nearest():
    minima = np.array(
        [
            scipy.optimize.fsolve(autograd.grad(himmelblau), p)
            for p in ((3.0, 2.0), (-3.0, 3.0), (-4.0, -3.0), (4.0, -2.0))
        ]
    )
    assert [himmelblau(p) for p in minima] == pytest.approx([0, 0, 0, 0], abs=1e-12)
    x = np.stack([grid.ravel() for grid in np.meshgrid(np.linspace(-5, 5, 61), np.linspace(-5, 5, 61))])
    nearest = np.linalg.norm(minima[:, :, None] - x, axis=1).argmin(axis=0)
    gradient = autograd.elementwise_grad(himmelblau)
    for _ in range(300):
        x = x - 0.01 * gradient(x)
    away = np.linalg.norm(minima[:, :, None] - x, axis=1)
    arrived = away.min(axis=0) < 0.01
    assert arrived.mean() > 0.99
    assert 0.01 < (arrived & (away.argmin(axis=0) != nearest)).mean() < 0.03


def test_section_6_only_the_minimum_in_the_lower_left_bends_too_much_for_the_rate_00158():
    """It has the smallest x of the four."""
    largest = {p: np.linalg.eigvalsh(autograd.hessian(himmelblau)(np.array(p)))[-1] for p in get("himmelblau").minima}
    by_x = [2 / largest[p] for p in sorted(largest)]
    assert by_x[0] < 0.0158 < min(by_x[1:])


def test_section_6_styblinski_tang_has_four_local_minima_and_one_global():
    def f(t: Any) -> Any:
        return (t**4 - 16 * t**2 + 5 * t) / 2

    roots = np.roots([2, 0, -16, 2.5])
    wells = [float(t) for t in roots.real if 6 * t**2 - 16 > 0]
    assert len(wells) == 2  # in each variable, so four in the plane
    assert f(min(wells)) < f(max(wells)) - 1


# 7


def test_section_7_the_valley_of_100_takes_346_steps_and_scaling_saves_a_little_more_than_half():
    def steps(matrix: Any) -> int:
        low, high = np.linalg.eigvalsh(matrix)
        x, k = np.array([1 / np.sqrt(low), 1 / np.sqrt(high)]), 0  # along both eigenvectors, as much of f in each
        first = value = low * x[0] ** 2 + high * x[1] ** 2
        while value > 1e-6 * first:
            x, k = x * (1 - 2 / (low + high) * np.array([low, high])), k + 1
            value = low * x[0] ** 2 + high * x[1] ** 2
        return k

    def turned(degrees: float) -> Any:
        t = np.deg2rad(degrees)
        u, v = np.array([np.cos(t), np.sin(t)]), np.array([-np.sin(t), np.cos(t)])
        return np.outer(u, u) + 100 * np.outer(v, v)

    def scaled(matrix: Any) -> Any:
        by = np.diag(np.diag(matrix) ** -0.5)
        return by @ matrix @ by

    plain = steps(turned(20))
    assert plain == steps(turned(0)) == steps(scaled(turned(45))) == 346
    assert 0.5 < 1 - steps(scaled(turned(20))) / plain < 0.6
    assert np.linalg.cond(scaled(turned(0))) == pytest.approx(1)
    assert np.linalg.cond(scaled(turned(20))) == pytest.approx(42.5, abs=0.05)


def test_section_7_the_number_of_steps_grows_in_proportion_to_the_condition_number():
    steps = [np.log(1e-6) / np.log(((k - 1) / (k + 1)) ** 2) for k in (100, 1000, 10_000)]
    assert steps[1] / steps[0] == pytest.approx(10, rel=1e-3)
    assert steps[2] / steps[1] == pytest.approx(10, rel=1e-3)


# 8


def test_section_8_the_simple_directions_are_those_along_and_across_and_the_way_is_straight_there():
    call = picture_cells(LESSON)["s8-picture"]
    for direction, bends in ((30, 1), (120, 10)):
        found = known(call["picture"], **defaults(call) | {"direction": direction})
        assert (found["bends"], found["off"]) == pytest.approx((bends, 0), abs=1e-9)
        across = np.array([-math.sin(math.radians(direction)), math.cos(math.radians(direction))])
        assert np.abs(found["path"] @ across).max() < 1e-12
    assert known(call["picture"], **defaults(call) | {"direction": 75})["off"] > 10


def test_section_8_booths_eigenvectors_are_the_diagonals():
    hessian = autograd.hessian(lambda p: (p[0] + 2 * p[1] - 7) ** 2 + (2 * p[0] + p[1] - 5) ** 2)(np.zeros(2))
    for value, vector in ((2, (1, -1)), (18, (1, 1))):
        assert hessian @ vector == pytest.approx(value * np.array(vector))


# 9 and 10


def heavy_ball(rate: float, beta: float, lam: float, nesterov: bool) -> Any:
    """The roots by which one direction of curvature `lam` is multiplied."""
    keep = 1 - rate * lam
    return np.roots([1, -(1 + beta) * keep, beta * keep] if nesterov else [1, -(beta + keep), beta])


@given(st.floats(0.01, 0.95), st.floats(0.1, 100), st.floats(0.02, 4), st.booleans())
def test_section_9_the_thresholds_with_momentum_are_those_of_the_roots(beta, lam, part, nesterov):
    smooth, _, limit = thresholds((lam / 3, lam), beta, nesterov)
    overshoots = ((1 - beta) / (1 + beta)) ** 2 if nesterov else (1 - np.sqrt(beta)) ** 2
    assert smooth == pytest.approx(overshoots / lam)
    for threshold, holds in (
        (smooth, lambda roots: np.all(np.abs(roots.imag) < 1e-9) and np.all(roots.real > -1e-9)),
        (limit, lambda roots: np.all(np.abs(roots) < 1)),
    ):
        below, above = (
            heavy_ball(threshold * (1 + d), beta, lam, nesterov) for d in (-0.02 * part / 4, 0.02 * part / 4)
        )
        assert holds(below)
        assert not holds(above)


def test_section_9_without_momentum_the_two_thresholds_are_those_of_plain_descent():
    for nesterov in (False, True):
        assert thresholds((1.0, 10.0), 0.0, nesterov) == pytest.approx((0.1, 2 / 11, 0.2))


def test_section_9_plain_descent_ends_at_025_and_momentum_075_a_million_times_lower():
    lam, start = np.array([1.0, 100.0]), np.array([-3.5, 1.5])
    ends = []
    for beta in (0.0, 0.75):
        last, x = start, start
        for _ in range(100):
            last, x = x, x - 0.0158 * lam * x + beta * (x - last)  # the heavy ball without a velocity
        ends.append(float(np.sum(lam * x**2) / 2))
    assert ends[0] == pytest.approx(0.25, abs=0.005)
    assert ends[1] < 1e-6
    assert ends[0] / ends[1] > 1e6


def test_section_9_too_much_momentum_is_not_there_after_100_steps():
    call = picture_cells(LESSON)["s9-picture"]
    values = defaults(call)
    assert reached(call, values | {"momentum": 0.75, "learning_rate": 0.0158})
    assert not reached(call, values | {"momentum": 0.95, "learning_rate": 0.0158})


def test_section_9_at_its_best_the_ball_needs_a_tenth_of_the_steps_for_100():
    kappa = 100
    beta = ((np.sqrt(kappa) - 1) / (np.sqrt(kappa) + 1)) ** 2
    rate = (2 / (np.sqrt(kappa) + 1)) ** 2
    size = max(np.max(np.abs(heavy_ball(rate, beta, lam, False))) for lam in (1, 3, 30, 100))
    assert np.log((kappa - 1) / (kappa + 1)) / np.log(size) == pytest.approx(0.1, rel=0.01)


def test_section_9_how_often_f_rises_does_not_tell_good_from_bad_but_f_at_the_end_does():
    slope, ends, rises = np.array([1, 100]), {}, {}
    for beta in (0.75, 0.8, 0.99):
        run = gradient_descent(
            lambda p: np.sum(slope * p**2) / 2,
            [-3.5, 1.5],
            grad=lambda p: slope * p,
            learning_rate=0.0158,
            momentum=beta,
            steps=100,
        )
        ends[beta], rises[beta] = run.fun, np.sum(np.diff(run.values) > 0)
    assert rises[0.75] < 20 < 40 < rises[0.8]
    assert ends[0.8] < ends[0.75] / 7
    assert ends[0.99] > ends[0.75]


@given(st.floats(0.05, 0.95), st.floats(1e-6, 1 - 1e-6))
def test_section_10_from_1_plus_the_root_of_beta_squared_on_both_roots_are_negative_and_above_minus_1(beta, part):
    start, end = (1 + np.sqrt(beta)) ** 2, 2 * (1 + beta)
    inside = (1 - np.sqrt(beta)) ** 2 + part * 4 * np.sqrt(beta)
    assert np.abs(heavy_ball(inside, beta, 1, False)) == pytest.approx(np.sqrt(beta))
    roots = heavy_ball(start + part * (end - start), beta, 1, False)
    assert np.abs(np.imag(roots)) == pytest.approx(0, abs=1e-5)
    assert np.all((np.real(roots) < 0) & (np.real(roots) > -1))


@pytest.mark.parametrize(("product", "sooner"), [(0.1, True), (0.5, True), (1.0, True), (1.3, True), (1.36, False)])
def test_section_10_nesterovs_swings_die_out_sooner_well_below_its_limit_and_later_close_to_it(product, sooner):
    heavy, early = (np.max(np.abs(heavy_ball(product, 0.8, 1, nesterov))) for nesterov in (False, True))
    assert (early < heavy) == sooner


def test_section_9_the_velocity_grows_a_hundredfold_for_099():
    v = 0.0
    for _ in range(3000):
        v = 0.99 * v - 1
    assert v == pytest.approx(-100)


# 11


def test_section_11_the_cliff_is_a_tenth_above_the_best_rate():
    assert pytest.approx(1.1) == (2 / 10) / (2 / 11)


def test_section_11_backtracking_of_the_rosenbrock_step_is_found_by_scipys_armijo_rule():
    x = np.array([-1.2, 1.0])
    g = rosen_der(x)
    t = next(0.5**k for k in range(60) if rosen(x - 0.5**k * g) <= rosen(x) - 1e-4 * 0.5**k * g @ g)
    assert t == 0.0009765625
    assert f"{rosen(x):.1f} {rosen(x - t * g):.1f}" == "24.2 5.1"


# 12


def test_section_12_forty_steps_bring_the_cost_within_0001():
    start = float(np.hypot(5, 5))
    assert start * 0.8**40 < 1e-3 < start * 0.8**39


def test_section_12_the_gradient_of_the_cost_and_its_best_rate():
    def cost(theta: Any) -> Any:
        return anp.sum((theta - 5.0) ** 2)

    assert autograd.grad(cost)(np.array([1.0, 7.5])) == pytest.approx([2 * (1 - 5), 2 * (7.5 - 5)])
    low, high = np.linalg.eigvalsh(autograd.hessian(cost)(np.zeros(2)))
    assert (low, high, 2 / (low + high)) == pytest.approx((2, 2, 0.5))


def test_section_12_scipy_needs_fewer_than_10_evaluations():
    small = minimize(lambda p: (np.sum((p - 5) ** 2), 2 * (p - 5)), [0.0, 0.0], jac=True)
    assert small.success
    assert small.nfev < 10


def test_section_12_the_slider_has_0501():
    assert 0.501 in picture_cells(LESSON)["s12-picture"]["learning_rate"].values


def test_section_7_nesterov_diverges_above_0_014_where_the_heavy_ball_still_converges():
    """For a momentum of 0.75 and L = 100; the limits by experiment, not by the roots."""
    start, grad = [-3.5, 1.5], lambda p: np.array([1, 100]) * p
    valley = lambda p: (p[0] ** 2 + 100 * p[1] ** 2) / 2  # noqa: E731
    for nesterov, limit in ((True, 0.014), (False, 0.035)):
        ends = [
            gradient_descent(
                valley, start, grad=grad, learning_rate=rate, steps=500, momentum=0.75, nesterov=nesterov
            ).fun
            for rate in (0.98 * limit, 1.02 * limit)
        ]
        assert ends[0] < 1e-3
        assert ends[1] > 1e6
