"""Resources without a record that equal one live object each: what a run that died, or a lost state, knew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace

from rawugc_sync.planning.changes import record_of
from rawugc_sync.planning.editing import entered
from rawugc_sync.planning.identity import Identity, unmanaged
from rawugc_sync.planning.inputs import World
from rawugc_sync.planning.matching import Keys, match
from rawugc_sync.resources.accounts import UnknownAccount
from rawugc_sync.resources.identity import NaturalKey
from rawugc_sync.resources.normal import canonical
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.words.addresses import Address, Fields, Value
from rawugc_sync.words.desired import Desired
from rawugc_sync.words.live import Live
from rawugc_sync.words.outputs import pending_in
from rawugc_sync.words.recorded import Record

_Equal = Callable[[ResourceType, Desired, Live], bool]


def found_again(world: World, identity: Identity) -> dict[Address, Record]:
    """The records of all resources that equal one free live object in all that can be read, one to one.

    First where both show the same fields, so that several of one name are told apart; then where the
    object shows more than the manifest sets. What cannot be read is taken as the manifest has it,
    unverified. What refers to an output that nobody knows yet is not looked for.
    """
    records = {}
    for type_ in world.types.values():
        for address, live in _partners(world, identity, type_):
            fields = world.desired[address].fields
            unseen = frozenset(name for name in fields if not type_.fields.traits[name].returned)
            record = record_of(live.id, world.desired[address], fields, None)
            records[address] = entered(type_, replace(record, unverified=unseen), live)
    return records


def _partners(world: World, identity: Identity, type_: ResourceType) -> Iterable[tuple[Address, Live]]:
    wanted = [
        desired
        for address, desired in world.desired_of(type_).items()
        if address not in world.records
        and address not in world.unresolved
        and not any(pending_in(desired.fields))
    ]
    made = identity.made(type_)
    objects = {id: one for id, one in unmanaged(world, type_).items() if id not in made}
    near = _near(world, type_, wanted, objects.values())
    offered: Keys[str] = {id: (id,) for id in objects}
    phases = [(_equals(type_, near, equal), offered) for equal in (_same, _covered)]
    partners = match(phases, _others(identity, objects, near)).partners
    return [(address, objects[id]) for address, id in partners.items()]


def _near(
    world: World, type_: ResourceType, wanted: Iterable[Desired], objects: Iterable[Live]
) -> dict[Address, tuple[Desired, list[Live]]]:
    """Each resource with the objects that share its natural key: all of it, where it has one.

    One whose accounts are not connected has none that can be told.
    """
    by_key: defaultdict[Hashable, list[Live]] = defaultdict(list)
    for live in objects:
        key = type_.identity.live_key(live)
        for part in {key.whole, *key.enough} - {None}:
            by_key[part].append(live)
    near = {}
    for desired in wanted:
        with suppress(UnknownAccount):
            key = type_.identity.natural_key(desired.fields, world.known)
            near[desired.address] = (desired, _sharing(key, by_key))
    return near


def _sharing(key: NaturalKey, by_key: Mapping[Hashable, list[Live]]) -> list[Live]:
    parts = key.enough if key.whole is None else (key.whole,)
    return list({live.id: live for part in parts for live in by_key.get(part, ())}.values())


def _equals(
    type_: ResourceType, near: Mapping[Address, tuple[Desired, list[Live]]], equal: _Equal
) -> Keys[Address]:
    """Address → the ids of those that are equal."""
    return {
        address: tuple(live.id for live in objects if equal(type_, desired, live))
        for address, (desired, objects) in near.items()
    }


def _others(
    identity: Identity, objects: Iterable[str], addresses: Iterable[Address]
) -> dict[Address, frozenset[str]]:
    """Address → the ids that `imports` blocks say it is not, or is not if another one is."""
    named = {address: identity.live[address].id for address in identity.imported}
    return {
        address: frozenset(objects) - {named[address]}
        if address in named
        else frozenset(named.values()) | identity.never.get(address, frozenset())
        for address in addresses
    }


def _same(type_: ResourceType, desired: Desired, live: Live) -> bool:
    """Whether both show the same fields with the same values."""
    return _shown(type_, desired.fields) == _shown(type_, live.fields)


def _shown(type_: ResourceType, fields: Fields) -> dict[str, Value]:
    shown = {name: canonical(value) for name, value in fields.items() if type_.fields.traits[name].returned}
    return {name: value for name, value in shown.items() if value not in ("", [])}


def _covered(type_: ResourceType, desired: Desired, live: Live) -> bool:
    """Whether an object is as the manifest has it, in each field that the manifest sets."""
    ignored = desired.lifecycle.ignore_changes
    fields = {name: value for name, value in desired.fields.items() if name not in ignored}
    fixed = [n for n in fields if type_.fields.traits[n].returned and not type_.fields.traits[n].updatable]
    return not type_.fields.differing(fields, live) and all(
        type_.fields.same(name, fields[name], live.fields[name]) for name in fixed if name in live.fields
    )
