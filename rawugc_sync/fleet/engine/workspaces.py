"""What a fleet knows of its workspaces, and when each is to be looked at again."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rawugc_sync.fleet.engine import locks
from rawugc_sync.fleet.engine.database import Connection, Row, storable, stored
from rawugc_sync.fleet.member import Member

_UPSERT = """
insert into fleet_workspaces
  (id, tenant, repository, path, environment, key_place, state_place, commit_id, content, drift_at)
values (%(id)s, %(tenant)s, %(repository)s, %(path)s, %(environment)s, %(key_place)s, %(state_place)s,
  %(commit)s, %(content)s, now() + make_interval(secs => %(spread)s))
on conflict (id) do update set tenant = excluded.tenant, key_place = excluded.key_place,
  state_place = excluded.state_place, refused = null, commit_id = excluded.commit_id,
  content = excluded.content, gone = false,
  drift_at = case when fleet_workspaces.drift_at > now() + make_interval(secs => %(every)s)
    then excluded.drift_at else fleet_workspaces.drift_at end
"""
# What it was before it had environments comes back only where nothing else is left to show.
_BROKEN = """
update fleet_workspaces w set refused = %s, gone = gone and (environment is not null or exists (
  select 1 from fleet_workspaces o where o.repository = w.repository and o.path = w.path and not o.gone))
where repository = %s and path = %s returning id, gone
"""
_UNREAD = """
insert into fleet_workspaces
  (id, tenant, repository, path, key_place, state_place, commit_id, content, refused, drift_at)
values (%(id)s, %(tenant)s, %(repository)s, %(path)s, %(id)s, %(id)s, %(commit)s, '', %(why)s, now())
"""
_GONE = "update fleet_workspaces set gone = true where repository = %s and not id = any(%s)"
# One that waits will see what there is by then, and one that runs has the content that stands with its run.
_OPEN = f"""
select w.* from fleet_workspaces w
where not w.gone and w.refused is null and w.content is distinct from w.tried
  and (%(repository)s::text is null or w.repository = %(repository)s)
  and not exists (select 1 from procrastinate_jobs j
    where j.status = 'todo' and j.queueing_lock = '{locks.run("apply", "")}' || w.id)
  and not exists (select 1 from procrastinate_jobs j
    left join fleet_runs r on r.job = j.id and r.workspace = w.id and r.ended_at is null
    where j.status = 'doing' and j.lock = '{locks.key("")}' || w.key_place
      and j.queueing_lock = '{locks.run("apply", "")}' || w.id
      and coalesce(r.content = w.content, true))
order by w.id limit %(most)s
"""  # noqa: S608
_CLASH = """
select o.tenant, o.repository, o.path, o.environment from fleet_workspaces w
join fleet_workspaces o on o.state_place = w.state_place and o.id <> w.id and not o.gone
where w.id = %s limit 1
"""
_FREED = """
update fleet_workspaces w set tried = null
where w.state_place = any(%s) and w.failed is not null and not exists (
  select 1 from fleet_workspaces o where o.state_place = w.state_place and o.id <> w.id and not o.gone)
"""
_DUE = """
with due as (
  select id from fleet_workspaces where {when} <= now() and not gone and refused is null
  order by {when} limit %(most)s for update skip locked)
update fleet_workspaces w set {when} = {then} from due where w.id = due.id
returning w.*
"""
_NEXT = (
    "w.drift_at + make_interval(secs => %(every)s * "
    "(1 + floor(extract(epoch from now() - w.drift_at) / %(every)s)::float))"
)
_ENDED = """
update fleet_workspaces set
  tried = coalesce(%(tried)s, tried),
  drifted = case when %(settled)s and drifted then null else coalesce(%(drifted)s, drifted) end,
  serial = greatest(serial, coalesce(%(serial)s, 0)),
  failed = case when %(tried)s::text is null then failed else %(failed)s end,
  apply_at = case when %(kind)s = 'apply' then now() + make_interval(secs => %(again)s) else apply_at end
where id = %(id)s
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A member as it is at the commit of its branch.

    `key_place` says whose requests are counted together, `state_place` where its state is, and `refused`
    why it must not be run.
    """

    member: Member
    key_place: str
    state_place: str
    commit: str
    content: str
    refused: str | None = None
    serial: int = 0
    gone: bool = False

    @classmethod
    def of(cls, row: Row) -> Known:
        same = ("key_place", "state_place", "content", "refused", "serial", "gone")
        return cls(member=member_of(row), commit=row["commit_id"], **{name: row[name] for name in same})


def member_of(row: Row) -> Member:
    """The member that a row of workspaces, or of their runs, is about."""
    return Member(row["tenant"], row["repository"], row["path"], row["environment"])


def put(connection: Connection, known: Sequence[Known], every: int) -> None:
    """Write down what there is of one repository now; first looks are spread over `every` seconds.

    So are those of an interval that was longer before.
    """
    with connection.cursor() as cursor:
        cursor.executemany(_UPSERT, [_values(one, every) for one in known])


def _values(known: Known, every: int) -> dict[str, object]:
    member = known.member
    values = {
        "id": member.id,
        "tenant": member.tenant,
        "repository": member.repository,
        "path": member.path,
        "environment": member.environment,
        "key_place": known.key_place,
        "state_place": known.state_place,
        "commit": known.commit,
        "content": known.content,
        "every": every,
        "spread": int(member.id, 16) % max(1, every),
    }
    return stored(values)


def only(connection: Connection, repository: str, ids: Iterable[str]) -> None:
    """All others of a repository are gone."""
    connection.execute(_GONE, [repository, list(ids)])


def broken(connection: Connection, member: Member, commit: str, why: str) -> list[str]:
    """What is known of a workspace that cannot be read any more stays, and is not run; its ids."""
    rows = connection.execute(_BROKEN, [storable(why), member.repository, member.path]).fetchall()
    if ids := [row["id"] for row in rows if not row["gone"]]:
        return ids
    told = {name: getattr(member, name) for name in ("id", "tenant", "repository", "path")}
    connection.execute(_UNREAD, {**told, "commit": commit, "why": storable(why)})
    return [member.id]


def untried(connection: Connection, most: int | None = None, repository: str | None = None) -> list[Known]:
    """Those that no apply has seen as they are, and that none is about to see; of one repository alone."""
    values = {"repository": repository, "most": most}
    return [Known.of(row) for row in connection.execute(_OPEN, values).fetchall()]


def freed(connection: Connection, places: Iterable[str]) -> None:
    """Others have left these places of states: the apply that failed for it has seen nothing, and is due."""
    connection.execute(_FREED, [list(map(storable, places))])


def shares_state_with(connection: Connection, id_: str) -> Member | None:
    """Another one whose state is the same."""
    row = connection.execute(_CLASH, [id_]).fetchone()
    return member_of(row) if row else None


def there(connection: Connection, repository: str) -> list[Known]:
    """Those that a repository has."""
    sql = "select * from fleet_workspaces where repository = %s and not gone"
    return [Known.of(row) for row in connection.execute(sql, [repository]).fetchall()]


def get(connection: Connection, ids: Iterable[str]) -> list[Known]:
    """Those that there are."""
    rows = connection.execute("select * from fleet_workspaces where id = any(%s)", [list(ids)]).fetchall()
    return [Known.of(row) for row in rows]


def named(connection: Connection, name: str, environment: str | None) -> list[Known]:
    """Those at a path, or at TENANT:PATH; those in an environment where one is named."""
    name = storable(name)  # a terminal may send bytes that are no text
    tenant, _, path = name.partition(":")
    is_meant = "(path = %s or tenant = %s and path = %s)"
    sql = f"select * from fleet_workspaces where not gone and {is_meant} order by id"  # noqa: S608
    found = connection.execute(sql, [_path(name), tenant, _path(path)]).fetchall()
    known = [Known.of(row) for row in found]
    return [one for one in known if environment in (None, one.member.environment)]


def _path(name: str) -> str:
    """As the repository has it, also where a shell has completed it."""
    return posixpath.normpath(name) if name else ""


def due_for_drift(connection: Connection, every: int, most: int) -> list[Known]:
    """Those whose time has come. The next is a whole number of `every` seconds later, and still to come.

    So they stay spread, also after a night in which no worker ran.
    """
    sql = _DUE.format(when="drift_at", then=_NEXT)
    return [Known.of(row) for row in connection.execute(sql, {"most": most, "every": every}).fetchall()]


def due_for_apply(connection: Connection, most: int) -> list[Known]:
    """Those in which something waited for its time."""
    sql = _DUE.format(when="apply_at", then="null")
    return [Known.of(row) for row in connection.execute(sql, {"most": most}).fetchall()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a member stands after a run of it.

    `tried`: the content that an apply has seen. `drifted`: None where nobody looked. `again`: seconds until
    an apply is to be run again, None for not by itself. `failed`: this run, where an apply is for a person.
    `settled`: an apply has written what there was to write, so nobody has looked for drift since.
    """

    kind: str
    tried: str | None
    drifted: bool | None
    serial: int | None
    failed: str | None
    again: int | None
    settled: bool = False


def ended(connection: Connection, id_: str, standing: Standing) -> None:
    """Write down how it stands."""
    values = {name: getattr(standing, name) for name in Standing.__dataclass_fields__}
    connection.execute(_ENDED, {"id": id_, **values})
