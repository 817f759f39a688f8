"""What of a picture can be read as numbers and heard: the names of its lines, its curves and its points."""

import json

import numpy as np
import pytest

from coursekit.live import explore, slider
from coursekit.live.picture import BLACK, BLUE, GREY, ORANGE, DeclarationError, Picture

WAY = np.linspace(0, 10, 101)


def read(draw, move=lambda artists, x: f"x is {x}.", see=None, **more):
    """Return what can be read of a picture: what stands still, and what moves."""
    picture = Picture(see, draw, move, controls={"x": slider(0, 10, value=2, step=1)}, **more)
    explorer = explore(picture)
    assert explorer.problem is None
    return explorer.widget.stills[0], explorer.widget.frame["pictures"][0]["numbers"]


def test_a_curve_that_stands_still_is_told_at_eleven_places_and_a_helping_line_is_not():
    def draw(ax):
        ax.plot(WAY, WAY**2, color=BLACK)
        ax.plot(WAY, WAY, color=GREY)
        ax.plot(WAY, WAY, color=BLUE, lw=1)
        ax.axhline(50, color=BLUE)
        ax.set(xlabel="way", ylabel="$h_0$")

    still, numbers = read(draw)
    assert still["labels"] == [["way", "h₀"]]
    assert still["lines"] == [[0, "", False, list(range(11)), [n * n for n in range(11)]]]
    assert numbers == {"texts": [], "lines": []}


def test_a_line_has_the_name_of_the_text_in_its_colour_that_begins_with_its_style():
    def draw(ax):
        ax.set(xlim=(0, 10), ylim=(0, 10))
        lines = ax.plot([], [], "--", color=BLUE)[0], ax.plot([], [], "o", color=ORANGE)[0]
        texts = [ax.text(0, 1, words, color=color) for words, color in written.items()]
        return lines, texts

    def move(artists, x):
        (curve, point), _ = artists
        curve.set_data(WAY, np.where(x < WAY, WAY, np.nan))
        point.set_data([x], [x / 3])
        return f"x is {x}."

    written = {
        "- - slope: 0.25": BLUE,
        "ends at x = 3": ORANGE,
        "割线：−0.5": BLACK,
        "40 steps": BLACK,
        "a\nb: 1": BLACK,
    }
    _, numbers = read(draw, move)
    assert numbers["texts"] == [["slope", "0.25"], ["ends at x", "3"], ["割线", "−0.5"]]
    (curve, point) = numbers["lines"]
    assert curve[:3] == [0, "slope", False]
    assert (curve[3][0], curve[3][-1]) == (2.1, 10)  # where it has values
    assert point == [0, "", True, [2], [0.667]]


@pytest.mark.parametrize(("label", "names"), [("", ["slope", "slope", ""]), ("way", ["slope", "", ""])])
def test_panels_below_each_other_that_share_x_share_the_names_of_their_lines(label, names):
    def draw(axes):
        above, below = axes.flat
        above.plot(WAY, WAY, "--", color=BLUE)
        below.plot(WAY, WAY, "--", color=BLUE)
        below.plot(WAY, WAY / 2, "--", color=ORANGE)
        above.text(0, 1, "- - slope", color=BLUE)
        above.set_xlabel(label)
        below.set_xlabel("way")

    still, _ = read(draw, panels=(2, 1))
    assert [(place, name) for place, name, *_ in still["lines"]] == list(zip([0, 1, 1], names, strict=True))


@pytest.mark.parametrize("what", ["sound", "ticks"])
def test_a_number_to_be_heard_that_see_does_not_give_is_the_authors_mistake(what):
    with pytest.raises(DeclarationError, match="heard by 'slop', which see does not give: x, slope"):
        read(lambda ax: None, see=lambda x: {"slope": x}, **{what: "slop"})


def test_what_is_heard_comes_with_each_frame_a_long_path_by_24_of_its_heights():
    heights = np.append(np.arange(100.0), np.nan)
    _, numbers = read(
        lambda ax: None, see=lambda x: {"slope": -x / 3, "heights": heights}, sound="slope", ticks="heights"
    )
    assert numbers["tone"] == -0.6667
    assert (len(numbers["ticks"]), numbers["ticks"][0], numbers["ticks"][-1]) == (24, 0, 99)


@pytest.mark.parametrize("slope", [np.nan, np.inf, np.float64(-np.inf)])
def test_a_slope_that_is_no_number_is_not_heard_and_a_frame_is_plain_json(slope):
    _, numbers = read(lambda ax: None, see=lambda x: {"slope": slope}, sound="slope")
    assert json.dumps(numbers, allow_nan=False) == '{"texts": [], "lines": []}'
