"""The commands `coursekit grade` and `coursekit nbgrader`."""

import argparse
import contextlib
import hashlib
import os
import secrets
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from coursekit import __version__
from coursekit.grading.channel import Limits
from coursekit.grading.choice import Submission, Taken
from coursekit.grading.cluster import cluster
from coursekit.grading.downloads import FOLDERS, SYSTEMS
from coursekit.grading.pool import ClusterError, Workers, local, spread
from coursekit.grading.record import Record, RecordError
from coursekit.grading.results import Graded, Result
from coursekit.grading.roster import Roster, RosterError
from coursekit.grading.sheet import Sheet, SheetError
from coursekit.grading.sources import SubmissionsError
from coursekit.grading.submissions import HandedIn
from coursekit.grading.whichnotebook import course
from coursekit.grading.work import try_box, work

__all__ = ["main"]

WARNING = (
    "Warning: --no-sandbox. Each submission can read, change and delete what you can, and change the marks of others. "
    "The report will say so."
)


def main(args: list[str]) -> int:
    """Run ``coursekit grade ...`` or ``coursekit nbgrader ...``; return the exit status.

    Returns
    -------
    int
        0: all graded. 1: a submission could not be graded. 2: it did not begin, or could not go on, for the reason on
        stderr. 130: interrupted.
    """
    parser = argparse.ArgumentParser(prog="coursekit", description="Grade a class.")
    commands = parser.add_subparsers(dest="command", required=True)
    grade = commands.add_parser(
        "grade", help="grade what a class handed in", description="Grade what a class handed in."
    )
    grade.add_argument(
        "submissions",
        type=_path,
        help="a folder or zip of STUDENT.ipynb, or of students' folders with the sheet inside",
    )
    grade.add_argument("--sheet", required=True, help="the sheet's name, for example 01_derivative")
    grade.add_argument("--out", type=_path, required=True, help="a new folder for the report")
    grade.add_argument("--roster", type=_path, help="a table of the class: names, and emails, ids or logins")
    grade.add_argument(
        "--from",
        dest="system",
        choices=[*SYSTEMS, FOLDERS],
        help="where the download comes from, if that is not recognised",
    )
    grade.add_argument(
        "--seed", type=_seed, help="draws the cases; by default a secret one, kept in the report's run.json"
    )
    grade.add_argument("--exercises", type=_path, help="a folder with exercises of your own: a module for each sheet")
    where = grade.add_mutually_exclusive_group()
    where.add_argument("--jobs", type=_jobs, help="processes to use; by default one for each core")
    where.add_argument("--cluster", metavar="ADDRESS", help="a running Dask scheduler, for example tcp://10.0.0.1:8786")
    grade.add_argument("--resume", action="store_true", help="go on with the run that --out holds")
    grade.add_argument("--no-sandbox", action="store_true", help="run the submissions without protection")
    source = commands.add_parser(
        "nbgrader", help="write a sheet for nbgrader", description="Write a sheet as nbgrader's source notebook."
    )
    source.add_argument("--sheet", required=True, help="the sheet's name, for example 01_derivative")
    source.add_argument(
        "--out", type=_path, required=True, help="the folder for the notebook: source/NAME of an nbgrader course"
    )
    asked = parser.parse_args(args)
    try:
        if asked.command == "nbgrader":
            from coursekit.grading.nbgrader import export

            print(export(asked.sheet, asked.out))
            return 0
        return _grade(asked)
    except (SheetError, SubmissionsError, RosterError, RecordError, ClusterError) as error:
        print(f"coursekit {asked.command}: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"coursekit {asked.command}: {error}. What was done before is kept.", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("Interrupted. What was graded is kept: the same command with --resume goes on.", file=sys.stderr)
        return 130


def _path(text: str) -> Path:
    if not text.strip():
        raise argparse.ArgumentTypeError("it is empty: give the name of a folder")
    return Path(text)


def _seed(text: str) -> int:
    if not text.isdecimal() or len(text) > 18:
        raise argparse.ArgumentTypeError(f"{text!r} is no seed: give a whole number, for example 20261122")
    return int(text)


def _jobs(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 1000:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of processes: give 1 or more")
    return int(text)


def _grade(asked: argparse.Namespace) -> int:
    """Grade a class: everything that can be wrong is found before anything runs."""
    try:
        from tqdm import tqdm

        from coursekit.grading import report
    except ImportError as error:
        raise SheetError(f"Grading needs {error.name}: pip install 'coursekit[grade]'.") from None
    limits, sandbox = Limits(), not asked.no_sandbox
    sheet = Sheet.find(asked.sheet, asked.exercises)
    exercises = sheet.exercises()
    roster = Roster(asked.roster) if asked.roster else None
    handed_in = HandedIn(asked.submissions, sheet.name, course(), roster, asked.system)
    out = asked.out.resolve()
    if asked.submissions.is_dir() and out.is_relative_to(asked.submissions.resolve()):
        raise RecordError(f"{asked.out} lies in the folder of the submissions. Give --out a folder elsewhere.")
    if asked.cluster is None and (why := try_box(sandbox, limits)):
        raise SheetError(why)
    if not sandbox:
        print(WARNING, file=sys.stderr)
    with contextlib.ExitStack() as stack:
        if asked.cluster is not None:
            workers = stack.enter_context(cluster(asked.cluster, sandbox, limits))
        else:
            width = asked.jobs or len(
                os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else range(os.cpu_count() or 1)
            )
            workers = Workers(lambda: local(min(width, len(left))), width)
        run = {
            "coursekit": __version__,
            "sheet": sheet.name,
            "exercises": hashlib.sha256(sheet.code.encode()).hexdigest() if sheet.code else "the course's",
            "sandbox": sandbox,
            "submissions": str(asked.submissions),
            "digest": handed_in.digest,
            "ignored": handed_in.ignored[:100],
            "started": datetime.now().astimezone().isoformat(timespec="seconds"),
            "seed": asked.seed
            if asked.seed is not None or (asked.resume and _held(out))
            else secrets.randbelow(10**18),
        }
        record = stack.enter_context(Record(out, run, asked.resume))
        seed = record.run["seed"]
        left = [submission for submission in handed_in.submissions if submission.student not in record]
        units = _units(handed_in, left, record, (sheet, seed, sandbox, limits))
        with tqdm(total=len(handed_in.submissions), initial=len(record), unit=" notebooks", disable=None) as bar:
            for results in spread(work, units, workers):
                record.add(*(_graded(submission, taken, _result(result)) for (submission, taken), result in results))
                bar.update(len(record) - bar.n)
        seen = report.write(out, record, exercises)
    points = sum(exercise.points for exercise in exercises)
    mean = f" On average {seen.earned / seen.graded:.1f} of {points} points." if seen.graded else ""
    print(f"{seen.graded} of {len(record)} graded.{mean}")
    for student, problem in seen.problems[:10]:
        print(f"  {student}: {problem}")
    if seen.problem_count > 10:
        print(f"  and {seen.problem_count - 10} more: see grades.csv.")
    if handed_in.ignored:
        more = " …" if len(handed_in.ignored) > 10 else ""
        print(f"Files that belong to nobody: {', '.join(handed_in.ignored[:10])}{more}")
    print(f"The class: {out / 'class.html'}")
    return 1 if seen.problem_count else 0


def _held(out: Path) -> bool:
    return (out / "run.json").is_file()


def _units(
    handed_in: HandedIn, left: list[Submission], record: Record, how: tuple[Any, ...]
) -> Iterator[tuple[tuple[Submission, Taken], tuple[Any, ...]]]:
    """Read the submissions one by one, as they are needed; what cannot be read has its result at once."""
    for submission in left:
        taken = handed_in.read(submission)
        if taken.problem:
            record.add(_graded(submission, taken, Result(taken.problem)))
        else:
            yield (submission, replace(taken, data=b"")), (taken.data, *how)


def _result(result: Result | BaseException) -> Result:
    """Return a result as it is, or what is written where none came, again and again."""
    if isinstance(result, BaseException):
        return Result(f"The grader failed three times: {type(result).__name__}: {result}.")
    return result


def _graded(submission: Submission, taken: Taken, result: Result) -> Graded:
    """Join what was handed in and what the judge found."""
    return Graded(submission.student, taken.notes, result)
