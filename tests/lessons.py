"""What the tests of notebooks and of pictures share: the lessons as files, and the pictures that their cells show."""

import contextlib
import inspect
import io
import itertools
import json
import re
import warnings
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from coursekit import live

ROOT = Path(__file__).parent.parent
LESSONS = sorted((ROOT / "notebooks").glob("*.ipynb"))
SHEETS = sorted((ROOT / "exercises").rglob("*.ipynb"))

# Cells that talk to the learner's own record or to the machine: tests/test_check.py and test_cli.py hold those.
CALLS_OUT = re.compile(r"^#? ?(check|hint|solution|progress|doctor)\(", re.M)


def read(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text(encoding="utf-8"))


def source(cell: dict[str, Any]) -> str:
    return "".join(cell["source"])


def is_picture(cell: dict[str, Any]) -> bool:
    return cell["cell_type"] == "code" and bool(re.search(r"^explore\(", source(cell), re.M))


@cache
def picture_cells(lesson: str) -> dict[str, dict[str, Any]]:
    """Run a lesson's code, without showing anything; return what each picture cell hands to `explore`."""
    found: dict[str, dict[str, Any]] = {}
    namespace: dict[str, Any] = {"__name__": "lesson"}
    shown = live.explore
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        try:
            for cell in read(ROOT / "notebooks" / f"{lesson}.ipynb")["cells"]:
                if cell["cell_type"] != "code" or CALLS_OUT.search(source(cell)):
                    continue
                calls: list[dict[str, Any]] = []
                live.explore = lambda picture, calls=calls, **values: calls.append({"picture": picture, **values})
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


def reached(call: dict[str, Any], values: dict[str, Any]) -> bool:
    function = call["target"].reached
    return bool(function(**{name: values[name] for name in inspect.signature(function).parameters if name in values}))


def all_places(call: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the values at every position of every control alone, then of every two controls together."""
    controls = {name: value for name, value in call.items() if isinstance(value, live.Control)}
    for count in (1, 2):
        for chosen in itertools.combinations(controls, count):
            for place in itertools.product(*(controls[name].values for name in chosen)):
                yield defaults(call) | dict(zip(chosen, place, strict=True))


PICTURES = [(path.stem, cell["id"]) for path in LESSONS for cell in read(path)["cells"] if is_picture(cell)]
