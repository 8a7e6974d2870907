"""The rules of posts (design, section 4): what is public is history, what is due is left alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from rawugc_sync.sandbox import COLLECTIONS, Options
from rawugc_sync.sandbox.spec import Collection, Context, JsonObject
from tests.conftest import Workspace
from tests.contract.post_calendar import (
    DAY,
    MINUTE,
    ONE,
    POSTS,
    TOMORROW,
    calendar,
    draft,
    live_post,
    post,
    sent,
    wait,
)
from tests.contract.project import START
from tests.contract.samples import both_extremes, every_reading, every_variant

LATER = TOMORROW + DAY

# -- what a change takes


@every_variant
@pytest.mark.parametrize(
    ("changed", "call"),
    [
        ({"scheduledFor": LATER}, ("POST", f"{ONE}/reschedule", {"scheduledFor": LATER})),
        (
            {"timezone": "Asia/Tokyo"},
            ("POST", f"{ONE}/reschedule", {"scheduledFor": TOMORROW, "timezone": "Asia/Tokyo"}),
        ),
        (
            {"scheduledFor": LATER, "timezone": "Asia/Tokyo"},
            ("POST", f"{ONE}/reschedule", {"scheduledFor": LATER, "timezone": "Asia/Tokyo"}),
        ),
        (
            {"scheduledFor": LATER, "content": "More."},
            ("PATCH", ONE, {"scheduledFor": LATER, "content": "More."}),
        ),
    ],
    ids=["time", "zone", "time-and-zone", "time-and-caption"],
)
def test_only_a_new_schedule_is_a_reschedule(
    workspace: Workspace, changed: dict[str, Any], call: tuple[str, str, Any]
) -> None:
    project = workspace(calendar(teaser=post())).applied()
    project.write(calendar(teaser=post(**changed)))
    assert project.apply().exit_code == 0
    assert project.calls() == [call]
    project.assert_settled()


@every_variant
def test_a_draft_that_moves_is_patched(workspace: Workspace) -> None:
    project = workspace(calendar(teaser=draft(scheduledFor=TOMORROW))).applied()
    project.write(calendar(teaser=draft(scheduledFor=LATER)))
    assert project.apply().exit_code == 0
    assert project.calls() == [("PATCH", ONE, {"scheduledFor": LATER})]
    project.assert_settled()


@every_variant
@pytest.mark.parametrize("caption", ["Less.", "More."], ids=["as-it-is", "new-caption"])
def test_a_draft_that_goes_out_is_published_with_the_caption_it_should_have(
    workspace: Workspace, caption: str
) -> None:
    project = workspace(calendar(teaser=draft())).applied()
    project.write(calendar(teaser=draft(mode="now", content=caption)))
    assert project.plan().json["resource_changes"][0]["note"] == "PUBLISHES AT ONCE"
    assert project.apply().exit_code == 0
    patch = [("PATCH", ONE, {"content": caption})] if caption != "Less." else []
    assert project.calls() == [*patch, ("POST", f"{ONE}/publish", None)]
    project.assert_settled()


@every_variant
@pytest.mark.parametrize(
    ("before", "after", "body"),
    [
        (draft(), post(), sent()),
        (draft(scheduledFor=TOMORROW), post(), sent()),
        (post(), draft(), sent(mode="draft", scheduledFor=None)),
        (post(), draft(mode="now"), sent(mode="now", scheduledFor=None)),
    ],
    ids=["draft-to-schedule", "timed-draft-to-schedule", "schedule-to-draft", "schedule-to-now"],
)
def test_any_other_change_of_mode_replaces_and_deletes_first(
    workspace: Workspace, before: dict[str, Any], after: dict[str, Any], body: dict[str, Any]
) -> None:
    project = workspace(calendar(teaser=before)).applied()
    project.write(calendar(teaser=after))
    (change,) = project.plan().json["resource_changes"]
    assert change["change"]["actions"] == ["delete", "create"]
    assert "mode" in [field["path"] for field in change["fields"] if field["forces_replacement"]]
    assert project.apply().exit_code == 0
    assert project.calls() == [("DELETE", ONE, None), ("POST", POSTS, body)]
    project.assert_settled()


# -- history


@every_variant
def test_published_posts_are_history_and_one_line_of_the_plan(workspace: Workspace) -> None:
    posts = {f"p{n}": post(videoUrl=f"https://cdn.example.com/{n}.mp4", content=f"No. {n}") for n in range(3)}
    project = workspace(calendar(**posts)).applied()
    wait(project, 2 * DAY)
    project.write(calendar(**posts | {"p1": posts["p1"] | {"content": "Edited since."}}))
    assert project.apply().exit_code == 0
    assert project.calls() == []
    assert project.assert_settled().json["history"] == [2, 1]
    assert "3 published, 1 edited since" in project.run("plan").stdout


@every_variant
def test_a_published_post_that_leaves_is_forgotten(workspace: Workspace) -> None:
    project = workspace(calendar(teaser=post())).applied()
    project.dashboard.publish_post("post_1", START)
    project.write(calendar())
    assert project.plan().actions == {"posts.teaser": ["forget"]}
    assert project.apply().exit_code == 0
    assert project.calls() == []
    assert project.state["resources"] == {}
    project.assert_settled()


@both_extremes
def test_a_published_post_under_another_key_is_the_same_history(workspace: Workspace) -> None:
    project = workspace(calendar(teaser=post())).applied()
    wait(project, 2 * DAY)
    project.write(calendar(launch=post()))
    assert project.apply().exit_code == 0
    assert project.calls() == []
    assert project.assert_settled().json["history"] == [1, 0]


def _never_published(_id: str, stored: JsonObject, context: Context) -> JsonObject:
    seen = COLLECTIONS["posts"].hooks.seen(_id, stored, context)
    return {**seen, "status": "scheduled", "publishedAt": None}


def _slow_posts() -> Collection:
    posts = COLLECTIONS["posts"]
    return replace(posts, hooks=replace(posts.hooks, seen=_never_published))


@pytest.mark.parametrize(
    "options", [Options(collections={**COLLECTIONS, "posts": _slow_posts()})], ids=["slow"]
)
def test_a_scheduled_post_whose_time_is_past_counts_as_published(workspace: Workspace) -> None:
    project = workspace(calendar(teaser=post())).applied()
    wait(project, DAY)
    project.write(calendar(teaser=post(content="Too late.")))
    assert project.assert_settled().json["history"] == [0, 1]
    project.write(calendar())
    assert project.apply().exit_code == 0
    assert project.calls() == []
    assert project.state["resources"] == {}


@both_extremes
def test_a_post_that_was_deleted_outside_stays_away_until_it_leaves(workspace: Workspace) -> None:
    project = workspace(calendar(teaser=post(), launch=post(scheduledFor=LATER, videoUrl=VIDEO_2))).applied()
    project.dashboard.remove("posts", "post_1")
    assert project.assert_settled().said("deleted-outside")["address"] == "posts.teaser"
    project.write(calendar(launch=post(scheduledFor=LATER, videoUrl=VIDEO_2)))
    assert project.apply().exit_code == 0
    assert project.calls() == []
    assert set(project.state["resources"]) == {"posts.launch"}
    assert project.assert_settled().diagnostics == []


VIDEO_2 = "https://cdn.example.com/launch.mp4"

# -- time


def test_a_missed_post_is_skipped_and_holds_nothing_up(workspace: Workspace) -> None:
    project = workspace(calendar(old=post(scheduledFor=START - MINUTE), new=post(videoUrl=VIDEO_2)))
    plan = project.plan()
    assert plan.actions == {"posts.new": ["create"]}
    missed = plan.said("missed")
    assert (missed["severity"], missed["address"]) == ("warning", "posts.old")
    assert project.apply().exit_code == 0
    assert project.calls() == [("POST", POSTS, sent(videoUrl=VIDEO_2))]
    assert project.assert_settled().codes == {"missed"}


@pytest.mark.parametrize("command", [("plan",), ("apply", "--auto-approve")], ids=["plan", "apply"])
def test_strict_makes_an_error_of_a_missed_post(workspace: Workspace, command: tuple[str, ...]) -> None:
    project = workspace(calendar(old=post(scheduledFor=START - MINUTE)))
    assert project.run(*command).exit_code == 0
    assert project.run(*command, "--strict").exit_code == 1
    assert project.calls() == []


def test_a_live_post_is_not_moved_to_the_past(workspace: Workspace) -> None:
    project = workspace(calendar(teaser=post())).applied()
    project.write(calendar(teaser=post(scheduledFor=START - MINUTE)))
    assert project.apply().exit_code == 0
    assert project.calls() == []
    assert project.assert_settled().codes == {"missed"}


@pytest.mark.parametrize(
    "after",
    [
        calendar(teaser=post(content="More.")),
        calendar(teaser=post(scheduledFor=LATER)),
        calendar(teaser=post(videoUrl=VIDEO_2)),
        calendar(),
    ],
    ids=["caption", "time", "video", "delete"],
)
@pytest.mark.parametrize("left", [2 * MINUTE - 1000, 2 * MINUTE], ids=["just-under", "two-minutes"])
def test_a_post_due_in_less_than_two_minutes_is_left_alone(
    workspace: Workspace, after: dict[str, Any], left: int
) -> None:
    project = workspace(calendar(teaser=post())).applied()
    wait(project, DAY - left)
    project.write(after)
    assert project.apply().exit_code == 0
    due = left < 2 * MINUTE
    assert (project.calls() == []) is due
    assert project.assert_settled().codes == ({"due-now"} if due else set())


def test_a_new_post_due_in_less_than_two_minutes_is_not_sent(workspace: Workspace) -> None:
    project = workspace(calendar(teaser=post(scheduledFor=START + MINUTE)))
    assert project.apply().exit_code == 0
    assert project.calls() == []
    assert project.assert_settled().said("due-now")["address"] == "posts.teaser"


class SlowClock:
    """A local clock that runs an hour late."""

    def __init__(self, right: Any) -> None:
        self.monotonic, self.sleep, self._right = right.monotonic, right.sleep, right

    def now(self) -> float:
        return float(self._right.now()) - 3600


def test_what_is_due_is_told_by_the_server_s_clock(workspace: Workspace) -> None:
    project = workspace(calendar(teaser=post())).applied()
    wait(project, DAY - MINUTE)
    project.write(calendar(teaser=post(content="More.")))
    late = replace(project, clock=SlowClock(project.clock))
    assert late.apply().exit_code == 0
    assert late.calls() == []
    assert late.assert_settled().codes == {"due-now"}


# -- failed posts


@both_extremes
def test_a_failed_post_is_reported_with_its_reason(workspace: Workspace) -> None:
    project = workspace(calendar(teaser=post())).applied()
    project.dashboard.fail_post("post_1", "The account was disconnected.")
    assert project.apply().exit_code == 0
    assert project.calls() == []
    failed = project.assert_settled().said("failed")
    assert (failed["severity"], failed["address"]) == ("warning", "posts.teaser")
    assert "The account was disconnected." in failed["summary"]


@every_variant
@pytest.mark.parametrize(
    "accounts", [["tiktok/glowlab"], ["tiktok/glowlab", "instagram/glow.lab"]], ids=["one", "two"]
)
def test_moving_a_failed_post_is_the_retry(workspace: Workspace, accounts: list[str]) -> None:
    project = workspace(calendar(teaser=post(accounts=accounts))).applied()
    project.dashboard.fail_post("post_1", "No reason.")
    project.write(calendar(teaser=post(accounts=accounts, scheduledFor=LATER)))
    plan = project.plan()
    assert plan.actions == {"posts.teaser": ["forget", "create"]}
    assert plan.codes == (set() if len(accounts) == 1 else {"retry"})
    assert project.apply().exit_code == 0
    assert project.calls() == [("POST", POSTS, sent(accounts=accounts, scheduledFor=LATER))]
    assert project.state["resources"]["posts.teaser"]["id"] == "post_2"
    assert project.assert_settled().diagnostics == []


@both_extremes
def test_a_failed_post_that_leaves_is_forgotten(workspace: Workspace) -> None:
    project = workspace(calendar(teaser=post())).applied()
    project.dashboard.fail_post("post_1", "No reason.")
    project.write(calendar())
    assert project.plan().actions == {"posts.teaser": ["forget"]}
    assert project.apply().exit_code == 0
    assert project.calls() == []
    project.assert_settled()


# -- at once


@every_variant
def test_mode_now_says_so_and_publishes_once(workspace: Workspace) -> None:
    project = workspace(calendar(flash=draft(mode="now")))
    assert "PUBLISHES AT ONCE" in project.run("plan").stdout
    assert project.apply().exit_code == 0
    assert project.calls() == [("POST", POSTS, sent(mode="now", scheduledFor=None))]
    assert project.assert_settled().json["history"] == [1, 0]


@pytest.mark.parametrize("status", ["draft", "scheduled", "published", "failed"])
@pytest.mark.parametrize(
    "shared", [{"content": "Another caption."}, {"videoUrl": VIDEO_2}], ids=["same-video", "same-caption"]
)
def test_nothing_is_published_at_once_that_may_be_out_already(
    workspace: Workspace, status: str, shared: dict[str, str]
) -> None:
    project = workspace(calendar(flash=draft(mode="now")))
    other = live_post(project, **shared)
    project.dashboard.edit("posts", other, {"status": status})
    plan = project.plan()
    question = plan.said("possible-duplicate")
    assert (plan.exit_code, question["refusal"], question["address"]) == (3, True, "posts.flash")
    assert f"{{to: posts.flash, not: [{other}]}}" in question["detail"]
    assert project.apply().exit_code == 3
    assert project.calls() == []


def test_the_same_video_elsewhere_is_no_reason_to_hold_back(workspace: Workspace) -> None:
    project = workspace(calendar(flash=draft(mode="now")))
    live_post(project, accounts=["instagram/glow.lab"])
    assert project.apply().exit_code == 0
    assert project.calls() == [("POST", POSTS, sent(mode="now", scheduledFor=None))]
    project.assert_settled()


@pytest.mark.parametrize("mode", ["schedule", "draft"])
def test_a_pending_post_of_the_same_video_at_another_time_is_a_question(
    workspace: Workspace, mode: str
) -> None:
    project = workspace(calendar(teaser=post()))
    other = live_post(project, mode=mode, scheduledFor=LATER)
    plan = project.plan()
    assert (plan.exit_code, plan.codes) == (3, {"possible-duplicate"})
    assert other in plan.said("possible-duplicate")["summary"]
    assert project.apply().exit_code == 3
    assert project.calls() == []
    project.dashboard.remove("posts", other)
    assert project.apply().exit_code == 0
    assert project.calls() == [("POST", POSTS, sent())]
    project.assert_settled()


def test_a_published_post_of_the_same_video_is_no_question(workspace: Workspace) -> None:
    project = workspace(calendar(teaser=post()))
    project.dashboard.publish_post(live_post(project, scheduledFor=START - DAY), START - DAY)
    assert project.apply().exit_code == 0
    assert project.calls() == [("POST", POSTS, sent())]
    project.assert_settled()


@every_reading
def test_a_lost_state_rebuilds_itself_from_history_too(workspace: Workspace) -> None:
    project = workspace(calendar(old=post(), new=post(scheduledFor=LATER, content="More."))).applied()
    wait(project, DAY)
    project.lose_state()
    assert project.apply().exit_code == 0
    assert project.calls() == []
    assert project.assert_settled().json["history"] == [1, 0]


def test_a_post_of_which_another_resource_is_the_owner_is_no_question(workspace: Workspace) -> None:
    """One video goes out twice, and the first of the two posts was made in the dashboard."""
    project = workspace(calendar(first=post(), again=post(scheduledFor=LATER)))
    live_post(project)
    plan = project.plan()
    assert plan.actions == {"posts.again": ["create"], "posts.first": ["no-op"]}
    assert project.apply().exit_code == 0
    assert project.calls() == [("POST", POSTS, sent(scheduledFor=LATER))]
    project.assert_settled()
