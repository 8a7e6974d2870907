"""Pull requests of a fleet's repositories, and what is planned for each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rawugc_sync.fleet.engine.database import Connection, Row
from rawugc_sync.forge.forge import Opened

_PUT = """
insert into fleet_requests (repository, number, head, title, author, is_fork, is_open)
values (%(repository)s, %(number)s, %(head)s, %(title)s, %(author)s, %(is_fork)s, true)
on conflict (repository, number) do update set head = excluded.head, title = excluded.title,
  author = excluded.author, is_fork = excluded.is_fork, is_open = true
"""
_PLANNED = """
select 1 from fleet_runs where request = %s and workspace = %s and content = %s and ended_at is not null
  and exit_code is not null and not later limit 1
"""
_LATEST = """
select distinct on (r.workspace) r.id, r.exit_code, r.what, r.comment, r.commit_id, r.ended_at,
  w.tenant, w.repository, w.path, w.environment
from fleet_runs r join fleet_workspaces w on w.id = r.workspace
where r.request = %s and w.repository = %s and r.commit_id = %s
order by r.workspace, r.started_at desc
"""


@dataclass(frozen=True, slots=True)
class Proposed:
    """A pull request as it was last seen."""

    repository: str
    number: int
    head: str
    is_fork: bool
    is_open: bool


def put(connection: Connection, repository: str, opened: Iterable[Opened]) -> None:
    """Write down those that are open; all others of the repository are closed."""
    numbers = []
    for one in opened:
        values = {name: getattr(one, name) for name in ("number", "head", "title", "author", "is_fork")}
        connection.execute(_PUT, {"repository": repository, **values})
        numbers.append(one.number)
    connection.execute(
        "update fleet_requests set is_open = false where repository = %s and not number = any(%s)",
        [repository, numbers],
    )


def get(connection: Connection, repository: str, number: int) -> Proposed | None:
    """One of them."""
    row = connection.execute(
        "select * from fleet_requests where repository = %s and number = %s", [repository, number]
    ).fetchone()
    if row is None:
        return None
    return Proposed(repository, number, row["head"], row["is_fork"], row["is_open"])


def is_planned(connection: Connection, number: int, workspace: str, content: str) -> bool:
    """Whether the same was planned for it before."""
    return connection.execute(_PLANNED, [number, workspace, content]).fetchone() is not None


def latest(connection: Connection, proposed: Proposed) -> list[Row]:
    """The last run of each workspace for what it proposes now, in the order of their names."""
    found = connection.execute(_LATEST, [proposed.number, proposed.repository, proposed.head]).fetchall()
    return sorted(found, key=lambda row: (row["tenant"], row["path"], row["environment"] or ""))
