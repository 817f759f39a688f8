"""Run what a cell awaits, in a process that may open no sockets: an event loop with nothing to hear but its timers."""

import asyncio
import functools
import time
from collections.abc import Coroutine
from typing import Any

__all__ = ["run"]


class Timers:
    """A selector that hears nothing."""

    def select(self, timeout: float | None) -> list[Any]:
        """Sleep until the next timer; where there is none, nothing will ever happen."""
        if timeout is None:
            raise RuntimeError("this waits for something that nobody sends")
        time.sleep(timeout)
        return []


class Loop(asyncio.BaseEventLoop):
    """An event loop without files, sockets, threads or signals."""

    def __init__(self) -> None:
        super().__init__()
        self._selector = Timers()

    def _process_events(self, events: list[Any]) -> None:
        """Do nothing: there are none."""

    def _write_to_self(self) -> None:
        """Do nothing: no other thread could wake it."""


@functools.cache
def loop() -> Loop:
    """Return the one loop of the notebook."""
    loop = Loop()
    asyncio.set_event_loop(loop)
    return loop


def run(awaited: Coroutine[Any, Any, Any]) -> Any:
    """Run a coroutine to its end, as a notebook's cell does."""
    return loop().run_until_complete(awaited)
