"""A resource with a record that the manifests have: kept, updated, replaced, or created again."""

from __future__ import annotations

from dataclasses import replace

from rawugc_sync.planning import changes as build
from rawugc_sync.planning import editing
from rawugc_sync.planning.carrying import carry, resumed
from rawugc_sync.planning.changes import FieldChanges
from rawugc_sync.planning.differences import Delta
from rawugc_sync.planning.entering import adopt, ask_which, tell_of_let_go, waits_for_lost
from rawugc_sync.planning.identity import named_again
from rawugc_sync.planning.saying.edits import edited_again, edits_replace
from rawugc_sync.planning.saying.fates import (
    created_again,
    made_before,
    replacement_resumes,
    stays_deleted,
    taken_back,
)
from rawugc_sync.planning.saying.kept import tell, untimely
from rawugc_sync.planning.saying.remarks import remark
from rawugc_sync.planning.scene import Scene
from rawugc_sync.resources.life import Standing, Verdict
from rawugc_sync.words.desired import Desired
from rawugc_sync.words.live import Live
from rawugc_sync.words.recorded import Record

_OF_NO_USE = (Standing.RETRY, Standing.BROKEN)


def decide(scene: Scene, desired: Desired, record: Record) -> None:
    """Compare it with its live object, as far as the life cycle of that allows a change."""
    live = scene.identity.live.get(desired.address)
    if live is None:
        _gone(scene, desired, record)
        return
    if live.id != record.id:
        adopt(scene, desired, live, record)
        return
    delta = scene.compare(desired, record, live)
    _for_review(scene, desired, live, delta)
    changes = tuple(delta.changes)
    verdict = scene.verdict(build.really(desired, live, delta), record, live, changes)
    replacing = desired.address in scene.options.replace or any(c.forces_replacement for c in changes)
    if (replacing or verdict.standing in _OF_NO_USE) and _take_back(scene, desired, record):
        return
    if scene.type.life.is_pending(live):
        _await(scene, desired, record, live, delta)
        return
    moves = verdict.standing is not Standing.HISTORY and (changes or replacing)
    if moves and waits_for_lost(scene, desired):
        return
    if verdict.standing is Standing.HISTORY:
        _past(scene, changes)
    elif verdict.standing is Standing.RETRY:
        _retry(scene, desired, record, live, delta, verdict)
    elif verdict.standing is not Standing.RELEASE and replacing:
        _replace(scene, desired, record, live, delta, verdict)
    elif verdict.standing in (Standing.SKIP, Standing.BROKEN):
        scene.skip(desired.address, verdict)
    else:
        remark(scene.draft, scene.type, desired.address, delta)
        _change(scene, desired, record, live, delta)


def _for_review(scene: Scene, desired: Desired, live: Live, delta: Delta) -> None:
    if scene.options.review:
        scene.draft.standing[desired.address] = build.standing(desired, live, delta)


def _take_back(scene: Scene, desired: Desired, record: Record) -> bool:
    """Instead of a new object, the one that was let go and that a block names; the present one is let go."""
    back = named_again(scene.world, scene.type, desired.address)
    if back is None:
        return False
    start, _ = scene.draft.mark()
    scene.draft.followed.add(desired.address)
    adopt(scene, desired, back, record)
    made = [build.instead_of(change, record.id) for change in scene.draft.changes[start:]]
    scene.draft.changes[start:] = made
    if made:
        scene.draft.diagnostics.append(taken_back(desired.address, back.id, record.id))
        scene.check_protection(desired.address, desired, record)
    return True


def _change(scene: Scene, desired: Desired, record: Record, live: Live, delta: Delta) -> None:
    changes = tuple(delta.changes)
    after = build.refreshed(desired, live, delta, record)
    outputs = {**scene.type.life.outputs(live), **record.outputs}
    after = replace(after, outputs=outputs, edited=record.edited)
    if not changes:
        scene.draft.keep(desired.address, record, after)
        return
    calls = scene.updates(live, changes)
    change = build.update(desired, record, live, delta, after, calls)
    if chain := _chain(scene, record, delta, editing.as_shown(after, live)):
        change = build.edited(scene.type, change, chain)
        if chain.again:
            scene.draft.diagnostics.append(edited_again(desired.address, record.id, [*chain.wanted]))
    scene.add(desired, change)


def _chain(scene: Scene, record: Record, delta: Delta, after: Record) -> editing.Chain | None:
    """The edits that a change makes, on the record that it leaves before them; None where it makes none."""
    edits = scene.type.calls.edits
    if not any(one.path in edits for one in delta.changes):
        return None
    begun = replace(after, fields={**edits.without(after.fields), **edits.among(record.fields)})
    return editing.chain(scene.type, begun, editing.wanted(edits, record, delta))


def _await(scene: Scene, desired: Desired, record: Record, live: Live, delta: Delta) -> None:
    """What runs is waited for, and then edited; what else there is to do is for a later plan."""
    after = build.refreshed(desired, live, delta, record)
    chain = (
        None if any(one.forces_replacement for one in delta.changes) else _chain(scene, record, delta, after)
    )
    if chain is None:
        if outdated := [one.path for one in delta.changes if one.forces_replacement]:
            scene.draft.broken.append(desired.address)
            scene.draft.diagnostics.append(made_before(desired.address, outdated))
        scene.add(desired, build.awaiting(scene.type, desired, live))
        return
    change = build.update(desired, record, live, delta, after, ())
    scene.add(desired, build.edited(scene.type, change, chain, pending=True))


def _replace(
    scene: Scene, desired: Desired, record: Record, live: Live, delta: Delta, verdict: Verdict
) -> None:
    """A new object with what the old one has and git leaves alone; only then it is known what is sent."""
    carried = carry(scene.type, desired, record, live, delta, scene.world.known)
    sent = scene.verdict(replace(desired, fields=carried.fields), record, live, tuple(delta.changes))
    if verdict.standing is Standing.SKIP and sent.standing is not Standing.OPEN:
        scene.skip(desired.address, verdict)
        return
    remark(scene.draft, scene.type, desired.address, delta, carried.fates)
    tell(scene.draft, scene.type, desired.address, carried)
    if sent.standing is Standing.SKIP:
        scene.draft.refusals.append(untimely(desired.address, sent))
    if carried.objections:
        return
    kept = {name: delta.seen[name] for name in delta.returning}
    after = replace(build.refreshed(desired, live, delta, record), seen=kept)
    change = build.update(desired, record, live, delta, after, ())
    changed = [one.path for one in delta.changes if one.forces_replacement]
    if changed and all(name in scene.type.calls.edits for name in changed):
        scene.draft.diagnostics.append(edits_replace(desired.address, changed))
    tell_of_let_go(scene, desired)
    # A create that fails would leave nothing where the old one was.
    known = scene.world.known.for_sure()
    scene.add(desired, build.replacement(scene.type, change, live, known, carried, record))
    scene.check_protection(desired.address, desired, record)


def _retry(
    scene: Scene, desired: Desired, record: Record, live: Live, delta: Delta, verdict: Verdict
) -> None:
    if verdict.code:
        scene.skip(desired.address, verdict)
    carried = carry(scene.type, desired, record, live, delta, scene.world.known)
    remark(scene.draft, scene.type, desired.address, delta, carried.fates)
    tell(scene.draft, scene.type, desired.address, carried)
    if not carried.objections:
        tell_of_let_go(scene, desired)
        made = build.creation(scene.type, desired, scene.world.known, record, carried)
        scene.add(desired, build.retry(made, desired, live, delta, carried))


def _gone(scene: Scene, desired: Desired, record: Record) -> None:
    address = desired.address
    if ids := scene.identity.unclear.get(address):
        ask_which(scene, desired, ids)
        return
    ours = record.replacing or address in scene.options.recreate
    if not (scene.type.life.recreates or ours):
        scene.draft.diagnostics.append(stays_deleted(address))
        return
    verdict = scene.verdict(desired, None, None, ())
    if verdict.standing is Standing.SKIP:
        scene.skip(address, verdict)
        return
    told = replacement_resumes if record.replacing else created_again
    scene.draft.diagnostics.append(told(address))
    carried = resumed(scene.type, desired, record) if record.replacing else None
    change = build.creation(scene.type, desired, scene.world.known, record, carried)
    scene.add(desired, replace(change, drift=not record.replacing))


def _past(scene: Scene, changes: FieldChanges) -> None:
    scene.draft.unchanged += 1
    scene.draft.history += 1
    scene.draft.edited += any(change.origin in ("git", "both") for change in changes)
