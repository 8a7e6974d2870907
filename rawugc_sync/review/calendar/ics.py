"""The calendar for calendar programs: RFC 5545, one event a post."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event

from rawugc_sync.render.safe import safe
from rawugc_sync.review.calendar import wording
from rawugc_sync.review.calendar.days import Slot
from rawugc_sync.review.calendar.sheets import Sheet
from rawugc_sync.words.calendar import Entry, Fate

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SHOWN_FOR = timedelta(minutes=15)
"""A post takes no time; a calendar draws it in a block of this length."""
_TITLE = 60


def ics(sheets: Sequence[Sheet]) -> bytes:
    """All calendars in one file; the same plan gives the same bytes."""
    calendar = Calendar()
    calendar.add("prodid", "-//rawugc-sync//calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", safe(", ".join(dict.fromkeys(sheet.workspace for sheet in sheets))))
    if held := [f"{wording.title(sheet)}: {wording.held(sheet)}" for sheet in sheets if sheet.held]:
        calendar.add("x-wr-caldesc", safe(" ".join(held)))
    for sheet in sheets:
        for slot in sheet.days.slots:
            if not slot.left:
                calendar.add_component(_event(sheet, slot))
    return bytes(calendar.to_ical())


def _event(sheet: Sheet, slot: Slot) -> Event:
    entry, event = slot.entry, Event()
    event.add("uid", uid(sheet, entry))
    event.add("dtstamp", _utc(sheet.at))
    event.add("dtstart", _utc(slot.at))
    event.add("duration", _SHOWN_FOR)
    event.add("summary", safe(_summary(sheet, slot)))
    event.add("description", safe("\n".join(_description(sheet, slot)), keep_newlines=True))
    event.add("status", _status(entry))
    event.add("transp", "TRANSPARENT")
    return event


def uid(sheet: Sheet, entry: Entry) -> str:
    """The same for the same post, whatever becomes of it: by its address, or by its id where it has none."""
    what = str(entry.address) if entry.address else f"id {entry.id}"
    told = json.dumps([sheet.workspace, sheet.environment, what])
    return f"{hashlib.sha256(told.encode()).hexdigest()[:32]}@rawugc-sync"


def _status(entry: Entry) -> str:
    """What the plan has yet to do is not certain before it is applied."""
    if entry.fate is Fate.REMOVED:
        return "CANCELLED"
    return "CONFIRMED" if entry.fate is Fate.STAYS else "TENTATIVE"


def _summary(sheet: Sheet, slot: Slot) -> str:
    entry = slot.entry
    word = "" if entry.fate is Fate.STAYS else f"{wording.fate(slot)}: "
    begin = " ".join(entry.text.split())
    caption = f"{begin[:_TITLE]}…" if len(begin) > _TITLE else begin
    return f"{word}{sheet.workspace}: {caption or wording.name(entry)}"


def _description(sheet: Sheet, slot: Slot) -> Iterator[str]:
    entry = slot.entry
    yield f"{wording.name(entry)} in {wording.title(sheet)}"
    yield f"Accounts: {wording.accounts(entry)}"
    yield f"Plan: {wording.fate(slot)}{', ' if entry.was is not None else ''}{wording.movement(slot)}"
    yield f"Time: {_times(entry)}"
    yield from (f"Note: {wording.clash(one)}" for one in slot.clashes)
    if entry.text:
        yield f"\n{entry.text}"


def _times(entry: Entry) -> str:
    if entry.at is None:
        return "at once"
    told, utc = wording.whole_time(entry.at, entry.timezone), wording.whole_time(entry.at, None)
    return told if told == utc else f"{told}, {utc}"


def _utc(at: int) -> datetime:
    return _EPOCH + timedelta(seconds=at // 1000)
