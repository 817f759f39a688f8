"""Points with a known slope: a suite of hard ones, a race over points drawn by seed, and functions with few digits.

Each function is written once, for any module `m` that has exp, sin and so on: with NumPy it is what a method sees, with
mpmath it is the truth. A case's `slope` is exact to the last bit of a float.

What people have is seldom exact. So the race is also run with noise, rounded values and float32, and there are
iterations that stop early, formulas that cancel their digits near 0, kinks, and smooth curves that look like them.
"""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

import mpmath
import numpy as np

Formula = Callable[[Any, Any], Any]


@dataclass(frozen=True)
class Case:
    name: str
    f: Callable[[Any], Any]
    x: float
    slope: float


def case(name: str, formula: Formula, x: float) -> Case:
    """A case with its slope from a central difference in 150 digits, with a step that 150 digits make harmless."""
    with mpmath.workdps(150):
        h = mpmath.mpf(10) ** -45
        point = mpmath.mpf(x)
        slope = (formula(mpmath, point + h) - formula(mpmath, point - h)) / (2 * h)
        return Case(name, lambda t: formula(np, t), x, float(slope))


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


# Few digits: the same points, but values of f that are off.


def noisy(level: float) -> Callable[[Case, np.random.Generator], Case]:
    """Add normal noise, `level` times the size of f at the point."""

    def spoil(case: Case, rng: np.random.Generator) -> Case:
        amount = level * abs(float(case.f(case.x)))
        return replace(case, f=lambda t: case.f(t) + amount * rng.normal(size=np.shape(t)))

    return spoil


def rounded(digits: int) -> Callable[[Case, np.random.Generator], Case]:
    """Keep so many decimal digits of f at the point, and as coarse a grid beside it."""

    def spoil(case: Case, rng: np.random.Generator) -> Case:
        unit = 10.0 ** (math.floor(math.log10(abs(float(case.f(case.x))))) - digits + 1)
        return replace(case, f=lambda t: np.round(case.f(t) / unit) * unit)

    return spoil


def float32_inside(case: Case, rng: np.random.Generator) -> Case:
    """Compute f in float32, and give float64."""
    return replace(case, f=lambda t: np.asarray(case.f(np.asarray(t, np.float32)), np.float64))


def float32_values(case: Case, rng: np.random.Generator) -> Case:
    """Keep the values of f as float32, and give float64."""
    return replace(case, f=lambda t: np.asarray(case.f(t)).astype(np.float32).astype(np.float64))


FEW_DIGITS: dict[str, Callable[[Case, np.random.Generator], Case]] = {
    **{f"noise {level:g}": noisy(level) for level in (1e-13, 1e-11, 1e-9, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3)},
    **{f"{digits} digits": rounded(digits) for digits in (12, 11, 10, 9, 8, 7, 6, 5)},
    "float32 inside": float32_inside,
    "float32 values": float32_values,
}


def spoiled(kind: str, cases: list[Case], seed: int) -> list[Case]:
    """Give the cases the few digits of that kind; a point where f is 0 has no size, and is left out."""
    rng = np.random.default_rng(seed)
    return [FEW_DIGITS[kind](case, rng) for case in cases if case.f(case.x) != 0]


# Iterations that stop early.


def bisected_root(steps: int, high: float | None = None) -> Callable[[Any], Any]:
    """Find sqrt(t) by bisection of 0 … max(t, 1), or of 0 … `high`."""

    def f(t: Any) -> Any:
        t = np.asarray(t, float)
        low, top = np.zeros_like(t), np.maximum(t, 1.0) if high is None else np.full_like(t, high)
        for _ in range(steps):
            middle = (low + top) / 2
            below = middle * middle < t
            low, top = np.where(below, middle, low), np.where(below, top, middle)
        return (low + top) / 2

    return f


def iterated(step: Callable[[Any, Any], Any], start: Callable[[Any], Any], tol: float) -> Callable[[Any], Any]:
    """Repeat y = step(t, y) until y moves by less than `tol`; ``f.counts`` holds all numbers of steps so far."""
    counts: set[int] = set()

    def f(t: Any) -> Any:
        t = np.asarray(t, float)
        y, done, count = start(t), np.zeros(t.shape, bool), np.zeros(t.shape, int)
        for _ in range(500):
            new = step(t, y)
            count += ~done
            y, done = np.where(done, y, new), done | (np.abs(new - y) < tol)
            if done.all():
                break
        counts.update(count.ravel().tolist())
        return y

    f.counts = counts  # type: ignore[attr-defined]
    return f


def exp_series(tol: float) -> Callable[[Any], Any]:
    """Add terms of the series of exp until one is less than `tol`."""

    def f(t: Any) -> Any:
        t = np.asarray(t, float)
        total, term, done = np.ones_like(t), np.ones_like(t), np.zeros(t.shape, bool)
        for n in range(1, 60):
            term = term * t / n
            total, done = np.where(done, total, total + term), done | (np.abs(term) < tol)
        return total

    return f


def kepler_slope(x: float) -> float:
    """Slope of E at M = x, where E - sin(E) / 2 = M."""
    angle = mpmath.findroot(lambda e: e - mpmath.sin(e) / 2 - x, x)
    return float(1 / (1 - mpmath.cos(angle) / 2))


def cosine_slope(x: float) -> float:
    """Slope of y at t = x, where y = cos(t y)."""
    y = mpmath.findroot(lambda y: y - mpmath.cos(x * y), 0.8)
    return float(-mpmath.sin(x * y) * y / (1 + mpmath.sin(x * y) * x))


def kepler_step(t: Any, e: Any) -> Any:
    return e - (e - 0.5 * np.sin(e) - t) / (1 - 0.5 * np.cos(e))


def bisections(seed: int, count: int) -> list[Case]:
    """Roots by 20, 30 and 40 bisections: values with as many bits."""
    rng = np.random.default_rng(seed)
    ways = [(steps, high) for steps in (20, 30, 40) for high in (None, 16.0)]
    return [
        Case(f"bisection, {steps} steps", bisected_root(steps, high), x, 0.5 / math.sqrt(x))
        for steps, high in ways
        for x in rng.uniform(0.3, 8, count // len(ways))
    ]


def kepler(tol: float, points: Iterable[float]) -> list[Case]:
    """Kepler's equation, E - sin(E) / 2 = M, by Newton's method, which stops at the tolerance."""
    start = np.positive  # E is near M
    return [Case(f"Newton to {tol:g}", iterated(kepler_step, start, tol), x, kepler_slope(x)) for x in points]


def stopped(seed: int, count: int) -> list[Case]:
    """Iterations that stop at a tolerance: pieces of smooth curves, whose slopes are off by about the tolerance."""
    rng = np.random.default_rng(seed)
    share = count // 7
    cases = [case for tol in (1e-4, 1e-8) for case in kepler(tol, rng.uniform(0.3, 6, share))]
    cases += [
        Case(f"fixed point to {tol:g}", iterated(lambda t, y: np.cos(t * y), np.ones_like, tol), x, cosine_slope(x))
        for tol in (1e-4, 1e-6, 1e-10)
        for x in rng.uniform(0.1, 1.1, share)
    ]
    return cases + [
        Case(f"series to {tol:g}", exp_series(tol), x, math.exp(x))
        for tol in (1e-5, 1e-9)
        for x in rng.uniform(-2, 4, share)
    ]


# Formulas that cancel their digits near 0.
CANCELLING: dict[str, Formula] = {
    "(exp(t) - 1) / t": lambda m, t: (m.exp(t) - 1) / t,
    "1 - cos(t)": lambda m, t: 1 - m.cos(t),
    "(1 + t)^12 - 1": lambda m, t: (1 + t) ** 12 - 1,
    "log(1 + t) / t": lambda m, t: m.log(1 + t) / t,
    "(1 - cos(t)) / t": lambda m, t: (1 - m.cos(t)) / t,
    "(1 - cos(t)) / t^2": lambda m, t: (1 - m.cos(t)) / t**2,
    "sqrt(1 + t) - 1": lambda m, t: m.sqrt(1 + t) - 1,
    "exp(t) - 1 - t": lambda m, t: m.exp(t) - 1 - t,
    "(exp(t) - exp(-t)) / 2": lambda m, t: (m.exp(t) - m.exp(-t)) / 2,
    "exp(t) - 1": lambda m, t: m.exp(t) - 1,
    "log(1 + t)": lambda m, t: m.log(1 + t),
    "t - sin(t)": lambda m, t: t - m.sin(t),
    "1 / (1 - t) - 1": lambda m, t: 1 / (1 - t) - 1,
    "(sqrt(1 + t) - 1) / t": lambda m, t: (m.sqrt(1 + t) - 1) / t,
    "exp(2t) - 2 exp(t) + 1": lambda m, t: m.exp(2 * t) - 2 * m.exp(t) + 1,
}
STRANGE_CANCELLING: dict[str, Formula] = {
    "t / (exp(t) - 1)": lambda m, t: t / (m.exp(t) - 1),
    "sqrt(1 + t^2) - 1": lambda m, t: m.sqrt(1 + t * t) - 1,
    "log(1 + t) - t": lambda m, t: m.log(1 + t) - t,
    "(tan(t) - t) / t": lambda m, t: (m.tan(t) - t) / t,
    "2 - 2 cos(t) + t": lambda m, t: 2 - 2 * m.cos(t) + t,
    "cosh(t) - cos(t)": lambda m, t: m.cosh(t) - m.cos(t),
    "(1 + t)^5 - (1 - t)^5": lambda m, t: (1 + t) ** 5 - (1 - t) ** 5,
    "(3^t - 1) / t": lambda m, t: (m.exp(t * m.log(3 + 0 * t)) - 1) / t,
}


def cancelling(formulas: dict[str, Formula] = CANCELLING) -> list[Case]:
    """Every formula at 1e-1, 1e-2, … 1e-13."""
    return [case(name, formula, 10.0**-k) for name, formula in formulas.items() for k in range(1, 14)]


# Kinks and the like, and smooth places that may be taken for one.


def relu(t: Any) -> Any:
    return np.maximum(t, 0)


def off_0(t: Any) -> Any:
    """Replace 0 by 1, for what is multiplied by 0 there anyway."""
    return np.where(t == 0, 1.0, t)


NO_DERIVATIVE: dict[str, tuple[Callable[[Any], Any], float]] = {
    "|t|": (np.abs, 0.0),
    "|t - 3|": (lambda t: np.abs(t - 3), 3.0),
    "|t - 1e6|": (lambda t: np.abs(t - 1e6), 1e6),
    "ReLU": (relu, 0.0),
    "leaky ReLU": (lambda t: np.where(t > 0, t, 0.01 * t), 0.0),
    "ELU, alpha 1.5": (lambda t: np.where(t > 0, t, 1.5 * np.expm1(np.minimum(t, 0))), 0.0),
    "hinge": (lambda t: np.maximum(0, 1 - t), 1.0),
    "|sin t| at pi": (lambda t: np.abs(np.sin(t)), math.pi),
    "step, 0 at 0": (lambda t: np.where(t > 0, 1.0, 0.0), 0.0),
    "step, 1 at 0": (lambda t: np.where(t >= 0, 1.0, 0.0), 0.0),
    "step, 1/2 at 0": (lambda t: np.heaviside(t, 0.5), 0.0),
    "a small step": (lambda t: t + 1e-4 * (t > 3), 3.0),
    "floor at 2": (np.floor, 2.0),
    "a small kink in a parabola": (lambda t: 1e-3 * np.abs(t) + t**2, 0.0),
    "a kink in a steep curve": (lambda t: np.abs(t) + 100 * np.exp(t), 0.0),
    "sin + 1e-4 |t - 1|": (lambda t: np.sin(t) + 1e-4 * np.abs(t - 1), 1.0),
    "cos + 3e-5 |t - 2|": (lambda t: np.cos(t) + 3e-5 * np.abs(t - 2), 2.0),
}
VERTICAL: dict[str, tuple[Callable[[Any], Any], float]] = {
    "cube root": (np.cbrt, 0.0),
    "cube root of t - 2": (lambda t: np.cbrt(t - 2), 2.0),
    "sqrt |t|": (lambda t: np.sqrt(np.abs(t)), 0.0),
    "|t|^0.9": (lambda t: np.abs(t) ** 0.9, 0.0),
    "t log |t|": (lambda t: t * np.log(np.abs(off_0(t))), 0.0),
    "root of |t|, with the sign of t": (lambda t: np.sign(t) * np.sqrt(np.abs(t)), 0.0),
    "fifth root of t - 1": (lambda t: np.sign(t - 1) * np.abs(t - 1) ** 0.2, 1.0),
}
SMOOTH: dict[str, tuple[Callable[[Any], Any], float, float]] = {
    "sin": (np.sin, 0.0, 1.0),
    "cos": (np.cos, 0.0, 0.0),
    "t|t|": (lambda t: t * np.abs(t), 0.0, 0.0),
    "|t| at 1e-9": (np.abs, 1e-9, 1.0),
    "|t| at -1e-9": (np.abs, -1e-9, -1.0),
    "|t| at 1e-3": (np.abs, 1e-3, 1.0),
    "|t| at -2": (np.abs, -2.0, -1.0),
    "|t - 1| at 1 + 1e-6": (lambda t: np.abs(t - 1), 1 + 1e-6, 1.0),
    "ReLU at -1": (relu, -1.0, 0.0),
    "ReLU at -1e-9": (relu, -1e-9, 0.0),
    "clipped": (lambda t: np.clip(t, -1, 1), 3.0, 0.0),
    "|t|^(4/3)": (lambda t: np.cbrt(t) ** 4, 0.0, 0.0),
    "t^2": (np.square, 0.0, 0.0),
    "t^3": (lambda t: t**3, 0.0, 0.0),
    "t^10": (lambda t: t**10, 0.0, 0.0),
    "a constant": (lambda t: 5 + 0 * t, 2.0, 0.0),
    "ELU": (lambda t: np.where(t > 0, t, np.expm1(np.minimum(t, 0))), 0.0, 1.0),
    "Huber at its seam": (lambda t: np.where(np.abs(t) < 1, t * t / 2, np.abs(t) - 0.5), 1.0, 1.0),
    "t^2 sin(1/t)": (lambda t: t**2 * np.sin(1 / off_0(t)), 0.0, 0.0),
    "1e300": (lambda t: t, 1e300, 1.0),
    "log at 1e-200": (np.log, 1e-200, 1e200),
    "1 + sin at 1e-17": (lambda t: 1 + np.sin(t), 1e-17, 1.0),
    "a peak of width 1e-5": (lambda t: np.exp(-(((t - 1) / 1e-5) ** 2)), 1 + 0.5e-5, -math.exp(-0.25) / 1e-5),
    "sin(1e6 t)": (lambda t: np.sin(1e6 * t), 1.2345, 1e6 * math.cos(1e6 * 1.2345)),
}
