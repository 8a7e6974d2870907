"""Which Pythons are to be had here: on the PATH, of pyenv, or named in RAWUGC_PYTHONS."""

from __future__ import annotations

import os
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

from scripts.release.linters import CHECKOUT
from scripts.release.outcome import NotRun

_ASKED = "import sys, ssl, ctypes; print('%d.%d' % sys.version_info[:2])"
_CLASSIFIER = "Programming Language :: Python :: 3."


def versions() -> list[str]:
    """Those that the package says it runs on, the oldest first."""
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    minors = (one.removeprefix(_CLASSIFIER) for one in project["classifiers"] if one.startswith(_CLASSIFIER))
    return [f"3.{minor}" for minor in sorted(minors, key=int)]


def interpreter(version: str) -> Path:
    """One of that version which runs; raises `NotRun` where there is none."""
    for candidate in _candidates(version):
        if _version_of(candidate) == version:
            return candidate
    raise NotRun(f"Python {version} is not to be had here; RAWUGC_PYTHONS can name one")


def _candidates(version: str) -> Iterator[Path]:
    """`RAWUGC_PYTHONS` holds paths as PATH does, of programs."""
    yield from (Path(path) for path in os.environ.get("RAWUGC_PYTHONS", "").split(os.pathsep) if path)
    if found := shutil.which(f"python{version}"):
        yield Path(found)
    if found := shutil.which("python3"):
        yield Path(found)
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    yield from sorted(pyenv.glob(f"versions/{version}.*/bin/python"), reverse=True)
    hosted = Path(os.environ.get("RUNNER_TOOL_CACHE") or "/opt/hostedtoolcache")
    yield from sorted(hosted.glob(f"Python/{version}.*/*/bin/python"), reverse=True)


def _version_of(program: Path) -> str:
    try:
        asked = subprocess.run([program, "-c", _ASKED], capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return asked.stdout.strip() if asked.returncode == 0 else ""
