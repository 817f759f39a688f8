"""The command `coursekit`: lab, doctor, build, export, site, bundle, and those of coursekit.grading.cli."""

import contextlib
import difflib
import importlib
import importlib.metadata
import importlib.util
import os
import sys
from pathlib import Path

from coursekit.words import CALLED, language, languages, mark, say, spoken, together
from coursekit.words.chosen import asked_for, of_the_system

__all__ = ["course_folder", "main"]

COMMANDS = {
    "lab": (mark("open the course in JupyterLab"), "coursekit.cli:lab"),
    "doctor": (mark("say whether this installation is sound"), "coursekit.doctor:main"),
    "build": (mark("build the exercise sheets from their declarations"), "coursekit.cli:build"),
    "export": (mark("write a lesson as a web page whose sliders stay alive"), "coursekit.publish.page:main"),
    "site": (mark("write the whole course as web pages"), "coursekit.cli:site"),
    "bundle": (
        mark("write the course with its packages into one file, for rooms without a network"),
        "coursekit.cli:bundle",
    ),
    "questions": (
        mark("write the questions of the lessons for Moodle, for Canvas, or as a table"),
        "coursekit.publish.quiz:main",
    ),
    "grade": (mark("grade a folder of submissions"), "coursekit.grading.cli:main"),
    "merge": (mark("put a late run of the grader into the first"), "coursekit.grading.cli:main"),
    "mark": (mark("change a mark by hand"), "coursekit.grading.cli:main"),
    "new": (mark("begin with exercises of your own"), "coursekit.grading.cli:main"),
    "prove": (mark("say whether exercises of your own hold together"), "coursekit.grading.cli:main"),
    "nbgrader": (mark("write a sheet as a source notebook for nbgrader"), "coursekit.grading.cli:main"),
}
FIRST = Path("notebooks", "00_start_here.ipynb")
LAB = "jupyterlab>=4.2"


def main(args: list[str] | None = None) -> int:
    """Run the command line, in the language of --language or of the system; return the exit status."""
    for stream in sys.stdout, sys.stderr:
        with contextlib.suppress(AttributeError):  # words of any script, on a terminal that may know none of it
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    asked, args = asked_for(sys.argv[1:] if args is None else args)
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(spoken(of_the_system() if asked is None else asked))
        except ValueError as error:
            return refuse(str(error))
        return run(args, asked)


def run(args: list[str], asked: str | None) -> int:
    """Run the command line in the language that is spoken, which may have been asked for."""
    if not args or args[0] in ("-h", "--help", "help"):
        print(say("usage: coursekit COMMAND [OPTIONS]") + "\n")
        for name, (what, _) in COMMANDS.items():
            print(f"  {name:<10} {say(what)}")
        known = ", ".join(languages())
        print("\n" + say("With each of them, --language says in which language: {known}.", known=known))
        return 0
    name, *rest = args
    if name not in COMMANDS:
        near = difflib.get_close_matches(name, COMMANDS, n=1)
        first = say("There is no command {name!r}.", name=name)
        known = say("There are: {names}.", names=", ".join(COMMANDS))
        return refuse(together(first, say("Did you mean {name}?", name=near[0]) if near else known))
    module, _, function = COMMANDS[name][1].partition(":")
    if name == "grade" and asked:  # a run that is resumed may have been begun in another
        rest = [*rest, "--language", asked]
    whole = [name, *rest] if module == "coursekit.grading.cli" else rest
    return int(getattr(importlib.import_module(module), function)(whole))


def build(args: list[str]) -> int:
    """Build the course's sheets, or with --exercises those of a folder of one's own."""
    if any(arg.split("=")[0] == "--exercises" for arg in args):
        from coursekit.grading.cli import main as own

        return own(["build", *args])
    from coursekit.publish.sheets import main as sheets

    return sheets(args)


def site(args: list[str]) -> int:
    """Write the whole course as pages."""
    from coursekit.publish.site import main as write

    return write(args, course_folder())


def bundle(args: list[str]) -> int:
    """Write the course with its packages into one file."""
    from coursekit.bundle import main as write

    return write(args, course_folder())


def course_folder() -> Path | None:
    """Return the folder that holds the course's notebooks: round the package, or round the current folder."""
    here = Path.cwd()
    for folder in (Path(__file__).absolute().parents[1], here, *here.parents):
        if (folder / FIRST).is_file():
            return folder
    return None


def lab(args: list[str]) -> int:
    """Open the first notebook in JupyterLab; `args` go to JupyterLab."""
    folder = course_folder()
    if folder is None:
        return refuse(say("The notebooks of the course are not here. Run this in the folder that holds course.py."))
    if importlib.util.find_spec("jupyterlab") is None:
        return refuse(say("JupyterLab is not installed. Run: {command}", command=f'python -m pip install "{LAB}"'))
    # jsonschema takes two seconds to read the grammar of addresses, which nothing here checks; it can do without.
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    from jupyterlab.labapp import LabApp

    os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"  # the kernel python3 is this Python's own
    os.environ[CALLED] = language()  # of a notebook that does not say its own
    first = FIRST
    if (folder / (other := Path(FIRST.parent, language(), FIRST.name))).is_file():
        first = other
    paths = [*map(str, settings()), os.environ.get("JUPYTER_CONFIG_PATH", "")]
    os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join(filter(None, paths))
    options = [f"--ServerApp.root_dir={folder}", f"--LabApp.default_url=/lab/tree/{first.as_posix()}"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        options.append("--allow-root")  # in a container there is often no other user
    LabApp.launch_instance([*options, *args])
    return 0


def settings() -> list[Path]:
    """Return folders with settings for JupyterLab: no news, no pop-ups; and its menus in the language that is spoken.

    What its user has set in it counts more.
    """
    ours = Path(__file__).with_name("jupyter")
    packs = importlib.metadata.entry_points(group="jupyterlab.languagepack")
    here = ours / language()
    return [here, ours] if here.is_dir() and any(pack.name.startswith(language()) for pack in packs) else [ours]


def refuse(sentence: str) -> int:
    """Say why the command cannot be run; return the exit status."""
    print(sentence, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
