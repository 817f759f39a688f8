"""Run a notebook, and keep what it shows as a reader would see it at the end."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from coursekit.publish.kernel import kernel
from coursekit.publish.notes import moves

__all__ = ["run"]

SHOWN = ("stream", "display_data", "execute_result", "error")
BEGIN = """
from coursekit.check import asking
from coursekit.live import recording
recording.record_pictures({pictures}, {frames}, {plans}, {light})
asking.for_a_page()
del asking, recording
"""
NOTED = """
from coursekit.live.recording import NAMED as _named
_named.clear()
_named.update({moves})
del _named
"""


def run(
    notebook: Mapping[str, Any], folder: Path, frames: int, plans: list[Any] | None = None, light: bool = True
) -> list[list[dict[str, Any]]]:
    """Run the code cells in a fresh kernel, with at most `frames` of each picture, and return the outputs of each.

    `plans` say at which positions the pictures are recorded, as those of an earlier run do. A page that is not `light`
    has all frames, whatever they weigh, and the positions that the notes for teachers name.
    """
    pictures = sum("".join(cell["source"]).count("explore(") for cell in notebook["cells"]) or 1
    cells: list[list[dict[str, Any]]] = []
    with kernel(folder) as client:
        client.execute_interactive(
            BEGIN.format(pictures=pictures, frames=frames, plans=plans, light=light), silent=True, timeout=120
        )
        for place, cell in enumerate(notebook["cells"]):
            found: list[dict[str, Any]] = []
            if cell["cell_type"] == "code":
                if not light:
                    client.execute_interactive(NOTED.format(moves=moves(notebook["cells"], place)), silent=True)
                client.execute_interactive(
                    "".join(cell["source"]),
                    allow_stdin=False,
                    stop_on_error=False,
                    timeout=600,
                    output_hook=lambda message, found=found: found.append(message),
                )
            cells.append(found)
    displays: dict[str, dict[str, Any]] = {}
    return [settled(found, displays) for found in cells]


def settled(messages: Iterable[Mapping[str, Any]], displays: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the outputs of a cell that are left: cleared ones are gone, updated ones show what they were updated to.

    `displays` holds the outputs with a name, of all cells so far.
    """
    outputs: list[dict[str, Any]] = []
    clear = False
    for message in messages:
        kind, content = message["msg_type"], message["content"]
        if kind == "clear_output":
            clear = True
            outputs = outputs if content["wait"] else []
        if kind == "update_display_data" and (shown := displays.get(content["transient"].get("display_id", ""))):
            shown |= {"data": content["data"], "metadata": content["metadata"]}
        if kind not in SHOWN:
            continue
        if clear:
            outputs, clear = [], False
        last = outputs[-1] if outputs else {}
        if kind == "stream" and last.get("kind") == kind and last["name"] == content["name"]:
            last["text"] += content["text"]
            continue
        outputs.append(dict(content) | {"kind": kind})
        if name := content.get("transient", {}).get("display_id"):
            displays[name] = outputs[-1]
    for output in outputs:
        if output["kind"] == "stream":
            output["text"] = overwritten(output["text"])
    return outputs


def overwritten(text: str) -> str:
    r"""Return a text as a terminal leaves it: what stands after a carriage return replaces the line before it.

    Examples
    --------
    >>> overwritten("10 %\r50 %\r100 %\ndone")
    '100 %\ndone'
    """
    text = re.sub(r"\x1b\[[0-9;]*[A-Za-z]", "", text).replace("\r\n", "\n")
    lines = []
    for line in text.split("\n"):
        shown = ""
        for part in line.split("\r"):
            shown = part + shown[len(part) :]
        lines.append(shown)
    return "\n".join(lines)
