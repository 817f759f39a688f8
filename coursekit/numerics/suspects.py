"""Backward rules for steps y = f(a, b) of two arrays, element by element: some right, some wrong as real ones were.

A rule takes the gradient g that arrives, and a and b; it returns what it hands on to a and to b. Several of the wrong
ones passed the tests of well-known courses.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from coursekit.numerics.given import Array, Function
from coursekit.words import mark

__all__ = ["SUSPECTS", "Suspect", "accused"]

Rule = Callable[[Any, Any, Any], tuple[Any, Any]]
H = 2.0**-17  # near the best step of a central difference


@dataclass(frozen=True)
class Suspect:
    """A step, and a rule that is said to be its own.

    Attributes
    ----------
    name : str
        What it does, a marked template.
    f : callable
    make : callable
        Gives the rule, as it is before its first call.
    right : bool
    """

    name: str
    f: Function
    make: Callable[[], Rule]
    right: bool = False


def _always(rule: Rule) -> Callable[[], Rule]:
    return lambda: rule


def _adding() -> Rule:
    """Give a rule that adds to what the last call has left."""
    left = [0.0, 0.0]

    def rule(g: Any, a: Any, b: Any) -> tuple[Any, Any]:
        left[0], left[1] = left[0] + g * b, left[1] + g * a
        return left[0], left[1]

    return rule


def _once() -> Rule:
    """Give a rule that is right once."""
    calls: list[int] = []

    def rule(g: Any, a: Any, b: Any) -> tuple[Any, Any]:
        calls.append(1)
        return (g, -g) if len(calls) == 1 else (0 * g, 0 * g)

    return rule


def _tie(g: Any, a: Any, b: Any) -> tuple[Any, Any]:
    return g * (1 + np.sign(a - b)) / 2, g * (1 + np.sign(b - a)) / 2


def _product(a: Any, b: Any) -> Any:
    return a * b


def _sum(a: Any, b: Any) -> Any:
    return a + b


SUSPECTS = (
    Suspect(mark("a·b"), _product, _always(lambda g, a, b: (g * b, g * a)), True),
    Suspect(mark("a / (1 + b²)"), lambda a, b: a / (1 + b**2),
            _always(lambda g, a, b: (g / (1 + b**2), -2 * g * a * b / (1 + b**2) ** 2)), True),
    Suspect(mark("eᵃ·b"), lambda a, b: np.exp(a) * b,
            _always(lambda g, a, b: (g * np.exp(a) * b, g * np.exp(a))), True),
    Suspect(mark("max(a, b), half each at a tie"), np.maximum, _always(_tie), True),
    Suspect(mark("a·b, without what arrives"), _product, _always(lambda g, a, b: (b + 0 * g, a + 0 * g))),
    Suspect(mark("eᵃ·b, without what arrives"), lambda a, b: np.exp(a) * b,
            _always(lambda g, a, b: (np.exp(a) * b, np.exp(a)))),
    Suspect(mark("a + b, the mean of what arrives"), _sum,
            _always(lambda g, a, b: (np.mean(g) + 0 * g, np.mean(g) + 0 * g))),
    Suspect(mark("a·b, half a percent too large"), _product, _always(lambda g, a, b: (1.005 * g * b, 1.005 * g * a))),
    Suspect(mark("a + ln(400 + b), nothing for b"), lambda a, b: a + np.log(400 + b),
            _always(lambda g, a, b: (g, 0 * g))),
    Suspect(mark("|a|·b, as if a were positive"), lambda a, b: np.abs(a) * b,
            _always(lambda g, a, b: (g * b, g * np.abs(a)))),
    Suspect(mark("max(a, 0) + b, the slope 1 everywhere"), lambda a, b: np.maximum(a, 0) + b,
            _always(lambda g, a, b: (g, g))),
    Suspect(mark("√(b²)·a, as if b were positive"), lambda a, b: np.sqrt(b**2) * a,
            _always(lambda g, a, b: (g * np.abs(b), g * a))),
    Suspect(mark("a·b, the two exchanged"), _product, _always(lambda g, a, b: (g * a, g * b))),
    Suspect(mark("a³ + b, one power too many"), lambda a, b: a**3 + b, _always(lambda g, a, b: (3 * g * a**3, g))),
    Suspect(mark("a·b, adds to the last call"), _product, _adding),
    Suspect(mark("a − b, right once, then 0"), lambda a, b: a - b, _once),
    Suspect(mark("max(a, b), all to both at a tie"), np.maximum,
            _always(lambda g, a, b: (g * (a >= b), g * (b >= a)))),
    Suspect(mark("a·b, only one share where a is b"), _product,
            _always(lambda g, a, b: (0 * g if np.array_equal(a, b) else g * b, g * a))),
)  # fmt: skip
"""Four rules that are right, and fourteen that are not."""


def accused(
    suspect: Suspect, g: Array, a: Array, b: Array, tolerance: float, twice: bool = False, shared: bool = False
) -> bool:
    """Whether a test finds that a rule differs from central differences.

    Parameters
    ----------
    suspect : Suspect
    g, a, b : array (n,)
        What arrives, and the inputs.
    tolerance : float
        How far a share may be off, relative to 1 plus its size.
    twice : bool
        Call the rule twice; both must be right.
    shared : bool
        Also take a for both inputs, and compare the sum of the shares with the slope of f(a, a).

    Examples
    --------
    >>> a, b = np.array([1.0, -2.0]), np.array([3.0, 0.5])
    >>> wrong = SUSPECTS[4]
    >>> accused(wrong, np.ones(2), a, b, 1e-6), accused(wrong, np.array([2.0, -1.0]), a, b, 1e-6)
    (False, True)
    """
    f, rule = suspect.f, suspect.make()
    slopes = ((f(a + H, b) - f(a - H, b)) / (2 * H), (f(a, b + H) - f(a, b - H)) / (2 * H))
    for _ in range(2 if twice else 1):
        for share, slope in zip(rule(g, a, b), slopes, strict=True):
            if np.any(np.abs(share - g * slope) > tolerance * (1 + np.abs(g * slope))):
                return True
    if shared:
        both = g * (f(a + H, a + H) - f(a - H, a - H)) / (2 * H)
        one, other = suspect.make()(g, a, a)
        return bool(np.any(np.abs(one + other - both) > tolerance * (1 + np.abs(both))))
    return False
