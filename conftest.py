"""What every test stands on: no window, the same examples in every run of CI, and nothing of whoever runs the tests."""

import itertools
import os
import shutil
import signal
import tempfile
from pathlib import Path

import hypothesis
import nbval.kernel
import pytest

from coursekit.publish.kernel import FileKernelManager
from coursekit.words import languages

HOME = Path(tempfile.gettempdir(), f"coursekit-tests-{os.getpid()}")
RECORDS = itertools.count()

# Set here and not in a fixture, so that the kernels that run the notebooks have it too.
os.environ |= {
    "COURSEKIT_HOME": str(HOME / "record"),
    "IPYTHONDIR": str(HOME / "ipython"),
    "JUPYTER_CONFIG_DIR": str(HOME / "jupyter"),
    "JUPYTER_PREFER_ENV_PATH": "1",
    "MPLBACKEND": "agg",
}

os.environ["COURSEKIT_LANGUAGE"] = "en"  # whatever the system speaks
os.environ.pop("COURSEKIT_CALLED", None)  # by the command that the tests are run with

HOME.mkdir(parents=True, exist_ok=True)  # IPython wants the parent of its folder to be there

nbval.kernel.KernelManager = FileKernelManager

# A shell that runs the tests in the background makes them deaf to Ctrl-C, and with them all that they start.
signal.signal(signal.SIGINT, signal.default_int_handler)

hypothesis.settings.register_profile("course", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True, database=None)
hypothesis.settings.load_profile("ci" if "CI" in os.environ else "course")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave what is marked "ci" to CI. Begin with the files that take longest: else the other workers wait for them."""
    ci = "CI" in os.environ or "ci" in config.option.markexpr
    every = {Path(path).name for path in config.args} == set(config.getini("testpaths"))  # no path was given
    left = {item for item in items if not ci and item.get_closest_marker("ci")}
    left |= {item for item in items if every and is_one_of_many(item.path, ci)}
    config.hook.pytest_deselected(items=list(left))
    items[:] = [item for item in items if item not in left]
    items.sort(
        key=lambda item: not item.path.name.startswith(("test_browser", "test_grading", "test_pages", "test_pictures."))
    )


def is_one_of_many(path: Path, ci: bool) -> bool:
    """Whether a notebook is a sheet or solution after the first two, or a translation after the first of its folder.

    Sheets are all built alike, and tests/test_twins.py proves that a translation has the code of its source. CI runs
    all but the translated sheets.
    """
    folders = [folder for folder in path.parts[:-1] if folder in ("notebooks", "exercises")]
    if path.suffix != ".ipynb" or not folders:
        return False
    translated = path.parts[path.parts.index(folders[-1]) + 1] in languages()
    if translated and (folders[-1] == "exercises" or not ci):
        return not path.name.startswith("00_start_here")
    return not ci and folders[-1] == "exercises" and not path.name.startswith(("00", "01"))


def pytest_sessionfinish() -> None:
    """Leave nothing behind."""
    shutil.rmtree(HOME, ignore_errors=True)


@pytest.fixture(autouse=True)
def own_record(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give each test a record of progress of its own. Few write one: no folder is made for the others."""
    monkeypatch.setenv("COURSEKIT_HOME", str(HOME / f"record-{next(RECORDS)}"))
