"""When drift is looked for: spread, once each, also after a night in which no worker ran."""

from __future__ import annotations

import pytest

from tests.fleet.agency import persona
from tests.fleet.engine.works import Works


@pytest.fixture
def hourly(works: Works) -> Works:
    """Two brands that have been applied."""
    fleet(works, "1h")
    files = {
        f"{name}/{file}": content
        for name in ("ash", "bay")
        for file, content in (
            ("rawugc.yaml", {"workspace": name}),
            ("brand.yaml", persona(name.title())),
        )
    }
    works.agency.repository("brands", files)
    with works.worker():
        works.until_idle(2)
    return works


def fleet(works: Works, every: str) -> None:
    works.fleet({"repositories": [{"url": "brands", "tenant": "t"}], "drift": {"every": every}})


def minutes(works: Works) -> list[int]:
    """Until each is looked at."""
    rows = works.rows("select extract(epoch from drift_at - now()) as s from fleet_workspaces order by path")
    return [round(row["s"] / 60) for row in rows]


def late(works: Works, path: str, minutes: int) -> None:
    sql = "update fleet_workspaces set drift_at = now() - make_interval(mins => %s) where path = %s"
    works.rows(f"{sql} returning id", minutes, path)


def test_looks_stay_spread_and_come_once_after_a_night_without_a_worker(hourly: Works) -> None:
    late(hourly, "ash", 485)
    late(hourly, "bay", 490)
    with hourly.parts() as parts:
        parts.tick.look()
        assert minutes(hourly) == [55, 50]
        assert len([one for one in hourly.waiting() if one.startswith("drift")]) == 2
        hourly.rows("delete from procrastinate_jobs returning id")
        parts.tick.look()
        assert hourly.waiting() == []


def test_an_interval_that_was_made_shorter_counts_from_the_next_start(hourly: Works) -> None:
    for path in ("ash", "bay"):
        late(hourly, path, -28_800)
    with hourly.worker():
        hourly.until(lambda: max(minutes(hourly)) < 28_000)
    assert all(0 <= one <= 60 for one in minutes(hourly))
