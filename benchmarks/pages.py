"""How soon a page of the course is alive on a phone: `python benchmarks/pages.py [SITE]`.

The site is built first, unless the folder of one is given. Each page is loaded, compressed, by a Chromium that plays a
phone: 390 px wide, a processor four times slower, 1.6 Mbit/s with 150 ms on the way. Every page has its turn in each
round; a figure is the median of the rounds.
"""

import gzip
import subprocess
import sys
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median
from typing import Any

from tools.browser import chromium

ROUNDS = 3
ROOT = Path(__file__).parents[1]
SLOW = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 94_000}
KINDS = {".html": "text/html", ".css": "text/css", ".js": "text/javascript"}
WATCH = """
window.seen = {alive: [], shift: 0, blocked: 0};
new PerformanceObserver((list) => { for (const e of list.getEntries()) if (!e.hadRecentInput) seen.shift += e.value; })
    .observe({type: "layout-shift", buffered: true});
new PerformanceObserver((list) => { for (const e of list.getEntries()) seen.blocked += Math.max(0, e.duration - 50); })
    .observe({type: "longtask", buffered: true});
new MutationObserver(() => {
    const count = document.querySelectorAll(".ck figcaption:not(:empty)").length;
    while (seen.alive.length < count) seen.alive.push(performance.now());
}).observe(document, {childList: true, subtree: true, characterData: true});
"""
PRESS = """async () => {
    const slider = document.querySelector(".ck input[type=range]"), times = [];
    for (let i = 0; i < 12; i++) {
        const start = performance.now();
        slider.value = i % 2 ? slider.min : slider.max;
        slider.dispatchEvent(new Event("input"));
        await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
        times.push(performance.now() - start);
    }
    return times.sort((a, b) => a - b)[6];
}"""
CUT = """() => document.documentElement.scrollWidth - innerWidth"""
ANCHORS = """others, on the same kind of phone, once (November 2026):
  TensorFlow Playground   127 KB, first alive after 1.8 to 2.5 s, 590 px beyond the edge
  Distill, momentum       436 KB, first alive after 2.8 to 3.0 s, 137 px beyond the edge
  MLU-Explain, logistic   240 KB, first alive after 4.3 to 5.5 s,  19 px beyond the edge"""


class Compressed(BaseHTTPRequestHandler):
    """A web host that compresses what it sends."""

    folder: Path

    def do_GET(self) -> None:
        """Send one file."""
        file = self.folder / self.path.lstrip("/").partition("?")[0]
        if not file.is_file():
            self.send_error(404)
            return
        body = gzip.compress(file.read_bytes(), 9)
        self.send_response(200)
        kind = KINDS[file.suffix]
        for name, value in (("Content-Type", kind), ("Content-Encoding", "gzip"), ("Content-Length", str(len(body)))):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def visit(browser: Any, address: str) -> dict[str, float]:
    """Load a page on the phone; return what was seen."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, device_scale_factor=3, has_touch=True)
    page = context.new_page()
    page.add_init_script(WATCH)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    phone = context.new_cdp_session(page)
    sent = []
    phone.on("Network.loadingFinished", lambda event: sent.append(event["encodedDataLength"]))
    phone.send("Network.enable")
    phone.send("Network.emulateNetworkConditions", SLOW)
    phone.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.goto(address, wait_until="load", timeout=120_000)
    page.wait_for_timeout(500)
    seen = page.evaluate("seen")
    found = {
        "KB": sum(sent) / 1000,
        "requests": float(len(asked)),
        "first alive, s": min(seen["alive"], default=float("nan")) / 1000,
        "last alive, s": max(seen["alive"], default=float("nan")) / 1000,
        "blocked, ms": seen["blocked"],
        "shift": seen["shift"],
        "input to paint, ms": page.evaluate(PRESS),
        "beyond the edge, px": float(page.evaluate(CUT)),
    }
    context.close()
    return found


def main(folder: Path) -> None:
    """Print a row for each lesson."""
    Compressed.folder = folder
    server = ThreadingHTTPServer(("127.0.0.1", 0), Compressed)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    lessons = sorted(path.name for path in folder.glob("0[1-7]_*.html") if not path.stem.endswith("_exercises"))
    rows: dict[str, list[dict[str, float]]] = {name: [] for name in lessons}
    with chromium() as browser:
        for _ in range(ROUNDS):
            for name in lessons:
                rows[name].append(visit(browser, f"http://127.0.0.1:{server.server_port}/{name}"))
    heads = list(rows[lessons[0]][0])
    print(f"{'lesson':28}" + "".join(f"{head:>20}" for head in heads))
    for name, rounds in rows.items():
        print(f"{name[:-5]:28}" + "".join(f"{median(each[head] for each in rounds):20.3g}" for head in heads))
    print(ANCHORS)
    files = [path.read_bytes() for path in folder.rglob("*") if path.suffix in KINDS]
    sizes = sum(map(len, files)) / 1e6, sum(len(gzip.compress(file)) for file in files) / 1e6
    print("the site: {:.1f} MB, {:.1f} MB on its way".format(*sizes))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]))
    else:
        with tempfile.TemporaryDirectory() as name:
            subprocess.run([sys.executable, ROOT / "course.py", "site", "--out", name], check=True)
            main(Path(name))
