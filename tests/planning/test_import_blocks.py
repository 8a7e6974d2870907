"""`imports` and `removed` blocks: what a person says of identity, and of what leaves the manifests."""

from __future__ import annotations

from typing import Any

import pytest

from rawugc_sync.planning.inputs import Options
from rawugc_sync.planning.order import in_order
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.desired import Blocks, Import, Lifecycle, Removed
from rawugc_sync.words.recorded import Record, State, Unresolved
from tests.planning.worlds import (
    BEFORE,
    LATER,
    actions,
    calls,
    codes,
    live_persona,
    live_post,
    persona,
    plan,
    post,
    recorded_by,
    want,
)

P = Address("personas", "p")


def importing(address: str, id: str | None = None, *others: str) -> Blocks:
    return Blocks(imports=(Import(Address.parse(address), id, frozenset(others)),))


def removing(address: str, *, destroy: bool = False) -> Blocks:
    return Blocks(removed=(Removed(Address.parse(address), destroy),))


def ours(id: str = "per_1", **more: Any) -> dict[str, Record]:
    return {"personas.p": Record(id, {"name": "p", "description": "D"}, **more)}


TWINS = {"personas": [live_persona("per_1", "p"), live_persona("per_2", "p")]}


def test_an_import_settles_an_ambiguity() -> None:
    made = plan(persona("p"), live=TWINS, blocks=importing("personas.p", "per_2"))
    (change,) = made.changes
    assert (change.actions, change.importing, change.action_reason) == (("no-op",), "per_2", "import_block")
    assert made.refusals == ()


def test_an_import_needs_no_likeness_and_brings_the_manifest_to_it() -> None:
    made = plan(
        persona("p"),
        live={"personas": [live_persona("per_1", "Other")]},
        blocks=importing("personas.p", "per_1"),
    )
    assert actions(made) == {"personas.p": ("update",)}
    assert calls(made) == [("PATCH", "/personas/per_1", {"name": "p"})]


def test_an_imported_object_is_nobody_elses() -> None:
    made = plan(
        persona("p"),
        persona("q", text="p"),
        live={"personas": [live_persona("per_1", "q")]},
        blocks=importing("personas.p", "per_1"),
    )
    assert actions(made) == {"personas.p": ("update",), "personas.q": ("create",)}


def test_an_import_counts_without_adoption() -> None:
    made = plan(
        persona("p"), live=TWINS, blocks=importing("personas.p", "per_2"), options=Options(adopt=False)
    )
    assert made.changes[0].importing == "per_2"


@pytest.mark.parametrize(
    ("blocks", "records", "said"),
    [
        (importing("personas.p", "per_9"), {}, "there is no such object"),
        (
            importing("personas.p", "per_1"),
            {"personas.q": Record("per_1", {})},
            "which is personas.q already",
        ),
    ],
)
def test_what_cannot_be_imported_is_an_error(blocks: Blocks, records: dict[str, Record], said: str) -> None:
    made = plan(persona("p"), persona("q"), live=TWINS, records=records, blocks=blocks)
    (wrong,) = made.errors
    assert (wrong.code, wrong.address) == ("import", "personas.p")
    assert said in wrong.summary


@pytest.mark.parametrize("others", [("per_1",), ("per_1", "per_2")])
def test_what_it_is_not_is_left_out(others: tuple[str, ...]) -> None:
    made = plan(persona("p"), live=TWINS, blocks=importing("personas.p", None, *others))
    assert made.refusals == ()
    assert actions(made) == {"personas.p": ("no-op",) if len(others) == 1 else ("create",)}


def test_a_post_that_is_no_duplicate_is_created() -> None:
    """The same video on the same platform at another time is a question until a person has answered."""
    live = {"posts": [live_post(scheduledFor=LATER + 1)]}
    assert codes(plan(want("posts.p", post()), live=live)) == {"possible-duplicate"}
    made = plan(want("posts.p", post()), live=live, blocks=importing("posts.p", None, "post_1"))
    assert actions(made) == {"posts.p": ("create",)}


def test_a_published_post_is_imported_as_history() -> None:
    made = plan(
        want("posts.p", post(mode="now", scheduledFor=None)),
        live={"posts": [live_post(status="published", scheduledFor=None)]},
        blocks=importing("posts.p", "post_1"),
    )
    assert (actions(made), calls(made), made.refusals) == ({"posts.p": ("no-op",)}, [], ())


@pytest.mark.parametrize(
    ("desired", "live", "field"),
    [
        (
            want("styles.s", {"name": "S", "type": "image"}),
            {"styles": [{"_id": "x", "name": "S", "type": "video"}]},
            "type",
        ),
        (want("posts.s", post()), {"posts": [live_post("x", status="draft")]}, "mode"),
    ],
)
def test_an_object_that_would_have_to_be_replaced_is_refused(desired: Any, live: Any, field: str) -> None:
    made = plan(desired, live=live, blocks=importing(str(desired.address), "x"))
    (refused,) = made.refusals
    assert (refused.code, refused.field) == ("import-mismatch", field)


@pytest.mark.parametrize("blocks", [importing("personas.p", "per_1"), importing("personas.p", None, "per_3")])
def test_an_import_of_what_is_recorded_is_removable(blocks: Blocks) -> None:
    made = plan(persona("p"), records=ours(), live={"personas": [live_persona("per_1", "p")]}, blocks=blocks)
    assert (made.changes, codes(made)) == ((), {"removable"})


def test_an_import_of_another_object_than_the_recorded_one_says_that_it_does_nothing() -> None:
    live = {"personas": [live_persona("per_1", "p")]}
    made = plan(persona("p"), records=ours(), live=live, blocks=importing("personas.p", "per_2"))
    assert (made.changes, codes(made)) == ((), {"import-ignored"})
    assert "state rm personas.p" in made.diagnostics[0].detail


def test_a_guard_that_is_lifted_does_not_come_back_with_another_object() -> None:
    for guard, kept in ((False, False), (None, True)):
        made = plan(
            persona("p", lifecycle=Lifecycle(guard)),
            records=ours("gone", prevent_destroy=True),
            live={"personas": [live_persona("per_1", "p")]},
        )
        assert recorded_by(made.changes[0]) is not None
        assert recorded_by(made.changes[0]).prevent_destroy is kept


def test_an_import_takes_the_place_of_what_was_deleted_outside() -> None:
    made = plan(persona("p"), records=ours("gone"), live=TWINS, blocks=importing("personas.p", "per_2"))
    (change,) = made.changes
    assert (change.importing, made.refusals) == ("per_2", ())


def test_an_import_settles_a_lost_create() -> None:
    lost = Unresolved(BEFORE, frozenset(), Record("", post()))
    state = State("lineage", 3, "org_1", {}, {Address("posts", "p"): lost})
    found = {"posts": [live_post("post_1"), live_post("post_2")]}
    assert codes(plan(want("posts.p", post()), state=state, live=found)) == {"unresolved"}
    made = plan(want("posts.p", post()), state=state, live=found, blocks=importing("posts.p", "post_2"))
    assert (made.changes[0].importing, made.unresolved) == ("post_2", ())


# -- removed


@pytest.mark.parametrize("guard", [False, True])
def test_what_is_removed_without_destroying_is_forgotten_protected_or_not(guard: bool) -> None:
    made = plan(
        records=ours(prevent_destroy=guard),
        live={"personas": [live_persona("per_1", "p")]},
        blocks=removing("personas.p"),
        declared=frozenset({"personas"}),
    )
    (change,) = made.changes
    assert (change.actions, change.action_reason, change.calls) == (("forget",), "removed_block", ())
    assert made.refusals == ()


@pytest.mark.parametrize("destroy", [True, False])
def test_what_is_removed_by_a_block_has_not_vanished(destroy: bool) -> None:
    records = {f"personas.{k}": Record(f"per_{k}", {"name": k}) for k in "ab"}
    live = {"personas": [live_persona("per_a", "a"), live_persona("per_b", "b")]}
    blocks = Blocks(removed=tuple(Removed(Address("personas", key), destroy) for key in "ab"))
    assert codes(plan(records=records, live=live)) == {"collection-vanished"}
    made = plan(records=records, live=live, blocks=blocks)
    assert made.refusals == ()
    assert set(actions(made).values()) == {("delete",) if destroy else ("forget",)}


@pytest.mark.parametrize("options", [Options(), Options(destroy=True)], ids=["plan", "destroy"])
def test_what_an_environment_does_not_manage_is_let_go_and_has_not_vanished(options: Options) -> None:
    records = {f"personas.{k}": Record(f"per_{k}", {"name": k}, prevent_destroy=True) for k in "ab"}
    live = {"personas": [live_persona("per_a", "a"), live_persona("per_b", "b")]}
    made = plan(records=records, live=live, left_out=frozenset({"personas"}), options=options)
    assert made.refusals == ()
    assert {(c.actions, c.action_reason, c.calls) for c in made.changes} == {(("forget",), "left_out", ())}


def test_what_is_removed_stays_when_everything_is_destroyed() -> None:
    made = plan(
        records=ours(),
        live={"personas": [live_persona("per_1", "p")]},
        blocks=removing("personas.p"),
        options=Options(destroy=True),
    )
    assert actions(made) == {"personas.p": ("forget",)}


def test_what_a_replace_left_behind_is_still_deleted() -> None:
    made = plan(
        records=ours(deposed=("per_0",)),
        live={"personas": [live_persona("per_1", "p"), live_persona("per_0", "p")]},
        blocks=removing("personas.p"),
        declared=frozenset({"personas"}),
    )
    ordered = in_order(made.changes)
    assert [(c.actions, c.id) for c in ordered] == [(("delete",), "per_0"), (("forget",), "per_1")]


def test_what_a_replace_left_behind_is_not_lost_sight_of() -> None:
    made = plan(
        records=ours(deposed=("per_0",)),
        live={"personas": [live_persona("per_1", "p"), live_persona("per_0", "p")]},
        blocks=removing("personas.p"),
        declared=frozenset({"personas"}),
        options=Options(delete=False),
    )
    assert (made.changes, codes(made)) == ((), {"not-deleted"})


def test_a_removed_block_without_a_record_is_removable() -> None:
    made = plan(persona("q"), records={}, blocks=removing("personas.p"))
    assert "removable" in codes(made)


# -- renames that nobody wrote down


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ({"name": "p", "description": "D"}, {"name": "p", "description": "Other"}, True),
        ({"name": "p", "description": "D"}, {"name": "Other", "description": "D"}, True),
        ({"name": "p", "description": "D"}, {"name": "Other", "description": "Else"}, False),
    ],
)
def test_a_delete_and_a_nearly_equal_create_suggest_a_move(old: Any, new: Any, said: bool) -> None:
    made = plan(
        want("personas.new", new),
        records={"personas.old": Record("per_1", old)},
        live={"personas": [{"_id": "per_1", **old}]},
    )
    assert ("maybe-moved" in codes(made)) is said
    if said:
        assert "moved:\n  - {from: personas.old, to: personas.new}" in made.diagnostics[0].detail


def test_the_most_similar_ones_are_suggested() -> None:
    def texts(name: str, description: str) -> dict[str, str]:
        return {"name": name, "description": description}

    made = plan(
        want("personas.n1", texts("A", "other")),
        want("personas.n2", texts("A", "a")),
        records={
            "personas.o1": Record("per_1", texts("A", "a")),
            "personas.o2": Record("per_2", texts("B", "other")),
        },
        live={"personas": [live_persona("per_1", "A", "a"), live_persona("per_2", "B", "other")]},
    )
    said = {d.address: d.summary for d in made.diagnostics if d.code == "maybe-moved"}
    assert "personas.o1" in said["personas.n2"]
    assert "personas.o2" in said["personas.n1"]


def test_a_lifecycle_edit_alone_changes_no_live_object() -> None:
    for guard, written in ((True, True), (False, False), (None, True)):
        desired = persona("p", lifecycle=Lifecycle(guard))
        made = plan(
            desired, records=ours(prevent_destroy=True), live={"personas": [live_persona("per_1", "p")]}
        )
        assert made.changes == ()
        after = made.refreshed.get(P)
        assert (after.prevent_destroy if after else True) is written
