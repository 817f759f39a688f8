"""The page's side, in JupyterLab and without a kernel: its script, its style, and what they are told at the start."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from coursekit.live.controls import Control
from coursekit.live.picture import Target, taken_by
from coursekit.live.stage import SHARPNESS, Stage
from coursekit.words import say, typeset

__all__ = ["SCRIPT", "STYLE", "specification"]

_HERE = Path(__file__).parent
PARTS = ("memory", "hold", "drop", "table", "sound", "live")
SCRIPT = "\n".join((_HERE / f"{name}.js").read_text(encoding="utf-8") for name in PARTS)
STYLE = (_HERE / "live.css").read_text(encoding="utf-8")


def specification(
    controls: Mapping[str, Control], stages: Sequence[Stage], target: Target | None, values: Mapping[str, Any],
    follows: bool,
) -> dict[str, Any]:  # fmt: skip
    """Return what the page must know at the beginning: the controls, the size of the pictures, the target."""
    return {
        "controls": [
            {
                "name": name,
                "kind": control.kind,
                "label": say(control.label or name),
                "texts": [typeset(say(text)) for text in control.texts],
                "play": control.play,
                "ahead": not (follows or any(taken_by(stage.draws, {name: 0}) for stage in stages)),
            }
            for name, control in controls.items()
        ],
        "pictures": [
            {"width": stage.width, "height": stage.height, "shown": stage.width / SHARPNESS} for stage in stages
        ],
        "target": typeset(target.said(**values)) if target else "",
        "words": {
            "target": say("Target: "),
            "colon": say(": "),
            "reached": [say("not yet"), say("reached")],
            "status": [say("Target: not yet."), say("Target: reached.")],
            "larger": say("Larger (F)"),
            "smaller": say("Smaller (F)"),
            "table": say("Table (T)"),
            "opened": say("The numbers of the picture stand in tables below it."),
            "values": say("Values"),
            "points": say("Points"),
            "point": say("point"),
            "sound": say("Sound (S)") if any(stage.picture.sound or stage.picture.ticks for stage in stages) else "",
            "play": say("Play"),
            "pause": say("Pause"),
            "step": say("Step"),
            "file": next((say(stage.picture.file) for stage in stages if stage.picture.file), ""),
            "late": say(
                "The kernel has not answered yet. If it is busy with another cell, the picture will follow when "
                "that has ended. If it was restarted or shut down, run this cell again."
            ),
        },
    }
