"""What a run that died had done, folded into the state as if it had ended well."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from rawugc_sync.state.document import record_json, unresolved_json
from rawugc_sync.state.fold import fold
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.credits import Spending
from rawugc_sync.words.errors import StateError
from rawugc_sync.words.recorded import Edited, Held, LostEdit, Record, Replacing, State, Unresolved
from rawugc_sync.words.uploads import Uploaded

A, B = Address("styles", "a"), Address("styles", "b")
OLD, NEW = Record("sty_1", {"name": "A"}), Record("sty_1", {"name": "New"}, prevent_destroy=True)
SENT = Unresolved(1_000, frozenset({"sty_1"}), Record("", {"name": "A"}, deposed=("sty_1",)))
LATER = replace(SENT, sent_at=2_000)
HASH = "sha256:" + "0" * 64
STATE = State("mine", 5, "org_1", {A: OLD})

Entry = dict[str, Any]


def began(serial: int = 5, lineage: str = "mine", organization: str | None = "org_1") -> Entry:
    return {"kind": "run", "lineage": lineage, "serial": serial, "organizationId": organization}


def intent(address: Address, create: Unresolved | None = None) -> Entry:
    sent = {"method": "POST" if create else "PATCH", "path": "/styles"}
    written = unresolved_json(create) if create else None
    return {"kind": "intent", "address": str(address), "call": sent, "create": written}


def done(address: Address, record: Record | None) -> Entry:
    written = record_json(record) if record else None
    return {"kind": "done", "address": str(address), "record": written}


def uploaded(address: Address, url: str) -> Entry:
    entry = {"sha256": HASH, "url": url, "at": 1}
    return {"kind": "done", "address": str(address), "upload": entry}


def void(address: Address) -> Entry:
    return {"kind": "void", "address": str(address)}


def lost(address: Address, create: Unresolved) -> Entry:
    return {"kind": "lost", "address": str(address), "create": unresolved_json(create)}


def folded(before: State | None, *entries: Entry) -> State:
    state = fold(before, entries, "the journal")
    assert state is not None
    return state


@pytest.mark.parametrize(
    ("entries", "records", "unresolved"),
    [
        pytest.param([intent(A), done(A, NEW)], {A: NEW}, {}, id="updated"),
        pytest.param([intent(A), done(A, None)], {}, {}, id="deleted"),
        pytest.param([intent(B, SENT), done(B, NEW)], {A: OLD, B: NEW}, {}, id="created"),
        pytest.param([intent(B, SENT)], {A: OLD}, {B: SENT}, id="P4-died-in-a-create"),
        pytest.param([intent(B, SENT), lost(B, LATER)], {A: OLD}, {B: LATER}, id="lost"),
        pytest.param([intent(A, SENT)], {A: OLD}, {A: SENT}, id="P4-died-in-a-replace"),
        pytest.param([intent(B, SENT), void(B), intent(B, LATER)], {A: OLD}, {B: LATER}, id="second-try"),
        pytest.param([intent(B, SENT), void(B), intent(B, LATER), done(B, NEW)], {A: OLD, B: NEW}, {}),
        pytest.param([lost(B, SENT), intent(A), done(A, NEW)], {A: NEW}, {B: SENT}, id="others-go-on"),
        pytest.param(
            [intent(A, SENT), done(A, replace(NEW, deposed=("sty_1",))), intent(A)],
            {A: replace(NEW, deposed=("sty_1",))},
            {},
            id="P4-died-before-the-delete-of-a-replace",
        ),
    ],
)
@pytest.mark.parametrize("ended", [False, True], ids=["cut-off", "other-run-after"])
def test_every_kind_of_entry(
    entries: list[Entry], records: dict[Address, Record], unresolved: dict[Address, Unresolved], ended: bool
) -> None:
    after = [began()] if ended else []
    assert folded(STATE, began(), *entries, *after) == replace(
        STATE, serial=6, records=records, unresolved=unresolved
    )


def test_an_upload_is_known_from_its_entry_on_whatever_came_of_its_change() -> None:
    entries = began(), intent(B), uploaded(B, "https://x.test/1.png"), intent(B, SENT)
    after = replace(
        STATE, serial=6, unresolved={B: SENT}, uploads={HASH: Uploaded("https://x.test/1.png", 1)}
    )
    assert folded(STATE, *entries) == after


@pytest.mark.parametrize(
    ("entries", "served"),
    [
        pytest.param([{**intent(B, SENT), "served": 7}], {B: 7}, id="P4-died-in-a-create"),
        pytest.param([intent(B, SENT), {**lost(B, SENT), "served": 7}], {B: 7}, id="lost"),
        pytest.param([{**intent(B, SENT), "served": 7}, void(B), intent(A), done(A, NEW)], {}, id="undone"),
        pytest.param([intent(B, SENT), {**done(B, NEW), "served": 7}], {B: 7}, id="done"),
    ],
)
def test_a_yes_has_served_where_that_may_be_done_which_it_was_for(
    entries: list[Entry], served: dict[Address, int]
) -> None:
    assert folded(STATE, began(), *entries).served == served


@pytest.mark.parametrize(
    "entries",
    [
        [],
        [began()],
        [began(), intent(A)],
        [began(), intent(B, SENT), void(B)],
        [began(), intent(A), done(A, OLD)],
        [began(organization="org_2"), intent(A)],
    ],
    ids=["none", "begun", "P4-died-in-an-update", "nothing-happened", "nothing-changed", "nothing-done"],
)
def test_where_nothing_was_done_the_state_is_as_it_was(entries: list[Entry]) -> None:
    assert folded(STATE, *entries) == STATE


def test_where_nothing_was_done_there_still_is_no_state() -> None:
    entries = began(), intent(B, SENT), void(B)
    assert fold(None, entries, "the journal") is None


def test_s14_without_a_state_the_journal_makes_one() -> None:
    made = folded(None, began(serial=0), intent(B, SENT), done(B, NEW), intent(A, SENT))
    assert made == State("mine", 1, "org_1", {B: NEW}, {A: SENT})


def test_s14_without_a_journal_the_state_is_as_it_was() -> None:
    assert (folded(STATE), fold(None, [], "the journal")) == (STATE, None)


def test_what_the_state_has_already_changes_nothing() -> None:
    """The run died after it had saved the state, and before it had dropped the journal."""
    entries = began(), intent(A), done(A, NEW), intent(B, SENT)
    assert folded(replace(STATE, serial=6), *entries) == replace(STATE, serial=6)


def test_folding_twice_is_folding_once() -> None:
    entries = began(), intent(A), done(A, NEW), intent(B, SENT), lost(B, SENT)
    once = folded(STATE, *entries)
    assert folded(once, *entries) == once


def test_two_runs_in_one_journal_are_folded_in_turn() -> None:
    first, second = (began(), intent(B, SENT)), (began(), intent(B, LATER), done(B, NEW))
    assert folded(STATE, *first, *second).unresolved == {}
    assert folded(STATE, *first, *second).records == {A: OLD, B: NEW}


def test_of_two_runs_the_state_may_hold_the_first() -> None:
    state = replace(STATE, serial=6)
    entries = began(), intent(B, SENT), began(serial=6), intent(A), done(A, NEW)
    assert folded(state, *entries) == replace(state, serial=7, records={A: NEW})


def test_s9_an_older_copy_of_the_state_gets_all_that_was_done_since() -> None:
    assert folded(replace(STATE, serial=2), began(), intent(A), done(A, NEW)) == replace(
        STATE, serial=6, records={A: NEW}
    )


@pytest.mark.parametrize("known", [None, "org_1"])
def test_the_organization_is_kept_or_learnt(known: str | None) -> None:
    state = replace(STATE, organization_id=known)
    made = folded(state, began(organization=None if known else "org_1"), done(A, NEW))
    assert made.organization_id == "org_1"


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        pytest.param([began(lineage="theirs")], "it belongs to another state", id="S8-foreign"),
        pytest.param(
            [began(), began(lineage="theirs")], "it belongs to another state", id="S8-foreign-later"
        ),
        ([{}], "'kind'"),
        ([{"kind": "run"}], "'lineage'"),
        ([{"kind": "run", "lineage": "mine", "serial": "5", "organizationId": None}], "'>='"),
        ([began(), {"kind": "done"}], "'address'"),
        ([began(), {"kind": "done", "address": "styles"}], "styles"),
        ([began(), {"kind": "done", "address": "styles.a"}], "'record'"),
        ([began(), {"kind": "done", "address": "styles.a", "record": {"id": ""}}], "styles.a has no id"),
        ([began(), {"kind": "lost", "address": "styles.a", "create": {}}], "sentAt or exists is wrong"),
        ([began(), {"kind": "undone", "address": "styles.a"}], "'undone' is not a kind of entry"),
    ],
)
def test_a_journal_that_makes_no_sense_is_refused_with_a_way_out(entries: list[Entry], said: str) -> None:
    with pytest.raises(StateError) as broken:
        fold(STATE, entries, "the journal")
    (one,) = broken.value.diagnostics
    assert one.summary.startswith("the journal cannot be understood: ")
    assert said in one.summary
    assert "Keep a copy, then remove it" in one.detail


def test_a_run_makes_its_moves_before_anything_else() -> None:
    """Else what it then did to the object would stand beside the old address, under one id."""
    head = {
        **began(),
        "moves": [{"from": "styles.a", "to": "styles.b"}],
        "moved": [{"from": "styles.a", "to": "styles.b"}],
    }
    state = folded(STATE, head, intent(B), done(B, NEW))
    assert (state.records, state.moved) == ({B: NEW}, frozenset({(A, B)}))
    assert folded(STATE, head) == STATE


@pytest.mark.parametrize(
    ("path", "entries", "ours"),
    [
        ("/styles/sty_1", [], True),
        ("/styles/sty%5F1", [], True),
        ("/styles/sty_0", [], False),
        ("/styles/sty_1", [void(A)], False),
    ],
    ids=["no-outcome", "escaped", "a-deposed-one", "not-done"],
)
def test_p4_what_we_may_have_deleted_was_taken_down_by_nobody(
    path: str, entries: list[Entry], ours: bool
) -> None:
    sent = {**intent(A), "call": {"method": "DELETE", "path": path}}
    assert folded(STATE, began(), sent, *entries).records == {
        A: replace(OLD, replacing=Replacing({}) if ours else None)
    }


def test_what_a_replacement_let_go_is_known_though_its_run_died() -> None:
    entry = {**done(A, replace(OLD, id="sty_2")), "letGo": ["sty_1"]}
    assert folded(STATE, began(), entry).let_go == {("styles", "sty_1")}


def test_what_is_let_go_adds_up() -> None:
    before = replace(STATE, let_go=frozenset({("styles", "sty_0")}))
    after = folded(before, began(), {**done(A, None), "letGo": ["sty_1"]})
    assert after.let_go == {("styles", "sty_0"), ("styles", "sty_1")}


PAID = {"credits": 5, "month": "2027-01", "fare": "veo3"}


def test_what_was_paid_counts_with_the_entry_of_what_it_was_for() -> None:
    entries = began(), intent(B, SENT), {**done(B, NEW), "paid": [PAID, {**PAID, "credits": 2, "fare": None}]}
    after = folded(STATE, *entries)
    assert (after.spending, after.unresolved) == (Spending({"2027-01": 7}, {"veo3": 5}), {})
    assert folded(after, *entries) == after  # the state has it already


def test_what_was_paid_adds_up() -> None:
    before = replace(STATE, spending=Spending({"2026-12": 1, "2027-01": 2}, {"veo3": 4, "V5": 3}))
    after = folded(before, began(), {**done(A, NEW), "paid": [PAID]})
    assert after.spending == Spending({"2026-12": 1, "2027-01": 7}, {"veo3": 5, "V5": 3})


@pytest.mark.parametrize(
    "wrong",
    [{"credits": -1}, {"credits": "5"}, {"month": "soon"}, {"month": 1}, {"fare": 7}],
)
def test_a_payment_that_is_none_is_told(wrong: Entry) -> None:
    with pytest.raises(StateError, match="the journal cannot be understood"):
        folded(STATE, began(), {**done(A, NEW), "paid": [{**PAID, **wrong}]})


def test_an_edit_of_a_run_that_died_may_have_been_made() -> None:
    video = Address("videos", "v")
    made = Record("vid_1", {"model": "veo3"}, outputs={"id": "vid_1", "url": "https://cdn.example.com/a.mp4"})
    then = replace(made, fields={**made.fields, "captions": {}})
    sent = Unresolved(1_000, frozenset(), then, edit=LostEdit("captions", 1))
    died = folded(STATE, began(), done(video, made), intent(video, sent))
    assert (died.records[video], died.unresolved) == (made, {video: sent})

    edited = replace(then, edited=Edited(2, 2, made.outputs, apart=False))
    answered = folded(STATE, began(), done(video, made), intent(video, sent), done(video, edited))
    assert (answered.records[video], answered.unresolved) == (edited, {})


@pytest.mark.parametrize(
    ("entries", "held"),
    [
        pytest.param([intent(B, SENT), done(B, NEW)], False, id="put-back"),
        pytest.param([intent(B, SENT)], True, id="died-while-it-was-put-back"),
        pytest.param([intent(B, SENT), lost(B, LATER)], True, id="lost-while-it-was-put-back"),
        pytest.param([intent(B, SENT), void(B)], True, id="refused"),
        pytest.param([intent(A), done(A, NEW)], True, id="something-else-was-done"),
    ],
)
def test_what_is_held_stays_so_until_it_is_known_to_be_back(entries: list[Entry], held: bool) -> None:
    before = replace(STATE, held={B: Held(OLD, {"name": "Live"}, at=1)})
    assert (B in folded(before, began(), *entries).held) is held


def test_what_is_held_moves_along() -> None:
    before = replace(STATE, held={B: Held(OLD, {}, at=1)})
    moved = [{"from": str(B), "to": "styles.c"}]
    after = folded(before, {**began(), "moves": moved, "moved": moved}, intent(A), done(A, NEW))
    assert list(after.held) == [Address("styles", "c")]
