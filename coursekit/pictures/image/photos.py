"""What the pictures of lesson 07 share: the reader's photograph, axes of pixels, and colours for slopes."""

import os
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.image import AxesImage
from matplotlib.ticker import MaxNLocator

from coursekit.data.photographs import brightness, photograph, read_photograph, shrunk
from coursekit.live import slider
from coursekit.live.files import ReadersFile
from coursekit.live.picture import Handle
from coursekit.numerics.one_variable import Array
from coursekit.words import mark, say

PHOTO = photograph()
SIGNED = LinearSegmentedColormap.from_list("signed", ["#00305c", "#3f7fb5", "#b0b0b0", "#f0b870", "#fff6d8"])
"""From negative to positive: dark blue, grey for 0, light orange; also told apart in greyscale."""
PIXEL_X, PIXEL_Y = mark("pixel x"), mark("pixel y")
FILE = mark("your own photograph, here or dropped on the picture:")


def place(x: int, y: int) -> dict[str, Any]:
    """Give the sliders of a pixel of the photograph, at a start."""
    return {
        "x": slider(0, 255, value=x, step=1, label=PIXEL_X),
        "y": slider(0, 255, value=y, step=1, label=PIXEL_Y),
    }


PIXEL = Handle(lambda x, y: (x, y), x="x", y="y", anywhere=True)
"""The pixel (x, y) of the photograph in the first axes."""


@lru_cache(maxsize=4)
def _read(path: str, changed: int) -> Array:
    return read_photograph(path)


@lru_cache(maxsize=4)
def _received(file: ReadersFile) -> Array:
    with BytesIO(file.data) as data:
        data.name = file.name
        return read_photograph(data)


def brightness_of(photo: Any) -> Array:
    """Give a photograph as brightness, 256 pixels at most on a side: from a path, a file of the reader's, or an array.

    Raises
    ------
    TypeError, ValueError
        There is no such picture.
    """
    if isinstance(photo, str | os.PathLike):
        path = Path(photo)
        return _read(str(path), path.stat().st_mtime_ns if path.exists() else 0)
    return _received(photo) if isinstance(photo, ReadersFile) else shrunk(brightness(photo))


def inside(f: Array, x: int, y: int) -> tuple[int, int]:
    """Give the pixel of f that is nearest to (x, y)."""
    return min(x, f.shape[1] - 1), min(y, f.shape[0] - 1)


def pixel_axes(ax: Axes, f: Array, ticks: bool = True) -> None:
    """Set axes in pixels, y downwards."""
    rows, columns = f.shape
    ax.set(xlim=(-0.5, columns - 0.5), ylim=(rows - 0.5, -0.5), aspect="equal")
    ax.grid(False)
    if ticks:
        for axis in (ax.xaxis, ax.yaxis):
            axis.set_major_locator(MaxNLocator(6, integer=True))
        ax.set(xlabel=say("x, in pixels"), ylabel=say("y, in pixels"))
    else:
        ax.set(xticks=[], yticks=[])


def draw_pixels(ax: Axes, pixels: Any, ticks: bool = True, **options: Any) -> AxesImage:
    """Draw a table of numbers as pixels; without options as brightness, from 0 to 255."""
    look: dict[str, Any] = {"cmap": "gray", "vmin": 0, "vmax": 255, "interpolation": "none"} | options
    pixel_axes(ax, np.asarray(pixels)[..., 0] if np.ndim(pixels) == 3 else pixels, ticks)
    rows, columns = np.shape(pixels)[:2]
    return ax.imshow(pixels, extent=(-0.5, columns - 0.5, rows - 0.5, -0.5), aspect="equal", **look)


def steepest(*slopes: Array) -> float:
    """Give a size that only one slope in 200 exceeds; 1 where all are level."""
    return float(np.quantile(np.abs(np.stack(slopes)), 0.995)) or 1.0
