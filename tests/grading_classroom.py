"""What the tests of the grader share: notebooks, a sheet whose marks are known, a box with short patience."""

import csv
import json
import subprocess
from pathlib import Path

import pytest

from coursekit.grading.channel import Limits
from coursekit.grading.sheet import Sheet

HERE = Path(__file__).parent
OWN = HERE / "own_exercises"
SHORT = Limits(seconds=0.4, total=3.0, patience=10.0)
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


def put(path, data):
    """Write a file, and the folders that it lies in; return its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def rows(path):
    """Read a table of the report."""
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
