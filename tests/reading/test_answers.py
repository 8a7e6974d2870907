"""The API's lists and objects → live objects. Answers are as untrusted as manifests."""

from __future__ import annotations

from typing import Any

import pytest

from rawugc_sync.reading.answers import listed, looked_up, shown, single
from rawugc_sync.resources import registered
from rawugc_sync.resources.lookups import ACCOUNTS
from rawugc_sync.words.errors import BadAnswer
from rawugc_sync.words.live import Live

PERSONAS, STYLES, POSTS = (registered()[name] for name in ("personas", "styles", "posts"))


def test_a_list_becomes_live_objects_and_shows_the_organization() -> None:
    raw = {
        "_id": "per_1",
        "name": "N",
        "description": "D",
        "organizationId": "org_1",
        "createdAt": 1,
        "extra": {},
    }
    found = listed(PERSONAS, {"personas": [raw], "count": 1})
    assert found.objects == {"per_1": Live("per_1", {"name": "N", "description": "D"})}
    assert found.organization_id == "org_1"


def test_null_is_absent() -> None:
    found = listed(
        PERSONAS, {"personas": [{"_id": "per_1", "name": "N", "description": None, "organizationId": None}]}
    )
    assert found.objects["per_1"].fields == {"name": "N"}
    assert found.organization_id is None


def test_built_in_styles_are_not_ours() -> None:
    own = {"_id": "sty_1", "name": "S", "isAdmin": False, "isStandard": None}
    built_in = [{"_id": "a", "isAdmin": True}, {"_id": "b", "isStandard": True}]
    assert set(listed(STYLES, {"styles": [own, *built_in]}).objects) == {"sty_1"}


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        "text",
        {},
        {"personas": None},
        {"personas": {}},
        {"persona": []},
        {"personas": [None]},
        {"personas": ["per_1"]},
    ],
)
def test_what_is_no_such_list_is_a_bad_answer(body: Any) -> None:
    with pytest.raises(BadAnswer, match="the answer to GET /personas"):
        listed(PERSONAS, body)


def personas(*ids: str, **more: Any) -> dict[str, Any]:
    return {"personas": [{"_id": id, "name": "N"} for id in ids], **more}


@pytest.mark.parametrize(
    ("body", "held"),
    [
        (personas("a", "b", count=5), 2),
        (personas(count=1), 0),
        (personas("a", count=1.5), 1),
        (personas("a", "a", count=2), 1),
    ],
)
def test_a_list_that_holds_less_than_it_says_proves_nothing(body: Any, held: int) -> None:
    with pytest.raises(BadAnswer, match=f"says that it holds .*, and it holds {held}") as caught:
        listed(PERSONAS, body)
    assert caught.value.diagnostics[0].code == "incomplete-list"


@pytest.mark.parametrize("count", [2, 2.0, None, "2", "many", 1, 0, -1, [], {}])
def test_a_count_that_leaves_nothing_out_changes_nothing(count: Any) -> None:
    assert set(listed(PERSONAS, personas("a", "b", count=count)).objects) == {"a", "b"}


def test_what_is_built_in_may_count_or_not() -> None:
    styles = [{"_id": "sty_1", "name": "S"}, {"_id": "a", "isAdmin": True}]
    for count in (1, 2):
        assert set(listed(STYLES, {"styles": styles, "count": count}).objects) == {"sty_1"}


def test_accounts_that_a_list_leaves_out_are_told_as_well() -> None:
    account = {"accountId": "acc_1", "platform": "tiktok", "username": "glowlab"}
    assert len(looked_up(ACCOUNTS, {"accounts": [account], "count": 1}).accounts) == 1
    with pytest.raises(BadAnswer, match="/social/accounts says that it holds 3, and it holds 1"):
        looked_up(ACCOUNTS, {"accounts": [account], "count": 3})


@pytest.mark.parametrize(
    "id", [None, 7, "", "a/b", "..", ".", "a\nb", "a\x00", "\x9b", "x" * 201, ["a"], True]
)
def test_an_id_that_could_lead_elsewhere_is_a_bad_answer(id: Any) -> None:
    with pytest.raises(BadAnswer, match="without a usable _id"):
        listed(PERSONAS, {"personas": [{"_id": id, "name": "N"}]})


@pytest.mark.parametrize("body", [{"_id": "per_1", "name": "N"}, {"persona": {"_id": "per_1", "name": "N"}}])
def test_an_object_read_by_id_may_stand_bare_or_under_a_name(body: Any) -> None:
    assert single(PERSONAS, body, "per_1") == Live("per_1", {"name": "N"})


@pytest.mark.parametrize(
    "body", [None, [], {}, {"_id": "per_2"}, {"persona": {"_id": "per_2"}}, {"id": "per_1"}]
)
def test_another_object_than_the_one_asked_for_is_a_bad_answer(body: Any) -> None:
    with pytest.raises(BadAnswer, match="does not hold the object per_1"):
        single(PERSONAS, body, "per_1")


POST = {
    "postId": "post_1",
    "videoUrl": "https://x.example/v.mp4",
    "status": "scheduled",
    "platforms": ["tiktok"],
}


@pytest.mark.parametrize(
    "when", [1_800_000_000_000, "1800000000000", "2027-01-15T08:00:00Z", "2027-01-15T08:00:00.000Z"]
)
def test_a_time_may_be_a_number_or_iso_8601(when: Any) -> None:
    live = listed(POSTS, {"posts": [{**POST, "scheduledFor": when}]}).objects["post_1"]
    assert live.fields["scheduledFor"] == 1_800_000_000_000


@pytest.mark.parametrize(
    ("platforms", "read"),
    [
        (["tiktok", "Instagram"], {"tiktok", "instagram"}),
        ([{"platform": "TikTok", "postUrl": None}], {"tiktok"}),
        ([], None),
        (None, None),
        ("tiktok", None),
        (["tiktok", None], None),
        ([{"name": "tiktok"}], None),
        ([""], None),
    ],
)
def test_platforms_are_texts_or_objects_or_unreadable(platforms: Any, read: Any) -> None:
    live = listed(POSTS, {"posts": [{**POST, "platforms": platforms}]}).objects["post_1"]
    assert live.facts["platforms"] == read


@pytest.mark.parametrize(
    ("status", "mode"),
    [
        ("draft", "draft"),
        ("scheduled", "schedule"),
        ("published", None),
        ("failed", None),
        ("new", None),
        (None, None),
    ],
)
def test_a_status_shows_the_mode_while_it_can_still_change(status: Any, mode: str | None) -> None:
    live = listed(POSTS, {"posts": [{**POST, "status": status, "mode": "whatever"}]}).objects["post_1"]
    assert live.fields.get("mode") == mode


@pytest.mark.parametrize("status", [["scheduled"], {"a": 1}, 7])
def test_a_status_of_another_kind_is_no_status(status: Any) -> None:
    live = listed(POSTS, {"posts": [{**POST, "status": status}]}).objects["post_1"]
    assert "mode" not in live.fields


@pytest.mark.parametrize("status", [["completed"], {"a": 1}, 7, "", "done", None])
def test_a_medium_without_a_status_that_is_documented_is_a_bad_answer(status: Any) -> None:
    videos = registered()["videos"]
    body = {"videos": [{"videoId": "vid_1", "model": "veo3", "prompt": "p", "status": status}]}
    with pytest.raises(BadAnswer, match="has a status that cannot be read, in vid_1"):
        shown(videos, body)
