"""Words with named places: what is said, what is refused, and that all that a learner reads can be translated."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from itertools import product
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo, write_mo

from coursekit import words
from coursekit.exercises.reasons import MEANINGS
from coursekit.words import mark, places, say, say_count
from tools.words import (
    FILE,
    KEYWORDS,
    PACKAGE,
    catalogues,
    extracted,
    problems,
    read,
    sentences,
    updated,
    whole,
    written,
)


def test_places_are_filled_by_name_and_as_their_format_says() -> None:
    assert say("h = {h:.0e}: slope {slope:.3f}", h=1e-8, slope=2 / 3) == "h = 1e-08: slope 0.667"


def test_a_text_without_values_may_hold_braces() -> None:
    assert say(mark(r"$\frac{1}{2}$ and f'{x}'")) == r"$\frac{1}{2}$ and f'{x}'"


def test_a_place_without_a_value_is_refused_with_what_there_is() -> None:
    with pytest.raises(ValueError, match=r"has a place 'slop', and there is: h, slope"):
        say("{slop}", h=1, slope=2)


@pytest.mark.parametrize("template", ["{}", "{0}", "a {:g}"])
def test_a_place_without_a_name_cannot_be_translated(template: str) -> None:
    with pytest.raises(ValueError, match="without a name"):
        places(template)


def test_one_and_many() -> None:
    said = [say_count("{count} point of {most}", "{count} points of {most}", n, most=9) for n in (0, 1, 2)]
    assert said == ["0 points of 9", "1 point of 9", "2 points of 9"]


def ship(catalogue: Catalog, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the catalogue be the only one that the course has."""
    place = folder / str(catalogue.locale) / "LC_MESSAGES"
    place.mkdir(parents=True)
    with (place / "coursekit.mo").open("wb") as file:
        write_mo(file, catalogue)
    monkeypatch.setattr(words, "CATALOGUES", folder)


def test_a_catalogue_is_spoken_with_its_own_plurals_and_what_it_lacks_in_english(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    polish = Catalog(locale="pl")
    polish.add("Move {name}.", "Przesuń {name}.")
    polish.add(("{count} point", "{count} points"), ("{count} punkt", "{count} punkty", "{count} punktów"))
    ship(polish, tmp_path, monkeypatch)
    try:
        words.speak("pl")
        assert say(mark("Move {name}."), name="h") == "Przesuń h."
        said = [say_count("{count} point", "{count} points", n) for n in (1, 2, 5)]
        assert said == ["1 punkt", "2 punkty", "5 punktów"]
        assert say("Take {name}.", name="h") == "Take h."
    finally:
        words.speak("en")
    assert say("Move {name}.", name="h") == "Move h."


def test_an_unknown_language_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(ValueError, match=r"no language 'tlh'\. There are: en, .*zh.*\. To add one, see"):
        words.speak("tlh")
    assert words.language() == "en"


def test_the_language_of_the_computer_is_spoken_where_it_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    try:
        for asked, spoken in (("zh", "zh"), ("tlh", "en"), ("", "en")):
            monkeypatch.setenv("COURSEKIT_LANGUAGE", asked)
            words.speak()
            assert words.language() == spoken
    finally:
        words.speak("en")


def test_a_language_that_is_spoken_for_a_while_ends_also_where_something_fails() -> None:
    def fail() -> None:
        with words.spoken("zh"):
            assert words.language() == "zh"
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert words.language() == "en"


@pytest.mark.parametrize("translation", ["Przesuń {nazwa}.", "Przesuń {name:d}.", "Przesuń {name", "Przesuń {0}."])
def test_a_translation_that_cannot_be_filled_is_said_in_english(
    translation: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    polish = Catalog(locale="pl")
    polish.add("Move {name}.", translation)
    polish.add(("{count} point of {most}", "{count} points of {most}"), (translation,) * 3)
    ship(polish, tmp_path, monkeypatch)
    try:
        words.speak("pl")
        assert say("Move {name}.", name="h") == "Move h."
        assert say_count("{count} point of {most}", "{count} points of {most}", 2, most=3) == "2 points of 3"
    finally:
        words.speak("en")


# --- what a translator is given, and what would be missing there ---


def texts_of(tree: ast.AST) -> Iterator[str]:
    """Give the templates that are said or marked in the tree, as Python reads them."""
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and ast.unparse(call.func) in KEYWORDS:
            for node in call.args[: 2 if ast.unparse(call.func) == "say_count" else 1]:
                if isinstance(node, ast.Constant):
                    yield node.value


def docstrings(tree: ast.AST) -> Iterator[str]:
    """Give the docstrings of the starters that are declared in the tree."""
    for call in ast.walk(tree):
        for keyword in call.keywords if isinstance(call, ast.Call) else ():
            if keyword.arg == "starter" and isinstance(keyword.value, ast.Constant):
                yield from re.findall(r'"""(.+?)"""', keyword.value.value, re.S)


@cache
def marked() -> set[tuple[str, str]]:
    """Give the templates of the sources, each with its file."""
    files = {path.relative_to(PACKAGE).as_posix(): path.read_text("utf-8") for path in PACKAGE.rglob("*.py")}
    found = {(file, text) for file, source in files.items() for text in texts_of(ast.parse(source))}
    sheets = {file: ast.parse(source) for file, source in files.items() if file.startswith("exercises/")}
    found |= {(file, text) for file, tree in sheets.items() for text in docstrings(tree)}
    for path in PACKAGE.rglob("*.html"):
        source = path.read_text("utf-8")
        said = re.findall(r'\bsay\("([^"]+)"', source)
        for counted in re.findall(r'\bsay_count\("([^"]+)", "([^"]+)"', source):
            said += counted
        found |= {(path.relative_to(PACKAGE).as_posix(), text) for text in said}
    return found


def test_the_list_for_translators_is_as_the_sources_are() -> None:
    assert written(extracted()) == FILE.read_text("utf-8"), "run tools/words.py"


every_catalogue = pytest.mark.parametrize("path", catalogues(), ids=lambda path: path.parts[-3])


@every_catalogue
def test_a_catalogue_has_the_templates_of_the_sources_and_what_is_read_is_made_of_it(path: Path) -> None:
    assert written(updated(path)) == path.read_text("utf-8"), "run tools/words.py"
    with path.with_suffix(".mo").open("rb") as file:
        assert forms(read_mo(file)) == forms(whole(read(path))), "run tools/words.py"


def forms(catalogue: Catalog) -> list[tuple[list[str], list[str]]]:
    return sorted(sentences(message) for message in catalogue if message.id)


@every_catalogue
def test_a_catalogue_says_everything_with_the_same_places_numbers_formulas_and_code(path: Path) -> None:
    assert not list(problems(read(path)))


BLANK = re.compile(r" [（，。；：、？！）]|[（，。；：、？！）] ")  # these signs have one in themselves


@every_catalogue
def test_a_translation_has_no_blank_beside_a_full_width_sign(path: Path) -> None:
    assert [bool(BLANK.search(text)) for text in ("比较： 1", "文件 （空白）", "斜率：1，误差 2。")] == [
        True,
        True,
        False,
    ]
    assert not [text for message in read(path) if message.id for text in sentences(message)[1] if BLANK.search(text)]


def test_babel_finds_all_that_is_said_and_nothing_else() -> None:
    """What is said within an f-string, or within another such call, Babel does not see."""
    listed = [(m.locations, [m.id] if isinstance(m.id, str) else m.id) for m in extracted()]
    assert {(file, text) for places, texts in listed for (file, _), text in product(places, texts)} == marked()


WORDS = re.compile(r"[^\W\d_]{2,}[,:]? [a-z]{2,}")  # two words: a sentence, or a label
CODE = re.compile(r"^return |[^\w\s]")
MARKUP = re.compile(r"<[^>]*>?|[a-z-]+:[^ ;][^;]*;")  # tags, and how they look
AS_IT_IS = {"starter", "solution", "begin", "also_right", "choices", "source"}  # code, replies, and titles of articles
NAMES = {
    "cube root",
    "complex step",
    "not yet",
    "not attempted",
    "an array",
}  # by which words are found that are marked
REPLIES = {"go on", "cannot tell"}  # what functions return
ERRORS = {
    "too hot to measure",
    "an array",
    "axis 0 with size x",
    *[error for error, _ in MEANINGS],
}  # as Python says it
LEARNERS = [PACKAGE / name for name in ("numerics", "pictures", "exercises", "questions", "check", "live")]
TAUGHT = [
    PACKAGE / name
    for name in (
        "derivative.py",
        "gradient.py",
        "descent.py",
        "model.py",
        "backpropagation.py",
        "workers.py",
        "functions/__init__.py",
        "data/__init__.py",
        "data/photographs.py",
        "image.py",
    )
]
# What authors read, and other people's titles.
AUTHORS = [
    PACKAGE / name
    for name in ("exercises/exercise.py", "exercises/proving.py", "questions/question.py", "questions/sources.py")
]
FILES = [*TAUGHT, *(path for folder in LEARNERS for path in sorted(folder.rglob("*.py")) if path not in AUTHORS)]


def is_sentence(text: str) -> bool:
    """Say whether a text has two words, beside markup, and is not Python: an expression or the body of a function."""
    if not WORDS.search(MARKUP.sub("", text)):
        return False
    try:
        ast.parse("def f():\n  " + text.strip().replace("\n", "\n  "))
    except SyntaxError:
        return True
    return not CODE.search(text)  # `not yet` and `time in s` are Python, too


def unmarked(node: ast.AST) -> Iterator[tuple[int, str]]:
    """Give each sentence in the tree that is neither said nor marked nor printed for authors: its line and its text."""
    children = list(ast.iter_child_nodes(node))
    text = ""
    match node:
        case ast.Expr(ast.Constant()):  # a docstring
            return
        case ast.keyword(arg) if arg in AS_IT_IS:
            return
        case ast.Call() if ast.unparse(node.func) in (*KEYWORDS, "print"):
            children = [keyword.value for keyword in node.keywords]
        case ast.JoinedStr():
            text = "".join(part.value if isinstance(part, ast.Constant) else "x" for part in node.values)
            children = [part for part in children if not isinstance(part, ast.Constant)]
        case ast.Constant(str()):
            text = node.value
    if is_sentence(text) and text not in NAMES | REPLIES | ERRORS:
        yield node.lineno, text
    for child in children:
        yield from unmarked(child)


@pytest.mark.parametrize(
    ("source", "texts"),
    [
        ('ax.set(xlabel="time in s")', ["time in s"]),
        ('say("{f}: {trend}", trend="it rises")', ["it rises"]),
        ('return f"The slope is {slope}."', ["The slope is x."]),
        ('KINDS = {"not yet known": 1}', ["not yet known"]),
        ('f("<b>Look here</b>")', ["<b>Look here</b>"]),
        ('say("The slope is {slope}.", slope=1); mark("a line"); f(say)', []),
        ('"""Give x."""; mistakes = {"x if x else 0 * x": mark("No.")}; f("<b style=\'color: red\'>")', []),
    ],
)
def test_a_sentence_that_is_not_marked_is_found(source: str, texts: list[str]) -> None:
    assert [text for _, text in unmarked(ast.parse(source))] == texts


def test_the_words_that_go_by_a_name_are_marked() -> None:
    assert {text for _, text in marked()} >= NAMES


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_what_a_learner_reads_can_be_translated(path: Path) -> None:
    assert not list(unmarked(ast.parse(path.read_text("utf-8"))))
