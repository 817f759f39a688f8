"""Make the moving picture of each README from the start page of the site: its slider of h moved to the end.

    python tools/make_pictures.py

Needs `pip install -e ".[test]"` and a Chromium or Chrome on the path.
"""

import io
import tempfile
from pathlib import Path
from typing import Any

from PIL import Image

from coursekit.live.recording import FRAMES
from coursekit.publish import site
from coursekit.words import SOURCE, languages
from tools import browser

ROOT = Path(__file__).parent.parent
WIDTH = 760  # of the page: the picture has its controls above it, and fits a README
SHOTS = 26


def main() -> None:
    """Write the pictures and say how large they are."""
    if missing := browser.why_not():
        raise SystemExit(f"The pictures need a browser: {missing}.")
    sources = {name: site.pages(ROOT, name) for name in languages()}
    with tempfile.TemporaryDirectory() as name, browser.chromium() as chrome:
        page = chrome.new_page(viewport={"width": WIDTH, "height": 1000})
        for language in sources:
            start = Path(name, site.address("index", language))
            start.parent.mkdir(exist_ok=True)
            site.write("index", language, sources, Path(name), FRAMES)
            page.goto(start.as_uri())
            frames = shots(page.locator(".live"))
            out = ROOT / "docs" / ("" if language == SOURCE else language) / "lesson01.gif"
            times = [1500, *[220] * (len(frames) - 2), 3000]
            frames[0].save(out, save_all=True, append_images=frames[1:], duration=times, loop=0, optimize=True)
            print(f"{out.relative_to(ROOT)}: {len(frames)} frames, {out.stat().st_size / 1000:.0f} kB")


def shots(picture: Any) -> list[Image.Image]:
    """Move the last slider of a picture from its start to its end, and return what is seen on the way."""
    picture.locator("figcaption:not(:empty)").wait_for()
    slider = picture.locator("input[type=range]").last
    last, frames = int(slider.get_attribute("max")), []
    for shot in range(SHOTS):
        slider.fill(str(round(last * shot / (SHOTS - 1))))
        picture.locator("figcaption", has_text=f"h = {slider.get_attribute('aria-valuetext')}").wait_for()
        frames.append(Image.open(io.BytesIO(picture.screenshot())).convert("RGB").quantize(40))
    return frames


if __name__ == "__main__":
    main()
