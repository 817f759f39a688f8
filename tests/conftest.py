"""What tests share: one browser and one JupyterLab for a file, and a second try for those that drive programs."""

import shutil

import pytest

from tools import browser

DRIVING = ("test_browser", "test_grading", "test_launcher", "test_lecture", "test_looks", "test_pages", "test_stick")
FAILED = pytest.StashKey()


def pytest_collection_modifyitems(items):
    """Count a failure of a test that drives a browser, a box or an installation only if it comes twice.

    A busy machine may stop any of them for seconds. What was run again is told in the last line: "1 rerun".
    """
    for item in items:
        if item.path.stem.startswith(DRIVING):
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):
    report = yield
    item.stash[FAILED] = report.failed
    return report


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_teardown(item):
    """After a failure, close the page, the browser and the JupyterLab: what comes next begins with its own."""
    if item.stash.get(FAILED, False):
        item.session._setupstate.teardown_exact(None)


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
