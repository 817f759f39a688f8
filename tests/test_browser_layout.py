"""Where controls, target and sentence stand: beside the picture where there is room, below where there is not."""

import pytest

from coursekit.publish.page import main as export
from tools import browser

pytestmark = pytest.mark.skipif(bool(browser.why_not()), reason=browser.why_not() or "there is a browser")


@pytest.fixture(scope="module")
def page(chrome, tmp_path_factory):
    folder = tmp_path_factory.mktemp("page")
    pair = 'explore([a := Picture(None, lambda ax: ax.plot([0, 1]), lambda lines, x: f"x is {x}."), a], x=slider(0, 1))'
    words = 'f"{x}: " + 9 * "not (−1.5e-07), 1e-16; 8e-300, "'
    small = f"explore(Picture(None, lambda ax: ax.plot([0, 1]), lambda lines, x: {words}), x=slider(0, 1))"
    browser.write_notebook(folder / "page.ipynb", "# Page", browser.SCRATCH, pair, small)
    assert export([str(folder / "page.ipynb"), "--frames", "30"]) == 0
    page = chrome.new_page()
    page.goto((folder / "page.html").as_uri())
    page.locator(".ck figcaption:not(:empty)").nth(3).wait_for()
    yield page
    page.close()


def wide(page, width, height=900):
    """Make the first picture, with all that belongs to it, `width` pixels wide; return the boxes of its parts."""
    page.set_viewport_size({"width": width, "height": height})
    picture = page.locator(".ck").first
    page.set_viewport_size({"width": round(2 * width - picture.bounding_box()["width"]), "height": height})
    assert picture.bounding_box()["width"] == width
    parts = {"stage": ".ck-stage", "controls": ".ck-controls", "target": ".ck-target", "sentence": "figcaption"}
    parts["tools"] = ".ck-tools"
    return {name: picture.locator(part).first.bounding_box() for name, part in parts.items()}


def test_with_room_all_stands_beside_the_picture_and_without_it_above_and_below(page):
    boxes = wide(page, 961)
    right = boxes["stage"]["x"] + boxes["stage"]["width"]
    assert all(boxes[part]["x"] > right for part in boxes.keys() - {"stage"})
    assert all(boxes[part]["y"] < boxes["stage"]["y"] + boxes["stage"]["height"] for part in boxes.keys() - {"tools"})
    boxes = wide(page, 1100)  # where the words are no higher than the picture, the buttons take no row of their own
    assert boxes["tools"]["y"] + boxes["tools"]["height"] <= boxes["stage"]["y"] + boxes["stage"]["height"]
    boxes = wide(page, 959)
    tops = [boxes[part]["y"] for part in ("controls", "target", "stage", "sentence", "tools")]
    assert tops == sorted(tops)
    assert boxes["sentence"]["x"] < 100


def test_two_linked_pictures_keep_their_sentences_and_share_the_controls_beside_them(page):
    wide(page, 1100)
    both = page.locator(".ck").nth(1)
    stages = [both.locator(".ck-stage").nth(i).bounding_box() for i in (0, 1)]
    words = [both.locator("figcaption").nth(i).bounding_box() for i in (0, 1)]
    controls = both.locator(".ck-controls").bounding_box()
    for stage, sentence in zip(stages, words, strict=True):
        assert controls["x"] > stage["x"] + stage["width"]
        assert 0 <= sentence["y"] - stage["y"] - stage["height"] < 10


@pytest.mark.parametrize(("width", "height"), [(1060, 500), (900, 700), (500, 900), (342, 800)])
def test_a_picture_is_never_higher_than_the_screen_and_nothing_is_cut_off(page, width, height):
    boxes = wide(page, width, height)
    assert boxes["stage"]["height"] < height - 100
    assert all(box["x"] + box["width"] <= width + 60 for box in boxes.values())
    assert browser.faults(page) == []


WIDTH = "document.querySelector('.ck-stage').getBoundingClientRect().width"  # a picture grows some frames later


def test_the_keys_come_to_the_controls_in_their_order_and_f_makes_the_picture_larger(page):
    page.set_viewport_size({"width": 1700, "height": 900})
    before = page.locator(".ck-stage").first.bounding_box()
    page.locator(".ck-controls select").first.focus()
    names = []
    for _ in range(8):
        names.append(page.evaluate("(document.activeElement.labels?.[0] ?? document.activeElement).textContent"))
        page.keyboard.press("Tab")
    assert names == ["f", "x", "n", "Play", "dashed", "Larger (F)", "Table (T)", "Link"]
    page.locator("input").first.focus()
    page.keyboard.press("f")
    page.wait_for_function(f"document.fullscreenElement && {WIDTH} > {1.05 * before['width']}")
    large = page.locator(".ck-stage").first.bounding_box()
    assert abs(large["width"] / large["height"] - before["width"] / before["height"]) < 0.02
    page.get_by_role("button", name="Smaller (F)").wait_for()  # the name comes a frame later, too
    page.keyboard.press("F")
    page.get_by_role("button", name="Smaller (F)").wait_for(state="detached")
    page.get_by_role("button", name="Larger (F)").first.click()
    page.wait_for_function("document.fullscreenElement")
    page.keyboard.press("f")
    page.wait_for_function(f"!document.fullscreenElement && {WIDTH} == {before['width']}")


BROKEN = """e => {
  const texts = document.createTreeWalker(e, NodeFilter.SHOW_TEXT), range = document.createRange(), broken = [];
  while (texts.nextNode())
    for (const found of texts.currentNode.data.matchAll(/[\\d.]+e-\\d+/g)) {
      range.setStart(texts.currentNode, found.index);
      range.setEnd(texts.currentNode, found.index + found[0].length);
      if (new Set([...range.getClientRects()].map((box) => box.top)).size > 1) broken.push(found[0]);
    }
  return broken;
}"""


@pytest.mark.parametrize("width", [360, 400, 440, 480, 1000])
def test_a_line_of_a_sentence_does_not_end_within_a_number(page, width):
    page.set_viewport_size({"width": width, "height": 900})
    sentence = page.locator(".ck figcaption").nth(3)
    assert sentence.inner_text().count("e-") == 27
    assert sentence.bounding_box()["height"] > 60
    assert sentence.evaluate(BROKEN) == []
