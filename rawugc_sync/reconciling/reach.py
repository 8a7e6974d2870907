"""How far a plan reads the lists that come in pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rawugc_sync.reading.read import Reading, Standing, Wanted
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.words.addresses import Address, of_collection
from rawugc_sync.words.desired import Desired
from rawugc_sync.words.live import Live
from rawugc_sync.words.outputs import outputs_in
from rawugc_sync.words.planned import Plan
from rawugc_sync.words.recorded import Record, State


def settled(
    desired: Mapping[Address, Desired], state: State | None, types: Mapping[str, ResourceType]
) -> frozenset[str]:
    """The collections in which a plan has nothing to find but what is recorded, as far as that shows yet.

    What is unrecorded may be live already, what was lost or taken down may show again; and what is to be
    created must be told apart, should its answer be lost, from everything that was there before.
    """
    if state is None:
        return frozenset()
    sought = {
        address.collection
        for address, one in desired.items()
        if not _is_as_applied(one, state.records.get(address), types[address.collection])
    }
    sought |= {address.collection for address, one in state.unresolved.items() if one.edit is None}
    sought |= {gone.address.collection for gone in state.takedowns}
    return frozenset(address.collection for address in state.records) - sought


def standing(
    types: Iterable[ResourceType], state: State | None, desired: Mapping[Address, Desired]
) -> dict[str, dict[str, Live]]:
    """Collection → id → object, of what never changes again: its record stands for it.

    Unless somebody needs an output that it lacks: RawUGC may give that by now.
    """
    wanted: dict[Address, set[str]] = {}
    for one in (output for it in desired.values() if it.uses for output in outputs_in(it.fields)):
        wanted.setdefault(one.address, set()).add(one.name)
    found: dict[str, dict[str, Live]] = {}
    for type_ in types if state else ():
        records = of_collection(type_.collection, state.records if state else {})
        for address, record in records.items() if type_.life.settles else ():
            if record.outputs and wanted.get(address, set()) <= record.outputs.keys():
                found.setdefault(type_.collection, {})[record.id] = type_.spelling.recorded(record)
    return found


def unlisted(known: Standing, settled: frozenset[str], state: State | None) -> frozenset[str]:
    """The collections that are not read: nothing is to be found in them, and all that is recorded stands."""
    records = state.records if state else {}
    return frozenset(
        name
        for name, objects in known.items()
        if name in settled and all(one.id in objects for one in of_collection(name, records).values())
    )


def edited(
    desired: Mapping[Address, Desired], state: State | None, types: Mapping[str, ResourceType]
) -> dict[Address, Wanted]:
    """What has to be looked at by its id, for only that surely shows its versions.

    Its edits are not as applied yet, or the answer to one was lost.
    """
    records = state.records if state else {}
    lost = {address for address, one in state.unresolved.items() if one.edit} if state else set()
    due = {a for a, one in desired.items() if a in records and _needs_edits(one, records[a], types)}
    return {a: (types[a.collection], records[a].id) for a in sorted((lost | due) & records.keys())}


def unread(plan: Plan, reading: Reading) -> frozenset[str]:
    """The collections in which a plan creates, and of which it has not read all pages."""
    creating = {c.address.collection for c in plan.changes if any(call.id_fields for call in c.calls)}
    return reading.partly & creating


def unlooked(plan: Plan, types: Mapping[str, ResourceType]) -> list[Wanted]:
    """What a plan takes over and edits: a list need not show the versions that are there already."""
    return [
        (types[one.address.collection], one.importing)
        for one in plan.changes
        if one.importing and any(call.edit for call in one.calls) and not any(step.wait for step in one.steps)
    ]


def _needs_edits(desired: Desired, record: Record, types: Mapping[str, ResourceType]) -> bool:
    edits = types[desired.address.collection].calls.edits
    return bool(record.outputs) and edits.among(desired.fields) != edits.among(record.fields)


def _is_as_applied(desired: Desired, record: Record | None, type_: ResourceType) -> bool:
    """Whether it is recorded as it is desired; what is ready is then found by its id, whatever its edits."""
    if record is None or record.replacing is not None:
        return False
    if record.outputs:
        edits = type_.calls.edits
        return edits.without(record.fields) == edits.without(desired.fields)
    return record.fields == desired.fields
