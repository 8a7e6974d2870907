"""Reads what a plan turned out to need, so that it can be made again."""

from __future__ import annotations

from dataclasses import replace

from rawugc_sync.api.client import Reader
from rawugc_sync.planning.inputs import World
from rawugc_sync.reading.lookups import look_up, look_up_readable
from rawugc_sync.resources.lookups import LOOKUPS, Needed


def knowing(world: World, needed: Needed, reader: Reader, *, or_nothing: bool = False) -> World:
    """The world with one look-up more, which is one read more. Raises ApiError.

    With `or_nothing`, one that the key may not read is taken for one that finds nothing; so is any that is
    advisory.
    """
    lookup = LOOKUPS[needed.name]
    if or_nothing or lookup.advisory:
        found = look_up_readable(reader, [lookup]).get(lookup) or lookup.nothing
    else:
        found = look_up(reader, lookup)
    return replace(world, known=world.known.having(lookup, found), reads=world.reads + 1)
