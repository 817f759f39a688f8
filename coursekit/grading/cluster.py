"""Send submissions to the workers of a running Dask cluster."""

import asyncio
import contextlib
from collections.abc import Iterator
from typing import Any

from coursekit.grading.channel import Limits
from coursekit.grading.pool import ClusterError, Workers
from coursekit.grading.work import close_boxes, try_box
from coursekit.words import mark, reason, say

__all__ = ["PATIENCE", "cluster"]

PATIENCE = 10.0  # seconds to wait for a cluster's scheduler


async def _knock(address: str) -> None:
    """Shake hands with a scheduler. A client that finds none there would try for minutes, and print about it."""
    import distributed
    from distributed.comm.core import connect

    how: dict[str, Any] = distributed.Security().get_connection_args("client")  # type: ignore[no-untyped-call]
    asked = connect(address, timeout=PATIENCE, **how)  # type: ignore[no-untyped-call]
    comm = await asyncio.wait_for(asked, PATIENCE)
    await comm.close()


@contextlib.contextmanager
def cluster(address: str, sandbox: bool, limits: Limits) -> Iterator[Workers]:
    """Connect to a running Dask scheduler; give the threads of its workers.

    Raises
    ------
    ClusterError
        Nobody answers there, there is no worker, or a worker cannot make a box.
    """
    try:
        import distributed
    except ImportError:
        raise ClusterError(say("Grading on a cluster needs Dask: pip install 'coursekit[cluster]'.")) from None
    try:
        asyncio.run(_knock(address))
        client: Any = distributed.Client(  # type: ignore[no-untyped-call]
            address, timeout=PATIENCE, set_as_default=False
        )
    except Exception as error:  # whatever answers there may be no scheduler, and say anything
        template = mark(
            "No Dask scheduler answers at {address!r} ({why}). Is one running there? An address is written "
            "tcp://HOST:PORT."
        )
        raise ClusterError(say(template, address=address, why=reason(error, kind=True))) from None
    with client:
        threads = sum(client.nthreads().values())
        if not threads:
            template = mark("The scheduler at {address} has no workers. Start some with `dask worker {address}`.")
            raise ClusterError(say(template, address=address))
        try:
            reasons = client.run(try_box, sandbox, limits)
        except Exception as error:
            template = mark("A worker cannot run the grader: {why}. Is coursekit installed there?")
            raise ClusterError(say(template, why=reason(error, kind=True))) from None
        for worker, why in reasons.items():
            if why:
                raise ClusterError(say("The worker {worker} cannot make a box. {why}", worker=worker, why=why))
        try:
            yield Workers(lambda: client.get_executor(pure=False), threads, lambda: client.status != "closed")
        finally:
            with contextlib.suppress(Exception):
                client.run(close_boxes)
