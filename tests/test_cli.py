"""The command `coursekit`: what it says, that it opens the course, and what the doctor sees."""

import ctypes
import errno
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from coursekit import cli, doctor, words
from coursekit.words.chosen import of_the_system

ROOT = Path(__file__).parents[1]
COURSEKIT = [sys.executable, "-m", "coursekit.cli"]


def test_without_a_command_it_lists_the_commands(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([]) == 0
    said = capsys.readouterr().out
    assert all(name in said for name in cli.COMMANDS)


@pytest.mark.parametrize(("name", "answer"), [("gradde", "Did you mean grade?"), ("x", "There are: lab, doctor")])
def test_an_unknown_command_is_answered_with_the_nearest(
    name: str, answer: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main([name]) == 1
    assert answer in capsys.readouterr().err


@pytest.mark.parametrize("name", [name for name in cli.COMMANDS if name != "lab"])
def test_a_command_says_how_it_is_used(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        cli.main([name, "--help"])
    assert end.value.code == 0
    assert f"usage: coursekit {name}" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_TW.UTF-8", "LC_ALL": ""}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LANGUAGE": "fr:zh_CN:en"}, "zh"),
        ({"LANG": "en_GB.UTF-8", "LANGUAGE": "en:zh"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "COURSEKIT_LANGUAGE": "en"}, "en"),
        ({"LANG": "fr_FR.UTF-8"}, "en"),
        ({}, "en"),
    ],
)
@pytest.mark.skipif(os.name == "nt", reason="Windows has its language elsewhere")
def test_the_language_is_that_of_the_system_if_there_is_such_a_one(environment: dict[str, str], language: str) -> None:
    assert of_the_system(environment) == language


@pytest.mark.parametrize(("number", "language"), [(0x0804, "zh"), (0x0404, "zh"), (0x0409, "en"), (0x040C, "en")])
def test_on_windows_it_is_that_of_the_menus(number: int, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    kernel = SimpleNamespace(GetUserDefaultUILanguage=lambda: number)
    monkeypatch.setattr(ctypes, "windll", SimpleNamespace(kernel32=kernel), raising=False)
    monkeypatch.setattr(sys, "platform", "win32")
    assert of_the_system({"LANG": "de_DE.UTF-8"}) == language


def test_a_command_speaks_the_language_of_the_system_or_that_which_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COURSEKIT_LANGUAGE", "zh")
    assert cli.main(["gradde"]) == 1
    assert "你" in capsys.readouterr().err
    assert cli.main(["gradde", "--language=en"]) == 1
    assert "Did you mean grade?" in capsys.readouterr().err
    assert words.language() == "en"  # as before


@pytest.mark.parametrize("options", [["--language", "fr"], ["--language=fr"], ["--language"]])
def test_a_language_that_there_is_not_is_refused_with_those_that_there_are(
    options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["doctor", *options]) == 1
    said = capsys.readouterr().err
    assert "There are: en, zh." in said
    assert "docs/authors.md" in said


def test_it_runs_as_a_module() -> None:
    done = subprocess.run([*COURSEKIT, "build", "--help"], capture_output=True, text=True)
    assert all(option in done.stdout for option in ("--exercises", "--variants", "--roster", "--out"))
    assert (done.returncode, done.stderr) == (0, "")
    assert "usage: coursekit build" in done.stdout


def test_listing_the_commands_loads_none_of_them() -> None:
    code = "import sys; from coursekit.cli import main; main([]); print(*sys.modules, file=sys.stderr)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stderr.split()
    assert not {"matplotlib", "ipywidgets", "jupyterlab", "numpy"} & set(loaded)


@pytest.mark.ci
def test_lab_does_not_wait_for_a_grammar_that_it_does_not_use() -> None:
    code = (
        "import atexit, sys; from coursekit import cli; "
        "atexit.register(lambda: print(*sys.modules, file=sys.stderr)); cli.lab(['--version'])"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stderr.split()
    assert "jupyterlab.labapp" in loaded
    assert "rfc3987_syntax.syntax_helpers" not in loaded  # it takes two seconds


def test_lab_says_where_to_run_it_when_the_notebooks_are_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cli, "__file__", str(tmp_path / "coursekit" / "cli.py"))
    assert cli.main(["lab"]) == 1
    assert "Run this in the folder that holds course.py" in capsys.readouterr().err


def test_the_notebooks_are_found_from_a_folder_inside_the_course(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli, "__file__", str(tmp_path / "coursekit" / "cli.py"))
    (tmp_path / "notebooks").mkdir()
    (tmp_path / cli.FIRST).touch()
    monkeypatch.chdir(tmp_path / "notebooks")
    assert cli.course_folder() == tmp_path


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[tuple[str, str]]:
    """Open the course in JupyterLab, without a browser, in Chinese; give its address."""
    pack = tmp_path / "packages" / "pack-1.0.dist-info"
    pack.mkdir(parents=True)
    (pack / "METADATA").write_text("Metadata-Version: 2.1\nName: pack\nVersion: 1.0\n")
    (pack / "entry_points.txt").write_text("[jupyterlab.languagepack]\nzh_CN = json\n")
    own = {
        "HOME": str(tmp_path),
        "JUPYTER_RUNTIME_DIR": str(tmp_path / "runtime"),
        "PYTHONPATH": str(pack.parent),
        "COURSEKIT_LANGUAGE": "",
        "LC_ALL": "",
        "LANGUAGE": "",
        "LANG": "zh_CN.UTF-8",
    }
    process = subprocess.Popen(
        [*COURSEKIT, "lab", "--no-browser", "--IdentityProvider.token=letmein"],
        cwd=tmp_path,
        env=os.environ | own,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    assert process.stderr is not None
    lines = (re.search(r"(http://127\.0\.0\.1:\d+)(/lab\S*)", line) for line in process.stderr)
    address = next(filter(None, lines))
    wait_for(address[1])
    yield address[1], address[2]
    process.terminate()
    process.communicate(timeout=30)


def test_lab_opens_the_first_notebook_with_a_kernel_and_without_pop_ups(lab: tuple[str, str]) -> None:
    server, path = lab
    assert path.startswith("/lab/tree/notebooks/zh/00_start_here.ipynb")
    plugin = json.loads(ask(server + "/lab/api/settings/@jupyterlab/translation-extension:plugin"))
    assert plugin["settings"] == {}  # the user's own
    assert plugin["schema"]["properties"]["locale"]["default"] == "zh_CN"
    page = ask(server + path.partition("?")[0])
    settings = json.loads(re.search(r'id="jupyter-config-data"[^>]*>(.*?)</script>', page, re.DOTALL)[1])
    assert "@jupyterlab/apputils-extension:announcements" in settings["disabledExtensions"]
    assert settings["buildCheck"] is False
    assert json.loads(ask(server + "/api/kernelspecs"))["default"] == "python3"
    assert json.loads(ask(server + "/api/kernels", data=b'{"name": "python3"}'))["name"] == "python3"


def wait_for(server: str) -> None:
    """Jupyter tells its address a moment before it listens there."""
    for _ in range(300):
        try:
            ask(server + "/api")
            return
        except urllib.error.URLError:
            time.sleep(0.1)
    raise AssertionError(f"nothing listens at {server}")


def ask(address: str, data: bytes | None = None) -> str:
    request = urllib.request.Request(address, data, {"Authorization": "token letmein"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return answer.read().decode()


def found(what: str) -> doctor.Finding:
    return next(finding for finding in doctor.examine() if what in finding.what)


def test_the_doctor_finds_this_installation_sound(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["doctor"]) == 0
    said = capsys.readouterr().out
    assert "FIX" not in said
    assert said.endswith("The lessons can run.\n")


def test_in_a_notebook_the_doctor_prints_and_returns_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(doctor, "ask", lambda question: ("", ""))
    assert doctor.doctor() is None
    assert "sound    kernel python3" in capsys.readouterr().out


@pytest.mark.parametrize(("version", "words"), [(None, "numpy is missing"), ("1.26.4", "numpy 1.26.4")])
def test_the_doctor_finds_a_missing_or_an_old_package(
    version: str | None, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "version", lambda name: version if name == "numpy" else "99")
    monkeypatch.setattr(doctor, "ask", lambda question: ("", ""))
    finding = found("numpy")
    assert words in finding.what
    assert "numpy>=2.0" in finding.remedy
    assert "python3 course.py" in finding.remedy
    assert cli.main(["doctor"]) == 1


def test_the_doctor_finds_a_kernel_that_is_another_python(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "ask", lambda question: (str(tmp_path), "") if "kernel" in question else ("", ""))
    assert f"another Python, in {tmp_path}" in found("kernel").remedy


def test_the_doctor_finds_a_kernel_that_does_not_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kernel = tmp_path / "kernels" / "python3" / "kernel.json"
    kernel.parent.mkdir(parents=True)
    kernel.write_text(json.dumps({"argv": [str(tmp_path / "gone")], "display_name": "gone", "language": "python"}))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    assert "No such file" in doctor.kernel().remedy


def test_a_computer_that_cannot_reach_itself_is_not_told_to_delete_the_course(monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable(address: tuple[str, int], timeout: float) -> None:
        raise OSError(errno.ENETUNREACH, "Network is unreachable")

    monkeypatch.setattr(socket, "create_connection", unreachable)
    remedy = doctor.kernel().remedy
    assert "127.0.0.1 (Network is unreachable)" in remedy
    assert "ip link set lo up" in remedy
    assert ".venv" not in remedy


def test_the_doctor_finds_missing_sliders(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "ask", lambda question: ("anywidget", "") if "labextensions" in question else ("", ""))
    assert "Missing: anywidget" in found("sliders").remedy


def test_the_doctor_finds_a_record_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("COURSEKIT_HOME", str(tmp_path / "file"))
    assert "Set COURSEKIT_HOME" in doctor.record().remedy


def test_the_doctor_names_what_is_lacking_without_calling_it_ill(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert not doctor.box().needed
    assert "apt install bubblewrap" in doctor.box().remedy
    assert not doctor.browser().needed
    assert "apt install chromium" in doctor.browser().remedy


def test_the_doctor_works_with_no_packages_at_all() -> None:
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from coursekit.cli import main; sys.exit(main(['doctor']))"
    done = subprocess.run([sys.executable, "-S", "-c", code], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (1, "")
    assert "FIX      packages: No module named 'packaging'" in done.stdout
