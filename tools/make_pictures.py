"""Make docs/lesson01.gif, the moving picture of the README: lesson 01 in JupyterLab, its h slider moved.

    python tools/make_pictures.py

Needs `pip install -e ".[test]"` and a Chromium or Chrome on the path.
"""

import io
import shutil
import tempfile
from pathlib import Path

from PIL import Image

from tools import browser

ROOT = Path(__file__).parent.parent


def main() -> None:
    """Write the picture and say how large it is."""
    if missing := browser.why_not():
        raise SystemExit(f"The picture needs a browser: {missing}.")
    with tempfile.TemporaryDirectory() as name, browser.jupyterlab(Path(name)) as address, browser.chromium() as chrome:
        shutil.copy(ROOT / "notebooks/01_derivative.ipynb", name)
        page = chrome.new_page(viewport={"width": 900, "height": 1300})
        browser.open_notebook(page, address, "01_derivative.ipynb")
        browser.run_all(page)
        picture = page.locator(".ck").filter(has=page.get_by_label("h", exact=True)).first
        slider = picture.get_by_label("h", exact=True)
        slider.focus()
        frames = []
        for _ in range(28):
            shot = Image.open(io.BytesIO(picture.screenshot())).convert("RGB")
            frames.append(shot.crop((0, 0, min(shot.width, 730), shot.height)).quantize(64))
            for _ in range(6):
                slider.press("ArrowRight")
            picture.locator("figcaption", has_text=f"h = {slider.get_attribute('aria-valuetext')}").wait_for()
    out = ROOT / "docs/lesson01.gif"
    times = [1500, *[220] * (len(frames) - 2), 3000]
    frames[0].save(out, save_all=True, append_images=frames[1:], duration=times, loop=0, optimize=True)
    print(f"{out.relative_to(ROOT)}: {len(frames)} frames, {out.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
