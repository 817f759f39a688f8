r"""Gradients of pictures: slopes of brightness, edges, and heat that flows.

A picture is a table of numbers, ``image[y, x]``: x counts columns from the left, y counts rows from the top. So y grows
downwards, and an angle of 90° points down. Beyond its border a picture goes on as in a mirror.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from coursekit.numerics import pixels as guard
from coursekit.numerics.given import Array, one_number

__all__ = [
    "LAPLACE", "SOBEL", "canny", "circulation", "convolve", "correlate", "direction", "follow", "gaussian",
    "heat_step", "laplacian", "largest_time_step", "magnitude", "smooth", "sobel", "thin",
]  # fmt: skip

SOBEL = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])
LAPLACE = np.array([[0, 1, 0], [1, -4, 1], [0, 1, 0]])


@np.errstate(over="ignore", invalid="ignore")
def correlate(image: ArrayLike, kernel: ArrayLike) -> Array:
    r"""Lay a kernel on each pixel, multiply number by number, and add up.

    .. math:: g_{y,x} = \sum_{i,j} k_{i,j}\, f_{y+i-r,\,x+j-s}

    Here the kernel k has 2r + 1 rows and 2s + 1 columns. Networks call this a convolution.

    Parameters
    ----------
    image : array ``(rows, columns)``
    kernel : array, both sides odd

    Returns
    -------
    array of the shape of `image`

    Raises
    ------
    TypeError, ValueError
        `image` is in colour or no table of finite numbers; a side of `kernel` is even.

    Examples
    --------
    >>> correlate([[1, 1, 5, 5]], [[-1, 0, 1]])
    array([[0., 4., 4., 0.]])
    """
    f, k = guard.pixels(image), guard.kernel_of(kernel)
    rows, columns = f.shape
    around = np.pad(f, [(side // 2, side // 2) for side in k.shape], mode="symmetric")
    g = np.zeros(f.shape)
    for (i, j), weight in np.ndenumerate(k):
        g += weight * around[i : i + rows, j : j + columns]
    return guard.held(g)


def convolve(image: ArrayLike, kernel: ArrayLike) -> Array:
    """Correlate with the kernel turned by half a turn, as mathematics defines a convolution.

    Examples
    --------
    >>> convolve([[1, 1, 5, 5]], [[-1, 0, 1]])
    array([[ 0., -4., -4.,  0.]])
    """
    return correlate(image, np.flip(kernel))


def gaussian(sigma: float) -> Array:
    r"""Weights of a bell of width `sigma` in pixels, cut off at 4 sigma; their sum is 1.

    .. math:: k_i \sim e^{-i^2 / 2\sigma^2}

    Examples
    --------
    >>> gaussian(0.5).round(3)
    array([0.   , 0.106, 0.787, 0.106, 0.   ])
    """
    sigma = one_number(sigma, "sigma", 0, 100, example=1)
    i = np.arange(-int(4 * sigma + 0.5), int(4 * sigma + 0.5) + 1)
    k = np.exp(-((i / (sigma or 1)) ** 2) / 2)
    return np.asarray(k / k.sum())


def smooth(image: ArrayLike, sigma: float) -> Array:
    """Replace each pixel by a mean of its surroundings, weighted by a bell: along the rows, then along the columns.

    Examples
    --------
    >>> smooth([[0, 0, 8, 0, 0]], 0.5).round(2)
    array([[0.  , 0.85, 6.29, 0.85, 0.  ]])
    """
    k = gaussian(sigma)
    return correlate(correlate(image, k[None, :]), k[:, None])


def sobel(image: ArrayLike) -> tuple[Array, Array]:
    """Slopes along x and along y, times 8: a difference of neighbours in one direction, a mean in the other.

    Returns
    -------
    gx, gy : arrays of the shape of `image`
        Eight times the slope per pixel, as in SciPy and OpenCV.

    Examples
    --------
    >>> gx, gy = sobel([[0, 3, 6]] * 3)
    >>> gx[1], gy[1]
    (array([12., 24., 12.]), array([0., 0., 0.]))
    """
    return correlate(image, SOBEL), correlate(image, SOBEL.T)


def magnitude(gx: ArrayLike, gy: ArrayLike) -> Any:
    r"""Length of the gradient, :math:`\sqrt{g_x^2 + g_y^2}`.

    Examples
    --------
    >>> magnitude([3, 0], [4, -2])
    array([5., 2.])
    """
    return np.hypot(*guard.pair_of(gx, gy))


def direction(gx: ArrayLike, gy: ArrayLike) -> Any:
    """Angle of the gradient in radians, above -π and up to π: 0 along x, π/2 along y, which points down.

    Examples
    --------
    >>> np.degrees(direction([1, 0, -1, -1], [0, 1, 1, -1]))
    array([   0.,   90.,  135., -135.])
    """
    gx, gy = guard.pair_of(gx, gy)
    return np.arctan2(gy + 0.0, gx)  # -0.0 becomes 0.0: no half turn more for the sign of a zero


def thin(gx: ArrayLike, gy: ArrayLike) -> Array:
    """Keep the magnitude where it is no smaller than one pixel ahead and one behind, along the gradient; else 0.

    Between two pixels the magnitude is interpolated linearly. This is called non-maximum suppression.

    Examples
    --------
    >>> thin([[0, 2, 5, 3, 0]], [[0, 0, 0, 0, 0]])
    array([[0., 0., 5., 0., 0.]])
    """
    gx, gy = guard.pair_of(guard.pixels(gx, "gx"), gy)
    m = magnitude(gx, gy)
    ahead, behind = guard.neighbours_along(gx, gy, m)
    return np.where((m >= ahead) & (m >= behind), m, 0)


def follow(thinned: ArrayLike, low: float, high: float) -> NDArray[np.bool_]:
    """Edges begin where `thinned` reaches `high`, and go on from pixel to pixel as long as it reaches `low`.

    Raises
    ------
    TypeError, ValueError
        A threshold is not positive, or `low` is above `high`.

    Examples
    --------
    >>> follow([[5, 3, 3, 0, 3]], 2, 4)
    array([[ True,  True,  True, False, False]])
    """
    m, (low, high) = guard.pixels(thinned, "thinned"), guard.thresholds(low, high)
    edges = m >= high
    while True:
        more = guard.with_neighbours(edges) & (m >= low)
        if np.array_equal(more, edges):
            return edges
        edges = more


def canny(image: ArrayLike, sigma: float, low: float, high: float) -> NDArray[np.bool_]:
    """Edges after Canny (1986): smooth by `sigma` pixels, gradient, thin, two thresholds in `sobel`'s scale, follow.

    Examples
    --------
    >>> canny([[0, 0, 5, 9, 9]] * 3, 0.5, 10, 20)[1]
    array([False, False,  True, False, False])
    """
    gx, gy = sobel(smooth(image, sigma))
    return follow(thin(gx, gy), low, high)


def laplacian(image: ArrayLike) -> Array:
    """Sum of the four neighbours minus four times the pixel: how far it lies below them.

    Examples
    --------
    >>> laplacian([[0, 0, 8, 0, 0]])
    array([[  0.,   8., -16.,   8.,   0.]])
    """
    return correlate(image, LAPLACE)


@np.errstate(over="ignore")
def heat_step(temperature: ArrayLike, step: float) -> Array:
    r"""One step of heat flow, :math:`T \leftarrow T + \text{step} \cdot \nabla^2 T`. No heat leaves the picture.

    Examples
    --------
    >>> heat_step([[0, 0, 8, 0, 0]], 0.25)
    array([[0., 2., 4., 2., 0.]])
    """
    T, step = guard.pixels(temperature, "temperature"), one_number(step, "step", 0, np.inf, inside=True, example=0.2)
    return guard.held(T + step * laplacian(T))


def largest_time_step(rows: int, columns: int) -> float:
    r"""Limit above which heat steps explode: 2/L, with the largest eigenvalue L of minus the Laplacian.

    .. math:: L = 4\cos^2\frac{\pi}{2\,\text{rows}} + 4\cos^2\frac{\pi}{2\,\text{columns}}

    Examples
    --------
    >>> round(largest_time_step(9, 9), 4), round(largest_time_step(1000, 1000), 4)
    (0.2578, 0.25)
    """
    L = sum(4 * np.cos(np.pi / (2 * n)) ** 2 for n in (guard.side(rows, "rows"), guard.side(columns, "columns")))
    return float(2 / L) if rows * columns > 1 else np.inf  # a single pixel has nobody to give heat to


def circulation(field: Callable[[Array], Any], loop: ArrayLike) -> float:
    """Walk along `loop` ``(2, n)`` and add up field · step: 0 on each closed way through a gradient.

    `field` gives the arrows at many points at once, ``(2, m)`` to ``(2, m)``. It is asked half-way through each step.

    Examples
    --------
    >>> t = np.linspace(0, 2 * np.pi, 361)
    >>> round(circulation(lambda p: np.array([-p[1], p[0]]), [np.cos(t), np.sin(t)]), 2)
    6.28
    """
    p = guard.loop_of(loop)
    middle, step = (p[:, 1:] + p[:, :-1]) / 2, np.diff(p)
    return float(np.sum(guard.arrows_of(field, middle) * step))
