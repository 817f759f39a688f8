"""Fields of arrows that are a gradient or are not, and hills that are seen by their shade."""

import math
from types import SimpleNamespace as Artists
from typing import Any

import numpy as np

from coursekit.image import circulation
from coursekit.live import menu, slider
from coursekit.live.picture import BLACK, BLUE, GREY, ORANGE, Handle, Picture, Target
from coursekit.numerics.one_variable import Array, Function
from coursekit.numerics.pixels import arrows_of
from coursekit.pictures.image.photos import draw_pixels
from coursekit.pictures.kit import draw_arrow, draw_place, line, move_arrow, row_above
from coursekit.words import mark, say

__all__ = ["FIELDS", "loop", "shade", "shading"]


def hill(p: Array) -> Array:
    """Give the gradient of a round hill."""
    return np.asarray(-2 * p * np.exp(-np.sum(p**2, axis=0)))


def whirl(p: Array) -> Array:
    """Give arrows that turn round 0, the longer the farther."""
    return np.array([-p[1], p[0]]) / 2


def river(p: Array) -> Array:
    """Give arrows along x, longest in the middle of the stream."""
    return np.array([np.exp(-(p[1] ** 2)), 0 * p[0]])


FIELDS = {mark("slope of a hill"): hill, mark("whirl"): whirl, mark("river"): river}
"""Fields of arrows, ``(2, n)`` to ``(2, n)``, by name."""
EDGE, POINTS, ROUND = 2.5, 361, 360

# --- 1. round a loop ------------------------------------------------------------------------------


def circle(x: float, y: float, radius: float, degrees: float = ROUND) -> Array:
    """Give a way round (x, y), as far as so many degrees."""
    t = np.radians(np.linspace(0, degrees, POINTS))
    return np.array([x + radius * np.cos(t), y + radius * np.sin(t)])


def see_loop(field: Function, x: float, y: float, radius: float, degrees: float) -> dict[str, Any]:
    """Walk, and add up how much the arrows lift."""
    way = circle(x, y, radius, degrees)
    middle, step = (way[:, 1:] + way[:, :-1]) / 2, np.diff(way)
    lifted = np.concatenate([[0], np.cumsum(np.sum(arrows_of(field, middle) * step, axis=0))])
    return {"way": way, "lifted": lifted, "whole": circulation(field, circle(x, y, radius)),
            "here": arrows_of(field, way[:, -1:])[:, 0]}  # fmt: skip


def draw_loop(axes: Any, field: Function) -> Artists:
    """Draw the field; make the loop, the walker, and the curve of heights."""
    land, heights = axes.flat
    grid = np.stack(np.meshgrid(*[np.linspace(-EDGE, EDGE, 15)] * 2)).reshape(2, -1)
    arrows = arrows_of(field, grid)
    longest = float(np.hypot(*arrows).max()) or 1.0
    land.quiver(*grid, *arrows, color=GREY, angles="xy", scale_units="xy", scale=longest / 0.42, width=0.004)
    land.set(xlim=(-EDGE, EDGE), ylim=(-EDGE, EDGE), xlabel="x", ylabel="y", aspect="equal")
    land.grid(False)
    heights.set(xlim=(0, ROUND), ylim=(-4, 4), xlabel=say("degrees walked"), ylabel=say("height added up"))
    heights.set_xticks([0, 90, 180, 270, 360])
    heights.axhline(0, color=BLACK, lw=0.8)
    return Artists(
        ring=line(land, ":", BLUE, lw=1.5), centre=draw_place(land, BLUE), way=line(land, "-", BLUE),
        walker=draw_place(land),
        arrow=draw_arrow(land, ORANGE, longest / 0.9), curve=line(heights, "-", BLUE), end=draw_place(heights),
        texts=[*row_above(land, (ORANGE, 0.0)), *row_above(heights, (BLUE, 0.0))],
    )  # fmt: skip


def move_loop(
    a: Artists, x: float, y: float, radius: float, degrees: float, way: Array, lifted: Array, whole: float, here: Array
) -> str:
    """Put the loop, the walker and the curve where they belong."""
    a.ring.set_data(*circle(x, y, radius))
    a.centre.set_data([x], [y])
    a.way.set_data(*way)
    a.walker.set_data(*way[:, -1:])
    move_arrow(a.arrow, way[:, -1], here)
    a.curve.set_data(np.linspace(0, degrees, POINTS), lifted)
    a.end.set_data([degrees], [lifted[-1]])
    a.texts[0].set_text(say("→ the arrow here"))
    a.texts[1].set_text(say("— so far: {height:.3g}", height=round(float(lifted[-1]), 6)))
    return say(
        "After {degrees:g} degrees round ({x:g}, {y:g}) at radius {radius:g} the arrows along the way add up to "
        "{height:.3g}. The whole loop adds up to {whole:.3g}.",
        degrees=degrees, x=x, y=y, radius=radius, height=round(float(lifted[-1]), 6), whole=round(whole, 3),
    )  # fmt: skip


loop = Picture(
    see_loop, draw_loop, move_loop, panels=(1, 2), size=(9.0, 4.5),
    handles=[Handle(lambda x, y: (x, y), x="x", y="y", anywhere=True)],
    controls={"field": menu(FIELDS, label=mark("field")), "x": slider(-1.2, 1.2, value=0.4, step=0.1),
              "y": slider(-1.2, 1.2, value=-0.6, step=0.1),
              "radius": slider(0.2, 1.2, value=1, step=0.1, label=mark("radius")),
              "degrees": slider(0, ROUND, value=240, step=10, label=mark("degrees walked"), play=True)},
    target=Target(mark("Walk a whole loop and come back lower than you began, by more than {bound:g}."),
                  lambda degrees, lifted, bound=0.5: degrees == 360 and lifted[-1] < -bound),
    symbols={r"\sum F \cdot d": BLUE},
)  # fmt: skip

# --- 2. hill shading ------------------------------------------------------------------------------


def shade(heights: Any, dx: float, dy: float, azimuth: float, altitude: float) -> Array:
    """Give how bright ground looks, 0 to 1, if the sun stands at `azimuth` (0 north, 90 east) and `altitude` degrees.

    Row 0 lies in the south. The ground is as bright as the cosine of the angle between the sun and the upright of the
    ground (-∂z/∂x, -∂z/∂y, 1), and dark where it faces away.
    """
    north, east = np.gradient(np.asarray(heights, float), dy, dx)
    a, h = float(np.radians(azimuth)), float(np.radians(altitude))
    to_sun = np.array([np.sin(a) * np.cos(h), np.cos(a) * np.cos(h), np.sin(h)])
    upright = np.stack([-east, -north, 1 + 0 * east]) / np.sqrt(1 + east**2 + north**2)
    return np.asarray(np.clip(np.tensordot(to_sun, upright, axes=1), 0, 1))


def see_shading(
    heights: Any, dx: float, dy: float, azimuth: float, altitude: float, east: float, north: float
) -> dict[str, Any]:
    """Find how bright the ground is everywhere, and at one place, and how steep it is there."""
    z = np.asarray(heights, float)
    bright = shade(z, dx, dy, azimuth, altitude)
    column = min(round(1000 * east / dx), z.shape[1] - 1)
    row = min(round(1000 * north / dy), z.shape[0] - 1)
    slopes = [float(g[row, column]) for g in np.gradient(z, dy, dx)[::-1]]
    return {"bright": bright, "here": float(bright[row, column]), "slope": math.hypot(*slopes),
            "facing": float(np.degrees(np.arctan2(-slopes[0], -slopes[1])) % 360)}  # fmt: skip


def draw_shading(ax: Any, heights: Any, dx: float, dy: float) -> Artists:
    """Make the picture of the ground, the place, and an arrow from the sun."""
    rows, columns = np.shape(heights)
    size = np.array([columns * dx, rows * dy]) / 1000
    image = draw_pixels(ax, np.zeros((rows, columns, 3), np.uint8))
    image.set(extent=(0, size[0], 0, size[1]))
    image.origin = "lower"
    ax.set(xlim=(0, size[0]), ylim=(0, size[1]), xlabel=say("km to the east"), ylabel=say("km to the north"))
    return Artists(image=image, place=draw_place(ax), sun=draw_arrow(ax, ORANGE, 1, width=0.02),
                   center=size / 2, reach=0.42 * size.min(), texts=row_above(ax, (ORANGE, 0.0)))  # fmt: skip


def move_shading(
    a: Artists, azimuth: float, altitude: float, east: float, north: float, bright: Array, here: float, slope: float,
    facing: float,
) -> str:  # fmt: skip
    """Turn the sun."""
    a.image.set_data(np.repeat((255 * bright).astype(np.uint8)[..., None], 3, axis=2))
    a.place.set_data([east], [north])
    t = np.radians(azimuth)
    from_sun = np.array([np.sin(t), np.cos(t)])
    move_arrow(a.sun, a.center + a.reach * from_sun, -0.35 * a.reach * from_sun)
    a.texts[0].set_text(say("→ light from {azimuth:g}°, {altitude:g}° high", azimuth=azimuth, altitude=altitude))
    return say(
        "With the sun at {azimuth:g}° (0 north, 90 east), {altitude:g}° high, the place ({east:g}, {north:g}) km has "
        "brightness {here:.2f}. Its ground falls towards {facing:.0f}°, by {slope:.2f} m per m.",
        azimuth=azimuth, altitude=altitude, east=east, north=north, here=here, facing=facing, slope=slope,
    )  # fmt: skip


def two_hills() -> Array:
    """Give the heights, in metres, of a land of two hills; row 0 in the south."""
    y, x = np.mgrid[0:20:100j, 0:20:100j]
    return np.asarray(
        1500 * np.exp(-((x - 7) ** 2 + (y - 8) ** 2) / 20) + 900 * np.exp(-((x - 14) ** 2 + (y - 13) ** 2) / 9)
    )


shading = Picture(
    see_shading, draw_shading, move_shading, size=(6.4, 5.6),
    handles=[Handle(lambda east, north: (east, north), x="east", y="north", anywhere=True)],
    controls={"heights": two_hills(), "dx": 200, "dy": 200,
              "azimuth": slider(0, 355, value=315, step=5, label=mark("azimuth of the sun"), play=True),
              "altitude": slider(5, 90, value=45, step=5, label=mark("height of the sun")),
              "east": slider(0.5, 19.5, value=9, step=0.25, label=mark("km east")),
              "north": slider(0.5, 19.5, value=6, step=0.25, label=mark("km north"))},
    target=Target(mark("Turn the sun so that the place lies in the dark: brightness below {bound:g}."),
                  lambda here, bound=0.05: here < bound),
)  # fmt: skip
