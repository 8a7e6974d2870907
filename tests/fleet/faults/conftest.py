"""A stage for each test, and one PostgreSQL for all of a process, which every test leaves running."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

for _name in ("procrastinate", "psycopg_pool"):
    pytest.importorskip(_name, reason="the extra `fleet` is not installed")

from rawugc_sync.sandbox import Options  # noqa: E402
from tests.fleet.faults.stage import Stage, staged  # noqa: E402
from tests.stores import cluster  # noqa: E402


@pytest.fixture(scope="session")
def server() -> Iterator[cluster.Cluster]:
    made = cluster.another()
    yield made
    made.stop()


@pytest.fixture
def lease() -> float | None:
    """As the product has it; tests override it by a parameter of this name."""
    return None


@pytest.fixture
def stage(tmp_path: Path, options: Options, server: cluster.Cluster, lease: float | None) -> Iterator[Stage]:
    with staged(tmp_path / "agency", options, server, lease) as made:
        yield made
