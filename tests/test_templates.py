"""Every template that stands in the sources has a place for each value that is given with it, and no other."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from coursekit.words import places

PACKAGE = Path(__file__).parents[1] / "coursekit"
SOURCES = sorted(path for path in PACKAGE.rglob("*.py") if "words" not in path.parts)


def called(node: ast.AST) -> str:
    """Return the name of the function that a node calls, if it calls one by its name."""
    return node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""


def template(node: ast.expr, function: ast.AST) -> str | None:
    """Return the template that an expression is: itself, marked, or the last that its name was given before it."""
    if isinstance(node, ast.Name):
        given = [each for each in ast.walk(function) if isinstance(each, ast.Assign) and each.lineno < node.lineno]
        values = [each.value for each in given if any(ast.unparse(to) == node.id for to in each.targets)]
        node = max(values, key=lambda value: value.lineno, default=node)
    if called(node) == "mark":
        node = node.args[0]
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def said(path: Path) -> Iterator[tuple[int, str, set[str]]]:
    """Yield the line, the template and the names of the values of each `say` and `say_count`, where all are named."""
    for function in ast.walk(ast.parse(path.read_text("utf-8"))):
        for node in ast.walk(function) if isinstance(function, ast.FunctionDef) else ():
            if (name := called(node)) in ("say", "say_count"):
                names = {keyword.arg for keyword in node.keywords} | ({"count"} if name == "say_count" else set())
                for argument in node.args[: 1 if name == "say" else 2]:
                    text = template(argument, function)
                    if text is not None and names and None not in names:  # None: names of a dict
                        yield node.lineno, text, names


@cache
def said_in(path: Path) -> list[tuple[int, str, set[str]]]:
    return list(said(path))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_the_places_of_a_template_are_the_names_that_are_given(path: Path) -> None:
    for line, text, names in said_in(path):
        assert places(text) == names, f"line {line}: {text}"


def test_most_templates_are_seen() -> None:
    assert sum(1 for path in SOURCES for _ in said_in(path)) > 100
