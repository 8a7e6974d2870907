"""What drift tells beside its changes: the unmanaged, the missed, the failed, the unsettled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from rawugc_sync.planning.drift import make_drift
from rawugc_sync.planning.inputs import Options
from rawugc_sync.resources.lookups import Needed
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.desired import Desired
from rawugc_sync.words.diagnostics import Diagnostic, Severity
from rawugc_sync.words.planned import Plan
from rawugc_sync.words.recorded import Record, Replacing, State, Unresolved
from tests.planning.worlds import (
    BEFORE,
    LATER,
    MINUTE,
    NOW,
    USUAL,
    live_persona,
    live_post,
    persona,
    post,
    want,
    world,
)

POST = want("posts.p", post())
PAST = want("posts.p", post(scheduledFor=BEFORE))


def drifted(*desired: Desired, options: Options = USUAL, **parts: Any) -> Plan:
    return make_drift(world(*desired, **parts), options)


def said(made: Plan, code: str) -> list[str]:
    """The summaries of the diagnostics with a code, behind their addresses."""
    return [f"{d.address}: {d.summary}" if d.address else d.summary for d in found(made, code)]


def found(made: Plan, code: str) -> list[Diagnostic]:
    return [d for d in made.diagnostics if d.code == code]


# -- what nobody manages


def test_what_no_record_and_no_resource_matches_is_listed_with_its_title_and_id() -> None:
    made = drifted(
        persona("wanted"),
        persona("recorded"),
        records={"personas.recorded": Record("per_1", {"name": "recorded", "description": "D"})},
        live={
            "personas": [
                live_persona("per_1", "renamed in the dashboard"),
                live_persona("per_2", "wanted"),
                live_persona("per_3", "Somebody's\n own"),
            ]
        },
    )
    assert said(made, "unmanaged-object") == ["personas per_3 is not managed: Somebody's own"]
    (note,) = found(made, "unmanaged-object")
    assert (note.severity, note.address) == (Severity.NOTE, None)
    assert "rawugc-sync pull" in note.detail


@pytest.mark.parametrize(
    ("fields", "title"),
    [
        ({}, "scheduled Sat 2027-01-16 08:00 UTC: Hello"),
        ({"timezone": "America/New_York"}, "scheduled Sat 2027-01-16 03:00 America/New_York: Hello"),
        ({"timezone": 5}, "scheduled Sat 2027-01-16 08:00 UTC: Hello"),
        ({"status": "draft", "scheduledFor": None, "content": "One\nTwo"}, "draft: One"),
        ({"status": "draft", "scheduledFor": None, "content": None}, "draft: v.mp4"),
        ({"status": "draft", "scheduledFor": None, "content": "x" * 200}, f"draft: {'x' * 92}…"),
        ({"status": "held", "scheduledFor": None}, "held: Hello"),
        ({"status": None, "scheduledFor": None, "content": "", "videoUrl": None}, "no status"),
    ],
)
def test_a_post_is_told_by_its_status_time_and_caption(fields: Mapping[str, Any], title: str) -> None:
    made = drifted(records={}, live={"posts": [live_post("post_9", **fields)]})
    assert said(made, "unmanaged-object") == [f"posts post_9 is not managed: {title}"]


def test_what_is_over_is_counted_in_one_note() -> None:
    over = [
        live_post("post_1", status="published"),
        live_post("post_2", scheduledFor=BEFORE),
        live_post("post_3", status="failed"),
    ]
    made = drifted(records={}, live={"posts": [*over, live_post("post_4", status="draft")]})
    assert said(made, "unmanaged-history") == ["posts that are over and not managed: 2 published, 1 failed"]
    assert len(found(made, "unmanaged-object")) == 1


def test_history_that_is_recorded_or_in_a_manifest_is_managed() -> None:
    made = drifted(
        PAST,
        records={"posts.gone": Record("post_2", post(content="Other"))},
        live={
            "posts": [
                live_post("post_1", status="published", scheduledFor=BEFORE),
                live_post("post_2", status="published", content="Other"),
            ]
        },
    )
    assert [d.code for d in made.diagnostics if d.code != "inactive-account"] == []


def test_what_is_ambiguous_deposed_or_perhaps_just_created_is_not_called_unmanaged() -> None:
    lost = Unresolved(NOW, frozenset(), Record("", {"name": "lost", "description": "D"}))
    seen = world(
        persona("twice"),
        persona("lost"),
        live={
            "personas": [
                live_persona("per_1", "twice"),
                live_persona("per_2", "twice"),
                live_persona("per_3", "lost", "other"),
                live_persona("per_4", "old"),
                live_persona("per_5", "kept"),
            ]
        },
        state=State(
            "l",
            records={
                Address("personas", "kept"): Record(
                    "per_5", {"name": "kept", "description": "D"}, deposed=("per_4",)
                )
            },
            unresolved={Address("personas", "lost"): lost},
        ),
    )
    assert said(make_drift(seen, USUAL), "unmanaged-object") == []


def test_built_in_styles_are_nobody_s_business() -> None:
    built_in = {"_id": "sty_1", "name": "Selfie", "type": "video", "isStandard": True}
    made = drifted(records={}, live={"styles": [built_in]})
    assert found(made, "unmanaged-object") == []


# -- what did not go out


@pytest.mark.parametrize("recorded", [False, True], ids=["unrecorded", "recorded"])
def test_a_post_whose_time_has_passed_with_nothing_live_is_missed(*, recorded: bool) -> None:
    records = {"posts.p": Record("post_1", post(scheduledFor=BEFORE))} if recorded else {}
    made = drifted(PAST, records=records, live={"posts": []})
    assert said(made, "missed") == ["posts.p: its time has passed, so it is not sent"]
    assert len(found(made, "deleted-outside")) == recorded
    assert made.changes == ()


@pytest.mark.parametrize("status", ["published", "scheduled"])
@pytest.mark.parametrize("recorded", [False, True], ids=["unrecorded", "recorded"])
def test_a_published_post_is_not_missed(status: str, *, recorded: bool) -> None:
    records = {"posts.p": Record("post_1", post(scheduledFor=BEFORE))} if recorded else {}
    made = drifted(PAST, records=records, live={"posts": [live_post(status=status, scheduledFor=BEFORE)]})
    assert found(made, "missed") == []


def test_a_live_post_whose_manifest_moved_to_the_past_is_not_missed() -> None:
    made = drifted(PAST, records={"posts.p": Record("post_1", post())}, live={"posts": [live_post()]})
    assert found(made, "missed") == []


def test_a_post_to_come_is_not_missed_but_one_that_comes_too_late_is_told() -> None:
    assert found(drifted(POST, records={}), "missed") == []
    late = want("posts.p", post(scheduledFor=NOW + MINUTE))
    assert said(drifted(late, records={}), "due-now") == ["posts.p: would be due in less than two minutes"]


def test_an_interrupted_replacement_that_is_missed_is_told_once() -> None:
    record = Record("post_1", post(scheduledFor=BEFORE), replacing=Replacing({}))
    assert len(found(drifted(PAST, records={"posts.p": record}, live={"posts": []}), "missed")) == 1


@pytest.mark.parametrize("wanted", [(), (POST,)], ids=["left-the-manifests", "in-the-manifests"])
def test_a_recorded_post_that_failed_is_told_with_its_reason(wanted: tuple[Desired, ...]) -> None:
    failed = live_post(status="failed", failMessage="Too long.")
    made = drifted(*wanted, records={"posts.p": Record("post_1", post())}, live={"posts": [failed]})
    assert said(made, "failed") == ["posts.p: could not be published: Too long."]


def test_a_failed_post_that_a_resource_would_adopt_is_told_too() -> None:
    made = drifted(POST, records={}, live={"posts": [live_post(status="failed", failMessage="No.")]})
    assert said(made, "failed") == ["posts.p: could not be published: No."]
    assert found(made, "unmanaged-history") == []


# -- what is not settled


@pytest.mark.parametrize(
    ("address", "fields", "live", "told"),
    [
        ("posts.p", post(), {}, True),
        ("posts.p", post(), {"posts": [live_post("post_7")]}, False),
        ("personas.p", {"name": "p", "description": "D"}, {}, False),
        (
            "personas.p",
            {"name": "p", "description": "D"},
            {"personas": [live_persona("per_7", "p", "x")]},
            True,
        ),
    ],
    ids=["post-not-there", "post-is-there", "begins-anew", "differs"],
)
def test_a_create_that_a_person_has_to_settle_is_told(
    address: str, fields: Mapping[str, Any], live: Any, told: bool
) -> None:
    where = Address.parse(address)
    lost = Unresolved(NOW - MINUTE, frozenset(), Record("", fields))
    seen = world(want(address, fields), live=live, state=State("l", unresolved={where: lost}))
    made = make_drift(seen, USUAL)
    assert [d.address for d in found(made, "unresolved")] == ([address] if told else [])
    assert found(made, "unmanaged-object") == []
    assert made.changes == ()


# -- without a state, and with a scope


def test_without_a_state_it_says_what_matches_and_what_does_not() -> None:
    made = drifted(
        persona("a"),
        persona("b"),
        live={"personas": [live_persona("per_1", "a"), live_persona("per_2", "c")]},
    )
    assert said(made, "no-state") == ["no state yet, and 1 of 2 resources match a live object"]
    assert said(made, "unmanaged-object") == ["personas per_2 is not managed: c"]
    assert made.changes == ()


def test_with_a_scope_only_that_is_told() -> None:
    made = drifted(
        want("posts.a", post(scheduledFor=BEFORE)),
        want("posts.b", post(scheduledFor=BEFORE)),
        options=Options(scope=frozenset({Address("posts", "a")})),
        records={},
        live={"posts": [live_post("post_9")]},
        directory=None,
    )
    assert [(d.code, d.address) for d in made.diagnostics] == [("missed", "posts.a")]


def test_accounts_are_asked_for_where_they_tell_what_is_whose() -> None:
    by_id = want("posts.a", post(accounts=None, accountIds=["acc_1"], scheduledFor=BEFORE))
    scope = Options(scope=frozenset({by_id.address}))
    with pytest.raises(Needed):
        drifted(by_id, options=scope, records={}, directory=None)
    assert found(drifted(by_id, options=scope, records={}), "missed")


def test_accounts_that_may_not_be_read_only_leave_something_unsaid() -> None:
    by_id = want("posts.a", post(accounts=None, accountIds=["acc_1"], scheduledFor=BEFORE))
    made = drifted(by_id, PAST, records={}, directory=None, live={"posts": [live_post(scheduledFor=LATER)]})
    assert [(d.code, d.address) for d in made.diagnostics] == [
        ("missed", "posts.p"),
        ("unmanaged-object", None),
    ]
