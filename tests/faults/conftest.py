"""A RawUGC on a bad wire, and workspaces on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytest.register_assert_rewrite("tests.faults.wire")

from rawugc_sync.sandbox import Options  # noqa: E402  (assertions are rewritten first)
from tests.contract.project import Files  # noqa: E402
from tests.faults.wire import FaultyRawUGC, GuardedProject  # noqa: E402

Brand = Callable[[Files], GuardedProject]


@pytest.fixture
def wire_options() -> Options:
    """How the RawUGC on the wire behaves; tests override it by a parameter of this name."""
    return Options(rate_limit=10)


@pytest.fixture
def wire(wire_options: Options, monkeypatch: pytest.MonkeyPatch) -> Iterator[FaultyRawUGC]:
    """A fresh RawUGC on bare sockets, with faults to switch on."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    with FaultyRawUGC.serving(wire_options) as served:
        yield served


@pytest.fixture
def brand(tmp_path: Path, wire: FaultyRawUGC) -> Brand:
    """Makes the workspace of a test with these files."""

    def make(files: Files) -> GuardedProject:
        root = tmp_path / "glow-lab"
        root.mkdir()
        wire.journal = root / ".rawugc" / "journal.jsonl"
        project = GuardedProject(root, wire, wire.clock)
        project.write(files)
        return project

    return make
