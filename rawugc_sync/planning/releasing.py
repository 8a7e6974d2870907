"""A resource that stands in the manifests and is let go: its object gets their values, and then stays."""

from __future__ import annotations

from dataclasses import replace

from rawugc_sync.planning import changes as build
from rawugc_sync.planning import parting
from rawugc_sync.planning.saying.remarks import remark
from rawugc_sync.planning.scene import Scene
from rawugc_sync.resources.life import Standing
from rawugc_sync.words.actions import Action
from rawugc_sync.words.desired import Desired
from rawugc_sync.words.planned import Leaves, Step
from rawugc_sync.words.recorded import Record


def decide(scene: Scene, desired: Desired, record: Record) -> None:
    """Update its object as far as that takes no new one, and forget it; only that where nothing differs."""
    live = scene.identity.live.get(desired.address)
    if live is None or live.id != record.id:
        parting.decide(scene, desired.address, record)
        return
    delta = scene.compare(desired, record, live)
    changes = scene.in_place(delta, live)
    verdict = scene.verdict(build.really(desired, live, delta), record, live, changes)
    if not changes or verdict.standing is not Standing.OPEN:
        parting.decide(scene, desired.address, record)
        return
    remark(scene.draft, scene.type, desired.address, delta)
    after = build.refreshed(desired, live, delta, record)
    change = build.update(desired, record, live, delta, after, scene.updates(live, changes))
    gone = Step(leaves=Leaves.NOTHING)
    scene.add(
        desired,
        replace(
            change,
            action=Action.UPDATE_AND_FORGET,
            fields=changes,
            steps=(*change.steps, gone),
            action_reason="removed_block",
        ),
    )
