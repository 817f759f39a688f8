"""What a learner calls: `ask` and `recall`, `check`, `hint`, `solution`, `progress`.

Each shows a message, in colours where the front end can and in plain words everywhere. None of them raises: what was
given wrongly is said in a sentence.
"""

import difflib
import html
import inspect
import re
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from coursekit.check import record
from coursekit.check.asking import answered, ask, recall
from coursekit.check.in_notebook import Local
from coursekit.exercises import SHEETS
from coursekit.exercises.exercise import Exercise, run, shown
from coursekit.words import say

__all__ = ["ask", "check", "hint", "progress", "recall", "solution"]

EXERCISES = {exercise.name: exercise for sheet in SHEETS.values() for exercise in sheet}

# How each kind of message looks. The mark and its colour are for the eye only, the words are for everyone. The colours
# keep a contrast of 3 to 1 or more on white and on black.
MARKS = {
    "right": ("✓", "#2e8b57"),
    "not yet": ("→", "#c77700"),
    "not attempted": ("○", "#7a8793"),
    "note": ("•", "#3b82c4"),
}

one_at_a_time = threading.Lock()


class Unclear(Exception):
    """What the learner gave is no exercise; the message says what to give."""


@dataclass(frozen=True)
class Message:
    """What a learner reads: HTML where it can be shown, and the same words as plain text."""

    kind: str
    title: str
    sentences: tuple[str, ...] = ()
    items: tuple[tuple[str, str], ...] = ()  # a list, each with its own kind
    code: str = ""

    def __repr__(self) -> str:
        """Say it in plain text."""
        items = [f"  {MARKS[kind][0]} {words}" for kind, words in self.items]
        code = [self.code.rstrip()] if self.code else []
        return "\n".join([f"{MARKS[self.kind][0]} {self.title}", *self.sentences, *items, *code])

    def _repr_html_(self) -> str:
        colour = MARKS[self.kind][1]
        title = f"<p style='margin:.3em 0'>{_mark(self.kind)} <strong>{_html(self.title)}</strong></p>"
        sentences = "".join(f"<p style='margin:.3em 0'>{_html(sentence)}</p>" for sentence in self.sentences)
        items = "".join(f"<li>{_mark(kind)} {_html(words)}</li>" for kind, words in self.items)
        if items:
            items = f"<ul style='list-style:none;padding:0;margin:.3em 0'>{items}</ul>"
        code = html.escape(self.code.rstrip())
        if code:
            code = f"<pre style='margin:.5em 0;white-space:pre;overflow-x:auto'>{code}</pre>"
        style = f"border-left:4px solid {colour};padding:.2em 1em;max-width:46em"
        return f"<div role='status' style='{style}'>{title}{sentences}{items}{code}</div>"


def _mark(kind: str) -> str:
    mark, colour = MARKS[kind]
    return f"<span aria-hidden='true' style='color:{colour}'>{mark}</span>"


def _html(sentence: str) -> str:
    """Escape `sentence`; what stands in backticks becomes code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(sentence))


def show(message: Message) -> None:
    """Show `message` in the notebook, or print it where there is none."""
    shell = _shell()
    if shell is None:
        print(message)
    else:
        from IPython import display

        display.display(message)


def _shell() -> Any:
    """Return the IPython that runs this, or None; never import it."""
    return sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None


# What a learner calls


def check(function: Any = None, *, seconds: float = 5.0) -> None:
    """Check your function: `check(central_difference)`.

    Parameters
    ----------
    function : callable or str
        The function that you wrote, or its name.
    seconds : float
        The time that your function may take, all its calls together.

    Examples
    --------
    >>> check(3.5)
    • Nothing was checked.
    You gave 3.5. Give the function itself, and do not call it: `check(rise)`.
    """
    show(checked(function, seconds))


def hint(function: Any = None, rung: int | None = None) -> None:
    """Show a hint for an exercise, each time the next one; `hint(central_difference, 2)` shows the second.

    Parameters
    ----------
    function : callable or str
        The function that the exercise asks for, or its name.
    rung : int
        Which hint; the next one if left out.

    Examples
    --------
    >>> hint("rise", 2)
    • rise: hint 2 of 3
    It is one subtraction, and a function gives its value back with the word `return`.
    For one more, run `hint(rise)` again.
    """
    show(hinted(function, rung))


def solution(function: Any = None) -> None:
    """Show a solution of an exercise: `solution(central_difference)`.

    Parameters
    ----------
    function : callable or str
        The function that the exercise asks for, or its name.

    Examples
    --------
    >>> solution("rise")  # doctest: +ELLIPSIS
    • rise: one solution
    def rise(start, end):
        ...
        return end - start
    """
    try:
        exercise, _ = find(function)
    except Unclear as unclear:
        show(Message("note", "Which solution?", (str(unclear),)))
    else:
        show(Message("note", f"{exercise.name}: one solution", code=exercise.code(exercise.solution)))


def progress() -> None:
    """Show what is done on each sheet, what was tried, and what is still to do.

    Examples
    --------
    >>> progress()  # doctest: +SKIP
    • 00_start_here: 0 of 1 right
      ○ `rise`: not attempted
    • 01_derivative: 0 of 7 right
    ...
    """
    for message in progressed():
        show(message)


# How each message comes about


def checked(function: Any, seconds: float) -> Message:
    """Check `function` and say what was found."""
    try:
        exercise, found = find(function)
    except Unclear as unclear:
        return Message("note", "Nothing was checked.", (str(unclear),))
    if not one_at_a_time.acquire(blocking=False):
        return Message("note", "Nothing was checked.", ("Another check is still running: wait for it to end.",))
    try:
        return outcome_of(exercise, found, seconds)
    except KeyboardInterrupt:
        return Message("note", f"{exercise.name}: you stopped the check.")
    except Exception as error:
        words = f"The check itself failed ({type(error).__name__}). That is a mistake in the course: please report it."
        return Message("note", f"{exercise.name}: not your fault", (words,))
    finally:
        one_at_a_time.release()


def outcome_of(exercise: Exercise, function: Callable[..., Any] | None, seconds: float) -> Message:
    """Run the check of `exercise`, write down what it found, and say it."""
    name = exercise.name
    if function is None:
        sentence = f"There is no function `{name}` in this notebook yet. Write it, run its cell, then check again."
        return Message("not attempted", f"{name}: not attempted", (sentence,))
    code = getattr(function, "__code__", None)
    if code is not None and exercise.unchanged(code):
        sentence = f"Replace the `...` in `{exercise.call}` with your code, run its cell, then check again."
        return Message("not attempted", f"{name}: not attempted", (sentence,))
    answer = Local(function, exercise, seconds)
    outcome = run(exercise, answer, np.random.default_rng())
    saved = record.add({"exercise": name, "status": outcome.status, "earned": outcome.earned})
    sentences = [outcome.sentence] if outcome.sentence else []
    holds = [step.name for step in outcome.steps if step.holds]
    if outcome.status == "not yet":
        if holds:
            sentences.append(f"What holds: {', '.join(holds)}.")
        if failures(name) >= 2:
            sentences.append(f"Would a hint help? Run `hint({name})`.")
    sentences += saved
    if answer.printed.length:
        sentences.append(f"Your function also printed {answer.printed.length} characters, which begin:")
    title = f"{name}: {outcome.status}, {outcome.earned} of {exercise.points} points"
    return Message(outcome.status, title, tuple(sentences), code=answer.printed.start)


def hinted(function: Any, rung: int | None) -> Message:
    """Return the hint number `rung` of an exercise, or the next one."""
    try:
        exercise, _ = find(function)
    except Unclear as unclear:
        return Message("note", "Which hint?", (str(unclear),))
    name, last = exercise.name, len(exercise.hints)
    if rung is None:
        shown_before = [entry["hint"] for entry in history(name) if isinstance(entry.get("hint"), int)]
        rung = min(shown_before[-1] + 1 if shown_before else 1, last)
    if isinstance(rung, bool) or not isinstance(rung, int) or not 1 <= rung <= last:
        sentence = f"You asked for hint {shown(rung)}; there are `hint({name}, 1)` to `hint({name}, {last})`."
        return Message("note", f"{name}: no such hint", (sentence,))
    saved = record.add({"exercise": name, "hint": rung})
    more = (
        f"For one more, run `hint({name})` again."
        if rung < last
        else f"That was the last: `solution({name})` shows one."
    )
    return Message("note", f"{name}: hint {rung} of {last}", (exercise.hints[rung - 1], more, *saved))


def progressed() -> list[Message]:
    """Say for each sheet which of its exercises are right, which were tried, and which are still to do."""
    entries, told = record.entries()
    messages = []
    for sheet, exercises in SHEETS.items():
        items = []
        for exercise in exercises:
            found = [entry.get("status") for entry in entries if entry["exercise"] == exercise.name]
            kind = "right" if "right" in found else "not yet" if "not yet" in found else "not attempted"
            items.append((kind, f"`{exercise.name}`: {kind}"))
        done = sum(kind == "right" for kind, _ in items)
        kind = "right" if done == len(items) else "note"
        messages.append(Message(kind, f"{sheet}: {done} of {len(items)} right", told, tuple(items)))
        told = ()
    asked = dict(answered())
    if asked:
        messages.append(
            Message(
                "note",
                say(
                    "Questions: {right} of {count} turned out as you thought",
                    right=sum(asked.values()),
                    count=len(asked),
                ),
                (say("`recall` asks the others again, at the beginning of a later lesson."),),
            )
        )
    return messages


def history(name: str) -> list[dict[str, Any]]:
    """Return what the record says of one exercise, oldest first."""
    return [entry for entry in record.entries()[0] if entry["exercise"] == name]


def failures(name: str) -> int:
    """Return how often the check of an exercise said "not yet" since it last said "right"."""
    found = [entry["status"] for entry in history(name) if "status" in entry]
    return found[::-1].index("right") if "right" in found else len(found)


# Which exercise is meant


def find(function: Any) -> tuple[Exercise, Callable[..., Any] | None]:
    """Return the exercise that `function` is meant for, and the learner's function if there is one.

    Raises
    ------
    Unclear
        It is no function, no exercise has its name, or it is not the learner's.
    """
    names = _learners_names()
    example = next((name for name in names if name in EXERCISES), next(iter(EXERCISES)))
    if isinstance(function, str):
        name, function = function, names.get(function)
    elif inspect.isclass(function):
        raise Unclear(f"You gave the class `{function.__name__}`. A function is wanted, one that begins with `def`.")
    elif callable(function):
        aliases = [name for name, value in names.items() if value is function and name in EXERCISES]
        name = next(iter(aliases), str(getattr(function, "__name__", type(function).__name__)))
    else:
        raise Unclear(f"You gave {shown(function)}. Give the function itself, and do not call it: `check({example})`.")
    if name not in EXERCISES:
        close = difflib.get_close_matches(name, EXERCISES, n=1, cutoff=0.5)
        remedy = f"Did you mean `{close[0]}`?" if close else "`progress()` shows all their names."
        raise Unclear(f"No exercise is called `{name}`. {remedy}")
    if function is not None and (inspect.isclass(function) or not callable(function)):
        raise Unclear(f"`{name}` is {shown(function)} here, not your function. Run the cell with `def {name}` again.")
    if str(getattr(function, "__module__", "")).startswith("coursekit."):
        raise Unclear(f"This `{name}` is the course's own. Run the cell in which you write yours, then check again.")
    return EXERCISES[name], function


def _learners_names() -> dict[str, Any]:
    """Return the names in the learner's notebook, or where a script calls from."""
    frame = sys._getframe()
    while frame.f_back is not None and str(frame.f_globals.get("__name__")).startswith("coursekit."):
        frame = frame.f_back
    shell = _shell()
    return {**(shell.user_ns if shell else {}), **frame.f_globals, **frame.f_locals}
