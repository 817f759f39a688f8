"""Descent: ours, a Python loop, torch, optax and jax. Run: python benchmarks/descent.py."""

from common import publish, race, ratio, table, verdict  # first: it sets the number of threads

# isort: split
from statistics import median

import numpy as np
from gradient import textbook_loop

from coursekit.descent import gradient_descent, sweep

PACKAGES = ["numpy", "torch", "jax", "optax"]
STEPS = 1000  # of one descent
SWEPT = 200  # of 1000 descents at once
QUADRATIC = {f"quadratic, n = {n}": n for n in (2, 10, 100)}
ROSENBROCK = "Rosenbrock, n = 2"


def problem(name):
    """Return a matrix, or None for Rosenbrock's function, a start and a rate."""
    if name == ROSENBROCK:
        return None, np.array([-1.2, 1.0]), 1e-3
    n = QUADRATIC[name]
    q, _ = np.linalg.qr(np.random.default_rng(n).normal(size=(n, n)))
    return q * np.linspace(1, 10, n) @ q.T, np.linspace(1, 2, n), 0.005


def rosenbrock(x):
    return 100 * (x[1] - x[0] ** 2) ** 2 + (1 - x[0]) ** 2


def rosenbrock_grad(x):
    u, v = x.tolist()
    return np.array([-400 * u * (v - u * u) - 2 * (1 - u), 200 * (v - u * u)])


def ways(name):
    """Return every way to go down; its maker imports what it needs."""
    a, start, rate = problem(name)
    f, grad = (rosenbrock, rosenbrock_grad) if a is None else ((lambda x: (x * a.dot(x)).sum(axis=0) / 2), a.dot)
    settings = {"learning_rate": rate, "steps": STEPS}
    return {
        "coursekit": lambda: lambda: gradient_descent(f, start, grad=grad, **settings).path,
        "coursekit, no gradient given": lambda: lambda: gradient_descent(f, start, **settings).path,
        "torch.optim.SGD with backward": lambda: by_torch(a, start, rate),
        "optax.sgd, jitted": lambda: by_optax(a, start, rate),
    }


def by_torch(a, start, rate):
    import torch

    torch.set_num_threads(1)
    matrix = None if a is None else torch.tensor(a)
    loss = rosenbrock if a is None else (lambda x: 0.5 * x @ (matrix @ x))

    def run():
        x = torch.tensor(start, requires_grad=True)
        optimizer = torch.optim.SGD([x], lr=rate)
        path = [x.detach().clone()]
        for _ in range(STEPS):
            optimizer.zero_grad()
            loss(x).backward()
            optimizer.step()
            path.append(x.detach().clone())
        return torch.stack(path).numpy()

    return run


def by_optax(a, start, rate):
    import jax
    import optax

    jax.config.update("jax_enable_x64", True)
    matrix = None if a is None else jax.numpy.array(a)
    loss = rosenbrock if a is None else (lambda x: 0.5 * x @ (matrix @ x))
    optimizer = optax.sgd(rate)

    @jax.jit
    def step(x, state):
        updates, state = optimizer.update(jax.grad(loss)(x), state)
        return optax.apply_updates(x, updates), state

    def run():
        x = jax.numpy.array(start)
        state, path = optimizer.init(x), [x]
        for _ in range(STEPS):
            x, state = step(x, state)
            path.append(x)
        return np.array(path)

    return run


def one_step():
    rows = []
    for name in (*QUADRATIC, ROSENBROCK):
        times, paths = race(ways, name, rounds=7, slice_=50e-3)
        for way, path in paths.items():
            goal = 40 if way.startswith("torch") else ""
            reached, microseconds = ratio(times, way, "coursekit"), median(times[way]) / STEPS * 1e6
            difference = float(np.abs(path - paths["coursekit"]).max())
            rows.append([name, way, microseconds, reached, goal, verdict(reached, goal) if goal else "", difference])
    head = [
        "descent, whole path",
        "way",
        "microseconds a step",
        "times ours",
        "target",
        "",
        "largest difference of paths",
    ]
    publish("Descent: one step", table(head, rows), PACKAGES)


BEND, START, RATES = np.array([1.0, 10.0]), np.array([3.0, 4.0]), np.linspace(0.001, 0.15, 1000)


def loop(gradient):
    def run():
        paths = np.empty((SWEPT + 1, 2, len(RATES)))
        for j, rate in enumerate(RATES):
            paths[0, :, j] = x = START
            for k in range(SWEPT):
                x = x - rate * gradient(x)
                paths[k + 1, :, j] = x
        return paths

    return run


def by_jax():
    import jax

    jax.config.update("jax_enable_x64", True)

    def descend(rate):
        def step(x, _):
            x = x - rate * jax.grad(lambda x: 0.5 * (BEND * x**2).sum())(x)
            return x, x

        _, path = jax.lax.scan(step, jax.numpy.array(START), None, length=SWEPT)
        return path

    jitted = jax.jit(jax.vmap(descend))

    def run():
        path = np.asarray(jitted(RATES).block_until_ready())
        return np.moveaxis(np.concatenate([np.broadcast_to(START, (len(RATES), 1, 2)), path], axis=1), 0, -1)

    return run


def swept():
    return {
        "coursekit": lambda: lambda: sweep(lambda x: BEND[:, None] * x, START, RATES, steps=SWEPT).path,
        "Python loop over NumPy": lambda: loop(lambda x: BEND * x),
        "textbook loop": lambda: loop(lambda x: textbook_loop(lambda x: 0.5 * np.sum(BEND * x**2), x)),
        "jax jit(vmap(scan))": by_jax,
    }


def many_rates():
    times, paths = race(swept, rounds=7, slice_=100e-3)
    goals, rows = {"Python loop over NumPy": 150, "textbook loop": 1000, "jax jit(vmap(scan))": 0.7}, []
    for way, path in paths.items():
        goal, reached = goals.get(way, ""), ratio(times, way, "coursekit")
        error = float(np.abs(path - paths["coursekit"]).max())
        rows.append([way, median(times[way]) * 1e3, reached, goal, verdict(reached, goal) if goal else "", error])
    head = [f"1000 rates, {SWEPT} steps", "milliseconds", "times ours", "target", "", "largest difference of paths"]
    publish("Descent: 1000 rates at once", table(head, rows), PACKAGES)


if __name__ == "__main__":
    many_rates()
    one_step()
