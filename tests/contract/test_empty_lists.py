"""An empty list and null are one, whichever side has which: in the manifest, in the state and live."""

from __future__ import annotations

from typing import Any

import pytest

from rawugc_sync.sandbox import Options
from tests.conftest import Workspace
from tests.contract.project import START, Project

DAY = 86_400_000
PHOTO, OTHER = "https://cdn.example.com/a.jpg", "https://cdn.example.com/b.jpg"
LOST = "lost"
"""Stands for a state that is not there."""

nulls_shown_or_not = pytest.mark.parametrize(
    "options", [Options(), Options(nulls=True)], ids=["left-out", "null"]
)


def product(*photos: str) -> dict[str, Any]:
    return {"p.yaml": {"products": {"p": {"name": "P", "photos": list(photos)}}}}


def patches(photos: list[str]) -> list[tuple[str, str, Any]]:
    return [("PATCH", "/products/prd_1", {"photos": photos})]


def in_a_world(workspace: Workspace, desired: list[str], recorded: Any, live: Any) -> Project:
    """A product as the manifest, the state and RawUGC have it."""
    project = workspace(product(*(recorded if isinstance(recorded, list) else []))).applied()
    state = project.state
    if recorded == LOST:
        project.lose_state()
    elif not isinstance(recorded, list):
        state["resources"]["products.p"]["fields"]["photos"] = None
        project.write({"rawugc.state.json": state})
    project.dashboard.edit("products", "prd_1", {"photos": live})
    project.write(product(*desired))
    return project


@nulls_shown_or_not
@pytest.mark.parametrize(
    ("desired", "recorded", "live", "calls"),
    [
        ([], [], [], []),
        ([], [], None, []),
        ([], None, [], []),
        ([], None, None, []),
        ([], LOST, None, []),
        ([], LOST, [], []),
        ([], [PHOTO], None, []),
        ([], [PHOTO], [], []),
        ([], [PHOTO], [PHOTO], patches([])),
        ([], [], [PHOTO], patches([])),
        ([], None, [PHOTO], patches([])),
        ([], LOST, [PHOTO], patches([])),
        ([PHOTO], [], [], patches([PHOTO])),
        ([PHOTO], [], None, patches([PHOTO])),
        ([PHOTO], None, None, patches([PHOTO])),
        ([PHOTO], LOST, None, patches([PHOTO])),
        ([PHOTO], [PHOTO], None, patches([PHOTO])),
        ([PHOTO], [PHOTO], [], patches([PHOTO])),
        ([PHOTO], [OTHER], None, patches([PHOTO])),
        ([PHOTO], None, [PHOTO], []),
    ],
)
def test_no_photos_are_no_photos(
    workspace: Workspace, desired: list[str], recorded: Any, live: Any, calls: list[Any]
) -> None:
    project = in_a_world(workspace, desired, recorded, live)
    plan = project.plan()
    changes = plan.json["resource_changes"]
    assert [field["path"] for c in changes for field in c["fields"]] == ["photos"] * len(calls)
    project.reset()
    assert project.apply().exit_code == 0
    assert project.calls() == calls
    project.assert_settled()


@nulls_shown_or_not
@pytest.mark.parametrize("answered", [[], None])
def test_a_product_without_photos_is_created_once(workspace: Workspace, answered: Any) -> None:
    project = workspace(product())
    assert project.apply().exit_code == 0
    assert project.calls() == [("POST", "/products", {"name": "P", "photos": []})]
    project.dashboard.edit("products", "prd_1", {"photos": answered})
    project.assert_settled()


def test_what_loses_all_its_photos_is_shown_as_that(workspace: Workspace) -> None:
    project = workspace(product(PHOTO)).applied()
    project.write(product())
    assert f'- photos:\n          │ - "{PHOTO}"\n' in project.run("plan").stdout


@nulls_shown_or_not
@pytest.mark.parametrize("live", [[], None])
def test_drift_to_no_photos_is_pulled(workspace: Workspace, live: Any) -> None:
    project = workspace(product(PHOTO)).applied()
    project.dashboard.edit("products", "prd_1", {"photos": live})
    assert project.run("pull").exit_code == 0
    assert "[]" in (project.root / "p.yaml").read_text()
    project.assert_settled()


@nulls_shown_or_not
@pytest.mark.parametrize("live", [[], None])
def test_a_product_without_photos_is_pulled_as_one(workspace: Workspace, live: Any) -> None:
    project = workspace({})
    project.dashboard.insert("products", {"name": "P", "photos": live})
    assert project.run("pull").exit_code == 0
    assert (project.root / "products.yaml").read_text() == "products:\n  p:\n    name: P\n    photos: []\n"
    project.assert_settled()


def test_a_post_is_on_some_account(workspace: Workspace) -> None:
    """The other lists are never empty."""
    for field in ("accounts", "accountIds"):
        one = {"videoUrl": "https://a.b/c.mp4", "scheduledFor": START + DAY, field: []}
        run = workspace({"it.yaml": {"posts": {"it": one}}}).run("validate")
        assert (run.exit_code, "needs at least one account" in run.stdout) == (1, True)


@nulls_shown_or_not
def test_history_without_a_caption_can_be_taken_over(workspace: Workspace) -> None:
    """What the manifest has and the live post lacks went into the state as null, which no run could read."""
    post = {"videoUrl": "https://a.b/c.mp4", "accounts": ["tiktok/glowlab"], "scheduledFor": START + DAY}
    project = workspace({"it.yaml": {"posts": {"it": post}}}).applied()
    project.dashboard.publish_post("post_1", START + DAY)
    project.clock.sleep(2 * DAY / 1000)
    project.lose_state()
    project.write({"it.yaml": {"posts": {"it": {**post, "content": "Written down later"}}}})
    assert project.apply().exit_code == 0
    assert None not in project.state["resources"]["posts.it"]["fields"].values()
    project.assert_settled()


def test_a_state_with_a_null_is_read(workspace: Workspace) -> None:
    """Such as version 0.1 wrote."""
    fields = {"name": "P", "photos": [], "description": "D"}
    project = workspace({"p.yaml": {"products": {"p": fields}}}).applied()
    state = project.state
    state["resources"]["products.p"]["fields"] |= {"photos": None, "description": None}
    project.write({"rawugc.state.json": state})
    project.assert_settled()
