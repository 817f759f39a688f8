"""Frames that are drawn ahead of the hand: what the kernel would send when it is asked, or nothing."""

import asyncio
import json
import random
import time
import zlib

import numpy as np
import pytest
from lessons import PICTURES, picture_cells

from coursekit.live import ahead, explore, menu, slider
from coursekit.live.picture import Picture, Target


class Page:
    """A page that asks a picture for frames ahead, and keeps what it is sent."""

    def __init__(self, shown, monkeypatch):
        self.shown, self.frames, self.sizes, self.refused, self.epoch = shown, [], [], False, 0
        monkeypatch.setattr(shown.widget, "send", self.hear)

    def hear(self, content, buffers):
        if content["epoch"] > self.epoch:
            self.frames = []
        self.epoch, self.refused = content["epoch"], content["refused"]
        for packed in buffers:
            self.sizes.append(len(packed))
            self.frames += json.loads(zlib.decompress(packed))

    def ask(self, *messages, seconds=30.0):
        """Send messages one after the other; let the kernel's loop run until it is idle."""

        async def run():
            for message in messages:
                self.shown._on_message(self.shown.widget, message, [])
            until = time.monotonic() + seconds
            while self.shown._ahead._timer and time.monotonic() < until:
                await asyncio.sleep(0.001)

        asyncio.run(run())
        return self.frames


def draw(ax, f=np.sin):
    ax.set(xlim=(0, 10), ylim=(-2, 2))
    ax.plot([0, 10], [0, 1])
    return ax.plot([], [], "o")[0], ax.text(0, 0, "")


def move(artists, x, y, n=0):
    point, text = artists
    point.set_data([x], [y])
    text.set_text(f"y is {y:.3f}, n is {n}")
    return f"At {x:g} y is {y:.4f}."


def dot(f, x=None, **more):
    """Show a point on the graph of f."""
    return explore(
        Picture(lambda x: {"y": float(f(x))}, draw, move, controls={"x": x or slider(0, 10, value=5, step=0.5)}), **more
    )


def along(name, count):
    return [{name: i} for i in range(count)]


def kernel_at(shown, places):
    """Return what the kernel sends when it is asked."""
    shown.move(places)
    return {part: json.loads(json.dumps(shown.widget.frame[part])) for part in ("at", "pictures", "reached", "still")}


def test_a_frame_drawn_ahead_is_what_the_kernel_would_send_and_comes_nearest_first(monkeypatch):
    shown = dot(np.sin, target=Target("Make y positive.", lambda y: y > 0))
    frames = Page(shown, monkeypatch).ask({"ahead": [{"x": 11}, {"x": 9}, {"x": 12}]})
    assert [frame["at"]["x"] for frame in frames] == [11, 9, 12]
    for frame in frames:
        assert kernel_at(shown, frame["at"]).items() <= frame.items()


@pytest.mark.parametrize(
    ("lesson", "cell"),
    [pytest.param(*which, marks=[pytest.mark.ci] * (i % 6 != 0)) for i, which in enumerate(PICTURES)],
)
def test_every_picture_of_the_lessons_is_drawn_ahead_as_the_kernel_draws_it(lesson, cell, monkeypatch):
    call = dict(picture_cells(lesson)[cell])
    shown = explore(call.pop("picture"), **call)
    page = Page(shown, monkeypatch)
    rng = random.Random(1)
    for name, control in shown.controls.items():
        last = len(control.values) - 1
        page.ask({"ahead": [{name: rng.randint(0, last)} for _ in range(3)] + [{name: 0}, {name: last}]})
    frames = [frame for frame in page.frames if frame["at"] != shown.widget.frame["at"]]
    for frame in frames[::2]:
        shown.move(rng.choice(frames)["at"])  # from anywhere
        assert kernel_at(shown, frame["at"])["pictures"] == frame["pictures"]
        assert shown.widget.frame["reached"] == frame["reached"]


def test_what_python_knows_stays_where_the_hand_is_when_frames_are_drawn_ahead(monkeypatch):
    shown = dot(np.sin)
    before = shown.whole(), shown.values, shown.sentence, shown.judged, json.dumps(shown.widget.frame)
    Page(shown, monkeypatch).ask({"ahead": along("x", 8)})
    after = shown.whole(), shown.values, shown.sentence, shown.judged, json.dumps(shown.widget.frame)
    assert np.array_equal(before[0], after[0])
    assert before[1:] == after[1:]


def test_a_question_waits_for_one_frame_at_most_and_ends_what_was_asked_ahead(monkeypatch):
    shown = dot(np.sin)
    page = Page(shown, monkeypatch)
    page.ask({"ahead": along("x", 20)}, {"id": "q", "at": {"x": 3}})
    assert page.frames == []
    assert shown.widget.frame["answers"] == "q"
    frames = page.ask({"id": "r", "at": {"x": 4}, "ahead": [{"x": 5}]})
    assert [frame["at"]["x"] for frame in frames] == [5]


def test_when_all_is_drawn_the_kernel_rests(monkeypatch):
    asked = []
    shown = dot(lambda x: asked.append(x) or np.sin(x))
    page = Page(shown, monkeypatch)
    page.ask({"ahead": along("x", 5)})
    assert shown._ahead._timer is None
    count = len(asked)
    asyncio.run(asyncio.sleep(0.05))
    assert len(asked) == count


def test_a_random_function_is_asked_only_when_the_hand_asks(monkeypatch):
    shown = dot(lambda x: np.random.default_rng().random())
    page = Page(shown, monkeypatch)
    assert page.ask({"ahead": along("x", 9)}) == []
    assert page.refused
    assert page.ask({"ahead": along("x", 9)}) == []


def test_a_function_that_prints_is_asked_only_when_the_hand_asks(monkeypatch, capsys):
    shown = dot(lambda x: print("asked") or np.sin(x))
    page = Page(shown, monkeypatch)
    capsys.readouterr()
    assert page.ask({"ahead": along("x", 9)}) == []
    assert page.refused
    assert capsys.readouterr().out == ""
    shown.move({"x": 2})
    assert capsys.readouterr().out == "asked\n"


def test_a_function_that_takes_long_is_asked_only_when_the_hand_asks(monkeypatch):
    asked = []
    shown = dot(lambda x: asked.append(x) or time.sleep(0.1) or np.sin(x))
    page = Page(shown, monkeypatch)
    for place in (2, 3):
        page.ask({"id": "q", "at": {"x": place}, "ahead": along("x", 9)})
    assert page.frames == []
    assert len(asked) == 3  # at first, and at each of the two questions


def test_what_the_draw_function_takes_and_what_touches_the_still_part_is_not_drawn_ahead(monkeypatch):
    def draw_with(ax, scale):
        ax.set_title(f"scale {scale}")
        return draw(ax)

    def move_limits(artists, x, y):
        if x > 6:
            artists[0].axes.set_xlim(0, 20)
        return move(artists, x, y)

    controls = {"x": slider(0, 10, value=5, step=1), "scale": menu([1, 2])}
    shown = explore(Picture(lambda x: {"y": x / 10}, draw_with, move_limits, controls=controls))
    ahead_of = {control["name"]: control["ahead"] for control in shown.widget.spec["controls"]}
    assert ahead_of == {"x": True, "scale": False}
    page = Page(shown, monkeypatch)
    first = kernel_at(shown, {"x": 5})
    assert len(page.ask({"ahead": [{"x": 4}]})) == 1
    assert page.ask({"ahead": [{"x": 8}]}) == []  # the limits would be others
    assert page.refused
    assert kernel_at(shown, {"x": 5}) == first


def test_a_cell_that_runs_takes_all_frames_back(monkeypatch):
    height = [1.0]
    shown = dot(lambda x: height[0])
    page = Page(shown, monkeypatch)
    assert len(page.ask({"ahead": along("x", 4)})) == 4
    epoch = page.epoch
    height[0] = 2.0
    ahead.forget_all()
    assert page.frames == []
    assert page.epoch > epoch
    assert page.ask({"ahead": along("x", 4)}) == []  # the picture is another one now, and the page does not know it
    assert page.refused
    ahead.forget_all()
    shown.move({"x": 3})
    assert len(page.ask({"ahead": along("x", 4)})) == 4


def test_a_position_that_fails_is_drawn_ahead_with_its_sentence_and_the_next_move_is_whole(monkeypatch):
    def root(x):
        if x < 5:
            raise ValueError("no root there")
        return np.sqrt(x - 5)

    shown = dot(root)
    frames = Page(shown, monkeypatch).ask({"ahead": [{"x": 9}, {"x": 11}]})
    assert [frame["pictures"][0]["problem"] for frame in frames] == [True, False]
    assert [kernel_at(shown, frame["at"])["pictures"] == frame["pictures"] for frame in frames] == [True, True]


def test_a_whole_line_is_few_messages_and_few_bytes(monkeypatch):
    shown = dot(np.sin, slider(0, 10, step=0.05))
    page = Page(shown, monkeypatch)
    begun = time.monotonic()
    page.ask({"ahead": along("x", 200)})
    seconds = time.monotonic() - begun
    assert len(page.frames) == 200
    assert len(page.sizes) < 20
    assert sum(page.sizes) < 60_000 + 400_000 * seconds


def test_what_is_drawn_ahead_waits_for_the_bytes_that_another_picture_has_sent(monkeypatch):
    monkeypatch.setattr(ahead, "FREE", [0.0])
    monkeypatch.setattr(ahead, "RATE", 50_000)
    other = explore(
        Picture(None, lambda ax, f: ax.plot(f), lambda lines: ".", controls={"f": menu({"a": [0], "b": [1]})})
    )
    page = Page(dot(np.sin), monkeypatch)
    begun = time.monotonic()
    other._on_message(other.widget, {"at": {"f": 1}, "id": "question"}, [])  # what stands still is another one
    assert len(page.ask({"ahead": along("x", 10)})) == 10
    assert time.monotonic() - begun > 0.9 * len(other.widget.stills[0]["png"]) / 50_000
