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


def test_axe_finds_no_fault_in_the_pictures_of_a_lesson(lesson):
    assert browser.faults(lesson) == []
