"""A fresh place of each kind for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.stores import bouncer, cluster
from tests.stores.worlds import Made, World, worlds


@pytest.fixture(scope="session", autouse=True)
def _servers() -> Iterator[None]:
    """What worlds share stands until the last test."""
    yield
    bouncer.stop()
    cluster.stop()


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Places are on this machine."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture(params=worlds().values(), ids=worlds())
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    made: Made = request.param
    with made(tmp_path) as one:
        yield one
