"""Characters and accounts: what is there, in the shapes of the API page."""

from __future__ import annotations

import pytest

from rawugc_sync.sandbox import Options
from tests.sandbox.driver import Sandbox

MIA = {
    "_id": "chr_1",
    "username": "rawugc.mia",
    "displayName": "Mia",
    "description": "Mia talks to the camera in plain daylight.",
    "videoPreviewUrl": "https://cdn.rawugc.test/characters/rawugc.mia.mp4",
    "type": "admin",
    "isActive": True,
    "createdAt": 0,
    "updatedAt": 0,
}


def test_characters_are_listed_with_their_counts(sandbox: Sandbox) -> None:
    answer = sandbox.get("/characters").json
    shown = [(one["username"], one["type"], one["isActive"]) for one in answer.pop("characters")]
    assert shown == [
        ("rawugc.mia", "admin", True),
        ("rawugc.leo", "admin", True),
        ("rawugc.ada", "admin", False),
        ("glowlab.nora", "user", True),
    ]
    assert answer == {"count": 4, "adminCount": 3, "userCount": 1}


def test_a_character_is_read_by_its_id(sandbox: Sandbox) -> None:
    assert sandbox.get("/characters/chr_1").json == MIA == sandbox.get("/characters").json["characters"][0]


def test_a_character_is_shown_as_the_options_ask() -> None:
    sandbox = Sandbox(Options(dates="iso", nulls=True))
    moment = "1970-01-01T00:00:00.000Z"
    assert sandbox.get("/characters/chr_1").json == MIA | {"createdAt": moment, "updatedAt": moment}
    assert sandbox.get("/characters/chr_4").json["videoPreviewUrl"] is None


@pytest.mark.parametrize("path", ["/characters/rawugc.mia", "/characters/chr_9", "/characters/acc_1"])
def test_nobody_else_is_a_character(sandbox: Sandbox, path: str) -> None:
    assert sandbox.get(path).status == 404


@pytest.mark.parametrize("method", ["POST", "PATCH", "DELETE"])
def test_characters_cannot_be_changed(sandbox: Sandbox, method: str) -> None:
    assert sandbox.send(method, "/characters/chr_1", b"{}").status == 405
