"""Where in a picture the hand can take hold of a point, and which places of the sliders lie where."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from coursekit.live.controls import Control
from coursekit.live.picture import Handle, taken_by

__all__ = ["grip_at"]

RIM = 8  # pixels around the axes, in which a point is still seen


def grip_at(
    handle: Handle, axes: Axes, size: tuple[int, int], known: Mapping[str, Any], controls: Mapping[str, Control]
) -> dict[str, Any]:
    """Return the pixel of a handle's point, and for each slider that moves it the pixels of all its places.

    Pixels are whole, from the top left. A point that is not finite or lies outside its axes has no pixel, and what is
    no slider here, a constant or a menu, moves nothing. `box` is where a press brings the point.
    """
    names = taken_by(handle.takes, known)
    sliders = [name for name in dict.fromkeys((handle.x, handle.y)) if name and is_slider(controls.get(name))]
    lines = [np.array(controls[name].values, float) for name in sliders]
    points = [
        handle.at(**names),
        *(handle.at(**names | {name: line}) for name, line in zip(sliders, lines, strict=True)),
    ]
    (now, *others) = pixels(axes, size[1], points, [1, *(line.size for line in lines)])
    moves = [
        {"name": name} | {along: both[along] for along in "xy" if getattr(handle, along) == name}
        for name, both in zip(sliders, others, strict=True)
    ]
    (across,), (down,) = now.values()
    (left, bottom), (right, top) = np.rint(axes.bbox.get_points()).astype(int).tolist()
    box = [left, size[1] - top, right, size[1] - bottom]
    inside = across is not None and down is not None and left - RIM <= across <= right + RIM
    if not moves or not inside or not box[1] - RIM <= down <= box[3] + RIM:
        return {"at": None, "moves": moves, "box": None}
    return {"at": [across, down], "moves": moves, "box": box if handle.anywhere else None}


def is_slider(control: Control | None) -> bool:
    """Say whether the hand can move it: a constant and a menu it cannot."""
    return control is not None and control.kind == "slider"


def pixels(
    axes: Axes, height: int, points: Sequence[tuple[Any, Any]], counts: Sequence[int]
) -> list[dict[str, list[int | None]]]:
    """Return the pixels of lines of points, x to the right and y downwards; None where there is none.

    They take one way through matplotlib together, since it is the way that costs, not the points.
    """
    ends = np.cumsum(counts).tolist()
    spots = np.empty((ends[-1], 2))
    for (x, y), count, end in zip(points, counts, ends, strict=True):
        spots[end - count : end, 0], spots[end - count : end, 1] = x, y
    with np.errstate(all="ignore"):
        found = axes.transData.transform(spots)
    across, down = whole(found[:, 0]), whole(height - found[:, 1])
    return [
        {"x": across[end - count : end], "y": down[end - count : end]} for count, end in zip(counts, ends, strict=True)
    ]


def whole(numbers: Any) -> list[int | None]:
    """Return numbers as whole ones; None where one is not finite or far away."""
    near = np.abs(numbers) < 1e5  # nan is not
    rounded = np.rint(np.where(near, numbers, 0)).astype(int).tolist()
    return rounded if near.all() else [n if good else None for n, good in zip(rounded, near.tolist(), strict=True)]
