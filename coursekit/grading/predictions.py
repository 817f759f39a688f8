"""What a class predicted, beside what it did in the exercises: never a mark, and never a name."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from coursekit.grading.sheet import Sheet
from coursekit.questions import QUESTIONS

__all__ = ["FEWEST", "Chosen", "Predicted", "wanted"]

FEWEST = 3  # students who chose an answer, for their mean to be shown: one of fewer is nearly somebody's mark

PREDICTED = {
    name: question for asked in QUESTIONS.values() for name, question in asked.items() if question.kind == "predict"
}


def wanted(sheet: Sheet) -> list[str]:
    """Return the names of the questions that belong to a sheet: those of its lesson; of all, for one's own sheet."""
    asked = PREDICTED if sheet.texts else QUESTIONS.get(sheet.name[:2], {})
    return [name for name in asked if name in PREDICTED]


@dataclass
class Chosen:
    """An answer to a question: how many chose it, and the points that they have in the sheet, all together."""

    answer: str
    right: bool
    count: int = 0
    points: float = 0.0

    @property
    def mean(self) -> float | None:
        """The mean of their points, where there are enough of them."""
        return self.points / self.count if self.count >= FEWEST else None


@dataclass
class Predicted:
    """What a class predicted.

    Attributes
    ----------
    spoilt : int
        How many notebooks held predictions that were changed by hand, and were left out.
    """

    spoilt: int = 0
    chosen: dict[str, dict[str, Chosen]] = field(default_factory=dict)

    def add(self, predictions: Mapping[str, str] | None, points: float) -> None:
        """Add what a student predicted who has these points."""
        if predictions is None:
            self.spoilt += 1
            return
        for name, answer in predictions.items():
            question = PREDICTED.get(name)
            if question is None or answer not in question.answers:
                continue  # of another version of the course
            fresh = {one: Chosen(one, one == question.right) for one in question.answers}
            here = self.chosen.setdefault(name, fresh)[answer]
            here.count += 1
            here.points += points

    def questions(self) -> Iterable[tuple[str, int, list[Chosen]]]:
        """Yield the text of each question, in the order of the lessons, how many answered, and its answers."""
        for name, question in PREDICTED.items():
            if name in self.chosen:
                answers = list(self.chosen[name].values())
                yield question.text, sum(one.count for one in answers), answers
