"""What the user has set for pip or for uv, for both of them to hold to. Python's standard library only.

What says where packages come from, and how they are reached, is passed on. Nothing else is: it may send the packages
elsewhere (user, target), refuse them (require-hashes), or choose others than those that the course was tested with.
"""

import ast
import contextlib
import os
import re
import subprocess
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

__all__ = ["settings"]

BOTH = {  # a variable of pip: the one that says the same to uv
    "PIP_INDEX_URL": "UV_DEFAULT_INDEX",
    "PIP_EXTRA_INDEX_URL": "UV_INDEX",
    "PIP_FIND_LINKS": "UV_FIND_LINKS",
    "PIP_NO_INDEX": "UV_NO_INDEX",  # uv itself has the option, and no variable for it
    "PIP_TRUSTED_HOST": "UV_INSECURE_HOST",
    "PIP_CERT": "SSL_CERT_FILE",
    "PIP_CLIENT_CERT": "SSL_CLIENT_CERT",
    "PIP_PROXY": "ALL_PROXY",
}
ONE = (  # what only one of them knows, or says in words of its own
    "PIP_((NO_)?CACHE_DIR|(DEFAULT_)?TIMEOUT|RETRIES|KEYRING_PROVIDER|USE_FEATURE)"
    "|UV_(INDEX_.*|(NO_)?CACHE.*|HTTP_.*|REQUEST_.*|CONCURRENT_.*|OFFLINE|LINK_MODE|KEYRING_PROVIDER|CREDENTIALS_DIR"
    "|NATIVE_TLS|SYSTEM_CERTS)"
)
NAMES = {  # what uv.toml or an older uv calls it: the variable of today
    "UV_INDEX_URL": "UV_DEFAULT_INDEX",
    "UV_EXTRA_INDEX_URL": "UV_INDEX",
    "UV_ALLOW_INSECURE_HOST": "UV_INSECURE_HOST",
    "UV_HTTPS_PROXY": "ALL_PROXY",
}
OURS = "PIP_|UV_|SSL_CERT_FILE|SSL_CLIENT_CERT|PYTHON(?!UTF8)"  # no other variable is looked at here


def settings(pythons: Iterable[str | Path], only_from: Path | None = None) -> dict[str, str]:
    """Return the variables for pip and uv. The first of these Pythons that has a pip is asked what is set for it.

    If packages come only from a folder, nothing that is set says where they come from, and there is no network.
    """
    others = {name: value for name, value in os.environ.items() if not re.match(OURS, name)}
    pip, uv = _usable(_set_for_pip(pythons, others)), _usable(_set_for_uv())
    found = {name: value for name, value in (pip | uv).items() if re.fullmatch(ONE, name)}
    for theirs, its in BOTH.items():
        if theirs in pip or its in uv:
            found[theirs] = pip.get(theirs) or re.sub(r"(?<!\S)[\w.-]+=(?=\w+:)", "", uv[its])  # uv's may have names
            found[its] = uv.get(its) or pip[theirs]
    if "PIP_EXTRA_INDEX_URL" in pip:
        found.setdefault("UV_INDEX_STRATEGY", "unsafe-best-match")  # the best of all indexes, as pip takes it
    if pip.get("PIP_KEYRING_PROVIDER") == "subprocess":
        found.setdefault("UV_KEYRING_PROVIDER", "subprocess")
    if "UV_FIND_LINKS" in found:
        found["UV_FIND_LINKS"] = found["UV_FIND_LINKS"].replace(" ", ",")
    if only_from is not None:
        found = {name: value for name, value in found.items() if "INDEX" not in name}
        links = only_from.absolute().as_uri()
        found |= {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": links, "UV_FIND_LINKS": links, "UV_OFFLINE": "1"}
    return others | found | {"PIP_CONFIG_FILE": os.devnull, "UV_NO_CONFIG": "1"}


def _set_for_pip(pythons: Iterable[str | Path], environment: dict[str, str]) -> dict[str, str]:
    """Return the variables of pip: those that its files stand for, and those that are set."""
    said = {"PIP_CERT": os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("CURL_CA_BUNDLE", "")}
    listed = next(filter(None, (_pip_config(python, environment) for python in pythons)), "")
    for _, option, value in sorted(re.findall(r"^(global|install)\.([\w-]+)=(['\"].*['\"])$", listed, re.MULTILINE)):
        said[_variable("pip", option)] = str(ast.literal_eval(value)).replace("\n", " ").strip()
    said |= {name: value for name, value in os.environ.items() if name.startswith("PIP_") and value}
    return said | {"PIP_FIND_LINKS": _links(said.get("PIP_FIND_LINKS", "").split())}


def _pip_config(python: str | Path, environment: dict[str, str]) -> str:
    """Return what the pip of a Python reads in its files; nothing if that Python has no pip."""
    command = [python, "-m", "pip", "config", "list"]
    environment = environment | {
        "PIP_USER": "0",  # in one of the files it would hide all the others
        "PIP_QUIET": "0",
        "PYTHONSAFEPATH": "1",  # in this folder may lie a random.py
    }
    if "PIP_CONFIG_FILE" in os.environ:
        environment["PIP_CONFIG_FILE"] = os.environ["PIP_CONFIG_FILE"]
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=60)
        return done.stdout.decode("utf-8", "replace")
    return ""


def _set_for_uv() -> dict[str, str]:
    """Return the variables of uv: those that its files stand for, and those that are set."""
    folders = ["/etc/xdg", "/etc", os.environ.get("PROGRAMDATA"), os.path.expanduser("~/.config")]
    folders += [os.environ.get("XDG_CONFIG_HOME"), os.environ.get("APPDATA")]
    files = [Path(folder, "uv", "uv.toml") for folder in folders if folder]
    if "UV_CONFIG_FILE" in os.environ:
        files = [Path(os.environ["UV_CONFIG_FILE"])]
    said: dict[str, str] = {}
    for file in files:
        with contextlib.suppress(Exception):  # it is not there, or uv would not understand it either
            said |= _said_in(tomllib.loads(file.read_text("utf-8")))
    for name, value in os.environ.items():
        if re.match("UV_|SSL_C", name) and value:
            said[NAMES.get(name, name)] = value
    return said | {"UV_FIND_LINKS": _links(said.get("UV_FIND_LINKS", "").split(","))}


def _said_in(toml: dict[str, Any]) -> dict[str, str]:
    """Return the variables that a uv.toml stands for."""
    options = toml | toml.get("pip", {})
    indexes = [index for index in options.pop("index", []) if not index.get("explicit")]
    said = {}
    for option, value in options.items():
        name, between = _variable("uv", option), "," if option == "find-links" else " "
        values = value if isinstance(value, list) else [str(value).lower() if isinstance(value, bool) else value]
        said[NAMES.get(name, name)] = between.join(map(str, values))
    for index in indexes:
        if index.get("default"):
            said["UV_DEFAULT_INDEX"] = index["url"]
        else:
            named = f"{index['name']}={index['url']}" if "name" in index else index["url"]
            said["UV_INDEX"] = f"{said.get('UV_INDEX', '')} {named}".strip()
    return said


def _variable(tool: str, option: str) -> str:
    return f"{tool}_{option}".upper().replace("-", "_")


def _links(places: Iterable[str]) -> str:
    """Return the addresses of those places that are there: at one that is not, uv would stop."""
    found = []
    for place in map(str.strip, places):
        path = url2pathname(urlsplit(place).path) if place.startswith("file:") else os.path.expanduser(place)
        if "://" in place and not place.startswith("file:"):
            found.append(place)
        elif place and os.path.exists(path):
            found.append(Path(path).absolute().as_uri())
    return " ".join(found)


def _usable(said: dict[str, str]) -> dict[str, str]:
    """Leave out what is empty, a certificate that is not there, and "no-index" that is off."""
    off = {"PIP_NO_INDEX", "UV_NO_INDEX"} & {name for name in said if said[name].lower() in ("0", "false", "no", "off")}
    missing = {name for name in said if "_CERT" in name and not os.path.exists(said[name])}
    return {name: value for name, value in said.items() if value and name not in off | missing}
