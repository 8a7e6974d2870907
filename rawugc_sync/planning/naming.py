"""The same world with each URL that an upload has got as the file that is there: all compares by content."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from rawugc_sync.planning.inputs import World
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.words.addresses import Fields
from rawugc_sync.words.desired import Desired
from rawugc_sync.words.live import Live
from rawugc_sync.words.recorded import Record, State, Takedown, Unresolved
from rawugc_sync.words.uploads import FileUrl

Urls = Mapping[str, FileUrl]


def with_files(world: World) -> World:
    """Live, recorded and desired with files for URLs, wherever these have come from.

    What an object had when it was taken over counts on that object alone.
    """
    state = world.state
    if state is None or not (state.uploads or any(one.adopted for one in state.records.values())):
        return world
    return replace(
        world,
        live={
            collection: _objects(world.types[collection], objects, state)
            for collection, objects in world.live.items()
            if collection in world.types
        },
        desired={address: desired_with_files(world, one) for address, one in world.desired.items()},
        state=_State(world, state.urls).named(state),
    )


def desired_with_files(world: World, desired: Desired) -> Desired:
    """What a manifest says: a URL that it has from an upload is the same as the file."""
    urls = world.state.urls if world.state else {}
    fields = world.types[desired.address.collection].fields.named(desired.fields, urls)
    return desired if fields is desired.fields else replace(desired, fields=fields)


def named_live(type_: ResourceType, live: Live, urls: Urls) -> Live:
    """A live object with files for URLs."""
    fields = type_.fields.named(live.fields, urls)
    return live if fields is live.fields else replace(live, fields=fields)


def _objects(type_: ResourceType, objects: Mapping[str, Live], state: State) -> dict[str, Live]:
    urls = state.urls
    own = {
        record.id: {**record.adopted, **urls}
        for address, record in state.records.items()
        if address.collection == type_.collection and record.adopted
    }
    return {id: named_live(type_, live, own.get(id, urls)) for id, live in objects.items()}


class _State:
    """A state whose records, lost creates and takedowns have files for URLs."""

    def __init__(self, world: World, urls: Urls) -> None:
        self._types = world.types
        self._urls = urls

    def named(self, state: State) -> State:
        return replace(
            state,
            records={a: self._record(a.collection, record) for a, record in state.records.items()},
            unresolved={a: self._unresolved(a.collection, lost) for a, lost in state.unresolved.items()},
            takedowns=tuple(map(self._takedown, state.takedowns)),
        )

    def _fields(self, collection: str, fields: Fields) -> Fields:
        type_ = self._types.get(collection)
        return type_.fields.named(fields, self._urls) if type_ else fields

    def _record(self, collection: str, record: Record) -> Record:
        replacing = record.replacing
        return replace(
            record,
            fields=self._fields(collection, record.fields),
            seen=self._fields(collection, record.seen),
            replacing=replacing and replace(replacing, fields=self._fields(collection, replacing.fields)),
        )

    def _unresolved(self, collection: str, lost: Unresolved) -> Unresolved:
        sent = None if lost.sent is None else self._fields(collection, lost.sent)
        return replace(lost, record=self._record(collection, lost.record), sent=sent)

    def _takedown(self, one: Takedown) -> Takedown:
        return replace(one, fields=self._fields(one.address.collection, one.fields))
