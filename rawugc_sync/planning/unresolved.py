"""A create without an answer: found and taken over, started over, or left to a person."""

from __future__ import annotations

from dataclasses import replace

from rawugc_sync.planning import changes as build
from rawugc_sync.planning import editing, parting
from rawugc_sync.planning.look import Sight, may_repeat
from rawugc_sync.planning.saying.remarks import unresolved
from rawugc_sync.planning.scene import Scene
from rawugc_sync.resources.life import Standing
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.desired import Desired
from rawugc_sync.words.live import Live
from rawugc_sync.words.planned import CREATED_BEFORE
from rawugc_sync.words.recorded import Record, Unresolved

LATE_MS = 10_000
"""How long a new object may stay out of its list; then its absence counts."""


def found_edit(scene: Scene, address: Address, record: Record) -> Record | None:
    """The record of an object of which an edit without an answer was made; None while that is not known."""
    lost, live = scene.world.unresolved[address], scene.identity.live.get(address)
    if lost.edit is None or live is None or live.id != record.id:
        return None
    return editing.found(scene.type, lost, record, live)


def settle(scene: Scene, address: Address, desired: Desired | None, lost: Unresolved) -> bool:
    """Found: taken over. Absent, and nothing that is public: True, to start over. Else a person decides."""
    found = scene.identity.lost[address]
    if found.sight is Sight.OURS:
        live = scene.world.live[address.collection][found.ids[0]]
        _found(scene, address, desired, replace(lost.record, id=live.id), live)
        return False
    left = _left(scene, lost)
    if (
        found.sight is Sight.NOTHING
        and scene.type.calls.repeats_lost_creates
        and not lost.exists
        and left == 0
    ):
        return True
    scene.draft.unresolved.append(address)
    again = may_repeat(scene.type, lost, found)
    scene.draft.diagnostics.append(unresolved(address, lost, found.ids, again=again))
    if found.sight is Sight.NOTHING:
        scene.draft.look_again = max(scene.draft.look_again, left)
    return False


def _left(scene: Scene, lost: Unresolved) -> int:
    """Milliseconds for which it may still be missing in its list; never more than ten seconds."""
    return min(max(0, LATE_MS - (scene.world.listed_at - lost.sent_at)), LATE_MS)


def _found(scene: Scene, address: Address, desired: Desired | None, record: Record, live: Live) -> None:
    record = parting.clear(scene, address, record, leaving=desired is None)
    if desired is None:
        parting.decide(scene, address, record, live)
        return
    delta = scene.compare(desired, record, live)
    changes = scene.in_place(delta, live)
    verdict = scene.verdict(build.really(desired, live, delta), record, live, changes)
    if verdict.standing is not Standing.OPEN:
        changes = ()
    if verdict.standing is Standing.SKIP:
        scene.skip(address, verdict)
    left = {change.path: change.before for change in delta.changes if change not in changes}
    fields = {**delta.fields, **left}
    kept = build.inherited(desired, build.record_of(live.id, desired, fields, None), record)
    kept = replace(editing.bare(scene.type, kept), outputs=scene.type.life.outputs(live))
    calls = scene.updates(live, changes)
    change = build.adoption(desired, live, fields, changes, calls, kept)
    change = replace(change, action_reason=CREATED_BEFORE)
    scene.add(desired, scene.until_ready(change, live, kept, fields))
