"""Where in a picture the hand can take hold of a point, and which places of the sliders lie where."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from coursekit.live.controls import Control
from coursekit.live.picture import Handle, names_of, taken_by

__all__ = ["grip_at"]


def grip_at(
    handle: Handle, axes: Axes, size: tuple[int, int], known: Mapping[str, Any], controls: Mapping[str, Control]
) -> dict[str, Any]:
    """Return the pixel of a handle's point, and for each slider that moves it the pixels of all its places.

    Pixels are whole, from the top left. A point that is not finite or lies outside the picture has no pixel, and what
    is no slider here, a constant or a menu, moves nothing. `box` is where a press brings the point.
    """
    names = taken_by(names_of(handle.at), known)
    moves = []
    for name in dict.fromkeys(name for name in (handle.x, handle.y) if name):
        control = controls.get(name)
        if control is not None and control.kind == "slider":
            places = {**names, name: np.array(control.values, float)}
            both = dict(zip("xy", pixels(axes, size[1], *handle.at(**places)), strict=True))
            moves.append({"name": name} | {along: both[along] for along in "xy" if getattr(handle, along) == name})
    (across,), (down,) = pixels(axes, size[1], *handle.at(**names))
    if not moves or across is None or down is None or not (0 <= across <= size[0] and 0 <= down <= size[1]):
        return {"at": None, "moves": moves, "box": None}
    (left, bottom), (right, top) = np.rint(axes.bbox.get_points()).astype(int).tolist()
    box = [left, size[1] - top, right, size[1] - bottom] if handle.anywhere else None
    return {"at": [across, down], "moves": moves, "box": box}


def pixels(axes: Axes, height: int, x: Any, y: Any) -> tuple[list[int | None], list[int | None]]:
    """Return the pixels of points, x to the right and y downwards; None where there is none."""
    x, y = np.broadcast_arrays(np.atleast_1d(np.asarray(x, float)), np.asarray(y, float))
    with np.errstate(all="ignore"):
        across, up = axes.transData.transform(np.column_stack([x, y])).T
    return whole(across), whole(height - up)


def whole(numbers: Any) -> list[int | None]:
    """Return numbers as whole ones; None where one is not finite or far away."""
    near = np.abs(numbers) < 1e5  # nan is not
    rounded = np.rint(np.where(near, numbers, 0)).astype(int).tolist()
    return rounded if near.all() else [n if good else None for n, good in zip(rounded, near.tolist(), strict=True)]
