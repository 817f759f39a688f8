"""Lessons as web pages with no kernel and no network."""

import contextlib
import gzip
import json
import re

import pytest
from lessons import BY_WRITING, LESSONS, PICTURES, read, source

from coursekit.live import explore, menu, slider
from coursekit.live.picture import Picture
from coursekit.live.recording import MIME, recorded
from coursekit.publish import paper, running
from coursekit.publish.pack import DIGITS
from coursekit.publish.page import main as export
from coursekit.publish.page import page as page_of
from coursekit.publish.pictures import inflated
from coursekit.publish.site import parted
from coursekit.words import spoken
from tools import browser
from tools.browser import changes, keep
from tools.lecture import misfits

pytestmark = pytest.mark.skipif(bool(browser.why_not()), reason=browser.why_not() or "there is a browser")


@pytest.fixture
def offline(chrome):
    """Give a page without a network, and a list of what its scripts complain of."""
    context = chrome.new_context(offline=True)
    page = context.new_page()
    page.complaints = []
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    yield page
    context.close()


def test_an_exported_page_is_alive_from_disk_with_the_network_off(offline, tmp_path):
    browser.write_notebook(tmp_path / "scratch.ipynb", "# Scratch", browser.SCRATCH)
    assert export([str(tmp_path / "scratch.ipynb"), "--out", str(tmp_path / "page.html"), "--frames", "60"]) == 0
    offline.goto((tmp_path / "page.html").as_uri())
    picture = offline.locator(".ck")
    picture.locator("figcaption:not(:empty)").wait_for()
    assert picture.locator("figcaption").inner_text().startswith("x is 0.00, f(x) is 0.0000")
    slider = picture.get_by_label("x", exact=True)
    slider.focus()
    sentence = changes(picture, lambda: slider.press("End"))
    assert sentence.startswith("x is 3.00, f(x) is 0.1411")
    picture.locator(".ck-target", has_text="✓ reached").wait_for()
    changes(picture, lambda: picture.locator("select").select_option("cos"))
    keep(offline, "export", tmp_path)
    offline.emulate_media(reduced_motion="reduce")
    offline.reload()
    picture.locator("figcaption:not(:empty)").wait_for()
    changes(
        picture, picture.get_by_role("button", name="Step: n").click
    )  # where little is to move, one press is one step
    offline.wait_for_timeout(500)
    assert picture.get_by_label("n", exact=True).input_value() == "1"
    assert offline.complaints == []


def ends(control):
    """Return what can be put into a control: the options of a menu, the ends of a slider."""
    return control.locator("option").all_inner_texts() or [control.get_attribute(end) for end in ("min", "max")]


def put(control, place):
    (control.select_option if control.locator("option").count() else control.fill)(place)


def answers(picture, control):
    """Hold that a control changes its picture: from the start, or, since with no step no rate counts, from an end."""
    from playwright.sync_api import Error

    everything = picture.locator("input[type=range], select").all()
    starts = [each.input_value() for each in everything]
    for places in (starts, [ends(each)[-1] for each in everything], [ends(each)[0] for each in everything]):
        for each, place in zip(everything, places, strict=True):
            put(each, place)
        for place in ends(control):
            with contextlib.suppress(Error):
                if place != control.input_value():
                    changes(picture, lambda: put(control, place), seconds=3)  # noqa: B023
                    for each, start in zip(everything, starts, strict=True):
                        put(each, start)
                    return
    pytest.fail(f"{control.get_attribute('id')} changes nothing.")


def place_of(recorded):
    """Return which of the frames is shown at the start."""
    place = 0
    for control in recorded["spec"]["controls"]:
        place = place * len(control["texts"]) + recorded["start"][control["name"]]
    return place


def answer_by_key(question):
    """Answer a question with the keyboard; look whether the right answer and its reason are told."""
    last = question.locator(".ckq-answers button").last
    last.focus()
    last.press("Enter")
    assert last.get_attribute("aria-pressed") == "true"
    question.locator(".ckq-tell").press("Enter")
    told = question.get_by_role("status").locator("p")
    assert told.first.inner_text().endswith(last.inner_text())
    assert told.count() in (2, 4)  # what was chosen, the reason; between them what a wrong answer overlooks
    assert all(told.all_inner_texts())


# Built as the others are; each takes one to two minutes, and `coursekit site` builds all.
LEFT = ("00_toolbox", "01", "03", "04", "05", "06", "07")
FITTED = ("00",)  # any other takes a minute; `python -m tools.lecture SITE` looks at the lectures of all
CUT = """() => [...document.querySelectorAll(".ck, .ckq, .ck *, .ckq *")]
    .filter((part) => part.checkVisibility({ visibilityProperty: true }) && !part.closest("svg, .ck-status, .ck-ring"))
    .filter((part) => part.getBoundingClientRect().right > innerWidth).map((part) => part.outerHTML.slice(0, 200))"""
"""What of the pictures and questions reaches beyond the right edge of the page."""


FOLDED = """new MutationObserver(() => {
  if (document.querySelector("main")) window.folded ??= !document.querySelector(".contents details").open;
}).observe(document, { childList: true, subtree: true })"""
"""Are the contents above a narrow page folded before the lesson is seen? Else all of it jumps."""


@pytest.mark.ci
@pytest.mark.parametrize(
    "lesson", [path for path in LESSONS if not path.stem.startswith(LEFT)], ids=lambda path: path.stem
)
def test_every_picture_of_an_exported_lesson_answers_with_the_network_off(offline, lesson, tmp_path):
    # A few frames are enough to see it live; that many frames stay within the limit is held in test_live.
    assert export([str(lesson), "--out", str(tmp_path / "page.html"), "--frames", "9"]) == 0
    text = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert len(gzip.compress(parted(text)[0].encode())) < 450_000  # what a phone loads of a site
    assert not re.search(r"""(src|href)=["']?(https?:)?//""", re.sub(r"<a [^>]*>", "", text))  # links may lead out
    assert "Warning: " not in re.sub(r'<div class="highlight">.*?</div>', "", text, flags=re.S)  # of a kernel
    offline.goto((tmp_path / "page.html").as_uri())
    cells = [cell for name, cell in PICTURES if name == lesson.stem]
    count = len(cells)
    offline.wait_for_function("n => document.querySelectorAll('.ck figcaption:not(:empty)').length == n", arg=count)
    data = re.findall(r'<div class="for-wide"><script type="application/json">(.*?)</script>', text)
    for i, (cell, told) in enumerate(zip(cells, data, strict=True)):
        recorded = inflated(json.loads(told))
        reached = [(False, None, True)[DIGITS.index(sign)] for sign in recorded["packed"]["reached"]]
        assert not reached[place_of(recorded)], cell
        assert any(reached) == bool(recorded["spec"]["target"]) == ((lesson.stem, cell) not in BY_WRITING), cell
        picture = offline.locator(".ck").nth(i)
        for control in picture.locator("input[type=range], select").all():
            answers(picture, control)
        assert picture.locator(".ck-problem:visible").count() == 0
    asked = offline.locator(".ckq")
    for i in range(asked.count()):
        answer_by_key(asked.nth(i))
    sources = [source(cell) for cell in read(lesson)["cells"] if cell["cell_type"] == "code"]
    assert asked.count() >= sum(len(re.findall(r"^(?:ask|recall)\(", each, re.M)) for each in sources)
    for scheme in "light", "dark":
        offline.emulate_media(color_scheme=scheme)
        assert browser.faults(offline, "body", "empty-table-header") == []  # axe takes a formula for nothing
    offline.set_viewport_size({"width": 640, "height": 400})  # 1280 x 800 at 200 %
    assert offline.evaluate(CUT) == []
    assert offline.evaluate("document.documentElement.scrollWidth") == 640
    if lesson.stem[:2] in FITTED:
        assert misfits(offline, (tmp_path / "page.html").as_uri())[0] == []
    offline.goto((tmp_path / "page.html").as_uri())
    offline.set_viewport_size({"width": 390, "height": 844})
    assert offline.evaluate(CUT) == []
    offline.add_init_script(FOLDED)
    offline.reload()
    assert offline.evaluate("folded")
    assert offline.complaints == []


@pytest.mark.ci
def test_an_exported_formula_is_mathml_and_a_bad_notebook_is_a_sentence(tmp_path, capsys):
    notebook = tmp_path / "formula.ipynb"
    browser.write_notebook(notebook, "# Title\n\n$$f'(x) = \\lim_{h \\to 0} \\frac{f(x+h) - f(x)}{h}$$", "1 / 0")
    assert export([str(notebook)]) == 1
    assert "Cell 2 stopped" in capsys.readouterr().err
    text = notebook.with_suffix(".html").read_text(encoding="utf-8")
    assert "<mfrac>" in text
    assert "ZeroDivisionError" in text
    notebook.write_text("{", encoding="utf-8")
    assert export([str(notebook)]) == 1
    assert "is not a notebook" in capsys.readouterr().err
    assert export([str(tmp_path / "none.ipynb")]) == 1
    assert "cannot be read" in capsys.readouterr().err
    browser.write_notebook(notebook, "# Title")
    assert export([str(notebook), "--frames", "0"]) == 1
    assert "--frames is 0" in capsys.readouterr().err
    assert export([str(notebook), "--out", str(tmp_path)]) == 1
    assert "cannot be written (Is a directory)" in capsys.readouterr().err


@pytest.mark.ci
def test_a_hand_out_has_lines_for_answers_and_is_printed(tmp_path, capsys, monkeypatch):
    lesson = [
        "# Steep\n\nHow steep?\n\n<details>\n<summary>Answer</summary>\n\nTwo at most.\n\n</details>",
        'from coursekit.check import ask\nask("going_down")',
    ]
    browser.write_notebook(tmp_path / "steep.ipynb", *lesson)
    assert export([str(tmp_path / "steep.ipynb"), "--handout", "--pdf"]) == 0
    text = (tmp_path / "steep_handout.html").read_text(encoding="utf-8").partition("<main")[2]
    assert "Two at most" not in text
    assert "Its rise is 3 m" in text
    assert "The rise is the end minus the start" not in text
    assert text.count('<div class="lines">') == 1
    printed = (tmp_path / "steep_handout.pdf").read_bytes()
    assert printed.startswith(b"%PDF")
    assert len(re.findall(rb"/Type ?/Page\b", printed)) == 1
    monkeypatch.setattr(paper, "BROWSERS", ())
    monkeypatch.setattr(paper, "ELSEWHERE", ())
    assert export([str(tmp_path / "steep.ipynb"), "--pdf"]) == 1
    assert "There is no Chromium or Chrome to print a PDF with. Open" in capsys.readouterr().err
    assert "Two at most" in (tmp_path / "steep.html").read_text(encoding="utf-8")


OWN = """
import io, os
from coursekit.live import Picture, explore, slider
from IPython.display import HTML

def draw(ax):
    ax.axis("off")
    return ax.plot([], [], "o")

def move(artists, x):
    artists[0].set_data([x], [x])
    return f"x is {x}."

def labelled(ax):
    ax.set(xlim=(0, 9), xlabel="way")
    return ax.plot([], [], "o")

controls = {"x": slider(0, 2999, value=1, step=1)}
point, other = Picture(None, draw, move, controls=controls), Picture(None, labelled, move, controls=controls)
"""


@pytest.mark.ci
def test_of_a_notebook_that_fails_on_the_way_all_that_can_be_shown_is_shown(offline, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(running, "PATIENCE", 3)
    rest = (
        "HTML('</section></div><b>bold')",
        "print('y' * 3_000_000)",
        "while True: pass",
        "os._exit(3)",
        "print('late')",
    )
    cells = OWN, "print('begun'); explore(point)", "explore([point, other])", *rest
    browser.write_notebook(tmp_path / "own.ipynb", *cells, "# \n<div>\n\nThe end")
    assert export([str(tmp_path / "own.ipynb"), "--out", str(tmp_path / "own.html"), "--frames", "9"]) == 1
    told = capsys.readouterr().err
    assert "own.ipynb has no title: its page is called Lesson." in told
    assert "Cell 5: Here stands an output of 3 MB" in told
    offline.goto((tmp_path / "own.html").as_uri())
    offline.wait_for_function("document.querySelectorAll('.ck figcaption:not(:empty)').length === 3")
    for i in range(2):  # the first has no letters; the two of the second are linked
        changes(offline.locator(".ck").nth(i), lambda: offline.locator(".ck").nth(i).locator("input").press("End"))  # noqa: B023
    assert offline.locator(".ck figcaption").all_inner_texts() == ["x is 2999."] * 3
    drawn = offline.locator(".ck .ck-stage").last.locator("use")
    named = "all => all.every((use) => document.querySelector(use.getAttribute('href')))"
    assert drawn.count() > 3
    assert drawn.evaluate_all(named)
    shown = offline.locator("main").inner_text()
    for words in "begun", "too large for a page", "has taken 3 seconds", "The kernel has ended in this cell", "The end":
        assert words in shown, words
    assert "\nlate" not in shown
    assert offline.locator("main > .block b").count() == 1
    assert offline.locator("main > :not(.block, .around, script)").count() == 0
    assert offline.complaints == []


def page_with(*cells, language="zh"):
    """Return the page of Markdown cells and of a picture with a menu and three sliders, in a language."""
    made = [{"cell_type": "markdown", "source": text, "metadata": {}} for text in cells]
    made.append({"cell_type": "code", "source": "explore(named)", "metadata": {}})
    with spoken(language):
        shown = recorded(explore(NAMED), frames=99)
        output = {"kind": "display_data", "metadata": {}, "data": {MIME: {"wide": shown, "narrow": shown}}}
        return page_of({"cells": made}, [[] for _ in cells] + [[output]])[0]


NAMES = ("the first name, which is long", "a second name that is as long", "a third name that is long, too")
NAMED = Picture(
    None,
    lambda ax: ax.plot([0, 1], [0, 1])[0],
    lambda line, **at: "One.",
    controls={"f": menu({"one": 1, "two": 2}, label="a menu")}
    | {f"x{i}": slider(0, 2, value=1, step=1, label=name) for i, name in enumerate(NAMES)},
)
LINES = """e => {
  const range = document.createRange(), text = e.firstChild, lines = [];
  for (let i = 0, top; i < text.length; i++) {
    range.setStart(text, i);
    range.setEnd(text, i + 1);
    const box = range.getBoundingClientRect();
    if (top === undefined || box.top > top + 9) lines.push("");
    lines[lines.length - 1] += text.data[i];
    top = box.top;
  }
  return lines.map((line) => line.trim());
}"""


def test_a_chinese_page_breaks_headings_at_a_sign_and_leans_no_letter(offline, tmp_path):
    (tmp_path / "page.html").write_text(
        page_with("# 一\n\n## 4. 教科书里的循环，以及它怎样出错\n\n先*预测*。"), "utf-8"
    )
    offline.set_viewport_size({"width": 280, "height": 800})
    offline.goto((tmp_path / "page.html").as_uri())
    assert offline.locator("h2").evaluate(LINES) == ["4. 教科书里的循环，", "以及它怎样出错"]
    assert offline.locator("em").evaluate("e => getComputedStyle(e).fontStyle") == "normal"


def test_on_paper_a_value_stands_beside_its_name_and_a_long_table_begins_where_it_stands(offline, tmp_path):
    table = "| a | b |\n|---|---|\n" + "| 1 | 2 |\n" * 60
    (tmp_path / "page.html").write_text(
        page_with(f"# One\n\n{table}", "<details><summary>See</summary>Two.</details>", language="en"), "utf-8"
    )
    offline.goto((tmp_path / "page.html").as_uri())
    offline.locator(".ck figcaption:not(:empty)").wait_for()
    offline.emulate_media(media="print")
    assert offline.locator("table").evaluate("e => getComputedStyle(e).breakInside") == "auto"
    assert offline.locator("tr").first.evaluate("e => getComputedStyle(e).breakInside") == "avoid"
    assert offline.locator("details").first.evaluate("e => getComputedStyle(e).breakInside") == "avoid"
    for width in (560, 670, 1000):  # A5, A4, A4 across
        offline.set_viewport_size({"width": width, "height": 900})
        labels, outputs = (offline.locator(f".ck-controls {kind}") for kind in ("label", ":is(output, select)"))
        assert labels.count() == outputs.count() > 1
        for i in range(labels.count()):
            name, value = labels.nth(i).bounding_box(), outputs.nth(i).bounding_box()
            assert abs(name["y"] - value["y"]) < 4
            assert 0 < value["x"] - name["x"] - name["width"] < 20
