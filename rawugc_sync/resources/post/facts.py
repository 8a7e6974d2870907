"""What a live post tells beside its fields: its status, its platforms, why it failed, whether it is out.

A live post, as the list shows it:
{"postId": "post_1", "videoUrl": "https://…", "scheduledFor": 1790000000000, "timezone": "UTC",
 "content": "…", "platforms": ["tiktok"], "status": "scheduled", "createdAt": 1780000000000}
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rawugc_sync.resources.times import live_ms
from rawugc_sync.words.live import Live

MODES = {"draft": "draft", "scheduled": "schedule"}
"""Live status → the mode that a manifest calls it; the others are over."""


def facts_in(raw: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of a live post; platforms are None where they cannot be read."""
    platforms = _platforms(raw.get("platforms"))
    return {
        "status": status_in(raw),
        "platforms": None if platforms is None else frozenset(platforms),
        "targets": len(platforms or ()),
        "reason": _reason(raw),
        "published_at": live_ms(raw.get("publishedAt")),
    }


def status_in(raw: Mapping[str, Any]) -> str | None:
    """The status that an answer shows, if it shows one."""
    status = raw.get("status")
    return status if isinstance(status, str) else None


def is_history(live: Live, now: int) -> bool:
    """Whether a post is out: published, or scheduled for a time that has passed."""
    status = live.facts["status"]
    due: int | None = live.fields.get("scheduledFor")
    return status == "published" or (status == "scheduled" and due is not None and due <= now)


def _platforms(raw: Any) -> list[str] | None:
    """The platform of each account of a live post, as strings or in objects; None if unreadable."""
    if not isinstance(raw, list):
        return None
    names = [entry.get("platform") if isinstance(entry, Mapping) else entry for entry in raw]
    readable = [name.lower() for name in names if isinstance(name, str) and name]
    return readable if names and len(readable) == len(names) else None


def _reason(raw: Mapping[str, Any]) -> str:
    """Why a post failed, where an answer says so; the API page names no field for it."""
    reasons = (raw.get(name) for name in ("failMessage", "failureReason", "errorMessage", "error"))
    return next((reason for reason in reasons if isinstance(reason, str) and reason), "no reason given")
