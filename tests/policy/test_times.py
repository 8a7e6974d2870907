"""When something may go out, by the clocks of its zone."""

from __future__ import annotations

from datetime import date

import pytest

from rawugc_sync.policy.subjects import Subject
from rawugc_sync.words.rules import Blackout, Hours, PostingWindows, QuietHours
from tests.policy.subjects import at_once, found, live, ms, post, product, said

WEEK = frozenset(range(5))
DAY = PostingWindows(days=WEEK, hours=Hours(begin=8 * 60, end=20 * 60))
NIGHT = PostingWindows(days=frozenset({4}), hours=Hours(begin=20 * 60, end=2 * 60))
QUIET = QuietHours(hours=Hours(begin=22 * 60, end=7 * 60))
NOON = QuietHours(hours=Hours(begin=12 * 60, end=13 * 60))
HOLIDAYS = Blackout(
    spans=((date(2026, 12, 24), date(2026, 12, 24)), (date(2026, 12, 31), date(2027, 1, 2))),
)


@pytest.mark.parametrize(
    ("at", "is_fine"),
    [
        ("2026-12-01 08:00", True),
        ("2026-12-01 20:00", True),
        ("2026-12-01 07:59", False),
        ("2026-12-01 20:01", False),
        ("2026-12-05 12:00", False),  # a Saturday
    ],
)
def test_a_window_holds_from_its_first_to_its_last_minute_on_its_days(at: str, is_fine: bool) -> None:
    assert (found(DAY, post(at=at)) == []) is is_fine


@pytest.mark.parametrize(
    ("at", "is_fine"),
    [
        ("2026-12-04 21:00", True),  # Friday
        ("2026-12-05 01:59", True),
        ("2026-12-05 02:01", False),
        ("2026-12-05 21:00", False),
        ("2026-12-04 01:00", False),
    ],
)
def test_a_window_over_midnight_belongs_to_the_day_on_which_it_begins(at: str, is_fine: bool) -> None:
    assert (found(NIGHT, post(at=at)) == []) is is_fine


@pytest.mark.parametrize(
    ("check", "at", "is_fine"),
    [
        (QUIET, "2026-12-01 21:59", True),
        (QUIET, "2026-12-01 22:00", False),
        (QUIET, "2026-12-01 00:00", False),
        (QUIET, "2026-12-01 06:59", False),
        (QUIET, "2026-12-01 07:00", True),
        (NOON, "2026-12-01 12:00", False),
        (NOON, "2026-12-01 13:00", True),
        (NOON, "2026-12-01 00:00", True),
    ],
)
def test_quiet_hours_hold_over_midnight_as_well_and_are_over_when_they_end(
    check: QuietHours, at: str, is_fine: bool
) -> None:
    assert (found(check, post(at=at)) == []) is is_fine


@pytest.mark.parametrize(
    ("at", "is_fine"),
    [
        ("2026-12-23 23:59", True),
        ("2026-12-24 00:00", False),
        ("2026-12-24 23:59", False),
        ("2026-12-25 00:00", True),
        ("2026-12-31 12:00", False),
        ("2027-01-01 12:00", False),
        ("2027-01-02 23:59", False),
        ("2027-01-03 00:00", True),
    ],
)
def test_nothing_goes_out_on_a_blackout_date_from_its_first_minute_to_its_last(
    at: str, is_fine: bool
) -> None:
    assert (found(HOLIDAYS, post(at=at)) == []) is is_fine


@pytest.mark.parametrize(
    ("utc", "zone", "is_fine"),
    [
        ("2026-12-01 21:30", "Europe/Berlin", False),
        ("2026-12-01 21:30", "UTC", True),
        ("2026-12-01 21:30", "America/New_York", True),
        ("2026-12-01 10:30", "America/New_York", False),
        # The clocks go forward on 2027-03-28 and back on 2026-10-25, at 1:00 UTC.
        ("2027-03-27 06:00", "Europe/Berlin", True),
        ("2027-03-28 05:00", "Europe/Berlin", True),
        ("2027-03-28 04:59", "Europe/Berlin", False),
        ("2027-10-31 06:00", "Europe/Berlin", True),
        ("2027-10-31 05:59", "Europe/Berlin", False),
    ],
)
def test_hours_are_those_of_the_zone_of_each_post_also_when_the_clocks_change(
    utc: str, zone: str, is_fine: bool
) -> None:
    assert (found(QUIET, post(timezone=zone, scheduledFor=ms(utc, "UTC"))) == []) is is_fine


@pytest.mark.parametrize(
    ("check", "why"),
    [
        (DAY, "and may on Mon, Tue, Wed, Thu, Fri from 08:00 to 20:00"),
        (QUIET, "within the quiet hours from 22:00 to 07:00"),
        (HOLIDAYS, "and nothing may on 2026-12-24"),
    ],
)
def test_it_is_said_when_it_goes_out_and_when_it_may(
    check: PostingWindows | QuietHours | Blackout, why: str
) -> None:
    late = post(at="2026-12-24 23:00")
    assert said(found(check, late)) == [
        f"posts.teaser scheduledFor goes out Thu 2026-12-24 23:00 Europe/Berlin, {why}"
    ]


def test_a_span_of_days_is_named_whole() -> None:
    [finding] = found(HOLIDAYS, post(at="2027-01-01 12:00"))
    assert finding.said.endswith("and nothing may from 2026-12-31 to 2027-01-02")


def test_what_goes_out_at_once_is_judged_by_now() -> None:
    night = ms("2026-12-01 23:00")
    assert said(found(QUIET, at_once(timezone="Europe/Berlin"), now=night)) == [
        "posts.now goes out Tue 2026-12-01 23:00 Europe/Berlin, within the quiet hours from 22:00 to 07:00"
    ]
    assert found(QUIET, at_once(timezone="Europe/Berlin"), now=ms("2026-12-01 09:00")) == []
    assert found(QUIET, at_once(), now=None) == []


@pytest.mark.parametrize(
    "subject",
    [
        post(at="2026-12-01 23:00", mode="draft"),
        post(mode="draft", scheduledFor=None),
        product(),
        live("2026-11-29 23:00"),
        live("2026-11-29 23:00", "published"),
        live("2026-12-29 23:00", "failed"),
        live("2026-12-29 23:00", "draft"),
        post(scheduledFor=10**17),
    ],
    ids=[
        "draft",
        "draft without a time",
        "product",
        "due",
        "published",
        "failed",
        "live draft",
        "beyond time",
    ],
)
def test_what_does_not_go_out_any_more_or_not_yet_has_no_time(subject: Subject) -> None:
    assert found(QUIET, subject) == []


def test_what_nobody_manages_is_judged_as_well() -> None:
    assert said(found(QUIET, live("2026-12-01 23:00"))) == [
        "post_1 scheduledFor goes out Tue 2026-12-01 23:00 Europe/Berlin, "
        "within the quiet hours from 22:00 to 07:00"
    ]


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "../etc/passwd", 7])
def test_a_zone_that_is_none_is_utc(zone: object) -> None:
    subject = live("2026-12-01 23:00", timezone=zone, scheduledFor=ms("2026-12-01 23:00", "UTC"))
    assert [one.subject for one in found(QUIET, subject)] == [subject]
