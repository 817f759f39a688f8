"""Gradients: ours, the textbook loop, and every peer. Run: python benchmarks/gradient.py."""

from common import memory, publish, race, ratio, table, verdict  # first: it sets the number of threads

# isort: split
from statistics import median

import numpy as np

from coursekit.functions import get
from coursekit.gradient import numerical_gradient

PACKAGES = ["numpy", "scipy", "numdifftools", "jacobi", "autograd", "jax"]
SIZES = {"Rosenbrock": (2, 10, 100, 300, 1000), "Ackley": (2, 10, 100, 1000), "quadratic": (2, 10, 100, 1000)}
GOALS = {"textbook loop": {10: 4.2, 100: 9, 300: 3, 1000: 1}, "scipy 3-point": {10: 8, 100: 16}}
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


def problem(name, n):
    """Return a function, its exact gradient, and a point."""
    f, grad = quadratic(n) if name == "quadratic" else (get(name.lower()).f, get(name.lower()).grad)
    return f, grad, np.random.default_rng(0).uniform(-1, 1, n)


def ways(name, n):
    """Return every way to the gradient that is not hopelessly slow at this size; its maker imports what it needs."""
    f, _, x = problem(name, n)
    found = {
        "coursekit": lambda: lambda: numerical_gradient(f, x),
        "textbook loop": lambda: lambda: textbook_loop(f, x),
    }
    found |= {"f alone": lambda: alone(f, x), "scipy approx_fprime": lambda: approx_fprime(f, x)}
    found |= {"scipy 3-point": lambda: three_point(f, x)}
    if n <= 100:
        found["scipy.differentiate.jacobian"] = lambda: differentiate_jacobian(f, x)
    if n <= 10:
        found |= {"numdifftools": lambda: numdifftools_gradient(f, x), "jacobi": lambda: jacobi_gradient(f, x)}
    if name == "Rosenbrock":
        found |= {"autograd (exact)": lambda: autograd_gradient(x), "jax, jitted (exact)": lambda: jax_gradient(x)}
    return found


def alone(f, x):
    batch = np.tile(x[:, None], (1, 2 * len(x)))
    return lambda: f(batch)


def approx_fprime(f, x):
    from scipy.optimize import approx_fprime

    return lambda: approx_fprime(x, f)


def three_point(f, x):
    from scipy.optimize._numdiff import approx_derivative

    return lambda: approx_derivative(f, x, method="3-point")


def differentiate_jacobian(f, x):
    from scipy.differentiate import jacobian

    return lambda: jacobian(f, x).df


def numdifftools_gradient(f, x):
    import numdifftools

    return lambda: numdifftools.Gradient(f)(x)


def jacobi_gradient(f, x):
    import jacobi

    return lambda: jacobi.jacobi(f, x)[0]


def autograd_gradient(x):
    import autograd
    import autograd.numpy as anp

    grad = autograd.grad(lambda x: anp.sum(100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2))
    return lambda: grad(x)


def jax_gradient(x):
    import jax

    jax.config.update("jax_enable_x64", True)
    jitted = jax.jit(jax.grad(lambda x: (100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2).sum()))
    return lambda: jitted(x).block_until_ready()


def one_gradient():
    rows, targets = [], []
    for name, sizes in SIZES.items():
        for n in sizes:
            _, grad, x = problem(name, n)
            times, found = race(ways, name, n, rounds=25 if n < 300 else 9, sets=5 if n == 10 else 1)
            for way, given in found.items():
                error = (
                    0.0 if way == "f alone" else float(np.abs(given.ravel() - grad(x)).max() / np.abs(grad(x)).max())
                )
                rows.append([f"{name} {n}", way, median(times[way]) * 1e6, ratio(times, "textbook loop", way), error])
            targets += judged(name, n, times)
    head = ["what", "against", "target", "reached", ""]
    publish("Gradient at one point: targets", table(head, targets), PACKAGES)
    head = ["function, n", "way", "microseconds", "speed, loop = 1", "largest error / largest entry"]
    publish("Gradient at one point: everybody", table(head, rows), PACKAGES)


def judged(name, n, times):
    rows = []
    for way, goals in GOALS.items():
        if n in goals and way in times:
            goal = goals[n] if name == "Rosenbrock" else ""  # the same peers, without a goal
            reached = ratio(times, way, "coursekit")
            met = verdict(reached, goal) if goal else ""
            rows.append([f"gradient, {name}, n = {n}", way, goal, reached, met])
    return rows


def grid_points():
    lines = [np.linspace(low, high, 200) for low, high in rosenbrock.bounds]
    return np.array(np.meshgrid(*lines)).reshape(2, -1)


def grid_ways():
    points = grid_points()
    return {
        "coursekit": lambda: lambda: numerical_gradient(rosenbrock.f, points),
        "textbook loop": lambda: lambda: [textbook_loop(rosenbrock.f, point) for point in points.T.copy()],
        "f alone, 4 times": lambda: lambda: [rosenbrock.f(points) for _ in range(4)],
        "scipy.differentiate.jacobian": lambda: differentiate_jacobian(rosenbrock.f, points),
    }


def grid():
    times, _ = race(grid_ways, rounds=5, slice_=20e-3)
    rows = []
    for way, goal in (("textbook loop", 300), ("scipy.differentiate.jacobian", 100), ("f alone, 4 times", "")):
        if way in times:
            reached = ratio(times, way, "coursekit")
            rows.append(["40,000 gradients in one call", way, goal, reached, verdict(reached, goal) if goal else ""])
    text = table(["what", "against", "target", "reached", ""], rows)
    points = grid_points()
    held = memory(lambda: numerical_gradient(rosenbrock.f, points))
    publish(
        "Gradients on a grid",
        f"{text}\n\nMemory held at most: {held:.1f} MiB, for {points.nbytes / 2**20:.2f} MiB of points.",
        PACKAGES,
    )


if __name__ == "__main__":
    one_gradient()
    grid()
