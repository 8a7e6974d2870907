"""`docs/hold.md`: its commands do what it says, and its tables have every key."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from rawugc_sync.reconciling.holds import End
from tests.conftest import Workspace
from tests.contract.project import START, Project
from tests.docs.blocks import plays
from tests.docs.transcripts import first_column, follow

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
