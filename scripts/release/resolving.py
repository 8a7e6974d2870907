"""Whether what the package asks for can be had at all for a Python, installed here or not."""

from __future__ import annotations

from scripts.release.environments import uv
from scripts.release.linters import CHECKOUT
from scripts.release.program import run

_SYSTEMS = ("linux", "macos", "windows")


def resolved(version: str) -> str:
    """For all systems that the package says it runs on, extras included."""
    counts = [f"{system} {_packages(version, system)}" for system in _SYSTEMS]
    return f"{', '.join(counts)} packages"


def _packages(version: str, system: str) -> int:
    command = [uv(), "pip", "compile", "--quiet", "--no-header", "--no-annotate"]
    target = ["--python-version", version, "--python-platform", system, "--no-build"]
    said = run([*command, *target, "--all-extras", CHECKOUT / "pyproject.toml"], CHECKOUT)
    return sum("==" in line for line in said.splitlines())
