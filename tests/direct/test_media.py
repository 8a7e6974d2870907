"""`media`: what was generated, listed in all pages, shown, and waited for."""

from __future__ import annotations

import pytest

from tests.cli.wire import WiredProject
from tests.direct.conftest import PATHS, Generate

ARRAYS = {"videos": "videos", "images": "images", "music": "tracks"}


def test_all_media_are_listed_with_what_people_know_them_by(
    project: WiredProject, generate: Generate
) -> None:
    for collection in ARRAYS:
        generate(collection)
    generate("videos", prompt="It [fails]")
    project.clock.sleep(60)
    run = project.run("media", "list")
    assert (run.exit_code, run.stderr) == (0, "")
    head, *lines = run.stdout.splitlines()
    assert head.split() == ["ID", "STATUS", "MODEL", "CREDITS", "MADE", "PROMPT"]
    rows = {line.split()[0]: line for line in lines}
    assert set(rows) == {"vid_1", "vid_2", "img_1", "mus_1"}
    assert "completed  veo3_fast" in rows["vid_1"]
    assert rows["vid_1"].endswith("Fri 2027-01-15 08:00 UTC  A serum")
    assert "failed" in rows["vid_2"]


@pytest.mark.parametrize(("collection", "array"), ARRAYS.items())
def test_a_list_goes_on_through_all_pages(
    project: WiredProject, generate: Generate, collection: str, array: str
) -> None:
    ids = {generate(collection) for _ in range(101)}
    answer = project.run("media", "list", collection, "--json").json
    assert list(answer) == [array]
    assert {one[PATHS[collection]] for one in answer[array]} == ids
    assert [e.query["page"] for e in project.rawugc.log] == ["1", "2"]
    assert all(one["creditsUsed"] and one["prompt"] for one in answer[array])


def test_a_status_is_asked_of_the_api(project: WiredProject, generate: Generate) -> None:
    generate("videos")
    project.clock.sleep(60)
    new = generate("videos")
    answer = project.run("media", "list", "videos", "--status", "pending", "--json").json
    assert [one["videoId"] for one in answer["videos"]] == [new]
    assert [e.query["status"] for e in project.rawugc.log] == ["pending"]


def test_nothing_is_said_to_be_nothing(project: WiredProject) -> None:
    run = project.run("media", "list")
    assert (run.exit_code, run.stdout, run.stderr) == (0, "", "There are none.\n")
    assert project.run("media", "list", "--json").json == {"videos": [], "images": [], "tracks": []}


def test_one_is_shown_whole(project: WiredProject, generate: Generate) -> None:
    id = generate("images", prompt="Two\nlines")
    project.clock.sleep(60)
    run = project.run("media", "show", id)
    assert run.exit_code == 0
    assert run.stdout.startswith(f"imageId: {id}\n")
    assert "\nprompt:\n  Two\n  lines\n" in run.stdout
    assert "\ncompletedAt: Fri 2027-01-15 08:00" in run.stdout
    assert project.run("media", "show", id, "--json").json["prompt"] == "Two\nlines"
    assert set(project.requests()) == {("GET", f"/images/{id}")}


def test_what_is_not_there_is_told(project: WiredProject) -> None:
    run = project.run("media", "show", "mus_9")
    assert (run.exit_code, run.stdout) == (1, "")
    assert "GET /music/mus_9: no such resource (404)" in run.stderr


# -- waiting


def test_waiting_looks_at_once_and_then_ever_later(project: WiredProject, generate: Generate) -> None:
    id = generate("videos", prompt="[hangs]")
    project.dashboard.edit("videos", id, {"fate": "completes", "readyAt": project.clock.ms + 100_000})
    run = project.run("media", "wait", id)
    assert run.exit_code == 0
    assert run.stderr == f"{id} is pending.\n{id} is processing.\n"
    assert run.stdout.splitlines()[1].split()[:2] == [id, "completed"]
    assert len(project.requests()) == 6
    assert project.clock.monotonic() == 10 + 15 + 22.5 + 30 + 30


def test_the_first_pause_comes_from_the_environment(project: WiredProject, generate: Generate) -> None:
    id = generate("videos")
    hasty = WiredProject(
        project.root,
        project.rawugc,
        project.clock,
        wire=project.wire,
        variables={"RAWUGC_POLL_SECONDS": "0.5"},
    )
    assert hasty.run("media", "wait", id).exit_code == 0
    assert len(project.requests()) > 5


def test_several_are_waited_for_and_one_that_fails_is_an_error(
    project: WiredProject, generate: Generate
) -> None:
    good, bad, track = generate("videos"), generate("videos", prompt="[fails]"), generate("music")
    run = project.run("media", "wait", bad, good, track, good, "--json")
    assert run.exit_code == 1
    assert [one["videoId"] for one in run.json["videos"]] == [bad, good]
    assert [one["status"] for one in run.json["videos"]] == ["failed", "completed"]
    assert [one["status"] for one in run.json["tracks"]] == ["completed"]


def test_what_is_over_is_looked_at_once(project: WiredProject, generate: Generate) -> None:
    id = generate("images", prompt="[fails]")
    project.clock.sleep(60)
    run = project.run("media", "wait", id)
    assert (run.exit_code, len(project.requests())) == (1, 1)
    assert run.stderr.splitlines() == [
        f"error: {id} has failed",
        "  content_policy: The prompt asks for a generation that fails.",
        "  rawugc-sync help generation-failed",
        "1 error",
    ]


def test_waiting_for_what_is_not_there_ends_at_once(project: WiredProject) -> None:
    run = project.run("media", "wait", "vid_9")
    assert (run.exit_code, len(project.requests())) == (1, 1)
    assert "no such resource (404)" in run.stderr
