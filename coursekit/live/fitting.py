"""How the values that `explore` is given go with the controls, functions and target of its pictures."""

from collections.abc import Mapping
from typing import Any

from coursekit.live.controls import Control, labelled
from coursekit.live.picture import DeclarationError, Picture, Target, names_of, needed, taken_by
from coursekit.words import mark, places, say

__all__ = ["check_names", "own_controls"]


def own_controls(pictures: list[Picture], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the pictures' own controls and constants; the ends of a slider may follow from values that are given."""
    own = {name: control for one in reversed(pictures) for name, control in one.controls.items()}
    given = own | dict(values)
    for one in reversed(pictures):
        sized = one.sized(**taken_by(names_of(one.sized), given)) if one.sized else {}
        own |= {name: labelled(control, own.get(name)) for name, control in sized.items()}
    return own


def check_names(
    pictures: list[Picture], target: Target | None, given: Mapping[str, Any], chosen: Mapping[str, Any]
) -> None:
    """Raise a ValueError where a name is given that nothing takes, or one is needed that is not there."""
    taken: dict[str, Any] = names_of(target.reached) if target else {}
    offered, wanted = set(target.numbers if target else ()), set()
    for one in pictures:
        values, moves = names_of(one.see) | names_of(one.draw, 1), names_of(one.move, 1)
        found = needed(moves) if one.see else set()  # see finds these, unless there is a value of the name
        taken |= values | moves
        offered |= {*values, *one.controls} | (moves.keys() - found)
        wanted |= needed(values) | needed(moves) - found
    for name in given:
        if not taken_by(taken, {name: 0}):
            known = ", ".join(sorted(offered - {"**"}))
            raise ValueError(say("The picture has no value {name!r}. It takes: {known}.", name=name, known=known))
    if missing := sorted(wanted - chosen.keys()):
        words = mark("The picture needs {name!r}. Give it a slider or a constant: {name}=slider(0, 1).")
        raise ValueError(say(words, name=missing[0]))
    if target:
        still = {name for name, value in (target.numbers | dict(chosen)).items() if not isinstance(value, Control)}
        for name in sorted(places(target.words) - still):
            words = mark(
                "The words of the target name {name!r}, which moves. Name only what stands still there, "
                "or give it a number: {name}=1."
            )
            raise DeclarationError(say(words, name=name))
