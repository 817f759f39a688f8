"""The hunt for wrong rules: what a test catches, and whether it lets the right ones pass."""

from types import SimpleNamespace as Artists
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from coursekit.live import log_slider, menu, switch
from coursekit.live.picture import BLACK, BLUE, GREEN, GREY, ORANGE, Picture, Target
from coursekit.numerics.suspects import SUSPECTS, accused
from coursekit.pictures.kit import line, row_above
from coursekit.words import mark, say

G = np.array([0.7, -1.4, 2.1, 0.3])
A, B = np.array([1.3, -0.7, 0.4, -2.1]), np.array([-0.6, 1.7, -1.2, 0.9])
INCOMING = {mark("ones"): np.ones(4), mark("random numbers"): G}
INPUTS = {
    mark("all 1"): (np.ones(4), np.ones(4)),
    mark("random, all positive"): (np.abs(A), np.abs(B)),
    mark("random, both signs"): (A, B),
}


def see_hunt(incoming: Any, inputs: Any, tolerance: float, twice: bool, shared: bool) -> dict[str, Any]:
    """Put each rule to the test."""
    a, b = inputs
    found = [accused(suspect, incoming, a, b, tolerance, twice, shared) for suspect in SUSPECTS]
    caught = [name for name, suspect in zip(found, SUSPECTS, strict=True) if not suspect.right]
    refused = [name for name, suspect in zip(found, SUSPECTS, strict=True) if suspect.right]
    missed = [suspect.name for suspect, name in zip(SUSPECTS, found, strict=True) if not suspect.right and not name]
    return {"found": found, "caught": sum(caught), "wrong": len(caught), "refused": sum(refused),
            "right": len(refused), "missed": missed}  # fmt: skip


def draw_hunt(ax: Axes) -> Artists:
    """Draw the rules as rows; make the marks of those that are accused and of those that pass."""
    count = len(SUSPECTS)
    ax.set(xlim=(0, 1), ylim=(count - 0.4, -0.8))
    ax.set_axis_off()
    for row, suspect in enumerate(SUSPECTS):
        ax.text(0.3, row, say(suspect.name), va="center", color=GREEN if suspect.right else BLACK, fontsize=11)
        ax.text(0.02, row, say("right") if suspect.right else say("wrong"), va="center", fontsize=11,
                color=GREEN if suspect.right else BLACK)  # fmt: skip
    ax.axhline(sum(suspect.right for suspect in SUSPECTS) - 0.5, color=GREY, lw=1)
    return Artists(accused=line(ax, "X", ORANGE, ms=10), passed=line(ax, "o", BLUE, ms=9, mfc="white", mew=2),
                   texts=row_above(ax, (ORANGE, 0.0), (BLUE, 0.35)))  # fmt: skip


def move_hunt(
    a: Artists, found: list[bool], caught: int, wrong: int, refused: int, right: int, missed: list[str]
) -> str:
    """Mark each rule."""
    rows = np.arange(len(found))
    for artist, which in ((a.accused, np.array(found)), (a.passed, ~np.array(found))):
        artist.set_data(np.full(which.sum(), 0.22), rows[which])
    a.texts[0].set_text(say("✖ the test says: wrong"))
    a.texts[1].set_text(say("○ the test says: right"))
    said = say(
        "This test catches {caught} of {wrong} wrong rules, and refuses {refused} of {right} right ones.",
        caught=caught, wrong=wrong, refused=refused, right=right,
    )  # fmt: skip
    return said + (
        " " + say("It misses: {names}.", names=say("; ").join(say(name) for name in missed)) if missed else ""
    )


hunt = Picture(
    see_hunt, draw_hunt, move_hunt, size=(7.5, 6.2),
    controls={"incoming": menu(INCOMING, label=mark("gradient that arrives")),
              "inputs": menu(INPUTS, value=mark("random, all positive"),
                             label=mark("inputs")),
              "tolerance": log_slider(0.1, 1e-14, value=0.01, per_decade=1, label=mark("tolerance")),
              "twice": switch(label=mark("call it twice")), "shared": switch(label=mark("one value as both inputs"))},
    target=Target(mark("Catch all {most:g} wrong rules, and refuse no right one."),
                  lambda caught, refused, most=14: caught >= most and refused == 0),
)  # fmt: skip
