"""The world that a plan and a pull are made from, as it has just been read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from rawugc_sync.api.client import Reader
from rawugc_sync.manifest.load import Manifests
from rawugc_sync.planning.inputs import Options, World
from rawugc_sync.planning.moves import follow
from rawugc_sync.planning.outputs import with_outputs
from rawugc_sync.reading.read import Reading
from rawugc_sync.resources.lookups import Needed
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.desired import Desired
from rawugc_sync.words.recorded import State, outputs_of
from rawugc_sync.workspace.workspace import Workspace

T = TypeVar("T")


def wanted(manifests: Manifests, state: State | None) -> Mapping[Address, Desired]:
    """What the manifests say, with what the state has of each output that they refer to.

    The only way from manifests to what is compared, or recorded: there a reference is no value, and what
    was let go already is not wanted any more.
    """
    moves = follow(state, manifests.blocks, Options(), manifests.desired).moves
    known = moves.applied(state) if state else None
    held = {*known.records, *known.unresolved} if known else set()
    gone = {one.address for one in manifests.blocks.removed if not one.destroy} - held
    desired = {address: one for address, one in manifests.desired.items() if address not in gone}
    return with_outputs(desired, outputs_of(known.records) if known else {})


def world_of(
    workspace: Workspace, manifests: Manifests, state: State | None, reading: Reading, reader: Reader
) -> World:
    """Desired, recorded and live at this moment, with all that the manifests say."""
    return World(
        workspace=workspace.name,
        types=workspace.types,
        desired=wanted(manifests, state),
        declared=manifests.declared,
        state=state,
        live=reading.live,
        organization_id=reading.organization_id,
        now=int(reader.server_time() * 1000),
        reads=reading.requests,
        listed_at=int(reading.since * 1000),
        blocks=manifests.blocks,
        rules=manifests.rules,
        waivers=manifests.waivers,
    )


def made_from(make: Callable[[World], T], world: World, knowing: Callable[[World, Needed], World]) -> T:
    """What `make` makes of a world, once that is `knowing` each look-up that it needs."""
    while True:
        try:
            return make(world)
        except Needed as needed:
            world = knowing(world, needed)
