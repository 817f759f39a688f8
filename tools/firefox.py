"""Firefox as its makers or Debian give it, without a window, led by WebDriver BiDi (w3.org/TR/webdriver-bidi).

Playwright leads a Firefox of its own only; this one is what readers have.
"""

import base64
import contextlib
import itertools
import json
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import websocket

NAMES = ("firefox-esr", "firefox")
KEYS = {"ArrowLeft": "\ue012", "ArrowRight": "\ue014", "End": "\ue010", "Home": "\ue011", "Enter": "\ue006"}
KEYS |= {"PageDown": "\ue00f", "PageUp": "\ue00e", "Escape": "\ue00c", "Tab": "\ue004"}
PATIENCE = 60  # seconds


def why_not() -> str:
    """Say what is missing, or nothing."""
    return "" if _firefox() else "no Firefox on the path"


def _firefox() -> str | None:
    return next(filter(None, map(shutil.which, NAMES)), None)


class Page:
    """The one page of a browser, and what its scripts have complained of."""

    def __init__(self, address: str) -> None:
        self._line = websocket.create_connection(f"{address}/session", timeout=PATIENCE, suppress_origin=True)
        self._numbers = itertools.count(1)
        self.complaints: list[str] = []
        self._send("session.new", capabilities={})
        self._send("session.subscribe", events=["log.entryAdded"])
        made = self._send(
            "browsingContext.create", type="window"
        )  # the first has no focus: no key presses a button there
        self._here = {"context": made["context"]}

    def close(self) -> None:
        """Leave the browser alone."""
        self._line.close()

    def _send(self, method: str, **params: Any) -> Any:
        number = next(self._numbers)
        self._line.send(json.dumps({"id": number, "method": method, "params": params}))
        while (answer := json.loads(self._line.recv())).get("id") != number:
            if answer.get("method") == "log.entryAdded" and answer["params"]["level"] in ("error", "warn"):
                self.complaints.append(answer["params"]["text"])
        if answer["type"] == "error":
            raise RuntimeError(f"{method}: {answer['message']}")
        return answer["result"]

    def goto(self, address: str, width: int = 1280, height: int = 800) -> None:
        """Open an address, and wait until all of it is there."""
        self._send("browsingContext.setViewport", viewport={"width": width, "height": height}, **self._here)
        self._send("browsingContext.navigate", url=address, wait="complete", **self._here)

    def evaluate(self, script: str) -> Any:
        """Return the value of an expression of JavaScript."""
        told = f"Promise.resolve({script}).then((value) => JSON.stringify(value ?? null))"
        answer = self._send("script.evaluate", expression=told, target=self._here, awaitPromise=True)
        if answer["type"] == "exception":
            raise RuntimeError(answer["exceptionDetails"]["text"])
        return json.loads(answer["result"]["value"])

    def wait_for(self, script: str) -> None:
        """Wait until an expression is true."""
        deadline = time.monotonic() + PATIENCE
        while not self.evaluate(f"Boolean({script})"):
            if time.monotonic() > deadline:
                raise TimeoutError(f"Not true within {PATIENCE} s: {script}")
            time.sleep(0.05)

    def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        each = [KEYS.get(key, key) for key in keys]
        actions = [{"type": kind, "value": key} for key in each for kind in ("keyDown", "keyUp")]
        source = {"type": "key", "id": "keyboard", "actions": actions}
        self._send("input.performActions", actions=[source], **self._here)

    def screenshot(self, path: Path) -> None:
        """Keep what is seen of the page."""
        told = self._send("browsingContext.captureScreenshot", **self._here)
        path.write_bytes(base64.b64decode(told["data"]))

    def pdf(self, path: Path) -> None:
        """Print the page."""
        path.write_bytes(base64.b64decode(self._send("browsingContext.print", background=True, **self._here)["data"]))


@contextlib.contextmanager
def firefox(dark: bool = False) -> Iterator[Page]:
    """Start a Firefox that nobody sees, of a reader who likes pages light or dark."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        settings = {"layout.css.prefers-color-scheme.content-override": 0 if dark else 1}
        settings |= {"datareporting.policy.dataSubmissionEnabled": False, "app.update.auto": False}
        lines = [f'user_pref("{name}", {json.dumps(value)});' for name, value in settings.items()]
        Path(profile, "user.js").write_text("\n".join(lines))
        command = [_firefox() or NAMES[0], "--headless", "--remote-debugging-port=0", "--profile", profile]
        log = Path(profile, "log")
        with log.open("w") as told:
            process = subprocess.Popen(command, stdout=told, stderr=told)
        try:
            with contextlib.closing(Page(_address(process, log))) as page:
                yield page
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _address(process: subprocess.Popen[bytes], log: Path) -> str:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        if found := re.search(r"WebDriver BiDi listening on (ws://\S+)", log.read_text(errors="replace")):
            return found[1]
        time.sleep(0.05)
    raise RuntimeError(f"Firefox did not start: {log.read_text(errors='replace')[-2000:]}")
