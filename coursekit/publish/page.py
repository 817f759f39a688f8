"""`coursekit export NOTEBOOK`: a lesson as one web page whose sliders stay alive, with no kernel and no network.

The notebook is run in a fresh kernel (`running.py`). There `explore` is made to record its picture at many positions of
its sliders; the page holds these frames, packed (`pack.py`), and chooses among them, with the same script that
JupyterLab uses. `body.py` writes the cells; this module puts the page together.
"""

import argparse
import html
import json
import math
import re
import string
import sys
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from coursekit.live import front as live
from coursekit.live.recording import FRAMES
from coursekit.publish import pack
from coursekit.publish.body import Body, body, outlines, spoken_by
from coursekit.publish.paper import PaperError, handout, pdf
from coursekit.publish.running import run
from coursekit.questions import front as questions
from coursekit.words import NAME, command, language, mark, say, spoken

__all__ = ["CARD", "main", "page", "script", "style", "unpacker"]

_HERE = Path(__file__).parent
CARD = "lesson01.gif"  # of the course, beside the pages of a language
PARTS = ("hands", "lecture", "page")  # of the page's own script, in their order


def page(
    notebook: Mapping[str, Any],
    outputs: list[list[dict[str, Any]]],
    is_page: Callable[[str], bool] = lambda _: True,
    twins: Mapping[str, str] | None = None,
    around: str = "",
    wide: str = "",
    common: str = "",
    home: str = "",
) -> tuple[str, Body]:
    """Return the whole page of a notebook, in the language that it speaks, and what its body is made of.

    Links lead to other notebooks' pages where `is_page` says that there is one. `twins` are the addresses of the same
    page in other languages; `around` stands below the text. What pictures need on wide screens may stand in a file
    beside the page, named by `wide`, and what all pages have, in two, which end in .css and .js: `common` is the rest
    of their address. `home` is the whole address where the page will stand, if that is known.
    """
    with spoken(spoken_by(notebook)):
        made = body(notebook, outputs, is_page)
        return whole(made, twins or {}, around, wide, common, home), made


def whole(made: Body, twins: Mapping[str, str], around: str, wide: str, common: str, home: str) -> str:
    """Return the page with this body."""
    template = string.Template((_HERE / "page.html").read_text(encoding="utf-8"))
    return template.substitute(
        language=language(),
        title=html.escape(made.title or say("Lesson")),
        description=html.escape(made.description[:300]),
        found=searched(twins, home),
        told=told(made, wide),
        **(beside(common) if common else inside(made)),
        kind=' class="wide"' if made.sections else "",
        skip=html.escape(say("Skip to the text")),
        letters=outlines(made),
        contents=contents(made.sections),
        languages=switches(twins),
        body=made.html + around,
    )


def searched(twins: Mapping[str, str], home: str) -> str:
    """Return what tells search engines and chats where the page stands, what it looks like, and its other languages."""
    lines = [
        f'<link rel="alternate" hreflang="{name}" href="{html.escape(urljoin(home, url))}">'
        for name, url in twins.items()
    ]
    if home:
        lines += [
            f'<link rel="canonical" href="{html.escape(home)}">',
            f'<meta property="og:url" content="{html.escape(home)}">',
            f'<meta property="og:image" content="{html.escape(urljoin(home, CARD))}">',
        ]
    return "".join("\n" + line for line in lines)


def switches(twins: Mapping[str, str]) -> str:
    """Return the links to the same page in other languages; nothing where there are none."""
    links = ""
    for name, url in twins.items():
        with spoken(name):
            own = html.escape(say(NAME))
        if name != language():
            links += f'<a href="{html.escape(url)}" hreflang="{name}" lang="{name}">{own}</a>'
    label = html.escape(say("Languages"))
    return f'<nav class="tongues" aria-label="{label}">{links}</nav>' if links else ""


def inside(made: Body) -> dict[str, str]:
    """Return the style and the script as a page alone has them."""
    return {
        "style": f"<style>\n{style()}\n</style>",
        "script": f"<script>\n{script(pictures=made.pictures > 0)}\n</script>",
    }


def beside(common: str) -> dict[str, str]:
    """Return what leads to the style and the script of all pages; a browser that kept older ones asks for these."""
    css, js = (f"{zlib.crc32(text.encode()):08x}" for text in (style(), script()))
    return {
        "style": f'<link rel="stylesheet" href="{common}.css?{css}">',
        "script": f'<script src="{common}.js?{js}"></script>',
    }


def told(made: Body, wide: str) -> str:
    """Return what the script needs to know of this page."""
    words = {
        "colon": say(": "),
        "link": say("Link"),
        "copied": say("Link copied"),
        "above": say("See the address bar"),
        "concept": say("A question for the class"),
        "hands": say("Hands for {answer}"),
        "clear": say("Clear"),
        "forget": say("Forget my answers"),
    }
    steps = [made.letters.step(number) for number in made.letters.outlines.values()]
    return json.dumps({"STEPS": steps, "WIDE": wide, "WORDS": words}, ensure_ascii=False)


def style() -> str:
    """Return the style of every page."""
    return small(live.STYLE + questions.STYLE + (_HERE / "page.css").read_text(encoding="utf-8"))


def script(*, pictures: bool = True) -> str:
    """Return the script of every page: that of pictures, unless it has none, that of questions, and what wakes them."""
    drawn = [
        f"const mount = (() => {{\n{small(plain_script(live.SCRIPT))}\nreturn mount;\n}})();",
        small(unpacker()),
        small((_HERE / "inflate.js").read_text(encoding="utf-8")),
    ]
    return "\n".join(
        [
            "(() => {",
            "const { STEPS, WIDE, WORDS } = window.coursekit;",
            *(drawn if pictures else ()),
            "const { mountQuestion, rich } = (() => {",
            small(plain_script(questions.SCRIPT)),
            "return { mountQuestion, rich };",
            "})();",
            *(small((_HERE / f"{name}.js").read_text(encoding="utf-8")) for name in PARTS),
            "})();",
        ]
    )


def unpacker() -> str:
    """Return the script that undoes `pack`, with the same signs and units."""
    text = (_HERE / "unpack.js").read_text(encoding="utf-8")
    values = {
        "DIGITS": json.dumps(pack.DIGITS),
        "LAST": str(pack.LAST),
        "MORE": str(len(pack.DIGITS) - pack.LAST),
        "UNIT": str(pack.UNIT),
        "LOWEST": str(pack.LOWEST),
        "FRAME": "\\x03",
        "LAYER": "\\x04",
        "NUMERAL": "\\x05",
    }
    for name, value in values.items():
        text = text.replace(f"@{name}@", value)
    return text


def plain_script(module: str) -> str:
    """Return a module of JupyterLab's as a script of the page's."""
    return module.replace("export default", "const widget =").replace("export function", "function")


def small(source: str) -> str:
    """Return a script or a style without indentation, and without the lines that only tell a reader something."""
    source = re.sub(r"(?m)^\s*//.*\n|\s+// .*$|^\s*/\*.*\*/$", "", source)
    return re.sub(r"\n\s*", "\n", source).strip()


def contents(sections: list[tuple[str, str]]) -> str:
    """Return the links to a page's sections; nothing where there are none."""
    if not sections:
        return ""
    links = "".join(f'<li><a href="#{html.escape(name)}">{html.escape(words)}</a></li>' for name, words in sections)
    title = html.escape(say("In this lesson"))
    folded = "<script>coursekit.fold()</script>"  # before anything below is seen: else all of it would jump
    return f'<nav class="contents"><details open><summary>{title}</summary><ol>{links}</ol></details>{folded}</nav>'


def main(args: list[str]) -> int:
    """Export a notebook; return the exit status."""
    parser = argparse.ArgumentParser(
        prog=f"{command()} export", description=say("Write a lesson as a web page whose sliders move.")
    )
    parser.add_argument("notebook", type=Path, help=say("the lesson, a file that ends in .ipynb"))
    beside = say("the page to write; beside the notebook, ending in .html, if not given")
    parser.add_argument("--out", type=Path, help=beside)
    most = say("positions of one picture at most; if not given, {most}, or fewer where they weigh much", most=FRAMES)
    parser.add_argument("--frames", type=int, help=most)
    lines = say("with lines to write on in place of answers")
    parser.add_argument("--handout", action="store_true", help=lines)
    parser.add_argument("--pdf", action="store_true", help=say("print it as a PDF beside the page, too"))
    options = parser.parse_args(args)
    ending = "_handout.html" if options.handout else ".html"
    out = options.out or options.notebook.with_name(options.notebook.stem + ending)
    frames = FRAMES if options.frames is None else options.frames
    if frames < 1:
        words = mark("--frames is {count}, and a picture needs at least one. Leave it out for {most}.")
        return refuse(say(words, count=frames, most=FRAMES))
    try:
        notebook = json.loads(options.notebook.read_text(encoding="utf-8"))
        cells = [(cell["cell_type"], "".join(cell["source"])) for cell in notebook["cells"]]
    except OSError as error:
        words = mark("{file} cannot be read ({why}). Give the path of a notebook.")
        return refuse(say(words, file=options.notebook, why=error.strerror))
    except (ValueError, TypeError, KeyError):
        words = mark("{file} is not a notebook of format 4. Open it in JupyterLab and save it again.")
        return refuse(say(words, file=options.notebook))
    if not out.parent.is_dir():
        return refuse(say("There is no folder {folder}. Make it, or choose another --out.", folder=out.parent))
    try:
        outputs = run(notebook, options.notebook.absolute().parent, frames, light=options.frames is None)
        text, made = page(notebook, outputs, lambda name: (out.parent / f"{name}.html").exists())
        if not made.title:
            words = mark(
                "{file} has no title: its page is called {title}. Begin its first cell with a line such as # My title."
            )
            print(say(words, file=options.notebook, title=say("Lesson")), file=sys.stderr)
    except ModuleNotFoundError as error:
        pip = 'python -m pip install "coursekit[lab]"'
        return refuse(say("{package} is missing. Run: {command}", package=error.name, command=pip))
    text = handout(text) if options.handout else text
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        words = mark("{file} cannot be written ({why}). Choose another --out.")
        return refuse(say(words, file=out, why=error.strerror))
    size = math.ceil(len(text.encode()) / 1e5) / 10
    words = mark("{file}: {cells} cells, {pictures} live pictures, {size} MB")
    print(say(words, file=out, cells=len(cells), pictures=made.pictures, size=size))
    if options.pdf:
        try:
            pdf(out, out.with_suffix(".pdf"))
        except (PaperError, OSError) as error:
            return refuse(str(error))
        print(out.with_suffix(".pdf"))
    failed = {i: output for i, found in enumerate(outputs, 1) for output in found if output["kind"] == "error"}
    for number, output in sorted(failed.items())[:1]:
        if output["ename"]:
            words = mark("Cell {number} stopped with an error; the page shows it. Fix the notebook and export again.")
            return refuse(say(words, number=number))
        return refuse(say("Cell {number}: {why}", number=number, why=output["evalue"]))
    return 0


def refuse(sentence: str) -> int:
    """Say why, and return the exit status of a failure."""
    print(sentence, file=sys.stderr)
    return 1
