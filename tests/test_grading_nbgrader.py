"""nbgrader's own commands accept the sheet that is written for it, and give partial credit.

nbgrader is installed into an environment of its own, which also sees this one's packages. Where that cannot be done,
the test skips and says why. With COURSEKIT_NBGRADER=FOLDER the environment is made there, once.
"""

import json
import os
import re
import sqlite3
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

import coursekit
from coursekit.exercises import SHEETS
from coursekit.grading.cli import main
from coursekit.grading.nbgrader import export

SHEET = "01_derivative"
NAME = "01_derivative_exercises.ipynb"


@pytest.fixture(scope="module")
def nbgrader(tmp_path_factory):
    """Return the command of an nbgrader; the environment may be given in COURSEKIT_NBGRADER, to be made only once."""
    folder = os.environ.get("COURSEKIT_NBGRADER") or str(tmp_path_factory.mktemp("env"))
    python = os.path.join(folder, "bin", "python")
    if not os.path.exists(os.path.join(folder, "bin", "nbgrader")):
        made = subprocess.run([sys.executable, "-m", "venv", folder], capture_output=True, text=True)
        if made.returncode:
            pytest.skip(f"no environment can be made: {made.stderr.strip()[-200:]}")
        paths = subprocess.run(
            [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], capture_output=True, text=True
        )
        with open(os.path.join(paths.stdout.strip(), "this.pth"), "w") as file:
            file.write(f"{sysconfig.get_path('purelib')}\n{Path(coursekit.__file__).parents[1]}\n")
        command = [
            python,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--no-input",
            "--timeout",
            "20",
            "--retries",
            "1",
            "nbgrader==0.9.6",
        ]
        try:
            installed = subprocess.run(command, capture_output=True, text=True, timeout=150)
        except subprocess.TimeoutExpired:
            pytest.skip("nbgrader could not be installed within 150 s")
        if installed.returncode:
            pytest.skip(f"nbgrader cannot be installed: {installed.stderr.strip()[-300:]}")
    return [python, "-W", "ignore", "-m", "nbgrader"]


@pytest.mark.ci
def test_nbgrader_generates_and_autogrades_the_sheet_with_partial_credit(nbgrader, tmp_path):
    course = tmp_path / "course"
    assert main(["nbgrader", "--sheet", SHEET, "--out", str(course / "source" / SHEET)]) == 0

    environment = os.environ | {"PATH": os.path.dirname(nbgrader[0]) + os.pathsep + os.environ["PATH"]}

    def run(*args):
        command = [*nbgrader, *args, f"--CourseDirectory.root={course}"]
        done = subprocess.run(command, capture_output=True, text=True, cwd=course, env=environment)
        assert done.returncode == 0, done.stderr[-3000:]

    run("generate_assignment", SHEET, "--create")
    released = json.loads((course / "release" / SHEET / NAME).read_text("utf-8"))
    code = {cell["metadata"].get("nbgrader", {}).get("grade_id"): "".join(cell["source"]) for cell in released["cells"]}
    exercises = {exercise.name: exercise for exercise in SHEETS[SHEET]}
    for name, exercise in exercises.items():
        assert "YOUR CODE HERE" in code[name]
        assert exercise.solution not in code[name]
        assert code[name].startswith(exercise.starter.splitlines()[0])

    answers = {
        "right": {name: exercise.code(exercise.solution) for name, exercise in exercises.items()},
        "partly": {"forward_difference": exercises["forward_difference"].code("return (f(x + h) - f(x)) / abs(h)")},
    }
    for student, codes in answers.items():
        for cell in released["cells"]:
            name = cell["metadata"].get("nbgrader", {}).get("grade_id")
            cell["source"] = codes.get(name, code[name] if name in code and name else "".join(cell["source"]))
        folder = course / "submitted" / student / SHEET
        folder.mkdir(parents=True)
        (folder / NAME).write_text(json.dumps(released), "utf-8")
    run("autograde", SHEET)

    with sqlite3.connect(course / "gradebook.db") as base:
        query = (
            "SELECT s.student_id, b.name, g.auto_score FROM grade g JOIN submitted_notebook n ON g.notebook_id = n.id "
            "JOIN submitted_assignment s ON n.assignment_id = s.id JOIN base_cell b ON g.cell_id = b.id"
        )
        scores = {(student, cell.removeprefix("test_")): score for student, cell, score in base.execute(query)}
    base.close()
    for name, exercise in exercises.items():
        assert scores["right", name] == exercise.points
        assert scores["partly", name] == (2 if name == "forward_difference" else 0)


def test_a_sheet_that_is_there_is_not_overwritten(tmp_path, capsys):
    path = export("00_start_here", tmp_path)
    path.write_text("mine")
    assert main(["nbgrader", "--sheet", "00_start_here", "--out", str(tmp_path)]) == 2
    assert "not overwritten" in capsys.readouterr().err
    assert path.read_text() == "mine"
    assert main(["nbgrader", "--sheet", "nothing", "--out", str(tmp_path)]) == 2


@pytest.mark.parametrize("sheet", SHEETS)
def test_the_sheet_for_nbgrader_speaks_of_nothing_that_is_not_in_it(sheet, tmp_path):
    cells = json.loads(export(sheet, tmp_path).read_text("utf-8"))["cells"]
    sources = ["".join(cell["source"]) for cell in cells if not cell["id"].endswith("-answer")]
    assert "YOUR CODE HERE" in sources[0]
    for words in (
        r"`(check|hint|solution|progress)\b",
        r"\b(check|hint|solution|progress)\(",
        r"`\.\.\.`",
        "coursekit.check",
    ):
        assert not [source for source in sources if re.search(words, source)]


@pytest.mark.parametrize(
    ("answer", "points"),
    [
        ("average_rate = lambda f, a, b: (f(b) - f(a)) / (b - a)", 3),
        ("def mine(f, a, b):\n    return (f(b) - f(a)) / (b - a)\naverage_rate = mine", 3),
        ("import functools\naverage_rate = functools.partial(lambda f, a, b: (f(b) - f(a)) / (b - a))", 3),
        ("class Rate:\n    def __call__(self, f, a, b): return (f(b) - f(a)) / (b - a)\naverage_rate = Rate()", 3),
        ("average_rate = lambda f, a, b: 0.0", 0),
        ("average_rate = 3.5", 0),
        ("def average_rate(f, a, b):\n    # YOUR CODE HERE\n    raise NotImplementedError()", 0),
        ("def average_rate(f, a, b): exit()", 0),
    ],
)
def test_a_test_cell_marks_whatever_has_the_name_of_the_exercise(answer, points, tmp_path, capsys):
    names = {}
    exec(answer, names)
    assert _tested("average_rate", names, tmp_path) == points
    assert bool(capsys.readouterr().out) == (points == 0)


def test_a_cell_can_forge_the_marks_of_nbgrader_as_the_docs_say(tmp_path):
    """If this fails, the warning in the docs and in the module can go."""
    names = {}
    forged = "import coursekit.grading.nbgrader as n\nbefore, n.earned = n.earned, lambda *a: 3\naverage_rate = 0"
    exec(forged, names)
    try:
        assert _tested("average_rate", names, tmp_path) == 3
    finally:
        exec("n.earned = before", names)
    docs = (Path(coursekit.__file__).parents[1] / "docs/instructors.md").read_text("utf-8")
    assert "nbgrader's marks can be forged" in docs


def _tested(name, names, folder):
    """Run the test cell of an exercise, as nbgrader does: what its last line gives is the points."""
    cells = json.loads(export(SHEET, folder).read_text("utf-8"))["cells"]
    source = next("".join(cell["source"]) for cell in cells if cell["id"] == f"{name}-check")
    head, _, last = source.rpartition("\n")
    exec(head, names)
    return eval(last, names)
