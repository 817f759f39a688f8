"""Tables of data: a file of comma-separated values, read as columns, and the penguins that come with the course.

Where the penguins come from, and that anybody may use them, is said in `penguins.txt`.
"""

import csv
import os
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coursekit.words import mark, say

__all__ = ["Table", "complete", "penguins", "read_table", "two_moons"]

PENGUINS = Path(__file__).with_name("penguins.csv")
MEASURES = ("bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g")
MISSING = ("", "NA", "N/A", "NaN", "nan", "null", "None")

NO_FILE = mark("there is no file {path}; give its path as it is seen from {folder}")
NO_TEXT = mark("{path} is no text of comma-separated values ({error}); save the table as CSV, in UTF-8")
NO_ROWS = mark("{path} has no rows; the first line names the columns, and each line after it is one row")
OTHER_WIDTH = mark("line {line} of {path} has {found} values, and the first line names {expected} columns")
TWICE = mark("{path} names the column {name} twice; give each column a name of its own")
NO_COLUMN = mark("there is no column {name!r}; did you mean {near}?")
NONE_LEFT = mark("no row has a value in each of the columns {names}")


class Table(dict[str, NDArray[Any]]):
    """Columns by name: an array of floats, nan where a value is missing, or of texts."""

    def __missing__(self, name: str) -> Any:
        """Say which column was meant, perhaps."""
        near = get_close_matches(str(name), list(self), n=1, cutoff=0.4) or list(self)
        raise ValueError(say(NO_COLUMN, name=name, near=" or ".join(map(repr, near))))


def read_table(path: str | os.PathLike[str]) -> Table:
    """Read a file of comma-separated values, whose first line names the columns.

    A column in which all that is there is a number holds floats, and nan where a value is missing: nothing, or NA.

    Parameters
    ----------
    path : str or path

    Returns
    -------
    Table
        The columns by name, arrays ``(n,)``.

    Raises
    ------
    ValueError
        There is no such file; it has no rows; a line has more or fewer values than there are columns.

    Examples
    --------
    >>> table = read_table(PENGUINS)
    >>> list(table)[:3], table["body_mass_g"][:4]
    (['species', 'island', 'bill_length_mm'], array([3750., 3800., 3250.,   nan]))
    """
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            lines = [line for line in csv.reader(file, skipinitialspace=True) if line]
    except FileNotFoundError:
        raise ValueError(say(NO_FILE, path=path, folder=Path.cwd())) from None
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ValueError(say(NO_TEXT, path=path, error=error)) from None
    if len(lines) < 2:
        raise ValueError(say(NO_ROWS, path=path))
    names, *rows = lines
    for line, row in enumerate(rows, start=2):
        if len(row) != len(names):
            raise ValueError(say(OTHER_WIDTH, line=line, path=path, found=len(row), expected=len(names)))
    if again := [name for name in names if names.count(name) > 1]:
        raise ValueError(say(TWICE, path=path, name=again[0]))
    return Table({name.strip(): _column(values) for name, *values in zip(names, *rows, strict=True)})


def _column(texts: list[str]) -> NDArray[Any]:
    """Make numbers of a column, if all of it that is there is a number; else leave it as it is."""
    texts = [text.strip() for text in texts]
    try:
        return np.array([np.nan if text in MISSING else float(text) for text in texts])
    except ValueError:
        return np.array(texts)


def complete(table: Table, *names: str) -> Table:
    """Keep those rows of a table that have a value in each of these columns.

    Parameters
    ----------
    table : Table, as `read_table` gives
    *names : str
        The columns to look at; all of them if none is named.

    Raises
    ------
    ValueError
        There is no such column, or no row is left.

    Examples
    --------
    >>> len(complete(Table(mass=np.array([3.7, np.nan, 3.2])), "mass")["mass"])
    2
    """
    looked_at = names or tuple(table)
    there = [~np.isin(table[name], MISSING) if table[name].dtype.kind == "U" else ~np.isnan(table[name])
             for name in looked_at]  # fmt: skip
    keep = np.all(there, axis=0)
    if not keep.any():
        raise ValueError(say(NONE_LEFT, names=", ".join(looked_at)))
    return Table({name: column[keep] for name, column in table.items()})


def penguins() -> Table:
    """Read the penguins that were measured whole, 342 of 344.

    Returns
    -------
    Table
        "species", "island", "bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g", "sex", "year".

    Examples
    --------
    >>> len(penguins()["species"])
    342
    """
    return complete(read_table(PENGUINS), *MEASURES)


def two_moons(n: int = 200, noise: float = 0.1, seed: int = 1) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Points on two half circles that reach into each other: no straight line parts them.

    Parameters
    ----------
    n : int
        How many points, half of them on each moon.
    noise : float
        The standard deviation of the random shift of each coordinate.
    seed : int

    Returns
    -------
    x : array ``(n, 2)``
        The points.
    y : array ``(n,)``
        On which moon each lies: 0 on the upper one, 1 on the lower one.

    Examples
    --------
    >>> x, y = two_moons(4, noise=0)
    >>> x.round(6) + 0.0, y
    (array([[ 1. ,  0. ],
           [-1. ,  0. ],
           [ 0. ,  0.5],
           [ 2. ,  0.5]]), array([0., 0., 1., 1.]))
    """
    t = np.linspace(0, np.pi, n // 2)
    upper, lower = np.array([np.cos(t), np.sin(t)]), np.array([1 - np.cos(t), 0.5 - np.sin(t)])
    x = np.concatenate([upper, lower], axis=1).T
    return x + noise * np.random.default_rng(seed).normal(size=x.shape), np.repeat([0.0, 1.0], n // 2)
