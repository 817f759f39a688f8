"""What lesson 03 says in words and numbers, recomputed by another route than its own cells and pictures.

The routes: autograd, mpmath, closed forms, plain Python loops, other right answers.
"""

import itertools
import math
from typing import Any

import autograd
import autograd.numpy as anp
import mpmath
import numpy as np
import pytest
import scipy.optimize
from hypothesis import given
from hypothesis import strategies as st
from lessons import defaults, himmelblau, picture_cells, reached
from matplotlib.cbook import get_sample_data
from matplotlib.figure import Figure
from matplotlib.quiver import Quiver

from coursekit.functions import get
from coursekit.gradient import numerical_gradient
from coursekit.live import Control
from coursekit.pictures import gradient as pictures

LESSON = "03_gradient"


def bowl(p: Any) -> Any:
    return p[0] ** 2 + p[1] ** 2


# 1


def test_section_1_the_gradient_of_the_bowl_at_1_2_is_2_4_and_its_target_lies_at_minus_3_15():
    grad = autograd.grad(bowl)
    assert grad(np.array([1.0, 2.0])) == pytest.approx([2, 4])
    assert grad(np.array([-3.0, 1.5])) == pytest.approx([-6, 3])


def test_section_1_himmelblaus_function_has_four_valleys_and_is_the_one_in_the_menu():
    ends = {
        tuple(scipy.optimize.minimize(himmelblau, start, jac=autograd.grad(himmelblau), tol=1e-10).x.round(3) + 0.0)
        for start in itertools.product(np.arange(-4.0, 5.0, 2.0), repeat=2)
    }
    assert sum(himmelblau(end) < 1e-4 for end in ends) == 4
    shown = picture_cells(LESSON)["s1-picture"]["f"].values[2]
    assert shown((1.3, -0.7)) == pytest.approx(himmelblau((1.3, -0.7)))


def test_section_1_the_orange_arrow_is_drawn_three_times_as_long_as_a_grey_one():
    axes = Figure().subplots()
    artists = pictures.arrows.draw(axes, f=picture_cells(LESSON)["s1-picture"]["f"].values[0])
    (grey,) = {child.scale for child in axes.get_children() if isinstance(child, Quiver)} - {artists.arrow.scale}
    assert grey == pytest.approx(3 * artists.arrow.scale)


# 2


def test_section_2_the_largest_slope_447_lies_near_63_degrees_and_two_directions_are_level():
    slope = [2 * mpmath.cos(mpmath.radians(k)) + 4 * mpmath.sin(mpmath.radians(k)) for k in range(360)]
    assert slope.index(max(slope)) == 63
    assert max(slope) == pytest.approx(4.47, abs=0.005)
    assert min(slope) == pytest.approx(-4.47, abs=0.005)
    level = mpmath.findroot(lambda t: 2 * mpmath.cos(t) + 4 * mpmath.sin(t), 2.5)
    assert mpmath.degrees(level) == pytest.approx(90 + mpmath.degrees(mpmath.atan2(4, 2)))
    assert sum(a * b < 0 for a, b in zip(slope, slope[1:] + slope[:1], strict=True)) == 2


@given(st.floats(-9, 9), st.floats(-9, 9), st.floats(0, 360))
def test_section_2_the_dot_product_is_the_length_times_the_cosine(a, b, angle):
    t = math.radians(angle)
    theta = t - math.atan2(b, a)
    assert a * math.cos(t) + b * math.sin(t) == pytest.approx(math.hypot(a, b) * math.cos(theta), abs=1e-12)


def test_section_2_along_x_the_cone_has_the_slopes_minus_1_and_1_and_their_mean_is_0():
    cone = lambda x: mpmath.sqrt(mpmath.mpf(x) ** 2)  # noqa: E731
    before, behind = (mpmath.diff(cone, 0, direction=side) for side in (-1, 1))
    assert (before, behind, (before + behind) / 2) == (-1, 1, 0)


def test_section_2_half_of_the_largest_slope_lies_60_degrees_from_the_gradient():
    assert math.sqrt(20) / 2 == pytest.approx(math.sqrt(20) * math.cos(math.radians(60)))


# 3


@pytest.mark.parametrize("step", [0.25, 0.125])
def test_section_3_each_step_lifts_you_by_its_square_so_halving_the_step_halves_the_drift(step):
    x, y = 2.0, 0.0
    for _ in range(round(12 / step)):
        r = math.hypot(x, y)
        x, y = x + step * y / r, y - step * x / r
    assert x * x + y * y == pytest.approx(4 + 12 * step)


@given(st.floats(-9, 9), st.floats(-9, 9))
def test_section_3_turned_vectors_are_at_a_right_angle_with_uphill_on_the_side_that_is_said(a, b):
    for turned, side in (((b, -a), 1), ((-b, a), -1)):
        assert a * turned[0] + b * turned[1] == 0
        assert side * (turned[0] * b - turned[1] * a) >= 0  # the cross product: positive if (a, b) is on the left


def test_section_3_with_the_direction_from_half_way_you_come_round():
    x, y = 2.0, 0.0
    for _ in range(50):  # 12.5 of the 12.57 that the circle measures
        r = math.hypot(x, y)
        u, v = x + 0.125 * y / r, y - 0.125 * x / r
        r = math.hypot(u, v)
        x, y = x + 0.25 * v / r, y - 0.25 * u / r
    assert math.hypot(x - 2, y) < 0.1
    assert x * x + y * y == pytest.approx(4, abs=0.01)
    assert 2 * math.pi * 2 == pytest.approx(12.57, abs=0.01)


# 4


def test_section_4_the_surfaces_are_a_minimum_a_maximum_and_a_saddle():
    for f, signs in ((bowl, [1, 1]), (lambda p: -bowl(p), [-1, -1]), (lambda p: p[0] ** 2 - p[1] ** 2, [-1, 1])):
        zero = np.zeros(2)
        assert autograd.grad(f)(zero) == pytest.approx([0, 0])
        assert np.sign(np.linalg.eigvalsh(autograd.hessian(f)(zero))).tolist() == signs


def test_section_4_far_from_its_hole_the_plain_is_nearly_level():
    def plain(p: Any) -> Any:
        return -anp.cos(p[0]) * anp.cos(p[1]) * anp.exp(-((p[0] - anp.pi) ** 2) - (p[1] - anp.pi) ** 2)

    assert np.linalg.norm(autograd.grad(plain)(np.zeros(2))) < 1e-6


def test_section_4_3_4_lies_5_away_and_the_monkey_saddle_has_three_ways_down():
    assert math.hypot(3, 4) == 5
    t = np.deg2rad(np.arange(0.5, 360))
    down = np.cos(t) ** 3 - 3 * np.cos(t) * np.sin(t) ** 2 < 0
    assert np.sum(down & ~np.roll(down, 1)) == 3


# 5


def test_section_5_the_plane_is_off_by_007_and_00007():
    with mpmath.workdps(30):
        u = mpmath.cos(mpmath.pi / 6), mpmath.sin(mpmath.pi / 6)
        line = lambda t: himmelblau((1 + t * u[0], 1 + t * u[1]))  # noqa: E731
        error = [abs(line(mpmath.mpf(d)) - line(0) - mpmath.mpf(d) * mpmath.diff(line, 0)) for d in ("0.1", "0.01")]
    assert error[0] == pytest.approx(0.07, abs=0.005)
    assert error[1] == pytest.approx(0.0007, abs=0.00005)
    assert picture_cells(LESSON)["s5-picture"]["angle"].start == 2  # 30 degrees


def test_section_5_c_is_half_of_the_second_derivative_in_the_direction():
    hessian = autograd.hessian(himmelblau)(np.ones(2))
    for angle in range(0, 180, 15):
        u = np.array([math.cos(math.radians(angle)), math.sin(math.radians(angle))])
        found = pictures.see_plane(himmelblau, 1, 1, angle, 1e-3)["error"]
        assert found == pytest.approx(abs(u @ hessian @ u) / 2 * 1e-6, rel=0.02)


def test_section_5_only_functions_whose_graph_is_a_plane_have_no_error():
    for f, exact in ((lambda p: 3 * p[0] - 2 * p[1] + 5, True), (lambda p: p[0] * p[1], False)):
        errors = [pictures.see_plane(f, 1, 1, angle, far)["error"] for angle in range(0, 360, 15) for far in (0.1, 1)]
        assert bool(np.max(errors) < 1e-9) is exact


def test_section_1_mine_is_nearly_level_near_a_top_two_bottoms_and_a_place_that_is_neither():
    f = lambda p: anp.sin(p[0]) * anp.cos(p[1])  # noqa: E731
    assert np.linalg.norm(autograd.grad(f)(np.array([1.5, 0.0]))) == pytest.approx(0.07, abs=0.005)
    half = np.pi / 2
    for place, bends in (((half, 0), (-1, -1)), ((-half, 0), (1, 1)), ((half, np.pi), (1, 1)), ((0, half), (-1, 1))):
        p = np.array(place, float)
        assert autograd.grad(f)(p) == pytest.approx(0, abs=1e-15)
        assert np.linalg.eigvalsh(autograd.hessian(f)(p)) == pytest.approx(bends)


def test_section_2_half_of_the_largest_slope_is_met_near_3_and_123_degrees():
    for angle in (3.43, 123.43):
        u = [math.cos(math.radians(angle)), math.sin(math.radians(angle))]
        assert np.array([2, 4]) @ u == pytest.approx(math.sqrt(20) / 2, abs=1e-3)


def test_section_4_every_level_saddle_of_the_menu_has_ways_up_and_ways_down_however_close():
    angles = np.deg2rad(np.arange(0, 360, 5))
    for name in ("saddle", "monkey saddle"):
        for far in (1.0, 1e-3):
            heights = get(name)(far * np.array([np.cos(angles), np.sin(angles)]))
            assert heights.min() < 0 < heights.max()


def test_section_6_cells_that_are_not_square_turn_the_direction_by_up_to_6_degrees():
    """A cell at 36.6 degrees north is narrower than high by the cosine of the latitude."""
    narrow, angles = math.cos(math.radians(36.58)), np.deg2rad(np.linspace(0, 90, 9001))
    turned = np.rad2deg(np.arctan2(np.sin(angles) * narrow, np.cos(angles)) - angles)
    assert round(np.abs(turned).max()) == 6


def test_section_4_the_monkey_saddle_is_the_cube_of_the_distance_times_a_cosine():
    for t, angle in ((0.5, 0.3), (1.2, 2.0), (2.0, 4.4)):
        x, y = t * math.cos(angle), t * math.sin(angle)
        assert x**3 - 3 * x * y**2 == pytest.approx(t**3 * math.cos(3 * angle))
    call = picture_cells(LESSON)["s4-try-1"]
    assert reached(call, defaults(call) | {"x": 0, "y": 0})
    assert not reached(call, defaults(call) | {"x": 0.25, "y": 0})


# 6


def test_section_6_the_map_lies_around_jellico_on_the_border_of_two_states():
    """The town's place: 36.5825 degrees north, 84.1306 degrees west (U.S. Geographic Names, feature 1289336)."""
    data = {name: float(value) for name, value in get_sample_data("jacksboro_fault_dem.npz").items() if not value.ndim}
    assert data["ymax"] < 36.5825 < data["ymin"]
    assert data["xmin"] < -84.1306 < data["xmax"]
    assert data["dx"] == data["dy"] == pytest.approx(1 / 1200)


def test_section_6_a_staircase_rises_06_m_for_each_metre_and_a_slope_of_1_has_45_degrees():
    assert round(17 / 28, 1) == 0.6
    assert 62 <= 2 * 17 + 28 <= 65  # the builders' rule, after the length of a pace
    assert math.degrees(math.atan(1)) == pytest.approx(45)


def land() -> tuple[Any, float, float]:
    call = picture_cells(LESSON)["s6-picture"]
    return call["heights"], call["dx"], call["dy"]


def test_section_6_a_cell_has_the_metres_that_the_circumference_of_the_earth_gives_it():
    data = get_sample_data("jacksboro_fault_dem.npz")
    _, dx, dy = land()
    assert dy == pytest.approx(40_030_000 / 360 * 3 / 3600, rel=1e-3)
    assert 6371 * math.pi / 180 == pytest.approx(111.2, abs=0.01)
    south, north = sorted((float(data["ymin"]), float(data["ymax"])))
    assert dx / dy == pytest.approx(math.cos(math.radians((south + north) / 2)))
    assert 2 * dx == pytest.approx(150, abs=2)
    assert 2 * dy == pytest.approx(185, abs=2)


def test_section_6_row_0_is_in_the_south():
    data = get_sample_data("jacksboro_fault_dem.npz")
    heights, _, _ = land()
    assert float(data["ymin"]) > float(data["ymax"])  # the first row of the file is the northern one
    assert np.array_equal(heights[-1], data["elevation"][0])


def test_section_6_one_place_in_a_thousand_is_steeper_than_06_and_the_steepest_has_073():
    heights, dx, dy = land()
    east = (heights[1:-1, 2:] - heights[1:-1, :-2]) / (2 * dx)
    north = (heights[2:, 1:-1] - heights[:-2, 1:-1]) / (2 * dy)
    slope = np.sqrt(east**2 + north**2)
    assert np.mean(slope > 0.6) == pytest.approx(0.001, abs=0.0002)
    assert slope.max() == pytest.approx(0.73, abs=0.005)


def test_section_6_nine_ways_down_in_ten_end_within_1_km_in_a_hollow():
    ground = pictures.Land(*land())
    places = np.random.default_rng(1).uniform([1000, 1000], [29000, 31000], (200, 2))
    ends = np.array([len(ground.down(p, 20_000)) - 1 for p in places]) / 10
    assert np.mean(ends <= 1) > 0.85


def test_section_6_cells_taken_for_squares_turn_a_direction_by_63_tenths_of_a_degree_at_most():
    _, dx, dy = land()
    t = np.linspace(0, np.pi / 2, 10_001)
    off = np.abs(np.arctan2(np.sin(t) * dy, np.cos(t) * dx) - t)
    assert np.rad2deg(off.max()) == pytest.approx(6.3, abs=0.05)


# 7


def test_section_7_the_best_of_200_gains_as_much_less_than_a_third_or_a_fifth():
    def best(n: int) -> list[float]:  # on the bowl at (1, ..., 2): a plain cosine
        uphill = np.linspace(1, 2, n)
        found = []
        for series in picture_cells(LESSON)["s7-picture"]["series"].values:
            v = np.random.default_rng(series).standard_normal((200, n))
            found.append(np.max(v @ uphill / np.linalg.norm(v, axis=1) / np.linalg.norm(uphill)))
        return found

    assert min(best(2)) > 0.99
    assert max(best(100)) < 1 / 3
    assert np.mean(best(200)) == pytest.approx(1 / 5, abs=0.03)


@pytest.mark.parametrize("n", [2, 3])
def test_section_7_the_mean_of_the_squared_cosine_is_1_over_n(n):
    """By integration over the circle and over the sphere."""
    if n == 2:
        mean = mpmath.quad(lambda t: mpmath.cos(t) ** 2, [0, 2 * mpmath.pi]) / (2 * mpmath.pi)
    else:
        mean = mpmath.quad(lambda t: mpmath.cos(t) ** 2 * mpmath.sin(t), [0, mpmath.pi]) / 2
    assert mean == pytest.approx(1 / n)


# 8


def test_section_8_a_million_variables_take_half_an_hour_and_a_million_million_63_years():
    assert 2 * 10**6 // 1000 == 2000 > 30 * 60
    assert pytest.approx(63, abs=0.5) == 2 * 10**12 * 0.001 / (365.25 * 24 * 3600)


@pytest.mark.parametrize(("method", "evaluations"), [("central", 2 * 7), ("forward", 7 + 1)])
def test_section_8_seven_variables_take_2n_or_n_plus_1_evaluations_and_three_to_see_what_f_does(method, evaluations):
    asked = []

    def counted(x):
        asked.append(x[0].size)
        return np.sum(x**2, axis=0)

    numerical_gradient(counted, np.arange(7.0), method=method)
    assert len(asked) == 2  # all at once, and one alone
    assert sum(asked) == evaluations + 3
    asked.clear()
    numerical_gradient(counted, np.arange(7.0), method=method, vectorized=False)
    assert sum(asked) == evaluations


# 9


def test_section_9_the_right_formula_is_right_and_the_wrong_one_is_wrong_but_where_y_is_0():
    f = lambda p: p[0] ** 2 * p[1] + p[1] ** 3  # noqa: E731
    wrong = picture_cells(LESSON)["s9-picture"]["grad"].values[0]
    for x, y in ((1.3, -0.7), (0.4, 2.0), (1.0, 0.0), (-2.0, 0.0)):
        p = np.array([x, y])
        exact = autograd.grad(f)(p)
        assert exact == pytest.approx([2 * x * y, x * x + 3 * y * y])
        assert np.allclose(wrong(p), exact) == (y == 0)


def test_section_9_a_place_at_random_hardly_ever_hides_a_mistake_and_equal_coordinates_can():
    p = np.random.default_rng(3).uniform(-2, 2, (2, 10_000))
    right, wrong = p[0] ** 2 + 3 * p[1] ** 2, p[0] ** 2 - 3 * p[1] ** 2
    assert np.sum(np.abs(right - wrong) < 1e-6 * np.abs(right)) < 10
    swapped = lambda x, y: (2 * y, 2 * x)  # noqa: E731
    assert tuple(autograd.grad(bowl)(np.array([1.5, 1.5]))) == swapped(1.5, 1.5)
    assert tuple(autograd.grad(bowl)(np.array([1.5, 0.5]))) != swapped(1.5, 0.5)


def test_section_9_your_gradient_has_a_mistake_in_its_second_entry_whatever_mine_is():
    call = picture_cells(LESSON)["s9-try-1"]
    assert call["f"].__name__ == "my_function"
    for x, y in ((0.8, 1.7), (-1.2, 0.4)):
        exact = [mpmath.cos(x) * mpmath.cos(y), -mpmath.sin(x) * mpmath.sin(y)]
        claimed = call["grad"](np.array([x, y]))
        assert claimed == pytest.approx([float(exact[0]), -float(exact[1])])
        assert call["f"](np.array([x, y])) == pytest.approx(float(mpmath.sin(x) * mpmath.cos(y)))


# The reader's own function


def test_mine_stands_in_the_menu_of_every_later_picture_that_takes_a_function():
    cells = picture_cells(LESSON)
    mine = cells["s1-try-1"]["f"]
    assert mine.__name__ == "mine"
    for name, call in cells.items():
        for value in {"f", "heights"} & set(call):
            own = call[value].values[-1] if isinstance(call[value], Control) else call[value]
            if name not in ("s1-picture", "s5-try-1", "s6-picture", "s9-picture", "s9-try-1"):
                assert own is mine, name
    assert cells["s9-try-1"]["grad"].__name__ == "my_gradient"
