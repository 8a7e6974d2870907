"""Plans that name photos and videos, made by hand."""

from __future__ import annotations

import hashlib
from pathlib import Path

from rawugc_sync.words.actions import Action
from rawugc_sync.words.addresses import Address, Value
from rawugc_sync.words.budget import Budget
from rawugc_sync.words.planned import Change, FieldChange, Plan, StateInfo
from rawugc_sync.words.uploads import Content, FileUrl, Upload

LIVE = "https://api.rawugc.com/v1"
HERE = "http://127.0.0.1:8765/api/v1"


def a_plan(*changes: Change, server: str = LIVE, contents: tuple[Content, ...] = ()) -> Plan:
    return Plan(
        workspace="glow-lab",
        organization_id="org_1",
        state=StateInfo(),
        changes=changes,
        unchanged=0,
        budget=Budget(reads=1, writes=len(changes)),
        server=server,
        contents=contents,
    )


def photos(*after: Value, before: tuple[Value, ...] = (), key: str = "serum") -> Change:
    """A product whose photos change."""
    return Change(
        address=Address("products", key),
        action=Action.UPDATE,
        fields=(FieldChange(path="photos", before=list(before), after=list(after)),),
    )


def video(after: Value) -> Change:
    """A post that is created with a video."""
    return Change(
        address=Address("posts", "launch"),
        action=Action.CREATE,
        after={"videoUrl": after, "content": "https://text.example/is-no-medium.png"},
        fields=(FieldChange(path="videoUrl", after=after),),
    )


def written(root: Path, path: str, data: bytes, content_type: str = "image/png") -> Content:
    """A file of a workspace, as a plan knows it."""
    place = root / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(data)
    sha256 = f"sha256:{hashlib.sha256(data).hexdigest()}"
    return Content(sha256, Upload(path, sha256, len(data), content_type))


def named(content: Content) -> FileUrl:
    return FileUrl(content.sha256)
