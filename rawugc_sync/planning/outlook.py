"""What will be live of a resource once a plan is applied, as far as the plan knows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rawugc_sync.planning.inputs import World
from rawugc_sync.words.actions import Action
from rawugc_sync.words.addresses import Address, Fields
from rawugc_sync.words.planned import Change


@dataclass(frozen=True, slots=True)
class Outlook:
    """Live with what the changes do to it. What was not read is taken to be as it was recorded."""

    world: World
    _changes: Mapping[Address, Change]

    @classmethod
    def of(cls, world: World, changes: Iterable[Change]) -> Outlook:
        return cls(world, {c.address: c for c in changes if c.action is not Action.CLEAN_UP})

    def fields(self, address: Address) -> Fields | None:
        """The fields that can be read of it; of a new one all of them. None when there will be nothing."""
        change = self._changes.get(address)
        if change is None:
            return self._as_it_is(address)
        if change.action.leaves:
            return None
        if change.action.creates:
            return change.after
        live = self.world.live[address.collection].get(change.id or "")
        return {**live.fields, **{field.path: field.after for field in change.fields}} if live else None

    def _as_it_is(self, address: Address) -> Fields | None:
        record = self.world.records.get(address)
        if record is None:
            return None
        if address.collection not in self.world.live:
            return record.fields
        live = self.world.live[address.collection].get(record.id)
        return live.fields if live else None
