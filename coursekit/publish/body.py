"""The cells of a notebook as the body of a page: prose, code and outputs, in blocks that are known at a glance."""

import html
import itertools
import json
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from coursekit.live.recording import MIME
from coursekit.publish.formulas import TABLE, evened, formula
from coursekit.publish.hero import chosen, headed
from coursekit.publish.lines import ways
from coursekit.publish.looks import Looks, looks_of
from coursekit.publish.notes import notes
from coursekit.publish.pack import Letters
from coursekit.publish.pictures import picture_html
from coursekit.questions import QUESTIONS
from coursekit.questions import front as questions
from coursekit.words import SOURCE, language, languages, mark, say

__all__ = ["Body", "block_of", "body", "markdown", "outlines", "spoken_by"]

BLOCKS = {
    mark("Predict"): "predict",
    mark("See"): "see",
    mark("Say it in symbols"): "symbols",
    mark("In code"): "code",
    mark("Common mistake"): "mistake",
    mark("Try"): "try",
}
# What no line may part: a formula and the signs at its sides (a browser parts a formula from its full stop), 1e-16,
# --out; a dot between parts and what is before it; the number of a section, or of a unit, and its words.
FORMULA = re.compile(r"[(（“]?<math\b.*?</math>(?:-\w+|[^\s\w<]+)?", re.S)
NUMBER = re.compile(r"\b\d[\d.]*e-\d+\b")
OPTION = re.compile(r"(?<![\w-])--?[a-z][\w-]*")
BETWEEN = re.compile(
    r" (?=· )|(?<=· \d\.) |(?<=· \d\d\.) |(?<=\d) (?=(?:%|°|k?m|m?s|m/s|km/h|k?g|J|Hz|MB|GB)(?![\w/]))"
)
COUNTED = re.compile(r"(?:第 |(?<![\w.-]))\d(?:[\d.,]*\d)? (?:分钟|厘米|[\u4e00-\u9fff])")  # 第 05 课, 50 分钟
TERM = re.compile(r"[\u4e00-\u9fff]{2,6}")  # in Chinese, where lines end between any two letters
PLAIN_SPAN = re.compile(
    r'<span class="(?!k"|kn|ow|kc|s1|s2|sa|si|sd|mi|mf|nf|nb"|c1)\w+">([^<]*)</span>'
)  # of no colour
QUOTED = re.compile(r"(?<=[、，；：])(?=<code>(?:&quot;|[\"']))")  # no browser ends a line before such a sign of itself
PROLOG = re.compile(r"\s*<(?:\?xml|!DOCTYPE)[^>]*>\s*", re.I)  # of a file, not of a part of a page
WORD = re.compile(r'(?:<use href="#G\d+"(?: x="-?\d+")?/>){2,}')  # letters of a picture in a row
SHORT, LONG = 6, 20  # letters: a cell of a table that stays in one line, and one whose column is not to be narrow

# Where a picture's panels stand side by side, and where on a phone, at the beginning of a sentence.
SIDES = {
    mark("On the left"): mark("Above"),
    mark("On the right"): mark("Below"),
    mark("Left:"): mark("Above:"),
    mark("Right:"): mark("Below:"),
}

PLAIN = Looks()


@dataclass
class Body:
    """A page's body, its title and first paragraph, sections by their anchors, letters and words of its pictures.

    `texts` are the words of its prose: those before the first section, and those of each.
    """

    html: str = ""
    title: str = ""
    description: str = ""
    sections: list[tuple[str, str]] = field(default_factory=list)
    texts: list[str] = field(default_factory=lambda: [""])
    letters: Letters = field(default_factory=Letters)
    words: list[str] = field(default_factory=list)
    pictures: int = 0


def spoken_by(notebook: Mapping[str, Any]) -> str:
    r"""Return the language that a notebook says it speaks, else the one that is spoken.

    Examples
    --------
    >>> spoken_by({"cells": [{"cell_type": "code", "source": ['import coursekit\n', 'coursekit.speak("zh")']}]})
    'zh'
    """
    code = "\n".join("".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code")
    said = re.findall(r"""(?m)^coursekit\.speak\(["'](\w+)["']\)""", code)
    return next((name for name in said if name in languages()), language())


def body(
    notebook: Mapping[str, Any], outputs: list[list[dict[str, Any]]], is_page: Callable[[str], bool] = lambda _: True
) -> Body:
    """Return the body of a notebook's page. Links lead to other notebooks' pages where `is_page` says there is one."""
    from pygments import highlight  # type: ignore[import-untyped]
    from pygments.formatters import HtmlFormatter  # type: ignore[import-untyped]
    from pygments.lexers import PythonLexer  # type: ignore[import-untyped]

    result, recorded = Body(), pictures_of(outputs)
    looks = looks_by_cell(notebook, recorded)
    numbers = {place: number for number, place in enumerate(recorded, 1)}
    for number, kinds in enumerate(recorded.values()):
        for kind, picture in kinds.items():
            result.letters.take(picture, f"{kind[0]}{number}_")
    parts: list[str] = []
    inside, setup, asked = "", "", ""
    hero: tuple[str, int] | None = None

    def begin(kind: str) -> None:
        nonlocal inside
        end()
        parts.append(f'<section class="block {kind}">')
        inside = kind

    def end() -> None:
        nonlocal inside
        if inside:
            parts.append("</section>")
        inside = ""

    begin("intro")
    for i, (cell, found) in enumerate(zip(notebook["cells"], outputs, strict=True)):
        source, prose = "".join(cell["source"]), markdown(is_page, looks[i])
        if told := notes(cell):
            parts.append(f'<template class="notes">{prose(told)}</template>')
            continue
        if setup and not prepares(cell, found):
            parts.append(folded(say("Show the code that prepares this lesson"), setup))
            setup = ""
        if cell["cell_type"] == "markdown":
            if block := re.match(r"### (.+)", source):
                begin(block_of(block[1].strip()))
            if inside == "see" and stacked_after(i, recorded):
                prose = markdown(is_page, looks[i], sides=True)
            for part in sectioned(str(prose(attached(source, cell.get("attachments", {}))))):
                if title := re.search(r"<h1 [^>]*>(.*?)</h1>", part, re.S):
                    result.title = result.title or words_of(title[1])
                if section := re.match(r'<h2 id="(.*?)">(.*?)</h2>', part, re.S):
                    end()
                    parts.append(for_class(asked))
                    asked = ""
                    begin("intro")
                    result.sections.append((html.unescape(section[1]), words_of(section[2])))
                    result.texts.append("")
                result.texts[-1] += words_of(part[section.end() if section else 0 :]) + "\n"
                parts.append(part)
        elif cell["cell_type"] == "code" and source.strip():
            asked += source + "\n"
            code = PLAIN_SPAN.sub(r"\1", highlight(source, PythonLexer(), HtmlFormatter()))
            shown = [
                picture_html(recorded[i, k], result.letters, numbers[i, k])
                if (i, k) in recorded
                else output_html(output, prose)
                for k, output in enumerate(found)
            ]
            if chosen(cell):
                hero = next(((shown[k], numbers[i, k]) for k in range(len(found)) if (i, k) in recorded), None)
            if prepares(cell, found):
                setup += code
            elif any(map(alive, found)):  # what else it says stands beside the picture, not around it
                said = [
                    each if alive(one) else f'<div class="output">{each}</div>'
                    for one, each in zip(found, shown, strict=True)
                ]
                parts.append("".join(said) + folded(say("Show the code"), code))
            else:
                below = f'<div class="output">{"".join(shown)}</div>' if shown else ""
                parts.append(f'<div class="cell">{code}{below}</div>')
        elif cell["cell_type"] == "raw" and source.strip():
            parts.append(f"<pre>{html.escape(source)}</pre>")
    end()
    parts.append(for_class(asked))
    result.html, result.pictures = "\n".join(parts), len(recorded)
    if hero:
        result.html = headed(result.html, *hero)
    result.html, result.words = once(result.html)
    text = re.sub(r"<[^>]+>", "", next(iter(re.findall(r"<p>(?!<em>)(.*?)</p>", result.html, re.S)), ""))
    result.description = " ".join(html.unescape(text).split())
    return result


def pictures_of(outputs: list[list[dict[str, Any]]]) -> dict[tuple[int, int], dict[str, dict[str, Any]]]:
    """Return the recorded pictures, wide and narrow, by their cell and the place of their output in it."""
    from coursekit.live.recording import unpacked

    return {
        (i, k): {kind: unpacked(output["data"][MIME][kind]) for kind in ("wide", "narrow")}
        for i, found in enumerate(outputs)
        for k, output in enumerate(found)
        if MIME in output.get("data", {})
    }


def stacked_after(cell: int, recorded: Mapping[tuple[int, int], Mapping[str, Mapping[str, Any]]]) -> bool:
    """Say whether a phone shows one below the other what is side by side in the next picture after a cell."""
    kinds = next((kinds for (i, _), kinds in recorded.items() if i > cell), None)
    return kinds is not None and kinds["wide"]["columns"] > kinds["narrow"]["columns"]


def looks_by_cell(
    notebook: Mapping[str, Any], recorded: Mapping[tuple[int, int], Mapping[str, Mapping[str, Any]]]
) -> list[Looks]:
    """Return for each cell the looks of what the pictures of its section draw."""
    sections = list(itertools.accumulate("".join(cell["source"]).startswith("## ") for cell in notebook["cells"]))
    pictures: dict[int, list[Mapping[str, Any]]] = {}
    for (i, _), kinds in recorded.items():
        pictures.setdefault(sections[i], []).append(kinds["wide"])
    found = {section: looks_of(pictures.get(section, ())) for section in set(sections)}
    return [found[section] for section in sections]


def alive(output: Mapping[str, Any]) -> bool:
    """Say whether an output is a picture or a question: the code of its cell is not what the reader is after."""
    return bool({MIME, questions.MIME} & output.get("data", {}).keys())


def prepares(cell: Mapping[str, Any], outputs: list[dict[str, Any]]) -> bool:
    """Say whether a cell only imports what the lesson needs."""
    source = "".join(cell["source"])
    return cell["cell_type"] == "code" and not outputs and bool(re.match(r"(try:\n    import|import|from) ", source))


def folded(words: str, code: str) -> str:
    """Return code that a reader opens who wants to see it."""
    return f'<details class="made"><summary>{html.escape(words)}</summary>{code}</details>'


def block_of(heading: str) -> str:
    """Return the kind of block that a heading begins, in the language that is spoken.

    >>> block_of("Common mistake"), block_of("A detour")
    ('mistake', 'other')
    """
    return next((kind for known, kind in BLOCKS.items() if say(known) == heading), "other")


def anchor(heading: str) -> str:
    """Return the anchor of a heading, as JupyterLab makes it."""
    return plain(heading).replace(" ", "-")


def plain(words: str) -> str:
    """Return words without the marks of Markdown."""
    return re.sub(r"[*`$]", "", words).strip()


def sectioned(prose: str) -> list[str]:
    r"""Return prose in parts, each from the heading of a section on, but the first; one inside a fold begins none.

    Examples
    --------
    >>> sectioned("<p>a</p>\n<h2>b</h2>\n<details>\n<h2>c</h2>\n</details>")
    ['<p>a</p>\n', '<h2>b</h2>\n<details>\n<h2>c</h2>\n</details>']
    """
    parts = [""]
    for part in re.split(r"(?m)^(?=<h2\b)", prose):
        if any(
            parts[-1].count(f"<{name}") > parts[-1].count(f"</{name}>") for name in ("details", "div", "blockquote")
        ):
            parts[-1] += part
        else:
            parts.append(part)
    return [part for part in parts if part.strip()]


def words_of(text: str) -> str:
    """Return the words of HTML."""
    return html.unescape(re.sub(r"<[^>]+>", "", text)).strip()


def attached(source: str, attachments: Mapping[str, Mapping[str, str]]) -> str:
    """Return prose with the images that were put into its cell."""
    for name, forms in attachments.items():
        kind, data = next(iter(forms.items()), ("image/png", ""))
        for address in name, quote(name):  # as old and new Jupyters write it
            source = source.replace(f"attachment:{address}", f"data:{kind};base64,{data}")
    return source


def markdown(is_page: Callable[[str], bool] = lambda _: True, looks: Looks = PLAIN, *, sides: bool = False) -> Any:
    """Return a function from a lesson's prose to HTML, its formulas as MathML; what is drawn has its looks.

    With `sides`, it says on a phone above and below where it says left and right elsewhere.
    """
    import mistune

    turned = {say(side): say(other) for side, other in SIDES.items()} if sides else {}
    turned |= {side.lower(): other.lower() for side, other in turned.items()}  # within a sentence
    side = re.compile("|".join(map(re.escape, turned)) or "(?!)")

    def both(found: re.Match[str]) -> str:
        return f'<span class="for-wide">{found[0]}</span><span class="for-narrow">{turned[found[0]]}</span>'

    class Renderer(mistune.HTMLRenderer):
        def inline_math(self, text: str) -> str:
            return formula(text, "inline", looks)

        def block_math(self, text: str) -> str:
            return f'<div class="formula">{formula(text, "block", looks)}</div>\n'

        def strong(self, text: str) -> str:
            look = looks.word(text)
            look = look or "whole" * bool(TERM.fullmatch(text))
            return f'<strong class="{look}">{text}</strong>' if look else super().strong(text)

        def text(self, text: str) -> str:
            text = BETWEEN.sub("\xa0", super().text(text)).replace("）· ", "）\u2060· ")
            return side.sub(both, NUMBER.sub(whole, COUNTED.sub(whole, text)))

        def emphasis(self, text: str) -> str:
            foreign = language() != SOURCE and text.isascii()  # the title of an English book, say
            return f'<em lang="{SOURCE}">{text}</em>' if foreign else super().emphasis(text)

        def codespan(self, text: str) -> str:
            return OPTION.sub(whole, NUMBER.sub(whole, super().codespan(text)))

        def heading(self, text: str, level: int, **_: Any) -> str:
            text = text.replace("\xa0", " ")
            name = html.escape(anchor(html.unescape(re.sub(r"<[^>]+>", "", text))))
            return f'<h{level} id="{name}">{text}</h{level}>\n'

        def table_cell(self, text: str, align: str | None = None, head: bool = False) -> str:
            letters = len(plain(html.unescape(re.sub(r"<[^>]+>", "", text))))
            kind = "whole" if letters <= SHORT else "long" if letters >= LONG else ""
            name, style = "th" if head else "td", f' style="text-align:{align}"' if align else ""
            return f"  <{name}{style}" + (f' class="{kind}"' if kind else "") + f">{text}</{name}>\n"

        def link(self, text: str, url: str, title: str | None = None) -> str:
            file = re.fullmatch(r"(?:\.{0,2}[\w-]*/)*([\w.-]+)\.(?:ipynb|md)(#.*)?", url)
            if file and not is_page(file[1]):
                return text  # a page that is not there
            return super().link(text, f"{file[1]}.html{file[2] or ''}" if file else url, title)

        def safe_url(self, url: str) -> str:
            return url if url.startswith("data:image/") else super().safe_url(url)

    turn = mistune.create_markdown(renderer=Renderer(escape=False), plugins=["math", "table", "strikethrough", "url"])
    bare = re.compile(r"(?<!\$)\n(\\begin\{(align|equation|gather|eqnarray)(\*?)\}.*?\\end\{\2\3\})", re.S)

    def prose(source: str) -> str:
        source = TABLE.sub(evened, source)
        text = FORMULA.sub(whole, str(turn(bare.sub(r"\n$$\n\1\n$$", "\n" + source))))
        text = QUOTED.sub("<wbr>", text)
        return closed(text) if re.search(r"</?[a-zA-Z]", source) else text

    return prose


def whole(found: re.Match[str]) -> str:
    """Return a piece of a line that no line break parts."""
    alone = found[0].startswith("<math") and found[0].endswith("</math>")
    return found[0] if alone else f'<span class="whole">{found[0]}</span>'


def closed(text: str) -> str:
    """Return HTML in which an author leaves no element open, and closes none that was not opened.

    Examples
    --------
    >>> closed("<b>bold</div> <i>and")
    '<b>bold <i>and</i></b>'
    """
    from bs4 import BeautifulSoup

    return str(BeautifulSoup(text, "html.parser"))


def output_html(output: Mapping[str, Any], prose: Any) -> str:
    """Return one output of a cell as HTML: the richest of its forms."""
    if output["kind"] == "stream":
        return f"<pre>{html.escape(output['text'])}</pre>"
    if output["kind"] == "error":
        text = re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(output["traceback"]))
        return f"<pre>{html.escape(text)}</pre>"
    data = output["data"]
    if questions.MIME in data:
        return question_html(data[questions.MIME])
    for kind in ("text/html", "image/svg+xml"):
        if kind in data:
            return closed(PROLOG.sub("", str(data[kind])))
    for kind in ("text/markdown", "text/latex"):
        if kind in data:
            return str(prose(data[kind]))
    for kind in ("image/png", "image/jpeg", "image/gif", "image/webp"):
        if kind in data:
            alt = html.escape(output["metadata"].get(kind, {}).get("alt", data.get("text/plain", "")))
            return f'<img src="data:{kind};base64,{data[kind].strip()}" alt="{alt}">'
    return f"<pre>{html.escape(data.get('text/plain', ''))}</pre>"


def for_class(code: str) -> str:
    """Return the questions for a class of the section with this code, for the page's lecture; nothing if it has none.

    A section is known by the questions that its code asks.
    """
    names = set(re.findall(r"""(?m)^ask\(["'](\w+)["']\)""", code))
    found = [
        questions.specification(one)
        for lesson in QUESTIONS.values()
        for name, one in lesson.items()
        if one.kind == "concept" and name not in names
        if any(lesson[other].section == one.section for other in names & lesson.keys())
    ]
    return f'<script type="application/json" class="concept">{as_json(found)}</script>' if found else ""


def as_json(told: Any) -> str:
    """Return data as it may stand in a script."""
    return json.dumps(told, ensure_ascii=False).replace("<", "\\u003c")


def question_html(spec: Mapping[str, Any]) -> str:
    """Return a question that the page's script asks; where it does not come, its text, and the answer folded."""

    def rich(words: str) -> str:
        return re.sub(r"`(.*?)`", r"<code>\1</code>", html.escape(words))

    answers = [rich(each["answer"]) for each in spec["answers"]]
    choices = "".join(f"<li>{answer}</li>" for answer in answers)
    right = f"<p><strong>{html.escape(spec['words']['right'])}</strong>{answers[spec['right']]}</p>"
    return (
        f'<div class="question"><script type="application/json">{as_json(spec)}</script>'
        f"<p>{rich(spec['text'])}</p>"
        f'<ol type="a">{choices}</ol><details><summary>{html.escape(spec["words"]["tell"])}</summary>{right}'
        f"<p>{rich(spec['told'])}</p></details></div><script>coursekit.wakeQuestion()</script>"
    )


def once(page: str) -> tuple[str, list[str]]:
    """Return a page in which a word that its pictures write more than once is used by its number, and these words."""
    often = [word for word, count in Counter(WORD.findall(page)).items() if count > 1]
    number = {word: i for i, word in enumerate(often)}
    return WORD.sub(lambda m: f'<use href="#W{number[m[0]]}"/>' if m[0] in number else m[0], page), often


def outlines(made: Body) -> str:
    """Return the outlines of all letters of a page's pictures, and its frequent words, to be used by their number."""
    paths = "".join(f'<path id="G{number}" d="{ways(d, unit=0.1)}"/>' for d, number in made.letters.outlines.items())
    words = "".join(f'<g id="W{number}">{word}</g>' for number, word in enumerate(made.words))
    return f'<svg width="0" height="0" style="position:absolute" aria-hidden="true"><defs>{paths}{words}</defs></svg>'
