"""Where a path ends: when it stops, and what its start decides."""

from types import SimpleNamespace as Artists
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from coursekit.descent import numerical, sweep
from coursekit.functions import ExactFunction, get
from coursekit.live import Handle, log_slider, menu, slider
from coursekit.live.picture import BLACK, BLUE, ORANGE, Picture, Target
from coursekit.numerics.descents import length
from coursekit.numerics.one_variable import Array, Function
from coursekit.pictures.kit import line, row_above
from coursekit.pictures.landscape import (
    RATE,
    START,
    START_X,
    START_Y,
    Bounds,
    Ground,
    at,
    counted,
    descend,
    draw_contour_lines,
    draw_path,
    ended,
    gradient_of,
    move_path,
)
from coursekit.words import mark, say, together

BUMPS = {"Himmelblau": get("himmelblau"), "Styblinski-Tang": get("styblinski-tang")}

# --- 4 and 5. when to stop ------------------------------------------------------------------------------


def textbook(f: Function) -> Function:
    """Give the gradient as many books compute it: central differences with the one step 1e-4, wherever x is."""
    return lambda x: np.array([(f(x + e) - f(x - e)) / 2e-4 for e in 1e-4 * np.eye(2)])


def see_stopping(
    f: Function, start_x: float, start_y: float, learning_rate: float, tol: float, steps: int = 100,
    gradient: str = "exact",
) -> dict[str, Any]:  # fmt: skip
    """Run descent until it stops by itself; find the length of its gradient and the way left at each point."""
    start = [start_x, start_y]
    exact = f.grad if isinstance(f, ExactFunction) else numerical(f, np.array(start, float))
    grad = textbook(f) if gradient == "textbook" else exact
    run = descend(f, start, learning_rate, steps, grad, tol=tol)
    ground = Ground(f, size=5)
    away = np.array([ground.distance(p) for p in run.path])
    return {"run": run, "lengths": np.array([length(grad(p)) for p in run.path]), "away": away, "distance": away[-1]}


def draw_stopping(ax: Axes, steps: int = 100, smallest: float = 1e-16, largest: float = 1e16) -> Artists:
    """Draw axes; make the length of the gradient, the distance to the minimum, and the tolerance."""
    ax.set(xlim=(-1, steps), yscale="log", ylim=(smallest / 10, largest), xlabel=say("steps taken"))
    slope, away = line(ax, "-", ORANGE), line(ax, "--", BLUE)
    stop = line(ax, "s", BLACK, ms=8)
    tol = ax.axhline(1, color=BLACK, lw=1, ls=":")
    name = ax.text(0.995, 1, "tol ", transform=ax.get_yaxis_transform(), ha="right", va="bottom")
    texts = row_above(ax, (ORANGE, 0.0), (BLUE, 0.5))
    return Artists(slope=slope, away=away, stop=stop, tol=tol, name=name, texts=texts)


def move_stopping(a: Artists, tol: float, run: Any, lengths: Array, away: Array, distance: float) -> str:
    """Draw the run up to its stop."""
    count = np.arange(run.nit + 1)
    a.slope.set_data(count, np.maximum(lengths, 1e-16))
    a.away.set_data(count, np.maximum(away, 1e-16))
    a.stop.set_data([run.nit], [max(lengths[-1], 1e-16)])
    a.tol.set_ydata([tol, tol])
    a.name.set_position((0.995, tol))
    a.texts[0].set_text(say("— length of the gradient: {length:.2g}", length=lengths[-1]))
    known = np.isfinite(distance)
    a.texts[1].set_text(say("- - distance to the minimum: {distance:.2g}", distance=distance) if known else "")
    told = say("Stopped after {steps}. {message}", steps=counted(run.nit), message=run.message)
    if known:
        return together(told, say("The minimum is {distance:.2g} away.", distance=distance))
    return together(told, say("Where the minimum is, the picture does not know.")) if np.isnan(away[0]) else told


stopping = Picture(
    see_stopping, draw_stopping, move_stopping, ticks="lengths",
    handles=[Handle(lambda tol, steps: (0.9 * steps, tol), y="tol")],
    controls={"f": menu({mark("Matyas' function"): get("matyas"), "x² + y²": get("sphere")}), "start_x": 3,
              "start_y": 4, "learning_rate": log_slider(0.01, 10, value=1, label=RATE),
              "tol": log_slider(1, 1e-8, value=0.1, per_decade=2), "steps": 250, "smallest": 1e-9, "largest": 1e3},
    target=Target(mark("Let it stop by its gradient, within {bound:g} of the minimum."),
                  lambda run, distance, bound=1e-3: run.status == 0 and distance < bound),
    symbols={r"\lVert\nabla f(x)\rVert": ORANGE},
)  # fmt: skip

frozen = Picture(
    see_stopping, draw_stopping, move_stopping, ticks="lengths",
    handles=[Handle(lambda tol: (90, tol), y="tol")],
    controls={"f": menu({"x² + y²": get("sphere")}), "start_x": -3, "start_y": 4,
              "learning_rate": log_slider(0.1, 10, value=0.1, label=RATE),
              "tol": log_slider(1, 1e-8, value=1e-3, per_decade=2),
              "gradient": menu({mark("h = 0.0001, wherever x is"): "textbook", mark("exact"): "exact"},
                               label=mark("gradient"))},
    target=Target(mark("Make it say that all is well, more than a million away from the minimum."),
                  lambda run, distance: run.status == 0 and distance > 1e6),
)  # fmt: skip

# --- 6. where you start ---------------------------------------------------------------------------

BASINS = ("#1f4e79", "#e9a13b", "#cfe8e3", "#b0528c", "#4a4a4a", "#8fa63a")  # apart in greyscale, too


def low_places(ground: Ground) -> Array:
    """Give the points of the grid that are lower than all their neighbours, from left to right: one in each valley."""
    z = np.pad(np.where(np.isfinite(ground.square), ground.square, np.inf), 1, constant_values=-np.inf)  # no rim
    here = z[1:-1, 1:-1]
    around = [
        z[1 + i : z.shape[0] - 1 + i, 1 + j : z.shape[1] - 1 + j] for i in (-1, 0, 1) for j in (-1, 0, 1) if i or j
    ]
    rows, columns = np.nonzero(np.all([here < other for other in around], axis=0))
    return np.array(sorted(zip(ground.axes[0][columns], ground.axes[1][rows], strict=True))).reshape(-1, 2)


def ends_of(
    f: Function, starts: Array, learning_rate: float, steps: int, places: Any = (), reach: float = 0.0
) -> tuple[Array, list[Any]]:
    """Run descent from many starts at once; give the number of the end of each, -1 for none, and the ends.

    An end is a place where one start in a hundred or more has come to rest. Ends within `reach` of one of these
    `places` have its number, whatever the rate, and None stands for one that no run finds; other ends come after them.
    """
    with np.errstate(all="ignore"):
        path = sweep(gradient_of(f), starts, learning_rate, steps=steps).path
        rests = np.linalg.norm(path[-1] - path[-2], axis=0) < 1e-4 * learning_rate * np.ptp(starts)
    ends, apart = path[-1], 0.02 * np.ptp(starts)
    cells, counts = np.unique(np.round(ends[:, rests] / apart), axis=1, return_counts=True)
    often = sorted((apart * cell for cell in cells[:, np.argsort(-counts)[:20]].T), key=tuple)
    number, found = np.full(starts.shape[1], -1), list[Any]()
    for place in [*places, *often]:
        known = len(found) < len(places)
        near = rests & (number < 0) & (np.linalg.norm(ends - place[:, None], axis=0) < max(1.5 * apart, reach * known))
        enough = bool(np.mean(near) > 0.01)
        if enough:
            number[near] = len(found)
        if enough or known:
            found.append(np.median(ends[:, near], axis=1) if enough else None)
    number[number >= len(BASINS)] = -1
    return number, found[: len(BASINS)]


def draw_basins(
    ax: Axes, f: Function, learning_rate: float, bounds: Bounds | None = None, steps: int = 100, size: int = 61
) -> Artists:
    """Colour each start by the end that descent finds from there; make one path."""
    ground = Ground(f, bounds, size)
    starts = np.stack([grid.ravel() for grid in np.meshgrid(*ground.axes)])
    cell = float(np.hypot(*(axis[1] - axis[0] for axis in ground.axes)))
    number, ends = ends_of(f, starts, learning_rate, steps, low_places(ground), cell)
    (left, right), (bottom, top) = ground.bounds
    colors = np.array([[1, 1, 1], *([int(c[i : i + 2], 16) / 255 for i in (1, 3, 5)] for c in BASINS)])
    image = colors[number.reshape(size, size) + 1]
    ax.imshow(image, origin="lower", extent=(left, right, bottom, top), aspect="auto", interpolation="nearest")
    draw_contour_lines(ax, ground, ground.levels(9), colors="black", linewidths=0.4, alpha=0.5)
    for letter, end in zip("ABCDEF", ends, strict=False):
        if end is None:
            continue
        ax.plot(*end, "o", color=BLACK, ms=4)
        aside = (top - bottom) / 18 * (1 if end[1] < top - (top - bottom) / 8 else -1)  # a path ends on the point
        ax.text(end[0], end[1] + aside, letter, weight="bold", ha="center", va="center", clip_on=True,
                bbox={"boxstyle": "circle", "facecolor": "white", "edgecolor": BLACK})  # fmt: skip
    ax.set(xlim=(left, right), ylim=(bottom, top), xlabel=say(START_X), ylabel=say(START_Y))
    ax.grid(False)
    shares = [float(np.mean(number == k)) for k in range(len(ends))]
    return Artists(ends=ends, shares=shares, path=draw_path(ax), text=row_above(ax, (BLACK, 0.0))[0])


def percentages(shares: list[float]) -> list[int]:
    """Round shares to percentages that add to 100: up where most is cut off."""
    exact = 100 * np.array(shares)
    whole = np.floor(exact + 1e-9).astype(int)
    up = np.argsort(whole - exact, kind="stable")[: 100 - whole.sum()]
    whole[up] += 1
    return [int(share) for share in whole]


def see_basins(
    f: Function, start_x: float, start_y: float, learning_rate: float, bounds: Bounds | None = None, steps: int = 100
) -> dict[str, Any]:
    """Run one descent, and see whether it comes to the minimum that is nearest to its start."""
    run = descend(f, [start_x, start_y], learning_rate, steps)
    minima = np.array(Ground(f, bounds, size=5).minima)
    lows = low_places(Ground(f, bounds, 31))
    if not minima.size and lows.size:  # then those that descent finds from the lowest place of each valley
        with np.errstate(all="ignore"):
            found = sweep(gradient_of(f), lows.T, learning_rate, steps=steps).path[-1].T
        minima = found[np.isfinite(found).all(axis=1)]
    nearest = True
    if minima.size:
        to_end, to_start = (np.linalg.norm(minima - p, axis=1) for p in (run.x, [start_x, start_y]))
        nearest = not (to_end.min() < 0.01 and to_end[to_start.argmin()] > 0.1)
    return {"run": run, "slope": length(run.grad), "nearest": nearest}


def move_basins(a: Artists, start_x: float, start_y: float, run: Any, slope: float) -> str:
    """Put the path on the map."""
    move_path(a.path, *run.path.T)
    *shares, rest = percentages([*a.shares, 1 - sum(a.shares)])
    parts = [
        say("{letter} {share} %", letter=letter, share=share)
        for letter, share in zip("ABCDEF", shares, strict=False)
        if share
    ]
    nowhere = say("white, nowhere yet: {share} %", share=rest)
    a.text.set_text("   ".join(parts) + "\n" + nowhere)
    start = at([start_x, start_y])
    found = [
        say("{share} % end at {letter}, near {place}", share=share, letter=letter, place=at(end))
        for letter, share, end in zip("ABCDEF", shares, a.ends, strict=False)
        if share
    ]
    shape = say("Of all starts on the map, {shares}.", shares=say("; ").join(found)) if found else ""
    if run.status == -1:
        return together(say("From {start} it diverges.", start=start), ended(run), shape)
    ends = [(letter, end) for letter, end in zip("ABCDEF", a.ends, strict=False) if end is not None]
    near = [letter for letter, end in ends if np.linalg.norm(run.x - end) < 0.05]
    where = (
        say("at {letter}, near {place}", letter=near[0], place=at(run.x))
        if near
        else say("near {place}", place=at(run.x))
    )
    said = say(
        "From {start} the path ends {where}, with f = {f:.3g} and a gradient of length {slope:.1g}.",
        start=start, where=where, f=run.fun, slope=slope,
    )  # fmt: skip
    return together(said, shape)


basins = Picture(
    see_basins, draw_basins, move_basins, size=(6.4, 5.2),
    handles=[START],
    controls={"f": menu(BUMPS), "start_x": slider(-5, 5, value=-1, step=0.25, label=START_X),
              "start_y": slider(-5, 5, value=4, step=0.25, label=START_Y),
              "learning_rate": log_slider(0.001, 0.1, value=0.01, per_decade=5, label=RATE),
              "bounds": ((-5.0, 5.0), (-5.0, 5.0))},  # as far as the sliders go
    target=Target(mark("Find a start from which the path ends at a minimum that is not the nearest."),
                  lambda nearest: not nearest),
)  # fmt: skip
