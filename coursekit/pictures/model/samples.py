"""Some samples at a time: batches, the race between their sizes, and shards whose gradients add up."""

from types import SimpleNamespace as Artists
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from coursekit.descent import sgd
from coursekit.live import log_slider, slider, switch
from coursekit.live.picture import BLACK, BLUE, GREEN, ORANGE, PURPLE, Picture, Target
from coursekit.model import MeanSquaredError, batches, shards
from coursekit.numerics.descents import length
from coursekit.numerics.one_variable import Array
from coursekit.pictures.kit import column_above, draw_arrow, line, move_arrow_inside, row_above
from coursekit.pictures.landscape import RATE, Bounds, Ground, at, draw_contours
from coursekit.pictures.model.lines import (
    BEYOND,
    DATA,
    INTERCEPT,
    SLOPE,
    START,
    around,
    bowl,
    count_rows,
    draw_plane,
    fitted,
    gradients_reach,
    height_above,
    line_loss,
)
from coursekit.words import mark, say, say_count, together

# --- 5. batches -----------------------------------------------------------------------------------

DRAWN = 200  # batches, as a cloud of the ends of their arrows


def each_gradient(f: MeanSquaredError, w: ArrayLike) -> Array:
    """Give the gradient of each sample alone, a row for each."""
    return np.asarray(2 * (f.X @ np.asarray(w) - f.y)[:, None] * f.X)


def see_batch(x: ArrayLike, y: ArrayLike, size: int, seed: int, w: tuple[float, float] = (3.5, 0.0)) -> dict[str, Any]:
    """Deal one batch and many others of its size; find their gradients, and how much these scatter."""
    f = line_loss(x, y)
    size, own = min(size, f.n), each_gradient(f, w)
    rng = np.random.default_rng(seed)
    batch = next(batches(f.n, size, rng))
    orders = rng.random((DRAWN, f.n)).argsort(axis=1)[:, :size]
    cloud, mean = own[orders].mean(axis=1), f.grad(w)
    law = np.sqrt(own.var(axis=0).sum() / size * (f.n - size) / (f.n - 1))
    scatter = float(np.sqrt(np.mean(np.sum((cloud - mean) ** 2, axis=1)))) if size < f.n else 0.0
    return {
        "members": own[batch], "batch": f.grad(w, batch), "cloud": cloud, "mean": mean, "scatter": scatter,
        "law": float(law), "gradient_length": length(mean),
    }  # fmt: skip


def draw_batch(
    axes: Any, x: ArrayLike, y: ArrayLike, w: tuple[float, float] = (3.5, 0.0),
    most: tuple[float, float] | None = None,
) -> Artists:  # fmt: skip
    """Draw each sample's own arrow on the left, a closer look on the right; make the batch and the cloud."""
    f = line_loss(x, y)
    far, close = axes.flat
    across, up = most or gradients_reach(f, w)
    draw_plane(far, (1.4 * across, 1.2 * up))
    draw_plane(close, (0.9 * across, 0.8 * up))
    rays, looks = each_gradient(f, w), ((ORANGE, 0.014), (BLUE, 0.009))
    far.plot(*np.stack([0 * rays, rays, np.nan * rays], axis=1).reshape(-1, 2).T, color="0.82", lw=0.6)
    return Artists(
        members=line(far, "-", BLUE, lw=1.1), cloud=line(close, ".", BLUE, ms=4, alpha=0.5),
        arrows=[[draw_arrow(ax, color, 1, width=width, clip_on=True) for color, width in looks] for ax in (far, close)],
        texts=[*column_above(far, ORANGE, BLUE), *row_above(close, (BLUE, 0.0))],
    )  # fmt: skip


def move_batch(
    a: Artists, size: int, members: Array, batch: Array, cloud: Array, mean: Array, scatter: float, law: float,
    gradient_length: float,
) -> str:  # fmt: skip
    """Draw the batch's arrows, its mean, and the means of many other batches."""
    a.members.set_data(*np.stack([0 * members, members, np.nan * members], axis=1).reshape(-1, 2).T)
    a.cloud.set_data(*cloud.T)
    beyond = [
        move_arrow_inside(arrow, np.zeros(2), gradient)
        for pair in a.arrows
        for arrow, gradient in zip(pair, (mean, batch), strict=True)
    ]
    a.texts[0].set_text(say("all: {gradient}", gradient=at(mean.round(2))))
    a.texts[1].set_text(say("this batch: {gradient}", gradient=at(batch.round(2))))
    a.texts[2].set_text(say("· {count} other batches: scatter {scatter:.2g}", count=DRAWN, scatter=scatter))
    of = say_count("{count} sample", "{count} samples", len(members))
    said = say(
        "A batch of {of} has the gradient {batch}; that of all is {mean}. {count} such batches scatter around it by "
        "{scatter:.3g}, the law says {law:.3g}, and the gradient is {length:.3g} long.",
        of=of, batch=at(batch), mean=at(mean), count=DRAWN, scatter=scatter, law=law, length=gradient_length,
    )  # fmt: skip
    return together(said, say(BEYOND) if any(beyond) else "")


def batch_sizes(x: Any) -> dict[str, Any]:
    """Give a slider over the sizes of a batch."""
    n = count_rows(x, 342)
    return {"size": slider(1, n, value=min(4, n), step=1, label=mark("batch size"))}


one_batch = Picture(
    see_batch, draw_batch, move_batch, panels=(1, 2), size=(9.0, 4.4), sized=batch_sizes,
    controls={"x": DATA["x"], "y": DATA["y"], **batch_sizes(DATA["x"]),
              "seed": slider(1, 20, value=1, step=1, label=mark("draw number"))},
    target=Target(mark("With at most {most_samples:g} samples in a batch, let batches scatter by less than a quarter "
                       "of the gradient."),
                  lambda size, scatter, gradient_length, most_samples=60: size <= most_samples
                  and scatter < gradient_length / 4),
)  # fmt: skip

# --- the race -------------------------------------------------------------------------------------

EPOCHS = 3
SINGLE, MINI = 1, 32


def epochs(f: MeanSquaredError, start: ArrayLike, size: int, rate: float, shrinks: bool, seed: int) -> Array:
    """Run some epochs; give the path. A rate that shrinks is 1, 1/2, 1/3, … of the first."""
    rng, paths = np.random.default_rng(seed), [np.array([start], float)]
    for epoch in range(EPOCHS):
        now, here = rate / (1 + epoch) if shrinks else rate, np.concatenate(paths)[-1]
        if size == SINGLE:
            paths.append(one_at_a_time(f, here, now, rng))
        else:
            paths.append(sgd(f.grad, here, f.n, learning_rate=now, batch_size=size, epochs=1, rng=rng).path[1:])
    path = np.concatenate(paths)
    return np.asarray(path[np.isfinite(path).all(axis=1)])


def one_at_a_time(f: MeanSquaredError, start: Array, rate: float, rng: np.random.Generator) -> Array:
    """Give the path of one epoch of `sgd` with single samples; in plain numbers it takes a fiftieth of the time."""
    w0, w1 = map(float, start)
    order, path = rng.permutation(f.n), []
    for x, y in zip(f.X[order, 1].tolist(), f.y[order].tolist(), strict=True):
        downhill = -2 * rate * (w0 + w1 * x - y)
        w0, w1 = w0 + downhill, w1 + downhill * x
        path.append((w0, w1))
    return np.array(path)


def see_race(
    x: ArrayLike, y: ArrayLike, learning_rate: float, shrinks: bool, seed: int,
    start: tuple[float, float] = START,
) -> dict[str, Any]:  # fmt: skip
    """Run single samples, mini-batches and all samples from one start; find the loss after each step."""
    f = line_loss(x, y)
    best, _ = fitted(f)
    sizes = (SINGLE, min(MINI, f.n), f.n)
    with np.errstate(all="ignore"):  # a run may leave the valley
        paths = [epochs(f, start, size, learning_rate, shrinks, seed) for size in sizes]
        heights = [np.maximum(height_above(f, best, path), 1e-12) for path in paths]
        ball = np.sqrt(np.mean(np.sum((paths[0][-f.n :] - best) ** 2, axis=1)))
    return {
        "mini": sizes[1], "paths": paths, "seen": [np.linspace(0, EPOCHS * f.n, len(path)) for path in paths],
        "heights": heights, "ends": [float(h[-1]) for h in heights], "single": float(np.mean(heights[0][-f.n :])),
        "ball": float(ball),
    }  # fmt: skip


def draw_race(
    axes: Any, x: ArrayLike, y: ArrayLike, bounds: Bounds | None = None, start: tuple[float, float] = START
) -> Artists:
    """Draw the loss from above on the left, axes for the loss on the right; make three paths and three curves."""
    land, side = axes.flat
    f = line_loss(x, y)
    top = 10 * max(f(start) - fitted(f)[1], 1e-9)
    draw_contours(land, Ground(bowl(f), bounds or around(f, start)))
    land.set(xlabel=say(INTERCEPT), ylabel=say(SLOPE))
    side.set(xlim=(-0.02 * EPOCHS * f.n, 1.02 * EPOCHS * f.n), yscale="log", ylim=(1e-8 * top, top),
             xlabel=say("samples seen"), ylabel=say("loss above the lowest"))  # fmt: skip
    looks = (("-", BLUE, 0.8), ("--", GREEN, 1.6), ("-o", ORANGE, 2.2))
    return Artists(
        paths=[line(land, style, color, lw=lw, ms=4) for style, color, lw in looks],
        curves=[line(side, style, color, lw=lw, ms=5) for style, color, lw in looks],
        texts=row_above(side, (BLUE, 0.0), (GREEN, 0.33), (ORANGE, 0.72)),
    )  # fmt: skip


def move_race(
    a: Artists, learning_rate: float, mini: int, paths: list[Array], seen: list[Array], heights: list[Array],
    ends: list[float], single: float, ball: float,
) -> str:  # fmt: skip
    """Draw the three runs."""
    for artist, curve, path, count, height in zip(a.paths, a.curves, paths, seen, heights, strict=True):
        artist.set_data(*path.T)
        curve.set_data(count, np.minimum(height, 1e9))
    words = (say("— 1 at a time"), say("- - {size} at a time", size=mini), say("o all at once"))
    for text, word in zip(a.texts, words, strict=True):
        text.set_text(word)
    if not all(end <= height[0] for end, height in zip(ends, heights, strict=True)):
        left = mark("With the first rate {rate:g} a run leaves the valley: it ends higher than it began.")
        return say(left, rate=learning_rate)
    return say(
        "After {epochs} epochs with the first rate {rate:g} the loss lies above the lowest by {one:.2g} with single "
        "samples, {several:.2g} with batches of {size}, {all:.2g} with all at once. In the last epoch single samples "
        "wander about {ball:.2g} from the minimum, and lie {single:.2g} above it on average.",
        epochs=EPOCHS, rate=learning_rate, one=ends[0], several=ends[1], size=mini, all=ends[2], ball=ball,
        single=single,
    )  # fmt: skip


race = Picture(
    see_race, draw_race, move_race, panels=(1, 2), size=(9.0, 4.2),
    controls={"x": DATA["x"], "y": DATA["y"], "learning_rate": log_slider(0.002, 0.1, value=0.05, label=RATE),
              "shrinks": switch(label=mark("the rate shrinks")),
              "seed": slider(1, 20, value=1, step=1, label=mark("draw number"))},
    target=Target(mark("From a first rate of {least:g} or more, let single samples stay within {bound:g} of the lowest "
                       "loss, on average over the last epoch."),
                  lambda single, learning_rate, least=0.02, bound=0.003: learning_rate >= least and single < bound),
)  # fmt: skip

# --- 8. shards ------------------------------------------------------------------------------------

MOST_SHARDS = 7  # for which there are arrows
TOO_MANY_SHARDS = mark("parts is {parts}, and this picture has an arrow for each of {most} shards at most; give fewer")


def see_shards(x: ArrayLike, y: ArrayLike, parts: int, w0: float, w1: float) -> dict[str, Any]:
    """Find each shard's share of the gradient, their sum, and by how much it differs from the gradient of all."""
    f = line_loss(x, y)
    if (parts := min(parts, f.n)) > MOST_SHARDS:
        raise ValueError(say(TOO_MANY_SHARDS, most=MOST_SHARDS, parts=parts))
    w, cut = np.array([w0, w1]), shards(f.n, parts)
    own = np.array([f.grad(w, part) for part in cut])
    sizes = np.array([part.stop - part.start for part in cut])
    total, whole = sizes @ own / f.n, f.grad(w)
    return {
        "shares": sizes[:, None] * own / f.n, "whole": whole, "apart": length(total - whole),
        "against": int(np.sum(own @ whole < 0)),
    }  # fmt: skip


def draw_shards(ax: Any, x: ArrayLike, y: ArrayLike, most: tuple[float, float] | None = None) -> Artists:
    """Draw a plane of gradients; make the shares, tip to tail, and the whole."""
    across, up = gradients_reach(line_loss(x, y))
    draw_plane(ax, most or (0.9 * across, 0.6 * up))
    look = {"facecolor": "none", "edgecolor": BLACK, "linewidth": 1.2}
    return Artists(
        whole=draw_arrow(ax, ORANGE, 1, width=0.02, clip_on=True, alpha=0.5), joints=line(ax, "o", BLACK, ms=5),
        shares=[draw_arrow(ax, BLUE if k % 2 else PURPLE, 1, width=0.008, clip_on=True, **look | {"facecolor": c})
                for k, c in enumerate(([BLUE, PURPLE] * MOST_SHARDS)[:MOST_SHARDS])],
        texts=column_above(ax, ORANGE, BLUE),
    )  # fmt: skip


def move_shards(
    a: Artists, parts: int, w0: float, w1: float, shares: Array, whole: Array, apart: float, against: int
) -> str:
    """Put the shares one behind the other."""
    shown = np.zeros((len(a.shares), 2))  # an arrow that is not needed has no length
    shown[: len(shares)] = shares
    ends = np.cumsum([0 * whole, *shown], axis=0)
    beyond = [move_arrow_inside(*each) for each in zip(a.shares, ends[:-1], shown, strict=True)]
    beyond.append(move_arrow_inside(a.whole, np.zeros(2), whole))
    a.joints.set_data(*ends.T)
    a.texts[0].set_text(say("gradient of all: {gradient}", gradient=at(whole.round(2))))
    a.texts[1].set_text(say_count("{count} shard", "{count} shards", len(shares)))
    said = say_count(
        "At {place} the share of {count} shard adds up to {sum}, {apart:.1g} from the gradient of all, {whole}.",
        "At {place} the shares of {count} shards add up to {sum}, {apart:.1g} from the gradient of all, {whole}.",
        len(shares), place=at([w0, w1]), sum=at(ends[-1]), apart=apart, whole=at(whole),
    )  # fmt: skip
    turned = say_count("{count} of them points against it.", "{count} of them point against it.", against)
    return together(said, turned, say(BEYOND) if any(beyond) else "")


def numbers_of_shards(x: Any) -> dict[str, Any]:
    """Give a slider over the numbers of shards, up to as many as are drawn."""
    most = min(MOST_SHARDS, count_rows(x, MOST_SHARDS))
    return {"parts": slider(1, most, value=min(3, most), step=1, label=mark("shards"))}


sums = Picture(
    see_shards, draw_shards, move_shards, size=(6.4, 5.0), sized=numbers_of_shards,
    controls={"x": DATA["x"], "y": DATA["y"], **numbers_of_shards(DATA["x"]),
              "w0": slider(3, 5, value=3.5, step=0.05, label=INTERCEPT),
              "w1": slider(-0.5, 1, value=0, step=0.05, label=SLOPE)},
    target=Target(mark("Find parameters at which a shard points against the gradient of all."),
                  lambda against: against > 0),
)  # fmt: skip
