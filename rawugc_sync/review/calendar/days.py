"""Entries of a calendar → its days, with what clashes, what is empty, and where the clocks change.

Pure: a page, an agenda and a file for calendar programs show the same days.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from rawugc_sync.review.calendar.clashes import Clash, Placed, clashes, on_one_of
from rawugc_sync.review.calendar.zones import (
    ClockChange,
    begin_of,
    clock_changes,
    day_of,
    is_zone,
    usual_zone,
)
from rawugc_sync.words.calendar import Entry, Fate

USUAL_DAYS = 28
"""How far a calendar goes on from its first day, unless somebody says otherwise."""
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """From a first day to a last one, both counted in."""

    first: date
    last: date

    def days(self) -> Iterator[date]:
        for number in range((self.last - self.first).days + 1):
            yield self.first + timedelta(days=number)


@dataclass(frozen=True, slots=True)
class Asked:
    """The part of a calendar that somebody wants: its days, as far as they are said; no accounts are all."""

    first: date | None = None
    last: date | None = None
    accounts: tuple[str, ...] = ()

    def span(self, today: date) -> Span:
        """From today on, and four weeks."""
        first = self.first or (min(today, self.last) if self.last else today)
        return Span(first, self.last or first + USUAL_DAYS * _ONE_DAY)


@dataclass(frozen=True, slots=True)
class Slot:
    """A post on a day: `at` is when (Unix ms; now for what goes out at once).

    `left`: it was there before the plan moved it to another day.
    """

    entry: Entry
    at: int
    clashes: tuple[Clash, ...] = ()
    left: bool = False

    @property
    def stands(self) -> bool:
        """Whether it is public then, once the plan is applied."""
        return not self.left and self.entry.fate is not Fate.REMOVED


@dataclass(frozen=True, slots=True)
class Day:
    """One day with its posts in the order of time, and the zones whose clocks change on their day."""

    date: date
    slots: tuple[Slot, ...]
    clocks: tuple[ClockChange, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is public on it."""
        return not any(slot.stands for slot in self.slots)


@dataclass(frozen=True, slots=True)
class Days:
    """Days as they begin and end in `zone`, the one that most posts are written in.

    `later` are those of posts that are public after the last one, in the order of time. `furthest` is the
    last on which anything stands, is removed or is moved away from; None where nothing is.
    """

    zone: str
    days: tuple[Day, ...]
    later: tuple[date, ...] = ()
    furthest: date | None = None

    @property
    def slots(self) -> tuple[Slot, ...]:
        return tuple(slot for day in self.days for slot in day.slots)


ALL = Asked()


def days_of(entries: Sequence[Entry], now: int, asked: Asked = ALL, beside: Sequence[Placed] = ()) -> Days:
    """The days of a calendar; `now` is Unix ms. `beside` are posts of others on the same accounts.

    A post that is moved stands on its new day, and on the day that it leaves.
    """
    mine = [entry for entry in entries if is_for(entry, asked.accounts)]
    name = usual_zone(entry.timezone for entry in mine)
    today = day_of(now, name)
    assert today is not None
    span = asked.span(today)
    found = clashes([*map(Placed, mine), *beside], now)
    by_day: defaultdict[date, list[Slot]] = defaultdict(list)
    for slot in _slots(mine, found, now, name):
        if (day := day_of(slot.at, name)) is not None:
            by_day[day].append(slot)
    later = sorted(day for day, slots in by_day.items() for one in slots if one.stands and day > span.last)
    days = tuple(_days(span, by_day, name, {entry.timezone for entry in mine}))
    return Days(name, days, tuple(later), max(by_day, default=None))


def is_for(entry: Entry, accounts: Collection[str]) -> bool:
    """Whether a post goes to one of some accounts, or may: of some, only the platforms are known."""
    if not accounts:
        return True
    if entry.platforms_only:
        return any(on_one_of(name, entry.accounts) for name in accounts)
    return not {name.casefold() for name in entry.accounts}.isdisjoint(name.casefold() for name in accounts)


def _slots(
    entries: Sequence[Entry], found: Mapping[Placed, tuple[Clash, ...]], now: int, name: str
) -> Iterator[Slot]:
    for entry in entries:
        at = now if entry.at is None else entry.at
        yield Slot(entry, at, found.get(Placed(entry), ()))
        if entry.was is not None and day_of(entry.was, name) != day_of(at, name):
            yield Slot(entry, entry.was, left=True)


def _days(
    span: Span, by_day: Mapping[date, Sequence[Slot]], name: str, zones: Collection[str | None]
) -> Iterator[Day]:
    used = {name, *(one for one in zones if one and is_zone(one))}
    begin, end = begin_of(span.first - _ONE_DAY, name), begin_of(span.last + 2 * _ONE_DAY, name)
    changes = clock_changes(used, begin, end)
    for day in span.days():
        slots = sorted(by_day.get(day, ()), key=lambda slot: slot.at)
        yield Day(day, tuple(slots), tuple(one for one in changes if one.day == day))
