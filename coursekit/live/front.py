"""The page's side, in JupyterLab and without a kernel: one script and one style, from the files beside this one."""

from pathlib import Path

__all__ = ["SCRIPT", "STYLE"]

_HERE = Path(__file__).parent
SCRIPT = "\n".join((_HERE / f"{name}.js").read_text(encoding="utf-8") for name in ("memory", "hold", "live"))
STYLE = (_HERE / "live.css").read_text(encoding="utf-8")
