"""Read a notebook as plain JSON, and its cells as plain Python."""

import ast
import json
import re
import warnings
from typing import Any

__all__ = ["NotebookError", "cells", "compiled", "definitions"]

# Lines that only IPython understands: what to put in their place. `%time x = 1` still sets x.
LINE_MAGIC = re.compile(
    r"^(?P<indent>\s*)%time[ \t]+(?P<keep>\S.*)$"
    r"|^(?P<only>\s*)(?:[%!?].*|[^#'\"]*\?\s*)$"
    r"|^(?P<set>[^=#'\"]+=)\s*[%!].*$"
)
CELL_MAGIC = re.compile(r"^\s*%%(?P<name>\w+)[^\n]*\n?")
RUNS_ITS_BODY = {"time", "timeit", "capture", "prun"}


class NotebookError(Exception):
    """The file is no notebook that can be graded; the message says why."""


def cells(data: bytes) -> list[str]:
    """Return the source of each code cell, in order.

    >>> cells(b'{"nbformat": 4, "cells": [{"cell_type": "code", "source": ["x = 1"]}, {"cell_type": "markdown"}]}')
    ['x = 1']
    """
    if not data.strip():
        raise NotebookError("The file is empty.")
    try:
        notebook = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise NotebookError("The file is not a notebook: it is not text in UTF-8.") from None
    except RecursionError:
        raise NotebookError("The file is not a notebook: it is nested too deeply.") from None
    except ValueError as error:
        at = getattr(error, "lineno", 0)
        raise NotebookError(
            f"The file is not a notebook, or only part of one: it is not JSON from line {at} on."
        ) from None
    if type(notebook) is not dict or "nbformat" not in notebook:
        raise NotebookError("The file is JSON, but not a notebook.")
    if notebook["nbformat"] != 4:
        raise NotebookError("The notebook has an old format: open it in JupyterLab, save it and hand it in again.")
    if type(notebook.get("cells")) is not list:
        raise NotebookError("The notebook has no list of cells.")
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


def definitions(tree: ast.Module) -> ast.Module:
    """Keep the imports and definitions of a cell: what can be saved of one that never ends."""
    kept = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef)
    return ast.Module([node for node in tree.body if isinstance(node, kept)], [])
