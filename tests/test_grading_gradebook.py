"""What leaves the grader: gradebooks that Canvas and Moodle take in, late work, merged runs, marks changed by hand.

The two readers below are written after the importers' documentation and know nothing of how the tables are made.
"""

import csv
import io
import itertools
import json
import re
import zipfile
from dataclasses import replace
from datetime import datetime

import pytest
from babel.dates import format_datetime
from babel.localedata import locale_identifiers
from grading_classroom import put, row, rows, run_of

from coursekit.grading import report
from coursekit.grading.afterwards import change, merge
from coursekit.grading.answers import alike, normal, written
from coursekit.grading.choice import Submission, Taken
from coursekit.grading.cli import main
from coursekit.grading.record import Record, RecordError
from coursekit.grading.results import Change
from coursekit.grading.roster import Person
from coursekit.grading.run import _row
from coursekit.grading.times import Penalty, TimeError, due, moment


def record_of(folder, *people, **about):
    """Write a run with these rows, and its report; return its folder."""
    with Record(folder, run_of(**about), resume=False) as record:
        record.add(*people)
        report.write(record)
    return folder


def canvas_reader(path):
    """Read a gradebook as Canvas does: five columns up to Section, then assignments, then the line of points."""
    table = list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8"), newline="")))
    header, possible, *lines = table
    assert header[:5] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
    assert "Points Possible" in possible[0]
    assert all(len(line) == len(header) for line in table)
    title = re.fullmatch(r"(?P<title>.*?)(?: \((?P<id>\d+)\))?", header[5])
    found = {}
    for line in lines:
        student = line[1] or line[2] or line[3] or line[0]
        assert student not in found
        found[student] = float(line[5]) if line[5] else None
    return title["title"], float(possible[5]), found


def moodle_reader(path):
    """Read a grading worksheet as Moodle does: columns by their names, the number behind "Participant "."""
    table = csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8"), newline=""))
    assert {"Identifier", "Grade", "Last modified (grade)"} <= set(table.fieldnames)
    found = {}
    for line in table:
        number = line["Identifier"][len("Participant ") :]
        found[int(number) if number else line["Email address"]] = float(line["Grade"]) if line["Grade"] else None
        assert line["Grade"] == "" or 0 <= float(line["Grade"]) <= float(line["Maximum Grade"])
    return found


def moodle_feedback(path):
    """Take a zip of feedback apart as Moodle does: name_number_plugin_kind_ is a folder, below it is the file."""
    found = {}
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            head, _, rest = name.partition("/")
            parts = head.split("_", 4)
            assert parts[1].isdigit()
            assert parts[2:] == ["assignsubmission", "file", ""]
            assert rest == "feedback.html"
            found[int(parts[1])] = archive.read(name).decode()
    return found


CLASS = (
    row("Anna Ek", person=Person("Anna Ek", "a@x.org", "s1", "ek1", "A", "17", written="Ek, Anna")),
    row("Bo_/Li", 0, 1, person=Person("Bo_/Li", number="18", written="Li, Bo"), off=0.1),
    row("Cem", problem="Nothing was handed in.", person=Person("Cem", "c@x.org", number="19"), flags=("nothing",)),
    row("Dan", problem="The file is empty.", person=Person("=Dan", number="20")),
)


def test_canvas_takes_the_gradebook_in(tmp_path):
    out = record_of(tmp_path / "out", *CLASS, system="canvas", title="Sheet 1 (4711)")
    title, possible, grades = canvas_reader(out / "gradebook_canvas.csv")
    assert (title, possible) == ("Sheet 1", 4)
    assert grades == {"17": 4, "18": 0.9, "19": None, "20": 0}


def test_moodle_takes_the_worksheet_and_the_feedback_in(tmp_path):
    out = record_of(tmp_path / "out", *CLASS, system="moodle")
    assert moodle_reader(out / "gradebook_moodle.csv") == {17: 4, 18: 0.9, 19: None, 20: 0}
    pages = moodle_feedback(out / "feedback.zip")
    assert set(pages) == {17, 18, 19, 20}
    assert "Bo_/Li" in pages[18]
    with open(out / "gradebook_moodle.csv", encoding="utf-8", newline="") as file:
        told = {line["Identifier"]: line["Feedback comments"] for line in csv.DictReader(file)}
    assert told["Participant 19"] == "Nothing was handed in."
    assert "could not be graded" in told["Participant 20"]


def test_without_a_system_the_gradebooks_go_by_login_and_email(tmp_path):
    people = [row("Anna", person=Person("Anna", email="a@x.org", login="ek1")), row("Bo", person=Person("Bo"))]
    out = record_of(tmp_path / "out", *people)
    assert canvas_reader(out / "gradebook_canvas.csv")[2] == {"ek1": 4, "Bo": 4}
    assert moodle_reader(out / "gradebook_moodle.csv") == {"a@x.org": 4, "": 4}
    assert not (out / "feedback.zip").exists()
    out = record_of(tmp_path / "names only", row("Bo", person=Person("Bo")))
    assert not list(out.glob("gradebook*"))


def test_a_number_of_one_system_is_never_that_of_the_other(tmp_path):
    out = record_of(tmp_path / "out", row("A", person=Person("A", "a@x.org", login="l", number="5")), system="canvas")
    assert moodle_reader(out / "gradebook_moodle.csv") == {"a@x.org": 4}
    out = record_of(tmp_path / "two", row("A", person=Person("A", "a@x.org", login="l", number="5")), system="moodle")
    assert canvas_reader(out / "gradebook_canvas.csv")[2] == {"l": 4}


def test_a_name_that_is_no_text_reaches_every_table(tmp_path):
    """A program of another age may have unpacked the zip: its names are bytes of another encoding."""
    bad = "M\udcfcller_/"
    person = Person(bad, bad, bad, bad, bad, "17", written=bad)
    for system in "moodle", "canvas":
        one = row("M\\xfcller", person=person, notes=(bad,))
        out = record_of(tmp_path / system, one, system=system)
        assert canvas_reader(out / "gradebook_canvas.csv")[2]
        assert moodle_reader(out / "gradebook_moodle.csv")
        assert "udcfc" in (out / "grades_wide.csv").read_text("utf-8-sig")
    assert set(moodle_feedback(tmp_path / "moodle/feedback.zip")) == {17}


# Late work


@pytest.mark.parametrize(
    ("penalty", "hours", "part"),
    [
        *[
            ("10%/day", -1, 0),
            ("10%/day", 1, 0.1),
            ("10%/day", 25, 0.2),
            ("10 % per day", 24, 0.1),
            ("10%/day", 999, 1),
        ],
        *[("1%/hour", 2.5, 0.03), ("20%/week", 200, 0.4), ("25%", 999, 0.25), ("0%/day", 9, 0), ("2.5%/day", 1, 0.025)],
    ],
)
def test_a_penalty_counts_the_days_that_were_begun(penalty, hours, part):
    assert Penalty.read(penalty).part(hours * 3600) == pytest.approx(part)


@pytest.mark.parametrize("text", ["", "ten", "10", "-5%/day", "110%/day", "10%/year", "10%/day/day"])
def test_what_is_no_penalty_is_refused(text):
    with pytest.raises(TimeError, match=r"is no penalty\. Write 10%/day"):
        Penalty.read(text)


@pytest.mark.parametrize(
    "text",
    [
        *["", "soon", "20.11.2026", "99999999999", "2026-11-20 23:59 CET"],
        *["12026-11-20 10:00", "2026-11-20 10:00 or 11:00", "before Nov 20, 2026 10:00 PM"],
    ],
)
def test_what_is_no_time_is_refused(text):
    with pytest.raises(TimeError, match=r"is no time\. Write it as 2026-11-20 23:59"):
        due(text)


@pytest.mark.parametrize("text", ["2026-13-01 10:00", "2026-02-30", "2026-11-31 10:00", "2026-11-20 24:00"])
def test_a_day_that_no_calendar_has_is_said_to_be_so(text):
    with pytest.raises(TimeError, match=f"There is no such day or hour as {text}"):
        due(text)


def taken(when=None, late=None, data=b"{}"):
    return Taken(data, "", when=when, late=late)


@pytest.mark.parametrize(
    ("when", "said", "late", "off"),
    [
        ("2026-11-20 23:00", None, False, 0),
        ("2026-11-21 00:30", None, True, 0.1),
        ("2026-11-22 12:00", None, True, 0.2),
        (None, None, False, 0),
        ("2026-11-25 12:00", False, False, 0),  # Canvas's word counts; its files bear the time of the download
        ("2026-11-25 12:00", True, True, 0.1),
    ],
)
def test_who_is_late_is_flagged_and_pays(tmp_path, when, said, late, off):
    about = run_of(due=due("2026-11-20"), penalty="10%/day")
    with Record(tmp_path / "out", about, resume=False) as record:
        found = _row(Submission("Anna", Person("Anna"), ()), taken(when and moment(when), said), record)
    assert ("late" in found.flags) is late
    assert found.off == pytest.approx(off)
    assert bool(found.notes) is late


def test_lateness_comes_off_the_sheet_and_the_page_says_so(tmp_path):
    out = record_of(tmp_path / "out", row("Anna", off=0.1, flags=("late",), notes=("1 day late.",)))
    assert rows(out / "grades_wide.csv")[0]["total points"] == "3.6"
    page = (out / "feedback/Anna.html").read_text("utf-8")
    assert "3.6 of 4 points" in page
    assert "1 day late." in page


def test_the_table_of_students_says_of_each_what_is_to_be_looked_at(tmp_path):
    changed = replace(row("Dan", flags=("late", "file")), changes=(Change("", 2.0, "so"),))
    people = [row("Anna"), row("Cem", problem="The file is empty."), changed]
    folder = record_of(tmp_path / "run", *people, row("Eve", problem="Nothing.", flags=("nothing",)))
    page = (folder / "class.html").read_text("utf-8")
    told = re.findall(r'<bdi>(\w+)</bdi></a></td><td class="number">([^<]*)</td><td class="soft">([^<]*)</td>', page)
    assert told == [
        ("Anna", "4", ""),
        ("Cem", "–", "Not graded, or with a problem"),
        ("Dan", "2", "Late, Another notebook than the sheet, Changed by hand"),
        ("Eve", "–", "Nothing handed in"),
    ]


# Merging


def test_a_late_run_goes_into_the_first_each_mark_once(tmp_path):
    first = record_of(
        tmp_path / "first",
        row("Anna", 3, 1),
        row("Bo", problem="Nothing was handed in.", flags=("nothing",)),
        row("Cem", problem="The file is empty."),
        row("Eve", 1, 0),
    )
    late = record_of(
        tmp_path / "late",
        row("Anna", 0, 0, digest="other"),
        row("Bo", 3, 0, flags=("late",), off=0.5),
        row("Cem", problem="The file is empty."),
        row("Dan", 0, 1),
        row("Eve", 1, 0),
        seed=2,
    )
    before = (late / "results.jsonl").read_bytes()
    told = merge(first, late)
    assert told == f"2 marks of {late} were added. 1 student has a mark in both, and keeps the first."
    for _ in range(2):
        points = {one["student"]: one["total points"] for one in rows(first / "grades_wide.csv")}
        assert points == {"Anna": "4", "Bo": "1.5", "Cem": "0", "Dan": "1", "Eve": "1"}
        assert merge(first, late) == f"0 marks of {late} were added."
    assert (late / "results.jsonl").read_bytes() == before
    page = (first / "class.html").read_text("utf-8")
    assert "Handed in again later" in page
    assert "for 0 points; that does not count." in (first / "feedback/Anna.html").read_text("utf-8")
    assert json.loads((first / "run.json").read_text())["seed"] == 1


def test_two_of_one_name_who_handed_in_in_different_runs_stay_two(tmp_path):
    people = [Person("Anna Ek", number=number) for number in ("17", "18", "17")]
    first = record_of(tmp_path / "first", row("Anna Ek", 3, 1, person=people[0]), system="moodle")
    late = record_of(tmp_path / "late", row("Anna Ek", 1, 0, person=people[1]), system="moodle")
    for _ in range(2):
        merge(first, late)
        points = {one["student"]: (one["total points"], one["number"]) for one in rows(first / "grades_wide.csv")}
        assert points == {"Anna Ek": ("4", "17"), "Anna Ek (18)": ("1", "18")}
    again = record_of(tmp_path / "again", row("Anna Ek (17)", 0, 0, digest="x", person=people[2]), system="moodle")
    assert merge(first, again).startswith("0 marks")


@pytest.mark.parametrize("written", ["anna_ek", "Ek, Anna", "ANNA EK", "Anna\u200b Ek"])
def test_a_name_that_is_written_otherwise_in_the_late_run_is_no_other_student(tmp_path, written):
    first = record_of(tmp_path / "first", row("Anna Ek", 3, 1), row("--", 1, 0))
    late = record_of(tmp_path / "late", row(written, 0, 0, digest="other"), row("()", 2, 0))
    assert merge(first, late).endswith("1 student has a mark in both, and keeps the first.")
    points = {one["student"]: one["total points"] for one in rows(first / "grades_wide.csv")}
    assert points == {"Anna Ek": "4", "'--": "1", "()": "2"}


def test_three_runs_are_merged_each_mark_once_whatever_the_order(tmp_path):
    for order in ("bc", "cb"):
        first = record_of(tmp_path / order / "a", row("Anna", 1, 0))
        late = {
            "b": record_of(tmp_path / order / "b", row("Bo", 2, 0)),
            "c": record_of(tmp_path / order / "c", row("Bo", 2, 0), row("Cem", 1, 1), row("Anna", 3, 1, digest="z")),
        }
        for name in order:
            merge(first, late[name])
        points = {one["student"]: one["total points"] for one in rows(first / "grades_wide.csv")}
        assert points == {"Anna": "1", "Bo": "2", "Cem": "2"}


def test_the_name_of_one_and_the_number_of_another_is_the_one_with_the_number(tmp_path):
    first = record_of(
        tmp_path / "first",
        row("Anna", 3, 1, person=Person("Anna", id="1")),
        row("Bo", problem="The file is empty.", person=Person("Bo", id="2")),
    )
    late = record_of(tmp_path / "late", row("Anna", 2, 1, person=Person("Anna", id="2"), digest="other"))
    merge(first, late)
    points = {one["student"]: one["total points"] for one in rows(first / "grades_wide.csv")}
    assert points == {"Anna": "4", "Bo": "3"}


def test_a_run_that_is_still_written_is_not_merged_and_half_a_line_is_no_mark(tmp_path, capsys):
    first, late = record_of(tmp_path / "a", row("Anna", 1, 0)), record_of(tmp_path / "b", row("Bo", 1, 0))
    before = (first / "results.jsonl").read_bytes()
    with Record(late):
        assert main(["merge", str(first), str(late)]) == 2
    assert "Another grader is writing to" in capsys.readouterr().err
    assert (first / "results.jsonl").read_bytes() == before
    with open(late / "results.jsonl", "ab") as file:
        file.write(b'{"student": "Cem"')
    assert merge(first, late).startswith("1 mark of")


@pytest.mark.parametrize("what", ["none", "a/feedback", "a/run.json", "a/class.html"])
@pytest.mark.parametrize("command", ["merge", "mark"])
def test_what_is_no_report_is_refused_with_a_remedy_that_the_command_has(tmp_path, capsys, what, command):
    first = record_of(tmp_path / "a", row("Anna", 1, 0))
    orders = {"mark": [[tmp_path / what, "Anna", 1]], "merge": [[first, tmp_path / what], [tmp_path / what, first]]}
    for order in orders[command]:
        assert main([command, *map(str, order)]) == 2
        err = capsys.readouterr().err
        assert "Give the folder of a report, which --out named." in err
        assert "new folder" not in err
    assert not (tmp_path / "none").exists()


HARD = [
    "Anna Ek",
    "anna ek",
    "CON",
    "..",
    "a" * 300,
    "𠀀" * 90,
    "Zoë",
    "=cmd()",
    "Jo O'Neil",
    "\u202eevil",
    "A:B*C?",
    "x.",
    "-rf",
    "_",
]


def test_feedback_zip_holds_a_page_for_each_under_a_name_that_every_system_can_write(tmp_path):
    people = [row(name, person=Person(name, number=str(at))) for at, name in enumerate(HARD, start=10)]
    folder = record_of(tmp_path / "run", *people, system="moodle")
    with zipfile.ZipFile(folder / "feedback.zip") as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        pages = {name: archive.read(name).decode() for name in names}
    numbers = [re.fullmatch(r"[^/]+_(\d+)_assignsubmission_file_/feedback\.html", name)[1] for name in names]
    assert sorted(map(int, numbers)) == list(range(10, 10 + len(HARD)))
    for name in names:
        folder, _ = name.split("/")
        assert len(folder.encode()) <= 255
        assert not re.search(r'[\\:*?"<>|\x00-\x1f]|^[-. ]|[. ]$', folder)
    own = next(name for name in names if "_16_" in name)
    assert "Zoë" in pages[own]


def test_a_student_is_the_same_by_number_also_under_another_name(tmp_path):
    empty = row("Anna Ek", problem="Nothing was handed in.", person=Person("Anna Ek", id="7"), flags=("nothing",))
    first = record_of(tmp_path / "first", empty)
    late = record_of(tmp_path / "late", row("anna", person=Person("anna", id="7")))
    merge(first, late)
    assert [(one["student"], one["total points"]) for one in rows(first / "grades_wide.csv")] == [("Anna Ek", "4")]


@pytest.mark.parametrize(
    ("about", "words"),
    [({"sheet": "other"}, "of sheet practice, and .* of other"), ({"declared": "y"}, "practice with other exercises")],
)
def test_runs_of_different_sheets_are_not_merged_and_nothing_changes(tmp_path, about, words):
    first, late = record_of(tmp_path / "a", row("Anna")), record_of(tmp_path / "b", row("Bo"), **about)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    with pytest.raises(RecordError, match=words):
        merge(first, late)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_merging_what_is_no_run_is_refused_in_a_sentence(tmp_path, capsys):
    first = record_of(tmp_path / "a", row("Anna"))
    (tmp_path / "empty").mkdir()
    for late, words in ("none", "holds no run"), ("empty", "holds no run"), ("a", "are the same run"):
        assert main(["merge", str(first), str(tmp_path / late)]) == 2
        assert words in capsys.readouterr().err
    assert not (tmp_path / "none").exists()
    assert not list((tmp_path / "empty").iterdir())


# Marks changed by hand


def test_a_mark_that_was_changed_by_hand_stays_and_the_student_reads_why(tmp_path):
    out = record_of(tmp_path / "out", row("Anna Ek", 0, 1), row("Bo"))
    assert change(out, "ek, anna", "1,5", "slope", "A first look") == "Anna Ek has 2.5 of 4 points now."
    assert change(out, "ek, anna", "2.5", "slope", "Right but for\na bracket") == "Anna Ek has 3.5 of 4 points now."
    with Record(out) as record:
        report.write(record)
    anna = rows(out / "grades_wide.csv")[0]
    assert (anna["slope"], anna["total points"], anna["flags"]) == ("2.5", "3.5", "changed")
    assert "Right but for a bracket" in (out / "feedback/Anna Ek.html").read_text("utf-8")
    assert "Right but for a bracket" in (out / "class.html").read_text("utf-8")
    assert "Anna" not in (out / "class_to_show.html").read_text("utf-8")
    assert change(out, "Anna Ek", "judged", "slope", "") == "Anna Ek has 1 of 4 points now."


def test_taking_back_a_change_that_was_not_made_there_is_refused_with_where_one_was(tmp_path, capsys):
    out = record_of(tmp_path / "out", row("Anna", 0, 1))
    change(out, "Anna", "2", "slope", "why")
    assert main(["mark", str(out), "Anna", "judged"]) == 2
    assert "No mark of Anna was changed there; nothing is taken back. To take another back, add --exercise slope." in (
        capsys.readouterr().err
    )
    change(out, "Anna", "judged", "slope", "")
    assert main(["mark", str(out), "Anna", "judged", "--exercise", "slope"]) == 2
    assert capsys.readouterr().err.endswith("nothing is taken back.\n")
    change(out, "Anna", "3", "", "ill")
    assert main(["mark", str(out), "Anna", "judged", "--exercise", "evens"]) == 2
    assert "To take another back, leave --exercise out." in capsys.readouterr().err


def test_the_points_of_the_sheet_can_be_changed_also_where_nothing_could_be_graded(tmp_path):
    out = record_of(tmp_path / "out", row("Anna", problem="The file is empty."), row("Bo", off=0.5))
    assert change(out, "Anna", "3", "", "Shown to me on paper") == "Anna has 3 of 4 points now."
    assert change(out, "Bo", "4", "", "Was ill") == "Bo has 4 of 4 points now."
    assert "Shown to me on paper" in (out / "feedback/Anna.html").read_text("utf-8")


def test_a_run_without_a_sandbox_is_said_of_also_where_it_was_merged(tmp_path):
    first, late = record_of(tmp_path / "a", row("Anna")), record_of(tmp_path / "b", row("Bo"), sandbox=False)
    merge(first, late)
    for page in "class.html", "feedback/Anna.html":
        assert "Graded without a sandbox." in (first / page).read_text("utf-8")


def test_a_changed_mark_survives_a_merge(tmp_path):
    first, late = record_of(tmp_path / "a", row("Anna", 0, 0)), record_of(tmp_path / "b", row("Bo", 0, 0))
    change(first, "Anna", "3", "slope", "why")
    change(late, "Bo", "1", "evens", "because")
    merge(first, late)
    assert [one["total points"] for one in rows(first / "grades_wide.csv")] == ["3", "1"]
    assert "because" in (first / "feedback/Bo.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["Zoe", "1", "--reason", "x"], "There is no student 'Zoe' in this run."),
        (["Ana", "1", "--reason", "x"], "Did you mean Anna?"),
        (["Anna", "5", "--reason", "x"], "'5' are no points that can be given: a number from 0 to 4"),
        (["Anna", "-1", "--reason", "x"], "are no points"),
        (["Anna", "nan", "--reason", "x"], "are no points"),
        (["Anna", "2", "--exercise", "evens", "--reason", "x"], "a number from 0 to 1"),
        (["Anna", "1", "--exercise", "none", "--reason", "x"], "There is: slope, evens."),
        (["Anna", "1"], "Say why: add --reason"),
        (["Anna", "1", "--reason", " "], "Say why: add --reason"),
    ],
)
def test_a_change_that_makes_no_sense_is_refused_and_nothing_changes(tmp_path, capsys, args, words):
    out = record_of(tmp_path / "out", row("Anna"))
    before = (out / "results.jsonl").read_bytes()
    args = ["--", args[0], args[1]] if args[1] == "-1" else args
    options = ["--reason", "x"] if args[0] == "--" else []
    assert main(["mark", *options, str(out), *args]) == 2
    assert words in capsys.readouterr().err
    assert (out / "results.jsonl").read_bytes() == before


# Answers that are alike


ONE = "def slope(f, x, h):\n    '''Doc.'''\n    d = f(x + h) - f(x - h)  # the rise\n    return d / (2 * h)"
TWO = "def slope(g, x0, step):\n    rise = g(x0+step)-g(x0-step)\n    return rise/(2*step)"
OTHER = "def slope(f, x, h):\n    d = f(x + h) - f(x - h)\n    return d / (2 - h)"


def test_answers_are_alike_but_for_names_spaces_and_comments():
    assert normal(ONE) == normal(TWO) != normal(OTHER)
    assert normal("sum(x)") != normal("max(x)")
    assert normal("x.sum()") != normal("x.max()")
    assert normal("'a'") != normal("'b'")


def answers(*codes):
    return {f"e{number}": code for number, code in enumerate(codes)}


def test_who_wrote_alike_stands_side_by_side():
    mine, own = [ONE, "a = 1 + 2", "return 3 * x", "y = 5"], ["q / 2", "w = w[0]", "u + 7", "z - 3"]
    groups = alike(
        [
            ("Anna", answers(*mine)),
            ("Bo", answers(TWO, *mine[1:])),
            ("Cem", answers(ONE, "b=1+2", "return 3*t", "changed(8)")),
            ("Dan", answers(*own)),
            ("Eve", answers(OTHER, "a = 2", *mine[2:])),
            ("Fay", answers(*mine[:2])),
            ("Gil", answers("s(1)", "s(2)", "s(3)", "s(4)")),
        ],
        [answers("s(1)", "s(2)", "s(3)", "s(4)")],
    )
    assert [(group.students, group.exercises, group.solutions, group.letters) for group in groups] == [
        (("Anna", "Bo", "Cem"), 3, False, False),
        (("Gil",), 4, True, False),
    ]


def test_copies_to_the_letter_are_said_to_be_so():
    [group] = alike([("A", answers(ONE, "1", "2")), ("B", answers(ONE, "1", "2"))], [answers("x", "y", "z")])
    assert group.letters


def test_the_answer_of_an_exercise_is_the_last_cell_that_defines_it():
    cells = [{"cell_type": "code", "source": code} for code in ("slope = 1", "x = slope", ONE, "y = 1", "slope == 2")]
    data = json.dumps({"cells": cells}).encode()
    assert written(data, ["slope", "x", "none"]) == {"slope": ONE, "x": "x = slope"}
    cells = [
        {"cell_type": "code", "source": code} for code in ("exec('slope = 1')", "slope(1)\ncheck(slope)", "slopes")
    ]
    assert written(json.dumps({"cells": cells}).encode(), ["slope"]) == {"slope": "exec('slope = 1')"}
    cells = [{"cell_type": "code", "source": code} for code in ("slope", "def ｓlope(f): return 1", "x = 2")]
    assert written(json.dumps({"cells": cells}).encode(), ["slope"]) == {"slope": "def ｓlope(f): return 1"}
    for code in (
        "if True:\n    def slope(f): return 1",
        "slope, x = 1, 2",
        "for slope in (1,): pass",
        "import x as slope",
    ):
        data = json.dumps({"cells": [{"cell_type": "code", "source": code}]}).encode()
        assert written(data, ["slope"]) == {"slope": code}
    cells = [{"cell_type": "code", "source": "# junk\n" * 1000 + ONE}]
    assert written(json.dumps({"cells": cells}).encode(), ["slope"]) == {"slope": ONE + "\n…"}
    assert written(b"{", ["slope"]) == written(b"[" * 10**6, ["slope"]) == {}
    assert written(b'{"cells": [' + b"[]," * 10**6 + b"[]]}", ["slope"]) == {}


def test_the_page_shows_alike_answers_side_by_side_and_the_version_to_show_no_names(tmp_path):
    code = {"slope": ONE, "evens": "def evens(n):\n    return 1", "third": "<script>"}
    out = record_of(tmp_path / "out", row("Anna", answers=code), row("Bo", answers=code))
    text = (out / "class.html").read_text("utf-8")
    assert "Answers that are alike" not in text  # two exercises were attempted, and that is too few
    about = run_of()
    about["exercises"].append({**about["exercises"][0], "name": "third", "points": 0})
    marks = row("x").result.exercises
    three = (*marks, marks[0].__class__("third", "not yet", 0, 0, "a", "b", ()))
    people = [row(name, answers=code) for name in ("Anna", "Bo")]
    people = [one.__class__(**{**vars(one), "result": one.result.__class__("", three)}) for one in people]
    out = record_of(tmp_path / "three", *people, exercises=about["exercises"])
    text = (out / "class.html").read_text("utf-8")
    assert "Answers that are alike" in text
    assert "to the letter" in text
    assert [one["flags"] for one in rows(out / "grades_wide.csv")] == ["alike", "alike"]
    assert text.count("# the rise") == 2
    shown = (out / "class_to_show.html").read_text("utf-8")
    assert "Anna" not in shown
    assert "alike" not in shown


# The page of the class


def test_the_class_page_has_a_histogram_a_median_and_names_behind_each_misconception(tmp_path):
    people = [row(f"S{number}", 0 if number < 3 else 3, number % 2) for number in range(9)]
    out = record_of(tmp_path / "out", *people)
    text = (out / "class.html").read_text("utf-8")
    assert "median 3, mean 2.4" in text
    assert "0: 2, 1: 1, 2: 0, 3: 3, 4: 3" in text
    assert re.search(r"<details><summary>Who</summary>.*S0.*S1.*S2.*</details>", text)
    assert "<details" not in (out / "class_to_show.html").read_text("utf-8")


def said(sentence, advice=""):
    """Return a row whose first exercise is not right, with this sentence."""
    one = row("S", 0, 1, advice=advice)
    first, second = one.result.exercises
    return replace(one, result=replace(one.result, exercises=(replace(first, sentence=sentence), second)))


def test_what_was_recognised_is_one_mistake_and_what_was_not_is_no_misconception(tmp_path):
    told = [
        ("You return 2. That is twice the slope.", "That is twice {it}."),
        ("You return 5. That is twice the slope.", "That is twice {it}."),
        ("You return 7. It is 3.", ""),
        ("You return 8. It is 3.", ""),
        ("You return 9. It is 3.", ""),
        ("`slope(1)` stops with NameError: name 'x' is not defined, in line 2: `return x`.", ""),
        ("`slope(2)` stops with NameError: name 'x' is not defined, in line 3: `y = x`.", ""),
        ("`slope(2)` stops with NameError: name 'k' is not defined, in line 3: `y = k`.", ""),
    ]
    people = [replace(said(*one), student=f"S{number}") for number, one in enumerate(told)]
    with Record(tmp_path / "out", run_of(), resume=False) as record:
        record.add(*people)
        seen = report.write(record)
    assert [(one.count, one.known, one.students) for one in seen.teach] == [
        (2, True, ["S0", "S1"]),
        (2, True, ["S5", "S6"]),
        (1, True, ["S7"]),
        (3, False, ["S2", "S3", "S4"]),
    ]
    text = (tmp_path / "out/class.html").read_text("utf-8")
    again = text[text.index("What to teach again") : text.index("Exercises")]
    assert "You return 7" not in again
    assert "different answers; the first of them read: You return 7. It is 3." in text


def test_the_student_reads_the_task_and_the_answer_beside_the_advice(tmp_path):
    out = record_of(tmp_path / "out", row("Anna", 0, 1, answers={"slope": "def slope(f): return '<b>'"}))
    text = (out / "feedback/Anna.html").read_text("utf-8")
    assert "You return 2. Why?" in text
    assert "Do <code>it</code>: " in text
    assert "<math" in text
    assert "def slope(f): return &#39;&lt;b&gt;&#39;" in text


def test_a_page_of_a_student_who_is_called_otherwise_now_does_not_stay(tmp_path):
    out = record_of(tmp_path / "out", row("Anna"))
    put(out / "feedback/old.html", b"")
    with Record(out) as record:
        report.write(record)
    assert [path.name for path in (out / "feedback").iterdir()] == ["Anna.html"]


@pytest.mark.parametrize(
    ("language", "form"),
    [
        *itertools.product(
            ("en", "de", "fr", "es", "it", "pt", "nl", "sv", "da", "nb", "fi"),
            (
                "d MMMM y, HH:mm",
                "d. MMM y, HH:mm",
                "EEEE, d MMMM y, HH:mm",
                "MMMM d, y HH:mm",
                "d 'de' MMMM 'de' y, HH:mm",
            ),
        ),
        *itertools.product(("zh", "ja"), ("y年M月d日 EEEE HH:mm", "y年M月d日 ah:mm")),
    ],
)
def test_times_are_read_in_the_words_of_many_languages(language, form):
    """The known answers are those of Unicode's collection of how languages write dates."""
    for month, hour in itertools.product(range(1, 13), (9, 22)):
        when = datetime(2026, month, 20, hour, 5)
        written = format_datetime(when, form, locale=language)
        assert moment(written) == when.timestamp(), written


# Their months, or the short forms of these, are other months in languages that are read.
TWO_WAYS = {"bas", "dua", "gaa", "lg", "mfe", "st", "teo", "trv", "xog"}


@pytest.mark.parametrize("language", sorted({name.partition("_")[0] for name in locale_identifiers()} - TWO_WAYS))
def test_a_time_in_any_other_language_is_read_right_or_not_at_all(language):
    """In Finnish, marraskuu is November; in Irish, Meitheamh is June."""
    for month, form in itertools.product(range(1, 13), ("EEEE, d MMMM y, HH:mm", "d MMM y, HH:mm")):
        when = datetime(2026, month, 20, 9, 5)
        written = format_datetime(when, form, locale=language)
        assert moment(written) in (None, when.timestamp()), written
