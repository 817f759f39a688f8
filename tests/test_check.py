"""What a learner calls never raises: whatever it is given, it says what is wrong in a sentence."""

import dataclasses
import json
import os
import subprocess
import sys
import threading
import time
import warnings
from fractions import Fraction
from html.parser import HTMLParser
from types import ModuleType

import numpy as np
import pytest

from coursekit import check as module
from coursekit.check import check, checked, hint, hinted, progress, progressed, record, solution, whose
from coursekit.check.in_notebook import Local, Printed, within
from coursekit.check.message import MARKS
from coursekit.check.whose import SHOWING, borrowed
from coursekit.exercises.checking import AnswerError
from coursekit.exercises.exercise import Case
from coursekit.exercises.start_here import rise as exercise
from coursekit.grading.inside.silent import PACKAGES
from coursekit.publish import kernel as kernels


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSEKIT_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(record, "unsaved", [])
    return tmp_path / "home"


def said(function, seconds=5.0):
    return str(checked(function, seconds))


# The three outcomes


def test_a_right_answer_is_right():
    def rise(start, end):
        return end - start

    assert said(rise) == "✓ rise: right, 2 of 2 points"


def test_a_wrong_answer_is_not_yet_right_and_reads_one_sentence_with_numbers():
    def rise(start, end):
        return start - end

    text = said(rise)
    assert text.startswith("→ rise: not yet, 0 of 2 points\nFrom ")
    assert text.endswith("Which sign should it have?")


def test_what_holds_is_said_too():
    def rise(start, end):
        return abs(end - start)

    assert "1 of 2 points" in said(rise)
    assert "What holds: going up." in said(rise)


BORROWS = {
    "rise": "def rise(start, end):\n    return end - start",
    "a function": "from coursekit.derivative import step_size as s\ndef step_size(x, method): return s(x, method)",
    "a module": "from coursekit import derivative\ndef step_size(x, method): return derivative.step_size(x, method)",
    "within": "def step_size(x, method):\n    import coursekit.derivative as d\n    return d.step_size(x, method)",
    "deeper": "from coursekit import derivative\n"
    "def step_size(x, method): return [derivative.step_size(t, method) for t in (x,)][0]",
}


@pytest.mark.parametrize("how", BORROWS)
def test_what_uses_the_courses_own_function_reads_that_a_class_is_graded_without_it(how):
    names = {}
    exec(BORROWS[how], names)
    message = checked(names["rise" if how == "rise" else "step_size"], 5)
    assert message.kind == "right"
    assert [one.startswith("It uses the course's own `") for one in message.sentences] == [True] * (how != "rise")


STEP = "np.finfo(float).eps ** (1 / 2 if method == 'forward' else 1 / 3) * max(1, abs(x))"
USES = {
    "`stats`, of scipy": f"from scipy import stats\ndef step_size(x, method): return {STEP} * stats.norm.cdf(40)",
    "`expit`, of scipy": f"from scipy.special import expit\ndef step_size(x, method): return {STEP} * expit(100)",
    "`half`, of scipy": f"from scipy.special import expit as half\ndef own(x): return half(x)\n"
    f"def step_size(x, method): return {STEP} * own(100)",
    "`scipy.special`, of scipy": "def step_size(x, method):\n    from scipy.special import expit\n"
    f"    return {STEP} * expit(100)",
    "": "import math\nfrom fractions import Fraction\nimport matplotlib.pyplot as plt\n"
    "one = np.frompyfunc(float, 1, 1)\n"
    f"def own(x, method): return {STEP} * one(Fraction(1)) * math.cos(0)\n"
    "def step_size(x, method):\n    plt.close()\n    return own(x, method)",
}


@pytest.mark.parametrize("used", USES)
def test_what_uses_another_package_than_numpy_reads_that_a_class_is_graded_without_it(used):
    names = {"np": np, "__name__": "answers"}
    exec(USES[used], names)
    message = checked(names["step_size"], 5)
    assert message.kind == "right"
    assert [one for one in message.sentences if "A class is graded" in one] == [
        f"It uses {one}. A class is graded with Python and NumPy alone: use these." for one in [used] if one
    ]


def test_a_function_of_scipys_that_does_not_say_its_home_is_not_the_notebooks_own(monkeypatch):
    """A notebook is a module, too, and is looked at before SciPy."""
    notebook = ModuleType("__main__")
    exec(f"import numpy as np\n{USES['`expit`, of scipy']}", notebook.__dict__)
    monkeypatch.setitem(sys.modules, "__main__", notebook)
    assert borrowed(notebook.step_size) == ("expit", "scipy")


def test_an_object_that_knows_keys_only_is_no_mistake_of_the_courses():
    names = {"__name__": "__main__"}
    exec(
        "class Keys(dict):\n    __getattr__ = dict.__getitem__\n"
        "keys = Keys(one=1)\ndef rise(start, end): return keys.one * (end - start)",
        names,
    )
    assert checked(names["rise"], 5).kind == "right"


def test_what_may_show_something_is_what_the_box_has_a_stand_in_for():
    assert SHOWING | {"coursekit"} == PACKAGES


def test_a_starter_is_not_attempted_and_counts_as_no_failure():
    def rise(start, end):
        """Whatever it says."""
        ...

    for _ in range(3):
        assert said(rise).startswith("○ rise: not attempted\nReplace the `...` in `rise(start, end)`")
    assert record.entries() == ([], ())


def test_no_function_yet_is_not_attempted():
    assert "There is no function `rise` in this notebook yet" in said("rise")


def test_the_name_finds_the_function_where_check_is_called():
    def rise(start, end):
        return end - start

    assert "right" in str(checked("rise", 5))


def test_from_the_second_failure_on_a_hint_is_offered_and_a_right_answer_starts_anew():
    def rise(start, end):
        return start

    wrong, right = rise, lambda start, end: end - start
    right.__name__ = "rise"
    assert "hint" not in said(wrong)
    assert "Would a hint help? Run `hint(rise)`." in said(wrong)
    assert "hint" in said(wrong)
    said(right)
    assert "hint" not in said(wrong)


# What is no exercise


@pytest.mark.parametrize("given", [None, 3.5, 2, [1], {}, np.zeros(3), ..., module, b"rise", object()])
def test_what_is_no_function_is_named_and_the_remedy_said(given):
    text = said(given)
    assert text.startswith("• Nothing was checked.\nYou gave ")
    assert text.endswith("Give the function itself, and do not call it: `check(rise)`.")
    assert record.entries() == ([], ())


def test_what_was_called_is_named_and_not_another_way_to_call_it(capsys):
    for call in (check, hint, solution):
        call(3.5)
        assert f"do not call it: `{call.__name__}(rise)`." in capsys.readouterr().out


def test_a_name_that_is_nearly_right_gets_the_right_one():
    assert "Did you mean `central_difference`?" in said("centraldiference")
    assert "`progress()` shows all their names" in said("qqq")
    assert "No exercise is called ``" in said("")


def test_a_function_that_is_no_exercise_is_told_by_its_name():
    def central_diff(f, x, h): ...

    assert "No exercise is called `central_diff`. Did you mean `central_difference`?" in said(central_diff)


def test_a_class_is_no_function():
    class rise:
        pass

    assert "You gave the class `rise`" in said(rise)
    assert "`rise` is a class here, not your function" in str(checked("rise", 5))


def test_a_number_with_the_name_of_an_exercise_is_told():
    rise = 3.0
    assert "`rise` is 3 here, not your function" in str(checked("rise", 5))
    assert rise


def test_a_lambda_and_a_partial_are_found_by_the_name_they_have_in_the_notebook():
    rise = lambda start, end: end - start  # noqa: E731
    assert "✓ rise: right" in str(checked(rise, 5))
    rise = np.vectorize(lambda start, end: end - start)
    assert "✓ rise: right" in str(checked(rise, 5))


def test_the_courses_own_function_is_not_taken_for_the_learners():
    from coursekit.derivative import central_difference

    assert "is the course's own" in said(central_difference)


# Functions that misbehave


def rising(body, **names):
    """A function `rise` whose code is `body`, with a namespace of its own as in a notebook."""
    names["np"] = np
    exec(compile(exercise.code(body), "<a cell>", "exec"), names)
    return names["rise"]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("def rise(start): return 1", "with 2 values, and yours is `rise(start)`"),
        ("def rise(a, b, c): return 1", "yours is `rise(a, b, c)`"),
        ("def rise(): return 1", "yours is `rise()`"),
        ("return 1 / (start - start)", "stops with ZeroDivisionError: "),
        ("return ends - start", "NameError: name 'ends' is not defined"),
        ("return rise(start, end)", "RecursionError: it calls itself, and never comes to an end"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
        ("raise Exception('x' * 100000)", "Exception: xxx"),
        ("raise Exception('<b>two\\nlines</b>')", "Exception: <b>two lines</b>"),
        ("class Odd(Exception):\n    def __str__(self): return 1 / 0\nraise Odd", "Odd"),
        ("exit()", "cannot use exit(): it ends with return"),
        ("quit()", "cannot use quit()"),
        ("import sys\nsys.exit(3)", "SystemExit: 3"),
        ("return float(input('Start?'))", "cannot use input(): it gets its values as arguments"),
        ("end - start", "You return None, and one number is wanted. Does your function always end with `return`"),
        ("return str(end - start)", "You return the text "),
        ("return [end - start]", "You return the list ["),
        ("yield end - start", "You return an object of type generator"),
        ("return {1: 2}", "an object of type dict"),
        ("return rise", "You return a function"),
        ("x = []\nx.append(x)\nreturn x", "ten deep"),
        ("return np.nan", "you return nan"),
        ("return 10 ** 400", "too large"),
        ("return check(rise)", "You return None"),
        ("async def f(): return 1\nreturn f()", "type coroutine"),
    ],
)
def test_each_way_to_go_wrong_gets_a_sentence(body, words):
    text = said(rising(body, check=check, exit=exit, quit=quit))
    assert text.startswith("→ rise: not yet, 0 of 2 points\n")
    assert words in text
    assert "Traceback" not in text
    assert len(text) < 700


def test_an_exception_comes_with_the_line_of_the_learners_code(tmp_path):
    file = tmp_path / "cell.py"
    file.write_text("def rise(start, end):\n    height = end - start\n    return np.zeros(3)[int(height) + 99]\n")
    names = {"np": np}
    exec(compile(file.read_text(), str(file), "exec"), names)
    assert "in line 3: `return np.zeros(3)[int(height) + 99]`." in said(names["rise"])


def test_an_exception_inside_numpy_comes_with_the_learners_line_not_numpys():
    assert "in line 3." in said(rising("return np.linalg.solve(np.zeros((2, 2)), np.ones(2))"))


@pytest.mark.parametrize(
    "body",
    [
        "while True: pass",
        "while True:\n    try:\n        start += 1\n    except Exception:\n        pass",
        "sum(end for _ in iter(int, 1))",
        "import time\nfor _ in range(1000): time.sleep(0.01)",
        "while True: print('again')",
    ],
)
def test_a_loop_without_end_is_stopped(body):
    before = set(threading.enumerate())
    text = said(rising(body), seconds=0.3)
    for thread in set(threading.enumerate()) - before:
        thread.join(5)
        assert not thread.is_alive()
    assert "had not ended after 0.3 s. Does each of its loops come to an end?" in text
    assert "right" in said(rising("return end - start"))


def test_a_loop_that_swallows_every_exception_does_not_hold_up_the_learner():
    ended = threading.Event()
    body = "while not ended.is_set():\n    try:\n        ended.wait(0.001)\n    except BaseException:\n        pass"
    assert "had not ended after 0.2 s" in said(rising(body, ended=ended), seconds=0.2)
    ended.set()


def test_a_call_that_cannot_be_stopped_is_left_behind_and_the_remedy_is_said():
    ended = threading.Event()
    text = said(rising("ended.wait(60)", ended=ended), seconds=0.2)
    ended.set()
    assert "could not be stopped and still runs: choose Kernel, Restart Kernel in the menu." in text


def test_the_time_limit_is_for_all_calls_together():
    answer = Local(rising("import time\ntime.sleep(0.2)\nreturn end - start"), exercise, 0.5)
    assert answer(1, 2) == 1
    assert answer(1, 2) == 1
    with pytest.raises(AnswerError, match=r"had not ended after 0\.5 s"):
        answer(1, 2)


def test_a_check_in_a_thread_that_is_not_the_main_one_works_and_has_its_time_limit():
    found = []

    def work():
        found.append(said(rising("return end - start")))
        found.append(said(rising("while True: pass"), seconds=0.2))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(20)
    assert "right" in found[0]
    assert "had not ended" in found[1]


def test_without_threads_as_in_a_browser_checks_work_without_a_time_limit(monkeypatch):
    monkeypatch.setattr(threading.Thread, "start", no_threads)
    assert "right" in said(rising("return end - start"))
    assert "ZeroDivisionError" in said(rising("return 1 / 0"))


def test_two_checks_at_once_do_not_disturb_each_other():
    entered, leave = threading.Event(), threading.Event()
    slow = rising("entered.set()\nleave.wait(20)\nreturn end - start", entered=entered, leave=leave)
    found = []
    thread = threading.Thread(target=lambda: found.append(said(slow, seconds=20)))
    thread.start()
    entered.wait(20)
    assert "Another check is still running" in said(rising("return end - start"))
    leave.set()
    thread.join(20)
    assert "right" in found[0]


def test_what_is_printed_is_caught_cut_and_mentioned(capsys):
    text = said(rising("print('start is', start)\nprint('x' * 100_000)\nreturn end - start"))
    assert text.startswith("✓ rise: right")
    assert "Your function also printed 4" in text
    assert "start is" in text
    assert len(text) < 700
    assert capsys.readouterr() == ("", "")


def test_printed_text_is_kept_up_to_its_limit_only():
    printed = Printed()
    for _ in range(1000):
        printed.write("x" * 1000)
    assert (len(printed.start), printed.length) == (Printed.KEPT, 1_000_000)


def test_warnings_cost_nothing_and_litter_nothing(capsys):
    body = "import warnings\nwarnings.warn('look')\nnp.log(np.zeros(2))\nnp.exp(np.float64(1000))\nreturn end - start"
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        assert said(rising(body)) == "✓ rise: right, 2 of 2 points"
    assert not seen
    assert capsys.readouterr() == ("", "")


def no_threads(self):
    raise RuntimeError("can't start new thread")


@pytest.mark.parametrize("threads", [True, False])
def test_numpy_set_to_raise_costs_nothing_either(threads, monkeypatch):
    if not threads:
        monkeypatch.setattr(threading.Thread, "start", no_threads)
    with np.errstate(all="raise"):
        assert "right" in said(rising("np.float64(1) / np.float64(0)\nreturn end - start"))


def test_the_learners_names_are_as_before_after_a_check():
    import builtins

    before = builtins.input, builtins.exit, sys.stdout
    function = rising("global seen\nseen = 1\nexit()", exit="mine")
    assert "RuntimeError" in said(function)
    assert (builtins.input, builtins.exit, sys.stdout) == before
    assert function.__globals__["exit"] == "mine"
    assert function.__globals__["seen"] == 1


def test_arguments_are_copies_and_show_what_the_function_did_to_them():
    y = np.array([1.0, 2.0])
    answer = Local(lambda start, end: start.__setitem__(0, 9.0), exercise, 5)
    assert answer(y, 1) is None
    assert y.tolist() == [1.0, 2.0]
    assert answer.arguments[0].tolist() == [9.0, 2.0]


class Liar(float):
    def __eq__(self, other):
        return True

    __hash__ = float.__hash__
    __sub__ = __abs__ = lambda self, *other: 0.0


@pytest.mark.parametrize(
    ("value", "exact"),
    [
        (np.float32(0.5), 0.5),
        (np.int64(3), 3),
        (np.bool_(True), True),
        (np.array(2.0), 2.0),
        (np.longdouble(2), 2.0),
        (np.complex64(1 + 2j), 1 + 2j),
        (np.clongdouble(1 + 2j), 1 + 2j),
        (np.array("a"), "a"),
        (np.array([2, Fraction(1, 2)]), [2, 0.5]),
        (np.str_("a"), "a"),
        (Liar(3), 3.0),
        (1 + 2j, 1 + 2j),
        ((1, [np.float64(2)]), (1, [2.0])),
        (..., None),
    ],
)
def test_results_are_turned_into_exact_types(value, exact):
    got = Local(lambda start, end: value, exercise, 5)(1, 2)
    assert got == exact
    assert type(got) is type(exact)


def test_an_array_comes_back_as_a_plain_copy():
    class Odd(np.ndarray):
        pass

    value = np.array([1.0, 2.0]).view(Odd)
    got = Local(lambda start, end: value, exercise, 5)(1, 2)
    assert type(got) is np.ndarray
    assert got is not value


def test_a_function_that_is_returned_can_be_called_with_the_same_care():
    inner = Local(lambda start, end: lambda t: t / start, exercise, 5)(2, 0)
    assert inner(3.0) == 1.5
    polynomial = Local(lambda start, end: np.poly1d([start, end]), exercise, 5)(2, 1)  # NumPy makes an array of it, too
    assert polynomial(3.0) == 7.0
    inner = Local(lambda start, end: lambda t: t / start, exercise, 5)(0, 0)
    with pytest.raises(AnswerError, match="The function that you return stops with ZeroDivisionError"):
        inner(3.0)


def test_a_mistake_of_the_check_itself_is_not_the_learners_fault(monkeypatch):
    def broken(rng):
        raise IndexError("ours")

    monkeypatch.setitem(whose.EXERCISES, "rise", dataclasses.replace(exercise, cases={"up": Case(1, broken)}))
    assert "mistake in the course" in said(rising("return 1"))


def test_what_runs_too_long_or_fails_within_is_told_apart():
    assert within(5, lambda: 3) == 3
    with pytest.raises(TimeoutError):
        within(0.1, lambda: time.sleep(5))


# Hints and solutions


def test_hints_climb_and_the_last_stays():
    texts = [str(hinted("rise", None)) for _ in range(4)]
    assert [f"hint {n} of 3" in text for n, text in zip((1, 2, 3, 3), texts, strict=True)] == [True] * 4
    assert "`solution(rise)`" in texts[3]
    assert "hint 1 of 3" in str(hinted("rise", 1))
    assert "hint 2 of 3" in str(hinted("rise", None))


@pytest.mark.parametrize("rung", [0, 4, -1, 1.5, "2", True])
def test_a_hint_that_does_not_exist_is_told(rung):
    assert "no such hint" in str(hinted("rise", rung))


def test_hint_and_solution_of_nothing_say_what_to_give(capsys):
    hint()
    hint(3)
    solution(None)
    solution("risse")
    out = capsys.readouterr().out
    assert out.count("You gave") == 3
    assert "Did you mean `rise`?" in out


def test_a_solution_is_the_whole_function(capsys):
    solution("rise")
    assert "def rise(start, end):" in capsys.readouterr().out


# The record


def test_progress_shows_what_is_right_tried_and_left(capsys):
    said(rising("return end - start"))
    said(rising("return start"))  # once right stays right
    record.add({"exercise": "step_size", "status": "not yet", "earned": 1})
    progress()
    out = capsys.readouterr().out
    assert "✓ 00_start_here: 1 of 1 right" in out
    assert "01_derivative: 0 of 9 right" in out
    assert "→ `step_size`: not yet" in out
    assert "○ `has_kink`: not attempted" in out


def test_the_record_holds_nothing_personal(home):
    said(rising("secret = 'Anna'\nprint(secret)\nreturn secret"))
    hinted("rise", None)
    lines = (home / "progress.jsonl").read_text().split("\n")[1:]
    assert [json.loads(line) for line in lines] == [
        {"exercise": "rise", "status": "not yet", "earned": 0},
        {"exercise": "rise", "hint": 1},
    ]


@pytest.mark.parametrize(
    "spoilt",
    [b"{", b"\xff\xfe\x00", b"[]", b'"x"', b"null", b'{"exercise": 3}', b"[" * 100_000, b'{"status": "right"}'],
)
def test_a_spoilt_line_loses_no_other_and_is_told(home, spoilt):
    record.add({"exercise": "rise", "status": "right", "earned": 2})
    with open(home / "progress.jsonl", "ab") as file:
        file.write(b"\n" + spoilt)
    record.add({"exercise": "step_size", "status": "not yet", "earned": 0})
    entries, told = record.entries()
    assert [entry["exercise"] for entry in entries] == ["rise", "step_size"]
    assert "1 line that cannot be read" in told[0]
    assert "progress.jsonl" in str(progressed()[0])


def test_half_a_line_left_by_a_crash_spoils_only_itself(home):
    record.add({"exercise": "rise", "status": "right", "earned": 2})
    file = home / "progress.jsonl"
    file.write_bytes(file.read_bytes() + b'\n{"exercise": "ri')
    record.add({"exercise": "step_size", "status": "not yet", "earned": 0})
    assert [entry["exercise"] for entry in record.entries()[0]] == ["rise", "step_size"]


@pytest.mark.parametrize(
    "odd", [{"exercise": "rise", "hint": "two"}, {"exercise": "rise", "status": ["right"]}, {"exercise": ""}]
)
def test_odd_entries_do_no_harm(odd):
    record.add(odd)
    assert "hint 1 of 3" in str(hinted("rise", None))
    assert "0 of 1 right" in str(progressed()[0])
    assert "not yet" in said(rising("return start"))


def test_a_record_that_cannot_be_written_is_told_and_counts_until_the_notebook_is_closed(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("COURSEKIT_HOME", str(tmp_path / "file"))
    text = said(rising("return start"))
    assert "This could not be written down, and will be forgotten when you close the notebook: " in text
    assert "Would a hint help?" in said(rising("return start"))
    assert "✓ rise: right" in said(rising("return end - start"))
    assert "1 of 1 right" in str(progressed()[0])
    assert (tmp_path / "file").read_text() == "in the way"


def test_a_folder_in_the_place_of_the_record_is_told(home):
    (home / "progress.jsonl").mkdir(parents=True)
    assert "could not be written down" in said(rising("return start"))
    assert "could not be read" in str(progressed()[0])


def test_without_a_home_folder_the_check_still_works(monkeypatch):
    monkeypatch.delenv("COURSEKIT_HOME")
    monkeypatch.setattr(record.Path, "expanduser", lambda self: (_ for _ in ()).throw(RuntimeError("no home")))
    assert "could not be written down" in said(rising("return start"))


def test_two_notebooks_that_write_at_once_lose_nothing(home):
    code = "from coursekit.check import record\nfor n in range(200): record.add({'exercise': 'rise', 'hint': n})"
    environment = {**os.environ, "COURSEKIT_HOME": str(home)}
    writers = [subprocess.Popen([sys.executable, "-c", code], env=environment) for _ in range(2)]
    assert [writer.wait(60) for writer in writers] == [0, 0]
    entries, told = record.entries()
    assert (len(entries), told) == (400, ())


# How it looks


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found, self.text, self.hidden = [], "", 0

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, dict(attributes)))

    def handle_data(self, data):
        self.text += data


def parsed(message):
    tags = Tags()
    tags.feed(message._repr_html_())
    return tags


def test_html_says_the_words_of_the_plain_text_and_the_mark_is_for_the_eye_only():
    message = checked(rising("return start"), 5)
    tags = parsed(message)
    assert all(sentence.replace("`", "") in tags.text for sentence in message.sentences)
    assert message.title in tags.text
    assert ("div", "status") in [(tag, attributes.get("role")) for tag, attributes in tags.found]
    assert [a["aria-hidden"] for tag, a in tags.found if tag == "span"] == ["true"]
    assert "background" not in message._repr_html_()
    assert "color:#000" not in message._repr_html_()


def test_what_the_learner_writes_is_escaped():
    message = checked(rising("raise Exception('<script>alert(1)</script> & `<i>`')"), 5)
    assert "<script>" not in message._repr_html_()
    assert "<i>" not in message._repr_html_()
    assert "&lt;script&gt;" in message._repr_html_()


@pytest.mark.parametrize("kind", MARKS)
def test_colours_have_a_contrast_of_three_on_white_and_on_black(kind):
    colour = MARKS[kind][1]
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    light = float(np.dot([0.2126, 0.7152, 0.0722], linear))
    assert 1.05 / (light + 0.05) >= 3
    assert (light + 0.05) / 0.055 >= 3


# In a real notebook kernel


@pytest.fixture(scope="module")
def kernel(tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("COURSEKIT_HOME", str(home))
        with kernels.kernel(home) as (_, client):
            yield Kernel(client)


class Kernel:
    def __init__(self, client):
        self.client = client
        self.run("from coursekit.check import check, hint, progress, solution\nimport numpy as np")

    def start(self, code, subshell=None):
        message = self.client.session.msg("execute_request", {"code": code, "silent": False, "allow_stdin": True})
        message["header"]["subshell_id"] = subshell
        self.client.shell_channel.send(message)
        return message["header"]["msg_id"]

    def outputs(self, asked):
        """Everything that the cell shows, until it is idle again."""
        found = []
        while True:
            message = self.client.get_iopub_msg(timeout=30)
            if message["parent_header"].get("msg_id") != asked:
                continue
            if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
                return found
            if message["msg_type"] in ("stream", "display_data", "execute_result", "error"):
                found.append((message["msg_type"], message["content"]))

    def run(self, code, subshell=None):
        return self.outputs(self.start(code, subshell))

    def said(self, code, subshell=None):
        """The one message that the cell shows, in plain text."""
        ((kind, content),) = self.run(code, subshell)
        assert kind == "display_data", content
        assert set(content["data"]) == {"text/plain", "text/html"}
        return content["data"]["text/plain"]


def test_a_notebook_shows_each_message_once_as_html_with_its_plain_twin(kernel):
    assert "✓ rise: right" in kernel.said("def rise(start, end):\n    return end - start\ncheck(rise)")
    assert "✓ rise: right" in kernel.said("check('rise')")
    assert "hint 1 of 3" in kernel.said("hint(rise)")
    assert "one solution" in kernel.said("solution(rise)")


def test_the_line_at_fault_is_shown_in_a_notebook(kernel):
    assert "in line 2: `return end / 0`." in kernel.said("def rise(start, end):\n    return end / 0\ncheck(rise)")


def test_exit_and_input_in_a_notebook_end_and_ask_for_nothing(kernel):
    for call in "exit()", "quit()", "input()":
        assert "cannot use" in kernel.said(f"def rise(start, end):\n    {call}\ncheck(rise)")
    assert "right" in kernel.said("def rise(start, end):\n    return end - start\ncheck(rise)")


def test_a_loop_without_end_is_stopped_in_a_notebook_and_prints_nothing(kernel):
    code = "def rise(start, end):\n    while True: print('x' * 1000)\ncheck(rise, seconds=0.3)"
    text = kernel.said(code)
    assert "had not ended after 0.3 s" in text
    assert "also printed" in text


ENDLESS = """
count = 0
def rise(start, end):
    global count
    while True:
        try:
            count += 1
        except Exception:
            pass
check(rise, seconds=60)
"""


def test_the_learners_own_interrupt_stops_the_check_and_says_so(kernel):
    asked = kernel.start(ENDLESS)
    time.sleep(0.7)
    kernel.client.parent.interrupt_kernel()
    ((kind, content),) = kernel.outputs(asked)
    assert kind == "display_data"
    assert "you stopped the check" in content["data"]["text/plain"]
    ((_, content),) = kernel.run("import time\nbefore = count\ntime.sleep(0.2)\nprint(count - before)")
    assert content["text"] == "0\n"


def test_a_check_in_a_subshell_of_the_kernel_has_its_time_limit(kernel):
    control = kernel.client.session.msg("create_subshell_request", {})
    kernel.client.control_channel.send(control)
    reply = kernel.client.get_control_msg(timeout=30)
    if reply["msg_type"] != "create_subshell_reply" or reply["content"].get("status") != "ok":
        pytest.skip("this kernel has no subshells")
    subshell = reply["content"]["subshell_id"]
    assert "had not ended" in kernel.said(
        "def rise(start, end):\n    while True: pass\ncheck(rise, seconds=0.3)", subshell
    )
    assert "right" in kernel.said("def rise(start, end):\n    return end - start\ncheck(rise)", subshell)
