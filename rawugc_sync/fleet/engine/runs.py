"""The runs of a fleet: each with its plan, its page and its outcome, for as long as they are kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from rawugc_sync.fleet.engine import totals
from rawugc_sync.fleet.engine.database import Connection, Row, storable, stored
from rawugc_sync.fleet.engine.totals import Counted

_HEAD = """
select r.id, r.kind, r.commit_id, r.request, r.worker, r.started_at, r.ended_at, r.exit_code, r.what,
  r.advice, w.tenant, w.repository, w.path, w.environment
from fleet_runs r join fleet_workspaces w on w.id = r.workspace
"""
OUTCOMES = {0: "done", 3: "refused", 4: "partly", 5: "locked", 6: "unresolved", 130: "interrupted"}
"""Exit code → in a word; any other is a failure."""
_ALL = 2**63 - 1
"""More rows no database gives."""
_BEGIN = """
insert into fleet_runs (id, workspace, kind, commit_id, request, content, job, worker)
values (%(id)s, %(workspace)s, %(kind)s, %(commit)s, %(request)s, %(content)s, %(job)s, %(worker)s)
"""
_LOST = "update fleet_runs r set ended_at = now(), what = 'was lost with its worker'"
_ORPHANED = f"""
{_LOST} where ended_at is null
  and not exists (select 1 from procrastinate_jobs j where j.id = r.job and j.status = 'doing')
"""  # noqa: S608
_END = """
update fleet_runs set ended_at = now(), exit_code = %(exit_code)s, what = %(what)s, later = %(later)s,
  requests = %(requests)s, throttled = %(throttled)s, plan = %(plan)s, page = %(page)s,
  comment = %(comment)s, outcome = %(outcome)s, advice = %(advice)s
where id = %(id)s and ended_at is null
returning kind
"""

# A workspace stands with the last run of its branch that has ended, or with an apply that has failed.
_FORGET = """
delete from fleet_runs r where started_at < now() - make_interval(secs => %(seconds)s)
  and not id = any(%(but)s)
  and exists (select 1 from fleet_runs n where n.workspace = r.workspace and n.started_at > r.started_at
    and (r.request is not null or (n.request is null and n.ended_at is not null)))
  and not exists (select 1 from fleet_workspaces w where w.id = r.workspace and w.failed = r.id)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A run that begins; `request` is the number of the pull request that it is for."""

    id: str
    workspace: str
    kind: str
    commit: str
    request: int | None
    content: str | None
    job: int
    worker: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What is kept of a run that has ended: plan and outcome as JSON, the page in bytes, a comment.

    `advice`: what a person is to do about it.
    """

    exit_code: int
    what: str
    later: bool = False
    requests: int = 0
    throttled: int = 0
    plan: str | None = None
    page: bytes | None = None
    comment: str | None = None
    outcome: str | None = None
    advice: str = ""


def begin(connection: Connection, begun: Begun) -> None:
    """Write down that it runs; what had begun before in its workspace has ended without a word.

    One at a time runs for a key. The job of what was lost need not be this one: another that waited for the
    same may have taken its place.
    """
    connection.execute(
        f"{_LOST} where workspace = %s and ended_at is null",
        [begun.workspace],
    )
    connection.execute(_BEGIN, _values(begun))
    totals.add(connection, [Counted("claims", begun.kind)])


def lost(connection: Connection) -> int:
    """Write down which have ended without a word: nobody has their jobs; how many."""
    return connection.execute(_ORPHANED).rowcount


def end(connection: Connection, id_: str, kept: Kept) -> bool:
    """Write down how it ended; False where somebody else has taken it over meanwhile."""
    row = connection.execute(_END, {"id": id_, **_values(kept)}).fetchone()
    if row is None:
        return False
    outcome = "later" if kept.later else OUTCOMES.get(kept.exit_code, "failed")
    counted = [
        Counted("runs", row["kind"], outcome),
        Counted("requests", row["kind"], n=kept.requests),
        Counted("throttled", row["kind"], n=kept.throttled),
    ]
    totals.add(connection, counted)
    return True


def tries(connection: Connection, begun: Begun) -> int:
    """How often its job was put off before: that it was taken back from the dead does not count."""
    row = connection.execute(
        "select count(*) as n from fleet_runs where workspace = %s and job = %s and later and id <> %s "
        "and coalesce(exit_code, 0) <> 130",
        [begun.workspace, begun.job, begun.id],
    ).fetchone()
    return int(row["n"]) if row else 0


def _values(value: Begun | Kept) -> dict[str, Any]:
    return stored({name: getattr(value, name) for name in type(value).__dataclass_fields__})


def newest(connection: Connection, most: int, workspaces: Iterable[str] | None = None) -> list[Row]:
    """The newest first, without plans and pages; of some workspaces alone."""
    where = "" if workspaces is None else "where r.workspace = any(%s)"
    values = [] if workspaces is None else [list(workspaces)]
    sql = f"{_HEAD} {where} order by r.started_at desc limit %s"
    return connection.execute(sql, [*values, min(most, _ALL)]).fetchall()


def run(connection: Connection, id_: str) -> Row | None:
    """One with all that is kept of it."""
    return connection.execute(
        "select r.*, w.tenant, w.repository, w.path, w.environment from fleet_runs r "
        "join fleet_workspaces w on w.id = r.workspace where r.id = %s",
        [storable(id_)],
    ).fetchone()


def forget(connection: Connection, seconds: int, but: Iterable[str] = ()) -> int:
    """Take out what is older, but what a workspace stands with, and these; how many that were."""
    return connection.execute(_FORGET, {"seconds": seconds, "but": list(but)}).rowcount
