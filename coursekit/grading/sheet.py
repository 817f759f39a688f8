"""A sheet to grade: the course's, or an instructor's own, which travels to the workers as its text."""

from dataclasses import dataclass
from pathlib import Path

from coursekit.exercises import SHEETS
from coursekit.exercises.exercise import Exercise
from coursekit.exercises.own import Modules, OwnError, fingerprint, load, modules, sheets
from coursekit.words import say, together

__all__ = ["Sheet", "SheetError"]


class SheetError(Exception):
    """There is no such sheet, or its declarations cannot be used."""


@dataclass(frozen=True)
class Sheet:
    """A sheet that a worker anywhere can use.

    Attributes
    ----------
    texts : tuple
        The modules that declare it, where it is the instructor's own.
    chosen : tuple of int
        The variant of each exercise; the first of each if empty.
    """

    name: str
    texts: Modules = ()
    chosen: tuple[int, ...] = ()

    @staticmethod
    def find(name: str, folder: Path | None = None) -> "Sheet":
        """Find a sheet by its name or its file's, in an instructor's own `folder` of modules or in the course."""
        try:
            texts = modules(folder) if folder is not None else ()
        except OwnError as error:
            raise SheetError(str(error)) from None
        known = sheets(texts) if folder is not None else list(SHEETS)
        short = Path(name).name.removesuffix(".ipynb").removesuffix(".py").removesuffix("_exercises")
        meant = [one for one in (*known, *dict(texts)) if one == short][:1]  # a module that is no sheet says why below
        meant = meant or [one for one in known if one.startswith(f"{short}_")]
        if len(meant) != 1:
            told = say(
                "There is no sheet {name!r} in {where}. There is: {known}.",
                name=name,
                where=folder if folder is not None else say("the course"),
                known=", ".join(known) or say("none"),
            )
            own = "" if folder is not None else say("If it is one of your own, add --exercises and its folder.")
            raise SheetError(together(told, own))
        sheet = Sheet(meant[0], texts)
        sheet.variants()
        return sheet

    @property
    def fingerprint(self) -> str:
        """Tells whether another look finds the same declarations; the course's own go with its version."""
        return fingerprint(self.texts) if self.texts else "the course's"

    @property
    def intro(self) -> str:
        """What the notebook of a sheet of one's own begins with."""
        return load(self.name, self.texts).intro

    def variants(self) -> tuple[tuple[Exercise, ...], ...]:
        """Return for each exercise its variants; one of each, where it is the course's."""
        if not self.texts:
            return tuple((exercise,) for exercise in SHEETS[self.name])
        try:
            return load(self.name, self.texts).exercises
        except OwnError as error:
            raise SheetError(str(error)) from None

    def exercises(self) -> tuple[Exercise, ...]:
        """Return the exercises of the sheet: of each the variant that was chosen."""
        variants = self.variants()
        chosen = self.chosen or (0,) * len(variants)
        return tuple(of[at] for of, at in zip(variants, chosen, strict=True))
