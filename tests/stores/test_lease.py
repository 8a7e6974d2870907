"""A run that loses its lease sends nothing more; runners behind a pooler make nothing twice."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from rawugc_sync.state.store import Store
from rawugc_sync.words.errors import LockHeld
from tests.forks import Fork
from tests.stores import frozen, world_postgres
from tests.stores.bouncer import bouncer
from tests.stores.test_contract import YOU
from tests.stores.test_runners import BRAND, COUNT, Account, account, plan_is_empty, runner
from tests.stores.worlds import opened

ENTRIES = 2 * COUNT
"""Of an apply: one for the run, and for each create its intent and its answer; the state has the last."""


@pytest.fixture
def database(tmp_path: Path) -> Iterator[world_postgres.Database]:
    with world_postgres.world(tmp_path) as one:
        yield one


def start(database: world_postgres.Database, live: Account, entry: int) -> Fork:
    """A runner that stops behind this entry of its journal."""
    root = database.machine("one")
    root.mkdir()
    config = {"workspace": "glow-lab", "state": database.url}
    (root / "rawugc.yaml").write_text(json.dumps(config), encoding="utf-8")
    (root / "brand.yaml").write_text(json.dumps(BRAND), encoding="utf-8")
    variables = {"RAWUGC_API_KEY": "ruk_one", "RAWUGC_BASE_URL": live.url, **database.variables}
    return Fork.start(dict(os.environ), frozen.main, root, variables, entry)


def stopped(process: Fork) -> bool:
    """Whether it has stopped itself, once it has either stopped or ended."""
    while process.returncode is None:
        if process.stopped:
            return True
        time.sleep(0.02)
    return False


def taken_over(store: Store) -> None:
    """By somebody who asks until the lease has ended."""
    for _ in range(400):
        try:
            store.lock(YOU)
        except LockHeld:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("the lease does not end")


@pytest.mark.parametrize("entry", range(1, ENTRIES + 1))
def test_a_runner_that_was_frozen_sends_nothing_more(database: world_postgres.Database, entry: int) -> None:
    """Behind an even entry it has announced a call and not sent it; behind an odd one, it has its answer."""
    with account() as live:
        process = start(database, live, entry)
        assert stopped(process), process.communicate()
        sent = len(live.writes)
        assert sent == (entry - 1) // 2
        taken_over(opened(database, "two"))
        process.send_signal(signal.SIGCONT)
        out, err = process.communicate(timeout=60)
        assert len(live.writes) == sent, "it has sent a call without its lease"
        assert (process.returncode != 0, set(json.loads(out))) == (True, {"lock-lost"}), out + err


@pytest.mark.parametrize("size", [1, 20])
def test_two_runners_behind_a_pooler_make_nothing_twice(database: world_postgres.Database, size: int) -> None:
    pooler = bouncer("transaction", size)
    behind = replace(database, variables={**database.variables, "PGHOST": str(pooler.folder)})
    with account() as live:
        racing = [runner(behind, live, name).apply() for name in ("one", "two", "three")]
        for process in racing:
            out, err = process.communicate(timeout=110)
            assert process.returncode == 0, out + err
        assert live.names == [f"Persona {n}" for n in range(COUNT)]
        assert len(live.writes) == COUNT
        assert plan_is_empty(runner(behind, live, "four"))
