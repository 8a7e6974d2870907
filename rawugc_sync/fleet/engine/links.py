"""Links on which one person says yes or no for one role to one plan, once. The database has only hashes."""

from __future__ import annotations

import hashlib
import secrets
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
_PLAN = """
select id, workspace, kind, request, plan from fleet_runs
where workspace = %s and kind = 'plan' and plan is not null order by started_at desc limit 1
"""
_DIGEST = """
select plan::json->>'digest' as digest from fleet_runs
where workspace = %s and kind = 'plan' and plan is not null and request is not distinct from %s
order by started_at desc limit 1
"""
_ANSWERED = """
select l.said, l.note, l.role, l.person, l.used_at, l.run, w.tenant, w.repository, w.path, w.environment
from fleet_links l join fleet_runs r on r.id = l.run join fleet_workspaces w on w.id = r.workspace
where l.said is not null and l.said <> 'yes' and not w.gone order by l.used_at desc limit %s
"""


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


def take(connection: Connection, token: str) -> bool:
    """Use it up; False where somebody else was quicker."""
    sql = "update fleet_links set used_at = now() where token = %s and used_at is null and expires_at > now()"
    return connection.execute(sql, [_hashed(token)]).rowcount == 1


def give_back(connection: Connection, token: str) -> None:
    """It was not used after all: nothing was recorded."""
    sql = "update fleet_links set used_at = null where token = %s and said is null"
    connection.execute(sql, [_hashed(token)])


def answered(connection: Connection, token: str, said: str, note: str) -> None:
    """Write down what was said on it, and why."""
    sql = "update fleet_links set said = %s, note = %s where token = %s"
    connection.execute(sql, [said, note, _hashed(token)])


def objections(connection: Connection, most: int) -> list[Row]:
    """Where somebody has said no, the newest first."""
    return connection.execute(_ANSWERED, [most]).fetchall()


def newest_plan(connection: Connection, workspace: str) -> Row | None:
    """The last plan of a workspace that is kept, of its branch or of a pull request."""
    return connection.execute(_PLAN, [workspace]).fetchone()


def newest_digest(connection: Connection, workspace: str, request: int | None) -> str | None:
    """That of its last plan for the same pull request, or for none."""
    row = connection.execute(_DIGEST, [workspace, request]).fetchone()
    return row["digest"] if row else None


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
