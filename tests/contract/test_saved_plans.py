"""A saved plan is applied as it was shown, once, and only while nothing that it rests on has moved."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.conftest import Workspace
from tests.contract.post_calendar import TOMORROW, calendar, post
from tests.contract.project import START, Project
from tests.contract.samples import (
    DAY,
    SAMPLES,
    body,
    both_extremes,
    changed,
    creates,
    every_collection,
    every_deletable,
    first_id,
    full,
    manifest,
    updates,
)


def text_of(collection: str) -> str:
    """The field of a collection that holds its text."""
    return next(name for name in ("description", "body", "content", "prompt") if name in SAMPLES[collection])


def saved(project: Project) -> str:
    """The path of a plan that was just made."""
    path = str(project.root / "the.plan")
    assert project.run("plan", "--out", path).exit_code == 0
    project.reset()
    return path


def assert_stale(project: Project, path: str, *words: str) -> None:
    run = project.run("apply", path)
    assert (run.exit_code, project.calls()) == (3, [])
    for word in ("Refused (stale)", *words):
        assert word in run.stderr


@every_collection
def test_a_saved_plan_is_applied_without_asking_and_only_once(workspace: Workspace, collection: str) -> None:
    project = workspace(manifest(collection, full(collection)))
    path = saved(project)
    assert project.run("apply", path).exit_code == 0
    assert project.calls() == [creates(collection, full(collection))]
    project.assert_settled()
    assert_stale(project, path, "Make a new plan.")


def test_a_saved_plan_is_readable_by_its_owner_alone(workspace: Workspace) -> None:
    project = workspace(manifest("personas", full("personas")))
    saved(project)
    assert (project.root / "the.plan").stat().st_mode & 0o777 == 0o600


def test_a_saved_plan_can_be_shown_without_asking_anybody(workspace: Workspace) -> None:
    project = workspace(manifest("personas", full("personas")))
    path = saved(project)
    assert "personas.it" in project.run("show", path).stdout
    assert project.requests() == []


@every_deletable
def test_an_edit_in_the_dashboard_makes_an_update_stale(workspace: Workspace, collection: str) -> None:
    field = text_of(collection)
    project = workspace(manifest(collection, full(collection))).applied()
    project.write(manifest(collection, changed(collection, field)))
    path = saved(project)
    project.dashboard.edit(collection, first_id(collection), {field: "Of the dashboard."})
    assert_stale(project, path, "Of the dashboard.")


@every_deletable
def test_an_object_that_turns_up_makes_a_create_stale(workspace: Workspace, collection: str) -> None:
    project = workspace(manifest(collection, full(collection)))
    path = saved(project)
    project.dashboard.insert(collection, body(full(collection)))
    assert_stale(project, path)


@every_deletable
def test_an_edit_of_what_is_to_be_deleted_makes_the_delete_stale(
    workspace: Workspace, collection: str
) -> None:
    project = workspace(manifest(collection, full(collection))).applied()
    project.write({"manifest.yaml": {collection: {}}})
    path = saved(project)
    project.dashboard.edit(collection, first_id(collection), {text_of(collection): "Of the dashboard."})
    assert_stale(project, path, "Of the dashboard.")


@every_collection
def test_an_edit_of_a_manifest_makes_a_plan_stale(workspace: Workspace, collection: str) -> None:
    project = workspace(manifest(collection, full(collection)))
    path = saved(project)
    project.write(manifest(collection, changed(collection, text_of(collection))))
    assert_stale(project, path, "Its block in the manifests")


def test_another_state_makes_a_plan_stale(workspace: Workspace) -> None:
    project = workspace(manifest("personas", full("personas"))).applied()
    project.write(manifest("personas", changed("personas", "name")))
    path = saved(project)
    project.write({"rawugc.state.json": project.state | {"lineage": "other"}})
    assert_stale(project, path, "made with another state")


def test_an_edit_elsewhere_in_the_dashboard_does_not_matter(workspace: Workspace) -> None:
    two = {"it": full("personas"), "other": full("personas") | {"name": "Other"}}
    project = workspace(
        {"manifest.yaml": {"personas": two}, "rawugc.yaml": "drift: {personas: keep}"}
    ).applied()
    project.applied()
    project.write({"manifest.yaml": {"personas": two | {"it": changed("personas", "name")}}})
    path = saved(project)
    project.dashboard.edit("personas", "per_2", {"name": "Of the dashboard"})
    assert project.run("apply", path).exit_code == 0
    assert project.calls() == [updates("personas", "name", SAMPLES["personas"]["name"][1])]


def test_a_saved_plan_is_made_again_with_the_flags_that_it_was_made_with(workspace: Workspace) -> None:
    project = workspace(manifest("personas", full("personas"))).applied()
    path = str(project.root / "the.plan")
    assert project.run("plan", "--destroy", "--out", path).exit_code == 0
    assert project.run("apply", path).exit_code == 0
    assert project.calls() == [("DELETE", "/personas/per_1", None)]


def create(_: Project) -> None: ...


def update(project: Project) -> None:
    project.write(calendar(it=post(content="More.", accounts=["instagram/glow.lab"])))


def reschedule(project: Project) -> None:
    project.write(calendar(it=post(scheduledFor=TOMORROW + DAY)))


def replacement(project: Project) -> None:
    project.write(calendar(it=post(videoUrl="https://cdn.example.com/launch.mp4")))


def delete(project: Project) -> None:
    project.write(calendar())


def forget(project: Project) -> None:
    project.dashboard.publish_post("post_1", START)
    project.write(calendar())


def retry(project: Project) -> None:
    project.dashboard.fail_post("post_1", "No reason.")
    project.write(calendar(it=post(scheduledFor=TOMORROW + DAY)))


def adopt(project: Project) -> None:
    project.lose_state()


@both_extremes
@pytest.mark.parametrize("happen", [create, update, reschedule, replacement, delete, forget, retry, adopt])
def test_whatever_a_saved_plan_does_it_is_applied_as_it_was_shown(
    workspace: Workspace, happen: Callable[[Project], None]
) -> None:
    project = workspace(calendar(it=post()))
    if happen is not create:
        project.applied()
    happen(project)
    path = saved(project)
    shown = project.run("show", path, "--json").json
    assert project.run("apply", path).exit_code == 0
    calls = [(c["method"], c["path"], c["body"]) for r in shown["resource_changes"] for c in r["calls"]]
    assert project.calls() == calls
    project.assert_settled()
    assert_stale(project, path)
