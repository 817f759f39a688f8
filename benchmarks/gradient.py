"""Gradients: ours, the textbook loop, and every peer. Run: python benchmarks/gradient.py."""

from common import keep_freed_memory, memory, peer, publish, race, ratio, table, verdict  # first: it sets the threads

# isort: split
from statistics import median

import numpy as np

from coursekit.functions import get
from coursekit.gradient import numerical_gradient

PACKAGES = ["numpy", "scipy", "numdifftools", "jacobi", "autograd", "jax"]
rosenbrock = get("rosenbrock")


def textbook_loop(f, x, h=1e-4):
    grad = np.zeros_like(x)
    for i in range(x.size):
        tmp = x[i]
        x[i] = tmp + h
        f1 = f(x)
        x[i] = tmp - h
        f2 = f(x)
        grad[i] = (f1 - f2) / (2 * h)
        x[i] = tmp
    return grad


def quadratic(n):
    a = np.random.default_rng(n).normal(size=(n, n))
    a = a @ a.T / n
    return (lambda x: np.sum(x * (a @ x), axis=0) / 2), (lambda x: a @ x)


def ways(f, x, n):
    """Return every way to the gradient of `f` at `x` that is installed and not hopelessly slow at this size."""
    batch = np.tile(x[:, None], (1, 2 * n))
    found = {"coursekit": lambda: numerical_gradient(f, x), "textbook loop": lambda: textbook_loop(f, x)}
    found["f alone"] = lambda: f(batch)
    if optimize := peer("scipy.optimize"):
        numdiff = peer("scipy.optimize._numdiff")
        found["scipy approx_fprime"] = lambda: optimize.approx_fprime(x, f)
        found["scipy 3-point"] = lambda: numdiff.approx_derivative(f, x, method="3-point")
    if (differentiate := peer("scipy.differentiate")) and n <= 100:
        found["scipy.differentiate.jacobian"] = lambda: differentiate.jacobian(f, x).df
    if (numdifftools := peer("numdifftools")) and n <= 10:
        found["numdifftools"] = lambda: numdifftools.Gradient(f)(x)
    if (jacobi := peer("jacobi")) and n <= 10:
        found["jacobi"] = lambda: jacobi.jacobi(f, x)[0]
    return found


def exact_ways(x):
    """Return peers that differentiate the code of Rosenbrock's function instead of calling it."""
    found = {}
    if autograd := peer("autograd"):
        anp = peer("autograd.numpy")
        grad = autograd.grad(lambda x: anp.sum(100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2))
        found["autograd (exact)"] = lambda: grad(x)
    if jax := peer("jax"):
        jax.config.update("jax_enable_x64", True)
        jitted = jax.jit(jax.grad(lambda x: (100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2).sum()))
        found["jax, jitted (exact)"] = lambda: jitted(x).block_until_ready()
    return found


def one_gradient():
    rows, targets = [], []
    for name in ("Rosenbrock", "Ackley", "quadratic"):
        for n in (2, 10, 100, 1000):
            x = np.random.default_rng(0).uniform(-1, 1, n)
            f, grad = quadratic(n) if name == "quadratic" else (get(name.lower()).f, get(name.lower()).grad)
            runners = ways(f, x, n) | (exact_ways(x) if name == "Rosenbrock" else {})
            times = race(runners, rounds=25 if n < 1000 else 7)
            for way, run in runners.items():
                error = (
                    0.0 if way == "f alone" else float(np.abs(np.ravel(run()) - grad(x)).max() / np.abs(grad(x)).max())
                )
                rows.append([f"{name} {n}", way, median(times[way]) * 1e6, ratio(times, "textbook loop", way), error])
            targets += judged(name, n, times)
    head = ["what", "against", "target", "reached", ""]
    publish("Gradient at one point: targets", table(head, targets), PACKAGES)
    head = ["function, n", "way", "microseconds", "speed, loop = 1", "largest error / largest entry"]
    publish("Gradient at one point: everybody", table(head, rows), PACKAGES)


def judged(name, n, times):
    goals = {"textbook loop": {10: 4, 100: 15, 1000: 2.5}, "scipy 3-point": {2: 4, 10: 10, 100: 30}}
    if name != "Rosenbrock":  # the same peers, without a goal
        goals = {way: dict.fromkeys(sizes, "") for way, sizes in goals.items()}
    goals["f alone"] = {100: 0.85, 1000: 0.85}
    rows = []
    for way, goal in goals.items():
        if n in goal and way in times:
            reached = ratio(times, way, "coursekit")
            met = verdict(reached, goal[n]) if goal[n] else ""
            rows.append([f"gradient, {name}, n = {n}", way, goal[n], reached, met])
    return rows


def grid():
    lines = [np.linspace(low, high, 200) for low, high in rosenbrock.bounds]
    points = np.array(np.meshgrid(*lines)).reshape(2, -1)
    runners = {
        "coursekit": lambda: numerical_gradient(rosenbrock.f, points),
        "textbook loop": lambda: [textbook_loop(rosenbrock.f, point) for point in points.T.copy()],
        "f alone, 4 times": lambda: [rosenbrock.f(points) for _ in range(4)],
    }
    if differentiate := peer("scipy.differentiate"):
        runners["scipy.differentiate.jacobian"] = lambda: differentiate.jacobian(rosenbrock.f, points).df
    times = race(runners, rounds=5, slice_=20e-3)
    rows = []
    for way, goal in (("textbook loop", 300), ("scipy.differentiate.jacobian", 100), ("f alone, 4 times", "")):
        if way in times:
            reached = ratio(times, way, "coursekit")
            rows.append(["40,000 gradients in one call", way, goal, reached, verdict(reached, goal) if goal else ""])
    text = table(["what", "against", "target", "reached", ""], rows)
    held = memory(lambda: numerical_gradient(rosenbrock.f, points))
    publish(
        "Gradients on a grid",
        f"{text}\n\nMemory held at most: {held:.1f} MiB, for {points.nbytes / 2**20:.2f} MiB of points.",
        PACKAGES,
    )


if __name__ == "__main__":
    keep_freed_memory()
    one_gradient()
    grid()
