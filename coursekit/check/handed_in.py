"""Predictions that are handed in with a sheet: the learner has them put into a cell's output, the grader counts them.

Nothing else is in them than names of questions and the answer that was chosen first, before the picture was seen.
Whoever grades trusts nothing in a notebook: what is not an answer of the course's own does not get through.
"""

import hashlib
import json
from collections.abc import Container, Mapping
from typing import Any

from coursekit.check import record
from coursekit.questions import QUESTIONS

__all__ = ["MIME", "predicted", "read", "sealed"]

MIME = "application/vnd.coursekit.predictions+json"
"""The kind of an output that holds them; front ends save it and show the words beside it."""

SEAL = "unchanged"
LONGEST = 50_000  # bytes of predictions that are looked at; those of all lessons are some 5000
ANSWERS = {
    name: set(question.answers)
    for asked in QUESTIONS.values()
    for name, question in asked.items()
    if question.kind == "predict"
}


def predicted() -> dict[str, str]:
    """Return for each question the answer that was given first; later ones know the picture."""
    first: dict[str, str] = {}
    for entry in record.entries("question")[0]:
        name, answer = entry["question"], entry.get("answer")
        if isinstance(answer, str) and answer in ANSWERS.get(name, ()):
            first.setdefault(name, answer)
    return first


def sealed(predictions: Mapping[str, str]) -> dict[str, str]:
    """Return predictions with a seal, which shows when somebody has changed them by hand.

    >>> sorted(sealed({"at_zero": "there is none"}))
    ['at_zero', 'unchanged']
    """
    return {**predictions, SEAL: _seal(predictions)}


def _seal(predictions: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(sorted(predictions.items())).encode()).hexdigest()[:16]


def read(notebook: bytes, wanted: Container[str]) -> dict[str, str] | None:
    """Return the predictions that a notebook holds, as far as they are wanted; the last, where it holds several.

    Parameters
    ----------
    notebook : bytes
        The file, as it was handed in.
    wanted : container of str
        The names of the questions to look for.

    Returns
    -------
    dict or None
        For each question the answer, an answer of the course; empty where nothing was handed in. None where it was
        changed by hand, or cannot be read.
    """
    name = f'"{MIME}"'.encode()
    start = notebook.rfind(name)
    if start < 0:
        return {}
    try:
        text = notebook[start + len(name) : start + len(name) + LONGEST].decode("utf-8", "replace")
        held, _ = json.JSONDecoder(parse_int=float).raw_decode(text.lstrip(" \n\r\t:"))
        seal = held.pop(SEAL)
        if seal != _seal(held):
            return None
        return {name: answer for name, answer in held.items() if name in wanted and answer in ANSWERS.get(name, ())}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
