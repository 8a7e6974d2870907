"""Links on which one person says yes or no for one role to one plan, once. The database has only hashes."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rawugc_sync.fleet.engine.database import Connection, Row

_BYTES = 32
_MAKE = """
insert into fleet_links (token, run, digest, role, person, expires_at)
values (%(token)s, %(run)s, %(digest)s, %(role)s, %(person)s, now() + make_interval(secs => %(seconds)s))
returning expires_at
"""
_GET = """
select l.*, l.expires_at <= now() as is_over, r.workspace, r.request, r.commit_id, r.content, r.plan
from fleet_links l join fleet_runs r on r.id = l.run where l.token = %s
"""
_TAKE = """
update fleet_links set used_at = now(), said = %(said)s, note = %(note)s
where token = %(token)s and used_at is null and expires_at > now()
"""
_RUNS = """
fleet_runs r join fleet_workspaces w on w.id = r.workspace
left join fleet_requests q on q.repository = w.repository and q.number = r.request
left join fleet_proposed p on p.repository = q.repository and p.number = q.number and p.workspace = w.id
"""
_STANDS = (
    "case when r.request is null then r.content = w.content else q.is_open and r.content = p.content end"
)
"""Whether a run is of what there is now, on the branch or in a pull request that is open."""
_STANDING = """
select r.id, r.workspace, r.kind, r.request, r.plan, r.content, q.head
from {runs} where r.workspace = %(workspace)s and r.kind = 'plan' and r.plan is not null and {stands}
  and {where} order by r.started_at desc limit 1
"""
_ANSWERED = """
select l.said, l.note, l.role, l.person, l.used_at, l.run, r.request, coalesce({stands}, false) as stands,
  w.tenant, w.repository, w.path, w.environment
from fleet_links l join ({runs}) on r.id = l.run
where l.said is not null and l.said <> 'yes' and not w.gone order by l.used_at desc limit %s
"""

_OBJECTED = """
select distinct l.run from fleet_links l join ({runs}) on r.id = l.run
where l.said is not null and l.said <> 'yes' and not w.gone and {stands}
"""
_FORGET = "delete from fleet_links where expires_at < now() - interval '30 days' and not run = any(%s)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """What a link is for: the plan of a `run` with this digest, a role, a person, and so many seconds."""

    run: str
    digest: str
    role: str
    person: str
    seconds: int


def make(connection: Connection, bound: Bound) -> tuple[str, datetime]:
    """A new link: its token, which is kept nowhere, and until when it holds."""
    token = secrets.token_urlsafe(_BYTES)
    values = {name: getattr(bound, name) for name in Bound.__dataclass_fields__}
    row = connection.execute(_MAKE, {"token": _hashed(token), **values}).fetchone()
    assert row is not None
    return token, row["expires_at"]


def get(connection: Connection, token: str) -> Row | None:
    """The link of a token with the run that it is for; `is_over`: its time has passed."""
    return connection.execute(_GET, [_hashed(token)]).fetchone()


def take(connection: Connection, token: str, said: str, note: str) -> bool:
    """Use it up for what is said on it, and why; False where somebody else was quicker."""
    values = {"said": said, "note": note, "token": _hashed(token)}
    return connection.execute(_TAKE, values).rowcount == 1


def give_back(connection: Connection, token: str) -> None:
    """It was not used after all: nothing was recorded."""
    sql = "update fleet_links set used_at = null, said = null, note = null where token = %s"
    connection.execute(sql, [_hashed(token)])


def objections(connection: Connection, most: int) -> list[Row]:
    """Where somebody has said no, the newest first."""
    return connection.execute(_of_runs(_ANSWERED), [most]).fetchall()


def objected(connection: Connection) -> list[str]:
    """The runs of what there is now to which somebody has said no."""
    return [row["run"] for row in connection.execute(_of_runs(_OBJECTED)).fetchall()]


def forget(connection: Connection, but: Sequence[str]) -> None:
    """Take out what is long over, but links to these runs."""
    connection.execute(_FORGET, [list(but)])


def newest_plan(connection: Connection, workspace: str) -> Row | None:
    """The last plan of what there is now, on the branch or in a pull request that is open.

    `head` is what the pull request proposes now.
    """
    return connection.execute(_of_runs(_STANDING), {"workspace": workspace}).fetchone()


def standing(connection: Connection, workspace: str, request: int | None) -> Row | None:
    """The last plan of what there is now on the branch, or in this pull request, with its `digest`."""
    sql = _of_runs(_STANDING, where="r.request is not distinct from %(request)s")
    found = connection.execute(sql, {"workspace": workspace, "request": request}).fetchone()
    # PostgreSQL would unescape all texts of the plan for this one, and cannot hold each.
    return found and {**found, "digest": json.loads(found["plan"]).get("digest")}


def _of_runs(sql: str, where: str = "true") -> str:
    return sql.format(runs=_RUNS, stands=_STANDS, where=where)


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
