"""The state as a row of a PostgreSQL database, with its journal, its history, and a lease as its lock."""

from __future__ import annotations

import json
import socket
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from rawugc_sync.state.lock import in_use, user
from rawugc_sync.state.places import Setting
from rawugc_sync.state.store import Conflict, Holder, LockLost, Stored, names_a_state
from rawugc_sync.state.stores import postgres_queries as queries
from rawugc_sync.state.stores.complaints import conflict
from rawugc_sync.state.stores.postgres_lease import SECONDS, Lease, held_in
from rawugc_sync.state.stores.postgres_pool import Connection, Cursor
from rawugc_sync.state.stores.postgres_server import NoTables, Server, server_of
from rawugc_sync.state.stores.postgres_tables import in_schema, key_of, make_tables
from rawugc_sync.words.errors import LockHeld, StateError

KEPT = 100
"""How many earlier states of each name are kept."""


def opened(setting: Setting) -> PostgresStore:
    """The store for `postgresql://host/database`, where each name is a row."""
    return PostgresStore(server_of(setting), setting.name)


class PostgresStore:
    """One state in a database.

    The lock is a lease. No session is kept between two transactions: there may be a pooler in between.
    """

    def __init__(self, server: Server, name: str, seconds: float = SECONDS) -> None:
        self.place = server.place
        self.journal_place = f"the journal in {server.place}"
        self._server = server
        self._name = name
        self._seconds = seconds
        self._lease: Lease | None = None

    def read(self) -> Stored | None:
        return next((Stored(*row) for row in self._find(queries.READ)), None)

    def write(self, data: bytes, expected: str | None, note: str) -> str:
        version = uuid.uuid4().hex
        try:
            with self._writing() as connection:
                self._swap(connection, Stored(data, version), expected, note)
        except (Conflict, LockLost):
            raise
        except StateError:
            if not self._has(version):
                raise
        return version

    def names(self) -> list[str]:
        return [row[0] for row in self._find(queries.NAMES) if names_a_state(row[0])]

    def read_journal(self) -> bytes:
        return b"".join(row[0] for row in self._find(queries.READ_JOURNAL))

    def append(self, lines: bytes) -> None:
        with self._writing() as connection:
            self._ask(connection, queries.APPEND, lines=lines)

    def drop_journal(self) -> None:
        with self._writing() as connection:
            self._ask(connection, queries.DROP_JOURNAL)

    # -- the lock

    def lock(self, holder: Holder) -> None:
        if self._lease is not None:
            raise in_use(self.place, self._lease.holder, frees_itself=False)
        lease = Lease(self.place, holder, self._server.transaction, self._ask, self._seconds)
        with self._writing() as connection:
            self._respect_older(connection)
            if not lease.take(connection):
                raise self._in_use(self._ask(connection, queries.HOLDER).fetchall())
        self._lease = lease
        lease.begin()

    def unlock(self, id: str) -> None:
        if self._lease is not None and self._lease.holder.id == id:
            self._lease.end()
            self._lease = None
            self._give(id)  # if somebody has taken it over, there is nothing to give
            return
        held = held_in(self._find(queries.HOLDER))
        if held is None:
            return
        if held.holder.id != id:
            raise held.in_use(self.place)
        self._give(id)

    def holder(self) -> Holder | None:
        held = held_in(self._find(queries.HOLDER))
        return held.holder if held else None

    def _give(self, id: str) -> None:
        with self._server.transaction() as connection:
            self._ask(connection, queries.GIVE, token=id)

    def assure(self) -> None:
        if self._lease is not None:
            self._lease.assure()

    def _in_use(self, rows: Sequence[tuple[Any, ...]]) -> LockHeld:
        held = held_in(rows)
        return held.in_use(self.place) if held else in_use(self.place, Holder(""), frees_itself=True)

    def _respect_older(self, connection: Connection) -> None:
        """A run of a version from before there were leases has a lock of another kind."""
        key = key_of(f"{self._server.schema}/{self._name}")
        if self._ask(connection, queries.OLDER, key=key).fetchone() != (0,):
            raise in_use(self.place, Holder("", "an older version of rawugc-sync"), frees_itself=True)

    # -- transactions

    def _find(self, query: str) -> list[tuple[Any, ...]]:
        """What a query finds; nothing where there are no tables yet."""
        with suppress(NoTables), self._server.reading() as connection:
            return self._ask(connection, query).fetchall()
        return []

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """A transaction that may write: with the lock, when we took it."""
        with self._server.transaction() as connection:
            if self._lease is None:
                make_tables(connection, self._server.schema)
            else:
                self._lease.renew(connection)
            yield connection

    def _ask(self, connection: Connection, query: str, **values: object) -> Cursor:
        """Execute a query, on our schema and about our name."""
        return connection.execute(in_schema(query, self._server.schema), {"name": self._name, **values})

    # -- the state

    def _has(self, version: str) -> bool:
        """Whether a write whose answer was lost is there after all."""
        with suppress(StateError):
            stored = self.read()
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


def _serial(data: bytes) -> int | None:
    try:
        serial = json.loads(data).get("serial")
    except (ValueError, AttributeError):
        return None
    return serial if isinstance(serial, int) else None
