"""The switches for what the API page leaves unsaid."""

from __future__ import annotations

from typing import Any, Literal

import pytest

from rawugc_sync.sandbox import Options
from tests.sandbox.driver import FULL, PATHS, SOON, START, Sandbox

CHANGES = {name: {"name": "Other"} for name in PATHS} | {"posts": {"content": "Other"}}
NOT_POSTS = [name for name in PATHS if name != "posts"]
Style = Literal["object", "success", "empty"]
STYLES: list[Style] = ["object", "success", "empty"]


def answer_of(style: Style, whole: dict[str, Any]) -> tuple[int, Any]:
    return {"object": (200, whole), "success": (200, {"success": True}), "empty": (204, None)}[style]


@pytest.mark.parametrize("collection", PATHS)
@pytest.mark.parametrize("style", STYLES)
def test_a_patch_may_answer_in_three_ways(collection: str, style: Style) -> None:
    sandbox = Sandbox(Options(patch_answer=style))
    path = sandbox.create(collection)
    changed = sandbox.patch(path, CHANGES[collection])
    assert (changed.status, changed.json) == answer_of(style, sandbox.get(path).json)


@pytest.mark.parametrize("collection", NOT_POSTS)
@pytest.mark.parametrize("style", STYLES)
def test_a_delete_may_answer_in_three_ways(collection: str, style: Style) -> None:
    sandbox = Sandbox(Options(delete_answer=style))
    path = sandbox.create(collection)
    before = sandbox.get(path).json
    deleted = sandbox.delete(path)
    assert (deleted.status, deleted.json) == answer_of(style, before)


@pytest.mark.parametrize("style", STYLES)
def test_deleting_a_post_always_answers_success(style: Style) -> None:
    sandbox = Sandbox(Options(delete_answer=style))
    assert sandbox.delete(sandbox.create("posts")).json == {"success": True}


@pytest.mark.parametrize("style", STYLES)
def test_reschedule_answers_as_a_patch_does(style: Style) -> None:
    sandbox = Sandbox(Options(patch_answer=style))
    path = sandbox.create("posts")
    moved = sandbox.post(f"{path}/reschedule", {"scheduledFor": SOON + 1})
    assert (moved.status, moved.json) == answer_of(style, sandbox.get(path).json)


def test_dates_may_be_iso_strings() -> None:
    sandbox = Sandbox(Options(dates="iso"), now=START + 7)
    persona = sandbox.get(sandbox.create("personas")).json
    post = sandbox.get(sandbox.create("posts", mode="now")).json
    moment = "2027-01-15T08:00:00.007Z"
    assert (persona["createdAt"], persona["updatedAt"]) == (moment, moment)
    assert (post["createdAt"], post["publishedAt"], post["scheduledFor"]) == (moment, moment, SOON)


@pytest.mark.parametrize(("trims", "expected"), [(False, " a\r\nb \n"), (True, "a\nb")])
def test_text_may_be_trimmed(trims: bool, expected: str) -> None:
    sandbox = Sandbox(Options(trims_text=trims))
    path = sandbox.create("personas", name=" a\r\nb \n")
    assert sandbox.get(path).json["name"] == expected
    sandbox.patch(path, {"description": " a\r\nb \n"})
    assert sandbox.get(path).json["description"] == expected


def test_urls_may_come_back_rewritten() -> None:
    sandbox = Sandbox(Options(rewrites_urls=True))
    product = sandbox.create("products")
    photos = sandbox.get(product).json["photos"]
    video = sandbox.get(sandbox.create("posts")).json["videoUrl"]
    assert all(url.startswith("https://cdn.rawugc.test/") for url in [*photos, video])
    sandbox.patch(product, {"photos": photos})
    assert sandbox.get(product).json["photos"] == photos


@pytest.mark.parametrize(
    ("collection", "content", "absent"),
    [
        ("products", {"name": "x", "photos": []}, {"description", "messaging"}),
        ("styles", {"name": "x"}, {"description", "type", "aspectRatio", "promptTemplate"}),
        (
            "posts",
            {"mode": "draft", "accountIds": [], "videoUrl": FULL["posts"]["videoUrl"]},
            {"scheduledFor", "content", "publishedAt", "failMessage"},
        ),
    ],
)
def test_absent_fields_may_be_null(collection: str, content: dict[str, Any], absent: set[str]) -> None:
    sandbox = Sandbox(Options(nulls=True))
    sandbox.post(PATHS[collection], content)
    shown = sandbox.listed(collection)[-1]
    assert {name for name, value in shown.items() if value is None} == absent


def test_an_account_without_a_picture_may_say_null() -> None:
    accounts = Sandbox(Options(nulls=True)).get("/social/accounts").json["accounts"]
    assert [account["profilePicture"] for account in accounts] == [None, None, None]


def test_platforms_may_be_objects() -> None:
    sandbox = Sandbox(Options(platforms="objects"))
    shown = sandbox.get(sandbox.create("posts")).json["platforms"]
    assert shown == [{"platform": "tiktok"}, {"platform": "instagram"}]


def test_the_organization_can_be_another() -> None:
    sandbox = Sandbox(Options(organization="org_7"))
    assert sandbox.get(sandbox.create("messaging")).json["organizationId"] == "org_7"
