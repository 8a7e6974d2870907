"""A worker that is frozen past its lease, and wakes up: it sends nothing more, and its word is not taken."""

from __future__ import annotations

import os
import signal
from collections import Counter
from typing import Any

import pytest

from tests.fleet.faults.stage import Stage
from tests.sampling import MINUTES

pytestmark = MINUTES

LEASE = 3.0
NAMES = [f"n{number}" for number in range(6)]


def files(_name: str) -> dict[str, Any]:
    personas = {name: {"name": name, "description": "D"} for name in NAMES}
    return {
        "rawugc.yaml": {"workspace": "a", "state": "postgresql:///states"},
        "brand.yaml": {"personas": personas},
    }


LEASES = [LEASE, None] if "RAWUGC_SOAK" in os.environ else [LEASE]


@pytest.fixture(params=LEASES, ids=lambda seconds: f"lease of {seconds or 60:g} s")
def lease(request: pytest.FixtureRequest) -> float | None:
    """In the normal run a short one; that of the product lasts a minute."""
    return request.param  # type: ignore[no-any-return]


@pytest.mark.timeout(300)
@pytest.mark.parametrize("request_", range(2, 8, 2), ids=lambda number: f"at request {number}")
def test_another_takes_over_and_the_frozen_one_does_nothing_more(stage: Stage, request_: int) -> None:
    _with_states(stage)
    stage.brands("a", files)
    frozen = stage.start()

    def upon(_key: str) -> None:
        if len(stage.rawugc.log) == request_:
            frozen.signal(signal.SIGSTOP)

    stage.rawugc.upon = upon
    stage.until(lambda: len(stage.rawugc.log) >= request_)
    (lost,) = [run["id"] for run in stage.runs() if run["ended_at"] is None]
    other = stage.start()
    stage.until(stage.is_settled, 120)
    assert stage.rawugc.names() == Counter(NAMES)
    asked, told = len(stage.rawugc.log), _told(stage)
    assert told[lost] == (None, "was lost with its worker")

    frozen.signal(signal.SIGCONT)
    stage.until(lambda: "engine/perform.py" not in frozen.stands())
    frozen.signal(signal.SIGTERM)
    assert frozen.ended() == 0
    assert len(stage.rawugc.log) == asked
    assert _told(stage) == told
    other.signal(signal.SIGTERM)
    assert other.ended() == 0
    stage.assert_no_traceback()
    stage.agency.assert_settled()


def _told(stage: Stage) -> dict[str, tuple[int | None, str]]:
    """Run → how it ended."""
    return {run["id"]: (run["exit_code"], run["what"]) for run in stage.runs()}


def _with_states(stage: Stage) -> None:
    """Another database of the same server keeps the states."""
    with stage.server.admin() as admin:
        admin.execute("drop database if exists states with (force)")
        admin.execute("create database states")
    stage.agency.variables |= {"PGHOST": str(stage.server.folder), "PGUSER": "postgres"}
