"""The instructors' guide, followed from its first command to its last, as somebody who does not program would."""

import re
import shlex
import shutil
from pathlib import Path

import pytest
from grading_classroom import needs_boxes, rows

from coursekit.cli import main
from tools.make_examples import examples

ROOT = Path(__file__).parents[1]
GUIDE = (ROOT / "docs" / "instructors.md").read_text("utf-8")
MARKS = GUIDE[GUIDE.index("## Marks") : GUIDE.index("### Windows")]


def commands():
    """Return each command of the chapter on marks, in order."""
    blocks = re.findall(r"```\n(.*?)```", MARKS, re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    return [shlex.split(line)[2:] for line in lines if line.startswith("python3 course.py ")]


def test_the_sample_downloads_hold_what_the_sample_class_handed_in():
    import io
    import zipfile

    for name, data in examples().items():
        with zipfile.ZipFile(ROOT / "examples" / name) as held, zipfile.ZipFile(io.BytesIO(data)) as built:
            assert {info.filename: held.read(info) for info in held.infolist()} == {
                info.filename: built.read(info) for info in built.infolist()
            }, "run tools/make_examples.py"


@pytest.mark.ci
def test_each_command_of_the_guide_does_what_the_guide_says(tmp_path, monkeypatch, capsys):
    needs_boxes()
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COURSEKIT_CALLED", "python3 course.py")
    found = commands()
    assert [command[0] for command in found] == [
        *["grade", "grade", "grade", "merge", "mark", "new", "prove", "build", "grade", "build"]
    ]
    for command in found:
        status = main(command)
        out = capsys.readouterr()
        assert status == (1 if "examples" in str(command[1]) and command[0] == "grade" else 0), out.err
        if command[1] == "examples/class":
            assert "11 of 12 graded" in out.out
        if command[1] == "examples/moodle.zip":
            assert "Nothing was handed in by: Tomás Vega" in out.out
        if command[0] == "new":
            assert "\n  python3 course.py prove my_exam\n  python3 course.py build --exercises my_exam\n" in out.out
        if command[:2] == ["build", "--exercises"] and len(command) == 3:
            assert out.out == "my_exam/my_sheet_exercises.ipynb is for your students.\n"
    first = {one["student"]: one for one in rows(tmp_path / "report_week1/grades_wide.csv")}
    assert len(first) == 14
    assert (first["Noor Haddad"]["flags"], first["Noor Haddad"]["total points"]) == ("late, alike", "19.2")
    assert first["Chen Wei"]["central_difference"] == "2"
    [exam] = rows(tmp_path / "report_exam/grades_wide.csv")
    assert (exam["total points"], exam["out of"]) == ("0", "3")
    assert len(list((tmp_path / "my_exam_handed_out").iterdir())) == 14
