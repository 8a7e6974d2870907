"""What the system says of processes that run: seconds of processor time, and memory that is theirs alone."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_IDLE = 0.05
"""Seconds of processor time in one second, below which a process waits."""
_PROCESSES = Path("/proc")


def cpu(process: int) -> float:
    """Seconds of a process and of the children that it has waited for, user and system."""
    return sum(_numbers(process)[11:15]) / _TICKS


def cpu_of_all(process: int) -> float:
    """The same with the children that still run."""
    return cpu(process) + sum(map(cpu, _children(process)))


def until_idle(process: int) -> None:
    """Wait until a process does next to nothing for two seconds."""
    before = cpu(process)
    while True:
        time.sleep(2)
        now = cpu(process)
        if now - before < 2 * _IDLE:
            return
        before = now


def memory(process: int) -> float:
    """MiB that nobody would have if it did not run, and its share of what others have as well (PSS)."""
    rollup = (_PROCESSES / str(process) / "smaps_rollup").read_text(encoding="ascii")
    (line,) = (one for one in rollup.splitlines() if one.startswith("Pss:"))
    return int(line.split()[1]) / 1024


def _children(process: int) -> Iterable[int]:
    for path in _PROCESSES.iterdir():
        if path.name.isdecimal():
            try:
                if _numbers(int(path.name))[1] == process:
                    yield int(path.name)
            except (FileNotFoundError, ProcessLookupError):
                continue


def _numbers(process: int) -> list[int]:
    """The fields of /proc/PID/stat behind the name, which may hold anything; the state as 0."""
    text = (_PROCESSES / str(process) / "stat").read_text(encoding="utf-8", errors="replace")
    return [0, *map(int, text.rpartition(")")[2].split()[1:])]
