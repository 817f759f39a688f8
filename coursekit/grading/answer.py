"""A function of the learner's, in the box, as a check calls it; and the judge's functions that are lent to the box."""

import builtins
import math
from collections.abc import Callable
from typing import Any

import numpy as np

from coursekit.exercises.checking import AnswerError, stopped
from coursekit.exercises.exercise import Exercise
from coursekit.exercises.telling import Told
from coursekit.grading.channel import Channel, Ended, Endless
from coursekit.grading.inside.wire import WireError, decode, encode
from coursekit.words import mark, reason, say, together

__all__ = ["LINES", "Calls", "Loans", "RemoteAnswer", "clean", "exception"]

ELEMENTS = 10**6  # of what f makes of its arguments
PLACES = 100  # of a call, that are remembered
LINES = 10**6  # of a cell: what names a later one is no line
PASSED_ON = (
    ArithmeticError,
    AttributeError,
    IndexError,
    KeyError,
    TypeError,
    ValueError,
)  # what f may raise in the box

# What cannot cross between the judge and the box, in words that follow "You return".
CANNOT_CROSS = {
    "digits": mark("a whole number with more than 300 digits"),
    "deep": mark("lists within lists, more than {detail} deep"),
    "size": mark("an array of {detail} numbers"),
    "array": mark("an array of {detail}"),
    "object": mark("an object of type {detail}"),
    "shape": mark("an array of an impossible shape"),
    "texts": mark("a long list of long texts"),
    "large": mark("more than one megabyte"),
    "many": mark("more than {detail} numbers"),
    "unreadable": mark("something that cannot be read"),
}


class Loans:
    """The judge's functions that a submission was given, each under a number of its own as long as that is graded.

    No number is ever used again: a learner's dictionary may remember what a function gave.
    """

    def __init__(self) -> None:
        self.functions: list[Callable[..., Any]] = []
        self._numbers: dict[int, int] = {}  # by identity: the list keeps them all

    def number(self, function: Callable[..., Any]) -> int:
        """Lend a function, or find the number that it has."""
        number = self._numbers.setdefault(id(function), len(self.functions))
        if number == len(self.functions):
            self.functions.append(function)
        return number

    def lent(self, number: Any) -> Callable[..., Any]:
        """Return the function of a number that the box sent."""
        if type(number) is not int or not 0 <= number < len(self.functions):
            raise WireError("unreadable")
        return self.functions[number]


class Calls:
    """The calls between the judge and one process, while one exercise is checked.

    Parameters
    ----------
    stop : callable
        Called with the `Ended` of the process; gives the sentence that is then said of every exercise, or "".
    """

    def __init__(self, child: Channel, loans: Loans, limit: int, stop: Callable[[Ended], str]) -> None:
        self.child: Channel | None = child
        self.loans, self.limit, self._stop = loans, limit, stop
        self.count = 0

    def ended(self, ended: Ended) -> str:
        """Take note that the process is gone."""
        self.child = None
        return self._stop(ended)

    def name(self, function: Callable[..., Any]) -> int:
        """Lend a function: give it a number. One of the learner's own goes back under its own."""
        if isinstance(function, RemoteAnswer) and type(function.target) is int and function.calls is self:
            return -1 - function.target
        return self.loans.number(function)

    def serve(self, message: dict[str, Any], decoded: Callable[[Any], Any], places: list[Any]) -> dict[str, Any]:
        """Call a lent function for the box; what it raises, it raises there. Small arguments are added to `places`."""
        self.count += 1
        if self.count > self.limit:
            raise Ended(mark("{what} called f more than {limit} times."), limit=self.limit)
        function, args = self.loans.lent(message["function"]), message.get("args")
        try:
            if type(args) is not list:
                raise _refused(message)
            if len(places) < PLACES and all(map(_is_small, args)):
                places.append(args)
            values = [_tame(decoded(value)) for value in args]
            _fit(values)
            return {"value": encode(function(*values), self.name)}
        except WireError as error:
            return {"raises": ["ValueError", say("f cannot be called with {what}", what=cannot_cross(error))]}
        except (MemoryError, RecursionError) as error:
            return {"raises": ["ValueError", type(error).__name__]}
        except Exception as error:
            kind = type(error).__name__
            passed_on = isinstance(error, PASSED_ON) and hasattr(builtins, kind)
            return {"raises": [kind if passed_on else "RuntimeError", str(error)[:300]]}


class RemoteAnswer:
    """A function of the learner's, in the box: a check calls it as if it were here.

    Attributes
    ----------
    arguments : list
        The arguments of the last call, as the box says that the learner's function left them. That can cost points,
        and earns none: what was left alone is found out with `again`.
    """

    def __init__(self, exercise: Exercise, target: str | int, calls: Calls) -> None:
        self.exercise, self.target, self.calls = exercise, target, calls
        self.arguments: list[Any] = []
        self._given: tuple[Any, ...] = ()
        self._places: list[Any] = []  # where the last call has looked at lent functions
        self._whole = False  # has it come to its end?

    def __repr__(self) -> str:
        """Say what it is to a learner: a sentence may show a list that it is in."""
        return say("a function")

    def __call__(self, *arguments: Any) -> Any:
        """Call the function in the box; `AnswerError` if it gives no value."""
        self._given, self._places, self._whole = arguments, [], False
        value = self._asked({"call": self.target, "args": [encode(one, self.calls.name) for one in arguments]})
        self._whole = True
        return value

    def again(self) -> Any:
        """Call it once more, with the very arguments of the last call, as that left them.

        If that call came to its end, this one begins where it has looked, too; or else the arguments are not what they
        were, by so little, maybe, that the value does not show it.
        """
        before = self._places
        self._places = []
        value = self._asked({"again": self.target})
        if self._whole and self._places and self._places[0] not in before:
            raise AnswerError(say("Called again with what it was given, your function looks elsewhere."))
        self._places = [*before, *self._places]
        self._whole = True
        return value

    def _asked(self, order: dict[str, Any]) -> Any:
        child = self.calls.child
        if child is None:
            raise AnswerError(say("The function is gone: an earlier call ended Python."))
        try:
            child.send(order)
            while "function" in (reply := child.receive()):
                child.send(self.calls.serve(reply, self._decoded, self._places))
            return self._read(reply)
        except (ValueError, IndexError, AttributeError):
            raise AnswerError(say("Your function sends what no function sends.")) from None
        except Ended as ended:
            over = self.calls.ended(ended)
            said = ended.said(self.exercise.written(self._given))
            if isinstance(ended, Endless):
                said = together(said, say("Does each of its loops come to an end?"))
            raise AnswerError(over or said, "TimeoutError" if isinstance(ended, Endless) else "") from None
        except WireError as error:
            template = mark("You return {what}, and a check understands numbers, lists, tuples and arrays only.")
            raise AnswerError(say(template, what=cannot_cross(error))) from None

    def _decoded(self, value: Any) -> Any:
        """Read a value from the box; a function in it can be called as an answer can."""

        def function(number: int) -> Any:
            return (
                RemoteAnswer(self.exercise, number, self.calls)
                if number >= 0
                else Lent(self.calls.loans.lent(-1 - number))
            )

        return decode(value, function)

    def _read(self, reply: dict[str, Any]) -> Any:
        """Read the reply to a call."""
        self.arguments = list(self._given)
        if type(changed := reply.get("changed")) is dict:
            for position, value in changed.items():
                self.arguments[int(position)] = self._decoded(value)
        if "refused" in reply:
            raise _refused(reply)
        if type(signature := reply.get("signature")) is str:
            raise AnswerError(self.exercise.wrong_call(len(self._given), clean(signature)))
        if "error" in reply:
            raise stopped(self.exercise.written(self._given), exception(reply["error"]))
        if "value" not in reply:
            raise WireError("unreadable")
        return self._decoded(reply["value"])


class Lent:
    """A function of the judge's that an answer gave back: what goes wrong in it is the answer's fault."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function

    def __repr__(self) -> str:
        """Say what it is to a learner: a sentence may show a list that it is in."""
        return say("a function")

    def __call__(self, *arguments: Any) -> Any:
        """Call it."""
        try:
            return self.function(*arguments)
        except AnswerError:
            raise
        except Exception as error:
            template = mark("You return the function that you were given, and it stops with {kind}: {error}.")
            raise AnswerError(say(template, kind=type(error).__name__, error=reason(error))) from None


for kind in RemoteAnswer, Lent:
    kind.__name__ = kind.__qualname__ = "function"  # what Python says of one in an error, a learner reads


def _is_small(sent: Any) -> bool:
    """Whether an argument, as it was sent, is a number or a small array."""
    array = sent.get("array") if type(sent) is dict else None
    return type(sent) in (int, float) or (type(array) is str and len(array) < 4096)


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
    """Refuse arguments whose sizes would multiply: a column and a row are small, and what f makes of them is not.

    Nor is a row of what another array of indices picks: so their shapes do not count.
    """
    sizes = [max(np.size(value), 1) for value in values if isinstance(value, np.ndarray | list | tuple)]
    if len(sizes) > 1 and math.prod(sizes) > ELEMENTS:
        raise WireError("many", ELEMENTS)


def _refused(message: dict[str, Any]) -> WireError:
    """Read why the box could not send a value. Whatever it says, it says that there is none."""
    code, detail = message.get("refused"), message.get("detail", "")
    return WireError(code if type(code) is str else "unreadable", clean(str(detail)[:80]))


def cannot_cross(error: WireError) -> str:
    """Say what it is that cannot cross."""
    return say(CANNOT_CROSS.get(error.code, CANNOT_CROSS["unreadable"]), detail=error.detail)


def exception(sent: Any) -> Told:
    """Read an exception of the learner's code, as the box tells it."""
    match sent:
        case [str(kind), str(words), int(line), str(code)]:
            return Told(clean(kind), clean(words), line if 0 < line < LINES else 0, clean(code))
    raise WireError("unreadable")


def clean(text: str) -> str:
    """Make one printable line of at most 500 characters of a text that a learner may have written.

    A longer one loses its middle: it begins with what was asked, and ends with what is wrong.
    """
    short = text if len(text) <= 500 else f"{text[:160]}…{text[-339:]}"
    line = " ".join(short.encode("utf-8", "replace").decode().split())
    return "".join(c if c.isprintable() else "?" for c in line)
