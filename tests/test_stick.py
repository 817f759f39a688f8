"""A stick for a room without a network: made of next to empty wheels by the true pip, and read by the launcher's half.

What the launcher does with a stick is in test_launcher.py. That a true stick is whole and installs is marked ci.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.tags import sys_tags
from packaging.utils import canonicalize_name, parse_wheel_filename

from coursekit import bundle, cli, install, stick
from coursekit.wheels import MACHINES, RELEASES, Folder, Part, gather, needed
from coursekit.words import spoken

ROOT = Path(__file__).parents[1]
SYSTEMS = ["windows", "macos-arm64", "macos-x86_64", "linux", "linux-aarch64"]
EXTRAS = ["lab", "grade", "zh"]
PROJECT = """
[build-system]
requires = ["builder"]
[project]
name = "coursekit"
requires-python = ">=3.11"
dependencies = ["Top_One>=1"]
[project.optional-dependencies]
lab = ["lab-tool[fast]"]
grade = []
zh = ["words-of-lab; sys_platform != 'nowhere'"]
test = ["not-on-a-stick"]
"""
CONSTRAINTS = """
top-one==1.5
deep==1.0 ; python_full_version < '3.11.5'
deep==2.0 ; python_full_version >= '3.11.5'
compiled==3.0 ; python_full_version < '3.12'
compiled==3.1 ; python_full_version >= '3.12'
for-windows==1.0 ; os_name == 'nt'
not-on-a-stick==1.0
"""
PURE = {  # name and version of each wheel: what it requires
    "pip-1": [],
    "uv-1": [],
    "editables-1": [],
    "builder-1": [],
    "top_one-1.5": ["compiled>=2", "for-windows; sys_platform == 'win32'"],
    "top_one-9": ["missing-everywhere"],
    "lab_tool-1": ["quick; extra == 'fast'", "slow; extra == 'thorough'"],
    "quick-1": ["deep"],
    "deep-1.0": [],
    "deep-2.0": ["Top-One"],  # a circle
    "words_of_lab-1": [],
    "for_windows-1.0": [],
}
TAGS = {
    "windows": "{cp}-{cp}-win_amd64",
    "macos-arm64": "{cp}-{cp}-macosx_11_0_arm64",
    "macos-x86_64": "{cp}-{cp}-macosx_10_13_universal2",
    "linux": "{cp}-{cp}-manylinux2014_x86_64.manylinux_2_17_x86_64",
    "linux-aarch64": "{cp}-{cp}-manylinux_2_28_aarch64",
}


def wheel(folder: Path, stem: str, requires: list[str], tags: str = "py3-none-any") -> Path:
    path = folder / f"{stem}-{tags}.whl"
    name, version = stem.split("-")
    info = f"{stem}.dist-info"
    lines = [
        "Metadata-Version: 2.1",
        f"Name: {name}",
        f"Version: {version}",
        *(f"Requires-Dist: {r}" for r in requires),
    ]
    if stem == "deep-2.0":
        lines.append("Requires-Python: >=3.11.5")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{info}/METADATA", "\n".join(lines) + "\n")
        archive.writestr(f"{info}/WHEEL", f"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: {tags}\n")
        archive.writestr(f"{info}/RECORD", "")
    return path


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """Return a folder with all wheels that the small course needs, and some that it must not take."""
    folder = tmp_path / "index"
    folder.mkdir()
    for stem, requires in PURE.items():
        wheel(folder, stem, requires)
    for python in ("3.11", "3.12", "3.13"):
        version = "3.0" if python == "3.11" else "3.1"
        for tags in TAGS.values():
            wheel(folder, f"compiled-{version}", [], tags.format(cp="cp" + python.replace(".", "")))
    wheel(folder, "compiled-3.1", [], "cp312-cp312-manylinux_2_39_x86_64")  # too new for the computers of a school
    wheel(folder, "compiled-3.1", [], "cp313-cp313t-win_amd64")
    return folder


@pytest.fixture
def course(tmp_path: Path) -> Path:
    folder = tmp_path / "一个 课程"
    for name, text in {
        "course.py": "",
        "pyproject.toml": PROJECT,
        "constraints.txt": CONSTRAINTS.strip(),
        "notebooks/00_start_here.ipynb": "{}",
        "coursekit/a.py": "",
        "coursekit/__pycache__/a.pyc": "",
        ".venv/bin/python": "",
        "my_exam/solution.py": "",
        "report/marks.csv": "",
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


@pytest.fixture
def only_from(index: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(index))
    monkeypatch.setenv("PIP_REQUIRE_HASHES", "1")  # what breaks an environment, or a download, is not passed on
    monkeypatch.setenv("PIP_USER", "1")
    return index


def names(paths: set[Path] | list[Path]) -> set[str]:
    return {"-".join(path.name.split("-")[:2]) for path in paths}


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13"])
@pytest.mark.parametrize("system", SYSTEMS)
def test_a_part_is_what_its_computers_need_and_not_what_this_one_does(
    course: Path, index: Path, system: str, python: str
) -> None:
    folder = Folder(index)
    folder.look()
    part = Part(system, python)
    wheels: set[Path] = set()
    for release in RELEASES:
        found, missing = needed(course, EXTRAS, part, release, folder)
        assert missing == []
        wheels |= found
    expected = {"pip-1", "uv-1", "editables-1", "builder-1", "top_one-1.5", "lab_tool-1", "quick-1", "words_of_lab-1"}
    expected |= {"deep-2.0", "compiled-3.0" if python == "3.11" else "compiled-3.1"}
    expected |= {"deep-1.0"} if python == "3.11" else set()
    expected |= {"for_windows-1.0"} if system == "windows" else set()
    assert names(wheels) == expected
    [compiled] = [path.name for path in wheels if "compiled" in path.name]
    assert compiled.endswith(TAGS[system].format(cp="cp" + python.replace(".", "")) + ".whl")


def test_what_is_missing_is_named_with_its_version(course: Path, index: Path) -> None:
    for path in index.glob("compiled-3.1-cp313-cp313-*"):
        path.unlink()
    (index / "quick-1-py3-none-any.whl").unlink()
    folder = Folder(index)
    folder.look()
    assert needed(course, EXTRAS, Part("linux", "3.13"), 0, folder)[1] == ["compiled==3.1", "quick"]


def test_this_computer_is_known_by_the_tags_that_its_own_python_has() -> None:
    system, python = stick.here()
    if system not in MACHINES:
        pytest.skip(f"no stick is for {system}")
    assert set(Part(system, python).ranks) <= set(sys_tags())


def made(course: Path, out: Path, *options: str) -> int:
    return bundle.main(["--out", str(out), *options], course)


def test_a_stick_holds_the_course_and_its_wheels_each_once(
    course: Path, only_from: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "stick.zip"
    (course / "site").mkdir()
    (course / "site" / "index.html").write_text("<p>")
    assert made(course, out, "--python", "3.11", "--python", "3.12", "--platform", "windows") == 0
    said = capsys.readouterr()
    assert re.findall(r"Python 3.1\d on \w+", said.err) == ["Python 3.11 on Windows", "Python 3.12 on Windows"]
    assert re.findall(r"(\d+) wheels?, (\d+) MB", said.out) == [("12", "0"), ("11", "0"), ("13", "0")]
    with zipfile.ZipFile(out) as archive:
        entries = archive.namelist()
        listed = json.loads(archive.read("course/wheels/stick.json"))
        for name, digest in listed["sha256"].items():
            assert hashlib.sha256(archive.read(f"course/wheels/{name}")).hexdigest() == digest
        words = archive.read("INSTALL.txt").decode("utf-8-sig")
    assert len(entries) == len(set(entries))
    others = {name for name in entries if not name.endswith(".whl")}
    assert others == {
        "INSTALL.txt",
        "course/course.py",
        "course/pyproject.toml",
        "course/constraints.txt",
        "course/notebooks/00_start_here.ipynb",
        "course/coursekit/a.py",
        "course/site/index.html",
        "course/wheels/stick.json",
    }
    assert listed["extras"] == EXTRAS
    assert set(listed["parts"]) == {"windows 3.11", "windows 3.12"}
    assert {name for some in listed["parts"].values() for name in some} == set(listed["sha256"])
    assert {f"course/wheels/{name}" for name in listed["sha256"]} == set(entries) - others
    assert "Windows\n1. " in words
    assert "py course.py" in words
    assert "Terminal" not in words  # no other computers
    assert "3.11, 3.12" in words
    assert "site/index.html" in words
    assert re.search("[\u4e00-\u9fff]", words)


@pytest.mark.ci  # pip is called again and again
def test_what_has_come_is_kept_and_what_was_cut_off_comes_again(
    course: Path, only_from: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    part, to = Part("linux", "3.12"), Folder(tmp_path / "kept")
    to.path.mkdir()
    settings = {**os.environ, "PIP_REQUIRE_HASHES": "0", "PIP_USER": "0"}
    rounds: list[None] = []
    wheels = gather(course, EXTRAS, part, to, settings, lambda: rounds.append(None))
    assert rounds
    cut = to.path / "deep-2.0-py3-none-any.whl"
    cut.write_bytes(cut.read_bytes()[:-30])
    for path in only_from.iterdir():
        if not path.name.startswith("deep-2"):
            path.unlink()  # nothing else can come
    rounds.clear()
    assert gather(course, EXTRAS, part, Folder(to.path), settings, lambda: rounds.append(None)) == wheels
    assert len(rounds) == 1


def test_without_network_all_that_is_missing_is_named(
    course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("PIP_RETRIES", "1")
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
    assert made(course, tmp_path / "stick.zip", "--python", "3.12", "--platform", "linux") == 1
    sentence = capsys.readouterr().err.splitlines()[-1]
    assert sentence.startswith("builder, editables, lab-tool, pip, top-one==1.5, uv, words-of-lab could not be")
    assert "Go online" in sentence
    assert not (tmp_path / "stick.zip").exists()


@pytest.mark.ci  # pip is called again and again
def test_a_wheel_that_is_nowhere_is_named(
    course: Path, only_from: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for path in only_from.glob("compiled-*win_amd64.whl"):
        path.unlink()
    assert made(course, tmp_path / "stick.zip", "--python", "3.12", "--platform", "windows") == 1
    sentence = capsys.readouterr().err.splitlines()[-1]
    assert sentence.startswith("compiled==3.1 could not be had for Python 3.12 on Windows (pip said: No matching")
    assert "without this part" in sentence
    assert (tmp_path / "stick_wheels" / "top_one-1.5-py3-none-any.whl").exists()


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--platform", "amiga"], "There is no platform 'amiga' for wheels. There are: macos, windows, macos-arm64"),
        (["--python", "3.10"], "--python is '3.10', and the course needs a Python >=3.11: write it as 3.13."),
        (["--python", "13"], "--python is '13', and the course needs a Python >=3.11"),
        (["--out", "here.zip"], "here.zip is there already, and nothing is written over: give --out another name"),
        (["--out", "nowhere/stick.zip"], "nowhere/stick.zip cannot be written (No such file or directory): give --out"),
    ],
)
def test_what_cannot_be_made_is_said_at_once(
    course: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    options: list[str],
    sentence: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("here.zip").touch()
    assert bundle.main(options, course) == 1
    said = capsys.readouterr()
    assert said.err.startswith(sentence)
    assert (said.err.count("\n"), said.out) == (1, "")


def test_a_disk_that_is_too_small_is_said_before_anything_is_fetched(
    course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(10**9, 10**9, 5 * 10**7))
    assert made(course, tmp_path / "stick.zip") == 1
    assert capsys.readouterr().err.startswith("The disk has 50 MB free, and this needs ")


def test_macos_is_both_chips_and_all_is_all_but_the_rarest() -> None:
    assert bundle._systems(["macos"]) == ["macos-arm64", "macos-x86_64"]
    assert bundle._systems(None) == ["windows", "macos-arm64", "macos-x86_64", "linux"]
    assert set(SYSTEMS) == set(MACHINES) == set(stick.SYSTEMS) == set(stick.OF_PYTHON.values())


def test_what_git_knows_of_the_course_belongs_to_it_where_there_is_no_git() -> None:
    known = {path.relative_to(ROOT).parts[0] for path in bundle._files(ROOT)}
    if not (ROOT / ".git").exists():
        pytest.skip("this is no clone")
    assert {name for name in known if not re.fullmatch(bundle.OF_THE_COURSE, name)} <= {".ci", ".github", ".gitignore"}


@pytest.fixture
def unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a course that came on a stick for Python 3.12 and 3.13 on Windows, of which this is one."""
    wheels = tmp_path / stick.WHEELS
    wheels.mkdir()
    some = [wheel(wheels, "one-1", []), wheel(wheels, "two-2", [])]
    listed = {
        "extras": EXTRAS,
        "parts": {"windows 3.12": [path.name for path in some], "windows 3.13": [some[0].name]},
        "sha256": {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in some},
    }
    (wheels / stick.LIST).write_text(json.dumps(listed))
    monkeypatch.setattr(stick, "here", lambda: ("windows", "3.12"))
    return tmp_path


def test_a_stick_that_is_whole_gives_the_wheels_of_this_computer(unpacked: Path) -> None:
    assert names(stick.these(unpacked)) == {"one-1", "two-2"}
    assert stick.carries(unpacked, "lab,grade")
    assert not stick.carries(unpacked, "test")
    assert not stick.carries(unpacked / "elsewhere", "lab")


def test_a_stick_for_others_says_for_whom_it_is(unpacked: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stick, "here", lambda: ("linux", "3.11"))
    told = (
        "This stick has wheels for Python 3.12 and 3.13 on Windows, and this is Python 3.11 on Linux: start the course"
    )
    with pytest.raises(stick.StickError, match=f"^{re.escape(told)}"):
        stick.these(unpacked)
    with spoken("zh"), pytest.raises(stick.StickError, match=r"Python 3\.12 和 3\.13"):
        stick.these(unpacked)


@pytest.mark.parametrize("cut", [0, 1, 40])
def test_a_wheel_that_was_cut_off_is_named(unpacked: Path, cut: int) -> None:
    path = unpacked / stick.WHEELS / "two-2-py3-none-any.whl"
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(stick.StickError, match=r"^The stick is not whole: wheels/two-2-py3-none-any\.whl was cut off"):
        stick.these(unpacked)


def test_a_wheel_that_is_missing_is_named_unless_it_is_for_others(
    unpacked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (unpacked / stick.WHEELS / "two-2-py3-none-any.whl").unlink()
    with pytest.raises(stick.StickError, match=r"^The stick is not whole: wheels/two-2-py3-none-any\.whl is missing\."):
        stick.these(unpacked)
    monkeypatch.setattr(stick, "here", lambda: ("windows", "3.13"))
    assert names(stick.these(unpacked)) == {"one-1"}


@pytest.mark.parametrize("text", ["", "{", "[]", '{"parts": {}}', "\x00"])
def test_a_list_that_is_damaged_is_named(unpacked: Path, text: str) -> None:
    (unpacked / stick.WHEELS / stick.LIST).write_text(text)
    with pytest.raises(stick.StickError, match=r"^The stick is not whole: wheels/stick\.json is damaged\."):
        stick.carries(unpacked, "lab")


@pytest.mark.parametrize(
    ("platform", "libc", "expected"),
    [
        ("linux-x86_64", ("glibc", "2.28"), "linux"),
        ("linux-aarch64", ("glibc", "2.41"), "linux-aarch64"),
        ("linux-x86_64", ("glibc", "2.17"), "Linux, glibc 2.17"),
        ("linux-x86_64", ("", ""), "Linux, musl"),
        ("win-arm64", ("", ""), "win-arm64"),
        ("win-amd64", ("", ""), "windows"),
    ],
)
def test_a_computer_for_which_there_are_no_wheels_is_not_taken_for_another(
    monkeypatch: pytest.MonkeyPatch, platform: str, libc: tuple[str, str], expected: str
) -> None:
    monkeypatch.setattr(sys, "platform", "linux" if platform.startswith("linux") else "win32")
    monkeypatch.setattr(stick.sysconfig, "get_platform", lambda: platform)
    monkeypatch.setattr(stick.platform, "libc_ver", lambda: libc)
    assert stick.here()[0] == expected


OFFLINE = ["bwrap", "--dev-bind", "/", "/", "--unshare-net"]


@pytest.mark.ci  # fetches the packages of two kinds of computers: 200 MB
@pytest.mark.skipif(sys.platform != "linux" or not shutil.which("bwrap"), reason="takes the network away by bubblewrap")
def test_a_true_stick_is_whole_for_windows_and_installs_here_without_network(tmp_path: Path) -> None:
    system, python = stick.here()
    out = tmp_path / "stick.zip"
    command = [sys.executable, "-m", "coursekit.cli", "bundle", "--out", str(out), "--python", python]
    command += ["--platform", "windows", "--platform", system]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if "Go online" in done.stderr:
        pytest.skip("the wheels cannot be fetched: there is no network")
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(out) as archive:
        archive.extractall(tmp_path)
    course = tmp_path / "course"
    listed = stick.listed(course)
    check_a_part(course, listed, Part("windows", python))
    check_a_part(course, listed, Part(system, python))

    home = tmp_path / "home"
    home.mkdir()
    base = getattr(sys, "_base_executable", sys.executable)
    environment = {
        "HOME": str(home),
        "PATH": "/usr/bin:/bin",
        "PIP_TARGET": "elsewhere",
        "PIP_USER": "1",
        "LC_ALL": "C",
    }
    done = subprocess.run(
        [*OFFLINE, base, "course.py", "doctor"], cwd=course, env=environment, capture_output=True, text=True
    )
    assert "The lessons can run." in done.stdout, done.stdout + done.stderr
    question = "import jupyterlab, scipy, yaml, coursekit; print(coursekit.__file__)"
    asked = [*OFFLINE, course / ".venv/bin/python", "-c", question]
    answer = subprocess.check_output(asked, cwd=home, env=environment, text=True)
    assert Path(answer.strip()) == course / "coursekit" / "__init__.py"


UV_CALLS_IT = {
    "windows": "x86_64-pc-windows-msvc",
    "macos-arm64": "aarch64-apple-darwin",
    "macos-x86_64": "x86_64-apple-darwin",
    "linux": "x86_64-manylinux_2_28",
    "linux-aarch64": "aarch64-manylinux_2_28",
}


def check_a_part(course: Path, listed: dict, part: Part) -> None:
    """See whether each wheel of a part has the tested version, and whether uv, too, finds all that it looks for."""
    there = set()  # of some packages two versions: for the first releases of a Python, and for later ones
    for name in listed["parts"][stick.key(part.system, part.python)]:
        package, version, _, tags = parse_wheel_filename(name)
        there.add((str(package), str(version)))
        assert not tags.isdisjoint(part.ranks)
        assert (course / stick.WHEELS / name).stat().st_size > 1000
    assert {"pip", "uv", "hatchling", "editables"} <= {package for package, _ in there}
    for release in RELEASES:
        for line in map(Requirement, (course / "constraints.txt").read_text("utf-8").splitlines()):
            if line.marker is None or line.marker.evaluate(part.environment(release)):
                versions = [version for package, version in there if package == canonicalize_name(line.name)]
                assert not versions or any(map(line.specifier.contains, versions)), line
    uv = shutil.which("uv") or install.UV
    if Path(uv).exists():
        command = [uv, "pip", "compile", "--no-config", "--no-header", "--no-annotate", "--offline", "--no-index"]
        command += ["--find-links", stick.WHEELS, "--only-binary=:all:", "-c", "constraints.txt", "pyproject.toml"]
        command += [f"--extra={extra}" for extra in listed["extras"]] + [f"--python-version={part.python}"]
        command += ["--python-platform", UV_CALLS_IT[part.system]]
        found = subprocess.run(command, cwd=course, capture_output=True, text=True)
        assert found.returncode == 0, found.stderr
        asked = {tuple(line.split("==")) for line in found.stdout.splitlines() if "==" in line}
        assert asked <= there
        assert len(asked) > 80


def test_the_command_is_there(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["bundle", "--help"])
    assert "--platform" in capsys.readouterr().out
