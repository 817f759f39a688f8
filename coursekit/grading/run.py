"""One run of the grader, from what was handed in to the report. All that can be wrong is found before anything runs."""

import contextlib
import hashlib
import os
import secrets
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from coursekit import __version__
from coursekit.check.handed_in import read
from coursekit.grading.answers import written
from coursekit.grading.channel import Limits
from coursekit.grading.choice import Submission, Taken
from coursekit.grading.cluster import cluster
from coursekit.grading.handout import notebook, pick, said
from coursekit.grading.names import shown
from coursekit.grading.pool import Workers, local, spread
from coursekit.grading.predictions import wanted
from coursekit.grading.prove import refuse_unproved
from coursekit.grading.record import Record, RecordError, language_of
from coursekit.grading.results import Graded, Result
from coursekit.grading.roster import Roster
from coursekit.grading.sheet import Sheet, SheetError
from coursekit.grading.submissions import HandedIn
from coursekit.grading.summary import Seen
from coursekit.grading.times import Penalty, due
from coursekit.grading.whichnotebook import Known, course, known
from coursekit.grading.work import try_box, work
from coursekit.publish.sheets import written as to_text
from coursekit.words import language, mark, reason, say, say_count, spoken, together

__all__ = ["Wish", "grade"]

WARNING = mark(
    "Warning: --no-sandbox. Each submission can read, change and delete what you can, and change the marks of others. "
    "The report will say so."
)
NAMED = 10  # of whom the terminal says something, before it says how many more there are


@dataclass(frozen=True)
class Wish:
    """What an instructor asked for; the command's options, each with its name."""

    submissions: Path
    sheet: str
    out: Path
    exercises: Path | None = None
    roster: Path | None = None
    encoding: str | None = None
    system: str | None = None
    title: str | None = None
    seed: int | None = None
    due: str | None = None
    penalty: str | None = None
    variants: int | None = None
    jobs: int | None = None
    cluster: str | None = None
    resume: bool = False
    sandbox: bool = True
    language: str | None = None


def grade(asked: Wish) -> int:
    """Grade a class and write the report; return 1 if a submission could not be graded, else 0.

    All is said in the language that is asked for; else a run that is resumed goes on in its own, and a new one in that
    which is spoken.
    """
    held = language_of(asked.out) if asked.resume else None
    with spoken(asked.language or held or language()):
        return _grade(asked)


def _grade(asked: Wish) -> int:
    try:
        from tqdm import tqdm

        from coursekit.grading import report
    except ImportError as error:
        raise SheetError(say("Grading needs {name}: pip install 'coursekit[grade]'.", name=error.name)) from None
    limits = Limits()
    sheet = Sheet.find(asked.sheet, asked.exercises)
    if asked.exercises and sheet.texts:
        refuse_unproved(sheet, asked.exercises)
    roster = Roster(asked.roster, asked.encoding) if asked.roster else None
    if roster and roster.remark:
        print(roster.remark, file=sys.stderr)
    if asked.variants is not None and roster is None:
        raise SheetError(
            say("--variants needs to know who is who: add --roster with the table that they were made with.")
        )
    notebooks = (*course(), *_own(sheet))
    handed_in = HandedIn(asked.submissions, sheet.name, notebooks, roster, asked.system, asked.encoding)
    run = _run(asked, sheet, handed_in)
    if asked.submissions.is_dir() and asked.out.resolve().is_relative_to(asked.submissions.resolve()):
        raise RecordError(
            say("{out} lies in the folder of the submissions. Give --out a folder elsewhere.", out=asked.out)
        )
    if asked.cluster is None and (why := try_box(asked.sandbox, limits)):
        raise SheetError(why)
    if not asked.sandbox:
        print(say(WARNING), file=sys.stderr)
    with contextlib.ExitStack() as stack:
        if asked.cluster is not None:
            workers = stack.enter_context(cluster(asked.cluster, asked.sandbox, limits))
        else:
            cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
            width = asked.jobs or cores
            workers = Workers(lambda: local(min(width, len(handed_in.submissions))), width)
        record = stack.enter_context(Record(asked.out.resolve(), run, asked.resume))
        units = _units(handed_in, record, sheet, (asked.sandbox, limits, language()))
        with tqdm(total=len(handed_in.submissions), unit=" notebooks", disable=None) as bar:
            for results in spread(work, units, workers):
                record.add(*(_found(row, result) for row, result in results), anew=True)
                bar.update(len(results))
            bar.update(bar.total - bar.n)
        seen = report.write(record)
        _tell(record, seen, handed_in)
    return 1 if seen.problem_count else 0


def _run(asked: Wish, sheet: Sheet, handed_in: HandedIn) -> dict[str, Any]:
    """Say what is graded and how: run.json keeps it, so that the report can be written again from the folder alone."""
    held = asked.resume and (asked.out / "run.json").is_file()
    deadline = due(asked.due) if asked.due else None
    if asked.penalty is not None:
        Penalty.read(asked.penalty)
        if deadline is None and not held and handed_in.system != "canvas":
            raise SheetError(
                say("--penalty needs to know what is late: add --due, for example --due '2026-11-20 23:59'.")
            )
    return {
        "coursekit": __version__,
        "language": language(),
        "sheet": sheet.name,
        "title": asked.title or sheet.name,
        "declared": sheet.fingerprint,
        "exercises": [
            {
                "name": variants[0].name,
                "points": variants[0].points,
                "variants": [
                    {"task": say(one.task), "hint": say(one.hints[0]), "solution": one.code(one.solution)}
                    for one in variants
                ],
            }
            for variants in sheet.variants()
        ],
        "sandbox": asked.sandbox,
        "submissions": str(asked.submissions),
        "system": handed_in.system,
        "digest": handed_in.digest,
        "ignored": handed_in.ignored[:100],
        "due": deadline,
        "penalty": asked.penalty,
        "variants": asked.variants,
        "started": datetime.now().astimezone().isoformat(timespec="seconds"),
        "seed": asked.seed if asked.seed is not None or held else secrets.randbelow(10**18),
    }


def _own(sheet: Sheet) -> list[Known]:
    """Describe the notebooks of a sheet of one's own, by which what was handed in is known."""
    if not sheet.texts:
        return []
    kinds = (("sheet", False), ("solutions", True))
    return [known(kind, sheet.name, to_text(notebook(sheet, solved=solved)).encode()) for kind, solved in kinds]


def _units(
    handed_in: HandedIn, record: Record, sheet: Sheet, how: tuple[bool, Limits, str]
) -> Iterator[tuple[Graded, tuple[Any, ...]]]:
    """Read the submissions one by one, as they are needed; those with nothing to grade have their row at once.

    Whoever's notebook was graded before, as it is, is left out, and so is whoever's mark came from a late run.
    """
    names = [exercise.name for exercise in sheet.exercises()]
    questions = wanted(sheet)
    varied = any(len(variants) > 1 for variants in sheet.variants())
    for submission in handed_in.submissions:
        try:
            taken = handed_in.read(submission)
        except Exception as error:  # whatever a student has made of a file, the others are graded
            why = reason(error, kind=True)[:200]
            taken = Taken(b"", say("What was handed in cannot be read ({why}).", why=shown(why)))
        row = _row(submission, taken, record)
        if record.digest(row.student) == row.digest or row.student in record.run.get("added", []):
            continue  # graded as it is, or put there by `merge`
        if row.student in record:  # the notebook was changed since: marks that were given by hand stay
            row = replace(row, changes=record[row.student].changes)
        if taken.problem:
            record.add(row, anew=True)
        else:
            seed = record.run["seed"]
            seed = _other(seed) if "late" in row.flags else seed
            own = sheet if record.run["variants"] is None else pick(record.run["variants"], submission.person, sheet)
            predicted = read(taken.data, questions)
            row = replace(row, answers=written(taken.data, names), variants=own.chosen, predicted=predicted)
            if varied and said(taken.data) not in (None, own.chosen or (0,) * len(names)):
                note = say("This notebook has the variants of another student, and was marked by yours.")
                row = replace(row, notes=(*row.notes, note), flags=(*row.flags, "variants"))
            yield row, (taken.data, own, seed, *how)


def _other(seed: int) -> int:
    """Return another seed: who hands in late is not asked what the others' pages print."""
    return int.from_bytes(hashlib.sha256(f"late {seed}".encode()).digest()) % 10**18


def _row(submission: Submission, taken: Taken, record: Record) -> Graded:
    """Say of a student all that is known before the notebook runs."""
    run = record.run
    late, seconds = bool(taken.late), 0.0
    if taken.late is None and run["due"] is not None and taken.when is not None:
        seconds = taken.when - run["due"]
        late = seconds > 0
    off = Penalty.read(run["penalty"]).part(max(seconds, 1.0)) if late and run["penalty"] else 0.0
    notes = list(taken.notes)
    if late:
        notes.append(_lateness(seconds, off))
    if not submission.listed:
        notes.append(say("This name is not in the roster."))
    flags = {
        "nothing": not submission.files,
        "late": late,
        "file": taken.wrong,
        "unlisted": not submission.listed,
    }
    held = [flag for flag, here in flags.items() if here]
    digest = hashlib.sha256(taken.data or taken.problem.encode("utf-8", "backslashreplace")).hexdigest()
    return Graded(
        submission.student,
        Result(taken.problem),
        submission.person,
        tuple(notes),
        tuple(held),
        digest,
        taken.when,
        off,
    )


def _lateness(seconds: float, off: float) -> str:
    """Say how late it is, and what that costs."""
    if not seconds:
        told = say("Late, as the download says; how late it does not say.")
    elif seconds < 3600:
        told = say_count("{count} minute late.", "{count} minutes late.", int(seconds // 60) + 1)
    elif seconds < 2 * 86400:
        told = say_count("{count} hour late.", "{count} hours late.", int(seconds // 3600))
    else:
        told = say_count("{count} day late.", "{count} days late.", int(seconds // 86400))
    return together(told, say("That takes {part:.0f} % off the points.", part=100 * off) if off else "")


def _found(row: Graded, result: Result | BaseException) -> Graded:
    """Put into a student's row what the judge found, or what is written where nothing came, again and again."""
    if isinstance(result, BaseException):
        result = Result(say("The grader failed three times: {why}.", why=reason(result, kind=True)))
    return replace(row, result=result)


def _tell(record: Record, seen: Seen, handed_in: HandedIn) -> None:
    """Say in the terminal what came out, and where it is."""
    of = sum(exercise["points"] for exercise in record.run["exercises"])
    mean = say("On average {mean:.1f} of {of} points.", mean=seen.mean, of=of) if seen.graded else ""
    print(together(say("{graded} of {count} graded.", graded=seen.graded, count=len(record)), mean))
    for student, problem in seen.problems[:NAMED]:
        print(f"  {student}: {problem}")
    if seen.problem_count > NAMED:
        print("  " + say("and {count} more: see grades.csv.", count=seen.problem_count - NAMED))
    told = {
        "nothing": mark("Nothing was handed in by: {names}"),
        "late": mark("Late: {names}"),
        "file": mark("Another notebook than the sheet: {names}"),
        "unlisted": mark("Not in the roster: {names}"),
        "variants": mark(
            "Other variants than those by which they were marked: {names}. Are --variants and --roster those given to "
            "`build`?"
        ),
    }
    for flag, words in told.items():
        if seen.flags[flag]:
            print(say(words, names=_names(seen.flags[flag])))
    if record.run["due"] is not None and not handed_in.timed:
        print(
            say(
                "When each was handed in is taken from the dates of the files, which change when files are copied or "
                "unpacked. Look at them, or give a --roster that says it, as Moodle's grading worksheet does."
            )
        )
    if handed_in.ignored:
        print(say("Files that belong to nobody: {names}", names=_names(handed_in.ignored)))
    print(say("The class: {page}", page=record.folder / "class.html"))


def _names(names: list[str]) -> str:
    return ", ".join(names[:NAMED]) + (" …" if len(names) > NAMED else "")
