"""How far a plan reads the lists that come in pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rawugc_sync.reading.read import Reading, Standing
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.words.addresses import Address, of_collection
from rawugc_sync.words.desired import Desired
from rawugc_sync.words.live import Live
from rawugc_sync.words.planned import Plan
from rawugc_sync.words.recorded import Record, State


def settled(desired: Mapping[Address, Desired], state: State | None) -> frozenset[str]:
    """The collections in which a plan has nothing to find but what is recorded, as far as that shows yet.

    What is unrecorded may be live already, what was lost or taken down may show again; and what is to be
    created must be told apart, should its answer be lost, from everything that was there before.
    """
    if state is None:
        return frozenset()
    sought = {a.collection for a, one in desired.items() if not _is_as_applied(one, state.records.get(a))}
    sought |= {address.collection for address in state.unresolved}
    sought |= {gone.address.collection for gone in state.takedowns}
    return frozenset(address.collection for address in state.records) - sought


def standing(types: Iterable[ResourceType], state: State | None) -> dict[str, dict[str, Live]]:
    """Collection → id → object, of what never changes again: its record stands for it."""
    found: dict[str, dict[str, Live]] = {}
    for type_ in types if state else ():
        records = of_collection(type_.collection, state.records if state else {})
        for record in records.values() if type_.life.settles else ():
            if record.outputs:
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


def unread(plan: Plan, reading: Reading) -> frozenset[str]:
    """The collections in which a plan creates, and of which it has not read all pages."""
    creating = {c.address.collection for c in plan.changes if any(call.id_fields for call in c.calls)}
    return reading.partly & creating


def _is_as_applied(desired: Desired, record: Record | None) -> bool:
    return record is not None and record.replacing is None and record.fields == desired.fields
