"""The next plan after a create without an answer: taken over, started over, or left to a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from rawugc_sync.planning.inputs import Options, World
from rawugc_sync.planning.plan import make_plan
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.desired import Desired
from rawugc_sync.words.planned import Plan
from rawugc_sync.words.recorded import Record, Unresolved
from tests.planning.worlds import (
    LATER,
    NOW,
    USUAL,
    Objects,
    actions,
    calls,
    codes,
    live_persona,
    live_post,
    persona,
    post,
    recorded_by,
    want,
    world,
)

FIELDS = {"name": "p", "description": "D"}
LOST = Unresolved(NOW - 10_000, frozenset({"old"}), Record("", FIELDS))
LOST_POST = Unresolved(NOW - 10_000, frozenset({"old"}), Record("", post()))

Lost = Mapping[str, Unresolved]


def after(
    *desired: Desired, lost: Lost, records: Mapping[str, Record] | None = None, live: Objects | None = None
) -> World:
    """The world that the next plan finds; there always is a state."""
    found = world(*desired, records=records or {}, live=live)
    assert found.state is not None
    pending = {Address.parse(address): create for address, create in lost.items()}
    return replace(found, state=replace(found.state, unresolved=pending))


def plan(*desired: Desired, options: Options = USUAL, **parts: Any) -> Plan:
    return make_plan(after(*desired, **parts), options)


# -- found


def test_what_is_found_is_taken_over_without_a_call() -> None:
    made = plan(persona("p"), lost={"personas.p": LOST}, live={"personas": [live_persona("per_1", "p")]})
    (change,) = made.changes
    assert (change.actions, change.importing, change.calls) == (("no-op",), "per_1", ())
    assert recorded_by(change) == Record("per_1", FIELDS)
    assert (change.action_reason, made.unresolved, made.summary["adopt"]) == ("created_before", (), 1)


def test_what_has_changed_in_git_meanwhile_is_updated() -> None:
    made = plan(
        persona("p", text="New"),
        lost={"personas.p": LOST},
        live={"personas": [live_persona("per_1", "p")]},
    )
    assert actions(made) == {"personas.p": ("update",)}
    assert calls(made) == [("PATCH", "/personas/per_1", {"description": "New"})]


def test_what_has_left_the_manifests_meanwhile_is_deleted() -> None:
    made = plan(lost={"personas.p": LOST}, live={"personas": [live_persona("per_1", "p")]})
    assert calls(made) == [("DELETE", "/personas/per_1", None)]


def test_a_post_that_was_found_published_is_history_when_it_leaves() -> None:
    published = live_post("post_1", status="published")
    lost = replace(LOST_POST, record=Record("", post(mode="now", scheduledFor=None)))
    made = plan(lost={"posts.p": lost}, live={"posts": [published]})
    assert (actions(made), calls(made)) == ({"posts.p": ("forget",)}, [])


def test_a_post_published_at_once_is_found_and_never_published_again() -> None:
    fields = post(mode="now", scheduledFor=None, timezone=None)
    published = live_post("post_1", status="published", scheduledFor=None)
    lost = replace(LOST_POST, record=Record("", fields))
    made = plan(want("posts.p", fields), lost={"posts.p": lost}, live={"posts": [published]})
    (change,) = made.changes
    assert (change.importing, change.calls) == ("post_1", ())


def test_write_only_fields_are_recorded_as_they_were_sent() -> None:
    fields = post(publishToInbox=True, videoId="vid_1")
    lost = replace(LOST_POST, record=Record("", fields))
    made = plan(want("posts.p", fields), lost={"posts.p": lost}, live={"posts": [live_post("post_1")]})
    (change,) = made.changes
    assert change.calls == ()
    assert recorded_by(change) == Record("post_1", fields)


def test_the_guard_against_deletes_is_taken_over() -> None:
    lost = replace(LOST, record=Record("", FIELDS, prevent_destroy=True))
    made = plan(persona("p"), lost={"personas.p": lost}, live={"personas": [live_persona("per_1", "p")]})
    (change,) = made.changes
    assert recorded_by(change) is not None
    assert recorded_by(change).prevent_destroy
    guarded = plan(lost={"personas.p": lost}, live={"personas": [live_persona("per_1", "p")]})
    assert codes(guarded) == {"prevent-destroy"}


OLD_STYLE, NEW_STYLE = {"name": "S", "type": "video"}, {"name": "S", "type": "image"}
REPLACED = {"styles.s": Record("old", OLD_STYLE)}
REPLACED_AS_IT_WAS = {Address("styles", "s"): REPLACED["styles.s"]}
LOST_STYLE = replace(LOST, record=Record("", NEW_STYLE, deposed=("old",)))


def test_a_replace_goes_on_once_its_create_is_found() -> None:
    listed = [{"_id": "old", **OLD_STYLE}, {"_id": "new", **NEW_STYLE}]
    made = plan(
        want("styles.s", NEW_STYLE), records=REPLACED, lost={"styles.s": LOST_STYLE}, live={"styles": listed}
    )
    taken_over, cleaned_up = made.changes
    assert taken_over.importing == "new"
    assert recorded_by(taken_over) == Record("new", NEW_STYLE, deposed=("old",))
    assert (cleaned_up.calls[0].path, cleaned_up.action_reason) == ("/styles/old", "deposed")


def test_a_replace_that_leaves_once_its_create_is_found_takes_both_objects_along() -> None:
    listed = [{"_id": "old", **OLD_STYLE}, {"_id": "new", **NEW_STYLE}]
    made = plan(records=REPLACED, lost={"styles.s": LOST_STYLE}, live={"styles": listed})
    assert [path for _, path, _ in calls(made)] == ["/styles/old", "/styles/new"]


def test_a_replace_whose_create_never_happened_leaves_with_its_old_object() -> None:
    listed = [{"_id": "old", **OLD_STYLE}]
    made = plan(records=REPLACED, lost={"styles.s": LOST_STYLE}, live={"styles": listed})
    assert calls(made) == [("DELETE", "/styles/old", None)]


@pytest.mark.parametrize("facts", [{"scheduledFor": NOW - 60_000}, {"status": "failed"}])
def test_what_is_over_by_the_time_it_is_found_is_taken_over_as_it_is(facts: dict[str, Any]) -> None:
    sent = post(scheduledFor=facts.get("scheduledFor", LATER))
    lost = replace(LOST_POST, sent_at=NOW - 600_000, record=Record("", sent))
    found = live_post("post_1", **{"scheduledFor": sent["scheduledFor"], **facts})
    edited = want("posts.p", post(scheduledFor=LATER + 60_000, content="Edited."))
    (change,) = plan(edited, lost={"posts.p": lost}, live={"posts": [found]}).changes
    assert (change.importing, change.calls) == ("post_1", ())
    assert recorded_by(change) == Record("post_1", sent)


def test_what_is_due_too_soon_when_it_is_found_is_left_alone_and_named() -> None:
    sent = post(scheduledFor=NOW + 60_000)
    lost = replace(LOST_POST, record=Record("", sent))
    found = live_post("post_1", scheduledFor=NOW + 60_000)
    made = plan(want("posts.p", post()), lost={"posts.p": lost}, live={"posts": [found]})
    assert (actions(made), calls(made)) == ({"posts.p": ("no-op",)}, [])
    assert "due-now" in {said.code for said in made.diagnostics}


# -- not found


@pytest.mark.parametrize("options", [USUAL, Options(adopt=False)])
def test_what_nobody_sees_is_created_again_ten_seconds_after_it_was_sent(options: Options) -> None:
    made = plan(persona("p"), lost={"personas.p": LOST}, live={"personas": []}, options=options)
    assert calls(made) == [("POST", "/personas", FIELDS)]
    assert made.unresolved == ()


@pytest.mark.parametrize(
    "lost",
    [
        pytest.param({"personas.p": replace(LOST, sent_at=NOW - 9_999)}, id="H43-it-may-still-show"),
        pytest.param({"personas.p": replace(LOST, sent_at=NOW + 60_000)}, id="T8-a-clock-that-went-back"),
        pytest.param({"personas.p": replace(LOST, exists=True)}, id="H20-it-was-accepted"),
        pytest.param({"posts.p": LOST_POST}, id="a-post"),
    ],
)
def test_what_may_exist_waits_for_a_person_and_nothing_is_sent(lost: Lost) -> None:
    (where,) = lost
    desired = persona("p") if where == "personas.p" else want("posts.p", post())
    made = plan(desired, lost=lost, live={"personas": [], "posts": []})
    assert (calls(made), made.unresolved, made.refusals) == ([], (Address.parse(where),), ())
    (told,) = [d for d in made.diagnostics if d.code == "unresolved"]
    assert (told.address, told.severity) == (where, "warning")
    for way in ("--adopt ID", "--recreate", "--forget"):
        assert way in told.detail


@pytest.mark.parametrize(
    "listed",
    [
        pytest.param([live_persona("per_1", "p", "Other")], id="one-that-differs"),
        pytest.param([live_persona("per_1", "p"), live_persona("per_2", "p")], id="S13-two"),
    ],
)
def test_candidates_that_are_not_surely_ours_are_named(listed: list[dict[str, Any]]) -> None:
    made = plan(persona("p"), lost={"personas.p": LOST}, live={"personas": listed})
    assert (made.changes, made.unresolved) == ((), (Address("personas", "p"),))
    (told,) = [d for d in made.diagnostics if d.code == "unresolved"]
    assert all(one["_id"] in told.detail for one in listed)


def test_what_is_recorded_elsewhere_is_no_candidate() -> None:
    taken = {"personas.q": Record("per_1", FIELDS)}
    made = plan(
        persona("p"),
        want("personas.q", FIELDS),
        records=taken,
        lost={"personas.p": LOST},
        live={"personas": [live_persona("per_1", "p")]},
    )
    assert calls(made) == [("POST", "/personas", FIELDS)]


def test_what_has_left_the_manifests_and_is_not_there_is_dropped() -> None:
    made = plan(lost={"personas.p": LOST}, live={"personas": []})
    assert (made.changes, made.refreshed) == ((), {Address("personas", "p"): None})


def test_a_replace_whose_create_never_happened_is_done_again() -> None:
    made = plan(
        want("styles.s", NEW_STYLE),
        records=REPLACED,
        lost={"styles.s": LOST_STYLE},
        live={"styles": [{"_id": "old", **OLD_STYLE}]},
    )
    assert [call[:2] for call in calls(made)] == [("POST", "/styles"), ("DELETE", "/styles/old")]


def test_a_replace_whose_create_never_happened_and_that_nobody_wants_any_more_is_over() -> None:
    made = plan(
        want("styles.s", OLD_STYLE),
        records=REPLACED,
        lost={"styles.s": LOST_STYLE},
        live={"styles": [{"_id": "old", **OLD_STYLE}]},
    )
    assert (made.changes, made.unresolved, made.refreshed) == ((), (), REPLACED_AS_IT_WAS)


# -- what it holds up


def test_an_unresolved_create_changes_nothing_about_the_others() -> None:
    others = (persona("q"), want("posts.q", post(videoUrl="https://cdn.example.com/q.mp4", content="Other")))
    lost = {"posts.p": LOST_POST}
    made = plan(*others, want("posts.p", post()), lost=lost, live={"personas": [], "posts": []})
    alone = plan(*others, lost={}, live={"personas": [], "posts": []})
    assert [change.digest for change in made.changes] == [change.digest for change in alone.changes]
    assert made.unresolved == (Address("posts", "p"),)


def test_what_depends_on_it_is_planned_and_keeps_saying_so() -> None:
    quoting = want("products.q", {"name": "Q", "photos": []}, references=("personas.p",))
    made = plan(persona("p"), quoting, lost={"personas.p": replace(LOST, exists=True)}, live={"personas": []})
    (change,) = made.changes
    assert change.depends_on == made.unresolved == (Address("personas", "p"),)


@pytest.mark.parametrize("scope", [frozenset[Address](), frozenset({Address("personas", "q")})])
def test_out_of_scope_it_is_left_alone(scope: frozenset[Address]) -> None:
    made = plan(
        persona("p"),
        lost={"personas.p": LOST},
        live={"personas": [live_persona("per_1", "p")]},
        options=Options(scope=scope),
    )
    assert (made.changes, made.unresolved, made.refreshed) == ((), (), {})


def test_what_turned_up_belongs_to_the_lost_one_and_not_to_its_namesake() -> None:
    made = plan(
        persona("p"),
        want("personas.q", FIELDS),
        lost={"personas.p": LOST},
        live={"personas": [live_persona("per_1", "p")]},
    )
    assert actions(made) == {"personas.p": ("no-op",), "personas.q": ("create",)}


def test_what_could_belong_to_two_lost_ones_is_for_a_person_to_judge() -> None:
    made = plan(
        persona("p"),
        want("personas.q", FIELDS),
        lost={"personas.p": LOST, "personas.q": LOST},
        live={"personas": [live_persona("per_1", "p")]},
    )
    assert (made.changes, len(made.unresolved)) == ((), 2)


def test_an_unresolved_create_under_another_key_is_not_sent_again() -> None:
    made = plan(
        want("personas.q", FIELDS), lost={"personas.p": replace(LOST, exists=True)}, live={"personas": []}
    )
    assert made.changes == ()
    assert "may be personas.p again" in next(d.summary for d in made.diagnostics if d.address == "personas.q")


NOW_POST = {"mode": "now", "scheduledFor": None, "timezone": None}


@pytest.mark.parametrize(
    ("fields", "held"),
    [
        ({}, True),
        ({"content": "Other"}, True),
        ({"videoUrl": "https://cdn.example.com/q.mp4"}, True),
        ({"content": "Other", "accounts": None, "accountIds": ["acc_1"]}, True),
        ({"content": "Other", "accounts": ["instagram/glow.lab", "tiktok/glowlab"]}, True),
        ({"content": "Other", "scheduledFor": LATER + 60_000}, False),
        ({"content": "Other", "accounts": ["instagram/glow.lab"]}, False),
        ({"content": "Other", "mode": "draft"}, False),
        ({"content": "Other", "videoUrl": "https://cdn.example.com/q.mp4"}, False),
    ],
)
@pytest.mark.parametrize("stays", [True, False])
def test_a_post_that_would_go_out_beside_a_lost_one_waits(
    fields: dict[str, Any], *, held: bool, stays: bool
) -> None:
    """Also where the lost one has left the manifests: its create may still land."""
    wanted = [want("posts.q", post(**fields)), *([want("posts.p", post())] if stays else [])]
    made = plan(*wanted, lost={"posts.p": LOST_POST}, live={"posts": []})
    assert [call[0] for call in calls(made)] == ([] if held else ["POST"])
    said = [d.summary for d in made.diagnostics if str(d.address) == "posts.q" and d.code == "unresolved"]
    assert [one.startswith("may be posts.p again") for one in said] == ([True] if held else [])


@pytest.mark.parametrize(("fields", "held"), [({}, True), ({"content": "Other", "mode": "draft"}, False)])
def test_a_post_beside_a_lost_one_that_went_out_at_once(fields: dict[str, Any], *, held: bool) -> None:
    lost = replace(LOST_POST, record=Record("", post(**NOW_POST)))
    wanted = want("posts.q", post(**{**NOW_POST, "content": "Other", **fields}))
    made = plan(wanted, lost={"posts.p": lost}, live={"posts": []})
    assert [call[0] for call in calls(made)] == ([] if held else ["POST"])


def test_a_lost_post_that_turned_up_under_another_key_is_a_rename() -> None:
    made = plan(want("posts.q", post()), lost={"posts.p": LOST_POST}, live={"posts": [live_post("post_1")]})
    (said,) = (one for one in made.refusals if one.code == "rename")
    assert "{from: posts.p, to: posts.q}" in said.detail
