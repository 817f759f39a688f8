"""Which of a student's notebooks is graded, and what is said of the others: the lesson, an empty copy, a bomb."""

import bz2
import contextlib
import io
import json
import os
import time
import tracemalloc
import zipfile

import numpy as np
import pytest
from grading_classroom import PRACTICE, put
from hypothesis import given, settings
from hypothesis import strategies as st

from coursekit.exercises import SHEETS
from coursekit.grading import sources
from coursekit.grading.answers import written as code_of
from coursekit.grading.handout import notebook as notebook_of
from coursekit.grading.sources import SIZE_LIMIT, SubmissionsError
from coursekit.grading.submissions import HandedIn
from coursekit.grading.whichnotebook import course, defined, untouched, which
from coursekit.publish.sheets import ROOT, build, written

SHEET = "01_derivative"
ANSWER = "def central_difference(f, x, h):\n    return (f(x + h) - f(x - h)) / (2 * h)\n"


def sheet(name=SHEET, answer=ANSWER, **changes):
    """Return a sheet with one answer, as bytes; `without` takes ids or metadata out, as other programs do."""
    notebook = build(name, solved=changes.get("solved", False))
    for cell in notebook["cells"]:
        if cell["id"] == "central_difference-answer" and answer:
            cell["source"] = answer.splitlines(keepends=True)
    if "metadata" in changes.get("without", ()):
        notebook["metadata"] = {}
    if "ids" in changes.get("without", ()):
        for number, cell in enumerate(notebook["cells"]):
            cell["id"] = f"x{number}"
    if "title" in changes.get("without", ()):
        del notebook["cells"][0]
    return written(notebook).encode()


LESSON = (ROOT / "notebooks" / f"{SHEET}.ipynb").read_bytes()


def taken(folder):
    handed_in = HandedIn(folder, SHEET, course())
    return handed_in.read(handed_in.submissions[0])


def hand_in(folder, files):
    """Write one student's files, all of one date; return what is taken."""
    for name, data in files.items():
        os.utime(put(folder / "in/anna" / name, data), (1.7e9, 1.7e9))
    put(folder / "in/bo/a.ipynb", b"{}")
    return taken(folder / "in")


def test_a_sheet_of_somebodys_own_is_not_taken_for_one_of_the_course(tmp_path):
    own = written(notebook_of(PRACTICE)).encode()
    assert which(own.replace(b'"practice"', b'"my exam"').replace(b'"sheet": "', b'"shed": "'), course()) is None
    one = hand_in(tmp_path, {"a.ipynb": own})
    assert (one.data, one.problem) == (b"", "This is sheet practice, not the sheet 01_derivative.")


@pytest.mark.parametrize("name", SHEETS)
@pytest.mark.parametrize("without", [(), ("metadata",), ("metadata", "ids"), ("metadata", "title")])
def test_each_notebook_of_the_course_is_known_by_what_is_in_it(name, without):
    for solved, kind in (False, "sheet"), (True, "solutions"):
        this = which(sheet(name, without=without, solved=solved), course())
        assert (this.kind, this.sheet) == (kind, name)


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").rglob("*.ipynb")), ids=lambda path: path.stem)
def test_each_lesson_is_known_as_itself(path):
    this = which(path.read_bytes(), course())
    assert (this.kind, this.sheet) == ("lesson", path.stem)
    assert which(path.read_bytes().replace(b'"# ', b'"## '), course()).sheet == path.stem


def test_a_notebook_of_ones_own_is_none_of_the_courses():
    cells = [{"cell_type": "code", "id": "a", "metadata": {}, "outputs": [], "source": ANSWER}]
    assert which(json.dumps({"cells": cells, "nbformat": 4}).encode(), course()) is None


def test_a_sheet_is_untouched_until_somebody_works_in_it():
    assert untouched(sheet(answer=""))
    assert not untouched(sheet())
    assert not untouched(b"{")


@pytest.mark.parametrize("code", ["def rise(a, b): ...", "rise = lambda a, b: b", "rise = slope", "rise: object = 1"])
def test_what_a_cell_defines_is_seen_without_reading_the_notebook(code):
    for source in code, [code], ["x = 1\n", code], f"x = 1\n{code}":
        assert "rise" in defined(json.dumps({"cells": [{"source": source}]}).encode())
    assert "rise" not in defined(json.dumps({"cells": [{"source": f"# {code}\nf(rise == 1)"}]}).encode())


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (LESSON, "This is lesson 01_derivative, not the sheet 01_derivative."),
        ((ROOT / "notebooks/04_gradient_descent.ipynb").read_bytes(), "This is lesson 04_gradient_descent, not"),
        (sheet("02_partial_derivative"), "This is sheet 02_partial_derivative, not the sheet 01_derivative."),
    ],
)
def test_another_notebook_alone_is_not_graded_and_is_named(tmp_path, data, words):
    one = hand_in(tmp_path, {"01_derivative.ipynb": data})
    assert one.data == b""
    assert one.wrong
    assert one.problem.startswith(words)


def test_a_lesson_that_defines_what_the_sheet_of_another_asks_for_is_still_a_lesson():
    lesson = (ROOT / "notebooks/04_gradient_descent.ipynb").read_bytes()
    assert {"descend", "backtrack"} <= defined(lesson)
    this = which(lesson, course())
    assert this.kind == "lesson"


def test_answers_that_were_written_into_the_lesson_are_graded_and_it_is_said(tmp_path):
    lesson = json.loads(LESSON)
    lesson["cells"].append({"cell_type": "code", "id": "own", "metadata": {}, "source": ANSWER, "outputs": []})
    one = hand_in(tmp_path, {"01_derivative.ipynb": json.dumps(lesson).encode()})
    assert one.data
    assert one.wrong
    assert one.notes[0] == "This is lesson 01_derivative, not the sheet 01_derivative."


def test_the_solutions_are_graded_and_it_is_said(tmp_path):
    one = hand_in(tmp_path, {"a.ipynb": sheet(answer="", solved=True)})
    assert one.data
    assert one.wrong
    assert one.notes == ("This is the course's solutions of 01_derivative, not the sheet 01_derivative.",)


def test_a_newer_copy_of_the_lesson_beside_the_sheet_costs_nothing(tmp_path):
    hand_in(tmp_path, {"sheet.ipynb": sheet()})
    os.utime(put(tmp_path / "in/anna/01_derivative.ipynb", LESSON), (1.8e9, 1.8e9))
    one = taken(tmp_path / "in")
    assert one.data == sheet()
    assert not one.wrong
    assert "Graded is the sheet: anna/sheet.ipynb" in one.notes[0]
    assert "anna/01_derivative.ipynb (lesson 01_derivative)" in one.notes[0]


def test_a_newer_empty_copy_of_the_sheet_costs_nothing(tmp_path):
    hand_in(tmp_path, {"a.ipynb": sheet()})
    os.utime(put(tmp_path / "in/anna/01_derivative.ipynb", sheet(answer="")), (1.8e9, 1.8e9))
    one = taken(tmp_path / "in")
    assert one.data == sheet()
    assert "01_derivative.ipynb (the same sheet, empty)" in one.notes[0]


def test_the_empty_sheet_beside_answers_in_another_notebook_costs_nothing(tmp_path):
    answers = sheet(without=("ids", "metadata", "title"))
    one = hand_in(tmp_path, {"01_derivative_exercises.ipynb": sheet(answer=""), "mine.ipynb": answers})
    assert one.data == answers
    assert "01_derivative_exercises.ipynb (the same sheet, empty)" in one.notes[0]


def test_the_solutions_beside_the_empty_sheet_earn_nothing_and_beside_a_sheet_with_work_change_nothing(tmp_path):
    solutions = sheet(solved=True, answer="")
    for name, own in ("empty", sheet(answer="")), ("worked", sheet()):
        one = hand_in(tmp_path / name, {"a.ipynb": own, "z.ipynb": solutions})
        assert one.data == own, name


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ("01_derivative_exercises.ipynb", "01_derivative_exercises (1).ipynb"),
        ("01_derivative_exercises (9).ipynb", "01_derivative_exercises (10).ipynb"),
        ("01_derivative_exercises.ipynb", "01_derivative_exercises-Copy1.ipynb"),
        ("01_derivative_exercises.ipynb", "01_derivative_exercises - Copy.ipynb"),
        ("01_derivative_exercises-1.ipynb", "01_derivative_exercises-2.ipynb"),
    ],
)
def test_of_two_files_of_one_date_the_higher_number_is_the_newest(tmp_path, older, newer):
    one = hand_in(tmp_path, {newer: sheet(answer=ANSWER + "# newer"), older: sheet()})
    assert b"# newer" in one.data
    assert "Graded is the newest" in one.notes[0]
    assert f"anna/{older} (the same sheet)" in one.notes[0]


def test_an_older_file_with_the_sheets_name_does_not_beat_the_newer_one_of_the_same_student(tmp_path):
    old = put(tmp_path / "in/Anna Ek_01_derivative.ipynb", sheet())
    os.utime(old, (1e9, 1e9))
    put(tmp_path / "in/Anna Ek.ipynb", sheet(answer=ANSWER + "# newer"))
    assert b"# newer" in taken(tmp_path / "in").data
    os.utime(old, (1e9, 1e9))
    for name in "Anna Ek_01_derivative.ipynb", "Anna Ek.ipynb":  # the same where nobody knows what the files are
        os.utime(put(tmp_path / "un" / name, name.encode()), (1e9 + len(name), 1e9 - 10 * len(name)))
    assert taken(tmp_path / "un").data == b"Anna Ek.ipynb"


def test_who_handed_in_only_what_jupyter_keeps_has_a_row_and_is_graded(tmp_path):
    kept = ".ipynb_checkpoints/a-checkpoint.ipynb"
    for name in "anna", "bo", "__MACOSX/cem":
        put(tmp_path / "in" / name / kept, sheet(answer="# kept"))
    put(tmp_path / "in/bo/a.ipynb", sheet())
    put(tmp_path / "in" / kept, sheet())
    found = HandedIn(tmp_path / "in", SHEET)
    assert [one.student for one in found.submissions] == ["anna", "bo"]
    anna, bo = map(found.read, found.submissions)
    assert (anna.data, bo.data, bo.notes) == (sheet(answer="# kept"), sheet(), ())


@pytest.mark.parametrize(
    "ending", [".ipynb.txt", ".ipynb.json", ".IPYNB", ".ipynb (1).json", ".json", ".ipynb(1)", ".ipynb "]
)
def test_a_notebook_that_a_browser_renamed_is_a_notebook(tmp_path, ending):
    assert hand_in(tmp_path, {f"01_derivative_exercises{ending}": sheet()}).data == sheet()
    (tmp_path / "flat").mkdir()
    put(tmp_path / f"flat/anna{ending}", sheet())
    assert [one.student for one in HandedIn(tmp_path / "flat", SHEET).submissions] == ["anna"]


def test_a_file_of_data_is_no_notebook(tmp_path):
    one = hand_in(tmp_path, {"data.json": b"[1, 2]", "a.txt": b""})
    assert one.problem == "No notebook was handed in, only a.txt, data.json."


# Zip files


def packed(files, method=zipfile.ZIP_DEFLATED):
    """Return a zip file of these files, as bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def test_a_notebook_in_a_students_own_zip_is_graded(tmp_path):
    inner = packed({"homework/01_derivative_exercises.ipynb": sheet(), "__MACOSX/._x.ipynb": b"x"})
    one = hand_in(tmp_path, {"homework.zip": inner})
    assert (one.data, one.notes) == (sheet(), ())
    one = hand_in(tmp_path, {"homework.zip": packed({"again.zip": inner, "read me.txt": b""})})
    assert one.data == sheet()
    assert one.notes == ("Also handed in, and not looked at: read me.txt.",)


def test_a_time_in_a_students_own_zip_makes_nobody_punctual(tmp_path):
    long_ago = zipfile.ZipInfo("a.ipynb", (1999, 1, 1, 0, 0, 0))
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr(long_ago, sheet())
    one = hand_in(tmp_path, {"homework.zip": inner.getvalue()})
    assert (one.data, one.when) == (sheet(), 1.7e9)


def test_the_name_of_a_students_zip_is_shown_and_never_written_as_it_is(tmp_path):
    one = hand_in(tmp_path, {"\udcff\u202e\x1b[2K.zip": b"PK"})
    assert "\\xff\\u202e\\x1b[2K.zip is no folder, notebook or zip file" in one.problem
    assert one.problem.isprintable()
    many = packed({f"{number}": b"" for number in range(1001)})
    assert hand_in(tmp_path / "many", {"\udcff\u202e.zip": many}).problem.isprintable()


def test_the_zip_of_each_student_in_one_folder_is_that_students(tmp_path):
    for name in "anna", "bo":
        put(tmp_path / f"{name}.zip", packed({"work.ipynb": sheet(answer=f"# {name}")}))
    handed_in = HandedIn(tmp_path, SHEET, course())
    assert {one.student: f"# {one.student}".encode() in handed_in.read(one).data for one in handed_in.submissions} == {
        "anna": True,
        "bo": True,
    }


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_members_of_every_method_are_read_and_bounded(tmp_path, method, monkeypatch):
    put(tmp_path / "c.zip", packed({"anna/a.ipynb": sheet(), "bo/a.ipynb": b" " * 3000}, method))
    monkeypatch.setattr("coursekit.grading.sources.SIZE_LIMIT", len(sheet()))
    monkeypatch.setattr("coursekit.grading.choice.SIZE_LIMIT", 2000)
    anna, bo = HandedIn(tmp_path / "c.zip", SHEET).submissions
    assert len(anna.files[0][0].read()) == len(sheet())
    monkeypatch.setattr("coursekit.grading.sources.SIZE_LIMIT", 2000)
    assert len(bo.files[0][0].read()) == 2001
    assert "at most" in HandedIn(tmp_path / "c.zip", SHEET).read(bo).problem


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_broken_member_of_a_rare_method_is_said_and_harms_nobody(tmp_path, method):
    data = packed({"anna/a.ipynb": sheet(), "bo/a.ipynb": b"fine"}, method)
    middle = data.index(b"a.ipynb") + 200
    put(tmp_path / "c.zip", data[:middle] + bytes(40) + data[middle + 40 :])
    handed_in = HandedIn(tmp_path / "c.zip", SHEET)
    anna, bo = map(handed_in.read, handed_in.submissions)
    assert "cannot be" in anna.problem
    assert bo.data == b"fine"


def test_a_few_bytes_that_become_gigabytes_take_no_memory(tmp_path):
    bomb = bz2.compress(bytes(SIZE_LIMIT))
    inner = packed({f"{number}.ipynb": b"{}" for number in range(3)})
    assert len(bomb) < 100
    one = hand_in(tmp_path, {"a.zip": packed({"big.ipynb": bytes(SIZE_LIMIT + 10)}, zipfile.ZIP_BZIP2), "b.zip": inner})
    assert one.data == b"{}"
    assert "a.zip/big.ipynb (cannot be read)" in one.notes[0]


def test_too_many_files_too_deep_zips_and_no_zip_are_said(tmp_path):
    many = packed({f"{number}.ipynb": b"" for number in range(1001)})
    nested = packed({"c.zip": packed({"b.zip": packed({"a.ipynb": sheet()})})})
    one = hand_in(tmp_path, {"many.zip": many, "nested.zip": nested, "no.zip": b"PK"})
    assert "many.zip holds more than 1000 files." in one.problem
    assert "No notebook was handed in, only b.zip." in one.problem
    assert "no.zip is no folder, notebook or zip file that can be read" in one.problem


def broken(data, what):
    """Return a zip in whose first member something is not as it should be."""
    at, listed = data.index(b"PK\3\4"), data.index(b"PK\1\2")
    changed = bytearray(data)
    if what == "a method that nobody has":
        changed[at + 8], changed[listed + 10] = 9, 9
    elif what == "a password":
        changed[at + 6], changed[listed + 8] = 1, 1
    elif what == "a stream that breaks":
        start = at + 30 + data[at + 26]
        changed[start : start + 20] = b"\xff" * 20
    return bytes(changed)


@pytest.mark.parametrize("what", ["a method that nobody has", "a password", "a stream that breaks"])
def test_a_students_zip_that_cannot_be_read_in_the_zip_of_the_class_harms_nobody(tmp_path, what):
    inner = packed({"a.ipynb": sheet()})
    put(tmp_path / "c.zip", broken(packed({"anna/homework.zip": inner, "bo/a.ipynb": b"fine"}), what))
    handed_in = HandedIn(tmp_path / "c.zip", SHEET)
    anna, bo = map(handed_in.read, handed_in.submissions)
    assert anna.problem.startswith("No notebook was handed in. homework.zip: The file cannot be read: ")
    assert bo.data == b"fine"
    put(tmp_path / "d.zip", packed({"anna/homework.zip": broken(inner, what), "bo/a.ipynb": b"fine"}))
    handed_in = HandedIn(tmp_path / "d.zip", SHEET)
    anna, bo = map(handed_in.read, handed_in.submissions)
    assert "cannot be read" in anna.problem
    assert bo.data == b"fine"


@settings(max_examples=60)
@given(st.data())
def test_a_zip_that_is_broken_anywhere_is_never_a_traceback(tmp_path_factory, data):
    whole = bytearray(packed({"anna/h.zip": packed({"a.ipynb": b"{}" * 50}), "bo/a.ipynb": b"fine"}))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(whole) - 1))
        whole[at] = data.draw(st.integers(0, 255))
    path = put(tmp_path_factory.mktemp("broken") / "c.zip", bytes(whole[: data.draw(st.integers(1, len(whole)))]))
    with contextlib.suppress(SubmissionsError):
        handed_in = HandedIn(path, SHEET)
        for one in handed_in.submissions:
            handed_in.read(one)


def test_zips_of_zips_are_looked_at_up_to_the_limits_of_a_student_and_no_further(tmp_path, monkeypatch):
    reads = []
    read = zipfile.ZipFile.open

    def counted(self, info, *args, **kwargs):
        reads.append(info.file_size)
        return read(self, info, *args, **kwargs)

    monkeypatch.setattr(zipfile.ZipFile, "open", counted)
    monkeypatch.setattr("coursekit.grading.choice.READ_LIMIT", 100_000)
    large = packed({"a.txt": bytes(20_000)}, zipfile.ZIP_STORED)
    many = packed({f"{number}": b"" for number in range(900)})
    for inner in large, many:
        files = {"anna/h.zip": packed({f"{number}.zip": inner for number in range(200)}), "bo/a.ipynb": b"fine"}
        put(tmp_path / "c.zip", packed(files))
        reads.clear()
        handed_in = HandedIn(tmp_path / "c.zip", SHEET)
        anna, bo = map(handed_in.read, handed_in.submissions)
        assert "Not all was looked at: there is too much." in anna.problem
        assert bo.data == b"fine"
        assert len(reads) < 12
        assert sum(reads) < 2_000_000


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_notebooks_that_are_each_too_large_are_unpacked_up_to_the_limit_of_a_student(tmp_path, monkeypatch, method):
    unpacked = []
    read = sources._unpacked

    def counted(archive, info):
        unpacked.append(len(read(archive, info)))
        return read(archive, info)

    monkeypatch.setattr(sources, "_unpacked", counted)
    for module in "sources", "choice":
        monkeypatch.setattr(f"coursekit.grading.{module}.SIZE_LIMIT", 200_000)
    monkeypatch.setattr("coursekit.grading.choice.READ_LIMIT", 1_000_000)
    bombs = packed({f"{number}.ipynb": bytes(200_010) for number in range(200)}, method)
    one = hand_in(tmp_path, {"a.zip": bombs})
    assert "there is too much" in one.problem
    assert len(unpacked) <= 6
    one = hand_in(tmp_path, {"a.zip": bombs, "b.ipynb": b"{}", "c.ipynb": bytes(2_000_000)})
    assert one.data == b"{}"  # what is small is read before what is large


def test_a_member_that_is_packed_into_more_than_it_holds_is_not_unpacked(tmp_path):
    """A thousand names can claim the same megabytes."""
    data = bytearray(packed({"a.ipynb": np.random.default_rng(1).bytes(100_000)}, zipfile.ZIP_BZIP2))
    at, listed = data.index(b"PK\3\4"), data.index(b"PK\1\2")
    data[at + 22 : at + 26] = data[listed + 24 : listed + 28] = (10).to_bytes(4, "little")
    assert "larger than what it unpacks to" in hand_in(tmp_path, {"a.zip": bytes(data)}).problem


@pytest.mark.parametrize(
    "source",
    [
        "\n" * 9_000_000,
        "def " * 4_000_000,
        "x = " * 4_000_000,
        "central_difference:\n" * 100_000,
        '"# ' * 300_000,
        '"# a\\' * 200_000,
        "x:" * 300_000,
        '"id":   ' * 100_000,
        "\na=1" * 3_000_000,
    ],
    ids=lambda source: ascii(source[:12]),
)
def test_no_cell_keeps_the_grader_or_fills_its_memory(tmp_path, source):
    """All of this is looked at outside of the box, where no clock runs."""
    book = json.dumps({"nbformat": 4, "cells": [{"cell_type": "code", "source": source}]}).encode()
    put(tmp_path / "in/anna/a.ipynb", book)
    put(tmp_path / "in/bo/a.ipynb", b"{}")
    course()
    tracemalloc.start()
    began = time.process_time()
    try:
        taken(tmp_path / "in")
        code_of(book, ["central_difference", *"abcdefgh"])
        assert tracemalloc.get_traced_memory()[1] < 100e6
    finally:
        tracemalloc.stop()
    assert time.process_time() - began < 10  # on a busy machine; it was a minute


BUILT = '{"metadata": {"coursekit": {"built": %s}}, "nbformat": 4, "cells": [{"cell_type": "code", "source": "%s"}]}'


@pytest.mark.parametrize(
    ("built", "source"), [(f"[{'1,' * 4_000_000}1]", ""), ('"x"', "中" * 3_000_000)], ids=["numbers", "letters"]
)
def test_what_says_that_it_was_built_fills_no_memory(built, source):
    book = (BUILT % (built, source)).encode()
    course()
    tracemalloc.start()
    try:
        assert which(book, course()) is None
        assert not untouched(book)
        assert tracemalloc.get_traced_memory()[1] < 100e6
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "deep",
    [
        b'{"coursekit": {"sheet": ' + b"[" * 1100 + b"]" * 1100 + b"}",
        b'{"coursekit": {"built": ' + b"[" * 60_000 + b"]" * 60_000 + b"}",
        b'{"coursekit": {"a": 1' + b"0" * 6000 + b"}",
        b'{"coursekit": {}, "a": 1' + b"0" * 6000,
        b'{"coursekit": {"sheet": {"a": {"b": 1}}}',
        b'{"coursekit": {"built": ["x"], "sheet": ["x"], "kind": ["x"]}',
    ],
    ids=["deep", "very deep", "a long number", "one elsewhere", "objects", "lists for names"],
)
def test_metadata_of_every_form_costs_nobody_a_mark(tmp_path, deep):
    book = json.loads(sheet())
    book["metadata"] = {"X": 0}
    hostile = json.dumps(book).encode().replace(b'{"X": 0}', deep + b', "X": 0}')
    one = hand_in(tmp_path, {"a.ipynb": hostile})
    assert (one.data, one.problem) == (hostile, "")


def test_what_is_too_much_altogether_is_not_looked_at(tmp_path, monkeypatch):
    monkeypatch.setattr("coursekit.grading.choice.READ_LIMIT", 10)
    one = hand_in(tmp_path, {"a.ipynb": sheet(), "b.ipynb": sheet(answer=ANSWER + "# b")})
    assert one.data == sheet()
    assert "b.ipynb (cannot be read)" in one.notes[0]


def test_folders_a_thousand_deep_harm_nobody_and_are_said(tmp_path, monkeypatch):
    put(tmp_path / "in/bo/a.ipynb", b"fine")
    (tmp_path / "in/anna").mkdir()
    monkeypatch.chdir(tmp_path / "in/anna")
    for _ in range(1500):
        os.mkdir("x")
        os.chdir("x")
    handed_in = HandedIn(tmp_path / "in", SHEET)
    anna, bo = map(handed_in.read, handed_in.submissions)
    for _ in range(1500):  # what cleans up after the tests would go down them all, too
        os.chdir("..")
        os.rmdir("x")
    assert bo.data == b"fine"
    assert "Folders that lie more than 50 deep were not looked into." in anna.problem
    path = put(tmp_path / "c.zip", packed({"anna/" + "x/" * 1500 + "a.ipynb": b"1", "bo/a.ipynb": b"fine"}))
    handed_in = HandedIn(path, SHEET)
    anna, bo = map(handed_in.read, handed_in.submissions)
    assert bo.data == b"fine"
    assert "50 deep" in anna.problem
