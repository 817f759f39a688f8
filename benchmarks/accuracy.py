"""How exact are the slopes, and how honest their errors? Every method beside its peers, with mpmath as the truth.

    python benchmarks/accuracy.py            prints the tables and writes them to benchmarks/accuracy.md
    python benchmarks/accuracy.py --seed 7   draws other points

The suite is fixed, and was in sight while `richardson` was made; so were the functions of the race, but not its points.
The strangers were not, neither exact nor with few digits. A peer that is not installed is named and left out:
pip install -e .[bench]
"""

import argparse
import platform
import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np

from coursekit.derivative import (
    central_difference,
    complex_step,
    five_point_difference,
    forward_difference,
    richardson,
)
from tools.accuracy_suite import (
    CANCELLING,
    FEW_DIGITS,
    NO_DERIVATIVE,
    SMOOTH,
    STRANGE_CANCELLING,
    STRANGERS,
    VERTICAL,
    Case,
    bisections,
    cancelling,
    drawn,
    kepler,
    spoiled,
    stopped,
    suite,
)

ROOT = Path(__file__).parents[1]
Answer = tuple[float, float, bool]  # the slope, its reported error, and whether to believe them
Method = Callable[[Case], Answer]
NONE = float("nan")
SMALLEST = 1e-17  # an exact answer counts as this error: a geometric mean cannot take 0
OURS = "ours: richardson"


def textbook(case: Case) -> Answer:
    h = 1e-4
    return (case.f(case.x + h) - case.f(case.x - h)) / (2 * h), NONE, False


def scipy_differentiate(case: Case) -> Answer:
    result = import_module("scipy.differentiate").derivative(case.f, case.x)
    return float(result.df), float(result.error), bool(result.success)


def small(slope: float, error: float) -> Answer:
    """Believe a slope as `richardson` does, where a peer has no word on it: if its error is below 1e-3 of it."""
    return slope, error, error <= 1e-3 * abs(slope)


def numdifftools_order_4(case: Case) -> Answer:
    result = import_module("numdifftools").Derivative(case.f, order=4, full_output=True)(case.x)
    estimate, info = (result[0], result[1]) if len(result) == 2 else (result.estimate, result)
    return small(float(estimate), float(info.error_estimate))


def jacobi(case: Case) -> Answer:
    slope, error = import_module("jacobi").jacobi(case.f, case.x)
    return small(float(slope), float(error))


def ours(formula: Callable[..., float]) -> Method:
    return lambda case: (formula(case.f, case.x), NONE, False)


def ours_richardson(case: Case) -> Answer:
    result = richardson(case.f, case.x)
    return result.df, result.error, result.success


METHODS: dict[str, tuple[str, Method]] = {
    "textbook, h = 1e-4": ("numpy", textbook),
    "scipy.differentiate": ("scipy", scipy_differentiate),
    "jacobi": ("jacobi", jacobi),
    "numdifftools, order 4": ("numdifftools", numdifftools_order_4),
    "ours: forward": ("numpy", ours(forward_difference)),
    "ours: central": ("numpy", ours(central_difference)),
    "ours: five-point": ("numpy", ours(five_point_difference)),
    OURS: ("numpy", ours_richardson),
    "ours: complex step": ("numpy", ours(complex_step)),
}
WITH_ERRORS = ("scipy.differentiate", "jacobi", "numdifftools, order 4", OURS)


def installed(package: str) -> bool:
    try:
        import_module(package)
    except ImportError:
        return False
    return True


@dataclass(frozen=True)
class Score:
    """How a method does on a set of points; shares are of all points, `cover` of those with a finite slope."""

    evaluations: float
    most: int
    error: float  # geometric mean, relative to the true slope; 1 where the slope is not finite
    over: int  # points with an error over 1e-6
    lost: int  # points without a finite slope
    settled: float
    cover: float  # the true error is within the reported one
    wrong: float  # settled, and off by more than three times the reported error
    astray: int  # points where that is so, and the error over 1e-6


def counted(method: Method, case: Case) -> tuple[float, float, bool, int]:
    """Answer, and how many values of f that took."""
    count = 0

    def f(t):
        nonlocal count
        count += np.size(t)
        return case.f(t)

    try:
        return *method(replace(case, f=f)), count
    except (ValueError, IndexError, ZeroDivisionError, FloatingPointError):  # what a peer may raise where it fails
        return NONE, NONE, False, count


def score(method: Method, cases: list[Case]) -> Score:
    slope, reported, settled, count = np.array([counted(method, case) for case in cases], float).T
    true = np.array([case.slope for case in cases])
    wrong = np.abs(slope - true)
    finite = np.isfinite(slope)
    size = np.where(true == 0, 1, np.abs(true))
    error = np.where(finite, np.clip(wrong / size, SMALLEST, None), 1)
    rounding = 1e-15 * np.abs(true)  # the last bit of the slope is no one's fault
    sure_and_wrong = (settled > 0) & (wrong > 3 * reported + rounding)
    return Score(
        evaluations=count.mean(),
        most=int(count.max()),
        error=float(np.exp(np.log(np.minimum(error, 1)).mean())),
        over=np.count_nonzero(~(error <= 1e-6)),
        lost=np.count_nonzero(~finite),
        settled=settled.mean(),
        cover=np.mean((wrong <= reported + rounding)[finite]) if finite.any() else NONE,
        wrong=np.mean(sure_and_wrong),
        astray=np.count_nonzero(sure_and_wrong & (error > 1e-6)),
    )


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    lines = [list(head), *map(list, rows)]
    lines.insert(1, ["---"] * len(lines[0]))
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def exact(cases: list[Case]) -> str:
    """All methods on functions that have all their digits."""
    rows = []
    for name, (package, method) in METHODS.items():
        if not installed(package):
            rows.append([f"{name}: not installed", *[""] * 7])
            continue
        s = score(method, cases)
        honest = [f"{s.settled:.1%}", f"{s.cover:.1%}", f"{s.wrong:.1%}"] if name in WITH_ERRORS else ["–"] * 3
        rows.append([name, f"{s.evaluations:.1f}", f"{s.error:.1e}", f"{s.over}", f"{s.lost}", *honest])
    head = "method | evaluations | geometric mean error | over 1e-6 | not finite | settled | cover | sure and wrong"
    return table(head.split(" | "), rows)


def few_digits(sets: dict[str, list[Case]]) -> tuple[str, dict[str, dict[str, Score]]]:
    """The methods that report an error, on functions with few digits: error, cover, sure and wrong."""
    names = [name for name in WITH_ERRORS if installed(METHODS[name][0])]
    scores = {kind: {name: score(METHODS[name][1], cases) for name in names} for kind, cases in sets.items()}
    rows = []
    for kind, by_method in scores.items():
        cells = [f"{s.error:.0e} · {s.cover:.0%} · {s.wrong:.1%}" for s in by_method.values()]
        rows.append([kind, *cells, f"{by_method[OURS].settled:.0%}", f"{by_method[OURS].evaluations:.1f}"])
    return table(["points", *names, "settled (ours)", "evaluations (ours)"], rows), scores


def shapes() -> str:
    """Kinks and the like, and smooth places that may be taken for one."""
    rng = np.random.default_rng(3)
    rough = [Case(name, f, x, NONE) for name, (f, x) in {**NO_DERIVATIVE, **VERTICAL}.items()]
    smooth = [Case(name, f, x, slope) for name, (f, x, slope) in SMOOTH.items()]
    waves = [Case("sin(1e6 t)", lambda t: np.sin(1e6 * t), x, 1e6 * np.cos(1e6 * x)) for x in rng.uniform(-3, 3, 200)]
    rows = []
    for name in WITH_ERRORS:
        package, method = METHODS[name]
        if installed(package):
            called = sum(counted(method, case)[2] for case in rough)
            peaks, fast = score(method, smooth), score(method, waves)
            rows.append(
                [
                    name,
                    f"{called} of {len(rough)}",
                    f"{peaks.wrong * len(smooth):.0f} and {(1 - peaks.settled) * len(smooth):.0f} of {len(smooth)}",
                    f"{fast.wrong * 200:.0f} and {(1 - fast.settled) * 200:.0f} of 200",
                ]
            )
    head = [
        "method",
        "no derivative, but settled",
        "smooth: sure and wrong, and not settled",
        "sin(1e6 t): sure and wrong, and not settled",
    ]
    return table(head, rows)


def pieces(seed: int, points: int) -> str:
    """Newton's method that stops early: how often no method could know that it does."""
    rows = []
    for tol in (1e-2, 1e-4, 1e-8):
        cases = kepler(tol, np.random.default_rng(seed).uniform(0.3, 6, points))
        result = [richardson(case.f, case.x) for case in cases]
        one = np.array([len(case.f.counts) == 1 for case in cases])
        wrong = np.array([r.success and abs(r.df - c.slope) > 3 * r.error for r, c in zip(result, cases, strict=True)])
        shares = [f"{100 * np.mean(wrong[which]):.0f} % of {which.sum()}" for which in (one, ~one)]
        rows.append([f"{tol:g}", f"{np.mean(one):.0%}", *shares])
    head = ["stops at", "one piece seen", "sure and wrong where it is one", "sure and wrong where there are more"]
    return table(head, rows)


def goals(clean: list[Score], scores: dict[str, dict[str, Score]]) -> str:
    """Say which of the goals are reached; the race among strangers counts as much as that among friends."""
    digits = {kind: s for kind, s in scores.items() if kind.split(",")[0] in FEW_DIGITS}
    mine = [s[OURS] for s in digits.values()]
    near_0 = [s[OURS].wrong for kind, s in scores.items() if "cancel" in kind]
    bisected = [s[OURS].wrong for kind, s in scores.items() if "bisection" in kind]
    peer = "numdifftools, order 4"
    against = max((s[OURS].error / s[peer].error for s in digits.values() if peer in s), default=NONE)
    rows = [
        ("exact: geometric mean error", max(s.error for s in clean), "at most", 4e-14, ".1e"),
        ("exact: evaluations, in the mean", max(s.evaluations for s in clean), "at most", 17, ".1f"),
        ("exact: cover", min(s.cover for s in clean), "at least", 0.99, ".1%"),
        ("exact: sure and wrong", max(s.wrong for s in clean), "at most", 0, ".1%"),
        ("exact: sure, and off by over 1e-6", max(s.astray for s in clean), "at most", 0, "d"),
        ("few digits, worst set: cover", min(s.cover for s in mine), "at least", 0.95, ".1%"),
        ("few digits, worst set: sure and wrong", max(s.wrong for s in mine), "at most", 0.01, ".1%"),
        ("few digits, worst set: error beside numdifftools'", against, "at most", 3, ".2f"),
        ("most evaluations", max(s.most for s in mine), "at most", 31, "d"),
        ("bisection: sure and wrong", max(bisected), "at most", 0.06, ".1%"),
        ("cancelled near 0: sure and wrong", max(near_0), "at most", 0.06, ".1%"),
    ]
    return table(
        ["goal for richardson", "reached", "wanted", ""],
        [
            [
                name,
                format(value, form),
                f"{bound} {goal:{form}}",
                "met" if (value <= goal if bound == "at most" else value >= goal) else "not met",
            ]
            for name, value, bound, goal, form in rows
        ],
    )


def versions() -> str:
    names = []
    for package in ("numpy", "scipy", "numdifftools", "jacobi", "mpmath"):
        try:
            names.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            names.append(f"{package} not installed")
    return f"Python {platform.python_version()}, {', '.join(names)}; {platform.system()} {platform.machine()}."


def sets(seed: int, points: int) -> dict[str, list[Case]]:
    """Draw all sets of functions with few digits."""
    friends, strangers = drawn(seed + 1, points), drawn(seed + 1, points, STRANGERS)
    return {
        **{kind: spoiled(kind, friends, seed) for kind in FEW_DIGITS},
        **{f"{kind}, strangers": spoiled(kind, strangers, seed) for kind in FEW_DIGITS},
        "bisection, 20 to 40 steps": bisections(seed, points),
        "iterations that stop at a tolerance": stopped(seed, points),
        "cancelled near 0": cancelling(CANCELLING),
        "cancelled near 0, strangers": cancelling(STRANGE_CANCELLING),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="Compare the accuracy of numerical derivatives.")
    parser.add_argument("--seed", type=int, default=20261122, help="seed of the points")
    parser.add_argument("--points", type=int, default=2000, help="points of the race; a fifth of that for few digits")
    args = parser.parse_args()
    fixed, friends = suite(), drawn(args.seed, args.points)
    strangers = drawn(args.seed, args.points, STRANGERS)
    early = pieces(args.seed, args.points // 20)
    few, scores = few_digits(sets(args.seed, args.points // 5))
    clean = [score(ours_richardson, cases) for cases in (fixed, friends, strangers)]
    text = f"""# How exact are the slopes?

{versions()}
Errors are relative to the true slope, which mpmath gives. *Settled*: the method says that it has the slope; for
numdifftools and jacobi, which do not say, that the reported error is below 1e-3 of the slope. *Cover*: the true error
is within the reported one. *Sure and wrong*: settled, and off by more than three times the reported error.

{goals(clean, scores)}

## The suite: {len(fixed)} points of {len({case.name for case in fixed})} functions

{exact(fixed)}

## The race: {args.points} points drawn with seed {args.seed}

{exact(friends)}

## The race among strangers: {args.points} points of functions that nobody looked at while `richardson` was made

{exact(strangers)}

## Functions with few digits: error · cover · sure and wrong

{args.points // 5} points a row, fewer where it is cancelled near 0. Iterations that stop at a tolerance give pieces of
smooth curves, whose own slopes are off by about the tolerance: where no two pieces are seen, no method can know.

{few}

## Iterations that stop early, and what can be known of it

Newton's method for Kepler's equation. Where every value that `richardson` asked for took as many steps of the
iteration, these are values of one smooth curve: its slope is wrong as a slope of the solution, and no method that has
only these values can know.

{early}

## Kinks, vertical tangents, jumps, peaks and waves

{shapes()}
"""
    print(text)
    (ROOT / "benchmarks" / "accuracy.md").write_text(text, "utf-8")


if __name__ == "__main__":
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")  # the peers warn where they fail; the table says it
        main()
