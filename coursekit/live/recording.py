"""A picture at many positions of its controls, for a page that has no kernel.

In the kernel that runs a lesson for a page, `record_pictures` is the presenter of all pictures; the page holds the
frames and chooses among them, with the same script that JupyterLab uses.
"""

import base64
import gzip
import io
import itertools
import json
import math
import random
import re
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
from IPython.display import display
from PIL import Image

from coursekit.live.explorer import Explorer, present_by
from coursekit.live.stage import Stage
from coursekit.words import say, together

__all__ = ["FRAMES", "MIME", "NAMED", "Plan", "record_pictures", "recorded", "unpacked"]

MIME = "application/vnd.coursekit.picture+json"
FRAMES = 600  # of one picture, at most
LEAST = 9  # of one that weighs much
SKETCH = 60  # frames from which the size of a frame is known
TRIES = 25_000  # places where the target of a picture is looked for, at most
PATIENCE = 60.0  # seconds for that
NO_GRIP: dict[str, Any] = {"at": None, "moves": [], "box": None}
FLAT = 6000  # bytes of an image that may be kept
IMAGE = re.compile(r"data:image/[^\"\\]*")
PHONE = 0.2  # of the frames and bytes, for a phone: its sliders are short
BYTES = 250_000  # of all pictures of a page, as it is sent

NAMED: dict[str, list[float]] = {}
"""Values of sliders that the next picture has positions for in any case: a note for whoever teaches names them."""

Plan = dict[str, Any]  # of a picture: its aim, and the places of each control for wide and for narrow pages
Places = dict[str, list[int]]
Aim = tuple[list[str], Mapping[str, int] | None]  # the sliders that will move, and where they reach the target


def record_pictures(count: int, frames: int = FRAMES, plans: Sequence[Plan] | None = None, light: bool = True) -> None:
    """Record for a page each picture that `explore` shows from now on, about `count` of them.

    `plans` are those of the same pictures in another language: they are recorded at the same positions. A page that is
    not `light` may have all `frames`, whatever they weigh, and has the positions that are in `NAMED`; but on a phone it
    is light.
    """
    sizes: list[int] = []
    planned = iter(plans or ())

    def present(explorer: Explorer) -> None:
        budget = (BYTES - sum(sizes)) / max(count - len(sizes), 1)  # what a light picture leaves, the next may have
        plan = next(planned, None) or {"aim": aim_of(explorer)}
        if light:
            wide = recorded(explorer, frames, budget, plan["aim"], plan.get("wide"))
        else:
            wide = recorded(explorer, frames, math.inf, plan["aim"], plan.get("wide"), NAMED)
        few = max(round(min(frames, FRAMES) * PHONE), 1)
        narrow = recorded(explorer.narrow(), few, budget * PHONE, plan["aim"], plan.get("narrow"))
        sizes.append(wide["bytes"])
        plan |= {"wide": wide.pop("places"), "narrow": narrow.pop("places")}
        both = {"wide": wide, "narrow": narrow, "plan": plan}
        display({MIME: both, "text/plain": explorer.sentence}, raw=True)

    Stage.pixels = False  # they would be drawn for nobody
    present_by(present)


def aim_of(explorer: Explorer) -> Aim:
    """Return the two sliders at most that will move in a page, and places where they reach the target, or None."""
    last = {name: len(control.values) - 1 for name, control in explorer.controls.items() if control.kind == "slider"}
    aim = moving_the_target(explorer, last)
    told = sorted(reversed(last), key=lambda name: (name not in aim, not explorer.controls[name].play))
    return two_to_move(told, explorer)  # where a picture starts comes last


def recorded(
    explorer: Explorer,
    frames: int = FRAMES,
    budget: float = BYTES,
    aim: Aim | None = None,
    places: Places | None = None,
    named: Mapping[str, Sequence[float]] | None = None,
) -> dict[str, Any]:
    """Return what a page needs to show a picture: frames at positions of two of its sliders, its menus and switches.

    There are at most `frames`, and no more than fit into `budget` bytes; both ends, the start, each option and a place
    where the target is reached always. A target that no two of the sliders reach is left out. A position at which the
    picture fails is recorded with its sentence. Where `places` are given, these are the positions. Sliders that are
    `named` move as well, and have the positions that are nearest to these values.
    """
    explorer.remembers = False
    explorer.widget.close()  # nobody looks: no frame need be sent
    for stage in explorer.stages:
        if stage.pixels:
            stage.pixels, stage.drawn_for = False, None
    spec = explorer.widget.spec
    start = dict(explorer.widget.frame["at"])
    sliders = [control for control in spec["controls"] if control["kind"] == "slider"]
    moving, aimed = aim or aim_of(explorer)
    named = {name: values for name, values in (named or {}).items() if any(c["name"] == name for c in sliders)}
    moving = [*dict.fromkeys([*moving, *named])]
    fixed = [control for control in sliders if control["name"] not in moving]
    alive = [control for control in spec["controls"] if control not in fixed]
    if explorer.target and aimed is None:
        spec = spec | {"target": ""}
    sizes = {c["name"]: len(c["texts"]) for c in alive}
    always = {name: {start[name], (aimed or start)[name]} for name in sizes}
    for name, wished in named.items():
        there = np.asarray(explorer.controls[name].values, float)
        always[name] |= {int(np.abs(there - value).argmin()) for value in wished}
    drawn = [i for i, name in enumerate(sizes) if any(name in stage.draws for stage in explorer.stages)]
    shots: dict[tuple[int, ...], Any] = {}
    stills: list[Any] = []

    def shot(places: Places) -> dict[str, Any]:
        chosen = list(itertools.product(*places.values()))
        for at in sorted(chosen, key=lambda at: [at[i] for i in drawn]):  # each still part is drawn once
            if at not in shots:
                explorer.move(dict(zip(places, at, strict=True)))
                if explorer.widget.stills not in stills:
                    stills.append(explorer.widget.stills)
                shots[at] = [stills.index(explorer.widget.stills), explorer.widget.frame]
        return {
            "spec": spec | {"controls": [c | {"texts": [c["texts"][i] for i in places[c["name"]]]} for c in alive]},
            "start": {name: places[name].index(start[name]) for name in places},
            "stills": [
                [
                    {**still, "svg": leaner(still["svg"]), "over": [leaner(over) for over in still["over"]]}
                    for still in pictures
                ]
                for pictures in stills
            ],
            "glyphs": {name: d for stage in explorer.stages for name, d in stage.svg.glyphs.items()},
            "frames": [[shots[at][0], thinned(shots[at][1], places)] for at in chosen],
        }

    if places is None:
        places, picture, size = chosen_places(shot, frames, budget, lambda count: spread(sizes, always, moving, count))
    else:
        size = weight(picture := shot(places))
    explorer.move(start)
    notes = []
    if fixed:
        values = say(", ").join(f"{c['label']} = {c['texts'][start[c['name']]]}" for c in fixed)
        notes.append(say("Fixed in this page: {values}.", values=values))
    if any(len(places[c["name"]]) < len(c["texts"]) for c in alive):
        notes.append(say("In this page the sliders have fewer positions than in the notebook."))
    if explorer.target and aimed is None:
        notes.append(say("Its target is for the notebook: here it cannot be reached."))
    if explorer.follows:
        notes.append(say("This page does not draw where you have been; the notebook does."))
    data = base64.b64encode(gzip.compress(json.dumps(picture).encode())).decode()
    columns = max(stage.picture.panels[1] for stage in explorer.stages)
    told = {"note": together(*notes), "words": explorer.sentence, "looks": looks_of(explorer), "columns": columns}
    return {"data": data, "bytes": size, "places": places} | told


def looks_of(explorer: Explorer) -> dict[str, dict[str, tuple[str, str]]]:
    """Return the colour and the line of what the picture names and of the symbols that it says it draws."""
    names = {name: look for stage in explorer.stages for name, look in stage.named().items()}
    lines = {colour: line for colour, line in names.values()}
    symbols = {
        symbol: (colour, lines.get(colour, "solid"))
        for stage in explorer.stages
        for symbol, colour in stage.picture.symbols.items()
    }
    return {"names": names, "symbols": symbols}


def chosen_places(
    shot: Callable[[Places], dict[str, Any]],
    frames: int,
    budget: float,
    spread_over: Callable[[int], Places],
) -> tuple[Places, dict[str, Any], int]:
    """Return as many places as fit, with the picture at them and its size."""
    if math.isinf(budget):  # then nobody asks what it weighs
        return (places := spread_over(frames)), shot(places), 0
    count = min(frames, SKETCH)
    size = weight(picture := shot(places := spread_over(count)))
    if size > budget:  # as with photographs: fewer than the sketch
        size = weight(picture := shot(places := spread_over(max(LEAST, int(count * budget / size)))))
    count = min(frames, int(count * budget / size))
    while count > SKETCH:  # the sketch tells about how many fit; where its guess was too high, fewer
        larger = weight(more := shot(wider := spread_over(count)))
        if larger <= budget:
            return wider, more, larger
        count = int(count * 0.8)
    return places, picture, size


def weight(picture: Mapping[str, Any]) -> int:
    """Return about how many bytes publish/pack.py will make of a picture: by experience, but for its images."""
    numbers = [each.get("numbers") for _, frame in picture["frames"] for each in frame["pictures"]]
    frames = [[{**each, "numbers": None} for each in frame["pictures"]] for _, frame in picture["frames"]]
    text = {"stills": json.dumps(picture["stills"]), "frames": json.dumps(frames)}
    images = {image for words in text.values() for image in IMAGE.findall(words)}
    still, moving = (len(gzip.compress(IMAGE.sub("", words).encode())) for words in text.values())
    read = len(gzip.compress(json.dumps(numbers).encode()))
    return round(0.45 * still + moving / 5 + read + sum(map(len, images)) * 3 / 4)


def unpacked(picture: Mapping[str, Any]) -> dict[str, Any]:
    """Return a recorded picture as `recorded` has found it, with its note, its looks and its columns of panels."""
    found: dict[str, Any] = json.loads(gzip.decompress(base64.b64decode(picture["data"])))
    return found | {name: picture[name] for name in ("note", "looks", "columns")}


def thinned(frame: Mapping[str, Any], places: Mapping[str, list[int]]) -> dict[str, Any]:
    """Return a frame with those positions of the controls that the page has."""

    def fewer(grip: Mapping[str, Any]) -> dict[str, Any]:
        moves = [
            {key: value if key == "name" else [value[i] for i in places[move["name"]]] for key, value in move.items()}
            for move in grip["moves"]
            if move["name"] in places
        ]
        return {"at": grip["at"], "moves": moves, "box": grip["box"]} if moves else NO_GRIP

    at = {name: places[name].index(i) for name, i in frame["at"].items() if name in places}
    pictures = [{**p, "layers": [leaner(layer) for layer in p["layers"]]} for p in frame["pictures"]]
    pictures = [{**p, "grips": [fewer(grip) for grip in p["grips"]]} if "grips" in p else p for p in pictures]
    return {**frame, "at": at, "pictures": pictures}


def moving_the_target(explorer: Explorer, last: Mapping[str, int]) -> set[str]:
    """Return those of the sliders, each given with its last place, that change what the target is judged by."""
    start, before, found = dict(explorer.widget.frame["at"]), repr(explorer.judged), set()
    for name, end in last.items():
        for place in (0, end):
            explorer.move({name: place})
            if repr(explorer.judged) != before:
                found.add(name)
        explorer.move({name: start[name]})
    return found


def two_to_move(sliders: Sequence[str], explorer: Explorer) -> Aim:
    """Return the first two of the sliders with which the target can be reached, and places where it is.

    Where it never is, or where there is none, these are the first two, and no places.
    """
    start, first = dict(explorer.widget.frame["at"]), list(sliders[:2])
    sizes = {name: len(control.values) for name, control in explorer.controls.items()}
    until = time.monotonic() + PATIENCE
    for pair in itertools.combinations(sliders, min(len(sliders), 2)) if explorer.target else ():
        free = {name: size for name, size in sizes.items() if name in pair or name not in sliders}
        for places in far_and_near(free, start):
            if places != start and explorer.reaches(places):
                return list(pair), places
            if time.monotonic() > until:
                return first, None
    return first, None


def far_and_near(sizes: Mapping[str, int], start: Mapping[str, int]) -> Iterator[dict[str, int]]:
    """Yield places: each control moved alone, then all together, in no order, and the same in every run."""
    for name, size in sizes.items():
        yield from (dict(start) | {name: place} for place in range(size))
    count = math.prod(sizes.values())
    for place in random.Random(1).sample(range(count), min(count, TRIES)):
        yield dict(start) | dict(zip(sizes, map(int, np.unravel_index(place, tuple(sizes.values()))), strict=True))


def spread(
    sizes: Mapping[str, int], always: Mapping[str, set[int]], sliders: Collection[str], frames: int
) -> dict[str, list[int]]:
    """Choose positions of each control: all of menus and switches; of sliders both ends, `always`, and some between.

    Of each slider it is the same part, so a dial of 73 positions has more than a slider of 13; 3 are the fewest.

    Examples
    --------
    >>> spread({"f": 2, "h": 5}, {"f": {0}, "h": {1}}, {"h"}, frames=6)
    {'f': [0, 1], 'h': [0, 1, 4]}
    """
    left, places = max(frames, 1), {}
    order = sorted(sizes, key=lambda name: (name in sliders, sizes[name]))
    for done, name in enumerate(order):
        last = sizes[name] - 1
        part = (left / math.prod(sizes[other] for other in order[done:])) ** (1 / (len(order) - done))
        count = min(sizes[name], max(3, int(sizes[name] * part + 1e-9))) if name in sliders else sizes[name]
        chosen = {round(last * i / (count - 1)) for i in range(count)} if count > 1 else {0}
        for place in sorted(always[name] - chosen):
            near = min(chosen - {0, last} - always[name], key=lambda i: abs(i - place), default=place)
            chosen = (chosen - {near}) | {place}
        places[name] = sorted(chosen)
        left = max(left // len(chosen), 1)
    return {name: places[name] for name in sizes}


def leaner(svg: str) -> str:
    """Return an SVG whose images take less room; those of few colours are small as they are."""
    return IMAGE.sub(lambda found: smaller(found[0]) if len(found[0]) > FLAT else found[0], svg)


@cache
def smaller(image: str) -> str:
    """Return an image's address as that of a WebP for eyes; letters and lines are no images."""
    picture = Image.open(io.BytesIO(base64.b64decode(image.partition(",")[2])))
    file = io.BytesIO()
    picture.save(file, "webp", quality=40, method=6)
    return "data:image/webp;base64," + base64.b64encode(file.getvalue()).decode()
