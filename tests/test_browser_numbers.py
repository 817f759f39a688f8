"""A picture read as tables on the key T and heard on the key S, in a page without a kernel."""

import numpy as np
import pytest

from coursekit.publish.page import main as export
from tools import browser

pytestmark = pytest.mark.skipif(bool(browser.why_not()), reason=browser.why_not() or "there is a browser")

CURVE = """
import numpy as np
from coursekit.live import Handle, explore, slider
from coursekit.live.picture import BLACK, GREY, ORANGE, Picture

def draw(ax):
    x = np.linspace(-2, 2, 401)
    ax.plot(x, x**3 / 3, "-", color=BLACK)
    ax.plot(x, 0 * x, "-", color=GREY)
    ax.set(xlim=(-2, 2), ylim=(-3, 3), xlabel="way", ylabel="height")
    return ax.plot([], [], "o", color=ORANGE)[0], ax.text(0, 3.1, "", color=ORANGE)

def move(artists, x, slope):
    artists[0].set_data([x], [x**3 / 3])
    artists[1].set_text(f"● the slope: {slope:g}")
    return f"At {x:g} the slope is {slope:g}."

explore(Picture(lambda x: {"slope": x**2 - 1}, draw, move, sound="slope",
                controls={"x": slider(-2, 2, value=1, step=1)}, handles=[Handle(lambda x: (x, x**3 / 3), x="x")]))
"""
PATH = """
def see(steps):
    return {"heights": 4 * 0.5 ** np.arange(steps + 1)}

def draw(ax):
    ax.set(xlim=(0, 6), ylim=(0, 4), xlabel="steps", ylabel="height")
    return ax.plot([], [], "-o")[0]

def move(path, heights):
    path.set_data(range(len(heights)), heights)
    return f"{len(heights) - 1} steps."

explore(Picture(see, draw, move, ticks="heights", controls={"steps": slider(0, 6, value=2, step=1)}))
"""
# Whatever a picture plays is rendered without a loudspeaker: an OfflineAudioContext in the place of the other.
LISTEN = """
window.heard = [];
window.AudioContext = function () {
  const context = new OfflineAudioContext(2, 2 * 44100, 44100);
  window.heard.push(context);
  return context;
};
"""
SAID = """n => {
  window.said = [];
  new MutationObserver(() => window.said.push(n.textContent)).observe(n, {childList: true});
}"""
RENDER = """async () => {
  const sound = await window.heard.at(-1).startRendering();
  return [0, 1].map((side) => Array.from(sound.getChannelData(side)));
}"""


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    folder = tmp_path_factory.mktemp("page")
    browser.write_notebook(folder / "heard.ipynb", "# Heard", CURVE, PATH)
    assert export([str(folder / "heard.ipynb"), "--frames", "20"]) == 0
    return (folder / "heard.html").as_uri()


@pytest.fixture
def page(chrome, address):
    page = chrome.new_page()
    page.add_init_script(LISTEN)
    page.goto(address)
    page.locator(".ck figcaption:not(:empty)").nth(1).wait_for()
    yield page
    page.close()


def tables(picture):
    """Return the tables that are seen: of each its caption, and its rows as texts."""
    return picture.locator(".ck-table:visible table").evaluate_all(
        "all => all.map(t => [t.caption.textContent, [...t.rows].map(r => [...r.cells].map(c => c.textContent))])"
    )


def pitch(samples, begin, end):
    """Return the strongest frequency between two seconds, by the maximum of a parabola through the spectrum's peak."""
    part = np.array(samples[round(44100 * begin) : round(44100 * end)])
    spectrum = np.log(np.abs(np.fft.rfft(part * np.hanning(part.size), 8 * part.size)) + 1e-12)
    k = int(np.argmax(spectrum))
    left, top, right = spectrum[k - 1 : k + 2]
    return (k + (left - right) / (2 * (left - 2 * top + right))) * 44100 / (8 * part.size)


def test_the_key_t_opens_tables_of_the_curve_and_the_point_that_follow_in_silence(page):
    picture = page.locator(".ck").first
    assert tables(picture) == []
    picture.locator(".ck-status").evaluate(SAID)
    picture.locator("input").focus()
    page.keyboard.press("t")
    values, curve, points = tables(picture)
    assert values == ["Values", [["x", "1"], ["the slope", "0"]]]
    x = np.linspace(-2, 2, 11)
    numbers = [[float(cell.replace("\u2212", "-")) for cell in row] for row in curve[1][1:]]
    assert curve[1][0] == ["way", "height"]
    np.testing.assert_allclose(numbers, np.column_stack([x, x**3 / 3]), atol=5e-4)
    assert points[1] == [["point", "way", "height"], ["the slope", "1", "0.3333"]]
    assert page.evaluate("window.said") == ["The numbers of the picture stand in tables below it."]
    kept = picture.locator(".ck-table td").first.element_handle()
    page.keyboard.press("ArrowRight")
    values, same, points = tables(picture)
    assert values[1] == [["x", "2"], ["the slope", "3"]]
    assert same == curve
    assert points[1][1] == ["the slope", "2", "2.6667"]
    assert kept.inner_text() == "2"  # the cell is the same one: who reads it keeps the place
    page.wait_for_timeout(900)
    assert page.evaluate("window.said")[1:] == ["At 2 the slope is 3."]
    assert browser.faults(page) == []
    button = picture.get_by_role("button", name="Table (T)")
    assert button.get_attribute("aria-expanded") == "true"
    button.click()
    assert tables(picture) == []


@pytest.mark.parametrize(("moves", "slope"), [([], 0), (["ArrowRight"], 3), (["ArrowLeft"], -1)])
def test_the_key_s_plays_the_slope_at_the_point_once_it_is_asked(page, moves, slope):
    picture = page.locator(".ck").first
    picture.locator("input").focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("window.heard.length") == 0  # nothing is made before it is asked
    for key in moves:
        page.keyboard.press(key)
    page.keyboard.press("s")
    assert picture.get_by_role("button", name="Sound (S)").get_attribute("aria-pressed") == "true"
    left, right = np.array(page.evaluate(RENDER))
    expected = 440 * 2 ** (np.arctan(slope) / (np.pi / 4))
    assert pitch(left + right, 0.1, 0.5) == pytest.approx(expected, rel=0.01)
    loud = [np.abs(side[4410:22050]).max() for side in (left, right)]
    ring, stage = (picture.locator(part).bounding_box() for part in (".ck-ring", ".ck-stage"))
    place = 2 * (ring["x"] + 20 - stage["x"]) / stage["width"] - 1  # from -1 on the left to 1 on the right
    assert 4 / np.pi * np.arctan2(loud[1], loud[0]) - 1 == pytest.approx(place, abs=0.02)
    assert max(np.abs(left + right)[-4410:]) < 1e-3  # it ends, where nothing moves


def test_each_step_of_a_path_is_a_tick_whose_pitch_falls_with_the_height(page):
    page.locator(".ck").nth(1).locator("input").focus()
    page.keyboard.press("s")
    sound = np.sum(page.evaluate(RENDER), axis=0)
    found = [pitch(sound, 0.02 + 0.08 * i, 0.08 + 0.08 * i) for i in range(3)]
    assert found == pytest.approx([440 * 2**height for height in (1, 0.5, 0.25)], rel=0.01)
    assert np.abs(sound[round(44100 * 0.3) :]).max() < 1e-3


@pytest.mark.parametrize("end", ["s", "Escape", "hidden"])
def test_it_is_silent_again_after_s_escape_and_where_nobody_looks(page, end):
    picture = page.locator(".ck").first
    picture.locator("input").focus()
    page.keyboard.press("s")
    if end == "hidden":
        page.evaluate("Object.defineProperty(document, 'hidden', {value: true, configurable: true})")
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    else:
        page.keyboard.press(end)
    page.keyboard.press("ArrowRight")
    assert picture.get_by_role("button", name="Sound (S)").get_attribute("aria-pressed") == "false"
    assert np.abs(page.evaluate(RENDER)).max() == 0
    assert page.evaluate("window.heard.length") == 1
