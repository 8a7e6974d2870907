"""The calendar of all brands of a fleet: each post on its day as the clocks of its brand have it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from http import HTTPStatus
from typing import Any

from rawugc_sync.fleet.engine.posts import Post
from rawugc_sync.fleet.member import Member
from rawugc_sync.fleet.serve.closed import Closed
from rawugc_sync.review.calendar import wording
from rawugc_sync.review.calendar.days import Asked, Day, Slot, days_of
from rawugc_sync.words.calendar import Entry

SPAN = 7
"""Days of a page."""
MOST = 1_000
"""Posts of a page."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Week:
    """Days with what is public on each; `is_cut`: there is more than a page has room for."""

    days: tuple[tuple[str, tuple[dict[str, Any], ...]], ...]
    before: str
    after: str
    is_cut: bool


def first_day(text: str, now: int) -> date:
    """The day that is asked for, else that of `now` (Unix ms). Closed where it is none."""
    if not text:
        return (_EPOCH + timedelta(milliseconds=now)).date()
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise Closed(HTTPStatus.NOT_FOUND, "There is no such day.") from None
    if not date(2000, 1, 1) <= found <= date(9000, 1, 1):
        raise Closed(HTTPStatus.NOT_FOUND, "There is no such day.")
    return found


def week(posts: Sequence[Post], first: date, now: int) -> Week:
    """The days from a first one on."""
    last = first + timedelta(days=SPAN - 1)
    entries: defaultdict[Member, list[Entry]] = defaultdict(list)
    for one in posts:
        entries[one.member].append(one.entry)
    found: defaultdict[date, list[tuple[int, dict[str, Any]]]] = defaultdict(list)
    for member, mine in entries.items():
        for day in days_of(mine, now, Asked(first, last)).days:
            found[day.date] += [(slot.at, _told(member, slot, day)) for slot in day.slots if slot.stands]
    days = [first + timedelta(days=number) for number in range(SPAN)]
    return Week(
        days=tuple((wording.day_name(one), tuple(_sorted(found[one]))) for one in days),
        before=(first - timedelta(days=SPAN)).isoformat(),
        after=(last + timedelta(days=1)).isoformat(),
        is_cut=len(posts) == MOST,
    )


def next_posts(posts: Sequence[Post]) -> list[dict[str, Any]]:
    """What is public next."""
    return [
        {
            "name": str(one.member),
            "when": wording.whole_time(one.entry.at or 0, one.entry.timezone),
            "post": wording.name(one.entry),
            "accounts": wording.accounts(one.entry),
            "text": one.entry.text,
        }
        for one in posts
    ]


def _sorted(told: list[tuple[int, dict[str, Any]]]) -> Iterator[dict[str, Any]]:
    yield from (one for _, one in sorted(told, key=lambda pair: (pair[0], pair[1]["name"], pair[1]["post"])))


def _told(member: Member, slot: Slot, day: Day) -> dict[str, Any]:
    return {
        "name": str(member),
        "when": wording.own_time(slot, day),
        "utc": wording.utc_time(slot, day),
        "fate": wording.fate(slot),
        "post": wording.name(slot.entry),
        "accounts": wording.accounts(slot.entry),
        "text": slot.entry.text,
        "clashes": [wording.clash(one) for one in slot.clashes],
    }
