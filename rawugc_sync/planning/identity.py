"""Which live object belongs to which address: by recorded id, else by natural key."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass

from rawugc_sync.planning.inputs import Options, World
from rawugc_sync.planning.look import Found, look_around
from rawugc_sync.planning.matching import Matches, match
from rawugc_sync.resources.accounts import UnknownAccount
from rawugc_sync.resources.identity import NaturalKey
from rawugc_sync.resources.life import Case, Standing
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.words.addresses import Address, of_collection
from rawugc_sync.words.desired import Desired
from rawugc_sync.words.live import Live
from rawugc_sync.words.recorded import Record


@dataclass(frozen=True, slots=True)
class Identity:
    """`live`: address → its object. `unclear`: address → ids. `accountless`: address → what is wrong.
    `alike` are those of the unclear ones that differ from the objects in the spelling of a name alone.

    `lost`: address of an unresolved create → what the lists show of it. `imported` are the addresses
    whose object an `imports` block names; `never` has the ids that an address is said not to be, and
    `released` are the addresses whose objects stay when they leave.
    """

    live: Mapping[Address, Live]
    unclear: Mapping[Address, frozenset[str]]
    alike: frozenset[Address]
    accountless: Mapping[Address, UnknownAccount]
    lost: Mapping[Address, Found]
    imported: frozenset[Address]
    never: Mapping[Address, frozenset[str]]
    released: frozenset[Address]

    def made(self, type_: ResourceType) -> set[str]:
        """The ids of a collection that a lost create may have made."""
        lost = of_collection(type_.collection, self.lost)
        return {id for found in lost.values() for id in found.ids}

    def owned(self, type_: ResourceType) -> set[str]:
        """The ids of a collection that are some resource's object, or that a lost create may have made."""
        return {live.id for live in of_collection(type_.collection, self.live).values()} | self.made(type_)


def identify(world: World, options: Options) -> Identity:
    """Every address in scope with its live object, if it has one."""
    live = {
        address: found
        for address, record in world.records.items()
        if (found := world.live.get(address.collection, {}).get(record.id))
    }
    imported, never = _imported(world, options, live), excluded(world)
    live.update(imported)
    unclear: dict[Address, frozenset[str]] = {}
    alike: set[Address] = set()
    accountless: dict[Address, UnknownAccount] = {}
    lost: dict[Address, Found] = {}
    for type_ in world.types.values():
        sights = look_around(world, type_)
        lost.update(sights)
        homeless = [a for a in _homeless(world, options, type_) if a not in imported]
        if not homeless:
            continue
        keys = _keys(world, type_, homeless, accountless)
        if not options.adopt:
            continue
        claimed = {id for found in sights.values() for id in found.ids} | {
            one.id for one in imported.values()
        }
        free = {id: one for id, one in unmanaged(world, type_).items() if id not in claimed}
        matches = _match(keys, free, type_, never)
        live.update({a: world.live[type_.collection][id] for a, id in matches.partners.items()})
        unclear.update(matches.unclear)
        nearly = _alike(keys, free, type_, matches, never)
        unclear.update(nearly)
        alike.update(nearly)
    released = {one.address for one in world.blocks.removed if not one.destroy}
    released |= {address for address in world.records if address.collection in world.left_out}
    return Identity(
        live, unclear, frozenset(alike), accountless, lost, frozenset(imported), never, frozenset(released)
    )


def excluded(world: World) -> dict[Address, frozenset[str]]:
    """Address → the ids that an `imports` block says it is not."""
    return {one.to: one.others for one in world.blocks.imports}


def _imported(world: World, options: Options, live: Mapping[Address, Live]) -> dict[Address, Live]:
    """What `imports` blocks still have to take over: the objects of addresses that have none."""
    found = {}
    for one in world.blocks.imports:
        objects = world.live.get(one.to.collection, {})
        if one.id is not None and one.id in objects and one.to not in live and options.includes(one.to):
            found[one.to] = objects[one.id]
    return found


def unmanaged(world: World, type_: ResourceType) -> dict[str, Live]:
    """The live objects of a collection that no record knows, current, deposed, or to be held.

    What is over and leaves the manifests is let go in the same plan, so it counts as unmanaged: under
    another key, it is the same history. What was let go and cannot be deleted is nobody's to take again.
    """
    live = world.live.get(type_.collection, {})
    known = {
        id
        for address, record in world.records_of(type_).items()
        if address in world.desired or not _is_over(world, type_, record, live)
        for id in record.ids
    }
    known |= {one.record.id for one in world.held_of(type_).values()}
    let_go = ids_let_go(world, type_)
    return {id: one for id, one in live.items() if id not in known and id not in let_go}


def ids_let_go(world: World, type_: ResourceType) -> frozenset[str]:
    """The ids of a collection that were forgotten for good: nothing but their name takes them back."""
    let_go = world.state.let_go if world.state else ()
    return frozenset(id for collection, id in let_go if collection == type_.collection)


def named_again(world: World, type_: ResourceType, address: Address) -> Live | None:
    """The object that was let go, and that an `imports` block names for an address."""
    gone = ids_let_go(world, type_)
    named = next((one.id for one in world.blocks.imports if gone and one.to == address), None)
    return world.live[type_.collection].get(named) if named in gone and named is not None else None


def let_go_like(world: World, type_: ResourceType, desired: Desired) -> list[str]:
    """The ids of objects that were let go and would else be taken for a resource, sorted."""
    gone = ids_let_go(world, type_)
    if not gone:
        return []
    key = type_.identity.natural_key(desired.fields, world.known).whole
    objects = world.live.get(type_.collection, {})
    return sorted(
        id
        for id, live in objects.items()
        if key and id in gone and type_.identity.live_key(live).whole == key
    )


def _is_over(world: World, type_: ResourceType, record: Record, live: Mapping[str, Live]) -> bool:
    one = live.get(record.id)
    case = Case(None, record, one, (), world.now)
    return one is not None and type_.life.verdict(case).standing is Standing.HISTORY


def taken_ids(world: World, type_: ResourceType, identity: Identity) -> set[str]:
    """The ids that are recorded, held, to be adopted by the manifests, or perhaps made by a lost create."""
    records = [
        *world.records_of(type_).values(),
        *(one.record for one in world.held_of(type_).values()),
        *(lost.record for lost in world.unresolved_of(type_).values()),
    ]
    return {
        *(id for record in records for id in record.ids),
        *(id for ids in of_collection(type_.collection, identity.unclear).values() for id in ids),
        *identity.owned(type_),
    }


class Suspects:
    """Live objects that a new resource may be a second one of, by what they share with it."""

    def __init__(self, world: World, type_: ResourceType, identity: Identity) -> None:
        strangers = unmanaged(world, type_).keys() - identity.owned(type_)
        self._ids: defaultdict[Hashable, list[str]] = defaultdict(list)
        for id, live in world.live.get(type_.collection, {}).items():
            for trace in type_.identity.live_suspicions(live, managed=id not in strangers, now=world.now):
                self._ids[trace].append(id)

    def of(self, traces: frozenset[Hashable]) -> list[str]:
        """The ids that share a trace, sorted."""
        return sorted({id for trace in traces for id in self._ids.get(trace, ())})


def _homeless(world: World, options: Options, type_: ResourceType) -> list[Address]:
    return [
        address
        for address in world.desired_of(type_)
        if not _is_live(world, address) and address not in world.unresolved and options.includes(address)
    ]


def _is_live(world: World, address: Address) -> bool:
    """Whether the record's object is there; where it is not, another one may be the resource now."""
    record = world.records.get(address)
    return record is not None and record.id in world.live.get(address.collection, {})


def _keys(
    world: World,
    type_: ResourceType,
    addresses: list[Address],
    accountless: dict[Address, UnknownAccount],
) -> dict[Address, NaturalKey]:
    keys = {}
    for address in addresses:
        try:
            keys[address] = type_.identity.natural_key(world.desired[address].fields, world.known)
        except UnknownAccount as unknown:
            accountless[address] = unknown
    return keys


def _match(
    keys: Mapping[Address, NaturalKey],
    objects: Mapping[str, Live],
    type_: ResourceType,
    never: Mapping[Address, frozenset[str]],
) -> Matches[Address, str]:
    offered = {id: type_.identity.live_key(live) for id, live in objects.items()}
    return match(
        [
            (
                {a: (k.whole,) for a, k in keys.items() if k.whole},
                {i: (k.whole,) for i, k in offered.items() if k.whole},
            ),
            ({a: k.enough for a, k in keys.items()}, {i: k.enough for i, k in offered.items()}),
        ],
        never,
    )


def _alike(
    keys: Mapping[Address, NaturalKey],
    objects: Mapping[str, Live],
    type_: ResourceType,
    matches: Matches[Address, str],
    never: Mapping[Address, frozenset[str]],
) -> dict[Address, frozenset[str]]:
    """Address → the objects without a partner whose names are nearly its own, and that could be meant."""
    found, taken = matches.found, matches.taken
    spellings: defaultdict[Hashable, set[str]] = defaultdict(set)
    for id, live in objects.items():
        for near in type_.identity.live_key(live).near if id not in taken else ():
            spellings[near].add(id)
    possible = {
        address: frozenset().union(*(spellings.get(near, ()) for near in key.near))
        - never.get(address, frozenset())
        for address, key in keys.items()
        if address not in found
    }
    return {address: ids for address, ids in possible.items() if ids}
