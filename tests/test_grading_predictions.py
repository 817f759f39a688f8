"""What a class predicted: handed in by the learner, counted by the grader, trusted by nobody."""

import json

import pytest
from grading_classroom import OPTIONS, RIGHT, needs_boxes, notebook, put, row, rows, run_of
from hypothesis import given
from hypothesis import strategies as st
from IPython.core.formatters import DisplayFormatter

from coursekit import check
from coursekit.check import handed_in, record
from coursekit.cli import main
from coursekit.grading import report
from coursekit.grading.predictions import Predicted, wanted
from coursekit.grading.record import Record
from coursekit.grading.results import from_line, to_line
from coursekit.grading.sheet import Sheet
from coursekit.questions import QUESTIONS
from coursekit.words import spoken

LESSON = Sheet.find("01_derivative")
H, ZERO = "h_smaller", "at_zero"
EVERY, WORSE, EQUALLY = QUESTIONS["01"][H].answers


def holding(*predictions, indent=None):
    """Return a notebook whose cells have these outputs, written as JupyterLab or a script writes it."""
    held = json.loads(notebook(*RIGHT, *("progress(hand_in=True)" for _ in predictions)))
    for cell, one in zip(held["cells"][len(RIGHT) :], predictions, strict=True):
        cell["outputs"] = [{"output_type": "display_data", "metadata": {}, "data": {handed_in.MIME: one}}]
    return json.dumps(held, indent=indent, ensure_ascii=indent is None).encode()


# --- the learner's side ---


@pytest.fixture
def in_a_notebook(monkeypatch):
    monkeypatch.setattr(check, "shell", object)


def test_the_first_answer_to_each_prediction_is_handed_in_and_nothing_else(in_a_notebook):
    for name, answer in ((H, EVERY), (H, WORSE), ("digits_that_agree", "2.71"), (ZERO, "perhaps"), ("gone", "yes")):
        record.add({"question": name, "answer": answer})
    record.add({"exercise": "rise", "status": "right"})
    bundle, _ = DisplayFormatter().format(check.handing_in())
    assert bundle[handed_in.MIME] == handed_in.sealed({H: EVERY})
    assert "1 prediction of yours is in this cell now" in bundle["text/plain"]
    assert "no mark depends on it" in bundle["text/html"]
    assert handed_in.read(holding(bundle[handed_in.MIME]), [H]) == {H: EVERY}


def test_without_a_prediction_or_a_notebook_it_says_what_to_do(capsys, monkeypatch):
    check.progress(hand_in=True)
    assert "lessons ask for them before their pictures" in capsys.readouterr().out
    record.add({"question": H, "answer": WORSE})
    monkeypatch.setattr(check, "shell", lambda: None)
    check.progress(hand_in=True)
    assert "Run this in the notebook that you hand in" in capsys.readouterr().out


# --- the grader's side ---


@pytest.mark.parametrize("indent", [None, 1])
def test_what_was_handed_in_is_read_and_the_last_of_several_counts(indent):
    before, after = handed_in.sealed({H: EVERY}), handed_in.sealed({H: WORSE, ZERO: "0"})
    assert handed_in.read(holding(before, after, indent=indent), wanted(LESSON)) == {H: WORSE, ZERO: "0"}
    assert handed_in.read(holding(after, indent=indent), [ZERO]) == {ZERO: "0"}
    assert handed_in.read(notebook(*RIGHT), wanted(LESSON)) == {}


SPOILT = [
    handed_in.sealed({H: EVERY}) | {H: WORSE},
    handed_in.sealed({H: EVERY}) | {ZERO: "0"},
    {H: EVERY},
    {H: EVERY, "unchanged": [1]},
    [1, 2],
    "x",
    None,
    {"a": {"b": 1}, "unchanged": ""},
    handed_in.sealed({f"name{number}": "x" * 100 for number in range(1000)}),
    json.loads("[" * 900 + "]" * 900),
]


@pytest.mark.parametrize("held", SPOILT, ids=range(len(SPOILT)))
def test_what_was_changed_by_hand_or_is_nonsense_is_left_out(held):
    assert handed_in.read(holding(held), wanted(LESSON)) is None


@given(st.binary(max_size=200))
def test_no_bytes_stop_the_grader_or_get_through(junk):
    name = json.dumps(handed_in.MIME).encode()
    assert handed_in.read(name + b": " + junk, wanted(LESSON)) is None


@pytest.mark.parametrize("answer", ["<script>alert(1)</script>", "", "yes", 3, True, None, ["a"], {"b": 1}])
def test_only_answers_of_the_course_get_through(answer):
    assert handed_in.read(holding(handed_in.sealed({H: answer, ZERO: "0"})), wanted(LESSON)) in ({ZERO: "0"}, None)


def test_a_sheet_asks_for_the_predictions_of_its_lesson_and_one_of_ones_own_for_all():
    assert set(wanted(LESSON)) == {name for name, one in QUESTIONS["01"].items() if one.kind == "predict"}
    own = Sheet("01_mine", texts=(("01_mine", ""),))
    assert {H, "where_it_points"} <= set(wanted(own))


def test_it_survives_the_record_of_a_run():
    for predicted in ({H: EVERY}, {}, None):
        assert from_line(to_line(row("Anna", predicted=predicted))).predicted == predicted


def test_points_are_shown_where_three_or_more_chose_an_answer():
    seen = Predicted()
    for points in (1, 2, 6):
        seen.add({H: WORSE}, points)
    seen.add({H: EVERY}, 4)
    seen.add(None, 4)
    seen.add({"gone": "yes", H: "gone"}, 4)
    [(text, count, answers)] = seen.questions()
    assert (text, count, seen.spoilt) == (QUESTIONS["01"][H].text, 4, 1)
    assert [(one.answer, one.right, one.count, one.mean) for one in answers] == [
        (EVERY, False, 1, None),
        (WORSE, True, 3, 3.0),
        (EQUALLY, False, 0, None),
    ]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_of_the_class_tells_it_without_names(tmp_path, language):
    people = [row(f"Student {number}", number, predicted={H: WORSE}) for number in range(1, 4)]
    with Record(tmp_path / "out", run_of()) as kept, spoken(language):
        kept.add(*people, row("Anna", predicted={H: EVERY}), row("Zoe", predicted=None))
        report.write(kept)
    for name in ("class.html", "class_to_show.html"):
        page = (tmp_path / "out" / name).read_text("utf-8")
        start = page.index("<h2>What they predicted" if language == "en" else "<h2>全班的预测")
        part = page[start : page.index("<h2>", start + 4)]
        assert not any(name in part for name in ("Anna", "Zoe", "Student"))
        assert part.count("<tr>") == 4
        assert '<td class="number">3</td><td class="number">3.0</td>' in part
        assert '<td class="number">1</td><td class="number">–</td>' in part
        assert ("in 1 notebook were changed" if language == "en" else "有 1 个笔记本中的预测") in part
    for page in (tmp_path / "out" / "feedback").iterdir():
        assert "predict" not in page.read_text("utf-8")


def test_a_class_without_predictions_reads_nothing_of_them(tmp_path):
    with Record(tmp_path / "out", run_of()) as kept:
        kept.add(row("Anna"))
        report.write(kept)
    assert "predict" not in (tmp_path / "out" / "class.html").read_text("utf-8")


def test_predictions_change_no_mark_and_come_to_the_page_from_what_was_handed_in(tmp_path, capsys):
    needs_boxes()
    put(tmp_path / "in" / "Anna.ipynb", holding(handed_in.sealed({H: EVERY})))
    put(tmp_path / "in" / "Bo.ipynb", holding({H: WORSE}))
    put(tmp_path / "in" / "Cy.ipynb", notebook(*RIGHT))
    out = tmp_path / "out"
    assert main(["grade", str(tmp_path / "in"), *OPTIONS, "--out", str(out), "--jobs", "1"]) == 0
    assert len({one["total points"] for one in rows(out / "grades_wide.csv")}) == 1
    page = (out / "class.html").read_text("utf-8")
    assert "What they predicted" in page
    assert "in 1 notebook were changed" in page
