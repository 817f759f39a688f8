"""Tables of data: a file of comma-separated values, read as columns, and the penguins that come with the course.

Where the penguins come from, and that anybody may use them, is said in `penguins.txt`.
"""

import csv
import os
from difflib import get_close_matches
from pathlib import Path
from reprlib import repr as shown
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coursekit.words import mark, say, say_count

__all__ = ["Table", "complete", "penguins", "read_table", "two_moons"]

PENGUINS = Path(__file__).with_name("penguins.csv")
MEASURES = ("bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g")
MISSING = ("", "NA", "N/A", "NaN", "nan", "null", "None")

NO_FILE = mark("there is no file {path}; give its path as it is seen from {folder}")
NO_TEXT = mark("{path} is no text of comma-separated values ({error}); save the table as CSV, in UTF-8")
NO_ROWS = mark("{path} has no rows; the first line names the columns, and each line after it is one row")
NO_NAMES = mark("the first line of {path} is all numbers: {line}; put a line with the columns' names before it")
OTHER_SIGN = mark("the first line of {path} has {sign!r} between its values; save the table with commas between them")
NO_PATH = mark("path must be the name of a file, as in read_table('mine.csv'), but is {path}")
NO_TABLE = mark("table must be a Table, as read_table gives it, but is {table}")
TWICE = mark("{path} names the column {name} twice; give each column a name of its own")
NO_COLUMN = mark("there is no column {name!r}; did you mean {near}?")
NONE_LEFT = mark("no row has a value in each of the columns {names}")


class Table(dict[str, NDArray[Any]]):
    """Columns by name: an array of floats, nan where a value is missing, or of texts."""

    def __missing__(self, name: str) -> Any:
        """Say which column was meant, perhaps."""
        near = get_close_matches(str(name), list(self), n=1, cutoff=0.4) or list(self)
        raise ValueError(say(NO_COLUMN, name=name, near=say(" or ").join(map(repr, near))))


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
    TypeError, ValueError
        There is no such file; it has no rows, or no names of columns; a line has more or fewer values than there are
        columns.

    Examples
    --------
    >>> table = read_table(PENGUINS)
    >>> list(table)[:3], table["body_mass_g"][:4]
    (['species', 'island', 'bill_length_mm'], array([3750., 3800., 3250.,   nan]))
    """
    if not isinstance(path, str | os.PathLike):
        raise TypeError(say(NO_PATH, path=shown(path)))
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, skipinitialspace=True)
            lines = [(reader.line_num, [text.strip() for text in line]) for line in reader if line]
    except FileNotFoundError:
        raise ValueError(say(NO_FILE, path=path, folder=Path.cwd())) from None
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ValueError(say(NO_TEXT, path=path, error=error)) from None
    if len(lines) < 2:
        raise ValueError(say(NO_ROWS, path=path))
    (_, names), *rows = lines
    _look_at_names(path, names)
    for line, row in rows:
        if len(row) != len(names):
            raise ValueError(_other_width(path, line, len(row), len(names)))
    columns = zip(names, *(row for _, row in rows), strict=True)
    return Table({name: _column(values) for name, *values in columns if name or any(values)})


def _look_at_names(path: Any, names: list[str]) -> None:
    """Say why a first line names no columns, if so."""
    if len(names) == 1 and (sign := next((sign for sign in ";\t" if sign in names[0]), "")):
        raise ValueError(say(OTHER_SIGN, path=path, sign=sign))
    numbers = _column(names)
    if numbers.dtype.kind == "f" and np.isfinite(numbers).all():
        raise ValueError(say(NO_NAMES, path=path, line=", ".join(names)))
    if again := [name for name in names if name and names.count(name) > 1]:
        raise ValueError(say(TWICE, path=path, name=again[0]))


def _other_width(path: Any, line: int, found: int, expected: int) -> str:
    return say_count(
        "line {line} of {path} has {count} value, and the first line has {expected}",
        "line {line} of {path} has {count} values, and the first line has {expected}",
        found, line=line, path=path, expected=expected,
    )  # fmt: skip


def _column(texts: list[str]) -> NDArray[Any]:
    """Make numbers of a column, if all of it that is there is a number; else leave it as it is."""
    try:
        return np.array([np.nan if text in MISSING else _number(text) for text in texts])
    except ValueError:
        return np.array(texts)


def _number(text: str) -> float:
    """Read a number, also with the minus of a word processor; 1_000 is one to Python only."""
    if "_" in text:
        raise ValueError
    return float(text.replace("\N{MINUS SIGN}", "-"))


def complete(table: Table, *names: str) -> Table:
    """Keep those rows of a table that have a value in each of these columns.

    Parameters
    ----------
    table : Table, as `read_table` gives
    *names : str
        The columns to look at; all of them if none is named.

    Raises
    ------
    TypeError, ValueError
        There is no such column, or no row is left; `table` is no Table.

    Examples
    --------
    >>> len(complete(Table(mass=np.array([3.7, np.nan, 3.2])), "mass")["mass"])
    2
    """
    if not isinstance(table, Table):
        raise TypeError(say(NO_TABLE, table=shown(table)))
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
