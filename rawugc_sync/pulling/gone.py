"""Managed objects that were deleted outside git: a pull writes no deletion, so it tells of them."""

from __future__ import annotations

from collections.abc import Iterator

from rawugc_sync.planning.identity import Identity
from rawugc_sync.planning.inputs import World
from rawugc_sync.pulling.wish import Wish
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.diagnostics import Diagnostic, warning


def gone(world: World, identity: Identity, wish: Wish) -> Iterator[Diagnostic]:
    """A warning for each resource whose object is not live any more, with what the next apply does."""
    for address, record in sorted(world.records.items()):
        known = (identity.live, identity.unclear, world.unresolved)
        if address not in world.desired or record.replacing or any(address in found for found in known):
            continue
        if wish.concerns(address):
            yield _deleted(world.types[address.collection], address)


def _deleted(type_: ResourceType, address: Address) -> Diagnostic:
    again = "Remove it from the manifests, or the next apply creates it again."
    never = f"Remove it from the manifests: it is not created again, unless with --recreate {address}."
    detail = again if type_.life.recreates else never
    return warning("deleted-outside", "was deleted outside git", detail, address=str(address))
