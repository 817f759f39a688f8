"""A small network learns two moons: loss falling, boundary moving, by the gradients of `coursekit.backpropagation`."""

from dataclasses import dataclass
from functools import cache
from types import SimpleNamespace as Artists
from typing import Any

import numpy as np

from coursekit.backpropagation import Value
from coursekit.data import two_moons
from coursekit.live import menu, slider
from coursekit.live.picture import BLACK, BLUE, GREEN, GREY, ORANGE, Picture, Target
from coursekit.numerics.one_variable import Array
from coursekit.pictures.kit import line, row_above
from coursekit.words import mark, say

WIDTH, STEPS, EVERY = 16, 300, 5
RATES = {"0.1": 0.1, "1": 1.0, "4": 4.0, "40": 40.0}


@dataclass(frozen=True)
class Training:
    """What was kept of a training, at every fifth step.

    Attributes
    ----------
    weights : list
        The arrays of the network.
    losses, right, ratios : array (k,)
        The loss; the share of points on their own side; the length of a step of the first weights by their own.
    """

    weights: list[tuple[Any, ...]]
    losses: Array
    right: Array
    ratios: Array


def score(x: Any, W: Any, c: Any, v: Any, d: Any) -> Any:
    """Give the score of each point (n, 2): a hidden layer of tanh, and a weighted sum of it."""
    return np.tanh(x @ W + c) @ v + d


def start(seed: int = 1) -> list[Value]:
    """Give random weights: two layers, each with its shifts."""
    rng = np.random.default_rng(seed)
    W, v = rng.normal(size=(2, WIDTH)) * np.sqrt(2), rng.normal(size=WIDTH) / np.sqrt(WIDTH)
    return [Value(W, "W"), Value(np.zeros(WIDTH), "c"), Value(v, "v"), Value(0.0, "d")]


@cache
def trained(rate: float) -> Training:
    """Train by descent on all points; each gradient is one sweep back."""
    x, y = two_moons()
    weights, kept = start(), []
    for step in range(STEPS + 1):
        z = score(x, *weights)
        loss = np.mean(np.logaddexp(0, z * (1 - 2 * y)))
        loss.backward()
        moves = [rate * w.grad for w in weights]
        if step % EVERY == 0:
            ratio = float(np.linalg.norm(moves[0]) / np.linalg.norm(weights[0].data))
            kept.append((tuple(w.data for w in weights), loss.data, float(np.mean((2 * y - 1) * z.data > 0)), ratio))
        for w, move in zip(weights, moves, strict=True):
            w.data = w.data - move
    data, losses, right, ratios = zip(*kept, strict=True)
    return Training(list(data), np.array(losses), np.array(right), np.array(ratios))


def border(weights: tuple[Any, ...], across: Array, up: Array) -> tuple[Array, Array]:
    """Give points where the score is 0, along lines of a grid."""
    X, Y = np.meshgrid(across, up)
    z = score(np.stack([X, Y], axis=-1).reshape(-1, 2), *weights).reshape(X.shape)
    points = [np.empty((2, 0))]
    for axis, (a, b) in enumerate(((Y, X), (X, Y))):
        z0, z1 = np.moveaxis(z, axis, 0)[:-1], np.moveaxis(z, axis, 0)[1:]
        cut = np.sign(z0) != np.sign(z1)
        t = (z0 / np.where(cut, z0 - z1, 1))[cut]
        a0, a1 = np.moveaxis(a, axis, 0)[:-1][cut], np.moveaxis(a, axis, 0)[1:][cut]
        moved, fixed = a0 + t * (a1 - a0), np.moveaxis(b, axis, 0)[:-1][cut]
        points.append(np.array([fixed, moved] if axis == 0 else [moved, fixed]))
    both = np.concatenate(points, axis=1)
    return both[0], both[1]


def see_moons(rate: float, step: int) -> dict[str, Any]:
    """Find the state of the training at a step."""
    run, k = trained(rate), step // EVERY
    return {
        "run": run,
        "k": k,
        "loss": float(run.losses[k]),
        "right": float(run.right[k]),
        "ratio": float(run.ratios[k]),
    }


def draw_moons(axes: Any) -> Artists:
    """Draw the moons on the left, axes for the loss on the right."""
    plane, side = axes.flat
    x, y = two_moons()
    plane.plot(*x[y == 0].T, "o", color=GREY, ms=5, mfc="white")
    plane.plot(*x[y == 1].T, "^", color=BLACK, ms=5)
    plane.set(xlim=(-1.6, 2.6), ylim=(-1.2, 1.7), xlabel="$x_0$", ylabel="$x_1$")
    side.set(xlim=(0, STEPS), yscale="log", ylim=(1e-3, 2), xlabel=say("step"), ylabel=say("loss"))
    return Artists(border=line(plane, ".", ORANGE, ms=4), curve=line(side, "-", BLUE), here=line(side, "o", BLUE, ms=9),
                   texts=[*row_above(plane, (ORANGE, 0.0)), *row_above(side, (BLUE, 0.0), (GREEN, 0.45))])  # fmt: skip


def move_moons(
    a: Artists, rate: float, step: int, run: Training, k: int, loss: float, right: float, ratio: float
) -> str:
    """Draw the border between both sides, and the loss up to here."""
    a.border.set_data(*border(run.weights[k], np.linspace(-1.6, 2.6, 61), np.linspace(-1.2, 1.7, 61)))
    steps = EVERY * np.arange(k + 1)
    a.curve.set_data(steps, run.losses[: k + 1])
    a.here.set_data(steps[-1:], run.losses[k : k + 1])
    a.texts[0].set_text(say("· the border: {right:.1%} on their side", right=right))
    a.texts[1].set_text(say("— loss {loss:.3g}", loss=loss))
    a.texts[2].set_text(say("step / weight {ratio:.0e}", ratio=ratio))
    return say(
        "After {step} steps at the rate {rate:g} the loss is {loss:.3g}, and {right:.1%} of the points lie on their "
        "own side. The step of the first weights is {ratio:.1e} of their length.",
        step=EVERY * k, rate=rate, loss=loss, right=right, ratio=ratio,
    )  # fmt: skip


moons = Picture(
    see_moons, draw_moons, move_moons, panels=(1, 2), size=(9.0, 4.2),
    controls={"rate": menu(RATES, value="1", label=mark("learning rate")),
              "step": slider(0, STEPS, value=20, step=EVERY, label=mark("steps"), play=True)},
    target=Target(mark("Bring {part:.0%} of the points to their own side."), lambda right, part=0.99: right >= part),
)  # fmt: skip
