"""What is public when, as a page shows it: days with posts, and runs of days without one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby

from rawugc_sync.review.calendar import wording
from rawugc_sync.review.calendar.days import Asked, Day, Days, Slot, days_of
from rawugc_sync.words.calendar import Entry
from rawugc_sync.words.planned import Plan

_DAY = 86_400_000
_FURTHEST = timedelta(days=400)
"""How far a page goes on; what is later is counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outing:
    """One post: when in its zone and in UTC, what becomes of it and where, and what it clashes with."""

    fate: str
    word: str
    name: str
    when: str
    utc: str
    movement: str
    accounts: str
    clashes: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """A day, or several in a row without anything; `clocks` tell where the clocks change."""

    name: str
    is_empty: bool
    clocks: tuple[str, ...] = ()
    outings: tuple[Outing, ...] = ()


@dataclass(frozen=True, slots=True)
class Calendar:
    """`span` says from when to when, `summary` how many posts there are."""

    span: str
    summary: str
    rows: tuple[Row, ...]


def calendar_of(plan: Plan) -> Calendar | None:
    """From the day on which the plan was made, so that it is always the same; None without a post."""
    if not plan.calendar:
        return None
    days = _days(plan.calendar, _begin(plan))
    return Calendar(wording.span(days), wording.summary(days), tuple(_rows(days)))


def _begin(plan: Plan) -> int:
    """When it was made (Unix ms); where nobody knows, a day before the first post: none seems over."""
    if plan.made.at is not None:
        return plan.made.at
    return min((one.at for one in plan.calendar if one.at is not None), default=_DAY) - _DAY


def _days(entries: Sequence[Entry], begin: int) -> Days:
    """Up to the last post, also one that is removed or moved to sooner."""
    days = days_of(entries, begin)
    if days.furthest is None or days.furthest <= days.days[-1].date:
        return days
    return days_of(entries, begin, Asked(last=min(days.furthest, days.days[0].date + _FURTHEST)))


def _rows(days: Days) -> Iterator[Row]:
    for quiet, run in groupby(days.days, key=_is_quiet):
        if quiet:
            yield Row(wording.days_name(list(run)), is_empty=True)
        else:
            yield from map(_row, run)


def _is_quiet(day: Day) -> bool:
    return not (day.slots or day.clocks)


def _row(day: Day) -> Row:
    clocks = tuple(map(wording.clock_change, day.clocks))
    outings = tuple(_outing(slot, day) for slot in day.slots)
    return Row(wording.day_name(day.date), day.is_empty, clocks, outings)


def _outing(slot: Slot, day: Day) -> Outing:
    entry = slot.entry
    return Outing(
        fate=str(entry.fate),
        word=wording.fate(slot),
        name=wording.name(entry),
        when=wording.own_time(slot, day),
        utc=wording.utc_time(slot, day),
        movement=wording.movement(slot),
        accounts="" if slot.left else wording.accounts(entry),
        clashes=() if slot.left else tuple(map(wording.clash, slot.clashes)),
        text="" if slot.left else entry.text,
    )
