"""Every exercise of every sheet: right answers earn everything, wrong ones the sentence that helps."""

import ast
from fractions import Fraction

import numpy as np
import pytest

from coursekit.check.in_notebook import Local
from coursekit.exercises import SHEETS
from coursekit.exercises.exercise import AnswerError, Step, array, near, number, run, shown, step, truth

SEEDS = range(6)
EXERCISES = {exercise.name: exercise for sheet in SHEETS.values() for exercise in sheet}
every_exercise = pytest.mark.parametrize("exercise", EXERCISES.values(), ids=EXERCISES)
every_wrong = pytest.mark.parametrize(
    ("exercise", "wrong"),
    [pytest.param(e, w, id=f"{e.name}-{count}") for e in EXERCISES.values() for count, w in enumerate(e.wrong)],
)


def written(exercise, body):
    """The function that a learner would have after running a cell with this code."""
    names = {"np": np}
    exec(compile(exercise.code(body), "<a cell>", "exec"), names)
    return names[exercise.name]


def outcome(exercise, function, seed=0):
    return run(exercise, Local(function, exercise, 60), np.random.default_rng(seed))


@every_exercise
def test_the_solution_earns_everything(exercise):
    for seed in range(20):
        found = outcome(exercise, written(exercise, exercise.solution), seed)
        assert (found.status, found.earned, found.sentence) == ("right", exercise.points, ""), f"seed {seed}: {found}"
        assert sum(step.points for step in found.steps) == exercise.points


@every_exercise
def test_the_starter_is_not_attempted(exercise):
    assert exercise.unchanged(written(exercise, "...").__code__)
    assert exercise.unchanged(written(exercise, "# a comment\npass").__code__)
    assert not exercise.unchanged(written(exercise, exercise.solution).__code__)
    assert outcome(exercise, written(exercise, "...")).earned == 0


CONSTANTS = "0 1 -1 0.5 1e-6 1e300 10**400 1j np.nan np.inf np.float64(2) None True False '' '1' 'forward' [] [1.0] ()"
ARRAYS = "(0.0,0.0) {} object() np.zeros(3) np.zeros(4) np.zeros((2,2)) np.array('a') np.full(3,np.nan) (lambda*x:0.0)"


@every_exercise
@pytest.mark.parametrize("constant", [*CONSTANTS.split(), *ARRAYS.split()])
def test_a_constant_earns_nothing(exercise, constant):
    for seed in SEEDS[:2]:
        found = outcome(exercise, written(exercise, f"return {constant}"), seed)
        assert (found.status, found.earned) == ("not yet", 0), found


@every_exercise
@pytest.mark.parametrize("other", [lambda t: 0 * t, lambda t: t, lambda t: 2 * t + 1, np.sin])
def test_an_answer_that_ignores_its_function_earns_nothing(exercise, other):
    """Where the exercise has no function, this answer is right for the first case and gives the same for all others."""
    solution = written(exercise, exercise.solution)
    first = []

    def ignoring(*arguments):
        first.append(arguments)
        if any(callable(argument) for argument in arguments):
            return solution(*[other if callable(argument) else argument for argument in arguments])
        return solution(*first[0])

    for seed in SEEDS[:3]:
        first.clear()
        found = run(exercise, lambda *arguments: Local(ignoring, exercise, 60)(*arguments), np.random.default_rng(seed))
        assert (found.status, found.earned) == ("not yet", 0), found


@every_wrong
def test_a_known_wrong_answer_is_told_what_is_wrong_with_it(exercise, wrong):
    for seed in SEEDS:
        found = outcome(exercise, written(exercise, wrong.code), seed)
        failing = next(step for step in found.steps if not step.holds)
        assert found.status == "not yet"
        assert found.earned < exercise.points
        assert failing.name == wrong.fails, f"seed {seed}: {found.sentence}"
        assert wrong.because in found.sentence, f"seed {seed}: {found.sentence}"


@every_exercise
def test_there_are_three_known_wrong_answers_or_more_and_each_reads_its_own_sentence(exercise):
    reasons = [(wrong.fails, wrong.because) for wrong in exercise.wrong]
    assert len(exercise.wrong) >= 3
    assert all(because for _, because in reasons)
    assert len({outcome(exercise, written(exercise, wrong.code)).sentence for wrong in exercise.wrong}) == len(reasons)


@every_wrong
def test_a_sentence_has_numbers_ends_as_a_sentence_and_shows_no_code_of_the_check_or_solution(exercise, wrong):
    sentence = outcome(exercise, written(exercise, wrong.code)).sentence
    assert any(character.isdigit() for character in sentence) or "None" in sentence
    assert sentence.endswith((".", "?"))
    assert 40 < len(sentence) < 400
    assert not any(word in sentence for word in ("assert", "near(", "got ", "expected", "Traceback", "!", "lambda"))
    assert exercise.solution.splitlines()[-1].removeprefix("return ") not in sentence


@every_exercise
def test_the_cases_are_drawn_anew(exercise):
    """So no answer can be learned by heart: the arguments of two seeds differ."""
    solution = written(exercise, exercise.solution)

    def arguments(seed):
        seen = []

        def answer(*given):
            seen.append([g(0.7) if callable(g) else np.asarray(g).tolist() for g in given])
            return solution(*given)

        run(exercise, Local(answer, exercise, 60), np.random.default_rng(seed))
        return str(seen)

    assert arguments(1) != arguments(2)
    assert arguments(1) == arguments(1)


@every_exercise
def test_the_starter_is_the_solution_with_parts_replaced(exercise):
    starter, solved = (ast.parse(text).body[-1] for text in (exercise.starter, exercise.code(exercise.solution)))
    assert isinstance(starter, ast.FunctionDef)
    assert starter.name == solved.name == exercise.name
    assert ast.dump(starter.args) == ast.dump(solved.args)
    assert ast.get_docstring(starter) == ast.get_docstring(solved)


@every_exercise
def test_hints_climb_and_none_is_the_solution(exercise):
    assert len(exercise.hints) >= 2
    assert len(set(exercise.hints)) == len(exercise.hints)
    for hint in exercise.hints:
        assert exercise.solution.splitlines()[-1].removeprefix("return ") not in hint
        assert hint.endswith((".", "?"))


@every_exercise
@pytest.mark.parametrize("kind", ["float64", "longdouble", "complex128", "clongdouble", "object"])
def test_answers_of_every_kind_of_number_are_taken(exercise, kind):
    solution = written(exercise, exercise.solution)

    def as_array(*arguments):
        value = np.array(solution(*arguments))  # a number becomes an array of no dimension
        return value.astype(kind) if value.dtype.kind in "if" else value

    def as_scalar(*arguments):
        value = as_array(*arguments)
        return value[()] if value.shape == () else list(value)

    for function in as_array, as_scalar:
        assert outcome(exercise, function).status == "right"


def test_names_are_unique_over_all_sheets():
    names = [exercise.name for sheet in SHEETS.values() for exercise in sheet]
    assert len(names) == len(set(names))


# Right in another way: an exercise must not insist on one way of writing it

OTHER_RIGHT_ANSWERS = {
    "rise": ["return -(start - end)", "return float(end) - float(start)"],
    "average_rate": ["return (f(a) - f(b)) / (a - b)", "change = f(b) - f(a)\nreturn change / (b - a)"],
    "forward_difference": [
        "return f(x + h) / h - f(x) / h",
        "return (f(x) - f(x + h)) / -h",
        "b = x + h\nreturn (f(b) - f(x)) / (b - x)",
    ],
    "central_difference": [
        "return (f(x + h) - f(x - h)) / 2 / h",
        "return ((f(x + h) - f(x)) / h + (f(x) - f(x - h)) / h) / 2",
        "a, b = x - h, x + h\nreturn (f(b) - f(a)) / (b - a)",
        "a, b = f(np.array([x - h, x + h]))\nreturn (b - a) / (2 * h)",
    ],
    "step_size": [
        "return (1e-8 if method == 'forward' else 1e-5) * max(1, abs(x))",
        "return 2.0 ** (-26 if method == 'forward' else -17) * max(abs(x), 1)",
        "return np.finfo(float).eps ** (1 / 2 if method == 'forward' else 1 / 3) * (1 + abs(x))",
        "return np.finfo(float).eps ** (1 / 2 if method == 'forward' else 1 / 3) * (abs(x) or 1)",
        "from coursekit import derivative\nreturn derivative.step_size(x, method)",
    ],
    "has_kink": [
        "return bool(abs(f(x + h) - 2 * f(x) + f(x - h)) / h > 0.01)",
        "return np.abs((f(x + h) - f(x)) / h + (f(x - h) - f(x)) / h) > 0.01",
        "right, left = (f(x + h) - f(x)) / h, (f(x - h) - f(x)) / -h\nreturn not abs(right - left) <= 0.01",
    ],
    "edge_slope": [
        "return np.gradient(y, h, edge_order=2)[0]",
        "return np.dot([-1.5, 2, -0.5], y[:3]) / h",
        "return 2 * (y[1] - y[0]) / h - (y[2] - y[0]) / (2 * h)",
    ],
    "sigmoid_derivative": [
        "return np.exp(-np.abs(x)) / (1 + np.exp(-np.abs(x))) ** 2",
        "t = np.exp(-abs(x))\ns = 1 / (1 + t)\nreturn s * (t * s)",
        "return 1 / (4 * np.cosh(np.asarray(x) / 2) ** 2)",
        "return 1 / (2 + np.exp(abs(x)) + np.exp(-abs(x)))",
    ],
}  # fmt: skip


@pytest.mark.parametrize(("name", "body"), [(n, b) for n, bodies in OTHER_RIGHT_ANSWERS.items() for b in bodies])
def test_another_right_answer_earns_everything(name, body):
    for seed in SEEDS:
        found = outcome(EXERCISES[name], written(EXERCISES[name], body), seed)
        assert found.status == "right", f"seed {seed}: {found.sentence}"


# What checks are written with


def test_the_first_failing_case_of_a_step_is_the_one_that_is_told():
    assert step("a", 2, [(True, "x"), (False, "y"), (False, "z")]) == Step("a", 2, False, "y")
    assert step("a", 2, [(True, "x")]) == Step("a", 2, True, "")


def test_nan_is_near_nothing():
    assert not near(np.nan, np.nan, np.inf)
    assert not near(np.array([1, np.nan]), np.array([1, 1]), 9)
    assert near(np.array([1, 2]), np.array([1.5, 2]), 0.5)


REALS = ["int8", "int64", "uint16", "float16", "float32", "float64", "longdouble"]
COMPLEXES = ["complex64", "complex128", "clongdouble"]


@pytest.mark.parametrize(
    "value", [3, 3.0, 3 - 0j, Fraction(3), *(np.array(3, kind) for kind in [*REALS, *COMPLEXES, object])]
)
def test_a_number_is_a_number_in_any_dress(value):
    for dressed in value, np.asarray(value)[()]:
        assert number(dressed) == 3.0
        assert type(number(dressed)) is float
        assert shown(dressed).removeprefix("the complex number ").removesuffix("+0j") == "3"
        for items in [dressed, 4], (dressed, 4.0), np.array([dressed, 4]), [np.array(dressed), np.float16(4)]:
            got = array(items, (2,))
            assert got.tolist() == [3.0, 4.0]
            assert got.dtype == np.float64


def test_a_number_too_large_for_a_float_is_infinite_and_no_warning():
    huge = np.array([np.finfo(np.longdouble).max, 1])
    assert array(huge, (2,))[1] == number(huge[1]) == 1
    assert array(huge, (2,))[0] == number(huge[0]) >= np.finfo(float).max


@pytest.mark.parametrize("kind", [*COMPLEXES, object])
@pytest.mark.parametrize("part", [2, -0.5, 1e-17, np.nan, np.inf])
def test_an_imaginary_part_is_told_and_never_dropped(kind, part):
    value = np.array(complex(1, part), kind)
    words = f"Its imaginary part is {part:g}, and not 0."
    for wanted in (
        lambda: number(value),
        lambda: number(value[()]),
        lambda: array(value, (2,)),
        lambda: array([3, value[()]], (2,)),
        lambda: array(np.array([3, value[()]]), (2,)),
    ):
        with pytest.raises(AnswerError, match=r"the complex number 1[+-]") as error:
            wanted()
        assert str(error.value).endswith(words)


@pytest.mark.parametrize("value", [True, np.True_, np.array(True)])
def test_true_is_true_in_any_dress_and_no_number(value):
    assert truth(value) is True
    with pytest.raises(AnswerError, match="You return True, and one number is wanted"):
        number(value)
    for items in [value, 2.0], [value, value], np.array([value, value]), np.array([value, 2.0], object):
        with pytest.raises(AnswerError, match="with True in it, and an array of numbers, of shape"):
            array(items, (2,))


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "`return`"),
        ("2.0", "the text '2.0'"),
        ([2.0], "the list [2.0]"),
        (True, "True"),
        (np.zeros(3), "an array of shape (3,)"),
        (10**400, "too large"),
        (1j, "the complex number 0+1j"),
        (np.array("a"), "the text 'a'"),
        (np.timedelta64(3, "s"), "an object of type timedelta"),
        (len, "a function"),
        ("x" * 10**6, "the text 'xxx"),
    ],
)
def test_what_is_no_number_is_named(value, words):
    for wanted in number, truth, lambda value: array(value, (2,)):
        if wanted is truth and value is True:
            continue
        with pytest.raises(AnswerError) as error:
            wanted(value)
        assert words in str(error.value) or wanted not in (number, truth)
        assert len(str(error.value)) < 200


def test_an_array_may_be_given_as_a_list_and_its_shape_is_told():
    assert array([1, 2], (2,)).dtype == np.float64
    for value, words in (
        ([[1, 2]], "shape (1, 2)"),
        (3.0, "a single number"),
        ([1, "a"], "the list"),
        ([1, [2]], "the list"),
        ([1, None], "with None in it, and an array of numbers, of shape (2,), is wanted."),
        ([np.zeros((2, 2)), np.zeros((2, 3))], "the list"),
    ):
        with pytest.raises(AnswerError, match=words.replace("(", r"\(").replace(")", r"\)")):
            array(value, (2,))


def test_everything_can_be_shown_in_a_few_words():
    deep = []
    deep.append(deep)
    for value in (deep, {}, object(), 10**5000, -1e308, np.nan, ..., b"x", [[1] * 1000] * 1000, len, type, 1 + 2j):
        assert 0 < len(shown(value)) < 120
