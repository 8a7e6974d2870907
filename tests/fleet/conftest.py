"""An agency in a folder of its own, and the RawUGC that it talks to."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from rawugc_sync.sandbox import Options
from tests.fleet.agency import Agency, Keyed, WallClock


@pytest.fixture
def options() -> Options:
    """With a rate limit that nobody waits for: the clock is the system's."""
    return Options(rate_limit=10_000)


@pytest.fixture
def keyed(options: Options, backstage: ThreadPoolExecutor) -> Iterator[Keyed]:
    made = Keyed.over_http(options, WallClock())
    yield made
    backstage.submit(made.stop)


@pytest.fixture
def agency(tmp_path: Path, keyed: Keyed) -> Agency:
    root = tmp_path / "agency"
    root.mkdir()
    return Agency(root, keyed)
