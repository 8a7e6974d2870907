"""Edits whose answers are lost, and runs that are killed between them: each is made and paid once."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rawugc_sync.sandbox import Options, Response
from rawugc_sync.sandbox.faults import Fault as WireFault
from tests.conftest import Workspace
from tests.contract.project import Project
from tests.contract.test_edits import (
    ADDRESS,
    APART,
    FIRST,
    LISTED,
    SHARED,
    WHOLE,
    captions,
    edit,
    layers,
    overlay,
    versions,
)
from tests.contract.test_media import VIDEO, credits_spent, generates, it, recorded
from tests.faults.processes import Fork, Watched, killing, posix, rawugc
from tests.faults.runner import Fault
from tests.faults.wire import FaultyRawUGC

__all__ = ["rawugc"]

READINGS = [APART, LISTED, SHARED, FIRST]
NAMES = ["apart", "apart-and-listed", "shared", "shared-url-stays"]
every_reading = pytest.mark.parametrize("wire_options", READINGS, ids=NAMES)
either_edit = pytest.mark.parametrize("name", ["captions", "overlay"])


@pytest.fixture
def lossy(tmp_path: Path, wire: FaultyRawUGC) -> Callable[..., Project]:
    """Makes a workspace with both edits on a RawUGC that fails one call of one of them."""

    def make(name: str, **fault: Any) -> Project:
        wire.journal = tmp_path / ".rawugc" / "journal.jsonl"
        wire.faults.set(WireFault(method="POST", path=f"/videos/{name}", **fault))
        project = Project(tmp_path, wire, wire.clock)
        project.write(it("videos", **WHOLE))
        return project

    return make


def second(options: Options) -> str:
    return "vid_2" if options.own_version_ids else "vid_1"


def both(options: Options) -> list[tuple[str, str, Any]]:
    return [captions("vid_1"), overlay(second(options))]


def answer(status: int, body: Any) -> Response:
    return Response(status, {"content-type": "application/json"}, json.dumps(body).encode())


LOSSES = [
    pytest.param({"delivery": "reset"}, id="reset"),
    pytest.param({"delivery": "close"}, id="close"),
    pytest.param({"delivery": "cut-by-length"}, id="cut"),
    pytest.param({"answer": answer(500, {"title": "Internal", "status": 500})}, id="500"),
    pytest.param({"answer": answer(503, {})}, id="503"),
    pytest.param({"answer": answer(200, {})}, id="nothing-in-it"),
    pytest.param({"answer": answer(200, {"videoId": "", "url": "https://x", "version": 2})}, id="no-id"),
    pytest.param({"answer": answer(200, {"videoId": "vid_2", "url": "https://x"})}, id="no-version"),
]


@pytest.mark.parametrize("loss", LOSSES)
@either_edit
@every_reading
def test_an_edit_whose_answer_was_lost_is_found_and_paid_once(
    lossy: Callable[..., Project], wire_options: Options, name: str, loss: dict[str, Any]
) -> None:
    project = lossy(name, **loss)
    assert project.apply().exit_code == 0
    assert project.calls() == [generates("videos"), *both(wire_options)]
    assert layers(project) == ["caption", "overlay"]
    project.assert_settled()


# -- not to be found


def unresolved(project: Project) -> Project:
    """The project once an edit was lost for good, with nothing in its log."""
    run = project.apply()
    assert (run.exit_code, [one["id"] for one in run.result["unresolved"]]) == (6, ["vid_1"])
    project.reset()
    return project


@either_edit
@every_reading
def test_an_edit_that_does_not_show_in_two_looks_is_unresolved_and_never_sent_again(
    lossy: Callable[..., Project], wire_options: Options, name: str
) -> None:
    project = unresolved(lossy(name, delivery="reset", carried_out=False))
    lost = project.state["unresolved"][ADDRESS]["edit"]
    assert lost == {"field": name, "above": 1 if name == "captions" else 2}
    assert name not in recorded(project, ADDRESS)["fields"]
    for _ in range(2):
        assert (project.apply().exit_code, project.calls()) == (6, [])
        plan = project.plan()
        assert plan.json["resource_changes"] == []
        assert plan.said("unresolved")["summary"].startswith(f"may or may not have got its {name}")
        assert f"state resolve {ADDRESS} --adopt ID" in plan.said("unresolved")["detail"]


@either_edit
@pytest.mark.parametrize("way", ["--recreate", "--forget"])
def test_what_a_person_says_was_not_made_is_made_by_the_next_apply(
    lossy: Callable[..., Project], wire_options: Options, name: str, way: str
) -> None:
    project = unresolved(lossy(name, delivery="reset", carried_out=False))
    project.rawugc.clock.sleep(60)  # before that, it may still turn up
    said = project.run("state", "resolve", ADDRESS, way)
    assert said.exit_code == 0
    assert said.stderr.strip().endswith(f"While it is in the manifests, the next apply makes its {name}.")
    assert project.apply().exit_code == 0
    assert project.calls() == both(wire_options)[0 if name == "captions" else 1 :]
    project.assert_settled()


def test_what_is_said_not_to_have_been_made_and_leaves_the_manifest_is_not_made(
    lossy: Callable[..., Project],
) -> None:
    project = unresolved(lossy("overlay", delivery="reset", carried_out=False))
    assert project.run("state", "resolve", ADDRESS, "--forget").exit_code == 0
    project.write(it("videos", captions=WHOLE["captions"]))
    project.assert_settled()


@either_edit
@every_reading
def test_an_edit_that_shows_later_is_taken_over_and_the_others_follow(
    lossy: Callable[..., Project], wire_options: Options, name: str
) -> None:
    project = unresolved(lossy(name, delivery="reset", carried_out=False))
    edit(project, "vid_1" if name == "captions" else second(wire_options), name)
    assert project.plan().codes == set()
    assert project.apply().exit_code == 0
    assert project.calls() == ([overlay(second(wire_options))] if name == "captions" else [])
    assert layers(project) == ["caption", "overlay"]
    project.assert_settled()


@either_edit
@every_reading
def test_a_person_says_which_of_several_versions_it_is(
    lossy: Callable[..., Project], wire_options: Options, name: str
) -> None:
    project = unresolved(lossy(name, delivery="reset", carried_out=False))
    on = "vid_1" if name == "captions" else second(wire_options)
    ids = [edit(project, on, name)[0] for _ in range(2)]
    assert (project.apply().exit_code, project.calls()) == (6, [])
    assert f"It may be {' or '.join(ids)}." in project.plan().said("unresolved")["detail"]

    said = project.run("state", "resolve", ADDRESS, "--adopt", ids[1])
    assert (said.exit_code, said.stderr) == (
        0,
        f"{ADDRESS} has its {name}, as version {ids[1]} from now on.\n",
    )
    project.reset()
    assert project.apply().exit_code == 0
    assert project.calls() == ([overlay(ids[1])] if name == "captions" else [])
    assert recorded(project, ADDRESS)["edited"]["highest"] == 4
    project.assert_settled()


def test_what_is_no_version_of_that_edit_cannot_be_it(lossy: Callable[..., Project]) -> None:
    project = unresolved(lossy("overlay", delivery="reset", carried_out=False))
    said = project.run("state", "resolve", ADDRESS, "--adopt", "vid_2")
    assert said.exit_code == 1
    assert "vid_1 has no version vid_2 above 2 that is of overlay" in said.stderr
    edit(project, "vid_2", "overlay")
    said = project.run("state", "resolve", ADDRESS, "--adopt", "vid_9")
    assert "It has vid_3." in said.stderr
    assert project.run("state", "resolve", ADDRESS, "--adopt", "vid_3").exit_code == 0
    project.assert_settled()


def test_an_edit_that_cannot_be_looked_for_is_unresolved_until_it_can(
    lossy: Callable[..., Project], wire: FaultyRawUGC
) -> None:
    project = lossy("overlay")
    broken = answer(200, {"videoId": "another"})
    wire.faults.set(
        WireFault("reset", method="POST", path="/videos/overlay"),
        WireFault(answer=broken, method="GET", path="/videos/vid_1", nth=3, times=None),
    )
    unresolved(project)
    wire.faults.set()
    assert project.apply().exit_code == 0
    assert project.calls() == []
    assert layers(project) == ["caption", "overlay"]
    project.assert_settled()


# -- refused


def test_what_is_refused_is_told_at_its_field_and_not_paid(lossy: Callable[..., Project]) -> None:
    refusal = {"title": "Bad", "status": 400, "detail": "No.", "errors": {"text": ["is rude"]}}
    project = lossy("overlay", carried_out=False, answer=answer(400, refusal))
    run = project.apply()
    assert run.exit_code == 4
    assert ("overlay.text", "is rude") in {(d["field"], d["summary"]) for d in run.diagnostics}
    assert "2 of its 3 calls had been carried out" in run.said("partly")["summary"]
    project.reset()
    assert project.apply().exit_code == 0
    assert project.calls() == [overlay("vid_2")]
    project.assert_settled()


# -- killed


WORK = {"model": "sora-2-text-to-video", "prompt": VIDEO["prompt"], "nFrames": "15", **WHOLE}
ESTIMATE = 7
POST = {
    "videoUrl": "${videos.it.url}",
    "accounts": ["tiktok/glowlab"],
    "mode": "draft",
    "content": "Less. #ai",
}
CALLS = 4
SYNCS = 16
AT_ONCE = {"generation_seconds": 0, "prices": {"overlay": 0}}


@pytest.fixture(
    params=[Options(**AT_ONCE), Options(own_version_ids=False, url_after_edit="first", **AT_ONCE)],  # type: ignore[arg-type]
    ids=["apart", "shared"],
)
def options(request: pytest.FixtureRequest) -> Options:
    chosen: Options = request.param
    return chosen


@pytest.fixture
def project(workspace: Workspace) -> Project:
    made = workspace({"media.yaml": {"videos": {"it": WORK}, "posts": {"it": POST}}})
    assert made.plan().json["budget"]["credits"] == ESTIMATE
    return made


def settle(project: Project) -> None:
    """What a person does: look into the dashboard, and say what is there."""
    project.rawugc.clock.sleep(60)
    for address, lost in project.state["unresolved"].items():
        if edit_of := lost.get("edit"):
            found = [one["videoId"] for one in versions(project) if one["operation"] == edit_of["field"]]
        else:
            found = list(project.dashboard.objects(address.partition(".")[0]))
        assert len(found) <= 1
        says = ("--adopt", *found) if found else ("--recreate",)
        assert project.run("state", "resolve", address, *says).exit_code == 0


def assert_made_once(project: Project) -> None:
    """After as many runs as it takes: one generation, one of each edit, one post, paid as estimated."""
    for _ in range(4):
        if (code := project.apply().exit_code) == 0:
            break
        assert code == 6
        settle(project)
    project.assert_settled()
    assert len(project.dashboard.objects("videos")) == 1
    assert [one["operation"] for one in versions(project)] == ["captions", "overlay"]
    assert layers(project) == ["caption", "overlay"]
    (post,) = project.dashboard.objects("posts").values()
    assert post["videoUrl"] == recorded(project, ADDRESS)["outputs"]["url"]
    assert credits_spent(project) == ESTIMATE


@posix
def test_an_undisturbed_run_writes_to_the_disk_so_often(project: Project) -> None:
    fork = Fork.start(project, "apply", "--auto-approve")
    assert fork.end().exit_code == 0
    assert json.loads(fork.order.counts.read_text("utf-8"))["fsync"] == SYNCS
    assert_made_once(project)


@posix
@pytest.mark.parametrize("way", ["kill-before", "kill-after"])
@pytest.mark.parametrize("number", range(1, SYNCS + 1))
def test_killed_at_any_entry_of_the_journal(project: Project, number: int, way: Any) -> None:
    fork = Fork.start(project, "apply", "--auto-approve", fault=Fault("fsync", number, way))
    assert fork.end().exit_code == -9
    assert_made_once(project)


@posix
@pytest.mark.parametrize("call", range(1, CALLS + 1))
def test_killed_when_a_call_is_carried_out_and_not_answered(
    project: Project, rawugc: Watched, call: int
) -> None:
    with killing(rawugc, call) as victim:
        victim.append(Fork.start(project, "apply", "--auto-approve"))
        assert victim[0].end().exit_code == -9
    assert project.apply().exit_code == 0
    assert_made_once(project)


@posix
@pytest.mark.parametrize("call", range(1, 6))
def test_killed_while_changed_edits_are_made(
    project: Project, rawugc: Watched, options: Options, call: int
) -> None:
    assert project.apply().exit_code == 0
    changed = {"it": {**WORK, "captions": {"language": "es"}}}
    project.write({"media.yaml": {"videos": changed, "posts": {"it": POST}}})
    spent, estimate = credits_spent(project), project.plan().json["budget"]["credits"]
    calls = 4 if options.own_version_ids else 5  # two edits, the post deleted and created, and a generation
    done = len(rawugc.writes())
    with killing(rawugc, done + min(call, calls)) as victim:
        victim.append(Fork.start(project, "apply", "--auto-approve"))
        assert victim[0].end().exit_code == -9
    assert project.apply().exit_code == 0
    assert len(rawugc.writes()) == done + calls
    assert credits_spent(project) == spent + estimate
    record = recorded(project, ADDRESS)
    assert record["id"] == ("vid_1" if options.own_version_ids else "vid_2")
    assert record["fields"]["captions"] == {"language": "es"}
    assert layers(project, record["id"]) == ["caption", "overlay"]
    project.assert_settled()


@pytest.mark.parametrize("by_a_person", [False, True], ids=["by-the-next-run", "by-a-person"])
@pytest.mark.parametrize(("name", "price"), [("captions", 1), ("overlay", 5)])
def test_a_lost_edit_counts_in_its_month_once_it_is_found(
    lossy: Callable[..., Project], name: str, price: int, by_a_person: bool
) -> None:
    """Nobody has heard what it cost: it counts as its plan would say."""
    project = lossy(name, delivery="reset", carried_out=False)
    project.write({"rawugc.yaml": {"prices": {"overlay": 5, "veo3_fast": 5}}})
    unresolved(project)
    (before,) = project.state["credits"]["months"].values()
    (id,) = edit(project, "vid_1" if name == "captions" else "vid_2", name)
    if by_a_person:
        assert project.run("state", "resolve", ADDRESS, "--adopt", id).exit_code == 0
        assert list(project.state["credits"]["months"].values()) == [before + price]
    assert project.apply().exit_code == 0
    followed = 5 if name == "captions" else 0
    assert list(project.state["credits"]["months"].values()) == [before + price + followed]
    project.assert_settled()
