"""Which language a command speaks: the one that is asked for, or that of the system. Python's standard library only."""

import locale
import os
import sys
from collections.abc import Mapping, Sequence

from coursekit.words import CALLED, SOURCE, languages

__all__ = ["asked_for", "of_the_system"]

OPTION = "--language"


def asked_for(args: Sequence[str]) -> tuple[str | None, list[str]]:
    """Return the language that the option --language asks for, if it does, and the arguments without it.

    Examples
    --------
    >>> asked_for(["site", "--language", "zh", "--out", "pages"])
    ('zh', ['site', '--out', 'pages'])
    >>> asked_for(["lab"])
    (None, ['lab'])
    """
    asked, rest = None, []
    given = iter(args)
    for arg in given:
        name, equals, value = arg.partition("=")
        if name == OPTION:
            asked = value if equals else next(given, "")
        else:
            rest.append(arg)
    return asked, rest


def of_the_system(environment: Mapping[str, str] = os.environ) -> str:
    """Return what COURSEKIT_LANGUAGE names, else the first language of the system that there is, else English.

    On Windows the system's language is that of its windows and menus, elsewhere it stands in LANGUAGE, LC_ALL,
    LC_MESSAGES or LANG. Each kind of Chinese is answered with zh.

    Examples
    --------
    >>> of_the_system({"COURSEKIT_LANGUAGE": "en", "LANG": "zh_CN.UTF-8"})
    'en'
    """
    named = [environment.get(CALLED, ""), *_system(environment)]
    codes = (name.replace("-", "_").partition("_")[0].partition(".")[0].lower() for name in named)
    return next((code for code in codes if code in languages()), SOURCE)


def _system(environment: Mapping[str, str]) -> list[str]:
    """Return the names of the system's languages, the most wished for first."""
    if sys.platform == "win32":
        import ctypes

        return [locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage(), "")]
    names = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
    return next((environment[name].split(":") for name in names if environment.get(name)), [])
