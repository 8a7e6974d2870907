"""`docs/runs.md`: its commands do what it says, and its tables have every key."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.conftest import Workspace
from tests.contract.project import START, Project
from tests.docs.blocks import plays
from tests.docs.transcripts import first_column, follow

PAGE = (Path(__file__).parents[2] / "docs/runs.md").read_text(encoding="utf-8")
POST = {
    "mode": "schedule",
    "videoUrl": "https://cdn.example.com/launch.mp4",
    "content": "Says less.",
    "accounts": ["tiktok/glowlab"],
    "scheduledFor": datetime.fromtimestamp(START / 1000 + 86_400, UTC).isoformat(),
}
SKIN = {"name": "Sensitive-skin switchers", "description": "Thirty-somethings."}


@pytest.fixture
def project(workspace: Workspace) -> Project:
    return workspace({"brand.yaml": {"personas": {"sensitive-skin": SKIN}, "posts": {"launch": POST}}})


@plays("runs.md")
def test_its_commands_print_what_it_shows(project: Project) -> None:
    follow(project, "runs.md")
    with (project.root / "receipts.csv").open(newline="") as file:
        head, _ = csv.reader(file)
    assert f"`{','.join(head)}`" in PAGE
    project.assert_settled()


def test_its_tables_have_every_key(project: Project) -> None:
    project.applied()
    (listed,) = project.run("runs", "list", "--json").json
    shown = project.run("runs", "show", "latest", "--json").json
    (receipt,) = project.run("receipts", "--json").json
    assert first_column(PAGE, "`runs list --json` has") == listed.keys()
    assert first_column(PAGE, "`runs show RUN --json` has") == shown.keys() - listed.keys()
    assert first_column(PAGE, "| key of a change | is |") == shown["changes"][0].keys()
    assert first_column(PAGE, "| key of `--json` | is |") == receipt.keys()
