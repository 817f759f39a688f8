"""All that is drawn, said and asked, in every language: nothing is left in English, and the numbers are the same."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from lessons import LESSONS, TRANSLATED, drawn, language_of, moved, picture_cells, source, with_own
from lessons import SHEETS as WRITTEN
from matplotlib import rc_context
from matplotlib.text import Text

from coursekit.exercises import SHEETS
from coursekit.exercises.asking import OwnAnswer
from coursekit.exercises.exercise import Exercise
from coursekit.exercises.running import run
from coursekit.grading.whichnotebook import course, untouched, which
from coursekit.live.controls import Control
from coursekit.live.letters import charted, families, file_of
from coursekit.publish.sheets import ROOT, place
from coursekit.publish.twins import NUMBER, PHRASE
from coursekit.questions import QUESTIONS
from coursekit.words import SOURCE, language, languages, mark, say, speak, spoken

OTHERS = [tongue for tongue in languages() if tongue != SOURCE]
every_other_language = pytest.mark.parametrize("tongue", OTHERS)

AS_THEY_ARE = re.compile(
    r"`[^`]*`|“[^”]*”|\"[^\"]*\"|\w+\([^)]*\)"  # code, and what Python or a function replies
    r"|\w+Error: .*?(?=。|，|$)"  # Python's own words
    r"|\b(?:nan|inf)\b|leaky relu|Styblinski-Tang"
)


def english_left(text: str) -> list[str]:
    """Return the runs of English words in a text that is not English."""
    return PHRASE.findall(AS_THEY_ARE.sub("", text))


def the_same_numbers(one: str, other: str) -> bool:
    return sorted(NUMBER.findall(one)) == sorted(NUMBER.findall(other))


# Pictures


def start_and_end(call: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the values at the start, and with all sliders and menus at their ends."""
    picture = call["picture"]
    start = with_own(picture, call)
    controls = {name: value for name, value in {**picture.controls, **call}.items() if isinstance(value, Control)}
    yield start
    yield start | {name: control.values[-1] for name, control in controls.items()}


def without_font(words: str, language: str) -> set[str]:
    """Return the letters of a drawn text that its fonts lack: beside a formula, matplotlib takes the first one only."""
    with spoken(language):
        first, own = charted(file_of(families()[0])), charted(file_of("sans-serif"))
    there = first if "$" in words else first | own
    return {one for one in "".join(words.split("$")[::2]) if one.isprintable() and ord(one) not in there}


def test_a_drawn_letter_that_no_font_or_only_the_second_one_has_is_found() -> None:
    assert without_font("斜率 ·", "zh") == without_font("斜率 $龘$", "zh") == set()
    assert without_font("龘斜率", "zh") == {"龘"}
    assert without_font("斜率 · $h$", "zh") == {"·"}
    assert without_font("斜率", "en") == {"斜", "率"}


@every_other_language
@pytest.mark.parametrize("lesson", [path.stem for path in LESSONS])
def test_a_picture_says_the_same_in_every_language_with_letters_that_have_a_font(lesson: str, tongue: str) -> None:
    for cell, call in picture_cells(lesson).items():
        picture = call["picture"]
        for values in start_and_end(call):
            said = {}
            for each in (SOURCE, tongue):
                with spoken(each), rc_context({"font.family": families()}):
                    axes, artists = drawn(picture, **values)
                    said[each] = moved(picture, artists, **values)
            assert the_same_numbers(said[SOURCE], said[tongue]), (cell, said)
            assert not english_left(said[tongue]), (cell, said)
            figure = getattr(axes, "figure", None) or axes.flat[0].figure
            for text in figure.findobj(Text):
                if text.get_fontfamily() != ["monospace"]:  # code
                    words = text.get_text()
                    assert not english_left(words.replace("$", "`")), (cell, words)
                    assert not without_font(words, tongue), (cell, words)


@every_other_language
@pytest.mark.parametrize("lesson", [path.stem for path in LESSONS])
def test_the_controls_and_targets_of_pictures_are_translated(lesson: str, tongue: str) -> None:
    for cell, call in picture_cells(lesson).items():
        picture = call["picture"]
        texts = [control.label or "" for control in picture.controls.values() if isinstance(control, Control)]
        texts += [
            text for control in picture.controls.values() if isinstance(control, Control) for text in control.texts
        ]
        with spoken(tongue):
            said = [say(text) for text in texts]
            said += [picture.target.said(**with_own(picture, call))] if picture.target else []
        assert not [words for words in said if english_left(words)], cell


# Notebooks


REPLIES = {"agrees", "differs", "cannot tell"}  # what `check_gradient` returns: a value, in every language the same


def english_names(cell: dict[str, Any]) -> set[str]:
    """Return what a translated cell printed in English, and not as its code has it, though there are other words."""
    printed = "".join(line for output in cell.get("outputs", []) for line in output.get("text", []))
    names = set(re.findall(r"[A-Za-z]+(?: [A-Za-z]+)*", printed)) - REPLIES
    return {name for name in names if say(name) != name and name not in source(cell)}


@pytest.mark.parametrize("path", TRANSLATED, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_translated_cell_prints_no_name_in_english(path: Path) -> None:
    whirl = {"source": "print(*FIELDS)", "outputs": [{"text": ["slope of a hill 0.00\n"]}]}
    with spoken(language_of(path)):
        assert english_names(whirl) == {"slope of a hill"}
        assert not set().union(*map(english_names, json.loads(path.read_text("utf-8"))["cells"]))


# Exercises and questions


@every_other_language
@pytest.mark.parametrize(
    "exercise", [exercise for sheet in SHEETS.values() for exercise in sheet], ids=lambda exercise: exercise.name
)
def test_each_known_mistake_is_told_the_same_in_every_language(exercise: Exercise, tongue: str) -> None:
    for code in exercise.mistakes:
        found = {}
        for each in (SOURCE, tongue):
            with spoken(each):
                found[each] = run(exercise, OwnAnswer(exercise, code), np.random.default_rng(3))
        ours, other = found[SOURCE], found[tongue]
        assert (ours.status, ours.earned, ours.advice) == (other.status, other.earned, other.advice)
        assert the_same_numbers(ours.sentence, other.sentence), (ours.sentence, other.sentence)
        assert not english_left(other.sentence), other.sentence


@every_other_language
@pytest.mark.parametrize("lesson", QUESTIONS)
def test_a_question_is_asked_in_every_language_and_its_answers_stay_apart(lesson: str, tongue: str) -> None:
    for question in QUESTIONS[lesson].values():
        texts = [question.text, question.told, question.after, *question.answers, *question.answers.values()]
        with spoken(tongue):
            said = [say(text) for text in texts]
            assert len({say(answer) for answer in question.answers}) == len(question.answers), question.text
        assert not [words for words in said if english_left(words)]
        assert all(map(the_same_numbers, texts, said))


# What follows the language, though it was made before


def test_what_was_declared_before_is_said_in_the_language_that_is_spoken_when_it_is_said() -> None:
    words = mark("not yet")
    with spoken("zh"):
        assert say(words) != words
    assert say(words) == words


@every_other_language
def test_a_sheet_is_the_same_sheet_in_every_language_also_once_somebody_has_worked_in_it(tongue: str) -> None:
    for sheet, solved in ((sheet, solved) for sheet in SHEETS for solved in (False, True)):
        data = (ROOT / place(sheet, solved=solved, language=tongue)).read_bytes()
        found = which(data, course())
        assert found
        assert (found.sheet, found.kind) == (sheet, "solutions" if solved else "sheet")
        assert untouched(data)
        notebook = json.loads(data)
        answer = next(cell for cell in notebook["cells"] if cell["id"].endswith("-answer"))
        answer["source"] = ["x = 1"]
        del notebook["metadata"]["coursekit"]
        worked_in = json.dumps(notebook).encode()
        assert not untouched(worked_in)
        found = which(worked_in, course())
        assert found
        assert found.sheet == sheet


@pytest.mark.parametrize("path", LESSONS + TRANSLATED + WRITTEN, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_notebook_speaks_its_own_language_whatever_the_computer_speaks(path: Path) -> None:
    setup = source(json.loads(path.read_text("utf-8"))["cells"][1])
    try:
        for before in languages():
            speak(before)
            exec(setup, {})
            assert language() == language_of(path)
    finally:
        speak(SOURCE)
