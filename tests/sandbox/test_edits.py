"""Edits of videos: captions and overlays, their versions, and all that the page leaves open about these."""

from __future__ import annotations

from typing import Any, Literal

import pytest

from rawugc_sync.sandbox import Options, Request
from rawugc_sync.sandbox.handler import handle
from tests.sandbox.driver import START, Reply, Sandbox
from tests.sandbox.media import path_of

READY = START + 20_000
STORAGE = "https://storage.rawugc.test/storage"
ORIGINAL = f"{STORAGE}/videos/vid_1.mp4"
OVERLAY: dict[str, Any] = {
    "text": "Less.",
    "position": "bottom",
    "fontSize": 40,
    "topBottomMargin": 0,
    "strokeThickness": 1.5,
}


def with_video(**options: Any) -> Sandbox:
    """A sandbox with the completed video `vid_1`."""
    sandbox = Sandbox(Options(generation_seconds=20, **options))
    path_of(sandbox, "veo3")
    sandbox.now = READY
    return sandbox


def captions(sandbox: Sandbox, video_id: str = "vid_1", **fields: Any) -> Reply:
    return sandbox.post("/videos/captions", {"videoId": video_id, **fields})


def overlay(sandbox: Sandbox, video_id: str = "vid_1", **fields: Any) -> Reply:
    return sandbox.post("/videos/overlay", {"videoId": video_id, "text": "Less.", **fields})


def test_an_edit_is_done_when_it_is_answered() -> None:
    edited = captions(with_video(), language="en")
    assert (edited.status, edited.json) == (
        200,
        {
            "videoId": "vid_2",
            "url": f"{STORAGE}/versions/vid_2.mp4",
            "version": 2,
            "operation": "captions",
            "creditsUsed": 1,
        },
    )


def test_a_video_has_versions_once_it_was_edited() -> None:
    sandbox = with_video()
    assert "versions" not in sandbox.get("/videos/vid_1").json
    captions(sandbox)
    sandbox.now += 1
    overlay(sandbox, "vid_2")
    shown = sandbox.get("/videos/vid_1").json
    assert shown["versions"] == [
        {"videoId": "vid_1", "version": 1, "url": ORIGINAL, "createdAt": START},
        {
            "videoId": "vid_2",
            "version": 2,
            "url": f"{STORAGE}/versions/vid_2.mp4",
            "operation": "captions",
            "createdAt": READY,
        },
        {
            "videoId": "vid_3",
            "version": 3,
            "url": f"{STORAGE}/versions/vid_3.mp4",
            "operation": "overlay",
            "createdAt": READY + 1,
        },
    ]
    assert sandbox.get("/videos").json["videos"] == [shown]


def test_a_version_is_read_by_its_id() -> None:
    sandbox = with_video()
    captions(sandbox)
    original, version = (sandbox.get(f"/videos/vid_{number}").json for number in (1, 2))
    assert version == original | {"videoId": "vid_2", "url": f"{STORAGE}/versions/vid_2.mp4"}


def test_versions_may_all_have_the_id_of_the_video() -> None:
    sandbox = with_video(own_version_ids=False)
    answers = [captions(sandbox).json, overlay(sandbox).json]
    versions = sandbox.get("/videos/vid_1").json["versions"]
    assert [(one["videoId"], one["version"]) for one in answers] == [("vid_1", 2), ("vid_1", 3)]
    assert [(one["videoId"], one["version"]) for one in versions] == [("vid_1", n) for n in (1, 2, 3)]
    assert len({one["url"] for one in versions}) == 3
    assert sandbox.get("/videos/ver_1").status == 404


def layers(sandbox: Sandbox) -> list[list[str]]:
    """What can be seen in each edited version."""
    kept = sandbox.store.objects("versions").values()
    return [[layer.get("text", layer["operation"]) for layer in one["layers"]] for one in kept]


@pytest.mark.parametrize(
    ("own", "named", "seen"),
    [
        (True, "vid_2", [["captions"], ["captions", "Less."]]),
        (True, "vid_1", [["captions"], ["Less."]]),
        (False, "vid_1", [["captions"], ["captions", "Less."]]),
    ],
)
def test_an_edit_draws_on_the_version_that_the_id_names(own: bool, named: str, seen: list[list[str]]) -> None:
    sandbox = with_video(own_version_ids=own)
    captions(sandbox)
    assert overlay(sandbox, named).json["version"] == 3
    assert layers(sandbox) == seen


@pytest.mark.parametrize(("after", "folder"), [("last", "versions/vid_2"), ("first", "videos/vid_1")])
def test_the_url_of_an_edited_video_may_stay_as_it_was(after: Literal["last", "first"], folder: str) -> None:
    sandbox = with_video(url_after_edit=after)
    captions(sandbox)
    assert sandbox.get("/videos/vid_1").json["url"] == f"{STORAGE}/{folder}.mp4"


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"lists_versions": True}, ["vid_1", "vid_3", "vid_2", "vid_4"]),
        ({"lists_versions": False}, ["vid_1", "vid_2"]),
        ({"lists_versions": True, "own_version_ids": False}, ["vid_1", "vid_2"]),
        ({"lists_versions": True, "lists_late": 20_000}, ["vid_1"]),
    ],
    ids=["listed", "not-listed", "same-ids", "late"],
)
def test_versions_may_be_listed_as_videos(options: dict[str, Any], expected: list[str]) -> None:
    sandbox = with_video(newest_first=False, **options)
    path_of(sandbox, "veo3")
    first = captions(sandbox)
    sandbox.now += 1
    overlay(sandbox, first.json["videoId"])
    listed = sandbox.get("/videos").json
    ids = [one["videoId"] for one in listed["videos"]]
    assert (sorted(ids), listed["pagination"]["total"]) == (sorted(expected), len(expected))


@pytest.mark.parametrize("operation", ["captions", "caption"])
def test_captions_may_be_called_either_way(operation: str) -> None:
    sandbox = with_video(caption_operation=operation)
    assert captions(sandbox).json["operation"] == operation
    assert sandbox.get("/videos/vid_1").json["versions"][1]["operation"] == operation


def test_the_file_of_a_version_can_be_read() -> None:
    sandbox = with_video()
    url = captions(sandbox).json["url"].removeprefix("https://storage.rawugc.test")
    for path, status in [(url, 200), (url.replace("vid_2", "vid_1"), 404), (url.replace("mp4", "png"), 404)]:
        found = handle(Request("GET", f"..{path}"), sandbox.store, sandbox.now, sandbox.options)
        assert found.status == status


@pytest.mark.parametrize(("send", "what", "price"), [(captions, "captions", 1), (overlay, "overlay", 7)])
def test_an_edit_is_paid(send: Any, what: str, price: int) -> None:
    sandbox = with_video(unpriced=7, credits=7 + price)
    assert send(sandbox).json["creditsUsed"] == price
    assert list(sandbox.store.objects("charges").values())[-1]["what"] == what
    refused = send(sandbox)
    assert refused.status == 402
    assert refused.json["detail"] == f"Insufficient credits. Required: {price}, Available: 0"
    assert len(sandbox.store.objects("versions")) == 1


@pytest.mark.parametrize("send", [captions, overlay])
@pytest.mark.parametrize(("prompt", "after"), [("x", 19_999), ("[fails]", 20_000), ("[hangs]", 10**9)])
def test_only_a_completed_video_can_be_edited(send: Any, prompt: str, after: int) -> None:
    sandbox = Sandbox()
    path_of(sandbox, "veo3", prompt=prompt)
    sandbox.now += after
    refused = send(sandbox)
    assert (refused.status, refused.errors) == (400, {"videoId": ["is not completed"]})


@pytest.mark.parametrize("send", [captions, overlay])
@pytest.mark.parametrize("video_id", ["vid_9", "", "img_1"])
def test_another_id_is_not_found(send: Any, video_id: str) -> None:
    sandbox = with_video()
    path_of(sandbox, "nano-banana-2")
    assert send(sandbox, video_id).status == 404


@pytest.mark.parametrize("language", ["en", "es", "pt-BR", "zh-Hant-TW", "fil"])
def test_captions_may_have_a_language(language: str) -> None:
    assert captions(with_video(), language=language).status == 200


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("videoId", 1),
        ("language", ""),
        ("language", "English"),
        ("language", "en_US"),
        ("language", "e"),
        ("language", None),
        ("text", "Less."),
    ],
)
def test_captions_refuse_a_wrong_value(name: str, value: object) -> None:
    sandbox = with_video()
    refused = sandbox.post("/videos/captions", {"videoId": "vid_1", name: value})
    assert (refused.status, list(refused.errors)) == (400, [name])


def test_an_overlay_takes_all_its_fields() -> None:
    assert overlay(with_video(), **OVERLAY).status == 200


@pytest.mark.parametrize(
    ("name", "least", "most"),
    [("fontSize", 8, 200), ("topBottomMargin", 0, 500), ("strokeThickness", 0, 10)],
)
def test_a_number_may_reach_both_its_ends(name: str, least: int, most: int) -> None:
    sandbox = with_video()
    found = {value: overlay(sandbox, **{name: value}) for value in (least - 1, least, most, most + 1)}
    assert [reply.status for reply in found.values()] == [400, 200, 200, 400]
    assert found[least - 1].errors == {name: [f"must be at least {least}"]}
    assert found[most + 1].errors == {name: [f"must be at most {most}"]}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("videoId", None),
        ("text", ""),
        ("text", "x" * 501),
        ("text", 7),
        ("position", "left"),
        ("fontSize", 8.5),
        ("fontSize", "40"),
        ("fontSize", True),
        ("topBottomMargin", None),
        ("strokeThickness", "1"),
        ("strokeThickness", False),
        ("language", "en"),
        ("color", "red"),
    ],
)
def test_an_overlay_refuses_a_wrong_value(name: str, value: object) -> None:
    sandbox = with_video()
    refused = sandbox.post("/videos/overlay", {"videoId": "vid_1", "text": "x", name: value})
    assert (refused.status, list(refused.errors)) == (400, [name])


@pytest.mark.parametrize(
    ("path", "missing"), [("/videos/captions", {"videoId"}), ("/videos/overlay", {"videoId", "text"})]
)
def test_an_edit_needs_its_fields(sandbox: Sandbox, path: str, missing: set[str]) -> None:
    refused = sandbox.post(path, {})
    assert (refused.status, refused.errors.keys()) == (400, missing)


@pytest.mark.parametrize("media", ["images", "music"])
def test_other_media_cannot_be_edited(sandbox: Sandbox, media: str) -> None:
    assert sandbox.post(f"/{media}/captions", {}).status == 405


@pytest.mark.parametrize("brief", [False, True])
def test_lists_need_not_show_versions(brief: bool) -> None:
    sandbox = with_video(lists_are_brief=brief)
    captions(sandbox)
    (listed,) = sandbox.get("/videos").json["videos"]
    assert ("versions" in listed) is not brief
    assert "versions" in sandbox.get("/videos/vid_1").json
