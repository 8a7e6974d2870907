"""`state mv` and `state rm`: the state changes, nothing is sent, and the next plan is what it should be."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import Workspace
from tests.contract.post_calendar import DAY, calendar, post, wait
from tests.contract.project import Project
from tests.contract.samples import address, every_collection, first_id, full, manifest, named

TEXT = {"name": "N", "description": "D"}


def renamed(collection: str) -> dict[str, Any]:
    return {"manifest.yaml": {collection: {"other": full(collection)}}}


def people(*keys: str) -> dict[str, Any]:
    return {"people.yaml": {"personas": {key: TEXT | {"name": key} for key in keys}}}


def untouched(project: Project, *command: str) -> str:
    """What a refused command has said, after a look at that nothing has changed and nothing was sent."""
    before = project.state
    run = project.run(*command)
    assert (run.exit_code, run.stdout) == (1, "")
    assert (project.state, project.requests()) == (before, [])
    return run.stderr


# -- mv


@every_collection
def test_a_renamed_key_is_no_change_once_the_state_has_it_too(workspace: Workspace, collection: str) -> None:
    project = workspace(manifest(collection, full(collection))).applied()
    before = project.state
    project.write(renamed(collection))
    run = project.run("state", "mv", address(collection), f"{collection}.other")
    assert (run.exit_code, run.stderr) == (
        0,
        f"{address(collection)} is {collection}.other from now on.\n",
    )
    assert project.requests() == []
    after = project.state
    assert after["resources"] == {f"{collection}.other": before["resources"][address(collection)]}
    assert after["serial"] == before["serial"] + 1
    project.assert_settled()


def test_the_key_in_the_manifests_may_follow(workspace: Workspace) -> None:
    project = workspace(manifest("personas", full("personas"))).applied()
    run = project.run("state", "mv", "personas.it", "personas.other")
    assert run.exit_code == 0
    assert "manifest.yaml:3:3: warning: personas.it: is still in the manifests" in run.stderr
    assert "the key it has to become other there" in run.stderr
    project.write(renamed("personas"))
    project.assert_settled()


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        (("other", "more"), None),
        (
            ("it", "more"),
            "personas.it: is still in the manifests: the next apply takes it as new, and personas.other as",
        ),
        (("it", "other"), "personas.it: is still in the manifests: the next apply takes it as new\n"),
        (("more",), "personas.other: is not in the manifests: the next apply takes it as removed"),
    ],
)
def test_it_is_said_what_the_manifests_should_have(
    workspace: Workspace, keys: tuple[str, ...], said: str | None
) -> None:
    project = workspace(people("it", "more")).applied()
    project.write(people(*keys))
    run = project.run("state", "mv", "personas.it", "personas.other")
    assert (run.exit_code, "warning" in run.stderr) == (0, said is not None)
    assert (said or "") in run.stderr


@pytest.mark.parametrize("text", ["personas: {it: {name: N}}\n", "personas: [\n"])
def test_broken_manifests_do_not_keep_from_surgery(workspace: Workspace, text: str) -> None:
    project = workspace(people("it", "more")).applied()
    project.write({"broken.yaml": text})
    run = project.run("state", "mv", "personas.it", "personas.other")
    assert run.exit_code == 0
    assert "note: the manifests have errors" in run.stderr
    assert project.run("state", "rm", "personas.other").exit_code == 0
    assert list(project.state["resources"]) == ["personas.more"]
    assert project.requests() == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("personas.ti", "personas.other", "Did you mean personas.it?"),
        ("zzz", "personas.other", "rawugc-sync state list shows them all."),
        ("personas.it", "messaging.it", "messaging.it is not an address of personas"),
        ("personas.it", "other", "other is not an address of personas"),
        ("personas.it", "personas", "'' cannot be a key"),
        ("personas.it", "personas.Other", "'Other' cannot be a key"),
        ("personas.it", "personas.a.b", "'a.b' cannot be a key"),
        ("personas.it", "personas.é", "'é' cannot be a key"),
        ("personas.it", "personas.more", "the state has personas.more already"),
        ("personas.it", "personas.it", "the state has personas.it already"),
    ],
)
def test_what_cannot_be_renamed_stays(workspace: Workspace, old: str, new: str, said: str) -> None:
    project = workspace(people("it", "more")).applied()
    assert said in untouched(project, "state", "mv", old, new)


# -- rm


@every_collection
def test_what_is_dropped_is_adopted_again_without_a_write(workspace: Workspace, collection: str) -> None:
    project = workspace(manifest(collection, full(collection))).applied()
    before = project.state
    run = project.run("state", "rm", address(collection))
    assert run.exit_code == 0
    assert f"  . {address(collection)}  {first_id(collection)}\n1 address has left the state." in run.stderr
    assert project.requests() == []
    assert project.state == {**before, "serial": before["serial"] + 1, "resources": {}}
    assert project.plan().actions == {address(collection): ["no-op"]}
    assert project.apply().exit_code == 0
    assert project.calls() == []
    assert project.state["resources"][address(collection)]["id"] == first_id(collection)
    project.assert_settled()


@every_collection
def test_what_is_dropped_and_not_in_the_manifests_stays_live(workspace: Workspace, collection: str) -> None:
    fields = full(collection)
    both = {"manifest.yaml": {collection: {"it": fields, "more": fields | named(collection, 2)}}}
    project = workspace(both).applied()
    assert project.run("state", "rm", f"{collection}.more").exit_code == 0
    project.write(manifest(collection, fields))
    live = project.dashboard.objects(collection)
    project.assert_settled()
    assert project.dashboard.objects(collection) == live


def test_several_leave_together_or_not_at_all(workspace: Workspace) -> None:
    project = workspace(people("a", "b", "c")).applied()
    said = untouched(project, "state", "rm", "personas.a", "personas.x", "personas.zzzz")
    assert ("the state has no personas.x" in said, "the state has no personas.zzzz" in said) == (True, True)
    before = project.state["serial"]
    run = project.run("state", "rm", "personas.c", "personas.a", "personas.a")
    assert (run.exit_code, "2 addresses have left the state. Nothing was deleted." in run.stderr) == (0, True)
    assert (list(project.state["resources"]), project.state["serial"]) == (["personas.b"], before + 1)


def test_a_brand_is_handed_over(workspace: Workspace) -> None:
    """The old repository lets go of everything, the new one adopts it, and nothing is sent for it."""
    files = {**people("a", "b"), **calendar(teaser=post())}
    project = workspace(files).applied()
    before = project.state["serial"]
    run = project.run("state", "rm", "--all", "--auto-approve")
    assert (run.exit_code, project.requests()) == (0, [])
    for said in (
        "personas.a  per_1",
        "posts.teaser  post_1",
        "The brand is handed over.",
        "3 addresses have",
    ):
        assert said in run.stderr
    assert (project.state["resources"], project.state["serial"]) == ({}, before + 1)
    project.write({"people.yaml": {"personas": {}}, "posts.yaml": {"posts": {}}})
    project.assert_settled()
    heir = workspace(files)
    assert heir.apply().exit_code == 0
    assert heir.calls() == []
    assert len(heir.state["resources"]) == 3
    heir.assert_settled()


def test_a_state_that_is_empty_stays_as_it_is(workspace: Workspace) -> None:
    project = workspace(people("a")).applied()
    assert project.run("state", "rm", "--all", "--auto-approve").exit_code == 0
    before = project.state
    run = project.run("state", "rm", "--all", "--auto-approve")
    assert (run.exit_code, run.stderr, project.state) == (0, "The state is empty already.\n", before)


def test_a_published_post_that_is_dropped_is_left_alone(workspace: Workspace) -> None:
    project = workspace(calendar(teaser=post())).applied()
    wait(project, 2 * DAY)
    assert project.run("state", "rm", "posts.teaser").exit_code == 0
    assert project.apply().exit_code == 0
    assert project.calls() == []


def test_an_earlier_state_is_kept(workspace: Workspace) -> None:
    project = workspace(people("a")).applied()
    before = (project.root / "rawugc.state.json").read_bytes()
    assert project.run("state", "rm", "--all", "--auto-approve").exit_code == 0
    newest = max((project.root / ".rawugc/backups").iterdir())
    assert newest.read_bytes() == before
