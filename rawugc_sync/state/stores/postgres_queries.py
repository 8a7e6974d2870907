"""The tables of a state in PostgreSQL, and everything that is asked of them."""

from __future__ import annotations

SCHEMA = "create schema if not exists {schema}"

TABLES = """
create table if not exists {schema}.states (
    name text primary key,
    version text not null,
    serial bigint,
    document bytea not null,
    updated_at timestamptz not null,
    updated_by text not null,
    note text not null
);
create table if not exists {schema}.history (
    position bigint generated always as identity primary key,
    like {schema}.states
);
create index if not exists history_by_name on {schema}.history (name, position);
create table if not exists {schema}.journal (
    position bigint generated always as identity primary key,
    name text not null,
    lines bytea not null
);
create index if not exists journal_by_name on {schema}.journal (name, position);
create table if not exists {schema}.locks (
    name text primary key,
    pid integer not null,
    holder text not null
);
"""

NAMES = "select name from {schema}.states"
READ = "select document, version from {schema}.states where name = %(name)s"

CREATE = """
insert into {schema}.states (name, version, serial, document, updated_at, updated_by, note)
values (%(name)s, %(version)s, %(serial)s, %(document)s, now(), %(by)s, %(note)s)
on conflict (name) do nothing
"""

REPLACE = """
with old as (
    select * from {schema}.states where name = %(name)s and version = %(expected)s for update
), kept as (
    insert into {schema}.history (name, version, serial, document, updated_at, updated_by, note)
    select name, version, serial, document, updated_at, updated_by, note from old
)
update {schema}.states as states
set version = %(version)s, serial = %(serial)s, document = %(document)s,
    updated_at = now(), updated_by = %(by)s, note = %(note)s
from old where states.name = old.name
"""

PRUNE = """
delete from {schema}.history where name = %(name)s and position not in (
    select position from {schema}.history where name = %(name)s order by position desc limit %(kept)s
)
"""

READ_JOURNAL = "select lines from {schema}.journal where name = %(name)s order by position"
APPEND = "insert into {schema}.journal (name, lines) values (%(name)s, %(lines)s)"
DROP_JOURNAL = "delete from {schema}.journal where name = %(name)s"

TAKE = "select pg_try_advisory_lock(%(key)s)"
GIVE = "select pg_advisory_unlock(%(key)s)"
WAIT = "select pg_advisory_xact_lock(%(key)s)"

SIGN = """
insert into {schema}.locks (name, pid, holder) values (%(name)s, pg_backend_pid(), %(holder)s)
on conflict (name) do update set pid = excluded.pid, holder = excluded.holder
"""

HELD = """
select held.pid = pg_backend_pid(), signed.holder from pg_locks as held
left join {schema}.locks as signed on signed.pid = held.pid and signed.name = %(name)s
where held.locktype = 'advisory' and held.granted and held.objsubid = 1
  and held.database = (select oid from pg_database where datname = current_database())
  and (held.classid::bigint << 32) | held.objid::bigint = %(key)s
"""
"""Whether this very connection has the lock, and what its holder has signed; no row when it is free."""
