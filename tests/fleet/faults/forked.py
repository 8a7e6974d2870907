"""`rawugc-sync fleet …` in a process of its own, forked from one that has imported everything."""

from __future__ import annotations

import asyncio
import ctypes
import os
import signal
import sys
import tempfile
import traceback
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import FrameType

from rawugc_sync.api.clock import SystemClock
from rawugc_sync.cli.main import main
from rawugc_sync.resources import registered
from rawugc_sync.state import places
from rawugc_sync.workspace.surroundings import Surroundings

_WHEN_NEEDED = (
    "cli.fleet",
    "cli._fleet_serve",
    "cli._fleet_work",
    "cli._stopping",
    "fleet.engine.work",
    "state.stores.postgres",
)
for _name in _WHEN_NEEDED:
    import_module(f"rawugc_sync.{_name}")
registered()

TOLD = "That is where all threads stand."
_DIES_WITH_ITS_PARENT = 1


@dataclass(frozen=True)
class Order:
    """What to run, with which variables; `output` is the file of all that it says.

    `lease`: seconds that a lease of a state in PostgreSQL lasts, where a minute is long for a test.
    """

    arguments: tuple[str, ...]
    variables: Mapping[str, str]
    output: Path
    lease: float | None = None


def carry_out(order: Order) -> None:
    """The whole life of the process."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DIES_WITH_ITS_PARENT, signal.SIGKILL)
    os.setsid()
    with order.output.open("ab", 0) as output:
        os.dup2(output.fileno(), 1)
        os.dup2(output.fileno(), 2)
    sys.stdout = open(1, "w", buffering=1, closefd=False, encoding="utf-8")  # noqa: SIM115
    sys.stderr = open(2, "w", buffering=1, closefd=False, encoding="utf-8")  # noqa: SIM115
    signal.signal(signal.SIGUSR1, _tell)
    tempfile.tempdir = str(order.output.parent)  # a killed one leaves its mirrors
    os.environ.update(order.variables)
    if order.lease is not None:
        _shorten(order.lease)
    code = main(list(order.arguments), Surroundings(order.variables, SystemClock()))
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _tell(_number: int, _frame: FrameType | None) -> None:
    """Say where all threads stand, and what waits in the loop of this one."""
    stacks = ["".join(traceback.format_stack(frame)) for frame in sys._current_frames().values()]
    with suppress(RuntimeError):
        stacks += [f"{task}\n" for task in asyncio.all_tasks(asyncio.get_running_loop())]
    os.write(2, f"{''.join(stacks)}{TOLD}\n".encode())


def _shorten(seconds: float) -> None:
    """A kind of store as any other, whose leases are short."""
    from tests.fleet.faults import short

    short.SECONDS = seconds
    sys.modules[f"{places.__package__}.stores.postgres"] = short
