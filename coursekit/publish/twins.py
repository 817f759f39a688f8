"""What two languages must have in common: a text and its translation, a notebook and its twin.

English is the source. `notebooks/zh/NN_name.ipynb` has the cells of `notebooks/NN_name.ipynb`, with the same ids in the
same order; code differs in comments and in words only. The metadata of a translated cell says which English text it
translates, and what the translation was then, both as fingerprints: `stamped` writes them, and `problems` names a cell
whose English text has changed since.

Nothing here knows a language but English: the words of the others are in their notebooks, pages and catalogues.
"""

import ast
import hashlib
import io
import json
import os
import re
import tokenize
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from coursekit.publish.notes import MOVES
from coursekit.words import NAME, SOURCE, languages, say, spoken

__all__ = ["differences", "glossary", "led", "problems", "stamped", "twin", "unlike"]

Cell = dict[str, Any]

FENCE = re.compile(r"```.*?```", re.S)
FORMULA = re.compile(r"\$\$.*?\$\$|\$[^$\n]+?\$", re.S)
WORDS = re.compile(r"\\(?:text|mathrm|textbf)\{[^}]*\}")  # in a formula
COMMAND = re.compile(r"\bpython3? -m [a-z][\w. -]*")
ENDED = re.compile(r"[,.]\$\$$")  # the sentence, which may go on otherwise
CODE = re.compile(r"``[^`]+``|`[^`\n]+`")
LINK = re.compile(r"\]\(([^)\s]+)\)")
TAG = re.compile(r"</?[a-z][^>]*>")
PLACE = re.compile(r"\{[^{}]*\}")
NUMBER = re.compile(r"\d+(?:\.\d+)?(?:e-?\d+)?")
MILLIONS = re.compile(r"(\d+(?:\.\d+)?) million")
MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August"]
MONTHS += ["September", "October", "November", "December"]
THOUSANDS = re.compile(r"(?<=\d)[, ](?=\d{3}\b)")
BOLD = re.compile(r"\*\*(.+?)\*\*")
HEADING = re.compile(r"^#+ (.+)$", re.M)
PHRASE = re.compile(r"[A-Za-z]{2,},? (?:[a-z] )?[a-z]{2,}")
LONG = re.compile(r"[a-z]{2,},? [a-z]{2,},? [a-z]{2,}")
TITLED = re.compile(r"\[[^]]*\]\(https?:[^)]*\)|(?<!\*)\*[^*\n]+\*(?!\*)")  # other people's titles stay as they are


# Texts


def parts(text: str) -> dict[str, Counter[str]]:
    """Return what a text and its translation have in common, each as often as it stands there."""
    found: dict[str, Counter[str]] = {}
    prose = FENCE.sub(" ", text)
    formulas = (WORDS.sub(r"\\text", formula).replace(" ", "") for formula in FORMULA.findall(prose))
    found["formula"] = Counter(ENDED.sub("$$", formula) for formula in formulas)
    prose = LINK.sub("]", FORMULA.sub(" ", prose))
    for kind, pattern in (("code", CODE), ("tag", TAG), ("place", PLACE)):
        found[kind] = Counter(pattern.findall(prose))
        prose = pattern.sub(" ", prose)
    found["number"] = Counter(NUMBER.findall(THOUSANDS.sub("", prose)))
    found["bold text"] = Counter({"**": len(BOLD.findall(prose))})
    return found


def differences(source: str, translation: str) -> Iterator[str]:
    """Say what of a text its translation lacks, or has beside: formulas, code, tags, places, numbers; and English.

    Examples
    --------
    >>> list(differences("For $x^2$ it is 4.", "当 $x^2$ 时是 5。"))
    ['lacks the number 4', 'has the number 5, which its source has not']
    """
    ours, theirs = parts(source), parts(translation)
    for words, digits in otherwise(source):
        if theirs["number"][digits] > ours["number"][digits]:
            ours["number"] += Counter([digits])
            ours["number"] -= Counter([words])
    for kind in ours:
        for lost in (ours[kind] - theirs[kind]).elements():
            yield f"lacks the {kind} {lost}"
        for new in (theirs[kind] - ours[kind]).elements():
            yield f"has the {kind} {new}, which its source has not"
    if translation == source and PHRASE.search(read_aloud(source)):
        yield "is not translated"
    elif left := sentences(source) & sentences(translation):
        yield f"is not translated where it says: {min(left)}"


def otherwise(text: str) -> Iterator[tuple[str, str]]:
    """Yield the numbers that other languages may write otherwise: as English has it, and in digits alone."""
    yield from (("", str(number)) for number, month in enumerate(MONTHS, 1) if re.search(rf"\d {month} \d", text))
    yield from ((number, f"{float(number) * 1e6:.0f}") for number in MILLIONS.findall(text))


def read_aloud(text: str) -> str:
    """Return a text without formulas, code, commands, titles, addresses, tags and places."""
    for gone in (FENCE, FORMULA, CODE, COMMAND, TITLED, LINK, TAG, PLACE):
        text = gone.sub("", text)
    return text


def sentences(text: str) -> set[str]:
    """Return the sentences of a text, or parts of them, that have three words or more."""
    pieces = map(str.strip, re.split(r"[.?!:;|()。？！：；（）\n]", read_aloud(text)))
    return {piece for piece in pieces if LONG.search(piece)}


def fingerprint(text: str) -> str:
    """Return a fingerprint of a text, short enough to be read."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


# Terms


def glossary(text: str, language: str) -> dict[str, str]:
    r"""Return the terms of the glossary, in lower case, and what each is in a language; empty where it has no column.

    Examples
    --------
    >>> glossary("| Term | 中文 |\n|---|---|\n| order | 阶（精度的阶） |", "zh")
    {'order': '阶'}
    """
    with spoken(language):
        name = say(NAME)
    rows = [[cell.strip() for cell in row.split(" | ")] for row in re.findall(r"^\| (.+) \|$", text, re.M)]
    if not rows or name not in rows[0]:
        return {}
    return {row[0].lower(): re.sub(r"[（(].*", "", row[rows[0].index(name)]).strip() for row in rows[1:]}


def terms_unlike(source: str, translation: str, terms: Mapping[str, str]) -> Iterator[str]:
    """Say which bold terms of a text are not bold, or not the glossary's, in its translation."""
    bold = [words.rstrip(".").lower() for words in BOLD.findall(translation)]
    for words in BOLD.findall(source):
        term = words.rstrip(".").lower()
        term = next((known for known in (term, term.removesuffix("s"), term.removesuffix("es")) if known in terms), "")
        if term and terms[term].lower() not in bold:
            yield f"lacks the bold term {terms[term]}, which is {term} in the glossary"


# Links


def twin(path: Path, language: str, root: Path) -> Path:
    """Return where a page of the course in `root` lies in another language.

    Examples
    --------
    >>> twin(Path("course/exercises/solutions/a.ipynb"), "zh", Path("course")).as_posix()
    'course/exercises/zh/solutions/a.ipynb'
    >>> twin(Path("course/README.md"), "zh", Path("course")).as_posix()
    'course/README.zh.md'
    >>> twin(Path("course/exercises"), "zh", Path("course")).as_posix()
    'course/exercises/zh'
    """
    inside = path.relative_to(root)
    if len(inside.parts) == 1 and path.suffix:
        return path.with_suffix(f".{language}{path.suffix}")
    return root.joinpath(inside.parts[0], language, *inside.parts[1:])


@cache
def headings(path: Path, changed: int) -> list[str]:
    """Return the headings of a page as links name them: those of a notebook as JupyterLab does, of a text as GitHub."""
    text = path.read_text("utf-8")
    if path.suffix != ".ipynb":
        found = HEADING.findall(FENCE.sub("", text))
        return [re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-") for words in found]
    cells = ["".join(cell["source"]) for cell in json.loads(text)["cells"] if cell["cell_type"] == "markdown"]
    return [words.replace(" ", "-") for source in cells for words in HEADING.findall(FENCE.sub("", source))]


def resolved(link: str, page: Path) -> tuple[Path, int | str]:
    """Return the file to which a link of a page leads, and the place of its heading there, counted from 1; 0 for none.

    Where no heading has this name, the name itself.
    """
    name, _, anchor = link.partition("#")
    path = Path(*(page.parent / name).resolve().parts) if name else page.resolve()
    if not anchor:
        return path, 0
    if not path.is_file():
        return path, anchor
    found = headings(path, path.stat().st_mtime_ns)
    return path, found.index(anchor) + 1 if anchor in found else anchor


def led(link: str, page: Path, at: Path, language: str, root: Path) -> str:
    """Return a link of an English page as it stands in the page `at`: to the same place of a page of that language.

    Where there is no such page, it leads to the English one.
    """
    path, heading = resolved(link, page)
    other = twin(path, language, root) if language != SOURCE and path.is_relative_to(root) else path
    to = other if other.is_file() else path
    anchor = link.partition("#")[2]
    if to != path and isinstance(heading, int) and 0 < heading <= len(there := headings(to, to.stat().st_mtime_ns)):
        anchor = there[heading - 1]
    return Path(os.path.relpath(to, at.parent)).as_posix() + (f"#{anchor}" if anchor else "")


def links_unlike(source: str, translation: str, page: Path, language: str, root: Path) -> Iterator[str]:
    """Say which links of a cell do not lead to where those of its twin lead: to pages of the same language."""
    root = root.resolve()
    wanted: Counter[tuple[Path, int | str]] = Counter()
    for link in LINK.findall(source):
        if "://" in link:
            wanted[Path(link), 0] += 1
            continue
        path, heading = resolved(link, page)
        other = twin(path, language, root) if path.is_relative_to(root) else path
        wanted[other if other.exists() else path, heading] += 1
    for link in LINK.findall(translation):
        found = (Path(link), 0) if "://" in link else resolved(link, twin(page.resolve(), language, root))
        if wanted[found] > 0:
            wanted[found] -= 1
        else:
            yield f"has the link {link}, which leads elsewhere than that of its source"
    for (path, place), count in wanted.items():
        if count > 0:
            where = path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()
            yield f"lacks a link to {where}" + (f", heading {place}" if place else "")


# Code


def unlike(source: str, translation: str, strings: Iterable[str] = ()) -> Iterator[str]:
    """Say where code and its translation differ in more than comments and words that are shown.

    Words are what is printed or raised, docstrings, keys, labels and names in a list. None of them may become one of
    the `strings` of the lesson's code.

    Examples
    --------
    >>> list(unlike('print(f"A slope of {x:.2f}.")  # of a line', 'print(f"斜率是 {x:.2f}。")  # 直线的'))
    []
    >>> list(unlike("x = 1", "x = 2"))
    ['differs in its code: x = 1 became x = 2']
    """
    ours, theirs = ast.parse(source).body, ast.parse(translation).body
    for mine, other in zip(ours, theirs, strict=False):
        texts: list[tuple[str, str]] = []
        if not same(mine, other, texts, frozenset(strings)):
            yield f"differs in its code: {shortly(mine)} became {shortly(other)}"
        for mine_said, other_said in texts:
            yield from differences(mine_said, other_said)
    if len(ours) != len(theirs):
        yield f"has {len(theirs)} statements, and its source {len(ours)}"
    comments, translated = commented(source), commented(translation)
    if len(comments) != len(translated):
        yield f"has {len(translated)} comments, and its source {len(comments)}"
    for comment, other_comment in zip(comments, translated, strict=False):
        yield from differences(comment, other_comment)


def shortly(node: ast.AST) -> str:
    return ast.unparse(node).partition("\n")[0][:80]


def commented(code: str) -> list[str]:
    tokens = tokenize.generate_tokens(io.StringIO(code).readline)
    return [token.string for token in tokens if token.type == tokenize.COMMENT]


LISTED = (ast.Tuple, ast.List)  # where a string may be words, or the name of something
SHOWN = (ast.Dict, ast.keyword, ast.Raise, ast.Return)  # where it is words
SHOWING = re.compile(r"print|\w+Error|SystemExit")


def freedom(node: ast.AST) -> str:
    """Say whether strings directly in a node may be translated, and must be: "words", "listed", or "" for neither."""
    called = isinstance(node, ast.Call) and SHOWING.fullmatch(ast.unparse(node.func))
    docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return "words" if called or docstring or isinstance(node, SHOWN) else "listed" if isinstance(node, LISTED) else ""


def same(mine: Any, other: Any, texts: list[tuple[str, str]], strings: frozenset[str], free: str = "") -> bool:
    """Say whether two trees are the same but for words, and gather these; `free` is the freedom of what they lie in."""
    if isinstance(mine, list) and isinstance(other, list):
        alike = (same(*pair, texts, strings, free) for pair in zip(mine, other, strict=False))
        return len(mine) == len(other) and all(alike)
    if isinstance(mine, ast.JoinedStr) and isinstance(other, ast.JoinedStr):
        texts.append((written(mine), written(other)))
        return Counter(places(mine)) == Counter(places(other))
    if type(mine) is not type(other):
        return False
    if not isinstance(mine, ast.AST):
        if free and isinstance(mine, str) and (mine != other or free == "words"):
            texts.append((mine, other))
        return bool(mine == other) or (bool(free) and isinstance(mine, str) and other not in strings)
    inside = free if isinstance(mine, ast.Constant) else freedom(mine)
    return all(
        same(getattr(mine, key), getattr(other, key), texts, strings, inside) for key, _ in ast.iter_fields(mine)
    )


def places(text: ast.JoinedStr) -> list[str]:
    return [ast.dump(part) for part in text.values if isinstance(part, ast.FormattedValue)]


def written(text: ast.JoinedStr) -> str:
    return "".join(str(part.value) for part in text.values if isinstance(part, ast.Constant))


# Notebooks


def source_of(cell: Cell) -> str:
    return "".join(cell["source"])


def stamped(notebook: dict[str, Any], source: Mapping[str, Any]) -> dict[str, Any]:
    """Return a translated notebook with the fingerprints of its Markdown cells.

    A cell is given new ones where it has none, or where its own text has changed since the last: then somebody has
    translated it anew. One that still says the same keeps its own, so that a change of its source is seen.
    """
    texts = {cell["id"]: source_of(cell) for cell in source["cells"]}
    cells = []
    for cell in notebook["cells"]:
        here = fingerprint(source_of(cell))
        if cell["cell_type"] == "markdown" and cell["id"] in texts and cell["metadata"].get("said") != here:
            stamps = {"translates": fingerprint(texts[cell["id"]]), "said": here}
            cell = cell | {"metadata": cell["metadata"] | stamps}
        cells.append(cell)
    return notebook | {"cells": cells}


def cell_problems(mine: Cell, other: Cell, terms: Mapping[str, str], strings: Iterable[str]) -> Iterator[str]:
    """Say what is not the same in a cell and its translation, but for links."""
    source, translation = source_of(mine), source_of(other)
    if mine["cell_type"] != other["cell_type"]:
        yield "is of another kind than its source"
        return
    if mine["metadata"].get("tags") != other["metadata"].get("tags"):
        yield "has other tags than its source"
    if mine["metadata"].get(MOVES) != other["metadata"].get(MOVES):
        yield "moves the sliders to other values than its source"
    if mine["cell_type"] == "code":
        yield from unlike(source, translation, strings)
        yield from map("prints what ".__add__, differences(printed(mine), printed(other)))
        return
    if other["metadata"].get("translates") != fingerprint(source):
        yield "translates an older text"
        return
    yield from differences(source, translation)
    yield from terms_unlike(source, translation, terms)


def printed(cell: Cell) -> str:
    """Return the numbers that a cell has printed, where they are kept."""
    return "; ".join(NUMBER.findall("".join(text for output in cell["outputs"] for text in output.get("text", ""))))


def notebook_problems(path: Path, language: str, root: Path, terms: Mapping[str, str]) -> Iterator[str]:
    """Say what a notebook and its twin do not have in common, with the name of the cell."""
    source, other = (json.loads(file.read_text("utf-8"))["cells"] for file in (path, twin(path, language, root)))
    name = twin(path, language, root).relative_to(root).as_posix()
    ids = [cell["id"] for cell in source], [cell["id"] for cell in other]
    if ids[0] != ids[1]:
        odd = sorted(set(ids[0]) ^ set(ids[1])) or ["none, but in another order"]
        yield f"`{name}` has other cells than its source: {', '.join(odd)}."
        return
    strings = {
        node.value
        for cell in source
        if cell["cell_type"] == "code"
        for node in ast.walk(ast.parse(source_of(cell)))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    for mine, translated in zip(source, other, strict=True):
        if mine["id"] == "setup":  # tests/test_notebooks.py holds it: it says the language
            continue
        found = [*cell_problems(mine, translated, terms, strings)]
        if mine["cell_type"] == "markdown":
            found += links_unlike(source_of(mine), source_of(translated), path, language, root)
        yield from (f"`{name}`, cell `{mine['id']}`, {problem}." for problem in found)


def problems(root: Path) -> Iterator[str]:
    """Say what is missing, older or not the same in the notebooks of each language, in the course's folder `root`."""
    text = (root / "docs" / "glossary.md").read_text("utf-8") if (root / "docs" / "glossary.md").exists() else ""
    for language in languages():
        if language == SOURCE or not (root / "notebooks" / language).is_dir():
            continue
        terms = glossary(text, language)
        for path in sorted((root / "notebooks").glob("*.ipynb")):
            if twin(path, language, root).exists():
                yield from notebook_problems(path, language, root, terms)
            else:
                yield f"`{twin(path, language, root).relative_to(root).as_posix()}` is missing."
