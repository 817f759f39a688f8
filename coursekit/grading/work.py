"""Grade one submission in a warm box of this process: what a worker does, here or on a cluster."""

from collections import deque

from coursekit.grading.bare import Bare
from coursekit.grading.channel import Box, BoxError, Limits
from coursekit.grading.judge import grade
from coursekit.grading.results import Result
from coursekit.grading.sandbox import Sandbox
from coursekit.grading.sheet import Sheet
from coursekit.words import SOURCE, say, spoken

__all__ = ["close_boxes", "try_box", "work"]

_idle: dict[tuple[bool, Limits], deque[Box]] = {}  # the warm boxes of this process


def work(data: bytes, sheet: Sheet, seed: int, sandbox: bool, limits: Limits, language: str = SOURCE) -> Result:
    """Grade one submission in a warm box of this process, in the language of the report."""
    with spoken(language):
        return _work(data, sheet, seed, sandbox, limits)


def _work(data: bytes, sheet: Sheet, seed: int, sandbox: bool, limits: Limits) -> Result:
    idle = _idle.setdefault((sandbox, limits), deque())
    for _ in range(2):
        try:
            box = idle.pop()
        except IndexError:
            box = _box(sandbox, limits)
        try:
            result = grade(data, sheet, seed, box)
        except BoxError:  # the box is gone: once more, in a new one
            box.close()
            continue
        except BaseException:
            box.close()
            raise
        idle.append(box)
        return result
    raise BoxError(say("The box ended twice while it had this submission."))


def _box(sandbox: bool, limits: Limits) -> Sandbox | Bare:
    return Sandbox(limits) if sandbox else Bare(limits)


def try_box(sandbox: bool, limits: Limits) -> str:
    """Say why no box can be made here, or nothing."""
    try:
        with _box(sandbox, limits):
            return ""
    except BoxError as error:
        return str(error)


def close_boxes() -> None:
    """Close the warm boxes of this process."""
    while _idle:
        for box in _idle.popitem()[1]:
            box.close()
