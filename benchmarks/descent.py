"""Descent: ours, a Python loop, torch, optax and jax. Run: python benchmarks/descent.py."""

from common import keep_freed_memory, peer, publish, race, ratio, table, verdict  # first: it sets the number of threads

# isort: split
from statistics import median

import numpy as np
from gradient import textbook_loop

from coursekit.descent import gradient_descent, sweep

PACKAGES = ["numpy", "torch", "jax", "optax"]
STEPS = 1000  # of one descent
SWEPT = 200  # of 1000 descents at once


def by_torch(torch, loss, start, rate):
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


def by_optax(jax, optax, loss, start, rate):
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


def problems():
    """Yield a name, a matrix, a start and a rate."""
    for n in (2, 10, 100):
        q, _ = np.linalg.qr(np.random.default_rng(n).normal(size=(n, n)))
        yield f"quadratic, n = {n}", q * np.linspace(1, 10, n) @ q.T, np.linspace(1, 2, n), 0.005


def one_step():
    torch, jax, optax = peer("torch"), peer("jax"), peer("optax")
    if torch:
        torch.set_num_threads(1)
    if jax:
        jax.config.update("jax_enable_x64", True)
    rows = []
    for name, a, start, rate in problems():
        rows += compare(name, start, rate, numpy_quadratic(a), *tensor_quadratic(a, torch, jax), torch, jax, optax)
    rosen = (lambda x: 100 * (x[1] - x[0] ** 2) ** 2 + (1 - x[0]) ** 2), rosenbrock_grad
    rows += compare("Rosenbrock, n = 2", np.array([-1.2, 1.0]), 1e-3, rosen, rosen[0], rosen[0], torch, jax, optax)
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


def numpy_quadratic(a):
    return (lambda x: (x * a.dot(x)).sum(axis=0) / 2), a.dot


def tensor_quadratic(a, torch, jax):
    ours = torch.tensor(a) if torch else None
    theirs = jax.numpy.array(a) if jax else None
    return (lambda x: 0.5 * x @ (ours @ x)), (lambda x: 0.5 * x @ (theirs @ x))


def rosenbrock_grad(x):
    u, v = x.tolist()
    return np.array([-400 * u * (v - u * u) - 2 * (1 - u), 200 * (v - u * u)])


def compare(name, start, rate, functions, torch_loss, jax_loss, torch, jax, optax):
    f, grad = functions
    ways = {"coursekit": lambda: gradient_descent(f, start, grad=grad, learning_rate=rate, steps=STEPS).path}
    ways["coursekit, no gradient given"] = lambda: gradient_descent(f, start, learning_rate=rate, steps=STEPS).path
    if torch:
        ways["torch.optim.SGD with backward"] = by_torch(torch, torch_loss, start, rate)
    if jax and optax:
        ways["optax.sgd, jitted"] = by_optax(jax, optax, jax_loss, start, rate)
    times = race(ways, rounds=7, slice_=50e-3)
    rows = []
    for way, run in ways.items():
        goal = 40 if way.startswith("torch") else ""
        reached = ratio(times, way, "coursekit")
        difference = float(np.abs(run() - ways["coursekit"]()).max())
        microseconds = median(times[way]) / STEPS * 1e6
        rows.append([name, way, microseconds, reached, goal, verdict(reached, goal) if goal else "", difference])
    return rows


def many_rates():
    rates, bend = np.linspace(0.001, 0.15, 1000), np.array([1.0, 10.0])
    start = np.array([3.0, 4.0])

    def ours():
        return sweep(lambda x: bend[:, None] * x, start, rates, steps=SWEPT).path

    def loop(gradient):
        def run():
            paths = np.empty((SWEPT + 1, 2, len(rates)))
            for j, rate in enumerate(rates):
                paths[0, :, j] = x = start
                for k in range(SWEPT):
                    x = x - rate * gradient(x)
                    paths[k + 1, :, j] = x
            return paths

        return run

    ways = {"coursekit": ours, "Python loop over NumPy": loop(lambda x: bend * x)}
    ways["textbook loop"] = loop(lambda x: textbook_loop(lambda x: 0.5 * np.sum(bend * x**2), x))
    if jax := peer("jax"):
        jax.config.update("jax_enable_x64", True)
        ways["jax jit(vmap(scan))"] = by_jax(jax, start, rates, bend)
    times = race(ways, rounds=7, slice_=100e-3)
    goals, rows = {"Python loop over NumPy": 250, "textbook loop": 1000, "jax jit(vmap(scan))": 0.7}, []
    for way, run in ways.items():
        goal, reached = goals.get(way, ""), ratio(times, way, "coursekit")
        error = float(np.abs(run() - ours()).max())
        rows.append([way, median(times[way]) * 1e3, reached, goal, verdict(reached, goal) if goal else "", error])
    head = [f"1000 rates, {SWEPT} steps", "milliseconds", "times ours", "target", "", "largest difference of paths"]
    publish("Descent: 1000 rates at once", table(head, rows), PACKAGES)


def by_jax(jax, start, rates, bend):
    def descend(rate):
        def step(x, _):
            x = x - rate * jax.grad(lambda x: 0.5 * (bend * x**2).sum())(x)
            return x, x

        _, path = jax.lax.scan(step, jax.numpy.array(start), None, length=SWEPT)
        return path

    jitted = jax.jit(jax.vmap(descend))

    def run():
        path = np.asarray(jitted(rates).block_until_ready())
        return np.moveaxis(np.concatenate([np.broadcast_to(start, (len(rates), 1, 2)), path], axis=1), 0, -1)

    return run


if __name__ == "__main__":
    keep_freed_memory()
    one_step()
    many_rates()
