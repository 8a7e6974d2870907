"""Which object is whose: after a lost state, between twins, when one was deleted outside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

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
    every_reading,
    every_variant,
    first_id,
    full,
    manifest,
    next_id,
    updates,
)

NOT_RECREATED = {"posts"}


@every_variant
@every_collection
def test_a_lost_state_rebuilds_itself_without_a_write(workspace: Workspace, collection: str) -> None:
    project = workspace(manifest(collection, full(collection))).applied()
    project.lose_state()
    plan = project.plan()
    (change,) = plan.json["resource_changes"]
    assert (plan.exit_code, change["change"]["actions"]) == (2, ["no-op"])
    assert change["change"]["importing"] == {"id": first_id(collection)}
    assert plan.said("no-state")["severity"] == "note"
    assert project.apply().exit_code == 0
    assert project.calls() == []
    assert project.state["resources"][address(collection)]["id"] == first_id(collection)
    project.assert_settled()


@every_reading
@every_deletable
def test_an_adoption_writes_what_differs(workspace: Workspace, collection: str) -> None:
    """An object of the dashboard that matches by its natural key, and differs in a text."""
    field = next(name for name in ("description", "body", "content") if name in SAMPLES[collection])
    project = workspace(manifest(collection, recognisable(changed(collection, field))))
    project.dashboard.insert(collection, body(recognisable(full(collection))))
    assert project.apply().exit_code == 0
    assert project.calls() == [updates(collection, field, SAMPLES[collection][field][1])]
    project.assert_settled()


@both_extremes
@every_collection
def test_adoption_can_be_turned_off_but_no_post_goes_out_twice(workspace: Workspace, collection: str) -> None:
    fields = recognisable(full(collection))
    project = workspace(manifest(collection, fields)).applied()
    project.lose_state()
    if collection == "posts":
        assert project.apply("--no-adopt").codes >= {"possible-duplicate"}
        assert project.calls() == []
        return
    assert project.plan("--no-adopt").actions == {address(collection): ["create"]}
    assert project.apply("--no-adopt").exit_code == 0
    assert project.calls() == [creates(collection, fields)]
    assert project.state["resources"][address(collection)]["id"] == next_id(collection)
    project.assert_settled()


def recognisable(fields: Mapping[str, Any]) -> dict[str, Any]:
    """With a video, if there is one, on the host that is never rewritten."""
    return {**fields, "videoUrl": "https://cdn.rawugc.test/a.mp4"} if "videoUrl" in fields else dict(fields)


def with_a_twin(workspace: Workspace, collection: str) -> Project:
    """Two equal live objects, and no state to tell which is ours."""
    project = workspace(manifest(collection, full(collection))).applied()
    project.lose_state()
    project.dashboard.insert(collection, body(full(collection)))
    return project


@every_variant
@every_deletable
def test_two_live_twins_are_a_question(workspace: Workspace, collection: str) -> None:
    project = with_a_twin(workspace, collection)
    plan = project.plan()
    ambiguous = plan.said("ambiguous")
    assert (plan.exit_code, ambiguous["refusal"], ambiguous["address"]) == (3, True, address(collection))
    for id in (first_id(collection), next_id(collection)):
        assert f"{{to: {address(collection)}, id: {id}}}" in ambiguous["detail"]
    assert project.apply().exit_code == 3
    assert project.calls() == []
    project.dashboard.remove(collection, first_id(collection))
    assert project.apply().exit_code == 0
    assert project.calls() == []
    assert project.state["resources"][address(collection)]["id"] == next_id(collection)
    project.assert_settled()


@both_extremes
@every_collection
def test_two_resources_of_one_object_are_a_question(workspace: Workspace, collection: str) -> None:
    fields = full(collection)
    if "mode" in fields:  # two equal ones that go out would be an error
        fields = {**fields, "mode": "draft"}
    project = workspace(manifest(collection, fields)).applied()
    project.lose_state()
    project.write({"manifest.yaml": {collection: {"one": fields, "other": fields}}})
    plan = project.plan()
    assert (plan.exit_code, plan.codes) == (3, {"ambiguous", "same-natural-key"})
    assert {d["address"] for d in plan.diagnostics if d["refusal"]} == {
        f"{collection}.one",
        f"{collection}.other",
    }
    assert project.apply().exit_code == 3
    assert project.calls() == []


@both_extremes
@every_collection
def test_a_recorded_object_has_its_twin_beside_it(workspace: Workspace, collection: str) -> None:
    project = workspace(manifest(collection, full(collection))).applied()
    project.dashboard.insert(collection, body(full(collection)))
    project.assert_settled()


@every_variant
@every_deletable
def test_what_was_deleted_outside_is_created_again_unless_it_is_public(
    workspace: Workspace, collection: str
) -> None:
    project = workspace(manifest(collection, full(collection))).applied()
    project.dashboard.remove(collection, first_id(collection))
    more: tuple[str, ...] = ()
    if collection in NOT_RECREATED:
        assert project.apply().exit_code == 0
        assert project.calls() == []
        assert project.assert_settled().said("deleted-outside")["severity"] == "warning"
        more = ("--recreate", address(collection))
    assert project.plan(*more).actions == {address(collection): ["create"]}
    assert project.apply(*more).exit_code == 0
    assert project.calls() == [creates(collection, full(collection))]
    assert project.state["resources"][address(collection)]["id"] == next_id(collection)
    assert project.assert_settled().diagnostics == []


@both_extremes
@every_deletable
def test_what_a_list_leaves_out_is_asked_for_by_id(workspace: Workspace, collection: str) -> None:
    project = workspace(manifest(collection, full(collection))).applied()
    project.dashboard.remove(collection, first_id(collection))
    plan = project.plan()
    path = creates(collection, {})[1]
    assert project.requests()[:2] == [("GET", path), ("GET", f"{path}/{first_id(collection)}")]
    assert plan.json["budget"]["reads"] == len(project.requests())


@every_reading
def test_a_style_that_is_built_in_is_never_adopted(workspace: Workspace) -> None:
    built_in = {"name": "Selfie review", "type": "video"}
    project = workspace(manifest("styles", built_in))
    assert project.apply().exit_code == 0
    assert project.calls() == [creates("styles", built_in)]
    project.assert_settled()


@every_reading
@pytest.mark.parametrize("live_type", ["video", "image"])
def test_a_style_without_a_type_is_recognised_by_its_name(workspace: Workspace, live_type: str) -> None:
    project = workspace(manifest("styles", {"name": "Shelfie tour"}))
    project.dashboard.insert("styles", full("styles") | {"type": live_type})
    assert project.apply().exit_code == 0
    assert project.calls() == []
    project.assert_settled()


@every_reading
def test_a_style_of_another_type_is_another_style(workspace: Workspace) -> None:
    project = workspace(manifest("styles", {"name": "Shelfie tour", "type": "image"}))
    project.dashboard.insert("styles", full("styles"))
    assert project.apply().exit_code == 0
    assert project.calls() == [creates("styles", {"name": "Shelfie tour", "type": "image"})]
    project.assert_settled()
