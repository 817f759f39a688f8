"""Losses, their gradients, scaling, batches and shards, beside mpmath, autograd, SciPy and closed forms."""

import hashlib
import importlib.util
import itertools
import operator
import warnings
from fractions import Fraction
from pathlib import Path

import autograd
import autograd.numpy as anp
import mpmath
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.optimize import linprog
from scipy.special import expit

from coursekit.data import PENGUINS, Table, complete, penguins, read_table
from coursekit.descent import gradient_descent, sgd
from coursekit.gradient import check_gradient
from coursekit.model import (
    CrossEntropy,
    MeanSquaredError,
    batches,
    separable,
    shards,
    sigmoid,
    standardise,
    steps_needed,
)
from coursekit.numerics.newton import at_rest

RNG = np.random.default_rng(5)


def data(n: int, p: int, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((n, p)) * rng.uniform(0.5, 3, p) + rng.uniform(-5, 5, p)
    return x, rng.standard_normal(n) + x[:, 0], (rng.random(n) < expit(x[:, 0] - x[:, 0].mean())).astype(float)


def both(y: np.ndarray) -> np.ndarray:
    """Let both labels come up."""
    y[:2] = 0, 1
    return y


# --- losses and gradients ---


@given(st.integers(4, 30), st.integers(1, 3), st.integers(0, 999))
def test_squared_error_and_its_gradient_are_those_of_sums_and_of_autograd(n, p, seed):
    x, y, _ = data(n, p, seed)
    w = np.random.default_rng(seed).standard_normal(p + 1)
    f = MeanSquaredError(x, y)

    def by_sums(w):
        return sum((w[0] + anp.dot(w[1:], row) - answer) ** 2 for row, answer in zip(x, y, strict=True)) / n

    assert f(w) == pytest.approx(by_sums(w), rel=1e-12)
    assert f.grad(w) == pytest.approx(autograd.grad(by_sums)(w), rel=1e-10, abs=1e-10)
    for where in ((), (w,)):  # the same for every w
        assert f.hessian(*where) == pytest.approx(autograd.hessian(by_sums)(w), rel=1e-9, abs=1e-9)


def test_squared_error_in_whole_numbers_is_exact():
    f = MeanSquaredError([1, 2, 4], [3, 5, 4])
    errors = [Fraction(1) + 2 * t - y for t, y in ((1, 3), (2, 5), (4, 4))]
    assert f([1, 2]) == float(sum(e * e for e in errors) / 3)
    assert f.grad([1, 2])[1] == pytest.approx(float(2 * sum(e * t for e, t in zip(errors, (1, 2, 4), strict=True)) / 3))


@pytest.mark.parametrize("score", [-1e4, -746, -709.5, -40, -1, -1e-9, 0, 1e-9, 1, 40, 709.5, 746, 1e4])
@pytest.mark.parametrize("label", [0, 1])
def test_cross_entropy_of_one_score_is_right_to_12_digits_against_mpmath_without_a_warning(score, label):
    f = CrossEntropy([score - 1, score, score + 1, score + 2], [label, label, label, 1 - label])
    one = slice(1, 2)
    f.n, f.X, f.y = 1, f.X[one], f.y[one]
    with mpmath.workdps(60), warnings.catch_warnings(action="error"):
        z = mpmath.mpf(score)
        sigma = 1 / (1 + mpmath.exp(-z))
        rest = 1 / (1 + mpmath.exp(z))  # 1 − σ(z), in full
        surprise = -mpmath.log(sigma if label else rest)
        slope = -rest if label else sigma
        tiny = 1e-300  # below it a float has fewer digits
        assert f([0, 1]) == pytest.approx(float(surprise), rel=1e-12, abs=tiny)
        assert f.grad([0, 1]) == pytest.approx([float(slope), float(slope * z)], rel=1e-12, abs=tiny)


@given(st.integers(5, 30), st.integers(1, 3), st.integers(0, 999))
def test_cross_entropy_and_its_gradient_are_those_of_autograd(n, p, seed):
    x, _, y = data(n, p, seed)
    w = np.random.default_rng(seed).standard_normal(p + 1) / 10
    f = CrossEntropy(x, both(y))

    def by_sums(w):
        sigma = 1 / (1 + anp.exp(-(w[0] + anp.dot(x, w[1:]))))
        return -anp.mean(anp.log(anp.where(y == 1, sigma, 1 - sigma)))

    assert f(w) == pytest.approx(by_sums(w), rel=1e-8)
    assert f.grad(w) == pytest.approx(autograd.grad(by_sums)(w), rel=1e-6, abs=1e-8)
    assert f.hessian(w) == pytest.approx(autograd.jacobian(f_grad(x, y))(w), rel=1e-6, abs=1e-8)


def f_grad(x, y):
    X = np.column_stack([np.ones(len(x)), x])
    return lambda w: anp.dot(X.T, 1 / (1 + anp.exp(-anp.dot(X, w))) - y) / len(y)


LOSSES = [
    MeanSquaredError(*data(20, 2, 1)[:2]),
    CrossEntropy(data(20, 2, 1)[0], both(data(20, 2, 1)[2])),
]


@pytest.mark.parametrize("f", LOSSES, ids=lambda f: type(f).__name__)
def test_many_w_side_by_side_are_each_alone(f):
    many = RNG.standard_normal((3, 7))
    assert f(many) == pytest.approx([f(w) for w in many.T], rel=1e-14)
    assert f.grad(many) == pytest.approx(np.array([f.grad(w) for w in many.T]).T, rel=1e-12)


@pytest.mark.parametrize("f", LOSSES, ids=lambda f: type(f).__name__)
def test_the_check_of_lesson_03_agrees(f):
    assert check_gradient(f, f.grad, RNG.standard_normal(3)).passed


@pytest.mark.parametrize("f", LOSSES, ids=lambda f: type(f).__name__)
@given(size=st.integers(1, 20), seed=st.integers(0, 99))
def test_the_mean_of_the_batch_gradients_over_an_epoch_is_the_gradient(f, size, seed):
    w = np.array([0.3, -0.7, 0.2])
    parts = [(len(batch), f.grad(w, batch)) for batch in batches(20, size, seed)]
    mean = sum(n * g for n, g in parts) / 20  # the last batch may be smaller
    assert mean == pytest.approx(f.grad(w), rel=1e-10, abs=1e-12)


@pytest.mark.parametrize("f", LOSSES, ids=lambda f: type(f).__name__)
@pytest.mark.parametrize("parts", range(1, 8))
def test_the_sum_over_shards_is_the_gradient(f, parts):
    w = np.array([0.3, -0.7, 0.2])
    cut = shards(20, parts)
    total = sum((part.stop - part.start) * f.grad(w, part) for part in cut) / 20
    assert total == pytest.approx(f.grad(w), rel=1e-12, abs=1e-14)


def test_descent_and_lstsq_find_the_same_line():
    table = penguins()
    x, y = standardise(table["flipper_length_mm"]), table["body_mass_g"] / 1000
    f = MeanSquaredError(x, y)
    run = gradient_descent(f, [0, 0], grad=f.grad, learning_rate=0.4, steps=50)
    assert run.x == pytest.approx(np.linalg.lstsq(f.X, y)[0], rel=1e-12)
    full = sgd(f.grad, [0.0, 0.0], f.n, learning_rate=0.4, batch_size=f.n, epochs=50)
    assert full.x == pytest.approx(run.x, rel=1e-12)


# --- scaling ---


@given(st.integers(3, 40), st.integers(1, 4), st.integers(0, 999))
def test_standardised_columns_have_mean_0_and_deviation_1(n, p, seed):
    z = standardise(data(n, p, seed)[0])
    assert z.mean(axis=0) == pytest.approx(np.zeros(p), abs=1e-10)
    assert np.sqrt(np.mean(z**2, axis=0)) == pytest.approx(np.ones(p))


def test_new_data_are_scaled_as_the_data_of_the_fit_were():
    fitted, new = [1.0, 2.0, 3.0], [2.0, 10.0]
    assert standardise(new, like=fitted) == pytest.approx([0, 8 / np.sqrt(2 / 3)])
    assert standardise([[2.0]], like=[[1.0], [2.0], [3.0]]).shape == (1, 1)


@given(st.floats(1.5, 300), st.sampled_from([0.1, 1e-3, 1e-6]))
def test_the_steps_needed_are_those_that_descent_counts_from_the_slowest_start_and_a_bound_from_others(kappa, part):
    needed = steps_needed(kappa, part)

    def counted(start):
        x, k = np.array(start), 0
        above = first = float(x @ (np.array([1, kappa]) * x))
        while above > part * first and k <= 2 * needed:
            x, k = x - np.array([1, kappa]) * x / kappa, k + 1
            above = float(x @ (np.array([1, kappa]) * x))
        return k

    assert abs(counted([1.0, 0.0]) - needed) <= 1
    assert counted([1.0, 0.3]) <= needed


@pytest.mark.parametrize(("kappa", "part"), [(1.5, 1 - 1e-10), (2, 1 - 1e-9), (10, 1 - 1e-10), (1, 1 - 1e-10)])
def test_no_loss_falls_without_a_step(kappa, part):
    assert steps_needed(kappa, part) == 1


@pytest.mark.parametrize(
    ("given_values", "words"),
    [
        ((0.5, 0.1), "condition must lie between 1"),
        ((1 - 1e-9, 0.1), "but is 0.999999999;"),
        ((10, 0), "part must be above 0 and below 1"),
        ((10, 1.0), "part must"),
    ],
)
def test_steps_for_impossible_numbers_are_refused(given_values, words):
    with pytest.raises(ValueError, match=words):
        steps_needed(*given_values)


# --- batches and shards ---


@given(st.integers(1, 60), st.data(), st.integers(0, 99))
def test_each_sample_comes_once_an_epoch(n, draw, seed):
    size = draw.draw(st.integers(1, n))
    dealt = list(batches(n, size, seed))
    assert sorted(np.concatenate(dealt)) == list(range(n))
    assert [len(batch) for batch in dealt[:-1]] == [size] * (len(dealt) - 1)
    assert 1 <= len(dealt[-1]) <= size


def test_another_seed_deals_otherwise_and_the_same_seed_alike():
    def dealt(seed):
        return [list(batch) for batch in batches(30, 7, seed)]

    assert dealt(1) == dealt(1) != dealt(2)


@given(st.integers(1, 60), st.data())
def test_shards_cover_all_samples_in_their_order(n, draw):
    parts = shards(n, count := draw.draw(st.integers(1, n)))
    assert [i for part in parts for i in range(n)[part]] == list(range(n))
    sizes = [part.stop - part.start for part in parts]
    assert len(sizes) == count
    assert max(sizes) - min(sizes) <= 1


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: batches(5, 6), "batch_size must be from 1 to 5, the number of samples, but is 6"),
        (lambda: batches(5, 0), "batch_size must be from 1 to 5"),
        (lambda: batches(10, 2.5), "batch_size must be a positive integer, but is 2.5; try 1"),
        (lambda: batches(-10, 2), "n_samples must be a positive integer, but is -10; try 100"),
        (lambda: shards(10, 2.5), "parts must be a positive integer, but is 2.5; try 3"),
        (lambda: shards(2.5, 1), "n_samples must be a positive integer, but is 2.5"),
        (lambda: batches(0, 1), "n_samples must be at least 1"),
        (lambda: shards(5, 6), "parts must be from 1 to 5, the number of samples, but is 6"),
        (lambda: shards(5, 0), "parts must be from 1 to 5"),
    ],
)
def test_impossible_batches_and_shards_are_refused_at_once(call, words):
    with pytest.raises(ValueError, match=words):
        call()


# --- separation ---


def has_direction(x, y) -> bool:
    """Ask a linear program: is there a w with every margin at least 0, and one of them more?"""
    X = np.column_stack([np.ones(len(x)), x])
    sides = (2 * np.asarray(y) - 1)[:, None] * X
    found = linprog(-sides.sum(axis=0), A_ub=-sides, b_ub=np.zeros(len(x)), bounds=[(-1, 1)] * X.shape[1])
    return -found.fun > 1e-7


@given(st.integers(6, 14), st.integers(1, 2), st.integers(0, 10_000))
def test_separable_is_what_a_linear_program_says_also_with_samples_on_the_border(n, p, seed):
    rng = np.random.default_rng(seed)
    x = rng.integers(0, 4, (n, p)).astype(float)  # few places, so that both kinds often share one
    y = both((rng.random(n) < 0.5).astype(float))
    assume(np.linalg.matrix_rank(np.column_stack([np.ones(n), x])) == p + 1)
    assert separable(x, y) == has_direction(x, y)


def has_exact_direction(x, y) -> bool:
    """Try, in whole numbers, each border through two samples: where there is any such w, one of these is one."""
    rows = [[side * int(t) for t in (1, *sample)] for sample, side in zip(x, np.where(y, 1, -1).tolist(), strict=True)]
    for (a, b, c), (d, e, f) in itertools.combinations(rows, 2):
        w = b * f - c * e, c * d - a * f, a * e - b * d
        margins = [sum(map(operator.mul, w, row)) for row in rows]
        if any(w) and (min(margins) >= 0 or max(margins) <= 0):
            return True
    return False


@given(st.integers(5, 9), st.sampled_from([3, 10**9, 10**15]), st.integers(0, 10_000))
def test_separable_is_exact_also_with_one_value_that_is_far_from_all_others(n, far, seed):
    rng = np.random.default_rng(seed)
    x = rng.integers(0, 4, (n, 2)).astype(float)
    y = both((rng.random(n) < 0.5).astype(float))
    assume(np.linalg.matrix_rank(np.column_stack([np.ones(n), x])[1:]) == 3)
    x[0, 1] = far
    assert separable(x, y) == has_exact_direction(x, y)
    kinds = x[y == 0, 1], x[y == 1, 1]  # a column alone: they lie beside each other, and may touch
    touch = any(low.max() <= high.min() for low, high in (kinds, kinds[::-1]))
    assert separable(x[:, 1], y) == touch


@pytest.mark.parametrize(
    ("x", "y", "expected"),
    [
        ([1, 2, 3, 1e9], [0, 1, 0, 1], False),
        ([1, 1, 1, 1e9], [0, 1, 0, 1], True),  # the ones all on the border
        ([1, 2, 3, 1e17], [0, 1, 0, 1], False),
        ([1, 2, 3, 1e17], [0, 0, 1, 1], True),
        ([1e-100, 2e-100, 3e-100, 1e100], [0, 1, 0, 1], False),
        ([[0.1, 0.3], [0.2, 0.6], [0.3, 0.9], [1, 0]], [0, 1, 0, 1], True),  # a border as it is printed: 3 x
        ([[0.1, 0.3], [0.2, 0.61], [0.3, 0.9], [1, 0]], [0, 1, 0, 1], False),
    ],
)
def test_separable_knows_the_smallest_difference_beside_the_largest_number(x, y, expected):
    assert separable(x, y) is expected


def test_weights_come_to_rest_where_the_gradient_is_0_also_with_one_value_far_from_all_others():
    f = CrossEntropy(standardise([1, 2, 3, 1e9, 1, 1, 2]), [0, 1, 0, 1, 0, 1, 1])
    assert np.abs(f.grad(at_rest(f))).max() < 1e-11


def test_of_the_penguins_adelie_and_gentoo_can_be_separated_and_adelie_and_chinstrap_by_no_one_or_two_measures():
    table = penguins()
    names = ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"]
    measures = np.column_stack([table[name] for name in names])
    kind = table["species"]
    two = np.isin(kind, ["Adelie", "Gentoo"])
    assert separable(measures[two][:, [1, 3]], kind[two] == "Gentoo")
    two = np.isin(kind, ["Adelie", "Chinstrap"])
    for count in (1, 2):
        for columns in itertools.combinations(range(4), count):
            x, y = measures[two][:, columns], kind[two] == "Chinstrap"
            assert not separable(x, y)
            assert not has_direction((x - x.mean(axis=0)) / x.std(axis=0), 1.0 * y)


# --- what a reader gives ---

X, Y = [[1.0, 5.0], [2.0, 3.0], [4.0, 4.0], [3.0, 1.0]], [1.0, 2.0, 3.0, 5.0]


@pytest.mark.parametrize(
    ("x", "y", "words"),
    [
        ([1.0, np.nan, 3.0], [1, 2, 3], "x has no value in row 1; leave such rows out"),
        ([1.0, None, 3.0], [1, 2, 3], "x has no value in row 1"),
        (["1", "2", ""], [1, 2, 3], "x has no value in row 2"),
        ([1.0, "heavy", 3.0], [1, 2, 3], "x must be numbers, but is 'heavy' in row 1"),
        (["1", "2", "3"], [1, 2, 3], "x must be numbers, but is the text '1' in row 0; give numbers, not texts"),
        ([1.0, 2.0, np.inf], [1, 2, 3], "x is inf in row 2"),
        ([1.0, 2.0, 3.0], [1, 2, np.nan], "y has no value in row 2"),
        ([2.0, 2.0, 2.0], [1, 2, 3], "^x is 2 in every row, so it decides no slope; give an x that changes$"),
        ([[2], [2], [2]], [1, 2, 3], "^x is 2 in every row, so it decides no slope; give an x that changes$"),
        (
            [[1, 7], [2, 7], [3, 7], [5, 7]],
            Y,
            r"x\[:, 1\] is 7 in every row, so it tells nothing that the intercept does not; leave it out, or give",
        ),
        ([[1, 2], [2, 4], [3, 6], [5, 10]], Y, r"x\[:, 1\] follows from the other columns"),
        ([[1, 3], [2, 4], [3, 5], [7, 9]], Y, r"x\[:, 1\] follows from the other columns"),
        ([[1, 2, 3], [2, 4, 1]], [1, 2], "2 rows cannot decide 4 parameters.* at least 4 rows, or fewer columns$"),
        ([1.0], [1.0], "1 row cannot decide 2 parameters, an intercept .*; give at least 2 rows$"),
        ([[1.0, 2.0]], [1.0], "1 row cannot decide 3 parameters, .*; give at least 3 rows$"),  # no column is enough
        (X, [1, 2, 3], "x has 4 rows and y has 3; give one value of y for each row of x"),
        (X, [[1], [2], [3], [4]], r"y has shape \(4, 1\); give one number for each sample, \(4,\)"),
        (np.zeros((2, 2, 2)), [1, 2], "give one number for each sample"),
        ([], [], "there is no sample in it"),
        ([[1, 2], [3]], [1, 2], r"rows of numbers of one length, but is \[\[1, 2\], \[3\]\]$"),
        ([1, 2], [1, [2]], r"^y must be .* rows of numbers of one length, but is \[1, \[2\]\]$"),
        ([1j, 2, 3], [1, 2, 3], "real numbers"),
        (np.ma.array([1.0, 2, 3], mask=[0, 1, 0]), [1, 2, 3], "x has masked .*; leave such rows out, in y too$"),
        ([1, 2, 4], np.ma.array([1.0, 2, 3], mask=[0, 1, 0]), "y has masked .*; leave such rows out, in x too$"),
    ],
)
def test_data_that_a_line_cannot_be_fitted_to_are_told_in_a_sentence(x, y, words):
    with pytest.raises((ValueError, TypeError), match=words):
        MeanSquaredError(x, y)


@pytest.mark.parametrize(
    ("y", "words"),
    [
        ([0, 1, 2, 1], "y must be the labels 0 and 1, but is 2 in row 2"),
        ([0, 1, 1.0000001, 1], "y must be the labels 0 and 1, but is 1.0000001 in row 2"),
        ([-1, 1, 1, -1], "y must be the labels 0 and 1, but is -1 in row 0"),
        ([1, 1, 1, 1], "y is 1 in every row"),
        (["yes", "no", "no", "yes"], "y must be the labels 0 and 1, but is 'yes' in row 0; write 1 for yes"),
        (["0", "1", "1", "0"], "y must be the labels 0 and 1, but is the text '0' in row 0; give numbers, not texts"),
        (["NA", "1", "1", "0"], "y must be the labels 0 and 1, but is the text '1' in row 1"),
        (["", "", "", ""], "y has no value in row 0"),
        ([True, None, False, True], "y has no value in row 1"),
        ([0.2, 0.8, 0.1, 0.9], "y must be the labels 0 and 1, but is 0.2 in row 0"),
        ([[1], [0], [1], [0]], r"y has shape \(4, 1\); give one number for each sample, \(4,\); y.ravel\(\) makes"),
        (1, r"y has shape \(\); give one number for each sample, \(4,\)$"),
        ([0, 1, np.nan, 1], "y has no value in row 2"),
    ],
)
def test_labels_that_are_not_0_and_1_are_told_in_a_sentence(y, words):
    for call in (CrossEntropy, separable):
        with pytest.raises((ValueError, TypeError), match=words):
            call(X, y)


@pytest.mark.parametrize("y", [[True, False, False, True], np.array([True, False, False, 1], object)])
def test_truths_are_labels(y):
    assert CrossEntropy(X, y).y.tolist() == [1, 0, 0, 1]


@pytest.mark.parametrize("size", [1e-300, 1e-149, 1e-100, 1e100, 1e149, 1e300])
def test_sizes_whose_squares_are_no_floats_are_refused_and_all_others_are_standardised(size):
    x = size * np.array([1.0, 2.0, 3.0])
    if 1e-150 < size < 1e150:
        assert standardise(x) == pytest.approx([-np.sqrt(1.5), 0, np.sqrt(1.5)])
    else:
        with pytest.raises(ValueError, match=r"its square is too (large|small) for a float; give it in other units"):
            standardise(x)


@pytest.mark.parametrize("x", [[0.3, 0.1 + 0.2, 0.3], np.array([1, 2, 3]) * 0.7 / [1, 2, 3], [1e9, 1e9, 1e9 + 1e-7]])
def test_a_column_that_is_constant_but_for_rounding_is_refused(x):
    assert len(set(x)) > 1
    for call, words in (
        (standardise, "it has no spread to be divided by; give numbers that change"),
        (lambda x: MeanSquaredError(x, [1, 2, 3]), "it decides no slope; give an x that changes"),
        (lambda x: CrossEntropy(x, [1, 0, 1]), "it decides no slope; give an x that changes"),
    ):
        with pytest.raises(ValueError, match=rf"x is .* in every row, but for rounding, so {words}"):
            call(x)
    near = 1 + np.array([0.0, 1e-14, 2e-14])  # a difference that was measured, however small
    assert standardise(near) == pytest.approx([-np.sqrt(1.5), 0, np.sqrt(1.5)], rel=0.1, abs=0.1)


@pytest.mark.parametrize(
    "x",
    [
        [True, False, False],
        np.array([True, False, False]),
        np.array([True, 0, False], object),
        [[True], [False], [False]],
    ],
)
def test_a_feature_that_is_true_or_false_counts_as_1_and_0(x):
    assert MeanSquaredError(x, [True, False, True]).X[:, 1].tolist() == [1, 0, 0]
    assert MeanSquaredError(x, [True, False, True]).y.tolist() == [1, 0, 1]
    with pytest.raises(ValueError, match="x has no value in row 1"):
        MeanSquaredError([True, None, False], [1, 2, 3])


@pytest.mark.parametrize(
    ("samples", "which"),
    [
        (2, [2]),
        (-1, [3]),
        (np.int64(0), [0]),
        ([0, 3], [0, 3]),
        ((1, 1), [1, 1]),
        (range(1, 3), [1, 2]),
        (slice(1, None), [1, 2, 3]),
        ([True, False, False, True], [0, 3]),
        (None, [0, 1, 2, 3]),
    ],
)
def test_the_gradient_of_one_sample_or_of_many_is_the_mean_of_theirs(samples, which):
    w = np.array([0.3, -0.7, 0.2])
    for f in (MeanSquaredError(X, Y), CrossEntropy(X, [1, 0, 0, 1])):
        alone = [f.grad(w, slice(i, i + 1)) for i in which]
        assert f.grad(w, samples) == pytest.approx(np.mean(alone, axis=0), rel=1e-12, abs=1e-14)


@pytest.mark.parametrize(
    ("samples", "words"),
    [
        (4, "samples has the index 4, and the indices of these 4 samples run from 0 to 3"),
        ([0, -5], "samples has the index -5"),
        (1.0, "samples must be whole numbers, but is 1.0; give the index of one sample, a list of them, or a slice"),
        (True, "samples must be whole numbers, but is True"),
        ("1", "samples must be whole numbers, but is '1'"),
        ([[0], [1, 2]], "samples must be whole numbers"),
        (slice(1.5), "samples must be whole numbers, but is slice"),
        (slice(0, 4, 0), "samples must be whole numbers, but is slice"),
        ([True, False], r"samples has shape \(2,\); True and False choose samples where there is one of them for each"),
        ([[0, 1]], r"samples has shape \(1, 2\); give the index of one sample"),
        (slice(9, 12), "samples is empty"),
        ([False] * 4, "samples is empty"),
    ],
)
def test_samples_that_are_not_there_are_told_in_a_sentence(samples, words):
    for f in (MeanSquaredError(X, Y), CrossEntropy(X, [1, 0, 0, 1])):
        with pytest.raises((TypeError, ValueError), match=words):
            f.grad([0, 0, 0], samples)


@pytest.mark.parametrize("w", [[1.0], [1.0, 2.0], 3.0, np.zeros((2, 2))])
def test_a_w_of_another_length_is_told_in_a_sentence(w):
    with pytest.raises(ValueError, match=r"this model has 3 parameters"):
        MeanSquaredError(X, Y)(w)


def test_a_column_that_never_changes_cannot_be_standardised():
    with pytest.raises(ValueError, match=r"x\[:, 0\] is 3 in every row, .*; leave it out, or give another; for new"):
        standardise([[3, 1], [3, 2]])
    with pytest.raises(ValueError, match=r"x is 1 in .*divided by; give numbers that change; for new data give like="):
        standardise([1, 1, 1])
    with pytest.raises(ValueError, match=r"like is 2 in every row, so it has no spread .*; give numbers that change$"):
        standardise([1, 2], like=[2, 2])
    for row in ([210], [[210, 30]]):
        with pytest.raises(ValueError, match="x has one row, and one row has no spread; give like=, the data of"):
            standardise(row)
    with pytest.raises(ValueError, match=r"like has one row, and one row has no spread; give all data of the fit$"):
        standardise([210, 220], like=[200])
    with pytest.raises(ValueError, match="x has 1 columns and like has 2"):
        standardise([1, 2], like=[[1, 2], [3, 4]])
    with pytest.raises(ValueError, match="samples is empty"):
        MeanSquaredError(X, Y).grad([0, 0, 0], [])


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("w", [[0, np.nan, 0], [np.inf, -np.inf, 0], [1e300, 1e300, 0]])
def test_a_loss_where_a_descent_has_diverged_is_no_number_and_no_warning(w):
    for loss in (MeanSquaredError(X, Y), CrossEntropy(X, np.median(Y) < Y)):
        assert not np.isfinite(loss(w)) or loss(w) > 1e100
        assert loss.grad(w).shape == (3,)


@pytest.mark.parametrize(
    ("x", "error", "words"),
    [
        ("a", TypeError, "x must be real numbers .*, but 'a' is str"),
        (None, TypeError, "x must be real numbers .*, but None is None"),
        ([[1, 2], [3]], ValueError, r"x must be a number, or rows of .*, but is \[\[1, 2\], \[3\]\]$"),
        (np.ma.array([1.0, 2.0], mask=[0, 1]), ValueError, "x has masked entries"),
    ],
)
def test_what_has_no_sigmoid_is_told_in_a_sentence(x, error, words):
    with pytest.raises(error, match=words):
        sigmoid(x)


def test_a_sigmoid_is_taken_of_numbers_of_every_kind_and_keeps_a_complex_step():
    assert sigmoid(0) == 0.5
    assert sigmoid([0, 1000]).tolist() == [0.5, 1]
    assert sigmoid(Fraction(0)) == 0.5
    assert sigmoid(1 + 1e-20j).imag / 1e-20 == pytest.approx(sigmoid(1) * sigmoid(-1))
    assert sigmoid(np.array([[-np.inf, np.inf]])).tolist() == [[0, 1]]


# --- tables ---


def test_the_penguins_are_the_file_of_the_package():
    """The digest is that of penguins.csv in palmerpenguins 0.1.6; where the package is installed, both are compared."""
    content = PENGUINS.read_bytes()
    assert hashlib.sha256(content).hexdigest() == "f204db2c753b0937caac3cb35258562c14f073e4bbc76be24b4c51ce22767a93"
    if package := importlib.util.find_spec("palmerpenguins"):
        assert content == (Path(package.origin).parent / "data" / "penguins.csv").read_bytes()
    licence = PENGUINS.with_suffix(".txt").read_text("utf-8")
    assert "CC0 1.0" in licence
    assert "palmerpenguins, version 0.1.6" in licence


def test_of_344_penguins_342_are_measured_whole():
    everyone, table = read_table(PENGUINS), penguins()
    assert (len(everyone["species"]), len(table["species"])) == (344, 342)
    assert np.isnan(everyone["body_mass_g"]).sum() == 2
    kinds, counts = np.unique(table["species"], return_counts=True)
    assert dict(zip(kinds.tolist(), counts.tolist(), strict=True)) == {"Adelie": 151, "Chinstrap": 68, "Gentoo": 123}


def test_a_table_of_the_readers_own_is_read(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("\ufeffname, mass\nAnna, 3.5\nBo,\nCai, NA\nDee, 4\n", "utf-8")
    table = read_table(path)
    assert table["name"].tolist() == ["Anna", "Bo", "Cai", "Dee"]
    assert complete(table, "mass")["mass"].tolist() == [3.5, 4]
    assert complete(table)["name"].tolist() == ["Anna", "Dee"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a,b\n1,2\n\n3\n", "line 4 of .* has 1 value, and the first line has 2"),
        ("a,b\n1,2,3\n", "line 2 of .* has 3 values, and the first line has 2"),
        ("a;b\n1,5;2\n", "has ';' between its values; save the table with commas"),
        ("a\tb\n1\t2\n", r"has '\\t' between its values; save the table with commas"),
        ("1,2\n3,4\n", "is all numbers: 1, 2; put a line with the columns' names before it"),
        ("a,a \n1,2\n", "names the column a twice"),
        ("a,b\n", "has no rows"),
        ("", "has no rows"),
        ("a,a\n1,2\n", "names the column a twice"),
        (b"\xff\xfe\x00", "is no text of comma-separated values"),
    ],
)
def test_a_file_that_is_no_table_is_told_in_a_sentence(tmp_path, text, words):
    path = tmp_path / "mine.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(ValueError, match=words):
        read_table(path)


def test_a_table_as_programs_save_it_is_read(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text('"",a , b,\r\n"1","1",\N{MINUS SIGN}2,\r\n\r\n"2",3,1_000,\r\n', "utf-8", newline="")
    table = read_table(path)  # the last comma makes no column, and 1_000 is a number to Python only
    assert [(name, column.tolist()) for name, column in table.items()] == [
        ("", [1, 2]), ("a", [1, 3]), ("b", ["\N{MINUS SIGN}2", "1_000"])
    ]  # fmt: skip
    path.write_text("a,b\n1,\N{MINUS SIGN}2\n3,4\n", "utf-8")
    assert read_table(path)["b"].tolist() == [-2, 4]


@pytest.mark.parametrize("path", [None, 3, ["mine.csv"]])
def test_what_is_no_path_is_told_in_a_sentence(path):
    with pytest.raises(TypeError, match=r"path must be the name of a file, as in read_table\('mine.csv'\), but is"):
        read_table(path)
    with pytest.raises(TypeError, match="table must be a Table, as read_table gives it"):
        complete(path)


@pytest.mark.parametrize("x", ["mine.csv", b"mine.csv", Path("mine.csv"), Table(a=np.arange(3.0)), {"a": [1, 2]}])
def test_a_file_or_a_whole_table_in_the_place_of_a_column_is_told_in_a_sentence(x):
    for call in (MeanSquaredError, CrossEntropy):
        with pytest.raises(TypeError, match=r"x is .*, and must be numbers, one for each sample; coursekit.data"):
            call(x, [1, 2, 3])
        with pytest.raises(TypeError, match=r"y is .*, and must be numbers"):
            call([1, 2, 3], x)


def test_a_file_or_a_column_that_is_not_there_is_told_in_a_sentence(tmp_path):
    with pytest.raises(ValueError, match="there is no file"):
        read_table(tmp_path / "nothing.csv")
    with pytest.raises(ValueError, match="there is no column 'body_mass'; did you mean 'body_mass_g'"):
        penguins()["body_mass"]
    with pytest.raises(ValueError, match="no row has a value in each of the columns a"):
        complete(Table(a=np.array([np.nan])), "a")


def test_text_in_a_column_of_numbers_is_told_with_its_row(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("mass\n3.5\n4,1\n".replace(",", ";"))
    with pytest.raises(TypeError, match="x must be numbers, but is '4;1' in row 1"):
        MeanSquaredError(read_table(path)["mass"], [1, 2])
