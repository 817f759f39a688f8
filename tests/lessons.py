"""What the tests of notebooks and of pictures share: the lessons as files, and the pictures that their cells show."""

import contextlib
import io
import itertools
import json
import math
import random
import re
import warnings
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest import mock

import matplotlib
import numpy as np
from matplotlib.figure import Figure

from coursekit import live, workers
from coursekit.live.picture import STYLE, Picture, Target, names_of, taken_by
from coursekit.pictures import backpropagation
from coursekit.words import SOURCE, languages

ROOT = Path(__file__).parent.parent
LESSONS = sorted((ROOT / "notebooks").glob("*.ipynb"))
TRANSLATED = sorted((ROOT / "notebooks").glob("*/*.ipynb"))
SHEETS = sorted((ROOT / "exercises").rglob("*.ipynb"))

# Cells that talk to the learner's own record or to the machine: tests/test_check.py and test_cli.py hold those.
CALLS_OUT = re.compile(r"^#? ?(check|hint|solution|progress|doctor)\(", re.M)


def himmelblau(p: Any) -> Any:
    return (p[0] ** 2 + p[1] - 11) ** 2 + (p[0] + p[1] ** 2 - 7) ** 2


def wavy(p: Any) -> Any:
    return np.cos(p[0]) + np.cos(p[1]) + p[0] ** 2 / 10


def one_point_only(p: Any) -> Any:
    """Fail for many points side by side; a product that overflows is no error, as a power is."""
    return math.sin(p[0]) + 2 * float(p[1]) * float(p[1]) if p[0] < 99 else 0.0


def read(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text(encoding="utf-8"))


def language_of(path: Path) -> str:
    """Return the language of a notebook: that of the folder of a translation."""
    folder = path.relative_to(ROOT).parts[1]
    return folder if folder in languages() else SOURCE


def source(cell: dict[str, Any]) -> str:
    return "".join(cell["source"])


def is_picture(cell: dict[str, Any]) -> bool:
    return cell["cell_type"] == "code" and bool(re.search(r"^explore\(", source(cell), re.M))


@contextlib.contextmanager
def workers_in_process() -> Iterator[None]:
    """Let this process do what a lesson gives to workers: to start them takes seconds. Dask's are tried elsewhere."""

    @contextlib.contextmanager
    def start_workers(count: int) -> Iterator[Any]:
        yield SimpleNamespace(map=lambda f, xs, pure=True, **more: [f(x, **more) for x in xs], gather=list)

    with (
        mock.patch.object(workers, "start_workers", start_workers),
        mock.patch.object(workers, "lose_a_worker", return_value=0),
    ):
        yield


@cache
def picture_cells(lesson: str) -> dict[str, dict[str, Any]]:
    """Run a lesson's code, without showing anything; return each cell's picture with its controls and its target."""
    found: dict[str, dict[str, Any]] = {}
    namespace: dict[str, Any] = {"__name__": "lesson"}
    shown = live.explore
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings(), workers_in_process():
        try:
            for cell in read(ROOT / "notebooks" / f"{lesson}.ipynb")["cells"]:
                if cell["cell_type"] != "code" or CALLS_OUT.search(source(cell)):
                    continue
                calls: list[dict[str, Any]] = []
                live.explore = lambda picture, calls=calls, **values: calls.append(
                    {"picture": picture, "target": picture.target, **picture.controls, **values}
                )
                namespace["explore"] = live.explore
                exec(compile(source(cell), cell["id"], "exec"), namespace)
                if calls:
                    (found[cell["id"]],) = calls
        finally:
            live.explore = shown
    return found


def defaults(call: dict[str, Any]) -> dict[str, Any]:
    """Return the value of each control and constant at the start."""
    values = {name: value for name, value in call.items() if name not in ("picture", "target")}
    return {k: v.values[v.start] if isinstance(v, live.Control) else v for k, v in values.items()}


def with_own(picture: Picture, values: dict[str, Any]) -> dict[str, Any]:
    """Return the values, and the picture's own at the start where none is given."""
    return defaults({**picture.controls, **values})


def known(picture: Picture, /, **values: Any) -> dict[str, Any]:
    """Return the values, the picture's own where none is given, and the numbers that it sees there."""
    values = with_own(picture, values)
    return {**values, **(picture.see(**taken_by(names_of(picture.see), values)) if picture.see else {})}


def drawn(picture: Picture, /, **values: Any) -> tuple[Any, Any]:
    """Draw what stands still, as `coursekit.live` does; return the axes and what moves."""
    with matplotlib.rc_context(STYLE):
        axes = Figure(figsize=picture.size).subplots(*picture.panels)
        return axes, picture.draw(axes, **taken_by(names_of(picture.draw, 1), with_own(picture, values)))


def moved(picture: Picture, artists: Any, /, **values: Any) -> str:
    """Move what moves to the values; return the sentence."""
    return picture.move(artists, **taken_by(names_of(picture.move, 1), known(picture, **values)))


def is_reached(picture: Picture, target: Target | None = None, /, **values: Any) -> bool:
    """Judge a target, the picture's own where none is given, by what the picture sees at the values."""
    function = (target or picture.target).reached
    return bool(function(**taken_by(names_of(function), known(picture, **values))))


def reached(call: dict[str, Any], values: dict[str, Any]) -> bool:
    """Judge a call's target at the values."""
    return is_reached(call["picture"], call["target"], **values)


def all_places(call: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the values at every position of every control alone, then of every two together, in no order."""
    controls = {name: value for name, value in call.items() if isinstance(value, live.Control)}
    alone = [{name: value} for name, control in controls.items() for value in control.values]
    together = [
        {one: value, other: second}
        for one, other in itertools.combinations(controls, 2)
        for value, second in itertools.product(controls[one].values, controls[other].values)
    ]
    random.Random(1).shuffle(together)
    for place in itertools.chain(alone, together):
        yield defaults(call) | place


REACHED_AT = {  # where a search would take a minute: a place where the target is reached, to be tried first
    ("06_backpropagation", "s5-picture"): {
        "incoming": backpropagation.G,
        "inputs": (backpropagation.A, backpropagation.B),
        "tolerance": 1e-6,
        "twice": True,
        "shared": True,
    },
    ("07_image", "s2-picture"): {"way": "clipped below 0", "x": 60, "y": 236},
    ("07_image", "s3-picture"): {"quadrants": False, "x": 96, "y": 34},
    ("07_image", "s5-picture"): {"step": 0.25, "steps": 200},
}
BY_WRITING = {  # targets that no slider reaches, but what the reader is asked to write
    ("03_gradient", "s5-try-1"): {"f": lambda p: 2 * p[0] - p[1] + 3},
    ("03_gradient", "s9-try-1"): {
        "grad": lambda p: np.array([np.cos(p[0]) * np.cos(p[1]), -np.sin(p[0]) * np.sin(p[1])])
    },
}

ONE = "00_toolbox"  # in the browser, CI looks at the other lessons; each kind of control is tried alone, too
PICTURES = [(path.stem, cell["id"]) for path in LESSONS for cell in read(path)["cells"] if is_picture(cell)]
