"""How a PostgreSQL database is reached: from its URL to a connection, and from its errors to ours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

import psycopg
from psycopg import errors
from psycopg.conninfo import conninfo_to_dict
from psycopg.pq import Conninfo

from rawugc_sync.state.places import Setting
from rawugc_sync.state.stores.complaints import bad_url
from rawugc_sync.state.stores.postgres_pool import Connection, pool_of
from rawugc_sync.words.errors import StateError

SCHEMA = "rawugc_sync"
"""Where the tables are when the URL does not say."""

PATIENCE: Mapping[str, Any] = {
    "application_name": "rawugc-sync",
    "connect_timeout": 10,
    "tcp_user_timeout": 20_000,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 2,
}
"""How long libpq waits for a server that says nothing, where the URL and the environment do not say."""

_IN_TIME = "set local statement_timeout = '20s'"
"""What the server is told in each transaction: behind a pooler, nothing outlives one."""
_SECRETS = ("password", "sslpassword")


class NoTables(StateError):
    """Nothing has been written there yet."""


@dataclass(frozen=True, slots=True)
class Server:
    """A database, and the schema of our tables in it; `place` is how messages call it."""

    place: str
    schema: str
    parameters: Mapping[str, Any]

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection on which each statement is by itself."""
        with self.explained(), pool_of(self.parameters).connection() as connection:
            yield connection

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """One transaction, on a connection that all of this process share; StateError when there is none."""
        with self.explained(), pool_of(self.parameters).connection() as connection, connection.transaction():
            connection.execute(_IN_TIME)
            yield connection

    @contextmanager
    def explained(self) -> Iterator[None]:
        """Errors of the database, as ours."""
        try:
            yield
        except (errors.UndefinedTable, errors.InvalidSchemaName) as missing:
            raise NoTables(self._failure(missing).diagnostics) from None
        except psycopg.Error as failed:
            raise self._failure(failed) from None

    def _failure(self, failed: psycopg.Error) -> StateError:
        why = failed.diag.message_primary or " ".join(str(failed).split())
        summary = f"{self.place} cannot be used: {why}"
        if isinstance(failed, errors.InsufficientPrivilege):
            needs = f"usage on the schema {self.schema} and select on its tables"
            return StateError.of(
                "state-denied",
                summary,
                f"The role needs {needs}; to apply also insert, update and delete, and for the first time "
                "create on the database.",
            )
        if isinstance(failed, errors.ReadOnlySqlTransaction):
            return StateError.of("state-denied", summary, "Name the primary server, not one that follows it.")
        return StateError.of(
            "state-unreachable",
            summary,
            "Check the URL, the network, and PGUSER, PGPASSWORD (or ~/.pgpass) and PGSSLMODE.",
        )


def server_of(setting: Setting) -> Server:
    """The database that `postgresql://host/database?schema=…` names; InvalidInput when it is no such URL."""
    schema, ours = _schema(setting.url)
    try:
        url = urlsplit(ours)
        named = conninfo_to_dict(ours)
    except (ValueError, psycopg.ProgrammingError):
        example = "Such as postgresql://db.example.com/brand."
        raise bad_url("is no URL that PostgreSQL knows", example) from None
    if any(secret in named for secret in _SECRETS):
        way_out = "Set PGPASSWORD in the environment, or write a ~/.pgpass."
        raise bad_url("a URL in rawugc.yaml holds no password", way_out)
    if not schema:
        raise bad_url("names no schema", f"Without `schema=` it is {SCHEMA}.")
    host = url.netloc.rpartition("@")[2]
    place = f"{url.scheme}://{host}{url.path} ({setting.name})"
    return Server(place, schema, {**_around(setting), **named, "client_encoding": "utf8"})


def _schema(url: str) -> tuple[str, str]:
    """The schema that a URL names, and the URL without it, as libpq has it."""
    base, _, query = url.partition("?")
    parts = [part.partition("=") for part in query.split("&") if part]
    schema = next((unquote(value) for name, _, value in parts if name == "schema"), SCHEMA)
    rest = "&".join("".join(part) for part in parts if part[0] != "schema")
    return schema, f"{base}?{rest}" if rest else base


def _around(setting: Setting) -> dict[str, Any]:
    """What the environment says, as far as libpq does not see that by itself, and our own patience."""
    unseen = setting.unseen("PG")
    variables = {
        option.keyword.decode(): option.envvar.decode()
        for option in Conninfo.get_defaults()
        if option.envvar is not None
    }
    patience = {
        keyword: value
        for keyword, value in PATIENCE.items()
        if not setting.variables.get(variables.get(keyword, ""))
    }
    return {**patience, **{key: unseen[name] for key, name in variables.items() if name in unseen}}
