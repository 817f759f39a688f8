"""The commands of whoever teaches: grade, merge, mark, nbgrader; new, prove and build for exercises of one's own."""

import argparse
import os
import shlex
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from coursekit.grading.downloads import FOLDERS, SYSTEMS
from coursekit.grading.pool import ClusterError
from coursekit.grading.record import RecordError
from coursekit.grading.roster import Roster, RosterError
from coursekit.grading.run import Wish, grade
from coursekit.grading.sheet import SheetError
from coursekit.grading.sources import SubmissionsError
from coursekit.grading.times import Penalty, TimeError, due
from coursekit.words import command, reason, say, say_count, spoken

__all__ = ["main"]

REFUSED = (SheetError, SubmissionsError, RosterError, RecordError, ClusterError, TimeError)


def main(args: list[str]) -> int:
    """Run one of the commands; return the exit status.

    Returns
    -------
    int
        0: all is well. 1: a submission could not be graded, or an exercise is not proved. 2: it did not begin, or could
        not go on, for the reason on stderr. 130: interrupted.
    """
    asked = _parser().parse_args(args)
    try:
        return int(_COMMANDS[asked.command](asked))
    except REFUSED as error:
        print(f"{command()} {asked.command}: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        kept = " " + say("What was done before is kept: the same command with --resume goes on.")
        print(
            f"{command()} {asked.command}: {reason(error)}.{kept if asked.command == 'grade' else ''}", file=sys.stderr
        )
        return 2
    except KeyboardInterrupt:
        print(say("Interrupted. What was graded is kept: the same command with --resume goes on."), file=sys.stderr)
        return 130


class Parser(argparse.ArgumentParser):
    """Says what is wrong in a sentence, without all that could have been written."""

    def error(self, message: str) -> NoReturn:
        """Say it, and end."""
        more = say("`{called} --help` says what there is.", called=self.prog)
        self.exit(2, f"{self.prog}: {message.rstrip('.。')}. {more}\n")


def _parser() -> Parser:
    parser = Parser(prog=command(), description=say("Grade a class."))
    commands = parser.add_subparsers(dest="command", required=True)

    def add(name: str, what: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=what, description=what)

    one = add("grade", say("Grade what a class handed in."))
    one.add_argument(
        "submissions", type=_path, help=say("the zip file that your system lets you download, or a folder")
    )
    one.add_argument("--sheet", required=True, help=say("the sheet's name, for example 01_derivative"))
    one.add_argument("--out", type=_path, required=True, help=say("a new folder for the report"))
    one.add_argument("--roster", type=_path, help=say("a table of the class: names, and emails, ids or logins"))
    encoding = say("how the roster, and names in a zip, are written where they do not say it: cp1250, big5, …")
    one.add_argument("--encoding", type=_encoding, help=encoding)
    one.add_argument(
        "--from",
        dest="system",
        type=str.casefold,
        choices=[*SYSTEMS, FOLDERS],
        help=say("where the download comes from, if that is not recognised"),
    )
    one.add_argument("--due", type=_checked(due), help=say("when it was due, for example '2026-11-20 23:59'"))
    one.add_argument(
        "--penalty", type=_checked(Penalty.read), help=say("what lateness takes off, for example 10%%/day")
    )
    one.add_argument("--title", help=say("the assignment's name in your system's gradebook; else the sheet's"))
    one.add_argument(
        "--seed", type=_seed, help=say("draws the cases; by default a secret one, kept in the report's run.json")
    )
    one.add_argument(
        "--exercises", type=_path, help=say("a folder with exercises of your own: a module for each sheet")
    )
    one.add_argument(
        "--variants", type=_seed, help=say("the number with which each student's variants were drawn by `build`")
    )
    one.add_argument(
        "--language", type=_language, help=say("the language of the report: en or zh; by default that of the system")
    )
    where = one.add_mutually_exclusive_group()
    where.add_argument("--jobs", type=_jobs, help=say("processes to use; by default one for each core"))
    where.add_argument(
        "--cluster", metavar="ADDRESS", help=say("a running Dask scheduler, for example tcp://10.0.0.1:8786")
    )
    one.add_argument("--resume", action="store_true", help=say("go on with the run that --out holds"))
    one.add_argument("--no-sandbox", action="store_true", help=say("run the submissions without protection"))

    one = add("merge", say("Put a late run into the first, each mark once."))
    one.add_argument("first", type=_path, help=say("the report of the first run; it is written anew"))
    one.add_argument("late", type=_path, help=say("the report of the late run"))

    one = add("mark", say("Change a mark by hand; it stays changed."))
    one.add_argument("report", type=_path, help=say("the folder of the report"))
    one.add_argument("student", help=say("the name, as it stands in the report"))
    one.add_argument("points", help=say("the points to give, or `judged` for those of the judge again"))
    one.add_argument("--exercise", default="", help=say("the exercise; if left out, the points are those of the sheet"))
    one.add_argument("--reason", default="", help=say("why; the student reads it"))

    one = add("new", say("Write an exercise of your own to begin with."))
    one.add_argument("folder", type=_path, help=say("a new folder"))

    one = add("prove", say("Say whether exercises of your own hold together."))
    one.add_argument("folder", type=_path, help=say("the folder of your exercises"))

    one = add("build", say("Write the notebooks of exercises of your own, and their solutions."))
    one.add_argument("--exercises", type=_path, required=True, help=say("the folder of your exercises"))
    one.add_argument("--check", action="store_true", help=say("write nothing, only say what differs"))
    one.add_argument("--fresh", action="store_true", help=say("keep changed notebooks under another name"))
    one.add_argument("--variants", type=_seed, help=say("a number: draw variants with it, for each student others"))
    one.add_argument("--roster", type=_path, help=say("with --variants: a table of the class"))
    one.add_argument("--encoding", type=_encoding, help=encoding)
    one.add_argument("--out", type=_path, help=say("with --variants: a new folder, for a folder of each student"))

    one = add("nbgrader", say("Write a sheet as nbgrader's source notebook."))
    one.add_argument("--exercises", type=_path, help=say("a folder with exercises of your own"))
    one.add_argument("--sheet", required=True, help=say("the sheet's name, for example 01_derivative"))
    one.add_argument(
        "--out", type=_path, required=True, help=say("the folder for the notebook: source/NAME of an nbgrader course")
    )
    return parser


def _path(text: str) -> Path:
    if not text.strip():
        raise argparse.ArgumentTypeError(say("it is empty: give the name of a folder"))
    return Path(text)


def _encoding(text: str) -> str:
    try:
        b"name".decode(text, "ignore")
    except (LookupError, ValueError):
        raise argparse.ArgumentTypeError(
            say("{text!r} is no encoding that is known: give one as cp1250, big5 or shift_jis", text=text)
        ) from None
    return text


def _language(text: str) -> str:
    try:
        with spoken(text):
            return text
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _seed(text: str) -> int:
    if not text.isdecimal() or len(text) > 18:
        raise argparse.ArgumentTypeError(
            say("{text!r} is no seed: give a whole number, for example 20261122", text=text)
        )
    return int(text)


def _jobs(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 1000:
        raise argparse.ArgumentTypeError(say("{text!r} is no number of processes: give 1 or more", text=text))
    return int(text)


def _checked(read: Callable[[str], object]) -> Callable[[str], str]:
    """Let the text of an option pass if it can be read."""

    def check(text: str) -> str:
        try:
            read(text)
        except TimeError as error:
            raise argparse.ArgumentTypeError(str(error)) from None
        return text

    return check


def _grade(asked: argparse.Namespace) -> int:
    options = {name: value for name, value in vars(asked).items() if name not in ("command", "no_sandbox")}
    return grade(Wish(**options, sandbox=not asked.no_sandbox))


def _merge(asked: argparse.Namespace) -> int:
    from coursekit.grading.afterwards import merge

    print(merge(asked.first, asked.late))
    print(say("The class: {page}", page=asked.first.resolve() / "class.html"))
    return 0


def _mark(asked: argparse.Namespace) -> int:
    from coursekit.grading.afterwards import change

    print(change(asked.report, asked.student, asked.points, asked.exercise, asked.reason))
    return 0


def _nbgrader(asked: argparse.Namespace) -> int:
    from coursekit.grading.nbgrader import export

    print(export(asked.sheet, asked.out, asked.exercises))
    return 0


def _new(asked: argparse.Namespace) -> int:
    from coursekit.grading.prove import begin

    path = begin(asked.folder)
    print(say("{path} is an exercise to begin with: change it, then run", path=path))
    folder = shlex.quote(str(asked.folder)) if os.name != "nt" else f'"{asked.folder}"'
    print(f"  {command()} prove {folder}\n  {command()} build --exercises {folder}")
    return 0


def _prove(asked: argparse.Namespace) -> int:
    from coursekit.grading.prove import proved

    status = 0
    for sheet, problems in proved(asked.folder):
        exercises = sheet.exercises()
        points = sum(exercise.points for exercise in exercises)
        if problems:
            status = 1
            print(say("{sheet} is not proved:", sheet=sheet.name), *(f"  {one}" for one in problems), sep="\n")
        else:
            print(
                say_count(
                    "{sheet}: {count} exercise, {points} points, proved.",
                    "{sheet}: {count} exercises, {points} points, proved.",
                    len(exercises),
                    sheet=sheet.name,
                    points=points,
                )
            )
    return status


def _build(asked: argparse.Namespace) -> int:
    from coursekit.grading import handout
    from coursekit.grading.prove import refuse_unproved

    for sheet in handout.each(asked.exercises):
        refuse_unproved(sheet, asked.exercises)
    if asked.variants is None:
        if asked.out or asked.roster:
            raise SheetError(say("--out and --roster go with --variants NUMBER: it draws each student's."))
        problems = list(handout.build(asked.exercises, check=asked.check, fresh=asked.fresh))
        told = [say("{path} is for your students.", path=path) for path in handout.files(asked.exercises)]
        print(*problems or told, sep="\n")
        return 1 if problems else 0
    if asked.roster is None or asked.out is None:
        raise SheetError(say("--variants needs the class and a place: add --roster class.csv and --out FOLDER."))
    roster = Roster(asked.roster, asked.encoding)
    if roster.remark:
        print(roster.remark, file=sys.stderr)
    print(handout.variants(asked.exercises, asked.variants, roster, asked.out))
    return 0


_COMMANDS = {
    "grade": _grade,
    "merge": _merge,
    "mark": _mark,
    "new": _new,
    "prove": _prove,
    "build": _build,
    "nbgrader": _nbgrader,
}
