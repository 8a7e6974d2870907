"""One run of the tool in a process of its own, on a disk that fails or a machine that dies at one point.

Only the standard library's `os` is wrapped, and only in the process that runs: the tool itself is
the one that users run.
"""

from __future__ import annotations

import errno
import json
import os
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, NoReturn

from rawugc_sync.cli.main import main
from rawugc_sync.workspace.surroundings import Surroundings

Operation = Literal["mkdir", "open", "write", "fsync", "replace", "unlink"]
OPERATIONS: tuple[Operation, ...] = ("mkdir", "open", "write", "fsync", "replace", "unlink")
_WRITING = os.O_CREAT | os.O_DIRECTORY

Way = Literal["kill-before", "kill-after", "kill-torn", "stop-after", "fail-once", "fail-always"]


@dataclass(frozen=True)
class Fault:
    """What happens at one operation, counted from 1 in its kind.

    `kill-torn` writes half of the bytes and dies. `stop-after` is a wish to stop. `fail-always` fails
    that one and every later operation of any kind: the disk is gone.
    """

    operation: Operation
    number: int
    way: Way
    error: int = errno.EIO

    def __str__(self) -> str:
        return f"{self.operation}-{self.number}-{self.way}"


@dataclass
class Clock:
    """A clock that starts at a moment, in Unix seconds, and moves when somebody sleeps by it."""

    moment: float
    elapsed: float = 0.0

    def now(self) -> float:
        return self.moment + self.elapsed

    def monotonic(self) -> float:
        return self.elapsed

    def sleep(self, seconds: float) -> None:
        self.elapsed += seconds


@dataclass(frozen=True)
class Order:
    """What to run, on what clock, where stdout and stderr go, and the fault on the way."""

    arguments: tuple[str, ...]
    variables: Mapping[str, str]
    clock: Clock
    output: Path
    fault: Fault | None = None

    @property
    def counts(self) -> Path:
        """Where the number of operations of each kind is left, by a run that lives to its end."""
        return self.output / "operations.json"


def carry_out(order: Order) -> NoReturn:
    """The whole life of the process."""
    order.output.mkdir(parents=True, exist_ok=True)
    for stream, name in ((sys.stdout, "stdout"), (sys.stderr, "stderr")):
        handle = os.open(order.output / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(handle, stream.fileno())
    tempfile.tempdir = str(order.output)
    disk = Disk(order.fault)
    disk.install()
    code = main(order.arguments, Surroundings(order.variables, order.clock))
    disk.healed = True
    sys.stdout.flush()
    sys.stderr.flush()
    order.counts.write_text(json.dumps(disk.counts), encoding="utf-8")
    os._exit(code)


@dataclass
class Disk:
    """Counts what the process does to files, and lets the fault happen."""

    fault: Fault | None
    counts: Counter[str] = field(default_factory=Counter)
    healed: bool = False
    _gone: bool = False

    def install(self) -> None:
        """Stand between the process and its operating system."""
        for name in OPERATIONS:
            setattr(os, name, self._wrapped(name, getattr(os, name)))

    def _wrapped(self, name: Operation, real: Callable[..., Any]) -> Callable[..., Any]:
        def operation(*arguments: Any, **options: Any) -> Any:
            if self.healed or (name == "open" and not arguments[1] & _WRITING):
                return real(*arguments, **options)
            self.counts[name] += 1
            way = self._way(name)
            if way == "kill-torn":
                handle, data = arguments
                real(handle, data[: len(data) // 2])
            if way in ("kill-before", "kill-torn"):
                _die()
            if way in ("fail-once", "fail-always"):
                assert self.fault
                raise OSError(self.fault.error, os.strerror(self.fault.error))
            result = real(*arguments, **options)
            if way == "kill-after":
                _die()
            if way == "stop-after":
                os.kill(os.getpid(), signal.SIGINT)
            return result

        return operation

    def _way(self, name: Operation) -> Way | None:
        fault = self.fault
        if fault is None:
            return None
        hit = fault.operation == name and fault.number == self.counts[name]
        self._gone = self._gone or (hit and fault.way == "fail-always")
        return fault.way if hit or self._gone else None


def _die() -> None:
    with suppress(ValueError):
        sys.stdout.flush()
    os.kill(os.getpid(), signal.SIGKILL)
