"""How a fleet stands: each workspace with the run that it stands with, what runs, what waits, how long."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from rawugc_sync.fleet.engine.database import Connection, Row
from rawugc_sync.fleet.engine.queue import RUN, backlog

_WORKSPACES = """
select w.id, w.tenant, w.repository, w.path, w.environment, w.commit_id, w.drifted, w.refused, w.drift_at,
  r.id as run, r.kind, r.exit_code, r.what, r.advice, r.later, r.started_at, r.ended_at
from fleet_workspaces w
left join lateral (
  select id, kind, exit_code, what, advice, later, started_at, ended_at from fleet_runs
  where id = coalesce(w.failed, (select id from fleet_runs
    where workspace = w.id and request is null order by started_at desc limit 1))) r on true
where not w.gone order by w.tenant, w.repository, w.path, w.environment
"""
_REPOSITORIES = "select url, tenant, commit_id, trouble from fleet_repositories order by tenant, url"
_JOBS = """
select args->>'kind' as kind, status::text as status, count(*) as n from procrastinate_jobs
where task_name = %s and status in ('todo', 'doing') group by 1, 2
"""
_WORKERS = (
    "select count(*) as n from procrastinate_workers where last_heartbeat > now() - interval '1 minute'"
)


@dataclass(frozen=True, slots=True)
class Load:
    """`waiting` and `running`: kind → how many. `oldest`: seconds for which the oldest job could have run."""

    waiting: dict[str, int]
    running: dict[str, int]
    oldest: float
    workers: int


@dataclass(frozen=True, slots=True)
class Status(Load):
    """What is to be done, each workspace with the run that it stands with, and where these come from."""

    workspaces: list[Row]
    repositories: list[Row]


def status_of(connection: Connection) -> Status:
    """All of it, as it is now."""
    load = load_of(connection)
    return Status(
        **asdict(load),
        workspaces=connection.execute(_WORKSPACES).fetchall(),
        repositories=connection.execute(_REPOSITORIES).fetchall(),
    )


def troubled(connection: Connection) -> list[Row]:
    """The repositories whose last look has failed: git cannot read them, or their host does not answer."""
    return [row for row in connection.execute(_REPOSITORIES).fetchall() if row["trouble"]]


def load_of(connection: Connection) -> Load:
    """What runs and what waits now."""
    jobs = connection.execute(_JOBS, [RUN]).fetchall()
    counted = {
        status: {row["kind"]: row["n"] for row in jobs if row["status"] == status}
        for status in ("todo", "doing")
    }
    return Load(
        waiting=counted["todo"],
        running=counted["doing"],
        oldest=backlog(connection),
        workers=workers(connection),
    )


def workers(connection: Connection) -> int:
    """How many have been heard of in the last minute."""
    row = connection.execute(_WORKERS).fetchone()
    return int(row["n"]) if row else 0
