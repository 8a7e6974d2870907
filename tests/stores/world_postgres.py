"""A database of a real PostgreSQL."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from psycopg import Connection, sql

from tests.stores.cluster import ADMIN, cluster


@dataclass
class Database:
    folder: Path
    name: str
    admin: Connection
    url: str
    variables: Mapping[str, str]
    frees_itself: bool = False

    def machine(self, name: str) -> Path:
        return self.folder / name

    @contextmanager
    def cut(self) -> Iterator[None]:
        """Whoever is connected loses that, and nobody can connect."""
        self._let_in(False)
        self.end_connections()
        try:
            yield
        finally:
            self._let_in(True)

    def end_connections(self) -> None:
        ended = "select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = %s"
        self.admin.execute(ended, [self.name])

    def _let_in(self, everybody: bool) -> None:
        query = sql.SQL("alter database {} allow_connections {}")
        self.admin.execute(query.format(sql.Identifier(self.name), sql.Literal(everybody)))


@contextmanager
def world(folder: Path) -> Iterator[Database]:
    name = f"brand_{uuid.uuid4().hex[:12]}"
    server = cluster()
    with server.admin() as admin:
        admin.execute(sql.SQL("create database {} template template0").format(sql.Identifier(name)))
        variables = {"PGUSER": ADMIN, "PGHOST": str(server.folder)}
        yield Database(folder, name, admin, f"postgresql:///{name}", variables)
        admin.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))
