"""Run a notebook, and keep what it shows as a reader would see it at the end."""

import queue
import re
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from coursekit.live.recording import MIME
from coursekit.publish.kernel import FileKernelManager, kernel
from coursekit.publish.notes import moves
from coursekit.words import mark, say

__all__ = ["LARGEST", "PATIENCE", "run"]

PATIENCE = 600.0  # seconds for a cell
LARGEST = 2e6  # letters of an output in a page; a picture that moves may have more

SHOWN = ("stream", "display_data", "execute_result", "error")
BEGIN = """
import os
from coursekit.check import asking
from coursekit.live import recording
os.environ["COURSEKIT_HOME"] = {record!r}
recording.record_pictures({pictures}, {frames}, {plans}, {light})
asking.for_a_page()
del asking, os, recording
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
    has all frames, whatever they weigh, and the positions that the notes for teachers name. A cell that takes too long
    or ends the kernel stops with an error; in the second case, no later one is run. What is too large for a page is an
    error in its place. The page knows nothing of what was done in the course on this machine.
    """
    pictures = sum("".join(cell["source"]).count("explore(") for cell in notebook["cells"]) or 1
    cells: list[list[dict[str, Any]]] = []
    with TemporaryDirectory() as record, kernel(folder) as (manager, client):
        begin = BEGIN.format(record=record, pictures=pictures, frames=frames, plans=plans, light=light)
        client.execute_interactive(begin, silent=True, timeout=120)
        for place, cell in enumerate(notebook["cells"]):
            code = "".join(cell["source"]) if cell["cell_type"] == "code" and manager.is_alive() else ""
            if code and not light:
                client.execute_interactive(
                    NOTED.format(moves=moves(notebook["cells"], place)), silent=True, timeout=120
                )
            cells.append(list(said(manager, client, code)) if code else [])
    displays: dict[str, dict[str, Any]] = {}
    return [[bounded(output) for output in settled(found, displays)] for found in cells]


def said(manager: FileKernelManager, client: Any, code: str) -> Iterator[dict[str, Any]]:
    """Run a cell, and yield the messages that it sends; an error where it takes too long or ends the kernel."""
    asked = client.execute(code, allow_stdin=False, stop_on_error=False)
    until, interrupted = time.monotonic() + PATIENCE, False
    while True:
        try:
            message = client.get_iopub_msg(timeout=1)
        except queue.Empty:
            if not manager.is_alive():
                yield failure(say("The kernel has ended in this cell. Did it ask for more memory than there is?"))
                return
            if time.monotonic() > until and interrupted:  # it does not listen
                manager.shutdown_kernel(now=True)
            elif time.monotonic() > until:
                yield failure(say("This cell has taken {seconds:.0f} seconds, and was stopped.", seconds=PATIENCE))
                manager.interrupt_kernel()
                until, interrupted = time.monotonic() + PATIENCE / 60, True
            continue
        if message["parent_header"].get("msg_id") == asked:
            if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
                return
            yield message


def failure(words: str) -> dict[str, Any]:
    """Return the message of an error with these words."""
    return {"msg_type": "error", "content": {"ename": "", "evalue": words, "traceback": [words]}}


def bounded(output: dict[str, Any]) -> dict[str, Any]:
    """Return an output, or an error that says how large it is where a page cannot hold it."""
    size = len(output.get("text", "")) + sum(len(str(form)) for form in output.get("data", {}).values())
    if size <= LARGEST or MIME in output.get("data", {}):
        return output
    words = mark("Here stands an output of {size:.0f} MB, which is too large for a page: show less of it.")
    return {"kind": "error", **failure(say(words, size=size / 1e6))["content"]}


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
            output["text"] = anywhere(overwritten(output["text"]))
    return outputs


def anywhere(text: str) -> str:
    """Return a text in which the folders of the machine that makes the page are those of any reader's."""
    text = text.replace(sys.executable, Path(sys.executable).name).replace(str(Path(__file__).parents[2]), "~/course")
    return text.replace(str(Path.home()), "~")


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
