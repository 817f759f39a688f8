"""A page as a lecture, in a real browser: each key, with a slider focused; the notes window, which follows it."""

import json

import pytest

from coursekit.publish.page import main as export
from coursekit.publish.page import page as page_of
from coursekit.questions import QUESTIONS
from coursekit.words import say
from tools import browser
from tools.browser import changes
from tools.lecture import misfits

pytestmark = pytest.mark.skipif(bool(browser.why_not()), reason=browser.why_not() or "there is a browser")

TRY = "### Try\n\nHow high is it?\n\n<details>\n<summary>What you then see</summary>\n\nThree high.\n\n</details>"
CELLS = {
    "title": "# 斜率\n\nA hill.",
    "s1": "## 1. Up",
    "s1-notes": "<!--\n- *Say*: $x^2$ is `x**2`.\n-->",
    "s1-predict": "### Predict",
    "s1-ask": 'from coursekit.check import ask\nask("going_down")\nask("ends_of_a_secant")',
    "s1-see": "### See\n\nMove it.",
    "s1-picture": browser.SCRATCH,
    "s1-see-notes": "<!--\n- *Live*: go to the left end.\n-->",
    "s1-try": TRY,
    "s2": "## 2. Rules",
    "s2-ask": 'ask("rule_of_a_sum")',
    "s2-see": "### In code\n\nPowers.",
    "end": "## Key ideas\n\nUp is up.",
}

CLASS = "A question for the class"
INNER = QUESTIONS["01"]["inner_factor"]  # for a class, of the section in which rule_of_a_sum is asked


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    """Give the page of a lesson with notes, as a file."""
    folder, cells = tmp_path_factory.mktemp("lecture"), []
    for name, source in CELLS.items():
        cell = {"id": name, "source": source, "metadata": {}, "cell_type": "markdown"}
        if name.endswith("notes"):
            cell["metadata"] = {"tags": ["notes"], "moves": {"x": [2.83]}}
        elif name in ("s1-ask", "s1-picture", "s2-ask"):
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


def test_the_sentence_before_a_picture_stands_on_its_screen_and_what_is_before_that_on_another(chrome, tmp_path):
    words = "### In code\n\n" + "\n\n".join(f"Line {n}." for n in range(9))
    sources = ["# Slopes", "## 1. Up", words, "One more picture.", browser.SCRATCH]
    cells = [{"id": f"c{n}", "metadata": {}, "cell_type": "markdown", "source": text} for n, text in enumerate(sources)]
    cells[-1] |= {"cell_type": "code", "outputs": [], "execution_count": None}
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}
    (tmp_path / "lesson.ipynb").write_text(json.dumps(notebook))
    assert export([str(tmp_path / "lesson.ipynb"), "--frames", "20"]) == 0
    page = chrome.new_page()
    page.goto((tmp_path / "lesson.html").as_uri())
    page.locator("figcaption:not(:empty)").wait_for()
    on_the_picture(page)
    assert page.get_by_text("One more picture.").is_visible()
    assert not page.get_by_text("Line 8.").is_visible()
    page.keyboard.press("PageUp")
    assert page.get_by_text("Line 8.").is_visible()
    assert not page.get_by_text("One more picture.").is_visible()
    page.close()


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
    assert words["Try"] == ("", "Three high.", "2. Rules")
    assert words[CLASS][1].endswith(say(INNER.after))
    assert words[CLASS][2] == "Key ideas"
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


def test_paper_has_the_answer_of_every_question_and_of_every_fold(page):
    page.emulate_media(media="print")
    shown = page.locator("main")
    asked = [one for one in QUESTIONS["01"].values() if one.text in shown.inner_text()]
    assert asked
    assert "Three high." not in shown.inner_text()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert "Three high." in shown.inner_text()
    assert page.locator(".ckq").count() == page.locator(".ckq-right:visible").count() == 3
    for one in asked:
        assert one.told in shown.inner_text().replace("\xa0", " ")
    page.pdf()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator(".ckq-right").count() == 0
    assert "Three high." not in shown.inner_text()


def on_the_question_for_the_class(page):
    """Begin the lecture, go on to the screen of the question for the class; return what is shown of it."""
    page.keyboard.press("p")
    shown = page.locator(".block.now")
    while CLASS not in shown.locator("h3").all_text_contents():
        before = screen(page)
        page.keyboard.press("PageDown")
        assert screen(page) > before, "no screen asks the class"
        assert page.locator("legend:visible").count() <= 1  # hands go up for one question at a time
    return shown


def test_a_section_ends_with_its_question_for_the_class_in_the_lecture_only(page, exported):
    assert page.locator("legend").count() == 3
    assert "sin(3x)" not in page.locator("body").inner_text()
    assert INNER.after not in (exported / "handout.html").read_text("utf-8")
    shown = on_the_question_for_the_class(page)
    here = screen(page)
    assert shown.locator("legend").inner_text() == INNER.text
    assert "2. Rules" in page.locator(".lecture-bar").inner_text()
    assert shown.get_by_text(INNER.after).count() == 0
    page.keyboard.press("a")
    assert shown.locator(".ckq-right").inner_text() == INNER.right
    overlooked = [words for answer, words in INNER.answers.items() if answer != INNER.right]
    assert [each for each in shown.locator(".ckq-rows > p").all_inner_texts() if each] == overlooked
    assert shown.get_by_role("status").last.inner_text().endswith(INNER.after)
    page.keyboard.press("Escape")  # only the answer goes
    assert shown.locator(".ckq-right").count() == 0
    page.keyboard.press("a")
    page.keyboard.press("PageDown")
    page.keyboard.press("PageUp")
    assert shown.locator(".ckq-right").count() == 0
    page.keyboard.press("Escape")
    assert page.locator("legend").count() == 3
    page.keyboard.press("p")
    page.keyboard.press("End")
    page.keyboard.press("PageUp")
    assert screen(page) == here


def test_hands_are_typed_beside_the_answers_and_the_bars_are_as_long_as_their_shares(page):
    shown = on_the_question_for_the_class(page)
    here, bars = screen(page), shown.locator(".ckq-bar i")
    lengths = lambda: [bar.bounding_box()["width"] for bar in bars.all()]  # noqa: E731
    page.keyboard.press("h")
    fields = [shown.get_by_label(f"Hands for {answer}", exact=True) for answer in INNER.answers]
    assert lengths() == [0, 0, 0]
    for count in "12", "24":
        page.keyboard.type(count)
        page.keyboard.press("Tab")
    page.keyboard.type("e.3")  # no number of hands
    for key in "++-":
        page.keyboard.press(key)
    assert [field.input_value() for field in fields] == ["12", "24", "4"]
    first, second, third = lengths()
    assert second == pytest.approx(2 * first, rel=0.02)
    assert third == pytest.approx(first / 3, rel=0.02)
    assert shown.locator(".ckq-bar").all_inner_texts() == ["30 %", "60 %", "10 %"]
    assert shown.locator(".ckq-right").count() == 0
    assert screen(page) == here
    assert page.locator(".lecture-bar span").nth(1).inner_text() == ""
    page.keyboard.press("ArrowUp")  # an arrow turns the page, and counts no hand
    assert screen(page) != here
    page.keyboard.press("ArrowDown")
    assert [field.input_value() for field in fields] == ["12", "24", "4"]
    assert screen(page) == here
    fields[2].focus()
    page.keyboard.press("a")  # a letter is no number, and leads the lecture
    assert shown.locator(".ckq-right").inner_text() == INNER.right
    larger = lengths()[0] / first  # the letters give way to what is told
    assert lengths() == pytest.approx([larger * one for one in (first, second, third)], rel=0.02)
    box, last = shown.get_by_role("status").last.bounding_box(), fields[2].bounding_box()
    assert last["y"] + last["height"] <= box["y"]  # what is told covers no bar
    assert box["y"] + box["height"] <= 800
    page.keyboard.press("PageDown")
    page.keyboard.press("PageUp")
    assert lengths() == pytest.approx([first, second, third], rel=0.02)
    page.keyboard.press("h")
    assert not any(field.is_visible() for field in fields)
    page.keyboard.press("h")
    assert [field.input_value() for field in fields] == ["12", "24", "4"]
    fields[0].fill("")
    assert shown.locator(".ckq-bar").all_inner_texts() == ["0 %", "86 %", "14 %"]
    shown.get_by_role("button", name="Clear").click()
    assert [field.input_value() for field in fields] == ["", "", ""]
    assert lengths() == [0, 0, 0]


def test_a_slider_has_the_positions_to_which_the_notes_move_it(page):
    _, slider = on_the_picture(page)
    slider.press("Home")
    seen = [slider.get_attribute("aria-valuetext")]
    while len(seen) < 30 and "2.83" not in seen:
        slider.press("ArrowRight")
        seen.append(slider.get_attribute("aria-valuetext"))
    assert seen[-1] == "2.83"


LONG = {
    "# Long": None,
    "## A table\n\n| n | square |\n|---|---|\n" + "\n".join(f"| {n} | {n * n} |" for n in range(60)): None,
    "progress()": {"text/html": "<ul>" + "".join(f"<li>exercise {n}: not yet</li>" for n in range(45)) + "</ul>"},
    "print('wide')": {"text/plain": "a wide line, " * 11},
    "# \n\n## The end": None,
}


def test_a_long_table_is_read_to_its_end_a_long_list_gets_columns_and_a_wide_line_smaller_letters(chrome, tmp_path):
    kinds = {True: "code", False: "markdown"}
    cells = [{"cell_type": kinds[bool(data)], "source": text, "metadata": {}} for text, data in LONG.items()]
    shown = [[{"kind": "display_data", "metadata": {}, "data": data}] if data else [] for data in LONG.values()]
    (tmp_path / "long.html").write_text(page_of({"cells": cells}, shown)[0], "utf-8")
    context = chrome.new_context(offline=True)
    page, address = context.new_page(), (tmp_path / "long.html").as_uri()
    assert misfits(page, address)[0] == []
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto("about:blank")
    page.goto(address + "?lecture#2")
    last = page.locator(".now td").last
    seen = "e => e.getBoundingClientRect().bottom < document.querySelector('.lecture-bar').getBoundingClientRect().top"
    read = []
    while screen(page) == 2 and len(read) < 9:
        read.append(last.evaluate(seen))
        page.keyboard.press("PageDown")
    assert read == [False, False, False, True]
    assert screen(page) == 3
    boxes = [item.bounding_box() for item in page.locator(".now li").all()]
    assert len({box["x"] for box in boxes}) > 1
    assert max(box["y"] + box["height"] for box in boxes) < 800
    context.close()


def test_a_window_that_gets_another_size_shows_the_same_words_on_the_screens_of_that_size(page):
    def words():
        return page.locator(".block.now > :not(.away):not(h1, h2, h3):visible").first.inner_text()

    on_the_question_for_the_class(page)
    page.keyboard.press("PageUp")
    asked, count = words(), page.locator(".lecture-bar span").last.inner_text()
    for width, height in (640, 360), (1920, 1080), (360, 640), (1280, 800):
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_function("size => innerWidth === size", arg=width)
        page.wait_for_timeout(100)
        assert words() == asked
    assert page.locator(".lecture-bar span").last.inner_text() == count  # cut as if it had always been so large


def test_b_darkens_the_screen_until_it_is_pressed_again_or_turned(page):
    dark = "getComputedStyle(document.body, '::after').backgroundColor === 'rgb(0, 0, 0)'"
    on_the_picture(page)
    for key in "bb.b":
        before = page.evaluate(dark)
        page.keyboard.press(key)
        assert page.evaluate(dark) != before
    page.keyboard.press(".")
    page.keyboard.press("PageDown")
    assert not page.evaluate(dark)
    page.keyboard.press("b")
    page.keyboard.press("Escape")
    assert not page.evaluate(dark)


def test_every_screen_fits_projectors_with_the_slider_at_its_ends(page, exported):
    found, letters = misfits(page, (exported / "page.html").as_uri())
    assert found == []
    assert min(letters.values()) >= 20
