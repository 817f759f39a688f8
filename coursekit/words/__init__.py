"""What a reader sees outside the notebooks, as templates with named places that can be translated.

>>> from coursekit.words import mark, say, say_count

`say` puts values into a template, in the reader's language. What is declared long before it is shown is only marked,
with `mark`, and said later. Babel finds the templates by these names; `docs/authors.md` says how.
"""

import gettext
import os
import re
import string
from pathlib import Path
from typing import Any

__all__ = [
    "TemplateError",
    "command",
    "mark",
    "places",
    "reason",
    "say",
    "say_count",
    "speak",
    "typeset",
    "without_minus_zero",
]

CATALOGUES = Path(__file__).parent
DOMAIN = "coursekit"

_translation: gettext.NullTranslations = gettext.NullTranslations()


class TemplateError(ValueError):
    """A template has a place without a name, or one for which there is no value."""


def command() -> str:
    """Return how a reader calls the command: `coursekit`, or as `course.py` says.

    >>> command()
    'coursekit'
    """
    return os.environ.get("COURSEKIT_CALLED", "coursekit")


def speak(language: str | None = None) -> None:
    """Choose the language of all that is said from now on; English where there is no such catalogue.

    Parameters
    ----------
    language : str, optional
        A code such as "en" or "zh"; what COURSEKIT_LANGUAGE names if left out.

    Examples
    --------
    >>> speak("en")
    """
    global _translation
    asked = language or os.environ.get("COURSEKIT_LANGUAGE", "en")
    _translation = gettext.translation(DOMAIN, CATALOGUES, [asked], fallback=True)


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
    return (f"{type(error).__name__}: {said}" if kind and said else said or type(error).__name__).rstrip(". ")


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
    return _filled(_translation.gettext(template) if template else "", values)


HYPHEN = re.compile(r"(?<![\w.)\]}'\"])-(?=\.?\d|inf\b)")


def typeset(text: str) -> str:
    """Return a text with a minus where a number has a hyphen. 1e-07 stays as Python writes it.

    Examples
    --------
    >>> typeset("From (-1.5, -2) to 1e-07, a well-known x-0.")
    'From (−1.5, −2) to 1e-07, a well-known x-0.'
    """
    return HYPHEN.sub("−", text)


def say_count(one: str, many: str, count: int, /, **values: Any) -> str:
    """Say one of two templates, as `count` asks for; it stands in their place ``{count}``.

    Examples
    --------
    >>> say_count("{count} point", "{count} points", 1), say_count("{count} point", "{count} points", 3)
    ('1 point', '3 points')
    """
    return _filled(_translation.ngettext(one, many, count), {"count": count, **values})


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
