"""Send submissions, one by one, to workers: processes on this computer, or those of a cluster."""

import contextlib
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    ProcessPoolExecutor,
    wait,
)
from dataclasses import dataclass
from typing import Any

from coursekit.grading.memory import bound
from coursekit.words import mark, say

__all__ = ["ClusterError", "Processes", "Workers", "local", "spread"]

TRIES = 3  # times that a submission is sent out again when the worker that had it dies

Unit = tuple[Any, tuple[Any, ...], int]  # a name, the arguments of the work, how often it was sent out


class ClusterError(Exception):
    """The cluster cannot be used; the message says why."""


@dataclass(frozen=True)
class Workers:
    """Who does the work.

    Attributes
    ----------
    start : callable
        Gives an executor; called again if that one breaks.
    width : int
        How many do it at the same time.
    alive : callable
        Says whether the executor's computers can still be reached.
    """

    start: Callable[[], Executor]
    width: int
    alive: Callable[[], bool] = lambda: True


def spread(
    work: Callable[..., Any], units: Iterable[tuple[Any, tuple[Any, ...]]], workers: Workers
) -> Iterator[list[tuple[Any, Any]]]:
    """Do `work` for each of the units; every worker has one at hand, and one waits for it.

    Parameters
    ----------
    units : iterable of (name, arguments)
        Taken as they are needed, so that their data are never all in memory.

    Yields
    ------
    list of (name, result or exception)
        All that came since the last list, so that they can be written down together. Each unit is in one list; one
        whose worker died is sent out again.

    Raises
    ------
    ClusterError
        The computers cannot be reached any more.
    """
    rest = iter(units)
    if (first := next(rest, None)) is None:
        return
    executor = workers.start()
    again: deque[Unit] = deque([(*first, 1)])
    out: dict[Future[Any], Unit] = {}
    try:
        while True:
            # After a worker's death, those that it may have died of go out one by one: the guilty one harms no other.
            alone = any(tries > 1 for _, _, tries in (*again, *out.values()))
            while len(out) < (1 if alone else 2 * workers.width + 1):
                if again:
                    unit = again.popleft()
                elif not alone and (fresh := next(rest, None)) is not None:
                    unit = (*fresh, 1)
                else:
                    break
                out[_submitted(executor, work, unit[1])] = unit
            if not out:
                return
            broken = False
            done = wait(out, timeout=5, return_when=FIRST_COMPLETED).done
            if not workers.alive():
                lost = mark("The cluster is lost. What was graded is kept: the same command with --resume goes on.")
                raise ClusterError(say(lost))
            found = []
            for future in done:
                name, arguments, tries = out.pop(future)
                error = CancelledError() if future.cancelled() else future.exception()
                if error is None:
                    found.append((name, future.result()))
                elif tries == TRIES:
                    found.append((name, error))
                else:
                    again.append((name, arguments, tries + 1))
                broken = broken or isinstance(error, BrokenExecutor)
            if found:
                yield found
            if broken:
                again.extend((name, arguments, tries + 1) for name, arguments, tries in out.values())
                out.clear()
                executor.shutdown(wait=False)
                executor = workers.start()
    finally:
        with contextlib.suppress(Exception):  # a cluster that is lost can cancel nothing
            if isinstance(executor, Processes):
                executor.kill()
            executor.shutdown(wait=False)


def _submitted(executor: Executor, work: Callable[..., Any], arguments: tuple[Any, ...]) -> Future[Any]:
    """Submit work; where the executor's processes have died meanwhile, the future says so."""
    try:
        return executor.submit(work, *arguments)
    except BrokenExecutor as error:
        future: Future[Any] = Future()
        future.set_exception(error)
        return future


class Processes(ProcessPoolExecutor):
    """Processes on this computer."""

    def kill(self) -> None:
        """End them at once: nobody waits any more for what they do, or for those that only begin."""
        for process in list((self._processes or {}).values()):
            process.kill()


def local(jobs: int) -> Processes:
    """Start processes on this computer. Ctrl-C reaches all of them, and only the main one is to hear it."""
    context = multiprocessing.get_context("spawn")
    executor = Processes(jobs, context, _begin, (context.Value("i", 0),))
    with _deaf():  # from their birth on
        for _ in range(jobs):
            executor.submit(int)  # each starts one of them
    return executor


@contextlib.contextmanager
def _deaf() -> Iterator[None]:
    """Put off interruptions, here for a while, and for ever in processes that are started meanwhile."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin(count: Any) -> None:
    """Prepare a worker: it ends with the main process, which alone is interrupted, and shares one core with its box.

    The two take turns, hundreds of times for each submission, and a turn on the same core takes a tenth of the time.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    bound()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with count.get_lock():
        number, count.value = count.value, count.value + 1
    if hasattr(os, "sched_setaffinity"):
        cores = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, {cores[number % len(cores)]})


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)
