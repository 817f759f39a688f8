"""Letters in pictures: each has a font, in every language, and a reader's own are told where they come from."""

import warnings
from pathlib import Path

import pytest
from matplotlib import rc_context
from matplotlib.figure import Figure
from matplotlib.text import Text

from coursekit.live import letters
from coursekit.live.letters import charted, families, file_of, give_fonts
from coursekit.words import CATALOGUES, language, spoken
from tools import font
from tools.font import needed
from tools.words import read, written

WITH_FONT = [path.parent.name for path in CATALOGUES.glob(f"*/{letters.FILE}")]
OWN = charted(file_of("sans-serif"))


@pytest.fixture(autouse=True)
def no_help(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(letters, "_helping", [])
    monkeypatch.setattr(letters, "_in_vain", set())


def lacking(tongue: str) -> set[str]:
    """Return the letters of a language's templates for pictures that neither its font nor matplotlib's own has."""
    with spoken(tongue):
        own, *_ = families()
    return {one for one in needed(tongue) if ord(one) not in charted(file_of(own)) | OWN}


@pytest.mark.parametrize("tongue", WITH_FONT)
def test_the_font_of_a_language_has_the_letters_of_its_catalogue_and_a_name_of_its_own(tongue: str) -> None:
    with spoken(tongue):
        own, *_ = families()
    assert own == f"Coursekit {tongue}"
    assert file_of(own) == str(CATALOGUES / tongue / letters.FILE)
    assert not lacking(tongue), "run tools/font.py"
    assert "SIL OPEN FONT LICENSE Version 1.1" in (CATALOGUES / tongue / "letters.txt").read_text("utf-8")


@pytest.mark.parametrize(
    ("folder", "found"), [("pictures/", {"龘"}), ("live/", {"龘"}), ("functions/", {"龘"}), ("grading/", set())]
)
def test_a_letter_that_the_font_lacks_is_found_in_a_translation_that_is_drawn(
    folder: str, found: set[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The letter is a real one, of other fonts; it stands in one translated template, of this folder only."""
    catalogue = read(CATALOGUES / "zh" / "LC_MESSAGES" / "coursekit.po")
    message = next(
        one for one in catalogue if one.locations and all(file.startswith(folder) for file, _ in one.locations)
    )
    message.string = f"{message.string}龘"
    place = tmp_path / "zh" / "LC_MESSAGES" / "coursekit.po"
    place.parent.mkdir(parents=True)
    place.write_text(written(catalogue), "utf-8")
    monkeypatch.setattr(font, "CATALOGUES", tmp_path)
    assert lacking("zh") == found


def test_english_has_matplotlibs_own_letters() -> None:
    assert families() == ["sans-serif"]


def a_text(words: str) -> Text:
    with rc_context({"font.family": families()}):
        return Figure().text(0, 0, words)


def test_a_letter_of_another_language_of_the_course_is_drawn_in_its_font_and_nothing_is_said() -> None:
    text = a_text("斜率")
    assert language() == "en"
    give_fonts([text])
    assert text.get_fontfamily() == ["sans-serif", "Coursekit zh"]
    assert families() == ["sans-serif", "Coursekit zh"]


def test_a_letter_of_a_font_of_this_computer_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(letters, "candidates", lambda: iter([("Mine", "mine.otf")]))
    real = charted
    monkeypatch.setattr(letters, "charted", lambda path: frozenset(map(ord, "ꗈ")) if path == "mine.otf" else real(path))
    find = file_of
    monkeypatch.setattr(letters, "file_of", lambda family: "mine.otf" if family == "Mine" else find(family))
    text = a_text("ꗈ")
    with pytest.warns(UserWarning, match="A font of this computer, Mine, shows the letters ꗈ."):
        give_fonts([text])
    assert text.get_fontfamily() == ["sans-serif", "Mine"]
    give_fonts([a_text("ꗈꗈ")])  # no second warning, which would be an error here


def test_a_letter_that_no_font_has_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(letters, "candidates", lambda: iter(()))
    with pytest.warns(UserWarning, match="No font of this computer has the letters ꗈ: boxes stand for them."):
        give_fonts([a_text("ꗈ")])
    with warnings.catch_warnings(record=True) as said:
        give_fonts([a_text("ꗈ")])
    assert not said


def test_the_font_is_small() -> None:
    assert all((CATALOGUES / tongue / letters.FILE).stat().st_size < 200_000 for tongue in WITH_FONT)
    assert Path(CATALOGUES / "zh" / letters.FILE).exists()
