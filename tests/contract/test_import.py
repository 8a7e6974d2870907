"""`import ADDRESS ID`: one read, a record that tells git from the dashboard, and then an empty plan."""

from __future__ import annotations

from typing import Any

import pytest

from rawugc_sync.sandbox import Options
from tests.conftest import Workspace
from tests.contract.post_calendar import DAY, ONE, TOMORROW, calendar, live_post, post, wait
from tests.contract.project import Project
from tests.contract.samples import (
    SAMPLES,
    address,
    body,
    every_collection,
    every_deletable,
    every_reading,
    first_id,
    full,
    manifest,
    named,
    path_of,
    updates,
)

TEXTS = ("description", "body", "content")


def of_the_dashboard(workspace: Workspace, collection: str, **other: Any) -> Project:
    """A resource that nothing live matches, and the object in the dashboard that it is."""
    fields = full(collection)
    project = workspace(manifest(collection, fields))
    live = body(fields | other)
    assert project.dashboard.insert(collection, live) == first_id(collection)
    return project


def imports(project: Project, where: str, id: str) -> None:
    run = project.run("import", where, id)
    assert (run.exit_code, run.stdout) == (0, "")
    assert run.stderr.startswith(f"{where} is {id} from now on.\n")


@every_reading
@every_deletable
def test_what_is_imported_takes_one_read_and_leaves_nothing_to_do(
    workspace: Workspace, collection: str
) -> None:
    project = of_the_dashboard(workspace, collection)
    imports(project, address(collection), first_id(collection))
    assert project.requests() == [("GET", f"{path_of(collection)}/{first_id(collection)}")]
    state = project.state
    assert (state["serial"], list(state["resources"])) == (1, [address(collection)])
    assert state["resources"][address(collection)]["id"] == first_id(collection)
    project.assert_settled()


@every_deletable
def test_the_next_plan_shows_what_git_changes_in_it(workspace: Workspace, collection: str) -> None:
    field = next(name for name in TEXTS if name in SAMPLES[collection])
    project = of_the_dashboard(workspace, collection, **{field: "Of the dashboard."})
    imports(project, address(collection), first_id(collection))
    (change,) = project.plan().json["resource_changes"]
    assert [(f["path"], f["before"], f["origin"]) for f in change["fields"]] == [
        (field, "Of the dashboard.", "git")
    ]
    project.reset()
    assert project.apply().exit_code == 0
    assert project.calls() == [updates(collection, field, full(collection)[field])]
    project.assert_settled()


@every_deletable
def test_an_import_says_which_of_two_equal_objects_it_is(workspace: Workspace, collection: str) -> None:
    project = of_the_dashboard(workspace, collection)
    other = project.dashboard.insert(collection, body(full(collection)))
    assert project.plan().codes == {"ambiguous"}
    imports(project, address(collection), other)
    assert project.assert_settled().codes <= {"twin"}


@every_collection
def test_an_import_a_second_time_writes_nothing(workspace: Workspace, collection: str) -> None:
    project = workspace(manifest(collection, full(collection))).applied()
    before = project.state
    run = project.run("import", address(collection), first_id(collection))
    assert (run.exit_code, run.stderr) == (0, f"{address(collection)} is {first_id(collection)} already.\n")
    assert (project.requests(), project.state) == ([], before)
    project.assert_settled()


@every_collection
def test_an_id_and_an_address_that_are_taken_name_each_other(workspace: Workspace, collection: str) -> None:
    fields = full(collection)
    project = workspace(manifest(collection, fields)).applied()
    stranger = project.dashboard.insert(collection, body(fields | named(collection, 2)))
    project.write({"more.yaml": {collection: {"more": fields | named(collection, 2)}}})
    before = project.state
    taken = project.run("import", address(collection), stranger)
    assert (taken.exit_code, f"is {first_id(collection)} already" in taken.stderr) == (1, True)
    known = project.run("import", f"{collection}.more", first_id(collection))
    assert (known.exit_code, f"{first_id(collection)} is {address(collection)} already" in known.stderr) == (
        1,
        True,
    )
    assert (project.requests(), project.state) == ([], before)


@every_collection
def test_what_is_not_there_is_not_imported(workspace: Workspace, collection: str) -> None:
    project = workspace(manifest(collection, full(collection)))
    run = project.run("import", address(collection), "none_1")
    assert run.exit_code == 1
    assert f"no live object of {collection} has the id none_1" in run.stderr
    assert project.requests() == [("GET", f"{path_of(collection)}/none_1")]
    assert not (project.root / "rawugc.state.json").exists()


@pytest.mark.parametrize(
    ("where", "id", "said"),
    [
        ("personas.its", "per_1", "Did you mean personas.it? Write it first, or let rawugc-sync pull"),
        ("zzz", "per_1", "Write it first, or let rawugc-sync pull"),
        ("personas.it", "../messaging", "'../messaging' cannot be an id of RawUGC"),
        ("personas.it", "", "'' cannot be an id of RawUGC"),
    ],
)
def test_what_cannot_be_meant_is_refused_before_anything_is_asked(
    workspace: Workspace, where: str, id: str, said: str
) -> None:
    project = of_the_dashboard(workspace, "personas")
    run = project.run("import", where, id)
    assert (run.exit_code, project.requests()) == (1, [])
    assert said in run.stderr


def test_manifests_with_errors_are_reported_and_nothing_is_asked(workspace: Workspace) -> None:
    project = workspace({"a.yaml": "personas: {it: {name: N}}\n"})
    run = project.run("import", "personas.it", "per_1")
    assert (run.exit_code, project.requests()) == (1, [])
    assert "a.yaml:1:" in run.stderr


# -- what cannot be the same


def test_a_style_of_another_type_is_refused_at_its_line(workspace: Workspace) -> None:
    project = of_the_dashboard(workspace, "styles", type="image")
    run = project.run("import", "styles.it", "sty_4")
    assert run.exit_code == 3
    assert 'styles.it.type: is "image" in sty_4 and "video" here, and cannot be changed' in run.stderr
    assert "Write into type what is live, or import another object." in run.stderr
    assert "manifest.yaml:" in run.stderr
    assert not (project.root / "rawugc.state.json").exists()


def test_a_draft_is_no_scheduled_post(workspace: Workspace) -> None:
    project = workspace(calendar(teaser=post()))
    live_post(project, mode="draft", scheduledFor=None)
    run = project.run("import", "posts.teaser", "post_1")
    assert run.exit_code == 3
    assert 'posts.teaser.mode: is "draft" in post_1 and "schedule" here' in run.stderr


def test_a_built_in_style_is_refused(workspace: Workspace) -> None:
    project = workspace(manifest("styles", full("styles")))
    run = project.run("import", "styles.it", "sty_1")
    assert run.exit_code == 3
    assert "sty_1 is built into RawUGC" in run.stderr
    assert not (project.root / "rawugc.state.json").exists()


@pytest.mark.parametrize("collection", ["personas", "messaging"])
def test_an_object_of_another_organization_is_refused(workspace: Workspace, collection: str) -> None:
    project = of_the_dashboard(workspace, collection)
    project.write({"rawugc.yaml": "organization: org_other\n"})
    run = project.run("import", address(collection), first_id(collection))
    assert run.exit_code == 3
    assert "rawugc.yaml names org_other" in run.stderr
    assert not (project.root / "rawugc.state.json").exists()


@pytest.mark.parametrize(
    ("collection", "known"), [("personas", True), ("messaging", True), ("styles", False)]
)
def test_the_organization_is_remembered_where_the_object_shows_it(
    workspace: Workspace, collection: str, known: bool
) -> None:
    project = of_the_dashboard(workspace, collection)
    imports(project, address(collection), first_id(collection))
    assert (project.state["organizationId"] is not None) == known


# -- posts


def test_a_published_post_is_imported_as_history(workspace: Workspace) -> None:
    project = workspace(calendar(teaser=post(content="Edited since.")))
    live_post(project)
    wait(project, 2 * DAY)
    imports(project, "posts.teaser", "post_1")
    plan = project.assert_settled()
    assert plan.codes == set()
    assert "1 edited since" in project.run("plan").stdout


def test_a_post_at_another_time_is_moved_once_it_is_imported(workspace: Workspace) -> None:
    project = workspace(calendar(teaser=post(scheduledFor=TOMORROW + DAY)))
    live_post(project)
    assert project.plan().codes == {"possible-duplicate"}
    imports(project, "posts.teaser", "post_1")
    project.reset()
    assert project.apply().exit_code == 0
    assert project.calls() == [("POST", f"{ONE}/reschedule", {"scheduledFor": TOMORROW + DAY})]
    project.assert_settled()


def test_a_post_on_other_platforms_is_another_post(workspace: Workspace) -> None:
    """Else its manifest would say for ever what is nowhere, and call the difference drift."""
    project = workspace(calendar(teaser=post()))
    live_post(project, accounts=["instagram/glow.lab"])
    run = project.run("import", "posts.teaser", "post_1")
    assert run.exit_code == 3
    assert 'posts.teaser.accounts: is ["instagram"] in post_1 and ["tiktok/glowlab"] here' in run.stderr
    imports = {"imports": [{"to": "posts.teaser", "id": "post_1"}]}
    project.write({"imports.yaml": imports})
    assert project.plan().codes == {"import-mismatch"}


def test_what_live_does_not_tell_is_named_as_unverified(workspace: Workspace) -> None:
    project = of_the_dashboard(workspace, "posts")
    run = project.run("import", address("posts"), first_id("posts"))
    (line,) = [line for line in run.stderr.splitlines() if line.startswith("Taken as the manifest has it")]
    assert "accounts, publishToInbox" in line
    assert set(project.state["resources"][address("posts")]["unverified"]) > {"videoUrl", "accounts"}


@pytest.mark.parametrize("options", [Options(rewrites_urls=True)], ids=["rewritten-urls"])
def test_a_rewritten_video_is_the_same_post(workspace: Workspace) -> None:
    fields = full("posts") | {"videoUrl": "https://elsewhere.example/teaser.mp4"}
    project = workspace(manifest("posts", fields))
    project.dashboard.insert("posts", body(fields))
    imports(project, address("posts"), first_id("posts"))
    project.assert_settled()


def test_a_post_on_a_generated_video_is_imported_as_what_it_shows(workspace: Workspace) -> None:
    video = {"model": "veo3_fast", "prompt": "A serum."}
    post = {"accounts": ["tiktok/glowlab"], "mode": "draft", "content": "Hi. #ai"}
    shown = {"videoUrl": "${videos.it.url}", "videoId": "${videos.it.id}"}
    project = workspace({"all.yaml": {"videos": {"it": video}, "posts": {"p": {**post, **shown}}}}).applied()
    (id,) = project.dashboard.objects("posts")
    before = project.state["resources"]["posts.p"]["fields"]
    assert project.run("state", "rm", "posts.p").exit_code == 0
    assert project.run("import", "posts.p", id).exit_code == 0
    assert project.state["resources"]["posts.p"]["fields"] == before
    project.assert_settled()
