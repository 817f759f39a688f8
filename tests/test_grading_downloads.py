"""Downloads of learning-management systems: who is found, which attempt counts, and who handed in no notebook."""

import io
import os
import time
import unicodedata
import zipfile

import pytest
from grading_classroom import put
from hypothesis import given, settings
from hypothesis import strategies as st

from coursekit.grading.roster import Roster
from coursekit.grading.sources import SubmissionsError
from coursekit.grading.submissions import HandedIn
from coursekit.grading.times import moment

SHEET = "01_derivative"
NAME = "01_derivative_exercises.ipynb"
METADATA = """---
submission_320000001:
  :submitters:
  - :name: Anna Ek
    :sid: '101'
    :email: anna@example.org
  :created_at: 2026-11-20 09:20:30.123456000 Z
  :score: 0.0
submission_320000002:
  :submitters:
  - :name: 李 雷
    :sid: '102'
    :email: lei@example.org
  - :name: Zoë O'Neil
    :sid:
    :email: zoe@example.org
  :created_at: 2026-11-21 09:20:30.5 Z
"""
TEXT = "Name: Anna Ek (ek_123)\nAssignment: Sheet 1\nDate Submitted: Friday, November 20, 2026 10:20:30 AM CET\n"


@pytest.fixture(params=["folder", "zip", "zip of a folder"])
def hand_in(request, tmp_path):
    """Write files as a download: a folder, a zip file, or a zip file of a folder."""

    def write(files, top="download"):
        if request.param == "folder":
            for name, data in files.items():
                os.utime(put(tmp_path / top / name, data), (1.7e9, 1.7e9))
            return tmp_path / top
        path = tmp_path / f"{top}.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for name, data in files.items():
                archive.writestr(f"{top}/{name}" if request.param == "zip of a folder" else name, data)
        return path

    return write


def class_of(path, **options):
    """Return for each student what is graded, or why nothing is."""
    handed_in = HandedIn(path, SHEET, **options)
    taken = {one.student: handed_in.read(one) for one in handed_in.submissions}
    return {student: one.data.decode() or one.problem for student, one in taken.items()}


NOTHING = "No notebook was handed in, only"

DOWNLOADS = {
    "moodle, folders, before 4.1": (
        "moodle",
        {
            f"Anna Ek_123456_assignsubmission_file_/{NAME}": b"1",
            f"Bo Li_123457_assignsubmission_file_/week 1/{NAME}": b"2",
            "Cem Su_123458_assignsubmission_onlinetext_/onlinetext.html": b"<p>Sorry</p>",
        },
        {"Anna Ek": "1", "Bo Li": "2", "Cem Su": f"{NOTHING} onlinetext.html."},
    ),
    "moodle, folders, since 4.1": (
        "moodle",
        {
            f"Anna Ek_123456_assignsubmission_file/{NAME}": b"1",
            "Anna Ek_123456_assignsubmission_onlinetext/onlinetext.html": b"x",
            "Bo Li_123457_assignsubmission_file/scan.pdf": b"2",
        },
        {"Anna Ek": "1", "Bo Li": f"{NOTHING} scan.pdf."},
    ),
    "moodle, flat": (
        "moodle",
        {
            f"Anna Ek_123456_assignsubmission_file_{NAME}": b"1",
            "Bo Li_123457_assignsubmission_onlinetext_onlinetext.html": b"<p>Sorry</p>",
            "Cem Su_123458_assignsubmission_file_my_work.ipynb": b"3",
        },
        {"Anna Ek": "1", "Bo Li": f"{NOTHING} onlinetext.html.", "Cem Su": "3"},
    ),
    "moodle, two of one name": (
        "moodle",
        {f"Anna Ek_{number}_assignsubmission_file/{NAME}": str(number).encode() for number in (17, 18)},
        {"Anna Ek (17)": "17", "Anna Ek (18)": "18"},
    ),
    "moodle, nameless marking": (
        "moodle",
        {f"Participant_{number}_assignsubmission_file_/{NAME}": str(number).encode() for number in (17, 18)},
        {"Participant (17)": "17", "Participant (18)": "18"},
    ),
    "canvas": (
        "canvas",
        {
            f"ekanna_10001_550001_{NAME}": b"1",
            f"lilei_LATE_10002_550002_{NAME}": b"2",
            "subo_10003_550003_final version.ipynb": b"3",
            "sucem_10004_text.html": b"4",
            "vandermeer_10005_550005_scan.pdf": b"5",
        },
        {
            "ekanna": "1",
            "lilei": "2",
            "subo": "3",
            "sucem": "No notebook was handed in, only sucem_10004_text.html.",
            "vandermeer": "No notebook was handed in, only scan.pdf.",
        },
    ),
    "canvas, again, renamed, and two files": (
        "canvas",
        {
            "ekanna_10001_550009_01_derivative_exercises-2.ipynb": b"newest",
            "ekanna_10001_550004_01_derivative_exercises-1.ipynb": b"older",
            "lilei_LATE_10002_550007_my work 2.ipynb": b"newest",
            f"lilei_LATE_10002_550002_{NAME}": b"older",
        },
        {"ekanna": "newest", "lilei": "newest"},
    ),
    "canvas, nameless marking": (
        "canvas",
        {f"anon_aB3x9_550001_{NAME}": b"1", f"LATE_anon_Zz0Qw_550002_{NAME}": b"2"},
        {"anon_aB3x9": "1", "anon_Zz0Qw": "2"},
    ),
    "blackboard": (
        "blackboard",
        {
            f"Sheet 1_ek_123_attempt_2026-11-20-10-20-30_{NAME}": b"older",
            "Sheet 1_ek_123_attempt_2026-11-20-10-20-30.txt": TEXT.encode(),
            "Sheet 1_ek_123_attempt_2026-11-21-09-00-00_zz.ipynb": b"newest",
            "Sheet 1_ek_123_attempt_2026-11-21-09-00-00.txt": TEXT.encode(),
            f"Sheet 1_li7_attempt_2026-11-20-10-20-31_{NAME}": b"2",
            "Sheet 1_su8_attempt_2026-11-20-10-20-32.txt": b"no name here",
        },
        {"Anna Ek": "newest", "li7": "2", "su8": f"{NOTHING} Sheet 1_su8_attempt_2026-11-20-10-20-32.txt."},
    ),
    "blackboard, one student, title with lines": (
        "blackboard",
        {f"My_first_sheet_ek123_attempt_2026-11-20-10-20-30_{NAME}": b"1"},
        {"ek123": "1"},
    ),
    "brightspace": (
        "brightspace",
        {
            f"10001-550001 - Anna Ek - Nov 20, 2026 1020 AM/{NAME}": b"older",
            f"10001-550001 - Anna Ek - Nov 20, 2026 105 PM/{NAME}": b"newest",
            f"10002-550001 - Mary-Ann Su - Dec 1, 2026 926 PM/{NAME}": b"2",
            "10003-550001 - Bo Li - Nov 2, 2026 1059 AM/scan.pdf": b"3",
            "index.html": b"",
        },
        {"Anna Ek": "newest", "Mary-Ann Su": "2", "Bo Li": f"{NOTHING} scan.pdf."},
    ),
    "brightspace, flat, day first, the course's number in front": (
        "brightspace",
        {
            f"6605-31 - Anna Ek - 20 November, 2026 10:20 - {NAME}": b"1",
            f"6605-31 - Bo Li - 20 November, 2026 10:21 - {NAME}": b"2",
        },
        {"Anna Ek": "1", "Bo Li": "2"},
    ),
    "google classroom": (
        "classroom",
        {
            f"Anna Ek - {NAME}": b"1",
            f"Copy of Bo Li - {NAME}": b"newer",
            f"Bo Li - {NAME}": b"older",
            f"Zoë O'Neil - Copy of {NAME}": b"3",
        },
        {"Anna Ek": "1", "Bo Li": "newer", "Zoë O'Neil": "3"},
    ),
    "gradescope": (
        "gradescope",
        {
            "submission_metadata.yml": METADATA.encode(),
            f"submission_320000001/{NAME}": b"1",
            "submission_320000002/answers.ipynb": b"2",
            f"submission_320000003/{NAME}": b"3",
        },
        {"Anna Ek": "1", "李 雷": "2", "Zoë O'Neil": "2", "submission_320000003": "3"},
    ),
    "nbgrader, submitted": (
        "nbgrader",
        {
            f"submitted/ek123/{SHEET}/{NAME}": b"1",
            f"submitted/ek123/{SHEET}/timestamp.txt": b"2026-11-20 10:20:30.123456 UTC",
        },
        {"ek123": "1"},
    ),
    "nbgrader, inbound": (
        "nbgrader",
        {
            f"ek123+{SHEET}+2026-11-20 10:20:30.123456 UTC+Ab3/{NAME}": b"older",
            f"ek123+{SHEET}+2026-11-20 10:21:30.123456 UTC+aB1/{NAME}": b"newest",
            f"li7+{SHEET}+2026-11-20 10:20:30 UTC/{NAME}": b"2",
        },
        {"ek123": "newest", "li7": "2"},
    ),
    "canvas, nameless marking, late behind the number": (
        "canvas",
        {f"anon_aB3x9_LATE_550001_{NAME}": b"1", f"anon_Zz0Qw_550002_{NAME}": b"2"},
        {"anon_aB3x9": "1", "anon_Zz0Qw": "2"},
    ),
    "canvas, names that look like its own words": (
        "canvas",
        {
            "late-lisa2_10001_550001_x_LATE_9_9_y.ipynb": b"1",
            f"o'neilmary-ann_LATE_10002_550002_{NAME}": b"2",
            "李雷_10003_550003_3_4_5.ipynb": b"3",
        },
        {"late-lisa2": "1", "o'neilmary-ann": "2", "李雷": "3"},
    ),
    "moodle, a group's name in front, and a file named as Moodle names": (
        "moodle",
        {
            f"Group A-Anna-Lena O'Ek_17_assignsubmission_file/{NAME}": b"1",
            f"Bo Li_18_assignsubmission_file/sub_19_assignsubmission_file/{NAME}": b"2",
        },
        {"Group A-Anna-Lena O'Ek": "1", "Bo Li": "2"},
    ),
    "blackboard, logins that begin alike": (
        "blackboard",
        {
            f"Sheet_1_ek_123_attempt_2026-11-20-10-20-30_{NAME}": b"1",
            "Sheet_1_ek_123_attempt_2026-11-20-10-20-30.txt": TEXT.encode(),
            f"Sheet_1_ek_124_attempt_2026-11-20-10-20-30_{NAME}": b"2",
        },
        {"Anna Ek": "1", "ek_124": "2"},
    ),
    "brightspace, around noon, a name with a dash": (
        "brightspace",
        {
            f"10001-550001 - Anna - Maria Ek - Nov 20, 2026 1205 AM/{NAME}": b"older",
            f"10001-550001 - Anna - Maria Ek - Nov 20, 2026 1205 PM/{NAME}": b"newest",
            f"10001-550001 - Anna - Maria Ek - Nov 20, 2026 1159 AM/{NAME}": b"middle",
            f"10002-550001 - Bo Li - Sept 9, 2026 1:05 PM/{NAME}": b"2",
        },
        {"Anna - Maria Ek": "newest", "Bo Li": "2"},
    ),
    "google classroom, one name in two compositions": (
        "classroom",
        {
            f"{unicodedata.normalize('NFD', 'Zoë')} - {NAME}": b"older",
            f"Copy of {unicodedata.normalize('NFC', 'Zoë')} - {NAME}": b"newer",
            f"Bo - {NAME}": b"2",
        },
        {"Zoë": "newer", "Bo": "2"},
    ),
    "gradescope, numbers without quotes, folders inside": (
        "gradescope",
        {
            "submission_metadata.yml": METADATA.replace("'101'", "101").partition("  - :name: Zoë")[0].encode(),
            f"submission_320000001/week 1/{NAME}": b"1",
            f"submission_320000002/{NAME}": b"2",
        },
        {"Anna Ek": "1", "李 雷": "2"},
    ),
    "nbgrader, the folder of the whole course": (
        "nbgrader",
        {
            f"source/{SHEET}/{NAME}": b"source",
            f"release/{SHEET}/{NAME}": b"release",
            f"submitted/ek123/{SHEET}/{NAME}": b"1",
            f"submitted/li7/{SHEET}/{NAME}": b"2",
            f"autograded/ek123/{SHEET}/{NAME}": b"graded",
            "gradebook.db": b"",
        },
        {"ek123": "1", "li7": "2"},
    ),
    "nbgrader, inbound, times of two zones": (
        "nbgrader",
        {
            f"ek123+{SHEET}+2026-11-20 10:20:30.5 +0100+Ab3/{NAME}": b"older",
            f"ek123+{SHEET}+2026-11-20 09:21:30.5 UTC+aB1/{NAME}": b"newest",
        },
        {"ek123": "newest"},
    ),
    "brightspace, the teacher's language": (
        "brightspace",
        {
            f"10001-550001 - Anna Ek - 20 novembre, 2026 1020/{NAME}": b"older",
            f"10001-550001 - Anna Ek - 3 décembre, 2026 920/{NAME}": b"newest",
            f"10002-550001 - 李雷 - 2026年11月20日 2220/{NAME}": b"newest",
            f"10002-550001 - 李雷 - 2026年11月20日 1020/{NAME}": b"older",
            f"10003-550001 - Bo Li - 2 de noviembre de 2026 10:20/{NAME}": b"3",
            "index.html": b"",
        },
        {"Anna Ek": "newest", "李雷": "newest", "Bo Li": "3"},
    ),
    "google classroom, copies in other languages": (
        "classroom",
        {
            f"Anna Ek - {NAME}": b"older",
            f"Kopie von Anna Ek - {NAME}": b"newer",
            f"Bo Li - Copia de {NAME}": b"2",
        },
        {"Anna Ek": "newer", "Bo Li": "2"},
    ),
    "google classroom, dashes in names and in files": (
        "classroom",
        {
            f"Anna - Maria Ek - {NAME}": b"1",
            f"Anna - Lena Su - {NAME}": b"2",
            f"Bo Li - {NAME[:-6]} - Copy.ipynb": b"newer",
            f"Bo Li - {NAME}": b"older",
        },
        {"Anna - Maria Ek": "1", "Anna - Lena Su": "2", "Bo Li": "newer"},
    ),
    "nbgrader, inbound, as Windows writes times, and a login with a plus": (
        "nbgrader",
        {
            f"ek+anna+{SHEET}+2026-11-20 10_20_30 UTC+Ab3/{NAME}": b"older",
            f"ek+anna+{SHEET}+2026-11-21 10_20_30 UTC+aB1/{NAME}": b"newest",
            f"li7+{SHEET}+2026-11-20 10_20_30 UTC/{NAME}": b"2",
        },
        {"ek+anna": "newest", "li7": "2"},
    ),
    "teams, with what is still worked on": (
        "teams",
        {
            f"Student Work/Submitted files/Anna Ek/Sheet 1/Version 1/{NAME}": b"older",
            f"Student Work/Submitted files/Anna Ek/Sheet 1/Version 10/{NAME}": b"newest",
            f"Student Work/Submitted files/Anna Ek/Sheet 1/Version 9/{NAME}": b"older",
            f"Student Work/Working files/Anna Ek/Sheet 1/{NAME}": b"not handed in",
            f"Student Work/Working files/Cem Su/Sheet 1/{NAME}": b"not handed in",
            f"Student Work/Submitted files/Bo Li/Sheet 1/{NAME}": b"2",
        },
        {"Anna Ek": "newest", "Bo Li": "2"},
    ),
    "no system: ten versions of one": (
        "folders",
        {
            **{f"Anna Ek/Sheet 1/Version {number}/{NAME}": str(number).encode() for number in (2, 10, 9)},
            f"Bo Li/Sheet 1/Version 1/{NAME}": b"1",
        },
        {"Anna Ek": "10", "Bo Li": "1"},
    ),
    "no system: a copy beside the first, and a name that only looks like one": (
        "folders",
        {"Anna Ek.ipynb": b"1", "Anna Ek (1).ipynb": b"2", "Bo Li (2).ipynb": b"3"},
        {"Anna Ek": "2", "Bo Li (2)": "3"},
    ),
    "teams, no system of ours: folders with versions": (
        "folders",
        {f"Anna Ek/Sheet 1/Version 1/{NAME}": b"1", f"Bo Li/Sheet 1/Version 1/{NAME}": b"2"},
        {"Anna Ek": "1", "Bo Li": "2"},
    ),
}


@pytest.mark.parametrize("download", DOWNLOADS)
@pytest.mark.parametrize("asked", [False, True], ids=["by itself", "--from"])
def test_each_student_of_a_download_has_one_row_with_the_right_name_and_the_newest_attempt(hand_in, download, asked):
    system, files, expected = DOWNLOADS[download]
    path = hand_in(files)
    handed_in = HandedIn(path, SHEET, system=system if asked else None)
    assert handed_in.system == system
    assert class_of(path, system=system if asked else None) == expected


def test_a_folder_that_is_called_submitted_is_nbgraders(tmp_path):
    put(tmp_path / "submitted/ek123" / SHEET / NAME, b"1")
    assert class_of(tmp_path / "submitted") == {"ek123": "1"}


def test_the_time_of_nbgrader_is_that_of_the_whole_submission_and_not_one_that_was_handed_in(hand_in):
    folder = f"submitted/ek123/{SHEET}"
    files = {f"{folder}/timestamp.txt": b"2026-11-25 10:00:00 UTC", f"{folder}/mine/{NAME}": b"1"}
    handed_in = HandedIn(hand_in({**files, f"{folder}/mine/timestamp.txt": b"2026-11-01 10:00:00 UTC"}), SHEET)
    assert handed_in.read(handed_in.submissions[0]).when == moment("2026-11-25 10:00:00 UTC")


def test_what_the_system_says_is_late_is_late(hand_in):
    handed_in = HandedIn(hand_in(DOWNLOADS["canvas"][1]), SHEET)
    late = {one.student: handed_in.read(one).late for one in handed_in.submissions}
    assert late["lilei"] is True
    assert late["ekanna"] is late["subo"] is False


def test_a_download_names_the_students_number_login_and_email(hand_in):
    def person(download, student):
        handed_in = HandedIn(hand_in(DOWNLOADS[download][1], download.split(",")[0].replace(" ", "")), SHEET)
        return next(one.person for one in handed_in.submissions if one.student == student)

    assert person("moodle, flat", "Cem Su").number == "123458"
    assert person("canvas", "lilei").number == "10002"
    assert person("blackboard", "Anna Ek").login == "ek_123"
    assert person("gradescope", "李 雷").email == "lei@example.org"


def test_the_newest_is_what_the_system_says_and_not_what_the_files_say(tmp_path):
    for minute, changed in (("20", 2e9), ("40", 1e9)):
        path = put(tmp_path / "in" / f"Sheet 1_ek1_attempt_2026-11-20-10-{minute}-00_{NAME}", minute.encode())
        os.utime(path, (changed, changed))
    assert class_of(tmp_path / "in") == {"ek1": "40"}


@pytest.mark.parametrize(
    ("theirs", "forged", "student"),
    [
        ("Mallory_7_assignsubmission_file_/", "Anna Ek_8_assignsubmission_file_/x.ipynb", "Mallory"),
        ("Mallory_7_assignsubmission_file_", "Anna Ek_8_assignsubmission_file_x.ipynb", "Mallory"),
        ("mallory_7_550001_", "ekanna_8_550002_x.ipynb", "mallory"),
        ("Sheet 1_mal7_attempt_2026-11-20-10-20-30_", "Sheet 1_ek8_attempt_2027-11-20-10-20-30_x.ipynb", "mal7"),
        ("7-55 - Mallory - Nov 20, 2026 1020 AM/", "8-55 - Anna Ek - Nov 21, 2026 1020 AM/x.ipynb", "Mallory"),
        ("submission_7/", "submission_8/x.ipynb", "submission_7"),
        ("submitted/mallory/sheet/", "submitted/anna/sheet/x.ipynb", "mallory"),
        ("mallory+sheet+2026-11-20 10:20:30 UTC/", "anna+sheet+2026-11-20 10:20:30 UTC/x.ipynb", "mallory"),
    ],
)
def test_the_name_of_a_file_makes_nobody_another(hand_in, theirs, forged, student):
    for wrapped in "", "export/":
        found = class_of(hand_in({f"{wrapped}{theirs}{forged}": b"1"}, f"in {len(wrapped)}"))
        assert found == {student: "1"}


@pytest.mark.parametrize(
    "forged",
    [
        "Ben Ek_1_assignsubmission_file/{}.ipynb",
        "benek_10001_55000{}_sheet.ipynb",
        "Sheet 1_ben_attempt_2026-11-20-10-20-3{}_x.ipynb",
        "1-5 - Ben Ek - Nov 20, 2026 102{} AM/x.ipynb",
        "submission_{}/x.ipynb",
        "submitted/Ben Ek/sheet/{}.ipynb",
        "Ben Ek - 01_derivative{}.ipynb",
    ],
)
@pytest.mark.parametrize("honest", ["{}/sheet.ipynb", "{}/scan.pdf", "{}.ipynb", "submission_1{}/sheet.ipynb"])
def test_however_many_files_one_student_names_as_a_system_does_it_is_one_student(hand_in, forged, honest):
    others = {honest.format(name): b"1" for name in ("Anna Ek", "Ben Ek", "Zoe Ek")}
    mallory = "submission_1Mallory" if "submission" in honest else "Mallory"
    files = {**others, **{f"{mallory}/{forged.format(number)}": b"forged" for number in range(8)}}
    handed_in = HandedIn(hand_in(files), SHEET)
    assert handed_in.system == "folders"
    assert [one.student for one in handed_in.submissions if one.files].count("Ben Ek") <= 1
    found = {one.student: len(one.files) for one in handed_in.submissions}
    assert found.pop(mallory) >= 8
    assert set(found.values()) <= {1, 2}  # a folder counts, too


@pytest.mark.parametrize(
    "forged", ["Ben Ek_1_assignsubmission_file/{}.ipynb", "submitted/Ben Ek/x/{}.ipynb", "submission_8/{}.ipynb"]
)
def test_a_submission_to_gradescope_that_is_named_as_another_system_does_is_gradescopes(hand_in, forged):
    files = {f"submission_{number}/{NAME}": b"1" for number in (5, 6, 7)}
    files |= {f"submission_9/{forged.format(number)}": b"forged" for number in range(8)}
    handed_in = HandedIn(hand_in(files), SHEET)
    assert handed_in.system == "gradescope"
    assert [one.student for one in handed_in.submissions] == [f"submission_{number}" for number in (5, 6, 7, 9)]


LONG = "An" + "n" * 300 + "a Ek"
LONGER = f"{LONG * 9}_17_assignsubmission_file"


@pytest.mark.parametrize(
    ("path", "other", "student"),
    [
        (f"{LONG}_17_assignsubmission_file/{NAME}", f"Bo_18_assignsubmission_file/{NAME}", LONG),
        (f"{LONGER}/{NAME}", f"Bo_18_assignsubmission_file/{NAME}", f"{LONGER[:250]}…{LONGER[-250:-25]}"),
        (f"Anna Ek_17_assignsubmission_file/{'x' * 2000}.ipynb", f"Bo_18_assignsubmission_file/{NAME}", "Anna Ek"),
        (f"Anna Ek_17_assignsubmission_file_{'x' * 2000}.ipynb", f"Bo_18_assignsubmission_file_{NAME}", "Anna Ek"),
        (f"ekanna_10001_550001_{'x' * 2000}.ipynb", f"libo_10002_550002_{NAME}", "ekanna"),
        (
            f"Sheet 1_ek1_attempt_2026-11-20-10-20-30_{'x' * 2000}.ipynb",
            f"Sheet 1_li2_attempt_2026-11-20-10-20-30_{NAME}",
            "ek1",
        ),
        (f"{LONG}/{NAME}", f"Bo/{NAME}", LONG),
    ],
    ids=lambda path: path[:20],
)
def test_names_that_no_disk_holds_are_somebodys_too(tmp_path, path, other, student):
    """A zip can hold them. What is cut is the middle: whose it is stands at the start, what it is at the end."""
    with zipfile.ZipFile(tmp_path / "c.zip", "w") as archive:
        archive.writestr(path, b"1")
        archive.writestr(other, b"2")
    handed_in = HandedIn(tmp_path / "c.zip", SHEET)
    assert (len(handed_in.submissions), handed_in.ignored) == (2, [])
    assert [one.student for one in handed_in.submissions if handed_in.read(one).data == b"1"] == [student]


@pytest.mark.parametrize(
    "top", ["Anna Ek_17_assignsubmission_file", "10001-5 - Anna Ek - Nov 20, 2026 1020 AM", "submission_7", "Anna Ek"]
)
def test_who_hands_in_folders_sixty_deep_has_a_row_that_says_so(hand_in, top):
    bo = top.replace("Anna Ek", "Bo Li").replace("17", "18").replace("10001", "10002").replace("_7", "_8")
    found = class_of(hand_in({f"{top}/{'x/' * 60}{NAME}": b"1", f"{bo}/{NAME}": b"2"}))
    assert any(name in found for name in ("Anna Ek", "submission_7"))
    assert sorted(found.values()) == [
        "2",
        "No notebook was handed in. Folders that lie more than 50 deep were not looked into.",
    ]


def test_the_only_notebook_of_a_class_is_not_the_whole_class(hand_in):
    files = {f"Anna Ek/{NAME}": b"1", "Bo Li/scan.pdf": b"2", "Cem Su/photo of my desk.jpg": b"3"}
    found = class_of(hand_in(files))
    assert found == {"Anna Ek": "1", "Bo Li": f"{NOTHING} scan.pdf.", "Cem Su": f"{NOTHING} photo of my desk.jpg."}


def test_the_downloads_of_two_groups_in_one_folder_are_one_class(hand_in):
    files = {
        f"Group A/Anna Ek_17_assignsubmission_file/{NAME}": b"1",
        f"Group A/Bo Li_18_assignsubmission_file/{NAME}": b"2",
        f"Group B/Cem Su_19_assignsubmission_file/{NAME}": b"3",
        "my notes.ipynb": b"",
    }
    assert class_of(hand_in(files)) == {"Anna Ek": "1", "Bo Li": "2", "Cem Su": "3"}


def test_what_a_student_hands_in_beside_the_notebook_makes_nobody_another(hand_in):
    head = "Sheet 1_mal7_attempt_2026-11-20-10-20-30"
    other = f"Sheet 1_ek8_attempt_2026-11-20-10-20-30_{NAME}"
    files = {f"{head}_{NAME}": b"1", f"{head}_notes.txt": TEXT.encode(), other: b"2"}
    assert class_of(hand_in(files)) == {"mal7": "1", "ek8": "2"}
    files = {
        f"submission_7/{NAME}": b"1",
        "submission_7/submission_metadata.yml": METADATA.replace("320000001", "7").encode(),
    }
    assert class_of(hand_in(files, "scope")) == {"submission_7": "1"}


def test_the_teachers_own_name_for_the_file_is_enough_for_google_classroom(hand_in):
    files = {f"{name} - Homework 3.ipynb": name.encode() for name in ("Anna Ek", "Bo Li", "Copy of Cem Su")}
    assert class_of(hand_in(files)) == {"Anna Ek": "Anna Ek", "Bo Li": "Bo Li", "Cem Su": "Copy of Cem Su"}


def test_a_system_that_was_asked_for_and_is_not_there_is_refused_in_a_sentence(hand_in):
    with pytest.raises(SubmissionsError, match=r"as Blackboard names them, for example .*Leave --from out"):
        class_of(hand_in({"anna.ipynb": b"1"}), system="blackboard")


def test_a_broken_list_of_names_is_named(hand_in):
    files = {"submission_metadata.yml": b"a: [", f"submission_1/{NAME}": b"1"}
    with pytest.raises(SubmissionsError, match=r"submission_metadata.yml cannot be read"):
        class_of(hand_in(files))


def test_who_is_late_behind_the_number_is_late(hand_in):
    files = DOWNLOADS["canvas, nameless marking, late behind the number"][1]
    handed_in = HandedIn(hand_in(files), SHEET)
    assert {one.student: handed_in.read(one).late for one in handed_in.submissions} == {
        "anon_aB3x9": True,
        "anon_Zz0Qw": False,
    }


@pytest.mark.parametrize(
    "name",
    [
        f"anna_{SHEET}" + " copy" * 40 + "x.ipynb",
        f"anna_{SHEET}" + "-1" * 90 + "x.ipynb",
        "1-1 -" + " " * 200 + "x.ipynb",
        "Copy of " * 25 + "x.ipynb",
        "a_" * 100 + "x.ipynb",
        "Sheet_attempt_" * 15 + ".ipynb",
    ],
    ids=lambda name: name[:24],
)
def test_no_name_of_a_file_keeps_the_grader(tmp_path, name):
    """A pattern that tries each way to read a name takes longer than the world has lasted."""
    for number in range(20):
        put(tmp_path / "in" / f"{number}" / name, b"1")
        put(tmp_path / "in" / f"{number}{name}", b"1")
    began = time.process_time()
    assert HandedIn(tmp_path / "in", SHEET).submissions
    assert time.process_time() - began < 2


def test_files_of_nobody_in_a_download_are_named(hand_in):
    handed_in = HandedIn(hand_in({**DOWNLOADS["canvas"][1], "my notes.ipynb": b""}), SHEET)
    assert [name.rpartition("/")[2] for name in handed_in.ignored] == ["my notes.ipynb"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_blackboards_text_names_the_student_in_any_encoding_and_with_brackets_in_the_name(hand_in, encoding):
    text = "Name: Zoë (Nina) O'Neil (zo_1)\r\nAssignment: Sheet 1\r\n" + "ä" * 3000
    files = {
        f"Sheet 1_zo_1_attempt_2026-11-20-10-20-30_{NAME}": b"1",
        "Sheet 1_zo_1_attempt_2026-11-20-10-20-30.txt": text.encode(encoding),
        f"Sheet 1_ek_2_attempt_2026-11-20-10-20-30_{NAME}": b"2",
    }
    assert class_of(hand_in(files)) == {"Zoë (Nina) O'Neil": "1", "ek_2": "2"}


def test_times_that_no_calendar_has_lose_nobody(hand_in):
    stamps = ["2026-02-30-10-20-30", "2026-11-20-25-61-61", "0000-00-00-00-00-00", "9999-12-31-23-59-59"]
    files = {f"Sheet 1_s{at}x_attempt_{stamp}_{NAME}": str(at).encode() for at, stamp in enumerate(stamps)}
    assert class_of(hand_in(files)) == {f"s{at}x": str(at) for at in range(4)}


def test_two_members_of_one_name_are_one_students_and_both_are_named(tmp_path):
    """A zip can hold a path twice; a folder cannot."""
    path = f"Sheet 1_ek1_attempt_2026-11-20-10-20-30_{NAME}"
    with zipfile.ZipFile(tmp_path / "c.zip", "w") as archive:
        archive.writestr(path, b"1")
        archive.writestr(path.replace("ek1", "li2"), b"3")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr(path, b"2")
    handed_in = HandedIn(tmp_path / "c.zip", SHEET)
    ek, li = handed_in.submissions
    assert (ek.student, li.student) == ("ek1", "li2")
    assert "2 notebooks were handed in." in handed_in.read(ek).notes[0]


def test_a_notebook_that_bears_a_whole_name_of_brightspaces_is_its_owners(hand_in):
    head, other = "10001-5 - Mallory - Nov 20, 2026 1020 AM", "10002-5 - Anna Ek - Nov 21, 2026 1020 AM"
    for files in (
        {f"{head} - {other} - x.ipynb": b"forged", f"{other} - {NAME}": b"2"},
        {f"{head}/{other}/{NAME}": b"forged", f"{other}/{NAME}": b"2", "index.html": b"<html>"},
        {f"{head}/{other} - {NAME}": b"forged", f"{other}/{NAME}": b"2"},
    ):
        assert class_of(hand_in(files, f"in {len(str(files))}")) == {"Mallory": "forged", "Anna Ek": "2"}


def test_a_course_number_in_front_makes_no_two_students_one(hand_in):
    """Some downloads of Brightspace have the course's number where others have the student's."""
    files = {
        f"6605-31 - Anna Ek - Nov 20, 2026 1020 AM/{NAME}": b"1",
        f"6605-31 - Bo Li - Nov 20, 2026 1021 AM/{NAME}": b"2",
        f"6606-31 - Cem Su - Nov 20, 2026 1021 AM/{NAME}": b"3",
    }
    assert class_of(hand_in(files)) == {"Anna Ek": "1", "Bo Li": "2", "Cem Su": "3"}


def packed(files):
    """Return the bytes of a zip of these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize("name", ["Sheet 1-20261120T102030Z-00{}.zip", "drive-download-20261120T102030Z-1-00{}.zip"])
@pytest.mark.parametrize("form", ["Sheet 1/{} - " + NAME, "{}/" + NAME], ids=["classroom", "folders"])
def test_the_parts_of_a_download_of_google_drive_are_one(tmp_path, name, form):
    for part, student in enumerate(["Anna Ek", "Bo Li"], start=1):
        put(tmp_path / "in" / name.format(part), packed({form.format(student): str(part).encode()}))
    assert class_of(tmp_path / "in") == {"Anna Ek": "1", "Bo Li": "2"}


def test_the_zips_of_several_groups_in_one_folder_are_one_class(tmp_path):
    put(tmp_path / "in/A.zip", packed({f"Anna Ek_17_assignsubmission_file/{NAME}": b"1"}))
    put(tmp_path / "in/B.zip", packed({f"Bo Li_18_assignsubmission_file/{NAME}": b"2"}))
    assert class_of(tmp_path / "in") == {"Anna Ek": "1", "Bo Li": "2"}
    put(tmp_path / "in/C.zip", b"broken")
    assert set(class_of(tmp_path / "in")) == {"A", "B", "C"}  # then each may be one student's


def test_a_download_that_was_packed_once_more_is_still_the_class(tmp_path):
    class_ = {f"{name}_assignsubmission_file/{NAME}": name[:1].encode() for name in ("Anna Ek_17", "Bo Li_18")}
    put(tmp_path / "in.zip", packed({"moodle.zip": packed(class_)}))
    assert class_of(tmp_path / "in.zip") == {"Anna Ek": "A", "Bo Li": "B"}


def test_with_a_roster_students_are_found_in_the_folders_of_their_groups(tmp_path):
    table = Roster(put(tmp_path / "class.csv", b"name,login\nAnna Ek,ek1\nBo Li,li2\nCem Su,su3\n"))
    class_ = {"Anna Ek": "1", "Bo Li": "2", "Cem Su": "3"}
    for form in "Team 12/Ek_Anna_ek1_4711/{}", "Monday/Anna Ek.ipynb", "A/b/Anna Ek/{}":
        for at, (name, login) in enumerate([("Anna Ek", "ek1"), ("Bo Li", "li2"), ("Cem Su", "su3")], start=1):
            words = form.replace("Ek_Anna", "_".join(reversed(name.split()))).replace("Anna Ek", name)
            words = words.replace("ek1", login).replace("Monday", "Monday" if at < 3 else "Friday")
            put(tmp_path / form[0] / words.format(NAME), str(at).encode())
        assert class_of(tmp_path / form[0], roster=table) == class_


WORDS = [
    *("Anna", "Bo", "José", "Nguyễn", "Văn", "李雷", "王", "محمد", "علي", "דוד", "Ольга", "O'Neil", "Mary-Ann", "van"),
    *(
        "der",
        "Meer",
        "Müller",
        "Łukasz",
        "मीना",
        "किम",
        "कुम",
        "สมศรี",
        "김철수",
        "太郎",
        "İnce",
        "Şen",
        "d’Ors",
        "Å",
        "Ek",
    ),
]
FORMS = {  # of the path to the notebook of the student with this number, login, first names and family's name
    "moodle": "{first} {last}_{at}_assignsubmission_file/sheet.ipynb",
    "moodle, groups": "Tut-{at}-{first} {last}_{at}_assignsubmission_file/sheet.ipynb",
    "canvas": "{compact}_{at}_{at}_sheet.ipynb",
    "brightspace": "{at}-55 - {first} {last} - Nov 20, 2026 1020 AM/sheet.ipynb",
    "google classroom": "{first} {last} - 01_derivative.ipynb",
    "blackboard": "S_{login}_attempt_2026-11-20-10-20-30_sheet.ipynb",
    "ilias": "{last}_{first}_{login}_4{at}/sheet.ipynb",
    "folders": "{first} {last}/sheet.ipynb",
    "files": "{last}, {first}_01_derivative_exercises.ipynb",
}
ROWS = {  # of the roster
    "name,login": "{first} {last},{login}",
    "Student,login": '"{last}, {first}",{login}',
    "first name,last name,login": "{first},{last},{login}",
}


@given(
    st.lists(st.tuples(*[st.sampled_from(WORDS)] * 2), unique_by=lambda name: frozenset(name), min_size=2, max_size=8),
    st.sampled_from(list(FORMS.values())),
    st.sampled_from(list(ROWS)),
    st.sampled_from(["NFC", "NFD"]),
)
@settings(max_examples=60, deadline=None)
def test_each_of_a_class_is_found_in_the_form_of_each_system(tmp_path_factory, names, form, head, composed):
    folder = tmp_path_factory.mktemp("class")
    rows, files = [head], {}
    for at, (first, last) in enumerate(names, start=10):
        word = "".join(c for c in f"{last}{first}".lower() if c.isalnum() or unicodedata.category(c)[0] == "M")
        known = {"at": at, "login": f"u{at}", "first": first, "last": last, "compact": word}
        rows.append(ROWS[head].format(**known))
        files[unicodedata.normalize(composed, form.format(**known))] = str(at).encode()
    put(folder / "in.zip", packed(files))
    handed_in = HandedIn(folder / "in.zip", SHEET, roster=Roster(put(folder / "class.csv", "\n".join(rows).encode())))
    found = {one.person.login: handed_in.read(one).data.decode() for one in handed_in.submissions}
    assert found == {f"u{at}": str(at) for at in range(10, 10 + len(names))}


def test_a_folder_within_a_students_own_is_nobody_elses(tmp_path):
    table = Roster(put(tmp_path / "class.csv", b"name\nAnna Ek\nBo Li\n"))
    for student in "Anna Ek", "Zed":
        put(tmp_path / "in" / student / "Bo Li" / NAME, b"1")
    assert class_of(tmp_path / "in", roster=table) == {"Anna Ek": "1", "Bo Li": "Nothing was handed in.", "Zed": "1"}


def test_repositories_of_github_classroom_are_named_for_their_students(tmp_path):
    for name in "sheet-1-ek1", "sheet-1-li2", "sheet-1-li2-b":
        put(tmp_path / "in/sheet-1-submissions" / name / "exercises" / NAME, name[-1:].encode())
        put(tmp_path / "in/sheet-1-submissions" / name / ".git/HEAD", b"ref: refs/heads/main")
        put(tmp_path / "in/sheet-1-submissions" / name / ".git/objects/old.ipynb", b"old")
    for path in tmp_path / "in", tmp_path / "in/sheet-1-submissions":
        assert class_of(path) == {"ek1": "1", "li2": "2", "li2-b": "b"}
    taken = HandedIn(tmp_path / "in", SHEET).submissions[0]
    assert [file.path.name for file, _ in taken.files if file.read] == [NAME]


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        *[("{}", "{} 2"), ("{}", "{} copy"), ("{} copy", "{} copy 2"), ("{}", "{} (copy)"), ("{}", "{} - Copy")],
        *[("{} - Copy", "{} - Copy (2)"), ("{}", "{}-Copy1"), ("{}-Copy9", "{}-Copy10"), ("{}", "{} - Kopie")],
        *[
            ("{} - Kopie", "{} - Kopie (2)"),
            ("{}", "{} - 副本"),
            ("{}", "{}(副本)"),
            ("{}", "{}(1)"),
            ("{}_v9", "{}_v10"),
        ],
        *[("{} (1)", "{} (1) (1)"), ("{}-2", "{}-2 (1)")],
    ],
)
def test_of_copies_of_one_date_the_later_is_the_newest_however_a_computer_names_it(tmp_path, older, newer):
    for form, data in (older, b"older"), (newer, b"newer"):
        os.utime(put(tmp_path / "in/Anna Ek" / f"{form.format('task')}.ipynb", data), (1.7e9, 1.7e9))
        os.utime(put(tmp_path / "flat" / f"Anna Ek_{form.format(NAME[:-6])}.ipynb", data), (1.7e9, 1.7e9))
    put(tmp_path / "in/Bo Li" / NAME, b"2")
    put(tmp_path / "flat" / f"Bo Li_{NAME}", b"2")
    assert class_of(tmp_path / "in") == {"Anna Ek": "newer", "Bo Li": "2"}
    assert class_of(tmp_path / "flat") == {"Anna Ek": "newer", "Bo Li": "2"}


def test_the_name_of_the_sheet_may_stand_before_or_within_a_name(tmp_path):
    names = ["01_derivative_exercises_anna ek", "01_derivative - Bo Li", "Cem Su_01_derivative_exercises_final_really"]
    for name in names:
        put(tmp_path / f"in/{name}.ipynb", b"1")
    assert set(class_of(tmp_path / "in")) == {"anna ek", "Bo Li", "Cem Su"}
