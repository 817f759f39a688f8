"""The page's side of a question, in JupyterLab and without a kernel, from the files beside this one."""

from pathlib import Path

__all__ = ["MIME", "SCRIPT", "STYLE"]

MIME = "application/vnd.coursekit.question+json"
"""The kind of an output that holds what the script needs to know, for a page."""

_HERE = Path(__file__).parent
SCRIPT = (_HERE / "question.js").read_text(encoding="utf-8")
STYLE = (_HERE / "question.css").read_text(encoding="utf-8")
