"""Activations, each with its slope, and what many layers make of that slope."""

from types import SimpleNamespace as Artists
from typing import Any

import numpy as np

from coursekit.functions.network import ACTIVATIONS
from coursekit.live import menu, slider
from coursekit.live.picture import BLACK, BLUE, GREY, ORANGE, Handle, Picture, Target
from coursekit.pictures.kit import draw_place, line, row_above, write
from coursekit.words import mark, say


def see_activation(activation: str, z: float, layers: int) -> dict[str, Any]:
    """Find the value, the slope, and the slope multiplied by itself, once for each layer."""
    sigma, slope = ACTIVATIONS[activation]
    here = float(slope(np.float64(z)))
    return {"value": float(sigma(np.float64(z))), "slope": here, "left": here**layers}


def draw_activation(axes: Any, activation: str) -> Artists:
    """Draw the activation above, and its slope below."""
    above, below = axes.flat
    z = np.linspace(-6, 6, 601)
    sigma, slope = ACTIVATIONS[activation]
    above.plot(z, sigma(z), "-", color=BLACK)
    slopes = slope(z)
    slopes[1:][np.abs(np.diff(slopes)) > 0.2] = np.nan  # a jump is no line
    below.plot(z, slopes, "-", color=BLACK)
    above.set(xlim=(-6, 6), ylim=(-1.5, max(3, 1.05 * float(sigma(z[-1])))), ylabel="σ(z)")
    below.set(xlim=(-6, 6), ylim=(-0.1, 1.2), xlabel="z", ylabel=say("slope σ'(z)"))
    above.tick_params(labelbottom=False)
    return Artists(
        tangent=line(above, "--", ORANGE), here=draw_place(above, BLUE), point=draw_place(below, ORANGE),
        way=line(below, ":", GREY, lw=1.2), texts=[*row_above(above, (BLUE, 0.0)), *row_above(below, (ORANGE, 0.0))],
    )  # fmt: skip


def move_activation(a: Artists, activation: str, z: float, layers: int, value: float, slope: float, left: float) -> str:
    """Put the point and the tangent where they belong."""
    a.tangent.set_data([z - 1.5, z + 1.5], [value - 1.5 * slope, value + 1.5 * slope])
    a.here.set_data([z], [value])
    a.point.set_data([z], [slope])
    a.way.set_data([z, z], [-0.1, slope])
    numbers = {"value": value, "slope": slope}
    write(a.texts, numbers, mark("● σ(z) = {value:.4g}"), mark("- - slope {slope:.4g}"))
    return say(
        "{activation} at z = {z:g} is {value:.4g}, with the slope {slope:.4g}. A gradient that meets this slope in "
        "each of {layers} layers is multiplied by {left:.2g} in all.",
        activation=activation, z=z, value=value, slope=slope, layers=layers, left=left,
    )  # fmt: skip


activation = Picture(
    see_activation, draw_activation, move_activation, panels=(2, 1), size=(6.5, 5.6), sound="slope",
    handles=[Handle(lambda z, value: (z, value + 0 * z), x="z")],
    controls={"activation": menu(list(ACTIVATIONS), label=mark("activation")),
              "z": slider(-6, 6, value=2, step=0.1), "layers": slider(1, 20, value=10, step=1, label=mark("layers"))},
    target=Target(mark("With {least:g} layers or more, find an activation and a negative z where at least a tenth "
                       "is left."),
                  lambda z, layers, left, least=10: z < 0 and layers >= least and left >= 0.1),
    symbols={r"\sigma'(z)": ORANGE, r"\sigma(z)": BLUE},
)  # fmt: skip
