"""What is out already and keeps the words that a plan takes away: nothing calls those back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from rawugc_sync.planning.inputs import World
from rawugc_sync.planning.usage import Usage, usage_of
from rawugc_sync.resources.normal import canonical
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.resources.traits import TEXTUAL, Kind
from rawugc_sync.words.addresses import Address, Fields
from rawugc_sync.words.live import Live
from rawugc_sync.words.planned import Change, FieldChange, StillPublic


def with_still_public(world: World, changes: Iterable[Change]) -> tuple[Change, ...]:
    """The changes with what is out and carries an old text of theirs that others use; newest first."""
    out, usage = _all_out(world), usage_of(world)
    return tuple(_told(world, change, usage, out) for change in changes)


@dataclass(frozen=True, slots=True)
class _Out:
    """What the public has seen, and its texts as they are live and as they were recorded."""

    shown: StillPublic
    texts: tuple[str, ...]


def _all_out(world: World) -> list[_Out]:
    found = [one for type_ in world.types.values() for one in _out(world, type_)]
    return sorted(found, key=lambda one: (one.shown.at is None, -(one.shown.at or 0), one.shown.id))


def _out(world: World, type_: ResourceType) -> Iterator[_Out]:
    owners = {record.id: address for address, record in world.records_of(type_).items()}
    for live in world.live.get(type_.collection, {}).values():
        is_out, at = _went_out(world, type_, live)
        if is_out:
            address = owners.get(live.id)
            recorded = world.records[address].fields if address else {}
            yield _Out(StillPublic(address, live.id, at), _texts(type_, live.fields, recorded))


def _went_out(world: World, type_: ResourceType, live: Live) -> tuple[bool, int | None]:
    """Whether an object is out, and since when (Unix ms) if that is known."""
    shown = type_.life.showing(live, {}, world.known)
    at = shown.at if shown else None
    return type_.life.published(live) or (at is not None and at <= world.now), at


def _texts(type_: ResourceType, *fields: Fields) -> tuple[str, ...]:
    traits = type_.fields.traits
    texts = (value for one in fields for name, value in one.items() if traits[name].kind is Kind.TEXT)
    return tuple({canonical(text): None for text in texts})


def _told(world: World, change: Change, usage: Usage, out: Iterable[_Out]) -> Change:
    traits = world.types[change.address.collection].fields.traits
    gone = [
        field
        for field in change.fields
        if traits[field.path].kind in TEXTUAL and _is_used(usage, change.address, field)
    ]
    still = tuple(one.shown for one in out if any(_carries(one, field) for field in gone))
    return replace(change, still_public=still) if still else change


def _is_used(usage: Usage, address: Address, field: FieldChange) -> bool:
    lost = field.carried is None and bool(canonical(field.before))
    return lost and bool(usage.users(address, [field.path]))


def _carries(out: _Out, field: FieldChange) -> bool:
    """Whether the old words are in one of its texts, and not as a part of the new ones."""
    old, new = canonical(field.before), canonical(field.after)
    words = re.compile(rf"(?<!\w){re.escape(old)}(?!\w)")
    texts = (text.replace(new, "\0") if new and old in new else text for text in out.texts)
    return any(words.search(text) for text in texts)
