"""A fresh place of each kind for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.stores.worlds import Made, World, worlds


@pytest.fixture(params=worlds().values(), ids=worlds())
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    made: Made = request.param
    with made(tmp_path) as one:
        yield one
