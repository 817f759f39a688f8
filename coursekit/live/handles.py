"""Where in a picture the hand can take hold of a point, and which places of the sliders lie where."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from coursekit.live.controls import Control
from coursekit.live.picture import Handle, names_of, taken_by

__all__ = ["grip_at"]

RIM = 8  # pixels around the axes, in which a point is still seen


def grip_at(
    handle: Handle, axes: Axes, size: tuple[int, int], known: Mapping[str, Any], controls: Mapping[str, Control]
) -> dict[str, Any]:
    """Return the pixel of a handle's point, and for each slider that moves it the pixels of all its places.

    Pixels are whole, from the top left. A point that is not finite or lies outside its axes has no pixel, and what is
    no slider here, a constant or a menu, moves nothing. `box` is where a press brings the point.
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
    (left, bottom), (right, top) = np.rint(axes.bbox.get_points()).astype(int).tolist()
    box = [left, size[1] - top, right, size[1] - bottom]
    inside = across is not None and down is not None and left - RIM <= across <= right + RIM
    if not moves or not inside or not box[1] - RIM <= down <= box[3] + RIM:
        return {"at": None, "moves": moves, "box": None}
    return {"at": [across, down], "moves": moves, "box": box if handle.anywhere else None}


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
