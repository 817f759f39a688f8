"""Pictures and the cells of a notebook: what is forgotten when a cell runs, and given back when it runs again."""

import gc
import itertools
import weakref
from typing import Any, Protocol

from IPython import get_ipython

from coursekit.live.ahead import forget_all

__all__ = ["watch"]


class Shown(Protocol):
    """What can be closed."""

    def close(self) -> None:
        """Give back what it holds."""


SHOWN: dict[str, tuple[str, list[weakref.ref[Shown]]]] = {}
"""For each cell the run, by the id of its message, and what it has shown."""

CLOSED = itertools.count(1)
"""How many pictures were closed."""


def watch(picture: Shown) -> None:
    """Close `picture` when its cell is run again; forget what was drawn ahead whenever a cell runs."""
    if shell := get_ipython():
        shell.events.register("pre_run_cell", begin)  # registered once, however often it is asked
        shell.events.register("post_run_cell", forget_all)
        cell, run = running()
        SHOWN.setdefault(cell, (run, []))[1].append(weakref.ref(picture))


def running() -> tuple[str, str]:
    """Return the ids of the cell and of the run that has begun; a cell without an id is known by its run."""
    parent: dict[str, Any] = getattr(get_ipython(), "get_parent", dict)()
    run = str(parent.get("header", {}).get("msg_id"))
    return str(parent.get("metadata", {}).get("cellId", run)), run


def begin(*_: Any) -> None:
    """Forget what was drawn ahead; close what the cell that begins has shown in an earlier run."""
    forget_all()
    cell, run = running()
    if SHOWN.get(cell, (run,))[0] != run:  # code that a cell runs is no new run of the cell
        for shown in SHOWN.pop(cell)[1]:
            if picture := shown():
                picture.close()
                if not next(CLOSED) % 4:  # a figure of 1 MB is a cycle, for which Python would long wait
                    gc.collect()
