"""What a reader sees outside the notebooks, as templates with named places that can be translated.

>>> from coursekit.words import mark, say, say_count

`say` puts values into a template, in the reader's language. What is declared long before it is shown is only marked,
with `mark`, and said later. Babel finds the templates by these names; `docs/authors.md` says how. The language is that
of the process: a notebook's kernel speaks one.
"""

import contextlib
import gettext
import os
import re
import string
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

__all__ = [
    "CALLED",
    "NAME",
    "SOURCE",
    "TemplateError",
    "columns",
    "command",
    "language",
    "languages",
    "mark",
    "places",
    "reason",
    "say",
    "say_count",
    "speak",
    "spoken",
    "together",
    "typeset",
    "without_minus_zero",
]

CATALOGUES = Path(__file__).parent
DOMAIN = "coursekit"

SOURCE = "en"  # the language of the templates
CALLED = "COURSEKIT_LANGUAGE"  # the variable that tells processes which are started which language to speak

_language = SOURCE
_translation: gettext.NullTranslations = gettext.NullTranslations()


class TemplateError(ValueError):
    """A template has a place without a name, or one for which there is no value."""


def command() -> str:
    """Return how a reader calls the command: `coursekit`, or as `course.py` says.

    >>> command()
    'coursekit'
    """
    return os.environ.get("COURSEKIT_CALLED", "coursekit")


def languages() -> list[str]:
    """Return the languages that there are: English, and each with a catalogue.

    Examples
    --------
    >>> languages()[:2]
    ['en', 'zh']
    """
    return [SOURCE, *sorted(path.parts[-3] for path in CATALOGUES.glob(f"*/LC_MESSAGES/{DOMAIN}.mo"))]


def language() -> str:
    """Return the language that is spoken.

    Examples
    --------
    >>> language()
    'en'
    """
    return _language


def speak(language: str | None = None) -> None:
    """Choose the language of all that is said from now on.

    Parameters
    ----------
    language : str, optional
        A code such as "en" or "zh". If left out, what COURSEKIT_LANGUAGE names, and English where there is none such.

    Raises
    ------
    ValueError
        There is no such language.

    Examples
    --------
    >>> speak("en")
    >>> speak("tlh")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ValueError: There is no language 'tlh'. There are: en, ... To add one, see Languages in docs/authors.md.
    """
    global _language, _translation
    known = languages()
    asked = os.environ.get(CALLED, SOURCE) if language is None else language
    if asked not in known:
        if language is not None:
            given = mark("There is no language {language!r}. There are: {known}.")
            remedy = say("To add one, see Languages in docs/authors.md.")
            raise ValueError(say(given, language=language, known=", ".join(known)) + " " + remedy)
        asked = SOURCE
    _language, _translation = asked, gettext.translation(DOMAIN, CATALOGUES, [asked], fallback=asked == SOURCE)


@contextlib.contextmanager
def spoken(language: str) -> Iterator[None]:
    """Speak a language for a while.

    Examples
    --------
    >>> with spoken("zh"):
    ...     said = say(NAME)
    >>> said, say(NAME)
    ('中文', 'English')
    """
    before = _language
    speak(language)
    try:
        yield
    finally:
        speak(before)


def mark(template: str) -> str:
    """Mark a template that is said later, and leave it as it is.

    Examples
    --------
    >>> mark("The square of {x} is {y}.")
    'The square of {x} is {y}.'
    """
    return template


def reason(error: BaseException, *, kind: bool = False) -> str:
    """Return what an error says, as a part of a sentence that goes on or ends behind it.

    Parameters
    ----------
    kind : bool
        Whether to name the type of the error, too: what is not ours says little without it.

    Examples
    --------
    >>> reason(ValueError("Give more."), kind=True)
    'ValueError: Give more'
    """
    said = str(error.msg if isinstance(error, SyntaxError) else error)
    return (f"{type(error).__name__}: {said}" if kind and said else said or type(error).__name__).rstrip("。. ")


NAME = mark("English")
"""The name of the language that is spoken, in itself."""


def say(template: str, /, **values: Any) -> str:
    """Say a template in the reader's language, with its named places filled; without values it is said as it stands.

    Raises
    ------
    TemplateError
        The template has a place for which no value is given.

    Examples
    --------
    >>> say("The square of {x:g} is {y:g}.", x=1.5, y=2.25)
    'The square of 1.5 is 2.25.'
    """
    return _said(_translation.gettext(template) if template else "", template, values)


HYPHEN = re.compile(r"(?<![^\W\u4e00-\u9fff]|[.)\]}'\"])-(?=\.?\d|inf\b)")
WIDE = re.compile(r"(?<=[\u3001\u3002\uff01\uff09\uff0c\uff1a\uff1b\uff1f]) ")  # a blank after 、。！），：；？


def typeset(text: str) -> str:
    """Return a text with a minus where a number has a hyphen, and no blank after a full-width sign. 1e-07 stays.

    Examples
    --------
    >>> typeset("From (-1.5, -2) to 1e-07, a well-known x-0.")
    'From (−1.5, −2) to 1e-07, a well-known x-0.'
    """
    return HYPHEN.sub("−", WIDE.sub("", text))


def columns(text: str) -> int:
    """Return how wide a text is, in Latin letters: a Chinese one is as wide as two.

    >>> columns("slope"), columns("斜率")
    (5, 4)
    """
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def together(*sentences: str) -> str:
    """Return sentences one after the other, those that are not empty: with a blank between them, as English has it.

    Examples
    --------
    >>> together("So it is.", "", "Why?"), together("是的。", "为什么？")
    ('So it is. Why?', '是的。为什么？')
    """
    return WIDE.sub("", " ".join(filter(None, sentences)))


def say_count(one: str, many: str, count: int, /, **values: Any) -> str:
    """Say one of two templates, as `count` asks for; it stands in their place ``{count}``.

    Examples
    --------
    >>> say_count("{count} point", "{count} points", 1), say_count("{count} point", "{count} points", 3)
    ('1 point', '3 points')
    """
    return _said(_translation.ngettext(one, many, count), one if count == 1 else many, {"count": count, **values})


def places(template: str) -> set[str]:
    """Return the names of the places of a template.

    Raises
    ------
    TemplateError
        A place has no name: positions cannot be translated.

    Examples
    --------
    >>> sorted(places("From {start:g} m to {end:g} m"))
    ['end', 'start']
    """
    fields = [field for _, field, _, _ in string.Formatter().parse(template) if field is not None]
    names = {field.replace("[", ".").partition(".")[0] for field in fields}
    if any(not name or name.isdigit() for name in names):
        raise TemplateError(f"The template {template!r} has a place without a name: write {{x}}, not {{}}.")
    return names


def without_minus_zero(written: str) -> str:
    """Return a number as it is written, but a zero without its minus: readers wonder what it means.

    >>> without_minus_zero("-0"), without_minus_zero("-0.00"), without_minus_zero("-0.01")
    ('0', '0.00', '-0.01')
    """
    return re.sub(r"-(?=0(\.0*)?$)", "", written) if written.startswith("-0") else written


class _Formatter(string.Formatter):
    def format_field(self, value: Any, format_spec: str) -> str:
        written = format(value, format_spec)
        return without_minus_zero(written) if isinstance(value, float) else written


_FORMATTER = _Formatter()


def _said(translated: str, template: str, values: dict[str, Any]) -> str:
    """Fill a translation; where it cannot be filled, English is better than nothing. The tests find such a one."""
    if translated != template:
        with contextlib.suppress(ValueError, LookupError, TypeError, AttributeError):
            return _filled(translated, values)
    return _filled(template, values)


def _filled(template: str, values: dict[str, Any]) -> str:
    if not values:  # a text, which may hold a formula or code with braces of its own
        return template
    try:
        return _FORMATTER.vformat(template, (), values)
    except KeyError as error:
        known = ", ".join(sorted(values))
        given = f"has a place {error}, and there is: {known}. Take one of these, or give it a value."
        raise TemplateError(f"The template {template!r} {given}") from None


speak()
