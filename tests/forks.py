"""Processes of their own in a fiftieth of a second: forked from one that has imported the whole tool."""

from __future__ import annotations

import multiprocessing
import os
import pkgutil
import signal
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import NoReturn

import rawugc_sync
from rawugc_sync.cli.main import run

_LEFT_OUT = ("rawugc_sync.__main__", "rawugc_sync.fleet")
"""One runs when it is imported, and of the other a short run imports nothing."""

if sys.platform != "win32":
    FORKS = multiprocessing.get_context("forkserver")
    _MODULES = [one.name for one in pkgutil.walk_packages(rawugc_sync.__path__, "rawugc_sync.")]
    FORKS.set_forkserver_preload([__name__, *(m for m in _MODULES if not m.startswith(_LEFT_OUT))])


@dataclass(frozen=True)
class Fork:
    """A process that runs a function of a module; what it prints goes into a folder until it has ended."""

    output: Path
    process: BaseProcess

    @classmethod
    def start(cls, variables: Mapping[str, str], function: Callable[..., object], *arguments: object) -> Fork:
        """`variables` are its whole environment."""
        output = Path(mkdtemp(prefix="rawugc-fork-"))
        process = FORKS.Process(target=_live, args=(output, variables, function, arguments))
        process.start()
        return cls(output, process)

    @classmethod
    def tool(cls, variables: Mapping[str, str], *command: str) -> Fork:
        """The console script, from its first line on."""
        return cls.start(variables, _run, command)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def send_signal(self, number: int) -> None:
        assert self.process.pid
        os.kill(self.process.pid, number)

    @property
    def stopped(self) -> bool:
        """Whether it is suspended, as Linux tells it: by the letter behind the name."""
        try:
            told = Path(f"/proc/{self.process.pid}/stat").read_text("utf-8")
        except (FileNotFoundError, ProcessLookupError):
            return False
        return told.rpartition(") ")[2].startswith("T")

    @property
    def returncode(self) -> int | None:
        return self.process.exitcode

    def communicate(self, timeout: float | None = None) -> tuple[str, str]:
        """Wait until it has ended: all of its stdout and stderr, once."""
        self.process.join(timeout)
        assert self.process.exitcode is not None, f"it has not ended in {timeout} seconds"
        out, err = ((self.output / name).read_text("utf-8") for name in ("stdout", "stderr"))
        rmtree(self.output)
        return out, err


def _live(
    output: Path, variables: Mapping[str, str], function: Callable[..., object], arguments: tuple[object, ...]
) -> NoReturn:
    """The whole life of the process; an exception is told as Python tells it, and gives 1."""
    for stream, name in ((sys.stdout, "stdout"), (sys.stderr, "stderr")):
        handle = os.open(output / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(handle, stream.fileno())
    os.environ.clear()
    os.environ.update(variables)
    function(*arguments)
    sys.exit(0)


def _run(command: tuple[str, ...]) -> NoReturn:
    sys.argv = ["rawugc-sync", *command]
    run()
