"""Sheets of an instructor's own: new, prove, build, variants, what the notebook says, and what is refused."""

import json
import re
import shutil
import time
from pathlib import Path

import pytest
from grading_classroom import OWN, needs_boxes, notebook, put, rows

from coursekit import check
from coursekit.check import own
from coursekit.check.whose import AWAY, EXERCISES
from coursekit.cli import main
from coursekit.exercises.own import OwnError, load, modules, sheets
from coursekit.grading import handout
from coursekit.grading.prove import begin, proved
from coursekit.grading.roster import Roster
from coursekit.grading.sheet import Sheet, SheetError
from coursekit.publish.twins import PHRASE
from coursekit.words import SOURCE, languages, spoken

HALF, QUARTER = "def between(a, b):\n    return (a + b) / 2", "def between(a, b):\n    return a + (b - a) / 4"


@pytest.fixture
def exam(tmp_path):
    """A folder of one's own, as `coursekit new` writes it."""
    assert main(["new", str(tmp_path / "exam")]) == 0
    return tmp_path / "exam"


@pytest.fixture
def notebooks(monkeypatch):
    """Run notebooks here, and forget afterwards what they made `check` know; give what they show."""
    messages = []
    for module in check, own:
        monkeypatch.setattr(module, "show", messages.append)
    for held in EXERCISES, AWAY, own.OWN:
        for key in [key for key in held if held is not EXERCISES]:
            del held[key]
    before = dict(EXERCISES)
    yield messages
    EXERCISES.clear()
    EXERCISES.update(before)
    AWAY.clear()
    own.OWN.clear()


def run(path, monkeypatch, **answers):
    """Run the code cells of a notebook where it lies, hints too."""
    monkeypatch.chdir(path.parent)
    names = {"__name__": "__main__"}
    for cell in json.loads(path.read_text("utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            code = answers.get(cell["id"].replace("-", "_"), "".join(cell["source"]))
            exec(compile(code.replace("# hint", "hint"), cell["id"], "exec"), names)


def test_a_new_sheet_is_proved_and_built_and_its_check_works_where_it_lies(exam, notebooks, monkeypatch, capsys):
    assert main(["prove", str(exam)]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "my_sheet: 1 exercise, 3 points, proved."
    assert main(["build", "--exercises", str(exam)]) == 0
    assert main(["build", "--exercises", str(exam), "--check"]) == 0
    run(exam / "my_sheet_exercises.ipynb", monkeypatch)
    assert [message.title for message in notebooks[:2]] == ["between: not attempted", "between: hint 1 of 2"]
    assert [message.title for message in notebooks[2:]] == ["my_sheet: 0 of 1 right"]
    run(exam / "my_sheet_exercises.ipynb", monkeypatch, between_answer=HALF)
    assert notebooks[3].kind == "right"
    run(exam / "solutions/my_sheet_solutions.ipynb", monkeypatch)


@pytest.mark.parametrize("tongue", sorted({*languages()} - {SOURCE}))
def test_a_new_sheet_is_the_same_in_every_language_and_proved_there(tongue, tmp_path):
    code, words = {}, {}
    for each in SOURCE, tongue:
        with spoken(each):
            begin(tmp_path / each)
            ((_, problems),) = proved(tmp_path / each)
        assert problems == []
        own = load("my_sheet", modules(tmp_path / each))
        ((*variants,),) = own.exercises
        code[each] = [
            (
                one.name,
                one.points,
                one.solution,
                one.also_right,
                list(one.mistakes),
                [case.points for case in one.cases.values()],
            )
            for one in variants
        ]
        words[each] = {own.intro}.union(
            *({one.task, *one.hints, *one.mistakes.values(), *one.cases} for one in variants)
        )
    assert code[SOURCE] == code[tongue]
    assert len(words[SOURCE]) == len(words[tongue])
    assert not words[SOURCE] & words[tongue]
    comments = re.findall(r"(?m)^ *# (.*)", (tmp_path / tongue / "my_sheet.py").read_text("utf-8"))
    assert not [one for one in comments if PHRASE.search(one)]


def test_where_the_folder_is_not_check_and_hint_say_so(exam, tmp_path, notebooks, monkeypatch):
    main(["build", "--exercises", str(exam)])
    alone = tmp_path / "alone/my_sheet_exercises.ipynb"
    alone.parent.mkdir()
    shutil.copy(exam / "my_sheet_exercises.ipynb", alone)
    run(alone, monkeypatch, between_answer=HALF)
    assert notebooks[0].title == "The exercises of my_sheet are not on this computer."
    for message in notebooks[1:3]:
        assert message.sentences == ("The exercises of my_sheet are not on this computer: hand the notebook in.",)


def test_an_exercise_that_bears_the_name_of_the_courses_is_not_checked_by_the_courses(tmp_path, notebooks):
    own.own_sheet("exam", ["rise"], folder=str(tmp_path))
    check.check("rise")
    assert "exam are not on this computer" in notebooks[1].sentences[0]


def test_a_sheet_of_ones_own_that_is_broken_is_said_where_the_notebook_runs(tmp_path, notebooks):
    put(tmp_path / "exam.py", b"EXERCISES = 1 / 0")
    own.own_sheet("exam", ["mean"], folder=str(tmp_path))
    assert notebooks[0].sentences == ("exam.py cannot be used (line 1): ZeroDivisionError: division by zero.",)


def test_a_notebook_in_which_a_learner_has_worked_is_not_overwritten(exam, capsys):
    main(["build", "--exercises", str(exam)])
    path = exam / "my_sheet_exercises.ipynb"
    worked = path.read_text("utf-8").replace('    ..."', '    return 1"')
    path.write_text(worked, "utf-8")
    assert main(["build", "--exercises", str(exam)]) == 1
    assert path.read_text("utf-8") == worked
    assert "was changed by hand, so it was left as it is" in capsys.readouterr().out


def test_new_writes_over_nothing(exam, capsys):
    before = (exam / "my_sheet.py").read_bytes()
    assert main(["new", str(exam)]) == 2
    assert "is not empty. Give a new folder." in capsys.readouterr().err
    assert (exam / "my_sheet.py").read_bytes() == before


def changed(exam, *pairs, name="my_sheet.py"):
    text = (exam / "my_sheet.py").read_text("utf-8")
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    (exam / name).write_text(text, "utf-8")


@pytest.mark.parametrize(
    ("pair", "words"),
    [
        (('solution="return (a + b) / 2"', 'solution="return a + b"'), "earns"),
        (('"a + b": "That is', '"(a + b) / 2.0": "That is'), "earns everything"),
        (('also_right=("a + (b - a) / 2",)', 'also_right=("a - b",)'), "earns"),
        (("right=lambda a, b: (a + b) / 2", "right=lambda a, b: 1"), "earns"),
    ],
)
def test_a_sheet_that_does_not_hold_together_is_not_proved_and_marks_nobody(exam, capsys, tmp_path, pair, words):
    changed(exam, pair)
    assert main(["prove", str(exam)]) == 1
    out = capsys.readouterr().out
    assert "my_sheet is not proved:" in out
    assert words in out
    put(tmp_path / "in/anna.ipynb", notebook(HALF))
    order = [
        "grade",
        str(tmp_path / "in"),
        "--sheet",
        "my_sheet",
        "--exercises",
        str(exam),
        "--out",
        str(tmp_path / "out"),
    ]
    assert main(order) == 2
    assert "The sheet my_sheet does not hold together, and nobody is marked by it" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("EXERCISES = ()", "declares no sheet: EXERCISES is to be a tuple of Exercise"),
        ("EXERCISES = (1,)", "declares no sheet"),
        ("EXERCISES = ((),)", "declares no sheet"),
        ("EXERCISES = 3", "with a comma behind each: EXERCISES = (halfway,)"),
        ("x = 1\nEXERCISES = (", "cannot be used (line 2): SyntaxError"),
        ("import nothing_there\nEXERCISES = ()", "cannot be used (line 1): ModuleNotFoundError"),
        ("EXERCISES = y", "cannot be used (line 1): NameError"),
        ("import sys\nsys.exit()\nEXERCISES = ()", "cannot be used (line 2): SystemExit"),
    ],
)
def test_what_is_no_sheet_is_refused_with_its_line(tmp_path, capsys, text, words):
    put(tmp_path / "exam/sheet.py", text.encode())
    for command in (["prove", str(tmp_path / "exam")], ["build", "--exercises", str(tmp_path / "exam")]):
        assert main(command) == 2
        assert words in capsys.readouterr().err


@pytest.mark.parametrize(
    ("pair", "words"),
    [
        (("(a + b) / 2,\n", "(a + b) / 2 +,\n"), "my_sheet.py cannot be used (line 50): SyntaxError: "),
        (('solution="return (a + b) / 2"', 'solution="return (a + b"'), "`...`: '(' was never closed"),
        (('"a + b": "That is the sum. How many numbers are there?",', ""), "as in mistakes={code: words}."),
        (('said="For', 'said="{foo} For'), "`see` can give more."),
        (("Case(2, rising)", "2"), "is 2. Write Case(points, draw), with a function that draws it."),
        (("right=lambda a, b: (a + b) / 2", "right=lambda a, b: print(1 / 0)"), "ZeroDivisionError: division by zero."),
        (("from dataclasses import replace", "raise ValueError('So it is...')"), "(line 7): ValueError: So it is."),
    ],
)
def test_what_is_said_of_a_broken_sheet_ends_with_one_stop_and_names_its_line_once(exam, capsys, pair, words):
    changed(exam, pair)
    assert main(["prove", str(exam)]) in (1, 2)
    told = "".join(capsys.readouterr())
    assert words in told
    assert not re.search(r"(?<!\.)\.\.(?!\.)|\(<unknown>|\(my_sheet\.py, line|\s\.|\?\.", told), told
    assert told.count("(line") <= 1


@pytest.mark.parametrize(
    ("pairs", "words"),
    [
        ([("((halfway, a_quarter),)", "(halfway, a_quarter)")], "declares the exercise between twice"),
        (
            [("    halfway,\n    task", "    halfway,\n    starter='def other(a, b):\\n    ...\\n',\n    task")],
            "of one name",
        ),
        (
            [("    halfway,\n    task", "    halfway,\n    cases={'x': Case(1, rising)},\n    task")],
            "worth the same points",
        ),
        ([("def between(a, b):", "between(a, b):")], "cannot be used"),
        ([("def between(a, b):", "def check(a, b):")], "has a function of that name already"),
        ([("The number halfway between `a` and `b`. Halfway between 2 and 6 is 4.", " ")], "its task is empty"),
        ([("For a = {a} and b = {b} you return {got:.4g}.", "")], "its sentence `said` is empty"),
        (
            [
                ("    hints=(\n", "    hints=('Draw.'),\n    begin=str(\n"),
                ('go?",\n        "Add', 'go?"\n        "Add'),
            ],
            "hints are one text",
        ),
        (
            [
                ("    hints=(\n", "    hints=(),\n    simple=("),
                ("    ),\n    # What the check", "    )[0],\n    # What"),
            ],
            "cannot be",
        ),
    ],
)
def test_declarations_that_do_not_fit_are_refused(exam, capsys, pairs, words):
    changed(exam, *pairs)
    assert main(["prove", str(exam)]) == 2
    assert words in capsys.readouterr().err


def test_a_folder_without_sheets_and_modules_with_names_of_pythons_own_are_refused(tmp_path, capsys):
    put(tmp_path / "a/helpers.py", b"x = 1")
    put(tmp_path / "b/random.py", b"x = 1")
    put(tmp_path / "c/latin.py", "EXERCISES = 'é'".encode("latin-1"))
    for folder, words in (
        ("none", "There is no folder"),
        ("a", "holds no sheet: no module in it says EXERCISES"),
        ("b", "random.py has the name of another module of Python"),
        ("c", "latin.py cannot be read"),
    ):
        assert main(["prove", str(tmp_path / folder)]) == 2
        assert words in capsys.readouterr().err


def test_what_a_mac_leaves_beside_a_module_on_a_stick_is_no_module(exam, capsys):
    put(exam / "._my_sheet.py", b"\0\x05\x16\x07\0\xff")
    assert main(["prove", str(exam)]) == 0


def test_sheets_share_modules_that_lie_beside_them_and_python_forgets_them(exam, tmp_path):
    put(exam / "drawing.py", b"from more import LOW\n\ndef low():\n    return LOW\n")
    put(exam / "more.py", b"LOW = 1\n")
    changed(
        exam,
        ('"""\n\nfrom dataclasses', '"""\n\nimport drawing\nfrom dataclasses'),
        ("uniform(1, 9), 1)\n", "uniform(drawing.low(), 9), 1)\n"),
    )
    texts = modules(exam)
    assert sheets(texts) == ["my_sheet"]
    assert load("my_sheet", texts).exercises[0][0].name == "between"
    import sys

    assert not {"drawing", "more", "my_sheet"} & sys.modules.keys()
    put(exam / "more.py", b"LOW = 2\n")
    assert load("my_sheet", modules(exam)) is not load("my_sheet", texts)


@pytest.mark.parametrize("name", ["practice", "practice.py", "practice_exercises", "practice_exercises.ipynb"])
def test_a_sheet_is_found_by_its_name_and_by_its_files(name):
    assert Sheet.find(name, OWN).name == "practice"


@pytest.mark.parametrize(
    "name", ["01_derivative", "01_derivative_exercises.ipynb", "exercises/01_derivative.ipynb", "01"]
)
def test_a_sheet_of_the_course_is_found_by_old_names_too(name):
    assert Sheet.find(name).name == "01_derivative"
    with pytest.raises(SheetError, match=r"There is no sheet '0' in the course.* If it is one of your own, add --exer"):
        Sheet.find("0")


# Variants


ROSTER = "name,id\n" + "".join(f"Student {number},{number}\n" for number in range(20))


def test_each_student_gets_a_variant_by_the_number_and_the_name_and_the_same_one_again(exam, tmp_path):
    people = Roster(put(tmp_path / "class.csv", ROSTER.encode())).people
    sheet = Sheet.find("my_sheet", exam)
    drawn = [handout.pick(7, person, sheet).chosen for person in people]
    assert drawn == [handout.pick(7, person, sheet).chosen for person in people]
    assert {(0,), (1,)} == set(drawn)
    assert drawn != [handout.pick(8, person, sheet).chosen for person in people]


def test_each_student_has_a_folder_with_the_own_variant_and_is_graded_by_it(
    exam, tmp_path, capsys, notebooks, monkeypatch
):
    needs_boxes()
    roster = put(tmp_path / "class.csv", ROSTER.encode())
    out = tmp_path / "handed out"
    order = ["build", "--exercises", str(exam), "--variants", "7", "--roster", str(roster), "--out", str(out)]
    assert main(order) == 0
    assert main(order) == 2
    assert "is not empty" in capsys.readouterr().err
    tasks = {}
    for path in out.iterdir():
        text = (path / "my_sheet_exercises.ipynb").read_text("utf-8")
        tasks[path.name] = "a quarter of the way" in text
        put(tmp_path / f"in/{path.name}/my_sheet_exercises.ipynb", notebook(QUARTER))
    assert len(tasks) == 20
    shutil.copy(exam / "my_sheet.py", out / "Student 3")
    for name in "Student 3", next(name for name in tasks if tasks[name]):
        shutil.copy(exam / "my_sheet.py", out / name)
        run(out / name / "my_sheet_exercises.ipynb", monkeypatch, between_answer=QUARTER if tasks[name] else HALF)
        assert notebooks[0].kind == "right"
        notebooks.clear()
    grade = ["grade", str(tmp_path / "in"), "--sheet", "my_sheet", "--exercises", str(exam), "--jobs", "1"]
    assert main([*grade, "--variants", "7", "--out", str(tmp_path / "report")]) == 2
    assert "--variants needs to know who is who: add --roster" in capsys.readouterr().err
    assert main([*grade, "--variants", "7", "--roster", str(roster), "--out", str(tmp_path / "report")]) == 0
    for one in rows(tmp_path / "report/grades_wide.csv"):
        assert (one["total points"] == "3") is tasks[one["student"]]
    wrong = next(name for name in tasks if not tasks[name])
    assert "halfway between" in (tmp_path / f"report/feedback/{wrong}.html").read_text("utf-8")


def test_whatever_the_names_a_folder_that_build_wrote_is_known_again(exam, tmp_path, capsys):
    needs_boxes()
    names = ["Jo O'Neil", "D. Smith", "Ek, Anna", "Ana (Nina) Díaz", "con", "A/B", "李雷", "José-María d’Ors"]
    lines = [f'"{name}",{number}' for number, name in enumerate([*names, "Ann Lee", "Ann Lee"])]
    roster, out = put(tmp_path / "class.csv", "\n".join(["name,id", *lines]).encode()), tmp_path / "out"
    order = ["--exercises", str(exam), "--variants", "7", "--roster", str(roster)]
    assert main(["build", *order, "--out", str(out)]) == 0
    report = tmp_path / "report"
    assert main(["grade", str(out), "--sheet", "my_sheet", "--jobs", "1", *order, "--out", str(report)]) == 0
    told = capsys.readouterr().out
    assert "10 of 10 graded" in told
    assert not any(words in told for words in ("Not in the roster", "Nothing was handed in", "Other variants"))


@pytest.mark.parametrize("numbers", [[], ["--variants", "8"]])
def test_variants_that_were_left_out_or_drawn_by_another_number_are_said_aloud(exam, tmp_path, capsys, numbers):
    needs_boxes()
    roster, out = put(tmp_path / "class.csv", ROSTER.encode()), tmp_path / "out"
    order = ["--exercises", str(exam), "--roster", str(roster)]
    assert main(["build", *order, "--variants", "7", "--out", str(out)]) == 0
    report = tmp_path / "report"
    assert main(["grade", str(out), "--sheet", "my_sheet", "--jobs", "1", *order, *numbers, "--out", str(report)]) == 0
    assert "Are --variants and --roster those given to `build`?" in capsys.readouterr().out
    assert "Other variants than those" in (report / "class.html").read_text("utf-8")


def test_an_option_of_variants_without_them_and_an_unproved_sheet_are_refused(exam, tmp_path, capsys):
    assert main(["build", "--exercises", str(exam), "--out", str(tmp_path / "out")]) == 2
    assert "--out and --roster go with --variants" in capsys.readouterr().err
    changed(exam, ('solution="return (a + b) / 2"', 'solution="return a + b"'))
    assert main(["build", "--exercises", str(exam)]) == 2
    assert f"prove {exam}` says all" in capsys.readouterr().err
    assert list(exam.glob("*.ipynb")) == []


def test_a_notebook_with_the_variants_of_another_is_said_to_be_so(exam, tmp_path, capsys):
    """A neighbour's notebook; or the whole class, where the number is not that of build."""
    needs_boxes()
    roster, out = put(tmp_path / "class.csv", ROSTER.encode()), tmp_path / "out"
    order = ["--exercises", str(exam), "--variants", "7", "--roster", str(roster)]
    assert main(["build", *order, "--out", str(out)]) == 0
    people, sheet = Roster(roster).people, Sheet.find("my_sheet", exam)
    for number in "7", "8":
        order[3] = number
        report = str(tmp_path / number)
        assert main(["grade", str(out), "--sheet", "my_sheet", "--jobs", "1", *order, "--out", report]) == 0
        others = {p.name for p in people if handout.pick(int(number), p, sheet) != handout.pick(7, p, sheet)}
        told = {one["student"]: one["what to know"] for one in rows(tmp_path / number / "grades_wide.csv")}
        assert {name for name, words in told.items() if "the variants of another student" in words} == others
    assert others


@pytest.mark.parametrize(
    ("call", "variants"),
    [
        ("own_sheet(\\\"s\\\", ['a', 'b'], variants=[1, 0])", (1, 0)),
        ("own_sheet(\\\"s\\\", ['a', 'b'])", (0, 0)),
        ("own_sheet(variants=[, ])", ()),
        (f"own_sheet(variants=[{'9' * 5000}])", None),
        (f"own_sheet(variants=[{'9' * 30}])", (999,) * 10),
        ("own_sheet()", (0,)),
        ("own_sheet(" + "[a]" * 10**6, None),
        ("own_sheet(" * 10**6, None),
        ("x = 1", None),
    ],
    ids=lambda text: str(text)[:20],
)
def test_what_a_notebook_says_of_its_variants_is_read_whatever_it_is(call, variants):
    began = time.process_time()
    assert handout.said(call.encode()) == variants
    assert time.process_time() - began < 1


def test_without_variants_there_is_nothing_to_draw(tmp_path, capsys):
    roster = put(tmp_path / "class.csv", ROSTER.encode())
    order = [
        "build",
        "--exercises",
        str(OWN),
        "--variants",
        "7",
        "--roster",
        str(roster),
        "--out",
        str(tmp_path / "out"),
    ]
    assert main(order) == 2
    assert "No exercise in" in capsys.readouterr().err
    assert main(order[:5]) == 2
    assert "--variants needs the class and a place" in capsys.readouterr().err


def test_an_exercise_that_makes_gigabytes_is_not_proved_and_fills_no_memory(exam, capsys):
    changed(
        exam,
        ("from dataclasses", "import numpy as np\nfrom dataclasses"),
        ("right=lambda a, b: (a + b) / 2", "right=lambda a, b: np.ones(4 * 10**8).sum()"),
    )
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_AS)
    assert main(["prove", str(exam)]) == 1
    assert "its check stops with" in (told := capsys.readouterr().out)
    assert "MemoryError" in told
    assert resource.getrlimit(resource.RLIMIT_AS) == before


# nbgrader


def test_a_sheet_of_ones_own_goes_to_nbgrader_and_its_path_to_hidden_tests_only(exam, tmp_path):
    assert main(["nbgrader", "--sheet", "my_sheet", "--exercises", str(exam), "--out", str(tmp_path / "source")]) == 0
    cells = json.loads((tmp_path / "source/my_sheet_exercises.ipynb").read_text("utf-8"))["cells"]
    code = {cell["id"]: "".join(cell["source"]) for cell in cells}
    assert code["between-check"].splitlines()[2] == "### BEGIN HIDDEN TESTS"
    assert str(exam) in code["between-check"]
    assert not any(str(exam) in text for name, text in code.items() if name != "between-check")
    names = {"__name__": "__main__"}
    exec(HALF, names)
    start, call = code["between-check"].split("### BEGIN HIDDEN TESTS\n")
    exec(start, names)
    assert eval(call.partition("\n")[0], names) == 3


def test_a_ninth_exercise_in_a_sheet_of_ones_own_breaks_nothing(exam, capsys):
    text = (exam / "my_sheet.py").read_text("utf-8")
    more = "\n".join(
        f"more{number} = replace(halfway, starter=halfway.starter.replace('between', 'between{number}'))"
        for number in range(9)
    )
    names = ", ".join(f"more{number}" for number in range(9))
    (exam / "my_sheet.py").write_text(
        text.replace("EXERCISES = ((halfway, a_quarter),)", f"{more}\nEXERCISES = ({names})"), "utf-8"
    )
    assert main(["prove", str(exam)]) == 0
    assert "9 exercises, 27 points, proved." in capsys.readouterr().out


def test_an_unreadable_module_is_an_error_of_the_folder():
    with pytest.raises(OwnError, match="There is no folder"):
        modules(Path("no such folder"))
