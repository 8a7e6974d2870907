"""Posts over time, and social accounts."""

from __future__ import annotations

from typing import Any

import pytest

from rawugc_sync.sandbox import Options
from tests.sandbox.driver import DAY, FULL, HOUR, SOON, START, Sandbox

DRAFT = {"mode": "draft", "scheduledFor": None}


def post_in(status: str, sandbox: Sandbox) -> str:
    """The path of a post that has this status now."""
    if status == "published by time":
        path = sandbox.create("posts")
        sandbox.now = SOON
        return path
    path = sandbox.create("posts", **({"mode": "now"} if status == "published" else {}))
    if status == "failed":
        sandbox.store.fail_post(path.rpartition("/")[2], "Account disconnected")
    return path


@pytest.mark.parametrize(
    ("mode", "status"), [("schedule", "scheduled"), ("draft", "draft"), ("now", "published")]
)
def test_the_mode_decides_the_status(sandbox: Sandbox, mode: str, status: str) -> None:
    made = sandbox.post("/social/posts", FULL["posts"] | {"mode": mode}).json
    assert made["status"] == status
    assert made.get("publishedAt") == (START if mode == "now" else None)


def test_the_time_zone_is_utc_unless_said(sandbox: Sandbox) -> None:
    assert sandbox.get(sandbox.create("posts", timezone=None)).json["timezone"] == "UTC"


def test_a_scheduled_post_is_published_when_its_time_comes(sandbox: Sandbox) -> None:
    path = sandbox.create("posts")
    sandbox.now = SOON - 1
    assert sandbox.get(path).json["status"] == "scheduled"
    sandbox.now = SOON
    assert sandbox.get(path).json["publishedAt"] == SOON
    assert [post["status"] for post in sandbox.listed("posts")] == ["published"]


def test_a_draft_stays_a_draft_when_its_time_comes(sandbox: Sandbox) -> None:
    path = sandbox.create("posts", mode="draft")
    sandbox.now = SOON + HOUR
    assert sandbox.get(path).json["status"] == "draft"


def test_reschedule_moves_the_time_and_the_zone(sandbox: Sandbox) -> None:
    path = sandbox.create("posts")
    before = sandbox.get(path).json
    moved = {"scheduledFor": SOON + DAY, "timezone": "Europe/Berlin"}
    assert sandbox.post(f"{path}/reschedule", moved).json == {**before, **moved}


def test_reschedule_leaves_a_draft_a_draft(sandbox: Sandbox) -> None:
    path = sandbox.create("posts", **DRAFT)
    assert sandbox.post(f"{path}/reschedule", {"scheduledFor": SOON}).status == 200
    assert sandbox.get(path).json["status"] == "draft"


@pytest.mark.parametrize(
    ("content", "blamed"),
    [
        ({}, "scheduledFor"),
        ({"timezone": "UTC"}, "scheduledFor"),
        ({"scheduledFor": START}, "scheduledFor"),
        ({"scheduledFor": "tomorrow"}, "scheduledFor"),
        ({"scheduledFor": SOON, "timezone": "Mars/Olympus"}, "timezone"),
        ({"scheduledFor": SOON, "content": "x"}, "content"),
    ],
)
def test_reschedule_refuses_what_the_page_does_not_name(
    sandbox: Sandbox, content: dict[str, Any], blamed: str
) -> None:
    refused = sandbox.post(f"{sandbox.create('posts')}/reschedule", content)
    assert refused.status == 400
    assert list(refused.errors) == [blamed]


@pytest.mark.parametrize("body", [b"", b"{}"])
def test_publish_sends_a_draft_out_at_once(sandbox: Sandbox, body: bytes) -> None:
    path = sandbox.create("posts", **DRAFT)
    sandbox.now += HOUR
    published = sandbox.send("POST", f"{path}/publish", body)
    assert published.status == 200
    assert published.json["status"] == "published"
    assert published.json["publishedAt"] == START + HOUR


def test_publish_takes_no_fields(sandbox: Sandbox) -> None:
    refused = sandbox.post(f"{sandbox.create('posts', **DRAFT)}/publish", {"content": "x"})
    assert (refused.status, list(refused.errors)) == (400, ["content"])


def test_only_a_draft_can_be_published(sandbox: Sandbox) -> None:
    assert sandbox.post(f"{sandbox.create('posts')}/publish", {}).status == 409


@pytest.mark.parametrize("status", ["published", "published by time", "failed"])
@pytest.mark.parametrize(("allowed", "code"), [(False, 409), (True, 200)])
def test_history_is_changed_only_where_the_options_allow_it(status: str, allowed: bool, code: int) -> None:
    sandbox = Sandbox(Options(edits_history=allowed))
    path = post_in(status, sandbox)
    assert sandbox.patch(path, {"content": "x"}).status == code
    assert sandbox.post(f"{path}/reschedule", {"scheduledFor": SOON + DAY}).status == code
    assert sandbox.delete(path).status == code


def test_the_dashboard_can_fail_and_publish_a_post(sandbox: Sandbox) -> None:
    path = sandbox.create("posts")
    post_id = path.rpartition("/")[2]
    sandbox.store.fail_post(post_id, "Account disconnected")
    failed = sandbox.get(path).json
    assert (failed["status"], failed["failMessage"]) == ("failed", "Account disconnected")
    sandbox.store.publish_post(post_id, START)
    published = sandbox.get(path).json
    assert (published["status"], published["publishedAt"]) == ("published", START)
    assert "failMessage" not in published


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({}, "draft"),
        ({"scheduledFor": SOON}, "scheduled"),
        ({"scheduledFor": START - DAY}, "published"),
        ({"mode": "now"}, "published"),
        ({"scheduledFor": SOON, "status": "failed"}, "failed"),
    ],
)
def test_a_post_of_the_dashboard_has_the_status_that_its_fields_imply(
    sandbox: Sandbox, fields: dict[str, Any], status: str
) -> None:
    post_id = sandbox.store.insert("posts", {"videoUrl": "https://cdn.example.com/v.mp4", **fields})
    assert sandbox.get(f"/social/posts/{post_id}").json["status"] == status


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, {"soon", "later", "draft"}),
        ({"fromDate": SOON, "toDate": SOON}, {"soon", "draft"}),
        ({"fromDate": SOON + 1}, {"later", "draft"}),
        ({"toDate": SOON - 1}, {"draft"}),
        ({"includeDrafts": "false"}, {"soon", "later"}),
        ({"fromDate": 0, "toDate": 4102444800000, "includeDrafts": "true"}, {"soon", "later", "draft"}),
    ],
)
def test_a_list_is_narrowed_by_dates_and_drafts(
    sandbox: Sandbox, query: dict[str, Any], expected: set[str]
) -> None:
    sandbox.create("posts", content="soon")
    sandbox.create("posts", content="later", scheduledFor=SOON + 40 * DAY)
    sandbox.create("posts", content="draft", **DRAFT)
    listed = sandbox.listed("posts", **{name: str(value) for name, value in query.items()})
    assert {post["content"] for post in listed} == expected


def test_a_list_may_show_only_the_coming_thirty_days() -> None:
    sandbox = Sandbox(Options(default_window=True))
    sandbox.create("posts", content="soon")
    sandbox.create("posts", content="later", scheduledFor=SOON + 40 * DAY)
    sandbox.create("posts", content="draft", **DRAFT)
    everything = sandbox.listed("posts", fromDate="0", toDate="4102444800000", includeDrafts="true")
    assert [post["content"] for post in sandbox.listed("posts")] == ["soon"]
    assert [post["content"] for post in everything] == ["soon", "later", "draft"]


def test_three_accounts_are_there_from_the_start(sandbox: Sandbox) -> None:
    answer = sandbox.get("/social/accounts").json
    assert answer["count"] == 3
    assert [(a["accountId"], a["platform"], a["username"], a["isActive"]) for a in answer["accounts"]] == [
        ("acc_1", "tiktok", "glowlab", True),
        ("acc_2", "instagram", "glow.lab", True),
        ("acc_3", "youtube", "glowlabskin", False),
    ]
    assert answer["accounts"][0].keys() == {"accountId", "platform", "username", "displayName", "isActive"}


def test_accounts_are_synced_and_disconnected(sandbox: Sandbox) -> None:
    assert sandbox.send("POST", "/social/accounts").json == {"success": True}
    assert sandbox.delete("/social/accounts/acc_1").json == {"success": True}
    assert sandbox.get("/social/accounts").json["count"] == 2
    assert sandbox.post("/social/posts", FULL["posts"]).errors == {"accountIds": ["acc_1 is not an account"]}
