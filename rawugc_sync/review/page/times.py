"""A time for people: in its own zone, in UTC, and in words from now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from rawugc_sync.words.count import count
from rawugc_sync.words.moment import moment

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_UNITS = ((86_400_000, "day"), (3_600_000, "hour"), (60_000, "minute"))
_FEW = 2
"""From so many on a larger unit is exact enough."""


@dataclass(frozen=True, slots=True)
class When:
    """`told` has the zone, `utc` is None where that is UTC, `iso` is for programs; `away` depends on now."""

    told: str
    utc: str | None
    iso: str | None
    away: str


def when(at: int, zone: str | None, now: int) -> When:
    """A moment (Unix ms) in an IANA zone; `now` is Unix ms, too."""
    told, utc = moment(at, zone), moment(at, None)
    return When(told, None if utc == told else utc, _iso(at), away(at, now))


def away(at: int, now: int) -> str:
    """`in 9 days`, `in 90 minutes`, `now`, `3 hours ago`; rounded down."""
    distance = abs(at - now)
    for size, unit in _UNITS:
        if distance >= _FEW * size or (distance >= size and unit == "minute"):
            told = count(distance // size, unit)
            return f"in {told}" if at > now else f"{told} ago"
    return "now"


def _iso(at: int) -> str | None:
    try:
        return (_EPOCH + timedelta(milliseconds=at)).strftime("%Y-%m-%dT%H:%M:%SZ")
    except OverflowError:
        return None
