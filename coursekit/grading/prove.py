"""Whether a sheet of one's own holds together, before anybody is marked by it; and the sheet to begin with."""

from collections.abc import Iterator
from pathlib import Path

from coursekit.exercises.proving import prove
from coursekit.grading.handout import each
from coursekit.grading.memory import bounded
from coursekit.grading.sheet import Sheet, SheetError
from coursekit.words import CATALOGUES, command, language, say

__all__ = ["begin", "problems", "proved", "refuse_unproved"]

TEMPLATES = Path(__file__).parent / "templates"
FIRST = "new_sheet.txt"  # there in English, beside the catalogue of another language in that


def problems(sheet: Sheet, seeds: int = 6) -> Iterator[str]:
    """Yield what does not hold of the exercises of a sheet, a sentence for each."""
    for variants in sheet.variants():
        for number, exercise in enumerate(variants, start=1):
            which = say("variant {number} of ", number=number) if len(variants) > 1 else ""
            with bounded():
                found = prove(exercise, seeds)
            yield from (which + problem for problem in found)


def refuse_unproved(sheet: Sheet, folder: Path) -> None:
    """Refuse to hand out, or to mark anybody by, a sheet of a folder that does not hold together.

    Raises
    ------
    SheetError
        The solution does not earn everything, a wrong answer earns too much, or anything else that `prove` finds.
    """
    found = list(problems(sheet, seeds=2))
    if found:
        raise SheetError(
            say(
                "The sheet {name} does not hold together, and nobody is marked by it: {problem} "
                "`{command} prove {folder}` says all.",
                name=sheet.name,
                problem=found[0],
                command=command(),
                folder=folder,
            )
        )


def proved(folder: Path) -> Iterator[tuple[Sheet, list[str]]]:
    """Yield each sheet of a folder with what does not hold of it.

    Raises
    ------
    SheetError
        The folder holds no sheet, or one that cannot be used.
    """
    for sheet in each(folder):
        yield sheet, list(problems(sheet))


def begin(folder: Path) -> Path:
    """Write into a new folder a sheet to begin with, in the language that is spoken; return its path.

    Raises
    ------
    SheetError
        The folder holds something.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise SheetError(say("{folder} is not empty. Give a new folder.", folder=folder))
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "my_sheet.py"
    own = CATALOGUES / language() / FIRST
    path.write_text((own if own.exists() else TEMPLATES / FIRST).read_text("utf-8"), "utf-8")
    return path
