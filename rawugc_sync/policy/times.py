"""When something may go out: days and hours, by the clocks of its zone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rawugc_sync.policy.goings import Going
from rawugc_sync.policy.scene import Found, Scene
from rawugc_sync.policy.wording import clock
from rawugc_sync.words.rules import Blackout, Hours, PostingWindows, QuietHours

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def windows(check: PostingWindows, scene: Scene) -> Iterator[Found]:
    """What goes out at another time than in the windows, whose last minute belongs to them."""
    days = ", ".join(_DAYS[day] for day in sorted(check.days))
    for (day, minute), goings in scene.slots.items():
        if not _is_within(check, day, minute):
            yield from _found(goings, f"and may on {days} from {_told(check.hours)}")


def quiet(check: QuietHours, scene: Scene) -> Iterator[Found]:
    """What goes out in the quiet hours; when they end, they are over."""
    begin, end = check.hours.begin, check.hours.end
    for (_, minute), goings in scene.slots.items():
        if begin <= minute < end if begin <= end else minute >= begin or minute < end:
            yield from _found(goings, f"within the quiet hours from {_told(check.hours)}")


def blackouts(check: Blackout, scene: Scene) -> Iterator[Found]:
    """What goes out on a day on which nothing may."""
    for day, goings in scene.days.items():
        if span := next((span for span in check.spans if span[0] <= day <= span[1]), None):
            first, last = span
            when = f"on {first}" if first == last else f"from {first} to {last}"
            yield from _found(goings, f"and nothing may {when}")


def _is_within(check: PostingWindows, day: int, minute: int) -> bool:
    """A window over midnight belongs to the day on which it begins."""
    begin, end = check.hours.begin, check.hours.end
    if begin <= end:
        return day in check.days and begin <= minute <= end
    return (day in check.days and minute >= begin) or ((day - 1) % 7 in check.days and minute <= end)


def _told(hours: Hours) -> str:
    return f"{clock(hours.begin)} to {clock(hours.end)}"


def _found(goings: Iterable[Going], why: str) -> Iterator[Found]:
    return (Found(one.subject, one.field, f"{one.words}, {why}") for one in goings)
