"""The toolbox: its pictures against other means, and what its text says."""

import itertools
import math
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lessons import ROOT, drawn, known, moved, read, source

from coursekit.check import recall
from coursekit.live import explore
from coursekit.pictures import toolbox as pictures
from coursekit.questions import QUESTIONS

CELLS = read(ROOT / "notebooks" / "00_toolbox.ipynb")["cells"]
ASKED = re.compile(r'ask\("(\w+)"\)')
bends = st.sampled_from([k / 20 for k in range(21)])
lengths = st.floats(pictures.FROM, pictures.TO)


# The axis


@given(lengths, lengths, bends)
def test_a_longer_thing_lies_further_to_the_right_however_the_axis_is_bent(a, b, bend):
    small, large = pictures.place_on_axis(sorted([a, b]), bend)
    assert 0 <= small <= large <= 1


@given(st.floats(1e-4, 1e7), st.floats(1, 10))
def test_equal_distances_add_on_the_straight_axis_and_multiply_on_the_logarithmic_one(a, factor):
    def distance(x, y, bend):
        one, two = pictures.place_on_axis([x, y], bend)
        return two - one

    assert distance(a, factor * a, 1) == pytest.approx(math.log10(factor) / 12, abs=1e-12)
    assert distance(a, a + factor, 0) == pytest.approx(factor / (pictures.TO - pictures.FROM), rel=1e-6, abs=1e-15)


def test_the_axis_turns_logarithmic_without_a_jump():
    nearly, fully = (pictures.place_on_axis(list(pictures.LENGTHS.values()), bend) for bend in (1 - 1e-7, 1))
    assert nearly == pytest.approx(fully, abs=1e-5)


def test_five_lengths_share_a_place_on_the_straight_axis_and_the_target_stays_reached_to_the_end():
    at = known(pictures.axis, bend=0)["at"]
    assert np.ptp(at[:5]) < 1e-4 < 0.1 < at[5] - at[4]
    reached = [known(pictures.axis, bend=k / 20)["apart"] == 6 for k in range(21)]
    assert reached == sorted(reached)
    assert (reached[0], reached[-1]) == (False, True)


@given(bends)
def test_no_text_of_the_axis_lies_on_another(bend):
    _, artists = drawn(pictures.axis)
    moved(pictures.axis, artists, bend=bend)
    for texts, room in ((artists.ticks, pictures.LABEL), (artists.names, pictures.APART)):
        places = [text.get_position()[0] for text in texts if text.get_visible()]
        assert places
        assert all(np.diff(places) >= room)


@pytest.mark.parametrize("screen", ["wide", "narrow"])
def test_no_number_of_the_logarithmic_axis_touches_another_on_any_screen(screen):
    shown = explore(pictures.axis)
    explorer = shown if screen == "wide" else shown.narrow()
    explorer.move({"bend": 20})
    (stage,) = explorer.stages
    stage.whole()
    boxes = [text.get_window_extent() for text in stage.artists.ticks if text.get_visible()]
    assert len(boxes) > 5
    assert all(one.x1 + 4 < other.x0 for one, other in itertools.pairwise(boxes))


def test_the_axis_says_what_equal_distances_mean():
    _, artists = drawn(pictures.axis)
    assert moved(pictures.axis, artists, bend=0) == (
        "A straight axis: equal distances add the same number of metres. 1 of the 6 dots stands apart."
    )
    assert moved(pictures.axis, artists, bend=1) == (
        "A logarithmic axis: equal distances multiply by the same number. 6 of the 6 dots stand apart."
    )


# The matrix

entries = st.floats(-5, 5)


@given(entries, entries, entries, entries, st.floats(0, 180))
def test_each_entry_is_a_row_times_the_vector(a, b, c, d, angle):
    seen = known(pictures.matrix, A=[[a, b], [c, d]], angle=angle)
    x, y = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    assert seen["Ax"] == pytest.approx([a * x + b * y, c * x + d * y], abs=1e-12)


@pytest.mark.parametrize(
    ("name", "directions"), [("symmetric", [45, 135]), ("not symmetric", [0, 135, 180]), ("a quarter turn", [])]
)
def test_the_directions_that_a_matrix_keeps_are_those_that_the_text_names_and_the_slider_meets_them(name, directions):
    A = pictures.MATRICES[name]
    assert (A == A.T).all() == (name == "symmetric")
    assert [k for k in range(0, 181, 5) if known(pictures.matrix, A=A, angle=k)["in_line"]] == directions
    real = [v.real for v in np.linalg.eig(A)[1].T if np.isreal(v).all()]  # newer NumPys answer in complex numbers
    kept = {round(math.degrees(math.atan2(v[1], v[0]))) % 180 for v in real}
    assert kept == {k % 180 for k in directions}


def test_the_picture_shows_both_vectors_and_says_so():
    _, artists = drawn(pictures.matrix)
    said = moved(pictures.matrix, artists, angle=90)
    assert said == "A moves (0.00, 1.00) to (1.00, 2.00), which has the length 2.24. The two are not on one line."
    assert [artists.after.U[0], artists.after.V[0]] == pytest.approx([1, 2])
    assert [artists.before.U[0], artists.before.V[0]] == pytest.approx([0, 1])


def test_a_matrix_that_moves_all_to_0_is_on_no_line_and_never_reaches_the_target():
    explorer = explore(pictures.matrix, A=[[0, 0], [0, 0]])
    assert explorer.sentence.endswith("which has the length 0.00.")
    assert not explorer.reached


@pytest.mark.parametrize(
    "A", [5, [1, 2], [[1, 2, 3], [4, 5, 6]], [[1, 2], [3, np.nan]], [[1, 2], [3]], "A", [[1, 2j]] * 2]
)
def test_what_is_no_matrix_is_said(A):
    with pytest.raises(ValueError, match="is no matrix with 2 rows of 2 finite numbers"):
        pictures.as_matrix(A)


# The text


def test_each_section_ends_with_its_own_check():
    asked = [ASKED.fullmatch(source(cell))[1] for cell in CELLS if ASKED.fullmatch(source(cell))]
    assert asked == list(QUESTIONS["toolbox"])
    assert [question.section for question in QUESTIONS["toolbox"].values()] == list("123456")


def test_the_right_answers_are_what_python_says():
    A = np.array([[1, 2], [3, 4]])
    right = {name: question.right for name, question in QUESTIONS["toolbox"].items()}
    assert float(right["how_many_zeros"]) == pytest.approx(math.log10(1000) - math.log10(0.01))
    assert right["each_element"] == str([number > 0 for number in (-1, 0, 2)])
    assert right["which_axis"] == str(np.ones((2, 3)).sum(axis=0).shape)
    assert right["one_entry"] == str((A @ [10, 1]).tolist())


def test_no_lesson_asks_again_what_nobody_need_have_read(capsys):
    recall("04")
    assert not [question.text for question in QUESTIONS["toolbox"].values() if question.text in capsys.readouterr().out]


def cell(name):
    (found,) = [source(cell) for cell in CELLS if cell["id"] == name]
    return found


def test_what_the_folds_tell_is_so():
    space = {"np": np}
    exec("def square(x): return x**2", space)
    assert eval("(lambda f: lambda x: f(f(x)))(square)(2)", space) == 16
    twice = lambda f: lambda x: f(f(x))  # noqa: E731
    assert twice(twice(space["square"]))(2) == 65536
    told = re.search(r"`(np\.where\(.+?\))`\.", cell("s3-try-answer"))[1]
    x = np.linspace(-2, 2, 9)
    assert eval(told, {"np": np, "x": x}).tolist() == [number if abs(number) >= 1 else 0 for number in x]
    swap = eval(re.search(r"`(\[\[.+?\]\])`", cell("s5-try-answer"))[1])
    assert (np.array(swap) @ [5, 7]).tolist() == [7, 5]
    with pytest.warns(RuntimeWarning, match="divide by zero"):
        assert np.log10(np.array([0.0]))[0] == -np.inf


def test_with_100_times_as_many_throws_the_mean_is_about_ten_times_as_near():
    few, many = (
        np.sqrt(np.mean([(np.random.default_rng(s).integers(1, 7, size=n).mean() - 3.5) ** 2 for s in range(200)]))
        for n in (1000, 100_000)
    )
    assert 8 < few / many < 12.5
    assert abs(np.random.default_rng(1).integers(1, 7, size=1000).mean() - 3.5) < 0.2


def test_a_row_of_means_fits_only_when_its_dimension_is_kept():
    A = np.arange(6.0).reshape(2, 3)
    with pytest.raises(ValueError, match="shapes"):
        A - A.mean(axis=1)
    assert (A - A.mean(axis=1, keepdims=True)).sum(axis=1).tolist() == [0, 0]
