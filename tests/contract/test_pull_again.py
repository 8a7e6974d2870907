"""What a pull that died had written, or a lost state knew, is found again; what is gone is told."""

from __future__ import annotations

from typing import Any

import pytest

from rawugc_sync.resources import registered
from tests.conftest import Workspace
from tests.contract.post_calendar import calendar, live_post, post
from tests.contract.project import START, Project
from tests.contract.samples import (
    address,
    both_extremes,
    every_deletable,
    every_reading,
    first_id,
    full,
    manifest,
)
from tests.contract.test_pull import insert, pulled, shown, text


def persona(name: str = "P", description: str = "D") -> dict[str, str]:
    return {"name": name, "description": description}


def personas(**resources: dict[str, Any]) -> dict[str, Any]:
    return {"it.yaml": {"personas": resources}}


def ids(project: Project) -> dict[str, str]:
    """Address → id, as recorded."""
    return {address: record["id"] for address, record in project.state["resources"].items()}


@every_reading
@every_deletable
def test_a_resource_that_equals_one_live_object_is_recorded(workspace: Workspace, collection: str) -> None:
    project = workspace({})
    insert(project, collection, shown(collection))
    pulled(project)
    before = project.state["resources"]
    project.lose_state()
    (where,) = before
    assert pulled(project) == (
        f"= {where} ({first_id(collection)})\n1 resource recorded, equal to what is live.\n"
    )
    assert project.state["resources"] == before
    assert project.assert_settled().diagnostics == []
    assert pulled(project) == "Nothing to pull.\n"


@every_deletable
def test_what_cannot_be_read_is_taken_as_the_manifest_has_it(workspace: Workspace, collection: str) -> None:
    project = workspace(manifest(collection, full(collection)))
    insert(project, collection, shown(collection))
    assert pulled(project).startswith(f"= {address(collection)} (")
    (record,) = project.state["resources"].values()
    assert set(record["fields"]) >= full(collection).keys()
    traits = registered()[collection].fields.traits
    assert record.get("unverified", []) == sorted(n for n in record["fields"] if not traits[n].returned)
    project.assert_settled()


@both_extremes
def test_objects_of_one_name_are_told_apart_by_their_texts(workspace: Workspace) -> None:
    project = workspace({})
    for number in range(4):
        insert(project, "personas", persona("Same", f"Text {number}"))
        live_post(project, content=f"Text {number}", videoUrl=f"https://cdn.example.com/{number}.mp4")
    pulled(project)
    before = ids(project)
    project.lose_state()
    assert "8 resources recorded, equal to what is live.\n" in pulled(project)
    assert ids(project) == before
    project.assert_settled()


def test_an_object_with_more_than_the_manifest_sets_comes_after_those_that_are_the_same(
    workspace: Workspace,
) -> None:
    bare = {"name": "S", "photos": []}
    project = workspace({"it.yaml": {"products": {"a": bare, "b": {**bare, "description": "D"}}}})
    insert(project, "products", {**bare, "description": "D"})
    insert(project, "products", {**bare, "messaging": "M"})
    pulled(project)
    assert ids(project) == {"products.b": "prd_1", "products.a": "prd_2"}
    project.assert_settled()


def test_identical_twins_stay_a_question(workspace: Workspace) -> None:
    project = workspace(personas(a=persona(), b=persona()))
    for _ in range(2):
        insert(project, "personas", persona())
    run = project.run("pull")
    assert (run.exit_code, run.stdout) == (0, "Nothing to pull.\n")
    assert "personas.a: could be per_1 or per_2" in run.stderr
    assert project.plan().exit_code == 3


def test_with_the_equal_one_found_the_other_of_a_name_is_adopted_by_the_next_apply(
    workspace: Workspace,
) -> None:
    project = workspace(personas(a=persona("P", "One"), b=persona("P", "Two")))
    insert(project, "personas", persona("P", "Other"))
    insert(project, "personas", persona("P", "One"))
    assert pulled(project).startswith("= personas.a (per_2)\n1 resource recorded")
    assert project.apply().exit_code == 0
    assert project.calls() == [("PATCH", "/personas/per_1", {"description": "Two"})]
    project.assert_settled()


def test_what_differs_is_left_to_the_plan(workspace: Workspace) -> None:
    project = workspace(personas(a=persona()))
    insert(project, "personas", persona("P", "Other"))
    assert pulled(project) == "Nothing to pull.\n"
    assert project.plan().actions == {"personas.a": ["update"]}


@pytest.mark.parametrize(
    ("block", "recorded"),
    [({"id": "per_2"}, "per_2"), ({"not": ["per_1"]}, "per_2"), ({"not": ["per_1", "per_2"]}, None)],
)
def test_a_block_says_which_of_two_it_is(
    workspace: Workspace, block: dict[str, Any], recorded: str | None
) -> None:
    project = workspace(
        {"it.yaml": {"personas": {"a": persona()}, "imports": [{"to": "personas.a", **block}]}}
    )
    for _ in range(2):
        insert(project, "personas", persona())
    project.run("pull")
    assert ids(project).get("personas.a") == recorded


def test_an_account_that_is_not_connected_leaves_a_post_to_the_plan(workspace: Workspace) -> None:
    lost = {**post(), "accountIds": ["acc_9"]}
    del lost["accounts"]
    files = {**calendar(a=lost), "b.yaml": {"imports": [{"to": "posts.a", "id": "post_1"}]}}
    project = workspace(files)
    live_post(project)
    assert pulled(project) == "Nothing to pull.\n"


def test_only_what_is_named_is_recorded(workspace: Workspace) -> None:
    project = workspace(personas(a=persona("A"), b=persona("B")))
    for name in ("A", "B"):
        insert(project, "personas", persona(name))
    assert "= personas.b (per_2)\n" in pulled(project, "personas.b")
    assert ids(project) == {"personas.b": "per_2"}


def test_a_dry_run_records_nothing(workspace: Workspace) -> None:
    project = workspace(personas(a=persona()))
    insert(project, "personas", persona())
    run = project.run("pull", "--dry-run")
    assert (run.exit_code, run.stdout) == (0, "")
    assert run.stderr == "= personas.a (per_1)\n1 resource would be recorded, equal to what is live.\n"
    assert not (project.root / "rawugc.state.json").exists()


def test_guards_and_renamings_are_recorded_too(workspace: Workspace) -> None:
    guarded = {**persona(), "lifecycle": {"preventDestroy": True, "ignoreChanges": ["description"]}}
    moved = [{"from": "personas.old", "to": "personas.a"}]
    project = workspace({"it.yaml": {"personas": {"a": guarded}, "moved": moved}})
    insert(project, "personas", persona("P", "Other"))
    pulled(project)
    project.assert_settled()
    project.write(personas(b=persona("B")))
    assert project.plan().exit_code == 3


# -- what is gone


@pytest.mark.parametrize(
    ("files", "path", "then"),
    [
        (personas(it=persona()), "personas", "or the next apply creates it again."),
        (calendar(it=post()), "posts", "it is not created again, unless with --recreate posts.it."),
    ],
)
def test_what_was_deleted_outside_is_named_with_what_the_next_apply_does(
    workspace: Workspace, files: Any, path: str, then: str
) -> None:
    project = workspace(files).applied()
    project.dashboard.remove(path, first_id(path))
    run = project.run("pull")
    assert (run.exit_code, run.stdout) == (0, "Nothing to pull.\n")
    assert f"{path}.it: was deleted outside git\n" in run.stderr
    assert f"Remove it from the manifests{', ' if path == 'personas' else ': '}{then}" in run.stderr
    assert "was deleted" not in project.run("pull", "messaging").stderr


def test_what_has_left_the_manifests_is_not_named(workspace: Workspace) -> None:
    project = workspace({"a.yaml": {"personas": {"a": persona()}}, "b.yaml": {"vars": {}}}).applied()
    project.dashboard.remove("personas", "per_1")
    project.write({"a.yaml": None})
    assert pulled(project) == "Nothing to pull.\n"


def test_what_is_back_under_another_id_is_left_to_the_plan(workspace: Workspace) -> None:
    project = workspace(personas(a=persona())).applied()
    project.dashboard.remove("personas", "per_1")
    project.dashboard.insert("personas", persona(), at=START)
    assert pulled(project) == "Nothing to pull.\n"
    assert project.apply().exit_code == 0
    assert (ids(project), project.calls()) == ({"personas.a": "per_2"}, [])


def test_what_was_let_go_is_written_again_under_another_key(workspace: Workspace) -> None:
    project = workspace(personas(f=persona("F"))).applied()
    project.write({"it.yaml": {"removed": [{"from": "personas.f", "destroy": False}]}})
    assert project.apply().exit_code == 0
    assert "+ personas.f-2 (per_1)" in pulled(project)
    assert "f-2:" in text(project, "personas.yaml")
