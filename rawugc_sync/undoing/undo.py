"""Works out what undoing a run writes: manifests and texts, and nothing else. It writes nothing itself."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing

from rawugc_sync.api.client import Reader
from rawugc_sync.files import fence
from rawugc_sync.manifest import discover
from rawugc_sync.manifest.environments import Folders
from rawugc_sync.manifest.load import Manifests
from rawugc_sync.manifest.sources import Sources
from rawugc_sync.planning.outputs import with_outputs
from rawugc_sync.pulling.spots import Spots
from rawugc_sync.reading.read import read
from rawugc_sync.reconciling.known import check_known
from rawugc_sync.reconciling.recorded import Runs, runs_of
from rawugc_sync.recording.run import Run
from rawugc_sync.resources.life import Case
from rawugc_sync.resources.lookups import UNREAD, Needed
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.undoing.act import Act, Line, Undone
from rawugc_sync.undoing.asking import Asking, lets_go
from rawugc_sync.undoing.compiling import Compiler
from rawugc_sync.undoing.places import Places
from rawugc_sync.undoing.reading_back import Looking
from rawugc_sync.undoing.settling import Settling
from rawugc_sync.words.addresses import Address, Fields
from rawugc_sync.words.live import Live
from rawugc_sync.words.planned import Change
from rawugc_sync.words.recorded import State, outputs_of
from rawugc_sync.workspace.workspace import Workspace


def undo(workspace: Workspace, name: str, reader: Callable[[], Reader]) -> Undone:
    """What undoing the run `name` would write. Raises RawugcError: there is none, or nothing can be read.

    Something is read only where it takes that to know what went public.
    """
    runs = runs_of(workspace)
    run = runs.named(name)
    manifests = workspace.valid_manifests()
    sources = manifests.sources
    assert sources is not None  # there is no error
    state = workspace.keeper.read()
    check_known(workspace, state)
    desired = with_outputs(manifests.desired, outputs_of(state.records) if state else {})
    over = _over(workspace, run, state, reader)
    asking = Asking(workspace.types, desired, over, _paths(workspace, runs, run, manifests))
    asking.ask(run.results)
    places = Places(Spots(sources, _urls(run, state)))
    compiler = Compiler(manifests, desired, workspace.types, places)
    settling = Settling(Looking(workspace, compiler, state), asking)
    settling.settle()
    told = (*asking.diagnostics, *settling.follows())
    return Undone(
        run.id,
        before=sources.data,
        files={path: data for path, data in settling.looked.files.items() if data != sources.data.get(path)},
        lines=tuple(line for act in settling.acts for line in _lines(act, sources)),
        diagnostics=tuple(manifests.placed(one) for one in told),
        left=len(asking.diagnostics),
    )


def _urls(run: Run, state: State | None) -> dict[str, str]:
    """Where contents are, by SHA-256."""
    known = {sha256: one.url for sha256, one in state.uploads.items()} if state else {}
    return {**{one.sha256: one.url for one in run.contents if one.url}, **known}


# -- what went public


def _over(
    workspace: Workspace, run: Run, state: State | None, reader: Callable[[], Reader]
) -> dict[Address, str]:
    """Why what a run changed cannot come back: it is out, or its time has passed; by address."""
    changes = [one.change for one in run.results]
    public = {
        one.address: workspace.types[one.address.collection]
        for one in changes
        if one.address.collection in workspace.types and _goes_out(workspace.types, one)
    }
    if not public:
        return {}
    types = list(dict.fromkeys(public.values()))
    with closing(reader()) as connected:
        live = read(connected, types, state, workspace.config.organization).live
        now = int(connected.server_time() * 1000)
    ids = {one.change.address: one.id or one.change.id for one in run.results}
    if state:
        ids |= {address: record.id for address, record in state.records.items() if address in public}
    found = {}
    for change in (one for one in changes if one.address in public):
        type_ = public[change.address]
        one = live.get(type_.collection, {}).get(ids[change.address] or "")
        if why := _ended(type_, change, one, now):
            found[change.address] = why
    return found


def _goes_out(types: Mapping[str, ResourceType], change: Change) -> bool:
    type_ = types[change.address.collection]
    return any(_at(type_, side)[0] for side in (change.before, change.after) if side is not None)


def _at(type_: ResourceType, fields: Fields) -> tuple[bool, int | None]:
    """Whether what has these fields goes out at all, and when (Unix ms)."""
    try:
        outing = type_.life.outing(fields, UNREAD)
    except Needed:
        return True, None
    return outing is not None, outing.at if outing else None


def _ended(type_: ResourceType, change: Change, live: Live | None, now: int) -> str | None:
    if live is not None and type_.life.is_over(live, now):
        standing = type_.life.verdict(Case(live.fields, None, live, (), now)).standing
        return f"it is {type_.life.over.get(standing, 'over')}"
    _, at = _at(type_, change.before) if change.action.leaves and change.before else (False, None)
    return "its time has passed" if at is not None and at <= now else None


# -- where what is gone comes back


def _paths(workspace: Workspace, runs: Runs, run: Run, manifests: Manifests) -> dict[Address, str]:
    """The file of each block that is gone: where an earlier run saw it, else where a pull would put it."""
    gone = {
        one.change.address for one in run.results if one.change.action.leaves or lets_go(one.change.action)
    }
    selected = workspace.selected
    home = selected.own.folders[0] if selected and selected.own.folders else ""
    paths = {address: posixpath.join(home, f"{address.collection}.yaml") for address in gone}
    earlier = (one for one in runs if one.at <= run.at and one.id != run.id)
    return paths | dict(_seen(workspace, earlier, gone, manifests)) if gone else paths


def _seen(
    workspace: Workspace, runs: Iterable[Run], gone: set[Address], manifests: Manifests
) -> Iterator[tuple[Address, str]]:
    """The newest place of each in which it would be read again, as these runs saw it."""
    found: set[Address] = set()
    for run in runs:
        for change in (one.change for one in run.results):
            path = change.source.file if change.source else None
            if path and change.address in gone - found and _is_read(workspace, manifests, path):
                found.add(change.address)
                yield change.address, path


def _is_read(workspace: Workspace, manifests: Manifests, path: str) -> bool:
    """Whether a path is a manifest of this workspace, or would be if it were there."""
    config, root = workspace.config, workspace.root
    if fence.home(path) is None or not Folders.of(config, workspace.selected).read(path):
        return False
    if manifests.sources and path in manifests.sources.trees:
        return True
    place = root / path
    is_free = not place.exists() and not place.is_symlink()
    return is_free and discover.left_out(root, path, config.manifests, config.exclude) is None


# -- what is told


def _lines(act: Act, sources: Sources) -> Iterator[Line]:
    address = act.address
    if act.again is not None:
        yield Line("+", address, act.path)
        return
    place = sources.entries[address].owner.doc.file
    if act.previous is not None:
        yield Line(">", address, place, previous=act.previous)
    if act.out:
        yield Line("-", address, place)
    for name in act.values:
        yield Line("~", address, place, name)
    if act.lets_go:
        yield Line(".", address, place)
    if act.takes_up is not None:
        yield Line("=", address, place)
