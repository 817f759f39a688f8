"""The exercises, one module a lesson, and the sheets that they make up."""

from coursekit.exercises import (
    backpropagation,
    derivative,
    descent,
    gradient,
    image,
    model,
    partial_derivative,
    start_here,
)
from coursekit.exercises.exercise import Exercise

__all__ = ["MODULES", "SHEETS"]

MODULES = {
    "00_start_here": start_here,
    "01_derivative": derivative,
    "02_partial_derivative": partial_derivative,
    "03_gradient": gradient,
    "04_gradient_descent": descent,
    "05_model": model,
    "06_backpropagation": backpropagation,
    "07_image": image,
}
SHEETS: dict[str, tuple[Exercise, ...]] = {name: module.EXERCISES for name, module in MODULES.items()}
