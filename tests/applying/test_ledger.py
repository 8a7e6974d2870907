"""The state while a plan is applied: each step in the journal first, the state itself at the end."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace

import pytest

from rawugc_sync.applying.ledger import Ledger
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.errors import StateError
from rawugc_sync.words.planned import Action, Call, Change
from rawugc_sync.words.recorded import Moves, Record, Replacing, State, Takedown, Unresolved
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


def carried_out(made: Change, done: int, id: str | None, before: State | None) -> MemoryStore:
    """The store of a run that has done so many calls of a change, and now holds its breath."""
    store = MemoryStore()
    ledger = Ledger(store, before, None)
    for number in range(1, done + 1):
        ledger.intend(made, made.calls[number - 1], None)
        ledger.called(made, number, id if number == done or made.action is Action.REPLACE else made.id)
    if not made.calls:
        ledger.called(made, 0, id)
    return store


def saved(made: Change, done: int, id: str | None, before: State | None = BEFORE) -> dict[Address, Record]:
    """The records that a state holds once a run has ended after so many calls."""
    store = MemoryStore()
    ledger = Ledger(store, before, None)
    ledger.called(made, done, id)
    ledger.save()
    return dict(store.last.records) if store.written else dict(before.records if before else {})


STEPS = [
    pytest.param(
        change(Action.CREATE, CREATE, record=Record("", {"type": "image"}), id=None),
        1,
        "new",
        {P: Record("new", {"type": "image"})},
        id="created",
    ),
    pytest.param(change(Action.UPDATE, PATCH, record=NEW), 1, "old", {P: NEW}, id="updated"),
    pytest.param(change(Action.UPDATE, PATCH, PATCH, record=NEW), 1, "old", {P: OLD}, id="half-updated"),
    pytest.param(change(Action.UPDATE, PATCH, PATCH, record=NEW), 2, "old", {P: NEW}, id="updated-in-two"),
    pytest.param(change(Action.DELETE, DELETE, record=None), 1, "old", {}, id="deleted"),
    # A replace that creates first keeps the old object as deposed until it is deleted.
    pytest.param(
        change(Action.REPLACE, CREATE, DELETE, record=NEW),
        1,
        "new",
        {P: Record("new", {"type": "image"}, deposed=("old",))},
        id="replaced-not-deleted",
    ),
    pytest.param(
        change(Action.REPLACE, CREATE, DELETE, record=NEW),
        2,
        "new",
        {P: Record("new", {"type": "image"})},
        id="replaced",
    ),
    # One that deletes first keeps what is still to be created.
    pytest.param(
        change(Action.REPLACE, DELETE, CREATE, record=NEW, after={"type": "image"}),
        1,
        "old",
        {P: replace(OLD, replacing=Replacing({"type": "image"}, deleted=True))},
        id="deleted-not-replaced",
    ),
    pytest.param(
        change(Action.REPLACE, DELETE, CREATE, record=NEW),
        2,
        "new",
        {P: Record("new", {"type": "image"})},
        id="deleted-and-replaced",
    ),
]


@pytest.mark.parametrize(("made", "done", "id", "records"), STEPS)
def test_the_state_holds_what_was_done_so_far(
    made: Change, done: int, id: str | None, records: dict[Address, Record]
) -> None:
    assert saved(made, done, id) == records


@pytest.mark.parametrize(("made", "done", "id", "records"), STEPS)
def test_what_was_done_is_in_the_journal_before_the_state_is_saved(
    made: Change, done: int, id: str | None, records: dict[Address, Record]
) -> None:
    before = None if made.action is Action.CREATE else BEFORE
    store = carried_out(made, done, id, before)
    recovered = store.recovered(before)
    assert store.written == []
    assert recovered is not None
    assert (recovered.records, recovered.unresolved) == (records, {})


@pytest.mark.parametrize(
    ("made", "id", "records"),
    [
        (change(Action.FORGET, record=None), "old", {}),
        (change(Action.ADOPT, record=Record("live", {}), id="live"), "live", {P: Record("live", {})}),
    ],
    ids=["forgotten", "adopted"],
)
def test_what_needs_no_call_is_in_the_state_and_needs_no_journal(
    made: Change, id: str, records: dict[Address, Record]
) -> None:
    assert saved(made, 0, id) == records
    assert carried_out(made, 0, id, BEFORE).journal.entries == []


def test_a_replace_keeps_what_was_deposed_before() -> None:
    before = replace(BEFORE, records={P: replace(OLD, deposed=("older",))})
    record = replace(NEW, deposed=("older",))
    records = saved(change(Action.REPLACE, CREATE, DELETE, record=record), 1, "new", before)
    assert records[P].deposed == ("older", "old")


def test_a_deposed_object_that_is_deleted_leaves_the_record_alone() -> None:
    before = replace(BEFORE, records={P: replace(OLD, deposed=("older", "oldest"))})
    gone = change(Action.DELETE, DELETE, record=None, id="older", action_reason="deposed")
    assert saved(gone, 1, "older", before) == {P: replace(OLD, deposed=("oldest",))}


# -- creates without an answer

SENT = Unresolved(1_000, frozenset({"old"}), Record("", {"type": "image"}, deposed=("old",)))
REPLACE = change(Action.REPLACE, CREATE, DELETE, record=NEW)


def test_a_lost_create_is_in_journal_and_state_and_keeps_the_old_record() -> None:
    store = MemoryStore()
    ledger = Ledger(store, BEFORE, None)
    ledger.intend(REPLACE, CREATE, SENT)
    ledger.lost(REPLACE, SENT)
    recovered = store.recovered(BEFORE)
    ledger.save()
    assert recovered == store.last
    assert (store.last.records, store.last.unresolved) == ({P: OLD}, {P: SENT})


def test_what_is_to_be_created_carries_along_what_is_still_to_be_deleted() -> None:
    store = MemoryStore()
    assert Ledger(store, BEFORE, None).pending(REPLACE, 1) == replace(NEW, deposed=("old",))


UNRESOLVED = replace(BEFORE, unresolved={P: SENT})
FOUND = Record("new", {"type": "image"}, deposed=("old",))


def test_a_lost_create_that_was_found_is_recorded_before_anything_is_done_with_it() -> None:
    store = MemoryStore()
    ledger = Ledger(store, UNRESOLVED, None)
    found = change(
        Action.ADOPT, PATCH, record=replace(FOUND, fields={"type": "image", "name": "S"}), id="new"
    )
    ledger.intend(found, PATCH, None)
    recovered = store.recovered(UNRESOLVED)
    assert recovered is not None
    assert (recovered.records, recovered.unresolved) == ({P: FOUND}, {})
    assert [entry["kind"] for entry in store.journal.entries] == ["run", "done", "intent"]


def test_taking_over_what_was_found_keeps_the_object_that_it_replaces_to_be_deleted() -> None:
    found = change(Action.ADOPT, record=FOUND, id="new")
    assert saved(found, 0, "new", UNRESOLVED) == {P: FOUND}


def test_another_object_is_not_taken_for_the_lost_one() -> None:
    store = MemoryStore()
    ledger = Ledger(store, UNRESOLVED, None)
    ledger.intend(change(Action.DELETE, DELETE, record=None), DELETE, None)
    recovered = store.recovered(UNRESOLVED)
    assert recovered is not None
    assert (recovered.unresolved, recovered.records[P].id) == (UNRESOLVED.unresolved, "old")


def test_what_is_started_over_is_no_longer_unresolved() -> None:
    store = MemoryStore()
    ledger = Ledger(store, UNRESOLVED, None)
    ledger.refresh({P: None})
    ledger.save()
    assert (store.last.records, store.last.unresolved) == ({}, {})


def test_ids_are_those_of_the_records_of_one_collection() -> None:
    records = {P: replace(OLD, deposed=("older",)), Address("personas", "p"): Record("per_1", {})}
    ledger = Ledger(MemoryStore(), replace(BEFORE, records=records), None)
    assert (ledger.ids("styles"), ledger.ids("posts")) == (frozenset({"old", "older"}), frozenset())


# -- the file


def test_the_serial_moves_once_a_run_and_only_with_content() -> None:
    store = MemoryStore()
    ledger = Ledger(store, BEFORE, "org_1")
    ledger.called(change(Action.UPDATE, PATCH, record=OLD), 1, "old")
    ledger.save()
    assert store.written == []
    ledger.called(change(Action.UPDATE, PATCH, record=NEW), 1, "old")
    ledger.refresh({P: NEW})
    ledger.save()
    assert [(state.serial, state.records[P]) for state in store.written] == [(6, NEW)]


def test_the_journal_goes_when_the_state_has_it_and_stays_when_not() -> None:
    kept, dropped = MemoryStore(full=True), MemoryStore()
    for store in (kept, dropped):
        ledger = Ledger(store, BEFORE, None)
        made = change(Action.UPDATE, PATCH, record=NEW)
        ledger.intend(made, PATCH, None)
        ledger.called(made, 1, "old")
        with pytest.raises(StateError) if store.full else nullcontext():
            ledger.save()
    assert dropped.trace == ["run", "intent", "done", "state", "cleared"]
    recovered = kept.recovered(BEFORE)
    assert recovered == dropped.last


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


Q = Address("styles", "q")


def test_moves_are_made_with_the_state_and_stand_at_the_head_of_the_journal() -> None:
    store = MemoryStore()
    ledger = Ledger(store, BEFORE, None, Moves({Q: P}, frozenset({(P, Q)})))
    made = replace(change(Action.UPDATE, PATCH, record=NEW), address=Q)
    ledger.intend(made, PATCH, None)
    renaming = {"from": "styles.p", "to": "styles.q"}
    assert (store.journal.entries[0]["moves"], store.journal.entries[0]["moved"]) == ([renaming], [renaming])
    ledger.called(made, 1, "old")
    ledger.save()
    assert (store.last.records, store.last.moved, store.last.serial) == ({Q: NEW}, {(P, Q)}, 6)


def test_a_move_that_was_made_is_remembered_until_its_block_is_gone() -> None:
    before = replace(BEFORE, moved=frozenset({(P, Q)}))
    for moves, moved in ((None, {(P, Q)}), (Moves(), set())):
        store = MemoryStore()
        ledger = Ledger(store, before, None, moves)
        ledger.refresh({P: NEW})
        ledger.save()
        assert store.last.moved == moved


def test_a_delete_without_an_answer_is_remembered_as_ours() -> None:
    store = MemoryStore()
    ledger = Ledger(store, BEFORE, None)
    ledger.intend(change(Action.DELETE, DELETE, record=None), DELETE, None)
    ledger.save()
    assert store.last.records == {P: replace(OLD, replacing=Replacing({}))}


def test_a_takedown_is_taken_over_and_what_has_lapsed_goes_with_the_next_write() -> None:
    ancient, new = (Takedown(P, id, 1, {}) for id in ("older", "old"))
    before = replace(BEFORE, takedowns=(ancient,))
    store = MemoryStore()
    ledger = Ledger(store, before, None, lapsed=(ancient,))
    ledger.save()
    assert not store.written
    ledger.called(change(Action.FORGET, record=None, takedown=new), 0, "old")
    ledger.save()
    assert (store.last.records, store.last.takedowns) == ({}, (new,))
