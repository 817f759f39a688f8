"""What the browser tests share: one browser and one JupyterLab for a file of tests."""

import shutil

import pytest

from tools import browser


@pytest.fixture(scope="module")
def chrome():
    with browser.chromium() as chrome:
        yield chrome


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Give a folder with the lessons."""
    folder = tmp_path_factory.mktemp("course")
    for notebook in (browser.ROOT / "notebooks").glob("*.ipynb"):
        shutil.copy(notebook, folder)
    return folder


@pytest.fixture(scope="module")
def address(folder):
    with browser.jupyterlab(folder) as address:
        yield address
