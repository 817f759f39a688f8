"""A limit to the memory of the judge itself: an exercise of one's own may make gigabytes of a few numbers."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np

__all__ = ["bound", "bounded"]

MORE = 2**30  # bytes that the judge may take beyond those that it begins with: three times what it ever needs


def bound() -> None:
    """Let this process take no more than `MORE`, from now on: beyond it Python raises a MemoryError.

    Only Linux counts this; elsewhere nothing happens.
    """
    begun = Path("/proc/self/statm")
    if begun.is_file():
        import resource

        np.ones((2, 2)) @ np.ones((2, 2))  # what NumPy keeps for its threads is there before
        most = int(begun.read_text("ascii").split()[0]) * resource.getpagesize() + MORE
        soft, hard = resource.getrlimit(resource.RLIMIT_AS)
        if soft == resource.RLIM_INFINITY or soft > most:
            resource.setrlimit(resource.RLIMIT_AS, (most, hard))


@contextlib.contextmanager
def bounded() -> Iterator[None]:
    """Bound this process for a while."""
    try:
        import resource
    except ImportError:  # Windows
        yield
        return
    before = resource.getrlimit(resource.RLIMIT_AS)
    try:
        bound()
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)
