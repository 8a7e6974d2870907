"""What would be due before its call can leave: a run goes no faster than the rate limit lets it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rawugc_sync.planning.budget import Departure, leaves_at, timeline
from rawugc_sync.planning.inputs import Options, World
from rawugc_sync.resources.life import Standing
from rawugc_sync.words.diagnostics import Diagnostic, Where, error, warning
from rawugc_sync.words.moment import moment
from rawugc_sync.words.planned import Change

LATE = "late"
_WAY_OUT = (
    "What stops or moves something goes first, soonest due first. Move it further into the future, apply "
    "less at once (--target), or pass --allow-late: the rest is sent, and this is left out."
)

_LEFT_OUT = "It is left out, as --allow-late has it."
_STAYS_HELD = "It stays held, and the rest is put back."


@dataclass(frozen=True, slots=True)
class Lateness:
    """The changes that a run carries out, and what there is to say of those that it cannot in time."""

    changes: tuple[Change, ...]
    refusals: tuple[Diagnostic, ...] = ()
    warnings: tuple[Diagnostic, ...] = ()


def sort_out(world: World, options: Options, changes: tuple[Change, ...]) -> Lateness:
    """Refuse what comes too late; or leave it out, and what waits for it, where that was asked for.

    To put back what is held, it is always left out: nobody chose how much of it there is, and what could
    still be in time would miss its time as well.
    """
    course = timeline(changes, world.opening, lambda change, after: _in_time(world, change, after))
    if not course.late:
        return Lateness(changes)
    if not (options.allow_late or options.resume):
        too_late = (error(LATE, _summary(world, one), _WAY_OUT, **_where(one.change)) for one in course.late)
        return Lateness(changes, refusals=tuple(too_late))
    left = _STAYS_HELD if options.resume else _LEFT_OUT
    late = [warning(LATE, _summary(world, one), left, **_where(one.change)) for one in course.late]
    held = [_held(change, course.late, left) for change in course.held]
    left_out = {id(one.change) for one in course.late} | {id(change) for change in course.held}
    kept = tuple(change for change in changes if id(change) not in left_out)
    return Lateness(kept, warnings=(*late, *held))


def _in_time(world: World, change: Change, after: float) -> bool:
    type_ = world.types[change.address.collection]
    return type_.life.timely(change, leaves_at(world.now, after)).standing is not Standing.SKIP


def _summary(world: World, one: Departure) -> str:
    due = world.types[one.change.address.collection].life.due(one.change)
    zone = due.timezone if due else None
    leaves = moment(leaves_at(world.now, one.after), zone)
    is_due = f"is due {moment(due.at, zone)}" if due else "is due sooner"
    return f"{is_due}, and its call leaves {leaves} at the earliest: too late"


def _held(change: Change, late: Iterable[Departure], left: str) -> Diagnostic:
    found = {one.change.address for one in late}.intersection(change.depends_on)
    names = ", ".join(map(str, sorted(found))) or "what is left out"
    return warning(LATE, f"waits for {names}, which comes too late", left, **_where(change))


def _where(change: Change) -> Where:
    return Where(address=str(change.address), source=change.source)
