"""Clean environments for a built wheel: its dependencies come first, and from then on there is no network."""

from __future__ import annotations

import os
import shutil
import sys
import sysconfig
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from scripts.release.linters import CHECKOUT
from scripts.release.outcome import Failed
from scripts.release.program import can_cut_off, cut_off, run

FAST = ("tests/manifest", "tests/resources", "tests/planning", "tests/render", "tests/state")
_OFFLINE = {"UV_OFFLINE": "1", "PIP_NO_INDEX": "1"}


@dataclass(frozen=True, slots=True)
class Environment:
    """A virtual environment."""

    folder: Path

    @property
    def python(self) -> Path:
        return self.folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

    @property
    def tool(self) -> Path:
        return self.folder / ("Scripts/rawugc-sync.exe" if os.name == "nt" else "bin/rawugc-sync")


def made(python: Path, folder: Path) -> Environment:
    """An empty one."""
    run([uv(), "venv", "--quiet", "--clear", "--no-python-downloads", "--python", python, folder], CHECKOUT)
    return Environment(folder)


def fetch(into: Environment, wheel: Path, extras: str = "", options: Sequence[str] = ()) -> None:
    """Install with the network, which leaves each package in uv's cache."""
    run([*_install(into), *options, f"rawugc-sync{extras} @ {wheel.as_uri()}"], CHECKOUT)


def install_offline(into: Environment, wheel: Path) -> None:
    """Install out of the cache alone."""
    run(cut_off([*_install(into), f"rawugc-sync @ {wheel.as_uri()}"]), CHECKOUT, _OFFLINE)


def smoke(environment: Environment) -> str:
    """A first day, by the Python of this checkout, with the tool of that environment."""
    command = [sys.executable, "-m", "scripts.release.smoke", environment.tool]
    said = run(cut_off(command), CHECKOUT, _OFFLINE).strip()
    return said if can_cut_off() else f"{said}; the network could not be cut off here, none is asked for"


def fast_tests(environment: Environment, unpacked: Path, scratch: Path) -> str:
    """The fast tests of a source distribution against the wheel that is installed there."""
    tests = scratch / "tests-alone"
    shutil.copytree(unpacked, tests, ignore=shutil.ignore_patterns("rawugc_sync"), dirs_exist_ok=True)
    command = [environment.python, "-m", "pytest", "-n", "2", "-p", "tests.fast", *FAST]
    last = run(cut_off(command), tests, _OFFLINE).splitlines()[-1]
    if "passed" not in last:
        raise Failed(f"no test has passed: {last}")
    return last.strip("= ")


def uv() -> Path:
    """The uv of the development extra."""
    return Path(sysconfig.get_path("scripts")) / ("uv.exe" if os.name == "nt" else "uv")


def _install(into: Environment) -> list[object]:
    return [uv(), "pip", "install", "--quiet", "--python", into.python]
