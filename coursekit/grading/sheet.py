"""A sheet to grade: the course's, or an instructor's own, which travels to the workers as its code."""

import functools
import hashlib
import types
from dataclasses import dataclass
from pathlib import Path

from coursekit.exercises import SHEETS
from coursekit.exercises.exercise import Exercise
from coursekit.words import mark, say

__all__ = ["Sheet", "SheetError"]


class SheetError(Exception):
    """There is no such sheet, or its declarations cannot be used."""


@dataclass(frozen=True)
class Sheet:
    """A sheet's name, and the code that declares it where it is the instructor's own; a worker anywhere can use it."""

    name: str
    code: str = ""

    @staticmethod
    def find(name: str, folder: Path | None = None) -> "Sheet":
        """Find the sheet `name`, in an instructor's own `folder` of modules or in the course."""
        if folder is None:
            known, where = list(SHEETS), say("the course")
            code = ""
        else:
            if not folder.is_dir():
                raise SheetError(say("There is no folder {folder}.", folder=folder))
            known, where = sorted(path.stem for path in folder.glob("*.py")), str(folder)
            code = (folder / f"{name}.py").read_text("utf-8") if name in known else ""
        if name not in known:
            template = mark("There is no sheet {name!r} in {where}. There is: {known}.")
            raise SheetError(say(template, name=name, where=where, known=", ".join(known) or say("none")))
        sheet = Sheet(name, code)
        sheet.exercises()
        return sheet

    @property
    def fingerprint(self) -> str:
        """Tells whether another look finds the same declarations; the course's own go with its version."""
        return hashlib.sha256(self.code.encode()).hexdigest() if self.code else "the course's"

    def exercises(self) -> tuple[Exercise, ...]:
        """Return the exercises of the sheet."""
        return _declared(self.name, self.code) if self.code else SHEETS[self.name]


@functools.cache
def _declared(name: str, code: str) -> tuple[Exercise, ...]:
    module = types.ModuleType(f"private_{name}")
    try:
        exec(compile(code, f"{name}.py", "exec"), module.__dict__)
        exercises = tuple(module.EXERCISES)
    except Exception as error:
        why = f"{type(error).__name__}: {error}"
        raise SheetError(say("{name}.py declares no sheet: {why}.", name=name, why=why)) from None
    if not exercises or not all(isinstance(exercise, Exercise) for exercise in exercises):
        raise SheetError(say("{name}.py declares no sheet: EXERCISES is to be a tuple of Exercise.", name=name))
    return exercises
