"""`planned_values` of the examples: what a plan promises is what is managed once it is applied."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.conftest import Workspace
from tests.contract.promised import assert_promised, managed

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.mark.parametrize("example", ["glow-lab", "minimal"])
def test_what_an_example_promises_is_there_afterwards(workspace: Workspace, example: str) -> None:
    project = workspace({})
    ignored = shutil.ignore_patterns(".rawugc", "rawugc.state.json")
    shutil.copytree(EXAMPLES / example, project.root, dirs_exist_ok=True, ignore=ignored)
    plan = project.plan()
    assert len(managed(plan)) == len(plan.actions) > 0
    assert_promised(plan, project.applied().assert_settled())


def test_a_saved_plan_promises_the_same(workspace: Workspace) -> None:
    project = workspace({"brand.yaml": {"personas": {"a": {"name": "A", "description": "D"}}}}).applied()
    project.write({"brand.yaml": {"personas": {"a": {"name": "A", "description": "Other"}}}})
    project.run("plan", "--out", "saved.plan")
    shown = project.run("show", "saved.plan", "--json")
    assert managed(shown) == {"personas.a": {"name": "A", "description": "Other"}}
    assert managed(shown) == managed(project.plan())
