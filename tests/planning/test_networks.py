"""Captions that a network does not take: what a plan says of those that manifests alone do not tell."""

from __future__ import annotations

from typing import Any

import pytest

from rawugc_sync.words.addresses import Fields
from rawugc_sync.words.recorded import Record
from tests.planning.worlds import BEFORE, live_post, plan, post, want

TAGS = " ".join(f"#tag{letter}" for letter in "abcdef")
BY_ID = post(accounts=None, accountIds=["acc_1"], content=TAGS)
BY_HANDLE = post(content=TAGS)
AT_ONCE = post(mode="now", scheduledFor=None, timezone=None, content=TAGS)
SAID = [("posts.p", "content", "has 6 hashtags: TikTok takes 5 (not confirmed)")]


def told(fields: Fields, **parts: Any) -> list[tuple[str | None, str | None, str]]:
    made = plan(want("posts.p", fields), **parts)
    return [(d.address, d.field, d.summary) for d in made.diagnostics if d.code == "too-many-hashtags"]


def recorded(fields: Fields, **live: Any) -> dict[str, Any]:
    return {
        "records": {"posts.p": Record("post_1", fields)},
        "live": {"posts": [live_post(content=TAGS, **live)]},
    }


@pytest.mark.parametrize("parts", [{}, recorded(BY_ID)], ids=["new", "unchanged"])
def test_an_account_that_is_named_by_its_id_is_known_once_accounts_are(parts: dict[str, Any]) -> None:
    assert told(BY_ID, **parts) == SAID


def test_nothing_is_said_of_an_account_while_accounts_are_not_known() -> None:
    assert told(BY_ID, **recorded(BY_ID), directory=None) == []


def test_an_account_that_is_not_connected_has_no_network() -> None:
    fields = post(accounts=None, accountIds=["acc_9"], content=TAGS)
    assert told(fields, **recorded(fields)) == []


def test_a_post_that_goes_out_at_once_is_warned_of_before_it_does() -> None:
    assert told(AT_ONCE) == SAID


def test_what_names_its_accounts_is_left_to_the_manifests_which_tell_it_with_its_line() -> None:
    assert told(BY_HANDLE) == []


@pytest.mark.parametrize(
    ("fields", "live"),
    [
        (AT_ONCE, {"status": "published", "scheduledFor": None}),
        (BY_ID, {"status": "published"}),
        ({**BY_ID, "scheduledFor": BEFORE}, {"scheduledFor": BEFORE}),
    ],
    ids=["was sent at once", "published", "its time is past"],
)
def test_what_is_out_is_history(fields: Fields, live: dict[str, Any]) -> None:
    assert told(fields, **recorded(fields, **live)) == []


def test_what_has_missed_its_time_is_not_sent_and_not_warned_of() -> None:
    assert told({**BY_ID, "scheduledFor": BEFORE}) == []
