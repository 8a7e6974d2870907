"""What is out already with the words that a change takes away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from rawugc_sync.planning.inputs import Options
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.desired import Desired
from rawugc_sync.words.planned import Plan, StillPublic
from rawugc_sync.words.recorded import Record
from tests.planning.worlds import BEFORE, LATER, MINUTE, NOW, live_post, plan, post, want

OLD, NEW = "Calm skin.", "Calmer skin."
QUOTES = {"content": ("messaging.m.body",)}
REVIEW = Options(review=True)


def reworded(
    *live: Mapping[str, Any],
    old: str = OLD,
    new: str = NEW,
    records: Mapping[str, Record] | None = None,
    posts: tuple[Desired, ...] = (),
    options: Options = REVIEW,
) -> Plan:
    """A message with a new text that a post to come uses, and these live posts."""
    to_come = want(
        "posts.to-come", post(content=new, videoUrl="https://cdn.example.com/to-come.mp4"), uses=QUOTES
    )
    return plan(
        want("messaging.m", {"name": "M", "body": new}),
        to_come,
        *posts,
        records={"messaging.m": Record("msg_1", {"name": "M", "body": old}), **(records or {})},
        live={
            "messaging": [{"_id": "msg_1", "name": "M", "body": old}],
            "posts": [dict(one) for one in live],
        },
        options=options,
    )


def still(made: Plan, address: str = "messaging.m") -> list[tuple[str | None, str, int | None]]:
    change = next(one for one in made.changes if str(one.address) == address)
    return [(str(one.address) if one.address else None, one.id, one.at) for one in change.still_public]


def published(id: str = "post_1", **fields: Any) -> dict[str, Any]:
    return live_post(id, **{"status": "published", "scheduledFor": BEFORE, "content": OLD, **fields})


@pytest.mark.parametrize(
    ("live", "is_still_public"),
    [
        (published(), True),
        (published(content=f"So: {OLD} #skin"), True),
        (published(content=f"So:\r\n{OLD}\r\n#skin"), True),
        (published(status="scheduled"), True),
        (published(status="scheduled", scheduledFor=NOW), True),
        (published(status="scheduled", scheduledFor=LATER), False),
        (published(status="draft"), False),
        (published(status="failed"), False),
        (published(content=NEW), False),
        (published(content="Something else"), False),
        (published(content=""), False),
        (published(content=OLD.upper()), False),
    ],
)
def test_what_is_out_with_the_old_words_is_named(live: dict[str, Any], is_still_public: bool) -> None:
    found = [(None, "post_1", live["scheduledFor"])] if is_still_public else []
    assert still(reworded(live)) == found


@pytest.mark.parametrize(
    ("old", "new", "caption", "is_still_public"),
    [
        ("Glow", "Shine", "Glow serum", True),
        ("Glow", "Shine", "glow serum, Glow!", True),
        ("Glow", "Shine", "Glowing", False),
        ("Glow", "Shine", "AfterGlow", False),
        ("Glow", "Glow more", "Glow more, always", False),
        ("Glow", "Glow more", "Glow more, and Glow", True),
        ("Glow more", "Glow", "Glow", False),
        ("Glow more", "Glow", "Glow more", True),
        ("50 % (now!)", "50 %", "Today: 50 % (now!)", True),
        ("50 % (now!)", "50 %", "Today: 50 % now!", False),
        ("", "Glow", "Glow", False),
        ("Glow", "", "Glow", True),
        ("Straße", "Gasse", "In der Straße.", True),
    ],
)
def test_words_are_found_as_whole_words_and_not_within_the_new_ones(
    old: str, new: str, caption: str, *, is_still_public: bool
) -> None:
    found = still(reworded(published(content=caption), old=old, new=new))
    assert bool(found) is is_still_public


def test_what_is_managed_has_its_address_and_counts_as_it_was_recorded_too() -> None:
    fields = post(scheduledFor=BEFORE, content=OLD)
    made = reworded(
        published(content="Edited since"),
        records={"posts.out": Record("post_1", fields)},
        posts=(want("posts.out", {**fields, "content": NEW}, uses=QUOTES),),
    )
    assert still(made) == [("posts.out", "post_1", BEFORE)]


def test_what_leaves_the_manifests_stays_out() -> None:
    fields = post(scheduledFor=BEFORE, content=OLD)
    made = reworded(published(), records={"posts.out": Record("post_1", fields)})
    assert still(made) == [("posts.out", "post_1", BEFORE)]


def test_the_newest_comes_first_and_what_has_no_time_last() -> None:
    made = reworded(
        published("old", scheduledFor=BEFORE - MINUTE),
        published("unknown", scheduledFor=None),
        published("new"),
        published("late", publishedAt=NOW - MINUTE),
    )
    assert still(made) == [
        (None, "late", NOW - MINUTE),
        (None, "new", BEFORE),
        (None, "old", BEFORE - MINUTE),
        (None, "unknown", None),
    ]


def test_a_text_that_nobody_uses_is_in_no_post() -> None:
    made = plan(
        want("messaging.m", {"name": "M", "body": NEW}),
        records={"messaging.m": Record("msg_1", {"name": "M", "body": OLD})},
        live={"messaging": [{"_id": "msg_1", "name": "M", "body": OLD}], "posts": [published()]},
        options=REVIEW,
    )
    assert still(made) == []


def test_a_field_that_is_used_tells_nothing_of_one_that_is_not() -> None:
    made = plan(
        want("messaging.m", {"name": "Other", "body": OLD}),
        want("posts.to-come", post(content=OLD), uses=QUOTES),
        records={"messaging.m": Record("msg_1", {"name": "M", "body": OLD})},
        live={"messaging": [{"_id": "msg_1", "name": "M", "body": OLD}], "posts": [published(content="M")]},
        options=REVIEW,
    )
    assert still(made) == []


def test_what_was_generated_is_not_out() -> None:
    """An unmanaged video has its words, and nobody has seen them."""
    made = plan(
        want("messaging.m", {"name": "M", "body": NEW}),
        want("posts.to-come", post(content=NEW), uses=QUOTES),
        records={"messaging.m": Record("msg_1", {"name": "M", "body": OLD})},
        live={
            "messaging": [{"_id": "msg_1", "name": "M", "body": OLD}],
            "videos": [{"videoId": "vid_1", "status": "completed", "prompt": OLD, "model": "sora-2"}],
            "posts": [published()],
        },
        options=REVIEW,
    )
    assert still(made) == [(None, "post_1", BEFORE)]


def test_it_is_looked_for_only_where_people_review() -> None:
    made = reworded(published(), options=Options())
    assert still(made) == []
    assert [one.digest for one in made.changes] == [one.digest for one in reworded(published()).changes]


def test_it_is_a_value_of_the_plan() -> None:
    change = next(one for one in reworded(published()).changes if one.address == Address("messaging", "m"))
    assert change.still_public == (StillPublic(None, "post_1", BEFORE),)
