"""What becomes equal to a live object that its own change has yet to take away: for a while both are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from rawugc_sync.planning.inputs import World
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.words.actions import Action
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.live import Live
from rawugc_sync.words.planned import Change

_MOVABLE = (Action.CREATE, Action.DELETE)


@dataclass(frozen=True, slots=True)
class Trades:
    """The trades of a collection. `pairs`: what becomes equal → the address that has the equal live now.

    `movable` are the addresses that come or go, so that `moved` blocks can name them.
    """

    pairs: Mapping[Address, Address]
    movable: frozenset[Address]

    def blocks(self, one: Address) -> list[tuple[Address, Address]]:
        """The renamings, old and new, of all that hangs together with `one`; none where it is no rename."""
        chain = self._chain(one)
        if self.pairs.get(chain[-1]) == chain[0]:
            return list(zip([*chain[1:], chain[0]], chain, strict=True))
        if chain[0] in self.movable and chain[-1] in self.movable:
            return list(zip(chain[1:], chain, strict=False))
        return []

    def _chain(self, one: Address) -> list[Address]:
        """From what nobody else becomes equal to, or from anywhere in a circle, to the last that is live."""
        takers = {old: new for new, old in self.pairs.items()}
        chain = [one]
        while (taker := takers.get(chain[0])) and taker not in chain:
            chain.insert(0, taker)
        while (old := self.pairs.get(chain[-1])) and old not in chain:
            chain.append(old)
        return chain


def trades_of(world: World, type_: ResourceType, changes: Iterable[Change]) -> Trades:
    """The trades among changes: should a run end in between, or the other change fail, both would go out.

    Of a create and a delete, the rule on renames tells.
    """
    if not type_.identity.renames_need_moved:
        return Trades({}, frozenset())
    mine = [one for one in changes if one.address.collection == type_.collection and one.calls]
    movable = frozenset(change.address for change in mine if change.action in _MOVABLE)
    return Trades(_pairs(world, type_, mine), movable)


def in_turn(world: World, changes: Sequence[Change]) -> tuple[Change, ...]:
    """The changes, each after the one that takes its equal away, where that is no question of a rename."""
    waits = {
        new: old
        for type_ in world.types.values()
        for trades in [trades_of(world, type_, changes)]
        for new, old in trades.pairs.items()
        if not trades.blocks(new)
    }
    needs = {change.address: {*change.depends_on} for change in changes}
    return tuple(
        replace(change, depends_on=(*change.depends_on, old))
        if (old := waits.get(change.address)) and change.calls and not _waits_for(old, change.address, needs)
        else change
        for change in changes
    )


def _waits_for(one: Address, other: Address, needs: Mapping[Address, set[Address]]) -> bool:
    """Whether a change waits for another, directly or through others."""
    seen: set[Address] = set()
    todo = [one]
    while todo:
        address = todo.pop()
        if address == other:
            return True
        if address not in seen:
            seen.add(address)
            todo += needs.get(address, ())
    return False


def _pairs(world: World, type_: ResourceType, changes: Sequence[Change]) -> Mapping[Address, Address]:
    objects = world.live.get(type_.collection, {})
    going: defaultdict[Hashable, list[tuple[Change, Live]]] = defaultdict(list)
    becoming: dict[Address, tuple[Change, Hashable]] = {}
    for change in changes:
        live = objects.get(change.id or "")
        was = type_.identity.fingerprint(live.fields) if live else None
        now = type_.identity.fingerprint(change.after) if change.after else None
        if live and was != now:
            going[was].append((change, live))
        if now and was != now:
            becoming[change.address] = (change, now)
    return {
        address: old.address
        for address, (new, now) in becoming.items()
        for old, live in going.get(now, ())
        if not (new.action is Action.CREATE and old.action is Action.DELETE)
        if _share_an_account(world, type_, (old, live), new)
    }


def _share_an_account(world: World, type_: ResourceType, old: tuple[Change, Live], new: Change) -> bool:
    """Whether two that are equal to the public go to an account in common, which lists do not show."""
    change, live = old
    record = world.records.get(change.address)
    gone = {**(record.fields if record else {}), **live.fields}
    return type_.identity.takedown_resembles(gone, new.after or {}, world.known)
