"""A batch is believed only where it is its points: right for every f that is right at one point, and still one call."""

import itertools

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from coursekit.descent import gradient_descent, sweep
from coursekit.functions import get, names
from coursekit.gradient import (
    directional_derivative,
    numerical_gradient,
    numerical_gradient_loop,
    partial_derivative,
)
from coursekit.numerics.descents import along

H = 2.0**-17
SAMPLES = np.arange(8.0).reshape(4, 2)
TARGETS = np.arange(4.0)
SIDES = np.array([1.0, 1.0, -1.0, 1.0])


def mean_square(w):
    return np.mean((SAMPLES @ w - TARGETS) ** 2, axis=0)


def log_loss(w):
    return np.mean(np.log1p(np.exp(-SIDES * (np.sin(SAMPLES) @ w))), axis=0)


def exact_log_loss(w):
    margins = SIDES * (np.sin(SAMPLES) @ w)
    return -(SIDES / (1 + np.exp(margins))) @ np.sin(SAMPLES) / 4


def softmax(x):
    return np.exp(x[0]) / np.sum(np.exp(x))


SHARES = np.exp([1, 2, 3]) / np.exp([1, 2, 3]).sum()

# What people write for one point, and what it does to many: f, a point, the gradient there.
MIXING = {
    "the loss of a fit": (mean_square, [0.5, 0.2], [6.8, 8.4]),
    "as many samples as probes": (log_loss, [0.3, -0.2], exact_log_loss(np.array([0.3, -0.2]))),
    "a length": (lambda x: x[0] / np.linalg.norm(x), [3, 4], [0.128, -0.096]),
    "softmax": (softmax, [1, 2, 3], softmax(np.array([1, 2, 3])) * (np.array([1, 0, 0]) - SHARES)),
    "the largest": (lambda x: x[0] - x.max(), [1, 2, 4], [1, 0, -1]),
    "the smallest": (lambda x: x[2] * x.min(), [1, 2, 4], [4, 0, 1]),
    "sorted": (lambda x: np.sort(x)[0], [1, 2, 4], [1, 0, 0]),
    "sorted, and a middle one": (lambda x: np.sort(x)[len(x) // 2], [3, 1, 2, 9], [1, 0, 0, 0]),
    "the sum": (lambda x: x[0] / x.sum(), [1, 2, 1], [3 / 16, -1 / 16, -1 / 16]),
    "the sum, which is 0": (lambda x: x[0] / (1 + x.sum() ** 2) + x.sum(), [1, -1], [2, 1]),
    "the mean": (lambda x: x[0] * np.mean(x), [1, 2, 3], [2 + 1 / 3, 1 / 3, 1 / 3]),
    "the deviation": (lambda x: x[0] + np.var(x), [1, 2, 6], [1 - 4 / 3, -2 / 3, 2]),
    "neighbours": (lambda x: np.sum(x * np.roll(x, 1), axis=0), [1, 1, 1, 1], [2, 2, 2, 2]),
    "steps": (lambda x: np.sum(np.diff(x, prepend=0) ** 2, axis=0), [1, 1, 1], [2, 0, 0]),
    "the last": (lambda x: x[0] * x.flat[-1], [2, 3, 5], [5, 0, 2]),
    "the first": (lambda x: x[1] * x.ravel()[0], [2, 3, 5], [3, 2, 0]),
    "the last axis": (lambda x: x[..., 0] * x[..., -1], [2, 3, 5], [5, 0, 2]),
    "how many": (lambda x: np.sum(x**2, axis=0) / x.size, [1, 2, 3], [2 / 3, 4 / 3, 2]),
    "a small part of it": (lambda x: 1e4 + x[0] - x.max(), [1, 2, 4], [1, 0, -1]),
    "a branch for all": (lambda x: x[0] ** 2 if np.linalg.norm(x) < 3 else 3 * x[0], [1, 1, 1], [2, 0, 0]),
    "weights by column": (lambda x: np.sum(np.arange(x.shape[-1]) * x**2, axis=0), [1, 2, 3], [0, 4, 12]),
    "too large together": (lambda x: x[0] / np.sqrt(np.sum(x**2)), [1e154, 0.0], [0, 0]),
    "one number for all": (lambda x: np.sum(x**2), [1, 2, 3], [2, 4, 6]),
    "a constant": (lambda x: 3.0, [1, 2, 3], [0, 0, 0]),
    "no array": (lambda x: float(x[0]) * float(x[1]), [2, 3], [3, 2]),
    "a question": (lambda x: x[0] if x[0] > 0 else x[1], [1, 2], [1, 0]),
}
MATRIX = np.array([[2.0, 1, 0], [1, 3, 0.5], [0, 0.5, 1]])
DATA, SIGNS = np.random.default_rng(1).normal(size=(4, 3)), np.array([1.0, -1, 1, 1])
MEMORY: dict[object, np.ndarray] = {}


def bubble_sorted(x):
    x = list(x)
    for i, j in itertools.product(range(len(x)), range(len(x) - 1)):
        if np.all(x[i] > x[j + 1]) and i < j + 1:
            x[i], x[j + 1] = x[j + 1], x[i]
    return x[0] + 2 * x[-1]


def in_place(x):
    x = np.array(x)
    x -= x.mean()
    return np.sum(x**2, axis=0)


def remembers(x):
    return MEMORY.setdefault(x.tobytes(), np.sum(x**2, axis=0))


def remembers_a_shape(x):
    return MEMORY.setdefault(x.shape, np.eye(len(x)) * len(MEMORY))[0] @ x * 0 + np.sum(x**2, axis=0)


def one_buffer(x):
    buffer = MEMORY.setdefault(("buffer", x.shape), np.empty(x.shape[1:]))
    buffer[...] = np.sum(x**2, axis=0)
    return buffer


def counts(x):
    MEMORY["calls"] = MEMORY.get("calls", np.zeros(())) + 1
    return np.sum(x**2, axis=0) + 0 * MEMORY["calls"]


# The same for what other people write; the loop, which asks for one point at a time, says what is right.
MORE_MIXING = {
    "parts of the largest": lambda x: (x / x.max())[0],
    "softmax of all": lambda x: (np.exp(x) / np.exp(x).sum())[1],
    "log-sum-exp": lambda x: np.log(np.exp(x - x.max()).sum()) + x.max(),
    "log-sum-exp, half right": lambda x: np.log(np.exp(x - x.max()).sum(axis=0)) + x.mean(),
    "without the mean": lambda x: ((x - x.mean()) ** 2).sum(axis=0),
    "standardized": lambda x: (((x - x.mean()) / x.std()) ** 3).sum(axis=0),
    "the first of the sorted": lambda x: np.sort(x)[-1],
    "argmax": lambda x: x[np.argmax(x)] + x[1],
    "argsort": lambda x: x[np.argsort(x)[0]] * 2 + x[0],
    "cumsum": lambda x: np.cumsum(x)[-1] * x[0],
    "cumprod": lambda x: np.cumprod(x)[1],
    "slopes of the points": lambda x: np.sum(np.gradient(x)[0] ** 2),
    "differences": lambda x: np.sum(np.diff(x) ** 2),
    "differences of columns": lambda x: np.sum(np.diff(x, axis=-1) ** 2, axis=0) + x[0],
    "between the points": lambda x: np.interp(1.5, [0, 1, 2], x),
    "Fourier": lambda x: np.abs(np.fft.fft(x))[1] ** 2,
    "Fourier along the wrong axis": lambda x: np.sum(np.abs(np.fft.fft(x)) ** 2, axis=0) + x[0],
    "einsum": lambda x: np.einsum("i...,ij,j...->...", x, MATRIX, x),
    "einsum over all": lambda x: np.einsum("i...,i...->", x, x),
    "einsum along the wrong axis": lambda x: np.einsum("...i,...i->...", x, x),
    "x @ A @ x": lambda x: x @ MATRIX @ x,
    "inner": lambda x: np.inner(x, x),
    "inverse": lambda x: np.linalg.inv(np.eye(3) + np.diag(x))[0, 0] + x[1],
    "solve": lambda x: x @ np.linalg.solve(MATRIX, x),
    "determinant": lambda x: np.linalg.det(MATRIX + np.diag(x)),
    "eigenvalue": lambda x: np.linalg.eigvalsh(MATRIX + np.diag(x))[0],
    "all pairs": lambda x: np.sum(np.exp(-((x[:, None] - x[None]) ** 2))),
    "where any": lambda x: np.where(np.any(x > 3.5), x[0] ** 2, x[0] + x[1]),
    "if any": lambda x: np.sum(x**2, axis=0) if np.any(x > 4.0) else np.sum(x, axis=0),
    "a count": lambda x: np.sum(x > 1.5) * x[0],
    "a mask": lambda x: np.sum(x[x > 0] ** 2),
    "clipped by the largest": lambda x: np.sum(np.clip(x, 0, 0.9 * x.max()) ** 2, axis=0),
    "a correlation": lambda x: np.corrcoef(x, [1, 2, 4])[0, 1],
    "the other way round": lambda x: np.sum(x * x[..., ::-1], axis=0),
    "reshaped": lambda x: np.sum(np.resize(x, 3) ** 2),
    "transposed": lambda x: np.sum(x.T**2, axis=0),
    "data beside it": lambda x: np.sum((np.array([1.0, 2, 3]) - x.T) ** 2, axis=-1),
    "hinge": lambda x: np.mean(np.maximum(0, 1 - SIGNS * (DATA @ x)), axis=0) + np.sum(x**2, axis=0),
    "entropy": lambda x: -np.sum(x / np.sum(x) * np.log(x / np.sum(x))),
    "a little of the largest": lambda x: np.sum(x**2, axis=0) + 1e-6 * x.max(),
    "a little of the column": lambda x: (
        np.sum(x**2, axis=0) + (1e-6 * (np.arange(x.shape[1]) % 2) if x.ndim > 1 else 0)
    ),
    "sorted by hand": bubble_sorted,
    "a copy changed": in_place,
    "remembers": remembers,
    "remembers a shape": remembers_a_shape,
    "one buffer": one_buffer,
    "counts": counts,
}


@pytest.mark.parametrize("f", MORE_MIXING.values(), ids=MORE_MIXING)
def test_what_other_people_write_has_the_gradient_of_the_loop_and_falls_as_its_points_do(f) -> None:
    MEMORY.clear()
    x = np.array([1.05, 2.3, 3.99])
    for method, digits in (("central", 1e-8), ("five_point", 1e-8), ("forward", 4e-6)):
        exact = numerical_gradient_loop(f, x, h=2.0**-13 if method == "five_point" else H)
        got = numerical_gradient(f, x, method=method)
        np.testing.assert_allclose(got, exact, rtol=digits, atol=digits * max(1, np.abs(exact).max()))
    run, point = gradient_descent(f, x, learning_rate=0.02, steps=6), x
    for _ in range(6):
        point = point - 0.02 * numerical_gradient(f, point, vectorized=False)
    np.testing.assert_allclose(run.x, point, rtol=1e-8)
    np.testing.assert_allclose(run.values, [float(f(place.copy())) for place in run.path], rtol=1e-12)


def test_random_draws_are_asked_one_after_the_other() -> None:
    rng = np.random.default_rng(0)

    def f(x):
        return np.sum(x**2, axis=0) + 1e-9 * rng.normal(size=x.shape[1:])

    assert numerical_gradient(f, [3.0, 4.0]) == pytest.approx([6, 8], rel=1e-3)
    assert gradient_descent(f, [3.0, 4.0], steps=50).x == pytest.approx([0, 0], abs=1e-3)


every_mixing = pytest.mark.parametrize(("f", "x", "exact"), MIXING.values(), ids=MIXING)


@every_mixing
@pytest.mark.parametrize(("method", "digits"), [("central", 1e-8), ("five_point", 1e-8), ("forward", 4e-6)])
def test_the_gradient_is_right_whatever_f_does_to_a_batch(f, x, exact, method: str, digits: float) -> None:
    scale = max(1.0, np.abs(exact).max(), abs(f(np.array(x, float))))
    assert np.allclose(numerical_gradient(f, x, method=method), exact, rtol=0, atol=digits * scale)


@every_mixing
def test_parts_directions_and_fields_of_it_are_right_too(f, x, exact) -> None:
    x, exact = np.array(x, float), np.array(exact, float)
    digits = 1e-6 * max(1.0, np.abs(exact).max(), abs(f(x)))
    v = np.arange(1.0, len(x) + 1)
    assert [partial_derivative(f, x, i) for i in range(len(x))] == pytest.approx(exact, abs=digits)
    assert directional_derivative(f, x, v) == pytest.approx(exact @ v, abs=10 * digits)
    field = np.stack([x, 1.5 * x, x], axis=1)
    if not one_number_for_all(f, field):
        assert np.allclose(numerical_gradient(f, field)[:, 0], exact, rtol=0, atol=digits)
        assert np.allclose(partial_derivative(f, field, 0)[2], exact[0], rtol=0, atol=digits)
        assert directional_derivative(f, field, v)[0] == pytest.approx(exact @ v, abs=10 * digits)


def one_number_for_all(f, field: np.ndarray) -> bool:
    try:
        return np.ndim(f(field)) == 0
    except Exception:
        return False


@every_mixing
def test_the_values_along_a_path_are_those_of_its_points(f, x, exact) -> None:
    path = np.array(x, float) + np.linspace(0, 1, 24)[:, None] * np.arange(1, len(x) + 1)
    assert np.allclose(along(f, path), [f(point) for point in path], rtol=1e-12, atol=0)


@every_mixing
def test_a_descent_by_differences_goes_where_the_points_alone_lead(f, x, exact) -> None:
    run = gradient_descent(f, x, learning_rate=0.01, steps=5)
    by_hand = [np.array(x, float)]
    for _ in range(len(run.path) - 1):
        x = by_hand[-1]
        by_hand.append(x - 0.01 * numerical_gradient_loop(f, x, h=H * max(1, np.abs(x).max())))
    assert np.allclose(run.path, by_hand, rtol=0, atol=1e-7 * np.abs(by_hand).max())
    assert np.allclose(run.values, [f(point) for point in run.path], rtol=1e-12, atol=0)


def test_the_least_of_three_falls_although_the_batch_climbs() -> None:
    run = gradient_descent(lambda w: np.sort(w)[0], [1.0, 2, 4], steps=20)
    assert run.x == pytest.approx([-1, 2, 4])
    assert run.fun == pytest.approx(-1)


# --- functions drawn at random, that mix their columns ---

REDUCE = [np.sum, np.mean, np.max, np.min, np.median, np.std, np.ptp, np.linalg.norm, np.prod]
PICK = [
    lambda x: np.sort(x)[0],
    lambda x: np.sort(x)[-1],
    lambda x: np.roll(x, 1)[0],
    lambda x: np.cumsum(x, axis=-1)[-1],
    lambda x: x.flat[-1],
    lambda x: x.ravel()[1],
    lambda x: x[..., 1],
    lambda x: np.flip(x)[0],
]
PLAIN = [
    lambda x: x[0] * x[1],
    lambda x: np.sum(x**2, axis=0),
    lambda x: np.sin(x[0]) + x[-1],
    lambda x: np.exp(-np.sum(x**2, axis=0) / 9),
    lambda x: 1.0 + 0 * x[0],
]
mixtures = st.tuples(
    st.sampled_from(PLAIN), st.sampled_from(REDUCE + PICK), st.sampled_from([1.0, 0.01, 100.0]), st.booleans()
)
spots = st.lists(st.floats(-3, 3).filter(lambda v: v == 0 or abs(v) > 1e-3), min_size=2, max_size=7)


def mixture(plain, mix, size: float, times: bool):
    return lambda x: plain(x) * (1 + size * mix(x)) if times else plain(x) + size * mix(x)


@pytest.mark.parametrize("signs", [signs for signs in itertools.product([1.0, -1.0], repeat=4) if len(set(signs)) > 1])
def test_no_signs_hide_that_the_columns_are_mixed(signs) -> None:
    x = 1.5 * np.array(signs)
    exact = 2 * x + 0.01 * (x - x.mean()) / (len(x) * np.std(x))
    assert np.allclose(
        numerical_gradient(lambda x: np.sum(x**2, axis=0) + 0.01 * np.std(x), x), exact, rtol=0, atol=1e-8
    )


@settings(max_examples=300, deadline=None)
@given(parts=mixtures, x=spots, method=st.sampled_from(["central", "five_point"]))
def test_whatever_mixes_the_columns_gets_the_gradient_of_the_loop(parts, x: list[float], method: str) -> None:
    f, x = mixture(*parts), np.array(x)
    ahead, behind = (numerical_gradient(f, x, method=side, h=H, vectorized=False) for side in ("forward", "backward"))
    assume(np.allclose(ahead, behind, rtol=0, atol=1e-3 * max(1, np.abs(ahead).max())))  # else it has no gradient
    expected = numerical_gradient(f, x, method=method, h=H, vectorized=False)  # the same formula, a point at a time
    scale = max(np.abs(expected).max(), abs(f(x)))
    assert np.allclose(numerical_gradient(f, x, method=method, h=H), expected, rtol=0, atol=1e-8 * scale + 1e-10)


@settings(max_examples=100, deadline=None)
@given(parts=mixtures, n=st.integers(2, 4), m=st.integers(2, 60), seed=st.integers(0, 1000))
def test_whatever_mixes_the_columns_has_the_values_of_its_points(parts, n: int, m: int, seed: int) -> None:
    f, path = mixture(*parts), np.random.default_rng(seed).normal(size=(m, n))
    expected = [f(point) for point in path]
    assert np.allclose(along(f, path), expected, rtol=1e-9, atol=1e-12 * np.abs(expected).max())


@settings(max_examples=100, deadline=None)
@given(
    k=st.integers(1, 30), n=st.integers(2, 6), seed=st.integers(0, 1000), method=st.sampled_from(["central", "forward"])
)
def test_data_of_any_length_are_not_spread_over_the_columns(k: int, n: int, seed: int, method: str) -> None:
    rng = np.random.default_rng(seed)
    a, b, w = rng.normal(size=(k, n)), rng.normal(size=k), rng.normal(size=n)
    exact = 2 * a.T @ (a @ w - b) / k
    got = numerical_gradient(lambda w: np.mean((a @ w - b) ** 2, axis=0), w, method=method)
    assert np.allclose(got, exact, rtol=0, atol=1e-6 * np.abs(a).max() ** 2 * 10)


# --- many descents ---

GRADIENTS = {
    "of length 1": lambda x: x / np.linalg.norm(x),
    "cut where it is long": lambda x: 2 * x / max(1.0, np.linalg.norm(x)),
    "without its mean": lambda x: x - x.mean(),
    "by the largest": lambda x: x / np.abs(x).max(),
    "sorted": lambda x: np.sort(x),
    "of a fit to four samples": lambda w: 2 * SAMPLES.T @ (SAMPLES @ w - TARGETS) / 40,
    "of a branch": lambda x: 2 * x if np.all(np.abs(x) < 3) else np.sign(x),
    "of columns": lambda x: 2 * x,
}


@pytest.mark.parametrize("grad", GRADIENTS.values(), ids=GRADIENTS)
@pytest.mark.parametrize("momentum", [0.0, 0.8])
@pytest.mark.parametrize("m", [1, 3, 4, 9])
def test_each_run_of_a_sweep_is_the_run_alone(grad, momentum: float, m: int) -> None:
    rates, starts = np.geomspace(0.5, 0.01, m), np.random.default_rng(m).normal(size=(2, m)) * 3
    path = sweep(grad, starts, rates, steps=9, momentum=momentum).path
    for j in range(m):
        alone = gradient_descent(
            lambda x: 0.0, starts[:, j], grad=grad, learning_rate=rates[j], steps=9, momentum=momentum
        ).path
        assert np.allclose(path[: len(alone), :, j], alone, rtol=1e-9, atol=1e-12)


MIXED_GRADIENTS = {
    "unit length": lambda x: x / np.linalg.norm(x),
    "without the mean": lambda x: x - x.mean(),
    "parts of the largest": lambda x: x / np.abs(x).max(),
    "softmax": lambda x: np.exp(x) / np.exp(x).sum(),
    "sorted": np.sort,
    "cumsum": lambda x: np.cumsum(x).reshape(x.shape),
    "slopes": lambda x: np.gradient(x) if x.ndim == 1 else np.gradient(x)[0],
    "Fourier": lambda x: np.fft.ifft(np.fft.fft(x) * np.exp(-np.arange(x.shape[-1]))).real,
    "rolled": lambda x: np.roll(x, 1),
    "the other way round": lambda x: x[..., ::-1],
    "clipped by the largest": lambda x: np.clip(x, -np.abs(x).max() / 2, np.abs(x).max() / 2),
    "clipped by its length": lambda x: x * min(1, 3 / np.linalg.norm(x)),
    "if any": lambda x: 2 * x if np.any(x > 2.5) else x,
    "where all": lambda x: np.where(np.all(x > 0), x, 2 * x),
    "inverse": lambda x: np.linalg.solve(MATRIX + np.eye(3) * x.mean() ** 2, x),
    "how many": lambda x: x / x.size,
    "weights by column": lambda x: x * np.arange(1, x.shape[-1] + 1),
    "outer": lambda x: (np.outer(x, x) @ x).reshape(x.shape) if x.ndim == 1 else np.outer(x, x)[:3, : x.shape[1]],
}


@pytest.mark.parametrize("grad", MIXED_GRADIENTS.values(), ids=MIXED_GRADIENTS)
def test_a_sweep_of_what_other_people_write_is_each_run_alone(grad) -> None:
    starts, rates = np.array([[1.0, 2.3, 4.0], [0.5, -1, 2], [-3, 0.2, 1], [2, 1, 0.1]]).T, [0.01, 0.05, 0.1, 0.2]
    swept = sweep(grad, starts, rates, steps=7)
    for j, rate in enumerate(rates):
        x = starts[:, j].copy()
        for k in range(8):
            np.testing.assert_allclose(swept.path[k, :, j], x, rtol=1e-8, atol=1e-12)
            x = x - rate * grad(x.copy())


def test_a_gradient_that_is_written_for_columns_only_is_swept_in_one_go() -> None:
    bend, calls = np.array([1.0, 10.0]), []
    path = sweep(
        lambda x: calls.append(x.ndim) or bend[:, None] * x, [3.0, 4.0], np.geomspace(0.01, 0.1, 50), steps=40
    ).path
    assert np.allclose(path[-1, 1], 4 * (1 - 10 * np.geomspace(0.01, 0.1, 50)) ** 40)
    assert len(calls) < 120  # 41 for all, and a few to look: not 50 times 41


# --- and what can do batches stays as fast ---


@pytest.mark.parametrize("name", names(2))
@pytest.mark.parametrize("n", [2, 10])
def test_the_catalogue_is_asked_once_for_all_and_once_more_to_see(name: str, n: int) -> None:
    f, shapes = get(name), []
    x = np.random.default_rng(n).uniform(0.5, 1.5, n if name in MANY else 2)
    numerical_gradient(lambda x: shapes.append(x.shape) or f.f(x), x)
    assert [len(shape) for shape in shapes] == [2, 1]


MANY = ("sphere", "rosenbrock", "styblinski-tang", "rastrigin", "ackley")


@settings(max_examples=60, deadline=None)
@given(k=st.integers(2, 300), n=st.integers(2, 40), seed=st.integers(0, 1000), shift=st.sampled_from([0.0, 1e-6, 1.0]))
def test_rounding_of_matrix_products_is_no_reason_to_go_one_by_one(k: int, n: int, seed: int, shift: float) -> None:
    rng = np.random.default_rng(seed)
    a, w, calls = rng.normal(size=(k, n)), rng.normal(size=n), []
    b = a @ (w + shift)  # shift 0: the fit is perfect, and f next to nothing but rounding
    numerical_gradient(
        lambda w: calls.append(w) or np.sum((a @ w - b[:, None] if w.ndim > 1 else a @ w - b) ** 2, axis=0), w
    )
    assert len(calls) <= 3


def test_a_field_and_a_long_path_take_a_few_calls_more_than_one() -> None:
    calls = []

    def f(x):
        calls.append(x.shape)
        return np.sum(x**2, axis=0)

    numerical_gradient(f, np.random.default_rng(1).normal(size=(2, 1000)))
    assert len(calls) < 20
    calls.clear()
    along(f, np.random.default_rng(1).normal(size=(5000, 2)))
    assert len(calls) < 60


def test_evaluations_are_counted_as_they_are_made() -> None:
    seen = 0

    def f(x):
        nonlocal seen
        seen += x[0].size
        return np.sum(x**2, axis=0) + x[0] * x[-1]

    for how in ({}, {"grad": lambda x: 2 * x}):
        seen = 0
        assert gradient_descent(f, [3.0, 4, 5], steps=30, **how).nfev == seen


def test_an_f_that_fails_at_an_odd_place_only_keeps_its_gradient() -> None:
    def f(x):  # a simulation that knows the points of a grid
        assert np.count_nonzero(x != np.round(x)) <= 1, "off the grid"
        return x[0] ** 2 + x[1] * x[2]

    with pytest.raises(AssertionError):
        f(np.array([0.5, 0.5, 0]))
    assert numerical_gradient(f, [1.0, 2.0, 3.0]) == pytest.approx([2, 3, 2])
