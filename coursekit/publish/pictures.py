"""A recorded picture in a page: what it looks like at its start, for everybody, and what makes it move."""

import base64
import html
import json
import re
import zlib
from collections import Counter
from collections.abc import Mapping
from typing import Any

from coursekit.publish.lines import joined, relative
from coursekit.publish.looks import looks_of
from coursekit.publish.pack import Letters, pack, short

__all__ = ["deflated", "inflated", "picture_html"]

LONG = 3  # numbers of a path from which whole pixels are enough: half a pixel of what is seen
_SHAPE = r'<path d="[^"]*"/></g>'
FILLED = re.compile(rf'<g fill="#\w+" ([^>]*)>{_SHAPE}(?:<g fill="#\w+" \1>{_SHAPE})+')
NEEDLESS = re.compile(
    r' stroke-(?:dashoffset="0\.00"|linecap="butt"|linejoin="round")|(?<=\d") x="0"(?=/>)'
)  # page.css
_NUMBER = r"-?\d+\.\d+"
PLACE = re.compile(rf'(?<=" )x="{_NUMBER}" y="{_NUMBER}"(?=/>)|(?<=transform=")translate\({_NUMBER} {_NUMBER}\)')
_DEFS = r'<defs><path id="\w+" d="[^"]*"/></defs>'
_GRID = r'<g fill="none" stroke="#e4e4e4"[^>]*><path d="[^"]*"/></g>'
_TICK = r'<g fill="#1a1a1a" stroke="#1a1a1a"[^>]*><use [^>]*/></g>'
_TEXT = r'<g fill="#1a1a1a">(?:<g transform="[^"]*">(?:<use [^>]*/>)+</g>)+</g>'
AXES = re.compile(f"(?:(?:{_DEFS})?(?:{_GRID}|{_TICK}|{_TEXT}))+")
GROUP = re.compile(r"(<g fill[^>]*>)(<path [^>]*/>|<use [^>]*/>|(?:<g transform[^>]*>.*?</g>)+)</g>")
IMAGE = re.compile(r'"data:image/[^"]*"')
COLOURS = {"#1a1a1a", "#000000", "#ffffff", "#e4e4e4", "#6b6b6b", "#0060a8", "#c75000", "#00795c", "#b0528c", "none"}
"""Those for which a dark page has its own."""


def picture_html(recordings: Mapping[str, Mapping[str, Any]], letters: Letters, number: int) -> str:
    """Return the picture of this number as HTML, recorded for wide and for narrow pages.

    One of them is seen and comes alive. Without a script the narrow one is seen: a phone is spared what is drawn for
    wide pages only.
    """
    kinds = "".join(
        f'<div class="for-{kind}">{one_kind(picture, letters, drawn=kind == "narrow")}</div>'
        for kind, picture in recordings.items()
    )
    notes = "".join(
        f'<p class="note for-{kind}">{html.escape(picture["note"])}</p>'
        for kind, picture in recordings.items()
        if picture["note"]
    )
    return f'<div class="live" id="picture-{number}">{kinds}</div><script>coursekit.wakePicture()</script>{notes}'


def one_kind(picture: Mapping[str, Any], letters: Letters, *, drawn: bool) -> str:
    """Return one recording of a picture: its place, in which it may be `drawn` at once, and what its script needs.

    An image of several still parts is told once; one that is seen at once, by its place among those.
    """
    spec, start, frames = picture["spec"], picture["start"], picture["frames"]
    stills = [[lean(still) for still in pictures] for pictures in picture["stills"]]
    place = 0
    for control in spec["controls"]:
        place = place * len(control["texts"]) + start[control["name"]]
    resting, frame = frames[place]
    parts = list(zip(spec["pictures"], stills[resting], frame["pictures"], strict=True))
    seen = [
        drawing(part, still["svg"]) + drawing(part, layered([*map(terse, shown["layers"])], still["over"]))
        if drawn
        else ""
        for part, still, shown in parts
    ]
    figures = [
        f'<figure class="plain"><div class="ck-stage{" ck-full" * still["full"]}" style="--width:{part["shown"]}px;'
        f'--ratio:{part["width"] / part["height"]:.4f}">{svg}</div>'
        f"<figcaption>{html.escape(shown['words'])}</figcaption></figure>"
        for (part, still, shown), svg in zip(parts, seen, strict=True)
    ]
    shown_images = IMAGE.findall("".join(seen))
    if drawn:
        stills[resting] = [{**still, "svg": ""} for still in stills[resting]]
    images = list(dict.fromkeys(IMAGE.findall("".join(still["svg"] for pictures in stills for still in pictures))))
    stills = [
        [{**still, "svg": IMAGE.sub(lambda m: f'"@{images.index(m[0])}"', still["svg"])} for still in pictures]
        for pictures in stills
    ]
    told = {
        "spec": spec, "start": start, "stills": stills, "resting": resting, "packed": pack(picture, letters),
        "names": looks_of([picture]).names,
        "images": [shown_images.index(image) if image in shown_images else image[1:-1] for image in images],
    }  # fmt: skip
    return f'<script type="application/json">"{deflated(told)}"</script>{"".join(figures)}'


BASE_85 = str.maketrans("<", ",")  # Python's digits, but for the one that means something in a page


def deflated(told: Any) -> str:
    """Return what JSON holds as little text: a page that lies in a folder is compressed by nobody else."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
    return base64.b85encode(packer.compress(text) + packer.flush()).decode().translate(BASE_85)


def inflated(text: str) -> Any:
    """Undo `deflated`, as inflate.js does in the page.

    Examples
    --------
    >>> inflated(deflated({"x": [1, 2]}))
    {'x': [1, 2]}
    """
    return json.loads(zlib.decompress(base64.b85decode(text.replace(",", "<")), -zlib.MAX_WBITS))


def drawing(part: Mapping[str, Any], svg: str) -> str:
    """Return a picture's part as an SVG of its size."""
    return f'<svg viewBox="0 0 {part["width"]} {part["height"]}" aria-hidden="true">{svg}</svg>'


def layered(layers: list[str], over: list[str]) -> str:
    """Return what moves, with what stands still between it."""
    return layers[0] + "".join(still + layer for still, layer in zip(over, layers[1:], strict=True)) if layers else ""


def lean(still: Mapping[str, Any]) -> dict[str, Any]:
    """Return a still part without needless digits; `full` says that its colours are not those of lines and letters."""
    fills = set(re.findall(r' fill="([^"]*)"', still["svg"]))
    full = "<image" in still["svg"] or not fills <= COLOURS
    seen = {"svg": leaner(still["svg"]), "over": [leaner(over) for over in still["over"]], "full": full}
    return {name: still[name] for name in ("labels", "lines") if name in still} | seen


def leaner(svg: str) -> str:
    """Return a still SVG without needless digits, and without points of lines that nobody misses."""
    svg = in_place(terse(re.sub(r' d="([^"]*)"', _rounded, svg)))
    svg = PLACE.sub(lambda place: re.sub(_NUMBER, lambda found: str(round(float(found[0]))), place[0]), svg)
    return re.sub(r'(?<=[" ])(-?[0-9]+)\.0(?=[" ])', r"\1", AXES.sub(gathered, FILLED.sub(together, svg)))


def terse(svg: str) -> str:
    """Return an SVG without what is so if nothing is said."""
    return NEEDLESS.sub("", svg).replace("></path>", "/>")


def _rounded(found: re.Match[str]) -> str:
    return f' d="{relative(found[1]) if found[1].count(" ") > LONG else short(found[1])}"'


def together(found: re.Match[str]) -> str:
    """Return a run of shapes that differ only in what fills them as one group."""
    shapes = re.sub(r'<g fill="(#\w+)"[^>]*><path ', r'<path fill="\1" ', found[0]).replace("</g>", "")
    return f"<g {found[1]}>{shapes}</g>"


def gathered(found: re.Match[str]) -> str:
    """Return the lines of a grid, the ticks and their numbers, which meet nowhere, each kind in one group."""
    groups: dict[str, str] = {}
    for opening, inside in GROUP.findall(re.sub("<defs>.*?</defs>", "", found[0])):
        groups[opening] = groups.get(opening, "") + inside
    defined = "".join(re.findall("<defs>.*?</defs>", found[0]))
    return defined + "".join(f"{opening}{inside}</g>" for opening, inside in groups.items())


def in_place(svg: str) -> str:
    """Return an SVG in which a path that is defined and used once, as in a surface, is drawn where it is used."""
    uses = Counter(re.findall(r'href="#(\w+)"', svg))
    paths = {name: d for name, d in re.findall(r'<path id="(\w+)" d="([^"]*)"/>', svg) if uses[name] == 1}

    def drawn(found: re.Match[str]) -> str:
        if found[1] not in paths:
            return found[0]
        across, down = round(float(found[2])), round(float(found[3]))
        moved = re.sub(
            r"M(-?\d+) ?(-?\d+)", lambda m: "M" + joined([int(m[1]) + across, int(m[2]) + down]), paths[found[1]]
        )
        return f'<path d="{moved}"/>'

    whole = {name for name, d in paths.items() if re.fullmatch(r"(M-?\d+ ?-?\d+[lqcz][^MA-Z.]*)+", d)}
    paths = {name: paths[name] for name in whole}
    svg = re.sub(r'<use href="#(\w+)" x="([^"]*)" y="([^"]*)"/>', drawn, svg)
    return re.sub(r'<defs><path id="(\w+)" d="[^"]*"/></defs>', lambda m: "" if m[1] in paths else m[0], svg)
