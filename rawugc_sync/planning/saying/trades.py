"""A new object equal to a live one that another change takes away: for a while there would be both."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence

from rawugc_sync.planning.inputs import World
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.words.actions import Action
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.diagnostics import Diagnostic, error
from rawugc_sync.words.planned import Change

Pairs = Mapping[Address, Address]
"""What is created → the address that has its equal live."""


def traded(world: World, type_: ResourceType, changes: Sequence[Change]) -> Iterator[Diagnostic]:
    """A refusal for each; of a create and a delete, `equal_ones` tells.

    Should the run end in between, both would go out.
    """
    if not type_.identity.renames_need_moved:
        return
    mine = [change for change in changes if change.address.collection == type_.collection]
    pairs = _pairs(world, type_, mine)
    created = {change.address for change in mine if change.action is Action.CREATE}
    for new, old in sorted(pairs.items()):
        summary = f"is created equal to {old}, which is live until its own change: is only the key another?"
        yield error("rename", summary, _way_out(new, pairs, created), address=str(new))


def _pairs(world: World, type_: ResourceType, changes: Sequence[Change]) -> Pairs:
    objects = world.live.get(type_.collection, {})
    going: defaultdict[Hashable, list[Change]] = defaultdict(list)
    for old in changes:
        live = objects.get(old.id or "")
        if live and any(call.removes == old.id for call in old.calls):
            going[type_.identity.fingerprint(live.fields)].append(old)
    pairs = {}
    for new in changes:
        for old in (
            going.get(type_.identity.fingerprint(new.after or {}), ()) if "create" in new.actions else ()
        ):
            told = new.action is Action.CREATE and old.action is Action.DELETE
            if not told and old.address != new.address and _share_an_account(world, type_, old, new):
                pairs[new.address] = old.address
    return pairs


def _share_an_account(world: World, type_: ResourceType, old: Change, new: Change) -> bool:
    """Whether two that are equal to the public go to an account in common, which lists do not show."""
    record, live = world.records.get(old.address), world.live[type_.collection][old.id or ""].fields
    gone = {**(record.fields if record else {}), **live}
    return type_.identity.takedown_resembles(gone, new.after or {}, world.known)


def _way_out(new: Address, pairs: Pairs, created: set[Address]) -> str:
    """The blocks of all that go round, or that make way for a new key; else it takes two applies."""
    chain = [new]
    while (old := pairs.get(chain[-1])) and old not in chain:
        chain.append(old)
    if old != new and new not in created:
        return f"If so, take {new} out of the manifests, apply, and put it back."
    ends = [*chain[1:], new] if old == new else chain[1:]
    blocks = "\n".join(f"  - {{from: {one}, to: {to}}}" for one, to in zip(ends, chain, strict=False))
    return f"If so, write it down, and nothing is deleted:\nmoved:\n{blocks}"
