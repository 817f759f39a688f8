"""Measure several ways of doing the same thing side by side, and write down what came out.

Times are CPU time of one process, one thread. The ways take turns, round after round, so that whatever else the machine
does falls on all of them; a ratio is the median of the rounds' ratios. A peer that is missing is named and skipped.
"""

import gc
import importlib
import os
import platform
import time
import tracemalloc
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median
from types import ModuleType

for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"  # before NumPy is loaded: a script imports this module first
os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"

RESULTS = Path(__file__).with_name("results.md")


def peer(module: str) -> ModuleType | None:
    """Import a peer, or say that it is missing."""
    try:
        return importlib.import_module(module)
    except ImportError:
        print(f"{module} is not installed: skipped")
        return None


def keep_freed_memory() -> None:
    """Let the C library keep what is freed, instead of handing it back and asking anew as luck has it.

    Freeing one large block does it, in glibc. For ways that make many small arrays; where arrays are large, the time
    for new memory is a part of the price.
    """
    bytearray(30 * 2**20)


def seconds(way: Callable[[], object], calls: int) -> float:
    """Return the CPU time of one call."""
    start = time.process_time()
    for _ in range(calls):
        way()
    return (time.process_time() - start) / calls


def race(ways: dict[str, Callable[[], object]], rounds: int = 25, slice_: float = 10e-3) -> dict[str, list[float]]:
    """Let the ways take turns; the time of one call in each round."""
    for way in ways.values():
        way()  # compile, fill caches
    calls = {name: max(1, round(slice_ / max(seconds(way, 1), 1e-7))) for name, way in ways.items()}
    times: dict[str, list[float]] = {name: [] for name in ways}
    gc.collect()
    gc.disable()
    for _ in range(rounds):
        for name, way in ways.items():
            time.sleep(5e-3)  # the threads of the last way come to rest: CPU time counts them all
            times[name].append(seconds(way, calls[name]))
    gc.enable()
    return times


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
