"""A changed text tells which posts are out with the old one, in plans, saved plans and JSON."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import Workspace
from tests.contract.post_calendar import DAY, TOMORROW, live_post, post
from tests.contract.project import Project

OLD, NEW = "Says less.", "Says more."


def brand(body: str) -> dict[str, Any]:
    """A message and two posts with its text, the second of them two days after the first."""
    posts = {
        "first": post(content="It ${messaging.m.body}"),
        "second": post(content="It ${messaging.m.body}", scheduledFor=TOMORROW + 2 * DAY),
    }
    return {"brand.yaml": {"messaging": {"m": {"name": "M", "body": body}}, "posts": posts}}


@pytest.fixture
def project(workspace: Workspace) -> Project:
    """A brand of which one post is out, and then the text of its message changes; one post nobody manages."""
    applied = workspace(brand(OLD)).applied()
    live_post(applied, content=f"By hand: {OLD}", videoUrl="https://cdn.example.com/hand.mp4")
    live_post(applied, content="Unrelated.", videoUrl="https://cdn.example.com/other.mp4")
    applied.clock.sleep((TOMORROW + DAY - applied.rawugc.clock.ms) / 1000)
    applied.write(brand(NEW))
    return applied


def still(planned: Any) -> dict[str, list[dict[str, Any]]]:
    return {change["address"]: change["still_public"] for change in planned["resource_changes"]}


def test_a_plan_names_what_is_out_with_the_old_words(project: Project) -> None:
    found = {
        "messaging.m": [
            {"address": "posts.first", "id": "post_1", "at": TOMORROW},
            {"address": None, "id": "post_3", "at": TOMORROW},
        ],
        "posts.second": [],
    }
    assert still(project.plan().json) == found
    path = str(project.root / "the.plan")
    project.run("plan", "--out", path)
    project.reset()
    assert (still(project.run("show", path, "--json").json), project.requests()) == (found, [])


def test_it_costs_no_request_and_changes_no_text_and_no_digest(project: Project) -> None:
    text = project.run("plan").stdout
    asked = project.requests()
    project.reset()
    planned = project.plan().json
    assert project.requests() == asked
    assert text.splitlines()[-1] == f"plan {planned['name']}"
    assert "post_3" not in text


def test_after_the_apply_what_is_out_is_left_as_it_was(project: Project) -> None:
    assert project.apply().exit_code == 0
    assert [path for _, path, _ in project.calls()] == ["/messaging/msg_1", "/social/posts/post_2"]
    project.assert_settled()
