"""References to what is generated: known once it is there, filled in when their turn comes, and approved."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.conftest import Workspace
from tests.contract.project import Project, Sent
from tests.contract.samples import both_extremes
from tests.contract.test_media import IMAGE, VIDEO, generates, made, recorded

URL = "${videos.it.url}"
FRAME = "https://cdn.example.com/frame.png"
ACCOUNT = "tiktok/glowlab"


def story(*, post: dict[str, Any] | None = None, **video: Any) -> dict[str, Any]:
    """An image, a video that begins with it, and a draft of that."""
    draft = {"videoUrl": URL, "videoId": "${videos.it.id}", "mode": "draft"}
    caption = {"accounts": [ACCOUNT], "content": "Says less. #ai"}
    return {
        "media.yaml": {
            "images": {"still": IMAGE},
            "videos": {"it": {**VIDEO, "imageUrls": [FRAME, "${images.still.url}"], **video}},
            "posts": {"teaser": {**caption, **(draft if post is None else post)}},
        }
    }


def output(project: Project, address: str, name: str) -> str:
    value: str = recorded(project, address)["outputs"][name]
    return value


def asks_for_video(project: Project) -> Sent:
    return generates("videos", imageUrls=[FRAME, output(project, "images.still", "url")])


def drafts(project: Project) -> Sent:
    shown = {"videoUrl": output(project, "videos.it", "url"), "videoId": output(project, "videos.it", "id")}
    accounts = project.dashboard.objects("accounts").items()
    account = [id for id, one in accounts if f"{one['platform']}/{one['username']}" == ACCOUNT]
    body = {**shown, "accountIds": account, "mode": "draft", "content": "Says less. #ai"}
    return ("POST", "/social/posts", body)


def changes(project: Project) -> dict[str, dict[str, Any]]:
    return {change["address"]: change for change in project.plan().json["resource_changes"]}


@both_extremes
def test_each_is_made_from_what_the_one_before_has_given(workspace: Workspace) -> None:
    project = workspace(story())
    assert project.apply().exit_code == 0
    assert project.calls() == [generates("images"), asks_for_video(project), drafts(project)]
    project.assert_settled()


def test_a_plan_shows_what_is_known_after_apply_and_the_reference(workspace: Workspace) -> None:
    project = workspace(story())
    found = changes(project)
    post, video = found["posts.teaser"], found["videos.it"]
    assert post["change"]["after_unknown"] == {"id": True, "videoUrl": True, "videoId": True}
    assert "videoUrl" not in post["change"]["after"]
    assert post["calls"][0]["body"]["videoUrl"] == URL
    assert post["depends_on"] == ["videos.it"]
    assert video["change"]["after_unknown"] == {"id": True, "imageUrls": [False, True]}
    assert video["change"]["after"]["imageUrls"] == [FRAME, None]
    assert f"{URL} (known after apply)" in project.run("plan").stdout


def test_a_saved_plan_shows_the_same(workspace: Workspace) -> None:
    project = workspace(story())
    shown = project.run("plan", "--out", "saved.plan").stdout
    assert "${images.still.url} (known after apply)" in shown
    again = project.run("show", "saved.plan").stdout
    assert [line for line in again.splitlines() if "known after" in line] == [
        line for line in shown.splitlines() if "known after" in line
    ]
    assert project.apply("saved.plan").exit_code == 0
    assert project.calls() == [generates("images"), asks_for_video(project), drafts(project)]


def test_generating_does_not_void_an_approval(workspace: Workspace) -> None:
    """What it covers is what the video is made from, not where it is."""
    project = workspace(story())
    before = {address: change["digest"] for address, change in changes(project).items()}
    assert project.apply("--target", "videos.it").exit_code == 0
    assert changes(project)["posts.teaser"]["digest"] == before["posts.teaser"]
    assert project.apply("--expect-digest", before["posts.teaser"]).exit_code == 0
    project.assert_settled()


@pytest.mark.parametrize("more", [{"take": 2}, {"prompt": "A serum in a hand."}, {"aspectRatio": "16:9"}])
def test_another_generation_is_another_digest(workspace: Workspace, more: dict[str, Any]) -> None:
    project = workspace(story())
    before = changes(project)["posts.teaser"]["digest"]
    project.write(story(**more))
    assert changes(project)["posts.teaser"]["digest"] != before


def test_an_input_that_is_made_anew_makes_anew_what_was_made_from_it(workspace: Workspace) -> None:
    project = workspace(story()).applied()
    (first,) = project.dashboard.objects("posts")
    files = story()
    files["media.yaml"]["images"]["still"] = {**IMAGE, "take": 2}
    project.write(files)
    project.reset()
    plan = project.plan()
    assert plan.actions == {
        "images.still": ["create", "forget"],
        "posts.teaser": ["delete", "create"],
        "videos.it": ["create", "forget"],
    }
    assert project.apply().exit_code == 0
    assert project.calls() == [
        generates("images"),
        asks_for_video(project),
        ("DELETE", f"/social/posts/{first}", None),
        drafts(project),
    ]
    project.assert_settled()


def test_a_url_that_reads_otherwise_later_replaces_nothing(workspace: Workspace) -> None:
    project = workspace(story()).applied()
    project.dashboard.edit(
        "videos", output(project, "videos.it", "id"), {"url": "https://cdn2.example/v.mp4"}
    )
    project.assert_settled()


def test_the_value_itself_says_the_same_as_the_reference(workspace: Workspace) -> None:
    project = workspace(story()).applied()
    url, id = (output(project, "videos.it", name) for name in ("url", "id"))
    post = {"videoUrl": url, "videoId": id, "mode": "draft"}
    project.write(story(post=post))
    project.assert_settled()


def test_a_video_under_another_key_is_still_the_same(workspace: Workspace) -> None:
    project = workspace(story()).applied()
    files = story()
    media = files["media.yaml"]
    media["videos"]["hero"] = media["videos"].pop("it")
    media["posts"]["teaser"] |= {"videoUrl": "${videos.hero.url}", "videoId": "${videos.hero.id}"}
    media["moved"] = [{"from": "videos.it", "to": "videos.hero"}]
    project.write(files)
    assert project.plan().actions == {"videos.hero": ["no-op"]}
    assert project.apply().exit_code == 0
    assert project.calls() == []
    project.assert_settled()


def test_what_is_adopted_completed_can_be_used_at_once(workspace: Workspace) -> None:
    project = workspace(story())
    still, video = made(project, "images"), made(project, "videos")
    plan = project.plan()
    assert plan.actions == {"images.still": ["no-op"], "posts.teaser": ["create"], "videos.it": ["no-op"]}
    assert project.apply().exit_code == 0
    assert project.calls() == [drafts(project)]
    assert (recorded(project, "images.still")["id"], recorded(project, "videos.it")["id"]) == (still, video)
    project.assert_settled()


def test_a_lost_state_rebuilds_itself(workspace: Workspace) -> None:
    project = workspace(story()).applied()
    project.lose_state()
    assert project.apply().exit_code == 0
    assert project.calls() == []
    project.assert_settled()


def test_what_fails_holds_up_what_is_made_from_it_and_nothing_else(workspace: Workspace) -> None:
    files = story()
    failing = {**IMAGE, "prompt": "It [fails]."}
    files["media.yaml"]["images"]["still"] = failing
    files["media.yaml"]["personas"] = {"p": {"name": "P", "description": "D"}}
    project = workspace(files)
    run = project.apply()
    assert run.exit_code == 4
    assert project.calls() == [
        ("POST", "/images/generate", failing),
        ("POST", "/personas", {"name": "P", "description": "D"}),
    ]
    assert [one["address"] for one in run.result["skipped"]] == ["videos.it", "posts.teaser"]
    project.reset()
    files["media.yaml"]["images"]["still"] = IMAGE
    project.write(files)
    assert project.apply().exit_code == 0
    assert project.calls() == [generates("images"), asks_for_video(project), drafts(project)]
    project.assert_settled()


def test_a_list_of_photos_takes_what_is_generated(workspace: Workspace) -> None:
    photos = [FRAME, "${images.still.url}"]
    project = workspace(
        {"media.yaml": {"images": {"still": IMAGE}, "products": {"serum": {"name": "S", "photos": photos}}}}
    )
    assert project.apply().exit_code == 0
    url = output(project, "images.still", "url")
    product = ("POST", "/products", {"name": "S", "photos": [FRAME, url]})
    assert project.calls() == [generates("images"), product]
    project.assert_settled()
    project.write(
        {
            "media.yaml": {
                "images": {"still": {**IMAGE, "take": 2}},
                "products": {"serum": {"name": "S", "photos": photos}},
            }
        }
    )
    assert project.apply().exit_code == 0
    (id,) = project.dashboard.objects("products")
    changed = {"photos": [FRAME, output(project, "images.still", "url")]}
    assert project.calls() == [generates("images"), ("PATCH", f"/products/{id}", changed)]
    project.assert_settled()


# -- surgery


def everything() -> dict[str, Any]:
    """The image, the video and its draft, and a product with a photo of the image."""
    files = story()
    photos = {"photos": [FRAME, "${images.still.url}"]}
    return {"media.yaml": {**files["media.yaml"], "products": {"serum": {"name": "S", **photos}}}}


@pytest.mark.parametrize("address", ["videos.it", "posts.teaser", "products.serum"])
def test_what_is_imported_has_the_values_that_it_refers_to(workspace: Workspace, address: str) -> None:
    project = workspace(everything()).applied()
    before = recorded(project, address)
    assert project.run("state", "rm", address).exit_code == 0
    assert project.run("import", address, before["id"]).exit_code == 0
    assert recorded(project, address)["fields"] == before["fields"]
    project.assert_settled()


def test_an_import_knows_what_is_recorded_under_an_older_address(workspace: Workspace) -> None:
    project = workspace(story()).applied()
    post = recorded(project, "posts.teaser")
    files = story()
    media = files["media.yaml"]
    media["videos"]["hero"] = media["videos"].pop("it")
    media["posts"]["teaser"] |= {"videoUrl": "${videos.hero.url}", "videoId": "${videos.hero.id}"}
    media["moved"] = [{"from": "videos.it", "to": "videos.hero"}]
    project.write(files)
    assert project.run("state", "rm", "posts.teaser").exit_code == 0
    assert project.run("import", "posts.teaser", post["id"]).exit_code == 0
    assert recorded(project, "posts.teaser")["fields"] == post["fields"]
    assert project.apply().exit_code == 0
    assert project.calls() == []
    project.assert_settled()


def test_an_import_waits_for_what_it_refers_to(workspace: Workspace) -> None:
    project = workspace(story()).applied()
    still, video = recorded(project, "images.still")["id"], recorded(project, "videos.it")["id"]
    assert project.run("state", "rm", "images.still", "videos.it").exit_code == 0
    run = project.run("import", "videos.it", video)
    assert (run.exit_code, project.requests()) == (3, [])
    assert "needs ${images.still.url}, and the state has no images.still that is generated" in run.stderr
    assert "rawugc-sync import images.still ID" in run.stderr
    for address, id in (("images.still", still), ("videos.it", video)):
        assert project.run("import", address, id).exit_code == 0
    project.assert_settled()


def test_an_import_tells_to_look_at_what_is_still_being_generated(workspace: Workspace) -> None:
    project = workspace({"media.yaml": {"images": {"still": IMAGE}}})
    made(project, "images", seconds=50)
    assert project.apply("--no-wait").exit_code == 0
    project.write(story())
    video = made(project, "videos")
    project.reset()
    run = project.run("import", "videos.it", video)
    assert (run.exit_code, project.requests()) == (3, [])
    assert "rawugc-sync plan says what becomes of that" in run.stderr
    assert project.plan().actions["images.still"] == ["no-op"]
    assert project.apply("--target", "images.still").exit_code == 0
    assert project.run("import", "videos.it", video).exit_code == 0
    assert project.apply().exit_code == 0
    assert project.calls() == [drafts(project)]
    project.assert_settled()


# -- pull

ELSEWHERE = "https://cdn.example.com/other.png"


@pytest.mark.parametrize("instead", [0, 1], ids=["beside-the-reference", "of-the-reference"])
@pytest.mark.parametrize("targets", [[], ["products"]], ids=["all", "targets"])
def test_what_the_dashboard_alone_has_changed_is_pulled(
    workspace: Workspace, instead: int, targets: list[str]
) -> None:
    project = workspace(everything()).applied()
    live = [FRAME, output(project, "images.still", "url")]
    live[instead] = ELSEWHERE
    project.dashboard.edit("products", recorded(project, "products.serum")["id"], {"photos": live})
    run = project.run("pull", *targets)
    assert (run.exit_code, run.stderr, project.calls()) == (0, "", [])
    assert run.stdout.startswith("~ products.serum.photos → media.yaml\n")
    expected = everything()
    expected["media.yaml"]["products"]["serum"]["photos"][instead] = ELSEWHERE
    assert json.loads((project.root / "media.yaml").read_text(encoding="utf-8")) == expected["media.yaml"]
    project.assert_settled()


def test_a_pull_without_a_state_records_what_was_made_from_one_another(workspace: Workspace) -> None:
    project = workspace(everything()).applied()
    before = project.state["resources"]
    project.lose_state()
    run = project.run("pull")
    assert (run.exit_code, run.stderr, project.calls()) == (0, "", [])
    assert run.stdout.splitlines()[:4] == [
        f"= {address} ({before[address]['id']})"
        for address in ("images.still", "posts.teaser", "products.serum", "videos.it")
    ]
    after = project.state["resources"]
    assert {a: one["fields"] for a, one in after.items()} == {a: one["fields"] for a, one in before.items()}
    project.assert_settled()


def test_a_pull_records_nothing_that_refers_to_what_is_not_there(workspace: Workspace) -> None:
    """The video is there and equal in all that can be read; what it was made from nobody knows."""
    project = workspace(story())
    made(project, "videos")
    assert project.run("pull").exit_code == 0
    assert project.apply().exit_code == 0
    assert project.calls() == [generates("images"), drafts(project)]
    project.assert_settled()
