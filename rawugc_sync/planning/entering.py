"""A resource without a record: it is created, or a live object is adopted for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from rawugc_sync.planning import changes as build
from rawugc_sync.planning import editing
from rawugc_sync.planning.identity import ids_let_go, let_go_like
from rawugc_sync.planning.look import Sight
from rawugc_sync.planning.saying.edits import edited_otherwise
from rawugc_sync.planning.saying.fates import adopted_before, let_go, lost_twin
from rawugc_sync.planning.saying.remarks import (
    alike,
    ambiguous,
    import_mismatch,
    possible_duplicate,
    remark,
)
from rawugc_sync.planning.scene import Scene
from rawugc_sync.planning.taking import mismatch
from rawugc_sync.resources.life import Standing
from rawugc_sync.resources.outings import meet
from rawugc_sync.words.addresses import Address, Fields
from rawugc_sync.words.desired import Desired
from rawugc_sync.words.live import Live
from rawugc_sync.words.recorded import Record


def decide(scene: Scene, desired: Desired) -> None:
    """Adopt what is live and its own; else create it, or ask."""
    address = desired.address
    if unknown := scene.identity.accountless.get(address):
        raise unknown
    if ids := scene.identity.unclear.get(address):
        ask_which(scene, desired, ids)
    elif live := scene.identity.live.get(address):
        adopt(scene, desired, live)
    else:
        _create(scene, desired)


def ask_which(scene: Scene, desired: Desired, ids: Iterable[str]) -> None:
    """Which of several live objects is meant is for a person to say."""
    objects = scene.world.live[scene.type.collection]
    ask = alike if desired.address in scene.identity.alike else ambiguous
    scene.draft.refusals.append(ask(scene.type, desired, {id: objects[id] for id in sorted(ids)}))


def adopt(scene: Scene, desired: Desired, live: Live, old: Record | None = None) -> None:
    """Take over what matches; `old` is the record of an object that is not live any more."""
    delta = scene.compare(desired, None, live)
    by_block = desired.address in scene.identity.imported or live.id in ids_let_go(scene.world, scene.type)
    if by_block and (wrong := mismatch(scene.type, desired, live)):
        told = [import_mismatch(desired, live, name, value, by_block=True) for name, value in wrong.items()]
        scene.draft.refusals += told
        return
    if scene.type.fields.whole and not by_block and scene.type.fields.differing(desired.fields, live):
        ask_which(scene, desired, (live.id,))
        return
    if names := editing.clashing(scene.type, desired.fields, live):
        scene.draft.refusals.append(edited_otherwise(desired.address, live.id, names))
        return
    changes = scene.in_place(delta, live)
    verdict = scene.verdict(desired, None, live, changes)
    fields = delta.fields
    if delta.coming:
        scene.draft.diagnostics.append(adopted_before(desired.address, live.id, delta.coming))
    if delta.coming or verdict.standing is not Standing.OPEN:
        fields = {**fields, **{change.path: change.before for change in changes}}
        changes = ()
    if verdict.standing is Standing.SKIP:
        scene.skip(desired.address, verdict)
    else:
        remark(scene.draft, scene.type, desired.address, delta)
    scene.draft.unverified += len(delta.unverified)
    record = build.record_of(live.id, desired, fields, None)
    record = replace(
        record,
        unverified=frozenset(delta.unverified),
        adopted=delta.stand_ins,
    )
    record = editing.entered(scene.type, build.inherited(desired, record, old), live)
    change = build.adoption(desired, live, fields, changes, scene.updates(live, changes), record)
    shown = (*change.fields, *delta.taken)
    change = replace(change, fields=shown, action_reason="import_block" if by_block else None)
    scene.add(desired, scene.until_ready(change, live, record, fields))


def _create(scene: Scene, desired: Desired) -> None:
    verdict = scene.verdict(desired, None, None, ())
    if verdict.standing is Standing.SKIP:
        scene.skip(desired.address, verdict)
        return
    if waits_for_lost(scene, desired):
        return
    traces = scene.type.identity.suspicions(desired.fields, scene.world.known)
    others = scene.identity.never.get(desired.address, frozenset())
    if twins := [id for id in scene.suspects.of(traces) if id not in others]:
        scene.draft.refusals.append(possible_duplicate(scene.type, desired.address, twins))
        return
    tell_of_let_go(scene, desired)
    scene.add(desired, build.creation(scene.type, desired, scene.world.known))


def tell_of_let_go(scene: Scene, desired: Desired) -> None:
    """Name what was let go and would do instead of a new one."""
    if gone := let_go_like(scene.world, scene.type, desired):
        scene.draft.diagnostics.append(let_go(desired.address, gone))


def waits_for_lost(scene: Scene, desired: Desired) -> bool:
    """Whether a resource would be an unresolved create once more: then it waits, and that is said."""
    lost = _lost_twin(scene, desired)
    if lost is not None:
        scene.draft.diagnostics.append(lost_twin(desired.address, lost))
    return lost is not None


def _lost_twin(scene: Scene, desired: Desired) -> Address | None:
    """An unresolved create of what is equal or goes out with the same: it would be out twice."""
    for other, lost in scene.world.unresolved.items():
        if other.collection != desired.address.collection or other == desired.address or lost.edit:
            continue
        open_still = scene.identity.lost[other].sight is not Sight.OURS
        if open_still and _is_twin(scene, desired.fields, lost.content):
            return other
    return None


def _is_twin(scene: Scene, fields: Fields, sent: Fields) -> bool:
    if scene.type.identity.fingerprint(sent) == scene.type.identity.fingerprint(fields):
        return True
    ours, its = (scene.type.life.outing(one, scene.world.known) for one in (fields, sent))
    return ours is not None and its is not None and meet(ours, its, scene.world.now)
