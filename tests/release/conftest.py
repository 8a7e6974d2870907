"""The packages of this checkout, built once a worker."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.release.build import Built, build

CHECKOUT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return build(CHECKOUT, tmp_path_factory.mktemp("packages") / "first")
