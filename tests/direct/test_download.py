"""`media download`: whole files under names of their own, without the key, and never over another one."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import httpx
import pytest

from rawugc_sync.sandbox import Options
from rawugc_sync.sandbox.transport import SandboxTransport
from tests.cli.wire import WiredProject
from tests.conftest import Workspace
from tests.contract.project import RawUGC
from tests.direct.conftest import Generate, post


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


class Watched(SandboxTransport):
    """Remembers what is asked outside of the API."""

    def __init__(self, inner: SandboxTransport) -> None:
        self._inner = inner
        self.asked: list[httpx.Request] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if not request.url.path.startswith("/api/v1/"):
            self.asked.append(request)
        return self._inner.handle_request(request)


def test_files_are_named_by_id_and_type(project: WiredProject, generate: Generate) -> None:
    project.rawugc.transport = watched = Watched(project.wire)
    ids = [generate("videos"), generate("images", outputFormat="png"), generate("music")]
    project.clock.sleep(60)
    run = project.run("media", "download", *ids, ids[0], "--dir", "out/new")
    assert (run.exit_code, run.stderr) == (0, "")
    folder = project.root / "out/new"
    expected = ["vid_1.mp4", "img_1.png", "mus_1.mp3", "mus_1.jpg"]
    assert run.stdout.splitlines() == [str(folder / name) for name in expected]
    assert names(folder) == sorted(expected)
    assert (folder / "img_1.png").read_bytes().startswith(b"\x89PNG")
    assert len(watched.asked) == 4
    assert not any("authorization" in request.headers for request in watched.asked)


@pytest.mark.parametrize("umask", [0o022, 0o077])
def test_a_file_is_as_readable_as_any_of_its_owner(
    project: WiredProject, generate: Generate, umask: int
) -> None:
    id = generate("videos")
    project.clock.sleep(60)
    before = os.umask(umask)
    try:
        assert project.run("media", "download", id, "--dir", ".").exit_code == 0
    finally:
        os.umask(before)
    assert (project.root / "vid_1.mp4").stat().st_mode & 0o777 == 0o666 & ~umask


def test_a_file_that_is_there_is_not_overwritten(project: WiredProject, generate: Generate) -> None:
    id = generate("videos")
    project.clock.sleep(60)
    project.write({"out/vid_1.mp4": "mine"})
    run = project.run("media", "download", id, "--dir", "out")
    assert (run.exit_code, run.stdout) == (1, "")
    assert (
        "vid_1.mp4 is there already\n  Nothing is overwritten: move it, or pass another --dir." in run.stderr
    )
    assert (project.root / "out/vid_1.mp4").read_text() == "mine"
    assert names(project.root / "out") == ["vid_1.mp4"]


@pytest.mark.parametrize("taken", ["img_1.png", "mus_1.mp3", "mus_1.jpg"])
def test_all_names_are_looked_at_before_the_first_file_is_fetched(
    project: WiredProject, generate: Generate, taken: str
) -> None:
    ids = [generate("videos"), generate("images"), generate("music")]
    project.clock.sleep(60)
    project.write({f"out/{taken}": "mine"})
    project.rawugc.transport = watched = Watched(project.wire)
    run = project.run("media", "download", *ids, "--dir", "out")
    assert (run.exit_code, run.stdout, watched.asked) == (1, "", [])
    assert f"out/{taken} is there already" in run.stderr
    assert names(project.root / "out") == [taken]


def test_a_name_that_no_file_of_it_can_get_is_in_nobodys_way(
    project: WiredProject, generate: Generate
) -> None:
    id = generate("videos")
    project.clock.sleep(60)
    project.write({"out/vid_1.jpg": "a frame", "out/vid_1.mp3": "its sound"})
    assert project.run("media", "download", id, "--dir", "out").exit_code == 0
    assert names(project.root / "out") == ["vid_1.jpg", "vid_1.mp3", "vid_1.mp4"]


def test_nothing_is_fetched_where_one_of_several_is_not_ready(
    project: WiredProject, generate: Generate
) -> None:
    ids = [generate("videos"), generate("images", prompt="[hangs]")]
    project.clock.sleep(60)
    run = project.run("media", "download", *ids, "--dir", "out")
    assert (run.exit_code, run.stdout) == (1, "")
    assert not (project.root / "out").exists()


@pytest.mark.parametrize(
    ("prompt", "said", "way_out"),
    [
        ("[fails]", "failed", "The prompt asks for a generation that fails."),
        ("[hangs]", "processing", "Wait for it: rawugc-sync media wait vid_1"),
    ],
)
def test_what_is_not_completed_has_no_file(
    project: WiredProject, generate: Generate, prompt: str, said: str, way_out: str
) -> None:
    id = generate("videos", prompt=prompt)
    project.clock.sleep(60)
    run = project.run("media", "download", id, "--dir", "out")
    assert run.exit_code == 1
    assert f"{id} is {said}, so it has no file\n  {way_out}" in run.stderr
    assert not (project.root / "out").exists()


def test_a_file_that_is_gone_leaves_nothing(project: WiredProject, generate: Generate) -> None:
    id = generate("videos")
    project.clock.sleep(60)
    project.dashboard.edit(
        "videos", id, {"url": f"{project.rawugc.url.removesuffix('/api/v1')}/storage/no/1.mp4"}
    )
    run = project.run("media", "download", id, "--dir", "out")
    assert run.exit_code == 1
    assert "rawugc.localhost no longer has it" in run.stderr
    assert not (project.root / "out").exists()


@pytest.mark.parametrize(
    ("folder", "said"),
    [("out/deeper", "out/deeper cannot be made"), ("out", "out is there, and is no folder")],
)
def test_a_folder_that_cannot_be_is_told(
    project: WiredProject, generate: Generate, folder: str, said: str
) -> None:
    id = generate("videos")
    project.clock.sleep(60)
    project.write({"out": "a file"})
    run = project.run("media", "download", id, "--dir", folder)
    assert run.exit_code == 1
    assert said in run.stderr


# -- edited videos


def edited(project: WiredProject, generate: Generate) -> str:
    """A video with captions, and with an overlay on them."""
    id = generate("videos")
    project.clock.sleep(60)
    captioned = post(project, "/videos/captions", {"videoId": id})
    post(project, "/videos/overlay", {"videoId": captioned["videoId"], "text": "Less."})
    return id


@pytest.mark.parametrize(
    "options",
    [
        Options(own_version_ids=True, url_after_edit="last"),
        Options(own_version_ids=True, url_after_edit="first"),
        Options(own_version_ids=False, url_after_edit="last"),
        Options(own_version_ids=False, url_after_edit="first"),
    ],
    ids=["own-last", "own-first", "one-last", "one-first"],
)
def test_of_an_edited_video_it_is_the_last_version(project: WiredProject, generate: Generate) -> None:
    id = edited(project, generate)
    last = project.run("media", "show", id, "--json").json["versions"][-1]["url"]
    project.rawugc.transport = watched = Watched(project.wire)
    assert project.run("media", "download", id, "--dir", "out").exit_code == 0
    assert [str(request.url) for request in watched.asked] == [last]


def test_a_version_with_an_id_of_its_own_is_downloaded_by_it(
    project: WiredProject, generate: Generate
) -> None:
    edited(project, generate)
    project.rawugc.transport = watched = Watched(project.wire)
    run = project.run("media", "download", "vid_2", "--dir", "out")
    assert (run.exit_code, names(project.root / "out")) == (0, ["vid_2.mp4"])
    assert [request.url.path for request in watched.asked] == ["/storage/versions/vid_2.mp4"]


# -- addresses


def state(address: str, id: str) -> dict[str, Any]:
    """A state that holds one object."""
    resources = {address: {"id": id, "fields": {}}}
    head = {"version": 4, "serial": 1, "lineage": "l", "organizationId": "org_1"}
    return {**head, "resources": resources, "unresolved": {}, "moved": [], "applied": None}


def test_an_address_stands_for_what_the_state_has_recorded(project: WiredProject, generate: Generate) -> None:
    id = generate("videos")
    project.clock.sleep(60)
    project.write({"rawugc.state.json": state("videos.teaser", id)})
    run = project.run("media", "download", "videos.teaser", "--dir", "out")
    assert (run.exit_code, run.stderr) == (0, "")
    assert names(project.root / "out") == [f"{id}.mp4"]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("videos.tease", "the state has no videos.tease\n  Did you mean videos.teaser?"),
        ("personas.x", "the state has no personas.x"),
    ],
)
def test_an_address_that_the_state_has_not_is_told(project: WiredProject, asked: str, said: str) -> None:
    project.write({"rawugc.state.json": state("videos.teaser", "vid_1")})
    run = project.run("media", "download", asked, "--dir", "out")
    assert (run.exit_code, project.requests()) == (1, [])
    assert said in run.stderr


def test_only_media_have_files(project: WiredProject) -> None:
    project.write({"rawugc.state.json": state("personas.x", "per_1")})
    run = project.run("media", "download", "personas.x", "--dir", "out")
    assert (run.exit_code, project.requests()) == (1, [])
    assert "personas.x has no files\n  Only videos, images, music have." in run.stderr


def test_the_last_version_is_what_the_state_has_recorded_last(
    project: WiredProject, generate: Generate
) -> None:
    id = edited(project, generate)
    versions = project.run("media", "show", id, "--json").json["versions"]
    kept = state("videos.teaser", id)
    kept["resources"]["videos.teaser"]["outputs"] = {"id": "vid_2", "url": versions[1]["url"]}
    project.write({"rawugc.state.json": {**kept, "version": 5, "uploads": {}, "letGo": {}}})
    project.reset()
    project.rawugc.transport = watched = Watched(project.wire)
    run = project.run("media", "download", "videos.teaser", "vid_2", "--dir", "out")
    assert (run.exit_code, names(project.root / "out")) == (0, ["vid_2.mp4"])
    assert [str(request.url) for request in watched.asked] == [versions[1]["url"]]
    assert project.requests() == [("GET", "/videos/vid_1"), ("GET", "../storage/versions/vid_2.mp4")]


def test_what_an_apply_has_generated_is_downloaded_by_its_addresses(workspace: Workspace) -> None:
    project = workspace(
        {
            "media.yaml": {
                "videos": {"teaser": {"model": "veo3_fast", "prompt": "A serum"}},
                "images": {"still": {"model": "nano-banana-2", "prompt": "A jar"}},
                "music": {"tune": {"prompt": "A tune"}},
            }
        }
    ).applied()
    project.reset()
    addresses = ("videos.teaser", "images.still", "music.tune")
    run = project.run("media", "download", *addresses, "--dir", "out")
    files = {path.name: path.read_bytes() for path in (project.root / "out").iterdir()}
    ids = {address: project.state["resources"][address]["outputs"]["id"] for address in addresses}
    assert (run.exit_code, run.stderr) == (0, "")
    assert [Path(line).name for line in run.stdout.splitlines()] == [
        f"{ids['videos.teaser']}.mp4",
        f"{ids['images.still']}.jpg",
        f"{ids['music.tune']}.mp3",
        f"{ids['music.tune']}.jpg",
    ]
    assert all(files.values())
    assert project.calls() == []
    project.assert_settled()


# -- over sockets


def test_a_file_comes_over_a_socket(workspace: Workspace, rawugc: RawUGC) -> None:
    project = workspace({"rawugc.yaml": ""})
    answer = httpx.post(
        f"{rawugc.url}/images/generate",
        json={"model": "nano-banana-2", "prompt": "A jar"},
        headers={"Authorization": "Bearer ruk_other"},
    )
    id = answer.json()["imageId"]
    rawugc.clock.sleep(60)
    assert project.run("media", "download", id, "--dir", "out").exit_code == 0
    assert (project.root / f"out/{id}.jpg").read_bytes().startswith(b"\xff\xd8")
