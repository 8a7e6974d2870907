"""A database of a real PostgreSQL, behind a real pgbouncer in session mode."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.stores import world_postgres
from tests.stores.bouncer import bouncer


@contextmanager
def world(folder: Path) -> Iterator[world_postgres.Database]:
    pooler = bouncer("session")
    with world_postgres.world(folder) as made:
        made.variables = {**made.variables, "PGHOST": str(pooler.folder)}
        yield made
