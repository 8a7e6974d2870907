"""The state while a plan is applied: each step in the journal first, the state itself at the end."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace

import pytest

from rawugc_sync.applying.ledger import Ledger
from rawugc_sync.words.actions import Action
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.errors import StateError
from rawugc_sync.words.planned import Call, Change, Leaves, Step, Wait
from rawugc_sync.words.recorded import Moves, Record, Replacing, State, Takedown, Unresolved
from tests.applying.fakes import MemoryStore

P = Address("styles", "p")
OLD = Record("old", {"type": "video"})
NEW = Record("old", {"type": "image"})
BEFORE = State("lineage", 5, "org_1", {P: OLD})

CREATE = Call(method="POST", path="/styles", id_fields=("_id",))
PATCH = Call(method="PATCH", path="/styles/old")
DELETE = Call(method="DELETE", path="/styles/old", removes="old")


def change(action: Action, *steps: Step, id: str | None = "old", **more: object) -> Change:
    made = Change(address=P, action=action, steps=steps, id=id)
    return replace(made, **more)  # type: ignore[arg-type]


def leaving(call: Call | None, record: Record | None, **more: object) -> Step:
    step = Step(call=call, leaves=Leaves.RECORD if record else Leaves.NOTHING, record=record)
    return replace(step, **more)  # type: ignore[arg-type]


def carried_out(made: Change, done: int, id: str | None, before: State | None) -> MemoryStore:
    """The store of a run that has done so many steps of a change, and now holds its breath."""
    store = MemoryStore()
    ledger = Ledger(store, before, None)
    for number, step in enumerate(made.steps[:done]):
        if step.call is not None:
            ledger.intend(made, step, None)
        ledger.settle(made, step, id if number + 1 == done or made.action.replaces else made.id)
    return store


def saved(made: Change, done: int, id: str | None, before: State | None = BEFORE) -> dict[Address, Record]:
    """The records that a state holds once a run has ended after so many steps."""
    store = MemoryStore()
    ledger = Ledger(store, before, None)
    for step in made.steps[:done]:
        ledger.settle(made, step, id)
    ledger.save()
    return dict(store.last.records) if store.written else dict(before.records if before else {})


IMAGE = Record("", {"type": "image"})
UPDATED = leaving(PATCH, NEW)
DELETED = leaving(DELETE, None, meanwhile=OLD.being_deleted)
# A replace that creates first keeps the old object as deposed until it is deleted.
CREATE_FIRST = (leaving(CREATE, IMAGE, deposes=("old",)), leaving(DELETE, IMAGE))
# One that deletes first keeps what is still to be created.
REPLACING = replace(OLD, replacing=Replacing({"type": "image"}))
HALF_WAY = replace(OLD, replacing=Replacing({"type": "image"}, deleted=True))
DELETE_FIRST = (leaving(DELETE, HALF_WAY, meanwhile=REPLACING), leaving(CREATE, IMAGE))
REPLACED = {P: Record("new", {"type": "image"})}

STEPS = [
    pytest.param(change(Action.CREATE, leaving(CREATE, IMAGE), id=None), 1, "new", REPLACED, id="created"),
    pytest.param(change(Action.UPDATE, UPDATED), 1, "old", {P: NEW}, id="updated"),
    pytest.param(change(Action.UPDATE, Step(call=PATCH), UPDATED), 1, "old", {P: OLD}, id="half-updated"),
    pytest.param(change(Action.UPDATE, Step(call=PATCH), UPDATED), 2, "old", {P: NEW}, id="updated-in-two"),
    pytest.param(change(Action.DELETE, DELETED), 1, "old", {}, id="deleted"),
    pytest.param(
        change(Action.CREATE_THEN_DELETE, *CREATE_FIRST),
        1,
        "new",
        {P: Record("new", {"type": "image"}, deposed=("old",))},
        id="replaced-not-deleted",
    ),
    pytest.param(change(Action.CREATE_THEN_DELETE, *CREATE_FIRST), 2, "new", REPLACED, id="replaced"),
    pytest.param(
        change(Action.DELETE_THEN_CREATE, *DELETE_FIRST), 1, "old", {P: HALF_WAY}, id="deleted-not-replaced"
    ),
    pytest.param(
        change(Action.DELETE_THEN_CREATE, *DELETE_FIRST), 2, "new", REPLACED, id="deleted-and-replaced"
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
        (change(Action.FORGET, leaving(None, None)), "old", {}),
        (change(Action.ADOPT, leaving(None, Record("live", {})), id="live"), "live", {P: Record("live", {})}),
    ],
    ids=["forgotten", "adopted"],
)
def test_what_needs_no_call_is_in_the_state_and_needs_no_journal(
    made: Change, id: str, records: dict[Address, Record]
) -> None:
    assert saved(made, 1, id) == records
    assert carried_out(made, 1, id, BEFORE).journal.entries == []


def test_a_replace_keeps_what_was_deposed_before() -> None:
    before = replace(BEFORE, records={P: replace(OLD, deposed=("older",))})
    created = leaving(CREATE, replace(IMAGE, deposed=("older",)), deposes=("old",))
    records = saved(change(Action.CREATE_THEN_DELETE, created), 1, "new", before)
    assert records[P].deposed == ("older", "old")


def test_a_deposed_object_that_is_deleted_leaves_the_record_alone() -> None:
    before = replace(BEFORE, records={P: replace(OLD, deposed=("older", "oldest"))})
    gone = change(Action.CLEAN_UP, Step(call=replace(DELETE, removes="older")), id="older")
    assert saved(gone, 1, "older", before) == {P: replace(OLD, deposed=("oldest",))}


def test_what_this_run_has_deleted_is_not_deposed_again_by_a_record_that_was_planned_before() -> None:
    before = replace(BEFORE, records={P: replace(OLD, deposed=("older",))})
    ledger = Ledger(store := MemoryStore(), before, None)
    gone = Step(call=replace(DELETE, removes="older"))
    ledger.settle(change(Action.CLEAN_UP, gone, id="older"), gone, "older")
    updated = leaving(PATCH, replace(NEW, deposed=("older",)))
    ledger.settle(change(Action.UPDATE, updated), updated, "old")
    ledger.save()
    assert store.last.records == {P: NEW}


def test_a_wait_leaves_nothing_in_the_journal() -> None:
    wait = Step(wait=Wait(field="status", done=frozenset({"completed"}), failed=frozenset()))
    made = change(Action.CREATE, leaving(CREATE, IMAGE), wait, id=None)
    ledger = Ledger(store := MemoryStore(), None, None)
    for step in made.steps:
        ledger.settle(made, step, "new")
    assert [entry["kind"] for entry in store.journal.entries] == ["run", "done"]


@pytest.mark.parametrize(
    ("steps", "number", "before", "after"),
    [
        ((DELETED,), 0, OLD, OLD),
        (DELETE_FIRST, 0, OLD, OLD),
        (DELETE_FIRST, 1, HALF_WAY, HALF_WAY),
        ((leaving(CREATE, IMAGE),), 0, REPLACING, REPLACING),
    ],
    ids=["delete", "delete-first", "its-create", "create-of-what-may-be-gone"],
)
def test_a_call_that_did_nothing_leaves_what_was_known(
    steps: tuple[Step, ...], number: int, before: Record, after: Record
) -> None:
    state = replace(BEFORE, records={P: before})
    ledger = Ledger(store := MemoryStore(), state, None)
    made = change(Action.DELETE, *steps)
    ledger.intend(made, made.steps[number], SENT if made.steps[number].call is CREATE else None)
    ledger.void(made, made.steps[number])
    recovered = store.recovered(state)
    assert recovered is not None
    assert (recovered.records, recovered.unresolved) == ({P: after}, {})


# -- creates without an answer

SENT = Unresolved(1_000, frozenset({"old"}), Record("", {"type": "image"}, deposed=("old",)))
REPLACE = change(Action.CREATE_THEN_DELETE, *CREATE_FIRST)


def test_a_lost_create_is_in_journal_and_state_and_keeps_the_old_record() -> None:
    store = MemoryStore()
    ledger = Ledger(store, BEFORE, None)
    ledger.intend(REPLACE, CREATE_FIRST[0], SENT)
    ledger.lost(REPLACE, SENT)
    recovered = store.recovered(BEFORE)
    ledger.save()
    assert recovered == store.last
    assert (store.last.records, store.last.unresolved) == ({P: OLD}, {P: SENT})


def test_what_is_to_be_created_carries_along_what_is_still_to_be_deleted() -> None:
    store = MemoryStore()
    assert Ledger(store, BEFORE, None).book.expected(REPLACE, CREATE_FIRST[0]) == replace(
        IMAGE, deposed=("old",)
    )


UNRESOLVED = replace(BEFORE, unresolved={P: SENT})
FOUND = Record("new", {"type": "image"}, deposed=("old",))


def test_a_lost_create_that_was_found_is_recorded_before_anything_is_done_with_it() -> None:
    store = MemoryStore()
    ledger = Ledger(store, UNRESOLVED, None)
    patched = leaving(PATCH, replace(FOUND, fields={"type": "image", "name": "S"}))
    found = change(Action.ADOPT_AND_UPDATE, leaving(None, FOUND), patched, id="new")
    ledger.settle(found, found.steps[0], "new")
    ledger.intend(found, patched, None)
    recovered = store.recovered(UNRESOLVED)
    assert recovered is not None
    assert (recovered.records, recovered.unresolved) == ({P: FOUND}, {})
    assert [entry["kind"] for entry in store.journal.entries] == ["run", "done", "intent"]


def test_taking_over_what_was_found_keeps_the_object_that_it_replaces_to_be_deleted() -> None:
    found = change(Action.ADOPT, leaving(None, FOUND), id="new")
    assert saved(found, 1, "new", UNRESOLVED) == {P: FOUND}


def test_another_object_is_not_taken_for_the_lost_one() -> None:
    store = MemoryStore()
    ledger = Ledger(store, UNRESOLVED, None)
    ledger.intend(change(Action.DELETE, DELETED), DELETED, None)
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
    assert (ledger.book.ids("styles"), ledger.book.ids("posts")) == (frozenset({"old", "older"}), frozenset())


# -- the file


def test_the_serial_moves_once_a_run_and_only_with_content() -> None:
    store = MemoryStore()
    ledger = Ledger(store, BEFORE, "org_1")
    unchanged = leaving(PATCH, OLD)
    ledger.settle(change(Action.UPDATE, unchanged), unchanged, "old")
    ledger.save()
    assert store.written == []
    ledger.settle(change(Action.UPDATE, UPDATED), UPDATED, "old")
    ledger.refresh({P: NEW})
    ledger.save()
    assert [(state.serial, state.records[P]) for state in store.written] == [(6, NEW)]


def test_the_journal_goes_when_the_state_has_it_and_stays_when_not() -> None:
    kept, dropped = MemoryStore(full=True), MemoryStore()
    for store in (kept, dropped):
        ledger = Ledger(store, BEFORE, None)
        made = change(Action.UPDATE, UPDATED)
        ledger.intend(made, UPDATED, None)
        ledger.settle(made, UPDATED, "old")
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
    made = replace(change(Action.UPDATE, UPDATED), address=Q)
    ledger.intend(made, UPDATED, None)
    renaming = {"from": "styles.p", "to": "styles.q"}
    assert (store.journal.entries[0]["moves"], store.journal.entries[0]["moved"]) == ([renaming], [renaming])
    ledger.settle(made, UPDATED, "old")
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
    ledger.intend(change(Action.DELETE, DELETED), DELETED, None)
    ledger.save()
    assert store.last.records == {P: replace(OLD, replacing=Replacing({}))}


def test_a_takedown_is_taken_over_and_what_has_lapsed_goes_with_the_next_write() -> None:
    ancient, new = (Takedown(P, id, 1, {}) for id in ("older", "old"))
    before = replace(BEFORE, takedowns=(ancient,))
    store = MemoryStore()
    ledger = Ledger(store, before, None, lapsed=(ancient,))
    ledger.save()
    assert not store.written
    forgotten = leaving(None, None)
    ledger.settle(change(Action.FORGET, forgotten, takedown=new), forgotten, "old")
    ledger.save()
    assert (store.last.records, store.last.takedowns) == ({}, (new,))
