"""Resources that leave the manifests, as recorded and as live: what guards compare new ones with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rawugc_sync.planning.inputs import World
from rawugc_sync.resources.base import Case, ResourceType, Standing
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

    def nearest(self, type_: ResourceType, new: Fields) -> Fields:
        """It with each field as recorded or as live, whichever the new resource has.

        What was edited in the dashboard, and whatever of that git has taken over, hides no rename.
        """
        live = {**self.record.fields, **(self.live or {})}
        recorded = self.record.fields
        return {
            name: recorded.get(name) if type_.same(name, recorded.get(name), new.get(name)) else value
            for name, value in live.items()
        }


def leaving(world: World, type_: ResourceType) -> Iterator[Leaving]:
    """What leaves a collection, sorted; what is history or has failed is not there to be lost."""
    objects = world.live.get(type_.collection, {})
    for address in sorted(world.records.keys() - world.desired.keys()):
        if address.collection != type_.collection:
            continue
        record = world.records[address]
        live = objects.get(record.id)
        standing = type_.verdict(Case(None, record, live, (), world.now)).standing
        if live is None or standing not in (Standing.HISTORY, Standing.RELEASE):
            yield Leaving(address, record, live.fields if live else None)
