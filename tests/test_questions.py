"""Questions: what each must have, how one is asked and kept, and which come again."""

import math
import re
from fractions import Fraction
from pathlib import Path

import mpmath
import pytest
from lessons import LESSONS, read

from coursekit import questions
from coursekit.check import ask, asking, progress, recall, record
from coursekit.publish import minutes
from coursekit.questions import DEEPER, QUESTIONS, RIGHT, Question, sources
from coursekit.questions.front import MIME, specification
from coursekit.words import mark

ALL = [(lesson, name, question) for lesson, asked in QUESTIONS.items() for name, question in asked.items()]


@pytest.mark.parametrize(("lesson", "name", "question"), ALL, ids=[name for _, name, _ in ALL])
def test_each_question_can_be_read_aloud_and_exported(lesson, name, question):
    texts = [question.text, question.told, *question.answers, *question.answers.values()]
    assert not [text for text in texts if re.search(r"\$|<|\\|\n", text)], "plain words and Unicode only"
    assert question.text.endswith("?") or question.text.endswith(":")
    assert all(text[0] == text[0].strip() for text in texts)
    assert len({answer.casefold() for answer in question.answers}) == len(question.answers)


@pytest.mark.parametrize("path", [path for path in LESSONS if path.stem[:2] != "00"], ids=lambda path: path.stem)
def test_each_section_has_a_question_to_predict_and_one_for_a_class_with_a_second_for_after_it(path):
    asked = QUESTIONS[path.stem[:2]].values()
    for number in [section.number for section in minutes.sections(read(path)["cells"])]:
        kinds = [question.kind for question in asked if question.section == number]
        assert kinds.count("predict") == 1, number
        assert "concept" in kinds, number
    assert not [question.text for question in asked if question.kind == "concept" and not question.after]


def test_each_question_says_where_its_mistake_is_documented_or_that_it_is_our_own():
    known = {words for name, words in vars(sources).items() if name.isupper()}
    used = {question.source for _, _, question in ALL if question.source}
    assert used == known
    bare = [name for _, name, question in ALL if question.kind != "recall" and not question.source]
    own = [name for _, name, question in ALL if question.kind == "concept" and question.source == sources.OWN]
    assert (bare, own) == ([], [])


def test_the_numbers_that_are_told_are_those_of_exact_arithmetic():
    told = {name: question for _, name, question in ALL}
    with mpmath.workdps(30):
        slopes = [mpmath.expm1(h) / h * mpmath.e for h in (mpmath.mpf("0.001"), mpmath.mpf("0.0001"))]
        for number in (*slopes, mpmath.e):
            assert mpmath.nstr(number, 7) in told["digits_that_agree"].text + told["digits_that_agree"].told
    assert Fraction(20) / (1 + Fraction(10, 30)) == 15
    assert math.ulp(1e16) == 2
    for name, answer in (
        *(("average_of_two_speeds", "15 km/h"), ("error_for_a_cube", "0.01"), ("noise_over_h", "0.1 m/s")),
        *(("east_and_north", "0.5"), ("one_step_on_a_parabola", "2.4"), ("cliff_of_a_bowl", "0.5")),
        *(("errors_that_cancel", "5"), ("enough_of_a_fall", "9"), ("half_the_distance", "about 0.2")),
    ):
        assert told[name].right == answer
    cube = [(2 + Fraction(side, 10)) ** 3 for side in (1, -1)]
    assert (cube[0] - cube[1]) / Fraction(2, 10) - 12 == Fraction(1, 100)
    assert (0.02 / 0.2, math.hypot(0.3, 0.4), 2 / 4, 10 - 0.25 * 4) == pytest.approx((0.1, 0.5, 0.5, 9))


def test_names_are_unique_in_the_whole_course():
    assert len({name for _, name, _ in ALL}) == len(ALL)


def test_what_nobody_could_answer_is_refused():
    with pytest.raises(ValueError, match=r"'Why\?' has 1 answers; give 2 to 4"):
        Question("Why?", {"so": RIGHT}, "So.", section="1")
    with pytest.raises(ValueError, match=r"'Why\?' has 0 right answers; write RIGHT beside exactly one"):
        Question("Why?", {"so": "No.", "or so": "No."}, "So.", section="1")
    with pytest.raises(ValueError, match="has 2 right answers"):
        Question("Why?", {"so": RIGHT, "or so": RIGHT}, "So.", section="1")
    with pytest.raises(ValueError, match="has an empty text"):
        Question("Why?", {"so": RIGHT, "or so": " "}, "So.", section="1")
    with pytest.raises(ValueError, match="of kind 'quiz'"):
        Question("Why?", {"so": RIGHT, "or so": "No."}, "So.", section="1", kind="quiz")
    for told in ("So.\n\nAnd so.", "So\x0b.", "So\ud800.", "So\u2028."):  # in GIFT a blank line ends a question
        with pytest.raises(ValueError, match=r"has the sign '\\.* in 'So.*; write each text in one line"):
            Question("Why?", {"so": RIGHT, "or so": "No."}, told, section="1")


# --- asked in a page ---


def test_in_a_page_a_question_is_asked_as_if_nobody_had_answered(monkeypatch):
    displayed = []
    monkeypatch.setattr(asking, "get_ipython", object)
    monkeypatch.setattr(asking, "display", lambda bundle, raw: displayed.append(bundle[MIME]))
    monkeypatch.setattr(asking, "_for_a_page", False)  # again after the test
    asking.for_a_page()
    recall("02")
    before = list(displayed)
    for name, question in QUESTIONS["01"].items():
        record.add({"question": name, "answer": question.right})
    displayed.clear()
    recall("02")
    ask("h_smaller")
    assert displayed[:-1] == before
    assert len(before) == 3
    assert displayed[-1] == specification(QUESTIONS["01"]["h_smaller"])


# --- asked in a notebook ---


@pytest.fixture
def shown(monkeypatch):
    """What `ask` and `recall` display in a notebook: the widgets, in order."""
    widgets = []
    monkeypatch.setattr(asking, "get_ipython", object)
    make = asking.Asked
    monkeypatch.setattr(asking, "Asked", lambda **state: widgets.append(make(**state)) or widgets[-1])
    monkeypatch.setattr(asking, "display", lambda bundle, raw: None)
    return widgets


def test_an_answer_is_kept_and_shown_when_the_notebook_is_opened_again(shown):
    ask("h_smaller")
    assert shown[0].chosen == -1
    shown[0].chosen = 2
    ask("h_smaller")
    assert shown[1].chosen == 2
    assert record.entries("question")[0] == [{"question": "h_smaller", "answer": "better at first, then equally good"}]


def test_where_the_answers_have_changed_since_the_question_is_open_again(shown):
    record.add({"question": "h_smaller", "answer": "perhaps"})
    record.add({"question": "a question of long ago", "answer": "yes"})
    ask("h_smaller")
    assert shown[0].chosen == -1
    assert not list(asking.answered())


@pytest.mark.parametrize("place", [-5, 3, 99])
def test_a_place_that_is_no_answer_is_not_written_down(shown, place):
    ask("h_smaller")
    shown[0].chosen = place
    assert record.entries("question")[0] == []


def test_only_the_page_knows_what_was_overlooked_and_which_is_right(shown):
    ask("h_smaller")
    spec = shown[0].spec
    assert spec["right"] == 1
    assert [bool(answer["overlooks"]) for answer in spec["answers"]] == [True, False, True]


def answer(name, right=True):
    question = asking.KNOWN[name]
    record.add({"question": name, "answer": next(a for a in question.answers if (a == question.right) == right)})


def test_what_went_wrong_comes_again_first_then_what_was_never_asked_then_the_oldest():
    before = QUESTIONS["00"] | QUESTIONS["01"]
    latest = list(reversed(before))
    assert asking.chosen_again(before) == latest[:3]
    answer("h_smaller", right=False)
    answer("at_zero", right=False)
    assert asking.chosen_again(before)[:2] == ["h_smaller", "at_zero"]
    answer("h_smaller")  # now it is right, and waits
    assert asking.chosen_again(before) == ["at_zero", *latest[:2]]
    for name in before:
        answer(name)
    assert asking.chosen_again(before) == list(before)[:3]


def test_recall_asks_three_of_the_lessons_before_with_no_answer_chosen(shown):
    answer("h_smaller", right=False)
    recall("02")
    assert [widget.chosen for widget in shown] == [-1, -1, -1]
    assert shown[0].spec["text"] == QUESTIONS["01"]["h_smaller"].text
    texts = {question.text for lesson in ("00", "01") for question in QUESTIONS[lesson].values()}
    assert {widget.spec["text"] for widget in shown} <= texts


def test_the_sections_that_go_deeper_are_those_with_the_sign_in_their_heading():
    marked = {
        path.stem[:2]: tuple(section.number for section in minutes.sections(read(path)["cells"]) if section.deeper)
        for path in LESSONS
    }
    assert {lesson: numbers for lesson, numbers in marked.items() if numbers} == DEEPER


def test_who_leaves_out_what_goes_deeper_is_not_asked_about_it(shown):
    deeper = {name for lesson, name, question in ALL if question.section in DEEPER.get(lesson, ())}
    for lesson in ("01", "02", "03", "04"):
        recall(lesson)
        for name in QUESTIONS[lesson]:
            if name not in deeper:
                answer(name)
    asked = {widget.spec["text"] for widget in shown}
    assert len(shown) == 1 + 3 * 3  # lesson 00 has one question
    assert not asked & {asking.KNOWN[name].text for name in deeper}


def test_who_has_gone_deeper_is_asked_about_it_like_about_all_else(shown):
    answer("twelve_digits", right=False)
    recall("02")
    assert shown[0].spec["text"] == asking.KNOWN["twelve_digits"].text


@pytest.mark.parametrize("lesson", ["00", "99", "", "two"])
def test_recall_of_nothing_says_so(lesson, capsys):
    recall(lesson)
    assert capsys.readouterr().out.startswith("Nothing comes before lesson")


def test_a_record_that_cannot_be_written_is_said_and_the_lesson_goes_on(shown, monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("COURSEKIT_HOME", str(tmp_path / "a file"))
    Path(tmp_path, "a file").write_text("")
    ask("h_smaller")
    shown[0].chosen = 1
    assert "could not be written down" in capsys.readouterr().out
    record.unsaved.clear()


def test_progress_counts_answers_and_spoilt_lines_spoil_nothing(capsys):
    answer("h_smaller")
    answer("at_zero", right=False)
    with open(record.path(), "a") as file:
        file.write('\n{"question": 3}\n{"question": "h_smaller", "answer": [1]}\nspoilt')
    progress()
    assert "Questions: 1 of 2 turned out as you thought" in capsys.readouterr().out


AS_THEY_ARE = ("question.py", "sources.py", "__init__.py", "front.py")  # titles of articles, names, what is marked


def test_every_text_is_marked_for_translation():
    assert mark("x") == "x"
    for path in Path(questions.__file__).parent.glob("*.py"):
        for line in path.read_text("utf-8").split("\n"):
            words = re.findall(r'"([^"]*[a-z]{3,} [^"]*)"', line)
            bare = [text for text in words if "_(" not in line and not line.strip().startswith(('"', "'"))]
            assert not bare or path.name in AS_THEY_ARE, f"{path.name}: {bare}"
