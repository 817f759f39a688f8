"""What the reader moves: plain descriptions of sliders, menus and switches, no widget until a picture is shown."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from reprlib import repr as shown
from typing import Any

import numpy as np

from coursekit.words import mark, say

__all__ = ["Control", "log_slider", "menu", "positions", "slider", "switch"]

PLAIN = str | bool | int | float | np.generic


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
    try:
        good = isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool)
        finite = good and math.isfinite(value)
    except OverflowError:  # an integer that no float reaches
        finite = False
    if not finite:
        raise ValueError(say("{name} is {value}; give a finite number.", name=name, value=shown(value)))
    return value if isinstance(value, int) else int(value) if isinstance(value, np.integer) else float(value)


def _placed(values: list[Any], value: Any, default: int) -> int:
    """Return the place of `value` among `values`; put it there where it falls between two of them."""
    if value is None:
        return default
    value = _number("value", value)
    low, high = min(values[0], values[-1]), max(values[0], values[-1])
    if not low <= value <= high:
        words = mark(
            "value={value!r} lies outside the slider, {low!r} to {high!r}. Choose a value inside, or widen it."
        )
        raise ValueError(say(words, value=value, low=low, high=high))
    nearest = min(range(len(values)), key=lambda i: abs(values[i] - value))
    away, gap = abs(values[nearest] - value), abs(values[nearest] - values[nearest - 1 if nearest else 1])
    if away <= 4 * math.ulp(value) + 1e-9 * gap:  # the same, but for rounding
        return nearest
    if away < gap / 100 and 0 < nearest < len(values) - 1:
        values[nearest] = value
        return nearest
    values.append(value)
    values.sort(reverse=values[0] > values[1])
    return values.index(value)


def _plainly(value: float, decimals: int) -> str:
    """Write a value with so many decimals, or with more where it has more: the number shown is the number used."""
    text = f"{value:.{max(decimals, 0)}f}"
    if float(text) == value and len(text) < 20:
        return text
    return _briefly(value) if len(text) >= 20 or abs(value) < 1e-4 else repr(value)


def _briefly(value: float) -> str:
    """Write a value with six digits, or with more where it has more."""
    return text if float(text := f"{value:.6g}") == value else repr(value)


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
        The number shown is always the number used, so values on the way have no more digits than `step` needs.
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
        words = mark("min={min!r} is not below max={max!r}. Give the smaller end first.")
        raise ValueError(say(words, min=min, max=max))
    whole = isinstance(min, int) and isinstance(step, int)
    step = (max - min) / 100 if step is None else _number("step", step)
    if not 0 < step <= (max - min) * (1 + 1e-9) < math.inf:
        words = mark("step={step!r} is not between 0 and max - min = {range!r}. Give a positive step that fits.")
        raise ValueError(say(words, step=step, range=max - min))
    count = math.floor((max - min) / step + 1e-9) + 1
    if count > 10_000:
        raise ValueError(say("step={step!r} makes {count} positions. Give a larger step.", step=step, count=count))
    if not whole and step < (apart := math.ulp(max - min + abs(min))):
        words = mark("step={step!r} is lost beside {max!r}, where numbers are {apart!r} apart. Give a larger step.")
        raise ValueError(say(words, step=step, max=max, apart=apart))
    lead = math.floor(math.log10(step))
    exact = [d for d in range(6 - lead) if all(math.isclose(round(v, d), v, rel_tol=1e-9) for v in (step, min))]
    decimals = exact[0] if exact else 2 - lead  # a step that has no end, such as 1/3, is cut after three digits
    values: list[Any] = [
        min + i * step if whole else round(float(min + i * step), decimals) + 0.0 for i in range(count)
    ]
    if values[-1] < max - step / 100:
        values.append(max)
    values[0], values[-1] = (min, max) if whole else (float(min), float(max))  # the ends are exact
    start = _placed(values, value, len(values) // 2)
    texts = tuple(str(v) if whole else _plainly(v, decimals) for v in values)
    return Control("slider", tuple(values), texts, start, label, play)


def log_slider(
    start: float, stop: float, value: float | None = None, per_decade: int = 10, label: str | None = None
) -> Control:
    """Describe a slider whose steps are equal factors, from `start` on the left to `stop` on the right.

    Between the ends each value is rounded to three digits. The number shown is always the number used.

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
        words = mark(
            "A log slider from {start!r} to {stop!r} would reach 0, where there is no logarithm. "
            "Give two positive ends, or use slider()."
        )
        raise ValueError(say(words, start=start, stop=stop))
    if start == stop:
        raise ValueError(say("start and stop are both {start!r}. Give two different ends.", start=start))
    if isinstance(per_decade, bool) or not isinstance(per_decade, int) or not 1 <= per_decade <= 100:
        raise ValueError(say("per_decade is {given!r}; give a whole number from 1 to 100.", given=per_decade))
    decades = math.log10(stop) - math.log10(start)
    count = max(round(abs(decades) * per_decade), 1)
    grid = [float(f"{10 ** (math.log10(start) + decades * i / count):.3g}") for i in range(1, count)]
    values = list(dict.fromkeys([float(start), *grid, float(stop)]))
    place = _placed(values, value, 0)
    return Control("slider", tuple(values), tuple(_briefly(v) for v in values), place, label)


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
        raise ValueError(say("The menu is empty. Give at least one option."))
    if len(set(texts)) < len(texts):
        words = mark("Two options of the menu look the same: {texts}. Give a dict with different words.")
        raise ValueError(say(words, texts=", ".join(texts)))
    start = 0
    if value is not None:
        matches = [i for i in range(len(values)) if values[i] is value or texts[i] == str(value)]
        if not matches:
            words = mark("value={value!r} is not on the menu: {texts}. Choose one of these.")
            raise ValueError(say(words, value=value, texts=", ".join(texts)))
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
        raise ValueError(say("value is {value!r}; a switch is True or False.", value=value))
    return Control("switch", (False, True), (mark("off"), mark("on")), int(value), label)


def labelled(value: Any, own: Any) -> Any:
    """Give a control without a label that of the picture's own, in whose place it comes."""
    replaced = isinstance(value, Control) and isinstance(own, Control) and value.label is None
    return replace(value, label=own.label) if replaced else value


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


def misfit(name: str, control: Control, value: Any) -> tuple[int, str]:
    """Say what a constant in the place of a control should have been, or "", and how sure it is that it is none.

    2 for a text where a number is wanted; 1 for a text that is not on a menu of texts: the picture itself may have more
    to say of it; 0 for a number that will do if the picture can be drawn with it.
    """
    if control.kind == "menu" and isinstance(value, str) and all(isinstance(each, str) for each in control.values):
        words = mark("{name}={value!r} is not one of: {texts}. Choose one of these.")
        texts = ", ".join(map(repr, control.values))
        return (0, "") if value in control.values else (1, say(words, name=name, value=value, texts=texts))
    if control.kind != "slider" or (isinstance(value, PLAIN) and value in control.values):
        return 0, ""
    sure = 2 * isinstance(value, str)
    if all(isinstance(each, int) for each in control.values):
        words = mark("{name}={value} does not go here; give a whole number, such as one from {low} to {high}.")
        return sure, say(words, name=name, value=shown(value), low=control.values[0], high=control.values[-1])
    try:
        _number(name, value)
    except ValueError as error:
        return sure, str(error)
    return 0, ""


def index_of(name: str, control: Control, value: Any) -> int:
    if control.kind == "slider":
        value = _number(name, value)
        low, high = sorted((control.values[0], control.values[-1]))
        if not low <= value <= high:
            words = mark("{name}={value!r} lies outside its slider, {low!r} to {high!r}. Choose a value inside.")
            raise ValueError(say(words, name=name, value=value, low=low, high=high))
        return min(range(len(control.values)), key=lambda i: abs(control.values[i] - value))
    for i, (option, text) in enumerate(zip(control.values, control.texts, strict=True)):
        plain = isinstance(option, PLAIN) and isinstance(value, PLAIN)  # not arrays, which answer one by one
        if option is value or (isinstance(value, str) and text == value) or (plain and option == value):
            return i
    words = mark("{name}={value!r} is not one of: {texts}. Choose one of these.")
    raise ValueError(say(words, name=name, value=value, texts=", ".join(control.texts)))
