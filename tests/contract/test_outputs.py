"""References to what is generated: known once it is there, filled in when their turn comes, and approved."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.conftest import Workspace
from tests.contract.project import Project, Sent
from tests.contract.samples import both_extremes
from tests.contract.test_media import IMAGE, VIDEO, generates, made, recorded
from tests.files.samples import png, write

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


@pytest.mark.parametrize("seconds", [0, 20, 90])
def test_a_saved_plan_holds_whether_what_it_waits_for_still_runs_or_is_ready(
    workspace: Workspace, seconds: float
) -> None:
    project = workspace(story(imageUrls=[FRAME]))
    assert project.apply("--no-wait", "--target", "images", "--target", "videos.it").exit_code == 0
    assert project.plan("--out", "saved.plan").actions["videos.it"] == ["no-op"]
    project.rawugc.clock.sleep(seconds)
    project.reset()
    assert project.apply("saved.plan").exit_code == 0
    assert project.calls() == [drafts(project)]
    project.assert_settled()


@pytest.mark.parametrize("more", [{"take": 2}, {"prompt": "A serum in a hand."}, {"aspectRatio": "16:9"}])
def test_another_generation_is_another_digest(workspace: Workspace, more: dict[str, Any]) -> None:
    project = workspace(story())
    before = changes(project)["posts.teaser"]["digest"]
    project.write(story(**more))
    assert changes(project)["posts.teaser"]["digest"] != before


def test_what_changes_places_is_known_by_what_it_is_made_from(workspace: Workspace) -> None:
    """Videos of one prompt and take whose images change places, one of them with captions and in a draft."""

    def both(one: str, other: str) -> dict[str, Any]:
        def video(image: str) -> dict[str, Any]:
            edits = {"captions": {}} if image == "b" else {}
            return {**VIDEO, "imageUrls": [f"${{images.{image}.url}}"], **edits}

        images = {key: {**IMAGE, "prompt": f"Number {key}."} for key in ("a", "b")}
        shown = {"mode": "draft", "accounts": [ACCOUNT], "content": "Says less. #ai"}
        posts = {"it": {**shown, "videoUrl": "${videos.one.url}"}}
        videos = {"one": video(one), "other": video(other)}
        return {"media.yaml": {"images": images, "videos": videos, "posts": posts}}

    project = workspace(both("a", "b")).applied()
    before = {key: recorded(project, f"videos.{key}") for key in ("one", "other")}
    project.write(both("b", "a"))
    plan = project.plan()
    named = [d["address"] for d in plan.diagnostics if d["code"] == "rename"]
    assert (plan.exit_code, named) == (3, ["videos.one", "videos.other"])
    moved = [{"from": "videos.one", "to": "videos.other"}, {"from": "videos.other", "to": "videos.one"}]
    project.write({"moved.yaml": {"moved": moved}})
    project.reset()
    assert project.apply().exit_code == 0
    assert [call[:2] for call in project.calls()] == [
        ("DELETE", "/social/posts/post_1"),
        ("POST", "/social/posts"),
    ]
    assert project.calls()[1][2]["videoUrl"] == before["other"]["outputs"]["url"]
    assert {key: recorded(project, f"videos.{key}") for key in before} == {
        "one": before["other"],
        "other": before["one"],
    }
    project.assert_settled()


def test_what_is_taken_back_gives_its_outputs_again(workspace: Workspace) -> None:
    edited = {"imageUrls": [FRAME], "captions": {}}
    project = workspace(story(**edited)).applied()
    first = recorded(project, "videos.it")
    project.write(story(**edited, prompt="Another one."))
    assert project.apply().exit_code == 0
    project.write({**story(**edited), "imports.yaml": {"imports": [{"to": "videos.it", "id": first["id"]}]}})
    plan = project.plan()
    assert plan.actions == {"posts.teaser": ["delete", "create"], "videos.it": ["no-op"]}
    (video,) = [one for one in plan.json["resource_changes"] if one["address"] == "videos.it"]
    assert video["used_by"] == ["posts.teaser"]
    project.reset()
    assert project.apply().exit_code == 0
    assert [call[:2] for call in project.calls()] == [
        ("DELETE", "/social/posts/post_2"),
        ("POST", "/social/posts"),
    ]
    assert project.calls()[1] == drafts(project)
    assert recorded(project, "videos.it")["outputs"] == first["outputs"]
    project.assert_settled()


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


# -- what a fresh look has found


def through_another(**fields: Any) -> dict[str, Any]:
    """A second post that takes its video from the first one."""
    files = story()
    posts = files["media.yaml"]["posts"]
    posts["second"] = {**posts["teaser"], "content": "Second. #ai", "videoUrl": "${posts.teaser.videoUrl}"}
    posts["second"] |= {"videoId": "${posts.teaser.videoId}", **fields}
    return files


def test_an_output_through_another_resource_is_waited_for(workspace: Workspace) -> None:
    project = workspace(through_another()).applied()
    files = through_another()
    files["media.yaml"]["videos"]["it"]["take"] = 2
    files["media.yaml"]["posts"]["teaser"]["lifecycle"] = {"ignoreChanges": ["videoUrl", "videoId"]}
    project.write(files)
    (second,) = (one for one in project.plan().json["resource_changes"] if one["address"] == "posts.second")
    assert "videos.it" in second["depends_on"]
    assert project.apply().exit_code == 0
    assert [path for method, path, _ in project.calls() if method == "POST"] == [
        "/videos/generate",
        "/social/posts",
    ]
    assert recorded(project, "posts.second")["fields"]["videoUrl"] == output(project, "videos.it", "url")
    project.assert_settled()


def test_what_fails_holds_up_what_needs_it_through_another(workspace: Workspace) -> None:
    project = workspace(through_another()).applied()
    files = through_another()
    files["media.yaml"]["videos"]["it"]["prompt"] = "It [fails]."
    files["media.yaml"]["posts"]["teaser"]["lifecycle"] = {"ignoreChanges": ["videoUrl", "videoId"]}
    project.write(files)
    assert project.apply().exit_code == 4
    assert [path for _, path, _ in project.calls()] == ["/videos/generate"]


def test_what_was_begun_before_an_edit_is_not_shown_as_the_new_one(workspace: Workspace) -> None:
    """An interrupted run had asked for another prompt: what needs the video waits for the right one."""
    draft = {"videoUrl": URL, "mode": "draft"}
    files = story(post=draft)
    project = workspace(files)
    still = made(project, "images")
    old = made(project, "videos", seconds=50)
    assert project.apply("--no-wait").exit_code == 0
    project.reset()
    assert recorded(project, "videos.it")["id"] == old

    files = story(post=draft, prompt="A serum in a hand.")
    project.write(files)
    plan = project.plan()
    assert "prompt" in plan.said("generated-before")["summary"]
    assert project.apply().exit_code == 4
    assert project.calls() == []

    plan = project.plan()
    assert plan.actions == {"posts.teaser": ["create"], "videos.it": ["create", "forget"]}
    assert project.apply().exit_code == 0
    frames = [FRAME, project.dashboard.objects("images")[still]["url"]]
    (generated, sent) = project.calls()
    assert generated == generates("videos", prompt="A serum in a hand.", imageUrls=frames)
    assert sent[2]["videoUrl"] == output(project, "videos.it", "url")
    project.assert_settled()


def test_a_post_that_is_live_does_not_show_what_does_not_exist_yet(workspace: Workspace) -> None:
    """The state is lost, and another prompt is written: the post is not what the manifests say."""
    post = {"videoUrl": URL, "scheduledFor": "2027-01-20T09:00Z"}
    project = workspace(story(post=post))
    assert project.apply().exit_code == 4
    assert project.apply().exit_code == 0
    (first,) = project.dashboard.objects("posts")
    url = project.dashboard.objects("posts")[first]["videoUrl"]
    project.lose_state()
    project.reset()

    project.write(story(post=post, prompt="A serum in a hand."))
    plan = project.plan()
    assert plan.actions["posts.teaser"] == ["no-op"]
    assert "videoUrl" in plan.said("adopted-before")["summary"]
    assert project.apply().exit_code == 0
    assert recorded(project, "posts.teaser")["fields"]["videoUrl"] == url

    assert project.plan().actions == {"posts.teaser": ["delete", "create"]}
    project.reset()
    assert project.apply().exit_code == 0
    assert [method for method, _, _ in project.calls()] == ["DELETE", "POST"]
    project.assert_settled()


def test_what_is_taken_over_before_its_video_exists_is_not_published(workspace: Workspace) -> None:
    project = workspace(story(post={"videoUrl": URL, "mode": "now"}))
    old = "https://cdn.example.com/old.mp4"
    (account,) = [
        id for id, one in project.dashboard.objects("accounts").items() if one["username"] == "glowlab"
    ]
    draft = {"videoUrl": old, "accountIds": [account], "mode": "draft", "content": "Says less. #ai"}
    id = project.dashboard.insert("posts", {**draft, "status": "draft", "platforms": ["tiktok"]})
    project.write({"imports.yaml": {"imports": [{"to": "posts.teaser", "id": id}]}})
    run = project.apply()
    assert run.exit_code == 0
    assert not [path for _, path, _ in project.calls() if path.startswith("/social/posts")]
    assert project.dashboard.objects("posts")[id]["status"] == "draft"


def test_a_yes_is_to_the_video_that_could_be_seen(workspace: Workspace) -> None:
    project = workspace(story(post={"videoUrl": URL, "scheduledFor": "2027-01-20T09:00Z"}))
    assert project.apply().exit_code == 4
    digest = changes(project)["posts.teaser"]["digest"]
    assert project.run("plan", "--out", "seen.plan").exit_code == 0
    again = project.apply("--replace", "videos.it", "--target", "videos.it")
    assert again.exit_code == 0
    project.reset()
    assert project.apply("--expect-digest", digest).exit_code == 3
    assert project.apply("seen.plan").exit_code == 3
    assert project.calls() == []


def test_what_was_completed_between_two_runs_is_known_at_once(workspace: Workspace) -> None:
    images = {"one": {**IMAGE, "prompt": "One."}}
    project = workspace({"media.yaml": {"images": images}})
    assert project.apply("--no-wait").exit_code == 0
    project.rawugc.clock.sleep(600)
    images["two"] = {**IMAGE, "prompt": "Two."}
    photos = ["${images.one.url}", "${images.two.url}"]
    project.write({"media.yaml": {"images": images, "products": {"p": {"name": "P", "photos": photos}}}})
    assert project.apply().exit_code == 0
    (product,) = project.dashboard.objects("products").values()
    assert product["photos"] == [output(project, f"images.{key}", "url") for key in ("one", "two")]
    project.assert_settled()


def test_an_output_that_is_never_given_is_told_and_looked_for_again(workspace: Workspace) -> None:
    tune = {"tune": {"prompt": "A calm piano."}}
    cover = {"p": {"name": "P", "photos": ["${music.tune.albumArtUrl}"]}}
    project = workspace({"media.yaml": {"music": tune}}).applied()
    (id,) = project.dashboard.objects("music")
    project.dashboard.edit("music", id, {"albumArtUrl": None})
    project.lose_state()
    project.write({"media.yaml": {"music": tune, "products": cover}})
    assert project.apply().exit_code == 4
    assert project.plan().said("no-output")["summary"].startswith("is ready, and RawUGC gives no albumArtUrl")
    assert project.calls() == []

    project.dashboard.edit("music", id, {"albumArtUrl": "https://cdn.example.com/cover.png"})
    assert project.apply().exit_code == 0
    assert project.calls() == [
        ("POST", "/products", {"name": "P", "photos": ["https://cdn.example.com/cover.png"]})
    ]
    project.assert_settled()


def test_what_shares_a_file_with_a_generation_does_not_wait_for_it(workspace: Workspace) -> None:
    project = workspace({})
    write(project.root, "a.png", png("a"))
    photo = {"file": "a.png"}
    video = {**VIDEO, "imageUrls": [photo, "${images.still.url}"]}
    product = {"name": "S", "photos": [photo]}
    media = {"images": {"still": IMAGE}, "videos": {"it": video}, "products": {"serum": product}}
    project.write({"media.yaml": media})
    run = project.apply()
    assert run.exit_code == 0
    assert [path for _, path, _ in project.calls()] == [
        "/images/generate",
        "/upload",
        "/products",
        "/videos/generate",
    ]
    assert run.result["applied"][0]["address"] == "products.serum"
    project.assert_settled()


# -- what is held up


@pytest.fixture
def failed(workspace: Workspace) -> Project:
    """The image has failed; the video that is made from it, and a draft of that, are still wanted."""
    project = workspace(story())
    made(project, "images", fate="fails", seconds=50)
    assert project.apply("--target", "images.still").exit_code == 4
    project.reset()
    return project


def test_what_waits_for_a_failure_is_told_and_neither_counted_nor_paid(failed: Project) -> None:
    plan = failed.plan("--max-credits", "0")
    held = {d["address"]: d["summary"] for d in plan.diagnostics if d["code"] == "held-up"}
    assert held == {
        "videos.it": "is held up: it waits for images.still, and nothing of it is sent",
        "posts.teaser": "is held up: it waits for videos.it, and nothing of it is sent",
    }
    budget = plan.json["budget"]
    assert (budget["writes"], budget["credits"], budget["credits_unknown"]) == (0, 0, 0)
    assert "0 writes" in failed.run("plan").stdout
    run = failed.apply("--max-credits", "0")
    assert {one["address"] for one in run.result["skipped"]} == held.keys()
    assert (run.exit_code, failed.calls()) == (4, [])


def test_what_is_held_up_and_was_never_made_is_not_said_to_be_managed(failed: Project) -> None:
    resources = failed.plan().json["planned_values"]["root_module"]["resources"]
    assert [one["address"] for one in resources] == ["images.still"]


def test_a_saved_plan_counts_what_is_held_up_no_more_than_it_is_sent(failed: Project) -> None:
    failed.run("plan", "--out", "a.plan")
    run = failed.run("apply", "a.plan")
    assert "0 writes" in run.stdout
    assert (run.exit_code, failed.calls()) == (4, [])


def test_what_shares_a_file_with_what_is_held_up_uploads_it_and_counts_that(failed: Project) -> None:
    write(failed.root, "frame.png", png("frame"))
    frame = {"file": "frame.png"}
    content = story()
    content["media.yaml"]["videos"]["it"]["imageUrls"] = [frame, "${images.still.url}"]
    content["media.yaml"]["products"] = {"serum": {"name": "Serum", "description": "D", "photos": [frame]}}
    failed.write(content)
    assert failed.plan().json["budget"]["writes"] == 2
    assert failed.apply().exit_code == 4
    assert [path for _, path, _ in failed.calls()] == ["/upload", "/products"]


def test_nothing_is_held_up_once_the_failure_is_mended(failed: Project) -> None:
    plan = failed.plan("--retry-failed")
    assert "held-up" not in plan.codes
    assert plan.json["budget"]["writes"] == 3
    assert (failed.apply("--retry-failed").exit_code, len(failed.calls())) == (0, 3)
    failed.assert_settled()


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


@pytest.mark.parametrize("ignored", [True, False])
def test_what_is_written_beside_a_live_post_before_it_exists_is_recorded_once_it_does(
    workspace: Workspace, ignored: bool
) -> None:
    post = {"videoUrl": "https://cdn.example.com/a.mp4", "mode": "draft"}
    project = workspace(story(post=post)).applied()
    more = {"lifecycle": {"ignoreChanges": ["videoId"]}} if ignored else {}
    files = story(post={**post, "videoId": "${videos.it.id}", **more}, take=2)
    project.write(files)
    assert project.apply().exit_code == 0
    assert "videoId" not in recorded(project, "posts.teaser")["fields"]
    assert project.apply().exit_code == 0
    assert recorded(project, "posts.teaser")["fields"]["videoId"] == output(project, "videos.it", "id")
    project.assert_settled()
