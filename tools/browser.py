"""A real JupyterLab in headless Chromium: for the browser tests, the benchmark of sliders, the README's picture."""

import asyncio
import contextlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from coursekit.publish.paper import BROWSERS

ROOT = Path(__file__).parent.parent
OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# As `coursekit lab` does: jsonschema takes two seconds to read the grammar of addresses, which nothing here checks.
WITHOUT_GRAMMAR = "import sys; sys.modules['rfc3987_syntax'] = None; "


def why_not() -> str:
    """Say what is missing, or nothing."""
    try:
        import playwright  # noqa: F401
    except ModuleNotFoundError:
        return "playwright is not installed"
    return "" if _chromium() else "no Chromium or Chrome on the path"


def _chromium() -> str | None:
    return next(filter(None, map(shutil.which, BROWSERS)), None)


@contextlib.contextmanager
def chromium() -> Iterator[Any]:
    """Start a headless browser."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_chromium(), args=OPTIONS, timeout=180_000)
        try:
            yield browser
        finally:
            browser.close()


@contextlib.contextmanager
def jupyterlab(folder: Path, plain: bool = False) -> Iterator[str]:
    """Start JupyterLab in `folder` on a free port, as `coursekit lab` does or `plain`; yield its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    home = folder / ".home"
    runtime = Path(tempfile.mkdtemp())  # a short path, for kernels that are talked with by files
    settings = home / "settings/@jupyterlab/notebook-extension/tracker.jupyterlab-settings"
    settings.parent.mkdir(parents=True)
    settings.write_text('{"windowingMode": "none"}')  # JupyterLab 4.2 hides the cells that are out of sight
    places = {"JUPYTER_CONFIG_DIR": home, "JUPYTERLAB_SETTINGS_DIR": home / "settings", "IPYTHONDIR": home}
    places |= {"JUPYTERLAB_WORKSPACES_DIR": home / "workspaces", "JUPYTER_RUNTIME_DIR": runtime}
    places |= {"JUPYTER_DATA_DIR": home / "data"}
    places |= {} if plain else {"JUPYTER_CONFIG_PATH": ROOT / "coursekit/jupyter"}
    arguments = [
        "--no-browser",
        f"--port={port}",
        "--ServerApp.port_retries=0",
        "--IdentityProvider.token=",
        "--allow-root",
        "--KernelManager.transport=ipc",  # a port that was free may be another test's when the kernel opens it
    ]
    log = (home / "log").open("w")
    server = subprocess.Popen(
        [sys.executable, "-c", WITHOUT_GRAMMAR + "from jupyterlab.labapp import main; main()", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), **{name: str(place) for name, place in places.items()}},
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    try:
        address = f"http://127.0.0.1:{port}"
        _wait(lambda: urllib.request.urlopen(f"{address}/api", timeout=2).status == 200, server, home / "log")
        yield address
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:  # it asks its kernels to end, and on a busy machine waits for each
            server.kill()
            server.wait()
        log.close()
        shutil.rmtree(runtime)


@contextlib.contextmanager
def delayed(address: str, seconds: float) -> Iterator[str]:
    """Put a way of `seconds` between the browser and a server, each way, as to a hub; yield the address to use."""
    if not seconds:
        yield address
        return
    host, port = address.removeprefix("http://").split(":")
    loop = asyncio.new_event_loop()

    async def carry(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, RuntimeError):
            while data := await source.read(1 << 16):
                loop.call_later(seconds, sink.write, data)
            loop.call_later(seconds, sink.close)

    async def connect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there = await asyncio.open_connection(host, int(port))
        await asyncio.gather(carry(reader, there[1]), carry(there[0], writer))

    server = loop.run_until_complete(asyncio.start_server(connect, "127.0.0.1", 0))
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    loop.call_soon_threadsafe(loop.stop)
    thread.join()


def _wait(ready: Any, server: Any, log: Path) -> None:
    deadline = time.monotonic() + 180
    while time.monotonic() < deadline and server.poll() is None:
        with contextlib.suppress(OSError):
            if ready():
                return
        time.sleep(0.1)
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text()[-2000:]}")


def write_notebook(path: Path, *cells: str) -> None:
    """Write a notebook of code cells; a cell that begins with # and a space is prose."""
    notebook: dict[str, Any] = {"nbformat": 4, "nbformat_minor": 5, "cells": []}
    kernel = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    notebook["metadata"] = {"kernelspec": kernel, "language_info": {"name": "python"}}
    for i, source in enumerate(cells):
        cell = {"id": f"cell{i}", "metadata": {}, "source": source, "cell_type": "markdown"}
        if not source.startswith("# "):
            cell |= {"cell_type": "code", "outputs": [], "execution_count": None}
        notebook["cells"].append(cell)
    path.write_text(json.dumps(notebook), encoding="utf-8")


def open_notebook(page: Any, address: str, name: str) -> None:
    """Open a notebook in JupyterLab and wait until its kernel is there."""
    page.goto(f"{address}/lab/tree/{name}?reset")
    page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=180_000)
    deadline = time.monotonic() + 180
    while not any(_ready(session, name) for session in page.request.get(f"{address}/api/sessions").json()):
        if time.monotonic() > deadline:
            raise RuntimeError(f"No kernel for {name} within three minutes.")
        page.wait_for_timeout(100)
    page.wait_for_selector(".jp-Notebook-ExecutionIndicator[data-status=idle]", timeout=180_000)
    sidebar = page.locator(".jp-SideBar .lm-TabBar-tab.lm-mod-current").first
    if sidebar.count():  # the browser of files takes a third of the page
        sidebar.click()


def _ready(session: dict[str, Any], name: str) -> bool:
    kernel = session["kernel"]
    return session["path"] == name and kernel["connections"] > 0 and kernel["execution_state"] == "idle"


def run_all(page: Any) -> None:
    """Run all cells, and wait until the last one has run; a cell that fails is an error."""
    menu(page, "Run", "Run All Cells")
    failed = ".jp-OutputArea-output[data-mime-type='application/vnd.jupyter.stderr']"
    page.wait_for_function(
        """(failed) => {
            const prompts = [...document.querySelectorAll(".jp-CodeCell .jp-InputPrompt")].map((p) => p.textContent);
            return (prompts.length && prompts.every((p) => /\\d/.test(p))) || document.querySelector(failed);
        }""",
        arg=failed,
        timeout=300_000,
    )
    if page.locator(failed).count():
        raise RuntimeError(page.locator(failed).first.inner_text())


def menu(page: Any, title: str, entry: str) -> None:
    """Choose an entry of JupyterLab's main menu."""
    page.locator(".lm-MenuBar-itemLabel", has_text=re.compile(f"^{title}$")).click()
    page.locator(".lm-Menu-itemLabel", has_text=re.compile(f"^{entry}$")).first.click()


def end_kernel(page: Any, name: str) -> None:
    """Shut down the kernel of a notebook, as a new day does."""
    session = _session(page, name)
    page.request.delete(f"{_server(page)}/api/sessions/{session['id']}", headers=_headers(page))


def restart_kernel(page: Any) -> None:
    """Restart the kernel of the notebook in sight, as a reader does."""
    menu(page, "Kernel", "Restart Kernel…")
    page.locator(".jp-Dialog button", has_text="Restart").last.click()
    page.wait_for_selector(".jp-Notebook-ExecutionIndicator:not([data-status=idle])")
    page.wait_for_selector(".jp-Notebook-ExecutionIndicator[data-status=idle]", timeout=60_000)


def _session(page: Any, name: str) -> dict[str, Any]:
    (found,) = [each for each in page.request.get(f"{_server(page)}/api/sessions").json() if each["path"] == name]
    return found


def _server(page: Any) -> str:
    return page.evaluate("location.origin")


def _headers(page: Any) -> dict[str, str]:
    return {"X-XSRFToken": page.evaluate("document.cookie.match(/_xsrf=([^;]+)/)[1]")}


def shown(picture: Any) -> str:
    """Return what a picture shows: its moving part and its sentence."""
    return picture.evaluate("e => [...e.querySelectorAll('.ck-stage svg, figcaption')].map(x => x.innerHTML).join()")


def changes(picture: Any, act: Callable[[], Any], seconds: float = 20) -> str:
    """Do something, wait until the picture is another one, and return its sentence."""
    before = shown(picture)
    act()
    picture.evaluate(
        """(e, [before, seconds]) => new Promise((good, bad) => {
            const shown = () => [...e.querySelectorAll(".ck-stage svg, figcaption")].map((x) => x.innerHTML).join();
            const look = () => shown() !== before && (watch.disconnect(), good());
            const watch = new MutationObserver(look);  // asked at each frame, it takes a core
            watch.observe(e, { subtree: true, childList: true, characterData: true, attributes: true });
            setTimeout(() => {
                watch.disconnect();
                bad(new Error(`The picture did not change within ${seconds} s.`));
            }, 1000 * seconds);
            look();
        })""",
        [before, seconds],
    )
    return picture.locator("figcaption").first.inner_text()


def faults(page: Any, context: str = ".ck", *left: str) -> list[str]:
    """Return what axe-core, which comes with its package, finds wrong in a part of the page; rules may be `left`."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(
        page,
        context=context,
        options={"resultTypes": ["violations"], "rules": {rule: {"enabled": False} for rule in left}},
    )
    return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found.response["violations"]]


def keep(page: Any, name: str, folder: Path) -> None:
    """Take a screenshot: into `folder`, or where COURSEKIT_SCREENSHOTS says."""
    page.screenshot(path=Path(os.environ.get("COURSEKIT_SCREENSHOTS", folder), f"{name}.png"))


SCRATCH = """
import numpy as np
from coursekit.live import explore, log_slider, menu, slider, switch
from coursekit.live.picture import COLORS, Picture, Target

def draw(ax, f):
    t = np.linspace(-3, 3, 200)
    ax.plot(t, f(t), color=COLORS["black"])
    ax.set(xlim=(-3, 3), ylim=(-2, 2))
    return ax.plot([], [], "o", color=COLORS["orange"]), ax.plot([], [], "--", color=COLORS["blue"])

def update(artists, f, x, n, dashed):
    (point,), (line,) = artists
    point.set_data([x], [f(x)])
    line.set_data([-3, 3], [f(x), f(x)])
    line.set_visible(dashed)
    if n == 3:
        raise ValueError("three is not for this picture")
    return f"x is {x:.2f}, f(x) is {f(x):.4f}, n is {n}, {1 / (n - 5) if n != 5 else float('inf'):.2f}."

explore(
    Picture(None, draw, update),
    f=menu({"sin": np.sin, "cos": np.cos}),
    x=slider(-3, 3, value=0, step=0.01),
    n=slider(0, 9, value=0, step=1, play=True),
    dashed=switch(True),
    target=Target("Move x above 1.", lambda x: x > 1),
)
"""
"""A cell whose picture has every kind of control."""
