"""The live objects that nobody manages and that a pull may write down, each with a key of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from rawugc_sync.planning.identity import Identity, Suspects, unmanaged
from rawugc_sync.planning.inputs import World
from rawugc_sync.planning.saying.remarks import alike, ambiguous, possible_duplicate
from rawugc_sync.pulling.wish import Wish
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.count import count
from rawugc_sync.words.diagnostics import Diagnostic, Severity, note
from rawugc_sync.words.live import Live
from rawugc_sync.writing.keys import key_for


@dataclass(slots=True)
class Finds:
    """Address → the object that it is going to be, whatever the targets; what is left, and why."""

    objects: dict[Address, Live] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)


def find(world: World, identity: Identity, wish: Wish) -> Finds:
    """Every object that is free, in the order of its future address."""
    finds = Finds()
    for type_ in world.types.values():
        free, claims = _free(world, identity, type_, wish)
        finds.diagnostics += claims
        over = [live for live in free if type_.life.is_over(live, world.now)]
        if over and not wish.over:
            finds.diagnostics.append(_over(type_, len(over)))
        wanted = [live for live in free if wish.over or not type_.life.is_over(live, world.now)]
        finds.objects |= dict(_addressed(world, type_, wanted))
    return finds


def _free(
    world: World, identity: Identity, type_: ResourceType, wish: Wish
) -> tuple[list[Live], list[Diagnostic]]:
    """What is neither recorded nor claimed by a resource or by a create without an answer."""
    taken = {id for record in world.records_of(type_).values() for id in record.ids} | identity.owned(type_)
    claims: list[Diagnostic] = []
    objects = unmanaged(world, type_)
    for address, claimed in _claims(world, identity, type_):
        ids = claimed & objects.keys()
        taken |= ids
        if ids and wish.concerns(address):
            claims.append(_claimed(world, identity, address, sorted(ids)))
    return [live for id, live in objects.items() if id not in taken], claims


def _claims(
    world: World, identity: Identity, type_: ResourceType
) -> Iterator[tuple[Address, frozenset[str]]]:
    """What a resource without an object may be: a person has to say first whether it is."""
    suspects = Suspects(world, type_, identity)
    for address, desired in world.desired_of(type_).items():
        if ids := identity.unclear.get(address):
            yield address, ids
        elif not _is_known(world, identity, address):
            yield address, frozenset(suspects.of(type_.identity.suspicions(desired.fields, world.known)))


def _is_known(world: World, identity: Identity, address: Address) -> bool:
    known = (identity.live, identity.accountless, world.records, world.unresolved)
    return any(address in addresses for addresses in known)


def _claimed(world: World, identity: Identity, address: Address, ids: list[str]) -> Diagnostic:
    type_, objects = world.types[address.collection], world.live[address.collection]
    if address not in identity.unclear:
        return replace(possible_duplicate(type_, address, ids), severity=Severity.WARNING)
    ask = alike if address in identity.alike else ambiguous
    found = {id: objects[id] for id in ids}
    return replace(ask(type_, world.desired[address], found), severity=Severity.WARNING)


def _addressed(world: World, type_: ResourceType, objects: list[Live]) -> Iterator[tuple[Address, Live]]:
    """Keys go by name and then by age, so that the same objects always get the same ones."""
    gone = (*(moved.previous for moved in world.blocks.moved), *(r.address for r in world.blocks.removed))
    taken = {
        address.key
        for address in (*world.desired, *world.records, *world.unresolved, *gone)
        if address.collection == type_.collection
    }
    for live in sorted(
        objects, key=lambda live: (type_.spelling.naming(live).casefold(), len(live.id), live.id)
    ):
        key = key_for(type_.spelling.naming(live), live.id, type_.collection, taken)
        taken.add(key)
        yield Address(type_.collection, key), live


def _over(type_: ResourceType, number: int) -> Diagnostic:
    objects = count(number, f"of {type_.collection} is", f"of {type_.collection} are")
    summary = f"{objects} {' or '.join(type_.life.over.values())}, and not pulled"
    return note("history", summary, "To have them in the manifests, too: --include-published.")
