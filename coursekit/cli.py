"""The command `coursekit`: lab, doctor, build, export, site, and those of coursekit.grading.cli."""

import difflib
import importlib
import importlib.util
import os
import sys
from pathlib import Path

__all__ = ["course_folder", "main"]

COMMANDS = {
    "lab": ("open the course in JupyterLab", "coursekit.cli:lab"),
    "doctor": ("say whether this installation is sound", "coursekit.doctor:main"),
    "build": ("build the exercise sheets from their declarations", "coursekit.cli:build"),
    "export": ("write a lesson as a web page whose sliders stay alive", "coursekit.publish.page:main"),
    "site": ("write the whole course as web pages", "coursekit.cli:site"),
    "questions": (
        "write the questions of the lessons for Moodle, for Canvas, or as a table",
        "coursekit.publish.quiz:main",
    ),
    "grade": ("grade a folder of submissions", "coursekit.grading.cli:main"),
    "merge": ("put a late run of the grader into the first", "coursekit.grading.cli:main"),
    "mark": ("change a mark by hand", "coursekit.grading.cli:main"),
    "new": ("begin with exercises of your own", "coursekit.grading.cli:main"),
    "prove": ("say whether exercises of your own hold together", "coursekit.grading.cli:main"),
    "nbgrader": ("write a sheet as a source notebook for nbgrader", "coursekit.grading.cli:main"),
}
FIRST = Path("notebooks", "00_start_here.ipynb")


def main(args: list[str] | None = None) -> int:
    """Run the command line; return the exit status."""
    args = sys.argv[1:] if args is None else args
    if not args or args[0] in ("-h", "--help", "help"):
        print("usage: coursekit COMMAND [OPTIONS]\n")
        for name, (what, _) in COMMANDS.items():
            print(f"  {name:<10} {what}")
        return 0
    name, *rest = args
    if name not in COMMANDS:
        near = difflib.get_close_matches(name, COMMANDS, n=1)
        guess = f"Did you mean {near[0]}?" if near else f"There are: {', '.join(COMMANDS)}."
        return refuse(f"There is no command {name!r}. {guess}")
    module, _, function = COMMANDS[name][1].partition(":")
    return int(getattr(importlib.import_module(module), function)(args if module == "coursekit.grading.cli" else rest))


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
        return refuse("The notebooks of the course are not here. Run this in the folder that holds course.py.")
    if importlib.util.find_spec("jupyterlab") is None:
        return refuse('JupyterLab is not installed. Run: python -m pip install "jupyterlab>=4.2"')
    # jsonschema takes two seconds to read the grammar of addresses, which nothing here checks; it can do without.
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    from jupyterlab.labapp import LabApp

    os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"  # the kernel python3 is this Python's own
    paths = [str(Path(__file__).with_name("jupyter")), os.environ.get("JUPYTER_CONFIG_PATH", "")]  # no news, no pop-ups
    os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join(filter(None, paths))
    options = [f"--ServerApp.root_dir={folder}", f"--LabApp.default_url=/lab/tree/{FIRST.as_posix()}"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        options.append("--allow-root")  # in a container there is often no other user
    LabApp.launch_instance([*options, *args])
    return 0


def refuse(sentence: str) -> int:
    """Say why the command cannot be run; return the exit status."""
    print(sentence, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
