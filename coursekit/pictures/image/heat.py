"""Heat that flows from pixel to pixel, in steps of time that may be too long."""

from types import SimpleNamespace as Artists
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from coursekit.image import heat_step, largest_time_step
from coursekit.live import menu, slider
from coursekit.live.picture import BLACK, BLUE, GREY, ORANGE, Picture, Target
from coursekit.numerics.one_variable import Array
from coursekit.pictures.image.photos import FILE, PHOTO, brightness_of, draw_pixels
from coursekit.pictures.kit import line, row_above
from coursekit.words import mark, say, say_count

__all__ = ["STARTS", "flow"]

SIDE = 21
MOST = 200  # steps
Y, X = np.mgrid[:SIDE, :SIDE]


def of_photo(photo: Any) -> Array:
    """Give a photograph as temperatures from 0 to 100, one for each block of pixels."""
    f = brightness_of(photo)
    rows, columns = (np.linspace(0, length - 1, SIDE).astype(int) for length in f.shape)
    return np.asarray(f[np.ix_(rows, columns)] / 2.55)


STARTS = {
    mark("a hot spot"): 100.0 * (np.hypot(X - 10, Y - 10) < 2.5),
    mark("a hot edge"): 100.0 * (X < 4),
    mark("the photograph"): None,
}
"""Temperatures to start with, by name; None for the brightness of the photograph."""
ARROWS = slice(1, None, 3)


def first(start: ArrayLike | None, photo: Any) -> Array:
    """Give the temperatures to start with."""
    return of_photo(photo) if start is None else np.asarray(start, float)


def see_flow(start: ArrayLike | None, step: float, steps: int, photo: Any = PHOTO) -> dict[str, Any]:
    """Run the steps; find the temperatures, which way heat flows, and the hottest and coldest pixel after each step."""
    t: Any = first(start, photo)
    hottest, coldest = [t.max()], [t.min()]
    total = t.sum()
    for _ in range(steps):
        t = heat_step(t, step)
        hottest.append(t.max())
        coldest.append(t.min())
    down, across = np.gradient(t)
    return {
        "temperature": t, "hottest": np.array(hottest), "coldest": np.array(coldest),
        "flow_x": -across[ARROWS, ARROWS], "flow_y": -down[ARROWS, ARROWS], "limit": largest_time_step(*t.shape),
        "drift": float(abs(t.sum() - total) / max(abs(total), 1)),
        "lost": bool(np.max(np.abs(t)) > 1e9 * max(hottest[0], 1)), "calm": hottest[-1] <= hottest[0] + 1e-9,
    }  # fmt: skip


def draw_flow(axes: Any, start: ArrayLike | None, photo: Any = PHOTO) -> Artists:
    """Draw axes for the temperatures and for the hottest and the coldest pixel."""
    land, curves = axes.flat
    t = first(start, photo)
    image = draw_pixels(land, t, cmap="inferno", vmin=t.min(), vmax=t.max())
    y, x = np.mgrid[: t.shape[0], : t.shape[1]][:, ARROWS, ARROWS]
    arrows = land.quiver(x, y, 0 * x, 0 * y, angles="xy", scale_units="xy", scale=1, color=GREY, width=0.007,
                         edgecolor="white", linewidth=0.5)  # fmt: skip
    room = max(float(np.ptp(t)), 1.0)
    curves.set(xlim=(0, MOST), ylim=(t.min() - 0.4 * room, t.max() + 0.4 * room), xlabel=say("steps"),
               ylabel=say("temperature"))  # fmt: skip
    curves.axhline(float(t.mean()), color=BLACK, lw=0.8)
    return Artists(image=image, arrows=arrows, hot=line(curves, "-", ORANGE), cold=line(curves, "--", BLUE),
                   texts=row_above(curves, (ORANGE, 0.0), (BLUE, 0.5)))  # fmt: skip


def move_flow(
    a: Artists, step: float, steps: int, temperature: Array, hottest: Array, coldest: Array, flow_x: Array,
    flow_y: Array, limit: float, drift: float, lost: bool,
) -> str:  # fmt: skip
    """Show the temperatures, where heat flows, and how hottest and coldest have changed."""
    a.image.set_data(temperature)
    longest = max(float(np.hypot(flow_x, flow_y).max()), 1e-9)
    a.arrows.set_UVC(2.6 * flow_x / longest, 2.6 * flow_y / longest)
    x = np.arange(steps + 1)
    a.hot.set_data(x, hottest)
    a.cold.set_data(x, coldest)
    a.texts[0].set_text(say("— hottest: {value:.3g}", value=hottest[-1]))
    a.texts[1].set_text(say("- - coldest: {value:.3g}", value=coldest[-1]))
    said = say(
        "After {steps} of {step:g}, with the limit 2/L = {limit:.4f}: from {cold:.4g} to {hot:.4g}.",
        steps=say_count("{count} step", "{count} steps", steps), step=step, limit=limit, cold=coldest[-1],
        hot=hottest[-1],
    )  # fmt: skip
    if lost:
        said += " " + say("All heat together is lost in the rounding of such large numbers.")
    else:
        part = max(10 ** np.ceil(np.log10(drift + 1e-300)), 1e-12)
        said += " " + say("All heat together has changed by less than {part:.0e} of itself.", part=part)
    return said + (" " + say("It explodes.") if hottest[-1] > hottest[0] + 1e-9 else "")


flow = Picture(
    see_flow, draw_flow, move_flow, panels=(1, 2), size=(9.0, 4.3), file=FILE,
    controls={"photo": PHOTO, "start": menu(STARTS, label=mark("start from")),
              "step": slider(0.05, 0.3, value=0.2, step=0.005, label=mark("time step")),
              "steps": slider(0, MOST, value=20, step=2, label=mark("steps"), play=True)},
    target=Target(mark("Find the longest time step of the slider that stays calm for {wanted:g} steps."),
                  lambda step, steps, calm, limit, wanted=200: steps >= wanted and calm
                  and limit - 0.005 < step <= limit),
)  # fmt: skip
