"""Pictures of the course: matplotlib only, data in, artists out; no widget and no global state.

A picture is three functions, joined by names. One finds the numbers, each under its name. One draws once what stands
still and makes the artists that will move. One moves them, and says in one sentence what is to be seen. Controls and a
target are declared with them; `coursekit.live.explore` shows it all.

The look, the same in all pictures:

1. What moves is coloured; what stands still is black, grey or white.
2. One thing has one colour, wherever it is drawn or written: a secant is orange, a tangent or exact value blue.
3. Colour never tells alone: the line style or the marker differs as well, and stands before the name: "- - tangent".
4. A name stands at its line or above its axes, in the colour of the line, with its number. There are no legends.
5. Letters have 11 points or more; numbers have as many digits as say something.
6. A line that is looked at has 2 points or more, a helping line 1; the grid is only just seen.
7. Axes name what they measure, with its unit; no title repeats that.
8. What can be taken hold of is a point with an edge, 7 points wide or more.
9. Limits stay where they are while something moves, so that a length can be compared.
10. One sentence says what is to be seen, with the numbers of this moment; it never judges the reader.
"""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field, replace
from functools import cached_property
from typing import Any

from cycler import cycler

from coursekit.words import mark, places, say

__all__ = [
    "COLORS",
    "NARROW",
    "STYLE",
    "DeclarationError",
    "Handle",
    "Picture",
    "Target",
    "names_of",
    "needed",
    "taken_by",
]

COLORS = {
    "blue": "#0060a8",
    "orange": "#c75000",
    "green": "#00795c",
    "purple": "#b0528c",
    "sky": "#56b4e9",
    "yellow": "#e8c000",
    "grey": "#6b6b6b",
    "black": "#1a1a1a",
}
"""Colours that stay apart for colour-blind readers (after Okabe and Ito). Let the line style differ as well."""
BLUE, ORANGE, GREEN, PURPLE, SKY, YELLOW, GREY, BLACK = COLORS.values()

STYLE: dict[str, Any] = {
    "font.size": 12,
    "text.hinting": "none",  # letters keep their widths at every size, on the page as in the PNG
    "axes.titlesize": 13,
    "axes.labelsize": 12,
    "xtick.labelsize": 11,
    "ytick.labelsize": 11,
    "legend.fontsize": 11,
    "lines.linewidth": 2.2,
    "lines.markersize": 8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": COLORS["grey"],
    "axes.axisbelow": True,
    "axes.grid": True,
    "grid.color": "#e4e4e4",
    "figure.facecolor": "white",
    "axes.facecolor": "white",
    "text.color": COLORS["black"],
    "axes.labelcolor": COLORS["black"],
    "xtick.color": COLORS["black"],
    "ytick.color": COLORS["black"],
    "axes.prop_cycle": cycler(color=[COLORS[name] for name in ("blue", "orange", "green", "purple")])
    + cycler(linestyle=["-", "--", "-.", ":"]),
}
"""matplotlib's settings for every picture of the course; `coursekit.live` applies them while a picture is drawn."""


class DeclarationError(ValueError):
    """The functions of a picture, its controls and its target do not fit together by name."""


NARROW = 4.6
"""Inches, the width of a picture on a phone."""


def names_of(function: Callable[..., Any] | None, skip: int = 0) -> dict[str, Any]:
    """Return the names that `function` takes after the first `skip`, each with its default or `Parameter.empty`.

    The name "**" stands for any name.
    """
    found = list(inspect.signature(function).parameters.values())[skip:] if function else []
    named = {p.name: p.default for p in found if p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY)}
    return named | ({"**": None} if any(p.kind is p.VAR_KEYWORD for p in found) else {})


def needed(names: Mapping[str, Any]) -> set[str]:
    """Return those names that have no default."""
    return {name for name, default in names.items() if default is inspect.Parameter.empty}


def taken_by(names: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return those of the values whose names are taken."""
    return {name: value for name, value in values.items() if name in names or "**" in names}


@dataclass(frozen=True)
class Target:
    """What the reader should reach with the controls.

    Parameters
    ----------
    words : str
        The task in one sentence, a marked template: ``mark("Bring the error below {bound:g}.")``.
    reached : callable
        Says whether it is reached. It takes, by name, values of the controls and numbers of the picture's `see`. A
        parameter with a default is a number of the target itself, and `explore` may be given another. Its own numbers
        and constants of the picture fill the places of `words` by name.

    Raises
    ------
    DeclarationError
        `words` has a place that is no parameter of `reached`.

    Examples
    --------
    >>> Target("Bring the error below {bound:g}.", lambda error, bound=1e-7: error < bound).said()
    'Bring the error below 1e-07.'
    """

    words: str
    reached: Callable[..., Any]

    def __post_init__(self) -> None:
        """Look whether each place of the words has its number."""
        names = names_of(self.reached)
        for name in sorted(places(self.words) - names.keys()):
            words = mark(
                "The target {words!r} has the place {name!r}, and its function has no number of this name. "
                "Give it one as a default: lambda ..., {name}=1: ..."
            )
            raise DeclarationError(say(words, words=self.words, name=name))

    @property
    def numbers(self) -> dict[str, Any]:
        """Return the target's own numbers by name."""
        names = names_of(self.reached)
        return {name: names[name] for name in names.keys() - needed(names) - {"**"}}

    def said(self, **values: Any) -> str:
        """Return the task in the reader's language, with the target's own numbers, or with `values` in their place."""
        return say(self.words, **{name: (self.numbers | values)[name] for name in places(self.words)})


@dataclass(frozen=True)
class Handle:
    """A point that the hand can take hold of, by mouse, finger or pen: it moves sliders.

    Parameters
    ----------
    at : callable
        Gives the point, x and y in the units of its axes. It takes, by name, values of the controls and numbers of the
        picture's `see`. For the slider that moves the point it must also take an array of all its values.
    x, y : str, optional
        The slider that moves the point along x, and along y. One and the same for both: a point on a curve.
    panel : int
        The axes in which it lies, counted from 0 as matplotlib does.
    anywhere : bool
        A press anywhere in the axes brings the point there.

    A slider that is a constant where the picture is shown, or a menu, moves nothing.

    Raises
    ------
    DeclarationError
        No slider is named, or `at` does not take one that is.

    Examples
    --------
    >>> start = Handle(lambda x, y: (x, y), x="x", y="y", anywhere=True)
    >>> end = Handle(lambda x, h, there: (x + h, there), x="h")
    """

    at: Callable[..., Any]
    _: KW_ONLY
    x: str | None = None
    y: str | None = None
    panel: int = 0
    anywhere: bool = False

    def __post_init__(self) -> None:
        """Look whether the point depends on what moves it."""
        moving = {self.x, self.y} - {None}
        if not moving:
            raise DeclarationError(say('A handle moves no slider. Name one: Handle(lambda x: (x, 0), x="x").'))
        if missing := sorted(name for name in moving if name and name not in names_of(self.at)):
            words = mark("The handle moves {name!r}, and its point does not depend on it. Let `at` take {name!r}.")
            raise DeclarationError(say(words, name=missing[0]))

    @cached_property
    def takes(self) -> dict[str, Any]:
        """Return the names that `at` takes, each with its default: asked at every move, found once."""
        return names_of(self.at)


@dataclass(frozen=True)
class Picture:
    """A picture that can move: what is seen, drawn, moved and said, with its controls and its target.

    Parameters
    ----------
    see : callable or None
        ``see(**values)`` finds the numbers at these values and returns them in a dict, each under its name; no artist.
        It is called once for each move. None where the values themselves say all. A parameter ``visited=()`` is given
        the values of all places where the reader has been, in their order, or None in a page, which does not keep them.
    draw : callable
        ``draw(axes, **still)`` draws what stands still and returns the artists that will move (any object that holds
        them). The values named in its signature are those whose change needs a new drawing: limits, another function.
        `axes` is one matplotlib Axes, or an array of them where `panels` says so.
    move : callable
        ``move(artists, **values)`` moves the artists; it takes values and numbers of `see` by name. It returns one
        sentence with the numbers that are to be seen, made by `coursekit.words.say`: it is the caption, the alt text
        and what tests look at. What it touches beside what `draw` returned (limits, a title) is seen too, but costs a
        new drawing.
    controls : mapping
        For each value its `slider`, `log_slider`, `menu` or `switch`, or a constant. `explore` may be given others.
    sized : callable, optional
        Gives controls whose ends follow from other values, such as a slider over the rows of a table; it takes these
        values by name. They come in the place of those of the same names, unless `explore` is given others.
    target : Target, optional
        What the reader should reach.
    handles : sequence of Handle
        Points that the hand can take hold of.
    panels : tuple of int
        Rows and columns of axes.
    size : tuple of float
        Width and height in inches.
    sound : str
        The number of `see` that is heard as the slope of a line, where the reader asks for it; "" for none.
    ticks : str
        The numbers of `see` that are heard as the heights of a path, one tick for each step; "" for none.
    symbols : mapping
        Parts of formulas, in LaTeX, that this picture draws, each with its colour, one of `COLORS`. A page gives it to
        them in the formulas of the picture's section, and underlines them as the line of this colour is drawn.
    file : str
        Words before a button for a file of the reader's, a marked template; "" for none. The file may be dropped on the
        picture, too. It becomes the value `photo`, a `coursekit.live.files.ReadersFile`.

    Raises
    ------
    DeclarationError
        There is a control that no function takes.

    Examples
    --------
    >>> from coursekit.live import slider
    >>> from coursekit.words import mark, say
    >>> def see(x):
    ...     return {"area": x**2}
    >>> def draw(axes):
    ...     axes.set(xlim=(0, 3), ylim=(0, 9))
    ...     return axes.plot([], [], "o")
    >>> def move(artists, x, area):
    ...     artists[0].set_data([x], [area])
    ...     return say("The square of {x:g} is {area:g}.", x=x, area=area)
    >>> four = Target(mark("Make the area {wanted:g}."), lambda area, wanted=4: area == wanted)
    >>> square = Picture(see, draw, move, controls={"x": slider(0, 3, value=1, step=0.5)}, target=four)
    """

    see: Callable[..., Mapping[str, Any]] | None
    draw: Callable[..., Any]
    move: Callable[..., str]
    _: KW_ONLY
    controls: Mapping[str, Any] = field(default_factory=dict)
    sized: Callable[..., Mapping[str, Any]] | None = None
    target: Target | None = None
    handles: Sequence[Handle] = ()
    panels: tuple[int, int] = (1, 1)
    size: tuple[float, float] = (7.0, 4.2)
    sound: str = ""
    ticks: str = ""
    symbols: Mapping[str, str] = field(default_factory=dict)
    file: str = ""

    def narrow(self) -> "Picture":
        """Return the picture as a phone shows it: as wide as that, its panels below each other."""
        (rows, columns), (width, height) = self.panels, self.size
        count = rows * columns
        if width <= NARROW or min(rows, columns) > 1:  # a grid of panels is one thing
            scale = min(1.0, NARROW / width)  # its letters keep their size, and ask for height
            return replace(self, size=(width * scale, height * max(scale, 0.9)))
        shape = min(max(height / rows / (width / columns), 0.75), 0.95)  # of one panel
        return replace(self, panels=(count, 1), size=(NARROW, NARROW * shape * count))

    def __post_init__(self) -> None:
        """Look whether each control is taken."""
        aim = names_of(self.target.reached) if self.target else {}
        names = names_of(self.see) | names_of(self.draw, 1) | names_of(self.move, 1) | aim
        if idle := [name for name in self.controls if not taken_by(names, {name: 0})]:
            words = mark(
                "No function of the picture takes the control {name!r}; they take: {known}. "
                "Give one of them a parameter of this name, or leave the control out."
            )
            raise DeclarationError(say(words, name=idle[0], known=", ".join(sorted(names))))
