"""A resource that leaves the manifests: deleted, or let go; and what a replace has left behind."""

from __future__ import annotations

from dataclasses import replace

from rawugc_sync.planning import changes as build
from rawugc_sync.planning.scene import Scene
from rawugc_sync.resources.life import Standing
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.diagnostics import note
from rawugc_sync.words.live import Live
from rawugc_sync.words.planned import Change
from rawugc_sync.words.recorded import Record

_LET_GO = {Standing.HISTORY: "history", Standing.RELEASE: "failed"}
"""Why the object of a resource stays, by where it is in its life."""


def decide(scene: Scene, address: Address, record: Record, found: Live | None = None) -> None:
    """Delete its object, or forget it; `found` is what a create without an answer has made of it."""
    live = found or scene.identity.live.get(address)
    released = scene.is_released(address)
    if live is None and record.replacing and record.replacing.deleted and not record.deposed:
        # we have deleted it, and nobody wants its replacement any more
        scene.draft.refreshed[address] = None
    elif live is None and record.deposed and not released:
        _remove(scene, record, build.remains(scene.type, address, record, _reason(scene)))
    elif live is None or released:
        _release(scene, address, record, live)
    else:
        _part(scene, address, record, live)


def clear(scene: Scene, address: Address, record: Record, *, leaving: bool) -> Record:
    """Delete what an interrupted replace left behind; forget what is gone already.

    A resource that leaves takes it along in its own delete.
    """
    objects = scene.world.live.get(address.collection, {})
    still = tuple(id for id in record.deposed if id in objects)
    kept = replace(record, deposed=still)
    if kept != record:
        scene.draft.refreshed[address] = kept
    for id in still if scene.options.delete and not leaving else ():
        scene.add(None, build.clean_up(scene.type, address, objects[id]))
    return kept


def _part(scene: Scene, address: Address, record: Record, live: Live) -> None:
    verdict = scene.verdict(None, record, live, ())
    if verdict.standing in _LET_GO:
        scene.add(None, build.release(scene.type, address, record, live, _LET_GO[verdict.standing]))
    elif verdict.standing is Standing.SKIP:
        scene.skip(address, verdict)
    elif scene.type.calls.delete(live.id) is None:
        scene.add(None, build.release(scene.type, address, record, live, "undeletable"))
    else:
        _remove(scene, record, build.deletion(scene.type, address, record, live, _reason(scene)))


def _reason(scene: Scene) -> str | None:
    return None if scene.options.destroy else "delete_because_no_resource_config"


def _release(scene: Scene, address: Address, record: Record, live: Live | None) -> None:
    """Let go of it; what a replace has left behind is deleted before, for nobody will know it then."""
    if record.deposed and not scene.options.delete:
        summary = "is not forgotten before its old object is deleted, which --no-delete forbids"
        scene.draft.diagnostics.append(note("not-deleted", summary, address=str(address)))
        return
    left_out = address.collection in scene.world.left_out
    why = "gone" if live is None else "left_out" if left_out else "removed_block"
    change = build.release(scene.type, address, record, live, why)
    scene.add(None, replace(change, depends_on=(address,) if record.deposed else ()))


def _remove(scene: Scene, record: Record, change: Change) -> None:
    if not scene.options.delete:
        summary = "has left the manifests and is not deleted: --no-delete"
        scene.draft.diagnostics.append(note("not-deleted", summary, address=str(change.address)))
        return
    scene.add(None, change)
    scene.check_protection(change.address, None, record)
