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
create table if not exists {schema}.leases (
    name text primary key,
    fence bigint not null,
    token text not null,
    holder text not null,
    expires timestamptz
);
"""

HAS_TABLES = "select from pg_tables where schemaname = %(schema)s and tablename = 'leases'"
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

WAIT = "select pg_advisory_xact_lock(%(key)s)"

TAKE = """
insert into {schema}.leases as leases (name, fence, token, holder, expires)
values (%(name)s, 1, %(token)s, %(holder)s, clock_timestamp() + %(lease)s)
on conflict (name) do update
set fence = leases.fence + 1, token = excluded.token, holder = excluded.holder, expires = excluded.expires
where leases.expires is null or leases.expires <= clock_timestamp()
returning fence
"""

RENEW = """
update {schema}.leases set expires = clock_timestamp() + %(lease)s
where name = %(name)s and fence = %(fence)s and expires is not null
"""
"""No row when somebody else has taken it over, or away; one that has merely expired is ours still."""

GIVE = """
update {schema}.leases set expires = null, fence = fence + 1
where name = %(name)s and token = %(token)s and expires is not null
"""
"""Fences off whoever holds it: a renewal or a write of theirs finds no row."""

HOLDER = """
select holder, expires, extract(epoch from expires - clock_timestamp())::float from {schema}.leases
where name = %(name)s and expires > clock_timestamp()
"""

OLDER = """
select count(*) from pg_locks
where locktype = 'advisory' and granted and objsubid = 1
  and database = (select oid from pg_database where datname = current_database())
  and (classid::bigint << 32) | objid::bigint = %(key)s
"""
"""Whether a rawugc-sync of before there were leases holds its lock."""
