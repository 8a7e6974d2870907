"""The tables of a schema in PostgreSQL, made where they are missing."""

from __future__ import annotations

import hashlib

from psycopg import sql

from rawugc_sync.state.stores import postgres_queries as queries
from rawugc_sync.state.stores.postgres_pool import Connection


def make_tables(connection: Connection, schema: str) -> None:
    """Make what is missing; two at once would trip over each other, hence the lock.

    Whoever has waited for it looks again: to make what is there already would lock what its maker uses.
    """
    if _has_tables(connection, schema):
        return
    connection.execute(in_schema(queries.WAIT, schema), {"key": key_of(schema)})
    if _has_tables(connection, schema):
        return
    if not connection.execute("select from pg_namespace where nspname = %s", [schema]).rowcount:
        connection.execute(in_schema(queries.SCHEMA, schema))
    connection.execute(in_schema(queries.TABLES, schema))


def _has_tables(connection: Connection, schema: str) -> bool:
    """Whether the one that came last is there."""
    # a look into the catalogue itself: within a transaction, to_regclass may answer from memory
    return bool(connection.execute(in_schema(queries.HAS_TABLES, schema), {"schema": schema}).rowcount)


def in_schema(query: str, schema: str) -> sql.Composed:
    """A query about the tables of a schema."""
    return sql.SQL(query).format(schema=sql.Identifier(schema))


def key_of(text: str) -> int:
    """The number of an advisory lock: 64 bits with a sign."""
    return int.from_bytes(hashlib.sha256(f"rawugc-sync {text}".encode()).digest()[:8], signed=True)
