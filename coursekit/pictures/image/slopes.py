"""Sobel's slopes with their sign and without it, and the gradient's length and direction at each pixel."""

from types import SimpleNamespace as Artists
from typing import Any

import numpy as np
from matplotlib.colors import hsv_to_rgb

from coursekit.image import direction, magnitude, sobel
from coursekit.live import menu
from coursekit.live.picture import BLACK, BLUE, ORANGE, Picture, Target
from coursekit.numerics.one_variable import Array
from coursekit.pictures.image.photos import (
    FILE,
    PHOTO,
    PIXEL,
    SIGNED,
    brightness_of,
    draw_pixels,
    inside,
    place,
    steepest,
)
from coursekit.pictures.kit import draw_arrow, draw_place, move_arrow, row_above
from coursekit.words import mark, say

__all__ = ["FORMULAS", "WAYS", "angles", "signed"]

ALONG = {mark("along x"): 1, mark("along y"): 0}
WAYS = (mark("with its sign"), mark("clipped below 0"), mark("a difference of uint8"))

# --- 1. the sign ----------------------------------------------------------------------------------


def slopes_in(photo: Any, along: int, way: str) -> tuple[Array, Array]:
    """Give the slopes of a photograph along an axis, and what is shown of them."""
    f = brightness_of(photo)
    if way == WAYS[2]:
        small = np.rint(f).astype(np.uint8)
        pad = [(0, 1) if axis == along else (0, 0) for axis in (0, 1)]
        wide, narrow = np.pad(small, pad, mode="edge").astype(float), np.pad(small, pad, mode="edge")
        return np.diff(wide, axis=along), np.diff(narrow, axis=along).astype(float)
    true = sobel(f)[1 - along]
    return true, np.maximum(true, 0) if way == WAYS[1] else true


def see_signed(photo: Any, along: int, way: str, x: int, y: int) -> dict[str, Any]:
    """Find the slope at a pixel, what is shown of it, and how many pixels are shown wrong."""
    true, shown = slopes_in(photo, along, way)
    column, number = inside(true, x, y)
    return {
        "true": float(true[number, column]), "told": float(shown[number, column]),
        "wrong": float(np.mean(true != shown)), "column": column, "number": number,
    }  # fmt: skip


def draw_signed(axes: Any, photo: Any, along: int, way: str) -> Artists:
    """Draw the photograph, and its slopes as they are shown; make the pixel in both."""
    left, right = axes.flat
    draw_pixels(left, brightness_of(photo))
    true, shown = slopes_in(photo, along, way)
    most = steepest(true)
    if way == WAYS[0]:
        draw_pixels(right, shown, cmap=SIGNED, vmin=-most, vmax=most)
    else:
        draw_pixels(right, shown, vmax=most if way == WAYS[1] else 255)
    return Artists(here=draw_place(left), there=draw_place(right), texts=row_above(right, (BLACK, 0.0)))


def move_signed(
    a: Artists, way: str, true: float, told: float, wrong: float, column: int, number: int
) -> str:  # fmt: skip
    """Put the pixel where it belongs."""
    a.here.set_data([column], [number])
    a.there.set_data([column], [number])
    a.texts[0].set_text(say("o here {true:.4g}, shown as {told:.4g}", true=true, told=told))
    measure = mark("a difference of neighbours") if way == WAYS[2] else mark("Sobel's sum, 8 times the slope")
    return say(
        "Pixel ({x}, {y}): the right value is {true:.4g}, {measure}; it is shown as {told:.4g}. {wrong:.1%} of all "
        "pixels are shown wrong.",
        x=column, y=number, true=true, measure=say(measure), told=told, wrong=wrong,
    )  # fmt: skip


signed = Picture(
    see_signed, draw_signed, move_signed, panels=(1, 2), size=(9.0, 4.7), handles=[PIXEL],
    file=FILE,
    controls={"photo": PHOTO, "along": menu(ALONG, label=mark("slope")), "way": menu(WAYS, label=mark("shown")),
              **place(60, 120)},
    target=Target(mark("Find a pixel that clipping shows as 0, where Sobel's sum is below {bound:g}."),
                  lambda true, told, bound=-400: told == 0 and true < bound),
)  # fmt: skip

# --- 2. the direction -----------------------------------------------------------------------------

FORMULAS = {"arctan2(gy, gx)": True, "arctan(gy / gx)": False}
"""Whether a formula for the angle knows all four quadrants."""
CAP = 600  # of Sobel's sums; the gradient of a pixel that is as bright as it gets, on the map
BLOCK = 32  # pixels; the steepest one of each block has an arrow


def angle_of(gx: Any, gy: Any, quadrants: bool) -> Any:
    """Give the angle of (gx, gy) in degrees, right or in two of four quadrants only."""
    with np.errstate(all="ignore"):
        wrong = np.arctan(np.divide(gy, gx))
    return np.degrees(direction(gx, gy) if quadrants else np.where(np.isfinite(wrong), wrong, 0))


def coloured(angle: Array, size: Array) -> Array:
    """Give colours of red, green and blue: the hue tells the angle, the brightness the size, from 0 to 1."""
    hsv = np.stack([angle % 360 / 360, np.full(angle.shape, 0.85), np.clip(size, 0, 1)], axis=-1)
    return np.asarray(hsv_to_rgb(hsv))


def see_angles(photo: Any, quadrants: bool, x: int, y: int) -> dict[str, Any]:
    """Find the gradient at a pixel, its length, its angle, and the angle that the formula says."""
    f = brightness_of(photo)
    gx, gy = sobel(f)
    column, number = inside(f, x, y)
    one, other = float(gx[number, column]), float(gy[number, column])
    true = float(angle_of(one, other, True))
    told = float(angle_of(one, other, quadrants))
    return {
        "gx": one, "gy": other, "length": float(magnitude(one, other)), "true": true, "told": told,
        "off": abs(true - told), "column": column, "number": number, "reach": 0.16 * max(f.shape),
    }  # fmt: skip


def draw_angles(axes: Any, photo: Any, quadrants: bool) -> Artists:
    """Draw the photograph, and a map of its gradients with a wheel of colours; make the arrow."""
    left, right = axes.flat
    f = brightness_of(photo)
    draw_pixels(left, f)
    gx, gy = sobel(f)
    m, angle = magnitude(gx, gy), angle_of(gx, gy, quadrants)
    draw_pixels(right, coloured(angle, m / CAP))
    for top, first in np.ndindex(*(-(-side // BLOCK) for side in f.shape)):
        block = m[top * BLOCK : (top + 1) * BLOCK, first * BLOCK : (first + 1) * BLOCK]
        row, column = np.unravel_index(np.argmax(block), block.shape)
        row, column = row + top * BLOCK, column + first * BLOCK
        if m[row, column] > CAP / 4:
            t = np.radians(angle[row, column])
            right.quiver(column, row, np.cos(t), np.sin(t), color="white", angles="xy", scale_units="xy",
                         scale=1 / 14, width=0.006)  # fmt: skip
    draw_wheel(right)
    return Artists(here=draw_place(left), there=draw_place(right), arrow=draw_arrow(left, ORANGE, 1, width=0.016),
                   texts=[*row_above(left, (ORANGE, 0.0)), *row_above(right, (BLUE, 0.0))])  # fmt: skip


def draw_wheel(ax: Any) -> None:
    """Draw in a corner which colour stands for which direction."""
    corner = ax.inset_axes((0.02, 0.02, 0.22, 0.22))
    y, x = np.mgrid[-1:1:61j, -1:1:61j]
    disc = coloured(np.degrees(np.arctan2(y, x)), np.ones_like(x))
    corner.imshow(np.dstack([disc, np.hypot(x, y) <= 1]), extent=(-1, 1, 1, -1))
    corner.set_axis_off()


def move_angles(
    a: Artists, gx: float, gy: float, length: float, true: float, told: float, column: int, number: int, reach: float
) -> str:
    """Put the arrow at the pixel, in the direction that the formula says."""
    a.here.set_data([column], [number])
    a.there.set_data([column], [number])
    t = np.radians(told)
    move_arrow(a.arrow, np.array([column, number]), reach * (length > 0) * np.array([np.cos(t), np.sin(t)]))
    a.texts[0].set_text(say("→ by the formula: {told:.0f}°", told=told))
    a.texts[1].set_text(say("right: {true:.0f}°", true=true))
    return say(
        "Pixel ({x}, {y}): gx = {gx:.4g}, gy = {gy:.4g}, length {length:.4g}. It points {towards}, at {true:.1f}°; the "
        "formula says {told:.1f}°.",
        x=column, y=number, gx=gx, gy=gy, length=length, towards=towards(gx, gy), true=true, told=told,
    )  # fmt: skip


def towards(gx: float, gy: float) -> str:
    """Say where an arrow points on the screen."""
    across = say("to the right") if gx > 0 else say("to the left") if gx < 0 else ""
    down = say("down") if gy > 0 else say("up") if gy < 0 else ""
    return say("{across} and {down}", across=across, down=down) if across and down else across or down or say("nowhere")


angles = Picture(
    see_angles, draw_angles, move_angles, panels=(1, 2), size=(9.0, 4.7), handles=[PIXEL],
    file=FILE, controls={"photo": PHOTO, "quadrants": menu(FORMULAS, label=mark("formula")), **place(96, 200)},
    target=Target(mark("Find a gradient longer than {bound:g} where the formula is wrong by half a turn."),
                  lambda length, off, bound=200: length > bound and abs(off - 180) < 1e-6),
    symbols={r"\arctan(g_y / g_x)": ORANGE},
)  # fmt: skip
