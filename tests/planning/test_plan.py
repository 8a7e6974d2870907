"""A whole plan: creates, deletes, replaces, what they leave behind, and what they take."""

from __future__ import annotations

import pytest

from rawugc_sync.planning.inputs import Options
from rawugc_sync.planning.plan import make_plan
from rawugc_sync.resources.lookups import Needed
from rawugc_sync.words.actions import Action
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.budget import Budget
from rawugc_sync.words.desired import Lifecycle
from rawugc_sync.words.recorded import Record
from tests.planning.worlds import (
    ACCOUNTS,
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
    world,
)

P = Address("personas", "p")
FIELDS = {"name": "p", "description": "D"}
RECORD = Record("per_1", FIELDS)
LIVE = {"personas": [live_persona("per_1", "p")]}


def test_a_create_sends_what_the_manifest_sets_and_nothing_else() -> None:
    made = plan(persona("p"), records={})
    (change,) = made.changes
    assert calls(made) == [("POST", "/personas", FIELDS)]
    assert (change.before, change.after, change.after_unknown) == (None, FIELDS, {"id": True})
    assert not change.calls[0].repeatable


def test_accounts_are_sent_by_id_in_order() -> None:
    made = plan(want("posts.p", post(accounts=["instagram/glow.lab", "tiktok/glowlab"])), records={})
    ((_, path, body),) = calls(made)
    assert path == "/social/posts"
    assert (body["accountIds"], "accounts" in body) == (["acc_2", "acc_1"], False)


def test_accounts_are_read_only_when_a_change_names_them() -> None:
    unread = world(want("posts.p", post()), records={}, directory=None)
    with pytest.raises(Needed):
        make_plan(unread, Options())
    settled = world(
        want("posts.p", post()),
        records={"posts.p": Record("post_1", post())},
        live={"posts": [live_post()]},
        directory=None,
    )
    assert make_plan(settled, Options()).changes == ()


def test_what_leaves_the_manifests_is_deleted_by_its_recorded_id_alone() -> None:
    live = {"personas": [*LIVE["personas"], live_persona("per_2", "somebody else's")]}
    made = plan(records={"personas.p": RECORD}, live=live, declared=frozenset({"personas"}))
    assert calls(made) == [("DELETE", "/personas/per_1", None)]
    assert made.changes[0].calls[0].missing_is_done
    assert recorded_by(made.changes[0]) is None


def test_what_leaves_the_manifests_stays_with_no_delete() -> None:
    made = plan(records={"personas.p": RECORD}, live=LIVE, options=Options(delete=False))
    assert (made.changes, codes(made)) == ((), {"not-deleted"})


def test_what_is_gone_and_not_wanted_is_forgotten() -> None:
    made = plan(records={"personas.p": RECORD})
    assert (actions(made), calls(made)) == ({"personas.p": ("forget",)}, [])


def test_what_was_deleted_outside_is_created_again_and_counts_as_drift() -> None:
    made = plan(persona("p"), records={"personas.p": RECORD})
    assert (actions(made), codes(made)) == ({"personas.p": ("create",)}, {"deleted-outside"})
    assert made.changes[0].drift


@pytest.mark.parametrize("id", ["a/../b", "a?b", "ä b", "%2e"])
def test_an_id_is_one_segment_of_a_path(id: str) -> None:
    made = plan(
        persona("p", text="New"),
        records={"personas.p": Record(id, FIELDS)},
        live={"personas": [live_persona(id, "p")]},
    )
    ((_, path, _),) = calls(made)
    assert path.count("/") == 2
    assert path.isascii()
    assert not {"?", " "} & set(path)


def test_a_replace_on_request_takes_a_new_object() -> None:
    options = Options(replace=frozenset({P}))
    made = plan(persona("p"), records={"personas.p": RECORD}, live=LIVE, options=options)
    (change,) = made.changes
    assert (change.action, change.action_reason) == (Action.CREATE_THEN_DELETE, "replace_by_request")
    assert [call.method for call in change.calls] == ["POST", "DELETE"]


# -- deposed objects


def test_what_an_interrupted_replace_left_behind_is_deleted() -> None:
    record = Record("per_2", FIELDS, deposed=("per_1", "per_0"))
    live = {"personas": [live_persona("per_1", "p"), live_persona("per_2", "p")]}
    made = plan(persona("p"), records={"personas.p": record}, live=live)
    (change,) = made.changes
    assert (change.action, change.action_reason, change.id) == (Action.CLEAN_UP, "deposed", "per_1")
    assert calls(made) == [("DELETE", "/personas/per_1", None)]
    assert made.refreshed[P] == Record("per_2", FIELDS, deposed=("per_1",))


def test_a_resource_that_leaves_takes_its_deposed_objects_along() -> None:
    record = Record("per_2", FIELDS, deposed=("per_1",))
    live = {"personas": [live_persona("per_1", "p"), live_persona("per_2", "p")]}
    made = plan(records={"personas.p": record}, live=live, declared=frozenset({"personas"}))
    assert [path for _, path, _ in calls(made)] == ["/personas/per_1", "/personas/per_2"]


def test_deposed_objects_outlive_a_forgotten_resource() -> None:
    record = Record("per_2", FIELDS, deposed=("per_1",))
    live = {"personas": [live_persona("per_1", "p")]}
    made = plan(records={"personas.p": record}, live=live, declared=frozenset({"personas"}))
    assert [path for _, path, _ in calls(made)] == ["/personas/per_1"]


# -- what a plan takes


@pytest.mark.parametrize(
    ("reads", "writes", "requests", "seconds"),
    [(0, 0, 0, 0), (5, 5, 10, 0), (5, 6, 11, 60), (1, 19, 20, 60), (1, 20, 21, 120)],
)
def test_a_budget_counts_ten_requests_a_minute(reads: int, writes: int, requests: int, seconds: int) -> None:
    made = plan(*(persona(f"p{number}") for number in range(writes)), reads=reads)
    assert (made.budget.requests, made.budget.seconds) == (requests, seconds)


def test_a_plan_counts_reads_and_writes() -> None:
    made = plan(persona("p"), persona("q"), records={}, reads=3)
    assert made.budget == Budget(reads=3, writes=2)
    assert made.summary == {
        "create": 2,
        "update": 0,
        "replace": 0,
        "delete": 0,
        "adopt": 0,
        "forget": 0,
        "no-op": 0,
    }


def test_changes_are_sorted_by_address() -> None:
    desired = [want("posts.p", post()), persona("z"), persona("a"), want("styles.s", {"name": "S"})]
    made = plan(*desired, records={})
    assert [str(c.address) for c in made.changes] == ["personas.a", "personas.z", "posts.p", "styles.s"]


def test_everything_at_once_is_still_one_change_an_address() -> None:
    made = plan(
        persona("new"),
        persona("same"),
        persona("edited", text="New"),
        want("posts.p", post(scheduledFor=LATER)),
        records={
            "personas.same": Record("per_1", {"name": "same", "description": "D"}),
            "personas.edited": Record("per_2", {"name": "edited", "description": "Old"}),
            "personas.gone": Record("per_3", {"name": "gone", "description": "D"}),
        },
        live={
            "personas": [
                live_persona("per_1", "same"),
                live_persona("per_2", "edited", "Old"),
                live_persona("per_3", "gone"),
            ]
        },
        directory=ACCOUNTS,
    )
    assert actions(made) == {
        "personas.edited": ("update",),
        "personas.gone": ("delete",),
        "personas.new": ("create",),
        "posts.p": ("create",),
    }
    assert made.unchanged == 1


# -- preventDestroy


@pytest.mark.parametrize(
    ("recorded", "wish", "refused"),
    [
        (True, None, True),
        (False, True, True),
        (True, False, False),
        (False, None, False),
    ],
)
def test_prevent_destroy_refuses_a_replace_and_outlives_its_block(
    recorded: bool, wish: bool | None, refused: bool
) -> None:
    made = plan(
        persona("p", lifecycle=Lifecycle(prevent_destroy=wish)),
        records={"personas.p": Record("per_1", FIELDS, prevent_destroy=recorded)},
        live=LIVE,
        options=Options(replace=frozenset({P})),
    )
    assert codes(made) == ({"prevent-destroy"} if refused else set())


@pytest.mark.parametrize("options", [Options(), Options(destroy=True)])
def test_prevent_destroy_refuses_a_delete_of_what_left_the_manifests(options: Options) -> None:
    record = Record("per_1", FIELDS, prevent_destroy=True)
    made = plan(records={"personas.p": record}, live=LIVE, options=options)
    assert [(r.code, r.address) for r in made.refusals] == [("prevent-destroy", "personas.p")]


@pytest.mark.parametrize(("wish", "kept"), [(True, True), (False, False), (None, True)])
def test_prevent_destroy_is_kept_in_the_record(wish: bool | None, kept: bool) -> None:
    made = plan(
        persona("p", text="New", lifecycle=Lifecycle(prevent_destroy=wish)),
        records={"personas.p": Record("per_1", FIELDS, prevent_destroy=True)},
        live=LIVE,
    )
    assert recorded_by(made.changes[0]) is not None
    assert recorded_by(made.changes[0]).prevent_destroy is kept
