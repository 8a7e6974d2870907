"""Blocks that have done their work, and those that ask for what cannot be."""

from __future__ import annotations

from collections.abc import Container, Iterator

from rawugc_sync.planning.inputs import Options, World
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.desired import Import
from rawugc_sync.words.diagnostics import Diagnostic, Source, error, note, warning


def removable(world: World, options: Options) -> Iterator[Diagnostic]:
    """A note for each block in scope that changes nothing any more; `world` is as it was before the plan."""
    if world.state is None:
        return
    recorded = {*world.records, *world.unresolved}
    blocks = world.blocks
    done = [
        *(("moved", m.to, m.source) for m in blocks.moved if m.renaming in world.state.moved),
        *(("imports", i.to, i.source) for i in blocks.imports if _is_settled(world, i) and _is_it(world, i)),
    ]
    for name, address, source in done:
        if options.includes(address):
            yield _removable(f"its `{name}` block", address, source)
    for one in blocks.removed:
        if one.address not in recorded and options.includes(one.address):
            what = "it is let go: with its `removed` block, it" if one.written else "its `removed` block"
            yield _removable(what, one.address, one.source)


def _is_settled(world: World, one: Import) -> bool:
    """Whether nothing is to be taken over any more, and none of the others is there to be confused with."""
    record, live = world.records.get(one.to), world.live.get(one.to.collection, {})
    return record is not None and record.id in live and one.others.isdisjoint(live)


def outdated(world: World, options: Options, followed: Container[Address]) -> Iterator[Diagnostic]:
    """A warning for each import of another object than the address has, but for those that are `followed`."""
    for one in world.blocks.imports:
        if one.id is None or not options.includes(one.to) or not _is_settled(world, one):
            continue
        if one.to in followed:
            continue
        if not _is_it(world, one):
            id = world.records[one.to].id
            summary = f"is {id} already, so its `imports` block, which says {one.id}, changes nothing"
            detail = f"Remove the block. If {one.id} is the right one: rawugc-sync state rm {one.to}"
            yield warning("import-ignored", summary, detail, address=str(one.to), source=one.source)


def _is_it(world: World, one: Import) -> bool:
    return one.id in (None, world.records[one.to].id)


def _removable(what: str, address: Address, source: Source | None) -> Diagnostic:
    summary = f"{what} has done its work and can be removed"
    return note("removable", summary, address=str(address), source=source)


def unusable(world: World, options: Options) -> Iterator[Diagnostic]:
    """An error for each import that is still to be made of an object that cannot be taken over."""
    owners = {
        (address.collection, id): address for address, record in world.records.items() for id in record.ids
    }
    for one in world.blocks.imports:
        if one.id is None or not options.includes(one.to) or _is_settled(world, one):
            continue
        owner = owners.get((one.to.collection, one.id))
        if owner not in (None, one.to):
            summary = f"cannot be {one.id}, which is {owner} already"
            detail = f"To give it another address, write moved: [{{from: {owner}, to: {one.to}}}]."
            yield error("import", summary, detail, address=str(one.to), source=one.source)
        elif one.id not in world.live.get(one.to.collection, {}):
            summary = f"cannot be {one.id}: there is no such object, or it is built in"
            yield error("import", summary, "Correct the id.", address=str(one.to), source=one.source)
