"""All that is managed once a plan is applied, as it will be: for rules over the whole set.

| a resource | is managed | with the values |
|---|---|---|
| created, updated, replaced, adopted, waited for | yes | of the change's `after` |
| moved, and nothing else | yes, at its new address | as one without a change |
| deleted, forgotten | no | |
| without a change, as the manifests have it | yes | of the manifests; what is kept or ignored as it is live |
| history, skipped or broken | yes | of the manifests; what differs as it is live |
| held up, left out or late, and recorded | yes | the same: nothing of it is sent |
| kept by `--no-delete` | yes | live, else as recorded |
| held up, left out, late or missed, and not recorded | no | |
| deleted outside, and not created again | no | |
| out of scope, or of a collection that was not read | yes, if recorded | as recorded |
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from rawugc_sync.planning.changes import before
from rawugc_sync.planning.draft import Draft
from rawugc_sync.planning.inputs import Options, World
from rawugc_sync.words.actions import Action
from rawugc_sync.words.addresses import Address, Fields
from rawugc_sync.words.planned import Change, Managed


def managed(world: World, options: Options, draft: Draft, sent: Iterable[Change]) -> Iterator[Managed]:
    """Sorted by address; `sent` are the changes that an apply carries out."""
    changes = {one.address: one for one in sent if one.action is not Action.CLEAN_UP}
    afterwards = _Afterwards(world, options, draft, changes)
    for address in sorted({*world.records, *changes}):
        values = afterwards.values(address)
        if values is not None:
            yield Managed(address, values)


@dataclass(frozen=True, slots=True)
class _Afterwards:
    world: World
    options: Options
    draft: Draft
    changes: Mapping[Address, Change]

    def values(self, address: Address) -> Fields | None:
        """What a resource is then; None where it is not managed."""
        change = self.changes.get(address)
        if change is not None and change.action.leaves:
            return None
        if change is not None and change.after is not None:
            return change.after
        return self._as_it_stays(address)

    def _as_it_stays(self, address: Address) -> Fields | None:
        if address in self.draft.standing:
            return self.draft.standing[address]
        world, objects = self.world, self.world.live.get(address.collection)
        record = self.draft.refreshed.get(address, world.records.get(address))
        if record is None:
            return None
        if objects is None or not self.options.includes(address):
            return record.fields
        live = objects.get(record.id)
        return before(record.fields, record.fields, live) if live else None
