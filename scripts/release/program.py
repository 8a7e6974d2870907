"""One way to run a program, with or without a network."""

from __future__ import annotations

import functools
import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from scripts.release.outcome import Failed

_TAIL = 15
_CUT_OFF = ("unshare", "--map-root-user", "--net")
"""Linux alone has it, and not in each container."""


def run(command: Sequence[object], cwd: Path, variables: Mapping[str, str] | None = None) -> str:
    """What it prints, both streams; raises `Failed` with the end of it where the program fails."""
    done = finished(command, cwd, variables)
    if done.returncode:
        tail = "\n".join(done.stdout.splitlines()[-_TAIL:])
        raise Failed(f"{Path(str(command[0])).name} ended with {done.returncode}\n{tail}")
    return done.stdout


def finished(
    command: Sequence[object], cwd: Path, variables: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """The same, whatever its exit code; a missing program is a failure."""
    try:
        return subprocess.run(
            [str(part) for part in command],
            cwd=cwd,
            env={**os.environ, **(variables or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
    except OSError as missing:
        raise Failed(f"{command[0]} cannot be run: {missing}") from missing


def cut_off(command: Sequence[object]) -> list[object]:
    """The command without a network, where that can be had."""
    return [*_CUT_OFF, *command] if can_cut_off() else list(command)


@functools.cache
def can_cut_off() -> bool:
    """Whether programs can be run here with no network but their own loopback."""
    try:
        return subprocess.run([*_CUT_OFF, "true"], capture_output=True, check=False).returncode == 0
    except OSError:
        return False
