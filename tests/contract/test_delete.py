"""What leaves the manifests is deleted, once; destroying is having no manifests at all."""

from __future__ import annotations

import pytest

from tests.conftest import Workspace
from tests.contract.samples import (
    DELETABLE,
    SAMPLES,
    address,
    both_extremes,
    deletes,
    every_collection,
    every_deletable,
    every_variant,
    first_id,
    full,
    manifest,
    named,
)


@every_variant
@every_deletable
def test_what_leaves_the_manifests_is_deleted(workspace: Workspace, collection: str) -> None:
    project = workspace(manifest(collection, full(collection))).applied()
    project.write({"manifest.yaml": {collection: {}}})
    assert project.plan().actions == {address(collection): ["delete"]}
    assert project.apply().exit_code == 0
    assert project.calls() == [deletes(collection, first_id(collection))]
    assert project.state["resources"] == {}
    project.assert_settled()


@both_extremes
@every_collection
def test_what_is_gone_already_is_forgotten_without_a_call(workspace: Workspace, collection: str) -> None:
    project = workspace(manifest(collection, full(collection))).applied()
    project.dashboard.remove(collection, first_id(collection))
    project.write({"manifest.yaml": {collection: {}}})
    assert project.plan().actions == {address(collection): ["forget"]}
    assert project.apply().exit_code == 0
    assert project.calls() == []
    assert project.state["resources"] == {}
    project.assert_settled()


@every_deletable
def test_deletes_can_be_left_out(workspace: Workspace, collection: str) -> None:
    project = workspace(manifest(collection, full(collection))).applied()
    project.write({"manifest.yaml": {collection: {}}})
    plan = project.plan("--no-delete")
    assert (plan.exit_code, plan.said("not-deleted")["address"]) == (0, address(collection))
    assert project.apply("--no-delete").exit_code == 0
    assert project.calls() == []
    assert project.plan().actions == {address(collection): ["delete"]}


@every_variant
@every_deletable
def test_destroy_deletes_what_the_state_holds(workspace: Workspace, collection: str) -> None:
    project = workspace(manifest(collection, full(collection))).applied()
    assert project.plan("--destroy").actions == {address(collection): ["delete"]}
    assert project.run("destroy", "--auto-approve").exit_code == 0
    assert project.calls() == [deletes(collection, first_id(collection))]
    assert (project.plan("--destroy").exit_code, project.state["resources"]) == (0, {})


def test_destroy_knows_no_limit_on_deletes_and_leaves_the_rest_of_the_account(workspace: Workspace) -> None:
    everything = {name: {f"a{n}": full(name) | named(name, n) for n in range(2)} for name in SAMPLES}
    project = workspace({"manifest.yaml": everything}).applied()
    project.dashboard.insert("personas", {"name": "Of the dashboard", "description": "Not ours."})
    assert project.run("destroy", "--auto-approve").exit_code == 0
    assert {method for method, _, _ in project.calls()} == {"DELETE"}
    assert len(project.calls()) == 2 * len(DELETABLE)
    assert project.state["resources"] == {}
    left = {name: len(project.dashboard.objects(name)) for name in SAMPLES}
    stays = dict.fromkeys(SAMPLES.keys() - set(DELETABLE), 2)
    assert left == {**dict.fromkeys(DELETABLE, 0), **stays, "personas": 1, "styles": 3}


@pytest.mark.parametrize("command", [("plan", "--destroy"), ("destroy", "--auto-approve")], ids=" ".join)
def test_destroying_nothing_is_nothing(workspace: Workspace, command: tuple[str, ...]) -> None:
    project = workspace({"manifest.yaml": {"personas": {}}})
    assert project.run(*command).exit_code == 0
    assert project.requests() == []
