"""The life cycle of posts: what is public is history, what is due is left alone."""

from __future__ import annotations

from typing import Any

import pytest

from rawugc_sync.planning.inputs import Options
from rawugc_sync.resources.life import Drift
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.planned import Plan
from rawugc_sync.words.recorded import Record
from tests.planning.worlds import (
    BEFORE,
    LATER,
    MINUTE,
    NOW,
    VIDEO,
    actions,
    calls,
    codes,
    live_post,
    plan,
    post,
    recorded_by,
    want,
)

POST = Address("posts", "p")
ITEM = "/social/posts/post_1"
DRAFT = {"mode": "draft", "scheduledFor": None}
AT_ONCE = {"mode": "now", "scheduledFor": None}


def managed(
    desired: dict[str, Any] | None, recorded: dict[str, Any], live: dict[str, Any] | None, **more: Any
) -> Plan:
    """A recorded post; `desired` None has left the manifests, `live` None is gone."""
    return plan(
        *([] if desired is None else [want("posts.p", desired)]),
        records={"posts.p": Record("post_1", recorded)},
        live={"posts": [] if live is None else [live]},
        **more,
    )


def unrecorded(desired: dict[str, Any], *lives: dict[str, Any]) -> Plan:
    return plan(want("posts.p", desired), records={}, live={"posts": list(lives)})


def draft_post(**fields: Any) -> dict[str, Any]:
    return {**live_post(), "status": "draft", "scheduledFor": None, **fields}


@pytest.mark.parametrize(
    ("change", "sent"),
    [
        ({"scheduledFor": LATER + 1}, [("POST", f"{ITEM}/reschedule", {"scheduledFor": LATER + 1})]),
        (
            {"timezone": "Asia/Tokyo"},
            [("POST", f"{ITEM}/reschedule", {"scheduledFor": LATER, "timezone": "Asia/Tokyo"})],
        ),
        ({"content": "New"}, [("PATCH", ITEM, {"content": "New"})]),
        (
            {"content": "New", "scheduledFor": LATER + 1},
            [("PATCH", ITEM, {"scheduledFor": LATER + 1, "content": "New"})],
        ),
        ({"content": None}, [("PATCH", ITEM, {"content": ""})]),
    ],
)
def test_a_scheduled_post_is_rescheduled_or_patched(change: Any, sent: list[Any]) -> None:
    made = managed(post(**change), post(), live_post())
    assert calls(made) == sent


@pytest.mark.parametrize(
    ("desired", "recorded", "live", "expected"),
    [
        (AT_ONCE, DRAFT, draft_post(), [("POST", f"{ITEM}/publish")]),
        ({**AT_ONCE, "content": "New"}, DRAFT, draft_post(), [("PATCH", ITEM), ("POST", f"{ITEM}/publish")]),
        ({}, DRAFT, draft_post(), [("DELETE", ITEM), ("POST", "/social/posts")]),
        (DRAFT, {}, live_post(), [("DELETE", ITEM), ("POST", "/social/posts")]),
        (AT_ONCE, {}, live_post(), [("DELETE", ITEM), ("POST", "/social/posts")]),
        (DRAFT, DRAFT, draft_post(), []),
        ({**DRAFT, "content": "New"}, DRAFT, draft_post(), [("PATCH", ITEM)]),
    ],
)
def test_a_mode_changes_by_publishing_or_by_a_replace_that_deletes_first(
    desired: Any, recorded: Any, live: Any, expected: list[tuple[str, str]]
) -> None:
    made = managed(post(**desired), post(**recorded), live)
    assert [(method, path) for method, path, _ in calls(made)] == expected


@pytest.mark.parametrize(
    ("made", "loud"),
    [
        (unrecorded(post(**AT_ONCE)), True),
        (managed(post(**AT_ONCE), post(**DRAFT), draft_post()), True),
        (managed(post(**AT_ONCE), post(), live_post()), True),
        (unrecorded(post()), False),
        (unrecorded(post(**DRAFT)), False),
    ],
)
def test_what_publishes_at_once_says_so(made: Plan, loud: bool) -> None:
    (change,) = made.changes
    assert change.note == ("PUBLISHES AT ONCE" if loud else None)


@pytest.mark.parametrize(
    ("desired", "expected", "said"),
    [
        (post(), {"posts.p": ("create",)}, set()),
        (post(scheduledFor=BEFORE), {}, {"missed"}),
        (post(scheduledFor=NOW), {}, {"missed"}),
        (post(scheduledFor=NOW + 2 * MINUTE - 1), {}, {"due-now"}),
        (post(scheduledFor=NOW + 2 * MINUTE), {"posts.p": ("create",)}, set()),
        (post(**DRAFT), {"posts.p": ("create",)}, set()),
        (post(**AT_ONCE), {"posts.p": ("create",)}, set()),
    ],
)
def test_a_new_post_is_only_sent_while_there_is_time(desired: Any, expected: Any, said: set[str]) -> None:
    made = unrecorded(desired)
    assert (actions(made), codes(made)) == (expected, said)


def test_what_was_missed_holds_nothing_else_up() -> None:
    made = plan(want("posts.p", post(scheduledFor=BEFORE)), want("posts.q", post()), records={})
    assert (actions(made), codes(made)) == ({"posts.q": ("create",)}, {"missed"})
    assert not made.refusals


# -- history

PAST = {"scheduledFor": BEFORE}
PUBLISHED = live_post(**PAST, status="published")


@pytest.mark.parametrize("live", [PUBLISHED, live_post(**PAST), live_post(scheduledFor=NOW)])
@pytest.mark.parametrize(
    ("desired", "history"), [(post(**PAST), (1, 0)), (post(**PAST, content="Edited in git"), (0, 1))]
)
def test_a_published_post_is_history(live: Any, desired: Any, history: tuple[int, int]) -> None:
    recorded = post(scheduledFor=live["scheduledFor"])
    made = managed({**desired, "scheduledFor": live["scheduledFor"]}, recorded, live)
    assert (made.changes, codes(made), made.history, made.unchanged) == ((), set(), history, 1)


@pytest.mark.parametrize("live", [PUBLISHED, live_post(**PAST)])
def test_a_published_post_that_leaves_the_manifests_is_forgotten(live: Any) -> None:
    made = managed(None, post(**PAST), live)
    assert (actions(made), calls(made)) == ({"posts.p": ("forget",)}, [])
    assert recorded_by(made.changes[0]) is None


def test_a_published_post_is_no_reason_to_publish_again() -> None:
    made = managed(post(scheduledFor=LATER), post(**PAST), PUBLISHED)
    assert (made.changes, made.history) == ((), (0, 1))


# -- deleted outside


def test_a_post_that_was_deleted_outside_is_not_created_again_unless_asked() -> None:
    skipped = managed(post(), post(), None)
    assert (skipped.changes, codes(skipped)) == ((), {"deleted-outside"})
    asked = managed(post(), post(), None, options=Options(recreate=frozenset({POST})))
    assert actions(asked) == {"posts.p": ("create",)}
    late = managed(post(**PAST), post(**PAST), None, options=Options(recreate=frozenset({POST})))
    assert (late.changes, codes(late)) == ((), {"missed"})


def test_a_post_that_is_gone_and_not_wanted_is_forgotten() -> None:
    made = managed(None, post(), None)
    assert (actions(made), calls(made)) == ({"posts.p": ("forget",)}, [])


# -- due within two minutes

SOON = {"scheduledFor": NOW + MINUTE}


@pytest.mark.parametrize(
    ("desired", "said"),
    [
        (post(**SOON), set()),
        (post(**SOON, content="New"), {"due-now"}),
        (post(scheduledFor=LATER), {"due-now"}),
        (post(**DRAFT), {"due-now"}),
        (None, {"due-now"}),
    ],
)
def test_a_post_that_is_due_is_not_touched(desired: Any, said: set[str]) -> None:
    made = managed(desired, post(**SOON), live_post(**SOON))
    assert (calls(made), codes(made)) == ([], said)


@pytest.mark.parametrize(("when", "code"), [(BEFORE, "missed"), (NOW + MINUTE, "due-now")])
def test_a_post_is_not_moved_to_where_it_would_be_late(when: int, code: str) -> None:
    made = managed(post(scheduledFor=when), post(), live_post())
    assert (calls(made), codes(made)) == ([], {code})


@pytest.mark.parametrize(
    ("desired", "recorded", "code"),
    [(SOON, SOON, "due-now"), (SOON, {}, "due-now"), ({"scheduledFor": BEFORE}, {}, "missed")],
)
def test_a_replace_on_request_comes_too_late_as_well(desired: Any, recorded: Any, code: str) -> None:
    options = Options(replace=frozenset({POST}))
    made = managed(post(**desired), post(**recorded), live_post(**recorded), options=options)
    assert (calls(made), codes(made)) == ([], {code})


@pytest.mark.parametrize("status", ["scheduled", "publishing"])
def test_what_was_published_at_once_is_never_published_again_as_drift(status: str) -> None:
    live = live_post(status=status, scheduledFor=NOW + 5 * MINUTE)
    options = Options(drift={"posts": Drift.REVERT})
    made = managed(post(**AT_ONCE), post(**AT_ONCE), live, options=options)
    assert [path for method, path, _ in calls(made) if method == "POST"] == []


# -- failed

FAILED = live_post(status="failed", failMessage="the account was locked")


@pytest.mark.parametrize(
    ("desired", "expected", "said"),
    [
        (post(), {}, {"failed"}),
        (post(content="New"), {}, {"failed"}),
        (post(scheduledFor=BEFORE), {}, {"failed"}),
        (post(scheduledFor=LATER + 1), {"posts.p": ("forget", "create")}, {"not-taken-over"}),
        (
            post(scheduledFor=LATER + 1, accounts=["tiktok/glowlab", "instagram/glow.lab"]),
            {"posts.p": ("forget", "create")},
            {"retry", "not-taken-over"},
        ),
        (None, {"posts.p": ("forget",)}, set()),
    ],
)
def test_a_failed_post_is_tried_again_by_moving_it_and_never_deleted(
    desired: Any, expected: Any, said: set[str]
) -> None:
    made = managed(desired, post(), FAILED)
    assert (actions(made), codes(made)) == (expected, said)
    assert all(method == "POST" for method, _, _ in calls(made))


def test_a_failed_post_is_reported_with_its_reason() -> None:
    (said,) = managed(post(), post(), FAILED).diagnostics
    assert said.summary == "could not be published: the account was locked"


# -- what may be out already


@pytest.mark.parametrize("status", ["published", "scheduled", "draft", "failed"])
@pytest.mark.parametrize(
    "same", [{"videoUrl": VIDEO, "content": "Other"}, {"videoUrl": "https://x.example/o.mp4"}]
)
def test_nothing_is_published_at_once_that_may_be_out_already(status: str, same: Any) -> None:
    made = unrecorded(post(**AT_ONCE), live_post(status=status, **same))
    assert (made.changes, codes(made)) == ((), {"possible-duplicate"})
    assert "imports:\n  - {to: posts.p, not: [post_1]}" in made.refusals[0].detail


@pytest.mark.parametrize(
    "live",
    [
        live_post(status="published", platforms=["instagram"]),
        live_post(status="published", videoUrl="https://x.example/o.mp4", content="Other"),
    ],
)
def test_another_video_or_platform_is_no_duplicate(live: Any) -> None:
    assert actions(unrecorded(post(**AT_ONCE), live)) == {"posts.p": ("create",)}


@pytest.mark.parametrize(
    ("live", "said"),
    [
        (live_post(scheduledFor=LATER + MINUTE), {"possible-duplicate"}),
        (draft_post(), {"possible-duplicate"}),
        (live_post(scheduledFor=LATER + MINUTE, platforms=["instagram"]), set()),
        (live_post(scheduledFor=BEFORE, status="published"), set()),
        (live_post(scheduledFor=LATER + MINUTE, videoUrl="https://x.example/o.mp4"), set()),
    ],
)
def test_an_unmanaged_pending_post_of_the_same_video_is_a_question(live: Any, said: set[str]) -> None:
    made = unrecorded(post(), live)
    assert codes(made) == said
    assert bool(made.changes) == (not said)


def test_a_managed_post_of_the_same_video_is_no_question() -> None:
    made = plan(
        want("posts.p", post()),
        want("posts.again", post(scheduledFor=LATER + MINUTE)),
        records={"posts.p": Record("post_1", post())},
        live={"posts": [live_post()]},
    )
    assert actions(made) == {"posts.again": ("create",)}
