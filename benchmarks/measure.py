"""Runs whole processes and measures each by what the system says of it when it has ended (wait4)."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

_RSS_UNIT = 1 if sys.platform == "darwin" else 1024
"""Bytes in one `ru_maxrss`."""


@dataclass(frozen=True, slots=True)
class Case:
    """One command to measure, and a text that its output must hold when it does what it should."""

    name: str
    command: Sequence[str]
    folder: Path
    expected: str
    variables: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sample:
    """One run, or the medians of several: wall and CPU seconds (user and system), peak memory in MiB."""

    wall: float
    cpu: float
    peak: float


def check(case: Case) -> None:
    """Run once and insist on the output; SystemExit that shows it otherwise. Warms the file cache, too."""
    done = subprocess.run(
        case.command,
        cwd=case.folder,
        env=_environment(case),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode != 0 or case.expected not in done.stdout:
        raise SystemExit(f"{case.name} does not do what is measured ({done.returncode}):\n{done.stdout}")


def run(case: Case) -> Sample:
    """One measured run, its output thrown away; SystemExit when it fails."""
    began = time.perf_counter()
    process = subprocess.Popen(
        case.command,
        cwd=case.folder,
        env=_environment(case),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"{case.name} ended with {process.returncode}")
    return Sample(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * _RSS_UNIT / 2**20)


def medians(samples: Sequence[Sample]) -> Sample:
    """The median of each number by itself."""
    return Sample(
        statistics.median(s.wall for s in samples),
        statistics.median(s.cpu for s in samples),
        statistics.median(s.peak for s in samples),
    )


def _environment(case: Case) -> dict[str, str]:
    """As little as possible: no proxies, and nothing of the caller's Python settings."""
    return {"PATH": os.defpath, "LANG": "C.UTF-8", **case.variables}
