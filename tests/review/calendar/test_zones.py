"""When the clocks of a zone change, on both halves of the earth and in both directions."""

from __future__ import annotations

from datetime import date, time

import pytest

from rawugc_sync.review.calendar.zones import begin_of, clock_changes, day_of, usual_zone
from tests.review.calendar.entries import ms

YEAR = (ms("2027-01-01 00:00"), ms("2028-01-01 00:00"))


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        (
            "Europe/Berlin",
            [
                ("2027-03-28 01:00", time(2), time(3), True),
                ("2027-10-31 01:00", time(3), time(2), False),
            ],
        ),
        (
            "America/New_York",
            [
                ("2027-03-14 07:00", time(2), time(3), True),
                ("2027-11-07 06:00", time(2), time(1), False),
            ],
        ),
        (
            "Australia/Sydney",
            [
                ("2027-04-03 16:00", time(3), time(2), False),
                ("2027-10-02 16:00", time(2), time(3), True),
            ],
        ),
        (
            "Australia/Lord_Howe",
            [
                ("2027-04-03 15:00", time(2), time(1, 30), False),
                ("2027-10-02 15:30", time(2), time(2, 30), True),
            ],
        ),
        (
            "America/Havana",
            [
                ("2027-03-14 05:00", time(0), time(1), True),
                ("2027-11-07 05:00", time(1), time(0), False),
            ],
        ),
        ("Asia/Tokyo", []),
        ("UTC", []),
        ("Nowhere/Else", []),
        ("../../etc/passwd", []),
    ],
)
def test_a_year_of_a_zone(zone: str, expected: list[tuple[str, time, time, bool]]) -> None:
    found = clock_changes([zone], *YEAR)
    told = [(ms(at), before, after, forward) for at, before, after, forward in expected]
    assert [(one.at, one.before, one.after, one.forward) for one in found] == told
    assert all(one.zones == (zone,) for one in found)


def test_zones_that_change_together_are_told_together() -> None:
    found = clock_changes(["Europe/Paris", "Europe/Berlin", "Europe/London"], ms("2027-03-01 00:00"), YEAR[1])
    assert [one.zones for one in found][:2] == [("Europe/London",), ("Europe/Berlin", "Europe/Paris")]


def test_a_change_counts_from_its_first_moment_on() -> None:
    change = ms("2027-03-28 01:00")
    assert clock_changes(["Europe/Berlin"], change, change + 1000) != []
    assert clock_changes(["Europe/Berlin"], change - 1000, change) == []
    assert clock_changes(["Europe/Berlin"], change + 1000, change + 2000) == []


@pytest.mark.parametrize(
    ("names", "zone"),
    [
        ([], "UTC"),
        ([None, "Nowhere/Else"], "UTC"),
        (["Asia/Tokyo", None], "Asia/Tokyo"),
        (["Asia/Tokyo", "Europe/Berlin", "Asia/Tokyo"], "Asia/Tokyo"),
        (["Europe/Berlin", "Asia/Tokyo"], "Asia/Tokyo"),
    ],
)
def test_the_zone_that_most_have(names: list[str | None], zone: str) -> None:
    assert usual_zone(names) == zone


@pytest.mark.parametrize(
    ("at", "zone", "day"),
    [
        ("2026-12-01 04:59", "America/New_York", date(2026, 11, 30)),
        ("2026-12-01 05:00", "America/New_York", date(2026, 12, 1)),
        ("2026-12-01 15:00", "Asia/Tokyo", date(2026, 12, 2)),
    ],
)
def test_the_day_of_a_moment(at: str, zone: str, day: date) -> None:
    assert day_of(ms(at), zone) == day


@pytest.mark.parametrize("at", [10**18, -(10**18), 10**30])
def test_a_moment_without_a_day_has_none(at: int) -> None:
    assert day_of(at, "UTC") is None


def test_a_day_begins_at_midnight_of_its_zone() -> None:
    assert begin_of(date(2027, 3, 28), "Europe/Berlin") == ms("2027-03-27 23:00")
    assert begin_of(date(2027, 3, 29), "Europe/Berlin") == ms("2027-03-28 22:00")
