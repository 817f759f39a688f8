"""Frames drawn ahead, in a real JupyterLab: shown at once, and never where the kernel would send another."""

import itertools
import re
import statistics
import time

import pytest

from tools import browser

pytestmark = pytest.mark.skipif(bool(browser.why_not()), reason=browser.why_not() or "there is a browser")

PICTURE = """
import random
from coursekit.live import explore, slider
from coursekit.live.picture import Picture

height, noise = 1.0, 0.0

def draw(ax):
    ax.set(xlim=(0, 40), ylim=(-3, 3))
    return ax.plot([], [], "o")

def move(artists, x):
    y = height + noise * random.random()
    artists[0].set_data([x], [y])
    return f"x is {x}, y is {y:.6f}."

shown = explore(Picture(None, draw, move, controls={"x": slider(0, 40, value=20, step=1)}))
"""
WATCH = """e => {
  const stage = e.querySelector(".ck-stage svg");
  let key = 0, last = stage.innerHTML;
  window.waits = [];
  e.addEventListener("keydown", (event) => { key = event.timeStamp; }, true);
  const look = () => {
    if (stage.innerHTML !== last) waits.push(performance.now() - key);
    last = stage.innerHTML;
    requestAnimationFrame(look);
  };
  look();
}"""


@pytest.fixture(scope="module")
def notebook(chrome, address, folder):
    """Give a page with a picture that shows a global of the notebook, and cells that change it."""
    cells = [
        "height = 2.0",
        'print("count", shown.widget.frame["count"], shown.values)',
        "shown.set(x=7)",
        "noise = 1.0",
    ]
    browser.write_notebook(folder / "ahead.ipynb", "# Ahead", PICTURE, *cells)
    page = chrome.new_page(viewport={"width": 1200, "height": 1100})
    browser.open_notebook(page, address, "ahead.ipynb")
    run(page, 0)
    page.locator(".ck figcaption", has_text="x is 20").wait_for()
    yield page
    page.close()


def run(page, cell):
    """Run a code cell, and wait until it has run."""
    code = page.locator(".jp-CodeCell").nth(cell)
    before = code.locator(".jp-InputPrompt").inner_text()
    code.locator(".jp-InputArea-editor").click()
    page.keyboard.press("Control+Enter")
    page.wait_for_function(
        "([cell, before]) => (t => t !== before && /\\d/.test(t))"
        "(document.querySelectorAll('.jp-CodeCell')[cell].querySelector('.jp-InputPrompt').innerText)",
        arg=[cell, before],
    )
    return code.locator(".jp-OutputArea").inner_text()


def count(page):
    """Return how many frames the kernel has sent because it was asked."""
    return int(re.search(r"count (\d+)", run(page, 2))[1])


def look(page):
    """Put the hand on the slider until its neighbours have been drawn."""
    page.locator(".ck input[type=range]").focus()
    page.wait_for_timeout(1500)


def test_a_key_shows_the_frame_that_was_drawn_ahead_and_the_kernel_follows(notebook):
    before = count(notebook)
    look(notebook)
    notebook.locator(".ck").evaluate(WATCH)
    pressed = []
    for _ in range(10):
        pressed.append(time.monotonic())
        notebook.keyboard.press("ArrowRight")
        notebook.wait_for_timeout(50)
    rests = sum(then - now > 0.2 for now, then in itertools.pairwise(pressed))  # on a busy machine the hand rests, too
    waits = notebook.evaluate("waits")
    assert len(waits) == 10
    assert statistics.median(waits) < 35  # two frames of the screen; an answer of the kernel's takes longer
    notebook.wait_for_timeout(600)
    assert count(notebook) - before <= 2 + rests
    assert "'x': 30" in run(notebook, 2)


def test_what_a_cell_has_changed_is_seen_at_the_next_key(notebook):
    look(notebook)
    notebook.keyboard.press("ArrowLeft")
    run(notebook, 1)
    notebook.locator(".ck input[type=range]").focus()
    seen = notebook.locator(".ck").evaluate(
        """e => new Promise((done) => {
            const caption = e.querySelector("figcaption"), seen = [];
            new MutationObserver(() => seen.push(caption.textContent)).observe(caption, {childList: true});
            setTimeout(() => done(seen), 1500);
            const input = e.querySelector("input");
            input.value = 5;
            input.dispatchEvent(new Event("input"));
        })"""
    )
    assert seen
    assert all("y is 2.000000" in words for words in seen)


def test_python_moves_the_slider_and_the_hand_goes_on_from_there(notebook):
    look(notebook)
    run(notebook, 3)
    notebook.locator(".ck figcaption", has_text="x is 7,").wait_for()
    look(notebook)
    notebook.keyboard.press("ArrowRight")
    notebook.locator(".ck figcaption", has_text="x is 8,").wait_for()


def test_a_picture_with_random_numbers_is_never_shown_from_memory(notebook):
    run(notebook, 4)
    before = count(notebook)
    look(notebook)
    for _ in range(5):
        notebook.keyboard.press("ArrowRight")
        notebook.wait_for_timeout(300)
    for _ in range(5):
        notebook.keyboard.press("ArrowLeft")
        notebook.wait_for_timeout(300)
    assert count(notebook) - before >= 10


MEMORY = """([limit, count]) => {
  const kept = memory(limit), stills = [{ png: "x".repeat(100), over: [] }];
  const state = (layer) => ({ stills, frame: { reached: null, pictures: [{ words: "", layers: [layer] }] } });
  for (let i = 0; i < count; i++) kept.keep(String(i), state("y".repeat(1000)));
  const same = kept.keep(String(count - 1), state("y".repeat(1000))), other = kept.keep(String(count - 1), state("z"));
  return { places: [...Array(count).keys()].filter((i) => kept.has(String(i))), same, other };
}"""


def test_the_page_remembers_the_newest_frames_up_to_a_limit_and_knows_another_picture_of_one_place(chrome):
    page = chrome.new_page()
    page.add_script_tag(content=(browser.ROOT / "coursekit/live/memory.js").read_text())
    found = page.evaluate(MEMORY, [10_000, 50])
    assert found["places"] == list(range(50 - len(found["places"]), 50))
    assert 7 <= len(found["places"]) <= 10
    assert (found["same"], found["other"]) == (True, False)
    page.close()
