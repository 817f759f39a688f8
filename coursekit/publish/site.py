"""`coursekit site`: the whole course as pages, with no server: from a stick, a folder or any web host.

Lessons are run and recorded as `coursekit export` does it; sheets are shown as they are, to be worked on in JupyterLab.
A link that leads nowhere, a picture without a description and a notebook that stops are errors, each a sentence.

English stands at the top, each other language that has lessons in a folder of its name, with pages of the same names. A
page leads to the same page in the others; its pictures are recorded at the same positions, so that they can be taken
along.
"""

import argparse
import html
import json
import os
import posixpath
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from coursekit.live.recording import FRAMES, MIME, Plan
from coursekit.publish.notes import notes
from coursekit.publish.page import CARD, page, script, style
from coursekit.publish.pictures import deflated
from coursekit.publish.running import run
from coursekit.publish.twins import twin
from coursekit.words import SOURCE, command, languages, mark, reason, say, spoken

__all__ = ["main"]

COMMON = "course"  # the files of the style and the script that all pages have
START = mark("""# From a slope to gradient descent

*A course in pictures that you move, exercises that check themselves, and code that you run.*

A slope says how fast something changes. Follow it downhill, step by step, and you have **gradient descent**: how lines
are fitted to data, how networks learn, how a photograph's edges are found. Move the two points together, and watch the
slope settle.
""")
PICTURE = """import coursekit
coursekit.speak({language!r})
from coursekit.live import explore
from coursekit.pictures import derivative as pictures
explore(pictures.secant)"""


@dataclass
class SitePage:
    """A page that was written: its file, title, first sentence, the texts of its sections, what went wrong."""

    name: str
    language: str = SOURCE
    title: str = ""
    minutes: str = ""
    description: str = ""
    sections: list[tuple[str, str, str]] = field(default_factory=list)
    problem: str = ""
    plans: list[Plan] = field(default_factory=list)

    @property
    def file(self) -> str:
        """Where it lies in the folder of the site."""
        return address(self.name, self.language)


@dataclass(frozen=True)
class Site:
    """What is to be written: the pages of each language, the folder, how many positions, where it will stand."""

    sources: Mapping[str, Mapping[str, Path | None]]
    out: Path
    frames: int = FRAMES
    base: str = ""


def address(name: str, language: str) -> str:
    """Return where a page lies in the folder of the site.

    >>> address("index", "en"), address("index", "zh")
    ('index.html', 'zh/index.html')
    """
    return f"{name}.html" if language == SOURCE else f"{language}/{name}.html"


def pages(course: Path, language: str = SOURCE) -> dict[str, Path | None]:
    """Return what becomes a page: the name of each, and the file that it is made of, in the order of reading.

    The start page is made of none. A text that a language has not is there in English; such a notebook is not there.
    """
    lessons = sorted((course / "notebooks").glob("*.ipynb"))
    sheets = sorted((course / "exercises").glob("*.ipynb"))
    words = [course / "docs" / "glossary.md", course / "docs" / "instructors.md"]
    found: dict[str, Path | None] = {"index": None}
    for path in [*lessons, *sheets, *words]:
        own = path if language == SOURCE else twin(path, language, course)
        if own.exists() or path.suffix == ".md":
            found[path.stem] = own if own.exists() else path
    return found


def notebook_of(path: Path) -> dict[str, Any]:
    """Return a notebook, or a text as a notebook of one cell of prose."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".ipynb":
        found: dict[str, Any] = json.loads(text)
        return found
    headings = re.findall(r"(?m)^#+ (.+)$", text)
    anchors = {words.lower().replace(" ", "-"): words.replace(" ", "-") for words in headings}  # GitHub's, and ours
    text = re.sub(r"\]\(#([^)]+)\)", lambda found: f"](#{anchors.get(found[1], found[1])})", text)
    cells = re.split(r"(?m)^(?=## )", text)
    return {"cells": [{"cell_type": "markdown", "source": cell, "metadata": {}} for cell in cells]}


def write(name: str, language: str, site: Site, plans: list[Plan] | None = None) -> SitePage:
    """Write one page, and return what the start page and the search say of it.

    Pictures are recorded as `plans` say, those of the same page in another language.
    """
    with spoken(language):
        return _write(SitePage(name, language), site, plans)


def _write(done: SitePage, site: Site, plans: list[Plan] | None) -> SitePage:
    sources = site.sources
    known = list(sources[done.language])
    path = sources[done.language][done.name]
    if path is None:
        cells = [("markdown", say(START)), ("code", PICTURE.format(language=done.language))]
        notebook: dict[str, Any] = {"cells": [{"cell_type": k, "source": s, "metadata": {}} for k, s in cells]}
    else:
        notebook = notebook_of(path)
    sheet = path is not None and path.stem.endswith("_exercises")
    alone = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"] and not sheet
    with tempfile.TemporaryDirectory() as folder:  # what a lesson writes is not for the course's folder
        outputs = run(notebook, Path(folder), site.frames, plans) if alone else [[] for _ in notebook["cells"]]
    failed = [i for i, found in enumerate(outputs, 1) if any(output["kind"] == "error" for output in found)]
    if failed:
        done.problem = say("{name}: cell {number} stopped with an error.", name=done.file, number=failed[0])
    recorded = [output["data"][MIME] for found in outputs for output in found if MIME in output.get("data", {})]
    done.plans = [picture["plan"] for picture in recorded]
    beside = f"{done.name}.js" if recorded else ""
    there = [other for other in sources if done.name in sources[other]]
    up = "" if done.language == SOURCE else "../"
    twins = {other: up + address(done.name, other) for other in there} if len(there) > 1 else {}
    links = around(done.name, known)
    home = site.base and urljoin(site.base, done.file)
    text, made = page(notebook, outputs, lambda other: other in known, twins, links, beside, up + COMMON, home)
    file = site.out / done.file
    if beside:
        text, script = parted(text)
        file.with_suffix(".js").write_text(script, encoding="utf-8")
    file.write_text(text, encoding="utf-8")
    prose = [cell for cell in notebook["cells"] if cell["cell_type"] == "markdown" and not notes(cell)]
    minutes = re.search(r"(\d+) minutes", "".join("".join(cell["source"]) + "\n" for cell in prose))
    done.title, done.description, done.minutes = made.title, made.description, minutes[1] if minutes else ""
    texts = (" ".join(text.split()) for text in made.texts)
    done.sections = [(*head, text) for head, text in zip([("", ""), *made.sections], texts, strict=True)]
    return done


def parted(text: str) -> tuple[str, str]:
    """Return a page without what its pictures need on wide screens only, and that as a script: a phone is spared it."""
    told = re.compile(r'(?<=<div class="for-wide"><script type="application/json">).*?(?=</script>)')
    return told.sub("", text), "coursekit.takeWide([\n" + ",\n".join(told.findall(text)) + "\n]);\n"


def around(name: str, known: list[str]) -> str:
    """Return the links to the page before, the start and the page after."""
    if name == "index":
        return ""
    i = known.index(name)
    before, after = known[i - 1] if i > 1 else "", known[i + 1] if i + 1 < len(known) else ""
    links = [(before, say("Before")), ("index", say("All lessons")), (after, say("Next"))]
    shown = "".join(f'<a href="{page}.html">{html.escape(words)}</a>' for page, words in links if page)
    label = html.escape(say("Other pages"))
    return f'<nav class="around" aria-label="{label}">{shown}</nav>'


def opening(text: str) -> str:
    """Return the sentences with which a text begins, as many as there is room for.

    Examples
    --------
    >>> opening("One. Two" + " and two" * 30 + "."), opening("一。二" + "二" * 180 + "。")
    ('One.', '一。')
    """
    whole = re.match(r".{1,180}[.?!。？！](?=\s|$|[\u4e00-\u9fff])", text)
    return whole[0] if whole else text[:180]


def start_page(out: Path, written: list[SitePage], minutes: Mapping[str, str]) -> None:
    """Put the list of all pages of a language and the search into its start page; `minutes` are those of a lesson."""
    lessons = [each for each in written if re.match(r"\d\d_", each.name) and not each.name.endswith("_exercises")]
    rest = [each for each in written if each not in lessons and each.name != "index"]

    def card(each: SitePage) -> str:
        words = say("{minutes} min", minutes=minutes[each.name]) if minutes.get(each.name) else ""
        return (
            f'<li><a href="{each.name}.html">{html.escape(each.title)}</a> <small>{html.escape(words)}</small>'
            f"<p>{html.escape(opening(each.description))}</p></li>"
        )

    index = [[each.name, each.title, name, heading, text] for each in written for name, heading, text in each.sections]
    none = html.escape(say("Nothing has all of these words."))
    label = html.escape(say("Search the course"))
    search = (
        f'<div class="search" data-none="{none}"><label for="search">{label}</label>'
        f'<input id="search" type="search" autocomplete="off"><ol role="status"></ol>'
        f'<script type="application/json">"{deflated(index)}"</script></div><script>coursekit.wakeSearch()</script>'
    )
    listed = "".join(card(each) for each in lessons)
    others = "".join(f'<li><a href="{each.name}.html">{html.escape(each.title)}</a></li>' for each in rest)
    first, second = html.escape(say("Lessons")), html.escape(say("Exercises and more"))
    shown = (
        f'<section class="pages"><h2 id="lessons">{first}</h2><ol>{listed}</ol>'
        f'<h2 id="more">{second}</h2><ul>{others}</ul></section>'
    )
    file = out / written[0].file
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("\n</main>", f"{search}{shown}\n</main>"), encoding="utf-8")


class LinkReader(HTMLParser):
    """What a page links to, what can be linked to in it, and its images without a description."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.names: set[str] = set()
        self.mute = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take one element."""
        given: Mapping[str, str | None] = dict(attrs)
        if given.get("id"):
            self.names.add(str(given["id"]))
        if tag == "a" and given.get("href"):
            self.links.append(str(given["href"]))
        if tag == "img" and not given.get("alt"):
            self.mute += 1


def faults(out: Path) -> list[str]:
    """Return a sentence for each link that leads nowhere and each image without a description."""
    files = sorted(out.rglob("*.html"))
    looked = {file.relative_to(out).as_posix(): LinkReader(file.read_text(encoding="utf-8")) for file in files}
    found = []
    for name, each in looked.items():
        if each.mute:
            found.append(say("{name}: {count} images have no description.", name=name, count=each.mute))
        for link in each.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (
                posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(parts.path))) if parts.path else name
            )
            if target not in looked or (parts.fragment and unquote(parts.fragment) not in looked[target].names):
                found.append(say("{name}: the link {link} leads nowhere.", name=name, link=link))
    return found


def main(args: list[str], course: Path | None) -> int:
    """Write the site of the course in a folder; return the exit status."""
    parser = argparse.ArgumentParser(prog=f"{command()} site", description=say("Write the whole course as pages."))
    parser.add_argument("--out", type=Path, default=Path("site"), help=say("the folder to write; site, if not given"))
    most = say("positions of one picture at most ({most})", most=FRAMES)
    parser.add_argument("--frames", type=int, default=FRAMES, help=most)
    where = say("the address where it will stand, such as https://you.github.io/course; search engines are told")
    parser.add_argument("--base", default="", help=where)
    options = parser.parse_args(args)
    began = time.monotonic()
    if course is None:
        return refuse(say("The notebooks of the course are not here. Run this in the folder that holds course.py."))
    if options.frames < 1:
        words = mark("--frames is {count}, and a picture needs at least one. Leave it out for {most}.")
        return refuse(say(words, count=options.frames, most=FRAMES))
    if options.base and not re.fullmatch(r"https?://[^\s/]+(/\S*)?", options.base):
        words = mark("--base is {base}, and must be a whole address, such as https://you.github.io/course.")
        return refuse(say(words, base=options.base))
    spoken_here = [name for name in languages() if name == SOURCE or (course / "notebooks" / name).is_dir()]
    try:
        for name in spoken_here:
            start = options.out / address("index", name)
            start.parent.mkdir(parents=True, exist_ok=True)
            start.write_text("", encoding="utf-8")
            card = course / "docs" / CARD
            card = card if name == SOURCE else twin(card, name, course)
            if options.base and card.exists():
                shutil.copyfile(card, start.parent / CARD)
        for ending, text in ((".css", style()), (".js", script())):
            (options.out / COMMON).with_suffix(ending).write_text(text, encoding="utf-8")
    except OSError as error:
        words = mark("{folder} cannot be written ({why}). Choose another --out.")
        return refuse(say(words, folder=options.out, why=error.strerror))
    sources = {name: pages(course, name) for name in spoken_here}
    site = Site(sources, options.out, options.frames, options.base and options.base.rstrip("/") + "/")
    written: list[SitePage] = []
    with ProcessPoolExecutor(max_workers=min(os.cpu_count() or 1, 4)) as pool:
        tasks: dict[Future[SitePage], tuple[str, str]] = {}

        def begin(name: str, language: str, plans: list[Plan] | None = None) -> None:
            tasks[pool.submit(write, name, language, site, plans)] = name, language

        for name in sources[SOURCE]:
            begin(name, SOURCE)
        while tasks:
            task = next(iter(wait(tasks, return_when=FIRST_COMPLETED).done))
            name, language = tasks.pop(task)
            try:
                done = task.result()
            except Exception as error:
                done = SitePage(name, language, problem=f"{address(name, language)}: {reason(error, kind=True)}")
            if language == SOURCE:  # in the others its pictures have the same positions
                for other in spoken_here[1:]:
                    if name in sources[other]:
                        begin(name, other, done.plans)
            written.append(done)
            print(f"  {done.file}", flush=True)
    minutes = {each.name: each.minutes for each in written if each.language == SOURCE}
    for language in spoken_here:
        found = {each.name: each for each in written if each.language == language}
        with spoken(language):
            start_page(options.out, [found[name] for name in sources[language]], minutes)
    problems = [each.problem for each in written if each.problem] + faults(options.out)
    files = [path for path in options.out.rglob("*") if path.suffix in (".html", ".js", ".css")]
    size = sum(path.stat().st_size for path in files) / 1e6
    for problem in problems:
        print(problem, file=sys.stderr)
    words = mark("{count} pages, {size:.1f} MB, {seconds:.0f} s.")
    print(say(words, count=len(written), size=size, seconds=time.monotonic() - began))
    print(say("Look at it: open {page} in a browser.", page=options.out / "index.html"))
    return 1 if problems else 0


def refuse(sentence: str) -> int:
    """Say why, and return the exit status of a failure."""
    print(sentence, file=sys.stderr)
    return 1
