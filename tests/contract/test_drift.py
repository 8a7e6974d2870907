"""What people change in the dashboard: reverted, kept or a stop, as the policy says; never lost unseen."""

from __future__ import annotations

import pytest

from rawugc_sync.resources.traits import Trait
from tests.conftest import Workspace
from tests.contract.project import START, Project
from tests.contract.samples import (
    DAY,
    DELETABLE,
    EVERY_READING,
    SAMPLES,
    address,
    both_extremes,
    changed,
    every_deletable,
    fields_on,
    fields_that,
    first_id,
    full,
    manifest,
    updates,
)

KEPT_BY_DEFAULT = {"posts"}
THIRD = {
    "photos": [],
    "aspectRatio": "landscape",
    "scheduledFor": START + 3 * DAY,
    "timezone": "Asia/Tokyo",
}
"""What the dashboard writes where it is no text, and is neither of the two samples."""


def compared(trait: Trait) -> bool:
    """What can drift: a create-only field cannot change on one id."""
    return trait.updatable and trait.returned


def text_of(collection: str) -> str:
    """A field of free text."""
    return next(name for name in ("description", "body", "content") if name in SAMPLES[collection])


def drifted(workspace: Workspace, collection: str, field: str, policy: str | None) -> Project:
    """A resource of which somebody has changed one field in the dashboard."""
    project = workspace(manifest(collection, full(collection))).applied()
    if policy:
        project.write({"rawugc.yaml": f"drift: {{{collection}: {policy}}}"})
    project.dashboard.edit(collection, first_id(collection), {field: SAMPLES[collection][field][1]})
    return project


@fields_on(EVERY_READING, compared)
def test_drift_is_reverted(workspace: Workspace, collection: str, field: str) -> None:
    project = drifted(workspace, collection, field, "revert")
    plan = project.plan()
    (change,) = plan.json["resource_changes"]
    assert (plan.exit_code, change["drift"]) == (2, True)
    assert [(f["path"], f["origin"]) for f in change["fields"]] == [(field, "live")]
    assert project.apply().exit_code == 0
    assert project.calls() == [updates(collection, field, SAMPLES[collection][field][0])]
    assert project.assert_settled().diagnostics == []


@both_extremes
@fields_that(compared)
def test_drift_is_kept_and_shown_until_it_is_to_be_reverted(
    workspace: Workspace, collection: str, field: str
) -> None:
    project = drifted(workspace, collection, field, "keep")
    assert project.apply().exit_code == 0
    assert project.calls() == []
    kept = project.assert_settled().said("drift-kept")
    assert (kept["severity"], kept["address"], kept["field"]) == ("warning", address(collection), field)
    assert project.apply("--revert-drift", address(collection)).exit_code == 0
    assert project.calls() == [updates(collection, field, SAMPLES[collection][field][0])]
    assert project.assert_settled().diagnostics == []


@both_extremes
@fields_that(compared)
def test_drift_stops_until_the_manifest_takes_it_over(
    workspace: Workspace, collection: str, field: str
) -> None:
    project = drifted(workspace, collection, field, "stop")
    plan = project.plan()
    assert (plan.exit_code, plan.said("drift-stop")["field"]) == (3, field)
    assert project.apply().exit_code == 3
    assert project.calls() == []
    project.write(manifest(collection, changed(collection, field)))
    assert project.apply().exit_code == 0
    assert project.calls() == []
    assert project.assert_settled().diagnostics == []


@every_deletable
def test_drift_is_reverted_by_default_but_kept_on_posts(workspace: Workspace, collection: str) -> None:
    field = text_of(collection)
    project = drifted(workspace, collection, field, None)
    assert project.apply().exit_code == 0
    kept = collection in KEPT_BY_DEFAULT
    assert project.calls() == ([] if kept else [updates(collection, field, SAMPLES[collection][field][0])])
    assert project.assert_settled().codes == ({"drift-kept"} if kept else set())


@both_extremes
@fields_that(compared)
def test_git_wins_over_the_dashboard_and_says_so(workspace: Workspace, collection: str, field: str) -> None:
    project = workspace(manifest(collection, full(collection))).applied()
    project.dashboard.edit(collection, first_id(collection), {field: THIRD.get(field, "Of the dashboard.")})
    project.write(manifest(collection, changed(collection, field)))
    (change,) = project.plan().json["resource_changes"]
    assert change["drift"] is True
    assert [(f["path"], f["origin"]) for f in change["fields"]] == [(field, "both")]
    assert project.apply().exit_code == 0
    (call,) = project.calls()
    assert call[2][field] == SAMPLES[collection][field][1]
    assert project.assert_settled().diagnostics == []


@every_deletable
@pytest.mark.parametrize("policy", ["revert", "keep", "stop"])
def test_an_ignored_field_is_left_alone(workspace: Workspace, collection: str, policy: str) -> None:
    field = text_of(collection)
    lifecycle = {"lifecycle": {"ignoreChanges": [field]}}
    project = workspace(manifest(collection, full(collection) | lifecycle)).applied()
    project.write({"rawugc.yaml": f"drift: {{{collection}: {policy}}}"})
    project.dashboard.edit(collection, first_id(collection), {field: "Of the dashboard."})
    assert project.assert_settled().diagnostics == []
    project.write(manifest(collection, changed(collection, field) | lifecycle))
    assert project.apply().exit_code == 0
    assert project.calls() == []
    assert project.assert_settled().diagnostics == []


# -- the policies, in every command


@every_deletable
@pytest.mark.parametrize(
    ("policy", "code", "changes", "said"),
    [("revert", 2, ["update"], set()), ("keep", 0, None, {"drift-kept"}), ("stop", 3, None, {"drift-stop"})],
    ids=["revert", "keep", "stop"],
)
def test_drift_and_plan_follow_the_policy_alike(
    workspace: Workspace, collection: str, policy: str, code: int, changes: list[str] | None, said: set[str]
) -> None:
    project = drifted(workspace, collection, text_of(collection), policy)
    expected = {address(collection): changes} if changes else {}
    for run in (
        project.plan(),
        project.run("drift", "--json", "--detailed-exitcode", "--target", collection),
    ):
        assert (run.exit_code, run.actions, run.codes) == (code, expected, said)
    assert project.calls() == []


@every_deletable
@pytest.mark.parametrize("policy", ["keep", "stop"])
def test_any_policy_gives_way_to_revert_drift(workspace: Workspace, collection: str, policy: str) -> None:
    field = text_of(collection)
    project = drifted(workspace, collection, field, policy)
    plan = project.plan("--revert-drift", address(collection))
    assert (plan.exit_code, plan.actions) == (2, {address(collection): ["update"]})
    assert project.apply("--revert-drift", address(collection)).exit_code == 0
    assert project.calls() == [updates(collection, field, SAMPLES[collection][field][0])]
    assert project.assert_settled().diagnostics == []


def test_each_collection_follows_its_own_policy_in_one_run(workspace: Workspace) -> None:
    policies = {"messaging": "keep", "posts": "revert", "products": "keep"}
    project = workspace({f"{name}.yaml": {name: {"it": full(name)}} for name in DELETABLE}).applied()
    for name in DELETABLE:
        field = text_of(name)
        project.dashboard.edit(name, first_id(name), {field: SAMPLES[name][field][1]})
    project.write({"rawugc.yaml": {"drift": {**policies, "styles": "stop"}}})
    reverted = {address(name): ["update"] for name in ("personas", "posts")}
    for command in ("plan", "drift"):
        run = project.run(command, "--json")
        assert (run.exit_code, run.actions) == (3, reverted)
        assert {d["address"] for d in run.diagnostics if d["code"] == "drift-kept"} == {
            "messaging.it",
            "products.it",
        }
        assert run.said("drift-stop")["address"] == "styles.it"
    assert project.apply().exit_code == 3
    project.write({"rawugc.yaml": {"drift": policies}})
    project.reset()
    assert project.apply().exit_code == 0
    assert project.calls() == [
        updates(name, text_of(name), SAMPLES[name][text_of(name)][0])
        for name in ("personas", "posts", "styles")
    ]
    assert project.assert_settled().codes == {"drift-kept"}


# -- the command


@both_extremes
@fields_that(compared)
def test_the_drift_command_shows_what_moved_and_nothing_of_git(
    workspace: Workspace, collection: str, field: str
) -> None:
    project = drifted(workspace, collection, field, "revert")
    project.write({"more.yaml": {"personas": {"new": {"name": "New", "description": "d"}}}})
    drift = project.run("drift", "--json", "--detailed-exitcode")
    assert (drift.exit_code, drift.actions) == (2, {address(collection): ["update"]})
    assert [f["path"] for f in drift.json["resource_changes"][0]["fields"]] == [field]
    assert project.calls() == []
