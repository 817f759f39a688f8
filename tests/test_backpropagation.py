"""Gradients by one sweep back: against the complex step, autograd and mpmath; and what cannot be differentiated."""

import copy
import itertools
import math
import re
import sys
from typing import Any

import autograd
import autograd.numpy as anp
import mpmath
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coursekit.backpropagation import RULES, Value, gradient
from coursekit.gradient import numerical_gradient

# Drawn expressions. Each is a list of steps; a step takes earlier results by their places, so that results are shared.

SHAPES = [(), (3,), (2, 3), (2, 1), (1, 3)]
SMOOTH: dict[str, Any] = {  # each keeps its results of moderate size, whatever comes in
    "+": lambda m, a, b: (a + b) / 2,
    "-": lambda m, a, b: a - 0.5 * b,
    "*": lambda m, a, b: a * b / 3,
    "/": lambda m, a, b: a / (2 + b * b),
    "**": lambda m, a, b: (1.5 + m.sin(a)) ** (b / 2),
    "power": lambda m, a, b: a**3 / 9 - b**2 / 4,
    "negative": lambda m, a, b: -a,
    "exp": lambda m, a, b: m.exp(-a * a) + b / 3,
    "log": lambda m, a, b: m.log(2 + a * a) - b / 2,
    "sqrt": lambda m, a, b: m.sqrt(1 + b * b),
    "square": lambda m, a, b: m.square(a) / 4,
    "sin": lambda m, a, b: m.sin(a) + m.cos(b),
    "tanh": lambda m, a, b: m.tanh(a) * b,
    "logaddexp": lambda m, a, b: m.logaddexp(a, b) / 2,
    "sum": lambda m, a, b: m.sum(a) / 6 + b / 2,
    "mean": lambda m, a, b: m.mean(a) * b,
    "entry": lambda m, a, b: a * m.reshape(b, (-1,))[0] + m.reshape(a, (-1,))[-1] * b / 3,
    "along": lambda m, a, b: (
        m.sum(a, axis=0) / 3 + b / 4 if np.shape(b) == () and len(np.shape(a)) > 1 else b / 4 + 0 * a
    ),
}
ROUGH: dict[str, Any] = {
    "abs": lambda m, a, b: abs(a) - b / 2,
    "maximum": lambda m, a, b: m.maximum(a, b),
    "minimum": lambda m, a, b: m.minimum(a, b / 2),
    "@": lambda m, a, b: m.reshape(a, (1, -1)) @ m.reshape(a * 0.1 + 0.2, (-1, 1)) * b / 4,
}
STEPS = SMOOTH | ROUGH


class Named:
    """NumPy's names for values of ours: reshape is a method of theirs."""

    def __getattr__(self, name: str) -> Any:
        return (lambda a, shape: a.reshape(shape)) if name == "reshape" else getattr(np, name)


class Plain(Named):
    def __getattr__(self, name: str) -> Any:
        if name == "logaddexp":  # which takes no complex number
            return lambda a, b: np.log(np.exp(a) + np.exp(b))
        return getattr(np, name)


@st.composite
def recipes(draw: Any, steps: dict[str, Any]) -> tuple[Any, ...]:
    shapes = [draw(st.sampled_from(SHAPES)) for _ in range(draw(st.integers(1, 3)))]
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    leaves = [rng.uniform(-1.5, 1.5, shape) for shape in shapes]
    count = draw(st.integers(1, 8))
    chosen = []
    for k in range(count):
        places = st.integers(0, len(leaves) + k - 1)
        chosen.append((draw(st.sampled_from(sorted(steps))), draw(places), draw(places)))
    return leaves, chosen, rng.uniform(-2, 2, count)


def result(m: Any, steps: dict[str, Any], leaves: list[Any], chosen: Any, weights: Any) -> Any:
    """The weighted sum of the results of all steps: so each is used, and many more than once."""
    found = list(leaves)
    for name, one, other in chosen:
        found.append(steps[name](m, found[one], found[other]))
    return sum(w * m.sum(part) for w, part in zip(weights, found[len(leaves) :], strict=True))


def ours(steps: dict[str, Any], leaves: list[Any], chosen: Any, weights: Any) -> tuple[Any, list[Any]]:
    values = [Value(leaf) for leaf in leaves]
    total = result(Named(), steps, values, chosen, weights)
    total.backward()
    return total, [np.asarray(value.grad) for value in values]


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(recipes(STEPS))
def test_gradients_of_drawn_expressions_are_those_of_autograd(recipe):
    leaves, chosen, weights = recipe
    _, found = ours(STEPS, *recipe)
    expected = autograd.grad(lambda given: result(anp, STEPS, given, chosen, weights))(leaves)
    for one, other in zip(found, expected, strict=True):
        assert np.shape(one) == np.shape(other)
        assert np.all(np.abs(one - other) <= 1e-12 * (1 + np.max(np.abs(other))))


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(recipes(SMOOTH))
def test_gradients_of_drawn_expressions_are_those_of_the_complex_step(recipe):
    leaves, chosen, weights = recipe
    _, found = ours(SMOOTH, *recipe)
    for k, leaf in enumerate(leaves):
        expected = np.zeros(leaf.shape)
        for place in np.ndindex(leaf.shape):
            moved = [one.astype(complex) for one in leaves]
            moved[k][place] += 1e-30j
            expected[place] = np.imag(result(Plain(), SMOOTH, moved, chosen, weights)) / 1e-30
        assert np.all(np.abs(found[k] - expected) <= 1e-12 * (1 + np.max(np.abs(expected), initial=0)))


@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(recipes(STEPS))
def test_a_second_sweep_gives_the_same_and_so_does_one_after_another_result_has_been_swept(recipe):
    leaves, chosen, weights = recipe
    values = [Value(leaf) for leaf in leaves]
    total = result(Named(), STEPS, values, chosen, weights)
    total.backward()
    values = [value for value in values if any(value is one for one in total.history())]
    first = [np.array(value.grad) for value in values]
    total.backward()
    again = [np.array(value.grad) for value in values]
    (total * 2 + sum(np.sum(value) for value in values)).backward()
    total.backward()
    for one, other, third in zip(first, again, [value.grad for value in values], strict=True):
        assert np.array_equal(one, other)
        assert np.array_equal(one, third)


@pytest.mark.parametrize("ufunc", [one for one in RULES if one is not np.matmul], ids=lambda ufunc: ufunc.__name__)
def test_each_rule_is_the_derivative_that_mpmath_finds_times_what_arrives(ufunc):
    in_mpmath = {
        "positive": lambda a: a,
        "negative": lambda a: -a,
        "add": lambda a, b: a + b,
        "subtract": lambda a, b: a - b,
        "multiply": lambda a, b: a * b,
        "divide": lambda a, b: a / b,
        "power": lambda a, b: a**b,
        "square": lambda a: a * a,
        "absolute": abs,
        "maximum": max,
        "minimum": min,
        "logaddexp": lambda a, b: mpmath.log(mpmath.exp(a) + mpmath.exp(b)),
    }
    f = in_mpmath.get(ufunc.__name__) or getattr(mpmath, ufunc.__name__)
    for place in ((1.3, 0.7), (0.2, 2.5)):
        given_ = place[: ufunc.nin]
        values = [Value(one) for one in given_]
        ufunc(*values).backward(-1.7)
        for i, value in enumerate(values):
            with mpmath.workdps(30):
                n = [0] * ufunc.nin
                n[i] = 1
                expected = -1.7 * mpmath.diff(f, tuple(map(mpmath.mpf, given_)), tuple(n))
            assert value.grad == pytest.approx(float(expected), rel=1e-12, abs=1e-15)


@pytest.mark.parametrize(
    ("one", "other"),
    [((3,), (3,)), ((2, 3), (3,)), ((3,), (3, 4)), ((2, 3), (3, 4)), ((1, 3), (3, 1)), ((2, 0), (0, 3))],
)
def test_products_of_vectors_and_matrices_go_back_as_autograd_says(one, other):
    rng = np.random.default_rng(1)
    a, b = rng.normal(size=one), rng.normal(size=other)
    g = rng.normal(size=np.shape(a @ b))
    left, right = Value(a), Value(b)
    (left @ right).backward(g)
    expected = autograd.grad(lambda both: anp.sum(g * (both[0] @ both[1])))([a, b])
    assert left.grad == pytest.approx(expected[0], abs=1e-14)
    assert right.grad == pytest.approx(expected[1], abs=1e-14)


@pytest.mark.ci
def test_a_chain_of_100_000_needs_no_recursion():
    x = Value(0.5)
    y = x
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(200)
    try:
        for _ in range(50_000):
            y = np.sin(y) + 0.5
        y.backward()
        assert len(y.history()) == 100_001
        del y
    finally:
        sys.setrecursionlimit(limit)
    z = Value(0.25)
    y = z
    for _ in range(50):
        y = y + y - z  # each used twice: 2⁵⁰ ways lead back
    y.backward()
    assert z.grad == 1


def test_a_second_call_gives_the_same_where_engines_that_only_add_do_not():
    """x⁴ at 2 has the slope 32. An engine that only adds says 96 after two calls: not even twice as much."""
    x = Value(2.0)
    y = x * x
    z = y * y
    z.backward()
    assert x.grad == 32
    z.backward()
    assert x.grad == 32


def test_a_fork_adds_also_where_one_number_is_spread_over_an_array_or_taken_twice():
    x, w = Value(2.0), Value([1.0, 2.0, 3.0])
    np.sum(x * [1.0, 10.0, 100.0] + w).backward()
    assert x.grad == 111
    np.sum(w[[0, 0, 2]] * [1.0, 2.0, 5.0]).backward()
    assert w.grad.tolist() == [3, 0, 5]
    (x * x + x).backward()
    assert x.grad == 5


@pytest.mark.parametrize(
    "f", [abs, lambda x: np.maximum(x, 0), lambda x: np.minimum(0, 3 * x), lambda x: np.maximum(x, -x)]
)
def test_at_a_kink_the_gradient_is_the_mean_of_the_slopes_of_both_sides(f):
    before, after = gradient(f, -1e-9), gradient(f, 1e-9)
    assert gradient(f, 0.0) == (before + after) / 2


def test_at_a_tie_the_shares_add_up_to_one():
    x, y = Value([1.0, 2.0]), Value([1.0, 3.0])
    np.sum(np.maximum(x, y)).backward()
    assert x.grad + y.grad == pytest.approx([1, 1])
    assert gradient(lambda t: np.sum(np.maximum(t, t)), [1.0, 2.0]) == pytest.approx([1, 1])


def test_weights_of_several_results_are_what_arrives():
    x = Value([1.0, 2.0])
    y = np.exp(x)
    y.backward([3.0, -1.0])
    assert x.grad == pytest.approx([3 * math.e, -math.exp(2)])


def test_the_power_of_a_constant_exponent_has_a_slope_also_at_negative_numbers_and_at_0():
    assert gradient(lambda x: x**3, -2.0) == 12
    assert gradient(lambda x: x**0, 0.0) == 0
    assert gradient(lambda x: x**1, 0.0) == 1
    assert gradient(lambda x: x**2, 0) == 0
    assert gradient(lambda x: 0.0**x, 2.0) == 0


def test_values_behave_like_numbers_beside_numbers_arrays_and_truths():
    x = Value([1.0, -2.0])
    assert (2 - x).data.tolist() == [1, 4]
    assert (np.array([1.0, 2.0]) / x).data.tolist() == [1, -1]
    assert (np.float64(2) * x).data.tolist() == [2, -4]
    assert ((x > 0) * x).data.tolist() == [1, 0]
    assert (x > 0).tolist() == [True, False]
    assert bool(Value(2) == 2)
    assert sum(x).data == -1
    assert max(Value(1), Value(3)).data == 3
    assert x.T.shape == (2,)
    assert (len(x), x.ndim) == (2, 1)
    assert (bool(Value(2)), bool(Value(0))) == (True, False)
    assert gradient(lambda t: sum(t[i] * i for i in range(len(t))), [5, 6, 7]).tolist() == [0, 1, 2]
    y = total = Value(1)
    total += 2 * y
    assert (y.data, total.data) == (1, 3)
    assert (type(Value(3).data), type(gradient(lambda t: t * t, 3))) == (float, float)
    assert repr(Value(3)) == "Value(3.0, grad=0.0)"


@pytest.mark.parametrize("kind", [int, np.float32, np.int8, list])
def test_every_kind_of_number_gives_the_same_gradient(kind):
    x = [1, 2, 3] if kind is list else np.array([1, 2, 3], kind)
    assert gradient(lambda t: np.sum(t**3), x).tolist() == [3, 12, 27]


def test_what_was_given_is_not_written_to_and_not_shared():
    x = np.array([1.0, 2.0])
    value = Value(x)
    np.sum(value * value).backward()
    x[0] = 9
    assert value.data.tolist() == [1, 2]
    np.sum(value * value).backward()
    assert value.grad.tolist() == [2, 4]


def test_the_gradient_is_that_of_differences_for_a_field_of_the_course():
    def f(x: Any) -> Any:
        return (1 - x[0]) ** 2 + 100 * (x[1] - x[0] ** 2) ** 2

    assert gradient(f, [1.2, -0.7]) == pytest.approx(numerical_gradient(f, [1.2, -0.7]), rel=1e-7)


# What cannot be differentiated: a sentence that names the step


def changed(write: Any) -> Any:
    def run() -> None:
        x = Value([1.0, 2.0])
        y = np.exp(x)
        z = np.sum(y * y)
        write(x, y, z)
        z.backward()

    return run


ONE_AND_ZERO = Value([1.0, 0.0])
REFUSED = [
    (lambda: 1 / Value(0), "1 / 0 is inf: a number cannot be divided by 0"),
    (lambda: Value([1, 2]) / [1, 0], "2 / 0 is inf at index (1,): a number cannot be divided by 0"),
    (lambda: 0 / Value(0.0), "0 / 0 is nan: a number cannot be divided by 0"),
    (lambda: np.log(Value(-2)), "log(-2) is nan: only a positive number has a logarithm"),
    (lambda: np.log(Value([[1.0, 0.0]])), "log(0) is -inf at index (0, 1): only a positive number has a logarithm"),
    (lambda: np.exp(Value(1000)), "exp(1000) is inf: that is too large for a float"),
    (lambda: Value(1e300) * 1e300, "1e+300 * 1e+300 is inf: that is too large"),
    (lambda: Value(1e200) ** 2, "1e+200 ** 2 is inf: that is too large"),
    (
        lambda: Value(-8) ** (1 / 3),
        "(-8) ** 0.333333 is nan: a negative number has a real power for whole exponents only",
    ),
    (lambda: Value(0) ** -1, "0 ** -1 is inf: 0 has no negative power"),
    (lambda: np.sqrt(Value(-4)), "sqrt(-4) is nan: a negative number has no real root"),
    (lambda: np.sum(Value([1e308, 1e308])), "sum is inf: that is too large"),
    (lambda: np.sqrt(Value(0)).backward(), "backward() through sqrt(0) gives inf: sqrt has no finite slope there"),
    (lambda: (Value([4.0, 0.0]) ** 0.5).backward([1, 1]), "backward() through 0 ** 0.5 gives inf at index (1,): **"),
    (lambda: Value([1, 2]) + Value([1, 2, 3]), "+ was given the shapes (2,) and (3,), which do not fit each other"),
    (lambda: Value(np.ones((2, 3))) @ np.ones((2, 3)), "@ was given the shapes (2, 3) and (2, 3), which do not fit"),
    (lambda: Value(3) @ Value([1, 2]), "@ was given the shapes () and (2,), which do not fit"),
    (lambda: Value(np.ones((2, 2, 2))) @ np.ones(2), "@ of a Value is for vectors and matrices"),
    (lambda: np.sum(Value([1, 2]), axis=1), "sum of an array of shape (2,) cannot be taken so"),
    (lambda: Value([1, 2]).reshape(3), "reshape of an array of shape (2,) cannot be taken so"),
    (lambda: Value([1, 2])[2], "there is no entry [2] where the shape is (2,)"),
    (
        changed(lambda x, y, z: x.data.__setitem__(0, 5)),
        "A value was changed in place after exp had used it: it was [1.0, 2.0]",
    ),
    (
        changed(lambda x, y, z: setattr(x, "data", 5.0)),
        "changed in place after exp had used it: it was [1.0, 2.0] and is 5.0",
    ),
    (changed(lambda x, y, z: y.data.__imul__(2)), "changed in place after * had used it"),
    (changed(lambda x, y, z: setattr(z, "data", 1.0)), "changed in place after sum had used it"),
    (lambda: Value([1, 2]).backward(), "backward() starts from one number, and this is an array of shape (2,)"),
    (
        lambda: (Value([1]) * 2).backward(),
        "backward() starts from one number, and this is the result of * of shape (1,)",
    ),
    (lambda: Value(1).backward([1, 2]), "gradient has shape (2,), and the value has shape ()"),
    (lambda: Value(1).backward("up"), "gradient must be real numbers"),
    (lambda: Value(1).backward(np.nan), "gradient must be finite"),
    (lambda: Value("a"), "data must be real numbers"),
    (lambda: Value(None), "data must be real numbers"),
    (lambda: Value(1j), "data must be real numbers"),
    (lambda: Value(np.inf), "data must be finite, but is inf"),
    (lambda: Value(2) * "a", "what * is given must be real numbers"),
    (lambda: Value(2) + None, "what + is given must be real numbers"),
    (lambda: Value(2) - np.nan, "what - is given must be finite"),
    (lambda: 10**400 * Value(2), "what * is given is too large for a float"),
    (lambda: np.arctan(Value(1)), "there is no rule for arctan of a Value; there are rules for"),
    (lambda: Value(7) // 2, "there is no rule for floor_divide of a Value"),
    (lambda: np.max(Value([1, 2])), "there is no rule for max of a Value; there are rules for"),
    (lambda: np.prod(Value([1, 2])), "there is no rule for prod of a Value"),
    *((lambda rule=rule: rule(Value(2.5)), f"there is no rule for {rule.__name__}") for rule in (np.floor, np.invert)),
    (lambda: Value([1, 2]) & 1, "there is no rule for bitwise_and of a Value"),
    (lambda: math.floor(Value(2.5)), "A Value cannot become a plain array or number"),
    (lambda: int(Value(2)), "A Value cannot become a plain array or number"),
    (lambda: bool(Value([1, 2])), "a Value of shape (2,) is no single truth; compare, and write (x > 0).all()"),
    (lambda: np.mean(Value([])), "mean was given no numbers"),
    (
        lambda: (Value(-2) ** Value(2)).backward(),
        "backward() through (-2) ** 2 gives nan: ** has no finite slope there",
    ),
    (lambda: (Value(-2) ** Value(2)).backward(), "give the exponent as a plain number"),
    (lambda: gradient(lambda x: x**x, 0), "backward() through 0 ** 0 gives -inf"),
    (lambda: gradient(lambda x: 0**x, 0), "backward() through 0 ** 0 gives -inf"),
    (lambda: setattr(Value(1), "data", np.nan), "data became nan, which is not finite"),
    (lambda: setattr(Value([1, 2]), "data", [1, np.inf]), "data became [1.0, inf], which is not finite"),
    (lambda: setattr(Value(1), "data", "up"), "data must be real numbers"),
    (lambda: gradient(lambda x: Value(x.data) ** 2, 3.0), "f gives Value(9.0, grad=0.0), which was not calculated"),
    (lambda: np.where(Value(1) > 0, Value(1), 0), "A Value cannot become a plain array or number"),
    (lambda: np.array([Value(1), Value(2)]), "A Value cannot become a plain array or number"),
    (lambda: math.sin(Value(1)), "A Value cannot become a plain array or number"),
    (lambda: np.sum(Value([1, 2]), dtype=int), "sum of a Value takes axis and keepdims and no more"),
    (lambda: np.add(Value([1, 2]), 1, where=[True, False]), "+ of a Value takes its inputs and no more"),
    (lambda: np.zeros(2).__iadd__(Value([1, 2])), "write y = y + x, and not y += x"),
    (lambda: gradient(lambda x: x[0], 3.0), "x is the single number 3.0, which has no entries"),
    (lambda: len(Value(3)), "x is the single number 3.0, which has no entries"),
    (lambda: list(Value(3)), "x is the single number 3.0, which has no entries"),
    (lambda: sum(Value(3)), "x is the single number 3.0, which has no entries"),
    (lambda: gradient(lambda x: x[5], [1, 2]), "f asks for a coordinate that x of shape (2,) does not have"),
    (lambda: gradient(lambda x, y: x, 3.0), "f must take one argument"),
    (lambda: gradient(lambda x: 3.0, [1, 2]), "f gives 3.0, which was not calculated from x"),
    (lambda: gradient(lambda x: x * 2, [1, 2]), "backward() starts from one number, and this is the result of *"),
    (lambda: gradient(np.exp(1), [1, 2]), "f must be a function"),
]


@pytest.mark.parametrize(("call", "words"), REFUSED)
def test_what_has_no_gradient_is_a_sentence_that_names_the_step(call, words):
    with pytest.raises((TypeError, ValueError, IndexError), match=re.escape(words)):
        call()


def test_after_a_step_of_descent_a_new_calculation_is_all_that_is_needed():
    w = Value([3.0, -2.0])
    for _ in range(50):
        loss = np.sum((w - [1.0, 2.0]) ** 2)
        loss.backward()
        w.data = w.data - 0.2 * w.grad
    assert w.data == pytest.approx([1, 2], abs=1e-9)
    with pytest.raises(ValueError, match="changed in place after - had used it"):
        loss.backward()


def test_a_number_that_became_nan_in_place_is_no_number_that_is_too_large():
    x = Value([1.0, 2.0])
    x.data[0] = np.nan
    for step in (lambda: x + 1, lambda: x @ x, lambda: np.exp(x)):
        with pytest.raises(ValueError, match="was given a number that is not finite; look where it was written"):
            step()


def test_data_takes_what_value_takes_and_a_list_that_is_written_there_can_be_gone_back_through():
    x = Value([1.0, 2.0])
    x.data = [3, 4]
    np.sum(x * x).backward()
    assert x.grad.tolist() == [6, 8]
    assert x.data.dtype == float


def test_a_copy_of_a_value_has_a_gradient_of_its_own():
    x = Value(3.0)
    other = copy.deepcopy(x)
    for _ in range(2):
        (x * other * other).backward()
        assert (x.grad, other.grad) == (9, 18)


def test_a_value_is_written_like_its_number():
    assert f"{Value(2 / 3):.3f} {Value(2)}" == "0.667 Value(2.0, grad=0.0)"


def test_each_value_of_a_calculation_knows_its_own_gradient():
    x = Value(3.0)
    a = x * x
    b = a + x
    (b * a).backward()
    assert (b.grad, a.grad, x.grad) == (9, 21, 135)  # b·a = x⁴ + x³: by b it is a, by a it is b + a
    assert [value.operation for value in (b * a).history()] == ["", "*", "+", "*"]


def test_empty_arrays_have_empty_gradients():
    assert gradient(np.sum, np.zeros((0, 2))).shape == (0, 2)
    assert list(itertools.chain(gradient(np.sum, []))) == []
