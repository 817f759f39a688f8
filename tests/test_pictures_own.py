"""A function of the reader's own in every picture that takes one, at the ends of its controls."""

import re
from typing import Any

import numpy as np
import pytest
from lessons import drawn, moved, one_point_only, wavy

from coursekit.live import Control, explore
from coursekit.live.picture import Picture, names_of, needed
from coursekit.pictures import backpropagation, derivative, descent, gradient, image, model, partial_derivative


def cubic(t):
    return t**3 - 2 * t


def one_number_for_many_points(p):
    return np.sum(p**2)


def row_of_one(p):
    return [p[0] ** 2 + p[1]]


def bowl(p):
    return (p[0] - 1) ** 2 + p[0] * p[1] + 3 * p[1] ** 2


def forgets_to_return(p):
    p[0] + 1


def its_gradient(p):
    return np.array([2 * p[0], 6 * p[1]])


PLANE = [wavy, one_point_only]
FUNCTIONS: dict[tuple[Any, str], list[Any]] = {
    (module, name): PLANE + ([one_number_for_many_points, row_of_one] if module is gradient else [])
    for module in (partial_derivative, gradient, descent)
    for name in vars(module)
} | {(derivative, name): [cubic, np.sin] for name in vars(derivative)}
FUNCTIONS |= {(descent, "rolling"): [cubic], (descent, "rules"): [cubic], (descent, "valley"): [bowl]}
FUNCTIONS |= {(partial_derivative, "textbook_loop"): [np.sum, forgets_to_return]}
MORE: dict[str, dict[str, Any]] = {  # values without a control of their own; a map small enough for a test
    "basins": {"size": 11},
    "check": {"grad": its_gradient},
    "error_against_x": {"at": 1.0},
    "rate_sweep": {"steps": 9},
}
TAKEN = [
    (name, picture, functions)
    for (module, name), functions in FUNCTIONS.items()
    if isinstance(picture := getattr(module, name), Picture) and "f" in names_of(picture.see)
]


@pytest.mark.parametrize(
    ("name", "picture", "function"),
    [
        pytest.param(name, picture, first, id=f"{name}-{first.__name__}", marks=[pytest.mark.ci] * (i % 3 != 0))
        for i, (name, picture, (first, *_)) in enumerate(TAKEN)
    ],
)
def test_it_drives_the_picture_from_end_to_end(name, picture, function):
    explorer = explore(picture, f=function, **MORE.get(name, {}))
    controls = {name: control for name, control in explorer.controls.items() if isinstance(control, Control)}
    for place in (0, -1):
        explorer.set(**{name: control.values[place] for name, control in controls.items() if control.kind == "slider"})
        assert explorer.problem is None, explorer.problem
        assert explorer.sentence.endswith(".")
        assert "nan" not in explorer.sentence
        assert explorer.reached in (True, False)


@pytest.mark.parametrize(
    ("name", "picture", "function"),
    [
        pytest.param(n, picture, each, id=f"{n}-{each.__name__}")
        for n, picture, functions in TAKEN
        for each in functions
    ],
)
def test_it_moves_the_picture_at_both_ends(name, picture, function):
    """Without a page: how a picture is shown does not depend on its function."""
    values = {**picture.controls, **MORE.get(name, {}), "f": function}
    for place in (0, -1):
        at = {k: v.values[place] for k, v in values.items() if isinstance(v, Control) and v.kind == "slider"}
        _, artists = drawn(picture, **values | at)
        with np.errstate(all="ignore"):
            sentence = moved(picture, artists, **values | at)
        assert sentence.endswith(".")
        assert "nan" not in sentence


ALL = [
    pytest.param(name, picture, id=f"{module.__name__.rpartition('.')[2]}-{name}")
    for module in (derivative, partial_derivative, gradient, descent, model, backpropagation, image)
    for name, picture in vars(module).items()
    if isinstance(picture, Picture) and not {"f", "distances"} & needed(names_of(picture.see)) - picture.controls.keys()
]


@pytest.mark.parametrize(("name", "picture"), ALL)
def test_a_text_in_the_place_of_a_number_or_on_no_menu_is_told_by_its_name(name, picture):
    own = {name: control for name, control in picture.controls.items() if isinstance(control, Control)}
    texts = [name for name, each in own.items() if all(isinstance(value, str) for value in each.values)]
    sliders = [name for name, each in own.items() if each.kind == "slider"]
    for control in texts + sliders[:1]:
        problem = explore(picture, **{control: "no such"}).problem
        assert re.match(f"{control}( is|=| must be) ?.*'no such'", problem), problem
        assert "(line " not in problem


def test_a_menu_of_heights_may_be_a_function_too():
    explorer = explore(gradient.landscape, heights=lambda p: 600 + 300 * np.sin(p[0]) * np.cos(p[1] / 2))
    explorer.set(east=1, north=31)
    assert explorer.problem is None
