"""Call a learner's function in the learner's own notebook, whatever it does.

It runs in a thread of its own, so that a time limit holds on every system and in every kind of kernel; its prints are
caught; its arguments are copies. What goes wrong becomes an `AnswerError`: one sentence, with the line at fault.
"""

import builtins
import contextlib
import copy
import ctypes
import inspect
import io
import numbers
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, NoReturn

import numpy as np

from coursekit.exercises.checking import AnswerError, bare, shown, stopped
from coursekit.exercises.exercise import Exercise
from coursekit.exercises.telling import tell
from coursekit.words import mark, say

__all__ = ["Local"]

PLAIN = (bool, int, float, complex, str, type(None))


class Printed(io.TextIOBase):
    """What a function printed: the first `KEPT` characters, and how many there were."""

    KEPT = 300

    def __init__(self) -> None:
        self.start, self.length = "", 0

    def write(self, text: str) -> int:
        self.start += text[: self.KEPT - len(self.start)]
        self.length += len(text)
        return len(text)


class Local:
    """The learner's function as a check calls it: ``answer(*arguments)``.

    Parameters
    ----------
    function : callable
        What the learner wrote.
    exercise : Exercise
        Whose check is calling.
    seconds : float
        The time that all calls together may take.

    Attributes
    ----------
    arguments : list
        The arguments of the last call, copied before it, as the learner's function left them.
    printed : Printed
        What the function printed.
    """

    def __init__(self, function: Callable[..., Any], exercise: Exercise, seconds: float) -> None:
        self.function, self.exercise, self.seconds = function, exercise, seconds
        self.left = seconds
        self.returned = False  # is it what the learner wrote, or a function which that returned?
        self.arguments: list[Any] = []
        self.printed = Printed()

    def __call__(self, *arguments: Any) -> Any:
        """Call the learner's function, and return what it returned, turned into exact, plain types."""
        self.arguments = [copy.deepcopy(bare(argument)) for argument in arguments]
        if not self.returned:
            self.refuse_wrong_signature()
        return self.again()

    def again(self) -> Any:
        """Call it once more, with the arguments of the last call, as that left them."""
        called = say("The function that you return") if self.returned else self.exercise.written(self.arguments)
        began = time.monotonic()
        try:
            if self.left <= 0:
                raise TimeoutError
            with quiet(self.printed), no_way_out(self.function):
                return within(self.left, lambda: self.exact(self.function(*self.arguments)))
        except TimeoutError as late:
            ended = say("{called} had not ended after {seconds:g} s.", called=called, seconds=self.seconds)
            raise AnswerError(f"{ended} {late}".strip(), "TimeoutError") from None
        except Broken as broken:
            error: BaseException = broken.args[0]
            if isinstance(error, AnswerError):
                raise error from None
            names = own_names(self.function)
            raise stopped(called, tell(error, lambda frame: frame.f_globals is names)) from None
        finally:
            self.left -= time.monotonic() - began

    def refuse_wrong_signature(self) -> None:
        """Say how the check calls the function, if it cannot be called so."""
        try:
            signature = inspect.signature(self.function)
        except (TypeError, ValueError):  # not every callable has one
            return
        try:
            signature.bind(*self.arguments)
        except TypeError:
            raise AnswerError(self.exercise.wrong_call(len(self.arguments), str(signature))) from None

    def exact(self, value: Any, depth: int = 0) -> Any:
        """Turn what the function returned into exact, plain types, in which nothing of the learner's is left."""
        if depth > 9:
            raise AnswerError(say("You return a list of lists of lists, ten deep, and that is too deep to look at."))
        if isinstance(value, list | tuple):
            return (tuple if isinstance(value, tuple) else list)(self.exact(item, depth + 1) for item in value)
        if not isinstance(value, np.generic) and not callable(value) and hasattr(value, "__array__"):
            value = np.array(value)
        if isinstance(value, np.ndarray) and value.shape != ():
            return self.exact(value.tolist(), depth) if value.dtype.kind == "O" else value
        if isinstance(value, np.generic | np.ndarray):
            value = value.item()
        if value is ...:
            return None
        for plain in PLAIN:
            if type(value) is plain:
                return value
        if isinstance(value, str):  # a member of an enumeration: `str` may give its name instead
            return str.__str__(value)
        for plain in (int, float):
            if isinstance(value, plain):
                return plain(value)
        if isinstance(value, numbers.Real):
            return float(value)
        if isinstance(value, numbers.Complex):
            return complex(value)
        if callable(value):
            inner = Local(value, self.exercise, self.seconds)
            inner.left, inner.printed, inner.returned = self.left, self.printed, True
            return inner
        if inspect.iscoroutine(value):
            value.close()  # or Python complains, long after, that nobody waited for it
        template = mark("You return {what}, and a check understands numbers, lists, tuples and arrays only.")
        raise AnswerError(say(template, what=shown(value)))


class Broken(Exception):
    """Carry an exception of the learner's code, which may be no `Exception`, to the thread that waits for it."""


def within(seconds: float, work: Callable[[], Any]) -> Any:
    """Do `work` in a thread of its own for at most `seconds`, and return what it returns.

    Raises
    ------
    TimeoutError
        It had to be stopped, or could not be.
    Broken
        It raised the exception that is the argument.
    """
    result: list[Any] = []
    failure: list[BaseException] = []

    ended = threading.Event()  # not is_alive: in Python 3.11 an interrupted join says that a running thread has ended

    def task() -> None:
        try:
            result.append(work())
        except BaseException as error:  # exit() and the like too: nothing may get away
            failure.append(error)
        finally:
            ended.set()

    thread = threading.Thread(target=task, name="check", daemon=True)
    try:
        thread.start()
    except RuntimeError:  # Python in a browser has no threads: there no time limit is possible
        task()
    else:
        wait(ended, thread.ident, seconds)
    if failure:
        raise Broken(failure[0])
    return result[0]


def wait(ended: threading.Event, thread: int | None, seconds: float) -> None:
    """Wait until `thread` has ended; stop it after `seconds`, or when the learner interrupts."""
    end = time.monotonic() + seconds
    try:
        while not ended.is_set() and time.monotonic() < end:
            ended.wait(0.05)  # in short pieces: on Windows an interrupt is not seen during a long one
    except KeyboardInterrupt:
        stop(ended, thread)
        raise
    if not ended.is_set():
        if stop(ended, thread):
            raise TimeoutError(say("Does each of its loops come to an end?"))
        raise TimeoutError(say("It could not be stopped and still runs: choose Kernel, Restart Kernel in the menu."))


def stop(ended: threading.Event, thread: int | None) -> bool:
    """Raise `SystemExit` in `thread`, again and again if it is swallowed; say whether the thread has ended."""
    for _ in range(40):
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread or 0), ctypes.py_object(SystemExit))
        if ended.wait(0.025):
            return True
    return False


@contextlib.contextmanager
def quiet(printed: Printed) -> Iterator[None]:
    """Catch prints, and let warnings pass: NumPy's cost no marks."""
    with (
        contextlib.redirect_stdout(printed),
        contextlib.redirect_stderr(printed),
        warnings.catch_warnings(),
        np.errstate(all="ignore"),
    ):
        warnings.simplefilter("ignore")
        yield


@contextlib.contextmanager
def no_way_out(function: Callable[..., Any]) -> Iterator[None]:
    """Make `exit()` and `input()` raise: in a notebook the first ends the kernel, the second waits for ever."""
    places = [(vars(builtins), name) for name in ("exit", "quit", "input")]
    places += [(own_names(function), name) for name in ("exit", "quit")]
    before = [(place, name, place[name]) for place, name in places if name in place]
    for place, name, _ in before:
        place[name] = partial(refuse, name)
    try:
        yield
    finally:
        for place, name, value in before:
            place[name] = value


def refuse(name: str, *_: Any) -> NoReturn:
    """Stand in for `exit`, `quit` and `input`."""
    remedy = say("it gets its values as arguments") if name == "input" else say("it ends with return")
    raise RuntimeError(say("a function that is checked cannot use {name}(): {remedy}", name=name, remedy=remedy))


def own_names(function: Callable[..., Any]) -> dict[str, Any]:
    """Return the global names of the place where `function` was written: a learner's frames are known by it."""
    return getattr(inspect.unwrap(function), "__globals__", {})
