"""The pictures of lesson 03: what they say and draw, held by other means; and functions of the reader's own."""

import inspect
import math
import re

import autograd
import autograd.numpy
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lessons import drawn, himmelblau, is_reached, known, moved, wavy
from matplotlib.contour import ContourSet

from coursekit.functions import get
from coursekit.live import explore, log_slider, menu, slider, switch
from coursekit.live.picture import Picture, names_of
from coursekit.pictures import gradient as pictures
from coursekit.pictures import landscape

SPHERE, SADDLE = get("sphere"), get("saddle")
coordinate = st.floats(-3, 3)


def cone(p):
    return np.sqrt(p[0] ** 2 + p[1] ** 2)


# 1. Arrows


@given(coordinate, coordinate)
@settings(max_examples=15)
def test_the_arrow_is_the_gradient_at_the_point_also_of_the_readers_own_function(x, y):
    exact = autograd.grad(himmelblau)(np.array([x, y]))
    for f in (get("himmelblau"), himmelblau):
        assert landscape.gradient_at(f, [x, y]) == pytest.approx(exact, rel=1e-6, abs=1e-5)


def test_the_arrow_starts_at_the_point_and_its_legs_add_up_to_it():
    _, artists = drawn(pictures.arrows, f=SPHERE)
    said = moved(pictures.arrows, artists, f=SPHERE, x=1, y=2)
    assert said == "At (1, 2) f = 5, and the gradient is (2, 4): its length is 4.472."
    assert artists.arrow.get_offsets().tolist() == [[1, 2]]
    assert (artists.arrow.U[0], artists.arrow.V[0]) == (2, 4)
    along_x, along_y = (np.diff(leg.get_data()) for leg in artists.legs)
    assert along_x[:, 0] * artists.scale == pytest.approx([2, 0])
    assert along_y[:, 0] * artists.scale == pytest.approx([0, 4])


def test_the_field_of_arrows_is_the_gradient():
    ground = landscape.Ground(SPHERE)
    u, v = landscape.field_of(ground)
    x, y = np.meshgrid(*ground.axes)
    assert u[1:-1, 1:-1] == pytest.approx(2 * x[1:-1, 1:-1])
    assert v[1:-1, 1:-1] == pytest.approx(2 * y[1:-1, 1:-1])


# 2. The dial

_, ROUND_DIAL = drawn(pictures.dial, f=SPHERE)


@given(coordinate, coordinate, st.floats(0, 360))
@settings(max_examples=15)
def test_the_slope_against_the_angle_is_a_cosine_about_the_way_uphill(x, y, angle):
    artists = ROUND_DIAL
    moved(pictures.dial, artists, f=SPHERE, x=x, y=y, angle=angle)
    uphill, length = math.degrees(math.atan2(y, x)), 2 * math.hypot(x, y)
    exact = length * np.cos(np.deg2rad(pictures.ANGLES - uphill))
    assert artists.measured.get_ydata() == pytest.approx(exact, abs=1e-6)
    assert artists.product.get_ydata() == pytest.approx(exact, abs=1e-9)
    assert artists.here.get_ydata()[0] == pytest.approx(length * math.cos(math.radians(angle - uphill)), abs=1e-6)


def test_the_steepest_way_down_is_against_the_gradient():
    for angle, reached in ((225, True), (45, False), (220, False)):
        assert is_reached(pictures.dial, f=SPHERE, x=1, y=1, angle=angle) == reached


def test_at_the_tip_of_a_cone_every_way_leads_up_and_the_product_says_nothing():
    _, artists = drawn(pictures.dial, f=cone)
    moved(pictures.dial, artists, f=cone, x=0, y=0, angle=70)
    assert artists.measured.get_ydata() == pytest.approx(np.ones(73))
    assert artists.product.get_ydata() == pytest.approx(np.zeros(73))
    assert is_reached(pictures.tip, f=cone, x=0, y=0, angle=70)
    assert not is_reached(pictures.tip, f=SPHERE, x=1, y=0, angle=0)


# 3. Contours


def test_a_step_along_the_tangent_leaves_the_circle_by_its_square():
    path = pictures.walk(SPHERE, [2, 0], 10, 0.25, halfway=False)
    assert len(path) == 41
    assert SPHERE(path.T) == pytest.approx(4 + 0.25**2 * np.arange(41))
    assert path[1] == pytest.approx([2, -0.25])


def test_the_gradient_half_way_keeps_the_height_a_hundred_times_better():
    off = {halfway: abs(SPHERE(pictures.walk(SPHERE, [2, 0], 12, 0.25, halfway)[-1]) - 4) for halfway in (False, True)}
    assert off[True] < off[False] / 100
    for way, halfway, reached in ((12, True, True), (12, False, False), (11, True, False)):
        assert is_reached(pictures.contour_walk, f=SPHERE, way=way, step=0.25, halfway=halfway) == reached


def test_the_height_on_the_way_stays_in_the_picture_with_coarse_steps_too():
    for f in (SPHERE, get("ellipse"), wavy):
        (_, side), artists = drawn(pictures.contour_walk, f=f, start_x=2, start_y=0)
        for halfway in (False, True):
            moved(pictures.contour_walk, artists, f=f, start_x=2, start_y=0, way=15, step=0.5, halfway=halfway)
            low, high = side.get_ylim()
            assert low < artists.curve.get_ydata().min() <= artists.curve.get_ydata().max() < high


def test_uphill_is_on_the_left_of_the_walk():
    for f in (SPHERE, get("himmelblau"), himmelblau):
        path = pictures.walk(f, [1.3, -0.7], 0.1, 0.1, halfway=False)
        (dx, dy), (u, v) = path[1] - path[0], landscape.gradient_at(f, path[0])
        assert dx * v - dy * u > 0


# 4. Length


@pytest.mark.parametrize(("name", "up", "down"), [("sphere", 72, 0), ("saddle", 36, 36)])
def test_at_a_level_place_the_ways_up_and_down_are_counted(name, up, down):
    f = get(name)
    said = moved(pictures.steepness, drawn(pictures.steepness, f=f)[1], f=f, x=0, y=0)
    assert f"{up} lead up and {down} down" in said
    assert is_reached(pictures.steepness, f=f, x=0, y=0)
    assert not is_reached(pictures.steepness, f=f, x=0.5, y=0)


def test_from_one_contour_to_the_next_f_changes_by_the_same_amount():
    (land, _), _ = drawn(pictures.steepness, f=SPHERE)
    filled, lines = (child for child in land.get_children() if isinstance(child, ContourSet))
    assert np.diff(filled.levels) == pytest.approx(32 / 12)
    assert lines.levels == pytest.approx(filled.levels[1:-1])


def test_the_slices_are_those_through_the_point():
    _, artists = drawn(pictures.steepness, f=SADDLE)
    moved(pictures.steepness, artists, f=SADDLE, x=1, y=2)
    t = artists.slices[0].get_xdata()
    assert artists.slices[0].get_ydata() == pytest.approx(t**2 - 4)
    assert artists.slices[1].get_ydata() == pytest.approx(1 - t**2)


def test_the_hole_in_the_plain_is_seen_down_to_its_bottom():
    (land, side), artists = drawn(pictures.steepness, f=get("easom"))
    moved(pictures.steepness, artists, f=get("easom"), x=math.pi, y=math.pi)
    low, high = side.get_ylim()
    for line in artists.slices:
        assert low < line.get_ydata().min() < -0.99
        assert line.get_ydata().max() < high
    for left, right in (side.get_xlim(), land.get_xlim(), land.get_ylim()):
        assert left < math.pi - 2 < math.pi + 2 < right


# 5. The tangent plane


@given(coordinate, coordinate, st.floats(0, 360), st.floats(0.01, 1))
@settings(max_examples=15)
def test_the_error_of_the_plane_is_the_square_of_the_distance_for_a_round_bowl(x, y, angle, distance):
    seen = pictures.see_plane(SPHERE, x, y, angle, distance)
    assert seen["error"] == pytest.approx(distance**2, abs=1e-12)


def test_ten_times_closer_is_a_hundred_times_better():
    far, near = (known(pictures.plane, distance=distance)["error"] for distance in (1e-2, 1e-3))
    assert far / near == pytest.approx(100, rel=0.01)


# 6. The landscape: a tilted plane, 0.3 up to the east and 0.4 up to the south

PLANE = 500 + 0.3 * 50 * np.arange(60)[None, :] - 0.4 * 80 * np.arange(40)[:, None] + 0 * np.zeros((40, 60))


def test_the_slope_of_a_tilted_plane_is_in_metres_per_metre():
    _, artists = drawn(pictures.landscape, heights=PLANE, dx=50, dy=80)
    said = moved(pictures.landscape, artists, heights=PLANE, dx=50, dy=80, east=1.5, north=1.6, way=0.5)
    assert "slope 0.50 m per m (27 degrees, facing 323 degrees)" in said
    height = 500 + 0.3 * 1500 - 0.4 * 1600
    assert f"{height:.0f} m high" in said
    east, north = artists.path.get_data()
    assert (east[-1] - 1.5, north[-1] - 1.6) == pytest.approx((-0.3, 0.4))  # 500 m straight down
    target, place = pictures.landscape.target, {"heights": PLANE, "dx": 50, "dy": 80, "east": 1.5, "north": 1.6}
    assert target.reached(known(pictures.landscape, **place)["slope"], bound=0.49)
    assert not target.reached(known(pictures.landscape, **place)["slope"], bound=0.51)


def test_a_land_given_as_a_function_is_the_land_of_its_heights():
    def tilted(p):
        return 500 + 300 * p[0] - 400 * p[1]  # per km

    land = pictures.Land(tilted, 250, 500)
    assert land.heights.shape == (65, 121)
    assert land.heights[-1, -1] == pytest.approx(500 + 300 * 30 - 400 * 32)
    assert land.gradient(np.array([12_000, 9_000])) == pytest.approx([0.3, -0.4])
    assert land.down(np.array([12_000.0, 9_000.0]), 5000)[-1] == pytest.approx([9_000, 13_000])  # 10 steps of 500 m


def test_in_a_hollow_the_way_down_ends():
    x, y = np.meshgrid(np.arange(-20.0, 21), np.arange(-20.0, 21))
    land = pictures.Land(x**2 + y**2, 50, 50)
    path = land.down(np.array([1500.0, 1500.0]), 5000)
    assert np.hypot(*(path[-1] - 1000)) < 110
    heights = [land.heights[land.cell(p)] for p in path]
    assert np.all(np.diff(heights) < 0)


# 7. Random steps


def test_a_random_step_gains_the_cosine_of_its_angle_to_the_gradient():
    def f(p):
        return 3 * p[0] - 2 * p[1] + p[2]

    v = np.random.default_rng(5).standard_normal((200, 3))
    cosine = v @ [3, -2, 1] / np.linalg.norm(v, axis=1) / math.sqrt(14)
    assert pictures.gains(f, 3, 5) == pytest.approx(cosine, abs=1e-9)


def test_in_many_variables_no_random_step_comes_near_the_gradient():
    assert not is_reached(pictures.random_steps, f=SPHERE, n=2)
    assert is_reached(pictures.random_steps, f=SPHERE, n=100)


def test_the_histogram_holds_all_200():
    _, artists = drawn(pictures.random_steps)
    for n in (2, 10, 200):
        moved(pictures.random_steps, artists, f=SPHERE, n=n, series=3)
        assert artists.bars.get_data()[0].sum() == 200


# 8. Cost


def test_the_cost_is_two_evaluations_for_each_variable():
    said = moved(pictures.cost, drawn(pictures.cost)[1], n=1e6, seconds=0.1)
    assert "2e+06 evaluations take 2.31 days." in said
    assert is_reached(pictures.cost, n=1e9, seconds=0.1)
    assert not is_reached(pictures.cost, n=1e8, seconds=0.1)


# 9. The check


def sign_error(p):
    return np.array([2 * p[0], -2 * p[1]])


def test_the_wrong_entry_stands_out_and_the_right_one_does_not():
    _, artists = drawn(pictures.check)
    said = moved(pictures.check, artists, f=SPHERE, grad=sign_error, x=1, y=2)
    assert said.endswith("The check fails, worst at entry 1.")
    assert artists.heads.get_ydata()[0] < 1e-6 < artists.heads.get_ydata()[1]
    assert moved(pictures.check, artists, f=SPHERE, grad=SPHERE.grad, x=1, y=2).endswith("The check passes.")


def test_an_entry_in_small_units_is_measured_by_its_own_size():
    f, grad = lambda p: p[0] ** 2 + 1e-7 * p[1] ** 2, lambda p: p * np.array([2, -2e-7])
    _, artists = drawn(pictures.check)
    assert moved(pictures.check, artists, f=f, grad=grad, x=1, y=2).endswith("worst at entry 1.")
    assert artists.heads.get_ydata()[1] == pytest.approx(2)


def test_at_a_kink_the_picture_of_the_check_cannot_tell_and_says_why():
    _, artists = drawn(pictures.check)
    said = moved(
        pictures.check, artists, f=lambda p: abs(p[0]) + p[1] ** 2, grad=lambda p: np.array([0, 2 * p[1]]), x=0, y=1
    )
    assert "cannot tell" in said
    assert "kink" in said


def test_a_wrong_formula_passes_where_its_mistake_is_0():
    assert is_reached(pictures.check, f=SPHERE, grad=sign_error, x=1, y=0)
    assert not is_reached(pictures.check, f=SPHERE, grad=sign_error, x=1, y=1)
    assert not is_reached(pictures.check, f=SPHERE, grad=SPHERE.grad, x=1, y=0)


# The reader's own function

PLACE = {"x": slider(-3, 3, value=1.5), "y": slider(-3, 3, value=1)}
AT_THE_START = {"start_x": 2.0, "start_y": 0.0, "step": log_slider(0.5, 0.1), "halfway": switch()}
MAP = {"dx": 1000, "dy": 1000, "east": slider(1, 29, value=12), "north": slider(1, 31, value=15), "way": 2}
OWN = {
    ("arrows", "f"): PLACE,
    ("dial", "f"): PLACE | {"angle": slider(0, 360, value=30, step=5)},
    ("contour_walk", "f"): AT_THE_START | {"way": slider(0, 5)},
    ("steepness", "f"): PLACE,
    ("plane", "f"): {"x": 1, "y": 1, "angle": slider(0, 360, step=5), "distance": log_slider(1, 1e-4)},
    ("landscape", "heights"): MAP,
    ("random_steps", "f"): {"n": slider(2, 50, value=3, step=1), "series": slider(1, 5, step=1)},
    ("check", "f"): PLACE | {"grad": lambda p: 2 * p},
    ("check", "grad"): PLACE | {"f": SPHERE},
}
every_own = pytest.mark.parametrize("own", OWN, ids="-".join)


def shown(own, function):
    picture, name = own
    return explore(getattr(pictures, picture), **{name: function}, **OWN[own])


def test_no_picture_that_takes_a_function_is_left_out():
    takes = {
        (name, value)
        for name, picture in vars(pictures).items()
        if isinstance(picture, Picture)
        for value in ("f", "grad", "heights")
        if value in {*inspect.signature(picture.draw).parameters, *names_of(picture.see)}
    }
    assert takes == set(OWN) | {("tip", "f")}  # the dial once more


def adds_up_too_much(p):
    return np.sum(p**2)


def row_of_one(p):
    return [p[0] ** 2 + p[1]]


def divides_by_zero(p):
    return 1 / int(0 * p[0])


def two_arguments(p, q):
    return p[0] * q


def raises(p):
    raise RuntimeError(f"I do not like {len(p)} numbers")


MISTAKES = {
    "an array": (lambda p: np.array([*p, 1.0]), "shape"),
    "nothing": (lambda p: None, "return missing|shape"),
    "a text": (lambda p: "high", "expected real numbers|shape"),
    "divides by zero": (divides_by_zero, "divides_by_zero .* ZeroDivisionError"),
    "one argument too many": (two_arguments, "'q'"),
    "raises": (raises, "raises .* RuntimeError: I do not like"),
    "an unknown name": (lambda p: undefined_name * p[0], "undefined_name"),  # noqa: F821
    "a coordinate too many": (lambda p: p[len(p)] ** 2, "a coordinate|IndexError"),
}
every_mistake = pytest.mark.parametrize("mistake", MISTAKES)


@every_own
@every_mistake
def test_a_mistake_in_it_is_one_sentence_in_the_place_of_the_picture(own, mistake):
    function, words = MISTAKES[mistake]
    explorer = shown(own, function)
    assert explorer.problem is not None, explorer.sentence
    assert re.search(words, explorer.problem), explorer.problem
    assert "\n" not in explorer.problem
    assert 20 < len(explorer.problem) < 400


@every_own
def test_after_a_mistake_the_next_move_recovers(own):
    explorer = shown(own, menu({"mine": raises, "right": SPHERE.grad if own[1] == "grad" else wavy}))
    assert explorer.problem is not None
    explorer.set(**{own[1]: "right"})
    assert explorer.problem is None


@pytest.mark.parametrize("function", [lambda p: 1 / (p[0] - 1.5), lambda p: np.log(p[0] - 1.5)])
@pytest.mark.parametrize("picture", ["arrows", "dial", "steepness"])
def test_where_it_has_no_value_stands_a_sentence_and_beside_it_a_picture(picture, function):
    explorer = shown((picture, "f"), function)
    assert "1.5" in explorer.problem  # where the slider starts
    explorer.set(x=2.7)
    assert explorer.problem is None


def test_what_cannot_be_drawn_is_said():
    for own in OWN:
        if own[0] not in ("check", "plane"):
            assert re.search("the same|is 0", shown(own, lambda p: 3.0).problem), own
    assert "where the walk starts" in shown(("contour_walk", "f"), lambda p: 1 / p[1]).problem
    for heights, words in (([1.0, 2.0], "table"), ([[1.0, np.inf], [2.0, 3.0]], "finite")):
        assert words in shown(("landscape", "heights"), np.array(heights)).problem
