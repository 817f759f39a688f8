"""What lesson 02 says in words and numbers, recomputed by another route than its own cells and pictures."""

import re
from fractions import Fraction
from typing import Any

import autograd
import autograd.numpy as anp
import mpmath
import numpy as np
import pytest
from lessons import ROOT, defaults, picture_cells, reached, read, source

from coursekit.exercises import partial_derivative as sheet
from coursekit.pictures import partial_derivative as pictures

LESSON = "02_partial_derivative"
CELLS = {cell["id"]: cell for cell in read(ROOT / "notebooks" / f"{LESSON}.ipynb")["cells"]}


def printed(cell: str) -> list[float]:
    """The numbers that a cell of the lesson prints, as stored and compared by nbval."""
    text = "".join(CELLS[cell]["outputs"][0]["text"])
    return [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?(?:e-?\d+)?", text)]


def hills(p: Any) -> Any:
    return anp.sin(p[0]) + p[0] * p[1] / 2 - p[1] ** 2 / 4


# 1


def test_section_1_the_slopes_of_the_hills_are_those_that_autograd_finds():
    slope = autograd.grad(hills)
    along_x, along_y = slope(np.array([0.5, -0.5]))
    assert printed("s1-code-1") == pytest.approx([along_x, along_x, along_y, along_y], abs=6e-5)
    assert printed("s1-mistake-1") == pytest.approx([along_x + along_y], abs=6e-5)


def test_section_1_at_minus_1_and_2_the_slopes_are_154_and_minus_15():
    assert autograd.grad(hills)(np.array([-1.0, 2.0])) == pytest.approx([1.54, -1.5], abs=0.005)
    call = picture_cells(LESSON)["s1-picture"]
    assert reached(call, call | {"f": call["f"].values[0], "x": -1, "y": 2})


def test_section_1_mine_has_the_slopes_575_and_minus_15_at_15_and_1():
    slope = autograd.grad(lambda p: p[0] ** 3 - p[0] * p[1])
    assert slope(np.array([1.5, 1.0])) == pytest.approx([5.75, -1.5])
    call = picture_cells(LESSON)["s1-try-1"]
    assert reached(call, defaults(call) | {"x": 1.5, "y": 1.0})


# 2


def test_section_2_one_kilogram_more_adds_32_joules_and_one_metre_per_second_more_adds_595():
    energy = lambda m, v: Fraction(m) * Fraction(v) ** 2 / 2  # noqa: E731
    assert energy(71, 8) - energy(70, 8) == 32
    assert energy(70, 9) - energy(70, 8) == 595
    assert autograd.grad(lambda p: p[0] * p[1] ** 2 / 2)(np.array([70.0, 8.0])) == pytest.approx([32, 560])
    assert energy(71, 10) - energy(70, 10) == 50


def test_section_2_in_tonnes_and_kilometres_per_hour_the_slopes_are_32000_and_156():
    per_tonne, per_kmh = Fraction(32) * 1000, Fraction(560) / Fraction("3.6")
    assert printed("s2-mistake-1") == [per_tonne, round(per_kmh)]


def test_section_2_the_derivatives_to_try_are_12_and_14():
    assert autograd.grad(lambda p: p[0] ** 2 * p[1] + 5 * p[1])(np.array([3.0, 2.0])) == pytest.approx([12, 14])


# 3


def test_section_3_the_slice_along_y_is_a_parabola_and_the_one_along_x_is_not():
    t = np.linspace(-2, 2, 9)
    assert hills([0.5, t]) == pytest.approx(np.sin(0.5) + t / 4 - t**2 / 4)
    assert hills([t, -0.5]) == pytest.approx(np.sin(t) - t / 4 - 1 / 16)
    assert np.diff(hills([0.5, t]), 3) == pytest.approx(0, abs=1e-14)
    assert np.max(np.abs(np.diff(hills([t, -0.5]), 3))) > 0.05
    assert abs((mpmath.sin(1.5) - mpmath.sin(-0.5)) / 2 - mpmath.cos(0.5)) > 0.1


# 4


def test_section_4_the_loop_of_the_cell_is_the_one_in_the_picture():
    assert source(CELLS["s4-data"]) == pictures.LOOP


def test_section_4_whole_numbers_give_25000_and_35000_by_exact_arithmetic():
    """Where 3.0001 is stored as 3 and 2.9999 as 2."""
    h = Fraction(1, 10_000)
    found = [(sum(a) - sum(b)) / (2 * h) for a, b in (((9, 16), (4, 16)), ((9, 16), (9, 9)))]
    assert printed("s4-code-1") == found == [25000, 35000]


def test_section_4_a_column_gives_the_forward_difference_of_half_the_step_that_it_divides_by():
    h = Fraction(1, 10_000)
    found = [((x + h) ** 2 - x**2) / (2 * h) for x in (Fraction(3), Fraction(4))]
    assert printed("s4-code-3") == [float(value) for value in found] == [3.00005, 4.00005]


def test_section_5_in_float32_the_sum_moves_in_steps_of_a_half():
    assert np.spacing(np.float32(5_000_000)) == 0.5
    assert printed("s5-code-3") == [0, 5000]


def test_section_5_what_does_not_come_back_is_counted_with_plain_numbers():
    x = [1e-6 * (1 + k / 1000) for k in range(1000)]
    y = [(t + 1e-4) - 1e-4 for t in x]
    off = max(abs(a - b) for a, b in zip(x, y, strict=True))
    count, thousand, largest = printed("s5-mistake-1")
    assert (count, thousand) == (sum(a == b for a, b in zip(x, y, strict=True)), 1000)
    assert largest == pytest.approx(off, rel=0.1)


# 6


def test_section_6_the_formula_of_the_angle():
    for degrees, value in ((45, 0.5), (135, -0.5), (120, -mpmath.sqrt(3) / 4)):
        a = mpmath.radians(degrees)
        x, y = mpmath.cos(a) / 10**6, mpmath.sin(a) / 10**6
        assert mpmath.almosteq(x * y / (x**2 + y**2), value, 1e-12, 1e-12)


def test_section_6_the_ridge_is_a_half_on_the_parabola_and_goes_to_0_along_lines():
    ridge = lambda x, y: Fraction(x**2 * y, x**4 + y**2)  # noqa: E731
    assert {ridge(t, t**2) for t in (Fraction(1, k) for k in (1, 10, 1000))} == {Fraction(1, 2)}
    for slope in (Fraction(1), Fraction(-1, 3)):
        assert abs(ridge(Fraction(1, 10**6), slope / 10**6)) < 1e-5


def test_section_6_the_line_at_1_degree_meets_the_parabola_at_the_distance_00175():
    angle = np.deg2rad(1)
    t = np.sin(angle) / np.cos(angle) ** 2
    assert t == pytest.approx(0.0175, abs=5e-5)
    assert t * np.sin(angle) == pytest.approx((t * np.cos(angle)) ** 2)
    call = picture_cells(LESSON)["s6-try-1"]
    near = min(call["distance"].values, key=lambda value: abs(value - t))
    assert reached(call, defaults(call) | {"angle": 1, "distance": near})


# 7


def test_section_7_the_mixed_derivatives_of_the_product_and_of_the_hills():
    product = autograd.hessian(lambda p: p[0] ** 2 * p[1] ** 3)(np.array([1.0, 2.0]))
    assert product[0, 1] == product[1, 0] == 6 * 1 * 2**2 == 24
    assert printed("s7-code-1")[2:4] == [24, 24]
    assert autograd.hessian(hills)(np.array([0.3, -0.8]))[0, 1] == pytest.approx(0.5)


def test_section_7_the_twist_has_minus_1_and_1_at_its_bad_point_and_one_answer_elsewhere():
    def twist(x: Any, y: Any) -> Any:
        return x * y * (x**2 - y**2) / (x**2 + y**2)

    along_x = lambda y: mpmath.limit(lambda x: twist(x, y) / x, 0)  # noqa: E731
    along_y = lambda x: mpmath.limit(lambda y: twist(x, y) / y, 0)  # noqa: E731
    assert [round(float(g(mpmath.mpf("0.25"))), 9) for g in (along_x, along_y)] == [-0.25, 0.25]
    hessian = autograd.hessian(lambda p: twist(p[0], p[1]))(np.array([0.4, -0.3]))
    assert hessian[0, 1] == pytest.approx(hessian[1, 0])
    assert printed("s7-code-1")[-2:] == [-1, 1]
    assert printed("s7-mistake-1")[-1] == 0


# The sheet


def test_the_textbook_loop_of_the_sheet_is_right_for_a_row_of_floats():
    names: dict[str, Any] = {"np": np}
    exec(sheet.repaired_gradient.starter, names)
    assert names["repaired_gradient"](lambda p: np.sum(p**2), np.array([3.0, 4.0])) == pytest.approx([6, 8])
