"""The database of a fleet: two connections of a process, and its errors as ours."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

import psycopg
from procrastinate.exceptions import ConnectorException
from psycopg.rows import dict_row
from psycopg_pool import ConnectionPool, PoolTimeout

from rawugc_sync.fleet.config import FLEET_NAME, Fleet
from rawugc_sync.words.errors import FleetError, InvalidInput

SESSIONS = 2
"""Connections of a process for what is its own, however many runs wait."""
GIVE_UP = 5.0
"""Seconds after which a pool gives up one try to connect, and makes a new one when it is asked again."""
_SECONDS = 20.0
_PAUSE = 1.0

T = TypeVar("T")
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
    """A text as PostgreSQL takes it: what others have written may hold NUL, or halves of a character."""
    return text.encode("utf-8", "backslashreplace").decode().replace("\0", "\\x00")


def stored(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a row, its texts as PostgreSQL takes them."""
    return {name: storable(one) if isinstance(one, str) else one for name, one in values.items()}


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


def refusal(url: str) -> str | None:
    """Why a database lets nobody in, as it says itself: a pool only knows that it took too long."""
    try:
        psycopg.connect(url, **OPTIONS).close()
    except psycopg.Error as failed:
        return " ".join(str(failed).split())
    return None


def unusable(url: str, failed: Exception) -> str:
    """In words why it cannot be used: as it says itself, where it lets nobody in."""
    return _unusable(refusal(url) or _said(failed))


class Database:
    """Transactions on it, from any thread. FleetError where it cannot be used.

    DataError where it does not take a value: that is a mistake of ours, and would be made again and again.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        options = {**OPTIONS, "row_factory": dict_row}
        self.pool: ConnectionPool[Connection] = ConnectionPool(
            url,
            min_size=0,
            max_size=SESSIONS,
            open=False,
            timeout=_SECONDS,
            reconnect_timeout=GIVE_UP,
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
    def transaction(self, wait: float | None = None) -> Iterator[Connection]:
        """All of it or nothing. `wait`: seconds for a connection, if not as many as for others.

        Who waits for no longer is not kept by a search for the reason, either.
        """
        try:
            with self.pool.connection(wait) as connection, connection.transaction():
                # Compiling a query takes longer than any of ours runs.
                connection.execute("set local statement_timeout = '60s'; set local jit = off")
                yield connection
        except psycopg.errors.UndefinedTable:
            detail = "Make them: rawugc-sync fleet migrate"
            raise FleetError.of("fleet-tables", "the database has no tables of a fleet", detail) from None
        except psycopg.errors.UndefinedColumn:
            detail = "Bring them forward: rawugc-sync fleet migrate"
            raise FleetError.of("fleet-version", "the tables are of another version", detail) from None
        except psycopg.DataError:
            raise
        except (psycopg.Error, ConnectorException) as failed:
            raise _refused(self._why(failed) if wait is None else _said(failed)) from None

    def patiently(self, do: Callable[[Connection], T], seconds: float) -> T:
        """Do something in a transaction, as often as it takes until that stands; FleetError after `seconds`.

        It may have stood the first time, when only the answer was lost.
        """
        until = time.monotonic() + seconds
        while True:
            try:
                with self.transaction() as connection:
                    return do(connection)
            except FleetError:
                if time.monotonic() > until:
                    raise
            time.sleep(_PAUSE)

    def reach(self) -> None:
        """FleetError, at once and with the reason, where it lets nobody in."""
        if why := refusal(self._url):
            raise _refused(why)

    def _why(self, failed: Exception) -> str:
        if isinstance(failed, PoolTimeout) and (why := refusal(self._url)):
            return why
        return _said(failed)


def _refused(why: str) -> FleetError:
    return FleetError.of("fleet-database", _unusable(why), "See whether it runs, and who may use it.")


def _unusable(why: str) -> str:
    return f"the database of the fleet cannot be used: {why}"


def _said(failed: Exception) -> str:
    return " ".join(str(failed.__cause__ or failed).split())
