"""Reads what is live and works out what a pull writes: manifests, files and records. It writes nothing."""

from __future__ import annotations

import os
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import replace

from rawugc_sync.api.client import Reader
from rawugc_sync.manifest.discover import CONFIG_NAME
from rawugc_sync.manifest.environments import Folders
from rawugc_sync.manifest.load import Manifests
from rawugc_sync.planning.editing import entered
from rawugc_sync.planning.identity import Identity, identify
from rawugc_sync.planning.inputs import Options, World
from rawugc_sync.planning.moves import follow
from rawugc_sync.planning.naming import with_files
from rawugc_sync.planning.outputs import with_outputs
from rawugc_sync.planning.targeting import names, unknown
from rawugc_sync.pulling.again import found_again
from rawugc_sync.pulling.drifted import Drifted
from rawugc_sync.pulling.gone import gone
from rawugc_sync.pulling.placing import Placer
from rawugc_sync.pulling.proposal import NO_MANIFESTS, Proposal
from rawugc_sync.pulling.references import offers
from rawugc_sync.pulling.spots import Spots
from rawugc_sync.pulling.unmanaged import find
from rawugc_sync.pulling.wish import Line, Pulled, Wish
from rawugc_sync.reading.read import Extent, read
from rawugc_sync.reconciling.deliberate import paused
from rawugc_sync.reconciling.knowing import knowing
from rawugc_sync.reconciling.known import check_known
from rawugc_sync.reconciling.plan import organization_unseen
from rawugc_sync.reconciling.world import made_from, world_of
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.diagnostics import Diagnostic, note
from rawugc_sync.words.errors import InvalidInput, Refused
from rawugc_sync.words.recorded import Record, State, outputs_of
from rawugc_sync.words.schemas import CONFIG, PUBLISHED, modeline
from rawugc_sync.workspace.workspace import Workspace
from rawugc_sync.writing.scalars import inline, is_visible


def pull(workspace: Workspace, wish: Wish, reader: Reader) -> Pulled:
    """What a pull would write. Raises RawugcError: nothing can be read, or nothing may be written."""
    manifests = _manifests(workspace)
    state = workspace.keeper.read()
    check_known(workspace, state)
    world = _world(workspace, wish, manifests, state, reader)

    return made_from(
        lambda world: _pulled(workspace, wish, manifests, state, world),
        world,
        lambda world, needed: knowing(world, needed, reader),
    )


def _manifests(workspace: Workspace) -> Manifests:
    manifests = workspace.manifests()
    if wrong := [d for d in manifests.errors if d.code != NO_MANIFESTS]:
        raise InvalidInput(wrong)
    return manifests


def _world(
    workspace: Workspace, wish: Wish, manifests: Manifests, state: State | None, reader: Reader
) -> World:
    managed = {n: type_ for n, type_ in workspace.types.items() if n not in manifests.left_out}
    types = {name: type_ for name, type_ in managed.items() if wish.reads(name)}
    if not types:
        _check_targets(wish, {*manifests.desired, *(state.records if state else ())}, types)
    others = {} if wish.targets else _unused(types, manifests, state)
    used = [type_ for name, type_ in types.items() if name not in others]
    extent = Extent(others=list(others.values()))
    reading = read(reader, used, state, workspace.config.organization, extent)
    following = follow(state, manifests.blocks, Options(), manifests.desired)
    if following.refusals:
        raise Refused([manifests.placed(refusal) for refusal in following.refusals])
    world = world_of(workspace, manifests, state, reading, reader)
    world = replace(
        world,
        types={name: type_ for name, type_ in types.items() if name not in reading.hidden},
        desired={a: d for a, d in world.desired.items() if a.collection in types},
    )
    return with_files(world.moved(following.moves))


def _pulled(
    workspace: Workspace, wish: Wish, manifests: Manifests, state: State | None, world: World
) -> Pulled:
    sources = manifests.sources
    assert sources is not None  # there is no error but that there are no manifests
    world, identity, found = _found(world, wish)
    finds = find(world, identity, wish)
    _check_targets(wish, {*world.desired, *world.records, *finds.objects}, world.types)
    drifted = Drifted(world, identity, Spots(sources, _places(world)), wish)
    drifted.find()
    placer = Placer(workspace, world, sources, wish, _places(world))
    new = placer.placed({a: live for a, live in finds.objects.items() if wish.concerns(a)})
    proposal = Proposal(workspace, world, manifests, sources, new, drifted, referring=wish.references)
    proposal.settle()
    expected = workspace.config.organization
    unseen = [organization_unseen(expected)] if expected and world.organization_id is None else []
    pause = [paused(applying=False)] if workspace.config.pause else []
    managed = [name for name in workspace.types if name not in manifests.left_out]
    hidden = [_hidden(name) for name in managed if not wish.targets and name not in world.types]
    left = [*placer.diagnostics, *proposal.diagnostics, *drifted.diagnostics, *_shared(workspace, drifted)]
    offered = [] if wish.references else [*offers(proposal.equal)]
    organization = _to_declare(workspace, proposal, world.organization_id)
    told = [*pause, *unseen, *hidden, *gone(world, identity, wish), *finds.diagnostics, *left, *offered]
    return Pulled(
        before=sources.data,
        files={**proposal.files, **(_config(organization) if organization else {})},
        lines=tuple(_lines(found, proposal)),
        records={**found, **_records(proposal)},
        diagnostics=tuple(manifests.placed(d) for d in (*told, *proposal.follows(identity.live))),
        left=drifted.left,
        state=state,
        moves=follow(state, manifests.blocks, Options(), manifests.desired).moves,
        organization_id=world.organization_id,
        organization=organization,
    )


def _to_declare(workspace: Workspace, proposal: Proposal, organization: str | None) -> str | None:
    """The organization that a new configuration is to name: where new resources come and there is none."""
    is_there = os.path.lexists(workspace.root / CONFIG_NAME)
    if is_there or workspace.sandbox or not (proposal.new and organization):
        return None
    return organization if is_visible(organization) else None


def _config(organization: str) -> dict[str, bytes]:
    """A configuration that accepts no key but that of this organization."""
    first = modeline(CONFIG, PUBLISHED) if PUBLISHED else ""
    return {CONFIG_NAME: f"{first}organization: {inline(organization)}\n".encode()}


def _places(world: World) -> dict[str, str]:
    """Where contents are, by SHA-256; what was taken over with an object is where that has it."""
    state = world.state
    if state is None:
        return {}
    own = {str(file): url for record in state.records.values() for url, file in record.adopted.items()}
    return {**own, **{sha256: one.url for sha256, one in state.uploads.items()}}


def _unused(
    types: Mapping[str, ResourceType], manifests: Manifests, state: State | None
) -> dict[str, ResourceType]:
    """The collections of which neither the manifests nor the state have anything."""
    known = [*manifests.desired, *(state.records if state else ()), *(state.unresolved if state else ())]
    used = {address.collection for address in known}
    return {name: type_ for name, type_ in types.items() if name not in used}


def _found(world: World, wish: Wish) -> tuple[World, Identity, Mapping[Address, Record]]:
    """What is found again, and the world that knows it: what was made from it is found in the next turn."""
    found: dict[Address, Record] = {}
    while True:
        identity = identify(world, Options())
        more = {a: one for a, one in found_again(world, identity).items() if wish.concerns(a)}
        if not more:
            return world, identity, found
        found |= more
        world = _knowing(world, more)


def _knowing(world: World, found: Mapping[Address, Record]) -> World:
    """The same world with these records in its state, and what they have to give."""
    state = world.state or State(lineage="")
    records = {**state.records, **found}
    desired = with_outputs(world.desired, outputs_of(records))
    return replace(world, state=replace(state, records=records), desired=desired)


def _hidden(collection: str) -> Diagnostic:
    summary = f"{collection} cannot be read with this key, so nothing of it is pulled"
    return note("not-readable", summary, "Give the key the scope to read it, if it should be.")


def _shared(workspace: Workspace, drifted: Drifted) -> Iterator[Diagnostic]:
    """A note for each field of one environment whose new text others read, too."""
    if workspace.selected is None or len(workspace.config.environments) == 1:
        return
    folders = Folders.of(workspace.config, workspace.selected)
    for rewrite in drifted.rewrites:
        for name, path in rewrite.places.items():
            if folders.home(path) is None:
                summary = f"is edited in {path}, and so in the other environments, too"
                detail = "To have it in this one alone, move the line to one of its folders."
                yield note("shared", summary, detail, address=str(rewrite.address), field=name)


def _check_targets(wish: Wish, known: Iterable[Address], collections: Container[str]) -> None:
    known = list(known)
    wrong = [
        unknown("pull", target, known)
        for target in wish.targets
        if target not in collections and not any(names(target, address) for address in known)
    ]
    if wrong:
        raise InvalidInput(wrong)


def _lines(found: Mapping[Address, Record], proposal: Proposal) -> Iterator[Line]:
    yield from (Line(address=address, id=found[address].id) for address in sorted(found))
    for new in proposal.new:
        yield Line(address=new.address, path=new.path, id=new.live.id)
    for rewrite in proposal.drifted.rewrites:
        for name in rewrite.fields:
            yield Line(address=rewrite.address, path=rewrite.places[name], field=name)


def _records(proposal: Proposal) -> dict[Address, Record]:
    """The records that a pull adds and changes: the fields as they are written now."""
    world, desired = proposal.world, proposal.wishes
    records: dict[Address, Record] = {}
    for new in proposal.new:
        type_, fields = world.types[new.address.collection], dict(desired[new.address].fields)
        unseen = frozenset(name for name in fields if not type_.fields.traits[name].returned)
        records[new.address] = entered(type_, Record(new.live.id, fields, unverified=unseen), new.live)
    for rewrite in proposal.drifted.rewrites:
        address = rewrite.address
        old = records.get(address, world.records[address])
        type_ = world.types[address.collection]
        past = type_.spelling.aligned(old.fields, desired[address].fields, world.known)
        now = {name: desired[address].fields[name] for name in (*rewrite.fields, *rewrite.drift)}
        seen = {name: value for name, value in old.seen.items() if name not in now}
        records[address] = replace(old, fields={**past, **now}, seen=seen)
    return records
