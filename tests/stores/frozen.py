"""A runner in a process of its own that stops itself at a step, as if its machine had been suspended."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from contextlib import closing
from functools import cached_property
from pathlib import Path
from typing import NoReturn

from rawugc_sync.api.clock import SystemClock
from rawugc_sync.applying.outcome import Outcome, Result
from rawugc_sync.applying.underway import Underway
from rawugc_sync.reconciling.apply import apply
from rawugc_sync.reconciling.plan import plan
from rawugc_sync.reconciling.request import Request
from rawugc_sync.state.journal import Journal
from rawugc_sync.state.keeper import Keeper
from rawugc_sync.state.places import Setting
from rawugc_sync.state.stores.postgres import PostgresStore
from rawugc_sync.state.stores.postgres_server import server_of
from rawugc_sync.words.errors import StateError
from rawugc_sync.words.planned import Change
from rawugc_sync.workspace.surroundings import Surroundings
from rawugc_sync.workspace.workspace import Workspace

LEASE = 2.0
"""Seconds: a minute is long for a test."""


class Freezing(PostgresStore):
    """Stops the process once so many entries are in the journal; the last one just now."""

    left = 0

    def append(self, lines: bytes) -> None:
        for line in lines.splitlines(keepends=True):
            super().append(line)
            self.left -= 1
            if self.left == 0:
                os.kill(os.getpid(), signal.SIGSTOP)


class Frozen(Workspace):
    """A workspace whose lease is short."""

    left = 0

    @cached_property
    def keeper(self) -> Keeper:
        around = self.around
        setting = Setting(
            self.config.state, self.name, self.root, self.private.path, around.variables, around.clock
        )
        store = Freezing(server_of(setting), self.name, LEASE)
        store.left = self.left
        spool = self.private.path / "journal.jsonl"
        return Keeper(store, around.clock, Journal(spool, str(spool)))


class Nobody:
    """Hears of nothing."""

    def started(self, change: Change) -> None: ...

    def finished(self, result: Result) -> None: ...

    def waiting(self, underway: Sequence[Underway]) -> None: ...


def main(root: Path, variables: Mapping[str, str], left: int) -> NoReturn:
    """The whole life of the process, which stops behind this entry of its journal; prints what went wrong."""
    try:
        outcome = _applied(root, variables, left)
    except StateError as failed:
        sys.stdout.write(json.dumps([one.code for one in failed.diagnostics]))
        sys.exit(1)
    sys.stdout.write(json.dumps([one.code for one in outcome.trouble]))
    sys.exit(outcome.exit_code)


def _applied(root: Path, variables: Mapping[str, str], left: int) -> Outcome:
    workspace = Frozen(root, Surroundings(variables, SystemClock()))
    workspace.left = left
    with workspace.keeper.held("rawugc-sync apply"):
        workspace.keeper.settle()
        with closing(workspace.writer(clock=SystemClock(), max_wait=60)) as writer:
            planned = plan(workspace, Request(), writer, applying=True)
            return apply(workspace, planned, writer, Nobody(), lambda: False)
