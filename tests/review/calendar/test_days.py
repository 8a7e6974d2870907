"""Entries → days: in which zone, what is empty, what is moved, which accounts."""

from __future__ import annotations

from datetime import date

import pytest

from rawugc_sync.review.calendar.days import Asked, Day, days_of
from rawugc_sync.words.calendar import Entry, Fate
from tests.review.calendar.entries import NOW, entry, ms, nobodys

TODAY = date(2026, 11, 30)


def posts(*entries: Entry, asked: Asked | None = None) -> dict[str, list[str]]:
    """Day → the addresses on it, those that have left it in brackets."""
    made = days_of(entries, NOW, asked or Asked())
    return {day.date.isoformat(): _names(day) for day in made.days if day.slots}


def _names(day: Day) -> list[str]:
    named = [(str(slot.entry.address or slot.entry.id), slot.left) for slot in day.slots]
    return [f"({name})" if left else name for name, left in named]


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        (Asked(), TODAY, date(2026, 12, 28)),
        (Asked(first=date(2027, 1, 1)), date(2027, 1, 1), date(2027, 1, 29)),
        (Asked(last=date(2026, 12, 2)), TODAY, date(2026, 12, 2)),
        (Asked(last=date(2026, 11, 2)), date(2026, 11, 2), date(2026, 11, 2)),
        (Asked(date(2026, 11, 2), date(2026, 11, 2)), date(2026, 11, 2), date(2026, 11, 2)),
    ],
)
def test_from_today_for_four_weeks_unless_somebody_says_otherwise(
    asked: Asked, first: date, last: date
) -> None:
    days = days_of([], NOW, asked).days
    assert (days[0].date, days[-1].date) == (first, last)
    assert len(days) == (last - first).days + 1
    assert all(day.is_empty for day in days)


def test_days_are_those_of_the_zone_that_most_posts_have() -> None:
    tokyo = [entry(f"posts.{n}", "2026-12-01 16:00", timezone="Asia/Tokyo") for n in "ab"]
    made = days_of([*tokyo, entry("posts.c", "2026-12-01 16:00")], NOW)
    assert made.zone == "Asia/Tokyo"
    assert posts(*tokyo, entry("posts.c", "2026-12-01 16:00")) == {
        "2026-12-02": ["posts.a", "posts.b", "posts.c"]
    }


def test_today_is_that_of_the_zone() -> None:
    late = ms("2026-11-30 20:00")
    made = days_of([entry(timezone="Asia/Tokyo")], late)
    assert made.days[0].date == date(2026, 12, 1)


def test_a_moved_post_stands_on_its_new_day_and_shows_on_the_one_it_leaves() -> None:
    moved = entry(at="2026-12-03 14:00", was="2026-12-01 14:00", fate=Fate.MOVED)
    assert posts(moved) == {"2026-12-01": ["(posts.p)"], "2026-12-03": ["posts.p"]}
    left = next(day for day in days_of([moved], NOW).days if day.slots)
    assert left.is_empty


def test_a_post_that_is_moved_within_a_day_is_there_once() -> None:
    moved = entry(at="2026-12-01 18:00", was="2026-12-01 14:00", fate=Fate.MOVED)
    assert posts(moved) == {"2026-12-01": ["posts.p"]}


def test_a_post_that_is_moved_out_of_sight_shows_where_it_was() -> None:
    moved = entry(at="2027-06-03 14:00", was="2026-12-01 14:00", fate=Fate.MOVED)
    made = days_of([moved], NOW)
    assert posts(moved) == {"2026-12-01": ["(posts.p)"]}
    assert made.later == (date(2027, 6, 3),)


def test_a_removed_post_stands_at_its_old_time_and_its_day_is_empty() -> None:
    (day,) = days_of([entry(fate=Fate.REMOVED)], NOW, Asked(date(2026, 12, 1), date(2026, 12, 1))).days
    assert (_names(day), day.is_empty) == (["posts.p"], True)


def test_what_goes_out_at_once_is_on_today() -> None:
    assert posts(entry(at=None, fate=Fate.NEW)) == {"2026-11-30": ["posts.p"]}


def test_the_posts_of_a_day_are_in_the_order_of_time() -> None:
    later, sooner = entry("posts.a", "2026-12-01 16:00"), entry("posts.b", "2026-12-01 15:00")
    assert posts(later, sooner) == {"2026-12-01": ["posts.b", "posts.a"]}


@pytest.mark.parametrize(
    ("accounts", "shown"),
    [
        (("tiktok/glowlab",), ["posts.t", "post_9"]),
        (("TikTok/GLOWLAB",), ["posts.t", "post_9"]),
        (("instagram/glow.lab",), ["posts.i"]),
        (("instagram/glow.lab", "tiktok/other"), ["posts.i", "post_9"]),
        (("youtube/glow",), []),
        (("acc_1",), ["posts.id"]),
        ((), ["posts.t", "posts.i", "post_9", "posts.id"]),
    ],
)
def test_accounts_choose_what_goes_or_may_go_to_them(accounts: tuple[str, ...], shown: list[str]) -> None:
    entries = [
        entry("posts.t", "2026-12-01 10:00"),
        entry("posts.i", "2026-12-01 11:00", accounts=("instagram/glow.lab",)),
        nobodys("post_9", "2026-12-01 12:00", "tiktok"),
        entry("posts.id", "2026-12-01 13:00", accounts=("acc_1",)),
    ]
    found = posts(*entries, asked=Asked(accounts=accounts))
    assert [name for names in found.values() for name in names] == shown


def test_a_clash_reaches_over_the_end_of_the_days_that_are_shown() -> None:
    one, other = entry("posts.a", "2026-12-02 04:50"), entry("posts.b", "2026-12-02 05:10")
    made = days_of([one, other], NOW, Asked(date(2026, 12, 1), date(2026, 12, 1)))
    (slot,) = made.slots
    assert [clash.other.entry.address for clash in slot.clashes] == [other.address]


@pytest.mark.parametrize(
    ("zone", "at", "day"),
    [
        ("Europe/Berlin", "2027-03-28 10:00", "2027-03-28"),
        ("Europe/Berlin", "2027-10-31 10:00", "2027-10-31"),
        ("America/New_York", "2027-03-14 15:00", "2027-03-14"),
        ("America/New_York", "2027-11-07 15:00", "2027-11-07"),
        ("Australia/Sydney", "2027-04-04 02:00", "2027-04-04"),
        ("Australia/Sydney", "2027-10-03 02:00", "2027-10-03"),
    ],
)
def test_the_day_on_which_the_clocks_change_is_marked(zone: str, at: str, day: str) -> None:
    there = date.fromisoformat(day)
    week = Asked(date.fromordinal(there.toordinal() - 3), date.fromordinal(there.toordinal() + 3))
    made = days_of([entry(at=at, timezone=zone)], NOW, week)
    assert [one.date for one in made.days if one.clocks] == [there]


def test_the_clocks_of_every_zone_in_use_are_marked() -> None:
    entries = [entry(at="2027-03-20 10:00"), entry("posts.b", "2027-03-21 10:00", timezone="Europe/Berlin")]
    made = days_of(entries, NOW, Asked(date(2027, 3, 10), date(2027, 3, 30)))
    marked = [(one.date.isoformat(), clock.zones) for one in made.days for clock in one.clocks]
    assert marked == [("2027-03-14", ("America/New_York",)), ("2027-03-28", ("Europe/Berlin",))]


def test_a_time_that_no_calendar_has_is_left_out() -> None:
    odd = entry(at="2026-12-01 10:00", timezone="UTC")
    assert days_of([odd, Entry(address=None, id="x", fate=Fate.STAYS, at=10**18)], NOW).slots[0].entry == odd
