"""The pictures of lesson 04: what they say and draw, held by other means; and functions of the reader's own."""

import math
import re
from itertools import pairwise

import numpy as np
import pytest
import scipy.integrate
import scipy.optimize
from hypothesis import given, settings
from hypothesis import strategies as st
from lessons import drawn, is_reached, moved, wavy
from matplotlib.figure import Figure

from coursekit.functions import get
from coursekit.live import explore, log_slider, menu, slider, switch
from coursekit.pictures import descent as pictures
from coursekit.pictures import landscape, regimes

ELLIPSE = get("ellipse")  # (x² + 10 y²) / 2


def bowl(a, b, c, low=0.0):
    """A bowl about (1, -2) with Hessian [[a, b], [b, c]], as a reader would write it."""
    return lambda p: a / 2 * (p[0] - 1) ** 2 + b * (p[0] - 1) * (p[1] + 2) + c / 2 * (p[1] + 2) ** 2 + low


@given(st.lists(st.floats(0, 1), min_size=1, max_size=7).filter(lambda parts: sum(parts) > 1e-3))
def test_percentages_add_to_a_hundred_and_none_is_off_by_more_than_one(parts):
    shares = [part / sum(parts) for part in parts]
    rounded = pictures.percentages(shares)
    assert sum(rounded) == 100
    assert all(abs(whole - 100 * share) < 1 for whole, share in zip(rounded, shares, strict=True))


# What f looks like


@given(st.floats(0.1, 50), st.floats(0.1, 50), st.floats(-0.9, 0.9), st.floats(-5, 5))
@settings(max_examples=30)
def test_the_curvatures_and_the_minimum_of_a_bowl_are_found_from_its_values(a, c, turn, low):
    b = turn * math.sqrt(a * c)
    ground = landscape.Ground(bowl(a, b, c, low))
    assert ground.curvatures == pytest.approx(tuple(np.linalg.eigvalsh([[a, b], [b, c]])), rel=1e-5)
    assert ground.minima[0] == pytest.approx([1, -2], abs=1e-6)
    assert ground.low == pytest.approx(low, abs=1e-9)


def test_contours_are_solid_also_where_f_is_negative():
    ax = Figure().subplots()
    landscape.draw_contours(ax, landscape.Ground(bowl(1, 0, 2, low=-50)))
    _, lines = ax.collections
    assert lines.get_linestyle() == [(0, None)] * len(lines.get_linestyle())


def test_the_gradient_of_the_readers_own_function_is_the_exact_one_for_many_points():
    f, p = get("himmelblau"), np.random.default_rng(2).uniform(-5, 5, (2, 50))
    own = landscape.gradient_of(lambda p: f.f(p))
    assert own(p) == pytest.approx(f.grad(p), rel=1e-6, abs=1e-6)
    far = np.array([[0.0, np.nan, 1e200], [1.0, 1.0, 1.0]])
    with np.errstate(all="ignore"):
        assert np.isfinite(own(far)).all(axis=0).tolist() == [True, False, False]


@pytest.mark.parametrize("name", ["rosenbrock", "himmelblau", "saddle", "monkey saddle", "beale", "easom"])
def test_what_is_no_bowl_has_no_thresholds(name):
    assert landscape.Ground(get(name)).curvatures is None


def test_a_trough_and_a_plane_are_no_bowls():
    for f in (lambda p: p[0] ** 2 + 0 * p[1], lambda p: p[0] + 2 * p[1], lambda p: -(p[0] ** 2) - p[1] ** 2):
        assert landscape.Ground(f).curvatures is None


# 1 and 2. One dimension


@pytest.mark.parametrize("rate", [0.1, 0.5, 0.9, 1.1])
def test_on_a_parabola_each_step_multiplies_x_by_its_factor(rate):
    _, artists = drawn(pictures.rolling, f=get("x**2"))
    said = moved(pictures.rolling, artists, f=get("x**2"), start=2.0, learning_rate=rate, steps=5)
    x, y = artists.path[0].get_data()
    assert x == pytest.approx(2 * (1 - 2 * rate) ** np.arange(len(x)), abs=1e-12)
    assert len(x) == (2 if rate == 0.5 else 6)  # at 0 exactly no step changes anything
    assert y == pytest.approx(x**2)
    assert ("f rose" in said) == (rate > 1)


def test_a_start_at_the_rim_is_seen_whole():
    ax = drawn(pictures.rolling, f=get("x**2"))[1].path[1].axes
    low, high = get("x**2").bounds
    points = 72 * ax.figure.get_figwidth() * ax.get_position().width / np.ptp(ax.get_xlim())
    assert (low - ax.get_xlim()[0]) * points > 4.5  # half of the circle
    assert (ax.get_xlim()[1] - high) * points > 4.5


def test_the_three_rules_differ_as_their_names_say():
    _, artists = drawn(pictures.rolling, f=get("x**2"))
    ends = {}
    for rule in pictures.RULES:
        moved(pictures.rolling, artists, f=get("x**2"), start=3.0, learning_rate=0.25, steps=12, rule=rule)
        ends[rule] = artists.path[2].get_xdata()[0]
    assert list(ends.values()) == pytest.approx([3 * 0.5**12, 3 * 1.5**12, 0])


def test_the_rate_alone_goes_uphill_from_the_left_only():
    alone, right = "x − rate", "x − rate · slope"
    values = {"f": get("x**2"), "learning_rate": 0.25, "steps": 12}
    assert is_reached(pictures.rules, start=-0.5, rule=alone, **values)
    assert not is_reached(pictures.rules, start=3.0, rule=alone, **values)
    assert not is_reached(pictures.rules, start=-0.5, rule=right, **values)


def test_the_minimum_of_the_readers_own_curve_can_be_reached_and_its_top_is_none():
    curve = lambda t: np.cos(t) + t**2 / 20  # noqa: E731
    lowest = scipy.optimize.minimize_scalar(curve, bounds=(2, 3), method="bounded", options={"xatol": 1e-9}).x
    assert pictures.minima_of(curve) == pytest.approx([-lowest, lowest], abs=1e-4)
    assert is_reached(pictures.rolling, f=curve, start=0.5, learning_rate=1.0, steps=10)
    assert not is_reached(pictures.rolling, f=curve, start=0.5, learning_rate=0.3, steps=10)
    assert not is_reached(pictures.rolling, f=curve, start=0.0, learning_rate=1.0, steps=10)


@pytest.mark.parametrize(
    ("start", "rate", "words"), [(2.5, 1.0, "f is the same, 6.25."), (2.5, 1.1, "f rose from 6.25 to "), (0, 0.1, "0.")]
)
def test_f_that_is_the_same_is_said_once(start, rate, words):
    _, artists = drawn(pictures.rules, f=get("x**2"))
    said = moved(pictures.rules, artists, f=get("x**2"), start=start, learning_rate=rate, steps=10)
    assert words in said
    assert not re.search(r"from (\S+) to \1\.", said)


def test_a_run_that_leaves_the_numbers_is_said_to_diverge():
    _, artists = drawn(pictures.rolling, f=get("x**4 - 3x**3 + 2"))
    said = moved(pictures.rolling, artists, f=get("x**4 - 3x**3 + 2"), start=3.0, learning_rate=1.0, steps=30)
    assert "diverges" in said


# 3 and 7. Two dimensions


def show(f=ELLIPSE, **values):
    settings = {"start_x": -3.5, "start_y": 1.5, "learning_rate": 0.1, "steps": 40} | values
    _, artists = drawn(pictures.descent, f=f, slowest=0.005, fastest=0.5)
    return artists, moved(pictures.descent, artists, f=f, **settings)


@pytest.mark.parametrize(
    ("rate", "name"),
    [
        *[(0.0099, "crawling"), (0.011, "converging"), (0.1, "converging"), (0.101, "zigzag")],
        *[(0.199, "zigzag"), (0.2, "on the edge"), (0.201, "diverging")],
    ],
)
def test_the_regime_changes_at_the_exact_thresholds(rate, name):
    for f in (ELLIPSE, lambda p: (p[0] ** 2 + 10 * p[1] ** 2) / 2 + 7):
        artists, said = show(f, learning_rate=rate)
        assert f": {name}. 1/L = 0.1, 2/(L+μ) = 0.182, 2/L = 0.2." in said
        assert artists.word.get_text() == name


@given(st.floats(0.3, 9), st.floats(0.3, 9), st.floats(-0.9, 0.9), st.floats(0.02, 2.5))
@settings(max_examples=40)
def test_a_regime_is_what_a_long_run_does(a, c, turn, part):
    matrix = np.array([[a, turn * math.sqrt(a * c)], [turn * math.sqrt(a * c), c]])
    low, high = np.linalg.eigvalsh(matrix)
    rate = part / high
    x = np.linalg.eigh(matrix)[1] @ [1.0, 1.0]
    first, x = x, x - rate * matrix @ x
    steep = np.linalg.eigh(matrix)[1][:, 1]
    turns_back = (steep @ x) * (steep @ first) < 0
    for _ in range(400):
        x = x - rate * matrix @ x
    name = regimes.regime_of_rate(rate, regimes.thresholds((low, high)))
    if abs(part - 2) > 0.03:
        assert (abs(steep @ x) > 1) == (name == "diverging")
    if abs(part - 1) > 1e-6:
        assert turns_back == (name in ("zigzag", "diverging", "on the edge"))


def test_the_thresholds_are_drawn_where_they_are_on_the_scale_of_the_slider():
    artists, _ = show()
    assert [line.get_xdata()[0] for line in artists.lines] == pytest.approx([0.1, 2 / 11, 0.2])
    assert [mark.get_text().strip() for mark in artists.marks] == ["1/L", "2/(L+μ)", "2/L"]
    assert artists.here.get_xdata()[0] == 0.1
    assert [name.get_text() for name in artists.names] == list(regimes.REGIMES)
    assert artists.lines[0].axes.get_xlim() == (0.005, 0.5)


@pytest.mark.parametrize("picture", [pictures.descent, pictures.descent.narrow()], ids=["wide", "narrow"])
def test_no_line_of_the_scale_of_rates_crosses_a_name(picture):
    _, artists = drawn(picture, f=ELLIPSE, slowest=0.005, fastest=0.5)
    moved(picture, artists, f=ELLIPSE, start_x=-3.5, start_y=1.5, learning_rate=0.1, steps=40)
    artists.lines[0].figure.canvas.draw()
    assert "zigzag" in [name.get_text() for name in artists.names]
    for line in artists.lines:
        for (x, low), (_, high) in pairwise(line.get_transform().transform(line.get_xydata())):
            for box in (name.get_window_extent() for name in artists.names):
                assert not (box.x0 < x < box.x1 and low < box.y1 and high > box.y0)


def test_the_value_beside_the_path_is_f_along_it():
    artists, said = show(learning_rate=0.15, steps=10)
    x, y = artists.path[0].get_data()
    k = np.arange(11)
    assert x == pytest.approx(-3.5 * 0.85**k)
    assert y == pytest.approx(1.5 * (-0.5) ** k)
    assert artists.curve.get_data()[1] == pytest.approx((x**2 + 10 * y**2) / 2)
    assert f"f = {(x[-1] ** 2 + 10 * y[-1] ** 2) / 2:.3g}" in said


def test_a_start_on_the_gentle_axis_does_not_show_that_the_rate_is_too_large():
    assert "does not show here" in show(start_y=0.0, learning_rate=0.25)[1]
    assert "does not show here" not in show(learning_rate=0.25)[1]


def test_a_path_without_a_bowl_is_named_by_its_steps():
    k = np.arange(20)[:, None]
    ends = {
        "crawling": 0.99**k * [1, 1],
        "converging": 0.7**k * [1, 1],
        "zigzag": np.hstack([0.9**k, (-0.95) ** k]),
        "diverging": np.hstack([0.9**k, (-1.1) ** k]),
        "too few steps to say": np.zeros((2, 2)),
    }
    for name, path in ends.items():
        assert regimes.regime_of_path(path) == name
    assert "f is no bowl" in show(get("rosenbrock"), start_x=-1.2, start_y=1.0, learning_rate=0.01)[1]


def test_with_momentum_the_scale_shows_the_rates_of_the_heavy_ball():
    artists, said = show(momentum=0.25, learning_rate=0.1)
    assert [line.get_xdata()[0] for line in (artists.lines[0], artists.lines[2])] == pytest.approx([0.025, 0.25])
    assert not artists.lines[1].get_visible()
    assert "overshooting" in said
    assert "diverges from 0.25 on" in said
    assert "diverging" in show(momentum=0.25, learning_rate=0.26)[1]
    assert "overshooting" in show(momentum=0.25, learning_rate=0.24)[1]


def test_f_that_grows_too_large_for_a_number_is_said_in_words():
    _, artists = drawn(pictures.descent, f=ELLIPSE, fastest=100.0)
    said = moved(pictures.descent, artists, f=ELLIPSE, start_x=1, start_y=1, learning_rate=100, steps=60)
    said += moved(pictures.descent, artists, f=ELLIPSE, start_x=1, start_y=1, learning_rate=100, steps=300)
    assert "then f or its slope is no finite number" in said
    assert "inf" not in said
    assert "nan" not in said


# 4. When to stop


def stop(**values):
    given = {"f": get("sphere"), "start_x": -3, "start_y": 4, "learning_rate": 0.1, "tol": 1e-3, "steps": 100} | values
    _, artists = drawn(pictures.stopping, f=given["f"])
    return artists, moved(pictures.stopping, artists, **given)


def test_it_stops_at_the_first_gradient_that_is_short_enough():
    artists, said = stop()
    lengths = 10 * 0.8 ** np.arange(100)
    first = int(np.argmax(lengths <= 1e-3))
    assert f"Stopped after {first} steps." in said
    assert artists.slope.get_ydata() == pytest.approx(lengths[: first + 1])
    assert artists.away.get_ydata() == pytest.approx(lengths[: first + 1] / 2)
    assert artists.tol.get_ydata()[0] == 1e-3


def test_the_distance_is_the_one_to_the_nearest_minimum():
    ground = landscape.Ground(get("himmelblau"))
    assert ground.distance(np.array([3.0, 2.5])) == pytest.approx(0.5)
    assert ground.distance(np.array([-3.779310253377747, -4.283185991286170])) == pytest.approx(1)
    assert math.isnan(landscape.Ground(get("saddle")).distance(np.zeros(2)))
    artists, _ = stop(f=get("booth"), start_x=4, start_y=7, tol=0.3)
    assert artists.away.get_ydata()[0] == pytest.approx(5)


def test_steps_used_up_a_stall_and_divergence_are_said():
    assert "used up" in stop(learning_rate=1e-3)[1]
    assert "Stalled" in stop(learning_rate=1e-18)[1]
    assert "Diverged" in stop(learning_rate=1e6)[1]


def test_the_textbook_gradient_says_that_all_is_well_far_away():
    _, said = stop(learning_rate=10, gradient="textbook")
    assert "Stopped after 10 steps. The gradient is at most as long as tol." in said
    assert "2.6e+13 away" in said
    values = {"f": get("sphere"), "start_x": -3, "start_y": 4, "tol": 1e-3}
    assert is_reached(pictures.frozen, **values, learning_rate=10, gradient="textbook")
    assert not is_reached(pictures.frozen, **values, learning_rate=10, gradient="exact")
    assert not is_reached(pictures.frozen, **values, learning_rate=0.1, gradient="textbook")


def test_a_run_is_judged_by_the_steps_that_the_picture_shows():
    values = {"f": get("sphere"), "start_x": -3, "start_y": 4, "learning_rate": 0.1, "tol": 1e-3}
    assert is_reached(pictures.stopping, **values, steps=100)
    assert not is_reached(pictures.stopping, **values, steps=5)  # used up before the gradient is short


def test_where_no_minimum_is_known_the_pictures_say_so():
    slanted = lambda p: wavy(p) + p[1] / 20  # noqa: E731
    assert "Where the minimum is, the picture does not know." in stop(f=slanted, start_x=1)[1]
    assert "does not know" not in stop()[1]
    assert "What its smallest value is, the picture does not know." in show(slanted, start_x=1)[1]
    assert "does not know" not in show(get("rosenbrock"), start_x=-1.2, start_y=1.0, learning_rate=0.001)[1]


# 5. Basins


@pytest.mark.parametrize("f", [lambda p: np.cos(p[0]) + np.cos(p[1]) + p[0] * p[1] / 10])
def test_the_nearest_valley_of_the_readers_own_landscape_is_told_from_the_others(f):
    found = scipy.optimize.minimize(f, (3, -3)).x, scipy.optimize.minimize(f, (3, 3)).x
    minima = np.array([*found, *(-found[0], -found[1])])
    for start in ((1, 0), (2, 0), (1, 1), (3, 2), (-1, 2.5)):
        end = scipy.integrate.solve_ivp(lambda t, p: -scipy.optimize.approx_fprime(p, f), (0, 99), start).y[:, -1]
        nearest = minima[np.argmin(np.linalg.norm(minima - start, axis=1))]
        elsewhere = np.linalg.norm(nearest - end) > 0.1
        assert is_reached(pictures.basins, f=f, start_x=start[0], start_y=start[1], learning_rate=0.1) == elsewhere


def test_each_place_of_the_map_has_the_colour_of_the_end_found_from_there():
    f = get("himmelblau")
    rng = np.random.default_rng(1)
    starts = rng.uniform(-5, 5, (2, 200))
    number, ends = pictures.ends_of(f, starts, 0.01, 100)
    assert [tuple(end.round(3)) for end in ends] == sorted(tuple(np.round(m, 3)) for m in f.minima)
    for start, k in zip(starts.T, number, strict=True):
        x = start
        for _ in range(100):
            x = x - 0.01 * f.grad(x)
        assert (np.linalg.norm(x - ends[k]) < 0.2) == (k >= 0)


def test_the_path_over_the_map_ends_at_the_letter_that_is_said():
    f = get("himmelblau")
    _, artists = drawn(pictures.basins, f=f, learning_rate=0.01)
    said = moved(pictures.basins, artists, f=f, start_x=-1, start_y=4, learning_rate=0.01)
    assert "ends at B, near (-2.805, 3.131)" in said
    shares = re.findall(r"(\d+) % end at (\w), near \((\S+), (\S+)\)", said.partition("Of all starts on the map, ")[2])
    minima = np.array(sorted(map(tuple, f.minima)))
    np.testing.assert_allclose([[float(x), float(y)] for _, _, x, y in shares], minima, atol=2e-3)  # four valleys
    assert [letter for _, letter, *_ in shares] == list("ABCD")
    assert [int(share) for share, *_ in shares] == pytest.approx([100 * share for share in artists.shares], abs=1)
    assert sum(artists.shares) == pytest.approx(1, abs=0.01)


def test_no_start_is_called_arrived_where_descent_cannot_settle():
    number, ends = pictures.ends_of(get("himmelblau"), np.random.default_rng(1).uniform(-5, 5, (2, 500)), 0.03, 100)
    assert ends == []
    assert np.all(number == -1)


# 6. Valleys


@pytest.mark.parametrize("scaled", [False, True])
@pytest.mark.parametrize(("kappa", "angle"), [(1, 30), (10, 0), (100, 20), (1000, 45)])
def test_the_steps_said_are_those_that_a_run_needs(kappa, angle, scaled):
    matrix = pictures.stretched(kappa, angle)
    matrix = pictures.rescaled(matrix) if scaled else matrix
    low, high = np.linalg.eigvalsh(matrix)
    x, k = np.array([1 / math.sqrt(low), 1 / math.sqrt(high)]), 0
    while low * x[0] ** 2 + high * x[1] ** 2 > 2e-6 * (1 + 1e-9):
        x, k = x * (1 - 2 / (low + high) * np.array([low, high])), k + 1
    said = moved(pictures.valley, drawn(pictures.valley)[1], kappa=kappa, angle=angle, scaled=scaled)
    assert said.startswith(f"Condition number {high / low:.4g}")
    assert f": {landscape.counted(k)} to a millionth." in said


def test_the_valley_s_curve_falls_by_the_factor_of_the_condition_number():
    _, artists = drawn(pictures.valley)
    moved(pictures.valley, artists, kappa=30, angle=25)
    values = artists.curve.get_ydata()
    assert values[1:] / values[:-1] == pytest.approx(np.full(60, (29 / 31) ** 2))


def test_scaling_cures_a_valley_along_an_axis_and_no_valley_across_both():
    assert is_reached(pictures.valley, kappa=100, angle=0, scaled=True)
    assert not is_reached(pictures.valley, kappa=100, angle=45, scaled=True)
    assert not is_reached(pictures.valley, kappa=100, angle=0, scaled=False)
    assert not is_reached(pictures.valley, kappa=10, angle=0, scaled=True)


# 8. Choosing the rate


@pytest.mark.parametrize(
    ("name", "t", "c1"), [("rosenbrock", 1.0, 1e-4), ("booth", 0.3, 0.5), ("himmelblau", 0.01, 0.1)]
)
def test_the_rate_taken_is_the_first_half_that_armijo_accepts(name, t, c1):
    f, x = get(name), np.array([-1.2, 1.0])
    g = f.grad(x)
    refused = next(k for k in range(60) if f(x - t / 2**k * g) <= f(x) - c1 * t / 2**k * (g @ g))
    _, artists = drawn(pictures.step_search)
    said = moved(pictures.step_search, artists, f=f, start_x=-1.2, start_y=1.0, t=t, c1=c1)
    assert f"{t / 2**refused:.3g} is taken" in said
    assert artists.refused.get_xdata() == pytest.approx(0.5 ** np.arange(refused))
    assert artists.taken.get_xdata() == pytest.approx([0.5**refused])


def test_at_the_bottom_there_is_nothing_to_search():
    said = moved(
        pictures.step_search, drawn(pictures.step_search)[1], f=get("booth"), start_x=1, start_y=3, t=1, c1=0.1
    )
    assert "the gradient is 0" in said


def test_the_sweep_ends_where_single_runs_end_and_falls_off_the_cliff_at_2_over_l():
    rates = np.array([0.01, 0.1, 0.19, 0.199, 0.201, 0.25])
    found = pictures.final_values(ELLIPSE, [-3.5, 1.5], rates, 200)
    exact = ((-3.5 * (1 - rates) ** 200) ** 2 + 10 * (1.5 * (1 - 10 * rates) ** 200) ** 2) / 2
    assert found == pytest.approx(exact, rel=1e-9)
    assert np.all((found > 11.25) == (rates > 0.2))


def test_the_sweep_names_a_rate_near_the_best_one():
    _, artists = drawn(pictures.rate_sweep, f=ELLIPSE)
    said = moved(pictures.rate_sweep, artists, f=ELLIPSE, start_x=-3.5, start_y=1.5, learning_rate=0.1, steps=150)
    best = float(said.partition("is at rate ")[2].split(". ")[0])
    assert best == pytest.approx(2 / 11, rel=0.01)
    assert "it is no finite number" in moved(
        pictures.rate_sweep, artists, f=ELLIPSE, start_x=-3.5, start_y=1.5, learning_rate=1.0, steps=200
    )


# The reader's own function

PLACE = {"start_x": slider(-3, 3, value=1.5), "start_y": slider(-3, 3, value=1)}
RATE = {"learning_rate": log_slider(0.01, 1, value=0.1)}
OWN = {
    "descent": PLACE | RATE | {"steps": slider(0, 40, step=1)},
    "stopping": PLACE | RATE | {"tol": log_slider(1, 1e-6)},
    "basins": PLACE | {"learning_rate": 0.1, "size": 11},
    "valley": {"kappa": 10.0, "angle": 20.0, "scaled": switch()},
    "step_search": PLACE | {"t": log_slider(0.01, 1), "c1": 0.1},
    "rate_sweep": PLACE | RATE | {"steps": slider(1, 50, step=1)},
}
every_own = pytest.mark.parametrize("name", OWN)
every_from_a_start = pytest.mark.parametrize("name", [name for name in OWN if "start_x" in OWN[name]])


def slanted(p):
    return (p[0] - 1) ** 2 + p[0] * p[1] + 3 * p[1] ** 2


def shown(name, f, **more):
    return explore(getattr(pictures, name), f=f, **(OWN[name] | more))


def test_the_curvatures_of_an_own_bowl_are_found_wherever_they_are_needed():
    """Its Hessian matrix is [[2, 1], [1, 6]], its minimum is at (12, -2)/11 with the value -1/11."""
    low, high = 4 - math.sqrt(5), 4 + math.sqrt(5)
    said = shown("descent", slanted).sentence
    assert f"1/L = {1 / high:.3g}, 2/(L+μ) = {2 / 8:.3g}, 2/L = {2 / high:.3g}." in said
    stopped = shown("stopping", slanted, tol=1e-9, learning_rate=0.25)
    assert "Stopped" in stopped.sentence
    away = float(stopped.sentence.rpartition("is ")[2].removesuffix(" away."))
    assert away < 1e-9 / low
    valley = shown("valley", slanted)
    assert valley.sentence.startswith(f"Condition number {high / low:.4g}, the valley of your function:")
    valley.set(scaled=True)
    r = 1 / math.sqrt(12)
    assert valley.sentence.startswith(
        f"Condition number {(1 + r) / (1 - r):.4g} after scaling, {high / low:.4g} before"
    )
    assert "at A, near (1.091, −0.1818), with f = −0.0909" in shown("basins", slanted).sentence


def test_the_target_within_a_small_distance_of_the_smallest_value_minds_what_that_is():
    at = {"start_x": 3, "start_y": 3, "steps": 40}
    assert is_reached(pictures.descent, f=slanted, learning_rate=0.2, **at)
    assert not is_reached(pictures.descent, f=slanted, learning_rate=0.02, **at)  # below 0, not yet near -1/11
    assert not is_reached(pictures.descent, f=lambda p: -np.exp(p[0]), learning_rate=0.02, **at)  # none is known


def test_a_sweep_of_a_function_without_a_known_minimum_is_drawn_above_the_lowest_end():
    _, artists = drawn(pictures.rate_sweep, f=wavy)
    values = {"start_x": 1.5, "start_y": 1.0, "learning_rate": 0.1, "steps": 50}
    said = moved(pictures.rate_sweep, artists, f=wavy, **values)
    heights = artists.curve.get_ydata()
    assert heights.min() == 1e-16
    lowest = scipy.optimize.minimize(wavy, [2.5, 3.0]).fun
    assert f"the lowest end, {lowest:.2g}" in said
    ends = pictures.final_values(wavy, [1.5, 1.0], artists.rates, 50)
    assert heights == pytest.approx(np.maximum(ends - ends.min(), 1e-16))
    assert artists.curve.axes.get_ylabel().endswith("above the lowest")


# What an own function may do wrong: the mistake, and words of the sentence in the picture's place.


def in_two(p, q):
    return p[0] * q


def changes_its_point(p):
    p[0] -= 1
    return p[0] ** 2


MISTAKES = {
    "an array for a number": (lambda p: p, "expected one number"),
    "no return": (lambda p: None, "return missing"),
    "words": (lambda p: str(p), "expected real numbers"),
    "True and False": (lambda p: p[0] > 0, "expected real numbers"),
    "no value anywhere": (lambda p: np.log(-1 - p[0] ** 2), "no finite"),
    "divides by zero": (lambda p: 1 / (0 * p[0]), "no finite"),
    "raises": (lambda p: 1 // 0, "ZeroDivisionError"),
    "one argument too many": (in_two, "'q'"),
    "an unknown name": (lambda p: undefined_name * p[0], "undefined_name"),  # noqa: F821
    "a third coordinate": (lambda p: p[2] ** 2, "index 2"),
    "changes its point": (changes_its_point, "read-only"),
}


@every_own
def test_a_mistake_is_one_sentence_in_the_picture_s_place_and_the_right_function_recovers(name):
    wrong = {words: f for words, (f, _) in MISTAKES.items()}
    explorer = shown(name, menu({"right": slanted, **wrong}))
    for mistake, (_, words) in MISTAKES.items():
        explorer.set(f=mistake)
        if mistake == "changes its point" and name in ("rate_sweep", "valley"):
            continue  # they hand out copies, so that nothing is spoilt
        if name == "valley" and words == "no finite":
            words = "no quadratic bowl"
        assert explorer.problem is not None, (mistake, explorer.sentence)
        assert words in explorer.problem, (mistake, explorer.problem)
        assert 20 < len(explorer.problem) < 400
    explorer.set(f="right")
    assert explorer.problem is None


@every_own
def test_a_function_that_is_the_same_everywhere_is_said_to_have_no_way_down(name):
    for f in (lambda p: 3.0, lambda p: 3.0 + 0 * p[0]):
        explorer = shown(name, f)
        words = {
            "stopping": "Stopped after 0 steps",
            "step_search": "no way down",
            "rate_sweep": "At rate 0.1 it is 3.",
        }
        expected = words.get(name, "no quadratic bowl" if name == "valley" else "there is no way down")
        assert expected in explorer.sentence


@every_from_a_start
@pytest.mark.parametrize("f", [lambda p: 1 / p[0], lambda p: np.sqrt(p[0]) + p[1] ** 2, lambda p: np.log(p[0])])
def test_a_start_without_a_value_or_a_slope_is_named(name, f):
    explorer = shown(name, f, start_x=0.0, start_y=0.0)
    assert "no finite slope at the start (0, 0): choose another start" in str(explorer.problem)
    assert shown(name, f).problem is None


def one_by_one(p):
    return float(p[0]) ** 2 + 2 * float(p[1]) ** 2 if float(p[0]) < 99 else 0.0


@every_own
@pytest.mark.parametrize(
    ("single", "many"),
    [
        (one_by_one, lambda p: p[0] ** 2 + 2 * p[1] ** 2),
        (np.linalg.norm, lambda p: np.sqrt(p[0] ** 2 + p[1] ** 2)),  # for many points it gives one number for all
    ],
)
def test_a_function_of_one_point_only_is_served_as_well(name, single, many):
    """Without a page, which does not depend on the function."""
    picture = getattr(pictures, name)

    def said(f):
        values = {**picture.controls, **OWN[name], "f": f}
        try:
            return moved(picture, drawn(picture, **values)[1], **values)
        except ValueError as complaint:  # the valley wants a bowl
            return str(complaint)

    assert said(single) == said(many)


CURVES = {
    "an array for a number": (lambda t: t[0], "shape"),
    "no return": (lambda t: None, "return missing"),
    "words": (lambda t: str(t), "numbers"),
    "one number for many": (lambda t: 3.0, "3.0 + 0 * x"),
    "no value anywhere": (lambda t: np.log(-1 - t**2), "no finite value"),
    "raises": (lambda t: 1 // 0, "ZeroDivisionError"),
    "one argument too many": (lambda t, q: t * q, "'q'"),
    "an unknown name": (lambda t: undefined_name * t, "undefined_name"),  # noqa: F821
    "math": (lambda t: math.sin(np.append(t, t)), "np.sin"),  # older NumPys take an array of one number for it
    "if": (lambda t: t if t > 0 else -t, "np.where"),
    "changes its point": (lambda t: t.sort(), "read-only"),
}


def test_a_mistake_in_a_curve_is_one_sentence_in_the_picture_s_place():
    right = np.cos
    options = menu({"right": right, **{words: f for words, (f, _) in CURVES.items()}})
    explorer = explore(pictures.rolling, f=options, start=slider(-3, 3, value=1), learning_rate=0.1, steps=9)
    for mistake, (_, words) in CURVES.items():
        explorer.set(f=mistake)
        assert explorer.problem is not None, (mistake, explorer.sentence)
        assert words in explorer.problem, (mistake, explorer.problem)
    explorer.set(f="right")
    assert explorer.problem is None


def test_a_curve_without_a_value_at_the_start_says_so():
    rolling = {"learning_rate": 0.1, "steps": 9}
    explorer = explore(pictures.rolling, f=lambda t: 1 / t, start=slider(-3, 3, value=0), **rolling)
    assert "no finite slope at the start (0): choose another start" in str(explorer.problem)
    explorer.set(start=2)
    assert explorer.problem is None
