"""Measure several ways of doing the same thing side by side, and write down what came out.

Each way runs in a fresh process of its own, with the system's own memory settings, as a reader meets it: what one way
leaves behind, such as freed memory or a peer's threads, does no other any good or harm. Times are CPU time, of one
thread. The ways take turns, round after round, so that whatever else the machine does falls on all of them; a ratio is
the median of the rounds' ratios. A peer that is missing is named and skipped.
"""

import gc
import os
import platform
import time
import tracemalloc
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median

for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"  # before NumPy is loaded: a script imports this module first
os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"

import numpy as np  # noqa: E402  (after the number of threads is set)

Ways = Callable[..., dict[str, Callable[[], Callable[[], object]]]]
RESULTS = Path(__file__).with_name("results.md")


def seconds(way: Callable[[], object], calls: int) -> float:
    """Return the CPU time of one call."""
    start = time.process_time()
    for _ in range(calls):
        way()
    return (time.process_time() - start) / calls


def run_one(pipe: Connection, make: Ways, case: tuple[object, ...], name: str, slice_: float) -> None:
    """Make one way in this process, send what it gives, and time it whenever asked."""
    try:
        way = make(*case)[name]()
    except ImportError as error:
        pipe.send(error.name)
        return
    pipe.send(np.asarray(way()))  # which also compiles, and fills caches
    calls = max(1, round(slice_ / max(seconds(way, 1), 1e-7)))
    while pipe.recv():
        pipe.send(seconds(way, calls))


def race(
    make: Ways, *case: object, rounds: int = 25, slice_: float = 10e-3, sets: int = 1
) -> tuple[dict[str, list[float]], dict[str, np.ndarray]]:
    """Let the ways take turns, each in a process of its own, and all of them in `sets` of fresh processes.

    Where a process happens to lie in memory makes it up to a tenth faster or slower, as long as it lives: a way that
    takes microseconds is seen in several.

    Parameters
    ----------
    make : function of a module
        ``make(*case)`` gives for each way, by its name, a function that sets it up and returns what is to be timed. It
        is called in the process of the way, so what it imports there stays there.

    Returns
    -------
    The time of one call in each round, and what a call gives, by the names of the ways.
    """
    times: dict[str, list[float]] = {}
    for _ in range(sets):
        some, given = one_race(make, case, -(-rounds // sets), slice_)
        for name, found in some.items():
            times.setdefault(name, []).extend(found)
    return times, given


def one_race(
    make: Ways, case: tuple[object, ...], rounds: int, slice_: float
) -> tuple[dict[str, list[float]], dict[str, np.ndarray]]:
    """Let the ways take turns, each in a fresh process."""
    spawn, pipes, given = get_context("spawn"), {}, {}
    for name in make(*case):
        pipes[name], there = spawn.Pipe()
        spawn.Process(target=run_one, args=(there, make, case, name, slice_), daemon=True).start()
        there.close()
        given[name] = pipes[name].recv()
        if isinstance(given[name], str):
            print(f"{given.pop(name)} is not installed: {name} is skipped")
            del pipes[name]
    times: dict[str, list[float]] = {name: [] for name in pipes}
    for _ in range(rounds):
        for name, pipe in pipes.items():
            pipe.send(True)
            times[name].append(pipe.recv())
    for pipe in pipes.values():
        pipe.send(False)
    return times, given


def ratio(times: dict[str, list[float]], slower: str, faster: str) -> float:
    """Return how many times `faster` goes into `slower`: the median over the rounds."""
    return median(a / b for a, b in zip(times[slower], times[faster], strict=True))


def memory(way: Callable[[], object]) -> float:
    """Return the most memory that a call holds at once beyond what was there before, its result included, in MiB."""
    way()
    gc.collect()
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    kept = way()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del kept
    return (peak - before) / 2**20


def verdict(reached: float, target: float, *, at_most: bool = False) -> str:
    """Say whether a target is met."""
    return "met" if (reached <= target if at_most else reached >= target) else "MISSED"


def table(head: list[str], rows: list[list[object]]) -> str:
    """Lay out rows as a Markdown table; floats with three digits."""
    cells = [head, *([f"{cell:.3g}" if isinstance(cell, float) else str(cell) for cell in row] for row in rows)]
    wide = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = ["| " + " | ".join(cell.ljust(w) for cell, w in zip(row, wide, strict=True)) + " |" for row in cells]
    lines.insert(1, "|" + "|".join("-" * (w + 2) for w in wide) + "|")
    return "\n".join(lines)


def machine(packages: list[str]) -> str:
    """Say what the numbers were measured on."""
    cpu = platform.processor() or platform.machine()
    if Path("/proc/cpuinfo").exists():
        models = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
        cpu = models[0].split(":")[1].strip() if models else cpu
    versions = []
    for package in packages:
        try:
            versions.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            versions.append(f"{package} not installed")
    return f"{cpu}, {os.cpu_count()} cores; Python {platform.python_version()}, {', '.join(versions)}."


def publish(title: str, text: str, packages: list[str]) -> None:
    """Print a section and put it into results.md, in the place of its older self."""
    section = f"## {title}\n\n{text.strip()}\n\n{machine(packages)}\n"
    print(f"\n{section}")
    head = "# Results\n\nWritten by the scripts in this folder; each command writes its own sections.\n"
    old = RESULTS.read_text("utf-8") if RESULTS.exists() else head
    first, *sections = old.split("\n## ")
    kept = {part.split("\n", 1)[0]: "## " + part.strip() + "\n" for part in sections}
    kept[title] = section
    RESULTS.write_text("\n".join([first.strip() + "\n", *(kept[name] for name in sorted(kept))]), "utf-8")
