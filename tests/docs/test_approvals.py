"""`docs/approvals.md`: its configuration is one, and its commands do what it says."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from rawugc_sync.manifest.approving import KEYS
from tests.conftest import Workspace
from tests.contract.post_calendar import post
from tests.contract.project import Project

PAGE = (Path(__file__).parents[2] / "docs/approvals.md").read_text(encoding="utf-8")
ROLES = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)[0]


def commands(heading: str) -> Iterator[list[str]]:
    """The commands below a heading, each as its words."""
    part = PAGE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    for block in re.findall(r"```shell\n(.*?)```", part, re.DOTALL):
        yield from (shlex.split(line, comments=True)[1:] for line in block.splitlines() if line)


@pytest.fixture
def project(workspace: Workspace) -> Project:
    """A workspace with the roles of the page, and a post that one of them looks after."""
    roles = ROLES.replace("  brand:\n    of: [styles, posts]\n    count: 2\n", "")
    return workspace({"rawugc.yaml": roles, "posts.yaml": {"posts": {"teaser": post()}}})


def test_its_commands_say_yes_and_take_it_back(project: Project) -> None:
    name = ""
    for words in commands("Saying yes"):
        if words[:2] == ["approve", "--plan"]:
            name = project.plan().json["name"]
            words = [name if re.fullmatch(r"[0-9a-f-]{24}", word) else word for word in words]
            words += ["--as", "ana"]
        if words[:2] == ["approvals", "revoke"]:
            (one, *_) = project.run("approvals", "list", "--json").json
            words = ["approvals", "revoke", one["id"], "--as", "ana"]
        assert project.run(*words).exit_code == 0, words
    assert name
    fates = [one["fate"] for one in project.run("approvals", "list", "--json").json]
    assert fates == ["taken back", "kept"]


def test_its_table_has_each_key_of_a_role() -> None:
    table = PAGE.partition("| key of a role |")[2].partition("\n\n")[0]
    assert sorted(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == sorted(KEYS)


def test_its_configuration_is_one(workspace: Workspace) -> None:
    project = workspace({"rawugc.yaml": ROLES, "posts.yaml": {"posts": {"teaser": post()}}})
    assert project.run("validate").exit_code == 0
