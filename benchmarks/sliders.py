"""What a slider move costs: the floor, naive `interact`, ipympl with blit, plotly and ours, in JupyterLab and Chromium.

    python benchmarks/sliders.py [--rounds N] [--out FILE]

Two pictures, the secant of lesson 01 and a descent (filled contours, a path of 50 points, numbers), each drawn by the
same functions in three of the four ways; the floor is a slider in the page that shows ready SVG. The ways take turns,
in one page and one kernel; then ours and the floor once more with 150 ms between browser and kernel. Medians are
printed, and their ratios beside the targets; then how much a kernel and a page grow. Needs `pip install -e ".[bench]"`
and a Chromium on the path.
"""

import argparse
import contextlib
import json
import math
import os
import platform
import random
import re
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
from jupyter_client.manager import start_new_kernel

from tools import browser

ROOT = Path(__file__).parent.parent

WAYS = ("floor", "naive interact", "ipympl with blit", "plotly", "ours")
FAR = ("floor", "ours")
LOOK = 3000  # ms with the hand on the slider before it moves

SETUP = """
import os, sys
sys.path.insert(0, {benchmarks!r})
from sliders_pictures import *
print("kernel", os.getpid())
"""

# What the page watches: a signature of what an output shows, or nothing where it is blank, at every animation frame.
WATCH = """
(cell) => {
  const output = document.querySelectorAll(".jp-CodeCell")[cell].querySelector(".jp-OutputArea");
  const signature = () => {
    const canvas = output.querySelector("canvas");
    if (canvas && canvas.width > 100) {
      const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
      let sum = 0;
      for (let i = 0; i < pixels.length; i += 52) sum = (sum * 31 + pixels[i]) | 0;
      return sum ? "canvas" + sum : "";
    }
    const images = [...output.querySelectorAll("img")].filter((i) => i.src.startsWith("data:image/png"));
    if (images.some((i) => !i.complete || !i.naturalWidth)) return "";
    const drawings = [...output.querySelectorAll(".ck-stage svg, .main-svg")];
    if (!images.length && !drawings.length) return "";
    return images.map((i) => i.src.length + i.src.slice(-200)).join() + drawings.map((d) => d.innerHTML).join();
  };
  const watch = { changes: [], blanks: 0, frames: 0, heights: new Set(), keys: [], moves: [], release: 0, on: true };
  let last = signature();
  const look = (now) => {
    if (!watch.on) return;
    const seen = signature();
    watch.frames++;
    watch.heights.add(Math.round(output.getBoundingClientRect().height));
    if (!seen) watch.blanks++;
    else if (seen !== last) watch.changes.push(performance.now());
    last = seen || last;
    requestAnimationFrame(look);
  };
  output.addEventListener("keydown", (e) => { watch.keys.push(e.timeStamp); }, true);
  document.addEventListener("pointermove", (e) => { watch.moves.push(e.timeStamp); }, true);
  document.addEventListener("pointerup", (e) => { watch.release = e.timeStamp; }, true);
  requestAnimationFrame(look);
  window.watch = watch;
}
"""


def handle(page: Any, cell: int) -> Any:
    """Return what the hand moves: our range, or the handle of ipywidgets' slider."""
    output = page.locator(".jp-CodeCell").nth(cell).locator(".jp-OutputArea")
    return output.locator("input[type=range], .noUi-handle").first


def at_home(page: Any, cell: int, look: int = LOOK) -> Any:
    """Put the slider at its beginning and the hand on it; watch from then on."""
    slider = handle(page, cell)
    slider.evaluate("e => e.closest('.jp-Cell').scrollIntoView({block: 'start'})")
    slider.focus()
    page.keyboard.press("Home")
    page.wait_for_timeout(max(look, 600))
    page.evaluate(WATCH, cell)
    return slider


def seen(page: Any) -> dict[str, Any]:
    """Stop watching; return what was seen."""
    return page.evaluate("(watch.on = false, {...watch, heights: watch.heights.size})")


def waits(events: list[float], changes: list[float]) -> list[float]:
    """Return for each event how long it took until the picture changed next."""
    later = [event for event in events if changes and event < changes[-1]]
    return [min(change for change in changes if change > event) - event for event in later] or [math.inf]


def keys(page: Any, cell: int, rate: int, count: int = 40) -> dict[str, list[float]]:
    """Press an arrow key `count` times, `rate` times a second; two seconds later all pictures are there."""
    at_home(page, cell)
    begun, rng = time.perf_counter(), random.Random(1)
    for i in range(count):
        page.keyboard.down("ArrowRight")
        late = rng.random() / 60  # the screen's own beat is not the hand's
        page.wait_for_timeout(max(0, 1000 * (begun + (i + 1) / rate + late - time.perf_counter())))
    page.keyboard.up("ArrowRight")
    page.wait_for_timeout(2000)
    found = seen(page)
    return {
        f"key to pixels at {rate}/s, ms": waits(found["keys"], found["changes"]),
        f"shown at {rate}/s, %": [100 * len(found["changes"]) / len(found["keys"])],
    }


def cost(page: Any, cell: int, kernel: psutil.Process, traffic: list[tuple[float, int]]) -> dict[str, list[float]]:
    """Say what 40 keys cost, with the look before them, and what the kernel does a second after rest."""
    before, start = sum(kernel.cpu_times()[:2]), len(traffic)
    keys(page, cell, 10)
    used = sum(kernel.cpu_times()[:2]) - before
    idle = sum(kernel.cpu_times()[:2])
    page.wait_for_timeout(2000)
    idle = sum(kernel.cpu_times()[:2]) - idle
    parts = traffic[start:]
    most = max((sum(n for at, n in parts if begin <= at < begin + 1) for begin, _ in parts), default=0)
    return {
        "kernel CPU, ms a move": [1000 * used / 40],
        "KB a move": [sum(n for _, n in parts) / 40_000],
        "KB in one second": [most / 1000],
        "kernel at rest, %": [100 * idle / 2],
    }


def drag(page: Any, cell: int, look: int = LOOK, name: str = "after a look") -> dict[str, list[float]]:
    """Drag the slider to and fro for two seconds; see when the picture comes to rest, and whether it was ever away."""
    slider = at_home(page, cell, look)
    box = "e => (b => [b.x, b.y, b.width, b.height])((e.closest('.noUi-target') || e).getBoundingClientRect())"
    x, y, width, height = slider.evaluate(box)
    grip = slider.bounding_box()
    page.mouse.move(
        grip["x"] + (8 if "range" in (slider.get_attribute("type") or "") else grip["width"] / 2), y + height / 2
    )
    page.mouse.down()
    begun = time.perf_counter()
    for step in range(120):  # two seconds
        across = abs((step / 40) % 2 - 1)
        page.mouse.move(x + width * (0.95 - 0.9 * across), y + height / 2)
        page.wait_for_timeout(max(0, 1000 * (begun + (step + 1) / 60 - time.perf_counter())))
    seconds = time.perf_counter() - begun
    page.mouse.up()
    page.wait_for_timeout(1500)
    found = seen(page)
    return {
        f"pictures a second, {name}": [len(found["changes"]) / seconds],
        f"moves of the hand that are shown, {name}, %": [100 * len(found["changes"]) / len(found["moves"])],
        f"lag after release, {name}, ms": [max([0.0, *(change - found["release"] for change in found["changes"])])],
        f"blank frames, {name}": [found["blanks"]],
        f"heights, {name}": [found["heights"]],
    }


def hold(page: Any, cell: int, ring: int, way: tuple[float, float], slow: bool) -> dict[str, list[float]]:
    """Take hold of a point and draw it to and fro for two seconds: pointer to pixels, or pictures a second."""
    at_home(page, cell)
    held = page.locator(".jp-CodeCell").nth(cell).locator(".ck-ring").nth(ring)
    held.hover()
    page.wait_for_timeout(1500)
    box = held.bounding_box()
    x, y = box["x"] + 20, box["y"] + 20
    page.mouse.down()
    steps = 20 if slow else 120
    begun = time.perf_counter()
    for step in range(steps):
        across = 1 - abs((2 * (step + 1) / steps) % 2 - 1)
        page.mouse.move(x + way[0] * across, y + way[1] * across)
        page.wait_for_timeout(max(0, 1000 * (begun + 2 * (step + 1) / steps - time.perf_counter())))
    seconds = time.perf_counter() - begun
    page.mouse.up()
    page.wait_for_timeout(1500)
    found = seen(page)
    if slow:
        near = [
            wait for wait in waits(found["moves"], found["changes"]) if wait < 90
        ]  # some moves lead to no other place
        return {"pointer to pixels on a held point, ms": near or [math.inf]}
    return {"pictures a second, held in two dimensions": [len(found["changes"]) / seconds]}


def measure(rounds: int, far: bool) -> Iterator[tuple[str, dict[str, dict[str, list[float]]]]]:
    delay = 0.075 if far else 0
    with (
        tempfile.TemporaryDirectory() as folder,
        browser.jupyterlab(Path(folder)) as near,
        browser.delayed(near, delay) as address,
        browser.chromium() as chrome,
    ):
        for picture in ("secant", "descent"):
            ways = FAR if far else WAYS
            cells = [f'show("{picture}", "{way}")' for way in ways] + ['explorer("start")']
            setup = SETUP.format(benchmarks=str(Path(__file__).parent))
            browser.write_notebook(Path(folder, f"{picture}.ipynb"), "# Sliders", "%matplotlib inline", setup, *cells)
            page = chrome.new_page(viewport={"width": 1200, "height": 1000})
            traffic: list[tuple[float, int]] = []
            note = lambda data, parts=traffic: parts.append((time.monotonic(), len(data)))  # noqa: E731
            page.on("websocket", lambda socket, note=note: socket.on("framereceived", note))
            browser.open_notebook(page, address, f"{picture}.ipynb")
            browser.run_all(page)
            page.wait_for_timeout(4000)
            kernel = psutil.Process(int(page.locator("text=/^kernel \\d+/").inner_text().split()[1]))
            for cell in range(2, 2 + len(ways)):
                keys(page, cell, 10, 5)  # to warm up
            results: dict[str, dict[str, list[float]]] = {way: {} for way in ways}
            for number in range(rounds):
                for way in random.Random(number).sample(ways, len(ways)):
                    cell, parts = 2 + ways.index(way), []
                    parts += [keys(page, cell, 10), keys(page, cell, 30), drag(page, cell)]
                    if way in FAR:
                        parts += [drag(page, cell, 0, "without one"), cost(page, cell, kernel, traffic)]
                    if way == "ours" and picture == "secant":
                        parts += [hold(page, cell, 0, (-60, 0), slow=True)]
                    if way == "ours":
                        parts += [hold(page, 2 + len(ways), 0, (90, -60), slow=False)]
                    for part in parts:
                        for what, values in part.items():
                            results[way].setdefault(what, []).extend(values)
            page.close()
            yield picture, results


@contextlib.contextmanager
def kernel() -> Iterator[tuple[Callable[..., str], Any, psutil.Process]]:
    """Start a kernel; yield what runs a cell in it and returns what was said, its client, and its process."""
    os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"  # the kernel python3 is this Python's own
    manager, client = start_new_kernel(kernel_name="python3", extra_arguments=["--log-level=ERROR"])

    def run(code: str, cell: str = "cell") -> str:
        content = {"code": code, "silent": False, "store_history": True, "user_expressions": {}, "allow_stdin": False}
        message = client.session.msg("execute_request", content | {"stop_on_error": True}, metadata={"cellId": cell})
        client.shell_channel.send(message)
        said = ""
        while True:
            answer = client.get_iopub_msg(timeout=120)
            content = answer["content"]
            if answer["msg_type"] == "error":
                raise RuntimeError("\n".join(content["traceback"]))
            if answer["msg_type"] == "stream":
                said += content["text"]
            own = answer["parent_header"].get("msg_id") == message["header"]["msg_id"]
            if own and content.get("execution_state") == "idle":
                return said

    try:
        said = run(SETUP.format(benchmarks=str(Path(__file__).parent)))
        yield run, client, psutil.Process(int(re.findall(r"kernel (\d+)", said)[0]))
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def moves_in_a_kernel(picture: str, moves: int = 10_000) -> float:
    """Return by how many MB `moves`, sent as the page sends them, let a kernel grow that is warm."""
    with kernel() as (run, client, process):
        shown = f'shown = explorer("{picture}")\nprint(shown.widget.model_id, *shown.controls)'
        model, name = run(shown, "picture").split()

        def move(count: int) -> int:
            for i in range(count):
                content = {"comm_id": model, "data": {"method": "custom", "content": {"at": {name: i % 50}}}}
                client.shell_channel.send(client.session.msg("comm_msg", content))
                if i % 100 == 99:
                    run("")  # wait for the answers, and take them, as the page does
            return int(process.memory_info().rss)

        grown = -move(1000) + move(moves)
        count = run('print(shown.widget.frame["count"])')
        assert count == f"{moves + 1001}\n", count  # every move was drawn
        return float(grown) / 1e6


def runs_of_a_cell(count: int = 50) -> float:
    """Return by how many MB a kernel grows when one cell with a picture is run `count` times."""
    with kernel() as (run, _, process):
        for _ in range(5):
            run('explorer("start")', "picture")
        before = process.memory_info().rss
        for _ in range(count):
            run('explorer("start")', "picture")
        return float(process.memory_info().rss - before) / 1e6


def runs_of_a_lesson(count: int = 10) -> float:
    """Return by how many MB a kernel grows when all cells of lesson 04 are run `count` times more."""
    lesson = json.loads((ROOT / "notebooks/04_gradient_descent.ipynb").read_text(encoding="utf-8"))
    cells = {cell["id"]: "".join(cell["source"]) for cell in lesson["cells"] if cell["cell_type"] == "code"}
    grown = 0.0
    with kernel() as (run, _, process):
        for turn in range(count + 1):
            for name, code in cells.items():
                run(code, name)
            grown += process.memory_info().rss * ((turn == count) - (turn == 0)) / 1e6
    return grown


# The hand walks to and fro along one slider after another, in small steps and large ones.
WALK = """
async ([cell, moves]) => {
  const inputs = [...document.querySelectorAll(".jp-CodeCell")[cell].querySelectorAll("input[type=range]")];
  let way = 1;
  for (let i = 0; i < moves; i++) {
    const input = inputs[Math.floor(i / 50) % inputs.length], last = Number(input.max);
    if (i % 50 === 0) input.focus();
    if (Number(input.value) === (way > 0 ? last : 0)) way = -way;
    input.value = Number(input.value) + way * (1 + (i % 3));
    input.dispatchEvent(new Event("input"));
    await new Promise((go) => setTimeout(go, 5));
  }
}
"""


def moves_in_a_page(picture: str, moves: int = 10_000) -> float:
    """Return by how many MB `moves` of all sliders of a lesson's picture let its page in JupyterLab grow."""
    with (
        tempfile.TemporaryDirectory() as folder,
        browser.jupyterlab(Path(folder)) as address,
        browser.chromium() as chrome,
    ):
        setup, cell = SETUP.format(benchmarks=str(Path(__file__).parent)), f"explore({picture}, target=None)"
        browser.write_notebook(Path(folder, "moves.ipynb"), "# Moves", "%matplotlib inline", setup, cell)
        page = chrome.new_page(viewport={"width": 1200, "height": 1000})
        browser.open_notebook(page, address, "moves.ipynb")
        browser.run_all(page)
        page.wait_for_timeout(4000)
        inspector = page.context.new_cdp_session(page)

        def used() -> float:
            for _ in range(3):  # what is let go of by a finalizer goes at the next
                inspector.send("HeapProfiler.collectGarbage")
                page.wait_for_timeout(500)
            found = inspector.send("Runtime.getHeapUsage")
            parts = ("usedSize", "embedderHeapUsedSize", "backingStorageSize")
            return float(sum(found.get(part, 0) for part in parts)) / 1e6

        before = used()
        page.evaluate(WALK, [2, moves])
        page.wait_for_timeout(3000)
        return used() - before


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5, help="how often the ways take turns (5); 0: the memory only")
    parser.add_argument("--only", choices=("near", "far"), help="the kernel here, or 150 ms away; both if not given")
    parser.add_argument("--out", type=Path, help="write the tables here too")
    options = parser.parse_args()
    if missing := browser.why_not():
        raise SystemExit(f"The benchmark needs a browser: {missing}.")
    load = ", ".join(f"{each:.0f}" for each in os.getloadavg())
    cores = f"{psutil.cpu_count()} cores, load {load} at the beginning"
    lines = [f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, {cores}"]
    distances = {None: (False, True), "near": (False,), "far": (True,)}[options.only]
    for far in distances if options.rounds else ():
        for picture, results in measure(options.rounds, far):
            lines += ["", *table(picture + (", 150 ms away" if far else ""), results, far)]
            print("\n".join(lines), flush=True)
    memory: list[tuple[str, Callable[[], float], int]] = [
        ("10,000 moves of the secant in a kernel", lambda: moves_in_a_kernel("secant"), 5),
        ("10,000 moves of the descent in a kernel", lambda: moves_in_a_kernel("descent"), 5),
        ("10,000 moves of the secant in a page", lambda: moves_in_a_page("secant"), 12),
        ("10,000 moves of the descent in a page", lambda: moves_in_a_page("course_descent"), 12),
        ("50 runs of one cell in a kernel", runs_of_a_cell, 10),
        ("10 runs of lesson 04 in a kernel", runs_of_a_lesson, 40),
    ]
    for what, grows, most in memory:
        grown = grows()
        lines.append(f"{what:48}{grown:+8.1f} MB   at most {most:<5} {'reached' if grown < most else 'NOT REACHED'}")
        print(lines[-1], flush=True)
    print("\n".join(lines))
    if options.out:
        options.out.write_text("\n".join(lines) + "\n", encoding="utf-8")


def table(picture: str, results: dict[str, dict[str, list[float]]], far: bool) -> list[str]:
    """Write the medians of all ways, a line for each number, and the ratios beside the targets."""
    middle = {way: {what: statistics.median(values) for what, values in all_.items()} for way, all_ in results.items()}
    whats = list(dict.fromkeys(what for all_ in middle.values() for what in all_))
    lines = [f"{picture:48}" + "".join(f"{way:>18}" for way in middle)]
    for what in whats:
        row = [f"{all_[what]:18.1f}" if what in all_ else f"{'':18}" for all_ in middle.values()]
        lines.append(f"{what:48}" + "".join(row))
    ours, floor = middle["ours"], middle["floor"]
    slow, fast, look = (
        "key to pixels at 10/s, ms",
        "key to pixels at 30/s, ms",
        "moves of the hand that are shown, after a look, %",
    )
    goals = [
        ("key to pixels at 10/s, ours / floor", ours[slow] / floor[slow], 2 if far else 1.5, False),
        ("key to pixels at 30/s, ours / floor", ours[fast] / floor[fast], 2.5 if far else 2, False),
        ("shown at 10/s, %", ours["shown at 10/s, %"], 100, True),
        ("pictures of a drag, ours / floor", ours[look] / floor[look], 0.9 if "secant" in picture else 0.65, True),
        ("lag after release, ms", ours["lag after release, after a look, ms"], 20, False),
        ("blank frames", max(results["ours"]["blank frames, after a look"]), 0, False),
        ("KB in one second", ours["KB in one second"], 400, False),
        ("kernel at rest, %", ours["kernel at rest, %"], 0.5, False),
    ]
    if not far:
        others = min(middle[way][slow] for way in WAYS[1:4])
        goals += [
            ("key to pixels, naive / ours", middle["naive interact"][slow] / ours[slow], 6, True),
            ("key to pixels, fastest other / ours", others / ours[slow], 1, True),
        ]
    held = "pointer to pixels on a held point, ms"
    if held in ours:
        goals.append(("pointer to pixels, ours / floor's key", ours[held] / floor[slow], 2, False))
    if far:
        goals.append(("held in two dimensions", ours["pictures a second, held in two dimensions"], 8, True))
    for what, got, goal, at_least in goals:
        reached = got >= goal if at_least else got <= goal
        word = "at least" if at_least else "at most"
        lines.append(f"  {what:46}{got:8.2f}   {word} {goal:<5} {'reached' if reached else 'NOT REACHED'}")
    return lines


if __name__ == "__main__":
    main()
