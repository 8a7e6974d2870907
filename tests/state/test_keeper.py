"""A state that lies elsewhere: what this machine spools, when it goes where the state is, and what heals."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rawugc_sync.state.document import dump, record_json
from rawugc_sync.state.journal import Journal, entries_in
from rawugc_sync.state.keeper import WINDOW, Keeper
from rawugc_sync.state.store import Conflict
from rawugc_sync.state.stores.local import LocalStore
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.errors import RawugcError, StateError
from rawugc_sync.words.recorded import Record, State

P = Address("styles", "p")
OLD = State("lineage", 4, "org_1", {P: Record("sty_1", {"name": "N"})})
HEAD = {"kind": "run", "lineage": "lineage", "serial": 4, "organizationId": "org_1"}


class Clock:
    def __init__(self) -> None:
        self.elapsed = 0.0

    def now(self) -> float:
        return 1_800_000_000.0 + self.elapsed

    def monotonic(self) -> float:
        return self.elapsed

    def sleep(self, seconds: float) -> None:
        self.elapsed += seconds


class Machine:
    """One of several that share a place: its spool is its own."""

    def __init__(self, root: Path, name: str) -> None:
        self.clock = Clock()
        self.place = LocalStore(root / "place/state.json", root / "place/private", "the place")
        self.spool = Journal(root / name / "journal.jsonl", "the spool")
        self.keeper = Keeper(self.place, self.clock, self.spool)

    def shared(self) -> list[str]:
        """The kinds of entries that everybody can see."""
        return [entry["kind"] for entry in entries_in(self.place.read_journal())]

    def note(self, *kinds: str, urgent: bool = False) -> None:
        for kind in kinds:
            self.keeper.journal.append({"kind": kind}, urgent=urgent)


@pytest.fixture
def one(tmp_path: Path) -> Machine:
    return Machine(tmp_path, "one")


@pytest.fixture
def two(tmp_path: Path) -> Machine:
    return Machine(tmp_path, "two")


def begun(machine: Machine, state: State | None = OLD) -> Machine:
    """The state is there, and the machine has read it."""
    if state:
        machine.keeper.write(state, "Begin")
    machine.keeper.settle()
    return machine


def done(name: str) -> dict[str, Any]:
    return {"kind": "done", "address": str(P), "record": record_json(Record("sty_1", {"name": name}))}


# -- when entries travel


def test_what_can_wait_is_spooled_and_goes_along_with_what_cannot(one: Machine) -> None:
    one.note("run", "done")
    assert (one.shared(), len(entries_in(one.spool.read()))) == ([], 2)
    one.note("intent", urgent=True)
    assert one.shared() == ["run", "done", "intent"]
    one.note("done")
    assert one.shared() == ["run", "done", "intent"]


def test_nothing_waits_for_longer_than_a_window(one: Machine) -> None:
    one.note("run")
    one.clock.sleep(WINDOW - 1)
    one.note("done")
    assert one.shared() == []
    one.clock.sleep(1)
    one.note("done")
    assert one.shared() == ["run", "done", "done"]
    one.clock.sleep(WINDOW - 1)
    one.note("done")
    assert one.shared() == ["run", "done", "done"]


def test_a_state_beside_the_manifests_has_one_journal(tmp_path: Path) -> None:
    store = LocalStore(tmp_path / "state.json", tmp_path / ".rawugc", "state")
    Keeper(store, Clock()).journal.append({"kind": "run"})
    assert [entry["kind"] for entry in entries_in(store.read_journal())] == ["run"]


def test_what_the_state_has_is_in_no_journal_any_more(one: Machine) -> None:
    begun(one).keeper.journal.append(HEAD, urgent=True)
    one.keeper.journal.append(done("New"))
    one.keeper.write(replace(OLD, serial=5), "Apply")
    assert (one.shared(), one.spool.read(), one.keeper.journal.entries()) == ([], b"", [])


# -- who goes on after a run that died


def died(machine: Machine) -> None:
    """A run has changed a name, and ended before it could save; its last entry was not yet passed on."""
    begun(machine).keeper.journal.append(HEAD, urgent=True)
    machine.keeper.journal.append(done("New"))


def test_its_own_machine_knows_all_of_it(tmp_path: Path, one: Machine) -> None:
    died(one)
    again = Machine(tmp_path, "one")
    settled = again.keeper.settle()
    assert settled is not None
    assert (settled.records[P].fields, settled.serial) == ({"name": "New"}, 5)
    assert (again.spool.read(), again.shared()) == (b"", [])


def test_another_machine_knows_what_was_passed_on(one: Machine, two: Machine) -> None:
    begun(one).keeper.journal.append(HEAD)
    one.keeper.journal.append(done("New"), urgent=True)
    settled = two.keeper.settle()
    assert settled is not None
    assert settled.records[P].fields == {"name": "New"}


def test_what_was_spooled_before_others_went_on_changes_nothing(
    tmp_path: Path, one: Machine, two: Machine
) -> None:
    died(one)
    two.keeper.settle()
    newer = replace(OLD, serial=9, records={P: Record("sty_1", {"name": "Newest"})})
    two.keeper.write(newer, "Apply")
    assert Machine(tmp_path, "one").keeper.settle() == newer


def test_a_spool_is_older_than_a_journal_that_does_not_begin_it(
    tmp_path: Path, one: Machine, two: Machine
) -> None:
    """One died with nothing passed on; two began from the same serial after it, and died as well."""
    begun(one).keeper.journal.append(HEAD)
    one.keeper.journal.append(done("First"))
    two.keeper.settle()
    two.keeper.journal.append(HEAD, urgent=True)
    two.keeper.journal.append(done("Second"), urgent=True)
    settled = Machine(tmp_path, "one").keeper.settle()
    assert settled is not None
    assert settled.records[P].fields == {"name": "Second"}


def test_a_spool_of_another_state_is_named(one: Machine, two: Machine) -> None:
    """One died before anything was passed on, in a first run; two has made the first state since."""
    one.keeper.journal.append({**HEAD, "serial": 0, "lineage": "another"})
    begun(two)
    with pytest.raises(StateError, match="or the spool cannot be understood: it belongs to another state"):
        one.keeper.read()


def test_a_torn_line_before_a_run_does_not_make_its_spool_older(tmp_path: Path, one: Machine) -> None:
    begun(one)
    one.spool.append(b'{"kind":"ru')  # killed in its first line, which is no entry
    one.spool.close()
    again = Machine(tmp_path, "one").keeper
    again.settle()
    again.journal.append(HEAD)
    again.journal.append(done("First"), urgent=True)
    again.journal.append(done("Second"))
    settled = Machine(tmp_path, "one").keeper.settle()
    assert settled is not None
    assert settled.records[P].fields == {"name": "Second"}


# -- a place that is lost or overtaken


@contextmanager
def lost(root: Path) -> Iterator[None]:
    place = root / "place"
    place.rename(root / "aside")
    place.touch()
    yield
    place.unlink()
    (root / "aside").rename(place)


def test_a_place_that_is_lost_stops_what_is_urgent_and_leaves_a_copy(tmp_path: Path, one: Machine) -> None:
    begun(one).keeper.journal.append(HEAD)
    with lost(tmp_path):
        with pytest.raises(StateError, match="cannot be written"):
            one.keeper.journal.append(done("New"), urgent=True)
        new = replace(OLD, serial=5, records={P: Record("sty_1", {"name": "New"})})
        with pytest.raises(StateError) as failed:
            one.keeper.write(new, "Apply")
    told = failed.value.diagnostics[0].detail
    copy = Path(told.partition("A copy is at ")[2].partition(";")[0])
    assert "the spool on this machine has the same, and the next run here takes it over" in told
    assert copy.read_text(encoding="utf-8") == dump(new)
    copy.unlink()
    settled = Machine(tmp_path, "one").keeper.settle()
    assert settled is not None
    assert settled.records[P].fields == {"name": "New"}


def test_whoever_was_overtaken_overwrites_nothing(one: Machine, two: Machine) -> None:
    begun(one)
    two.keeper.settle()
    newer = replace(OLD, serial=5)
    two.keeper.write(newer, "Apply")
    with pytest.raises(Conflict, match="somebody else") as failed:
        one.keeper.write(replace(OLD, serial=6), "Apply")
    Path(failed.value.diagnostics[0].detail.partition("A copy is at ")[2].partition(";")[0]).unlink()
    assert two.keeper.read() == newer


def test_a_lock_that_cannot_be_given_back_is_told_and_what_was_done_stands(
    tmp_path: Path, one: Machine
) -> None:
    told: list[str] = []
    (tmp_path / "place").mkdir()

    def stuck(failed: RawugcError) -> None:
        told.append(failed.diagnostics[0].code)

    class Gone(LocalStore):
        def unlock(self, id: str) -> None:
            raise StateError.of("state-unreachable", "the place cannot be reached")

    place = Gone(tmp_path / "place/state.json", tmp_path / "place/private", "the place")
    with Keeper(place, one.clock).held("rawugc-sync apply", stuck=stuck):
        pass
    assert told == ["state-unreachable"]
