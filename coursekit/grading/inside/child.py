"""One submission: run its cells, then answer the judge's calls. Whatever happens here, the judge reads numbers only."""

import ast
import builtins
import inspect
import linecache
import os
import random
import socket
import sys
import types
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from . import notebook, silent
from .wire import WireError, decode, encode, line, parse

__all__ = ["Child", "prepare"]


def prepare() -> None:
    """Make this process look like a notebook's, once, before the forks."""
    module = types.ModuleType("__main__")
    module.__dict__.update(display=silent.Silent(), get_ipython=silent.Silent())
    sys.modules["__main__"] = module
    builtins.input = lambda prompt="": ""  # nobody is there to type
    del os.times  # it says how long the computer has been running, and the box keeps it from being asked
    silent.install()
    random.seed(0)
    np.random.seed(0)  # noqa: NPY002 (the learner's code may use it)
    warnings.simplefilter("ignore")


class Child:
    """The learner's end of the channel; `telling` is the one module of the course that is in the box."""

    def __init__(self, channel: socket.socket, telling: Any) -> None:
        self.channel, self.telling = channel, telling
        self.received = b""
        self.handles: list[Callable[..., Any]] = []  # the learner's functions that the judge may call
        self.proxies: dict[int, Callable[..., Any]] = {}  # the judge's functions that the learner may call
        self.latest: dict[str | int, tuple[Callable[..., Any], list[Any], list[Any]]] = {}  # the last call of each
        self.failed: list[list[Any]] = []
        self.runner = notebook.Runner()
        self.namespace: dict[str, Any] = {}

    # The channel

    def send(self, message: dict[str, Any]) -> None:
        """Write one message, all of it."""
        self.channel.sendall(line(message))

    def receive(self) -> dict[str, Any]:
        """Wait for one message; end with the judge."""
        while (end := self.received.find(b"\n")) < 0:
            self.more(8192)
        text, self.received = self.received[:end], self.received[end + 1 :]
        return parse(text)

    def read(self, size: int) -> bytes:
        """Wait for raw bytes."""
        pieces, missing = [self.received], size - len(self.received)
        while missing > 0:
            self.received = b""
            self.more(2**18)
            pieces.append(self.received)
            missing -= len(self.received)
        data = b"".join(pieces)
        self.received = data[size:]
        return data[:size]

    def more(self, size: int) -> None:
        """Wait for some bytes."""
        data = self.channel.recv(size)
        if not data:
            os._exit(0)
        self.received += data

    def name(self, function: Callable[..., Any]) -> int:
        """Give a function a number; the judge's own functions get theirs back, as a negative one."""
        for number, proxy in self.proxies.items():
            if proxy is function:
                return -1 - number
        self.handles.append(function)
        return len(self.handles) - 1

    # The notebook

    def serve(self) -> None:
        """Read the notebook that the judge sends and run it, then answer calls until the judge is gone.

        The first message says whether it could be read. No cell has run then, so the judge can believe it.
        """
        order = self.receive()
        data = self.read(order["size"])
        try:
            sources = notebook.cells(data)
        except notebook.NotebookError as error:
            self.send({"refused": error.code, "line": error.line})
            return
        except MemoryError:
            self.send({"refused": "large", "line": 0})
            return
        del data
        cells = [self.statements(number, source) for number, source in enumerate(sources)]
        self.send({"read": len(cells)})
        self.namespace = sys.modules["__main__"].__dict__
        for number, statements in enumerate(cells):
            self.run(number, statements, order["left out"])
        states = {name: self.state(name, starter) for name, starter in order["starters"].items()}
        self.send({"ready": states, "failed": self.failed})
        while True:
            self.answer(self.receive())

    def statements(self, number: int, source: str) -> list[ast.stmt]:
        """Return the statements of a cell; none where it is not Python."""
        name = file_of(number)
        linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
        try:
            return notebook.compiled(source).body
        except BaseException as error:
            self.fail(number, error)
            return []

    def run(self, number: int, statements: list[ast.stmt], left_out: list[list[int]]) -> None:
        """Run a cell, statement by statement. One that fails does not keep the others from running.

        The judge hears of each before it runs: what does not end is left out the next time.
        """
        for statement in statements:
            place = [number, statement.lineno]
            if place in left_out:
                continue
            self.send({"at": place})
            try:
                self.runner(ast.Module([statement], []), file_of(number), self.namespace)
            except BaseException as error:
                self.fail(number, error)

    def fail(self, number: int, error: BaseException) -> None:
        """Remember the first few failures of cells, for the report."""
        if len(self.failed) < 10:
            self.failed.append([number, *self.telling.tell(error, of_a_cell)])

    def state(self, name: str, starter: str) -> str:
        """Say whether the notebook holds an attempt at an exercise."""
        function = self.namespace.get(name)
        if function is None or isinstance(function, silent.Silent):
            return "missing"
        if not callable(function):
            return "no function"
        code = getattr(function, "__code__", None)
        if type(code) is types.CodeType and self.telling.unchanged(code, starter, name):
            return "unchanged"
        return "attempted"

    # The calls

    def answer(self, message: dict[str, Any]) -> None:
        """Call a function of the learner's and send what it gives, and its arguments if it changed them.

        "again" is to call it once more, with the very objects that it had the last time.
        """
        if "again" in message:
            function, arguments, sent = self.latest[message["again"]]
        else:
            called, sent = message["call"], message["args"]
            function = self.namespace[called] if type(called) is str else self.handles[called]
            arguments = [decode(value, self.proxy) for value in sent]
            self.latest[called] = function, arguments, sent
        try:
            value = function(*arguments)
        except BaseException as error:
            reply: dict[str, Any] = {"error": self.telling.tell(error, of_a_cell)}
            if isinstance(error, TypeError) and (signature := unfit(function, arguments)):
                reply = {"signature": signature}
        else:
            try:
                reply = {"value": encode(value, self.name)}
            except (WireError, RecursionError) as error:
                reply = refusal(error)
            except Exception as error:  # of an object of the learner's own, asked for its number
                reply = {"error": self.telling.tell(error, of_a_cell)}
        try:
            changed = {
                position: after
                for position, (now, before) in enumerate(zip(arguments, sent, strict=True))
                if type(now) in (list, np.ndarray) and (after := encode(now, self.name)) != before
            }
            if changed:
                reply["changed"] = changed
        except Exception:
            reply["changed"] = {}  # into something that cannot be sent
        try:
            self.send(reply)
        except WireError as error:
            self.send(refusal(error))

    def proxy(self, number: int) -> Callable[..., Any]:
        """Stand for a function of the judge's: calling it asks the judge."""
        if number < 0:
            return self.handles[-1 - number]
        if number not in self.proxies:

            def f(*args: Any) -> Any:
                try:
                    self.send({"function": number, "args": [encode(value, self.name) for value in args]})
                except WireError as error:
                    self.send({"function": number, **refusal(error)})
                while "value" not in (reply := self.receive()) and "raises" not in reply:
                    self.answer(reply)
                if "raises" in reply:
                    kind, text = reply["raises"]
                    raise getattr(builtins, kind)(text)
                return decode(reply["value"], self.proxy)

            f.__qualname__ = "f"
            self.proxies[number] = f
        return self.proxies[number]


def file_of(number: int) -> str:
    """Name the file that a cell is for Python."""
    return f"<cell {number + 1}>"


def of_a_cell(frame: types.FrameType) -> bool:
    """Whether a frame runs the learner's code."""
    return frame.f_code.co_filename.startswith("<cell ")


def refusal(error: Exception) -> dict[str, Any]:
    """Say why a value cannot be sent."""
    return {"refused": error.code, "detail": error.detail} if isinstance(error, WireError) else {"refused": "deep"}


def unfit(function: Callable[..., Any], arguments: list[Any]) -> str:
    """Return the signature of a function that cannot take so many arguments."""
    try:
        signature = inspect.signature(function)
        signature.bind(*arguments)
    except TypeError:
        return str(signature)
    except ValueError:
        pass
    return ""
