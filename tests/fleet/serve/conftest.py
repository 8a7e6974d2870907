"""A fleet with its pages. Without the extra, or without PostgreSQL, its tests are skipped."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

for _name in ("procrastinate", "psycopg_pool", "starlette", "uvicorn", "prometheus_client", "itsdangerous"):
    pytest.importorskip(_name, reason="the extra `fleet` is not installed")


from tests.contract.project import RawUGC  # noqa: E402
from tests.fleet.serve.town import Town, Visitor, town_at  # noqa: E402
from tests.stores import cluster  # noqa: E402


@pytest.fixture(scope="session", autouse=True)
def _postgres() -> Iterator[None]:
    yield
    cluster.stop()


@pytest.fixture
def url() -> Iterator[str]:
    """A database of its own."""
    with cluster.fresh() as made:
        yield made


@pytest.fixture
def town(tmp_path: Path, rawugc: RawUGC, url: str) -> Iterator[Town]:
    with town_at(tmp_path, rawugc, url) as made:
        yield made


@pytest.fixture
def visitor(town: Town) -> Iterator[Visitor]:
    """Somebody in front of the pages."""
    with town.serving() as base, closing(Visitor(base)) as made:
        yield made
