"""The frames of recorded pictures as little text: what repeats is written once, numbers as differences.

The frames of a picture are alike: the same elements, with other numbers. So each frame becomes a template and what
fills its gaps: a path, an image, a row of marks, a text. `unpack.js` undoes it in the page. It is deflated last: what
repeats is worth little then, and what does not repeat is worth much.
"""

import itertools
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

__all__ = ["Letters", "pack", "short"]

UNIT = 0.5  # of a picture's pixels, of which two are shown as one: a quarter of what is seen
DIGITS = "".join(chr(code) for code in range(35, 127) if chr(code) not in "<\\")
LAST = 64  # digits that end a number; the others say that more follows
LOWEST = 0x100  # the letter that stands for the first outline
FRAME, LAYER, NUMERAL = "\3", "\4", "\5"  # between pictures, between layers, in the place of a number of a sentence

_NUMBER = r"-?\d+\.?\d*"
_NUMERAL = re.compile(r"\d[\d.]*\d|\d")
_SIGNED = re.compile(r"[-−]?(?:\d[\d.]*\d|\d)(?:e[-+]?\d+)?")
_AT = rf'" x="{_NUMBER}" y="{_NUMBER}"/>'
_ID = "k[0-9a-f]{5}([a-z])"  # of what is drawn: of which explorer, and of which of its pictures
_GAP = re.compile(
    r' d="(?P<path>[^"]*)"|<image href="(?P<image>[^"]*)"'
    rf'|<g transform="translate\((?P<x>{_NUMBER}) (?P<y>{_NUMBER})\)(?P<turn>[^"]*)">'
    r'(?P<text>(?:<use href="#G\d+" x="-?\d+"/>)+)</g>'
    rf'|(?P<marks><use href="#(?P<mark>\w+){_AT}(?:<use href="#(?P=mark){_AT})*)'
)


class Letters:
    """The outlines of a page's letters, each once, and how far one stands from the next.

    `outlines` maps an outline to its number; `steps` holds, for each, the distances to the letter that follows it.
    """

    def __init__(self) -> None:
        self.outlines: dict[str, int] = {}
        self.steps: defaultdict[int, Counter[int]] = defaultdict(Counter)

    def take(self, picture: dict[str, Any], name: str) -> None:
        """Give the letters of a picture their numbers and its other ids a beginning of the page's, in place."""
        number = {key: self.outlines.setdefault(d, len(self.outlines)) for key, d in picture["glyphs"].items()}

        def renamed(svg: str) -> str:
            svg = re.sub(_ID + r"g\d+", lambda found: f"G{number[found[0]]}", svg)
            return re.sub(rf'(?<=[#"]){_ID}', lambda found: name + found[1].removeprefix("a"), svg)

        for stills in picture["stills"]:
            for still in stills:
                still["svg"], still["over"] = renamed(still["svg"]), [renamed(over) for over in still["over"]]
        for _, frame in picture["frames"]:
            for each in frame["pictures"]:
                each["layers"] = [renamed(layer) for layer in each["layers"]]
                for found in _GAP.finditer("".join(each["layers"])):
                    letters = _letters(found["text"] or "")
                    for (letter, x), (_, after) in itertools.pairwise(letters):
                        self.steps[letter][after - x] += 1

    def step(self, letter: int) -> int:
        """Return how far the letter that follows mostly stands."""
        return self.steps[letter].most_common(1)[0][0] if letter in self.steps else 0


def _letters(text: str) -> list[tuple[int, int]]:
    return [(int(letter), int(x)) for letter, x in re.findall(r'#G(\d+)" x="(-?\d+)"', text)]


def digits(numbers: Iterable[int]) -> str:
    """Return whole numbers as text, small ones as one sign each: the last digit first says that it is the last."""
    signs = []
    for number in numbers:
        rest = 2 * number if number >= 0 else -2 * number - 1
        while rest >= LAST:
            rest -= LAST
            signs.append(DIGITS[LAST + rest % (len(DIGITS) - LAST)])
            rest //= len(DIGITS) - LAST
        signs.append(DIGITS[rest])
    return "".join(signs)


def differences(numbers: Sequence[int]) -> list[int]:
    """Return the first number, and each less the one before it."""
    return [b - a for a, b in zip([0, *numbers], numbers, strict=False)]


def cheapest(numbers: Sequence[int], before: Sequence[int]) -> tuple[int, Sequence[int]]:
    """Return which differences are short to write, and them: along the line, twice along it, or to the line before."""
    once = differences(numbers)
    ways = [once, once[:2] + differences(once[1:])[1:]]
    if len(before) == len(numbers):
        ways.append([b - a for a, b in zip(before, numbers, strict=True)])
    return min(enumerate(ways), key=lambda way: sum(min(abs(n), 32) for n in way[1]))


def short(d: str) -> str:
    """Return path data without the signs that it does not need."""
    d = re.sub(r"\.0(?!\d)", "", d)
    return re.sub(r" ?([A-Z]) ?", r"\1", d).replace(" -", "-")


def pack(picture: Mapping[str, Any], letters: Letters) -> dict[str, Any]:
    """Return the frames of a recorded picture, whose ids `letters` has taken, as little that JSON holds."""
    templates: dict[str, int] = {}
    gaps: defaultdict[tuple[int, int], list[Any]] = defaultdict(list)
    used = []
    for _, frame in picture["frames"]:
        text = FRAME.join(LAYER.join(each["layers"]) for each in frame["pictures"])
        template, found = taken_apart(text, letters)
        used.append(number := templates.setdefault(template, len(templates)))
        for i, gap in enumerate(found):
            gaps[number, i].append(gap)
    frames = [frame for _, frame in picture["frames"]]
    said = [[each["problem"] and "!", each["words"]] for frame in frames for each in frame["pictures"]]
    return {
        "templates": list(templates),
        "template": digits(differences(used)),
        "still": digits(differences([still for still, _ in picture["frames"]])),
        "reached": digits([-1 if frame["reached"] is None else int(frame["reached"]) for frame in frames]),
        "words": sentences(["".join(filter(None, pair)) for pair in said]),
        "numbers": tables([each.get("numbers", {}) for frame in frames for each in frame["pictures"]]),
        "columns": [column(gaps[key]) for key in sorted(gaps)],
        **grips(frames),
    }


def taken_apart(svg: str, letters: Letters) -> tuple[str, list[Any]]:
    """Return the template of a frame, and what fills its gaps: a form, places across, places down."""
    found: list[Any] = []

    def gap(match: re.Match[str]) -> str:
        if match["path"] is not None:
            form, places = "", []
            for part in re.findall(rf"[A-Z]|{_NUMBER}", match["path"]):
                if part.isalpha():
                    places.append([part, 0])
                    continue
                places[-1][1] += 1
            numbers = [units(part) for part in re.findall(_NUMBER, match["path"])]
            form = "".join(f"{letter}{count // 2}" for letter, count in places)
            found.append((form, numbers[::2], numbers[1::2]))
            return "\1p\2"
        if match["image"]:
            found.append((match["image"], [], []))
            return "\1i\2"
        if match["text"]:
            found.append((written(match["text"], letters), [units(match["x"])], [units(match["y"])]))
            return f"\1t{match['turn']}\2"
        places = re.findall(rf'x="({_NUMBER})" y="({_NUMBER})"', match["marks"])
        found.append((str(len(places)), [units(x) for x, _ in places], [units(y) for _, y in places]))
        return f"\1u{match['mark']}\2"

    return _GAP.sub(gap, svg), found


def units(number: str) -> int:
    """Return a number of pixels as whole units."""
    return round(float(number) / UNIT)


def written(text: str, letters: Letters) -> str:
    """Return the letters of a text, each as one sign, and digits where the next stands elsewhere than mostly."""
    found, at = _letters(text), 0
    signs: list[str] = []
    for (letter, x), (_, after) in zip(found, [*found[1:], (0, None)], strict=True):
        at = x if not signs else at
        signs.append(chr(LOWEST + letter))
        if after is not None:
            at += letters.step(letter)
            if abs(after - at) > 2:  # of 100 units to the height of a letter: less than half of a pixel
                signs.append(digits([after - at]))
                at = after
    return "".join(signs)


def column(items: Sequence[Any]) -> list[str]:
    """Return what fills one gap through the frames: which of the different items, their forms, their places."""
    different: dict[str, int] = {}
    order, which, newest = [], [], -1
    for item in items:
        number = different.setdefault(json.dumps(item), len(different))
        which.append(max(newest - number + 1, 0) if number <= newest else 0)
        if number > newest:
            newest = number
            order.append(item)
    ways: list[int] = []
    across: list[int] = []
    down: list[int] = []
    before: tuple[Sequence[int], Sequence[int]] = (), ()
    for _, x, y in order:
        (way_x, x_coded), (way_y, y_coded) = cheapest(x, before[0]), cheapest(y, before[1])
        ways.append(3 * way_x + way_y)
        across += x_coded
        down += y_coded
        before = x, y
    return [digits(which), "\n".join(form for form, _, _ in order), digits(ways), digits(across), digits(down)]


def grips(frames: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return where the hand can take hold: the different ways to move, and for each picture its points and their ways.

    A picture that failed has no points of its own (-1): those of the one before stay.
    """
    ways: dict[str, int] = {}
    counts, which, across, down = [], [], [], []
    for each in (picture for frame in frames for picture in frame["pictures"]):
        counts.append(len(each["grips"]) if "grips" in each else -1)
        for grip in each.get("grips", ()):
            way = json.dumps([grip["moves"], grip["box"], grip["at"] is not None])
            which.append(ways.setdefault(way, len(ways)))
            x, y = grip["at"] or (0, 0)
            across.append(x)
            down.append(y)
    numbers = {"grips": counts, "way": differences(which), "x": differences(across), "y": differences(down)}
    return {"ways": [json.loads(way) for way in ways], **{name: digits(each) for name, each in numbers.items()}}


def tables(data: Sequence[Any]) -> list[Any]:
    r"""Return the different forms without their numbers, which of them each is, and the numbers, place by place.

    In a line are those that fill one place through the frames; one that is the same as before is left out.

    Examples
    --------
    >>> tables([[1.5, [2]], [1.5, [-3]]])
    [['[\x05,[\x05]]'], '0 0', '1.5 \n2 -3']
    """
    forms: dict[str, int] = {}
    rows: defaultdict[int, list[list[str]]] = defaultdict(list)
    which = []
    for each in data:
        text = json.dumps(each, ensure_ascii=False, separators=(",", ":"))
        number = forms.setdefault(_SIGNED.sub(NUMERAL, text), len(forms))
        which.append(str(number))
        rows[number].append(_SIGNED.findall(text))
    lines = [line for number in sorted(rows) for line in zip(*rows[number], strict=True)]
    news = [["" if b == a else b for a, b in itertools.pairwise((None, *line))] for line in lines]
    return [list(forms), " ".join(which), "\n".join(" ".join(line) for line in news)]


def sentences(words: Sequence[str]) -> list[str]:
    r"""Return the different sentences without their numbers, and, last, for each which it is and its numbers.

    Examples
    --------
    >>> [form.replace(NUMERAL, "#") for form in sentences(["At 1 it is 2.5.", "At 2 it is 3.5."])]
    ['At # it is #.', '0 1 2.5\n0 2 3.5']
    """
    forms: dict[str, int] = {}
    told = []
    for text in words:
        form = _NUMERAL.sub(NUMERAL, text)
        told.append(" ".join([str(forms.setdefault(form, len(forms))), *_NUMERAL.findall(text)]))
    return [*forms, "\n".join(told)]
