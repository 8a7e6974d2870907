"""Until when changes have to be decided: in time for the first that goes out with what they touch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from rawugc_sync.planning.budget import Departure, begins_by
from rawugc_sync.planning.inputs import World
from rawugc_sync.planning.outlook import Outlook
from rawugc_sync.resources.life import Moment
from rawugc_sync.resources.traits import TEXTUAL
from rawugc_sync.words.actions import Action
from rawugc_sync.words.addresses import Address, Fields
from rawugc_sync.words.deadlines import Due, Otherwise
from rawugc_sync.words.planned import Change


def with_deadlines(
    world: World, changes: Iterable[Change], leaving: Iterable[Departure]
) -> tuple[Change, ...]:
    """The changes with what they are in time for, and until when that takes a decision.

    `leaving` are those that are sent, with their last calls; what sends nothing now has no deadline.
    """
    leaving = tuple(leaving)
    last = {(one.change.address, one.change.id): one.after for one in leaving}
    sight = _Sight(world, Outlook.of(world, ()), Outlook.of(world, (one.change for one in leaving)))
    return tuple(_dated(change, sight, last.get((change.address, change.id))) for change in changes)


def _dated(change: Change, sight: _Sight, after: float | None) -> Change:
    due = None if after is None else sight.due(change)
    if due is None or after is None:
        return change
    margin = sight.world.types[due.address.collection].life.margin
    return replace(change, due=due, decide_by=begins_by(due.at - margin, after))


@dataclass(frozen=True, slots=True)
class _Sight:
    """What goes out as it is live, and what does once the plan is applied."""

    world: World
    now: Outlook
    then: Outlook

    def due(self, change: Change) -> Due | None:
        """The first to go out of a change's own resource and all that use it; None when none is known to."""
        return min(self._dues(change), key=lambda due: (due.at, due.address), default=None)

    def _dues(self, change: Change) -> Iterator[Due]:
        stays = _stays(self.world, change)
        after = None if change.action is Action.CLEAN_UP else self.then.fields(change.address)
        shown = {change.address: (self._before(change), after)}
        shown |= {user: (self.now.fields(user), self.then.fields(user)) for user in change.used_by}
        for address, (was, comes) in shown.items():
            if due := _due(address, self._moment(address, was), self._moment(address, comes), stays):
                yield due

    def _before(self, change: Change) -> Fields | None:
        live = self.world.live.get(change.address.collection, {}).get(change.id or "")
        return live.fields if live else change.before

    def _moment(self, address: Address, fields: Fields | None) -> Moment | None:
        """When it goes out; None as well for what is due too soon to be touched."""
        life, now = self.world.types[address.collection].life, self.world.now
        moment = None if fields is None else life.public_at(fields, now)
        return moment if moment and moment.at - life.margin >= now else None


def _due(address: Address, was: Moment | None, comes: Moment | None, stays: Otherwise) -> Due | None:
    """Whichever is sooner: it goes out as it is live, or as the plan has it."""
    if was and (comes is None or was.at <= comes.at):
        return Due(address, was.at, was.timezone, stays)
    if comes:
        otherwise = Otherwise.OLD_TIME if was else Otherwise.UNPUBLISHED
        return Due(address, comes.at, comes.timezone, otherwise)
    return None


def _stays(world: World, change: Change) -> Otherwise:
    """What the public sees of what goes out although it was not changed: words that were to go, or not."""
    traits = world.types[change.address.collection].fields.traits
    taken_down = change.action.deletes and not change.action.creates
    rewords = any(one.carried is None and traits[one.path].kind in TEXTUAL for one in change.fields)
    return Otherwise.OLD_TEXT if taken_down or rewords else Otherwise.AS_IT_IS
