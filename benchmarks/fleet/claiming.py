"""What it takes to claim a job, with many workspaces known and few or many jobs that wait."""

from __future__ import annotations

import statistics
import time
from collections.abc import Mapping

import psycopg

from benchmarks.fleet.town import Town

KNOWN = 100_000
WAITING = (1, 1_000, 10_000)
CLAIMS = 200
_WORKSPACES = """
insert into fleet_workspaces
  (id, tenant, repository, path, key_place, state_place, commit_id, content, tried, drift_at)
select md5(n::text), 't' || n %% 20, 'r' || n %% 20, 'w' || n, md5(n::text), 's' || n, 'c', 'x', 'x',
  now() + n * interval '36 ms'
from generate_series(1, %s) n
"""
_JOBS = """
insert into procrastinate_jobs (queue_name, task_name, priority, lock, queueing_lock, args)
select 'fleet', 'fleet.run', -n / 20, 'key ' || id, 'drift ' || id,
  jsonb_build_object('workspace', id, 'tenant', tenant, 'kind', 'drift', 'commit', commit_id)
from (select *, row_number() over () as n from fleet_workspaces where not gone limit %s) w
"""
_CLAIM = "select * from procrastinate_fetch_job_v2(array['fleet'], %s)"
_FINISH = "select procrastinate_finish_job_v1(%s, 'succeeded', true)"


def claims(town: Town) -> Mapping[int, float]:
    """How many wait → ms of a claim, in the median.

    As a fleet comes to it: the queue was empty when it was counted, and jobs end as others are claimed.
    """
    with town.database() as connection:
        connection.execute(_WORKSPACES, [KNOWN])
        connection.execute("vacuum analyze")
        return {waiting: _median(connection, waiting) for waiting in WAITING}


def _median(connection: psycopg.Connection, waiting: int) -> float:
    connection.execute(_JOBS, [waiting])
    row = connection.execute("select worker_id from procrastinate_register_worker_v1()").fetchone()
    assert row is not None
    taken = []
    for _ in range(CLAIMS):
        began = time.perf_counter()
        job = connection.execute(_CLAIM, row).fetchone()
        taken.append((time.perf_counter() - began) * 1_000)
        if job is None or job[0] is None:
            raise SystemExit("a claim found nothing")
        connection.execute(_FINISH, [job[0]])
        if waiting < CLAIMS:
            connection.execute(_JOBS, [waiting])
    connection.execute("delete from procrastinate_jobs")
    return statistics.median(taken)
