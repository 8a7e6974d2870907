"""The database of a fleet: two connections of a process, and its errors as ours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg.rows import dict_row
from psycopg_pool import ConnectionPool, PoolTimeout

from rawugc_sync.fleet.config import FLEET_NAME, Fleet
from rawugc_sync.words.errors import FleetError, InvalidInput

SESSIONS = 2
"""Connections of a process for what is its own; the engine has as many, however many runs wait."""
_SECONDS = 20.0

Row = dict[str, Any]
Connection = psycopg.Connection[Row]
OPTIONS: Mapping[str, Any] = {
    "application_name": "rawugc-sync fleet",
    "connect_timeout": 10,
    "tcp_user_timeout": 20_000,
    # Behind a pooler, the next statement may go to another session.
    "prepare_threshold": None,
}


def storable(text: str) -> str:
    """A text as PostgreSQL takes it: what RawUGC answers may hold NUL, or halves of a character."""
    return text.encode("utf-8", "backslashreplace").decode().replace("\0", "\\x00")


def url_of(fleet: Fleet, variables: Mapping[str, str]) -> str:
    """The URL of its database. InvalidInput where there is none."""
    if fleet.database is None:
        detail = "`fleet once` takes no database; workers do: database: {variable: FLEET_DATABASE}"
        raise InvalidInput.of("fleet-database", f"{FLEET_NAME} names no `database`", detail)
    if fleet.database.url is not None:
        return fleet.database.url
    name = fleet.database.variable or ""
    if not (url := variables.get(name, "").strip()):
        detail = f"Set it to the URL of the database: export {name}=postgresql://…"
        raise InvalidInput.of("fleet-database", f"the variable {name} is not set", detail)
    return url


class Database:
    """Transactions on it, from any thread. FleetError where it cannot be used."""

    def __init__(self, url: str) -> None:
        options = {**OPTIONS, "row_factory": dict_row}
        self.pool: ConnectionPool[Connection] = ConnectionPool(
            url,
            min_size=0,
            max_size=SESSIONS,
            open=False,
            timeout=_SECONDS,
            kwargs=options,
            check=ConnectionPool.check_connection,
        )

    @contextmanager
    def opened(self) -> Iterator[Database]:
        """For as long as this lasts."""
        self.pool.open()
        try:
            yield self
        finally:
            self.pool.close()

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """All of it or nothing."""
        try:
            with self.pool.connection() as connection, connection.transaction():
                connection.execute("set local statement_timeout = '60s'")
                yield connection
        except psycopg.errors.UndefinedTable:
            detail = "Make them: rawugc-sync fleet migrate"
            raise FleetError.of("fleet-tables", "the database has no tables of a fleet", detail) from None
        except (psycopg.Error, PoolTimeout) as failed:
            why = " ".join(str(failed).split())
            summary = f"the database of the fleet cannot be used: {why}"
            raise FleetError.of(
                "fleet-database", summary, "See whether it runs, and who may use it."
            ) from None
