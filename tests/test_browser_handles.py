"""Points taken hold of in a page without a kernel: by mouse, finger and keyboard."""

import pytest

from coursekit.publish.page import main as export
from tools import browser

pytestmark = pytest.mark.skipif(bool(browser.why_not()), reason=browser.why_not() or "there is a browser")

PICTURE = """
from coursekit.live import Handle, explore, slider
from coursekit.live.picture import Picture

def draw(ax):
    ax.set(xlim=(0, 10), ylim=(0, 10))
    return ax.plot([], [], "o")[0]

def move(artist, x, y):
    artist.set_data([x], [y])
    if x == 8:
        raise ValueError("eight is not for this picture")
    return f"The point is at ({x}, {y})."

explore(Picture(
    None, draw, move, handles=[Handle(lambda x, y: (x, y), x="x", y="y", anywhere=True)],
    controls={"x": slider(0, 10, value=3, step=1), "y": slider(0, 10, value=4, step=1)},
))
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    folder = tmp_path_factory.mktemp("page")
    browser.write_notebook(folder / "point.ipynb", "# Point", PICTURE, "# End" + "\n\nWords." * 60)
    assert export([str(folder / "point.ipynb"), "--frames", "121"]) == 0
    return (folder / "point.html").as_uri()


@pytest.fixture
def page(chrome, address, request):
    touch = "finger" in request.node.name
    context = chrome.new_context(has_touch=touch, viewport={"width": 800, "height": 1000})
    page = context.new_page()
    page.goto(address)
    page.locator(".ck figcaption:not(:empty)").wait_for()
    yield page
    context.close()


def place(page):
    """Return the middle of the ring, and how many pixels one unit of the picture has along x and along y."""
    box = page.locator(".ck-ring").bounding_box()
    across, up = page.locator(".ck-stage").evaluate(
        "e => { const b = e.getBoundingClientRect(); return [b.width, b.height]; }"
    )
    return box["x"] + 20, box["y"] + 20, 0.093 * across, 0.09 * up


def says(page, words):
    page.locator("figcaption", has_text=words).wait_for(timeout=3000)


def test_the_mouse_takes_the_point_with_it_and_the_keys_go_on_from_there(page):
    x, y, unit, up = place(page)
    page.mouse.move(x + 5, y + 5)  # not in its middle: the point does not jump
    page.mouse.down()
    page.mouse.move(x + 5 + 2 * unit, y + 5 - 3 * up, steps=6)
    says(page, "The point is at (5, 7).")
    page.mouse.up()
    page.keyboard.press("ArrowRight")
    says(page, "The point is at (6, 7).")
    assert [page.locator("output").nth(i).inner_text() for i in (0, 1)] == ["6", "7"]
    assert abs(place(page)[0] - x - 3 * unit) < unit / 2


def test_a_press_in_the_axes_brings_the_point_there_and_one_beside_them_does_not(page):
    x, y, unit, up = place(page)
    page.mouse.click(x - 2 * unit, y - up)
    says(page, "The point is at (1, 5).")
    stage = page.locator(".ck-stage").bounding_box()
    page.mouse.click(stage["x"] + 3, stage["y"] + 3)
    says(page, "The point is at (1, 5).")


def test_a_point_can_be_pulled_out_of_where_the_picture_fails(page):
    x, y, unit, _ = place(page)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 5 * unit, y, steps=10)
    page.locator(".ck-problem", has_text="eight is not for this picture").wait_for()
    page.mouse.move(x + 6 * unit, y, steps=2)
    page.mouse.up()
    says(page, "The point is at (9, 4).")


def test_a_finger_on_the_point_moves_it_and_one_beside_it_scrolls_or_taps(page):
    x, y, unit, up = place(page)
    finger = page.context.new_cdp_session(page)

    def touch(kind, *at):
        points = [{"x": at[0], "y": at[1]}] if at else []
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", x, y)
    for step in range(1, 7):
        touch("touchMove", x, y - step * up / 2)
    touch("touchEnd")
    says(page, "The point is at (3, 7).")
    assert page.evaluate("scrollY") == 0
    touch("touchStart", x + 3 * unit, y)
    for step in range(1, 9):
        touch("touchMove", x + 3 * unit, y - 20 * step)
    touch("touchEnd")
    page.wait_for_function("scrollY > 50")
    says(page, "The point is at (3, 7).")


def test_a_finger_that_taps_in_the_axes_brings_the_point_there(page):
    x, y, unit, _ = place(page)
    page.touchscreen.tap(x + 4 * unit, y)
    says(page, "The point is at (7, 4).")


def test_the_ring_is_seen_where_the_hand_or_the_keyboard_is_and_axe_finds_no_fault(page):
    def seen():
        page.wait_for_timeout(50)
        return float(page.locator(".ck-ring").evaluate("e => getComputedStyle(e, '::after').opacity"))

    page.mouse.move(1, 1)
    assert seen() == 0
    page.locator(".ck-stage").hover(position={"x": 20, "y": 20})
    assert 0 < seen() < 1
    page.locator(".ck-ring").hover()
    assert seen() == 1
    page.mouse.move(1, 1)
    page.locator("input").first.focus()
    assert seen() == 1
    assert browser.faults(page) == []


def test_a_browser_without_scripts_shows_the_picture_and_its_sentence(chrome, address):
    page = chrome.new_context(java_script_enabled=False).new_page()
    page.goto(address)
    assert page.locator(".live figcaption:visible").inner_text() == "The point is at (3, 4)."
    stage = page.locator(".live .ck-stage:visible").bounding_box()
    for drawing in page.locator(".live svg:visible").all():
        box = drawing.bounding_box()
        assert all(abs(box[side] - stage[side]) <= 2 for side in stage)  # its border
    page.context.close()
