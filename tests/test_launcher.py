"""`course.py` in copies of the course, with a stand-in for uv that installs by pointing at this environment.

So it is quick and offline. Where pip works, it is the true pip, with wheels that are next to empty. The true
installation is what CI begins with, and what `course.py test` has done before.
"""

import ast
import hashlib
import importlib.util
import inspect
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from coursekit import install, stick

ROOT = Path(__file__).parents[1]
COURSE = ROOT / "course.py"

# What the stand-in for uv does: say that it is uv, take its time, fail if it is told to, and otherwise install and note
# the call: "new" in an environment that has just been made, "again" in another.
STAND_IN = f"""#!{sys.executable}
import json, os, pathlib, sys, time
if sys.argv[1:] == ["--version"]:
    sys.exit(print("uv 1.0"))
pathlib.Path(os.environ["CALLS"]).with_name("pid").write_text(str(os.getpid()))
time.sleep(float(os.environ.get("SECONDS", "0")))
if "FAILURE" in os.environ:
    sys.exit(os.environ["FAILURE"])
venv = pathlib.Path(sys.argv[4]).parents[1]
with open(os.environ["CALLS"], "a") as calls:
    call = "again" if (venv / "packages.txt").exists() else "new"
    calls.write(json.dumps([call, sys.argv[1:], dict(os.environ)]) + "\\n")
(venv / "packages.txt").touch()
site, = venv.glob("lib/python*/site-packages")
(site / "packages.pth").write_text({sysconfig.get_path("purelib")!r})
if "-e" in sys.argv:
    (site / "_editable_impl_coursekit.pth").write_text(os.getcwd(), "utf-8")
"""


posix = pytest.mark.skipif(os.name == "nt", reason="the stand-in for uv is a script")


class Copy:
    """A copy of the course in a folder of its own, under a name with spaces and Chinese characters."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "一个 课程"
        self.calls_file = folder / "calls"
        self.pid = folder / "pid"
        self.folder.mkdir()
        for name in ("course.py", "pyproject.toml", "constraints.txt"):
            shutil.copy(ROOT / name, self.folder)
        shutil.copytree(ROOT / "coursekit", self.folder / "coursekit", ignore=shutil.ignore_patterns("__pycache__"))
        self.uv = folder / "bin" / "uv"
        self.uv.parent.mkdir()
        self.uv.write_text(STAND_IN, "utf-8")
        self.uv.chmod(0o755)
        self.environment = {
            "PATH": f"{self.uv.parent}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(folder),
            "LC_ALL": "C",
            "CALLS": str(self.calls_file),
        }

    def start(self, *arguments: str, **environment: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, str(self.folder / "course.py"), *arguments],
            cwd=self.folder.parent,
            env=self.environment | environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            start_new_session=True,
        )

    def run(self, *arguments: str, **environment: str) -> tuple[int, str, str]:
        process = self.start(*arguments, **environment)
        out, error = process.communicate(timeout=60)
        return process.returncode, out, error

    def calls(self) -> list[str]:
        """Return what the stand-in did since the last question: "new" or "again"."""
        return [call for call, _, _ in self.details()]

    def details(self) -> list[tuple[str, list[str], dict[str, str]]]:
        """Return the calls with what came with each: arguments and variables."""
        lines = self.calls_file.read_text("utf-8").splitlines() if self.calls_file.exists() else []
        self.calls_file.unlink(missing_ok=True)
        return [json.loads(line) for line in lines]


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path)


@pytest.fixture
def installed(copy: Copy) -> Copy:
    assert copy.run("--help")[0] == 0
    copy.calls()
    return copy


@posix
def test_the_first_run_installs_and_the_second_does_not(copy: Copy) -> None:
    code, out, error = copy.run("--help")
    assert (code, copy.calls()) == (0, ["new"]), error
    assert "coursekit COMMAND" in out
    assert copy.run("--help") == (0, out, "")
    assert copy.calls() == []


@posix
def test_it_speaks_the_language_of_the_system_before_and_after_it_is_installed(copy: Copy) -> None:
    code, out, error = copy.run("--help", LC_ALL="zh_CN.UTF-8")
    assert (code, "正在安装课程" in error, "用法" in out) == (0, True, True)
    assert copy.calls() == ["new"]
    assert "usage: coursekit" in copy.run("--language", "en", "--help", LC_ALL="zh_CN.UTF-8")[1]


@posix
def test_a_language_that_there_is_not_is_refused_before_anything_is_installed(copy: Copy) -> None:
    code, out, error = copy.run("--language", "fr")
    assert (code, out, copy.calls()) == (1, "", [])
    assert "There are: en, zh." in error


@posix
@pytest.mark.ci  # five starts of JupyterLab
@pytest.mark.parametrize("failure", ["", "No connection"])
def test_the_words_of_jupyterlab_are_fetched_once_where_they_are_needed(installed: Copy, failure: str) -> None:
    (installed.folder / "notebooks").mkdir()
    (installed.folder / "notebooks" / "00_start_here.ipynb").touch()
    fails = {"FAILURE": failure, "PIP_NO_INDEX": "1"} if failure else {}
    for start in range(2):
        code, out, error = installed.run("lab", "--version", LC_ALL="zh_CN.UTF-8", **fails)
        assert (code, bool(out)) == (0, True), error
        packages = [call[-1] for _, call, _ in installed.details()]
        assert packages == ([] if start or failure else ["jupyterlab-language-pack-zh-CN>=4.2"])
        assert ("JupyterLab" in error) == (not start)
    assert installed.run("lab", "--version")[2] == ""


@posix
def test_words_after_test_go_to_pytest(copy: Copy) -> None:
    code, out, error = copy.run(
        *("test", "--co", "-q", "--no-header", "-p", "no:cacheprovider", "-n", "0", "coursekit/functions/curves.py"),
        PYTHONDONTWRITEBYTECODE="1",
    )
    assert code == 5, error  # pytest: nothing to test there
    assert "no tests collected" in out
    assert list(copy.folder.glob("coursekit/functions/__pycache__/*.pyc"))  # compiled once for all the tests
    assert copy.calls() == ["new"]
    assert copy.run("--help")[0] == 0
    assert copy.calls() == []  # what the tests need includes what the course needs


@posix
def test_changed_requirements_are_installed_into_the_same_environment(installed: Copy) -> None:
    for name in ("pyproject.toml", "constraints.txt"):
        with (installed.folder / name).open("a") as file:
            file.write("\n")
        assert installed.run("--help")[0] == 0
        assert installed.calls() == ["again"]


@posix
def test_an_environment_whose_python_is_gone_is_made_anew(installed: Copy) -> None:
    python = installed.folder / ".venv" / "bin" / "python"
    python.unlink()
    python.symlink_to(installed.folder / "moved away")
    assert installed.run("--help")[0] == 0
    assert installed.calls() == ["new"]


@posix
def test_a_course_that_was_moved_still_runs(installed: Copy) -> None:
    installed.folder = installed.folder.rename(installed.folder.with_name("另一个"))
    code, _, error = installed.run("--help")
    assert (code, error) == (0, "")
    assert installed.calls() == []


@posix
@pytest.mark.parametrize("kill", [os.kill, getattr(os, "killpg", None)])
def test_an_installation_that_was_stopped_is_begun_again(copy: Copy, kill: Callable[[int, int], None]) -> None:
    process = copy.start("--help", SECONDS="50")
    wait_until(lambda: copy.pid.exists() and copy.pid.read_text() != "")
    uv = psutil.Process(int(copy.pid.read_text()))
    kill(process.pid, signal.SIGINT)
    _, error = process.communicate(timeout=60)
    assert process.returncode == 1
    assert re.fullmatch(JUST_DOTS + "Stopped. The same command goes on from here.\n", error)
    assert not uv.is_running()
    assert copy.run("--help")[0] == 0
    assert copy.calls() == ["new"]


@posix
def test_what_was_stopped_half_way_is_no_ground_to_build_on(installed: Copy) -> None:
    with (installed.folder / "constraints.txt").open("a") as file:
        file.write("\n")
    installed.pid.unlink(missing_ok=True)
    process = installed.start("--help", SECONDS="50")
    wait_until(lambda: installed.pid.exists() and installed.pid.read_text() != "")
    os.killpg(process.pid, signal.SIGKILL)  # so that nothing can be written down any more
    process.communicate(timeout=60)
    assert installed.run("--help")[0] == 0
    assert installed.calls() == ["new"]


@posix
def test_of_two_launchers_one_installs_and_the_other_waits(copy: Copy) -> None:
    launchers = [copy.start("--help", SECONDS="0.5") for _ in range(2)]
    for launcher in launchers:
        out, error = launcher.communicate(timeout=60)
        assert launcher.returncode == 0, error
        assert "coursekit COMMAND" in out
    assert copy.calls() == ["new"]


@posix
def test_without_network_there_is_one_sentence_and_nothing_is_lost(installed: Copy) -> None:
    constraints = installed.folder / "constraints.txt"
    before = constraints.read_text("utf-8")
    constraints.write_text(before + "\n", "utf-8")
    offline = {
        "FAILURE": "error: no",
        "PIP_INDEX_URL": "http://127.0.0.1:9",
        "PIP_RETRIES": "0",  # then pip does not say why
        "PIP_CONFIG_FILE": os.devnull,
    }
    code, _, error = installed.run("--help", **offline)
    assert code == 1
    assert error.splitlines()[-1].startswith("A package is not where pip is told to look. Go online")
    assert "Traceback" not in error
    constraints.write_text(before, "utf-8")
    assert installed.run("--help", **offline)[0] == 0


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("[Errno 1] Operation not permitted: 'lib' -> '.venv/lib64'", "copy it to a place of your own"),  # on a stick
        ("OSError: [Errno 28] No space left on device: '.venv'", "The disk is full. Make 2 GB free and run"),
        ("error: Failed to write\n  Caused by: No space left on device (os error 28)", "The disk is full"),
        ("[WinError 112] There is not enough space on the disk", "The disk is full"),
        ("[Errno 30] Read-only file system: '.venv.lock'", "The folder of the course cannot be written"),
        ("[Errno 13] Permission denied: '.venv.lock'", "The folder of the course cannot be written"),
        ("[WinError 5] Access is denied: 'python.exe'", "Close the programs that use it"),
        ("Failed to establish a new connection: [Errno 111]\nERROR: No matching distribution", "Go online"),
        ("Could not connect\n[Errno -3] Temporary failure in name resolution", "Go online"),
        ("error sending request\ndns error", "Go online"),
        ("ensurepip, pip and uv are missing", "sudo apt install python3-venv"),
        (
            "error: metadata-generation-failed",
            "A package does not know this Python yet. Take an older one, such as 3.13",
        ),
        (
            "ERROR: No matching distribution found for numpy",
            "A package is not where pip is told to look. Go online, see",
        ),
        ("a mishap that nobody thought of", "delete the folder .venv and run the same command again"),
        ("ERROR: Could not connect\nnote: this is not a problem with pip", "(What it said: ERROR: Could not connect)"),
        ("Resolved 90 packages in 2s\nerror: Failed to build `x`", "A package does not know this Python yet"),
        (
            "ERROR: No matching distribution found for hatchling\nerror: subprocess-exited-with-error",
            "(What it said: ERROR: No matching distribution found for hatchling)",
        ),
        ("", "delete the folder .venv"),
    ],
)
def test_each_failure_has_one_sentence_with_the_remedy(said: str, sentence: str) -> None:
    assert sentence in install.remedy(said)
    assert "\n" not in install.remedy(said)


def test_a_full_disk_is_noticed_even_if_the_installer_does_not_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(10**9, 10**9, 0))
    assert install.remedy("ensurepip returned 1").startswith("The disk is full. Make 2 GB free and run the same")


@pytest.mark.parametrize(
    ("there", "brings_uv", "installs"),
    [
        ({"pip", "ensurepip"}, "borrowed", "own"),
        ({"ensurepip"}, "own", "own"),
        ({"pip"}, "borrowed", "borrowed"),  # Debian's Python with python3-pip and without python3-venv
    ],
)
def test_a_pip_is_borrowed_if_it_is_quick_or_there_is_no_other(
    monkeypatch: pytest.MonkeyPatch, there: set[str], brings_uv: str, installs: str
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: name if name in there else None)
    pips = {
        "borrowed": [sys.executable, "-m", "pip", "--python", install.PYTHON, "install"],
        "own": [install.PYTHON, "-m", "pip", "install"],
    }
    by_uv, by_pip = install._ways()
    assert by_uv.bring[:-3] == pips[brings_uv]
    assert by_uv.add[0] == install.UV
    assert by_pip.add == pips[installs]
    assert ["--without-pip" in way.make for way in (by_uv, by_pip)] == [brings_uv == "borrowed", installs == "borrowed"]


def test_a_python_without_pip_and_ensurepip_has_no_way_but_uv(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert list(install._ways()) == []


BROKEN = {
    "it fails": "#!/bin/sh\nexit 1\n",
    "it is another program": "#!/bin/sh\necho Python 3.11\n",
    "it is no program": "?",
    "its interpreter is gone": "#!/nowhere/python\n",
}


@posix
@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
def test_a_broken_uv_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    uv = tmp_path / "uv"
    uv.write_text(text)
    uv.chmod(0o755)
    monkeypatch.setattr(shutil, "which", lambda name: str(uv))
    assert all(str(uv) not in way.add for way in install._ways())
    uv.write_text("#!/bin/sh\necho uv 0.9.0\n")
    assert next(install._ways()).add[0] == str(uv)


@posix
def test_a_command_that_hangs_is_stopped_even_if_it_has_started_others(tmp_path: Path) -> None:
    start = time.monotonic()
    with pytest.raises(subprocess.CalledProcessError) as caught:
        install._call(["sh", "-c", "echo first; sleep 60; true"], seconds=0.5)
    assert time.monotonic() - start < 30
    assert caught.value.output == "first\n"


def a_stick(folder: Path, *names: str, extras: tuple[str, ...] = ("lab", "grade", "zh")) -> Path:
    """Let the course in a folder be one that came on a stick for this computer, with these wheels, which are there."""
    wheels = folder / stick.WHEELS
    wheels.mkdir(exist_ok=True)
    digests = {name: hashlib.sha256((wheels / name).read_bytes()).hexdigest() for name in names}
    listed = {"extras": extras, "parts": {stick.key(*stick.here()): names}, "sha256": digests}
    (wheels / stick.LIST).write_text(json.dumps(listed))
    return wheels


@posix
def test_a_stick_is_preferred_to_the_network_and_to_all_that_is_set(copy: Copy) -> None:
    wheels = a_stick(copy.folder)
    told = {"PIP_INDEX_URL": "https://a", "UV_INDEX": "https://b", "UV_FIND_LINKS": "https://c", "PIP_TARGET": "/d"}
    code, _, error = copy.run("--help", PIP_CONFIG_FILE=os.devnull, **told)
    assert code == 0, error
    [(_, arguments, environment)] = copy.details()
    assert "--no-index" in arguments
    assert environment["UV_OFFLINE"] == environment["PIP_NO_INDEX"] == "1"
    assert environment["UV_FIND_LINKS"] == environment["PIP_FIND_LINKS"] == wheels.as_uri()
    assert not {"PIP_INDEX_URL", "UV_DEFAULT_INDEX", "UV_INDEX", "PIP_EXTRA_INDEX_URL", "PIP_TARGET"} & set(environment)


@posix
def test_what_is_not_on_the_stick_comes_from_the_network(copy: Copy) -> None:
    a_stick(copy.folder, extras=("lab",))
    assert copy.run("--help", PIP_CONFIG_FILE=os.devnull)[0] == 0
    [(_, _, environment)] = copy.details()
    assert "UV_OFFLINE" not in environment


@posix
def test_a_stick_that_is_not_whole_is_said_before_anything_is_made(copy: Copy) -> None:
    wheels = a_stick(copy.folder)
    name = wheel(str(wheels), "numpy", {})
    a_stick(copy.folder, name)
    (wheels / name).unlink()
    code, _, error = copy.run("--help")
    assert (code, error.count("\n"), copy.calls()) == (1, 1, [])
    assert error.startswith(f"The stick is not whole: wheels/{name} is missing. Copy the folder of the course")
    (wheels / stick.LIST).write_text("{")
    assert copy.run("--help")[2].startswith("The stick is not whole: wheels/stick.json is damaged.")
    shutil.rmtree(wheels)
    assert copy.run("--help")[0] == 0  # as it is said there


@posix
def test_a_stick_for_another_computer_is_said_before_anything_is_made(copy: Copy) -> None:
    wheels = a_stick(copy.folder)
    (wheels / stick.LIST).write_text(
        json.dumps({"extras": ["lab", "grade"], "parts": {"windows 3.99": []}, "sha256": {}})
    )
    code, _, error = copy.run("--help")
    assert (code, error.count("\n"), copy.calls()) == (1, 1, [])
    assert error.startswith("This stick has wheels for Python 3.99 on Windows, and this is Python ")


@posix
@pytest.mark.ci
def test_what_a_stick_lacks_is_not_looked_for_in_the_network(copy: Copy) -> None:
    a_stick(copy.folder)
    copy.uv.unlink()
    code, _, error = copy.run("--help", PATH=str(copy.uv.parent))
    assert code == 1
    assert error.splitlines()[-1].startswith("The stick lacks a package. Make it again, or go online and delete")


def test_a_python_without_pip_and_ensurepip_runs_the_pip_of_the_stick(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    pip = tmp_path / "pip-26.3-py3-none-any.whl"
    pip.touch()
    by_uv, by_pip = install._ways(tmp_path)
    assert by_uv.bring[:2] == by_pip.add[:2] == [sys.executable, pip / "pip"]
    assert "--without-pip" in by_pip.make


@pytest.mark.ci
@pytest.mark.skipif(sys.platform != "linux" or not shutil.which("bwrap"), reason="takes the network away by bubblewrap")
def test_from_a_stick_pip_installs_where_there_is_no_network(tiny: Copy, tmp_path: Path) -> None:
    name = wheel(str(tmp_path / "wheels"), "numpy", {"packages.pth": sysconfig.get_path("purelib")})
    (tmp_path / "wheels").rename(tiny.folder / stick.WHEELS)
    a_stick(tiny.folder, name)
    del tiny.environment["PIP_NO_INDEX"], tiny.environment["PIP_FIND_LINKS"]
    breaking = {"PIP_USER": "1", "PIP_TARGET": "elsewhere", "PIP_REQUIRE_HASHES": "1"}
    done = subprocess.run(
        [
            shutil.which("bwrap"),
            "--dev-bind",
            "/",
            "/",
            "--unshare-net",
            sys.executable,
            tiny.folder / "course.py",
            "--help",
        ],
        env=tiny.environment | breaking,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    assert "coursekit COMMAND" in done.stdout


def test_an_old_python_can_read_the_launcher() -> None:
    ast.parse(COURSE.read_text("utf-8"), feature_version=(3, 7))


def test_an_old_python_is_told_what_to_install() -> None:
    code = f"import runpy, sys; sys.version_info = (3, 9, 1); runpy.run_path({str(COURSE)!r})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.startswith("The course needs Python 3.11 or later, and this is Python 3.9. Install a newer one")
    assert done.stderr.count("\n") == 1


def test_the_launcher_alone_says_that_the_rest_is_missing(tmp_path: Path) -> None:
    shutil.copy(COURSE, tmp_path)
    done = subprocess.run([sys.executable, "-I", str(tmp_path / "course.py")], capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.startswith("course.py needs the other files of the course beside it.")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="this user may write everywhere")
def test_in_a_folder_that_cannot_be_written_there_is_one_sentence(copy: Copy) -> None:
    copy.folder.chmod(0o555)
    code, _, error = copy.run()
    copy.folder.chmod(0o755)
    assert code == 1
    assert error.startswith("The folder of the course cannot be written.")


def wheel(folder: str, name: str, files: dict[str, str], requires: str = "") -> str:
    """Write a wheel with these files, and return its name."""
    info = f"{name}-99.dist-info"
    files = files | {
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 99\n{requires}",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    files[f"{info}/RECORD"] = "".join(f"{path},,\n" for path in [*files, f"{info}/RECORD"])
    with zipfile.ZipFile(f"{folder}/{name}-99-py3-none-any.whl", "w") as archive:
        for path, text in files.items():
            item = zipfile.ZipInfo(path)
            item.external_attr = 0o100755 << 16  # a file that may be executed
            archive.writestr(item, text)
    return f"{name}-99-py3-none-any.whl"


PYPROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
[project]
name = "coursekit"
version = "99"
"""
BACKEND = f"""
import os, zipfile
{inspect.getsource(wheel)}
def build_editable(folder, *_):
    extras = "".join(f"Provides-Extra: {{name}}\\n" for name in ("lab", "grade"))
    return wheel(folder, "coursekit", {{"coursekit.pth": os.getcwd()}}, extras + "Requires-Dist: numpy\\n")
"""


@pytest.fixture
def tiny(copy: Copy, tmp_path: Path) -> Copy:
    """Give a course without packages, no uv, and a folder of wheels as the only place to which pip may go."""
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    wheel(str(wheels), "numpy", {"packages.pth": sysconfig.get_path("purelib")})
    (copy.folder / "pyproject.toml").write_text(PYPROJECT, "utf-8")
    (copy.folder / "constraints.txt").write_text("", "utf-8")
    (copy.folder / "backend.py").write_text(BACKEND, "utf-8")
    copy.uv.unlink()
    copy.environment |= {"PATH": str(copy.uv.parent), "PIP_CONFIG_FILE": os.devnull}
    copy.environment |= {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": f"{wheels} /nowhere"}
    return copy


JUST_DOTS = r"Installing the course, once, in about a minute \.+\n"


@posix
@pytest.mark.ci
def test_where_there_is_no_uv_pip_brings_it_and_it_installs(tiny: Copy, tmp_path: Path) -> None:
    wheel(str(tmp_path / "wheels"), "uv", {"uv-99.data/scripts/uv": STAND_IN})
    code, out, error = tiny.run("--help", PIP_USER="1", UV_TARGET="elsewhere")
    assert (code, "coursekit COMMAND" in out) == (0, True), error
    assert re.fullmatch(JUST_DOTS, error)
    [(call, arguments, environment)] = tiny.details()
    assert (call, arguments[:3], "--no-index" in arguments) == ("new", ["pip", "install", "--python"], True)
    assert environment["UV_FIND_LINKS"] == (tmp_path / "wheels").as_uri()
    assert not {"PIP_USER", "UV_TARGET"} & set(environment)
    assert tiny.run("--help") == (0, out, "")


@posix
@pytest.mark.ci
@pytest.mark.parametrize(
    "uv",
    [
        None,
        "#!/bin/sh\necho uv 0.9.0; [ $1 = --version ]\n",  # it cannot install
        "#!/bin/sh\necho uv 0.9.0\n",  # it says that it has
        "#!/bin/sh\nexec /bin/sleep 600\n",
    ],
)
def test_where_uv_is_broken_and_the_index_has_none_pip_installs(tiny: Copy, tmp_path: Path, uv: str | None) -> None:
    if uv:
        tiny.uv.write_text(uv)
        tiny.uv.chmod(0o755)
    config = tmp_path / "pip.conf"
    config.write_text(f"[global]\nuser = true\n[install]\ntarget = {tmp_path}/elsewhere\nrequire-hashes = true\n")
    breaking = {"PIP_REQUIRE_HASHES": "1", "PIP_PREFIX": f"{tmp_path}/elsewhere", "PIP_REQUIRE_VIRTUALENV": "1"}
    breaking |= {"PIP_CONFIG_FILE": str(config), "PYTHONPATH": f"{tmp_path}/wrong"}
    (tmp_path / "wrong" / "numpy").mkdir(parents=True)
    (tmp_path / "wrong" / "numpy" / "__init__.py").write_text("raise ImportError('the wrong one')")
    code, out, error = tiny.run("--help", **breaking)
    assert (code, "coursekit COMMAND" in out) == (0, True), error
    assert re.fullmatch(JUST_DOTS, error)
    assert not (tmp_path / "elsewhere").exists()
    [installer] = (tiny.folder / ".venv").glob("lib/python*/site-packages/coursekit-99.dist-info/INSTALLER")
    assert installer.read_text().strip() == "pip"
    assert tiny.run("--help", **breaking) == (0, out, "")


@posix
@pytest.mark.ci
def test_what_failed_once_is_not_taken_for_good(tiny: Copy, tmp_path: Path) -> None:
    numpy = next((tmp_path / "wheels").iterdir())
    numpy.rename(tmp_path / numpy.name)
    code, _, error = tiny.run("--help")
    assert code == 1
    _, sentence = error.splitlines()
    assert sentence.startswith("A package is not where pip is told to look. Go online")
    assert "numpy" in sentence
    (tmp_path / numpy.name).rename(numpy)
    assert tiny.run("--help")[0] == 0


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)
