"""The questions of the lessons, one module a lesson. The name of a question is the name of its variable there."""

from types import ModuleType

from coursekit.questions import (
    backpropagation,
    derivative,
    descent,
    gradient,
    image,
    model,
    partial_derivative,
    start_here,
    toolbox,
)
from coursekit.questions.question import RIGHT, Question

__all__ = ["DEEPER", "QUESTIONS", "RIGHT", "Question"]

MODULES: dict[str, ModuleType] = {
    "00": start_here,
    "01": derivative,
    "02": partial_derivative,
    "03": gradient,
    "04": descent,
    "05": model,
    "06": backpropagation,
    "07": image,
    "toolbox": toolbox,  # comes after all numbers: no lesson asks again what nobody need have read
}
QUESTIONS: dict[str, dict[str, Question]] = {
    lesson: {name: thing for name, thing in vars(module).items() if isinstance(thing, Question)}
    for lesson, module in MODULES.items()
}
"""For each lesson its questions by name, in the order in which they are asked."""

DEEPER: dict[str, tuple[str, ...]] = {
    "01": ("6", "7"),
    "02": ("5",),
    "03": ("5", "7", "8"),
    "04": ("5", "8", "10", "11"),
    "05": ("7", "8"),
    "06": ("10",),
    "07": ("6",),
}
"""For each lesson the sections that go deeper, those marked ◇, which a first reading leaves out."""
