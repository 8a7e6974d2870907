"""Who uses a changed field, through how many hands ever, and when that is public next."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from rawugc_sync.planning.inputs import Options
from rawugc_sync.planning.usage import Usage
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.planned import Change, NextPublic
from rawugc_sync.words.recorded import Record
from tests.planning.worlds import (
    BEFORE,
    LATER,
    MINUTE,
    NOW,
    live_persona,
    live_post,
    persona,
    plan,
    post,
    want,
)

BRAND = (
    want("messaging.m", {"name": "M", "body": "B"}, uses={"body": ("vars.x.y",)}),
    want(
        "products.serum",
        {"name": "Serum", "photos": [], "messaging": "B"},
        uses={"messaging": ("messaging.m.body",)},
    ),
    want("products.cream", {"name": "Cream", "photos": []}, uses={"name": ("products.cream.description",)}),
    want("posts.named", post(), uses={"content": ("products.serum.name",)}),
    want("posts.quoting", post(), uses={"content": ("products.serum.messaging", "products.cream.name")}),
    want("styles.s", {"name": "S"}, uses={"description": ("messaging.m.name", "messaging.m.body")}),
)


@pytest.mark.parametrize(
    ("address", "fields", "users"),
    [
        ("messaging.m", ["body"], ["posts.quoting", "products.serum", "styles.s"]),
        ("messaging.m", ["name"], ["styles.s"]),
        ("messaging.m", ["name", "body"], ["posts.quoting", "products.serum", "styles.s"]),
        ("messaging.m", [], []),
        ("messaging.m", ["nothing"], []),
        ("products.serum", ["name"], ["posts.named"]),
        ("products.serum", ["photos", "messaging"], ["posts.quoting"]),
        ("products.cream", ["description"], ["posts.quoting"]),
        ("posts.named", ["content"], []),
        ("personas.none", ["name"], []),
    ],
)
def test_users_are_found_field_by_field(address: str, fields: list[str], users: list[str]) -> None:
    assert [str(a) for a in Usage.of(BRAND).users(Address.parse(address), fields)] == users


def test_a_field_that_many_paths_lead_to_counts_once() -> None:
    diamond = (
        want("products.a", {}, uses={"name": ("messaging.m.body",)}),
        want("products.b", {}, uses={"name": ("messaging.m.body",)}),
        want("posts.p", {}, uses={"content": ("products.a.name", "products.b.name")}),
    )
    users = Usage.of(diamond).users(Address("messaging", "m"), ["body"])
    assert [str(a) for a in users] == ["posts.p", "products.a", "products.b"]


# -- in a plan


def message(body: str = "New") -> Change:
    """The change of a message of which the text was another one, in a plan with posts that quote it."""
    return changed(body, {"soon": post(timezone="Europe/Berlin"), "later": post(scheduledFor=LATER + MINUTE)})


def changed(body: str, posts: dict[str, dict[str, object]], options: Options | None = None) -> Change:
    quoting = [want(f"posts.{key}", p, uses={"content": ("messaging.m.body",)}) for key, p in posts.items()]
    made = plan(
        want("messaging.m", {"name": "M", "body": body}),
        *quoting,
        records={"messaging.m": Record("msg_1", {"name": "M", "body": "Old"})},
        live={"messaging": [{"_id": "msg_1", "name": "M", "body": "Old"}]},
        options=options or Options(),
    )
    return next(change for change in made.changes if change.address == Address("messaging", "m"))


def test_a_change_names_its_users_and_the_first_of_them_that_is_public() -> None:
    assert message().used_by == (Address("posts", "later"), Address("posts", "soon"))
    soon = NextPublic(address=Address("posts", "soon"), at=LATER, timezone="Europe/Berlin")
    assert message().next_public == soon


@pytest.mark.parametrize(
    "fields",
    [
        {"scheduledFor": BEFORE},
        {"scheduledFor": NOW},
        {"mode": "draft", "scheduledFor": LATER},
        {"mode": "draft", "scheduledFor": None},
        {"mode": "now", "scheduledFor": None},
    ],
)
def test_what_is_over_or_not_scheduled_is_not_public_next(fields: dict[str, object]) -> None:
    change = changed("New", {"p": post(**fields)})
    assert (change.used_by, change.next_public) == ((Address("posts", "p"),), None)


def test_a_time_without_a_zone_has_none() -> None:
    change = changed("New", {"p": post(timezone=None)})
    assert change.next_public == NextPublic(address=Address("posts", "p"), at=LATER)


def test_of_two_at_the_same_time_the_first_by_address_is_named() -> None:
    found = changed("New", {"b": post(), "a": post(content="Other")}).next_public
    assert found is not None
    assert found.address == Address("posts", "a")


def test_users_count_whatever_a_plan_is_limited_to() -> None:
    only = Options(scope=frozenset({Address("messaging", "m")}))
    assert changed("New", {"p": post()}, only).used_by == (Address("posts", "p"),)


def test_who_uses_a_change_does_not_alter_its_digest() -> None:
    alone, used = changed("New", {}), message()
    assert (alone.digest, alone.used_by) == (used.digest, ())
    assert used.digest == replace(used, used_by=()).digest


def test_a_field_that_does_not_change_has_no_users_in_the_plan() -> None:
    made = plan(
        persona("a", text="New"),
        want("products.x", {"name": "a", "photos": []}, uses={"name": ("personas.a.name",)}),
        records={"personas.a": Record("per_1", {"name": "a", "description": "D"})},
        live={"personas": [live_persona("per_1", "a")]},
    )
    assert {str(c.address): c.used_by for c in made.changes} == {"personas.a": (), "products.x": ()}


def test_what_leaves_the_manifests_has_no_users() -> None:
    made = plan(records={"posts.p": Record("post_1", post())}, live={"posts": [live_post()]})
    assert [(c.actions, c.used_by, c.next_public) for c in made.changes] == [(("delete",), (), None)]


# -- as it will be once the plan is applied


def quoted(live: dict[str, Any], fields: dict[str, Any], record: dict[str, Any] | None = None) -> Any:
    """When a recorded post that quotes a changed message is public next."""
    made = plan(
        want("messaging.m", {"name": "M", "body": "New"}),
        want("posts.p", post(**fields), uses={"content": ("messaging.m.body",)}),
        records={
            "messaging.m": Record("msg_1", {"name": "M", "body": "Old"}),
            "posts.p": Record("post_1", post(**(record or fields))),
        },
        live={
            "messaging": [{"_id": "msg_1", "name": "M", "body": "Old"}],
            "posts": [live_post(**live)],
        },
    )
    (change,) = [change for change in made.changes if change.address.collection == "messaging"]
    return change.next_public and change.next_public.at


SOONER = LATER - 3_600_000


@pytest.mark.parametrize(
    ("live", "fields", "at"),
    [
        pytest.param({}, {}, LATER, id="as-git-has-it"),
        pytest.param({"scheduledFor": SOONER}, {}, SOONER, id="a-time-that-is-kept"),
        pytest.param({"status": "scheduled"}, {"mode": "draft"}, LATER, id="a-draft-that-was-scheduled"),
        pytest.param({"status": "draft"}, {}, None, id="stopped"),
        pytest.param({"status": "published"}, {}, None, id="out-already"),
        pytest.param({"status": "failed"}, {}, None, id="failed"),
    ],
)
def test_what_is_live_counts_where_the_plan_leaves_it(
    live: dict[str, Any], fields: dict[str, Any], at: int | None
) -> None:
    assert quoted(live, fields) == at


def test_what_was_deleted_there_does_not_count() -> None:
    assert (
        quoted({"postId": "post_9", "content": "Another", "videoUrl": "https://x.example/o.mp4"}, {}) is None
    )


def test_what_the_plan_moves_counts_as_moved() -> None:
    assert quoted({}, {"scheduledFor": SOONER}, {"scheduledFor": LATER}) == SOONER


STILL = want("images.still", {"model": "nano-banana-2", "prompt": "Wet stone."})
TEASER = want(
    "videos.teaser",
    {"model": "veo3_fast", "prompt": "Closer.", "imageUrls": ["https://x.example/1.png"]},
    uses={"imageUrls": ("images.still.url",)},
)


@pytest.mark.parametrize("address", ["images.still", "videos.teaser"])
def test_what_is_generated_is_used_through_what_it_gives_and_what_is_made_of_that(address: str) -> None:
    public = want("posts.p", post(), uses={"videoUrl": ("videos.teaser.url",)})
    made = {str(change.address): change for change in plan(STILL, TEASER, public, records={}).changes}
    assert made[address].next_public == NextPublic(address=public.address, at=LATER, timezone="UTC")
    assert public.address in made[address].used_by
