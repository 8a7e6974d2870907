"""Warns of an unmanaged live object equal to a managed one: a create that landed late, or a copy."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable

from rawugc_sync.planning.identity import excluded, unmanaged
from rawugc_sync.planning.inputs import World
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.diagnostics import Diagnostic, warning


def twins(world: World, type_: ResourceType) -> list[Diagnostic]:
    """A warning for each managed resource of a collection that has an equal beside it."""
    if not type_.calls.deletable:  # it stays beside, whoever made it
        return []
    strangers: defaultdict[Hashable, list[str]] = defaultdict(list)
    for id, live in unmanaged(world, type_).items():
        strangers[type_.identity.live_key(live).whole].append(id)
    strangers.pop(None, None)
    if not strangers:
        return []
    meant = excluded(world)
    return [
        _warning(address, equal)
        for address, record in world.records_of(type_).items()
        if address not in world.unresolved  # the equal may be what its replacement has created
        and (mine := world.live[type_.collection].get(record.id))
        and (near := strangers.get(type_.identity.live_key(mine).whole))
        and record.id not in near  # over, and let go of: history, and no twin of itself or of another
        and (
            equal := [
                id
                for id in near
                if id not in meant.get(address, ())
                and type_.fields.equals(record.fields, world.live[type_.collection][id])
            ]
        )
    ]


def _warning(address: Address, ids: list[str]) -> Diagnostic:
    named = ", ".join(sorted(ids))
    return warning(
        "twin",
        f"has an equal beside it that nobody manages: {named}",
        "Somebody may have copied it, or a create landed late: look at both in the dashboard, and delete the "
        f"one too many. If both are meant, write imports: [{{to: {address}, not: [{named}]}}].",
        address=str(address),
    )
