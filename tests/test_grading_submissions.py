"""What a class hands in: who is found, in which of the files, and what is said of what cannot be read."""

import os
import zipfile
from pathlib import Path

import pytest
from grading_classroom import put

from coursekit.grading.sources import SIZE_LIMIT, SubmissionsError
from coursekit.grading.submissions import HandedIn


def found(path, sheet="practice"):
    handed_in = HandedIn(path, sheet)
    return {one.student: handed_in.read(one) for one in handed_in.submissions}


def zipped(path, files):
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


@pytest.mark.parametrize(
    ("files", "students"),
    [
        (["anna.ipynb", "李雷.ipynb", "O'Neil, Ben (2).ipynb"], ["O'Neil, Ben (2)", "anna", "李雷"]),
        (["anna/practice.ipynb", "ben/x y.ipynb"], ["anna", "ben"]),
        (["anna/week 1/practice.ipynb", "ben.ipynb"], ["anna", "ben"]),
        (["export/anna.ipynb", "export/ben.ipynb"], ["anna", "ben"]),
        (["export/anna/practice.ipynb", "export/ben/practice.ipynb"], ["anna", "ben"]),
        (["anna/practice.ipynb"], ["anna"]),
        (["anna/practice_exercises.ipynb", "anna/x.ipynb"], ["anna"]),
        (["export/anna_practice.ipynb", "export/bo_practice_exercises (2).ipynb"], ["anna", "bo"]),
        (
            ["Anna Ek_77_assignsubmission_file_/practice.ipynb", "Bo_78_assignsubmission_file_/p.ipynb"],
            ["Anna Ek", "Bo"],
        ),
        (["ek_77_practice.ipynb", "bo_78_practice-2.ipynb"], ["bo_78", "ek_77"]),
        (["محمد علي/practice.ipynb", "محمد\u200cرضا.ipynb", "王小明.ipynb"], ["محمد علي", "محمد\u200cرضا", "王小明"]),
        (["anna.ipynb", "__MACOSX/._anna.ipynb", ".ipynb_checkpoints/anna-checkpoint.ipynb", ".DS_Store"], ["anna"]),
    ],
)
def test_students_are_found_in_every_layout_in_folders_and_zips(tmp_path, files, students):
    for name in files:
        put(tmp_path / "class" / name, b"{}")
    assert sorted(found(tmp_path / "class")) == students
    assert sorted(found(zipped(tmp_path / "class.zip", dict.fromkeys(files, b"{}")))) == students


def test_of_two_notebooks_the_newest_is_graded_and_the_report_says_so(tmp_path):
    old, new = put(tmp_path / "anna/practice.ipynb", b"1"), put(tmp_path / "anna/practice (1).ipynb", b"2")
    os.utime(old, (1e9, 1e9))
    put(tmp_path / "anna/other.ipynb", b"3")
    put(tmp_path / "ben/a.txt", b"4")
    os.utime(new, (1.1e9, 1.1e9))
    (tmp_path / "cem").mkdir()
    anna, ben, cem = found(tmp_path).values()
    assert anna.data == b"2"
    assert "Graded is the newest: anna/practice (1).ipynb" in anna.notes[0]
    assert "Not graded: anna/other.ipynb, anna/practice.ipynb" in anna.notes[0]
    assert ben.problem == "No notebook was handed in, only a.txt."
    assert cem.problem == "No notebook was handed in: the folder is empty."


def test_files_that_are_no_notebooks_are_named(tmp_path):
    put(tmp_path / "anna.ipynb", b"{}")
    put(tmp_path / "read me.pdf", b"")
    assert HandedIn(tmp_path, "practice").ignored == ["read me.pdf"]


def test_links_and_pipes_are_not_followed_and_the_report_says_so(tmp_path):
    put(tmp_path / "secret.ipynb", b"{}")
    put(tmp_path / "class/anna.ipynb", b"{}")
    (tmp_path / "class/ben.ipynb").symlink_to(tmp_path / "secret.ipynb")
    (tmp_path / "class/cem").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "class/dan.ipynb")
    handed_in = HandedIn(tmp_path / "class", "practice")
    anna, ben, dan = handed_in.submissions
    assert handed_in.read(anna).data == b"{}"
    for one in ben, dan:
        assert handed_in.read(one).data == b""
        assert "it is a link or a device" in handed_in.read(one).problem
    assert handed_in.ignored == ["cem"]


def test_a_folder_that_cannot_be_read_is_not_taken_for_an_empty_one(tmp_path, monkeypatch):
    put(tmp_path / "anna/practice.ipynb", b"{}")
    put(tmp_path / "ben/practice.ipynb", b"{}")
    scan = os.scandir

    def refusing(path):
        if Path(path).name == "ben":
            raise PermissionError(13, "Permission denied", path)
        return scan(path)

    monkeypatch.setattr(os, "scandir", refusing)
    with pytest.raises(SubmissionsError, match=r"ben cannot be read \(Permission denied\)"):
        HandedIn(tmp_path, "practice")


def test_names_in_a_zip_lead_nowhere_and_are_read_in_their_own_script(tmp_path):
    path = zipped(tmp_path / "c.zip", {"../../evil.ipynb": b"1", "/etc/root.ipynb": b"2", "a\\ben.ipynb": b"3"})
    assert sorted(found(path)) == ["a", "etc", "evil"]
    assert sorted(os.listdir(tmp_path)) == ["c.zip"]
    for encoding, chinese in ("utf-8", "李雷"), ("gb2312", "李雷"), ("gbk", "王喆"):
        raw = zipped(tmp_path / "d.zip", {"XXXXXX.ipynb": b"{}"}).read_bytes()
        name = chinese.encode(encoding).ljust(6, b"_")
        (tmp_path / "d.zip").write_bytes(raw.replace(b"XXXXXX", name))
        assert next(iter(found(tmp_path / "d.zip"))).startswith(chinese)


@pytest.mark.parametrize("name", ["Muñóz", "Müller", "Zoë", "Åse"])
def test_names_in_the_code_page_of_western_windows_are_read_as_they_were_written(tmp_path, name):
    raw = zipped(tmp_path / "c.zip", {"XXXXXX.ipynb": b"{}"}).read_bytes()
    (tmp_path / "c.zip").write_bytes(raw.replace(b"XXXXXX", name.encode("cp437").ljust(6, b"_")))
    [student] = found(tmp_path / "c.zip")
    assert student.rstrip("_") == name


@pytest.mark.parametrize(
    ("encoding", "name"),
    [("cp866", "Ольга"), ("cp852", "Łukasz"), ("big5", "陳大文"), ("shift_jis", "表太郎"), ("cp949", "김철수")],
)
def test_names_in_a_zip_are_read_as_they_are_said_to_be_written(tmp_path, encoding, name):
    raw = zipped(tmp_path / "c.zip", {"XXXXXX.ipynb": b"1", "李雷.ipynb": b"2"}).read_bytes()
    (tmp_path / "c.zip").write_bytes(raw.replace(b"XXXXXX", name.encode(encoding).ljust(6, b"_")))
    handed_in = HandedIn(tmp_path / "c.zip", "practice", encoding=encoding)
    assert {one.student.rstrip("_") for one in handed_in.submissions} == {name, "李雷"}


def test_a_time_that_is_in_no_calendar_is_no_traceback(tmp_path):
    import yaml

    late = "9999-12-31 23:59:59 -1200"
    files = {f"ek1+practice+{late}+{suffix}/practice.ipynb": suffix.encode() for suffix in "ab"}
    [ek] = found(zipped(tmp_path / "in.zip", files)).values()
    assert "Graded is the newest" in ek.notes[0]
    listed = {"submission_1": {":submitters": [{":name": "Anna"}], ":created_at": None}}
    text = yaml.safe_dump(listed).replace("null", "0001-01-01 00:00:00 +14:00")
    files = {"submission_metadata.yml": text.encode(), "submission_1/a.ipynb": b"1", "submission_1/b.ipynb": b"2"}
    assert list(found(zipped(tmp_path / "scope.zip", files))) == ["Anna"]


def test_a_zip_bomb_and_a_huge_file_are_read_up_to_the_limit_only(tmp_path):
    with zipfile.ZipFile(tmp_path / "c.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("anna.ipynb", b" " * (SIZE_LIMIT + 10))
    anna = found(tmp_path / "c.zip")["anna"]
    assert anna.data == b""
    assert "at most 20 MB are read" in anna.problem


def test_a_broken_zip_and_a_broken_file_in_one_are_named(tmp_path):
    with pytest.raises(SubmissionsError, match="no folder, notebook or zip file"):
        HandedIn(put(tmp_path / "a.zip", b"PK not"), "practice")
    path = zipped(tmp_path / "b.zip", {"anna.ipynb": b"x" * 1000})
    path.write_bytes(path.read_bytes().replace(b"x" * 1000, b"y" * 1000))
    assert "cannot be read" in found(path)["anna"].problem


@pytest.mark.parametrize("ending", ["rar", "7z", "tar.gz", "TGZ", "tar.xz"])
def test_what_is_packed_otherwise_than_as_a_zip_is_said_with_what_to_do(tmp_path, ending):
    packed = put(tmp_path / f"class.{ending}", b"Rar!\x1a\x07")
    with pytest.raises(SubmissionsError, match=r"is packed otherwise than as a zip\. Unpack it, and give the folder"):
        HandedIn(packed, "practice")
    put(tmp_path / f"in/Anna/homework.{ending}", b"Rar!")
    put(tmp_path / "in/Bo/practice.ipynb", b"{}")
    anna, _ = (handed_in := HandedIn(tmp_path / "in", "practice")).submissions
    assert handed_in.read(anna).problem == (
        f"No notebook was handed in, only homework.{ending}. It may lie in there, but only zip files are looked into."
    )


def test_names_that_are_no_text_can_be_shown(tmp_path):
    (tmp_path / "a\udcff\n\u202eb.ipynb").write_bytes(b"{}")
    assert list(found(tmp_path)) == ["a\\xff\\n\\u202eb"]
