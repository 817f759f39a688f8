"""The gradient in a deep chain of layers: how it vanishes or explodes, the law of it, and what cures it."""

from types import SimpleNamespace as Artists
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from coursekit.functions.network import ACTIVATIONS, Sweep, sweep_back, turned
from coursekit.live import menu, slider, switch
from coursekit.live.picture import BLACK, BLUE, GREEN, GREY, ORANGE, Picture, Target
from coursekit.numerics.one_variable import Array
from coursekit.pictures.kit import draw_arrow, line, move_arrow, row_above
from coursekit.words import mark, say, say_count

DEEPEST, WIDTH = 100, 100
LOW, HIGH = 1e-30, 1e30
KEPT = 1e3  # a gradient that has grown or shrunk less than this many times is still of use
CLIPS = {mark("none"): "none", mark("by value"): "value", mark("by norm"): "norm"}
SCALE = mark("scale of the weights s")
LIMIT = 1.0
COMMON = 0.1  # of the mean square of the weights of a layer is the same in all of them, where they have a common part


def reaches(sizes: Array) -> int:
    """Give the number of layers through which a gradient keeps within a thousandth and a thousand times its size."""
    outside = (sizes < 1 / KEPT) | (sizes > KEPT)
    return int(np.argmax(outside)) - 1 if outside.any() else len(sizes) - 1


def see_depth(activation: str, scale: float, depth: int, width: int, seed: int, common: bool = False) -> dict[str, Any]:
    """Run a real random network, and find how its gradient changes from layer to layer."""
    found = sweep_back(activation, scale, depth, width, seed, common=COMMON if common else 0.0)
    dead = found.sizes[-1] == 0
    each = 0.0 if dead else float(found.sizes[-1] ** (1 / depth))
    return {
        "found": found,
        "end": float(found.sizes[-1]),
        "each": each,
        "law_each": float(found.law[-1] ** (1 / depth)),
    }


def draw_depth(ax: Axes) -> Artists:
    """Draw axes for the size of a gradient; make the measured one and that of the law."""
    ax.set(xlim=(0, DEEPEST), yscale="log", ylim=(LOW, HIGH), xlabel=say("layers gone back through"),
           ylabel=say("length of the gradient"))  # fmt: skip
    ax.axhspan(1 / KEPT, KEPT, color="#eef3f7", zorder=0)
    return Artists(law=line(ax, "--", BLUE, lw=1.8, zorder=3), found=line(ax, "-", ORANGE, lw=3, alpha=0.8),
                   end=line(ax, "o", ORANGE, ms=9), texts=row_above(ax, (ORANGE, 0.0), (BLUE, 0.45)))  # fmt: skip


def inside(sizes: Array) -> tuple[Any, Array]:
    """Give layers and sizes, up to the first that leaves the picture, which is put on its edge."""
    outside = (sizes < LOW) | (sizes > HIGH)
    last = int(np.argmax(outside)) if outside.any() else len(sizes) - 1
    return np.arange(last + 1), np.clip(sizes[: last + 1], LOW, HIGH)


def move_depth(
    a: Artists, activation: str, depth: int, scale: float, width: int, found: Sweep, end: float, each: float,
    law_each: float, common: bool = False,
) -> str:  # fmt: skip
    """Draw the gradient's length by layer, and the law over it."""
    layers, sizes = inside(found.sizes)
    a.found.set_data(layers, sizes)
    a.law.set_data(*inside(found.law))
    a.end.set_data(layers[-1:], sizes[-1:])
    a.texts[0].set_text(say("— measured: {each:.3g} a layer", each=each))
    a.texts[1].set_text(say("- - the law: {each:.3g} a layer", each=law_each))
    said = say(
        "{activation}, scale {scale:g}, width {width}: after {depth} layers the gradient is {end:.2g} times as long. "
        "That is {each:.3g} a layer; the law says {law_each:.3g}.",
        activation=activation, scale=scale, width=width, depth=depth, end=end, each=each, law_each=law_each,
    )  # fmt: skip
    if end == 0:
        return said + " " + say("A whole layer is dead: nothing passes it.")
    if abs(np.log(each / law_each)) <= 0.1:
        return said
    if common:
        return said + " " + say(
            "They differ: what all weights of a layer have in common makes products of one sign, which add up. The law "
            "is for independent weights, whose products cancel out in part."
        )  # fmt: skip
    return said + " " + say(
        "They differ: the law is a mean over many draws. A single draw scatters round it, the more, the narrower the "
        "layers are."
    )  # fmt: skip


depth = Picture(
    see_depth, draw_depth, move_depth, size=(7.5, 4.6),
    controls={"activation": menu(list(ACTIVATIONS), label=mark("activation")),
              "scale": slider(0.5, 4, value=1, step=0.1, label=SCALE),
              "depth": slider(2, DEEPEST, value=20, step=1, label=mark("layers")),
              "width": slider(5, WIDTH, value=100, step=5, label=mark("width")),
              "seed": slider(1, 10, value=1, step=1, label=mark("draw number")),
              "common": switch(label=mark("weights with a common part"))},
    target=Target(mark("Through {least:g} layers or more, let the gradient keep within a hundredth and a hundred "
                       "times its length."),
                  lambda end, depth, least=50: depth >= least and 0.01 <= end <= 100),
    symbols={r"s \sqrt{E[\sigma'(z)^2]}": BLUE},
)  # fmt: skip

# --- 9. cures -------------------------------------------------------------------------------------


def clipped(g: Array, clip: str) -> Array:
    """Cut each entry at the limit, or the whole gradient at that length."""
    if clip == "value":
        return np.clip(g, -LIMIT, LIMIT)
    size = float(np.linalg.norm(g))
    return g * (LIMIT / size) if clip == "norm" and size > LIMIT else g


def see_cures(activation: str, scale: float, normalise: bool, skip: bool, clip: str, seed: int) -> dict[str, Any]:
    """Run the network with its cures; clip the gradient that arrives at the first layer."""
    found = sweep_back(activation, scale, DEEPEST, WIDTH, seed, normalise, skip)
    plain = sweep_back(activation, scale, DEEPEST, WIDTH, seed)
    after = clipped(found.gradient, clip)
    largest = np.argsort(-np.abs(found.gradient))[[0, 12]]
    return {
        "found": found, "plain": plain, "end": float(found.sizes[-1]), "reach": reaches(found.sizes),
        "pair": found.gradient[largest], "clipped_pair": after[largest], "angle": turned(found.gradient, after),
        "length": float(np.linalg.norm(after)),
    }  # fmt: skip


def draw_cures(axes: Any) -> Artists:
    """Draw axes for the size of a gradient on the left, a plane of two of its entries on the right."""
    side, plane = axes.flat
    a = draw_depth(side)
    plane.set(xlim=(-2, 2), ylim=(-2, 2), aspect="equal", xlabel=say("one entry"), ylabel=say("another entry"))
    plane.plot([-1, 1, 1, -1, -1], [-1, -1, 1, 1, -1], ":", color=GREY, lw=1.5)
    around = np.linspace(0, 2 * np.pi, 121)
    plane.plot(np.cos(around), np.sin(around), "-", color=GREY, lw=0.8)
    a.ray = line(plane, "--", BLACK, lw=1.5)
    a.arrow = draw_arrow(plane, GREEN, 1, width=0.02, clip_on=True)
    a.texts = [*row_above(side, (ORANGE, 0.0), (BLUE, 0.58)), *row_above(plane, (GREEN, 0.0))]
    return a


def move_cures(
    a: Artists, activation: str, scale: float, clip: str, found: Sweep, plain: Sweep, end: float, reach: int,
    pair: Array, clipped_pair: Array, angle: float, length: float,
) -> str:  # fmt: skip
    """Draw the gradient with and without the cures, and the arrow before and after clipping."""
    layers, sizes = inside(found.sizes)
    a.found.set_data(layers, sizes)
    a.law.set_data(*inside(plain.sizes))
    a.end.set_data(layers[-1:], sizes[-1:])
    size = float(np.linalg.norm(pair))
    far = pair / size * 3 if size > 0 else pair
    a.ray.set_data([0, far[0]], [0, far[1]])
    move_arrow(a.arrow, np.zeros(2), np.clip(clipped_pair, -10, 10) if size < 10 or clip != "none" else far)
    a.texts[0].set_text(say("— with cures: {end:.1g}", end=end))
    a.texts[1].set_text(say("- - without: {end:.1g}", end=plain.sizes[-1]))
    turn = say("→ clipped, turned by {angle:.0f}°", angle=angle)
    a.texts[2].set_text(say("→ two entries of it") if clip == "none" else turn)
    said = say(
        "{activation}, scale {scale:g}: after 100 layers the gradient is {end:.2g} times as long; it keeps within a "
        "thousandth and a thousand times through {layers}.",
        activation=activation, scale=scale, end=end,
        layers=say_count("{count} layer", "{count} layers", reach),
    )  # fmt: skip
    if clip == "none":
        return said
    return said + " " + say(
        "Clipped, the gradient at the first layer has the length {length:.2g}, and is turned by {angle:.0f} degrees.",
        length=length, angle=angle,
    )  # fmt: skip


cures = Picture(
    see_cures, draw_cures, move_cures, panels=(1, 2), size=(9.5, 4.4),
    controls={"activation": menu(list(ACTIVATIONS), label=mark("activation")),
              "scale": slider(0.5, 4, value=2, step=0.1, label=SCALE),
              "normalise": switch(label=mark("normalise each layer")), "skip": switch(label=mark("skip connections")),
              "clip": menu(CLIPS, label=mark("clipping")),
              "seed": slider(1, 10, value=1, step=1, label=mark("draw number"))},
    target=Target(mark("Let the gradient keep within a thousandth and a thousand times its length through all {most:g} "
                       "layers."),
                  lambda reach, most=100: reach >= most),
)  # fmt: skip
