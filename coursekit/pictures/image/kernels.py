"""A photograph as a landscape, one row of it as a curve, and a kernel that walks over its pixels."""

from types import SimpleNamespace as Artists
from typing import Any

import numpy as np
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike

from coursekit.image import LAPLACE, SOBEL, correlate
from coursekit.live import menu, slider
from coursekit.live.picture import BLACK, BLUE, ORANGE, Picture, Target
from coursekit.numerics.one_variable import Array
from coursekit.pictures.image.photos import (
    FILE,
    PHOTO,
    PIXEL,
    PIXEL_X,
    PIXEL_Y,
    SIGNED,
    brightness_of,
    draw_pixels,
    inside,
    place,
)
from coursekit.pictures.kit import draw_place, line, row_above
from coursekit.words import mark, say

__all__ = ["KERNELS", "kernel", "row"]

KERNELS = {
    mark("mean of nine"): np.full((3, 3), 1 / 9),
    mark("slope along x"): np.array([[0, 0, 0], [-0.5, 0, 0.5], [0, 0, 0]]),
    mark("Sobel along x"): SOBEL,
    mark("Sobel along y"): SOBEL.T,
    mark("Laplacian"): LAPLACE,
}
"""Kernels of 3 by 3 numbers, by name."""
UP, DOWN = mark("{weight:.3g}·{pixel:.0f}"), mark("({weight:.3g})·{pixel:.0f}")
SIDE = 7  # pixels of a part of the photograph in which each has its number

# --- 1. a row -------------------------------------------------------------------------------------


def see_row(photo: Any, x: int, y: int) -> dict[str, Any]:
    """Find the brightness of each pixel of a row, and half the difference of its two neighbours."""
    f = brightness_of(photo)
    column, number = inside(f, x, y)
    slopes = correlate(f[number : number + 1], [[-0.5, 0, 0.5]])[0]
    return {"heights": f[number], "slopes": slopes, "slope": float(slopes[column]), "column": column, "number": number}


def draw_row(axes: Any, photo: Any) -> Artists:
    """Draw the photograph; make the row, its heights, and its slopes."""
    land, heights, slopes = axes.flat
    f = brightness_of(photo)
    draw_pixels(land, f)
    for ax, low, high, words in (
        (heights, -10, 265, mark("brightness")),
        (slopes, -130, 130, mark("slope, in brightness per pixel")),
    ):
        ax.set(xlim=(0, max(f.shape[1] - 1, 1)), ylim=(low, high), xlabel=say("x, in pixels"), ylabel=say(words))
    slopes.axhline(0, color=BLACK, lw=0.8)
    return Artists(
        row=line(land, "-", ORANGE, lw=1.5), here=draw_place(land), heights=line(heights, "-", ORANGE, lw=1.5),
        tangent=line(heights, "--", BLUE), there=draw_place(heights), slopes=line(slopes, "-", BLUE, lw=1.5),
        below=draw_place(slopes),
        texts=[*row_above(heights, (ORANGE, 0.0), (BLUE, 0.45)), *row_above(slopes, (BLUE, 0.0))],
    )  # fmt: skip


def move_row(a: Artists, heights: Array, slopes: Array, slope: float, column: int, number: int) -> str:
    """Lay the row through the pixel, and a tangent on its curve."""
    x = np.arange(len(heights))
    a.row.set_data([-0.5, len(heights) - 0.5], [number, number])
    a.here.set_data([column], [number])
    a.heights.set_data(x, heights)
    a.there.set_data([column], [heights[column]])
    reach = np.array([-12, 12])
    a.tangent.set_data(column + reach, heights[column] + slope * reach)
    a.slopes.set_data(x, slopes)
    a.below.set_data([column], [slope])
    a.texts[0].set_text(say("— row {row}", row=number))
    a.texts[1].set_text(say("- - tangent"))
    a.texts[2].set_text(say("— slope here {slope:.4g}", slope=slope))
    return say(
        "Row {row}, pixel {x}: brightness {height:.4g}, slope {slope:.4g} per pixel. The row rises by {up:.4g} at "
        "most, and falls by {down:.4g}.",
        row=number, x=column, height=heights[column], slope=slope, up=max(slopes.max(), 0), down=max(-slopes.min(), 0),
    )  # fmt: skip


row = Picture(
    see_row, draw_row, move_row, panels=(1, 3), size=(11.0, 3.7), handles=[PIXEL],
    file=FILE, controls={"photo": PHOTO, **place(100, 70)},
    target=Target(mark("Find a pixel where the brightness falls by more than {bound:g} a pixel."),
                  lambda slope, bound=80: slope < -bound),
    symbols={r"\frac{\partial f}{\partial x}": BLUE},
)  # fmt: skip

# --- 2. a kernel ----------------------------------------------------------------------------------


def part_of(f: Array, corner: tuple[int, int]) -> tuple[slice, slice]:
    """Give the rows and columns of the part whose upper left pixel is `corner`, or as near as it fits."""
    left, top = (max(0, min(at, length - SIDE)) for at, length in zip(corner, f.shape[::-1], strict=True))
    return slice(top, top + SIDE), slice(left, left + SIDE)


def see_kernel(photo: Any, kernel: ArrayLike, x: int, y: int, corner: tuple[int, int]) -> dict[str, Any]:
    """Find the nine pixels under the kernel, the products, and their sum."""
    f, k = brightness_of(photo), np.asarray(kernel)
    part = np.rint(f[part_of(f, corner)])
    column, number = inside(part, x, y)
    under = np.pad(part, 1, mode="symmetric")[number : number + 3, column : column + 3]
    return {"under": under, "weights": k, "total": float(np.sum(k * under)), "column": column, "number": number}


def draw_kernel(axes: Any, photo: Any, kernel: ArrayLike, corner: tuple[int, int]) -> Artists:
    """Draw a part of the photograph with its numbers, and what the kernel makes of it; make frames and products."""
    land, products, result = axes.flat
    f = brightness_of(photo)
    part = np.rint(f[part_of(f, corner)])
    draw_pixels(land, part)
    for (row, column), value in np.ndenumerate(part):
        land.text(column, row, f"{value:.0f}", color=BLACK if value > 128 else "white", fontsize=11,
                  ha="center", va="center")  # fmt: skip
    made = correlate(part, kernel)
    if made.min() < 0:
        most = max(np.abs(made).max(), 1)
        draw_pixels(result, made, cmap=SIGNED, vmin=-most, vmax=most)
    else:
        draw_pixels(result, made)
    products.set(xlim=(-0.5, 2.5), ylim=(2.5, -0.5), xticks=[], yticks=[], aspect="equal")
    products.grid(False)
    for edge in (0.5, 1.5):
        products.axhline(edge, color=BLACK, lw=0.8)
        products.axvline(edge, color=BLACK, lw=0.8)
    look: dict[str, Any] = {"ha": "center", "va": "center"}
    return Artists(
        frame=land.add_patch(Rectangle((0, 0), 3, 3, fill=False, edgecolor=ORANGE, lw=3)),
        here=land.add_patch(Rectangle((0, 0), 1, 1, fill=False, edgecolor=ORANGE, lw=2, ls="--")),
        there=result.add_patch(Rectangle((0, 0), 1, 1, fill=False, edgecolor=ORANGE, lw=3)),
        products=[products.text(i % 3, i // 3, "", color=BLUE, fontsize=12, **look) for i in range(9)],
        texts=[*row_above(products, (BLUE, 0.0)), *row_above(result, (ORANGE, 0.0))],
    )  # fmt: skip


def move_kernel(a: Artists, under: Array, weights: Array, total: float, column: int, number: int) -> str:
    """Lay the kernel on the pixel."""
    a.frame.set_xy((column - 1.5, number - 1.5))
    a.here.set_xy((column - 0.5, number - 0.5))
    a.there.set_xy((column - 0.5, number - 0.5))
    for text, weight, pixel in zip(a.products, weights.flat, under.flat, strict=True):
        text.set_text(say("{weight:.3g} · {pixel:.0f}", weight=float(weight), pixel=float(pixel)))
    a.texts[0].set_text(say("weight · pixel"))
    a.texts[1].set_text(say("□ their sum: {total:.4g}", total=total))
    terms = " + ".join(
        say(UP if w >= 0 else DOWN, weight=float(w), pixel=float(p))
        for w, p in zip(weights.flat, under.flat, strict=True)
        if w
    )
    return say(
        "On pixel ({x}, {y}) the kernel gives {terms} = {total:.4g}.", x=column, y=number, terms=terms, total=total
    )


kernel = Picture(
    see_kernel, draw_kernel, move_kernel, panels=(1, 3), size=(11.0, 4.4), handles=[PIXEL],
    file=FILE, controls={"photo": PHOTO, "kernel": menu(KERNELS, label=mark("kernel")),
              "x": slider(0, SIDE - 1, value=2, step=1, label=PIXEL_X),
              "y": slider(0, SIDE - 1, value=3, step=1, label=PIXEL_Y), "corner": (37, 67)},
    target=Target(mark("Choose a kernel and a pixel that give a sum below {bound:g}."),
                  lambda total, bound=-300: total < bound),
)  # fmt: skip
