"""Resources that leave the manifests, as recorded and as live: what guards compare new ones with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from rawugc_sync.planning.inputs import World
from rawugc_sync.planning.look import Sight, look_around
from rawugc_sync.resources.life import Case, Standing
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.words.addresses import Address, Fields
from rawugc_sync.words.recorded import Record


@dataclass(frozen=True, slots=True)
class Leaving:
    """A recorded resource that no manifest has any more; `live` is None where its object is gone.

    It leaves whether or not this plan may touch it: a target or --no-delete lets its object stay, so
    that an equal new one would be a second.
    """

    address: Address
    record: Record
    live: Fields | None

    @property
    def was_taken_down(self) -> bool:
        """Whether somebody else deleted its object."""
        return self.live is None and not self.record.replacing

    @property
    def fields(self) -> Fields:
        """What is live of it, with what only the record knows; in between, what it was to be replaced by."""
        replacing = self.record.replacing
        shown = replacing.fields if self.live is None and replacing else self.live
        return {**self.record.fields, **(shown or {})}

    def nearest(self, type_: ResourceType, new: Fields) -> Fields:
        """It with each field as recorded or as live, whichever the new resource has.

        What was edited in the dashboard, and whatever of that git has taken over, hides no rename.
        """
        live = self.fields
        recorded = self.record.fields
        return {
            name: recorded.get(name) if type_.fields.same(name, recorded.get(name), new.get(name)) else value
            for name, value in live.items()
        }


def leaving(world: World, type_: ResourceType) -> Iterator[Leaving]:
    """What leaves a collection, sorted; what is history or has failed is not there to be lost."""
    objects = world.live.get(type_.collection, {})
    records = {**world.records_of(type_), **dict(_found(world, type_))}
    for address in sorted(records.keys() - world.desired.keys()):
        record = records[address]
        live = objects.get(record.id)
        standing = type_.life.verdict(Case(None, record, live, (), world.now)).standing
        if live is None or standing not in (Standing.HISTORY, Standing.RELEASE):
            yield Leaving(address, record, live.fields if live else None)


def _found(world: World, type_: ResourceType) -> Iterator[tuple[Address, Record]]:
    """The creates without an answer whose objects have turned up: they have no record yet."""
    for address, found in look_around(world, type_).items() if world.unresolved else ():
        if found.sight is Sight.OURS and world.unresolved[address].edit is None:
            yield address, replace(world.unresolved[address].record, id=found.ids[0])
