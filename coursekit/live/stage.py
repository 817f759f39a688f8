"""One picture on its figure: what stands still as a PNG, what moves as SVG, in matplotlib's own order of drawing."""

import contextlib
import math
import re
import time
from collections.abc import Iterator, Mapping
from typing import Any, cast

import numpy as np
from matplotlib import rc_context, rcParams, rcParamsDefault
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure, FigureBase
from matplotlib.layout_engine import LayoutEngine
from matplotlib.spines import Spine
from matplotlib.text import Text
from matplotlib.ticker import LogFormatterSciNotation

from coursekit.live.controls import Control
from coursekit.live.handles import grip_at
from coursekit.live.letters import families, give_fonts
from coursekit.live.numbers import evenly, labels_of, lines_in, measured_in, named_in, rounded, texts_in
from coursekit.live.picture import STYLE, DeclarationError, Picture, names_of, needed, taken_by
from coursekit.live.svg import SvgRenderer, still_url
from coursekit.words import mark, say, typeset

__all__ = ["SHARPNESS", "Stage", "stacked"]

TICKS = 24  # of a path that is heard
SHARPNESS = 2  # pixels drawn for each that is shown, so that a picture stays sharp at 200 % zoom
DPI = 100 * SHARPNESS
SETTINGS, DEFAULTS = cast("dict[str, Any]", rcParams), cast("dict[str, Any]", rcParamsDefault)
MACHINE = re.compile("backend|date.epoch|docstring|figure.(max|raise)|interactive|savefig.dir|timezone|tk|toolb|webagg")
"""Settings of the machine, not of the look."""
with rc_context(STYLE):  # type: ignore[arg-type]
    CHECKED: dict[str, Any] = {name: value for name, value in dict.items(DEFAULTS) if not MACHINE.match(name)}
    CHECKED |= {name: SETTINGS[name] for name in STYLE}
MACHINES = [name for name in dict.keys(SETTINGS) if name not in CHECKED]


@contextlib.contextmanager
def styled() -> Iterator[None]:
    """Apply the course's style in the place of the reader's, as `rc_context` does, but without checking it anew."""
    before = dict(dict.items(SETTINGS))  # not dict.copy, which asks RcParams for each
    dict.update(SETTINGS, CHECKED, **{"font.family": families()})
    try:
        yield
    finally:
        machine = {name: dict.__getitem__(SETTINGS, name) for name in MACHINES}  # these were not ours to set
        dict.update(SETTINGS, before, **machine)


SCIENTIFIC = re.compile(r"\$\\mathdefault\{(?:(.*)\\times)?(.*)\^\{(.*)\}\}\$")
RAISED = str.maketrans("−-0123456789", "⁻⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


class Powers(LogFormatterSciNotation):
    """Powers of ten at the marks of a logarithmic axis, as plain text: formulas take ten times as long to set."""

    def __call__(self, x: float, pos: int | None = None) -> str:
        """Write the mark at x."""
        text = super().__call__(x, pos)
        if not (found := SCIENTIFIC.fullmatch(text)):
            return str(text)
        factor, base, exponent = found.groups()
        return (f"{factor}×" if factor else "") + base + exponent.translate(RAISED)


def artists_in(thing: Any, seen: set[int]) -> list[Artist]:
    """Return every artist in `thing`, whatever holds it: a tuple, a dict, a dataclass, all of them nested."""
    if id(thing) in seen or isinstance(thing, Axes | FigureBase):
        return []
    seen.add(id(thing))
    if isinstance(thing, Artist):
        return [thing]
    parts: list[Any] = []
    if isinstance(thing, Mapping):
        parts += thing.values()
    elif isinstance(thing, list | tuple | set | frozenset) or (isinstance(thing, np.ndarray) and thing.dtype == object):
        parts += thing
    if hasattr(thing, "__dict__") and not callable(thing):
        parts += vars(thing).values()
    return [artist for part in parts for artist in artists_in(part, seen)]


def switched_off(artist: Artist) -> bool:
    """Say whether matplotlib leaves out a frame or an axis, visible as it is: `set_axis_off`, `set_frame_on(False)`."""
    if isinstance(artist, Axis):
        return not artist.axes.axison
    return isinstance(artist, Spine) and not (artist.axes.axison and artist.axes.get_frame_on())


def stacked(pictures: list[Any]) -> Any:
    """Return pictures as one, below each other, on white."""
    width = max(pixels.shape[1] for pixels in pictures)
    wide = [((0, 0), (0, width - pixels.shape[1]), (0, 0)) for pixels in pictures]
    return np.vstack([np.pad(p, w, constant_values=255) for p, w in zip(pictures, wide, strict=True)])


class Stage:
    """A picture on its figure, for as long as it is shown.

    `still` is what stands still: a PNG, and as SVG what of it matplotlib draws in front of something that moves; its
    `labels` are those of the axes, and its `lines` can be read as numbers.
    `known` holds the values and numbers of the last move.
    """

    pixels = True  # else what stands still behind all that moves is no PNG, but SVG, too: the `svg` of `still`

    def __init__(self, picture: Picture, prefix: str, controls: Mapping[str, Control] | None = None) -> None:
        self.picture, self.controls = picture, controls or {}
        with styled():
            self.figure = Figure(figsize=picture.size, dpi=DPI)
        self.width, self.height = (int(length) for length in self.figure.bbox.size)
        self.svg = SvgRenderer(self.width, self.height, DPI, prefix)
        self.sees, self.draws, self.moves = names_of(picture.see), names_of(picture.draw, 1), names_of(picture.move, 1)
        self.known: dict[str, Any] = {}
        self.asked: tuple[Mapping[str, Any], Mapping[str, int]] = {}, {}  # of the last move
        self.astray = False  # whether the artists stand elsewhere, where a frame was drawn ahead
        self.took = 0.0  # seconds to see and to move, the last time
        self.drawn_for: dict[str, int] | None = None
        self.still: dict[str, Any] = {"png": "", "over": []}
        self.measured: dict[Axes, int] = {}
        self.watched: set[Artist] = set()
        self.back: list[Artist] = []  # what stands still behind all that moves

    def move(self, values: Mapping[str, Any], places: Mapping[str, int]) -> tuple[str, list[str]]:
        """Return the sentence at `values`, and what moves, in layers: `still["over"]` belongs between them.

        `places` says where the sliders are; the picture is drawn anew where one has moved that `draw` asks for.
        """
        self.asked, self.astray = (values, places), False
        drawn_for, self.drawn_for = self.drawn_for, None  # after an exception the next move begins anew
        key = taken_by(self.draws, places)
        self.see(values)
        with styled():
            if drawn_for != key:
                self._draw(taken_by(self.draws, values))
            words = self._moved()
            if drawn_for != key or self._disturbed():
                self._render_still()
            layers = self._render_moving()
        self.drawn_for = key
        return words, layers

    def ahead(self, values: Mapping[str, Any], places: Mapping[str, int]) -> tuple[str, list[str]] | None:
        """Return what `move` would return, or None where that needs a new still part."""
        key = taken_by(self.draws, places)
        if self.drawn_for != key:
            return None
        self.astray, self.drawn_for = True, None
        self.see(values)
        with styled():
            words = self._moved()
            if self._disturbed():  # what stands still may bear traces of it: the next move begins anew
                return None
            layers = self._render_moving()
        self.drawn_for = key
        return words, layers

    def blamed(self, error: BaseException, values: Mapping[str, Any], places: Mapping[str, int]) -> Mapping[str, int]:
        """Return the places of the controls from which an error can come.

        If what stands still fails in the same way, then only a control that it asks for can help.
        """
        try:
            with styled():
                self._draw(taken_by(self.draws, values))
        except Exception as alone:
            if (type(alone), str(alone)) == (type(error), str(error)):
                return taken_by(self.draws, places)
        return places

    def grips(self) -> list[dict[str, Any]]:
        """Return where the hand can take hold, as the picture stands."""
        size = (self.width, self.height)
        return [grip_at(each, self.axes[each.panel], size, self.known, self.controls) for each in self.picture.handles]

    def numbers(self) -> dict[str, Any]:
        """Return what moves as numbers that can be read and heard, as the picture stands."""
        heard: dict[str, Any] = {}
        if self.picture.sound and np.isfinite(slope := float(self._heard(self.picture.sound))):
            (heard["tone"],) = rounded(np.array([slope]))  # JSON has no other numbers, and no other slope is heard
        if self.picture.ticks:
            heights = np.asarray(self._heard(self.picture.ticks), float).ravel()
            heard["ticks"] = rounded(evenly(heights[np.isfinite(heights)], TICKS))
        return {"texts": texts_in(self.written), "lines": self._lines(self.moving), **heard}

    def named(self) -> dict[str, tuple[str, str]]:
        """Return the colour and the style of each line that has a name, as the picture stands."""
        return named_in(text for axes in self.axes for text in [*axes.texts, *self.written])

    def _lines(self, artists: list[Artist]) -> list[Any]:
        return lines_in(artists, self.measured, [*self.written, *(text for axes in self.axes for text in axes.texts)])

    def _heard(self, name: str) -> Any:
        if name not in self.known:
            words = mark("The picture is to be heard by {name!r}, which see does not give: {known}.")
            raise DeclarationError(say(words, name=name, known=", ".join(self.known)))
        return self.known[name]

    def see(self, values: Mapping[str, Any]) -> None:
        """Find the numbers at `values`; nothing is drawn."""
        begun, self.known = time.perf_counter(), dict(values)  # where see fails, the values at least
        try:
            self.known |= self._seen(values)
        finally:
            self.took = time.perf_counter() - begun

    def _moved(self) -> str:
        begun = time.perf_counter()
        try:
            return str(self.picture.move(self.artists, **taken_by(self.moves, self.known)))
        finally:
            self._typeset(self.written)
            self.took += time.perf_counter() - begun

    def _typeset(self, texts: list[Text]) -> None:
        give_fonts(texts)
        for text in texts:
            if (words := typeset(text.get_text())) != text.get_text():
                text.set_text(words)

    def _seen(self, values: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the numbers that the picture sees at `values`, or say why their names do not fit."""
        numbers = self.picture.see(**taken_by(self.sees, values)) if self.picture.see else {}
        if not isinstance(numbers, Mapping):
            words = mark("see gives {kind}. Return a dict of numbers by name.")
            raise DeclarationError(say(words, kind=type(numbers).__name__))
        if both := numbers.keys() & values.keys():
            words = mark("see gives {name!r}, which is a value already. Give it another name.")
            raise DeclarationError(say(words, name=min(both)))
        if missing := needed(self.moves) - values.keys() - numbers.keys():
            words = mark(
                "move takes {name!r}, which see does not give: {known}. "
                "Add it to what see returns, or give the picture a control of this name."
            )
            known = ", ".join(numbers) or say("it gives nothing")
            raise DeclarationError(say(words, name=min(missing), known=known))
        return numbers

    def whole(self) -> Any:
        """Return the picture as matplotlib draws it, an array of pixels."""
        if self.astray:
            self.move(*self.asked)
        canvas = FigureCanvasAgg(self.figure)
        with styled():
            canvas.draw()
        pixels = np.array(canvas.buffer_rgba())[..., :3]
        self._without_pixels()
        for artist in self.watched:  # drawing places the labels of the axes, as if somebody had touched them
            artist.stale = False
        return pixels

    def rest(self) -> None:
        """Give back what the picture holds; the next move draws it anew."""
        self.figure.clear()
        self._without_pixels()
        self.drawn_for, self.astray = None, True
        for held in ("artists", "axes", "moving", "standing", "nested", "written"):
            vars(self).pop(held, None)
        self.watched, self.back, self.measured = set(), [], {}

    def _without_pixels(self) -> None:
        FigureCanvasAgg(self.figure)  # in the place of one that holds 5 MB, since it has drawn or measured

    def _draw(self, values: Mapping[str, Any]) -> None:
        self.figure.clear()
        axes = self.figure.subplots(*self.picture.panels)
        self.artists = self.picture.draw(axes, **values)
        self.axes = self.figure.axes
        returned = artists_in(self.artists, set())
        for axis in (axis for axes in self.axes for axis in (axes.xaxis, axes.yaxis)):
            if type(formatter := axis.get_major_formatter()) is LogFormatterSciNotation:
                axis.set_major_formatter(Powers(labelOnlyBase=formatter.labelOnlyBase))
            if type(formatter := axis.get_minor_formatter()) is LogFormatterSciNotation:
                axis.set_minor_formatter(Powers(labelOnlyBase=formatter.labelOnlyBase))
        self.written = [artist for artist in returned if isinstance(artist, Text)]
        self._typeset([text for axes in self.axes for text in axes.texts])
        give_fonts(self.figure.findobj(Text))
        children = {artist for _, artist in self._children()}
        self.standing = children - set(returned)
        self.nested = [artist for artist in returned if artist not in children]  # in a legend, an axis, an inset

    def _children(self) -> list[tuple[int, Artist]]:
        """Return the artists of the figure and of each of its axes, with the place of the axes."""
        children = [(len(self.axes), a) for a in self.figure.get_children() if not isinstance(a, Axes)]
        return children[1:] + [(i, a) for i, axes in enumerate(self.axes) for a in axes.get_children()]

    def _in_order(self) -> list[tuple[tuple[float, ...], Artist]]:
        """Return what is visible, in matplotlib's order: by axes, their ground first, then by zorder, then as made."""
        grounds = {axes.patch for axes in self.axes}
        found = [
            ((place, -math.inf if artist in grounds else artist.get_zorder(), i), artist)
            for i, (place, artist) in enumerate(
                [*self._children(), *((len(self.axes), artist) for artist in self.nested)]
            )
            if artist.get_visible() and artist.get_figure() is not None and not switched_off(artist)
        ]
        return sorted(found, key=lambda pair: pair[0])

    def _limits(self) -> list[Any]:
        return [axes.viewLim.bounds for axes in self.axes]

    def _disturbed(self) -> bool:
        """Say whether the move touched what stands still: limits, a title, a legend."""
        return self._limits() != self.limits or any(artist.stale for artist in self.watched)

    def _render_still(self) -> None:
        self.figure.set_layout_engine("constrained")
        cast("LayoutEngine", self.figure.get_layout_engine()).execute(self.figure)
        self._without_pixels()
        self.figure.set_layout_engine("none")  # until the next still part, no move moves the axes
        moving: list[Artist] = []
        late: list[tuple[tuple[float, ...], list[Artist]]] = []  # runs of what stands still in front of what moves
        panel: Any = None
        for order, artist in self._in_order():
            if artist not in self.standing:
                moving.append(artist)
                panel, fresh = order[0], True
            elif order[0] == panel:
                if fresh:
                    late.append((order, []))
                late[-1][1].append(artist)
                fresh = False
        hidden = [*moving, *(artist for _, run in late for artist in run)]
        self.back = [artist for _, artist in self._in_order() if artist not in set(hidden)]
        for artist in hidden:  # "animated" hides from this drawing only; parts of a legend or an axis do not know it
            artist.set_animated(True)
            artist.set_visible(artist not in self.nested)
        behind = {"png": still_url(self.whole())} if self.pixels else {"png": "", "svg": self._drawn_back()}
        for artist in hidden:
            artist.set_animated(False)
            artist.set_visible(True)
        self.breaks, over = [], []
        self.svg.begin("s")
        for order, run in late:
            for artist in run:
                artist.draw(self.svg)
            if svg := self.svg.take():
                self.breaks.append(order)
                over.append(svg)
        self.measured = measured_in(self.axes)
        standing = [artist for _, artist in self._in_order() if artist in self.standing]
        labels, lines = labels_of(self.axes), self._lines(standing)
        self.still = {**behind, "over": over, "labels": labels, "lines": lines}
        self.watched = {part for artist in self.standing for part in artist.findobj()} - set(self.nested)
        for artist in self.watched:
            artist.stale = False
        self.limits = self._limits()

    def _drawn_back(self) -> str:
        """Return as SVG what stands still behind all that moves."""
        self.figure.draw_without_rendering()  # axes of equal scales and titles find their places when they are drawn
        self._without_pixels()
        self.svg.begin("b")
        for artist in self.back:
            artist.draw(self.svg)
        return self.svg.take()

    def _render_moving(self) -> list[str]:
        self.svg.begin("m")
        moving, layers = [pair for pair in self._in_order() if pair[1] not in self.standing], []
        self.moving = [artist for _, artist in moving]
        for end in [*self.breaks, (math.inf,)]:
            while moving and moving[0][0] < end:
                moving.pop(0)[1].draw(self.svg)
            layers.append(self.svg.take())
        return layers
