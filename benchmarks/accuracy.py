"""How exact are the slopes? Every method beside its peers, on the same points, with mpmath as the truth.

    python benchmarks/accuracy.py            prints the tables and writes them to benchmarks/accuracy.md
    python benchmarks/accuracy.py --seed 7   draws other points for the race

The suite is fixed, and was in sight while `richardson` was made. The race is drawn by seed, after it was made.
A peer that is not installed is named and left out: pip install -e .[bench]
"""

import argparse
import platform
import warnings
from collections.abc import Callable
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

import numpy as np

from coursekit.derivative import (
    central_difference,
    complex_step,
    five_point_difference,
    forward_difference,
    richardson,
)
from tools.accuracy_suite import STRANGERS, Case, drawn, suite

ROOT = Path(__file__).parents[1]
Answer = tuple[float, float]  # the slope and its reported error; nan where a method reports none
Method = Callable[[Case], Answer]
NONE = float("nan")
SMALLEST = 1e-17  # an exact answer counts as this error: a geometric mean cannot take 0


def textbook(case: Case) -> Answer:
    h = 1e-4
    return (case.f(case.x + h) - case.f(case.x - h)) / (2 * h), NONE


def scipy_differentiate(case: Case) -> Answer:
    result = import_module("scipy.differentiate").derivative(case.f, case.x)
    return float(result.df), float(result.error)


def numdifftools_order_4(case: Case) -> Answer:
    result = import_module("numdifftools").Derivative(case.f, order=4, full_output=True)(case.x)
    estimate, info = (result[0], result[1]) if len(result) == 2 else (result.estimate, result)
    return float(estimate), float(info.error_estimate)


def jacobi(case: Case) -> Answer:
    slope, error = import_module("jacobi").jacobi(case.f, case.x)
    return float(slope), float(error)


def ours(formula: Callable[..., float]) -> Method:
    return lambda case: (formula(case.f, case.x), NONE)


def ours_richardson(case: Case) -> Answer:
    result = richardson(case.f, case.x)
    return result.df, result.error


METHODS: dict[str, tuple[str, Method]] = {
    "textbook, h = 1e-4": ("numpy", textbook),
    "scipy.differentiate": ("scipy", scipy_differentiate),
    "jacobi": ("jacobi", jacobi),
    "numdifftools, order 4": ("numdifftools", numdifftools_order_4),
    "ours: forward": ("numpy", ours(forward_difference)),
    "ours: central": ("numpy", ours(central_difference)),
    "ours: five-point": ("numpy", ours(five_point_difference)),
    "ours: richardson": ("numpy", ours_richardson),
    "ours: complex step": ("numpy", ours(complex_step)),
}
COLUMNS = "method | evaluations | geometric mean error | over 1e-6 | not finite | cover | confident and wrong"


def counted(method: Method, case: Case) -> tuple[float, float, int]:
    """Slope, reported error, and how many values of f that took."""
    count = 0

    def formula(m, t):
        nonlocal count
        count += np.size(t)
        return case.formula(m, t)

    slope, error = method(Case(case.name, formula, case.x, case.slope))
    return slope, error, count


def row(name: str, method: Method, cases: list[Case]) -> str:
    """One line of the table; errors are relative to the true slope."""
    slope, reported, count = np.array([counted(method, case) for case in cases], float).T
    true = np.array([case.slope for case in cases])
    wrong = np.abs(slope - true)
    finite = np.isfinite(slope)
    error = np.where(finite, np.maximum(wrong / np.abs(true), SMALLEST), 1)
    reports = np.isfinite(reported).any()
    confident = finite & (reported < 1e-6 * np.abs(slope)) & (wrong > 10 * reported) & (error > 1e-6)
    cells = [
        name,
        f"{count.mean():.1f}",
        f"{np.exp(np.log(error).mean()):.1e}",
        f"{np.count_nonzero(~(error <= 1e-6) | ~finite)}",
        f"{np.count_nonzero(~finite)}",
        f"{np.mean((wrong <= reported)[finite]):.3f}" if reports else "–",
        f"{np.count_nonzero(confident)}" if reports else "–",
    ]
    return f"| {' | '.join(cells)} |"


def table(cases: list[Case]) -> str:
    lines = [f"| {COLUMNS} |", "|---" * (COLUMNS.count("|") + 1) + "|"]
    for name, (package, method) in METHODS.items():
        try:
            import_module(package)
        except ImportError:
            lines.append(f"| {name}: not installed | | | | | | |")
        else:
            lines.append(row(name, method, cases))
    return "\n".join(lines)


def versions() -> str:
    names = []
    for package in ("numpy", "scipy", "numdifftools", "jacobi", "mpmath"):
        try:
            names.append(f"{package} {version(package)}")
        except ImportError:
            names.append(f"{package} not installed")
    return f"Python {platform.python_version()}, {', '.join(names)}; {platform.system()} {platform.machine()}."


def main() -> None:
    parser = argparse.ArgumentParser(description="Compare the accuracy of numerical derivatives.")
    parser.add_argument("--seed", type=int, default=20261122, help="seed of the race")
    parser.add_argument("--points", type=int, default=2000, help="points of the race")
    args = parser.parse_args()
    fixed = suite()
    text = f"""# How exact are the slopes?

{versions()}
Errors are relative to the true slope, which mpmath gives. *Cover* is the share of points where the true error is within
the reported one. *Confident and wrong*: an error over 1e-6, ten times the reported one, which itself is below 1e-6.

## The suite: {len(fixed)} points of {len({case.name for case in fixed})} functions

{table(fixed)}

## The race: {args.points} points drawn with seed {args.seed}

{table(drawn(args.seed, args.points))}

## The race among strangers: {args.points} points of functions that nobody looked at while `richardson` was made

{table(drawn(args.seed, args.points, STRANGERS))}
"""
    print(text)
    (ROOT / "benchmarks" / "accuracy.md").write_text(text, "utf-8")


if __name__ == "__main__":
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")  # the peers warn where they fail; the table says it
        main()
