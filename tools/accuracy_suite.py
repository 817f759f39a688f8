"""Points with a known slope: a fixed suite of hard ones, and a race over points that are drawn by seed.

Each function is written once, for any module `m` that has exp, sin and so on: with NumPy it is what a method sees, with
mpmath it is the truth. A case's `slope` is exact to the last bit of a float.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import mpmath
import numpy as np

Formula = Callable[[Any, Any], Any]


@dataclass(frozen=True)
class Case:
    name: str
    formula: Formula
    x: float
    slope: float

    def f(self, t: Any) -> Any:
        return self.formula(np, t)


def case(name: str, formula: Formula, x: float) -> Case:
    """A case with its slope from a central difference in 150 digits, with a step that 150 digits make harmless."""
    with mpmath.workdps(150):
        h = mpmath.mpf(10) ** -45
        point = mpmath.mpf(x)
        slope = (formula(mpmath, point + h) - formula(mpmath, point - h)) / (2 * h)
        return Case(name, formula, x, float(slope))


def sigmoid(m: Any, t: Any) -> Any:
    return 1 / (1 + m.exp(-t))


FUNCTIONS: dict[str, tuple[Formula, list[float]]] = {
    "exp": (lambda m, t: m.exp(t), [-20.0, -1.0, 0.0, 1.0, 10.0, 100.0]),
    "log": (lambda m, t: m.log(t), [1e-10, 1e-6, 1e-4, 0.1, 1.5, 1e3, 1e8]),
    "1/x": (lambda m, t: 1 / t, [1e-8, 5e-5, -1e-3, 0.5, 3.0, 1e5]),
    "sqrt": (lambda m, t: m.sqrt(t), [1e-12, 1e-4, 0.3, 2.0, 1e6]),
    "sin": (lambda m, t: m.sin(t), [0.0, 1e-5, 1.0, 3.0, 100.0, 1e4, 1e8]),
    "cos": (lambda m, t: m.cos(t), [1e-3, 1.5, 30.0, 1e6]),
    "tan": (lambda m, t: m.tan(t), [0.0, 1.0, 1.57, -1.5]),
    "x^2": (lambda m, t: t**2, [1e-8, 1.0, -3.0, 1e6, 1e10, 1e13]),
    "x^3": (lambda m, t: t**3, [1e-5, 0.7, -40.0, 1e4]),
    "x^10": (lambda m, t: t**10, [0.01, 0.5, 1.0, -2.0, 50.0]),
    "1 + x + x^2": (lambda m, t: 1 + t + t**2, [0.0, 1e-6, 2.0, -0.4]),
    "x^5 - 3x + 1": (lambda m, t: t**5 - 3 * t + 1, [0.0, 0.3, 1.1, -2.0]),
    "tanh": (lambda m, t: m.tanh(t), [0.0, 0.5, -3.0, 10.0, 15.0]),
    "sigmoid": (sigmoid, [0.0, 2.0, -8.0, 15.0, -30.0]),
    "softplus": (lambda m, t: m.log(1 + m.exp(t)), [0.0, 5.0, -5.0, -20.0]),
    "arctan": (lambda m, t: m.atan(t), [0.0, 1.0, -20.0, 1e3]),
    "sin(1/x)": (lambda m, t: m.sin(1 / t), [1.0, 0.1, 0.02, 1e-3]),
    "x sin(1/x)": (lambda m, t: t * m.sin(1 / t), [0.5, 0.05, 0.01]),
    "sin(x) + 1e6": (lambda m, t: m.sin(t) + 1e6, [0.0, 1.0, 2.0]),
    "exp(x) + 1e8": (lambda m, t: m.exp(t) + 1e8, [0.0, 3.0, 10.0]),
    "narrow Gaussian": (lambda m, t: m.exp(-(((t - 1) * 1000) ** 2)), [0.999, 1.0005, 1.002]),
    "Gaussian": (lambda m, t: m.exp(-(t**2)), [0.1, 1.0, 3.0, -5.0]),
    "Lorentzian": (lambda m, t: 1 / (1 + (100 * (t - 2)) ** 2), [1.9, 1.995, 2.01, 3.0]),
    "sin(50x)": (lambda m, t: m.sin(50 * t), [0.0, 0.2, 1.0, 7.0]),
    "exp(-30x)": (lambda m, t: m.exp(-30 * t), [0.0, 0.1, 1.0]),
    "x^x": (lambda m, t: m.exp(t * m.log(t)), [0.01, 0.5, 2.0, 20.0]),
    "cosh": (lambda m, t: m.cosh(t), [1e-4, 1.0, -7.0, 40.0]),
    "arcsin": (lambda m, t: m.asin(t), [0.0, 0.5, 0.999]),
    "damped": (lambda m, t: m.exp(-t / 10) * m.cos(5 * t), [0.1, 3.0, 25.0]),
    "x e^-x": (lambda m, t: t * m.exp(-t), [0.0, 0.9, 10.0, 1e-6]),
}


def suite() -> list[Case]:
    """The fixed suite: hard points of common functions. It was in sight while `richardson` was made."""
    return [case(name, formula, x) for name, (formula, points) in FUNCTIONS.items() for x in points]


# What the race draws from: g, and the interval that its argument is drawn from.
FAMILY: dict[str, tuple[Formula, float, float]] = {
    "exp": (lambda m, u: m.exp(u), -5.0, 5.0),
    "log": (lambda m, u: m.log(u), 0.05, 20.0),
    "1/u": (lambda m, u: 1 / u, 0.1, 10.0),
    "sqrt": (lambda m, u: m.sqrt(u), 0.05, 20.0),
    "sin": (lambda m, u: m.sin(u), -10.0, 10.0),
    "tanh": (lambda m, u: m.tanh(u), -4.0, 4.0),
    "sigmoid": (sigmoid, -10.0, 10.0),
    "arctan": (lambda m, u: m.atan(u), -10.0, 10.0),
    "Gaussian": (lambda m, u: m.exp(-u * u), -3.0, 3.0),
    "Lorentzian": (lambda m, u: 1 / (1 + u * u), -5.0, 5.0),
    "u^3": (lambda m, u: u**3 - u, -3.0, 3.0),
    "u^10": (lambda m, u: u**10, -2.0, 2.0),
    "u e^-u": (lambda m, u: u * m.exp(-u), -1.0, 8.0),
    "sin(u^2)": (lambda m, u: m.sin(u * u), -4.0, 4.0),
    "sin(1/u)": (lambda m, u: m.sin(1 / u), 0.1, 2.0),
    "cosh": (lambda m, u: m.cosh(u), -4.0, 4.0),
    "log(1 + u^2)": (lambda m, u: m.log(1 + u * u), -5.0, 5.0),
    "e^sin(u)": (lambda m, u: m.exp(m.sin(3 * u)), -3.0, 3.0),
    "u^u": (lambda m, u: m.exp(u * m.log(u)), 0.1, 4.0),
    "softplus": (lambda m, u: m.log(1 + m.exp(u)), -8.0, 8.0),
}


# Functions that nobody looked at while `richardson` was made.
STRANGERS: dict[str, tuple[Formula, float, float]] = {
    "arsinh": (lambda m, u: m.asinh(u), -20.0, 20.0),
    "u log u": (lambda m, u: u * m.log(u), 0.01, 10.0),
    "sqrt(1 + u^2)": (lambda m, u: m.sqrt(1 + u * u), -10.0, 10.0),
    "tan": (lambda m, u: m.tan(u), -1.4, 1.4),
    "cos(u) / (1 + u^2)": (lambda m, u: m.cos(u) / (1 + u * u), -6.0, 6.0),
    "u^7 - 3u^4 + 1": (lambda m, u: u**7 - 3 * u**4 + 1, -2.0, 2.0),
    "(u - 1) / (u^2 + u + 1)": (lambda m, u: (u - 1) / (u * u + u + 1), -8.0, 8.0),
    "log(cosh u)": (lambda m, u: m.log(m.cosh(u)), -6.0, 6.0),
    "e^(-1/u)": (lambda m, u: m.exp(-1 / u), 0.05, 5.0),
    "sin(u) sinh(u)": (lambda m, u: m.sin(u) * m.sinh(u), -5.0, 5.0),
    "u^(1/3)": (lambda m, u: m.exp(m.log(u) / 3), 0.01, 30.0),
    "sin(e^u)": (lambda m, u: m.sin(m.exp(u)), -3.0, 3.0),
}


def drawn(seed: int, count: int, family: dict[str, tuple[Formula, float, float]] = FAMILY) -> list[Case]:
    """The race: `count` points of a g(bx + c) + d, all drawn; half are shifted along x, a third lifted."""
    rng = np.random.default_rng(seed)
    return [_draw(rng, family) for _ in range(count)]


def _draw(rng: np.random.Generator, family: dict[str, tuple[Formula, float, float]]) -> Case:
    name = str(rng.choice(list(family)))
    g, low, high = family[name]
    a, b = (float(v) for v in 10.0 ** rng.uniform([-3, -2], [3, 2]))
    c = float(rng.normal(0, 3)) if rng.random() < 0.5 else 0.0
    d = float(a * 10 ** rng.uniform(0, 3)) if rng.random() < 1 / 3 else 0.0
    x = float((rng.uniform(low, high) - c) / b)
    return case(name, lambda m, t: a * g(m, b * t + c) + d, x)
