"""Ask the box, run the checks, give the result of one submission.

Nothing of a submission runs here. What comes from the box is numbers, texts, lists, tuples and arrays of exact types,
and a function of the learner's is a way to ask the box again. A function f of an exercise is called here, with what
the learner's code sent: it sees neither f nor what the check expects. Of what the box says of itself nothing earns a
point; only its first message is believed, since none of the learner's code has run then.
"""

import contextlib
import warnings
import zlib
from typing import Any

import numpy as np

from coursekit.exercises.checking import AnswerError, Step, stopped
from coursekit.exercises.exercise import Exercise
from coursekit.exercises.running import Outcome, run
from coursekit.grading.answer import LINES, Calls, Loans, RemoteAnswer, clean, exception
from coursekit.grading.channel import Box, BoxError, Channel, Clock, Ended, OutOfTime
from coursekit.grading.inside.wire import WireError
from coursekit.grading.results import Looked, Mark, Result
from coursekit.grading.sheet import Sheet
from coursekit.words import mark, reason, say

__all__ = ["grade"]

STARTS = 10  # processes for one submission, and one more for each exercise: each may be ended by its own

# Why a file is no notebook that can be graded.
NOT_READ = {
    "empty": mark("The file is empty."),
    "not text": mark("The file is not a notebook: it is not text in UTF-8."),
    "deep": mark("The file is not a notebook: it is nested too deeply."),
    "not JSON": mark("The file is not a notebook, or only part of one: it is not JSON from line {line} on."),
    "no notebook": mark("The file is JSON, but not a notebook."),
    "old": mark("The notebook has an old format: open it in JupyterLab, save it and hand it in again."),
    "no cells": mark("The notebook has no list of cells."),
    "large": mark("The file is too large to be read."),
}


def grade(data: bytes, sheet: Sheet, seed: int, box: Box) -> Result:
    """Grade one notebook.

    Parameters
    ----------
    data : bytes
        The notebook's file.
    seed : int
        Draws the cases of every check; the same for all students, so that all are asked the same.
    box : Box
        Where the notebook runs.
    """
    session = Session(data, sheet.exercises(), box)
    try:
        marks = tuple(session.check(exercise, seed) for exercise in sheet.exercises())
    except Refused as refused:
        return Result(str(refused))
    finally:
        session.end()
    return Result(session.problem, marks, tuple(session.failed))


class Refused(Exception):
    """The file is no notebook that can be graded."""


class NotAttempted(Exception):
    """There is nothing to check."""


class Session:
    """One notebook, and the process that holds what its cells defined."""

    def __init__(self, data: bytes, exercises: tuple[Exercise, ...], box: Box) -> None:
        self.data, self.box = data, box
        self.starters = {exercise.name: exercise.starter for exercise in exercises}
        self.clock = Clock(box.limits)
        self.loans = Loans()
        self.child: Channel | None = None
        self.starts_left = STARTS + len(exercises)
        self.left_out: list[list[int]] = []  # statements that did not end: cell and line
        self.states: dict[str, str] = {}
        self.failed: list[str] = []
        self.problem = ""
        self.over = ""  # why nothing more can be asked

    def end(self) -> None:
        """End the process, if there is one."""
        if self.child is not None:
            child, self.child = self.child, None
            child.end()

    def stop(self, why: Ended) -> str:
        """End a process that hangs or is gone; say why nothing more can be asked, if that is so."""
        self.end()
        if isinstance(why, OutOfTime):
            self.over = why.said(say("The notebook"))
        return self.over

    def start(self) -> Channel:
        """Run the cells in a fresh process, without the statements that were found not to end."""
        while not self.over:
            if not self.starts_left:
                self.over = say("The notebook ended Python again and again.")
                break
            self.starts_left -= 1
            try:
                return self.started()
            except DidNotRun as stopped:
                self.stop(stopped.why)
                if stopped.at is None or stopped.at in self.left_out:
                    self.over = self.over or stopped.why.said(say("The notebook"))
                else:
                    self.left_out.append(stopped.at)
                    self.note(stopped.why.said(say("Cell {number}", number=stopped.at[0] + 1)))
        raise AnswerError(self.over)

    def started(self) -> Channel:
        """Start a process, and run the cells there."""
        child = self.child = self.box.open(self.clock)
        self.clock.allow()
        at: list[int] | None = None
        try:
            child.send({"size": len(self.data), "left out": self.left_out, "starters": self.starters}, self.data)
            read = child.receive()
            if "refused" in read:
                reason = NOT_READ[read["refused"]]
                raise Refused(say(reason, line=read["line"]))
            while "at" in (message := child.receive()):
                match message["at"]:
                    case [int(cell), int(line)] if 0 <= cell < LINES and 0 <= line < LINES:
                        at = [cell, line]
                self.clock.allow()
        except Ended as ended:
            raise DidNotRun(ended, at) from None
        except WireError:
            raise DidNotRun(Ended(mark("{what} did what no cell does.")), at) from None
        self.ready(message)
        return child

    def ready(self, message: dict[str, Any]) -> None:
        """Take over what the process says of the notebook; a learner's code may have said it."""
        match message:
            case {"ready": dict(states), "failed": list(failed)}:
                self.states = {name: str(states.get(name)) for name in self.starters}
                for one in failed[:10]:
                    match one:
                        case [int(cell), *error] if 0 <= cell < LINES:
                            with contextlib.suppress(WireError):
                                self.note(str(stopped(say("Cell {number}", number=cell + 1), exception(error))))

    def note(self, sentence: str) -> None:
        """Remember what went wrong in a cell, once."""
        sentence = clean(sentence)
        if sentence not in self.failed and len(self.failed) < 20:
            self.failed.append(sentence)

    def check(self, exercise: Exercise, seed: int) -> Mark:
        """Check one exercise; whatever the answer does, the next one is asked afresh."""
        try:
            outcome = self.asked(exercise, seed)
        except NotAttempted as error:
            outcome = Outcome("not attempted", 0, exercise.points, str(error), ())
        except AnswerError as error:
            outcome = Outcome("not yet", 0, exercise.points, str(error), (Step("it runs", 0, False, str(error)),))
        except (Refused, BoxError):
            raise
        except Exception as error:  # the check's own mistake, or an answer that nobody thought of: the others go on
            why = reason(error, kind=True)
            sentence = say("The check could not deal with this answer ({why}). Your instructor sees this.", why=why)
            outcome = Outcome("not yet", 0, exercise.points, sentence, (Step("it runs", 0, False, sentence),))
            self.problem = clean(say("The check of {name} failed: {why}.", name=exercise.name, why=why))
        step = next((step.name for step in outcome.steps if not step.holds), "")
        looked = tuple(Looked(step.name, step.points, step.holds) for step in outcome.steps)
        return Mark(
            exercise.name,
            outcome.status,
            outcome.earned,
            exercise.points,
            step,
            clean(outcome.sentence),
            looked,
            outcome.advice,
        )

    def asked(self, exercise: Exercise, seed: int) -> Outcome:
        """Run the check of one exercise."""
        child = self.child or self.start()
        state = self.states.get(exercise.name, "missing")
        if state == "missing":
            raise NotAttempted(say("There is no function `{name}` in the notebook.", name=exercise.name))
        if state == "unchanged":
            raise NotAttempted(say("In `{call}` the `...` still waits for your code.", call=exercise.call))
        if state == "no function":
            raise AnswerError(say("`{name}` is not a function at the end of the notebook.", name=exercise.name))
        self.clock.allow()
        rng = np.random.default_rng([seed, zlib.crc32(exercise.name.encode())])
        calls = Calls(child, self.loans, self.box.limits.calls, self.stop)
        with np.errstate(all="ignore"), warnings.catch_warnings(action="ignore"):
            return run(exercise, RemoteAnswer(exercise, exercise.name, calls), rng)


class DidNotRun(Exception):
    """A process ended while the cells ran: why, and at which statement, as it said itself."""

    def __init__(self, why: Ended, at: list[int] | None) -> None:
        super().__init__(why, at)
        self.why, self.at = why, at
