"""A worker that is frozen past its lease, and wakes up: it sends nothing more, and its word is not taken."""

from __future__ import annotations

import os
import signal
from collections import Counter
from typing import Any

import pytest

from tests.fleet.faults.stage import Stage

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
    other = stage.start()
    stage.until(stage.is_settled, 120)
    assert stage.rawugc.names() == Counter(NAMES)
    asked, ended = len(stage.rawugc.log), [run["id"] for run in stage.runs() if run["exit_code"] == 0]

    frozen.signal(signal.SIGCONT)
    stage.until(lambda: "engine/perform.py" not in frozen.stands())
    frozen.signal(signal.SIGTERM)
    assert frozen.ended() == 0
    assert len(stage.rawugc.log) == asked
    assert [run["id"] for run in stage.runs() if run["exit_code"] is not None] == ended
    assert stage.runs()[0]["what"] == "was lost with its worker"
    other.signal(signal.SIGTERM)
    assert other.ended() == 0
    stage.assert_no_traceback()
    stage.agency.assert_settled()


def _with_states(stage: Stage) -> None:
    """Another database of the same server keeps the states."""
    with stage.server.admin() as admin:
        admin.execute("drop database if exists states with (force)")
        admin.execute("create database states")
    stage.agency.variables |= {"PGHOST": str(stage.server.folder), "PGUSER": "postgres"}
