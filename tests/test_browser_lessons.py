"""Every picture of every lesson in a real JupyterLab: keyboard, mouse, and axe-core's rules."""

import pytest
from lessons import LESSONS, ONE, PICTURES

from tools import browser
from tools.browser import changes, keep

if not browser.why_not():
    from playwright.sync_api import Error

pytestmark = pytest.mark.skipif(bool(browser.why_not()), reason=browser.why_not() or "there is a browser")


@pytest.fixture(
    scope="module",
    params=[pytest.param(path.stem, marks=[pytest.mark.ci] * (path.stem != ONE)) for path in LESSONS],
)
def lesson(request, chrome, address):
    """Give a page with a lesson, all its cells run and all its pictures there."""
    page = chrome.new_page(viewport={"width": 1200, "height": 1000})
    browser.open_notebook(page, address, f"{request.param}.ipynb")
    browser.run_all(page)
    count = sum(name == request.param for name, _ in PICTURES)
    page.wait_for_function(
        "count => document.querySelectorAll('.ck figcaption:not(:empty)').length >= count", arg=count, timeout=60_000
    )
    page.name, page.pictures = request.param, count
    yield page
    page.close()


def test_every_picture_answers_a_key_on_each_slider_and_a_drag_of_the_mouse(lesson, tmp_path):
    pictures = lesson.locator(".ck")
    assert pictures.count() == lesson.pictures
    for i in range(pictures.count()):
        picture = pictures.nth(i)
        sliders = picture.locator("input[type=range]")
        for k in range(sliders.count()):
            slider = sliders.nth(k)
            slider.focus()
            place, last = int(slider.input_value()), int(slider.get_attribute("max"))
            key, then = ("ArrowLeft", place - 1) if place == last else ("ArrowRight", place + 1)
            try:
                changes(picture, lambda: slider.press(key), seconds=1)  # noqa: B023
                assert int(slider.input_value()) == then
            except Error:  # a path that has ended before the slider's value looks the same a step on
                changes(picture, lambda: slider.press("Home"))  # noqa: B023
        sliders.first.scroll_into_view_if_needed()
        box = sliders.first.bounding_box()
        place = int(sliders.first.input_value()) / int(sliders.first.get_attribute("max"))
        x, y = box["x"] + box["width"] * (0.02 + 0.96 * place), box["y"] + box["height"] / 2
        lesson.mouse.move(x, y)
        lesson.mouse.down()
        to = box["x"] + box["width"] * (0.2 if place > 0.5 else 0.8)
        changes(picture, lambda: lesson.mouse.move(to, y, steps=5))  # noqa: B023
        lesson.mouse.up()
        assert picture.locator(".ck-problem:not([hidden])").count() == 0
    sentences = lesson.locator(".ck figcaption")  # none is cut
    assert not sentences.evaluate_all("all => all.filter((each) => each.scrollWidth > each.clientWidth + 1).length")
    keep(lesson, lesson.name, tmp_path)


HEIGHTS = """all => all.map((each) => {
  const boxes = [...each.querySelectorAll(".ck-controls, .ck-target, .ck-stage, figcaption")]
    .map((part) => part.getBoundingClientRect());
  return Math.max(...boxes.map((box) => box.bottom)) - each.getBoundingClientRect().top;
})"""


@pytest.mark.parametrize("screen", [(1366, 768), (1280, 720)])  # a laptop; one of 1920 x 1080 at 150 %
def test_every_picture_is_whole_in_sight_with_its_controls_and_its_sentence(lesson, screen):
    lesson.set_viewport_size(dict(zip(("width", "height"), screen, strict=True)))
    room = lesson.locator(".jp-WindowedPanel-outer").bounding_box()["height"]
    lesson.wait_for_function("room => innerHeight > room && innerHeight < room + 200", arg=room)
    heights = lesson.locator(".ck-body").evaluate_all(HEIGHTS)
    assert len(heights) == lesson.pictures
    assert max(heights, default=0) <= room
    lesson.set_viewport_size({"width": 1200, "height": 1000})


def test_axe_finds_no_fault_in_the_pictures_of_a_lesson(lesson):
    assert browser.faults(lesson) == []


CUT = """all => all.filter((each) => {
  const width = each.offsetWidth;
  each.style.maxWidth = "none";
  const wish = each.offsetWidth;
  each.style.maxWidth = "";
  return width < wish - 1 && width < each.closest(".ck-controls").clientWidth - 1;
}).map((each) => each.id)"""


def test_a_menu_is_cut_on_a_phone_only_where_it_has_the_whole_width(lesson):
    lesson.set_viewport_size({"width": 390, "height": 844})
    lesson.wait_for_function("innerWidth === 390")
    assert lesson.locator(".ck select").evaluate_all(CUT) == []
    lesson.set_viewport_size({"width": 1200, "height": 1000})


SWEEP = """async () => {
  const pause = (ms) => new Promise((go) => setTimeout(go, ms));
  for (const picture of document.querySelectorAll(".ck")) {
    for (const control of picture.querySelectorAll("input[type=range], select")) {
      const last = Number(control.max || control.options?.length - 1), steps = Math.min(last, 15);
      control.focus({ preventScroll: true });
      for (let i = 0; i <= steps; i++) {
        control[control.max ? "value" : "selectedIndex"] = Math.round((i * last) / steps);
        control.dispatchEvent(new Event("input", { bubbles: true }));
        await pause(33); // as a key that is held down
      }
    }
    let seen = ""; // the hand goes on when it has seen where the picture came to rest
    while (seen !== (seen = picture.querySelector(".ck-stage").innerHTML)) await pause(500);
  }
}"""


@pytest.mark.ci
def test_no_output_is_dropped_in_a_sweep_of_all_pictures_and_no_second_brings_a_megabyte(lesson, folder):
    if lesson.name[:2] != "04":
        pytest.skip("the heaviest pictures are in lesson 04; a sweep takes up to a minute")
    parts, inspector = [], lesson.context.new_cdp_session(lesson)
    inspector.on("Network.webSocketFrameReceived", lambda part: parts.append((part["timestamp"], part["response"])))
    inspector.send("Network.enable")
    lesson.evaluate(SWEEP)
    sizes = [(at, len(part["payloadData"]) * (3 / 4 if part["opcode"] == 2 else 1)) for at, part in parts]
    most = max(sum(size for at, size in sizes if begin <= at < begin + 1) for begin, _ in sizes)
    print(f"{lesson.name}: {most / 1000:.0f} KB in a second at most")
    assert "rate exceeded" not in (folder / ".home/log").read_text()  # the server says there what it drops
    assert most < 1_000_000  # what the server lets through; 400 KB is the goal, on a busy machine 440 in lesson 04
    lesson.wait_for_function("![...document.querySelectorAll('.ck-late')].some((late) => late.textContent)")
    inspector.detach()
