"""`docs/hold.md`: its commands do what it says, and its tables have every key."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from rawugc_sync.reconciling.holds import End
from tests.conftest import Workspace
from tests.contract.project import START, Project
from tests.docs.blocks import plays
from tests.docs.transcripts import Command, first_column, follow, steps, type_in

PAGE = (Path(__file__).parents[2] / "docs/hold.md").read_text(encoding="utf-8")
HOUR = 3600


def post(hours: int) -> dict[str, Any]:
    at = datetime.fromtimestamp(START / 1000 + hours * HOUR, UTC).isoformat()
    video = f"https://cdn.example.com/{hours}.mp4"
    fields = {"mode": "schedule", "videoUrl": video, "content": "Says less.", "scheduledFor": at}
    return {**fields, "accounts": ["tiktok/glowlab"]}


@pytest.fixture
def project(workspace: Workspace) -> Project:
    """Two posts that are scheduled, and one that somebody has scheduled by hand."""
    made = workspace({"brand.yaml": {"posts": {"teaser": post(1), "launch": post(24)}}}).applied()
    by_hand = {"status": "scheduled", "content": "By hand.", "scheduledFor": START + 26 * HOUR * 1000}
    made.dashboard.insert("posts", {**by_hand, "videoUrl": "https://cdn.example.com/b.mp4"})
    return made


@plays("hold.md")
def test_its_commands_print_what_it_shows(project: Project) -> None:
    follow(project, "hold.md")
    project.assert_settled()


def test_its_table_has_every_key_and_every_fate(project: Project) -> None:
    told = project.run("hold", "--auto-approve", "--json").json
    assert first_column(PAGE, "`--json` prints one object") == {*told, "fate"}
    (row,) = (line for line in PAGE.splitlines() if line.startswith("| `fate` |"))
    assert {*re.findall(r"`(\w+)`", row)} == {"fate", *map(str, End)}
    assert set(told["changes"][0]) - {"fate"} == set(told["unmanaged"][0])


@plays("hold.md", "Resume")
def test_where_somebody_has_edited_it_a_resume_takes_another_yes(workspace: Workspace) -> None:
    legal = "approvals: {legal: {of: [posts.content], selfApproval: true}}\n"
    posts = {"teaser": post(1), "launch": post(24)}
    project = workspace({"rawugc.yaml": legal, "brand.yaml": {"posts": posts}})
    name = project.plan().json["name"]
    assert project.run("approve", "--plan", name, "--role", "legal", "--as", "ana").exit_code == 0
    project.applied()
    project = replace(project, variables={"CI": "true", "GITHUB_ACTIONS": "true", "GITHUB_ACTOR": "ana"})
    assert project.run("hold", "--auto-approve").exit_code == 0
    for step in steps("hold.md", "Resume"):
        assert isinstance(step, Command)
        if step.text == "rawugc-sync resume --out saved.plan":
            for id in project.dashboard.objects("posts"):
                project.dashboard.edit("posts", id, {"content": "Says even less."})
            assert project.run("hold", "--auto-approve").exit_code == 0
            assert project.run("resume", "--auto-approve").exit_code == 3
        type_in(project, step)
    contents = [one["content"] for one in project.dashboard.objects("posts").values()]
    assert contents == ["Says even less."] * 2
