"""`moved`, `imports` and `removed` blocks, from the manifest to the API and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.conftest import Workspace
from tests.contract.project import Project
from tests.contract.samples import (
    SAMPLES,
    address,
    body,
    both_extremes,
    changed,
    creates,
    every_collection,
    every_deletable,
    first_id,
    full,
    manifest,
    named,
    next_id,
    path_of,
    updates,
)

Written = Mapping[str, Mapping[str, Any]]


def a_text(collection: str) -> str:
    return next(name for name in ("description", "body", "content") if name in SAMPLES[collection])


def written(project: Project, collection: str, resources: Written, **blocks: Any) -> None:
    project.write({"manifest.yaml": {collection: resources, **blocks}})


def moving(collection: str, *pairs: tuple[str, str]) -> list[dict[str, str]]:
    return [{"from": f"{collection}.{old}", "to": f"{collection}.{new}"} for old, new in pairs]


def ids(project: Project) -> dict[str, str]:
    return {name: record["id"] for name, record in project.state["resources"].items()}


def settled_with_a_removable_block(project: Project) -> None:
    """Once a block has done its work it says so, changes nothing, and can go."""
    plan = project.assert_settled()
    assert [(d["code"], d["severity"]) for d in plan.diagnostics] == [("removable", "note")]
    assert plan.diagnostics[0]["source"]["file"] == "manifest.yaml"


@both_extremes
@every_collection
def test_a_moved_key_is_the_same_object(workspace: Workspace, collection: str) -> None:
    project = workspace(manifest(collection, full(collection))).applied()
    written(project, collection, {"new": full(collection)}, moved=moving(collection, ("it", "new")))
    plan = project.plan()
    (change,) = plan.json["resource_changes"]
    assert (plan.exit_code, change["change"]["actions"]) == (2, ["no-op"])
    assert (change["address"], change["previous_address"]) == (f"{collection}.new", address(collection))
    assert project.apply().exit_code == 0
    assert project.calls() == []
    assert ids(project) == {f"{collection}.new": first_id(collection)}
    settled_with_a_removable_block(project)
    written(project, collection, {"new": full(collection)})
    assert project.assert_settled().diagnostics == []


@both_extremes
@every_deletable
def test_a_move_goes_along_with_an_edit(workspace: Workspace, collection: str) -> None:
    project = workspace(manifest(collection, full(collection))).applied()
    field = a_text(collection)
    written(project, collection, {"new": changed(collection, field)}, moved=moving(collection, ("it", "new")))
    assert project.apply().exit_code == 0
    assert project.calls() == [updates(collection, field, SAMPLES[collection][field][1])]
    settled_with_a_removable_block(project)


@both_extremes
@every_collection
def test_a_chain_is_followed_from_wherever_a_checkout_is(workspace: Workspace, collection: str) -> None:
    project = workspace(manifest(collection, full(collection))).applied()
    chain = moving(collection, ("it", "then"), ("then", "now"))
    written(project, collection, {"now": full(collection)}, moved=chain)
    assert project.apply().exit_code == 0
    assert (project.calls(), ids(project)) == ([], {f"{collection}.now": first_id(collection)})
    project.assert_settled()


@both_extremes
@every_collection
def test_two_keys_are_swapped_once(workspace: Workspace, collection: str) -> None:
    one, two = ({**full(collection), **named(collection, number)} for number in (1, 2))
    project = workspace({})
    written(project, collection, {"one": one, "two": two})
    project.applied()
    before = ids(project)
    swap = moving(collection, ("one", "two"), ("two", "one"))
    written(project, collection, {"one": two, "two": one}, moved=swap)
    assert project.apply().exit_code == 0
    assert project.calls() == []
    after = {
        f"{collection}.one": before[f"{collection}.two"],
        f"{collection}.two": before[f"{collection}.one"],
    }
    assert ids(project) == after
    project.assert_settled()
    assert project.apply().exit_code == 0
    assert (project.calls(), ids(project)) == ([], after)


@both_extremes
@every_collection
def test_a_swap_is_not_made_after_a_lost_state(workspace: Workspace, collection: str) -> None:
    one, two = ({**full(collection), **named(collection, number)} for number in (1, 2))
    project = workspace({})
    written(project, collection, {"one": one, "two": two})
    project.applied()
    before = ids(project)
    project.lose_state()
    written(
        project,
        collection,
        {"one": one, "two": two},
        moved=moving(collection, ("one", "two"), ("two", "one")),
    )
    assert project.apply().exit_code == 0
    assert (project.calls(), ids(project)) == ([], before)
    project.assert_settled()


@both_extremes
@every_collection
def test_what_is_removed_without_destroying_stays_live(workspace: Workspace, collection: str) -> None:
    project = workspace(
        manifest(collection, {**full(collection), "lifecycle": {"preventDestroy": True}})
    ).applied()
    removed = [{"from": address(collection), "destroy": False}]
    written(project, collection, {}, removed=removed)
    plan = project.plan()
    assert plan.actions == {address(collection): ["forget"]}
    assert project.apply().exit_code == 0
    assert (project.calls(), ids(project)) == ([], {})
    assert first_id(collection) in project.dashboard.objects(collection)
    settled_with_a_removable_block(project)


@both_extremes
@every_deletable
def test_an_import_tells_twins_apart(workspace: Workspace, collection: str) -> None:
    project = workspace(manifest(collection, full(collection)))
    for _ in range(2):
        project.dashboard.insert(collection, body(full(collection)))
    lines = project.plan().said("ambiguous")["detail"]
    assert (
        f"- {{to: {address(collection)}, id: {next_id(collection)}}}  # equal in all that can be read"
        in lines
    )
    imports = [{"to": address(collection), "id": next_id(collection)}]
    written(project, collection, {"it": full(collection)}, imports=imports)
    project.reset()
    assert project.apply().exit_code == 0
    assert (project.calls(), ids(project)) == ([], {address(collection): next_id(collection)})
    assert project.assert_settled().codes == {"twin"}
    project.dashboard.remove(collection, first_id(collection))
    settled_with_a_removable_block(project)


@both_extremes
@every_collection
def test_an_import_finds_what_no_list_shows(workspace: Workspace, collection: str) -> None:
    """The id is asked for by itself, once; what is not there at all is an error at the block."""
    project = workspace({})
    imports = [{"to": address(collection), "id": "none_such"}]
    written(project, collection, {"it": full(collection)}, imports=imports)
    plan = project.plan()
    assert plan.exit_code == 1
    path = path_of(collection)
    assert project.requests()[:2] == [("GET", path), ("GET", f"{path}/none_such")]
    assert project.apply().exit_code == 1
    assert project.calls() == []


@both_extremes
@every_deletable
def test_what_it_is_not_is_created_beside(workspace: Workspace, collection: str) -> None:
    project = workspace({})
    other = project.dashboard.insert(collection, body(full(collection)))
    imports = [{"to": address(collection), "not": [other]}]
    written(project, collection, {"it": full(collection)}, imports=imports)
    assert project.apply().exit_code == 0
    assert project.calls() == [creates(collection, full(collection))]
    plan = project.assert_settled()
    assert plan.diagnostics == []
    project.dashboard.remove(collection, other)
    settled_with_a_removable_block(project)


@every_deletable
def test_a_renamed_key_suggests_its_block(workspace: Workspace, collection: str) -> None:
    project = workspace(manifest(collection, full(collection))).applied()
    written(project, collection, {"new": changed(collection, a_text(collection))})
    detail = project.plan().said("maybe-moved")["detail"]
    assert f"moved:\n  - {{from: {address(collection)}, to: {collection}.new}}" in detail
