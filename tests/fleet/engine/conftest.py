"""A database of a fleet's own, with its tables, and what a worker is made of."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

pytest.importorskip("procrastinate", reason="the extra `fleet` is not installed")

from rawugc_sync.fleet.engine.database import Database
from rawugc_sync.fleet.engine.migrate import migrate
from tests.fleet.agency import Agency
from tests.fleet.engine.works import Works
from tests.stores import cluster, world_postgres


@pytest.fixture(scope="session", autouse=True)
def _server() -> Iterator[None]:
    yield
    cluster.stop()


@contextmanager
def fresh(folder: Path) -> Iterator[str]:
    """The URL of a database of a fleet's own, which is empty."""
    with world_postgres.world(folder) as made:
        yield f"{made.url}?host={made.variables['PGHOST']}&user={made.variables['PGUSER']}"


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    with fresh(tmp_path) as made:
        yield made


@pytest.fixture
def empty(url: str) -> Iterator[Database]:
    with Database(url).opened() as database:
        yield database


@pytest.fixture
def database(empty: Database) -> Database:
    migrate(empty)
    return empty


@pytest.fixture
def works(agency: Agency, database: Database, url: str) -> Works:
    agency.variables["FLEET_DATABASE"] = url
    return Works(agency, database)
