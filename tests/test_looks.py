"""What a picture draws has its colour and its line in the words and formulas of its section, too."""

import importlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lessons import LESSONS, TRANSLATED, read, source

from coursekit.live import explore, slider
from coursekit.live.picture import BLACK, BLUE, GREEN, ORANGE, Picture
from coursekit.live.recording import MIME, recorded
from coursekit.publish.body import body
from coursekit.publish.looks import NAMES, Looks
from coursekit.publish.page import page as page_of
from coursekit.words import say
from tools import browser

SLOPE = r"\frac{f(x + h) - f(x)}{h}"


def draw(ax):
    ax.plot([0, 1], [0, 1], "--", color=BLUE)
    texts = [ax.text(0, i / 5, words, color=color) for i, (words, color) in enumerate(WRITTEN)]
    return ax.plot([], [], "-", color=ORANGE), texts


WRITTEN = ("- - tangent, exact: 2", BLUE), ("— secant: 3", ORANGE), ("— f", BLACK), ("— 3 of 4", GREEN), ("loss", GREEN)


def move(artists, x):
    (line,), _ = artists
    line.set_data([0, x], [0, x])
    return say("The secant is not the tangent; two secants and a TANGENT at {x:g}.", x=x)


LINES = Picture(
    None, draw, move, controls={"x": slider(0, 2, value=1, step=1)}, symbols={SLOPE: ORANGE, "f'(x)": BLUE, "x": GREEN}
)
TEXTS = (
    "# Lines",
    f"## One\n\nA **secant**, a **Tangent**, **bold**, $f'(x)$, $f''(x)$ and ${SLOPE.replace(' ', '')} \\to 1$.",
    "explore(lines)",
    "## Two\n\nNo **secant**, no $f'(x)$.",
)


@pytest.fixture(scope="module")
def page():
    """Give the page of a notebook with one picture, in its first section."""
    picture = recorded(explore(LINES), frames=9)
    cells = [
        {"cell_type": "code" if "(lines)" in text else "markdown", "source": text, "metadata": {}} for text in TEXTS
    ]
    shown = [{"kind": "display_data", "metadata": {}, "data": {MIME: {"wide": picture, "narrow": picture}}}]
    outputs = [shown if cell["cell_type"] == "code" else [] for cell in cells]
    assert body({"cells": cells}, outputs).html
    return page_of({"cells": cells}, outputs)[0]


def test_names_and_symbols_look_as_they_are_drawn_in_the_section_of_the_picture_only(page):
    one, two = (re.search(rf'<h2 id="{name}".*?</p>', page, re.S)[0] for name in ("One", "Two"))
    assert '<strong class="drawn orange solid">secant</strong>' in one
    assert '<strong class="drawn blue dashed">Tangent</strong>' in one
    assert "<strong>bold</strong>" in one
    symbols = re.findall(r'<mstyle class="(.*?)">(.*?)</mstyle>', one, re.S)
    assert [look for look, _ in symbols] == ["drawn blue dashed", "drawn green solid", "drawn orange solid"]
    assert "<mi>f</mi><mo lspace" in symbols[0][1]
    assert "<mfrac>" in symbols[2][1]
    assert "drawn" not in two


@given(st.text("xyh+ ", max_size=9), st.text("xyh+ ", max_size=9))
def test_marks_change_nothing_of_a_formula(before, after):
    marked = Looks(symbols={SLOPE: "drawn", "x": "drawn"}).marked(before + SLOPE + after)
    assert re.sub(r"\\textcolor\{drawn\}\{(x|\\frac.*?\{h\})\}", r"\1", marked) == before + SLOPE + after


@pytest.mark.skipif(bool(browser.why_not()), reason=browser.why_not() or "there is a browser")
def test_a_sentence_names_lines_in_their_colours_that_can_be_told_apart_in_both_themes(chrome, page, tmp_path):
    (tmp_path / "page.html").write_text(page, "utf-8")
    for scheme in "light", "dark":
        context = chrome.new_context(offline=True, color_scheme=scheme)
        shown = context.new_page()
        shown.goto((tmp_path / "page.html").as_uri())
        caption = shown.locator(".ck figcaption")
        caption.locator(".drawn").first.wait_for()
        assert caption.locator(".drawn").all_inner_texts() == ["secant", "tangent", "TANGENT"]
        assert caption.inner_text().endswith("two secants and a TANGENT at 1.")
        line = "e => { const s = getComputedStyle(e); return [s.textDecorationLine, s.textDecorationStyle]; }"
        assert caption.locator(".drawn").nth(1).evaluate(line) == ["underline", "dashed"]
        border = "e => getComputedStyle(e).borderBottomStyle"
        assert [each.evaluate(border) for each in shown.locator("mstyle").all()] == ["dashed", "solid", "solid"]
        assert browser.faults(shown, "main") == []
        context.close()


@pytest.mark.parametrize("path", [*LESSONS, *TRANSLATED], ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_each_symbol_that_a_picture_declares_stands_in_a_formula_of_its_section(path):
    sections, section, module = {}, "", None
    for cell in read(path)["cells"]:
        text = source(cell)
        if found := re.search(r"from coursekit\.pictures import (\w+) as pictures", text):
            module = importlib.import_module(f"coursekit.pictures.{found[1]}")
        if text.startswith("## "):
            section = text.splitlines()[0]
        sections.setdefault(section, []).append((cell["cell_type"], text))
    declared, met = set(), set()
    for cells in sections.values():
        code = "\n".join(text for kind, text in cells if kind == "code")
        prose = "".join(text for kind, text in cells if kind == "markdown").replace(" ", "")
        for name in re.findall(r"explore\(pictures\.(\w+)", code):
            for symbol, colour in getattr(module, name).symbols.items():
                assert colour in NAMES
                declared.add((name, symbol))
                met |= {(name, symbol)} if symbol.replace(" ", "") in prose else set()
    assert declared == met
