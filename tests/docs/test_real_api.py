"""`docs/engineers/real-api.md`: the first look at an account, taking over what is there, and pulling it."""

from __future__ import annotations

from pathlib import Path

import pytest

from rawugc_sync.sandbox import Options
from tests.contract.project import START, Project, RawUGC
from tests.docs.blocks import plays
from tests.docs.transcripts import Command, follow, steps, type_in

PAGE = "engineers/real-api.md"
SKIN = {"name": "Sensitive-skin switchers", "description": "Thirty-somethings."}
LAUNCH = {
    "videoUrl": "https://cdn.example.com/launch.mp4",
    "scheduledFor": START + 242 * 86_400_000,
    "content": "Meet Barrier Serum.",
}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """An empty folder beside the account of a brand, at the address of the real one."""
    rawugc = RawUGC.in_process(Options())
    rawugc.url = "https://rawugc.com/api/v1"
    rawugc.store.insert("personas", SKIN)
    rawugc.store.insert(
        "posts", {**LAUNCH, "mode": "schedule", "status": "scheduled", "accountIds": ["acc_1", "acc_2"]}
    )
    return Project(tmp_path, rawugc, rawugc.clock)


BRAND = {
    "personas": {"sensitive-skin": SKIN},
    "posts": {"launch-day": {**LAUNCH, "accounts": ["tiktok/glowlab", "instagram/glow.lab"]}},
}


@plays(PAGE, "Your real account")
def test_the_first_commands_are_those_of_the_page(project: Project) -> None:
    project.write({"brand.yaml": BRAND})
    key, *typed = steps(PAGE, "Your real account")
    assert isinstance(key, Command)
    assert key.text.startswith("export RAWUGC_API_KEY=")
    for step in typed:
        assert isinstance(step, Command)
        type_in(project, step)
    project.assert_settled()


@plays(PAGE, "An account that has content already")
def test_what_is_live_is_taken_over(project: Project) -> None:
    project.write({"glow-lab.yaml": BRAND})
    follow(project, PAGE, "An account that has content already")


@plays(PAGE, "Bring it into git")
def test_what_is_live_comes_into_git(project: Project) -> None:
    follow(project, PAGE, "Bring it into git")
    project.assert_settled()
