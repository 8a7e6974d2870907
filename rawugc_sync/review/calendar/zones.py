"""Days and clock times in IANA zones, and when the clocks of a zone change."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from rawugc_sync.resources.times import zone

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)
_DAY = 86_400


@dataclass(frozen=True, slots=True)
class ClockChange:
    """The clocks of some `zones` change at `at` (Unix ms): on their `day`, `before` becomes `after`."""

    at: int
    day: date
    before: time
    after: time
    forward: bool
    zones: tuple[str, ...]


def usual_zone(names: Iterable[str | None]) -> str:
    """The zone that most have, of several the first by name; UTC without any."""
    counts = Counter(name for name in names if name and is_zone(name))
    return min(counts, key=lambda name: (-counts[name], name), default="UTC")


def is_zone(name: str) -> bool:
    """Whether IANA has a zone of this name."""
    try:
        zone(name)
    except ValueError:
        return False
    return True


def day_of(at: int, name: str) -> date | None:
    """The day on which a moment (Unix ms) is in a zone; None where the calendar has no such day."""
    try:
        return (_EPOCH + at * _MS).astimezone(_tz(name)).date()
    except OverflowError:
        return None


def begin_of(day: date, name: str) -> int:
    """When a day begins in a zone; Unix ms."""
    return (datetime.combine(day, time(), _tz(name)) - _EPOCH) // _MS


def clock_changes(names: Iterable[str], begin: int, end: int) -> list[ClockChange]:
    """When the clocks of these zones change from `begin` to before `end` (Unix ms), in the order of time.

    Zones whose clocks do the same at the same moment are told together.
    """
    together: defaultdict[tuple[int, date, time, time, bool], list[str]] = defaultdict(list)
    for name in sorted({name for name in names if is_zone(name)}):
        for second in _changes(_tz(name), begin // 1000, -(-end // 1000)):
            together[(second * 1000, *_clocks(_tz(name), second))].append(name)
    return [ClockChange(*key, tuple(zones)) for key, zones in sorted(together.items())]


def _changes(tz: tzinfo, begin: int, end: int) -> Iterator[int]:
    """The first seconds of new offsets: looked for by halves, a day at a time."""
    for start in range(begin - 1, end - 1, _DAY):
        low, high = start, min(start + _DAY, end - 1)
        if _offset(tz, low) == _offset(tz, high):
            continue
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if _offset(tz, middle) == _offset(tz, low) else (low, middle)
        yield high


def _clocks(tz: tzinfo, second: int) -> tuple[date, time, time, bool]:
    """The day of a change, what the clocks would show, what they show, and whether they go forward."""
    before, after = _offset(tz, second - 1), _offset(tz, second)
    at = _EPOCH + timedelta(seconds=second)
    return (at + before).date(), (at + before).time(), (at + after).time(), after > before


def _offset(tz: tzinfo, second: int) -> timedelta:
    return (_EPOCH + timedelta(seconds=second)).astimezone(tz).utcoffset() or timedelta()


def _tz(name: str) -> tzinfo:
    return zone(name) if is_zone(name) else UTC
