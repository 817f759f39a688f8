"""The three lists of packages agree: pyproject.toml says what is needed, constraints.txt what was tested."""

import tomllib
from pathlib import Path

import yaml
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
TESTED = [Requirement(line) for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines()]


def asked(*extras: str) -> list[Requirement]:
    """Return the requirements of the course and of these extras, and of the extras that they name."""
    found = [Requirement(line) for line in PROJECT["dependencies"]]
    for extra in extras:
        for requirement in map(Requirement, PROJECT["optional-dependencies"][extra]):
            found += asked(*requirement.extras) if requirement.name == "coursekit" else [requirement]
    return found


def test_conda_and_binder_install_what_the_tests_need_in_tested_versions() -> None:
    python, pip, packages = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))["dependencies"]
    assert python == "python" + PROJECT["requires-python"]
    assert pip == "pip"
    assert packages == {"pip": ["-c constraints.txt", "-e .[test]"]}


def test_each_package_was_tested_in_a_version_that_the_ranges_admit() -> None:
    for requirement in asked("test"):
        versions = [next(iter(tested.specifier)).version for tested in TESTED if tested.name == requirement.name]
        assert versions, f"constraints.txt has no {requirement.name}: compile it again (docs/authors.md)"
        assert all(requirement.specifier.contains(version) for version in versions)


def test_constraints_are_exact_versions_without_addresses() -> None:
    for tested in TESTED:
        assert tested.url is None
        assert [one.operator for one in tested.specifier] == ["=="]


def test_all_ranges_have_a_lowest_version() -> None:
    for requirement in asked(*PROJECT["optional-dependencies"]):
        assert [one.operator for one in requirement.specifier] == [">="], requirement


def test_the_course_installs_without_jupyterlab() -> None:
    assert {one.name for one in asked()}.isdisjoint({"jupyterlab", "notebook", "jupyter-client", "scipy"})
    assert "jupyterlab" in {requirement.name for requirement in asked("lab")}


def test_the_tests_bring_what_a_learner_and_a_grader_use() -> None:
    assert {str(one) for one in asked("lab", "grade", "cluster")} <= {str(one) for one in asked("test")}
