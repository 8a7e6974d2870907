"""Whose turn it is, where one tenant has a thousand times as many jobs as another."""

from __future__ import annotations

from benchmarks.fleet.town import Town
from rawugc_sync.fleet.engine.database import Connection, Database
from rawugc_sync.fleet.engine.queue import Queue, Work
from rawugc_sync.fleet.engine.workspaces import Known
from rawugc_sync.fleet.member import Member

JOBS = {"large": 5_000, "small": 5}
_CLAIM = "select args->>'tenant' as tenant from procrastinate_fetch_job_v2(array['fleet'], %s)"


def last_of_few(town: Town) -> int:
    """As which of all the last job of the small tenant starts, though the large one came first."""
    with Database(town.url).opened() as opened, opened.transaction() as connection:
        for tenant, count in JOBS.items():
            Queue(opened).put(connection, [_work(tenant, number) for number in range(count)])
        started = _started(connection)
        connection.execute("delete from procrastinate_jobs")
    return started


def _started(connection: Connection) -> int:
    row = connection.execute("select worker_id from procrastinate_register_worker_v1()").fetchone()
    assert row is not None
    started, left = 0, JOBS["small"]
    while left:
        claimed = connection.execute(_CLAIM, [row["worker_id"]]).fetchone()
        started += 1
        left -= claimed is not None and claimed["tenant"] == "small"
    return started


def _work(tenant: str, number: int) -> Work:
    member = Member(tenant, f"{tenant}.git", f"w{number}")
    known = Known(member=member, key_place=member.id, state_place=member.id, commit="c", content="x")
    return Work(known, "apply", "c")
