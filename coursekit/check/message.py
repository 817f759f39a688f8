"""What a learner reads in answer: HTML where the front end can show it, and the same words as plain text."""

import html
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from coursekit.words import mark

__all__ = ["KINDS", "MARKS", "Message", "shell", "show"]

# How each kind of message looks. The mark and its colour are for the eye only, the words are for everyone. The colours
# keep a contrast of 3 to 1 or more on white and on black.
MARKS = {
    "right": ("✓", "#2e8b57"),
    "not yet": ("→", "#c77700"),
    "not attempted": ("○", "#7a8793"),
    "note": ("•", "#3b82c4"),
}

KINDS = {"right": mark("right"), "not yet": mark("not yet"), "not attempted": mark("not attempted")}


@dataclass(frozen=True)
class Message:
    """What a learner reads: HTML where it can be shown, and the same words as plain text."""

    kind: str
    title: str
    sentences: tuple[str, ...] = ()
    items: tuple[tuple[str, str], ...] = ()  # a list, each with its own kind
    code: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)  # what the notebook keeps beside the words, by its MIME type

    def __repr__(self) -> str:
        """Say it in plain text."""
        items = [f"  {MARKS[kind][0]} {words}" for kind, words in self.items]
        code = [self.code.rstrip()] if self.code else []
        return "\n".join([f"{MARKS[self.kind][0]} {self.title}", *self.sentences, *items, *code])

    def _repr_html_(self) -> str:
        """Say it in HTML, with a role that screen readers speak."""
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

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        """Give the data; the words come with the other two."""
        return dict(self.data)


def _mark(kind: str) -> str:
    mark, colour = MARKS[kind]
    return f"<span aria-hidden='true' style='color:{colour}'>{mark}</span>"


def _html(sentence: str) -> str:
    """Escape `sentence`; what stands in backticks becomes code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(sentence))


def show(message: Message) -> None:
    """Show `message` in the notebook, or print it where there is none."""
    if shell() is None:
        print(message)
    else:
        from IPython import display

        display.display(message)


def shell() -> Any:
    """Return the IPython that runs this, or None; never import it."""
    return sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
