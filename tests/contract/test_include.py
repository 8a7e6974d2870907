"""What a workspace includes is applied like its own, and never written to."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.conftest import Workspace
from tests.contract.project import Project

PHOTO = "https://cdn.example.com/a.jpg"
SHARED = """\
vars:
  claim: Calm
messaging:
  gentle:
    name: Gentle
    body: {file: copy/gentle.md}
"""
OWN = f"""\
products:
  serum:
    name: ${{vars.claim}}
    photos: [{PHOTO}]
    messaging: ${{messaging.gentle.body}}
"""


def brand(**more: str) -> dict[str, Any]:
    """The files of a workspace that includes its neighbour, `../shared`."""
    return {
        "../shared/messaging.yaml": SHARED,
        "../shared/copy/gentle.md": "Less.\n",
        "rawugc.yaml": "include: [../shared]\n",
        "brand.yaml": OWN,
        **more,
    }


def shared(project: Project) -> dict[str, str]:
    folder = project.root.parent / "shared"
    return {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*") if path.is_file()}


def test_what_is_included_is_applied_with_the_rest(workspace: Workspace) -> None:
    project = workspace(brand())
    plan = project.plan()
    places = {c["address"]: c["source"] for c in plan.json["resource_changes"]}
    assert places["messaging.gentle"] == {"file": "../shared/messaging.yaml", "line": 4, "column": 3}
    assert project.apply().exit_code == 0
    assert project.calls() == [
        ("POST", "/messaging", {"name": "Gentle", "body": "Less."}),
        ("POST", "/products", {"name": "Calm", "photos": [PHOTO], "messaging": "Less."}),
    ]
    project.assert_settled()


def test_an_edit_there_changes_all_who_use_it(workspace: Workspace) -> None:
    project = workspace(brand()).applied()
    project.write({"../shared/copy/gentle.md": "Less is more.\n"})
    assert project.apply().exit_code == 0
    assert project.calls() == [
        ("PATCH", "/messaging/msg_1", {"body": "Less is more."}),
        ("PATCH", "/products/prd_1", {"messaging": "Less is more."}),
    ]
    project.assert_settled()


def test_an_edit_there_makes_a_saved_plan_stale(workspace: Workspace) -> None:
    project = workspace(brand())
    assert project.run("plan", "--out", "plan.json").exit_code == 0
    project.write({"../shared/copy/gentle.md": "More.\n"})
    run = project.run("apply", "plan.json")
    assert (run.exit_code, "manifests" in run.stderr, project.calls()) == (3, True, [])


@pytest.mark.parametrize(
    ("collection", "id", "field", "where"),
    [
        ("messaging", "msg_1", "body", "../shared/copy/gentle.md"),
        ("messaging", "msg_1", "name", "../shared/messaging.yaml"),
        ("products", "prd_1", "name", "../shared/messaging.yaml"),
        ("products", "prd_1", "messaging", "../shared/copy/gentle.md"),
    ],
)
def test_a_pull_leaves_what_is_only_included(
    workspace: Workspace, collection: str, id: str, field: str, where: str
) -> None:
    project = workspace(brand()).applied()
    before = shared(project)
    project.dashboard.edit(collection, id, {field: "Edited"})
    run = project.run("pull")
    assert (run.exit_code, run.stdout) == (4, "Nothing was pulled.\n")
    assert (
        f"{field}: is not pulled: the manifest's text stands in {where}, which is only included" in run.stderr
    )
    assert '  live: "Edited"\n' in run.stderr
    assert (shared(project), project.calls()) == (before, [])


def test_a_pull_takes_over_what_stands_in_the_workspace_itself(workspace: Workspace) -> None:
    project = workspace(brand()).applied()
    project.dashboard.edit("messaging", "msg_1", {"body": "Edited"})
    project.dashboard.edit("products", "prd_1", {"photos": ["https://cdn.example.com/b.jpg"]})
    run = project.run("pull")
    assert (run.exit_code, "~ products.serum.photos → brand.yaml\n" in run.stdout) == (4, True)


@pytest.mark.parametrize("layout", ["collection", "file-per-resource"])
def test_new_resources_never_go_there(workspace: Workspace, layout: str) -> None:
    project = workspace(brand()).applied()
    before = shared(project)
    project.dashboard.insert("messaging", {"name": "New", "body": "Text"})
    assert project.run("pull", "--layout", layout).exit_code == 0
    assert (project.root / "messaging.yaml").exists() is (layout == "collection")
    assert shared(project) == before
    project.assert_settled()


def test_no_text_goes_there_either(workspace: Workspace) -> None:
    project = workspace(brand()).applied()
    run = project.run("pull", "--copy-dir", "../shared/copy")
    assert (run.exit_code, "lies outside of the workspace" in run.stderr) == (1, True)


def test_fmt_leaves_it_alone(workspace: Workspace) -> None:
    project = workspace(brand(**{"../shared/ugly.yaml": "personas: {p:   {name: N,  description: D}}\n"}))
    before = shared(project)
    run = project.run("fmt")
    assert (run.exit_code, shared(project)) == (0, before)
    assert "shared" not in run.stdout
    named = project.run("fmt", "../shared/ugly.yaml")
    assert (named.exit_code, "lies outside of the workspace" in named.stderr) == (1, True)


def test_an_annotation_names_the_file_as_the_repository_does(workspace: Workspace) -> None:
    project = workspace(brand(**{"../shared/wrong.yaml": "persona: {}\n"}))
    run = project.run("validate", "--format", "github")
    assert run.exit_code == 1
    assert "/checkout-1/shared/wrong.yaml,line=1," in run.stdout
    assert "glow-lab/.." not in run.stdout


def test_a_wrong_include_is_told_in_the_plan(workspace: Workspace) -> None:
    project = workspace(brand(**{"rawugc.yaml": "include: [../nowhere]\n"}))
    run = project.plan()
    assert (run.exit_code, run.said("include")["source"]["line"]) == (1, 1)
    assert project.requests() == []
    assert json.loads(run.stdout)["resource_changes"] == []
