"""The state on disk: replaced in one step, or not at all."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rawugc_sync.api.clock import SystemClock
from rawugc_sync.state.document import dump, load
from rawugc_sync.state.keeper import Keeper
from rawugc_sync.state.store import JournalKept
from rawugc_sync.state.stores.local import LocalStore
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.errors import StateError
from rawugc_sync.words.recorded import Record, State

P = Address("personas", "p")
OLD, NEW = (
    State("lineage", serial, "org_1", {P: Record("per_1", {"name": f"N{serial}"})}) for serial in (1, 2)
)


class Kept(Keeper):
    """A state at a path, with the private folder of its workspace beside it."""

    def __init__(self, path: Path, private: Path | None = None) -> None:
        local = LocalStore(path, private or path.parent / ".rawugc", "the-state")
        super().__init__(local, SystemClock())
        self.path = local.path

    def put(self, state: State) -> None:
        """Write a state over whatever is there, as a run does that has read it."""
        found = self.store.read()
        self._version = found.version if found else None
        self.write(state, "test")


@pytest.fixture
def store(tmp_path: Path) -> Kept:
    return Kept(tmp_path / "state.json")


def test_a_state_is_written_and_read_and_its_folder_made(tmp_path: Path) -> None:
    store = Kept(tmp_path / "deep/er/state.json")
    assert store.read() is None
    store.put(OLD)
    store.put(NEW)
    assert store.read() == NEW
    assert sorted(path.name for path in store.path.parent.iterdir()) == [".rawugc", "state.json"]


def test_a_state_is_no_more_readable_than_its_owner_made_it(store: Kept) -> None:
    store.put(OLD)
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
    with pytest.raises(StateError, match=r"^the-state cannot be (read|written): "):
        Kept(path).put(NEW)
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize("made", [folder_in_its_place, file_above_it])
def test_a_state_that_cannot_be_read_is_an_error_that_says_so(
    tmp_path: Path, made: Callable[[Path], Path]
) -> None:
    with pytest.raises(StateError, match=r"^the-state cannot be "):
        Kept(made(tmp_path), tmp_path / ".rawugc").read()


def test_a_state_that_is_not_utf8_is_broken(tmp_path: Path) -> None:
    (tmp_path / "state.json").write_bytes(b"\xff\xfe{}")
    with pytest.raises(StateError, match="it is not JSON"):
        Kept(tmp_path / "state.json").read()


def test_a_write_that_fails_leaves_the_old_state(tmp_path: Path) -> None:
    """The temporary file gets a longer name than its target, so here only the replacing fails to begin."""
    path = tmp_path / ("s" * 250)
    path.write_text(dump(OLD), encoding="utf-8")
    with pytest.raises(StateError):
        Kept(path).put(NEW)
    assert Kept(path).read() == OLD
    assert sorted(tmp_path.iterdir()) == [tmp_path / ".rawugc", path]


@pytest.mark.parametrize("half", ["\ud800", "\udfff\ud800"])
def test_half_a_surrogate_pair_is_kept_as_it_came(store: Kept, half: str) -> None:
    state = replace(OLD, records={P: Record("per_1", {"name": f"🧴{half}"})})
    store.put(state)
    assert store.read() == state


@pytest.mark.parametrize("records", [{P: Record("", {})}, {P: Record("a", {}, deposed=("a",))}])
def test_an_inconsistent_state_is_never_written(store: Kept, records: dict[Address, Record]) -> None:
    store.put(OLD)
    with pytest.raises(StateError, match="the state was not written: personas"):
        store.put(replace(NEW, records=records))
    assert store.read() == OLD


# -- what is kept of earlier states


def backups(store: Kept) -> list[int]:
    """The serials of the states that are kept, oldest first."""
    folder = store.path.parent / ".rawugc/backups"
    return [json.loads(path.read_text())["serial"] for path in sorted(folder.glob("*.json"))]


def test_the_last_ten_states_are_kept(store: Kept) -> None:
    for serial in range(1, 15):
        store.put(replace(OLD, serial=serial))
        assert backups(store) == list(range(max(1, serial - 10), serial))


def test_files_of_others_among_the_backups_are_left_alone(store: Kept) -> None:
    folder = store.path.parent / ".rawugc/backups"
    folder.mkdir(parents=True)
    (folder / "state-mine.json").write_text('{"serial": 0}')
    for serial in (1, 2, 3):
        store.put(replace(OLD, serial=serial))
    assert backups(store) == [1, 2, 0]


def test_s10_also_a_state_that_was_mended_by_hand_is_kept_as_it_was(store: Kept) -> None:
    store.path.write_text("<<<<<<< HEAD")
    store.put(NEW)
    (kept,) = (store.path.parent / ".rawugc/backups").iterdir()
    assert kept.read_text() == "<<<<<<< HEAD"


# -- what a run that died has left


def entries_of(state: State) -> list[dict[str, Any]]:
    """A run that began from this state and then changed its persona."""
    head = {"lineage": state.lineage, "serial": state.serial, "organizationId": "org_1"}
    record = {"id": "per_1", "fields": {"name": "N2"}}
    return [{"kind": "run", **head}, {"kind": "done", "address": "personas.p", "record": record}]


def died_after(store: Kept, state: State | None) -> None:
    """A run that began from this state has died before it could save its own."""
    if state:
        store.put(state)
    for entry in entries_of(state or State("lineage")):
        store.journal.append(entry)


@pytest.mark.parametrize("before", [OLD, None], ids=["with-a-state", "without"])
def test_s14_reading_folds_the_journal_and_writes_nothing(store: Kept, before: State | None) -> None:
    died_after(store, before)
    shown = {path: path.read_bytes() for path in store.path.parent.rglob("*") if path.is_file()}
    assert store.read() == (NEW if before else replace(NEW, serial=1))
    assert {path: path.read_bytes() for path in store.path.parent.rglob("*") if path.is_file()} == shown


@pytest.mark.parametrize("before", [OLD, None], ids=["with-a-state", "without"])
def test_s14_settling_takes_the_journal_over_once(store: Kept, before: State | None) -> None:
    died_after(store, before)
    settled = store.settle()
    assert settled == (NEW if before else replace(NEW, serial=1))
    assert (store.settle(), store.journal.entries()) == (settled, [])
    assert load(store.path.read_text(encoding="utf-8"), "state") == settled


def test_settling_drops_a_journal_that_the_state_has_already(store: Kept) -> None:
    died_after(store, OLD)
    store.put(NEW)
    assert (store.settle(), (store.path.parent / ".rawugc/journal.jsonl").exists()) == (NEW, False)
    assert backups(store) == [1]


@pytest.mark.parametrize(
    "broken", ["", "{", "<<<<<<< HEAD"], ids=["S2-empty", "S3-truncated", "S10-conflict"]
)
def test_a_broken_state_is_not_replaced_by_what_the_journal_knows(store: Kept, broken: str) -> None:
    died_after(store, None)
    store.path.write_text(broken)
    for use in (store.read, store.settle):
        with pytest.raises(StateError, match="the-state cannot be used"):
            use()
    assert (store.path.read_text(), len(store.journal.entries())) == (broken, 2)


def test_s8_a_state_of_another_workspace_is_not_mixed_with_our_journal(store: Kept) -> None:
    died_after(store, OLD)
    foreign = replace(OLD, lineage="theirs")
    store.path.write_text(dump(foreign), encoding="utf-8")
    for use in (store.read, store.settle):
        with pytest.raises(StateError, match="it belongs to another state"):
            use()
    assert load(store.path.read_text(encoding="utf-8"), "state") == foreign


@pytest.mark.skipif(sys.platform == "win32", reason="a limit on the size of files is POSIX")
def test_p7_a_disk_that_fills_up_midway_leaves_the_old_state_and_the_journal(store: Kept) -> None:
    died_after(store, OLD)
    assert in_a_script(SETTLING_ON_A_FULL_DISK, store.path).startswith("state cannot be written: ")
    assert load(store.path.read_text(encoding="utf-8"), "state") == OLD
    assert (store.read(), len(store.journal.entries())) == (NEW, 2)
    assert not list(store.path.parent.rglob("*.new"))


# -- disks

SETTLING_ON_A_FULL_DISK = """
import resource, sys
from pathlib import Path
from rawugc_sync.api.clock import SystemClock
from rawugc_sync.words.errors import StateError
from rawugc_sync.state.keeper import Keeper
from rawugc_sync.state.stores.local import LocalStore
resource.setrlimit(resource.RLIMIT_FSIZE, (20, 20))
path = Path(sys.argv[1])
try:
    Keeper(LocalStore(path, path.parent / ".rawugc", "state"), SystemClock()).settle()
except StateError as failed:
    print(failed)
"""

FAILING = """
import errno, os, sys, tempfile
from pathlib import Path
from rawugc_sync.words.errors import StateError
from rawugc_sync.api.clock import SystemClock
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.recorded import Record, State
from rawugc_sync.state.keeper import Keeper
from rawugc_sync.state.stores.local import LocalStore

root, calls, fails_at = Path(sys.argv[1]), 0, 0

def failing(usual):
    def call(*arguments, **options):
        global calls
        calls += 1
        if calls == fails_at or ({permanent} and fails_at and calls > fails_at):
            raise OSError(errno.{errno}, os.strerror(errno.{errno}))
        return usual(*arguments, **options)
    return call

os.{call} = failing(os.{call})
records = [dict([(Address("personas", "p"), Record("per_1", dict(name=name)))]) for name in ("N1", "N2")]
for at in range(1, 9):
    folder = root / str(at)
    tempfile.tempdir = str(folder / "elsewhere")
    store = Keeper(LocalStore(folder / "state.json", folder / ".rawugc", "state"), SystemClock())
    fails_at = 0
    store.write(State("lineage", 1, "org_1", records[0]), "test")
    (folder / "elsewhere").mkdir()
    calls, fails_at = 0, at
    try:
        store.write(State("lineage", 2, "org_1", records[1]), "test")
        print("written")
    except StateError as failed:
        (one,) = failed.diagnostics
        print(one.summary, one.detail)
"""


def in_a_script(script: str, path: Path) -> str:
    """What a script of its own process prints: the system's calls are only replaced in there."""
    run = subprocess.run(
        [sys.executable, "-c", script, path],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    return run.stdout


@pytest.mark.parametrize("permanent", [False, True], ids=["once", "for-good"])
@pytest.mark.parametrize(
    ("call", "errno", "said"),
    [
        pytest.param("replace", "EIO", "Input/output error", id="P9-rename"),
        pytest.param("fsync", "EIO", "Input/output error", id="P9-fsync"),
        pytest.param("open", "EMFILE", "Too many open files", id="P10-no-handles"),
        pytest.param("mkdir", "EROFS", "Read-only file system", id="P8-read-only"),
    ],
)
def test_whenever_a_save_fails_there_is_an_old_or_a_new_state_and_a_rescue_copy(
    tmp_path: Path, call: str, errno: str, said: str, permanent: bool
) -> None:
    script = FAILING.format(call=call, errno=errno, permanent=permanent)
    lines = in_a_script(script, tmp_path).splitlines()
    assert set(lines) != {"written"}
    for at, told in enumerate(lines, 1):
        store = Kept(tmp_path / f"{at}/state.json")
        if told == "written":
            assert store.read() == NEW
            continue
        assert told.startswith(f"state cannot be written: {said}")
        assert store.read() in (OLD, NEW)
        copies = [
            load(path.read_text(encoding="utf-8"), "copy") for path in tmp_path.glob(f"{at}/elsewhere/*")
        ]
        assert copies == [NEW] or (permanent and call == "open")
        assert ("A copy is at" in told) == bool(copies)
        assert "the next run takes it over" in told
        assert not list(store.path.parent.rglob("*.new"))


def test_a_journal_that_stays_behind_a_written_state_is_told_as_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(_: object) -> None:
        raise StateError.of("journal-unwritable", "the journal cannot be removed", "Free the disk.")

    monkeypatch.setattr(LocalStore, "drop_journal", refused)
    store = LocalStore(tmp_path / "rawugc.state.json", tmp_path / ".rawugc", "rawugc.state.json")
    with pytest.raises(JournalKept, match="the state was saved, but the journal"):
        store.write(b"{}", None, "Apply")
    assert (tmp_path / "rawugc.state.json").read_bytes() == b"{}"
