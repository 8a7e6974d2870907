"""A run that is killed on the way from three photos to a post: each thing is there once, and paid once."""

from __future__ import annotations

import json
from typing import Any

import pytest

from rawugc_sync.sandbox import Options
from tests.conftest import Workspace
from tests.contract.project import Project
from tests.contract.test_edits import versions
from tests.contract.test_media import IMAGE, VIDEO, credits_spent, recorded
from tests.faults.processes import Fork, Watched, killing, posix, rawugc
from tests.faults.runner import Fault
from tests.files.samples import png, write

__all__ = ["rawugc"]

PHOTOS = ("front.png", "side.png", "back.png")
FRONT, SIDE, BACK = ({"file": name} for name in PHOTOS)
CHAIN: dict[str, Any] = {
    "rawugc.yaml": {"prices": {"veo3_fast": 5}},
    "all.yaml": {
        "images": {"still": {**IMAGE, "imageUrls": [FRONT, SIDE]}},
        "videos": {"it": {**VIDEO, "imageUrls": ["${images.still.url}", BACK], "captions": {}}},
        "posts": {
            "it": {
                "videoUrl": "${videos.it.url}",
                "videoId": "${videos.it.id}",
                "accounts": ["tiktok/glowlab"],
                "mode": "draft",
                "content": "Less. #ai",
            }
        },
    },
}
ESTIMATE = 4 + 5 + 1
"""The image, the video of it, and its captions."""
CALLS = [
    *("/upload", "/upload", "/images/generate"),
    *("/upload", "/videos/generate", "/videos/captions"),
    "/social/posts",
]
SYNCS = 23
"""Of an undisturbed apply: the journal before and after each call and each wait, the state, and the run."""


@pytest.fixture(
    params=[Options(generation_seconds=0), Options(generation_seconds=0, own_version_ids=False)],
    ids=["apart", "shared"],
)
def options(request: pytest.FixtureRequest) -> Options:
    chosen: Options = request.param
    return chosen


@pytest.fixture
def project(workspace: Workspace) -> Project:
    made = workspace(CHAIN)
    for name in PHOTOS:
        write(made.root, name, png(name))
    assert made.plan().json["budget"]["credits"] == ESTIMATE
    return made


def settle(project: Project) -> None:
    """What a person does once it is safe to say: look into the dashboard, and tell what is there.

    That is after a minute, of a clock that the killed run was ahead of by its waits.
    """
    project.rawugc.clock.sleep(120)
    for address, lost in project.state["unresolved"].items():
        found = list(project.dashboard.objects(address.partition(".")[0]))
        if lost.get("edit"):
            found = [one["videoId"] for one in versions(project)]
        says = ("--adopt", *found) if found else ("--recreate",)
        assert project.run("state", "resolve", address, *says).exit_code == 0


def assert_each_is_there_once(project: Project, *, uploads: int = len(PHOTOS)) -> None:
    """After as many runs as it takes: each call sent once, and paid as estimated, and nothing left to do."""
    for _ in range(4):
        if (code := project.apply().exit_code) == 0:
            break
        assert code == 6
        settle(project)
    sent = [path for _, path, _ in project.calls()]
    others = [path for path in CALLS if path != "/upload"]
    assert sorted(sent) == sorted([*others, *["/upload"] * uploads])
    project.assert_settled()
    assert len(project.dashboard.objects("uploads")) == uploads
    assert [len(project.dashboard.objects(name)) for name in ("images", "videos", "posts")] == [1, 1, 1]
    assert [one["operation"] for one in versions(project)] == ["captions"]
    (post,) = project.dashboard.objects("posts").values()
    outputs = recorded(project, "videos.it")["outputs"]
    assert (post["videoUrl"], post["videoId"]) == (outputs["url"], outputs["id"])
    assert credits_spent(project) == ESTIMATE


@posix
def test_an_undisturbed_run_writes_to_the_disk_so_often(project: Project) -> None:
    fork = Fork.start(project, "apply", "--auto-approve")
    assert fork.end().exit_code == 0
    assert [path for _, path, _ in project.calls()] == CALLS
    assert json.loads(fork.order.counts.read_text("utf-8"))["fsync"] == SYNCS
    assert_each_is_there_once(project)


@posix
@pytest.mark.parametrize("way", ["kill-before", "kill-after"])
@pytest.mark.parametrize("number", range(1, SYNCS + 1))
def test_killed_at_any_entry_of_the_journal_each_is_there_once(
    project: Project, number: int, way: Any
) -> None:
    fork = Fork.start(project, "apply", "--auto-approve", fault=Fault("fsync", number, way))
    assert fork.end().exit_code == -9
    assert_each_is_there_once(project)


@posix
@pytest.mark.parametrize("call", range(1, len(CALLS) + 1))
def test_killed_when_a_call_is_carried_out_and_not_answered(
    project: Project, rawugc: Watched, call: int
) -> None:
    """Of an upload whose answer is lost there is a second copy, which is free."""
    with killing(rawugc, call) as victim:
        victim.append(Fork.start(project, "apply", "--auto-approve"))
        assert victim[0].end().exit_code == -9
    assert_each_is_there_once(project, uploads=len(PHOTOS) + (CALLS[call - 1] == "/upload"))
