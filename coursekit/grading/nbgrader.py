"""Write a sheet as nbgrader's source notebook, for those who grade with nbgrader.

nbgrader runs the checks in the learner's own process, so its marks can be forged there: a cell of the learner's can put
a function of its own in the place of `earned`. `coursekit grade` marks from outside. Each test cell returns the points
earned, which nbgrader takes as partial credit.
"""

import ast
from pathlib import Path
from typing import Any

import numpy as np

from coursekit.check.in_notebook import Local
from coursekit.exercises import SHEETS
from coursekit.exercises.checking import shown
from coursekit.exercises.exercise import Exercise
from coursekit.exercises.running import run
from coursekit.grading.handout import notebook as own_notebook
from coursekit.grading.sheet import Sheet, SheetError
from coursekit.publish import sheets
from coursekit.words import mark, say

__all__ = ["earned", "export"]

SECONDS = 10.0  # for all calls of one answer
HOW = mark(
    "Write your code in the place of `# YOUR CODE HERE` and the line below it, and run the cell. The cell that follows "
    "says what is still to do."
)


def export(name: str, out: Path, folder: Path | None = None) -> Path:
    """Write a sheet into `out` for ``nbgrader generate_assignment``; return its path.

    Parameters
    ----------
    name : str
        The sheet's name.
    folder : Path, optional
        A folder with sheets of one's own. Its path stands in hidden tests, which students do not get.

    Raises
    ------
    SheetError
        There is no such sheet, or the file is there already.
    """
    sheet = Sheet.find(name, folder)
    path = out / Path(sheets.place(sheet.name)).name
    if path.exists():
        template = mark("{path} is there already, and is not overwritten. Move it, or give --out another folder.")
        raise SheetError(say(template, path=path))
    notebook = own_notebook(sheet) if sheet.texts else sheets.build(sheet.name)
    exercises = {exercise.name: exercise for exercise in sheet.exercises()}
    cells = []
    for cell in notebook["cells"]:
        name, _, part = cell["id"].rpartition("-")
        if name in exercises and part == "answer":
            cell["source"] = _marked(exercises[name]).splitlines(keepends=True)
            cell["metadata"] = _metadata(name, solution=True)
        elif name in exercises and part == "check":
            cell["source"] = _test(name, sheet.name, folder).splitlines(keepends=True)
            cell["metadata"] = _metadata(f"test_{name}", points=exercises[name].points)
        elif cell["id"] == "title":  # what it says of `check` and `hint` is not so there
            paragraphs = "".join(cell["source"]).split("\n\n")
            kept = [text for text in paragraphs if "`check`" not in text and "`hint`" not in text]
            cell["source"] = "\n\n".join([*kept, say(HOW)]).splitlines(keepends=True)
        elif cell["id"] == "imports":
            cell["source"] = ["import numpy as np"]
        elif part == "help" or cell["id"] in ("end", "progress"):
            continue
        cells.append(cell)
    notebook["cells"] = cells
    notebook["metadata"].pop("coursekit", None)
    out.mkdir(parents=True, exist_ok=True)
    path.write_text(sheets.written(notebook), "utf-8")
    return path


def _test(name: str, sheet: str, folder: Path | None) -> str:
    """Write the cell that returns the points of an exercise."""
    start = "from coursekit.grading.nbgrader import earned\n\n"
    if folder is None:
        return f'{start}earned("{name}", {name})'
    call = f'earned("{name}", {name}, "{sheet}", {str(folder.resolve())!r})'
    return f"{start}### BEGIN HIDDEN TESTS\n{call}\n### END HIDDEN TESTS"


def earned(name: str, function: Any, sheet: str = "", folder: str = "") -> int:
    """Check an answer to the exercise `name`, print what is to be said of it, and return the points that it earned.

    The exercise is declared in a `sheet` in a `folder`, if it is none of the course's.

    >>> earned("rise", lambda start, end: end - start)
    2
    """
    known = Sheet.find(sheet, Path(folder)).exercises() if folder else [one for all_ in SHEETS.values() for one in all_]
    exercise = next(one for one in known if one.name == name)
    if not callable(function):
        print(say("`{name}` is {what}, and a function is wanted.", name=name, what=shown(function)))
        return 0
    outcome = run(exercise, Local(function, exercise, SECONDS), np.random.default_rng())
    if outcome.sentence:
        print(outcome.sentence)
    return outcome.earned


def _marked(exercise: Exercise) -> str:
    """Write the solution between the marks that nbgrader cuts it out by."""
    code = exercise.in_words(exercise.code(exercise.solution))
    function = next(
        node for node in ast.parse(code).body if isinstance(node, ast.FunctionDef) and node.name == exercise.name
    )
    body = function.body[1:] if ast.get_docstring(function) else function.body
    lines = code.splitlines()
    lines.insert(body[-1].end_lineno or 0, "    ### END SOLUTION")
    lines.insert(body[0].lineno - 1, "    ### BEGIN SOLUTION")
    return "\n".join(lines)


def _metadata(name: str, *, solution: bool = False, points: int | None = None) -> dict[str, Any]:
    """Return what nbgrader wants to know of a cell."""
    marks = {
        "grade": not solution,
        "grade_id": name,
        "locked": not solution,
        "schema_version": 3,
        "solution": solution,
        "task": False,
    }
    return {"nbgrader": marks if points is None else marks | {"points": points}}
