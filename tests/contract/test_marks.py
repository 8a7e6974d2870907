"""Owners, rights and waivers are the manifests' own: never sent, compared or recorded, and kept by pull."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.conftest import Workspace
from tests.contract.samples import SAMPLES, full, manifest

MARKS = {"x-owner": "zoe-of-legal", "x-rights": {"until": "2027-12-31", "territory": ["de"]}}
LAW = "rules: {no-cure: {forbid: {fields: [messaging.body], words: [cure]}}}\n"
ALLOW = "# rawugc: allow no-cure until 2027-01-31 Legal has it."


@pytest.mark.parametrize("collection", sorted(SAMPLES))
def test_owner_and_rights_reach_neither_rawugc_nor_the_state(workspace: Workspace, collection: str) -> None:
    project = workspace(manifest(collection, {**full(collection), **MARKS}))
    assert project.apply().exit_code == 0
    assert project.calls()
    assert "x-" not in json.dumps([body for _, _, body in project.calls()])
    assert "x-owner" not in json.dumps(project.state)
    assert "zoe-of-legal" not in json.dumps(project.state)
    project.assert_settled()


@pytest.mark.parametrize("marks", [{}, {"x-owner": "bo"}, {"x-rights": {"until": "2028-12-31"}}])
def test_another_owner_and_other_rights_leave_nothing_to_do(workspace: Workspace, marks: Any) -> None:
    project = workspace(manifest("messaging", {**full("messaging"), **MARKS})).applied()
    project.write(manifest("messaging", {**full("messaging"), **marks}))
    project.assert_settled()


def test_another_owner_leaves_a_saved_plan_as_it_is(workspace: Workspace) -> None:
    project = workspace(manifest("messaging", {**full("messaging"), **MARKS}))
    assert project.run("plan", "--out", "plan.out").exit_code == 0
    project.write(manifest("messaging", {**full("messaging"), "x-owner": "bo"}))
    assert project.run("apply", "plan.out").exit_code == 0


def test_pull_keeps_marks_and_waivers_where_they_stand(workspace: Workspace) -> None:
    text = (
        f"{LAW}messaging:\n  {ALLOW}\n  it:\n    x-owner: ana\n    name: M\n    body: | {ALLOW}\n      Old\n"
        "    x-rights: {until: 2027-12-31}\n"
    )
    project = workspace({"brand.yaml": text}).applied()
    (id,) = project.dashboard.objects("messaging")
    project.dashboard.edit("messaging", id, {"body": "New"})
    assert project.run("pull").exit_code == 0
    assert (project.root / "brand.yaml").read_text(encoding="utf-8") == text.replace("Old", "New")
    project.assert_settled()
