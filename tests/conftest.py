"""What every test stands on: the same examples on every run, no window, and a record of the tests' own."""

import os
from pathlib import Path

import hypothesis
import pytest

os.environ["MPLBACKEND"] = "agg"

hypothesis.settings.register_profile("course", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True, database=None)
hypothesis.settings.load_profile("ci" if "CI" in os.environ else "course")


@pytest.fixture(autouse=True)
def own_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the progress of whoever runs the tests out of them, and theirs out of the tests."""
    monkeypatch.setenv("COURSEKIT_HOME", str(tmp_path / "record"))
