"""Workers: processes of their own on this computer that calculate for you, by Dask.

Dask comes with ``pip install "coursekit[cluster]"``; nothing else in the course needs it.
"""

import contextlib
import logging
import os
import signal
from collections.abc import Iterator
from typing import Any

from coursekit.words import mark, say

__all__ = ["lose_a_worker", "start_workers"]

NO_DASK = mark(
    'Workers need Dask, which is not installed here. To get it, run: python -m pip install "coursekit[cluster]"'
)
MOST = 16
NO_COUNT = mark("count must be a whole number from 1 to {most}, but is {count!r}; try 3")


@contextlib.contextmanager
def start_workers(count: int) -> Iterator[Any]:
    """Start workers on this computer, and stop them at the end of the block.

    Parameters
    ----------
    count : int

    Yields
    ------
    distributed.Client
        ``client.submit(f, x)`` and ``client.map(f, xs)`` let workers calculate; ``client.gather(futures)`` fetches it.

    Raises
    ------
    ModuleNotFoundError
        Dask is not installed.
    ValueError
        `count` is not from 1 to 16.
    """
    if isinstance(count, bool) or not isinstance(count, int) or not 1 <= count <= MOST:
        raise ValueError(say(NO_COUNT, most=MOST, count=count))
    try:
        import distributed
    except ImportError:
        raise ModuleNotFoundError(say(NO_DASK)) from None
    here: dict[str, Any] = {"n_workers": count, "threads_per_worker": 1, "host": "127.0.0.1", "memory_limit": 0}
    # Without a port of its own to ask for, Dask takes 8787 and warns if another program has it.
    unseen: dict[str, Any] = {"dashboard_address": "127.0.0.1:0", "scheduler_kwargs": {"dashboard": False}}
    quiet: dict[str, Any] = unseen | {"silence_logs": logging.CRITICAL}
    with contextlib.ExitStack() as stack:
        cluster = stack.enter_context(distributed.LocalCluster(**here, **quiet))  # type: ignore[no-untyped-call]
        yield stack.enter_context(distributed.Client(cluster, set_as_default=False))  # type: ignore[no-untyped-call]


def lose_a_worker(client: Any) -> int:
    """Kill one of the workers of `start_workers` where it stands, as a power cut would; give its process id."""
    processes = client.run(os.getpid)
    victim = int(next(iter(processes.values())))
    os.kill(victim, getattr(signal, "SIGKILL", signal.SIGTERM))  # Windows has no SIGKILL; there SIGTERM kills
    return victim
