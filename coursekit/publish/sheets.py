"""The exercise sheets: notebooks built from the declarations, and the shape that every notebook of the course has.

`coursekit build` writes each sheet and its solutions. A sheet in which a learner has worked is never overwritten: each
carries a fingerprint of what was built, and one that no longer fits is left alone, or kept under another name.
"""

import argparse
import hashlib
import itertools
import json
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from string import Template
from typing import Any

from coursekit.exercises import MODULES, SHEETS
from coursekit.exercises.exercise import Exercise
from coursekit.publish.plans import PlanError, told
from coursekit.publish.twins import led, stamped, twin
from coursekit.publish.twins import problems as twin_problems
from coursekit.words import SOURCE, command, language, languages, mark, say, say_count, spoken

__all__ = ["assemble", "build", "clean", "fingerprint", "main", "place", "put", "setup", "written"]

Notebook = dict[str, Any]

SETUP = """try:
    import coursekit
except ModuleNotFoundError:
    command = "python3 course.py (Windows: py course.py)"
    raise SystemExit(f"$missing") from None
coursekit.speak("$language")"""
MISSING = mark("coursekit is missing here. In the course's folder run: {command}")

IMPORTS = """import numpy as np

from coursekit.check import check, hint, progress, solution"""

KEPT = ("tags", "moves", "translates", "said")  # of the metadata of a cell

METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}

END = mark("## What is done")

ROOT = Path(__file__).resolve().parents[2]


# From declarations to notebooks


def place(sheet: str, *, solved: bool = False, language: str = SOURCE) -> str:
    """Return where a sheet lies in the course's folder; its file name cannot be taken for its lesson's.

    >>> place("01_derivative"), place("01_derivative", solved=True)
    ('exercises/01_derivative_exercises.ipynb', 'exercises/solutions/01_derivative_solutions.ipynb')
    >>> place("01_derivative", language="zh")
    'exercises/zh/01_derivative_exercises.ipynb'
    """
    path = f"exercises/solutions/{sheet}_solutions.ipynb" if solved else f"exercises/{sheet}_exercises.ipynb"
    return path if language == SOURCE else twin(Path(path), language, Path()).as_posix()


def setup() -> str:
    """Return the first code cell of a notebook, which lets it speak the language that is spoken now.

    >>> print(setup().splitlines()[-1])
    coursekit.speak("en")
    """
    return Template(SETUP).substitute(missing=say(MISSING), language=language())


def build(sheet: str, *, solved: bool = False) -> Notebook:
    """Return the notebook of a sheet of the course, in the language that is spoken: starters and checks, or solutions.

    >>> build("00_start_here")["nbformat"]
    4
    """
    exercises = [(exercise,) for exercise in SHEETS[sheet]]
    at = Path(place(sheet, solved=solved, language=language()))
    return assemble(sheet, say(MODULES[sheet].INTRO), exercises, IMPORTS, solved=solved, at=at)


def assemble(
    sheet: str,
    intro: str,
    exercises: Sequence[Sequence[Exercise]],
    imports: str,
    *,
    solved: bool = False,
    at: Path | None = None,
) -> Notebook:
    """Return the notebook of a sheet: the first variant of each exercise, or the solutions of all variants.

    `at` is where it will lie in the course's folder. Its texts are written as for a sheet in `exercises`.
    """
    at = at or Path(place(sheet, solved=solved))
    intro = _linked(intro, at)
    if solved:
        title, _, rest = intro.partition("\n")
        title = say("# Solutions: {sheet}", sheet=re.split(": |：", title, maxsplit=1)[-1].lstrip("# "))
        first = say("First try [the sheet]({link}) yourself.", link=f"../{Path(place(sheet)).name}")
        intro = f"{title}\n{rest}\n\n{first}"
    cells = [_cell("markdown", "title", intro), _cell("code", "setup", setup()), _cell("code", "imports", imports)]
    for count, variants in enumerate(exercises, start=1):
        for number, exercise in enumerate(variants if solved else variants[:1], start=1):
            name, variant = exercise.name, f"-{number}" if number > 1 else ""
            points = say_count("{count} point", "{count} points", exercise.points)
            several = solved and len(variants) > 1
            which = say(", variant {number}", number=number) if several else ""
            code = exercise.code(exercise.solution) if solved else exercise.starter
            task = f"## {count}. `{name}`{which} · {points}\n\n{_linked(say(exercise.task), at)}"
            cells += [
                _cell("markdown", f"{name}{variant}-task", task),
                _cell("code", f"{name}{variant}-answer", exercise.in_words(code)),
                _cell("code", f"{name}{variant}-check", f"# check({name})" if several else f"check({name})"),
            ]
            if not solved:
                how = "" if count > 1 else "  # " + say("take the first # away, and run the cell")
                cells.append(_cell("code", f"{name}-help", f"# hint({name}){how}\n# solution({name})"))
    if not solved:
        cells += [_cell("markdown", "end", say(END)), _cell("code", "progress", "progress()")]
    about = {"built": fingerprint(cells), "kind": "solutions" if solved else "sheet", "sheet": sheet}
    return {"cells": cells, "metadata": METADATA | {"coursekit": about}, "nbformat": 4, "nbformat_minor": 5}


def _linked(text: str, at: Path) -> str:
    """Return a text of a sheet with links that lead from the page `at`: to pages of its language, where they are."""

    def linked(found: re.Match[str]) -> str:
        return f"]({led(found[1], ROOT / 'exercises' / 'a sheet', ROOT / at, language(), ROOT)})"

    return re.sub(r"\]\((\.\./[^)\s]+)\)", linked, text)


def _cell(kind: str, name: str, source: str) -> Notebook:
    cell: Notebook = {"cell_type": kind, "id": name, "metadata": {}, "source": source.strip().splitlines(keepends=True)}
    return cell | ({"execution_count": None, "outputs": []} if kind == "code" else {})


def fingerprint(cells: list[Notebook]) -> str:
    """Return a fingerprint of what the cells of a notebook say; running them does not change it."""
    said = [(cell["cell_type"], "".join(cell["source"])) for cell in cells]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:16]


# The shape of every notebook


def written(notebook: Notebook) -> str:
    """Return the text of `notebook`, exactly as Jupyter itself writes it."""
    return json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def clean(notebook: Notebook) -> Notebook:
    """Return `notebook` without what running it leaves behind.

    Outputs go, except texts of cells tagged ``nbval-check-output``: tests compare those. Sources, ids and tags stay.
    """
    cells, run = [], 0
    for count, cell in enumerate(notebook["cells"], start=1):
        source = "".join(cell["source"]).splitlines(keepends=True)
        tags = cell.get("metadata", {}).get("tags", [])
        kept = {"cell_type": cell["cell_type"], "id": cell.get("id", f"cell-{count}"), "source": source}
        kept["metadata"] = {key: value for key, value in cell.get("metadata", {}).items() if key in KEPT and value}
        if "attachments" in cell:
            kept["attachments"] = cell["attachments"]
        if cell["cell_type"] == "code":
            run += 1  # nbval wants the number that a cell with outputs has when all are run in order
            outputs = cell.get("outputs", []) if "nbval-check-output" in tags else []
            texts = _joined([text for output in outputs for text in _texts(output, run)])
            kept |= {"execution_count": run if texts else None, "outputs": texts}
        cells.append(kept)
    metadata = dict(METADATA)
    if "coursekit" in notebook["metadata"]:
        metadata["coursekit"] = notebook["metadata"]["coursekit"]
    return {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def _texts(output: Notebook, run: int) -> list[Notebook]:
    """Return what an output of the cell that is run as number `run` says in plain text: one output, or none."""
    if output["output_type"] == "stream":
        text = "".join(output["text"]).splitlines(keepends=True)
        return [{"name": output["name"], "output_type": "stream", "text": text}]
    if "text/plain" not in output.get("data", {}):
        return []
    kept = {"data": {"text/plain": output["data"]["text/plain"]}, "metadata": {}, "output_type": output["output_type"]}
    return [kept | ({"execution_count": run} if output["output_type"] == "execute_result" else {})]


def _joined(outputs: list[Notebook]) -> list[Notebook]:
    """Return outputs with neighbours of one stream as one: where a kernel parts them is chance."""
    found: list[Notebook] = []
    for output in outputs:
        if found and output["output_type"] == "stream" and found[-1].get("name") == output["name"]:
            text = "".join([*found[-1]["text"], *output["text"]])
            found[-1] = output | {"text": text.splitlines(keepends=True)}
        else:
            found.append(output)
    return found


# The command


def main(args: list[str], root: Path = ROOT) -> int:
    """Run ``coursekit build`` with `args` in the course's folder `root`; return the exit status."""
    parser = argparse.ArgumentParser(
        prog=f"{command()} build",
        description="Build the exercise sheets and their solutions. With --exercises FOLDER, those of your own.",
    )
    parser.add_argument("--check", action="store_true", help="write nothing, only say what differs")
    parser.add_argument(
        "--clean",
        action="store_true",
        help="take outputs and stray metadata out of every notebook, and write how many minutes a lesson takes",
    )
    parser.add_argument(
        "--fresh", action="store_true", help="keep changed sheets under another name and write new ones"
    )
    own = parser.add_argument_group("exercises of your own, as docs/instructors.md says")
    own.add_argument("--exercises", metavar="FOLDER", help="build the sheets of this folder, with your exercises")
    own.add_argument("--variants", metavar="NUMBER", help="draw the variants of each student with this number")
    own.add_argument("--roster", metavar="CLASS.CSV", help="the table of the class, for --variants")
    own.add_argument("--out", metavar="FOLDER", help="a new folder for the notebooks of each student, for --variants")
    asked = parser.parse_args(args)
    if asked.variants or asked.roster or asked.out:
        parser.error("--variants, --roster and --out are for exercises of your own: add --exercises FOLDER.")
    if not (root / "exercises").is_dir():
        print(f"There is no folder `exercises` in {root}: run this in the course's own folder.", file=sys.stderr)
        return 2
    work = _clean_all(root, asked.check) if asked.clean else _build_all(root, asked.check, asked.fresh)
    problems = [*work, *(_tell_minutes(root, asked.check) if asked.clean or asked.check else ())]
    problems += twin_problems(root) if asked.check else ()
    for problem in problems:
        print(problem, file=sys.stderr)
    if not problems:
        print("Every notebook is clean." if asked.clean else "Every sheet is as its declarations say.")
    return 1 if problems else 0


def _build_all(root: Path, check: bool, fresh: bool) -> Iterator[str]:
    """Build every sheet and its solutions; yield a sentence for each that is not as declared in the end."""
    for tongue, sheet, solved in itertools.product(languages(), SHEETS, (False, True)):
        path = root / place(sheet, solved=solved, language=tongue)
        with spoken(tongue):
            notebook = build(sheet, solved=solved)
        yield from put(path, written(notebook), check=check, fresh=fresh)


def put(path: Path, text: str, *, check: bool = False, fresh: bool = False) -> Iterator[str]:
    """Write a notebook where no work of a learner's is lost; yield a sentence if it is not there in the end.

    Parameters
    ----------
    check : bool
        Write nothing, only say what differs.
    fresh : bool
        Keep one that was changed by hand under another name.
    """
    if path.exists() and path.read_text("utf-8", errors="replace") == text:
        return
    if check:
        yield f"{path} differs from its declarations: run `{command()} build`."
    elif path.exists() and not _untouched(path) and not fresh:
        remedy = "The same command with --fresh keeps it under another name and writes a new one."
        yield f"{path} was changed by hand, so it was left as it is. {remedy}"
    else:
        if path.exists() and not _untouched(path):
            print(f"Your {path.name} is now {_keep(path).name}.")
        _write(path, text)


def _clean_all(root: Path, check: bool) -> Iterator[str]:
    """Clean every notebook; yield a sentence for each that is not clean in the end."""
    for path in sorted([*(root / "notebooks").rglob("*.ipynb"), *(root / "exercises").rglob("*.ipynb")]):
        if ".ipynb_checkpoints" in path.parts:
            continue
        try:
            before = path.read_text("utf-8")
            text = written(_stamped(clean(json.loads(before)), path, root))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            yield f"{path} is no notebook that can be read, and was left as it is ({type(error).__name__}: {error})."
            continue
        if text != before:
            if check:
                yield f"{path} is not clean: run `{command()} build --clean`."
            else:
                _write(path, text)


def _stamped(notebook: Notebook, path: Path, root: Path) -> Notebook:
    """Return a translated lesson with the fingerprints of its cells and its own language, any other as it is."""
    folder, source = path.parent, path.parent.parent / path.name
    if folder.parent != root / "notebooks" or folder.name not in languages() or not source.is_file():
        return notebook
    with spoken(folder.name):
        first = setup().splitlines(keepends=True)
    cells = [cell | {"source": first} if cell["id"] == "setup" else cell for cell in notebook["cells"]]
    return stamped(notebook | {"cells": cells}, json.loads(source.read_text("utf-8")))


def _tell_minutes(root: Path, check: bool) -> Iterator[str]:
    """Write how long each lesson takes wherever it is told; yield a sentence for each file that says otherwise."""
    try:
        for path, text in told(root):
            if path.read_text("utf-8", errors="replace") != text:
                if check:
                    yield f"{path} tells other minutes than its lessons take: run `coursekit build --clean`."
                else:
                    _write(path, text)
    except PlanError as error:
        yield str(error)


def _untouched(path: Path) -> bool:
    """Whether the notebook at `path` still says what was built, so that nothing is lost when it is written anew."""
    try:
        notebook = json.loads(path.read_text("utf-8"))
        return bool(notebook["metadata"]["coursekit"]["built"] == fingerprint(notebook["cells"]))
    except (ValueError, KeyError, TypeError):
        return False


def _keep(path: Path) -> Path:
    """Give the notebook at `path` a name that is still free, and return it."""
    free = (path.with_name(f"{path.stem}_kept_{count}.ipynb") for count in itertools.count(1))
    kept = next(name for name in free if not name.exists())
    return path.rename(kept)


def _write(path: Path, text: str) -> None:
    """Write `text` to `path` whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(".part")
    half.write_text(text, "utf-8", newline="\n")
    half.replace(path)
