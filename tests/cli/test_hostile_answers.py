"""Answers of another shape than the API page promises are reported, and never a traceback."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from rawugc_sync.resources import registered
from rawugc_sync.sandbox import COLLECTIONS
from tests.cli.driver import Tool
from tests.sampling import WHOLE

BRAND = """\
personas: {x: {name: N, description: D}}
messaging: {x: {name: N, body: B}}
products: {x: {name: N, photos: []}}
styles: {x: {name: N, type: video}}
posts:
  x:
    videoUrl: https://x.example/v.mp4
    accounts: [tiktok/glowlab]
    scheduledFor: 1830000000000
    timezone: UTC
"""
OBJECT = {
    "name": "N",
    "description": "D",
    "body": "B",
    "photos": [],
    "type": "video",
    "videoUrl": "https://x.example/v.mp4",
    "scheduledFor": 1_830_000_000_000,
    "timezone": "UTC",
    "platforms": ["tiktok"],
    "status": "scheduled",
}
RECORDED = {
    "personas": {"name": "N", "description": "D"},
    "messaging": {"name": "N", "body": "B"},
    "products": {"name": "N", "photos": []},
    "styles": {"name": "N", "type": "video"},
    "posts": {"videoUrl": "https://x.example/v.mp4", "accounts": ["tiktok/glowlab"], "mode": "schedule"},
}
JUNK: list[Any] = [7, True, 1e300, -1, "", "\x1b[2J", {"a": 1}, [], [[]], [None], ["x", 7]]


def fields() -> Iterator[tuple[str, str]]:
    for name, collection in COLLECTIONS.items():
        read = [field.name for field in collection.fields if "R" in field.uses]
        yield from ((name, field) for field in (*read, *collection.server, collection.id_field))


def answering(collection: str, field: str, junk: Any) -> httpx.MockTransport:
    """A RawUGC in which one field of one collection's only object is junk."""
    bodies: dict[str, Any] = {
        "/social/accounts": {"accounts": [{"accountId": "a", "platform": "tiktok", "username": "glowlab"}]}
    }
    for name, type_ in registered().items():
        raw = {type_.calls.id_field: f"{name}_1", **OBJECT, **({field: junk} if name == collection else {})}
        bodies[type_.calls.path] = {type_.calls.array: [raw]}
    found = {f"/api/v1{path}": body for path, body in bodies.items()}
    return httpx.MockTransport(lambda request: httpx.Response(200, json=found.get(request.url.path, {})))


@pytest.mark.parametrize(("collection", "field"), list(fields()))
@pytest.mark.parametrize("known", [False, True], ids=["unrecorded", "recorded"])
def test_a_field_may_hold_anything(tmp_path: Path, collection: str, field: str, known: bool) -> None:
    files = {"brand.yaml": BRAND}
    if known:
        resources = {f"{name}.x": {"id": f"{name}_1", "fields": fields} for name, fields in RECORDED.items()}
        state = {"version": 1, "serial": 1, "lineage": "l", "organizationId": None, "resources": resources}
        files["rawugc.state.json"] = json.dumps(state)
    for junk in JUNK if WHOLE else JUNK[len(field) % 3 :: 3]:
        tool = Tool(tmp_path, {"RAWUGC_API_KEY": "key"}, answering(collection, field, junk))
        tool.write(files)
        for command in (("plan",), ("plan", "--json")):
            run = tool(*command)
            assert run.code in (0, 1, 3)
            assert "\x1b" not in run.out + run.err
