"""Captions and overlays of videos: paid once, in their order, on the version that the one before has made."""

from __future__ import annotations

import json
from typing import Any
from urllib.request import Request, urlopen

import pytest

from rawugc_sync.sandbox import Options
from tests.conftest import Workspace
from tests.contract.project import Project
from tests.contract.samples import VARIANTS
from tests.contract.test_media import VIDEO, generates, it, made, media, recorded
from tests.contract.test_outputs import asks_for_video, drafts, story

CAPTIONS: dict[str, Any] = {"language": "en"}
OVERLAY: dict[str, Any] = {"text": "Says less.", "fontSize": 40}
ADDRESS = "videos.it"

FLIPPED: dict[str, Any] = {switch: next(iter(values.values())) for switch, values in VARIANTS.items()}
APART, SHARED = Options(), Options(own_version_ids=False)
LISTED = Options(**FLIPPED, lists_versions=True, newest_first=False, caption_operation="caption")
FIRST = Options(**FLIPPED, own_version_ids=False, url_after_edit="first", caption_operation="caption")
BRIEF = Options(own_version_ids=False, lists_are_brief=True)


def _on(**readings: Options) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("options", readings.values(), ids=readings.keys())


apart = _on(apart=APART, listed=LISTED)
shared = _on(shared=SHARED, first=FIRST, brief=BRIEF)
both = _on(apart=APART, listed=LISTED, shared=SHARED, first=FIRST, brief=BRIEF)
that_lists_versions = _on(apart=APART, listed=LISTED, shared=SHARED, first=FIRST)


def captions(on: str, **fields: Any) -> tuple[str, str, Any]:
    return ("POST", "/videos/captions", {"videoId": on, **(fields or CAPTIONS)})


def overlay(on: str, **fields: Any) -> tuple[str, str, Any]:
    return ("POST", "/videos/overlay", {"videoId": on, **OVERLAY, **fields})


def versions(project: Project, id: str = "vid_1") -> list[dict[str, Any]]:
    """What was made of a video, and what can be seen in each."""
    return [one for one in project.dashboard.objects("versions").values() if one["root"] == id]


def layers(project: Project, id: str = "vid_1") -> list[str]:
    """The edits that can be seen in the version that the state gives out."""
    url = recorded(project, ADDRESS)["outputs"]["url"]
    found = [one for one in versions(project, id) if one["url"] == url]
    return [layer["operation"].removesuffix("s") for layer in (found[0]["layers"] if found else ())]


def made_so_far(project: Project) -> list[tuple[str, str, Any]]:
    """What was sent since the last look."""
    calls = project.calls()
    project.reset()
    return calls


def second(options: Options) -> str:
    return "vid_2" if options.own_version_ids else "vid_1"


# -- a creation


@both
def test_a_generation_and_its_edits_captions_first(workspace: Workspace, options: Options) -> None:
    project = workspace(it("videos", overlay=OVERLAY, captions=CAPTIONS))
    plan = project.plan()
    assert [
        (call["path"], call["body"].get("videoId")) for call in plan.json["resource_changes"][0]["calls"]
    ] == [
        ("/videos/generate", None),
        ("/videos/captions", "${videos.it.id}"),
        ("/videos/overlay", "${videos.it.id}"),
    ]
    assert plan.json["budget"]["credits"] == 1
    assert project.apply().exit_code == 0
    assert project.calls() == [generates("videos"), captions("vid_1"), overlay(second(options))]
    assert layers(project) == ["caption", "overlay"]
    record = recorded(project, ADDRESS)
    assert (record["id"], record["fields"]) == ("vid_1", {**VIDEO, "captions": CAPTIONS, "overlay": OVERLAY})
    assert project.assert_settled().json["budget"]["reads"] == 0


# -- running


@both
def test_what_runs_is_waited_for_and_then_edited(workspace: Workspace, options: Options) -> None:
    project = workspace(it("videos", prompt="It [hangs].", captions=CAPTIONS, overlay=OVERLAY))
    assert project.apply().exit_code == 4
    assert made_so_far(project) == [generates("videos", prompt="It [hangs].")]
    plan = project.plan()
    assert (plan.actions, plan.json["budget"]["credits"]) == ({ADDRESS: ["update"]}, 1)
    project.dashboard.edit("videos", "vid_1", {"fate": "completes"})
    assert project.apply().exit_code == 0
    assert project.calls() == [captions("vid_1"), overlay(second(options))]
    project.assert_settled()


@both
def test_what_runs_and_is_adopted_is_waited_for_and_then_edited(
    workspace: Workspace, options: Options
) -> None:
    project = workspace(it("videos", captions=CAPTIONS))
    id = made(project, "videos", seconds=50)
    assert project.plan().json["budget"]["credits"] == 1
    assert project.apply().exit_code == 0
    assert project.calls() == [captions(id)]
    project.assert_settled()


# -- completed


@both
def test_an_edit_that_is_added_at_the_end_is_made(workspace: Workspace, options: Options) -> None:
    project = workspace(it("videos", captions=CAPTIONS)).applied()
    project.reset()
    project.write(it("videos", captions=CAPTIONS, overlay=OVERLAY))
    plan = project.plan()
    assert (plan.actions, project.requests()) == ({ADDRESS: ["update"]}, [("GET", "/videos/vid_1")])
    assert plan.json["resource_changes"][0]["calls"][0]["body"]["videoId"] == second(options)
    assert [one["path"] for one in plan.json["resource_changes"][0]["fields"]] == ["overlay"]
    assert project.apply().exit_code == 0
    assert project.calls() == [overlay(second(options))]
    assert layers(project) == ["caption", "overlay"]
    project.assert_settled()


CHANGES = [
    pytest.param({"captions": {"language": "es"}, "overlay": OVERLAY}, id="captions-changed"),
    pytest.param({"captions": CAPTIONS, "overlay": {**OVERLAY, "text": "Does more."}}, id="overlay-changed"),
    pytest.param({"overlay": OVERLAY}, id="captions-removed"),
    pytest.param({"captions": CAPTIONS}, id="overlay-removed"),
    pytest.param({}, id="both-removed"),
]
WHOLE = {"captions": CAPTIONS, "overlay": OVERLAY}


def chain(edits: dict[str, Any], start: str, *ids: str) -> list[tuple[str, str, Any]]:
    """The calls of some edits: the first on `start`, each further one on the id that was answered."""
    bodies = [(f"/videos/{name}", edits[name]) for name in ("captions", "overlay") if name in edits]
    return [
        ("POST", path, {"videoId": on, **fields})
        for (path, fields), on in zip(bodies, (start, *ids), strict=False)
    ]


@apart
@pytest.mark.parametrize("edits", CHANGES)
def test_a_changed_edit_begins_from_the_original_again(
    workspace: Workspace, options: Options, edits: dict[str, Any]
) -> None:
    project = workspace(it("videos", **WHOLE)).applied()
    project.reset()
    project.write(it("videos", **edits))
    plan = project.plan()
    assert plan.actions == {ADDRESS: ["update"]}
    assert plan.json["budget"]["credits"] == ("captions" in edits) + 5 * ("overlay" in edits)
    begins = (
        f"gets its {' and '.join(edits)} from the original vid_1 on" if edits else "is the original vid_1"
    )
    assert plan.said("edited-again")["summary"].startswith(begins)
    assert project.apply().exit_code == 0
    assert project.calls() == chain(edits, "vid_1", "vid_4")
    assert layers(project) == [name.removesuffix("s") for name in ("captions", "overlay") if name in edits]
    assert recorded(project, ADDRESS)["id"] == "vid_1"
    project.assert_settled()


@apart
def test_captions_that_come_below_an_overlay_begin_from_the_original(
    workspace: Workspace, options: Options
) -> None:
    project = workspace(it("videos", overlay=OVERLAY)).applied()
    project.reset()
    project.write(it("videos", **WHOLE))
    assert project.plan().actions == {ADDRESS: ["update"]}
    assert project.apply().exit_code == 0
    assert project.calls() == [captions("vid_1"), overlay("vid_3")]
    assert layers(project) == ["caption", "overlay"]
    project.assert_settled()


@apart
def test_the_original_comes_back_for_nothing(workspace: Workspace, options: Options) -> None:
    project = workspace(it("videos")).applied()
    original = recorded(project, ADDRESS)["outputs"]
    project.write(it("videos", **WHOLE))
    assert project.apply().exit_code == 0
    assert recorded(project, ADDRESS)["outputs"] != original
    project.write(it("videos"))
    project.reset()
    assert project.apply().exit_code == 0
    assert (project.calls(), recorded(project, ADDRESS)["outputs"]) == ([], original)
    project.assert_settled()
    project.write(it("videos", captions=CAPTIONS))
    assert project.apply().exit_code == 0
    assert project.calls() == [captions("vid_1")]
    project.assert_settled()


@shared
@pytest.mark.parametrize("edits", CHANGES)
def test_a_changed_edit_takes_a_new_generation_where_versions_cannot_be_named(
    workspace: Workspace, options: Options, edits: dict[str, Any]
) -> None:
    project = workspace(it("videos", **WHOLE)).applied()
    project.reset()
    project.write(it("videos", **edits))
    plan = project.plan()
    assert plan.actions == {ADDRESS: ["create", "forget"]}
    assert "RawUGC would draw over what is there" in plan.said("edits-replace")["summary"]
    assert all(one["forces_replacement"] for one in plan.json["resource_changes"][0]["fields"])
    assert project.apply().exit_code == 0
    assert project.calls() == [generates("videos"), *chain(edits, "vid_2", "vid_2")]
    assert recorded(project, ADDRESS)["id"] == "vid_2"
    assert project.state["letGo"] == {"videos": ["vid_1"]}
    project.assert_settled()


@shared
def test_what_is_protected_is_edited_and_not_generated_again(workspace: Workspace, options: Options) -> None:
    guard = {"lifecycle": {"preventDestroy": True}}
    project = workspace(it("videos", **guard)).applied()
    project.write(it("videos", captions=CAPTIONS, **guard))
    assert project.apply().exit_code == 0
    project.reset()
    project.write(it("videos", captions={}, **guard))
    plan = project.plan()
    assert (plan.exit_code, plan.said("prevent-destroy")["address"]) == (3, ADDRESS)
    assert project.apply().exit_code == 3
    assert project.calls() == []


@both
@pytest.mark.parametrize("change", [{"take": 2}, {"aspectRatio": "16:9"}], ids=str)
def test_another_generation_gets_all_edits(
    workspace: Workspace, options: Options, change: dict[str, Any]
) -> None:
    project = workspace(it("videos", captions=CAPTIONS)).applied()
    project.reset()
    project.write(it("videos", **WHOLE, **change))
    plan = project.plan()
    assert (plan.actions, plan.codes) == ({ADDRESS: ["create", "forget"]}, set())
    assert project.apply().exit_code == 0
    sent = {name: value for name, value in change.items() if name != "take"}
    new = recorded(project, ADDRESS)["id"]
    ids = [one["videoId"] for one in versions(project, new)]
    assert project.calls() == [generates("videos", **sent), captions(new), overlay(ids[0])]
    project.assert_settled()


@both
def test_a_replacement_that_is_asked_for_gets_all_edits(workspace: Workspace, options: Options) -> None:
    project = workspace(it("videos", captions=CAPTIONS)).applied()
    project.write(it("videos", **WHOLE))
    plan = project.plan("--replace", ADDRESS)
    assert (plan.actions, plan.diagnostics) == ({ADDRESS: ["create", "forget"]}, [])
    assert project.apply("--replace", ADDRESS).exit_code == 0
    new = recorded(project, ADDRESS)["id"]
    first = versions(project, new)[0]["videoId"]
    assert project.calls() == [generates("videos"), captions(new), overlay(first)]
    project.assert_settled()


def test_what_is_ignored_is_made_with_the_video_and_then_left_alone(workspace: Workspace) -> None:
    ignoring = {"lifecycle": {"ignoreChanges": ["overlay"]}}
    project = workspace(it("videos", overlay=OVERLAY, **ignoring)).applied()
    assert [one["operation"] for one in versions(project)] == ["overlay"]
    project.write(it("videos", overlay={"text": "Other."}, **ignoring))
    project.assert_settled()


@both
def test_what_is_ignored_is_not_made_of_what_is_adopted(workspace: Workspace, options: Options) -> None:
    project = workspace(it("videos", **WHOLE, lifecycle={"ignoreChanges": ["captions"]}))
    id = made(project, "videos")
    assert project.apply().exit_code == 0
    assert project.calls() == [overlay(id)]
    project.assert_settled()


# -- failed


@both
def test_edits_are_no_reason_to_generate_once_more_what_failed(
    workspace: Workspace, options: Options
) -> None:
    project = workspace(it("videos", prompt="It [fails].", captions=CAPTIONS))
    assert project.apply().exit_code == 4
    assert made_so_far(project) == [generates("videos", prompt="It [fails].")]
    plan = project.plan()
    assert (plan.actions, plan.codes) == ({}, {"generation-failed"})
    project.write(it("videos", prompt="It [fails].", overlay=OVERLAY))
    assert (project.apply().exit_code, project.calls()) == (4, [])
    assert project.apply("--retry-failed").exit_code == 4
    assert project.calls() == [generates("videos", prompt="It [fails].")]


@both
def test_what_failed_is_made_from_other_fields_with_its_edits(workspace: Workspace, options: Options) -> None:
    project = workspace(it("videos", prompt="It [fails].", captions=CAPTIONS))
    assert project.apply().exit_code == 4
    project.reset()
    project.write(it("videos", captions=CAPTIONS))
    assert project.apply().exit_code == 0
    assert project.calls() == [generates("videos"), captions("vid_2")]
    project.assert_settled()


# -- not recorded


def edit(project: Project, on: str, *names: str) -> list[str]:
    """Somebody edits a video in the dashboard: the ids that each edit has answered with."""
    ids = []
    for name in names:
        body = {"videoId": on, **(OVERLAY if name == "overlay" else {})}
        request = Request(
            f"{project.rawugc.url}/videos/{name}",
            json.dumps(body).encode(),
            {"Authorization": "Bearer dashboard", "Content-Type": "application/json"},
        )
        with urlopen(request) as answer:
            on = json.load(answer)["videoId"]
        ids.append(on)
    project.reset()
    return ids


@both
def test_an_adopted_video_gets_the_edits_that_it_lacks(workspace: Workspace, options: Options) -> None:
    project = workspace(it("videos", **WHOLE))
    id = made(project, "videos")
    plan = project.plan()
    assert (plan.actions, plan.json["budget"]["credits"]) == ({ADDRESS: ["update"]}, 1)
    assert plan.json["resource_changes"][0]["change"]["importing"] == {"id": id}
    assert project.apply().exit_code == 0
    assert project.calls() == [captions(id), overlay(second(options))]
    project.assert_settled()


@both
@pytest.mark.parametrize("there", [["captions"], ["captions", "overlay"]], ids="+".join)
def test_an_edit_that_is_there_counts_as_the_one_that_is_wanted(
    workspace: Workspace, options: Options, there: list[str]
) -> None:
    project = workspace(it("videos", **WHOLE))
    (last, *_) = edit(project, made(project, "videos"), *there)[::-1]
    plan = project.plan()
    assert plan.said("unverified")["summary"].startswith(f"aspectRatio, {', '.join(there)}: ")
    assert project.apply().exit_code == 0
    assert project.calls() == ([] if "overlay" in there else [overlay(last)])
    assert layers(project) == ["caption", "overlay"]
    assert recorded(project, ADDRESS)["id"] == "vid_1"
    project.assert_settled()


@that_lists_versions
def test_what_was_edited_and_is_to_have_no_edits_is_the_original(
    workspace: Workspace, options: Options
) -> None:
    project = workspace(it("videos"))
    id = made(project, "videos")
    edit(project, id, "captions", "overlay")
    assert project.plan().actions == {ADDRESS: ["no-op"]}
    assert project.apply().exit_code == 0
    outputs = {"id": id, "url": "https://cdn.rawugc.test/url"}
    assert (project.calls(), recorded(project, ADDRESS)["outputs"]) == ([], outputs)
    project.assert_settled()


@apart
def test_captions_that_an_adopted_video_lacks_are_drawn_on_its_original(
    workspace: Workspace, options: Options
) -> None:
    project = workspace(it("videos", **WHOLE))
    id = made(project, "videos")
    edit(project, id, "overlay")
    assert project.apply().exit_code == 0
    assert project.calls() == [captions(id), overlay("vid_3")]
    assert layers(project) == ["caption", "overlay"]
    project.assert_settled()


@shared
@pytest.mark.parametrize("block", [False, True], ids=["found", "named"])
def test_what_rawugc_would_draw_over_is_a_question(
    workspace: Workspace, options: Options, block: bool
) -> None:
    project = workspace(it("videos", captions=CAPTIONS))
    id = made(project, "videos")
    edit(project, id, "overlay")
    if block:
        project.write({"imports.yaml": {"imports": [{"to": ADDRESS, "id": id}]}})
    plan = project.plan()
    assert plan.exit_code == 3
    assert f"- {{to: {ADDRESS}, not: [{id}]}}" in plan.said("edited-otherwise")["detail"]
    project.write({"imports.yaml": {"imports": [{"to": ADDRESS, "not": [id]}]}})
    assert project.apply().exit_code == 0
    assert project.calls() == [generates("videos"), captions("vid_2")]
    project.assert_settled()


@both
def test_versions_are_no_videos_of_their_own(workspace: Workspace, options: Options) -> None:
    project = workspace(media("videos", it={**VIDEO, **WHOLE}, other={**VIDEO, "take": 2})).applied()
    ids = [recorded(project, address)["id"] for address in (ADDRESS, "videos.other")]
    shown = project.run("pull", "--include-published").stdout
    assert "veo3_fast" not in shown
    project.assert_settled()
    project.lose_state()
    plan = project.plan()
    asked = [d["detail"] for d in plan.diagnostics if d["code"] == "ambiguous"]
    assert len(asked) == 2
    assert all(detail.count("{to: ") == len(ids) + 1 and id in detail for detail in asked for id in ids)


@both
def test_a_new_key_with_other_edits_is_a_rename(workspace: Workspace, options: Options) -> None:
    project = workspace(it("videos", captions=CAPTIONS)).applied()
    project.reset()
    project.write(media("videos", new={**VIDEO, **WHOLE}))
    plan = project.plan()
    assert (plan.exit_code, plan.said("rename")["address"]) == (3, "videos.new")
    project.write({"moved.yaml": {"moved": [{"from": ADDRESS, "to": "videos.new"}]}})
    assert project.apply().exit_code == 0
    assert project.calls() == [overlay(second(options))]
    project.assert_settled()


def test_two_that_differ_in_their_edits_alone_need_two_takes(workspace: Workspace) -> None:
    project = workspace(media("videos", one={**VIDEO, **WHOLE}, other=VIDEO))
    assert "has the same natural key as videos.one" in project.run("validate").stdout
    project.write(media("videos", one={**VIDEO, **WHOLE}, other={**VIDEO, "take": 2}))
    assert project.run("validate", "--strict").exit_code == 0


# -- what others have edited meanwhile


@apart
def test_what_was_edited_in_the_dashboard_is_left_beside(workspace: Workspace, options: Options) -> None:
    project = workspace(it("videos", captions=CAPTIONS)).applied()
    edit(project, "vid_2", "overlay")
    project.assert_settled()
    project.write(it("videos", **WHOLE))
    assert project.apply().exit_code == 0
    assert project.calls() == [overlay("vid_2")]
    assert recorded(project, ADDRESS)["edited"]["version"] == 4
    project.assert_settled()


@shared
@pytest.mark.parametrize("mine", [{}, {"captions": CAPTIONS}], ids=["none", "captions"])
def test_nothing_is_drawn_over_what_was_edited_in_the_dashboard(
    workspace: Workspace, options: Options, mine: dict[str, Any]
) -> None:
    project = workspace(it("videos", **mine)).applied()
    edit(project, "vid_1", "captions")
    project.assert_settled()
    project.write(it("videos", **WHOLE))
    plan = project.plan()
    assert plan.actions == {ADDRESS: ["create", "forget"]}
    assert plan.said("edits-replace")["address"] == ADDRESS
    assert project.apply().exit_code == 0
    assert project.calls() == [generates("videos"), captions("vid_2"), overlay("vid_2")]
    project.assert_settled()


# -- by hand


@both
@pytest.mark.parametrize("there", [[], ["captions"], ["captions", "overlay"]], ids="+".join)
def test_an_edited_video_is_imported_with_the_edits_that_it_has(
    workspace: Workspace, options: Options, there: list[str]
) -> None:
    project = workspace(it("videos", **WHOLE))
    id = made(project, "videos")
    on = [id, *edit(project, id, *there)][-1]
    assert project.run("import", ADDRESS, id).exit_code == 0
    assert [name for name in ("captions", "overlay") if name in recorded(project, ADDRESS)["fields"]] == there
    assert project.apply().exit_code == 0
    third = "vid_3" if options.own_version_ids else id
    left = {0: [captions(id), overlay(second(options))], 1: [overlay(on)], 2: []}[len(there)]
    assert (project.calls(), recorded(project, ADDRESS)["outputs"]["id"]) == (left, third)
    assert layers(project) == ["caption", "overlay"]
    project.assert_settled()


@apart
@pytest.mark.parametrize("way", ["import", "imports"])
def test_a_version_is_not_imported(workspace: Workspace, options: Options, way: str) -> None:
    project = workspace(it("videos", captions=CAPTIONS))
    id = made(project, "videos")
    edit(project, id, "captions")
    if way == "import":
        run = project.run("import", ADDRESS, "vid_2")
        assert (run.exit_code, "vid_2 is a version of vid_1" in run.stderr) == (3, True)
    else:
        project.write({"imports.yaml": {"imports": [{"to": ADDRESS, "id": "vid_2"}]}})
        assert project.plan().exit_code == 1
    assert (project.calls(), (project.root / "rawugc.state.json").exists()) == ([], False)


@that_lists_versions
def test_an_edited_video_is_pulled_as_its_original(workspace: Workspace, options: Options) -> None:
    project = workspace({"rawugc.yaml": ""})
    id = made(project, "videos")
    edit(project, id, "captions", "overlay")
    shown = project.run("pull").stderr
    assert "1 of videos is generated or failed, and not pulled" in shown
    assert project.run("pull", "--include-published").exit_code == 0
    assert [one["outputs"] for one in project.state["resources"].values()] == [
        {"id": id, "url": "https://cdn.rawugc.test/url"}
    ]
    assert project.assert_settled().json["budget"]["reads"] == 0


@both
def test_what_leaves_is_let_go_as_one_and_its_versions_are_no_question(
    workspace: Workspace, options: Options
) -> None:
    project = workspace(it("videos", **WHOLE)).applied()
    project.write({"media.yaml": {"videos": {}}})
    assert project.apply().exit_code == 0
    assert project.state["letGo"] == {"videos": ["vid_1"]}
    project.write(it("videos"))
    plan = project.plan()
    assert plan.actions == {ADDRESS: ["create"]}
    assert plan.said("let-go")["summary"] == "is not taken for vid_1, which is like it and was let go"


@both
def test_a_saved_plan_is_applied_as_it_was_shown(workspace: Workspace, options: Options) -> None:
    project = workspace(it("videos", **WHOLE))
    assert project.run("plan", "--out", "it.plan").exit_code == 0
    shown = project.run("show", "it.plan").stdout
    assert "overlay" in shown
    assert project.run("apply", "it.plan").exit_code == 0
    assert project.calls() == [generates("videos"), captions("vid_1"), overlay(second(options))]
    project.assert_settled()


# -- what others make of it


@both
def test_what_others_use_is_the_last_version(workspace: Workspace, options: Options) -> None:
    project = workspace(story(**WHOLE))
    assert project.apply().exit_code == 0
    made_first = [generates("images"), asks_for_video(project)]
    edited = [captions("vid_1"), overlay(second(options))]
    assert project.calls() == [*made_first, *edited, drafts(project)]
    assert layers(project) == ["caption", "overlay"]
    project.assert_settled()


@both
def test_another_edit_makes_anew_what_was_made_from_the_video(workspace: Workspace, options: Options) -> None:
    project = workspace(story(captions=CAPTIONS)).applied()
    project.write(story(**WHOLE))
    plan = project.plan()
    assert plan.actions == {ADDRESS: ["update"], "posts.teaser": ["delete", "create"]}
    assert project.apply().exit_code == 0
    (deleted,) = [path for method, path, _ in project.calls() if method == "DELETE"]
    assert project.calls() == [overlay(second(options)), ("DELETE", deleted, None), drafts(project)]
    project.assert_settled()


def test_an_edit_of_a_later_run_still_knows_the_original(workspace: Workspace) -> None:
    """The video was generated by one run, and edited by the next: another text begins from the original."""
    project = workspace(it("videos", overlay={"text": "a"}))
    assert project.apply("--no-wait").exit_code == 0
    project.rawugc.clock.sleep(600)
    assert project.apply().exit_code == 0
    outputs = recorded(project, ADDRESS)["edited"]["original"]
    assert (outputs["id"], outputs["url"].startswith("http")) == ("vid_1", True)
    project.reset()
    project.write(it("videos", overlay={"text": "b"}))
    assert project.apply().exit_code == 0
    assert project.calls() == [("POST", "/videos/overlay", {"videoId": "vid_1", "text": "b"})]
    project.assert_settled()
