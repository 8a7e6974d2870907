"""Warns of what is to come as its resource type advises, where manifests alone do not tell enough."""

from __future__ import annotations

from collections.abc import Iterator

from rawugc_sync.planning.identity import Identity
from rawugc_sync.planning.inputs import Options, World
from rawugc_sync.resources.life import Case, Standing
from rawugc_sync.words.diagnostics import Diagnostic, warning


def advice(world: World, options: Options, identity: Identity) -> Iterator[Diagnostic]:
    """A warning for each advice on what is desired and still open; history is as it is."""
    for address, desired in world.desired.items():
        type_ = world.types[address.collection]
        said = type_.fields.advise_knowing(desired.fields, world.known) if options.includes(address) else []
        if not said:
            continue
        live = identity.live.get(address)
        case = Case(desired.fields, world.records.get(address), live, (), world.now)
        if type_.life.verdict(case).standing not in (Standing.OPEN, Standing.RETRY):
            continue
        for one in said:
            yield warning(one.code, one.summary, one.detail, address=str(address), field=one.field)
