"""What a reader gives as a picture: a table of brightness, a kernel, two thresholds, or a sentence on what to do."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from coursekit.numerics.answers import ask
from coursekit.numerics.given import Array, Function, all_finite, count, function, one_number, real_numbers
from coursekit.words import mark, say

__all__ = [
    "arrows_of",
    "held",
    "kernel_of",
    "loop_of",
    "neighbours_along",
    "pair_of",
    "pixels",
    "side",
    "thresholds",
    "with_neighbours",
]

COLOUR = mark(
    "{name} has shape {shape}: a picture in colour; brightness({name}) of coursekit.data.photographs makes one number "
    "of each pixel"
)
NO_TABLE = mark("{name} has shape {shape}; give a table of numbers, a row for each row of pixels")
EMPTY = mark("{name} has shape {shape}: there is no pixel in it")
EVEN = mark(
    "kernel has shape {shape}; give it an odd number of rows and of columns, so that one number lies on the pixel"
)
APART = mark("gx has shape {one} and gy has shape {other}; give the two slopes of one picture, as sobel does")
NO_SIDE = mark("{name} is 0, and a picture has at least one pixel; try {name} = 9")
NO_LOOP = mark("loop has shape {shape}; give the points of the way as two rows, of shape (2, n)")
NO_ARROWS = mark(
    "field gives {what} for points of shape {shape}; give an arrow for each point, as in np.array([p[1], 0 * p[0]])"
)
TOO_LARGE = mark("the sums of weights and pixels are too large for a float, which reaches to 1.8e308")
TURNED = mark("low is {low:g} and high is {high:g}; give the smaller threshold first")


def pixels(image: ArrayLike, name: str = "image") -> Array:
    """Give a picture as a table of finite numbers ``(rows, columns)``, read-only.

    Raises
    ------
    TypeError, ValueError
        It is in colour, empty, no table, or has a value that is no finite number.
    """
    numbers = real_numbers(image, name)
    if numbers.ndim == 3 and numbers.shape[-1] in (3, 4):
        raise ValueError(say(COLOUR, name=name, shape=numbers.shape))
    if numbers.ndim != 2:
        raise ValueError(say(NO_TABLE, name=name, shape=numbers.shape))
    if not numbers.size:
        raise ValueError(say(EMPTY, name=name, shape=numbers.shape))
    return numbers


def kernel_of(kernel: ArrayLike) -> Array:
    """Give a kernel as a table of numbers with one of them in the middle.

    Raises
    ------
    TypeError, ValueError
        It is no table of numbers, or has an even side.
    """
    numbers = pixels(kernel, "kernel")
    if any(side % 2 == 0 for side in numbers.shape):
        raise ValueError(say(EVEN, shape=numbers.shape))
    return numbers


def pair_of(gx: ArrayLike, gy: ArrayLike) -> tuple[Array, Array]:
    """Give two slopes of one shape, of any number of dimensions.

    Raises
    ------
    TypeError, ValueError
        One is no number, or they are of different shapes.
    """
    one, other = real_numbers(gx, "gx"), real_numbers(gy, "gy")
    if one.shape != other.shape:
        raise ValueError(say(APART, one=one.shape, other=other.shape))
    return one, other


def side(length: int, name: str) -> int:
    """Give the length of a side in pixels, 1 or more.

    Raises
    ------
    ValueError
        It is 0, negative, or no integer.
    """
    if count(length, name, positive=True, example=9) == 0:
        raise ValueError(say(NO_SIDE, name=name))
    return int(length)


def thresholds(low: float, high: float) -> tuple[float, float]:
    """Give two positive thresholds, the smaller first.

    Raises
    ------
    TypeError, ValueError
        One is not positive, or the first is the larger.
    """
    low = one_number(low, "low", 0, np.inf, inside=True, example=100)
    high = one_number(high, "high", 0, np.inf, inside=True, example=200)
    if low > high:
        raise ValueError(say(TURNED, low=low, high=high))
    return low, high


def loop_of(loop: ArrayLike) -> Array:
    """Give a way through the plane as points ``(2, n)``, two or more.

    Raises
    ------
    TypeError, ValueError
        It has another shape, or a value that is no finite number.
    """
    numbers = real_numbers(loop, "loop")
    if numbers.ndim != 2 or len(numbers) != 2 or numbers.shape[1] < 2:
        raise ValueError(say(NO_LOOP, shape=numbers.shape))
    return numbers


def arrows_of(field: Function, p: Array) -> Array:
    """Give the arrows of a field at points ``(2, m)``.

    Raises
    ------
    TypeError, ValueError
        It gives something else than two finite numbers for each point.
    """
    arrows = real_numbers(ask(function(field, "field"), p, name="field"), say("what field gives"))
    if arrows.shape != p.shape:
        raise ValueError(say(NO_ARROWS, what=say("an array of shape {shape}", shape=arrows.shape), shape=p.shape))
    return arrows


def held(sums: Array) -> Array:
    """Give sums of weights and pixels, if all are finite.

    Raises
    ------
    ValueError
        One is too large for a float.
    """
    if not all_finite(sums):
        raise ValueError(say(TOO_LARGE))
    return sums


def neighbours_along(gx: Array, gy: Array, m: Array) -> tuple[Array, Array]:
    """Give m one pixel further along the arrow (gx, gy), and one pixel back; 0 beyond the border.

    The arrow is made so long that it ends on the square of the eight neighbours; between two of them m is interpolated.
    """
    across, down = np.sign(gx).astype(int), np.sign(gy).astype(int)
    level = np.abs(gx) >= np.abs(gy)
    long, short = np.maximum(np.abs(gx), np.abs(gy)), np.minimum(np.abs(gx), np.abs(gy))
    part = np.divide(short, long, out=np.zeros(m.shape), where=long > 0)  # of the way to the corner
    y, x = np.ogrid[: m.shape[0], : m.shape[1]]
    around = np.pad(m, 1)

    def there(sign: int) -> Array:
        corner = around[y + 1 + sign * down, x + 1 + sign * across]
        side = around[y + 1 + sign * down * ~level, x + 1 + sign * across * level]
        return np.asarray((1 - part) * side + part * corner)

    return there(1), there(-1)


def with_neighbours(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Give where the mask is true, and the eight pixels around each of those places."""
    around = np.pad(mask, 1)
    rows = around[:-2] | around[1:-1] | around[2:]
    return np.asarray(rows[:, :-2] | rows[:, 1:-1] | rows[:, 2:])
