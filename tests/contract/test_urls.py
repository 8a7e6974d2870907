"""URLs that RawUGC rewrites: reported once it is clear that they come back, never written in a loop."""

from __future__ import annotations

import pytest

from rawugc_sync.sandbox import Options
from tests.conftest import Workspace
from tests.contract.project import Project
from tests.contract.samples import first_id, full, manifest

REWRITES = pytest.mark.parametrize("options", [Options(rewrites_urls=True)], ids=["rewritten-urls"])
FRONT, BACK = ["https://cdn.example.com/front.jpg"], ["https://cdn.example.com/back.jpg"]
PATCH = ("PATCH", f"/products/{first_id('products')}")


def assert_reverts_once(project: Project, photos: list[str]) -> None:
    """One more write, as it looks like drift; then a warning, and no more writes."""
    (change,) = project.plan().json["resource_changes"]
    assert [(f["path"], f["origin"]) for f in change["fields"]] == [("photos", "live")]
    project.reset()
    assert project.apply().exit_code == 0
    assert project.calls() == [(*PATCH, {"photos": photos})]
    back = project.assert_settled().said("comes-back")
    assert (back["severity"], back["field"]) == ("warning", "photos")
    assert project.apply().exit_code == 0
    assert project.calls() == []


@REWRITES
def test_rewritten_photos_are_written_once_more_and_then_reported(workspace: Workspace) -> None:
    project = workspace(manifest("products", full("products") | {"photos": FRONT})).applied()
    assert_reverts_once(project, FRONT)
    project.write(manifest("products", full("products") | {"photos": BACK}))
    project.reset()
    assert project.apply().exit_code == 0
    assert project.calls() == [(*PATCH, {"photos": BACK})]
    assert_reverts_once(project, BACK)


@REWRITES
def test_another_change_writes_rewritten_photos_no_more(workspace: Workspace) -> None:
    project = workspace(manifest("products", full("products") | {"photos": FRONT})).applied()
    assert_reverts_once(project, FRONT)
    project.write(manifest("products", full("products") | {"photos": FRONT, "name": "Cream"}))
    project.reset()
    assert project.apply().exit_code == 0
    assert project.calls() == [(*PATCH, {"name": "Cream"})]
    assert project.assert_settled().codes == {"comes-back"}


@REWRITES
def test_ignored_photos_are_not_mentioned(workspace: Workspace) -> None:
    lifecycle = {"lifecycle": {"ignoreChanges": ["photos"]}}
    project = workspace(manifest("products", full("products") | {"photos": FRONT} | lifecycle)).applied()
    assert project.assert_settled().diagnostics == []


@REWRITES
def test_a_rewritten_video_replaces_no_post(workspace: Workspace) -> None:
    project = workspace(manifest("posts", full("posts"))).applied()
    assert project.assert_settled().diagnostics == []
