"""What the scale of the data does to descent: raw, centred, standardised."""

from types import SimpleNamespace as Artists
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from coursekit.live import log_slider, menu
from coursekit.live.picture import BLACK, GREEN, ORANGE, Handle, Picture, Target
from coursekit.model import MeanSquaredError, standardise, steps_needed
from coursekit.numerics.one_variable import Array, Function
from coursekit.pictures.kit import line, readable, row_above
from coursekit.pictures.model.lines import PENGUINS, draw_samples, fitted, line_loss, one_feature
from coursekit.words import mark, say, say_count

SCALES: dict[str, Function] = {
    mark("raw"): lambda x: x,
    mark("centred"): lambda x: x - np.mean(x),
    mark("standardised"): standardise,
}
PART = 1e-6
LARGEST = 1e15
TOO_LONG = mark(
    "the condition number of these data is {condition:.0e}: beside the steepest curvature the gentlest is lost in a "
    "computer's digits; choose standardised data"
)


class Straight:
    """Descent at the rate 1/L on a quadratic loss, for as many steps as one likes.

    Along an eigenvector of the Hessian matrix, each step multiplies the way to the minimum by 1 − λ/L.
    """

    def __init__(self, f: MeanSquaredError, start: ArrayLike) -> None:
        self.lowest_w, self.lowest = fitted(f)
        (_, steepest), self.directions = np.linalg.eigh(f.hessian())
        # The product of both curvatures is the determinant of H. So the gentlest keeps its digits in any valley.
        self.curvatures = np.array([4 * np.var(f.X[:, 1]) / steepest, steepest])
        self.condition = float(self.curvatures[1] / self.curvatures[0])
        if self.condition > LARGEST:
            raise ValueError(say(TOO_LONG, condition=self.condition))
        self.away = self.directions.T @ (np.asarray(start) - self.lowest_w)

    def left(self, steps: Any) -> Array:
        """Give what is left of the way along each eigenvector, a row for each number of steps."""
        keep = 1 - self.curvatures / self.curvatures[-1]
        return np.asarray(keep ** np.atleast_1d(steps)[:, None] * self.away)

    def w(self, steps: int) -> Array:
        """Give the parameters after some steps."""
        return np.asarray(self.lowest_w + self.directions @ self.left(steps)[0])

    def above(self, steps: Any) -> Array:
        """Give how far the loss lies above its lowest value."""
        return np.asarray(np.sum(self.curvatures * self.left(steps) ** 2, axis=1) / 2)

    def counted(self, part: float) -> int:
        """Count the steps until the loss is within `part` of its first height above the lowest, by halving."""
        aim = part * self.above(0)[0]
        low, high = 0, steps_needed(self.condition, part) + 1 if aim else 0
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if self.above(middle)[0] <= aim else (middle, high)
        return high


def counted(steps: int) -> str:
    """Write a number of steps, with its thousands apart."""
    return say_count("{count:,} step", "{count:,} steps", steps)


def see_scaling(x: ArrayLike, y: ArrayLike, scale: str, steps: float) -> dict[str, Any]:
    """Find the condition number, the steps it predicts, those that are needed, and the loss along the way."""
    raw = one_feature(x)
    f = line_loss(SCALES[scale](raw), y)
    way, there = Straight(f, [0, 0]), int(steps)
    counts = np.unique(np.geomspace(1, max(there, 1), 60).astype(int))
    ends = [np.argmin(raw), np.argmax(raw)]
    return {
        "condition": way.condition, "predicted": steps_needed(way.condition, PART), "needed": way.counted(PART),
        "counts": counts, "heights": way.above(counts), "above": float(way.above(there)[0]), "lowest": way.lowest,
        "places": raw[ends], "line": f.X[ends] @ way.w(there), "best": f.X[ends] @ way.lowest_w,
    }  # fmt: skip


def draw_scaling(
    axes: Any, x: ArrayLike, y: ArrayLike, x_name: str = "", y_name: str = "", most: float = 1e6
) -> Artists:
    """Draw samples on the left, axes for the loss on the right; make the line, the best one, and the curve."""
    data, side = axes.flat
    draw_samples(data, x, y, x_name, y_name)
    top = Straight(line_loss(standardise(one_feature(x)), y), [0, 0]).above(0)[0] or 1.0  # 0 where y is
    side.set(xscale="log", yscale="log", xlim=(0.8, 1.5 * most), ylim=(3e-9 * top, 10 * top),
             xlabel=say("steps taken"), ylabel=say("loss above the lowest"))  # fmt: skip
    side.axhline(PART * top, color=BLACK, lw=1, ls=":")
    side.text(1, 1.3 * PART * top, say("one millionth"), va="bottom")
    return Artists(
        bottom=1e-8 * top, best=line(data, "--", GREEN), now=line(data, "-", ORANGE), curve=line(side, "-", ORANGE),
        here=line(side, "o", ORANGE, ms=9, mec=BLACK),
        texts=[*row_above(data, (ORANGE, 0.0), (GREEN, 0.55)), *row_above(side, (BLACK, 0.0))],
    )  # fmt: skip


def move_scaling(
    a: Artists, scale: str, steps: float, condition: float, predicted: int, needed: int, counts: Array, heights: Array,
    above: float, lowest: float, places: Array, line: Array, best: Array,
) -> str:  # fmt: skip
    """Draw the line after so many steps, and the loss up to there."""
    a.now.set_data(places, line)
    a.best.set_data(places, best)
    a.curve.set_data(counts, np.maximum(heights, a.bottom))
    a.here.set_data([steps], [max(above, a.bottom)])
    there = counted(int(steps))
    a.texts[0].set_text(say("— after {steps}", steps=there))
    a.texts[1].set_text(say("- - the best line"))
    a.texts[2].set_text(say("condition number {condition}", condition=readable(condition)))
    return say(
        "Data {scale}: condition number {condition}. To a millionth it predicts at most {predicted}, and "
        "from w = 0 it takes {needed:,}. After {steps} the loss lies {above} above the lowest, {lowest}.",
        scale=say(scale), condition=readable(condition), predicted=counted(predicted),
        needed=needed, steps=there,
        above=readable(above), lowest=readable(lowest),
    )  # fmt: skip


scaling = Picture(
    see_scaling, draw_scaling, move_scaling, panels=(1, 2), size=(9.0, 4.2),
    handles=[Handle(lambda steps, above, lowest: (steps, max(above, 2e-6 * lowest)), x="steps", panel=1,
                    anywhere=True)],
    controls={"x": PENGUINS["flipper_length_mm"], "y": PENGUINS["body_mass_g"],
              "scale": menu(list(SCALES), label=mark("data")),
              "steps": log_slider(1, 1e6, value=1000, per_decade=1, label=mark("steps"))},
    target=Target(mark("Bring the loss above the lowest to a millionth of what it was first, in {most_steps:,} steps "
                       "or fewer."),
                  lambda needed, steps, most_steps=10_000: needed <= steps <= most_steps),
)  # fmt: skip
