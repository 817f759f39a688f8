"""The judge: true marks and useful sentences for honest notebooks, whatever their cells look like."""

import ast
import contextlib
import json
import os
import re
from dataclasses import replace

import numpy as np
import pytest
from grading_classroom import EVENS, HOLD, OWN, PRACTICE, RIGHT, SHORT, SLOPE, TOTAL, marks, needs_boxes, notebook, said
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from coursekit.grading.answer import clean
from coursekit.grading.bare import Bare
from coursekit.grading.channel import BoxError
from coursekit.grading.inside.notebook import cells, plain
from coursekit.grading.inside.wire import LINE_LIMIT, WireError, decode, encode, line, parse
from coursekit.grading.judge import grade
from coursekit.grading.sandbox import Sandbox
from coursekit.grading.sheet import Sheet, SheetError
from coursekit.publish.sheets import SHEETS, build
from coursekit.words import places

IMPORTS = """import numpy as np
import matplotlib.pyplot as plt
from coursekit.check import check, hint
from coursekit.live import explore, log_slider"""
PLOT = """fig, (left, right) = plt.subplots(1, 2)
line, = left.plot(np.arange(3))
plt.show()"""
CHECK = """check(slope)
hint(slope)
explore(slope, h=log_slider(1, 1e-16))"""


@pytest.fixture(scope="module")
def box():
    needs_boxes()
    with Sandbox(SHORT) as box:
        yield box


@pytest.fixture(scope="module")
def patient():
    """A box that waits: on a busy machine an answer that computes for no time may take seconds by the clock."""
    needs_boxes()
    with Sandbox(replace(SHORT, patience=20.0, clock=60.0)) as box:
        yield box


@pytest.fixture(scope="module")
def quick():
    needs_boxes()
    with Sandbox(replace(SHORT, seconds=0.2, total=0.4, patience=0.4, clock=1.0)) as box:
        yield box


def test_a_right_notebook_earns_every_point(box):
    result = grade(notebook(IMPORTS, *RIGHT, PLOT), PRACTICE, 1, box)
    assert marks(result) == [3, 2, 2, 1]
    assert {exercise.status for exercise in result.exercises} == {"right"}
    assert (result.problem, result.cells) == ("", ())


@pytest.mark.parametrize("sheet", SHEETS)
def test_the_solutions_of_a_sheet_earn_everything_and_the_starters_nothing(box, sheet):
    solved, fresh = (
        grade(json.dumps(build(sheet, solved=solved)).encode(), Sheet(sheet), 3, box) for solved in (True, False)
    )
    assert marks(solved) == [exercise.points for exercise in SHEETS[sheet]]
    assert not solved.cells
    assert marks(fresh) == [0] * len(SHEETS[sheet])
    assert {exercise.status for exercise in fresh.exercises} == {"not attempted"}


DRESS = """
import numpy as np

def dressed(function):
    def answer(*arguments):
        value = np.array(function(*arguments))
        return value.astype({kind!r}) if value.dtype.kind in "if" else value
    return answer
"""


LEND = """
import numpy as np

def dressed(value):
    value = np.array(value)
    return value.astype({kind!r})[()] if value.dtype.kind in "if" else value

def lending(function):
    def lent(f):
        return (lambda *values: f(*map(dressed, values))) if callable(f) else f
    return lambda *arguments: function(*map(lent, arguments))
"""


@pytest.mark.parametrize("kind", ["float64", "longdouble", "complex128", "clongdouble", "object"])
@pytest.mark.parametrize("sheet", SHEETS)
def test_answers_of_every_kind_of_number_are_taken_in_the_box_too(box, sheet, kind):
    cells = [DRESS.format(kind=kind)]
    for exercise in SHEETS[sheet]:
        cells += [exercise.code(exercise.solution), f"{exercise.name} = dressed({exercise.name})"]
    result = grade(notebook(*cells), Sheet(sheet), 3, box)
    assert marks(result) == [exercise.points for exercise in SHEETS[sheet]], result.exercises


@pytest.mark.parametrize("kind", ["longdouble", "complex128", "clongdouble", "object"])
@pytest.mark.parametrize("sheet", SHEETS)
def test_f_takes_every_kind_of_number_from_the_box(box, sheet, kind, recwarn):
    cells = [LEND.format(kind=kind)]
    for exercise in SHEETS[sheet]:
        cells += [exercise.code(exercise.solution), f"{exercise.name} = lending({exercise.name})"]
    result = grade(notebook(*cells), Sheet(sheet), 3, box)
    assert marks(result) == [exercise.points for exercise in SHEETS[sheet]], result.exercises
    assert not recwarn, "an instructor reads what NumPy thinks of complex numbers"


def test_an_imaginary_part_is_told_in_the_box_too(box):
    result = grade(notebook("import numpy as np\ndef slope(f, x, h): return np.emath.sqrt(-9.0)"), PRACTICE, 1, box)
    assert said(result, "slope") == (
        "You return the complex number 0+3j, and one number is wanted. Its imaginary part is 3, and not 0."
    )


@pytest.mark.parametrize(  # test_exercises asks them all without a box
    "sheet", [pytest.param(sheet, marks=[pytest.mark.ci] * (sheet != "02_partial_derivative")) for sheet in SHEETS]
)
def test_each_known_mistake_gets_its_words_in_the_box_too(patient, sheet):
    exercises = Sheet(sheet).exercises()
    for number in range(max(len(exercise.mistakes) for exercise in exercises)):
        chosen = [list(exercise.mistakes.items())[number % len(exercise.mistakes)] for exercise in exercises]
        codes = [exercise.known(code) for exercise, (code, _) in zip(exercises, chosen, strict=True)]
        result = grade(notebook("import numpy as np", *codes), Sheet(sheet), 11, patient)
        for told, (code, words) in zip(result.exercises, chosen, strict=True):
            if told.status == "not attempted" and code == "None":
                continue  # to Python it is the starter
            assert told.status == "not yet", code
            assert told.earned < told.points, code
            if "from coursekit" in code:
                assert "is the course's own" in told.sentence, told.sentence
                continue
            assert places(words) or told.sentence.endswith(words), f"{code}: {told.sentence}"


@pytest.mark.parametrize("sheet", SHEETS)
def test_each_other_right_answer_is_right_in_the_box_too_and_one_that_borrows_is_told_so(patient, sheet):
    exercises = Sheet(sheet).exercises()
    for number in range(max(len(exercise.also_right) for exercise in exercises)):
        codes = [([*e.also_right, *[e.solution] * 9])[number] for e in exercises]
        cells = [exercise.known(code) for exercise, code in zip(exercises, codes, strict=True)]
        result = grade(notebook("import numpy as np", *cells), Sheet(sheet), 11, patient)
        for told, code in zip(result.exercises, codes, strict=True):
            if "coursekit" in code:
                assert told.earned == 0
                assert "is the course's own, in line " in told.sentence
                assert told.sentence.endswith("without the functions of the course: write out what it does.")
            else:
                assert told.earned == told.points, f"{code}: {told.sentence}"


@pytest.mark.parametrize(
    "borrows",
    [
        "from coursekit.derivative import central_difference as d\ndef slope(f, x, h): return d(f, x, h)",
        "from coursekit import derivative\ndef slope(f, x, h): return derivative.central_difference(f, x, h)",
        "import coursekit.derivative as d\ndef slope(f, x, h): return 0.5 * d.central_difference(f, x, h)",
        "from coursekit.derivative import *\nimport coursekit\ndef slope(f, x, h): return coursekit.derivative.d(f)",
        "def slope(f, x, h):\n    from coursekit.gradient import check_gradient\n    return bool(check_gradient(f))",
    ],
)
def test_what_uses_the_courses_own_functions_reads_that_they_are_not_here(box, borrows):
    result = grade(notebook(CHECK, borrows), PRACTICE, 1, box)
    assert "is the course's own" in said(result, "slope")
    assert result.cells == () or "NameError" in result.cells[0]


def test_the_same_seed_asks_the_same_and_another_seed_asks_something_else(box):
    wrong = notebook("def slope(f, x, h): return 0.0")
    one, again, other = (grade(wrong, PRACTICE, seed, box) for seed in (1, 1, 2))
    assert one == again
    assert said(one, "slope") != said(other, "slope")


def test_an_error_is_told_in_one_line_with_the_line_of_the_learners_code(box):
    result = grade(notebook("def slope(f, x, h):\n    y = f(x)\n    return y / 0"), PRACTICE, 1, box)
    assert "stops with ZeroDivisionError" in said(result, "slope")
    assert "line 3: `return y / 0`" in said(result, "slope")


@pytest.mark.parametrize(
    ("returned", "error"),
    [("fractions.Fraction(10**400, 3)", "OverflowError: "), ("Odd()", "KeyError: 'f', in line 3: `def __float__")],
)
def test_a_number_that_cannot_be_told_is_an_error_and_ends_nothing(box, returned, error):
    odd = "import numbers, fractions\nclass Odd:\n    def __float__(self): raise KeyError('f')\n"
    odd += "numbers.Real.register(Odd)"
    result = grade(notebook(odd, TOTAL, f"def slope(f, x, h): return {returned}"), PRACTICE, 1, box)
    assert f"stops with {error}" in said(result, "slope")
    changed = f"def total(y):\n    y[0] = {returned}\n    return 2.0"
    assert "ended Python" not in said(grade(notebook(odd, changed), PRACTICE, 1, box), "total")


def test_a_sentence_that_is_too_long_keeps_what_was_asked_and_what_is_wrong():
    table = ", ".join(str(number) for number in range(600))
    kept = clean(f"For m = ({table}) you return\n0. The last row is missing.")
    assert kept.startswith("For m = (0, 1, 2, ")
    assert kept.endswith(" you return 0. The last row is missing.")
    assert len(kept) <= 500


def test_a_wrong_signature_is_told_as_in_the_notebook(box):
    result = grade(notebook("def slope(f, x):\n    return 0.0"), PRACTICE, 1, box)
    assert "yours is `slope(f, x)`" in said(result, "slope")


def test_what_is_not_there_or_still_the_starter_is_not_attempted(box):
    starter = PRACTICE.exercises()[0].starter
    result = grade(
        notebook(starter, starter.replace("slope", "total").replace("f, x, h", "y").replace("Do it", "Hm")),
        PRACTICE,
        1,
        box,
    )
    assert [exercise.status for exercise in result.exercises] == ["not attempted"] * 4


def test_a_function_that_changes_its_argument_is_found_out(box):
    result = grade(notebook("def total(y):\n    y += 1\n    return sum(y) - len(y)"), PRACTICE, 1, box)
    assert marks(result) == [0, 1, 0, 0]
    assert "and after the call it is (" in said(result, "total")


def test_a_cell_that_fails_loses_no_definition_around_it(box):
    result = grade(
        notebook(f"1 / 0\n{TOTAL}", "def broken(:", f"{EVENS}\nundefined\n{HOLD}", "assert False", SLOPE),
        PRACTICE,
        1,
        box,
    )
    assert marks(result) == [3, 2, 2, 1]
    assert any("ZeroDivisionError: division by zero, in line 1: `1 / 0`" in cell for cell in result.cells)


def test_an_endless_loop_costs_its_own_exercise_only(box):
    loop = "def slope(f, x, h):\n    while True:\n        pass"
    result = grade(notebook(loop, f"{TOTAL}\nwhile True: pass", HOLD, EVENS), PRACTICE, 1, box)
    assert marks(result) == [0, 2, 2, 1]
    assert "had not ended. Does each of its loops come to an end?" in said(result, "slope")
    assert result.cells == ("Cell 2 computed for 0.4 seconds and had not ended.",)


def test_a_notebook_that_uses_up_its_time_is_over():
    with Sandbox(replace(SHORT, seconds=0.1, total=0.5)) as box:
        result = grade(notebook(EVENS, *["while True: pass"] * 12), PRACTICE, 1, box)
    assert marks(result) == [0, 0, 0, 0]
    assert "used up the 0.5 seconds" in said(result, "evens")


def test_f_may_raise_and_the_answer_may_catch_it(box):
    tries = "    try:\n        f('text')\n    except TypeError:\n        return"
    code = f"def slope(f, x, h):\n{tries} (f(x + h) - f(x - h)) / (2 * h)"
    assert marks(grade(notebook(code), PRACTICE, 1, box)) == [3, 0, 0, 0]


def test_warnings_prints_and_numpy_numbers_cost_no_marks(box):
    code = (
        "import sys, warnings\nimport numpy as np\ndef slope(f, x, h):\n    warnings.warn('careful')\n    np.log(0)\n"
        "    print('x' * 10000)\n    sys.stderr.write('y')\n"
        "    return np.array((f(np.float64(x) + h) - f(x - h)) / (2 * h))"
    )
    assert marks(grade(notebook(code, "def evens(n): return tuple(np.arange(0, 2 * n, 2))"), PRACTICE, 1, box)) == [
        3,
        0,
        0,
        1,
    ]


def test_an_answer_is_the_same_without_a_sandbox():
    with Bare(SHORT) as bare:
        result = grade(
            notebook(IMPORTS, SLOPE, "def total(y): return 0", HOLD, "import os\nos._exit(1)", EVENS), PRACTICE, 1, bare
        )
    assert marks(result) == [3, 0, 2, 1]


# Cells


@st.composite
def rearranged(draw):
    """Draw a notebook that says what `RIGHT` says, in other cells."""
    pieces = [IMPORTS, *RIGHT, CHECK, PLOT, "x = np.linspace(0, 1)\ny = x**2"]
    pieces += draw(
        st.lists(
            st.sampled_from(
                ["%matplotlib inline", "!pip list", "%time z = 3", "plt?", "x = !ls", "# prose", "%load_ext autoreload"]
            )
        )
    )
    split = [part for piece in pieces for part in (_statements(piece) if draw(st.booleans()) else [piece])]
    twice = split + draw(st.lists(st.sampled_from(split), max_size=4))
    order = draw(st.permutations(twice))
    merged = [order[0]]
    for piece in order[1:]:
        if draw(st.booleans()):
            merged[-1] += draw(st.sampled_from(["\n", "\n\n", "\n# and then\n"])) + piece
        else:
            merged.append(piece)
    extra = ["%%bash\nrm -rf /", "%%time\nq = 1", "%%html\n<script>", "", "?print", "def incomplete("]
    return merged + draw(st.lists(st.sampled_from(extra), max_size=3))


def _statements(piece):
    try:
        return [ast.unparse(statement) for statement in ast.parse(piece).body] or [piece]
    except SyntaxError:
        return [piece]


@settings(max_examples=60, deadline=None)
@given(rearranged())
def test_rearranged_cells_never_change_the_marks(box, arranged):
    assert marks(grade(notebook(*arranged), PRACTICE, 1, box)) == [3, 2, 2, 1]


def test_prose_outputs_ids_and_metadata_do_not_matter(box):
    book = json.loads(notebook(*RIGHT))
    book["cells"].insert(1, {"cell_type": "markdown", "source": "def slope(f, x, h): return 0"})
    book["cells"].insert(1, {"cell_type": "raw", "source": ["def slope(f, x, h): return 0"]})
    book["cells"].append(
        {"cell_type": "code", "source": SLOPE.splitlines(keepends=True), "outputs": [{"text": "x" * 10**6}], "id": 5}
    )
    book["cells"].append("no cell")
    assert marks(grade(json.dumps(book).encode(), PRACTICE, 1, box)) == [3, 2, 2, 1]


NAMES_OF_OURS = re.compile(
    r"\b(?:Remote|Lent|Loans|Silent|NotHere|Child|Session|Calls|Trial|Reply|WireError|ExactFunction|Polynomial)\w*"
    r"|<locals>|__\w+__|0x[0-9a-f]{6}"
)
ODD = """f(f); f(lambda t: t); f(x=1); f([f, f]); f((f,)); f(len); f(plt.gca()); f(gradient); f(1, 2, 3, 4); f(); f("a")
f({1: 2}); f(object()); f(plt); f(lambda *a: f); int(f); f + 1; f[0]; f.coef; -f; f < f; len(f); np.sin(f); plt + 1
float(plt.gca()); 1 + plt.gca(); gradient + 1; int(gradient); explore + 1; gradient(f, 1); plt; plt.gca(); gradient
explore; f; [f]; [plt]; [gradient]; type(f); lambda t: f; lambda t: plt; lambda t: [f]; lambda t: t(1); object(); open
np.array([f, f])"""


@pytest.mark.parametrize("odd", re.split("; |\n", ODD))
@pytest.mark.parametrize("sheet", ["practice", "02_partial_derivative"])
def test_no_sentence_names_what_is_only_ours(box, sheet, odd):
    """Whatever an answer does with its functions and with what is not in the box, it reads of Python's own kinds."""
    sheet = PRACTICE if sheet == "practice" else Sheet(sheet)
    imports = "import numpy as np, matplotlib.pyplot as plt\nfrom coursekit.live import explore\n"
    code = "def {}(f=0, *rest):\n    return {}\n"
    answers = [code.format(exercise.name, odd) for exercise in sheet.exercises()]
    for mark in grade(notebook(imports + "from coursekit.gradient import gradient", *answers), sheet, 1, box).exercises:
        assert not NAMES_OF_OURS.search(mark.sentence), mark.sentence


@pytest.mark.parametrize("digits", [400, 6000])
def test_a_number_of_thousands_of_digits_makes_a_notebook_no_less_a_notebook(box, digits):
    for place in ('"metadata": {}', '"execution_count": null'):
        name = place.partition(":")[0]
        book = notebook(*RIGHT, "# €").replace(place.encode(), f"{name}: {'7' * digits}".encode(), 1)
        assert marks(grade(book, PRACTICE, 1, box)) == [3, 2, 2, 1]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("%matplotlib inline\nx = 1", "pass\nx = 1"),
        ("if x:\n    !ls -l 'a\n    y = 2", "if x:\n    pass\n    y = 2"),
        ("%time y = f(2)", "y = f(2)"),
        ("%timeit -n 3 f(2)", "pass"),
        ("a, b = %sql select", "a, b = None"),
        ("f?\nf??\n?f", "pass\npass\npass"),
        ("%%time\ny = 2", "y = 2"),
        ("%%writefile x.py\nbroken(", ""),
        ("y = (a\n % b)", "y = (a\n % b)"),
        ('s = """\n%magic\n!shell\n"""\n%magic', 's = """\n%magic\n!shell\n"""\npass'),
    ],
)
def test_magics_and_shell_lines_are_translated_away(source, expected):
    assert plain(source) == expected


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"   \n", "empty"),
        (b"{", "only part of one"),
        (notebook(*RIGHT)[:200], "only part of one"),
        (b"\xff\xfe\x00{", "not text in UTF-8"),
        (b"\x89PNG\r\n", "not text"),
        (b"[" * 10**6, "nested too deeply"),
        (b"[]", "not a notebook"),
        (b'{"a": 1}', "not a notebook"),
        (b'{"nbformat": 3, "worksheets": []}', "old format"),
        (b'{"nbformat": 4}', "no list of cells"),
        (b'{"nbformat": 4, "cells": {}}', "no list of cells"),
    ],
)
def test_what_is_no_notebook_is_refused_in_one_sentence(box, data, words):
    result = grade(data, PRACTICE, 1, box)
    assert words in result.problem
    assert result.exercises == ()


def test_a_notebook_with_a_mark_at_its_start_is_read():
    assert cells(b"\xef\xbb\xbf" + notebook("x = 1")) == ["x = 1"]


# The wire

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | st.text(max_size=5) | st.complex_numbers(),
    lambda inner: st.lists(inner, max_size=4) | st.lists(inner, max_size=4).map(tuple),
    max_leaves=8,
)


@settings(max_examples=50)
@given(VALUES)
def test_values_cross_the_wire_as_they_are(value):
    crossed = decode(parse(line({"value": encode(value, id)})[:-1])["value"], id)
    assert repr(crossed) == repr(value)


@given(
    hnp.arrays(
        st.sampled_from(["f8", "f4", "f2", "i8", "u1", "?", "c16", "c8", ">f8"]),
        hnp.array_shapes(min_dims=1, min_side=0),
    )
)
def test_arrays_cross_the_wire_as_they_are(value):
    crossed = decode(parse(line({"value": encode(value, id)})[:-1])["value"], id)
    assert crossed.dtype == value.dtype.newbyteorder("=")
    assert crossed.shape == value.shape
    np.testing.assert_array_equal(crossed, value)


@pytest.mark.parametrize("kind", ["longdouble", "clongdouble", object])
def test_numbers_of_a_size_that_machines_disagree_on_cross_as_floats(kind):
    array = np.array([[0.1, 2.0], [3.0, 4.0]], kind)
    for value in array, array[0, 0], list(array[0]):
        crossed = decode(parse(line({"value": encode(value, id)})[:-1])["value"], id)
        assert np.asarray(crossed).tolist() == np.asarray(value).tolist() == np.asarray(value, complex).tolist()


@pytest.mark.parametrize(
    ("value", "crosses"),
    [
        (np.array([[1, 2.5], [3, 4]], object), np.array([[1, 2.5], [3, 4]])),
        (np.array([1, 2**62], object), np.array([1, 2**62])),
        (np.array([1, 2 + 1j], object), np.array([1, 2 + 1j])),
        (np.array([True, 1.5], object), [True, 1.5]),  # a check says of each what it is
        (np.array([1.5, None], object), [1.5, None]),
        (np.array([2**70, 1], object), [2**70, 1]),
        (np.zeros((0, 3), object), []),
    ],
    ids=str,
)
def test_numbers_of_pythons_own_in_an_array_cross_as_an_array(value, crosses):
    """A function that is lent can compute with it then, as in the notebook."""
    crossed = decode(parse(line({"value": encode(value, id)})[:-1])["value"], id)
    assert type(crossed) is type(crosses)
    assert repr(crossed) == repr(crosses)


@pytest.mark.parametrize("value", [object(), {}, np.array(["a"]), np.zeros(10**6), 2**2000, np.array([object()])])
def test_what_cannot_cross_is_refused(value):
    with pytest.raises(WireError):
        encode(value, id)


@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_any_bytes_are_read_as_a_message_or_refused(data):
    with contextlib.suppress(WireError):
        decode(parse(data).get("value"), lambda number: None)


def test_a_message_longer_than_the_limit_is_refused():
    with pytest.raises(WireError):
        line({"value": "x" * LINE_LIMIT})


ATOMS = st.sampled_from([None, True, 0, 1, -1, 2**63, -(2**999), 0.5, 1e308, float("nan"), "", "x", "\ud800", "{got}"])
FORGED = st.recursive(
    ATOMS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.fixed_dictionaries({"tuple": st.lists(inner, max_size=3)})
        | st.fixed_dictionaries({"function": ATOMS | st.integers(-3, 3)})
        | st.fixed_dictionaries({"complex": st.lists(ATOMS, max_size=2)})
        | st.fixed_dictionaries(
            {
                "array": st.sampled_from(["", "AAAAAAAA8D8=", "AAAAAAAA8D8AAAAAAADwPw==", "!"]),
                "dtype": st.sampled_from(["f8", "i8", "u1", "O", "c16"]),
                "shape": st.lists(st.sampled_from([0, 1, 2, 8, -1, True, 10**6]), max_size=3),
            }
        )
    ),
    max_leaves=5,
)
WORDS = ["value", "function", "args", "changed", "error", "signature", "refused", "detail", "at", "ready", "failed"]
CHANGED = st.fixed_dictionaries({"changed": st.dictionaries(st.sampled_from(["0", "1", "-1", "7", "x"]), FORGED)})
MESSAGE = st.dictionaries(st.sampled_from(WORDS), FORGED, min_size=1, max_size=3) | CHANGED


@settings(max_examples=40)
@given(st.lists(st.lists(MESSAGE, min_size=1, max_size=3), min_size=4, max_size=4))
def test_no_message_that_was_forged_earns_a_point_or_breaks_a_check(quick, messages):
    forged = [[json.dumps(one).encode() + b"\n" for one in few] for few in messages]
    code = (
        "import gc, socket\nchannel = next(one for one in gc.get_objects() if isinstance(one, socket.socket))\n"
        f"def saying(few): return lambda *given: [channel.sendall(one) for one in few] and 0.0\n"
        f"slope, total, hold, evens = map(saying, {forged!r})"
    )
    result = grade(notebook(code), PRACTICE, 5, quick)
    assert (result.problem, sum(marks(result))) == ("", 0)
    assert all(exercise.sentence.isprintable() for exercise in result.exercises)


# Sheets


def test_an_unknown_sheet_is_refused_with_the_names_there_are():
    with pytest.raises(SheetError, match="01_derivative"):
        Sheet.find("99_nothing")
    with pytest.raises(SheetError, match="practice"):
        Sheet.find("01_derivative", OWN)


@pytest.mark.parametrize("code", ["1 / 0", "EXERCISES = ()", "x = 1", "EXERCISES = (1,)", "def broken("])
def test_a_module_that_declares_no_sheet_is_refused(tmp_path, code):
    (tmp_path / "mine.py").write_text(code)
    with pytest.raises(SheetError, match=r"declares no sheet|cannot be used"):
        Sheet.find("mine", tmp_path)


# The box


def test_without_bubblewrap_it_says_what_to_install(monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(BoxError, match="apt install bubblewrap"):
        Sandbox()


def test_where_namespaces_are_forbidden_it_says_so(monkeypatch, tmp_path):
    fake = tmp_path / "bwrap"
    fake.write_text("#!/bin/sh\necho 'bwrap: No permissions to create new namespace' >&2\nexit 1\n")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    with pytest.raises(BoxError, match=r"No permissions to create new namespace.*container"):
        Sandbox()


def test_a_box_that_was_killed_says_so(box):
    with Sandbox(SHORT) as other:
        other.process.kill()
        other.process.wait()
        with pytest.raises(BoxError):
            grade(notebook(*RIGHT), PRACTICE, 1, other)


# Honest people


def test_an_answer_may_remember_what_a_function_gave(box):
    """In each exercise the judge lends functions of its own: to a dictionary none is the one of another exercise."""
    code = (OWN / "practice.py").read_text("utf-8") + (
        "\ndef steep(rng):\n    a = rng.uniform(1, 9)\n    return (lambda t: a * t,)\n"
        "def value(call):\n    cases = {'a value': Case(1, steep)}\n"
        "    return exercise(call, 'return f(1)', cases=cases, right=lambda f: f(1))\n"
        "EXERCISES = value('one(f)'), value('two(f)'), value('three(f)')"
    )
    remembers = "seen = {}\ndef one(f):\n    if (f, 1.0) not in seen:\n        seen[f, 1.0] = f(1.0)\n"
    remembers += "    return seen[f, 1.0]\ntwo = three = one"
    assert marks(grade(notebook(remembers), Sheet("values", (("values", code),)), 1, box)) == [1, 1, 1]


def test_await_works_in_a_cell(box):
    cells = (
        "import asyncio\nasync def later(value):\n    await asyncio.sleep(0.01)\n    return value",
        "two = await later(2)\nasync for x in aiter_of_nothing(): pass",
        "zero, one = await asyncio.gather(later(0), later(1))\nasync with asyncio.Lock():\n    three = one + two",
        "four = await asyncio.wait_for(later(4), 5)",
        "def evens(n):\n    return [two * k for k in range(n)] if (zero, one, three, four) == (0, 1, 3, 4) else None",
    )
    result = grade(notebook(*cells), PRACTICE, 1, box)
    assert marks(result) == [0, 0, 0, 1]
    assert result.cells == (
        "Cell 2 stops with NameError: name 'aiter_of_nothing' is not defined, in line 2: "
        "`async for x in aiter_of_nothing(): pass`.",
    )


def test_a_future_import_reaches_the_cells_that_follow(box):
    cells = ("from __future__ import annotations", "x = 1", EVENS.replace("(n):", "(n: Missing) -> Nothing:"))
    assert marks(grade(notebook(*cells), PRACTICE, 1, box))[3] == 1
    assert marks(grade(notebook(*cells[1:]), PRACTICE, 1, box))[3] == 0


@pytest.mark.parametrize(
    "hangs",
    [
        "while True: pass",
        "sum(range(10**15))",
        "import time; time.sleep(1000)",
        "import os; os._exit(0)",
        "import os; os.abort()",
        "exit()",
    ],
)
def test_of_a_cell_that_does_not_end_everything_else_is_kept(box, hangs):
    cell = f"STEP = 2\n{hangs}\nSTART: int = 0\nclass Numbers:\n    last = 9"
    evens = "def evens(n):\n    return list(range(START, STEP * n, STEP)) if Numbers.last == 9 else None"
    result = grade(notebook(cell, evens), PRACTICE, 1, box)
    assert marks(result)[3] == 1
    assert len(result.cells) == 1
    assert result.cells[0].startswith("Cell 1 ")


def test_a_slow_cell_is_let_run_to_its_end():
    slow = "import time\nt = time.process_time()\nwhile time.process_time() < t + 0.5: pass\nTWO = 2"
    with Sandbox(replace(SHORT, seconds=2, total=6, patience=20.0, clock=60.0)) as box:
        result = grade(notebook(slow, EVENS.replace("2 *", "TWO *")), PRACTICE, 1, box)
    assert (marks(result)[3], result.cells) == (1, ())


@pytest.mark.parametrize("kind", ["longdouble", "float32", "float16", "clongdouble", "object", "uint8"])
def test_numbers_of_every_kind_of_numpys_are_right_in_arrays_too(box, kind):
    evens = f"import numpy as np\ndef evens(n):\n    return np.arange(0, 2 * n, 2).astype({kind!r})"
    total = "def total(y):\n    return np.sum(np.asarray(y, np.longdouble))"
    assert marks(grade(notebook(evens, total), PRACTICE, 1, box)) == [0, 2, 0, 1]


def test_of_what_a_process_says_only_what_comes_before_the_cells_is_believed(box):
    forged = "import gc, socket\nc = next(t for t in gc.get_objects() if isinstance(t, socket.socket))\n"
    forged += 'c.send(b\'{"refused": "empty", "line": 0}\\n\')\nimport time; time.sleep(0.2)'
    result = grade(notebook(*RIGHT, forged), PRACTICE, 1, box)
    assert result.problem == ""
    assert len(result.exercises) == 4


@pytest.mark.parametrize(
    "code",
    [
        "from collections import namedtuple\n"
        "def evens(n): return namedtuple('T', [f'a{k}' for k in range(n)])(*range(0, 2 * n, 2))",
        "class Own(list): pass\ndef evens(n): return Own(range(0, 2 * n, 2))",
        "def evens(n): return range(0, 2 * n, 2)",
        "from collections import deque\ndef evens(n): return deque(range(0, 2 * n, 2))",
        "from collections import UserList\ndef evens(n): return UserList(range(0, 2 * n, 2))",
        "from array import array\ndef evens(n): return array('d', range(0, 2 * n, 2))",
        "import numpy as np\ndef evens(n): return memoryview(np.arange(0.0, 2 * n, 2))",
        "import numpy as np\ndef evens(n): return np.arange(0, 2 * n, 2).flat",
    ],
)
def test_what_numpy_makes_an_array_of_is_a_list_in_the_box_too(code, box):
    assert marks(grade(notebook(code), PRACTICE, 3, box))[3] == 1
