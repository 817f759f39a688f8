"""What an exercise is: one declaration, which learners, instructors and tests all use.

`asking` asks its cases, `reasons` finds the mistake in a wrong answer, `running` joins the two, and `proving` proves
that a declaration holds together.
"""

import ast
import inspect
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from textwrap import indent
from types import CodeType
from typing import Any

import numpy as np

from coursekit.exercises import telling
from coursekit.exercises.checking import brief, shown
from coursekit.words import places, reason, say, say_count

__all__ = ["Case", "Exercise", "Kind", "Rng"]

USED = {"check", "hint", "solution", "progress", "own_sheet", "np"}  # in each notebook

Rng = np.random.Generator
Kind = Callable[[Rng], tuple[Any, ...]]


class Case:
    """One thing that a check looks at, in a few cases.

    Parameters
    ----------
    points : int
        What it is worth if all its cases hold; 0 if it only helps to explain.
    *kinds : callable
        ``kind(rng)`` draws a case: what the learner's function is called with. Several are kinds of cases, such as a
        rising and a falling line, and each of them comes up.
    keeps : tuple of str
        The arguments, arrays, that must be as they were after the call.
    measure : callable, optional
        What is compared if not the value itself: ``measure(value, *case)``, of the learner's value and the right one.
    said, simple : str
        What is said here instead of the exercise's `said` and `simple`.
    """

    def __init__(
        self,
        points: int,
        *kinds: Kind,
        keeps: tuple[str, ...] = (),
        measure: Callable[..., Any] | None = None,
        said: str = "",
        simple: str = "",
    ) -> None:
        self.points, self.kinds, self.keeps, self.measure = points, kinds, keeps, measure
        self.said, self.simple = said, simple


@dataclass(frozen=True, kw_only=True, eq=False)
class Exercise:
    """One exercise, named after the function that the learner writes.

    What draws cases must be such that a right answer passes whatever is drawn. Cases are asked in an order that `rng`
    decides, and where a reply is one of a few `choices`, `rng` decides how many there are of each kind, too.

    Parameters
    ----------
    task : str
        What to do, in Markdown, for the sheet.
    starter : str
        The function as the learner finds it: one line `def`, a docstring, and `...` on a line of its own.
    solution : str
        The code that stands for the `...`, or a whole function.
    hints : tuple of str
        A ladder: each says a little more than the one before, the last nearly everything.
    cases : dict of str to Case
        What the check looks at, by name, the simple before the difficult: the first that fails is told.
    right : callable
        The right value for a case: ``right(*case)``, a number, an array, a truth, or one of the `choices`.
    said : str
        The sentence that begins what is told: a template, whose places are named as the values of a case are, or `see`
        names them; `got` is what the learner's function returned, and `right` the right value.
    mistakes : dict of str to str
        Known wrong answers, at least three: their code, and the words that their author reads after `said`, a template.
        Code is written as `solution` is, or is the expression that is returned. The mistake that comes nearest to a
        learner's answer in all cases is named, if it is near.
    simple : str
        What follows `said` where no mistake is near: what a simple look shows. It asks nothing, for the cause is
        unknown.
    also_right : tuple of str
        Other right answers, for the proof, their code written as that of mistakes.
    begin : str
        Lines that stand before each mistake and other right answer.
    within : callable, optional
        How far a right answer may be off, by theory: ``within(*case)``. Left out, the two differ by rounding only.
    choices : tuple
        All replies that are possible, where they are few, as in ``(True, False)``.
    see : callable, optional
        More values for the templates: ``see(got, *case)`` gives them by name.
    ask : callable, optional
        How an answer is asked, where not by ``answer(*case)``: ``ask(answer, *case)``, whose parameters name the case.

    Raises
    ------
    ValueError
        A part is missing, or cannot be what it should be.
    """

    task: str
    starter: str
    solution: str
    hints: tuple[str, ...]
    cases: dict[str, Case]
    right: Callable[..., Any]
    said: str
    mistakes: dict[str, str]
    simple: str = ""
    also_right: tuple[str, ...] = ()
    begin: str = ""
    within: Callable[..., Any] | None = None
    choices: tuple[Any, ...] = ()
    see: Callable[..., dict[str, Any]] | None = None
    ask: Callable[..., Any] | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot be an exercise, with its name and the remedy."""
        for problem in self._problems():
            raise ValueError(f"The exercise {self.name}: {problem}")

    @cached_property
    def _function(self) -> ast.FunctionDef:
        """The function of the starter."""
        try:
            functions = [node for node in ast.parse(self.starter).body if isinstance(node, ast.FunctionDef)]
        except SyntaxError as error:
            raise ValueError(f"The starter {self.starter!r} is not Python: {reason(error)}.") from None
        if not functions:
            raise ValueError(f"The starter {self.starter!r} has no function: begin it with `def name(arguments):`.")
        return functions[-1]

    @property
    def name(self) -> str:
        """The name of the function that the learner writes."""
        return self._function.name

    @cached_property
    def parameters(self) -> tuple[str, ...]:
        """The names of its arguments."""
        return tuple(argument.arg for argument in self._function.args.args)

    @cached_property
    def drawn(self) -> tuple[str, ...]:
        """The names of the values of a case."""
        return tuple(inspect.signature(self.ask).parameters)[1:] if self.ask else self.parameters

    @property
    def call(self) -> str:
        """How the check calls the function: ``central_difference(f, x, h)``."""
        return f"{self.name}({ast.unparse(self._function.args)})"

    @property
    def points(self) -> int:
        """What the whole exercise is worth."""
        return sum(case.points for case in self.cases.values())

    @property
    def templates(self) -> tuple[str, ...]:
        """All sentences whose places are filled when they are said."""
        own = (template for case in self.cases.values() for template in (case.said, case.simple))
        return tuple(filter(None, (self.said, self.simple, *own, *self.mistakes.values())))

    def code(self, body: str) -> str:
        """Write the whole function: with `body` where the starter has its ``...``, unless `body` is whole already."""
        return body if f"def {self.name}(" in body else self.starter.replace("    ...", indent(body, "    "))

    @property
    def docstring(self) -> str:
        """What the docstring of the starter says, a template; "" where there is none."""
        return ast.get_docstring(self._function, clean=False) or ""

    def in_words(self, code: str) -> str:
        """Return code of the function with the starter's docstring in the reader's language."""
        return code.replace(self.docstring, say(self.docstring), 1)

    def known(self, body: str) -> str:
        """Write a mistake, or another right answer, as a whole function: `begin` first; an expression is returned."""
        try:
            ast.parse(body, mode="eval")
        except SyntaxError:
            pass
        else:
            body = f"return {body}"
        return self.code(body if f"def {self.name}(" in body else f"{self.begin}\n{body}")

    def unchanged(self, code: CodeType) -> bool:
        """Whether a function's `code` still does what the starter does: then nothing was attempted."""
        return telling.unchanged(code, self.starter, self.name)

    def written(self, arguments: Sequence[Any]) -> str:
        """Write a call of the function with these `arguments`, in few words; a function by its name in the task."""
        words = (
            name if callable(value) else shown(value) if isinstance(value, float) else brief(value)
            for name, value in zip(self.parameters, arguments, strict=False)
        )
        return f"`{self.name}({', '.join(words)})`"

    def wrong_call(self, given: int, signature: str) -> str:
        """Say that a function with this `signature`, such as "(f, x)", cannot be called with `given` values."""
        return say_count(
            "The check calls `{call}`, with {count} value, and yours is `{yours}`. Does its first line still read as "
            "it did?",
            "The check calls `{call}`, with {count} values, and yours is `{yours}`. Does its first line still read as "
            "it did?",
            given,
            call=self.call,
            yours=f"{self.name}{signature}",
        )

    def _problems(self) -> Iterator[str]:
        """Say what is wrong with the declaration, and what to do."""
        if not self.task.strip():
            yield "its task is empty. Say what the student is to do."
        if self.name in USED:
            yield "its notebook has a function of that name already. Call it otherwise."
        if "    ..." not in self.starter and f"def {self.name}(" not in self.solution:
            yield "its starter has no `...`. Leave it on a line of its own, where the answer is to go."
        if isinstance(self.hints, str):
            yield 'its hints are one text. Put it into brackets with a comma behind it: hints=("Draw it.",).'
        if not self.hints or not all(hint.strip() for hint in self.hints):
            yield f"it has the hints {self.hints}. Give at least one, and none that is empty."
        if not self.cases:
            yield 'it has no cases. Give at least one, as in cases={"a line": Case(1, kind)}.'
        for name, case in self.cases.items():
            if not isinstance(case, Case):
                yield f"the case {name!r} is {case!r}. Write Case(points, draw), with a function that draws it."
            if not isinstance(case.points, int) or case.points < 0:
                yield f"the case {name!r} is worth {case.points!r} points. Give a whole number, 0 or more."
            if not all(callable(kind) for kind in case.kinds) or not case.kinds:
                yield f"the case {name!r} is drawn by {case.kinds}. Give one or more functions of rng."
            for kept in set(case.keeps) - set(self.parameters):
                yield f"the case {name!r} keeps {kept!r}, which is no argument of {self.call}."
        if not self.said.strip() and not all(case.said for case in self.cases.values()):
            yield "its sentence `said` is empty. Say what a student reads whose answer is not right."
        if self.points == 0:
            yield "its cases are worth 0 points together. Give at least one of them a point."
        if len(self.mistakes) < 3:
            yield f"it knows {len(self.mistakes)} mistakes. Give at least three, as in mistakes={{code: words}}."
        for code in (self.solution, *self.also_right, *self.mistakes):
            try:
                ast.parse(self.known(code))
            except SyntaxError as error:
                yield f"the code {code!r} is not Python, where the starter has its `...`: {reason(error)}."
        for code, words in self.mistakes.items():
            if not words.strip():
                yield f"the mistake {code!r} has no words. Say what its author is to read."
        for template in self.templates:
            try:
                places(template)
            except ValueError as error:
                yield str(error)
                continue
        if self.see is None:
            yield from map(" ".join, self.unknown_places())

    def unknown_places(self, seen: Iterable[str] = ()) -> Iterator[tuple[str, str]]:
        """Give templates with a place that nothing fills, no value of a case and none that `see` gives, and say so."""
        known = (*self.drawn, "got", "right", *seen)
        for template in self.templates:
            for name in sorted(places(template).difference(known)):
                yield (
                    repr(template),
                    f"has the place {{{name}}}, and there is: {', '.join(known)}. `see` can give more.",
                )
