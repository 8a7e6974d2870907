"""Whatever is replaced, the new object has what git leaves alone; what it cannot have, the plan shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.conftest import Workspace
from tests.contract.post_calendar import ONE, POSTS, calendar, draft, post, sent, wait
from tests.contract.project import START, Project, Run
from tests.contract.samples import DAY, first_id, manifest, next_id

HOUR = 3_600_000
SOON, LATER = START + HOUR, START + 3 * DAY
OTHER = "https://cdn.example.com/other.mp4"
BOTH = ["instagram/glow.lab", "tiktok/glowlab"]
Fields = Mapping[str, Any]


def warned(plan: Run) -> set[tuple[str, str]]:
    return {(d["code"], d["field"]) for d in plan.json["diagnostics"] if d["severity"] == "warning"}


def carried(plan: Run) -> dict[str, str]:
    """Field → what becomes of its live value, in the one change of a plan."""
    (change,) = plan.json["resource_changes"]
    for field in change["fields"]:
        if field["carried"] == "taken_over" and field["after"]:
            assert change["change"]["after"][field["path"]] == field["after"] == field["before"]
    return {field["path"]: field["carried"] for field in change["fields"] if field["carried"]}


# -- posts: what the dashboard has changed, and `drift: keep` leaves as it is

KEPT = {
    "caption": (post(), {"content": "Fixed."}, {}, {"content": "Fixed."}),
    "caption-taken-away": (post(), {"content": ""}, {}, {"content": None}),
    "time": (post(), {"scheduledFor": LATER}, {}, {"scheduledFor": LATER}),
    "time-that-git-has-missed": (
        post(scheduledFor=SOON),
        {"scheduledFor": LATER},
        {},
        {"scheduledFor": LATER},
    ),
    "zone": (
        post(timezone="Europe/Berlin"),
        {"timezone": "Asia/Tokyo"},
        {},
        {"timezone": "Asia/Tokyo"},
    ),
    "account": (post(accounts=BOTH), {"accountIds": ["acc_1"]}, {}, {"accounts": ["tiktok/glowlab"]}),
    "published-at-once": (
        post(),
        {"content": "Fixed."},
        {"mode": "now", "scheduledFor": None},
        {"content": "Fixed."},
    ),
}


def edited(workspace: Workspace, before: Fields, edit: Fields, **change: Any) -> Project:
    """A post that somebody has changed in the dashboard, and that git replaces two hours later."""
    project = workspace(calendar(teaser=dict(before))).applied()
    project.dashboard.edit("posts", "post_1", edit)
    wait(project, 2 * HOUR)
    project.write(calendar(teaser=replaced_by_git(before, change)))
    return project


def replaced_by_git(before: Fields, change: Fields) -> dict[str, Any]:
    return post(**{"content": None, "scheduledFor": None, **before, "videoUrl": OTHER, **change})


@pytest.mark.parametrize(("before", "edit", "change", "expected"), KEPT.values(), ids=KEPT)
def test_a_replaced_post_keeps_what_the_dashboard_made_of_it(
    workspace: Workspace, before: Fields, edit: Fields, change: Fields, expected: Fields
) -> None:
    project = edited(workspace, before, edit, **change)
    field = next(iter(set(expected)))
    assert carried(project.plan()) == {field: "taken_over"}
    assert project.apply().exit_code == 0
    body = sent(**{**replaced_by_git(before, change), **change, **expected})
    assert project.calls() == [("DELETE", ONE, None), ("POST", POSTS, body)]
    over = change.get("mode") == "now"  # then it is history, and nothing is said of it any more
    assert warned(project.assert_settled()) == (set() if over else {("drift-kept", field)})


def test_the_text_shows_what_is_taken_over(workspace: Workspace) -> None:
    text = edited(workspace, post(), {"content": "Fixed."}).run("plan").stdout
    assert "content:" in text
    assert '"Fixed."  # taken over' in text
    assert 'was changed outside git to "Fixed." and is taken over' in text
    assert "left as it is" not in text


def test_an_account_that_nobody_can_tell_is_shown_as_lost(workspace: Workspace) -> None:
    """Two accounts on TikTok: which of them the post goes to is not to be seen."""
    project = workspace(calendar(teaser=post(accounts=["instagram/glow.lab"]))).applied()
    second = {"platform": "tiktok", "username": "second", "displayName": "Second", "isActive": True}
    another = project.dashboard.insert("accounts", second, prefix="acc")
    project.dashboard.edit("posts", "post_1", {"accountIds": [another]})
    project.write(calendar(teaser=post(accounts=["instagram/glow.lab"], videoUrl=OTHER)))
    plan = project.plan()
    assert carried(plan) == {"accounts": "lost"}
    assert warned(plan) == {("lost-by-replace", "accounts")}
    assert plan.json["resource_changes"][0]["drift"]
    assert project.apply().exit_code == 0
    body = sent(accounts=["instagram/glow.lab"], videoUrl=OTHER)
    assert project.calls() == [("DELETE", ONE, None), ("POST", POSTS, body)]
    assert warned(project.assert_settled()) == set()


# -- posts: where the dashboard has moved their life cycle

STOPPED = {
    "stopped": (post(), {"status": "draft"}),
    "scheduled": (draft(scheduledFor=LATER), {"status": "scheduled"}),
}


@pytest.mark.parametrize(("before", "edit"), STOPPED.values(), ids=STOPPED)
def test_a_post_that_was_stopped_or_scheduled_outside_is_not_replaced(
    workspace: Workspace, before: Fields, edit: Fields
) -> None:
    project = edited(workspace, before, edit)
    plan = project.plan()
    assert (plan.exit_code, plan.json["resource_changes"]) == (3, [])
    said = plan.said("kept-by-replace")
    assert "rawugc-sync pull posts.teaser" in said["detail"]
    assert "--revert-drift posts.teaser" in said["detail"]
    assert (project.apply().exit_code, project.calls()) == (3, [])


@pytest.mark.parametrize(("before", "edit"), STOPPED.values(), ids=STOPPED)
def test_pull_takes_the_stop_over_and_then_it_is_replaced(
    workspace: Workspace, before: Fields, edit: Fields
) -> None:
    project = edited(workspace, before, edit)
    assert project.run("pull", "posts.teaser").exit_code == 0
    assert project.apply().exit_code == 0
    ((_, _, _), (_, _, body)) = project.calls()
    assert body["mode"] == {"draft": "draft", "scheduled": "schedule"}[edit["status"]]
    assert body["videoUrl"] == OTHER
    project.assert_settled()


@pytest.mark.parametrize(("before", "edit"), STOPPED.values(), ids=STOPPED)
def test_reverting_the_drift_replaces_it_as_git_has_it(
    workspace: Workspace, before: Fields, edit: Fields
) -> None:
    project = edited(workspace, before, edit)
    assert project.apply("--revert-drift", "posts.teaser").exit_code == 0
    ((_, _, _), (_, _, body)) = project.calls()
    assert (body["mode"], body["videoUrl"]) == (before.get("mode", "schedule"), OTHER)
    project.assert_settled()


def test_a_published_post_is_history_as_before(workspace: Workspace) -> None:
    project = edited(workspace, post(), {"status": "published"})
    assert project.apply().exit_code == 0
    assert project.calls() == []
    assert project.assert_settled().json["history"] == [0, 1]


@pytest.mark.parametrize("policy", ["revert", "stop"])
def test_revert_and_stop_do_as_they_say(workspace: Workspace, policy: str) -> None:
    project = edited(workspace, post(), {"content": "Fixed."})
    project.write({"rawugc.yaml": f"drift: {{posts: {policy}}}"})
    run = project.apply()
    if policy == "stop":
        assert (run.exit_code, project.calls()) == (3, [])
        return
    assert project.calls() == [("DELETE", ONE, None), ("POST", POSTS, sent(videoUrl=OTHER))]
    project.assert_settled()


def test_a_failed_post_that_is_tried_again_keeps_the_caption_that_was_fixed(workspace: Workspace) -> None:
    project = workspace(calendar(teaser=post())).applied()
    project.dashboard.fail_post("post_1", "the account was locked")
    project.dashboard.edit("posts", "post_1", {"content": "Fixed."})
    project.write(calendar(teaser=post(scheduledFor=LATER)))
    assert project.apply().exit_code == 0
    assert project.calls() == [("POST", POSTS, sent(scheduledFor=LATER, content="Fixed."))]
    assert warned(project.assert_settled()) == {("drift-kept", "content")}


def test_a_failed_post_is_never_deleted_for_another_video(workspace: Workspace) -> None:
    """Its time was moved in the dashboard, which is no retry: only git can ask for one."""
    project = workspace(calendar(teaser=post())).applied()
    project.dashboard.edit("posts", "post_1", {"status": "failed", "scheduledFor": LATER})
    project.write(calendar(teaser=post(videoUrl=OTHER)))
    assert (project.apply().exit_code, project.calls()) == (0, [])
    assert warned(project.plan()) == {("failed", None)}


# -- posts: values that no new object can have

UNFIT = {
    "too-long": (post(), {"content": "x" * 2201}),
    "time-passed": (draft(), {"scheduledFor": SOON}),
}


@pytest.mark.parametrize(("before", "edit"), UNFIT.values(), ids=UNFIT)
def test_a_value_that_no_create_takes_refuses_the_replacement(
    workspace: Workspace, before: Fields, edit: Fields
) -> None:
    project = edited(workspace, before, edit)
    said = project.plan().said("kept-by-replace")
    assert said["address"] == "posts.teaser"
    assert (project.apply().exit_code, project.calls()) == (3, [])
    # As it is told: git says what it is to be.
    field = said["field"] or "the time"
    assert said["detail"].startswith(f"Write {field}")
    wanted = {"content": "As it is to be."} if field == "content" else {"scheduledFor": "2027-01-18 08:00"}
    project.write(calendar(teaser={**before, "videoUrl": OTHER, "timezone": "UTC", **wanted}))
    assert project.apply().exit_code == 0
    project.assert_settled()


def test_what_rawugc_does_not_show_is_named(workspace: Workspace) -> None:
    said = edited(workspace, post(tiktokPrivacyLevel="SELF_ONLY"), {}).plan().said("not-taken-over")
    assert "tiktokAllowDuet" in said["summary"]
    assert "tiktokPrivacyLevel" not in said["summary"]


# -- the other collections: unmanaged, ignored, kept

STYLE = {"name": "Shelfie tour", "type": "video"}
TEMPLATE = "{productName} on a shelf."
IGNORED = {"lifecycle": {"ignoreChanges": ["promptTemplate"]}}
STYLES = {
    "never-managed": (STYLE, {"promptTemplate": TEMPLATE}, STYLE),
    "ignored": (
        STYLE | {"promptTemplate": "Old."} | IGNORED,
        {"promptTemplate": TEMPLATE},
        STYLE | {"promptTemplate": "Old."} | IGNORED,
    ),
    "no-longer-managed": (
        STYLE | {"aspectRatio": "portrait"},
        {"aspectRatio": "square"},
        STYLE,
    ),
}


@pytest.mark.parametrize(("before", "edit", "after"), STYLES.values(), ids=STYLES)
def test_a_replaced_style_keeps_what_git_does_not_manage(
    workspace: Workspace, before: Fields, edit: Fields, after: Fields
) -> None:
    project = workspace(manifest("styles", dict(before))).applied()
    project.dashboard.edit("styles", first_id("styles"), edit)
    project.write(manifest("styles", dict(after) | {"type": "image"}))
    assert carried(project.plan()) == dict.fromkeys(edit, "taken_over")
    assert project.apply().exit_code == 0
    body = {"name": "Shelfie tour", "type": "image", **edit}
    assert project.calls() == [
        ("POST", "/styles", body),
        ("DELETE", f"/styles/{first_id('styles')}", None),
    ]
    assert warned(project.assert_settled()) == set()
    assert project.state["resources"]["styles.it"]["fields"].keys() == after.keys() - {"lifecycle"}


def test_a_replace_on_request_keeps_a_description_that_nobody_manages(workspace: Workspace) -> None:
    product = {"name": "Barrier Serum", "photos": ["https://cdn.example.com/front.jpg"]}
    project = workspace(manifest("products", product)).applied()
    project.dashboard.edit("products", "prd_1", {"description": "Ceramides."})
    assert project.apply("--replace", "products.it").exit_code == 0
    assert project.calls() == [
        ("POST", "/products", product | {"description": "Ceramides."}),
        ("DELETE", "/products/prd_1", None),
    ]
    project.assert_settled()


def test_what_is_kept_by_policy_is_taken_over_and_stays_drift(workspace: Workspace) -> None:
    project = workspace(
        {"rawugc.yaml": "drift: {styles: keep}"} | manifest("styles", STYLE | {"description": "Old."})
    ).applied()
    project.dashboard.edit("styles", first_id("styles"), {"description": "Fixed."})
    project.write(manifest("styles", STYLE | {"type": "image", "description": "Old."}))
    assert project.apply().exit_code == 0
    assert project.dashboard.objects("styles")[next_id("styles")]["description"] == "Fixed."
    assert warned(project.assert_settled()) == {("drift-kept", "description")}


# -- what an interrupted replace left behind


@pytest.mark.parametrize("command", [(), ("--destroy",)], ids=["leaves", "destroy"])
def test_a_delete_names_every_object_that_goes(workspace: Workspace, command: tuple[str, ...]) -> None:
    project = workspace(manifest("styles", STYLE)).applied()
    left = project.dashboard.insert("styles", STYLE, at=START)
    state = project.state
    state["resources"]["styles.it"]["deposed"] = [left]
    project.write({"rawugc.state.json": state})
    if not command:
        project.write({"manifest.yaml": {"styles": {}}})
    text = project.run("plan", *command).stdout
    assert f"[id={first_id('styles')}]" in text
    assert f"(together with {left}, left behind by an interrupted replace)" in text
