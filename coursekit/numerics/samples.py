"""What a reader gives to a model: features and answers, a row for each sample, fit to be learned from.

Rows are counted from 0, as Python counts them.
"""

from collections.abc import Mapping
from numbers import Real
from os import PathLike
from reprlib import repr as shown
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from coursekit.numerics.answers import EPS
from coursekit.numerics.given import Array, all_digits, floats, real_numbers
from coursekit.words import mark, say, say_count

__all__ = ["design_matrix", "differ", "features", "labels", "parameters", "spreads", "targets"]

MISSING = mark("{name} has no value in row {row}; leave such rows out, as coursekit.data.complete does")
INFINITE = mark("{name} is {value} in row {row}; leave such rows out")
NO_DATA = mark(
    "{name} is {value}, and must be numbers, one for each sample; coursekit.data.read_table reads a file, and "
    "table['name'] is a column of it"
)
MASKED = mark("{name} has masked entries, which are no numbers; leave such rows out")
MASKED_BOTH = mark("{name} has masked entries, which are no numbers; leave such rows out, in {other} too")
TEXT = mark("{name} must be numbers, but is the text {value} in row {row}; give numbers, not texts")
NO_NUMBER = mark("{name} must be numbers, but is {value} in row {row}; give a column of numbers, or fix that row")
NO_TABLE = mark("{name} has shape {shape}; give one number for each sample (n,), or rows of p numbers (n, p)")
EMPTY = mark("{name} has shape {shape}: there is no sample in it")
NO_COLUMN = mark("{name} has shape {shape}; give one number for each sample, ({n},)")
RAVEL = mark("{problem}; {name}.ravel() makes it of that")
TOO_FAR = mark("{name} reaches to {value:.1e}, and its square is too large for a float; give it in other units")
MORE_ROWS = mark("{few}; give at least {rows} rows")
MORE_ROWS_OR_FEWER_COLUMNS = mark("{few}; give at least {rows} rows, or fewer columns")
ONE_ROW = mark("{name} has one row, and one row has no spread; give like=, the data of the fit")
ONE_ROW_LIKE = mark("{name} has one row, and one row has no spread; give all data of the fit")
NEW_DATA = mark("{problem}; for new data give like=, the data of the fit")
TOO_NEAR = mark("{column} changes by {value:.1e} only, and its square is too small for a float; give it in other units")
OTHER_ROWS = mark("x has {rows} rows and y has {values}; give one value of y for each row of x")
CONSTANT = mark("{column} is {value:g} in every row")
ROUNDED = mark("{column} is {value:g} in every row, but for rounding")
NO_SLOPE = mark("{constant}, so it decides no slope; give an x that changes")
NO_USE = mark("{constant}, so it tells nothing that the intercept does not; leave it out, or give another")
NO_SPREAD = mark("{constant}, so it has no spread to be divided by; give numbers that change")
NO_SPREADS = mark("{constant}, so it has no spread to be divided by; leave it out, or give another")
DEPENDENT = mark(
    "{column} follows from the other columns, so that no w is the only best one; leave it out, or give another"
)
NO_LABEL = mark("y must be the labels 0 and 1, but is {value} in row {row}; write 1 for yes and 0 for no")
TEXT_LABEL = mark("y must be the labels 0 and 1, but is the text {value} in row {row}; give numbers, not texts")
ONE_LABEL = mark("y is {value:g} in every row; to tell two kinds apart, give samples of both")
OTHER_PARAMETERS = mark(
    "w has shape {shape}; this model has {n} parameters: w = (intercept, one for each column), of shape ({n},)"
)
FEW_EPS = 10
FURTHEST, NEAREST = 1e150, 1e-150  # the squares of larger and of smaller numbers are no floats


def features(x: ArrayLike, name: str = "x") -> Array:
    """Give features as a table ``(n, p)``: numbers, finite, a row for each sample.

    Raises
    ------
    TypeError, ValueError
        A value is missing or no number; the shape is another.
    """
    numbers = _numbers(x, name)
    if numbers.ndim not in (1, 2):
        raise ValueError(say(NO_TABLE, name=name, shape=numbers.shape))
    if not numbers.size:
        raise ValueError(say(EMPTY, name=name, shape=numbers.shape))
    return numbers.reshape(len(numbers), -1)


def design_matrix(x: ArrayLike) -> Array:
    """Give the features with a column of ones before them, ``(n, 1 + p)``, if they can decide all parameters.

    Raises
    ------
    TypeError, ValueError
        As `features`; a column never changes, or follows from others; there are fewer rows than parameters.
    """
    table = features(x)
    n, p = table.shape
    if n < p + 1:
        few = say_count(
            "{count} row cannot decide {parameters} parameters, an intercept and one for each column",
            "{count} rows cannot decide {parameters} parameters, an intercept and one for each column",
            n, parameters=p + 1,
        )  # fmt: skip
        raise ValueError(say(MORE_ROWS_OR_FEWER_COLUMNS if n > 1 else MORE_ROWS, few=few, rows=p + 1))
    spread = _varies(table, "x", NO_USE if p > 1 else NO_SLOPE)
    centred = (table - table.mean(axis=0)) / spread
    for j in range(2, p + 1):
        if np.linalg.matrix_rank(centred[:, :j], tol=EPS * n * 100) < j:
            raise ValueError(say(DEPENDENT, column=_column("x", j - 1, p)))
    return np.column_stack([np.ones(n), table])


def spreads(table: Array, name: str, *, new: bool) -> Array:
    """Give the standard deviation of each column, by which it can be divided; they may be `new` data.

    Raises
    ------
    ValueError
        A column never changes, as in a single row.
    """
    if len(table) == 1:
        raise ValueError(say(ONE_ROW if new else ONE_ROW_LIKE, name=name))
    return _varies(table, name, NO_SPREADS if table.shape[1] > 1 else NO_SPREAD, new=new)


def _varies(table: Array, name: str, words: str, *, new: bool = False) -> Array:
    """Give the standard deviation of each column; of one that never changes, say so in these words."""
    for j in range(table.shape[1]):
        if not differ(table[:, j]):
            constant = ROUNDED if np.ptp(table[:, j]) else CONSTANT
            seen = say(constant, column=_column(name, j, table.shape[1]), value=table[0, j])
            problem = say(words, constant=seen)
            raise ValueError(say(NEW_DATA, problem=problem) if new else problem)
        if (change := np.ptp(table[:, j])) < NEAREST:
            raise ValueError(say(TOO_NEAR, column=_column(name, j, table.shape[1]), value=change))
    return np.asarray(table.std(axis=0))


def differ(values: Array) -> bool:
    """Say whether numbers differ by more than the rounding of a sum or a product."""
    return bool(np.ptp(values) > FEW_EPS * EPS * np.abs(values).max())


def targets(y: ArrayLike, n: int) -> Array:
    """Give the answers ``(n,)``, one for each row of x.

    Raises
    ------
    TypeError, ValueError
        A value is missing or no number; there are more or fewer than `n`.
    """
    numbers = _numbers(y, "y")
    if numbers.ndim != 1:
        problem = say(NO_COLUMN, name="y", shape=numbers.shape, n=n)
        raise ValueError(say(RAVEL, problem=problem, name="y") if numbers.size == n else problem)
    if len(numbers) != n:
        raise ValueError(say(OTHER_ROWS, rows=n, values=len(numbers)))
    return numbers


def labels(y: ArrayLike, n: int) -> Array:
    """Give labels ``(n,)``, 0 or 1, or False and True; both must come up.

    Raises
    ------
    TypeError, ValueError
        As `targets`; or a value is neither 0 nor 1; or all are the same.
    """
    numbers = targets(_no_texts(y), n)
    wrong = np.flatnonzero((numbers != 0) & (numbers != 1))
    if wrong.size:
        raise ValueError(say(NO_LABEL, value=all_digits(numbers[wrong[0]]), row=wrong[0]))
    if np.ptp(numbers) == 0:
        raise ValueError(say(ONE_LABEL, value=numbers[0]))
    return numbers


def parameters(w: ArrayLike, n: int) -> Array:
    """Give parameters ``(n,)``, or many of them side by side ``(n, m)``. They may be nan: a descent can diverge."""
    numbers = floats(w, "w")
    if numbers.ndim not in (1, 2) or len(numbers) != n:
        raise ValueError(say(OTHER_PARAMETERS, shape=numbers.shape, n=n))
    return numbers


def _column(name: str, j: int, p: int) -> str:
    return f"{name}[:, {j}]" if p > 1 else name


def _numbers(value: Any, name: str) -> Array:
    """Give numbers, 1 and 0 for True and False, or say in which row there is none."""
    if isinstance(value, np.ma.MaskedArray) and np.ma.is_masked(value):
        other = {"x": "y", "y": "x"}.get(name)
        raise ValueError(say(MASKED_BOTH if other else MASKED, name=name, other=other))
    if isinstance(value, str | bytes | PathLike | Mapping):
        raise TypeError(say(NO_DATA, name=name, value=shown(value)))
    try:
        given = np.asarray(value)
    except ValueError:  # rows of different lengths: `real_numbers` says it
        return real_numbers(value, name)
    if given.dtype.kind in "OUS" and given.ndim:
        given = _from_things(given, name)
    if given.dtype == bool:
        given = given.astype(np.float64)
    numbers = floats(given, name)
    if not np.isfinite(numbers).all():
        place = np.argwhere(~np.isfinite(numbers))[0]
        bad = numbers[tuple(place)]
        words = MISSING if np.isnan(bad) else INFINITE
        raise ValueError(say(words, name=name, row=place[0] if place.size else 0, value=bad))
    if numbers.size and (most := np.abs(numbers).max()) > FURTHEST:
        raise ValueError(say(TOO_FAR, name=name, value=most))
    return numbers


def _no_texts(y: Any) -> Any:
    """Give labels back; say of texts, which are no numbers, what labels are."""
    try:
        given = np.asarray(y)
    except ValueError:  # rows of different lengths: `targets` says it
        return y
    if given.dtype.kind == "U" and given.ndim:
        for row, text in enumerate(given.flat):
            if not _is_missing(text):
                raise TypeError(say(TEXT_LABEL if _reads_as_number(text) else NO_LABEL, value=repr(str(text)), row=row))
    return y


def _is_missing(thing: Any) -> bool:
    return thing is None or (isinstance(thing, str) and thing.strip().lower() in ("", "na", "nan", "none"))


def _from_things(given: NDArray[Any], name: str) -> NDArray[Any]:
    """Give a list of fractions, truths and the like back; of one with None or texts, name the row to look at first."""
    no_numbers = [(place[0], thing) for place, thing in np.ndenumerate(given) if not isinstance(thing, Real | np.bool_)]
    if not no_numbers:
        plain = [int(thing) if isinstance(thing, bool | np.bool_) else thing for thing in given.flat]
        return np.array(plain, dtype=object).reshape(given.shape)
    # Beside a text, NumPy makes texts of numbers, too: those that read as numbers are not the cause.
    row, thing = next((entry for entry in no_numbers if not _reads_as_number(entry[1])), no_numbers[0])
    if _is_missing(thing):
        raise ValueError(say(MISSING, name=name, row=row))
    words = TEXT if _reads_as_number(thing) else NO_NUMBER
    raise TypeError(say(words, name=name, value=shown(_plain(thing)), row=row))


def _reads_as_number(thing: Any) -> bool:
    try:
        return isinstance(thing, str) and np.isfinite(float(thing))
    except ValueError:
        return False


def _plain(thing: Any) -> Any:
    return thing.item() if isinstance(thing, np.generic) else thing
