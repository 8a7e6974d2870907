"""The file for calendar programs, read back by another library than the one that writes it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from ical.calendar import Calendar
from ical.calendar_stream import IcsCalendarStream
from ical.event import Event

from rawugc_sync.review.calendar.ics import ics
from rawugc_sync.review.calendar.sheets import Brand, sheets_of
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.calendar import Entry, Fate
from rawugc_sync.words.planned import Plan
from tests.render.test_safe import hostile_text
from tests.review.calendar.entries import HOSTILE, NOW, entry, ms, nobodys, plan_with, sheet_of

NEW = entry("posts.new", fate=Fate.NEW, id=None)


def written(*entries: Entry, **parts: object) -> bytes:
    return ics([sheet_of(plan_with(*entries, **parts), NOW)])


def read(data: bytes) -> Calendar:
    return IcsCalendarStream.calendar_from_ics(data.decode("utf-8"))


def events(*entries: Entry, **parts: object) -> list[Event]:
    return list(read(written(*entries, **parts)).events)


def described(event: Event) -> list[str]:
    return (event.description or "").splitlines()


def test_an_event_has_all_that_is_known_of_its_post() -> None:
    moved = entry(fate=Fate.MOVED, was="2026-12-03 14:00", text="Hello; you,\nall of \\ you")
    (event,) = events(moved)
    assert event.dtstart == datetime(2026, 12, 1, 14, tzinfo=UTC)
    assert event.duration == timedelta(minutes=15)
    assert event.dtstamp == datetime(2026, 11, 30, 12, tzinfo=UTC)
    assert event.summary == "moved: glow-lab: Hello; you, all of \\ you"
    assert described(event) == [
        "posts.p in glow-lab, organization org_1",
        "Accounts: tiktok/glowlab",
        "Plan: moved, was Thu 2026-12-03 09:00 America/New_York",
        "Time: Tue 2026-12-01 09:00 America/New_York, Tue 2026-12-01 14:00 UTC",
        "",
        "Hello; you,",
        "all of \\ you",
    ]


@pytest.mark.parametrize(
    ("fate", "status"),
    [
        (Fate.STAYS, "CONFIRMED"),
        (Fate.NEW, "TENTATIVE"),
        (Fate.MOVED, "TENTATIVE"),
        (Fate.CHANGED, "TENTATIVE"),
        (Fate.REMOVED, "CANCELLED"),
    ],
)
def test_what_the_plan_has_yet_to_do_is_not_certain(fate: Fate, status: str) -> None:
    (event,) = events(entry(fate=fate))
    assert event.status is not None
    assert event.status.value == status


def test_a_moved_post_is_one_event_at_its_new_time() -> None:
    (event,) = events(entry(at="2026-12-05 14:00", was="2026-12-01 14:00", fate=Fate.MOVED))
    assert event.dtstart == datetime(2026, 12, 5, 14, tzinfo=UTC)


def test_what_goes_out_at_once_does_now() -> None:
    (event,) = events(entry(at=None, fate=Fate.NEW))
    assert event.dtstart == datetime(2026, 11, 30, 12, tzinfo=UTC)
    assert "Time: at once" in described(event)


def test_a_clash_is_told_at_both() -> None:
    both = events(entry("posts.a"), entry("posts.b", "2026-12-01 14:05"))
    told = [line for event in both for line in described(event) if line.startswith("Note: ")]
    assert told == [
        "Note: clash on tiktok/glowlab: posts.b goes out 5 minutes later",
        "Note: clash on tiktok/glowlab: posts.a goes out 5 minutes sooner",
    ]


def test_the_same_plan_gives_the_same_bytes() -> None:
    plan = plan_with(entry("posts.a"), NEW)
    assert ics([sheet_of(plan, NOW)]) == ics([sheet_of(plan, NOW + 60_000)])


@pytest.mark.parametrize(
    "later",
    [
        replace(NEW, fate=Fate.STAYS, id="post_1"),
        replace(NEW, fate=Fate.MOVED, at=ms("2026-12-04 10:00"), was=NEW.at),
        replace(NEW, fate=Fate.REMOVED, text="Other"),
    ],
)
def test_a_post_keeps_its_uid_whatever_becomes_of_it(later: Entry) -> None:
    assert [event.uid for event in events(NEW)] == [event.uid for event in events(later)]


def test_no_two_posts_share_a_uid() -> None:
    strange = [nobodys(f"post_{n}", "2026-12-02 14:00", "tiktok") for n in range(2)]
    entries = [NEW, replace(NEW, address=Address("posts", "b")), *strange]
    plans: list[Plan] = [
        plan_with(*entries),
        plan_with(*entries, workspace="oak-tea"),
        plan_with(*entries, environment="staging"),
    ]
    found = read(ics(sheets_of([Brand(plan) for plan in plans], NOW))).events
    assert len({event.uid for event in found}) == len(found) == 12


def test_an_empty_calendar_is_one() -> None:
    assert events() == []


@pytest.mark.parametrize(
    "at", ["2027-03-28 00:59", "2027-03-28 01:00", "2027-10-31 00:30", "2027-10-31 01:30"]
)
def test_around_a_change_of_the_clocks_times_are_in_utc(at: str) -> None:
    one = entry(at=at, timezone="Europe/Berlin")
    (event,) = read(ics([sheet_of(plan_with(one), ms(at))])).events
    assert event.dtstart == datetime.fromisoformat(at).replace(tzinfo=UTC)


def full_of(text: str) -> bytes:
    """A calendar with a text wherever one can come from outside."""
    post = entry(text=text, accounts=(text, "tiktok/x"), timezone=text, id=text, fate=Fate.CHANGED)
    strange = nobodys(text, "2026-12-01 14:10", text, "tiktok", text=text)
    return written(post, strange, workspace=text, environment=text, organization_id=text)


def shape(data: bytes) -> list[str]:
    """The names of the properties in their order, as any parser sees them."""
    unfolded = data.decode("utf-8").replace("\r\n ", "")
    return [line.partition(":")[0].partition(";")[0] for line in unfolded.splitlines()]


PLAIN = shape(full_of("plain"))


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_text_adds_a_property(text: str) -> None:
    data = full_of(text)
    assert shape(data) == PLAIN
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    changed, strange = read(data).events
    assert changed.status is not None
    assert (changed.status.value, strange.dtstart) == ("TENTATIVE", datetime(2026, 12, 1, 14, 10, tzinfo=UTC))


@settings(deadline=None)
@given(hostile_text())
def test_no_text_at_all_adds_a_property_or_a_control(text: str) -> None:
    data = full_of(text)
    assert shape(data) == PLAIN
    assert not any(byte < 0x20 and byte not in b"\r\n" for byte in data)
