"""Ground to walk on: what f looks like in its window, its contours, its gradient, and a path over it.

`f` is a function of the catalogue, whose gradient is known exactly, or any function of the reader's own that takes a
point of two coordinates; its gradient is then numerical, and many points are handed to it at once if it can.
"""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from coursekit.descent import DescentResult, gradient_descent
from coursekit.functions import ExactFunction
from coursekit.gradient import directional_derivative, numerical_gradient
from coursekit.live import Handle
from coursekit.live.picture import BLACK, ORANGE
from coursekit.numerics.descents import along
from coursekit.numerics.one_variable import EPS, Array, Function
from coursekit.pictures.kit import line, unit
from coursekit.words import mark, say, say_count

Bounds = tuple[tuple[float, float], tuple[float, float]]

RATE = mark("learning rate")
START_X, START_Y = mark("start x"), mark("start y")

PLACE = Handle(lambda x, y: (x, y), x="x", y="y", anywhere=True)
"""The place (x, y) on a land, in its first axes."""
START = Handle(lambda start_x, start_y: (start_x, start_y), x="start_x", y="start_y", anywhere=True)
"""The start of a path there."""


def at(p: ArrayLike) -> str:
    """Write a point."""
    return f"({', '.join(f'{t:.4g}' for t in np.asarray(p) + 0.0)})"  # no zero has a sign


def counted(steps: int) -> str:
    """Write a number of steps."""
    return say_count("{count} step", "{count} steps", steps)


def no_start(start: ArrayLike) -> ValueError:
    """Give the error that says why nothing can start at a place."""
    place = at(np.atleast_1d(start))
    return ValueError(
        say("f has no finite value or no finite slope at the start {place}: choose another start", place=place)
    )


def gradient_of(f: Function) -> Function:
    """Give the gradient of f for many points ``(2, m)`` at once; nan at a point around which f is not finite."""
    if isinstance(f, ExactFunction):
        return f.grad

    def gradient(p: Array) -> Array:
        h = np.cbrt(EPS) * np.maximum(1, np.abs(p))
        slopes = [
            (along(f, (p + h * e).T) - along(f, (p - h * e).T)) / (2 * h[i])
            for i, e in enumerate(np.eye(2)[:, :, None])
        ]
        return np.where(np.isfinite(slopes), slopes, np.nan)

    return gradient


def descend(
    f: Function, start: ArrayLike, learning_rate: float, steps: int, grad: Function | None = None, **options: Any
) -> DescentResult:
    """Run gradient descent, by the exact gradient where it is known.

    Raises
    ------
    ValueError
        f has no finite value or slope at the start.
    """
    if grad is None and isinstance(f, ExactFunction):
        grad = f.grad
    run = gradient_descent(f, start, grad=grad, learning_rate=learning_rate, steps=steps, **options)
    first: Any = run.fun
    if run.status == -1 and run.nit == 0 and not (np.isfinite(first) and np.all(np.isfinite(run.grad))):
        raise no_start(start)
    return run


def ended(run: DescentResult) -> str:
    """Say where a run has left the numbers."""
    return say("It ends after {steps}: then f or its slope is no finite number.", steps=counted(run.nit))


class Ground:
    """What f looks like in its window: values on a grid, its smallest value if known, and, if it is a bowl, how steep.

    Attributes
    ----------
    low : float
        The smallest value of f; nan if it is not known.
    hessian : array (2, 2), or None
        The second partial derivatives of a bowl, a quadratic with one minimum; None if f is no bowl.
    minima : list of points
    """

    def __init__(self, f: Function, bounds: Bounds | None = None, size: int = 61) -> None:
        self.bounds = bounds or (f.bounds if isinstance(f, ExactFunction) else ((-4.0, 4.0), (-4.0, 4.0)))
        self.axes = [np.linspace(low, high, size) for low, high in self.bounds]
        points = np.stack([grid.ravel() for grid in np.meshgrid(*self.axes)], axis=1)
        self.z = along(f, points)
        self.low, self.minima = np.nan, []
        self.hessian: Array | None = None
        if isinstance(f, ExactFunction):
            self.minima = [np.array(point) for point in f.minima]
            self.low = np.nan if f.fmin is None else f.fmin
        self._try_bowl(f, *points.T)

    def _try_bowl(self, f: Function, x: Array, y: Array) -> None:
        """Fit c + b·p + p·Hp/2 to the values; if it fits all of them, f is a quadratic and H its Hessian matrix."""
        if not np.isfinite(self.z).all():
            return
        terms = np.stack([np.ones_like(x), x, y, x**2 / 2, x * y, y**2 / 2], axis=1)
        _, bx, by, xx, xy, yy = fit = np.linalg.lstsq(terms, self.z)[0]
        hessian = np.array([[xx, xy], [xy, yy]])
        low, high = np.linalg.eigvalsh(hessian)
        if np.max(np.abs(terms @ fit - self.z)) < 1e-9 * np.ptp(self.z) and low > 1e-9 * high:
            self.hessian = hessian
            if np.isnan(self.low):
                bottom = np.linalg.solve(hessian, [-bx, -by])
                self.minima, self.low = [bottom], float(f(bottom))

    @property
    def curvatures(self) -> tuple[float, float] | None:
        """The smallest and the largest curvature of a bowl, μ and L; None if f is no bowl."""
        if self.hessian is None:
            return None
        low, high = np.linalg.eigvalsh(self.hessian)
        return float(low), float(high)

    @property
    def square(self) -> Array:
        """The values as a table, one row for each y."""
        return self.z.reshape(self.axes[1].size, self.axes[0].size)

    def levels(self, count: int) -> Array:
        """Give the values of contour lines with as much area between one and the next everywhere.

        Raises
        ------
        ValueError
            f has no finite value in the window, or the same value everywhere.
        """
        z = self.z[np.isfinite(self.z)]
        if not z.size:
            raise ValueError(say("f has no finite value in this window: nothing can be drawn"))
        levels = np.quantile(z, np.linspace(0, 1, count))
        levels = levels[np.diff(levels, prepend=-np.inf) > 1e-5 * np.ptp(z)]
        if levels.size < 2:
            raise ValueError(say("f has the same value everywhere in this window: there is no way down"))
        return levels

    def height(self, value: Any) -> Any:
        """Give how far a value lies above the smallest one; the value itself where that is not known."""
        return value if np.isnan(self.low) else np.maximum(value - self.low, 0)

    def distance(self, p: Array) -> float:
        """Give the distance from p to the nearest minimum that is known; nan if there is none."""
        return min((float(np.linalg.norm(p - m)) for m in self.minima), default=np.nan)


def draw_contour_lines(ax: Axes, ground: Ground, levels: Array, **style: Any) -> None:
    """Draw the contours at all levels but the lowest and the highest; solid, also where f is negative."""
    if levels.size > 2:
        ax.contour(*ground.axes, ground.square, levels[1:-1], linestyles="solid", **style)


def draw_contours(ax: Axes, ground: Ground, even: bool = False) -> None:
    """Draw f as filled contours, as much area between one and the next everywhere.

    `even` makes it as much height instead: close together means steep.
    """
    levels = ground.levels(13)
    if even:
        levels = np.linspace(levels[0], levels[-1], 13)
    ax.contourf(*ground.axes, ground.square, levels, colors=[str(g) for g in np.linspace(0.72, 0.97, levels.size - 1)])
    draw_contour_lines(ax, ground, levels, colors="white", linewidths=0.8)
    ax.set(xlim=ground.bounds[0], ylim=ground.bounds[1], xlabel="x", ylabel="y")
    ax.grid(False)


def draw_path(ax: Axes, color: str = ORANGE) -> tuple[Any, ...]:
    """Make a path: its points and lines, its start and its end."""
    way, start = line(ax, "-o", color, lw=1.5, ms=3.5), line(ax, "o", BLACK, ms=9, mfc="white")
    return way, start, line(ax, "*", color, ms=15, mec=BLACK)


def move_path(artists: tuple[Any, ...], x: ArrayLike, y: ArrayLike) -> None:
    """Put a path where it belongs."""
    x, y = np.asarray(x), np.asarray(y)
    for artist, part in zip(artists, (slice(None), slice(0, 1), slice(-1, None)), strict=True):
        artist.set_data(x[part], y[part])


def gradient_at(f: Function, p: ArrayLike) -> Array:
    """Give the gradient of f at the one point p: from the catalogue, or numerical."""
    p = np.asarray(p, float)
    if isinstance(f, ExactFunction):
        return np.asarray(f.grad(p), float)
    return np.asarray(numerical_gradient(f, p, vectorized=False))


def slope_towards(f: Function, p: Array, angle: float) -> float:
    """Give the slope of f at p in a direction, looking ahead only."""
    return float(directional_derivative(f, p, unit(angle)))


def draw_land(ax: Axes, f: Function, bounds: Bounds | None = None, even: bool = False) -> tuple[Ground, float]:
    """Draw contours to scale; give the ground, and how much gradient an arrow of length 1 stands for."""
    ground = Ground(f, bounds)
    draw_contours(ax, ground, even)
    ax.set_aspect("equal")
    return ground, steepest_of(ground) / (0.25 * (ground.bounds[0][1] - ground.bounds[0][0]))


def field_of(ground: Ground) -> tuple[Array, Array]:
    """Give the slopes along x and y at each point of the ground, from its values."""
    along_y, along_x = np.gradient(ground.square, ground.axes[1], ground.axes[0])
    return np.asarray(along_x), np.asarray(along_y)


def steepest_of(ground: Ground) -> float:
    """Give the length of the longest gradient on the ground, beside its poles; 1 where there is none."""
    lengths = np.hypot(*field_of(ground))
    return float(np.max(lengths, where=np.isfinite(lengths), initial=0)) or 1.0
