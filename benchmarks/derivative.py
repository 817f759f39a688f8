"""Slopes of sin at a million points: time and memory. Run: python benchmarks/derivative.py."""

from common import memory, publish, race, ratio, table, verdict  # first: it sets the number of threads

# isort: split
from statistics import median

import numpy as np

from coursekit.derivative import central_difference, richardson

PACKAGES = ["numpy", "scipy", "numdifftools"]
H = 2.0**-17


def ways():
    x = np.linspace(-10, 10, 1_000_000)
    return {
        "sin alone": lambda: lambda: np.sin(x),
        "the bare formula": lambda: lambda: (np.sin(x + H) - np.sin(x - H)) / (2 * H),
        "central_difference": lambda: lambda: central_difference(np.sin, x),
        "richardson": lambda: lambda: richardson(np.sin, x).df,
        "scipy.differentiate.derivative": lambda: by_scipy(x),
        "numdifftools.Derivative": lambda: by_numdifftools(x),
    }


def by_scipy(x):
    from scipy.differentiate import derivative

    return lambda: derivative(np.sin, x).df


def by_numdifftools(x):
    import numdifftools

    return lambda: numdifftools.Derivative(np.sin)(x)


def million():
    times, slopes = race(ways, rounds=5, slice_=100e-3)
    held = {way: memory(ways()[way]()) for way in slopes}
    rows, exact = [], np.cos(np.linspace(-10, 10, 1_000_000))
    for way, slope in slopes.items():
        error = 0.0 if way == "sin alone" else float(np.abs(slope - exact).max())
        rows.append([way, median(times[way]) * 1e3, ratio(times, way, "sin alone"), held[way], error])
    head = ["a million points", "milliseconds", "passes of sin", "MiB held, result included", "largest error"]
    goals = table(["what", "against", "target", "reached", ""], targets(times, held))
    publish("A million derivatives", f"{goals}\n\n{table(head, rows)}", PACKAGES)


def targets(times, held):
    passes = ratio(times, "central_difference", "sin alone")
    space = held["central_difference"]
    rows = [
        ["central, time", "passes of sin", "at most 2.5", passes, verdict(passes, 2.5, at_most=True)],
        ["central, memory over the input", "MiB", "at most 16", space, verdict(space, 16, at_most=True)],
    ]
    if (scipys := "scipy.differentiate.derivative") in times:
        faster, less = ratio(times, scipys, "richardson"), held[scipys] / held["richardson"]
        rows.append(["richardson, speed", "scipy.differentiate", 1.5, faster, verdict(faster, 1.5)])
        rows.append(["richardson, memory", "scipy.differentiate, as a part", 20, less, verdict(less, 20)])
    return rows


if __name__ == "__main__":
    million()
