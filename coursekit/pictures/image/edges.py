"""Canny's way to edges: each stage beside the one before it."""

from functools import lru_cache
from types import SimpleNamespace as Artists
from typing import Any

import numpy as np

from coursekit.image import follow, magnitude, smooth, sobel, thin
from coursekit.live import slider
from coursekit.live.picture import BLACK, BLUE, ORANGE, Picture, Target
from coursekit.numerics.one_variable import Array
from coursekit.pictures.image.photos import FILE, PHOTO, brightness_of, draw_pixels
from coursekit.pictures.kit import row_above
from coursekit.words import mark, say

__all__ = ["stages"]

KINDS = np.array([[255, 255, 255], [0xF2, 0xC0, 0x98], [0x00, 0x60, 0xA8], [0x1A, 0x1A, 0x1A]], np.uint8)
"""Colours of pixels below both thresholds; between them and lost; between them and kept; above both."""
SHADES = 7  # of grey in the thinned picture: it travels at every move


@lru_cache(maxsize=1)
def _until_thin(data: bytes, shape: tuple[int, int], sigma: float) -> tuple[Array, Array, Array]:
    """Give the first three stages; when a threshold moves they stay."""
    smoothed = smooth(np.frombuffer(data).reshape(shape), sigma)
    gx, gy = sobel(smoothed)
    return smoothed, magnitude(gx, gy), thin(gx, gy)


def see_stages(photo: Any, sigma: float, low: float, high: float) -> dict[str, Any]:
    """Find each stage, and what becomes of the pixels between the thresholds."""
    low = min(low, high)
    f = brightness_of(photo)
    smoothed, lengths, thinned = _until_thin(f.tobytes(), f.shape, sigma)
    edges = follow(thinned, low, high)
    strong, weak = thinned >= high, (thinned >= low) & (thinned < high)
    return {
        "smoothed": smoothed, "lengths": lengths, "thinned": thinned, "used_low": low,
        "kinds": strong * 3 + (weak & edges) * 2 + (weak & ~edges) * 1,
        "strong": int(strong.sum()), "kept": int((weak & edges).sum()), "lost": int((weak & ~edges).sum()),
    }  # fmt: skip


def draw_stages(axes: Any, photo: Any) -> Artists:
    """Make four pictures, each with its name above, and the counts of the pixels of each kind below the last one."""
    f = brightness_of(photo)
    blank = np.zeros((*f.shape, 3), np.uint8)
    last = axes.flat[3]
    return Artists(
        images=[draw_pixels(ax, blank, ticks=False) for ax in axes.flat],
        texts=[row_above(ax, (BLACK, 0.0))[0] for ax in axes.flat],
        kinds=[
            last.text(x, -0.02, "", color=color, fontsize=9, ha="left", va="top", transform=last.transAxes)
            for color, x in ((BLACK, 0.0), (BLUE, 0.28), (ORANGE, 0.65))
        ],
    )


def move_stages(
    a: Artists, sigma: float, low: float, high: float, used_low: float, smoothed: Array, lengths: Array, thinned: Array,
    kinds: Array, strong: int, kept: int, lost: int,
) -> str:  # fmt: skip
    """Show each stage."""
    most = max(float(np.quantile(lengths, 0.995)), 1.0)
    shades = np.round(np.clip(thinned / most, 0, 1) * SHADES) / SHADES
    for image, part in zip(a.images, (smoothed / 255, lengths / most, shades), strict=False):
        image.set_data(np.repeat((np.clip(part, 0, 1) * 255).astype(np.uint8)[..., None], 3, axis=2))
    a.images[3].set_data(KINDS[kinds])
    a.texts[0].set_text(say("1. smoothed, width {sigma:g}", sigma=sigma))
    a.texts[1].set_text(say("2. length of the gradient"))
    a.texts[2].set_text(say("3. thinned"))
    a.texts[3].set_text(say("4. two thresholds, 5. followed"))
    a.kinds[0].set_text(say("■ {strong}", strong=strong))
    a.kinds[1].set_text(say("■ kept {kept}", kept=kept))
    a.kinds[2].set_text(say("■ lost {lost}", lost=lost))
    said = say(
        "Width {sigma:g}, thresholds {low:g} and {high:g}: {strong} pixels lie above both. Between them, {kept} are "
        "kept, for they are connected with those, and {lost} are lost. {edges:.1%} of the picture is edge.",
        sigma=sigma, low=used_low, high=high, strong=strong, kept=kept, lost=lost, edges=(strong + kept) / kinds.size,
    )  # fmt: skip
    return said + (" " + say("The lower threshold counts as the upper one where it is larger.") if low > high else "")


stages = Picture(
    see_stages, draw_stages, move_stages, panels=(1, 4), size=(11.2, 3.4),
    file=FILE, controls={"photo": PHOTO, "sigma": slider(0, 4, value=1.4, step=0.2, label=mark("width of the bell")),
              "low": slider(10, 400, value=200, step=10, label=mark("lower threshold")),
              "high": slider(10, 800, value=200, step=10, label=mark("upper threshold"))},
    target=Target(mark("Choose thresholds so that more pixels are kept than lie above both, and at most {most:g} are "
                       "lost."),
                  lambda strong, kept, lost, most=400: kept > strong > 0 and lost <= most),
)  # fmt: skip
