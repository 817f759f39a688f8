"""Names of students can be seen, and those of their pages are safe and different on every system."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursekit.grading.names import pages, same, shown

BLANK = "\u200b\u200d\u3164\u115f\u1160\uffa0\u2800\u00ad\u034f\ufe0f\u2060\ufeff\u180e\U000e0041"
ODD = ["Anna", "anna", "ANNA", "a/b", "a_b", "..", "con", "COM1", "COM¹", "lpt³", "-rf", "--out", "x" * 300, "x" * 301]
ODD += [
    "李雷",
    "",
    " ",
    "a ",
    "a.",
    "nul.txt",
    "zoë",
    "zoe\u0308",
    "~",
    "$HOME",
    "ﬁ",
    "fi",
    "Jo O'Neil",
    "a\nb",
    "student",
]


@pytest.mark.parametrize("blank", BLANK)
def test_what_looks_like_nothing_is_seen(blank):
    for name in blank, f"anna{blank}", f"an{blank}na", f"李{blank}雷":
        assert blank not in shown(name)
        assert shown(name) != shown(name.replace(blank, ""))


@pytest.mark.parametrize("name", ["محمد\u200cرضا", "क\u094d\u200dष", "Zoë O'Neil", "李 雷", "Ōe", "𝒜 b"])
def test_names_are_left_as_they_are_written(name):
    assert shown(name) == name


@given(st.lists(st.text(max_size=12) | st.sampled_from(ODD), unique=True, max_size=30))
def test_no_two_students_share_a_page_on_any_system(names):
    made = pages(names)
    assert set(made) == set(names)
    seen = {unicodedata.normalize("NFKC", page).casefold() for page in made.values()}
    assert len(seen) == len(names)
    for page in made.values():
        assert re.fullmatch(r"[^\W_][\w '’\-]*\.html", page)
        assert len(page.encode()) < 100
        assert not re.fullmatch(r"(?i)(con|prn|aux|nul|com\d|lpt\d)\.html", unicodedata.normalize("NFKC", page))


def test_usual_names_name_their_pages():
    assert pages(["Anna Ek", "李雷", "Mary-Ann"]) == {
        "Anna Ek": "Anna Ek.html",
        "李雷": "李雷.html",
        "Mary-Ann": "Mary-Ann.html",
    }


def test_a_student_cannot_take_the_page_of_another():
    [hashed] = pages(["a/b"]).values()
    made = pages(["a/b", hashed.removesuffix(".html")])
    assert len(set(made.values())) == 2


def test_the_order_of_a_names_words_does_not_count():
    assert same("Ek, Anna") == same("anna ek") == same("ANNA_EK")
    assert same("Anna Ek") != same("Anna Eka")
    assert same("İnce Şen") == same("i̇nce şen") == same("ince şen")
