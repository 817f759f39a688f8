"""What the tests of the grader share: notebooks, a sheet whose marks are known, a box with short patience."""

import csv
import json
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from coursekit.grading.channel import Limits
from coursekit.grading.results import Graded, Mark, Result
from coursekit.grading.roster import Person
from coursekit.grading.sheet import Sheet

HERE = Path(__file__).parent
OWN = HERE / "own_exercises"
SHORT = Limits(seconds=0.4, total=3.0, patience=3.0, clock=20.0)
PRACTICE = Sheet.find("practice", OWN)
OPTIONS = ["--sheet", "practice", "--exercises", str(OWN)]

SLOPE = "def slope(f, x, h):\n    return (f(x + h) - f(x - h)) / (2 * h)\n"
TOTAL = "def total(y):\n    return sum(y)\n"
HOLD = "def hold(f, a):\n    return lambda t: f(a, t)\n"
EVENS = "def evens(n):\n    return [2 * k for k in range(n)]\n"
RIGHT = (SLOPE, TOTAL, HOLD, EVENS)


def needs_boxes():
    """Skip where this system allows no sandbox at all. A box of ours that does not work is a failure, not a skip."""
    command = ["bwrap", "--unshare-all", "--ro-bind", "/", "/", "true"]
    try:
        tried = subprocess.run(command, capture_output=True, text=True)
    except FileNotFoundError:
        pytest.skip("bubblewrap is not installed")
    if tried.returncode:
        pytest.skip(f"bubblewrap can make no sandbox here: {tried.stderr.strip()}")


def most_memory():
    """Return the most memory in MB that this process has had since it began; `ru_maxrss` counts its parent's, too."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def notebook(*cells, **metadata):
    """Write a notebook of code cells, as bytes."""
    written = [
        {"cell_type": "code", "source": cell, "metadata": {}, "outputs": [], "execution_count": None} for cell in cells
    ]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": written}).encode()


def marks(result):
    """Return the points of each exercise."""
    return [exercise.earned for exercise in result.exercises]


def said(result, name):
    """Return the sentence about one exercise."""
    return next(exercise.sentence for exercise in result.exercises if exercise.name == name)


def run_of(**changes):
    """Say what a run is, as run.json does: of two exercises, with three points and one."""
    exercises = [
        {"name": name, "points": points, "variants": [{"task": "Do `it`: $x^2$.", "hint": "Try.", "solution": "pass"}]}
        for name, points in (("slope", 3), ("evens", 1))
    ]
    about = {"sheet": "practice", "title": "Sheet 1", "declared": "x", "exercises": exercises, "sandbox": True}
    about |= {
        "seed": 1,
        "system": "folders",
        "due": None,
        "penalty": None,
        "variants": None,
        "ignored": [],
        "coursekit": "0",
    }
    return about | {"started": "2026-11-22T10:00:00+00:00", "digest": "d"} | changes


def row(student, slope=3, evens=1, problem="", **more):
    """Return a student's row, with these points."""
    marks = [
        Mark(name, "right" if got == of else "not yet", got, of, "", "", ())
        for name, got, of in (("slope", slope, 3), ("evens", evens, 1))
    ]
    for at, mark in enumerate(marks):
        if mark.status != "right":
            marks[at] = replace(mark, step="a step", sentence="You return 2. Why?", advice=more.get("advice", ""))
    more.pop("advice", None)
    result = Result(problem, () if problem else tuple(marks))
    return Graded(student, result, more.pop("person", Person(student)), digest=more.pop("digest", student), **more)


def put(path, data):
    """Write a file, and the folders that it lies in; return its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def rows(path):
    """Read a table of the report."""
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
