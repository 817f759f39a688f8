"""Words with named places: what is said, what is refused, and that a catalogue is used."""

import pytest

from coursekit import words
from coursekit.words import mark, places, say, say_count


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


def test_an_unknown_language_says_english() -> None:
    try:
        words.speak("tlh")
        assert say("Move {name}.", name="h") == "Move h."
    finally:
        words.speak("en")
