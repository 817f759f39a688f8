"""Sheets of an instructor's own: a folder with a module for each, and modules that these share.

A sheet is a module that assigns `EXERCISES`, a tuple. Where a tuple of exercises stands in the place of one, they are
its variants: of one name and worth the same. The modules are kept as their text, which a worker anywhere can use.
"""

import ast
import functools
import hashlib
import importlib
import importlib.abc
import importlib.util
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import CodeType, ModuleType

from coursekit.exercises.exercise import Exercise
from coursekit.words import mark, reason, say

__all__ = ["Modules", "Own", "OwnError", "fingerprint", "load", "modules", "sheets"]

Modules = tuple[tuple[str, str], ...]  # the name and the text of each


class OwnError(Exception):
    """The folder holds no sheet that can be used; the message says why."""


@dataclass(frozen=True)
class Own:
    """A sheet of one's own: what its notebook begins with, and the variants of each exercise, mostly one."""

    intro: str
    exercises: tuple[tuple[Exercise, ...], ...]


def modules(folder: Path) -> Modules:
    """Read the modules of a folder.

    Raises
    ------
    OwnError
        There is no such folder, a module cannot be read, or has the name of one that Python knows otherwise.
    """
    if not folder.is_dir():
        raise OwnError(say("There is no folder {folder}.", folder=folder))
    found = []
    for path in sorted(folder.glob("[!.]*.py")):  # a Mac keeps a hidden file beside each on a stick
        if path.stem in sys.stdlib_module_names or path.stem in ("numpy", "coursekit"):
            raise OwnError(
                say("{file} has the name of another module of Python. Call it otherwise.", file=folder / path.name)
            )
        try:
            found.append((path.stem, path.read_text("utf-8-sig")))
        except (OSError, UnicodeDecodeError) as error:
            raise OwnError(say("{file} cannot be read ({why}).", file=folder / path.name, why=error)) from None
    return tuple(found)


def sheets(texts: Modules) -> list[str]:
    """Return the names of those modules that are sheets: that assign `EXERCISES`."""
    return [name for name, text in texts if _assigns(text)]


def _assigns(text: str) -> bool:
    try:
        statements = ast.parse(text).body
    except (SyntaxError, ValueError):
        return "EXERCISES" in text  # it is meant to be one, and `load` says what is wrong
    targets = [
        target
        for statement in statements
        if isinstance(statement, ast.Assign | ast.AnnAssign)
        for target in (statement.targets if isinstance(statement, ast.Assign) else [statement.target])
    ]
    return any(isinstance(target, ast.Name) and target.id == "EXERCISES" for target in targets)


@functools.cache
def load(name: str, texts: Modules) -> Own:
    """Run the module of a sheet and return what it declares.

    Raises
    ------
    OwnError
        It does not run, or declares no sheet.
    """
    try:
        module = _run(name, dict(texts))
    except (Exception, SystemExit) as error:  # whatever somebody's module raises, and `sys.exit()`
        line = _line(error, name)
        raise OwnError(
            say("{name}.py cannot be used{line}: {why}.", name=name, line=line, why=reason(error, kind=True))
        ) from None
    declared = getattr(module, "EXERCISES", ())
    none = mark(
        "{name}.py declares no sheet: EXERCISES is to be a tuple of Exercise, with a comma behind each: "
        "EXERCISES = (halfway,)."
    )
    if not isinstance(declared, Sequence) or not declared:
        raise OwnError(say(none, name=name))
    exercises = tuple(tuple(one) if isinstance(one, Sequence) else (one,) for one in declared)
    for one in exercises:
        if not one or not all(isinstance(variant, Exercise) for variant in one):
            raise OwnError(say(none, name=name))
        if len({(variant.name, variant.points) for variant in one}) > 1:
            raise OwnError(
                say(
                    "{name}.py: the variants of {exercise} must be functions of one name, worth the same points.",
                    name=name,
                    exercise=one[0].name,
                )
            )
    names = [one[0].name for one in exercises]
    twice = next((one for one in names if names.count(one) > 1), None)
    if twice:
        raise OwnError(say("{name}.py declares the exercise {exercise} twice.", name=name, exercise=twice))
    return Own(str(getattr(module, "INTRO", "") or f"# Exercises: {name}"), exercises)


def fingerprint(texts: Modules) -> str:
    """Tell whether another look finds the same modules."""
    return hashlib.sha256(repr(texts).encode("utf-8", "surrogatepass")).hexdigest()


def _line(error: BaseException, name: str) -> str:
    """Say in which line of the module an error was made, if it was there."""
    if isinstance(error, SyntaxError):
        return say(" (line {line})", line=error.lineno) if error.lineno else ""
    trace, line = error.__traceback__, 0
    while trace is not None:
        line = trace.tb_lineno if trace.tb_frame.f_code.co_filename == f"{name}.py" else line
        trace = trace.tb_next
    return say(" (line {line})", line=line) if line else ""


def _run(name: str, texts: Mapping[str, str]) -> ModuleType:
    """Import a module and those that it imports from its folder; afterwards Python knows none of them."""
    finder = _Folder(texts)
    known = {one: sys.modules.pop(one) for one in texts if one in sys.modules}
    sys.meta_path.insert(0, finder)
    try:
        return importlib.import_module(name)
    finally:
        sys.meta_path.remove(finder)
        for one in texts:
            sys.modules.pop(one, None)
        sys.modules.update(known)


class _Folder(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    """Find modules by their text."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.texts = texts

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> ModuleSpec | None:
        return importlib.util.spec_from_loader(fullname, self) if fullname in self.texts else None

    def get_source(self, fullname: str) -> str:
        return self.texts[fullname]

    def get_code(self, fullname: str) -> CodeType:
        return compile(self.texts[fullname], f"{fullname}.py", "exec")
