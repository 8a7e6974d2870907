"""Pull requests of a fleet's repositories, and what is planned for each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rawugc_sync.fleet.engine.database import Connection, Row, stored
from rawugc_sync.forge.forge import Opened

_PUT = """
insert into fleet_requests (repository, number, head, title, author, is_fork, is_open)
values (%(repository)s, %(number)s, %(head)s, %(title)s, %(author)s, %(is_fork)s, true)
on conflict (repository, number) do update set head = excluded.head, title = excluded.title,
  author = excluded.author, is_fork = excluded.is_fork, is_open = true
"""
_PLANNED = """
select 1 from fleet_runs where request = %(number)s and workspace = %(workspace)s and content = %(content)s
  and ended_at is not null and exit_code is not null and not later
union all
select 1 from procrastinate_jobs where status = 'doing' and args @> jsonb_build_object(
  'workspace', %(workspace)s::text, 'request', %(number)s::bigint, 'content', %(content)s::text)
limit 1
"""
_LATEST = """
select distinct on (p.workspace) r.id, r.exit_code, r.what, r.comment, r.commit_id, r.ended_at, r.later,
  w.tenant, w.repository, w.path, w.environment
from fleet_proposed p join fleet_workspaces w on w.id = p.workspace
left join fleet_runs r on r.request = p.number and r.workspace = p.workspace and r.content = p.content
where p.repository = %s and p.number = %s
order by p.workspace, r.started_at desc nulls last
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
    """Write down some that are open."""
    for one in opened:
        values = {name: getattr(one, name) for name in ("number", "head", "title", "author", "is_fork")}
        connection.execute(_PUT, stored({"repository": repository, **values}))


def close(connection: Connection, repository: str, still: Sequence[int]) -> None:
    """All others of a repository than these are closed."""
    connection.execute(
        "update fleet_requests set is_open = false where repository = %s and not number = any(%s)",
        [repository, list(still)],
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
    """Whether the same was planned for it before, or is being planned right now."""
    values = {"number": number, "workspace": workspace, "content": content}
    return connection.execute(_PLANNED, values).fetchone() is not None


def propose(connection: Connection, repository: str, number: int, content: Mapping[str, str]) -> bool:
    """Write down what it changes: workspace to what would be planned; whether that was another before."""
    before = connection.execute(
        "delete from fleet_proposed where repository = %s and number = %s returning workspace, content",
        [repository, number],
    ).fetchall()
    with connection.cursor() as cursor:
        rows = [(repository, number, workspace, told) for workspace, told in content.items()]
        cursor.executemany("insert into fleet_proposed values (%s, %s, %s, %s)", rows)
    return {row["workspace"]: row["content"] for row in before} != dict(content)


def latest(connection: Connection, proposed: Proposed) -> list[Row]:
    """The last run of each workspace for what it proposes now, by their names; empty where none has begun."""
    found = connection.execute(_LATEST, [proposed.repository, proposed.number]).fetchall()
    return sorted(found, key=lambda row: (row["tenant"], row["path"], row["environment"] or ""))
