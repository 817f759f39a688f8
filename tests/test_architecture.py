"""What holds for all sources: imports go one way, modules are short, examples are there, nothing names one machine."""

import ast
import importlib
import subprocess
import sys
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "coursekit"

# The floors of the house, from the ground up, and which of them each may use. A new folder or module is entered here.
FLOORS = {
    "words": ("words", "words"),
    "numerics": ("numerics", "words numerics"),
    "functions": ("functions", "words numerics functions"),
    "data": ("data", "words data"),
    "mathematics": ("derivative gradient descent model backpropagation image", "words functions numerics mathematics"),
    "workers": ("workers", "words"),
    "live": ("live", "words live"),
    "pictures": ("pictures", "words functions numerics data mathematics live pictures"),
    "exercises": ("exercises", "words functions numerics mathematics exercises"),
    "questions": ("questions", "words questions"),
    "check": ("check", "words exercises questions check"),
    "publish": ("publish", "words live exercises questions publish"),
    "grading": ("grading", "words exercises questions check publish grading"),
    "launcher": ("install mirror stick", "words launcher"),
    "bundle": ("bundle wheels", "words publish launcher bundle"),
    "commands": ("cli doctor", "words live exercises check publish grading bundle commands"),
}
FLOOR = {module: floor for floor, (modules, _) in FLOORS.items() for module in modules.split()}
TAUGHT = [PACKAGE / f"{module}.py" for module in FLOORS["mathematics"][0].split()]
BENEATH = [path for name in ("functions", "numerics") for path in (PACKAGE / name).glob("*.py")]
# They look at what was given, or stand beneath one function; learners do not call them.
GUARDS = (
    "given answers columns points one_variable several_variables complex_plane checks descents exact samples pixels "
    "values value_errors"
)
WITH_EXAMPLES = [
    *TAUGHT,
    *[path for path in BENEATH if path.stem not in f"{GUARDS} __init__".split()],
    *[PACKAGE / name / "__init__.py" for name in ("data", "functions", "live", "check")],
]


def module_of(path: Path) -> str:
    """Return the name of the module, the package, or the subpackage directly under coursekit that `path` belongs to."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@cache
def nodes(path: Path) -> list[ast.AST]:
    """Return all nodes of a file's tree: each file is read once."""
    return list(ast.walk(ast.parse(path.read_text("utf-8"))))


@cache
def imports(path: Path) -> set[str]:
    """Return the full names of all modules that a file imports, at its head or later."""
    names = set()
    for node in nodes(path):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def own_imports(path: Path) -> set[str]:
    return {name.split(".")[1] for name in imports(path) if name.startswith("coursekit.")} - {
        module_of(path),
        "__version__",
    }


SOURCES = sorted(path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py")


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_go_one_way(path: Path) -> None:
    module = module_of(path)
    assert module in FLOOR, f"Enter {module} in FLOORS: which floor does it stand on?"
    allowed = FLOORS[FLOOR[module]][1].split()
    above = {name for name in own_imports(path) if FLOOR.get(name) not in allowed}
    assert not above, f"{path} stands on floor {FLOOR[module]} and may not import {above}."


def test_no_two_modules_import_each_other() -> None:
    order = TopologicalSorter({module: set() for module in FLOOR})
    for path in SOURCES:
        order.add(module_of(path), *own_imports(path))
    order.prepare()  # raises CycleError, with the cycle


@pytest.mark.parametrize(
    ("floor", "packages"),
    [
        ("launcher", set()),
        ("functions", {"numpy"}),
        ("data", {"numpy", "PIL"}),
        ("numerics", {"numpy"}),
        ("mathematics", {"numpy"}),
        ("live", {"numpy", "matplotlib", "cycler", "anywidget", "traitlets", "IPython", "PIL"}),
        ("pictures", {"numpy", "matplotlib"}),
    ],
)
def test_a_low_floor_needs_few_packages(floor: str, packages: set[str]) -> None:
    used = {name.split(".")[0] for path in SOURCES if FLOOR.get(module_of(path)) == floor for name in imports(path)}
    if floor == "launcher":
        used |= {name.split(".")[0] for name in imports(ROOT / "course.py")}
    assert used - set(sys.stdlib_module_names) - {"coursekit"} <= packages


def test_no_two_classes_share_a_name() -> None:
    places: dict[str, list[str]] = {}
    for path in SOURCES:
        for node in nodes(path):
            if isinstance(node, ast.ClassDef):
                places.setdefault(node.name, []).append(path.name)
    assert {name: files for name, files in places.items() if len(files) > 1} == {}


DECLARATIONS = [
    PACKAGE / "exercises" / f"{name}.py"
    for name in ("derivative", "partial_derivative", "gradient", "descent", "model", "backpropagation", "image")
]
FOREIGN = {"_replace", "_asdict", "_repr_mimebundle_", "_get_font"}  # of named tuples, anywidget and matplotlib


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_is_short_and_takes_nothing_private_from_another(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) < 450 or path in DECLARATIONS
    taken = set()
    for node in nodes(path):
        if isinstance(node, ast.ImportFrom):
            taken |= {alias.name for alias in node.names if is_private(alias.name)}
        elif isinstance(node, ast.Attribute) and is_private(node.attr):
            taken |= set() if ast.unparse(node.value) in ("self", "cls", "os", "sys") else {node.attr}
    assert not taken - FOREIGN


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__")


def test_importing_coursekit_loads_numpy_at_most() -> None:
    code = "import numpy, sys; had = set(sys.modules); import coursekit; print(*set(sys.modules) - had)"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT).stdout
    assert {name.split(".")[0] for name in out.split()} - set(sys.stdlib_module_names) == {"coursekit"}


@pytest.mark.parametrize("path", TAUGHT + BENEATH, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_taught_module_can_be_read_in_one_sitting(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) < 250
    for node in nodes(path):
        if isinstance(node, ast.FunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            code = {line for part in body for inner in ast.walk(part) for line in lines_of(inner)}
            assert len(code) < 25, f"{path.name}, {node.name}: {len(code)} lines of code"


def lines_of(node: ast.AST) -> set[int]:
    return {node.lineno, node.end_lineno} if isinstance(node, ast.expr | ast.stmt) and node.end_lineno else set()


@pytest.mark.parametrize("path", WITH_EXAMPLES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_each_public_function_shows_an_example(path: Path) -> None:
    names = path.relative_to(PACKAGE.parent).with_suffix("").parts
    module = importlib.import_module(".".join(names).removesuffix(".__init__"))
    public = [getattr(module, name) for name in module.__all__]
    bare = [function.__name__ for function in public if is_function(function) and ">>>" not in (function.__doc__ or "")]
    assert not bare, f"{path.name}: no example in {', '.join(bare)}"


def is_function(thing: object) -> bool:
    ours = getattr(thing, "__module__", "").startswith("coursekit")
    return ours and callable(thing) and not isinstance(thing, type) and hasattr(thing, "__name__")


def test_nothing_in_the_sources_is_of_one_machine() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], capture_output=True, text=True, cwd=ROOT)
    if listed.returncode:
        pytest.skip("not a git checkout")
    folders = [f"/{folder}/" for folder in ("work", "root", "opt")]
    hosts = ["pythonhosted" + ".org", "pypi" + ".org", ".." + "/shared"]
    for name in filter(None, listed.stdout.split("\0")):
        path = ROOT / name
        if path.is_file() and b"\0" not in (content := path.read_bytes()):
            found = [words for words in folders + hosts if words in content.decode("utf-8")]
            assert not found, f"{name} contains {found}"


@pytest.mark.style
@pytest.mark.parametrize(
    "command",
    [
        ["ruff", "check"],
        ["ruff", "format", "--check"],
        pytest.param(["mypy"], marks=pytest.mark.ci),
    ],  # a new clone: 10 s
    ids=" ".join,
)
def test_style(command: list[str]) -> None:
    done = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
