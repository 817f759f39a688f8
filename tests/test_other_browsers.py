"""Pages in other browsers: what Safari 15 has to be able to read, and Firefox."""

import json
import re

import pytest
import tree_sitter
import tree_sitter_javascript
from lessons import ROOT

from coursekit.live import front as live
from coursekit.publish.page import main as export
from coursekit.publish.page import script
from coursekit.questions import front as questions
from tools import browser, firefox
from tools.browser import changes

STYLES = live.STYLE + questions.STYLE + (ROOT / "coursekit/publish/page.css").read_text("utf-8")

# What Safari got after 15.0 and a script could be tempted by, from MDN's browser-compat-data 8.1.9 (CC0).
NEWER = {
    "Array.prototype": "at findLast findLastIndex toReversed toSorted toSpliced with",
    "String.prototype": "at isWellFormed toWellFormed",
    "Uint8Array.__proto__.prototype": "at findLast findLastIndex toReversed toSorted with",
    "Uint8Array": "fromBase64 fromHex",
    "Uint8Array.prototype": "toBase64 toHex setFromBase64 setFromHex",
    "Object": "hasOwn groupBy",
    "Map": "groupBy",
    "Set.prototype": "union intersection difference symmetricDifference isSubsetOf isSupersetOf isDisjointFrom",
    "Array": "fromAsync",
    "Promise": "try withResolvers",
    "RegExp": "escape",
    "Document.prototype": "startViewTransition fullscreenEnabled fullscreenElement exitFullscreen adoptedStyleSheets",
    "Element.prototype": "checkVisibility getHTML setHTML setHTMLUnsafe requestFullscreen moveBefore",
    "HTMLElement.prototype": "showPopover hidePopover togglePopover",
    "HTMLDialogElement.prototype": "showModal",
    "Blob.prototype": "bytes",
    "Crypto.prototype": "randomUUID",
    "URL": "canParse",
    "window": "structuredClone DecompressionStream CompressionStream OffscreenCanvas BroadcastChannel Iterator "
    "Highlight scheduler requestIdleCallback cancelIdleCallback navigation Float16Array Temporal EditContext "
    "HTMLDialogElement ViewTransition SuppressedError DisposableStack",
}
ASKED_FOR = {"fullscreenEnabled", "fullscreenElement", "exitFullscreen", "requestFullscreen", "DecompressionStream"}
"""Only used where they are: the second test takes them away."""

JAVASCRIPT = tree_sitter.Language(tree_sitter_javascript.language())
NODES = {"class_static_block", "field_definition", "decorator", "using_declaration", "ERROR"}
PATTERNS = re.compile(r"\(\?<[=!]|\(\?[ims]*-?[ims]+:")  # looks behind; flags for a part
SELECTORS = re.compile(r":has\(|:fullscreen|:popover-open|:open\b|:user-valid|:modal\b")


def too_new(source):
    """Return what of a script Safari 15 cannot read or has not got."""
    methods = {name for owner, names in NEWER.items() if owner != "window" for name in names.split()}
    found, left = [], [tree_sitter.Parser(JAVASCRIPT).parse(source.encode()).root_node]
    while left:
        node = left.pop()
        left += node.children
        text = node.text.decode()
        called = node.type == "member_expression" and node.parent.type == "call_expression"
        method = node.child_by_field_name("property").text.decode() if called else ""
        if (
            node.type in NODES
            or node.is_missing
            or method in methods - ASKED_FOR
            or (node.type == "identifier" and text in set(NEWER["window"].split()) - ASKED_FOR)
            or (node.type == "regex_pattern" and PATTERNS.search(text))
            or (node.type == "regex_flags" and "v" in text)
            or (node.type == "private_property_identifier" and node.parent.type == "binary_expression")
        ):
            found.append(f"line {node.start_point[0] + 1}: {text[:60]}")
    return found


@pytest.mark.parametrize(
    "newer",
    [
        "list.at(-1)",
        "list?.findLast((x) => x)",
        "class A { static { go(); } }",
        "class A { x = 1 }",
        "class A { #x; has(o) { return #x in o; } }",
        "/(?<=a)b/",
        "/[a--b]/v",
        "structuredClone(x)",
        "a = {{",
    ],
)
def test_what_is_too_new_for_safari_15_is_found(newer):
    assert too_new(newer)


def test_a_page_has_no_script_that_safari_15_cannot_read():
    assert too_new(script()) == []


def test_what_safari_15_does_not_know_of_a_style_takes_no_other_rule_with_it():
    for selectors in re.findall(r"([^{}]+)\{", re.sub(r"/\*.*?\*/", "", STYLES, flags=re.S)):
        parts = (
            selectors.split(",") if SELECTORS.search(selectors) and not re.search(r":is\(|:not\(", selectors) else []
        )
        assert all(SELECTORS.search(part) for part in parts), selectors
    for declarations in re.findall(r"\{([^{}]*content: \"[^\"]*\" / [^{}]*)\}", STYLES):
        assert re.search(r"content: (\"[^\"]*\"); content: \1 /", declarations), declarations


LESSON = (
    "# Short\n\n## 1. Steep",
    browser.SCRATCH,
    'from coursekit.check import ask\nask("going_down")',
    "# More\n\n## 2. Flat\n\nA line.",
)


@pytest.fixture(scope="module")
def short(tmp_path_factory):
    """Give the address of a short lesson as a page."""
    folder = tmp_path_factory.mktemp("other")
    browser.write_notebook(folder / "short.ipynb", *LESSON)
    assert export([str(folder / "short.ipynb"), "--out", str(folder / "short.html"), "--frames", "30"]) == 0
    return (folder / "short.html").as_uri()


WITHOUT = """(newer) => {
  for (const [where, names] of Object.entries(newer)) {
    let owner = window;
    for (const name of where.split(".")) owner = owner?.[name];
    for (const name of names.split(" ")) if (owner && name in owner) delete owner[name];
  }
}"""


@pytest.mark.skipif(bool(browser.why_not()), reason=browser.why_not() or "there is a browser")
def test_a_page_is_alive_without_what_came_after_safari_15(chrome, short):
    context = chrome.new_context(offline=True)
    page = context.new_page()
    complaints = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    newer = {**NEWER, "window": NEWER["window"].replace(" Iterator", "")}  # playwright's own script needs that
    page.add_init_script(f"({WITHOUT})({json.dumps(newer)})")
    page.goto(short)
    picture = page.locator(".ck")
    picture.locator("figcaption:not(:empty)").wait_for()
    assert page.evaluate(
        "[[].at, document.fullscreenEnabled, window.DecompressionStream].every((x) => x === undefined)"
    )
    changes(picture, lambda: picture.get_by_label("x", exact=True).press("End"))
    picture.get_by_label("x", exact=True).press("t")
    assert picture.get_by_role("group").is_visible()
    assert not picture.get_by_role("button", name="Larger").is_visible()
    page.locator(".ckq-answers button").first.press("Enter")
    page.locator(".ckq-tell").press("Enter")
    assert page.locator(".ckq-story p").count() > 0
    for key in ("p", "PageDown", "PageDown", "h", "Escape", "Escape"):
        page.keyboard.press(key)
    page.evaluate("scrollTo(0, 0)")
    page.locator(".ck").scroll_into_view_if_needed()
    assert complaints == []
    context.close()


@pytest.mark.ci
@pytest.mark.skipif(bool(firefox.why_not()), reason=firefox.why_not() or "there is a Firefox")
@pytest.mark.parametrize(("lesson", "dark"), [("01_derivative", False), ("05_model", True)])
def test_a_lesson_is_alive_in_firefox(lesson, dark, tmp_path):
    book = json.loads((ROOT / "notebooks" / f"{lesson}.ipynb").read_text("utf-8"))
    book["cells"] = [
        cell for cell in book["cells"] if not re.match(r"s([2-9]|1\d)|end", cell["id"])
    ]  # its first section
    (tmp_path / "part.ipynb").write_text(json.dumps(book), "utf-8")
    assert export([str(tmp_path / "part.ipynb"), "--out", str(tmp_path / "part.html"), "--frames", "9"]) == 0
    with firefox.firefox(dark) as page:
        page.goto((tmp_path / "part.html").as_uri())
        page.wait_for("document.querySelector('.ck figcaption')?.textContent")
        paper, ink = (page.evaluate(f"getComputedStyle(document.body).{name}") for name in ("backgroundColor", "color"))
        assert (brightness(paper) < brightness(ink)) == dark
        before = page.evaluate(SEEN)
        page.evaluate("document.querySelector('.ck input[type=range]').focus()")
        page.press("End")
        page.wait_for(f"{SEEN}[0] !== {json.dumps(before[0])} && {SEEN}[1] !== {json.dumps(before[1])}")
        page.evaluate("document.querySelector('.ckq-answers button').focus()")
        page.press("Enter")
        page.evaluate("document.querySelector('.ckq-tell').focus()")
        page.press("Enter")
        page.wait_for("document.querySelectorAll('.ckq-story p').length > 1")
        page.press("p")
        page.wait_for("document.querySelectorAll('.block.now').length == 1")
        page.press("PageDown", "Escape")
        page.wait_for("!document.querySelector('.block.now')")
        page.screenshot(tmp_path / "firefox.png")
        page.pdf(tmp_path / "firefox.pdf")
        assert (tmp_path / "firefox.pdf").read_bytes().startswith(b"%PDF")
        assert page.complaints == []


SEEN = (
    "[...document.querySelectorAll('.ck')].slice(0, 1).flatMap((e) => [...e.querySelectorAll('svg, figcaption')])"
    ".map((e) => e.innerHTML).slice(1)"
)


def brightness(colour):
    return sum(map(int, re.findall(r"\d+", colour)[:3]))
