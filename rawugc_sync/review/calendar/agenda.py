"""The calendar as text for a terminal: a line for each post, and for each day without one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from rawugc_sync.render.safe import safe
from rawugc_sync.render.style import Style
from rawugc_sync.render.table import cut, shown
from rawugc_sync.review.calendar import wording
from rawugc_sync.review.calendar.days import Day, Slot
from rawugc_sync.review.calendar.sheets import Sheet
from rawugc_sync.words.calendar import Fate

_STOPPED = "This plan cannot be carried out as it is; below is what it would make of the calendar."


def agenda(sheets: Sequence[Sheet], style: Style, width: int) -> str:
    """The calendars one after the other; captions are cut to the terminal's `width`."""
    return "\n\n".join("\n".join(_sheet(sheet, style, width)) for sheet in sheets)


def _sheet(sheet: Sheet, style: Style, width: int) -> Iterator[str]:
    yield style.bold(safe(wording.title(sheet)))
    yield safe(wording.span(sheet.days))
    if sheet.stopped:
        yield style.warn(_STOPPED)
    yield ""
    for quiet, run in groupby(sheet.days.days, key=_is_quiet):
        days = list(run)
        if quiet:
            yield style.dim(f"{wording.days_name(days)}  no post")
        for day in () if quiet else days:
            yield from _day(day, style, width)
    yield ""
    yield wording.summary(sheet.days)
    if sheet.name:
        yield f"plan {sheet.name}"


def _is_quiet(day: Day) -> bool:
    """Whether there is nothing to tell of a day but that it is empty."""
    return not (day.slots or day.clocks)


def _day(day: Day, style: Style, width: int) -> Iterator[str]:
    date = wording.day_name(day.date)
    yield style.dim(f"{date}  no post") if day.is_empty else style.bold(date)
    for change in day.clocks:
        yield f"  {safe(wording.clock_change(change))}"
    for slot in day.slots:
        yield from _slot(slot, day, style, width)


def _slot(slot: Slot, day: Day, style: Style, width: int) -> Iterator[str]:
    entry = slot.entry
    when = ", ".join(filter(None, (wording.own_time(slot, day), wording.utc_time(slot, day))))
    word = _dressed(slot, style)
    told = [wording.name(entry), wording.movement(slot) if slot.left else wording.accounts(entry)]
    yield f"  {'  '.join([safe(when), word, *map(safe, filter(None, told))])}"
    if slot.left:
        return
    for line in filter(None, (wording.movement(slot), *map(wording.clash, slot.clashes))):
        yield f"      {safe(line)}"
    if entry.text:
        yield f"      {style.dim(cut(shown(entry.text), width - 6))}"


def _dressed(slot: Slot, style: Style) -> str:
    said = wording.fate(slot)
    if slot.entry.fate is Fate.STAYS:
        return said
    dress = {Fate.NEW: style.add, Fate.REMOVED: style.destroy}
    return dress.get(slot.entry.fate, style.change)(said)
