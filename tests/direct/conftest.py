"""A workspace whose RawUGC is in this process, behind a wire that a test may cut."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.wire import WiredProject, project_on_a_wire


@pytest.fixture
def project(tmp_path: Path) -> Iterator[WiredProject]:
    with project_on_a_wire(tmp_path, {"rawugc.yaml": "organization: org_1\n"}) as made:
        yield made
