"""What a learner meets before a picture: `ask` puts a question, and `recall` asks some of them again, days later."""

import difflib
import textwrap
from collections.abc import Iterator
from typing import Any

import anywidget
import traitlets
from IPython import get_ipython
from IPython.display import display

from coursekit.check import record
from coursekit.questions import DEEPER, QUESTIONS, Question
from coursekit.questions.front import MIME, SCRIPT, STYLE, specification
from coursekit.words import columns, say

__all__ = ["ask", "for_a_page", "recall"]

KNOWN = {name: question for asked in QUESTIONS.values() for name, question in asked.items()}
AGAIN = 3  # questions that recall asks


class Asked(anywidget.AnyWidget):
    """A question in the page; it needs the kernel only to have its answer written down."""

    _esm = SCRIPT
    _css = STYLE
    spec = traitlets.Dict().tag(sync=True)
    chosen = traitlets.Int(-1).tag(sync=True)


_for_a_page = False


def for_a_page() -> None:
    """Let `ask` and `recall` hand on what a page needs to ask by itself, as if nobody had answered anything yet."""
    global _for_a_page
    _for_a_page = True


def ask(name: str) -> None:
    """Ask a question: `ask("h_smaller")`. One answer is chosen, kept and written down; nobody counts it.

    Parameters
    ----------
    name : str
        The question's name; each lesson has its own.

    Examples
    --------
    >>> ask("going_down")
    A path starts at a height of 2 m and ends at 5 m. Its rise is 3 m. What is the
    rise from 5 m down to 1 m?
      a) 4 m
      b) −4 m
      c) 6 m
    >>> ask("going_dawn")
    There is no question 'going_dawn'. Did you mean 'going_down'?
    """
    if name not in KNOWN:
        near = difflib.get_close_matches(str(name), KNOWN, n=1)
        known = say("There is no question {name!r}.", name=name)
        remedy = say("Did you mean {near!r}?", near=near[0]) if near else say("Each lesson says which it asks.")
        print(f"{known} {remedy}")
        return
    _show(name, KNOWN[name])


def recall(lesson: str) -> None:
    """Ask three questions of the lessons before this one again: first what went wrong, then what has waited longest.

    A question of a section marked ◇ is asked only of those who have answered it there: others may have left it out.

    Parameters
    ----------
    lesson : str
        The number of the lesson that asks, as in "02".

    Examples
    --------
    >>> recall("01")
    A path starts at a height of 2 m and ends at 5 m. Its rise is 3 m. What is the
    rise from 5 m down to 1 m?
      a) 4 m
      b) −4 m
      c) 6 m
    >>> recall("00")
    Nothing comes before lesson 00, so there is nothing to remember yet.
    """
    seen = dict(answered())
    before = {
        name: question
        for number in sorted(QUESTIONS)
        if number < lesson
        for name, question in QUESTIONS[number].items()
        if name in seen or question.section not in DEEPER.get(number, ())
    }
    if lesson not in QUESTIONS or not before:
        print(say("Nothing comes before lesson {lesson}, so there is nothing to remember yet.", lesson=lesson))
        return
    for name in chosen_again(before):
        _show(name, before[name], again=True)


def chosen_again(before: dict[str, Question]) -> list[str]:
    """Choose which of these questions are asked again.

    First those whose last answer was wrong, the oldest first; then those never answered, from the latest lesson on;
    then those that were right, the oldest first.
    """
    last = {name: place for place, (name, _) in enumerate(answered())}
    right = dict(answered())
    latest_first = {name: place for place, name in enumerate(reversed(before))}

    def order(name: str) -> tuple[int, int]:
        if name not in last:
            return 1, latest_first[name]
        return (2 if right[name] else 0), last[name]

    return sorted(before, key=order)[:AGAIN]


def answered() -> Iterator[tuple[str, bool]]:
    """Yield each question that was answered, oldest first, and whether the answer was right."""
    if _for_a_page:
        return
    for entry in record.entries("question")[0]:
        question = KNOWN.get(entry["question"])
        if question and entry.get("answer") in list(
            question.answers
        ):  # the answers of a question may have changed since
            yield entry["question"], entry["answer"] == question.right


def _show(name: str, question: Question, again: bool = False) -> None:
    """Display the question; where it was answered before, with that answer, unless it is asked again."""
    answers = list(question.answers)
    choices = [f"  {chr(97 + i)}) {say(answer)}" for i, answer in enumerate(answers)]
    asked = say(question.text)
    width = 80 * len(asked) // columns(asked)  # a page has room for 80 Latin letters
    text = "\n".join([*textwrap.wrap(asked, width), *choices])
    if get_ipython() is None:
        print(text)
        return
    if _for_a_page:
        display({MIME: specification(question), "text/plain": text}, raw=True)
        return
    widget = Asked(spec=specification(question))
    given = [entry.get("answer") for entry in record.entries("question")[0] if entry["question"] == name]
    if given and given[-1] in answers and not again:
        widget.chosen = answers.index(given[-1])

    def keep(change: dict[str, Any]) -> None:
        if 0 <= change["new"] < len(answers):
            for sentence in record.add({"question": name, "answer": answers[change["new"]]}):
                print(sentence)

    widget.observe(keep, "chosen")
    bundle: Any = widget._repr_mimebundle_()
    display({**bundle[0], "text/plain": text}, raw=True)
