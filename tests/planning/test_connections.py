"""Accounts that posts cannot go out through."""

from __future__ import annotations

from typing import Any

import pytest

from rawugc_sync.planning.drift import make_drift
from rawugc_sync.resources.accounts import Account, Directory
from rawugc_sync.words.desired import Desired
from rawugc_sync.words.planned import Plan
from rawugc_sync.words.recorded import Record
from tests.planning.worlds import BEFORE, LATER, USUAL, live_post, persona, post, want, world

GLOW = Account("acc_1", "tiktok", "glowlab")
ASLEEP = Account("acc_3", "youtube", "GlowLabSkin", active=False)
BOTH = Directory([GLOW, ASLEEP])


def told(*desired: Desired, directory: Directory = BOTH, **parts: Any) -> list[tuple[str, str | None, str]]:
    made: Plan = make_drift(world(*desired, directory=directory, **{"records": {}, **parts}), USUAL)
    codes = ("missing-account", "inactive-account")
    return [
        (d.code, d.address and f"{d.address}.{d.field}", d.summary)
        for d in made.diagnostics
        if d.code in codes
    ]


def asleep(named: str) -> tuple[str, None, str]:
    return ("inactive-account", None, f"the account youtube/GlowLabSkin (acc_3) is not active; {named}")


UNUSED = asleep("nothing to come names it")


def test_an_account_that_is_not_active_is_told_even_if_nothing_names_it() -> None:
    assert told(persona("p")) == [UNUSED]
    assert told(directory=Directory([GLOW])) == []


def test_it_is_told_what_is_still_to_go_out_there_by_handle_or_id() -> None:
    assert told(
        want("posts.a", post(accounts=["youtube/glowlabskin"])),
        want("posts.b", post(accounts=None, accountIds=["acc_1", "acc_3"])),
        want("posts.c", post()),
    ) == [asleep("named by posts.a, posts.b")]


def test_many_posts_are_counted() -> None:
    many = [want(f"posts.p{n}", post(accounts=["youtube/glowlabskin"], content=str(n))) for n in range(8)]
    assert told(*many) == [asleep("named by posts.p0, posts.p1, posts.p2, posts.p3, posts.p4 and 3 more")]


@pytest.mark.parametrize(
    ("live", "named"),
    [
        (live_post(), "named by posts.p"),
        (live_post(status="draft", scheduledFor=None), "named by posts.p"),
        (live_post(status="published"), "nothing to come names it"),
        (live_post(scheduledFor=BEFORE), "nothing to come names it"),
        (live_post(status="failed"), "nothing to come names it"),
        (None, "nothing to come names it"),
    ],
    ids=["scheduled", "draft", "published", "past", "failed", "gone"],
)
def test_what_was_applied_counts_as_long_as_it_is_to_come(live: dict[str, Any] | None, named: str) -> None:
    record = Record("post_1", post(accounts=["youtube/glowlabskin"]))
    assert told(records={"posts.p": record}, live={"posts": [live] if live else []}) == [asleep(named)]


def test_a_failed_post_that_is_tried_again_counts() -> None:
    again = want("posts.p", post(accounts=["youtube/glowlabskin"], scheduledFor=LATER + 1))
    record = Record("post_1", post(accounts=["youtube/glowlabskin"]))
    failed = live_post(status="failed")
    assert told(again, records={"posts.p": record}, live={"posts": [failed]}) == [asleep("named by posts.p")]


@pytest.mark.parametrize(
    ("field", "name"), [("accounts", "tiktok/gone"), ("accountIds", "acc_9")], ids=["handle", "id"]
)
def test_a_name_that_no_account_has_any_more_is_told_at_its_field(field: str, name: str) -> None:
    wanted = want("posts.p", post(**{"accounts": None, field: [name]}))
    missing = ("missing-account", f"posts.p.{field}", f"names {name}, which is no connected account")
    assert told(wanted) == [missing, UNUSED]
    assert told(want("posts.p", {**wanted.fields, "scheduledFor": BEFORE})) == [UNUSED]


def test_a_name_in_the_manifest_and_in_the_record_is_told_once() -> None:
    wanted = want("posts.p", post(accounts=["tiktok/gone"]))
    record = Record("post_1", wanted.fields)
    (missing, _) = told(wanted, records={"posts.p": record}, live={"posts": [live_post()]})
    assert missing[0] == "missing-account"
