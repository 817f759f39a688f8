"""The page's side of a question, in JupyterLab and without a kernel, from the files beside this one."""

from pathlib import Path
from typing import Any

from coursekit.questions.question import Question
from coursekit.words import mark, say

__all__ = ["MIME", "SCRIPT", "STYLE", "specification"]

MIME = "application/vnd.coursekit.question+json"
"""The kind of an output that holds what the script needs to know, for a page."""

_HERE = Path(__file__).parent
SCRIPT = (_HERE / "question.js").read_text(encoding="utf-8")
STYLE = (_HERE / "question.css").read_text(encoding="utf-8")
WORDS = {"tell": mark("Show the answer"), "yours": mark("You chose: "), "right": mark("It is: ")}


def specification(question: Question) -> dict[str, Any]:
    """Return what the page needs to know of a question, in the reader's language."""
    answers = list(question.answers)
    return {
        "asked": question.text,  # in each language the same: what a page remembers goes by it
        "text": say(question.text),
        "answers": [
            {"answer": say(answer), "overlooks": "" if answer == question.right else say(words)}
            for answer, words in question.answers.items()
        ],
        "right": answers.index(question.right),
        "told": say(question.told),
        "after": question.after and say(question.after),
        "words": {key: say(words) for key, words in WORDS.items()},
    }
