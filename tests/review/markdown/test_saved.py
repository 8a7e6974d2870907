"""The comment on a plan of a real workspace, made from the plan alone: a saved one gives the same."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from rawugc_sync.planfile import files
from rawugc_sync.render.field_kinds import field_kind
from rawugc_sync.review.markdown.plan import plan_markdown
from tests.cli.driver import Tool
from tests.faults.test_secrets import MARKUP
from tests.render.conftest import update_of
from tests.review.markdown.plans import TEASER, made
from tests.review.markdown.reading import assert_inert

LIMIT = 65_000
LAUNCH = {
    "videoUrl": "https://cdn.example.com/launch.mp4",
    "accounts": ["tiktok/glowlab"],
    "mode": "schedule",
    "scheduledFor": "2027-03-01T09:00:00",
    "timezone": "America/New_York",
}


@pytest.fixture
def tool(tmp_path: Path) -> Tool:
    return Tool(tmp_path)


def brand(body: str) -> dict[str, object]:
    return {
        "messaging": {"calm": {"name": "Calm", "body": body}},
        "personas": {"p": {"name": "P", "description": f"{MARKUP} {body}"}},
        "posts": {"launch": {**LAUNCH, "content": "${messaging.calm.body}"}},
    }


def comment(tool: Tool, body: str) -> str:
    """The comment on the plan that carries these words."""
    tool.write({"rawugc.yaml": "workspace: glow-lab\n", "brand.yaml": json.dumps(brand(body))})
    run = tool.sandboxed("plan", "--out", "plan.out")
    assert run.code == 0, run.err
    told = plan_markdown(files.load(tool.root / "plan.out").plan, field_kind, LIMIT)
    name = next(line for line in reversed(run.out.splitlines()) if line.startswith("plan "))
    assert told.splitlines()[-1] == name
    return told


def test_a_first_plan_and_a_change_of_it_are_told_and_inert(tool: Tool) -> None:
    first = comment(tool, f"Calm skin.\n{MARKUP}")
    assert_inert(first)
    assert "<summary>+ posts.launch will be created</summary>" in first
    assert tool.sandboxed("apply", "--auto-approve").code == 0
    second = comment(tool, f"Calmer skin.\n{MARKUP}")
    assert_inert(second)
    assert "- Calm skin.\n+ Calmer skin.\n" in second
    assert "Used by `posts.launch`" in second
    assert "Decide by `Mon 2027-03-01 08:5" in second
    assert second.splitlines()[0] == first.splitlines()[0]


@pytest.mark.parametrize("command", ["plan", "drift"])
def test_where_the_whole_is_when_a_comment_has_no_room_for_it(tool: Tool, command: str) -> None:
    """The command that a shortened comment names writes it."""
    plan = replace(
        made(*(update_of(f"posts.p{n}", used_by=(TEASER,)) for n in range(40))), drift=command == "drift"
    )
    assert f"`rawugc-sync {command} --html FILE`" in plan_markdown(plan, field_kind, 1_000)
    tool.write({"rawugc.yaml": "workspace: glow-lab\n", "brand.yaml": json.dumps(brand("Calm."))})
    assert tool.sandboxed(command, "--html", "page.html").code == 0
    assert (tool.root / "page.html").read_text(encoding="utf-8").startswith("<!doctype html>")
