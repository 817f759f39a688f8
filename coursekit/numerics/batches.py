"""Which samples go together: batches of one epoch in random order, shards in their order, those that are chosen."""

import itertools
from collections.abc import Iterator
from reprlib import repr as shown
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coursekit.numerics.descents import generator, indices
from coursekit.numerics.given import Array, count
from coursekit.words import mark, say

__all__ = ["batch_size_given", "batches", "chosen", "shards"]

BATCH_SIZE = mark("batch_size must be from 1 to {n}, the number of samples, but is {size}")
NO_SAMPLES = mark("n_samples must be at least 1, but is 0")
NONE_CHOSEN = mark("samples is empty; give the index of at least one sample")
NO_INDEX = mark(
    "samples must be whole numbers, but is {value}; give the index of one sample, a list of them, or a slice"
)
OUTSIDE = mark("samples has the index {index}, and the indices of these {n} samples run from 0 to {last}")
OTHER_MASK = mark(
    "samples has shape {shape}; True and False choose samples where there is one of them for each, ({n},)"
)
NESTED = mark("samples has shape {shape}; give the index of one sample, or a list of them")
SHARDS = mark("parts must be from 1 to {n}, the number of samples, but is {parts}")


def batch_size_given(n_samples: Any, batch_size: Any) -> tuple[int, int]:
    """Give both as integers, or raise a ValueError if no batch of this size can be made of so many samples.

    Examples
    --------
    >>> batch_size_given(10, 4)
    (10, 4)
    """
    n = count(n_samples, "n_samples", positive=True)
    size = count(batch_size, "batch_size", positive=True, example=1)
    if not 1 <= size <= n:
        raise ValueError(say(BATCH_SIZE, n=n, size=size) if n else say(NO_SAMPLES))
    return n, size


def batches(n_samples: int, batch_size: int, rng: Any = None) -> Iterator[NDArray[np.intp]]:
    """Deal the samples of one epoch into batches: each sample once, in random order. The last batch may be smaller.

    Parameters
    ----------
    n_samples, batch_size : int
    rng : seed or numpy.random.Generator

    Returns
    -------
    iterator of arrays
        The indices of each batch, sorted.

    Raises
    ------
    TypeError, ValueError
        `batch_size` is not from 1 to `n_samples`; `rng` is no seed.

    Examples
    --------
    >>> [len(batch) for batch in batches(10, 4)]
    [4, 4, 2]
    """
    n, size = batch_size_given(n_samples, batch_size)
    order = generator(rng).permutation(indices(n))
    # Sorted, so that a batch of all samples adds them up in their order.
    return (np.sort(order[start : start + size]) for start in range(0, n, size))


def shards(n_samples: int, parts: int) -> list[slice]:
    """Cut the samples into parts of nearly equal size, each a slice, in their order.

    Raises
    ------
    ValueError
        `parts` is not from 1 to `n_samples`.

    Examples
    --------
    >>> shards(10, 3)
    [slice(0, 4, None), slice(4, 7, None), slice(7, 10, None)]
    """
    n, parts = count(n_samples, "n_samples", positive=True), count(parts, "parts", positive=True, example=3)
    if not 1 <= parts <= n:
        raise ValueError(say(SHARDS, n=n, parts=parts) if n else say(NO_SAMPLES))
    ends = np.cumsum([0, *(n // parts + (k < n % parts) for k in range(parts))]).tolist()
    return [slice(start, end) for start, end in itertools.pairwise(ends)]


def chosen(samples: Any, table: Array, answers: Array) -> tuple[Array, Array]:
    """Give the rows of these samples: all if None, else an index, indices, a slice, or True and False for each.

    Raises
    ------
    TypeError, ValueError
        There is no such sample; none is chosen; what is given is no index.

    Examples
    --------
    >>> chosen(-1, np.array([[1.0, 2.0], [1.0, 3.0]]), np.array([5.0, 7.0]))
    (array([[1., 3.]]), array([7.]))
    """
    if samples is None:
        return table, answers
    which = _indices(samples, len(table))
    table, answers = table[which], answers[which]
    if not answers.size:
        raise ValueError(say(NONE_CHOSEN))
    return table, answers


def _indices(samples: Any, n: int) -> Any:
    """Give a slice, or an array of indices or of True and False; one index as an array, too."""
    if isinstance(samples, slice):
        try:
            samples.indices(n)
        except (TypeError, ValueError):  # its ends are no whole numbers, or its step is 0
            raise TypeError(say(NO_INDEX, value=shown(samples))) from None
        return samples
    try:
        which = np.asarray(samples)
    except ValueError:  # rows of different lengths
        raise TypeError(say(NO_INDEX, value=shown(samples))) from None
    if not which.size:
        raise ValueError(say(NONE_CHOSEN))
    if which.dtype == bool and which.ndim:
        if which.shape != (n,):
            raise ValueError(say(OTHER_MASK, shape=which.shape, n=n))
        return which
    if which.dtype.kind not in "iu":
        raise TypeError(say(NO_INDEX, value=shown(samples)))
    if which.ndim > 1:
        raise ValueError(say(NESTED, shape=which.shape))
    if which.max() >= n or which.min() < -n:
        wrong = which.max() if which.max() >= n else which.min()
        raise ValueError(say(OUTSIDE, index=wrong, n=n, last=n - 1))
    return np.atleast_1d(which)
