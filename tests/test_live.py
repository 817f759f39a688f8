"""The engine of the slider pictures, without a browser: controls, what is sent, what is said when something fails."""

import base64
import functools
import gc
import gzip
import io
import json
import math
import re
import threading
import time
import weakref
from types import SimpleNamespace

import matplotlib
import matplotlib.patches
import matplotlib.style
import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure
from PIL import Image

from coursekit.live import Explorer, cells, explore, explorer, log_slider, menu, positions, recording, slider, switch
from coursekit.live.controls import index_of
from coursekit.live.picture import COLORS, Picture, Target
from coursekit.live.recording import recorded
from coursekit.live.stage import Stage
from coursekit.live.svg import SvgRenderer
from coursekit.words import mark, say, typeset


def draw_secant(ax, f):
    t = np.linspace(-3, 3, 100)
    ax.plot(t, f(t), color=COLORS["blue"])
    ax.set(xlim=(-3, 3), ylim=(-2, 2))
    (line,) = ax.plot([], [], "--", color=COLORS["orange"])
    return SimpleNamespace(line=line, label={"text": ax.text(-2.9, 1.8, "")})


def update_secant(artists, f, x, h):
    slope = (f(x + h) - f(x)) / h
    artists.line.set_data([-3, 3], [f(x) + slope * (-3 - x), f(x) + slope * (3 - x)])
    artists.label["text"].set_text(f"slope {slope:.6f}")
    return f"h = {h:.3g}, x = {x:.3g}: slope {slope:.6f}."


secant = Picture(None, draw_secant, update_secant)


def show_secant(**changes) -> Explorer:
    return explore(secant, **{"f": np.sin, "h": log_slider(1, 1e-8), "x": slider(-3, 3, value=1)} | changes)


def point(**update_with) -> Picture:
    """A picture whose update runs `then(axes, artist, value)`."""

    def draw(ax):
        ax.set(xlim=(0, 10), ylim=(0, 10))
        return ax.plot([0], [0], "o")

    def update(artists, value):
        artists[0].set_data([value], [value])
        return update_with["then"](artists[0].axes, artists[0], value)

    return Picture(None, draw, update)


def frame(explorer: Explorer, picture: int = 0) -> str:
    return "".join(explorer.widget.frame["pictures"][picture]["layers"])


# --- controls ---


@settings(deadline=None)  # a busy machine is no fault
@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6), st.integers(2, 300))
def test_a_slider_runs_from_end_to_end_in_rising_steps(low, width, count):
    control = slider(low, low + width, step=width / count)
    assert control.values[0] == pytest.approx(low, rel=1e-9, abs=1e-9)
    assert control.values[-1] == pytest.approx(low + width, rel=1e-9, abs=1e-9)
    assert all(a < b for a, b in zip(control.values, control.values[1:], strict=False))
    assert len(set(control.texts)) == len(control.texts) == len(control.values)


@settings(deadline=None)  # a busy machine is no fault
@given(st.integers(-300, 300), st.integers(1, 16), st.booleans())
def test_on_a_log_slider_the_number_shown_is_the_number_used(power, decades, down):
    ends = (10.0**power, 10.0 ** (power + decades)) if power + decades < 300 else (1e-16, 1.0)
    control = log_slider(*(reversed(ends) if down else ends))
    assert (control.values[0] > control.values[-1]) == down
    assert all(math.isclose(float(t), v, rel_tol=1e-12) for t, v in zip(control.texts, control.values, strict=True))


number = st.one_of(
    st.floats(-1e6, 1e6), st.fractions(-9, 9, max_denominator=12).map(float), st.integers(-99, 99), st.just(math.pi)
)
positive = st.one_of(st.floats(1e-18, 1e18), st.fractions("1/9", 99, max_denominator=12).map(float))


@settings(deadline=None, suppress_health_check=list(HealthCheck))  # a busy machine is no fault
@given(
    number, number, st.floats(0, 1), st.one_of(st.none(), st.sampled_from([1, 0.1, 1 / 3, math.pi / 8, 0.0125, 2.5]))
)
def test_on_a_slider_the_number_shown_is_the_number_used(one, other, share, step):
    low, high = sorted((one, other))
    assume(high - low > (step or 1e-6))
    high = min(high, low + 200 * (step or 1e6))
    value = min(max(low + share * (high - low), low), high)
    control = slider(low, high, value=value, step=step)
    assert [float(text) for text in control.texts] == list(control.values)
    assert control.values[control.start] == pytest.approx(value, rel=1e-15, abs=1e-9 * (step or high - low))
    assert (control.values[0], control.values[-1]) == (low, high)
    steps = np.diff([v for v in control.values if v != control.values[control.start]][:-1])
    assert np.all((steps > 0) & (steps < 2.1 * (step or (high - low) / 100)))


@settings(deadline=None)  # a busy machine is no fault
@given(positive, positive, st.floats(0, 1), st.integers(1, 20))
def test_on_a_log_slider_with_odd_ends_the_number_shown_is_the_number_used(start, stop, share, per_decade):
    assume(start != stop)
    value = min(max(start ** (1 - share) * stop**share, min(start, stop)), max(start, stop))
    control = log_slider(start, stop, value=value, per_decade=per_decade)
    assert [float(text) for text in control.texts] == list(control.values)
    assert control.values[control.start] == pytest.approx(value, rel=1e-9)
    assert (control.values[0], control.values[-1]) == (start, stop)
    assert list(control.values) == sorted(control.values, reverse=start > stop)


@pytest.mark.parametrize(
    ("control", "text"),
    [
        (slider(0, 4, value=math.pi, step=0.5), "3.141592653589793"),
        (slider(0, 1, value=1 / 3, step=1 / 3), "0.3333333333333333"),
        (slider(0, 2 * math.pi, value=2 * math.pi), "6.283185307179586"),
        (slider(1e9, 1e9 + 1, value=1e9 + 0.333, step=0.1), "1000000000.333"),
        (slider(0, 1, value=1, step=0.25), "1.00"),
        (log_slider(1, 2 / 11, value=2 / 11), "0.18181818181818182"),
    ],
)
def test_a_slider_writes_few_digits_where_few_are_meant_and_all_where_they_are_used(control, text):
    assert control.texts[control.start] == text
    assert len(set(control.texts)) == len(control.texts)


def test_a_log_slider_stops_at_every_power_of_ten_and_writes_it_plainly():
    control = log_slider(1, 1e-16)
    assert {10.0**-k for k in range(17)} <= set(control.values)
    assert {"1", "0.1", "0.001", "1e-05", "1e-16"} <= set(control.texts)
    assert {"1", "1000", "1260", "1e+06"} <= set(log_slider(1, 1e6).texts)


def test_a_slider_starts_exactly_at_its_value_even_between_two_steps():
    control = slider(0, 1, value=0.333, step=0.1)
    assert control.values[control.start] == 0.333
    assert list(control.values) == sorted(control.values)
    assert slider(-3, 3, value=0).values[slider(-3, 3, value=0).start] == 0


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: slider(1, 1), "smaller end first"),
        (lambda: slider(2, 1), "smaller end first"),
        (lambda: slider(0, 1, step=0), "positive step"),
        (lambda: slider(0, 1, step=-0.1), "positive step"),
        (lambda: slider(0, 1, step=2), "positive step"),
        (lambda: slider(0, 1, step=1e-9), "larger step"),
        (lambda: slider(1e16, 1e16 + 100, step=1.0), "numbers are 2.0 apart"),
        (lambda: slider(0, 10**400), "finite number"),
        (lambda: slider(-1e308, 1e308), "inf"),
        (lambda: slider(0, 1, value=3), "Choose a value inside"),
        (lambda: slider(0, math.inf), "finite number"),
        (lambda: slider("0", 1), "finite number"),
        (lambda: slider(0, True), "finite number"),
        (lambda: log_slider(1, 0), "two positive ends"),
        (lambda: log_slider(-1, 1), "two positive ends"),
        (lambda: log_slider(1, 1), "two different ends"),
        (lambda: log_slider(1, 10, value=100), "Choose a value inside"),
        (lambda: log_slider(1, 10, per_decade=0), "whole number from 1"),
        (lambda: menu([]), "at least one option"),
        (lambda: menu(["a", "b"], value="c"), "a, b"),
        (lambda: menu([1, "1"]), "different words"),
        (lambda: switch("on"), "True or False"),
    ],
)
def test_a_control_that_cannot_work_says_what_to_do(make, words):
    with pytest.raises(ValueError, match=words):
        make()


def test_positions_are_both_ends_the_start_and_twenty_between():
    control = slider(0, 100, value=37, step=1)
    swept = positions(control)
    assert (swept[0], swept[-1]) == (0, 100)
    assert 37 in swept
    assert len(swept) == 23
    assert positions(menu({"a": 1, "b": 2})) == [1, 2]
    assert positions(switch()) == [False, True]


# --- explore: names, values, moves ---


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"speed": slider(0, 1)}, "no value 'speed'. It takes: f, h, x"),
        ({"h": None}, "needs 'h'"),
    ],
)
def test_a_name_that_is_unknown_or_missing_is_named(values, words):
    given_values = {"f": np.sin, "h": log_slider(1, 1e-8), "x": 1.0} | values
    with pytest.raises(ValueError, match=words):
        explore(secant, **{name: value for name, value in given_values.items() if value is not None})


def test_explore_wants_pictures():
    with pytest.raises(ValueError, match="give a Picture"):
        explore(draw_secant, f=np.sin)


def test_a_move_changes_values_sentence_and_picture():
    shown = show_secant()
    before = frame(shown)
    shown.set(h=0.1, x=0)
    assert shown.values == {"f": np.sin, "h": 0.1, "x": 0}
    assert shown.sentence == "h = 0.1, x = 0: slope 0.998334."
    assert frame(shown) != before
    assert shown.problem is None


@pytest.mark.parametrize(
    ("values", "words"),
    [({"y": 1}, "no slider 'y'. There are: h, x"), ({"x": 9}, "-3.* to 3"), ({"x": "1"}, "finite number")],
)
def test_a_value_that_cannot_be_set_is_named_and_nothing_moves(values, words):
    shown = show_secant()
    with pytest.raises(ValueError, match=words):
        shown.set(h=0.01, **values)
    assert shown.values["h"] == 1


def test_the_still_part_is_drawn_again_only_when_a_value_changes_that_draw_asks_for():
    drawn = []
    picture = Picture(None, lambda ax, f: drawn.append(f) or draw_secant(ax, f), update_secant)
    shown = explore(picture, f=menu([np.sin, np.cos]), h=log_slider(1, 1e-3), x=slider(-1, 1))
    still = shown.widget.stills
    for h in positions(log_slider(1, 1e-3)):
        shown.set(h=h)
    assert drawn == [np.sin]
    assert shown.widget.stills == still
    shown.set(f=np.cos)
    assert drawn == [np.sin, np.cos]
    assert shown.widget.stills != still


def test_the_first_move_after_the_picture_was_shown_draws_only_what_moves(monkeypatch):
    shown = show_secant()
    shown.whole()  # as where it is displayed
    renders = []
    monkeypatch.setattr(Stage, "_render_still", lambda self: renders.append(self))
    shown.set(x=2)
    assert not renders


def test_no_move_makes_a_new_figure(monkeypatch):
    shown = show_secant(f=menu([np.sin, np.cos]))
    made = []
    initial = Figure.__init__
    monkeypatch.setattr(Figure, "__init__", lambda self, *a, **k: made.append(self) or initial(self, *a, **k))
    shown.set(h=0.1)
    shown.set(f=np.cos)
    assert not made


def sent_by(shown: Explorer, monkeypatch, move) -> list[set[str]]:
    messages = []
    monkeypatch.setattr(shown.widget, "_send", lambda message, buffers=None: messages.append(message))
    move()
    return [set(message["state"]) for message in messages if message["method"] == "update"]


def test_one_message_carries_a_new_still_part_and_what_moves(monkeypatch):
    shown = show_secant(f=menu([np.sin, np.cos]))
    messages = sent_by(shown, monkeypatch, lambda: shown.set(f=np.cos))
    assert len(messages) == 1
    assert {"stills", "frame"} <= messages[0]


def test_a_move_sends_what_moves_and_no_more_than_ten_kilobytes(monkeypatch):
    shown = show_secant()
    shown.set(h=0.5)  # its letters are known now
    shown.set(h=0.1)
    assert sent_by(shown, monkeypatch, lambda: shown.set(h=0.5)) == [{"frame"}]
    assert len(json.dumps(shown.widget.frame)) < 10_000


@pytest.mark.parametrize("touch", ["limits", "title", "label"])
def test_an_update_that_touches_what_stands_still_is_seen(touch):
    def then(ax, artist, value):
        if value > 5:
            if touch == "limits":
                ax.set_xlim(0, 2 * value)
            elif touch == "title":
                ax.set_title(f"at {value}")
            else:
                ax.set_xlabel(f"at {value}")
        return "A point."

    shown = explore(point(then=then), value=slider(0, 10, value=1, step=1))
    still = shown.widget.stills
    shown.set(value=2)
    assert shown.widget.stills == still
    shown.set(value=8)
    assert shown.widget.stills != still


def test_what_an_update_makes_anew_is_drawn_and_what_it_removes_is_gone():
    def then(ax, artist, value):
        for old in [a for a in ax.collections if a.get_gid() == "contour"]:
            old.remove()
        grid = np.hypot(*np.meshgrid(np.arange(11), np.arange(11)))
        ax.contour(grid, [value]).set_gid("contour")
        return "A contour."

    shown = explore(point(then=then), value=slider(1, 10, value=2))
    pictures = []
    for value in (3, 8):
        shown.set(value=value)
        pictures.append(frame(shown))
    assert pictures[0] != pictures[1]
    assert [picture.count("fill-opacity") for picture in pictures] == [0, 0]
    assert abs(len(pictures[0]) - len(pictures[1])) < 5000  # not the old contours as well


def test_what_stands_still_in_front_stays_in_front():
    def draw(ax):
        ax.text(0.5, 0.5, "in front", zorder=9)
        return ax.plot([0, 1], [0, 1], zorder=2), ax.plot([0, 1], [1, 0], zorder=20)

    stage = Stage(Picture(None, draw, lambda artists: "Two lines."), "k")
    _, layers = stage.move({}, {})
    assert ["<path" in layer for layer in layers].count(True) == 2  # one behind the text and one before it
    assert len(stage.still["over"]) == len(layers) - 1 >= 1


def every_layer(stage):
    """Draw the moving part alone, as SVG, and what stands still in front of it."""
    _, layers = stage.move({}, {})
    return "".join([*layers, *stage.still["over"]])


@pytest.mark.parametrize("switch_off", [lambda ax: ax.set_axis_off(), lambda ax: ax.set_frame_on(False)])
def test_axes_that_are_switched_off_have_no_frame_when_they_are_live(switch_off):
    def draw(ax):
        switch_off(ax)
        ax.set(xticks=[], yticks=[])
        ax.grid(False)
        return ax.plot([0.2, 0.8], [0.2, 0.8], zorder=1)

    stage = Stage(Picture(None, draw, lambda artists: "A line."), "k")
    assert every_layer(stage).count("<path") == 1  # the line
    stage.artists[0].set_visible(False)
    assert stage.whole().min() == 255  # matplotlib itself draws nothing else


def test_a_frame_in_front_of_what_moves_is_drawn_where_it_is_on():
    stage = Stage(Picture(None, lambda ax: ax.plot([0, 1], [0, 1], zorder=1), lambda artists: "A line."), "k")
    assert every_layer(stage).count("<path") > 1


def test_a_colour_of_the_cycle_is_that_of_the_course_in_the_moving_part_as_in_the_still_one():
    def draw(ax):
        still = ax.plot([0, 1], [0, 1], color="C1")
        moving = ax.plot([0, 1], [1, 0], color="C1")
        return moving, ax.text(0.5, 0.5, "words", color="C2"), ax.scatter([0.5], [0.5], color="C3"), still

    def update(artists):
        artists[1].set_color("C0")
        return "Colours."

    stage = Stage(Picture(None, draw, update), "k")
    _, layers = stage.move({}, {})
    assert set(re.findall(r"#[0-9a-f]{6}(?=\")", "".join(layers))) == {COLORS[c] for c in ("orange", "blue", "purple")}
    before = dict(matplotlib.rcParams)
    stage.move({}, {})
    assert dict(matplotlib.rcParams) == before  # the reader's own settings are left alone


def test_linked_pictures_move_together():
    shown = explore(
        [secant, point(then=lambda ax, artist, x: f"x is {x:g}.")], f=np.sin, h=0.1, x=slider(0, 3), value=1
    )
    first = [frame(shown, i) for i in (0, 1)]
    shown.set(x=2)
    assert shown.sentence.startswith("h = 0.1, x = 2")
    assert frame(shown, 0) != first[0]


def test_each_function_gets_the_values_that_it_names_and_no_others():
    seen = {}

    def draw(ax, f, low=-1.0):
        seen["draw"] = (f, low)
        return ax.plot([], [])

    def update(artists, **values):
        seen["update"] = sorted(values)
        return "All."

    explore(Picture(None, draw, update), f=np.sin, low=-2.0, extra=slider(0, 1))
    assert seen == {"draw": (np.sin, -2.0), "update": ["extra", "f", "low"]}


def test_the_target_is_judged_at_every_move():
    target = Target("Bring h below 0.01.", lambda h: h < 0.01)
    shown = show_secant(target=target)
    assert not shown.reached
    shown.set(h=0.001)
    assert shown.reached
    assert shown.widget.frame["reached"] is True
    shown.set(h=1)
    assert not shown.reached


# --- a picture is three functions joined by names ---


def see_square(x, counted=None):
    if counted is not None:
        counted.append(x)
    return {"area": x**2, "rest": 9 - x**2}


def draw_square(ax):
    ax.set(xlim=(0, 3), ylim=(0, 9))
    return ax.plot([], [], "o")


def move_square(artists, x, area):
    artists[0].set_data([x], [area])
    return f"{x:g} squared is {area:g}."


SQUARE = {"x": slider(0, 3, value=1, step=0.5, label="the side")}
four = Target("Make the area {wanted:g}.", lambda area, wanted=4: area == wanted)
square = Picture(see_square, draw_square, move_square, controls=SQUARE, target=four)


def test_a_picture_brings_its_controls_and_its_target():
    shown = explore(square)
    assert shown.values == {"x": 1.0}
    assert shown.widget.spec["target"] == "Make the area 4."
    assert not shown.reached
    shown.set(x=2)
    assert shown.sentence == "2 squared is 4."
    assert shown.reached


def test_what_is_given_comes_in_the_place_of_the_pictures_own_and_keeps_its_label():
    assert explore(square, x=3).sentence == "3 squared is 9."
    assert explore(square, x=3).widget.spec["controls"] == []
    (control,) = explore(square, x=menu([1, 2])).widget.spec["controls"]
    assert (control["label"], control["texts"]) == ("the side", ["1", "2"])
    (control,) = explore(square, x=slider(0, 1, label="mine")).widget.spec["controls"]
    assert control["label"] == "mine"


def test_a_target_is_left_out_or_another_and_its_number_may_be_given():
    assert explore(square, target=None).widget.spec["target"] == ""
    full = explore(square, x=3, target=Target("Leave nothing.", lambda rest: rest == 0))
    assert full.widget.spec["target"] == "Leave nothing."
    assert full.reached
    nine = explore(square, x=3, wanted=9)
    assert nine.widget.spec["target"] == "Make the area 9."
    assert nine.reached


def test_a_move_sees_once_for_each_picture_and_the_target_takes_these_numbers():
    calls = []
    linked = explore([square, Picture(see_square, draw_square, move_square)], counted=calls)
    assert calls == [1.0, 1.0]
    linked.set(x=2)
    assert calls == [1.0, 1.0, 2.0, 2.0]
    assert linked.reached


def test_a_target_of_one_of_two_linked_pictures_takes_the_numbers_of_its_own_picture():
    other = Picture(lambda x: {"area": -1.0}, draw_square, move_square)
    for pictures in ([square, other], [other, square]):
        shown = explore(pictures, x=2)
        assert shown.widget.spec["target"] == "Make the area 4."
        assert shown.reached


@pytest.mark.parametrize(
    ("declare", "words"),
    [
        (lambda: Target("Below {bond}.", lambda e, bound=1: e < bound), "place 'bond'.*lambda ..., bond=1"),
        (lambda: explore(square, target=Target("At {area:g}.", lambda area: 1)), "name 'area', which moves"),
        (
            lambda: Picture(see_square, draw_square, move_square, controls={"y": slider(0, 1)}),
            "takes the control 'y'; they take: area, counted, x",
        ),
        (
            lambda: explore(Picture(lambda x: {"aria": x}, draw_square, move_square, controls=SQUARE)),
            "move takes 'area', which see does not give: aria",
        ),
        (lambda: explore(Picture(lambda x: [x], draw_square, move_square), x=1), "see gives list. Return a dict"),
        (lambda: explore(Picture(lambda x: {"x": x, "area": 1}, draw_square, move_square), x=1), "gives 'x', which"),
        (
            lambda: explore(square, target=Target("Reach.", lambda aria: True)),
            "target asks for 'aria'.*It has: area, rest, x",
        ),
        (
            lambda: explore(Picture(None, draw_square, lambda a, x: say("{y}", x=x)), x=1),
            "place 'y', and there is: x. Take",
        ),
        (lambda: explore(square, wanted=slider(1, 4)), "name 'wanted', which moves.*a number: wanted=1"),
        (lambda: explore(square, side=1), "no value 'side'. It takes: counted, wanted, x"),
        (lambda: explore(Picture(see_square, draw_square, move_square)), "needs 'x'"),
    ],
)
def test_names_that_do_not_fit_are_an_error_with_the_name_and_the_remedy(declare, words):
    with pytest.raises(ValueError, match=words):
        declare()


def test_where_see_fails_at_the_start_a_name_that_is_missing_is_said_when_it_is_known():
    shown = explore(Picture(lambda x: {"aria": 1 / x}, draw_square, move_square), x=slider(0, 1, value=0, step=1))
    assert "division by zero" in shown.problem
    shown.set(x=1)
    assert "move takes 'area', which see does not give: aria" in shown.problem


# --- what goes wrong ---


def test_a_picture_that_fails_says_so_once_in_its_place_and_recovers():
    def then(ax, artist, value):
        if value == 5:
            raise RuntimeError("no fives")
        return f"value {value}"

    shown = explore(point(then=then), value=slider(0, 10, value=4, step=1))
    shown.set(value=5)
    assert "At value = 5" in shown.problem
    assert "no fives" in shown.problem
    assert "Move a slider" in shown.problem
    assert shown.sentence == shown.problem
    shown.set(value=6)
    assert shown.problem is None
    assert shown.sentence == "value 6"
    assert "<use" in frame(shown)


def test_a_picture_that_fails_when_it_is_half_moved_is_drawn_anew():
    def then(ax, artist, value):
        if value == 5:
            artist.remove()
            raise RuntimeError("half moved")
        return f"value {value}"

    shown = explore(point(then=then), value=slider(0, 10, value=4, step=1))
    shown.set(value=5)
    shown.set(value=6)
    assert shown.problem is None
    assert "<use" in frame(shown)


def test_a_division_by_zero_is_said_in_words_at_that_value():
    shown = explore(point(then=lambda ax, artist, value: f"{1 / value}"), value=slider(0, 10, value=4, step=1))
    shown.set(value=0)
    assert shown.problem == (
        "At value = 0: there is nothing to draw: division by zero. Move a slider to another value."
    )


@pytest.mark.parametrize(
    ("at_fault", "begins"),
    [
        ("table", "there is nothing to draw"),
        ("scale", "At scale = 2: there is"),
        ("h", "At scale = 2, h = 1: there is"),
    ],
)
def test_a_sentence_names_only_the_controls_that_can_help(at_fault, begins):
    """`draw` takes the table, which no control moves, and the scale; `see` takes all, and fails first."""

    def zero(name):
        return 1 / (0 if name == at_fault else 1)

    picture = Picture(
        lambda table, scale, h: {"found": zero("table") + zero("scale") + zero("h")},
        (lambda ax, table: zero("table")) if at_fault == "table" else lambda ax, scale: zero("scale"),
        lambda artists, found: f"{found}",
        controls={"table": (1, 2), "scale": slider(1, 3, value=2, step=1), "h": slider(0, 2, value=1, step=1)},
    )
    assert explore(picture).problem.startswith(begins)


def test_a_slider_is_as_long_as_a_value_that_is_given_says():
    rows = Picture(
        None,
        lambda ax: ax.plot([], []),
        lambda artists, table, row: f"{table[row]}",
        controls={"table": [5, 6, 7], "row": slider(0, 2, value=1, step=1, label="row of the table")},
        sized=lambda table: {"row": slider(0, len(table) - 1, value=1, step=1)},
    )
    for table in ([5, 6, 7], [5, 6], list(range(100))):
        shown = explore(rows, table=table)
        assert shown.controls["row"].values == tuple(range(len(table)))
        assert shown.sentence == str(table[1])
        assert shown.controls["row"].label == "row of the table"
    assert list(explore(rows, row=2).controls) == []


@pytest.mark.parametrize("bad", [np.float64(0), np.float64(-1e300)])
def test_a_number_that_is_not_finite_is_explained(bad):
    with np.errstate(all="raise"):  # the reader sees words, not a warning, whatever NumPy is set to
        shown = explore(
            point(then=lambda ax, artist, value: f"slope {np.exp(-bad) / (value * value)}"),
            value=slider(0, 10, value=0),
        )
    assert shown.problem is None
    assert "not finite" in shown.sentence
    assert "value = 0.0" in shown.sentence


def test_a_word_that_contains_inf_is_no_infinity():
    assert "finite" not in explore(point(then=lambda ax, artist, value: "In infancy, banana."), value=1).sentence


def own_square_root(t):
    return math.sqrt(t)


def own_piecewise(t):
    if t > 0:
        return t
    return 0 * t


def own_zero(t):
    return 1 / 0


def own_line(t):
    return 2 * t / 3


def own_without_argument():
    return 1


def own_of_two(t, q):
    return t * q


@pytest.mark.parametrize(
    ("f", "words"),
    [
        (own_square_root, r"your function own_square_root stopped in its line 2 \(return math.sqrt\(t\)\).*np.sin"),
        (own_piecewise, r"own_piecewise stopped in its line 2 \(if t > 0:\).*np.where"),
        (own_zero, "own_zero stopped in its line 2.*ZeroDivisionError: division by zero.*fix the function"),
        (own_without_argument, "cannot call your function: own_without_argument.*takes 0 positional arguments.*Leave"),
        (own_of_two, "cannot call your function: own_of_two.*missing 1 required.*'q'.*give it a value, as in q=1"),
        (lambda t: undefined_name, "NameError: name 'undefined_name' is not defined"),  # noqa: F821
    ],
)
def test_a_mistake_in_the_readers_own_function_is_a_sentence_in_the_pictures_place(f, words):
    shown = show_secant(f=f)
    assert re.search(words, shown.problem)
    assert "\n" not in shown.problem


def test_a_target_that_cannot_be_judged_says_so_in_the_pictures_place_and_the_next_move_recovers():
    shown = explore(
        point(then=lambda ax, artist, value: f"value {value}"),
        value=slider(0, 10, value=4, step=1),
        target=Target("Divide.", lambda value: 1 / (value - 5) > 1),
    )
    shown.set(value=5)
    assert shown.problem.startswith("At value = 5: there is nothing to draw: ")
    assert "division by zero" in shown.problem
    assert not shown.reached
    assert shown.widget.frame["reached"] is None
    shown.set(value=6)
    assert shown.problem is None
    assert shown.sentence == "value 6"


def test_a_target_that_stops_in_the_readers_own_function_names_its_line():
    shown = show_secant(f=own_line, target=Target("Judge.", lambda f: f("word") > 0))
    assert "your function own_line stopped in its line 2" in shown.problem


# --- the newest wins, from two threads; nothing grows ---


def test_two_threads_leave_a_picture_that_agrees_with_its_values():
    shown = show_secant()

    def drag(name, count):
        for index in range(count):
            shown._on_message(shown.widget, {"at": {name: index}}, [])

    hands = [threading.Thread(target=drag, args=("h", 60)), threading.Thread(target=drag, args=("x", 40))]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    h, x = shown.values["h"], shown.values["x"]
    assert shown.widget.frame["at"] == {"h": 59, "x": 39}
    words = update_secant(
        SimpleNamespace(line=SimpleNamespace(set_data=lambda *a: 0), label={"text": SimpleNamespace(set_text=len)}),
        np.sin, x, h,
    )  # fmt: skip
    assert shown.sentence == typeset(words)


def test_a_cell_and_a_slider_never_draw_one_picture_at_the_same_time():
    inside, together = [], []

    def then(ax, artist, value):
        inside.append(value)
        together.append(len(inside))
        time.sleep(0.01)
        inside.pop()
        return "Alone."

    shown = explore(point(then=then), value=slider(0, 10, step=1))
    hands = [
        threading.Thread(target=shown._on_message, args=(shown.widget, {"at": {"value": i}}, [])) for i in range(5)
    ]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert max(together) == 1


def test_nonsense_from_the_page_moves_nothing_out_of_range():
    shown = show_secant()
    shown._on_message(shown.widget, {"at": {"h": 10**6, "x": -5, "unknown": 3}}, [])
    assert shown.values["h"] == 1e-8
    assert shown.values["x"] == -3


@pytest.mark.ci
def test_moves_leave_nothing_behind():
    shown = show_secant(f=menu([np.sin, np.cos]))

    def moves(count):
        for i in range(count):
            shown._on_message(shown.widget, {"at": {"h": i % 80, "x": i % 100, "f": i // 50 % 2}}, [])
        for cached in gc.get_objects():  # an older matplotlib remembers 4096 texts, each with the canvas it was on
            if isinstance(cached, functools._lru_cache_wrapper) and cached.__module__ == "matplotlib.text":
                cached.cache_clear()
        gc.collect()
        return len(gc.get_objects())

    moves(120)  # what is kept for good is kept by now: both functions
    before = moves(100)
    assert moves(100) - before < 50


# --- every kind of artist ---


def kinds(ax):
    x = np.linspace(0, 1, 20)
    grid = np.add.outer(x, x)
    ax.set(xlim=(0, 1), ylim=(0, 1))
    return {
        "line": ax.plot(x, x)[0],
        "markers": ax.plot(x, x, "s", alpha=0.5)[0],
        "scatter": ax.scatter(x, x, s=40 * x + 1, c=x),
        "arrow": ax.annotate("", (0.8, 0.8), (0.2, 0.2), arrowprops={"arrowstyle": "->"}).arrow_patch,
        "wide arrow": ax.arrow(0.1, 0.1, 0.5, 0.5, width=0.02),
        "quiver": ax.quiver(x, x, x, -x),
        "text": ax.text(0.5, 0.5, "slope 1.5"),
        "formula": ax.text(0.5, 0.5, r"$\frac{\partial f}{\partial x_1}$"),
        "area": ax.fill_between(x, x**2, x, alpha=0.2),
        "hatched": ax.fill_between(x, x**2, x, hatch="//", facecolor="none", edgecolor="k"),
        "contours": ax.contour(grid),
        "filled contours": ax.contourf(grid),
        "circle": ax.add_patch(matplotlib.patches.Circle((0.5, 0.5), 0.2)),
        "bars": ax.bar([0.2, 0.4], [0.3, 0.5])[0],
        "image": ax.imshow(grid, extent=(0, 1, 0, 1), aspect="auto"),
        "mesh": ax.pcolormesh(grid),
        "smooth mesh": ax.pcolormesh(grid, shading="gouraud"),
        "span": ax.axvspan(0.2, 0.3),
        "title": ax.set_title("title"),
        "axis label": ax.set_xlabel("label"),
        "legend": ax.legend([ax.plot(x, x)[0]], ["name"], loc="upper left"),
    }


def test_every_kind_of_artist_can_move():
    stage = Stage(Picture(None, kinds, lambda artists: "One of them is seen."), "k")
    stage.move({}, {})

    def drawn_with(*seen):
        for kind, artist in stage.artists.items():
            artist.set_visible(kind in seen)
        return "".join(stage.move({}, {})[1])

    for kind in stage.artists:
        drawn = drawn_with(kind)
        assert re.search(r'<path d="M|<use |<image ', drawn), kind
        for name in re.findall(r'(?:href="|url\()#([^")]+)', drawn):  # whatever it refers to is defined
            assert f'id="{name}"' in drawn or name in stage.svg.glyphs, kind
    assert drawn_with() == ""


@pytest.mark.parametrize("size", [9, 14])
@pytest.mark.parametrize("family", ["DejaVu Sans", "DejaVu Serif", "cmr10"])
def test_a_text_of_two_lines_is_as_high_as_matplotlib_makes_it(family, size):
    figure = Figure(dpi=200)
    text = figure.text(0.5, 0.5, "h = 1\nof two", family=family, size=size)
    ours, plain = SvgRenderer(1280, 960, 200, "p"), SvgRenderer(1280, 960, 200, "q")
    plain._get_font_height_metrics = lambda _prop: (None, None, None)  # matplotlib finds them itself
    assert text.get_window_extent(ours).bounds == pytest.approx(text.get_window_extent(plain).bounds)


def test_values_far_outside_the_picture_make_no_huge_numbers():
    def draw(ax):
        ax.set(xlim=(0, 1), ylim=(0, 1))
        return (
            ax.plot([0, 1], [-1e200, 1e200]),
            ax.plot([1e30], [1e30], "o"),
            ax.fill_between([0, 1], [0, 0], [1e99, 1]),
        )

    _, layers = Stage(Picture(None, draw, lambda artists: "Far."), "k").move({}, {})
    assert max(map(len, re.findall(r"\d+", "".join(layers)))) <= 6


@pytest.mark.parametrize("origin", ["upper", "lower"])
@pytest.mark.parametrize("colours", [3, 200])
def test_an_image_that_moves_travels_as_it_is_and_lies_where_matplotlib_draws_it(origin, colours):
    """Its own pixels, each where it belongs: some are followed through the matrix of the SVG."""
    grid = np.random.default_rng(1).integers(0, colours, (96, 128)) / colours
    extent = (-1, 5, 9, 2) if origin == "upper" else (-1, 5, 2, 9)

    def draw(ax):
        ax.set(xlim=(-2, 6), ylim=(0, 10))
        return ax.imshow(grid, cmap="gray", vmin=0, vmax=1, extent=extent, origin=origin, interpolation="none",
                         aspect="auto")  # fmt: skip

    stage = Stage(Picture(None, draw, lambda artists: "An image."), "k")
    layer = "".join(stage.move({}, {})[1])
    file, matrix = re.search(r'href="data:image/webp;base64,([^"]+)".*matrix\(([^)]+)\)', layer).groups()
    pixels = np.asarray(Image.open(io.BytesIO(base64.b64decode(file))).convert("L")).astype(float)
    assert pixels.shape == grid.shape
    assert "image-rendering:pixelated" in layer
    a, b, c, d, e, f = map(float, matrix.split())
    drawn = stage.whole()[..., 0].astype(float)
    for row, column in ((0, 0), (0, 127), (95, 0), (40, 77)):
        x, y = a * (column + 0.5) + c * (row + 0.5) + e, b * (column + 0.5) + d * (row + 0.5) + f
        assert drawn[int(y), int(x)] == pytest.approx(pixels[row, column], abs=2 if colours == 3 else 60)
    if colours == 3:  # exact, and the right way up
        assert len(np.unique(pixels)) == 3


# --- what is displayed ---


def shown_by(monkeypatch, **changes):
    bundles = []
    monkeypatch.setattr(explorer, "get_ipython", lambda: SimpleNamespace(execution_count=1))
    monkeypatch.setattr(explorer, "display", lambda data, metadata, raw: bundles.append((data, metadata)))
    shown = show_secant(**changes)
    shown._ipython_display_()  # the last line of the same cell shows nothing twice
    assert len(bundles) == 1
    return shown, *bundles[0]


def test_the_bundle_holds_the_widget_its_picture_with_alt_text_and_its_sentence(monkeypatch):
    shown, data, metadata = shown_by(monkeypatch)
    assert data["application/vnd.jupyter.widget-view+json"]["model_id"] == shown.widget.model_id
    assert data["image/png"].startswith("iVBOR")
    assert metadata["image/png"]["alt"] == data["text/plain"] == shown.sentence


def test_where_the_picture_fails_at_once_its_sentence_is_displayed(monkeypatch):
    shown, data, _ = shown_by(monkeypatch, f=own_zero)
    assert "image/png" not in data
    assert data["text/plain"] == shown.problem


# --- numbers as they are set ---


def test_a_number_below_zero_has_a_minus_wherever_it_is_written():
    def draw(ax):
        return ax.text(0, 0, ""), ax.text(0, 0, "still -1")

    def move(texts, x):
        texts[0].set_text(f"x = {x:g}")
        return f"At ({x:g}, {-x:g}) f is -1e-07."

    target = Target(mark("Bring x below {bound:g}."), lambda x, bound=-1.5: x < bound)
    shown = explore(Picture(None, draw, move, controls={"x": slider(-3, 3, value=-2, step=1)}, target=target))
    assert shown.sentence == "At (−2, 2) f is −1e-07."
    assert shown.widget.spec["target"] == "Bring x below −1.5."
    assert shown.widget.spec["controls"][0]["texts"][0] == "−3"
    assert [text.get_text() for text in shown.stages[0].axes[0].texts] == ["x = −2", "still −1"]


def test_marks_of_a_logarithmic_axis_are_plain_text():
    def draw(ax, low, high):
        ax.set(xscale="log", xlim=(low, high), ylim=(0, 1))
        return ax.plot([], [])

    for low, high, expected in ((1e-4, 1e2, {"10⁻⁴", "10⁰", "10²"}), (2, 8, {"2×10⁰", "6×10⁰"})):
        shown = explore(Picture(None, draw, lambda lines: "Still."), low=low, high=high)
        axis = shown.stages[0].axes[0].xaxis
        texts = {text.get_text() for minor in (False, True) for text in axis.get_ticklabels(minor=minor)}
        assert expected <= texts
        assert not [text for text in texts if "$" in text]


# --- recorded for a page ---


def unpacked(picture):
    return json.loads(gzip.decompress(base64.b64decode(picture["data"])))


def test_a_page_has_both_ends_and_the_start_of_two_sliders_and_every_option():
    shown = show_secant(f=menu([np.sin, np.cos]), x=slider(-3, 3, value=1, step=0.5))
    picture = recorded(shown, frames=60)
    page = unpacked(picture)
    texts = {control["name"]: control["texts"] for control in page["spec"]["controls"]}
    assert texts["f"] == ["sin", "cos"]
    assert {"1", "1e-08"} <= set(texts["h"])
    assert {"−3.0", "1.0", "3.0"} <= set(texts["x"])
    assert len(page["frames"]) == math.prod(map(len, texts.values())) <= 60
    start = [texts[name][place] for name, place in page["start"].items()]
    assert start == ["sin", "1", "1.0"]
    assert shown.values == {"f": np.sin, "h": 1.0, "x": 1.0}  # as before
    assert "fewer positions" in picture["note"]
    assert len(page["stills"]) == 2  # one for each function


@pytest.mark.parametrize(
    ("target", "play", "alive"),
    [
        (None, "", ["b", "c"]),
        (None, "a", ["a", "c"]),
        (Target("Bring a to b.", lambda a, b: a == b), "c", ["a", "b"]),
        (Target("Bring the sum of a and b to 1.", lambda both: both == 1), "c", ["a", "b"]),
    ],
)
def test_of_three_sliders_a_page_moves_two_those_of_the_target_and_those_that_play_first(target, play, alive):
    def move(artists, a, b, c):
        return f"{a} {b} {c}"

    controls = {name: slider(0, 1, value=0.25, label=f"the {name}", play=name == play) for name in "abc"}
    picture = Picture(lambda a, b, c: {"both": a + b}, lambda ax: ax.plot([], []), move, controls=controls)
    page = recorded(explore(picture, target=target), frames=30)
    assert [control["name"] for control in unpacked(page)["spec"]["controls"]] == alive
    (fixed,) = set("abc") - set(alive)
    assert f"Fixed in this page: the {fixed} = 0.25." in page["note"]


@pytest.mark.parametrize("frames", [9, 300])
def test_a_page_has_a_place_where_the_target_is_reached_or_no_target(frames):
    def move(artists, a, b, c, where):
        return f"{a} {b} {c} {where}"

    one = Target("Find the one place.", lambda b, c, where: (b, c) == (37, 61) and where == "there")
    controls = {name: slider(0, 100, value=0, step=1) for name in "abc"} | {"where": menu(["here", "there"])}
    picture = Picture(None, lambda ax: ax.plot([], []), move, controls=controls)
    page = unpacked(recorded(explore(picture, target=one), frames=frames))
    assert [control["name"] for control in page["spec"]["controls"]] == ["b", "c", "where"]
    assert [frame["pictures"][0]["words"] for _, frame in page["frames"] if frame["reached"]] == ["0 37 61 there"]
    never = Target("Find what three sliders reach.", lambda a, b, c: a > 50 and b > 50 and c > 50)
    made = recorded(explore(picture, target=never), frames=frames)
    assert unpacked(made)["spec"]["target"] == ""
    assert "here it cannot be reached" in made["note"]


def test_a_page_does_not_speak_of_places_where_the_reader_has_been():
    seen = []
    picture = Picture(
        lambda x, visited=(): seen.append(visited) or {}, lambda ax: ax.plot([], []), lambda artists, x: f"x is {x}.",
        controls={"x": slider(0, 1, step=0.5)},
    )  # fmt: skip
    shown = explore(picture)
    shown.set(x=1)
    assert seen.pop() == ({"x": 0.5},)
    seen.clear()
    assert "does not draw where you have been" in recorded(shown, frames=9)["note"]
    assert set(seen) == {None}


def test_a_page_has_as_many_frames_as_fit_and_never_more_bytes():
    shown = show_secant()
    made = {budget: recorded(shown, frames=300, budget=budget) for budget in (1_200, 1_800, 10**7)}
    assert all(picture["bytes"] <= budget for budget, picture in made.items())
    few, more, most = (len(unpacked(picture)["frames"]) for picture in made.values())
    assert few < more < most <= 300


def test_a_page_for_a_lecture_has_all_its_frames_and_the_positions_that_the_notes_name():
    named = {"x": [-2.9, 0.31], "gone": [1]}
    made = unpacked(recorded(show_secant(f=menu([np.sin, np.cos])), 60, math.inf, (["h"], None), None, named))
    texts = {control["name"]: control["texts"] for control in made["spec"]["controls"]}
    assert {"−2.88", "0.30"} <= {*texts["x"]}
    assert 30 < len(made["frames"]) == len(texts["x"]) * len(texts["h"]) * 2 <= 60


def test_the_pictures_of_a_page_share_its_bytes(monkeypatch):
    budgets = []

    def record(explorer, frames, budget, aim, places):
        if frames < recording.FRAMES:
            return {"bytes": 0, "places": {}}  # for a phone: beside these
        budgets.append(budget)
        return next(made) | {"places": {}}

    monkeypatch.setattr(recording, "BYTES", 270_000)
    monkeypatch.setattr(recording, "recorded", record)
    monkeypatch.setattr(recording, "aim_of", lambda explorer: ([], None))
    monkeypatch.setattr(recording, "display", lambda *bundle, **options: None)
    made = iter([{"bytes": size} for size in (10_000, 130_000, 50_000)])
    monkeypatch.setattr(Stage, "pixels", True)  # to be as it was, afterwards
    recording.record_pictures(3)
    try:
        for _ in range(3):
            show_secant()
    finally:
        explorer.present_by()
    assert budgets == [90_000, 130_000, 130_000]


def test_for_a_page_nothing_is_drawn_in_pixels_and_nothing_sent(monkeypatch):
    shown, drawn, sent = show_secant(f=menu([np.sin, np.cos])), [], []
    monkeypatch.setattr("coursekit.live.stage.still_url", drawn.append)
    monkeypatch.setattr("comm.base_comm.BaseComm.send", lambda self, *message, **more: sent.append(message))
    picture = recording.unpacked(recording.recorded(shown, frames=6))
    assert [("<path" in still["svg"], still["png"]) for (still,) in picture["stills"]] == [(True, "")] * 2
    assert (drawn, sent) == ([], [])


def test_a_still_part_is_recorded_once_however_the_controls_are_ordered(monkeypatch):
    renders = []
    monkeypatch.setattr(Stage, "_render_still", lambda self, real=Stage._render_still: renders.append(1) or real(self))
    shown = show_secant(x=slider(-3, 3), f=menu([np.sin, np.cos]))
    renders.clear()
    recorded(shown, frames=50)
    assert len(renders) <= 3  # one for each function, and one to go back


def test_a_menu_of_arrays_is_set_by_its_words_or_by_the_array_itself():
    column, floats = np.array([[3.0], [4.0]]), np.array([3.0, 4.0])
    options = menu({"floats": floats, "a column": column, "none": 0.5})
    assert index_of("x", options, "a column") == 1
    assert index_of("x", options, column) == 1
    assert index_of("x", options, 0.5) == 2
    with pytest.raises(ValueError, match="not one of: floats, a column, none"):
        index_of("x", options, column + 1)


# --- the reader's own settings, and what is given back ---


@pytest.mark.parametrize(
    "settings", ["dark_background", {"text.usetex": True}, {"lines.linestyle": ":", "font.size": 40}]
)
def test_what_the_reader_has_set_in_matplotlib_does_not_change_a_picture(settings):
    plain, moved = show_secant(), show_secant()
    with matplotlib.style.context(settings):
        before = dict(matplotlib.rcParams)
        shown = show_secant()
        moved.set(h=0.1)
        assert np.array_equal(shown.whole(), plain.whole())
        assert dict(matplotlib.rcParams) == before
    plain.set(h=0.1)
    assert re.sub("k.{5}a", "", frame(moved)) == re.sub("k.{5}a", "", frame(plain))


def test_a_picture_that_is_closed_gives_back_its_figure_and_can_still_be_asked():
    shown = show_secant()
    before = shown.whole()
    (line, *_) = map(weakref.ref, shown.stages[0].figure.axes[0].lines)
    shown.close()
    gc.collect()
    assert line() is None  # IPython keeps what a cell has returned: what it holds would never be given back
    assert shown.widget.comm is None
    assert "stages" not in vars(shown)
    assert shown.widget.stills == []
    assert np.array_equal(shown.whole(), before)
    shown.set(h=0.01)
    assert "h = 0.01" in shown.sentence


def test_a_picture_whose_view_is_gone_is_drawn_anew_when_it_is_asked():
    shown = show_secant()
    still, expected = shown.widget.stills, frame(show_secant())
    shown._on_message(shown.widget, {"gone": True}, [])
    assert not shown.stages[0].figure.axes
    shown._on_message(shown.widget, {"at": {"h": 0}}, [])
    assert shown.widget.stills == still
    assert re.sub("k.{5}a", "", frame(shown)) == re.sub("k.{5}a", "", expected)


def test_the_second_half_of_the_widgets_bundle_is_displayed_too(monkeypatch):
    extra = {"custom_widget_manager": {"url": "there"}}
    monkeypatch.setattr(explorer._Widget, "_repr_mimebundle_", lambda self, **_: ({"a/b": 1}, {"a/b": extra}))
    _, data, metadata = shown_by(monkeypatch)
    assert data["a/b"] == 1
    assert metadata["a/b"] == extra
    assert metadata["image/png"]["alt"]


class Shell:
    """A shell that runs cells as far as pictures know them."""

    def __init__(self):
        self.events, self.calls, self.parent = self, {"pre_run_cell": [], "post_run_cell": []}, {}

    def register(self, event, function):
        if function not in self.calls[event]:
            self.calls[event].append(function)

    def get_parent(self):
        return self.parent

    def run(self, cell, message, code=lambda: None):
        self.parent = {"header": {"msg_id": message}, "metadata": {"cellId": cell} if cell else {}}
        self.trigger("pre_run_cell")
        code()
        self.trigger("post_run_cell")

    def trigger(self, event):
        for function in list(self.calls[event]):
            function(None)


def test_a_cell_that_is_run_again_closes_the_pictures_of_its_last_run_and_no_others(monkeypatch):
    shell, shown = Shell(), []
    monkeypatch.setattr(cells, "get_ipython", lambda: shell)
    monkeypatch.setattr(cells, "SHOWN", {})

    def code():
        for _ in range(2):
            shown.append(show_secant())
            cells.watch(shown[-1])
            shell.trigger("pre_run_cell")  # a cell that runs code of its own

    for cell, message in (("a", "1"), ("b", "2"), (None, "3"), ("a", "4")):
        shell.run(cell, message, code)
    assert [picture.widget.comm is None for picture in shown] == [True] * 2 + [False] * 6


# --- where the hand has been ---


def test_a_picture_that_asks_for_it_is_told_where_the_hand_has_been_and_nothing_is_drawn_ahead_of_it():
    def see(x, y, visited=()):
        return {"area": [(place["x"], place["y"]) for place in visited]}

    picture = Picture(see, draw_square, lambda a, area: say("{n}", n=len(area)), controls={"y": slider(0, 2, step=1)})
    shown = explore(picture, x=slider(0, 2, value=0, step=1), y=slider(0, 2, value=0, step=1))
    shown._on_message(shown.widget, {"at": {"x": 1}}, [])
    shown._on_message(shown.widget, {"at": {"x": 1}}, [])  # the hand rests
    shown.set(y=2)
    assert shown.stages[0].known["area"] == [(0, 0), (1, 0)]
    assert not any(control["ahead"] for control in shown.widget.spec["controls"])
    shown.move({"x": 2})  # as a recording moves
    assert shown.stages[0].known["area"] == [(0, 0), (1, 0)]
