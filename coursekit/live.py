"""Sliders for the pictures of the course.

>>> from coursekit.live import explore, log_slider, menu, slider, switch

``explore(picture, h=log_slider(1, 1e-16), x=slider(-2, 2))`` shows a picture with its sliders. What stands still is
drawn once; a move of a slider redraws only what moves, and sends it to the page as a few elements of SVG. The page
asks for one value at a time, and when the answer comes asks for the newest: nothing queues.
"""

import inspect
import linecache
import math
import re
import threading
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import anywidget
import numpy as np
import traitlets
from IPython import get_ipython
from IPython.display import display
from matplotlib import rc_context
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure, FigureBase

from coursekit.pictures import STYLE, Picture, Target
from coursekit.svg import SvgRenderer, png_url

__all__ = ["Control", "Explorer", "explore", "log_slider", "menu", "positions", "slider", "switch"]

DPI = 200  # of the drawing; the page shows 100 pixels to the inch, so that it stays sharp at 200 % zoom


@dataclass(frozen=True)
class Control:
    """What the reader moves: its positions in order, how each is written, and where it starts. No widget."""

    kind: str
    values: tuple[Any, ...]
    texts: tuple[str, ...]
    start: int
    label: str | None = None
    play: bool = False


def _number(name: str, value: Any) -> float:
    if (
        isinstance(value, bool)
        or not isinstance(value, int | float | np.integer | np.floating)
        or not math.isfinite(value)
    ):
        raise ValueError(f"{name} is {value!r}; give a finite number.")
    return value.item() if isinstance(value, np.generic) else value


def _placed(values: list[Any], value: Any, default: int) -> int:
    """Return the place of `value` among `values`; put it there where it falls between two of them."""
    if value is None:
        return default
    value = _number("value", value)
    low, high = min(values[0], values[-1]), max(values[0], values[-1])
    if not low <= value <= high:
        raise ValueError(
            f"value={value!r} lies outside the slider, {low!r} to {high!r}. Choose a value inside, or widen it."
        )
    nearest = min(range(len(values)), key=lambda i: abs(values[i] - value))
    if not math.isclose(values[nearest], value, rel_tol=1e-9, abs_tol=(high - low) * 1e-12):
        values.append(value)
        values.sort(reverse=values[0] > values[1])
        return values.index(value)
    return nearest


def slider(
    min: float,
    max: float,
    value: float | None = None,
    step: float | None = None,
    label: str | None = None,
    play: bool = False,
) -> Control:
    """Describe a slider from `min` to `max`.

    Parameters
    ----------
    min, max : float
        The ends.
    value : float, optional
        Where it starts; the middle if not given.
    step : float, optional
        From one position to the next; a hundredth of the way if not given. Whole `min` and `step` make whole values.
    label : str, optional
        The words before the slider; the value's name if not given.
    play : bool
        Add a button that moves the slider on by itself.

    Raises
    ------
    ValueError
        `min` is not below `max`, `step` is not positive, or `value` lies outside.

    Examples
    --------
    >>> slider(0, 1, step=0.25).values
    (0.0, 0.25, 0.5, 0.75, 1.0)
    >>> slider(0, 3, step=1).values
    (0, 1, 2, 3)
    """
    min, max = _number("min", min), _number("max", max)
    if min >= max:
        raise ValueError(f"min={min!r} is not below max={max!r}. Give the smaller end first.")
    whole = isinstance(min, int) and isinstance(step, int)
    step = (max - min) / 100 if step is None else _number("step", step)
    if not 0 < step <= max - min:
        raise ValueError(
            f"step={step!r} is not between 0 and max - min = {max - min!r}. Give a positive step that fits."
        )
    count = math.floor((max - min) / step + 1e-9) + 1
    if count > 10_000:
        raise ValueError(f"step={step!r} makes {count} positions. Give a larger step.")
    digits = 12 - math.floor(math.log10(step))
    values: list[Any] = [min + i * step if whole else round(float(min + i * step), digits) for i in range(count)]
    if not math.isclose(values[-1], max, rel_tol=1e-9):
        values.append(max)
    start = _placed(values, value, len(values) // 2)
    decimals = next((d for d in range(7) if math.isclose(round(step, d), step, rel_tol=1e-9)), 3)
    texts = tuple(str(v) if whole else f"{v:.{decimals}f}" for v in values)
    if len(set(texts)) < len(texts):
        texts = tuple(f"{v:.6g}" for v in values)
    return Control("slider", tuple(values), texts, start, label, play)


def log_slider(
    start: float, stop: float, value: float | None = None, per_decade: int = 10, label: str | None = None
) -> Control:
    """Describe a slider whose steps are equal factors, from `start` on the left to `stop` on the right.

    Each value is rounded to three digits, so that the number shown is the number used.

    Parameters
    ----------
    start, stop : float
        The ends, both positive; `start` may be the larger one.
    value : float, optional
        Where it starts; `start` if not given.
    per_decade : int
        Positions for each factor of ten.
    label : str, optional
        The words before the slider; the value's name if not given.

    Raises
    ------
    ValueError
        An end is zero or negative, the ends are equal, or `value` lies outside.

    Examples
    --------
    >>> log_slider(1, 0.001, per_decade=2).texts
    ('1', '0.316', '0.1', '0.0316', '0.01', '0.00316', '0.001')
    """
    start, stop = _number("start", start), _number("stop", stop)
    if start <= 0 or stop <= 0:
        raise ValueError(
            f"A log slider from {start!r} to {stop!r} would reach 0, where there is no logarithm. "
            "Give two positive ends, or use slider()."
        )
    if start == stop:
        raise ValueError(f"start and stop are both {start!r}. Give two different ends.")
    if isinstance(per_decade, bool) or not isinstance(per_decade, int) or not 1 <= per_decade <= 100:
        raise ValueError(f"per_decade is {per_decade!r}; give a whole number from 1 to 100.")
    decades = math.log10(stop) - math.log10(start)
    count = max(round(abs(decades) * per_decade), 1)
    grid = [float(f"{10 ** (math.log10(start) + decades * i / count):.3g}") for i in range(1, count)]
    values = list(dict.fromkeys([float(start), *grid, float(stop)]))
    place = _placed(values, value, 0)
    return Control("slider", tuple(values), tuple(f"{v:.3g}" for v in values), place, label)


def menu(
    options: Mapping[str, Any] | list[Any] | tuple[Any, ...], value: Any = None, label: str | None = None
) -> Control:
    """Describe a menu of `options`: a list, or a dict from what is shown to the value that it stands for.

    A function in a list is shown by its name. `value` is the option that is chosen first: its words or its value.

    Raises
    ------
    ValueError
        There is no option, two look the same, or `value` is not among them.

    Examples
    --------
    >>> menu(["forward", "central"], value="central").start
    1
    """
    if isinstance(options, Mapping):
        texts, values = tuple(map(str, options)), tuple(options.values())
    else:
        values = tuple(options)
        texts = tuple(str(getattr(v, "name", None) or getattr(v, "__name__", None) or v) for v in values)
    if not values:
        raise ValueError("The menu is empty. Give at least one option.")
    if len(set(texts)) < len(texts):
        raise ValueError(
            f"Two options of the menu look the same: {', '.join(texts)}. Give a dict with different words."
        )
    start = 0
    if value is not None:
        matches = [i for i in range(len(values)) if values[i] is value or texts[i] == str(value)]
        if not matches:
            raise ValueError(f"value={value!r} is not on the menu: {', '.join(texts)}. Choose one of these.")
        start = matches[0]
    return Control("menu", values, texts, start, label)


def switch(value: bool = False, label: str | None = None) -> Control:
    """Describe a switch, off or on.

    Examples
    --------
    >>> switch(True).values
    (False, True)
    """
    if not isinstance(value, bool | np.bool_):
        raise ValueError(f"value is {value!r}; a switch is True or False.")
    return Control("switch", (False, True), ("off", "on"), int(value), label)


def positions(control: Control) -> list[Any]:
    """Return the values at which a test should look at a picture: both ends, the start, and 20 between.

    Examples
    --------
    >>> len(positions(slider(0, 1)))
    23
    """
    last = len(control.values) - 1
    if control.kind != "slider":
        return list(control.values)
    places = {round(last * i / 21) for i in range(22)} | {control.start}
    return [control.values[i] for i in sorted(places)]


def _artists(thing: Any, seen: set[int]) -> list[Artist]:
    """Return every artist in `thing`, whatever holds it."""
    if id(thing) in seen or isinstance(thing, Axes | FigureBase | str | bytes | type) or thing is None:
        return []
    seen.add(id(thing))
    if isinstance(thing, Artist):
        return [thing]
    if isinstance(thing, Mapping):
        parts = list(thing.values())
    elif isinstance(thing, list | tuple | set | frozenset) or (isinstance(thing, np.ndarray) and thing.dtype == object):
        parts = list(thing)
    else:
        parts = []
    if hasattr(thing, "__dict__") and not callable(thing):
        parts += list(vars(thing).values())
    return [artist for part in parts for artist in _artists(part, seen)]


def _takes(function: Callable[..., Any], skip: int) -> tuple[set[str], set[str], bool]:
    """Return the names that `function` takes after the first `skip`, those it needs, and whether it takes any other."""
    parameters = list(inspect.signature(function).parameters.values())[skip:]
    named = [p for p in parameters if p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY)]
    needed = {p.name for p in named if p.default is p.empty}
    return {p.name for p in named}, needed, any(p.kind == p.VAR_KEYWORD for p in parameters)


def _only(names: set[str], any_name: bool, values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if any_name or name in names}


class _Stage:
    """One picture on its one figure, for as long as it is shown."""

    def __init__(self, picture: Picture, prefix: str) -> None:
        self.picture = picture
        self.figure = Figure(figsize=picture.size, dpi=DPI)
        self.canvas = FigureCanvasAgg(self.figure)
        width, height = self.figure.bbox.size
        self.glyphs: dict[str, str] = {}
        self.svg = SvgRenderer(width, height, DPI, prefix, self.glyphs)
        self.draw_names, _, self.draw_any = _takes(picture.draw, 1)
        self.update_names, _, self.update_any = _takes(picture.update, 1)
        self.drawn_for: Any = None
        self.still: dict[str, Any] = {"png": "", "over": []}

    def move(self, values: Mapping[str, Any], indices: Mapping[str, int]) -> tuple[str, list[str]]:
        """Draw the picture at `values`: return the sentence and what moves. `self.still` is new where it had to be."""
        key = {name: index for name, index in indices.items() if self.draw_any or name in self.draw_names}
        fresh = self.drawn_for != key
        try:
            if fresh:
                self.drawn_for = None
                self._draw(_only(self.draw_names, self.draw_any, values))
            words = str(self.picture.update(self.artists, **_only(self.update_names, self.update_any, values)))
            if fresh or self._disturbed():
                self._render_still()
            self.drawn_for = key
            return words, self._render_moving()
        except BaseException:
            self.drawn_for = None  # the artists may be half moved: the next move begins anew
            raise

    def _draw(self, values: Mapping[str, Any]) -> None:
        self.figure.clear()
        self.figure.set_layout_engine("constrained")
        with rc_context(STYLE):
            axes = self.figure.subplots(*self.picture.panels)
            self.artists = self.picture.draw(axes, **values)
        returned = set(_artists(self.artists, set()))
        self.standing = [artist for artist in self._children() if artist not in returned]
        self.nested = [artist for artist in returned if artist not in set(self._children())]

    def _children(self) -> list[Artist]:
        children = [a for a in self.figure.get_children() if not isinstance(a, Axes) and a is not self.figure.patch]
        for axes in self.figure.axes:
            children += axes.get_children()
        return children

    def _place(self, artist: Artist) -> tuple[int, float]:
        """Return where an artist comes in matplotlib's order of drawing."""
        axes = self.figure.axes.index(artist.axes) if artist.axes in self.figure.axes else -1
        back = artist.axes is not None and artist is artist.axes.patch
        return axes, -math.inf if back else artist.get_zorder()

    def _moving(self) -> list[Artist]:
        standing = set(self.standing)
        moving = [a for a in self._children() if a not in standing] + [a for a in self.nested if a.figure is not None]
        return sorted((a for a in moving if a.get_visible()), key=self._place)

    def _limits(self) -> list[Any]:
        return [axes.viewLim.bounds for axes in self.figure.axes]

    def _disturbed(self) -> bool:
        """Say whether the update touched something that stands still: limits, a title, a legend."""
        return self._limits() != self.limits or any(artist.stale for artist in self.standing)

    def _render_still(self) -> None:
        if engine := self.figure.get_layout_engine():
            engine.execute(self.figure)
            self.figure.set_layout_engine("none")
        moving = self._moving()
        first: dict[int, tuple[int, float]] = {}
        for artist in moving:
            first.setdefault(self._place(artist)[0], self._place(artist))
        later = []  # what stands still, but in front of something that moves
        for artist in sorted(self.standing, key=self._place):
            place = self._place(artist)
            if artist.get_visible() and place[0] in first and place > first[place[0]]:
                later.append(artist)
        hidden = [*moving, *later]
        for artist in hidden:
            artist.set_visible(False)
        self.canvas.draw()
        for artist in hidden:
            artist.set_visible(True)
        self.places = sorted({self._place(artist) for artist in later})
        over = []
        self.svg.begin("s")
        for place in self.places:
            for artist in later:
                if self._place(artist) == place:
                    artist.draw(self.svg)
            over.append(self.svg.take())
        self.still = {"png": png_url(np.asarray(self.canvas.buffer_rgba())), "over": over}
        for artist in self.standing:
            artist.stale = False
        self.limits = self._limits()

    def _render_moving(self) -> list[str]:
        """Return what moves: before, between and after what stands in front of it."""
        layers = []
        moving = self._moving()
        self.svg.begin("m")
        for place in [*self.places, (math.inf, math.inf)]:
            while moving and self._place(moving[0]) < place:
                moving.pop(0).draw(self.svg)
            layers.append(self.svg.take())
        return layers

    def whole(self) -> str:
        """Return the whole picture as a PNG, as matplotlib draws it."""
        self.canvas.draw()
        return png_url(np.asarray(self.canvas.buffer_rgba()))


class _Widget(anywidget.AnyWidget):
    """What the page knows: the controls, what stands still, the outlines of letters, and what moves now."""

    _esm = Path(__file__).with_name("live.js").read_text(encoding="utf-8")
    _css = Path(__file__).with_name("live.css").read_text(encoding="utf-8")
    spec = traitlets.Dict().tag(sync=True)
    stills = traitlets.List().tag(sync=True)
    glyphs = traitlets.Dict().tag(sync=True)
    frame = traitlets.Dict().tag(sync=True)


class Explorer:
    """A picture, or several, with its sliders. `explore` makes it."""

    def __init__(self, pictures: list[Picture], target: Target | None, values: Mapping[str, Any]) -> None:
        self._controls = {name: value for name, value in values.items() if isinstance(value, Control)}
        self._constants = {name: value for name, value in values.items() if not isinstance(value, Control)}
        self._target = target
        self._indices = {name: control.start for name, control in self._controls.items()}
        self._lock = threading.RLock()  # a cell and a slider may speak at the same time, from two threads
        prefix = "k" + uuid.uuid4().hex[:6]
        self._stages = [_Stage(picture, f"{prefix}-{i}") for i, picture in enumerate(pictures)]
        self._frame: dict[str, Any] = {"count": 0}
        self.widget = _Widget(
            spec={
                "controls": [
                    {
                        "name": name,
                        "kind": control.kind,
                        "label": control.label or name,
                        "texts": control.texts,
                        "play": control.play,
                    }
                    for name, control in self._controls.items()
                ],
                "pictures": [
                    {"width": stage.figure.bbox.width, "height": stage.figure.bbox.height} for stage in self._stages
                ],
                "target": target.words if target else "",
            }
        )
        self._render()
        self.widget.on_msg(self._on_message)

    @property
    def values(self) -> dict[str, Any]:
        """Return the value of every slider, menu, switch and constant now."""
        return {
            **self._constants,
            **{name: control.values[self._indices[name]] for name, control in self._controls.items()},
        }

    @property
    def sentence(self) -> str:
        """Return what the picture says now."""
        return " ".join(picture["words"] for picture in self._frame["pictures"])

    @property
    def problem(self) -> str | None:
        """Return why there is no picture at these values, or None."""
        problems = [picture["words"] for picture in self._frame["pictures"] if picture["problem"]]
        return problems[0] if problems else None

    @property
    def reached(self) -> bool:
        """Return whether the target is reached now."""
        return bool(self._frame["reached"])

    def set(self, **values: Any) -> None:
        """Move sliders, menus and switches to `values`; a slider goes to its position that is nearest.

        Raises
        ------
        ValueError
            There is no such slider, or the value lies outside it.
        """
        indices = {}
        for name, value in values.items():
            if name not in self._controls:
                raise ValueError(f"There is no slider {name!r}. There are: {', '.join(self._controls) or 'none'}.")
            indices[name] = _index(name, self._controls[name], value)
        self._move(indices)

    def _on_message(self, _widget: Any, content: Any, _buffers: Any) -> None:
        self._move(
            {
                name: min(max(int(index), 0), len(self._controls[name].values) - 1)
                for name, index in content.items()
                if name in self._controls
            }
        )

    def _move(self, indices: Mapping[str, int]) -> None:
        with self._lock:
            self._indices.update(indices)
            self._render()

    def _render(self) -> None:
        values = self.values
        pictures = [self._picture(stage, values) for stage in self._stages]
        reached = None
        if self._target and not any(picture["problem"] for picture in pictures):
            reached = self._is_reached(values)
        self._frame = {
            "count": self._frame["count"] + 1,
            "at": dict(self._indices),
            "pictures": pictures,
            "reached": reached,
        }
        stills = [stage.still for stage in self._stages]
        glyphs = {key: data for stage in self._stages for key, data in stage.glyphs.items()}
        with self.widget.hold_sync():  # one message: the page changes all of it at once
            if stills != self.widget.stills:
                self.widget.stills = stills
            if len(glyphs) > len(self.widget.glyphs):
                self.widget.glyphs = glyphs
            self.widget.frame = self._frame

    def _is_reached(self, values: Mapping[str, Any]) -> bool:
        assert self._target
        names, _, any_name = _takes(self._target.reached, 0)
        try:
            with np.errstate(all="ignore"):
                return bool(self._target.reached(**_only(names, any_name, values)))
        except Exception:
            return False

    def _picture(self, stage: _Stage, values: Mapping[str, Any]) -> dict[str, Any]:
        try:
            with np.errstate(all="ignore"):
                words, layers = stage.move(values, self._indices)
        except (Exception, KeyboardInterrupt) as error:
            return {"words": self._why(error), "problem": True, "layers": []}
        if re.search(r"(?<![A-Za-z])(nan|inf)(?![A-Za-z])", words):
            words += (
                f" At {self._where()} a number is not finite: the function has no value there, or one too large to hold."
                " Move a slider to another value."
            )
        return {"words": words, "problem": False, "layers": layers}

    def _where(self) -> str:
        named = [f"{name} = {control.texts[self._indices[name]]}" for name, control in self._controls.items()]
        return ", ".join(named) or "these values"

    def _why(self, error: BaseException) -> str:
        """Say in words why there is no picture, and what to do."""
        what = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        own = {f.__code__: f.__name__ for f in self.values.values() if hasattr(f, "__code__")}
        frame, line = None, 0
        step = error.__traceback__
        while step:
            if step.tb_frame.f_code in own:
                frame, line = step.tb_frame, step.tb_lineno
            step = step.tb_next
        if frame is not None:
            code = linecache.getline(frame.f_code.co_filename, line, frame.f_globals).strip()
            where = f"line {line - frame.f_code.co_firstlineno + 1}" + (f" ({code})" if code else "")
            return (
                f"At {self._where()} your function {own[frame.f_code]} stopped in its {where} with {what}. "
                "Move a slider to another value, or mend the function and run the cell again."
            )
        if isinstance(error, ArithmeticError):
            return f"At {self._where()} there is nothing to draw: {error}. Move a slider to another value."
        return (
            f"At {self._where()} the picture stopped with {what}. "
            "Move a slider to another value, or mend the function and run the cell again."
        )

    def _show(self) -> None:
        """Display the widget, its picture for where no kernel runs, and its sentence, in one bundle."""
        shell = get_ipython()
        if shell is None:
            return
        self._shown_in = shell.execution_count
        data: dict[str, Any] = self.widget._repr_mimebundle_()[0]
        data["text/plain"] = self.sentence
        metadata = {}
        if not self.problem:
            data["image/png"] = self._stages[0].whole().partition(",")[2]
            width, height = (int(100 * inches) for inches in self._stages[0].picture.size)
            metadata["image/png"] = {"alt": self.sentence, "width": width, "height": height}
        display(data, metadata=metadata, raw=True)

    def _ipython_display_(self) -> None:
        if get_ipython().execution_count != self._shown_in:  # the last line of the cell that showed it
            self._show()


def _index(name: str, control: Control, value: Any) -> int:
    if control.kind == "slider":
        value = _number(name, value)
        low, high = sorted((control.values[0], control.values[-1]))
        if not low <= value <= high:
            raise ValueError(f"{name}={value!r} lies outside its slider, {low!r} to {high!r}. Choose a value inside.")
        return min(range(len(control.values)), key=lambda i: abs(control.values[i] - value))
    for i, (option, text) in enumerate(zip(control.values, control.texts, strict=True)):
        if option is value or (isinstance(value, str | bool | np.bool_) and (text == value or option == value)):
            return i
    raise ValueError(f"{name}={value!r} is not one of: {', '.join(control.texts)}. Choose one of these.")


def explore(picture: Picture | list[Picture], /, *, target: Target | None = None, **values: Any) -> Explorer:
    """Show a picture with sliders.

    Parameters
    ----------
    picture : Picture or list of Picture
        Several pictures are linked: the same sliders move all of them.
    target : Target, optional
        What the reader should reach; whether it is reached is shown live.
    **values
        For each value that the pictures take: a `slider`, `log_slider`, `menu` or `switch`, or a constant.

    Returns
    -------
    Explorer
        With `values`, `set(...)`, `sentence`, `reached` and `problem`.

    Raises
    ------
    ValueError
        A value's name is not one that the picture takes, or one that it needs is not given.
    """
    pictures = list(picture) if isinstance(picture, list | tuple) else [picture]
    if not pictures or not all(isinstance(one, Picture) for one in pictures):
        raise ValueError(f"explore() was given {picture!r}; give a Picture or a list of them.")
    known: set[str] = set()
    needed: set[str] = set()
    open_ended = False
    for one in pictures:
        for names, needs, takes_any in (_takes(one.draw, 1), _takes(one.update, 1)):
            known |= names
            needed |= needs
            open_ended |= takes_any
    if target is not None:
        needed |= _takes(target.reached, 0)[1]
    if unknown := [name for name in values if name not in known | needed]:
        if not open_ended:
            raise ValueError(f"The picture has no value {unknown[0]!r}. It takes: {', '.join(sorted(known))}.")
    if missing := sorted(needed - set(values)):
        raise ValueError(
            f"The picture needs {missing[0]!r}. Give it a slider or a constant: {missing[0]}=slider(0, 1)."
        )
    explorer = Explorer(pictures, target, values)
    explorer._show()
    return explorer
