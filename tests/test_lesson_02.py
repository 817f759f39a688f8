"""What lesson 02 says in words and numbers, recomputed by another route than its own cells and pictures."""

from typing import Any

import numpy as np
import pytest

from coursekit.exercises import partial_derivative as sheet
from coursekit.exercises.exercise import run
from coursekit.exercises.local import Local

# The sheet: right in another way

OTHER_RIGHT_ANSWERS = {
    "hold_others": [
        "return lambda t: f(np.where(np.arange(len(x)) == i, t, x))",
        "return lambda t: f([t if k == i else x[k] for k in range(len(x))])",
        "def along(t):\n    return f(np.concatenate([x[:i], [t], x[i + 1:]]))\nreturn along",
    ],
    "partials_by_hand": [
        "return np.array([y * (3 * x * x + 2 * y), x * (x * x + 4 * y) - 5])",
        "h, f = 1e-20, lambda x, y: x**3 * y + 2 * x * y**2 - 5 * y\n"
        "return [f(x + h * 1j, y).imag / h, f(x, y + h * 1j).imag / h]",
    ],
    "partial_difference": [
        "a, b = np.array(x, float), np.array(x, float)\na[i] += h\nb[i] -= h\nreturn (f(a) - f(b)) / 2 / h",
        "e = np.eye(len(x))[i] * h\nreturn ((f(x + e) - f(x)) / h + (f(x) - f(x - e)) / h) / 2",
        "import coursekit.gradient as c\nreturn c.partial_derivative(f, x, i, h=h)",
    ],
    "repaired_gradient": [
        sheet.IN_PLACE.replace("asarray", "array"),
        sheet.REPAIRED.replace("1e-4", "1e-6"),
        "def repaired_gradient(f, x):\n    from coursekit.gradient import numerical_gradient_loop\n"
        "    return numerical_gradient_loop(f, x)",
        "def repaired_gradient(f, x):\n    flat, slopes = np.ravel(x).astype(float), []\n    for i in range(x.size):\n"
        "        e = 1e-4 * (np.arange(x.size) == i)\n"
        "        slopes.append((f((flat + e).reshape(x.shape)) - f((flat - e).reshape(x.shape))) / 2e-4)\n"
        "    return np.reshape(slopes, x.shape)",
    ],
    "mixed_partial": [
        "def along_x(y):\n    return (f(np.array([x[0] + h, y])) - f(np.array([x[0] - h, y]))) / (2 * h)\n"
        "return (along_x(x[1] + h) - along_x(x[1] - h)) / (2 * h)",
        "def along_y(x0):\n    return (f([x0, x[1] + h]) - f([x0, x[1] - h])) / (2 * h)\n"
        "return (along_y(x[0] + h) - along_y(x[0] - h)) / (2 * h)",
    ],
    "fastest_axis": [
        "along_y, along_x = np.gradient(T, dy, dx)\nreturn 'xy'[int(abs(along_y[i, j]) > abs(along_x[i, j]))]",
        "across, down = T[i, j - 1] - T[i, j + 1], T[i - 1, j] - T[i + 1, j]\n"
        "return 'y' if (down / dy) ** 2 > (across / dx) ** 2 else 'x'",
    ],
}


@pytest.mark.parametrize(("name", "body"), [(n, b) for n, bodies in OTHER_RIGHT_ANSWERS.items() for b in bodies])
def test_another_right_answer_earns_everything(name, body):
    exercise = next(e for e in sheet.EXERCISES if e.name == name)
    names: dict[str, Any] = {"np": np}
    exec(exercise.code(body), names)
    for seed in range(10):
        found = run(exercise, Local(names[name], exercise, 60), np.random.default_rng(seed))
        assert found.status == "right", f"seed {seed}: {found.sentence}"


def test_the_textbook_loop_as_the_sheet_gives_it_is_right_only_for_a_row_of_floats():
    names: dict[str, Any] = {"np": np}
    exec(sheet.repaired_gradient.starter, names)
    assert names["repaired_gradient"](lambda p: np.sum(p**2), np.array([3.0, 4.0])) == pytest.approx([6, 8])
    exercise = sheet.repaired_gradient
    found = run(exercise, Local(names["repaired_gradient"], exercise, 60), np.random.default_rng(0))
    assert found.earned == 0
