"""A picture that is shown: the state of its controls, its sentence, its target, and the widget in the page."""

import re
import threading
import time
import uuid
from collections import deque
from collections.abc import Callable, Mapping
from functools import cached_property
from types import EllipsisType
from typing import Any

import anywidget
import numpy as np
import traitlets
from IPython import get_ipython
from IPython.display import display

from coursekit.live.ahead import Ahead, sent
from coursekit.live.cells import watch
from coursekit.live.complaint import why
from coursekit.live.controls import Control, index_of, labelled, misfit
from coursekit.live.files import ReadersFile
from coursekit.live.fitting import check_names, own_controls
from coursekit.live.front import SCRIPT, STYLE, specification
from coursekit.live.picture import DeclarationError, Picture, Target, names_of, needed, taken_by
from coursekit.live.stage import SHARPNESS, Stage, stacked
from coursekit.live.svg import png_url
from coursekit.words import TemplateError, mark, say, typeset

__all__ = ["Explorer", "explore", "present_by"]

TRAIL = 300  # places, at most, where the hand has been
NOT_FINITE = re.compile(r"(?<![A-Za-z])(nan|inf)(?![A-Za-z])")


class _Widget(anywidget.AnyWidget):
    """What the page knows: the controls, what stands still, the outlines of letters, and what moves now."""

    _esm = SCRIPT
    _css = STYLE
    spec = traitlets.Dict().tag(sync=True)
    stills: Any = traitlets.List().tag(sync=True)
    glyphs = traitlets.Dict().tag(sync=True)
    frame = traitlets.Dict().tag(sync=True)


class Explorer:
    """A picture, or several, with its controls. `explore` makes it.

    Attributes
    ----------
    controls : dict
        What the reader moves, by name.
    target : Target or None
        What the reader should reach.
    stages : list of Stage
        Each picture on its figure.
    follows : bool
        Whether a picture asks for the places where the reader has been.
    remembers : bool
        Whether they are kept; a page that has frames only cannot know them.
    """

    def __init__(self, pictures: list[Picture], target: Target | None, values: Mapping[str, Any]) -> None:
        self.controls = {name: value for name, value in values.items() if isinstance(value, Control)}
        self.target = target
        self._asked = names_of(target.reached) if target else {}
        self._pictures = pictures
        self._constants = {name: value for name, value in values.items() if name not in self.controls}
        self._places = {name: control.start for name, control in self.controls.items()}
        own = own_controls(pictures, values)
        fixed = [name for name in self._constants if isinstance(own.get(name), Control)]
        self._misfit = max((misfit(name, own[name], values[name]) for name in fixed), default=(0, ""))  # the surest
        self.follows = any("visited" in stage.sees for stage in self.stages)
        self.remembers = True
        self._visited: deque[dict[str, Any]] = deque(maxlen=TRAIL)
        self._lock = threading.RLock()  # a cell and a slider may speak at the same time, from two threads
        self._frame: dict[str, Any] = {"count": 0}
        self._still = 0  # how often what stands still was another one
        self._shown_in: int | None = None
        self.widget = _Widget(spec=specification(self.controls, self.stages, self.target, values, self.follows))
        self._ahead = Ahead(self._look_ahead, lambda: (self._places, self._frame), self._tell, self._lock)
        self._render()
        self.widget.on_msg(self._on_message)

    @cached_property
    def stages(self) -> list[Stage]:
        """Return what draws the pictures, one for each."""
        prefix = "k" + uuid.uuid4().hex[:5]
        return [Stage(picture, f"{prefix}{chr(97 + i)}", self.controls) for i, picture in enumerate(self._pictures)]

    @property
    def values(self) -> dict[str, Any]:
        """Return the value of every slider, menu, switch and constant now."""
        return self._values_at(self._places)

    def _values_at(self, places: Mapping[str, int]) -> dict[str, Any]:
        return {**self._constants, **{name: c.values[places[name]] for name, c in self.controls.items()}}

    def _told(self, places: Mapping[str, int]) -> dict[str, Any]:
        """Return what pictures are told at these places: the values, and where the reader has been."""
        visited = {"visited": tuple(self._visited) if self.remembers else None} if self.follows else {}
        return self._values_at(places) | visited

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

    @property
    def judged(self) -> dict[str, Any]:
        """Return what the target takes of the values and numbers now, those of its own picture before others'."""
        own_last = sorted(self.stages, key=lambda stage: stage.picture.target is self.target)
        return taken_by(self._asked, {name: value for stage in own_last for name, value in stage.known.items()})

    def set(self, **values: Any) -> None:
        """Move sliders, menus and switches to `values`; a slider goes to its position that is nearest.

        Raises
        ------
        ValueError
            There is no such slider, or the value lies outside it.
        """
        places = {}
        for name, value in values.items():
            if name not in self.controls:
                known = ", ".join(self.controls) or say("none")
                raise ValueError(say("There is no slider {name!r}. There are: {known}.", name=name, known=known))
            places[name] = index_of(name, self.controls[name], value)
        with self._lock:
            self._leave(places)
            self._render()

    def move(self, places: Mapping[str, int]) -> None:
        """Move controls to positions, counted from 0."""
        with self._lock:
            self._places.update(places)
            self._render()

    def reaches(self, places: Mapping[str, int]) -> bool:
        """Say whether the target is reached with controls at these positions. Nothing moves, and nothing is drawn."""
        with self._lock:
            known = [stage.known for stage in self.stages]
            try:
                with np.errstate(all="ignore"):
                    for stage in self.stages:
                        stage.see(self._told(self._places | dict(places)))
                return self.target is not None and self._is_reached(self.target)
            except Exception:
                return False
            finally:
                for stage, before in zip(self.stages, known, strict=True):
                    stage.known = before

    def _leave(self, places: Mapping[str, int]) -> None:
        """Go where the reader goes, and keep the place that is left: `visited`, for a picture that asks for it."""
        if self.follows and self._places != self._places | dict(places):
            self._visited.append(self.values)
        self._places.update(places)

    def whole(self) -> Any:
        """Return the pictures as matplotlib draws them now, below each other, as an array of pixels."""
        if any(stage.drawn_for is None for stage in self.stages):
            self._look(self._places)
        return stacked([stage.whole() for stage in self.stages])

    def narrow(self) -> "Explorer":
        """Return the same for a phone; where the controls stand now is not known there."""
        pictures = [stage.picture.narrow() for stage in self.stages]
        return Explorer(pictures, self.target, self._constants | self.controls)

    def show(self) -> None:
        """Hand the picture to the presenter: the notebook, where none was named by `present_by`."""
        shell = get_ipython()
        self._shown_in = shell.execution_count if shell else None
        _presenter(self)

    def close(self) -> None:
        """Take the picture from the page, and give back what it holds; a cell that is run again shows a new one."""
        with self._lock:
            self.widget.close()
            self._rest()
            del self.stages  # the notebook's Out may keep this object for ever; who asks it again makes them anew
            self._frame["pictures"] = [picture | {"layers": []} for picture in self._frame["pictures"]]
            self.widget.spec, self.widget.stills, self.widget.glyphs, self.widget.frame = {}, [], {}, {}

    def _rest(self) -> None:
        self._ahead.ask([])
        for stage in self.stages:
            stage.rest()

    def _ipython_display_(self) -> None:
        if get_ipython().execution_count != self._shown_in:  # the last line of the cell that showed it
            self.show()

    def _on_message(self, _widget: Any, content: Any, buffers: Any) -> None:
        """Answer the page: `at` is where the hand has gone, `id` its question, `ahead` where it may go next.

        `file` is the name of a file of the reader's, whose bytes are in the first of the buffers. `gone` says that the
        picture is no longer seen: it gives back what it holds, and is drawn anew when it is asked.
        """
        with self._lock:
            if "gone" in content:
                return self._rest()
            if "file" in content:
                return self._take(ReadersFile(str(content["file"]), bytes(buffers[0])))
            self._ahead.ask([self._places | self._inside(places) for places in content.get("ahead", [])])
            if "at" in content:
                self._leave(self._inside(content["at"]))
                self._render(content.get("id"))

    def _take(self, file: ReadersFile) -> None:
        """Show the pictures with a file of the reader's; what was drawn ahead shows another one."""
        self._ahead.ask([])
        self._constants["photo"] = file
        self._still += 1
        for stage in self.stages:
            stage.drawn_for = None
        self._render()

    def _inside(self, places: Mapping[str, Any]) -> dict[str, int]:
        return {
            name: min(max(int(index), 0), len(self.controls[name].values) - 1)
            for name, index in places.items()
            if name in self.controls
        }

    def _render(self, question: str | None = None) -> None:
        begun = time.perf_counter()
        frame = self._look(self._places)
        stills = [stage.still for stage in self.stages]
        if fresh := stills != self.widget.stills:
            self._still += 1
        more = {
            "count": self._frame["count"] + 1,
            "still": self._still,
            "answers": question,
            "took": round(1000 * (time.perf_counter() - begun)),
        }
        self._frame = frame | more
        glyphs = self._glyphs()
        if question:
            pngs = sum(len(still["png"]) for still in stills) if fresh else 0
            sent(pngs + sum(len(layer) for picture in frame["pictures"] for layer in picture["layers"]))
        with self.widget.hold_sync():  # one message: the page changes all of it at once
            if fresh:
                self.widget.stills = stills
            if len(glyphs) > len(self.widget.glyphs):
                self.widget.glyphs = glyphs
            self.widget.frame = self._frame

    def _glyphs(self) -> dict[str, str]:
        return {key: data for stage in self.stages for key, data in stage.svg.glyphs.items()}

    def _look(self, places: Mapping[str, int], ahead: bool = False) -> dict[str, Any]:
        """Return what is seen at the places; ahead of a move, a picture that needs a new still part is None."""
        values = self._told(places)
        pictures = [self._picture(stage, values, places, ahead) for stage in self.stages]
        self._ahead.took(sum(stage.took for stage in self.stages))
        reached = None
        if self.target and not any(picture is None or picture["problem"] for picture in pictures):
            try:
                reached = self._is_reached(self.target)
            except (Exception, KeyboardInterrupt) as error:
                pictures[0] = self._failed(error, values, places)
        return {"at": dict(places), "pictures": pictures, "reached": reached}

    def _look_ahead(self, places: Mapping[str, int]) -> dict[str, Any] | None:
        """Return the frame at these places, with the letters that the page does not have; None for a new still part."""
        known = [stage.known for stage in self.stages]
        frame = self._look(places, ahead=True)
        for stage, before in zip(self.stages, known, strict=True):
            stage.known = before
        if any(stage.drawn_for is None for stage in self.stages):  # what the hand will ask for does not wait for it
            self._look(self._places)
        if None in frame["pictures"]:
            return None
        letters = {key: data for key, data in self._glyphs().items() if key not in self.widget.glyphs}
        return frame | {"still": self._still, "letters": letters}

    def _tell(self, content: dict[str, Any], buffers: list[bytes]) -> None:
        self.widget.send(content, buffers)

    def _is_reached(self, target: Target) -> bool:
        judged = self.judged
        if missing := needed(self._asked) - judged.keys():
            words = mark(
                "The target asks for {name!r}, and the picture has no such number. It has: {known}. "
                "Take one of these, or let see give it."
            )
            known = sorted({name for stage in self.stages for name in stage.known})
            raise DeclarationError(say(words, name=min(missing), known=", ".join(known)))
        with np.errstate(all="ignore"):
            return bool(target.reached(**judged))

    def _picture(self, stage: Stage, values: Mapping[str, Any], places: Mapping[str, int], ahead: bool) -> Any:
        try:
            with np.errstate(all="ignore"):
                seen = (stage.ahead if ahead else stage.move)(values, places)
                grips, numbers = (stage.grips(), stage.numbers()) if seen else ([], {})
        except (Exception, KeyboardInterrupt) as error:
            return self._failed(error, values, stage.blamed(error, values, places))
        if seen is None:
            return None
        words, layers = seen
        sure, told = self._misfit
        if sure:  # a picture may take any other text for its last option
            return {"words": told, "problem": True, "layers": []}
        if NOT_FINITE.search(words):
            words += " " + say(
                "At {where} a number is not finite: no value there, or too large to hold. Move a slider.",
                where=self._where(places),
            )
        return {"words": typeset(words), "problem": False, "layers": layers, "grips": grips, "numbers": numbers}

    def _failed(self, error: BaseException, values: Mapping[str, Any], places: Mapping[str, int]) -> dict[str, Any]:
        """Return why there is no picture, with the places of those controls that it can come from."""
        if isinstance(error, DeclarationError | TemplateError) and not self._frame["count"]:
            raise error  # when it is shown first, its author is there
        sure, told = self._misfit
        words = told if sure == 2 else why(error, values, told)
        if words != told and (places or not self.controls):
            words = say("At {where}: {why}", where=self._where(places), why=words)
        return {"words": words, "problem": True, "layers": []}

    def _where(self, places: Mapping[str, int]) -> str:
        named = [f"{name} = {say(self.controls[name].texts[place])}" for name, place in places.items()]
        return say(", ").join(named) or say("these values")


def in_notebook(explorer: Explorer) -> None:
    """Display the widget, its picture for where no kernel runs, and its sentence, in one bundle."""
    if get_ipython() is None:
        return
    watch(explorer)
    bundle: Any = explorer.widget._repr_mimebundle_()
    view, metadata = bundle  # Colab finds in the metadata where its widgets are
    data = {**view, "text/plain": explorer.sentence}
    if not explorer.problem:
        pixels = explorer.whole()
        data["image/png"] = png_url(pixels).partition(",")[2]
        metadata["image/png"] = {"alt": explorer.sentence, "width": pixels.shape[1] // SHARPNESS}
    display(data, metadata=metadata, raw=True)


_presenter: Callable[[Explorer], None] = in_notebook


def present_by(presenter: Callable[[Explorer], None] = in_notebook) -> None:
    """Let `explore` hand each picture to `presenter` from now on; the notebook shows it where none is given."""
    global _presenter
    _presenter = presenter


def explore(
    picture: Picture | list[Picture], /, *, target: Target | EllipsisType | None = ..., **values: Any
) -> Explorer:
    """Show a picture with its controls and its target, or with others.

    Parameters
    ----------
    picture : Picture or list of Picture
        Several pictures are linked: the same controls move all of them.
    target : Target or None, optional
        In the place of the picture's own; None for none. Whether it is reached is shown live.
    **values
        In the place of the picture's own: for any value that it takes a `slider`, `log_slider`, `menu` or `switch`, or
        a constant. A number of the target may be given too.

    Returns
    -------
    Explorer
        With `values`, `set(...)`, `sentence`, `reached` and `problem`.

    Raises
    ------
    ValueError
        A value's name is not one that the picture takes, or one that it needs is not given.
    DeclarationError
        What the picture's functions ask for by name is not there: a mistake of its author's.

    Examples
    --------
    >>> from coursekit.live import slider
    >>> from coursekit.live.picture import Picture
    >>> def draw(axes):
    ...     axes.set(xlim=(0, 3), ylim=(0, 9))
    ...     return axes.plot([], [], "o")
    >>> def move(artists, x, area):
    ...     artists[0].set_data([x], [area])
    ...     return f"The square of {x:g} is {area:g}."
    >>> square = Picture(lambda x: {"area": x**2}, draw, move, controls={"x": slider(0, 3, step=0.5)})
    >>> shown = explore(square)
    >>> shown.set(x=2.5)
    >>> shown.sentence
    'The square of 2.5 is 6.25.'
    >>> explore(square, x=3).sentence
    'The square of 3 is 9.'
    """
    pictures = list(picture) if isinstance(picture, list | tuple) else [picture]
    if not pictures or not all(isinstance(one, Picture) for one in pictures):
        raise ValueError(say("explore() was given {given!r}; give a Picture or a list of them.", given=picture))
    if isinstance(target, EllipsisType):
        target = next((one.target for one in pictures if one.target), None)
    own = own_controls(pictures, values)
    chosen = own | {name: labelled(value, own.get(name)) for name, value in values.items()}
    check_names(pictures, target, values, chosen)
    explorer = Explorer(pictures, target, chosen)
    explorer.show()
    return explorer
