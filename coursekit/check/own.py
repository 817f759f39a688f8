"""Exercises of an instructor's own, which may lie beside the notebook, or with the instructor only."""

from collections.abc import Sequence
from pathlib import Path

from coursekit.check.message import Message, show
from coursekit.check.whose import AWAY, EXERCISES
from coursekit.exercises.exercise import Exercise
from coursekit.exercises.own import OwnError, load, modules, sheets
from coursekit.words import say

__all__ = ["OWN", "own_sheet"]

OWN: dict[str, tuple[Exercise, ...]] = {}  # the sheets that were found


def own_sheet(sheet: str, exercises: Sequence[str], folder: str = ".", variants: Sequence[int] = ()) -> None:
    """Let `check`, `hint` and `solution` know a sheet of your instructor's own, if its module is here.

    Parameters
    ----------
    sheet : str
        The name of the sheet, and of its module.
    exercises : sequence of str
        The names of its exercises.
    folder : str
        Where the module lies, seen from the notebook.
    variants : sequence of int
        The variant of each exercise; the first of each if left out.

    Examples
    --------
    >>> own_sheet("exam", ["mean"])
    • The exercises of exam are not on this computer.
    `check` and `hint` cannot look at them here. Save the notebook and hand it in: your instructor's grader does.
    """
    try:
        texts = modules(Path(folder))
        if sheet in sheets(texts):
            of = load(sheet, texts).exercises
            chosen = tuple(one[at] for one, at in zip(of, variants or [0] * len(of), strict=True))
            EXERCISES.update({exercise.name: exercise for exercise in chosen})
            OWN[sheet] = chosen
            for exercise in chosen:
                AWAY.pop(exercise.name, None)
            return
    except (OwnError, ValueError, IndexError) as error:
        show(Message("note", say("The exercises of {sheet} cannot be used.", sheet=sheet), (str(error),)))
    else:
        title = say("The exercises of {sheet} are not on this computer.", sheet=sheet)
        told = say(
            "`check` and `hint` cannot look at them here. Save the notebook and hand it in: your instructor's grader "
            "does."
        )
        show(Message("note", title, (told,)))
    AWAY.update(dict.fromkeys(exercises, sheet))
