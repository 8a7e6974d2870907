"""The state on disk: replaced in one step, or not at all."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from rawugc_sync.errors import StateError
from rawugc_sync.model import Address, Record, State
from rawugc_sync.state.document import dump
from rawugc_sync.state.file import StateFile

OLD, NEW = (
    State("lineage", serial, "org_1", {Address("personas", "p"): Record("per_1", {})}) for serial in (1, 2)
)


def test_a_state_is_written_and_read_and_its_folder_made(tmp_path: Path) -> None:
    store = StateFile(tmp_path / "deep/er/state.json", "deep/er/state.json")
    assert store.read() is None
    store.write(OLD)
    store.write(NEW)
    assert store.read() == NEW
    assert [path.name for path in store.path.parent.iterdir()] == ["state.json"]


def test_a_state_is_no_more_readable_than_its_owner_made_it(tmp_path: Path) -> None:
    store = StateFile(tmp_path / "state.json", "state.json")
    store.write(OLD)
    assert stat.S_IMODE(store.path.stat().st_mode) & 0o022 == 0


def folder_in_its_place(root: Path) -> Path:
    (root / "state.json").mkdir()
    return root / "state.json"


def file_above_it(root: Path) -> Path:
    (root / "folder").touch()
    return root / "folder/state.json"


def name_too_long(root: Path) -> Path:
    return root / ("s" * 300)


@pytest.mark.parametrize("made", [folder_in_its_place, file_above_it, name_too_long])
def test_a_state_that_cannot_be_written_is_an_error_that_says_so(
    tmp_path: Path, made: Callable[[Path], Path]
) -> None:
    path = made(tmp_path)
    before = sorted(tmp_path.iterdir())
    with pytest.raises(StateError, match=r"^the-state cannot be written: "):
        StateFile(path, "the-state").write(NEW)
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize("made", [folder_in_its_place, file_above_it])
def test_a_state_that_cannot_be_read_is_an_error_that_says_so(
    tmp_path: Path, made: Callable[[Path], Path]
) -> None:
    with pytest.raises(StateError, match=r"^the-state cannot be "):
        StateFile(made(tmp_path), "the-state").read()


def test_a_state_that_is_not_utf8_is_broken(tmp_path: Path) -> None:
    (tmp_path / "state.json").write_bytes(b"\xff\xfe{}")
    with pytest.raises(StateError, match="it is not JSON"):
        StateFile(tmp_path / "state.json", "state.json").read()


def test_a_write_that_fails_leaves_the_old_state(tmp_path: Path) -> None:
    """The temporary file gets a longer name than its target, so here only the replacing fails to begin."""
    path = tmp_path / ("s" * 250)
    path.write_text(dump(OLD), encoding="utf-8")
    with pytest.raises(StateError):
        StateFile(path, "state").write(NEW)
    assert StateFile(path, "state").read() == OLD
    assert list(tmp_path.iterdir()) == [path]


FULL_DISK = """
import resource, sys
from pathlib import Path
from rawugc_sync.errors import StateError
from rawugc_sync.model import State
from rawugc_sync.state.file import StateFile
resource.setrlimit(resource.RLIMIT_FSIZE, (20, 20))
try:
    StateFile(Path(sys.argv[1]), "state").write(State("lineage", 2))
except StateError as failed:
    print(failed)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="a limit on the size of files is POSIX")
def test_a_disk_that_fills_up_midway_leaves_the_old_state(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    StateFile(path, "state").write(OLD)
    run = subprocess.run(
        [sys.executable, "-c", FULL_DISK, path],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert run.stdout.startswith("state cannot be written: ")
    assert StateFile(path, "state").read() == OLD
    assert list(tmp_path.iterdir()) == [path]
