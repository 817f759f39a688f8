"""Richardson's extrapolation: exact where f has all its digits, honest where it has not, and aware of kinks."""

import math
from collections.abc import Callable
from typing import Any

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coursekit.derivative import derivative, richardson
from coursekit.numerics.regression import regress
from tools.accuracy_suite import (
    FEW_DIGITS,
    NO_DERIVATIVE,
    SMOOTH,
    STRANGE_CANCELLING,
    STRANGERS,
    VERTICAL,
    Case,
    bisected_root,
    bisections,
    cancelling,
    case,
    drawn,
    exp_series,
    noisy,
    off_0,
    relu,
    spoiled,
    stopped,
    suite,
)

EPS = np.finfo(float).eps
properties = settings(deadline=None)


class Outcome:
    """What richardson says about cases, beside the truth."""

    def __init__(self, cases: list[Case], **options: Any) -> None:
        results = [richardson(one.f, one.x, **options) for one in cases]
        self.df, self.reported, self.status, self.noise, self.nfev = np.array(
            [(r.df, r.error, r.status, r.noise, r.nfev) for r in results]
        ).T
        self.true = np.array([one.slope for one in cases])
        self.wrong = np.abs(self.df - self.true)
        self.error = self.wrong / np.abs(self.true)
        rounding = EPS * 4 * np.abs(self.true)
        self.cover = np.mean(self.wrong <= self.reported + rounding)
        self.sure_and_wrong = np.mean((self.status == 0) & ~(self.wrong <= 3 * self.reported + rounding))
        self.geometric_mean = float(np.exp(np.log(np.clip(np.nan_to_num(self.error, nan=1), 1e-17, 1)).mean()))


# Functions that have all their digits


def test_on_the_suite_it_is_exact_and_its_errors_are_honest() -> None:
    cases = suite()
    assert len(cases) >= 100
    assert len({one.name for one in cases}) >= 25
    outcome = Outcome(cases)
    assert outcome.geometric_mean < 4e-14
    assert np.count_nonzero(~(outcome.error <= 1e-6)) <= 4
    assert outcome.cover >= 0.99
    assert outcome.sure_and_wrong == 0
    assert np.mean(outcome.status == 0) > 0.98
    assert outcome.nfev.mean() <= 17
    assert outcome.nfev.max() <= 31


@pytest.mark.parametrize("cases", [drawn(3, 300), drawn(4, 300, STRANGERS)], ids=["race", "strangers"])
def test_on_points_drawn_by_seed_it_is_as_exact_with_little_more_than_15_evaluations(cases: list[Case]) -> None:
    outcome = Outcome(cases)
    assert outcome.geometric_mean < 6e-14
    assert outcome.cover >= 0.99
    assert outcome.sure_and_wrong == 0
    assert outcome.nfev.mean() < 16
    assert not np.any(np.isin(outcome.status, (1, 4)))
    assert np.mean(outcome.status == 0) > 0.99


@pytest.mark.parametrize(
    ("f", "slope"),
    [
        (lambda t: np.log(np.cosh(t)), np.tanh),
        (lambda t: np.log(1 + np.exp(t)), lambda t: 1 / (1 + np.exp(-t))),
        (lambda t: np.sqrt(1 + t * t) - 1, lambda t: t / np.sqrt(1 + t * t)),
        (lambda t: 1 - np.cos(t) ** 2, lambda t: np.sin(2 * t)),
    ],
    ids=["log(cosh t)", "softplus", "sqrt(1 + t^2) - 1", "1 - cos(t)^2"],
)
def test_digits_that_are_lost_inside_f_do_not_make_it_sure_and_wrong(f: Callable, slope: Callable) -> None:
    """The values are then off by more than they are rounded, and two of many slopes may agree by chance."""
    x = np.random.default_rng(12).uniform(-3, 3, 4000)
    result = richardson(f, x)
    wrong = np.abs(result.df - slope(x)) - 4 * EPS
    assert np.mean(result.success) > 0.995
    assert np.mean(wrong <= result.error) > 0.995
    assert np.count_nonzero(result.success & (wrong > 3 * result.error)) <= 1
    assert np.median(result.error) < 1e-11


# Functions with few digits: what people have


@pytest.mark.parametrize("kind", FEW_DIGITS)
def test_with_few_digits_the_true_error_is_within_the_reported_one(kind: str) -> None:
    outcome = Outcome(spoiled(kind, drawn(6, 150), seed=6))
    assert outcome.cover >= 0.95
    assert outcome.sure_and_wrong <= 0.01
    assert outcome.nfev.max() <= 31
    digits = float(kind.removeprefix("noise ")) if kind.startswith("noise") else None
    if digits:  # and little more than the noise is lost
        assert outcome.geometric_mean < 100 * digits


def test_noise_rounding_and_float32_do_not_make_it_sure_and_wrong() -> None:
    rng = np.random.default_rng(2)
    x = np.linspace(-10, 10, 400)
    for f, digits in (
        (lambda t: np.sin(t) + 1e-10 * rng.uniform(-1, 1, t.shape), 1e-10),
        (lambda t: np.sin(t) + 1e-8 * rng.uniform(-1, 1, t.shape), 1e-8),
        (lambda t: np.round(np.sin(t), 8), 1e-8),
        (lambda t: np.sin(t.astype(np.float32)).astype(np.float64), 1e-6),
    ):
        result = richardson(f, x)
        wrong = np.abs(result.df - np.cos(x))
        assert np.mean(result.success) > 0.97
        assert np.mean(wrong <= result.error) > 0.97
        assert np.mean(result.success & (wrong > 3 * result.error)) <= 0.01
        assert np.median(wrong) < 20 * digits


@properties
@given(
    level=st.floats(-13, -3).map(lambda power: 10**power),
    kind=st.sampled_from(["noise", "rounding", "float32 of a part"]),
    seed=st.integers(0, 2**32 - 1),
    wave=st.floats(0.1, 10),
    lift=st.floats(-2, 2),
)
def test_whatever_digits_f_lacks_its_slope_is_within_the_reported_error(
    level: float, kind: str, seed: int, wave: float, lift: float
) -> None:
    rng = np.random.default_rng(seed)

    def smooth(t: Any) -> Any:
        return np.exp(np.sin(wave * t)) + lift

    def f(t: Any) -> Any:
        if kind == "noise":
            return smooth(t) + level * rng.normal(size=t.shape)
        if kind == "rounding":
            return np.round(smooth(t) / level) * level
        return smooth(t) + level * np.sin(1e3 * np.asarray(t, np.float32)).astype(np.float32)

    x = rng.uniform(-3, 3, 60)
    with mpmath.workdps(30):
        slope = np.array(
            [
                float(wave * mpmath.cos(wave * mpmath.mpf(t)) * mpmath.exp(mpmath.sin(wave * mpmath.mpf(t))))
                for t in x.tolist()
            ]
        )
    if kind == "float32 of a part":  # a wave that is in f, but is lost if level is less than what is left out
        slope = slope + 1e3 * level * np.cos(1e3 * x)
    result = richardson(f, x)
    wrong = np.abs(result.df - slope)
    allowed = result.error + (2e3 * level if kind == "float32 of a part" else 0)
    assert np.mean(wrong <= allowed) >= 0.85
    assert np.mean(result.success & (wrong > 3 * allowed)) <= 0.05


@pytest.mark.parametrize("level", [1e-12, 1e-8, 1e-5, 1e-3])
def test_the_noise_of_f_is_told(level: float) -> None:
    rng = np.random.default_rng(7)
    x = np.linspace(0.3, 3, 200)
    result = richardson(lambda t: np.exp(np.sin(t)) + level * rng.normal(size=t.shape), x)
    assert level / 2 < np.median(result.noise) < 2 * level
    assert np.all(result.noise < 20 * level)
    exact = richardson(np.exp, x)
    np.testing.assert_allclose(exact.noise, EPS * np.exp(x))


def test_noise_costs_evaluations_only_where_it_is() -> None:
    rng = np.random.default_rng(8)
    x = np.linspace(-4, 4, 100)

    def f(t: Any) -> Any:
        return np.sin(t) + np.where(t > 0.5, 1e-7, 0) * rng.normal(size=t.shape)

    result = richardson(f, x)
    clean = x < 0
    exact = richardson(np.sin, x[clean])
    assert np.all(exact.nfev <= 19)
    assert np.mean(result.nfev[x > 1] == 31) > 0.8
    for field in ("df", "error", "status", "nfev"):
        np.testing.assert_array_equal(getattr(result, field)[clean], getattr(exact, field))


@pytest.mark.parametrize("level", [1e-11, 1e-8, 1e-6])
def test_who_knows_how_exact_f_is_gets_more_for_it(level: float) -> None:
    cases = [noisy(level)(one, np.random.default_rng(k)) for k, one in enumerate(drawn(9, 150))]
    told, found = Outcome(cases, eps=level), Outcome(cases)
    assert told.cover >= 0.97
    assert told.sure_and_wrong == 0
    assert told.geometric_mean < 1.5 * found.geometric_mean
    assert told.nfev.max() <= 31


@pytest.mark.parametrize(("eps", "problem"), [(0, ValueError), (1, ValueError), (-1e-3, ValueError), ("1", TypeError)])
def test_eps_is_a_part_of_f(eps: Any, problem: type[Exception]) -> None:
    with pytest.raises(problem, match="eps must"):
        richardson(np.sin, 1.0, eps=eps)
    assert richardson(np.sin, 1.0, eps=1e-20).df == richardson(np.sin, 1.0).df  # no float is so exact


@pytest.mark.parametrize(("steps", "high"), [(20, None), (20, 10.0), (30, 10.0), (40, 10.0)])
def test_a_root_that_was_bisected_has_as_many_digits_as_it_has(steps: int, high: float | None) -> None:
    result = richardson(bisected_root(steps, high), 2.0)
    assert abs(result.df - math.sqrt(1 / 8)) <= 3 * result.error
    assert result.success == (result.error < 1e-3)


def test_bisections_are_seldom_sure_and_wrong() -> None:
    outcome = Outcome(bisections(3, 60))
    assert outcome.sure_and_wrong <= 0.04


def test_pieces_of_an_iteration_that_do_not_meet_are_seen_where_two_are_within_the_steps() -> None:
    outcome = Outcome(stopped(3, 70))
    assert outcome.sure_and_wrong < 0.5  # each piece is smooth: where there is one, no method can know
    x = np.linspace(-2, 4, 50)
    result = richardson(exp_series(1e-5), x)
    assert np.mean(result.error > 1e-7 * np.exp(x)) > 0.3


# Digits that cancel near 0


@pytest.mark.parametrize(
    ("formula", "x", "about"),
    [
        (lambda m, t: (m.exp(t) - 1) / t, 1e-6, 0.5),
        (lambda m, t: (m.exp(t) - 1) / t, 1e-10, 0.5),
        (lambda m, t: 1 - m.cos(t), 1e-8, 1e-8),
        (lambda m, t: (1 + t) ** 12 - 1, 1e-12, 12.0),
        (lambda m, t: 1 + m.sin(t), 1e-17, 1.0),
        (lambda m, t: m.log(1 + t), 1e-9, 1.0),
        (lambda m, t: m.exp(t) - 1 - t, 1e-5, 1e-5),
    ],
)
def test_digits_that_cancel_near_0_are_found_from_farther_away(formula: Callable, x: float, about: float) -> None:
    cancelled = case("", formula, x)
    assert cancelled.slope == pytest.approx(about, rel=1e-4)
    result = richardson(cancelled.f, x)
    assert abs(result.df - cancelled.slope) <= 3 * result.error
    assert result.df == pytest.approx(about, rel=1e-4)


def test_formulas_that_cancel_near_0_are_seldom_sure_and_wrong() -> None:
    for cases in (cancelling(), cancelling(STRANGE_CANCELLING)):
        outcome = Outcome(cases)
        assert outcome.sure_and_wrong <= 0.06
        assert outcome.cover >= 0.9


@pytest.mark.parametrize(
    ("f", "slope"),
    [
        (lambda t: np.cos(300 * t), lambda t: -300 * np.sin(300 * t)),
        (lambda t: np.cos(3e4 * t) + t, lambda t: 1 - 3e4 * np.sin(3e4 * t)),
        (lambda t: np.sqrt(t**2 + 1e-6), lambda t: t / np.sqrt(t**2 + 1e-6)),
        (lambda t: np.exp(-1e5 * t**2) + 2, lambda t: -2e5 * t * np.exp(-1e5 * t**2)),
        (lambda t: 1 / (1 + 1e4 * t**2), lambda t: -2e4 * t / (1 + 1e4 * t**2) ** 2),
        (lambda t: np.log(t**2 + 1e-8), lambda t: 2 * t / (t**2 + 1e-8)),
    ],
    ids=["wave", "fast wave", "narrow bend", "bell", "Runge", "narrow well"],
)
def test_what_is_narrow_around_0_is_not_extrapolated_from_beyond_it(f: Callable, slope: Callable) -> None:
    """Between the pairs beside x and those beyond 0 is one alone: no fit may take its deviation for the error."""
    rng = np.random.default_rng(13)
    x = 10.0 ** rng.uniform(-12, -2, 400) * rng.choice([-1, 1], 400)
    result = richardson(f, x)
    wrong = np.abs(result.df - slope(x))
    assert np.count_nonzero(result.success & (wrong > 3 * result.error)) <= 4
    assert np.mean(wrong <= result.error) > 0.9
    assert np.mean(result.success) > 0.85


@pytest.mark.parametrize("digits", [3, 4, 6])
def test_rounding_is_not_taken_for_digits_that_cancel_near_0(digits: int) -> None:
    rng = np.random.default_rng(14)
    x = 10.0 ** rng.uniform(-6, -2, 400) * rng.choice([-1, 1], 400)
    for f, slope in ((lambda t: t**3 - 2 * t + 5, 2.0), (lambda t: 100 + np.sin(t), 1.0), (np.exp, 1.0)):
        result = richardson(lambda t, f=f: np.round(f(t), digits), x)
        wrong = np.abs(np.abs(result.df) - slope) - 0.02  # by which the slopes differ so near 0
        assert np.count_nonzero(result.success & (wrong > 3 * result.error)) <= 2
        assert np.isfinite(result.df).all()
        assert not np.isin(result.status, (2, 4)).any()


# Kinks, jumps, vertical tangents, and what looks like them


@pytest.mark.parametrize(("f", "x"), NO_DERIVATIVE.values(), ids=NO_DERIVATIVE)
def test_a_kink_or_a_jump_is_told(f: Callable, x: float) -> None:
    result = richardson(f, x)
    assert (result.status, result.success) == (1, False)
    assert np.isnan([result.df, result.error]).all()
    assert "do not meet" in result.message


@pytest.mark.parametrize(("f", "x"), VERTICAL.values(), ids=VERTICAL)
def test_a_vertical_tangent_is_told(f: Callable, x: float) -> None:
    result = richardson(f, x)
    assert (result.status, result.success) == (4, False)
    assert np.isnan([result.df, result.error]).all()
    assert "without end" in result.message


@pytest.mark.parametrize(("f", "x", "slope"), SMOOTH.values(), ids=SMOOTH)
def test_no_smooth_point_is_taken_for_a_kink(f: Callable, x: float, slope: float) -> None:
    result = richardson(f, x)
    assert (result.status, result.success) == (0, True)
    assert abs(result.df - slope) <= result.error <= 1e-3 * max(1, abs(slope))


@pytest.mark.parametrize("x", [0.0, 0.1, -0.3, 1.0, -2.0])
@pytest.mark.parametrize("small", [1e-3, 1e-5, 1e-7])
def test_a_small_kink_in_a_smooth_curve_is_told_where_its_nearest_neighbours_cannot_show_it(
    small: float, x: float
) -> None:
    for f in (np.sin, np.exp, lambda t: 1 / (1 + t**2)):
        assert richardson(lambda t, f=f: f(t) + small * np.abs(t - x), x).status == 1
        assert richardson(f, x).status == 0


@pytest.mark.parametrize("c", [1.0, -3.7, 1e-5, 1e-10, 1e5])
def test_a_kink_is_one_upwards_and_downwards_and_wherever_it_is(c: float) -> None:
    for f in (lambda t: np.abs(t - c), lambda t: -np.abs(t - c), lambda t: np.exp(-np.abs(t - c))):
        assert richardson(f, c).status == 1
    for f in (lambda t: np.sqrt(np.abs(t - c)), lambda t: np.cbrt(c - t)):
        assert richardson(f, c).status == 4


@pytest.mark.parametrize("x", [3e-200, 3e-120, 3e-50, 3e-8, 3e8, 3e50, 3e120])
def test_what_is_smooth_for_x_of_any_size_is_found_for_x_of_any_size(x: float) -> None:
    for f, slope in ((lambda t: 1 / t, -1 / x / x), (np.cbrt, np.cbrt(x) / x / 3), (lambda t: 3 * t, 3.0)):
        if np.isfinite(slope):
            result = richardson(f, x)
            assert result.success
            assert abs(result.df - slope) <= min(result.error, 1e-5 * abs(slope))


@pytest.mark.parametrize("power", [0.1, 0.05])
def test_what_is_hardly_smooth_is_not_settled_and_its_error_says_how_little(power: float) -> None:
    result = richardson(lambda t: t * np.abs(t) ** power, 0.0)
    assert result.status == 3
    assert 0.1 < abs(result.df) <= result.error
    assert "hardly smooth" in result.message


def test_a_slope_that_swings_without_end_is_not_settled() -> None:
    assert not richardson(lambda t: t * np.sin(1 / off_0(t)), 0.0).success


@pytest.mark.parametrize("wave", [1e4, 1e5, 1e6])
def test_a_fast_wave_is_no_kink(wave: float) -> None:
    x = np.random.default_rng(3).uniform(-3, 3, 200)
    result = richardson(lambda t: np.sin(wave * t), x)
    assert result.success.all()
    assert np.all(np.abs(result.df - wave * np.cos(wave * x)) <= result.error)


@pytest.mark.parametrize("wave", [3e6, 1e7, 1e8])
def test_a_wave_that_is_too_fast_is_not_settled(wave: float) -> None:
    x = np.random.default_rng(3).uniform(-3, 3, 200)
    result = richardson(lambda t: np.sin(wave * t), x)
    assert not np.any(np.isin(result.status, (1, 2, 4)))
    assert np.mean(result.success & (np.abs(result.df - wave * np.cos(wave * x)) > 3 * result.error)) <= 0.01


@pytest.mark.parametrize("distance", [1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7])
def test_beside_a_kink_the_slope_is_that_of_its_side(distance: float) -> None:
    for side in (1, -1):
        result = richardson(lambda t: np.sin(t) + np.abs(t - 1), 1 + side * distance)
        exact = math.cos(1 + side * distance) + side
        assert abs(result.df - exact) <= result.error + EPS < 1e-2
        flat = richardson(lambda t: np.maximum(t - 1, 0), 1 - distance)
        assert (flat.df, flat.success) == (0, True)


@pytest.mark.parametrize("x", [1e-9, 1e-8, 1e-7, 1e-6, 1e-4])
@pytest.mark.parametrize("jump", [0.3, 0.03, 0.01])
def test_beside_a_kink_at_0_the_wide_pairs_beyond_it_are_not_believed(jump: float, x: float) -> None:
    for f, slope in (
        (lambda t: np.cos(t) + jump * np.abs(t), jump - np.sin(x)),
        (lambda t: np.exp(t) + jump * np.maximum(t, 0), np.exp(x) + jump),
    ):
        found = richardson(f, x)
        assert abs(found.df - slope) <= 3 * found.error or not found.success


@pytest.mark.parametrize("level", [1e-12, 1e-9, 1e-6, 1e-4])
def test_a_kink_is_seen_through_noise(level: float) -> None:
    rng = np.random.default_rng(4)
    for f, x in (
        (np.abs, 0.0),
        (lambda t: -np.abs(t), 0.0),
        (lambda t: np.sin(3 * t) + np.abs(t - 1), 1.0),
        (lambda t: relu(t - 2), 2.0),
    ):
        results = [richardson(lambda t, f=f: f(t) + level * rng.normal(size=np.shape(t)), x) for _ in range(10)]
        assert sum(result.status == 1 for result in results) >= 5
        assert not any(result.success for result in results)


def test_noise_is_hardly_ever_taken_for_a_rough_function_whose_slope_could_be_anything() -> None:
    rng = np.random.default_rng(9)
    x = rng.uniform(-4, 4, 2000)
    for level in (1e-10, 1e-8, 1e-6):
        result = richardson(lambda t, level=level: np.sin(t) + level * rng.normal(size=t.shape), x)
        assert np.mean(np.isin(result.status, (0, 5))) > 0.995
        assert np.mean(np.abs(result.df - np.cos(x)) < 1e5 * level) > 0.995


def test_noise_is_seldom_taken_for_a_kink_and_steps_of_rounding_are_no_jumps() -> None:
    rng = np.random.default_rng(5)
    x = rng.uniform(-3, 3, 1000)
    for level in (1e-10, 1e-6, 1e-3):
        result = richardson(lambda t, level=level: np.exp(np.cos(2 * t)) + level * rng.normal(size=t.shape), x)
        assert np.mean(np.isin(result.status, (1, 2, 4))) < 0.01
    for digits in (5, 6, 8):
        result = richardson(lambda t, digits=digits: np.round(np.exp(np.cos(2 * t)), digits), x)
        assert np.mean(np.isin(result.status, (1, 2, 4))) < 0.01


def test_steps_of_f_are_told_from_rounding_only_with_doubt() -> None:
    result = richardson(np.floor, 2.3)
    assert result.status == 5
    assert abs(result.df) <= result.error
    assert "scatter" in result.message


@properties
@given(x=st.floats(-10, 10).filter(lambda x: abs(x) > 1e-6), y=st.floats(-5, 5))
def test_no_place_on_a_smooth_curve_is_taken_for_a_kink(x: float, y: float) -> None:
    for f in (np.sin, np.exp, np.arctan, lambda t: np.sin(t + y) * np.exp(y * t / 5), lambda t: (t - y) ** 3):
        assert richardson(f, x).status == 0
    assert richardson(np.abs, x).df == pytest.approx(np.sign(x))


def test_thousands_of_points_on_smooth_curves_hold_no_kink() -> None:
    rng = np.random.default_rng(5)
    x = np.concatenate([rng.uniform(-50, 50, 2000), rng.normal(0, 1, 2000) * 10.0 ** rng.uniform(-8, 8, 2000)])
    for f in (np.sin, np.tanh, np.arctan, lambda t: np.exp(-(t**2)), lambda t: t / (1 + t * t)):
        assert not np.any(np.isin(richardson(f, x).status, (1, 2, 4)))


def test_far_out_where_few_digits_are_left_the_error_says_so() -> None:
    x = np.concatenate([np.linspace(5, 40, 1000), np.geomspace(1e2, 1e9, 1000)])
    for f, df in ((np.tanh, lambda t: 4 * np.exp(-2 * t)), (np.arctan, lambda t: 1 / (1 + t * t))):
        result = richardson(f, x)
        assert np.mean(np.abs(result.df - df(x)) <= result.error + 1e-4 * df(x)) > 0.99


@pytest.mark.parametrize("f", [np.abs, lambda t: np.abs(t) + np.exp(t)])
def test_a_kink_among_smooth_points_changes_none_of_them(f: Callable) -> None:
    x = np.array([-1.0, 0.0, 2.0, 1e-9])
    result = richardson(f, x)
    assert result.status.tolist() == [0, 1, 0, 0]
    assert result.success.tolist() == [True, False, True, True]
    assert [message.startswith("No derivative") for message in result.message] == [False, True, False, False]
    for i, alone in enumerate(richardson(f, value) for value in x):
        assert (result.df[i], result.error[i]) == pytest.approx((alone.df, alone.error), rel=4 * EPS, nan_ok=True)


# Where there is nothing, or little


def test_it_says_where_f_is_not_finite() -> None:
    with np.errstate(all="ignore"):
        result = richardson(np.log, np.array([-1.0, 0.0, 1.0]))
    assert result.status.tolist() == [2, 2, 0]
    assert np.isnan(result.df).tolist() == np.isnan(result.error).tolist() == [True, True, False]
    one_side = richardson(lambda t: np.where(t > 0, np.sqrt(np.abs(t)), np.nan), 0.0)
    assert (one_side.status, "no finite value" in one_side.message) == (2, True)


def test_f_may_warn_outside_its_domain_and_the_reader_is_left_in_peace() -> None:
    assert richardson(np.log, 1e-12).df == pytest.approx(1e12, rel=1e-12)


def test_where_rounding_leaves_no_digits_it_is_not_settled() -> None:
    result = richardson(lambda t: np.sin(t) + 1e14, 1.0)
    assert not result.success
    assert abs(result.df - math.cos(1)) <= result.error


@pytest.mark.parametrize("width", [1e-3, 1e-4, 1e-5])
def test_what_is_too_narrow_for_large_steps_is_not_overlooked(width: float) -> None:
    result = richardson(lambda t: np.exp(-(((t - 1) / width) ** 2)), 1 + width / 2)
    exact = -math.exp(-0.25) / width
    assert abs(result.df - exact) <= result.error
    assert result.success == (result.error < 1e-3 / width)


# The result


def test_the_result_has_its_point_its_cost_and_plain_numbers() -> None:
    calls = []
    result = richardson(lambda t: calls.append(t) or np.sin(t), 2)
    fields = (result.df, result.error, result.status, result.noise, result.nfev, result.x)
    assert [type(value) for value in fields] == [float, float, int, float, int, float]
    assert (result.nfev, result.x) == (len(calls), 2.0) == (15, 2.0)
    assert (result.success, result.message) == (True, "The slope is known to within its error.")
    many = richardson(np.sin, np.full((2, 3), 2.0))
    for name in ("df", "error", "status", "noise", "nfev", "x", "success", "message"):
        assert getattr(many, name).shape == (2, 3)
    assert np.all(richardson(np.sin, np.linspace(1, 2, 20_000)).nfev == 15)
    assert richardson(np.sin, np.empty((0, 2))).df.shape == (0, 2)
    assert derivative(np.sin, 2, method="richardson") == result.df


@pytest.mark.parametrize("shape", [(), (1,), (5,), (3, 4)])
def test_doubtful_points_keep_their_places_in_every_shape(shape: tuple[int, ...]) -> None:
    x = np.round(np.random.default_rng(6).uniform(-2, 2, shape), 1)
    result = richardson(lambda t: np.abs(t) + np.round(np.sin(t), 9), x)
    for index in np.ndindex(shape):
        alone = richardson(lambda t: np.abs(t) + np.round(np.sin(t), 9), float(x[index]))
        for name in ("df", "error", "status", "nfev"):
            np.testing.assert_allclose(
                getattr(result, name) if shape == () else getattr(result, name)[index], getattr(alone, name), rtol=1e-9
            )


# The regression, on its own


def test_a_polynomial_in_the_square_of_h_is_found_to_the_last_digits() -> None:
    h = np.array([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7])
    slope, error, scale = regress(h, 3 - 2 * h**2 + h**4, np.full(7, 1e-13))
    assert abs(slope - 3) < 1e-13 < error < 1e-11
    assert scale < 1


def test_what_noise_does_to_a_polynomial_is_within_the_error_and_the_error_is_no_larger_than_it_need_be() -> None:
    rng = np.random.default_rng(0)
    h = np.geomspace(0.01, 1, 15)[:, None] * np.ones(2000)
    noise = 1e-6 / h
    slope, error, scale = regress(h, np.cos(h) + noise * rng.normal(size=h.shape), noise)
    assert np.mean(np.abs(slope - 1) <= error) > 0.99
    assert np.median(error) < 1e-4
    assert 0.7 < np.median(scale) < 1.3
    # one row that is off by a thousand times its noise is noticed
    off = np.cos(h) + noise * rng.normal(size=h.shape)
    off[7] += 1000 * noise[7]
    slope, error, scale = regress(h, off, noise)
    assert np.mean(np.abs(slope - 1) <= error) > 0.99


def test_pairs_without_a_vote_do_not_count() -> None:
    h = np.array([0.1, 0.2, 0.3, 0.4, 0.5, 0.6])
    right, wild = 1 + h**2, 1 + h**2
    wild[[0, 3]] = 1e6, np.nan
    noise = np.array([np.inf, 1e-9, 1e-9, 1e-9, 1e-9, 1e-9])
    slope, error, _ = regress(h, wild, noise)
    assert abs(slope - 1) <= error < 1e-6
    assert np.isnan(regress(h[:4], right[:4], np.full(4, np.inf))[0])


def test_a_function_that_is_another_at_each_point_is_asked_for_the_right_ones() -> None:
    class Each:
        """f(t) = |t - kink|, rounded, with a kink of its own at each point."""

        def __init__(self, kinks: np.ndarray) -> None:
            self.kinks = kinks

        def __call__(self, t: np.ndarray) -> np.ndarray:
            return np.abs(t - self.kinks) + np.round(np.sin(t), 9)

        def of_some(self, some: tuple[np.ndarray, ...]) -> "Each":
            return Each(self.kinks[some])

    x, kinks = np.linspace(1, 2, 9), np.tile([1.5, 0.0, 3.0], 3)
    result = richardson(Each(kinks), x)
    for i in range(9):
        alone = richardson(lambda t, k=kinks[i]: np.abs(t - k) + np.round(np.sin(t), 9), x[i])
        assert (result.status[i], result.nfev[i]) == (alone.status, alone.nfev)
        assert (result.df[i], result.error[i]) == pytest.approx((alone.df, alone.error), rel=1e-6, nan_ok=True)
