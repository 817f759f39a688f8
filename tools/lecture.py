"""Look whether every screen of every lecture of a site fits a projector, with each slider at its ends.

    python3 course.py site --out site
    .venv/bin/python tools/lecture.py site

Needs a Chromium or Chrome on the path.
"""

import sys
from pathlib import Path
from typing import Any

from tools import browser

SIZES = (1280, 800), (1920, 1080)
MEASURE = """async () => {
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const settled = async () => { for (let i = 0; i < 3; i++) await frame(); };
  const press = (key) => document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  const place = () => document.querySelector(".lecture-bar").lastElementChild.textContent;
  const found = [], least = [innerHeight, ""];
  const look = (state) => {
    const block = document.querySelector(".now"), bar = document.querySelector(".lecture-bar").getBoundingClientRect();
    const parts = [...block.children].filter((part) => part.offsetParent).flatMap((part) =>
      [part, ...part.querySelectorAll(".ck-stage, .ck-controls *, figcaption, .ck-target, pre, table, math, button")]);
    const beyond = parts.filter((part) => {
      const box = part.getBoundingClientRect();
      const across = box.right > innerWidth + 1 || box.left < -1, down = box.top < -1 || box.bottom > bar.top + 1;
      return box.width && (across || (down && !block.classList.contains("long"))); // a long one is read with PageDown
    });
    const wide = (part) => part.matches("pre, table, .formula") && part.scrollWidth > part.clientWidth + 1;
    const inside = parts.filter(wide);
    for (const part of [...beyond, ...inside].slice(0, 1))
      found.push(`screen ${place()}${state}: ${part.tagName} ${part.className} ${part.textContent.slice(0, 40)}`);
    const size = parseFloat(getComputedStyle(block).fontSize);
    if (size < least[0]) least.splice(0, 2, size, place());
    const stage = block.querySelector(".live:not(.away) .ck-stage")?.getBoundingClientRect().height;
    if (stage < innerHeight * 0.3) found.push(`screen ${place()}: a picture of ${Math.round(stage)} px only`);
  };
  for (let last = "", times = 0; times < 6;) { // a long one keeps its number for some times, and so does the last
    times = place() === last ? times + 1 : 0;
    last = place();
    await settled();
    look("");
    for (const slider of document.querySelectorAll(".now > .live:not(.away) .ck input[type=range]")) {
      const start = slider.value;
      for (const end of [slider.min, slider.max, start]) {
        slider.value = end;
        slider.dispatchEvent(new Event("input", { bubbles: true }));
        await settled();
        look(` with ${slider.id.replace(/^ck[a-z0-9]+-/, "")} at ${slider.getAttribute("aria-valuetext")}`);
      }
    }
    press("PageDown");
  }
  return { found, least };
}"""
"""Go through a lecture; return what does not fit, and how small its smallest letters are, in px, and where."""


def misfits(page: Any, address: str) -> tuple[list[str], dict[str, float]]:
    """Return what of a lecture does not fit, and the size of its smallest letters, on each size of a screen."""
    found, letters = [], {}
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        page.goto("about:blank")
        page.goto(f"{address}?lecture#1")
        page.wait_for_function("document.querySelector('.now') && document.readyState === 'complete'")
        page.wait_for_function(
            "[...document.querySelectorAll('.live')].every((each) => each.querySelector('.ck-body'))"
        )
        page.reload()  # cut into screens with the pictures there
        page.wait_for_function(
            "[...document.querySelectorAll('.live')].every((each) => each.querySelector('.ck-body'))"
        )
        told = page.evaluate(MEASURE)
        found += [f"{width}x{height}, {each}" for each in told["found"]]
        letters[f"{width}x{height}, screen {told['least'][1]}"] = told["least"][0]
    return found, letters


def main(folder: Path) -> int:
    """Look at all lessons of a site; say what does not fit, and return the exit status."""
    found = 0
    with browser.chromium() as chrome:
        page = chrome.new_context(reduced_motion="reduce").new_page()
        for file in sorted(folder.rglob("[0-9][0-9]_*.html")):
            if not file.stem.endswith("_exercises"):
                wrong, letters = misfits(page, file.absolute().as_uri())
                found += len(wrong)
                print(file.relative_to(folder), letters, *wrong, sep="\n  ", flush=True)
    print(f"{found} misfits.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
