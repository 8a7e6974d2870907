"""What is said of a post in a calendar: when, what becomes of it, where, and what it clashes with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from rawugc_sync.render.whose import whose
from rawugc_sync.review.calendar.clashes import Clash
from rawugc_sync.review.calendar.days import Day, Days, Slot
from rawugc_sync.review.calendar.sheets import Sheet
from rawugc_sync.review.calendar.zones import ClockChange
from rawugc_sync.words.calendar import Entry, Fate
from rawugc_sync.words.count import count
from rawugc_sync.words.moment import moment

_MINUTE = 60_000
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def title(sheet: Sheet) -> str:
    """Whose calendar it is."""
    return whose(sheet.workspace, sheet.environment, sheet.organization)


def held(sheet: Sheet) -> str:
    """What is not on it because a hold has deleted it; empty where nothing is held."""
    return f"Held, and on no day until resume: {', '.join(sheet.held)}." if sheet.held else ""


def day_name(day: date) -> str:
    """`Tue 2026-12-01`."""
    return f"{_WEEKDAYS[day.weekday()]} {day.isoformat()}"


def span(days: Days) -> str:
    """From when to when, and where a day begins."""
    return f"{days_name(days.days)}, days in {days.zone}"


def days_name(days: Sequence[Day]) -> str:
    """`Tue 2026-12-01`, or `Tue 2026-12-01 to Thu 2026-12-03` for several in a row."""
    first, last = days[0].date, days[-1].date
    return day_name(first) if first == last else f"{day_name(first)} to {day_name(last)}"


def own_time(slot: Slot, day: Day) -> str:
    """When it is in its own zone: with the date where that is another one; `at once`."""
    if slot.entry.at is None and not slot.left:
        return "at once"
    return time_on(slot.at, slot.entry.timezone, day.date)


def utc_time(slot: Slot, day: Day) -> str:
    """The same in UTC; empty where its own zone is UTC, and for what goes out at once."""
    told, utc = own_time(slot, day), time_on(slot.at, None, day.date)
    return "" if told in ("at once", utc) else utc


def time_on(at: int, zone: str | None, day: date) -> str:
    """To the minute, `09:00 America/New_York`; with weekday and date where that is not `day`."""
    return whole_time(at, zone).removeprefix(f"{day_name(day)} ")


def whole_time(at: int, zone: str | None) -> str:
    """`Tue 2026-12-01 09:00 America/New_York`, to the minute."""
    return moment(at - at % _MINUTE, zone)


def fate(slot: Slot) -> str:
    """What becomes of it, in a word or two."""
    entry = slot.entry
    if slot.left:
        return "moved away"
    if entry.fate is Fate.STAYS and entry.is_public:
        return "published"
    return str(entry.fate)


def name(entry: Entry) -> str:
    """Its address; else its id, and that nobody manages it."""
    return str(entry.address) if entry.address else f"{entry.id} (in no manifest)"


def accounts(entry: Entry) -> str:
    """Where it goes to."""
    names = ", ".join(entry.accounts)
    if not entry.platforms_only:
        return names
    return f"{names} (account not shown)" if names else "account not shown"


def movement(slot: Slot) -> str:
    """Where a post was before, or is moved to; empty for what is not moved."""
    entry = slot.entry
    if slot.left:
        return f"to {'at once' if entry.at is None else whole_time(entry.at, entry.timezone)}"
    return "" if entry.was is None else f"was {whole_time(entry.was, entry.timezone)}"


def clash(one: Clash) -> str:
    """`clash on tiktok/glowlab: posts.other goes out 12 minutes later`."""
    entry = one.other.entry
    whose = f" of {one.other.workspace}" if one.other.workspace else ""
    minutes = count(abs(one.later) // _MINUTE, "minute")
    apart = (
        f"{minutes} {'later' if one.later > 0 else 'sooner'}"
        if abs(one.later) >= _MINUTE
        else "at the same time"
    )
    verb = "went out" if entry.is_public else "goes out"
    may = "clash" if one.sure else "may clash"
    return f"{may} on {', '.join(one.accounts)}: {name(entry)}{whose} {verb} {apart}"


def clock_change(one: ClockChange) -> str:
    """`DST: the clocks go forward in Europe/Berlin, 02:00 becomes 03:00`."""
    way = "forward" if one.forward else "back"
    return f"DST: the clocks go {way} in {', '.join(one.zones)}, {one.before:%H:%M} becomes {one.after:%H:%M}"


def summary(days: Days) -> str:
    """`5 posts (1 new, 1 moved), 1 removed, 2 in a clash, 20 days without a post.`, and what comes later."""
    slots = days.slots
    standing = [slot for slot in slots if slot.stands]
    fates = Counter(fate(slot) for slot in standing)
    shown = ("new", "moved", "changed", "published")
    told = ", ".join(f"{fates[word]} {word}" for word in shown if fates[word])
    removed = sum(slot.entry.fate is Fate.REMOVED for slot in slots)
    clashing = sum(bool(slot.clashes) for slot in standing)
    empty = sum(day.is_empty for day in days.days)
    parts = [
        count(len(standing), "post") + (f" ({told})" if told else ""),
        f"{removed} removed" if removed else "",
        f"{clashing} in a clash" if clashing else "",
        f"{count(empty, 'day')} without a post" if empty else "",
    ]
    return f"{', '.join(filter(None, parts))}.{_later(days)}"


def _later(days: Days) -> str:
    if not days.later:
        return ""
    last = "on" if len(days.later) == 1 else "the last on"
    return f" Later: {count(len(days.later), 'post')}, {last} {day_name(days.later[-1])}."
