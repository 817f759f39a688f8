"""The questions of the lessons, one module a lesson. The name of a question is the name of its variable there."""

from types import ModuleType

from coursekit.questions import derivative, descent, gradient, partial_derivative, start_here, toolbox
from coursekit.questions.question import RIGHT, Question

__all__ = ["QUESTIONS", "RIGHT", "Question"]

MODULES: dict[str, ModuleType] = {
    "00": start_here,
    "01": derivative,
    "02": partial_derivative,
    "03": gradient,
    "04": descent,
    "toolbox": toolbox,  # comes after all numbers: no lesson asks again what nobody need have read
}
QUESTIONS: dict[str, dict[str, Question]] = {
    lesson: {name: thing for name, thing in vars(module).items() if isinstance(thing, Question)}
    for lesson, module in MODULES.items()
}
"""For each lesson its questions by name, in the order in which they are asked."""
