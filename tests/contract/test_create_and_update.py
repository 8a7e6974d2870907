"""Creating, changing, clearing: one call each, with just what changed, and then nothing more to do."""

from __future__ import annotations

from tests.conftest import Workspace
from tests.contract.samples import (
    EVERY_READING,
    EVERY_VARIANT,
    SAMPLES,
    address,
    changed,
    creates,
    edits,
    every_collection,
    every_variant,
    fields_on,
    fields_that,
    first_id,
    full,
    manifest,
    next_id,
    optional_fields_on,
    replaces,
    updates,
)


@every_variant
@every_collection
def test_a_new_resource_is_created_once(workspace: Workspace, collection: str) -> None:
    project = workspace(manifest(collection, full(collection)))
    plan = project.plan()
    assert (plan.exit_code, plan.actions) == (2, {address(collection): ["create"]})
    assert project.calls() == []
    assert project.apply().exit_code == 0
    assert project.calls() == [creates(collection, full(collection))]
    assert project.state["resources"][address(collection)]["id"] == first_id(collection)
    project.assert_settled()


@every_variant
@every_collection
def test_an_apply_with_nothing_to_do_writes_nothing(workspace: Workspace, collection: str) -> None:
    # The first list of an empty account shows no organization: the second run writes it down.
    project = workspace(manifest(collection, full(collection))).applied().applied()
    before = project.state
    assert project.apply().exit_code == 0
    assert project.calls() == []
    assert project.state == before
    project.assert_settled()


@fields_on(EVERY_VARIANT, lambda trait: trait.updatable)
def test_an_updatable_field_is_changed_alone(workspace: Workspace, collection: str, field: str) -> None:
    project = workspace(manifest(collection, full(collection, field))).applied()
    project.write(manifest(collection, changed(collection, field)))
    plan = project.plan()
    assert plan.actions == {address(collection): ["update"]}
    assert [(f["path"], f["origin"]) for f in plan.json["resource_changes"][0]["fields"]] == [(field, "git")]
    assert project.apply().exit_code == 0
    assert project.calls() == [updates(collection, field, SAMPLES[collection][field][1])]
    project.assert_settled()


@fields_on(EVERY_VARIANT, lambda trait: not trait.updatable)
def test_a_field_that_cannot_be_changed_replaces(workspace: Workspace, collection: str, field: str) -> None:
    project = workspace(manifest(collection, full(collection, field))).applied()
    project.write(manifest(collection, changed(collection, field)))
    (change,) = project.plan().json["resource_changes"]
    assert [(f["path"], f["forces_replacement"]) for f in change["fields"]] == [(field, True)]
    assert project.apply().exit_code == 0
    assert project.calls() == replaces(collection, changed(collection, field))
    project.assert_settled()


@fields_on(EVERY_READING, lambda trait: trait.clearable)
def test_an_optional_text_that_leaves_is_cleared(workspace: Workspace, collection: str, field: str) -> None:
    fields = full(collection)
    project = workspace(manifest(collection, fields)).applied()
    project.write(manifest(collection, {name: value for name, value in fields.items() if name != field}))
    assert project.apply().exit_code == 0
    assert project.calls() == [updates(collection, field, "")]
    project.assert_settled()
    project.dashboard.edit(collection, first_id(collection), {field: "Of the dashboard."})
    project.assert_settled()


@optional_fields_on(EVERY_READING)
def test_another_optional_field_that_leaves_is_let_go(
    workspace: Workspace, collection: str, field: str
) -> None:
    fields = full(collection, field)
    project = workspace(manifest(collection, fields)).applied()
    project.write(manifest(collection, {name: value for name, value in fields.items() if name != field}))
    plan = project.plan()
    assert plan.exit_code == 0
    assert plan.said("unmanaged")["address"] == address(collection)
    assert project.apply().exit_code == 0
    assert project.calls() == []
    assert project.assert_settled().diagnostics == []


@every_variant
@every_collection
def test_a_replacement_can_be_asked_for(workspace: Workspace, collection: str) -> None:
    project = workspace(manifest(collection, full(collection))).applied()
    assert project.apply("--replace", address(collection)).exit_code == 0
    assert project.calls() == replaces(collection, full(collection))
    assert project.state["resources"][address(collection)]["id"] == next_id(collection)
    project.assert_settled()


@fields_that(lambda _: True)
def test_an_ignored_field_is_set_on_create_and_then_left_alone(
    workspace: Workspace, collection: str, field: str
) -> None:
    lifecycle = {"lifecycle": {"ignoreChanges": [field]}}
    project = workspace(manifest(collection, full(collection, field) | lifecycle))
    assert project.apply().exit_code == 0
    fields = full(collection, field)
    assert project.calls() == [creates(collection, fields), *edits(collection, fields)]
    project.write(manifest(collection, changed(collection, field) | lifecycle))
    assert project.assert_settled().diagnostics == []
