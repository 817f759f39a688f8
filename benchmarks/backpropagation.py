"""One gradient by a sweep back: ours, differences, autograd, jax, torch. Run: python benchmarks/backpropagation.py."""

from common import publish, race, ratio, table  # first: it sets the number of threads

# isort: split
from functools import cache
from statistics import median

import numpy as np

from coursekit.backpropagation import gradient
from coursekit.gradient import numerical_gradient

PACKAGES = ["numpy", "autograd", "torch", "jax"]
LAYERS, SAMPLES = 3, 100
SIZES = (2, 10, 100, 1000)
CHAIN = 1000  # steps of single numbers


def ridge(m, x):
    """Sum up (x² − 1)² + sin(x), with the functions of a library."""
    return m.sum((x**2 - 1) ** 2 + m.sin(x))


def wave(m, x):
    """A long chain of steps of one number."""
    y = x
    for _ in range(CHAIN // 2):
        y = m.sin(y) + 0.1
    return y


@cache
def weights(width):
    """Give samples, and the weights of the layers behind the first."""
    rng = np.random.default_rng(1)
    return [rng.normal(size=(SAMPLES, width)), *rng.normal(size=(LAYERS - 1, width, width)) / width**0.5]


def network(m, x):
    """A loss of a network of three layers of tanh, by its first weights (width, width)."""
    samples, *layers = weights(x.shape[0])
    if hasattr(m, "tensor"):  # torch
        samples, *layers = map(m.tensor, (samples, *layers))
    h = m.tanh(samples @ x)
    for layer in layers:
        h = m.tanh(h @ layer)
    return m.sum(h * h) / SAMPLES


def point(name, n):
    rng = np.random.default_rng(n)
    return {"sum": rng.uniform(-1, 1, n), "chain": np.array(0.5), "network": rng.normal(size=(n, n)) / n**0.5}[name]


def ways(name, n):
    """Return every way to the gradient; its maker imports what it needs."""
    f, x = {"sum": ridge, "chain": wave, "network": network}[name], point(name, n)
    found = {
        "coursekit, one sweep": lambda: lambda: gradient(lambda t: f(np, t), x),
        "f alone": lambda: lambda: f(np, x),
        "autograd": lambda: by_autograd(f, x),
        "torch": lambda: by_torch(f, x),
        "jax, jitted": lambda: by_jax(f, x),
    }
    if name == "sum":
        differences = lambda: lambda: numerical_gradient(lambda t: f(np, t), x, vectorized=False)  # noqa: E731
        found["2n evaluations"] = differences
    return found


def by_autograd(f, x):
    import autograd
    import autograd.numpy as anp

    slope = autograd.grad(lambda t: f(anp, t))
    return lambda: slope(x)


def by_torch(f, x):
    import torch

    torch.set_num_threads(1)

    def run():
        t = torch.tensor(x, requires_grad=True)
        f(torch, t).backward()
        return t.grad.numpy()

    return run


def by_jax(f, x):
    import jax

    jax.config.update("jax_enable_x64", True)
    slope = jax.jit(jax.grad(lambda t: f(jax.numpy, t)))
    return lambda: np.asarray(slope(x).block_until_ready())


def measured(cases):
    rows = []
    for what, name, n in cases:
        times, found = race(ways, name, n, rounds=9)
        exact = found.get("autograd", found["coursekit, one sweep"])
        for way in times:
            error = "" if way == "f alone" else float(np.abs(found[way] - exact).max() / np.abs(exact).max())
            ours = ratio(times, way, "coursekit, one sweep")
            evaluations = ratio(times, way, "f alone")
            rows.append([what, way, median(times[way]) * 1e6, evaluations, ours, error])
    return rows


if __name__ == "__main__":
    cases = [(f"sum over {n}", "sum", n) for n in SIZES]
    cases += [
        (f"chain of {CHAIN} steps", "chain", 1),
        ("network, width 30", "network", 30),
        ("network, width 200", "network", 200),
    ]
    head = ["gradient of", "way", "microseconds", "evaluations of f", "times ours", "error / largest entry"]
    text = (
        "`coursekit.backpropagation` is a hundred lines that are written to be read. It looks at every number, keeps "
        "copies, and names the step that fails; the others do not.\n\n"
    )
    publish("Backpropagation: one gradient", text + table(head, measured(cases)), PACKAGES)
