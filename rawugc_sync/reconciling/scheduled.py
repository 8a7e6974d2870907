"""What is live and scheduled, soonest first, and whose it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from rawugc_sync.api.client import Reader
from rawugc_sync.planning.look import Sight, look
from rawugc_sync.planning.naming import named_live
from rawugc_sync.reading.read import Reading, read
from rawugc_sync.resources.life import Moment
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.live import Live
from rawugc_sync.words.planned import Call
from rawugc_sync.words.recorded import Record, State
from rawugc_sync.workspace.workspace import Workspace

Owner = tuple[Address, Record]
"""Where an object is managed, and its record."""


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A live object that goes out `at` a time, unless it is out; without an `owner` it is unmanaged."""

    type_: ResourceType
    live: Live
    at: Moment
    owner: Owner | None

    @property
    def delete(self) -> Call:
        """What takes it back."""
        call = self.type_.calls.delete(self.live.id)
        assert call is not None, "what goes out at a time of its own can be deleted"
        return call


@dataclass(frozen=True, slots=True)
class Survey:
    """What is `scheduled`, soonest first, what is `held` already and gone, and whose all of it is."""

    scheduled: tuple[Scheduled, ...]
    held: tuple[Address, ...]
    organization_id: str | None

    def deletes(self, *, unmanaged: bool) -> bool:
        """Whether there is something to delete; `unmanaged`: of what nobody manages, too."""
        return any(one.owner or unmanaged for one in self.scheduled)


def survey_of(workspace: Workspace, state: State | None, reading: Reading) -> Survey:
    """What there is to hold."""
    found = tuple(scheduled(workspace, state, reading))
    out = out_since(workspace, state, reading)
    still_there = {one.owner[0] for one in (*found, *out) if one.owner}
    held = sorted(state.held.keys() - still_there) if state else []
    return Survey(found, tuple(held), reading.organization_id)


def read_dated(workspace: Workspace, state: State | None, reader: Reader) -> Reading:
    """The lists of what goes out at a time of its own. Raises as `read` does."""
    types = [type_ for type_ in workspace.types.values() if type_.life.dated]
    return read(reader, types, state, workspace.config.organization)


def scheduled(workspace: Workspace, state: State | None, reading: Reading) -> list[Scheduled]:
    """What waits for its time, soonest first; what is overdue and not out, too."""
    found: list[Scheduled] = []
    for collection, objects in reading.live.items():
        type_ = workspace.types[collection]
        owners = dict(_owners(type_, state, objects)) if state else {}
        for id, live in objects.items():
            at = None if type_.life.published(live) else type_.life.public_at(live.fields, 0)
            if at is not None:
                found.append(Scheduled(type_, live, at, owners.get(id)))
    return sorted(found, key=lambda one: (one.at.at, one.type_.collection, one.live.id))


def out_since(workspace: Workspace, state: State | None, reading: Reading) -> Iterator[Scheduled]:
    """What an interrupted hold was to delete, and what is out by now."""
    for address, one in sorted(state.held.items()) if state else ():
        type_ = workspace.types[address.collection]
        live = reading.live.get(address.collection, {}).get(one.record.id)
        at = type_.life.public_at(one.live, 0)
        if live is not None and at is not None and type_.life.published(live):
            yield Scheduled(type_, live, at, (address, one.record))


def _owners(type_: ResourceType, state: State, objects: Mapping[str, Live]) -> Iterator[tuple[str, Owner]]:
    """Each id that is managed: as recorded, held by a hold that was interrupted, or created unseen."""
    records = {**state.records, **{address: one.record for address, one in state.held.items()}}
    yield from (
        (record.id, (address, record))
        for address, record in records.items()
        if address.collection == type_.collection
    )
    named = {id: named_live(type_, live, state.urls) for id, live in objects.items()}
    for address, lost in state.unresolved.items():
        if address.collection != type_.collection or lost.edit is not None:
            continue
        seen = look(type_, lost, named, lost.known)
        if seen.sight is Sight.OURS:
            yield seen.ids[0], (address, replace(lost.record, id=seen.ids[0]))
