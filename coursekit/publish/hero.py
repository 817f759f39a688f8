"""The picture at the head of a page: one of its own, as it rests; it leads to where it moves."""

import html
import re
from collections.abc import Mapping
from typing import Any

from coursekit.words import say

__all__ = ["TAG", "chosen", "headed"]

TAG = "hero"  # of the cell whose picture says what the lesson is about
WIDE_ENOUGH = 0.8  # its width by its height: a taller one would be all that a phone shows
STAGE = re.compile(r'<div class="for-narrow">.*?(<div class="ck-stage[^>]*>.*?</svg></div>)<figcaption>', re.S)
HEAD = re.compile(r"</h1>\s*(<p><em>.*?</em></p>)?", re.S)


def chosen(cell: Mapping[str, Any]) -> bool:
    """Say whether the picture of a cell stands at the head, too.

    Examples
    --------
    >>> chosen({"metadata": {"tags": ["hero"]}}), chosen({"metadata": {}})
    (True, False)
    """
    return TAG in cell.get("metadata", {}).get("tags", ())


def headed(body: str, picture: str, number: int) -> str:
    """Return a body with this picture, which is the one of this number, below its title."""
    stage = STAGE.search(picture)
    if not stage:
        return body
    own = set(re.findall(r' id="([^"]+)"', stage[1]))  # each id of a page stands once
    drawn = re.sub(r'(?<=[#"])\w+(?=[")])', lambda found: f"hero-{found[0]}" if found[0] in own else found[0], stage[1])
    label = html.escape(say("To this picture, where it moves"))
    ratio = re.search(r"--ratio:([\d.]+)", stage[1])
    kind = "hero tall" if ratio and float(ratio[1]) < WIDE_ENOUGH else "hero"
    shown = f'<a class="{kind}" href="#picture-{number}" aria-label="{label}">{drawn}</a>'
    return HEAD.sub(lambda found: found[0] + shown, body, count=1)
