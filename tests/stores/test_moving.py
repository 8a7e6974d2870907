"""`state migrate` from a file to a git branch, and what `workspaces` finds there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.driver import Tool
from tests.stores import world_git_file
from tests.stores.test_contract import ME
from tests.stores.world_git_file import ALONE, GitFile, git
from tests.stores.worlds import opened

NOW = 1_800_000_000_000
DAY = 86_400_000
URL = "git+branch://rawugc-state"
MIGRATE = ("state", "migrate", "--to", URL, "--auto-approve")


def state(serial: int = 7, lineage: str = "a-lineage") -> dict[str, Any]:
    """One scheduled post, a day from now."""
    fields = {
        "videoUrl": "https://x.example/v.mp4",
        "mode": "schedule",
        "scheduledFor": NOW + DAY,
        "timezone": "UTC",
    }
    posts = {"posts.launch": {"id": "post_1", "fields": fields}}
    return {"version": 3, "serial": serial, "lineage": lineage, "organizationId": "org_1", "resources": posts,
            "unresolved": {}, "moved": [], "applied": None}  # fmt: skip


@pytest.fixture
def shared(tmp_path: Path) -> Iterator[GitFile]:
    """A bare repository on a disk."""
    with world_git_file.world(tmp_path) as one:
        yield one


@pytest.fixture
def tool(shared: GitFile) -> Tool:
    """A workspace in a checkout, with a state in a file."""
    made = Tool(shared.machine("one"), dict(ALONE))
    made.write({"rawugc.yaml": "workspace: glow-lab\n", "brand.yaml": "personas: {}\n"})
    made.write({"rawugc.state.json": json.dumps(state())})
    return made


def keep(shared: GitFile, name: str, document: dict[str, Any]) -> None:
    store = opened(shared, "two", name)
    store.lock(ME)
    store.write(json.dumps(document).encode(), None, "Apply")
    store.unlock(ME.id)


def test_a_state_moves_from_a_file_to_a_branch_as_it_is(tool: Tool, shared: GitFile) -> None:
    run = tool(*MIGRATE)
    assert run.code == 0
    assert (
        "Copied the state (serial 7, 1 resource) from rawugc.state.json to glow-lab.json on branch" in run.err
    )
    assert f"Now write into rawugc.yaml: state: {URL}\n" in run.err
    assert json.loads(git(shared.origin, "show", "rawugc-state:glow-lab.json")) == state()
    tool.write({"rawugc.yaml": f"workspace: glow-lab\nstate: {URL}\n"})
    (tool.root / "rawugc.state.json").unlink()
    assert tool("state", "list").out == "posts.launch  post_1\n"


def test_and_back_again(tool: Tool, shared: GitFile) -> None:
    assert tool(*MIGRATE).code == 0
    tool.write({"rawugc.yaml": f"workspace: glow-lab\nstate: {URL}\n"})
    run = tool("state", "migrate", "--to", "back.json", "--auto-approve")
    assert (run.code, "After that nothing uses it any more; remove it where it is" in run.err) == (0, True)
    assert json.loads((tool.root / "back.json").read_text()) == state()


def test_a_place_that_is_in_use_or_has_another_state_is_left_alone(tool: Tool, shared: GitFile) -> None:
    store = opened(shared, "two")
    store.lock(ME)
    assert tool(*MIGRATE).code == 5
    store.unlock(ME.id)
    keep(shared, "glow-lab", state(lineage="another"))
    run = tool(*MIGRATE)
    assert (run.code, "holds another state" in run.err) == (3, True)
    assert opened(shared, "two").holder() is None


def test_a_state_on_the_branch_that_nobody_here_has_is_told(tool: Tool, shared: GitFile) -> None:
    tool.write({"rawugc.yaml": f"workspace: glow-lab\nstate: {URL}\n", "rawugc.state.json": "{}"})
    for name in ("glow-lab", "old-lab"):
        keep(shared, name, state(lineage=name))
    top = Tool(shared.folder / "one", dict(ALONE))
    run = top("workspaces", "--json")
    assert run.code == 0
    (told,) = run.json["diagnostics"]
    assert told["code"] == "orphaned-state"
    assert told["summary"].startswith("old-lab.json on branch rawugc-state of origin records 1 resource")
    below = Tool(shared.folder / "one/brands", dict(ALONE))
    assert below("workspaces", "--json").json["diagnostics"] == []


def test_a_branch_that_cannot_be_reached_is_only_noted(tool: Tool, shared: GitFile) -> None:
    tool.write({"rawugc.yaml": f"workspace: glow-lab\nstate: {URL}\n"})
    with shared.cut():
        run = Tool(shared.folder / "one", dict(ALONE))("workspaces", "--json")
    assert (run.code, [(d["severity"], d["code"]) for d in run.json["diagnostics"]]) == (
        0,
        [("note", "not-searched")],
    )
