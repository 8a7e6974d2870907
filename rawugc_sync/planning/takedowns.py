"""What was deleted outside git stays down: a new resource that would bring it back is a question."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rawugc_sync.diagnostics import Diagnostic, error
from rawugc_sync.model import Action, Address, Change, Fields, Takedown
from rawugc_sync.planning.inputs import Options, World
from rawugc_sync.planning.leaving import leaving
from rawugc_sync.planning.renames import created_in, equal_ones, renamed
from rawugc_sync.resources._base import ResourceType

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
    gone = change.action in (Action.FORGET, Action.DELETE) and change.action_reason != "deposed"
    if not (type_.remembered and gone and record) or record.replacing:
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
            for new, old in renamed(world, type_, changes).items()
            if not (old.was_taken_down and _is_settled(new, old.record.id, options, never))
        }
        yield from equal_ones(pairs.items(), changes)
        if not type_.remembered:
            continue
        for change in created_in(type_, changes):
            address = change.address
            if address in pairs or address in world.records or change.after is None:
                continue
            ids = {
                one.id: one.address
                for one in _taken_down(world, type_, change.after)
                if not _is_settled(address, one.id, options, never)
                and type_.takedown_resembles(one.fields, change.after, world.directory)
            }
            if ids:
                yield _question(type_, address, ids)


def _is_settled(new: Address, id: str, options: Options, never: Settled) -> bool:
    return new in options.recreate or id in never.get(new, ())


def _taken_down(world: World, type_: ResourceType, new: Fields) -> Iterator[Takedown]:
    """What left the manifests lately, or leaves them now; what stays in them only if it is the very same."""
    objects, past = world.live.get(type_.collection, {}), lapsed(world)
    for one in world.state.takedowns if world.state else ():
        if one.address.collection == type_.collection and one not in past and one.id not in objects:
            yield one
    gone = {one.address for one in leaving(world, type_) if one.was_taken_down}
    for address, record in world.records.items():
        stays = address.collection == type_.collection and address in world.desired
        is_gone = stays and record.id not in objects and not record.replacing
        if address in gone or (is_gone and type_.fingerprint(record.fields) == type_.fingerprint(new)):
            yield Takedown(address, record.id, world.now, _kept(type_, record.fields))


def _kept(type_: ResourceType, fields: Fields) -> Fields:
    return {name: value for name, value in fields.items() if name in type_.remembered}


def _question(type_: ResourceType, address: Address, ids: Mapping[str, Address]) -> Diagnostic:
    """`ids`: id of what was taken down → the address that it had."""
    named = " and ".join(f"{old} ({id})" for id, old in sorted(ids.items()))
    return error(
        "taken-down",
        f"shares its {type_.telltale} with {named}, which {'was' if len(ids) == 1 else 'were'} "
        "deleted outside git",
        "If it is to stay down, remove it from the manifests. "
        f"If it may go out: --recreate {address}, or say that it is another one:\n"
        f"imports:\n  - {{to: {address}, not: [{', '.join(sorted(ids))}]}}",
        address=str(address),
    )
