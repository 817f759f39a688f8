"""Ask the box, run the checks, write down the result of one submission.

Nothing of a submission runs here. What comes from the box is numbers, texts, lists, tuples and arrays of exact types,
and a function of the learner's is a way to ask the box again. A function f of an exercise is called here, with what
the learner's code sent: it sees neither f nor what the check expects.
"""

import builtins
import math
import warnings
import zlib
from collections.abc import Callable
from typing import Any

import numpy as np

from coursekit.exercises.exercise import AnswerError, Exercise, Outcome, Step, run
from coursekit.grading.channel import Box, BoxError, Channel, Ended, OutOfTime
from coursekit.grading.inside.wire import WireError, decode, encode
from coursekit.grading.results import Looked, Mark, Result
from coursekit.grading.sheet import Sheet

__all__ = ["grade"]

ELEMENTS = 10**6  # of what f makes of its arguments
PASSED_ON = (
    ArithmeticError,
    AttributeError,
    IndexError,
    KeyError,
    TypeError,
    ValueError,
)  # what f may raise in the box


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
        return Result(clean(str(refused)))
    finally:
        session.end()
    return Result(session.problem, marks, tuple(session.failed))


class Refused(Exception):
    """The file is no notebook that can be graded."""


class Session:
    """One notebook, and the process that holds what its cells defined."""

    def __init__(self, data: bytes, exercises: tuple[Exercise, ...], box: Box) -> None:
        self.data, self.box = data, box
        self.starters = {exercise.name: exercise.starter for exercise in exercises}
        self.child: Channel | None = None
        self.spent = (0.0, 0.0)
        self.announce = False
        self.hung: list[int] = []  # cells that did not end: of these only the definitions are run
        self.states: dict[str, str] = {}
        self.failed: list[str] = []
        self.problem = ""
        self.over = ""  # why nothing more can be asked

    def end(self) -> None:
        """End the process, if there is one."""
        if self.child is not None:
            child, self.child = self.child, None
            child.end()

    def stop(self, why: Ended) -> None:
        """End a process that hangs or is gone; what it used counts."""
        assert self.child is not None
        self.spent = self.child.end()
        self.child = None
        if isinstance(why, OutOfTime):
            self.over = f"The notebook {why}."

    def start(self) -> Channel:
        """Run the cells in a fresh process, without those that were found to hang."""
        while not self.over:
            self.child = self.box.open(self.spent)
            self.child.allow()
            at = -1
            order = {"size": len(self.data), "hung": self.hung, "announce": self.announce, "starters": self.starters}
            try:
                self.child.send(order, self.data)
                while "cell" in (message := self.child.receive()):
                    at = message["cell"] if type(message["cell"]) is int else at
                    self.child.allow()
            except (Ended, WireError) as error:
                ended = error if isinstance(error, Ended) else Ended("did what no cell does")
                self.stop(ended)
                if not self.announce:  # once more, and each cell is to say that it begins
                    self.announce = True
                    continue
                if at < 0 or self.hung.count(at) > 1:
                    self.over = self.over or f"The notebook {ended}."
                self.hung.append(at)
                self.note(f"Cell {at + 1} {ended}.")
                continue
            if "refused" in message:
                self.end()
                raise Refused(str(message["refused"]))
            self.ready(message)
            return self.child
        raise AnswerError(self.over)

    def ready(self, message: dict[str, Any]) -> None:
        """Take over what the process says of the notebook; a learner's code may have said it."""
        match message:
            case {"ready": dict(states), "failed": list(failed)}:
                self.states = {name: str(states.get(name)) for name in self.starters}
                for told in failed[:10]:
                    if type(told) is dict:
                        self.note(f"{str(told.get('cell')).strip('<>').capitalize()} stops with {_told(told)}")

    def note(self, sentence: str) -> None:
        """Remember what went wrong in a cell, once."""
        sentence = clean(sentence)
        if sentence not in self.failed and len(self.failed) < 20:
            self.failed.append(sentence)

    def check(self, exercise: Exercise, seed: int) -> Mark:
        """Check one exercise; whatever the answer does, the next one is asked afresh."""
        try:
            child = self.child or self.start()
            state = self.states.get(exercise.name, "missing")
            if state == "missing":
                raise NotAttempted(f"There is no function `{exercise.name}` in the notebook.")
            if state == "unchanged":
                raise NotAttempted(f"In `{exercise.call}` the `...` still waits for your code.")
            if state == "no function":
                raise AnswerError(f"`{exercise.name}` is not a function at the end of the notebook.")
            child.allow()
            rng = np.random.default_rng([seed, zlib.crc32(exercise.name.encode())])
            with np.errstate(all="ignore"), warnings.catch_warnings(action="ignore"):
                outcome = run(exercise, RemoteAnswer(self, exercise, exercise.name, Calls(self, child)), rng)
        except NotAttempted as error:
            outcome = Outcome("not attempted", 0, exercise.points, str(error), ())
        except AnswerError as error:
            outcome = Outcome("not yet", 0, exercise.points, str(error), (Step("it runs", 0, False, str(error)),))
        except (Refused, BoxError):
            raise
        except Exception as error:  # the check's own mistake, or an answer that nobody thought of: the others go on
            why = f"{type(error).__name__}: {error}"
            sentence = f"The check could not deal with this answer ({why}). Your instructor sees this."
            outcome = Outcome("not yet", 0, exercise.points, sentence, (Step("it runs", 0, False, sentence),))
            self.problem = clean(f"The check of {exercise.name} failed: {why}.")
        step = next((step.name for step in outcome.steps if not step.holds), "")
        looked = tuple(Looked(step.name, step.points, step.holds) for step in outcome.steps)
        sentence = clean(outcome.sentence)
        return Mark(exercise.name, outcome.status, outcome.earned, exercise.points, step, sentence, looked)


class NotAttempted(Exception):
    """There is nothing to check."""


class Calls:
    """The functions of the judge's that one exercise lends to the box, and how often they were called."""

    def __init__(self, session: Session, child: Channel) -> None:
        self.session, self.child = session, child
        self.lent: list[Callable[..., Any]] = []
        self.count = 0

    def name(self, function: Callable[..., Any]) -> int:
        """Lend a function: give it a number. One of the learner's own goes back under its own."""
        if isinstance(function, RemoteAnswer) and type(function.target) is int and function.calls.child is self.child:
            return -1 - function.target
        for number, other in enumerate(self.lent):
            if other is function:
                return number
        self.lent.append(function)
        return len(self.lent) - 1

    def serve(self, message: dict[str, Any], decoded: Callable[[Any], Any]) -> dict[str, Any]:
        """Call a lent function for the box; what it raises, it raises there."""
        self.count += 1
        limit = self.session.box.limits.calls
        if self.count > limit:
            raise Ended(f"called f more than {limit} times")
        number, args = message["function"], message.get("args")
        if type(number) is not int or not 0 <= number < len(self.lent) or type(args) is not list:
            raise WireError("a call of no function")
        try:
            values = [_tame(decoded(value)) for value in args]
            _fit(values)
            return {"value": encode(self.lent[number](*values), self.name)}
        except (WireError, MemoryError, RecursionError) as error:
            return {"raises": ["ValueError", f"f cannot deal with this: {error}"]}
        except Exception as error:
            kind = (
                type(error).__name__
                if isinstance(error, PASSED_ON) and hasattr(builtins, type(error).__name__)
                else "RuntimeError"
            )
            return {"raises": [kind, str(error)[:300]]}


def _tame(value: Any) -> Any:
    """Make a float of an integer so large that f could compute with it for ever, as 2**t does.

    And of a complex number that is real: f may compare it, which NumPy can do with its own kind and Python cannot.
    """
    if type(value) in (list, tuple):
        return type(value)(_tame(item) for item in value)
    if type(value) is complex and value.imag == 0:
        return value.real
    return float(value) if type(value) is int and abs(value) > 10**6 else value


def _fit(values: list[Any]) -> None:
    """Refuse arguments whose shapes would multiply: a column and a row are small, and what f makes of them is not."""
    shapes = [np.shape(value) for value in values if isinstance(value, np.ndarray | list | tuple)]
    if len(shapes) > 1 and math.prod(np.broadcast_shapes(*shapes)) > ELEMENTS:
        raise WireError(f"arrays that make more than {ELEMENTS} numbers together")


class RemoteAnswer:
    """A function of the learner's, in the box: a check calls it as if it were here.

    Attributes
    ----------
    arguments : list
        The arguments of the last call, as the learner's function left them.
    """

    def __init__(self, session: Session, exercise: Exercise, target: str | int, calls: Calls) -> None:
        self.session, self.exercise, self.target, self.calls = session, exercise, target, calls
        self.arguments: list[Any] = []

    def __repr__(self) -> str:
        """Say what it is to a learner: a sentence may show a list that it is in."""
        return "a function"

    def __call__(self, *arguments: Any) -> Any:
        """Call the function in the box; `AnswerError` if it gives no value."""
        child = self.calls.child
        if child is not self.session.child:
            raise AnswerError("The function is gone: an earlier call ended Python.")
        order = {"call": self.target, "args": [encode(value, self.calls.name) for value in arguments]}
        try:
            child.send(order)
            while "function" in (reply := child.receive()):
                child.send(self.calls.serve(reply, self._decoded))
            return self._read(reply, arguments)
        except (ValueError, IndexError, AttributeError):
            raise AnswerError("Your function sends what no function sends.") from None
        except Ended as ended:
            self.session.stop(ended)
            loops = " Does each of its loops come to an end?" if "had not ended" in str(ended) else ""
            raise AnswerError(self.session.over or f"{self.exercise.written(arguments)} {ended}.{loops}") from None
        except WireError as error:
            raise AnswerError(
                f"You return {error}, and a check understands numbers, lists, tuples and arrays only."
            ) from None

    def _decoded(self, value: Any) -> Any:
        """Read a value from the box; a function in it can be called as an answer can."""

        def function(number: int) -> Any:
            if number >= 0:
                return RemoteAnswer(self.session, self.exercise, number, self.calls)
            if -number > len(self.calls.lent):
                raise WireError("a function that nobody lent")
            return Lent(self.calls.lent[-1 - number])

        return decode(value, function)

    def _read(self, reply: dict[str, Any], arguments: tuple[Any, ...]) -> Any:
        """Read the reply to a call."""
        self.arguments = list(arguments)
        if "changed" in reply:
            for position, value in reply["changed"].items():
                self.arguments[int(position)] = self._decoded(value)
        match reply:
            case {"refused": str(what)}:
                raise WireError(clean(what))
            case {"error": {"signature": str(signature)}}:
                raise AnswerError(self.exercise.wrong_call(len(arguments), clean(signature)))
            case {"error": dict(told)}:
                raise AnswerError(f"{self.exercise.written(arguments)} stops with {_told(told)}")
            case {"value": value}:
                return self._decoded(value)
        raise WireError("something that cannot be read")


class Lent:
    """A function of the judge's that an answer gave back: what goes wrong in it is the answer's fault."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function

    def __repr__(self) -> str:
        """Say what it is to a learner: a sentence may show a list that it is in."""
        return "a function"

    def __call__(self, *arguments: Any) -> Any:
        """Call it."""
        try:
            return self.function(*arguments)
        except AnswerError:
            raise
        except Exception as error:
            raise AnswerError(
                f"You return the function that you were given, and it stops with {type(error).__name__}: {error}."
            ) from None


def _told(told: dict[str, Any]) -> str:
    """Tell an exception of the learner's code in one line, with the line of that code which it came from."""
    kind, message, line, code = (str(told.get(name) or "") for name in ("type", "message", "line", "code"))
    place = f", in line {line}" + (f": `{code}`" if code else "") if line else ""
    return clean(f"{kind}{': ' if message else ''}{message}{place}.")


def clean(text: str) -> str:
    """Make one printable line of at most 500 characters of a text that a learner may have written."""
    line = " ".join(text.encode("utf-8", "replace").decode()[:2000].split())
    line = "".join(c if c.isprintable() else "?" for c in line)
    return line if len(line) <= 500 else line[:499] + "…"
