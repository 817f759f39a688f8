"""Send submissions, one by one, to judges: processes on this computer, or the workers of a Dask cluster."""

import asyncio
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
from typing import Any

from coursekit.grading.box import Bare, Box, BoxError, Limits
from coursekit.grading.judge import Sheet, grade

__all__ = ["ClusterError", "Local", "cluster", "local", "spread", "try_box", "work"]

PATIENCE = 10.0  # seconds to wait for a cluster's scheduler
TRIES = 3  # times that a submission is sent out again when the worker that had it dies

Unit = tuple[Any, tuple[Any, ...], int]  # a name, the arguments of the work, how often it was sent out

_idle: dict[tuple[bool, Limits], deque[Box | Bare]] = {}  # the warm boxes of this process


class ClusterError(Exception):
    """The cluster cannot be used; the message says why."""


def work(data: bytes, sheet: Sheet, seed: int, sandbox: bool, limits: Limits) -> dict[str, Any]:
    """Grade one submission in a warm box of this process."""
    idle = _idle.setdefault((sandbox, limits), deque())
    for _ in range(2):
        try:
            box = idle.pop()
        except IndexError:
            box = Box(limits) if sandbox else Bare(limits)
        try:
            result = grade(data, sheet, seed, box)
        except BoxError:  # the box is gone: once more, in a new one
            box.close()
            continue
        except BaseException:
            box.close()
            raise
        idle.append(box)
        return result
    raise BoxError("The box ended twice while it had this submission.")


def try_box(sandbox: bool, limits: Limits) -> str:
    """Say why no box can be made here, or nothing."""
    try:
        with Box(limits) if sandbox else Bare(limits):
            return ""
    except BoxError as error:
        return str(error)


def close_boxes() -> None:
    """Close the warm boxes of this process."""
    while _idle:
        for box in _idle.popitem()[1]:
            box.close()


def spread(
    work: Callable[..., Any],
    units: Iterable[tuple[Any, tuple[Any, ...]]],
    start: Callable[[], Executor],
    width: int,
    alive: Callable[[], bool] = lambda: True,
) -> Iterator[list[tuple[Any, Any]]]:
    """Do `work` for each of the units, `width` at a time.

    Parameters
    ----------
    units : iterable of (name, arguments)
        Taken as they are needed, so that their data are never all in memory.
    start : callable
        Gives an executor; called again if that one breaks.
    alive : callable
        Says whether the executor's computers can still be reached.

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
    executor = start()
    again: deque[Unit] = deque([(*first, 1)])
    out: dict[Future[Any], Unit] = {}
    try:
        while True:
            # After a worker's death, those that it may have died of go out one by one: the guilty one harms no other.
            alone = any(tries > 1 for _, _, tries in (*again, *out.values()))
            while len(out) < (1 if alone else width):
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
            if not alive():
                raise ClusterError(
                    "The cluster is lost. What was graded is kept: the same command with --resume goes on."
                )
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
                executor = start()
    finally:
        with contextlib.suppress(Exception):  # a cluster that is lost can cancel nothing
            if isinstance(executor, Local):
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


class Local(ProcessPoolExecutor):
    """Processes on this computer."""

    def kill(self) -> None:
        """End them at once: nobody waits any more for what they do, or for those that only begin."""
        for process in list((self._processes or {}).values()):
            process.kill()


def local(jobs: int) -> Local:
    """Start processes on this computer. Ctrl-C reaches all of them, and only the main one is to hear it."""
    context = multiprocessing.get_context("spawn")
    executor = Local(jobs, context, _begin, (context.Value("i", 0),))
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


async def _knock(address: str) -> None:
    """Shake hands with a scheduler. A client that finds none there would try for minutes, and print about it."""
    import distributed
    from distributed.comm.core import connect

    how: dict[str, Any] = distributed.Security().get_connection_args("client")  # type: ignore[no-untyped-call]
    asked = connect(address, timeout=PATIENCE, **how)  # type: ignore[no-untyped-call]
    comm = await asyncio.wait_for(asked, PATIENCE)
    await comm.close()


@contextlib.contextmanager
def cluster(
    address: str, sandbox: bool, limits: Limits
) -> Iterator[tuple[Callable[[], Executor], int, Callable[[], bool]]]:
    """Connect to a running Dask scheduler; give its executor, the number of its threads, and whether it is alive.

    Raises
    ------
    ClusterError
        Nobody answers there, there is no worker, or a worker cannot make a box.
    """
    try:
        import distributed
    except ImportError:
        raise ClusterError("Grading on a cluster needs Dask: pip install 'coursekit[cluster]'.") from None
    try:
        asyncio.run(_knock(address))
        client: Any = distributed.Client(  # type: ignore[no-untyped-call]
            address, timeout=PATIENCE, set_as_default=False
        )
    except Exception as error:  # whatever answers there may be no scheduler, and say anything
        raise ClusterError(
            f"No Dask scheduler answers at {address!r} ({type(error).__name__}: {error}). Is one running there? An "
            "address is written tcp://HOST:PORT."
        ) from None
    with client:
        threads = sum(client.nthreads().values())
        if not threads:
            raise ClusterError(f"The scheduler at {address} has no workers. Start some with `dask worker {address}`.")
        try:
            reasons = client.run(try_box, sandbox, limits)
        except Exception as error:
            raise ClusterError(
                f"A worker cannot run the grader: {type(error).__name__}: {error}. Is coursekit installed there?"
            ) from None
        for worker, why in reasons.items():
            if why:
                raise ClusterError(f"The worker {worker} cannot make a box. {why}")
        try:
            yield (lambda: client.get_executor(pure=False)), threads, (lambda: client.status != "closed")
        finally:
            with contextlib.suppress(Exception):
                client.run(close_boxes)
