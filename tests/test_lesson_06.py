"""What lesson 06 says in words, numbers and pictures, recomputed by another route than its own cells and pictures.

The routes: mpmath, autograd, plain loops, central differences, an engine that only adds, `Value` for networks.
"""

import itertools
import time
from typing import Any

import autograd
import autograd.numpy as anp
import mpmath
import numpy as np
import pytest
from lessons import REACHED_AT, defaults, drawn, known, moved, picture_cells, reached

from coursekit.backpropagation import Value, gradient
from coursekit.data import two_moons
from coursekit.functions.network import ACTIVATIONS, sweep_back, turned
from coursekit.live import explore, slider
from coursekit.numerics.suspects import SUSPECTS, accused
from coursekit.pictures import backpropagation as pictures

LESSON = "06_backpropagation"


# 1


@pytest.mark.parametrize("name", pictures.CHAINS)
@pytest.mark.parametrize("x", [-1.25, 0.5, 1.0])
def test_section_1_the_slope_of_the_whole_is_the_product_that_mpmath_finds(name, x):
    inside = {"2x": lambda t: 2 * t, "x²": lambda t: t**2, "sin(x)": mpmath.sin, "−x": lambda t: -t}
    outside = {"3a": lambda t: 3 * t, "sin(a)": mpmath.sin, "a²": lambda t: t**2, "eᵃ": mpmath.exp}
    g, f = (part.split(" = ")[1] for part in name.split(": ")[-1].split(", "))
    exact = mpmath.diff(lambda t: outside[f](inside[g](t)), mpmath.mpf(x))
    found = known(pictures.chain, chain=pictures.CHAINS[name], x=x, move=0.001)
    assert found["product"] == pytest.approx(float(exact), abs=1e-7)
    assert found["measured"] == pytest.approx(float(exact), abs=5e-3)


# 2 to 4: the two sweeps


def stepped(picture: Any, **values: Any) -> dict[str, Any]:
    return known(picture, step=99, **values)


@pytest.mark.parametrize(
    "f",
    [
        lambda x, y: (2 * x + y) ** 2,
        lambda x, y: x * y + x**2,
        lambda x, y: np.exp(-x * y) / (1 + y**2) - np.sin(x) * x,
        lambda x: np.tanh(x * x) * x + np.log(x * x + 1),
        lambda x, y, z: np.maximum(x, y) * z - abs(x),
    ],
)
def test_section_2_the_sweep_of_the_picture_is_that_of_backward_and_of_differences(f):
    place = (1.5, -0.5, 2.0)[: f.__code__.co_argcount]
    found = stepped(pictures.graph, f=f, x=1.5, y=-0.5, more=(2.0,))
    with_names = {value.name: found["grads"][value.born] for value in found["found"] if value.name}
    values = [Value(one) for one in place]
    f(*values).backward()
    assert list(with_names.values()) == pytest.approx([value.grad for value in values], rel=1e-14)
    for i, value in enumerate(values):
        h = 2.0**-17
        ends = [f(*[Value(one + s * h * (k == i)) for k, one in enumerate(place)]).data for s in (1, -1)]
        assert value.grad == pytest.approx((ends[0] - ends[1]) / (2 * h), abs=1e-8)
    assert found["ended"]
    assert found["off"] < 1e-8


def test_section_2_the_numbers_of_its_cell_by_hand():
    """(2x + y)² at (2, 3): b = 7, so 14 arrives at b, a and y, and twice as much at x."""
    found = stepped(pictures.graph, x=2.0, y=3.0)
    assert [found["grads"][value.born] for value in found["found"]] == [28, 14, 14, 14, 1]


def test_section_3_without_adding_the_last_share_wins_and_with_it_the_slope_is_7():
    assert stepped(pictures.fork, x=2.0, y=3.0, adds=True)["first"] == 7
    assert stepped(pictures.fork, x=2.0, y=3.0, adds=False)["first"] in (3, 4)


def cross(places: Any, found: Any) -> list[Any]:
    """Circles that an edge passes, of which they are no end."""
    edges = [(places[one.born], places[value.born]) for value in found for one in value.inputs if hasattr(one, "born")]
    return [
        (x, y)
        for x, y in places.values()
        for (x0, y0), (x1, y1) in edges
        if x0 < x < x1 and abs(y - (y0 + (y1 - y0) * (x - x0) / (x1 - x0))) < 0.08
    ]


@pytest.mark.parametrize("name", ["graph", "fork", "order"])
def test_sections_2_to_4_no_edge_of_a_drawn_calculation_passes_behind_a_circle(name):
    picture = getattr(pictures, name)
    found = known(picture)["found"]
    places = pictures.places_of(found)
    assert not cross(places, found)
    assert all(0 <= y <= 1 for _, y in places.values())


@pytest.mark.parametrize("name", ["graph", "fork", "order"])
def test_sections_2_to_4_no_number_of_a_drawn_calculation_touches_the_ring_on_any_screen(name):
    shown = explore(getattr(pictures, name))
    for explorer in shown, shown.narrow():
        (stage,) = explorer.stages
        for step in range(1, 8):
            explorer.move({**explorer.widget.frame["at"], "step": step})
            stage.whole()
            ring = stage.artists.ring
            (at,) = ring.get_transform().transform(np.column_stack(ring.get_data()))
            around = (ring.get_markersize() + ring.get_markeredgewidth()) / 2 * stage.figure.dpi / 72
            for text in *stage.artists.numbers, *stage.artists.grads:
                box = text.get_window_extent()
                near = np.clip(at, box.min, box.max)
                assert not text.get_text() or np.hypot(*(near - at)) >= around


def test_section_4_only_the_newest_first_is_right():
    with mpmath.workdps(30):
        exact = float(mpmath.diff(lambda t: (mpmath.sin(t**2) + t**2) * t**2, 1))
    assert stepped(pictures.order, x=1.0, newest_first=True)["first"] == pytest.approx(exact, rel=1e-14)
    assert abs(stepped(pictures.order, x=1.0, newest_first=False)["first"] - exact) > 1
    assert f"{exact:.12f}" == "6.763546581352"


def test_section_4_an_engine_that_only_adds_says_96_after_two_calls_where_the_slope_is_32():
    """x⁴ as a square of a square at 2: y = x·x, z = y·y."""
    x, y, grad_x, grad_y = 2.0, 4.0, 0.0, 0.0
    for _ in range(2):
        for _ in range(2):
            grad_y += y * 1.0
        for _ in range(2):
            grad_x += x * grad_y
    assert grad_x == 96
    assert gradient(lambda t: (t * t) * (t * t), 2.0) == 32


def test_section_4_several_kinks_at_one_place_can_add_up_to_no_slope_of_the_whole():
    def f(x: Any) -> Any:
        return np.maximum(x, 0) - np.maximum(np.maximum(x, 0), 0)

    assert gradient(f, 0.0) != 0
    assert gradient(f, 1.0) == gradient(f, -1.0) == 0


@pytest.mark.parametrize(("f", "slope"), [(np.sin, np.cos(2.0)), (np.multiply, 3.0), (lambda step, x: step * x, 3.0)])
def test_section_2_a_function_of_numpy_and_one_whose_names_are_those_of_controls_are_drawn(f, slope):
    shown = explore(pictures.graph, f=f, step=slider(0, 9, value=9, step=1))
    assert shown.problem is None
    assert f"is {slope:.6g}".replace("-", "−") in shown.sentence


def test_the_picture_of_a_calculation_says_what_it_cannot_draw():
    assert "f must be a function, but is 3" in explore(pictures.graph, f=3).sentence
    for f, words in (
        (lambda x: 3.0, "not one number calculated from its values"),
        (lambda x: np.log(x - 5), "log(-3) is nan"),
        (lambda x, y, z: x, "f takes 3 values, and there are 2"),
        (lambda x: sum(x * k for k in range(30)), "a picture shows 24 at most"),
        (lambda x: np.sum(x * np.ones(3)), "f has arrays on the way"),
    ):
        assert words in explore(pictures.graph, f=f, step=slider(0, 9, value=0, step=1)).sentence


# 5


def test_section_5_fourteen_rules_are_wrong_and_four_are_right():
    assert sum(suspect.right for suspect in SUSPECTS) == 4
    assert len(SUSPECTS) == 18
    rng = np.random.default_rng(5)
    a, b, g = rng.uniform(0.5, 2, (3, 4)) * rng.choice([-1, 1], (3, 4))
    for suspect in SUSPECTS:
        if suspect.right:
            rule, h = suspect.make(), 1e-5
            shares = rule(g, a, b)
            assert shares[0] == pytest.approx(g * (suspect.f(a + h, b) - suspect.f(a - h, b)) / (2 * h), abs=1e-8)
            assert shares[1] == pytest.approx(g * (suspect.f(a, b + h) - suspect.f(a, b - h)) / (2 * h), abs=1e-8)


GOOD = {"incoming": "random numbers", "inputs": "random, both signs", "tolerance": 1e-6, "twice": True, "shared": True}
WEAKER = {
    "incoming": "ones",
    "inputs": "random, all positive",
    "tolerance": 1e-2,
    "twice": False,
    "shared": False,
}


def judged(**values: Any) -> list[bool]:
    chosen = {"incoming": pictures.INCOMING[values.pop("incoming")], "inputs": pictures.INPUTS[values.pop("inputs")]}
    return known(pictures.hunt, **values, **chosen)["found"]


def test_section_5_a_good_test_catches_every_wrong_rule_and_refuses_no_right_one():
    assert judged(**GOOD) == [not suspect.right for suspect in SUSPECTS]


def test_section_5_each_wrong_rule_is_missed_by_a_test_that_is_weak_in_one_place():
    missed = set()
    for name, value in [*WEAKER.items(), ("inputs", "all 1")]:
        found = judged(**GOOD | {name: value})
        missed |= {k for k, suspect in enumerate(SUSPECTS) if not suspect.right and not found[k]}
    assert missed == {k for k, suspect in enumerate(SUSPECTS) if not suspect.right}


def test_section_5_the_target_asks_for_all_and_each_of_the_five_controls_has_a_part_in_it():
    call = picture_cells(LESSON)["s5-picture"]
    good = REACHED_AT[LESSON, "s5-picture"]
    assert reached(call, good)
    start = defaults(call)
    for name in good:
        assert not reached(call, good | {name: start[name]}), name


def test_section_5_too_narrow_a_tolerance_refuses_right_rules():
    assert any(
        found and suspect.right for found, suspect in zip(judged(**GOOD | {"tolerance": 1e-13}), SUSPECTS, strict=True)
    )


def test_section_5_the_verdicts_do_not_hang_on_the_numbers_that_were_drawn():
    for seed in range(5):
        rng = np.random.default_rng(seed)
        a, b, g = rng.uniform(0.4, 2, (3, 5)) * np.where(np.arange(15).reshape(3, 5) % 2, -1, 1)
        for suspect in SUSPECTS:
            assert accused(suspect, g, a, b, 1e-6, True, True) == (not suspect.right), suspect.name


# 6


def test_section_6_the_sweep_costs_a_few_evaluations_whatever_n_and_differences_cost_2n():
    steps = {}
    for n in (2, 1000):
        x = Value(np.linspace(-1, 1, n))
        result = pictures.ridge(x)
        steps[n] = len(result.history())
        calls: list[int] = []
        known(pictures.cost, f=lambda t, calls=calls: calls.append(1) or pictures.ridge(t), n=float(n))
        assert len(calls) == 5 + 3 + (1 + 20 // n) * 2 * n
    assert steps[2] == steps[1000]


def test_section_6_with_1000_variables_the_sweep_is_more_than_20_times_cheaper():
    assert known(pictures.cost, n=1000.0)["ratio"] > 20


# 7


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_section_7_each_slope_is_that_of_mpmath(name):
    in_mpmath = {
        "sigmoid": lambda z: 1 / (1 + mpmath.exp(-z)),
        "tanh": mpmath.tanh,
        "ReLU": lambda z: max(z, 0),
        "leaky ReLU": lambda z: max(z, z / 10),
        "ELU": lambda z: z if z > 0 else mpmath.exp(z) - 1,
    }[name]
    sigma, slope = ACTIVATIONS[name]
    for z in (-5.5, -1.2, -0.3, 0.4, 2.0, 6.0):
        assert float(sigma(np.float64(z))) == pytest.approx(float(in_mpmath(mpmath.mpf(z))), rel=1e-13)
        with mpmath.workdps(30):
            assert float(slope(np.float64(z))) == pytest.approx(float(mpmath.diff(in_mpmath, mpmath.mpf(z))), rel=1e-12)
    with np.errstate(over="raise", invalid="raise"):
        assert np.isfinite(slope(np.array([-1000.0, 0.0, 1000.0]))).all()


def test_section_7_ten_sigmoids_leave_a_millionth_at_most():
    z = np.linspace(-20, 20, 40_001)
    assert ACTIVATIONS["sigmoid"][1](z).max() == 0.25
    assert 9e-7 < 0.25**10 < 1e-6


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_section_7_the_point_lies_on_the_curve_inside_the_axes_at_both_ends(name):
    for z in (-6.0, 6.0):
        axes, artists = drawn(pictures.activation, activation=name)
        moved(pictures.activation, artists, activation=name, z=z)
        (height,) = artists.here.get_ydata()
        assert height == ACTIVATIONS[name][0](np.float64(z))
        low, high = axes.flat[0].get_ylim()
        assert low < height < high


# 8 and 9: a real network


def by_value(name: str, scale: float, depth: int, width: int, normalise: bool, skip: bool) -> Any:
    """The gradient at the first input of the same network, by `Value`."""
    rng = np.random.default_rng(1)
    W, h, g = rng.normal(size=(100, 100, 100)), rng.normal(size=100), rng.normal(size=100)
    sigma = {
        "sigmoid": lambda z: (1 + np.tanh(z / 2)) / 2,
        "tanh": np.tanh,
        "ReLU": lambda z: np.maximum(z, 0),
        "leaky ReLU": lambda z: np.maximum(z, 0.1 * z),
        "ELU": lambda z: np.maximum(z, 0) + np.exp(np.minimum(z, 0)) - 1,
    }[name]
    first = now = Value(h[:width])
    for k in range(depth):
        z = (W[k, :width, :width] * scale / np.sqrt(width)) @ now
        if normalise:
            z = z - np.mean(z)
            z = z / np.sqrt(np.mean(z * z))
        now = sigma(z) + now if skip else sigma(z)
    now.backward(g[:width] / np.linalg.norm(g[:width]))
    return first.grad


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize(("normalise", "skip"), list(itertools.product([False, True], repeat=2)))
def test_section_9_the_gradient_of_the_network_is_that_of_value_with_every_cure(name, normalise, skip):
    found = sweep_back(name, 1.3, 4, 12, 1, normalise, skip)
    assert found.gradient == pytest.approx(by_value(name, 1.3, 4, 12, normalise, skip), rel=1e-9, abs=1e-13)
    assert found.sizes[-1] == pytest.approx(np.linalg.norm(found.gradient))


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_section_8_the_law_holds_within_10_percent_a_layer_at_width_200(name):
    """Here with draws and loops of its own; the law with the mean squared slope of the network itself."""
    sigma, slope = ACTIVATIONS[name]
    depth, n = 10, 200
    for scale in (0.5, 1.0, 1.4, 2.0, 3.0, 4.0):
        measured, law = [], []
        for seed in range(4):
            rng = np.random.default_rng(100 + seed)
            h, g, layers = rng.normal(size=n), rng.normal(size=n), []
            for _ in range(depth):
                W = rng.normal(size=(n, n)) * scale / np.sqrt(n)
                z = W @ h
                h = sigma(z)
                layers.append((W, slope(z)))
            before = np.linalg.norm(g)
            for W, slopes in reversed(layers):
                law.append(np.sqrt(n * np.mean(W**2) * np.mean(slopes**2)))
                g = W.T @ (slopes * g)
            measured.append((np.linalg.norm(g) / before) ** (1 / depth))
        assert np.mean(measured) == pytest.approx(np.exp(np.mean(np.log(law))), rel=0.1), scale


def test_section_8_the_picture_draws_that_law_and_says_where_few_weights_make_it_fail():
    found = known(pictures.depth, activation="ReLU", scale=1.4, depth=100, width=100, seed=1)
    assert found["law_each"] == pytest.approx(1.4 * np.sqrt(0.5), rel=0.02)
    assert found["each"] == pytest.approx(found["law_each"], rel=0.05)
    _, artists = drawn(pictures.depth)
    narrow = [
        moved(pictures.depth, artists, activation="ReLU", scale=1.4, depth=20, width=5, seed=seed)
        for seed in range(1, 11)
    ]
    assert any("the narrower the layers are" in sentence for sentence in narrow)
    wide = moved(pictures.depth, artists, activation="ReLU", scale=1.4, depth=100, width=100, seed=1)
    assert "differ" not in wide


@pytest.mark.parametrize("name", ["ReLU"])
def test_section_8_weights_with_a_common_part_break_the_law_and_the_picture_says_why(name):
    """Here with matrices of its own: a tenth of n E[w²] is one number, added to every weight."""
    sigma, slope = ACTIVATIONS[name]
    rng, n, depth = np.random.default_rng(7), 100, 20
    h, layers = rng.normal(size=n), []
    for _ in range(depth):
        W = (np.sqrt(0.9) * rng.normal(size=(n, n)) + np.sqrt(0.1)) / np.sqrt(n)
        z = W @ h
        h = sigma(z)
        layers.append((W, slope(z)))
    g, law = rng.normal(size=n), 1.0
    before = np.linalg.norm(g)
    for W, slopes in reversed(layers):
        law *= np.sqrt(n * np.mean(W**2) * np.mean(slopes**2))
        g = W.T @ (slopes * g)
    apart = (np.linalg.norm(g) / before / law) ** (1 / depth)
    found = known(pictures.depth, activation=name, scale=1.0, depth=depth, common=True)
    assert found["each"] / found["law_each"] == pytest.approx(apart, rel=0.1)
    assert apart > 2
    _, artists = drawn(pictures.depth)
    sentence = moved(pictures.depth, artists, activation=name, scale=1.0, depth=depth, common=True)
    assert "in common" in sentence
    assert "independent" in sentence


def test_section_8_a_curve_ends_where_it_leaves_the_picture():
    """A flat line at the edge would say that the gradient stops growing."""
    _, artists = drawn(pictures.depth)
    moved(pictures.depth, artists, activation="ELU", scale=4.0, depth=100)
    layers, sizes = artists.found.get_data()
    assert layers[-1] < 100
    assert np.all(np.diff(np.log(sizes)[:-1]) > 0)


def test_section_8_sixteen_layers_of_relu_keep_the_length_where_a_page_says_0_0039():
    assert (np.sqrt(2) / 2) ** 16 == pytest.approx(0.0039, abs=5e-5)
    ends = [sweep_back("ReLU", np.sqrt(2), 16, 100, seed).sizes[-1] for seed in range(1, 11)]
    assert 0.7 < np.mean(ends) < 1.3


def test_section_8_a_move_with_100_layers_takes_some_ms_of_the_kernel():
    _, artists = drawn(pictures.depth)
    values = {"activation": "ReLU", "scale": 1.4, "depth": 100, "width": 100, "seed": 1}
    moved(pictures.depth, artists, **values)
    took = []
    for _ in range(5):
        begun = time.process_time()
        moved(pictures.depth, artists, **values)
        took.append(time.process_time() - begun)
    assert min(took) < 0.08  # below 20 ms where it was measured; a machine may be four times slower


def test_section_9_when_normalised_the_scale_of_the_weights_no_longer_matters():
    ends = [sweep_back("tanh", scale, 30, 50, 1, normalise=True).sizes[-1] for scale in (0.5, 1, 4)]
    assert ends == pytest.approx([ends[0]] * 3, rel=1e-9)


def test_section_9_clipping_by_value_turns_the_arrow_and_by_norm_does_not():
    g = np.array([10.0, 1.0])
    by_value, by_norm = pictures.clipped(g, "value"), pictures.clipped(g, "norm")
    assert by_value.tolist() == [1, 1]
    assert turned(g, by_value) == pytest.approx(45 - np.degrees(np.arctan(0.1)))
    assert turned(g, by_norm) == pytest.approx(0, abs=1e-5)
    assert np.linalg.norm(by_norm) == pytest.approx(1)
    assert pictures.clipped(g / 100, "norm").tolist() == (g / 100).tolist()


@pytest.mark.parametrize(
    ("activation", "scale", "reach"),
    [("sigmoid", 2, (7, 7, 100, 100)), ("tanh", 2, (41, 90, 93, 100)), ("ReLU", 1, (19, 100, 22, 100))],
)
def test_section_9_the_layers_reached_are_counted_anew(activation, scale, reach):
    for (normalise, skip), expected in zip(
        itertools.product([False, True], repeat=2), np.array(reach)[[0, 2, 1, 3]], strict=True
    ):
        sizes = sweep_back(activation, scale, 100, 100, 1, normalise, skip).sizes
        inside = list(itertools.takewhile(lambda size: 1e-3 <= size <= 1e3, sizes))
        assert len(inside) - 1 == expected


# 10


def test_section_10_the_training_is_that_of_autograd_step_by_step():
    x, y = two_moons()
    weights = [value.data for value in pictures.start()]

    def loss(W: Any, c: Any, v: Any, d: Any) -> Any:
        return anp.mean(anp.logaddexp(0, (anp.tanh(x @ W + c) @ v + d) * (1 - 2 * y)))

    slopes = autograd.grad(loss, (0, 1, 2, 3))
    losses = [loss(*weights)]
    for _ in range(20):
        weights = [w - g for w, g in zip(weights, slopes(*weights), strict=True)]
        losses.append(loss(*weights))
    assert pictures.trained(1.0).losses[:5] == pytest.approx(losses[::5], rel=1e-9)


def test_section_10_two_moons_are_parted_in_300_steps_and_the_steps_are_near_a_thousandth():
    run = pictures.trained(1.0)
    assert run.right[-1] >= 0.99
    assert 3e-4 < run.ratios[-1] < 3e-3
    assert run.losses[4] < 0.3  # what a straight line can do, after 20 steps
    assert pictures.trained(40.0).ratios.max() > 0.1
    x, y = two_moons()
    design = np.column_stack([np.ones(len(x)), x])
    line = np.linalg.lstsq(design, 2 * y - 1)[0]
    assert np.mean((design @ line > 0) == y) < 0.92  # no straight line


def test_section_10_the_border_lies_where_the_score_is_0():
    run = pictures.trained(1.0)
    x, y = pictures.border(run.weights[-1], np.linspace(-1.6, 2.6, 61), np.linspace(-1.2, 1.7, 61))
    assert len(x) > 50
    scores = pictures.score(np.column_stack([x, y]), *run.weights[-1])
    assert np.abs(scores).max() < 0.2


def test_each_target_can_be_reached_by_what_the_lesson_says():
    calls = picture_cells(LESSON)
    for cell, values in {
        "s2-picture": {"step": 7, "x": -1.0, "y": 2.0},
        "s3-picture": {"step": 8, "adds": True},
        "s4-picture": {"newest_first": True},
        "s5-picture": {
            "incoming": pictures.G,
            "inputs": (pictures.A, pictures.B),
            "tolerance": 1e-6,
            "twice": True,
            "shared": True,
        },
        "s8-picture": {"activation": "ReLU", "scale": 1.4, "depth": 60},
        "s9-picture": {"normalise": True, "skip": True},
        "s10-picture": {"rate": 4.0, "step": 200},
    }.items():
        assert reached(calls[cell], defaults(calls[cell]) | values), cell
