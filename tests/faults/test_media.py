"""Generations whose answers are lost: found and paid once, or left to a person; never asked for twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest

from rawugc_sync.sandbox.faults import Fault
from tests.contract.project import Files, Project
from tests.contract.test_media import every_media, generates, it, made, recorded
from tests.faults.test_http import refused
from tests.faults.wire import FaultyRawUGC

Cut = Literal["reset", "close", "cut-by-length"]


def workspace_on(wire: FaultyRawUGC, root: Path, files: Files) -> Project:
    wire.journal = root / ".rawugc/journal.jsonl"
    project = Project(root, wire, wire.clock)
    project.write(files)
    return project


@pytest.fixture
def lossy(tmp_path: Path, wire: FaultyRawUGC) -> Callable[..., Project]:
    """Makes a workspace on a RawUGC whose answer to the first generation is lost."""

    def make(files: Files, *, carried_out: bool = True, delivery: Cut = "reset") -> Project:
        fault = Fault(delivery, carried_out=carried_out, method="POST", path="*/generate")
        wire.faults.set(fault)
        return workspace_on(wire, tmp_path, files)

    return make


@pytest.mark.parametrize("delivery", ["reset", "close", "cut-by-length"])
@every_media
def test_a_generation_whose_answer_was_lost_is_found_and_paid_once(
    lossy: Callable[..., Project], collection: str, delivery: Cut
) -> None:
    project = lossy(it(collection), delivery=delivery)
    run = project.apply()
    assert run.exit_code == 0
    assert project.calls() == [generates(collection)]
    (id,) = project.dashboard.objects(collection)
    assert recorded(project, f"{collection}.it")["outputs"]["id"] == id
    project.assert_settled()


@every_media
def test_what_does_not_show_in_two_looks_is_unresolved_and_never_sent_again(
    lossy: Callable[..., Project], collection: str
) -> None:
    project = lossy(it(collection), carried_out=False)
    assert project.apply().exit_code == 6
    assert project.calls() == []
    for _ in range(2):
        run = project.apply()
        assert (run.exit_code, project.calls()) == (6, [])
        assert "state resolve" in project.plan().said("unresolved")["detail"]
    project.rawugc.clock.sleep(60)  # before that, it may still turn up
    assert project.run("state", "resolve", f"{collection}.it", "--recreate").exit_code == 0
    assert project.apply().exit_code == 0
    assert project.calls() == [generates(collection)]


@pytest.mark.parametrize(("earlier", "exit_code"), [(30, 0), (90, 6)])
def test_only_what_was_made_since_can_be_it(
    lossy: Callable[..., Project], earlier: int, exit_code: int
) -> None:
    project = lossy(it("videos"), carried_out=False)
    assert project.apply().exit_code == 6
    sent_at = project.state["unresolved"]["videos.it"]["sentAt"]
    id = made(project, "videos")
    project.dashboard.edit("videos", id, {"createdAt": sent_at - earlier * 1000})
    run = project.apply()
    assert (run.exit_code, project.calls()) == (exit_code, [])


def test_several_that_it_may_be_are_for_a_person(lossy: Callable[..., Project]) -> None:
    project = lossy(it("videos"), carried_out=False)
    assert project.apply().exit_code == 6
    one, other = made(project, "videos"), made(project, "videos")
    run = project.apply()
    assert (run.exit_code, project.calls()) == (6, [])
    assert f"It may be {one} or {other}." in project.plan().said("unresolved")["detail"]
    assert project.run("state", "resolve", "videos.it", "--adopt", other).exit_code == 0
    assert project.apply().exit_code == 0
    assert recorded(project, "videos.it")["outputs"]["id"] == other


def test_what_waits_for_an_unresolved_generation_is_told_and_not_counted(
    lossy: Callable[..., Project],
) -> None:
    content = it("videos")
    content["media.yaml"]["personas"] = {"p": {"name": "P", "description": "Likes ${videos.it.prompt}"}}
    project = lossy(content, carried_out=False)
    assert project.apply().exit_code == 6
    plan = project.plan()
    assert plan.said("held-up")["summary"] == "is held up: it waits for videos.it, and nothing of it is sent"
    assert plan.json["budget"]["writes"] == 0
    assert (project.apply().exit_code, project.calls()) == (6, [])


def test_a_post_on_an_unresolved_video_is_sent_once_that_is_settled(lossy: Callable[..., Project]) -> None:
    post = {"videoUrl": "${videos.it.url}", "accounts": ["tiktok/glowlab"], "content": "#ai", "mode": "now"}
    content = it("videos")
    content["media.yaml"]["posts"] = {"teaser": post}
    project = lossy(content, carried_out=False)
    called = f"rawugc-sync -C {project.root}"
    for run in (project.apply(), project.apply()):
        assert (run.exit_code, run.result["left_out"][0]["next"]) == (6, f"{called} plan")
    out = project.run("apply", "--auto-approve").stdout
    assert f"posts.teaser: settle videos.it with state resolve, as {called} plan says" in out
    assert "state resolve videos.it --adopt ID" in project.plan().said("unresolved")["detail"]
    id = made(project, "videos", seconds=0)
    assert project.run("state", "resolve", "videos.it", "--adopt", id).exit_code == 0
    assert project.apply().exit_code == 0
    assert [path for _, path, _ in project.calls()] == ["/social/posts"]


def test_characters_that_a_key_may_not_read_are_not_checked_and_the_plan_goes_on(
    tmp_path: Path, wire: FaultyRawUGC
) -> None:
    project = workspace_on(wire, tmp_path, it("videos", selectedCharacter="rawugc.mja"))
    wire.faults.set(replace(refused(403, path="/characters", times=None), method="GET"))
    plan = project.plan()
    assert plan.actions == {"videos.it": ["create"]}
    assert plan.said("not-readable")["summary"].startswith("characters cannot be read with this key")
    run = project.apply()
    assert (run.exit_code, project.calls()) == (1, [generates("videos", selectedCharacter="rawugc.mja")])
    assert project.dashboard.objects("charges") == {}
    project.write(it("videos", selectedCharacter="rawugc.mia"))
    assert project.apply().exit_code == 0
    project.assert_settled()


@pytest.mark.parametrize("status", [404, 503])
def test_characters_that_cannot_be_read_otherwise_stop_a_plan_before_anything_is_paid(
    tmp_path: Path, wire: FaultyRawUGC, status: int
) -> None:
    project = workspace_on(wire, tmp_path, it("videos", selectedCharacter="rawugc.mia"))
    wire.faults.set(replace(refused(status, path="/characters", times=None), method="GET"))
    assert (project.plan().exit_code, project.apply().exit_code, project.calls()) == (1, 1, [])
