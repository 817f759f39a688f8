"""Notebooks of a sheet of one's own: one for all, or one for each student where exercises have variants."""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from coursekit.exercises.own import OwnError, modules, sheets
from coursekit.grading.names import same
from coursekit.grading.roster import Person, Roster
from coursekit.grading.sheet import Sheet, SheetError
from coursekit.publish.sheets import Notebook, assemble, place, put, written
from coursekit.words import say, say_count

__all__ = ["build", "each", "files", "notebook", "pick", "said", "variants"]

IMPORTS = """import numpy as np

from coursekit.check import check, hint, own_sheet, progress, solution"""


def notebook(sheet: Sheet, *, solved: bool = False) -> Notebook:
    """Return the notebook of a sheet of one's own, or its solutions; the first variants where none are chosen."""
    exercises = sheet.variants() if solved else [(exercise,) for exercise in sheet.exercises()]
    names = [exercise.name for exercise in sheet.exercises()]
    where = ', folder=".."' if solved else ""
    chosen = f", variants={list(sheet.chosen)}" if any(sheet.chosen) else ""
    imports = f'{IMPORTS}\n\nown_sheet("{sheet.name}", {names}{where}{chosen})'
    return assemble(sheet.name, sheet.intro, exercises, imports, solved=solved)


def build(folder: Path, *, check: bool = False, fresh: bool = False) -> Iterator[str]:
    """Write each sheet of a folder, and its solutions, into that folder; yield a sentence for each that could not be.

    Raises
    ------
    SheetError
        The folder holds no sheet, or one that cannot be used.
    """
    for sheet in each(folder):
        for solved in False, True:
            path = _file(folder, sheet, solved=solved)
            yield from put(path, written(notebook(sheet, solved=solved)), check=check, fresh=fresh)


def files(folder: Path) -> list[Path]:
    """Return the notebooks of a folder's sheets that students get."""
    return [_file(folder, sheet) for sheet in each(folder)]


def _file(folder: Path, sheet: Sheet, *, solved: bool = False) -> Path:
    return folder / Path(place(sheet.name, solved=solved)).relative_to("exercises")


def each(folder: Path) -> list[Sheet]:
    """Return the sheets of a folder.

    Raises
    ------
    SheetError
        The folder holds none, or one that cannot be used.
    """
    try:
        names = sheets(modules(folder))
    except OwnError as error:
        raise SheetError(str(error)) from None
    if not names:
        raise SheetError(say("{folder} holds no sheet: no module in it says EXERCISES = (…).", folder=folder))
    return [Sheet.find(name, folder) for name in names]


# Variants: a neighbour's solution is another exercise's


def pick(number: int, person: Person, sheet: Sheet) -> Sheet:
    """Return the sheet with the variants of one student: the same whenever the number and the student are."""
    who = (person.id or person.login or person.email).casefold() or same(person.name)
    chosen = []
    for variants in sheet.variants():
        drawn = hashlib.sha256(f"{number}|{who}|{variants[0].name}".encode()).digest()
        chosen.append(int.from_bytes(drawn[:8]) % len(variants))
    return Sheet(sheet.name, sheet.texts, tuple(chosen))


def said(data: bytes) -> tuple[int, ...] | None:
    """Return the variants that a notebook says it has; None where it says nothing."""
    call = re.search(rb"own_sheet\(([^()]{0,4000})\)", data)
    if call is None:
        return None
    if chosen := re.search(rb"variants=\[([^\[\]]*)\]", call[1]):
        return tuple(map(int, re.findall(rb"\d{1,3}", chosen[1])))
    return (0,) * (call[1].partition(b"[")[2].partition(b"]")[0].count(b",") + 1)


def variants(folder: Path, number: int, roster: Roster, out: Path) -> str:
    """Write into `out` a folder for each student of a class, with the student's notebooks; return what was done.

    Raises
    ------
    SheetError
        No exercise has variants, or `out` holds something.
    """
    found = each(folder)
    if all(len(one) == 1 for sheet in found for one in sheet.variants()):
        raise SheetError(
            say("No exercise in {folder} has variants: put a tuple of two or three in the place of one.", folder=folder)
        )
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise SheetError(say("{out} is not empty. Give --out a new folder.", out=out))
    for person, name in roster.folders.items():
        own = out / name
        for sheet in found:
            for problem in put(own / Path(place(sheet.name)).name, written(notebook(pick(number, person, sheet)))):
                raise SheetError(problem)
    return say_count(
        "{count} student has a folder in {out}.",
        "{count} students have a folder each in {out}.",
        len(roster.folders),
        out=out,
    )
