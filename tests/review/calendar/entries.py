"""Entries and calendars made by hand, and texts that try to be more than texts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from rawugc_sync.review.calendar.days import ALL, Asked
from rawugc_sync.review.calendar.sheets import Brand, Sheet, sheets_of
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.budget import Budget
from rawugc_sync.words.calendar import Entry, Fate
from rawugc_sync.words.planned import Plan, StateInfo
from rawugc_sync.words.provenance import Made


def ms(text: str) -> int:
    """Unix ms of a moment in UTC, as `2026-12-01 14:00`."""
    return round(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


NOW = ms("2026-11-30 12:00")
"""A Monday."""

HOSTILE = (
    "\r\nEND:VEVENT\r\nBEGIN:VALARM\r\nACTION:AUDIO\r\nATTACH:https://x.example/a\r\nEND:VALARM",
    "one\nEND:VCALENDAR\nBEGIN:VCALENDAR",
    "a\x85END:VEVENT\u2028END:VEVENT\u2029END:VEVENT\x0bEND:VEVENT\x0cEND:VEVENT\x1cEND:VEVENT",
    "\x1b[2J\x1b]0;title\x07\x9b31m\x00\x7f",
    "\u202etxt.exe\u2066 \u200b\ufeff",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "</style></title><!--",
    "' onmouseover='alert(1)",
    '" autofocus onfocus="alert(1)',
    "{{ 7 * 7 }}{% raw %}",
    ";,:\\n\\,\\;\\",
    "::error::stop\n##[error]stop",
    "\ud800 lone",
    "é" * 300,
    "🤍" * 100,
)


def entry(address: str | None = "posts.p", at: str | None = "2026-12-01 14:00", **parts: Any) -> Entry:
    """A post that stays; `at` and `was` are in UTC."""
    base = Entry(
        address=Address.parse(address) if address else None,
        id="post_1",
        fate=Fate.STAYS,
        at=None if at is None else ms(at),
        timezone="America/New_York",
        accounts=("tiktok/glowlab",),
        text="Hello",
    )
    if isinstance(was := parts.get("was"), str):
        parts["was"] = ms(was)
    return replace(base, **parts)


def nobodys(id: str, at: str, *platforms: str, **parts: Any) -> Entry:
    """A live post that no manifest has."""
    return entry(None, at, id=id, accounts=platforms, platforms_only=True, **parts)


def sheet_of(plan: Plan, now: int, asked: Asked = ALL) -> Sheet:
    """The calendar of one plan; `now` is Unix ms."""
    return sheets_of([Brand(plan)], now, asked)[0]


def plan_with(*entries: Entry, **parts: Any) -> Plan:
    base = Plan(
        workspace="glow-lab",
        organization_id="org_1",
        state=StateInfo(),
        changes=(),
        unchanged=0,
        budget=Budget(reads=1, writes=0),
        calendar=entries,
        digest="sha256:4d3d3583d9190a1b77c2ffff",
        made=Made(at=NOW),
    )
    return replace(base, **parts)
