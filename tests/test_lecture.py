"""A page as a lecture, in a real browser: each key, with a slider focused; the notes window, which follows it."""

import json

import pytest

from coursekit.publish.page import main as export
from tools import browser
from tools.browser import changes

pytestmark = pytest.mark.skipif(bool(browser.why_not()), reason=browser.why_not() or "there is a browser")

TRY = "### Try\n\nHow high is it?\n\n<details>\n<summary>What you then see</summary>\n\nThree high.\n\n</details>"
CELLS = {
    "title": "# 斜率\n\nA hill.",
    "s1": "## 1. Up",
    "s1-notes": "<!--\n- *Say*: $x^2$ is `x**2`.\n-->",
    "s1-predict": "### Predict",
    "s1-ask": 'from coursekit.check import ask\nask("ends_of_a_secant")',
    "s1-see": "### See\n\nMove it.",
    "s1-picture": browser.SCRATCH,
    "s1-see-notes": "<!--\n- *Live*: go to the left end.\n-->",
    "s1-try": TRY,
    "end": "## Key ideas\n\nUp is up.",
}


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    """Give the page of a lesson with notes, as a file."""
    folder, cells = tmp_path_factory.mktemp("lecture"), []
    for name, source in CELLS.items():
        cell = {"id": name, "source": source, "metadata": {}, "cell_type": "markdown"}
        if name.endswith("notes"):
            cell["metadata"] = {"tags": ["notes"]}
        elif name in ("s1-ask", "s1-picture"):
            cell |= {"cell_type": "code", "outputs": [], "execution_count": None}
        cells.append(cell)
    (folder / "lesson.ipynb").write_text(
        json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells})
    )
    for kind in [], ["--handout"]:
        out = folder / ("handout.html" if kind else "page.html")
        assert export([str(folder / "lesson.ipynb"), "--out", str(out), "--frames", "20", *kind]) == 0
    return folder


@pytest.fixture
def page(chrome, exported):
    context = chrome.new_context(offline=True, viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.goto((exported / "page.html").as_uri())
    page.locator("figcaption:not(:empty)").wait_for()
    yield page
    context.close()


def screen(page):
    """Return the number of the screen that is shown."""
    return int(page.locator(".lecture-bar span").last.inner_text().split(" / ")[0])


def on_the_picture(page):
    """Begin the lecture, go on to the picture's screen, and focus a slider there; return the screen and the slider."""
    page.keyboard.press("p")
    slider = page.get_by_label("x", exact=True)
    while not slider.is_visible():
        page.keyboard.press("PageDown")
    slider.focus()
    return screen(page), slider


def test_with_a_slider_focused_arrows_and_ends_move_it_and_all_other_keys_lead_the_lecture(page):
    here, slider = on_the_picture(page)
    for key in ("ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown", "Home", "End"):
        changes(page.locator(".ck"), lambda: slider.press(key))  # noqa: B023
        assert screen(page) == here, key
    value = slider.input_value()
    for key, step in ("PageDown", 1), ("PageUp", -1), (" ", 1):
        slider.focus()
        page.keyboard.press(key)
        assert screen(page) == here + step, key
        page.keyboard.press("PageUp" if step > 0 else "PageDown")
        assert screen(page) == here, key
    slider.focus()
    answer, countdown = page.locator(".lecture-answer"), page.locator(".lecture-bar span").nth(1)
    slider.press("c")
    assert "explore(" in answer.inner_text()
    slider.press("c")
    assert answer.inner_text() == ""
    slider.press("t")
    assert countdown.inner_text() in ("02:00", "01:59")
    slider.press("t")
    assert countdown.inner_text() == ""
    with page.expect_popup():
        slider.press("n")
    page.bring_to_front()
    slider.press("a")  # this block has nothing to answer
    assert answer.inner_text() == ""
    assert slider.input_value() == value
    slider.press("Escape")
    assert "lecture" not in (page.locator("body").get_attribute("class") or "")
    slider.press("p")
    assert screen(page) == here


def test_a_shows_the_answer_and_the_ends_are_the_first_and_the_last_screen(page):
    on_the_picture(page)
    page.keyboard.press("PageDown")
    page.keyboard.press("a")
    assert page.locator(".lecture-answer").inner_text() == "Three high."
    page.keyboard.press("Escape")  # only the answer goes
    assert page.locator(".lecture-answer").inner_text() == ""
    page.keyboard.press("End")
    assert page.locator(".block.now").inner_text().startswith("Key ideas")
    page.keyboard.press("Home")
    assert screen(page) == 1


def test_the_notes_window_follows_the_screens_names_the_next_and_closes_with_the_lecture(page):
    page.keyboard.press("p")
    with page.expect_popup() as opened:
        page.keyboard.press("n")
    window, told = opened.value, []
    assert window.evaluate("document.documentElement.lang") == page.evaluate("document.documentElement.lang")
    assert window.title() == "斜率"
    assert window.locator("#clock").inner_text().startswith("00:0")
    while True:
        shown = page.locator(".block.now :is(h1, h2, h3)").first.text_content()
        told.append((shown, *(window.locator(f"#{part}").inner_text().strip() for part in ("notes", "answer", "next"))))
        before = screen(page)
        window.keyboard.press("ArrowRight")  # its keys lead the lecture, too
        if screen(page) == before:
            break
    words = {name: (notes, answer, following) for name, notes, answer, following in told}
    assert words["斜率"] == ("", "", "1. Up")
    assert words["1. Up"][0].startswith("Say:")
    assert "x**2" in words["1. Up"][0]
    assert words["1. Up"][2] == "Predict"
    assert "(1, 1) and (3, 9)" in words["Predict"][1]
    assert words["See"][0] == "Live: go to the left end."
    assert words["Try"] == ("", "Three high.", "Key ideas")
    assert words["Key ideas"] == ("", "", "–")
    page.keyboard.press("t")
    assert " · 0" in window.locator("#clock").inner_text()
    with window.expect_event("close"):
        page.keyboard.press("Escape")


def test_notes_are_in_no_learners_page_nor_on_paper_nor_in_a_handout(page, exported):
    assert page.locator("template.notes").count() == 2
    assert "left end" not in page.locator("body").inner_text()
    assert "left end" not in page.locator("body").aria_snapshot()
    assert "left end" not in (exported / "handout.html").read_text("utf-8")
