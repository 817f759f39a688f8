"""What a gradient says of the ground: the tangent plane, and a real landscape."""

from types import SimpleNamespace as Artists
from typing import Any

import numpy as np
from matplotlib.ticker import MaxNLocator

from coursekit.functions import get
from coursekit.live import Handle, log_slider, menu, slider
from coursekit.live.picture import BLACK, BLUE, GREY, ORANGE, Picture, Target
from coursekit.numerics.descents import along
from coursekit.numerics.one_variable import Array, Function
from coursekit.pictures.gradient.directions import RING
from coursekit.pictures.kit import draw_arrow, draw_place, limits, line, log_axes, move_arrow, row_above, unit
from coursekit.pictures.landscape import at, gradient_at
from coursekit.words import mark, say

# --- 5. the tangent plane -------------------------------------------------------------------------


def draw_plane(axes: Any, f: Function, x: float, y: float) -> Artists:
    """Draw axes for a slice with its tangent, and for the error against the distance, both logarithmic."""
    near, errors = axes
    p = np.array([x, y], float)
    t = np.linspace(-1, 1, 81)
    disc = np.concatenate([along(f, p + t[:, None] * unit(angle)) for angle in range(0, 180, 15)])
    near.set(xlim=(-1, 1), ylim=limits(disc, 0.4), xlabel=say("distance from the point"), ylabel="f")
    log_axes(errors, (1e-4, 1), (1e-13, 1e3))
    errors.set(xlabel=say("distance from the point"), ylabel=say("error of the plane"))
    slice_, tangent = line(near, "-", BLUE), line(near, "--", ORANGE)
    gap, curve = line(near, "-", BLACK, lw=3), line(errors, "-", BLACK)
    guide = line(errors, ":", GREY)
    return Artists(
        slice=slice_, tangent=tangent, gap=gap, curve=curve, guide=guide, here=draw_place(errors, ORANGE),
        texts=row_above(near, (BLUE, 0.0), (ORANGE, 0.35)), said=row_above(errors, (BLACK, 0.0), (GREY, 0.55)),
    )  # fmt: skip


WAY, AWAY = np.linspace(-1, 1, 81), np.geomspace(1e-4, 1, 41)


def see_plane(f: Function, x: float, y: float, angle: float, distance: float) -> dict[str, Any]:
    """Find f and its tangent plane in one direction, and how far they are apart."""
    p, u = np.array([x, y], float), unit(angle)
    height, slope = along(f, p[None])[0], float(gradient_at(f, p) @ u)
    heights = along(f, p + np.concatenate([WAY, AWAY, [distance]])[:, None] * u)
    near, far, there = np.split(heights, [len(WAY), len(WAY) + len(AWAY)])
    around = along(f, p + RING) - height - RING @ gradient_at(f, p)
    return {
        "near": near, "tangent": height + WAY * slope, "there": float(there[0]), "flat": height + distance * slope,
        "errors": np.abs(far - height - AWAY * slope), "error": abs(float(there[0]) - height - distance * slope),
        "largest": float(np.max(np.abs(around))),
    }  # fmt: skip


def move_plane(
    a: Artists, x: float, y: float, angle: float, distance: float, near: Array, tangent: Array, there: float,
    flat: float, errors: Array, error: float,
) -> str:  # fmt: skip
    """Go some way from the point."""
    a.slice.set_data(WAY, near)
    a.tangent.set_data(WAY, tangent)
    a.gap.set_data([distance, distance], [flat, there])
    found = np.maximum(errors, 1e-12)
    a.curve.set_data(AWAY, found)
    a.guide.set_data(AWAY, found[20] * (AWAY / AWAY[20]) ** 2)
    a.here.set_data([distance], [max(error, 1e-12)])
    a.texts[0].set_text("— f")
    a.texts[1].set_text(say("- - tangent plane"))
    a.said[0].set_text(say("— error: {error:.2g}", error=error))
    a.said[1].set_text(say("··· c · distance²"))
    return say(
        "From {place}, {distance:g} towards {angle:g} degrees: f is {there:.8g}, the plane says {flat:.8g}. "
        "The error is {error:.2g}.",
        place=at([x, y]), distance=distance, angle=angle, there=there, flat=flat, error=error,
    )  # fmt: skip


plane = Picture(
    see_plane, draw_plane, move_plane, panels=(1, 2), size=(9.0, 4.2),
    handles=[Handle(lambda distance, there: (distance, there), x="distance"),
             Handle(lambda distance, error: (distance, max(error, 1e-12)), x="distance", panel=1, anywhere=True)],
    controls={"f": menu({"Himmelblau": get("himmelblau"), "x² − y²": get("saddle")}), "x": 1.0, "y": 1.0,
              "angle": slider(0, 360, value=30, step=15, label=mark("angle (degrees)")),
              "distance": log_slider(1, 0.0001, value=0.1, label=mark("distance"))},
    target=Target(mark("Bring the error below {bound:g}."), lambda error, bound=1e-6: error < bound),
    symbols={"T(x)": ORANGE},
)  # fmt: skip

no_error = Target(mark("Let the error be below {bound:g} in every direction, at the distance 1."),
                  lambda largest, bound=1e-8: largest < bound)  # fmt: skip

# --- 6. a real landscape --------------------------------------------------------------------------


EXTENT = (30_000, 32_000)
"""How far the land of a function reaches to the east and to the north, in metres."""


class Land:
    """Heights in metres on a grid, row 0 in the south: their slopes, and the way down.

    Parameters
    ----------
    heights : array (rows, columns), in metres; or a function that takes (east, north) in km and gives metres
    dx, dy : float, from one column and one row to the next, in metres
    """

    def __init__(self, heights: Any, dx: float, dy: float) -> None:
        if callable(heights):
            east, north = (np.arange(0, far + 1, d) / 1000 for far, d in zip(EXTENT, (dx, dy), strict=True))
            points = np.stack([grid.ravel() for grid in np.meshgrid(east, north)], axis=1)
            heights = along(heights, points).reshape(len(north), len(east))
        self.heights = np.asarray(heights, float)
        if self.heights.ndim != 2 or min(self.heights.shape) < 2:
            raise ValueError(
                say(
                    "heights has shape {shape}; give a table of rows and columns, or a function",
                    shape=self.heights.shape,
                )
            )
        if not np.isfinite(self.heights).all():
            raise ValueError(say("a height is not a finite number; give one for every place of the map"))
        if not np.ptp(self.heights):
            raise ValueError(say("the ground has the same height everywhere: there is no way up or down"))
        self.spacing = np.array([dx, dy])
        self.step = max(100.0, dx, dy)  # long enough to lead to another cell
        self.north, self.east = np.gradient(self.heights, dy, dx)

    def cell(self, p: Array) -> tuple[int, int]:
        """Give the row and column nearest to p = (east, north), in metres."""
        column, row = np.rint(p / self.spacing).astype(int)
        return int(np.clip(row, 0, len(self.heights) - 1)), int(np.clip(column, 0, self.heights.shape[1] - 1))

    def gradient(self, p: Array) -> Array:
        """Give the slopes to the east and to the north, in metres per metre."""
        return np.array([slope[self.cell(p)] for slope in (self.east, self.north)], float)

    def down(self, p: Array, way: float) -> Array:
        """Walk against the gradient, one step at a time, for as long as it leads down."""
        path = [p]
        for _ in range(round(way / self.step)):
            g = self.gradient(path[-1])
            new = path[-1] - self.step * g / (np.hypot(*g) or 1.0)
            if self.heights[self.cell(new)] >= self.heights[self.cell(path[-1])]:
                break
            path.append(new)
        return np.array(path, float)


def draw_landscape(axes: Any, heights: Any, dx: float, dy: float, farthest: float = 5.0) -> Artists:
    """Draw the map with its contours, and axes for the heights on the way; make the point, the arrow, the way down."""
    ax, side = axes
    land = Land(heights, dx, dy)
    rows, columns = land.heights.shape
    x, y = np.arange(columns) * dx / 1000, np.arange(rows) * dy / 1000
    levels = MaxNLocator(10).tick_values(land.heights.min(), land.heights.max())
    top = levels[-1] + 1
    for level, grey in zip(levels, np.linspace(0.6, 0.97, len(levels) - 1), strict=False):  # each over those before it
        ax.contourf(x, y, land.heights, [level, top], colors=[str(grey)]).set(edgecolor="white", linewidth=0.5)
    ax.set(
        xlim=(0, x[-1]), ylim=(0, y[-1]), xlabel=say("km to the east"), ylabel=say("km to the north"), aspect="equal"
    )
    ax.grid(False)
    side.set(xlim=(0, farthest), ylim=(land.heights.min() - 30, land.heights.max() + 30))
    side.set(xlabel=say("km walked downhill"), ylabel=say("height in m"))
    return Artists(
        path=line(ax, "-", BLUE, lw=2.5), arrow=draw_arrow(ax, ORANGE, 0.15), place=draw_place(ax, ms=5),
        profile=line(side, "-", BLUE, lw=2.5), rest=line(side, ":", BLUE, lw=1.5),
        here=draw_place(side), end=draw_place(side, BLUE),
        texts=[row_above(ax, (ORANGE, 0))[0], row_above(side, (BLUE, 0))[0]],
    )  # fmt: skip


def see_landscape(heights: Any, dx: float, dy: float, east: float, north: float, way: float) -> dict[str, Any]:
    """Find the slopes where the reader stands, and the way down."""
    land, p = Land(heights, dx, dy), np.array([east, north]) * 1000
    path, g = land.down(p, way * 1000), land.gradient(p)
    return {
        "gradient": g, "slope": float(np.hypot(*g)), "height": land.heights[land.cell(p)], "path": path,
        "profile": np.array([land.heights[land.cell(place)] for place in path]), "step": land.step / 1000,
    }  # fmt: skip


def move_landscape(
    a: Artists, east: float, north: float, way: float, gradient: Array, slope: float, height: float, path: Array,
    profile: Array, step: float,
) -> str:  # fmt: skip
    """Stand somewhere, look uphill, and walk down."""
    walked, end = step * (len(path) - 1), profile[-1]
    a.profile.set_data(step * np.arange(len(path)), profile)
    a.rest.set_data([walked, way], [end, end])  # in a hollow the walk is over before the way is
    a.here.set_data([0], [height])
    a.end.set_data([way], [end])
    a.path.set_data(*path.T / 1000)
    a.place.set_data([east], [north])
    move_arrow(a.arrow, np.array([east, north], float), gradient)
    a.texts[0].set_text(say("slope {slope:.2f} m per m", slope=slope))
    a.texts[1].set_text(say("— way down: {walked:.1f} km", walked=walked))
    degrees, facing = np.rad2deg(np.arctan(slope)), np.rad2deg(np.arctan2(-gradient[0], -gradient[1])) % 360
    steep = say("{degrees:.0f} degrees", degrees=degrees)
    if slope:
        steep = say("{degrees:.0f} degrees, facing {facing:.0f} degrees", degrees=degrees, facing=facing)
    return say(
        "{east:g} km east, {north:g} km north: {height:.0f} m high, slope {slope:.2f} m per m ({steep}). "
        "{walked:.1f} km downhill you are at {end:.0f} m.",
        east=east, north=north, height=height, slope=slope, steep=steep, walked=walked, end=end,
    )  # fmt: skip


def round_hills(p: Array) -> Any:
    """Give the heights, in metres, of a land of round hills; p is in km."""
    return 600 + 300 * np.sin(p[0]) * np.cos(p[1] / 2)


landscape = Picture(
    see_landscape, draw_landscape, move_landscape, panels=(1, 2), size=(9.0, 4.6),
    handles=[Handle(lambda east, north: (east, north), x="east", y="north", anywhere=True),
             Handle(lambda way, profile: (way, profile[-1]), x="way", panel=1, anywhere=True)],
    controls={"heights": round_hills, "dx": 250, "dy": 250,
              "east": slider(1, 29, value=12, step=0.25, label=mark("km east")),
              "north": slider(1, 31, value=15, step=0.25, label=mark("km north")),
              "way": slider(0, 5, value=2, step=0.1, label=mark("km to walk"), play=True)},
    target=Target(mark("Find a place steeper than {bound:g} m per m."), lambda slope, bound=0.28: slope > bound),
)  # fmt: skip
