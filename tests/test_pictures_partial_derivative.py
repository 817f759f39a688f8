"""The pictures of lesson 02: their numbers by other routes, and what they say of functions of the reader's own."""

import itertools
import math
import re

import numpy as np
import pytest
from lessons import drawn, known, moved, picture_cells, reached
from matplotlib.figure import Figure

from coursekit.functions import get
from coursekit.live import explore, menu, slider
from coursekit.pictures import partial_derivative as pictures

LESSON = "02_partial_derivative"


def numbers(sentence):
    return [
        float(number) for number in re.findall(r"(?<![\w.])-?\d+(?:\.\d+)?(?:e[-+]\d+)?", sentence.replace("−", "-"))
    ]


def wave(p):
    return np.sin(p[0]) * p[1] ** 2


def one_place_only(p):
    return math.sin(p[0]) * p[1] ** 2 if p[1] > -9 else 0.0


def twist(p):
    r = p[0] ** 2 + p[1] ** 2
    return p[0] * p[1] * (p[0] ** 2 - p[1] ** 2) / np.where(r == 0, 1, r)


# 1. The slice


@pytest.mark.parametrize(("along_y", "slope"), [(False, math.cos(0.5) * 0.25), (True, -math.sin(0.5))])
@pytest.mark.parametrize("f", [wave, one_place_only])
def test_the_slice_has_the_slope_that_the_formula_gives(along_y, slope, f):
    explorer = explore(pictures.movable_slice, f=f, x=0.5, y=-0.5, along_y=along_y, h=0.1)
    name, held = ("y", "x = 0.5") if along_y else ("x", "y = −0.5")
    assert explorer.sentence.startswith(f"Along {name}, with {held} held still")
    found = numbers(explorer.sentence.split("its slope")[1])
    assert found[0] == pytest.approx(slope, abs=1e-7)
    g = (lambda t: math.sin(0.5) * t**2) if along_y else (lambda t: math.sin(t) * 0.25)
    t = -0.5 if along_y else 0.5
    assert found[2] == pytest.approx(abs((g(t + 0.1) - g(t - 0.1)) / 0.2 - slope), rel=0.05, abs=1e-12)


def test_the_plane_stands_at_the_held_value_and_holds_the_slice():
    place = {"f": get("saddle"), "x": 1.0, "y": 2.0, "along_y": False, "h": 0.1, "bounds": None}
    _, artists = drawn(pictures.movable_slice, **place)
    moved(pictures.movable_slice, artists, **place)
    view = artists.view
    assert artists.plane.get_xy()[0] == pytest.approx(view(-4, 2, view.low[2])[:, 0])
    assert artists.plane.get_xy()[2] == pytest.approx(view(4, 2, view.high[2])[:, 0])
    assert artists.solid[2].get_xydata()[0] == pytest.approx(view(1, 2, 1 - 4)[:, 0])
    ts, height = artists.flat[0].get_data()
    assert height == pytest.approx(ts**2 - 4)


def test_the_view_is_a_box_seen_from_in_front_and_above():
    view = pictures.View(((0.0, 2.0), (-1.0, 1.0)), (0.0, 10.0))
    right, back, up = (view(*p)[:, 0] - view(0, -1, 0)[:, 0] for p in ((2, -1, 0), (0, 1, 0), (0, -1, 10)))
    assert right[0] > 0 > right[1]
    assert back[0] > 0
    assert back[1] > 0
    assert up == pytest.approx([0, up[1]])
    assert up[1] > 0


def test_the_surface_is_painted_from_the_back_to_the_front():
    ax = Figure().subplots()
    view = pictures.draw_surface(ax, lambda p: 0 * p[0], ((0.0, 1.0), (0.0, 1.0)))
    heights = [path.vertices[:4, 1].mean() for path in ax.collections[0].get_paths()]
    assert all(a >= b - 1e-12 for a, b in itertools.pairwise(heights))
    assert view.low[2] < 0 < view.high[2]


# 2. Held curves


def test_both_slopes_and_their_units_stand_in_the_sentence():
    call = picture_cells(LESSON)["s2-picture"]
    values = {k: v for k, v in call.items() if k not in ("picture", "target")} | {"x": 80, "y": 5}
    sentence = explore(pictures.cyclist, **values).sentence
    assert "The slope along x is 12.5 J/kg, and along y 400 J/(m/s)." in sentence
    assert reached(call, values | {"y": 10})


# 4. The loop


def test_the_loop_in_slow_motion_does_what_its_text_does():
    names = {"np": np}
    exec(pictures.LOOP, names)
    for start in (np.array([3.0, 4.0]), np.array([3, 4]), np.array([[3.0], [4.0]]), np.array([1000, 2000], np.float32)):
        *_, (last, now) = pictures.run_loop(lambda x: np.sum(x**2), x := start.copy())
        fresh = start.copy()
        assert np.array_equal(now["grad"], names["textbook"](lambda x: np.sum(x**2), fresh))
        assert np.array_equal(x, fresh)
        assert last == 10
        assert now["grad"].dtype == start.dtype


def test_each_line_of_the_loop_leaves_what_that_line_of_its_text_leaves():
    """The text, cut off after each line, run with the same x."""
    lines = pictures.LOOP.splitlines()
    seen = [last for last, _ in pictures.run_loop(lambda x: np.sum(x**2), np.array([[3.0], [4.0]]))]
    assert seen == [1, *range(2, 10), *range(2, 10), 10]
    for cut in range(3, 10):
        names = {"np": np, "f": lambda x: np.sum(x**2), "x": np.array([[3.0], [4.0]]), "i": 0}
        body = [line.strip() for line in [lines[1], *lines[3 : cut + 1]]]
        exec("\n".join(body), names)
        found = known(pictures.textbook_loop, f=names["f"], x=np.array([[3.0], [4.0]]), lines=cut)
        now = found["names"]
        assert found["error"] == ""
        for name in ("tmp", "x", "grad"):
            assert np.array_equal(now[name], names[name]), (cut, name)


def test_the_loop_never_writes_to_the_array_of_the_menu():
    x = np.array([3, 4])
    explore(pictures.textbook_loop, f=np.sum, x=x, lines=slider(1, 18, value=18, step=1))
    assert x.tolist() == [3, 4]


@pytest.mark.parametrize(
    ("x", "lines", "words"),
    [
        (np.array([3, 4]), 18, "grad = [25000 35000]"),
        (np.array([3.0, 4.0]), 18, "tmp = 4., x = [3. 4.], grad = [6. 8.]"),
        (np.array([[3.0], [4.0]]), 4, "tmp = [3.0001], x = [[3.0001] [4.]]"),
        (np.array([[3.0, 4.0]]), 18, "IndexError"),
    ],
)
def test_the_loop_says_what_it_holds_and_what_stops_it(x, lines, words):
    explorer = explore(pictures.textbook_loop, f=lambda x: np.sum(x**2), x=x, lines=lines)
    assert words in explorer.sentence
    assert explorer.problem is None


def test_only_where_rows_are_views_does_tmp_change():
    def reach(f, x, lines):
        return known(pictures.textbook_loop, f=f, x=x, lines=lines)["tmp_changed"]

    for x in (np.array([3.0, 4.0]), np.array([3, 4])):
        assert not any(reach(np.sum, x, lines) for lines in range(1, 19))
    assert next(lines for lines in range(1, 19) if reach(np.sum, np.array([[3.0], [4.0]]), lines)) == 4


# 5. From every direction


def test_along_a_line_the_value_is_half_the_sine_of_twice_the_angle():
    star = picture_cells(LESSON)["s6-picture"]["f"].values[0]
    for angle in (0, 30, 45, 135):
        found = pictures.ray(star, angle, [1e-6, 0.5, 1.0])
        assert found == pytest.approx(np.full(3, math.sin(math.radians(2 * angle)) / 2), abs=1e-12)
    assert pictures.ray(star, 45, [0.0]) == pytest.approx([0.0])
    explorer = explore(pictures.approach, f=star, angle=120, distance=0.5)
    assert numbers(explorer.sentence)[2] == pytest.approx(-math.sqrt(3) / 4, abs=1e-4)


def test_a_zero_has_no_sign():
    star = picture_cells(LESSON)["s6-picture"]["f"].values[0]
    said = explore(pictures.approach, f=star, angle=180, distance=1.0).sentence
    assert "f is 0.0000, and at (0, 0) itself f is 0." in said


# 6. Mixed


@pytest.mark.parametrize("name", ["himmelblau", "rosenbrock", "saddle"])
def test_mixed_slopes_are_those_of_the_catalogue(name):
    f = get(name)
    for x, y in ((0.3, -0.7), (1.1, 0.4)):
        exact = f.hess(np.array([x, y]))[0, 1]
        assert known(pictures.mixed, f=f, x=x, y=y)["slopes"] == pytest.approx((exact, exact), rel=1e-3, abs=1e-4)


def test_at_the_one_bad_point_the_two_orders_differ_and_beside_it_they_do_not():
    assert known(pictures.mixed, f=twist, x=0, y=0)["slopes"] == pytest.approx((-1, 1), abs=1e-5)
    assert explore(pictures.mixed, f=twist, x=0, y=0).reached
    for x, y in ((0.1, 0), (0, 0.1), (-0.1, 0.1)):
        assert not explore(pictures.mixed, f=twist, x=x, y=y).reached
    assert "they do not agree" in explore(pictures.mixed, f=twist, x=0, y=0).sentence
    assert "they agree" in explore(pictures.mixed, f=twist, x=0.5, y=0.2).sentence


# The reader's own function


def bad_scale(p):
    return 1 / 0 * p[0]


def needs_two(p, a):
    return p[0] * a


MISTAKES = [
    (bad_scale, "ZeroDivisionError"),
    (needs_two, "'a'"),
    (lambda p: p, "shape"),
    (lambda p: None, "return"),
    (lambda p: p[2], "asks for a coordinate"),
    (lambda p: undefined_name * p[0], "undefined_name"),  # noqa: F821
]


@pytest.mark.parametrize(("mistake", "words"), MISTAKES)
def test_a_mistake_in_it_is_a_sentence_that_names_it_and_the_next_move_recovers(mistake, words):
    f = menu({"wrong": mistake, "right": wave})
    explorer = explore(pictures.approach, f=f, angle=slider(0, 180, step=5), distance=0.5)
    assert explorer.problem is not None
    assert words in explorer.problem
    explorer.set(f="right")
    assert explorer.problem is None


def test_a_place_without_a_value_or_a_slope_is_said_in_words():
    with np.errstate(all="ignore"):
        half = explore(pictures.movable_slice, f=lambda p: np.sqrt(p[0]), x=-1.0, y=0.0, along_y=False, h=0.1)
    assert "f has no value there" in half.sentence
    kink = explore(pictures.movable_slice, f=lambda p: abs(p[0]) + p[1], x=0.0, y=0.0, along_y=False, h=0.1)
    assert "the slice has no slope there" in kink.sentence
    root = {"f": lambda p: np.sqrt(p[0]) + p[1], "x": -1.0, "y": 0.5}
    assert "f has no value" in explore(pictures.cyclist, **root).sentence
    assert "f has no value" in explore(pictures.mixed, **root).sentence
    assert (
        "along x is none, and along y 1 J/(m/s)."
        in explore(pictures.cyclist, f=lambda p: abs(p[0]) + p[1], x=0, y=1).sentence
    )
    pole = explore(pictures.approach, f=lambda p: 1 / p[0], angle=90, distance=0.5).sentence
    assert "at (0, 0) itself f has no value" in pole


def test_the_loop_shows_what_a_function_without_a_return_leaves():
    explorer = explore(pictures.textbook_loop, f=lambda p: None, x=np.array([3.0, 4.0]), lines=5)
    assert "tmp = 3., x = [3.0001 4.]" in explorer.sentence
    assert explorer.problem is None
