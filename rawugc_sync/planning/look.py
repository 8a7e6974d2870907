"""Looks for an object whose create was not answered: section 7's "Look"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from rawugc_sync.planning.inputs import World
from rawugc_sync.planning.pricing import Prices
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.credits import Credits, Payment, month_of
from rawugc_sync.words.live import Live
from rawugc_sync.words.recorded import LostEdit, Unresolved


class Sight(StrEnum):
    """What a look at the list shows."""

    OURS = "ours"
    NOTHING = "nothing"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Found:
    """`ids`: the candidates; just the one for OURS. `credits`: what that one has cost, where it says that."""

    sight: Sight
    ids: tuple[str, ...] = ()
    credits: Credits | None = None


def look(type_: ResourceType, lost: Unresolved, live: Mapping[str, Live], known: frozenset[str]) -> Found:
    """Whether one of the live objects is what a lost create has made.

    Candidates are objects that were not `known` before, made since then, with the same natural key. One that
    is equal in every field that can be read is ours; anything else is for a person to decide. Of an edit,
    they are the versions that it may have made.
    """
    if lost.edit is not None:
        return _look_for_edit(type_, lost.record.id, lost.edit, live)
    fields, identity = lost.content, type_.identity
    candidates = [
        one
        for id, one in live.items()
        if id not in known and identity.resembles(fields, one) and identity.made_since(one, lost.sent_at)
    ]
    ids = tuple(sorted(one.id for one in candidates))
    if not candidates:
        return Found(Sight.NOTHING)
    if len(candidates) == 1 and type_.fields.equals(fields, candidates[0]):
        return Found(Sight.OURS, ids, type_.life.cost(candidates[0]))
    return Found(Sight.UNCLEAR, ids)


def payment(type_: ResourceType, lost: Unresolved, found: Live) -> Payment | None:
    """What a lost create has cost that has made a live object; None for nothing, or when nobody knows."""
    fare, credits = type_.calls.fare(lost.content), type_.life.cost(found)
    if fare is None or credits is None:
        return None
    return Payment(credits, month_of(lost.sent_at), str(fare))


def payment_of_edit(type_: ResourceType, lost: Unresolved, prices: Prices) -> Payment | None:
    """What a lost edit has cost that has turned up: no answer told it, so it is what its plan would say."""
    assert lost.edit is not None
    fare, documented = type_.calls.edits.price(lost.edit.field)
    credits = prices.amount(fare, documented)
    return None if credits is None else Payment(credits, month_of(lost.sent_at), None)


def _look_for_edit(type_: ResourceType, id: str, edit: LostEdit, live: Mapping[str, Live]) -> Found:
    """Whether an object has a version that a lost edit has made: `ids` are those of the versions."""
    made = type_.calls.edits.made_by(edit.field, edit.above, live[id]) if id in live else ()
    sight = (Sight.NOTHING, Sight.OURS)[len(made)] if len(made) < 2 else Sight.UNCLEAR
    return Found(sight, tuple(one.id for one in made))


def may_repeat(type_: ResourceType, lost: Unresolved, found: Found) -> bool:
    """Whether a create is sent again if it never shows: it may not have been accepted, and nobody sees it."""
    return type_.calls.repeats_lost_creates and not lost.exists and not found.ids


def look_around(world: World, type_: ResourceType) -> dict[Address, Found]:
    """What a plan's own list shows of each unresolved create of a collection.

    An object that could be what more than one of them has made is for a person to judge.
    """
    live = world.live.get(type_.collection, {})
    recorded = {id for record in world.records_of(type_).values() for id in record.ids}
    found = {
        address: look(type_, lost, live, lost.known | recorded)
        for address, lost in world.unresolved_of(type_).items()
    }
    creates = (found[address] for address, lost in world.unresolved_of(type_).items() if lost.edit is None)
    claims = Counter(id for one in creates for id in one.ids)
    return {
        address: one if all(claims[id] < 2 for id in one.ids) else Found(Sight.UNCLEAR, one.ids)
        for address, one in found.items()
    }
