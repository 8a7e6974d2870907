"""Nothing is published that nobody could see: what goes out with media that are not made yet is left out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from rawugc_sync.planning.draft import Draft
from rawugc_sync.planning.holding import held_by, without
from rawugc_sync.planning.inputs import World
from rawugc_sync.words.addresses import Address, Value
from rawugc_sync.words.diagnostics import Diagnostic, note
from rawugc_sync.words.moment import moment
from rawugc_sync.words.outputs import pending_in
from rawugc_sync.words.planned import Change, LeftOut

ALLOW = "allowUnseen"
UNSEEN_MEDIA = "unseen-media"
UNSEEN = "UNSEEN: nobody has seen what it shows"


@dataclass(frozen=True, slots=True)
class Seeing:
    """The changes that are carried out, those that wait for their media to be seen, and what is said."""

    changes: tuple[Change, ...]
    left_out: tuple[LeftOut, ...] = ()
    notes: tuple[Diagnostic, ...] = ()


def see(world: World, changes: Iterable[Change], draft: Draft) -> Seeing:
    """Leave out what would go out unseen, unless its resource allows that: then it is named so."""
    kept: list[Change] = []
    waiting: list[tuple[Change, LeftOut]] = []
    for change in changes:
        unseen = _unseen(world, change)
        if not unseen:
            kept.append(change)
        elif ALLOW in world.desired[change.address].permits:
            kept.append(replace(change, note=". ".join(filter(None, (change.note, UNSEEN)))))
        else:
            waiting.append((change, _left_out(world, change, unseen)))
    coming = {one.address for one in draft.changes} - {*draft.broken}
    notes = [_unseen_media(world, change, one, coming) for change, one in waiting]
    held = held_by(kept, {change.address for change, _ in waiting})
    notes += [_held(change, blockers) for change, blockers in held]
    left_out = [one for _, one in waiting]
    left_out += [_left_out(world, change, blockers) for change, blockers in held]
    return Seeing(without(kept, held), tuple(left_out), tuple(notes))


def made_public(world: World, change: Change) -> list[Value]:
    """What a change lets the public see of what it makes; nothing where that does not go out."""
    life, after = world.types[change.address.collection].life, change.after or {}
    goes_out = change.action.creates and life.outing(after, world.known) is not None
    return list(life.shows(after)) if goes_out else []


def _unseen(world: World, change: Change) -> tuple[Address, ...]:
    """The media that a change lets people see, and that are not there yet."""
    return tuple(dict.fromkeys(one.address for one in pending_in(made_public(world, change))))


def _left_out(world: World, change: Change, unseen: tuple[Address, ...]) -> LeftOut:
    life = world.types[change.address.collection].life
    due = life.due(change)
    until = None if due is None else due.at - life.margin
    return LeftOut(address=change.address, waits_for=unseen, until=until)


def _unseen_media(world: World, change: Change, one: LeftOut, coming: set[Address]) -> Diagnostic:
    due = world.types[change.address.collection].life.due(change)
    names = ", ".join(map(str, one.waits_for))
    when = "" if one.until is None or due is None else f", if that runs by {moment(one.until, due.timezone)}"
    first = "Once {} can be looked at, the next apply sends it{}."
    if stuck := [str(address) for address in one.waits_for if address not in coming]:
        first = f"Settle first what is said of {', '.join(stuck)}. {first}"
    stays = (
        " Until then what is live stays as it is, and goes out at its time." if change.action.deletes else ""
    )
    way_out = f" To send it before anybody has seen that, write {ALLOW}: true."
    summary = f"is left out: it would be public with {names}, which is not there yet for anybody to see"
    detail = first.format(names, when) + stays + way_out
    return note(UNSEEN_MEDIA, summary, detail, address=str(one.address), source=change.source)


def _held(change: Change, blockers: Iterable[Address]) -> Diagnostic:
    names = ", ".join(map(str, blockers))
    summary = f"is left out: it waits for {names}, which is left out as well"
    return note(UNSEEN_MEDIA, summary, address=str(change.address), source=change.source)
