"""Every picture of every lesson, at every slider's positions; and the numbers that the pictures of lesson 01 show."""

import itertools
import math
import os
import re
from dataclasses import replace
from typing import Any

import mpmath
import numpy as np
import pytest
from lessons import BY_WRITING, PICTURES, REACHED_AT, all_places, defaults, drawn, known, moved, picture_cells, reached
from matplotlib.colors import same_color

from coursekit.derivative import richardson
from coursekit.functions import get
from coursekit.live import Control, explore, log_slider, menu, positions, slider
from coursekit.live.picture import Picture
from coursekit.pictures import backpropagation, descent, gradient, image, kit, model, partial_derivative
from coursekit.pictures import derivative as pictures

TIMES = [0, 1.89, 2.88, 3.78, 4.64, 5.47, 6.29, 7.10, 7.92, 8.75, 9.58]
DISTANCES = list(range(0, 101, 10))
EPS = float(np.finfo(float).eps)

every_picture = pytest.mark.parametrize(("lesson", "cell"), PICTURES)


def numbers(sentence: str) -> list[float]:
    return [
        float(number) for number in re.findall(r"(?<![\w.])-?\d+(?:\.\d+)?(?:e[-+]\d+)?", sentence.replace("−", "-"))
    ]


# Every picture of every lesson


CI = "CI" in os.environ


@pytest.mark.parametrize(
    ("lesson", "cell", "page"),
    [pytest.param(*which, CI or i % 3 == 0, marks=[pytest.mark.ci] * (i % 2)) for i, which in enumerate(PICTURES)],
)
def test_every_control_works_at_its_ends(lesson, cell, page):
    """On the page: CI looks at all of them, and at each end of each slider alone; what lies between is moved below."""
    call = picture_cells(lesson)[cell]
    picture, start = call["picture"], defaults(call)
    controls = {name: control for name, control in call.items() if isinstance(control, Control)}
    sliders = {name: control for name, control in controls.items() if control.kind != "menu"}
    menus = {name: control for name, control in controls.items() if control.kind == "menu"}
    others = {name: value for name, value in call.items() if name != "picture"}
    explorer = explore(picture, **others) if page else None

    def at(end):
        return {name: control.values[control.start if end is None else end] for name, control in sliders.items()}

    def sentence(place):
        if explorer is None:
            with np.errstate(all="ignore"):
                axes, artists = drawn(picture, **start | place)
                said = moved(picture, artists, **start | place)
                np.ravel(axes)[0].figure.draw_without_rendering()  # what no artist can draw is found here only
                return said
        explorer.set(**place)
        assert explorer.problem is None, (place, explorer.problem)
        return explorer.sentence

    places = [at(0), at(-1)]
    ends = (None, 0, -1)  # in turn
    for name, control in menus.items():
        for k, option in enumerate(control.values):
            places += [{name: option, **at(end)} for end in (ends if CI else [ends[k % 3]])]
    if CI:
        places += [{**at(None), name: control.values[i]} for name, control in sliders.items() for i in (0, -1)]
    for place in places:
        said = sentence(place)
        assert said.endswith("."), (place, said)
        assert "nan" not in said, (place, said)


@every_picture
def test_a_target_is_not_reached_at_the_start_and_is_reached_at_some_positions(lesson, cell):
    call = picture_cells(lesson)[cell]
    assert not reached(call, defaults(call))
    written = BY_WRITING.get((lesson, cell))
    if written:
        assert not any(reached(call, values) for values in itertools.islice(all_places(call), 100))
        assert reached(call, defaults(call) | written)
    else:
        first = defaults(call) | REACHED_AT.get((lesson, cell), {})
        assert any(reached(call, values) for values in itertools.chain([first], all_places(call)))


@every_picture
def test_at_every_position_there_is_a_sentence_and_the_axes_stand_still(lesson, cell):
    call = picture_cells(lesson)[cell]
    picture, start = call["picture"], defaults(call)
    axes, artists = drawn(picture, **start)
    before = [(ax.get_xlim(), ax.get_ylim()) for ax in np.ravel(axes)]
    for name, control in call.items():
        if isinstance(control, Control) and control.kind != "menu":
            for value in positions(control):
                sentence = moved(picture, artists, **start | {name: value})
                assert sentence.endswith("."), (name, value, sentence)
                assert "nan" not in sentence, (name, value, sentence)
                assert [(ax.get_xlim(), ax.get_ylim()) for ax in np.ravel(axes)] == before, (name, value)


@every_picture
def test_a_place_that_two_sliders_choose_is_on_the_map_whatever_function_is_shown(lesson, cell):
    call = picture_cells(lesson)[cell]
    sliders = {name for name, value in call.items() if isinstance(value, Control) and value.kind == "slider"}
    handles = [handle for handle in call["picture"].handles if {handle.x, handle.y} <= sliders and handle.x != handle.y]
    menus = [{name: v} for name, c in call.items() if isinstance(c, Control) and c.kind == "menu" for v in c.values]
    for values in [defaults(call) | option for option in menus or [{}]] if handles else []:
        axes, _ = drawn(call["picture"], **values)
        for handle in handles:
            ax = np.ravel(axes)[0].figure.axes[handle.panel]
            for x, y in itertools.product(*(np.array(positions(call[name]))[[0, -1]] for name in (handle.x, handle.y))):
                point = handle.at(**{name: (values | {handle.x: x, handle.y: y})[name] for name in handle.takes})
                for place, limits in zip(point, (ax.get_xlim(), ax.get_ylim()), strict=True):
                    assert min(limits) <= place <= max(limits), (handle, values)


def test_every_picture_of_the_course_is_shown_in_a_lesson():
    """So each is declared, and shown at least once, by the tests above."""
    modules = (pictures, partial_derivative, gradient, descent, model, backpropagation, image)
    declared = {id(value): name for each in modules for name, value in vars(each).items() if isinstance(value, Picture)}
    shown = {id(picture_cells(lesson)[cell]["picture"]) for lesson, cell in PICTURES}
    assert not {name for key, name in declared.items() if key not in shown}


# The reader's own function


def cubic(t):
    return t**3 - 2 * t


def needs_two(t, a):
    return t * a


def by_cases(t):
    return t if t > 0 else -t


MISTAKES = [
    (lambda t: t[0], "returned shape"),
    (lambda t: 3.0, "3.0 + 0 * x"),
    (lambda t: math.sin(t), "np.sin"),
    (by_cases, "np.where"),
]


@pytest.mark.parametrize(("mistake", "words"), MISTAKES)
def test_a_mistake_in_it_is_a_sentence_that_names_it_and_the_next_move_recovers(mistake, words):
    explorer = explore(pictures.secant, f=menu({"wrong": mistake, "right": cubic}), x=1.0, h=0.1)
    assert explorer.problem is not None
    assert words in explorer.problem
    explorer.set(f="right")
    assert explorer.problem is None


def divides_by_zero(t):
    return 1 / 0 * t


def is_finite_for_no_number(t):
    return 1 / (t - t)


def is_finite_at_no_place(p):
    return 1 / (p[0] - p[0])


def gives_two_numbers(t):
    return np.array([t, t])


def raises(t):
    raise RuntimeError("no wind today")


def forgets_to_return(t):
    t * 2


def gives_words(t):
    return str(t)


def does_not_know_a_name(t):
    return undefined_name * t  # noqa: F821


EVERYWHERE = [
    (divides_by_zero, "ZeroDivisionError: division by zero"),
    (is_finite_for_no_number, "no finite value|no slope|no value"),
    (is_finite_at_no_place, "no finite value|no slope|not finite|division by zero"),
    (gives_two_numbers, "shape|sequence"),
    (needs_two, "'a'|takes 2"),
    (raises, "RuntimeError: no wind today"),
    (forgets_to_return, r"return|NoneType"),
    (gives_words, "str"),
    (does_not_know_a_name, "undefined_name"),
]


def own_entries(control: Any) -> list[int]:
    """Return the places in a menu where the reader's own function stands."""
    return [i for i, text in enumerate(getattr(control, "texts", ())) if text.split(",")[0] == "mine"]


WITH_MINE = [(lesson, cell) for lesson, cell in PICTURES if lesson in ("01_derivative", "02_partial_derivative")]
WITH_MINE = WITH_MINE[WITH_MINE.index(("01_derivative", "s2-try-1")) :]  # the first that takes a function of one's own
WITH_MINE.remove(("02_partial_derivative", "s1-picture"))  # the cell to edit comes below it
WITH_MINE.remove(("02_partial_derivative", "s2-picture"))  # its axes are a mass and a speed


@pytest.mark.parametrize(("lesson", "cell"), WITH_MINE)
def test_the_readers_own_function_can_be_put_into_every_picture(lesson, cell):
    f = picture_cells(lesson)[cell]["f"]
    assert own_entries(f) or f.__name__ in ("mine", "ridge")


@pytest.mark.parametrize(("lesson", "cell"), WITH_MINE)
def test_each_mistake_in_it_is_one_sentence_in_the_place_of_each_picture(lesson, cell, monkeypatch):
    call = dict(picture_cells(lesson)[cell])
    f = call["f"]
    starts = [replace(f, start=i) for i in own_entries(f)] or [f]
    first, other = ("s2-try-1", "is_finite_at_no_place"), ("s1-try-1", "is_finite_for_no_number")
    cell_to_edit, not_here = first if lesson == "01_derivative" else other
    mine = picture_cells(lesson)[cell_to_edit]["f"]
    for mistake, words in EVERYWHERE:
        if mistake.__name__ == not_here:
            continue
        for own in (mine, f) if callable(f) else (mine,):
            monkeypatch.setattr(own, "__code__", mistake.__code__)
        for start in starts:
            values = call | {"f": start}
            if "lines" in values:
                values["lines"] = 18  # to the end of the loop
            explorer = explore(values.pop("picture"), **values)
            assert re.search(words, explorer.sentence), (mistake.__name__, explorer.sentence)
            assert explorer.problem or "stops with" in explorer.sentence or "is_finite" in mistake.__name__
            assert lesson != "01_derivative" or "nan" not in explorer.sentence
            if (lesson, cell) != ("02_partial_derivative", "s5-picture"):  # whose target is a function that stops
                assert not explorer.reached


def test_a_place_where_the_function_has_no_value_is_said_in_words():
    explorer = explore(pictures.secant, f=np.log, x=slider(-2, 2, value=1), h=log_slider(1, 1e-3), low=0.1, high=3)
    explorer.set(x=-1)
    assert "no value at x = −1" in explorer.sentence
    explorer.set(x=2)
    assert "exact 0.5," in explorer.sentence


@pytest.mark.parametrize(
    ("name", "f", "values", "words"),
    [
        ("error_against_x", np.log, {"x": 1.0, "h": 10.0}, "f has no value here or beside"),
        ("error_against_x", lambda t: (t - 1) ** 2, {"x": 1.0, "h": 0.1}, "its slope is 0"),
        ("evaluations", np.abs, {"x": 0.0, "h": 0.1}, "f has no slope at x = 0"),
        ("rules", np.sqrt, {"x": -1.0, "h": 0.1}, "f has no value at x = −1 or at x + h"),
        ("one_sided", lambda t: 1 / t, {"x": 0.0, "h": 0.1}, "f has no value at one of x = 0"),
        ("function_and_derivative", lambda t: 1 / t, {"x": 0.0}, "f has no value at x = 0"),
        ("sampled", np.log, {"points": 5, "noise": 0.0, "edge_order": 1}, "f has no value, or no slope"),
    ],
)
def test_a_place_without_a_value_or_a_slope_is_no_number_in_the_sentence(name, f, values, words):
    explorer = explore(getattr(pictures, name), f=f, **values)
    assert words in explorer.sentence
    assert "nan" not in explorer.sentence
    assert explorer.problem is None


# 0


def test_the_rise_is_the_end_minus_the_start():
    _, artists = drawn(pictures.rise)
    assert moved(pictures.rise, artists, start=5, end=1) == "From 5 m to 1 m: the rise is -4 m."
    assert artists.text.get_text() == "rise: -4 m"


# 1


@pytest.mark.parametrize(("begin", "end", "speed"), [(0, 100, "10.44"), (60, 70, "12.35"), (70, 60, "12.35")])
def test_the_average_rate_is_distance_over_time(begin, end, speed):
    _, artists = drawn(pictures.average_rate, times=TIMES, distances=DISTANCES)
    said = moved(pictures.average_rate, artists, times=TIMES, distances=DISTANCES, begin=begin, end=end)
    assert f"average speed, {speed} m/s" in said
    assert artists.texts[0].get_text() == f"— secant: {speed} m/s"


def test_two_equal_points_have_no_average_rate():
    _, artists = drawn(pictures.average_rate, times=TIMES, distances=DISTANCES)
    said = moved(pictures.average_rate, artists, times=TIMES, distances=DISTANCES, begin=40, end=40)
    assert "0/0 is no speed" in said
    assert np.isnan(artists.line.get_ydata()).all()


def test_the_fastest_stretch_is_from_60_to_70_m_only():
    found = {
        (begin, end)
        for begin in DISTANCES
        for end in DISTANCES
        if known(pictures.average_rate, times=TIMES, distances=DISTANCES, begin=begin, end=end)["is_fastest"]
    }
    assert found == {(60, 70), (70, 60)}


@pytest.mark.parametrize(
    ("times", "distances", "words"),
    [
        ([0, 1, 2], [0, 100], "3 times and 2 distances"),
        ([0], [0], "two or more"),
        ([0, 2, 1], [0, 50, 100], "times must grow, but 2 is followed by 1"),
        ([0, 1, 2], [0, 50, 50], "distances must grow, but 50 is followed by 50"),
        ([0, 1, "two"], [0, 50, 100], "two"),
        ([0, 1], [0, 50], "100 m is not between 0 m and 50 m"),
    ],
)
def test_a_mistake_in_times_or_distances_is_a_sentence(times, distances, words):
    explorer = explore(pictures.average_rate, times=times, distances=distances, begin=0, end=100)
    assert explorer.problem is not None
    assert words in explorer.problem


# 2 and 3

EXACT = {
    "sin": (mpmath.sin, mpmath.cos),
    "exp": (mpmath.exp, mpmath.exp),
    "x**2": (lambda t: t**2, lambda t: 2 * t),
}


@pytest.mark.parametrize("name", EXACT)
@pytest.mark.parametrize("h", [1.0, 0.1, 1e-3, 1e-5, -0.5, -1e-3])
@pytest.mark.parametrize("x", [-1.0, 0.3, 2.0])
def test_the_secant_and_its_error_are_those_of_mpmath(name, x, h):
    f, df = EXACT[name]
    _, artists = drawn(pictures.secant, f=get(name))
    said, slope, exact, error = numbers(moved(pictures.secant, artists, f=get(name), x=x, h=h))
    with mpmath.workdps(50):
        right = (f(mpmath.mpf(x) + h) - f(mpmath.mpf(x))) / h
        rounding = 4 * EPS * (abs(float(f(x))) + 1 + abs(x)) / abs(h)
        assert said == pytest.approx(h)
        assert slope == pytest.approx(float(right), rel=1e-7, abs=rounding)
        assert exact == pytest.approx(float(df(x)), rel=1e-7)
        assert error == pytest.approx(float(abs(right - df(x))), rel=0.06, abs=rounding)


def test_the_two_lines_are_drawn_with_the_slopes_that_are_said():
    _, artists = drawn(pictures.secant, f=get("exp"))
    moved(pictures.secant, artists, f=get("exp"), x=1.0, h=0.5)
    for line, slope in ((artists.line, (np.exp(1.5) - np.exp(1)) / 0.5), (artists.tangent, np.exp(1))):
        (x0, x1), (y0, y1) = line.get_data()
        assert (y1 - y0) / (x1 - x0) == pytest.approx(slope)
        assert y0 + slope * (1 - x0) == pytest.approx(np.exp(1))
    assert list(artists.points.get_xdata()) == [1.0, 1.5]


def test_a_lost_step_and_a_step_of_zero_are_said():
    _, artists = drawn(pictures.secant, f=get("sin"))
    assert "x + h is x now: the step is lost" in moved(pictures.secant, artists, f=get("sin"), x=1.0, h=1e-16)
    assert "0/0 is no slope" in moved(pictures.secant, artists, f=get("sin"), x=1.0, h=0.0)


def test_where_the_curve_has_no_slope_the_secant_picture_says_so():
    _, artists = drawn(pictures.secant, f=get("|x|"))
    assert "no slope at x = 0" in moved(pictures.secant, artists, f=get("|x|"), x=0.0, h=0.1)
    assert "tangent: none" in artists.texts[1].get_text()


def test_a_pole_does_not_flatten_the_rest_of_the_curve():
    axes, _ = drawn(pictures.secant, f=lambda t: 1 / t, low=-3, high=3)
    low, high = axes.get_ylim()
    assert 1 < high < 30
    assert -30 < low < -1


def test_a_move_of_the_secant_calls_f_17_times_at_most_and_33_times_where_the_slope_is_in_doubt():
    calls = []

    def counted(f):
        return lambda t: calls.append(1) or f(t)

    clean = ((cubic, 1.0), (np.exp, -0.5), (np.sin, 2.0), (np.square, 1.5))
    doubtful = (
        (np.abs, 0.0),
        (np.sqrt, 0.0),
        (lambda t: np.sin(1000 * t), 0.5),
        (lambda t: np.round(np.sin(t), 6), 1.0),
    )
    for most, (f, x) in [*((17, case) for case in clean), *((33, case) for case in doubtful)]:
        explorer = explore(pictures.secant, f=counted(f), x=x)
        for h in positions(pictures.secant.controls["h"]):
            calls.clear()
            explorer.set(h=h)
            assert len(calls) <= most, (f, h, len(calls))
        assert explorer.reached == pictures.secant.target.reached(h, known(pictures.secant, f=f, x=x, h=h)["error"])


def test_the_target_on_the_left_wants_a_negative_step():
    explorer = explore(
        pictures.secant, f=get("x**2"), x=1, h=slider(-1, 1, step=0.05), target=pictures.slope_from_the_left
    )
    reached = {h for h in pictures.secant.controls["h"].values if h > 0 and not explorer.set(h=h) and explorer.reached}
    assert not reached
    explorer.set(h=-0.05)
    assert explorer.reached


# 4


@pytest.mark.parametrize("name", pictures.RULES)
def test_the_slopes_of_the_secants_settle_on_the_rule(name):
    rule = pictures.RULES[name]
    bend = np.max(np.abs(np.diff(rule.df(np.linspace(-2, 2.1, 4001))) / (4.1 / 4000)))  # the largest f''
    for h in (0.1, 1e-2, 1e-3):
        found = known(pictures.rules, f=rule, x=0.5, h=h)
        assert found["gap"] <= h / 2 * bend * 1.01 + 1e-9
        assert found["slope"] == pytest.approx(float((rule(0.5 + h) - rule(0.5)) / h))


def test_a_rule_that_is_wrong_is_never_approached():
    wrong = pictures.Rule(lambda x: np.sin(3 * x), lambda x: np.cos(3 * x), "(sin(3x))' = cos(3x)")
    assert all(known(pictures.rules, f=wrong, h=h)["gap"] > 1.9 for h in pictures.rules.controls["h"].values if h < 0.1)


def test_where_the_first_rule_has_reached_the_target_every_other_has_too():
    """So that the target stays reached while the reader goes through the menu."""
    for h in pictures.rules.controls["h"].values:
        gaps = [known(pictures.rules, f=rule, h=h)["gap"] for rule in pictures.RULES.values()]
        assert not pictures.rules.target.reached(gaps[0]) or all(map(pictures.rules.target.reached, gaps)), h


# 2 and 3: the target


@pytest.mark.parametrize("f", [get("sin"), get("exp"), cubic])
def test_the_target_of_the_secant_is_reached_at_the_far_end_and_only_far_beyond_the_best_step(f):
    call = {"picture": pictures.secant, "target": pictures.secant.target, **pictures.secant.controls, "f": f, "x": 1.0}
    steps = pictures.secant.controls["h"].values
    verdicts = [reached(call, {"f": f, "x": 1.0, "h": h}) for h in steps]
    assert verdicts[-1]
    assert not any(verdict for h, verdict in zip(steps, verdicts, strict=True) if h > 1e-12)


def test_every_slider_of_h_runs_to_smaller_steps_to_the_right():
    sliders = {
        (lesson, cell): call["h"].values
        for lesson in sorted({lesson for lesson, _ in PICTURES})
        for cell, call in picture_cells(lesson).items()
        if isinstance(call.get("h"), Control)
    }
    assert sliders.pop(("01_derivative", "s3-picture"))[0] < 0  # a number line, which the text says
    assert {lesson for lesson, _ in sliders} >= {"01_derivative", "02_partial_derivative"}
    assert all(values[0] > values[-1] for values in sliders.values())


def test_where_an_error_of_0_is_drawn_is_said():
    _, artists = drawn(pictures.evaluations)
    said = moved(pictures.evaluations, artists, f=get("x**2"), x=1.0, h=0.5)
    assert said.endswith("An error of exactly 0 is drawn at 1e-17.")
    assert "exactly 0" not in moved(pictures.error_against_h, drawn(pictures.error_against_h)[1], h=0.1)


# 5 and 6


def test_the_errors_said_are_those_of_mpmath():
    _, artists = drawn(pictures.error_against_h)
    said = numbers(moved(pictures.error_against_h, artists, f=get("sin"), x=1.0, h=1e-2))
    with mpmath.workdps(50):
        x, h, f = mpmath.mpf(1), mpmath.mpf("0.01"), mpmath.sin
        right = [(f(x + h) - f(x)) / h, (f(x) - f(x - h)) / h, (f(x + h) - f(x - h)) / (2 * h)]
        assert said[1:4] == pytest.approx([float(abs(r - mpmath.cos(1))) for r in right], rel=0.03)


@pytest.mark.parametrize("name", ["sin", "x**3", "exp"])
@pytest.mark.parametrize("x", [0.5, 1.0, 3.0])
def test_the_stars_stand_near_the_best_steps_that_theory_gives(name, x):
    _, artists = drawn(pictures.error_against_h)
    moved(pictures.error_against_h, artists, f=get(name), x=x, h=1.0)
    f = EXACT[name][0] if name in EXACT else lambda t: t**3
    second, third = (abs(float(mpmath.diff(f, x, order))) for order in (2, 3))
    value = abs(float(f(x)))
    best = {"forward": np.sqrt(4 * EPS * value / second), "central": np.cbrt(3 * EPS * value / third)}
    for method, step in best.items():
        assert 0.1 < artists.best[method].get_xdata()[0] / step < 10, method


@pytest.mark.parametrize("name", ["sin", "x**3", "exp"])
def test_the_guides_have_slopes_1_and_2_and_run_beside_the_curves(name):
    axes, artists = drawn(pictures.error_against_h)
    moved(pictures.error_against_h, artists, f=get(name), x=1.0, h=1.0)
    for order, method in ((1, "forward"), (2, "central")):
        x, y = (np.log10(values) for values in artists.guides[order - 1].get_data())
        assert (y[1] - y[0]) / (x[1] - x[0]) == pytest.approx(order)
        h, error = (np.log10(values) for values in artists.curves[method].get_data())
        straight = (h > -4) & (h < -1.5)
        assert np.polyfit(h[straight], error[straight], 1)[0] == pytest.approx(order, abs=0.05)
    words = [text.get_text() for text in axes.texts]
    assert any("rounding" in text for text in words)
    assert any("truncation" in text for text in words)


def test_rounding_is_named_on_the_left_and_truncation_on_the_right():
    axes, _ = drawn(pictures.error_against_h)
    place = {text.get_text().split(":")[0]: text.get_position()[0] for text in axes.texts if ":" in text.get_text()}
    assert place["rounding"] < 0.5 < place["truncation"]


def test_where_there_is_no_truncation_the_best_step_is_a_large_one_and_no_guide_is_drawn():
    """A parabola: the central difference is exact. Where its slope is 0, it is exact for tiny steps too."""
    for x in (1.0, 0.0):
        _, artists = drawn(pictures.error_against_h)
        moved(pictures.error_against_h, artists, f=lambda t: t**2, x=x, h=1.0)
        assert artists.best["central"].get_xdata()[0] > 0.1
        assert artists.names[1].get_text() == ""
        assert np.isnan(artists.guides[1].get_ydata()).all()
        assert artists.names[0].get_text() == "slope 1"


def test_no_name_is_cut_off_at_the_right_edge():
    _, artists = drawn(pictures.secant, f=get("sin"), low=-1.5, high=3)
    moved(pictures.secant, artists, f=get("sin"), x=2.0, h=1.0)
    assert [label.get_ha() for label in artists.labels] == ["left", "right"]
    moved(pictures.secant, artists, f=get("sin"), x=1.0, h=1.0)
    assert [label.get_ha() for label in artists.labels] == ["left", "left"]


def test_the_names_of_two_near_marks_do_not_lie_on_each_other():
    for x in (1.0, 3.0):  # at 3 the forward difference is the better one
        _, artists = drawn(pictures.evaluations)
        moved(pictures.evaluations, artists, f=get("sin"), x=x, h=1.0)
        lower, upper = sorted(
            (artists.labels[name] for name in ("forward", "central")), key=lambda t: t.get_position()[1]
        )
        assert (lower.get_va(), upper.get_va()) == ("top", "bottom")


def test_the_three_curves_differ_in_more_than_colour():
    _, artists = drawn(pictures.error_against_h)
    assert len({line.get_linestyle() for line in artists.curves.values()}) == 3
    assert len({line.get_marker() for line in artists.dots.values()}) == 3


@every_picture
def test_lines_of_different_colours_differ_in_style_or_marker_too(lesson, cell):
    call = picture_cells(lesson)[cell]
    axes, _ = drawn(call["picture"], **defaults(call))
    for ax in np.ravel(axes):
        lines = [line for line in ax.lines if line.get_marker() != "*"]  # a star stands on the line that it belongs to
        looks = [(line.get_color(), line.get_linestyle(), line.get_marker(), line.get_linewidth()) for line in lines]
        for i, one in enumerate(looks):
            for other in looks[i + 1 :]:
                assert same_color(one[0], other[0]) or one[1:] != other[1:], (one, other)


@pytest.mark.parametrize(("x", "h", "error"), [(1e-5, 1e-4, 100 / 3), (1.0, 1e-4, 1e-8 / 3), (1e8, 1e-10, 1.0)])
def test_one_step_for_every_x_is_as_wrong_as_theory_says(x, h, error):
    _, artists = drawn(pictures.error_against_x, f=get("x**3"))
    said = numbers(moved(pictures.error_against_x, artists, f=get("x**3"), x=x, h=h))
    assert said[2] == pytest.approx(error, rel=0.2)
    assert said[4] < 1e-9


def test_no_one_step_serves_both_a_small_and_a_large_x():
    for h in np.geomspace(1e-12, 1e4, 33):
        errors = pictures.relative_error(get("x**3"), [1e-5, 1e8], h)
        assert max(errors) > 1e-6


# 7


@pytest.mark.parametrize("name", ["sin", "x**3", "exp", "sigmoid"])
def test_evaluations_are_counted_and_errors_are_those_of_mpmath(name):
    calls = []

    def counted(t):
        calls.append(np.size(t))
        return get(name)(t)

    found = known(pictures.evaluations, f=get(name), x=1.0, h=1e-3)["errors"]
    richardson(counted, 1.0)
    assert found["richardson"][0] == sum(calls) <= 17
    assert found["richardson"][1] < 1e-11
    assert found["complex step"] == (1, pytest.approx(0, abs=1e-15))
    assert found["forward"][1] > found["central"][1] > found["five-point"][1]


@pytest.mark.parametrize("name", pictures.FEW_DIGITS)
def test_with_few_digits_the_line_of_richardson_ends_above_its_mark_at_every_place(name):
    f = pictures.FEW_DIGITS[name]
    _, artists = drawn(pictures.evaluations)
    doubtful = 0
    for x in positions(pictures.evaluations.controls["x"]):
        said = moved(pictures.evaluations, artists, f=f, x=x, h=1e-3)
        (paid, paid_too), (error, reported) = artists.trust.get_data()
        assert paid == paid_too == artists.marks["richardson"].get_xdata()[0] == richardson(f, x).nfev
        assert error == artists.marks["richardson"].get_ydata()[0] == max(abs(richardson(f, x).df - math.cos(x)), 1e-17)
        assert error <= reported < 0.01
        assert ("not sure" in said) == (not richardson(f, x).success)
        assert f"reports up to {reported:.0e}." in said
        doubtful += "not sure" in said
    assert doubtful == 0 if "digits" in name else 0 < doubtful < len(positions(pictures.evaluations.controls["x"]))


def test_at_a_kink_richardson_reports_nothing_and_no_line_is_drawn():
    _, artists = drawn(pictures.evaluations)
    said = moved(pictures.evaluations, artists, f=lambda t: np.abs(t - 1), x=1.0, h=1e-3)
    assert "reports" not in said
    assert not np.isfinite(artists.trust.get_ydata()).any()


def test_a_function_that_takes_no_complex_number_has_no_mark_for_the_complex_step():
    _, artists = drawn(pictures.evaluations)
    said = moved(pictures.evaluations, artists, f=np.abs, x=1.0, h=1e-3)
    assert "complex step" not in said
    assert np.isnan(artists.marks["complex step"].get_ydata()).all()


def test_no_error_is_said_to_be_smaller_than_that_of_the_slope_it_is_compared_with():
    _, artists = drawn(pictures.evaluations)
    said = moved(pictures.evaluations, artists, f=lambda t: np.sin(3 * t), x=1.0, h=1e-3)
    least = richardson(lambda t: np.sin(3 * t), 1.0).error
    found = known(pictures.evaluations, f=lambda t: np.sin(3 * t), x=1.0, h=1e-3)["errors"]
    assert min(error for _, error in found.values()) == least > 0
    assert f"known only to {least:.0e}" in said
    assert abs(3 * math.cos(3) - kit.slope_at(lambda t: np.sin(3 * t), 1.0)) <= least
    assert "known only" not in moved(pictures.evaluations, artists, f=get("sin"), x=1.0, h=1e-3)


# 8


def one_sided(name: str, x: float, h: float) -> str:
    _, artists = drawn(pictures.one_sided, f=get(name))
    return moved(pictures.one_sided, artists, f=get(name), x=x, h=h)


@pytest.mark.parametrize(("name", "right", "left"), [("|x|", 1, -1), ("x|x|", 0.01, 0.01), ("relu", 1, 0)])
def test_the_two_slopes_and_their_mean_are_said(name, right, left):
    said = numbers(one_sided(name, 0.0, 0.01))
    assert said[2:5] == pytest.approx([right, left, (right + left) / 2])


@pytest.mark.parametrize(
    ("name", "x", "words"),
    [
        ("|x|", 0.0, "there is no derivative here"),
        ("relu", 0.0, "there is no derivative here"),
        ("cube root", 0.0, "there is no derivative here"),
        ("step", 0.0, "there is no derivative here"),
        ("|x|", 0.1, "finds a derivative here"),
        ("x|x|", 0.0, "finds a derivative here"),
    ],
)
def test_the_verdict_of_richardson_is_said(name, x, words):
    assert words in one_sided(name, x, 0.01)


def test_no_step_makes_the_slopes_of_a_kink_agree_but_another_place_does():
    def agree(f, x, h):
        return pictures.one_sided.target.reached(known(pictures.one_sided, f=f, x=x, h=h)["apart"])

    assert not any(agree(get(name), 0.0, h) for name in ("|x|", "cube root", "step") for h in 10.0 ** -np.arange(7))
    assert agree(get("|x|"), 0.2, 0.1)
    assert agree(get("x|x|"), 0.0, 1e-4)


# 9


@pytest.mark.parametrize("name", ["sigmoid", "tanh", "sin", "relu"])
def test_the_shaded_part_is_where_f_rises(name):
    (above, below), _ = drawn(pictures.function_and_derivative, f=get(name))
    for ax in (above, below):
        (shade,) = ax.collections
        inside = [path for path in shade.get_paths() if len(path.vertices)]
        for x in np.linspace(*get(name).bounds, 41)[1:-1]:
            slope = float(get(name).grad(x))
            if abs(slope) > 0.1 or (slope == 0 and name == "relu" and x < -0.1):
                shaded = any(path.get_extents().x0 <= x <= path.get_extents().x1 for path in inside)
                assert shaded == (slope > 0), (ax, x)


@pytest.mark.parametrize(
    ("name", "x", "words"), [("sin", 0.0, "f rises"), ("sin", 3.0, "f falls"), ("relu", -1.0, "f is level")]
)
def test_the_trend_is_said(name, x, words):
    _, artists = drawn(pictures.function_and_derivative, f=get(name))
    said = moved(pictures.function_and_derivative, artists, f=get(name), x=x)
    assert said.endswith(f"{words}.")
    assert numbers(said)[-1] == pytest.approx(float(get(name).grad(x)), abs=1e-3)


def test_the_slope_at_a_kink_is_none():
    _, artists = drawn(pictures.function_and_derivative, f=get("relu"))
    assert "no slope here" in moved(pictures.function_and_derivative, artists, f=get("relu"), x=0.0)


# 10


@pytest.mark.parametrize("edge_order", [1, 2])
def test_the_slopes_of_samples_follow_the_rules_of_the_lesson(edge_order):
    found = known(pictures.sampled, f=get("sin"), points=13, noise=0.01, edge_order=edge_order)
    x, y = found["x"], found["y"]
    h = x[1] - x[0]
    inside = (y[2:] - y[:-2]) / (2 * h)
    left = (y[1] - y[0]) / h if edge_order == 1 else (-3 * y[0] + 4 * y[1] - y[2]) / (2 * h)
    right = (y[-1] - y[-2]) / h if edge_order == 1 else (3 * y[-1] - 4 * y[-2] + y[-3]) / (2 * h)
    assert found["slope"] == pytest.approx([left, *inside, right])
    assert found["error"] == pytest.approx(np.mean(np.abs(found["slope"] - np.cos(x))))


def test_the_noise_is_the_same_at_every_move_and_of_the_size_that_is_said():
    first, again = (known(pictures.sampled, points=201, noise=0.01)["y"] for _ in range(2))
    assert (first == again).all()
    assert np.std(first - np.sin(np.linspace(0, 6, 201))) == pytest.approx(0.01, rel=0.15)


@pytest.mark.parametrize("high", [1.5, 6.0])
def test_the_target_of_samples_judges_the_error_that_the_picture_says(high):
    explorer = explore(pictures.sampled, high=high)
    verdicts = set()
    for points in pictures.sampled.controls["points"].values:
        explorer.set(points=points)
        verdicts.add((numbers(explorer.sentence)[-1] < 0.03, explorer.reached))
    assert verdicts == {(False, False), (True, True)} if high == 6 else {(False, False)}
