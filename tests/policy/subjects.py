"""What the tests of rules are held against: posts, products, and what is live."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from rawugc_sync.policy.judge import Finding, judged
from rawugc_sync.policy.subjects import Subject
from rawugc_sync.resources import registered
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.rules import Check, FieldName, Rule

TYPES = registered()
NOW = int(datetime(2026, 11, 30, 12, tzinfo=UTC).timestamp() * 1000)
CONTENT = FieldName("posts", "content")


def ms(text: str, zone: str = "UTC") -> int:
    """Unix ms of a local time such as `2026-12-01 09:00`."""
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp() * 1000)


def post(content: str = "", at: str = "2026-12-01 09:00", key: str = "teaser", **more: Any) -> Subject:
    """A scheduled post; what is `more` are its fields, or what a subject has beside them."""
    zone = more.pop("timezone", "Europe/Berlin")
    told = {name: more.pop(name) for name in _TOLD & more.keys()}
    fields = {
        "videoUrl": f"https://cdn.example.com/{key}.mp4",
        "accounts": ["tiktok/glowlab"],
        "mode": "schedule",
        "timezone": zone,
        "scheduledFor": ms(at, zone),
        "content": content,
        **more,
    }
    return Subject(
        told.pop("address", Address("posts", key)), told.pop("id", None), TYPES["posts"], fields, **told
    )


_TOLD = {"address", "id", "owner", "rights", "is_over", "at", "rests_on"}


def product(key: str = "serum", **more: Any) -> Subject:
    """A product with two photos."""
    told = {name: more.pop(name) for name in _TOLD & more.keys()}
    photos = ["https://cdn.example.com/1.jpg", "https://cdn.example.com/2.jpg"]
    return Subject(
        Address("products", key), None, TYPES["products"], {"name": "S", "photos": photos, **more}, **told
    )


def found(check: Check, *subjects: Subject, now: int | None = NOW) -> list[Finding]:
    """What one rule finds."""
    return list(judged([Rule(id="it", check=check)], subjects, now))


def said(findings: Sequence[Finding]) -> list[str]:
    """Each as people read it."""
    return [" ".join(filter(None, (one.subject.name, one.field, one.said))) for one in findings]
