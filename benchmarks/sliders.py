"""What a slider move costs: naive `interact`, ipympl with blit, plotly and ours, in a real JupyterLab and Chromium.

    python benchmarks/sliders.py [--rounds N] [--out FILE]

Two pictures, the secant of lesson 01 and a descent (filled contours, a path of 50 points, numbers), each drawn by the
same functions in three of the four ways. The ways take turns, in one page and one kernel; medians are printed, and
their ratios beside the targets; then by how much 10,000 moves let a kernel grow. Needs `pip install -e ".[bench]"` and
a Chromium on the path.
"""

import argparse
import os
import platform
import random
import re
import statistics
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import psutil
from jupyter_client.manager import start_new_kernel

from tools import browser

ROOT = Path(__file__).parent.parent

WAYS = ("naive interact", "ipympl with blit", "plotly", "ours")

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
  const watch = { changes: [], blanks: 0, frames: 0, heights: new Set(), key: 0, release: 0, on: true };
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
  output.addEventListener("keydown", (e) => { watch.key = e.timeStamp; }, true);
  document.addEventListener("pointerup", (e) => { watch.release = e.timeStamp; }, true);
  requestAnimationFrame(look);
  window.watch = watch;
}
"""


def handle(page: Any, cell: int) -> Any:
    """Return what the hand moves: our range, or the handle of ipywidgets' slider."""
    output = page.locator(".jp-CodeCell").nth(cell).locator(".jp-OutputArea")
    return output.locator("input[type=range], .noUi-handle").first


def keys(page: Any, cell: int, kernel: psutil.Process, traffic: list[int], count: int) -> dict[str, list[float]]:
    """Press an arrow key `count` times, each time when the last picture is there."""
    slider = handle(page, cell)
    slider.evaluate("e => e.closest('.jp-Cell').scrollIntoView({block: 'start'})")
    slider.focus()
    page.keyboard.press("Home")
    page.wait_for_timeout(600)
    page.evaluate(WATCH, cell)
    waits, before, start = [], sum(kernel.cpu_times()[:2]), traffic[0]
    for _ in range(count):
        seen = page.evaluate("watch.changes.length")
        page.keyboard.press("ArrowRight")
        page.wait_for_function(f"watch.changes.length > {seen}", timeout=10_000, polling="raf")
        waits.append(page.evaluate(f"watch.changes[{seen}] - watch.key"))
        page.wait_for_timeout(120)  # the rest of what a move does in the kernel
    cpu = (sum(kernel.cpu_times()[:2]) - before) / count * 1000
    page.evaluate("watch.on = false")
    return {"key to pixels, ms": waits, "kernel CPU, ms": [cpu], "KB a move": [(traffic[0] - start) / count / 1000]}


def drag(page: Any, cell: int) -> dict[str, list[float]]:
    """Drag the slider to and fro for two seconds; see when the picture comes to rest, and whether it was ever away."""
    slider = handle(page, cell)
    slider.evaluate("e => e.closest('.jp-Cell').scrollIntoView({block: 'start'})")
    slider.focus()
    page.keyboard.press("Home")
    page.wait_for_timeout(600)
    track = slider.evaluate(
        "e => (b => [b.x, b.y, b.width, b.height])((e.closest('.noUi-target') || e).getBoundingClientRect())"
    )
    x, y, width, height = track
    grip = slider.bounding_box()
    page.mouse.move(
        grip["x"] + (8 if "range" in (slider.get_attribute("type") or "") else grip["width"] / 2), y + height / 2
    )
    page.mouse.down()
    page.evaluate(WATCH, cell)
    for step in range(120):  # two seconds
        across = abs((step / 40) % 2 - 1)
        page.mouse.move(x + width * (0.95 - 0.9 * across), y + height / 2)
        page.wait_for_timeout(14)
    page.mouse.up()
    page.wait_for_timeout(1500)
    found = page.evaluate("(watch.on = false, {...watch, heights: watch.heights.size, last: watch.changes.at(-1)})")
    return {
        "lag after release, ms": [max(0.0, found["last"] - found["release"])],
        "blank frames": [found["blanks"]],
        "heights": [found["heights"]],
        "pictures a second": [len(found["changes"]) / 2],
    }


def count(total: list[int], data: str | bytes) -> None:
    total[0] += len(data)


def measure(rounds: int) -> Iterator[tuple[str, dict[str, dict[str, list[float]]]]]:
    with (
        tempfile.TemporaryDirectory() as folder,
        browser.jupyterlab(Path(folder)) as address,
        browser.chromium() as chrome,
    ):
        for picture in ("secant", "descent"):
            cells = [f'show("{picture}", "{way}")' for way in WAYS]
            setup = SETUP.format(benchmarks=str(Path(__file__).parent))
            browser.write_notebook(Path(folder, f"{picture}.ipynb"), "# Sliders", "%matplotlib inline", setup, *cells)
            page = chrome.new_page(viewport={"width": 1200, "height": 1000})
            traffic = [0]
            page.on("websocket", lambda socket, total=traffic: socket.on("framereceived", partial(count, total)))
            browser.open_notebook(page, address, f"{picture}.ipynb")
            browser.run_all(page)
            page.wait_for_timeout(4000)
            kernel = psutil.Process(int(page.locator("text=/^kernel \\d+/").inner_text().split()[1]))
            for cell in range(2, 2 + len(WAYS)):
                keys(page, cell, kernel, traffic, 5)  # to warm up
            results: dict[str, dict[str, list[float]]] = {way: {} for way in WAYS}
            for number in range(rounds):
                for way in random.Random(number).sample(WAYS, len(WAYS)):
                    cell = 2 + WAYS.index(way)
                    for part in (keys(page, cell, kernel, traffic, 10), drag(page, cell)):
                        for what, values in part.items():
                            results[way].setdefault(what, []).extend(values)
            page.close()
            yield picture, results


def memory(moves: int = 10_000) -> float:
    """Return by how many MB `moves`, sent as the page sends them, let a kernel grow that is warm."""
    os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"  # the kernel python3 is this Python's own
    manager, client = start_new_kernel(kernel_name="python3", extra_arguments=["--log-level=ERROR"])
    said: list[str] = []

    def run(code: str) -> None:
        reply = client.execute_interactive(
            code, timeout=120, output_hook=lambda message: said.append(message["content"].get("text", ""))
        )
        if reply["content"]["status"] != "ok":
            raise RuntimeError("\n".join(reply["content"]["traceback"]))

    def move(count: int) -> int:
        for i in range(count):
            content = {"comm_id": model, "data": {"method": "custom", "content": {"at": {"h": i % 60}}}}
            client.shell_channel.send(client.session.msg("comm_msg", content))
            if i % 100 == 99:
                run("")  # wait for the answers, and take them, as the page does
        return process.memory_info().rss

    try:
        run(SETUP.format(benchmarks=str(Path(__file__).parent)))
        run('shown = explorer("secant")\nprint("model", shown.widget.model_id)')
        (pid,) = re.findall(r"kernel (\d+)", "".join(said))
        (model,) = re.findall(r"model (\w+)", "".join(said))
        process = psutil.Process(int(pid))
        grown = -move(1000) + move(moves)
        said.clear()
        run('print("count", shown.widget.frame["count"])')
        assert "".join(said) == f"count {moves + 1001}\n", said  # every move was drawn
        return grown / 1e6
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5, help="how often the ways take turns (5); 0: the memory only")
    parser.add_argument("--out", type=Path, help="write the tables here too")
    options = parser.parse_args()
    if missing := browser.why_not():
        raise SystemExit(f"The benchmark needs a browser: {missing}.")
    lines = [
        f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, {psutil.cpu_count()} cores"
    ]
    for picture, results in measure(options.rounds) if options.rounds else ():
        lines += ["", *table(picture, results)]
    grown = memory()
    lines += ["", f"10,000 moves in a kernel: {grown:+.1f} MB (at most 5) {'reached' if grown < 5 else 'NOT REACHED'}"]
    print("\n".join(lines))
    if options.out:
        options.out.write_text("\n".join(lines) + "\n", encoding="utf-8")


def table(picture: str, results: dict[str, dict[str, list[float]]]) -> list[str]:
    middle = {way: {what: statistics.median(values) for what, values in all_.items()} for way, all_ in results.items()}
    for way, all_ in results.items():
        middle[way]["blank frames"] = sum(all_["blank frames"])
    columns = list(middle["ours"])
    lines = [f"{picture:18}" + "".join(f"{column:>24}" for column in columns)]
    lines += [f"{way:18}" + "".join(f"{middle[way][column]:24.1f}" for column in columns) for way in WAYS]
    ours, naive, others = middle["ours"], middle["naive interact"], [middle[way] for way in WAYS[1:3]]
    key, cpu, lag = "key to pixels, ms", "kernel CPU, ms", "lag after release, ms"
    goals = [
        ("kernel time, naive / ours", naive[cpu] / ours[cpu], 15, True),
        ("key to pixels, naive / ours", naive[key] / ours[key], 4, True),
        ("key to pixels, fastest other / ours", min(other[key] for other in others) / ours[key], 1, True),
        ("lag after release, ours / naive", ours[lag] / naive[lag] if naive[lag] else 0, 0.25, False),
        ("blank frames, ours", ours["blank frames"], 0, False),
        ("KB a move, ours", ours["KB a move"], 10, False),
    ]
    for what, got, goal, at_least in goals:
        reached = got >= goal if at_least else got <= goal
        word = "at least" if at_least else "at most"
        lines.append(f"  {what:38}{got:8.2f}   {word} {goal:<5} {'reached' if reached else 'NOT REACHED'}")
    return lines


if __name__ == "__main__":
    main()
