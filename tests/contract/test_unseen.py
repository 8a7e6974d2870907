"""Nothing is published that nobody could see: what would be is left out until its media can be looked at."""

from __future__ import annotations

from typing import Any

import pytest

from rawugc_sync.sandbox import Options
from tests.conftest import Workspace
from tests.contract.project import START, Project, Run
from tests.contract.test_media import IMAGE, VIDEO, generates, made, recorded

MINUTE = 60_000
DUE = START + 600 * MINUTE
SCHEDULED = {"scheduledFor": str(DUE), "timezone": "UTC"}
NOW, DRAFT = {"mode": "now"}, {"mode": "draft"}


def files(post: dict[str, Any], *, caption: str = "#ai Says less.", **video: Any) -> dict[str, Any]:
    base = {"videoUrl": "${videos.it.url}", "accounts": ["tiktok/glowlab"], "content": caption}
    posts = {"teaser": {**base, **post}}
    return {"media.yaml": {"videos": {"it": {**VIDEO, **video}}, "posts": posts}}


def way_of(address: str, run: Run) -> str:
    """What the text of an apply says of something that was left out."""
    (way,) = [line.strip() for line in run.stdout.splitlines() if line.startswith(f"  {address}: ")]
    return way.removeprefix(f"{address}: ")


def follow(project: Project, run: Run) -> Run:
    """The command that an apply names for what it left out, with nobody asked."""
    (command,) = {one["next"] for one in run.result["left_out"]}
    called = f"rawugc-sync -C {project.root} "
    assert command.startswith(called)
    return project.run(*command.removeprefix(called).split(), "--json", "--auto-approve")


def posts(project: Project) -> list[dict[str, Any]]:
    return list(project.dashboard.objects("posts").values())


public = pytest.mark.parametrize("post", [SCHEDULED, NOW], ids=["scheduled", "now"])


@public
def test_a_new_post_is_left_out_and_the_next_apply_sends_it(workspace: Workspace, post: Any) -> None:
    project = workspace(files(post))
    plan = project.plan()
    until = DUE - 2 * MINUTE if post is SCHEDULED else None
    assert plan.actions == {"videos.it": ["create"]}
    assert plan.json["left_out"] == [{"address": "posts.teaser", "waits_for": ["videos.it"], "until": until}]
    assert plan.json["budget"]["writes"] == 1

    run = project.apply()
    assert (run.exit_code, project.calls(), posts(project)) == (4, [generates("videos")], [])
    (left_out,) = run.result["left_out"]
    assert left_out == {
        "address": "posts.teaser",
        "waits_for": ["videos.it"],
        "until": until,
        "look_at": [recorded(project, "videos.it")["outputs"]["url"]],
        "next": f"rawugc-sync -C {project.root} apply",
    }

    project.reset()
    assert project.plan().actions == {"posts.teaser": ["create"]}
    assert project.plan().json["left_out"] == []
    assert project.apply().exit_code == 0
    (sent,) = project.calls()
    assert sent[2]["videoUrl"].startswith("http")
    project.assert_settled()


def test_the_text_names_the_next_command_and_until_when_it_has_to_run(workspace: Workspace) -> None:
    project = workspace(files(SCHEDULED))
    said = project.plan().said("unseen-media")
    assert "by Fri 2027-01-15 17:58 UTC" in said["detail"]
    way = way_of("posts.teaser", project.run("apply", "--auto-approve"))
    called, url = f"rawugc-sync -C {project.root}", recorded(project, "videos.it")["outputs"]["url"]
    looked_at = f"look at {url} ({called} media show vid_1)"
    assert way == f"{looked_at}, then {called} apply, by Fri 2027-01-15 17:58 UTC"
    assert project.run("media", "show", "vid_1").exit_code == 0
    assert project.apply().exit_code == 0
    project.assert_settled()


@public
def test_what_may_go_out_unseen_is_shown_as_that(workspace: Workspace, post: Any) -> None:
    project = workspace(files({**post, "allowUnseen": "true"}))
    plan = project.plan()
    notes = {change["address"]: change["note"] for change in plan.json["resource_changes"]}
    assert plan.json["left_out"] == []
    assert "UNSEEN" in notes["posts.teaser"]
    assert "UNSEEN" in project.run("plan").stdout
    assert project.apply().exit_code == 0
    (sent,) = posts(project)
    assert [method + path for method, path, _ in project.calls()] == [
        "POST/videos/generate",
        "POST/social/posts",
    ]
    assert "allowUnseen" not in sent
    project.assert_settled()


@pytest.mark.parametrize("allowed", [True, False])
def test_the_permission_alone_is_no_difference(workspace: Workspace, allowed: bool) -> None:
    project = workspace(files({**DRAFT, **({} if allowed else {"allowUnseen": "true"})})).applied()
    project.write(files({**DRAFT, **({"allowUnseen": "true"} if allowed else {})}))
    project.assert_settled()


def test_a_draft_needs_nobody_to_have_seen_it(workspace: Workspace) -> None:
    project = workspace(files(DRAFT))
    assert project.plan().json["left_out"] == []
    assert project.apply().exit_code == 0
    project.assert_settled()


def test_a_post_that_would_be_replaced_stays_until_its_new_video_can_be_seen(workspace: Workspace) -> None:
    project = workspace(files(DRAFT)).applied()
    project.write(files(SCHEDULED))
    assert project.apply().exit_code == 0
    (first,) = project.dashboard.objects("posts")
    project.reset()

    project.write(files(SCHEDULED, take=2))
    assert project.apply().exit_code == 4
    assert project.calls() == [generates("videos")]
    assert list(project.dashboard.objects("posts")) == [first]

    project.reset()
    assert project.plan().actions == {"posts.teaser": ["delete", "create"]}
    assert project.apply().exit_code == 0
    assert [method for method, _, _ in project.calls()] == ["DELETE", "POST"]
    project.assert_settled()


@pytest.mark.parametrize("seconds", [50, 0])
def test_what_runs_cannot_be_seen_and_what_is_completed_can(workspace: Workspace, seconds: int) -> None:
    project = workspace(files(SCHEDULED))
    made(project, "videos", seconds=seconds)
    assert [one["address"] for one in project.plan().json["left_out"]] == ["posts.teaser"] * bool(seconds)
    assert project.apply().exit_code == (4 if seconds else 0)
    assert project.apply().exit_code == 0
    assert [path for _, path, _ in project.calls()] == ["/social/posts"]
    project.assert_settled()


def test_what_failed_is_never_seen(workspace: Workspace) -> None:
    project = workspace(files(SCHEDULED, prompt="It [fails]."))
    assert project.apply().exit_code == 4
    project.reset()
    plan = project.plan()
    assert (plan.actions, [one["address"] for one in plan.json["left_out"]]) == ({}, ["posts.teaser"])
    run = project.apply()
    assert (run.exit_code, project.calls()) == (4, [])
    assert run.result["left_out"][0]["next"] == f"rawugc-sync -C {project.root} plan"
    assert "Settle first what is said of videos.it" in plan.said("unseen-media")["detail"]
    assert "--retry-failed" in plan.said("generation-failed")["detail"]
    project.write(files(SCHEDULED))
    assert project.apply().exit_code == 4
    assert project.apply().exit_code == 0
    project.assert_settled()


late = pytest.mark.parametrize(
    ("fate", "wait", "way"),
    [
        ("completes", ("--no-wait",), "videos.it is not there yet: {} apply goes on"),
        ("completes", ("--wait", "1s"), "videos.it is not there yet: {} apply goes on"),
        ("fails", (), "videos.it failed: change it, or generate it once more with {} apply --retry-failed"),
    ],
    ids=["no-wait", "short-wait", "fails"],
)


@late
def test_what_the_run_could_not_get_ready_is_told_as_that(
    workspace: Workspace, fate: str, wait: tuple[str, ...], way: str
) -> None:
    project = workspace(files(NOW))
    made(project, "videos", seconds=100, fate=fate)
    told = way_of("posts.teaser", project.run("apply", "--auto-approve", *wait))
    assert told == way.format(f"rawugc-sync -C {project.root}")


@late
def test_the_next_command_makes_it_ready_and_the_one_after_sends_the_post(
    workspace: Workspace, fate: str, wait: tuple[str, ...], way: str
) -> None:
    project = workspace(files(NOW))
    made(project, "videos", seconds=100, fate=fate)
    run = project.apply(*wait)
    assert (run.result["left_out"][0]["look_at"], posts(project)) == ([], [])
    again = follow(project, run)
    assert again.result["left_out"][0]["look_at"] == [recorded(project, "videos.it")["outputs"]["url"]]
    assert (follow(project, again).exit_code, len(posts(project))) == (0, 1)
    paid = [generates("videos")] if fate == "fails" else []
    assert project.calls()[:-1] == paid
    project.assert_settled()


@pytest.mark.parametrize("options", [Options(credits=0)], ids=["no-credits"])
def test_what_was_not_made_is_told_as_that(workspace: Workspace) -> None:
    """Somebody buys credits, and then the command that is named makes it."""
    project = workspace(files(NOW))
    run = project.run("apply", "--auto-approve")
    assert way_of("posts.teaser", run) == (
        f"videos.it was not made, as said above; once that is mended, rawugc-sync -C {project.root} apply"
    )
    run = project.apply()
    project.dashboard.insert("charges", {"credits": -100}, at=project.rawugc.clock.ms)
    again = follow(project, run)
    assert (again.exit_code, follow(project, again).exit_code, len(posts(project))) == (4, 0, 1)
    project.assert_settled()


def test_the_way_begins_where_a_chain_is_stuck(workspace: Workspace) -> None:
    """The video waits for an image that fails: nothing is to be done about the video."""
    content = files(NOW, imageUrls=["${images.still.url}"])
    content["media.yaml"]["images"] = {"still": IMAGE}
    project = workspace(content)
    made(project, "images", seconds=100, fate="fails")
    run = project.apply()
    called = f"rawugc-sync -C {project.root}"
    assert run.result["left_out"][0]["next"] == f"{called} apply --retry-failed"
    assert project.apply().result["left_out"][0]["next"] == f"{called} plan"
    way = way_of("posts.teaser", project.run("apply", "--auto-approve"))
    assert way == f"settle images.still first, as {called} plan says"
    assert "--retry-failed" in project.plan().said("generation-failed")["detail"]
    assert project.apply("--retry-failed").exit_code == 4
    assert project.apply().exit_code == 0
    assert len(posts(project)) == 1
    project.assert_settled()


def test_the_next_command_keeps_the_global_options(workspace: Workspace) -> None:
    project = workspace(files(NOW))
    run = project.run("--sandbox", "apply", "--json", "--auto-approve", "--no-wait")
    assert run.result["left_out"][0]["next"] == f"rawugc-sync -C {project.root} --sandbox apply"


def test_a_post_that_is_replaced_is_said_to_go_out_as_it_is(workspace: Workspace) -> None:
    project = workspace(files(SCHEDULED))
    assert "stays as it is" not in project.plan().said("unseen-media")["detail"]
    assert (project.apply().exit_code, project.apply().exit_code) == (4, 0)
    before = posts(project)
    project.write(files(SCHEDULED, take=2))
    said = project.plan().said("unseen-media")["detail"]
    assert "Until then what is live stays as it is, and goes out at its time." in said
    assert (project.apply().exit_code, posts(project)) == (4, before)


def test_what_is_left_out_is_no_warning(workspace: Workspace) -> None:
    """Else --strict could only be followed by letting it go out unseen."""
    project = workspace(files(SCHEDULED))
    assert project.apply("--strict").exit_code == 4
    assert project.apply("--strict").exit_code == 0
    project.assert_settled()


def test_a_renamed_post_that_is_left_out_is_told_as_the_rename_it_may_be(workspace: Workspace) -> None:
    project = workspace(files(SCHEDULED))
    project.apply()
    assert project.apply().exit_code == 0
    renamed = files(SCHEDULED, prompt="A serum in a hand.")
    renamed["media.yaml"]["posts"]["other"] = renamed["media.yaml"]["posts"].pop("teaser")
    project.write(renamed)
    plan = project.plan()
    assert [one["address"] for one in plan.json["left_out"]] == ["posts.other"]
    assert "posts.teaser" in plan.said("maybe-moved")["summary"]


@pytest.mark.parametrize(
    "edit",
    [{"take": 2}, {"prompt": "A serum in a hand."}, {"model": "veo3"}],
    ids=["take", "prompt", "model"],
)
def test_a_rename_is_told_alike_whether_or_not_it_may_go_out_unseen(
    workspace: Workspace, edit: dict[str, Any]
) -> None:
    """Its delete is in both plans: who reads the one that leaves it out has to know as much."""
    project = workspace(files(SCHEDULED))
    assert (project.apply().exit_code, project.apply().exit_code) == (4, 0)
    told = []
    for allowed in ({"allowUnseen": "true"}, {}):
        renamed = files({**SCHEDULED, **allowed}, **edit)
        renamed["media.yaml"]["posts"]["other"] = renamed["media.yaml"]["posts"].pop("teaser")
        project.write(renamed)
        plan = project.plan()
        assert plan.actions["posts.teaser"] == ["delete"]
        (said,) = [one for one in plan.diagnostics if one["code"] in ("maybe-moved", "rename")]
        told.append((plan.exit_code, said["code"], said["summary"], said["detail"]))
    assert told[0] == told[1]


def test_what_waits_for_a_post_that_is_left_out_is_left_out_too(workspace: Workspace) -> None:
    """Two posts that change places: one alone would be there twice."""
    other = {"videoUrl": "https://cdn.example.com/a.mp4", "accounts": ["tiktok/glowlab"]}
    video = {"it": VIDEO}
    one = {**other, **SCHEDULED, "content": "One. #ai"}
    two = {**other, "scheduledFor": str(DUE + 60 * MINUTE), "timezone": "UTC", "content": "Two. #ai"}
    project = workspace({"media.yaml": {"videos": video, "posts": {"one": one, "two": two}}})
    assert project.apply().exit_code == 0
    project.reset()
    video = {"it": {**VIDEO, "take": 2}}
    moved = {**two, "content": "One. #ai", "scheduledFor": str(DUE)}
    seen = {**one, "content": "Two. #ai", "videoUrl": "${videos.it.url}"}
    project.write({"media.yaml": {"videos": video, "posts": {"one": seen, "two": moved}}})
    plan = project.plan()
    assert {one["address"] for one in plan.json["left_out"]} == {"posts.one", "posts.two"}
    assert "posts.one" not in plan.actions
    run = project.run("apply", "--auto-approve")
    assert way_of("posts.one", run).startswith("look at http")
    assert way_of("posts.two", run).startswith("look at http")


# -- disclosure


@pytest.mark.parametrize(
    ("caption", "post", "words", "told"),
    [
        ("Says less.", DRAFT, None, False),
        ("Says less. #AI", DRAFT, None, True),
        ("Says less. #aims", DRAFT, None, False),
        ("Says less, ai-generated.", DRAFT, None, True),
        ("", DRAFT, None, False),
        ("Says less.", {**DRAFT, "publishToInbox": "true"}, None, True),
        ("Says less. #ai", DRAFT, ["made with AI"], False),
        ("Says less. Made with AI!", DRAFT, ["made with AI"], True),
        ("Says less.", DRAFT, [], True),
    ],
)
def test_a_caption_says_what_is_generated(
    workspace: Workspace, caption: str, post: Any, words: list[str] | None, told: bool
) -> None:
    config = {} if words is None else {"rawugc.yaml": {"disclosure": {"ai": words}}}
    project = workspace({**files(post, caption=caption), **config})
    plan = project.plan()
    assert ("ai-disclosure" not in plan.codes) is told
    assert project.run("validate", "--strict").exit_code == 0
    assert ("generated, and its caption" not in project.run("validate").stdout) is told


@pytest.mark.parametrize(
    "way_out", [{"content": "Says less. AI-generated"}, {"publishToInbox": "true"}], ids=["caption", "inbox"]
)
def test_both_ways_out_of_the_warning_lead_out(workspace: Workspace, way_out: dict[str, Any]) -> None:
    project = workspace(files(DRAFT, caption="Says less."))
    detail = project.plan().said("ai-disclosure")["detail"]
    assert "AI-generated or #ai" in detail
    assert "mode: draft, publishToInbox: true" in detail
    project.write(files({**DRAFT, **way_out}, caption="Says less."))
    assert "ai-disclosure" not in project.plan().codes


@pytest.mark.parametrize("pulled", [True, False], ids=["pulled", "written"])
@pytest.mark.parametrize("caption", ["Says less.", "Says less. #ai"])
def test_a_value_that_is_written_out_is_generated_as_well(
    workspace: Workspace, pulled: bool, caption: str
) -> None:
    project = workspace({"media.yaml": {"videos": {"it": VIDEO}}}).applied()
    outputs = project.state["resources"]["videos.it"]["outputs"]
    post = {"videoUrl": outputs["url"], "mode": "draft", "content": caption}
    if pulled:
        accounts = project.dashboard.objects("accounts").items()
        account = [id for id, one in accounts if (one["platform"], one["username"]) == ("tiktok", "glowlab")]
        project.dashboard.insert("posts", {**post, "accountIds": account})
        assert project.run("pull", "posts").exit_code == 0
        assert outputs["url"] in (project.root / "posts.yaml").read_text(encoding="utf-8")
    else:
        project.write({"posts.yaml": {"posts": {"it": {**post, "accounts": ["tiktok/glowlab"]}}}})
    said = [d for d in project.plan().diagnostics if d["code"] == "ai-disclosure"]
    assert [d["summary"] for d in said] == [
        "shows videos.it, which is generated, and its caption does not say so"
    ] * (caption == "Says less.")
    assert project.apply().exit_code == 0
    assert [path for _, path, _ in project.calls()] == ["/social/posts"] * (not pulled)
    project.assert_settled()


def test_what_is_published_is_not_warned_of_any_more(workspace: Workspace) -> None:
    project = workspace(files(SCHEDULED, caption="Says less."))
    project.apply()
    assert project.apply().exit_code == 0
    assert "ai-disclosure" in project.plan().codes
    project.rawugc.clock.sleep(700 * 60)
    assert "ai-disclosure" not in project.plan().codes


def test_the_inbox_takes_no_time(workspace: Workspace) -> None:
    project = workspace(files({**SCHEDULED, "publishToInbox": "true"}))
    run = project.run("validate")
    assert run.exit_code == 1
    assert "publishToInbox" in run.stdout + run.stderr


def test_the_url_itself_is_as_generated_as_the_reference(workspace: Workspace) -> None:
    project = workspace(files(DRAFT, caption="Says less.")).applied()
    url = project.state["resources"]["videos.it"]["outputs"]["url"]
    project.write(files({**DRAFT, "videoUrl": url}, caption="Says less."))
    assert "videos.it" in project.plan().said("ai-disclosure")["summary"]


@pytest.mark.parametrize("more", [(), ("--no-wait",)], ids=["waits", "does-not-wait"])
def test_a_saved_plan_knows_what_it_has_left_out(workspace: Workspace, more: tuple[str, ...]) -> None:
    project = workspace(files(SCHEDULED))
    assert project.run("plan", "--out", "a.plan").exit_code == 0
    run = project.apply("a.plan", *more)
    assert run.exit_code == 4
    assert [one["address"] for one in run.result["left_out"]] == ["posts.teaser"]
    project.rawugc.clock.sleep(600)
    assert project.apply().exit_code == 0
    project.assert_settled()
