"""What a question is: the text, 2 to 4 answers to choose from, and what each wrong one overlooks."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["KINDS", "RIGHT", "Question"]

RIGHT = "right"
KINDS = ("predict", "recall", "concept")
UNSPEAKABLE = re.compile(
    r"[\x00-\x1f\x7f\x85\u2028\u2029\ud800-\udfff\ufffe\uffff]"
)  # a break of the line, or no sign at all


@dataclass(frozen=True)
class Question:
    """A question that a lesson asks, that a later lesson asks again, and that a teacher can put to a class.

    Parameters
    ----------
    text : str
        The question, plain words with `code` in backticks and formulas in Unicode: it is read aloud, and exported.
    answers : mapping of str to str
        Each answer, and what it overlooks, in the words of somebody who finds it tempting; `RIGHT` for the right one.
    told : str
        What is the case, for everybody, once it may be told.
    section : str
        The number of the section that asks it, as in "2".
    kind : str
        "predict": before a picture. "recall": only asked again later. "concept": for a class, with a show of hands.
    after : str
        A second question, for after the discussion.
    source : str
        Where the mistake behind the wrong answers is documented; one of those in `sources`.

    Raises
    ------
    ValueError
        There are not 2 to 4 answers, not exactly one is right, or a text is empty.

    Examples
    --------
    >>> Question("How steep is x² at 0?", {"0": RIGHT, "1": "1 is its slope at 1/2."}, "Level.", section="2").right
    '0'
    """

    text: str
    answers: Mapping[str, str]
    told: str
    section: str
    kind: str = "predict"
    after: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        """Refuse what nobody could answer."""
        asked = f"The question {self.text[:60]!r}"
        if self.kind not in KINDS:
            raise ValueError(f"{asked} is of kind {self.kind!r}; there are {', '.join(KINDS)}.")
        if not 2 <= len(self.answers) <= 4:
            raise ValueError(f"{asked} has {len(self.answers)} answers; give 2 to 4.")
        right = list(self.answers.values()).count(RIGHT)
        if right != 1:
            raise ValueError(f"{asked} has {right} right answers; write RIGHT beside exactly one.")
        for text in (self.text, self.told, *self.answers, *self.answers.values()):
            if not text.strip():
                raise ValueError(f"{asked} has an empty text; each answer needs words, and so does what is told.")
        for text in (self.text, self.told, self.after, self.source, *self.answers, *self.answers.values()):
            if sign := UNSPEAKABLE.search(text):
                raise ValueError(f"{asked} has the sign {sign[0]!r} in {text[:60]!r}; write each text in one line.")

    @property
    def right(self) -> str:
        """The right answer."""
        return next(answer for answer, words in self.answers.items() if words == RIGHT)
