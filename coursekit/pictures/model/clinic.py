"""Four fits that went wrong, as they are found in the wild, with what cures each; losses with more than one minimum."""

from types import SimpleNamespace as Artists
from typing import Any

import numpy as np

from coursekit.descent import gradient_descent
from coursekit.live import log_slider, menu, slider
from coursekit.live.picture import BLUE, GREEN, ORANGE, Handle, Picture, Target
from coursekit.model import MeanSquaredError, sigmoid, standardise
from coursekit.numerics.one_variable import Array, Function
from coursekit.pictures.descent.paths import downhill
from coursekit.pictures.kit import draw_place, line, row_above, whole
from coursekit.pictures.landscape import RATE, START_X, START_Y, counted
from coursekit.pictures.model.lines import MASS, PENGUINS, ended_higher, fitted
from coursekit.words import mark, say

FLIPPER_M = PENGUINS["flipper_length_mm"] / 1000

# --- 9. the clinic --------------------------------------------------------------------------------

PATIENTS: dict[str, dict[str, Any]] = {
    mark("patient A"): {"x": 10 * FLIPPER_M, "learning_rate": 0.001, "digits": 4},
    mark("patient B"): {"x": FLIPPER_M, "learning_rate": 0.5},
    mark("patient C"): {"x": 100 * FLIPPER_M, "learning_rate": 0.003},
    mark("patient D"): {"x": standardise(FLIPPER_M), "learning_rate": 0.3, "sign_only": True},
}
"""Each with its unit of the flipper (decimetres, metres, centimetres, none), its rate, and what is done to a step."""

CURES: dict[str, dict[str, Any]] = {
    mark("none"): {},
    mark("keep all digits"): {"digits": None},
    mark("a rate of 1/L"): {"learning_rate": None},
    mark("use the gradient's sizes"): {"sign_only": False},
    mark("standardise, and a rate of 1/L"): {"x": standardise(FLIPPER_M), "learning_rate": None},
}


LOSSES, LENGTHS = (0.1, 1e3), (1e-7, 1e3)
"""What the axes show."""
FEW = 10
"""So many steps are seen as points, too."""


def treated(patient: str, cure: str) -> tuple[MeanSquaredError, Function, float]:
    """Give the loss of a patient, what it takes for the gradient, and its rate."""
    how = {"digits": None, "sign_only": False, **PATIENTS[patient], **CURES[cure]}
    f = MeanSquaredError(how["x"], MASS)
    rate = how["learning_rate"] or 1 / float(np.linalg.eigvalsh(f.hessian())[-1])

    def step(w: Array) -> Array:
        g = np.sign(f.grad(w)) if how["sign_only"] else f.grad(w)
        if how["digits"] is None or not np.isfinite(g).all():
            return np.asarray(g)
        return np.asarray((w - np.round(w - rate * g, how["digits"])) / rate)  # leads to rounded parameters

    return f, step, rate


def see_clinic(patient: str, cure: str, steps: float) -> dict[str, Any]:
    """Run a patient's descent; find the loss and the length of each step."""
    f, step, rate = treated(patient, cure)
    with np.errstate(all="ignore"):
        run = gradient_descent(f, [0.0, 0.0], grad=step, learning_rate=rate, steps=int(steps))
        moves = np.sqrt(np.sum(np.diff(run.path, axis=0) ** 2, axis=1))
    lowest = fitted(f)[1]
    return {
        "losses": np.asarray(run.values), "moves": moves, "lowest": lowest, "rate": rate,
        "ill": not float(np.asarray(run.fun)) <= 1.01 * lowest, "still": run.status in (0, -2),
        "grown": ended_higher(run),
    }  # fmt: skip


def draw_clinic(axes: Any, most: float = 1000) -> Artists:
    """Draw axes for the loss and for the length of each step; make both curves."""
    loss, step = axes.flat
    loss.set(xscale="log", yscale="log", xlim=(0.8, 1.3 * most), ylim=LOSSES, xlabel=say("steps taken"),
             ylabel=say("mean squared error, kg²"))  # fmt: skip
    step.set(xscale="log", yscale="log", xlim=(0.8, 1.3 * most), ylim=LENGTHS, xlabel=say("steps taken"),
             ylabel=say("length of the step"))  # fmt: skip
    lowest = loss.axhline(1, color=GREEN, ls="--")
    return Artists(lowest=lowest, loss=line(loss, "-", ORANGE), step=line(step, "-", BLUE, ms=4),
                   here=draw_place(loss, ORANGE),
                   texts=[*row_above(loss, (ORANGE, 0.0), (GREEN, 0.55)), *row_above(step, (BLUE, 0.0))])  # fmt: skip


def held_at(losses: Array) -> float:
    """Give the last loss, or the end of the axis that is nearest to it."""
    return float(np.clip(losses[-1], *LOSSES))


def lasting(values: Array, steps: int, last: float) -> Array:
    """Let a curve that ends early go on to its last step: where nothing moves, or beyond the axes."""
    return np.append(values, np.full(max(steps - len(values), 0), last))


def move_clinic(
    a: Artists, patient: str, cure: str, steps: float, losses: Array, moves: Array, lowest: float, rate: float,
    ill: bool, still: bool, grown: bool,
) -> str:  # fmt: skip
    """Draw the loss and the steps."""
    count = np.arange(1, int(steps) + 1)
    a.loss.set_data(count, np.clip(lasting(losses[1:], len(count), losses[-1]), 1e-9, 1e6))
    a.step.set_data(count[: len(moves)], np.clip(moves, 1e-9, 1e6))
    a.step.set_marker("o" if len(moves) < FEW else "")  # a line of one point would draw nothing
    a.lowest.set_ydata([lowest, lowest])
    a.here.set_data([steps], [held_at(losses)])
    last = float(losses[-1])
    a.texts[0].set_text(say("— loss: {loss:.4g}", loss=last))
    a.texts[1].set_text(say("- - lowest: {lowest:.4g}", lowest=lowest))
    a.texts[2].set_text(say("last step: {length:.2g}", length=moves[-1]))
    said = say(
        "The cure of {patient}: {cure}. After {steps} at the rate {rate:.3g} the loss is {loss:.4g}; the lowest is "
        "{lowest:.4g}. The last step has the length {length:.2g}.",
        patient=say(patient), cure=say(cure), steps=counted(len(moves)), rate=rate, loss=last,
        lowest=lowest, length=moves[-1],
    )  # fmt: skip
    if grown:
        return said + " " + say("The loss has grown.")
    if still:
        return said + " " + say("From step {step} on nothing moves.", step=len(moves))
    return said


clinic = Picture(
    see_clinic, draw_clinic, move_clinic, panels=(1, 2), size=(9.0, 4.2), ticks="losses",
    handles=[Handle(lambda steps, losses: (steps, held_at(losses)), x="steps", anywhere=True)],
    controls={"patient": menu(list(PATIENTS), label=mark("patient")), "cure": menu(list(CURES), label=mark("cure")),
              "steps": whole(log_slider(10, 1000, value=1000, per_decade=3, label=mark("steps")))},
    target=Target(mark("Cure patient D: bring the loss within 1 % of the lowest."),
                  lambda patient, ill: patient == "patient D" and not ill),
)  # fmt: skip

# --- 7. minima, saddles, plateaus -----------------------------------------------------------------

WAVE_X = np.linspace(0, 3, 25)
WAVE_Y = np.sin(2 * WAVE_X + 1)


def wave(w: Any) -> Any:
    """Give the mean squared error of sin(w₀ x + w₁) on samples of such a wave: many minima."""
    return np.mean((np.sin(w[0] * WAVE_X + w[1]) - WAVE_Y) ** 2)


def product(w: Any) -> Any:
    """Give the squared error of two weights in a row, w₀ w₁ x for y = x: a saddle at 0."""
    return (w[0] * w[1] - 1) ** 2


def plateau(w: Any) -> Any:
    """Give the squared error of a sigmoid on two samples that it is to tell apart: flat where it is sure and wrong."""
    return (sigmoid(w[0] + 3 * w[1]) - 1) ** 2 + sigmoid(w[0] - 3 * w[1]) ** 2


other_losses = downhill(
    Target(mark("Bring f(x) below {bound:g} in {after} steps or fewer."),
           lambda run, steps, bound=0.01, after=60: steps <= after and run.status >= 0 and run.fun < bound),
    f=menu({mark("a wave"): wave, mark("two weights in a row"): product, mark("a sure sigmoid"): plateau}),
    start_x=slider(-4, 4, value=-1, step=0.1, label=START_X), start_y=slider(-4, 4, value=1, step=0.1, label=START_Y),
    learning_rate=log_slider(0.005, 0.5, value=0.05, per_decade=20, label=RATE),
    steps=slider(0, 60, value=60, step=1, play=True, label=mark("steps")), slowest=0.005, fastest=0.5,
)  # fmt: skip
