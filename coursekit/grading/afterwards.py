"""What is done with a run when it has ended: a late run is put into it, a mark is changed by hand."""

import difflib
from collections import Counter
from collections.abc import Container
from dataclasses import replace
from pathlib import Path

from coursekit.grading import report
from coursekit.grading.names import same, shown
from coursekit.grading.record import Record, RecordError
from coursekit.grading.results import Change, Graded
from coursekit.grading.roster import Person
from coursekit.words import language, mark, say, say_count, spoken, together

__all__ = ["JUDGED", "change", "merge"]

FEW = 10  # groups of students whose answers are alike, and students in one, that a sentence names
JUDGED = "judged"  # in place of points: those of the judge again


def merge(first: Path, late: Path) -> str:
    """Put a late run into the first, each student's mark once, and write its report anew; return what was done.

    Who was graded in the first keeps that mark. Doing it again changes nothing.

    Raises
    ------
    RecordError
        One of the folders holds no run, the two are of different sheets, or they are one.
    """
    if first.resolve() == late.resolve():
        raise RecordError(say("{first} and {late} are the same run.", first=first, late=late))
    with Record(first) as into, Record(late) as other:
        for name in "sheet", "declared":
            if into.run[name] != other.run[name]:
                raise RecordError(
                    say(
                        "{first} is a run of sheet {one}, and {late} of {two}{changed}. Nothing was changed.",
                        first=first,
                        one=into.run["sheet"],
                        late=late,
                        two=other.run["sheet"],
                        changed=say(" with other exercises") if name == "declared" else "",
                    )
                )
        known = {key: graded.student for graded in into for key in _keys(graded)}
        people = {graded.student: graded.person for graded in into}
        called = Counter(map(same, people))
        alone = {same(name): name for name in people if same(name) and called[same(name)] == 1}
        added: set[str] = set()
        again = 0
        for graded in other:
            if into.run["system"] != other.run["system"]:
                graded = replace(graded, person=replace(graded.person, number=""))
            student = next((known[key] for key in _keys(graded) if key in known), None)
            if student is None and graded.student in people:
                if _another(people[graded.student], graded.person):
                    graded = replace(graded, student=_apart(graded, people))
                else:
                    student = graded.student
            elif student is None:  # it may be written otherwise
                close = alone.get(same(graded.student))
                student = close if close and not _another(people[close], graded.person) else None
            held = into[student] if student is not None else None
            if held is None:
                into.add(graded)
                people[graded.student] = graded.person
                added.add(graded.student)
            elif not held.result.exercises and graded.result.exercises:
                row = replace(graded, student=held.student, changes=(*held.changes, *graded.changes))
                into.add(row, anew=True)
                added.add(row.student)
            elif graded.result.exercises and graded.digest != held.digest and "again" not in held.flags:
                words = mark("Handed in again later, for {points:g} points; that does not count.")
                with spoken(into.run.get("language") or language()):
                    note = say(words, points=graded.total)
                into.add(replace(held, notes=(*held.notes, note), flags=(*held.flags, "again")), anew=True)
                again += 1
        into.run["merged"] = [*into.run.get("merged", []), str(late)]
        into.run["bare"] = bool(into.run.get("bare") or other.run.get("bare") or not other.run["sandbox"])
        into.run["added"] = sorted(added.union(into.run.get("added", [])))
        into.save()
        seen = report.write(into)
    told = say_count("{count} mark of {late} was added.", "{count} marks of {late} were added.", len(added), late=late)
    if again:
        both = say_count(
            "{count} student has a mark in both, and keeps the first.",
            "{count} students have a mark in both, and keep the first.",
            again,
        )
        told = together(told, both)
    groups = [" – ".join(one.students[:FEW]) for one in seen.alike if added.intersection(one.students)]
    if groups:
        alike = say("Answers that are alike, for you to judge: {groups}.", groups=say("; ").join(groups[:FEW]))
        told = together(told, alike)
    return told


def _keys(graded: Graded) -> list[tuple[str, str]]:
    """Return by what a student is known beside the name, the surest first."""
    return [(kind, value) for kind, value in _known(graded.person).items() if value]


def _known(person: Person) -> dict[str, str]:
    told = {"number": person.number, "id": person.id, "login": person.login, "email": person.email}
    return {kind: value.casefold() for kind, value in told.items()}


def _another(one: Person, other: Person) -> bool:
    """Whether two of one name are two people: something tells them apart."""
    pairs = zip(_known(one).values(), _known(other).values(), strict=True)
    return any(first and second and first != second for first, second in pairs)


def _apart(graded: Graded, people: Container[str]) -> str:
    """Return a name for the row of a student who is called as another is."""
    name = f"{graded.student} ({shown(graded.person.known_by)})"
    while name in people:
        name += " (again)"
    return name


def change(folder: Path, student: str, points: str, exercise: str, reason: str) -> str:
    """Change a mark by hand, of one exercise or (if `exercise` is "") of the sheet; return what was done.

    Raises
    ------
    RecordError
        There is no such run, student or exercise, the points are none that can be given, or there is no reason.
    """
    with Record(folder) as record:
        row = record[_found(record, student)]
        of = {one["name"]: one["points"] for one in record.run["exercises"]}
        if exercise and exercise not in of:
            raise RecordError(
                say("There is no exercise {name!r}. There is: {known}.", name=exercise, known=", ".join(of))
            )
        most = of[exercise] if exercise else sum(of.values())
        others = tuple(one for one in row.changes if one.exercise != exercise)
        if points == JUDGED:
            if len(others) == len(row.changes):
                raise RecordError(_unchanged(row, exercise))
            row = replace(row, changes=others)
        else:
            given = _points(points, most)
            if not reason.strip():
                raise RecordError(say("Say why: add --reason and a few words. The student reads them."))
            row = replace(row, changes=(*others, Change(exercise, given, " ".join(reason.split()))))
        record.add(row, anew=True)
        report.write(record)
    return say(
        "{student} has {points:g} of {of} points now.", student=row.student, points=row.total, of=sum(of.values())
    )


def _unchanged(row: Graded, exercise: str) -> str:
    """Say that there is no change to take back there, and where there is one."""
    told = say("No mark of {student} was changed there; nothing is taken back.", student=row.student)
    changed = [one.exercise for one in row.changes if one.exercise != exercise]
    if not changed:
        return told
    where = [say("add --exercise {name}", name=name) if name else say("leave --exercise out") for name in changed]
    return told + " " + say("To take another back, {where}.", where=say(" or ").join(where))


def _points(text: str, most: float) -> float:
    try:
        given = float(text.replace(",", "."))
    except ValueError:
        given = -1.0
    if not 0 <= given <= most:
        raise RecordError(
            say(
                "{text!r} are no points that can be given: a number from 0 to {most}, or {judged}.",
                text=text,
                most=most,
                judged=JUDGED,
            )
        )
    return given


def _found(record: Record, student: str) -> str:
    """Return the student who is meant: by the name in the report, however it is written."""
    if student in record:
        return student
    names = [graded.student for graded in record]
    alike = [name for name in names if same(name) == same(student)]
    if len(alike) == 1:
        return alike[0]
    close = alike or difflib.get_close_matches(student, names, n=3)
    remedy = (
        say("Did you mean {names}?", names=say(" or ").join(close)) if close else say("Write it as in grades_wide.csv.")
    )
    raise RecordError(say("There is no student {name!r} in this run.", name=student) + " " + remedy)
