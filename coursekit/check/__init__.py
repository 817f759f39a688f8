"""What a learner calls: `ask` and `recall`, `check`, `hint`, `solution`, `progress`.

Each shows a message, in colours where the front end can and in plain words everywhere. None of them raises: what was
given wrongly is said in a sentence.
"""

import threading
from collections.abc import Callable
from typing import Any

import numpy as np

from coursekit.check import record
from coursekit.check.asking import answered, ask, recall
from coursekit.check.handed_in import MIME, predicted, sealed
from coursekit.check.in_notebook import Local
from coursekit.check.message import KINDS, Message, shell, show
from coursekit.check.own import OWN, own_sheet
from coursekit.check.whose import Unclear, borrowed, find
from coursekit.exercises import SHEETS
from coursekit.exercises.checking import shown
from coursekit.exercises.exercise import Exercise
from coursekit.exercises.running import run
from coursekit.words import mark, say, say_count

__all__ = ["ask", "check", "hint", "own_sheet", "progress", "recall", "solution"]

one_at_a_time = threading.Lock()


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
        exercise, _ = find(function, "solution")
    except Unclear as unclear:
        show(Message("note", say("Which solution?"), (str(unclear),)))
    else:
        title = say("{name}: one solution", name=exercise.name)
        show(Message("note", title, code=exercise.in_words(exercise.code(exercise.solution))))


def progress(hand_in: bool = False) -> None:
    """Show what is done on each sheet, what was tried, and what is still to do.

    Parameters
    ----------
    hand_in : bool
        Instead of that, put what you predicted into the output of this cell, for your teacher: without your name, and
        no mark depends on it.

    Examples
    --------
    >>> progress()  # doctest: +SKIP
    • 00_start_here: 0 of 1 right
      ○ `rise`: not attempted
    • 01_derivative: 0 of 9 right
    ...
    """
    for message in [handing_in()] if hand_in else progressed():
        show(message)


# How each message comes about


def checked(function: Any, seconds: float) -> Message:
    """Check `function` and say what was found."""
    try:
        exercise, found = find(function)
    except Unclear as unclear:
        return Message("note", say("Nothing was checked."), (str(unclear),))
    if not one_at_a_time.acquire(blocking=False):
        sentence = say("Another check is still running: wait for it to end.")
        return Message("note", say("Nothing was checked."), (sentence,))
    try:
        return outcome_of(exercise, found, seconds)
    except KeyboardInterrupt:
        return Message("note", say("{name}: you stopped the check.", name=exercise.name))
    except Exception as error:
        template = mark("The check itself failed ({error}). That is a mistake in the course: please report it.")
        words = say(template, error=type(error).__name__)
        return Message("note", say("{name}: not your fault", name=exercise.name), (words,))
    finally:
        one_at_a_time.release()


def outcome_of(exercise: Exercise, function: Callable[..., Any] | None, seconds: float) -> Message:
    """Run the check of `exercise`, write down what it found, and say it."""
    name = exercise.name
    if function is None:
        template = mark("There is no function `{name}` in this notebook yet. Write it, run its cell, then check again.")
        return Message("not attempted", say("{name}: not attempted", name=name), (say(template, name=name),))
    code = getattr(function, "__code__", None)
    if code is not None and exercise.unchanged(code):
        template = mark("Replace the `...` in `{call}` with your code, run its cell, then check again.")
        return Message("not attempted", say("{name}: not attempted", name=name), (say(template, call=exercise.call),))
    answer = Local(function, exercise, seconds)
    outcome = run(exercise, answer, np.random.default_rng())
    saved = record.add({"exercise": name, "status": outcome.status, "earned": outcome.earned})
    sentences = [outcome.sentence] if outcome.sentence else []
    holds = [say(step.name) for step in outcome.steps if step.holds]
    if outcome.status == "not yet":
        if holds:
            sentences.append(say("What holds: {steps}.", steps=say(", ").join(holds)))
        if failures(name) >= 2:
            sentences.append(say("Would a hint help? Run `hint({name})`.", name=name))
    used, package = borrowed(function) if outcome.earned else ("", "")
    if package == "coursekit":
        template = mark("It uses the course's own `{name}`. A class is graded without that: write out what it does.")
        sentences.append(say(template, name=used))
    elif package:
        template = mark("It uses `{name}`, of {package}. A class is graded with Python and NumPy alone: use these.")
        sentences.append(say(template, name=used, package=package))
    sentences += saved
    if answer.printed.length:
        sentences.append(
            say_count(
                "Your function also printed {count} character:",
                "Your function also printed {count} characters, which begin:",
                answer.printed.length,
            )
        )
    title = say_count(
        "{name}: {status}, {earned} of {count} point",
        "{name}: {status}, {earned} of {count} points",
        exercise.points,
        name=name,
        status=say(KINDS[outcome.status]),
        earned=outcome.earned,
    )
    return Message(outcome.status, title, tuple(sentences), code=answer.printed.start)


def hinted(function: Any, rung: int | None) -> Message:
    """Return the hint number `rung` of an exercise, or the next one."""
    try:
        exercise, _ = find(function, "hint")
    except Unclear as unclear:
        return Message("note", say("Which hint?"), (str(unclear),))
    name, last = exercise.name, len(exercise.hints)
    if rung is None:
        shown_before = [entry["hint"] for entry in history(name) if isinstance(entry.get("hint"), int)]
        rung = min(shown_before[-1] + 1 if shown_before else 1, last)
    if isinstance(rung, bool) or not isinstance(rung, int) or not 1 <= rung <= last:
        template = mark("You asked for hint {rung}; there are `hint({name}, 1)` to `hint({name}, {last})`.")
        sentence = say(template, rung=shown(rung), name=name, last=last)
        return Message("note", say("{name}: no such hint", name=name), (sentence,))
    saved = record.add({"exercise": name, "hint": rung})
    more = mark("For one more, run `hint({name})` again.")
    if rung == last:
        more = mark("That was the last: `solution({name})` shows one.")
    title = say("{name}: hint {rung} of {last}", name=name, rung=rung, last=last)
    return Message("note", title, (say(exercise.hints[rung - 1]), say(more, name=name), *saved))


def progressed() -> list[Message]:
    """Say for each sheet which of its exercises are right, which were tried, and which are still to do."""
    entries, told = record.entries()
    messages = []
    for sheet, exercises in (OWN or SHEETS).items():
        items = []
        for exercise in exercises:
            found = [entry.get("status") for entry in entries if entry["exercise"] == exercise.name]
            kind = "right" if "right" in found else "not yet" if "not yet" in found else "not attempted"
            items.append((kind, f"`{exercise.name}`" + say(": ") + say(KINDS[kind])))
        done = sum(kind == "right" for kind, _ in items)
        kind = "right" if done == len(items) else "note"
        title = say("{sheet}: {done} of {count} right", sheet=sheet, done=done, count=len(items))
        messages.append(Message(kind, title, told, tuple(items)))
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
                (
                    say("`recall` asks the others again, at the beginning of a later lesson."),
                    say("If your teacher wants to know what the class predicted, run `progress(hand_in=True)`."),
                ),
            )
        )
    return messages


def handing_in() -> Message:
    """Return a message that takes along what was predicted, for the output of the cell, or says that there is none."""
    given = predicted()
    nothing = say("Nothing to hand in")
    if not given:
        sentence = say("No prediction of yours was written down: lessons ask for them before their pictures.")
        return Message("note", nothing, (sentence,))
    if shell() is None:
        sentence = say("Run this in the notebook that you hand in: it goes into the output of its cell.")
        return Message("note", nothing, (sentence,))
    title = say_count(
        "{count} prediction of yours is in this cell now",
        "{count} predictions of yours are in this cell now",
        len(given),
    )
    told = mark(
        "Save the notebook, then hand it in. Your teacher sees how many predicted what, without names; no mark depends "
        "on it."
    )
    return Message("note", title, (say(told),), data={MIME: sealed(given)})


def history(name: str) -> list[dict[str, Any]]:
    """Return what the record says of one exercise, oldest first."""
    return [entry for entry in record.entries()[0] if entry["exercise"] == name]


def failures(name: str) -> int:
    """Return how often the check of an exercise said "not yet" since it last said "right"."""
    found = [entry["status"] for entry in history(name) if "status" in entry]
    return found[::-1].index("right") if "right" in found else len(found)
