"""Points that the hand can take hold of: which place of a slider lies at which pixel."""

import base64
import gzip
import json

import numpy as np
import pytest
from lessons import PICTURES, picture_cells

from coursekit.live import DeclarationError, Handle, Picture, explore, log_slider, menu, slider
from coursekit.live.recording import recorded


def see(x, h):
    return {"here": np.sin(x), "there": np.sin(x + h)}


def draw(ax, upside_down=False, logarithmic=False):
    ax.set(xlim=(0.1, 10), ylim=(2, -2) if upside_down else (-2, 2))
    if logarithmic:
        ax.set_xscale("log")
    return ax.plot([], [], "o")[0]


def move(artist, x, h, here, there):
    artist.set_data([x, x + h], [here, there])
    return f"At {x:g}."


HANDLES = [Handle(lambda x, h, there: (x + h, there), x="h"), Handle(lambda x, here: (x, here), x="x", anywhere=True)]
CONTROLS = {"x": slider(1, 9, value=2, step=0.5), "h": log_slider(1, 0.001)}
pair = Picture(see, draw, move, controls=CONTROLS, handles=HANDLES)


def grips(shown):
    return shown.widget.frame["pictures"][0]["grips"]


def pixel(shown, x, y):
    """Return the pixel of a point as matplotlib has it, from the top left."""
    stage = shown.stages[0]
    across, up = stage.axes[0].transData.transform((x, y))
    return [round(across), round(stage.height - up)]


@pytest.mark.parametrize("axes", [{}, {"upside_down": True}, {"logarithmic": True}])
def test_a_point_and_every_place_of_its_slider_are_where_matplotlib_draws_them(axes):
    shown = explore(pair, **axes)
    shown.set(x=3, h=0.1)
    end, here = grips(shown)
    assert end["at"] == pixel(shown, 3.1, np.sin(3.1))
    assert here["at"] == pixel(shown, 3, np.sin(3))
    assert here["moves"] == [{"name": "x", "x": [pixel(shown, x, 0)[0] for x in shown.controls["x"].values]}]
    assert end["moves"] == [{"name": "h", "x": [pixel(shown, 3 + h, 0)[0] for h in shown.controls["h"].values]}]
    left, top, right, bottom = here["box"]
    assert left < here["at"][0] < right
    assert top < here["at"][1] < bottom
    assert end["box"] is None


def test_a_point_on_a_curve_has_both_pixels_of_each_place():
    circle = Picture(
        None, lambda ax: ax.set(xlim=(-2, 2), ylim=(-2, 2)) and ax.plot([], [], "o")[0], lambda a, angle: "A circle.",
        controls={"angle": slider(0, 6, step=1)},
        handles=[Handle(lambda angle: (np.cos(angle), np.sin(angle)), x="angle", y="angle")],
    )  # fmt: skip
    shown = explore(circle)
    ((moves,),) = [grip["moves"] for grip in grips(shown)]
    expected = [pixel(shown, np.cos(t), np.sin(t)) for t in range(7)]
    assert list(map(list, zip(moves["x"], moves["y"], strict=True))) == expected


@pytest.mark.parametrize("h", [0.5, menu([0.5, 1.0])])
def test_a_constant_or_a_menu_is_no_slider_and_its_point_cannot_be_held(h):
    end, here = grips(explore(pair, h=h))
    assert end == {"at": None, "moves": [], "box": None}
    assert here["at"]


def test_a_point_that_is_not_finite_or_not_in_the_picture_cannot_be_held():
    shown = explore(pair, x=slider(-400, 9, value=9, step=1), logarithmic=True)
    assert grips(shown)[1]["at"]
    for x in (-1, 0, -400):
        shown.set(x=x)
        assert grips(shown)[1]["at"] is None
    assert grips(shown)[1]["moves"][0]["x"][0] is None  # no pixel on a logarithmic axis


def test_where_the_picture_fails_there_is_no_grip_and_the_page_keeps_the_last():
    failing = Picture(lambda x, h: {"here": 1 / (x - 1), "there": 0.0}, draw, move, controls=CONTROLS, handles=HANDLES)
    shown = explore(failing)
    shown.set(x=1)
    assert shown.problem
    assert "grips" not in shown.widget.frame["pictures"][0]


@pytest.mark.parametrize(
    ("declare", "words"),
    [(lambda: Handle(lambda x: (x, 0)), "moves no slider"), (lambda: Handle(lambda x: (x, 0), y="h"), "Let `at` take")],
)
def test_a_handle_that_cannot_move_its_point_is_an_error(declare, words):
    with pytest.raises(DeclarationError, match=words):
        declare()


def test_a_page_has_the_pixels_of_its_own_positions_and_no_grip_for_what_is_fixed():
    shown = explore(pair)
    page = json.loads(gzip.decompress(base64.b64decode(recorded(shown, frames=20)["data"])))
    kept = {control["name"]: control["texts"] for control in page["spec"]["controls"]}
    end, here = page["frames"][0][1]["pictures"][0]["grips"]
    assert here["moves"][0]["x"] == [pixel(shown, float(text), 0)[0] for text in kept["x"]]
    assert len(end["moves"][0]["x"]) == len(kept["h"]) < len(shown.controls["h"].values)


def drawn_near(shown, panel, at):
    """Say whether the picture draws a point or a line of a lone value where a ring is."""
    stage = shown.stages[0]
    axes, aim = stage.axes[panel], np.array([at[0], stage.height - at[1]])
    for line in axes.lines:
        points = line.get_transform().transform(np.column_stack(line.get_data(orig=False)))
        if line.get_visible() and np.any(np.hypot(*(points - aim).T) < 4):
            return True
        if len(points) == 2 and np.ptp(points[:, 1]) < 1 and abs(points[0, 1] - aim[1]) < 4:
            return True  # a level line, which can be held anywhere
    return any(patch.get_window_extent().contains(*aim) for patch in axes.patches if patch.get_visible())


@pytest.mark.parametrize(
    ("lesson", "cell"),
    [pytest.param(*which, marks=[pytest.mark.ci] * (i % 4 != 0)) for i, which in enumerate(PICTURES)],
)
def test_every_handle_of_the_lessons_moves_its_point_to_where_the_hand_is(lesson, cell):
    call = dict(picture_cells(lesson)[cell])
    shown = explore(call.pop("picture"), **call)
    for number, grip in enumerate(grips(shown)):
        handle = shown.stages[0].picture.handles[number]
        assert not grip["at"] or drawn_near(shown, handle.panel, grip["at"]), number
        for moves in grip["moves"] if grip["at"] else []:
            start = shown.widget.frame["at"][moves["name"]]
            for place in (0, len(shown.controls[moves["name"]].values) // 3):
                shown.move({moves["name"]: place})
                if not shown.problem and (at := grips(shown)[number]["at"]):
                    assert drawn_near(shown, handle.panel, at), (number, moves["name"], place)
                    for axis, k in (("x", 0), ("y", 1)):
                        assert axis not in moves or moves[axis][place] == at[k], (number, moves["name"], axis)
            shown.move({moves["name"]: start})
