"""The lines of a still picture in a page, in whole pixels and without points that nobody misses."""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["joined", "relative", "thinned", "ways"]

# How far a closed line, and a curve, may pass by a point that goes; of two pixels of a picture one is seen.
NEAR = {True: 0.7, False: 0.4}
ROUNDS = 6
_NUMBER = r"-?\d+\.?\d*"


def relative(d: str) -> str:
    """Return path data in whole pixels, each point as the way from the one before, without points that nobody misses.

    Examples
    --------
    >>> relative("M10.2 20.0 L12.9 18.1 13.2 18.0 Z")
    'M10 20l3-2z'
    """
    words = []
    for line in re.findall(r"M[^M]*", d):
        if re.fullmatch(r"M[^A-Z]*L[^A-Z]*Z? *", line):
            numbers = [float(number) for number in re.findall(_NUMBER, line)]
            points = thinned(np.reshape(numbers, (-1, 2)), closed="Z" in line)
            if len(points) > 1:
                first, *others = (f"{x} {y}" for x, y in points)
                words.append(ways(f"M{first}L{' '.join(others)}{'Z' * ('Z' in line)}"))
        else:
            words.append(ways(line))
    return "".join(words)


def thinned(points: NDArray[np.float64], *, closed: bool) -> NDArray[np.float64]:
    """Return a line without points that lie near the way between their neighbours, and no specks.

    Which of two neighbours goes is decided by their places alone. So two shapes that share a part of their edges lose
    the same points of it, and no gap opens between them.
    """
    if closed and (np.ptp(points, axis=0) < 1).all():
        return points[:0]
    for _ in range(ROUNDS):
        before, after = np.roll(points, 1, axis=0), np.roll(points, -1, axis=0)
        way, here = (after - before).T, (points - before).T
        length = np.hypot(*way)
        off = np.abs(way[0] * here[1] - way[1] * here[0])
        between = ((along := (way * here).sum(axis=0)) >= 0) & (along <= length**2)
        rank = np.rint(points @ (79_190, 104_729)) % 65_521
        goes = (off < NEAR[closed] * length) & between & (rank < np.roll(rank, 1)) & (rank < np.roll(rank, -1))
        if not closed:
            goes[[0, -1]] = False
        if len(points) - goes.sum() < 4:
            break
        points = points[~goes]
    return points


def ways(d: str, unit: float = 1) -> str:
    """Return path data in whole units, each point as the way from the one before.

    Examples
    --------
    >>> ways("M1.5 2 L2.52 2 2.5 4 Z", unit=0.1)
    'M1.5 2l1 0 0 2z'
    """
    words, here, start = [], (0, 0), (0, 0)
    for letter, numbers in re.findall(r"([A-Z])([^A-Z]*)", d):
        places = [round(float(number) / unit) for number in numbers.split()]
        points = list(zip(places[::2], places[1::2], strict=True))
        if letter == "Z":
            words.append("z")
            here = start
        elif letter == "M":
            words.append("M" + joined(points[0], unit))
            here = start = points[0]
        else:
            step, told = {"L": 1, "Q": 2, "C": 3}[letter], []
            for i in range(0, len(points), step):
                for x, y in points[i : i + step]:
                    told += [x - here[0], y - here[1]]
                here = points[i + step - 1]
            words.append(letter.lower() + joined(straight(told) if letter == "L" else told, unit))
    return "".join(words)


def straight(steps: Sequence[int]) -> list[int]:
    """Return the steps of a line with those that go on in the same direction as one, and without those of no length.

    Examples
    --------
    >>> straight([2, 0, 1, 0, 0, 0, 1, 1])
    [3, 0, 1, 1]
    """
    told = [0, 0]
    for x, y in zip(steps[::2], steps[1::2], strict=True):
        before = told[-2:]
        if before[0] * y == before[1] * x and before[0] * x + before[1] * y >= 0:
            told[-2:] = [before[0] + x, before[1] + y]
        else:
            told += [x, y]
    return told


def joined(numbers: Sequence[int], unit: float = 1) -> str:
    """Return whole numbers of units as path data: a minus parts them, too."""
    text = " ".join(f"{number * unit:.6g}" for number in numbers).replace(" -", "-")
    return re.sub(r"\b0\.", ".", text)
