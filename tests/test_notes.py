"""What the notes for teachers say of a picture, the picture says: each number, where the note says to move."""

import re
from typing import Any

import pytest
from lessons import ROOT, defaults, drawn, moved, picture_cells, read

from coursekit.publish import notes as teachers
from coursekit.publish.notes import notes

SAID: dict[tuple[str, str], list[tuple[dict[str, Any], str]]] = {
    ("01_derivative", "s1-picture"): [({"begin": 60, "end": 70}, "12.35 m/s"), ({"begin": 60, "end": 60}, "0/0")],
    ("01_derivative", "s3-picture"): [({"h": 0.05}, "2.05"), ({"h": -0.05}, "1.95"), ({"h": 0}, "0/0")],
    ("01_derivative", "s4-picture"): [({"h": 1}, "7")],
    ("01_derivative", "s5-picture"): [({"h": 1e-3}, "4.2e-04"), ({"h": 1e-3}, "9.0e-08")],
    ("01_derivative", "s9-picture"): [({"x": -2}, "0.105"), ({"x": 0}, "0.25")],
    ("01_derivative", "s10-picture"): [
        ({}, "0.2"),
        ({"noise": "0"}, "9.5e-05"),
        ({"noise": "0.01", "points": 21}, "0.017"),
    ],
    ("02_partial_derivative", "s1-picture"): [({}, "0.62758"), ({"along_y": "on"}, "0.5")],
    ("02_partial_derivative", "s2-picture"): [({}, "32 J/kg"), ({"y": 16}, "128")],
    ("02_partial_derivative", "s3-picture"): [
        ({"f": "slice along y", "h": 0.1}, "1e-17"),
        ({"f": "slice along x", "h": 0.1}, "1.5e-03"),
    ],
    ("02_partial_derivative", "s4-picture"): [
        ({"x": "a column", "lines": 4}, "3.0001"),
        ({"x": "a column", "lines": 9}, "3.00005"),
    ],
    ("02_partial_derivative", "s6-picture"): [({"distance": 1e-6, "angle": 45}, "0.5")],
    ("02_partial_derivative", "s7-picture"): [({"x": 1, "y": -1}, "0.5")],
    ("03_gradient", "s1-picture"): [({}, "(2, 4)")],
    ("03_gradient", "s2-picture"): [({"angle": 65}, "4.47"), ({"angle": 155}, "0.12"), ({"angle": 245}, "4.47")],
    ("03_gradient", "s3-picture"): [
        ({"way": 12.5}, "7.125"),
        ({"way": 12.5, "step": 0.05}, "4.625"),
        ({"way": 12.5, "halfway": "on"}, "4.0061"),
    ],
    ("03_gradient", "s4-picture"): [
        ({"f": "x² + y²", "x": 0, "y": 0}, "72"),
        ({"f": "x² − y²", "x": 0, "y": 0}, "36"),
        ({"f": "a plain with a hole", "x": 0, "y": 0}, "2.38e-08"),
    ],
    ("03_gradient", "s6-picture"): [({}, "0.42"), ({}, "23 degrees"), ({}, "0.6 km"), ({}, "638 m")],
    ("04_gradient_descent", "s1-picture"): [({"learning_rate": 1}, "2.5"), ({"learning_rate": 1.1}, "15.")],
    ("04_gradient_descent", "s2-picture"): [
        ({"rule": "x − rate"}, "12 steps"),
        ({"rule": "x − rate", "start": -3}, "-6"),
        ({"rule": "x − rate", "steps": 30}, "-4.5"),
    ],
    ("04_gradient_descent", "s3-picture"): [({"learning_rate": 0.25, "start_y": 0}, "It does not show here")],
    ("04_gradient_descent", "s4-picture"): [({}, "17 steps"), ({}, "2.5 away"), ({"tol": 1e-3}, "130 steps")],
    ("04_gradient_descent", "s6-picture"): [({}, "at B")],
    ("04_gradient_descent", "s7-picture"): [
        ({"kappa": 1000}, "3454"),
        ({"scaled": "on"}, "147"),
        ({"scaled": "on", "angle": 45}, "346"),
    ],
    ("04_gradient_descent", "s9-picture"): [
        ({}, "0.253"),
        ({"momentum": 0.75}, "1.4"),
        ({"momentum": 0.95}, "0.939"),
    ],
    ("05_model", "s1-picture"): [({}, "1.134"), ({"w0": 4.15, "w1": 0.5}, "0.1546")],
    ("05_model", "s2-picture"): [({"learning_rate": 0.316}, "0.1545")],
    ("05_model", "s3-picture"): [({}, "0.1251"), ({}, "1.296")],
    ("05_model", "s4-picture"): [({"steps": 1e6}, "127,818"), ({"scale": "centred"}, "1,356")],
    ("05_model", "s5-picture"): [({"size": 1}, "3.77"), ({"size": 4}, "1.8"), ({"size": 32}, "0.652"), ({}, "2.52")],
    ("05_model", "s6-picture"): [({"z": -10}, "9.1e-05")],
    ("05_model", "s6-picture-3"): [
        ({}, "2.9"),
        ({"steps": 1000}, "8.24"),
        ({"data": "Adelie and Chinstrap", "steps": 1000}, "7.36"),
        ({"data": "Adelie and Chinstrap", "steps": 1000}, "9 on the wrong side"),
    ],
    ("05_model", "s9-picture"): [({}, "0.365"), ({}, "step 608 on nothing moves")],
    ("06_backpropagation", "s1-picture"): [
        ({"chain": "a = x², y = sin(a)"}, "1.116 times"),
        ({"chain": "a = x², y = sin(a)", "move": 0.001}, "0.9698"),
    ],
    ("06_backpropagation", "s2-picture"): [({"step": 3}, "49"), ({"step": 7}, "28")],
    ("06_backpropagation", "s3-picture"): [({"step": 8}, "3"), ({"step": 8}, "difference says 7")],
    ("06_backpropagation", "s4-picture"): [({}, "6.76355"), ({"newest_first": "as they are found"}, "5.68294")],
    ("06_backpropagation", "s5-picture"): [
        ({}, "2 of 14"),
        ({"incoming": "random numbers", "inputs": "random, both signs"}, "8"),
    ],
    ("06_backpropagation", "s7-picture"): [({"z": 0}, "9.5e-07")],
    ("06_backpropagation", "s8-picture"): [
        ({"activation": "ReLU", "scale": 1}, "0.0011"),
        ({"activation": "ReLU", "scale": 2}, "1.1e+03"),
        ({"activation": "ReLU", "scale": 1.4, "depth": 100}, "0.58"),
        ({"activation": "ReLU", "scale": 1.4, "common": "on"}, "2.2e+11"),
    ],
    ("06_backpropagation", "s9-picture"): [
        ({}, "2.5e-39"),
        ({"skip": "on"}, "1.9"),
        ({"activation": "ReLU", "skip": "on"}, "1.3e+31"),
        ({"activation": "ReLU", "skip": "on", "normalise": "on"}, "2.5"),
    ],
    ("07_image", "s1-picture"): [({"x": 39}, "166"), ({"x": 39}, "71.5")],
    ("07_image", "s1-picture-2"): [({}, "146.6"), ({"kernel": "Sobel along y"}, "585")],
    ("07_image", "s2-picture"): [
        ({"way": "clipped below 0"}, "44.9%"),
        ({"way": "a difference of uint8"}, "35.1%"),
    ],
    ("07_image", "s3-picture"): [({}, "120.1"), ({"quadrants": "arctan(gy / gx)"}, "59.9")],
    ("07_image", "s4-picture"): [({"low": 80}, "1002"), ({"low": 80}, "469"), ({"low": 10}, "6841")],
    ("07_image", "s5-picture"): [
        ({"step": 0.255, "steps": 100}, "36.33 to 49.2"),
        ({"step": 0.255, "steps": 200}, "explodes"),
        ({}, "0.2514"),
    ],
    ("07_image", "s6-picture"): [
        ({"field": "whirl", "degrees": 360}, "3.14"),
        ({"field": "river", "degrees": 360}, "1.51"),
    ],
}


def told(lesson: str, cell: str) -> str:
    """Return the notes that stand next behind a picture."""
    cells = read(ROOT / "notebooks" / f"{lesson}.ipynb")["cells"]
    place = [each["id"] for each in cells].index(cell)
    return next(notes(each) for each in cells[place:] if notes(each))


def put(call: dict[str, Any], moves: dict[str, Any]) -> dict[str, Any]:
    """Return a picture's values after these moves: a text of a control, or the nearest of its numbers."""
    values = defaults(call)
    for name, wanted in moves.items():
        control = call[name]
        texts = list(control.texts)
        if isinstance(wanted, str):
            values[name] = control.values[texts.index(wanted)]
        else:
            values[name] = min(control.values, key=lambda value: abs(value - wanted))
            assert values[name] == pytest.approx(wanted, rel=0.01, abs=1e-12)
    return values


@pytest.mark.parametrize(("lesson", "cell"), SAID)
def test_each_value_to_which_a_note_moves_a_slider_is_one_that_a_page_for_a_lecture_has(lesson, cell):
    """Only pages show notes, and their sliders have fewer positions than the notebook's."""
    cells = read(ROOT / "notebooks" / f"{lesson}.ipynb")["cells"]
    named = teachers.moves(cells, [each["id"] for each in cells].index(cell))
    said: dict[str, list[float]] = {}
    for name, value in [move for places, _ in SAID[lesson, cell] for move in places.items()]:
        if not isinstance(value, str) and value not in said.setdefault(name, []):
            said[name].append(value)
    assert named == {name: sorted(values) for name, values in said.items()}


@pytest.mark.parametrize(("lesson", "cell"), SAID)
def test_what_a_note_says_of_a_picture_the_picture_says(lesson, cell):
    call = picture_cells(lesson)[cell]
    for moves, words in SAID[lesson, cell]:
        values = put(call, moves)
        sentence = moved(call["picture"], drawn(call["picture"], **values)[1], **values)
        found = re.compile(rf"(?<![\d.]){re.escape(words)}")
        assert found.search(sentence), (moves, sentence)
        assert found.search(told(lesson, cell).replace("−", "-")), moves
