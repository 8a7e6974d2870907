"""What would go out twice is refused, whichever way the accounts are named: the table of cases."""

from __future__ import annotations

from typing import Any

import pytest

from rawugc_sync.planning.inputs import Options
from rawugc_sync.words.planned import Plan
from rawugc_sync.words.recorded import Record
from tests.planning.worlds import BEFORE, LATER, MINUTE, NOW, live_post, plan, post, want

HOUR = 60 * MINUTE
NOW_POST = {"mode": "now", "scheduledFor": None, "timezone": None}
OTHER_VIDEO = "https://cdn.example.com/other.mp4"
BY_ID = {"accounts": None, "accountIds": ["acc_1"]}


def made(first: dict[str, Any], second: dict[str, Any], **more: Any) -> Plan:
    """A plan for two posts that nobody has seen yet."""
    two = (want("posts.a", post(**first)), want("posts.b", post(**second)))
    return plan(*two, **{"records": {}, "live": {"posts": []}, **more})


def twice(found: Plan) -> tuple[set[str], set[str]]:
    """The addresses of errors, and those of refusals."""
    return tuple(  # type: ignore[return-value]
        {str(d.address) for d in said if d.code == "posted-twice"} for said in (found.errors, found.refusals)
    )


BOTH, NONE = {"posts.a", "posts.b"}, set[str]()


@pytest.mark.parametrize(
    ("second", "clash"),
    [
        pytest.param({}, True, id="the-same"),
        pytest.param({"content": "Other"}, True, id="the-same-video"),
        pytest.param({"videoUrl": OTHER_VIDEO}, True, id="the-same-caption"),
        pytest.param({"videoUrl": OTHER_VIDEO, "content": "Other"}, False, id="neither"),
        pytest.param({"scheduledFor": LATER + 59_999}, True, id="in-the-same-minute"),
        pytest.param({"scheduledFor": LATER + MINUTE}, False, id="a-minute-later"),
        pytest.param({"scheduledFor": LATER + 86_400_000}, False, id="another-day"),
        pytest.param({"accounts": ["tiktok/GlowLab"]}, True, id="the-same-handle"),
        pytest.param({"accounts": ["instagram/glow.lab"]}, False, id="another-account"),
        pytest.param({"accounts": ["instagram/glow.lab", "tiktok/glowlab"]}, True, id="one-of-its-accounts"),
        pytest.param(BY_ID, True, id="the-same-account-by-its-id"),
        pytest.param({"mode": "draft"}, False, id="a-draft"),
        pytest.param({"scheduledFor": BEFORE}, False, id="in-the-past"),
    ],
)
def test_two_scheduled_posts(second: dict[str, Any], *, clash: bool) -> None:
    assert twice(made({}, second)) == (BOTH if clash else NONE, NONE)


@pytest.mark.parametrize("content", ["", " ", None])
def test_an_empty_caption_equals_none(content: str | None) -> None:
    found = made({"content": content}, {"content": content, "videoUrl": OTHER_VIDEO})
    assert twice(found) == (NONE, NONE)


@pytest.mark.parametrize(
    ("second", "refused"),
    [
        pytest.param(NOW_POST, BOTH, id="two-at-once"),
        pytest.param({**NOW_POST, "videoUrl": OTHER_VIDEO}, BOTH, id="two-with-one-caption"),
        pytest.param({**NOW_POST, "videoUrl": OTHER_VIDEO, "content": "Other"}, NONE, id="neither"),
        pytest.param({**NOW_POST, "accounts": ["instagram/glow.lab"]}, NONE, id="another-account"),
        pytest.param({**NOW_POST, **BY_ID}, BOTH, id="by-its-id"),
        pytest.param({"scheduledFor": NOW + HOUR}, {"posts.a"}, id="one-within-a-day"),
        pytest.param({"scheduledFor": NOW + 24 * HOUR}, {"posts.a"}, id="a-day-later"),
        pytest.param({"scheduledFor": NOW + 24 * HOUR + MINUTE}, NONE, id="more-than-a-day-later"),
        pytest.param({"scheduledFor": NOW + HOUR, "videoUrl": OTHER_VIDEO}, NONE, id="just-the-caption"),
        pytest.param({"mode": "draft", "scheduledFor": NOW + HOUR}, NONE, id="beside-a-draft"),
    ],
)
def test_a_post_at_once_beside_another(second: dict[str, Any], refused: set[str]) -> None:
    assert twice(made(NOW_POST, second)) == (NONE, refused)


def recorded(status: str, fields: dict[str, Any], **live: Any) -> dict[str, Any]:
    """posts.b is known already, and this is live of it; or nothing, for a status that is empty."""
    listed = [live_post("post_9", videoUrl=OTHER_VIDEO, content="Other", scheduledFor=LATER + HOUR)]
    if status:
        listed.append(live_post("post_2", **{"status": status, **live}))
    return {"records": {"posts.b": Record("post_2", post(**fields))}, "live": {"posts": listed}}


@pytest.mark.parametrize(
    ("status", "counts"),
    [("scheduled", True), ("draft", False), ("published", False), ("failed", False), ("", False)],
)
def test_only_what_is_still_to_come_counts(status: str, *, counts: bool) -> None:
    found = made({}, {}, **recorded(status, {}))
    assert twice(found)[0] == (BOTH if counts else NONE)


def test_what_went_out_at_once_does_not_count_again() -> None:
    found = made({}, NOW_POST, **recorded("published", NOW_POST, scheduledFor=None))
    assert twice(found) == (NONE, NONE)


def test_a_draft_that_is_published_at_once_counts_as_such_and_so_does_a_time_that_is_kept() -> None:
    """The manifest says in a week, the dashboard in an hour."""
    far = {"scheduledFor": LATER + 7 * 24 * HOUR}
    draft = post(mode="draft", scheduledFor=None, timezone=None)
    records = {"posts.a": Record("post_1", draft), "posts.b": Record("post_2", post(**far))}
    listed = [
        live_post("post_1", status="draft", scheduledFor=None),
        live_post("post_2", scheduledFor=NOW + HOUR),
    ]
    found = made(NOW_POST, far, records=records, live={"posts": listed})
    assert twice(found) == (NONE, {"posts.a"})


EDGE = LATER + HOUR
MOVED = {
    "kept": ({}, {"content": "New"}, True),
    "taken-over": ({"videoUrl": OTHER_VIDEO, "content": "A"}, {"content": "A"}, True),
    "nothing-to-do": ({"content": "A"}, {"content": "A"}, False),
}


@pytest.mark.parametrize(("recorded_as", "wanted", "clash"), MOVED.values(), ids=MOVED)
def test_a_time_that_the_dashboard_has_moved_counts_where_something_is_changed(
    recorded_as: dict[str, Any], wanted: dict[str, Any], *, clash: bool
) -> None:
    """posts.a was moved to where posts.b goes out; what git changes of it makes the two meet."""
    records = {
        "posts.a": Record("post_1", post(**recorded_as)),
        "posts.b": Record("post_2", post(scheduledFor=EDGE, content="B")),
    }
    listed = [
        live_post("post_1", **{**recorded_as, "scheduledFor": EDGE}),
        live_post("post_2", scheduledFor=EDGE, content="B"),
    ]
    found = made(wanted, {"scheduledFor": EDGE, "content": "B"}, records=records, live={"posts": listed})
    assert twice(found) == (BOTH if clash else NONE, NONE)


def test_what_is_out_of_scope_and_not_created_does_not_count() -> None:
    only = want("posts.a", {}).address
    found = made(NOW_POST, NOW_POST, options=Options(scope=frozenset({only})))
    assert twice(found) == (NONE, NONE)


def test_the_words_name_the_account_and_the_time() -> None:
    said = made({}, BY_ID).errors[0]
    assert said.summary == (
        "would go out twice on tiktok/glowlab at Sat 2027-01-16 08:00 UTC: "
        "posts.b has the same video and caption"
    )
    at_once = made(NOW_POST, {"scheduledFor": NOW + HOUR, "content": "Other"}).refusals[0]
    assert at_once.summary == (
        "would go out twice on tiktok/glowlab at once: "
        "posts.b goes out at Fri 2027-01-15 09:00 UTC, and has the same video"
    )
