"""Frames drawn ahead of the hand: one a turn of the kernel's event loop, sent to the page a few at a time, packed.

The page asks for the places where the hand may go next. A question of the hand's takes the place of what was asked
ahead, so it waits for one frame at most. What is drawn ahead must be what the kernel would send when it is asked: the
picture is drawn once more where it is, and nothing is drawn ahead of one that is another then, that prints, or that
needs a new still part. A cell that runs may change what a picture shows: all frames are forgotten then.
"""

import asyncio
import contextlib
import json
import sys
import threading
import time
import weakref
import zlib
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from typing import Any

__all__ = ["Ahead", "forget_all", "sent", "silenced"]

PAUSE = 0.002  # seconds between two frames, in which a question may come
SLOW = 0.04  # seconds; a frame that takes longer is drawn when the hand asks for it
RATE = 250_000  # bytes a second; Jupyter's server drops what comes faster than 1,000,000 for three seconds
MOST = 16  # frames of a message
FREE = [0.0]  # when the next message may go: all pictures of a kernel share one way

Places = Mapping[str, int]


class Ahead:
    """What is to be drawn ahead of one picture.

    Parameters
    ----------
    draw : callable
        ``draw(places)`` returns the frame there, or None where it needs a new still part.
    now : callable
        ``now()`` returns the places and the frame that were sent last.
    send : callable
        ``send(content, buffers)`` sends a message to the page.
    lock : context manager
        Held while a frame is drawn.
    """

    def __init__(
        self,
        draw: Callable[[Places], dict[str, Any] | None],
        now: Callable[[], tuple[Places, dict[str, Any]]],
        send: Callable[[dict[str, Any], list[bytes]], None],
        lock: Any,
    ) -> None:
        self.draw, self.now, self.send, self.lock = draw, now, send, lock
        self._took: deque[float] = deque(maxlen=3)  # seconds that the last frames took
        self.epoch = 0  # grows with each cell that runs
        self.sure: bool | None = None  # whether the same place gives the same picture; None while it is not known
        self._queue: list[Places] = []
        self._frames: list[dict[str, Any]] = []
        self._most = 1
        self._timer: asyncio.TimerHandle | None = None
        EVERY.add(self)

    def took(self, seconds: float) -> None:
        """Take note of how long the picture's own functions took, ahead of the hand or not."""
        self._took.append(seconds)

    def ask(self, places: list[Places]) -> None:
        """Draw the frames at these places, the first first, and no others any more."""
        self._queue, self._most = places if self.sure is not False else [], 1
        if self._timer is None and (self._queue or self._frames):
            self._later(PAUSE)

    def forget(self) -> None:
        """Take back every frame that was sent: what they show may have changed."""
        with self.lock:
            self._queue, self._frames = [], []
            self.epoch += 1
            if self.sure is not None:
                self.send({"epoch": self.epoch, "refused": False}, [])
            self.sure = None

    def _later(self, seconds: float) -> None:
        with contextlib.suppress(RuntimeError):  # no event loop: not in a kernel, and nobody looks
            self._timer = asyncio.get_running_loop().call_later(seconds, self._turn)

    def _turn(self) -> None:
        self._timer = None
        with self.lock:
            if min(self._took) > SLOW:  # one or two may be the fault of a busy machine
                self._queue = []
            if self._queue:
                self._draw_next()
            if self._frames and (len(self._frames) >= self._most or not self._queue):
                self._flush()
            if self._queue:
                self._later(max(PAUSE, FREE[0] - time.monotonic()))

    def _draw_next(self) -> None:
        where, before = self.now()
        places = self._queue.pop(0) if self.sure else where
        with silenced() as said:
            frame = self.draw(places)
        if frame is None or said:
            self._refuse()
        elif not self.sure:
            same = all(frame[part] == before[part] for part in ("pictures", "reached", "still"))
            self.sure = True
            if not same:
                self._refuse()
        else:
            self._frames.append(frame)

    def _refuse(self) -> None:
        """Draw nothing ahead until a cell has run, and take back what was sent."""
        self._queue, self._frames, self.sure = [], [], False
        self.epoch += 1
        self.send({"epoch": self.epoch, "refused": True}, [])

    def _flush(self) -> None:
        packed = zlib.compress(json.dumps(self._frames).encode(), 3)
        self.send({"epoch": self.epoch, "refused": False}, [packed])
        self._frames, self._most = [], min(2 * self._most, MOST)
        sent(len(packed))


def sent(size: int) -> None:
    """Take note of `size` bytes on their way: what is drawn ahead waits for them, be it another picture's."""
    FREE[0] = max(FREE[0], time.monotonic()) + size / RATE


EVERY: weakref.WeakSet[Ahead] = weakref.WeakSet()


def forget_all(*_: Any) -> None:
    """Take back every frame of every picture."""
    for ahead in list(EVERY):
        ahead.forget()


class Muted:
    """An output that holds back what one thread writes, and lets the others write on."""

    def __init__(self, stream: Any) -> None:
        self.stream, self.thread = stream, threading.get_ident()
        self.said: list[str] = []

    def write(self, text: str) -> int:
        """Hold the text back, or write it."""
        if threading.get_ident() != self.thread:
            return int(self.stream.write(text))
        self.said.append(text)
        return len(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)


ONE_AT_A_TIME = threading.RLock()  # pictures may be drawn ahead in two threads


@contextlib.contextmanager
def silenced() -> Iterator[list[str]]:
    """Hold back what is printed; yield it, text by text."""
    with ONE_AT_A_TIME:
        muted = Muted(sys.stdout)
        with contextlib.redirect_stdout(muted):
            yield muted.said
