"""What is told of a learner's code: the exception that it raised, and whether it was written at all.

Notebook, judge and box tell both alike, by this module. It needs the standard library only, so that it can be given as
a file to the box, where nothing else of the course is. The box sends a `Told` as a list; who reads it makes the
sentence, since words are said in the reader's language.
"""

import dis
import linecache
import traceback
from collections.abc import Callable
from types import CodeType, FrameType
from typing import Any, NamedTuple

__all__ = ["Told", "tell", "unchanged"]


class Told(NamedTuple):
    """An exception: its type, its message in one line, and the learner's line that it came from, 0 if none."""

    kind: str
    words: str
    line: int
    code: str


def tell(error: BaseException, mine: Callable[[FrameType], bool]) -> Told:
    """Tell an exception; `mine` says of a frame whether it runs the learner's code.

    >>> def rate(f):
    ...     return f[1]
    >>> try:
    ...     rate(len)
    ... except TypeError as error:
    ...     tell(error, lambda frame: frame.f_code is rate.__code__)[:3]
    ('TypeError', "'builtin_function_or_method' object is not subscriptable", 2)
    """
    line, code = 0, ""
    if isinstance(error, SyntaxError):  # of a cell, which has no frame yet
        line, code = error.lineno or 0, str(error.text or "")
    if frames := [(frame, number) for frame, number in traceback.walk_tb(error.__traceback__) if mine(frame)]:
        frame, line = frames[-1]
        code = linecache.getline(frame.f_code.co_filename, line, frame.f_globals)
    try:
        words = str(error.msg if isinstance(error, SyntaxError) else error)
    except BaseException:  # a learner's own class of exceptions
        words = ""
    return Told(type(error).__name__[:80], " ".join(words[:2000].split())[:200], line, code.strip()[:120])


def unchanged(code: CodeType, starter: str, name: str) -> bool:
    r"""Whether a function's `code` does what the function `name` of `starter` does: then nothing was attempted.

    Comments, docstring and place in the file do not count.

    >>> def rise(start, end):
    ...     pass  # not yet
    >>> unchanged(rise.__code__, "def rise(start, end):\n    ...", "rise")
    True
    """
    module = compile(starter, name, "exec")
    other = next(c for c in module.co_consts if isinstance(c, CodeType) and c.co_name == name)
    return len(code.co_code) == len(other.co_code) and _instructions(code) == _instructions(other)


def _instructions(code: CodeType) -> tuple[Any, ...]:
    found = ((i.opname, i.argval) for i in dis.get_instructions(code))
    return tuple((name, _instructions(value) if isinstance(value, CodeType) else value) for name, value in found)
