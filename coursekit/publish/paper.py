"""A lesson on paper: as a PDF, by a browser of the machine, and as a hand-out, with lines in place of answers."""

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from coursekit.words import mark, say

__all__ = ["BROWSERS", "PaperError", "handout", "pdf"]

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
ELSEWHERE = (  # where they are not on the path
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)
LINES = f'<div class="lines">{"<hr>" * 4}</div>'
QUESTION = re.compile(
    r'(<div class="question">)<script[^>]*>.*?</script>(.*?)<details>.*?</details>(</div>)'
    r"<script>coursekit\.wakeQuestion\(\)</script>",
    re.S,
)
NOTES = '<template class="notes">.*?</template>'
CONCEPT = '<script type="application/json" class="concept">.*?</script>'
PATIENCE = 120  # seconds


class PaperError(Exception):
    """There is no PDF, and why."""


def handout(page: str) -> str:
    """Return a page with lines to write on in the place of its answers, and nothing told: no notes for the teacher.

    Examples
    --------
    >>> handout("<p>How steep?</p><details><summary>Answer</summary>2</details>").count("<hr>")
    4
    """
    page = re.sub(f"{NOTES}|{CONCEPT}", "", QUESTION.sub(r"\1\2\3", page), flags=re.S)
    return re.sub(r"<details>.*?</details>", LINES, page, flags=re.S)


def pdf(page: Path, out: Path) -> None:
    """Print a page as a PDF.

    Raises
    ------
    PaperError
        There is no browser that can, or it could not.
    """
    known = [*(shutil.which(name) for name in BROWSERS), *(path for path in ELSEWHERE if Path(path).exists())]
    browser = next(filter(None, known), None)
    if browser is None:
        words = mark(
            "There is no Chromium or Chrome to print a PDF with. Open {page} in any browser and print it there."
        )
        raise PaperError(say(words, page=page))
    root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []  # as root it asks for that
    with tempfile.TemporaryDirectory() as folder:
        printed = Path(folder) / "page.pdf"
        options = ["--headless", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
        options += [f"--user-data-dir={folder}/profile", "--no-pdf-header-footer", f"--print-to-pdf={printed}"]
        try:
            done = subprocess.run(
                [browser, *root, *options, page.absolute().as_uri()], capture_output=True, text=True, timeout=PATIENCE
            )
            why = done.stderr.strip().splitlines()[-1:] or [f"exit status {done.returncode}"]
        except subprocess.TimeoutExpired:
            why = [say("no PDF after {seconds} seconds", seconds=PATIENCE)]
        if not printed.exists():
            words = mark("{browser} wrote no PDF ({why}). Open {page} in any browser and print it there.")
            raise PaperError(say(words, browser=browser, why=why[0], page=page))
        shutil.copyfile(printed, out)
