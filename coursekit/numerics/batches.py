"""Which samples go together: batches of one epoch in random order, shards in the order in which they are."""

import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coursekit.numerics.descents import generator, indices
from coursekit.numerics.given import count
from coursekit.words import mark, say

__all__ = ["batch_size_given", "batches", "shards"]

BATCH_SIZE = mark("batch_size must be from 1 to {n}, the number of samples, but is {size}")
NO_SAMPLES = mark("n_samples must be at least 1, but is 0")
SHARDS = mark("parts must be from 1 to {n}, the number of samples, but is {parts}")


def batch_size_given(n: int, size: int) -> None:
    """Raise a ValueError if no batch of this size can be made of n samples.

    Examples
    --------
    >>> batch_size_given(10, 4)
    """
    if not 1 <= size <= n:
        raise ValueError(say(BATCH_SIZE, n=n, size=size) if n else say(NO_SAMPLES))


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
    n, size = count(n_samples, "n_samples"), count(batch_size, "batch_size", example=1)
    batch_size_given(n, size)
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
    n, parts = count(n_samples, "n_samples"), count(parts, "parts", example=3)
    if not 1 <= parts <= n:
        raise ValueError(say(SHARDS, n=n, parts=parts) if n else say(NO_SAMPLES))
    ends = np.cumsum([0, *(n // parts + (k < n % parts) for k in range(parts))]).tolist()
    return [slice(start, end) for start, end in itertools.pairwise(ends)]
