"""A time for people: weekday, date, clock time and zone."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ZONE = re.compile(r"[A-Za-z0-9_+/-]{1,64}", re.ASCII)
"""Anything else is no zone, and what looks for one would take its dots for packages."""
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def moment(unix_ms: int, zone: str | None) -> str:
    """`Tue 2026-12-01 09:00 America/New_York`.

    In UTC where `zone` is not an IANA zone; the bare number where the calendar has no such day.
    """
    tz, label = _zone(zone)
    try:
        local = (_EPOCH + timedelta(milliseconds=unix_ms)).astimezone(tz)
    except OverflowError:
        return str(unix_ms)
    spec = "milliseconds" if unix_ms % 1000 else "seconds" if unix_ms % 60_000 else "minutes"
    clock = local.replace(tzinfo=None).isoformat(" ", spec)
    return f"{_WEEKDAYS[local.weekday()]} {clock} {label}{_offset_if_twice(local)}"


def minute(unix_ms: int) -> str:
    """A moment in UTC, to the minute."""
    return moment(unix_ms // 60_000 * 60_000, None)


def _zone(name: str | None) -> tuple[tzinfo, str]:
    try:
        return (ZoneInfo(name), name) if name and _ZONE.fullmatch(name) else (UTC, "UTC")
    except (KeyError, TypeError, ValueError, OSError):
        return UTC, "UTC"


def _offset_if_twice(local: datetime) -> str:
    """When the clocks go back one clock time happens twice: only the offset tells which one this is."""
    first, second = (local.replace(fold=fold).utcoffset() for fold in (0, 1))
    return "" if first == second else f" (UTC{local:%z})"
