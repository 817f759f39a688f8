"""What grading a notebook costs: nbgrader autograde, the floor, and ours with one worker and with two; and its memory.

    python benchmarks/grading.py --speed [--rounds N] [--nbgrader FOLDER]
    python benchmarks/grading.py --memory [--many N]

--speed (about five minutes on a quiet machine of two cores, most of it nbgrader's): all grade the same submissions of
sheet 01: right, half right, and wrong in each known way. The floor is what no grader can do without: fork a process
that has NumPy, run the cells, run the asserts. The ways take turns, forwards and backwards, so that whatever else the
machine does falls on all; ratios are medians over the rounds. Workers are started before, and each turn is a hundred
submissions a worker, so that neither start nor end counts. Beside the clock stands the computing time of all
processes, which a busy machine changes less, and beside two workers the floor in two processes: what two cores of this
machine give at best. nbgrader is installed into FOLDER if it is not there.

--memory (about five minutes): grades a class of 100 and then, in one run with two workers, one of 10,000, and prints
how much memory all processes have together when 50, 100, 1,000, 2,000, 5,000 and 9,900 are graded, and at most.

Without --speed or --memory both are done. Needs `pip install -e ".[test,grade]"` and bubblewrap. Writes
benchmarks/grading.md, and there only the part that was measured.
"""

import argparse
import csv
import gc
import itertools
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import psutil
from common import machine, table, verdict

from coursekit.exercises.running import run
from coursekit.grading.channel import Limits
from coursekit.grading.nbgrader import export
from coursekit.grading.pool import Workers, local, spread
from coursekit.grading.sheet import Sheet
from coursekit.grading.work import work
from coursekit.publish.sheets import SHEETS, build

NAME, SEED, COUNT = "01_derivative", 20261122, 20
MARKS = (50, 100, 1000, 2000, 5000, 9900)  # when memory is looked at; after the last, workers may be gone
SHEET = Sheet(NAME)
EXERCISES = SHEETS[NAME]


def answers(number: int) -> dict[str, str]:
    """Choose the code of each answer: the solution, or the known wrong answer whose turn it is. None hangs."""
    chosen = {}
    for place, exercise in enumerate(EXERCISES):
        wrong = list(exercise.mistakes)[number % len(exercise.mistakes)]
        right = exercise.code(exercise.solution)
        chosen[exercise.name] = exercise.known(wrong) if (number + place) % 3 == 0 and number else right
    return chosen


def submission(number: int) -> bytes:
    """Write the notebook of one student: the sheet with the answers put in."""
    notebook, chosen = build(NAME), answers(number)
    for cell in notebook["cells"]:
        name, _, part = cell["id"].rpartition("-")
        if part == "answer" and name in chosen:
            cell["source"] = chosen[name].splitlines(keepends=True)
    return json.dumps(notebook).encode()


# The ways


def floor(data: bytes) -> None:
    """Fork, run the cells, run the checks of the sheet in the same process, say the marks through a pipe."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.write(writer, json.dumps(marks(data)).encode())
        os._exit(0)
    os.close(writer)
    with open(reader, "rb") as result:
        json.loads(result.read())
    os.waitpid(pid, 0)


def marks(data: bytes) -> list[int]:
    """Run the cells and the checks of the sheet, with nothing between them."""
    space: dict[str, Any] = {"check": lambda *_: None, "progress": lambda: None}
    for cell in json.loads(data)["cells"]:
        source = "".join(cell["source"]).replace("from coursekit.check import check, hint, progress, solution", "")
        if cell["cell_type"] == "code":
            exec(compile(source, "cell", "exec"), space)
    found = []
    for exercise in EXERCISES:
        try:
            with np.errstate(all="ignore"):
                found.append(run(exercise, Plain(space[exercise.name]), np.random.default_rng(SEED)).earned)
        except Exception:
            found.append(0)
    return found


class Plain:
    """A learner's function, called as it is."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function, self.arguments = function, []

    def __call__(self, *arguments: Any) -> Any:
        self.arguments = list(arguments)
        return self.again()

    def again(self) -> Any:
        value = self.function(*self.arguments)
        return value.item() if isinstance(value, np.generic) else value


def floors(data: list[bytes]) -> None:
    """Do the floor's work for all."""
    for one in data:
        floor(one)


def floors_of_two(data: list[bytes]) -> None:
    """Do the floor's work for all, in two processes: what two workers could reach here."""
    pid = os.fork()
    floors(data[pid != 0 :: 2])
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)


class Ours:
    """Our pool, kept warm from one round to the next."""

    def __init__(self, workers: int) -> None:
        self.workers, self.executor = workers, local(workers)
        self.kill, self.executor.kill = self.executor.kill, lambda: None  # spread is to leave it open
        self.executor.shutdown = lambda **_: None

    def __call__(self, data: list[bytes]) -> None:
        units = [(number, (one, SHEET, SEED, True, Limits())) for number, one in enumerate(data)]
        for results in spread(work, units, Workers(lambda: self.executor, self.workers)):
            for _, result in results:
                assert len(result.exercises) == len(EXERCISES), result


def nbgrader(folder: Path, course: Path, data: list[bytes]) -> Callable[[list[bytes]], None]:
    """Prepare a course of nbgrader's; return what autogrades it."""
    python = folder / "bin" / "python"
    if not (folder / "bin" / "nbgrader").exists():
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        packages = Path(next(folder.glob("lib/python*/site-packages")))
        paths = [path for path in sys.path if path.endswith("site-packages")] + [str(Path(__file__).parents[1])]
        (packages / "this.pth").write_text("\n".join(paths) + "\n")
        subprocess.run([python, "-m", "pip", "install", "--quiet", "nbgrader==0.9.6"], check=True)
    environment = os.environ | {"PATH": f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}"}

    def call(*args: str) -> None:
        command = [python, "-W", "ignore", "-m", "nbgrader", *args, f"--CourseDirectory.root={course}"]
        subprocess.run(command, check=True, capture_output=True, env=environment, cwd=course)

    file = export(NAME, course / "source" / NAME).name
    call("generate_assignment", NAME, "--create")
    released = json.loads((course / "release" / NAME / file).read_text("utf-8"))
    for number in range(len(data)):
        chosen = answers(number)
        for cell in released["cells"]:
            name = cell["metadata"].get("nbgrader", {}).get("grade_id")
            if name in chosen:
                cell["source"] = chosen[name]
        place = course / "submitted" / f"student{number}" / NAME
        place.mkdir(parents=True)
        (place / file).write_text(json.dumps(released), "utf-8")
    return lambda data: call("autograde", NAME, "--force")


# Memory


def watched(folder: Path, out: Path) -> tuple[dict[int, float], float, int, float]:
    """Grade a folder with the command, by two workers.

    Returns
    -------
    (dict, float, int, float)
        The memory of all its processes in MiB when so many were graded; the most of it; the rows; the seconds.
    """
    code = "import sys; from coursekit.grading.cli import main; sys.exit(main(sys.argv[1:]))"
    order = ["grade", str(folder), "--sheet", NAME, "--out", str(out), "--seed", str(SEED), "--jobs", "2"]
    start = time.monotonic()
    process = psutil.Popen([sys.executable, "-c", code, *order], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    found: dict[int, float] = {}
    most, graded, place = 0.0, 0, 0
    while process.poll() is None:
        time.sleep(0.2)
        if (out / "results.jsonl").exists():
            with open(out / "results.jsonl", "rb") as file:
                file.seek(place)
                new = file.read()
            graded, place = graded + new.count(b"\n"), place + len(new)
        try:
            now = sum(one.memory_info().rss for one in [process, *process.children(recursive=True)]) / 2**20
        except psutil.Error:
            continue
        most = max(most, now)
        for mark in MARKS:
            if graded >= mark and mark not in found:
                found[mark] = now
                print(f"{graded} graded: {now:.0f} MiB, {time.monotonic() - start:.0f} s", flush=True)
    assert process.returncode == 0, f"the grader ended with {process.returncode}"
    with open(out / "grades_wide.csv", encoding="utf-8-sig") as table_:
        rows = sum(1 for _ in csv.DictReader(table_))
    return found, most, rows, time.monotonic() - start


def computed() -> float:
    """Return the computing time of this process and all below it, those that have ended too, in seconds."""
    total = 0.0
    for process in [psutil.Process(), *psutil.Process().children(recursive=True)]:
        try:
            total += sum(process.cpu_times()[:4])  # its own and that of its ended children, user and system
        except psutil.Error:
            continue
    return total


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--speed", action="store_true", help="measure the speed only")
    parser.add_argument("--memory", action="store_true", help="measure the memory only")
    parser.add_argument("--rounds", type=int, default=5, help="rounds of the speed's race (5)")
    parser.add_argument("--nbgrader", type=Path, help="a folder for nbgrader's environment; by default a new one")
    parser.add_argument("--many", type=int, default=10_000, help="submissions of the large class (10000)")
    asked = parser.parse_args()
    data = [submission(number) for number in range(COUNT)]
    with tempfile.TemporaryDirectory() as temporary:
        if asked.speed or not asked.memory:
            write("Speed", speed(Path(temporary), data, asked.rounds, asked.nbgrader))
        if asked.memory or not asked.speed:
            write("Memory", memory(Path(temporary), data, asked.many))


def write(part: str, lines: list[str]) -> None:
    """Print a part, and put it into the file in place of what was measured of it before."""
    path = Path(__file__).with_suffix(".md")
    old = re.split(r"^(?=## )", path.read_text("utf-8"), flags=re.MULTILINE) if path.exists() else []
    parts = {text.splitlines()[0]: text.strip() for text in old[1:]}
    parts[f"## {part}"] = "\n".join([f"## {part}\n", *lines])
    head = "# Grading\n\nWritten by `python benchmarks/grading.py`; sheet 01."
    path.write_text("\n\n".join([head, *(parts[name] for name in ("## Speed", "## Memory") if name in parts)]) + "\n")
    print("\n".join(lines))


def speed(scratch: Path, data: list[bytes], rounds: int, environment: Path | None) -> list[str]:
    """Let the ways take turns; write their times and ratios."""
    pools = {"ours, one worker": Ours(1), "ours, two workers": Ours(2)}
    ways: dict[str, Callable[[list[bytes]], None]] = {
        "nbgrader autograde": nbgrader(environment or scratch / "env", scratch / "course", data),
        "the floor": floors,
        "the floor, two processes": floors_of_two,
        **pools,
    }
    repeats = {"nbgrader autograde": 1, "the floor": 5, "the floor, two processes": 10}
    repeats |= {"ours, one worker": 5, "ours, two workers": 10}
    for one in data:
        marks(
            one
        )  # compiles the known mistakes, which each fork of the floor would else do again, and a worker does once
    gc.freeze()
    times: dict[str, list[float]] = {name: [] for name in ways}
    computing: dict[str, list[float]] = {name: [] for name in ways}
    for round_ in range(rounds + 1):  # the first warms up
        for name, way in list(ways.items())[:: 1 if round_ % 2 else -1]:
            if name == "nbgrader autograde" and round_ != 1:
                continue  # one round of the slow one is enough
            work_ = data * (repeats[name] if round_ else 1)
            start, before = time.perf_counter(), computed()
            way(work_)
            if round_:
                times[name].append((time.perf_counter() - start) / len(work_))
                computing[name].append((computed() - before) / len(work_))
        said = {name: f"{1000 * each[-1]:.1f} ms" for name, each in times.items() if each}
        print(f"round {round_}", said, flush=True)
    for pool in pools.values():
        pool.kill()
    return report(times, computing)


def report(times: dict[str, list[float]], computing: dict[str, list[float]]) -> list[str]:
    """Write the times and ratios beside their targets."""

    def ratio(found: dict[str, list[float]], slow: str, fast: str) -> float:
        return median(a / b for a, b in zip(found[slow], found[fast], strict=True))

    rows: list[tuple[str, str, float, str, str]] = []
    for measure, found in (("clock", times), ("computing", computing)):
        fast = median(found["nbgrader autograde"]) / median(found["ours, one worker"])
        slow = ratio(found, "ours, one worker", "the floor")
        rows.append(("nbgrader autograde against one worker", measure, fast, "at least 60", verdict(fast, 60)))
        rows.append(("one worker against the floor", measure, slow, "at most 1.7", verdict(slow, 1.7, at_most=True)))
    both = ratio(times, "ours, one worker", "ours, two workers")
    cores = ratio(times, "the floor", "the floor, two processes")
    rows.append(("one worker against two", "clock", both, "at least 1.8", verdict(both, 1.8)))
    rows.append(("the floor, one process against two", "clock", cores, "", "what two cores give here"))
    each = [
        (name, 1000 * median(times[name]), 1000 * median(computing[name]), f"{min(times[name]) * 1000:.1f}")
        for name in times
    ]
    return [
        f"{COUNT} submissions, again and again, by all in turns.\n",
        table(["time of", "measured by", "ratio", "target", ""], [list(row) for row in rows]),
        "",
        table(["way", "ms a submission", "ms of computing", "fastest round"], [list(row) for row in each]),
        f"\nLoad of the machine at the end: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores.",
        machine(["numpy"]),
    ]


def memory(scratch: Path, data: list[bytes], many: int) -> list[str]:
    """Grade a small and a large class; write the memory of both."""
    lines, peaks = [], []
    for count in (100, many):
        folder = scratch / f"class{count}"
        folder.mkdir()
        for number, one in zip(range(count), itertools.cycle(data)):
            (folder / f"student {number:05}.ipynb").write_bytes(one)
        found, most, rows, seconds = watched(folder, scratch / f"out{count}")
        assert rows == count
        peaks.append(most)
        lines += [[count, graded, f"{now:.0f}", ""] for graded, now in found.items()]
        lines.append([count, f"all, and the report, in {seconds:.0f} s", "", f"{most:.0f}"])
    growth = peaks[1] / peaks[0]
    return [
        "All processes together, two workers. A page that several share counts for each.\n",
        table(["class of", "graded so far", "MiB", "MiB at most"], lines),
        f"\nFrom the small class to the large one the most of it grows {growth:.2f} times (target: at most 1.1, "
        f"{verdict(growth, 1.1, at_most=True)}).",
    ]


if __name__ == "__main__":
    main()
