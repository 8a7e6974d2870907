"""A look for an object whose create was not answered: ours, nothing, or for a person to judge."""

from __future__ import annotations

from typing import Any

import pytest

from rawugc_sync.planning.look import Found, Sight, look
from rawugc_sync.resources import registered
from rawugc_sync.words.recorded import Record, Unresolved
from tests.planning.worlds import LATER, lives, post

PERSONA = {"name": "N", "description": "D"}
MESSAGING = {"name": "N", "body": "B"}
PRODUCT = {"name": "N", "photos": ["https://cdn.example.com/a.jpg"], "description": "D"}
STYLE = {"name": "N", "type": "image", "promptTemplate": "T"}
LISTED_POST = {
    "videoUrl": post()["videoUrl"],
    "scheduledFor": LATER,
    "timezone": "UTC",
    "content": "Hello",
    "platforms": ["tiktok"],
    "status": "scheduled",
}

OURS, NOTHING, UNCLEAR = Sight.OURS, Sight.NOTHING, Sight.UNCLEAR


def seen(collection: str, fields: dict[str, Any], *objects: dict[str, Any], known: str = "") -> Found:
    """What a look for `fields` makes of these objects, which are called x1, x2 and so on."""
    type_ = registered()[collection]
    listed = [{type_.calls.id_field: f"x{n}", **one} for n, one in enumerate(objects, 1)]
    live = lives({collection: listed}).get(collection, {})
    lost = Unresolved(sent_at=0, known=frozenset(), record=Record("", fields))
    return look(type_, lost, live, frozenset(known.split()))


@pytest.mark.parametrize(
    ("collection", "fields", "objects", "sight"),
    [
        ("personas", PERSONA, [PERSONA], OURS),
        ("personas", PERSONA, [{**PERSONA, "name": " N\n"}], OURS),
        ("personas", PERSONA, [{**PERSONA, "createdAt": 1, "organizationId": "org_1"}], OURS),
        ("personas", PERSONA, [{**PERSONA, "description": "Other"}], UNCLEAR),
        ("personas", PERSONA, [{**PERSONA, "name": "Other"}], NOTHING),
        ("personas", PERSONA, [], NOTHING),
        ("messaging", MESSAGING, [MESSAGING], OURS),
        ("messaging", MESSAGING, [{**MESSAGING, "body": "Other"}], UNCLEAR),
        ("products", PRODUCT, [PRODUCT], OURS),
        ("products", PRODUCT, [{**PRODUCT, "messaging": "set by the server"}], OURS),
        ("products", PRODUCT, [{**PRODUCT, "photos": []}], UNCLEAR),
        ("products", PRODUCT, [{"name": "N"}], UNCLEAR),
        ("styles", STYLE, [STYLE], OURS),
        ("styles", STYLE, [{**STYLE, "type": "video"}], NOTHING),
        ("styles", STYLE, [{**STYLE, "isAdmin": True}], NOTHING),
        ("styles", STYLE, [{**STYLE, "promptTemplate": "Other"}], UNCLEAR),
        ("posts", post(), [LISTED_POST], OURS),
        ("posts", post(), [{**LISTED_POST, "platforms": [{"platform": "TikTok"}]}], OURS),
        ("posts", post(), [{**LISTED_POST, "videoUrl": "https://cdn.rawugc.com/1.mp4"}], OURS),
        ("posts", post(), [{**LISTED_POST, "content": "Other"}], UNCLEAR),
        ("posts", post(), [{**LISTED_POST, "status": "draft"}], UNCLEAR),
        ("posts", post(), [{**LISTED_POST, "timezone": "Europe/Berlin"}], UNCLEAR),
        ("posts", post(), [{**LISTED_POST, "scheduledFor": LATER + 60_000}], NOTHING),
        ("posts", post(), [{**LISTED_POST, "platforms": ["instagram"]}], NOTHING),
        ("posts", post(), [{**LISTED_POST, "content": "Other", "videoUrl": "https://x/y"}], NOTHING),
        ("posts", post(mode="now", scheduledFor=None), [{**LISTED_POST, "status": "published"}], OURS),
    ],
)
def test_one_candidate_is_ours_if_it_is_equal_in_every_field_that_can_be_read(
    collection: str, fields: dict[str, Any], objects: list[dict[str, Any]], sight: Sight
) -> None:
    found = seen(collection, fields, *objects)
    assert found == Found(sight, () if sight is NOTHING else ("x1",))


def test_s13_of_several_candidates_none_is_taken() -> None:
    assert seen("personas", PERSONA, PERSONA, PERSONA) == Found(UNCLEAR, ("x1", "x2"))
    other = {**PERSONA, "description": "Other"}
    assert seen("personas", PERSONA, PERSONA, other) == Found(UNCLEAR, ("x1", "x2"))


def test_what_was_known_before_is_no_candidate() -> None:
    assert seen("personas", PERSONA, PERSONA, known="x1") == Found(NOTHING)
    assert seen("personas", PERSONA, PERSONA, PERSONA, known="x1 gone") == Found(OURS, ("x2",))
