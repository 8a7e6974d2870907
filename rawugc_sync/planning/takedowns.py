"""What was deleted outside git stays down: a new resource that would bring it back is a question."""

from __future__ import annotations

from collections.abc import Container, Hashable, Iterator, Mapping, Sequence

from rawugc_sync.planning.inputs import Options, World
from rawugc_sync.planning.leaving import Leaving
from rawugc_sync.planning.saying.renames import created_in, equal_ones, renamed
from rawugc_sync.resources.normal import canonical
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.words.addresses import Address, Fields
from rawugc_sync.words.diagnostics import Diagnostic, error
from rawugc_sync.words.planned import Change
from rawugc_sync.words.recorded import Takedown

REMEMBERED_MS = 30 * 86_400_000
"""How long a takedown is remembered once its address has left the manifests."""

Settled = Mapping[Address, frozenset[str]]
"""New address → the ids that a person has said it is not."""


def lapsed(world: World) -> tuple[Takedown, ...]:
    """What was taken down too long ago to ask about."""
    known = world.state.takedowns if world.state else ()
    return tuple(one for one in known if world.now - one.left_at > REMEMBERED_MS)


def remembering(world: World, change: Change) -> Takedown | None:
    """What to remember of a resource that leaves the state because its object was deleted outside git."""
    type_, record = world.types[change.address.collection], world.records.get(change.address)
    if not (type_.identity.remembered and change.action.leaves and record) or record.replacing:
        return None
    if record.id in world.live.get(change.address.collection, {}):
        return None
    return Takedown(change.address, record.id, world.now, _kept(type_, record.fields))


def coming_back(
    world: World, options: Options, never: Settled, changes: Sequence[Change]
) -> Iterator[Diagnostic]:
    """A refusal for each rename that nobody wrote down, and for each create of what was taken down."""
    for type_ in world.types.values():
        pairs = {
            new: old
            for new, equal in renamed(world, type_, changes).items()
            for old in reversed(equal)
            if not old.was_taken_down or _is_open(world, options, never, new, old)
        }
        yield from equal_ones(type_, pairs.items(), changes)
        yield from _questions(world, options, never, type_, changes, pairs)


def _questions(
    world: World,
    options: Options,
    never: Settled,
    type_: ResourceType,
    changes: Sequence[Change],
    asked: Container[Address],
) -> Iterator[Diagnostic]:
    """A refusal for each create of what was taken down, but for those that are `asked` about already."""
    down = list(_taken_down(world, type_)) if type_.identity.remembered else []
    for change in created_in(type_, changes) if down else ():
        address, new = change.address, world.desired[change.address].fields
        if address in asked or address in world.records:
            continue
        alike = [
            one
            for one, only in down
            if not _is_settled(address, one.id, options, never)
            and only in (None, type_.identity.fingerprint(new))
            and type_.identity.takedown_resembles(one.fields, new, world.known)
        ]
        if alike:
            yield _question(type_, address, new, alike)


def _is_settled(new: Address, id: str, options: Options, never: Settled) -> bool:
    return new in options.recreate or id in never.get(new, ())


def _is_open(world: World, options: Options, never: Settled, new: Address, old: Leaving) -> bool:
    """Whether an equal of what was taken down goes where that was, and nobody has said that it may."""
    fields, wanted = old.record.fields, world.desired[new].fields
    settled = _is_settled(new, old.record.id, options, never)
    type_ = world.types[new.collection]
    return not settled and type_.identity.takedown_resembles(fields, wanted, world.known)


def _taken_down(world: World, type_: ResourceType) -> Iterator[tuple[Takedown, Hashable | None]]:
    """What left the manifests lately, or leaves them now; what stays in them with its fingerprint.

    Of what stays, only the very same is a question: one video on several dates is normal.
    """
    objects, past = world.live.get(type_.collection, {}), lapsed(world)
    for one in world.state.takedowns if world.state else ():
        if one.address.collection == type_.collection and one not in past and one.id not in objects:
            yield one, None
    for address, record in world.records_of(type_).items():
        if record.id not in objects and not record.replacing:
            only = type_.identity.fingerprint(record.fields) if address in world.desired else None
            yield Takedown(address, record.id, world.now, _kept(type_, record.fields)), only


def _kept(type_: ResourceType, fields: Fields) -> Fields:
    return {name: value for name, value in fields.items() if name in type_.identity.remembered}


def _question(type_: ResourceType, address: Address, new: Fields, alike: Sequence[Takedown]) -> Diagnostic:
    """The refusal of a new resource that is `alike` what was taken down, with the fields that they share."""
    named = " and ".join(f"{one.address} ({one.id})" for one in alike)
    ids = ", ".join(sorted(one.id for one in alike))
    shared = [
        name for name in type_.fields.traits if any(_shares(type_, name, one.fields, new) for one in alike)
    ]
    return error(
        "taken-down",
        f"would bring back {named}, which {'was' if len(alike) == 1 else 'were'} deleted outside git "
        f"({', '.join(shared)} {'is' if len(shared) == 1 else 'are'} the same)",
        "If it is to stay down, remove it from the manifests. "
        f"If it may go out: --recreate {address}, or say that it is another one:\n"
        f"imports:\n  - {{to: {address}, not: [{ids}]}}",
        address=str(address),
    )


def _shares(type_: ResourceType, name: str, one: Fields, other: Fields) -> bool:
    return bool(canonical(one.get(name))) and type_.fields.same(name, one[name], other.get(name))
