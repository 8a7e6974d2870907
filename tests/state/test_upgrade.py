"""States of older versions, brought up to date. Beside each golden file lies what it becomes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rawugc_sync.state.document import VERSION, dump, load
from rawugc_sync.state.upgrade import OLDEST, upgraded

GOLDEN = Path(__file__).parent / "golden"
VERSIONS = range(OLDEST, VERSION + 1)


def text_of(version: int) -> str:
    return (GOLDEN / f"v{version}.json").read_text(encoding="utf-8")


def test_there_is_a_golden_file_for_each_version() -> None:
    assert sorted(path.name for path in GOLDEN.iterdir()) == [f"v{version}.json" for version in VERSIONS]


@pytest.mark.parametrize("version", VERSIONS, ids=[f"S5-version-{version}" for version in VERSIONS])
def test_every_version_becomes_the_newest(version: int) -> None:
    assert upgraded(json.loads(text_of(version))) == json.loads(text_of(VERSION))
    assert dump(load(text_of(version), "the-state")) == text_of(VERSION)
