"""Photographs as tables of brightness: any picture file, any array of pixels, and the photograph of the course.

Where that photograph comes from, and that anybody may use it, is said in `camera.txt`.
"""

import os
import warnings
from pathlib import Path
from reprlib import repr as shown
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from coursekit.words import mark, say

__all__ = ["brightness", "edges_by_scikit_image", "photograph", "read_photograph", "shrunk"]

CAMERA = Path(__file__).with_name("camera.png")
CAMERA_EDGES = Path(__file__).with_name("camera_edges.png")
SIDE = 256  # pixels of the longer side, so that a slider is answered at once
LUMA = np.array([0.299, 0.587, 0.114])  # how bright red, green and blue look: ITU-R BT.601
DIVISORS = {"bool": 1 / 255, "uint8": 1, "uint16": 257}

NO_FILE = mark("there is no file {path}; give its path as it is seen from {folder}")
NO_PICTURE = mark("{path} is no picture that can be read ({error}); save it as PNG or JPEG")
NO_PIXELS = mark("a picture has shape (rows, columns), or (rows, columns, 3) with red, green and blue, not {shape}")
NO_NUMBERS = mark("the pixels of a picture are numbers, and these are {kind}")
NOT_FINITE = mark("the pixel in row {row}, column {column} is {value}; give a finite number")
OUTSIDE = mark(
    "the pixel in row {row}, column {column} is {value:g}; give floats from 0 to 1, or numbers from 0 to 255, 0 black "
    "and the largest white"
)


UNCLEAR = mark(
    "the largest pixel is {value:g}: nobody can know whether white is 1 or 255; cut it with np.clip(image, 0, 1), or "
    "divide by the largest"
)
NO_SIDE = mark("side must be a whole number of pixels, 1 or more, and is {value}; try 256")
NO_PATH = mark("path must be the path of a picture file, a text such as {example}, and is {value}")


def brightness(image: ArrayLike) -> NDArray[np.float64]:
    """Make one number of each pixel, from 0 for black to 255 for white.

    Colours are weighed by how bright they look, and what is transparent is laid on white. Numbers of 16 bits are
    divided by 257. Floats of which none is above 1 are taken to go from 0 to 1, and are multiplied by 255. If the
    largest lies between 1 and 2, nobody can know what they mean, and they are refused.

    Parameters
    ----------
    image : array ``(rows, columns)``; or ``(rows, columns, c)`` with c = 1 grey, 2 grey and alpha, 3 colour, 4 both

    Returns
    -------
    array ``(rows, columns)`` of floats

    Raises
    ------
    TypeError, ValueError
        It has another shape, or a pixel that is no number from 0 to 255, or from 0 to 65535 if of 16 bits.

    Examples
    --------
    >>> brightness([[0.0, 0.5, 1.0]])
    array([[  0. , 127.5, 255. ]])
    >>> brightness([[[255, 0, 0], [0, 255, 0], [0, 0, 255]]]).round(1)
    array([[ 76.2, 149.7,  29.1]])
    """
    given = np.asarray(image)
    if given.dtype.kind not in "buif":
        raise TypeError(say(NO_NUMBERS, kind=given.dtype.name))
    if given.ndim not in (2, 3) or not given.size or (given.ndim == 3 and given.shape[2] > 4):
        raise ValueError(say(NO_PIXELS, shape=given.shape))
    values = given.astype(float) / DIVISORS.get(given.dtype.name, 1)
    channels = values.reshape(*values.shape[:2], -1)
    if given.dtype.kind == "f" and np.max(values) <= 1:
        channels = 255 * channels
    elif given.dtype.kind == "f" and np.max(values) <= 2:
        raise ValueError(say(UNCLEAR, value=float(np.max(values))))
    for wrong, words in ((~np.isfinite(channels), NOT_FINITE), ((channels < 0) | (channels > 255), OUTSIDE)):
        if wrong.any():
            row, column, channel = np.argwhere(wrong)[0].tolist()
            raise ValueError(
                say(words, row=row, column=column, value=float(given.reshape(channels.shape)[row, column, channel]))
            )
    colours = channels[..., :3] if channels.shape[2] > 2 else channels[..., :1]
    grey = colours @ LUMA if colours.shape[2] == 3 else colours[..., 0]
    if channels.shape[2] in (2, 4):
        opaque = channels[..., -1] / 255
        grey = opaque * grey + (1 - opaque) * 255
    return np.asarray(grey)


def shrunk(image: NDArray[np.float64], side: int = SIDE) -> NDArray[np.float64]:
    """Make a picture so much smaller that no side has more pixels than `side`; each new pixel is a mean of old ones.

    Examples
    --------
    >>> shrunk(np.array([[1.0, 3.0, 5.0, 9.0]]), side=2)
    array([[2., 7.]])
    """
    rows, columns = image.shape
    part = side / max(rows, columns)
    if part >= 1:
        return image
    size = max(1, round(columns * part)), max(1, round(rows * part))
    return np.asarray(Image.fromarray(image.astype(np.float32)).resize(size, Image.Resampling.BOX), float)


def read_photograph(path: str | os.PathLike[str] | BinaryIO, side: int = SIDE) -> NDArray[np.float64]:
    """Read a picture from a file as a table of brightness, upright, and small enough to be looked at by a slider.

    Parameters
    ----------
    path : str, path, or open file of bytes
        PNG, JPEG, TIFF, WebP, GIF and whatever else Pillow can read.
    side : int
        How many pixels the longer side has at most.

    Returns
    -------
    array ``(rows, columns)`` of floats, 0 for black, 255 for white

    Raises
    ------
    TypeError, ValueError
        There is no such file, or it is no picture.

    Examples
    --------
    >>> read_photograph(CAMERA, side=64).shape
    (64, 64)
    """
    if not isinstance(path, str | os.PathLike) and not hasattr(path, "read"):
        raise TypeError(say(NO_PATH, example='"cat.jpg"', value=shown(path)))
    if not isinstance(side, int) or side < 1:
        raise ValueError(say(NO_SIDE, value=shown(side)))
    try:
        with warnings.catch_warnings(), Image.open(path) as file:
            warnings.simplefilter("ignore")  # of a large picture: it is shrunk at once
            file.draft(None, (4 * side, 4 * side))  # a JPEG is read small
            return shrunk(brightness(_pixels(ImageOps.exif_transpose(file), side)), side)
    except FileNotFoundError:
        raise ValueError(say(NO_FILE, path=path, folder=Path.cwd())) from None
    except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError) as error:
        name, words = getattr(path, "name", path), str(error).split(" <_io")[0]
        raise ValueError(say(NO_PICTURE, path=name, error=words)) from None


def _pixels(picture: Any, side: int) -> NDArray[Any]:
    """Give the pixels of a Pillow image, in a mode that `brightness` knows; not many more than will be needed."""
    mode = picture.mode
    if mode.startswith("I"):  # 16 bits, in whatever order of bytes, or 32, of which 16 are used
        numbers = np.asarray(picture)
        return numbers.astype(np.uint16) if numbers.min() >= 0 and numbers.max() < 2**16 else numbers
    if mode in ("P", "PA", "RGBa", "La"):
        picture = picture.convert("RGBA")
    elif mode not in ("L", "LA", "RGB", "RGBA", "F"):
        picture = picture.convert("L" if mode == "1" else "RGB")
    return np.asarray(picture.reduce(max(1, max(picture.size) // (8 * side))))


def photograph() -> NDArray[np.float64]:
    """Read the photograph of the course, a man with a camera, 256 by 256 pixels.

    Examples
    --------
    >>> photograph().shape, photograph().max()
    ((256, 256), np.float64(255.0))
    """
    return read_photograph(CAMERA)


def edges_by_scikit_image() -> NDArray[np.bool_]:
    """Read what scikit-image says are the edges of the photograph: sigma 1.4, thresholds 80 and 200.

    Examples
    --------
    >>> edges_by_scikit_image().shape
    (256, 256)
    """
    return read_photograph(CAMERA_EDGES) > 0
