"""What the tests of rules are held against: posts, products, and what is live."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from rawugc_sync.policy.judge import Finding, judged
from rawugc_sync.policy.subjects import Subject, of_live
from rawugc_sync.resources import registered
from rawugc_sync.resources.lookups import UNREAD
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.rules import Check, FieldName, Rule

TYPES = registered()
NOW = int(datetime(2026, 11, 30, 12, tzinfo=UTC).timestamp() * 1000)
CONTENT = FieldName("posts", "content")
BERLIN = "Europe/Berlin"


def ms(text: str, zone: str = BERLIN) -> int:
    """Unix ms of a local time such as `2026-12-01 09:00`."""
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp() * 1000)


def post(content: str = "", at: str = "2026-12-01 09:00", key: str = "teaser", **fields: Any) -> Subject:
    """A post that is scheduled for a local time, with a video of its own."""
    zone = fields.pop("timezone", BERLIN)
    usual = {
        "videoUrl": f"https://cdn.example.com/{key}.mp4",
        "accounts": ["tiktok/glowlab"],
        "mode": "schedule",
        "timezone": zone,
        "scheduledFor": ms(at, zone),
        "content": content,
    }
    return Subject(Address("posts", key), None, TYPES["posts"], {**usual, **fields})


def at_once(key: str = "now", **fields: Any) -> Subject:
    """A post that goes out as soon as it is applied."""
    usual = {"videoUrl": f"https://cdn.example.com/{key}.mp4", "accounts": ["tiktok/glowlab"], "mode": "now"}
    return Subject(Address("posts", key), None, TYPES["posts"], {**usual, **fields})


def live(at: str, status: str = "scheduled", id: str = "post_1", **raw: Any) -> Subject:
    """A live post that nobody manages, as the list shows it."""
    usual = {
        "videoUrl": "https://cdn.example.com/live.mp4",
        "scheduledFor": ms(at),
        "timezone": BERLIN,
        "content": "Live.",
        "platforms": ["tiktok"],
        "status": status,
    }
    type_ = TYPES["posts"]
    read = type_.spelling.live({**usual, **raw}, id)
    assert read is not None
    return of_live(type_, read, {}, UNREAD, NOW)


def product(key: str = "serum", **fields: Any) -> Subject:
    """A product with two photos."""
    photos = ["https://cdn.example.com/1.jpg", "https://cdn.example.com/2.jpg"]
    return Subject(
        Address("products", key), None, TYPES["products"], {"name": "S", "photos": photos, **fields}
    )


def found(check: Check, *subjects: Subject, now: int | None = NOW) -> list[Finding]:
    """What one rule finds."""
    return list(judged([Rule(id="it", check=check)], subjects, now))


def said(findings: Sequence[Finding]) -> list[str]:
    """Each as people read it."""
    return [" ".join(filter(None, (one.subject.name, one.field, one.said))) for one in findings]
