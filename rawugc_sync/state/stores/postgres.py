"""The state as a row of a PostgreSQL database, with its journal, its history, and an advisory lock."""

from __future__ import annotations

import hashlib
import json
import socket
import uuid
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import psycopg
from psycopg import errors, sql

from rawugc_sync.errors import StateError
from rawugc_sync.state.lock import in_use, user
from rawugc_sync.state.places import Setting
from rawugc_sync.state.store import Conflict, Holder, Stored
from rawugc_sync.state.stores import postgres_queries as queries
from rawugc_sync.state.stores.complaints import conflict, lock_lost
from rawugc_sync.state.stores.postgres_server import Connection, Cursor, Server, server_of

KEPT = 100
"""How many earlier states of each name are kept."""

_NO_TABLE = (errors.UndefinedTable, errors.InvalidSchemaName)


def opened(setting: Setting) -> PostgresStore:
    """The store for `postgresql://host/database`, where each name is a row."""
    return PostgresStore(server_of(setting), setting.name)


class PostgresStore:
    """One state in a database.

    Whoever holds the lock keeps the connection that holds it, and writes on no other: when that is lost,
    so is the lock, and the next run can have it at once. All else uses a connection and closes it.
    """

    def __init__(self, server: Server, name: str) -> None:
        self.place = server.place
        self.journal_place = f"the journal in {server.place}"
        self._server = server
        self._name = name
        self._key = _key(f"{server.schema}/{name}")
        self._session: Connection | None = None
        self._mine = Holder("")

    def read(self) -> Stored | None:
        with self._connected() as connection:
            return self._stored(connection)

    def write(self, data: bytes, expected: str | None, note: str) -> str:
        version = uuid.uuid4().hex
        try:
            with self._writing() as connection:
                self._swap(connection, Stored(data, version), expected, note)
        except Conflict:
            raise
        except StateError:
            if not self._has(version):
                raise
        return version

    def names(self) -> list[str]:
        with self._connected() as connection, suppress(*_NO_TABLE):
            return [row[0] for row in self._ask(connection, queries.NAMES)]
        return []

    def read_journal(self) -> bytes:
        with self._connected() as connection, suppress(*_NO_TABLE):
            return b"".join(row[0] for row in self._ask(connection, queries.READ_JOURNAL))
        return b""

    def append(self, lines: bytes) -> None:
        with self._writing() as connection:
            self._ask(connection, queries.APPEND, lines=lines)

    def drop_journal(self) -> None:
        with self._writing() as connection:
            self._ask(connection, queries.DROP_JOURNAL)

    def lock(self, holder: Holder) -> None:
        if self._session is not None:
            raise in_use(self.place, self._mine, frees_itself=True)
        session = self._server.connect()
        try:
            with self._server.explained():
                self._take(session, holder)
        except BaseException:
            session.close()
            raise
        self._session, self._mine = session, holder
        weakref.finalize(self, session.close)

    def unlock(self, id: str) -> None:
        """Of ourselves; a lock goes with its connection, and nobody can take away that of somebody else."""
        if self._session is None or id != self._mine.id:
            if (other := self.holder()) is not None:
                raise in_use(self.place, other, frees_itself=True)
            return
        session, self._session = self._session, None
        with suppress(psycopg.Error):  # without its connection it is free already
            self._ask(session, queries.GIVE)
        session.close()

    def holder(self) -> Holder | None:
        with self._connected() as connection:
            return self._holder(connection)

    # -- connections

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        """The connection of the lock, when we hold that; else one of its own."""
        if self._session is None:
            with self._server.connected() as connection:
                yield connection
            return
        try:
            with self._server.explained():
                yield self._session
        except StateError:
            if self._session.closed:
                raise lock_lost(self.place, "the connection that held it has ended") from None
            raise

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """A transaction that may write: with the lock, when we took it."""
        with self._connected() as connection:
            if self._session is None:
                self._make_tables(connection)
            with connection.transaction():
                if self._session is not None and not self._holds(connection):
                    raise lock_lost(self.place, "the connection no longer holds it")
                yield connection

    def _ask(self, connection: Connection, query: str, **values: object) -> Cursor:
        """Execute a query, on our schema and about our name and lock."""
        named = {"name": self._name, "key": self._key, **values}
        return connection.execute(self._filled(query), named)

    def _filled(self, query: str) -> sql.Composed:
        return sql.SQL(query).format(schema=sql.Identifier(self._server.schema))

    def _make_tables(self, connection: Connection) -> None:
        """Make what is missing; two at once would trip over each other, hence the lock."""
        schema = self._server.schema
        last = sql.Identifier(schema, "locks").as_string(connection)
        if connection.execute("select to_regclass(%s)", [last]).fetchone() != (None,):
            return
        with connection.transaction():
            self._ask(connection, queries.WAIT, key=_key(schema))
            if not connection.execute("select from pg_namespace where nspname = %s", [schema]).rowcount:
                connection.execute(self._filled(queries.SCHEMA))
            connection.execute(self._filled(queries.TABLES))

    # -- the lock

    def _take(self, session: Connection, holder: Holder) -> None:
        if self._ask(session, queries.TAKE).fetchone() != (True,):
            raise in_use(self.place, self._holder(session) or Holder(""), frees_itself=True)
        self._make_tables(session)
        self._ask(session, queries.SIGN, holder=json.dumps(holder.as_json()))

    def _holds(self, connection: Connection) -> bool:
        """Whether this very connection has the lock; one through a pooler may be another each time."""
        row = self._ask(connection, queries.HELD).fetchone()
        return row is not None and row[0]

    def _holder(self, connection: Connection) -> Holder | None:
        with suppress(*_NO_TABLE):
            row = self._ask(connection, queries.HELD).fetchone()
            return Holder.of(json.loads(row[1] or "{}")) if row else None
        return None

    # -- the state

    def _stored(self, connection: Connection) -> Stored | None:
        with suppress(*_NO_TABLE):
            row = self._ask(connection, queries.READ).fetchone()
            return Stored(*row) if row else None
        return None

    def _has(self, version: str) -> bool:
        """Whether a write whose answer was lost is there after all."""
        with suppress(StateError), self._server.connected() as connection:
            stored = self._stored(connection)
            return stored is not None and stored.version == version
        return False

    def _swap(self, connection: Connection, new: Stored, expected: str | None, note: str) -> None:
        """Replace the version `expected` and keep that; Conflict when it is not there."""
        changed = self._ask(
            connection,
            queries.CREATE if expected is None else queries.REPLACE,
            expected=expected,
            version=new.version,
            serial=_serial(new.data),
            document=new.data,
            by=f"{user()} on {socket.gethostname()}",
            note=note,
        )
        if changed.rowcount == 0:
            raise conflict(self.place)
        self._ask(connection, queries.PRUNE, kept=KEPT)
        self._ask(connection, queries.DROP_JOURNAL)


def _key(text: str) -> int:
    """The number of an advisory lock: 64 bits with a sign."""
    return int.from_bytes(hashlib.sha256(f"rawugc-sync {text}".encode()).digest()[:8], signed=True)


def _serial(data: bytes) -> int | None:
    try:
        serial = json.loads(data).get("serial")
    except (ValueError, AttributeError):
        return None
    return serial if isinstance(serial, int) else None
