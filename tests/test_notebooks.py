"""The notebooks as files: clean, of one shape, and every word, link and number in them held."""

import ast
import builtins
import contextlib
import dis
import io
import itertools
import re
import warnings
from fractions import Fraction
from pathlib import Path
from types import CodeType
from typing import Any

import mpmath
import nbformat
import nbstripout
import numpy as np
import pytest
from lessons import (
    CALLS_OUT,
    LESSONS,
    PICTURES,
    ROOT,
    SHEETS,
    TRANSLATED,
    defaults,
    is_picture,
    known,
    language_of,
    picture_cells,
    read,
    source,
    workers_in_process,
)

from coursekit import live
from coursekit.derivative import central_difference, complex_step, difference_error, richardson
from coursekit.exercises.start_here import rise
from coursekit.functions import get
from coursekit.pictures import derivative as pictures
from coursekit.publish import minutes
from coursekit.publish.hero import TAG as HERO
from coursekit.publish.notes import MOVES, notes
from coursekit.publish.notes import TAG as NOTES
from coursekit.publish.sheets import KEPT, METADATA, clean, place, setup, written
from coursekit.questions import QUESTIONS
from coursekit.words import WIDE, spoken

TAG = "nbval-check-output"
BLOCKS = ["Predict", "See", "Say it in symbols", "In code", "Common mistake", "Try"]
NUMBERED = [path for path in LESSONS if path.stem[:2] != "00"]

every_notebook = pytest.mark.parametrize(
    "path", LESSONS + TRANSLATED + SHEETS, ids=lambda path: str(path.relative_to(ROOT))
)
every_lesson = pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
every_numbered_lesson = pytest.mark.parametrize("path", NUMBERED, ids=lambda path: path.stem)


def prose(path: Path) -> list[str]:
    """Return the prose of a notebook: what learners read, no notes for the teacher."""
    return [source(cell) for cell in read(path)["cells"] if cell["cell_type"] == "markdown" and not notes(cell)]


def sections(path: Path) -> list[minutes.Section]:
    return minutes.sections(read(path)["cells"])


def block(cell: dict[str, Any]) -> str | None:
    found = re.match(r"### (.+)$|\*\*([^*]+)\.\*\*", source(cell), re.M) if cell["cell_type"] == "markdown" else None
    name = found and (found[1] or found[2])
    return name if name in BLOCKS else None


def asked(cell: dict[str, Any]) -> str | None:
    found = re.fullmatch(r'ask\("(\w+)"\)', source(cell)) if cell["cell_type"] == "code" else None
    return found[1] if found else None


# As files


@every_notebook
def test_a_notebook_is_written_as_jupyter_writes_it(path):
    text = path.read_text(encoding="utf-8")
    assert text == written(read(path))
    assert text == written(clean(read(path)))
    nbformat.validate(nbformat.reads(text, as_version=4))


@every_notebook
def test_metadata_is_minimal(path):
    notebook = read(path)
    own = {"coursekit": notebook["metadata"]["coursekit"]} if path in SHEETS else {}
    assert notebook["metadata"] == METADATA | own
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    for cell in notebook["cells"]:
        wanted = ([TAG], [HERO]) if cell["cell_type"] == "code" else ([NOTES],)
        assert cell["metadata"].get("tags", wanted[0]) in wanted, cell["id"]
        assert cell["metadata"].keys() <= ({*KEPT} if path in TRANSLATED else {"tags", MOVES}), cell["id"]


@every_notebook
def test_cell_ids_are_readable_and_belong_to_their_section(path):
    ids = [cell["id"] for cell in read(path)["cells"]]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[a-z][A-Za-z0-9_-]{0,40}", name) for name in ids), ids
    for number, cells in ((section.number, section.cells) for section in sections(path)):
        wrong = [
            cell["id"] for cell in cells if re.match(r"s\d", cell["id"]) and cell["id"].split("-")[0] != f"s{number}"
        ]
        assert not wrong, (number, wrong)


@every_notebook
def test_only_the_text_of_tagged_cells_is_stored(path):
    code = [cell for cell in read(path)["cells"] if cell["cell_type"] == "code"]
    for number, cell in enumerate(code, start=1):
        if TAG in cell["metadata"].get("tags", []):
            assert cell["execution_count"] == number, cell["id"]  # nbval looks only at cells that were run
            assert [output["output_type"] for output in cell["outputs"]] == ["stream"], cell["id"]
            assert "".join(cell["outputs"][0]["text"]).strip(), cell["id"]
        else:
            assert (cell["execution_count"], cell["outputs"]) == (None, []), cell["id"]


@every_notebook
def test_nbstripout_finds_nothing_else_to_strip(path):
    notebook = read(path)
    stripped = nbstripout.strip_output(nbformat.from_dict(notebook), keep_output=False, keep_count=False, keep_id=True)
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell |= {"execution_count": None, "outputs": []}
    assert stripped == nbformat.from_dict(notebook)


@every_notebook
def test_a_code_cell_is_short_and_narrow(path):
    for cell in read(path)["cells"]:
        if cell["cell_type"] == "code":
            lines = source(cell).splitlines()
            assert 1 <= len(lines) <= 12, cell["id"]
            assert max(map(len, lines)) <= 100, cell["id"]


@every_notebook
def test_every_notebook_begins_with_a_title_and_the_same_setup_cell(path):
    title, first = read(path)["cells"][:2]
    assert source(title).startswith("# ")
    with spoken(language_of(path)):
        assert (first["id"], source(first)) == ("setup", setup())
    assert len(setup().splitlines()) <= 6


@every_notebook
def test_links_lead_somewhere(path):
    for text in prose(path):
        for link in re.findall(r"\]\(([^)\s]+)\)", text):
            if not link.startswith("https://"):
                name, _, heading = link.partition("#")
                assert (path.parent / name).exists(), link
                assert not heading or re.search(
                    rf"^#+ {re.escape(heading.replace('-', ' '))}$", "\n\n".join(prose(path.parent / name)), re.M
                ), link


@every_notebook
def test_prose_is_plain_markdown_without_exclamation_marks(path):
    for text in prose(path):
        assert not re.search(r"^:::|^```\{", text, re.M), text
        assert "!" not in re.sub(r"`[^`]*`", "", text), text
        assert text.count("$") % 2 == 0, text


# Notes for the teacher


def noted(path: Path) -> list[str]:
    return [source(cell) for cell in read(path)["cells"] if notes(cell)]


@every_notebook
def test_notes_are_a_comment_short_and_plain(path):
    for text in noted(path):
        inside = re.fullmatch(r"<!--\n((?:- .+\n)+)-->", text)  # one comment, a list: so no page shows it
        assert inside, text
        assert not re.search(r"--|[!#<>]|\*\*", inside[1]), text
        assert inside[1].count("$") % 2 == inside[1].count("`") % 2 == 0, text
        if language_of(path) == "en":
            assert len(re.findall(r"\S*\w\S*", inside[1])) <= 60, text


@every_numbered_lesson
def test_a_lesson_has_notes_for_most_of_its_core(path):
    core = [section for section in sections(path) if not section.deeper]
    assert sum(any(notes(cell) for cell in section.cells) for section in core) >= 2 / 3 * len(core)
    assert 6 <= len(noted(path)) <= 12


def test_notes_are_told_by_their_tag_and_take_no_minutes():
    cell = {"cell_type": "markdown", "metadata": {"tags": [NOTES]}, "source": ["<!--\n", "- Say: up.\n", "-->"]}
    assert notes(cell) == "- Say: up."
    assert notes(cell | {"metadata": {}}) == ""
    assert notes(cell | {"source": ["<!-- $a<b$ -->\n\n<!-- x --> y -->"]}) == "$a<b$ \n\n x --> y"
    assert minutes.minutes([cell]) == 0 < minutes.minutes([cell | {"metadata": {}, "source": ["- Say: up."]}])


# Going back: a reader runs a cell again, after others


def taken_and_given(code: CodeType) -> tuple[set[str], set[str]]:
    """Return the names that a cell takes from elsewhere, those inside its functions too, and those that it gives."""
    given: set[str] = set()
    taken: set[str] = set()
    for step in dis.get_instructions(code):
        if step.opname == "STORE_NAME":
            given.add(step.argval)
        elif step.opname == "LOAD_NAME" and step.argval not in given:
            taken.add(step.argval)
    return taken | (inside(code) - given), given


def inside(code: CodeType) -> set[str]:
    within = [constant for constant in code.co_consts if isinstance(constant, CodeType)]
    own = {step.argval for one in within for step in dis.get_instructions(one) if step.opname == "LOAD_GLOBAL"}
    return own.union(*map(inside, within))


def in_one_cell_only(path: Path) -> list[str]:
    """Return the names that a cell takes, itself or by a function that it calls, and that several cells give."""
    cells = {cell["id"]: source(cell) for cell in read(path)["cells"] if cell["cell_type"] == "code"}
    names = {cell: taken_and_given(compile(text, cell, "exec")) for cell, text in cells.items()}
    functions = {
        node.name: inside(compile(ast.Module([node], []), cell, "exec"))
        for cell, text in cells.items()
        for node in ast.parse(text).body
        if isinstance(node, ast.FunctionDef)
    }
    problems = []
    for cell, (taken, _) in names.items():
        todo, seen = list(taken), set()
        while todo:
            name = todo.pop()
            if name not in seen:
                seen.add(name)
                todo += functions.get(name, ())
        for name in sorted(seen):
            givers = [other for other, (_, given) in names.items() if name in given]
            if len(givers) > 1:
                problems.append(f"{cell} takes {name}, which {', '.join(givers)} give")
    return problems


def close_archives(names: dict[str, Any]) -> None:
    """Close what a lesson leaves open until its kernel ends."""
    for value in names.values():
        if isinstance(value, np.lib.npyio.NpzFile):
            value.close()


@every_lesson
def test_what_a_cell_takes_from_others_comes_from_one_cell_only(path):
    """So it means the same when a reader has gone on, and comes back to run the cell again."""
    assert in_one_cell_only(path) == []


@every_lesson
def test_a_cell_that_is_run_again_after_all_others_prints_the_same(path):
    cells = [cell for cell in read(path)["cells"] if cell["cell_type"] == "code" and not CALLS_OUT.search(source(cell))]
    namespace: dict[str, Any] = {"__name__": "lesson"}

    def run(cell: dict[str, Any]) -> str:
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed), warnings.catch_warnings(), pytest.MonkeyPatch.context() as patch:
            warnings.simplefilter("ignore")
            patch.setattr(live, "explore", lambda *picture, **values: None)
            exec(compile(source(cell), cell["id"], "exec"), namespace)
            namespace["explore"] = live.explore
        return printed.getvalue()

    with workers_in_process():
        for cell in cells:
            run(cell)
        for cell in cells:
            again = run(cell)
            if TAG in cell["metadata"].get("tags", []):
                assert again == "".join(cell["outputs"][0]["text"]), cell["id"]
    close_archives(namespace)


# The shape of a lesson


@every_lesson
def test_a_lesson_opens_with_what_you_do_learn_and_need_and_the_minutes_of_its_sections(path):
    opening = source(read(path)["cells"][0])
    for words in ("**What you'll do.**", "**What you'll learn**", "**What you'll need.**"):
        assert words in opening
    numbers = [section.number for section in sections(path)]
    assert numbers == [str(i) for i in range(1, len(numbers) + 1)]
    core, every = minutes.core_and_all(read(path)["cells"])
    assert core <= 60
    both = f"{core} minutes, {every} with the sections marked ◇" if every > core else f"{core} minutes"
    assert opening.splitlines()[2].endswith(f" · {both}*")
    assert ("Sections marked ◇ go deeper" in opening) == (every > core)


@every_lesson
def test_a_lesson_ends_with_key_ideas_your_own_work_and_reading(path):
    end = source(read(path)["cells"][-1])
    assert re.findall(r"^## (.+)$", end, re.M) == ["Key ideas", "On your own", "Further reading"]
    ideas = end.split("## On your own")[0]
    assert 1 <= len(re.findall(r"^- ", ideas, re.M)) <= 5
    assert f"../{place(path.stem)}" in end or path.stem == "00_toolbox"  # which has a check in each section


@every_numbered_lesson
def test_each_prediction_is_asked_once_and_each_try_says_what_one_then_sees(path):
    cells = read(path)["cells"]
    predictions = [name for name, question in QUESTIONS[path.stem[:2]].items() if question.kind == "predict"]
    assert [asked(cell) for cell in cells if asked(cell)] == predictions
    for section in sections(path):
        blocks = [block(cell) for cell in section.cells]
        if "Try" in blocks:
            after = "".join(source(cell) for cell in section.cells[blocks.index("Try") :])
            assert "<summary>What you then see</summary>" in after, section.number


@every_lesson
def test_the_blocks_of_a_section_stand_in_their_order_and_once(path):
    for number, cells in ((section.number, section.cells) for section in sections(path)):
        found = [BLOCKS.index(name) for name in map(block, cells) if name]
        assert found == sorted(set(found)), (number, [BLOCKS[i] for i in found])


@every_numbered_lesson
def test_a_section_asks_shows_says_and_runs(path):
    for number, cells in ((section.number, section.cells) for section in sections(path)):
        found = [name for name in map(block, cells) if name]
        assert {"Predict", "See", "Say it in symbols", "In code"} <= set(found), (number, found)


@every_lesson
def test_a_prediction_is_a_question_of_its_section_before_the_picture(path):
    for section in sections(path):
        blocks = [block(cell) for cell in section.cells]
        if "Predict" in blocks:
            picture = next(i for i, cell in enumerate(section.cells) if is_picture(cell))
            assert blocks.index("Predict") < blocks.index("See") < picture, section.number
            question = QUESTIONS[path.stem[:2]][asked(section.cells[blocks.index("Predict") + 1]) or ""]
            assert (question.kind, question.section) == ("predict", section.number)


@pytest.mark.parametrize(("lesson", "cell"), PICTURES)
def test_every_picture_has_a_target_and_a_slider_or_menu(lesson, cell):
    call = picture_cells(lesson)[cell]
    assert call["target"].words.endswith(".")
    assert set(defaults(call)) != set(call) - {"picture", "target"} or any(
        defaults(call)[name] is not call[name] for name in defaults(call)
    )


@every_lesson
def test_a_cell_with_a_picture_has_at_most_three_lines(path):
    for cell in read(path)["cells"]:
        if is_picture(cell):
            assert len(source(cell).splitlines()) <= 3, cell["id"]


@every_lesson
def test_numbers_of_a_printing_cell_are_compared(path):
    """A cell that prints is tagged, so that nbval compares it; those to be changed by the reader are not."""
    for cell in read(path)["cells"]:
        if cell["cell_type"] == "code" and "print(" in source(cell) and "-try" not in cell["id"]:
            assert cell["metadata"].get("tags") == [TAG], cell["id"]


def after_a_full_width_sign(source: str) -> list[str]:
    """Return what is printed first where `print` puts its blank behind a full-width sign, which has one in itself."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    printed = [call.args for call in calls if ast.unparse(call.func) == "print" and not call.keywords]
    shown = [ast.unparse(one).strip("f'\"") + " " for arguments in printed for one in arguments[:-1]]
    return [one for one in shown if WIDE.search(one)]


@pytest.mark.parametrize(
    ("source", "found"), [("print('x：', x)", 1), ("print(f'x：{x}', '，')", 0), ("print(x, y)", 0)]
)
def test_a_blank_behind_a_full_width_sign_is_found(source: str, found: int) -> None:
    assert len(after_a_full_width_sign(source)) == found


@every_notebook
def test_no_cell_prints_a_blank_behind_a_full_width_sign(path):
    assert not [
        cell["id"]
        for cell in read(path)["cells"]
        if cell["cell_type"] == "code" and after_a_full_width_sign(source(cell))
    ]


# Terms


def table(text: str) -> list[tuple[str, ...]]:
    rows = re.findall(r"^\| (.+) \|$", text, re.M)
    return [tuple(cell.strip() for cell in row.split(" | ")) for row in rows]


GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
TERMS = [(row[0], row[3]) for row in table(GLOSSARY)[1:]]


def words(path: Path) -> str:
    """Return a lesson's prose as it is read: no title cell, headings, code, mathematics or addresses."""
    return words_of(prose(path)[1:])


def words_of(texts: list[str]) -> str:
    text = "\n\n".join(texts)
    for gone in (r"^#+ [^\n]*$", r"\$\$.*?\$\$", r"\$[^$]*\$", r"`[^`]*`", r"\]\([^)]*\)", r"<[^>]*>"):
        text = re.sub(gone, " ", text, flags=re.M | re.S)
    return text


def test_the_glossary_is_a_page_of_its_own_and_lesson_00_links_to_it():
    (shown,) = [text for text in prose(LESSONS[0]) if text.startswith("## Notation")]
    assert "](../docs/glossary.md)" in shown
    assert table(GLOSSARY)[0] == ("Term", "中文", "What it means", "Lesson")


# Symbols

GREEK = (
    r"\\(alpha|beta|gamma|delta|varepsilon|epsilon|zeta|eta|theta|kappa|lambda|mu|pi|rho|sigma|tau|phi|omega|Delta)\b"
)
ONE_THING = {  # in formulas of lessons: what a symbol must not be used for, since it means something else
    "L is the largest curvature, no function": r"(?<![\\a-zA-Z])L\s*\(",
    "a theta is a direction, not one of several parameters: those are w": r"\\theta_",
    "x_0 is a coordinate; a start is written start": r"x_0\s*=|f\(x_0\)",
    "a learning rate is eta; alpha is the angle between a direction and the gradient": r"\\alpha\s*(\\,)?\s*\\nabla",
    "sigma is the sigmoid": r"\\sigma(?!['(]|$)",
    "lambda is an eigenvalue, no step": r"\\lambda\s*(\\,)?\s*\\nabla",
    "the step of a difference is h": r"\\(delta|Delta)\b",
    "machine epsilon is written varepsilon": r"\\epsilon\b",
    "mu is a curvature, no mean": r"\\mu_",
    "u is a unit vector, no function": r"(?<![\\a-zA-Z])u\(",
    "w are the parameters of a model, no direction": r"\\nabla f \\cdot w",
    "i counts; the imaginary unit is \\mathrm{j}": r"\bih\b|\bi\s*\\,?h|i\^2\s*=\s*-1|\\mathrm\{i\}",
}


A_SECOND_THING = [
    *(
        r"L(w) = 0",
        r"\theta_1",
        r"x_0 = 3",
        r"f(x + ih)",
        r"x - \alpha\,\nabla f",
        r"\sigma^2",
        r"x - \lambda \nabla f",
    ),
    *(r"\frac{\Delta f}{\Delta x}", r"\epsilon", r"\mu_x", r"u(x)", r"\nabla f \cdot w"),
]


def test_each_second_use_of_a_symbol_is_found():
    found = [{rule for rule, pattern in ONE_THING.items() if re.search(pattern, bad)} for bad in A_SECOND_THING]
    assert all(found)
    assert set().union(*found) == set(ONE_THING)


def formulas(path: Path) -> list[str]:
    found = re.findall(r"\$\$(.+?)\$\$|\$([^$]+)\$", "\n\n".join(prose(path)), re.S)
    return [block or inline for block, inline in found]


@every_numbered_lesson
def test_a_greek_letter_of_a_formula_stands_in_the_table_of_notation(path):
    (shown,) = [text for text in prose(LESSONS[0]) if text.startswith("## Notation")]
    letters = set(re.findall(GREEK, " ".join(formulas(path))))
    assert letters <= set(re.findall(GREEK, shown)) | {"pi"}  # which school has taught


@every_lesson
@pytest.mark.parametrize("rule", ONE_THING)
def test_one_symbol_means_one_thing(path, rule):
    assert not [formula for formula in formulas(path) if re.search(ONE_THING[rule], formula)], rule


def test_a_symbol_stands_in_the_table_of_notation_once():
    (shown,) = [text for text in prose(LESSONS[0]) if text.startswith("## Notation")]
    symbols = [symbol for row in table(shown)[1:] for symbol in row[0].split(", ")]
    assert len(set(symbols)) == len(symbols) > 20


# Terms of the glossary


def test_every_term_has_one_row_with_chinese_words_and_the_rows_follow_the_lessons():
    rows = table(GLOSSARY)[1:]
    assert len({row[0].lower() for row in rows}) == len(rows)
    for term, chinese, meaning, lesson in rows:
        assert re.search(r"[\u4e00-\u9fff]", chinese), term
        assert meaning, term
        assert re.fullmatch(r"0\d", lesson), term
    assert [row[3] for row in rows] == sorted(row[3] for row in rows)


@every_numbered_lesson
def test_a_term_is_introduced_in_bold_before_it_is_used(path):
    text = words(path)
    for term, lesson in sorted(TERMS, key=lambda entry: -len(entry[0])):
        own = re.compile(rf"(\*\*)?\b{re.escape(term)}(?:s|es)?\b(?:\.?(\*\*))?", re.I)
        if lesson == path.stem[:2]:
            first = own.search(text)
            assert first, f"{term} is not used in its lesson"
            bold = first[1] and first[2]
            assert bold, f"{term} is used before it is introduced: {text[first.start() - 60 : first.end() + 20]}"
        if lesson > path.stem[:2]:
            early = own.search(text)
            assert not early, f"{term} belongs to lesson {lesson}: {text[early.start() - 60 : early.end() + 20]}"
        text = own.sub("…", text)  # so that "error" is not looked for inside "rounding error"


@pytest.mark.parametrize("path", LESSONS[1:], ids=lambda path: path.stem)
def test_bold_is_for_terms_and_blocks_only(path):
    terms = {term.lower() for term, _ in TERMS}
    for text in prose(path)[1:]:
        for bold in re.findall(r"\*\*(.+?)\*\*", re.sub(r"`[^`]*`", "", text)):
            plain = bold.rstrip(".").lower()
            singular = {plain, plain.removesuffix("s"), plain.removesuffix("es")}
            assert bold.rstrip(".") in BLOCKS or singular & terms, bold


# What the code names


@every_lesson
def test_what_a_lesson_imports_it_uses(path):
    trees = [ast.parse(source(cell)) for cell in read(path)["cells"][2:] if cell["cell_type"] == "code"]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    used = {node.id for node in nodes if isinstance(node, ast.Name)} | {"hint", "solution"}  # behind a #
    imported = {name.asname or name.name for node in nodes if isinstance(node, ast.ImportFrom) for name in node.names}
    assert imported <= used


# Tools of Python and NumPy

PLAIN = {"sin", "cos", "sqrt", "sum", "max", "min", "abs", "mean", "array", "linalg", "random"}  # their names say it
SCHOOL = {"ValueError", "IndexError", "print", "range", "len", "abs", "max", "min", "sum", "round", "float", "str"}


def tools(code: str) -> set[str]:
    """What a cell uses of Python beyond def, lists, for and plain f-strings, of NumPy, and of the course's controls.

    A number's format is told by one, and so is the naming of several things at once.
    """
    found = set()
    for node in ast.walk(ast.parse(code)):
        match node:
            case ast.Attribute(value=ast.Name("np") | ast.Attribute(ast.Name("np")), attr=name):
                found |= {name} - PLAIN
            case ast.Attribute(attr="mean" | "round" | "tolist" | "copy" | "astype" | "T" | "any" | "all" as name):
                found.add(f".{name}")
            case ast.Attribute(attr="imag" | "size" | "shape" | "__name__" as name):
                found.add(f".{name}")
            case ast.Call(func=ast.Name(name)) if hasattr(builtins, name) and name not in SCHOOL:
                found.add(name)
            case ast.Call(func=ast.Name("get" | "menu" | "slider" as name)):
                found.add(name)
            case ast.FormattedValue(format_spec=ast.JoinedStr()):
                found.add("{speed:5.2f}")
            case ast.Assign(targets=[ast.Tuple()]):
                found.add("x, h =")
            case ast.BinOp(op=ast.BitOr() | ast.BitAnd() as op):
                found.add("|" if isinstance(op, ast.BitOr) else "&")
            case ast.IfExp():
                found.add("if")
            case ast.Lambda() | ast.Try() | ast.Raise():
                found.add(type(node).__name__.lower())
            case ast.Starred() | ast.keyword(arg=None):
                found.add("*" if isinstance(node, ast.Starred) else "**")
            case ast.keyword(arg="axis" | "keepdims" as name):
                found.add(name)
            case ast.BinOp(op=ast.MatMult()):
                found.add("@")
            case ast.Subscript(slice=ast.Tuple(elts)) if any(ast.unparse(one) == "None" for one in elts):
                found.add("None")
            case ast.Slice(step=ast.UnaryOp()):
                found.add("[::-1]")
    return found


def test_what_the_test_of_tools_finds():
    used = "x = [f(*a, **b) for a in np.eye(2)[:, None]]; y = x[::-1] @ np.linalg.norm(lambda t: t, axis=0).T"
    assert tools(used) == {"*", "**", "eye", "None", "[::-1]", "@", "norm", "lambda", "axis", ".T"}
    assert tools("a, b = get('sin'), f'{1:g}'\nmenu(A | {}) if a & b else slider(0, 1)") == {
        *("get", "menu", "slider", "x, h =", "{speed:5.2f}", "|", "&", "if")
    }
    assert tools("for i in range(3):\n    print(np.sin(i), max(i, 2))") == set()


def test_a_tool_is_told_in_words_before_its_first_cell_and_again_where_only_what_goes_deeper_told_it():
    told: dict[bool, str] = {False: "", True: ""}  # in backticks, in all that was read: in the core, and in all
    known: dict[bool, set[str]] = {False: set(), True: set()}
    for path in NUMBERED:
        deep = {cell["id"] for section in sections(path) if section.deeper for cell in section.cells}
        for cell in read(path)["cells"][2:]:
            readers = (True,) if cell["id"] in deep else (False, True)
            if notes(cell):
                continue
            if cell["cell_type"] == "markdown":
                for reader in readers:
                    told[reader] += " ".join(re.findall(r"`([^`]+)`", source(cell))) + " "
            elif cell["id"] != "imports":
                for reader in readers:
                    untold = {tool for tool in tools(source(cell)) - known[reader] if tool not in told[reader]}
                    assert not untold, (path.stem, cell["id"], "with ◇" if reader else "without ◇")
                    known[reader] |= tools(source(cell))


# Without what goes deeper


@every_numbered_lesson
def test_the_code_of_the_core_runs_without_what_goes_deeper(path, monkeypatch):
    deep = {cell["id"] for section in sections(path) if section.deeper for cell in section.cells}
    monkeypatch.setattr(live, "explore", lambda picture, **values: None)
    names: dict[str, Any] = {"__name__": "lesson"}
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        for cell in read(path)["cells"]:
            if cell["cell_type"] == "code" and cell["id"] not in deep and not CALLS_OUT.search(source(cell)):
                exec(compile(source(cell), cell["id"], "exec"), names)
    close_archives(names)


@every_numbered_lesson
def test_no_word_of_the_core_is_introduced_only_in_what_goes_deeper(path):
    """Nor one of an earlier lesson's."""
    known = {term for term, lesson in TERMS if lesson in ("00", "05", "06", "07")}
    for earlier in NUMBERED[: NUMBERED.index(path) + 1]:
        deep = {cell["id"] for section in sections(earlier) if section.deeper for cell in section.cells}
        cells = [
            cell
            for cell in read(earlier)["cells"][1:]
            if cell["cell_type"] == "markdown" and cell["id"] not in deep and not notes(cell)
        ]
        core = [re.sub(r"`[^`]*`", "", source(cell)) for cell in cells]
        known |= {bold.rstrip(".").lower() for bold in re.findall(r"\*\*(.+?)\*\*", "\n".join(core))}
    text = words_of(core)
    for term, lesson in sorted(TERMS, key=lambda entry: -len(entry[0])):
        used = re.compile(rf"\b{re.escape(term)}(?:s|es)?\b", re.I)
        found = used.search(text)
        singular = {term.lower(), f"{term.lower()}s"}
        assert not found or lesson > path.stem[:2] or singular & known, (
            term,
            text[found.start() - 60 : found.end() + 20],
        )
        text = used.sub("…", text)


# Lesson 00


def test_the_map_links_to_every_lesson_that_exists_and_gives_its_minutes():
    (shown,) = [text for text in prose(LESSONS[0]) if "The map of the course" in text]
    row_of = {row[0]: row[-2:] for row in table(shown)[1:]}
    assert len(row_of) == 7
    for path in NUMBERED:
        (row,) = [row for row in row_of if f"]({path.name})" in row]
        core, every = minutes.core_and_all(read(path)["cells"])
        assert row_of[row] == (str(core), str(every))


def test_the_warm_up_is_the_exercise_of_its_sheet():
    cells = {cell["id"]: source(cell) for cell in read(LESSONS[0])["cells"]}
    assert cells["rise"] == rise.starter.strip()
    assert cells["rise-hint"] == "# hint(rise)\n# solution(rise)"


# What lesson 01 says in words, by another route than its own code

MENU = ["sin", "x**2", "x**3", "exp"]


def slope(formula: str, f: str, x: str, h: str) -> mpmath.mpf:
    """Return a difference with 60 digits: no rounding, only truncation."""
    with mpmath.workdps(60):
        function = {"sin": mpmath.sin, "exp": mpmath.exp, "x**2": lambda t: t**2, "x**3": lambda t: t**3}[f]
        a, d = mpmath.mpf(x), mpmath.mpf(h)
        return (
            (function(a + d) - function(a)) / d
            if formula == "forward"
            else (function(a + d) - function(a - d)) / (2 * d)
        )


def test_section_1_three_pieces_steeper_than_12_2_exist_and_the_fastest_ten_metres_take_81_hundredths():
    times = [Fraction(t) for t in ["0", "1.89", "2.88", "3.78", "4.64", "5.47", "6.29", "7.10", "7.92", "8.75", "9.58"]]
    assert (times[7] - times[6], round(10 / (times[7] - times[6]), 2)) == (Fraction(81, 100), Fraction("12.35"))
    steeper = [
        (i, j) for i in range(11) for j in range(i + 3, 11) if (j - i) * 10 / (times[j] - times[i]) > Fraction("12.2")
    ]
    assert steeper
    assert (5, 8) in steeper
    assert (times[8] - times[5], round(30 / (times[8] - times[5]), 2)) == (Fraction("2.45"), Fraction("12.24"))


def test_section_2_small_numbers_and_the_curves_of_the_menu():
    (told,) = [text for text in prose(NUMBERED[0]) if "Small numbers are written like this" in text]
    written = re.findall(r"(0\.\d+) is `([^`]+)`", told)
    written += [(number, code) for code, number in re.findall(r"`([^`]+)` is (0\.\d+)", told)]
    assert [code for _, code in written] == ["1e-03", "4.7e-01", "1e-16"]
    assert all(float(number) == float(code) for number, code in written)
    assert (round(2 * mpmath.pi, 2), round(mpmath.e, 3)) == (6.28, 2.718)


def test_section_3_the_slopes_of_a_cube_at_1_2_and_3_are_3_12_and_27():
    found = [round(slope("forward", "x**3", str(place), "1e-6"), 3) for place in (1, 2, 3)]
    assert found == [3, 12, 27]


def test_section_2_a_step_ten_times_smaller_makes_the_error_about_ten_times_smaller():
    with mpmath.workdps(60):
        errors = [abs(slope("forward", "sin", "1", f"1e-{k}") - mpmath.cos(1)) for k in range(1, 8)]
        assert all(9 < a / b < 11 for a, b in itertools.pairwise(errors))


def test_section_2_the_error_is_lowest_near_1e_8_and_the_slope_at_1e_16_is_zero():
    h = np.geomspace(1e-16, 1, 161)
    error = difference_error(np.sin, np.cos, 1.0, h, ("forward",))["forward"]
    assert 1e-9 < pictures.best_step(h, error)[0] < 1e-7
    assert 1 + 1e-16 == 1
    assert pictures.see_secant(np.sin, 1.0, 1e-16)["slope"] == 0


def test_section_5_the_central_error_is_more_than_1000_times_smaller():
    with mpmath.workdps(60):
        exact = mpmath.cos(1)
        forward, central = (abs(slope(formula, "sin", "1", "1e-3") - exact) for formula in ("forward", "central"))
        assert forward / central > 1000


def test_section_5_the_central_error_climbs_from_about_1e_minus_5_on_and_the_others_from_about_1e_minus_8_on():
    h = np.geomspace(1e-16, 1, 161)
    for f, df in ((np.sin, np.cos), (lambda t: t**3, lambda t: 3 * t**2), (np.exp, np.exp)):
        errors = difference_error(f, df, 1.0, h, ("forward", "backward", "central"))
        best = {method: pictures.best_step(h, error)[0] for method, error in errors.items()}
        assert 1e-6 < best["central"] < 3e-5
        assert all(2e-9 < best[method] < 5e-8 for method in ("forward", "backward"))
        left = h < 3e-9
        gain = np.median(np.log10(errors["forward"][left] + 1e-20) - np.log10(errors["central"][left] + 1e-20))
        assert -0.5 < gain < 1  # within ten times


RULES = {
    "power: x³": lambda t: t**3,
    "constant: 2": lambda t: mpmath.mpf(2),
    "factor: 2·x²": lambda t: 2 * t**2,
    "sum: x² + sin(x)": lambda t: t**2 + mpmath.sin(t),
    "sine: sin(x)": mpmath.sin,
    "cosine: cos(x)": mpmath.cos,
    "exponential: eˣ": mpmath.exp,
    "chain rule: sin(3x)": lambda t: mpmath.sin(3 * t),
}


def test_section_4_every_rule_of_the_menu_is_right():
    assert list(RULES) == list(pictures.RULES)
    for name, f in RULES.items():
        rule = pictures.RULES[name]
        for t in (-1.7, -0.3, 0.0, 0.8, 2.0):
            assert float(rule(t)) == pytest.approx(float(f(mpmath.mpf(t))), rel=1e-12), name
            with mpmath.workdps(40):
                assert float(rule.df(t)) == pytest.approx(float(mpmath.diff(f, mpmath.mpf(t))), abs=1e-12), name


def test_section_4_the_answer_of_its_try_and_its_example():
    tried = central_difference(lambda t: 2 * t**3 - 5 * t + np.exp(2 * t), 1)
    by_rule = 6 * 1**2 - 5 + 2 * mpmath.exp(2)
    assert abs(tried - by_rule) < 1e-8  # about 10 digits of 15.778
    assert str(by_rule).startswith("15.778")
    assert mpmath.almosteq(mpmath.diff(lambda t: 5 * t**2 + mpmath.sin(3 * t), 0.7), 7 + 3 * mpmath.cos(2.1))


def fast_sine(h: float) -> float:
    return abs(central_difference(lambda t: np.sin(1000 * t), 1, h) - float(1000 * mpmath.cos(1000)))


def test_section_5_the_fast_sine_wants_a_step_near_1e_minus_7():
    assert 0.85 < fast_sine(1e-4) < 0.95
    assert 0.0025 < fast_sine(6e-6) < 0.0035
    assert fast_sine(1e-7) < 1e-4 < fast_sine(1e-12)
    h = np.geomspace(1e-13, 1e-4, 91)
    exact = float(1000 * mpmath.cos(1000))
    best, _ = pictures.best_step(h, difference_error(lambda t: np.sin(1000 * t), exact, 1.0, h)["central"])
    assert 2e-8 < best < 5e-7


def test_section_6_the_differences_of_a_square_and_a_cube_are_exact():
    for x, h in ((Fraction(3, 7), Fraction(2, 5)), (Fraction(-2), Fraction(1, 9))):
        assert ((x + h) ** 2 - x**2) / h == 2 * x + h
        assert ((x + h) ** 3 - (x - h) ** 3) / (2 * h) == 3 * x**2 + h**2
        assert ((x + h) ** 3 - x**3) / h == 3 * x**2 + h / 2 * (6 * x) + h**2 / 6 * 6


def test_section_6_the_best_steps_of_a_square_and_a_cube():
    eps = float(np.finfo(float).eps)
    for x in (0.3, 1.0, 50.0):
        h = (2 * eps) ** 0.5 * x
        assert h / 2 * 2 == pytest.approx(2 * eps / h * x**2)  # truncation and rounding of x², forward
        h = eps ** (1 / 3) * x
        assert h**2 / 6 * 6 == pytest.approx(eps / h * x**3)  # of x³, central


def test_section_6_a_step_ten_times_larger_than_the_best_is_off_by_nearly_4e_minus_9():
    h = 10 * float(np.finfo(float).eps) ** (1 / 3)
    error = abs(((1 + h) ** 3 - (1 - h) ** 3) / (2 * h) - 3)
    assert 3.4e-9 < error < 4e-9
    assert error == pytest.approx(h**2, rel=0.1)


def test_section_7_richardson_finds_the_slope_of_the_fast_sine_and_its_estimate_is_careful():
    result = richardson(lambda t: np.sin(1000 * t), 1)
    assert result.success
    assert abs(result.df - float(1000 * mpmath.cos(1000))) <= result.error


def test_section_7_digits_that_f_loses_inside_stay_lost():
    def f(t):
        return (np.exp(t) - 1) / t

    assert abs(f(1e-10 + 1e-20j).imag / 1e-20 - 0.5) > 1
    with pytest.raises(TypeError, match="loses its digits there"):
        complex_step(f, 1e-10)


def test_section_5_the_errors_for_a_cube_are_31_29_and_1_hundredths():
    x, h = Fraction(1), Fraction(1, 10)
    assert ((x + h) ** 3 - x**3) / h - 3 == Fraction(31, 100)
    assert (x**3 - (x - h) ** 3) / h - 3 == -Fraction(29, 100)
    assert ((x + h) ** 3 - (x - h) ** 3) / (2 * h) - 3 == Fraction(1, 100)


def test_section_6_at_1e_minus_5_the_truncation_error_is_33_times_the_slope():
    x, h = Fraction(1, 10**5), Fraction(1, 10**4)
    central = ((x + h) ** 3 - (x - h) ** 3) / (2 * h)
    assert int(central / (3 * x**2) - 1) == 33


def test_section_6_the_two_parts_of_each_error_formula_hold():
    """Truncation (h/2)|f''| and (h²/6)|f'''|; and no error beyond truncation plus twice the rounding given."""
    eps = np.finfo(float).eps
    for formula, part in (("forward", lambda h: h / 2 * np.sin(1)), ("central", lambda h: h**2 / 6 * np.cos(1))):
        with mpmath.workdps(60):
            assert abs(slope(formula, "sin", "1", "1e-4") - mpmath.cos(1)) == pytest.approx(part(1e-4), rel=1e-3)
        rounding = 2 if formula == "forward" else 1
        h = 2.0 ** -np.arange(4, 50)
        error = difference_error(np.sin, np.cos, 1.0, h, (formula,))[formula]
        assert (error < 2 * (part(h) + rounding * eps * np.sin(1) / h)).all()


def test_key_ideas_the_best_steps_are_roots_of_machine_epsilon():
    eps = np.finfo(float).eps
    assert float(f"{eps:.1e}") == 2.2e-16
    assert 1e-8 < eps ** (1 / 2) < 2e-8
    assert 6e-6 < eps ** (1 / 3) < 6.1e-6


def test_section_7_four_evaluations_are_enough_and_two_are_not():
    found = known(pictures.evaluations, f=get("sin"), x=1.0, h=1e-3)["errors"]
    assert found["five-point"][0] == 4
    assert found["five-point"][1] < 1e-12
    h = np.geomspace(1e-16, 1, 161)
    error = difference_error(np.sin, np.cos, 1.0, h, ("forward", "central"))
    assert 1e-9 < pictures.best_step(h, error["forward"])[1] < 1e-7
    assert 1e-12 < pictures.best_step(h, error["central"])[1] < 1e-10


def test_section_7_the_five_point_error_falls_ten_thousand_times():
    def five(h: str) -> mpmath.mpf:
        d = mpmath.mpf(h)
        f = mpmath.sin
        return (f(1 - 2 * d) - 8 * f(1 - d) + 8 * f(1 + d) - f(1 + 2 * d)) / (12 * d)

    with mpmath.workdps(60):
        ratio = (five("1e-2") - mpmath.cos(1)) / (five("1e-3") - mpmath.cos(1))
        assert ratio == pytest.approx(10_000, rel=0.01)
        halves = [abs(slope("central", "sin", "1", h) - mpmath.cos(1)) for h in ("0.01", "0.005")]
        assert halves[0] / halves[1] == pytest.approx(4, rel=0.01)


@pytest.mark.parametrize("name", ["sin", "exp", "tanh"])
def test_section_7_complex_step_and_central_difference_agree_in_about_ten_digits(name):
    assert complex_step(get(name), 1.0) == pytest.approx(central_difference(get(name), 1.0), rel=5e-10)


def test_section_9_the_slope_of_the_sigmoid_is_at_most_a_quarter_and_400_times_smaller_than_it_at_6():
    sigma = lambda t: 1 / (1 + mpmath.exp(-t))  # noqa: E731
    with mpmath.workdps(30):
        slopes = [mpmath.diff(sigma, mpmath.mpf(k) / 10) for k in range(-80, 81)]
        assert max(slopes) == slopes[80]
        assert slopes[80] == pytest.approx(0.25, rel=1e-15)
        assert 395 < sigma(6) / mpmath.diff(sigma, 6) < 410
        assert mpmath.almosteq(mpmath.tanh(0.7), 2 * sigma(1.4) - 1)
        assert mpmath.almosteq(mpmath.diff(mpmath.tanh, 0.7), 1 - mpmath.tanh(0.7) ** 2)


def test_section_10_with_noise_about_20_points_are_best_and_without_it_more_are_better():
    def errors(noise: float) -> list[float]:
        return [known(pictures.sampled, points=n, noise=noise)["error"] for n in range(5, 202, 4)]

    noisy, clean = errors(0.01), errors(0.0)
    assert 17 <= 5 + 4 * int(np.argmin(noisy)) <= 25
    assert 5 * noisy[4] < min(noisy[0], noisy[-1])
    assert all(a > b for a, b in itertools.pairwise(clean))


def test_section_10_a_hundredth_of_a_second_changes_the_speed_by_15_hundredths():
    assert round(10 / Fraction("0.81") - 10 / Fraction("0.82"), 2) == Fraction("0.15")


def test_section_10_the_edge_rule_of_order_2_is_exact_for_squares():
    f = [Fraction(k) ** 2 for k in range(5)]
    assert (-3 * f[0] + 4 * f[1] - f[2]) / 2 == 0
    assert (3 * f[4] - 4 * f[3] + f[2]) / 2 == 8
