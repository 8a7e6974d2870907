"""A RawUGC in this process: what counts here is what lies on the disk."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from rawugc_sync.sandbox import Options
from tests.contract.project import RawUGC


@pytest.fixture
def rawugc() -> Iterator[RawUGC]:
    server = RawUGC.in_process(Options())
    yield server
    server.stop()
