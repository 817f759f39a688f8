"""Read a notebook as plain JSON, and its cells as plain Python."""

import __future__

import ast
import functools
import inspect
import json
import operator
import re
import warnings
from typing import Any

__all__ = ["NotebookError", "Runner", "cells", "compiled"]

# Lines that only IPython understands: what to put in their place. `%time x = 1` still sets x.
LINE_MAGIC = re.compile(
    r"^(?P<indent>\s*)%time[ \t]+(?P<keep>\S.*)$"
    r"|^(?P<only>\s*)(?:[%!?].*|[^#'\"]*\?\s*)$"
    r"|^(?P<set>[^=#'\"]+=)\s*[%!].*$"
)
CELL_MAGIC = re.compile(r"^\s*%%(?P<name>\w+)[^\n]*\n?")
FUTURES = functools.reduce(
    operator.or_, (getattr(__future__, name).compiler_flag for name in __future__.all_feature_names)
)
RUNS_ITS_BODY = {"time", "timeit", "capture", "prun"}


class NotebookError(Exception):
    """The file is no notebook that can be graded: a code that says why, and the line that cannot be read."""

    def __init__(self, code: str, line: int = 0) -> None:
        super().__init__(code, line)
        self.code, self.line = code, line


def cells(data: bytes) -> list[str]:
    """Return the source of each code cell, in order.

    >>> cells(b'{"nbformat": 4, "cells": [{"cell_type": "code", "source": ["x = 1"]}, {"cell_type": "markdown"}]}')
    ['x = 1']
    """
    if not data.strip():
        raise NotebookError("empty")
    try:
        notebook = json.loads(data.decode("utf-8-sig"), parse_int=float)  # Python reads no integer of 5000 digits
    except UnicodeDecodeError:
        raise NotebookError("not text") from None
    except RecursionError:
        raise NotebookError("deep") from None
    except ValueError as error:
        raise NotebookError("not JSON", getattr(error, "lineno", 0)) from None
    if type(notebook) is not dict or "nbformat" not in notebook:
        raise NotebookError("no notebook")
    if notebook["nbformat"] != 4:
        raise NotebookError("old")
    if type(notebook.get("cells")) is not list:
        raise NotebookError("no cells")
    return [_source(cell) for cell in notebook["cells"] if type(cell) is dict and cell.get("cell_type") == "code"]


def _source(cell: dict[str, Any]) -> str:
    source = cell.get("source", "")
    lines = source if type(source) is list else [source]
    return "".join(line for line in lines if type(line) is str)


def compiled(source: str) -> ast.Module:
    r"""Parse the source of a cell; where Python cannot, without its magics and shell lines.

    >>> ast.unparse(compiled("%matplotlib inline\nx = 1"))
    'pass\nx = 1'
    """
    with warnings.catch_warnings(action="ignore"):
        try:
            return ast.parse(source)
        except SyntaxError:
            return ast.parse(plain(source))


def plain(source: str) -> str:
    r"""Replace what only IPython understands.

    >>> plain("%time x = f(1)\nfiles = !ls\nf?\ny = 2")
    'x = f(1)\nfiles = None\npass\ny = 2'
    """
    if magic := CELL_MAGIC.match(source):
        return plain(source[magic.end() :]) if magic["name"] in RUNS_ITS_BODY else ""
    lines = source.split("\n")
    for _ in range(len(lines)):
        try:
            ast.parse("\n".join(lines))
            break
        except SyntaxError as error:
            at = (error.lineno or 0) - 1
            if not 0 <= at < len(lines) or not (found := LINE_MAGIC.match(lines[at])):
                break
            if found["keep"]:
                lines[at] = found["indent"] + found["keep"]
            elif found["set"]:
                lines[at] = found["set"] + " None"
            else:
                lines[at] = found["only"] + "pass"
    return "\n".join(lines)


class Runner:
    """Runs the statements of a notebook as a kernel does: `await` works in each cell, and a future import lasts."""

    def __init__(self) -> None:
        self.flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT

    def __call__(self, tree: ast.Module, name: str, namespace: dict[str, Any]) -> None:
        """Run `tree`, of the file `name`."""
        code = compile(tree, name, "exec", self.flags, dont_inherit=True)
        self.flags |= code.co_flags & FUTURES
        if code.co_flags & inspect.CO_COROUTINE:
            from .waiting import run  # asyncio is large, and few notebooks need it

            run(eval(code, namespace))
        else:
            exec(code, namespace)
