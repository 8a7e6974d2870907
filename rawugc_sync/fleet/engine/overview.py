"""What the status page of a fleet shows, each list as far as there is room for it."""

from __future__ import annotations

from dataclasses import dataclass

from rawugc_sync.fleet.engine import links
from rawugc_sync.fleet.engine.database import Connection, Row
from rawugc_sync.fleet.engine.queue import RUN
from rawugc_sync.fleet.engine.status import Load, load_of, troubled

MOST = 50
"""Rows of a list on the first page."""
PAGE = 200
"""Workspaces on a page of a tenant."""

_LAST = """
from fleet_workspaces w left join lateral (
  select id, kind, exit_code, what, advice, started_at, ended_at, later from fleet_runs
  where id = coalesce(w.failed, (select id from fleet_runs
    where workspace = w.id and request is null and ended_at is not null
    order by started_at desc limit 1))) r on true
where not w.gone
"""
# What is tried again later is shown as well: it may be a lock that only a person takes off.
_FAILED = "(w.refused is not null or coalesce(r.exit_code, 0) not in (0, 130))"
_TENANTS = f"""
select w.tenant, count(*) as n, count(*) filter (where {_FAILED}) as failed,
  count(*) filter (where w.drifted) as drifted {_LAST} group by 1 order by 1
"""
_ROWS = f"""
select w.id, w.tenant, w.repository, w.path, w.environment, w.commit_id, w.drifted, w.refused,
  r.id as run, r.kind, r.exit_code, r.what, r.advice, r.started_at, r.ended_at {_LAST}
"""
_RUNNING = """
select r.id, r.kind, r.request, r.started_at, r.worker, w.tenant, w.repository, w.path, w.environment
from fleet_runs r join fleet_workspaces w on w.id = r.workspace
where r.ended_at is null order by r.started_at limit %s
"""
_WAITING = """
select args->>'tenant' as tenant, args->>'kind' as kind, count(*) as n from procrastinate_jobs
where task_name = %s and status = 'todo' group by 1, 2 order by 3 desc, 1, 2 limit %s
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """`tenants` has a row for each with how many workspaces there are, have failed and have drifted."""

    load: Load
    troubled: list[Row]
    tenants: list[Row]
    running: list[Row]
    waiting: list[Row]
    failed: list[Row]
    drifted: list[Row]
    objections: list[Row]


def overview_of(connection: Connection) -> Overview:
    """How all of it stands now."""
    return Overview(
        load=load_of(connection),
        troubled=troubled(connection),
        tenants=connection.execute(_TENANTS).fetchall(),
        running=connection.execute(_RUNNING, [MOST]).fetchall(),
        waiting=connection.execute(_WAITING, [RUN, MOST]).fetchall(),
        failed=_rows(connection, f"and {_FAILED} order by r.started_at desc nulls first", MOST),
        drifted=_rows(connection, "and w.drifted order by r.started_at desc nulls last", MOST),
        objections=links.objections(connection, MOST),
    )


def of_tenant(connection: Connection, tenant: str, page: int) -> list[Row]:
    """The workspaces of a tenant on a page, counted from 1, in the order of their names."""
    where = "and w.tenant = %s order by w.path, w.environment nulls first, w.id"
    return connection.execute(
        f"{_ROWS} {where} limit %s offset %s", [tenant, PAGE, (page - 1) * PAGE]
    ).fetchall()


def _rows(connection: Connection, where: str, most: int) -> list[Row]:
    return connection.execute(f"{_ROWS} {where} limit %s", [most]).fetchall()
