"""The loop that many books give for a gradient, run line by line."""

from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace as Artists
from typing import Any

import numpy as np

from coursekit.live import Picture, Target, menu, slider
from coursekit.live.picture import BLACK, ORANGE
from coursekit.numerics.one_variable import Function
from coursekit.pictures.kit import line
from coursekit.words import mark, say

LOOP = """\
def textbook(f, x):
    h, grad = 1e-4, np.zeros_like(x)
    for i in range(x.size):
        tmp = x[i]
        x[i] = tmp + h
        ahead = f(x)
        x[i] = tmp - h
        behind = f(x)
        grad[i] = (ahead - behind) / (2 * h)
        x[i] = tmp
    return grad"""

Names = dict[str, Any]
STOPS = (ArithmeticError, IndexError, RuntimeError, TypeError, ValueError)  # what may stop the loop in the middle


def run_loop(f: Function, x: Any) -> Iterator[tuple[int, Names]]:
    """Run `LOOP` line by line; after each, give its number in `LOOP`, from 0 on, and the names that are known then."""
    lines = [text.strip() for text in LOOP.splitlines()]
    names: Names = {"np": np, "f": f, "x": x}
    exec(lines[1], names)
    yield 1, names
    for names["i"] in range(x.size):
        yield 2, names
        for number in range(3, 10):
            exec(lines[number], names)
            yield number, names
    yield 10, names


def see_textbook_loop(f: Function, x: Any, lines: int) -> dict[str, Any]:
    """Run so many lines of the loop; find what it left, what stopped it, and whether `tmp` or x has changed."""
    own = np.array(x)
    last, names, saved, error = 0, {"x": own}, None, ""
    try:
        for _, (last, names) in zip(range(lines), run_loop(f, own), strict=False):
            saved = np.array(names["tmp"]) if last == 3 else None if last == 2 else saved
    except STOPS as stop:
        error = f"{type(stop).__name__}: {stop}"
    changed = saved is not None and not error and bool(np.any(saved != names["tmp"]))
    moved = bool(np.any(abs(own - x) > 1e-6))  # by more than rounding
    return {"last": last, "names": names, "error": error, "tmp_changed": changed, "moved": moved}


def written(value: Any) -> str:
    """Write numbers with enough digits to see a step of 1e-4, and floats with a point: 3. is no whole number."""
    numbers = np.asarray(value)

    def digits(number: Any) -> str:
        text = f"{number:.10g}"
        return text + "." if numbers.dtype.kind == "f" and text.lstrip("-").isdigit() else text

    number = numbers.dtype.kind in "iufc"  # it is None where f has no return
    return np.array2string(numbers, formatter={"all": digits} if number else None).replace("\n", "")


def draw_textbook_loop(axes: Any) -> Artists:
    """Write the loop; make a mark for its line, and beside it what its names hold."""
    code, memory = axes.flat
    for ax in (code, memory):
        ax.set(xlim=(0, 1), ylim=(11.5, -0.8))
        ax.set_axis_off()
    for number, text in enumerate(LOOP.splitlines()):
        code.text(0.06, number, text, family="monospace", va="center", fontsize=11)
    texts = [memory.text(0.1, 1.3 * k, "", family="monospace", va="center", color=BLACK) for k in range(6)]
    return Artists(mark=line(code, ">", ORANGE, ms=11), texts=texts, end=memory.text(0.1, 9.6, "", color=ORANGE))


def move_textbook_loop(a: Artists, last: int, names: Names, error: str) -> str:
    """Show the line that has been run, and what the names hold then."""
    a.mark.set_data([0.02], [last])
    for text, name in zip(a.texts, ("i", "tmp", "x", "ahead", "behind", "grad"), strict=True):
        text.set_text(f"{name:>6} = {written(names[name])}" if name in names else "")
    a.end.set_text(say("stopped by an error") if error else say("the end") if last == 10 else "")
    held = say(", ").join(f"{name} = {written(names[name])}" for name in ("tmp", "x", "grad") if name in names)
    numbers = {"line": LOOP.splitlines()[last].strip(), "held": held, "error": error.rstrip(".。"), "i": names.get("i")}
    if error:
        return say("After “{line}” the next line stops with {error}. Left behind: {held}.", **numbers)
    if "i" in names:
        return say("After “{line}” with i = {i}: {held}.", **numbers)
    return say("After “{line}”: {held}.", **numbers)


textbook_loop = Picture(
    see_textbook_loop, draw_textbook_loop, move_textbook_loop, panels=(1, 2), size=(9.0, 4.2),
    controls={"x": menu({mark("floats"): np.array([3.0, 4.0]), mark("whole numbers"): np.array([3, 4]),
                         mark("a column"): np.array([[3.0], [4.0]]), mark("a table"): np.array([[3.0, 4.0]])}),
              "lines": slider(1, 18, value=1, step=1, play=True, label=mark("lines run"))},
    target=Target(mark("Find an x for which tmp changes although no line sets it, and stop there."),
                  lambda tmp_changed: tmp_changed),
)  # fmt: skip

interrupted_loop = replace(
    textbook_loop,
    controls={"x": menu({mark("floats"): np.array([1.0, 2.0]), mark("a table"): np.array([[1.0, 2.0]])}),
              "lines": textbook_loop.controls["lines"]},
    target=Target(mark("Let the loop stop with an error and leave x moved."), lambda error, moved: error and moved),
)  # fmt: skip
