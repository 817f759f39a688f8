"""What is set for pip holds for uv and the other way round, if it says where packages come from; nothing else does."""

import importlib.util
import os
import sys
from pathlib import Path

import pytest

from coursekit import mirror

needs_pip = pytest.mark.skipif(importlib.util.find_spec("pip") is None, reason="this Python has no pip to be asked")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a home in which nothing is set, neither for pip nor for uv."""
    for name in os.environ:
        if name.startswith(("PIP_", "UV_", "SSL_", "REQUESTS_", "CURL_", "XDG_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("APPDATA", str(tmp_path / ".config"))
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)  # pip does not look at its other files
    monkeypatch.chdir(tmp_path)
    return tmp_path


def settings(*pythons: str) -> dict[str, str]:
    return {name: value for name, value in mirror.settings(pythons).items() if name.startswith(("PIP_", "UV_", "SSL_"))}


NOTHING = {"PIP_CONFIG_FILE": os.devnull, "UV_NO_CONFIG": "1"}


def test_where_nothing_is_set_no_file_is_looked_at(home: Path) -> None:
    assert settings() == NOTHING


@pytest.mark.parametrize(
    ("said", "means"),
    [
        ({"PIP_INDEX_URL": "https://a/simple"}, {"UV_DEFAULT_INDEX": "https://a/simple"}),
        ({"PIP_INDEX_URL": ""}, {}),
        (
            {"PIP_EXTRA_INDEX_URL": "https://a https://b"},
            {"UV_INDEX": "https://a https://b", "UV_INDEX_STRATEGY": "unsafe-best-match"},
        ),
        ({"PIP_TRUSTED_HOST": "a:80 b"}, {"UV_INSECURE_HOST": "a:80 b"}),
        ({"PIP_PROXY": "http://p:3128"}, {"ALL_PROXY": "http://p:3128"}),
        ({"PIP_NO_INDEX": "1"}, {"UV_NO_INDEX": "1"}),
        ({"PIP_KEYRING_PROVIDER": "subprocess"}, {"UV_KEYRING_PROVIDER": "subprocess"}),
        ({"PIP_KEYRING_PROVIDER": "import"}, {}),  # uv cannot
        ({"PIP_FIND_LINKS": "https://a/links.html https://b"}, {"UV_FIND_LINKS": "https://a/links.html,https://b"}),
    ],
    ids=str,
)
def test_what_is_set_for_pip_holds_for_both(
    home: Path, monkeypatch: pytest.MonkeyPatch, said: dict[str, str], means: dict[str, str]
) -> None:
    for name, value in said.items():
        monkeypatch.setenv(name, value)
    kept = {name: value for name, value in said.items() if value}
    found = mirror.settings([])
    assert {name: found[name] for name in kept | means} == kept | means
    assert settings().keys() == (NOTHING | kept | means).keys() - {"ALL_PROXY"}


@pytest.mark.parametrize(
    ("said", "means"),
    [
        ({"UV_DEFAULT_INDEX": "https://a"}, {"PIP_INDEX_URL": "https://a"}),
        ({"UV_DEFAULT_INDEX": "corp=https://a/?x=y"}, {"PIP_INDEX_URL": "https://a/?x=y"}),
        ({"UV_INDEX": "one=https://a https://b"}, {"PIP_EXTRA_INDEX_URL": "https://a https://b"}),
        ({"UV_FIND_LINKS": "https://a,https://b"}, {"PIP_FIND_LINKS": "https://a https://b"}),
        ({"UV_INSECURE_HOST": "a b"}, {"PIP_TRUSTED_HOST": "a b"}),
        ({"UV_OFFLINE": "1", "UV_CACHE_DIR": "/c", "UV_INDEX_CORP_PASSWORD": "p", "UV_HTTP_TIMEOUT": "9"}, {}),
    ],
    ids=str,
)
def test_what_is_set_for_uv_holds_for_both(
    home: Path, monkeypatch: pytest.MonkeyPatch, said: dict[str, str], means: dict[str, str]
) -> None:
    for name, value in said.items():
        monkeypatch.setenv(name, value)
    assert settings() == NOTHING | said | means


def test_old_names_of_uv_count(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UV_INDEX_URL", "https://a")
    monkeypatch.setenv("UV_EXTRA_INDEX_URL", "https://b")
    means = {"UV_DEFAULT_INDEX": "https://a", "UV_INDEX": "https://b"}
    assert settings() == NOTHING | means | {"PIP_INDEX_URL": "https://a", "PIP_EXTRA_INDEX_URL": "https://b"}


def test_where_both_say_something_each_has_its_own(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = {"PIP_INDEX_URL": "https://a", "UV_DEFAULT_INDEX": "https://b"}
    for name, value in said.items():
        monkeypatch.setenv(name, value)
    assert settings() == NOTHING | said


BREAKING = """
PIP_USER PIP_TARGET PIP_PREFIX PIP_ROOT PIP_REQUIRE_HASHES PIP_REQUIRE_VIRTUALENV PIP_NO_DEPS PIP_DRY_RUN PIP_CONSTRAINT
PIP_PYTHON PIP_PRE PIP_NO_BINARY PIP_ONLY_BINARY PIP_NO_BUILD_ISOLATION PIP_REPORT PIP_SRC
UV_TARGET UV_PREFIX UV_SYSTEM_PYTHON UV_REQUIRE_HASHES UV_NO_DEPS UV_BREAK_SYSTEM_PACKAGES UV_PYTHON UV_CONSTRAINT
UV_PROJECT_ENVIRONMENT UV_OVERRIDE UV_EXCLUDE_NEWER UV_RESOLUTION UV_PRERELEASE UV_NO_BUILD UV_NO_BINARY UV_DRY_RUN
UV_NO_BUILD_ISOLATION UV_NO_EDITABLE UV_WORKING_DIR UV_PROJECT UV_TORCH_BACKEND
PYTHONHOME PYTHONPATH PYTHONWARNINGS
"""


@pytest.mark.parametrize("name", BREAKING.split())
def test_a_setting_that_breaks_a_private_environment_is_not_passed_on(
    home: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "1")
    assert name not in mirror.settings([])


def test_all_else_is_passed_on(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = {"HTTPS_PROXY": "http://p", "NO_PROXY": "a", "SSL_CERT_DIR": "/c", "PYTHONUTF8": "1", "LANG": "C"}
    for name, value in said.items():
        monkeypatch.setenv(name, value)
    assert mirror.settings([]).items() >= said.items()


def test_places_that_are_not_there_are_left_out_and_the_others_are_named_in_full(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    links, certificate = home / "my wheels", home / "ca.pem"
    (links / "more").mkdir(parents=True)
    certificate.touch()
    monkeypatch.chdir(links)
    monkeypatch.setenv("PIP_FIND_LINKS", f"more file:///nowhere /nowhere {(links / 'more').as_uri()} https://a")
    there = (links / "more").as_uri()
    assert settings()["UV_FIND_LINKS"] == f"{there},{there},https://a"
    monkeypatch.setenv("PIP_FIND_LINKS", "/nowhere")
    assert settings() == NOTHING
    for name in ("PIP_CERT", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"):
        with monkeypatch.context() as patch:
            patch.setenv(name, str(certificate))
            assert settings()["PIP_CERT"] == settings()["SSL_CERT_FILE"] == str(certificate)
            patch.setenv(name, "/nowhere.pem")
            assert not {"PIP_CERT", "SSL_CERT_FILE"} & set(settings())


PIP_CONF = """
[global]
index-url = https://a
extra-index-url =
    https://b
    https://c
timeout = 5
user = true
quiet = 3
[install]
index_url = https://d
target = elsewhere
require-hashes = true
[download]
proxy = http://p
"""


@needs_pip
def test_files_of_pip_are_read_by_pip(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "random.py").write_text("raise SystemExit('a learner wrote this')")
    file = home / "pip.conf"
    file.write_text(PIP_CONF)
    monkeypatch.setenv("PIP_CONFIG_FILE", str(file))
    monkeypatch.setenv("PIP_REQUIRE_VIRTUALENV", "1")
    means = {"PIP_INDEX_URL": "https://d", "PIP_EXTRA_INDEX_URL": "https://b https://c", "PIP_TIMEOUT": "5"}
    means |= {"UV_DEFAULT_INDEX": "https://d", "UV_INDEX": "https://b https://c"}
    found = settings("no such python", sys.executable)
    assert found.items() >= (NOTHING | means).items()
    assert not {"PIP_USER", "PIP_TARGET", "PIP_REQUIRE_HASHES", "PIP_QUIET"} & set(found)
    assert found.get("PIP_PROXY") != "http://p"
    monkeypatch.setenv("PIP_INDEX_URL", "https://e")
    assert settings(sys.executable)["UV_DEFAULT_INDEX"] == "https://e"
    file.write_text("[global\n")
    assert settings(sys.executable)["UV_DEFAULT_INDEX"] == "https://e"


TOML = """
native-tls = true
required-version = "==0"
exclude-newer = "2020-01-01"
cache-dir = "/c"
allow-insecure-host = ["x", "y"]
[[index]]
name = "one"
url = "https://a"
[[index]]
url = "https://b"
[[index]]
name = "two"
url = "https://c"
explicit = true
[[index]]
url = "https://d"
default = true
[pip]
target = "elsewhere"
require-hashes = true
find-links = ["https://e", "https://f"]
"""


@pytest.mark.parametrize("variable", [False, True])
def test_files_of_uv_are_read(home: Path, monkeypatch: pytest.MonkeyPatch, variable: bool) -> None:
    file = home / ("my.toml" if variable else ".config/uv/uv.toml")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(TOML)
    if variable:
        monkeypatch.setenv("UV_CONFIG_FILE", str(file))
    uv = {
        "UV_DEFAULT_INDEX": "https://d",
        "UV_INDEX": "one=https://a https://b",
        "UV_FIND_LINKS": "https://e,https://f",
    }
    uv |= {"UV_NATIVE_TLS": "true", "UV_CACHE_DIR": "/c", "UV_INSECURE_HOST": "x y"}
    pip = {"PIP_INDEX_URL": "https://d", "PIP_EXTRA_INDEX_URL": "https://a https://b"}
    pip |= {"PIP_FIND_LINKS": "https://e https://f", "PIP_TRUSTED_HOST": "x y"}
    assert settings() == NOTHING | uv | pip
    monkeypatch.setenv("UV_DEFAULT_INDEX", "https://g")
    assert settings()["PIP_INDEX_URL"] == "https://g"
    for broken in ("index = [", "index = 3", 'pip = "x"', "\x00"):
        file.write_text(broken)
        assert settings() == NOTHING | {"UV_DEFAULT_INDEX": "https://g", "PIP_INDEX_URL": "https://g"}


def test_what_comes_from_a_folder_comes_from_nowhere_else(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_FIND_LINKS", "UV_INDEX", "UV_INDEX_A_PASSWORD"):
        monkeypatch.setenv(name, "https://a")
    monkeypatch.setenv("UV_CACHE_DIR", "/c")
    folder = home / "一个 , wheels"
    found = mirror.settings([sys.executable], folder)
    names = {name for name in found if name.startswith(("PIP_", "UV_"))} - {"PIP_CONFIG_FILE", "UV_NO_CONFIG"}
    assert names == {"PIP_NO_INDEX", "PIP_FIND_LINKS", "UV_FIND_LINKS", "UV_OFFLINE", "UV_CACHE_DIR"}
    assert found["PIP_FIND_LINKS"] == found["UV_FIND_LINKS"] == folder.as_uri()
    assert not set(" ,") & set(found["UV_FIND_LINKS"])
