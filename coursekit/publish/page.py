"""`coursekit export NOTEBOOK`: a lesson as one web page whose sliders stay alive, with no kernel and no network.

The notebook is run in a fresh kernel. There `explore` is made to record its picture at many positions of its sliders;
the page holds these frames and chooses among them, with the same script that JupyterLab uses.
"""

import argparse
import html
import json
import math
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from coursekit.live import front as live
from coursekit.live.recording import FRAMES, MIME
from coursekit.publish.kernel import kernel
from coursekit.questions import front as questions

__all__ = ["main"]


# --- running the notebook ---


def run(notebook: dict[str, Any], folder: Path, frames: int) -> list[list[dict[str, Any]]]:
    """Run the code cells in a fresh kernel and return the outputs of each."""
    outputs: list[list[dict[str, Any]]] = []
    pictures = sum("".join(cell["source"]).count("explore(") for cell in notebook["cells"]) or 1
    begin = BEGIN.format(pictures=pictures, frames=frames)
    with kernel(folder) as client:
        client.execute_interactive(begin, silent=True, timeout=120)
        for cell in notebook["cells"]:
            found: list[dict[str, Any]] = []
            if cell["cell_type"] == "code":
                client.execute_interactive(
                    "".join(cell["source"]),
                    allow_stdin=False,
                    stop_on_error=False,
                    timeout=600,
                    output_hook=lambda message, found=found: found.append(message),
                )
            kinds = ("stream", "display_data", "execute_result", "error")
            outputs.append([m["content"] | {"kind": m["msg_type"]} for m in found if m["msg_type"] in kinds])
    return outputs


BEGIN = """
from coursekit.check import asking
from coursekit.live import recording
recording.record_pictures({pictures}, {frames})
asking.for_a_page()
del asking, recording
"""

# --- writing the page ---


def markdown() -> Any:
    """Return a function from a lesson's prose to HTML, its formulas as MathML."""
    import mistune
    from latex2mathml.converter import convert

    class Renderer(mistune.HTMLRenderer):
        def inline_math(self, text: str) -> str:
            return formula(text, "inline")

        def block_math(self, text: str) -> str:
            return f'<div class="formula">{formula(text, "block")}</div>\n'

        def link(self, text: str, url: str, title: str | None = None) -> str:
            return super().link(text, re.sub(r"\.ipynb(?=$|#)", ".html", url), title)

    def formula(text: str, display: str) -> str:
        try:
            return str(convert(text.strip(), display=display))
        except Exception:
            return f"<code>{html.escape(text)}</code>"

    return mistune.create_markdown(renderer=Renderer(escape=False), plugins=["math", "table", "strikethrough", "url"])


def output_html(output: Mapping[str, Any], prose: Any) -> str:
    """Return one output of a cell as HTML: the richest of its forms."""
    if output["kind"] == "stream":
        return f"<pre>{html.escape(output['text'])}</pre>"
    if output["kind"] == "error":
        text = re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(output["traceback"]))
        return f"<pre>{html.escape(text)}</pre>"
    data = output["data"]
    if MIME in data:
        picture = data[MIME]
        words, note = html.escape(picture["words"]), html.escape(picture["note"])
        still = f'<img src="{picture["png"]}" alt="{words}">' if picture["png"] else ""
        return (
            f'<div class="live"><script type="application/json">"{picture["data"]}"</script>'
            f"<noscript>{still}<p>{words}</p></noscript></div>" + (f'<p class="note">{note}</p>' if note else "")
        )
    if questions.MIME in data:
        return question_html(data[questions.MIME])
    if "text/html" in data:
        return str(data["text/html"])
    if "text/markdown" in data:
        return str(prose(data["text/markdown"]))
    if "image/png" in data:
        alt = html.escape(output["metadata"].get("image/png", {}).get("alt", data.get("text/plain", "")))
        return f'<img src="data:image/png;base64,{data["image/png"]}" alt="{alt}">'
    return f"<pre>{html.escape(data.get('text/plain', ''))}</pre>"


def question_html(spec: Mapping[str, Any]) -> str:
    """Return a question that the page's script asks; without a script, its text, and the answer folded."""

    def rich(words: str) -> str:
        return re.sub(r"`(.*?)`", r"<code>\1</code>", html.escape(words))

    told = json.dumps(spec).replace("<", "\\u003c")
    answers = [rich(each["answer"]) for each in spec["answers"]]
    choices = "".join(f"<li>{answer}</li>" for answer in answers)
    right = f"<p><strong>{html.escape(spec['words']['right'])}</strong> {answers[spec['right']]}</p>"
    return (
        f'<div class="question"><script type="application/json">{told}</script><noscript><p>{rich(spec["text"])}</p>'
        f'<ol type="a">{choices}</ol><details><summary>{html.escape(spec["words"]["tell"])}</summary>{right}'
        f"<p>{rich(spec['told'])}</p></details></noscript></div>"
    )


def module(script: str, run: str) -> str:
    """Return a module of JupyterLab's, and what a page does with it, as one script."""
    return script.replace("export default", "const widget =").replace("export function", "function") + run


def page(notebook: Mapping[str, Any], outputs: list[list[dict[str, Any]]]) -> str:
    """Return the whole page."""
    from pygments import highlight  # type: ignore[import-untyped]
    from pygments.formatters import HtmlFormatter  # type: ignore[import-untyped]
    from pygments.lexers import PythonLexer  # type: ignore[import-untyped]

    prose, code = markdown(), HtmlFormatter(style="default")
    parts = []
    for cell, found in zip(notebook["cells"], outputs, strict=True):
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            parts.append(f"<section>{prose(source)}</section>")
        elif cell["cell_type"] == "code" and source.strip():
            shown = "".join(output_html(output, prose) for output in found)
            parts.append(
                highlight(source, PythonLexer(), code) + (f'<div class="output">{shown}</div>' if shown else "")
            )
    titles = re.findall(r"^# (.+)$", "\n".join("".join(cell["source"]) for cell in notebook["cells"]), re.M)
    return PAGE.format(
        title=html.escape(titles[0] if titles else "Lesson"),
        style=live.STYLE + questions.STYLE + STYLE + code.get_style_defs(".highlight"),
        body="\n".join(parts),
        asking=module(questions.SCRIPT, ASKING),
        script=module(live.SCRIPT, SCRIPT),
    )


PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
{style}
</style>
</head>
<body>
<main>
{body}
</main>
<script type="module">
{asking}
</script>
<script type="module">
{script}
</script>
</body>
</html>
"""

STYLE = """
:root { color-scheme: light; }
body { margin: 0; background: white; color: #1a1a1a; font: 17px/1.6 system-ui, "Segoe UI", Roboto, sans-serif; }
main { max-width: 46rem; margin: 0 auto; padding: 2rem 1.2rem 4rem; }
h1, h2, h3 { line-height: 1.25; margin: 2em 0 0.6em; }
h1 { margin-top: 0.5em; }
a { color: #0060a8; }
table { border-collapse: collapse; margin: 1em 0; display: block; overflow-x: auto; }
th, td { border: 1px solid #c8c8c8; padding: 0.3em 0.7em; text-align: left; }
pre, code { font: 0.88em/1.5 ui-monospace, "DejaVu Sans Mono", Consolas, monospace; }
pre { overflow-x: auto; margin: 0; padding: 0.6em 0.8em; }
.highlight { background: #f5f5f5; border-left: 3px solid #0060a8; margin: 1em 0 0; }
.highlight { width: fit-content; min-width: calc(100% - 3px); max-width: calc(50% + 50vw - 1.5rem); } /* long lines */
.output { margin: 0.4em 0 1.4em; }
.output img { max-width: 100%; height: auto; }
.live { max-width: none; margin-inline: calc((100% - min(1180px, 100vw - 3rem)) / 2); } /* room for controls beside */
.formula { overflow: auto hidden; padding: 0.5em 0; margin: 0.5em 0; text-align: center; }
math { font: 1.1em "Cambria Math", "STIX Two Math", "Latin Modern Math", math, serif; }
details { border: 1px solid #c8c8c8; border-radius: 4px; padding: 0.5em 1em; margin: 1em 0; }
summary { cursor: pointer; font-weight: 600; }
.note { color: #595959; font-size: 0.88em; margin: 0; }
@media (max-width: 600px) {
  main { padding-inline: 20px; }
  .live { margin-inline: -14px; }
  .highlight { max-width: calc(100% - 3px); }
}
@media print {
  body { font-size: 11pt; }
  main { max-width: none; padding: 0; }
  pre { white-space: pre-wrap; }
  figure, pre, table, .formula { break-inside: avoid; }
  h1, h2, h3 { break-after: avoid; }
  .ck-controls button, .ckq-tell { display: none; }
}
"""

ASKING = """
for (const root of document.querySelectorAll(".question")) {
  const spec = JSON.parse(root.querySelector("script").textContent);
  root.replaceChildren();
  mountQuestion(root, spec, -1, () => {});
}
"""

SCRIPT = """
for (const part of document.querySelectorAll("pre, table, .formula")) // what can be scrolled can be reached by key
  if (part.scrollWidth > part.clientWidth + 1) part.tabIndex = 0;

// Unpack the frames of each picture and let its controls choose among them.
for (const root of document.querySelectorAll(".live")) {
  if (!("DecompressionStream" in window)) { // an old browser shows the picture that stands still
    root.innerHTML = root.querySelector("noscript").textContent;
    continue;
  }
  const packed = Uint8Array.from(atob(JSON.parse(root.querySelector("script").textContent)), (c) => c.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  const { spec, start, stills, glyphs, frames } = await new Response(stream).json();
  const choose = ({ id, at }) => {
    let place = 0;
    for (const { name, texts } of spec.controls) place = place * texts.length + at[name];
    const [still, frame] = frames[place];
    return view.show({ stills: stills[still], glyphs, frame: { ...frame, answers: id, took: 0 } });
  };
  const view = mount(root, spec, choose);
  await choose({ at: start });
}
"""


def main(args: list[str]) -> int:
    """Export a notebook; return the exit status."""
    parser = argparse.ArgumentParser(
        prog="coursekit export", description="Write a lesson as a web page whose sliders move."
    )
    parser.add_argument("notebook", type=Path, help="the lesson, a file that ends in .ipynb")
    parser.add_argument(
        "--out", type=Path, help="the page to write; beside the notebook, ending in .html, if not given"
    )
    parser.add_argument(
        "--frames", type=int, default=FRAMES, help=f"positions of one picture at most ({FRAMES}); fewer are quicker"
    )
    options = parser.parse_args(args)
    out = options.out or options.notebook.with_suffix(".html")
    if options.frames < 1:
        return refuse(f"--frames is {options.frames}, and a picture needs at least one. Leave it out for {FRAMES}.")
    try:
        notebook = json.loads(options.notebook.read_text(encoding="utf-8"))
        cells = [(cell["cell_type"], cell["source"]) for cell in notebook["cells"]]
    except OSError as error:
        return refuse(f"{options.notebook} cannot be read ({error.strerror}). Give the path of a notebook.")
    except (ValueError, TypeError, KeyError):
        return refuse(f"{options.notebook} is not a notebook of format 4. Open it in JupyterLab and save it again.")
    if not out.parent.is_dir():
        return refuse(f"There is no folder {out.parent}. Make it, or choose another --out.")
    try:
        outputs = run(notebook, options.notebook.absolute().parent, options.frames)
        text = page(notebook, outputs)
    except ModuleNotFoundError as error:
        return refuse(f'{error.name} is missing. Run: python -m pip install "coursekit[lab]"')
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        return refuse(f"{out} cannot be written ({error.strerror}). Choose another --out.")
    pictures = text.count('<div class="live">')
    print(f"{out}: {len(cells)} cells, {pictures} live pictures, {math.ceil(len(text.encode()) / 1e5) / 10} MB")
    failed = [i for i, found in enumerate(outputs, 1) if any(output["kind"] == "error" for output in found)]
    if failed:
        return refuse(f"Cell {failed[0]} stopped with an error; the page shows it. Fix the notebook and export again.")
    return 0


def refuse(sentence: str) -> int:
    """Say why, and return the exit status of a failure."""
    print(sentence, file=sys.stderr)
    return 1
