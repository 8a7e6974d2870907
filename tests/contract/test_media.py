"""Videos, images and music: generated once and waited for, found again, made anew, and let go."""

from __future__ import annotations

from typing import Any

import pytest

from rawugc_sync.sandbox import Options
from tests.conftest import Workspace
from tests.contract.project import Project, Run
from tests.contract.samples import both_extremes

VIDEO = {"model": "veo3_fast", "prompt": "A serum on a shelf.", "aspectRatio": "9:16"}
IMAGE = {"model": "nano-banana-2", "prompt": "A serum on stone.", "resolution": "2K"}
TRACK = {"prompt": "A calm piano.", "title": "Glow"}
MEDIA = {"videos": VIDEO, "images": IMAGE, "music": TRACK}
OUTPUTS = {"videos": ["url"], "images": ["url"], "music": ["albumArtUrl", "audioUrl"]}
CREDITS = {"videos": 0, "images": 4, "music": 3}
"""What a first one is said to cost, as far as that is documented."""
PAID = {**CREDITS, "videos": 5}
"""What it has cost, and the next one is said to."""
DEFAULTS: dict[str, dict[str, Any]] = {
    "videos": {},
    "images": {"outputFormat": "jpg", "resolution": "1K"},
    "music": {"model": "V5"},
}


every_media = pytest.mark.parametrize("collection", list(MEDIA))


def media(collection: str, **resources: dict[str, Any]) -> dict[str, Any]:
    return {"media.yaml": {collection: resources}}


def it(collection: str, **fields: Any) -> dict[str, Any]:
    """A workspace with one resource of a collection."""
    return media(collection, it={**MEDIA[collection], **fields})


def made(
    project: Project, collection: str, *, fate: str = "completes", seconds: float = 0, **fields: Any
) -> str:
    """The dashboard has generated what a manifest asks for, by itself: its id."""
    now = project.rawugc.clock.ms
    shown = {**DEFAULTS[collection], **MEDIA[collection], **fields, "creditsUsed": 5}
    urls = {name: f"https://cdn.rawugc.test/{name}" for name in OUTPUTS[collection]}
    ready = {"fate": fate, "readyAt": now + round(seconds * 1000), "duration": 60}
    return project.dashboard.insert(collection, {**shown, **urls, **ready}, at=now)


def generates(collection: str, **fields: Any) -> tuple[str, str, Any]:
    return ("POST", f"/{collection}/generate", {**MEDIA[collection], **fields})


def recorded(project: Project, address: str) -> dict[str, Any]:
    record: dict[str, Any] = project.state["resources"][address]
    return record


def credits_spent(project: Project) -> float:
    return sum(one["credits"] for one in project.dashboard.objects("charges").values())


def waits(run: Run) -> list[str]:
    return [change["address"] for change in run.json["resource_changes"] if not change["calls"]]


# -- not recorded


@both_extremes
@every_media
def test_a_generation_is_asked_for_once_waited_for_and_recorded(
    workspace: Workspace, collection: str
) -> None:
    project = workspace(it(collection))
    plan = project.plan()
    assert plan.actions == {f"{collection}.it": ["create"]}
    assert plan.json["budget"]["credits"] == CREDITS[collection]
    assert project.apply().exit_code == 0
    assert project.calls() == [generates(collection)]
    (id,) = project.dashboard.objects(collection)
    record = recorded(project, f"{collection}.it")
    assert (record["id"], record["fields"]) == (id, MEDIA[collection])
    assert sorted(record["outputs"]) == ["id", *OUTPUTS[collection]] or record["outputs"]["id"] == id
    assert all(record["outputs"][name].startswith("http") for name in OUTPUTS[collection])


@every_media
def test_settled_media_cost_a_plan_no_request(workspace: Workspace, collection: str) -> None:
    project = workspace(it(collection)).applied()
    assert project.assert_settled().json["budget"]["reads"] == 0
    assert project.requests() == []


@both_extremes
@every_media
def test_what_was_generated_already_is_adopted_for_nothing(workspace: Workspace, collection: str) -> None:
    project = workspace(it(collection))
    id = made(project, collection)
    plan = project.plan()
    assert plan.json["resource_changes"][0]["change"]["importing"] == {"id": id}
    assert (plan.actions, plan.json["budget"]["credits"]) == ({f"{collection}.it": ["no-op"]}, 0)
    assert project.apply().exit_code == 0
    assert project.calls() == []
    assert recorded(project, f"{collection}.it")["outputs"]["id"] == id
    project.assert_settled()


def test_what_no_answer_shows_of_the_inputs_is_unverified(workspace: Workspace) -> None:
    project = workspace(it("videos", selectedCharacter="rawugc.mia"))
    made(project, "videos")
    assert project.plan().said("unverified")["summary"].startswith("aspectRatio, selectedCharacter: ")


@every_media
def test_what_is_being_generated_is_adopted_and_waited_for(workspace: Workspace, collection: str) -> None:
    project = workspace(it(collection))
    id = made(project, collection, seconds=50)
    assert project.apply().exit_code == 0
    assert project.calls() == []
    assert recorded(project, f"{collection}.it")["outputs"]["id"] == id
    project.assert_settled()


@every_media
def test_what_has_failed_is_not_adopted(workspace: Workspace, collection: str) -> None:
    project = workspace(it(collection))
    made(project, collection, fate="fails")
    assert project.plan().actions == {f"{collection}.it": ["create"]}


@every_media
def test_of_several_a_person_says_which_it_is(workspace: Workspace, collection: str) -> None:
    project = workspace(it(collection))
    one, other = made(project, collection), made(project, collection)
    plan = project.plan()
    said = plan.said("ambiguous")
    assert (plan.exit_code, plan.json["resource_changes"]) == (3, [])
    url = f"https://cdn.rawugc.test/{'audioUrl' if collection == 'music' else 'url'}"
    assert f"- {{to: {collection}.it, id: {one}}}  # made Fri 2027-01-15 08:00 UTC, {url}" in said["detail"]
    assert f"- {{to: {collection}.it, not: [{one}, {other}]}}" in said["detail"]

    project.write({"imports.yaml": {"imports": [{"to": f"{collection}.it", "id": other}]}})
    assert project.apply().exit_code == 0
    assert project.calls() == []
    assert recorded(project, f"{collection}.it")["id"] == other


@every_media
def test_of_several_it_may_be_none(workspace: Workspace, collection: str) -> None:
    project = workspace(it(collection))
    ids = [made(project, collection), made(project, collection)]
    project.write({"imports.yaml": {"imports": [{"to": f"{collection}.it", "not": ids}]}})
    assert project.apply().exit_code == 0
    assert project.calls() == [generates(collection)]
    assert recorded(project, f"{collection}.it")["id"] not in ids


def test_two_resources_of_one_prompt_are_a_question(workspace: Workspace) -> None:
    project = workspace(media("videos", one=VIDEO, other={**VIDEO, "take": 2}))
    id = made(project, "videos")
    plan = project.plan()
    assert plan.exit_code == 3
    assert [d["address"] for d in plan.diagnostics if d["code"] == "ambiguous"] == [
        "videos.one",
        "videos.other",
    ]
    assert all(id in d["detail"] for d in plan.diagnostics if d["code"] == "ambiguous")


def test_two_takes_of_one_prompt_are_two_generations(workspace: Workspace) -> None:
    project = workspace(media("videos", one=VIDEO, other={**VIDEO, "take": 2}))
    assert project.run("validate", "--strict").exit_code == 0
    assert project.apply().exit_code == 0
    assert project.calls() == [generates("videos")] * 2
    project.assert_settled()


KLING = {
    "model": "kling-2.6/motion-control",
    "imageUrls": ["https://cdn.rawugc.test/front.jpg"],
    "videoUrls": ["https://cdn.rawugc.test/walk.mp4"],
}


def test_without_a_prompt_whatever_the_model_has_made_may_be_it(workspace: Workspace) -> None:
    project = workspace(media("videos", it=KLING))
    id = made(project, "videos", model=KLING["model"])
    made(project, "videos")
    plan = project.plan()
    assert plan.exit_code == 3
    assert plan.said("ambiguous")["summary"] == f"could be {id}, which the same model has made"
    project.write({"imports.yaml": {"imports": [{"to": "videos.it", "not": [id]}]}})
    assert project.apply().exit_code == 0
    assert len(project.calls()) == 1


def test_what_shows_another_input_is_a_question(workspace: Workspace) -> None:
    project = workspace(it("images"))
    id = made(project, "images", resolution="4K")
    plan = project.plan()
    assert plan.exit_code == 3
    assert plan.said("ambiguous")["summary"] == f"could be {id}, which is another in resolution"


@pytest.mark.parametrize("options", [Options(newest_first=order) for order in (True, False)])
def test_it_is_found_on_whatever_page_it_is(workspace: Workspace, options: Options) -> None:
    project = workspace(it("music"))
    for number in range(130):
        made(project, "music", prompt=f"Number {number}")
    id = made(project, "music")
    for number in range(130, 230):
        made(project, "music", prompt=f"Number {number}")
    assert project.apply().exit_code == 0
    assert project.calls() == []
    assert recorded(project, "music.it")["id"] == id


# -- running


@every_media
def test_what_still_runs_is_waited_for_by_the_next_run_without_a_call(
    workspace: Workspace, collection: str
) -> None:
    project = workspace(it(collection, prompt="It [hangs]."))
    run = project.apply()
    assert run.exit_code == 4
    assert run.said("generating")["summary"] == "was not ready after 30 min"
    assert project.calls() == [generates(collection, prompt="It [hangs].")]

    plan = project.plan()
    assert (plan.actions, waits(plan)) == ({f"{collection}.it": ["no-op"]}, [f"{collection}.it"])
    (id,) = project.dashboard.objects(collection)
    project.dashboard.edit(collection, id, {"fate": "completes"})
    project.reset()
    assert project.apply().exit_code == 0
    assert project.calls() == []
    project.assert_settled()


@pytest.mark.parametrize(("seconds", "looks"), [("", 2), ("1", 6)])
def test_looks_come_ever_later_from_ten_seconds_on(workspace: Workspace, seconds: str, looks: int) -> None:
    project = workspace(it("videos"))
    project.variables["RAWUGC_POLL_SECONDS"] = seconds  # type: ignore[index]
    assert project.apply().exit_code == 0
    asked = [path for method, path in project.requests() if (method, path) == ("GET", "/videos/vid_1")]
    assert len(asked) == looks


@pytest.mark.parametrize("seconds", ["soon", "0", "-1", "inf", "nan"])
def test_what_is_no_number_of_seconds_is_said(workspace: Workspace, seconds: str) -> None:
    project = workspace(it("videos"))
    project.variables["RAWUGC_POLL_SECONDS"] = seconds  # type: ignore[index]
    run = project.run("apply", "--auto-approve")
    assert (run.exit_code, project.calls()) == (1, [])
    assert "RAWUGC_POLL_SECONDS is" in run.stderr


# -- completed


CHANGES: list[tuple[str, dict[str, Any]]] = [
    ("videos", {"aspectRatio": "16:9"}),
    ("videos", {"selectedCharacter": "rawugc.mia"}),
    ("videos", {"take": 2}),
    ("images", {"resolution": "4K"}),
    ("images", {"googleSearch": True}),
    ("images", {"take": 3}),
    ("music", {"title": "Glow again"}),
    ("music", {"instrumental": False}),
    ("music", {"model": "V4"}),
    ("music", {"take": 2}),
]


@pytest.mark.parametrize(("collection", "change"), CHANGES)
def test_another_input_or_take_makes_it_anew_and_forgets_the_old_one(
    workspace: Workspace, collection: str, change: dict[str, Any]
) -> None:
    project = workspace(it(collection)).applied()
    project.write(it(collection, **change))
    plan = project.plan()
    assert plan.actions == {f"{collection}.it": ["create", "forget"]}
    assert plan.json["budget"]["credits"] == PAID[collection]
    (field,) = plan.json["resource_changes"][0]["fields"]
    assert (field["path"], field["forces_replacement"]) == (*change, True)
    assert plan.diagnostics == []
    project.reset()
    assert project.apply().exit_code == 0
    sent = {name: value for name, value in change.items() if name != "take"}
    assert project.calls() == [generates(collection, **sent)]
    old, new = project.dashboard.objects(collection)
    assert recorded(project, f"{collection}.it")["id"] == new
    assert project.state["letGo"] == {collection: [old]}
    project.assert_settled()


@pytest.mark.parametrize(
    ("collection", "field"), [("videos", "aspectRatio"), ("images", "resolution"), ("music", "title")]
)
def test_an_input_that_leaves_makes_it_anew_as_well(
    workspace: Workspace, collection: str, field: str
) -> None:
    project = workspace(it(collection)).applied()
    left = {name: value for name, value in MEDIA[collection].items() if name != field}
    project.write(media(collection, it=left))
    assert project.plan().actions == {f"{collection}.it": ["create", "forget"]}
    assert project.apply().exit_code == 0
    assert project.calls() == [("POST", f"/{collection}/generate", left)]
    project.assert_settled()


@pytest.mark.parametrize(
    ("collection", "said"),
    [
        ("videos", {"take": 1}),
        ("images", {"take": 1, "outputFormat": "jpg", "aspectRatio": "auto", "googleSearch": False}),
        ("music", {"take": 1, "model": "V5", "instrumental": True}),
    ],
)
def test_what_it_is_by_itself_may_be_said_or_left_out(
    workspace: Workspace, collection: str, said: dict[str, Any]
) -> None:
    project = workspace(it(collection)).applied()
    project.write(it(collection, **said))
    project.assert_settled()
    assert project.apply().exit_code == 0
    project.write(it(collection))
    project.assert_settled()


@every_media
def test_what_is_protected_is_not_made_anew(workspace: Workspace, collection: str) -> None:
    project = workspace(it(collection, lifecycle={"preventDestroy": True})).applied()
    project.write(it(collection, take=2, lifecycle={"preventDestroy": True}))
    plan = project.plan()
    assert plan.exit_code == 3
    said = plan.said("prevent-destroy")
    assert said["summary"] == "would be replaced, and preventDestroy forbids it"
    assert "removed" not in said["detail"], "what refers to it would be an error"
    assert project.apply().exit_code == 3
    assert project.calls() == []

    assert "apply lifecycle: {preventDestroy: false} for it first" in said["detail"]
    project.write(it(collection, lifecycle={"preventDestroy": False}))
    assert project.apply().exit_code == 0
    project.write(it(collection, take=2))
    assert project.apply().exit_code == 0
    assert project.calls() == [generates(collection)]
    project.assert_settled()


@every_media
def test_a_new_key_with_the_same_fields_is_a_rename(workspace: Workspace, collection: str) -> None:
    project = workspace(it(collection)).applied()
    project.write(media(collection, new=MEDIA[collection]))
    plan = project.plan()
    assert plan.exit_code == 3
    said = plan.said("rename")
    assert said["address"] == f"{collection}.new"
    moved = {"from": f"{collection}.it", "to": f"{collection}.new"}
    assert f"- {{from: {moved['from']}, to: {moved['to']}}}" in said["detail"]
    assert "nothing is made again" in said["detail"]
    project.write({"moved.yaml": {"moved": [moved]}})
    assert project.apply().exit_code == 0
    assert project.calls() == []
    assert list(project.state["resources"]) == [f"{collection}.new"]


SWAPS = {
    "two": {"a": "b", "b": "a"},
    "three": {"a": "b", "b": "c", "c": "a"},
    "two-of-three": {"a": "c", "c": "a", "b": "b"},
}
"""Key → the one whose fields it gets."""


def keyed(collection: str, swap: dict[str, str]) -> dict[str, Any]:
    shown = {key: {**MEDIA[collection], "prompt": f"Number {old}."} for key, old in swap.items()}
    return media(collection, **shown)


@pytest.mark.parametrize("swap", SWAPS.values(), ids=SWAPS)
@every_media
def test_what_changes_places_is_refused_and_nothing_is_made_again_once_it_is_written_down(
    workspace: Workspace, collection: str, swap: dict[str, str]
) -> None:
    project = workspace(keyed(collection, {key: key for key in swap})).applied()
    ids = {key: recorded(project, f"{collection}.{key}")["id"] for key in swap}
    project.write(keyed(collection, swap))
    plan = project.plan()
    said = {d["address"]: d["detail"] for d in plan.diagnostics if d["code"] == "rename"}
    moving = {key: old for key, old in swap.items() if key != old}
    assert (plan.exit_code, set(said)) == (3, {f"{collection}.{key}" for key in moving})
    moved = [{"from": f"{collection}.{old}", "to": f"{collection}.{key}"} for key, old in moving.items()]
    for detail in said.values():
        assert all(f"- {{from: {one['from']}, to: {one['to']}}}" in detail for one in moved)
        assert detail.count("from:") == len(moved)
    assert project.apply().exit_code == 3

    project.write({"moved.yaml": {"moved": moved}})
    project.reset()
    assert project.apply().exit_code == 0
    assert project.calls() == []
    assert {key: recorded(project, f"{collection}.{key}")["id"] for key in swap} == {
        key: ids[old] for key, old in swap.items()
    }
    project.assert_settled()


def test_of_what_changes_places_none_is_made_again_by_itself(workspace: Workspace) -> None:
    project = workspace(keyed("images", {"a": "a", "b": "b"})).applied()
    project.write(keyed("images", SWAPS["two"]))
    assert project.plan("--target", "images.a").said("rename")["address"] == "images.a"


def test_what_changes_places_is_made_anew_where_that_is_asked_for(workspace: Workspace) -> None:
    project = workspace(keyed("images", {"a": "a", "b": "b"})).applied()
    project.write(keyed("images", SWAPS["two"]))
    asked = ("--replace", "images.a", "--replace", "images.b")
    said = [d["detail"] for d in project.plan().diagnostics if d["code"] == "rename"]
    assert all(detail.endswith(" ".join(asked)) for detail in said)
    assert project.apply(*asked).exit_code == 0
    assert project.calls() == [generates("images", prompt=f"Number {key}.") for key in ("b", "a")]
    project.assert_settled()


def test_what_becomes_equal_to_what_becomes_another_one_is_made(workspace: Workspace) -> None:
    project = workspace(keyed("images", {"a": "a", "b": "b"})).applied()
    project.write(keyed("images", {"a": "b", "b": "c"}))
    assert project.apply().exit_code == 0
    assert project.calls() == [generates("images", prompt=f"Number {key}.") for key in ("b", "c")]
    project.assert_settled()


# -- let go


@pytest.mark.parametrize("way", ["leaves", "destroy", "removed"])
@every_media
def test_what_leaves_is_forgotten_and_not_adopted_by_surprise(
    workspace: Workspace, collection: str, way: str
) -> None:
    project = workspace(it(collection)).applied()
    (id,) = project.dashboard.objects(collection)
    if way == "destroy":
        assert project.run("destroy", "--auto-approve").exit_code == 0
    else:
        removed = {"removed": [{"from": f"{collection}.it", "destroy": False}]}
        project.write({"media.yaml": {collection: {}, **(removed if way == "removed" else {})}})
        assert project.plan().actions == {f"{collection}.it": ["forget"]}
        assert project.apply().exit_code == 0
    assert (project.calls(), project.requests()) == ([], [])
    assert project.state["letGo"] == {collection: [id]}

    project.write(it(collection))
    plan = project.plan()
    assert plan.actions == {f"{collection}.it": ["create"]}
    assert plan.said("let-go")["summary"] == f"is not taken for {id}, which is like it and was let go"
    project.write({"imports.yaml": {"imports": [{"to": f"{collection}.it", "id": id}]}})
    assert project.apply().exit_code == 0
    assert (project.calls(), "letGo" in project.state) == ([], False)
    project.assert_settled()


def back(collection: str, *ids: str) -> dict[str, Any]:
    """A file with the lines that a `let-go` note says for these ids."""
    return {"imports.yaml": {"imports": [{"to": f"{collection}.it", "id": id} for id in ids]}}


BACK = {"completes": ["create", "forget"], "fails": ["forget", "create"], "hangs": ["no-op"]}
"""How the other generation ends → what a plan does to go back to the first."""


def gone_on(project: Project, collection: str, end: str) -> str:
    """Generated, let go for another one that ends in this way, and written as it was: the first one's id."""
    assert project.apply().exit_code == 0
    (first,) = project.dashboard.objects(collection)
    project.write(it(collection, prompt="Another one." if end == "completes" else f"It [{end}]."))
    assert project.apply().exit_code == (0 if end == "completes" else 4)
    project.write(it(collection))
    project.reset()
    return first


@pytest.mark.parametrize("end", list(BACK))
@every_media
def test_what_was_let_go_comes_back_instead_of_a_new_one_in_one_apply(
    workspace: Workspace, collection: str, end: str
) -> None:
    project = workspace(it(collection))
    first = gone_on(project, collection, end)
    other = recorded(project, f"{collection}.it")["id"]
    spent, plan = credits_spent(project), project.plan()
    assert plan.actions == {f"{collection}.it": BACK[end]}
    if end != "hangs":  # that one is waited for first
        said = plan.said("let-go")
        assert said["summary"] == f"is not taken for {first}, which is like it and was let go"
        assert f"imports:\n  - {{to: {collection}.it, id: {first}}}" in said["detail"]

    project.write(back(collection, first))
    plan = project.plan()
    (change,) = plan.json["resource_changes"]
    assert (change["change"]["actions"], change["change"]["importing"]) == (["no-op"], {"id": first})
    assert (change["calls"], plan.json["budget"]["credits"], plan.codes) == ([], 0, set())
    told = f"is {first} again, and nothing is made anew; {other} is forgotten, not destroyed"
    assert plan.said("taken-back")["summary"] == told
    project.reset()
    assert project.apply().exit_code == 0
    assert (project.calls(), credits_spent(project)) == ([], spent)
    assert recorded(project, f"{collection}.it")["outputs"]["id"] == first
    assert project.state["letGo"] == {collection: [other]}
    assert project.assert_settled().said("removable")["address"] == f"{collection}.it"


@pytest.mark.parametrize("more", [("--retry-failed",), ("--replace", "videos.it")])
def test_what_was_let_go_is_named_and_taken_back_for_what_is_to_be_made_once_more(
    workspace: Workspace, more: tuple[str, ...]
) -> None:
    project = workspace(it("videos")).applied()
    project.write(it("videos", take=2))
    assert project.apply("--no-wait").exit_code == 0
    first, second = project.dashboard.objects("videos")
    fails = more == ("--retry-failed",)
    project.dashboard.edit("videos", second, {"fate": "fails" if fails else "completes"})
    assert project.apply().exit_code == (4 if fails else 0)
    said = project.plan(*more).said("let-go")
    assert first in said["detail"]
    project.write(back("videos", first))
    project.reset()
    assert project.apply(*more).exit_code == 0
    assert (project.calls(), recorded(project, "videos.it")["id"]) == ([], first)
    project.assert_settled()


@pytest.mark.parametrize("shape", ["saved", "digest"])
def test_what_is_taken_back_may_be_approved_and_what_is_forgotten_for_it_with_it(
    workspace: Workspace, shape: str
) -> None:
    project = workspace(it("videos"))
    first = gone_on(project, "videos", "completes")
    project.write(back("videos", first))
    digest = project.plan("--out", "saved.plan").json["digest"]
    approved = ("saved.plan",) if shape == "saved" else ("--expect-digest", digest)
    assert project.apply(*approved).exit_code == 0
    assert (project.calls(), recorded(project, "videos.it")["id"]) == ([], first)
    project.assert_settled()


def test_what_still_runs_is_taken_back_and_waited_for(workspace: Workspace) -> None:
    project = workspace(it("videos"))
    assert project.apply("--no-wait").exit_code == 0
    project.write(media("videos"))
    assert project.apply("--no-wait").exit_code == 0
    project.write(it("videos", prompt="Another one."))
    assert project.apply("--no-wait").exit_code == 0
    project.write({**it("videos"), **back("videos", "vid_1")})
    project.reset()
    assert project.apply().exit_code == 0
    assert (project.calls(), recorded(project, "videos.it")["outputs"]["id"]) == ([], "vid_1")
    assert project.state["letGo"] == {"videos": ["vid_2"]}
    project.assert_settled()


def test_a_block_that_stands_on_takes_nothing_back_unless_something_would_be_made(
    workspace: Workspace,
) -> None:
    """Else another take would be paid for and then given away for the one before it."""
    project = workspace({**it("videos"), **back("videos", "vid_1")})
    made(project, "videos")
    assert project.apply().exit_code == 0
    project.write(it("videos", take=2))
    assert project.apply().exit_code == 0
    assert recorded(project, "videos.it")["id"] == "vid_2"
    said = project.assert_settled().said("import-ignored")
    assert said["summary"] == "is vid_2 already, so its `imports` block, which says vid_1, changes nothing"


def test_what_was_let_go_and_is_another_one_is_refused(workspace: Workspace) -> None:
    project = workspace(it("videos"))
    first = gone_on(project, "videos", "completes")
    project.write({**it("videos", prompt="A third one."), **back("videos", first)})
    plan = project.plan()
    assert (plan.exit_code, plan.codes) == (3, {"import-mismatch"})
    assert plan.said("import-mismatch")["detail"].endswith("or remove the block.")
    project.write({"imports.yaml": None})
    assert project.apply().exit_code == 0
    assert project.calls() == [generates("videos", prompt="A third one.")]
    project.assert_settled()


def test_what_is_protected_is_not_given_for_what_was_let_go(workspace: Workspace) -> None:
    project = workspace(it("videos"))
    first = gone_on(project, "videos", "completes")
    project.write({**it("videos", lifecycle={"preventDestroy": True}), **back("videos", first)})
    plan = project.plan()
    assert (plan.exit_code, plan.codes) == (3, {"prevent-destroy"})
    project.write(it("videos", lifecycle={"preventDestroy": False}))
    assert project.apply().exit_code == 0
    assert (project.calls(), recorded(project, "videos.it")["id"]) == ([], first)
    project.assert_settled()


def test_the_plan_says_that_what_is_forgotten_stays(workspace: Workspace) -> None:
    project = workspace(it("videos")).applied()
    project.write({"media.yaml": {"videos": {}}})
    assert "because RawUGC cannot delete it: it stays there" in project.run("plan").stdout


def test_a_failed_one_that_leaves_is_forgotten_as_that(workspace: Workspace) -> None:
    project = workspace(it("videos", prompt="It [fails]."))
    assert project.apply().exit_code == 4
    project.write({"media.yaml": {"videos": {}}})
    assert "because it has failed, and has left the manifests" in project.run("plan").stdout
    assert project.apply().exit_code == 0
    project.assert_settled()


# -- failed


FAILURE = "content_policy: The prompt asks for a generation that fails."


@both_extremes
@every_media
def test_what_fails_is_told_with_code_and_message_and_not_paid_again(
    workspace: Workspace, collection: str
) -> None:
    failing = {**MEDIA[collection], "prompt": "It [fails]."}
    dependent = {"name": "P", "description": f"likes ${{{collection}.it.prompt}}"}
    other = {"name": "Q", "description": "D"}
    project = workspace({"it.yaml": {collection: {"it": failing}, "personas": {"p": dependent, "q": other}}})
    run = project.apply()
    assert run.exit_code == 4
    assert run.said("generation-failed")["summary"] == f"was made, and failed: {FAILURE}"
    assert {path for _, path, _ in project.calls()} == {"/personas", f"/{collection}/generate"}

    spent = credits_spent(project)
    project.reset()
    plan = project.plan()
    assert plan.said("generation-failed")["summary"] == f"its generation failed: {FAILURE}"
    assert plan.json["budget"]["credits"] == 0
    run = project.apply()
    assert (run.exit_code, run.said("skipped")["address"]) == (4, "personas.p")
    assert run.result["broken_before"] == [f"{collection}.it"]
    assert (project.calls(), credits_spent(project)) == ([], spent)


@pytest.mark.parametrize("more", [("--retry-failed",), ("--replace", "{}.it")])
@every_media
def test_what_failed_is_made_once_more_when_that_is_asked_for(
    workspace: Workspace, collection: str, more: tuple[str, ...]
) -> None:
    asked = [one.format(collection) for one in more]
    project = workspace(it(collection, prompt="It [fails]."))
    assert project.apply().exit_code == 4
    plan = project.plan(*asked)
    assert plan.actions == {f"{collection}.it": ["forget", "create"]}
    assert plan.json["budget"]["credits"] == PAID[collection]
    project.reset()
    assert project.apply(*asked).exit_code == 4
    assert project.calls() == [generates(collection, prompt="It [fails].")]


@every_media
def test_what_failed_is_made_anew_from_other_fields(workspace: Workspace, collection: str) -> None:
    project = workspace(it(collection, prompt="It [fails]."))
    assert project.apply().exit_code == 4
    project.write(it(collection))
    assert project.plan().actions == {f"{collection}.it": ["forget", "create"]}
    project.reset()
    assert project.apply().exit_code == 0
    assert project.calls() == [generates(collection)]
    project.assert_settled()


def test_what_failed_and_leaves_is_forgotten(workspace: Workspace) -> None:
    project = workspace(it("videos", prompt="It [fails]."))
    assert project.apply().exit_code == 4
    project.write({"media.yaml": {"videos": {}}})
    assert project.plan().actions == {"videos.it": ["forget"]}
    assert project.apply().exit_code == 0
    project.assert_settled()


# -- beside plans


@every_media
def test_what_nobody_manages_is_not_pulled_unasked(workspace: Workspace, collection: str) -> None:
    project = workspace({"rawugc.yaml": ""})
    made(project, collection)
    made(project, collection, fate="fails")
    shown = project.run("pull").stderr
    assert f"2 of {collection} are generated or failed, and not pulled" in shown
    assert not list(project.root.glob(f"{collection}*.yaml"))
