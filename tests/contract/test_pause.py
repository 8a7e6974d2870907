"""`pause: true` in `rawugc.yaml`: everything is told, and nothing is carried out."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import Workspace
from tests.contract.project import Project

SAID = "this workspace is paused: apply and destroy refuse"
BRAND = {"brand.yaml": "personas:\n  p: {name: N, description: D}\n"}
PAUSED: dict[str, Any] = {**BRAND, "rawugc.yaml": "pause: true\n"}


@pytest.mark.parametrize(
    "command", [("plan",), ("plan", "--destroy"), ("drift",), ("pull",), ("pull", "--dry-run"), ("validate",)]
)
def test_what_only_looks_goes_on_and_says_so_in_one_line(
    workspace: Workspace, command: tuple[str, ...]
) -> None:
    project = workspace(PAUSED)
    run = project.run(*command)
    assert (run.exit_code, project.calls()) == (0, [])
    assert (run.stdout + run.stderr).count(SAID) == 1


def test_a_plan_shows_its_changes_and_can_be_saved(workspace: Workspace) -> None:
    project = workspace(PAUSED)
    run = project.plan("--out", "plan.json")
    assert (run.exit_code, run.actions) == (2, {"personas.p": ["create"]})
    assert (run.said("paused")["severity"], (project.root / "plan.json").exists()) == ("note", True)


@pytest.mark.parametrize("command", ["apply", "destroy"])
def test_nothing_is_carried_out(workspace: Workspace, command: str) -> None:
    project = workspace(PAUSED)
    run = project.run(command, "--auto-approve")
    assert run.exit_code == 3
    text, _, name = run.stdout.rstrip().rpartition("\n\nplan ")
    assert len(name) == len("4d3d-3583-d919-0a1b-77c2")
    assert text.endswith(
        "Refused (paused): this workspace is paused\n  Take `pause: true` out of rawugc.yaml first.\n"
        "  rawugc-sync help paused"
    )
    assert ("+ personas.p" in run.stdout) is (command == "apply")
    assert project.calls() == []
    assert not (project.root / "rawugc.state.json").exists()


def test_a_script_is_told_too(workspace: Workspace) -> None:
    project = workspace(PAUSED)
    run = project.apply()
    assert (run.exit_code, run.codes, project.calls()) == (3, {"paused"}, [])


def test_a_plan_that_was_saved_before_is_refused_as_well(workspace: Workspace) -> None:
    project = workspace(BRAND)
    assert project.run("plan", "--out", "plan.json").exit_code == 0
    project.write({"rawugc.yaml": "pause: true\n"})
    run = project.run("apply", "plan.json")
    assert (run.exit_code, "Refused (paused)" in run.stdout, project.calls()) == (3, True, [])


def test_once_it_is_over_the_same_plan_goes_on(workspace: Workspace) -> None:
    project = workspace(PAUSED)
    assert project.run("plan", "--out", "plan.json").exit_code == 0
    project.write({"rawugc.yaml": "pause: false\n"})
    assert project.run("apply", "plan.json").exit_code == 0
    assert project.calls() == [("POST", "/personas", {"name": "N", "description": "D"})]
    project.assert_settled()


def test_a_pull_still_writes_manifests_and_the_state(workspace: Workspace) -> None:
    project = workspace({"rawugc.yaml": "pause: true\n"})
    project.dashboard.insert("personas", {"name": "Fan", "description": "D"})
    assert project.run("pull").exit_code == 0
    assert project.state["resources"].keys() == {"personas.fan"}


def test_a_pause_is_true_or_false(workspace: Workspace) -> None:
    project: Project = workspace({**BRAND, "rawugc.yaml": "pause: until friday\n"})
    run = project.run("validate")
    assert (run.exit_code, "rawugc.yaml:1:8: error: pause: must be true or false" in run.stdout) == (1, True)
