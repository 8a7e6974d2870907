"""What each finished call means for the state, saved as it happens."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rawugc_sync.applying.ledger import Ledger
from rawugc_sync.model import Action, Address, Call, Change, Record, State
from tests.applying.fakes import MemoryStore

P = Address("styles", "p")
OLD = Record("old", {"type": "video"})
NEW = Record("old", {"type": "image"})
BEFORE = State("lineage", 5, "org_1", {P: OLD})

CREATE = Call(method="POST", path="/styles", id_fields=("_id",))
PATCH = Call(method="PATCH", path="/styles/old")
DELETE = Call(method="DELETE", path="/styles/old", removes="old")


def change(
    action: Action, *calls: Call, record: Record | None, id: str | None = "old", **more: object
) -> Change:
    made = Change(address=P, action=action, actions=(str(action),), calls=calls, record=record, id=id)
    return replace(made, **more)  # type: ignore[arg-type]


def after(made: Change, done: int, id: str | None, before: State | None = BEFORE) -> dict[Address, Record]:
    """The records once so many calls of a change are done."""
    store = MemoryStore()
    ledger = Ledger(store, before, None)
    ledger.called(made, done, id)
    ledger.save()
    return dict(store.last.records) if store.written else dict(before.records if before else {})


@pytest.mark.parametrize(
    ("made", "done", "id", "records"),
    [
        (
            change(Action.CREATE, CREATE, record=Record("", {"type": "image"}), id=None),
            1,
            "new",
            {P: Record("new", {"type": "image"})},
        ),
        (change(Action.UPDATE, PATCH, record=NEW), 1, "old", {P: NEW}),
        (change(Action.UPDATE, PATCH, PATCH, record=NEW), 1, "old", {P: OLD}),
        (change(Action.UPDATE, PATCH, PATCH, record=NEW), 2, "old", {P: NEW}),
        (change(Action.DELETE, DELETE, record=None), 1, "old", {}),
        (change(Action.FORGET, record=None), 0, "old", {}),
        (change(Action.ADOPT, record=Record("live", {}), id="live"), 0, "live", {P: Record("live", {})}),
        # A replace that creates first keeps the old object as deposed until it is deleted.
        (
            change(Action.REPLACE, CREATE, DELETE, record=NEW),
            1,
            "new",
            {P: Record("new", {"type": "image"}, deposed=("old",))},
        ),
        (change(Action.REPLACE, CREATE, DELETE, record=NEW), 2, "new", {P: Record("new", {"type": "image"})}),
        # One that deletes first has nothing in between.
        (change(Action.REPLACE, DELETE, CREATE, record=NEW), 1, "old", {}),
        (change(Action.REPLACE, DELETE, CREATE, record=NEW), 2, "new", {P: Record("new", {"type": "image"})}),
    ],
)
def test_the_state_holds_what_was_done_so_far(
    made: Change, done: int, id: str | None, records: dict[Address, Record]
) -> None:
    assert after(made, done, id) == records


def test_a_replace_keeps_what_was_deposed_before() -> None:
    record = replace(NEW, deposed=("older",))
    records = after(change(Action.REPLACE, CREATE, DELETE, record=record), 1, "new")
    assert records[P].deposed == ("older", "old")


def test_a_deposed_object_that_is_deleted_leaves_the_record_alone() -> None:
    before = replace(BEFORE, records={P: replace(OLD, deposed=("older", "oldest"))})
    gone = change(Action.DELETE, DELETE, record=None, id="older", action_reason="deposed")
    assert after(gone, 1, "older", before) == {P: replace(OLD, deposed=("oldest",))}


def test_the_serial_moves_once_a_run_and_only_with_content() -> None:
    store = MemoryStore()
    ledger = Ledger(store, BEFORE, "org_1")
    ledger.save()
    assert store.written == []
    ledger.called(change(Action.UPDATE, PATCH, record=OLD), 1, "old")
    ledger.save()
    assert store.written == []
    other = replace(NEW, fields={"type": "video", "name": "S"})
    for record in (NEW, NEW, other, other):
        ledger.refresh({P: record})
        ledger.save()
    assert [(state.serial, state.records[P]) for state in store.written] == [(6, NEW), (6, other)]


def test_a_first_state_has_a_lineage_of_its_own_and_begins_at_one() -> None:
    stores = MemoryStore(), MemoryStore()
    for store in stores:
        ledger = Ledger(store, None, "org_1")
        ledger.refresh({P: NEW})
        ledger.save()
    one, other = (store.last for store in stores)
    assert (one.serial, one.organization_id) == (1, "org_1")
    assert one.lineage != other.lineage


def test_nothing_is_written_for_nothing() -> None:
    store = MemoryStore()
    Ledger(store, None, "org_1").save()
    assert store.written == []


@pytest.mark.parametrize(("shown", "kept"), [(None, "org_1"), ("org_1", "org_1")])
def test_the_organization_is_kept_when_no_list_shows_it(shown: str | None, kept: str) -> None:
    store = MemoryStore()
    ledger = Ledger(store, BEFORE, shown)
    ledger.refresh({P: NEW})
    ledger.save()
    assert store.last.organization_id == kept


def test_a_refreshed_record_may_leave() -> None:
    store = MemoryStore()
    ledger = Ledger(store, BEFORE, None)
    ledger.refresh({P: None})
    ledger.save()
    assert store.last.records == {}
