"""Reads what is live and works out what a pull writes: manifests, files and records. It writes nothing."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import replace

from rawugc_sync.api.client import Reader
from rawugc_sync.deliberate import paused
from rawugc_sync.diagnostics import Diagnostic, note
from rawugc_sync.errors import InvalidInput, Refused
from rawugc_sync.manifest.environments import Folders
from rawugc_sync.manifest.load import Manifests
from rawugc_sync.model import Address, Record, State
from rawugc_sync.planning.identity import identify
from rawugc_sync.planning.inputs import Options, World
from rawugc_sync.planning.moves import follow
from rawugc_sync.planning.targeting import unknown
from rawugc_sync.pulling.draft import NO_MANIFESTS, Draft
from rawugc_sync.pulling.drifted import Drifted
from rawugc_sync.pulling.places import Places
from rawugc_sync.pulling.placing import Placer
from rawugc_sync.pulling.request import Line, Pulled, Request, names
from rawugc_sync.pulling.unmanaged import find
from rawugc_sync.reading.read import read, read_accounts
from rawugc_sync.reconcile import check_known, organization_unseen
from rawugc_sync.resources._accounts import AccountsNeeded
from rawugc_sync.workspace import Workspace


def pull(workspace: Workspace, request: Request, reader: Reader) -> Pulled:
    """What a pull would write. Raises RawugcError: nothing can be read, or nothing may be written."""
    manifests = _manifests(workspace)
    state = workspace.keeper.read()
    check_known(workspace, state)
    world = _world(workspace, request, manifests, state, reader)
    try:
        return _pulled(workspace, request, manifests, state, world)
    except AccountsNeeded:
        world = replace(world, directory=read_accounts(reader), reads=world.reads + 1)
        return _pulled(workspace, request, manifests, state, world)


def _manifests(workspace: Workspace) -> Manifests:
    manifests = workspace.manifests()
    if wrong := [d for d in manifests.errors if d.code != NO_MANIFESTS]:
        raise InvalidInput(wrong)
    return manifests


def _world(
    workspace: Workspace, request: Request, manifests: Manifests, state: State | None, reader: Reader
) -> World:
    managed = {n: type_ for n, type_ in workspace.types.items() if n not in manifests.left_out}
    types = {name: type_ for name, type_ in managed.items() if request.reads(name)}
    if not types:
        _check_targets(request, {*manifests.desired, *(state.records if state else ())}, types)
    reading = read(reader, list(types.values()), state, workspace.config.organization)
    following = follow(state, manifests.blocks, Options(), manifests.desired)
    if following.refusals:
        raise Refused([manifests.placed(refusal) for refusal in following.refusals])
    world = World(
        workspace=workspace.name,
        types=types,
        desired={a: d for a, d in manifests.desired.items() if a.collection in types},
        declared=manifests.declared,
        state=state,
        live=reading.live,
        organization_id=reading.organization_id,
        now=int(reader.server_time() * 1000),
        reads=reading.requests,
        listed_at=int(reading.since * 1000),
        blocks=manifests.blocks,
    )
    return world.moved(following.moves)


def _pulled(
    workspace: Workspace, request: Request, manifests: Manifests, state: State | None, world: World
) -> Pulled:
    sources = manifests.sources
    assert sources is not None  # there is no error but that there are no manifests
    identity = identify(world, Options())
    finds = find(world, identity, request)
    _check_targets(request, {*world.desired, *world.records, *finds.objects}, world.types)
    drifted = Drifted(world, identity, Places(sources), request)
    drifted.find()
    placer = Placer(workspace, world, sources, request)
    new = placer.placed({a: live for a, live in finds.objects.items() if request.concerns(a)})
    draft = Draft(workspace, world, manifests, sources, new, drifted)
    draft.settle()
    expected = workspace.config.organization
    unseen = [organization_unseen(expected)] if expected and world.organization_id is None else []
    pause = [paused(applying=False)] if workspace.config.pause else []
    told = [
        *pause,
        *unseen,
        *finds.diagnostics,
        *placer.diagnostics,
        *draft.diagnostics,
        *drifted.diagnostics,
        *_shared(workspace, drifted),
    ]
    return Pulled(
        before=sources.data,
        files=draft.files,
        lines=tuple(_lines(draft)),
        records=_records(draft),
        diagnostics=tuple(manifests.placed(d) for d in (*told, *draft.follows(identity.live))),
        left=drifted.left,
        state=state,
        moves=follow(state, manifests.blocks, Options(), manifests.desired).moves,
        organization_id=world.organization_id,
    )


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


def _check_targets(request: Request, known: Iterable[Address], collections: Container[str]) -> None:
    known = list(known)
    wrong = [
        unknown("pull", target, known)
        for target in request.targets
        if target not in collections and not any(names(target, address) for address in known)
    ]
    if wrong:
        raise InvalidInput(wrong)


def _lines(draft: Draft) -> Iterator[Line]:
    for new in draft.new:
        yield Line(new.address, new.path, id=new.live.id)
    for rewrite in draft.drifted.rewrites:
        for name in rewrite.fields:
            yield Line(rewrite.address, rewrite.places[name], field=name)


def _records(draft: Draft) -> dict[Address, Record]:
    """The records that a pull adds and changes: the fields as they are written now."""
    world, desired = draft.world, draft.after.desired
    records: dict[Address, Record] = {}
    for new in draft.new:
        traits = world.types[new.address.collection].traits
        fields = dict(desired[new.address].fields)
        unseen = frozenset(name for name in fields if not traits[name].returned)
        records[new.address] = Record(new.live.id, fields, unverified=unseen)
    for rewrite in draft.drifted.rewrites:
        address = rewrite.address
        old = records.get(address, world.records[address])
        type_ = world.types[address.collection]
        past = type_.aligned(old.fields, desired[address].fields, world.directory)
        now = {name: desired[address].fields[name] for name in (*rewrite.fields, *rewrite.drift)}
        seen = {name: value for name, value in old.seen.items() if name not in now}
        records[address] = replace(old, fields={**past, **now}, seen=seen)
    return records
