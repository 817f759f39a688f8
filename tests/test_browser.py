"""The engine of the slider pictures in a real JupyterLab and a real browser: hand, keyboard, screen reader."""

import base64
import contextlib
import io
import json
import re

import numpy as np
import pytest
from PIL import Image

from coursekit.live import explore, front
from coursekit.live.picture import COLORS, Picture
from tools import browser
from tools.browser import changes, keep

pytestmark = pytest.mark.skipif(bool(browser.why_not()), reason=browser.why_not() or "there is a browser")


BUSY = """
import os, time
while os.path.exists("busy"):
    time.sleep(0.05)
"""


@pytest.fixture(scope="module")
def scratch(chrome, address, folder):
    """Give a page with a picture that has every kind of control."""
    browser.write_notebook(folder / "scratch.ipynb", "# Scratch", browser.SCRATCH, BUSY)
    page = chrome.new_page(viewport={"width": 1200, "height": 1100})
    browser.open_notebook(page, address, "scratch.ipynb")
    browser.run_all(page)
    page.wait_for_selector(".ck figcaption:not(:empty)")
    yield page
    page.close()


# --- what the hand meets ---

WATCH = """e => {
  const stage = e.querySelector(".ck-stage");
  window.seen = { frames: 0, blanks: 0, places: new Set(), on: true };
  const look = () => {
    const image = stage.querySelector("img"), box = e.getBoundingClientRect();
    seen.frames++;
    seen.places.add([box.height, stage.getBoundingClientRect().y - box.y].join());
    if (!image.complete || !image.naturalWidth || !stage.querySelector("svg").innerHTML) seen.blanks++;
    if (seen.on) requestAnimationFrame(look);
  };
  look();
}"""


def test_a_fast_drag_shows_no_blank_frame_and_no_jump_and_ends_at_the_last_value(scratch):
    picture = scratch.locator(".ck")
    slider = picture.get_by_label("x", exact=True)
    box = slider.bounding_box()
    scratch.mouse.move(box["x"] + 0.4 * box["width"], box["y"] + box["height"] / 2)
    scratch.mouse.down()
    picture.evaluate(WATCH)
    for step in range(100):
        scratch.mouse.move(box["x"] + box["width"] * (0.5 + 0.4 * np.sin(step / 5)), box["y"] + box["height"] / 2)
        if step % 25 == 24:  # a new still part, in the middle of the drag
            picture.locator("select").evaluate(
                "e => { e.selectedIndex = 1 - e.selectedIndex; e.dispatchEvent(new Event('input')) }"
            )
        scratch.wait_for_timeout(20)
    scratch.mouse.up()
    value = slider.get_attribute("aria-valuetext")
    picture.locator("figcaption", has_text=f"x is {value},").wait_for(timeout=5000)
    scratch.wait_for_timeout(300)
    seen = scratch.evaluate("(seen.on = false, {...seen, places: [...seen.places]})")
    assert seen["frames"] > 30
    assert seen["blanks"] == 0
    assert len(seen["places"]) == 1
    assert slider.get_attribute("aria-valuetext") == value


def test_menu_switch_and_target_answer_the_keyboard(scratch):
    picture = scratch.locator(".ck")
    picture.get_by_label("f", exact=True).select_option("cos")
    picture.get_by_label("x", exact=True).focus()
    changes(picture, lambda: scratch.keyboard.press("Home"))
    picture.locator(".ck-target", has_text="not yet").wait_for()
    changes(picture, lambda: scratch.keyboard.press("End"))
    picture.locator(".ck-target", has_text="✓ reached").wait_for()
    switch = picture.get_by_role("switch")
    was = switch.is_checked()
    switch.focus()
    changes(picture, lambda: scratch.keyboard.press("Space"))
    assert switch.is_checked() != was


def test_the_stage_tells_a_screen_reader_its_numbers_and_the_status_where_they_came_to_rest(scratch):
    picture = scratch.locator(".ck")
    slider = picture.get_by_label("x", exact=True)
    slider.focus()
    scratch.keyboard.press("Home")
    status = []
    scratch.expose_function("said", lambda words: status.append(words))
    picture.evaluate(
        "e => new MutationObserver(() => said(e.querySelector('[role=status]').textContent))"
        ".observe(e.querySelector('[role=status]'), {childList: true})"
    )
    scratch.wait_for_timeout(900)
    status.clear()
    for _ in range(20):
        slider.press("ArrowRight")
    picture.locator("[role=status]", has_text="x is −2.80").wait_for(state="attached", timeout=5000)
    assert picture.get_by_role("img").get_attribute("aria-label").startswith("x is −2.80")
    assert len(status) <= 3  # not every step


def test_a_picture_that_fails_says_so_in_its_place_and_the_next_move_brings_it_back(scratch):
    picture = scratch.locator(".ck")
    slider = picture.get_by_label("n", exact=True)
    slider.focus()
    slider.press("Home")
    height = picture.bounding_box()["height"]
    for _ in range(3):
        slider.press("ArrowRight")
    problem = picture.locator(".ck-problem")
    problem.filter(has_text="three is not for this picture").wait_for()
    assert problem.is_visible()
    assert picture.locator("figcaption").inner_text() == ""
    assert abs(picture.bounding_box()["height"] - height) < 2
    changes(picture, lambda: slider.press("ArrowRight"))
    assert problem.is_hidden()
    changes(picture, lambda: slider.press("ArrowRight"))
    assert "not finite" in picture.locator("figcaption").inner_text()


def test_the_play_button_walks_to_the_end_and_takes_single_steps_where_motion_is_unwelcome(scratch):
    picture = scratch.locator(".ck")
    slider = picture.get_by_label("n", exact=True)
    slider.focus()
    slider.press("Home")
    scratch.keyboard.press("ArrowRight")
    picture.get_by_role("button", name="Play: n").press("Enter")
    picture.get_by_role("button", name="Pause: n").wait_for()
    picture.locator("figcaption", has_text="n is 9").wait_for(timeout=10_000)
    picture.get_by_role("button", name="Play: n").wait_for()
    scratch.emulate_media(reduced_motion="reduce")
    slider.press("Home")
    picture.get_by_role("button", name=re.compile(": n")).press("Enter")
    picture.locator("figcaption", has_text="n is 1,").wait_for()
    scratch.wait_for_timeout(500)
    assert slider.input_value() == "1"
    scratch.emulate_media(reduced_motion="no-preference")


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_axe_finds_no_fault_in_our_elements(scratch, theme, tmp_path):
    scratch.locator(".lm-MenuBar-itemLabel", has_text="Settings").click()
    scratch.locator(".lm-Menu-itemLabel", has_text=re.compile("^Theme$")).hover()
    scratch.locator(".lm-Menu-itemLabel", has_text=re.compile(f"^{theme}$")).click()
    scratch.wait_for_function("dark => document.body.dataset.jpThemeLight === String(!dark)", arg="Dark" in theme)
    scratch.wait_for_timeout(500)
    keep(scratch, theme.replace(" ", "-"), tmp_path)
    assert browser.faults(scratch) == []


@pytest.mark.parametrize(("width", "zoom"), [(800, 1), (1280, 2)])
def test_nothing_is_cut_off_on_a_narrow_page_or_at_twice_the_size(scratch, width, zoom, tmp_path):
    scratch.set_viewport_size({"width": width // zoom, "height": 900 // zoom})  # zooming leaves fewer CSS pixels
    picture = scratch.locator(".ck")
    scratch.wait_for_timeout(300)
    keep(scratch, f"width-{width}-zoom-{zoom}", tmp_path)
    cut = picture.evaluate(
        "e => { const right = e.closest('.jp-OutputArea').getBoundingClientRect().right;"
        "return [...e.querySelectorAll('input, select, output, .ck-stage, figcaption')]"
        ".filter(x => x.getBoundingClientRect().right > right + 1).map(x => x.tagName) }"
    )
    scratch.set_viewport_size({"width": 1200, "height": 1100})
    assert cut == []


def test_a_kernel_that_does_not_answer_is_said_and_the_picture_follows_when_it_does(scratch, folder):
    picture = scratch.locator(".ck")
    slider = picture.get_by_label("x", exact=True)
    late = picture.locator(".ck-late")
    (folder / "busy").touch()
    browser.menu(scratch, "Run", "Run All Cells")
    scratch.locator(".jp-CodeCell .jp-InputPrompt", has_text="*").last.wait_for()
    picture.locator("figcaption", has_text="x is 0.00").wait_for()
    slider.focus()
    slider.press("Home")
    for _ in range(20):
        slider.press("ArrowRight")
    assert late.is_hidden()
    late.filter(has_text="not answered yet").wait_for()
    assert slider.get_attribute("aria-valuetext") == "−2.80"  # the hand's value stays
    (folder / "busy").unlink()
    picture.locator("figcaption", has_text="x is −2.80").wait_for()
    late.wait_for(state="hidden")


@pytest.mark.ci
def test_after_a_restart_the_picture_says_that_its_cell_must_run_again(scratch):
    picture = scratch.locator(".ck")
    slider = picture.get_by_label("x", exact=True)
    slider.focus()
    slider.press("Home")
    picture.locator("figcaption", has_text="x is −3.00").wait_for()
    scratch.wait_for_timeout(1500)  # its neighbours are drawn ahead, by a kernel that is no more
    browser.restart_kernel(scratch)
    slider.focus()
    slider.press("ArrowRight")
    picture.locator("figcaption", has_text="x is −3.00").wait_for()
    picture.locator(".ck-late", has_text="run this cell again").wait_for()
    browser.run_all(scratch)
    picture.locator("figcaption", has_text="x is 0.00").wait_for()
    slider.focus()
    assert changes(picture, lambda: slider.press("End")).startswith("x is 3.00")
    assert picture.locator(".ck-late").is_hidden()


def read(path):
    """Read a notebook, which is empty for a moment while JupyterLab writes it."""
    with contextlib.suppress(ValueError):
        return json.loads(path.read_text())
    return {"metadata": {}}


@pytest.fixture(params=["as coursekit lab", pytest.param("plain", marks=pytest.mark.ci)])
def any_lab(request, address, folder, tmp_path):
    """Give the address of a JupyterLab and its folder: started by `coursekit lab`, or in any other way."""
    if request.param == "plain":
        with browser.jupyterlab(tmp_path, plain=True) as plain:
            yield plain, tmp_path
    else:
        yield address, folder


def test_a_saved_notebook_shows_its_pictures_when_it_is_opened_again_without_its_kernel(chrome, any_lab):
    from playwright.sync_api import TimeoutError as TooLate

    address, folder = any_lab
    browser.write_notebook(folder / "saved.ipynb", "# Saved", browser.SCRATCH)  # scratch.ipynb may be autosaved by now
    page = chrome.new_page(viewport={"width": 1200, "height": 1000})
    browser.open_notebook(page, address, "saved.ipynb")
    browser.run_all(page)
    page.locator(".ck figcaption", has_text="x is 0.00").wait_for()
    browser.menu(page, "File", "Save Notebook")
    while "widgets" not in (saved := read(folder / "saved.ipynb"))["metadata"]:
        page.wait_for_timeout(100)
    output = saved["cells"][1]["outputs"][0]
    assert output["data"]["image/png"]  # what a page shows that knows no widgets
    assert output["metadata"]["image/png"]["alt"] == "".join(output["data"]["text/plain"])
    browser.end_kernel(page, "saved.ipynb")
    caption = page.locator(".ck figcaption", has_text="x is 0.00")
    for _ in range(3):  # ipywidgets passes over every error of its own restore, as of a kernel that is late: open again
        page.goto(f"{address}/lab/tree/saved.ipynb?reset")
        with contextlib.suppress(TooLate):
            caption.wait_for(timeout=20_000)
            break
    assert caption.count() == 1
    assert page.locator(".ck-stage img").evaluate("image => image.naturalWidth") > 0
    page.close()


PHOTO = """
from coursekit.live import explore
from coursekit.pictures import image as pictures

explore(pictures.stages)
"""
FILE = """([name, text]) => {
    const files = new DataTransfer();
    files.items.add(new File([Uint8Array.from(atob(text), (c) => c.charCodeAt(0))], name));
    return files;
}"""


@pytest.mark.ci
def test_a_photograph_is_chosen_by_a_button_or_dropped_on_the_picture_and_a_large_one_is_made_smaller(
    chrome, address, folder, tmp_path
):
    stripes = np.tile(np.r_[np.zeros(90), np.full(110, 255)].astype(np.uint8), (120, 1))
    noise = np.random.default_rng(1).integers(0, 256, (2300, 2300), dtype=np.uint8)
    for name, pixels in (("stripes", stripes), ("large", noise)):
        Image.fromarray(pixels).save(tmp_path / f"{name}.png")
    assert (tmp_path / "large.png").stat().st_size > 4e6
    browser.write_notebook(folder / "photo.ipynb", "# Photo", PHOTO)
    page = chrome.new_page(viewport={"width": 1366, "height": 768})
    browser.open_notebook(page, address, "photo.ipynb")
    browser.run_all(page)
    picture, caption = page.locator(".ck"), page.locator(".ck figcaption")
    caption.filter(has_text=": 931 pixels").wait_for()
    assert picture.locator(".ck-body").bounding_box()["height"] < 640  # all of it is seen at once
    page.get_by_label("your own photograph").set_input_files(tmp_path / "stripes.png")
    caption.filter(has_text=": 121 pixels").wait_for()

    def drop(name, data):
        files = page.evaluate_handle(FILE, [name, base64.b64encode(data).decode()])
        for kind in ("dragover", "drop"):
            picture.locator(".ck-stage").dispatch_event(kind, {"dataTransfer": files})

    drop("notes.txt", b"hello")
    page.locator(".ck-problem", has_text="notes.txt is no picture that can be read").wait_for()
    drop("stripes.png", (tmp_path / "stripes.png").read_bytes())
    caption.filter(has_text=": 121 pixels").wait_for()
    page.get_by_label("your own photograph").set_input_files(tmp_path / "large.png")
    page.wait_for_function("() => !/: 121 pixels/.test(document.querySelector('.ck figcaption').textContent)")
    assert picture.locator(".ck-problem").is_hidden()
    assert browser.faults(page) == []
    page.close()


# --- the same as matplotlib's own rendering ---


def lines(ax):
    x = np.linspace(0, 1, 300)
    ax.set(xlim=(0, 1), ylim=(0, 1))
    ax.text(0.3, 0.3, "still, in front")
    moving = ax.plot([0, 0.3, 0.5, 1], [0.2, 0.9, np.nan, 0.1], "--", marker="s", mfc="white", color=COLORS["purple"])
    ax.plot([0, 1], [1, 0], "-", lw=6, color=COLORS["blue"])
    return (
        moving,
        ax.plot(x, 0.5 + 0.3 * np.sin(40 * x), "-.", alpha=0.5),
        ax.axvline(0.7),
        ax.axhspan(0.1, 0.2, alpha=0.2),
    )


def marks(ax):
    rng = np.random.default_rng(0)
    ax.set(xlim=(0, 1), ylim=(0, 1))
    x, y, size = rng.random((3, 40))
    return ax.scatter(x, y, c=x, s=300 * size, alpha=0.6, edgecolor="k", marker="^"), ax.errorbar([0.5], [0.5], 0.1)


def arrows(ax):
    ax.set(xlim=(0, 1), ylim=(0, 1))
    x = np.linspace(0.1, 0.9, 8)
    bent = {"arrowstyle": "-|>", "connectionstyle": "arc3,rad=.3"}
    return (
        ax.annotate("annotated", (0.8, 0.8), (0.2, 0.5), arrowprops={"arrowstyle": "->", "lw": 2}),
        ax.annotate("", (0.9, 0.2), (0.1, 0.1), arrowprops=bent),
        ax.quiver(x, 0 * x + 0.3, np.cos(x), np.sin(x), color=COLORS["green"]),
        ax.arrow(0.5, 0.9, 0.2, -0.1, width=0.01, head_width=0.05),
    )


def texts(ax):
    ax.set(xlim=(0, 1), ylim=(0, 1))
    return [
        ax.text(0.05, 0.9, "slope 1.23456789e-05, AVATo", fontsize=14),
        ax.text(0.5, 0.5, r"$\frac{f(x+h)-f(x)}{h}=\sqrt{x^2}$", fontsize=18, rotation=30, ha="center"),
        ax.text(
            0.95, 0.1, "right 0.12\nbold", ha="right", weight="bold", bbox={"facecolor": "#ffd", "boxstyle": "round"}
        ),
        ax.text(0.02, 0.02, "x <&> é ∂ 10−3", rotation=90),
        ax.set_title("a title 42"),
    ]


def areas(ax):
    x = np.linspace(0, 1, 50)
    grid = np.hypot(*np.meshgrid(x - 0.5, x - 0.5))
    ax.plot(x, x, color="k")
    ax.set(xlim=(0, 1), ylim=(0, 1))
    return [
        ax.fill_between(x, x**2, x, alpha=0.3, color=COLORS["blue"], hatch="//"),
        ax.contour(x, x, grid, 7, linestyles="--"),
        ax.bar([0.2, 0.4], [0.3, 0.5], width=0.1, color=COLORS["green"]),
        ax.pcolormesh(np.linspace(0.6, 0.9, 5), np.linspace(0.05, 0.3, 5), grid[:5, :5], shading="gouraud"),
        ax.imshow(grid[:6, :6], extent=(0.05, 0.15, 0.7, 0.9), aspect="auto"),
    ]


def logarithmic(ax):
    h = np.geomspace(1e-16, 1, 100)
    ax.set(xscale="log", yscale="log", xlim=(1e-16, 1), ylim=(1e-12, 1))
    return ax.plot(h, 1e-16 / h + h), ax.plot([1e-300, 1], [1e-300, 1], "--"), ax.plot(1e-8, 1e-8, "*", ms=20)


def panels(axes):
    axes[0].plot([0, 1], [0, 2])
    axes[1].set(xlim=(0, 1), ylim=(0, 1))
    return axes[0].plot([0, 1], [2, 0]), axes[1].plot(0.5, 1, "o", ms=20, clip_on=False), axes[1].set_xlabel("label 3")


@pytest.mark.parametrize("draw", [lines, marks, arrows, texts, areas, logarithmic, panels])
def test_the_page_shows_what_matplotlib_draws(chrome, draw):
    shown = explore(Picture(None, draw, lambda artists: "Words.", panels=(1, 2) if draw is panels else (1, 1)))
    widget = shown.widget
    spec = json.dumps(widget.spec)
    state = {"stills": widget.stills, "glyphs": widget.glyphs, "frame": widget.frame}
    state = json.dumps(state).replace("</", "<\\/")
    script = front.SCRIPT.replace("export default", "const widget =")
    page = chrome.new_page(viewport={"width": 900, "height": 700}, device_scale_factor=2)
    page.set_content(
        f"<style>{front.STYLE}.ck .ck-stage {{ border: 0; border-radius: 0 }}</style><div></div>"
        f"<script type=module>{script};await mount(document.querySelector('div'), {spec}).show({state});window.done = 1"
        "</script>"
    )
    page.wait_for_function("window.done")
    page_pixels = np.asarray(Image.open(io.BytesIO(page.locator(".ck-stage").screenshot())).convert("RGB"), float)
    page.close()
    expected = shown.whole().astype(float)
    assert page_pixels.shape == expected.shape
    apart = np.abs(blocks(page_pixels) - blocks(expected)).max()  # blocks: the two rasterise edges differently
    assert apart < 40, f"a block of 16 pixels differs by {apart:.0f} of 255"


def blocks(pixels):
    height, width = (length // 16 * 16 for length in pixels.shape[:2])
    return pixels[:height, :width].reshape(height // 16, 16, width // 16, 16, 3).mean(axis=(1, 3))


@pytest.mark.ci
def test_a_picture_is_read_and_heard_on_the_keys_t_and_s(chrome, address, folder):
    cell = "from coursekit.live import explore\nfrom coursekit.pictures import derivative\nexplore(derivative.secant)"
    browser.write_notebook(folder / "heard.ipynb", "# Heard", cell)
    page = chrome.new_page()
    page.add_init_script("window.AudioContext = function () { return new OfflineAudioContext(2, 44100, 44100); }")
    browser.open_notebook(page, address, "heard.ipynb")
    browser.run_all(page)
    picture = page.locator(".ck")
    picture.locator("figcaption:not(:empty)").wait_for()
    picture.get_by_label("x", exact=True).focus()
    page.keyboard.press("t")
    page.keyboard.press("s")
    page.keyboard.press("ArrowRight")
    values = picture.locator(".ck-table table").first
    values.locator("td", has_text="0.45359612").wait_for()  # the cosine of 1.1
    assert values.locator("tr").nth(1).inner_text().split() == ["x", "1.1"]
    assert picture.get_by_role("button", name="Sound (S)").get_attribute("aria-pressed") == "true"
    assert browser.faults(page) == []
    page.close()
