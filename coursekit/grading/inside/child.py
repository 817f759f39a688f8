"""One submission: run its cells, then answer the judge's calls. Whatever happens here, the judge reads numbers only."""

import ast
import builtins
import dis
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
    silent.install()
    random.seed(0)
    np.random.seed(0)  # noqa: NPY002 (the learner's code may use it)
    warnings.simplefilter("ignore")


class Child:
    """The learner's end of the channel."""

    def __init__(self, channel: socket.socket) -> None:
        self.channel = channel
        self.received = b""
        self.handles: list[Callable[..., Any]] = []  # the learner's functions that the judge may call
        self.proxies: dict[int, Callable[..., Any]] = {}  # the judge's functions that the learner may call
        self.failed: list[dict[str, Any]] = []
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
        """Run the notebook that the judge sends, then answer calls until the judge is gone."""
        order = self.receive()
        data = self.read(order["size"])
        try:
            sources = notebook.cells(data)
        except notebook.NotebookError as error:
            self.send({"refused": str(error)})
            return
        except MemoryError:
            self.send({"refused": "The file is too large to be read."})
            return
        del data
        self.run(sources, order["hung"], order["announce"])
        self.send(
            {"ready": {name: self.state(name, code) for name, code in order["starters"].items()}, "failed": self.failed}
        )
        while True:
            self.answer(self.receive())

    def run(self, sources: list[str], hung: list[int], announce: bool) -> None:
        """Run the cells in order, as Run All would; one that fails does not keep the others from running."""
        self.namespace = sys.modules["__main__"].__dict__
        for number, source in enumerate(sources):
            if announce:
                self.send({"cell": number})
            name = f"<cell {number + 1}>"
            linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
            try:
                tree = notebook.compiled(source)
                tries = hung.count(number)
                self.run_cell(
                    tree if tries == 0 else notebook.definitions(tree) if tries == 1 else ast.Module([], []), name
                )
            except BaseException as error:
                self.fail(name, error)

    def run_cell(self, tree: ast.Module, name: str) -> None:
        """Run one cell; after a statement that fails, go on with the next, so that no definition is lost."""
        body = tree.body
        while body:
            try:
                exec(compile(ast.Module(body, []), name, "exec"), self.namespace)
                return
            except BaseException as error:
                self.fail(name, error)
                at = error.__traceback__.tb_next if error.__traceback__ else None
                reached = at.tb_lineno if at else sys.maxsize
                body = [statement for statement in body if statement.lineno > reached]

    def fail(self, name: str, error: BaseException) -> None:
        """Remember the first few failures of cells, for the report."""
        if len(self.failed) < 10:
            self.failed.append({"cell": name, **told(error)})

    def state(self, name: str, starter: str) -> str:
        """Say whether the notebook holds an attempt at an exercise."""
        function = self.namespace.get(name)
        if function is None or isinstance(function, silent.Silent):
            return "missing"
        code = getattr(function, "__code__", None)
        if not callable(function):
            return "no function"
        return "unchanged" if type(code) is types.CodeType and same(code, starter_of(name, starter)) else "attempted"

    # The calls

    def answer(self, message: dict[str, Any]) -> None:
        """Call a function of the learner's and send what it gives, and its arguments if it changed them."""
        called = message["call"]
        function = self.namespace[called] if type(called) is str else self.handles[called]
        arguments = [decode(value, self.proxy) for value in message["args"]]
        try:
            value = function(*arguments)
        except BaseException as error:
            reply: dict[str, Any] = {"error": told(error)}
            if isinstance(error, TypeError) and (signature := unfit(function, arguments)):
                reply["error"]["signature"] = signature
        else:
            try:
                reply = {"value": encode(value, self.name)}
            except (WireError, RecursionError) as error:
                reply = {"refused": str(error)}
        try:
            changed = {
                position: after
                for position, (now, before) in enumerate(zip(arguments, message["args"], strict=True))
                if type(now) in (list, np.ndarray) and (after := encode(now, self.name)) != before
            }
            if changed:
                reply["changed"] = changed
        except (WireError, RecursionError) as error:
            reply = {"refused": f"{error} in its argument"}
        try:
            self.send(reply)
        except WireError as error:
            self.send({"refused": str(error)})

    def proxy(self, number: int) -> Callable[..., Any]:
        """Stand for a function of the judge's: calling it asks the judge."""
        if number < 0:
            return self.handles[-1 - number]
        if number not in self.proxies:

            def f(*args: Any) -> Any:
                try:
                    self.send({"function": number, "args": [encode(value, self.name) for value in args]})
                except WireError as error:
                    raise TypeError(f"f cannot be called with {error}") from None
                while "call" in (reply := self.receive()):
                    self.answer(reply)
                if "raises" in reply:
                    kind, text = reply["raises"]
                    raise getattr(builtins, kind)(text)
                return decode(reply["value"], self.proxy)

            self.proxies[number] = f
        return self.proxies[number]


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


def told(error: BaseException) -> dict[str, Any]:
    """Describe an exception by its type, its message and the learner's line that it came from."""
    try:
        message = str(error)[:300]
    except BaseException:
        message = ""
    told: dict[str, Any] = {"type": type(error).__name__[:80], "message": message, "line": 0, "code": ""}
    if isinstance(error, SyntaxError):
        told.update(message=str(error.msg)[:300], line=error.lineno or 0, code=(error.text or "").strip()[:120])
    at = error.__traceback__
    while at:
        file = at.tb_frame.f_code.co_filename
        if file.startswith("<cell "):
            told.update(line=at.tb_lineno, code=linecache.getline(file, at.tb_lineno).strip()[:120])
        at = at.tb_next
    return told


def starter_of(name: str, starter: str) -> types.CodeType:
    """Return the code of the function `name` in the starter."""
    module = compile(starter, "<starter>", "exec")
    return next(c for c in module.co_consts if isinstance(c, types.CodeType) and c.co_name == name)


def same(one: types.CodeType, other: types.CodeType) -> bool:
    """Whether two functions do the same; comments, docstring and place in the file do not count."""
    return len(one.co_code) == len(other.co_code) and instructions(one) == instructions(other)


def instructions(code: types.CodeType) -> tuple[Any, ...]:
    """List what `code` does."""
    found = ((i.opname, i.argval) for i in dis.get_instructions(code))
    return tuple((name, instructions(value) if isinstance(value, types.CodeType) else value) for name, value in found)
