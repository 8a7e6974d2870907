"""What is refused before anything is written: wrong accounts, too many deletes, what is protected."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from rawugc_sync.sandbox import COLLECTIONS, Options
from rawugc_sync.sandbox.seeds import PREFIXES
from tests.conftest import Workspace
from tests.contract.post_calendar import calendar, post
from tests.contract.project import KEY, Project
from tests.contract.samples import (
    address,
    deletes,
    every_collection,
    every_deletable,
    first_id,
    full,
    manifest,
    named,
)

COMMANDS = [("plan",), ("apply", "--auto-approve"), ("destroy", "--auto-approve")]
every_command = pytest.mark.parametrize("command", COMMANDS, ids=["plan", "apply", "destroy"])


def several(collection: str, count: int, **more: Any) -> dict[str, Any]:
    """The files of a workspace with so many resources of a collection."""
    return {
        "manifest.yaml": {
            collection: {f"r{n}": full(collection) | named(collection, n) | more for n in range(count)}
        }
    }


def assert_refused(project: Project, code: str, *words: str) -> None:
    """The plan is shown and refused, and so is the apply; nothing is written."""
    plan = project.plan()
    refusal = plan.said(code)
    assert (plan.exit_code, refusal["refusal"], refusal["severity"]) == (3, True, "error")
    for word in words:
        assert word in f"{refusal['summary']} {refusal['detail']}"
    assert project.apply().exit_code == 3
    assert project.calls() == []


# -- the right account


@every_command
@pytest.mark.parametrize("where", ["rawugc.yaml", "state"])
def test_another_organization_is_refused(workspace: Workspace, command: tuple[str, ...], where: str) -> None:
    project = workspace(manifest("personas", full("personas"))).applied().applied()
    assert project.state["organizationId"] == "org_1"
    if where == "state":
        project.write({"rawugc.state.json": project.state | {"organizationId": "org_2"}})
    else:
        project.write({"rawugc.yaml": "organization: org_2"})
    run = project.run(*command)
    assert (run.exit_code, project.calls()) == (3, [])
    assert "org_1" in run.stderr
    assert "org_2" in run.stderr


@every_command
@pytest.mark.parametrize("split", [True, False], ids=["two-collections", "one-collection"])
def test_two_recorded_objects_of_which_none_is_live_mean_a_wrong_key(
    workspace: Workspace, command: tuple[str, ...], *, split: bool
) -> None:
    two = {"products": {"it": full("products")}, "styles": {"it": full("styles")}}
    project = workspace({"manifest.yaml": two} if split else several("products", 2)).applied()
    before = project.state
    for collection in COLLECTIONS:
        for id in project.dashboard.objects(collection):
            project.dashboard.remove(collection, id)
    run = project.run(*command)
    assert (run.exit_code, project.calls()) == (3, [])
    assert "RAWUGC_API_KEY" in run.stderr
    assert project.state == before


def test_one_object_that_is_live_proves_the_key(workspace: Workspace) -> None:
    project = workspace(several("personas", 3)).applied()
    project.dashboard.remove("personas", "per_1")
    project.dashboard.remove("personas", "per_2")
    assert project.apply().exit_code == 0
    assert [method for method, _, _ in project.calls()] == ["POST", "POST"]
    project.assert_settled()


@every_command
@pytest.mark.parametrize("options", [Options(keys=frozenset({KEY}))], ids=["one-key"])
def test_an_unknown_key_is_asked_for_once(workspace: Workspace, command: tuple[str, ...]) -> None:
    everything = {name: {"it": full(name)} for name in COLLECTIONS}
    project = workspace({"manifest.yaml": everything}).applied()
    run = project.run(*command, key="ruk_other")
    assert run.exit_code == 1
    assert "RAWUGC_API_KEY" in run.stderr
    assert "ruk_other" not in run.stdout + run.stderr
    assert len(project.requests()) == 1


# -- how much may go


@every_deletable
@pytest.mark.parametrize(
    ("config", "flags"),
    [("limits: {maxDeletes: 6}", ()), (None, ("--max-deletes", "6"))],
    ids=["configured", "flag"],
)
def test_more_than_five_deletes_have_to_be_allowed(
    workspace: Workspace, collection: str, config: str | None, flags: tuple[str, ...]
) -> None:
    project = workspace(several(collection, 6)).applied()
    project.write({"manifest.yaml": {collection: {}}})
    assert len(project.plan().actions) == 6
    assert_refused(project, "max-deletes", "6", "(5)", "--max-deletes 6", "maxDeletes: 6")
    if config:
        project.write({"rawugc.yaml": config})
    assert project.apply(*flags).exit_code == 0
    number = int(first_id(collection).rpartition("_")[2])
    prefix = PREFIXES[collection]
    assert sorted(project.calls()) == sorted(deletes(collection, f"{prefix}_{number + n}") for n in range(6))
    project.assert_settled()


@every_deletable
def test_a_collection_that_vanishes_has_to_be_written_empty(workspace: Workspace, collection: str) -> None:
    other: dict[str, Any] = {"other.yaml": {"messaging" if collection != "messaging" else "personas": {}}}
    project = workspace(several(collection, 2) | other).applied()
    project.write({"manifest.yaml": None})
    assert_refused(project, "collection-vanished", f"{collection}: {{}}", "2")
    project.write({"empty.yaml": f"{collection}: {{}}"})
    assert project.apply().exit_code == 0
    assert [method for method, _, _ in project.calls()] == ["DELETE", "DELETE"]
    project.assert_settled()


def test_the_last_one_of_a_collection_may_leave_with_its_file(workspace: Workspace) -> None:
    project = workspace(several("personas", 1) | {"other.yaml": {"messaging": {}}}).applied()
    project.write({"manifest.yaml": None})
    assert project.apply().exit_code == 0
    assert project.calls() == [deletes("personas", "per_1")]


# -- what must stay

PROTECTED = {"lifecycle": {"preventDestroy": True}}
FREE = {"lifecycle": {"preventDestroy": False}}


@every_deletable
@pytest.mark.parametrize("block", ["kept", "removed"])
def test_a_protected_resource_is_not_deleted_even_when_its_block_is(
    workspace: Workspace, collection: str, block: str
) -> None:
    project = workspace(manifest(collection, full(collection) | PROTECTED)).applied()
    if block == "removed":
        project.write(manifest(collection, full(collection)))
        project.applied().assert_settled()
    project.write({"manifest.yaml": {collection: {}}})
    assert_refused(project, "prevent-destroy", "preventDestroy: false")
    assert project.run("destroy", "--auto-approve").exit_code == 3
    assert project.calls() == []
    project.write(manifest(collection, full(collection) | FREE))
    project.applied()
    project.write({"manifest.yaml": {collection: {}}})
    assert project.apply().exit_code == 0
    assert project.calls() == [deletes(collection, first_id(collection))]
    project.assert_settled()


@every_collection
def test_a_protected_resource_is_not_replaced(workspace: Workspace, collection: str) -> None:
    project = workspace(manifest(collection, full(collection) | PROTECTED)).applied()
    assert project.apply("--replace", address(collection)).exit_code == 3
    assert project.calls() == []


@every_deletable
def test_protection_that_is_added_later_is_kept_as_well(workspace: Workspace, collection: str) -> None:
    project = workspace(manifest(collection, full(collection))).applied()
    project.write(manifest(collection, full(collection) | PROTECTED))
    assert project.apply().exit_code == 0
    assert project.calls() == []
    project.write({"manifest.yaml": {collection: {}}})
    assert_refused(project, "prevent-destroy")


def test_a_renamed_post_is_a_move_and_not_a_second_post(workspace: Workspace) -> None:
    project = workspace(calendar(teaser=post())).applied()
    project.write(calendar(launch=post()))
    assert_refused(project, "rename", "posts.teaser", "{from: posts.teaser, to: posts.launch}")


# -- the state


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        (lambda state: {name: value for name, value in state.items() if name != "lineage"}, "state-broken"),
        (lambda state: {name: value for name, value in state.items() if name != "serial"}, "state-broken"),
        (lambda state: {name: value for name, value in state.items() if name != "version"}, "state-broken"),
        (lambda state: state | {"version": 99}, "state-version"),
        (lambda state: state | {"resources": {"personas": {}}}, "state-broken"),
        (lambda state: state | {"resources": twice(state)}, "state-broken"),
        (lambda _: "", "state-broken"),
        (lambda _: "<<<<<<< ours\n{}\n=======\n{}\n>>>>>>> theirs\n", "state-broken"),
    ],
    ids=["lineage", "serial", "version", "newer", "address", "id-twice", "empty", "merge"],
)
@every_command
def test_a_state_that_cannot_be_used_stops_everything(
    workspace: Workspace, command: tuple[str, ...], damage: Any, code: str
) -> None:
    project = workspace(manifest("personas", full("personas"))).applied()
    project.write({"rawugc.state.json": damage(project.state)})
    run = project.run(*command)
    assert (run.exit_code, project.requests()) == (1, [])
    assert project.plan().codes == {code}


def twice(state: dict[str, Any]) -> dict[str, Any]:
    (record,) = state["resources"].values()
    return {"personas.a": record, "personas.b": record}


def test_a_state_of_another_account_deletes_nothing(workspace: Workspace) -> None:
    """A state file copied along from another brand names ids that are not there."""
    project = workspace(several("products", 2)).applied()
    other = replace(project, root=project.root.parent / "other")
    other.root.mkdir()
    records = {a: {**r, "id": f"prd_9{n}"} for n, (a, r) in enumerate(project.state["resources"].items())}
    other.write(several("products", 2) | {"rawugc.state.json": project.state | {"resources": records}})
    assert other.run("apply", "--auto-approve").exit_code == 3
    assert other.calls() == []
